//! The types that the packages offer; everything that they hold follows.

use rollwise::{
    Acceptance, AcceptancePolicy, Admission, AdmissionRequest, ApprovalDecision, ApprovalVote, Artifacts, Automation,
    BlastRadius, BreakGlass, CalibratedEvidence, Checklist, ChecklistStage, CombinePolicy, CombinedEvidence,
    ComparedWindows, ConditionAnswer, Confidence, ConfidenceSequence, DeploymentOutcome, DispersionEstimate, Drift,
    DriftPolicy, Environment, EnvironmentPromotion, Evaluation, EvaluationPolicy, Event, EventKind, Evidence, Factors,
    Gate, GateReport, ImageCheck, InputReference, JudgeLook, JudgePolicy, JudgedRecording, JudgedSeries,
    KayentaConclusion, KayentaJudgement, KayentaLimits, KayentaMetricSet, KayentaPair, KayentaPolicy, KayentaRequest,
    KayentaSchedule, KayentaScheduleRequest, KubernetesFragments, ModelWeights, Phase, Plan, PlanPreset, Policy,
    Prediction, Readiness, Reason, Record, Recorded, Recording, Release, ReplicaCounts, ReplicaRequest, Retraining,
    RetrainingPolicy, Risk, Rollout, Run, Scoreboard, SequentialInterval, SequentialLook, SequentialSeries,
    SequentialTest, Situation, Step, StrategyChoice, SuccessPolicy, VerifiedVersion, WindowComparison, WindowDecision,
    WindowsCompared,
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
        Acceptance, DriftPolicy, InputReference, Drift, Scoreboard, RetrainingPolicy, Retraining, KayentaPolicy, KayentaRequest, KayentaJudgement, KayentaMetricSet, KayentaPair, KayentaScheduleRequest, KayentaSchedule, KayentaLimits, KayentaConclusion, SequentialTest, SequentialLook, SequentialSeries, ConfidenceSequence, SequentialInterval, CombinePolicy, CombinedEvidence, DispersionEstimate, CalibratedEvidence, WindowComparison, ComparedWindows, WindowsCompared, JudgePolicy, JudgeLook, JudgedSeries, JudgedRecording,
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
