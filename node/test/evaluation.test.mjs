// How good predictions were, from every kind of column.
import assert from "node:assert/strict";
import { test } from "node:test";

import { bestThreshold, evaluate, evaluationReport, reliabilitySvg, toJson } from "rollwise";
import { refused } from "./support.mjs";

const PROBABILITIES = [0.9, 0.8, 0.7, 0.6, 0.4, 0.3];
const SUCCEEDED = [true, true, false, true, false, true];
const input = (code, field) => ({ name: "InputError", code, field });

test("columns are arrays or typed arrays", () => {
  const evaluation = evaluate(PROBABILITIES, SUCCEEDED);
  assert.equal(evaluation.rocAuc.value, 0.625);
  for (const outcomes of [[1, 1, 0, 1, 0, 1], Uint8Array.of(1, 1, 0, 1, 0, 1), Int32Array.of(1, 1, 0, 1, 0, 1)]) {
    assert.deepEqual(evaluate(PROBABILITIES, outcomes), evaluation);
    assert.deepEqual(evaluate(Float64Array.from(PROBABILITIES), outcomes), evaluation);
    assert.equal(bestThreshold(PROBABILITIES, outcomes), 1 - 0.7);
  }
  const part = new Float64Array([0, ...PROBABILITIES, 0]).subarray(1, 7);
  assert.deepEqual(evaluate(part, SUCCEEDED), evaluation);
  assert.equal(bestThreshold([0.5], [true]), undefined);
});

test("moments and a policy are options", () => {
  const at = [0, 86_400 * 31, 5, 6, 7, 8];
  const { months, atThreshold, reliability } = evaluate(PROBABILITIES, SUCCEEDED, { at, policy: { threshold: 0.3, bins: 2 } });
  assert.deepEqual(months.map(({ month, rows }) => [month, rows]), [["1970-01", 5], ["1970-02", 1]]);
  assert.deepEqual([atThreshold.threshold, atThreshold.ofFailure.recall, reliability.length], [0.3, 1, 2]);
});

test("refusals name the entry", () => {
  refused(() => evaluate([0.5, Number.NaN], [true, false]), input("not_finite", "probabilities[1]"));
  refused(() => evaluate([0.5, 1.5], [true, false]), input("out_of_range", "probabilities[1]"));
  refused(() => evaluate([0.5, "0.5"], [true, false]), input("wrong_type", "probabilities[1]"));
  refused(() => evaluate([0.5, , 0.5], [true, false, true]), input("wrong_type", "probabilities[1]"));
  refused(() => evaluate(0.5, [true]), input("wrong_type", "probabilities"));
  refused(() => evaluate([0.5, 0.6], [true, 2]), input("out_of_range", "succeeded[1]"));
  refused(() => evaluate([0.5, 0.6], Uint8Array.of(1, 2)), input("out_of_range", "succeeded[1]"));
  refused(() => evaluate([0.5, 0.6], [true, "no"]), input("wrong_type", "succeeded[1]"));
  refused(() => evaluate([0.5, 0.6], "10"), input("wrong_type", "succeeded"));
  refused(() => evaluate([0.5, 0.6], [true]), input("out_of_range", "succeeded"));
  refused(() => evaluate([0.5], [true], { at: [-1] }), input("out_of_range", "at[0]"));
  refused(() => evaluate([0.5], [true], { bins: 5 }), input("unknown_field", "bins"));
  const config = { name: "ConfigError", code: "out_of_range", field: "capture_at[0]" };
  refused(() => evaluate([0.5], [true], { policy: { captureAt: [0] } }), config);
});

test("an evaluation becomes a report and a picture", () => {
  const evaluation = evaluate(PROBABILITIES, SUCCEEDED, { policy: { resamples: 0 } });
  assert.match(evaluationReport(evaluation), /^6 deployments, 2 of them failed \(33\.33 %\)\n/);
  assert.ok(evaluationReport(toJson("Evaluation", evaluation), { colour: true }).includes("\u001b[32m✓"));
  const picture = reliabilitySvg(evaluation);
  assert.ok(picture.startsWith("<svg ") && picture.endsWith("</svg>\n"));
  assert.equal(picture.split("<circle ").length - 1, evaluation.reliability.length);
});
