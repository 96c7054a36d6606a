// Two windows of metrics side by side, as JavaScript has them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { compareWindows, toJson } from "rollwise";

const levels = (canary) => ({
  metrics: [
    { name: "latency_p90_ms", kind: "latency", samples: { kind: "levels", baseline: [81, 83, 80, 85, 82], canary } },
  ],
});
const windows = levels([121, 117, 125]);

test("windows are objects or text", () => {
  const compared = compareWindows(windows);
  assert.deepEqual(compareWindows(toJson("ComparedWindows", windows)), compared);
  assert.equal(compared.verdict, "fail");
  assert.equal(compared.reasons[0].code, "worse_than_baseline");
  const [metric] = compared.metrics;
  assert.deepEqual([metric.baselineSamples, metric.canarySamples, metric.effect.measure], [5, 3, "ratio"]);
  assert.ok(metric.effect.lower < metric.effect.estimate && metric.pValue < metric.neededPValue);
});

test("a policy says what matters", () => {
  assert.equal(compareWindows(windows, { policy: { ratios: { latency: 2 } } }).verdict, "pass");
  assert.throws(() => compareWindows(windows, { policy: { significance: 0 } }), { name: "ConfigError", field: "significance" });
  assert.throws(() => compareWindows(windows, { limit: 2 }), { name: "InputError", code: "unknown_field" });
});

test("what is no number is refused by its place", () => {
  for (const value of [NaN, Infinity, null, "12"]) {
    const field = "metrics[0].samples.canary[1]";
    assert.throws(() => compareWindows(levels([1, value])), { name: "InputError", field }, String(value));
  }
});
