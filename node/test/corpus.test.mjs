// Runs the corpus that Rust and Python run too. Every answer is written to a file, one line for each case, so that the
// three can be compared byte by byte.
import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { test } from "node:test";

import {
  CanaryJudge,
  Engine,
  Rollout,
  SuccessModel,
  RollwiseError,
  artifacts,
  assessSlo,
  bestThreshold,
  checkRetraining,
  combineEvidence,
  compareModels,
  compareWindows,
  deliveries,
  deliveryFigures,
  estimateDispersion,
  evaluate,
  evaluationReport,
  evidenceOfPValue,
  explain,
  inputReference,
  judgeCanary,
  judgeQuality,
  judgeRecording,
  kayentaConclusion,
  kayentaJudge,
  kayentaPairs,
  kayentaSchedule,
  keepScore,
  manifests,
  measureDrift,
  mergeSequential,
  predictionReport,
  reliabilitySvg,
  replay,
  replicaCounts,
  reviewSlo,
  sequentialInterval,
  sequentialTest,
  split,
  toJson,
} from "rollwise";

const { fromText } = createRequire(import.meta.url)("../convert.js");
const corpus = new URL("../../tests/corpus/", import.meta.url);
const results = new URL("../../target/corpus/", import.meta.url);

/** What each kind of case asks. Documents go in as JSON text, so that refusals name the keys of the case. */
const KINDS = {
  policy: (input) => stored("Policy", engine(input).policy()),
  plan: (input) => stored("Plan", engine(input).plan(input.name)),
  gates: (input) => {
    const judge = engine(input);
    const text = JSON.stringify(input.evidence);
    const report = judge.evaluateGates(input.now, text);
    assert.deepEqual(judge.evaluateGates(new Date(input.now), fromText("Evidence", text)), report);
    return stored("GateReport", report);
  },
  confidence: (input) => stored("Confidence", engine(input).scoreConfidence(JSON.stringify(input.factors))),
  permits: (input) => stored("Reason", engine(input).permits(input.what, input.level)),
  condition: (input) => {
    return stored("ConditionAnswer", engine(input).evaluateCondition(input.now, input.condition, text(input.situation)));
  },
  approvals: ({ now, situation, votes, stage, ...input }) => {
    const options = stage === undefined ? {} : { stage };
    return stored("ApprovalDecision", engine(input).checkApprovals(now, text(situation), text(votes), options));
  },
  admission: (input) => stored("Admission", engine(input).admit(input.now, text(input.request))),
  blast_radius: (input) => {
    return stored("BlastRadius", engine(input).assessBlastRadius(planOf(input), text(input.service)));
  },
  kubernetes: (input) => {
    const fragments = engine(input).kubernetes(planOf(input), text(input.service));
    return { fragments: stored("KubernetesFragments", fragments), manifests: JSON.parse(manifests(fragments)) };
  },
  split: ({ share, replicas, surge }) => stored("ReplicaCounts", split(share, replicas, surge)),
  replica_counts: (input) => stored("ReplicaCounts", replicaCounts(text(input))),
  review: (input) => engine(input).review().map((reason) => stored("Reason", reason)),
  risk: asked("Risk", "assessRisk"),
  strategy: asked("StrategyChoice", "chooseStrategy"),
  windows: asked("WindowDecision", "checkWindow"),
  image: (input) => stored("ImageCheck", engine(input).checkImage(input.image_tag, input.commit)),
  triggers: judged("TriggerEvidence", "evaluateTriggers", "TriggerReport"),
  rollback: judged("RollbackEvidence", "decideRollback", "RollbackDecision"),
  canary_promotion: judged("CanaryEvidence", "decidePromotion", "CanaryPromotion"),
  readiness: ({ when, situation, checklist, ...input }) => {
    return stored("Readiness", engine(input).checkReadiness(when, text(situation), text(checklist)));
  },
  promotion: ({ now, situation, verified, ...input }) => {
    const answer = engine(input).checkPromotion(now, text(situation), verified && text(verified));
    return stored("EnvironmentPromotion", answer);
  },
  evaluation: ({ probabilities, succeeded, at, policy = {} }) => {
    const evaluation = evaluate(probabilities, succeeded, { at, policy: text(policy) });
    return {
      evaluation: stored("Evaluation", evaluation),
      best_threshold: bestThreshold(probabilities, succeeded) ?? null,
      report: evaluationReport(evaluation),
      svg: reliabilitySvg(evaluation),
    };
  },
  acceptance: ({ challenger, succeeded, champion, policy = {} }) => {
    return stored("Acceptance", compareModels(challenger, succeeded, { champion, policy: text(policy) }));
  },
  drift: ({ training, columns, predictions, policy = {} }) => {
    const references = Object.entries(training).map(([name, values]) => inputReference(name, values));
    const scoreboard = predictions && scored(predictions);
    return {
      references: references.map((reference) => stored("InputReference", reference)),
      scoreboard: scoreboard === undefined ? null : stored("Scoreboard", scoreboard),
      drift: stored("Drift", measureDrift(references, columns, { scoreboard, policy: text(policy) })),
    };
  },
  retraining: ({ now, predictions, outcomes_since_training, trained_at, drift, policy = {} }) => {
    const options = { outcomesSinceTraining: outcomes_since_training, trainedAt: trained_at, policy: text(policy) };
    const scoreboard = scored(predictions);
    const moved = drift && text(drift);
    return stored("Retraining", checkRetraining(now, scoreboard, { ...options, drift: moved }));
  },
  compare_windows: ({ windows, policy = {} }) => {
    return stored("WindowsCompared", compareWindows(text(windows), { policy: text(policy) }));
  },
  assess_slo: ({ now, evidence, policy = {} }) => {
    return stored("SloDecision", assessSlo(now, text(evidence), { policy: text(policy) }));
  },
  review_slo: ({ policy, error_ratio }) => {
    return reviewSlo(text(policy), error_ratio).map((review) => stored("ObjectiveReview", review));
  },
  judge_quality: ({ evidence, policy = {} }) => {
    return stored("QualityDecision", judgeQuality(text(evidence), { policy: text(policy) }));
  },
  deliveries: (input) => deliveries(lines(input)).map((delivery) => stored("Delivery", delivery)),
  delivery_figures: ({ since, until, log, policy = {} }) => {
    return stored("DeliveryFigures", deliveryFigures(since, until, text(log), { policy: text(policy) }));
  },
  success: ({ columns, succeeded, situation, at, strategy, outcomes = [], policy = {} }) => {
    const fitted = SuccessModel.fit(columns, succeeded, { policy: text(policy) });
    const model = fitted.withoutHistory();
    const probabilities = [...model.replay(columns, succeeded)];
    outcomes.forEach((outcome) => model.record(text(outcome)));
    const prediction = model.explain(text(situation), at, strategy);
    return {
      fitted: JSON.parse(fitted.toJson()),
      probabilities,
      prediction: stored("Prediction", prediction),
      report: predictionReport(prediction),
      informed: stored("Situation", model.inform(text(situation), at)),
    };
  },
  kayenta_judge: ({ config, request, policy }) => {
    const judged = (interval) => {
      const options = { policy: text({ strict: false, interval, ...policy }) };
      const judgement = kayentaJudge(text(config), text(request), options);
      assert.deepEqual(kayentaJudge(config, fromText("KayentaRequest", text(request)), options), judgement);
      return stored("KayentaJudgement", judgement);
    };
    return { exact: judged("exact"), compatible: judged("compatible") };
  },
  kayenta_pairs: ({ config, control, experiment }) => {
    return kayentaPairs(config, text(control), text(experiment)).map((pair) => stored("KayentaPair", pair));
  },
  kayenta_schedule: ({ request, first = 0 }) => {
    const { lifetime, interval, judgements } = stored("KayentaSchedule", kayentaSchedule(text(request)));
    return { lifetime, interval, count: judgements.length, judgements: judgements.slice(0, first) };
  },
  kayenta_conclusion: ({ limits, scores }) => stored("KayentaConclusion", kayentaConclusion(text(limits), scores)),
  sequential_test: ({ test, looks, state }) => {
    const series = sequentialTest(text(test), text(looks), { state: state && text(state) });
    // Look by look from stored states, it is the same.
    let last = state && text(state);
    for (const look of looks) {
      last = toJson("SequentialState", sequentialTest(text(test), text([look]), { state: last }).state);
    }
    return {
      evidence: series.evidence.map((evidence) => stored("SequentialEvidence", evidence)),
      state: stored("SequentialState", series.state),
      resumed: last === undefined || last === toJson("SequentialState", series.state),
    };
  },
  merge_sequential: ({ test, looks, others, other_test = test, changed }) => {
    const { state } = sequentialTest(text(test), text(looks));
    const other = toJson("SequentialState", sequentialTest(text(other_test), text(others)).state);
    const merged = mergeSequential(text(test), state, text({ ...JSON.parse(other), ...changed }));
    return {
      evidence: merged.evidence.map((evidence) => stored("SequentialEvidence", evidence)),
      state: stored("SequentialState", merged.state),
    };
  },
  judge_canary: ({ policy, looks, shown }) => {
    const series = judgeCanary(text(policy), text(looks));
    // Look by look from stored states, it is the same.
    let last;
    for (const look of looks) {
      const judge = new CanaryJudge(text(policy), { state: last });
      judge.look(text(look));
      last = toJson("JudgeState", judge.state);
    }
    const { judgements, state } = series;
    return {
      decisions: judgements.map(({ decision }) => decision),
      judgements: (shown ?? [...judgements.keys()]).map((i) => stored("Judgement", judgements[i])),
      reasons: judgements.slice(-1).flatMap(({ reasons }) => reasons.map(explain)),
      state: stored("JudgeState", state),
      resumed: last === undefined || last === toJson("JudgeState", state),
    };
  },
  judge_recording: ({ policy, recording }) => {
    return stored("JudgedRecording", judgeRecording(text(policy), text(recording)));
  },
  sequential_interval: ({ sequence, looks }) => {
    return sequentialInterval(text(sequence), text(looks)).map((interval) => stored("SequentialInterval", interval));
  },
  combine_evidence: ({ looks, policy = {} }) => {
    const combined = combineEvidence(looks, { policy: text(policy) });
    return combined.map((evidence) => stored("CombinedEvidence", evidence));
  },
  estimate_dispersion: ({ estimate, looks }) => estimateDispersion(text(estimate), text(looks)),
  p_value: ({ p }) => p.map((value) => stored("CalibratedEvidence", evidenceOfPValue(value))),
  rollout: rolledOut,
  load: (input) => JSON.parse(Rollout.fromJson(JSON.stringify(input)).toJson()),
  replay: (input) => JSON.parse(replay(lines(input)).toJson()),
  artifacts: (input) => stored("Artifacts", artifacts(lines(input))),
};

