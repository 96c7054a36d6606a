"""The data that goes into rollwise and comes out: frozen dataclasses with keywords only.

A field that is `None` is left out, and the core takes its default. Written by `bindings/codegen`; do not edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

__all__ = [
    "Policy",
    "GateSet",
    "Gate",
    "AbsoluteCondition",
    "RatioCondition",
    "DifferenceCondition",
    "Condition",
    "Bound",
    "Criticality",
    "Consequences",
    "Consequence",
    "JudgePolicy",
    "JudgedMetric",
    "FailuresJudged",
    "OutcomesJudged",
    "EventsJudged",
    "LatencyJudged",
    "LevelJudged",
    "Judged",
    "WorseSide",
    "Counters",
    "WarmUp",
    "SplitPolicy",
    "ConfidencePolicy",
    "Weights",
    "Factor",
    "AutomationPolicy",
    "Plan",
    "Strategy",
    "Stage",
    "StageCheck",
    "Cleanup",
    "CleanupTask",
    "RolloutPolicy",
    "HoldOutcome",
    "Verification",
    "HistoryPolicy",
    "RiskPolicy",
    "FactorWeight",
    "RiskFactor",
    "StrategyPolicy",
    "CriterionWeights",
    "SizingPolicy",
    "UnseenFailures",
    "ApprovalPolicy",
    "ApprovalRule",
    "Environment",
    "BreakGlassPolicy",
    "ReadinessPolicy",
    "ChecklistItem",
    "ChecklistStage",
    "Need",
    "PromotionPolicy",
    "CalendarPolicy",
    "Window",
    "WeeklyTimes",
    "DatedTimes",
    "YearlyTimes",
    "Times",
    "Weekday",
    "Scope",
    "ServiceCriticality",
    "Freeze",
    "FreezeException",
    "UnderWay",
    "BudgetFreeze",
    "BlastRadiusPolicy",
    "BlastLimits",
    "TriggerPolicy",
    "Trigger",
    "MetricTriggerCondition",
    "EventTriggerCondition",
    "TriggerCondition",
    "ContinuousTolerance",
    "TotalTolerance",
    "ConsecutiveTolerance",
    "KOfNTolerance",
    "EvidenceTolerance",
    "Tolerance",
    "RollbackPolicy",
    "EvidenceStrengths",
    "RollbackStrategy",
    "CanaryPromotionPolicy",
    "RequiredMetric",
    "PromotionWeights",
    "SloPolicy",
    "Objective",
    "RollingBudgetPeriod",
    "CalendarBudgetPeriod",
    "BudgetPeriod",
    "CalendarUnit",
    "OccurrencesBudgetMethod",
    "TimeslicesBudgetMethod",
    "RatioTimeslicesBudgetMethod",
    "BudgetMethod",
    "RecommendedBurnAlerts",
    "SharesBurnAlerts",
    "ScaledBurnAlerts",
    "GivenBurnAlerts",
    "BurnAlerts",
    "ShareRule",
    "AlertSeverity",
    "BurnRule",
    "CompositeObjective",
    "CompositePart",
    "BudgetLadder",
    "ReleaseKind",
    "QualityPolicy",
    "QualityObjective",
    "CriteriaSet",
    "FixedQualityCriterion",
    "RelativeQualityCriterion",
    "OffsetQualityCriterion",
    "QualityCriterion",
    "Relation",
    "EarlierQualityComparison",
    "ReferenceQualityComparison",
    "QualityComparison",
    "IncludedResults",
    "QualityAggregate",
    "DeliveryPolicy",
    "Release",
    "Factors",
    "Evidence",
    "Comparison",
    "ValueMeasurement",
    "CountsMeasurement",
    "EventsMeasurement",
    "HistogramMeasurement",
    "SamplesMeasurement",
    "SeriesMeasurement",
    "MissingMeasurement",
    "NotANumberMeasurement",
    "FetchFailedMeasurement",
    "StaleMeasurement",
    "Measurement",
    "Point",
    "SafetyAssessedEvent",
    "ActionDoneEvent",
    "ActionFailedEvent",
    "MeasuredEvent",
    "TickEvent",
    "ApproveEvent",
    "RejectEvent",
    "PauseEvent",
    "ResumeEvent",
    "AbortEvent",
    "RollBackEvent",
    "OverrideEvent",
    "Event",
    "OverrideTo",
    "Step",
    "Phase",
    "BuildAction",
    "DeployAction",
    "SetTrafficAction",
    "RunTestsAction",
    "MeasureAction",
    "RequestApprovalAction",
    "PromoteAction",
    "VerifyVersionAction",
    "RollBackAction",
    "CleanUpAction",
    "AlertAction",
    "Action",
    "MeasureRequest",
    "Baseline",
    "Approval",
    "WakeUp",
    "WakeReason",
    "Record",
    "Start",
    "Terms",
    "Reason",
    "ReasonCode",
    "GateReport",
    "Verdict",
    "Check",
    "Judgement",
    "JudgeDecision",
    "JudgeEvidence",
    "MetricJudgement",
    "JudgeTest",
    "JudgedEffect",
    "EffectMeasure",
    "Confidence",
    "ConfidenceDecision",
    "FactorScore",
    "Flip",
    "ActionKind",
    "State",
    "Pending",
    "ConfidenceSummary",
    "JudgeState",
    "MetricState",
    "SideState",
    "SequentialState",
    "ArmEvents",
    "Marks",
    "LevelState",
    "SplitState",
    "Artifacts",
    "DeploymentArtifact",
    "ConfidenceReport",
    "StateLog",
    "StateChange",
    "PlanPreset",
    "Automation",
    "EventKind",
    "Recording",
    "Track",
    "ValuesColumn",
    "CountsColumn",
    "EventsColumn",
    "HistogramColumn",
    "SamplesColumn",
    "Column",
    "Run",
    "Look",
    "Situation",
    "Change",
    "ChangeKind",
    "FullReversibility",
    "UntilReversibility",
    "NeverReversibility",
    "Reversibility",
    "Tests",
    "Findings",
    "Incident",
    "Priority",
    "Service",
    "ApplicationType",
    "Target",
    "Capacity",
    "StrategyHistory",
    "Outcomes",
    "Compliance",
    "Risk",
    "RiskRecommendation",
    "FactorRisk",
    "Impact",
    "StrategyChoice",
    "RankedStrategy",
    "ScorePart",
    "Criterion",
    "ExcludedStrategy",
    "Precaution",
    "SizedPlan",
    "BlastRadius",
    "StageBlast",
    "StrategyFlip",
    "FlipDirection",
    "WindowDecision",
    "Blocker",
    "BlockerKind",
    "ImageCheck",
    "Checklist",
    "Readiness",
    "ItemOutcome",
    "VerifiedVersion",
    "EnvironmentPromotion",
    "ConditionAnswer",
    "ApprovalVote",
    "Vote",
    "ApprovalDecision",
    "RuleOutcome",
    "BreakGlass",
    "AdmissionRequest",
    "KnownVersion",
    "Clearance",
    "PastRollback",
    "Admission",
    "KubernetesFragments",
    "RecreateDeploymentStrategy",
    "RollingUpdateDeploymentStrategy",
    "DeploymentStrategy",
    "MinAvailableDisruptionBudget",
    "MaxUnavailableDisruptionBudget",
    "DisruptionBudget",
    "StageReplicas",
    "ReplicaRequest",
    "UnroutedReplicaMode",
    "RoutedReplicaMode",
    "ReplicaMode",
    "ReplicaSet",
    "TrafficWeights",
    "ReplicaCounts",
    "SuccessPolicy",
    "Feature",
    "FeatureKind",
    "Prior",
    "DeploymentOutcome",
    "Recorded",
    "Prediction",
    "Support",
    "Basis",
    "Contribution",
    "Counterfactual",
    "ModelWeights",
    "FittedFeature",
    "Term",
    "ServiceLevel",
    "Training",
    "EvaluationPolicy",
    "Evaluation",
    "Estimate",
    "Classes",
    "ClassScores",
    "Capture",
    "ReliabilityBin",
    "MonthScore",
    "AcceptancePolicy",
    "PredictedOutcome",
    "Acceptance",
    "ModelScores",
    "PairedDifference",
    "CalibratedEvidence",
    "CanaryEvidence",
    "CanaryPromotion",
    "PromotionCourse",
    "PromotionFactorScore",
    "PromotionFactor",
    "PromotionFlip",
    "CombinePolicy",
    "CombinedEvidence",
    "ComparedWindows",
    "ComparedMetric",
    "MetricKind",
    "WorseWhen",
    "LevelsWindowSamples",
    "CountsWindowSamples",
    "WindowSamples",
    "LevelsBefore",
    "EventSamples",
    "RatioConfidenceSequence",
    "BinomialConfidenceSequence",
    "EcdfConfidenceSequence",
    "BoundedMeanConfidenceSequence",
    "MeanDifferenceConfidenceSequence",
    "ConfidenceSequence",
    "DeliveryFigures",
    "DeliveryFigure",
    "DeliveryLog",
    "Delivery",
    "DeliveryIncident",
    "HistoryDispersionEstimate",
    "OnlineDispersionEstimate",
    "DispersionEstimate",
    "Drift",
    "InputDrift",
    "CalibrationDrift",
    "DriftPolicy",
    "InputReference",
    "JudgeLook",
    "JudgedRecording",
    "JudgedSeries",
    "KayentaConclusion",
    "KayentaJudgement",
    "KayentaClassification",
    "KayentaGroup",
    "KayentaResult",
    "KayentaLabel",
    "Shift",
    "KayentaStats",
    "KayentaLimits",
    "KayentaMetricSet",
    "KayentaPair",
    "KayentaPolicy",
    "KayentaInterval",
    "KayentaRequest",
    "KayentaThresholds",
    "KayentaSchedule",
    "KayentaWindow",
    "KayentaScheduleRequest",
    "ObjectiveReview",
    "BurnRuleReview",
    "QualityDecision",
    "QualityOutcome",
    "QualityStatus",
    "CriterionOutcome",
    "QualityEvidence",
    "QualityValue",
    "EarlierQuality",
    "EarlierResult",
    "Retraining",
    "RetrainingPolicy",
    "RollbackDecision",
    "RollbackCourse",
    "CondemnFollowUp",
    "OpenIncidentFollowUp",
    "CollectDiagnosticsFollowUp",
    "NotifyFollowUp",
    "FollowUp",
    "DiagnosticSource",
    "TriggerReport",
    "TriggerOutcome",
    "TriggerState",
    "RollbackOrder",
    "OrderKind",
    "RollbackEvidence",
    "TriggerEvidence",
    "WindowsCompared",
    "MetricCompared",
    "Effect",
    "Scoreboard",
    "ScoreSums",
    "SequentialInterval",
    "CountsSequentialLook",
    "BucketsSequentialLook",
    "LevelsSequentialLook",
    "DifferenceSequentialLook",
    "SamplesSequentialLook",
    "SumsSequentialLook",
    "ArmsSequentialLook",
    "SingleSequentialLook",
    "SequentialLook",
    "SampleSums",
    "SequentialSeries",
    "SequentialEvidence",
    "RateRatioSequentialTest",
    "TwoProportionSequentialTest",
    "BetaBinomialSequentialTest",
    "FisherConditionalSequentialTest",
    "HistogramShiftSequentialTest",
    "BucketBetaSequentialTest",
    "QuantileAbSequentialTest",
    "GaussianDifferenceSequentialTest",
    "SymmetricDifferenceSequentialTest",
    "BoundedMeanSequentialTest",
    "SplitCheckSequentialTest",
    "SequentialTest",
    "RateRatioPolicy",
    "EffectDirection",
    "EffectNode",
    "AtOnceCapitalSchedule",
    "EvenlyCapitalSchedule",
    "WeightsCapitalSchedule",
    "CapitalSchedule",
    "TwoProportionPolicy",
    "PriorProportion",
    "BetaBinomialPolicy",
    "TestSides",
    "FisherConditionalPolicy",
    "HistogramShiftPolicy",
    "BucketBetaPolicy",
    "QuantileAbPolicy",
    "GaussianDifferencePolicy",
    "SymmetricDifferencePolicy",
    "BoundedMeanPolicy",
    "SplitCheckPolicy",
    "SloDecision",
    "BudgetTier",
    "ObjectiveBudget",
    "BudgetLeft",
    "BurnWindow",
    "BurnRuleOutcome",
    "BudgetCost",
    "SloEvidence",
    "ObjectiveEvidence",
    "SliStep",
    "SliEvents",
    "SliWindow",
    "DeploymentEvents",
    "IncidentEvents",
    "WindowComparison",
    "MaterialRatios",
    "ErrorAllowance",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """Everything that an `Engine` can be told. Every field has a default."""

    gate_sets: Sequence[GateSet] | None = None
    """Named sets of gates. Default: the standard gates. Source: R17."""

    gates: Sequence[Gate] | None = None
    """Further gates; one with the name of a gate of the sets replaces it. Default: none. Source: our choice."""

    judge: JudgePolicy | None = None
    """By which metrics a canary is judged over all looks of a rollout together. Default: none, so that each look stands
    alone. Source: our choice, only the host knows what it can count.
    """

    confidence: ConfidencePolicy | None = None
    """The confidence score."""

    automation: AutomationPolicy | None = None
    """What may be done without a person."""

    plan: str | None = None
    """The plan of rollouts that do not name one. Default: `standard_canary`. Source: R5."""

    plans: Sequence[Plan] | None = None
    """Further plans; one with the name of a preset replaces it. Default: none. Source: our choice."""

    rollout: RolloutPolicy | None = None
    """How a rollout is driven."""

    immutable_images: bool | None = None
    """Whether an image tag must be of the form `{commit-hash}-{timestamp}` and name the commit that is deployed.
    `latest` and empty tags are refused in any case. Default: yes. Source: R16.
    """

    history: HistoryPolicy | None = None
    """How the track record of services and strategies is judged."""

    risk: RiskPolicy | None = None
    """How risky a deployment is."""

    strategy: StrategyPolicy | None = None
    """Which strategy a deployment uses."""

    sizing: SizingPolicy | None = None
    """How plans are sized."""

    approvals: ApprovalPolicy | None = None
    """When people must agree."""

    break_glass: BreakGlassPolicy | None = None
    """Who may override the policy."""

    readiness: ReadinessPolicy | None = None
    """What has to be seen to before and after a deployment."""

    promotion: PromotionPolicy | None = None
    """What a version must have behind it before it goes on to the next environment."""

    calendar: CalendarPolicy | None = None
    """When deployments are allowed, forbidden and preferred."""

    blast_radius: BlastRadiusPolicy | None = None
    """What a deployment may put at risk."""

    triggers: TriggerPolicy | None = None
    """What makes a deployment be taken back."""

    rollback: RollbackPolicy | None = None
    """When and how to go back."""

    canary_promotion: CanaryPromotionPolicy | None = None
    """What a canary must have shown before it gets all traffic."""

    slo: SloPolicy | None = None
    """What the service has promised, and what follows from it."""

    quality: QualityPolicy | None = None
    """What a release must show to be good enough."""

    delivery: DeliveryPolicy | None = None
    """The targets of delivery."""


GateSet: TypeAlias = Literal[
    "standard",
    "canary_criteria",
    "limits",
]
"""A named set of gates.

- `standard`: The six standard health gates of `Gate::standard`.
- `canary_criteria`: The comparison with the baseline of `Gate::canary_criteria`.
- `limits`: The fixed limits of `Gate::limits`.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Gate:
    """One condition that a metric must meet."""

    name: str
    """Name of the gate, unique in a policy."""

    metric: str
    """Name of the metric that it reads."""

    condition: Condition
    """What must hold."""

    window: timedelta | None = None
    """Time over which the metric is taken. Default: 60 s. Source: R5, the time after which metrics have settled."""

    quantile: float | None = None
    """The quantile to read from histograms and samples. Default: none, which reads the mean of samples and cannot
    read a histogram. Source: our choice.
    """

    min_samples: int | None = None
    """Samples needed on each side that is compared. Default: 0. Source: our choice; R17 and R18 name none."""

    criticality: Criticality | None = None
    """How much a failure weighs. Default: guardrail. Source: R17, a failed gate rolls back."""

    unmeasured: Consequences | None = None
    """What follows when the metric could not be measured. Default: hold. Source: R19."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AbsoluteCondition:
    """The canary's level against a fixed limit."""

    kind: Literal["absolute"] = "absolute"

    bound: Bound
    """The healthy side of the limit."""

    limit: float
    """The limit, in the unit of the metric."""

    warn: float | None = None
    """A limit inside the healthy side, beyond which the gate warns."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RatioCondition:
    """The canary's level against a multiple of the baseline's."""

    kind: Literal["ratio"] = "ratio"

    bound: Bound
    """The healthy side of the limit."""

    limit: float
    """The factor: 1.1 is 110 % of the baseline."""

    warn: float | None = None
    """A factor inside the healthy side, beyond which the gate warns."""

    slack: float | None = None
    """Added to the limit on its healthy side, in the unit of the metric, so that a baseline near zero does not
    make every canary unhealthy. Default: 0. Source: our choice.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class DifferenceCondition:
    """The canary's level against the baseline's plus a distance."""

    kind: Literal["difference"] = "difference"

    bound: Bound
    """The healthy side of the limit."""

    limit: float
    """The distance, in the unit of the metric: 0.005 of an error rate is half a percentage point."""

    warn: float | None = None
    """A distance inside the healthy side, beyond which the gate warns."""

    slack: float | None = None
    """Added to the limit on its healthy side, in the unit of the metric. Default: 0. Source: our choice."""


Condition: TypeAlias = (
    AbsoluteCondition
    | RatioCondition
    | DifferenceCondition
)
"""What must hold of a level, alone or against the baseline."""


Bound: TypeAlias = Literal[
    "below",
    "at_most",
    "above",
    "at_least",
]
"""The healthy side of a limit.

- `below`: Healthy when less.
- `at_most`: Healthy when less or equal.
- `above`: Healthy when more.
- `at_least`: Healthy when more or equal.
"""


Criticality: TypeAlias = Literal[
    "critical",
    "guardrail",
    "signal",
    "info",
]
"""How much a gate weighs.

- `critical`: One failure rolls back, whatever the plan tolerates.
- `guardrail`: A failure counts against the failed checks that the plan allows; by default the first one rolls back.
- `signal`: A failure or a gap is a warning.
- `info`: Reported only.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Consequences:
    """The consequence of each cause for which a level is not known."""

    missing: Consequence | None = None
    """Nobody measured. Default: hold. Source: R19."""

    not_a_number: Consequence | None = None
    """The measurement system answered "not a number", or what it answered does not give the gate's number.
    Default: hold. Source: R19.
    """

    fetch_failed: Consequence | None = None
    """It could not be fetched. Default: hold. Source: R19."""

    stale: Consequence | None = None
    """It is too old. Default: hold. Source: R19."""

    no_traffic: Consequence | None = None
    """There were no requests to measure. Default: hold. Source: R19."""

    too_few_samples: Consequence | None = None
    """Fewer samples than the gate needs. Default: hold. Source: R19."""

    baseline: Consequence | None = None
    """The canary was measured but the baseline that it is held against was not. Default: hold. Source: R19."""


Consequence: TypeAlias = Literal[
    "pass",
    "ignore",
    "wait",
    "hold",
    "fail",
]
"""What follows from a measurement that is not one.

- `pass`: The check passes. A report in which nothing at all was measured still does not.
- `ignore`: The check is left out of the verdict.
- `wait`: The check is left out while the stage bakes, since its samples are still gathering, and inconclusive afterwards.
- `hold`: The check is inconclusive.
- `fail`: The check fails.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgePolicy:
    """How a canary is judged, look by look.

    Two promises hold for the whole rollout, however often one looks: a canary that is no worse than tolerated is rolled
    back with a probability of at most `alpha`, and one that is harmful from the start is promoted early with a
    probability of at most `beta`.
    """

    metrics: Sequence[JudgedMetric] | None = None
    """The metrics. Default: none; at least one is needed to judge. Source: our choice."""

    alpha: float | None = None
    """How often a canary that is no worse than tolerated may be rolled back, over all looks and metrics together.
    Default: 0.01. Source: our choice, one needless rollback in a hundred releases.
    """

    beta: float | None = None
    """How often a harmful canary may be promoted early. Default: 0.05. Source: our choice."""

    planned_looks: int | None = None
    """How many looks are planned. Nine tenths of what finds a regression are bet at once, the rest evenly over these looks,
    for a regression that begins late; from 2 to 1000000. Default: those of the plan in a rollout, otherwise 60. Source:
    our choice, an hour of one-minute looks.
    """

    warm_up: WarmUp | None = None
    """What is not judged because the canary has only just started."""

    split: SplitPolicy | None = None
    """Whether the traffic goes where it was planned to. Default: not checked. Source: our choice, only the host knows
    what was planned.
    """

    safety_at_each_share: bool | None = None
    """Whether safety must be shown afresh at each share of the traffic. Default: yes. Source: our choice, a fault that
    depends on load shows only under load.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedMetric:
    """One metric by which a canary is judged."""

    name: str
    """Its name in the evidence."""

    judged: Judged
    """What it measures, with what is tolerated and what is harmful."""

    criticality: Criticality | None = None
    """What follows from it: critical and guardrail metrics decide, a signal warns. Default: guardrail. Source: R17."""

    weight: float | None = None
    """Its part of alpha, relative to the other metrics that decide, above 0. Default: 1. Source: our choice."""

    counters: Counters | None = None
    """Whether its counts are those since the look before, or since the start of a process. Default: increments.
    Source: our choice.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class FailuresJudged:
    """Failed requests out of all, or other rare outcomes: below one in ten. Of `counts`."""

    kind: Literal["failures"] = "failures"

    tolerance: float | None = None
    """The ratio of the failure rates, canary : baseline, that is tolerated, from 1. Default: 1.1. Source: R17, 110 %
    of the baseline.
    """

    harmful_ratio: float | None = None
    """The ratio that is harmful, above the tolerated one. Default: 2. Source: our choice."""

    harmful_difference: float | None = None
    """A canary is harmful only if its rate is higher by this as well, above 0. It lets a service that hardly ever fails be
    shown safe, where ratios say nothing: the budget of its objective is a good choice. Default: none. Source: our
    choice, only the objective knows.
    """

    dispersion: float | None = None
    """How much more than independent events these scatter in a slice of the baseline as large as the canary, from 1;
    see `estimate_dispersion`. Default: 1. Source: Poisson counts.
    """

    sick_above: float | None = None
    """The failure rate above which the baseline itself is sick, and nothing is promoted. Default: 0.05. Source: R29,
    the error rate that rolls back.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class OutcomesJudged:
    """Outcomes that are common, such as purchases out of visits: above one in ten. Of `counts`."""

    kind: Literal["outcomes"] = "outcomes"

    worse: WorseSide | None = None
    """Which way is worse. Default: higher. Source: our choice."""

    tolerance: float | None = None
    """The difference of the shares that is tolerated, from 0. Default: 0.01. Source: our choice."""

    harmful: float | None = None
    """The difference that is harmful, above the tolerated one. Default: 0.05. Source: our choice."""

    dispersion: float | None = None
    """How much more than independent trials these scatter, from 1. Default: 1. Source: binomial counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EventsJudged:
    """Events in a time or an amount of something, such as crashes per device-hour. Of `events`."""

    kind: Literal["events"] = "events"

    worse: WorseSide | None = None
    """Which way is worse. Default: higher. Source: our choice."""

    tolerance: float | None = None
    """The ratio of the worse rate to the better one that is tolerated, from 1. Default: 1.1. Source: R17, 110 % of the
    baseline.
    """

    harmful_ratio: float | None = None
    """The ratio that is harmful, above the tolerated one. Default: 2. Source: our choice."""

    dispersion: float | None = None
    """How much more than independent events these scatter, from 1. Default: 1. Source: Poisson counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LatencyJudged:
    """Latencies, none below 0, as histograms or single values. Of `histogram` or `samples`."""

    kind: Literal["latency"] = "latency"

    slow_above: float | None = None
    """The latency beyond which a request is slow, from 0: a bound of the histograms, such as that of the objective. Without
    it the distribution alone is judged, and safety cannot be shown. Default: none. Source: our choice, only
    the service's objective knows.
    """

    tolerance: float | None = None
    """The ratio of the shares of slow requests that is tolerated, from 1. Default: 1.1. Source: our choice."""

    harmful_ratio: float | None = None
    """The ratio that is harmful, above the tolerated one. Default: 2. Source: our choice."""

    harmful_difference: float | None = None
    """A canary is harmful only if its share of slow requests is higher by this as well, above 0. Default: none. Source:
    our choice, only the objective knows.
    """

    bounds: Sequence[float] = ()
    """Upper bounds of the buckets, rising from 0, without the last unbounded one: histograms must have these, and single
    values are counted by them. Default: those of the first histogram; for single values eight to a doubling. Source:
    our choice.
    """

    scale_margin: float | None = None
    """How many times as slow the whole distribution may be, from 1; exact up to whole buckets, so of use with fine ones
    only. Other than 1 it needs `bounds`. Default: 1. Source: our choice.
    """

    dispersion: float | None = None
    """How much more than independent requests these scatter, from 1. Default: 1. Source: multinomial counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelJudged:
    """A level, such as the share of a processor that is used. Of `value` or `samples`."""

    kind: Literal["level"] = "level"

    worse: WorseSide | None = None
    """Which way is worse. Default: higher. Source: our choice."""

    tolerance: float | None = None
    """The difference that is tolerated, in the unit of the metric, from 0. Default: 0.05. Source: our choice, five
    points of saturation.
    """

    harmful: float | None = None
    """The difference that is harmful, above the tolerated one. Default: twice the tolerated one. Source: our choice."""

    variance: float | None = None
    """The long-run variance of a block's difference where it is known from the past, above 0. Default: none, so
    differences are only assumed to scatter symmetrically. Source: our choice.
    """

    block: timedelta | None = None
    """Differences are averaged over blocks of this time, beyond which they hardly depend on each other. Default: 60 s.
    Source: R5, the time after which metrics have settled.
    """

    sick_beyond: float | None = None
    """The level beyond which the baseline itself is sick, on the worse side. Default: none. Source: our choice."""


Judged: TypeAlias = (
    FailuresJudged
    | OutcomesJudged
    | EventsJudged
    | LatencyJudged
    | LevelJudged
)
"""What a metric measures. Each kind has a test of its own; `docs/statistics.md` explains them."""


WorseSide: TypeAlias = Literal[
    "higher",
    "lower",
]
"""Which way a metric is worse.

- `higher`: When it is higher than the baseline.
- `lower`: When it is lower.
"""


Counters: TypeAlias = Literal[
    "increments",
    "cumulative",
]
"""From when on counts and histograms are counted.

- `increments`: From the look before.
- `cumulative`: From the start of a process, as Prometheus keeps them. The first look is where counting begins; one that fell has begun anew.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class WarmUp:
    """The first looks, which are left out: both must be over."""

    time: timedelta | None = None
    """Time since the first look. Default: 0 s. Source: our choice, the settle time of a stage comes before it."""

    requests: int | None = None
    """Requests of the canary. Default: 0. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitPolicy:
    """How the split of the traffic is checked."""

    metric: str
    """The metric whose trials are the requests of each side."""

    planned: float | None = None
    """The canary's planned share of the requests of both sides, above 0 and below 1, such as 0.5 with a baseline deployment of
    its size. Default: the share of the looks, which in a rollout is that of the stage. Source: our choice.
    """

    alpha: float | None = None
    """How often an alarm may be wrong. Default: 0.001. Source: our choice, an alarm means that the comparison itself is
    broken.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfidencePolicy:
    """Weights and thresholds of the confidence score."""

    weights: Weights | None = None
    """Weight of each factor; only their proportions matter. Default: 0.30, 0.25, 0.15, 0.10, 0.10, 0.10.
    Source: R23.
    """

    auto_promote_at: float | None = None
    """Score from which a release goes on by itself. Default: 80. Source: R23."""

    manual_review_at: float | None = None
    """Score from which a person decides; below it is a rollback. Default: 60. Source: R23."""

    required: Sequence[Factor] | None = None
    """Factors without which nothing goes on by itself. Default: safety and canary health. Source: our choice, the
    two that weigh most.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Weights:
    """The weight of each factor."""

    safety: float | None = None
    """Default: 0.30. Source: R23."""

    canary_health: float | None = None
    """Default: 0.25. Source: R23."""

    blast_radius: float | None = None
    """Default: 0.15. Source: R23."""

    historical_success: float | None = None
    """Default: 0.10. Source: R23."""

    change_complexity: float | None = None
    """Default: 0.10. Source: R23."""

    test_coverage: float | None = None
    """Default: 0.10. Source: R23."""


