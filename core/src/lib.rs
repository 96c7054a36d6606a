//! The decision core of a deployment system: health gates, a confidence score and the rollout state machine.
//!
//! The crate decides, its host acts. It has no I/O, no clock and no randomness, so the same evidence gives the same
//! decision, here and in the Python and npm packages that are built on it.
//!
//! ```
//! use rollwise::{Action, Engine, Event, Fraction, Phase, Policy, Release};
//!
//! let engine = Engine::new(Policy::default())?;
//! let release = r#"{
//!     "id": "r1", "service": "shop", "version": "2.4.0", "previous_version": "2.3.9",
//!     "image_tag": "9f8d111d-1763690400", "commit": "9f8d111d"
//! }"#;
//! let release: Release = rollwise::document::read(rollwise::Family::Input, release)?;
//! let now = "2026-11-21T03:00:00Z".parse()?;
//!
//! let (mut rollout, _) = engine.start(now, release)?;
//! let step = rollout.step(now, Event::SafetyAssessed { safety: Fraction::new(0.97)?, rollout: None })?;
//! assert_eq!(step.phase, Phase::Building);
//! assert!(matches!(&step.actions[0], Action::Build { commit, .. } if commit == "9f8d111d"));
//! # Ok::<(), rollwise::Error>(())
//! ```
//!
//! # Two types to learn, and one to train
//!
//! - [`Engine`] is a checked [`Policy`]. It answers questions: [`evaluate_gates`](Engine::evaluate_gates),
//!   [`score_confidence`](Engine::score_confidence), [`permits`](Engine::permits), and it
//!   [`start`](Engine::start)s rollouts.
//! - [`SuccessModel`] says how likely a deployment is to succeed, and learns from what becomes of each.
//! - [`Rollout`] is one deployment on its way: [`step`](Rollout::step) takes an [`Event`] and the present moment, and
//!   gives [`Action`]s, a time to wake up and an audit [`Record`].
//!
//! Around them: [`Evidence`] of [`Measurement`]s goes in, [`Reason`]s come out. [`Plan`]s say through which stages a
//! release goes, [`audit`] verifies and replays records, [`Artifacts`] are what is kept of a rollout for others, and
//! [`render`] makes text and diagrams. Whatever cannot be used is refused by an [`Error`] that names the field, the
//! value and what would be allowed.
//!
//! # Features
//!
//! - `model` fits success models, on by default; predicting with a model needs none of it.
//! - `schema` derives JSON Schemas for every type of data, off by default.
//!
//! # What it is not
//!
//! It does not measure, deploy, wait or store: those are the host's. It has no threads and no async functions; a call
//! takes microseconds.
#![forbid(unsafe_code)]

mod admission;
mod approval;
mod artifact;
pub mod audit;
mod automation;
mod blast_radius;
mod break_glass;
mod canary;
mod confidence;
mod delivery;
mod digest;
pub mod document;
mod engine;
mod error;
mod expression;
mod gate;
mod history;
mod image;
mod judge;
pub mod kayenta;
mod kubernetes;
mod metric;
mod plan;
pub mod pods;
mod policy;
mod promotion;
mod quality;
mod readiness;
mod reason;
mod recording;
mod release;
pub mod render;
mod risk;
mod rollback;
mod rollout;
mod selection;
mod situation;
mod slo;
pub mod stats;
mod strategy;
mod strict;
mod success;
mod tagged;
mod time;
mod track_record;
mod trigger;
pub mod units;
mod window;

