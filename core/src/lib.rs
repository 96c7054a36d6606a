//! Rollwise.
#![forbid(unsafe_code)]

mod artifact;
pub mod audit;
mod automation;
mod confidence;
mod digest;
pub mod document;
mod engine;
mod error;
mod gate;
mod image;
mod metric;
mod plan;
mod policy;
mod reason;
mod recording;
mod release;
pub mod render;
mod rollout;
mod series;
mod strict;
mod tagged;
mod time;
pub mod units;

pub use artifact::{Artifacts, ConfidenceReport, DeploymentArtifact, StateChange, StateLog};
pub use audit::{Record, Start};
pub use automation::{Automation, AutomationPolicy};
pub use confidence::{
    Confidence, ConfidenceDecision, ConfidencePolicy, ConfidenceSummary, Factor, FactorScore, Factors, Flip, Weights,
};
pub use digest::Digest;
pub use engine::Engine;
pub use error::{Error, ErrorCode, Family};
pub use gate::{Bound, Check, Condition, Consequence, Consequences, Criticality, Gate, GateReport, GateSet};
pub use image::ImageTag;
pub use metric::{Comparison, Evidence, Measurement, Point};
pub use plan::{Cleanup, CleanupTask, Plan, PlanPreset, Stage, StageCheck, Strategy};
pub use policy::{Environment, Policy};
pub use reason::{Reason, ReasonCode, Verdict};
pub use recording::{Column, Recording, Track};
pub use release::Release;
pub use rollout::{
    Action, ActionKind, Approval, Baseline, Event, EventKind, HoldOutcome, Look, MeasureRequest, OverrideTo, Pending,
    Phase, Rollout, RolloutPolicy, Run, SCHEMA_VERSION, State, Step, TRANSITIONS, Terms, Transition, Verification,
    WakeReason, WakeUp, allowed_events,
};
pub use time::{Duration, Timestamp};
pub use units::{Count, Finite, Fraction, NonNegative, Score, TrafficShare};