Factor: TypeAlias = Literal[
    "safety",
    "canary_health",
    "blast_radius",
    "historical_success",
    "change_complexity",
    "test_coverage",
]
"""A part of the confidence score. Each is rated from 0 to 1 with 1 best.

- `safety`: The result of the safety assessment.
- `canary_health`: Health of the canary's gates.
- `blast_radius`: 1 for the smallest blast radius; a critical service counts 0.1 (R6).
- `historical_success`: Share of past deployments that succeeded.
- `change_complexity`: 1 for a trivial change.
- `test_coverage`: Share of the code that tests cover.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class AutomationPolicy:
    """Decisions that are carried out without a person only when their confidence is high enough (R24)."""

    rollback_above: float | None = None
    """Confidence that a rollback decision must exceed. Default: 0.85. Source: R24."""

    promote_from: float | None = None
    """Confidence that a promotion decision must reach. Default: 0.85. Source: R24."""

    rollback_at_risk_above: float | None = None
    """Risk above which a promotion becomes a rollback. Default: 0.8. Source: R24."""

    optimise_above: float | None = None
    """Confidence that an optimisation must exceed. Default: 0.9. Source: R24."""

    assess_above: float | None = None
    """Confidence that a health assessment during a canary rollback must exceed. Default: 0.95. Source: R24."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """A way from no traffic to all of it."""

    name: str
    """Name of the plan."""

    strategy: Strategy
    """What the stages mean."""

    stages: Sequence[Stage]
    """The stages in order. The last one is complete (100 %), except for a shadow, which never serves."""

    failed_checks: int | None = None
    """Failed looks that roll back, counted over the whole rollout. Default: 1, the first. Source: R17."""

    gates: Sequence[Gate] = ()
    """Gates of this plan alone; one with the name of another replaces it. Default: none. Source: our choice."""

    max_unavailable: float | None = None
    """Share of instances that may be missing meanwhile. Default: 0. Source: R6."""

    max_surge: float | None = None
    """Share of instances that may exist beyond the usual number. Default: 0.25. Source: R5, rolling."""

    cleanup: Cleanup | None = None
    """What the host does when the release is verified. Default: nothing. Source: our choice."""


Strategy: TypeAlias = Literal[
    "rolling",
    "blue_green",
    "canary",
    "shadow",
    "feature_flag",
    "recreate",
    "ab_test",
    "dark_launch",
]
"""How a new version is brought to its users.

- `rolling`: Instances are replaced a few at a time.
- `blue_green`: The new version stands beside the old one, then all traffic switches.
- `canary`: A rising share of traffic.
- `shadow`: A copy of the traffic, whose answers no user sees.
- `feature_flag`: The code is deployed dark and a flag brings it to a rising share of users.
- `recreate`: The old version is stopped, then the new one started.
- `ab_test`: Two variants beside each other for as long as an experiment takes.
- `dark_launch`: Deployed with its flag off, then as a canary.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    """One step of a plan."""

    share: float
    """Share of live traffic, in percent."""

    name: str | None = None
    """Name, for people. Default: none. Source: our choice."""

    mirror: float | None = None
    """Share of traffic that is copied to the new version, in percent. Default: 0. Source: R1."""

    audience: str | None = None
    """Users who see the stage whatever the share, such as `internal`. Default: none. Source: R5, feature flag."""

    settle: timedelta | None = None
    """Time for metrics to settle before the first look. Default: 60 s. Source: R5, standard canary."""

    bake: timedelta | None = None
    """Least time in the stage, from the shift of traffic; a look at or after its end must pass. In the last stage:
    the least time to watch after promotion. Default: the settle time. Source: R5.
    """

    interval: timedelta | None = None
    """Time between looks. Default: 60 s. Source: R5, linear."""

    check: StageCheck | None = None
    """What lets the stage pass. Default: its gates. Source: R26."""

    approval: bool | None = None
    """Whether a person must approve before the stage begins. Default: no. Source: R5."""

    evidence_deadline: timedelta | None = None
    """Time from the shift of traffic by which the judge must have shown that the canary is not harmful. The stage then ends
    as soon as it has, though not before the least time, and waits for it until then; what follows when it is over
    says `on_hold_limit` of the rollout's policy. Needs a judge. Default: none, so the stage ends after the least
    time if no harm is shown. Source: our choice.
    """


StageCheck: TypeAlias = Literal[
    "gates",
    "tests",
    "time",
]
"""What lets a stage pass.

- `gates`: Its gates, looked at again and again.
- `tests`: A run of automatic tests by the host.
- `time`: The bake time alone.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleanup:
    """What the host does when a release is verified."""

    task: CleanupTask
    """What is to be done."""

    delay: timedelta | None = None
    """How long after verification. Default: 0 s. Source: our choice."""


CleanupTask: TypeAlias = Literal[
    "scale_down_previous",
    "remove_flag",
    "stop_mirroring",
]
"""What is no longer needed after a verified release.

- `scale_down_previous`: Scale the old version down.
- `remove_flag`: Remove the feature flag from the code.
- `stop_mirroring`: Stop copying traffic.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class RolloutPolicy:
    """Limits of time and number for every rollout."""

    hold_limit: timedelta | None = None
    """How long a rollout may stay inconclusive. Default: 30 m. Source: our choice, the longest bake of R5's
    conservative plan.
    """

    on_hold_limit: HoldOutcome | None = None
    """What happens then. Default: roll back. Source: our choice; nothing unmeasured promotes (R19)."""

    measure_timeout: timedelta | None = None
    """Time for the host to bring measurements; then the look counts as inconclusive. Default: 60 s.
    Source: our choice, one interval between looks.
    """

    build_timeout: timedelta | None = None
    """Time to build. Default: 30 m. Source: our choice."""

    deploy_timeout: timedelta | None = None
    """Time to deploy. Default: 10 m. Source: our choice, the usual progress deadline of Kubernetes."""

    traffic_timeout: timedelta | None = None
    """Time to shift traffic. Default: 5 m. Source: our choice."""

    test_timeout: timedelta | None = None
    """Time to run the tests of a stage. Default: 30 m. Source: our choice."""

    promote_timeout: timedelta | None = None
    """Time to promote. Default: 10 m. Source: our choice, as to deploy."""

    rollback_timeout: timedelta | None = None
    """Time to roll back. Default: 10 m. Source: our choice, as to deploy."""

    rollback_attempts: int | None = None
    """How often a rollback is tried before a person is called. Default: 3. Source: our choice."""

    approval_timeout: timedelta | None = None
    """Time for a person to approve; then the rollout goes back. Default: 24 h. Source: our choice."""

    pause_limit: timedelta | None = None
    """Longest pause; then the rollout goes back. Default: 24 h. Source: our choice."""

    verification: Verification | None = None
    """What follows promotion."""


HoldOutcome: TypeAlias = Literal[
    "roll_back",
    "ask",
    "promote",
]
"""What happens when a rollout stays inconclusive for too long.

- `roll_back`: Go back.
- `ask`: Ask a person.
- `promote`: Go on, as if the stage had passed. The confidence score still decides at the last stage.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Verification:
    """What is done after promotion before a release counts as good."""

    attempts: int | None = None
    """How often the version is asked for. Default: 30. Source: R28."""

    interval: timedelta | None = None
    """Time between the attempts. Default: 10 s. Source: R28."""

    watch: timedelta | None = None
    """Least time to watch the gates. Default: 15 m. Source: R15."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryPolicy:
    """How success rates of few deployments are judged: the rate of a service by a strategy is drawn to that of other services
    by it, that to the rate of all deployments of other services, and that to what is expected before any (R8).
    """

    expected: float | None = None
    """Success rate that is expected before any deployment. Default: 0.95. Source: R38, a change failure rate of 5 %."""

    strength: float | None = None
    """How many deployments outweigh what is expected. Default: 10. Source: our choice, so that three failures of one
    strategy do not condemn it.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskPolicy:
    """What makes a deployment risky, and from where on that matters."""

    factors: Sequence[FactorWeight] | None = None
    """Changes to the table of `RiskFactor`; a factor that is not named keeps its row. Default: none.
    Source: our choice.
    """

    unknown_counts_as: float | None = None
    """The level that an unknown factor counts as. Default: 0.5. Source: our choice, so that not knowing is never
    harmless.
    """

    proceed_up_to: float | None = None
    """Risk up to which a deployment may go on without further ado. Default: 0.3. Source: R13."""

    approve_above: float | None = None
    """Risk above which a person must approve. Default: 0.5. Source: R13."""

    refuse_above: float | None = None
    """Risk above which an environment promotion is refused. Default: 0.7. Source: R13."""

    required_confidence: float | None = None
    """Confidence below which a deployment does not go on without further ado. Default: 0.85. Source: R13."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorWeight:
    """How much a factor weighs."""

    factor: RiskFactor
    """The factor."""

    weight: float
    """Its part in the mean of all factors; only proportions matter."""

    alone: float
    """The risk that it makes on its own at its highest level."""


RiskFactor: TypeAlias = Literal[
    "prediction",
    "tests",
    "change_kind",
    "criticality",
    "error_budget",
    "history",
    "reversibility",
    "findings",
    "size",
    "review",
    "environment",
    "application",
    "time",
]
"""A factor of the risk (R12). Each has a level from 0 (no risk) to 1, a weight in the mean of all factors, and a risk
that it makes alone at its highest level. An unknown factor counts in the mean only. All numbers are our choice.

| factor | weight | alone | level |
|---|---|---|---|
| `prediction` | 3 | 1 | predicted probability of failure |
| `tests` | 2 | 0.8 | 1 when one test in ten fails; 0.5 for no coverage at all |
| `change_kind` | 2 | 0.5 | that of the riskiest kind: 0.8 schema or interface, 0.7 major, 0.5 hotfix, 0.4 dependencies, 0.3 others, 0.1 code only |
| `criticality` | 2 | 0.35 | 0, ⅓, ⅔, 1 from low to critical |
| `error_budget` | 2 | 0.6 | share of the error budget that is used up |
| `history` | 2 | 0.6 | 0 up to 5 % of failed deployments (R38), 1 from 30 % |
| `reversibility` | 1 | 0.5 | 0 full, 0.5 up to a share of the traffic, 1 never |
| `findings` | 1 | 0.8 | 1 for a critical finding in code or image, 0.7 for a high one, 0.2 for a medium one |
| `size` | 1 | 0.4 | 1 from 1000 lines or 50 files, in proportion below |
| `review` | 1 | 0.4 | 1 without a reviewer, 0.5 with one, 0 with two (R15) |
| `environment` | 1 | 0.2 | 0 dev, 0.4 staging, 1 production |
| `application` | 1 | 0.25 | 0.2 microservice, 0.4 worker, 0.6 monolith, 1 stateful |
| `time` | 1 | 0.3 | 1 outside the times that the calendar prefers |

- `prediction`: The predicted probability of success.
- `tests`: Failed tests and missing coverage.
- `change_kind`: What the change holds.
- `criticality`: What a failure of the service costs.
- `error_budget`: What is left of the error budget.
- `history`: How deployments of the service went before.
- `reversibility`: How far the change can be taken back.
- `findings`: What the analysis of code and image found.
- `size`: Files and lines.
- `review`: Who looked at it.
- `environment`: Where it goes.
- `application`: How the service is built.
- `time`: Day and hour.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class StrategyPolicy:
    """What matters in the choice of a strategy."""

    weights: CriterionWeights | None = None
    """How much each criterion weighs."""

    high_traffic: float | None = None
    """Requests a second from which traffic counts as high. Default: 1000. Source: R1."""

    frequent: float | None = None
    """Deployments a day from which a service counts as deployed frequently. Default: 10. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionWeights:
    """The weight of each criterion; only proportions matter."""

    safety: float | None = None
    """Default: 4. Source: our choice, so that R3 holds."""

    simplicity: float | None = None
    """Default: 3. Source: our choice, so that R3 holds."""

    rollback_speed: float | None = None
    """Default: 1. Source: our choice, so that R3 holds."""

    economy: float | None = None
    """Default: 1. Source: our choice, so that R3 holds."""

    schema_change: float | None = None
    """Default: 6. Source: our choice, so that R3 holds."""

    breaking_api: float | None = None
    """Default: 6. Source: our choice, so that R3 holds."""

    experiment: float | None = None
    """Default: 6. Source: our choice, so that R3 holds."""

    exposure: float | None = None
    """Default: 3. Source: our choice, so that R3 holds."""

    pace: float | None = None
    """Default: 1. Source: our choice, so that R3 holds."""

    application: float | None = None
    """Default: 1. Source: our choice, so that R3 holds."""

    track_record: float | None = None
    """Default: 3. Source: our choice, so that R3 holds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SizingPolicy:
    """How plans are sized.

    **Samples.** The gates on counted metrics get as many samples as it takes to meet at least one failure, with 95 %
    probability, when requests fail at the rate that must not go unseen: 3 ÷ rate.

    **Time.** A stage bakes until its share of the traffic has brought one and a half times these samples, and for
    `min_bake` to `max_bake` at least, the longer the more caution there is. Meanwhile all gates are looked at; those that
    still gather samples are left out until the bake is over. Caution is the larger of risk and criticality (0, ⅓, ⅔,
    1), halved in staging and quartered in dev.

    **Shares.** With caution up to ⅓, a release goes by 10 and 50 % to all traffic; up to ⅔ by 5, 25 and 50 %; above
    by 1, 5, 10, 25 and 50 %. Shares whose samples would take longer than `longest_stage` are left out; when that leaves
    no first share within the blast radius, the stage goes on with what it can get, and a person decides after it.
    """

    min_bake: timedelta | None = None
    """Shortest bake time of a stage. Default: 10 min. Source: R13, minimum canary duration."""

    max_bake: timedelta | None = None
    """Bake time of a stage at the greatest caution. Default: 30 min. Source: R5, conservative."""

    longest_stage: timedelta | None = None
    """Longest time that a stage waits for samples. Default: 12 h. Source: R5, long canary."""

    unseen_failures: UnseenFailures | None = None
    """Failure rate that must not go unseen."""

    counted_metrics: Sequence[str] | None = None
    """Metrics that count single requests: their gates need the samples. Default: `error_rate`, `success_rate`.
    Source: R17 and R18.
    """

    request_metrics: Sequence[str] | None = None
    """Further metrics of requests: their gates look back as far. Default: `latency_p50_ms`, `latency_p95_ms`,
    `latency_p99_ms`. Source: R17 and R18.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class UnseenFailures:
    """The failure rate that must not go unseen, by criticality of the service."""

    low: float | None = None
    """Default: 0.02. Source: our choice."""

    medium: float | None = None
    """Default: 0.01. Source: R13, maximum error rate."""

    high: float | None = None
    """Default: 0.005. Source: R18."""

    critical: float | None = None
    """Default: 0.001. Source: R13, minimum success rate."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalPolicy:
    """When people must agree. A deployment to which no rule applies goes on automatically."""

    rules: Sequence[ApprovalRule] | None = None
    """Rules; every one that applies must be satisfied. Default: `production`, one approval when
    `risk_score > 0.5 || first_deployment`. Source: R13.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalRule:
    """Who must agree, and when."""

    name: str
    """Name of the rule."""

    environments: Sequence[Environment] = ()
    """Environments to which it applies. Default: all. Source: our choice."""

    when: str | None = None
    """Condition under which it applies; it also applies when the condition hangs on unknown facts. Default: always.
    Source: our choice.
    """

    needed: int | None = None
    """How many people must approve. Default: 1. Source: R13, manual approval."""

    people: Sequence[str] = ()
    """The people who may approve. Default: everybody. Source: our choice."""

    roles: Sequence[str] = ()
    """Roles of which an approver must have one. Default: any. Source: our choice."""

    author_may_approve: bool | None = None
    """Whether the author of the change may approve it. Default: no. Source: our choice, the rule of four eyes."""

    expires_after: timedelta | None = None
    """How long an approval counts. Default: 24 h. Source: our choice."""


Environment: TypeAlias = Literal[
    "dev",
    "staging",
    "production",
]
"""The stage of a release's life that it serves in.

- `dev`: For those who write it.
- `staging`: For those who test it.
- `production`: For those who use it.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class BreakGlassPolicy:
    """Who may override the policy, and for how long."""

    allowed: bool | None = None
    """Whether it is allowed at all. Default: yes. Source: our choice."""

    roles: Sequence[str] | None = None
    """Roles of which a person must have one; empty when anybody may. Default: none. Source: our choice."""

    longest: timedelta | None = None
    """Longest time from breaking the glass to its expiry. Default: 1 h. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReadinessPolicy:
    """What has to be seen to before and after a deployment."""

    items: Sequence[ChecklistItem] | None = None
    """Further items; one with the name of a standard item replaces it. Default: none. Source: our choice."""

    test_stages: Sequence[str] | None = None
    """Stages of testing that must have passed before `tests_passing` is done, such as `integration`. Default: none.
    Source: our choice.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class ChecklistItem:
    """One thing to be seen to."""

    name: str
    """Its name."""

    when: ChecklistStage
    """When."""

    dev: Need
    """How much it counts in dev."""

    staging: Need
    """How much it counts in staging."""

    production: Need
    """How much it counts in production."""


ChecklistStage: TypeAlias = Literal[
    "before",
    "after",
]
"""When something has to be seen to.

- `before`: Before the deployment.
- `after`: After it.
"""


Need: TypeAlias = Literal[
    "required",
    "advisory",
    "off",
]
"""How much an item counts.

- `required`: Nothing goes on without it.
- `advisory`: It is missed, but does not stop anything.
- `off`: It is not looked at.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class PromotionPolicy:
    """What a version must have behind it before it goes on."""

    verified_first: Sequence[Environment] | None = None
    """Environments that a version enters only after it was verified in the one before, in the order dev, staging,
    production. Default: production. Source: R39.
    """

    after: timedelta | None = None
    """How long it must have been verified there. Default: 0 s. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarPolicy:
    """When deployments are allowed, forbidden and preferred.

    A policy is refused if its windows and freezes leave no opening for some deployment, exceptions aside.
    """

    zone: str | None = None
    """The zone of all times that name none. Default: `UTC`. Source: our choice."""

    windows: Sequence[Window] | None = None
    """Times at which deployments are allowed. A deployment in the scope of none is allowed at any time, one in the
    scope of some only while one of those is open. Default: none. Source: our choice.
    """

    freezes: Sequence[Freeze] | None = None
    """Times at which deployments are not allowed, open windows or not. Default: `friday`, all Fridays in production,
    with the exception `p0_fix` for `incident_priority == 0 && rollback_plan`. Source: R14.
    """

    preferred: Sequence[Window] | None = None
    """Times that are best. A deployment in the scope of some is warned of outside all of those. Default:
    `midweek_morning`, Tuesday to Thursday from 08:00 to 12:00 in production. Source: R14.
    """

    error_budget: BudgetFreeze | None = None
    """When the error budget forbids deployments."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Window:
    """Times at which something is open.

    A window whose scope names criticalities may be about a service of unknown criticality: then it limits its
    deployments, but does not open for them.
    """

    name: str
    """Name of the window, unique in its list."""

    when: Times
    """When it is open."""

    zone: str | None = None
    """The zone of its times. Default: that of the calendar. Source: our choice."""

    scope: Scope | None = None
    """The deployments that it is about. Default: all. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WeeklyTimes:
    """Every week."""

    kind: Literal["weekly"] = "weekly"

    days: Sequence[Weekday] = ()
    """The days on which it begins. Default: every day. Source: our choice."""

    from_: str | None = None
    """When it begins, inclusive. Default: the start of the day. Source: our choice."""

    until: str | None = None
    """When it ends, exclusive; on the next day if that is before it begins. Default: the end of the day.
    Source: our choice.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class DatedTimes:
    """Once."""

    kind: Literal["dated"] = "dated"

    from_: str
    """When it begins, inclusive."""

    until: str
    """When it ends, exclusive."""


@dataclass(frozen=True, kw_only=True, slots=True)
class YearlyTimes:
    """Every year."""

    kind: Literal["yearly"] = "yearly"

    from_: str
    """The first day."""

    until: str
    """The last day, inclusive; in the next year if that is before the first."""


Times: TypeAlias = (
    WeeklyTimes
    | DatedTimes
    | YearlyTimes
)
"""When something is in force, by the clock on the wall of its zone.

It is in force at every moment at which the clock reads inside it, and between the first and the last of those.
Where the clock is set back, that is the whole repeated time, from the first occurrence of the start to the second
of the end. Where the clock is set forward, a skipped start or end is the moment after the gap.
"""


Weekday: TypeAlias = Literal[
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
]
"""A day of the week."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scope:
    """Which deployments something is about. Each list that is empty stands for all."""

    environments: Sequence[Environment] = ()
    """Environments that are deployed to. Default: all. Source: our choice."""

    services: Sequence[str] = ()
    """Names of services. Default: all. Source: our choice."""

    criticalities: Sequence[ServiceCriticality] = ()
    """Criticalities of services. Default: all. Source: our choice."""


ServiceCriticality: TypeAlias = Literal[
    "low",
    "medium",
    "high",
    "critical",
]
"""What the failure of a service costs.

- `low`: Little.
- `medium`: It is noticed.
- `high`: Users cannot do what they came for.
- `critical`: The business stands still.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Freeze:
    """Times at which deployments are not allowed.

    A freeze whose scope names criticalities is also in force for services of unknown criticality.
    """

    name: str
    """Name of the freeze, unique in its list."""

    when: Times
    """When it is in force."""

    zone: str | None = None
    """The zone of its times. Default: that of the calendar. Source: our choice."""

    scope: Scope | None = None
    """The deployments that it is about. Default: all. Source: our choice."""

    exceptions: Sequence[FreezeException] = ()
    """Which deployments are allowed all the same. Default: none. Source: our choice."""

    under_way: UnderWay | None = None
    """What becomes of a rollout that is on its way when the freeze begins. Default: finish_stage. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FreezeException:
    """Deployments that a freeze lets pass."""

    name: str
    """Name of the exception, unique in its freeze."""

    when: str
    """The condition under which it applies. It does not apply while facts that decide the condition are unknown."""


UnderWay: TypeAlias = Literal[
    "finish_stage",
    "hold",
    "roll_back",
]
"""What the host does with a rollout that is on its way when a freeze begins. Going back is never frozen.

- `finish_stage`: Let it finish the stage that it is in, looks included, and pause it before the next one: breaking off would waste the evidence of the stage.
- `hold`: Pause it at once; its share of the traffic stays as it is until the freeze is over.
- `roll_back`: Roll it back at once, so that only what served before serves during the freeze.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class BudgetFreeze:
    """When the error budget forbids deployments, in every environment for which the host says what is left of it.

    A budget that is not known forbids nothing; the decision has it among its reasons.
    """

    freeze_at: float | None = None
    """Share of the error budget that is left at which, and below which, deployments are not allowed: 0 is exhausted,
    negative overspent. Default: 0. Source: R14.
    """

    exempt: Sequence[FreezeException] | None = None
    """Which deployments are allowed all the same. Default: `reliability_or_security_fix`, for
    `reliability_fix || security_fix`. Source: R14.
    """

    under_way: UnderWay | None = None
    """What becomes of a rollout that is on its way when the budget runs out. Default: finish_stage.
    Source: our choice.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class BlastRadiusPolicy:
    """Limits by what the failure of a service costs."""

    low: BlastLimits | None = None
    """For services of low criticality. Default: 50 % unproven, 25% unavailable, 25% surge, none that must be
    available, factor 1. Source: R6 for the factor, R5 for a rolling update; otherwise our choice.
    """

    medium: BlastLimits | None = None
    """For services of medium criticality. Default: 25 % unproven, 25% unavailable, 25% surge, 1 available, factor
    0.7. Source: R5 for a rolling update; otherwise our choice, between low and critical.
    """

    high: BlastLimits | None = None
    """For services of high criticality. Default: 10 % unproven, none unavailable, 25% surge, 1 available, factor
    0.4. Source: our choice, between medium and critical.
    """

    critical: BlastLimits | None = None
    """For critical services, and for those whose criticality is unknown. Default: 5 % unproven, none unavailable,
    surge of 1, 1 available, factor 0.1. Source: R6; the share is our choice, the first of the standard canary.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class BlastLimits:
    """What a deployment may put at risk."""

    max_unproven: float
    """Largest share of traffic for a version of which no look has passed yet, in percent."""

    max_unavailable: str
    """Instances that may be missing while a Deployment is updated."""

    max_surge: str
    """Instances that may exist beyond the usual number while a Deployment is updated."""

    min_available: int
    """Instances that must be available at any time."""

    factor: float
    """What such a service counts for in the confidence score, from 0 to 1: 1 is the smallest blast radius."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TriggerPolicy:
    """When a deployment is to be taken back."""

    standard: bool | None = None
    """Whether the standard triggers of `Trigger::standard` count. Default: yes. Source: R29."""

    triggers: Sequence[Trigger] | None = None
    """Further triggers; one with the name of a standard one replaces it. Default: none. Source: our choice."""

    max_gap: timedelta | None = None
    """Longest time between measured looks over which a condition is taken to hold. It also says how old the last look
    may be. Default: 90 s. Source: our choice, one and a half of the longest usual interval between scrapes.
    """

    lookback: timedelta | None = None
    """How long before the deployment looks show what was wrong already. Default: 15 m. Source: R15, 15 min before and
    after.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Trigger:
    """One cause for going back; any one suffices."""

    name: str
    """Name of the trigger, unique in a policy."""

    when: TriggerCondition
    """What makes it fire."""

    criticality: Criticality | None = None
    """How much it weighs: a critical or guardrail trigger asks for a rollback, critical ones at once; a signal warns, and
    info is only reported. Default: guardrail. Source: R29, any one suffices.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricTriggerCondition:
    """A metric that is not healthy."""

    kind: Literal["metric"] = "metric"

    metric: str
    """Name of the metric."""

    healthy: Condition
    """What holds of a healthy look; every other measured look is a bad one."""

    tolerance: Tolerance
    """How many bad looks are borne."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EventTriggerCondition:
    """An event that happens too often."""

    kind: Literal["event"] = "event"

    event: str
    """Name of the event."""

    at_least: int
    """How many make it fire."""

    within: timedelta
    """The time that they must lie within."""


TriggerCondition: TypeAlias = (
    MetricTriggerCondition
    | EventTriggerCondition
)
"""What makes a trigger fire."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ContinuousTolerance:
    """It fires when all looks over this time were bad, from the first bad one to the last."""

    kind: Literal["continuous"] = "continuous"

    lasts: timedelta
    """How long; with zero the first bad look suffices."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TotalTolerance:
    """It fires at this many bad looks in all."""

    kind: Literal["total"] = "total"

    bad: int
    """How many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConsecutiveTolerance:
    """It fires at this many bad looks one after the other."""

    kind: Literal["consecutive"] = "consecutive"

    bad: int
    """How many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KOfNTolerance:
    """It fires at this many bad looks among the last ones."""

    kind: Literal["k_of_n"] = "k_of_n"

    bad: int
    """How many bad ones."""

    looks: int
    """Among how many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceTolerance:
    """It fires once it is shown that more than a share of the looks since the deployment are bad, however often one looks."""

    kind: Literal["evidence"] = "evidence"

    borne: float
    """The share of bad looks that is borne, below 1. With 0 the first bad look shows it."""

    alpha: float
    """The probability with which it ever fires while each look, whatever those before it showed, is bad with no more
    than that share as its probability; above 0 and below 1.
    """


Tolerance: TypeAlias = (
    ContinuousTolerance
    | TotalTolerance
    | ConsecutiveTolerance
    | KOfNTolerance
    | EvidenceTolerance
)
"""How many bad looks are borne before a trigger fires."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RollbackPolicy:
    """When and how to go back."""

    strengths: EvidenceStrengths | None = None
    """How much each piece of evidence speaks for going back."""

    roll_back_from: float | None = None
    """Confidence from which on to go back, by a person's approval where it does not suffice for going alone. Default:
    0.5. Source: our choice, as much for it as against it.
    """

    strategy: RollbackStrategy | None = None
    """How to go back; left out, it follows from the harm and from how long ago the target served. Default: none. Source:
    our choice.
    """

    warm_for: timedelta | None = None
    """How long a version that no longer serves can take all traffic at once. Default: 1 h. Source: R5, blue-green watches
    as long before the old version is removed.
    """

    cold_after: timedelta | None = None
    """After how long a version has to prove itself like a new one. Default: 24 h. Source: our choice, a full day of load."""

    max_automatic: int | None = None
    """Rollbacks without a person within the window, after which a person must decide. Default: 3. Source: our choice; R32
    names no number.
    """

    window: timedelta | None = None
    """The time over which they are counted. Default: 24 h. Source: our choice."""

    cooldown: timedelta | None = None
    """Time after a rollback in which no other one is made without a person. Default: 15 m. Source: R15, the least time to
    watch.
    """

    diagnostics: timedelta | None = None
    """Time before now of which diagnostics are collected. Default: 30 m. Source: R30."""

    notify: Sequence[str] | None = None
    """Who is told. Default: `on_call`. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EvidenceStrengths:
    """How much each piece of evidence speaks for going back, from 0 to 1."""

    firing: float | None = None
    """A trigger that fires. Default: 0.9. Source: R29, any one suffices; R24, which acts above 0.85."""

    resolved: float | None = None
    """A trigger that fired but no longer does. Default: 0.6. Source: our choice, so that a person decides."""

    gate_failed: float | None = None
    """A failed guardrail gate. Default: 0.9. Source: R17, any failed gate rolls back."""

    critical_gate_failed: float | None = None
    """A failed critical gate. Default: 0.95. Source: our choice."""

    judged_worse: float | None = None
    """Windows that were judged worse than the baseline's. Default: 0.9. Source: our choice, as of a gate."""

    harm_shown: float | None = None
    """Harm that the judge of its canary has shown. Default: 0.95. Source: our choice; the judge is wrong in one release of a
    hundred.
    """


