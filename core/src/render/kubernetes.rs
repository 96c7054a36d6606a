//! Fragments of manifests as JSON, with the keys of Kubernetes.

use serde::{Serialize, Serializer};

use crate::document;
use crate::kubernetes::{DeploymentStrategy, DisruptionBudget, KubernetesFragments};
use crate::pods::InstanceLimit;
use crate::units::{Count, TrafficShare};

/// JSON whose parts are copied into manifests: `strategy` into the `spec` of a Deployment, `podDisruptionBudget` into
/// the `spec` of a PodDisruptionBudget, and `canary` and `stable` of each stage into the `spec` of their Deployments.
#[must_use]
pub fn kubernetes(fragments: &KubernetesFragments) -> String {
    let strategy = match fragments.strategy {
        DeploymentStrategy::Recreate => Strategy { r#type: "Recreate", rolling_update: None },
        DeploymentStrategy::RollingUpdate { max_surge, max_unavailable } => {
            let update = RollingUpdate { max_surge: IntOrText(max_surge), max_unavailable: IntOrText(max_unavailable) };
            Strategy { r#type: "RollingUpdate", rolling_update: Some(update) }
        }
    };
    let pod_disruption_budget = match fragments.pod_disruption_budget {
        DisruptionBudget::MinAvailable { pods } => Budget { min_available: Some(pods), max_unavailable: None },
        DisruptionBudget::MaxUnavailable { limit } => {
            Budget { min_available: None, max_unavailable: Some(IntOrText(limit)) }
        }
    };
    let stages = fragments.replicas.iter().map(|stage| Stage {
        share: stage.share,
        canary: Deployment { replicas: stage.canary },
        stable: Deployment { replicas: stage.stable },
    });
    document::write(&Manifests { strategy, pod_disruption_budget, stages: stages.collect() })
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Manifests {
    strategy: Strategy,
    pod_disruption_budget: Budget,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    stages: Vec<Stage>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Strategy {
    r#type: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rolling_update: Option<RollingUpdate>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct RollingUpdate {
    max_surge: IntOrText,
    max_unavailable: IntOrText,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Budget {
    #[serde(skip_serializing_if = "Option::is_none")]
    min_available: Option<Count>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_unavailable: Option<IntOrText>,
}

#[derive(Serialize)]
struct Stage {
    share: TrafficShare,
    canary: Deployment,
    stable: Deployment,
}

#[derive(Serialize)]
struct Deployment {
    replicas: Count,
}

/// A number, or a percentage as text.
struct IntOrText(InstanceLimit);

impl Serialize for IntOrText {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.0 {
            InstanceLimit::Instances(instances) => instances.serialize(serializer),
            percent @ InstanceLimit::Percent(_) => serializer.collect_str(&percent),
        }
    }
}
