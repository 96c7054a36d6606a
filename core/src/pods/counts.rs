//! What is asked for when instances are to be counted.

use serde::{Deserialize, Serialize};

use super::split::{LARGEST, Weight};
use super::{InstanceLimit, ReplicaCounts, routed, unrouted};
use crate::error::{Error, ErrorCode};
use crate::tagged::tagged;
use crate::units::Count;

/// The question how many instances each version should have now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplicaRequest {
    /// Instances that the service should have in all.
    pub replicas: Count,
    /// What the new version is to get, out of `max_weight`. Above it only in mode `routed`, where it scales without
    /// taking traffic. From 0 to 1 000 000.
    pub weight: u32,
    /// The weight that stands for all traffic, from 1 to 1 000 000. Default: 100, so that weights are percent.
    /// Source: our choice.
    #[serde(default = "hundred")]
    pub max_weight: u32,
    /// What divides the traffic.
    pub mode: ReplicaMode,
}

fn hundred() -> u32 {
    100
}

/// What divides the traffic between the versions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum ReplicaMode {
    /// The numbers of instances alone. The answer is one step towards them that stays within the limits.
    Unrouted {
        /// Instances that may exist beyond the usual number. Default: 25%. Source: R5, rolling.
        #[serde(default = "a_quarter")]
        max_surge: InstanceLimit,
        /// Instances that may be missing. Default: 25%. Source: R5, rolling.
        #[serde(default = "a_quarter")]
        max_unavailable: InstanceLimit,
        /// The new version; none before it is deployed, which leaves it without instances.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        canary: Option<ReplicaSet>,
        /// The old version; none when there is no other than the new one, which then gets all instances.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        stable: Option<ReplicaSet>,
        /// Still older versions. While one of them is to have instances nothing else is scaled down.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        older: Vec<ReplicaSet>,
    },
    /// A router. The answer is the final numbers.
    Routed {
        /// Whether the old version shrinks as the new one grows, rather than stay complete. Default: no.
        /// Source: our choice, which keeps the way back short.
        #[serde(default)]
        dynamic_stable: bool,
        /// Least number of instances of a version that has any. Default: 1. Source: our choice, none.
        #[serde(default = "one")]
        min_per_set: Count,
        /// The number of instances of the new version, whatever its weight.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        fixed: Option<Count>,
        /// What the router sends now, where that is known. With `dynamic_stable` no version gets fewer instances than
        /// its traffic needs.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        actual: Option<TrafficWeights>,
        /// Whether the rollout is being taken back. Default: no. Source: our choice.
        #[serde(default)]
        aborted: bool,
    },
}

tagged!(ReplicaMode, "kind");

fn a_quarter() -> InstanceLimit {
    InstanceLimit::Percent(25)
}

fn one() -> Count {
    Count::ONE
}

/// Instances of one version.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ReplicaSet {
    /// Instances that it is to have.
    pub desired: Count,
    /// Instances that serve. More than `desired` while it shrinks.
    pub available: Count,
}

/// What a router sends to each version, out of `max_weight` together. Each from 0 to 1 000 000.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TrafficWeights {
    /// To the new version.
    pub canary: u32,
    /// To the old version.
    pub stable: u32,
}

/// How many instances should each version have now?
///
/// Follows Argo Rollouts. With mode `unrouted` apply the answer and ask again once instances have become available:
/// the numbers move to those of [`split`](super::split()) without ever leaving the limits.
///
/// ```
/// use rollwise::{Family, ReplicaRequest, document, pods};
///
/// let request: ReplicaRequest = document::read(Family::Input, r#"{
///     "replicas": 10, "weight": 20,
///     "mode": {"kind": "unrouted", "max_surge": "1", "max_unavailable": "0",
///              "canary": {"desired": 0, "available": 0}, "stable": {"desired": 10, "available": 10}}
/// }"#)?;
/// let counts = pods::counts(&request)?;
/// assert_eq!((counts.canary.get(), counts.stable.get()), (1, 10)); // one by one, since only one more may exist
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// `out_of_range` for a weight.
pub fn counts(request: &ReplicaRequest) -> Result<ReplicaCounts, Error> {
    let weight = request.checked_weight()?;
    Ok(match &request.mode {
        ReplicaMode::Unrouted { max_surge, max_unavailable, canary, stable, older } => {
            let limits = super::headroom(*max_surge, *max_unavailable, request.replicas);
            let sets = unrouted::Sets { canary: *canary, stable: *stable, older };
            unrouted::counts(weight, request.replicas, limits, sets)
        }
        ReplicaMode::Routed { dynamic_stable, min_per_set, fixed, actual, aborted } => {
            let sized = routed::Sized { weight, replicas: request.replicas, min_per_set: *min_per_set };
            let canary = fixed.unwrap_or_else(|| sized.canary());
            match dynamic_stable {
                false => ReplicaCounts { canary, stable: request.replicas },
                true => sized.dynamic(canary, *actual, *aborted),
            }
        }
    })
}

