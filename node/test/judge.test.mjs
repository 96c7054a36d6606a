// A canary judged look after look, as JavaScript has it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { CanaryJudge, judgeCanary, judgeRecording } from "rollwise";

const policy = { metrics: [{ name: "errors", judged: { kind: "failures" } }] };
const at = (minute) => new Date(Date.UTC(2026, 10, 21, 3, minute));
const look = (minute, failed) => ({
  at: at(minute),
  evidence: {
    metrics: {
      errors: {
        baseline: { kind: "counts", events: 9, trials: 9000 },
        canary: { kind: "counts", events: failed, trials: 1000 },
      },
    },
  },
});

test("a judge keeps what it has found", () => {
  const judge = new CanaryJudge(policy);
  const first = judge.look(look(1, 4));
  assert.deepEqual([first.decision, first.looks], ["continue", 1]);
  const resumed = new CanaryJudge(policy, { state: judge.state });
  const decisions = [2, 3, 4, 5].map((minute) => resumed.look(look(minute, 4)).decision);
  assert.equal(decisions.at(-1), "roll_back");
  assert.deepEqual(judgeCanary(policy, [1, 2, 3, 4, 5].map((minute) => look(minute, 4))).state, resumed.state);
});

test("columns may be typed arrays", () => {
  const looks = 20;
  const failed = Array.from({ length: looks }, (_, i) => i % 5);
  const recording = (events, trials) => ({
    at: failed.map((_, i) => at(i)),
    metrics: {
      errors: {
        canary: { kind: "counts", events, trials },
        baseline: { kind: "counts", events: Array(looks).fill(10), trials: Array(looks).fill(9000) },
      },
    },
  });
  const judged = judgeRecording(policy, recording(failed, Array(looks).fill(1000)));
  for (const Typed of [Float64Array, Uint32Array, Int32Array]) {
    assert.deepEqual(judgeRecording(policy, recording(Typed.from(failed), new Typed(looks).fill(1000))), judged);
  }
  assert.equal(judged.decisions.length, looks);
  const bad = Float64Array.from(failed, (n) => (n === 3 ? NaN : n));
  const field = "recording.metrics.errors.canary.events[3]";
  assert.throws(() => judgeRecording(policy, recording(bad, Array(looks).fill(1000))), { name: "InputError", field });
});

test("rows of histograms may be typed arrays", () => {
  const rows = Array.from({ length: 8 }, (_, i) => [70, 90, 100].map((count) => count * (i + 1)));
  const latency = { metrics: [{ name: "latency", judged: { kind: "latency" } }] };
  const column = (cumulative) => ({ kind: "histogram", bounds: [0.1, 0.3], cumulative });
  const baseline = column(rows.map(([a, b, all]) => [a + all / 10, b + all / 20, all]));
  const judged = (cumulative) => {
    const metrics = { latency: { canary: column(cumulative), baseline } };
    return judgeRecording(latency, { at: rows.map((_, i) => at(i)), metrics });
  };
  const fromLists = judged(rows);
  assert.equal(fromLists.decisions.at(-1), "roll_back");
  assert.deepEqual(judged(rows.map((row) => Float64Array.from(row))), fromLists);
  assert.deepEqual(judged(rows.map((row) => Uint32Array.from(row))), fromLists);
});

test("what cannot be used is refused and changes nothing", () => {
  const judge = new CanaryJudge(policy);
  judge.look(look(2, 1));
  const before = judge.state;
  for (const [bad, code] of [[look(2, 1), "not_in_order"], [look(3, 1001), "events_exceed_trials"], [{}, "missing_field"]]) {
    assert.throws(() => judge.look(bad), { name: "InputError", code });
  }
  assert.deepEqual(judge.state, before);
  assert.throws(() => new CanaryJudge(policy, { states: before }), { code: "unknown_field" });
  assert.throws(() => new CanaryJudge({ ...policy, alpha: 0.05 }, { state: before }), { code: "wrong_test" });
  assert.throws(() => new CanaryJudge({ metrics: [] }), { name: "ConfigError", field: "metrics" });
});
