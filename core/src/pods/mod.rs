//! How many instances each version has: the arithmetic of pods.

mod counts;
mod limit;
mod routed;
mod split;
mod unrouted;

use serde::{Deserialize, Serialize};

pub use counts::{ReplicaMode, ReplicaRequest, ReplicaSet, TrafficWeights, counts};
pub use limit::{Headroom, InstanceLimit, headroom};
pub use split::split;

use crate::units::Count;

pub(crate) use routed::needed;

/// Instances of the new and of the old version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReplicaCounts {
    /// Instances of the new version.
    pub canary: Count,
    /// Instances of the old version.
    pub stable: Count,
}

impl ReplicaCounts {
    /// Numbers that arithmetic gave: what lies outside the range of a count is its nearest end.
    fn of(canary: i128, stable: i128) -> Self {
        Self { canary: count(canary), stable: count(stable) }
    }
}

fn count(value: i128) -> Count {
    let value = u64::try_from(value.max(0)).unwrap_or(u64::MAX);
    Count::new(value).unwrap_or(Count::MAX)
}

fn int(count: Count) -> i128 {
    i128::from(count.get())
}

/// The quotient of two numbers that are not negative, rounded up; `divisor` is positive.
fn div_up(dividend: i128, divisor: i128) -> i128 {
    (dividend + divisor - 1) / divisor
}