impl ReplicaRequest {
    fn checked_weight(&self) -> Result<Weight, Error> {
        let refuse = |field: &str, value: u32, allowed: String| {
            Err(Error::input(ErrorCode::OutOfRange, field).value(value).allowed(allowed))
        };
        if !(1..=LARGEST).contains(&self.max_weight) {
            return refuse("max_weight", self.max_weight, format!("a whole number from 1 to {LARGEST}"));
        }
        let most = if matches!(self.mode, ReplicaMode::Routed { .. }) { LARGEST } else { self.max_weight };
        if self.weight > most {
            return refuse("weight", self.weight, format!("a whole number from 0 to {most}"));
        }
        if let ReplicaMode::Routed { actual: Some(actual), .. } = self.mode {
            for (field, weight) in [("mode.actual.canary", actual.canary), ("mode.actual.stable", actual.stable)] {
                if weight > LARGEST {
                    return refuse(field, weight, format!("a whole number from 0 to {LARGEST}"));
                }
            }
        }
        Ok(Weight { weight: self.weight, of: self.max_weight })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(request: &str) -> (u64, u64) {
        let counts = counts(&serde_json::from_str(request).unwrap()).unwrap();
        (counts.canary.get(), counts.stable.get())
    }

    fn refused(request: &str) -> String {
        counts(&serde_json::from_str(request).unwrap()).unwrap_err().field().to_owned()
    }

    #[test]
    fn weights_out_of_range_are_refused_by_name() {
        let unrouted = r#""mode": {"kind": "unrouted"}"#;
        assert_eq!(refused(&format!(r#"{{"replicas": 4, "weight": 101, {unrouted}}}"#)), "weight");
        assert_eq!(refused(&format!(r#"{{"replicas": 4, "weight": 0, "max_weight": 0, {unrouted}}}"#)), "max_weight");
        let actual = r#""mode": {"kind": "routed", "actual": {"canary": 0, "stable": 1000001}}"#;
        assert_eq!(refused(&format!(r#"{{"replicas": 4, "weight": 5, {actual}}}"#)), "mode.actual.stable");
    }

    #[test]
    fn a_router_needs_instances_for_its_traffic() {
        let dynamic = |actual: &str| {
            answer(&format!(
                r#"{{"replicas": 10, "weight": 50, "mode": {{"kind": "routed", "dynamic_stable": true{actual}}}}}"#
            ))
        };
        assert_eq!(dynamic(""), (5, 5));
        assert_eq!(dynamic(r#", "actual": {"canary": 20, "stable": 80}"#), (5, 8));
        assert_eq!(dynamic(r#", "actual": {"canary": 80, "stable": 20}, "aborted": true"#), (8, 5));
        assert_eq!(answer(r#"{"replicas": 4, "weight": 200, "mode": {"kind": "routed"}}"#), (8, 4));
    }

    #[test]
    fn huge_numbers_end_at_the_largest_count() {
        let most = Count::MAX.get();
        let routed =
            format!(r#"{{"replicas": {most}, "weight": 1000000, "max_weight": 1, "mode": {{"kind": "routed"}}}}"#);
        assert_eq!(answer(&routed), (most, most));
        let set = format!(r#"{{"desired": {most}, "available": {most}}}"#);
        let unrouted = format!(
            r#"{{"replicas": {most}, "weight": 1, "mode": {{"kind": "unrouted", "max_surge": "{most}",
                "canary": {set}, "stable": {set}, "older": [{set}, {set}]}}}}"#
        );
        assert_eq!(answer(&unrouted), (most, most));
    }
}