pub use admission::{Admission, AdmissionRequest};
pub use approval::{ApprovalDecision, ApprovalPolicy, ApprovalRule, ApprovalVote, RuleOutcome, Vote};
pub use artifact::{Artifacts, ConfidenceReport, DeploymentArtifact, StateChange, StateLog};
pub use audit::{Record, Start};
pub use automation::{Automation, AutomationPolicy};
pub use blast_radius::{BlastLimits, BlastRadius, BlastRadiusPolicy, StageBlast};
pub use break_glass::{BreakGlass, BreakGlassPolicy};
pub use canary::{
    ComparedMetric, ComparedWindows, Effect, EffectMeasure, ErrorAllowance, EventSamples, LevelsBefore, MaterialRatios,
    MetricCompared, MetricKind, WindowComparison, WindowSamples, WindowsCompared, WorseWhen, compare_windows,
};
pub use confidence::{
    Confidence, ConfidenceDecision, ConfidencePolicy, ConfidenceSummary, Factor, FactorScore, Factors, Flip, Weights,
};
pub use delivery::{
    Delivery, DeliveryFigure, DeliveryFigures, DeliveryIncident, DeliveryLog, DeliveryPolicy, deliveries,
    delivery_figures,
};
pub use digest::Digest;
pub use engine::Engine;
pub use error::{Error, ErrorCode, Family};
pub use expression::{ConditionAnswer, Fact, FactKind, facts};
pub use gate::{Bound, Check, Condition, Consequence, Consequences, Criticality, Gate, GateReport, GateSet};
pub use history::{DeploymentOutcome, History, Recorded};
pub use image::{ImageCheck, ImageTag};
pub use judge::{
    CanaryJudge, Counters, JudgeDecision, JudgeEvidence, JudgeLook, JudgePolicy, JudgeState, JudgeTest, Judged,
    JudgedEffect, JudgedMetric, JudgedRecording, JudgedSeries, Judgement, LevelState, Marks, MetricJudgement,
    MetricState, SideState, SplitPolicy, SplitState, WarmUp, WorseSide, judge_canary, judge_recording,
};
pub use kayenta::{
    KayentaClassification, KayentaConclusion, KayentaGroup, KayentaInterval, KayentaJudgement, KayentaLabel,
    KayentaLimits, KayentaMetricSet, KayentaPair, KayentaPolicy, KayentaRequest, KayentaResult, KayentaSchedule,
    KayentaScheduleRequest, KayentaStats, KayentaThresholds, KayentaWindow,
};
pub use kubernetes::{DeploymentStrategy, DisruptionBudget, KubernetesFragments, StageReplicas};
pub use metric::{Comparison, Evidence, Measurement, Point};
pub use plan::{Cleanup, CleanupTask, Plan, PlanPreset, SizedPlan, SizingPolicy, Stage, StageCheck, UnseenFailures};
pub use pods::{Headroom, InstanceLimit, ReplicaCounts, ReplicaMode, ReplicaRequest, ReplicaSet, TrafficWeights};
pub use policy::Policy;
pub use promotion::{
    CanaryEvidence, CanaryPromotion, CanaryPromotionPolicy, EnvironmentPromotion, PromotionCourse, PromotionFactor,
    PromotionFactorScore, PromotionFlip, PromotionPolicy, PromotionWeights, RequiredMetric, VerifiedVersion,
};
pub use quality::{
    CriteriaSet, CriterionOutcome, EarlierQuality, EarlierResult, IncludedResults, QualityAggregate, QualityComparison,
    QualityCriterion, QualityDecision, QualityEvidence, QualityObjective, QualityOutcome, QualityPolicy, QualityStatus,
    QualityValue, Relation, judge_quality,
};
pub use readiness::{Checklist, ChecklistItem, ChecklistStage, ItemOutcome, Need, Readiness, ReadinessPolicy};
pub use reason::{Reason, ReasonCode, Verdict};
pub use recording::{Column, Recording, Track};
pub use release::Release;
pub use risk::{FactorRisk, FactorWeight, Impact, Risk, RiskFactor, RiskPolicy, RiskRecommendation};
pub use rollback::{
    Clearance, DiagnosticSource, EvidenceStrengths, FollowUp, KnownVersion, PastRollback, RollbackCourse,
    RollbackDecision, RollbackEvidence, RollbackPolicy, RollbackStrategy,
};
pub use rollout::{
    Action, ActionKind, Approval, Baseline, Event, EventKind, HoldOutcome, Look, MeasureRequest, OverrideTo, Pending,
    Phase, Rollout, RolloutPolicy, Run, SCHEMA_VERSION, State, Step, TRANSITIONS, Terms, Transition, Verification,
    WakeReason, WakeUp, allowed_events,
};
pub use selection::{
    Criterion, CriterionWeights, ExcludedStrategy, FlipDirection, Precaution, RankedStrategy, ScorePart,
    StrategyChoice, StrategyFlip, StrategyPolicy,
};
pub use situation::{
    ApplicationType, Capacity, Change, ChangeKind, Compliance, Environment, Findings, Incident, Outcomes, Priority,
    Reversibility, Service, ServiceCriticality, Situation, StrategyHistory, Target, Tests,
};
pub use slo::{
    AlertSeverity, BudgetCost, BudgetLadder, BudgetLeft, BudgetMethod, BudgetPeriod, BudgetTier, BurnAlerts, BurnRule,
    BurnRuleOutcome, BurnRuleReview, BurnWindow, CalendarUnit, CompositeObjective, CompositePart, DeploymentEvents,
    IncidentEvents, Objective, ObjectiveBudget, ObjectiveEvidence, ObjectiveReview, ReleaseKind, ShareRule, SliEvents,
    SliStep, SliWindow, SloDecision, SloEvidence, SloPolicy, assess_slo, review_slo,
};
pub use stats::ranks::Shift;
pub use stats::sequential::{
    ArmEvents, BetaBinomialPolicy, BoundedMeanPolicy, BucketBetaPolicy, CalibratedEvidence, CapitalSchedule,
    CombinePolicy, CombinedEvidence, ConfidenceSequence, DispersionEstimate, EffectDirection, EffectNode,
    FisherConditionalPolicy, GaussianDifferencePolicy, HistogramShiftPolicy, PreparedTest, PriorProportion,
    QuantileAbPolicy, RateRatioPolicy, SampleSums, SequentialEvidence, SequentialInterval, SequentialLook,
    SequentialSeries, SequentialState, SequentialTest, SplitCheckPolicy, SymmetricDifferencePolicy, TestSides,
    TwoProportionPolicy, combine_evidence, estimate_dispersion, evidence_of_p_value, merge_sequential,
    sequential_interval, sequential_test,
};
pub use strategy::Strategy;
#[cfg(feature = "model")]
pub use success::FitProgress;
pub use success::{
    Acceptance, AcceptancePolicy, CalibrationDrift, Capture, ClassScores, Classes, Drift, DriftPolicy, Estimate,
    Evaluation, EvaluationPolicy, InputColumn, InputDrift, InputReference, ModelScores, MonthScore, PairedDifference,
    PredictedOutcome, ReliabilityBin, Retraining, RetrainingPolicy, ScoreSums, Scoreboard, best_threshold,
    check_retraining, compare_models, evaluate, keep_score, measure_drift,
};
pub use success::{
    Basis, Columns, Contribution, Counterfactual, Feature, FeatureKind, FittedFeature, MISSING, ModelWeights, Numbers,
    Prediction, Prior, ServiceLevel, SuccessModel, SuccessPolicy, Support, Term, Training,
};
pub use time::{Duration, Timestamp};
pub use track_record::HistoryPolicy;
pub use trigger::{
    OrderKind, RollbackOrder, Tolerance, Trigger, TriggerCondition, TriggerEvidence, TriggerOutcome, TriggerPolicy,
    TriggerReport, TriggerState, evaluate_triggers,
};
pub use units::{Count, Finite, Fraction, NonNegative, Score, TrafficShare};
pub use window::{
    Blocker, BlockerKind, BudgetFreeze, CalendarPolicy, CivilDateTime, Freeze, FreezeException, MonthDay, Scope,
    TimeOfDay, Times, UnderWay, Weekday, Window, WindowDecision, Zone,
};
