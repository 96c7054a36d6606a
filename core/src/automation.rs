//! Which decisions may be carried out without a person.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::reason::{Reason, ReasonCode};
use crate::units::{Fraction, compare};

/// Decisions that are carried out without a person only when their confidence is high enough (R24).
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct AutomationPolicy {
    /// Confidence that a rollback decision must exceed. Default: 0.85. Source: R24.
    pub rollback_above: Fraction,
    /// Confidence that a promotion decision must reach. Default: 0.85. Source: R24.
    pub promote_from: Fraction,
    /// Risk above which a promotion becomes a rollback. Default: 0.8. Source: R24.
    pub rollback_at_risk_above: Fraction,
    /// Confidence that an optimisation must exceed. Default: 0.9. Source: R24.
    pub optimise_above: Fraction,
    /// Confidence that a health assessment during a canary rollback must exceed. Default: 0.95. Source: R24.
    pub assess_above: Fraction,
}

impl Default for AutomationPolicy {
    fn default() -> Self {
        Self {
            rollback_above: Fraction::literal(0.85),
            promote_from: Fraction::literal(0.85),
            rollback_at_risk_above: Fraction::literal(0.8),
            optimise_above: Fraction::literal(0.9),
            assess_above: Fraction::literal(0.95),
        }
    }
}

/// A decision that could be carried out without a person.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Automation {
    /// Carry out a rollback, by its confidence.
    Rollback,
    /// Carry out a promotion, by its confidence.
    Promote,
    /// Turn a promotion into a rollback, by its risk.
    RollbackForRisk,
    /// Apply an optimisation, by its confidence.
    Optimise,
    /// Trust a health assessment during a canary rollback, by its confidence.
    Assess,
}

impl AutomationPolicy {
    pub(crate) fn permits(&self, what: Automation, level: Fraction) -> Reason {
        let (limit, inclusive, subject) = match what {
            Automation::Rollback => (self.rollback_above, false, "rollback"),
            Automation::Promote => (self.promote_from, true, "promote"),
            Automation::RollbackForRisk => (self.rollback_at_risk_above, false, "rollback_for_risk"),
            Automation::Optimise => (self.optimise_above, false, "optimise"),
            Automation::Assess => (self.assess_above, false, "assess"),
        };
        let reached = match compare(level.get(), limit.get()) {
            Ordering::Greater => true,
            Ordering::Equal => inclusive,
            Ordering::Less => false,
        };
        let code = if reached { ReasonCode::ThresholdReached } else { ReasonCode::ThresholdNotReached };
        Reason::new(code, subject).compared(level.get(), limit.get())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thresholds_are_strict_where_the_source_says_above() {
        let policy = AutomationPolicy::default();
        let at = |what, level| policy.permits(what, Fraction::new(level).unwrap()).code;
        assert_eq!(at(Automation::Rollback, 0.85), ReasonCode::ThresholdNotReached);
        assert_eq!(at(Automation::Rollback, 0.86), ReasonCode::ThresholdReached);
        assert_eq!(at(Automation::Promote, 0.85), ReasonCode::ThresholdReached);
    }
}
