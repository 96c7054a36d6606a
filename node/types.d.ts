// Written by `cargo run -p rollwise-codegen` from the types of the core; do not edit.

/** A length of time such as `90s`, `15m` or `1h30m`. */
export type Duration = string;

/** Everything that an `Engine` can be told. Every field has a default. */
export interface Policy {
  /** Named sets of gates. Default: the standard gates. Source: R17. */
  gateSets?: GateSet[];
  /** Further gates; one with the name of a gate of the sets replaces it. Default: none. Source: our choice. */
  gates?: Gate[];
  /** The confidence score. */
  confidence?: ConfidencePolicy;
  /** What may be done without a person. */
  automation?: AutomationPolicy;
  /** The plan of rollouts that do not name one. Default: `standard_canary`. Source: R5. */
  plan?: string;
  /** Further plans; one with the name of a preset replaces it. Default: none. Source: our choice. */
  plans?: Plan[];
  /** How a rollout is driven. */
  rollout?: RolloutPolicy;
  /**
   * Whether an image tag must be of the form `{commit-hash}-{timestamp}` and name the commit that is deployed.
   * `latest` and empty tags are refused in any case. Default: yes. Source: R16.
   */
  immutableImages?: boolean;
}

/**
 * A named set of gates.
 *
 * - `standard`: The six standard health gates of `Gate::standard`.
 * - `canary_criteria`: The comparison with the baseline of `Gate::canary_criteria`.
 */
export type GateSet = "standard" | "canary_criteria";

/** One condition that a metric must meet. */
export interface Gate {
  /** Name of the gate, unique in a policy. */
  name: string;
  /** Name of the metric that it reads. */
  metric: string;
  /** What must hold. */
  condition: Condition;
  /** Time over which the metric is taken. Default: 60 s. Source: R5, the time after which metrics have settled. */
  window?: Duration;
  /**
   * The quantile to read from histograms and samples. Default: none, which reads the mean of samples and cannot
   * read a histogram. Source: our choice.
   */
  quantile?: number;
  /** Samples needed on each side that is compared. Default: 0. Source: our choice; R17 and R18 name none. */
  minSamples?: number;
  /** How much a failure weighs. Default: guardrail. Source: R17, a failed gate rolls back. */
  criticality?: Criticality;
  /** What follows when the metric could not be measured. Default: hold. Source: R19. */
  unmeasured?: Consequences;
}

/** What must hold of a level, alone or against the baseline. */
export type Condition = AbsoluteCondition | RatioCondition | DifferenceCondition;

/** The canary's level against a fixed limit. */
export interface AbsoluteCondition {
  kind: "absolute";
  /** The healthy side of the limit. */
  bound: Bound;
  /** The limit, in the unit of the metric. */
  limit: number;
  /** A limit inside the healthy side, beyond which the gate warns. */
  warn?: number;
}

/** The canary's level against a multiple of the baseline's. */
export interface RatioCondition {
  kind: "ratio";
  /** The healthy side of the limit. */
  bound: Bound;
  /** The factor: 1.1 is 110 % of the baseline. */
  limit: number;
  /** A factor inside the healthy side, beyond which the gate warns. */
  warn?: number;
  /**
   * Added to the limit on its healthy side, in the unit of the metric, so that a baseline near zero does not
   * make every canary unhealthy. Default: 0. Source: our choice.
   */
  slack?: number;
}

/** The canary's level against the baseline's plus a distance. */
export interface DifferenceCondition {
  kind: "difference";
  /** The healthy side of the limit. */
  bound: Bound;
  /** The distance, in the unit of the metric: 0.005 of an error rate is half a percentage point. */
  limit: number;
  /** A distance inside the healthy side, beyond which the gate warns. */
  warn?: number;
  /** Added to the limit on its healthy side, in the unit of the metric. Default: 0. Source: our choice. */
  slack?: number;
}

/**
 * The healthy side of a limit.
 *
 * - `below`: Healthy when less.
 * - `at_most`: Healthy when less or equal.
 * - `above`: Healthy when more.
 * - `at_least`: Healthy when more or equal.
 */
export type Bound = "below" | "at_most" | "above" | "at_least";

/**
 * How much a gate weighs.
 *
 * - `critical`: One failure rolls back, whatever the plan tolerates.
 * - `guardrail`: A failure counts against the failed checks that the plan allows; by default the first one rolls back.
 * - `signal`: A failure or a gap is a warning.
 * - `info`: Reported only.
 */
export type Criticality = "critical" | "guardrail" | "signal" | "info";

/** The consequence of each cause for which a level is not known. */
export interface Consequences {
  /** Nobody measured. Default: hold. Source: R19. */
  missing?: Consequence;
  /**
   * The measurement system answered "not a number", or what it answered does not give the gate's number.
   * Default: hold. Source: R19.
   */
  notANumber?: Consequence;
  /** It could not be fetched. Default: hold. Source: R19. */
  fetchFailed?: Consequence;
  /** It is too old. Default: hold. Source: R19. */
  stale?: Consequence;
  /** There were no requests to measure. Default: hold. Source: R19. */
  noTraffic?: Consequence;
  /** Fewer samples than the gate needs. Default: hold. Source: R19. */
  tooFewSamples?: Consequence;
  /** The canary was measured but the baseline that it is held against was not. Default: hold. Source: R19. */
  baseline?: Consequence;
}

/**
 * What follows from a measurement that is not one.
 *
 * - `pass`: The check passes. A report in which nothing at all was measured still does not.
 * - `ignore`: The check is left out of the verdict.
 * - `hold`: The check is inconclusive.
 * - `fail`: The check fails.
 */
export type Consequence = "pass" | "ignore" | "hold" | "fail";

