// Objectives, quality gates and delivery figures, as JavaScript has them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Engine, assessSlo, deliveries, deliveryFigures, judgeQuality, reviewSlo, toJson } from "rollwise";

const now = new Date("2026-11-21T12:00:00Z");
const policy = { objectives: [{ name: "a", target: 0.99, alerts: { kind: "given", rules: [] } }] };

test("steps are objects or text", () => {
  const start = new Date("2026-11-21T11:00:00Z");
  const evidence = { objectives: [{ objective: "a", steps: [{ start, duration: "1h", events: { bad: 6, valid: 1000 } }] }] };
  const decision = assessSlo(now, evidence, { policy });
  assert.deepEqual(assessSlo(now, toJson("SloEvidence", evidence), { policy }), decision);
  assert.deepEqual([decision.tier, decision.objectives[0].budget.spare], ["slow", 4]);
  assert.ok(Math.abs(decision.errorBudget - 0.4) < 1e-12);
  assert.equal(assessSlo(now, { objectives: [] }, { policy }).errorBudget, undefined);
});

test("objectives without a budget are refused", () => {
  const refused = { name: "ConfigError", code: "out_of_range", field: "objectives[0].target" };
  assert.throws(() => reviewSlo({ objectives: [{ name: "a", target: 1 }] }, 1), refused);
  assert.throws(() => reviewSlo(policy, 2), { name: "InputError", field: "error_ratio" });
  assert.throws(() => assessSlo(now, { objectives: [] }, { limit: 2 }), { name: "InputError", code: "unknown_field" });
});

test("a release must show its quality", () => {
  const pass = [{ criteria: [{ kind: "fixed", is: "at_most", value: 1 }] }];
  const quality = { objectives: [{ name: "a", metric: "a", pass }] };
  assert.equal(judgeQuality({ values: [{ metric: "a", value: 1 }] }, { policy: quality }).verdict, "pass");
  assert.equal(judgeQuality({ values: [{ metric: "a" }] }, { policy: quality }).verdict, "fail");
});

test("rollouts become figures", () => {
  const release = {
    id: "r1", service: "shop", version: "2.4.0", imageTag: "9f8d111d-1763690400", commit: "9f8d111d",
  };
  const { step } = new Engine().start(now, release);
  const [delivery] = deliveries([step.record]);
  assert.deepEqual([delivery.id, delivery.deployedAt, delivery.automatic], ["r1", undefined, true]);
  const figures = deliveryFigures(now, new Date("2026-11-22T12:00:00Z"), { deployments: [delivery] });
  assert.deepEqual([figures.deployments, figures.neverDeployed, figures.verdict], [0, 1, "inconclusive"]);
});

test("an engine has the policy of all of them", () => {
  const pass = [{ criteria: [{ kind: "fixed", is: "at_most", value: 1 }] }];
  const quality = { objectives: [{ name: "a", metric: "a", pass }] };
  const engine = new Engine({ slo: policy, quality });
  const start = new Date("2026-11-21T11:00:00Z");
  const evidence = { objectives: [{ objective: "a", steps: [{ start, duration: "1h", events: { bad: 6, valid: 1000 } }] }] };
  assert.deepEqual(engine.assessSlo(now, evidence), assessSlo(now, evidence, { policy }));
  assert.deepEqual(engine.reviewSlo(1), reviewSlo(policy, 1));
  const values = { values: [{ metric: "a", value: 1 }] };
  assert.deepEqual(engine.judgeQuality(values), judgeQuality(values, { policy: quality }));
  const [tomorrow, log] = [new Date("2026-11-22T12:00:00Z"), { deployments: [] }];
  assert.deepEqual(engine.deliveryFigures(now, tomorrow, log), deliveryFigures(now, tomorrow, log));
});
