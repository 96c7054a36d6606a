//! One budget against its evidence.

use std::borrow::Cow;

use super::allowance::Bad;
use super::budgeted::Budgeted;
use super::decision::{BudgetCost, BudgetLeft, BurnRuleOutcome, BurnWindow, ObjectiveBudget};
use super::evidence::{DeploymentEvents, IncidentEvents, ObjectiveEvidence};
use super::policy::{BudgetLadder, BudgetTier};
use super::rules::BurnRule;
use super::tally::{Series, Tally};
use crate::error::Error;
use crate::time::{Duration, Timestamp, seconds};
use crate::units::compare;

/// What there is to say of one budget.
pub(super) struct Assessment<'a> {
    pub(super) budgeted: &'a Budgeted<'a>,
    pub(super) ladder: &'a BudgetLadder,
    pub(super) now: Timestamp,
    /// One for each source.
    pub(super) series: Vec<Cow<'a, Series>>,
    /// What else is known of an objective.
    evidence: Option<&'a ObjectiveEvidence>,
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
        budgeted: &'a Budgeted<'a>,
        ladder: &'a BudgetLadder,
        now: Timestamp,
        series: Vec<Cow<'a, Series>>,
        evidence: Option<&'a ObjectiveEvidence>,
    ) -> Self {
        let (from, until, length) = match budgeted.period.around(now) {
            Some((from, until)) => (from, Some(until), until.since(from)),
            None => (now.before(budgeted.period.nominal()), None, budgeted.period.nominal()),
        };
        Self { budgeted, ladder, now, series, evidence, from, until, length }
    }

    pub(super) fn decide(&self) -> Result<ObjectiveBudget, Error> {
        let spent = self.spent();
        let budget = self.budget(spent.as_deref());
        let lengths = self.budgeted.windows().into_iter();
        let windows: Vec<BurnWindow> =
            lengths.map(|length| self.window(length, spent.as_deref(), budget.remaining)).collect();
        let outcomes: Vec<BurnRuleOutcome> = self.budgeted.rules.iter().map(|rule| rule.outcome(&windows)).collect();
        let tier = budget.remaining.map(|remaining| self.ladder.tier(remaining));
        let severity = outcomes.iter().filter(|rule| rule.holds == Some(true)).map(|rule| rule.severity).max();
        let deployments = self.deployments(spent.as_deref())?;
        let incidents = self.incidents(spent.as_deref());
        let silence = self.silence();
        let frozen = spent.filter(|_| tier == Some(BudgetTier::Frozen));
        let mut reasons = self.reasons(&budget, tier, &outcomes, &windows, &incidents);
        reasons.extend(silence.clone());
        let verdict = self.verdict(tier, severity, &incidents, silence.is_some());
        Ok(ObjectiveBudget {
            name: self.budgeted.name.to_owned(),
            verdict,
            tier,
            frozen_until: frozen.and_then(|spent| self.healed_at(spent)),
            severity,
            budget,
            windows,
            rules: outcomes,
            deployments,
            incidents,
            reasons,
        })
    }

    /// What the period has spent; none when nothing of it was measured for a source.
    fn spent(&self) -> Option<Vec<Spent>> {
        let of_source = |series: &Cow<'_, Series>| {
            let measured = match self.until {
                None => series.window(self.now, self.length),
                Some(_) => series.since(self.from),
            }?;
            let known = match (self.until, self.budgeted.slice) {
                // A calendar period knows how many slices it has; of a rolling one those that were measured count.
                (Some(_), Some(slice)) => {
                    u64::try_from(self.length.as_millis() / slice.as_millis()).unwrap_or_default()
                }
                _ => series.period_events.unwrap_or_default(),
            };
            Some(Spent { measured, of: known.max(measured.of) })
        };
        self.series.iter().map(of_source).collect()
    }

    fn budget(&self, spent: Option<&[Spent]>) -> BudgetLeft {
        let consumed = spent.and_then(|spent| self.consumed(spent));
        let total = spent.and_then(|spent| sum(spent.iter().map(|spent| spent.measured)));
        let allowance = self.budgeted.only().map(|source| source.allowance);
        let only = allowance.zip(spent.and_then(<[Spent]>::first));
        let good = |Tally { bad, of }: Tally| (of > 0).then(|| 1.0 - bad.get() / of as f64);
        BudgetLeft {
            bad: total.map(|total| total.bad.get()),
            measured: total.map(|total| total.of),
            good_share: only.and_then(|(_, spent)| good(spent.measured)),
            allowed: only.map(|(allowance, spent)| allowance.of(spent.of)),
            consumed,
            remaining: consumed.map(|consumed| 1.0 - consumed),
            spare: only.and_then(|(allowance, spent)| match spent.measured.bad {
                Bad::Whole(bad) => Some(allowance.spare(spent.of, bad)),
                Bad::Parts(_) => None,
            }),
            even_remaining: self.until.map(|until| seconds(until.since(self.now)) / seconds(self.length)),
            outage_seconds: self.budgeted.outage_share() * seconds(self.length),
        }
    }

    /// The share of the budget that is gone; none without anything to count.
    fn consumed(&self, spent: &[Spent]) -> Option<f64> {
        self.burnt(spent.iter().map(|spent| (spent.measured.bad, spent.of)))
    }

    /// What the sources burn together. One without anything to count adds nothing.
    fn burnt(&self, bad: impl Iterator<Item = (Bad, u64)>) -> Option<f64> {
        let sources = self.budgeted.sources.iter().zip(bad);
        let weighed =
            sources.filter_map(|(source, (bad, of))| Some(source.weight * source.allowance.consumed(bad, of)?));
        weighed.reduce(|sum, more| sum + more)
    }

    fn window(&self, length: Duration, spent: Option<&[Spent]>, remaining: Option<f64>) -> BurnWindow {
        let tallies: Option<Vec<Tally>> = self.series.iter().map(|series| series.window(self.now, length)).collect();
        let total = tallies.as_deref().and_then(|tallies| sum(tallies.iter().copied()));
        let pairs = || tallies.iter().flatten().map(|tally| (tally.bad, tally.of));
        let burn_rate = self.burnt(pairs());
        let share = spent.and_then(|spent| self.burnt(pairs().zip(spent).map(|((bad, _), spent)| (bad, spent.of))));
        let known = self.series.iter().all(|series| series.period_events.is_some());
        let (period, window) = (self.length.as_millis() as f64, length.as_millis() as f64);
        let exhausted = |(burn_rate, remaining): (f64, f64)| match remaining {
            _ if remaining <= 0.0 => Some(0.0),
            _ if burn_rate <= 0.0 => None,
            _ => Some(remaining * (period / 1000.0) / burn_rate),
        };
        BurnWindow {
            window: length,
            bad: total.map(|total| total.bad.get()),
            measured: total.map(|total| total.of),
            burn_rate,
            budget_share: share,
            weighted_burn_rate: share.filter(|_| known).map(|share| share * (period / window)),
            exhausted_in_seconds: burn_rate.zip(remaining).and_then(exhausted),
        }
    }

    /// What each deployment cost, against what its baseline's failure rate would have cost.
    fn deployments(&self, spent: Option<&[Spent]>) -> Result<Vec<BudgetCost>, Error> {
        let deployments = self.evidence.into_iter().flat_map(|evidence| &evidence.deployments);
        let cost = |(i, deployment): (usize, &DeploymentEvents)| {
            let bad = excess(deployment).map_err(|err| err.within(&format!("deployments[{i}]")))?;
            Ok(self.cost(&deployment.name, bad, spent))
        };
        deployments.enumerate().map(cost).collect()
    }

    fn incidents(&self, spent: Option<&[Spent]>) -> Vec<BudgetCost> {
        let cost = |incident: &IncidentEvents| self.cost(&incident.name, incident.bad.as_f64(), spent);
        self.evidence.into_iter().flat_map(|evidence| &evidence.incidents).map(cost).collect()
    }

    fn cost(&self, name: &str, bad: f64, spent: Option<&[Spent]>) -> BudgetCost {
        let share = spent.and_then(|spent| self.burnt(spent.iter().map(|spent| (Bad::Parts(bad), spent.of))));
        BudgetCost { name: name.to_owned(), bad, budget_share: share }
    }

    /// When enough bad steps have left a rolling period, or a calendar one ends. Nothing fails any more, and as many
    /// events come in as go; windows that were summed up elsewhere do not say when.
    fn healed_at(&self, mut left: Vec<Spent>) -> Option<Timestamp> {
        if self.until.is_some() || self.series.iter().any(|series| series.is_given(self.length)) {
            return self.until;
        }
        let steps = self.series.iter().enumerate();
        let steps = steps.flat_map(|(i, series)| series.last(self.from).map(move |step| (step.end, i, step.tally)));
        let mut leaving: Vec<(Timestamp, usize, Option<Tally>)> = steps.collect();
        leaving.sort_by_key(|(end, i, _)| (*end, *i));
        for (end, i, tally) in leaving {
            let (Some(spent), Some(tally)) = (left.get_mut(i), tally) else { continue };
            spent.measured.bad = spent.measured.bad.without(tally.bad);
            let remaining = 1.0 - self.consumed(&left)?;
            if self.ladder.tier(remaining) < BudgetTier::Frozen {
                return Some(end.after(self.length));
            }
        }
        None
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

/// What several sources counted together.
fn sum(tallies: impl Iterator<Item = Tally>) -> Option<Tally> {
    tallies.reduce(Tally::plus)
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
