//! Documents as text.

use napi_derive::napi;
use rollwise::document::{canonical, read, write};
use rollwise::{Error, Family, Policy};
use serde::de::DeserializeOwned;

use crate::error::{Result, refuse};

/// Reads a policy or a plan. `name` is how errors call it; empty where its fields speak for themselves.
pub(crate) fn config<T: DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    read(Family::Config, text).map_err(|err| refuse(err.within(name)))
}

/// Reads anything else.
pub(crate) fn input<T: DeserializeOwned>(name: &str, text: &str) -> Result<T> {
    read(Family::Input, text).map_err(|err| refuse(err.within(name)))
}

/// The built-in policy of an environment.
#[napi(catch_unwind)]
pub(crate) fn policy_for(environment: String) -> Result<String> {
    Ok(write(&Policy::for_environment(input("environment", &environment)?)))
}

/// Checks a document of a named type, and writes what was given in canonical form.
#[napi(catch_unwind)]
pub(crate) fn to_json(type_name: String, text: String) -> Result<String> {
    check(&type_name, &text).map_err(refuse)?;
    canonical(&text).map_err(refuse)
}

macro_rules! types {
    ($($name:ident)*) => {
        fn check(type_name: &str, text: &str) -> std::result::Result<(), Error> {
            match type_name {
                $( stringify!($name) => read::<rollwise::$name>(Family::Input, text).map(drop), )*
                _ => read::<TypeName>(Family::Input, &write(type_name)).map(drop).map_err(|err| err.within("type")),
            }
        }

        /// Exists for its error, which lists the names.
        #[derive(serde::Deserialize)]
        enum TypeName { $( $name, )* }
    };
}

types! {
    Policy Gate Condition Consequences ConfidencePolicy Weights AutomationPolicy Plan Stage Cleanup RolloutPolicy
    Verification Release Factors Evidence Comparison Measurement Point Event Step Action MeasureRequest WakeUp Record
    Start Terms Reason GateReport Check Confidence ConfidenceSummary FactorScore Flip Rollout State Pending Artifacts
    DeploymentArtifact ConfidenceReport StateLog StateChange Recording Track Column Run Look Situation Change Service
    Target Risk StrategyChoice SizedPlan WindowDecision ImageCheck Readiness Checklist VerifiedVersion
    EnvironmentPromotion ConditionAnswer ApprovalVote ApprovalDecision BreakGlass AdmissionRequest Admission
    BlastRadius KubernetesFragments ReplicaRequest ReplicaCounts HistoryPolicy RiskPolicy FactorWeight StrategyPolicy
    CriterionWeights SizingPolicy UnseenFailures ApprovalPolicy ApprovalRule BreakGlassPolicy ReadinessPolicy
    ChecklistItem PromotionPolicy CalendarPolicy Window Times Scope Freeze FreezeException BudgetFreeze
    BlastRadiusPolicy BlastLimits Reversibility Tests Findings Incident Capacity StrategyHistory Outcomes Compliance
    FactorRisk RankedStrategy ScorePart ExcludedStrategy StageBlast StrategyFlip Blocker ItemOutcome RuleOutcome
    Contribution Counterfactual DeploymentOutcome Feature FittedFeature ModelWeights Prediction ServiceLevel SuccessPolicy
    Support Term Training DeploymentStrategy DisruptionBudget StageReplicas ReplicaMode ReplicaSet TrafficWeights EvaluationPolicy Evaluation
    Estimate Classes ClassScores Capture ReliabilityBin MonthScore AcceptancePolicy Acceptance ModelScores
    PairedDifference DriftPolicy InputReference Drift InputDrift CalibrationDrift Scoreboard ScoreSums
    RetrainingPolicy Retraining KayentaConclusion KayentaGroup KayentaJudgement KayentaLimits KayentaMetricSet
    KayentaPair KayentaPolicy KayentaRequest KayentaResult KayentaSchedule KayentaScheduleRequest KayentaStats
    KayentaThresholds KayentaWindow Shift WindowComparison MaterialRatios ErrorAllowance ComparedWindows
    ComparedMetric WindowSamples LevelsBefore EventSamples WindowsCompared MetricCompared Effect
    SequentialTest RateRatioPolicy EffectNode CapitalSchedule TwoProportionPolicy PriorProportion
    BetaBinomialPolicy FisherConditionalPolicy HistogramShiftPolicy BucketBetaPolicy QuantileAbPolicy
    GaussianDifferencePolicy SymmetricDifferencePolicy BoundedMeanPolicy SplitCheckPolicy SequentialLook
    ArmEvents SampleSums SequentialSeries SequentialEvidence SequentialState ConfidenceSequence
    JudgePolicy WarmUp SplitPolicy JudgedMetric Judged JudgeLook JudgedRecording JudgedSeries Judgement JudgeEvidence MetricJudgement
    JudgedEffect JudgeState MetricState SideState Marks LevelState SplitState
    SequentialInterval CombinePolicy CombinedEvidence DispersionEstimate CalibratedEvidence
    TriggerPolicy Trigger TriggerCondition Tolerance RollbackPolicy EvidenceStrengths CanaryPromotionPolicy
    RequiredMetric PromotionWeights TriggerEvidence RollbackOrder TriggerReport TriggerOutcome RollbackEvidence
    KnownVersion Clearance PastRollback RollbackDecision FollowUp CanaryEvidence CanaryPromotion
    PromotionFactorScore PromotionFlip
    SloPolicy Objective CompositeObjective CompositePart BudgetPeriod BudgetMethod BurnAlerts ShareRule BurnRule BudgetLadder SloEvidence
    ObjectiveEvidence SliStep SliEvents SliWindow DeploymentEvents IncidentEvents SloDecision ObjectiveBudget BudgetLeft
    BurnWindow BurnRuleOutcome BudgetCost ObjectiveReview BurnRuleReview QualityPolicy QualityObjective CriteriaSet
    QualityCriterion QualityComparison QualityEvidence QualityValue EarlierQuality QualityDecision QualityOutcome
    CriterionOutcome DeliveryPolicy DeliveryLog Delivery DeliveryIncident DeliveryFigures DeliveryFigure
}
