//! Rollback triggers: what must have been bad, and for how long, before anybody goes back.
//!
//! Every look that was measured is healthy or bad. How many bad ones make a trigger fire is its [`Tolerance`].
//!
//! - A look that was not measured neither continues nor ends what held: it is left out.
//! - Measured looks that are further apart than `max_gap` end what held, since nobody knows what was between them. A
//!   [`Total`](Tolerance::Total) and [`Evidence`](Tolerance::Evidence) count on.
//! - Looks may come at any intervals; time is what is held against a duration, never their number.
//! - What fires at the last look before the deployment, or a moment before its end, is *inherited*: it is reported but not
//!   blamed on the deployment, for as long as it goes on without a break. After that, counting begins anew. What was bad
//!   before but did not fire yet must be bad for its whole duration after the deployment.
//! - What fired since the deployment stays so; it is *resolved* when its last look no longer makes it fire.

mod evaluate;
mod evidence;
mod held;
mod policy;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use evaluate::evaluate_triggers;
pub use evidence::{OrderKind, RollbackOrder, TriggerEvidence};
pub use policy::{Tolerance, Trigger, TriggerCondition, TriggerPolicy};

use crate::gate::Criticality;
use crate::reason::{Reason, Verdict};
use crate::time::Timestamp;

/// Which triggers fired since a deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TriggerReport {
    /// Fail when one that decides fired, inconclusive when none that decides was measured, warn for a signal that fired.
    /// It says nothing of orders, which stand above it.
    pub verdict: Verdict,
    /// Every trigger, in the order of the policy.
    pub triggers: Vec<TriggerOutcome>,
    /// The order of an operator that is in force.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub order: Option<RollbackOrder>,
    /// Metrics and events that were brought but that no trigger reads.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Arc<str>>,
    /// One for the order, and one for each trigger that is not inactive.
    pub reasons: Vec<Reason>,
}

/// How one trigger came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct TriggerOutcome {
    /// Name of the trigger.
    pub trigger: Arc<str>,
    /// The metric or event that it reads.
    pub reads: Arc<str>,
    /// Where it stands.
    pub state: TriggerState,
    /// How much it weighs.
    pub criticality: Criticality,
    /// Whether an operator silenced it.
    pub silenced: bool,
    /// When it first fired since the deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub fired_at: Option<Timestamp>,
    /// Since when every look has been bad, or the first event of those that count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bad_since: Option<Timestamp>,
    /// Measured looks since the deployment, or events.
    pub looks: u64,
    /// Bad ones among them, or the events that still count.
    pub bad_looks: u64,
    /// The level of the last measured look, or how many events still count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<f64>,
    /// The limit that it was held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
}

impl TriggerOutcome {
    /// Whether it speaks for going back.
    #[must_use]
    pub fn speaks(&self) -> bool {
        self.fired_at.is_some() && !self.silenced && self.criticality.is_required()
    }
}

/// Where a trigger stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TriggerState {
    /// Nothing is wrong.
    Inactive,
    /// Something is wrong, but not for long enough or not often enough.
    Pending,
    /// It fired since the deployment and still does, as far as is known.
    Firing,
    /// It fired since the deployment and no longer does.
    Resolved,
    /// It fired before the deployment and has not stopped since.
    Inherited,
    /// Nothing was measured since the deployment, or nothing lately.
    Unmeasured,
}
