// A host in miniature: it drives a release to its end against a made-up service, on a clock of its own.
//
// A real host does the same with a router, a metrics server, a store and timers: feed one event, perform the actions in
// order, save the rollout, then sleep until `wakeAt`.
import { Engine, Rollout, readRecords, recordToJson, replay, timeline } from "rollwise";

const engine = new Engine({ plan: "fast" });
const store = { rollout: "", log: "" };
const clock = {
  now: new Date("2026-11-21T03:00:00Z"),
  advance: (seconds) => (clock.now = new Date(clock.now.getTime() + seconds * 1000)),
};

/** What the service would answer: one failed request in a thousand, with or without the new version. */
const metrics = {
  error_rate: both({ kind: "counts", events: 2, trials: 2000 }),
  latency_p95_ms: both({ kind: "value", value: 210 }),
  latency_p99_ms: both({ kind: "value", value: 480 }),
  cpu_saturation: both({ kind: "value", value: 0.41 }),
  memory_saturation: both({ kind: "value", value: 0.63 }),
  request_rate: both({ kind: "value", value: 950 }),
};

function both(measurement) {
  return { canary: measurement, baseline: measurement };
}

/** Carries an action out; the answer is the event that it leads to, if it needs one. */
function perform(action) {
  switch (action.kind) {
    case "measure":
      return { kind: "measured", action: action.id, evidence: { metrics } };
    case "request_approval":
      return { kind: "approve", action: action.id, actor: "ada", reason: "looks good" };
    case "alert":
    case "clean_up":
      return undefined;
    default:
      return { kind: "action_done", action: action.id };
  }
}

/** Saved before the next event, so that a host that crashes here loses nothing. */
function save(rollout, { record }) {
  store.rollout = rollout.toJson();
  if (record !== undefined) {
    store.log += `${recordToJson(record)}\n`;
  }
}

const { rollout: started, step: first } = engine.start(clock.now, {
  id: "checkout-42",
  service: "checkout",
  version: "1.8.0",
  imageTag: "9f8d111d-1763690400",
  commit: "9f8d111d2c4e5b60718293a4b5c6d7e8f9012345",
  previousVersion: "1.7.3",
  factors: { blastRadius: 0.6, historicalSuccess: 0.95, changeComplexity: 0.8, testCoverage: 0.84 },
});
save(started, first);

const events = [{ kind: "safety_assessed", safety: 0.97 }];
for (;;) {
  const rollout = Rollout.fromJson(store.rollout);
  const step = rollout.step(clock.now, events.shift() ?? { kind: "tick" });
  save(rollout, step);
  for (const action of step.actions) {
    clock.advance(2);
    const answer = perform(action);
    if (answer !== undefined) {
      events.push(answer);
    }
  }
  if (events.length === 0) {
    if (step.wakeAt === undefined) {
      break;
    }
    clock.now = step.wakeAt.at;
  }
}

const records = readRecords(store.log);
console.log(timeline(records, { colour: process.stdout.isTTY ?? false }));
console.log(`replayed: ${replay(records).toJson() === store.rollout ? "the same rollout" : "ANOTHER ROLLOUT"}`);
