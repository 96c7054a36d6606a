// Between objects and stored JSON: names, dates and numbers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { Engine, readRecords, recordToJson, toJson } from "rollwise";
import { NOON, later, waiting } from "./support.mjs";

/** Takes a measured event through a record and back. */
function throughRecord(metrics) {
  const rollout = waiting();
  const { actions: [measure] } = rollout.step(later(64), { kind: "tick" });
  const { record } = rollout.step(later(65), { kind: "measured", action: measure.id, evidence: { metrics } });
  const [read] = readRecords(recordToJson(record));
  assert.deepEqual(read, record);
  return record;
}

test("keys that users choose are never touched", () => {
  const canary = { kind: "value", value: 1 };
  const names = ["error_rate", "errorRate", "at", "wake_at", "measuredAt", "kind", "constructor", "10", "a b.c", ""];
  const metrics = Object.fromEntries([...names, "__proto__"].map((name) => [name, { canary }]));
  const record = throughRecord(metrics);
  assert.deepEqual(Object.keys(record.event.evidence.metrics).sort(), [...names, "__proto__"].sort());
  assert.deepEqual([...record.report.unread].sort(), [...names, "__proto__"].filter((n) => n !== "error_rate").sort());
  assert.equal(Object.getPrototypeOf(record.event.evidence.metrics), Object.prototype);
});

test("a property named like one of the language is refused by name", () => {
  for (const name of ["constructor", "toString", "hasOwnProperty"]) {
    assert.throws(() => new Engine({ [name]: 1 }), { code: "unknown_field", field: name });
  }
  assert.throws(() => new Engine(JSON.parse('{"__proto__": 1}')), { code: "unknown_field", field: "__proto__" });
});

test("dates go in and come out as dates, to the millisecond", () => {
  const at = new Date("2026-11-21T11:59:59.123Z");
  const point = { at, measurement: { kind: "value", value: 1 } };
  const canary = { kind: "series", points: [point] };
  const record = throughRecord({ m: { canary, baseline: { kind: "stale", measuredAt: at } } });
  assert.deepEqual(record.event.evidence.metrics.m, { canary, baseline: { kind: "stale", measuredAt: at } });
  assert.match(recordToJson(record), /"measured_at":"2026-11-21T11:59:59.123Z"/);
});

test("a moment may be RFC 3339 text of any zone", () => {
  const report = (now) => new Engine().evaluateGates(now, { metrics: {} });
  assert.deepEqual(report("2026-11-21T13:00:00+01:00"), report(NOON));
});

test("undefined is left out, and null too where a value is optional", () => {
  const score = (factors) => new Engine().scoreConfidence(factors);
  assert.deepEqual(score({ safety: 0.5, testCoverage: undefined }), score({ safety: 0.5 }));
  assert.deepEqual(score({ safety: 0.5, testCoverage: null }), score({ safety: 0.5 }));
});

test("typed arrays are lists", () => {
  const json = (values) => toJson("Measurement", { kind: "samples", values });
  assert.equal(json(new Float64Array([0.5, 2])), json([0.5, 2]));
  assert.equal(json(Int32Array.of(1, 2)), json([1, 2]));
  assert.throws(() => json(BigInt64Array.of(1n)), { code: "wrong_type", field: "values[0]" });
  assert.throws(() => json(Float32Array.of(1, NaN)), { code: "not_finite", field: "values[1]" });
});

test("the largest count is exact", () => {
  const count = Number.MAX_SAFE_INTEGER;
  const record = throughRecord({ error_rate: { canary: { kind: "counts", events: 0, trials: count } } });
  assert.equal(record.event.evidence.metrics.error_rate.canary.trials, count);
  assert.equal(record.report.checks[0].samples, count);
});

test("every number survives the way through the core", () => {
  // A generator of its own, so that a failure can be repeated.
  let seed = 1;
  const bits = new DataView(new ArrayBuffer(8));
  const word = () => (seed = (Math.imul(seed, 1664525) + 1013904223) >>> 0);
  const values = [0, 5e-324, Number.MAX_VALUE, 0.1 + 0.2, 1e21, 1e-7];
  while (values.length < 2000) {
    bits.setUint32(0, word());
    bits.setUint32(4, word());
    const value = bits.getFloat64(0);
    if (Number.isFinite(value)) {
      values.push(value);
    }
  }
  const record = throughRecord({ m: { canary: { kind: "samples", values } } });
  assert.deepEqual(record.event.evidence.metrics.m.canary.values, values);
});

test("stored JSON is canonical: sorted keys, the numbers of ECMAScript, nothing added", () => {
  const gate = { name: "g", metric: "m", minSamples: 5, condition: { kind: "absolute", bound: "below", limit: 1e21 } };
  const want = '{"condition":{"bound":"below","kind":"absolute","limit":1e+21},"metric":"m","min_samples":5,"name":"g"}';
  assert.equal(toJson("Gate", gate), want);
  assert.equal(toJson("Gate", want), want);
});
