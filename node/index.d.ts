import type {
  Acceptance,
  AcceptancePolicy,
  Action,
  Admission,
  AdmissionRequest,
  ApprovalDecision,
  ApprovalVote,
  Artifacts,
  Automation,
  BlastRadius,
  CalibratedEvidence,
  CanaryEvidence,
  CanaryPromotion,
  Checklist,
  ChecklistStage,
  ComparedWindows,
  CombinePolicy,
  CombinedEvidence,
  ConditionAnswer,
  Confidence,
  ConfidenceSequence,
  ConfidenceSummary,
  DeploymentOutcome,
  DispersionEstimate,
  Documents,
  Drift,
  DriftPolicy,
  Environment,
  EnvironmentPromotion,
  Evaluation,
  EvaluationPolicy,
  Event,
  EventKind,
  Evidence,
  Factors,
  Gate,
  GateReport,
  ImageCheck,
  InputReference,
  JudgeLook,
  JudgePolicy,
  JudgeState,
  JudgedRecording,
  JudgedSeries,
  Judgement,
  KayentaConclusion,
  KayentaJudgement,
  KayentaLimits,
  KayentaMetricSet,
  KayentaPair,
  KayentaPolicy,
  KayentaRequest,
  KayentaSchedule,
  KayentaScheduleRequest,
  KubernetesFragments,
  ModelWeights,
  Phase,
  Plan,
  PlanPreset,
  Policy,
  Prediction,
  Readiness,
  Reason,
  Record,
  Recorded,
  Recording,
  Release,
  ReplicaCounts,
  ReplicaRequest,
  Retraining,
  RetrainingPolicy,
  Risk,
  RollbackDecision,
  RollbackEvidence,
  Run,
  Scoreboard,
  SequentialInterval,
  SequentialLook,
  SequentialSeries,
  SequentialState,
  SequentialTest,
  Service,
  Situation,
  State,
  Step,
  Strategy,
  StrategyChoice,
  SuccessPolicy,
  Terms,
  TriggerEvidence,
  TriggerReport,
  VerifiedVersion,
  WakeUp,
  WindowComparison,
  WindowDecision,
  WindowsCompared,
  Delivery,
  DeliveryFigures,
  DeliveryLog,
  DeliveryPolicy,
  ObjectiveReview,
  QualityDecision,
  QualityEvidence,
  QualityPolicy,
  SloDecision,
  SloEvidence,
  SloPolicy,
} from "./types";

export * from "./types";

/**
 * Something that was refused: nothing has happened, and whatever the call was about is as it was.
 *
 * Which of the classes it is says who has to act.
 */
export class RollwiseError extends Error {
  protected constructor();
  /** What is wrong, as a stable code such as `out_of_range`, the same in every language. */
  readonly code: string;
  /** Path of the field in the stored document, such as `stages[1].share`; empty when all of it is meant. */
  readonly field: string;
  /** The refused value as text, where there is one. */
  readonly value: string | undefined;
  /** What would have been accepted. */
  readonly allowed: string | undefined;
}

/** The policy or plan is wrong. */
export class ConfigError extends RollwiseError {}

/** The evidence, event, argument or stored document is wrong. */
export class InputError extends RollwiseError {}

/** The call is wrong at this moment, such as an approval that nobody asked for. */
export class MisuseError extends RollwiseError {}

/** A document as stored JSON. */
export type Json = string;

/** Audit records, or the same as JSON Lines. */
export type Records = readonly Record[] | Json;

/**
 * A checked policy that answers questions: the same question gives the same answer.
 *
 * Wherever a document is expected, its stored JSON will do.
 */
export class Engine {
  /**
   * Checks a policy; everything that it leaves out is at its default.
   *
   * @throws {ConfigError} naming the field, the value and what would be allowed
   */
  constructor(policy?: Policy | Json);

  /** The gates of the policy: those of its sets and its own. A plan may have further ones. */
  gates(): Gate[];

  /** The policy that was checked, defaults included. */
  policy(): Policy;

  /** The plan of a name: one of the policy's, or a preset. */
  plan(name: PlanPreset | (string & {})): Plan;