/** Weights and thresholds of the confidence score. */
export interface ConfidencePolicy {
  /**
   * Weight of each factor; only their proportions matter. Default: 0.30, 0.25, 0.15, 0.10, 0.10, 0.10.
   * Source: R23.
   */
  weights?: Weights;
  /** Score from which a release goes on by itself. Default: 80. Source: R23. */
  autoPromoteAt?: number;
  /** Score from which a person decides; below it is a rollback. Default: 60. Source: R23. */
  manualReviewAt?: number;
  /**
   * Factors without which nothing goes on by itself. Default: safety and canary health. Source: our choice, the
   * two that weigh most.
   */
  required?: Factor[];
}

/** The weight of each factor. */
export interface Weights {
  /** Default: 0.30. Source: R23. */
  safety?: number;
  /** Default: 0.25. Source: R23. */
  canaryHealth?: number;
  /** Default: 0.15. Source: R23. */
  blastRadius?: number;
  /** Default: 0.10. Source: R23. */
  historicalSuccess?: number;
  /** Default: 0.10. Source: R23. */
  changeComplexity?: number;
  /** Default: 0.10. Source: R23. */
  testCoverage?: number;
}

/**
 * A part of the confidence score. Each is rated from 0 to 1 with 1 best.
 *
 * - `safety`: The result of the safety assessment.
 * - `canary_health`: Health of the canary's gates.
 * - `blast_radius`: 1 for the smallest blast radius; a critical service counts 0.1 (R6).
 * - `historical_success`: Share of past deployments that succeeded.
 * - `change_complexity`: 1 for a trivial change.
 * - `test_coverage`: Share of the code that tests cover.
 */
export type Factor =
  | "safety"
  | "canary_health"
  | "blast_radius"
  | "historical_success"
  | "change_complexity"
  | "test_coverage";

/** Decisions that are carried out without a person only when their confidence is high enough (R24). */
export interface AutomationPolicy {
  /** Confidence that a rollback decision must exceed. Default: 0.85. Source: R24. */
  rollbackAbove?: number;
  /** Confidence that a promotion decision must reach. Default: 0.85. Source: R24. */
  promoteFrom?: number;
  /** Risk above which a promotion becomes a rollback. Default: 0.8. Source: R24. */
  rollbackAtRiskAbove?: number;
  /** Confidence that an optimisation must exceed. Default: 0.9. Source: R24. */
  optimiseAbove?: number;
  /** Confidence that a health assessment during a canary rollback must exceed. Default: 0.95. Source: R24. */
  assessAbove?: number;
}

/** A way from no traffic to all of it. */
export interface Plan {
  /** Name of the plan. */
  name: string;
  /** What the stages mean. */
  strategy: Strategy;
  /** The stages in order. The last one is complete (100 %), except for a shadow, which never serves. */
  stages: Stage[];
  /** Failed looks that roll back, counted over the whole rollout. Default: 1, the first. Source: R17. */
  failedChecks?: number;
  /** Gates of this plan alone; one with the name of another replaces it. Default: none. Source: our choice. */
  gates?: Gate[];
  /** Share of instances that may be missing meanwhile. Default: 0. Source: R6. */
  maxUnavailable?: number;
  /** Share of instances that may exist beyond the usual number. Default: 0.25. Source: R5, rolling. */
  maxSurge?: number;
  /** What the host does when the release is verified. Default: nothing. Source: our choice. */
  cleanup?: Cleanup;
}

/**
 * How a new version is brought to its users.
 *
 * - `rolling`: Instances are replaced a few at a time.
 * - `blue_green`: The new version stands beside the old one, then all traffic switches.
 * - `canary`: A rising share of traffic.
 * - `shadow`: A copy of the traffic, whose answers no user sees.
 * - `feature_flag`: The code is deployed dark and a flag brings it to a rising share of users.
 */
export type Strategy = "rolling" | "blue_green" | "canary" | "shadow" | "feature_flag";

/** One step of a plan. */
export interface Stage {
  /** Share of live traffic, in percent. */
  share: number;
  /** Name, for people. Default: none. Source: our choice. */
  name?: string;
  /** Share of traffic that is copied to the new version, in percent. Default: 0. Source: R1. */
  mirror?: number;
  /** Users who see the stage whatever the share, such as `internal`. Default: none. Source: R5, feature flag. */
  audience?: string;
  /** Time for metrics to settle before the first look. Default: 60 s. Source: R5, standard canary. */
  settle?: Duration;
  /**
   * Least time in the stage, from the shift of traffic; a look at or after its end must pass. In the last stage:
   * the least time to watch after promotion. Default: the settle time. Source: R5.
   */
  bake?: Duration;
  /** Time between looks. Default: 60 s. Source: R5, linear. */
  interval?: Duration;
  /** What lets the stage pass. Default: its gates. Source: R26. */
  check?: StageCheck;
  /** Whether a person must approve before the stage begins. Default: no. Source: R5. */
  approval?: boolean;
}

/**
 * What lets a stage pass.
 *
 * - `gates`: Its gates, looked at again and again.
 * - `tests`: A run of automatic tests by the host.
 * - `time`: The bake time alone.
 */
export type StageCheck = "gates" | "tests" | "time";

/** What the host does when a release is verified. */
export interface Cleanup {
  /** What is to be done. */
  task: CleanupTask;
  /** How long after verification. Default: 0 s. Source: our choice. */
  delay?: Duration;
}

/**
 * What is no longer needed after a verified release.
 *
 * - `scale_down_previous`: Scale the old version down.
 * - `remove_flag`: Remove the feature flag from the code.
 * - `stop_mirroring`: Stop copying traffic.
 */
export type CleanupTask = "scale_down_previous" | "remove_flag" | "stop_mirroring";

