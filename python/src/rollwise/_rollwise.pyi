from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar, Protocol, Self, SupportsIndex, TypeAlias, final, overload, type_check_only

from .types import (
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
    CombinePolicy,
    CombinedEvidence,
    ComparedWindows,
    ConditionAnswer,
    Confidence,
    ConfidenceSequence,
    ConfidenceSummary,
    Delivery,
    DeliveryFigures,
    DeliveryLog,
    DeliveryPolicy,
    DeploymentOutcome,
    DispersionEstimate,
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
    JudgedRecording,
    JudgedSeries,
    JudgeLook,
    Judgement,
    JudgePolicy,
    JudgeState,
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
    ObjectiveReview,
    Phase,
    Plan,
    PlanPreset,
    Policy,
    Prediction,
    QualityDecision,
    QualityEvidence,
    QualityPolicy,
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
    SloDecision,
    SloEvidence,
    SloPolicy,
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
)

__all__ = [
    "CanaryJudge",
    "Engine",
    "Model",
    "Records",
    "Rollout",
    "admission_report",
    "allowed_events",
    "artifacts",
    "assess_slo",
    "best_threshold",
    "check_retraining",
    "choice_report",
    "combine_evidence",
    "compare_models",
    "compare_windows",
    "deliveries",
    "delivery_figures",
    "estimate_dispersion",
    "evaluate",
    "evaluation_report",
    "evidence_of_p_value",
    "explain",
    "input_reference",
    "is_build_of",
    "judge_canary",
    "judge_recording",
    "judge_quality",
    "kayenta_conclusion",
    "kayenta_judge",
    "kayenta_pairs",
    "kayenta_schedule",
    "keep_score",
    "manifests",
    "measure_drift",
    "merge_sequential",
    "mermaid",
    "policy_for",
    "prediction_report",
    "read_records",
    "reliability_svg",
    "replay",
    "replica_counts",
    "rollback_report",
    "review_slo",
    "sequential_interval",
    "sequential_test",
    "split",
    "state_table",
    "timeline",
    "to_json",
    "verify",
]

# A document may also be a mapping of the same shape as its JSON, or the JSON text itself.
_Document: TypeAlias = Mapping[str, Any] | str
_Records: TypeAlias = Sequence[Record | Mapping[str, Any]] | str

# Lists, arrays and columns of data frames alike.
@type_check_only
class _Column(Protocol):
    def __len__(self) -> int: ...
    def __iter__(self) -> Iterator[Any]: ...
    def __getitem__(self, place: Any, /) -> Any: ...

# Data frames, by what they have in common with mappings.
@type_check_only
class _Frame(Protocol):
    def items(self) -> Any: ...

# An aware datetime of any zone, or RFC 3339 text.
_Moment: TypeAlias = datetime | str

