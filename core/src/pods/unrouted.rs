//! Instances that divide the traffic themselves: one step towards the wanted numbers, within limits.

use super::split::Weight;
use super::{Headroom, ReplicaCounts, ReplicaSet, int};
use crate::units::Count;

/// The versions that there are.
pub(super) struct Sets<'a> {
    pub(super) canary: Option<ReplicaSet>,
    pub(super) stable: Option<ReplicaSet>,
    pub(super) older: &'a [ReplicaSet],
}

/// The numbers to have next: first up within the surge, then down as far as enough instances are available.
pub(super) fn counts(weight: Weight, replicas: Count, limits: Headroom, sets: Sets) -> ReplicaCounts {
    let n = int(replicas);
    let (wanted_canary, wanted_stable) = match sets.stable {
        Some(_) => {
            let split = weight.split(replicas, limits.surge);
            (int(split.canary), int(split.stable))
        }
        None => (n, 0),
    };
    let canary = Side::new(sets.canary, wanted_canary);
    let stable = Side::new(sets.stable, wanted_stable);
    let older: i128 = sets.older.iter().map(|set| int(set.desired)).sum();
    let most = n + int(limits.surge);
    let least = n - int(limits.unavailable);

    let room = most - canary.desired - stable.desired - older;
    let grown_stable = stable.grown(room);
    let grown_canary = canary.grown(room - (grown_stable - stable.desired));
    if older > 0 {
        return ReplicaCounts::of(grown_canary, grown_stable);
    }

    // The version that is to shrink counts in full: its own unavailable instances are no reason to keep it.
    let growing = !canary.exists || canary.wanted >= canary.desired;
    let pool = if growing { canary.serving() + stable.desired } else { canary.desired + stable.serving() };
    let down = pool - least;
    if down <= 0 {
        return ReplicaCounts::of(grown_canary, grown_stable);
    }
    let bounds = Bounds { least, most };
    if growing {
        let (stable, canary) = bounds.hold(stable, stable.shrunk(grown_stable, down), canary, grown_canary);
        ReplicaCounts::of(canary, stable)
    } else {
        let (canary, stable) = bounds.hold(canary, canary.shrunk(grown_canary, down), stable, grown_stable);
        ReplicaCounts::of(canary, stable)
    }
}

/// One version: what it is to have now, what of that serves, and what is wanted.
#[derive(Clone, Copy)]
struct Side {
    exists: bool,
    desired: i128,
    available: i128,
    wanted: i128,
}

impl Side {
    fn new(set: Option<ReplicaSet>, wanted: i128) -> Self {
        let (desired, available) = set.map_or((0, 0), |set| (int(set.desired), int(set.available)));
        Self { exists: set.is_some(), desired, available, wanted }
    }

    /// A version that has not been deployed does not grow.
    fn grown(self, room: i128) -> i128 {
        if !self.exists {
            return 0;
        }
        self.desired + (self.wanted - self.desired).min(room).max(0)
    }

    fn shrunk(self, grown: i128, down: i128) -> i128 {
        if self.desired > self.wanted { self.wanted.max(self.desired - down) } else { grown }
    }

    fn serving(self) -> i128 {
        self.available.min(self.desired)
    }
}

/// How many instances there must be, and how many there may be.
struct Bounds {
    least: i128,
    most: i128,
}

impl Bounds {
    /// What is left of a drained and of the other version once both are within the bounds together.
    fn hold(&self, drained: Side, mut drained_count: i128, other: Side, mut other_count: i128) -> (i128, i128) {
        if other.exists {
            other_count -= self.over(drained_count, other_count);
            let available = drained.available.min(drained_count) + other.available.min(other_count);
            let idle = (other.available - other_count).max(0);
            other_count += idle.min((self.least - available).max(0));
            drained_count -= self.over(drained_count, other_count);
        }
        (drained_count, other_count)
    }

    fn over(&self, a: i128, b: i128) -> i128 {
        (a + b - self.most).max(0)
    }
}
