//! From looks and events to a report.

use std::cmp::Ordering;
use std::sync::Arc;

use super::evidence::{OrderKind, TriggerEvidence};
use super::held::{self, Course};
use super::policy::{Tolerance, Trigger, TriggerCondition, TriggerPolicy};
use super::{TriggerOutcome, TriggerReport, TriggerState};
use crate::error::Error;
use crate::gate::Condition;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::recording::Track;
use crate::time::Timestamp;

/// Says which triggers fired since a deployment.
///
/// ```
/// use rollwise::{Family, TriggerEvidence, TriggerPolicy, TriggerState, Verdict, document, evaluate_triggers};
///
/// let evidence: TriggerEvidence = document::read(Family::Input, r#"{
///     "deployed_at": "2026-11-21T03:00:00Z",
///     "looks": {
///         "at": ["2026-11-21T03:01:00Z", "2026-11-21T03:02:00Z", "2026-11-21T03:03:00Z"],
///         "metrics": {"error_rate": {"canary": {"kind": "values", "values": [0.08, null, 0.09]}}}
///     }
/// }"#)?;
/// let policy = TriggerPolicy { max_gap: "2m".parse()?, ..TriggerPolicy::default() };
/// let report = evaluate_triggers(&policy, "2026-11-21T03:03:10Z".parse()?, &evidence)?;
/// assert_eq!(report.verdict, Verdict::Fail);
/// assert_eq!(report.triggers[0].state, TriggerState::Firing);
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// An error of the policy; columns that do not fit each other or have no level, as histograms, moments that are not in
/// order or after `now`, an order by nobody, for no reason or without end.
pub fn evaluate_triggers(
    policy: &TriggerPolicy,
    now: Timestamp,
    evidence: &TriggerEvidence,
) -> Result<TriggerReport, Error> {
    policy.validate()?;
    evidence.check(now)?;
    let all = policy.all();
    let triggers: Vec<TriggerOutcome> = all.iter().map(|trigger| trigger.evaluate(policy, now, evidence)).collect();
    let order = evidence.order(now).cloned();
    let mut reasons = Vec::new();
    if let Some(order) = &order {
        let code = match order.order {
            OrderKind::Force => ReasonCode::RollbackForced,
            OrderKind::Forbid => ReasonCode::RollbackForbidden,
        };
        reasons.push(Reason::new(code, "rollback").said(Some(&order.actor), order.reason.clone()));
    }
    reasons.extend(triggers.iter().filter_map(TriggerOutcome::reason));
    let reads = |name: &Arc<str>| triggers.iter().any(|trigger| trigger.reads == *name);
    let brought = evidence.looks.metrics.keys().chain(evidence.events.keys());
    let unread = brought.filter(|name| !reads(name)).cloned().collect();
    Ok(TriggerReport { verdict: verdict(&triggers), triggers, order, unread, reasons })
}

fn verdict(triggers: &[TriggerOutcome]) -> Verdict {
    let measured = |trigger: &TriggerOutcome| trigger.state != TriggerState::Unmeasured;
    let signals = |trigger: &TriggerOutcome| trigger.fired_at.is_some() && !trigger.silenced;
    if triggers.iter().any(TriggerOutcome::speaks) {
        Verdict::Fail
    } else if !triggers.iter().any(|trigger| trigger.criticality.is_required() && measured(trigger)) {
        Verdict::Inconclusive
    } else if triggers.iter().any(signals) {
        Verdict::Warn
    } else {
        Verdict::Pass
    }
}