/** Limits of time and number for every rollout. */
export interface RolloutPolicy {
  /**
   * How long a rollout may stay inconclusive. Default: 30 m. Source: our choice, the longest bake of R5's
   * conservative plan.
   */
  holdLimit?: Duration;
  /** What happens then. Default: roll back. Source: our choice; nothing unmeasured promotes (R19). */
  onHoldLimit?: HoldOutcome;
  /**
   * Time for the host to bring measurements; then the look counts as inconclusive. Default: 60 s.
   * Source: our choice, one interval between looks.
   */
  measureTimeout?: Duration;
  /** Time to build. Default: 30 m. Source: our choice. */
  buildTimeout?: Duration;
  /** Time to deploy. Default: 10 m. Source: our choice, the usual progress deadline of Kubernetes. */
  deployTimeout?: Duration;
  /** Time to shift traffic. Default: 5 m. Source: our choice. */
  trafficTimeout?: Duration;
  /** Time to run the tests of a stage. Default: 30 m. Source: our choice. */
  testTimeout?: Duration;
  /** Time to promote. Default: 10 m. Source: our choice, as to deploy. */
  promoteTimeout?: Duration;
  /** Time to roll back. Default: 10 m. Source: our choice, as to deploy. */
  rollbackTimeout?: Duration;
  /** How often a rollback is tried before a person is called. Default: 3. Source: our choice. */
  rollbackAttempts?: number;
  /** Time for a person to approve; then the rollout goes back. Default: 24 h. Source: our choice. */
  approvalTimeout?: Duration;
  /** Longest pause; then the rollout goes back. Default: 24 h. Source: our choice. */
  pauseLimit?: Duration;
  /** What follows promotion. */
  verification?: Verification;
}

/**
 * What happens when a rollout stays inconclusive for too long.
 *
 * - `roll_back`: Go back.
 * - `ask`: Ask a person.
 * - `promote`: Go on, as if the stage had passed. The confidence score still decides at the last stage.
 */
export type HoldOutcome = "roll_back" | "ask" | "promote";

/** What is done after promotion before a release counts as good. */
export interface Verification {
  /** How often the version is asked for. Default: 30. Source: R28. */
  attempts?: number;
  /** Time between the attempts. Default: 10 s. Source: R28. */
  interval?: Duration;
  /** Least time to watch the gates. Default: 15 m. Source: R15. */
  watch?: Duration;
}

/** One version of one service on its way. */
export interface Release {
  /** Identifies the rollout; part of the id of every action. */
  id: string;
  /** The service that is deployed. */
  service: string;
  /** The version that is deployed. */
  version: string;
  /** The tag of its image, of the form `{commit-hash}-{timestamp}`. */
  imageTag: string;
  /** The commit that the image must be a build of. */
  commit: string;
  /** The version that serves now and that a rollback returns to; none for a first deployment. */
  previousVersion?: string;
  /** The environment, for the record. */
  environment?: string;
  /** The incident that the release answers, for the record. */
  incident?: string;
  /** What is known of the confidence factors before the rollout; safety and canary health follow during it. */
  factors?: Factors;
}

/** What is known of each factor. */
export interface Factors {
  /** The result of the safety assessment. */
  safety?: number;
  /** Health of the canary's gates; in a rollout it follows from the last look. */
  canaryHealth?: number;
  /** 1 for the smallest blast radius. */
  blastRadius?: number;
  /** Share of past deployments that succeeded. */
  historicalSuccess?: number;
  /** 1 for a trivial change. */
  changeComplexity?: number;
  /** Share of the code that tests cover. */
  testCoverage?: number;
}

/** What the host measured for one look. */
export interface Evidence {
  /**
   * Measurements by name of the metric. A plain measurement serves every gate that reads the metric; bring a
   * `series` where gates read the same metric over different windows.
   */
  metrics: { [name: string]: Comparison };
}

/** One metric on both sides. */
export interface Comparison {
  /** The version that is being rolled out. */
  canary: Measurement;
  /** The version that it is held against; needed by relative gates only. */
  baseline?: Measurement;
}

/**
 * One metric on one side, over the window of the gate that reads it.
 *
 * A measurement is not a number: what could not be measured says so, and why.
 */
export type Measurement =
  | ValueMeasurement
  | CountsMeasurement
  | HistogramMeasurement
  | SamplesMeasurement
  | SeriesMeasurement
  | MissingMeasurement
  | NotANumberMeasurement
  | FetchFailedMeasurement
  | StaleMeasurement;

/** A level that was read, such as a quantile or a saturation, in the unit of the gate's limit. */
export interface ValueMeasurement {
  kind: "value";
  /** The level. */
  value: number;
  /** How many samples it was computed from, where the host knows. */
  samples?: number;
}

/** Events out of trials, such as failed requests out of all; the level is their rate, from 0 to 1. */
export interface CountsMeasurement {
  kind: "counts";
  /** How many trials were events; at most `trials`. */
  events: number;
  /** How many trials there were. */
  trials: number;
}

/** A cumulative histogram, as Prometheus keeps it; the level is the gate's quantile. */
export interface HistogramMeasurement {
  kind: "histogram";
  /** Upper bounds of the buckets, rising, without the last unbounded one. */
  bounds: number[];
  /** How many samples were at or below each bound; one for each bound, never falling. */
  cumulative: number[];
  /** All samples, those above the last bound included. */
  total: number;
}

/** The samples themselves; the level is the gate's quantile, or their mean where it has none. */
export interface SamplesMeasurement {
  kind: "samples";
  /** The samples, in any order. */
  values: number[];
}

/** Measurements at points in time; every gate takes those inside its own window. */
export interface SeriesMeasurement {
  kind: "series";
  /** The points, in order of time. */
  points: Point[];
}

/** Nobody measured it. */
export interface MissingMeasurement {
  kind: "missing";
}

/** The measurement system answered "not a number". */
export interface NotANumberMeasurement {
  kind: "not_a_number";
}

/** The measurement could not be fetched. */
export interface FetchFailedMeasurement {
  kind: "fetch_failed";
  /** What the measurement system said. */
  error?: string;
}

/** There is a measurement, but it is too old. */
export interface StaleMeasurement {
  kind: "stale";
  /** When it was taken. */
  measuredAt?: Date;
}