/** The score after predictions, which begins anew. */
function scored({ half_life = 200, probabilities, succeeded }) {
  return keepScore(probabilities, succeeded, { scoreboard: text({ half_life }) });
}

/** A plan is given by its name or as a whole. */
function planOf({ plan }) {
  return typeof plan === "object" ? text(plan) : plan;
}

function text(value) {
  return JSON.stringify(value);
}

/** A question about a situation, which is given as JSON text and as an object. */
function asked(type, question) {
  return (input) => {
    const judge = engine(input);
    const situation = text(input.situation);
    const answer = judge[question](input.now, situation);
    assert.deepEqual(judge[question](new Date(input.now), fromText("Situation", situation)), answer);
    return stored(type, answer);
  };
}

/** A question about evidence, which is given as JSON text and as an object. */
function judged(evidenceType, question, type) {
  return (input) => {
    const judge = engine(input);
    const evidence = text(input.evidence);
    const answer = judge[question](input.now, evidence);
    assert.deepEqual(judge[question](new Date(input.now), fromText(evidenceType, evidence)), answer);
    return stored(type, answer);
  };
}

function engine({ policy = {} }) {
  return new Engine(JSON.stringify(policy));
}

function lines(records) {
  return records.map((record) => JSON.stringify(record)).join("\n");
}

