// Fitting a model, at once or in a thread of its own, and what is refused of rows and of stored models.
import assert from "node:assert/strict";
import { test } from "node:test";

import { SuccessModel } from "rollwise";
import { NOON, later, refused } from "./support.mjs";

const ROWS = 400;
const START = new Date("2026-01-01T00:00:00Z");
const numbers = (of) => Float64Array.from({ length: ROWS }, (_, row) => of(row));
const scattered = (seed) => numbers((row) => ((row + seed) * 0.618_033_988_749_894_9) % 1);
const hours = (row) => new Date(START.getTime() + row * 3_600_000);
const columns = () => ({
  a: scattered(1),
  service: Array.from({ length: ROWS }, (_, row) => ["shop", "cart"][row % 2]),
  started_at: Array.from({ length: ROWS }, (_, row) => hours(row)),
});
const SUCCEEDED = Array.from(scattered(1), (value, row) => value + (row % 7) / 10 > 0.6);
const input = (code, field) => ({ name: "InputError", code, field });

test("a fit in a thread of its own is the same fit, and others run meanwhile", async () => {
  const policy = { strength: 3 };
  let ticks = 0;
  const ticking = setInterval(() => (ticks += 1), 1);
  const many = Object.fromEntries(
    Array.from({ length: 12 }, (_, i) => [`f${i}`, Float64Array.from({ length: 100_000 }, (_, row) => Math.sin(row * (i + 1)))]),
  );
  const large = SuccessModel.fitAsync(many, many.f0.map((value, row) => value + Math.cos(row * 0.7) > 0).map(Boolean).map(Number));
  const [model] = await Promise.all([SuccessModel.fitAsync(columns(), SUCCEEDED, { policy }), large]);
  clearInterval(ticking);
  assert.ok(ticks > 0);
  assert.equal(model.toJson(), SuccessModel.fit(columns(), SUCCEEDED, { policy }).toJson());
});

test("what a fit refuses rejects, as it throws", async () => {
  const cases = [
    [{ ...columns(), a: numbers((row) => (row === 3 ? Infinity : row)) }, SUCCEEDED, {}, input("not_finite", "a[3]")],
    [{ ...columns(), a: [1, 2] }, SUCCEEDED, {}, input("contradiction", "service")],
    [{ ...columns(), a: Array(ROWS).fill({}) }, SUCCEEDED, {}, input("wrong_type", "a[0]")],
    [columns(), SUCCEEDED.slice(1), {}, input("contradiction", "succeeded")],
    [columns(), Array(ROWS).fill(2), {}, input("out_of_range", "succeeded[0]")],
    [{}, [], {}, input("empty", "columns")],
    [null, SUCCEEDED, {}, input("wrong_type", "columns")],
    [
      { ...columns(), known_at: Array.from({ length: ROWS }, (_, row) => hours(row - 1)) },
      SUCCEEDED,
      {},
      input("time_went_back", "known_at[0]"),
    ],
    [columns(), SUCCEEDED, { policy: { strength: -1 } }, { name: "ConfigError", code: "out_of_range", field: "strength" }],
    [columns(), SUCCEEDED, { policies: {} }, input("unknown_field", "policies")],
    [
      columns(),
      SUCCEEDED,
      { policy: { features: [{ name: "a", kind: "rate" }, { name: "b", kind: "number" }] } },
      input("missing_field", "b"),
    ],
  ];
  for (const [rows, succeeded, options, error] of cases) {
    refused(() => SuccessModel.fit(rows, succeeded, options), error);
    await assert.rejects(SuccessModel.fitAsync(rows, succeeded, options), error);
  }
});

test("rows that teach nothing make a model that says so", () => {
  const training = (rows, succeeded) => {
    const { fitted, reasons } = SuccessModel.fit(rows, succeeded).weights.training;
    return [fitted, reasons.map(({ code, subject }) => `${code} ${subject}`)];
  };
  assert.deepEqual(training(columns(), Array(ROWS).fill(true)), [false, ["one_outcome_only training"]]);
  assert.deepEqual(training({ a: [1, 2, 3] }, [true, false, true]), [false, ["too_few_samples training"]]);
  assert.deepEqual(training({ a: scattered(1), c: numbers(() => 7) }, SUCCEEDED), [true, ["constant_feature c"]]);
});

test("features that say the same share their weight", () => {
  const { terms } = SuccessModel.fit({ a: scattered(1), b: scattered(1) }, SUCCEEDED).weights;
  assert.ok(Math.abs(terms[0].weight - terms[1].weight) < 1e-9 && terms[0].weight > 0);
});

test("a stored model is checked", () => {
  const stored = SuccessModel.fit(columns(), SUCCEEDED).toJSON();
  const load = (change) => {
    const document = structuredClone(stored);
    change(document);
    return () => SuccessModel.fromJson(JSON.stringify(document));
  };
  refused(load((model) => (model.policy.wanted = 1.5)), input("out_of_range", "policy.wanted"));
  refused(load((model) => (model.policy.rates.expected = -0.1)), input("out_of_range", "policy.rates.expected"));
  refused(load((model) => (model.weights.intercept = "0")), input("wrong_type", "weights.intercept"));
  refused(load((model) => model.weights.terms.pop()), input("contradiction", "weights.terms"));
  refused(load((model) => (model.weights.terms[0].scale = 0)), input("out_of_range", "weights.terms[0].scale"));
  refused(load((model) => (model.schema_version = 99)), input("unknown_schema_version", "schema_version"));
  refused(() => SuccessModel.fromJson(""), input("invalid_json", ""));
});

test("outcomes are recorded once and in their time", () => {
  const model = SuccessModel.builtIn();
  const outcome = { service: "shop", environment: "production", succeeded: true, id: "d1", startedAt: NOON, knownAt: later(60) };
  assert.equal(model.record(outcome), "added");
  assert.equal(model.record(outcome), "repeated");
  assert.equal(model.record({ ...outcome, succeeded: false }), "corrected");
  refused(() => model.record({ ...outcome, knownAt: later(-60) }), input("time_went_back", "known_at"));
  refused(() => model.record({ ...outcome, predicted: 1.5 }), input("out_of_range", "predicted"));
  const situation = { change: { version: "1" }, service: { name: "shop" }, target: { environment: "production" } };
  refused(() => model.explain(situation, NOON), input("time_went_back", "at"));
});