@final
class Engine:
    """A checked policy that answers questions: the same question gives the same answer."""

    def __new__(cls, policy: Policy | _Document | None = None) -> Self:
        """Checks a policy; everything that it leaves out is at its default.

        Raises `ConfigError`, which names the field, the value and what would be allowed.
        """

    def policy(self) -> Policy:
        """The policy that was checked, defaults included."""

    def gates(self) -> tuple[Gate, ...]:
        """The gates of the policy: those of its sets and its own. A plan may have further ones."""

    def plan(self, name: PlanPreset | str) -> Plan:
        """The plan of a name: one of the policy's, or a preset. Raises `ConfigError` for any other name."""

    def evaluate_gates(self, now: _Moment, evidence: Evidence | _Document) -> GateReport:
        """Is the canary healthy now?

        Raises `InputError` for a measurement that contradicts itself, such as more events than trials.
        """

    def score_confidence(self, factors: Factors | _Document) -> Confidence:
        """How confident are we?"""

    def permits(self, what: Automation, level: float) -> Reason:
        """May a decision be carried out without a person?

        `level` is its confidence, or its risk where that decides. The code of the answer is `threshold_reached` or
        `threshold_not_reached`.
        """

    def review(self) -> tuple[Reason, ...]:
        """What in the gates of the policy can never do its work? One reason for each gate that never decides."""

    def assess_risk(self, now: _Moment, situation: Situation | _Document) -> Risk:
        """How risky is this deployment?

        Raises `InputError` for a situation that contradicts itself.
        """

    def choose_strategy(self, now: _Moment, situation: Situation | _Document) -> StrategyChoice:
        """By which strategy should it go, and by which plan?

        Raises `InputError` for a situation that contradicts itself.
        """

    def check_window(self, now: _Moment, situation: Situation | _Document) -> WindowDecision:
        """May a deployment begin now, and if not, when?

        Raises `InputError` for a situation that contradicts itself.
        """

    def check_approvals(
        self,
        now: _Moment,
        situation: Situation | _Document,
        votes: Sequence[ApprovalVote | Mapping[str, Any]],
        *,
        stage: int | None = None,
    ) -> ApprovalDecision:
        """Does everybody agree who must?

        `stage` is the stage that is to begin, `None` for the deployment as a whole; an approval counts for exactly the
        version, the environment and the stage that it names. Raises `InputError` for a vote by nobody or from the future.
        """

    def evaluate_condition(self, now: _Moment, condition: str, situation: Situation | _Document) -> ConditionAnswer:
        """Does a condition hold in a situation? It is read as conditions of the policy are.

        Raises `ConfigError` for what is wrong with the condition, such as `unknown_name`.
        """

    def admit(self, now: _Moment, request: AdmissionRequest | _Document) -> Admission:
        """May it go now? Image, environment before, windows, approvals, readiness and risk in one decision.

        Raises `InputError` as the single questions do.
        """

    def assess_blast_radius(
        self, plan: Plan | Mapping[str, Any] | PlanPreset | str, service: Service | _Document
    ) -> BlastRadius:
        """How much could a bad version break before anybody knows?"""

    def kubernetes(
        self, plan: Plan | Mapping[str, Any] | PlanPreset | str, service: Service | _Document
    ) -> KubernetesFragments:
        """What is Kubernetes to be told? `manifests` makes JSON of it."""

    def check_image(self, image_tag: str | None, commit: str | None) -> ImageCheck:
        """Does the image tag name one immutable build of the commit?"""

    def check_readiness(
        self, when: ChecklistStage, situation: Situation | _Document, checklist: Checklist | _Document
    ) -> Readiness:
        """Is everything prepared, or was everything seen to afterwards?

        Raises `InputError` with the code `unknown_name` for an item that is not on the list.
        """

    def check_promotion(
        self,
        now: _Moment,
        situation: Situation | _Document,
        verified: Sequence[VerifiedVersion | Mapping[str, Any]] | None = None,
    ) -> EnvironmentPromotion:
        """May this version go on to the environment of the situation?

        `verified` says which versions were verified where; `None` if nobody knows. Raises `InputError` for a version
        that was verified in the future.
        """

    def evaluate_triggers(self, now: _Moment, evidence: TriggerEvidence | _Document) -> TriggerReport:
        """Which rollback triggers fired since the deployment?

        Looks are columns with one moment for all; `None` is a look that was not measured. Raises `InputError` for moments
        that are not in order or after `now`.
        """

    def decide_rollback(self, now: _Moment, evidence: RollbackEvidence | _Document) -> RollbackDecision:
        """Is a version to be taken back, to which one, and how?

        Raises `InputError` for a history that is not in order, or for versions that it does not have.
        """

    def decide_promotion(self, now: _Moment, evidence: CanaryEvidence | _Document) -> CanaryPromotion:
        """Does a canary get all traffic, does it wait, or does it go?

        Raises `InputError` for a canary that begins after `now`, or a measurement that contradicts itself.
        """

    def assess_slo(self, now: _Moment, evidence: SloEvidence | _Document) -> SloDecision:
        """What is left of the error budgets, how fast do they go, and what may be released?

        Raises `InputError` for evidence that is not of the policy's objectives, or not in order.
        """

    def review_slo(self, error_ratio: float) -> tuple[ObjectiveReview, ...]:
        """What can the alarms of the objectives do? `error_ratio` is that of the errors to detect, 1 for a total outage."""

    def judge_quality(self, evidence: QualityEvidence | _Document) -> QualityDecision:
        """Is a release good enough? What was not measured fails.

        Raises `InputError` for earlier results that are not in order.
        """

    def delivery_figures(self, since: _Moment, until: _Moment, log: DeliveryLog | _Document) -> DeliveryFigures:
        """How well were deployments delivered from `since` until before `until`?

        Raises `InputError` for moments that are not in order.
        """

    def start(
        self,
        now: _Moment,
        release: Release | _Document,
        plan: Plan | Mapping[str, Any] | PlanPreset | str | None = None,
    ) -> tuple[Rollout, Step]:
        """Starts a rollout by the plan of the policy, or by another one, given by its name or as a whole.

        Raises `InputError` for the release, `ConfigError` for the plan.
        """

    def start_rollback(
        self,
        now: _Moment,
        release: Release | _Document,
        decision: RollbackDecision | _Document,
    ) -> tuple[Rollout, Step]:
        """Starts a rollout to the target of a rollback decision. Where a person must agree, the rollout asks first.

        Raises `InputError` for the release of another version, `MisuseError` for a decision that does not roll back by a
        plan.
        """