/** A measurement at a moment. */
export interface Point {
  /** The end of the time that the measurement covers. */
  at: Date;
  /** What was measured; any kind but `series`. */
  measurement: Measurement;
}

/** Something that happened. Answers to actions carry the action's id; commands carry who gave them and why. */
export type Event =
  | SafetyAssessedEvent
  | ActionDoneEvent
  | ActionFailedEvent
  | MeasuredEvent
  | TickEvent
  | ApproveEvent
  | RejectEvent
  | PauseEvent
  | ResumeEvent
  | AbortEvent
  | RollBackEvent
  | OverrideEvent;

/** The safety assessment gave a result. */
export interface SafetyAssessedEvent {
  kind: "safety_assessed";
  /** How safe, with 1 best. */
  safety: number;
  /** The rollout that is meant; checked when given. */
  rollout?: string;
}

/** An action is done. */
export interface ActionDoneEvent {
  kind: "action_done";
  /** Id of the action. */
  action: string;
}

/** An action could not be done. */
export interface ActionFailedEvent {
  kind: "action_failed";
  /** Id of the action. */
  action: string;
  /** What went wrong. */
  error: string;
}

/** The measurements that a `measure` action asked for. */
export interface MeasuredEvent {
  kind: "measured";
  /** Id of the action. */
  action: string;
  /** What was measured. */
  evidence: Evidence;
}

/** Time has passed. */
export interface TickEvent {
  kind: "tick";
}

/** A person approves. */
export interface ApproveEvent {
  kind: "approve";
  /** Id of the `request_approval` action that is answered. */
  action: string;
  /** Who. */
  actor: string;
  /** Why. */
  reason: string;
}

/** A person refuses. */
export interface RejectEvent {
  kind: "reject";
  /** Id of the `request_approval` action that is answered. */
  action: string;
  /** Who. */
  actor: string;
  /** Why. */
  reason: string;
}

/** A person stops the rollout where it is; its gates are still watched. */
export interface PauseEvent {
  kind: "pause";
  /** Who. */
  actor: string;
  /** Why. */
  reason: string;
  /** The rollout that is meant; checked when given. */
  rollout?: string;
}

/** A person lets it go on. */
export interface ResumeEvent {
  kind: "resume";
  /** Who. */
  actor: string;
  /** Why. */
  reason: string;
  /** The rollout that is meant; checked when given. */
  rollout?: string;
}

/** A person ends the rollout: back to the previous version, or nothing deployed at all. */
export interface AbortEvent {
  kind: "abort";
  /** Who. */
  actor: string;
  /** Why. */
  reason: string;
  /** The rollout that is meant; checked when given. */
  rollout?: string;
}

/** A person demands the previous version back. */
export interface RollBackEvent {
  kind: "roll_back";
  /** Who. */
  actor: string;
  /** Why. */
  reason: string;
  /** The rollout that is meant; checked when given. */
  rollout?: string;
}

/** A person moves the rollout on, whatever the evidence says. */
export interface OverrideEvent {
  kind: "override";
  /** How far. */
  to: OverrideTo;
  /** Who. */
  actor: string;
  /** Why. */
  reason: string;
  /** The rollout that is meant; checked when given. */
  rollout?: string;
}

/**
 * How far a person moves a rollout on.
 *
 * - `next_stage`: To the next stage.
 * - `promotion`: To the end of the plan.
 */
export type OverrideTo = "next_stage" | "promotion";

/** What a step asks of the host. */
export interface Step {
  /** Where the rollout is now. */
  phase: Phase;
  /** What to do, in order. */
  actions: Action[];
  /** When to come back with a tick at the latest; none when only a report helps, or at the end. */
  wakeAt?: WakeUp;
  /** What to append to the audit log; none when the event changed nothing. */
  record?: Record;
}

/**
 * Where a rollout is.
 *
 * - `init`: Waiting for the result of the safety assessment.
 * - `building`: The host builds the image.
 * - `deploying`: The host deploys, without traffic.
 * - `canary`: The host shifts traffic to the share of the stage.
 * - `canary_waiting`: Metrics settle, or the next look is not due.
 * - `canary_evaluating`: The host measures, or runs the tests of the stage.
 * - `awaiting_approval`: A person must decide.
 * - `paused`: A person stopped it for a while.
 * - `promoting`: The host shifts all traffic.
 * - `promoted`: The new version serves everything; the host asks it for its version.
 * - `verifying`: The gates are watched once more.
 * - `verified`: The release is good. The end.
 * - `rolling_back`: The host goes back to the previous version.
 * - `rolled_back`: The previous version serves everything. The end.
 * - `failed`: It could not be carried out; a person is needed. The end.
 */
export type Phase =
  | "init"
  | "building"
  | "deploying"
  | "canary"
  | "canary_waiting"
  | "canary_evaluating"
  | "awaiting_approval"
  | "paused"
  | "promoting"
  | "promoted"
  | "verifying"
  | "verified"
  | "rolling_back"
  | "rolled_back"
  | "failed";

/** Something for the host to do. Doing it twice must do no more than doing it once: the id tells repeats apart. */
export type Action =
  | BuildAction
  | DeployAction
  | SetTrafficAction
  | RunTestsAction
  | MeasureAction
  | RequestApprovalAction
  | PromoteAction
  | VerifyVersionAction
  | RollBackAction
  | CleanUpAction
  | AlertAction;

/** Build the image; answer with `action_done` or `action_failed`. */
export interface BuildAction {
  kind: "build";
  /** Id of the action. */
  id: string;
  /** The tag that the image gets. */
  imageTag: string;
  /** The commit to build. */
  commit: string;
}

/** Deploy without traffic; answer with `action_done` or `action_failed`. */
export interface DeployAction {
  kind: "deploy";
  /** Id of the action. */
  id: string;
  /** The image to deploy. */
  imageTag: string;
  /** What the stages mean. */
  strategy: Strategy;
  /** Share of instances that may be missing meanwhile. */
  maxUnavailable: number;
  /** Share of instances that may exist beyond the usual number. */
  maxSurge: number;
}

