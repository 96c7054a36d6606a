import assert from "node:assert/strict";
import { test } from "node:test";

import {
  Rollout, allowedEvents, artifacts, mermaid, readRecords, recordToJson, replay, stateTable, timeline, verify,
} from "rollwise";
import { NOON, RELEASE, building, later, refused, started, waiting } from "./support.mjs";

test("a step says what to do and when to come back", () => {
  const { rollout } = started();
  const step = rollout.step(later(1), { kind: "safety_assessed", safety: 0.9 });
  assert.deepEqual(step.actions, [
    { kind: "build", id: "checkout-42/1/build", imageTag: RELEASE.imageTag, commit: RELEASE.commit },
  ]);
  assert.deepEqual(step.wakeAt, { at: later(1801), reason: "answer_due" });
  assert.deepEqual(step.record.at, later(1));
  assert.deepEqual(rollout.wakeAt, step.wakeAt);
  assert.equal(rollout.phase, "building");
  assert.equal(rollout.share, 0);
  assert.deepEqual(rollout.outstanding(), step.actions);
  assert.deepEqual(rollout.allowedEvents(), allowedEvents("building"));
  assert.deepEqual(rollout.release, RELEASE);
  assert.deepEqual(rollout.state.pending, { kind: "build", sequence: 1, deadline: later(1801) });
});

test("what is not there is undefined", () => {
  const { rollout, step } = started();
  assert.equal(rollout.wakeAt, undefined);
  assert.equal(rollout.confidence, undefined);
  assert.equal("wakeAt" in step, false);
});

test("a rollout is saved, and lost in no other object", () => {
  const { rollout } = building();
  const loaded = Rollout.fromJson(rollout.toJson());
  assert.equal(loaded.toJson(), rollout.toJson());
  assert.notEqual(loaded, rollout);
  const saved = JSON.parse(JSON.stringify({ rollout }));
  assert.equal(Rollout.fromJson(JSON.stringify(saved.rollout)).toJson(), rollout.toJson());
});

test("an event is the same as an object in any order and as JSON text", () => {
  const events = [
    { kind: "safety_assessed", safety: 0.9 },
    { safety: 0.9, kind: "safety_assessed" },
    '{"safety": 0.9, "kind": "safety_assessed"}',
  ];
  const saved = events.map((event) => {
    const { rollout } = started();
    rollout.step(later(1), event);
    return rollout.toJson();
  });
  assert.equal(new Set(saved).size, 1);
});

test("a rollout follows from its records, given as objects or as lines", () => {
  const { rollout, records } = building();
  const lines = records.map(recordToJson).join("\n");
  assert.deepEqual(readRecords(lines), records);
  for (const form of [records, lines]) {
    verify(form);
    assert.equal(replay(form).toJson(), rollout.toJson());
    assert.equal(artifacts(form).deployment.imageTag, RELEASE.imageTag);
  }
  assert.deepEqual(artifacts(records).states.transitions[0].timestamp, later(1));
});

test("a refused event leaves everything as it was", () => {
  const { rollout } = building();
  const before = rollout.toJson();
  const done = { kind: "action_done", action: "checkout-42/1/build" };
  const misuse = (field, code) => ({ name: "MisuseError", code, field });
  refused(() => rollout.step(NOON, done), misuse("now", "time_went_back"));
  refused(() => rollout.step(later(2), { kind: "safety_assessed", safety: 1 }), misuse("event.kind", "not_expected"));
  const other = { ...done, action: "cart-7/1/build" };
  refused(() => rollout.step(later(2), other), misuse("event.rollout", "wrong_rollout"));
  const unasked = { ...done, action: "checkout-42/9/build" };
  refused(() => rollout.step(later(2), unasked), misuse("event.action", "unknown_action"));
  assert.equal(rollout.toJson(), before);
});

test("a recording runs through as single looks would", () => {
  const [whole, single] = [waiting(), waiting()];
  const at = [64, 124, 184].map(later);
  const trials = Float64Array.of(1000, 1000, 1000);
  const counts = (...events) => ({ kind: "counts", events: Int32Array.from(events), trials });
  const metrics = {
    error_rate: { canary: counts(1, 2, 90), baseline: counts(1, 1, 1) },
    errorRate: { canary: { kind: "values", values: [0.5, null, 0.5] } },
  };
  const run = whole.run({ at, metrics });
  const records = [];
  for (const [i, now] of at.entries()) {
    const { actions: [measure], record } = single.step(now, { kind: "tick" });
    const canary = { kind: "counts", events: [1, 2, 90][i], trials: 1000 };
    const baseline = { kind: "counts", events: 1, trials: 1000 };
    const other = i === 1 ? { kind: "missing" } : { kind: "value", value: 0.5 };
    const evidence = { metrics: { error_rate: { canary, baseline }, errorRate: { canary: other } } };
    records.push(record, single.step(now, { kind: "measured", action: measure.id, evidence }).record);
  }
  assert.deepEqual(run.records, records);
  assert.deepEqual(run.looks.map((look) => [look.at, look.verdict]), [
    [at[0], "inconclusive"],
    [at[1], "inconclusive"],
    [at[2], "fail"],
  ]);
  assert.equal(run.step.actions[0].kind, "roll_back");
  assert.equal(whole.toJson(), single.toJson());
});

test("a recording that cannot be used leaves everything as it was", () => {
  const rollout = waiting();
  const before = rollout.toJson();
  const run = (at, values) => rollout.run({ at, metrics: { m: { canary: { kind: "values", values } } } });
  refused(() => run([later(64)], [NaN]), { code: "not_finite", field: "metrics.m.canary.values[0]" });
  refused(() => run([later(64)], []), { code: "out_of_range", field: "metrics.m.canary.values" });
  refused(() => run([later(64), later(64)], [1, 1]), { code: "not_in_order", field: "at[1]" });
  assert.equal(rollout.toJson(), before);
});

test("a timeline is the same with and without colours", () => {
  const { records } = building();
  const plain = timeline(records);
  assert.match(plain, /building/);
  assert.equal(timeline(records, { colour: true }).replace(/\x1b\[[0-9;]*m/g, ""), plain);
  refused(() => timeline(records, { color: true }), { code: "unknown_field", field: "color" });
  refused(() => timeline(records, { colour: "yes" }), { code: "wrong_type", field: "colour" });
});

test("the state machine is a table and a diagram", () => {
  assert.match(stateTable(), /^\| from \| event \| to \| when \|/);
  assert.match(mermaid(), /^stateDiagram-v2/);
  assert.match(mermaid("canary"), /class canary current/);
  assert.ok(allowedEvents("init").includes("safety_assessed"));
  assert.deepEqual(allowedEvents("verified"), []);
});