@final
class Model:
    """What a fitted `SuccessModel` holds; tables are as `rollwise._columns` makes them, numbers come as bytes."""

    @staticmethod
    def fit(
        policy: SuccessPolicy | _Document | None,
        table: Any,
        succeeded: Any,
        progress: Callable[[int, float], object] | None,
    ) -> Model: ...
    @staticmethod
    def built_in() -> Model: ...
    @staticmethod
    def from_json(text: str, names: Sequence[str] = ...) -> Model: ...
    def to_json(self) -> str: ...
    def without_history(self) -> Model: ...
    @property
    def names(self) -> list[str]: ...
    @property
    def policy(self) -> SuccessPolicy: ...
    @property
    def weights(self) -> ModelWeights: ...
    def probabilities(self, table: Any, make: Callable[[int], Any]) -> Any: ...
    def classes(self, table: Any) -> bytearray: ...
    def accuracy(self, table: Any, succeeded: Any) -> float: ...
    def replay(self, table: Any, succeeded: Any) -> bytearray: ...
    def explain(
        self, situation: Situation | _Document, at: _Moment, strategy: Strategy | None
    ) -> Prediction: ...
    def record(self, outcome: DeploymentOutcome | _Document) -> Recorded: ...
    def inform(self, situation: Situation | _Document, at: _Moment) -> Situation: ...
    def __copy__(self) -> Model: ...
    def __deepcopy__(self, _memo: object) -> Model: ...
    def __reduce__(self) -> tuple[Any, tuple[str, list[str]]]: ...

@final
class Records(Sequence[Record]):
    """Audit records that become dataclasses only when they are looked at."""

    def __len__(self) -> int: ...
    @overload
    def __getitem__(self, place: SupportsIndex, /) -> Record: ...
    @overload
    def __getitem__(self, place: slice, /) -> tuple[Record, ...]: ...
    def to_jsonl(self) -> str:
        """The records as JSON Lines, to be appended to an audit log."""

@final
class Rollout:
    """One deployment on its way.

    The host feeds one event, performs the actions in order, saves the rollout, then sleeps until `wake_at` or the
    next event. A rollout carries its plan and its gates, so that a change of policy never alters it on its way.
    """

    # Rollouts are equal when all that they hold is equal, and change from step to step.
    __hash__: ClassVar[None]  # type: ignore[assignment]

    @staticmethod
    def from_json(text: str) -> Rollout:
        """Loads a rollout that was saved with `to_json`."""

    def to_json(self) -> str:
        """The rollout as JSON, to be saved after every step."""

    def step(self, now: _Moment, event: Event | _Document) -> Step:
        """Advances the rollout by one event.

        Answers to actions that come late or twice change nothing, and neither does a tick before its time: the step
        then has no record. On an error nothing has happened at all.

        Raises `MisuseError` with the code `time_went_back`, `not_expected`, `wrong_rollout`, `unknown_action` or
        `approval_expired`, and `InputError` for an event that cannot be read or contradicts itself.
        """

    def run(self, recording: Recording | _Document) -> Run:
        """Takes recorded looks one after the other, until one of them asks something else of the host than to measure.

        It is the same as a tick at each moment of the recording, answered at once with that moment's measurements.
        Columns may be arrays. Other threads run meanwhile, but must leave this rollout alone. On an error nothing has
        happened at all.
        """

    def outstanding(self) -> tuple[Action, ...]:
        """The actions whose answers are awaited, for a host that lost track of them."""

    def allowed_events(self) -> tuple[EventKind, ...]:
        """The events that the rollout has a use for now: the buttons that a user interface shows."""

    @property
    def phase(self) -> Phase:
        """Where it is."""

    @property
    def wake_at(self) -> WakeUp | None:
        """When to come back with a tick at the latest."""

    @property
    def share(self) -> float | None:
        """Share of live traffic that the new version has or is being given, in percent; none when nobody knows."""

    @property
    def confidence(self) -> ConfidenceSummary | None:
        """The last confidence."""

    @property
    def state(self) -> State:
        """Everything that changes from step to step."""

    @property
    def release(self) -> Release:
        """What is being rolled out."""

    @property
    def terms(self) -> Terms:
        """What it was started with."""

    def __eq__(self, other: object, /) -> bool: ...
    def __ne__(self, other: object, /) -> bool: ...
    def __copy__(self) -> Rollout: ...
    def __deepcopy__(self, _memo: object) -> Rollout: ...
    def __reduce__(self) -> tuple[Any, tuple[str]]: ...