/** Shift traffic; answer with `action_done` or `action_failed`. */
export interface SetTrafficAction {
  kind: "set_traffic";
  /** Id of the action. */
  id: string;
  /** Number of the stage, from 0. */
  stage: number;
  /** Share of live traffic for the new version, in percent. */
  share: number;
  /** Share of traffic to copy to it, in percent. */
  mirror: number;
  /** Users who see it whatever the share. */
  audience?: string;
}

/** Run the automatic tests of the stage; answer with `action_done` or `action_failed`. */
export interface RunTestsAction {
  kind: "run_tests";
  /** Id of the action. */
  id: string;
  /** Number of the stage, from 0. */
  stage: number;
}

/** Measure; answer with `measured`, or with `action_failed` if nothing can be measured at all. */
export interface MeasureAction {
  kind: "measure";
  /** Id of the action. */
  id: string;
  /** Number of the stage, from 0. */
  stage: number;
  /** What to measure; one for each gate. */
  requests: MeasureRequest[];
  /** What the baseline is. */
  against: Baseline;
}

/** Ask a person; answer with `approve` or `reject`. */
export interface RequestApprovalAction {
  kind: "request_approval";
  /** Id of the action. */
  id: string;
  /** What is to be approved. */
  what: Approval;
  /** Number of the stage that follows, from 0. */
  stage: number;
  /** When it is too late. */
  expiresAt: Date;
}

/** Shift all traffic; answer with `action_done` or `action_failed`. */
export interface PromoteAction {
  kind: "promote";
  /** Id of the action. */
  id: string;
  /** The image that serves everything from now on. */
  imageTag: string;
}

/**
 * Ask the running instances for their version; answer with `action_done` if all of them are ready and of this
 * version, else with `action_failed`.
 */
export interface VerifyVersionAction {
  kind: "verify_version";
  /** Id of the action. */
  id: string;
  /** The version that must answer. */
  version: string;
  /** Number of the attempt, from 1. */
  attempt: number;
  /** How many attempts there are. */
  attempts: number;
}

/** Take all traffic back at once and remove the new version; answer with `action_done` or `action_failed`. */
export interface RollBackAction {
  kind: "roll_back";
  /** Id of the action. */
  id: string;
  /** The version that serves everything from now on; none for a first deployment, which is only removed. */
  to?: string;
  /** Number of the attempt, from 1. */
  attempt: number;
}

/** Tidy up after a verified release. Needs no answer. */
export interface CleanUpAction {
  kind: "clean_up";
  /** Id of the action. */
  id: string;
  /** What is to be done. */
  task: CleanupTask;
  /** Not earlier than this. */
  notBefore: Date;
}

/** Call a person: the rollout could not be carried out. Needs no answer. */
export interface AlertAction {
  kind: "alert";
  /** Id of the action. */
  id: string;
  /** The phase in which it happened. */
  phase: Phase;
}

/** The metric of one gate. */
export interface MeasureRequest {
  /** The gate that needs it. */
  gate: string;
  /** The metric. */
  metric: string;
  /** The time over which to take it. */
  window: Duration;
  /** Whether the baseline is needed too. */
  baseline: boolean;
}

/**
 * What a canary is held against.
 *
 * - `previous_version`: The previous version, at the same time.
 * - `before_promotion`: The previous version before promotion, since it no longer serves.
 */
export type Baseline = "previous_version" | "before_promotion";

/**
 * What a person is asked to approve.
 *
 * - `deploy`: To deploy although the confidence score is low.
 * - `stage`: To begin the next stage.
 * - `promotion`: To shift all traffic.
 * - `hold`: To go on although the stage stayed inconclusive.
 * - `verification`: To accept the release although the watch after promotion stayed inconclusive.
 */
export type Approval = "deploy" | "stage" | "promotion" | "hold" | "verification";

/** When to come back, at the latest. */
export interface WakeUp {
  /** The moment at which a tick changes something. */
  at: Date;
  /** Why then. */
  reason: WakeReason;
}

/**
 * Why a rollout wants to be woken.
 *
 * - `answer_due`: The host's answer to an action is too late then.
 * - `approval_expires`: The approval is too late then.
 * - `pause_limit`: It has been paused for too long then.
 * - `hold_limit`: It has been inconclusive for too long then.
 * - `look_due`: The next look is due, or a stage that waits for time alone is over.
 * - `retry_due`: The version is to be verified once more.
 */
export type WakeReason = "answer_due" | "approval_expires" | "pause_limit" | "hold_limit" | "look_due" | "retry_due";

/**
 * One step of a rollout, as it is kept for ever.
 *
 * `hash` covers every other field, and `previous` is the hash of the record before, so that a record cannot be
 * changed, removed or inserted without being noticed by `verify`. The hash is over values, not text: storing the
 * JSON with other spaces or another order of keys keeps it.
 */
export interface Record {
  /** Version of this form, 1. */
  schemaVersion: number;
  /** Id of the rollout. */
  rollout: string;
  /** Number of the record, from 0. */
  sequence: number;
  /** When. */
  at: Date;
  /** What the rollout was started with, in the first record. */
  start?: Start;
  /** What happened, in every other record. */
  event?: Event;
  /** The phase before. */
  from: Phase;
  /** The phase after. */
  to: Phase;
  /** Number of the stage after, from 0. */
  stage: number;
  /** Why. */
  reasons: Reason[];
  /** How the gates came out, if there was a look. */
  report?: GateReport;
  /** The confidence, if it was scored. */
  confidence?: Confidence;
  /** What the host was asked to do. */
  actions: ActionKind[];
  /** Hash of the record before; zeros in the first. */
  previous: string;
  /** Hash of this record. */
  hash: string;
}

