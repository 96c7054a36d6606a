//! How a Deployment is updated: what the plan asks for, within the policy.

use std::cmp::Ordering;

use crate::plan::Plan;
use crate::pods::InstanceLimit;
use crate::strategy::Strategy;
use crate::units::{Count, Fraction, compare};

/// The limits of an update, in instances where their number is known and in percent otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Update {
    pub(super) surge: InstanceLimit,
    pub(super) unavailable: InstanceLimit,
}

impl Update {
    /// What a plan asks for. To recreate is to stop everything first.
    pub(super) fn asked(plan: &Plan, replicas: Option<Count>) -> Self {
        if plan.strategy == Strategy::Recreate {
            let all = replicas.map_or(InstanceLimit::Percent(100), InstanceLimit::Instances);
            return Self { surge: InstanceLimit::NONE, unavailable: all };
        }
        Self {
            surge: limit(plan.max_surge, replicas, f64::ceil),
            unavailable: limit(plan.max_unavailable, replicas, f64::floor),
        }
    }

    /// The smaller of each. A number and a percentage of an unknown number cannot be compared: then it is as much as
    /// is within both in any case, one instance for the surge, which rounds up, and none that is missing.
    pub(super) fn within(self, surge: InstanceLimit, unavailable: InstanceLimit, replicas: Option<Count>) -> Self {
        let in_instances = |round: fn(InstanceLimit, Count) -> Count, limit: InstanceLimit| match replicas {
            Some(replicas) => InstanceLimit::Instances(round(limit, replicas)),
            None => limit,
        };
        let surge = in_instances(InstanceLimit::rounded_up, surge);
        let unavailable = in_instances(InstanceLimit::rounded_down, unavailable);
        Self {
            surge: smaller(self.surge, surge).unwrap_or(InstanceLimit::ONE),
            unavailable: smaller(self.unavailable, unavailable).unwrap_or(InstanceLimit::NONE),
        }
    }

    /// Whether no instance could be replaced.
    pub(super) fn is_stuck(self) -> bool {
        self.surge.is_zero() && self.unavailable.is_zero()
    }
}

fn smaller(a: InstanceLimit, b: InstanceLimit) -> Option<InstanceLimit> {
    match (a, b) {
        (InstanceLimit::Instances(a), InstanceLimit::Instances(b)) => Some(InstanceLimit::Instances(a.min(b))),
        (InstanceLimit::Percent(a), InstanceLimit::Percent(b)) => Some(InstanceLimit::Percent(a.min(b))),
        _ if a.is_zero() || b.is_zero() => Some(InstanceLimit::NONE),
        _ => None,
    }
}

fn limit(share: Fraction, replicas: Option<Count>, round: fn(f64) -> f64) -> InstanceLimit {
    let whole = |x: f64| if compare(x, x.round()) == Ordering::Equal { x.round() } else { round(x) };
    match replicas {
        Some(n) => {
            let instances = whole(share.get() * n.as_f64()) as u64;
            InstanceLimit::Instances(Count::new(instances).unwrap_or(n).min(n))
        }
        None => InstanceLimit::Percent(whole(share.get() * 100.0) as u32),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fraction(value: f64) -> Fraction {
        Fraction::new(value).unwrap()
    }

    #[test]
    fn rounding_noise_takes_no_instance() {
        let of = |share, n| limit(fraction(share), Some(Count::literal(n)), f64::floor);
        assert_eq!(of(0.29, 100), InstanceLimit::Instances(Count::literal(29)));
        assert_eq!(of(1.0 / 3.0, 3), InstanceLimit::ONE);
        assert_eq!(limit(fraction(0.07), None, f64::ceil), InstanceLimit::Percent(7));
        assert_eq!(limit(fraction(1.0), Some(Count::MAX), f64::ceil), InstanceLimit::Instances(Count::MAX));
    }

    #[test]
    fn what_cannot_be_compared_is_as_small_as_it_may_be() {
        let quarter = InstanceLimit::Percent(25);
        let three = InstanceLimit::Instances(Count::literal(3));
        let asked = Update { surge: quarter, unavailable: quarter };
        let within = asked.within(three, three, None);
        assert_eq!((within.surge, within.unavailable), (InstanceLimit::ONE, InstanceLimit::NONE));
        assert!(asked.within(InstanceLimit::NONE, InstanceLimit::NONE, None).is_stuck());
    }
}
