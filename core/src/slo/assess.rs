//! One objective against its evidence.

use super::allowance::{Allowance, Bad};
use super::decision::{BudgetCost, BudgetLeft, BurnRuleOutcome, BurnWindow, ObjectiveBudget};
use super::evidence::{DeploymentEvents, IncidentEvents, ObjectiveEvidence};
use super::policy::{BudgetLadder, BudgetTier, Objective};
use super::rules::{AlertSeverity, BurnRule};
use super::tally::{Series, Tally};
use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::time::{Duration, Timestamp, seconds};
use crate::units::compare;

/// What there is to say of one objective.
pub(super) struct Assessment<'a> {
    objective: &'a Objective,
    ladder: &'a BudgetLadder,
    now: Timestamp,
    allowance: Allowance,
    evidence: &'a ObjectiveEvidence,
    series: Series,
    /// From when the period counts, and when a calendar one ends.
    from: Timestamp,
    until: Option<Timestamp>,
    length: Duration,
}

/// The bad ones of the period, and of how many the budget is a share.
#[derive(Clone, Copy)]
struct Spent {
    measured: Tally,
    of: u64,
}

impl<'a> Assessment<'a> {
    pub(super) fn of(
        objective: &'a Objective,
        ladder: &'a BudgetLadder,
        now: Timestamp,
        evidence: &'a ObjectiveEvidence,
    ) -> Result<Self, Error> {
        evidence.check(now)?;
        let series = Series::of(objective.method, evidence)?;
        let allowance = Allowance::beside(objective.target)?;
        let (from, until, length) = match objective.period.around(now) {
            Some((from, until)) => (from, Some(until), until.since(from)),
            None => (now.before(objective.period.nominal()), None, objective.period.nominal()),
        };
        Ok(Self { objective, ladder, now, allowance, evidence, series, from, until, length })
    }

    pub(super) fn decide(&self) -> Result<ObjectiveBudget, Error> {
        let rules = self.objective.alerts.rules(self.objective.period.nominal(), self.allowance)?;
        let lengths = lengths(&rules);
        self.check_windows(&lengths)?;
        let spent = self.spent();
        let budget = self.budget(spent);
        let windows: Vec<BurnWindow> =
            lengths.into_iter().map(|length| self.window(length, spent, budget.remaining)).collect();
        let outcomes: Vec<BurnRuleOutcome> = rules.iter().map(|rule| rule.outcome(&windows)).collect();
        let tier = budget.remaining.map(|remaining| self.ladder.tier(remaining));
        let severity = outcomes.iter().filter(|rule| rule.holds == Some(true)).map(|rule| rule.severity).max();
        let deployments = self.deployments(spent)?;
        let incidents = self.incidents(spent);
        let reasons = self.reasons(&budget, tier, &outcomes, &windows, &incidents);
        Ok(ObjectiveBudget {
            name: self.objective.name.clone(),
            verdict: self.verdict(tier, severity, &incidents),
            tier,
            frozen_until: spent.filter(|_| tier == Some(BudgetTier::Frozen)).and_then(|spent| self.healed_at(spent)),
            severity,
            budget,
            windows,
            rules: outcomes,
            deployments,
            incidents,
            reasons,
        })
    }

    /// What the period has spent; none when nothing of it was measured.
    fn spent(&self) -> Option<Spent> {
        let measured = match self.until {
            None => self.series.window(self.now, self.length),
            Some(_) => self.series.since(self.from),
        }?;
        let known = match (self.until, self.objective.method.slice()) {
            // A calendar period knows how many slices it has; of a rolling one those that were measured count.
            (Some(_), Some(slice)) => u64::try_from(self.length.as_millis() / slice.as_millis()).unwrap_or_default(),
            _ => self.evidence.period_events.map_or(0, |events| events.get()),
        };
        Some(Spent { measured, of: known.max(measured.of) })
    }

    fn budget(&self, spent: Option<Spent>) -> BudgetLeft {
        let consumed = spent.and_then(|spent| self.allowance.consumed(spent.measured.bad, spent.of));
        let whole = |spent: Spent| match spent.measured.bad {
            Bad::Whole(bad) => Some(self.allowance.spare(spent.of, bad)),
            Bad::Parts(_) => None,
        };
        let good = |Tally { bad, of }: Tally| (of > 0).then(|| 1.0 - bad.get() / of as f64);
        BudgetLeft {
            bad: spent.map(|spent| spent.measured.bad.get()),
            measured: spent.map(|spent| spent.measured.of),
            good_share: spent.and_then(|spent| good(spent.measured)),
            allowed: spent.map(|spent| self.allowance.of(spent.of)),
            consumed,
            remaining: consumed.map(|consumed| 1.0 - consumed),
            spare: spent.and_then(whole),
            even_remaining: self.until.map(|until| seconds(until.since(self.now)) / seconds(self.length)),
            outage_seconds: self.allowance.share() * seconds(self.length),
        }
    }

    /// Refuses windows that nobody reads, such as those of an alarm that is no more.
    fn check_windows(&self, lengths: &[Duration]) -> Result<(), Error> {
        let period = self.until.is_none().then_some(self.length);
        let read = |window: Duration| lengths.contains(&window) || period == Some(window);
        let Some((i, given)) = self.evidence.windows.iter().enumerate().find(|(_, given)| !read(given.window)) else {
            return Ok(());
        };
        let known: Vec<String> = lengths.iter().copied().chain(period).map(|length| length.to_string()).collect();
        let error = Error::input(ErrorCode::UnknownName, format!("windows[{i}].window")).value(given.window);
        Err(error.allowed(known.join(", ")))
    }