  /** Is the canary healthy now? */
  evaluateGates(now: Date, evidence: Evidence | Json): GateReport;

  /** How confident are we? */
  scoreConfidence(factors: Factors | Json): Confidence;

  /**
   * May a decision be carried out without a person? `level` is its confidence, or its risk where that decides.
   * The answer's code is `threshold_reached` or `threshold_not_reached`.
   */
  permits(what: Automation, level: number): Reason;

  /** What in the gates of the policy can never do its work? One reason for each gate that never decides. */
  review(): Reason[];

  /** How risky is this deployment? */
  assessRisk(now: Date, situation: Situation | Json): Risk;

  /** By which strategy should it go, and by which plan? */
  chooseStrategy(now: Date, situation: Situation | Json): StrategyChoice;

  /** May a deployment begin now, and if not, when? */
  checkWindow(now: Date, situation: Situation | Json): WindowDecision;

  /**
   * Does everybody agree who must? `stage` is the stage that is to begin; without it, it is asked of the deployment as a
   * whole. An approval counts for exactly the version, the environment and the stage that it names.
   */
  checkApprovals(
    now: Date,
    situation: Situation | Json,
    votes: readonly ApprovalVote[] | Json,
    options?: { stage?: number },
  ): ApprovalDecision;

  /**
   * Does a condition hold in a situation? It is read as conditions of the policy are.
   *
   * @throws {ConfigError} for what is wrong with the condition, such as `unknown_name`
   */
  evaluateCondition(now: Date, condition: string, situation: Situation | Json): ConditionAnswer;

  /** May it go now? Image, environment before, windows, approvals, readiness and risk in one decision. */
  admit(now: Date, request: AdmissionRequest | Json): Admission;

  /** How much could a bad version break before anybody knows? */
  assessBlastRadius(plan: Plan | PlanPreset | (string & {}), service: Service | Json): BlastRadius;

  /** What is Kubernetes to be told? `manifests` makes JSON of it. */
  kubernetes(plan: Plan | PlanPreset | (string & {}), service: Service | Json): KubernetesFragments;

  /** Does the image tag name one immutable build of the commit? */
  checkImage(imageTag: string | undefined, commit: string | undefined): ImageCheck;

  /** Is everything prepared, or was everything seen to afterwards? */
  checkReadiness(when: ChecklistStage, situation: Situation | Json, checklist: Checklist | Json): Readiness;

  /**
   * May this version go on to the environment of the situation? `verified` says which versions were verified where;
   * leave it out if nobody knows.
   */
  checkPromotion(now: Date, situation: Situation | Json, verified?: readonly VerifiedVersion[] | Json): EnvironmentPromotion;

  /** Which rollback triggers fired since the deployment? A gap in a column, `null`, is a look that was not measured. */
  evaluateTriggers(now: Date, evidence: TriggerEvidence | Json): TriggerReport;

  /** Is a version to be taken back, to which one, and how? */
  decideRollback(now: Date, evidence: RollbackEvidence | Json): RollbackDecision;

  /** Does a canary get all traffic, does it wait, or does it go? */
  decidePromotion(now: Date, evidence: CanaryEvidence | Json): CanaryPromotion;

  /** What is left of the error budgets, how fast do they go, and what may be released? */
  assessSlo(now: Date, evidence: SloEvidence | Json): SloDecision;

  /** What can the alarms of the objectives do? `errorRatio` is that of the errors to detect, 1 for a total outage. */
  reviewSlo(errorRatio: number): ObjectiveReview[];

  /** Is a release good enough? What was not measured fails. */
  judgeQuality(evidence: QualityEvidence | Json): QualityDecision;

  /** How well were deployments delivered from `since` until before `until`? */
  deliveryFigures(since: Date, until: Date, log: DeliveryLog | Json): DeliveryFigures;

  /** Starts a rollout by the plan of the policy, or by another one, given by its name or as a whole. */
  start(now: Date, release: Release | Json, plan?: Plan | PlanPreset | (string & {})): { rollout: Rollout; step: Step };

  /** Starts a rollout to the target of a rollback decision. Where a person must agree, the rollout asks first. */
  startRollback(now: Date, release: Release | Json, decision: RollbackDecision | Json): { rollout: Rollout; step: Step };
}

