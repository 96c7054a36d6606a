//! From evidence to a decision.

use std::cmp::Ordering;

use super::evidence::{KnownVersion, RollbackEvidence};
use super::follow_up::follow_up;
use super::target::{self, Found};
use super::{RollbackCourse, RollbackDecision, RollbackPolicy, RollbackStrategy};
use crate::automation::{Automation, AutomationPolicy};
use crate::error::Error;
use crate::gate::{Criticality, GateReport};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::time::{Timestamp, seconds};
use crate::trigger::{OrderKind, TriggerOutcome, TriggerPolicy, TriggerReport, TriggerState, evaluate_triggers};
use crate::units::{Fraction, TrafficShare, compare};

/// The parts of a checked policy that a rollback is decided by.
pub(crate) struct Policies<'a> {
    pub(crate) rollback: &'a RollbackPolicy,
    pub(crate) triggers: &'a TriggerPolicy,
    pub(crate) automation: &'a AutomationPolicy,
}

/// Decides whether to go back, to what, and how.
///
/// # Errors
///
/// Evidence that contradicts itself, is not in order of time or names an unknown version.
pub(crate) fn decide(
    policies: &Policies<'_>,
    now: Timestamp,
    evidence: &RollbackEvidence,
) -> Result<RollbackDecision, Error> {
    evidence.check(now)?;
    let triggers = evaluate_triggers(policies.triggers, now, &evidence.triggers);
    let triggers = triggers.map_err(|err| err.within("triggers"))?;
    let case = Case::of(policies.rollback, evidence, &triggers);
    let order = triggers.order.as_ref().map(|order| order.order);
    let forced = order == Some(OrderKind::Force);
    let confidence = if forced { Fraction::literal(1.0) } else { case.confidence };
    let needed = policies.rollback.roll_back_from.get();
    let nothing = Reason::new(ReasonCode::NothingSpeaksForIt, evidence.version.clone());
    let said = triggers.reasons.iter().filter(|reason| reason.code != ReasonCode::Missing);
    let mut decision = RollbackDecision {
        should_rollback: false,
        course: RollbackCourse::Keep,
        confidence,
        reason: nothing.compared(confidence.get(), needed),
        version: evidence.version.clone(),
        target_version: None,
        strategy: None,
        plan: None,
        approval_required: false,
        ask_again_at: None,
        follow_up: Vec::new(),
        reasons: said.chain(&case.reasons).cloned().collect(),
        triggers,
    };
    if compare(confidence.get(), needed) == Ordering::Less {
        return Ok(decision);
    }

    let found = target::find(evidence);
    let limit = policies.rollback.limit(now, evidence).filter(|_| !forced);
    decision.reasons.extend(found.reasons.iter().cloned());
    decision.reasons.extend(limit.iter().map(|limit| limit.reason.clone()));
    decision.target_version = found.target.map(|known| known.version.clone());
    // Orders stand first among the reasons of the triggers.
    let decisive = if order.is_some() { decision.triggers.reasons.first() } else { case.first.as_ref() };
    let decisive = decisive.cloned().unwrap_or(decision.reason);
    (decision.course, decision.reason) = course(evidence, order, &found, limit.as_ref(), decisive);
    decision.should_rollback = decision.course == RollbackCourse::RollBack;
    decision.ask_again_at = match decision.reason.code {
        ReasonCode::RollbackForbidden => decision.triggers.order.as_ref().map(|order| order.expires_at),
        ReasonCode::CooldownRuns | ReasonCode::TooManyRollbacks => limit.and_then(|limit| limit.ends),
        _ => None,
    };

    let permitted = policies.automation.permits(Automation::Rollback, confidence);
    let alone = forced || permitted.code == ReasonCode::ThresholdReached;
    decision.reasons.push(permitted);
    (decision.strategy, decision.approval_required) = match decision.course {
        RollbackCourse::RollBack => {
            let strategy = policies.rollback.strategy(now, evidence, found.target, forced || case.grave);
            (Some(strategy), !alone || (found.unknown && !forced) || strategy == RollbackStrategy::Manual)
        }
        RollbackCourse::FlagOff => (Some(RollbackStrategy::Immediate), !alone),
        RollbackCourse::Keep | RollbackCourse::RollForward | RollbackCourse::Hold => {
            (Some(RollbackStrategy::Manual), true)
        }
    };
    decision.plan = decision.strategy.and_then(RollbackStrategy::plan).filter(|_| decision.should_rollback);
    decision.follow_up = follow_up(policies.rollback, now, decision.course, &evidence.version, case.grave);
    Ok(decision)
}

/// What is to be done when much speaks for going back, and what decided.
fn course(
    evidence: &RollbackEvidence,
    order: Option<OrderKind>,
    found: &Found<'_>,
    limit: Option<&Limit>,
    decisive: Reason,
) -> (RollbackCourse, Reason) {
    if order == Some(OrderKind::Forbid) {
        return (RollbackCourse::Hold, decisive);
    }
    if let Some(reason) = &found.irreversible {
        let judged = evidence.history.iter().find(|known| known.version == evidence.version);
        let flagged = judged.is_some_and(|known| known.flagged == Some(true));
        let course = if flagged { RollbackCourse::FlagOff } else { RollbackCourse::RollForward };
        return (course, reason.clone());
    }
    if found.target.is_none() {
        return (RollbackCourse::Hold, Reason::new(ReasonCode::NoKnownGood, evidence.version.clone()));
    }
    match limit {
        Some(limit) => (RollbackCourse::Hold, limit.reason.clone()),
        None => (RollbackCourse::RollBack, decisive),
    }
}

