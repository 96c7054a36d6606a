// What watches over a model: acceptance, drift, score and retraining, with columns as JavaScript has them.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  checkRetraining, compareModels, explain, inputReference, keepScore, measureDrift, toJson,
} from "rollwise";

const NOW = new Date("2026-11-21T03:00:00Z");
const succeeded = Array.from({ length: 200 }, (_, i) => i % 10 !== 0);
const sees = succeeded.map((outcome) => (outcome ? 0.75 : 0.25));
const rising = (factor) => Array.from({ length: 500 }, (_, i) => factor * i);
const input = (code, field) => ({ name: "InputError", code, field });

test("models are compared by arrays and typed arrays alike", () => {
  const champion = sees.map(() => 0.9);
  const answer = compareModels(sees, succeeded, { champion });
  const columns = [Float64Array.from(sees), Uint8Array.from(succeeded)];
  assert.deepEqual(compareModels(...columns, { champion: Float64Array.from(champion) }), answer);
  assert.equal(answer.accepted, true);
  assert.ok(Math.abs(answer.difference.mean - (answer.challenger.logLoss - answer.champion.logLoss)) < 1e-12);
  assert.equal(compareModels(sees, succeeded, { policy: { maxCalibrationError: 0.1 } }).accepted, false);
});

test("a column has gaps, and flags are numbers", () => {
  const reference = inputReference("coverage", [0, 1, null, 3.5, undefined, NaN]);
  assert.deepEqual(reference, { name: "coverage", edges: [0, 1], counts: [1, 1, 1], missing: 3 });
  assert.deepEqual(inputReference("hotfix", [true, false]), inputReference("hotfix", Float64Array.of(1, 0)));
});

test("drift is measured against what was stored", () => {
  const reference = inputReference("lines", rising(1));
  const drift = measureDrift([reference], { lines: rising(3) });
  const stored = `[${toJson("InputReference", reference)}]`;
  assert.deepEqual(measureDrift(stored, { lines: Float64Array.from(rising(3)) }), drift);
  assert.equal(drift.verdict, "fail");
  assert.equal(checkRetraining(NOW, {}, { outcomesSinceTraining: 0, drift }).due, true);
});

test("a score goes on where it was stored", () => {
  const whole = keepScore(sees, succeeded);
  const begun = keepScore(sees.slice(0, 50), succeeded.slice(0, 50));
  const scoreboard = toJson("Scoreboard", begun);
  assert.deepEqual(keepScore(sees.slice(50), succeeded.slice(50), { scoreboard }), whole);
  assert.equal(whole.all.expectedSuccesses, 140);
});

test("training is due at a moment", () => {
  const options = { outcomesSinceTraining: 200, trainedAt: new Date("2026-10-23T03:00:00Z") };
  const answer = checkRetraining(NOW, keepScore(sees, succeeded), options);
  assert.deepEqual([answer.due, answer.dueAt], [false, new Date("2026-11-22T03:00:00Z")]);
  assert.ok(answer.reasons.map(explain).includes("age in days: 29 does not suffice, the threshold is 30"));
});

test("what cannot be used is named", () => {
  const later = new Date("2027-01-01");
  const refused = [
    [() => inputReference("lines", "abc"), "wrong_type", "lines"],
    [() => inputReference("lines", [1, "a"]), "wrong_type", "lines[1]"],
    [() => inputReference("lines", [1, Infinity]), "not_finite", "lines[1]"],
    [() => inputReference(5, [1]), "wrong_type", "name"],
    [() => measureDrift([], null), "wrong_type", "columns"],
    [() => measureDrift([], { lines: [1] }), "unknown_name", "columns.lines"],
    [() => keepScore([0.5, NaN], [true, true]), "not_finite", "probabilities[1]"],
    [() => keepScore([0.5], [true], { board: {} }), "unknown_field", "board"],
    [() => compareModels([0.5], [2]), "out_of_range", "succeeded[0]"],
    [() => checkRetraining(NOW, {}, { outcomesSinceTraining: 0, trainedAt: later }), "out_of_range", "trained_at"],
    [() => checkRetraining(NOW, {}), "wrong_type", "outcomes_since_training"],
  ];
  for (const [call, code, field] of refused) {
    assert.throws(call, input(code, field));
  }
});

test("words are watched too", () => {
  const reference = inputReference("team", Array(100).fill(["web", "cart", null, "web"]).flat());
  assert.deepEqual([reference.words, reference.counts, reference.missing], [["cart", "web"], [100, 200, 0], 100]);
  assert.equal(measureDrift([reference], { team: Array(25).fill(["web", "cart", undefined, "web"]).flat() }).verdict, "pass");
  assert.equal(measureDrift([reference], { team: Array(100).fill("pay") }).verdict, "fail");
  const refused = { name: "InputError", code: "wrong_type", field: "columns.team[1]" };
  assert.throws(() => measureDrift([reference], { team: ["web", 5] }), refused);
});
