// Bad input is refused with the same code and field in every language, and by the class that says who has to act.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  ConfigError, Engine, InputError, MisuseError, Rollout, RollwiseError, allowedEvents, mermaid, policyFor, readRecords,
  recordToJson, replay, toJson, verify,
} from "rollwise";
import { HEALTHY, NOON, RELEASE, building, later, refused, started } from "./support.mjs";

const config = (code, field) => ({ name: "ConfigError", code, field });
const input = (code, field) => ({ name: "InputError", code, field });

function stages(...shares) {
  return { plans: [{ name: "own", strategy: "canary", stages: shares.map((share) => ({ share })) }] };
}

function gate(parts) {
  const condition = { kind: "absolute", bound: "below", limit: 1, ...parts.condition };
  return { gates: [{ name: "g", metric: "m", ...parts, condition }] };
}

test("an error has its parts, its class and the text of the core", () => {
  const error = refused(() => new Engine({ confidence: { autoPromoteAt: 180 } }), {
    ...config("out_of_range", "confidence.auto_promote_at"),
  });
  assert.equal(error.value, "180");
  assert.equal(error.allowed, "a score from 0 to 100");
  assert.equal(
    error.message,
    "`confidence.auto_promote_at`: out of range: `180`; allowed: a score from 0 to 100",
  );
  assert.ok(error instanceof ConfigError && error instanceof RollwiseError && error instanceof Error);
  assert.ok(!(error instanceof InputError) && !(error instanceof MisuseError));
  assert.match(error.stack, /errors\.test\.mjs/);
});

test("what is refused on this side is worded as the core words it", () => {
  const phrase = (run) => {
    try {
      run();
    } catch (error) {
      return error.message.split(": ")[1];
    }
  };
  const level = (level) => () => new Engine().permits("rollback", level);
  assert.equal(phrase(level(1n)), phrase(level("x")), "wrong_type");
  const at = (at) => () => toJson("WakeUp", { at, reason: "look_due" });
  assert.equal(phrase(at(new Date(NaN))), phrase(at("today")), "out_of_range");
});

const POLICIES = [
  ["a misspelt key", { gatez: [] }, "unknown_field", "gatez"],
  [
    "a misspelt key further down",
    { confidence: { weights: { safty: 1 } } },
    "unknown_field",
    "confidence.weights.safty",
  ],
  ["a misspelt key of a condition", gate({ condition: { limt: 1 } }), "unknown_field", "gates[0].condition.limt"],
  ["text for a number", { confidence: { autoPromoteAt: "80" } }, "wrong_type", "confidence.auto_promote_at"],
  ["a number for text", { plan: 3 }, "wrong_type", "plan"],
  ["an object for a list", { gates: {} }, "wrong_type", "gates"],
  ["a number for a duration", { rollout: { holdLimit: 30 } }, "wrong_type", "rollout.hold_limit"],
  ["a duration of no form", { rollout: { holdLimit: "1.5h" } }, "out_of_range", "rollout.hold_limit"],
  ["null for a number", { confidence: { autoPromoteAt: null } }, "wrong_type", "confidence.auto_promote_at"],
  ["NaN", { confidence: { autoPromoteAt: NaN } }, "not_finite", "confidence.auto_promote_at"],
  ["infinity in an optional field", gate({ quantile: Infinity }), "not_finite", "gates[0].quantile"],
  ["a negative count", gate({ minSamples: -1 }), "out_of_range", "gates[0].min_samples"],
  ["a count with a fraction", gate({ minSamples: 0.5 }), "out_of_range", "gates[0].min_samples"],
  ["a count beyond what is exact", gate({ minSamples: 2 ** 53 }), "out_of_range", "gates[0].min_samples"],
  ["an unknown word", gate({ criticality: "vital" }), "unknown_variant", "gates[0].criticality"],
  ["an unknown kind", gate({ condition: { kind: "relative" } }), "unknown_variant", "gates[0].condition.kind"],
  ["two gates of one name", { gates: [...gate({}).gates, ...gate({}).gates] }, "duplicate_name", "gates[1].name"],
  ["a share above 100", stages(101), "out_of_range", "plans[0].stages[0].share"],
  ["stages that do not rise", stages(50, 25, 100), "not_rising", "plans[0].stages[1].share"],
  ["stages that do not end complete", stages(5, 50), "not_complete", "plans[0].stages[1].share"],
  ["no stages", stages(), "empty", "plans[0].stages"],
  ["an unknown plan", { plan: "slow" }, "unknown_name", "plan"],
  [
    "thresholds that exclude each other",
    { confidence: { manualReviewAt: 90 } },
    "contradiction",
    "confidence.manual_review_at",
  ],
];