/**
 * One deployment on its way.
 *
 * The host feeds one event, performs the actions in order, saves the rollout, then sleeps until `wakeAt` or the next
 * event.
 */
export class Rollout {
  private constructor();

  /** Loads a rollout that was saved with `toJson`. */
  static fromJson(text: Json): Rollout;

  /** The rollout as JSON, to be saved after every step. */
  toJson(): Json;

  /** The same as an object, for `JSON.stringify`. */
  toJSON(): object;

  /**
   * Advances the rollout by one event. Answers to actions that come late or twice change nothing, and neither does a
   * tick before its time: the step then has no record.
   *
   * @throws {MisuseError} when the event does not fit this moment; nothing has happened then
   */
  step(now: Date, event: Event | Json): Step;

  /**
   * Takes recorded looks one after the other, until one of them asks something else of the host than to measure. It is
   * the same as a tick at each moment of the recording, answered at once with that moment's measurements.
   */
  run(recording: Recording | Json): Run;

  /** Where it is. */
  readonly phase: Phase;

  /**
   * Share of live traffic that the new version has or is being given, in percent; none when a rollback failed, since
   * nobody knows then what serves.
   */
  readonly share: number | undefined;

  /** When to come back with a tick at the latest; none when only a report helps, or at the end. */
  readonly wakeAt: WakeUp | undefined;

  /** Everything that changes from step to step. */
  readonly state: State;

  /** What is being rolled out. */
  readonly release: Release;

  /** What it was started with. */
  readonly terms: Terms;

  /** The last confidence. */
  readonly confidence: ConfidenceSummary | undefined;

  /** The actions whose answers are awaited, for a host that lost track of them: the same ones, with the same ids. */
  outstanding(): Action[];

  /** The events that this rollout has a use for now: the buttons that a user interface shows. */
  allowedEvents(): EventKind[];
}

/** The built-in policy of an environment, with everything that it says. */
export function policyFor(environment: Environment): Policy;

/** Reads records from JSON Lines. */
export function readRecords(lines: Json): Record[];

/** A record as the line of JSON to append to the audit log. */
export function recordToJson(record: Record | Json): Json;

/**
 * Checks that records form one unbroken chain.
 *
 * @throws {InputError} with the code `broken_chain`, naming the first record that does not fit
 */
export function verify(records: Records): void;

/** Rebuilds a rollout from its records, deciding everything once more. */
export function replay(records: Records): Rollout;

/** What is kept of a rollout for others: the deployment, its confidence, its changes of phase. */
export function artifacts(records: Records): Artifacts;

/** A rollout as a timeline to read, in colour for terminals on demand. */
export function timeline(records: Records, options?: { colour?: boolean }): string;

/** The choice of a strategy as text to read, in colour for terminals on demand. */
export function choiceReport(choice: StrategyChoice | Json, options?: { colour?: boolean }): string;

/** Whether a deployment may go now, and why, as text to read, in colour for terminals on demand. */
export function admissionReport(admission: Admission | Json, options?: { colour?: boolean }): string;

/** Whether to go back, to what and how, as text that a person can read. */
export function rollbackReport(decision: RollbackDecision | Json, options?: { colour?: boolean }): string;

/**
 * Rows as named columns. Numbers are typed arrays or arrays, in which truths count as 0 and 1 and dates as seconds since
 * 1970; words are arrays of texts. `null`, `undefined` and `NaN` are missing. Five names are reserved: `service`,
 * `environment` and `strategy` for words, `started_at` and `known_at` for dates.
 */
export type Columns = {
  readonly [name: string]: Float64Array | readonly (number | boolean | string | Date | null | undefined)[];
};

/**
 * How likely deployments are to succeed, learnt from how earlier ones went.
 *
 * The model carries the history of outcomes: `record` adds one the moment it is known, and the next prediction looks at it.
 */
export class SuccessModel {
  private constructor();

  /** The model that serves without data: round weights and an empty history. */
  static builtIn(): SuccessModel;

