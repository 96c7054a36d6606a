// What the tests share: one release, one healthy look, and refusals by their parts.
import assert from "node:assert/strict";

import { Engine, RollwiseError } from "rollwise";

export const NOON = new Date("2026-11-21T12:00:00Z");

export function later(seconds) {
  return new Date(NOON.getTime() + seconds * 1000);
}

export const RELEASE = Object.freeze({
  id: "checkout-42",
  service: "checkout",
  version: "1.8.0",
  imageTag: "9f8d111d-1763690400",
  commit: "9f8d111d",
  factors: { blastRadius: 0.1, historicalSuccess: 0.8, changeComplexity: 0.7, testCoverage: 0.85 },
});

export const HEALTHY = Object.freeze({
  metrics: {
    error_rate: both({ kind: "counts", events: 2, trials: 2000 }),
    latency_p95_ms: { canary: { kind: "value", value: 210 } },
    latency_p99_ms: { canary: { kind: "value", value: 480 } },
    cpu_saturation: { canary: { kind: "value", value: 0.41 } },
    memory_saturation: { canary: { kind: "value", value: 0.63 } },
    request_rate: both({ kind: "value", value: 950 }),
  },
});

function both(measurement) {
  return { canary: measurement, baseline: measurement };
}

export function started(policy) {
  return new Engine(policy).start(NOON, RELEASE);
}

/** A rollout that waits for the build, with its records so far. */
export function building() {
  const { rollout, step } = started();
  const next = rollout.step(later(1), { kind: "safety_assessed", safety: 0.9 });
  return { rollout, records: [step.record, next.record] };
}

/** A rollout whose first look is due at 64 seconds. */
export function waiting() {
  const { rollout } = building();
  for (const [i, action] of ["1/build", "2/deploy", "3/set_traffic"].entries()) {
    rollout.step(later(2 + i), { kind: "action_done", action: `checkout-42/${action}` });
  }
  return rollout;
}

/** Asserts that a call is refused with these parts, and gives the error. */
export function refused(run, parts) {
  let caught;
  try {
    run();
  } catch (error) {
    caught = error;
  }
  assert.ok(caught instanceof RollwiseError, `${parts.code} at ${parts.field}: ${caught ?? "not refused"}`);
  const { code, field } = caught;
  assert.deepEqual({ code, field, name: caught.name }, { name: "InputError", ...parts }, caught.message);
  return caught;
}