def policy_for(environment: Environment) -> Policy:
    """The built-in policy of an environment."""

def read_records(lines: str) -> tuple[Record, ...]:
    """Reads audit records from JSON Lines; empty lines are left out."""

def verify(records: _Records) -> None:
    """Checks that records form one unbroken chain from the start of a rollout.

    Raises `InputError` with the code `broken_chain`, which names the first record that was changed or does not follow.
    """

def replay(records: _Records) -> Rollout:
    """Rebuilds a rollout from its records, deciding everything once more; other threads run meanwhile.

    Raises `InputError` with the code `empty`, `broken_chain` or `replay_differs`.
    """

def artifacts(records: _Records) -> Artifacts:
    """The three documents about a rollout: the deployment, its confidence and its changes of phase."""

def timeline(records: _Records, *, colour: bool = False) -> str:
    """A rollout as a timeline that a person can read."""

def choice_report(choice: StrategyChoice | _Document, *, colour: bool = False) -> str:
    """The choice of a strategy as text that a person can read."""

def admission_report(admission: Admission | _Document, *, colour: bool = False) -> str:
    """Whether a deployment may go now, and why, as text that a person can read."""

def rollback_report(decision: RollbackDecision | _Document, *, colour: bool = False) -> str:
    """Whether to go back, to what and how, as text that a person can read."""

def kayenta_judge(
    config: _Document,
    request: KayentaRequest | _Document,
    *,
    policy: KayentaPolicy | _Document | None = None,
) -> KayentaJudgement:
    """Judges a canary as Kayenta does. `config` is a canary configuration in Kayenta's own JSON.

    Raises `ConfigError` for a configuration that Kayenta refuses or, unless the policy is lenient, partly ignores.
    """

def kayenta_pairs(
    config: _Document,
    control: Sequence[KayentaMetricSet | _Document],
    experiment: Sequence[KayentaMetricSet | _Document],
) -> list[KayentaPair]:
    """Pairs the series of both sides by metric and tags, for `kayenta_judge`."""

def kayenta_schedule(request: KayentaScheduleRequest | _Document) -> KayentaSchedule:
    """Which times the judgements of a canary look at."""

def kayenta_conclusion(limits: KayentaLimits | _Document, scores: Sequence[float]) -> KayentaConclusion:
    """What the scores of several judgements, in their order, come to."""

def evaluate(
    probabilities: _Column,
    succeeded: _Column,
    *,
    at: _Column | None = None,
    policy: EvaluationPolicy | _Document | None = None,
) -> Evaluation:
    """How good predicted probabilities of success turned out to be.

    All three are lists or arrays with one entry for each deployment, in any order: numbers from 0 to 1, whether it
    succeeded (booleans, or 1 and 0), and when it started in seconds since 1970.

    Raises `InputError` that names the entry, such as `probabilities[3]`.
    """

def best_threshold(probabilities: _Column, succeeded: _Column) -> float | None:
    """The probability of failure from which on to predict failure, so that the F1 score of failures is best.

    Of several it is the highest. None when nothing failed.
    """

def prediction_report(prediction: Prediction | _Document) -> str:
    """A prediction of success as text: what it rests on, what raises and lowers it, and what would help."""

def evaluation_report(evaluation: Evaluation | _Document, *, colour: bool = False) -> str:
    """How good predictions were, as text that a person can read."""

def reliability_svg(evaluation: Evaluation | _Document) -> str:
    """Predicted against observed success, as an SVG picture that needs nothing else."""

