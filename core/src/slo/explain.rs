//! What becomes of an assessed budget, and why.

use super::assess::Assessment;
use super::decision::{BudgetCost, BudgetLeft, BurnRuleOutcome, BurnWindow};
use super::policy::{BudgetLadder, BudgetTier};
use super::rules::AlertSeverity;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::time::seconds;
use crate::units::compare;

impl Assessment<'_> {
    /// Why nothing is known of the present: nothing came for longer than a step, and than an outage needs to alarm.
    pub(super) fn silence(&self) -> Option<Reason> {
        let limit = self.budgeted.outage_alarms_after()?;
        let (end, step) = self.series.iter().filter_map(|series| series.newest()).min()?;
        let silent = self.now.since(end);
        let is_late = silent > step && compare(seconds(silent), limit).is_gt();
        let reason = Reason::new(ReasonCode::SilentTooLong, self.budgeted.name.to_owned());
        is_late.then(|| reason.compared(seconds(silent), limit))
    }

    pub(super) fn verdict(
        &self,
        tier: Option<BudgetTier>,
        severity: Option<AlertSeverity>,
        incidents: &[BudgetCost],
        is_silent: bool,
    ) -> Verdict {
        let of_tier = match tier {
            None => Verdict::Inconclusive,
            Some(BudgetTier::Normal) => Verdict::Pass,
            Some(BudgetTier::Slow | BudgetTier::CriticalOnly) => Verdict::Warn,
            Some(BudgetTier::Frozen) => Verdict::Fail,
        };
        let of_alarm = match severity {
            None => Verdict::Pass,
            Some(AlertSeverity::Ticket) => Verdict::Warn,
            Some(AlertSeverity::Page) => Verdict::Fail,
        };
        let of_incidents =
            if incidents.iter().any(|cost| self.is_costly(cost)) { Verdict::Warn } else { Verdict::Pass };
        let of_silence = if is_silent { Verdict::Inconclusive } else { Verdict::Pass };
        let verdict = of_tier.max(of_alarm).max(of_incidents).max(of_silence);
        if self.budgeted.aspirational { verdict.min(Verdict::Warn) } else { verdict }
    }

    fn is_costly(&self, cost: &BudgetCost) -> bool {
        cost.budget_share.is_some_and(|share| compare(share, self.ladder.postmortem_above.get()).is_gt())
    }

    pub(super) fn reasons(
        &self,
        budget: &BudgetLeft,
        tier: Option<BudgetTier>,
        rules: &[BurnRuleOutcome],
        windows: &[BurnWindow],
        incidents: &[BudgetCost],
    ) -> Vec<Reason> {
        let name = self.budgeted.name;
        let reason = |code| Reason::new(code, name.to_owned());
        let mut reasons = Vec::new();
        match (tier, budget.remaining) {
            (Some(tier), Some(remaining)) => reasons.push(self.ladder.reason(tier, name, remaining)),
            _ if budget.bad.is_some() => reasons.push(reason(ReasonCode::NoTraffic)),
            _ => reasons.push(reason(ReasonCode::Missing)),
        }
        if budget.allowed.is_some_and(|allowed| allowed > 0.0 && compare(allowed, 1.0).is_lt()) {
            reasons.extend(budget.allowed.map(|allowed| reason(ReasonCode::BudgetBelowOne).observed(allowed)));
        }
        for rule in rules.iter().filter(|rule| rule.holds == Some(true)) {
            let burn_rate =
                windows.iter().find(|window| window.window == rule.long).and_then(|window| window.burn_rate);
            let subject = format!("{name}.{}", rule.name);
            reasons.extend(
                burn_rate.map(|rate| Reason::new(ReasonCode::BurnsFast, subject).compared(rate, rule.burn_rate)),
            );
        }
        let coarser =
            |window: &&BurnWindow| self.series.iter().any(|series| series.is_coarser(self.now, window.window));
        for window in windows.iter().filter(coarser) {
            let subject = format!("{name}.{}", window.window);
            reasons.push(Reason::new(ReasonCode::StepsTooLong, subject));
        }
        for incident in incidents.iter().filter(|cost| self.is_costly(cost)) {
            let limit = self.ladder.postmortem_above.get();
            let costly = Reason::new(ReasonCode::IncidentCostly, incident.name.clone());
            reasons.extend(incident.budget_share.map(|share| costly.compared(share, limit)));
        }
        reasons
    }
}

impl BudgetLadder {
    fn reason(&self, tier: BudgetTier, name: &str, remaining: f64) -> Reason {
        let (code, limit) = match tier {
            BudgetTier::Normal => (ReasonCode::BudgetLeft, self.slow_at),
            BudgetTier::Slow => (ReasonCode::BudgetLow, self.slow_at),
            BudgetTier::CriticalOnly => (ReasonCode::BudgetNearlySpent, self.critical_only_at),
            BudgetTier::Frozen => (ReasonCode::BudgetSpent, self.freeze_at),
        };
        Reason::new(code, name.to_owned()).compared(remaining, limit.get())
    }
}