RollbackStrategy: TypeAlias = Literal[
    "immediate",
    "gradual",
    "canary",
    "manual",
]
"""How to go back (R31).

- `immediate`: All traffic at once.
- `gradual`: 10 → 25 → 50 → 100 %, 60 s of healthy metrics each.
- `canary`: 5 → 10 → 25 → 50 → 75 → 100 %, 2 min each.
- `manual`: A person does it.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class CanaryPromotionPolicy:
    """What a canary must have shown before it gets all traffic."""

    required: Sequence[RequiredMetric] | None = None
    """What must be measured; a metric counts when a critical or guardrail gate read it. Default: `success_rate`, `latency`,
    `error_rate`, `cpu`, `memory`, by the metrics of the standard gates. Source: R24.
    """

    min_duration: timedelta | None = None
    """Least time as a canary. Default: 10 m. Source: R13."""

    min_share: float | None = None
    """Least share of live traffic, in percent. Default: 5. Source: R5, the first stage of the standard canary."""

    full_duration: timedelta | None = None
    """Time as a canary after which more adds no confidence. Default: 30 m. Source: R5, a stage of the conservative plan."""

    full_share: float | None = None
    """Share of live traffic from which on more adds no confidence, in percent. Default: 50. Source: R5, the last stage
    before all traffic.
    """

    weights: PromotionWeights | None = None
    """Weight of each factor of the confidence; only their proportions matter. Default: 0.40, 0.20, 0.10, 0.15, 0.15.
    Source: our choice.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class RequiredMetric:
    """Something that must be measured, in one way or another."""

    name: str
    """What it is called."""

    any_of: Sequence[str]
    """The metrics of which one suffices."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PromotionWeights:
    """The weight of each factor of the confidence in a promotion."""

    health: float | None = None
    """Default: 0.40. Source: our choice."""

    duration: float | None = None
    """Default: 0.20. Source: our choice."""

    share: float | None = None
    """Default: 0.10. Source: our choice."""

    history: float | None = None
    """Default: 0.15. Source: our choice."""

    risk: float | None = None
    """Default: 0.15. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SloPolicy:
    """What a service has promised, and what follows when it is not kept."""

    objectives: Sequence[Objective] | None = None
    """The objectives. Default: none. Source: nobody else can know them."""

    composites: Sequence[CompositeObjective] | None = None
    """Objectives that share one budget. Default: none. Source: nobody else can know them."""

    ladder: BudgetLadder | None = None
    """What may be released with what is left of the budget."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Objective:
    """A promise: which share of events, or of time, is good over a period."""

    name: str
    """Its name, unique in the policy."""

    target: float
    """The share that is to be good, above 0 and below 1, with at most 12 decimals."""

    period: BudgetPeriod | None = None
    """The time that it is about. Default: the last 28 days. Source: *The Site Reliability Workbook*, chapter 2: whole
    weeks hold the same weekends.
    """

    method: BudgetMethod | None = None
    """What is counted. Default: events. Source: our choice, since it weighs every user alike."""

    alerts: BurnAlerts | None = None
    """When to alarm. Default: shares of the budget. Source: *The Site Reliability Workbook*, chapter 5."""

    aspirational: bool | None = None
    """An objective to strive for: it is reported, and holds nothing up. Default: no. Source: *The Site Reliability
    Workbook*, chapter 2.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class RollingBudgetPeriod:
    """The time until now: what users remember. The budget heals as old failures leave it."""

    kind: Literal["rolling"] = "rolling"

    length: timedelta
    """How long."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CalendarBudgetPeriod:
    """A stretch of the calendar, with a whole budget at its beginning."""

    kind: Literal["calendar"] = "calendar"

    unit: CalendarUnit
    """Which."""

    zone: str | None = None
    """The zone of its midnights. Default: `UTC`. Source: our choice."""


BudgetPeriod: TypeAlias = (
    RollingBudgetPeriod
    | CalendarBudgetPeriod
)
"""The time that an objective is about."""


CalendarUnit: TypeAlias = Literal[
    "week",
    "month",
    "quarter",
    "year",
]
"""A stretch of the calendar.

- `week`: From Monday.
- `month`: From the first of a month.
- `quarter`: From the first of January, April, July or October.
- `year`: From the first of January.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class OccurrencesBudgetMethod:
    """Every event alike."""

    kind: Literal["occurrences"] = "occurrences"


@dataclass(frozen=True, kw_only=True, slots=True)
class TimeslicesBudgetMethod:
    """Slices of time, good or bad as a whole. Slices without events are left out of both sums."""

    kind: Literal["timeslices"] = "timeslices"

    slice: timedelta
    """How long a slice is; every step must be as long."""

    good_from: float
    """The share of its events from which a slice is good."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RatioTimeslicesBudgetMethod:
    """The mean of the good shares of slices of time. Slices without events are left out of both sums."""

    kind: Literal["ratio_timeslices"] = "ratio_timeslices"

    slice: timedelta
    """How long a slice is; every step must be as long."""


BudgetMethod: TypeAlias = (
    OccurrencesBudgetMethod
    | TimeslicesBudgetMethod
    | RatioTimeslicesBudgetMethod
)
"""What is counted for a budget. Reports of two methods must not be compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RecommendedBurnAlerts:
    """An alarm for 2 % of the budget in 1 h, 5 % in 6 h, 10 % in 1 d and 10 % in 3 d, whatever the period: windows stay,
    burn rates follow.
    """

    kind: Literal["recommended"] = "recommended"


@dataclass(frozen=True, kw_only=True, slots=True)
class SharesBurnAlerts:
    """The same with shares and windows of one's own."""

    kind: Literal["shares"] = "shares"

    rules: Sequence[ShareRule]
    """The rules."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScaledBurnAlerts:
    """Burn rates of 14, 7, 2 and 1 whatever the period: burn rates stay, windows are scaled from those for 28 days, 1 h,
    6 h, 1 d and 4 d, to whole minutes.
    """

    kind: Literal["scaled"] = "scaled"


@dataclass(frozen=True, kw_only=True, slots=True)
class GivenBurnAlerts:
    """Rules as they are given; an empty list asks for no alarm."""

    kind: Literal["given"] = "given"

    rules: Sequence[BurnRule]
    """The rules."""


BurnAlerts: TypeAlias = (
    RecommendedBurnAlerts
    | SharesBurnAlerts
    | ScaledBurnAlerts
    | GivenBurnAlerts
)
"""How the rules of alarms are made for the period of an objective."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ShareRule:
    """An alarm for a share of the budget that goes within a window."""

    name: str
    """Its name, unique in the objective."""

    severity: AlertSeverity
    """Who must know."""

    share: float
    """The share of the budget that is worth an alarm."""

    long: timedelta
    """The window in which it goes."""

    short: timedelta
    """A window that says that it still goes, about a twelfth of the long one."""

    min_failures: int | None = None
    """With fewer failures in the long window the rule does not hold. Default: 0. Source: our choice; one failure is
    enough where there is little traffic.
    """


AlertSeverity: TypeAlias = Literal[
    "ticket",
    "page",
]
"""Who must know of an alarm; later ones are worse.

- `ticket`: Somebody in the next days.
- `page`: Somebody now.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class BurnRule:
    """An alarm for a burn rate. It holds when the burn rate is above it in both windows."""

    name: str
    """Its name, unique in the objective."""

    severity: AlertSeverity
    """Who must know."""

    burn_rate: float
    """How many times faster than over the whole period the budget goes."""

    long: timedelta
    """The window that says that enough has gone."""

    short: timedelta
    """The window that says that it still goes."""

    min_failures: int | None = None
    """With fewer failures in the long window the rule does not hold. Default: 0. Source: our choice; one failure is
    enough where there is little traffic.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class CompositeObjective:
    """Objectives that share one budget, such as those of the services behind one journey of a user.

    What burns it hangs on how its parts count:

    - in events, the burn rate of each part, times its weight;
    - in slices of time, every slice that is bad for any part;
    - in good shares of slices, the shortfalls of all parts, each times its weight: two at 95 % are one at 90 %.

    A part that was not measured leaves the composite not measured, one without events adds nothing.
    """

    name: str
    """Its name, unique among objectives and composites."""

    target: float | None = None
    """The share of slices that is to be good, above 0 and below 1, with at most 12 decimals. Parts in events have targets of
    their own and no common one.
    """

    parts: Sequence[CompositePart]
    """The objectives, at least one, all over the same period and counted alike. They hold things up by themselves as well,
    unless they are aspirational.
    """

    alerts: BurnAlerts | None = None
    """When to alarm. Default: shares of the budget. Source: *The Site Reliability Workbook*, chapter 5."""

    aspirational: bool | None = None
    """One to strive for: it is reported, and holds nothing up. Default: no. Source: *The Site Reliability Workbook*,
    chapter 2.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class CompositePart:
    """A part of a composite."""

    objective: str
    """Name of the objective."""

    weight: float | None = None
    """How much it counts, above 0 and at most 1000000. Default: 1. Source: OpenSLO."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BudgetLadder:
    """What may be released, step by step as the budget goes."""

    slow_at: float | None = None
    """Share of the budget that is left at which, and below which, releases go slowly. Default: 0.5. Source: our
    choice; no published policy fixes one.
    """

    critical_only_at: float | None = None
    """The same for critical releases only. Default: 0.25. Source: our choice; no published policy fixes one."""

    freeze_at: float | None = None
    """The same for a freeze: 0 is exhausted. Default: 0. Source: R14."""

    critical: Sequence[ReleaseKind] | None = None
    """What may be released while only critical releases go. Default: critical, reliability, security and
    top_priority. Source: our choice.
    """

    exempt: Sequence[ReleaseKind] | None = None
    """What may be released during a freeze. Default: reliability, security and top_priority. Source: R14 and *The Site
    Reliability Workbook*, appendix B.
    """

    postmortem_above: float | None = None
    """Share of the budget above which one incident asks for a post-mortem. Default: 0.2. Source: *The Site Reliability
    Workbook*, appendix B.
    """


ReleaseKind: TypeAlias = Literal[
    "ordinary",
    "critical",
    "reliability",
    "security",
    "top_priority",
    "rollback",
]
"""What a release is for.

- `ordinary`: Anything else, changes of data included.
- `critical`: What the business cannot wait for.
- `reliability`: Work on what spends the budget.
- `security`: A fix of a weakness.
- `top_priority`: A fix of the highest priority.
- `rollback`: Back to what served before, which is no release: no budget ever forbids it.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class QualityPolicy:
    """What a release must show to be good enough."""

    objectives: Sequence[QualityObjective] | None = None
    """The objectives. Default: none. Source: nobody else can know them."""

    pass_at: float | None = None
    """The score from which a release passes. Default: 90. Source: the example of Keptn's format of objectives."""

    warn_at: float | None = None
    """The score from which it passes with a warning; that of `pass_at` fails whatever does not pass. Default: 75.
    Source: the example of Keptn's format of objectives.
    """

    comparison: QualityComparison | None = None
    """What values are compared with. Default: the mean of the last 3 results that passed. Source: our choice: Keptn
    takes failed ones too, and then a bad release becomes what the next one is measured by.
    """

    holds_without_baseline: bool | None = None
    """Whether a criterion that needs a baseline holds when there is none. Default: no. Source: our choice: nothing
    unmeasured passes. Keptn lets it hold.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class QualityObjective:
    """What one metric must show."""

    name: str
    """Its name, unique in the policy."""

    metric: str
    """The metric."""

    pass_: Sequence[CriteriaSet] | None = None
    """It passes if all criteria of one set hold. Without any it is for information, and has no part in the score.
    Default: none. Source: Keptn's format of objectives.
    """

    warning: Sequence[CriteriaSet] | None = None
    """If it does not pass, it passes with a warning and half its weight if all criteria of one set hold. Default: none.
    Source: Keptn's format of objectives.
    """

    weight: float | None = None
    """Its part in the score; only proportions matter. Default: 1. Source: Keptn's format of objectives."""

    key: bool | None = None
    """Whether the release fails with it, whatever the score. Default: no. Source: Keptn's format of objectives."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CriteriaSet:
    """Criteria that must all hold."""

    criteria: Sequence[QualityCriterion]
    """The criteria, at least one."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FixedQualityCriterion:
    """A value that was settled beforehand."""

    kind: Literal["fixed"] = "fixed"

    is_: Relation
    """How the measured value must lie to it."""

    value: float
    """The value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RelativeQualityCriterion:
    """The baseline, changed by a part of its size: 10 is a tenth more, −10 a tenth less, also of a negative baseline."""

    kind: Literal["relative"] = "relative"

    is_: Relation
    """How the measured value must lie to it."""

    percent: float
    """The change in percent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OffsetQualityCriterion:
    """The baseline, changed by a number."""

    kind: Literal["offset"] = "offset"

    is_: Relation
    """How the measured value must lie to it."""

    by: float
    """The change."""


QualityCriterion: TypeAlias = (
    FixedQualityCriterion
    | RelativeQualityCriterion
    | OffsetQualityCriterion
)
"""What a value is held against."""


Relation: TypeAlias = Literal[
    "below",
    "at_most",
    "equal",
    "at_least",
    "above",
]
"""How a value must lie to what it is held against. Values within one part in 10¹² are equal.

- `below`: Less.
- `at_most`: Less or equal.
- `equal`: Equal.
- `at_least`: Greater or equal.
- `above`: Greater.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierQualityComparison:
    """The newest earlier results; fewer than that are taken as they are."""

    kind: Literal["earlier"] = "earlier"

    results: int
    """How many."""

    include: IncludedResults
    """Which."""

    aggregate: QualityAggregate
    """What is made of them."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReferenceQualityComparison:
    """Values that were pinned."""

    kind: Literal["reference"] = "reference"


QualityComparison: TypeAlias = (
    EarlierQualityComparison
    | ReferenceQualityComparison
)
"""What values are compared with."""


IncludedResults: TypeAlias = Literal[
    "pass",
    "pass_or_warning",
    "all",
]
"""Which earlier results count.

- `pass`: Those that passed.
- `pass_or_warning`: Those that passed, with a warning or without.
- `all`: All, failed ones too.
"""


QualityAggregate: TypeAlias = Literal[
    "avg",
    "min",
    "p50",
    "p90",
    "p95",
    "p99",
    "max",
]
"""What is made of several earlier values. Percentiles lie between values in proportion, at rank p (n + 1); of nine values
or fewer the upper ones are the largest.

- `avg`: Their mean.
- `min`: The least.
- `p50`: The median.
- `p90`: The 90th percentile.
- `p95`: The 95th percentile.
- `p99`: The 99th percentile.
- `max`: The largest.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryPolicy:
    """The targets of delivery."""

    deployments_per_day: float | None = None
    """More deployments a day than this. Default: 50. Source: R38."""

    lead_time: timedelta | None = None
    """A shorter lead time than this. Default: 1h. Source: R38."""

    recovery_time: timedelta | None = None
    """A shorter time to recover than this. Default: 10m. Source: R38."""

    failure_rate: float | None = None
    """A smaller share of deployments that fail. Default: 0.05. Source: R38."""

    automation_rate: float | None = None
    """A larger share of deployments that need no person. Default: 0.95. Source: R38."""

    rework_rate: float | None = None
    """A smaller share of deployments that were not planned; none sets no target. Default: none. Source: R38 names none."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Release:
    """One version of one service on its way."""

    id: str
    """Identifies the rollout; part of the id of every action."""

    service: str
    """The service that is deployed."""

    version: str
    """The version that is deployed."""

    image_tag: str
    """The tag of its image, of the form `{commit-hash}-{timestamp}`."""

    commit: str
    """The commit that the image must be a build of."""

    previous_version: str | None = None
    """The version that serves now and that a rollback returns to; none for a first deployment."""

    environment: str | None = None
    """The environment, for the record."""

    incident: str | None = None
    """The incident that the release answers, for the record."""

    factors: Factors | None = None
    """What is known of the confidence factors before the rollout; safety and canary health follow during it."""

    rolls_back: str | None = None
    """The condemned version that this release goes back from, which makes it a rollback: whatever goes wrong, it never
    serves again. `Engine::start_rollback` sets it.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Factors:
    """What is known of each factor."""

    safety: float | None = None
    """The result of the safety assessment."""

    canary_health: float | None = None
    """Health of the canary's gates; in a rollout it follows from the last look."""

    blast_radius: float | None = None
    """1 for the smallest blast radius."""

    historical_success: float | None = None
    """Share of past deployments that succeeded."""

    change_complexity: float | None = None
    """1 for a trivial change."""

    test_coverage: float | None = None
    """Share of the code that tests cover."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What the host measured for one look."""

    metrics: Mapping[str, Comparison]
    """Measurements by name of the metric. A plain measurement serves every gate that reads the metric; bring a
    `series` where gates read the same metric over different windows.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """One metric on both sides."""

    canary: Measurement
    """The version that is being rolled out."""

    baseline: Measurement | None = None
    """The version that it is held against; needed by relative gates only."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ValueMeasurement:
    """A level that was read, such as a quantile or a saturation, in the unit of the gate's limit."""

    kind: Literal["value"] = "value"

    value: float
    """The level."""

    samples: int | None = None
    """How many samples it was computed from, where the host knows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CountsMeasurement:
    """Events out of trials, such as failed requests out of all; the level is their rate, from 0 to 1."""

    kind: Literal["counts"] = "counts"

    events: int
    """How many trials were events; at most `trials`."""

    trials: int
    """How many trials there were."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EventsMeasurement:
    """Events in an amount of something else, such as crashes per device-hour; the level is their rate."""

    kind: Literal["events"] = "events"

    events: int
    """How many events there were."""

    exposure: float
    """Hours, devices times hours, pods times seconds; need not be whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HistogramMeasurement:
    """A cumulative histogram, as Prometheus keeps it; the level is the gate's quantile."""

    kind: Literal["histogram"] = "histogram"

    bounds: Sequence[float]
    """Upper bounds of the buckets, rising, without the last unbounded one."""

    cumulative: Sequence[int]
    """How many samples were at or below each bound; one for each bound, never falling."""

    total: int
    """All samples, those above the last bound included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SamplesMeasurement:
    """The samples themselves; the level is the gate's quantile, or their mean where it has none."""

    kind: Literal["samples"] = "samples"

    values: Sequence[float]
    """The samples, in any order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SeriesMeasurement:
    """Measurements at points in time; every gate takes those inside its own window."""

    kind: Literal["series"] = "series"

    points: Sequence[Point]
    """The points, in order of time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MissingMeasurement:
    """Nobody measured it."""

    kind: Literal["missing"] = "missing"


@dataclass(frozen=True, kw_only=True, slots=True)
class NotANumberMeasurement:
    """The measurement system answered "not a number"."""

    kind: Literal["not_a_number"] = "not_a_number"


@dataclass(frozen=True, kw_only=True, slots=True)
class FetchFailedMeasurement:
    """The measurement could not be fetched."""

    kind: Literal["fetch_failed"] = "fetch_failed"

    error: str | None = None
    """What the measurement system said."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StaleMeasurement:
    """There is a measurement, but it is too old."""

    kind: Literal["stale"] = "stale"

    measured_at: datetime | None = None
    """When it was taken."""


Measurement: TypeAlias = (
    ValueMeasurement
    | CountsMeasurement
    | EventsMeasurement
    | HistogramMeasurement
    | SamplesMeasurement
    | SeriesMeasurement
    | MissingMeasurement
    | NotANumberMeasurement
    | FetchFailedMeasurement
    | StaleMeasurement
)
"""One metric on one side, over the window of the gate that reads it.

A measurement is not a number: what could not be measured says so, and why.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Point:
    """A measurement at a moment."""

    at: datetime
    """The end of the time that the measurement covers."""

    measurement: Measurement
    """What was measured; any kind but `series`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SafetyAssessedEvent:
    """The safety assessment gave a result."""

    kind: Literal["safety_assessed"] = "safety_assessed"

    safety: float
    """How safe, with 1 best."""

    rollout: str | None = None
    """The rollout that is meant; checked when given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionDoneEvent:
    """An action is done."""

    kind: Literal["action_done"] = "action_done"

    action: str
    """Id of the action."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ActionFailedEvent:
    """An action could not be done."""

    kind: Literal["action_failed"] = "action_failed"

    action: str
    """Id of the action."""

    error: str
    """What went wrong."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasuredEvent:
    """The measurements that a `measure` action asked for."""

    kind: Literal["measured"] = "measured"

    action: str
    """Id of the action."""

    evidence: Evidence
    """What was measured."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TickEvent:
    """Time has passed."""

    kind: Literal["tick"] = "tick"


@dataclass(frozen=True, kw_only=True, slots=True)
class ApproveEvent:
    """A person approves."""

    kind: Literal["approve"] = "approve"

    action: str
    """Id of the `request_approval` action that is answered."""

    actor: str
    """Who."""

    reason: str
    """Why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RejectEvent:
    """A person refuses."""

    kind: Literal["reject"] = "reject"

    action: str
    """Id of the `request_approval` action that is answered."""

    actor: str
    """Who."""

    reason: str
    """Why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PauseEvent:
    """A person stops the rollout where it is; its gates are still watched."""

    kind: Literal["pause"] = "pause"

    actor: str
    """Who."""

    reason: str
    """Why."""

    rollout: str | None = None
    """The rollout that is meant; checked when given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ResumeEvent:
    """A person lets it go on."""

    kind: Literal["resume"] = "resume"

    actor: str
    """Who."""

    reason: str
    """Why."""

    rollout: str | None = None
    """The rollout that is meant; checked when given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AbortEvent:
    """A person ends the rollout: back to the previous version, or nothing deployed at all."""

    kind: Literal["abort"] = "abort"

    actor: str
    """Who."""

    reason: str
    """Why."""

    rollout: str | None = None
    """The rollout that is meant; checked when given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RollBackEvent:
    """A person demands the previous version back."""

    kind: Literal["roll_back"] = "roll_back"

    actor: str
    """Who."""

    reason: str
    """Why."""

    rollout: str | None = None
    """The rollout that is meant; checked when given."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OverrideEvent:
    """A person moves the rollout on, whatever the evidence says."""

    kind: Literal["override"] = "override"

    to: OverrideTo
    """How far."""

    actor: str
    """Who."""

    reason: str
    """Why."""

    rollout: str | None = None
    """The rollout that is meant; checked when given."""


Event: TypeAlias = (
    SafetyAssessedEvent
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
    | OverrideEvent
)
"""Something that happened. Answers to actions carry the action's id; commands carry who gave them and why."""


OverrideTo: TypeAlias = Literal[
    "next_stage",
    "promotion",
]
"""How far a person moves a rollout on.

- `next_stage`: To the next stage.
- `promotion`: To the end of the plan.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Step:
    """What a step asks of the host."""

    phase: Phase
    """Where the rollout is now."""

    actions: Sequence[Action]
    """What to do, in order."""

    wake_at: WakeUp | None = None
    """When to come back with a tick at the latest; none when only a report helps, or at the end."""

    record: Record | None = None
    """What to append to the audit log; none when the event changed nothing."""


Phase: TypeAlias = Literal[
    "init",
    "building",
    "deploying",
    "canary",
    "canary_waiting",
    "canary_evaluating",
    "awaiting_approval",
    "paused",
    "promoting",
    "promoted",
    "verifying",
    "verified",
    "rolling_back",
    "rolled_back",
    "failed",
]
"""Where a rollout is.

- `init`: Waiting for the result of the safety assessment.
- `building`: The host builds the image.
- `deploying`: The host deploys, without traffic.
- `canary`: The host shifts traffic to the share of the stage.
- `canary_waiting`: Metrics settle, or the next look is not due.
- `canary_evaluating`: The host measures, or runs the tests of the stage.
- `awaiting_approval`: A person must decide.
- `paused`: A person stopped it for a while.
- `promoting`: The host shifts all traffic.
- `promoted`: The new version serves everything; the host asks it for its version.
- `verifying`: The gates are watched once more.
- `verified`: The release is good. The end.
- `rolling_back`: The host goes back to the previous version; a release that is a rollback itself is finished at once.
- `rolled_back`: The previous version serves everything, or the one that a rollback went back to. The end.
- `failed`: It could not be carried out; a person is needed. The end.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class BuildAction:
    """Build the image; answer with `action_done` or `action_failed`."""

    kind: Literal["build"] = "build"

    id: str
    """Id of the action."""

    image_tag: str
    """The tag that the image gets."""

    commit: str
    """The commit to build."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeployAction:
    """Deploy without traffic; answer with `action_done` or `action_failed`."""

    kind: Literal["deploy"] = "deploy"

    id: str
    """Id of the action."""

    image_tag: str
    """The image to deploy."""

    strategy: Strategy
    """What the stages mean."""

    max_unavailable: float
    """Share of instances that may be missing meanwhile."""

    max_surge: float
    """Share of instances that may exist beyond the usual number."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SetTrafficAction:
    """Shift traffic; answer with `action_done` or `action_failed`."""

    kind: Literal["set_traffic"] = "set_traffic"

    id: str
    """Id of the action."""

    stage: int
    """Number of the stage, from 0."""

    share: float
    """Share of live traffic for the new version, in percent."""

    mirror: float
    """Share of traffic to copy to it, in percent."""

    audience: str | None = None
    """Users who see it whatever the share."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RunTestsAction:
    """Run the automatic tests of the stage; answer with `action_done` or `action_failed`."""

    kind: Literal["run_tests"] = "run_tests"

    id: str
    """Id of the action."""

    stage: int
    """Number of the stage, from 0."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureAction:
    """Measure; answer with `measured`, or with `action_failed` if nothing can be measured at all."""

    kind: Literal["measure"] = "measure"

    id: str
    """Id of the action."""

    stage: int
    """Number of the stage, from 0."""

    requests: Sequence[MeasureRequest]
    """What to measure; one for each gate."""

    against: Baseline
    """What the baseline is."""

    judged: Sequence[str] = ()
    """Metrics that are judged over all looks: what was counted on both sides since the look before, or since the start
    where the policy says that they are cumulative.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class RequestApprovalAction:
    """Ask a person; answer with `approve` or `reject`."""

    kind: Literal["request_approval"] = "request_approval"

    id: str
    """Id of the action."""

    what: Approval
    """What is to be approved."""

    stage: int
    """Number of the stage that follows, from 0."""

    expires_at: datetime
    """When it is too late."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PromoteAction:
    """Shift all traffic; answer with `action_done` or `action_failed`."""

    kind: Literal["promote"] = "promote"

    id: str
    """Id of the action."""

    image_tag: str
    """The image that serves everything from now on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VerifyVersionAction:
    """Ask the running instances for their version; answer with `action_done` if all of them are ready and of this
    version, else with `action_failed`.
    """

    kind: Literal["verify_version"] = "verify_version"

    id: str
    """Id of the action."""

    version: str
    """The version that must answer."""

    attempt: int
    """Number of the attempt, from 1."""

    attempts: int
    """How many attempts there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RollBackAction:
    """Give all traffic to one version at once and remove the other one; answer with `action_done` or `action_failed`. The
    release is taken back by it; one that is a rollback itself is finished.
    """

    kind: Literal["roll_back"] = "roll_back"

    id: str
    """Id of the action."""

    to: str | None = None
    """The version that serves everything from now on; none for a first deployment, which is only removed."""

    attempt: int
    """Number of the attempt, from 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CleanUpAction:
    """Tidy up after a verified release. Needs no answer."""

    kind: Literal["clean_up"] = "clean_up"

    id: str
    """Id of the action."""

    task: CleanupTask
    """What is to be done."""

    not_before: datetime
    """Not earlier than this."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AlertAction:
    """Call a person: the rollout could not be carried out. Needs no answer."""

    kind: Literal["alert"] = "alert"

    id: str
    """Id of the action."""

    phase: Phase
    """The phase in which it happened."""


Action: TypeAlias = (
    BuildAction
    | DeployAction
    | SetTrafficAction
    | RunTestsAction
    | MeasureAction
    | RequestApprovalAction
    | PromoteAction
    | VerifyVersionAction
    | RollBackAction
    | CleanUpAction
    | AlertAction
)
"""Something for the host to do. Doing it twice must do no more than doing it once: the id tells repeats apart."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeasureRequest:
    """The metric of one gate."""

    gate: str
    """The gate that needs it."""

    metric: str
    """The metric."""

    window: timedelta
    """The time over which to take it."""

    baseline: bool
    """Whether the baseline is needed too."""


Baseline: TypeAlias = Literal[
    "previous_version",
    "before_promotion",
]
"""What a canary is held against.

- `previous_version`: The previous version, at the same time.
- `before_promotion`: The previous version before promotion, since it no longer serves.
"""


Approval: TypeAlias = Literal[
    "deploy",
    "stage",
    "promotion",
    "hold",
    "verification",
]
"""What a person is asked to approve.

- `deploy`: To deploy although the confidence score is low.
- `stage`: To begin the next stage.
- `promotion`: To shift all traffic.
- `hold`: To go on although the stage stayed inconclusive.
- `verification`: To accept the release although the watch after promotion stayed inconclusive.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class WakeUp:
    """When to come back, at the latest."""

    at: datetime
    """The moment at which a tick changes something."""

    reason: WakeReason
    """Why then."""


