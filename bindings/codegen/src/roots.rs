//! The types that the packages offer; everything that they hold follows.

use rollwise::{
    Acceptance, AcceptancePolicy, Admission, AdmissionRequest, ApprovalDecision, ApprovalVote, Artifacts, Automation,
    BlastRadius, BreakGlass, CalibratedEvidence, CanaryEvidence, CanaryPromotion, CanaryPromotionPolicy, Checklist,
    ChecklistStage, CombinePolicy, CombinedEvidence, ComparedWindows, ConditionAnswer, Confidence, ConfidenceSequence,
    DeliveryFigures, DeliveryLog, DeploymentOutcome, DispersionEstimate, Drift, DriftPolicy, Environment,
    EnvironmentPromotion, Evaluation, EvaluationPolicy, Event, EventKind, Evidence, Factors, Gate, GateReport,
    ImageCheck, InputReference, JudgeLook, JudgePolicy, JudgedRecording, JudgedSeries, KayentaConclusion,
    KayentaJudgement, KayentaLimits, KayentaMetricSet, KayentaPair, KayentaPolicy, KayentaRequest, KayentaSchedule,
    KayentaScheduleRequest, KubernetesFragments, ModelWeights, ObjectiveReview, Phase, Plan, PlanPreset, Policy,
    Prediction, QualityDecision, QualityEvidence, Readiness, Reason, Record, Recorded, Recording, Release,
    ReplicaCounts, ReplicaRequest, Retraining, RetrainingPolicy, Risk, RollbackDecision, RollbackEvidence,
    RollbackPolicy, Rollout, Run, Scoreboard, SequentialInterval, SequentialLook, SequentialSeries, SequentialTest,
    Situation, SloDecision, SloEvidence, Step, StrategyChoice, SuccessPolicy, TriggerEvidence, TriggerPolicy,
    TriggerReport, VerifiedVersion, WindowComparison, WindowDecision, WindowsCompared,
};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::Value;

/// The schemas of all types, by name.
pub(crate) fn definitions() -> serde_json::Map<String, Value> {
    let mut generator = generator();
    macro_rules! add {
        ($($root:ty),* $(,)?) => { $( generator.subschema_for::<$root>(); )* };
    }
    add! {
        Policy, Plan, Gate, Release, Factors, Evidence, Event, Step, Record, Rollout, GateReport, Confidence, Artifacts,
        Reason, PlanPreset, Environment, Automation, EventKind, Phase, Recording, Run, Situation, Risk, StrategyChoice,
        WindowDecision, ImageCheck, Checklist, ChecklistStage, Readiness, VerifiedVersion, EnvironmentPromotion,
        ConditionAnswer, ApprovalVote, ApprovalDecision, BreakGlass, AdmissionRequest, Admission, BlastRadius,
        KubernetesFragments, ReplicaRequest, ReplicaCounts, SuccessPolicy, DeploymentOutcome, Recorded, Prediction, ModelWeights, EvaluationPolicy, Evaluation, AcceptancePolicy,
    Acceptance, CalibratedEvidence, CanaryEvidence, CanaryPromotion, CanaryPromotionPolicy, CombinePolicy, CombinedEvidence, ComparedWindows, ConfidenceSequence, DeliveryFigures, DeliveryLog, DispersionEstimate, Drift, DriftPolicy, InputReference, JudgeLook, JudgePolicy, JudgedRecording, JudgedSeries, KayentaConclusion, KayentaJudgement, KayentaLimits, KayentaMetricSet, KayentaPair, KayentaPolicy, KayentaRequest, KayentaSchedule, KayentaScheduleRequest, ObjectiveReview, QualityDecision, QualityEvidence, Retraining, RetrainingPolicy, RollbackDecision, RollbackEvidence, RollbackPolicy, Scoreboard, SequentialInterval, SequentialLook, SequentialSeries, SequentialTest, SloDecision, SloEvidence, TriggerEvidence, TriggerPolicy, TriggerReport, WindowComparison, WindowsCompared,
    }
    generator.take_definitions(true)
}

/// The schemas that are published on their own: name of the file, title, schema.
pub(crate) fn documents() -> Vec<(&'static str, Value)> {
    macro_rules! schemas {
        ($($file:literal => $root:ty,)*) => { vec![$( ($file, generator().into_root_schema_for::<$root>().to_value()), )*] };
    }
    schemas! {
        "admission-request" => AdmissionRequest,
        "artifacts" => Artifacts,
        "event" => Event,
        "evidence" => Evidence,
        "plan" => Plan,
        "policy" => Policy,
        "record" => Record,
        "release" => Release,
        "rollout" => Rollout,
        "situation" => Situation,
        "success-policy" => SuccessPolicy,
    }
}

/// What may be left out of a document that is read decides what is optional.
fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_deserialize().into_generator()
}