/** What a rollout was started with. */
export interface Start {
  /** What is rolled out. */
  release: Release;
  /** By which rules. */
  terms: Terms;
}

/** What a rollout was started with and keeps to its end, whatever becomes of the policy meanwhile. */
export interface Terms {
  /** The stages. */
  plan: Plan;
  /** The gates of every look, those of the plan included. */
  gates: Gate[];
  /** Weights and thresholds of the confidence score. */
  confidence: ConfidencePolicy;
  /** Limits of time and number. */
  rollout: RolloutPolicy;
}

/** One reason: what was looked at, and the numbers that were compared. */
export interface Reason {
  /** What is said. */
  code: ReasonCode;
  /** What it is said of: a gate, a factor, a stage, an action. */
  subject: string;
  /** The number that was observed. */
  observed?: number;
  /** The number that it was held against. */
  limit?: number;
  /** How many samples stand behind it. */
  samples?: number;
  /** Who acted, for reasons given by a person. */
  actor?: string;
  /** The words of that person or of the failed action. */
  detail?: string;
}

/**
 * Stable identifier of a reason, the same text in Rust, Python and TypeScript.
 *
 * - `within_limit`: The observed value is inside its limit.
 * - `near_limit`: The observed value is inside its limit but beyond the warning limit.
 * - `limit_exceeded`: The observed value is beyond its limit.
 * - `within_slack`: Beyond the limit taken from the baseline, but by no more than the gate's slack.
 * - `equal_to_baseline`: Exactly as the baseline, which is healthy by definition.
 * - `missing`: Nobody brought a measurement.
 * - `not_a_number`: The measurement system answered "not a number".
 * - `fetch_failed`: The measurement could not be fetched.
 * - `stale`: The measurement is older than the gate's window.
 * - `no_traffic`: No request in the window, so nothing can be said about requests.
 * - `too_few_samples`: Fewer samples than the gate needs.
 * - `beyond_buckets`: The quantile lies above the last bound of a histogram, where nothing can be said.
 * - `no_quantile`: A histogram was brought, and the gate does not say which quantile to read.
 * - `baseline_unmeasured`: The limit comes from a baseline, and the baseline was not measured.
 * - `both_unmeasured`: Neither canary nor baseline was measured.
 * - `nothing_to_check`: There was no gate to decide with.
 * - `nothing_measured`: Not one required gate was measured, whatever their consequences say.
 * - `score_reached`: The confidence score reached the threshold of its decision.
 * - `score_below`: The confidence score is below a threshold.
 * - `nothing_known`: No factor of the confidence score is known.
 * - `required_factor_unknown`: A factor that the policy requires is unknown.
 * - `stage_passed`: All of a release's gates passed and the bake time is over.
 * - `still_baking`: The time to settle or to bake is not over.
 * - `failure_tolerated`: A gate failed, within the number of failed checks that the plan allows.
 * - `too_many_failures`: More failed checks than the plan allows.
 * - `critical_gate_failed`: A critical gate failed, which no budget covers.
 * - `held_too_long`: Inconclusive for longer than the policy allows.
 * - `timed_out`: The host did not answer within the time of the policy.
 * - `action_failed`: The host reported that an action failed.
 * - `action_done`: The host reported that an action is done.
 * - `approval_required`: The plan asks for an approval here.
 * - `approved`: A person approved.
 * - `rejected`: A person refused.
 * - `approval_expired`: Nobody approved in time.
 * - `paused_by_operator`: A person stopped the rollout for a while.
 * - `resumed_by_operator`: A person let it go on.
 * - `aborted_by_operator`: A person ended it.
 * - `rollback_by_operator`: A person demanded a rollback.
 * - `overridden_by_operator`: A person moved it forward against the state of the evidence.
 * - `paused_too_long`: Paused for longer than the policy allows.
 * - `safety_assessed`: The result of the safety assessment arrived.
 * - `started`: The rollout was created.
 * - `version_verified`: The new version answered that it is the one that was deployed.
 * - `version_not_verified`: The version could not be verified in the allowed attempts.
 * - `watch_passed`: The watch period after promotion is over.
 * - `threshold_reached`: The confidence is above the threshold for acting without a person.
 * - `threshold_not_reached`: The confidence is not above the threshold for acting without a person.
 */
export type ReasonCode =
  | "within_limit"
  | "near_limit"
  | "limit_exceeded"
  | "within_slack"
  | "equal_to_baseline"
  | "missing"
  | "not_a_number"
  | "fetch_failed"
  | "stale"
  | "no_traffic"
  | "too_few_samples"
  | "beyond_buckets"
  | "no_quantile"
  | "baseline_unmeasured"
  | "both_unmeasured"
  | "nothing_to_check"
  | "nothing_measured"
  | "score_reached"
  | "score_below"
  | "nothing_known"
  | "required_factor_unknown"
  | "stage_passed"
  | "still_baking"
  | "failure_tolerated"
  | "too_many_failures"
  | "critical_gate_failed"
  | "held_too_long"
  | "timed_out"
  | "action_failed"
  | "action_done"
  | "approval_required"
  | "approved"
  | "rejected"
  | "approval_expired"
  | "paused_by_operator"
  | "resumed_by_operator"
  | "aborted_by_operator"
  | "rollback_by_operator"
  | "overridden_by_operator"
  | "paused_too_long"
  | "safety_assessed"
  | "started"
  | "version_verified"
  | "version_not_verified"
  | "watch_passed"
  | "threshold_reached"
  | "threshold_not_reached";

/** How all gates of a look came out. */
export interface GateReport {
  /** The worst check decides. Inconclusive when no critical or guardrail gate was measured. */
  verdict: Verdict;
  /** Why the report as a whole says less than its checks. */
  code?: ReasonCode;
  /** One for each gate, in the order of the policy. */
  checks: Check[];
  /** Metrics that were brought but that no gate reads. */
  unread?: string[];
}

