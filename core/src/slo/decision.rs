//! What follows from the budgets.

use serde::{Deserialize, Serialize};

use super::policy::{BudgetTier, ReleaseKind};
use super::rules::AlertSeverity;
use crate::reason::{Reason, Verdict};
use crate::time::{Duration, Timestamp};
use crate::units::Finite;

/// What is left of the error budgets, how fast they go, and what may be released.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SloDecision {
    /// Fail when a budget is frozen or an alarm pages, inconclusive when a budget is not known or measuring has stopped, warn
    /// for a slower tier or a ticket, else pass.
    pub verdict: Verdict,
    /// The worst tier of a known budget; none when no budget is known, which forbids nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<BudgetTier>,
    /// What may be released.
    pub allows: Vec<ReleaseKind>,
    /// The least that is left of a known budget: 1 is untouched, 0 exhausted, negative overspent. It is what a situation
    /// takes as its `error_budget`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_budget: Option<Finite>,
    /// The worst alarm that holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<AlertSeverity>,
    /// The earliest end of the freeze, if nothing fails any more; none without a freeze.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen_until: Option<Timestamp>,
    /// Every objective, in the order of the policy, and then every composite.
    pub objectives: Vec<ObjectiveBudget>,
    /// Why: the reasons of the objectives that make the verdict.
    pub reasons: Vec<Reason>,
}

/// The error budget of one objective.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ObjectiveBudget {
    /// The objective, or the composite.
    pub name: String,
    /// Fail when it is frozen or pages, inconclusive when its budget is not known or measuring has stopped, warn for a slower
    /// tier or a ticket, else pass. An aspirational one warns at most.
    pub verdict: Verdict,
    /// What is left of its budget.
    pub budget: BudgetLeft,
    /// Its rung; none when the budget is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tier: Option<BudgetTier>,
    /// The earliest end of its freeze, if nothing fails any more and as much comes in as before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub frozen_until: Option<Timestamp>,
    /// The worst alarm that holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severity: Option<AlertSeverity>,
    /// Every window of its alarms, the shortest first.
    pub windows: Vec<BurnWindow>,
    /// Every alarm.
    pub rules: Vec<BurnRuleOutcome>,
    /// What deployments cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deployments: Vec<BudgetCost>,
    /// What incidents cost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<BudgetCost>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What is left of a budget. Parts in events have no target in common, so their composite has neither `good_share`, `allowed` nor
/// `spare`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BudgetLeft {
    /// The bad ones: events, slices, or parts of slices. None when nothing was measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bad: Option<f64>,
    /// Of how many that were measured: events or slices.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<u64>,
    /// The share of those that is good; none when there were none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good_share: Option<f64>,
    /// How many may be bad in the period.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed: Option<f64>,
    /// The share of the budget that is spent: 1 is all, above 1 overspent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consumed: Option<f64>,
    /// The share that is left, negative when overspent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub remaining: Option<f64>,
    /// How many more may be bad, whole ones; negative when overspent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spare: Option<f64>,
    /// What would be left if a calendar period were spent evenly.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub even_remaining: Option<f64>,
    /// How long a total outage spends a whole budget, in seconds.
    pub outage_seconds: f64,
}

/// How fast a budget goes in a window.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BurnWindow {
    /// The window, which ends now.
    pub window: Duration,
    /// The bad ones; none when it was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bad: Option<f64>,
    /// Of how many.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measured: Option<u64>,
    /// How many times faster than evenly over the period; none without events, which is neither good nor bad.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub burn_rate: Option<f64>,
    /// The share of the budget that went in the window, exact whatever the traffic.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_share: Option<f64>,
    /// The burn rate of an average window that spends that share: few requests at night count for little, a peak for
    /// much. Known when the number of events of the period is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub weighted_burn_rate: Option<f64>,
    /// Seconds until nothing is left at this burn rate: 0 when it is so already, none for never or not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exhausted_in_seconds: Option<f64>,
}

/// Whether an alarm holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BurnRuleOutcome {
    /// The rule.
    pub name: String,
    /// Who must know.
    pub severity: AlertSeverity,
    /// The burn rate that it is about.
    pub burn_rate: f64,
    /// Its long window.
    pub long: Duration,
    /// Its short window.
    pub short: Duration,
    /// Whether it holds; none when a window had no events, in which case nobody is alarmed either.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holds: Option<bool>,
}

/// What a deployment or an incident cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BudgetCost {
    /// The deployment or incident.
    pub name: String,
    /// What went bad because of it: for a deployment beyond what its baseline would have had, negative when it was
    /// better.
    pub bad: f64,
    /// Which share of the budget that is; none when the budget is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub budget_share: Option<f64>,
}