  /**
   * Fits a model to rows and how they went; each row looks only at outcomes that were known when it started.
   *
   * @throws {ConfigError} for the policy
   * @throws {InputError} for rows that cannot be, with column and row
   */
  static fit(columns: Columns, succeeded: OutcomeColumn, options?: { policy?: SuccessPolicy | Json }): SuccessModel;

  /** The same without blocking the event loop: the model is fitted in a thread of its own. What throws there rejects here. */
  static fitAsync(
    columns: Columns,
    succeeded: OutcomeColumn,
    options?: { policy?: SuccessPolicy | Json },
  ): Promise<SuccessModel>;

  /** Loads a model that was saved with `toJson`, in whatever language. */
  static fromJson(text: Json): SuccessModel;

  /** The model with its history as JSON. */
  toJson(): Json;

  /** The same as an object, for `JSON.stringify`. */
  toJSON(): object;

  /** The same weights with an empty history, for other services or to replay rows from their beginning. */
  withoutHistory(): SuccessModel;

  /** The probability of success of each row, with the history as it stands. */
  probabilities(columns: Columns): Float64Array;

  /**
   * Goes through rows in the order of their start: predicts each with the outcomes that were known by then, and learns how
   * it went once that is known. Gives the probabilities of success.
   */
  replay(columns: Columns, succeeded: OutcomeColumn): Float64Array;

  /** How likely one deployment is to succeed, and why. */
  explain(situation: Situation | Json, at: Date, strategy?: Strategy): Prediction;

  /** The situation with what the model knows: how strategies went, and the probability of success. */
  inform(situation: Situation | Json, at: Date): Situation;

  /** Adds an outcome that is known now. */
  record(outcome: DeploymentOutcome | Json): Recorded;

  /** The policy, defaults included, as far as there was data for it. */
  readonly policy: SuccessPolicy;

  /** What was fitted, and how that went. */
  readonly weights: ModelWeights;
}

/** One number for each deployment. */
export type NumberColumn = readonly number[] | Float64Array;

/** One outcome for each deployment: true or 1 for success, false or 0 for failure. */
export type OutcomeColumn = readonly (boolean | 0 | 1)[] | Uint8Array;

/**
 * Judges a canary as Kayenta does. `config` is a canary configuration in Kayenta's own JSON, as text or as an object.
 *
 * @throws {ConfigError} for a configuration that Kayenta refuses or, unless the policy is lenient, partly ignores
 */
export function kayentaJudge(
  config: object | Json,
  request: KayentaRequest | Json,
  options?: { policy?: KayentaPolicy | Json },
): KayentaJudgement;

/** Pairs the series of both sides by metric and tags, for `kayentaJudge`. */
export function kayentaPairs(
  config: object | Json,
  control: readonly KayentaMetricSet[] | Json,
  experiment: readonly KayentaMetricSet[] | Json,
): KayentaPair[];

/** Which times do the judgements of a canary look at? */
export function kayentaSchedule(request: KayentaScheduleRequest | Json): KayentaSchedule;

/** What do the scores of several judgements, in their order, come to? */
export function kayentaConclusion(limits: KayentaLimits | Json, scores: readonly number[]): KayentaConclusion;

/**
 * How good did predicted probabilities of success turn out to be? The entries belong together and may come in any order;
 * `at` is the start of each deployment, in seconds since 1970.
 *
 * @throws {InputError} naming the entry, such as `probabilities[3]`
 */
export function evaluate(
  probabilities: NumberColumn,
  succeeded: OutcomeColumn,
  options?: { at?: NumberColumn; policy?: EvaluationPolicy | Json },
): Evaluation;

/**
 * The probability of failure from which on to predict failure, so that the F1 score of failures is best; of several, the
 * highest. None when nothing failed.
 */
export function bestThreshold(probabilities: NumberColumn, succeeded: OutcomeColumn): number | undefined;

/** How good predictions were, as text to read, in colour for terminals on demand. */
export function evaluationReport(evaluation: Evaluation | Json, options?: { colour?: boolean }): string;

/** A prediction of success as text: what it rests on, what raises and lowers it, and what would help. */
export function predictionReport(prediction: Prediction | Json): string;

/** Predicted against observed success, as an SVG picture that needs nothing else. */
export function reliabilitySvg(evaluation: Evaluation | Json): string;

