//! The situation that is decided on before a deployment: what changes, in which service, and where.

mod change;
mod history;
mod service;
mod target;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use change::{Change, ChangeKind, Findings, Incident, Priority, Reversibility, Tests};
pub use history::{Outcomes, StrategyHistory};
pub use service::{ApplicationType, Service, ServiceCriticality};
pub use target::{Capacity, Compliance, Environment, Target};

use crate::error::{Error, ErrorCode};
use crate::units::{Finite, Fraction};

/// What is known before a deployment. Whatever is left out is unknown, and no decision takes the unknown for harmless.
///
/// ```
/// use rollwise::{Family, Situation, document};
///
/// let situation: Situation = document::read(Family::Input, r#"{
///     "change": {"version": "2.4.0", "kinds": ["schema_migration"], "files": 12},
///     "service": {"name": "shop", "criticality": "high", "requests_per_second": 850},
///     "target": {"environment": "production"}
/// }"#)?;
/// assert_eq!(situation.change.lines, None);
/// # Ok::<(), rollwise::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Situation {
    /// What is deployed.
    pub change: Change,
    /// The service that it changes.
    pub service: Service,
    /// Where it is deployed.
    pub target: Target,
    /// How deployments by each strategy went before; at most one entry for each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<StrategyHistory>,
    /// How much risk the operator accepts, from 0 (none) to 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk_tolerance: Option<Fraction>,
    /// What rules from outside demand.
    #[serde(default)]
    pub compliance: Compliance,
    /// Share of the error budget that is left: 1 is untouched, 0 exhausted, negative overspent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error_budget: Option<Finite>,
    /// Predicted probability that the deployment succeeds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub success_probability: Option<Fraction>,
    /// Numbers of the user's own that a success model looks at, by the names of its features. Default: none. Source: our
    /// choice.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub signals: BTreeMap<String, Finite>,
    /// Words of the user's own that a success model looks at, by the names of its features. Default: none. Source: our
    /// choice.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub labels: BTreeMap<String, String>,
}

impl Situation {
    /// Refuses what contradicts itself.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for (field, text) in [("change.version", &self.change.version), ("service.name", &self.service.name)] {
            if text.is_empty() {
                return Err(Error::input(ErrorCode::Empty, field).allowed("a text"));
            }
        }
        // An author without a name could not be told from those who approve.
        if self.change.author.as_deref() == Some("") {
            return Err(Error::input(ErrorCode::Empty, "change.author").allowed("a text; leave it out if unknown"));
        }
        for (i, entry) in self.history.iter().enumerate() {
            if self.history.iter().take(i).any(|other| other.strategy == entry.strategy) {
                let field = format!("history[{i}].strategy");
                return Err(Error::input(ErrorCode::DuplicateName, field).value(entry.strategy.as_str()));
            }
        }
        self.compliance.check().map_err(|err| err.within("compliance"))
    }
}
