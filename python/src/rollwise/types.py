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
    "Release",
    "Factors",
    "Evidence",
    "Comparison",
    "ValueMeasurement",
    "CountsMeasurement",
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
    "Confidence",
    "ConfidenceDecision",
    "FactorScore",
    "Flip",
    "ActionKind",
    "State",
    "Pending",
    "ConfidenceSummary",
    "Artifacts",
    "DeploymentArtifact",
    "ConfidenceReport",
    "StateLog",
    "StateChange",
    "PlanPreset",
    "Environment",
    "Automation",
    "EventKind",
    "Recording",
    "Track",
    "ValuesColumn",
    "CountsColumn",
    "Column",
    "Run",
    "Look",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """Everything that an `Engine` can be told. Every field has a default."""

    gate_sets: Sequence[GateSet] | None = None
    """Named sets of gates. Default: the standard gates. Source: R17."""

    gates: Sequence[Gate] | None = None
    """Further gates; one with the name of a gate of the sets replaces it. Default: none. Source: our choice."""

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


GateSet: TypeAlias = Literal[
    "standard",
    "canary_criteria",
]
"""A named set of gates.

- `standard`: The six standard health gates of `Gate::standard`.
- `canary_criteria`: The comparison with the baseline of `Gate::canary_criteria`.
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
    "hold",
    "fail",
]
"""What follows from a measurement that is not one.

- `pass`: The check passes. A report in which nothing at all was measured still does not.
- `ignore`: The check is left out of the verdict.
- `hold`: The check is inconclusive.
- `fail`: The check fails.
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
]
"""How a new version is brought to its users.

- `rolling`: Instances are replaced a few at a time.
- `blue_green`: The new version stands beside the old one, then all traffic switches.
- `canary`: A rising share of traffic.
- `shadow`: A copy of the traffic, whose answers no user sees.
- `feature_flag`: The code is deployed dark and a flag brings it to a rising share of users.
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
- `rolling_back`: The host goes back to the previous version.
- `rolled_back`: The previous version serves everything. The end.
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
    """Take all traffic back at once and remove the new version; answer with `action_done` or `action_failed`."""

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
    """Metrics that were brought but that no gate reads."""


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


Environment: TypeAlias = Literal[
    "dev",
    "staging",
    "production",
]
"""Where a release goes.

- `dev`: For developers.
- `staging`: For the last tests.
- `production`: For users.
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
    """A series of looks, such as a backtest feeds to `Rollout::run`."""

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


Column: TypeAlias = (
    ValuesColumn
    | CountsColumn
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
