//! Which deployments a window or a freeze is about.

use serde::{Deserialize, Serialize};

use crate::situation::{Environment, ServiceCriticality, Situation};

/// Which deployments something is about. Each list that is empty stands for all.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Scope {
    /// Environments that are deployed to. Default: all. Source: our choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<Environment>,
    /// Names of services. Default: all. Source: our choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub services: Vec<String>,
    /// Criticalities of services. Default: all. Source: our choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub criticalities: Vec<ServiceCriticality>,
}

/// What a scope is asked about.
#[derive(Clone, Copy, Debug)]
pub(super) struct Deployment<'a> {
    pub(super) environment: Environment,
    pub(super) service: &'a str,
    pub(super) criticality: Option<ServiceCriticality>,
}

impl<'a> Deployment<'a> {
    pub(super) fn of(situation: &'a Situation) -> Self {
        Self {
            environment: situation.target.environment,
            service: &situation.service.name,
            criticality: situation.service.criticality,
        }
    }
}

impl Scope {
    /// Whether a deployment is in the scope; `None` when that hangs on a criticality that is unknown.
    pub(super) fn holds(&self, deployment: Deployment<'_>) -> Option<bool> {
        let Deployment { environment, service, criticality } = deployment;
        if !self.environments.is_empty() && !self.environments.contains(&environment) {
            return Some(false);
        }
        if !self.services.is_empty() && !self.services.iter().any(|name| name == service) {
            return Some(false);
        }
        if self.criticalities.is_empty() {
            return Some(true);
        }
        criticality.map(|criticality| self.criticalities.contains(&criticality))
    }

    /// Whether a deployment is or may be in the scope: what is unknown is not taken for outside.
    pub(super) fn may_hold(&self, deployment: Deployment<'_>) -> bool {
        self.holds(deployment) != Some(false)
    }
}
