//! How earlier deployments went.

use serde::{Deserialize, Serialize};

use crate::strategy::Strategy;
use crate::units::Count;

/// How deployments by one strategy went.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct StrategyHistory {
    /// The strategy.
    pub strategy: Strategy,
    /// Deployments of this service.
    #[serde(default)]
    pub service: Outcomes,
    /// Deployments of all other services.
    #[serde(default)]
    pub others: Outcomes,
}

/// Deployments by how they ended.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Outcomes {
    /// Those that were verified. Default: 0. Source: our choice.
    pub succeeded: Count,
    /// Those that were rolled back or failed. Default: 0. Source: our choice.
    pub failed: Count,
}
