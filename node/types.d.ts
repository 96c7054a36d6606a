// Written by `cargo run -p rollwise-codegen` from the types of the core; do not edit.

/** A length of time such as `90s`, `15m` or `1h30m`. */
export type Duration = string;

/** Everything that an `Engine` can be told. Every field has a default. */
export interface Policy {
  /** Named sets of gates. Default: the standard gates. Source: R17. */
  gateSets?: GateSet[];
  /** Further gates; one with the name of a gate of the sets replaces it. Default: none. Source: our choice. */
  gates?: Gate[];
  /**
   * By which metrics a canary is judged over all looks of a rollout together. Default: none, so that each look stands
   * alone. Source: our choice, only the host knows what it can count.
   */
  judge?: JudgePolicy;
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
  /** How the track record of services and strategies is judged. */
  history?: HistoryPolicy;
  /** How risky a deployment is. */
  risk?: RiskPolicy;
  /** Which strategy a deployment uses. */
  strategy?: StrategyPolicy;
  /** How plans are sized. */
  sizing?: SizingPolicy;
  /** When people must agree. */
  approvals?: ApprovalPolicy;
  /** Who may override the policy. */
  breakGlass?: BreakGlassPolicy;
  /** What has to be seen to before and after a deployment. */
  readiness?: ReadinessPolicy;
  /** What a version must have behind it before it goes on to the next environment. */
  promotion?: PromotionPolicy;
  /** When deployments are allowed, forbidden and preferred. */
  calendar?: CalendarPolicy;
  /** What a deployment may put at risk. */
  blastRadius?: BlastRadiusPolicy;
  /** What makes a deployment be taken back. */
  triggers?: TriggerPolicy;
  /** When and how to go back. */
  rollback?: RollbackPolicy;
  /** What a canary must have shown before it gets all traffic. */
  canaryPromotion?: CanaryPromotionPolicy;
  /** What the service has promised, and what follows from it. */
  slo?: SloPolicy;
  /** What a release must show to be good enough. */
  quality?: QualityPolicy;
  /** The targets of delivery. */
  delivery?: DeliveryPolicy;
}

/**
 * A named set of gates.
 *
 * - `standard`: The six standard health gates of `Gate::standard`.
 * - `canary_criteria`: The comparison with the baseline of `Gate::canary_criteria`.
 * - `limits`: The fixed limits of `Gate::limits`.
 */
export type GateSet = "standard" | "canary_criteria" | "limits";

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
 * - `wait`: The check is left out while the stage bakes, since its samples are still gathering, and inconclusive afterwards.
 * - `hold`: The check is inconclusive.
 * - `fail`: The check fails.
 */
export type Consequence = "pass" | "ignore" | "wait" | "hold" | "fail";

/**
 * How a canary is judged, look by look.
 *
 * Two promises hold for the whole rollout, however often one looks: a canary that is no worse than tolerated is rolled
 * back with a probability of at most `alpha`, and one that is harmful from the start is promoted early with a
 * probability of at most `beta`.
 */
export interface JudgePolicy {
  /** The metrics. Default: none; at least one is needed to judge. Source: our choice. */
  metrics?: JudgedMetric[];
  /**
   * How often a canary that is no worse than tolerated may be rolled back, over all looks and metrics together.
   * Default: 0.01. Source: our choice, one needless rollback in a hundred releases.
   */
  alpha?: number;
  /** How often a harmful canary may be promoted early. Default: 0.05. Source: our choice. */
  beta?: number;
  /**
   * How many looks are planned. Nine tenths of what finds a regression are bet at once, the rest evenly over these looks,
   * for a regression that begins late; from 2 to 1000000. Default: those of the plan in a rollout, otherwise 60. Source:
   * our choice, an hour of one-minute looks.
   */
  plannedLooks?: number;
  /** What is not judged because the canary has only just started. */
  warmUp?: WarmUp;
  /**
   * Whether the traffic goes where it was planned to. Default: not checked. Source: our choice, only the host knows
   * what was planned.
   */
  split?: SplitPolicy;
  /**
   * Whether safety must be shown afresh at each share of the traffic. Default: yes. Source: our choice, a fault that
   * depends on load shows only under load.
   */
  safetyAtEachShare?: boolean;
}

/** One metric by which a canary is judged. */
export interface JudgedMetric {
  /** Its name in the evidence. */
  name: string;
  /** What it measures, with what is tolerated and what is harmful. */
  judged: Judged;
  /** What follows from it: critical and guardrail metrics decide, a signal warns. Default: guardrail. Source: R17. */
  criticality?: Criticality;
  /** Its part of alpha, relative to the other metrics that decide, above 0. Default: 1. Source: our choice. */
  weight?: number;
  /**
   * Whether its counts are those since the look before, or since the start of a process. Default: increments.
   * Source: our choice.
   */
  counters?: Counters;
}

/** What a metric measures. Each kind has a test of its own; `docs/statistics.md` explains them. */
export type Judged = FailuresJudged | OutcomesJudged | EventsJudged | LatencyJudged | LevelJudged;

/** Failed requests out of all, or other rare outcomes: below one in ten. Of `counts`. */
export interface FailuresJudged {
  kind: "failures";
  /**
   * The ratio of the failure rates, canary : baseline, that is tolerated, from 1. Default: 1.1. Source: R17, 110 %
   * of the baseline.
   */
  tolerance?: number;
  /** The ratio that is harmful, above the tolerated one. Default: 2. Source: our choice. */
  harmfulRatio?: number;
  /**
   * A canary is harmful only if its rate is higher by this as well, above 0. It lets a service that hardly ever fails be
   * shown safe, where ratios say nothing: the budget of its objective is a good choice. Default: none. Source: our
   * choice, only the objective knows.
   */
  harmfulDifference?: number;
  /**
   * How much more than independent events these scatter in a slice of the baseline as large as the canary, from 1;
   * see `estimate_dispersion`. Default: 1. Source: Poisson counts.
   */
  dispersion?: number;
  /**
   * The failure rate above which the baseline itself is sick, and nothing is promoted. Default: 0.05. Source: R29,
   * the error rate that rolls back.
   */
  sickAbove?: number;
}

/** Outcomes that are common, such as purchases out of visits: above one in ten. Of `counts`. */
export interface OutcomesJudged {
  kind: "outcomes";
  /** Which way is worse. Default: higher. Source: our choice. */
  worse?: WorseSide;
  /** The difference of the shares that is tolerated, from 0. Default: 0.01. Source: our choice. */
  tolerance?: number;
  /** The difference that is harmful, above the tolerated one. Default: 0.05. Source: our choice. */
  harmful?: number;
  /** How much more than independent trials these scatter, from 1. Default: 1. Source: binomial counts. */
  dispersion?: number;
}

/** Events in a time or an amount of something, such as crashes per device-hour. Of `events`. */
export interface EventsJudged {
  kind: "events";
  /** Which way is worse. Default: higher. Source: our choice. */
  worse?: WorseSide;
  /**
   * The ratio of the worse rate to the better one that is tolerated, from 1. Default: 1.1. Source: R17, 110 % of the
   * baseline.
   */
  tolerance?: number;
  /** The ratio that is harmful, above the tolerated one. Default: 2. Source: our choice. */
  harmfulRatio?: number;
  /** How much more than independent events these scatter, from 1. Default: 1. Source: Poisson counts. */
  dispersion?: number;
}

/** Latencies, none below 0, as histograms or single values. Of `histogram` or `samples`. */
export interface LatencyJudged {
  kind: "latency";
  /**
   * The latency beyond which a request is slow, from 0: a bound of the histograms, such as that of the objective. Without
   * it the distribution alone is judged, and safety cannot be shown. Default: none. Source: our choice, only
   * the service's objective knows.
   */
  slowAbove?: number;
  /** The ratio of the shares of slow requests that is tolerated, from 1. Default: 1.1. Source: our choice. */
  tolerance?: number;
  /** The ratio that is harmful, above the tolerated one. Default: 2. Source: our choice. */
  harmfulRatio?: number;
  /**
   * A canary is harmful only if its share of slow requests is higher by this as well, above 0. Default: none. Source:
   * our choice, only the objective knows.
   */
  harmfulDifference?: number;
  /**
   * Upper bounds of the buckets, rising from 0, without the last unbounded one: histograms must have these, and single
   * values are counted by them. Default: those of the first histogram; for single values eight to a doubling. Source:
   * our choice.
   */
  bounds?: number[];
  /**
   * How many times as slow the whole distribution may be, from 1; exact up to whole buckets, so of use with fine ones
   * only. Other than 1 it needs `bounds`. Default: 1. Source: our choice.
   */
  scaleMargin?: number;
  /** How much more than independent requests these scatter, from 1. Default: 1. Source: multinomial counts. */
  dispersion?: number;
}

/** A level, such as the share of a processor that is used. Of `value` or `samples`. */
export interface LevelJudged {
  kind: "level";
  /** Which way is worse. Default: higher. Source: our choice. */
  worse?: WorseSide;
  /**
   * The difference that is tolerated, in the unit of the metric, from 0. Default: 0.05. Source: our choice, five
   * points of saturation.
   */
  tolerance?: number;
  /** The difference that is harmful, above the tolerated one. Default: twice the tolerated one. Source: our choice. */
  harmful?: number;
  /**
   * The long-run variance of a block's difference where it is known from the past, above 0. Default: none, so
   * differences are only assumed to scatter symmetrically. Source: our choice.
   */
  variance?: number;
  /**
   * Differences are averaged over blocks of this time, beyond which they hardly depend on each other. Default: 60 s.
   * Source: R5, the time after which metrics have settled.
   */
  block?: Duration;
  /** The level beyond which the baseline itself is sick, on the worse side. Default: none. Source: our choice. */
  sickBeyond?: number;
}

/**
 * Which way a metric is worse.
 *
 * - `higher`: When it is higher than the baseline.
 * - `lower`: When it is lower.
 */
export type WorseSide = "higher" | "lower";

/**
 * From when on counts and histograms are counted.
 *
 * - `increments`: From the look before.
 * - `cumulative`: From the start of a process, as Prometheus keeps them. The first look is where counting begins; one that fell has
 *   begun anew.
 */
export type Counters = "increments" | "cumulative";

/** The first looks, which are left out: both must be over. */
export interface WarmUp {
  /** Time since the first look. Default: 0 s. Source: our choice, the settle time of a stage comes before it. */
  time?: Duration;
  /** Requests of the canary. Default: 0. Source: our choice. */
  requests?: number;
}

/** How the split of the traffic is checked. */
export interface SplitPolicy {
  /** The metric whose trials are the requests of each side. */
  metric: string;
  /**
   * The canary's planned share of the requests of both sides, above 0 and below 1, such as 0.5 with a baseline deployment of
   * its size. Default: the share of the looks, which in a rollout is that of the stage. Source: our choice.
   */
  planned?: number;
  /**
   * How often an alarm may be wrong. Default: 0.001. Source: our choice, an alarm means that the comparison itself is
   * broken.
   */
  alpha?: number;
}

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
 * - `recreate`: The old version is stopped, then the new one started.
 * - `ab_test`: Two variants beside each other for as long as an experiment takes.
 * - `dark_launch`: Deployed with its flag off, then as a canary.
 */
export type Strategy =
  | "rolling"
  | "blue_green"
  | "canary"
  | "shadow"
  | "feature_flag"
  | "recreate"
  | "ab_test"
  | "dark_launch";

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
  /**
   * Time from the shift of traffic by which the judge must have shown that the canary is not harmful. The stage then ends
   * as soon as it has, though not before the least time, and waits for it until then; what follows when it is over
   * says `on_hold_limit` of the rollout's policy. Needs a judge. Default: none, so the stage ends after the least
   * time if no harm is shown. Source: our choice.
   */
  evidenceDeadline?: Duration;
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

/**
 * How success rates of few deployments are judged: the rate of a service by a strategy is drawn to that of other services
 * by it, that to the rate of all deployments of other services, and that to what is expected before any (R8).
 */
export interface HistoryPolicy {
  /** Success rate that is expected before any deployment. Default: 0.95. Source: R38, a change failure rate of 5 %. */
  expected?: number;
  /**
   * How many deployments outweigh what is expected. Default: 10. Source: our choice, so that three failures of one
   * strategy do not condemn it.
   */
  strength?: number;
}

/** What makes a deployment risky, and from where on that matters. */
export interface RiskPolicy {
  /**
   * Changes to the table of `RiskFactor`; a factor that is not named keeps its row. Default: none.
   * Source: our choice.
   */
  factors?: FactorWeight[];
  /**
   * The level that an unknown factor counts as. Default: 0.5. Source: our choice, so that not knowing is never
   * harmless.
   */
  unknownCountsAs?: number;
  /** Risk up to which a deployment may go on without further ado. Default: 0.3. Source: R13. */
  proceedUpTo?: number;
  /** Risk above which a person must approve. Default: 0.5. Source: R13. */
  approveAbove?: number;
  /** Risk above which an environment promotion is refused. Default: 0.7. Source: R13. */
  refuseAbove?: number;
  /** Confidence below which a deployment does not go on without further ado. Default: 0.85. Source: R13. */
  requiredConfidence?: number;
}

/** How much a factor weighs. */
export interface FactorWeight {
  /** The factor. */
  factor: RiskFactor;
  /** Its part in the mean of all factors; only proportions matter. */
  weight: number;
  /** The risk that it makes on its own at its highest level. */
  alone: number;
}

/**
 * A factor of the risk (R12). Each has a level from 0 (no risk) to 1, a weight in the mean of all factors, and a risk
 * that it makes alone at its highest level. An unknown factor counts in the mean only. All numbers are our choice.
 *
 * | factor | weight | alone | level |
 * |---|---|---|---|
 * | `prediction` | 3 | 1 | predicted probability of failure |
 * | `tests` | 2 | 0.8 | 1 when one test in ten fails; 0.5 for no coverage at all |
 * | `change_kind` | 2 | 0.5 | that of the riskiest kind: 0.8 schema or interface, 0.7 major, 0.5 hotfix, 0.4 dependencies, 0.3 others, 0.1 code only |
 * | `criticality` | 2 | 0.35 | 0, ⅓, ⅔, 1 from low to critical |
 * | `error_budget` | 2 | 0.6 | share of the error budget that is used up |
 * | `history` | 2 | 0.6 | 0 up to 5 % of failed deployments (R38), 1 from 30 % |
 * | `reversibility` | 1 | 0.5 | 0 full, 0.5 up to a share of the traffic, 1 never |
 * | `findings` | 1 | 0.8 | 1 for a critical finding in code or image, 0.7 for a high one, 0.2 for a medium one |
 * | `size` | 1 | 0.4 | 1 from 1000 lines or 50 files, in proportion below |
 * | `review` | 1 | 0.4 | 1 without a reviewer, 0.5 with one, 0 with two (R15) |
 * | `environment` | 1 | 0.2 | 0 dev, 0.4 staging, 1 production |
 * | `application` | 1 | 0.25 | 0.2 microservice, 0.4 worker, 0.6 monolith, 1 stateful |
 * | `time` | 1 | 0.3 | 1 outside the times that the calendar prefers |
 *
 * - `prediction`: The predicted probability of success.
 * - `tests`: Failed tests and missing coverage.
 * - `change_kind`: What the change holds.
 * - `criticality`: What a failure of the service costs.
 * - `error_budget`: What is left of the error budget.
 * - `history`: How deployments of the service went before.
 * - `reversibility`: How far the change can be taken back.
 * - `findings`: What the analysis of code and image found.
 * - `size`: Files and lines.
 * - `review`: Who looked at it.
 * - `environment`: Where it goes.
 * - `application`: How the service is built.
 * - `time`: Day and hour.
 */
export type RiskFactor =
  | "prediction"
  | "tests"
  | "change_kind"
  | "criticality"
  | "error_budget"
  | "history"
  | "reversibility"
  | "findings"
  | "size"
  | "review"
  | "environment"
  | "application"
  | "time";

/** What matters in the choice of a strategy. */
export interface StrategyPolicy {
  /** How much each criterion weighs. */
  weights?: CriterionWeights;
  /** Requests a second from which traffic counts as high. Default: 1000. Source: R1. */
  highTraffic?: number;
  /** Deployments a day from which a service counts as deployed frequently. Default: 10. Source: our choice. */
  frequent?: number;
}

/** The weight of each criterion; only proportions matter. */
export interface CriterionWeights {
  /** Default: 4. Source: our choice, so that R3 holds. */
  safety?: number;
  /** Default: 3. Source: our choice, so that R3 holds. */
  simplicity?: number;
  /** Default: 1. Source: our choice, so that R3 holds. */
  rollbackSpeed?: number;
  /** Default: 1. Source: our choice, so that R3 holds. */
  economy?: number;
  /** Default: 6. Source: our choice, so that R3 holds. */
  schemaChange?: number;
  /** Default: 6. Source: our choice, so that R3 holds. */
  breakingApi?: number;
  /** Default: 6. Source: our choice, so that R3 holds. */
  experiment?: number;
  /** Default: 3. Source: our choice, so that R3 holds. */
  exposure?: number;
  /** Default: 1. Source: our choice, so that R3 holds. */
  pace?: number;
  /** Default: 1. Source: our choice, so that R3 holds. */
  application?: number;
  /** Default: 3. Source: our choice, so that R3 holds. */
  trackRecord?: number;
}

/**
 * How plans are sized.
 *
 * **Samples.** The gates on counted metrics get as many samples as it takes to meet at least one failure, with 95 %
 * probability, when requests fail at the rate that must not go unseen: 3 ÷ rate.
 *
 * **Time.** A stage bakes until its share of the traffic has brought one and a half times these samples, and for
 * `min_bake` to `max_bake` at least, the longer the more caution there is. Meanwhile all gates are looked at; those that
 * still gather samples are left out until the bake is over. Caution is the larger of risk and criticality (0, ⅓, ⅔,
 * 1), halved in staging and quartered in dev.
 *
 * **Shares.** With caution up to ⅓, a release goes by 10 and 50 % to all traffic; up to ⅔ by 5, 25 and 50 %; above
 * by 1, 5, 10, 25 and 50 %. Shares whose samples would take longer than `longest_stage` are left out; when that leaves
 * no first share within the blast radius, the stage goes on with what it can get, and a person decides after it.
 */
export interface SizingPolicy {
  /** Shortest bake time of a stage. Default: 10 min. Source: R13, minimum canary duration. */
  minBake?: Duration;
  /** Bake time of a stage at the greatest caution. Default: 30 min. Source: R5, conservative. */
  maxBake?: Duration;
  /** Longest time that a stage waits for samples. Default: 12 h. Source: R5, long canary. */
  longestStage?: Duration;
  /** Failure rate that must not go unseen. */
  unseenFailures?: UnseenFailures;
  /**
   * Metrics that count single requests: their gates need the samples. Default: `error_rate`, `success_rate`.
   * Source: R17 and R18.
   */
  countedMetrics?: string[];
  /**
   * Further metrics of requests: their gates look back as far. Default: `latency_p50_ms`, `latency_p95_ms`,
   * `latency_p99_ms`. Source: R17 and R18.
   */
  requestMetrics?: string[];
}

/** The failure rate that must not go unseen, by criticality of the service. */
export interface UnseenFailures {
  /** Default: 0.02. Source: our choice. */
  low?: number;
  /** Default: 0.01. Source: R13, maximum error rate. */
  medium?: number;
  /** Default: 0.005. Source: R18. */
  high?: number;
  /** Default: 0.001. Source: R13, minimum success rate. */
  critical?: number;
}

/** When people must agree. A deployment to which no rule applies goes on automatically. */
export interface ApprovalPolicy {
  /**
   * Rules; every one that applies must be satisfied. Default: `production`, one approval when
   * `risk_score > 0.5 || first_deployment`. Source: R13.
   */
  rules?: ApprovalRule[];
}

/** Who must agree, and when. */
export interface ApprovalRule {
  /** Name of the rule. */
  name: string;
  /** Environments to which it applies. Default: all. Source: our choice. */
  environments?: Environment[];
  /**
   * Condition under which it applies; it also applies when the condition hangs on unknown facts. Default: always.
   * Source: our choice.
   */
  when?: string;
  /** How many people must approve. Default: 1. Source: R13, manual approval. */
  needed?: number;
  /** The people who may approve. Default: everybody. Source: our choice. */
  people?: string[];
  /** Roles of which an approver must have one. Default: any. Source: our choice. */
  roles?: string[];
  /** Whether the author of the change may approve it. Default: no. Source: our choice, the rule of four eyes. */
  authorMayApprove?: boolean;
  /** How long an approval counts. Default: 24 h. Source: our choice. */
  expiresAfter?: Duration;
}

/**
 * The stage of a release's life that it serves in.
 *
 * - `dev`: For those who write it.
 * - `staging`: For those who test it.
 * - `production`: For those who use it.
 */
export type Environment = "dev" | "staging" | "production";

/** Who may override the policy, and for how long. */
export interface BreakGlassPolicy {
  /** Whether it is allowed at all. Default: yes. Source: our choice. */
  allowed?: boolean;
  /** Roles of which a person must have one; empty when anybody may. Default: none. Source: our choice. */
  roles?: string[];
  /** Longest time from breaking the glass to its expiry. Default: 1 h. Source: our choice. */
  longest?: Duration;
}

/** What has to be seen to before and after a deployment. */
export interface ReadinessPolicy {
  /** Further items; one with the name of a standard item replaces it. Default: none. Source: our choice. */
  items?: ChecklistItem[];
  /**
   * Stages of testing that must have passed before `tests_passing` is done, such as `integration`. Default: none.
   * Source: our choice.
   */
  testStages?: string[];
}

/** One thing to be seen to. */
export interface ChecklistItem {
  /** Its name. */
  name: string;
  /** When. */
  when: ChecklistStage;
  /** How much it counts in dev. */
  dev: Need;
  /** How much it counts in staging. */
  staging: Need;
  /** How much it counts in production. */
  production: Need;
}

/**
 * When something has to be seen to.
 *
 * - `before`: Before the deployment.
 * - `after`: After it.
 */
export type ChecklistStage = "before" | "after";

/**
 * How much an item counts.
 *
 * - `required`: Nothing goes on without it.
 * - `advisory`: It is missed, but does not stop anything.
 * - `off`: It is not looked at.
 */
export type Need = "required" | "advisory" | "off";

/** What a version must have behind it before it goes on. */
export interface PromotionPolicy {
  /**
   * Environments that a version enters only after it was verified in the one before, in the order dev, staging,
   * production. Default: production. Source: R39.
   */
  verifiedFirst?: Environment[];
  /** How long it must have been verified there. Default: 0 s. Source: our choice. */
  after?: Duration;
}

/**
 * When deployments are allowed, forbidden and preferred.
 *
 * A policy is refused if its windows and freezes leave no opening for some deployment, exceptions aside.
 */
export interface CalendarPolicy {
  /** The zone of all times that name none. Default: `UTC`. Source: our choice. */
  zone?: string;
  /**
   * Times at which deployments are allowed. A deployment in the scope of none is allowed at any time, one in the
   * scope of some only while one of those is open. Default: none. Source: our choice.
   */
  windows?: Window[];
  /**
   * Times at which deployments are not allowed, open windows or not. Default: `friday`, all Fridays in production,
   * with the exception `p0_fix` for `incident_priority == 0 && rollback_plan`. Source: R14.
   */
  freezes?: Freeze[];
  /**
   * Times that are best. A deployment in the scope of some is warned of outside all of those. Default:
   * `midweek_morning`, Tuesday to Thursday from 08:00 to 12:00 in production. Source: R14.
   */
  preferred?: Window[];
  /** When the error budget forbids deployments. */
  errorBudget?: BudgetFreeze;
}

/**
 * Times at which something is open.
 *
 * A window whose scope names criticalities may be about a service of unknown criticality: then it limits its
 * deployments, but does not open for them.
 */
export interface Window {
  /** Name of the window, unique in its list. */
  name: string;
  /** When it is open. */
  when: Times;
  /** The zone of its times. Default: that of the calendar. Source: our choice. */
  zone?: string;
  /** The deployments that it is about. Default: all. Source: our choice. */
  scope?: Scope;
}

/**
 * When something is in force, by the clock on the wall of its zone.
 *
 * It is in force at every moment at which the clock reads inside it, and between the first and the last of those.
 * Where the clock is set back, that is the whole repeated time, from the first occurrence of the start to the second
 * of the end. Where the clock is set forward, a skipped start or end is the moment after the gap.
 */
export type Times = WeeklyTimes | DatedTimes | YearlyTimes;

/** Every week. */
export interface WeeklyTimes {
  kind: "weekly";
  /** The days on which it begins. Default: every day. Source: our choice. */
  days?: Weekday[];
  /** When it begins, inclusive. Default: the start of the day. Source: our choice. */
  from?: string;
  /**
   * When it ends, exclusive; on the next day if that is before it begins. Default: the end of the day.
   * Source: our choice.
   */
  until?: string;
}

/** Once. */
export interface DatedTimes {
  kind: "dated";
  /** When it begins, inclusive. */
  from: string;
  /** When it ends, exclusive. */
  until: string;
}

