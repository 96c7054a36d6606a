//! A plan as Kubernetes is told of it, as data; the text is made in [`crate::render`].

use serde::{Deserialize, Serialize};

use crate::blast_radius::{BlastRadius, StageBlast};
use crate::plan::Plan;
use crate::pods::InstanceLimit;
use crate::strategy::Strategy;
use crate::tagged::tagged;
use crate::units::{Count, TrafficShare};

/// The parts of manifests that follow from a plan and its limits.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct KubernetesFragments {
    /// How a Deployment is updated: the only one, or each of both where two versions have their own.
    pub strategy: DeploymentStrategy,
    /// What maintenance of the cluster must leave.
    pub pod_disruption_budget: DisruptionBudget,
    /// Replicas of the Deployments of both versions, one entry for each stage. Empty where one Deployment does it all,
    /// and while the number of instances is unknown.
    pub replicas: Vec<StageReplicas>,
}

/// How a Deployment replaces its pods.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum DeploymentStrategy {
    /// All old ones are stopped, then the new ones started.
    Recreate,
    /// A few at a time. Never both zero.
    RollingUpdate {
        /// Pods that may exist beyond the usual number.
        max_surge: InstanceLimit,
        /// Pods that may be missing.
        max_unavailable: InstanceLimit,
    },
}

tagged!(DeploymentStrategy, "kind");

/// What maintenance of the cluster must leave; Kubernetes takes one of both.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum DisruptionBudget {
    /// Pods that must stay.
    MinAvailable {
        /// How many.
        pods: Count,
    },
    /// Pods that may be taken away at a time.
    MaxUnavailable {
        /// How many, or what percentage of them.
        limit: InstanceLimit,
    },
}

tagged!(DisruptionBudget, "kind");

/// Replicas of both versions in a stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StageReplicas {
    /// Share of traffic, in percent.
    pub share: TrafficShare,
    /// Replicas of the new version.
    pub canary: Count,
    /// Replicas of the old version.
    pub stable: Count,
}

/// The fragments for a plan whose blast radius was assessed.
pub(crate) fn fragments(plan: &Plan, blast: &BlastRadius) -> KubernetesFragments {
    let two = matches!(plan.strategy, Strategy::BlueGreen | Strategy::Canary | Strategy::AbTest | Strategy::Shadow);
    let counted =
        |stage: &StageBlast| Some(StageReplicas { share: stage.share, canary: stage.canary?, stable: stage.stable? });
    KubernetesFragments {
        strategy: strategy(plan, blast),
        pod_disruption_budget: disruption_budget(plan, blast),
        replicas: if two { blast.stages.iter().filter_map(counted).collect() } else { Vec::new() },
    }
}

fn strategy(plan: &Plan, blast: &BlastRadius) -> DeploymentStrategy {
    let BlastRadius { max_surge, max_unavailable, .. } = *blast;
    match plan.strategy {
        Strategy::Recreate => DeploymentStrategy::Recreate,
        _ => DeploymentStrategy::RollingUpdate { max_surge, max_unavailable },
    }
}

/// Where no number has to stay, as many may be taken away as an update may: one, where that is none, since no node
/// could ever be drained otherwise, and where that is all.
fn disruption_budget(plan: &Plan, blast: &BlastRadius) -> DisruptionBudget {
    if blast.min_available > Count::ZERO {
        return DisruptionBudget::MinAvailable { pods: blast.min_available };
    }
    let one = plan.strategy == Strategy::Recreate || blast.max_unavailable.is_zero();
    DisruptionBudget::MaxUnavailable { limit: if one { InstanceLimit::ONE } else { blast.max_unavailable } }
}
