//! Service level objectives: what is left of the error budget, how fast it goes, and what may be released.

mod allowance;
mod assess;
mod budgeted;
mod composite;
mod decision;
mod evidence;
mod explain;
mod period;
mod policy;
mod review;
mod rules;
mod tally;

pub use composite::{CompositeObjective, CompositePart};
pub use decision::{BudgetCost, BudgetLeft, BurnRuleOutcome, BurnWindow, ObjectiveBudget, SloDecision};
pub use evidence::{DeploymentEvents, IncidentEvents, ObjectiveEvidence, SliEvents, SliStep, SliWindow, SloEvidence};
pub use period::{BudgetPeriod, CalendarUnit};
pub use policy::{BudgetLadder, BudgetMethod, BudgetTier, Objective, ReleaseKind, SloPolicy};
pub(crate) use review::findings;
pub use review::{BurnRuleReview, ObjectiveReview, review_slo};
pub use rules::{AlertSeverity, BurnAlerts, BurnRule, ShareRule};

use std::borrow::Cow;

use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, Verdict};
use crate::time::{Duration, Timestamp};
use crate::units::Finite;
use assess::Assessment;
use budgeted::Budgeted;
use tally::Series;

/// What is left of the error budgets, how fast do they go, and what may be released?
///
/// All arithmetic is exact in counts up to the one division that makes a ratio.
///
/// ```
/// use rollwise::{BudgetTier, Family, SloEvidence, SloPolicy, assess_slo, document};
///
/// let policy: SloPolicy = document::read(Family::Config, r#"{"objectives": [
///     {"name": "availability", "target": 0.97, "period": {"kind": "rolling", "length": "28d"}}
/// ]}"#)?;
/// let evidence: SloEvidence = document::read(Family::Input, r#"{"objectives": [{
///     "objective": "availability",
///     "windows": [{"window": "28d", "events": {"bad": 105388, "valid": 3663253}}]
/// }]}"#)?;
/// let decision = assess_slo(&policy, "2026-11-21T03:00:00Z".parse()?, &evidence)?;
/// assert_eq!(decision.tier, Some(BudgetTier::CriticalOnly));
/// assert_eq!(decision.objectives[0].budget.spare, Some(4509.0)); // so many failures more
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// An error of the policy, `empty` when it has no objective; `unknown_name` and `duplicate_name` for objectives and
/// windows of the evidence, `not_in_order` for steps that overlap, `empty` for those without length, `out_of_range` for the future,
/// `contradiction`, `events_exceed_trials` and `missing_field` for numbers that cannot be.
pub fn assess_slo(policy: &SloPolicy, now: Timestamp, evidence: &SloEvidence) -> Result<SloDecision, Error> {
    let budgets = policy.some_budgets()?;
    let shared = || policy.composites.iter().zip(budgets.iter().skip(policy.objectives.len()));
    check_names(policy, evidence)?;
    let mut decided = Vec::with_capacity(budgets.len());
    let mut measured = Vec::with_capacity(policy.objectives.len());
    for (objective, budgeted) in policy.objectives.iter().zip(&budgets) {
        let place = evidence.objectives.iter().position(|given| given.objective == objective.name);
        let within = |err: Error| place.map_or(err.clone(), |i| err.within(&format!("objectives[{i}]")));
        let given = place.and_then(|i| evidence.objectives.get(i));
        let alarms = shared().filter(|(composite, _)| composite.has(objective)).map(|(_, budgeted)| budgeted);
        let series =
            given.map_or(Ok(Series::nothing()), |given| objective.series(now, given, alarms.chain([budgeted])));
        let series = series.map_err(within)?;
        let assessment = Assessment::of(budgeted, &policy.ladder, now, vec![Cow::Borrowed(&series)], given);
        decided.push(assessment.decide().map_err(within)?);
        measured.push(series);
    }
    for (composite, budgeted) in shared() {
        let series = composite.series(&policy.objectives, &measured)?;
        decided.push(Assessment::of(budgeted, &policy.ladder, now, series, None).decide()?);
    }
    Ok(policy.decide(decided))
}

fn check_names(policy: &SloPolicy, evidence: &SloEvidence) -> Result<(), Error> {
    for (i, given) in evidence.objectives.iter().enumerate() {
        let refuse = |code| Error::input(code, format!("objectives[{i}].objective")).value(&given.objective);
        if policy.objectives.iter().all(|objective| objective.name != given.objective) {
            let known: Vec<&str> = policy.objectives.iter().map(|objective| objective.name.as_str()).collect();
            return Err(refuse(ErrorCode::UnknownName).allowed(known.join(", ")));
        }
        if evidence.objectives.iter().take(i).any(|other| other.objective == given.objective) {
            return Err(refuse(ErrorCode::DuplicateName));
        }
    }
    Ok(())
}

impl Objective {
    /// What was measured of it, checked; `readers` are the budgets whose alarms read it.
    fn series<'a>(
        &self,
        now: Timestamp,
        given: &ObjectiveEvidence,
        readers: impl Iterator<Item = &'a Budgeted<'a>>,
    ) -> Result<Series, Error> {
        given.check(now)?;
        let series = Series::of(self.method, given)?;
        let mut read: Vec<Duration> = readers.flat_map(Budgeted::windows).collect();
        read.sort_unstable();
        read.dedup();
        let rolling = self.period.around(now).is_none();
        read.extend(rolling.then(|| self.period.nominal()));
        given.check_windows(&read)?;
        Ok(series)
    }
}

impl SloPolicy {
    /// All budgets of a policy that has an objective.
    fn some_budgets(&self) -> Result<Vec<Budgeted<'_>>, Error> {
        let budgets = self.budgets()?;
        if budgets.is_empty() {
            return Err(Error::config(ErrorCode::Empty, "objectives").allowed("at least one objective"));
        }
        Ok(budgets)
    }

    /// All objectives together: the worst decides, aspirational ones aside.
    fn decide(&self, objectives: Vec<ObjectiveBudget>) -> SloDecision {
        let aspirational = self.objectives.iter().map(|objective| objective.aspirational);
        let aspirational: Vec<bool> =
            aspirational.chain(self.composites.iter().map(|composite| composite.aspirational)).collect();
        let binding =
            || objectives.iter().zip(&aspirational).filter(|(_, aspirational)| !**aspirational).map(|(it, _)| it);
        let verdict = objectives.iter().map(|objective| objective.verdict).max().unwrap_or(Verdict::Inconclusive);
        let tier = binding().filter_map(|objective| objective.tier).max();
        let left = binding().filter_map(|objective| objective.budget.remaining).reduce(f64::min);
        // Frozen until the last freeze ends; one whose end is not known makes the whole not known.
        let frozen = binding().filter(|objective| objective.tier == Some(BudgetTier::Frozen));
        let ends: Option<Vec<Timestamp>> = frozen.map(|objective| objective.frozen_until).collect();
        let reasons: Vec<Reason> = objectives
            .iter()
            .filter(|objective| objective.verdict == verdict)
            .flat_map(|objective| objective.reasons.clone())
            .collect();
        SloDecision {
            verdict,
            tier,
            allows: self.ladder.allows(tier.unwrap_or(BudgetTier::Normal)),
            error_budget: left.map(Finite::literal),
            severity: binding().filter_map(|objective| objective.severity).max(),
            frozen_until: ends.and_then(|ends| ends.into_iter().max()),
            objectives,
            reasons,
        }
    }
}

#[cfg(test)]
mod tests;