WakeReason: TypeAlias = Literal[
    "answer_due",
    "approval_expires",
    "pause_limit",
    "hold_limit",
    "look_due",
    "retry_due",
]
"""Why a rollout wants to be woken.

- `answer_due`: The host's answer to an action is too late then.
- `approval_expires`: The approval is too late then.
- `pause_limit`: It has been paused for too long then.
- `hold_limit`: It has been inconclusive for too long then.
- `look_due`: The next look is due, or a stage that waits for time alone is over.
- `retry_due`: The version is to be verified once more.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Record:
    """One step of a rollout, as it is kept for ever.

    `hash` covers every other field, and `previous` is the hash of the record before, so that a record cannot be
    changed, removed or inserted without being noticed by `verify`. The hash is over values, not text: storing the
    JSON with other spaces or another order of keys keeps it.
    """

    schema_version: int
    """Version of this form, 1."""

    rollout: str
    """Id of the rollout."""

    sequence: int
    """Number of the record, from 0."""

    at: datetime
    """When."""

    start: Start | None = None
    """What the rollout was started with, in the first record."""

    event: Event | None = None
    """What happened, in every other record."""

    from_: Phase
    """The phase before."""

    to: Phase
    """The phase after."""

    stage: int
    """Number of the stage after, from 0."""

    reasons: Sequence[Reason]
    """Why."""

    report: GateReport | None = None
    """How the gates came out, if there was a look."""

    confidence: Confidence | None = None
    """The confidence, if it was scored."""

    actions: Sequence[ActionKind]
    """What the host was asked to do."""

    previous: str
    """Hash of the record before; zeros in the first."""

    hash: str
    """Hash of this record."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Start:
    """What a rollout was started with."""

    release: Release
    """What is rolled out."""

    terms: Terms
    """By which rules."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a rollout was started with and keeps to its end, whatever becomes of the policy meanwhile."""

    plan: Plan
    """The stages."""

    gates: Sequence[Gate]
    """The gates of every look, those of the plan included."""

    confidence: ConfidencePolicy
    """Weights and thresholds of the confidence score."""

    rollout: RolloutPolicy
    """Limits of time and number."""

    judge: JudgePolicy | None = None
    """By which metrics the canary is judged over all looks together."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    """One reason: what was looked at, and the numbers that were compared."""

    code: ReasonCode
    """What is said."""

    subject: str
    """What it is said of: a gate, a factor, a stage, an action."""

    observed: float | None = None
    """The number that was observed."""

    limit: float | None = None
    """The number that it was held against."""

    samples: int | None = None
    """How many samples stand behind it."""

    actor: str | None = None
    """Who acted, for reasons given by a person."""

    detail: str | None = None
    """The words of that person or of the failed action."""


ReasonCode: TypeAlias = Literal[
    "within_limit",
    "near_limit",
    "limit_exceeded",
    "within_slack",
    "equal_to_baseline",
    "missing",
    "not_a_number",
    "fetch_failed",
    "stale",
    "no_traffic",
    "too_few_samples",
    "beyond_buckets",
    "no_quantile",
    "baseline_unmeasured",
    "both_unmeasured",
    "nothing_to_check",
    "nothing_measured",
    "score_reached",
    "score_below",
    "nothing_known",
    "required_factor_unknown",
    "stage_passed",
    "still_baking",
    "failure_tolerated",
    "too_many_failures",
    "critical_gate_failed",
    "held_too_long",
    "timed_out",
    "action_failed",
    "action_done",
    "approval_required",
    "approved",
    "rejected",
    "approval_expired",
    "paused_by_operator",
    "resumed_by_operator",
    "aborted_by_operator",
    "rollback_by_operator",
    "overridden_by_operator",
    "paused_too_long",
    "safety_assessed",
    "started",
    "version_verified",
    "version_not_verified",
    "watch_passed",
    "threshold_reached",
    "threshold_not_reached",
    "raises_risk",
    "factor_unknown",
    "risk_within",
    "risk_above",
    "too_little_known",
    "fits_better",
    "insufficient_capacity",
    "downtime_not_allowed",
    "cannot_run_side_by_side",
    "forbidden",
    "not_mandated",
    "never_serves",
    "serves_users",
    "cannot_go_back",
    "not_flagged",
    "nothing_possible",
    "assumed",
    "quorum_reached",
    "quorum_missing",
    "no_approval_needed",
    "author_may_not_approve",
    "not_entitled",
    "approval_for_another",
    "nobody_can_approve",
    "condition_holds",
    "condition_unknown",
    "glass_broken",
    "break_glass_refused",
    "window_open",
    "window_closed",
    "frozen",
    "exception_applies",
    "not_preferred",
    "error_budget_exhausted",
    "error_budget_unknown",
    "item_done",
    "item_not_done",
    "item_unknown",
    "image_immutable",
    "image_not_immutable",
    "tag_accepted",
    "image_of_another_commit",
    "verified_before",
    "not_verified_before",
    "not_long_enough",
    "another_image",
    "never_decides",
    "still_gathering",
    "no_window_needed",
    "adjusted",
    "needs_router",
    "based_on_service",
    "based_on_strategy",
    "based_on_all",
    "based_on_nothing",
    "not_fitted",
    "feature_missing",
    "raises_success",
    "lowers_success",
    "would_succeed",
    "constant_feature",
    "one_outcome_only",
    "never_predicted",
    "better_than_base_rate",
    "not_better_than_base_rate",
    "no_champion",
    "not_worse_than_champion",
    "worse_than_champion",
    "input_steady",
    "input_moved",
    "calibration_steady",
    "calibration_moved",
    "as_expected",
    "out_of_reach",
    "never_trained",
    "drifted",
    "not_drifted",
    "above_baseline",
    "below_baseline",
    "critical_metric_failed",
    "not_comparable",
    "thin_baseline",
    "group_unmeasured",
    "gaps_taken_for_zero",
    "negative_means",
    "setting_ignored",
    "nothing_to_compare",
    "worse_than_baseline",
    "perhaps_worse",
    "ranks_disagree",
    "not_worse",
    "within_chance",
    "not_material",
    "too_noisy",
    "too_few_events",
    "events_in_bursts",
    "too_few_trials",
    "spread_wider",
    "baseline_moved",
    "harm_shown",
    "difference_shown",
    "safety_shown",
    "more_needed",
    "safety_not_tested",
    "warming_up",
    "counting_begins",
    "split_not_as_planned",
    "baseline_sick",
    "not_shown_in_time",
    "trigger_fired",
    "trigger_resolved",
    "trigger_pending",
    "trigger_inherited",
    "trigger_silenced",
    "rollback_forced",
    "rollback_forbidden",
    "nothing_speaks_for_it",
    "newest_known_good",
    "condemned",
    "not_known_good",
    "no_known_good",
    "cannot_be_taken_back",
    "reversibility_unknown",
    "cooldown_runs",
    "too_many_rollbacks",
    "required_unmeasured",
    "canary_too_short",
    "canary_too_small",
    "escalated",
    "budget_left",
    "budget_low",
    "budget_nearly_spent",
    "budget_spent",
    "budget_below_one",
    "burns_fast",
    "steps_too_long",
    "incident_costly",
    "alarms_within_objective",
    "key_objective_failed",
    "failure_hidden",
    "target_met",
    "target_missed",
    "silent_too_long",
    "never_reached",
]
"""Stable identifier of a reason, the same text in Rust, Python and TypeScript.

- `within_limit`: The observed value is inside its limit.
- `near_limit`: The observed value is inside its limit but beyond the warning limit.
- `limit_exceeded`: The observed value is beyond its limit.
- `within_slack`: Beyond the limit taken from the baseline, but by no more than the gate's slack.
- `equal_to_baseline`: Exactly as the baseline, which is healthy by definition.
- `missing`: Nobody brought a measurement.
- `not_a_number`: The measurement system answered "not a number".
- `fetch_failed`: The measurement could not be fetched.
- `stale`: The measurement is older than the gate's window.
- `no_traffic`: No request in the window, so nothing can be said about requests.
- `too_few_samples`: Fewer samples than the gate needs.
- `beyond_buckets`: The quantile lies above the last bound of a histogram, where nothing can be said.
- `no_quantile`: A histogram was brought, and the gate does not say which quantile to read.
- `baseline_unmeasured`: The limit comes from a baseline, and the baseline was not measured.
- `both_unmeasured`: Neither canary nor baseline was measured.
- `nothing_to_check`: There was no gate to decide with.
- `nothing_measured`: Not one required gate was measured, whatever their consequences say.
- `score_reached`: The confidence score reached the threshold of its decision.
- `score_below`: The confidence score is below a threshold.
- `nothing_known`: No factor of the confidence score is known.
- `required_factor_unknown`: A factor that the policy requires is unknown.
- `stage_passed`: All of a release's gates passed and the bake time is over.
- `still_baking`: The time to settle or to bake is not over.
- `failure_tolerated`: A gate failed, within the number of failed checks that the plan allows.
- `too_many_failures`: More failed checks than the plan allows.
- `critical_gate_failed`: A critical gate failed, which no budget covers.
- `held_too_long`: Inconclusive for longer than the policy allows.
- `timed_out`: The host did not answer within the time of the policy.
- `action_failed`: The host reported that an action failed.
- `action_done`: The host reported that an action is done.
- `approval_required`: The plan asks for an approval here.
- `approved`: A person approved.
- `rejected`: A person refused.
- `approval_expired`: Nobody approved in time.
- `paused_by_operator`: A person stopped the rollout for a while.
- `resumed_by_operator`: A person let it go on.
- `aborted_by_operator`: A person ended it.
- `rollback_by_operator`: A person demanded a rollback.
- `overridden_by_operator`: A person moved it forward against the state of the evidence.
- `paused_too_long`: Paused for longer than the policy allows.
- `safety_assessed`: The result of the safety assessment arrived.
- `started`: The rollout was created.
- `version_verified`: The new version answered that it is the one that was deployed.
- `version_not_verified`: The version could not be verified in the allowed attempts.
- `watch_passed`: The watch period after promotion is over.
- `threshold_reached`: The confidence is above the threshold for acting without a person.
- `threshold_not_reached`: The confidence is not above the threshold for acting without a person.
- `raises_risk`: A factor that is known to raise the risk.
- `factor_unknown`: A factor that is not known, which counts as half a risk and lowers the confidence.
- `risk_within`: The risk is within a limit of the policy.
- `risk_above`: The risk is above a limit of the policy.
- `too_little_known`: Too little is known for the confidence that the policy requires.
- `fits_better`: The criterion in which a strategy is ahead of the next best.
- `insufficient_capacity`: There is not enough free capacity.
- `downtime_not_allowed`: The service must not be down.
- `cannot_run_side_by_side`: Two versions of the service cannot serve at the same time.
- `forbidden`: Rules from outside forbid it.
- `not_mandated`: Rules from outside demand others.
- `never_serves`: It never serves users, and the change is to be released.
- `serves_users`: It serves users, and the change is only to be compared.
- `cannot_go_back`: It learns from users, and the change cannot be taken back from them.
- `not_flagged`: The change does not stand behind a feature flag.
- `nothing_possible`: Every possibility is excluded.
- `assumed`: Something was not said, and a documented assumption stands in for it.
- `quorum_reached`: As many people as needed approved.
- `quorum_missing`: Not enough people approved yet.
- `no_approval_needed`: No rule asks for an approval.
- `author_may_not_approve`: The author of a change may not approve it.
- `not_entitled`: The person does not have a role that may approve.
- `approval_for_another`: The approval is for another version, environment or stage.
- `nobody_can_approve`: Nobody who is left may approve.
- `condition_holds`: A condition of the policy holds.
- `condition_unknown`: A condition of the policy could not be decided, since facts are unknown.
- `glass_broken`: Somebody broke the glass: a rule of the policy is overridden, knowingly.
- `break_glass_refused`: The glass may not be broken like that.
- `window_open`: A deployment window is open.
- `window_closed`: No deployment window is open.
- `frozen`: A freeze is in force.
- `exception_applies`: An exception from a freeze applies.
- `not_preferred`: It is allowed, but not one of the times that the policy prefers.
- `error_budget_exhausted`: The error budget is exhausted.
- `error_budget_unknown`: The error budget is not known, so nobody can say whether it is exhausted.
- `item_done`: An item of the checklist is done.
- `item_not_done`: An item of the checklist is not done.
- `item_unknown`: Nobody said whether an item of the checklist is done.
- `image_immutable`: The image tag names one build of the commit.
- `image_not_immutable`: The image tag does not name one immutable build.
- `tag_accepted`: The tag is accepted, since the policy asks for no form.
- `image_of_another_commit`: The image is a build of another commit.
- `verified_before`: The version was verified in the environment before.
- `not_verified_before`: The version was not verified in the environment before.
- `not_long_enough`: The version has not been in the environment before for long enough.
- `another_image`: It is not the image that was verified.
- `never_decides`: A gate can never decide, since another one always decides before it.
- `still_gathering`: The samples of every gate that decides are still gathering, and the stage bakes on.
- `no_window_needed`: No window of the policy is about the deployment, so it needs none to be open.
- `adjusted`: The plan asks for a number that the policy does not allow, or that could not be carried out; another is taken.
- `needs_router`: A share is smaller than what one instance takes, so that a router has to divide the traffic.
- `based_on_service`: A prediction rests on how the service was deployed before.
- `based_on_strategy`: Nothing is known of the service; a prediction rests on other services by the strategy.
- `based_on_all`: Nothing is known of the service and the strategy; a prediction rests on all deployments.
- `based_on_nothing`: Nothing is known of any deployment; a prediction rests on what is expected before any.
- `not_fitted`: The weights of the model are the built-in ones.
- `feature_missing`: A feature of the model is not known of the deployment.
- `raises_success`: Something makes the deployment more likely to succeed.
- `lowers_success`: Something makes the deployment less likely to succeed.
- `would_succeed`: What would make the deployment more likely to succeed.
- `constant_feature`: A term of the model that is the same in all rows.
- `one_outcome_only`: All deployments had the same outcome, so nothing can be said of what tells outcomes apart.
- `never_predicted`: The outcome was not predicted for any deployment.
- `better_than_base_rate`: The log loss is better than that of always predicting the base rate.
- `not_better_than_base_rate`: The log loss is not better than that of always predicting the base rate.
- `no_champion`: There is no champion that the challenger could be worse than.
- `not_worse_than_champion`: The challenger is not worse than the champion by more than what is allowed.
- `worse_than_champion`: The challenger is worse than the champion by more than what is allowed.
- `input_steady`: An input looks as it did in training, as far as chance lets see.
- `input_moved`: An input no longer looks as it did in training.
- `calibration_steady`: Outcomes are as predicted, as far as chance lets see, or nearly so.
- `calibration_moved`: Outcomes are no longer as predicted.
- `as_expected`: The log loss is no higher than the predictions themselves expect, though the base rate has less.
- `out_of_reach`: The predictions themselves expect less than the threshold.
- `never_trained`: The model was never trained.
- `drifted`: Inputs or outcomes have moved since training.
- `not_drifted`: Neither inputs nor outcomes have moved since training.
- `above_baseline`: A metric of the canary is above that of the baseline.
- `below_baseline`: A metric of the canary is below that of the baseline.
- `critical_metric_failed`: A metric that fails the canary alone is worse than that of the baseline.
- `not_comparable`: The values of a metric could not be compared.
- `thin_baseline`: The baseline has fewer values than is advised.
- `group_unmeasured`: No metric of a group could be compared.
- `gaps_taken_for_zero`: A metric without any measurement is taken for zero.
- `negative_means`: A ratio of means says nothing where means are negative.
- `setting_ignored`: A setting that is not understood, or has no effect, is ignored.
- `nothing_to_compare`: No metric that decides was given for both sides.
- `worse_than_baseline`: Worse than the baseline by more than chance and by enough to matter.
- `perhaps_worse`: Worse than the baseline by enough to matter, which may be chance.
- `ranks_disagree`: Worse than the baseline by its mean, but ranks do not confirm it.
- `not_worse`: Not worse than the baseline by enough to matter.
- `within_chance`: Worse than the baseline, but no more than chance explains.
- `not_material`: Certainly worse than the baseline, but not by enough to matter.
- `too_noisy`: The samples scatter too much to show what would matter.
- `too_few_events`: More events than on the baseline, but too few to be sure.
- `events_in_bursts`: More events than on the baseline, but most of them came together.
- `too_few_trials`: Too few trials to show an unbearable rate.
- `spread_wider`: The samples spread wider than the baseline's.
- `baseline_moved`: The baseline itself has moved, which was taken into account.
- `harm_shown`: A metric is worse than tolerated, at the level of the judge's policy.
- `difference_shown`: The same of a metric of which the difference tells how much.
- `safety_shown`: A metric is shown not to be harmful.
- `more_needed`: Neither harm nor safety is shown yet.
- `safety_not_tested`: Whether a metric is safe cannot be tested with its settings.
- `warming_up`: The canary has only just started, and is not judged yet.
- `counting_begins`: Cumulative counts were read for the first time; the next look tells what was counted since.
- `split_not_as_planned`: The traffic is not split as planned, so that the sides cannot be compared.
- `baseline_sick`: The baseline itself is beyond what is healthy, so that being like it says nothing.
- `not_shown_in_time`: Neither harm nor safety was shown in the time that the stage gives.
- `trigger_fired`: A rollback trigger fired since the deployment, and still does.
- `trigger_resolved`: A rollback trigger fired since the deployment, and no longer does.
- `trigger_pending`: A rollback trigger would fire if it went on like this.
- `trigger_inherited`: A rollback trigger fired before the deployment already, which is therefore not blamed.
- `trigger_silenced`: A person silenced a rollback trigger.
- `rollback_forced`: A person forces a rollback.
- `rollback_forbidden`: A person forbids rollbacks.
- `nothing_speaks_for_it`: Too little speaks against the version for taking it back.
- `newest_known_good`: The newest version that is known to be good: promoted, verified, not condemned.
- `condemned`: The version was condemned, and no person cleared it since.
- `not_known_good`: The version was never promoted and verified.
- `no_known_good`: No version is known to be good.
- `cannot_be_taken_back`: The change of the version can no longer be taken back.
- `reversibility_unknown`: Nobody said whether the change of the version can be taken back.
- `cooldown_runs`: The last rollback was a short time ago.
- `too_many_rollbacks`: As many rollbacks as may be made without a person were made.
- `required_unmeasured`: Something that must be measured before a promotion was not.
- `canary_too_short`: The canary has had traffic for too short a time.
- `canary_too_small`: The canary has too small a share of the traffic.
- `escalated`: A rollback that went wrong is finished at once, since the version that it leaves is condemned.
- `budget_left`: Enough of an error budget is left.
- `budget_low`: An error budget runs low, and releases go slowly.
- `budget_nearly_spent`: An error budget is nearly spent, and only critical releases go.
- `budget_spent`: An error budget is spent, and releases are frozen.
- `budget_below_one`: An error budget is smaller than one failure.
- `burns_fast`: An error budget goes faster than an alarm allows.
- `steps_too_long`: The measured steps are longer than a window, and say nothing of it.
- `incident_costly`: One incident took more of an error budget than the policy allows.
- `alarms_within_objective`: An alarm holds for a service that keeps its objective.
- `key_objective_failed`: A key objective failed, which no score makes up for.
- `failure_hidden`: An objective failed, and the score hides it.
- `target_met`: A figure of delivery is better than its target.
- `target_missed`: A figure of delivery is not better than its target.
- `silent_too_long`: Nothing was measured for longer than a total outage needs to alarm.
- `never_reached`: Criteria to warn that a value satisfies only when it passes already.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class GateReport:
    """How all gates of a look came out."""

    verdict: Verdict
    """The worst check decides. Inconclusive when no critical or guardrail gate was measured."""

    code: ReasonCode | None = None
    """Why the report as a whole says less than its checks."""

    checks: Sequence[Check]
    """One for each gate, in the order of the policy."""

    unread: Sequence[str] = ()
    """Metrics that were brought but that no gate reads, nor the judge."""

    judgement: Judgement | None = None
    """What the judge says over all looks; none without one."""


Verdict: TypeAlias = Literal[
    "pass",
    "warn",
    "inconclusive",
    "fail",
]
"""How a check, a report or a look came out; later ones are worse, and the worst decides.

- `pass`: Healthy.
- `warn`: Healthy, with something that a person should see.
- `inconclusive`: Not enough evidence to say.
- `fail`: Unhealthy.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Check:
    """How one gate came out."""

    gate: str
    """Name of the gate."""

    verdict: Verdict
    """How the gate itself came out."""

    criticality: Criticality
    """How much it weighs."""

    counts_as: Verdict | None = None
    """What it contributes to the verdict of the report; absent when it is left out."""

    code: ReasonCode
    """Why."""

    observed: float | None = None
    """The canary's level."""

    limit: float | None = None
    """The limit that it was held against, in the unit of the metric."""

    baseline: float | None = None
    """The baseline's level, for relative gates."""

    samples: int | None = None
    """Samples behind the canary's level, where known."""

    margin: float | None = None
    """Distance to the limit, positive on the healthy side, in the unit of the metric."""

    baseline_code: ReasonCode | None = None
    """Why the baseline has no level, where that is the matter."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """What the judge says after a look. All logarithms are natural."""

    decision: JudgeDecision
    """What follows."""

    verdict: Verdict
    """Fail for a rollback, pass for a promotion, inconclusive otherwise; warn in place of pass when a signal is worse."""

    looks: int
    """Looks that were judged so far."""

    harm: JudgeEvidence
    """Evidence of all metrics that decide that some of them is worse than tolerated."""

    metrics: Sequence[MetricJudgement]
    """One for each metric of the policy, in its order."""

    reasons: Sequence[Reason]
    """Why."""

    unread: Sequence[str] = ()
    """Metrics that were brought but that the policy does not judge."""


JudgeDecision: TypeAlias = Literal[
    "roll_back",
    "promote",
    "continue",
    "hold",
]
"""What follows from the evidence about a canary.

- `roll_back`: It is worse than tolerated. Never undone.
- `promote`: It is not harmful: it may go on before its time is over.
- `continue`: Neither is shown yet.
- `hold`: The comparison cannot be trusted: the traffic is not split as planned, or the baseline is sick itself.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgeEvidence:
    """Evidence against a hypothesis, and how much is needed."""

    log_e: float
    """Logarithm of the present evidence; it may fall again."""

    log_p: float
    """Logarithm of the anytime-valid p-value: 0 at first, never rising."""

    needed: float
    """The evidence that decides, `ln(1 / alpha)`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricJudgement:
    """What the judge says of one metric."""

    name: str
    """Its name."""

    criticality: Criticality
    """What follows from it."""

    verdict: Verdict
    """Fail when it is shown to be worse, given all metrics; pass when it is shown not to be harmful; warn when a signal is
    worse by itself.
    """

    tests: Sequence[JudgeTest]
    """The tests by which it was judged."""

    harm: JudgeEvidence
    """Evidence that it is worse than tolerated; by itself, before other metrics are taken into account."""

    safety: JudgeEvidence | None = None
    """Evidence that it is not harmful; none where that cannot be tested."""

    effect: JudgedEffect | None = None
    """How the canary differs; none before there is something to compare."""

    baseline_events: float
    """Events of the baseline: failures, slow requests, or the sum of its levels."""

    baseline_exposure: float
    """What they came out of: requests, exposure, or the number of levels."""

    canary_events: float
    """Events of the canary."""

    canary_exposure: float
    """What they came out of."""

    until_safe: float | None = None
    """Requests of the canary, or what else its exposure is, that would show a canary like the baseline to be safe, on
    average; 0 when it is shown, none where that cannot be told.
    """

    until_harm: float | None = None
    """Requests of the canary, likewise, that would show it to be worse on average: if it is as harmful as the policy says or
    goes on as it has so far, whichever is sooner.
    """

    not_tested: Sequence[Reason] = ()
    """What was not judged in this look, or cannot be, and why."""


JudgeTest: TypeAlias = Literal[
    "rate_ratio",
    "two_proportion",
    "histogram_shift",
    "gaussian_difference",
    "symmetric_difference",
]
"""A test of the judge.

- `rate_ratio`: The ratio of two rates.
- `two_proportion`: The difference of two shares.
- `histogram_shift`: A shift of a distribution, or a heavier tail.
- `gaussian_difference`: A difference of levels with a known variance.
- `symmetric_difference`: A difference of levels of which nothing is known.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedEffect:
    """How far the canary is from the baseline, with an interval that holds at all looks together."""

    measure: EffectMeasure
    """What the numbers are."""

    estimate: float | None = None
    """What was observed; none where the baseline has no events."""

    lower: float | None = None
    """The lower end of its interval of 95 %; none where it has no bound."""

    upper: float | None = None
    """The upper end; none where it has no bound."""


EffectMeasure: TypeAlias = Literal[
    "ratio",
    "difference",
]
"""How a difference is expressed.

- `ratio`: The canary's level divided by the baseline's.
- `difference`: The canary's level or rate minus the baseline's.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Confidence:
    """A confidence score with what made it.

    It describes; it never overrides a failed gate or a hold.
    """

    score: float | None = None
    """The score over the known factors; none when nothing is known."""

    decision: ConfidenceDecision
    """What it says should happen."""

    known_share: float
    """Share of the weights whose factors are known, from 0 to 1."""

    factors: Sequence[FactorScore]
    """Every factor, in a fixed order."""

    reasons: Sequence[Reason]
    """Why the decision is what it is."""

    flip: Flip | None = None
    """The smallest change of one factor that would have changed the decision, where one alone can."""


ConfidenceDecision: TypeAlias = Literal[
    "rollback",
    "manual_review",
    "auto_promote",
]
"""What the score says should happen.

- `rollback`: Go back.
- `manual_review`: A person decides.
- `auto_promote`: Go on.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorScore:
    """One factor's part in the score."""

    factor: Factor
    """Which factor."""

    value: float | None = None
    """Its rating, where known."""

    weight: float
    """Its share of all weights, from 0 to 1."""

    contribution: float
    """Points that it adds to the score."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Flip:
    """The smallest change of one factor that would have changed the decision."""

    factor: Factor
    """The factor that would have to change."""

    from_: float
    """Its rating now."""

    to: float
    """The rating at which the decision changes: from here on when rising, anywhere below when falling."""

    decision: ConfidenceDecision
    """What the decision would be."""


ActionKind: TypeAlias = Literal[
    "build",
    "deploy",
    "set_traffic",
    "run_tests",
    "measure",
    "request_approval",
    "promote",
    "verify_version",
    "roll_back",
    "clean_up",
    "alert",
]
"""The kind of an action, without its data."""


@dataclass(frozen=True, kw_only=True, slots=True)
class State:
    """The part of a rollout that changes."""

    phase: Phase
    """Where it is."""

    phase_since: datetime
    """Since when."""

    started_at: datetime
    """When it was started."""

    at: datetime
    """When it was last changed."""

    sequence: int
    """Number of the last record, from 0."""

    head: str
    """Hash of the last record."""

    stage: int
    """Number of the current stage, from 0."""

    stage_since: datetime | None = None
    """When traffic reached the share of the stage."""

    pending: Pending | None = None
    """The action whose answer is awaited, measurements aside."""

    approval: Approval | None = None
    """What a person is asked, while `pending` is a request for approval."""

    measuring: Pending | None = None
    """The measurement whose answer is awaited."""

    look_at: datetime | None = None
    """When the next look is due."""

    inconclusive_since: datetime | None = None
    """Since when no look was conclusive."""

    failed_checks: int
    """Failed looks so far."""

    attempts: int
    """Attempts of the current verification or rollback."""

    safety: float | None = None
    """The result of the safety assessment."""

    confidence: ConfidenceSummary | None = None
    """The last confidence."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Pending:
    """An action on its way."""

    kind: ActionKind
    """What was asked for."""

    sequence: int
    """Number of the record that asked for it, which is part of the action's id."""

    deadline: datetime
    """When the answer is too late."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfidenceSummary:
    """The decision alone, as it is kept in a rollout."""

    score: float | None = None
    """The score over the known factors."""

    decision: ConfidenceDecision
    """What it says should happen."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgeState:
    """What the judge of one canary has found so far: it goes on from here as if it had never stopped, to the same bits.

    Its numbers mean something only to a judge with the same policy; any other refuses it.
    """

    judge: str
    """Hash of the policy."""

    looks: int
    """Looks that were judged."""

    began: datetime | None = None
    """When the first look was."""

    last: datetime | None = None
    """When the last one was."""

    seen: Sequence[str] = ()
    """Ids of the last looks."""

    share: float | None = None
    """The canary's share at the last look that named one."""

    requests: float
    """Requests of the canary so far, as far as any metric counts them."""

    log_p: float
    """Logarithm of the smallest p-value of all metrics that decide together."""

    harmed: datetime | None = None
    """When harm was shown, which nothing undoes."""

    metrics: Sequence[MetricState]
    """One for each metric of the policy."""

    split: SplitState | None = None
    """Of the check of the split."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricState:
    """What is kept of one metric."""

    harm: SideState
    """Evidence that the canary is worse than tolerated."""

    safety: SideState
    """Evidence that it is not harmful."""

    ratio: Sequence[float] = ()
    """Logarithm of the likelihood of some ratios of the rates; empty before the first events."""

    baseline: ArmEvents | None = None
    """All events of the baseline, or the sums of its levels and their number."""

    canary: ArmEvents | None = None
    """All events of the canary, likewise."""

    recent: ArmEvents | None = None
    """Events of the baseline in the last few looks."""

    sick: bool | None = None
    """Whether the baseline is sick."""

    marks: Marks | None = None
    """Where cumulative counts stood."""

    bounds: Sequence[float] = ()
    """Bounds of the histograms."""

    levels: LevelState | None = None
    """Of levels."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SideState:
    """One question about one metric."""

    tests: Sequence[SequentialState]
    """The tests that are averaged."""

    log_e: Sequence[float]
    """Logarithm of the present evidence of each."""

    log_p: float
    """Logarithm of the smallest p-value of their average so far."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SequentialState:
    """What a sequential test keeps between looks: it goes on from here as if it had never stopped, to the same bits.

    Its numbers mean something only to the test that it belongs to.
    """

    test: str
    """Hash of the test with all its settings; no other test goes on from this state."""

    looks: int
    """How many looks there were."""

    log_p: float
    """Logarithm of the smallest p-value so far."""

    idle: float
    """Capital that waits to be bet."""

    log_capital: Sequence[float] = ()
    """Logarithm of the capital of each node; the lowest number there is stands for no capital."""

    baseline: Sequence[float] = ()
    """What is kept of the baseline: sums of its counts, or its samples in order."""

    canary: Sequence[float] = ()
    """What is kept of the canary, likewise."""

    sums: Sequence[float] = ()
    """Sums over the looks of what belongs to no single arm."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArmEvents:
    """How often something happened, and in how much of which it could have."""

    events: float
    """How often it happened."""

    exposure: float
    """Requests, device-hours, pod-seconds; need not be whole."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Marks:
    """Where the cumulative counts of both sides stood."""

    baseline: Sequence[float]
    """Of the baseline."""

    canary: Sequence[float]
    """Of the canary."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelState:
    """Levels: the block on its way, and the blocks so far."""

    began: datetime | None = None
    """When the block began."""

    sum: float
    """Sum of the differences of the block."""

    count: float
    """How many they are."""

    blocks: float
    """Blocks so far."""

    mean: float
    """Mean of their differences."""

    squares: float
    """Sum of their squared distances from it."""

    baseline: float
    """The baseline's last level."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitState:
    """The check of the split at the present share."""

    share: float
    """The canary's planned share of the requests of both sides."""

    shares: int
    """How many shares there were, this one included."""

    test: SequentialState
    """The test."""

    broken: bool
    """Whether it has alarmed, at this share or before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Artifacts:
    """The three documents about one rollout."""

    deployment: DeploymentArtifact
    """The deployment."""

    confidence: ConfidenceReport | None = None
    """The last confidence score; none when nothing was scored."""

    states: StateLog
    """Every change of phase."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeploymentArtifact:
    """What was deployed and how it ended."""

    id: str
    """Id of the rollout."""

    incident: str | None = None
    """The incident that the release answers."""

    service: str
    """The service."""

    version: str
    """The version."""

    image_tag: str
    """The tag of its image."""

    commit: str
    """The commit."""

    confidence: ConfidenceSummary | None = None
    """The last confidence score and its decision."""

    state: Phase
    """Where the rollout is."""

    started_at: datetime
    """When it started."""

    duration: timedelta
    """Time from the start to the last record."""

    transitions: int
    """How many changes of phase there were."""

    strategy: Strategy
    """What the stages meant."""

    immutable: bool
    """Whether the image tag names one build of the commit."""

    largest_share: float
    """Largest share of live traffic that the version was given."""

    blast_radius: float | None = None
    """The blast-radius factor of the release, 1 for the smallest."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConfidenceReport:
    """A confidence score with its reasoning."""

    at: datetime
    """When it was scored."""

    decision: ConfidenceDecision
    """What it says should happen."""

    confidence: Confidence
    """The score with its factors."""

    reasoning: Sequence[str]
    """In words, one line for each reason."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StateLog:
    """Every change of phase."""

    current: Phase
    """Where the rollout is."""

    transitions: Sequence[StateChange]
    """The changes, in order of time."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StateChange:
    """One change of phase."""

    from_: Phase
    """The phase before."""

    to: Phase
    """The phase after."""

    timestamp: datetime
    """When."""

    reason: str
    """Why, in words."""

    reasons: Sequence[Reason]
    """Why, as data."""


PlanPreset: TypeAlias = Literal[
    "standard_canary",
    "long_canary",
    "conservative",
    "fast",
    "two_step",
    "linear",
    "blue_green",
    "feature_flag",
    "rolling",
    "shadow",
]
"""A built-in plan (R5).

