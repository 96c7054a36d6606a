//! Why a decision came out as it did, as data; prose is made from it in [`crate::render`].

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

/// How a check, a report or a look came out; later ones are worse, and the worst decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Healthy.
    Pass,
    /// Healthy, with something that a person should see.
    Warn,
    /// Not enough evidence to say.
    Inconclusive,
    /// Unhealthy.
    Fail,
}

/// Stable identifier of a reason, the same text in Rust, Python and TypeScript.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ReasonCode {
    /// The observed value is inside its limit.
    WithinLimit,
    /// The observed value is inside its limit but beyond the warning limit.
    NearLimit,
    /// The observed value is beyond its limit.
    LimitExceeded,
    /// Beyond the limit taken from the baseline, but by no more than the gate's slack.
    WithinSlack,
    /// Exactly as the baseline, which is healthy by definition.
    EqualToBaseline,
    /// Nobody brought a measurement.
    Missing,
    /// The measurement system answered "not a number".
    NotANumber,
    /// The measurement could not be fetched.
    FetchFailed,
    /// The measurement is older than the gate's window.
    Stale,
    /// No request in the window, so nothing can be said about requests.
    NoTraffic,
    /// Fewer samples than the gate needs.
    TooFewSamples,
    /// The quantile lies above the last bound of a histogram, where nothing can be said.
    BeyondBuckets,
    /// A histogram was brought, and the gate does not say which quantile to read.
    NoQuantile,
    /// The limit comes from a baseline, and the baseline was not measured.
    BaselineUnmeasured,
    /// Neither canary nor baseline was measured.
    BothUnmeasured,
    /// There was no gate to decide with.
    NothingToCheck,
    /// Not one required gate was measured, whatever their consequences say.
    NothingMeasured,
    /// The confidence score reached the threshold of its decision.
    ScoreReached,
    /// The confidence score is below a threshold.
    ScoreBelow,
    /// No factor of the confidence score is known.
    NothingKnown,
    /// A factor that the policy requires is unknown.
    RequiredFactorUnknown,
    /// All of a release's gates passed and the bake time is over.
    StagePassed,
    /// The time to settle or to bake is not over.
    StillBaking,
    /// A gate failed, within the number of failed checks that the plan allows.
    FailureTolerated,
    /// More failed checks than the plan allows.
    TooManyFailures,
    /// A critical gate failed, which no budget covers.
    CriticalGateFailed,
    /// Inconclusive for longer than the policy allows.
    HeldTooLong,
    /// The host did not answer within the time of the policy.
    TimedOut,
    /// The host reported that an action failed.
    ActionFailed,
    /// The host reported that an action is done.
    ActionDone,
    /// The plan asks for an approval here.
    ApprovalRequired,
    /// A person approved.
    Approved,
    /// A person refused.
    Rejected,
    /// Nobody approved in time.
    ApprovalExpired,
    /// A person stopped the rollout for a while.
    PausedByOperator,
    /// A person let it go on.
    ResumedByOperator,
    /// A person ended it.
    AbortedByOperator,
    /// A person demanded a rollback.
    RollbackByOperator,
    /// A person moved it forward against the state of the evidence.
    OverriddenByOperator,
    /// Paused for longer than the policy allows.
    PausedTooLong,
    /// The result of the safety assessment arrived.
    SafetyAssessed,
    /// The rollout was created.
    Started,
    /// The new version answered that it is the one that was deployed.
    VersionVerified,
    /// The version could not be verified in the allowed attempts.
    VersionNotVerified,
    /// The watch period after promotion is over.
    WatchPassed,
    /// The confidence is above the threshold for acting without a person.
    ThresholdReached,
    /// The confidence is not above the threshold for acting without a person.
    ThresholdNotReached,
    /// A factor that is known to raise the risk.
    RaisesRisk,
    /// A factor that is not known, which counts as half a risk and lowers the confidence.
    FactorUnknown,
    /// The risk is within a limit of the policy.
    RiskWithin,
    /// The risk is above a limit of the policy.
    RiskAbove,
    /// Too little is known for the confidence that the policy requires.
    TooLittleKnown,
    /// The criterion in which a strategy is ahead of the next best.
    FitsBetter,
    /// There is not enough free capacity.
    InsufficientCapacity,
    /// The service must not be down.
    DowntimeNotAllowed,
    /// Two versions of the service cannot serve at the same time.
    CannotRunSideBySide,
    /// Rules from outside forbid it.
    Forbidden,
    /// Rules from outside demand others.
    NotMandated,
    /// It never serves users, and the change is to be released.
    NeverServes,
    /// It serves users, and the change is only to be compared.
    ServesUsers,
    /// It learns from users, and the change cannot be taken back from them.
    CannotGoBack,
    /// The change does not stand behind a feature flag.
    NotFlagged,
    /// Every possibility is excluded.
    NothingPossible,
    /// Something was not said, and a documented assumption stands in for it.
    Assumed,
    /// As many people as needed approved.
    QuorumReached,
    /// Not enough people approved yet.
    QuorumMissing,
    /// No rule asks for an approval.
    NoApprovalNeeded,
    /// The author of a change may not approve it.
    AuthorMayNotApprove,
    /// The person does not have a role that may approve.
    NotEntitled,
    /// The approval is for another version, environment or stage.
    ApprovalForAnother,
    /// Nobody who is left may approve.
    NobodyCanApprove,
    /// A condition of the policy holds.
    ConditionHolds,
    /// A condition of the policy could not be decided, since facts are unknown.
    ConditionUnknown,
    /// Somebody broke the glass: a rule of the policy is overridden, knowingly.
    GlassBroken,
    /// The glass may not be broken like that.
    BreakGlassRefused,
    /// A deployment window is open.
    WindowOpen,
    /// No deployment window is open.
    WindowClosed,
    /// A freeze is in force.
    Frozen,
    /// An exception from a freeze applies.
    ExceptionApplies,
    /// It is allowed, but not one of the times that the policy prefers.
    NotPreferred,
    /// The error budget is exhausted.
    ErrorBudgetExhausted,
    /// The error budget is not known, so nobody can say whether it is exhausted.
    ErrorBudgetUnknown,
    /// An item of the checklist is done.
    ItemDone,
    /// An item of the checklist is not done.
    ItemNotDone,
    /// Nobody said whether an item of the checklist is done.
    ItemUnknown,
    /// The image tag names one build of the commit.
    ImageImmutable,
    /// The image tag does not name one immutable build.
    ImageNotImmutable,
    /// The tag is accepted, since the policy asks for no form.
    TagAccepted,
    /// The image is a build of another commit.
    ImageOfAnotherCommit,
    /// The version was verified in the environment before.
    VerifiedBefore,
    /// The version was not verified in the environment before.
    NotVerifiedBefore,
    /// The version has not been in the environment before for long enough.
    NotLongEnough,
    /// It is not the image that was verified.
    AnotherImage,
    /// A gate can never decide, since another one always decides before it.
    NeverDecides,
    /// The samples of every gate that decides are still gathering, and the stage bakes on.
    StillGathering,
    /// No window of the policy is about the deployment, so it needs none to be open.
    NoWindowNeeded,
    /// The plan asks for a number that the policy does not allow, or that could not be carried out; another is taken.
    Adjusted,
    /// A share is smaller than what one instance takes, so that a router has to divide the traffic.
    NeedsRouter,
    /// A prediction rests on how the service was deployed before.
    BasedOnService,
    /// Nothing is known of the service; a prediction rests on other services by the strategy.
    BasedOnStrategy,
    /// Nothing is known of the service and the strategy; a prediction rests on all deployments.
    BasedOnAll,
    /// Nothing is known of any deployment; a prediction rests on what is expected before any.
    BasedOnNothing,
    /// The weights of the model are the built-in ones.
    NotFitted,
    /// A feature of the model is not known of the deployment.
    FeatureMissing,
    /// Something makes the deployment more likely to succeed.
    RaisesSuccess,
    /// Something makes the deployment less likely to succeed.
    LowersSuccess,
    /// What would make the deployment more likely to succeed.
    WouldSucceed,
    /// A term of the model that is the same in all rows.
    ConstantFeature,
    /// All deployments had the same outcome, so nothing can be said of what tells outcomes apart.
    OneOutcomeOnly,
    /// The outcome was not predicted for any deployment.
    NeverPredicted,
    /// The log loss is better than that of always predicting the base rate.
    BetterThanBaseRate,
    /// The log loss is not better than that of always predicting the base rate.
    NotBetterThanBaseRate,
    /// There is no champion that the challenger could be worse than.
    NoChampion,
    /// The challenger is not worse than the champion by more than what is allowed.
    NotWorseThanChampion,
    /// The challenger is worse than the champion by more than what is allowed.
    WorseThanChampion,
    /// An input looks as it did in training, as far as chance lets see.
    InputSteady,
    /// An input no longer looks as it did in training.
    InputMoved,
    /// Outcomes are as predicted, as far as chance lets see, or nearly so.
    CalibrationSteady,
    /// Outcomes are no longer as predicted.
    CalibrationMoved,
    /// The log loss is no higher than the predictions themselves expect, though the base rate has less.
    AsExpected,
    /// The predictions themselves expect less than the threshold.
    OutOfReach,
    /// The model was never trained.
    NeverTrained,
    /// Inputs or outcomes have moved since training.
    Drifted,
    /// Neither inputs nor outcomes have moved since training.
    NotDrifted,
    /// A metric of the canary is above that of the baseline.
    AboveBaseline,
    /// A metric of the canary is below that of the baseline.
    BelowBaseline,
    /// A metric that fails the canary alone is worse than that of the baseline.
    CriticalMetricFailed,
    /// The values of a metric could not be compared.
    NotComparable,
    /// The baseline has fewer values than is advised.
    ThinBaseline,
    /// No metric of a group could be compared.
    GroupUnmeasured,
    /// A metric without any measurement is taken for zero.
    GapsTakenForZero,
    /// A ratio of means says nothing where means are negative.
    NegativeMeans,
    /// A setting that is not understood, or has no effect, is ignored.
    SettingIgnored,
    /// No metric that decides was given for both sides.
    NothingToCompare,
    /// Worse than the baseline by more than chance and by enough to matter.
    WorseThanBaseline,
    /// Worse than the baseline by enough to matter, which may be chance.
    PerhapsWorse,
    /// Worse than the baseline by its mean, but ranks do not confirm it.
    RanksDisagree,
    /// Not worse than the baseline by enough to matter.
    NotWorse,
    /// Worse than the baseline, but no more than chance explains.
    WithinChance,
    /// Certainly worse than the baseline, but not by enough to matter.
    NotMaterial,
    /// The samples scatter too much to show what would matter.
    TooNoisy,
    /// More events than on the baseline, but too few to be sure.
    TooFewEvents,
    /// More events than on the baseline, but most of them came together.
    EventsInBursts,
    /// Too few trials to show an unbearable rate.
    TooFewTrials,
    /// The samples spread wider than the baseline's.
    SpreadWider,
    /// The baseline itself has moved, which was taken into account.
    BaselineMoved,
    /// A metric is worse than tolerated, at the level of the judge's policy.
    HarmShown,
    /// The same of a metric of which the difference tells how much.
    DifferenceShown,
    /// A metric is shown not to be harmful.
    SafetyShown,
    /// Neither harm nor safety is shown yet.
    MoreNeeded,
    /// Whether a metric is safe cannot be tested with its settings.
    SafetyNotTested,
    /// The canary has only just started, and is not judged yet.
    WarmingUp,
    /// Cumulative counts were read for the first time; the next look tells what was counted since.
    CountingBegins,
    /// The traffic is not split as planned, so that the sides cannot be compared.
    SplitNotAsPlanned,
    /// The baseline itself is beyond what is healthy, so that being like it says nothing.
    BaselineSick,
    /// Neither harm nor safety was shown in the time that the stage gives.
    NotShownInTime,
    /// A rollback trigger fired since the deployment, and still does.
    TriggerFired,
    /// A rollback trigger fired since the deployment, and no longer does.
    TriggerResolved,
    /// A rollback trigger would fire if it went on like this.
    TriggerPending,
    /// A rollback trigger fired before the deployment already, which is therefore not blamed.
    TriggerInherited,
    /// A person silenced a rollback trigger.
    TriggerSilenced,
    /// A person forces a rollback.
    RollbackForced,
    /// A person forbids rollbacks.
    RollbackForbidden,
    /// Too little speaks against the version for taking it back.
    NothingSpeaksForIt,
    /// The newest version that is known to be good: promoted, verified, not condemned.
    NewestKnownGood,
    /// The version was condemned, and no person cleared it since.
    Condemned,
    /// The version was never promoted and verified.
    NotKnownGood,
    /// No version is known to be good.
    NoKnownGood,
    /// The change of the version can no longer be taken back.
    CannotBeTakenBack,
    /// Nobody said whether the change of the version can be taken back.
    ReversibilityUnknown,
    /// The last rollback was a short time ago.
    CooldownRuns,
    /// As many rollbacks as may be made without a person were made.
    TooManyRollbacks,
    /// Something that must be measured before a promotion was not.
    RequiredUnmeasured,
    /// The canary has had traffic for too short a time.
    CanaryTooShort,
    /// The canary has too small a share of the traffic.
    CanaryTooSmall,
    /// A rollback that went wrong is finished at once, since the version that it leaves is condemned.
    Escalated,
    /// Enough of an error budget is left.
    BudgetLeft,
    /// An error budget runs low, and releases go slowly.
    BudgetLow,
    /// An error budget is nearly spent, and only critical releases go.
    BudgetNearlySpent,
    /// An error budget is spent, and releases are frozen.
    BudgetSpent,
    /// An error budget is smaller than one failure.
    BudgetBelowOne,
    /// An error budget goes faster than an alarm allows.
    BurnsFast,
    /// The measured steps are longer than a window, and say nothing of it.
    StepsTooLong,
    /// One incident took more of an error budget than the policy allows.
    IncidentCostly,
    /// An alarm holds for a service that keeps its objective.
    AlarmsWithinObjective,
    /// A key objective failed, which no score makes up for.
    KeyObjectiveFailed,
    /// An objective failed, and the score hides it.
    FailureHidden,
    /// A figure of delivery is better than its target.
    TargetMet,
    /// A figure of delivery is not better than its target.
    TargetMissed,
    /// Nothing was measured for longer than a total outage needs to alarm.
    SilentTooLong,
    /// Criteria to warn that a value satisfies only when it passes already.
    NeverReached,
}

/// One reason: what was looked at, and the numbers that were compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// What is said.
    pub code: ReasonCode,
    /// What it is said of: a gate, a factor, a stage, an action.
    pub subject: Cow<'static, str>,
    /// The number that was observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<f64>,
    /// The number that it was held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// How many samples stand behind it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub samples: Option<u64>,
    /// Who acted, for reasons given by a person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<String>,
    /// The words of that person or of the failed action.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
}

impl Reason {
    pub(crate) fn new(code: ReasonCode, subject: impl Into<Cow<'static, str>>) -> Self {
        Self { code, subject: subject.into(), observed: None, limit: None, samples: None, actor: None, detail: None }
    }

    pub(crate) fn observed(mut self, observed: f64) -> Self {
        self.observed = Some(observed);
        self
    }

    pub(crate) fn compared(mut self, observed: f64, limit: f64) -> Self {
        (self.observed, self.limit) = (Some(observed), Some(limit));
        self
    }

    pub(crate) fn said(mut self, actor: Option<&str>, detail: impl Into<String>) -> Self {
        (self.actor, self.detail) = (actor.map(str::to_owned), Some(detail.into()));
        self
    }
}