/** Every year. */
export interface YearlyTimes {
  kind: "yearly";
  /** The first day. */
  from: string;
  /** The last day, inclusive; in the next year if that is before the first. */
  until: string;
}

/** A day of the week. */
export type Weekday = "monday" | "tuesday" | "wednesday" | "thursday" | "friday" | "saturday" | "sunday";

/** Which deployments something is about. Each list that is empty stands for all. */
export interface Scope {
  /** Environments that are deployed to. Default: all. Source: our choice. */
  environments?: Environment[];
  /** Names of services. Default: all. Source: our choice. */
  services?: string[];
  /** Criticalities of services. Default: all. Source: our choice. */
  criticalities?: ServiceCriticality[];
}

/**
 * What the failure of a service costs.
 *
 * - `low`: Little.
 * - `medium`: It is noticed.
 * - `high`: Users cannot do what they came for.
 * - `critical`: The business stands still.
 */
export type ServiceCriticality = "low" | "medium" | "high" | "critical";

/**
 * Times at which deployments are not allowed.
 *
 * A freeze whose scope names criticalities is also in force for services of unknown criticality.
 */
export interface Freeze {
  /** Name of the freeze, unique in its list. */
  name: string;
  /** When it is in force. */
  when: Times;
  /** The zone of its times. Default: that of the calendar. Source: our choice. */
  zone?: string;
  /** The deployments that it is about. Default: all. Source: our choice. */
  scope?: Scope;
  /** Which deployments are allowed all the same. Default: none. Source: our choice. */
  exceptions?: FreezeException[];
  /** What becomes of a rollout that is on its way when the freeze begins. Default: finish_stage. Source: our choice. */
  underWay?: UnderWay;
}

/** Deployments that a freeze lets pass. */
export interface FreezeException {
  /** Name of the exception, unique in its freeze. */
  name: string;
  /** The condition under which it applies. It does not apply while facts that decide the condition are unknown. */
  when: string;
}

/**
 * What the host does with a rollout that is on its way when a freeze begins. Going back is never frozen.
 *
 * - `finish_stage`: Let it finish the stage that it is in, looks included, and pause it before the next one: breaking off would
 *   waste the evidence of the stage.
 * - `hold`: Pause it at once; its share of the traffic stays as it is until the freeze is over.
 * - `roll_back`: Roll it back at once, so that only what served before serves during the freeze.
 */
export type UnderWay = "finish_stage" | "hold" | "roll_back";

/**
 * When the error budget forbids deployments, in every environment for which the host says what is left of it.
 *
 * A budget that is not known forbids nothing; the decision has it among its reasons.
 */
export interface BudgetFreeze {
  /**
   * Share of the error budget that is left at which, and below which, deployments are not allowed: 0 is exhausted,
   * negative overspent. Default: 0. Source: R14.
   */
  freezeAt?: number;
  /**
   * Which deployments are allowed all the same. Default: `reliability_or_security_fix`, for
   * `reliability_fix || security_fix`. Source: R14.
   */
  exempt?: FreezeException[];
  /**
   * What becomes of a rollout that is on its way when the budget runs out. Default: finish_stage.
   * Source: our choice.
   */
  underWay?: UnderWay;
}

/** Limits by what the failure of a service costs. */
export interface BlastRadiusPolicy {
  /**
   * For services of low criticality. Default: 50 % unproven, 25% unavailable, 25% surge, none that must be
   * available, factor 1. Source: R6 for the factor, R5 for a rolling update; otherwise our choice.
   */
  low?: BlastLimits;
  /**
   * For services of medium criticality. Default: 25 % unproven, 25% unavailable, 25% surge, 1 available, factor
   * 0.7. Source: R5 for a rolling update; otherwise our choice, between low and critical.
   */
  medium?: BlastLimits;
  /**
   * For services of high criticality. Default: 10 % unproven, none unavailable, 25% surge, 1 available, factor
   * 0.4. Source: our choice, between medium and critical.
   */
  high?: BlastLimits;
  /**
   * For critical services, and for those whose criticality is unknown. Default: 5 % unproven, none unavailable,
   * surge of 1, 1 available, factor 0.1. Source: R6; the share is our choice, the first of the standard canary.
   */
  critical?: BlastLimits;
}

/** What a deployment may put at risk. */
export interface BlastLimits {
  /** Largest share of traffic for a version of which no look has passed yet, in percent. */
  maxUnproven: number;
  /** Instances that may be missing while a Deployment is updated. */
  maxUnavailable: string;
  /** Instances that may exist beyond the usual number while a Deployment is updated. */
  maxSurge: string;
  /** Instances that must be available at any time. */
  minAvailable: number;
  /** What such a service counts for in the confidence score, from 0 to 1: 1 is the smallest blast radius. */
  factor: number;
}

/** When a deployment is to be taken back. */
export interface TriggerPolicy {
  /** Whether the standard triggers of `Trigger::standard` count. Default: yes. Source: R29. */
  standard?: boolean;
  /** Further triggers; one with the name of a standard one replaces it. Default: none. Source: our choice. */
  triggers?: Trigger[];
  /**
   * Longest time between measured looks over which a condition is taken to hold. It also says how old the last look
   * may be. Default: 90 s. Source: our choice, one and a half of the longest usual interval between scrapes.
   */
  maxGap?: Duration;
  /**
   * How long before the deployment looks show what was wrong already. Default: 15 m. Source: R15, 15 min before and
   * after.
   */
  lookback?: Duration;
}

/** One cause for going back; any one suffices. */
export interface Trigger {
  /** Name of the trigger, unique in a policy. */
  name: string;
  /** What makes it fire. */
  when: TriggerCondition;
  /**
   * How much it weighs: a critical or guardrail trigger asks for a rollback, critical ones at once; a signal warns, and
   * info is only reported. Default: guardrail. Source: R29, any one suffices.
   */
  criticality?: Criticality;
}

/** What makes a trigger fire. */
export type TriggerCondition = MetricTriggerCondition | EventTriggerCondition;

/** A metric that is not healthy. */
export interface MetricTriggerCondition {
  kind: "metric";
  /** Name of the metric. */
  metric: string;
  /** What holds of a healthy look; every other measured look is a bad one. */
  healthy: Condition;
  /** How many bad looks are borne. */
  tolerance: Tolerance;
}

/** An event that happens too often. */
export interface EventTriggerCondition {
  kind: "event";
  /** Name of the event. */
  event: string;
  /** How many make it fire. */
  atLeast: number;
  /** The time that they must lie within. */
  within: Duration;
}

/** How many bad looks are borne before a trigger fires. */
export type Tolerance =
  | ContinuousTolerance
  | TotalTolerance
  | ConsecutiveTolerance
  | KOfNTolerance
  | EvidenceTolerance;

/** It fires when all looks over this time were bad, from the first bad one to the last. */
export interface ContinuousTolerance {
  kind: "continuous";
  /** How long; with zero the first bad look suffices. */
  lasts: Duration;
}

/** It fires at this many bad looks in all. */
export interface TotalTolerance {
  kind: "total";
  /** How many. */
  bad: number;
}

/** It fires at this many bad looks one after the other. */
export interface ConsecutiveTolerance {
  kind: "consecutive";
  /** How many. */
  bad: number;
}

/** It fires at this many bad looks among the last ones. */
export interface KOfNTolerance {
  kind: "k_of_n";
  /** How many bad ones. */
  bad: number;
  /** Among how many. */
  looks: number;
}

/** It fires once it is shown that more than a share of the looks since the deployment are bad, however often one looks. */
export interface EvidenceTolerance {
  kind: "evidence";
  /** The share of bad looks that is borne, below 1. With 0 the first bad look shows it. */
  borne: number;
  /**
   * The probability with which it ever fires while each look, whatever those before it showed, is bad with no more
   * than that share as its probability; above 0 and below 1.
   */
  alpha: number;
}

/** When and how to go back. */
export interface RollbackPolicy {
  /** How much each piece of evidence speaks for going back. */
  strengths?: EvidenceStrengths;
  /**
   * Confidence from which on to go back, by a person's approval where it does not suffice for going alone. Default:
   * 0.5. Source: our choice, as much for it as against it.
   */
  rollBackFrom?: number;
  /**
   * How to go back; left out, it follows from the harm and from how long ago the target served. Default: none. Source:
   * our choice.
   */
  strategy?: RollbackStrategy;
  /**
   * How long a version that no longer serves can take all traffic at once. Default: 1 h. Source: R5, blue-green watches
   * as long before the old version is removed.
   */
  warmFor?: Duration;
  /** After how long a version has to prove itself like a new one. Default: 24 h. Source: our choice, a full day of load. */
  coldAfter?: Duration;
  /**
   * Rollbacks without a person within the window, after which a person must decide. Default: 3. Source: our choice; R32
   * names no number.
   */
  maxAutomatic?: number;
  /** The time over which they are counted. Default: 24 h. Source: our choice. */
  window?: Duration;
  /**
   * Time after a rollback in which no other one is made without a person. Default: 15 m. Source: R15, the least time to
   * watch.
   */
  cooldown?: Duration;
  /** Time before now of which diagnostics are collected. Default: 30 m. Source: R30. */
  diagnostics?: Duration;
  /** Who is told. Default: `on_call`. Source: our choice. */
  notify?: string[];
}

/** How much each piece of evidence speaks for going back, from 0 to 1. */
export interface EvidenceStrengths {
  /** A trigger that fires. Default: 0.9. Source: R29, any one suffices; R24, which acts above 0.85. */
  firing?: number;
  /** A trigger that fired but no longer does. Default: 0.6. Source: our choice, so that a person decides. */
  resolved?: number;
  /** A failed guardrail gate. Default: 0.9. Source: R17, any failed gate rolls back. */
  gateFailed?: number;
  /** A failed critical gate. Default: 0.95. Source: our choice. */
  criticalGateFailed?: number;
  /** Windows that were judged worse than the baseline's. Default: 0.9. Source: our choice, as of a gate. */
  judgedWorse?: number;
  /**
   * Harm that the judge of its canary has shown. Default: 0.95. Source: our choice; the judge is wrong in one release of a
   * hundred.
   */
  harmShown?: number;
}

/**
 * How to go back (R31).
 *
 * - `immediate`: All traffic at once.
 * - `gradual`: 10 → 25 → 50 → 100 %, 60 s of healthy metrics each.
 * - `canary`: 5 → 10 → 25 → 50 → 75 → 100 %, 2 min each.
 * - `manual`: A person does it.
 */
export type RollbackStrategy = "immediate" | "gradual" | "canary" | "manual";

/** What a canary must have shown before it gets all traffic. */
export interface CanaryPromotionPolicy {
  /**
   * What must be measured; a metric counts when a critical or guardrail gate read it. Default: `success_rate`, `latency`,
   * `error_rate`, `cpu`, `memory`, by the metrics of the standard gates. Source: R24.
   */
  required?: RequiredMetric[];
  /** Least time as a canary. Default: 10 m. Source: R13. */
  minDuration?: Duration;
  /** Least share of live traffic, in percent. Default: 5. Source: R5, the first stage of the standard canary. */
  minShare?: number;
  /** Time as a canary after which more adds no confidence. Default: 30 m. Source: R5, a stage of the conservative plan. */
  fullDuration?: Duration;
  /**
   * Share of live traffic from which on more adds no confidence, in percent. Default: 50. Source: R5, the last stage
   * before all traffic.
   */
  fullShare?: number;
  /**
   * Weight of each factor of the confidence; only their proportions matter. Default: 0.40, 0.20, 0.10, 0.15, 0.15.
   * Source: our choice.
   */
  weights?: PromotionWeights;
}

/** Something that must be measured, in one way or another. */
export interface RequiredMetric {
  /** What it is called. */
  name: string;
  /** The metrics of which one suffices. */
  anyOf: string[];
}

/** The weight of each factor of the confidence in a promotion. */
export interface PromotionWeights {
  /** Default: 0.40. Source: our choice. */
  health?: number;
  /** Default: 0.20. Source: our choice. */
  duration?: number;
  /** Default: 0.10. Source: our choice. */
  share?: number;
  /** Default: 0.15. Source: our choice. */
  history?: number;
  /** Default: 0.15. Source: our choice. */
  risk?: number;
}

/** What a service has promised, and what follows when it is not kept. */
export interface SloPolicy {
  /** The objectives. Default: none. Source: nobody else can know them. */
  objectives?: Objective[];
  /** Objectives that share one budget. Default: none. Source: nobody else can know them. */
  composites?: CompositeObjective[];
  /** What may be released with what is left of the budget. */
  ladder?: BudgetLadder;
}

/** A promise: which share of events, or of time, is good over a period. */
export interface Objective {
  /** Its name, unique in the policy. */
  name: string;
  /** The share that is to be good, above 0 and below 1, with at most 12 decimals. */
  target: number;
  /**
   * The time that it is about. Default: the last 28 days. Source: *The Site Reliability Workbook*, chapter 2: whole
   * weeks hold the same weekends.
   */
  period?: BudgetPeriod;
  /** What is counted. Default: events. Source: our choice, since it weighs every user alike. */
  method?: BudgetMethod;
  /** When to alarm. Default: shares of the budget. Source: *The Site Reliability Workbook*, chapter 5. */
  alerts?: BurnAlerts;
  /**
   * An objective to strive for: it is reported, and holds nothing up. Default: no. Source: *The Site Reliability
   * Workbook*, chapter 2.
   */
  aspirational?: boolean;
}

/** The time that an objective is about. */
export type BudgetPeriod = RollingBudgetPeriod | CalendarBudgetPeriod;

/** The time until now: what users remember. The budget heals as old failures leave it. */
export interface RollingBudgetPeriod {
  kind: "rolling";
  /** How long. */
  length: Duration;
}

/** A stretch of the calendar, with a whole budget at its beginning. */
export interface CalendarBudgetPeriod {
  kind: "calendar";
  /** Which. */
  unit: CalendarUnit;
  /** The zone of its midnights. Default: `UTC`. Source: our choice. */
  zone?: string;
}

/**
 * A stretch of the calendar.
 *
 * - `week`: From Monday.
 * - `month`: From the first of a month.
 * - `quarter`: From the first of January, April, July or October.
 * - `year`: From the first of January.
 */
export type CalendarUnit = "week" | "month" | "quarter" | "year";

/** What is counted for a budget. Reports of two methods must not be compared. */
export type BudgetMethod = OccurrencesBudgetMethod | TimeslicesBudgetMethod | RatioTimeslicesBudgetMethod;

/** Every event alike. */
export interface OccurrencesBudgetMethod {
  kind: "occurrences";
}

/** Slices of time, good or bad as a whole. Slices without events are left out of both sums. */
export interface TimeslicesBudgetMethod {
  kind: "timeslices";
  /** How long a slice is; every step must be as long. */
  slice: Duration;
  /** The share of its events from which a slice is good. */
  goodFrom: number;
}

/** The mean of the good shares of slices of time. Slices without events are left out of both sums. */
export interface RatioTimeslicesBudgetMethod {
  kind: "ratio_timeslices";
  /** How long a slice is; every step must be as long. */
  slice: Duration;
}

/** How the rules of alarms are made for the period of an objective. */
export type BurnAlerts = RecommendedBurnAlerts | SharesBurnAlerts | ScaledBurnAlerts | GivenBurnAlerts;

/**
 * An alarm for 2 % of the budget in 1 h, 5 % in 6 h, 10 % in 1 d and 10 % in 3 d, whatever the period: windows stay,
 * burn rates follow.
 */
export interface RecommendedBurnAlerts {
  kind: "recommended";
}

/** The same with shares and windows of one's own. */
export interface SharesBurnAlerts {
  kind: "shares";
  /** The rules. */
  rules: ShareRule[];
}

/**
 * Burn rates of 14, 7, 2 and 1 whatever the period: burn rates stay, windows are scaled from those for 28 days, 1 h,
 * 6 h, 1 d and 4 d, to whole minutes.
 */
export interface ScaledBurnAlerts {
  kind: "scaled";
}

/** Rules as they are given; an empty list asks for no alarm. */
export interface GivenBurnAlerts {
  kind: "given";
  /** The rules. */
  rules: BurnRule[];
}

/** An alarm for a share of the budget that goes within a window. */
export interface ShareRule {
  /** Its name, unique in the objective. */
  name: string;
  /** Who must know. */
  severity: AlertSeverity;
  /** The share of the budget that is worth an alarm. */
  share: number;
  /** The window in which it goes. */
  long: Duration;
  /** A window that says that it still goes, about a twelfth of the long one. */
  short: Duration;
  /**
   * With fewer failures in the long window the rule does not hold. Default: 0. Source: our choice; one failure is
   * enough where there is little traffic.
   */
  minFailures?: number;
}

/**
 * Who must know of an alarm; later ones are worse.
 *
 * - `ticket`: Somebody in the next days.
 * - `page`: Somebody now.
 */
export type AlertSeverity = "ticket" | "page";

/** An alarm for a burn rate. It holds when the burn rate is above it in both windows. */
export interface BurnRule {
  /** Its name, unique in the objective. */
  name: string;
  /** Who must know. */
  severity: AlertSeverity;
  /** How many times faster than over the whole period the budget goes. */
  burnRate: number;
  /** The window that says that enough has gone. */
  long: Duration;
  /** The window that says that it still goes. */
  short: Duration;
  /**
   * With fewer failures in the long window the rule does not hold. Default: 0. Source: our choice; one failure is
   * enough where there is little traffic.
   */
  minFailures?: number;
}

/**
 * Objectives that share one budget, such as those of the services behind one journey of a user.
 *
 * What burns it hangs on how its parts count:
 *
 * - in events, the burn rate of each part, times its weight;
 * - in slices of time, every slice that is bad for any part;
 * - in good shares of slices, the shortfalls of all parts, each times its weight: two at 95 % are one at 90 %.
 *
 * A part that was not measured leaves the composite not measured, one without events adds nothing.
 */
export interface CompositeObjective {
  /** Its name, unique among objectives and composites. */
  name: string;
  /**
   * The share of slices that is to be good, above 0 and below 1, with at most 12 decimals. Parts in events have targets of
   * their own and no common one.
   */
  target?: number;
  /**
   * The objectives, at least one, all over the same period and counted alike. They hold things up by themselves as well,
   * unless they are aspirational.
   */
  parts: CompositePart[];
  /** When to alarm. Default: shares of the budget. Source: *The Site Reliability Workbook*, chapter 5. */
  alerts?: BurnAlerts;
  /**
   * One to strive for: it is reported, and holds nothing up. Default: no. Source: *The Site Reliability Workbook*,
   * chapter 2.
   */
  aspirational?: boolean;
}

/** A part of a composite. */
export interface CompositePart {
  /** Name of the objective. */
  objective: string;
  /** How much it counts, above 0 and at most 1000000. Default: 1. Source: OpenSLO. */
  weight?: number;
}

/** What may be released, step by step as the budget goes. */
export interface BudgetLadder {
  /**
   * Share of the budget that is left at which, and below which, releases go slowly. Default: 0.5. Source: our
   * choice; no published policy fixes one.
   */
  slowAt?: number;
  /** The same for critical releases only. Default: 0.25. Source: our choice; no published policy fixes one. */
  criticalOnlyAt?: number;
  /** The same for a freeze: 0 is exhausted. Default: 0. Source: R14. */
  freezeAt?: number;
  /**
   * What may be released while only critical releases go. Default: critical, reliability, security and
   * top_priority. Source: our choice.
   */
  critical?: ReleaseKind[];
  /**
   * What may be released during a freeze. Default: reliability, security and top_priority. Source: R14 and *The Site
   * Reliability Workbook*, appendix B.
   */
  exempt?: ReleaseKind[];
  /**
   * Share of the budget above which one incident asks for a post-mortem. Default: 0.2. Source: *The Site Reliability
   * Workbook*, appendix B.
   */
  postmortemAbove?: number;
}

/**
 * What a release is for.
 *
 * - `ordinary`: Anything else, changes of data included.
 * - `critical`: What the business cannot wait for.
 * - `reliability`: Work on what spends the budget.
 * - `security`: A fix of a weakness.
 * - `top_priority`: A fix of the highest priority.
 * - `rollback`: Back to what served before, which is no release: no budget ever forbids it.
 */
export type ReleaseKind = "ordinary" | "critical" | "reliability" | "security" | "top_priority" | "rollback";

/** What a release must show to be good enough. */
export interface QualityPolicy {
  /** The objectives. Default: none. Source: nobody else can know them. */
  objectives?: QualityObjective[];
  /** The score from which a release passes. Default: 90. Source: the example of Keptn's format of objectives. */
  passAt?: number;
  /**
   * The score from which it passes with a warning; that of `pass_at` fails whatever does not pass. Default: 75.
   * Source: the example of Keptn's format of objectives.
   */
  warnAt?: number;
  /**
   * What values are compared with. Default: the mean of the last 3 results that passed. Source: our choice: Keptn
   * takes failed ones too, and then a bad release becomes what the next one is measured by.
   */
  comparison?: QualityComparison;
  /**
   * Whether a criterion that needs a baseline holds when there is none. Default: no. Source: our choice: nothing
   * unmeasured passes. Keptn lets it hold.
   */
  holdsWithoutBaseline?: boolean;
}

/** What one metric must show. */
export interface QualityObjective {
  /** Its name, unique in the policy. */
  name: string;
  /** The metric. */
  metric: string;
  /**
   * It passes if all criteria of one set hold. Without any it is for information, and has no part in the score.
   * Default: none. Source: Keptn's format of objectives.
   */
  pass?: CriteriaSet[];
  /**
   * If it does not pass, it passes with a warning and half its weight if all criteria of one set hold. Default: none.
   * Source: Keptn's format of objectives.
   */
  warning?: CriteriaSet[];
  /** Its part in the score; only proportions matter. Default: 1. Source: Keptn's format of objectives. */
  weight?: number;
  /** Whether the release fails with it, whatever the score. Default: no. Source: Keptn's format of objectives. */
  key?: boolean;
}

/** Criteria that must all hold. */
export interface CriteriaSet {
  /** The criteria, at least one. */
  criteria: QualityCriterion[];
}

/** What a value is held against. */
export type QualityCriterion = FixedQualityCriterion | RelativeQualityCriterion | OffsetQualityCriterion;

/** A value that was settled beforehand. */
export interface FixedQualityCriterion {
  kind: "fixed";
  /** How the measured value must lie to it. */
  is: Relation;
  /** The value. */
  value: number;
}

/** The baseline, changed by a part of its size: 10 is a tenth more, −10 a tenth less, also of a negative baseline. */
export interface RelativeQualityCriterion {
  kind: "relative";
  /** How the measured value must lie to it. */
  is: Relation;
  /** The change in percent. */
  percent: number;
}

/** The baseline, changed by a number. */
export interface OffsetQualityCriterion {
  kind: "offset";
  /** How the measured value must lie to it. */
  is: Relation;
  /** The change. */
  by: number;
}

/**
 * How a value must lie to what it is held against. Values within one part in 10¹² are equal.
 *
 * - `below`: Less.
 * - `at_most`: Less or equal.
 * - `equal`: Equal.
 * - `at_least`: Greater or equal.
 * - `above`: Greater.
 */
export type Relation = "below" | "at_most" | "equal" | "at_least" | "above";

/** What values are compared with. */
export type QualityComparison = EarlierQualityComparison | ReferenceQualityComparison;

/** The newest earlier results; fewer than that are taken as they are. */
export interface EarlierQualityComparison {
  kind: "earlier";
  /** How many. */
  results: number;
  /** Which. */
  include: IncludedResults;
  /** What is made of them. */
  aggregate: QualityAggregate;
}

/** Values that were pinned. */
export interface ReferenceQualityComparison {
  kind: "reference";
}

/**
 * Which earlier results count.
 *
 * - `pass`: Those that passed.
 * - `pass_or_warning`: Those that passed, with a warning or without.
 * - `all`: All, failed ones too.
 */
export type IncludedResults = "pass" | "pass_or_warning" | "all";

/**
 * What is made of several earlier values. Percentiles lie between values in proportion, at rank p (n + 1); of nine values
 * or fewer the upper ones are the largest.
 *
 * - `avg`: Their mean.
 * - `min`: The least.
 * - `p50`: The median.
 * - `p90`: The 90th percentile.
 * - `p95`: The 95th percentile.
 * - `p99`: The 99th percentile.
 * - `max`: The largest.
 */
export type QualityAggregate = "avg" | "min" | "p50" | "p90" | "p95" | "p99" | "max";