- `standard_canary`: 5 → 25 → 50 → 100 %, 60 s to settle, then gates.
- `long_canary`: 5 % at 0 h, 10 % at 1 h, 25 % at 4 h, 50 % at 12 h, 100 % at 24 h.
- `conservative`: 5 → 25 → 50 → 100 %, 30 min each.
- `fast`: 10 → 100 %, 10 min each.
- `two_step`: 10 % for 15 min → 50 % for 15 min → 100 %.
- `linear`: By 10 % up to 50 %, then 100 %; 5 failed checks roll back.
- `blue_green`: Deploy, test, approve, switch, watch for an hour, scale the old version down after 30 s.
- `feature_flag`: Off → internal users → 1 → 10 → 50 → 100 %, 24 h each, then remove the flag.
- `rolling`: In quarters; rolls back when more than 5 % of the instances are not ready.
- `shadow`: A copy of 10 % of the traffic, compared, without impact on users.
"""


Automation: TypeAlias = Literal[
    "rollback",
    "promote",
    "rollback_for_risk",
    "optimise",
    "assess",
]
"""A decision that could be carried out without a person.

- `rollback`: Carry out a rollback, by its confidence.
- `promote`: Carry out a promotion, by its confidence.
- `rollback_for_risk`: Turn a promotion into a rollback, by its risk.
- `optimise`: Apply an optimisation, by its confidence.
- `assess`: Trust a health assessment during a canary rollback, by its confidence.
"""


EventKind: TypeAlias = Literal[
    "safety_assessed",
    "action_done",
    "action_failed",
    "measured",
    "tick",
    "approve",
    "reject",
    "pause",
    "resume",
    "abort",
    "roll_back",
    "override",
]
"""The kind of an event, without its data."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """A series of looks, such as a backtest feeds to `Rollout::run` or
    `judge_recording`.
    """

    at: Sequence[datetime]
    """The moments of the looks, rising."""

    metrics: Mapping[str, Track]
    """The columns of each metric."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Track:
    """The columns of one metric; each has one entry for every look."""

    canary: Column
    """The version that is being rolled out."""

    baseline: Column | None = None
    """The version that it is held against."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ValuesColumn:
    """Levels; a gap is a missing measurement."""

    kind: Literal["values"] = "values"

    values: Sequence[float | None]
    """The levels."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CountsColumn:
    """Events out of trials."""

    kind: Literal["counts"] = "counts"

    events: Sequence[int]
    """How many trials were events."""

    trials: Sequence[int]
    """How many trials there were."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EventsColumn:
    """Events in an amount of something else."""

    kind: Literal["events"] = "events"

    events: Sequence[int]
    """How many events there were."""

    exposure: Sequence[float]
    """Hours, devices times hours, pods times seconds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HistogramColumn:
    """Cumulative histograms, as Prometheus keeps them, over the same buckets in all looks."""

    kind: Literal["histogram"] = "histogram"

    bounds: Sequence[float]
    """Upper bounds of the buckets, rising, without the last unbounded one."""

    cumulative: Sequence[Sequence[int] | None]
    """For every look, how many samples were at or below each bound, and last how many there were in all; a gap is a
    missing measurement.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class SamplesColumn:
    """The samples themselves; a gap is a missing measurement."""

    kind: Literal["samples"] = "samples"

    values: Sequence[Sequence[float] | None]
    """The samples of every look, in any order."""


Column: TypeAlias = (
    ValuesColumn
    | CountsColumn
    | EventsColumn
    | HistogramColumn
    | SamplesColumn
)
"""One side of one metric over all looks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """What came of a series of recorded looks."""

    looks: Sequence[Look]
    """The looks that were taken, in order."""

    step: Step
    """The last step: its actions are for the host. Its record is the last of `records`."""

    records: Sequence[Record]
    """All records, to be appended to the audit log."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Look:
    """One look of a run."""

    at: datetime
    """When."""

    verdict: Verdict
    """How the gates came out."""

    score: float | None = None
    """The confidence score."""

    phase: Phase
    """Where the rollout was after it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Situation:
    """What is known before a deployment. Whatever is left out is unknown, and no decision takes the unknown for harmless."""

    change: Change
    """What is deployed."""

    service: Service
    """The service that it changes."""

    target: Target
    """Where it is deployed."""

    history: Sequence[StrategyHistory] = ()
    """How deployments by each strategy went before; at most one entry for each."""

    risk_tolerance: float | None = None
    """How much risk the operator accepts, from 0 (none) to 1."""

    compliance: Compliance | None = None
    """What rules from outside demand."""

    error_budget: float | None = None
    """Share of the error budget that is left: 1 is untouched, 0 exhausted, negative overspent."""

    success_probability: float | None = None
    """Predicted probability that the deployment succeeds."""

    signals: Mapping[str, float] | None = None
    """Numbers of the user's own that a success model looks at, by the names of its features. Default: none. Source: our
    choice.
    """

    labels: Mapping[str, str] | None = None
    """Words of the user's own that a success model looks at, by the names of its features. Default: none. Source: our
    choice.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One version on its way, and what is known of how it differs from the one that serves."""

    version: str
    """The version that is deployed."""

    commit: str | None = None
    """The commit that it is built from."""

    image_tag: str | None = None
    """The tag of its image, of the form `{commit-hash}-{timestamp}`."""

    first_deployment: bool | None = None
    """Whether the service was never deployed here before."""

    kinds: Sequence[ChangeKind] | None = None
    """What kinds of change it holds; an empty list says that it is code only."""

    files: int | None = None
    """Files changed."""

    lines: int | None = None
    """Lines added and removed."""

    reversibility: Reversibility | None = None
    """How far it can be taken back."""

    flagged: bool | None = None
    """Whether its new behaviour stands behind a feature flag."""

    tests: Tests | None = None
    """What tests say."""

    code_findings: Findings | None = None
    """What the analysis of its code found."""

    image_findings: Findings | None = None
    """What the scan of its image found."""

    author: str | None = None
    """Who wrote it."""

    reviewers: Sequence[str] | None = None
    """Who reviewed it and agreed."""

    rollback_plan: bool | None = None
    """Whether a plan to take it back is written down."""

    incident: Incident | None = None
    """The incident that it answers; none if it answers none."""


ChangeKind: TypeAlias = Literal[
    "schema_migration",
    "breaking_api",
    "configuration",
    "dependency",
    "experiment",
    "hotfix",
    "reliability_fix",
    "security_fix",
    "major",
    "trial",
]
"""What a change holds.

- `schema_migration`: The schema of a database changes.
- `breaking_api`: Callers of the interface have to change too.
- `configuration`: Configuration only.
- `dependency`: Versions of libraries.
- `experiment`: To be compared with the old behaviour by what users do.
- `hotfix`: A fix that cannot wait.
- `reliability_fix`: A fix that makes the service more reliable.
- `security_fix`: A fix of a vulnerability.
- `major`: A large part of the service is new.
- `trial`: To be compared on a copy of live traffic, not to be released yet.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class FullReversibility:
    """At any time."""

    kind: Literal["full"] = "full"


@dataclass(frozen=True, kw_only=True, slots=True)
class UntilReversibility:
    """While no more than a share of the traffic has reached it."""

    kind: Literal["until"] = "until"

    share: float
    """The last share at which it can be taken back, in percent."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NeverReversibility:
    """Not at all, such as a migration that deletes data."""

    kind: Literal["never"] = "never"


Reversibility: TypeAlias = (
    FullReversibility
    | UntilReversibility
    | NeverReversibility
)
"""How far a change can be taken back."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Tests:
    """What tests say of a change."""

    pass_rate: float | None = None
    """Share of the tests that pass."""

    coverage: float | None = None
    """Share of the code that tests cover."""

    stages_passed: Sequence[str] | None = None
    """Stages of testing that passed, such as `unit` and `integration`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Findings:
    """Findings by severity."""

    critical: int
    """Critical ones."""

    high: int
    """High ones."""

    medium: int | None = None
    """Medium ones. Default: 0. Source: our choice."""

    low: int | None = None
    """Low ones. Default: 0. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Incident:
    """The incident that a change answers."""

    id: str
    """Identifies it."""

    priority: Priority
    """How urgent it is."""


Priority: TypeAlias = Literal[
    "p0",
    "p1",
    "p2",
    "p3",
]
"""How urgent an incident is.

- `p0`: Everything else waits.
- `p1`: Today.
- `p2`: Soon.
- `p3`: When there is time.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Service:
    """What is known of a service."""

    name: str
    """Its name."""

    application: ApplicationType | None = None
    """How it is built."""

    criticality: ServiceCriticality | None = None
    """What its failure costs."""

    requests_per_second: float | None = None
    """Requests a second that it answers."""

    user_facing: bool | None = None
    """Whether users call it, not only other services."""

    replicas: int | None = None
    """Instances that run."""

    deployments_per_day: float | None = None
    """How often it is deployed, per day."""

    side_by_side: bool | None = None
    """Whether two versions can serve at the same time."""

    downtime_allowed: bool | None = None
    """Whether it may be down for a deployment."""


ApplicationType: TypeAlias = Literal[
    "microservice",
    "monolith",
    "stateful",
    "worker",
]
"""How a service is built.

- `microservice`: One of many small services, without state of its own.
- `monolith`: One program that does everything.
- `stateful`: It keeps state in its instances.
- `worker`: It works on jobs or messages rather than requests.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Target:
    """Where a version is deployed."""

    environment: Environment
    """The environment."""

    cloud: str | None = None
    """The cloud, for conditions."""

    cluster: str | None = None
    """The cluster, for conditions."""

    free: Capacity | None = None
    """What is free there."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Capacity:
    """Free capacity, as a multiple of what the service uses now: 1 is room for a second copy of all its instances."""

    compute: float | None = None
    """Processors."""

    memory: float | None = None
    """Memory."""

    network: float | None = None
    """Network."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StrategyHistory:
    """How deployments by one strategy went."""

    strategy: Strategy
    """The strategy."""

    service: Outcomes | None = None
    """Deployments of this service."""

    others: Outcomes | None = None
    """Deployments of all other services."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcomes:
    """Deployments by how they ended."""

    succeeded: int | None = None
    """Those that were verified. Default: 0. Source: our choice."""

    failed: int | None = None
    """Those that were rolled back or failed. Default: 0. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compliance:
    """What rules from outside demand."""

    mandated: Sequence[Strategy] | None = None
    """The only strategies that may be used; empty when all may."""

    forbidden: Sequence[Strategy] | None = None
    """Strategies that must not be used."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Risk:
    """How risky a deployment is."""

    verdict: Verdict
    """Pass to go on, warn for caution, inconclusive where a person is needed, fail where a promotion is refused."""

    score: float
    """The risk, from 0 to 1: the weighted mean of the levels of all factors, or what the worst makes alone."""

    recommendation: RiskRecommendation
    """What follows from it."""

    confidence: float
    """Share of the factors, by weight, that is known."""

    factors: Sequence[FactorRisk]
    """Every factor, those with the greatest impact first."""

    unknown: Sequence[RiskFactor]
    """The factors that are not known."""

    reasons: Sequence[Reason]
    """Why: what was compared with limits, then what raises the risk most."""


RiskRecommendation: TypeAlias = Literal[
    "proceed",
    "proceed_with_caution",
    "require_approval",
    "refuse_promotion",
]
"""What a risk asks for; later ones are worse.

- `proceed`: Go on.
- `proceed_with_caution`: Go on, in small steps and with somebody watching.
- `require_approval`: Ask a person.
- `refuse_promotion`: Do not promote to the next environment.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class FactorRisk:
    """What one factor does to the risk."""

    factor: RiskFactor
    """The factor."""

    value: float | None = None
    """What was observed, in its own unit; none when it is not known."""

    level: float
    """How risky that is, from 0 to 1."""

    impact: Impact
    """How much it does to the risk."""


Impact: TypeAlias = Literal[
    "low",
    "medium",
    "high",
    "critical",
]
"""How much a factor does to the risk.

- `low`: Alone it makes a risk below 0.15.
- `medium`: Alone it makes a risk from 0.15.
- `high`: Alone it makes a risk from 0.35.
- `critical`: Alone it makes a risk from 0.6.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class StrategyChoice:
    """Which strategy, and why. Strategies that cannot be used are excluded; the others are ranked.

    A score is the share of what the situation asks for that a strategy gives: the mean of its properties, weighted by
    weight and demand of each criterion (`Criterion` has the table). As one input grows, every score moves in one
    direction only, and any two strategies change places at most once.
    """

    verdict: Verdict
    """Pass when there is a strategy to use, else fail."""

    winner: Strategy | None = None
    """The best strategy; none when all are excluded."""

    runner_up: Strategy | None = None
    """The next best."""

    ranked: Sequence[RankedStrategy]
    """All that can be used, the best first; equal scores in the order rolling, blue-green, canary, recreate, feature
    flag, A/B test, dark launch, shadow.
    """

    excluded: Sequence[ExcludedStrategy]
    """Those that cannot be used, and why."""

    precautions: Sequence[Precaution]
    """What has to go along with the winner."""

    plan: SizedPlan | None = None
    """A plan for the winner, sized to the situation."""

    blast_radius: BlastRadius | None = None
    """What that plan puts at risk."""

    flips: Sequence[StrategyFlip]
    """What would have to change for another strategy to win, one input at a time."""

    reasons: Sequence[Reason]
    """Why the winner is ahead of the runner-up, the greatest difference first; then what was assumed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RankedStrategy:
    """A strategy that can be used."""

    strategy: Strategy
    """The strategy."""

    score: float
    """The share of what is asked for that it gives, in percent."""

    parts: Sequence[ScorePart]
    """What the score is made of: the criteria that are asked for. The points add up to the score."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScorePart:
    """What one criterion gives to a score."""

    criterion: Criterion
    """The criterion."""

    demand: float
    """How much the situation asks for it, from 0 to 1."""

    property: float
    """How much of it the strategy has, from 0 to 1."""

    points: float
    """Points of the score."""


Criterion: TypeAlias = Literal[
    "safety",
    "simplicity",
    "rollback_speed",
    "economy",
    "schema_change",
    "breaking_api",
    "experiment",
    "exposure",
    "pace",
    "application",
    "track_record",
]
"""What strategies are compared by. Properties follow the words of R1, in numbers of our choice from 0 to 1 with 1
best:

| criterion | rolling | blue-green | canary | recreate | feature flag | A/B test | dark launch | shadow |
|---|---|---|---|---|---|---|---|---|
| `safety` | 0.5 | 0.75 | 0.95 | 0.1 | 0.9 | 0.75 | 0.95 | 1 |
| `simplicity` | 0.8 | 0.5 | 0.25 | 1 | 0.5 | 0.05 | 0.2 | 0.25 |
| `rollback_speed` | 0.5 | 0.9 | 0.9 | 0.2 | 1 | 0.9 | 1 | 1 |
| `economy` | 0.9 | 0 | 0.85 | 1 | 1 | 0.7 | 0.8 | 0.2 |
| `schema_change` | 0.2 | 1 | 0.2 | 0.6 | 0.3 | 0 | 0.3 | 0 |
| `breaking_api` | 0.1 | 1 | 0.3 | 0.4 | 0.4 | 0.1 | 0.4 | 0.2 |
| `experiment` | 0 | 0 | 0.3 | 0 | 0.6 | 1 | 0.4 | 0.2 |
| `exposure` | 0.1 | 0.4 | 1 | 0 | 0.5 | 0.4 | 0.9 | 0.3 |
| `pace` | 1 | 0.3 | 0.5 | 0.6 | 0.9 | 0 | 0.4 | 0 |
| `application`: microservice | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |
| `application`: monolith | 0.6 | 1 | 0.4 | 0.6 | 0.9 | 0.4 | 0.5 | 0.4 |
| `application`: stateful | 1 | 0.3 | 0.4 | 0.7 | 0.9 | 0.4 | 0.5 | 0.1 |
| `application`: worker | 1 | 0.6 | 0.4 | 0.8 | 0.9 | 0.1 | 0.4 | 0.3 |
| `track_record` | success rate of the strategy, as `HistoryPolicy` says |||||||

Free capacity that each needs, as a multiple of what the service uses; it is excluded when less is known to be free:

| blue-green | A/B test | canary | shadow | rolling, feature flag, dark launch | recreate |
|---|---|---|---|---|---|
| 1 | 0.5 | 0.1, or one instance if that is more | 0.1 | one instance; none for several of low or medium criticality | 0 |

| criterion | how much it is asked for, from 0 to 1 | when not said |
|---|---|---|
| `safety` | mean of criticality (0, ⅓, ⅔, 1) and 1 − risk tolerance; halved in staging, a fifth in dev | 0.5 for each |
| `simplicity` | 1 | |
| `rollback_speed` | 0.5 | |
| `economy` | 1 − the scarcest free capacity | 0.5 |
| `schema_change`, `breaking_api`, `experiment` | 1 when the change holds it | 0 |
| `exposure` | (requests a second ÷ high traffic)², at most 1, for a service that users call; 1 for a major change | traffic 0, users call it |
| `pace` | deployments a day ÷ frequent, at most 1 | 0 |
| `application` | 1 | a microservice |
| `track_record` | 1 | the expected rate |

- `safety`: Few users meet a fault.
- `simplicity`: Little has to be set up and understood.
- `rollback_speed`: The way back is short.
- `economy`: Few resources beyond the usual are needed.
- `schema_change`: It suits a change of the schema.
- `breaking_api`: It suits an interface that callers have to follow.
- `experiment`: It compares variants by what users do.
- `exposure`: It brings high traffic to the new version a little at a time.
- `pace`: It is over soon, for those who deploy often.
- `application`: It suits how the service is built.
- `track_record`: It went well before.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ExcludedStrategy:
    """A strategy that cannot be used."""

    strategy: Strategy
    """The strategy."""

    reasons: Sequence[Reason]
    """Everything that speaks against it."""


Precaution: TypeAlias = Literal[
    "migrate_first",
    "coordinate_consumers",
    "automated_analysis",
    "use_flags",
    "back_up_data",
]
"""What has to go along with a deployment (R3, R4).

- `migrate_first`: The schema is migrated before the new version is deployed, so that both versions can work with it.
- `coordinate_consumers`: Those who call the interface are ready for the new one before traffic is switched.
- `automated_analysis`: The gates decide, not a person who looks at graphs.
- `use_flags`: Flags decide who sees which variant.
- `back_up_data`: Data are backed up before what cannot be taken back.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SizedPlan:
    """A plan for one situation, and how it came about."""

    plan: Plan
    """The plan."""

    caution: float
    """The caution that it was made with, from 0 to 1."""

    min_samples: int
    """Samples that the gates on counted metrics need."""

    takes_at_least: timedelta
    """The sum of all bake times."""

    reasons: Sequence[Reason]
    """What was assumed, and where the traffic does not bring the samples."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BlastRadius:
    """What a plan puts at risk, held against the limits of the policy."""

    verdict: Verdict
    """Fail beyond a limit, inconclusive while the number of instances is unknown, warn when the plan needs a router."""

    criticality: ServiceCriticality
    """What the failure of the service costs; critical where that is unknown."""

    factor: float
    """The factor `blast_radius` of the confidence score: 1 for a plan that serves nobody."""

    unproven_share: float
    """Largest share of traffic that the plan gives to the new version before its first look passed, in percent."""

    max_unavailable: str
    """Instances that may be missing while a Deployment is updated: what the plan asks for, within the policy. In
    instances where their number is known.
    """

    max_surge: str
    """Instances that may exist beyond the usual number meanwhile, likewise."""

    min_available: int
    """Instances that must be available at any time."""

    stages: Sequence[StageBlast]
    """One for each stage of the plan."""

    reasons: Sequence[Reason]
    """Why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StageBlast:
    """What a stage puts at risk."""

    share: float
    """Share of traffic, in percent."""

    canary: int | None = None
    """Instances of the new version, where their number is known."""

    stable: int | None = None
    """Instances of the old version, likewise."""

    proven: bool
    """Whether a look, at gates or tests, has passed before the stage begins."""

    within_limit: bool
    """Whether the version is proven, or the share within the limit for one that is not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StrategyFlip:
    """One change of input that makes another strategy win, all else being as it is."""

    input: str
    """The input, by its path in the situation."""

    direction: FlipDirection
    """How it would have to be: on which side of the value, or with which word."""

    value: float | None = None
    """The value, for an input that is a number."""

    word: str | None = None
    """The word, for an input that is not."""

    winner: Strategy | None = None
    """The strategy that wins then; none when all are excluded then."""


FlipDirection: TypeAlias = Literal[
    "above",
    "below",
    "at",
    "with",
    "without",
]
"""How an input would have to be.

- `above`: Just above it.
- `below`: Just below it.
- `at`: At the value or word itself.
- `with`: With the word in the list.
- `without`: Without the word in the list.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowDecision:
    """Whether a deployment may begin now."""

    verdict: Verdict
    """Fail when something blocks, warn when another time would be preferred, else pass. An error budget that is not
    known is among the reasons and changes nothing here.
    """

    open: bool
    """Whether it may begin."""

    blocked_by: Sequence[Blocker] = ()
    """What stands against it: closed windows, then freezes, in the order of the policy, then the error budget."""

    exceptions: Sequence[str] = ()
    """Names of the exceptions that let it pass a freeze which is in force."""

    opens_at: datetime | None = None
    """The next moment at which it may begin. Absent when it may begin now, when time alone does not help, as with an
    exhausted error budget, and when it is more than 400 days off.
    """

    closes_at: datetime | None = None
    """The next moment at which it may no longer begin. Absent when it may not begin now, and when it is more than 400
    days off.
    """

    preferred_at: datetime | None = None
    """The next moment that is preferred and at which it may begin. Absent when this is one, when the policy prefers
    no time for it, and as `opens_at` is.
    """

    under_way: UnderWay | None = None
    """What becomes of a rollout on its way: the strictest word of the freezes that block. Absent when none does: the
    end of a window stops no rollout.
    """

    reasons: Sequence[Reason]
    """Why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Blocker:
    """Something that stands against a deployment now."""

    name: str
    """Name of the window or freeze, or `error_budget`."""

    kind: BlockerKind
    """What it is."""

    until: datetime | None = None
    """When it ends to stand against it: when the window opens, when the freeze is over. Absent when that is not a
    matter of time, or more than 400 days off.
    """


BlockerKind: TypeAlias = Literal[
    "window",
    "freeze",
    "error_budget",
]
"""What can stand against a deployment.

- `window`: A window that is closed.
- `freeze`: A freeze that is in force.
- `error_budget`: An error budget that is exhausted.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageCheck:
    """Whether an image tag names one immutable build of the commit that is deployed."""

    verdict: Verdict
    """Pass, fail, or inconclusive when tag or commit are unknown."""

    commit: str | None = None
    """The commit that the tag names, possibly shortened."""

    built_at: datetime | None = None
    """When the image was built, by the tag."""

    reasons: Sequence[Reason]
    """Why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Checklist:
    """What is known of the items that nothing else shows: their names, and whether they are done. What is left out is
    unknown.
    """

    items: Mapping[str, bool] | None = None
    """Items that are done (true) or not (false)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Readiness:
    """Whether everything is seen to."""

    verdict: Verdict
    """Fail when a required item is not done, inconclusive when one is unknown, warn when an advisory one is missing."""

    items: Sequence[ItemOutcome]
    """Every item that counts here."""

    missing: Sequence[str]
    """Required items that are not done or unknown."""

    reasons: Sequence[Reason]
    """One for each item that is not done or unknown; then, when there is none, that nothing is missing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ItemOutcome:
    """How one item stands."""

    name: str
    """Its name."""

    need: Need
    """How much it counts here."""

    done: bool | None = None
    """Whether it is done; none when that is unknown."""


@dataclass(frozen=True, kw_only=True, slots=True)
class VerifiedVersion:
    """A version that was verified in an environment."""

    environment: Environment
    """The environment."""

    version: str
    """The version."""

    at: datetime
    """When its rollout was verified."""

    image_tag: str | None = None
    """The image that was verified."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EnvironmentPromotion:
    """Whether a version may go on to an environment."""

    verdict: Verdict
    """Pass, fail, or inconclusive when it is not known what was verified."""

    from_: Environment | None = None
    """The environment that it comes from; none for the first."""

    to: Environment
    """The environment that it goes to."""

    reasons: Sequence[Reason]
    """Why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ConditionAnswer:
    """The answer of a condition."""

    holds: bool | None = None
    """Yes or no; none when it hangs on facts that are unknown."""

    unknown: Sequence[str]
    """The unknown facts that it hangs on, in order of the condition; empty when it is decided."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalVote:
    """What a person said to a deployment."""

    actor: str
    """Who."""

    roles: Sequence[str] = ()
    """The roles that the person has."""

    at: datetime
    """When."""

    vote: Vote
    """What was said."""

    version: str
    """The version that it was said of."""

    environment: Environment
    """The environment that it was said of."""

    stage: int | None = None
    """The stage that it was said of, from 0; none for the deployment as a whole."""

    reason: str | None = None
    """Why."""


Vote: TypeAlias = Literal[
    "approve",
    "reject",
]
"""What a person says.

- `approve`: Yes.
- `reject`: No; it holds until the same person approves.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ApprovalDecision:
    """Whether everybody who must agree does."""

    verdict: Verdict
    """Pass; inconclusive while people are waited for; fail when somebody refused or nobody is left who may approve."""

    automatic: bool
    """Whether no rule applies, so that nobody needs to agree."""

    rules: Sequence[RuleOutcome]
    """The rules that apply."""

    valid_until: datetime | None = None
    """Once everybody agrees: when the first of the approvals that are needed stops to count."""

    reasons: Sequence[Reason]
    """Why: for each rule that applies, and for each vote that does not count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleOutcome:
    """How one rule stands."""

    name: str
    """Name of the rule."""

    verdict: Verdict
    """How it stands."""

    needed: int
    """How many people must approve."""

    approved_by: Sequence[str]
    """Those whose approval counts, in order of their votes."""

    rejected_by: Sequence[str]
    """Those who refused."""

    valid_until: datetime | None = None
    """When there are no longer as many approvals as needed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BreakGlass:
    """A person overrides the policy for one version in one environment."""

    actor: str
    """Who."""

    roles: Sequence[str] = ()
    """The roles that the person has."""

    reason: str
    """Why."""

    at: datetime
    """When."""

    expires_at: datetime
    """Until when."""

    version: str
    """The version that it is for."""

    environment: Environment
    """The environment that it is for."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AdmissionRequest:
    """What is brought to the question whether a deployment may go now."""

    situation: Situation
    """What is deployed, and where."""

    votes: Sequence[ApprovalVote] = ()
    """What people said to it."""

    checklist: Checklist | None = None
    """What is prepared."""

    verified: Sequence[VerifiedVersion] | None = None
    """Which versions were verified where; none if nobody knows."""

    history: Sequence[KnownVersion] = ()
    """All versions that were deployed there, oldest first: one that was condemned is not deployed again until a person clears
    it. Default: none. Source: R32.
    """

    rollbacks: Sequence[PastRollback] = ()
    """Rollbacks so far, oldest first; the version that was left is condemned. Default: none. Source: R32."""

    break_glass: BreakGlass | None = None
    """A person who overrides the policy."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KnownVersion:
    """A version that was deployed."""

    version: str
    """The version."""

    promoted_at: datetime | None = None
    """When it first served everything; none if it never did."""

    verified_at: datetime | None = None
    """When it was verified after that; none if it never was."""

    served_until: datetime | None = None
    """Until when it served everything; left out while it still does or when nobody knows."""

    reached: float | None = None
    """The largest share of live traffic that it had, in percent; all of it once it was promoted."""

    reversibility: Reversibility | None = None
    """How far its change can be taken back."""

    flagged: bool | None = None
    """Whether its new behaviour stands behind a feature flag."""

    condemned_at: datetime | None = None
    """When it was condemned."""

    cleared: Clearance | None = None
    """Who said since that it may be deployed again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Clearance:
    """A person lets a condemned version be deployed again."""

    actor: str
    """Who."""

    reason: str
    """Why."""

    at: datetime
    """When."""