/**
 * May a newly trained model, the challenger, replace the one that serves, the champion? Each column has one entry for each
 * validation row. Without a champion, the criteria for the challenger decide alone.
 *
 * @throws {InputError} naming the entry, such as `champion[3]`
 */
export function compareModels(
  challenger: NumberColumn,
  succeeded: OutcomeColumn,
  options?: { champion?: NumberColumn; policy?: AcceptancePolicy | Json },
): Acceptance;

/** One number, boolean or date for each deployment, or one text; null, undefined and NaN are missing. */
export type ColumnWithGaps =
  | Float64Array
  | readonly (number | boolean | Date | null | undefined)[]
  | readonly (string | null | undefined)[];

/** What a column looks like in training, to be kept with the model. */
export function inputReference(name: string, values: ColumnWithGaps): InputReference;

/**
 * How far has the world moved since a model was trained? `columns` are the inputs of deployments since then by name, one
 * for each reference. Whether outcomes are still as predicted is read from the scoreboard, where there is one.
 *
 * @throws {InputError} for a reference without a column, and for a column without a reference
 */
export function measureDrift(
  references: readonly InputReference[] | Json,
  columns: { readonly [name: string]: ColumnWithGaps },
  options?: { scoreboard?: Scoreboard | Json; policy?: DriftPolicy | Json },
): Drift;

/**
 * Is a canary worse than its baseline? A metric fails when its difference is in the bad direction, more than chance given
 * all metrics, and large enough to matter; where the samples could not have shown what matters it is inconclusive.
 *
 * @throws {InputError} that names the sample, such as `metrics[0].samples.canary[3]`
 */
export function compareWindows(
  windows: ComparedWindows | Json,
  options?: { policy?: WindowComparison | Json },
): WindowsCompared;

/** The score of a model's predictions after further outcomes, in the order in which they became known. */
export function keepScore(
  probabilities: NumberColumn,
  succeeded: OutcomeColumn,
  options?: { scoreboard?: Scoreboard | Json },
): Scoreboard;

/**
 * Should the model be trained again? The scoreboard is that of its predictions since it was trained.
 *
 * @throws {InputError} for a training after `now`
 */
export function checkRetraining(
  now: Date,
  scoreboard: Scoreboard | Json,
  options: {
    outcomesSinceTraining: number;
    trainedAt?: Date;
    drift?: Drift | Json;
    policy?: RetrainingPolicy | Json;
  },
): Retraining;

/**
 * Judges one canary beside its baseline, look after look. However often one looks, a canary that is no worse than tolerated
 * is rolled back with a probability of at most `alpha` over the whole rollout and all metrics, and a harmful one promoted
 * early with at most `beta`.
 */
export class CanaryJudge {
  /**
   * @throws {ConfigError} for the policy
   * @throws {InputError} with the code `wrong_test` for the state of another policy
   */
  constructor(policy: JudgePolicy | Json, options?: { state?: JudgeState | Json });

  /**
   * Takes in what was seen of both sides since the look before.
   *
   * @throws {InputError} for a look that is not later than the one before, or a measurement that cannot be used; nothing
   * has changed then
   */
  look(look: JudgeLook | Json): Judgement;

  /** What it has found so far, to be stored. */
  get state(): JudgeState;
}

/**
 * Judges a whole recorded series: one judgement for each look.
 *
 * @throws {ConfigError} for the policy
 * @throws {InputError} that names the look, such as `looks[3].at`
 */
export function judgeCanary(
  policy: JudgePolicy | Json,
  looks: readonly JudgeLook[] | Json,
  options?: { state?: JudgeState | Json },
): JudgedSeries;

/**
 * Judges recorded columns, which may be typed arrays: what follows at every look, and the judgement after the last.
 *
 * @throws {ConfigError} for the policy
 * @throws {InputError} for columns that do not fit each other, or a look that cannot be used
 */
export function judgeRecording(policy: JudgePolicy | Json, recording: Recording | Json): JudgedRecording;

/**
 * Runs a test that may be looked at as often as one likes, and stopped whenever one likes. Looks hold increments since the
 * look before, in both arms over the same time. The series begins anew, or goes on from the state of another one.
 *
 * @throws {ConfigError} for the test
 * @throws {InputError} that names the look, such as `looks[3].canary.events`
 */