/**
 * How a check, a report or a look came out; later ones are worse, and the worst decides.
 *
 * - `pass`: Healthy.
 * - `warn`: Healthy, with something that a person should see.
 * - `inconclusive`: Not enough evidence to say.
 * - `fail`: Unhealthy.
 */
export type Verdict = "pass" | "warn" | "inconclusive" | "fail";

/** How one gate came out. */
export interface Check {
  /** Name of the gate. */
  gate: string;
  /** How the gate itself came out. */
  verdict: Verdict;
  /** How much it weighs. */
  criticality: Criticality;
  /** What it contributes to the verdict of the report; absent when it is left out. */
  countsAs?: Verdict;
  /** Why. */
  code: ReasonCode;
  /** The canary's level. */
  observed?: number;
  /** The limit that it was held against, in the unit of the metric. */
  limit?: number;
  /** The baseline's level, for relative gates. */
  baseline?: number;
  /** Samples behind the canary's level, where known. */
  samples?: number;
  /** Distance to the limit, positive on the healthy side, in the unit of the metric. */
  margin?: number;
  /** Why the baseline has no level, where that is the matter. */
  baselineCode?: ReasonCode;
}

/**
 * A confidence score with what made it.
 *
 * It describes; it never overrides a failed gate or a hold.
 */
export interface Confidence {
  /** The score over the known factors; none when nothing is known. */
  score?: number;
  /** What it says should happen. */
  decision: ConfidenceDecision;
  /** Share of the weights whose factors are known, from 0 to 1. */
  knownShare: number;
  /** Every factor, in a fixed order. */
  factors: FactorScore[];
  /** Why the decision is what it is. */
  reasons: Reason[];
  /** The smallest change of one factor that would have changed the decision, where one alone can. */
  flip?: Flip;
}

/**
 * What the score says should happen.
 *
 * - `rollback`: Go back.
 * - `manual_review`: A person decides.
 * - `auto_promote`: Go on.
 */
export type ConfidenceDecision = "rollback" | "manual_review" | "auto_promote";

/** One factor's part in the score. */
export interface FactorScore {
  /** Which factor. */
  factor: Factor;
  /** Its rating, where known. */
  value?: number;
  /** Its share of all weights, from 0 to 1. */
  weight: number;
  /** Points that it adds to the score. */
  contribution: number;
}

/** The smallest change of one factor that would have changed the decision. */
export interface Flip {
  /** The factor that would have to change. */
  factor: Factor;
  /** Its rating now. */
  from: number;
  /** The rating at which the decision changes: from here on when rising, anywhere below when falling. */
  to: number;
  /** What the decision would be. */
  decision: ConfidenceDecision;
}

/** The kind of an action, without its data. */
export type ActionKind =
  | "build"
  | "deploy"
  | "set_traffic"
  | "run_tests"
  | "measure"
  | "request_approval"
  | "promote"
  | "verify_version"
  | "roll_back"
  | "clean_up"
  | "alert";

/**
 * One deployment on its way: a value that is saved after every step and loaded before the next.
 *
 * It carries its plan and the parts of the policy that it needs, so that a change of policy never alters a rollout
 * on its way.
 */
export interface Rollout {
  schemaVersion: number;
  release: Release;
  terms: Terms;
  state: State;
}

/** The part of a rollout that changes. */
export interface State {
  /** Where it is. */
  phase: Phase;
  /** Since when. */
  phaseSince: Date;
  /** When it was started. */
  startedAt: Date;
  /** When it was last changed. */
  at: Date;
  /** Number of the last record, from 0. */
  sequence: number;
  /** Hash of the last record. */
  head: string;
  /** Number of the current stage, from 0. */
  stage: number;
  /** When traffic reached the share of the stage. */
  stageSince?: Date;
  /** The action whose answer is awaited, measurements aside. */
  pending?: Pending;
  /** What a person is asked, while `pending` is a request for approval. */
  approval?: Approval;
  /** The measurement whose answer is awaited. */
  measuring?: Pending;
  /** When the next look is due. */
  lookAt?: Date;
  /** Since when no look was conclusive. */
  inconclusiveSince?: Date;
  /** Failed looks so far. */
  failedChecks: number;
  /** Attempts of the current verification or rollback. */
  attempts: number;
  /** The result of the safety assessment. */
  safety?: number;
  /** The last confidence. */
  confidence?: ConfidenceSummary;
}

/** An action on its way. */
export interface Pending {
  /** What was asked for. */
  kind: ActionKind;
  /** Number of the record that asked for it, which is part of the action's id. */
  sequence: number;
  /** When the answer is too late. */
  deadline: Date;
}

/** The decision alone, as it is kept in a rollout. */
export interface ConfidenceSummary {
  /** The score over the known factors. */
  score?: number;
  /** What it says should happen. */
  decision: ConfidenceDecision;
}

/** The three documents about one rollout. */
export interface Artifacts {
  /** The deployment. */
  deployment: DeploymentArtifact;
  /** The last confidence score; none when nothing was scored. */
  confidence?: ConfidenceReport;
  /** Every change of phase. */
  states: StateLog;
}

/** What was deployed and how it ended. */
export interface DeploymentArtifact {
  /** Id of the rollout. */
  id: string;
  /** The incident that the release answers. */
  incident?: string;
  /** The service. */
  service: string;
  /** The version. */
  version: string;
  /** The tag of its image. */
  imageTag: string;
  /** The commit. */
  commit: string;
  /** The last confidence score and its decision. */
  confidence?: ConfidenceSummary;
  /** Where the rollout is. */
  state: Phase;
  /** When it started. */
  startedAt: Date;
  /** Time from the start to the last record. */
  duration: Duration;
  /** How many changes of phase there were. */
  transitions: number;
  /** What the stages meant. */
  strategy: Strategy;
  /** Whether the image tag names one build of the commit. */
  immutable: boolean;
  /** Largest share of live traffic that the version was given. */
  largestShare: number;
  /** The blast-radius factor of the release, 1 for the smallest. */
  blastRadius?: number;
}

