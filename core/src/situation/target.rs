//! Where a version is deployed.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::strategy::Strategy;
use crate::units::NonNegative;

/// Where a version is deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Target {
    /// The environment.
    pub environment: Environment,
    /// The cloud, for conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cloud: Option<String>,
    /// The cluster, for conditions.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cluster: Option<String>,
    /// What is free there.
    #[serde(default)]
    pub free: Capacity,
}

/// The stage of a release's life that it serves in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Environment {
    /// For those who write it.
    Dev,
    /// For those who test it.
    Staging,
    /// For those who use it.
    Production,
}

impl Environment {
    /// All environments, in the order in which a version passes them.
    pub const ALL: [Self; 3] = [Self::Dev, Self::Staging, Self::Production];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Dev => "dev",
            Self::Staging => "staging",
            Self::Production => "production",
        }
    }
}

/// Free capacity, as a multiple of what the service uses now: 1 is room for a second copy of all its instances.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Capacity {
    /// Processors.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compute: Option<NonNegative>,
    /// Memory.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<NonNegative>,
    /// Network.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub network: Option<NonNegative>,
}

/// What rules from outside demand.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Compliance {
    /// The only strategies that may be used; empty when all may.
    pub mandated: Vec<Strategy>,
    /// Strategies that must not be used.
    pub forbidden: Vec<Strategy>,
}

impl Capacity {
    /// The scarcest of what is known, by name.
    pub(crate) fn scarcest(&self) -> Option<(&'static str, f64)> {
        let known = [("compute", self.compute), ("memory", self.memory), ("network", self.network)];
        let known = known.into_iter().filter_map(|(name, free)| Some((name, free?.get())));
        known.min_by(|a, b| a.1.total_cmp(&b.1))
    }
}

impl Compliance {
    /// Refuses rules that mandate what they forbid.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self.mandated.iter().position(|strategy| self.forbidden.contains(strategy)) {
            Some(i) => {
                let value = self.mandated.get(i).map_or("", |strategy| strategy.as_str());
                Err(Error::input(ErrorCode::Contradiction, format!("mandated[{i}]"))
                    .value(value)
                    .allowed("strategies that are not forbidden"))
            }
            None => Ok(()),
        }
    }
}