export function sequentialTest(
  test: SequentialTest | Json,
  looks: readonly SequentialLook[] | Json,
  options?: { state?: SequentialState | Json },
): SequentialSeries;

/**
 * Takes into `state`, as one more look, all that `other` has seen since its beginning: one rollout, watched by two. The two
 * must have seen different requests, so `other` begins anew afterwards. Nothing that `other` saw may decide whether and when
 * it is merged, and which of both is merged into which is decided beforehand.
 *
 * @throws {ConfigError} for the test, also for one that is boosted for its level
 * @throws {InputError} that names the state, such as `other.test`
 */
export function mergeSequential(
  test: SequentialTest | Json,
  state: SequentialState | Json,
  other: SequentialState | Json,
): SequentialSeries;

/** The interval after each look; all of them hold together. */
export function sequentialInterval(
  sequence: ConfidenceSequence | Json,
  looks: readonly SequentialLook[] | Json,
): SequentialInterval[];

/** What several metrics say together after each look, from the present `logE` of each. */
export function combineEvidence(
  looks: readonly (readonly number[])[],
  options?: { policy?: CombinePolicy | Json },
): CombinedEvidence[];

/**
 * What is left of the error budgets, how fast do they go, and what may be released? The budget of the answer is what a
 * situation takes as its `errorBudget`.
 *
 * @throws {ConfigError} for the objectives, such as a target of 1
 * @throws {InputError} that names the step, such as `objectives[0].steps[3].start`
 */
export function assessSlo(
  now: Date,
  evidence: SloEvidence | Json,
  options?: { policy?: SloPolicy | Json },
): SloDecision;

/** What can the alarms of objectives do? `errorRatio` is that of the errors to detect, 1 for a total outage. */
export function reviewSlo(policy: SloPolicy | Json, errorRatio: number): ObjectiveReview[];

/**
 * Is a release good enough? What was not measured fails.
 *
 * @throws {ConfigError} for objectives, such as criteria that no value satisfies
 * @throws {InputError} for earlier results that are not in order
 */
export function judgeQuality(
  evidence: QualityEvidence | Json,
  options?: { policy?: QualityPolicy | Json },
): QualityDecision;

/** What became of each rollout, from its audit records; when it was committed is for the host to add. */
export function deliveries(records: Records): Delivery[];

/**
 * How well were deployments delivered from `since` until before `until`? Every figure is about deployments, not incidents.
 * Logs of parts are merged by putting their lists together.
 *
 * @throws {InputError} for moments that are not in order
 */
export function deliveryFigures(
  since: Date,
  until: Date,
  log: DeliveryLog | Json,
  options?: { policy?: DeliveryPolicy | Json },
): DeliveryFigures;

/** How much more than independent events the events of a service scatter, after each look. */
export function estimateDispersion(
  estimate: DispersionEstimate | Json,
  looks: readonly SequentialLook[] | Json,
): number[];

/** What the p-value of a test whose size was fixed beforehand is worth as evidence. */
export function evidenceOfPValue(p: number): CalibratedEvidence;

/** So many of the instances for a share of the traffic in percent, with so many beyond the usual number. */
export function split(share: number, replicas: number, surge: number): ReplicaCounts;

/** How many instances each version should have now. */
export function replicaCounts(request: ReplicaRequest | Json): ReplicaCounts;

/** Fragments as the JSON that goes into the manifests of Kubernetes. */
export function manifests(fragments: KubernetesFragments | Json): string;

/** A reason in words. */
export function explain(reason: Reason | Json): string;

/** Every legal transition as a Markdown table. */
export function stateTable(): string;

/** The phases and the events between them as a Mermaid state diagram; `phase` is marked. */
export function mermaid(phase?: Phase): string;

/** The events that a phase has a use for. */
export function allowedEvents(phase: Phase): EventKind[];

/** The stored JSON of a value of a named type, with sorted keys: equal values give equal text. */
export function toJson<Name extends keyof Documents>(type: Name, value: Documents[Name] | Json): Json;
