//! The service that a change is made to.

use serde::{Deserialize, Serialize};

use crate::units::{Count, NonNegative};

/// What is known of a service.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Its name.
    pub name: String,
    /// How it is built.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub application: Option<ApplicationType>,
    /// What its failure costs.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criticality: Option<ServiceCriticality>,
    /// Requests a second that it answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub requests_per_second: Option<NonNegative>,
    /// Whether users call it, not only other services.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_facing: Option<bool>,
    /// Instances that run.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replicas: Option<Count>,
    /// How often it is deployed, per day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployments_per_day: Option<NonNegative>,
    /// Whether two versions can serve at the same time.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub side_by_side: Option<bool>,
    /// Whether it may be down for a deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub downtime_allowed: Option<bool>,
}

/// How a service is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ApplicationType {
    /// One of many small services, without state of its own.
    Microservice,
    /// One program that does everything.
    Monolith,
    /// It keeps state in its instances.
    Stateful,
    /// It works on jobs or messages rather than requests.
    Worker,
}

impl ApplicationType {
    /// All types.
    pub const ALL: [Self; 4] = [Self::Microservice, Self::Monolith, Self::Stateful, Self::Worker];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Microservice => "microservice",
            Self::Monolith => "monolith",
            Self::Stateful => "stateful",
            Self::Worker => "worker",
        }
    }
}

/// What the failure of a service costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ServiceCriticality {
    /// Little.
    Low,
    /// It is noticed.
    Medium,
    /// Users cannot do what they came for.
    High,
    /// The business stands still.
    Critical,
}

impl ServiceCriticality {
    /// All levels, from the lowest.
    pub const ALL: [Self; 4] = [Self::Low, Self::Medium, Self::High, Self::Critical];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Low => "low",
            Self::Medium => "medium",
            Self::High => "high",
            Self::Critical => "critical",
        }
    }
}