function stored(type, value) {
  return JSON.parse(toJson(type, value));
}

function rolledOut(input) {
  const { rollout, step } = engine(input).start(input.start, JSON.stringify(input.release), planOf(input));
  const records = [step.record];
  const steps = [stored("Step", step)];
  for (const { at, event } of input.events ?? []) {
    const answer = answered(() => {
      const next = rollout.step(at, JSON.stringify(event));
      records.push(...(next.record ? [next.record] : []));
      return stored("Step", next);
    });
    steps.push(answer);
  }
  const replayed = replay(records).toJson() === rollout.toJson();
  return { steps, rollout: JSON.parse(rollout.toJson()), replayed };
}

/** What a call gives, or how it is refused. */
function answered(call) {
  try {
    return call();
  } catch (error) {
    if (!(error instanceof RollwiseError)) throw error;
    const { code, field, value = null, allowed = null, message } = error;
    return { error: { code, field, value, allowed, message } };
  }
}

/** Whether an answer has all that is expected: objects may say more, lists and values may not. */
/**
 * Whether an answer has all that is expected: objects may say more, lists and values may not. Numbers are equal, or within
 * the tolerance of a case that comes from elsewhere.
 */
function assertFits(expected, answer, place, tolerance) {
  if (Array.isArray(expected)) {
    assert.equal(answer?.length, expected.length, place);
    expected.forEach((want, i) => assertFits(want, answer[i], `${place}/${i}`, tolerance));
  } else if (expected !== null && typeof expected === "object") {
    for (const [key, want] of Object.entries(expected)) {
      assertFits(want, answer?.[key] ?? null, `${place}/${key}`, tolerance);
    }
  } else if (tolerance !== undefined && typeof expected === "number") {
    const distance = Math.abs(answer - expected);
    assert.ok(typeof answer === "number" && distance <= tolerance.abs + tolerance.rel * Math.abs(expected), place);
  } else {
    assert.equal(answer ?? null, expected, place);
  }
}

function sorted(value) {
  if (value === null || typeof value !== "object") return value;
  if (Array.isArray(value)) return value.map(sorted);
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, sorted(value[key])]));
}

const answers = [];
const files = readdirSync(corpus, { recursive: true }).filter((file) => file.endsWith(".json")).sort();
for (const file of files) {
  for (const { name, kind, input, expected, tolerance, reason } of JSON.parse(readFileSync(new URL(file, corpus), "utf8"))) {
    const skip = kind === "not_supported" && `not supported: ${reason}`;
    test(`${file}: ${name}`, { skip }, () => {
      const answer = answered(() => KINDS[kind](input));
      answers.push(`${name}\t${JSON.stringify(sorted(answer))}\n`);
      assertFits(expected, answer, "", tolerance);
    });
  }
}

test("every answer is written down for comparison", () => {
  assert.ok(answers.length >= 200, `the corpus shrank to ${answers.length} cases`);
  mkdirSync(results, { recursive: true });
  writeFileSync(new URL("node.txt", results), answers.join(""));
});
