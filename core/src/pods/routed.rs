//! Instances behind a router: as many as the traffic needs, rounded up.

use super::split::Weight;
use super::{ReplicaCounts, TrafficWeights, count, int};
use crate::units::{Count, TrafficShare};

/// Instances that a share of the traffic of `replicas` instances needs.
pub(crate) fn needed(share: TrafficShare, replicas: Count) -> Count {
    let weight = Weight { weight: share.basis_points(), of: TrafficShare::ALL.basis_points() };
    count(weight.part_up(int(replicas)))
}

/// A weight of so many instances, where no version that has any has fewer than `min_per_set`.
pub(super) struct Sized {
    pub(super) weight: Weight,
    pub(super) replicas: Count,
    pub(super) min_per_set: Count,
}

impl Sized {
    /// Instances of the new version.
    pub(super) fn canary(&self) -> Count {
        self.at_least(self.needed(self.weight.weight))
    }

    /// Both numbers where the old version shrinks as the new one grows. What the router sends now to a version that is
    /// to shrink still needs its instances.
    pub(super) fn dynamic(&self, canary: Count, actual: Option<TrafficWeights>, aborted: bool) -> ReplicaCounts {
        let rest = self.needed(self.weight.of.saturating_sub(self.weight.weight));
        let stable = actual.map_or(rest, |actual| rest.max(self.needed(actual.stable)));
        let canary = match actual {
            Some(actual) if aborted => canary.max(self.needed(actual.canary)),
            _ => canary,
        };
        ReplicaCounts { canary: self.at_least(canary), stable: self.at_least(stable) }
    }

    fn needed(&self, weight: u32) -> Count {
        count(Weight { weight, ..self.weight }.part_up(int(self.replicas)))
    }

    fn at_least(&self, instances: Count) -> Count {
        if instances == Count::ZERO { instances } else { instances.max(self.min_per_set.min(self.replicas)) }
    }
}
