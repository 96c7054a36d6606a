//! What the alarms of a policy can do, before anything happens.

use serde::{Deserialize, Serialize};

use super::budgeted::Budgeted;
use super::policy::SloPolicy;
use super::rules::{AlertSeverity, BurnRule};
use crate::error::Error;
use crate::reason::{Reason, ReasonCode};
use crate::time::{Duration, seconds};
use crate::units::{Fraction, compare};

/// What an objective asks of those who keep it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ObjectiveReview {
    /// The objective.
    pub name: String,
    /// How long a total outage spends the whole budget, in seconds.
    pub outage_seconds: f64,
    /// How many slices may be bad, for an objective in slices of time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub allowed_slices: Option<f64>,
    /// The burn rate of a total outage, the largest that there is.
    pub max_burn_rate: f64,
    /// After how many seconds without anything measured a total outage would have made the first alarm hold; none without
    /// alarms.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub silent_after_seconds: Option<f64>,
    /// Its alarms.
    pub rules: Vec<BurnRuleReview>,
    /// What is odd about it.
    pub findings: Vec<Reason>,
}

/// What an alarm can do.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct BurnRuleReview {
    /// The rule.
    pub name: String,
    /// Who must know.
    pub severity: AlertSeverity,
    /// The burn rate above which it holds.
    pub burn_rate: f64,
    /// Its long window.
    pub long: Duration,
    /// Its short window.
    pub short: Duration,
    /// The share of the budget that is gone when it holds at just its burn rate.
    pub budget_share: f64,
    /// With fewer events in the long window a single failure is enough; for a composite, events of the part that weighs most.
    pub single_failure_below: f64,
    /// Seconds until it holds once errors run at the ratio that was asked for, after a clean past; none for never.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detects_after_seconds: Option<f64>,
    /// Seconds after the end of those errors until it no longer holds; none when it never held.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub resets_after_seconds: Option<f64>,
}

/// What can the alarms of a policy do? `error_ratio` is that of the errors to detect, 1 for a total outage.
///
/// ```
/// use rollwise::{Family, Fraction, SloPolicy, document, review_slo};
///
/// let policy: SloPolicy = document::read(Family::Config, r#"{"objectives": [
///     {"name": "availability", "target": 0.999, "period": {"kind": "rolling", "length": "30d"}}
/// ]}"#)?;
/// let review = review_slo(&policy, Fraction::new(1.0)?)?;
/// assert_eq!(review[0].outage_seconds, 2592.0);
/// let page = &review[0].rules[0];
/// assert_eq!((page.burn_rate, page.single_failure_below), (14.4, 70.0));
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// An error of the policy, `empty` when it has no objective.
pub fn review_slo(policy: &SloPolicy, error_ratio: Fraction) -> Result<Vec<ObjectiveReview>, Error> {
    let budgets = policy.some_budgets()?;
    Ok(budgets.iter().map(|budgeted| budgeted.review(error_ratio.get())).collect())
}

/// What is odd about the objectives of a checked policy.
pub(crate) fn findings(policy: &SloPolicy) -> Vec<Reason> {
    policy.budgets().unwrap_or_default().iter().flat_map(|budgeted| budgeted.review(1.0).findings).collect()
}

impl Budgeted<'_> {
    fn review(&self, error_ratio: f64) -> ObjectiveReview {
        let period = self.period.nominal();
        let early = |rule: &&BurnRule| rule.is_within_objective();
        let finding = |rule: &BurnRule| {
            let subject = format!("{}.{}", self.name, rule.name);
            Reason::new(ReasonCode::AlarmsWithinObjective, subject).compared(rule.burn_rate.get(), 1.0)
        };
        let millis = |length: Duration| length.as_millis() as f64;
        let slices = |slice| Some(self.only()?.allowance.share() * millis(period) / millis(slice));
        ObjectiveReview {
            name: self.name.to_owned(),
            outage_seconds: self.outage_share() * millis(period) / 1000.0,
            allowed_slices: self.slice.and_then(slices),
            max_burn_rate: self.max_burn_rate(),
            silent_after_seconds: self.outage_alarms_after(),
            rules: self.rules.iter().map(|rule| rule.review(self, error_ratio)).collect(),
            findings: self.rules.iter().filter(early).map(finding).collect(),
        }
    }
}

impl BurnRule {
    fn review(&self, budgeted: &Budgeted<'_>, error_ratio: f64) -> BurnRuleReview {
        let threshold = self.burn_rate.get() * budgeted.outage_share();
        // How much of a window must be full of errors before its ratio reaches the threshold.
        let filled = (compare(error_ratio, threshold).is_gt()).then(|| threshold / error_ratio);
        let single = 1.0 / (self.burn_rate.get() * budgeted.smallest_share());
        let whole = if compare(single, single.round()).is_eq() { single.round() } else { single.ceil() };
        BurnRuleReview {
            name: self.name.clone(),
            severity: self.severity,
            burn_rate: self.burn_rate.get(),
            long: self.long,
            short: self.short,
            budget_share: self.budget_share(budgeted.period.nominal()),
            single_failure_below: whole,
            detects_after_seconds: filled.map(|part| part * seconds(self.long)),
            resets_after_seconds: filled.map(|part| (1.0 - part) * seconds(self.short)),
        }
    }
}
