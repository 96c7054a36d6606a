//! What excludes a strategy, however well it would fit.

use std::cmp::Ordering;

use super::inputs::Inputs;
use crate::reason::{Reason, ReasonCode};
use crate::situation::{ChangeKind, Reversibility, ServiceCriticality};
use crate::strategy::Strategy;
use crate::units::compare;

/// Each constraint as (does it exclude, code).
type Constraint = (bool, ReasonCode);

impl Inputs {
    /// Everything that speaks against a strategy; empty when it can be used.
    pub(super) fn constraints(&self, strategy: Strategy) -> Vec<Reason> {
        let broken = self.checks(strategy).into_iter().filter(|(excludes, _)| *excludes);
        broken
            .map(|(_, code)| match code {
                ReasonCode::InsufficientCapacity => {
                    Reason::new(code, self.scarcest).compared(self.free.unwrap_or(0.0), self.needs(strategy))
                }
                _ => Reason::new(code, strategy.as_str()),
            })
            .collect()
    }

    pub(super) fn is_excluded(&self, strategy: Strategy) -> bool {
        self.checks(strategy).into_iter().any(|(excludes, _)| excludes)
    }

    fn checks(&self, strategy: Strategy) -> [Constraint; 9] {
        let shadow = strategy == Strategy::Shadow;
        let flags = matches!(strategy, Strategy::FeatureFlag | Strategy::DarkLaunch);
        let short = self.free.is_some_and(|free| compare(free, self.needs(strategy)) == Ordering::Less);
        let (recreate, trial) = (strategy == Strategy::Recreate, self.holds(ChangeKind::Trial));
        [
            (self.forbidden.has(strategy as u16), ReasonCode::Forbidden),
            (!self.mandated.is_empty() && !self.mandated.has(strategy as u16), ReasonCode::NotMandated),
            (short, ReasonCode::InsufficientCapacity),
            (recreate && self.downtime_allowed != Some(true), ReasonCode::DowntimeNotAllowed),
            (!recreate && self.side_by_side == Some(false), ReasonCode::CannotRunSideBySide),
            (self.is_final() && learns_from_users(strategy), ReasonCode::CannotGoBack),
            (flags && self.flagged != Some(true), ReasonCode::NotFlagged),
            (shadow && !trial, ReasonCode::NeverServes),
            (!shadow && trial, ReasonCode::ServesUsers),
        ]
    }

    fn is_final(&self) -> bool {
        self.reversibility == Some(Reversibility::Never)
    }

    /// Free capacity that a strategy needs, as a multiple of what the service uses (R1, resource cost).
    pub(super) fn needs(&self, strategy: Strategy) -> f64 {
        let instance = 1.0 / self.replicas.unwrap_or(10.0).max(1.0);
        match strategy {
            Strategy::Recreate => 0.0,
            Strategy::BlueGreen => 1.0,
            Strategy::AbTest => 0.5,
            Strategy::Shadow => 0.1,
            Strategy::Canary => instance.max(0.1),
            Strategy::Rolling | Strategy::FeatureFlag | Strategy::DarkLaunch if self.may_miss_an_instance() => 0.0,
            Strategy::Rolling | Strategy::FeatureFlag | Strategy::DarkLaunch => instance,
        }
    }

    /// Whether an instance may be stopped before its successor runs (R6).
    fn may_miss_an_instance(&self) -> bool {
        let several = self.replicas.is_some_and(|replicas| replicas >= 2.0);
        several && self.criticality.is_some_and(|criticality| criticality <= ServiceCriticality::Medium)
    }
}

/// Strategies that show the new version to some users to see whether it is good; with a change that cannot be taken
/// back, those users could not be helped (R4).
fn learns_from_users(strategy: Strategy) -> bool {
    match strategy {
        Strategy::Rolling | Strategy::Canary | Strategy::FeatureFlag | Strategy::AbTest | Strategy::DarkLaunch => true,
        Strategy::BlueGreen | Strategy::Recreate | Strategy::Shadow => false,
    }
}
