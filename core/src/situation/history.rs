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

impl Outcomes {
    /// How many.
    pub(crate) fn count(self) -> u64 {
        self.succeeded.get().saturating_add(self.failed.get())
    }

    /// These and others.
    pub(crate) fn with(self, others: Self) -> Self {
        let sum = |a: Count, b: Count| Count::new(a.get().saturating_add(b.get())).unwrap_or(Count::MAX);
        Self { succeeded: sum(self.succeeded, others.succeeded), failed: sum(self.failed, others.failed) }
    }

    /// These without some of them.
    pub(crate) fn without(self, some: Self) -> Self {
        let rest = |a: Count, b: Count| Count::new(a.get().saturating_sub(b.get())).unwrap_or(Count::ZERO);
        Self { succeeded: rest(self.succeeded, some.succeeded), failed: rest(self.failed, some.failed) }
    }
}