for (const [what, policy, code, field] of POLICIES) {
  test(`a policy with ${what} is refused`, () => {
    refused(() => new Engine(policy), config(code, field));
  });
}

const EVIDENCE = [
  ["more events than trials", { kind: "counts", events: 3, trials: 2 }, "events_exceed_trials", "events"],
  ["a negative count", { kind: "counts", events: -3, trials: 2 }, "out_of_range", "events"],
  ["NaN", { kind: "value", value: NaN }, "not_finite", "value"],
  ["NaN in an optional field", { kind: "value", value: 1, samples: NaN }, "not_finite", "samples"],
  ["minus infinity in a list", { kind: "samples", values: [1, -Infinity] }, "not_finite", "values[1]"],
  ["a hole in a list", { kind: "samples", values: [1, , 3] }, "wrong_type", "values[1]"],
  ["true for a number", { kind: "value", value: true }, "wrong_type", "value"],
  ["a BigInt", { kind: "value", value: 1n }, "wrong_type", "value"],
  ["a function", { kind: "value", value: () => 1 }, "wrong_type", "value"],
  ["a symbol", { kind: "value", value: Symbol("one") }, "wrong_type", "value"],
  ["a Map", { kind: "samples", values: new Map() }, "wrong_type", "values"],
  ["a date for a number", { kind: "value", value: NOON }, "wrong_type", "value"],
  ["an invalid date", { kind: "stale", measuredAt: new Date(NaN) }, "out_of_range", "measured_at"],
  ["a date before 1970", { kind: "stale", measuredAt: new Date(-1) }, "out_of_range", "measured_at"],
  ["a number for a date", { kind: "stale", measuredAt: NOON.getTime() }, "wrong_type", "measured_at"],
  ["a misspelt key", { kind: "stale", measuredOn: NOON.toISOString() }, "unknown_field", "measuredOn"],
  [
    "bounds that do not rise",
    { kind: "histogram", bounds: [1, 1], cumulative: [1, 2], total: 2 },
    "not_rising",
    "bounds[1]",
  ],
];

for (const [what, canary, code, field] of EVIDENCE) {
  test(`evidence with ${what} is refused`, () => {
    const run = () => new Engine().evaluateGates(NOON, { metrics: { "error.rate": { canary } } });
    refused(run, input(code, `metrics.error.rate.canary.${field}`));
  });
}