impl Trigger {
    fn evaluate(&self, policy: &TriggerPolicy, now: Timestamp, evidence: &TriggerEvidence) -> TriggerOutcome {
        let silenced = evidence.silences(&self.name, now);
        match &self.when {
            TriggerCondition::Metric { metric, healthy, tolerance } => {
                let looks = evidence.looks.metrics.get(metric).map(|track| Looks { track, healthy, evidence, policy });
                let course = looks.as_ref().map(|looks| looks.follow(*tolerance)).unwrap_or_default();
                let last = looks.as_ref().and_then(Looks::last);
                let is_recent = course.last.is_some_and(|last| now.since(last) <= policy.max_gap);
                let outcome = self.outcome(metric, course, course.looks > 0 && is_recent, silenced);
                TriggerOutcome {
                    observed: last.map(|(level, _)| level),
                    limit: last.map(|(_, limit)| limit),
                    ..outcome
                }
            }
            TriggerCondition::Event { event, at_least, within } => {
                let watched = evidence.events.get(event);
                let count = |events: &Vec<_>| held::count(*at_least, *within, evidence.deployed_at, now, events);
                let course = watched.map(count).unwrap_or_default();
                let observed = watched.map(|_| course.bad_looks as f64);
                let limit = watched.map(|_| f64::from(*at_least));
                TriggerOutcome { observed, limit, ..self.outcome(event, course, watched.is_some(), silenced) }
            }
        }
    }

    fn outcome(&self, reads: &Arc<str>, course: Course, measured: bool, silenced: bool) -> TriggerOutcome {
        let state = match course.fired_at {
            Some(_) if course.met => TriggerState::Firing,
            Some(_) => TriggerState::Resolved,
            None if !measured => TriggerState::Unmeasured,
            None if course.inherited => TriggerState::Inherited,
            None if course.pending => TriggerState::Pending,
            None => TriggerState::Inactive,
        };
        TriggerOutcome {
            trigger: self.name.clone(),
            reads: reads.clone(),
            state,
            criticality: self.criticality,
            silenced,
            fired_at: course.fired_at,
            bad_since: course.bad_since.filter(|_| measured),
            looks: course.looks,
            bad_looks: course.bad_looks,
            observed: None,
            limit: None,
        }
    }
}

impl TriggerOutcome {
    /// Why it matters; none when nothing is wrong.
    pub(crate) fn reason(&self) -> Option<Reason> {
        let code = match self.state {
            TriggerState::Inactive => return None,
            _ if self.silenced => ReasonCode::TriggerSilenced,
            TriggerState::Pending => ReasonCode::TriggerPending,
            TriggerState::Firing => ReasonCode::TriggerFired,
            TriggerState::Resolved => ReasonCode::TriggerResolved,
            TriggerState::Inherited => ReasonCode::TriggerInherited,
            TriggerState::Unmeasured if self.looks > 0 => ReasonCode::Stale,
            TriggerState::Unmeasured => ReasonCode::Missing,
        };
        let mut reason = Reason::new(code, self.trigger.to_string());
        (reason.observed, reason.limit) = (self.observed, self.limit);
        Some(reason)
    }
}

/// The looks at one metric.
struct Looks<'a> {
    track: &'a Track,
    healthy: &'a Condition,
    evidence: &'a TriggerEvidence,
    policy: &'a TriggerPolicy,
}

impl Looks<'_> {
    fn follow(&self, tolerance: Tolerance) -> Course {
        let moments = &self.evidence.looks.at;
        let first = self.evidence.deployed_at.before(self.policy.lookback);
        let begin = moments.partition_point(|at| *at < first);
        let measured = moments.iter().enumerate().skip(begin).filter_map(|(i, at)| {
            let (level, baseline) = self.levels(i)?;
            Some((*at, !self.healthy.holds_of(level, baseline)))
        });
        held::follow(tolerance, self.policy.max_gap, self.evidence.deployed_at, measured)
    }

    /// Level and limit of the last measured look since the deployment.
    fn last(&self) -> Option<(f64, f64)> {
        let moments = self.evidence.looks.at.iter().enumerate().rev();
        let mut since = moments.take_while(|(_, at)| (**at).cmp(&self.evidence.deployed_at) == Ordering::Greater);
        let (level, baseline) = since.find_map(|(i, _)| self.levels(i))?;
        Some((level, self.healthy.limit_at(baseline)))
    }

    /// Both levels of a look; none when one that is needed was not measured.
    fn levels(&self, i: usize) -> Option<(f64, Option<f64>)> {
        let level = self.track.canary.level(i)?;
        if !self.healthy.is_relative() {
            return Some((level, None));
        }
        let baseline = self.track.baseline.as_ref()?.level(i)?;
        Some((level, Some(baseline)))
    }
}
