//! What a budget is about, whether one objective has it or the parts of a composite share it.

use super::allowance::Allowance;
use super::period::BudgetPeriod;
use super::rules::{BurnAlerts, BurnRule};
use crate::error::Error;
use crate::time::{Duration, seconds};

/// What has a budget: an objective, or a composite.
pub(super) struct Budgeted<'a> {
    pub(super) name: &'a str,
    pub(super) period: BudgetPeriod,
    pub(super) slice: Option<Duration>,
    pub(super) aspirational: bool,
    /// What burns it, at least one.
    pub(super) sources: Vec<Source>,
    /// The rules of its alarms.
    pub(super) rules: Vec<BurnRule>,
}

/// What burns a budget.
#[derive(Clone, Copy)]
pub(super) struct Source {
    /// How much of the budget goes with a whole one of the source.
    pub(super) weight: f64,
    pub(super) allowance: Allowance,
    /// What a total outage spoils of an event or a slice: more than 1 where shortfalls of several add up.
    pub(super) outage: f64,
}

impl Source {
    pub(super) fn alone(allowance: Allowance) -> Self {
        Self { weight: 1.0, allowance, outage: 1.0 }
    }
}

impl Budgeted<'_> {
    /// The budget with the rules of its alarms, checked.
    pub(super) fn with_rules(mut self, alerts: &BurnAlerts) -> Result<Self, Error> {
        let rules = alerts.rules(self.period.nominal(), self.max_burn_rate());
        self.rules = rules.map_err(|err| err.within("alerts"))?;
        Ok(self)
    }

    /// The source, when it is the only one and counts in full, so that its numbers are those of the whole.
    pub(super) fn only(&self) -> Option<Source> {
        match self.sources.as_slice() {
            [source] if source.weight == 1.0 => Some(*source),
            _ => None,
        }
    }

    /// The burn rate of a total outage, the largest that there is.
    pub(super) fn max_burn_rate(&self) -> f64 {
        self.sources.iter().map(|source| source.weight * source.outage * source.allowance.most()).sum()
    }

    /// The share of the period in which a total outage spends the budget.
    pub(super) fn outage_share(&self) -> f64 {
        match self.only() {
            Some(source) => source.allowance.share() / source.outage,
            None => 1.0 / self.max_burn_rate(),
        }
    }

    /// Seconds until a total outage, after a clean past, makes the first alarm hold; none without alarms.
    pub(super) fn outage_alarms_after(&self) -> Option<f64> {
        self.rules.iter().map(|rule| rule.burn_rate.get() * self.outage_share() * seconds(rule.long)).reduce(f64::min)
    }

    /// The share of the events of a source that spends the whole budget, for the one that weighs most.
    pub(super) fn smallest_share(&self) -> f64 {
        let shares = self.sources.iter().map(|source| source.allowance.share() / source.weight);
        shares.fold(f64::INFINITY, f64::min)
    }

    /// The windows of its alarms, the shortest first.
    pub(super) fn windows(&self) -> Vec<Duration> {
        let mut windows: Vec<Duration> = self.rules.iter().flat_map(|rule| [rule.short, rule.long]).collect();
        windows.sort_unstable();
        windows.dedup();
        windows
    }
}