@dataclass(frozen=True, kw_only=True, slots=True)
class PastRollback:
    """A rollback that was made."""

    at: datetime
    """When it began."""

    from_: str
    """The version that was left, which is condemned by it."""

    to: str
    """The version that was gone back to."""

    automatic: bool
    """Whether no person was asked."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """Whether a deployment may go now, and what speaks for and against it."""

    verdict: Verdict
    """The worst of all parts. A broken glass turns what the policy refuses or waits for into a warning; it never lets an
    image pass that does not name one build of the commit.
    """

    admitted: bool
    """Whether it may go: on pass and warn."""

    image: ImageCheck
    """The image."""

    promotion: EnvironmentPromotion
    """The environment before."""

    window: WindowDecision
    """Windows, freezes and the error budget."""

    approvals: ApprovalDecision
    """The people who must agree."""

    readiness: Readiness
    """What must be prepared."""

    risk: Risk
    """The risk. It asks for approvals and refuses promotions there; here it warns at most."""

    ask_again_at: datetime | None = None
    """When to ask again, where time alone opens a window."""

    reasons: Sequence[Reason]
    """Why: those of the parts that decide, the glass first."""

    condemned: Reason | None = None
    """That the version was condemned, if it was."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KubernetesFragments:
    """The parts of manifests that follow from a plan and its limits."""

    strategy: DeploymentStrategy
    """How a Deployment is updated: the only one, or each of both where two versions have their own."""

    pod_disruption_budget: DisruptionBudget
    """What maintenance of the cluster must leave."""

    replicas: Sequence[StageReplicas]
    """Replicas of the Deployments of both versions, one entry for each stage. Empty where one Deployment does it all,
    and while the number of instances is unknown.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class RecreateDeploymentStrategy:
    """All old ones are stopped, then the new ones started."""

    kind: Literal["recreate"] = "recreate"


@dataclass(frozen=True, kw_only=True, slots=True)
class RollingUpdateDeploymentStrategy:
    """A few at a time. Never both zero."""

    kind: Literal["rolling_update"] = "rolling_update"

    max_surge: str
    """Pods that may exist beyond the usual number."""

    max_unavailable: str
    """Pods that may be missing."""


DeploymentStrategy: TypeAlias = (
    RecreateDeploymentStrategy
    | RollingUpdateDeploymentStrategy
)
"""How a Deployment replaces its pods."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MinAvailableDisruptionBudget:
    """Pods that must stay."""

    kind: Literal["min_available"] = "min_available"

    pods: int
    """How many."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MaxUnavailableDisruptionBudget:
    """Pods that may be taken away at a time."""

    kind: Literal["max_unavailable"] = "max_unavailable"

    limit: str
    """How many, or what percentage of them."""


DisruptionBudget: TypeAlias = (
    MinAvailableDisruptionBudget
    | MaxUnavailableDisruptionBudget
)
"""What maintenance of the cluster must leave; Kubernetes takes one of both."""


@dataclass(frozen=True, kw_only=True, slots=True)
class StageReplicas:
    """Replicas of both versions in a stage."""

    share: float
    """Share of traffic, in percent."""

    canary: int
    """Replicas of the new version."""

    stable: int
    """Replicas of the old version."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplicaRequest:
    """The question how many instances each version should have now."""

    replicas: int
    """Instances that the service should have in all."""

    weight: int
    """What the new version is to get, out of `max_weight`. Above it only in mode `routed`, where it scales without
    taking traffic. From 0 to 1 000 000.
    """

    max_weight: int | None = None
    """The weight that stands for all traffic, from 1 to 1 000 000. Default: 100, so that weights are percent.
    Source: our choice.
    """

    mode: ReplicaMode
    """What divides the traffic."""


@dataclass(frozen=True, kw_only=True, slots=True)
class UnroutedReplicaMode:
    """The numbers of instances alone. The answer is one step towards them that stays within the limits."""

    kind: Literal["unrouted"] = "unrouted"

    max_surge: str | None = None
    """Instances that may exist beyond the usual number. Default: 25%. Source: R5, rolling."""

    max_unavailable: str | None = None
    """Instances that may be missing. Default: 25%. Source: R5, rolling."""

    canary: ReplicaSet | None = None
    """The new version; none before it is deployed, which leaves it without instances."""

    stable: ReplicaSet | None = None
    """The old version; none when there is no other than the new one, which then gets all instances."""

    older: Sequence[ReplicaSet] = ()
    """Still older versions. While one of them is to have instances nothing else is scaled down."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RoutedReplicaMode:
    """A router. The answer is the final numbers."""

    kind: Literal["routed"] = "routed"

    dynamic_stable: bool | None = None
    """Whether the old version shrinks as the new one grows, rather than stay complete. Default: no.
    Source: our choice, which keeps the way back short.
    """

    min_per_set: int | None = None
    """Least number of instances of a version that has any. Default: 1. Source: our choice, none."""

    fixed: int | None = None
    """The number of instances of the new version, whatever its weight."""

    actual: TrafficWeights | None = None
    """What the router sends now, where that is known. With `dynamic_stable` no version gets fewer instances than
    its traffic needs.
    """

    aborted: bool | None = None
    """Whether the rollout is being taken back. Default: no. Source: our choice."""


ReplicaMode: TypeAlias = (
    UnroutedReplicaMode
    | RoutedReplicaMode
)
"""What divides the traffic between the versions."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplicaSet:
    """Instances of one version."""

    desired: int
    """Instances that it is to have."""

    available: int
    """Instances that serve. More than `desired` while it shrinks."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TrafficWeights:
    """What a router sends to each version, out of `max_weight` together. Each from 0 to 1 000 000."""

    canary: int
    """To the new version."""

    stable: int
    """To the old version."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ReplicaCounts:
    """Instances of the new and of the old version."""

    canary: int
    """Instances of the new version."""

    stable: int
    """Instances of the old version."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SuccessPolicy:
    """What a success model looks at, and how it is fitted to outcomes."""

    features: Sequence[Feature] | None = None
    """What the model looks at besides the history and the time of day. When left out, every column that is not one of
    the reserved ones: words are a category, numbers that are all whole and not negative a count, other numbers as they
    are. Default: none. Source: our choice.
    """

    history: bool | None = None
    """Whether the history of outcomes is looked at, where services are named. Default: true. Source: measured; it is
    worth more than all else.
    """

    clock: bool | None = None
    """Whether the hour and the weekend count, where the start is known. Default: true. Source: R7."""

    services: bool | None = None
    """Whether each service has a level of its own, drawn to that of all. Default: true. Source: R8."""

    service_spread: float | None = None
    """How far services lie apart, as the standard deviation of their log-odds; when left out, it is estimated.
    Default: none. Source: our choice.
    """

    outcome_delay: timedelta | None = None
    """How long after its start an outcome is known, for rows that do not say. Default: 1h. Source: our choice."""

    half_life: timedelta | None = None
    """After how long a row counts half; a longest duration counts all alike. Default: 730d. Source: measured; it
    follows changing rates and costs nothing where they stay.
    """

    prior: Prior | None = None
    """The weights that a model without data has. Default: `built_in`. Source: R8."""

    strength: float | None = None
    """How firmly weights are held to those of the prior: the precision of each, for features scaled to a standard
    deviation of 1. Default: 200.
    Source: measured, see `docs/prediction.md`: with fewer than a thousand rows a weaker one does harm, with many it does
    not matter.
    """

    standardise: bool | None = None
    """Whether features are scaled to a standard deviation of 1 before the strength is applied. Default: true. Source:
    our choice.
    """

    min_rows: int | None = None
    """With fewer rows nothing is fitted: the model keeps the weights of the prior and says so. Default: 30. Source: our
    choice.
    """

    rates: HistoryPolicy | None = None
    """How failure rates are judged before there are outcomes. Default: success in 0.95 of the deployments, weighing 10.
    Source: R38.
    """

    level_gain: float | None = None
    """How much of each new outcome's surprise moves the level of all predictions, from 0 (off) to 1. Default: 0. Source:
    our choice, since where outcomes are known late it follows the past.
    """

    interval: float | None = None
    """How much of the probability an interval holds. Default: 0.95. Source: our choice."""

    wanted: float | None = None
    """The probability that a counterfactual looks for. Default: 0.9. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Feature:
    """Something that a model looks at."""

    name: str
    """The name of its column. A prediction reads it from the situation: from `signals` or `labels`, or else the fact of
    that name that conditions can speak of, too.
    """

    kind: FeatureKind
    """How it is read."""


FeatureKind: TypeAlias = Literal[
    "count",
    "rate",
    "number",
    "flag",
    "category",
]
"""How a feature is read.

- `count`: A number of things, or an amount, from 0: its effect is in proportion to `log(1 + x)`.
- `rate`: A share from 0 to 1: as log-odds, no further out than 0.001 and 0.999.
- `number`: Any number, as it is.
- `flag`: 0 or 1.
- `category`: One of some words; one that was never seen has no effect.
"""


Prior: TypeAlias = Literal[
    "built_in",
    "none",
]
"""The weights that a model starts from.

- `built_in`: Those of the model that serves without data; 0 for features that it does not know.
- `none`: 0 for all.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeploymentOutcome:
    """What became of one deployment."""

    service: str
    """The service that was deployed."""

    environment: str | None = None
    """The environment that it went to. Environments share no history."""

    strategy: str | None = None
    """The strategy, or another word for the sort of deployment."""

    id: str | None = None
    """Identifies the deployment, so that its outcome can be repeated and corrected."""

    started_at: datetime
    """When it started."""

    known_at: datetime
    """When it was known how it went."""

    succeeded: bool
    """Whether it was verified, rather than rolled back or failed."""

    lines: int | None = None
    """Lines that it changed."""

    predicted: float | None = None
    """The probability of success that was predicted for it."""


Recorded: TypeAlias = Literal[
    "added",
    "repeated",
    "corrected",
]
"""What recording an outcome did.

- `added`: It was new.
- `repeated`: It was known already: nothing changed.
- `corrected`: The deployment was known to have gone otherwise, and that is put right.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Prediction:
    """How likely a deployment is to succeed, and why."""

    probability: float
    """The probability of success."""

    low: float
    """The interval that holds it, as the policy's `interval` says: how well the weights and the level of the service are
    known, not what else may happen.
    """

    high: float
    """The upper end of the interval."""

    support: Support
    """What stands behind it."""

    base: float
    """Log-odds of success of an average deployment; with all contributions they make the probability."""

    contributions: Sequence[Contribution]
    """What each feature contributes, the largest first; those without any effect are left out."""

    missing: Sequence[str]
    """Features of the model that are not known of this deployment."""

    counterfactual: Counterfactual | None = None
    """The smallest single change that would make it as likely as the policy's `wanted`, or else the most likely; none
    when it is likely enough, or when no single change would do much.
    """

    reasons: Sequence[Reason]
    """Why: what stands behind it, what is missing, then what matters most."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Support:
    """How many outcomes a prediction rests on."""

    basis: Basis
    """The nearest kind of deployments that outcomes are known of."""

    service: int
    """Outcomes of the service."""

    service_by_strategy: int
    """Outcomes of the service by the strategy."""

    by_strategy: int
    """Outcomes of all services by the strategy."""

    all: int
    """Outcomes of all services."""

    fitted: bool
    """Whether the weights were fitted to data, rather than built in."""


Basis: TypeAlias = Literal[
    "service",
    "strategy",
    "all",
    "nothing",
]
"""The deployments that a prediction rests on.

- `service`: Those of the service.
- `strategy`: Those of other services by the strategy.
- `all`: Those of other services.
- `nothing`: None: what is expected before there is any.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Contribution:
    """What one feature does to a prediction."""

    feature: str
    """The feature, `service`, `clock` or a part of the history."""

    value: float | None = None
    """What it was, in its own unit: for `history.failure_rate` the rate with a half-life of 8 outcomes, for
    `history.streak` successes in a row, negative for failures, for times hours, for `clock` the hour.
    """

    word: str | None = None
    """What it was, for a category."""

    log_odds: float
    """What it adds to the log-odds of success."""

    points: float
    """How much the probability would change without it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Counterfactual:
    """One change that would make a deployment more likely to succeed."""

    feature: str
    """The feature that would have to be otherwise."""

    value: float | None = None
    """What it would have to be: at most this where less is better, at least this where more is."""

    at_least: bool | None = None
    """Whether more is better."""

    word: str | None = None
    """What a category would have to be."""

    probability: float
    """The probability of success with it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelWeights:
    """What was fitted."""

    intercept: float
    """Log-odds of success of a deployment that is average in everything."""

    features: Sequence[FittedFeature]
    """The features, sorted by name."""

    terms: Sequence[Term]
    """The terms that the weights stand before: those of the history, of the clock, then of each feature."""

    services: Sequence[ServiceLevel]
    """The levels of services, sorted by name."""

    service_spread: float
    """How far services lie apart: the standard deviation of their levels."""

    covariance: Sequence[float] = ()
    """The covariance of intercept and scaled weights, row by row up to the diagonal; empty for weights that were not
    fitted.
    """

    training: Training
    """What they were fitted to."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FittedFeature:
    """A feature as it was met."""

    name: str
    """Its name."""

    kind: FeatureKind
    """How it is read."""

    words: Sequence[str] = ()
    """The words of a category, sorted."""

    gaps: bool
    """Whether rows were met that lack it, so that its absence has a weight of its own."""

    low: float | None = None
    """The range that nine in ten rows lie in; none for a category."""

    high: float | None = None
    """The upper end of that range."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Term:
    """A number that a weight stands before."""

    name: str
    """Its name."""

    mean: float
    """Its mean."""

    scale: float
    """Its standard deviation; 1 for a constant."""

    weight: float
    """What one standard deviation more adds to the log-odds of success."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ServiceLevel:
    """The level of a service beside that of all."""

    service: str
    """The service."""

    level: float
    """What it adds to the log-odds of success."""

    deviation: float
    """How well that is known, as a standard deviation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Training:
    """What a model was fitted to, and how that went."""

    fitted: bool
    """Whether weights were fitted; otherwise they are those of the prior, and the reasons say why."""

    rows: int
    """Rows."""

    failures: int
    """Rows that failed."""

    from_: datetime | None = None
    """The first and the last start of a row."""

    until: datetime | None = None
    """The last start of a row."""

    iterations: int
    """Steps that the fit took."""

    converged: bool
    """Whether the minimum was reached."""

    gradient: float
    """The largest part of the gradient, for one row, before the last step."""

    reasons: Sequence[Reason] = ()
    """What is to be known of it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EvaluationPolicy:
    """How predictions are measured."""

    threshold: float | None = None
    """Probability of failure from which on a deployment counts as predicted to fail. Default: 0.5. Source: R9."""

    chosen_threshold: float | None = None
    """Another such threshold, chosen on the rows that the model was trained on. Default: none. Source: our choice."""

    bins: int | None = None
    """Bins of as many rows each in which predicted and observed success are compared, 1 to 1000. Default: 10.
    Source: R9.
    """

    capture_at: Sequence[float] | None = None
    """Shares of the riskiest deployments among which failures are counted, each above 0. Default: 0.05, 0.1, 0.5.
    Source: R9.
    """

    resamples: int | None = None
    """Resamples of the bootstrap from which intervals are made, at most 10000; 0 makes none. Default: 200.
    Source: our choice.
    """

    level: float | None = None
    """Share of the resamples that lie inside an interval, above 0 and below 1. Default: 0.95. Source: our choice."""

    seed: int | None = None
    """Where the random numbers of the bootstrap start; the same seed gives the same intervals. Default: 1.
    Source: our choice.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """How good predicted probabilities of success turned out to be."""

    rows: int
    """How many deployments were predicted."""

    failures: int
    """How many of them failed."""

    base_rate: float
    """Share of them that failed."""

    roc_auc: Estimate | None = None
    """The probability that a deployment that failed was rated riskier than one that succeeded; equal ratings count
    half. None when all had the same outcome.
    """

    log_loss: Estimate
    """Mean negative logarithm of the probability that was given to what happened. Probabilities are clipped to
    10⁻¹⁵ from 0 and 1, so that one certain error does not make it infinite.
    """

    base_log_loss: float
    """The log loss of who always predicts the base rate."""

    brier: Estimate
    """Mean squared difference between the probability and what happened, as 0 or 1."""

    calibration_error: Estimate
    """Mean distance between predicted and observed success over the bins of `reliability`, weighted by their rows. Its
    interval begins at 0 unless the error is beyond what predictions that are exactly right would show by chance.
    """

    at_threshold: Classes
    """What a decision at the threshold of the policy would have done."""

    at_chosen: Classes | None = None
    """What a decision at the chosen threshold would have done, where one was chosen."""

    capture: Sequence[Capture]
    """How many of the failures are among the riskiest deployments."""

    reliability: Sequence[ReliabilityBin]
    """Predicted against observed success, in bins of as many rows each, from the riskiest."""

    months: Sequence[MonthScore]
    """The scores of each calendar month in UTC; none without moments."""

    reasons: Sequence[Reason]
    """What could not be measured, and why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Estimate:
    """A score, and its bootstrap interval at the level of the policy; no ends when there are no resamples."""

    value: float
    """The score."""

    low: float | None = None
    """Lower end of its interval."""

    high: float | None = None
    """Upper end of its interval."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Classes:
    """What a decision at a threshold would have done."""

    threshold: float
    """The probability of failure from which on a deployment counts as predicted to fail."""

    accuracy: float
    """Share of the deployments of which success or failure was predicted rightly."""

    of_success: ClassScores
    """How well success was predicted."""

    of_failure: ClassScores
    """How well failure was predicted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ClassScores:
    """How well one outcome was predicted."""

    precision: float | None = None
    """Share of the predictions of this outcome that were right; none when it was never predicted."""

    recall: float | None = None
    """Share of the deployments with this outcome of which it was predicted; none when there was none."""

    f1: float | None = None
    """Harmonic mean of both, 0 when nothing was predicted rightly; none when the outcome neither was predicted nor
    occurred.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class Capture:
    """How many of the failures would be caught if the riskiest deployments were gated."""

    share: float
    """Share of the deployments that is gated."""

    gated: int
    """How many that are: the nearest whole number, upwards from a half, and at least one."""

    caught: float | None = None
    """Share of the failures that is among them; none when nothing failed. Of deployments that are rated the same, only
    some of which are gated, the failures are gated in proportion.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class ReliabilityBin:
    """Deployments of neighbouring probabilities: how many of them were predicted to succeed, and how many did.

    Bins have as many rows each; where that does not come out even, the riskiest have one more. Rows of the same
    probability that lie in two bins count as their mean in both.
    """

    rows: int
    """How many deployments are in it."""

    low: float
    """The lowest predicted probability of success."""

    high: float
    """The highest predicted probability of success."""

    predicted: float
    """Mean predicted probability of success."""

    observed: float
    """Share that succeeded."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MonthScore:
    """How good the predictions of one calendar month in UTC were."""

    month: str
    """The month, such as `2026-11`."""

    rows: int
    """How many deployments were predicted."""

    failures: int
    """How many of them failed."""

    roc_auc: float | None = None
    """The area under the ROC curve; none when all had the same outcome."""

    log_loss: float
    """The log loss."""

    brier: float
    """The Brier score."""

    calibration_error: float | None = None
    """The calibration error; none with fewer than 50 deployments."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AcceptancePolicy:
    """What is asked of a newly trained model, the challenger, before it replaces the one that serves, the champion."""

    accuracy_above: float | None = None
    """The accuracy that the challenger must exceed, below 1. Default: 0.85. Source: R10."""

    f1_above: float | None = None
    """The F1 score that it must exceed, below 1. Default: 0.80. Source: R10."""

    f1_of: PredictedOutcome | None = None
    """The outcome whose F1 score is meant. Default: `success`. Source: our choice; R10 asks for it of a model that
    predicts success.
    """

    threshold: float | None = None
    """Probability of failure from which on a deployment counts as predicted to fail. Default: 0.5. Source: R9."""

    must_beat_base_rate: bool | None = None
    """Whether its log loss must be lower than that of always predicting the base rate, which accuracy does not show
    where nearly all deployments succeed. Default: true. Source: R10.
    """

    max_calibration_error: float | None = None
    """The calibration error, over ten bins of as many rows each, that it must not exceed. Default: none. Source: our
    choice.
    """

    tolerance: float | None = None
    """By how much its log loss may be above that of the champion. Default: 0. Source: R10."""

    z: float | None = None
    """How many standard errors the difference may lie above the tolerance before it counts as worse rather than as
    chance. Default: 1.64. Source: our choice, 1 in 20 for a challenger that is just as good.
    """

    min_rows: int | None = None
    """With fewer validation rows nothing is said and the champion stays, at least 2. Default: 100. Source: our choice."""


PredictedOutcome: TypeAlias = Literal[
    "success",
    "failure",
]
"""An outcome that a model predicts.

- `success`: The deployment succeeds.
- `failure`: The deployment fails.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Acceptance:
    """Whether the challenger replaces the champion."""

    verdict: Verdict
    """Pass to replace the champion, fail to keep it, inconclusive to keep it for want of evidence."""

    accepted: bool
    """Whether the challenger replaces the champion: only with the verdict pass."""

    challenger: ModelScores
    """How good the challenger is."""

    champion: ModelScores | None = None
    """How good the champion is; none without one."""

    difference: PairedDifference | None = None
    """How their log losses differ; none without a champion."""

    reasons: Sequence[Reason]
    """Every criterion, met or not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelScores:
    """How good the predictions of a model are on validation rows."""

    rows: int
    """How many deployments were predicted."""

    failures: int
    """How many of them failed."""

    accuracy: float
    """Share of the deployments of which success or failure was predicted rightly."""

    f1_of_success: float | None = None
    """F1 score of predicting success; none when there was none and none was predicted."""

    f1_of_failure: float | None = None
    """F1 score of predicting failure; none when there was none and none was predicted."""

    log_loss: float
    """Mean negative logarithm of the probability that was given to what happened."""

    base_log_loss: float
    """The log loss of who always predicts the base rate."""

    brier: float
    """Mean squared difference between the probability and what happened, as 0 or 1."""

    calibration_error: float
    """Mean distance between predicted and observed success over ten bins of as many rows each."""

    roc_auc: float | None = None
    """The probability that a deployment that failed was rated riskier than one that succeeded; none when all had the
    same outcome.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class PairedDifference:
    """How the log losses of two models differ from row to row.

    Rows that are hard for one model are mostly hard for the other one as well, so their difference is known much better
    than either loss.
    """

    mean: float
    """Mean log loss of the challenger minus that of the champion; negative where the challenger is better."""

    standard_error: float | None = None
    """Standard error of that mean; none for a single row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CalibratedEvidence:
    """What a p-value is worth as evidence; choose one beforehand."""

    log_e_half_power: float
    """The logarithm of `1 / (2 √p)`."""

    log_e_integrated: float
    """The logarithm of the mean over all powers, `(1 - p + p ln p) / (p ln² p)`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CanaryEvidence:
    """What is known of a canary."""

    since: datetime
    """Since when it has traffic."""

    share: float
    """Share of live traffic that it has, in percent."""

    measured: Evidence
    """Its metrics and those of the baseline."""

    history: Sequence[StrategyHistory] = ()
    """How deployments of the service and of others went before."""

    risk: float | None = None
    """The risk of the deployment."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CanaryPromotion:
    """Whether a canary gets all traffic."""

    course: PromotionCourse
    """What is to be done."""

    confidence: float
    """How sure it is that the canary is good, from 0 to 1."""

    factors: Sequence[PromotionFactorScore]
    """What the confidence is made of."""

    unmeasured: Sequence[str]
    """What is required but was not measured."""

    gates: GateReport
    """How its gates came out."""

    reasons: Sequence[Reason]
    """What decided."""

    flips: Sequence[PromotionFlip]
    """What alone would have changed the decision."""

    ask_again_at: datetime | None = None
    """When time alone will have changed the decision, all else being as it is."""


PromotionCourse: TypeAlias = Literal[
    "approve",
    "hold",
    "roll_back",
]
"""What is to be done with a canary.

- `approve`: Give it all traffic.
- `hold`: Leave it as it is.
- `roll_back`: Take it back.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class PromotionFactorScore:
    """One factor's part in the confidence."""

    factor: PromotionFactor
    """Which factor."""

    value: float
    """Its rating, from 0 to 1 with 1 best."""

    weight: float
    """Its share of all weights."""


PromotionFactor: TypeAlias = Literal[
    "health",
    "duration",
    "share",
    "history",
    "risk",
]
"""A part of the confidence in a promotion.

- `health`: How its gates came out.
- `duration`: How long it has had traffic.
- `share`: How much traffic it has.
- `history`: How often deployments succeed.
- `risk`: How risky the deployment is.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class PromotionFlip:
    """One input that alone would have changed the decision."""

    factor: PromotionFactor
    """The input: seconds as a canary, percent of the traffic, share of deployments that succeeded, or the risk."""

    from_: float
    """What it is."""

    to: float
    """Where the decision changes: at this value or just beyond it, seen from `from`."""

    course: PromotionCourse
    """What the decision would be."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CombinePolicy:
    """How the evidence of several metrics is combined."""

    alpha: float | None = None
    """The share of false discoveries that the list of rejected metrics may have. Default: 0.05. Source: convention."""

    weights: Sequence[float] = ()
    """The weight of each metric, together 1; more for those that matter most. Default: equal. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CombinedEvidence:
    """What several metrics say together after a look."""

    log_e_average: float
    """Logarithm of the weighted average: evidence that some metric is worse."""

    log_p_average: float
    """Logarithm of its anytime-valid p-value."""

    log_p_bonferroni: Sequence[float]
    """Logarithm of the p-value of each metric by itself, corrected for there being several (Bonferroni)."""

    log_e_closed: Sequence[float]
    """Logarithm of the evidence against each metric that remains whatever the others do (closed testing). Weights do
    not count.
    """

    rejected: Sequence[int]
    """The metrics, by their place, of which at most the share `alpha` is listed wrongly (e-BH). Weights do not count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparedWindows:
    """The metrics of a baseline and a canary over one window each."""

    metrics: Sequence[ComparedMetric]
    """The metrics, each by a name of its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ComparedMetric:
    """One metric on both sides."""

    name: str
    """What reasons call it."""

    kind: MetricKind
    """What it measures, which says how much of a change matters."""

    worse: WorseWhen | None = None
    """Which way is worse; left out it follows from the kind."""

    criticality: Criticality | None = None
    """What follows from it. Default: guardrail."""

    samples: WindowSamples
    """What was measured."""


MetricKind: TypeAlias = Literal[
    "errors",
    "success_share",
    "latency",
    "tail_latency",
    "cpu",
    "memory",
    "throughput",
    "other",
]
"""What a metric measures.

- `errors`: Failed requests and other events that should not happen, as counts.
- `success_share`: The share of requests that succeed, where their number is not known: a fraction or percent near its top.
- `latency`: A mean latency, or a quantile up to the 98th.
- `tail_latency`: A quantile from the 99th.
- `cpu`: Use of processors.
- `memory`: Use of memory.
- `throughput`: Requests served, or other work done.
- `other`: Any other level; worse in either direction unless said.
"""


WorseWhen: TypeAlias = Literal[
    "higher",
    "lower",
    "different",
]
"""Which way a metric is worse.

- `higher`: When it is higher than the baseline.
- `lower`: When it is lower.
- `different`: When it differs.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelsWindowSamples:
    """Levels, such as a latency for every minute."""

    kind: Literal["levels"] = "levels"

    baseline: Sequence[float]
    """The samples of the baseline."""

    canary: Sequence[float]
    """The samples of the canary."""

    before: LevelsBefore | None = None
    """Both sides before the canary had the new version. With it each side is compared with its own past, so that
    a steady difference between two places does not count.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class CountsWindowSamples:
    """Events, such as the failed requests of every minute."""

    kind: Literal["counts"] = "counts"

    baseline: EventSamples
    """The samples of the baseline."""

    canary: EventSamples
    """The samples of the canary."""


WindowSamples: TypeAlias = (
    LevelsWindowSamples
    | CountsWindowSamples
)
"""What was measured of one metric, each side in order of time. A side without samples was not measured."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelsBefore:
    """Levels of both sides before the change."""

    baseline: Sequence[float]
    """The samples of the baseline."""

    canary: Sequence[float]
    """The samples of the canary."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EventSamples:
    """Events of one side."""

    events: Sequence[int]
    """How many events each sample has."""

    trials: Sequence[int] | None = None
    """Out of how many trials; left out, every sample stands for the same unknown number on both sides."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RatioConfidenceSequence:
    """The ratio of two rates, canary : baseline. Of counts; costs as much as there were looks with different splits."""

    kind: Literal["ratio"] = "ratio"

    alpha: float | None = None
    """Default: 0.05. Source: convention."""

    dispersion: float | None = None
    """How much more than independent events these scatter, from 1. Default: 1. Source: Poisson counts."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BinomialConfidenceSequence:
    """A share of one arm, such as of the requests over a bound. Of single arms."""

    kind: Literal["binomial"] = "binomial"

    alpha: float | None = None
    """Default: 0.05. Source: convention."""

    tuned_for: float | None = None
    """After how many trials it is narrowest. Default: 1000. Source: our choice, some minutes of a small canary."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EcdfConfidenceSequence:
    """A band around the distribution function of one arm. Of single arms, whose exposure is the size of the sample."""

    kind: Literal["ecdf"] = "ecdf"

    alpha: float | None = None
    """Default: 0.05. Source: convention."""

    from_size: float | None = None
    """The size from which on it holds, at least 1. Default: 1. Source: Howard and Ramdas (2022)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundedMeanConfidenceSequence:
    """The mean difference of levels from 0 to 1, canary less baseline. Of levels."""

    kind: Literal["bounded_mean"] = "bounded_mean"

    alpha: float | None = None
    """Default: 0.05. Source: convention."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MeanDifferenceConfidenceSequence:
    """The difference of two means, canary less baseline; right in the limit of large samples only. Of sums."""

    kind: Literal["mean_difference"] = "mean_difference"

    alpha: float | None = None
    """Default: 0.05. Source: convention."""

    tuned_for: float | None = None
    """After how many values of both arms it is narrowest. Default: 5000. Source: the default of GrowthBook."""


