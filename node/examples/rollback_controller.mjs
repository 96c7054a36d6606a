// A rollback controller in miniature: it watches a version that was just deployed, asks one question every 30 seconds, and
// drives the way back when the answer is yes. The cluster is made up and the clock jumps.
import { Engine } from "rollwise";

const engine = new Engine();
const deployedAt = new Date("2026-11-21T03:00:00Z");
const later = (seconds) => new Date(deployedAt.getTime() + seconds * 1000);
const reversibility = { kind: "full" };

/** What the controller keeps from deployment to deployment. */
const history = [
  { version: "2.3.9", promotedAt: later(-86400), verifiedAt: later(-85500), servedUntil: later(-60), reversibility },
  { version: "2.4.0", promotedAt: later(-60), reversibility },
];
const rollbacks = [];

/** The cluster: 2.4.0 gets slow two minutes after its deployment, 2.3.9 is well. */
const cluster = { serving: "2.4.0", share: 0 };

function latency(version, seconds) {
  return version === "2.4.0" && seconds >= 120 ? 2400 : 450;
}

/** What the metrics server knows at a moment; every tenth sample is missing. */
function observe(seconds) {
  const times = Array.from({ length: Math.floor(seconds / 30) }, (_, i) => 30 * (i + 1));
  const values = times.map((time, i) => (i % 10 === 9 ? null : latency("2.4.0", time)));
  return { at: times.map(later), metrics: { latency_p99_ms: { canary: { kind: "values", values } } } };
}

function decide(seconds) {
  return engine.decideRollback(later(seconds), {
    version: "2.4.0",
    share: 100,
    history,
    triggers: { deployedAt, looks: observe(seconds) },
    rollbacks,
  });
}

let seconds = 30;
let decision = decide(seconds);
while (!decision.shouldRollback) {
  seconds += 30;
  decision = decide(seconds);
}
const { confidence, reason, targetVersion, strategy } = decision;
console.log(`after ${seconds} s: ${reason.subject}, confidence ${confidence}`);
console.log(`back to ${targetVersion}, ${strategy}, ${decision.approvalRequired ? "if a person agrees" : "without a person"}`);

for (const todo of decision.followUp) {
  console.log(`then ${todo.kind}`);
  if (todo.kind === "condemn") {
    history.find(({ version }) => version === todo.version).condemnedAt = later(seconds);
  }
}
rollbacks.push({ at: later(seconds), from: decision.version, to: targetVersion, automatic: true });

/** Carries an action out; the answer is the event that it leads to, if it needs one. */
function perform(action) {
  const both = (value) => ({ canary: { kind: "value", value }, baseline: { kind: "value", value } });
  const errors = { kind: "counts", events: 2, trials: 2000 };
  const metrics = {
    error_rate: { canary: errors, baseline: errors },
    latency_p95_ms: both(210),
    latency_p99_ms: both(latency(targetVersion, seconds)),
    cpu_saturation: both(0.41),
    memory_saturation: both(0.63),
    request_rate: both(950),
  };
  switch (action.kind) {
    case "measure":
      return { kind: "measured", action: action.id, evidence: { metrics } };
    case "promote":
    case "roll_back":
      Object.assign(cluster, { serving: targetVersion, share: 100 });
      break;
    case "set_traffic":
      cluster.share = action.share;
      break;
    case "alert":
    case "clean_up":
      return undefined;
  }
  return { kind: "action_done", action: action.id };
}

const release = {
  id: "back-to-2.3.9",
  service: "checkout",
  version: targetVersion,
  imageTag: "7c1e44a0-1763517600",
  commit: "7c1e44a0b1c2d3e4f5061728394a5b6c7d8e9f00",
};
let now = later(seconds);
const { rollout } = engine.startRollback(now, release, decision);
const events = [{ kind: "safety_assessed", safety: decision.confidence }];
for (;;) {
  const step = rollout.step(now, events.shift() ?? { kind: "tick" });
  events.push(...step.actions.map(perform).filter((answer) => answer !== undefined));
  if (events.length === 0) {
    if (step.wakeAt === undefined) {
      break;
    }
    now = step.wakeAt.at;
  }
}
console.log(`${rollout.phase}: ${cluster.serving} has ${cluster.share} % of the traffic`);
