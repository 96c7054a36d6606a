import assert from "node:assert/strict";
import { test } from "node:test";

import { Engine, explain, policyFor, toJson } from "rollwise";
import { HEALTHY, NOON, RELEASE } from "./support.mjs";

test("a policy left out is the policy with every default", () => {
  assert.deepEqual(new Engine().policy(), new Engine({}).policy());
  assert.deepEqual(new Engine().policy(), policyFor("production"));
  assert.equal(new Engine().policy().confidence.autoPromoteAt, 80);
});

test("what a policy says survives the way through the core", () => {
  const gate = {
    name: "checkout_rate",
    metric: "checkout_rate",
    window: "1h30m",
    minSamples: 500,
    condition: { kind: "ratio", bound: "at_least", limit: 0.98 },
    unmeasured: { notANumber: "fail" },
  };
  const engine = new Engine({ plan: "conservative", gates: [gate] });
  const { condition, unmeasured, ...rest } = engine.gates().at(-1);
  assert.deepEqual(rest, {
    name: "checkout_rate",
    metric: "checkout_rate",
    window: "1h30m",
    minSamples: 500,
    criticality: "guardrail",
  });
  assert.deepEqual(condition, { kind: "ratio", bound: "at_least", limit: 0.98, slack: 0 });
  assert.equal(unmeasured.notANumber, "fail");
  assert.equal(engine.plan("conservative").stages.length, 4);
});

test("a document is the same as an object, as stored JSON and as an object parsed from it", () => {
  const policy = { immutableImages: false, confidence: { autoPromoteAt: 70 } };
  const stored = '{"immutable_images": false, "confidence": {"auto_promote_at": 70}}';
  const want = new Engine(policy).policy();
  assert.deepEqual(new Engine(stored).policy(), want);
  assert.deepEqual(new Engine(JSON.parse(stored)).policy(), want);
});

test("gates are evaluated on evidence", () => {
  const report = new Engine().evaluateGates(NOON, HEALTHY);
  assert.equal(report.verdict, "pass");
  assert.equal(report.checks.length, 6);
  const { gate, countsAs, observed, baseline, samples } = report.checks[0];
  assert.deepEqual({ gate, countsAs, observed, baseline, samples }, {
    gate: "error_rate",
    countsAs: "pass",
    observed: 0.001,
    baseline: 0.001,
    samples: 2000,
  });
  assert.equal(new Engine().evaluateGates(NOON, { metrics: {} }).code, "nothing_measured");
});

test("the confidence score of the worked example is exactly 80", () => {
  const known = { safety: 1, canaryHealth: 1, ...RELEASE.factors };
  const confidence = new Engine().scoreConfidence(known);
  assert.equal(confidence.score, 80);
  assert.equal(confidence.decision, "auto_promote");
  assert.equal(confidence.knownShare, 1);
  assert.deepEqual(new Engine().scoreConfidence(toJson("Factors", known)), confidence);
});

test("a decision without a person needs its threshold", () => {
  const reason = new Engine().permits("rollback", 0.85);
  assert.deepEqual(reason, { code: "threshold_not_reached", subject: "rollback", observed: 0.85, limit: 0.85 });
  assert.match(explain(reason), /^rollback: 0\.85 does not suffice/);
});

test("a rollout starts by the plan of the policy, by a name, by an object or by JSON text", () => {
  const engine = new Engine({ plans: [{ ...new Engine().plan("fast"), name: "own" }] });
  const plan = (plan) => engine.start(NOON, RELEASE, plan).rollout.terms.plan.name;
  assert.equal(plan(), "standard_canary");
  assert.equal(plan("own"), "own");
  assert.equal(plan(engine.plan("linear")), "linear");
  assert.equal(plan(toJson("Plan", engine.plan("shadow"))), "shadow");
});