/** The targets of delivery. */
export interface DeliveryPolicy {
  /** More deployments a day than this. Default: 50. Source: R38. */
  deploymentsPerDay?: number;
  /** A shorter lead time than this. Default: 1h. Source: R38. */
  leadTime?: Duration;
  /** A shorter time to recover than this. Default: 10m. Source: R38. */
  recoveryTime?: Duration;
  /** A smaller share of deployments that fail. Default: 0.05. Source: R38. */
  failureRate?: number;
  /** A larger share of deployments that need no person. Default: 0.95. Source: R38. */
  automationRate?: number;
  /** A smaller share of deployments that were not planned; none sets no target. Default: none. Source: R38 names none. */
  reworkRate?: number;
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
  /**
   * The condemned version that this release goes back from, which makes it a rollback: whatever goes wrong, it never
   * serves again. `Engine::start_rollback` sets it.
   */
  rollsBack?: string;
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
  | EventsMeasurement
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

/** Events in an amount of something else, such as crashes per device-hour; the level is their rate. */
export interface EventsMeasurement {
  kind: "events";
  /** How many events there were. */
  events: number;
  /** Hours, devices times hours, pods times seconds; need not be whole. */
  exposure: number;
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
 * - `rolling_back`: The host goes back to the previous version; a release that is a rollback itself is finished at once.
 * - `rolled_back`: The previous version serves everything, or the one that a rollback went back to. The end.
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
  /**
   * Metrics that are judged over all looks: what was counted on both sides since the look before, or since the start
   * where the policy says that they are cumulative.
   */
  judged?: string[];
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

/**
 * Give all traffic to one version at once and remove the other one; answer with `action_done` or `action_failed`. The
 * release is taken back by it; one that is a rollback itself is finished.
 */
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
  /** By which metrics the canary is judged over all looks together. */
  judge?: JudgePolicy;
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
 * - `raises_risk`: A factor that is known to raise the risk.
 * - `factor_unknown`: A factor that is not known, which counts as half a risk and lowers the confidence.
 * - `risk_within`: The risk is within a limit of the policy.
 * - `risk_above`: The risk is above a limit of the policy.
 * - `too_little_known`: Too little is known for the confidence that the policy requires.
 * - `fits_better`: The criterion in which a strategy is ahead of the next best.
 * - `insufficient_capacity`: There is not enough free capacity.
 * - `downtime_not_allowed`: The service must not be down.
 * - `cannot_run_side_by_side`: Two versions of the service cannot serve at the same time.
 * - `forbidden`: Rules from outside forbid it.
 * - `not_mandated`: Rules from outside demand others.
 * - `never_serves`: It never serves users, and the change is to be released.
 * - `serves_users`: It serves users, and the change is only to be compared.
 * - `cannot_go_back`: It learns from users, and the change cannot be taken back from them.
 * - `not_flagged`: The change does not stand behind a feature flag.
 * - `nothing_possible`: Every possibility is excluded.
 * - `assumed`: Something was not said, and a documented assumption stands in for it.
 * - `quorum_reached`: As many people as needed approved.
 * - `quorum_missing`: Not enough people approved yet.
 * - `no_approval_needed`: No rule asks for an approval.
 * - `author_may_not_approve`: The author of a change may not approve it.
 * - `not_entitled`: The person does not have a role that may approve.
 * - `approval_for_another`: The approval is for another version, environment or stage.
 * - `nobody_can_approve`: Nobody who is left may approve.
 * - `condition_holds`: A condition of the policy holds.
 * - `condition_unknown`: A condition of the policy could not be decided, since facts are unknown.
 * - `glass_broken`: Somebody broke the glass: a rule of the policy is overridden, knowingly.
 * - `break_glass_refused`: The glass may not be broken like that.
 * - `window_open`: A deployment window is open.
 * - `window_closed`: No deployment window is open.
 * - `frozen`: A freeze is in force.
 * - `exception_applies`: An exception from a freeze applies.
 * - `not_preferred`: It is allowed, but not one of the times that the policy prefers.
 * - `error_budget_exhausted`: The error budget is exhausted.
 * - `error_budget_unknown`: The error budget is not known, so nobody can say whether it is exhausted.
 * - `item_done`: An item of the checklist is done.
 * - `item_not_done`: An item of the checklist is not done.
 * - `item_unknown`: Nobody said whether an item of the checklist is done.
 * - `image_immutable`: The image tag names one build of the commit.
 * - `image_not_immutable`: The image tag does not name one immutable build.
 * - `tag_accepted`: The tag is accepted, since the policy asks for no form.
 * - `image_of_another_commit`: The image is a build of another commit.
 * - `verified_before`: The version was verified in the environment before.
 * - `not_verified_before`: The version was not verified in the environment before.
 * - `not_long_enough`: The version has not been in the environment before for long enough.
 * - `another_image`: It is not the image that was verified.
 * - `never_decides`: A gate can never decide, since another one always decides before it.
 * - `still_gathering`: The samples of every gate that decides are still gathering, and the stage bakes on.
 * - `no_window_needed`: No window of the policy is about the deployment, so it needs none to be open.
 * - `adjusted`: The plan asks for a number that the policy does not allow, or that could not be carried out; another is taken.
 * - `needs_router`: A share is smaller than what one instance takes, so that a router has to divide the traffic.
 * - `based_on_service`: A prediction rests on how the service was deployed before.
 * - `based_on_strategy`: Nothing is known of the service; a prediction rests on other services by the strategy.
 * - `based_on_all`: Nothing is known of the service and the strategy; a prediction rests on all deployments.
 * - `based_on_nothing`: Nothing is known of any deployment; a prediction rests on what is expected before any.
 * - `not_fitted`: The weights of the model are the built-in ones.
 * - `feature_missing`: A feature of the model is not known of the deployment.
 * - `raises_success`: Something makes the deployment more likely to succeed.
 * - `lowers_success`: Something makes the deployment less likely to succeed.
 * - `would_succeed`: What would make the deployment more likely to succeed.
 * - `constant_feature`: A term of the model that is the same in all rows.
 * - `one_outcome_only`: All deployments had the same outcome, so nothing can be said of what tells outcomes apart.
 * - `never_predicted`: The outcome was not predicted for any deployment.
 * - `better_than_base_rate`: The log loss is better than that of always predicting the base rate.
 * - `not_better_than_base_rate`: The log loss is not better than that of always predicting the base rate.
 * - `no_champion`: There is no champion that the challenger could be worse than.
 * - `not_worse_than_champion`: The challenger is not worse than the champion by more than what is allowed.
 * - `worse_than_champion`: The challenger is worse than the champion by more than what is allowed.
 * - `input_steady`: An input looks as it did in training, as far as chance lets see.
 * - `input_moved`: An input no longer looks as it did in training.
 * - `calibration_steady`: Outcomes are as predicted, as far as chance lets see, or nearly so.
 * - `calibration_moved`: Outcomes are no longer as predicted.
 * - `as_expected`: The log loss is no higher than the predictions themselves expect, though the base rate has less.
 * - `out_of_reach`: The predictions themselves expect less than the threshold.
 * - `never_trained`: The model was never trained.
 * - `drifted`: Inputs or outcomes have moved since training.
 * - `not_drifted`: Neither inputs nor outcomes have moved since training.
 * - `above_baseline`: A metric of the canary is above that of the baseline.
 * - `below_baseline`: A metric of the canary is below that of the baseline.
 * - `critical_metric_failed`: A metric that fails the canary alone is worse than that of the baseline.
 * - `not_comparable`: The values of a metric could not be compared.
 * - `thin_baseline`: The baseline has fewer values than is advised.
 * - `group_unmeasured`: No metric of a group could be compared.
 * - `gaps_taken_for_zero`: A metric without any measurement is taken for zero.
 * - `negative_means`: A ratio of means says nothing where means are negative.
 * - `setting_ignored`: A setting that is not understood, or has no effect, is ignored.
 * - `nothing_to_compare`: No metric that decides was given for both sides.
 * - `worse_than_baseline`: Worse than the baseline by more than chance and by enough to matter.
 * - `perhaps_worse`: Worse than the baseline by enough to matter, which may be chance.
 * - `ranks_disagree`: Worse than the baseline by its mean, but ranks do not confirm it.
 * - `not_worse`: Not worse than the baseline by enough to matter.
 * - `within_chance`: Worse than the baseline, but no more than chance explains.
 * - `not_material`: Certainly worse than the baseline, but not by enough to matter.
 * - `too_noisy`: The samples scatter too much to show what would matter.
 * - `too_few_events`: More events than on the baseline, but too few to be sure.
 * - `events_in_bursts`: More events than on the baseline, but most of them came together.
 * - `too_few_trials`: Too few trials to show an unbearable rate.
 * - `spread_wider`: The samples spread wider than the baseline's.
 * - `baseline_moved`: The baseline itself has moved, which was taken into account.
 * - `harm_shown`: A metric is worse than tolerated, at the level of the judge's policy.
 * - `difference_shown`: The same of a metric of which the difference tells how much.
 * - `safety_shown`: A metric is shown not to be harmful.
 * - `more_needed`: Neither harm nor safety is shown yet.
 * - `safety_not_tested`: Whether a metric is safe cannot be tested with its settings.
 * - `warming_up`: The canary has only just started, and is not judged yet.
 * - `counting_begins`: Cumulative counts were read for the first time; the next look tells what was counted since.
 * - `split_not_as_planned`: The traffic is not split as planned, so that the sides cannot be compared.
 * - `baseline_sick`: The baseline itself is beyond what is healthy, so that being like it says nothing.
 * - `not_shown_in_time`: Neither harm nor safety was shown in the time that the stage gives.
 * - `trigger_fired`: A rollback trigger fired since the deployment, and still does.
 * - `trigger_resolved`: A rollback trigger fired since the deployment, and no longer does.
 * - `trigger_pending`: A rollback trigger would fire if it went on like this.
 * - `trigger_inherited`: A rollback trigger fired before the deployment already, which is therefore not blamed.
 * - `trigger_silenced`: A person silenced a rollback trigger.
 * - `rollback_forced`: A person forces a rollback.
 * - `rollback_forbidden`: A person forbids rollbacks.
 * - `nothing_speaks_for_it`: Too little speaks against the version for taking it back.
 * - `newest_known_good`: The newest version that is known to be good: promoted, verified, not condemned.
 * - `condemned`: The version was condemned, and no person cleared it since.
 * - `not_known_good`: The version was never promoted and verified.
 * - `no_known_good`: No version is known to be good.
 * - `cannot_be_taken_back`: The change of the version can no longer be taken back.
 * - `reversibility_unknown`: Nobody said whether the change of the version can be taken back.
 * - `cooldown_runs`: The last rollback was a short time ago.
 * - `too_many_rollbacks`: As many rollbacks as may be made without a person were made.
 * - `required_unmeasured`: Something that must be measured before a promotion was not.
 * - `canary_too_short`: The canary has had traffic for too short a time.
 * - `canary_too_small`: The canary has too small a share of the traffic.
 * - `escalated`: A rollback that went wrong is finished at once, since the version that it leaves is condemned.
 * - `budget_left`: Enough of an error budget is left.
 * - `budget_low`: An error budget runs low, and releases go slowly.
 * - `budget_nearly_spent`: An error budget is nearly spent, and only critical releases go.
 * - `budget_spent`: An error budget is spent, and releases are frozen.
 * - `budget_below_one`: An error budget is smaller than one failure.
 * - `burns_fast`: An error budget goes faster than an alarm allows.
 * - `steps_too_long`: The measured steps are longer than a window, and say nothing of it.
 * - `incident_costly`: One incident took more of an error budget than the policy allows.
 * - `alarms_within_objective`: An alarm holds for a service that keeps its objective.
 * - `key_objective_failed`: A key objective failed, which no score makes up for.
 * - `failure_hidden`: An objective failed, and the score hides it.
 * - `target_met`: A figure of delivery is better than its target.
 * - `target_missed`: A figure of delivery is not better than its target.
 * - `silent_too_long`: Nothing was measured for longer than a total outage needs to alarm.
 * - `never_reached`: Criteria to warn that a value satisfies only when it passes already.
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
  | "threshold_not_reached"
  | "raises_risk"
  | "factor_unknown"
  | "risk_within"
  | "risk_above"
  | "too_little_known"
  | "fits_better"
  | "insufficient_capacity"
  | "downtime_not_allowed"
  | "cannot_run_side_by_side"
  | "forbidden"
  | "not_mandated"
  | "never_serves"
  | "serves_users"
  | "cannot_go_back"
  | "not_flagged"
  | "nothing_possible"
  | "assumed"
  | "quorum_reached"
  | "quorum_missing"
  | "no_approval_needed"
  | "author_may_not_approve"
  | "not_entitled"
  | "approval_for_another"
  | "nobody_can_approve"
  | "condition_holds"
  | "condition_unknown"
  | "glass_broken"
  | "break_glass_refused"
  | "window_open"
  | "window_closed"
  | "frozen"
  | "exception_applies"
  | "not_preferred"
  | "error_budget_exhausted"
  | "error_budget_unknown"
  | "item_done"
  | "item_not_done"
  | "item_unknown"
  | "image_immutable"
  | "image_not_immutable"
  | "tag_accepted"
  | "image_of_another_commit"
  | "verified_before"
  | "not_verified_before"
  | "not_long_enough"
  | "another_image"
  | "never_decides"
  | "still_gathering"
  | "no_window_needed"
  | "adjusted"
  | "needs_router"
  | "based_on_service"
  | "based_on_strategy"
  | "based_on_all"
  | "based_on_nothing"
  | "not_fitted"
  | "feature_missing"
  | "raises_success"
  | "lowers_success"
  | "would_succeed"
  | "constant_feature"
  | "one_outcome_only"
  | "never_predicted"
  | "better_than_base_rate"
  | "not_better_than_base_rate"
  | "no_champion"
  | "not_worse_than_champion"
  | "worse_than_champion"
  | "input_steady"
  | "input_moved"
  | "calibration_steady"
  | "calibration_moved"
  | "as_expected"
  | "out_of_reach"
  | "never_trained"
  | "drifted"
  | "not_drifted"
  | "above_baseline"
  | "below_baseline"
  | "critical_metric_failed"
  | "not_comparable"
  | "thin_baseline"
  | "group_unmeasured"
  | "gaps_taken_for_zero"
  | "negative_means"
  | "setting_ignored"
  | "nothing_to_compare"
  | "worse_than_baseline"
  | "perhaps_worse"
  | "ranks_disagree"
  | "not_worse"
  | "within_chance"
  | "not_material"
  | "too_noisy"
  | "too_few_events"
  | "events_in_bursts"
  | "too_few_trials"
  | "spread_wider"
  | "baseline_moved"
  | "harm_shown"
  | "difference_shown"
  | "safety_shown"
  | "more_needed"
  | "safety_not_tested"
  | "warming_up"
  | "counting_begins"
  | "split_not_as_planned"
  | "baseline_sick"
  | "not_shown_in_time"
  | "trigger_fired"
  | "trigger_resolved"
  | "trigger_pending"
  | "trigger_inherited"
  | "trigger_silenced"
  | "rollback_forced"
  | "rollback_forbidden"
  | "nothing_speaks_for_it"
  | "newest_known_good"
  | "condemned"
  | "not_known_good"
  | "no_known_good"
  | "cannot_be_taken_back"
  | "reversibility_unknown"
  | "cooldown_runs"
  | "too_many_rollbacks"
  | "required_unmeasured"
  | "canary_too_short"
  | "canary_too_small"
  | "escalated"
  | "budget_left"
  | "budget_low"
  | "budget_nearly_spent"
  | "budget_spent"
  | "budget_below_one"
  | "burns_fast"
  | "steps_too_long"
  | "incident_costly"
  | "alarms_within_objective"
  | "key_objective_failed"
  | "failure_hidden"
  | "target_met"
  | "target_missed"
  | "silent_too_long"
  | "never_reached";

/** How all gates of a look came out. */
export interface GateReport {
  /** The worst check decides. Inconclusive when no critical or guardrail gate was measured. */
  verdict: Verdict;
  /** Why the report as a whole says less than its checks. */
  code?: ReasonCode;
  /** One for each gate, in the order of the policy. */
  checks: Check[];
  /** Metrics that were brought but that no gate reads, nor the judge. */
  unread?: string[];
  /** What the judge says over all looks; none without one. */
  judgement?: Judgement;
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

/** What the judge says after a look. All logarithms are natural. */
export interface Judgement {
  /** What follows. */
  decision: JudgeDecision;
  /** Fail for a rollback, pass for a promotion, inconclusive otherwise; warn in place of pass when a signal is worse. */
  verdict: Verdict;
  /** Looks that were judged so far. */
  looks: number;
  /** Evidence of all metrics that decide that some of them is worse than tolerated. */
  harm: JudgeEvidence;
  /** One for each metric of the policy, in its order. */
  metrics: MetricJudgement[];
  /** Why. */
  reasons: Reason[];
  /** Metrics that were brought but that the policy does not judge. */
  unread?: string[];
}

/**
 * What follows from the evidence about a canary.
 *
 * - `roll_back`: It is worse than tolerated. Never undone.
 * - `promote`: It is not harmful: it may go on before its time is over.
 * - `continue`: Neither is shown yet.
 * - `hold`: The comparison cannot be trusted: the traffic is not split as planned, or the baseline is sick itself.
 */
export type JudgeDecision = "roll_back" | "promote" | "continue" | "hold";

/** Evidence against a hypothesis, and how much is needed. */
export interface JudgeEvidence {
  /** Logarithm of the present evidence; it may fall again. */
  logE: number;
  /** Logarithm of the anytime-valid p-value: 0 at first, never rising. */
  logP: number;
  /** The evidence that decides, `ln(1 / alpha)`. */
  needed: number;
}

/** What the judge says of one metric. */
export interface MetricJudgement {
  /** Its name. */
  name: string;
  /** What follows from it. */
  criticality: Criticality;
  /**
   * Fail when it is shown to be worse, given all metrics; pass when it is shown not to be harmful; warn when a signal is
   * worse by itself.
   */
  verdict: Verdict;
  /** The tests by which it was judged. */
  tests: JudgeTest[];
  /** Evidence that it is worse than tolerated; by itself, before other metrics are taken into account. */
  harm: JudgeEvidence;
  /** Evidence that it is not harmful; none where that cannot be tested. */
  safety?: JudgeEvidence;
  /** How the canary differs; none before there is something to compare. */
  effect?: JudgedEffect;
  /** Events of the baseline: failures, slow requests, or the sum of its levels. */
  baselineEvents: number;
  /** What they came out of: requests, exposure, or the number of levels. */
  baselineExposure: number;
  /** Events of the canary. */
  canaryEvents: number;
  /** What they came out of. */
  canaryExposure: number;
  /**
   * Requests of the canary, or what else its exposure is, that would show a canary like the baseline to be safe, on
   * average; 0 when it is shown, none where that cannot be told.
   */
  untilSafe?: number;
  /**
   * Requests of the canary, likewise, that would show it to be worse on average: if it is as harmful as the policy says or
   * goes on as it has so far, whichever is sooner.
   */
  untilHarm?: number;
  /** What was not judged in this look, or cannot be, and why. */
  notTested?: Reason[];
}

/**
 * A test of the judge.
 *
 * - `rate_ratio`: The ratio of two rates.
 * - `two_proportion`: The difference of two shares.
 * - `histogram_shift`: A shift of a distribution, or a heavier tail.
 * - `gaussian_difference`: A difference of levels with a known variance.
 * - `symmetric_difference`: A difference of levels of which nothing is known.
 */
export type JudgeTest =
  | "rate_ratio"
  | "two_proportion"
  | "histogram_shift"
  | "gaussian_difference"
  | "symmetric_difference";

/** How far the canary is from the baseline, with an interval that holds at all looks together. */
export interface JudgedEffect {
  /** What the numbers are. */
  measure: EffectMeasure;
  /** What was observed; none where the baseline has no events. */
  estimate?: number;
  /** The lower end of its interval of 95 %; none where it has no bound. */
  lower?: number;
  /** The upper end; none where it has no bound. */
  upper?: number;
}

/**
 * How a difference is expressed.
 *
 * - `ratio`: The canary's level divided by the baseline's.
 * - `difference`: The canary's level or rate minus the baseline's.
 */
export type EffectMeasure = "ratio" | "difference";

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
  /** What the judge has found so far; it goes on through all stages. */
  judge?: JudgeState;
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

/**
 * What the judge of one canary has found so far: it goes on from here as if it had never stopped, to the same bits.
 *
 * Its numbers mean something only to a judge with the same policy; any other refuses it.
 */
export interface JudgeState {
  /** Hash of the policy. */
  judge: string;
  /** Looks that were judged. */
  looks: number;
  /** When the first look was. */
  began?: Date;
  /** When the last one was. */
  last?: Date;
  /** Ids of the last looks. */
  seen?: string[];
  /** The canary's share at the last look that named one. */
  share?: number;
  /** Requests of the canary so far, as far as any metric counts them. */
  requests: number;
  /** Logarithm of the smallest p-value of all metrics that decide together. */
  logP: number;
  /** When harm was shown, which nothing undoes. */
  harmed?: Date;
  /** One for each metric of the policy. */
  metrics: MetricState[];
  /** Of the check of the split. */
  split?: SplitState;
}

/** What is kept of one metric. */
export interface MetricState {
  /** Evidence that the canary is worse than tolerated. */
  harm: SideState;
  /** Evidence that it is not harmful. */
  safety: SideState;
  /** Logarithm of the likelihood of some ratios of the rates; empty before the first events. */
  ratio?: number[];
  /** All events of the baseline, or the sums of its levels and their number. */
  baseline?: ArmEvents;
  /** All events of the canary, likewise. */
  canary?: ArmEvents;
  /** Events of the baseline in the last few looks. */
  recent?: ArmEvents;
  /** Whether the baseline is sick. */
  sick?: boolean;
  /** Where cumulative counts stood. */
  marks?: Marks;
  /** Bounds of the histograms. */
  bounds?: number[];
  /** Of levels. */
  levels?: LevelState;
}

/** One question about one metric. */
export interface SideState {
  /** The tests that are averaged. */
  tests: SequentialState[];
  /** Logarithm of the present evidence of each. */
  logE: number[];
  /** Logarithm of the smallest p-value of their average so far. */
  logP: number;
}

/**
 * What a sequential test keeps between looks: it goes on from here as if it had never stopped, to the same bits.
 *
 * Its numbers mean something only to the test that it belongs to.
 */
export interface SequentialState {
  /** Hash of the test with all its settings; no other test goes on from this state. */
  test: string;
  /** How many looks there were. */
  looks: number;
  /** Logarithm of the smallest p-value so far. */
  logP: number;
  /** Capital that waits to be bet. */
  idle: number;
  /** Logarithm of the capital of each node; the lowest number there is stands for no capital. */
  logCapital?: number[];
  /** What is kept of the baseline: sums of its counts, or its samples in order. */
  baseline?: number[];
  /** What is kept of the canary, likewise. */
  canary?: number[];
  /** Sums over the looks of what belongs to no single arm. */
  sums?: number[];
}

/** How often something happened, and in how much of which it could have. */
export interface ArmEvents {
  /** How often it happened. */
  events: number;
  /** Requests, device-hours, pod-seconds; need not be whole. */
  exposure: number;
}

/** Where the cumulative counts of both sides stood. */
export interface Marks {
  /** Of the baseline. */
  baseline: number[];
  /** Of the canary. */
  canary: number[];
}

/** Levels: the block on its way, and the blocks so far. */
export interface LevelState {
  /** When the block began. */
  began?: Date;
  /** Sum of the differences of the block. */
  sum: number;
  /** How many they are. */
  count: number;
  /** Blocks so far. */
  blocks: number;
  /** Mean of their differences. */
  mean: number;
  /** Sum of their squared distances from it. */
  squares: number;
  /** The baseline's last level. */
  baseline: number;
}

/** The check of the split at the present share. */
export interface SplitState {
  /** The canary's planned share of the requests of both sides. */
  share: number;
  /** How many shares there were, this one included. */
  shares: number;
  /** The test. */
  test: SequentialState;
  /** Whether it has alarmed, at this share or before. */
  broken: boolean;
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

/**
 * A series of looks, such as a backtest feeds to `Rollout::run` or
 * `judge_recording`.
 */
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
export type Column = ValuesColumn | CountsColumn | EventsColumn | HistogramColumn | SamplesColumn;

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

/** Events in an amount of something else. */
export interface EventsColumn {
  kind: "events";
  /** How many events there were. */
  events: number[];
  /** Hours, devices times hours, pods times seconds. */
  exposure: number[];
}

/** Cumulative histograms, as Prometheus keeps them, over the same buckets in all looks. */
export interface HistogramColumn {
  kind: "histogram";
  /** Upper bounds of the buckets, rising, without the last unbounded one. */
  bounds: number[];
  /**
   * For every look, how many samples were at or below each bound, and last how many there were in all; a gap is a
   * missing measurement.
   */
  cumulative: (number[] | null)[];
}

/** The samples themselves; a gap is a missing measurement. */
export interface SamplesColumn {
  kind: "samples";
  /** The samples of every look, in any order. */
  values: (number[] | null)[];
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

/** What is known before a deployment. Whatever is left out is unknown, and no decision takes the unknown for harmless. */
export interface Situation {
  /** What is deployed. */
  change: Change;
  /** The service that it changes. */
  service: Service;
  /** Where it is deployed. */
  target: Target;
  /** How deployments by each strategy went before; at most one entry for each. */
  history?: StrategyHistory[];
  /** How much risk the operator accepts, from 0 (none) to 1. */
  riskTolerance?: number;
  /** What rules from outside demand. */
  compliance?: Compliance;
  /** Share of the error budget that is left: 1 is untouched, 0 exhausted, negative overspent. */
  errorBudget?: number;
  /** Predicted probability that the deployment succeeds. */
  successProbability?: number;
  /**
   * Numbers of the user's own that a success model looks at, by the names of its features. Default: none. Source: our
   * choice.
   */
  signals?: { [name: string]: number };
  /**
   * Words of the user's own that a success model looks at, by the names of its features. Default: none. Source: our
   * choice.
   */
  labels?: { [name: string]: string };
}

/** One version on its way, and what is known of how it differs from the one that serves. */
export interface Change {
  /** The version that is deployed. */
  version: string;
  /** The commit that it is built from. */
  commit?: string;
  /** The tag of its image, of the form `{commit-hash}-{timestamp}`. */
  imageTag?: string;
  /** Whether the service was never deployed here before. */
  firstDeployment?: boolean;
  /** What kinds of change it holds; an empty list says that it is code only. */
  kinds?: ChangeKind[];
  /** Files changed. */
  files?: number;
  /** Lines added and removed. */
  lines?: number;
  /** How far it can be taken back. */
  reversibility?: Reversibility;
  /** Whether its new behaviour stands behind a feature flag. */
  flagged?: boolean;
  /** What tests say. */
  tests?: Tests;
  /** What the analysis of its code found. */
  codeFindings?: Findings;
  /** What the scan of its image found. */
  imageFindings?: Findings;
  /** Who wrote it. */
  author?: string;
  /** Who reviewed it and agreed. */
  reviewers?: string[];
  /** Whether a plan to take it back is written down. */
  rollbackPlan?: boolean;
  /** The incident that it answers; none if it answers none. */
  incident?: Incident;
}

/**
 * What a change holds.
 *
 * - `schema_migration`: The schema of a database changes.
 * - `breaking_api`: Callers of the interface have to change too.
 * - `configuration`: Configuration only.
 * - `dependency`: Versions of libraries.
 * - `experiment`: To be compared with the old behaviour by what users do.
 * - `hotfix`: A fix that cannot wait.
 * - `reliability_fix`: A fix that makes the service more reliable.
 * - `security_fix`: A fix of a vulnerability.
 * - `major`: A large part of the service is new.
 * - `trial`: To be compared on a copy of live traffic, not to be released yet.
 */
export type ChangeKind =
  | "schema_migration"
  | "breaking_api"
  | "configuration"
  | "dependency"
  | "experiment"
  | "hotfix"
  | "reliability_fix"
  | "security_fix"
  | "major"
  | "trial";

/** How far a change can be taken back. */
export type Reversibility = FullReversibility | UntilReversibility | NeverReversibility;

/** At any time. */
export interface FullReversibility {
  kind: "full";
}

/** While no more than a share of the traffic has reached it. */
export interface UntilReversibility {
  kind: "until";
  /** The last share at which it can be taken back, in percent. */
  share: number;
}

/** Not at all, such as a migration that deletes data. */
export interface NeverReversibility {
  kind: "never";
}

/** What tests say of a change. */
export interface Tests {
  /** Share of the tests that pass. */
  passRate?: number;
  /** Share of the code that tests cover. */
  coverage?: number;
  /** Stages of testing that passed, such as `unit` and `integration`. */
  stagesPassed?: string[];
}

/** Findings by severity. */
export interface Findings {
  /** Critical ones. */
  critical: number;
  /** High ones. */
  high: number;
  /** Medium ones. Default: 0. Source: our choice. */
  medium?: number;
  /** Low ones. Default: 0. Source: our choice. */
  low?: number;
}

/** The incident that a change answers. */
export interface Incident {
  /** Identifies it. */
  id: string;
  /** How urgent it is. */
  priority: Priority;
}

/**
 * How urgent an incident is.
 *
 * - `p0`: Everything else waits.
 * - `p1`: Today.
 * - `p2`: Soon.
 * - `p3`: When there is time.
 */
export type Priority = "p0" | "p1" | "p2" | "p3";

/** What is known of a service. */
export interface Service {
  /** Its name. */
  name: string;
  /** How it is built. */
  application?: ApplicationType;
  /** What its failure costs. */
  criticality?: ServiceCriticality;
  /** Requests a second that it answers. */
  requestsPerSecond?: number;
  /** Whether users call it, not only other services. */
  userFacing?: boolean;
  /** Instances that run. */
  replicas?: number;
  /** How often it is deployed, per day. */
  deploymentsPerDay?: number;
  /** Whether two versions can serve at the same time. */
  sideBySide?: boolean;
  /** Whether it may be down for a deployment. */
  downtimeAllowed?: boolean;
}

/**
 * How a service is built.
 *
 * - `microservice`: One of many small services, without state of its own.
 * - `monolith`: One program that does everything.
 * - `stateful`: It keeps state in its instances.
 * - `worker`: It works on jobs or messages rather than requests.
 */
export type ApplicationType = "microservice" | "monolith" | "stateful" | "worker";

/** Where a version is deployed. */
export interface Target {
  /** The environment. */
  environment: Environment;
  /** The cloud, for conditions. */
  cloud?: string;
  /** The cluster, for conditions. */
  cluster?: string;
  /** What is free there. */
  free?: Capacity;
}

/** Free capacity, as a multiple of what the service uses now: 1 is room for a second copy of all its instances. */
export interface Capacity {
  /** Processors. */
  compute?: number;
  /** Memory. */
  memory?: number;
  /** Network. */
  network?: number;
}

/** How deployments by one strategy went. */
export interface StrategyHistory {
  /** The strategy. */
  strategy: Strategy;
  /** Deployments of this service. */
  service?: Outcomes;
  /** Deployments of all other services. */
  others?: Outcomes;
}

/** Deployments by how they ended. */
export interface Outcomes {
  /** Those that were verified. Default: 0. Source: our choice. */
  succeeded?: number;
  /** Those that were rolled back or failed. Default: 0. Source: our choice. */
  failed?: number;
}

/** What rules from outside demand. */
export interface Compliance {
  /** The only strategies that may be used; empty when all may. */
  mandated?: Strategy[];
  /** Strategies that must not be used. */
  forbidden?: Strategy[];
}

/** How risky a deployment is. */
export interface Risk {
  /** Pass to go on, warn for caution, inconclusive where a person is needed, fail where a promotion is refused. */
  verdict: Verdict;
  /** The risk, from 0 to 1: the weighted mean of the levels of all factors, or what the worst makes alone. */
  score: number;
  /** What follows from it. */
  recommendation: RiskRecommendation;
  /** Share of the factors, by weight, that is known. */
  confidence: number;
  /** Every factor, those with the greatest impact first. */
  factors: FactorRisk[];
  /** The factors that are not known. */
  unknown: RiskFactor[];
  /** Why: what was compared with limits, then what raises the risk most. */
  reasons: Reason[];
}

/**
 * What a risk asks for; later ones are worse.
 *
 * - `proceed`: Go on.
 * - `proceed_with_caution`: Go on, in small steps and with somebody watching.
 * - `require_approval`: Ask a person.
 * - `refuse_promotion`: Do not promote to the next environment.
 */
export type RiskRecommendation = "proceed" | "proceed_with_caution" | "require_approval" | "refuse_promotion";

/** What one factor does to the risk. */
export interface FactorRisk {
  /** The factor. */
  factor: RiskFactor;
  /** What was observed, in its own unit; none when it is not known. */
  value?: number;
  /** How risky that is, from 0 to 1. */
  level: number;
  /** How much it does to the risk. */
  impact: Impact;
}

/**
 * How much a factor does to the risk.
 *
 * - `low`: Alone it makes a risk below 0.15.
 * - `medium`: Alone it makes a risk from 0.15.
 * - `high`: Alone it makes a risk from 0.35.
 * - `critical`: Alone it makes a risk from 0.6.
 */
export type Impact = "low" | "medium" | "high" | "critical";

/**
 * Which strategy, and why. Strategies that cannot be used are excluded; the others are ranked.
 *
 * A score is the share of what the situation asks for that a strategy gives: the mean of its properties, weighted by
 * weight and demand of each criterion (`Criterion` has the table). As one input grows, every score moves in one
 * direction only, and any two strategies change places at most once.
 */
export interface StrategyChoice {
  /** Pass when there is a strategy to use, else fail. */
  verdict: Verdict;
  /** The best strategy; none when all are excluded. */
  winner?: Strategy;
  /** The next best. */
  runnerUp?: Strategy;
  /**
   * All that can be used, the best first; equal scores in the order rolling, blue-green, canary, recreate, feature
   * flag, A/B test, dark launch, shadow.
   */
  ranked: RankedStrategy[];
  /** Those that cannot be used, and why. */
  excluded: ExcludedStrategy[];
  /** What has to go along with the winner. */
  precautions: Precaution[];
  /** A plan for the winner, sized to the situation. */
  plan?: SizedPlan;
  /** What that plan puts at risk. */
  blastRadius?: BlastRadius;
  /** What would have to change for another strategy to win, one input at a time. */
  flips: StrategyFlip[];
  /** Why the winner is ahead of the runner-up, the greatest difference first; then what was assumed. */
  reasons: Reason[];
}

/** A strategy that can be used. */
export interface RankedStrategy {
  /** The strategy. */
  strategy: Strategy;
  /** The share of what is asked for that it gives, in percent. */
  score: number;
  /** What the score is made of: the criteria that are asked for. The points add up to the score. */
  parts: ScorePart[];
}

/** What one criterion gives to a score. */
export interface ScorePart {
  /** The criterion. */
  criterion: Criterion;
  /** How much the situation asks for it, from 0 to 1. */
  demand: number;
  /** How much of it the strategy has, from 0 to 1. */
  property: number;
  /** Points of the score. */
  points: number;
}

/**
 * What strategies are compared by. Properties follow the words of R1, in numbers of our choice from 0 to 1 with 1
 * best:
 *
 * | criterion | rolling | blue-green | canary | recreate | feature flag | A/B test | dark launch | shadow |
 * |---|---|---|---|---|---|---|---|---|
 * | `safety` | 0.5 | 0.75 | 0.95 | 0.1 | 0.9 | 0.75 | 0.95 | 1 |
 * | `simplicity` | 0.8 | 0.5 | 0.25 | 1 | 0.5 | 0.05 | 0.2 | 0.25 |
 * | `rollback_speed` | 0.5 | 0.9 | 0.9 | 0.2 | 1 | 0.9 | 1 | 1 |
 * | `economy` | 0.9 | 0 | 0.85 | 1 | 1 | 0.7 | 0.8 | 0.2 |
 * | `schema_change` | 0.2 | 1 | 0.2 | 0.6 | 0.3 | 0 | 0.3 | 0 |
 * | `breaking_api` | 0.1 | 1 | 0.3 | 0.4 | 0.4 | 0.1 | 0.4 | 0.2 |
 * | `experiment` | 0 | 0 | 0.3 | 0 | 0.6 | 1 | 0.4 | 0.2 |
 * | `exposure` | 0.1 | 0.4 | 1 | 0 | 0.5 | 0.4 | 0.9 | 0.3 |
 * | `pace` | 1 | 0.3 | 0.5 | 0.6 | 0.9 | 0 | 0.4 | 0 |
 * | `application`: microservice | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |
 * | `application`: monolith | 0.6 | 1 | 0.4 | 0.6 | 0.9 | 0.4 | 0.5 | 0.4 |
 * | `application`: stateful | 1 | 0.3 | 0.4 | 0.7 | 0.9 | 0.4 | 0.5 | 0.1 |
 * | `application`: worker | 1 | 0.6 | 0.4 | 0.8 | 0.9 | 0.1 | 0.4 | 0.3 |
 * | `track_record` | success rate of the strategy, as `HistoryPolicy` says |||||||
 *
 * Free capacity that each needs, as a multiple of what the service uses; it is excluded when less is known to be free:
 *
 * | blue-green | A/B test | canary | shadow | rolling, feature flag, dark launch | recreate |
 * |---|---|---|---|---|---|
 * | 1 | 0.5 | 0.1, or one instance if that is more | 0.1 | one instance; none for several of low or medium criticality | 0 |
 *
 * | criterion | how much it is asked for, from 0 to 1 | when not said |
 * |---|---|---|
 * | `safety` | mean of criticality (0, ⅓, ⅔, 1) and 1 − risk tolerance; halved in staging, a fifth in dev | 0.5 for each |
 * | `simplicity` | 1 | |
 * | `rollback_speed` | 0.5 | |
 * | `economy` | 1 − the scarcest free capacity | 0.5 |
 * | `schema_change`, `breaking_api`, `experiment` | 1 when the change holds it | 0 |
 * | `exposure` | (requests a second ÷ high traffic)², at most 1, for a service that users call; 1 for a major change | traffic 0, users call it |
 * | `pace` | deployments a day ÷ frequent, at most 1 | 0 |
 * | `application` | 1 | a microservice |
 * | `track_record` | 1 | the expected rate |
 *
 * - `safety`: Few users meet a fault.
 * - `simplicity`: Little has to be set up and understood.
 * - `rollback_speed`: The way back is short.
 * - `economy`: Few resources beyond the usual are needed.
 * - `schema_change`: It suits a change of the schema.
 * - `breaking_api`: It suits an interface that callers have to follow.
 * - `experiment`: It compares variants by what users do.
 * - `exposure`: It brings high traffic to the new version a little at a time.
 * - `pace`: It is over soon, for those who deploy often.
 * - `application`: It suits how the service is built.
 * - `track_record`: It went well before.
 */
export type Criterion =
  | "safety"
  | "simplicity"
  | "rollback_speed"
  | "economy"
  | "schema_change"
  | "breaking_api"
  | "experiment"
  | "exposure"
  | "pace"
  | "application"
  | "track_record";

/** A strategy that cannot be used. */
export interface ExcludedStrategy {
  /** The strategy. */
  strategy: Strategy;
  /** Everything that speaks against it. */
  reasons: Reason[];
}

/**
 * What has to go along with a deployment (R3, R4).
 *
 * - `migrate_first`: The schema is migrated before the new version is deployed, so that both versions can work with it.
 * - `coordinate_consumers`: Those who call the interface are ready for the new one before traffic is switched.
 * - `automated_analysis`: The gates decide, not a person who looks at graphs.
 * - `use_flags`: Flags decide who sees which variant.
 * - `back_up_data`: Data are backed up before what cannot be taken back.
 */
export type Precaution =
  | "migrate_first"
  | "coordinate_consumers"
  | "automated_analysis"
  | "use_flags"
  | "back_up_data";

/** A plan for one situation, and how it came about. */
export interface SizedPlan {
  /** The plan. */
  plan: Plan;
  /** The caution that it was made with, from 0 to 1. */
  caution: number;
  /** Samples that the gates on counted metrics need. */
  minSamples: number;
  /** The sum of all bake times. */
  takesAtLeast: Duration;
  /** What was assumed, and where the traffic does not bring the samples. */
  reasons: Reason[];
}

/** What a plan puts at risk, held against the limits of the policy. */
export interface BlastRadius {
  /** Fail beyond a limit, inconclusive while the number of instances is unknown, warn when the plan needs a router. */
  verdict: Verdict;
  /** What the failure of the service costs; critical where that is unknown. */
  criticality: ServiceCriticality;
  /** The factor `blast_radius` of the confidence score: 1 for a plan that serves nobody. */
  factor: number;
  /** Largest share of traffic that the plan gives to the new version before its first look passed, in percent. */
  unprovenShare: number;
  /**
   * Instances that may be missing while a Deployment is updated: what the plan asks for, within the policy. In
   * instances where their number is known.
   */
  maxUnavailable: string;
  /** Instances that may exist beyond the usual number meanwhile, likewise. */
  maxSurge: string;
  /** Instances that must be available at any time. */
  minAvailable: number;
  /** One for each stage of the plan. */
  stages: StageBlast[];
  /** Why. */
  reasons: Reason[];
}

/** What a stage puts at risk. */
export interface StageBlast {
  /** Share of traffic, in percent. */
  share: number;
  /** Instances of the new version, where their number is known. */
  canary?: number;
  /** Instances of the old version, likewise. */
  stable?: number;
  /** Whether a look, at gates or tests, has passed before the stage begins. */
  proven: boolean;
  /** Whether the version is proven, or the share within the limit for one that is not. */
  withinLimit: boolean;
}

/** One change of input that makes another strategy win, all else being as it is. */
export interface StrategyFlip {
  /** The input, by its path in the situation. */
  input: string;
  /** How it would have to be: on which side of the value, or with which word. */
  direction: FlipDirection;
  /** The value, for an input that is a number. */
  value?: number;
  /** The word, for an input that is not. */
  word?: string;
  /** The strategy that wins then; none when all are excluded then. */
  winner?: Strategy;
}

/**
 * How an input would have to be.
 *
 * - `above`: Just above it.
 * - `below`: Just below it.
 * - `at`: At the value or word itself.
 * - `with`: With the word in the list.
 * - `without`: Without the word in the list.
 */
export type FlipDirection = "above" | "below" | "at" | "with" | "without";

/** Whether a deployment may begin now. */
export interface WindowDecision {
  /**
   * Fail when something blocks, warn when another time would be preferred, else pass. An error budget that is not
   * known is among the reasons and changes nothing here.
   */
  verdict: Verdict;
  /** Whether it may begin. */
  open: boolean;
  /** What stands against it: closed windows, then freezes, in the order of the policy, then the error budget. */
  blockedBy?: Blocker[];
  /** Names of the exceptions that let it pass a freeze which is in force. */
  exceptions?: string[];
  /**
   * The next moment at which it may begin. Absent when it may begin now, when time alone does not help, as with an
   * exhausted error budget, and when it is more than 400 days off.
   */
  opensAt?: Date;
  /**
   * The next moment at which it may no longer begin. Absent when it may not begin now, and when it is more than 400
   * days off.
   */
  closesAt?: Date;
  /**
   * The next moment that is preferred and at which it may begin. Absent when this is one, when the policy prefers
   * no time for it, and as `opens_at` is.
   */
  preferredAt?: Date;
  /**
   * What becomes of a rollout on its way: the strictest word of the freezes that block. Absent when none does: the
   * end of a window stops no rollout.
   */
  underWay?: UnderWay;
  /** Why. */
  reasons: Reason[];
}

/** Something that stands against a deployment now. */
export interface Blocker {
  /** Name of the window or freeze, or `error_budget`. */
  name: string;
  /** What it is. */
  kind: BlockerKind;
  /**
   * When it ends to stand against it: when the window opens, when the freeze is over. Absent when that is not a
   * matter of time, or more than 400 days off.
   */
  until?: Date;
}

/**
 * What can stand against a deployment.
 *
 * - `window`: A window that is closed.
 * - `freeze`: A freeze that is in force.
 * - `error_budget`: An error budget that is exhausted.
 */
export type BlockerKind = "window" | "freeze" | "error_budget";

/** Whether an image tag names one immutable build of the commit that is deployed. */
export interface ImageCheck {
  /** Pass, fail, or inconclusive when tag or commit are unknown. */
  verdict: Verdict;
  /** The commit that the tag names, possibly shortened. */
  commit?: string;
  /** When the image was built, by the tag. */
  builtAt?: Date;
  /** Why. */
  reasons: Reason[];
}

/**
 * What is known of the items that nothing else shows: their names, and whether they are done. What is left out is
 * unknown.
 */
export interface Checklist {
  /** Items that are done (true) or not (false). */
  items?: { [name: string]: boolean };
}

/** Whether everything is seen to. */
export interface Readiness {
  /** Fail when a required item is not done, inconclusive when one is unknown, warn when an advisory one is missing. */
  verdict: Verdict;
  /** Every item that counts here. */
  items: ItemOutcome[];
  /** Required items that are not done or unknown. */
  missing: string[];
  /** One for each item that is not done or unknown; then, when there is none, that nothing is missing. */
  reasons: Reason[];
}

/** How one item stands. */
export interface ItemOutcome {
  /** Its name. */
  name: string;
  /** How much it counts here. */
  need: Need;
  /** Whether it is done; none when that is unknown. */
  done?: boolean;
}

/** A version that was verified in an environment. */
export interface VerifiedVersion {
  /** The environment. */
  environment: Environment;
  /** The version. */
  version: string;
  /** When its rollout was verified. */
  at: Date;
  /** The image that was verified. */
  imageTag?: string;
}

/** Whether a version may go on to an environment. */
export interface EnvironmentPromotion {
  /** Pass, fail, or inconclusive when it is not known what was verified. */
  verdict: Verdict;
  /** The environment that it comes from; none for the first. */
  from?: Environment;
  /** The environment that it goes to. */
  to: Environment;
  /** Why. */
  reasons: Reason[];
}

/** The answer of a condition. */
export interface ConditionAnswer {
  /** Yes or no; none when it hangs on facts that are unknown. */
  holds?: boolean;
  /** The unknown facts that it hangs on, in order of the condition; empty when it is decided. */
  unknown: string[];
}

/** What a person said to a deployment. */
export interface ApprovalVote {
  /** Who. */
  actor: string;
  /** The roles that the person has. */
  roles?: string[];
  /** When. */
  at: Date;
  /** What was said. */
  vote: Vote;
  /** The version that it was said of. */
  version: string;
  /** The environment that it was said of. */
  environment: Environment;
  /** The stage that it was said of, from 0; none for the deployment as a whole. */
  stage?: number;
  /** Why. */
  reason?: string;
}

/**
 * What a person says.
 *
 * - `approve`: Yes.
 * - `reject`: No; it holds until the same person approves.
 */
export type Vote = "approve" | "reject";

/** Whether everybody who must agree does. */
export interface ApprovalDecision {
  /** Pass; inconclusive while people are waited for; fail when somebody refused or nobody is left who may approve. */
  verdict: Verdict;
  /** Whether no rule applies, so that nobody needs to agree. */
  automatic: boolean;
  /** The rules that apply. */
  rules: RuleOutcome[];
  /** Once everybody agrees: when the first of the approvals that are needed stops to count. */
  validUntil?: Date;
  /** Why: for each rule that applies, and for each vote that does not count. */
  reasons: Reason[];
}

/** How one rule stands. */
export interface RuleOutcome {
  /** Name of the rule. */
  name: string;
  /** How it stands. */
  verdict: Verdict;
  /** How many people must approve. */
  needed: number;
  /** Those whose approval counts, in order of their votes. */
  approvedBy: string[];
  /** Those who refused. */
  rejectedBy: string[];
  /** When there are no longer as many approvals as needed. */
  validUntil?: Date;
}

/** A person overrides the policy for one version in one environment. */
export interface BreakGlass {
  /** Who. */
  actor: string;
  /** The roles that the person has. */
  roles?: string[];
  /** Why. */
  reason: string;
  /** When. */
  at: Date;
  /** Until when. */
  expiresAt: Date;
  /** The version that it is for. */
  version: string;
  /** The environment that it is for. */
  environment: Environment;
}

/** What is brought to the question whether a deployment may go now. */
export interface AdmissionRequest {
  /** What is deployed, and where. */
  situation: Situation;
  /** What people said to it. */
  votes?: ApprovalVote[];
  /** What is prepared. */
  checklist?: Checklist;
  /** Which versions were verified where; none if nobody knows. */
  verified?: VerifiedVersion[];
  /**
   * All versions that were deployed there, oldest first: one that was condemned is not deployed again until a person clears
   * it. Default: none. Source: R32.
   */
  history?: KnownVersion[];
  /** Rollbacks so far, oldest first; the version that was left is condemned. Default: none. Source: R32. */
  rollbacks?: PastRollback[];
  /** A person who overrides the policy. */
  breakGlass?: BreakGlass;
}

/** A version that was deployed. */
export interface KnownVersion {
  /** The version. */
  version: string;
  /** When it first served everything; none if it never did. */
  promotedAt?: Date;
  /** When it was verified after that; none if it never was. */
  verifiedAt?: Date;
  /** Until when it served everything; left out while it still does or when nobody knows. */
  servedUntil?: Date;
  /** The largest share of live traffic that it had, in percent; all of it once it was promoted. */
  reached?: number;
  /** How far its change can be taken back. */
  reversibility?: Reversibility;
  /** Whether its new behaviour stands behind a feature flag. */
  flagged?: boolean;
  /** When it was condemned. */
  condemnedAt?: Date;
  /** Who said since that it may be deployed again. */
  cleared?: Clearance;
}

/** A person lets a condemned version be deployed again. */
export interface Clearance {
  /** Who. */
  actor: string;
  /** Why. */
  reason: string;
  /** When. */
  at: Date;
}

/** A rollback that was made. */
export interface PastRollback {
  /** When it began. */
  at: Date;
  /** The version that was left, which is condemned by it. */
  from: string;
  /** The version that was gone back to. */
  to: string;
  /** Whether no person was asked. */
  automatic: boolean;
}

/** Whether a deployment may go now, and what speaks for and against it. */
export interface Admission {
  /**
   * The worst of all parts. A broken glass turns what the policy refuses or waits for into a warning; it never lets an
   * image pass that does not name one build of the commit.
   */
  verdict: Verdict;
  /** Whether it may go: on pass and warn. */
  admitted: boolean;
  /** The image. */
  image: ImageCheck;
  /** The environment before. */
  promotion: EnvironmentPromotion;
  /** Windows, freezes and the error budget. */
  window: WindowDecision;
  /** The people who must agree. */
  approvals: ApprovalDecision;
  /** What must be prepared. */
  readiness: Readiness;
  /** The risk. It asks for approvals and refuses promotions there; here it warns at most. */
  risk: Risk;
  /** When to ask again, where time alone opens a window. */
  askAgainAt?: Date;
  /** Why: those of the parts that decide, the glass first. */
  reasons: Reason[];
  /** That the version was condemned, if it was. */
  condemned?: Reason;
}

/** The parts of manifests that follow from a plan and its limits. */
export interface KubernetesFragments {
  /** How a Deployment is updated: the only one, or each of both where two versions have their own. */
  strategy: DeploymentStrategy;
  /** What maintenance of the cluster must leave. */
  podDisruptionBudget: DisruptionBudget;
  /**
   * Replicas of the Deployments of both versions, one entry for each stage. Empty where one Deployment does it all,
   * and while the number of instances is unknown.
   */
  replicas: StageReplicas[];
}

/** How a Deployment replaces its pods. */
export type DeploymentStrategy = RecreateDeploymentStrategy | RollingUpdateDeploymentStrategy;

/** All old ones are stopped, then the new ones started. */
export interface RecreateDeploymentStrategy {
  kind: "recreate";
}

/** A few at a time. Never both zero. */
export interface RollingUpdateDeploymentStrategy {
  kind: "rolling_update";
  /** Pods that may exist beyond the usual number. */
  maxSurge: string;
  /** Pods that may be missing. */
  maxUnavailable: string;
}

/** What maintenance of the cluster must leave; Kubernetes takes one of both. */
export type DisruptionBudget = MinAvailableDisruptionBudget | MaxUnavailableDisruptionBudget;

/** Pods that must stay. */
export interface MinAvailableDisruptionBudget {
  kind: "min_available";
  /** How many. */
  pods: number;
}

/** Pods that may be taken away at a time. */
export interface MaxUnavailableDisruptionBudget {
  kind: "max_unavailable";
  /** How many, or what percentage of them. */
  limit: string;
}

/** Replicas of both versions in a stage. */
export interface StageReplicas {
  /** Share of traffic, in percent. */
  share: number;
  /** Replicas of the new version. */
  canary: number;
  /** Replicas of the old version. */
  stable: number;
}

/** The question how many instances each version should have now. */
export interface ReplicaRequest {
  /** Instances that the service should have in all. */
  replicas: number;
  /**
   * What the new version is to get, out of `max_weight`. Above it only in mode `routed`, where it scales without
   * taking traffic. From 0 to 1 000 000.
   */
  weight: number;
  /**
   * The weight that stands for all traffic, from 1 to 1 000 000. Default: 100, so that weights are percent.
   * Source: our choice.
   */
  maxWeight?: number;
  /** What divides the traffic. */
  mode: ReplicaMode;
}

/** What divides the traffic between the versions. */
export type ReplicaMode = UnroutedReplicaMode | RoutedReplicaMode;

/** The numbers of instances alone. The answer is one step towards them that stays within the limits. */
export interface UnroutedReplicaMode {
  kind: "unrouted";
  /** Instances that may exist beyond the usual number. Default: 25%. Source: R5, rolling. */
  maxSurge?: string;
  /** Instances that may be missing. Default: 25%. Source: R5, rolling. */
  maxUnavailable?: string;
  /** The new version; none before it is deployed, which leaves it without instances. */
  canary?: ReplicaSet;
  /** The old version; none when there is no other than the new one, which then gets all instances. */
  stable?: ReplicaSet;
  /** Still older versions. While one of them is to have instances nothing else is scaled down. */
  older?: ReplicaSet[];
}

/** A router. The answer is the final numbers. */
export interface RoutedReplicaMode {
  kind: "routed";
  /**
   * Whether the old version shrinks as the new one grows, rather than stay complete. Default: no.
   * Source: our choice, which keeps the way back short.
   */
  dynamicStable?: boolean;
  /** Least number of instances of a version that has any. Default: 1. Source: our choice, none. */
  minPerSet?: number;
  /** The number of instances of the new version, whatever its weight. */
  fixed?: number;
  /**
   * What the router sends now, where that is known. With `dynamic_stable` no version gets fewer instances than
   * its traffic needs.
   */
  actual?: TrafficWeights;
  /** Whether the rollout is being taken back. Default: no. Source: our choice. */
  aborted?: boolean;
}

/** Instances of one version. */
export interface ReplicaSet {
  /** Instances that it is to have. */
  desired: number;
  /** Instances that serve. More than `desired` while it shrinks. */
  available: number;
}

/** What a router sends to each version, out of `max_weight` together. Each from 0 to 1 000 000. */
export interface TrafficWeights {
  /** To the new version. */
  canary: number;
  /** To the old version. */
  stable: number;
}

/** Instances of the new and of the old version. */
export interface ReplicaCounts {
  /** Instances of the new version. */
  canary: number;
  /** Instances of the old version. */
  stable: number;
}

/** What a success model looks at, and how it is fitted to outcomes. */
export interface SuccessPolicy {
  /**
   * What the model looks at besides the history and the time of day. When left out, every column that is not one of
   * the reserved ones: words are a category, numbers that are all whole and not negative a count, other numbers as they
   * are. Default: none. Source: our choice.
   */
  features?: Feature[];
  /**
   * Whether the history of outcomes is looked at, where services are named. Default: true. Source: measured; it is
   * worth more than all else.
   */
  history?: boolean;
  /** Whether the hour and the weekend count, where the start is known. Default: true. Source: R7. */
  clock?: boolean;
  /** Whether each service has a level of its own, drawn to that of all. Default: true. Source: R8. */
  services?: boolean;
  /**
   * How far services lie apart, as the standard deviation of their log-odds; when left out, it is estimated.
   * Default: none. Source: our choice.
   */
  serviceSpread?: number;
  /** How long after its start an outcome is known, for rows that do not say. Default: 1h. Source: our choice. */
  outcomeDelay?: Duration;
  /**
   * After how long a row counts half; a longest duration counts all alike. Default: 730d. Source: measured; it
   * follows changing rates and costs nothing where they stay.
   */
  halfLife?: Duration;
  /** The weights that a model without data has. Default: `built_in`. Source: R8. */
  prior?: Prior;
  /**
   * How firmly weights are held to those of the prior: the precision of each, for features scaled to a standard
   * deviation of 1. Default: 200.
   * Source: measured, see `docs/prediction.md`: with fewer than a thousand rows a weaker one does harm, with many it does
   * not matter.
   */
  strength?: number;
  /**
   * Whether features are scaled to a standard deviation of 1 before the strength is applied. Default: true. Source:
   * our choice.
   */
  standardise?: boolean;
  /**
   * With fewer rows nothing is fitted: the model keeps the weights of the prior and says so. Default: 30. Source: our
   * choice.
   */
  minRows?: number;
  /**
   * How failure rates are judged before there are outcomes. Default: success in 0.95 of the deployments, weighing 10.
   * Source: R38.
   */
  rates?: HistoryPolicy;
  /**
   * How much of each new outcome's surprise moves the level of all predictions, from 0 (off) to 1. Default: 0. Source:
   * our choice, since where outcomes are known late it follows the past.
   */
  levelGain?: number;
  /** How much of the probability an interval holds. Default: 0.95. Source: our choice. */
  interval?: number;
  /** The probability that a counterfactual looks for. Default: 0.9. Source: our choice. */
  wanted?: number;
}

/** Something that a model looks at. */
export interface Feature {
  /**
   * The name of its column. A prediction reads it from the situation: from `signals` or `labels`, or else the fact of
   * that name that conditions can speak of, too.
   */
  name: string;
  /** How it is read. */
  kind: FeatureKind;
}

/**
 * How a feature is read.
 *
 * - `count`: A number of things, or an amount, from 0: its effect is in proportion to `log(1 + x)`.
 * - `rate`: A share from 0 to 1: as log-odds, no further out than 0.001 and 0.999.
 * - `number`: Any number, as it is.
 * - `flag`: 0 or 1.
 * - `category`: One of some words; one that was never seen has no effect.
 */
export type FeatureKind = "count" | "rate" | "number" | "flag" | "category";

/**
 * The weights that a model starts from.
 *
 * - `built_in`: Those of the model that serves without data; 0 for features that it does not know.
 * - `none`: 0 for all.
 */
export type Prior = "built_in" | "none";

/** What became of one deployment. */
export interface DeploymentOutcome {
  /** The service that was deployed. */
  service: string;
  /** The environment that it went to. Environments share no history. */
  environment?: string;
  /** The strategy, or another word for the sort of deployment. */
  strategy?: string;
  /** Identifies the deployment, so that its outcome can be repeated and corrected. */
  id?: string;
  /** When it started. */
  startedAt: Date;
  /** When it was known how it went. */
  knownAt: Date;
  /** Whether it was verified, rather than rolled back or failed. */
  succeeded: boolean;
  /** Lines that it changed. */
  lines?: number;
  /** The probability of success that was predicted for it. */
  predicted?: number;
}

/**
 * What recording an outcome did.
 *
 * - `added`: It was new.
 * - `repeated`: It was known already: nothing changed.
 * - `corrected`: The deployment was known to have gone otherwise, and that is put right.
 */
export type Recorded = "added" | "repeated" | "corrected";

/** How likely a deployment is to succeed, and why. */
export interface Prediction {
  /** The probability of success. */
  probability: number;
  /**
   * The interval that holds it, as the policy's `interval` says: how well the weights and the level of the service are
   * known, not what else may happen.
   */
  low: number;
  /** The upper end of the interval. */
  high: number;
  /** What stands behind it. */
  support: Support;
  /** Log-odds of success of an average deployment; with all contributions they make the probability. */
  base: number;
  /** What each feature contributes, the largest first; those without any effect are left out. */
  contributions: Contribution[];
  /** Features of the model that are not known of this deployment. */
  missing: string[];
  /**
   * The smallest single change that would make it as likely as the policy's `wanted`, or else the most likely; none
   * when it is likely enough, or when no single change would do much.
   */
  counterfactual?: Counterfactual;
  /** Why: what stands behind it, what is missing, then what matters most. */
  reasons: Reason[];
}

/** How many outcomes a prediction rests on. */
export interface Support {
  /** The nearest kind of deployments that outcomes are known of. */
  basis: Basis;
  /** Outcomes of the service. */
  service: number;
  /** Outcomes of the service by the strategy. */
  serviceByStrategy: number;
  /** Outcomes of all services by the strategy. */
  byStrategy: number;
  /** Outcomes of all services. */
  all: number;
  /** Whether the weights were fitted to data, rather than built in. */
  fitted: boolean;
}

/**
 * The deployments that a prediction rests on.
 *
 * - `service`: Those of the service.
 * - `strategy`: Those of other services by the strategy.
 * - `all`: Those of other services.
 * - `nothing`: None: what is expected before there is any.
 */
export type Basis = "service" | "strategy" | "all" | "nothing";

/** What one feature does to a prediction. */
export interface Contribution {
  /** The feature, `service`, `clock` or a part of the history. */
  feature: string;
  /**
   * What it was, in its own unit: for `history.failure_rate` the rate with a half-life of 8 outcomes, for
   * `history.streak` successes in a row, negative for failures, for times hours, for `clock` the hour.
   */
  value?: number;
  /** What it was, for a category. */
  word?: string;
  /** What it adds to the log-odds of success. */
  logOdds: number;
  /** How much the probability would change without it. */
  points: number;
}

/** One change that would make a deployment more likely to succeed. */
export interface Counterfactual {
  /** The feature that would have to be otherwise. */
  feature: string;
  /** What it would have to be: at most this where less is better, at least this where more is. */
  value?: number;
  /** Whether more is better. */
  atLeast?: boolean;
  /** What a category would have to be. */
  word?: string;
  /** The probability of success with it. */
  probability: number;
}

/** What was fitted. */
export interface ModelWeights {
  /** Log-odds of success of a deployment that is average in everything. */
  intercept: number;
  /** The features, sorted by name. */
  features: FittedFeature[];
  /** The terms that the weights stand before: those of the history, of the clock, then of each feature. */
  terms: Term[];
  /** The levels of services, sorted by name. */
  services: ServiceLevel[];
  /** How far services lie apart: the standard deviation of their levels. */
  serviceSpread: number;
  /**
   * The covariance of intercept and scaled weights, row by row up to the diagonal; empty for weights that were not
   * fitted.
   */
  covariance?: number[];
  /** What they were fitted to. */
  training: Training;
}

/** A feature as it was met. */
export interface FittedFeature {
  /** Its name. */
  name: string;
  /** How it is read. */
  kind: FeatureKind;
  /** The words of a category, sorted. */
  words?: string[];
  /** Whether rows were met that lack it, so that its absence has a weight of its own. */
  gaps: boolean;
  /** The range that nine in ten rows lie in; none for a category. */
  low?: number;
  /** The upper end of that range. */
  high?: number;
}

/** A number that a weight stands before. */
export interface Term {
  /** Its name. */
  name: string;
  /** Its mean. */
  mean: number;
  /** Its standard deviation; 1 for a constant. */
  scale: number;
  /** What one standard deviation more adds to the log-odds of success. */
  weight: number;
}

/** The level of a service beside that of all. */
export interface ServiceLevel {
  /** The service. */
  service: string;
  /** What it adds to the log-odds of success. */
  level: number;
  /** How well that is known, as a standard deviation. */
  deviation: number;
}

/** What a model was fitted to, and how that went. */
export interface Training {
  /** Whether weights were fitted; otherwise they are those of the prior, and the reasons say why. */
  fitted: boolean;
  /** Rows. */
  rows: number;
  /** Rows that failed. */
  failures: number;
  /** The first and the last start of a row. */
  from?: Date;
  /** The last start of a row. */
  until?: Date;
  /** Steps that the fit took. */
  iterations: number;
  /** Whether the minimum was reached. */
  converged: boolean;
  /** The largest part of the gradient, for one row, before the last step. */
  gradient: number;
  /** What is to be known of it. */
  reasons?: Reason[];
}

/** How predictions are measured. */
export interface EvaluationPolicy {
  /** Probability of failure from which on a deployment counts as predicted to fail. Default: 0.5. Source: R9. */
  threshold?: number;
  /** Another such threshold, chosen on the rows that the model was trained on. Default: none. Source: our choice. */
  chosenThreshold?: number;
  /**
   * Bins of as many rows each in which predicted and observed success are compared, 1 to 1000. Default: 10.
   * Source: R9.
   */
  bins?: number;
  /**
   * Shares of the riskiest deployments among which failures are counted, each above 0. Default: 0.05, 0.1, 0.5.
   * Source: R9.
   */
  captureAt?: number[];
  /**
   * Resamples of the bootstrap from which intervals are made, at most 10000; 0 makes none. Default: 200.
   * Source: our choice.
   */
  resamples?: number;
  /** Share of the resamples that lie inside an interval, above 0 and below 1. Default: 0.95. Source: our choice. */
  level?: number;
  /**
   * Where the random numbers of the bootstrap start; the same seed gives the same intervals. Default: 1.
   * Source: our choice.
   */
  seed?: number;
}

/** How good predicted probabilities of success turned out to be. */
export interface Evaluation {
  /** How many deployments were predicted. */
  rows: number;
  /** How many of them failed. */
  failures: number;
  /** Share of them that failed. */
  baseRate: number;
  /**
   * The probability that a deployment that failed was rated riskier than one that succeeded; equal ratings count
   * half. None when all had the same outcome.
   */
  rocAuc?: Estimate;
  /**
   * Mean negative logarithm of the probability that was given to what happened. Probabilities are clipped to
   * 10⁻¹⁵ from 0 and 1, so that one certain error does not make it infinite.
   */
  logLoss: Estimate;
  /** The log loss of who always predicts the base rate. */
  baseLogLoss: number;
  /** Mean squared difference between the probability and what happened, as 0 or 1. */
  brier: Estimate;
  /**
   * Mean distance between predicted and observed success over the bins of `reliability`, weighted by their rows. Its
   * interval begins at 0 unless the error is beyond what predictions that are exactly right would show by chance.
   */
  calibrationError: Estimate;
  /** What a decision at the threshold of the policy would have done. */
  atThreshold: Classes;
  /** What a decision at the chosen threshold would have done, where one was chosen. */
  atChosen?: Classes;
  /** How many of the failures are among the riskiest deployments. */
  capture: Capture[];
  /** Predicted against observed success, in bins of as many rows each, from the riskiest. */
  reliability: ReliabilityBin[];
  /** The scores of each calendar month in UTC; none without moments. */
  months: MonthScore[];
  /** What could not be measured, and why. */
  reasons: Reason[];
}

/** A score, and its bootstrap interval at the level of the policy; no ends when there are no resamples. */
export interface Estimate {
  /** The score. */
  value: number;
  /** Lower end of its interval. */
  low?: number;
  /** Upper end of its interval. */
  high?: number;
}

/** What a decision at a threshold would have done. */
export interface Classes {
  /** The probability of failure from which on a deployment counts as predicted to fail. */
  threshold: number;
  /** Share of the deployments of which success or failure was predicted rightly. */
  accuracy: number;
  /** How well success was predicted. */
  ofSuccess: ClassScores;
  /** How well failure was predicted. */
  ofFailure: ClassScores;
}

/** How well one outcome was predicted. */
export interface ClassScores {
  /** Share of the predictions of this outcome that were right; none when it was never predicted. */
  precision?: number;
  /** Share of the deployments with this outcome of which it was predicted; none when there was none. */
  recall?: number;
  /**
   * Harmonic mean of both, 0 when nothing was predicted rightly; none when the outcome neither was predicted nor
   * occurred.
   */
  f1?: number;
}

/** How many of the failures would be caught if the riskiest deployments were gated. */
export interface Capture {
  /** Share of the deployments that is gated. */
  share: number;
  /** How many that are: the nearest whole number, upwards from a half, and at least one. */
  gated: number;
  /**
   * Share of the failures that is among them; none when nothing failed. Of deployments that are rated the same, only
   * some of which are gated, the failures are gated in proportion.
   */
  caught?: number;
}

/**
 * Deployments of neighbouring probabilities: how many of them were predicted to succeed, and how many did.
 *
 * Bins have as many rows each; where that does not come out even, the riskiest have one more. Rows of the same
 * probability that lie in two bins count as their mean in both.
 */
export interface ReliabilityBin {
  /** How many deployments are in it. */
  rows: number;
  /** The lowest predicted probability of success. */
  low: number;
  /** The highest predicted probability of success. */
  high: number;
  /** Mean predicted probability of success. */
  predicted: number;
  /** Share that succeeded. */
  observed: number;
}

/** How good the predictions of one calendar month in UTC were. */
export interface MonthScore {
  /** The month, such as `2026-11`. */
  month: string;
  /** How many deployments were predicted. */
  rows: number;
  /** How many of them failed. */
  failures: number;
  /** The area under the ROC curve; none when all had the same outcome. */
  rocAuc?: number;
  /** The log loss. */
  logLoss: number;
  /** The Brier score. */
  brier: number;
  /** The calibration error; none with fewer than 50 deployments. */
  calibrationError?: number;
}

/** What is asked of a newly trained model, the challenger, before it replaces the one that serves, the champion. */
export interface AcceptancePolicy {
  /** The accuracy that the challenger must exceed, below 1. Default: 0.85. Source: R10. */
  accuracyAbove?: number;
  /** The F1 score that it must exceed, below 1. Default: 0.80. Source: R10. */
  f1Above?: number;
  /**
   * The outcome whose F1 score is meant. Default: `success`. Source: our choice; R10 asks for it of a model that
   * predicts success.
   */
  f1Of?: PredictedOutcome;
  /** Probability of failure from which on a deployment counts as predicted to fail. Default: 0.5. Source: R9. */
  threshold?: number;
  /**
   * Whether its log loss must be lower than that of always predicting the base rate, which accuracy does not show
   * where nearly all deployments succeed. Default: true. Source: R10.
   */
  mustBeatBaseRate?: boolean;
  /**
   * The calibration error, over ten bins of as many rows each, that it must not exceed. Default: none. Source: our
   * choice.
   */
  maxCalibrationError?: number;
  /** By how much its log loss may be above that of the champion. Default: 0. Source: R10. */
  tolerance?: number;
  /**
   * How many standard errors the difference may lie above the tolerance before it counts as worse rather than as
   * chance. Default: 1.64. Source: our choice, 1 in 20 for a challenger that is just as good.
   */
  z?: number;
  /** With fewer validation rows nothing is said and the champion stays, at least 2. Default: 100. Source: our choice. */
  minRows?: number;
}

/**
 * An outcome that a model predicts.
 *
 * - `success`: The deployment succeeds.
 * - `failure`: The deployment fails.
 */
export type PredictedOutcome = "success" | "failure";

/** Whether the challenger replaces the champion. */
export interface Acceptance {
  /** Pass to replace the champion, fail to keep it, inconclusive to keep it for want of evidence. */
  verdict: Verdict;
  /** Whether the challenger replaces the champion: only with the verdict pass. */
  accepted: boolean;
  /** How good the challenger is. */
  challenger: ModelScores;
  /** How good the champion is; none without one. */
  champion?: ModelScores;
  /** How their log losses differ; none without a champion. */
  difference?: PairedDifference;
  /** Every criterion, met or not. */
  reasons: Reason[];
}

/** How good the predictions of a model are on validation rows. */
export interface ModelScores {
  /** How many deployments were predicted. */
  rows: number;
  /** How many of them failed. */
  failures: number;
  /** Share of the deployments of which success or failure was predicted rightly. */
  accuracy: number;
  /** F1 score of predicting success; none when there was none and none was predicted. */
  f1OfSuccess?: number;
  /** F1 score of predicting failure; none when there was none and none was predicted. */
  f1OfFailure?: number;
  /** Mean negative logarithm of the probability that was given to what happened. */
  logLoss: number;
  /** The log loss of who always predicts the base rate. */
  baseLogLoss: number;
  /** Mean squared difference between the probability and what happened, as 0 or 1. */
  brier: number;
  /** Mean distance between predicted and observed success over ten bins of as many rows each. */
  calibrationError: number;
  /**
   * The probability that a deployment that failed was rated riskier than one that succeeded; none when all had the
   * same outcome.
   */
  rocAuc?: number;
}

/**
 * How the log losses of two models differ from row to row.
 *
 * Rows that are hard for one model are mostly hard for the other one as well, so their difference is known much better
 * than either loss.
 */
export interface PairedDifference {
  /** Mean log loss of the challenger minus that of the champion; negative where the challenger is better. */
  mean: number;
  /** Standard error of that mean; none for a single row. */
  standardError?: number;
}

/** What a p-value is worth as evidence; choose one beforehand. */
export interface CalibratedEvidence {
  /** The logarithm of `1 / (2 √p)`. */
  logEHalfPower: number;
  /** The logarithm of the mean over all powers, `(1 - p + p ln p) / (p ln² p)`. */
  logEIntegrated: number;
}

/** What is known of a canary. */
export interface CanaryEvidence {
  /** Since when it has traffic. */
  since: Date;
  /** Share of live traffic that it has, in percent. */
  share: number;
  /** Its metrics and those of the baseline. */
  measured: Evidence;
  /** How deployments of the service and of others went before. */
  history?: StrategyHistory[];
  /** The risk of the deployment. */
  risk?: number;
}

/** Whether a canary gets all traffic. */
export interface CanaryPromotion {
  /** What is to be done. */
  course: PromotionCourse;
  /** How sure it is that the canary is good, from 0 to 1. */
  confidence: number;
  /** What the confidence is made of. */
  factors: PromotionFactorScore[];
  /** What is required but was not measured. */
  unmeasured: string[];
  /** How its gates came out. */
  gates: GateReport;
  /** What decided. */
  reasons: Reason[];
  /** What alone would have changed the decision. */
  flips: PromotionFlip[];
  /** When time alone will have changed the decision, all else being as it is. */
  askAgainAt?: Date;
}

/**
 * What is to be done with a canary.
 *
 * - `approve`: Give it all traffic.
 * - `hold`: Leave it as it is.
 * - `roll_back`: Take it back.
 */
export type PromotionCourse = "approve" | "hold" | "roll_back";

/** One factor's part in the confidence. */
export interface PromotionFactorScore {
  /** Which factor. */
  factor: PromotionFactor;
  /** Its rating, from 0 to 1 with 1 best. */
  value: number;
  /** Its share of all weights. */
  weight: number;
}

/**
 * A part of the confidence in a promotion.
 *
 * - `health`: How its gates came out.
 * - `duration`: How long it has had traffic.
 * - `share`: How much traffic it has.
 * - `history`: How often deployments succeed.
 * - `risk`: How risky the deployment is.
 */
export type PromotionFactor = "health" | "duration" | "share" | "history" | "risk";

/** One input that alone would have changed the decision. */
export interface PromotionFlip {
  /** The input: seconds as a canary, percent of the traffic, share of deployments that succeeded, or the risk. */
  factor: PromotionFactor;
  /** What it is. */
  from: number;
  /** Where the decision changes: at this value or just beyond it, seen from `from`. */
  to: number;
  /** What the decision would be. */
  course: PromotionCourse;
}

/** How the evidence of several metrics is combined. */
export interface CombinePolicy {
  /** The share of false discoveries that the list of rejected metrics may have. Default: 0.05. Source: convention. */
  alpha?: number;
  /** The weight of each metric, together 1; more for those that matter most. Default: equal. Source: our choice. */
  weights?: number[];
}

/** What several metrics say together after a look. */
export interface CombinedEvidence {
  /** Logarithm of the weighted average: evidence that some metric is worse. */
  logEAverage: number;
  /** Logarithm of its anytime-valid p-value. */
  logPAverage: number;
  /** Logarithm of the p-value of each metric by itself, corrected for there being several (Bonferroni). */
  logPBonferroni: number[];
  /**
   * Logarithm of the evidence against each metric that remains whatever the others do (closed testing). Weights do
   * not count.
   */
  logEClosed: number[];
  /** The metrics, by their place, of which at most the share `alpha` is listed wrongly (e-BH). Weights do not count. */
  rejected: number[];
}

/** The metrics of a baseline and a canary over one window each. */
export interface ComparedWindows {
  /** The metrics, each by a name of its own. */
  metrics: ComparedMetric[];
}

/** One metric on both sides. */
export interface ComparedMetric {
  /** What reasons call it. */
  name: string;
  /** What it measures, which says how much of a change matters. */
  kind: MetricKind;
  /** Which way is worse; left out it follows from the kind. */
  worse?: WorseWhen;
  /** What follows from it. Default: guardrail. */
  criticality?: Criticality;
  /** What was measured. */
  samples: WindowSamples;
}

/**
 * What a metric measures.
 *
 * - `errors`: Failed requests and other events that should not happen, as counts.
 * - `success_share`: The share of requests that succeed, where their number is not known: a fraction or percent near its top.
 * - `latency`: A mean latency, or a quantile up to the 98th.
 * - `tail_latency`: A quantile from the 99th.
 * - `cpu`: Use of processors.
 * - `memory`: Use of memory.
 * - `throughput`: Requests served, or other work done.
 * - `other`: Any other level; worse in either direction unless said.
 */
export type MetricKind =
  | "errors"
  | "success_share"
  | "latency"
  | "tail_latency"
  | "cpu"
  | "memory"
  | "throughput"
  | "other";

/**
 * Which way a metric is worse.
 *
 * - `higher`: When it is higher than the baseline.
 * - `lower`: When it is lower.
 * - `different`: When it differs.
 */
export type WorseWhen = "higher" | "lower" | "different";

/** What was measured of one metric, each side in order of time. A side without samples was not measured. */
export type WindowSamples = LevelsWindowSamples | CountsWindowSamples;

/** Levels, such as a latency for every minute. */
export interface LevelsWindowSamples {
  kind: "levels";
  /** The samples of the baseline. */
  baseline: number[];
  /** The samples of the canary. */
  canary: number[];
  /**
   * Both sides before the canary had the new version. With it each side is compared with its own past, so that
   * a steady difference between two places does not count.
   */
  before?: LevelsBefore;
}

/** Events, such as the failed requests of every minute. */
export interface CountsWindowSamples {
  kind: "counts";
  /** The samples of the baseline. */
  baseline: EventSamples;
  /** The samples of the canary. */
  canary: EventSamples;
}

/** Levels of both sides before the change. */
export interface LevelsBefore {
  /** The samples of the baseline. */
  baseline: number[];
  /** The samples of the canary. */
  canary: number[];
}

/** Events of one side. */
export interface EventSamples {
  /** How many events each sample has. */
  events: number[];
  /** Out of how many trials; left out, every sample stands for the same unknown number on both sides. */
  trials?: number[];
}

/** A sequence of intervals, one after each look, all of which hold together with probability 1 - `alpha`. */
export type ConfidenceSequence =
  | RatioConfidenceSequence
  | BinomialConfidenceSequence
  | EcdfConfidenceSequence
  | BoundedMeanConfidenceSequence
  | MeanDifferenceConfidenceSequence;

/** The ratio of two rates, canary : baseline. Of counts; costs as much as there were looks with different splits. */
export interface RatioConfidenceSequence {
  kind: "ratio";
  /** Default: 0.05. Source: convention. */
  alpha?: number;
  /** How much more than independent events these scatter, from 1. Default: 1. Source: Poisson counts. */
  dispersion?: number;
}

/** A share of one arm, such as of the requests over a bound. Of single arms. */
export interface BinomialConfidenceSequence {
  kind: "binomial";
  /** Default: 0.05. Source: convention. */
  alpha?: number;
  /** After how many trials it is narrowest. Default: 1000. Source: our choice, some minutes of a small canary. */
  tunedFor?: number;
}

/** A band around the distribution function of one arm. Of single arms, whose exposure is the size of the sample. */
export interface EcdfConfidenceSequence {
  kind: "ecdf";
  /** Default: 0.05. Source: convention. */
  alpha?: number;
  /** The size from which on it holds, at least 1. Default: 1. Source: Howard and Ramdas (2022). */
  fromSize?: number;
}

/** The mean difference of levels from 0 to 1, canary less baseline. Of levels. */
export interface BoundedMeanConfidenceSequence {
  kind: "bounded_mean";
  /** Default: 0.05. Source: convention. */
  alpha?: number;
}

/** The difference of two means, canary less baseline; right in the limit of large samples only. Of sums. */
export interface MeanDifferenceConfidenceSequence {
  kind: "mean_difference";
  /** Default: 0.05. Source: convention. */
  alpha?: number;
  /** After how many values of both arms it is narrowest. Default: 5000. Source: the default of GrowthBook. */
  tunedFor?: number;
}

/** How well deployments were delivered in a period. */
export interface DeliveryFigures {
  /** Warn when a target is missed, inconclusive when there was no deployment, else pass. */
  verdict: Verdict;
  /** Deployments that users got in the period. */
  deployments: number;
  /** Entries of the log that users never got; they count for nothing. */
  neverDeployed: number;
  /** Incidents of those deployments. Several may have one cause, so this is no number of failures. */
  incidents: number;
  /** Incidents that began in the period and that no deployment of the log has caused. */
  unattributed?: string[];
  /** How often. */
  deploymentFrequency: DeliveryFigure;
  /** How fast a change gets to all users. */
  changeLeadTime: DeliveryFigure;
  /** How fast a failed deployment is made good. */
  recoveryTime: DeliveryFigure;
  /** How many fail. */
  changeFailureRate: DeliveryFigure;
  /** How many were not planned. */
  reworkRate: DeliveryFigure;
  /** How many need no person. */
  automationRate: DeliveryFigure;
  /** Which targets are met and missed. */
  reasons: Reason[];
}

/** One figure, with what it was counted from. */
export interface DeliveryFigure {
  /** The figure: deployments a day, seconds, or a share. None when nothing is known. */
  value?: number;
  /** How many deployments count: those that a share has found, or whose times the median is of. */
  count: number;
  /** Of how many for which it is known. */
  of: number;
  /** For how many it is not known. */
  unknown: number;
  /** What it must be better than; none without a target. */
  target?: number;
  /** Whether it is better; none without a value or a target. */
  met?: boolean;
  /** What was counted. */
  definition: string;
}

/**
 * Deployments and incidents, in any order. Parts of a history merge by putting their lists together: what is in both
 * counts once.
 */
export interface DeliveryLog {
  /** The deployments. */
  deployments: Delivery[];
  /** The incidents that users saw. */
  incidents?: DeliveryIncident[];
}

/** What became of one deployment. */
export interface Delivery {
  /** Its id, such as that of its rollout. */
  id: string;
  /** The service. */
  service: string;
  /** The environment. */
  environment?: string;
  /** When its first change was committed. */
  committedAt?: Date;
  /** When users first got it; none if they never did, in which case it was no deployment. */
  deployedAt?: Date;
  /** When all users got it; none if they never did. */
  completedAt?: Date;
  /** When it was given up after users had got it. */
  failedAt?: Date;
  /** When what served before served again. */
  recoveredAt?: Date;
  /** Whether it was not planned, but answers an incident; none if nobody knows. */
  unplanned?: boolean;
  /** Whether it needed no person; none if nobody knows. */
  automatic?: boolean;
}

/** An incident that users saw. */
export interface DeliveryIncident {
  /** Its id. */
  id: string;
  /** Id of the deployment that caused it; none if none did or nobody knows. */
  deployment?: string;
  /** When it began. */
  beganAt: Date;
  /** When users no longer saw it; none while they do. */
  endedAt?: Date;
}

/** How dispersion is estimated. */
export type DispersionEstimate = HistoryDispersionEstimate | OnlineDispersionEstimate;

/** From the past of one arm: how much successive looks differ. */
export interface HistoryDispersionEstimate {
  kind: "history";
}

/** From the looks so far: how much the canary's counts scatter around a common ratio. */
export interface OnlineDispersionEstimate {
  kind: "online";
  /** How many looks without dispersion it starts from. Default: 10. Source: our choice, few looks hardly move it. */
  priorLooks?: number;
}

/** Whether the world is still the one that a model was trained in. */
export interface Drift {
  /** The worst verdict of all parts; inconclusive without any. */
  verdict: Verdict;
  /** How far each input has moved, those that moved most first. */
  inputs: InputDrift[];
  /** How far outcomes have moved from predictions; none without a score. */
  calibration?: CalibrationDrift;
  /** What was found of each input, in the same order, then of calibration. */
  reasons: Reason[];
}

/** How far a column has moved since training. */
export interface InputDrift {
  /** The name of the column. */
  name: string;
  /** Pass where it looks as before; inconclusive with too few rows. */
  verdict: Verdict;
  /**
   * Population stability index: the sum over all bins of `(q - p) ln(q / p)`, where `p` and `q` are the shares in
   * training and now. Missing values are a bin, too, and each bin has half a row more than was counted.
   */
  psi: number;
  /**
   * What chance alone would seldom exceed with so few rows; both limits are raised by it. Without drift, the index
   * times the harmonic sum of the rows has nearly a χ² distribution, with one degree of freedom less than bins
   * (B. Yurdakul, Statistical Properties of Population Stability Index, 2018).
   */
  noise: number;
  /** How many rows there are now. */
  samples: number;
  /** Share of them that has no value. */
  missing: number;
}

/** How far outcomes have moved from what was predicted of them, recent ones counting more. */
export interface CalibrationDrift {
  /** Pass where predictions come true as often as they say; inconclusive with too few outcomes. */
  verdict: Verdict;
  /** How many outcomes there are, each counting half of one that came a half-life later. */
  outcomes: number;
  /** Failures among them. */
  failures: number;
  /** Failures that were expected: the sum of their probabilities. */
  expectedFailures: number;
  /**
   * Failures beyond those that were expected, in standard deviations; negative where there were fewer. None without
   * outcomes.
   */
  z?: number;
  /**
   * What would have to be added to the predicted log-odds of failure for both numbers to be the same, to the first
   * order: failures beyond those that were expected, divided by the sum of `p (1 - p)`. None without outcomes.
   */
  offset?: number;
  /**
   * Spiegelhalter's statistic: the Brier score beyond the one that the predictions themselves expect, in standard
   * deviations. It also sees predictions that are too bold or too timid where their mean is right
   * (D. Spiegelhalter, Probabilistic Prediction in Patient Management and Clinical Trials, 1986). None without
   * outcomes.
   */
  spiegelhalterZ?: number;
  /** That Brier score beyond the expected one, for each outcome. None without outcomes. */
  brierExcess?: number;
}

/** From where on inputs and outcomes count as drifted away from what a model learnt. */
export interface DriftPolicy {
  /**
   * Population stability index above which an input warns. Default: 0.1. Source: the usual convention for this index
   * (N. Siddiqi, Credit Risk Scorecards, 2006).
   */
  inputWarns?: number;
  /** Population stability index above which an input fails. Default: 0.25. Source: the same convention. */
  inputFails?: number;
  /**
   * How many standard deviations of chance are added to both limits, besides what chance makes on average.
   * Default: 3. Source: our choice, since there are many inputs.
   */
  inputNoise?: number;
  /** With fewer rows nothing is said of an input. Default: 50. Source: our choice. */
  minRows?: number;
  /** Standard deviations beyond which calibration warns. Default: 2. Source: our choice. */
  calibrationWarns?: number;
  /**
   * Standard deviations beyond which calibration fails. Default: 3. Source: our choice; look at it from time to time
   * and not after each outcome, since who looks often sees much by chance.
   */
  calibrationFails?: number;
  /**
   * Difference in the log-odds of failure that does not matter, however certain it is. Default: 0.1. Source: our
   * choice, about one failure in ten more or fewer.
   */
  offsetIgnored?: number;
  /**
   * Brier score beyond the expected one that does not matter, however certain it is. Default: 0.005. Source: our
   * choice.
   */
  excessIgnored?: number;
  /** With fewer outcomes nothing is said of calibration. Default: 50. Source: our choice. */
  minOutcomes?: number;
}

/**
 * What a column looked like when a model was trained: how many rows lay in each of a few bins.
 *
 * Rows of numbers are divided by their tenths. Equal values stay together, and a value that alone makes a tenth has a bin
 * of its own, so that the share of zeros, for one, is watched. Of words, each of the 50 most frequent has a bin, and
 * all others have one together.
 */
export interface InputReference {
  /** The name of the column. */
  name: string;
  /** The upper ends of all bins but the last, rising; each belongs to its bin. */
  edges: number[];
  /** How many rows were in each bin: one more than there are edges. */
  counts: number[];
  /** How many rows had no value. */
  missing: number;
  /** Of a column of words: the words that have bins, rising; the last bin is that of all others. Empty for numbers. */
  words?: string[];
}

/** What was seen of both sides since the look before. */
export interface JudgeLook {
  /** The end of the time that the look covers; later than that of the look before. */
  at: Date;
  /** What tells this look from others. One that was among the last 32 looks changes nothing when it comes again. */
  id?: string;
  /**
   * The canary's planned share of the requests of both sides, for the check of the split and to know when the share
   * changes.
   */
  share?: number;
  /** The metrics, both sides over the same time. A metric with a side that was not measured is not judged in this look. */
  evidence: Evidence;
}

/** What the judge says at every look of a recording. */
export interface JudgedRecording {
  /** What follows, for each look. */
  decisions: JudgeDecision[];
  /** Logarithm of the evidence of harm of all metrics that decide, for each look. */
  logE: number[];
  /** Logarithm of its anytime-valid p-value, for each look. */
  logP: number[];
  /** What the judge says after the last look; none without any. */
  last?: Judgement;
  /** Where the judge stands then. */
  state: JudgeState;
}

/** A whole recorded series, judged. */
export interface JudgedSeries {
  /** One for each look. */
  judgements: Judgement[];
  /** Where the judge stands after the last. */
  state: JudgeState;
}

/** What judgements come to. */
export interface KayentaConclusion {
  /** How many judgements there were until one stopped the canary, that one included. */
  judgementsRun: number;
  /** Whether a score that is not above marginal stopped the canary. */
  halted: boolean;
  /** Whether the canary passed. */
  passed: boolean;
}

/** How a canary came out. */
export interface KayentaJudgement {
  /** Pass, warn for marginal, or fail; inconclusive when a strict judge refuses to score. */
  verdict: Verdict;
  /** The score, as a rule from 0 to 100; left out when a strict judge refuses to score. */
  score?: number;
  /** The score in one word. */
  classification?: KayentaClassification;
  /** Why the score is 0 whatever the sum, in Kayenta's words. */
  classificationReason?: string;
  /** Scores of the groups, in order of their names. */
  groups: KayentaGroup[];
  /** The metrics in the order in which they came. */
  results: KayentaResult[];
  /** Why the canary came out like that. */
  reasons: Reason[];
  /** What the score passes over. A strict judge gives no score that passes over any. */
  defects: Reason[];
}

/**
 * A score in one word.
 *
 * - `Pass`: At least the score that passes.
 * - `Marginal`: Less, but at least the marginal score.
 * - `Fail`: Less than the marginal score.
 */
export type KayentaClassification = "Pass" | "Marginal" | "Fail";

/** The score of one group. */
export interface KayentaGroup {
  /** The group. */
  name: string;
  /** Percent of its metrics that pass, of those that have data; 0 when none has. */
  score: number;
  /** Whether no metric of the group counts. The sum then takes it for 100. */
  noData: boolean;
  /** Percent of the sum. */
  weight: number;
}

/** How one metric came out, and why. */
export interface KayentaResult {
  /** The metric. */
  name: string;
  /** What tells results of one metric apart. */
  tags?: { [name: string]: string };
  /** How it came out. */
  label: KayentaLabel;
  /** Why, in Kayenta's words. */
  reason?: string;
  /** Whether it fails the canary alone. */
  critical: boolean;
  /** Whether it is left out of the score. */
  muted: boolean;
  /** The groups that it counts in. */
  groups: string[];
  /** Mean of the canary over that of the baseline, 1 when nothing was compared; left out when either is 0. */
  ratio?: number;
  /** The effect size that the metric asks for, where there is one. */
  effect?: number;
  /** How far the canary is above the baseline, where they were compared. */
  shift?: Shift;
  /** The values of the canary that were compared. */
  experiment: KayentaStats;
  /** The values of the baseline that were compared. */
  control: KayentaStats;
}

/**
 * How one metric came out.
 *
 * - `Pass`: Not different, or not in the direction that matters.
 * - `High`: Higher than the baseline.
 * - `Low`: Lower than the baseline.
 * - `Nodata`: No data, which counts for nothing.
 * - `NodataFailMetric`: No data, which counts against the group.
 * - `Error`: The data could not be compared.
 */
export type KayentaLabel = "Pass" | "High" | "Low" | "Nodata" | "NodataFailMetric" | "Error";

/** How far the first of two samples lies above the second. */
export interface Shift {
  /** The lower end of the confidence interval, one of the differences. */
  lower: number;
  /** The upper end of the confidence interval, one of the differences. */
  upper: number;
  /** The median of all differences between a value of the first sample and one of the second. */
  estimate: number;
  /**
   * Whether the samples are large enough for the confidence. Where not, the ends are the least and the greatest
   * difference, and the true shift is outside more often than asked for.
   */
  enough: boolean;
}

/** A summary of values; all 0 when there are none. */
export interface KayentaStats {
  /** The least. */
  min: number;
  /** The greatest. */
  max: number;
  /** The mean. */
  mean: number;
  /** The standard deviation of the sample. */
  std: number;
  /** How many there are. */
  count: number;
}

/** Scores that decide over several judgements. */
export interface KayentaLimits {
  /** The last score has to reach it. Left out, any score will do. */
  pass?: number;
  /** Every score has to be above it. Left out, any score will do. */
  marginal?: number;
}

/** One series of a metric, as it was fetched. */
export interface KayentaMetricSet {
  /** The metric. */
  name: string;
  /** What tells series of one metric apart. */
  tags?: { [name: string]: string };
  /** One value for each step from the start. Null is a gap; NaN of Rust or Python is one, too. */
  values: (number | null)[];
  /** The beginning of the first step. */
  start: Date;
  /** The end of the last step. */
  end: Date;
  /** The time between two values. */
  step: Duration;
}

/** The series of a metric on both sides. */
export interface KayentaPair {
  /** The metric. */
  name: string;
  /** What tells pairs of one metric apart. */
  tags?: { [name: string]: string };
  /** Values of the baseline. Null is a gap; NaN of Rust or Python is one, too. */
  control: (number | null)[];
  /** Values of the canary, as those of the baseline. */
  experiment: (number | null)[];
}

/** How a canary is judged, beyond what its configuration says. */
export interface KayentaPolicy {
  /**
   * Whether what Kayenta passes over is refused: settings that it ignores, groups without data, metrics that could
   * not be compared, samples too small for the confidence. Default: true. Source: our choice; nothing unmeasured
   * promotes (R19).
   */
  strict?: boolean;
  /** How the confidence interval is found. Default: exact. Source: our choice. */
  interval?: KayentaInterval;
  /** Part of the estimated shift that the interval has to be away from zero. Default: 0.25. Source: Kayenta. */
  tolerance?: number;
  /** How sure the interval is. Default: 0.98. Source: Kayenta. */
  confidence?: number;
}

/**
 * How a confidence interval is found.
 *
 * - `exact`: Selected from the differences of the values, at any scale.
 * - `compatible`: By Kayenta's own search, which is up to 1e-4 beside it in whatever unit the values have.
 */
export type KayentaInterval = "exact" | "compatible";

/** What is to be judged. */
export interface KayentaRequest {
  /** Which scores pass. */
  thresholds: KayentaThresholds;
  /** The measurements, each metric as often as it has series. */
  pairs: KayentaPair[];
}

/** Which scores pass. */
export interface KayentaThresholds {
  /** Score from which on a canary passes. */
  pass: number;
  /** Score from which on it is marginal. */
  marginal: number;
}

/** The judgements of a canary. */
export interface KayentaSchedule {
  /** How long the canary is judged. */
  lifetime: Duration;
  /** From one judgement to the next. */
  interval: Duration;
  /** What each judgement looks at. What is left of the lifetime after the last one is not looked at. */
  judgements: KayentaWindow[];
}

/** The times that one judgement looks at. */
export interface KayentaWindow {
  /** From when the canary is looked at. */
  experimentStart: Date;
  /** Until when. */
  experimentEnd: Date;
  /** From when the baseline is looked at. */
  controlStart: Date;
  /** Until when. */
  controlEnd: Date;
}

/** When a canary is to be judged. */
export interface KayentaScheduleRequest {
  /** The present moment, at which the canary starts unless `start` is given. */
  now: Date;
  /** When the canary started. */
  start?: Date;
  /** When it ends or ended. Times that are given from start to end are looked at without any warm-up. */
  end?: Date;
  /** How long it is to be judged, where no end is given. */
  lifetime?: Duration;
  /** From one judgement to the next; the whole lifetime where it is left out, zero, or longer than that. */
  interval?: Duration;
  /** Warm-up that is not looked at. Default: 0s. Source: Kayenta. */
  beginAfter?: Duration;
  /** How far each judgement looks back; 0 looks back to the start. Default: 0s. Source: Kayenta. */
  lookback?: Duration;
  /** How much earlier the baseline is looked at. Default: 0s. Source: Kayenta. */
  controlOffset?: Duration;
}

/** What an objective asks of those who keep it. */
export interface ObjectiveReview {
  /** The objective. */
  name: string;
  /** How long a total outage spends the whole budget, in seconds. */
  outageSeconds: number;
  /** How many slices may be bad, for an objective in slices of time. */
  allowedSlices?: number;
  /** The burn rate of a total outage, the largest that there is. */
  maxBurnRate: number;
  /**
   * After how many seconds without anything measured a total outage would have made the first alarm hold; none without
   * alarms.
   */
  silentAfterSeconds?: number;
  /** Its alarms. */
  rules: BurnRuleReview[];
  /** What is odd about it. */
  findings: Reason[];
}

/** What an alarm can do. */
export interface BurnRuleReview {
  /** The rule. */
  name: string;
  /** Who must know. */
  severity: AlertSeverity;
  /** The burn rate above which it holds. */
  burnRate: number;
  /** Its long window. */
  long: Duration;
  /** Its short window. */
  short: Duration;
  /** The share of the budget that is gone when it holds at just its burn rate. */
  budgetShare: number;
  /** With fewer events in the long window a single failure is enough; for a composite, events of the part that weighs most. */
  singleFailureBelow: number;
  /** Seconds until it holds once errors run at the ratio that was asked for, after a clean past; none for never. */
  detectsAfterSeconds?: number;
  /** Seconds after the end of those errors until it no longer holds; none when it never held. */
  resetsAfterSeconds?: number;
}

/** Whether a release is good enough. */
export interface QualityDecision {
  /** Fail below both thresholds or when a key objective failed, warn from the lower one, pass from the upper one. */
  verdict: Verdict;
  /** The weight of objectives that passed, half of that of those with a warning, in percent of all weights. */
  score: number;
  /** Every objective, in the order of the policy. */
  objectives: QualityOutcome[];
  /** Objectives that failed although the release did not: the score hides them. */
  hiddenFailures?: string[];
  /** How many earlier results, or references, it was compared with. */
  comparedWith: number;
  /** Metrics that were measured for no objective. */
  unused?: string[];
  /** Why: first what made the verdict. */
  reasons: Reason[];
}

/** How one objective came out. */
export interface QualityOutcome {
  /** The objective. */
  name: string;
  /** How it came out. */
  status: QualityStatus;
  /** What it adds to the score. */
  points: number;
  /** The measured value; none when it was not measured. */
  value?: number;
  /** What it was compared with; none when nothing was measured earlier. */
  baseline?: number;
  /** Every criterion to pass. */
  pass?: CriterionOutcome[];
  /** Every criterion to pass with a warning. */
  warning?: CriterionOutcome[];
}

/**
 * How an objective came out; later ones are worse.
 *
 * - `info`: For information only.
 * - `pass`: A set of criteria to pass holds.
 * - `warning`: A set of criteria to warn holds.
 * - `fail`: None holds, or nothing was measured.
 */
export type QualityStatus = "info" | "pass" | "warning" | "fail";

/** How a criterion came out. */
export interface CriterionOutcome {
  /** Number of its set, from 0. */
  set: number;
  /** How the value must lie. */
  is: Relation;
  /** What it was held against; none without a baseline. */
  target?: number;
  /** Whether it holds. */
  holds: boolean;
}

/** What was measured, now and earlier. */
export interface QualityEvidence {
  /** What was measured now, each metric once. */
  values: QualityValue[];
  /** Earlier results, the oldest first. */
  earlier?: EarlierQuality[];
  /** Values that were pinned as the reference. */
  reference?: QualityValue[];
}

/** One metric. */
export interface QualityValue {
  /** The metric. */
  metric: string;
  /** Its value; none when it was not measured. */
  value?: number;
  /** Why it was not measured. */
  error?: string;
}

/** How a gate came out earlier, and what was measured then. Results that somebody has invalidated are left out. */
export interface EarlierQuality {
  /** When. */
  at: Date;
  /** How the gate came out. */
  result: EarlierResult;
  /** What was measured, each metric once. */
  values: QualityValue[];
}

/**
 * How a quality gate came out earlier.
 *
 * - `pass`: It passed.
 * - `warning`: It passed with a warning.
 * - `fail`: It failed.
 */
export type EarlierResult = "pass" | "warning" | "fail";

/** Whether a model should be trained again. */
export interface Retraining {
  /**
   * Pass to keep the model. Warn where training is due as planned, or not yet due while inputs or outcomes begin to
   * move. Fail where it is due because the model no longer does what it should.
   */
  verdict: Verdict;
  /** Whether training is due now. */
  due: boolean;
  /** When the age of the model makes training due, if nothing else does before; none for a model that was never trained. */
  dueAt?: Date;
  /** Accuracy of recent predictions; none without outcomes. */
  accuracy?: number;
  /**
   * The accuracy that these predictions themselves expect. Where it is too low as well, the limit is out of reach for
   * what the model knows.
   */
  expectedAccuracy?: number;
  /** Mean log loss of recent predictions; none without outcomes. */
  logLoss?: number;
  /** The log loss of who would always have predicted the base rate; none without outcomes. */
  baseLogLoss?: number;
  /** What was looked at, due or not. */
  reasons: Reason[];
}

/** When a model should be trained again. */
export interface RetrainingPolicy {
  /** Accuracy of recent live predictions below which training is due. Default: 0.85. Source: R11. */
  minAccuracy?: number;
  /**
   * How many standard deviations the log loss of recent predictions must lie above what they themselves expect, and
   * then above that of predicting the base rate, for training to be due. Default: 1.64. Source: our choice.
   */
  logLossZ?: number;
  /** With fewer outcomes that were predicted, live accuracy and log loss do not count. Default: 50. Source: our choice. */
  minOutcomes?: number;
  /**
   * Outcomes since the last training from which on training is due, at least 1. Default: 500. Source: our choice; the
   * last fifth of them is as many validation rows as acceptance needs.
   */
  newOutcomes?: number;
  /**
   * Age of the model from which on training is due; the longest duration is never. Default: 30d. Source: our choice,
   * for the schedule of R11.
   */
  maxAge?: Duration;
}

/** Whether to go back, to what, and how. */
export interface RollbackDecision {
  /** Whether traffic is to go back to `target_version`. */
  shouldRollback: boolean;
  /** What is to be done. */
  course: RollbackCourse;
  /** How much speaks for going back, from 0 to 1. */
  confidence: number;
  /** What decided. */
  reason: Reason;
  /** The version that is judged. */
  version: string;
  /** The version to go back to; none when there is none. */
  targetVersion?: string;
  /** How to go; none when nothing is to be done. */
  strategy?: RollbackStrategy;
  /** The stages on the way back. */
  plan?: Plan;
  /** Whether a person must agree first. */
  approvalRequired: boolean;
  /** When a rollback may be decided again without a person, where an order or a limit on rollbacks holds it up. */
  askAgainAt?: Date;
  /** What else is to be done. */
  followUp: FollowUp[];
  /** Everything that speaks for or against it; which triggers were not measured is in `triggers`. */
  reasons: Reason[];
  /** How the triggers came out. */
  triggers: TriggerReport;
}

/**
 * What is to be done about a version.
 *
 * - `keep`: Nothing: too little speaks against it.
 * - `roll_back`: Go back to the target.
 * - `flag_off`: It cannot be taken back; switch its feature flag off.
 * - `roll_forward`: It cannot be taken back; repair it by a newer version.
 * - `hold`: A person must decide, since a rule forbids to go back now or there is nothing to go back to.
 */
export type RollbackCourse = "keep" | "roll_back" | "flag_off" | "roll_forward" | "hold";

/** Something for the host to do beside the rollback itself. */
export type FollowUp = CondemnFollowUp | OpenIncidentFollowUp | CollectDiagnosticsFollowUp | NotifyFollowUp;

/** Remember that a version must not be deployed again without a person. */
export interface CondemnFollowUp {
  kind: "condemn";
  /** The version. */
  version: string;
}

/** Open an incident. */
export interface OpenIncidentFollowUp {
  kind: "open_incident";
  /** The version that caused it. */
  version: string;
  /** How urgent it is. */
  priority: Priority;
}

/** Keep what is needed to find the cause. */
export interface CollectDiagnosticsFollowUp {
  kind: "collect_diagnostics";
  /** Of what. */
  sources: DiagnosticSource[];
  /** From when on. */
  from: Date;
  /** Until when. */
  to: Date;
}

/** Tell people. */
export interface NotifyFollowUp {
  kind: "notify";
  /** Who. */
  who: string[];
}

/**
 * Where a cause can be found.
 *
 * - `logs`: What the service wrote.
 * - `metrics`: What was measured.
 * - `traces`: The way of single requests.
 */
export type DiagnosticSource = "logs" | "metrics" | "traces";

/** Which triggers fired since a deployment. */
export interface TriggerReport {
  /**
   * Fail when one that decides fired, inconclusive when none that decides was measured, warn for a signal that fired.
   * It says nothing of orders, which stand above it.
   */
  verdict: Verdict;
  /** Every trigger, in the order of the policy. */
  triggers: TriggerOutcome[];
  /** The order of an operator that is in force. */
  order?: RollbackOrder;
  /** Metrics and events that were brought but that no trigger reads. */
  unread?: string[];
  /** One for the order, and one for each trigger that is not inactive. */
  reasons: Reason[];
}

/** How one trigger came out. */
export interface TriggerOutcome {
  /** Name of the trigger. */
  trigger: string;
  /** The metric or event that it reads. */
  reads: string;
  /** Where it stands. */
  state: TriggerState;
  /** How much it weighs. */
  criticality: Criticality;
  /** Whether an operator silenced it. */
  silenced: boolean;
  /** When it first fired since the deployment. */
  firedAt?: Date;
  /** Since when every look has been bad, or the first event of those that count. */
  badSince?: Date;
  /** Measured looks since the deployment, or events. */
  looks: number;
  /** Bad ones among them, or the events that still count. */
  badLooks: number;
  /** The level of the last measured look, or how many events still count. */
  observed?: number;
  /** The limit that it was held against. */
  limit?: number;
}

/**
 * Where a trigger stands.
 *
 * - `inactive`: Nothing is wrong.
 * - `pending`: Something is wrong, but not for long enough or not often enough.
 * - `firing`: It fired since the deployment and still does, as far as is known.
 * - `resolved`: It fired since the deployment and no longer does.
 * - `inherited`: It fired before the deployment and has not stopped since.
 * - `unmeasured`: Nothing was measured since the deployment, or nothing lately.
 */
export type TriggerState = "inactive" | "pending" | "firing" | "resolved" | "inherited" | "unmeasured";

/** A person forces or forbids a rollback, for a time. */
export interface RollbackOrder {
  /** What is ordered. */
  order: OrderKind;
  /** The trigger that is forbidden, which is silenced then; left out, all of them are meant. */
  trigger?: string;
  /** Who. */
  actor: string;
  /** Why. */
  reason: string;
  /** When. */
  at: Date;
  /** Until when. */
  expiresAt: Date;
}

/**
 * What an operator orders.
 *
 * - `forbid`: No rollback, whatever fires.
 * - `force`: A rollback, whatever is measured.
 */
export type OrderKind = "forbid" | "force";

/** What is known of a version that serves, and of those before it. */
export interface RollbackEvidence {
  /** The version that is judged; one of the history. */
  version: string;
  /** Share of live traffic that it has, in percent. */
  share: number;
  /** All versions that were deployed, oldest first. */
  history: KnownVersion[];
  /** What triggers are evaluated on. */
  triggers: TriggerEvidence;
  /** How the gates came out at the last look, if there was one. */
  gates?: GateReport;
  /** How its metrics compare with the baseline's, if somebody compared them. */
  windows?: WindowsCompared;
  /** What the judge of its canary said last; left out where `gates` hold it. */
  judgement?: Judgement;
  /** Rollbacks of the service so far, oldest first. */
  rollbacks?: PastRollback[];
}

/** What was seen around a deployment. */
export interface TriggerEvidence {
  /** When the version first served. */
  deployedAt: Date;
  /** The looks at every metric, as columns with one moment for all; a gap in a column is a look that was not measured. */
  looks: Recording;
  /**
   * The moments of events, each in order of time. An empty list says that somebody watched and nothing happened; an
   * event that is left out was not watched.
   */
  events?: { [name: string]: Date[] };
  /** What operators ordered. */
  orders?: RollbackOrder[];
}

/** Whether a canary is worse than its baseline. */
export interface WindowsCompared {
  /**
   * Fail when a metric that decides is worse, inconclusive when one cannot say or none was given, warn for what
   * a person should see.
   */
  verdict: Verdict;
  /** Every metric, as given. */
  metrics: MetricCompared[];
  /** What made the verdict. */
  reasons: Reason[];
}

/** Whether one metric of a canary is worse than the baseline's. */
export interface MetricCompared {
  /** The metric. */
  name: string;
  /** What follows from it. */
  criticality: Criticality;
  /** Fail when it is worse; inconclusive when the samples cannot say. */
  verdict: Verdict;
  /** How the canary differs; none when a side was not measured. */
  effect?: Effect;
  /** How likely a difference like this or a worse one is by chance. */
  pValue?: number;
  /** What that must not exceed, given all metrics. */
  neededPValue?: number;
  /** The same probability by ranks; none where so few samples can confirm nothing, and with windows from before. */
  rankPValue?: number;
  /** Samples of the baseline. */
  baselineSamples: number;
  /** Samples of the canary. */
  canarySamples: number;
  /** Why: first what made the verdict. */
  reasons: Reason[];
}

/** How far a canary differs from its baseline. */
export interface Effect {
  /** What the numbers are. */
  measure: EffectMeasure;
  /** The estimate. */
  estimate: number;
  /** The lower end of its interval of 90 %. */
  lower: number;
  /** The upper end. */
  upper: number;
  /** From where on it matters. */
  limit: number;
}

/**
 * The score that is kept of predictions: sums over all of them, and sums in which recent ones count more.
 *
 * It takes the same room however many predictions there are. A new model begins with a new one.
 */
export interface Scoreboard {
  /** After how many further outcomes one counts half in `recent`, at least 1. Default: 200. Source: our choice. */
  halfLife?: number;
  /** All outcomes since it began. Default: none. Source: our choice. */
  all?: ScoreSums;
  /** The same outcomes, each counting half of one that came a half-life later. Default: none. Source: our choice. */
  recent?: ScoreSums;
}

/**
 * Sums over predictions. Each has its weight, which is 1 among all outcomes and shrinks with age among recent ones.
 *
 * What a prediction itself expects follows from its probability: a model that is right in saying 0.7 is wrong three
 * times in ten, and pays for it.
 */
export interface ScoreSums {
  /** Outcomes: the sum of their weights. */
  outcomes: number;
  /** Outcomes that were successes. */
  successes: number;
  /** Successes that the predictions expected: the sum of their probabilities. */
  expectedSuccesses: number;
  /** Outcomes that were predicted rightly, success being predicted above a probability of 0.5. */
  correct: number;
  /** Outcomes that the predictions expected to be predicted rightly. */
  expectedCorrect: number;
  /** Log loss. */
  logLoss: number;
  /** Log loss that the predictions expected. */
  expectedLogLoss: number;
  /** Squared differences between the probability and what happened, as 0 or 1. */
  brier: number;
  /** What the predictions expected of those squared differences: the sum of `p (1 - p)`. */
  expectedBrier: number;
  /** Variance of the successes, were the predictions right. Variances have the squares of the weights. */
  successesVariance: number;
  /** Variance of the log loss, were the predictions right. */
  logLossVariance: number;
  /** Variance of the squared differences, were the predictions right. */
  brierVariance: number;
}

/** An interval after a look. What is left out is not known, or has no bound on that side. */
export interface SequentialInterval {
  /** What was observed. */
  estimate?: number;
  /** The lower end. */
  lower?: number;
  /** The upper end; none where it could be infinite. */
  upper?: number;
  /** The lower end of an interval without an upper one. */
  oneSidedLower?: number;
  /** Half of the width of a band. */
  halfWidth?: number;
}

/**
 * What was seen since the look before, in both arms over the same time: increments, never totals.
 *
 * A look with an arm that could not be read is left out, or given without any traffic in that arm.
 */
export type SequentialLook =
  | CountsSequentialLook
  | BucketsSequentialLook
  | LevelsSequentialLook
  | DifferenceSequentialLook
  | SamplesSequentialLook
  | SumsSequentialLook
  | ArmsSequentialLook
  | SingleSequentialLook;

/** Events in both arms. */
export interface CountsSequentialLook {
  kind: "counts";
  /** Of the baseline. */
  baseline: ArmEvents;
  /** Of the canary. */
  canary: ArmEvents;
  /** How much more than independent events these scatter, known before the look; the test's own otherwise. */
  dispersion?: number;
}

/** Histograms of both arms over the same buckets, in rising order and not cumulative; the last has no upper bound. */
export interface BucketsSequentialLook {
  kind: "buckets";
  /** Counts of the baseline. */
  baseline: number[];
  /** Counts of the canary. */
  canary: number[];
  /** How much more than independent requests these scatter, known before the look; the test's own otherwise. */
  dispersion?: number;
}

/** A level in each arm, from 0 to 1. */
export interface LevelsSequentialLook {
  kind: "levels";
  /** Of the baseline. */
  baseline: number;
  /** Of the canary. */
  canary: number;
}

/** The difference of two levels. */
export interface DifferenceSequentialLook {
  kind: "difference";
  /** Canary less baseline. */
  difference: number;
  /** Its long-run variance, known before the look; the test's own otherwise. */
  variance?: number;
}

/** Raw values of both arms, in any order. */
export interface SamplesSequentialLook {
  kind: "samples";
  /** Of the baseline. */
  baseline: number[];
  /** Of the canary. */
  canary: number[];
}

/** Sums of raw values of both arms. */
export interface SumsSequentialLook {
  kind: "sums";
  /** Of the baseline. */
  baseline: SampleSums;
  /** Of the canary. */
  canary: SampleSums;
}

/** Requests that went to each arm. */
export interface ArmsSequentialLook {
  kind: "arms";
  /** One for each arm, in the order of the planned shares. */
  counts: number[];
}

/** Events of one arm. */
export interface SingleSequentialLook {
  kind: "single";
  /** The events, at most as many as there was exposure. */
  arm: ArmEvents;
}

/** The sums of a sample from which its mean and variance follow. */
export interface SampleSums {
  /** How many values. */
  count: number;
  /** Their sum. */
  sum: number;
  /** The sum of their squares. */
  squares: number;
}

/** What a sequential test has found at each look of a series. */
export interface SequentialSeries {
  /** After each look, of which a merge is one. */
  evidence: SequentialEvidence[];
  /** From where further looks go on. */
  state: SequentialState;
}

/** What a sequential test has found up to a look. All logarithms are natural. */
export interface SequentialEvidence {
  /** Logarithm of the present evidence against the null hypothesis; it may fall again. */
  logE: number;
  /** Logarithm of the anytime-valid p-value: 0 at first, never rising. */
  logP: number;
  /**
   * Whether the look could say anything; without traffic in both arms, or before there is something to bet on, it
   * cannot, and the evidence stays as it is.
   */
  bet: boolean;
  /** Logarithm of the factor that made up for overshoot, where that is wanted. */
  logBoost?: number;
}

/** A sequential test with its settings. */
export type SequentialTest =
  | RateRatioSequentialTest
  | TwoProportionSequentialTest
  | BetaBinomialSequentialTest
  | FisherConditionalSequentialTest
  | HistogramShiftSequentialTest
  | BucketBetaSequentialTest
  | QuantileAbSequentialTest
  | GaussianDifferenceSequentialTest
  | SymmetricDifferenceSequentialTest
  | BoundedMeanSequentialTest
  | SplitCheckSequentialTest;

/** Errors out of requests, or events with exposure: the ratio of two rates. Of counts. */
export interface RateRatioSequentialTest {
  kind: "rate_ratio";
  /** Its settings. */
  policy?: RateRatioPolicy;
}

/** Common events, or a margin in points: two proportions. Of counts. */
export interface TwoProportionSequentialTest {
  kind: "two_proportion";
  /** Its settings. */
  policy?: TwoProportionPolicy;
}

/** The share of events at a constant split, for comparison. Of counts. */
export interface BetaBinomialSequentialTest {
  kind: "beta_binomial";
  /** Its settings. */
  policy: BetaBinomialPolicy;
}

/** Few requests: an odds ratio. Of counts. */
export interface FisherConditionalSequentialTest {
  kind: "fisher_conditional";
  /** Its settings. */
  policy?: FisherConditionalPolicy;
}

/** Latency: a shift of the whole, or a heavier tail. Of buckets. */
export interface HistogramShiftSequentialTest {
  kind: "histogram_shift";
  /** Its settings. */
  policy?: HistogramShiftPolicy;
}

/** Any change of a distribution, at a constant split. Of buckets. */
export interface BucketBetaSequentialTest {
  kind: "bucket_beta";
  /** Its settings. */
  policy: BucketBetaPolicy;
}

/** One quantile of raw values. Of samples. */
export interface QuantileAbSequentialTest {
  kind: "quantile_ab";
  /** Its settings. */
  policy?: QuantileAbPolicy;
}

/** Saturation with a known variance. Of differences. */
export interface GaussianDifferenceSequentialTest {
  kind: "gaussian_difference";
  /** Its settings. */
  policy?: GaussianDifferencePolicy;
}

/** Saturation without a past. Of differences. */
export interface SymmetricDifferenceSequentialTest {
  kind: "symmetric_difference";
  /** Its settings. */
  policy?: SymmetricDifferencePolicy;
}

/** Levels from 0 to 1 of which nothing else is known. Of levels. */
export interface BoundedMeanSequentialTest {
  kind: "bounded_mean";
  /** Its settings. */
  policy?: BoundedMeanPolicy;
}

/** Whether the traffic is split as planned. Of arms. */
export interface SplitCheckSequentialTest {
  kind: "split_check";
  /** Its settings. */
  policy: SplitCheckPolicy;
}

/** How the ratio of two rates is tested. Count the rarer outcome: above one in ten, two proportions say more. */
export interface RateRatioPolicy {
  /** What evidence is looked for. Default: worse. Source: our choice. */
  direction?: EffectDirection;
  /**
   * The ratio canary : baseline that is just tolerated, or just harmful where safety is to be shown. Default: 1.1.
   * Source: our choice, a persistent difference of one arm of 10 % hardly ever alarms then.
   */
  ratio?: number;
  /**
   * The ratio that is to be found most quickly, as a multiple of the tolerated one. Default: 2. Source: our choice, the
   * smallest regression that is worth a rollback in most services.
   */
  design?: number;
  /**
   * Sizes to bet on, as logarithms of the ratio beyond the tolerated one. Default: eight from 1.1 to 16 times, most
   * around the design size; where safety is to be shown, no change and half of the way. Source: our choice, within 16 %
   * of the test that knows the ratio.
   */
  nodes?: EffectNode[];
  /** How much more than independent events these scatter, from 1. Default: 1. Source: Poisson counts. */
  dispersion?: number;
  /**
   * When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
   * known.
   */
  restart?: CapitalSchedule;
  /**
   * The only level at which the test will be used, if what evidence beyond it would waste is to be used up before.
   * Default: none. Source: Fischer and Ramdas (2024), optional there too.
   */
  boostAlpha?: number;
}

/**
 * What a test looks for evidence of.
 *
 * - `worse`: The canary has more than is tolerated.
 * - `drop`: The canary has less than is tolerated, of what there should be much of.
 * - `either`: Either of both.
 * - `safe`: The canary has less than would be harmful.
 */
export type EffectDirection = "worse" | "drop" | "either" | "safe";

/** A size of the effect that part of the capital bets on. */
export interface EffectNode {
  /** Distance from the tolerance, as logarithm of a ratio or of an odds ratio, above 0. */
  size: number;
  /** Its part of the capital; those of all nodes sum to 1. */
  weight: number;
}

/** When the capital is put to work. What waits is there for an effect that begins late. */
export type CapitalSchedule = AtOnceCapitalSchedule | EvenlyCapitalSchedule | WeightsCapitalSchedule;

/** All of it at the first look. */
export interface AtOnceCapitalSchedule {
  kind: "at_once";
}

/** Part of it at the first look, the rest spread evenly over the later ones. */
export interface EvenlyCapitalSchedule {
  kind: "evenly";
  /**
   * What is put to work at the first look. Default: 0.5. Source: our choice, it costs one look in ten when the
   * effect is there from the start.
   */
  first?: number;
  /** How many looks are planned, from 2 to 1000000; all further ones find no capital left. */
  looks: number;
}

/** Parts of one's own choice. */
export interface WeightsCapitalSchedule {
  kind: "weights";
  /** One for each look, together at most 1; what is left is never put to work. */
  weights: number[];
}

/** How two proportions are compared. */
export interface TwoProportionPolicy {
  /** What evidence is looked for, worse or safe. Default: worse. Source: our choice. */
  direction?: EffectDirection;
  /**
   * How many times the baseline's share is just tolerated, or just harmful where safety is to be shown. Default: 1.
   * Source: our choice, the margin says it.
   */
  ratio?: number;
  /** How much more than that. Default: 0. Source: our choice. */
  margin?: number;
  /**
   * The odds ratio that is to be found most quickly. Default: 2. Source: our choice, the smallest regression that is
   * worth a rollback in most services.
   */
  design?: number;
  /**
   * Sizes to bet on, as logarithms of the odds ratio beyond the boundary. Default: eight from 1.1 to 16 times, most
   * around the design size; where safety is to be shown, no change and half of the way. Source: our choice, within 16 %
   * of the test that knows the ratio.
   */
  nodes?: EffectNode[];
  /**
   * The baseline's share in the past; without it, the first look with traffic only teaches it. Default: none.
   * Source: our choice, there is no past that all services share.
   */
  priorRate?: PriorProportion;
  /** How much more than independent trials these scatter, from 1. Default: 1. Source: binomial counts. */
  dispersion?: number;
  /**
   * When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
   * known.
   */
  restart?: CapitalSchedule;
}

/** A share that was seen before. */
export interface PriorProportion {
  /** The share, above 0 and below 1. */
  rate: number;
  /** How many trials it is worth. */
  weight: number;
}

/** How the canary's share of the events is tested. */
export interface BetaBinomialPolicy {
  /** The canary's planned share of the exposure, above 0 and below 1. */
  share: number;
  /** How many events the prior is worth. Default: 100. Source: the authors' implementation. */
  concentration?: number;
  /** Whether fewer events are evidence too. Default: two. Source: the authors. */
  sides?: TestSides;
  /** The ratio of the rates canary : baseline that is just tolerated. Default: 1. Source: the authors. */
  ratio?: number;
}

/**
 * Whether less than expected is evidence too.
 *
 * - `two`: More and less.
 * - `greater`: More only.
 */
export type TestSides = "two" | "greater";

/** How the odds of few trials are compared. From some ten thousand requests a look, two proportions cost less. */
export interface FisherConditionalPolicy {
  /** The odds ratio canary : baseline that is just tolerated. Default: 1.1. Source: our choice, as for ratios of rates. */
  oddsRatio?: number;
  /**
   * The odds ratio that is to be found most quickly, as a multiple of the tolerated one. Default: 2. Source: our
   * choice, the smallest regression that is worth a rollback in most services.
   */
  design?: number;
  /**
   * Sizes to bet on, as logarithms of the odds ratio beyond the tolerated one. Default: eight from 1.1 to 16 times,
   * most around the design size. Source: our choice, within 16 % of the test that knows the ratio.
   */
  nodes?: EffectNode[];
  /**
   * When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
   * known.
   */
  restart?: CapitalSchedule;
}

/** How histograms, such as of latency, are compared. */
export interface HistogramShiftPolicy {
  /** What evidence is looked for, worse or either. Default: worse. Source: our choice. */
  direction?: EffectDirection;
  /**
   * Upper bounds of all buckets but the last, rising; only needed for a scale margin, and otherwise a check of the
   * number of buckets. Default: none. Source: our choice, the order of the buckets is enough.
   */
  bounds?: number[];
  /**
   * How many times as slow is still tolerated, from 1; exact up to whole buckets, so of use with fine ones only.
   * Default: 1. Source: our choice.
   */
  scaleMargin?: number;
  /** Counts of the baseline before the first look, by bucket. Default: none. Source: our choice. */
  prior?: number[];
  /**
   * What all buckets together are given beyond their counts, so that none is impossible. Default: 1. Source: our choice,
   * one request.
   */
  smoothing?: number;
  /** How much more than independent requests these scatter, from 1. Default: 1. Source: multinomial counts. */
  dispersion?: number;
  /**
   * When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
   * known.
   */
  restart?: CapitalSchedule;
}

/** How histograms are tested for equality. */
export interface BucketBetaPolicy {
  /** The canary's planned share of the requests, above 0 and below 1. */
  share: number;
  /**
   * How many requests the prior of each bucket is worth. Default: 100. Source: Lindon and Malek (2022), their
   * implementation.
   */
  concentration?: number;
}

/** How a quantile is compared. */
export interface QuantileAbPolicy {
  /** Which quantile, above 0 and below 1. Default: 0.5. Source: our choice. */
  quantile?: number;
  /**
   * How many values of an arm the test is at its best for. Default: 1000. Source: our choice, some minutes of a small
   * canary.
   */
  tunedFor?: number;
  /** The level that the test is at its best for. Default: 0.05. Source: the authors' implementation. */
  tunedAlpha?: number;
}

/** How differences of known variance are tested. */
export interface GaussianDifferencePolicy {
  /** What evidence is looked for: worse, either or safe. Default: worse. Source: our choice. */
  direction?: EffectDirection;
  /**
   * The difference that is just tolerated, or just harmful where safety is to be shown, in units of the metric.
   * Default: 0. Source: our choice.
   */
  margin?: number;
  /**
   * The long-run variance of a difference, known before the looks. Default: none, so that each look must say its own.
   * Source: our choice, only the past of a metric knows.
   */
  variance?: number;
  /**
   * The sum of variances at which the test is at its best. Default: 4 times the variance of the first look. Source: our
   * choice, quick after few looks.
   */
  tunedFor?: number;
}

/** How differences of unknown variance are tested. */
export interface SymmetricDifferencePolicy {
  /** What evidence is looked for: worse, either or safe. Default: worse. Source: our choice. */
  direction?: EffectDirection;
  /**
   * The difference that is just tolerated, or just harmful where safety is to be shown, in units of the metric.
   * Default: 0. Source: our choice.
   */
  margin?: number;
  /**
   * When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
   * known.
   */
  restart?: CapitalSchedule;
}

/** How bounded levels are compared. */
export interface BoundedMeanPolicy {
  /** What evidence is looked for: worse, either or safe. Default: worse. Source: our choice. */
  direction?: EffectDirection;
  /**
   * The difference that is just tolerated, or just harmful where safety is to be shown, above -1 and below 1.
   * Default: 0. Source: our choice.
   */
  margin?: number;
  /**
   * When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
   * known.
   */
  restart?: CapitalSchedule;
}

/** How the split of the traffic is checked. An alarm at 0.001 means that the comparison itself is broken. */
export interface SplitCheckPolicy {
  /** Planned share of each arm, each above 0, together 1. */
  shares: number[];
  /** How many requests the prior is worth. Default: 100. Source: Lindon and Malek (2022), their implementation. */
  concentration?: number;
}

/** What is left of the error budgets, how fast they go, and what may be released. */
export interface SloDecision {
  /**
   * Fail when a budget is frozen or an alarm pages, inconclusive when a budget is not known or measuring has stopped, warn
   * for a slower tier or a ticket, else pass.
   */
  verdict: Verdict;
  /** The worst tier of a known budget; none when no budget is known, which forbids nothing. */
  tier?: BudgetTier;
  /** What may be released. */
  allows: ReleaseKind[];
  /**
   * The least that is left of a known budget: 1 is untouched, 0 exhausted, negative overspent. It is what a situation
   * takes as its `error_budget`.
   */
  errorBudget?: number;
  /** The worst alarm that holds. */
  severity?: AlertSeverity;
  /** The earliest end of the freeze, if nothing fails any more; none without a freeze. */
  frozenUntil?: Date;
  /** Every objective, in the order of the policy, and then every composite. */
  objectives: ObjectiveBudget[];
  /** Why: the reasons of the objectives that make the verdict. */
  reasons: Reason[];
}

/**
 * A rung of the ladder; later ones are worse.
 *
 * - `normal`: Everything is released as always.
 * - `slow`: Everything is released, with more care.
 * - `critical_only`: Only what cannot wait.
 * - `frozen`: Only what brings the budget back, or must not wait for it.
 */
export type BudgetTier = "normal" | "slow" | "critical_only" | "frozen";

/** The error budget of one objective. */
export interface ObjectiveBudget {
  /** The objective, or the composite. */
  name: string;
  /**
   * Fail when it is frozen or pages, inconclusive when its budget is not known or measuring has stopped, warn for a slower
   * tier or a ticket, else pass. An aspirational one warns at most.
   */
  verdict: Verdict;
  /** What is left of its budget. */
  budget: BudgetLeft;
  /** Its rung; none when the budget is not known. */
  tier?: BudgetTier;
  /** The earliest end of its freeze, if nothing fails any more and as much comes in as before. */
  frozenUntil?: Date;
  /** The worst alarm that holds. */
  severity?: AlertSeverity;
  /** Every window of its alarms, the shortest first. */
  windows: BurnWindow[];
  /** Every alarm. */
  rules: BurnRuleOutcome[];
  /** What deployments cost. */
  deployments?: BudgetCost[];
  /** What incidents cost. */
  incidents?: BudgetCost[];
  /** Why. */
  reasons: Reason[];
}

/**
 * What is left of a budget. Parts in events have no target in common, so their composite has neither `good_share`, `allowed` nor
 * `spare`.
 */
export interface BudgetLeft {
  /** The bad ones: events, slices, or parts of slices. None when nothing was measured. */
  bad?: number;
  /** Of how many that were measured: events or slices. */
  measured?: number;
  /** The share of those that is good; none when there were none. */
  goodShare?: number;
  /** How many may be bad in the period. */
  allowed?: number;
  /** The share of the budget that is spent: 1 is all, above 1 overspent. */
  consumed?: number;
  /** The share that is left, negative when overspent. */
  remaining?: number;
  /** How many more may be bad, whole ones; negative when overspent. */
  spare?: number;
  /** What would be left if a calendar period were spent evenly. */
  evenRemaining?: number;
  /** How long a total outage spends a whole budget, in seconds. */
  outageSeconds: number;
}

/** How fast a budget goes in a window. */
export interface BurnWindow {
  /** The window, which ends now. */
  window: Duration;
  /** The bad ones; none when it was not measured. */
  bad?: number;
  /** Of how many. */
  measured?: number;
  /** How many times faster than evenly over the period; none without events, which is neither good nor bad. */
  burnRate?: number;
  /** The share of the budget that went in the window, exact whatever the traffic. */
  budgetShare?: number;
  /**
   * The burn rate of an average window that spends that share: few requests at night count for little, a peak for
   * much. Known when the number of events of the period is.
   */
  weightedBurnRate?: number;
  /** Seconds until nothing is left at this burn rate: 0 when it is so already, none for never or not known. */
  exhaustedInSeconds?: number;
}

/** Whether an alarm holds. */
export interface BurnRuleOutcome {
  /** The rule. */
  name: string;
  /** Who must know. */
  severity: AlertSeverity;
  /** The burn rate that it is about. */
  burnRate: number;
  /** Its long window. */
  long: Duration;
  /** Its short window. */
  short: Duration;
  /** Whether it holds; none when a window had no events, in which case nobody is alarmed either. */
  holds?: boolean;
}

/** What a deployment or an incident cost. */
export interface BudgetCost {
  /** The deployment or incident. */
  name: string;
  /**
   * What went bad because of it: for a deployment beyond what its baseline would have had, negative when it was
   * better.
   */
  bad: number;
  /** Which share of the budget that is; none when the budget is not known. */
  budgetShare?: number;
}

/** What was measured of every objective. */
export interface SloEvidence {
  /** One entry for each objective; one without an entry was not measured. */
  objectives: ObjectiveEvidence[];
}

/** What was measured of one objective: steps of time, windows that end now, or both. */
export interface ObjectiveEvidence {
  /** Name of the objective. */
  objective: string;
  /**
   * Steps of time in their order, none overlapping another. A step counts for a window in which it ends; those before
   * the period count for none.
   */
  steps?: SliStep[];
  /**
   * Windows that end now and were summed up elsewhere; they take the place of what the steps would give. Each is that of
   * an alarm, or as long as a rolling period and then the period's.
   */
  windows?: SliWindow[];
  /**
   * How many events the period has, or will have: a calendar period is known only at its end. Never less is assumed
   * than was observed. None takes what was observed.
   */
  periodEvents?: number;
  /** Deployments whose cost is asked for. */
  deployments?: DeploymentEvents[];
  /** Incidents of the period, with what each spoilt. */
  incidents?: IncidentEvents[];
}

/** What was measured in one step of time. */
export interface SliStep {
  /** When it began. */
  start: Date;
  /** How long it was. */
  duration: Duration;
  /** Its events; none when they were not measured. */
  events?: SliEvents;
}

/** Numbers of events; two of the three are enough. */
export interface SliEvents {
  /** Those that were as promised. */
  good?: number;
  /** Those that were not. */
  bad?: number;
  /** All that count. */
  valid?: number;
}

/** What was measured in a window that ends now. */
export interface SliWindow {
  /** How long it is. */
  window: Duration;
  /** Its events; none when they were not measured. */
  events?: SliEvents;
}

/** What a deployment did, for what it cost. */
export interface DeploymentEvents {
  /** The deployment. */
  name: string;
  /** Events of the new version. */
  canary: SliEvents;
  /** Events of the version before, at the same time. Without them every failure of the new version is its own. */
  baseline?: SliEvents;
}

/** What an incident spoilt. */
export interface IncidentEvents {
  /** The incident. */
  name: string;
  /** Bad events, or bad slices of time for an objective in slices. */
  bad: number;
}

/** From where on a canary's window counts as worse than the baseline's. */
export interface WindowComparison {
  /**
   * How often a canary that is no worse may fail, over all its metrics. It is divided equally among errors, latency,
   * resources and so on, so that one more percentile of latency does not hide errors. Default: 0.05. Source: the
   * usual convention; halved or doubled it changes little on recorded canaries.
   */
  significance?: number;
  /**
   * The rank test must confirm a failure at this level, wherever the samples are enough to reach it: noise that is
   * not normal ends here. 1 asks for nothing. Default: 0.01. Source: our choice, between what 10 samples against 3
   * can reach, 0.0035, and what they reach with two values out of order, 0.014.
   */
  rankSignificance?: number;
  /**
   * How many samples the assumed scatter counts as, beside that of the samples. Default: 4. Source: our choice, a
   * moderated t test (G. K. Smyth, 2004); from 3 to 6 changes hardly a verdict on recorded canaries.
   */
  priorSamples?: number;
  /**
   * The assumed scatter of one sample, as a part of the smallest change that matters, both as logarithms.
   * Default: 0.4. Source: our choice: rows of five minutes of a quiet service scatter by 0.05 for a mean latency and
   * 0.16 for its 99th percentile, and this assumes 0.07 and 0.16.
   */
  priorScatter?: number;
  /**
   * Neighbouring samples are believed to be alike at most this much. Default: 0.8. Source: our choice: a window
   * cannot tell more, and this already counts nine samples as one.
   */
  correlationLimit?: number;
  /**
   * From so many samples on, the baseline says how alike neighbouring samples are. Default: 20. Source: our choice,
   * since a correlation of fewer is noise: its standard error is one over the root of their number.
   */
  correlationFrom?: number;
  /**
   * With windows from before, what the baseline moved itself excuses the canary as far as it is this certain.
   * Default: 0.9. Source: our choice; what is not certain would only add its noise.
   */
  movementConfidence?: number;
  /**
   * With windows from before, what the baseline moved otherwise shows how levels wander by themselves. In as many
   * windows that show none is believed beside it. Default: 1. Source: our choice; from 0.3 to 3 finds 81 to 83 of 100
   * rises by a quarter in recorded windows of two minutes, with 2 to 5 false alarms.
   */
  priorMovements?: number;
  /**
   * A change that matters and would be significant at this level, over all metrics, but is not proven, leaves a metric
   * inconclusive. Default: 0.2. Source: our choice, four times the significance.
   */
  doubt?: number;
  /**
   * Samples that would not show this many times the smallest change that matters, as logarithms, say nothing, even if
   * this were the only metric.
   * Default: 4. Source: our choice: for a latency that is twice the baseline's.
   */
  blindBeyond?: number;
  /**
   * The ratio of spreads from which a canary that is wider than the assumed scatter is a warning. Default: 2.
   * Source: our choice.
   */
  wider?: number;
  /** The smallest change of a level that matters, by kind of metric. */
  ratios?: MaterialRatios;
  /** The smallest change of an error rate that matters. */
  errors?: ErrorAllowance;
}

/** The ratio between canary and baseline from which on a change matters; for a drop it is that of baseline and canary. */
export interface MaterialRatios {
  /** Means and quantiles up to the 98th. Default: 1.2. Source: the gate `latency_p99_increase`. */
  latency?: number;
  /** Quantiles from the 99th, which scatter twice as much. Default: 1.5. Source: our choice. */
  tailLatency?: number;
  /** Default: 1.15. Source: our choice, half as much again as the tolerance of the autoscaler of Kubernetes, 0.1. */
  cpu?: number;
  /** Default: 1.1. Source: the same tolerance, since memory hardly scatters. */
  memory?: number;
  /** Requests served. Default: 1.2. Source: our choice. */
  throughput?: number;
  /** Shares of success near 1. Default: 1.01. Source: our choice, one failure in a hundred. */
  successShare?: number;
  /** Anything else. Default: 1.2. Source: our choice. */
  other?: number;
}

/** What a canary's error rate may be beyond the baseline's. */
export interface ErrorAllowance {
  /** Ratio to the baseline's rate. Default: 1.1. Source: the gate `error_rate`. */
  ratio?: number;
  /** Rate allowed beyond that, where the number of trials is known. Default: 0.001. Source: the gate `error_rate`. */
  slack?: number;
  /** With fewer events on the canary it never fails. Default: 5. Source: the usual rule for tests of counts. */
  leastEvents?: number;
  /**
   * Trials that would not show a rate this much beyond the allowed one say nothing. Default: 0.05. Source: the gate
   * `rollback_error_rate`.
   */
  blindBeyond?: number;
}

/** The types of objects by their names. */
export interface Documents {
  Policy: Policy;
  Gate: Gate;
  Condition: Condition;
  Consequences: Consequences;
  JudgePolicy: JudgePolicy;
  JudgedMetric: JudgedMetric;
  Judged: Judged;
  WarmUp: WarmUp;
  SplitPolicy: SplitPolicy;
  ConfidencePolicy: ConfidencePolicy;
  Weights: Weights;
  AutomationPolicy: AutomationPolicy;
  Plan: Plan;
  Stage: Stage;
  Cleanup: Cleanup;
  RolloutPolicy: RolloutPolicy;
  Verification: Verification;
  HistoryPolicy: HistoryPolicy;
  RiskPolicy: RiskPolicy;
  FactorWeight: FactorWeight;
  StrategyPolicy: StrategyPolicy;
  CriterionWeights: CriterionWeights;
  SizingPolicy: SizingPolicy;
  UnseenFailures: UnseenFailures;
  ApprovalPolicy: ApprovalPolicy;
  ApprovalRule: ApprovalRule;
  BreakGlassPolicy: BreakGlassPolicy;
  ReadinessPolicy: ReadinessPolicy;
  ChecklistItem: ChecklistItem;
  PromotionPolicy: PromotionPolicy;
  CalendarPolicy: CalendarPolicy;
  Window: Window;
  Times: Times;
  Scope: Scope;
  Freeze: Freeze;
  FreezeException: FreezeException;
  BudgetFreeze: BudgetFreeze;
  BlastRadiusPolicy: BlastRadiusPolicy;
  BlastLimits: BlastLimits;
  TriggerPolicy: TriggerPolicy;
  Trigger: Trigger;
  TriggerCondition: TriggerCondition;
  Tolerance: Tolerance;
  RollbackPolicy: RollbackPolicy;
  EvidenceStrengths: EvidenceStrengths;
  CanaryPromotionPolicy: CanaryPromotionPolicy;
  RequiredMetric: RequiredMetric;
  PromotionWeights: PromotionWeights;
  SloPolicy: SloPolicy;
  Objective: Objective;
  BudgetPeriod: BudgetPeriod;
  BudgetMethod: BudgetMethod;
  BurnAlerts: BurnAlerts;
  ShareRule: ShareRule;
  BurnRule: BurnRule;
  CompositeObjective: CompositeObjective;
  CompositePart: CompositePart;
  BudgetLadder: BudgetLadder;
  QualityPolicy: QualityPolicy;
  QualityObjective: QualityObjective;
  CriteriaSet: CriteriaSet;
  QualityCriterion: QualityCriterion;
  QualityComparison: QualityComparison;
  DeliveryPolicy: DeliveryPolicy;
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
  Judgement: Judgement;
  JudgeEvidence: JudgeEvidence;
  MetricJudgement: MetricJudgement;
  JudgedEffect: JudgedEffect;
  Confidence: Confidence;
  FactorScore: FactorScore;
  Flip: Flip;
  Rollout: Rollout;
  State: State;
  Pending: Pending;
  ConfidenceSummary: ConfidenceSummary;
  JudgeState: JudgeState;
  MetricState: MetricState;
  SideState: SideState;
  SequentialState: SequentialState;
  ArmEvents: ArmEvents;
  Marks: Marks;
  LevelState: LevelState;
  SplitState: SplitState;
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
  Situation: Situation;
  Change: Change;
  Reversibility: Reversibility;
  Tests: Tests;
  Findings: Findings;
  Incident: Incident;
  Service: Service;
  Target: Target;
  Capacity: Capacity;
  StrategyHistory: StrategyHistory;
  Outcomes: Outcomes;
  Compliance: Compliance;
  Risk: Risk;
  FactorRisk: FactorRisk;
  StrategyChoice: StrategyChoice;
  RankedStrategy: RankedStrategy;
  ScorePart: ScorePart;
  ExcludedStrategy: ExcludedStrategy;
  SizedPlan: SizedPlan;
  BlastRadius: BlastRadius;
  StageBlast: StageBlast;
  StrategyFlip: StrategyFlip;
  WindowDecision: WindowDecision;
  Blocker: Blocker;
  ImageCheck: ImageCheck;
  Checklist: Checklist;
  Readiness: Readiness;
  ItemOutcome: ItemOutcome;
  VerifiedVersion: VerifiedVersion;
  EnvironmentPromotion: EnvironmentPromotion;
  ConditionAnswer: ConditionAnswer;
  ApprovalVote: ApprovalVote;
  ApprovalDecision: ApprovalDecision;
  RuleOutcome: RuleOutcome;
  BreakGlass: BreakGlass;
  AdmissionRequest: AdmissionRequest;
  KnownVersion: KnownVersion;
  Clearance: Clearance;
  PastRollback: PastRollback;
  Admission: Admission;
  KubernetesFragments: KubernetesFragments;
  DeploymentStrategy: DeploymentStrategy;
  DisruptionBudget: DisruptionBudget;
  StageReplicas: StageReplicas;
  ReplicaRequest: ReplicaRequest;
  ReplicaMode: ReplicaMode;
  ReplicaSet: ReplicaSet;
  TrafficWeights: TrafficWeights;
  ReplicaCounts: ReplicaCounts;
  SuccessPolicy: SuccessPolicy;
  Feature: Feature;
  DeploymentOutcome: DeploymentOutcome;
  Prediction: Prediction;
  Support: Support;
  Contribution: Contribution;
  Counterfactual: Counterfactual;
  ModelWeights: ModelWeights;
  FittedFeature: FittedFeature;
  Term: Term;
  ServiceLevel: ServiceLevel;
  Training: Training;
  EvaluationPolicy: EvaluationPolicy;
  Evaluation: Evaluation;
  Estimate: Estimate;
  Classes: Classes;
  ClassScores: ClassScores;
  Capture: Capture;
  ReliabilityBin: ReliabilityBin;
  MonthScore: MonthScore;
  AcceptancePolicy: AcceptancePolicy;
  Acceptance: Acceptance;
  ModelScores: ModelScores;
  PairedDifference: PairedDifference;
  CalibratedEvidence: CalibratedEvidence;
  CanaryEvidence: CanaryEvidence;
  CanaryPromotion: CanaryPromotion;
  PromotionFactorScore: PromotionFactorScore;
  PromotionFlip: PromotionFlip;
  CombinePolicy: CombinePolicy;
  CombinedEvidence: CombinedEvidence;
  ComparedWindows: ComparedWindows;
  ComparedMetric: ComparedMetric;
  WindowSamples: WindowSamples;
  LevelsBefore: LevelsBefore;
  EventSamples: EventSamples;
  ConfidenceSequence: ConfidenceSequence;
  DeliveryFigures: DeliveryFigures;
  DeliveryFigure: DeliveryFigure;
  DeliveryLog: DeliveryLog;
  Delivery: Delivery;
  DeliveryIncident: DeliveryIncident;
  DispersionEstimate: DispersionEstimate;
  Drift: Drift;
  InputDrift: InputDrift;
  CalibrationDrift: CalibrationDrift;
  DriftPolicy: DriftPolicy;
  InputReference: InputReference;
  JudgeLook: JudgeLook;
  JudgedRecording: JudgedRecording;
  JudgedSeries: JudgedSeries;
  KayentaConclusion: KayentaConclusion;
  KayentaJudgement: KayentaJudgement;
  KayentaGroup: KayentaGroup;
  KayentaResult: KayentaResult;
  Shift: Shift;
  KayentaStats: KayentaStats;
  KayentaLimits: KayentaLimits;
  KayentaMetricSet: KayentaMetricSet;
  KayentaPair: KayentaPair;
  KayentaPolicy: KayentaPolicy;
  KayentaRequest: KayentaRequest;
  KayentaThresholds: KayentaThresholds;
  KayentaSchedule: KayentaSchedule;
  KayentaWindow: KayentaWindow;
  KayentaScheduleRequest: KayentaScheduleRequest;
  ObjectiveReview: ObjectiveReview;
  BurnRuleReview: BurnRuleReview;
  QualityDecision: QualityDecision;
  QualityOutcome: QualityOutcome;
  CriterionOutcome: CriterionOutcome;
  QualityEvidence: QualityEvidence;
  QualityValue: QualityValue;
  EarlierQuality: EarlierQuality;
  Retraining: Retraining;
  RetrainingPolicy: RetrainingPolicy;
  RollbackDecision: RollbackDecision;
  FollowUp: FollowUp;
  TriggerReport: TriggerReport;
  TriggerOutcome: TriggerOutcome;
  RollbackOrder: RollbackOrder;
  RollbackEvidence: RollbackEvidence;
  TriggerEvidence: TriggerEvidence;
  WindowsCompared: WindowsCompared;
  MetricCompared: MetricCompared;
  Effect: Effect;
  Scoreboard: Scoreboard;
  ScoreSums: ScoreSums;
  SequentialInterval: SequentialInterval;
  SequentialLook: SequentialLook;
  SampleSums: SampleSums;
  SequentialSeries: SequentialSeries;
  SequentialEvidence: SequentialEvidence;
  SequentialTest: SequentialTest;
  RateRatioPolicy: RateRatioPolicy;
  EffectNode: EffectNode;
  CapitalSchedule: CapitalSchedule;
  TwoProportionPolicy: TwoProportionPolicy;
  PriorProportion: PriorProportion;
  BetaBinomialPolicy: BetaBinomialPolicy;
  FisherConditionalPolicy: FisherConditionalPolicy;
  HistogramShiftPolicy: HistogramShiftPolicy;
  BucketBetaPolicy: BucketBetaPolicy;
  QuantileAbPolicy: QuantileAbPolicy;
  GaussianDifferencePolicy: GaussianDifferencePolicy;
  SymmetricDifferencePolicy: SymmetricDifferencePolicy;
  BoundedMeanPolicy: BoundedMeanPolicy;
  SplitCheckPolicy: SplitCheckPolicy;
  SloDecision: SloDecision;
  ObjectiveBudget: ObjectiveBudget;
  BudgetLeft: BudgetLeft;
  BurnWindow: BurnWindow;
  BurnRuleOutcome: BurnRuleOutcome;
  BudgetCost: BudgetCost;
  SloEvidence: SloEvidence;
  ObjectiveEvidence: ObjectiveEvidence;
  SliStep: SliStep;
  SliEvents: SliEvents;
  SliWindow: SliWindow;
  DeploymentEvents: DeploymentEvents;
  IncidentEvents: IncidentEvents;
  WindowComparison: WindowComparison;
  MaterialRatios: MaterialRatios;
  ErrorAllowance: ErrorAllowance;
}