def compare_models(
    challenger: _Column,
    succeeded: _Column,
    *,
    champion: _Column | None = None,
    policy: AcceptancePolicy | _Document | None = None,
) -> Acceptance:
    """May a newly trained model, the challenger, replace the one that serves, the champion?

    All are lists or arrays with one entry for each validation row: what each model predicted, from 0 to 1, and whether
    the deployment succeeded (booleans, or 1 and 0). Without a champion, the criteria for the challenger decide alone.

    Raises `InputError` that names the entry, such as `champion[3]`.
    """

def input_reference(name: str, values: _Column) -> InputReference:
    """What a column looks like in training, to be kept with the model.

    None and NaN are missing values, booleans are 0 and 1.

    Raises `InputError` for an infinity, naming its row.
    """

def compare_windows(
    windows: ComparedWindows | _Document,
    *,
    policy: WindowComparison | _Document | None = None,
) -> WindowsCompared:
    """Is a canary worse than its baseline?

    `windows` holds every metric of both sides over one window each. A metric fails when its difference is in the bad
    direction, more than chance given all metrics, and large enough to matter. Where the samples could not have shown
    what matters it is inconclusive.

    Raises `InputError` that names the sample, such as `metrics[0].samples.canary[3]`.
    """

def assess_slo(
    now: _Moment,
    evidence: SloEvidence | _Document,
    *,
    policy: SloPolicy | _Document | None = None,
) -> SloDecision:
    """What is left of the error budgets, how fast do they go, and what may be released?

    The budget of the answer is what a situation takes as its `error_budget`.

    Raises `ConfigError` for the objectives, such as a target of 1, and `InputError` that names the step, such as
    `objectives[0].steps[3].start`.
    """

def review_slo(policy: SloPolicy | _Document, error_ratio: float) -> tuple[ObjectiveReview, ...]:
    """What can the alarms of objectives do? `error_ratio` is that of the errors to detect, 1 for a total outage."""

def judge_quality(
    evidence: QualityEvidence | _Document,
    *,
    policy: QualityPolicy | _Document | None = None,
) -> QualityDecision:
    """Is a release good enough? What was not measured fails.

    Raises `ConfigError` for objectives, such as criteria that no value satisfies, and `InputError` for earlier results
    that are not in order.
    """

def deliveries(records: _Records) -> tuple[Delivery, ...]:
    """What became of each rollout, from its audit records; when it was committed is for the host to add."""

def delivery_figures(
    since: _Moment,
    until: _Moment,
    log: DeliveryLog | _Document,
    *,
    policy: DeliveryPolicy | _Document | None = None,
) -> DeliveryFigures:
    """How well were deployments delivered from `since` until before `until`?

    Every figure is about deployments, not incidents. Logs of parts are merged by putting their lists together.

    Raises `InputError` for moments that are not in order.
    """

def measure_drift(
    references: Sequence[InputReference | Mapping[str, Any]] | str,
    columns: Mapping[str, _Column] | _Frame,
    *,
    scoreboard: Scoreboard | _Document | None = None,
    policy: DriftPolicy | _Document | None = None,
) -> Drift:
    """How far has the world moved since a model was trained?

    `columns` are the inputs of deployments since then, one for each reference; None and NaN are missing values. Whether
    outcomes are still as predicted is read from `scoreboard`, where there is one.

    Raises `InputError` for a reference without a column, and for a column without a reference.
    """

def keep_score(
    probabilities: _Column,
    succeeded: _Column,
    *,
    scoreboard: Scoreboard | _Document | None = None,
) -> Scoreboard:
    """The score of a model's predictions after further outcomes, in the order in which they became known.

    Without a scoreboard it begins a new one.
    """

def check_retraining(
    now: _Moment,
    scoreboard: Scoreboard | _Document,
    *,
    outcomes_since_training: int,
    trained_at: _Moment | None = None,
    drift: Drift | _Document | None = None,
    policy: RetrainingPolicy | _Document | None = None,
) -> Retraining:
    """Should the model be trained again? The score is that of its predictions since it was trained.

    Raises `InputError` for a training after `now`.
    """

def judge_recording(policy: JudgePolicy | _Document, recording: Recording | _Document) -> JudgedRecording:
    """Judges recorded columns, which may be arrays: what follows at every look, and the judgement after the last.

    Raises `ConfigError` for the policy, and `InputError` for columns that do not fit each other or a look that cannot be
    used.
    """