    fn window(&self, length: Duration, spent: Option<Spent>, remaining: Option<f64>) -> BurnWindow {
        let tally = self.series.window(self.now, length);
        let burn_rate = tally.and_then(|tally| self.allowance.consumed(tally.bad, tally.of));
        let share = tally.zip(spent).and_then(|(tally, spent)| self.allowance.consumed(tally.bad, spent.of));
        let known = self.evidence.period_events.is_some();
        let (period, window) = (self.length.as_millis() as f64, length.as_millis() as f64);
        let exhausted = |(burn_rate, remaining): (f64, f64)| match remaining {
            _ if remaining <= 0.0 => Some(0.0),
            _ if burn_rate <= 0.0 => None,
            _ => Some(remaining * (period / 1000.0) / burn_rate),
        };
        BurnWindow {
            window: length,
            bad: tally.map(|tally| tally.bad.get()),
            measured: tally.map(|tally| tally.of),
            burn_rate,
            budget_share: share,
            weighted_burn_rate: share.filter(|_| known).map(|share| share * (period / window)),
            exhausted_in_seconds: burn_rate.zip(remaining).and_then(exhausted),
        }
    }

    /// What each deployment cost, against what its baseline's failure rate would have cost.
    fn deployments(&self, spent: Option<Spent>) -> Result<Vec<BudgetCost>, Error> {
        let mut costs = Vec::with_capacity(self.evidence.deployments.len());
        for (i, deployment) in self.evidence.deployments.iter().enumerate() {
            let bad = excess(deployment).map_err(|err| err.within(&format!("deployments[{i}]")))?;
            costs.push(self.cost(&deployment.name, bad, spent));
        }
        Ok(costs)
    }

    fn incidents(&self, spent: Option<Spent>) -> Vec<BudgetCost> {
        let cost = |incident: &IncidentEvents| self.cost(&incident.name, incident.bad.as_f64(), spent);
        self.evidence.incidents.iter().map(cost).collect()
    }

    fn cost(&self, name: &str, bad: f64, spent: Option<Spent>) -> BudgetCost {
        let share = spent.and_then(|spent| self.allowance.consumed(Bad::Parts(bad), spent.of));
        BudgetCost { name: name.to_owned(), bad, budget_share: share }
    }

    /// When enough bad steps have left a rolling period, or a calendar one ends. Nothing fails any more, and as many
    /// events come in as go; windows that were summed up elsewhere do not say when.
    fn healed_at(&self, spent: Spent) -> Option<Timestamp> {
        if self.until.is_some() || self.series.is_given(self.length) {
            return self.until;
        }
        let mut bad = spent.measured.bad;
        for step in self.series.last(self.from) {
            bad = step.tally.map_or(bad, |tally| bad.without(tally.bad));
            let remaining = 1.0 - self.allowance.consumed(bad, spent.of)?;
            if self.ladder.tier(remaining) < BudgetTier::Frozen {
                return Some(step.end.after(self.length));
            }
        }
        None
    }

    fn verdict(&self, tier: Option<BudgetTier>, severity: Option<AlertSeverity>, incidents: &[BudgetCost]) -> Verdict {
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
        let verdict = of_tier.max(of_alarm).max(of_incidents);
        if self.objective.aspirational { verdict.min(Verdict::Warn) } else { verdict }
    }

    fn is_costly(&self, cost: &BudgetCost) -> bool {
        cost.budget_share.is_some_and(|share| compare(share, self.ladder.postmortem_above.get()).is_gt())
    }

    fn reasons(
        &self,
        budget: &BudgetLeft,
        tier: Option<BudgetTier>,
        rules: &[BurnRuleOutcome],
        windows: &[BurnWindow],
        incidents: &[BudgetCost],
    ) -> Vec<Reason> {
        let name = &self.objective.name;
        let reason = |code| Reason::new(code, name.clone());
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
        for window in windows.iter().filter(|window| self.series.is_coarser(self.now, window.window)) {
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

impl BurnRule {
    fn outcome(&self, windows: &[BurnWindow]) -> BurnRuleOutcome {
        let window = |length| windows.iter().find(|window| window.window == length);
        let burns = |length| window(length).and_then(|window| window.burn_rate);
        let above = |rate: f64| compare(rate, self.burn_rate.get()).is_gt();
        let failures = window(self.long).and_then(|window| window.bad).unwrap_or_default();
        let enough = failures >= self.min_failures.as_f64();
        let holds = burns(self.long).zip(burns(self.short)).map(|(long, short)| above(long) && above(short) && enough);
        BurnRuleOutcome {
            name: self.name.clone(),
            severity: self.severity,
            burn_rate: self.burn_rate.get(),
            long: self.long,
            short: self.short,
            holds,
        }
    }
}

/// The windows of alarms, the shortest first.
fn lengths(rules: &[BurnRule]) -> Vec<Duration> {
    let mut lengths: Vec<Duration> = rules.iter().flat_map(|rule| [rule.short, rule.long]).collect();
    lengths.sort_unstable();
    lengths.dedup();
    lengths
}

/// Failures of the new version beyond those that the version before would have had among as many events.
fn excess(deployment: &DeploymentEvents) -> Result<f64, Error> {
    let canary = deployment.canary.counted().map_err(|err| err.within("canary"))?;
    let baseline = deployment.baseline.map(|events| events.counted().map_err(|err| err.within("baseline")));
    match baseline.transpose()? {
        Some(baseline) if baseline.valid > 0 => {
            let product = |a: u64, b: u64| i128::from(a) * i128::from(b);
            let beyond = product(canary.bad, baseline.valid) - product(baseline.bad, canary.valid);
            Ok(beyond as f64 / baseline.valid as f64)
        }
        _ => Ok(canary.bad as f64),
    }
}