/// What speaks for going back.
struct Case {
    confidence: Fraction,
    /// Users are harmed so much that nothing may take its time.
    grave: bool,
    /// What speaks loudest.
    first: Option<Reason>,
    /// What gates and comparisons say; triggers have reasons of their own.
    reasons: Vec<Reason>,
}

impl Case {
    fn of(policy: &RollbackPolicy, evidence: &RollbackEvidence, triggers: &TriggerReport) -> Self {
        let strengths = &policy.strengths;
        let mut speaking: Vec<(&TriggerOutcome, f64)> = Vec::new();
        for outcome in triggers.triggers.iter().filter(|outcome| outcome.speaks()) {
            let firing = outcome.state == TriggerState::Firing;
            let strength = if firing { strengths.firing } else { strengths.resolved }.get();
            match speaking.iter_mut().find(|(other, _)| other.reads == outcome.reads) {
                Some((other, strongest)) if *strongest < strength => (*other, *strongest) = (outcome, strength),
                Some(_) => {}
                None => speaking.push((outcome, strength)),
            }
        }
        let gates = evidence.gates.as_ref().filter(|report| report.has_failure());
        let critical = gates.is_some_and(GateReport::has_critical_gate);
        let by_gates = gates.map(|_| if critical { strengths.critical_gate_failed } else { strengths.gate_failed });
        let windows = evidence.windows.as_ref().filter(|windows| windows.verdict == Verdict::Fail);
        let by_windows = windows.map(|_| strengths.judged_worse);
        let harmed = evidence.harmed();
        let by_judge = harmed.map(|_| strengths.harm_shown);

        let others = [by_gates, by_windows, by_judge].into_iter().flatten().map(Fraction::get);
        let doubt: f64 =
            speaking.iter().map(|(_, strength)| *strength).chain(others).map(|strength| 1.0 - strength).product();
        let mut reasons: Vec<Reason> =
            gates.into_iter().flat_map(GateReport::deciding).map(|check| check.reason()).collect();
        reasons.extend(windows.into_iter().flat_map(|windows| windows.reasons.iter().cloned()));
        reasons.extend(harmed.into_iter().flat_map(|judgement| judgement.reasons.iter().cloned()));
        let loudest = speaking.iter().rev().max_by(|(_, a), (_, b)| a.total_cmp(b));
        Self {
            confidence: Fraction::new(rounded(1.0 - doubt)).unwrap_or(Fraction::literal(1.0)),
            grave: critical
                || harmed.is_some()
                || speaking.iter().any(|(outcome, _)| {
                    outcome.criticality == Criticality::Critical && outcome.state == TriggerState::Firing
                }),
            first: loudest.and_then(|(outcome, _)| outcome.reason()).or(reasons.first().cloned()),
            reasons,
        }
    }
}

/// Nine decimals, so that no rounding accident decides at a threshold.
fn rounded(confidence: f64) -> f64 {
    (confidence * 1e9).round() / 1e9
}

/// A rule against going to and fro.
struct Limit {
    reason: Reason,
    /// When it no longer holds; none if it always does.
    ends: Option<Timestamp>,
}

impl RollbackPolicy {
    /// The limit on rollbacks that is reached; of two the one that lasts longer.
    fn limit(&self, now: Timestamp, evidence: &RollbackEvidence) -> Option<Limit> {
        let last = evidence.rollbacks.last().filter(|last| now.since(last.at) < self.cooldown);
        let cooldown = last.map(|last| Limit {
            reason: Reason::new(ReasonCode::CooldownRuns, last.from.clone())
                .compared(seconds(now.since(last.at)), seconds(self.cooldown)),
            ends: Some(last.at.after(self.cooldown)),
        });
        let automatic = evidence.rollbacks.iter().filter(|past| past.automatic && now.since(past.at) < self.window);
        let automatic: Vec<Timestamp> = automatic.map(|past| past.at).collect();
        let beyond = automatic.len().checked_sub(self.max_automatic as usize);
        let capped = beyond.map(|beyond| Limit {
            reason: Reason::new(ReasonCode::TooManyRollbacks, "rollbacks")
                .compared(automatic.len() as f64, f64::from(self.max_automatic)),
            ends: automatic.get(beyond).map(|at| at.after(self.window)),
        });
        let ends = |limit: &Limit| limit.ends.map_or(i64::MAX, Timestamp::as_millis);
        cooldown.into_iter().chain(capped).max_by_key(ends)
    }

    /// How to go back to a version.
    fn strategy(
        &self,
        now: Timestamp,
        evidence: &RollbackEvidence,
        target: Option<&KnownVersion>,
        at_once: bool,
    ) -> RollbackStrategy {
        let serves_still = evidence.share < TrafficShare::ALL;
        let idle = target.and_then(|target| target.served_until).map(|until| now.since(until));
        match (self.strategy, idle) {
            (Some(strategy), _) => strategy,
            _ if at_once || serves_still => RollbackStrategy::Immediate,
            (None, Some(idle)) if idle <= self.warm_for => RollbackStrategy::Immediate,
            (None, Some(idle)) if idle <= self.cold_after => RollbackStrategy::Gradual,
            (None, _) => RollbackStrategy::Canary,
        }
    }
}
