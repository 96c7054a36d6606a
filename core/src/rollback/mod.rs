//! Whether a version is to be taken back, to which one, and how.
//!
//! The confidence rates what speaks for going back. Each piece of evidence has a strength from 0 to 1, and together they
//! leave as much doubt as the product of what each one leaves:
//!
//! `confidence = 1 − (1 − a) × (1 − b) × …`
//!
//! - a metric or event of which a trigger fires, or one that is resolved; of several triggers on it the strongest counts;
//! - gates that failed, once for the whole report, more when a critical one did;
//! - windows of metrics that were judged worse than the baseline's, once.
//!
//! It is a rating and no probability: pieces of evidence are rarely independent. An operator who forces a rollback leaves
//! no doubt.
//!
//! No sequence of decisions goes to and fro between versions: what was left by a rollback is condemned and is never a
//! target again, unless a person clears it.

mod decide;
mod evidence;
mod follow_up;
mod plans;
mod policy;
mod target;

use serde::{Deserialize, Serialize};

pub(crate) use decide::{Policies, decide};
pub(crate) use evidence::check_past;
pub use evidence::{Clearance, KnownVersion, PastRollback, RollbackEvidence};
pub use follow_up::{DiagnosticSource, FollowUp};
pub use plans::RollbackStrategy;
pub use policy::{EvidenceStrengths, RollbackPolicy};

use crate::plan::Plan;
use crate::reason::Reason;
use crate::time::Timestamp;
use crate::trigger::TriggerReport;
use crate::units::Fraction;

/// Whether to go back, to what, and how.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct RollbackDecision {
    /// Whether traffic is to go back to `target_version`.
    pub should_rollback: bool,
    /// What is to be done.
    pub course: RollbackCourse,
    /// How much speaks for going back, from 0 to 1.
    pub confidence: Fraction,
    /// What decided.
    pub reason: Reason,
    /// The version that is judged.
    pub version: String,
    /// The version to go back to; none when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target_version: Option<String>,
    /// How to go; none when nothing is to be done.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<RollbackStrategy>,
    /// The stages on the way back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<Plan>,
    /// Whether a person must agree first.
    pub approval_required: bool,
    /// When a rollback may be decided again without a person, where an order or a limit on rollbacks holds it up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_again_at: Option<Timestamp>,
    /// What else is to be done.
    pub follow_up: Vec<FollowUp>,
    /// Everything that speaks for or against it; which triggers were not measured is in `triggers`.
    pub reasons: Vec<Reason>,
    /// How the triggers came out.
    pub triggers: TriggerReport,
}

/// What is to be done about a version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RollbackCourse {
    /// Nothing: too little speaks against it.
    Keep,
    /// Go back to the target.
    RollBack,
    /// It cannot be taken back; switch its feature flag off.
    FlagOff,
    /// It cannot be taken back; repair it by a newer version.
    RollForward,
    /// A person must decide, since a rule forbids to go back now or there is nothing to go back to.
    Hold,
}