/** A confidence score with its reasoning. */
export interface ConfidenceReport {
  /** When it was scored. */
  at: Date;
  /** What it says should happen. */
  decision: ConfidenceDecision;
  /** The score with its factors. */
  confidence: Confidence;
  /** In words, one line for each reason. */
  reasoning: string[];
}

/** Every change of phase. */
export interface StateLog {
  /** Where the rollout is. */
  current: Phase;
  /** The changes, in order of time. */
  transitions: StateChange[];
}

/** One change of phase. */
export interface StateChange {
  /** The phase before. */
  from: Phase;
  /** The phase after. */
  to: Phase;
  /** When. */
  timestamp: Date;
  /** Why, in words. */
  reason: string;
  /** Why, as data. */
  reasons: Reason[];
}

/**
 * A built-in plan (R5).
 *
 * - `standard_canary`: 5 → 25 → 50 → 100 %, 60 s to settle, then gates.
 * - `long_canary`: 5 % at 0 h, 10 % at 1 h, 25 % at 4 h, 50 % at 12 h, 100 % at 24 h.
 * - `conservative`: 5 → 25 → 50 → 100 %, 30 min each.
 * - `fast`: 10 → 100 %, 10 min each.
 * - `two_step`: 10 % for 15 min → 50 % for 15 min → 100 %.
 * - `linear`: By 10 % up to 50 %, then 100 %; 5 failed checks roll back.
 * - `blue_green`: Deploy, test, approve, switch, watch for an hour, scale the old version down after 30 s.
 * - `feature_flag`: Off → internal users → 1 → 10 → 50 → 100 %, 24 h each, then remove the flag.
 * - `rolling`: In quarters; rolls back when more than 5 % of the instances are not ready.
 * - `shadow`: A copy of 10 % of the traffic, compared, without impact on users.
 */
export type PlanPreset =
  | "standard_canary"
  | "long_canary"
  | "conservative"
  | "fast"
  | "two_step"
  | "linear"
  | "blue_green"
  | "feature_flag"
  | "rolling"
  | "shadow";

/**
 * Where a release goes.
 *
 * - `dev`: For developers.
 * - `staging`: For the last tests.
 * - `production`: For users.
 */
export type Environment = "dev" | "staging" | "production";

/**
 * A decision that could be carried out without a person.
 *
 * - `rollback`: Carry out a rollback, by its confidence.
 * - `promote`: Carry out a promotion, by its confidence.
 * - `rollback_for_risk`: Turn a promotion into a rollback, by its risk.
 * - `optimise`: Apply an optimisation, by its confidence.
 * - `assess`: Trust a health assessment during a canary rollback, by its confidence.
 */
export type Automation = "rollback" | "promote" | "rollback_for_risk" | "optimise" | "assess";

/** The kind of an event, without its data. */
export type EventKind =
  | "safety_assessed"
  | "action_done"
  | "action_failed"
  | "measured"
  | "tick"
  | "approve"
  | "reject"
  | "pause"
  | "resume"
  | "abort"
  | "roll_back"
  | "override";

/** A series of looks, such as a backtest feeds to `Rollout::run`. */
export interface Recording {
  /** The moments of the looks, rising. */
  at: Date[];
  /** The columns of each metric. */
  metrics: { [name: string]: Track };
}

/** The columns of one metric; each has one entry for every look. */
export interface Track {
  /** The version that is being rolled out. */
  canary: Column;
  /** The version that it is held against. */
  baseline?: Column;
}

/** One side of one metric over all looks. */
export type Column = ValuesColumn | CountsColumn;

/** Levels; a gap is a missing measurement. */
export interface ValuesColumn {
  kind: "values";
  /** The levels. */
  values: (number | null)[];
}

/** Events out of trials. */
export interface CountsColumn {
  kind: "counts";
  /** How many trials were events. */
  events: number[];
  /** How many trials there were. */
  trials: number[];
}

/** What came of a series of recorded looks. */
export interface Run {
  /** The looks that were taken, in order. */
  looks: Look[];
  /** The last step: its actions are for the host. Its record is the last of `records`. */
  step: Step;
  /** All records, to be appended to the audit log. */
  records: Record[];
}

/** One look of a run. */
export interface Look {
  /** When. */
  at: Date;
  /** How the gates came out. */
  verdict: Verdict;
  /** The confidence score. */
  score?: number;
  /** Where the rollout was after it. */
  phase: Phase;
}

/** The types of objects by their names. */
export interface Documents {
  Policy: Policy;
  Gate: Gate;
  Condition: Condition;
  Consequences: Consequences;
  ConfidencePolicy: ConfidencePolicy;
  Weights: Weights;
  AutomationPolicy: AutomationPolicy;
  Plan: Plan;
  Stage: Stage;
  Cleanup: Cleanup;
  RolloutPolicy: RolloutPolicy;
  Verification: Verification;
  Release: Release;
  Factors: Factors;
  Evidence: Evidence;
  Comparison: Comparison;
  Measurement: Measurement;
  Point: Point;
  Event: Event;
  Step: Step;
  Action: Action;
  MeasureRequest: MeasureRequest;
  WakeUp: WakeUp;
  Record: Record;
  Start: Start;
  Terms: Terms;
  Reason: Reason;
  GateReport: GateReport;
  Check: Check;
  Confidence: Confidence;
  FactorScore: FactorScore;
  Flip: Flip;
  Rollout: Rollout;
  State: State;
  Pending: Pending;
  ConfidenceSummary: ConfidenceSummary;
  Artifacts: Artifacts;
  DeploymentArtifact: DeploymentArtifact;
  ConfidenceReport: ConfidenceReport;
  StateLog: StateLog;
  StateChange: StateChange;
  Recording: Recording;
  Track: Track;
  Column: Column;
  Run: Run;
  Look: Look;
}