@final
class CanaryJudge:
    """Judges one canary beside its baseline, look after look.

    However often one looks, a canary that is no worse than tolerated is rolled back with a probability of at most `alpha`
    over the whole rollout and all metrics, and a harmful one promoted early with at most `beta`.

    Raises `ConfigError` for the policy, and `InputError` with the code `wrong_test` for the state of another one.
    """

    def __new__(cls, policy: JudgePolicy | _Document, *, state: JudgeState | _Document | None = None) -> Self: ...
    def look(self, look: JudgeLook | _Document) -> Judgement:
        """Takes in what was seen of both sides since the look before.

        Raises `InputError` for a look that is not later than the one before, or a measurement that cannot be used;
        nothing has changed then.
        """

    @property
    def state(self) -> JudgeState:
        """What it has found so far, to be stored."""

def judge_canary(
    policy: JudgePolicy | _Document,
    looks: Sequence[JudgeLook | Mapping[str, Any]] | str,
    *,
    state: JudgeState | _Document | None = None,
) -> JudgedSeries:
    """Judges a whole recorded series: one judgement for each look.

    Raises `ConfigError` for the policy, and `InputError` that names the look, such as `looks[3].at`.
    """

def sequential_test(
    test: SequentialTest | _Document,
    looks: Sequence[SequentialLook | Mapping[str, Any]] | str,
    *,
    state: SequentialState | _Document | None = None,
) -> SequentialSeries:
    """Runs a test that may be looked at as often as one likes, and stopped whenever one likes.

    Looks hold increments since the look before, in both arms over the same time. The series begins anew, or goes on from
    the state of another one.

    Raises `ConfigError` for the test, and `InputError` that names the look, such as `looks[3].canary.events`.
    """

def merge_sequential(
    test: SequentialTest | _Document,
    state: SequentialState | _Document,
    other: SequentialState | _Document,
) -> SequentialSeries:
    """Takes into `state`, as one more look, all that `other` has seen since its beginning: one rollout, watched by two.

    The two must have seen different requests, so `other` begins anew afterwards. Nothing that `other` saw may decide
    whether and when it is merged, and which of both is merged into which is decided beforehand.

    Raises `ConfigError` for the test, also for one that is boosted for its level, and `InputError` that names the state,
    such as `other.test`.
    """

def sequential_interval(
    sequence: ConfidenceSequence | _Document,
    looks: Sequence[SequentialLook | Mapping[str, Any]] | str,
) -> list[SequentialInterval]:
    """The interval after each look; all of them hold together."""

def combine_evidence(
    looks: Sequence[Sequence[float]],
    *,
    policy: CombinePolicy | _Document | None = None,
) -> list[CombinedEvidence]:
    """What several metrics say together after each look, from the present `log_e` of each."""

def estimate_dispersion(
    estimate: DispersionEstimate | _Document,
    looks: Sequence[SequentialLook | Mapping[str, Any]] | str,
) -> list[float]:
    """How much more than independent events the events of a service scatter, after each look."""

def evidence_of_p_value(p: float) -> CalibratedEvidence:
    """What the p-value of a test whose size was fixed beforehand is worth as evidence."""

def split(share: float, replicas: int, surge: int) -> ReplicaCounts:
    """So many of the instances for a share of the traffic in percent, with so many beyond the usual number."""

def replica_counts(request: ReplicaRequest | _Document) -> ReplicaCounts:
    """How many instances each version should have now.

    Raises `InputError` for a request that contradicts itself.
    """

def manifests(fragments: KubernetesFragments | _Document) -> str:
    """Fragments as the JSON that goes into the manifests of Kubernetes."""

def explain(reason: Reason | _Document) -> str:
    """A reason as one sentence."""

def state_table() -> str:
    """Every legal transition as a Markdown table."""

def mermaid(phase: Phase | None = None) -> str:
    """The phases and the events between them as a Mermaid diagram; `phase` is marked."""

def allowed_events(phase: Phase) -> tuple[EventKind, ...]:
    """The events that a phase has a use for."""

def is_build_of(image_tag: str, commit: str) -> bool:
    """Whether an image tag names one immutable build of a commit.

    Raises `InputError` for a tag that is not of the form `{commit-hash}-{timestamp}`.
    """

def to_json(value: object) -> str:
    """Any value of this package as canonical JSON: sorted keys, so that equal values are equal text."""
