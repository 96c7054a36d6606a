// Checked by the compiler and never run: what must type-check does, and each marked line is an error.
import {
  Engine, InputError, Rollout, RollwiseError, allowedEvents, replay, timeline, toJson,
  type Action, type Condition, type Event, type EventKind, type Gate, type Measurement, type Policy, type Record,
  type Step,
} from "rollwise";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
function same<A, B>(_: Same<A, B>): void {}

const policy: Policy = {
  plan: "conservative",
  confidence: { autoPromoteAt: 85, weights: { canaryHealth: 0.3 } },
  gates: [{ name: "g", metric: "m", window: "15m", condition: { kind: "absolute", bound: "below", limit: 0.01 } }],
};
const engine = new Engine(policy);
new Engine('{"plan": "fast"}');
// @ts-expect-error: a misspelt field
new Engine({ gatez: [] });
// @ts-expect-error: stored names are for stored JSON
new Engine({ gate_sets: [] });
// @ts-expect-error: an unknown word
new Engine({ gateSets: ["best"] });
// @ts-expect-error: a gate needs a condition
const incomplete: Gate = { name: "g", metric: "m" };
// @ts-expect-error: an absolute condition has no slack
const condition: Condition = { kind: "absolute", bound: "below", limit: 1, slack: 0 };

const release = { id: "1", service: "s", version: "2", imageTag: "t", commit: "c" };
const { rollout, step } = engine.start(new Date(), release, "fast");
same<typeof rollout, Rollout>(true);
same<typeof step, Step>(true);
// @ts-expect-error: a rollout is made by an engine
new Rollout();
// @ts-expect-error: time is a Date
rollout.step(Date.now(), { kind: "tick" });
// @ts-expect-error: an event of this kind needs an action
rollout.step(new Date(), { kind: "action_done" });
// @ts-expect-error: the phase is read, not set
rollout.phase = "verified";

/** Every kind of action narrows, and none is forgotten. */
function answer(action: Action): Event | undefined {
  switch (action.kind) {
    case "measure": {
      same<typeof action.requests[number]["baseline"], boolean>(true);
      const names = action.requests.map((request) => request.metric);
      return { kind: "measured", action: action.id, evidence: { metrics: measured(names) } };
    }
    case "set_traffic":
      same<typeof action.audience, string | undefined>(true);
      return { kind: "action_done", action: action.id };
    case "request_approval":
      same<typeof action.expiresAt, Date>(true);
      return { kind: "approve", action: action.id, actor: "ada", reason: "looks good" };
    case "build":
    case "deploy":
    case "run_tests":
    case "promote":
    case "verify_version":
    case "roll_back":
      return { kind: "action_done", action: action.id };
    case "clean_up":
    case "alert":
      return undefined;
    default:
      return action satisfies never;
  }
}

function measured(names: string[]) {
  const canary: Measurement = { kind: "counts", events: 1, trials: 1000 };
  return Object.fromEntries(names.map((name) => [name, { canary }]));
}

for (const action of step.actions) {
  const event = answer(action);
  if (event !== undefined) {
    const next = rollout.step(new Date(), event);
    same<typeof next.record, Record | undefined>(true);
  }
}
// @ts-expect-error: there may be nothing to wait for
rollout.wakeAt.at;
rollout.wakeAt?.at.getTime();

same<ReturnType<typeof allowedEvents>, EventKind[]>(true);
replay([step.record!]);
replay("{}\n{}");
timeline([], { colour: true });
// @ts-expect-error: an unknown option
timeline([], { color: true });
toJson("Gate", { name: "g", metric: "m", condition: { kind: "ratio", bound: "below", limit: 1.1 } });
// @ts-expect-error: a value of another type
toJson("Gate", { kind: "tick" });
// @ts-expect-error: an unknown type
toJson("Gates", {});

try {
  rollout.step(new Date(), "{}");
} catch (error) {
  if (error instanceof InputError) {
    same<typeof error.allowed, string | undefined>(true);
    const base: RollwiseError = error;
    base.code.startsWith("unknown_");
  }
}