ConfidenceSequence: TypeAlias = (
    RatioConfidenceSequence
    | BinomialConfidenceSequence
    | EcdfConfidenceSequence
    | BoundedMeanConfidenceSequence
    | MeanDifferenceConfidenceSequence
)
"""A sequence of intervals, one after each look, all of which hold together with probability 1 - `alpha`."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryFigures:
    """How well deployments were delivered in a period."""

    verdict: Verdict
    """Warn when a target is missed, inconclusive when there was no deployment, else pass."""

    deployments: int
    """Deployments that users got in the period."""

    never_deployed: int
    """Entries of the log that users never got; they count for nothing."""

    incidents: int
    """Incidents of those deployments. Several may have one cause, so this is no number of failures."""

    unattributed: Sequence[str] = ()
    """Incidents that began in the period and that no deployment of the log has caused."""

    deployment_frequency: DeliveryFigure
    """How often."""

    change_lead_time: DeliveryFigure
    """How fast a change gets to all users."""

    recovery_time: DeliveryFigure
    """How fast a failed deployment is made good."""

    change_failure_rate: DeliveryFigure
    """How many fail."""

    rework_rate: DeliveryFigure
    """How many were not planned."""

    automation_rate: DeliveryFigure
    """How many need no person."""

    reasons: Sequence[Reason]
    """Which targets are met and missed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryFigure:
    """One figure, with what it was counted from."""

    value: float | None = None
    """The figure: deployments a day, seconds, or a share. None when nothing is known."""

    count: int
    """How many deployments count: those that a share has found, or whose times the median is of."""

    of: int
    """Of how many for which it is known."""

    unknown: int
    """For how many it is not known."""

    target: float | None = None
    """What it must be better than; none without a target."""

    met: bool | None = None
    """Whether it is better; none without a value or a target."""

    definition: str
    """What was counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryLog:
    """Deployments and incidents, in any order. Parts of a history merge by putting their lists together: what is in both
    counts once.
    """

    deployments: Sequence[Delivery]
    """The deployments."""

    incidents: Sequence[DeliveryIncident] | None = None
    """The incidents that users saw."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Delivery:
    """What became of one deployment."""

    id: str
    """Its id, such as that of its rollout."""

    service: str
    """The service."""

    environment: str | None = None
    """The environment."""

    committed_at: datetime | None = None
    """When its first change was committed."""

    deployed_at: datetime | None = None
    """When users first got it; none if they never did, in which case it was no deployment."""

    completed_at: datetime | None = None
    """When all users got it; none if they never did."""

    failed_at: datetime | None = None
    """When it was given up after users had got it."""

    recovered_at: datetime | None = None
    """When what served before served again."""

    unplanned: bool | None = None
    """Whether it was not planned, but answers an incident; none if nobody knows."""

    automatic: bool | None = None
    """Whether it needed no person; none if nobody knows."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeliveryIncident:
    """An incident that users saw."""

    id: str
    """Its id."""

    deployment: str | None = None
    """Id of the deployment that caused it; none if none did or nobody knows."""

    began_at: datetime
    """When it began."""

    ended_at: datetime | None = None
    """When users no longer saw it; none while they do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HistoryDispersionEstimate:
    """From the past of one arm: how much successive looks differ."""

    kind: Literal["history"] = "history"


@dataclass(frozen=True, kw_only=True, slots=True)
class OnlineDispersionEstimate:
    """From the looks so far: how much the canary's counts scatter around a common ratio."""

    kind: Literal["online"] = "online"

    prior_looks: float | None = None
    """How many looks without dispersion it starts from. Default: 10. Source: our choice, few looks hardly move it."""


DispersionEstimate: TypeAlias = (
    HistoryDispersionEstimate
    | OnlineDispersionEstimate
)
"""How dispersion is estimated."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Drift:
    """Whether the world is still the one that a model was trained in."""

    verdict: Verdict
    """The worst verdict of all parts; inconclusive without any."""

    inputs: Sequence[InputDrift]
    """How far each input has moved, those that moved most first."""

    calibration: CalibrationDrift | None = None
    """How far outcomes have moved from predictions; none without a score."""

    reasons: Sequence[Reason]
    """What was found of each input, in the same order, then of calibration."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InputDrift:
    """How far a column has moved since training."""

    name: str
    """The name of the column."""

    verdict: Verdict
    """Pass where it looks as before; inconclusive with too few rows."""

    psi: float
    """Population stability index: the sum over all bins of `(q - p) ln(q / p)`, where `p` and `q` are the shares in
    training and now. Missing values are a bin, too, and each bin has half a row more than was counted.
    """

    noise: float
    """What chance alone would seldom exceed with so few rows; both limits are raised by it. Without drift, the index
    times the harmonic sum of the rows has nearly a χ² distribution, with one degree of freedom less than bins
    (B. Yurdakul, Statistical Properties of Population Stability Index, 2018).
    """

    samples: int
    """How many rows there are now."""

    missing: float
    """Share of them that has no value."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CalibrationDrift:
    """How far outcomes have moved from what was predicted of them, recent ones counting more."""

    verdict: Verdict
    """Pass where predictions come true as often as they say; inconclusive with too few outcomes."""

    outcomes: float
    """How many outcomes there are, each counting half of one that came a half-life later."""

    failures: float
    """Failures among them."""

    expected_failures: float
    """Failures that were expected: the sum of their probabilities."""

    z: float | None = None
    """Failures beyond those that were expected, in standard deviations; negative where there were fewer. None without
    outcomes.
    """

    offset: float | None = None
    """What would have to be added to the predicted log-odds of failure for both numbers to be the same, to the first
    order: failures beyond those that were expected, divided by the sum of `p (1 - p)`. None without outcomes.
    """

    spiegelhalter_z: float | None = None
    """Spiegelhalter's statistic: the Brier score beyond the one that the predictions themselves expect, in standard
    deviations. It also sees predictions that are too bold or too timid where their mean is right
    (D. Spiegelhalter, Probabilistic Prediction in Patient Management and Clinical Trials, 1986). None without
    outcomes.
    """

    brier_excess: float | None = None
    """That Brier score beyond the expected one, for each outcome. None without outcomes."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DriftPolicy:
    """From where on inputs and outcomes count as drifted away from what a model learnt."""

    input_warns: float | None = None
    """Population stability index above which an input warns. Default: 0.1. Source: the usual convention for this index
    (N. Siddiqi, Credit Risk Scorecards, 2006).
    """

    input_fails: float | None = None
    """Population stability index above which an input fails. Default: 0.25. Source: the same convention."""

    input_noise: float | None = None
    """How many standard deviations of chance are added to both limits, besides what chance makes on average.
    Default: 3. Source: our choice, since there are many inputs.
    """

    min_rows: int | None = None
    """With fewer rows nothing is said of an input. Default: 50. Source: our choice."""

    calibration_warns: float | None = None
    """Standard deviations beyond which calibration warns. Default: 2. Source: our choice."""

    calibration_fails: float | None = None
    """Standard deviations beyond which calibration fails. Default: 3. Source: our choice; look at it from time to time
    and not after each outcome, since who looks often sees much by chance.
    """

    offset_ignored: float | None = None
    """Difference in the log-odds of failure that does not matter, however certain it is. Default: 0.1. Source: our
    choice, about one failure in ten more or fewer.
    """

    excess_ignored: float | None = None
    """Brier score beyond the expected one that does not matter, however certain it is. Default: 0.005. Source: our
    choice.
    """

    min_outcomes: int | None = None
    """With fewer outcomes nothing is said of calibration. Default: 50. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class InputReference:
    """What a column looked like when a model was trained: how many rows lay in each of a few bins.

    Rows of numbers are divided by their tenths. Equal values stay together, and a value that alone makes a tenth has a bin
    of its own, so that the share of zeros, for one, is watched. Of words, each of the 50 most frequent has a bin, and
    all others have one together.
    """

    name: str
    """The name of the column."""

    edges: Sequence[float]
    """The upper ends of all bins but the last, rising; each belongs to its bin."""

    counts: Sequence[int]
    """How many rows were in each bin: one more than there are edges."""

    missing: int
    """How many rows had no value."""

    words: Sequence[str] = ()
    """Of a column of words: the words that have bins, rising; the last bin is that of all others. Empty for numbers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgeLook:
    """What was seen of both sides since the look before."""

    at: datetime
    """The end of the time that the look covers; later than that of the look before."""

    id: str | None = None
    """What tells this look from others. One that was among the last 32 looks changes nothing when it comes again."""

    share: float | None = None
    """The canary's planned share of the requests of both sides, for the check of the split and to know when the share
    changes.
    """

    evidence: Evidence
    """The metrics, both sides over the same time. A metric with a side that was not measured is not judged in this look."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedRecording:
    """What the judge says at every look of a recording."""

    decisions: Sequence[JudgeDecision]
    """What follows, for each look."""

    log_e: Sequence[float]
    """Logarithm of the evidence of harm of all metrics that decide, for each look."""

    log_p: Sequence[float]
    """Logarithm of its anytime-valid p-value, for each look."""

    last: Judgement | None = None
    """What the judge says after the last look; none without any."""

    state: JudgeState
    """Where the judge stands then."""


@dataclass(frozen=True, kw_only=True, slots=True)
class JudgedSeries:
    """A whole recorded series, judged."""

    judgements: Sequence[Judgement]
    """One for each look."""

    state: JudgeState
    """Where the judge stands after the last."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaConclusion:
    """What judgements come to."""

    judgements_run: int
    """How many judgements there were until one stopped the canary, that one included."""

    halted: bool
    """Whether a score that is not above marginal stopped the canary."""

    passed: bool
    """Whether the canary passed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaJudgement:
    """How a canary came out."""

    verdict: Verdict
    """Pass, warn for marginal, or fail; inconclusive when a strict judge refuses to score."""

    score: float | None = None
    """The score, as a rule from 0 to 100; left out when a strict judge refuses to score."""

    classification: KayentaClassification | None = None
    """The score in one word."""

    classification_reason: str | None = None
    """Why the score is 0 whatever the sum, in Kayenta's words."""

    groups: Sequence[KayentaGroup]
    """Scores of the groups, in order of their names."""

    results: Sequence[KayentaResult]
    """The metrics in the order in which they came."""

    reasons: Sequence[Reason]
    """Why the canary came out like that."""

    defects: Sequence[Reason]
    """What the score passes over. A strict judge gives no score that passes over any."""


KayentaClassification: TypeAlias = Literal[
    "Pass",
    "Marginal",
    "Fail",
]
"""A score in one word.

- `Pass`: At least the score that passes.
- `Marginal`: Less, but at least the marginal score.
- `Fail`: Less than the marginal score.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaGroup:
    """The score of one group."""

    name: str
    """The group."""

    score: float
    """Percent of its metrics that pass, of those that have data; 0 when none has."""

    no_data: bool
    """Whether no metric of the group counts. The sum then takes it for 100."""

    weight: float
    """Percent of the sum."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaResult:
    """How one metric came out, and why."""

    name: str
    """The metric."""

    tags: Mapping[str, str] | None = None
    """What tells results of one metric apart."""

    label: KayentaLabel
    """How it came out."""

    reason: str | None = None
    """Why, in Kayenta's words."""

    critical: bool
    """Whether it fails the canary alone."""

    muted: bool
    """Whether it is left out of the score."""

    groups: Sequence[str]
    """The groups that it counts in."""

    ratio: float | None = None
    """Mean of the canary over that of the baseline, 1 when nothing was compared; left out when either is 0."""

    effect: float | None = None
    """The effect size that the metric asks for, where there is one."""

    shift: Shift | None = None
    """How far the canary is above the baseline, where they were compared."""

    experiment: KayentaStats
    """The values of the canary that were compared."""

    control: KayentaStats
    """The values of the baseline that were compared."""


KayentaLabel: TypeAlias = Literal[
    "Pass",
    "High",
    "Low",
    "Nodata",
    "NodataFailMetric",
    "Error",
]
"""How one metric came out.

- `Pass`: Not different, or not in the direction that matters.
- `High`: Higher than the baseline.
- `Low`: Lower than the baseline.
- `Nodata`: No data, which counts for nothing.
- `NodataFailMetric`: No data, which counts against the group.
- `Error`: The data could not be compared.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Shift:
    """How far the first of two samples lies above the second."""

    lower: float
    """The lower end of the confidence interval, one of the differences."""

    upper: float
    """The upper end of the confidence interval, one of the differences."""

    estimate: float
    """The median of all differences between a value of the first sample and one of the second."""

    enough: bool
    """Whether the samples are large enough for the confidence. Where not, the ends are the least and the greatest
    difference, and the true shift is outside more often than asked for.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaStats:
    """A summary of values; all 0 when there are none."""

    min: float
    """The least."""

    max: float
    """The greatest."""

    mean: float
    """The mean."""

    std: float
    """The standard deviation of the sample."""

    count: int
    """How many there are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaLimits:
    """Scores that decide over several judgements."""

    pass_: float | None = None
    """The last score has to reach it. Left out, any score will do."""

    marginal: float | None = None
    """Every score has to be above it. Left out, any score will do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaMetricSet:
    """One series of a metric, as it was fetched."""

    name: str
    """The metric."""

    tags: Mapping[str, str] | None = None
    """What tells series of one metric apart."""

    values: Sequence[float | None]
    """One value for each step from the start. Null is a gap; NaN of Rust or Python is one, too."""

    start: datetime
    """The beginning of the first step."""

    end: datetime
    """The end of the last step."""

    step: timedelta
    """The time between two values."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaPair:
    """The series of a metric on both sides."""

    name: str
    """The metric."""

    tags: Mapping[str, str] | None = None
    """What tells pairs of one metric apart."""

    control: Sequence[float | None]
    """Values of the baseline. Null is a gap; NaN of Rust or Python is one, too."""

    experiment: Sequence[float | None]
    """Values of the canary, as those of the baseline."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaPolicy:
    """How a canary is judged, beyond what its configuration says."""

    strict: bool | None = None
    """Whether what Kayenta passes over is refused: settings that it ignores, groups without data, metrics that could
    not be compared, samples too small for the confidence. Default: true. Source: our choice; nothing unmeasured
    promotes (R19).
    """

    interval: KayentaInterval | None = None
    """How the confidence interval is found. Default: exact. Source: our choice."""

    tolerance: float | None = None
    """Part of the estimated shift that the interval has to be away from zero. Default: 0.25. Source: Kayenta."""

    confidence: float | None = None
    """How sure the interval is. Default: 0.98. Source: Kayenta."""


KayentaInterval: TypeAlias = Literal[
    "exact",
    "compatible",
]
"""How a confidence interval is found.

- `exact`: Selected from the differences of the values, at any scale.
- `compatible`: By Kayenta's own search, which is up to 1e-4 beside it in whatever unit the values have.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaRequest:
    """What is to be judged."""

    thresholds: KayentaThresholds
    """Which scores pass."""

    pairs: Sequence[KayentaPair]
    """The measurements, each metric as often as it has series."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaThresholds:
    """Which scores pass."""

    pass_: float
    """Score from which on a canary passes."""

    marginal: float
    """Score from which on it is marginal."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaSchedule:
    """The judgements of a canary."""

    lifetime: timedelta
    """How long the canary is judged."""

    interval: timedelta
    """From one judgement to the next."""

    judgements: Sequence[KayentaWindow]
    """What each judgement looks at. What is left of the lifetime after the last one is not looked at."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaWindow:
    """The times that one judgement looks at."""

    experiment_start: datetime
    """From when the canary is looked at."""

    experiment_end: datetime
    """Until when."""

    control_start: datetime
    """From when the baseline is looked at."""

    control_end: datetime
    """Until when."""


@dataclass(frozen=True, kw_only=True, slots=True)
class KayentaScheduleRequest:
    """When a canary is to be judged."""

    now: datetime
    """The present moment, at which the canary starts unless `start` is given."""

    start: datetime | None = None
    """When the canary started."""

    end: datetime | None = None
    """When it ends or ended. Times that are given from start to end are looked at without any warm-up."""

    lifetime: timedelta | None = None
    """How long it is to be judged, where no end is given."""

    interval: timedelta | None = None
    """From one judgement to the next; the whole lifetime where it is left out, zero, or longer than that."""

    begin_after: timedelta | None = None
    """Warm-up that is not looked at. Default: 0s. Source: Kayenta."""

    lookback: timedelta | None = None
    """How far each judgement looks back; 0 looks back to the start. Default: 0s. Source: Kayenta."""

    control_offset: timedelta | None = None
    """How much earlier the baseline is looked at. Default: 0s. Source: Kayenta."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectiveReview:
    """What an objective asks of those who keep it."""

    name: str
    """The objective."""

    outage_seconds: float
    """How long a total outage spends the whole budget, in seconds."""

    allowed_slices: float | None = None
    """How many slices may be bad, for an objective in slices of time."""

    max_burn_rate: float
    """The burn rate of a total outage, the largest that there is."""

    silent_after_seconds: float | None = None
    """After how many seconds without anything measured a total outage would have made the first alarm hold; none without
    alarms.
    """

    rules: Sequence[BurnRuleReview]
    """Its alarms."""

    findings: Sequence[Reason]
    """What is odd about it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BurnRuleReview:
    """What an alarm can do."""

    name: str
    """The rule."""

    severity: AlertSeverity
    """Who must know."""

    burn_rate: float
    """The burn rate above which it holds."""

    long: timedelta
    """Its long window."""

    short: timedelta
    """Its short window."""

    budget_share: float
    """The share of the budget that is gone when it holds at just its burn rate."""

    single_failure_below: float
    """With fewer events in the long window a single failure is enough; for a composite, events of the part that weighs most."""

    detects_after_seconds: float | None = None
    """Seconds until it holds once errors run at the ratio that was asked for, after a clean past; none for never."""

    resets_after_seconds: float | None = None
    """Seconds after the end of those errors until it no longer holds; none when it never held."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QualityDecision:
    """Whether a release is good enough."""

    verdict: Verdict
    """Fail below both thresholds or when a key objective failed, warn from the lower one, pass from the upper one."""

    score: float
    """The weight of objectives that passed, half of that of those with a warning, in percent of all weights."""

    objectives: Sequence[QualityOutcome]
    """Every objective, in the order of the policy."""

    hidden_failures: Sequence[str] = ()
    """Objectives that failed although the release did not: the score hides them."""

    compared_with: int
    """How many earlier results, or references, it was compared with."""

    unused: Sequence[str] = ()
    """Metrics that were measured for no objective."""

    reasons: Sequence[Reason]
    """Why: first what made the verdict."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QualityOutcome:
    """How one objective came out."""

    name: str
    """The objective."""

    status: QualityStatus
    """How it came out."""

    points: float
    """What it adds to the score."""

    value: float | None = None
    """The measured value; none when it was not measured."""

    baseline: float | None = None
    """What it was compared with; none when nothing was measured earlier."""

    pass_: Sequence[CriterionOutcome] = ()
    """Every criterion to pass."""

    warning: Sequence[CriterionOutcome] = ()
    """Every criterion to pass with a warning."""


QualityStatus: TypeAlias = Literal[
    "info",
    "pass",
    "warning",
    "fail",
]
"""How an objective came out; later ones are worse.

- `info`: For information only.
- `pass`: A set of criteria to pass holds.
- `warning`: A set of criteria to warn holds.
- `fail`: None holds, or nothing was measured.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class CriterionOutcome:
    """How a criterion came out."""

    set: int
    """Number of its set, from 0."""

    is_: Relation
    """How the value must lie."""

    target: float | None = None
    """What it was held against; none without a baseline."""

    holds: bool
    """Whether it holds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QualityEvidence:
    """What was measured, now and earlier."""

    values: Sequence[QualityValue]
    """What was measured now, each metric once."""

    earlier: Sequence[EarlierQuality] = ()
    """Earlier results, the oldest first."""

    reference: Sequence[QualityValue] | None = None
    """Values that were pinned as the reference."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QualityValue:
    """One metric."""

    metric: str
    """The metric."""

    value: float | None = None
    """Its value; none when it was not measured."""

    error: str | None = None
    """Why it was not measured."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EarlierQuality:
    """How a gate came out earlier, and what was measured then. Results that somebody has invalidated are left out."""

    at: datetime
    """When."""

    result: EarlierResult
    """How the gate came out."""

    values: Sequence[QualityValue]
    """What was measured, each metric once."""


EarlierResult: TypeAlias = Literal[
    "pass",
    "warning",
    "fail",
]
"""How a quality gate came out earlier.

- `pass`: It passed.
- `warning`: It passed with a warning.
- `fail`: It failed.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Retraining:
    """Whether a model should be trained again."""

    verdict: Verdict
    """Pass to keep the model. Warn where training is due as planned, or not yet due while inputs or outcomes begin to
    move. Fail where it is due because the model no longer does what it should.
    """

    due: bool
    """Whether training is due now."""

    due_at: datetime | None = None
    """When the age of the model makes training due, if nothing else does before; none for a model that was never trained."""

    accuracy: float | None = None
    """Accuracy of recent predictions; none without outcomes."""

    expected_accuracy: float | None = None
    """The accuracy that these predictions themselves expect. Where it is too low as well, the limit is out of reach for
    what the model knows.
    """

    log_loss: float | None = None
    """Mean log loss of recent predictions; none without outcomes."""

    base_log_loss: float | None = None
    """The log loss of who would always have predicted the base rate; none without outcomes."""

    reasons: Sequence[Reason]
    """What was looked at, due or not."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RetrainingPolicy:
    """When a model should be trained again."""

    min_accuracy: float | None = None
    """Accuracy of recent live predictions below which training is due. Default: 0.85. Source: R11."""

    log_loss_z: float | None = None
    """How many standard deviations the log loss of recent predictions must lie above what they themselves expect, and
    then above that of predicting the base rate, for training to be due. Default: 1.64. Source: our choice.
    """

    min_outcomes: int | None = None
    """With fewer outcomes that were predicted, live accuracy and log loss do not count. Default: 50. Source: our choice."""

    new_outcomes: int | None = None
    """Outcomes since the last training from which on training is due, at least 1. Default: 500. Source: our choice; the
    last fifth of them is as many validation rows as acceptance needs.
    """

    max_age: timedelta | None = None
    """Age of the model from which on training is due; the longest duration is never. Default: 30d. Source: our choice,
    for the schedule of R11.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class RollbackDecision:
    """Whether to go back, to what, and how."""

    should_rollback: bool
    """Whether traffic is to go back to `target_version`."""

    course: RollbackCourse
    """What is to be done."""

    confidence: float
    """How much speaks for going back, from 0 to 1."""

    reason: Reason
    """What decided."""

    version: str
    """The version that is judged."""

    target_version: str | None = None
    """The version to go back to; none when there is none."""

    strategy: RollbackStrategy | None = None
    """How to go; none when nothing is to be done."""

    plan: Plan | None = None
    """The stages on the way back."""

    approval_required: bool
    """Whether a person must agree first."""

    ask_again_at: datetime | None = None
    """When a rollback may be decided again without a person, where an order or a limit on rollbacks holds it up."""

    follow_up: Sequence[FollowUp]
    """What else is to be done."""

    reasons: Sequence[Reason]
    """Everything that speaks for or against it; which triggers were not measured is in `triggers`."""

    triggers: TriggerReport
    """How the triggers came out."""


RollbackCourse: TypeAlias = Literal[
    "keep",
    "roll_back",
    "flag_off",
    "roll_forward",
    "hold",
]
"""What is to be done about a version.

- `keep`: Nothing: too little speaks against it.
- `roll_back`: Go back to the target.
- `flag_off`: It cannot be taken back; switch its feature flag off.
- `roll_forward`: It cannot be taken back; repair it by a newer version.
- `hold`: A person must decide, since a rule forbids to go back now or there is nothing to go back to.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class CondemnFollowUp:
    """Remember that a version must not be deployed again without a person."""

    kind: Literal["condemn"] = "condemn"

    version: str
    """The version."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OpenIncidentFollowUp:
    """Open an incident."""

    kind: Literal["open_incident"] = "open_incident"

    version: str
    """The version that caused it."""

    priority: Priority
    """How urgent it is."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CollectDiagnosticsFollowUp:
    """Keep what is needed to find the cause."""

    kind: Literal["collect_diagnostics"] = "collect_diagnostics"

    sources: Sequence[DiagnosticSource]
    """Of what."""

    from_: datetime
    """From when on."""

    to: datetime
    """Until when."""


@dataclass(frozen=True, kw_only=True, slots=True)
class NotifyFollowUp:
    """Tell people."""

    kind: Literal["notify"] = "notify"

    who: Sequence[str]
    """Who."""


FollowUp: TypeAlias = (
    CondemnFollowUp
    | OpenIncidentFollowUp
    | CollectDiagnosticsFollowUp
    | NotifyFollowUp
)
"""Something for the host to do beside the rollback itself."""


DiagnosticSource: TypeAlias = Literal[
    "logs",
    "metrics",
    "traces",
]
"""Where a cause can be found.

- `logs`: What the service wrote.
- `metrics`: What was measured.
- `traces`: The way of single requests.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class TriggerReport:
    """Which triggers fired since a deployment."""

    verdict: Verdict
    """Fail when one that decides fired, inconclusive when none that decides was measured, warn for a signal that fired.
    It says nothing of orders, which stand above it.
    """

    triggers: Sequence[TriggerOutcome]
    """Every trigger, in the order of the policy."""

    order: RollbackOrder | None = None
    """The order of an operator that is in force."""

    unread: Sequence[str] = ()
    """Metrics and events that were brought but that no trigger reads."""

    reasons: Sequence[Reason]
    """One for the order, and one for each trigger that is not inactive."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TriggerOutcome:
    """How one trigger came out."""

    trigger: str
    """Name of the trigger."""

    reads: str
    """The metric or event that it reads."""

    state: TriggerState
    """Where it stands."""

    criticality: Criticality
    """How much it weighs."""

    silenced: bool
    """Whether an operator silenced it."""

    fired_at: datetime | None = None
    """When it first fired since the deployment."""

    bad_since: datetime | None = None
    """Since when every look has been bad, or the first event of those that count."""

    looks: int
    """Measured looks since the deployment, or events."""

    bad_looks: int
    """Bad ones among them, or the events that still count."""

    observed: float | None = None
    """The level of the last measured look, or how many events still count."""

    limit: float | None = None
    """The limit that it was held against."""


TriggerState: TypeAlias = Literal[
    "inactive",
    "pending",
    "firing",
    "resolved",
    "inherited",
    "unmeasured",
]
"""Where a trigger stands.

- `inactive`: Nothing is wrong.
- `pending`: Something is wrong, but not for long enough or not often enough.
- `firing`: It fired since the deployment and still does, as far as is known.
- `resolved`: It fired since the deployment and no longer does.
- `inherited`: It fired before the deployment and has not stopped since.
- `unmeasured`: Nothing was measured since the deployment, or nothing lately.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class RollbackOrder:
    """A person forces or forbids a rollback, for a time."""

    order: OrderKind
    """What is ordered."""

    trigger: str | None = None
    """The trigger that is forbidden, which is silenced then; left out, all of them are meant."""

    actor: str
    """Who."""

    reason: str
    """Why."""

    at: datetime
    """When."""

    expires_at: datetime
    """Until when."""


OrderKind: TypeAlias = Literal[
    "forbid",
    "force",
]
"""What an operator orders.

