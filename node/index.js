"use strict";

const { fillColumns, toColumn, toNumbers, toOutcomes } = require("./columns.js");
const { argument, fromText, toLines, toText } = require("./convert.js");
const { ConfigError, InputError, MisuseError, RollwiseError, refusal, translate } = require("./errors.js");
const native = require("./rollwise.node");

class Engine {
  #native;

  constructor(policy = {}) {
    const text = toText("config", "", "Policy", policy);
    this.#native = call(() => new native.Engine(text));
  }

  gates() {
    return fromText(["list", "Gate"], call(() => this.#native.gates()));
  }

  policy() {
    return fromText("Policy", call(() => this.#native.policy()));
  }

  plan(name) {
    return fromText("Plan", this.#plan(name));
  }

  #plan(name) {
    const text = string("plan", name);
    return call(() => this.#native.plan(text));
  }

  evaluateGates(now, evidence) {
    const [moment, text] = [argument("now", "date", now), toText("input", "", "Evidence", evidence)];
    return fromText("GateReport", call(() => this.#native.evaluateGates(moment, text)));
  }

  scoreConfidence(factors) {
    const text = toText("input", "", "Factors", factors);
    return fromText("Confidence", call(() => this.#native.scoreConfidence(text)));
  }

  permits(what, level) {
    const [word, number] = [argument("what", undefined, what), argument("level", undefined, level)];
    return fromText("Reason", call(() => this.#native.permits(word, number)));
  }

  review() {
    return fromText(["list", "Reason"], call(() => this.#native.review()));
  }

  assessRisk(now, situation) {
    const [moment, text] = asked(now, situation);
    return fromText("Risk", call(() => this.#native.assessRisk(moment, text)));
  }

  chooseStrategy(now, situation) {
    const [moment, text] = asked(now, situation);
    return fromText("StrategyChoice", call(() => this.#native.chooseStrategy(moment, text)));
  }

  checkWindow(now, situation) {
    const [moment, text] = asked(now, situation);
    return fromText("WindowDecision", call(() => this.#native.checkWindow(moment, text)));
  }

  checkApprovals(now, situation, votes, { stage, ...unknown } = {}) {
    onlyOptions(unknown, "stage");
    const [moment, text] = asked(now, situation);
    const list = toText("input", "votes", ["list", "ApprovalVote"], votes);
    const number = stage === undefined ? undefined : argument("stage", undefined, stage);
    return fromText("ApprovalDecision", call(() => this.#native.checkApprovals(moment, text, list, number)));
  }

  evaluateCondition(now, condition, situation) {
    const [moment, text] = asked(now, situation);
    const words = argument("condition", undefined, condition);
    return fromText("ConditionAnswer", call(() => this.#native.evaluateCondition(moment, words, text)));
  }

  admit(now, request) {
    const [moment, text] = [argument("now", "date", now), toText("input", "", "AdmissionRequest", request)];
    return fromText("Admission", call(() => this.#native.admit(moment, text)));
  }

  assessBlastRadius(plan, service) {
    const [stages, text] = [this.#planText(plan), toText("input", "service", "Service", service)];
    return fromText("BlastRadius", call(() => this.#native.assessBlastRadius(stages, text)));
  }

  kubernetes(plan, service) {
    const [stages, text] = [this.#planText(plan), toText("input", "service", "Service", service)];
    return fromText("KubernetesFragments", call(() => this.#native.kubernetes(stages, text)));
  }

  checkImage(imageTag, commit) {
    const tag = argument("image_tag", undefined, imageTag ?? null);
    const of = argument("commit", undefined, commit ?? null);
    return fromText("ImageCheck", call(() => this.#native.checkImage(tag, of)));
  }

  checkReadiness(when, situation, checklist) {
    const [word, text] = [argument("when", undefined, when), toText("input", "", "Situation", situation)];
    const items = toText("input", "checklist", "Checklist", checklist);
    return fromText("Readiness", call(() => this.#native.checkReadiness(word, text, items)));
  }

  checkPromotion(now, situation, verified) {
    const [moment, text] = asked(now, situation);
    const list = verified === undefined ? undefined : toText("input", "verified", ["list", "VerifiedVersion"], verified);
    return fromText("EnvironmentPromotion", call(() => this.#native.checkPromotion(moment, text, list)));
  }

  evaluateTriggers(now, evidence) {
    const [moment, text] = [argument("now", "date", now), toText("input", "", "TriggerEvidence", evidence)];
    return fromText("TriggerReport", call(() => this.#native.evaluateTriggers(moment, text)));
  }

  decideRollback(now, evidence) {
    const [moment, text] = [argument("now", "date", now), toText("input", "", "RollbackEvidence", evidence)];
    return fromText("RollbackDecision", call(() => this.#native.decideRollback(moment, text)));
  }

  decidePromotion(now, evidence) {
    const [moment, text] = [argument("now", "date", now), toText("input", "", "CanaryEvidence", evidence)];
    return fromText("CanaryPromotion", call(() => this.#native.decidePromotion(moment, text)));
  }

  assessSlo(now, evidence) {
    const [moment, text] = [argument("now", "date", now), toText("input", "", "SloEvidence", evidence)];
    return fromText("SloDecision", call(() => this.#native.assessSlo(moment, text)));
  }

  reviewSlo(errorRatio) {
    const text = argument("error_ratio", undefined, errorRatio);
    return fromText(["list", "ObjectiveReview"], call(() => this.#native.reviewSlo(text)));
  }

  judgeQuality(evidence) {
    const text = toText("input", "", "QualityEvidence", evidence);
    return fromText("QualityDecision", call(() => this.#native.judgeQuality(text)));
  }

  deliveryFigures(since, until, log) {
    const moments = [argument("since", "date", since), argument("until", "date", until)];
    const text = toText("input", "", "DeliveryLog", log);
    return fromText("DeliveryFigures", call(() => this.#native.deliveryFigures(...moments, text)));
  }

  start(now, release, plan) {
    const [moment, text] = [argument("now", "date", now), toText("input", "release", "Release", release)];
    const stages = plan === undefined ? undefined : this.#planText(plan);
    const [rollout, step] = call(() => this.#native.start(moment, text, stages));
    return { rollout: new Rollout(rollout), step: fromText("Step", step) };
  }

  startRollback(now, release, decision) {
    const [moment, text] = [argument("now", "date", now), toText("input", "release", "Release", release)];
    const decided = toText("input", "decision", "RollbackDecision", decision);
    const [rollout, step] = call(() => this.#native.startRollback(moment, text, decided));
    return { rollout: new Rollout(rollout), step: fromText("Step", step) };
  }

  /** A plan is given by its name, as JSON text or as an object. */
  #planText(plan) {
    const isName = typeof plan === "string" && !plan.trimStart().startsWith("{");
    return isName ? this.#plan(plan) : toText("config", "plan", "Plan", plan);
  }
}

/** Refuses options that there are not. */
function onlyOptions(unknown, allowed) {
  for (const field of Object.keys(unknown)) {
    throw refusal("input", { code: "unknown_field", field, allowed });
  }
}

/** A moment and a situation as text. */
function asked(now, situation) {
  return [argument("now", "date", now), toText("input", "", "Situation", situation)];
}

class Rollout {
  #native;

  constructor(rollout) {
    if (!(rollout instanceof native.Rollout)) {
      const allowed = "Engine.start, Rollout.fromJson and replay, which make rollouts";
      throw refusal("misuse", { code: "wrong_type", field: "", value: "new Rollout", allowed });
    }
    this.#native = rollout;
  }

  static fromJson(text) {
    const json = string("text", text);
    return new Rollout(call(() => native.Rollout.fromJson(json)));
  }

  toJson() {
    return call(() => this.#native.toJson());
  }

  /** What JSON.stringify writes, so that a rollout inside another object is saved and not lost. */
  toJSON() {
    return JSON.parse(this.toJson());
  }

  step(now, event) {
    const [moment, text] = [argument("now", "date", now), toText("input", "event", "Event", event)];
    return fromText("Step", call(() => this.#native.step(moment, text)));
  }

  run(recording) {
    const text = toText("input", "", "Recording", recording);
    return fromText("Run", call(() => this.#native.run(text)));
  }

  get phase() {
    return call(() => this.#native.phase);
  }

  get share() {
    return call(() => this.#native.share) ?? undefined;
  }

  get wakeAt() {
    return known("WakeUp", call(() => this.#native.wakeAt));
  }

  get state() {
    return fromText("State", call(() => this.#native.state));
  }

  get release() {
    return fromText("Release", call(() => this.#native.release));
  }

  get terms() {
    return fromText("Terms", call(() => this.#native.terms));
  }

  get confidence() {
    return known("ConfidenceSummary", call(() => this.#native.confidence));
  }

  outstanding() {
    return fromText(["list", "Action"], call(() => this.#native.outstanding()));
  }

  allowedEvents() {
    return JSON.parse(call(() => this.#native.allowedEvents()));
  }
}

class SuccessModel {
  #native;

  constructor(model) {
    if (!(model instanceof native.SuccessModel)) {
      const allowed = "SuccessModel.fit, SuccessModel.builtIn and SuccessModel.fromJson, which make models";
      throw refusal("misuse", { code: "wrong_type", field: "", value: "new SuccessModel", allowed });
    }
    this.#native = model;
  }

  static builtIn() {
    return new SuccessModel(call(() => native.SuccessModel.builtIn()));
  }

  static fit(columns, succeeded, options) {
    const rows = toFit(columns, succeeded, options);
    return new SuccessModel(call(() => native.SuccessModel.fit(...rows)));
  }

  static async fitAsync(columns, succeeded, options) {
    const rows = toFit(columns, succeeded, options);
    const fitted = await call(() => native.SuccessModel.fitAsync(...rows));
    if (typeof fitted === "string") {
      throw translate({ code: "RollwiseRefusal", message: fitted });
    }
    return new SuccessModel(fitted);
  }

  static fromJson(text) {
    const json = string("text", text);
    return new SuccessModel(call(() => native.SuccessModel.fromJson(json)));
  }

  toJson() {
    return call(() => this.#native.toJson());
  }

  /** What JSON.stringify writes, so that a model inside another object is saved and not lost. */
  toJSON() {
    return JSON.parse(this.toJson());
  }

  withoutHistory() {
    return new SuccessModel(call(() => this.#native.withoutHistory()));
  }

  probabilities(columns) {
    const rows = rowsOf(columns);
    return call(() => this.#native.probabilities(rows));
  }

  replay(columns, succeeded) {
    const [rows, outcomes] = [rowsOf(columns), toOutcomes("succeeded", succeeded)];
    return call(() => this.#native.replay(rows, outcomes));
  }

  explain(situation, at, strategy) {
    const [text, moment] = [toText("input", "", "Situation", situation), argument("at", "date", at)];
    const word = strategy === undefined ? undefined : argument("strategy", undefined, strategy);
    return fromText("Prediction", call(() => this.#native.explain(text, moment, word)));
  }

  inform(situation, at) {
    const [text, moment] = [toText("input", "", "Situation", situation), argument("at", "date", at)];
    return fromText("Situation", call(() => this.#native.inform(text, moment)));
  }

  record(outcome) {
    const text = toText("input", "", "DeploymentOutcome", outcome);
    return JSON.parse(call(() => this.#native.record(text)));
  }

  get policy() {
    return fromText("SuccessPolicy", call(() => this.#native.policy));
  }

  get weights() {
    return fromText("ModelWeights", call(() => this.#native.weights));
  }
}

/** What the native module fits a model to. */
function toFit(columns, succeeded, { policy = {}, ...unknown } = {}) {
  onlyOptions(unknown, "policy");
  return [toText("config", "", "SuccessPolicy", policy), rowsOf(columns), toOutcomes("succeeded", succeeded)];
}

function rowsOf(columns) {
  return call(() => fillColumns((rows) => new native.Columns(rows), columns));
}

function policyFor(environment) {
  const word = argument("environment", undefined, environment);
  return fromText("Policy", call(() => native.policyFor(word)));
}

function readRecords(lines) {
  const text = string("records", lines);
  return fromText(["list", "Record"], call(() => native.records(text)));
}

function recordToJson(record) {
  const text = toText("input", "", "Record", record);
  return call(() => native.recordToJson(text));
}

function verify(records) {
  const lines = toLines(records);
  call(() => native.verify(lines));
}

function replay(records) {
  const lines = toLines(records);
  return new Rollout(call(() => native.replay(lines)));
}

function artifacts(records) {
  const lines = toLines(records);
  return fromText("Artifacts", call(() => native.artifacts(lines)));
}

function timeline(records, options) {
  const colour = colourOf(options);
  const lines = toLines(records);
  return call(() => native.timeline(lines, colour));
}

function choiceReport(choice, options) {
  const [colour, text] = [colourOf(options), toText("input", "", "StrategyChoice", choice)];
  return call(() => native.choiceReport(text, colour));
}

function admissionReport(admission, options) {
  const [colour, text] = [colourOf(options), toText("input", "", "Admission", admission)];
  return call(() => native.admissionReport(text, colour));
}

function rollbackReport(decision, options) {
  const [colour, text] = [colourOf(options), toText("input", "", "RollbackDecision", decision)];
  return call(() => native.rollbackReport(text, colour));
}

/** A configuration of Kayenta as text, or as the object that was read from it. */
function configOf(config) {
  return typeof config === "string" ? config : JSON.stringify(config) ?? "null";
}

/** The items of a list as JSON text, which may also be given as that text. */
function listOf(name, type, items) {
  if (typeof items === "string") {
    return items;
  }
  if (!Array.isArray(items)) {
    const value = items === null ? "null" : typeof items;
    throw refusal("input", { code: "wrong_type", field: name, value, allowed: "a list" });
  }
  return `[${items.map((item, i) => argument(`${name}[${i}]`, type, item)).join()}]`;
}

function kayentaJudge(config, request, { policy = {}, ...unknown } = {}) {
  onlyOptions(unknown, "policy");
  const text = toText("config", "", "KayentaPolicy", policy);
  const asked = toText("input", "", "KayentaRequest", request);
  return fromText("KayentaJudgement", call(() => native.kayentaJudge(text, configOf(config), asked)));
}

function kayentaPairs(config, control, experiment) {
  const sets = [listOf("control", "KayentaMetricSet", control), listOf("experiment", "KayentaMetricSet", experiment)];
  return fromText(["list", "KayentaPair"], call(() => native.kayentaPairs(configOf(config), ...sets)));
}

function kayentaSchedule(request) {
  const asked = toText("input", "", "KayentaScheduleRequest", request);
  return fromText("KayentaSchedule", call(() => native.kayentaSchedule(asked)));
}

function kayentaConclusion(limits, scores) {
  const text = toText("config", "", "KayentaLimits", limits);
  const numbers = Array.from(toNumbers("scores", scores));
  return fromText("KayentaConclusion", call(() => native.kayentaConclusion(text, numbers)));
}

function evaluate(probabilities, succeeded, { at, policy = {}, ...unknown } = {}) {
  onlyOptions(unknown, "at or policy");
  const text = toText("config", "", "EvaluationPolicy", policy);
  const moments = at === undefined ? undefined : toNumbers("at", at);
  const columns = [toNumbers("probabilities", probabilities), toOutcomes("succeeded", succeeded)];
  return fromText("Evaluation", call(() => native.evaluate(text, ...columns, moments)));
}

function bestThreshold(probabilities, succeeded) {
  const columns = [toNumbers("probabilities", probabilities), toOutcomes("succeeded", succeeded)];
  return call(() => native.bestThreshold(...columns)) ?? undefined;
}

function evaluationReport(evaluation, options) {
  const [colour, text] = [colourOf(options), toText("input", "", "Evaluation", evaluation)];
  return call(() => native.evaluationReport(text, colour));
}

function predictionReport(prediction) {
  const text = toText("input", "", "Prediction", prediction);
  return call(() => native.predictionReport(text));
}

function reliabilitySvg(evaluation) {
  const text = toText("input", "", "Evaluation", evaluation);
  return call(() => native.reliabilitySvg(text));
}

function compareModels(challenger, succeeded, { champion, policy = {}, ...unknown } = {}) {
  onlyOptions(unknown, "champion or policy");
  const text = toText("config", "", "AcceptancePolicy", policy);
  const ours = toNumbers("challenger", challenger);
  const theirs = champion === undefined ? undefined : toNumbers("champion", champion);
  const outcomes = toOutcomes("succeeded", succeeded);
  return fromText("Acceptance", call(() => native.compareModels(text, ours, theirs, outcomes)));
}

function inputReference(name, values) {
  const [title, column] = [string("name", name), toColumn(name, values)];
  return fromText("InputReference", call(() => native.inputReference(title, column)));
}

function compareWindows(windows, { policy = {}, ...unknown } = {}) {
  onlyOptions(unknown, "policy");
  const texts = [toText("config", "", "WindowComparison", policy), toText("input", "", "ComparedWindows", windows)];
  return fromText("WindowsCompared", call(() => native.compareWindows(...texts)));
}

function measureDrift(references, columns, { scoreboard, policy = {}, ...unknown } = {}) {
  onlyOptions(unknown, "scoreboard or policy");
  const texts = [
    toText("config", "", "DriftPolicy", policy),
    toText("input", "references", ["list", "InputReference"], references),
  ];
  if (columns === null || typeof columns !== "object") {
    const value = columns === null ? "null" : typeof columns;
    throw refusal("input", { code: "wrong_type", field: "columns", value, allowed: "an object of columns" });
  }
  const names = Object.keys(columns);
  const values = names.map((name) => toColumn(`columns.${name}`, columns[name]));
  const board = given("scoreboard", "Scoreboard", scoreboard);
  return fromText("Drift", call(() => native.measureDrift(...texts, names, values, board)));
}

function keepScore(probabilities, succeeded, { scoreboard, ...unknown } = {}) {
  onlyOptions(unknown, "scoreboard");
  const columns = [toNumbers("probabilities", probabilities), toOutcomes("succeeded", succeeded)];
  const board = given("scoreboard", "Scoreboard", scoreboard);
  return fromText("Scoreboard", call(() => native.keepScore(board, ...columns)));
}

function checkRetraining(now, scoreboard, { outcomesSinceTraining, trainedAt, drift, policy = {}, ...unknown } = {}) {
  onlyOptions(unknown, "outcomesSinceTraining, trainedAt, drift or policy");
  const text = toText("config", "", "RetrainingPolicy", policy);
  const moment = argument("now", "date", now);
  const at = trainedAt === undefined ? undefined : argument("trained_at", "date", trainedAt);
  const board = toText("input", "scoreboard", "Scoreboard", scoreboard);
  const since = argument("outcomes_since_training", undefined, outcomesSinceTraining);
  const moved = given("drift", "Drift", drift);
  return fromText("Retraining", call(() => native.checkRetraining(text, moment, at, board, since, moved)));
}

function sequentialTest(test, looks, { state, ...unknown } = {}) {
  onlyOptions(unknown, "state");
  const texts = [toText("config", "test", "SequentialTest", test), looksText(looks)];
  const from = given("state", "SequentialState", state);
  return fromText("SequentialSeries", call(() => native.sequentialTest(...texts, from)));
}

class CanaryJudge {
  #native;

  constructor(policy, { state, ...unknown } = {}) {
    onlyOptions(unknown, "state");
    const text = toText("config", "", "JudgePolicy", policy);
    const from = given("state", "JudgeState", state);
    this.#native = call(() => new native.CanaryJudge(text, from));
  }

  look(look) {
    const text = toText("input", "look", "JudgeLook", look);
    return fromText("Judgement", call(() => this.#native.look(text)));
  }

  get state() {
    return fromText("JudgeState", call(() => this.#native.state));
  }
}

function judgeCanary(policy, looks, { state, ...unknown } = {}) {
  onlyOptions(unknown, "state");
  const texts = [
    toText("config", "policy", "JudgePolicy", policy),
    toText("input", "looks", ["list", "JudgeLook"], looks),
  ];
  const from = given("state", "JudgeState", state);
  return fromText("JudgedSeries", call(() => native.judgeCanary(...texts, from)));
}

function judgeRecording(policy, recording) {
  const texts = [
    toText("config", "policy", "JudgePolicy", policy),
    toText("input", "recording", "Recording", recording),
  ];
  return fromText("JudgedRecording", call(() => native.judgeRecording(...texts)));
}

function mergeSequential(test, state, other) {
  const texts = [
    toText("config", "test", "SequentialTest", test),
    toText("input", "state", "SequentialState", state),
    toText("input", "other", "SequentialState", other),
  ];
  return fromText("SequentialSeries", call(() => native.mergeSequential(...texts)));
}

function sequentialInterval(sequence, looks) {
  const texts = [toText("config", "sequence", "ConfidenceSequence", sequence), looksText(looks)];
  return fromText(["list", "SequentialInterval"], call(() => native.sequentialInterval(...texts)));
}

function combineEvidence(looks, { policy = {}, ...unknown } = {}) {
  onlyOptions(unknown, "policy");
  const texts = [toText("config", "", "CombinePolicy", policy), argument("looks", undefined, looks)];
  return fromText(["list", "CombinedEvidence"], call(() => native.combineEvidence(...texts)));
}

function estimateDispersion(estimate, looks) {
  const texts = [toText("config", "estimate", "DispersionEstimate", estimate), looksText(looks)];
  return JSON.parse(call(() => native.estimateDispersion(...texts)));
}

function evidenceOfPValue(p) {
  return fromText("CalibratedEvidence", call(() => native.evidenceOfPValue(argument("p", undefined, p))));
}

function assessSlo(now, evidence, { policy = {}, ...unknown } = {}) {
  onlyOptions(unknown, "policy");
  const text = toText("config", "", "SloPolicy", policy);
  const texts = [text, argument("now", "date", now), toText("input", "", "SloEvidence", evidence)];
  return fromText("SloDecision", call(() => native.assessSlo(...texts)));
}

function reviewSlo(policy, errorRatio) {
  const texts = [toText("config", "", "SloPolicy", policy), argument("error_ratio", undefined, errorRatio)];
  return fromText(["list", "ObjectiveReview"], call(() => native.reviewSlo(...texts)));
}

function judgeQuality(evidence, { policy = {}, ...unknown } = {}) {
  onlyOptions(unknown, "policy");
  const texts = [toText("config", "", "QualityPolicy", policy), toText("input", "", "QualityEvidence", evidence)];
  return fromText("QualityDecision", call(() => native.judgeQuality(...texts)));
}

function deliveries(records) {
  const lines = toLines(records);
  return fromText(["list", "Delivery"], call(() => native.deliveries(lines)));
}

function deliveryFigures(since, until, log, { policy = {}, ...unknown } = {}) {
  onlyOptions(unknown, "policy");
  const text = toText("config", "", "DeliveryPolicy", policy);
  const moments = [argument("since", "date", since), argument("until", "date", until)];
  const given = toText("input", "", "DeliveryLog", log);
  return fromText("DeliveryFigures", call(() => native.deliveryFigures(text, ...moments, given)));
}

function looksText(looks) {
  return toText("input", "looks", ["list", "SequentialLook"], looks);
}

/** The text of a document that may be left out. */
function given(name, type, value) {
  return value === undefined ? undefined : toText("input", name, type, value);
}

/** Whether text is to have colour; the only option that there is. */
function colourOf(options) {
  const { colour = false, ...unknown } = options ?? {};
  onlyOptions(unknown, "colour");
  if (typeof colour !== "boolean") {
    throw refusal("input", { code: "wrong_type", field: "colour", value: typeof colour, allowed: "true or false" });
  }
  return colour;
}

function split(share, replicas, surge) {
  const numbers = Object.entries({ share, replicas, surge }).map(([name, value]) => argument(name, undefined, value));
  return fromText("ReplicaCounts", call(() => native.split(...numbers)));
}

function replicaCounts(request) {
  const text = toText("input", "", "ReplicaRequest", request);
  return fromText("ReplicaCounts", call(() => native.replicaCounts(text)));
}

function manifests(fragments) {
  const text = toText("input", "", "KubernetesFragments", fragments);
  return call(() => native.manifests(text));
}

function explain(reason) {
  const text = toText("input", "", "Reason", reason);
  return call(() => native.explain(text));
}

function stateTable() {
  return call(() => native.stateTable());
}

function mermaid(phase) {
  const word = phase === undefined ? undefined : argument("phase", undefined, phase);
  return call(() => native.mermaid(word));
}

function allowedEvents(phase) {
  const word = argument("phase", undefined, phase);
  return JSON.parse(call(() => native.allowedEvents(word)));
}

function toJson(type, value) {
  const name = string("type", type);
  const text = toText("input", "", name, value);
  return call(() => native.toJson(name, text));
}

/** Runs a call of the native module, whose refusals become errors of this package. */
function call(run) {
  try {
    return run();
  } catch (error) {
    throw translate(error);
  }
}

/** The object of JSON text, where there is any. */
function known(type, text) {
  return text === null ? undefined : fromText(type, text);
}

function string(field, value) {
  if (typeof value !== "string") {
    const given = value === null ? "null" : typeof value;
    throw refusal("input", { code: "wrong_type", field, value: given, allowed: "text" });
  }
  return value;
}

// One by one, so that ECMAScript modules find the names.
module.exports.Engine = Engine;
module.exports.Rollout = Rollout;
module.exports.SuccessModel = SuccessModel;
module.exports.RollwiseError = RollwiseError;
module.exports.ConfigError = ConfigError;
module.exports.InputError = InputError;
module.exports.MisuseError = MisuseError;
module.exports.policyFor = policyFor;
module.exports.readRecords = readRecords;
module.exports.recordToJson = recordToJson;
module.exports.verify = verify;
module.exports.replay = replay;
module.exports.artifacts = artifacts;
module.exports.timeline = timeline;
module.exports.choiceReport = choiceReport;
module.exports.admissionReport = admissionReport;
module.exports.kayentaConclusion = kayentaConclusion;
module.exports.kayentaJudge = kayentaJudge;
module.exports.kayentaPairs = kayentaPairs;
module.exports.kayentaSchedule = kayentaSchedule;
module.exports.evaluate = evaluate;
module.exports.bestThreshold = bestThreshold;
module.exports.evaluationReport = evaluationReport;
module.exports.predictionReport = predictionReport;
module.exports.reliabilitySvg = reliabilitySvg;
module.exports.compareModels = compareModels;
module.exports.compareWindows = compareWindows;
module.exports.inputReference = inputReference;
module.exports.measureDrift = measureDrift;
module.exports.keepScore = keepScore;
module.exports.checkRetraining = checkRetraining;
module.exports.split = split;
module.exports.replicaCounts = replicaCounts;
module.exports.CanaryJudge = CanaryJudge;
module.exports.judgeCanary = judgeCanary;
module.exports.judgeRecording = judgeRecording;
module.exports.rollbackReport = rollbackReport;
module.exports.sequentialTest = sequentialTest;
module.exports.mergeSequential = mergeSequential;
module.exports.sequentialInterval = sequentialInterval;
module.exports.combineEvidence = combineEvidence;
module.exports.estimateDispersion = estimateDispersion;
module.exports.evidenceOfPValue = evidenceOfPValue;
module.exports.assessSlo = assessSlo;
module.exports.reviewSlo = reviewSlo;
module.exports.judgeQuality = judgeQuality;
module.exports.deliveries = deliveries;
module.exports.deliveryFigures = deliveryFigures;
module.exports.manifests = manifests;
module.exports.explain = explain;
module.exports.stateTable = stateTable;
module.exports.mermaid = mermaid;
module.exports.allowedEvents = allowedEvents;
module.exports.toJson = toJson;
