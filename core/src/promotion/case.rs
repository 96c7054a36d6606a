//! All that a promotion depends on, and what follows from it.

use std::cmp::Ordering;

use super::canary::{Policies, PromotionCourse, PromotionFactor, PromotionFactorScore};
use crate::gate::GateReport;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::time::seconds;
use crate::units::compare;

/// All that a decision depends on, as numbers.
#[derive(Clone, Copy)]
pub(super) struct Case<'a> {
    pub(super) policies: Policies<'a>,
    pub(super) gates: Verdict,
    pub(super) measured: bool,
    pub(super) health: f64,
    pub(super) seconds: f64,
    /// In percent.
    pub(super) share: f64,
    pub(super) history: f64,
    pub(super) risk: Option<f64>,
}

impl Case<'_> {
    pub(super) fn course(&self) -> PromotionCourse {
        if self.gates == Verdict::Fail || self.is_too_risky() {
            PromotionCourse::RollBack
        } else if self.gates == Verdict::Inconclusive
            || !self.measured
            || self.is_too_short()
            || self.is_too_small()
            || compare(self.confidence(), self.policies.automation.promote_from.get()) == Ordering::Less
        {
            PromotionCourse::Hold
        } else {
            PromotionCourse::Approve
        }
    }

    /// Nine decimals, so that no rounding accident decides at the threshold.
    pub(super) fn confidence(&self) -> f64 {
        let sum: f64 = self.factors().iter().map(|score| score.value * score.weight).sum();
        (sum.clamp(0.0, 1.0) * 1e9).round() / 1e9
    }

    pub(super) fn factors(&self) -> Vec<PromotionFactorScore> {
        let weights = &self.policies.promotion.weights;
        let total = weights.total();
        let score =
            |factor| PromotionFactorScore { factor, value: self.value(factor), weight: weights.of(factor) / total };
        PromotionFactor::ALL.map(score).to_vec()
    }

    pub(super) fn value(&self, factor: PromotionFactor) -> f64 {
        let policy = self.policies.promotion;
        match factor {
            PromotionFactor::Health => self.health,
            PromotionFactor::Duration => (self.seconds / seconds(policy.full_duration)).min(1.0),
            PromotionFactor::Share => (self.share / policy.full_share.as_percent()).min(1.0),
            PromotionFactor::History => self.history,
            PromotionFactor::Risk => 1.0 - self.risk.unwrap_or(0.5),
        }
    }

    fn is_too_risky(&self) -> bool {
        let limit = self.policies.automation.rollback_at_risk_above.get();
        self.risk.is_some_and(|risk| compare(risk, limit) == Ordering::Greater)
    }

    fn is_too_short(&self) -> bool {
        compare(self.seconds, seconds(self.policies.promotion.min_duration)) == Ordering::Less
    }

    fn is_too_small(&self) -> bool {
        compare(self.share, self.policies.promotion.min_share.as_percent()) == Ordering::Less
    }

    /// Why, the gravest first.
    pub(super) fn reasons(&self, gates: &GateReport, unmeasured: &[String]) -> Vec<Reason> {
        let Policies { promotion, automation, .. } = self.policies;
        let mut reasons = Vec::new();
        if gates.verdict != Verdict::Pass {
            reasons.extend(gates.deciding().map(|check| check.reason()));
            reasons.extend(gates.code.map(|code| Reason::new(code, "gates")));
        }
        match self.risk {
            Some(risk) => {
                let code = if self.is_too_risky() { ReasonCode::RiskAbove } else { ReasonCode::RiskWithin };
                reasons.push(Reason::new(code, "risk").compared(risk, automation.rollback_at_risk_above.get()));
            }
            None => reasons.push(Reason::new(ReasonCode::FactorUnknown, "risk")),
        }
        reasons.extend(unmeasured.iter().map(|name| Reason::new(ReasonCode::RequiredUnmeasured, name.clone())));
        if self.is_too_short() {
            let reason = Reason::new(ReasonCode::CanaryTooShort, "canary");
            reasons.push(reason.compared(self.seconds, seconds(promotion.min_duration)));
        }
        if self.is_too_small() {
            let reason = Reason::new(ReasonCode::CanaryTooSmall, "canary");
            reasons.push(reason.compared(self.share, promotion.min_share.as_percent()));
        }
        if self.course() == PromotionCourse::RollBack {
            return reasons;
        }
        let needed = automation.promote_from.get();
        let reached = compare(self.confidence(), needed) != Ordering::Less;
        let code = if reached { ReasonCode::ThresholdReached } else { ReasonCode::ThresholdNotReached };
        reasons.push(Reason::new(code, "confidence").compared(self.confidence(), needed));
        reasons
    }
}