const CALLS = [
  ["no moment", () => new Engine().evaluateGates(undefined, HEALTHY), input("wrong_type", "now")],
  ["an invalid moment", () => new Engine().evaluateGates(new Date("x"), HEALTHY), input("out_of_range", "now")],
  ["a number for a moment", () => new Engine().evaluateGates(0, HEALTHY), input("wrong_type", "now")],
  ["no evidence", () => new Engine().evaluateGates(NOON), input("wrong_type", "")],
  ["a list for evidence", () => new Engine().evaluateGates(NOON, [1]), input("wrong_type", "")],
  ["NaN for a level", () => new Engine().permits("promote", NaN), input("not_finite", "level")],
  ["an unknown decision", () => new Engine().permits("dance", 1), input("unknown_variant", "what")],
  ["a rating above 1", () => new Engine().scoreConfidence({ safety: 1.1 }), input("out_of_range", "safety")],
  ["an unknown plan", () => new Engine().start(NOON, RELEASE, "slow"), config("unknown_name", "plan")],
  [
    "a wrong plan",
    () => new Engine().start(NOON, RELEASE, stages(50).plans[0]),
    config("not_complete", "plan.stages[0].share"),
  ],
  ["an empty id", () => new Engine().start(NOON, { ...RELEASE, id: "" }), input("empty", "release.id")],
  [
    "a wrong factor",
    () => new Engine().start(NOON, { ...RELEASE, factors: { safety: NaN } }),
    input("not_finite", "release.factors.safety"),
  ],
  [
    "no version",
    () => new Engine().start(NOON, { ...RELEASE, version: undefined }),
    input("missing_field", "release.version"),
  ],
  [
    "the image tag latest",
    () => new Engine().start(NOON, { ...RELEASE, imageTag: "latest" }),
    input("image_not_immutable", "release.image_tag"),
  ],
  ["an unknown environment", () => policyFor("moon"), input("unknown_variant", "environment")],
  ["an unknown phase", () => allowedEvents("moon"), input("unknown_variant", "phase")],
  ["an unknown phase to mark", () => mermaid("moon"), input("unknown_variant", "phase")],
  ["an unknown event", () => started().rollout.step(later(1), { kind: "tock" }), input("unknown_variant", "event.kind")],
  ["an unknown type", () => toJson("Polcy", {}), input("unknown_variant", "type")],
  ["a name that is not text", () => new Engine().plan(7), input("wrong_type", "plan")],
  ["a rollout that is not text", () => Rollout.fromJson({}), input("wrong_type", "text")],
  ["text that is not JSON", () => Rollout.fromJson("{"), input("invalid_json", "")],
  ["a record of nothing", () => recordToJson({}), input("missing_field", "schema_version")],
  ["records that are none", () => verify({}), input("wrong_type", "records")],
  ["no records", () => replay([]), input("empty", "records")],
];

for (const [what, run, parts] of CALLS) {
  test(`a call with ${what} is refused`, () => {
    refused(run, parts);
  });
}

test("a rollout is not made by hand", () => {
  refused(() => new Rollout("{}"), { name: "MisuseError", code: "wrong_type", field: "" });
});

test("a stored document of an unknown version is refused", () => {
  const { rollout, records } = building();
  const newer = (text) => text.replace('"schema_version":1', '"schema_version":2');
  refused(() => Rollout.fromJson(newer(rollout.toJson())), input("unknown_schema_version", "schema_version"));
  const lines = records.map(recordToJson);
  const changed = [lines[0], newer(lines[1])].join("\n");
  refused(() => readRecords(changed), input("unknown_schema_version", "records[1].schema_version"));
});

test("a record that was changed, removed or exchanged breaks the chain", () => {
  const { records: [first, second] } = building();
  refused(() => verify([second]), input("broken_chain", "records[0].sequence"));
  refused(() => verify([first, { ...second, previous: second.hash }]), input("broken_chain", "records[1].previous"));
  refused(() => verify([first, { ...second, stage: 1 }]), input("broken_chain", "records[1].hash"));
  refused(() => replay([first, { ...second, at: later(9) }]), input("broken_chain", "records[1].hash"));
});

test("an invalid date inside a record is refused with the number of the record", () => {
  const { records: [first, second] } = building();
  refused(() => verify([first, { ...second, at: new Date(NaN) }]), input("out_of_range", "records[1].at"));
});

test("a cycle is refused and does not overflow the stack", () => {
  const factors = {};
  factors.safety = factors;
  const field = Array(101).fill("safety").join(".");
  const error = refused(() => new Engine().scoreConfidence(factors), input("wrong_type", field));
  assert.equal(error.value, "a cycle");
});
