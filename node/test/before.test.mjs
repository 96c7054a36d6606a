// The decisions before a deployment, as a TypeScript controller asks for them.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Engine, admissionReport, choiceReport, explain, manifests, replicaCounts, split, toJson,
} from "rollwise";
import { RELEASE, refused } from "./support.mjs";

const WEDNESDAY = new Date("2026-11-18T09:00:00Z");
const FRIDAY = new Date("2026-11-20T15:00:00Z");
const situation = (parts = {}) => ({
  change: { version: "2.4.0" },
  service: { name: "shop" },
  target: { environment: "production" },
  ...parts,
});
const config = (code, field) => ({ name: "ConfigError", code, field });
const input = (code, field) => ({ name: "InputError", code, field });

test("a situation may be an object or its stored text", () => {
  const engine = new Engine();
  const object = situation({
    change: { version: "2.4.0", kinds: ["schema_migration"], reversibility: { kind: "until", share: 50 } },
    service: { name: "shop", requestsPerSecond: 850, sideBySide: true },
    errorBudget: 0.4,
  });
  const choice = engine.chooseStrategy(WEDNESDAY, object);
  assert.deepEqual(engine.chooseStrategy(WEDNESDAY, toJson("Situation", object)), choice);
  assert.deepEqual([choice.winner, choice.precautions], ["blue_green", ["migrate_first", "back_up_data"]]);
  const { rollout } = engine.start(WEDNESDAY, RELEASE, choice.plan.plan);
  assert.deepEqual(rollout.terms.plan, choice.plan.plan);
});

test("moments are dates", () => {
  const decision = new Engine().checkWindow(FRIDAY, situation());
  assert.equal(decision.open, false);
  assert.deepEqual(decision.opensAt, new Date("2026-11-21T00:00:00Z"));
  const tokyo = new Engine({ calendar: { zone: "Asia/Tokyo" } });
  assert.equal(tokyo.checkWindow(FRIDAY, situation()).open, true, "it is Saturday there");
});

test("an admission says what is missing", () => {
  const vote = { actor: "bob", at: WEDNESDAY, vote: "approve", version: "2.4.0", environment: "production" };
  const admission = new Engine().admit(WEDNESDAY, { situation: situation(), votes: [vote] });
  assert.equal(admission.admitted, false);
  assert.ok(admission.readiness.missing.includes("tests_passing"));
  assert.ok(admission.reasons.map(explain).includes("staging: not measured"));
  assert.equal(new Engine().checkApprovals(WEDNESDAY, situation(), [vote], { stage: 1 }).verdict, "inconclusive");
});

test("decisions are text that a person can read", () => {
  const engine = new Engine();
  assert.match(choiceReport(engine.chooseStrategy(FRIDAY, situation())), /^strategy {4}rolling \(/);
  const admission = engine.admit(FRIDAY, { situation: situation() });
  assert.match(admissionReport(admission), /^MAY NOT GO; ask again at 2026-11-21T00:00:00Z\n/);
  assert.match(admissionReport(admission, { colour: true }), /\u001b\[31mMAY NOT GO/);
  refused(() => admissionReport(admission, { color: true }), input("unknown_field", "color"));
});

test("manifests are what Kubernetes reads", () => {
  const fragments = new Engine().kubernetes("rolling", { name: "shop", criticality: "low", replicas: 10 });
  const { strategy } = JSON.parse(manifests(fragments));
  assert.deepEqual(strategy, { type: "RollingUpdate", rollingUpdate: { maxSurge: 3, maxUnavailable: 2 } });
  assert.deepEqual(split(20, 10, 1), { canary: 2, stable: 8 });
  const mode = { kind: "routed", dynamicStable: true };
  assert.deepEqual(replicaCounts({ replicas: 10, weight: 20, mode }), { canary: 2, stable: 8 });
});

test("bad situations are input errors that name the stored field", () => {
  const engine = new Engine();
  for (const [given, code, field] of [
    [{}, "missing_field", "change"],
    [[], "wrong_type", ""],
    [undefined, "wrong_type", ""],
    [null, "wrong_type", ""],
    [situation({ change: { version: "2", lines: -1 } }), "out_of_range", "change.lines"],
    [situation({ change: { version: "2", kinds: ["magic"] } }), "unknown_variant", "change.kinds[0]"],
    [situation({ service: { name: "s", requestsPerSecond: NaN } }), "not_finite", "service.requests_per_second"],
    [situation({ service: { name: "s", requestsPerSecond: 5n } }), "wrong_type", "service.requests_per_second"],
    [situation({ target: { environment: "prod" } }), "unknown_variant", "target.environment"],
    [situation({ mood: "good" }), "unknown_field", "mood"],
  ]) {
    for (const question of ["assessRisk", "chooseStrategy", "checkWindow"]) {
      refused(() => engine[question](WEDNESDAY, given), input(code, field));
    }
  }
});

test("bad policies and arguments are named", () => {
  const engine = new Engine();
  const policy = (policy, code, field) => refused(() => new Engine(policy), config(code, field));
  policy({ calendar: { zone: "Mars/Olympus" } }, "unknown_zone", "calendar.zone");
  policy({ approvals: { rules: [{ name: "r", when: "fiels > 3" }] } }, "unknown_name", "approvals.rules[0].when");
  policy({ sizing: { longestStage: "1m" } }, "contradiction", "sizing.longest_stage");
  refused(() => engine.checkImage(5, undefined), input("wrong_type", "image_tag"));
  refused(() => engine.checkApprovals(WEDNESDAY, situation(), [{}]), input("missing_field", "votes[0].actor"));
  refused(() => engine.checkApprovals(WEDNESDAY, situation(), [], { stage: -1 }), input("out_of_range", "stage"));
  refused(() => engine.checkApprovals(WEDNESDAY, situation(), [], { step: 1 }), input("unknown_field", "step"));
  refused(() => engine.checkReadiness("later", situation(), {}), input("unknown_variant", "when"));
  refused(() => engine.admit(new Date(NaN), { situation: situation() }), input("out_of_range", "now"));
  refused(() => engine.evaluateCondition(WEDNESDAY, "files +", situation()), config("invalid_expression", "condition"));
  refused(() => split("a", 10, 1), input("wrong_type", "share"));
  refused(() => replicaCounts({ replicas: 10 }), input("missing_field", "weight"));
});