- `forbid`: No rollback, whatever fires.
- `force`: A rollback, whatever is measured.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class RollbackEvidence:
    """What is known of a version that serves, and of those before it."""

    version: str
    """The version that is judged; one of the history."""

    share: float
    """Share of live traffic that it has, in percent."""

    history: Sequence[KnownVersion]
    """All versions that were deployed, oldest first."""

    triggers: TriggerEvidence
    """What triggers are evaluated on."""

    gates: GateReport | None = None
    """How the gates came out at the last look, if there was one."""

    windows: WindowsCompared | None = None
    """How its metrics compare with the baseline's, if somebody compared them."""

    judgement: Judgement | None = None
    """What the judge of its canary said last; left out where `gates` hold it."""

    rollbacks: Sequence[PastRollback] = ()
    """Rollbacks of the service so far, oldest first."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TriggerEvidence:
    """What was seen around a deployment."""

    deployed_at: datetime
    """When the version first served."""

    looks: Recording
    """The looks at every metric, as columns with one moment for all; a gap in a column is a look that was not measured."""

    events: Mapping[str, Sequence[datetime]] | None = None
    """The moments of events, each in order of time. An empty list says that somebody watched and nothing happened; an
    event that is left out was not watched.
    """

    orders: Sequence[RollbackOrder] = ()
    """What operators ordered."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowsCompared:
    """Whether a canary is worse than its baseline."""

    verdict: Verdict
    """Fail when a metric that decides is worse, inconclusive when one cannot say or none was given, warn for what
    a person should see.
    """

    metrics: Sequence[MetricCompared]
    """Every metric, as given."""

    reasons: Sequence[Reason]
    """What made the verdict."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MetricCompared:
    """Whether one metric of a canary is worse than the baseline's."""

    name: str
    """The metric."""

    criticality: Criticality
    """What follows from it."""

    verdict: Verdict
    """Fail when it is worse; inconclusive when the samples cannot say."""

    effect: Effect | None = None
    """How the canary differs; none when a side was not measured."""

    p_value: float | None = None
    """How likely a difference like this or a worse one is by chance."""

    needed_p_value: float | None = None
    """What that must not exceed, given all metrics."""

    rank_p_value: float | None = None
    """The same probability by ranks; none where so few samples can confirm nothing, and with windows from before."""

    baseline_samples: int
    """Samples of the baseline."""

    canary_samples: int
    """Samples of the canary."""

    reasons: Sequence[Reason]
    """Why: first what made the verdict."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """How far a canary differs from its baseline."""

    measure: EffectMeasure
    """What the numbers are."""

    estimate: float
    """The estimate."""

    lower: float
    """The lower end of its interval of 90 %."""

    upper: float
    """The upper end."""

    limit: float
    """From where on it matters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scoreboard:
    """The score that is kept of predictions: sums over all of them, and sums in which recent ones count more.

    It takes the same room however many predictions there are. A new model begins with a new one.
    """

    half_life: int | None = None
    """After how many further outcomes one counts half in `recent`, at least 1. Default: 200. Source: our choice."""

    all: ScoreSums | None = None
    """All outcomes since it began. Default: none. Source: our choice."""

    recent: ScoreSums | None = None
    """The same outcomes, each counting half of one that came a half-life later. Default: none. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ScoreSums:
    """Sums over predictions. Each has its weight, which is 1 among all outcomes and shrinks with age among recent ones.

    What a prediction itself expects follows from its probability: a model that is right in saying 0.7 is wrong three
    times in ten, and pays for it.
    """

    outcomes: float
    """Outcomes: the sum of their weights."""

    successes: float
    """Outcomes that were successes."""

    expected_successes: float
    """Successes that the predictions expected: the sum of their probabilities."""

    correct: float
    """Outcomes that were predicted rightly, success being predicted above a probability of 0.5."""

    expected_correct: float
    """Outcomes that the predictions expected to be predicted rightly."""

    log_loss: float
    """Log loss."""

    expected_log_loss: float
    """Log loss that the predictions expected."""

    brier: float
    """Squared differences between the probability and what happened, as 0 or 1."""

    expected_brier: float
    """What the predictions expected of those squared differences: the sum of `p (1 - p)`."""

    successes_variance: float
    """Variance of the successes, were the predictions right. Variances have the squares of the weights."""

    log_loss_variance: float
    """Variance of the log loss, were the predictions right."""

    brier_variance: float
    """Variance of the squared differences, were the predictions right."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SequentialInterval:
    """An interval after a look. What is left out is not known, or has no bound on that side."""

    estimate: float | None = None
    """What was observed."""

    lower: float | None = None
    """The lower end."""

    upper: float | None = None
    """The upper end; none where it could be infinite."""

    one_sided_lower: float | None = None
    """The lower end of an interval without an upper one."""

    half_width: float | None = None
    """Half of the width of a band."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CountsSequentialLook:
    """Events in both arms."""

    kind: Literal["counts"] = "counts"

    baseline: ArmEvents
    """Of the baseline."""

    canary: ArmEvents
    """Of the canary."""

    dispersion: float | None = None
    """How much more than independent events these scatter, known before the look; the test's own otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BucketsSequentialLook:
    """Histograms of both arms over the same buckets, in rising order and not cumulative; the last has no upper bound."""

    kind: Literal["buckets"] = "buckets"

    baseline: Sequence[float]
    """Counts of the baseline."""

    canary: Sequence[float]
    """Counts of the canary."""

    dispersion: float | None = None
    """How much more than independent requests these scatter, known before the look; the test's own otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LevelsSequentialLook:
    """A level in each arm, from 0 to 1."""

    kind: Literal["levels"] = "levels"

    baseline: float
    """Of the baseline."""

    canary: float
    """Of the canary."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DifferenceSequentialLook:
    """The difference of two levels."""

    kind: Literal["difference"] = "difference"

    difference: float
    """Canary less baseline."""

    variance: float | None = None
    """Its long-run variance, known before the look; the test's own otherwise."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SamplesSequentialLook:
    """Raw values of both arms, in any order."""

    kind: Literal["samples"] = "samples"

    baseline: Sequence[float]
    """Of the baseline."""

    canary: Sequence[float]
    """Of the canary."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SumsSequentialLook:
    """Sums of raw values of both arms."""

    kind: Literal["sums"] = "sums"

    baseline: SampleSums
    """Of the baseline."""

    canary: SampleSums
    """Of the canary."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ArmsSequentialLook:
    """Requests that went to each arm."""

    kind: Literal["arms"] = "arms"

    counts: Sequence[float]
    """One for each arm, in the order of the planned shares."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SingleSequentialLook:
    """Events of one arm."""

    kind: Literal["single"] = "single"

    arm: ArmEvents
    """The events, at most as many as there was exposure."""


SequentialLook: TypeAlias = (
    CountsSequentialLook
    | BucketsSequentialLook
    | LevelsSequentialLook
    | DifferenceSequentialLook
    | SamplesSequentialLook
    | SumsSequentialLook
    | ArmsSequentialLook
    | SingleSequentialLook
)
"""What was seen since the look before, in both arms over the same time: increments, never totals.

A look with an arm that could not be read is left out, or given without any traffic in that arm.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class SampleSums:
    """The sums of a sample from which its mean and variance follow."""

    count: int
    """How many values."""

    sum: float
    """Their sum."""

    squares: float
    """The sum of their squares."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SequentialSeries:
    """What a sequential test has found at each look of a series."""

    evidence: Sequence[SequentialEvidence]
    """After each look, of which a merge is one."""

    state: SequentialState
    """From where further looks go on."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SequentialEvidence:
    """What a sequential test has found up to a look. All logarithms are natural."""

    log_e: float
    """Logarithm of the present evidence against the null hypothesis; it may fall again."""

    log_p: float
    """Logarithm of the anytime-valid p-value: 0 at first, never rising."""

    bet: bool
    """Whether the look could say anything; without traffic in both arms, or before there is something to bet on, it
    cannot, and the evidence stays as it is.
    """

    log_boost: float | None = None
    """Logarithm of the factor that made up for overshoot, where that is wanted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RateRatioSequentialTest:
    """Errors out of requests, or events with exposure: the ratio of two rates. Of counts."""

    kind: Literal["rate_ratio"] = "rate_ratio"

    policy: RateRatioPolicy | None = None
    """Its settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TwoProportionSequentialTest:
    """Common events, or a margin in points: two proportions. Of counts."""

    kind: Literal["two_proportion"] = "two_proportion"

    policy: TwoProportionPolicy | None = None
    """Its settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BetaBinomialSequentialTest:
    """The share of events at a constant split, for comparison. Of counts."""

    kind: Literal["beta_binomial"] = "beta_binomial"

    policy: BetaBinomialPolicy
    """Its settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FisherConditionalSequentialTest:
    """Few requests: an odds ratio. Of counts."""

    kind: Literal["fisher_conditional"] = "fisher_conditional"

    policy: FisherConditionalPolicy | None = None
    """Its settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class HistogramShiftSequentialTest:
    """Latency: a shift of the whole, or a heavier tail. Of buckets."""

    kind: Literal["histogram_shift"] = "histogram_shift"

    policy: HistogramShiftPolicy | None = None
    """Its settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BucketBetaSequentialTest:
    """Any change of a distribution, at a constant split. Of buckets."""

    kind: Literal["bucket_beta"] = "bucket_beta"

    policy: BucketBetaPolicy
    """Its settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class QuantileAbSequentialTest:
    """One quantile of raw values. Of samples."""

    kind: Literal["quantile_ab"] = "quantile_ab"

    policy: QuantileAbPolicy | None = None
    """Its settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GaussianDifferenceSequentialTest:
    """Saturation with a known variance. Of differences."""

    kind: Literal["gaussian_difference"] = "gaussian_difference"

    policy: GaussianDifferencePolicy | None = None
    """Its settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SymmetricDifferenceSequentialTest:
    """Saturation without a past. Of differences."""

    kind: Literal["symmetric_difference"] = "symmetric_difference"

    policy: SymmetricDifferencePolicy | None = None
    """Its settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundedMeanSequentialTest:
    """Levels from 0 to 1 of which nothing else is known. Of levels."""

    kind: Literal["bounded_mean"] = "bounded_mean"

    policy: BoundedMeanPolicy | None = None
    """Its settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitCheckSequentialTest:
    """Whether the traffic is split as planned. Of arms."""

    kind: Literal["split_check"] = "split_check"

    policy: SplitCheckPolicy
    """Its settings."""


SequentialTest: TypeAlias = (
    RateRatioSequentialTest
    | TwoProportionSequentialTest
    | BetaBinomialSequentialTest
    | FisherConditionalSequentialTest
    | HistogramShiftSequentialTest
    | BucketBetaSequentialTest
    | QuantileAbSequentialTest
    | GaussianDifferenceSequentialTest
    | SymmetricDifferenceSequentialTest
    | BoundedMeanSequentialTest
    | SplitCheckSequentialTest
)
"""A sequential test with its settings."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RateRatioPolicy:
    """How the ratio of two rates is tested. Count the rarer outcome: above one in ten, two proportions say more."""

    direction: EffectDirection | None = None
    """What evidence is looked for. Default: worse. Source: our choice."""

    ratio: float | None = None
    """The ratio canary : baseline that is just tolerated, or just harmful where safety is to be shown. Default: 1.1.
    Source: our choice, a persistent difference of one arm of 10 % hardly ever alarms then.
    """

    design: float | None = None
    """The ratio that is to be found most quickly, as a multiple of the tolerated one. Default: 2. Source: our choice, the
    smallest regression that is worth a rollback in most services.
    """

    nodes: Sequence[EffectNode] = ()
    """Sizes to bet on, as logarithms of the ratio beyond the tolerated one. Default: eight from 1.1 to 16 times, most
    around the design size; where safety is to be shown, no change and half of the way. Source: our choice, within 16 %
    of the test that knows the ratio.
    """

    dispersion: float | None = None
    """How much more than independent events these scatter, from 1. Default: 1. Source: Poisson counts."""

    restart: CapitalSchedule | None = None
    """When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    known.
    """

    boost_alpha: float | None = None
    """The only level at which the test will be used, if what evidence beyond it would waste is to be used up before.
    Default: none. Source: Fischer and Ramdas (2024), optional there too.
    """


EffectDirection: TypeAlias = Literal[
    "worse",
    "drop",
    "either",
    "safe",
]
"""What a test looks for evidence of.

- `worse`: The canary has more than is tolerated.
- `drop`: The canary has less than is tolerated, of what there should be much of.
- `either`: Either of both.
- `safe`: The canary has less than would be harmful.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class EffectNode:
    """A size of the effect that part of the capital bets on."""

    size: float
    """Distance from the tolerance, as logarithm of a ratio or of an odds ratio, above 0."""

    weight: float
    """Its part of the capital; those of all nodes sum to 1."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AtOnceCapitalSchedule:
    """All of it at the first look."""

    kind: Literal["at_once"] = "at_once"


@dataclass(frozen=True, kw_only=True, slots=True)
class EvenlyCapitalSchedule:
    """Part of it at the first look, the rest spread evenly over the later ones."""

    kind: Literal["evenly"] = "evenly"

    first: float | None = None
    """What is put to work at the first look. Default: 0.5. Source: our choice, it costs one look in ten when the
    effect is there from the start.
    """

    looks: int
    """How many looks are planned, from 2 to 1000000; all further ones find no capital left."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WeightsCapitalSchedule:
    """Parts of one's own choice."""

    kind: Literal["weights"] = "weights"

    weights: Sequence[float]
    """One for each look, together at most 1; what is left is never put to work."""


CapitalSchedule: TypeAlias = (
    AtOnceCapitalSchedule
    | EvenlyCapitalSchedule
    | WeightsCapitalSchedule
)
"""When the capital is put to work. What waits is there for an effect that begins late."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TwoProportionPolicy:
    """How two proportions are compared."""

    direction: EffectDirection | None = None
    """What evidence is looked for, worse or safe. Default: worse. Source: our choice."""

    ratio: float | None = None
    """How many times the baseline's share is just tolerated, or just harmful where safety is to be shown. Default: 1.
    Source: our choice, the margin says it.
    """

    margin: float | None = None
    """How much more than that. Default: 0. Source: our choice."""

    design: float | None = None
    """The odds ratio that is to be found most quickly. Default: 2. Source: our choice, the smallest regression that is
    worth a rollback in most services.
    """

    nodes: Sequence[EffectNode] = ()
    """Sizes to bet on, as logarithms of the odds ratio beyond the boundary. Default: eight from 1.1 to 16 times, most
    around the design size; where safety is to be shown, no change and half of the way. Source: our choice, within 16 %
    of the test that knows the ratio.
    """

    prior_rate: PriorProportion | None = None
    """The baseline's share in the past; without it, the first look with traffic only teaches it. Default: none.
    Source: our choice, there is no past that all services share.
    """

    dispersion: float | None = None
    """How much more than independent trials these scatter, from 1. Default: 1. Source: binomial counts."""

    restart: CapitalSchedule | None = None
    """When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    known.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class PriorProportion:
    """A share that was seen before."""

    rate: float
    """The share, above 0 and below 1."""

    weight: float
    """How many trials it is worth."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BetaBinomialPolicy:
    """How the canary's share of the events is tested."""

    share: float
    """The canary's planned share of the exposure, above 0 and below 1."""

    concentration: float | None = None
    """How many events the prior is worth. Default: 100. Source: the authors' implementation."""

    sides: TestSides | None = None
    """Whether fewer events are evidence too. Default: two. Source: the authors."""

    ratio: float | None = None
    """The ratio of the rates canary : baseline that is just tolerated. Default: 1. Source: the authors."""


TestSides: TypeAlias = Literal[
    "two",
    "greater",
]
"""Whether less than expected is evidence too.

- `two`: More and less.
- `greater`: More only.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class FisherConditionalPolicy:
    """How the odds of few trials are compared. From some ten thousand requests a look, two proportions cost less."""

    odds_ratio: float | None = None
    """The odds ratio canary : baseline that is just tolerated. Default: 1.1. Source: our choice, as for ratios of rates."""

    design: float | None = None
    """The odds ratio that is to be found most quickly, as a multiple of the tolerated one. Default: 2. Source: our
    choice, the smallest regression that is worth a rollback in most services.
    """

    nodes: Sequence[EffectNode] = ()
    """Sizes to bet on, as logarithms of the odds ratio beyond the tolerated one. Default: eight from 1.1 to 16 times,
    most around the design size. Source: our choice, within 16 % of the test that knows the ratio.
    """

    restart: CapitalSchedule | None = None
    """When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    known.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class HistogramShiftPolicy:
    """How histograms, such as of latency, are compared."""

    direction: EffectDirection | None = None
    """What evidence is looked for, worse or either. Default: worse. Source: our choice."""

    bounds: Sequence[float] = ()
    """Upper bounds of all buckets but the last, rising; only needed for a scale margin, and otherwise a check of the
    number of buckets. Default: none. Source: our choice, the order of the buckets is enough.
    """

    scale_margin: float | None = None
    """How many times as slow is still tolerated, from 1; exact up to whole buckets, so of use with fine ones only.
    Default: 1. Source: our choice.
    """

    prior: Sequence[float] = ()
    """Counts of the baseline before the first look, by bucket. Default: none. Source: our choice."""

    smoothing: float | None = None
    """What all buckets together are given beyond their counts, so that none is impossible. Default: 1. Source: our choice,
    one request.
    """

    dispersion: float | None = None
    """How much more than independent requests these scatter, from 1. Default: 1. Source: multinomial counts."""

    restart: CapitalSchedule | None = None
    """When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    known.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class BucketBetaPolicy:
    """How histograms are tested for equality."""

    share: float
    """The canary's planned share of the requests, above 0 and below 1."""

    concentration: float | None = None
    """How many requests the prior of each bucket is worth. Default: 100. Source: Lindon and Malek (2022), their
    implementation.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class QuantileAbPolicy:
    """How a quantile is compared."""

    quantile: float | None = None
    """Which quantile, above 0 and below 1. Default: 0.5. Source: our choice."""

    tuned_for: float | None = None
    """How many values of an arm the test is at its best for. Default: 1000. Source: our choice, some minutes of a small
    canary.
    """

    tuned_alpha: float | None = None
    """The level that the test is at its best for. Default: 0.05. Source: the authors' implementation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class GaussianDifferencePolicy:
    """How differences of known variance are tested."""

    direction: EffectDirection | None = None
    """What evidence is looked for: worse, either or safe. Default: worse. Source: our choice."""

    margin: float | None = None
    """The difference that is just tolerated, or just harmful where safety is to be shown, in units of the metric.
    Default: 0. Source: our choice.
    """

    variance: float | None = None
    """The long-run variance of a difference, known before the looks. Default: none, so that each look must say its own.
    Source: our choice, only the past of a metric knows.
    """

    tuned_for: float | None = None
    """The sum of variances at which the test is at its best. Default: 4 times the variance of the first look. Source: our
    choice, quick after few looks.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class SymmetricDifferencePolicy:
    """How differences of unknown variance are tested."""

    direction: EffectDirection | None = None
    """What evidence is looked for: worse, either or safe. Default: worse. Source: our choice."""

    margin: float | None = None
    """The difference that is just tolerated, or just harmful where safety is to be shown, in units of the metric.
    Default: 0. Source: our choice.
    """

    restart: CapitalSchedule | None = None
    """When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    known.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class BoundedMeanPolicy:
    """How bounded levels are compared."""

    direction: EffectDirection | None = None
    """What evidence is looked for: worse, either or safe. Default: worse. Source: our choice."""

    margin: float | None = None
    """The difference that is just tolerated, or just harmful where safety is to be shown, above -1 and below 1.
    Default: 0. Source: our choice.
    """

    restart: CapitalSchedule | None = None
    """When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    known.
    """


@dataclass(frozen=True, kw_only=True, slots=True)
class SplitCheckPolicy:
    """How the split of the traffic is checked. An alarm at 0.001 means that the comparison itself is broken."""

    shares: Sequence[float]
    """Planned share of each arm, each above 0, together 1."""

    concentration: float | None = None
    """How many requests the prior is worth. Default: 100. Source: Lindon and Malek (2022), their implementation."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SloDecision:
    """What is left of the error budgets, how fast they go, and what may be released."""

    verdict: Verdict
    """Fail when a budget is frozen or an alarm pages, inconclusive when a budget is not known or measuring has stopped, warn
    for a slower tier or a ticket, else pass.
    """

    tier: BudgetTier | None = None
    """The worst tier of a known budget; none when no budget is known, which forbids nothing."""

    allows: Sequence[ReleaseKind]
    """What may be released."""

    error_budget: float | None = None
    """The least that is left of a known budget: 1 is untouched, 0 exhausted, negative overspent. It is what a situation
    takes as its `error_budget`.
    """

    severity: AlertSeverity | None = None
    """The worst alarm that holds."""

    frozen_until: datetime | None = None
    """The earliest end of the freeze, if nothing fails any more; none without a freeze."""

    objectives: Sequence[ObjectiveBudget]
    """Every objective, in the order of the policy, and then every composite."""

    reasons: Sequence[Reason]
    """Why: the reasons of the objectives that make the verdict."""


BudgetTier: TypeAlias = Literal[
    "normal",
    "slow",
    "critical_only",
    "frozen",
]
"""A rung of the ladder; later ones are worse.

- `normal`: Everything is released as always.
- `slow`: Everything is released, with more care.
- `critical_only`: Only what cannot wait.
- `frozen`: Only what brings the budget back, or must not wait for it.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectiveBudget:
    """The error budget of one objective."""

    name: str
    """The objective, or the composite."""

    verdict: Verdict
    """Fail when it is frozen or pages, inconclusive when its budget is not known or measuring has stopped, warn for a slower
    tier or a ticket, else pass. An aspirational one warns at most.
    """

    budget: BudgetLeft
    """What is left of its budget."""

    tier: BudgetTier | None = None
    """Its rung; none when the budget is not known."""

    frozen_until: datetime | None = None
    """The earliest end of its freeze, if nothing fails any more and as much comes in as before."""

    severity: AlertSeverity | None = None
    """The worst alarm that holds."""

    windows: Sequence[BurnWindow]
    """Every window of its alarms, the shortest first."""

    rules: Sequence[BurnRuleOutcome]
    """Every alarm."""

    deployments: Sequence[BudgetCost] = ()
    """What deployments cost."""

    incidents: Sequence[BudgetCost] = ()
    """What incidents cost."""

    reasons: Sequence[Reason]
    """Why."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BudgetLeft:
    """What is left of a budget. Parts in events have no target in common, so their composite has neither `good_share`, `allowed` nor
    `spare`.
    """

    bad: float | None = None
    """The bad ones: events, slices, or parts of slices. None when nothing was measured."""

    measured: int | None = None
    """Of how many that were measured: events or slices."""

    good_share: float | None = None
    """The share of those that is good; none when there were none."""

    allowed: float | None = None
    """How many may be bad in the period."""

    consumed: float | None = None
    """The share of the budget that is spent: 1 is all, above 1 overspent."""

    remaining: float | None = None
    """The share that is left, negative when overspent."""

    spare: float | None = None
    """How many more may be bad, whole ones; negative when overspent."""

    even_remaining: float | None = None
    """What would be left if a calendar period were spent evenly."""

    outage_seconds: float
    """How long a total outage spends a whole budget, in seconds."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BurnWindow:
    """How fast a budget goes in a window."""

    window: timedelta
    """The window, which ends now."""

    bad: float | None = None
    """The bad ones; none when it was not measured."""

    measured: int | None = None
    """Of how many."""

    burn_rate: float | None = None
    """How many times faster than evenly over the period; none without events, which is neither good nor bad."""

    budget_share: float | None = None
    """The share of the budget that went in the window, exact whatever the traffic."""

    weighted_burn_rate: float | None = None
    """The burn rate of an average window that spends that share: few requests at night count for little, a peak for
    much. Known when the number of events of the period is.
    """

    exhausted_in_seconds: float | None = None
    """Seconds until nothing is left at this burn rate: 0 when it is so already, none for never or not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BurnRuleOutcome:
    """Whether an alarm holds."""

    name: str
    """The rule."""

    severity: AlertSeverity
    """Who must know."""

    burn_rate: float
    """The burn rate that it is about."""

    long: timedelta
    """Its long window."""

    short: timedelta
    """Its short window."""

    holds: bool | None = None
    """Whether it holds; none when a window had no events, in which case nobody is alarmed either."""


@dataclass(frozen=True, kw_only=True, slots=True)
class BudgetCost:
    """What a deployment or an incident cost."""

    name: str
    """The deployment or incident."""

    bad: float
    """What went bad because of it: for a deployment beyond what its baseline would have had, negative when it was
    better.
    """

    budget_share: float | None = None
    """Which share of the budget that is; none when the budget is not known."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SloEvidence:
    """What was measured of every objective."""

    objectives: Sequence[ObjectiveEvidence]
    """One entry for each objective; one without an entry was not measured."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ObjectiveEvidence:
    """What was measured of one objective: steps of time, windows that end now, or both."""

    objective: str
    """Name of the objective."""

    steps: Sequence[SliStep] = ()
    """Steps of time in their order, none overlapping another. A step counts for a window in which it ends; those before
    the period count for none.
    """

    windows: Sequence[SliWindow] = ()
    """Windows that end now and were summed up elsewhere; they take the place of what the steps would give. Each is that of
    an alarm, or as long as a rolling period and then the period's.
    """

    period_events: int | None = None
    """How many events the period has, or will have: a calendar period is known only at its end. Never less is assumed
    than was observed. None takes what was observed.
    """

    deployments: Sequence[DeploymentEvents] = ()
    """Deployments whose cost is asked for."""

    incidents: Sequence[IncidentEvents] = ()
    """Incidents of the period, with what each spoilt."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SliStep:
    """What was measured in one step of time."""

    start: datetime
    """When it began."""

    duration: timedelta
    """How long it was."""

    events: SliEvents | None = None
    """Its events; none when they were not measured."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SliEvents:
    """Numbers of events; two of the three are enough."""

    good: int | None = None
    """Those that were as promised."""

    bad: int | None = None
    """Those that were not."""

    valid: int | None = None
    """All that count."""


@dataclass(frozen=True, kw_only=True, slots=True)
class SliWindow:
    """What was measured in a window that ends now."""

    window: timedelta
    """How long it is."""

    events: SliEvents | None = None
    """Its events; none when they were not measured."""


@dataclass(frozen=True, kw_only=True, slots=True)
class DeploymentEvents:
    """What a deployment did, for what it cost."""

    name: str
    """The deployment."""

    canary: SliEvents
    """Events of the new version."""

    baseline: SliEvents | None = None
    """Events of the version before, at the same time. Without them every failure of the new version is its own."""


@dataclass(frozen=True, kw_only=True, slots=True)
class IncidentEvents:
    """What an incident spoilt."""

    name: str
    """The incident."""

    bad: int
    """Bad events, or bad slices of time for an objective in slices."""


@dataclass(frozen=True, kw_only=True, slots=True)
class WindowComparison:
    """From where on a canary's window counts as worse than the baseline's."""

    significance: float | None = None
    """How often a canary that is no worse may fail, over all its metrics. It is divided equally among errors, latency,
    resources and so on, so that one more percentile of latency does not hide errors. Default: 0.05. Source: the
    usual convention; halved or doubled it changes little on recorded canaries.
    """

    rank_significance: float | None = None
    """The rank test must confirm a failure at this level, wherever the samples are enough to reach it: noise that is
    not normal ends here. 1 asks for nothing. Default: 0.01. Source: our choice, between what 10 samples against 3
    can reach, 0.0035, and what they reach with two values out of order, 0.014.
    """

    prior_samples: float | None = None
    """How many samples the assumed scatter counts as, beside that of the samples. Default: 4. Source: our choice, a
    moderated t test (G. K. Smyth, 2004); from 3 to 6 changes hardly a verdict on recorded canaries.
    """

    prior_scatter: float | None = None
    """The assumed scatter of one sample, as a part of the smallest change that matters, both as logarithms.
    Default: 0.4. Source: our choice: rows of five minutes of a quiet service scatter by 0.05 for a mean latency and
    0.16 for its 99th percentile, and this assumes 0.07 and 0.16.
    """

    correlation_limit: float | None = None
    """Neighbouring samples are believed to be alike at most this much. Default: 0.8. Source: our choice: a window
    cannot tell more, and this already counts nine samples as one.
    """

    correlation_from: int | None = None
    """From so many samples on, the baseline says how alike neighbouring samples are. Default: 20. Source: our choice,
    since a correlation of fewer is noise: its standard error is one over the root of their number.
    """

    movement_confidence: float | None = None
    """With windows from before, what the baseline moved itself excuses the canary as far as it is this certain.
    Default: 0.9. Source: our choice; what is not certain would only add its noise.
    """

    prior_movements: float | None = None
    """With windows from before, what the baseline moved otherwise shows how levels wander by themselves. In as many
    windows that show none is believed beside it. Default: 1. Source: our choice; from 0.3 to 3 finds 81 to 83 of 100
    rises by a quarter in recorded windows of two minutes, with 2 to 5 false alarms.
    """

    doubt: float | None = None
    """A change that matters and would be significant at this level, over all metrics, but is not proven, leaves a metric
    inconclusive. Default: 0.2. Source: our choice, four times the significance.
    """

    blind_beyond: float | None = None
    """Samples that would not show this many times the smallest change that matters, as logarithms, say nothing, even if
    this were the only metric.
    Default: 4. Source: our choice: for a latency that is twice the baseline's.
    """

    wider: float | None = None
    """The ratio of spreads from which a canary that is wider than the assumed scatter is a warning. Default: 2.
    Source: our choice.
    """

    ratios: MaterialRatios | None = None
    """The smallest change of a level that matters, by kind of metric."""

    errors: ErrorAllowance | None = None
    """The smallest change of an error rate that matters."""


@dataclass(frozen=True, kw_only=True, slots=True)
class MaterialRatios:
    """The ratio between canary and baseline from which on a change matters; for a drop it is that of baseline and canary."""

    latency: float | None = None
    """Means and quantiles up to the 98th. Default: 1.2. Source: the gate `latency_p99_increase`."""

    tail_latency: float | None = None
    """Quantiles from the 99th, which scatter twice as much. Default: 1.5. Source: our choice."""

    cpu: float | None = None
    """Default: 1.15. Source: our choice, half as much again as the tolerance of the autoscaler of Kubernetes, 0.1."""

    memory: float | None = None
    """Default: 1.1. Source: the same tolerance, since memory hardly scatters."""

    throughput: float | None = None
    """Requests served. Default: 1.2. Source: our choice."""

    success_share: float | None = None
    """Shares of success near 1. Default: 1.01. Source: our choice, one failure in a hundred."""

    other: float | None = None
    """Anything else. Default: 1.2. Source: our choice."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorAllowance:
    """What a canary's error rate may be beyond the baseline's."""

    ratio: float | None = None
    """Ratio to the baseline's rate. Default: 1.1. Source: the gate `error_rate`."""

    slack: float | None = None
    """Rate allowed beyond that, where the number of trials is known. Default: 0.001. Source: the gate `error_rate`."""

    least_events: int | None = None
    """With fewer events on the canary it never fails. Default: 5. Source: the usual rule for tests of counts."""

    blind_beyond: float | None = None
    """Trials that would not show a rate this much beyond the allowed one say nothing. Default: 0.05. Source: the gate
    `rollback_error_rate`.
    """
