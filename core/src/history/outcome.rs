//! How one deployment went.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::time::Timestamp;
use crate::units::{Count, Fraction};

/// What became of one deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeploymentOutcome {
    /// The service that was deployed.
    pub service: String,
    /// The environment that it went to. Environments share no history.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The strategy, or another word for the sort of deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strategy: Option<String>,
    /// Identifies the deployment, so that its outcome can be repeated and corrected.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// When it started.
    pub started_at: Timestamp,
    /// When it was known how it went.
    pub known_at: Timestamp,
    /// Whether it was verified, rather than rolled back or failed.
    pub succeeded: bool,
    /// Lines that it changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Count>,
    /// The probability of success that was predicted for it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub predicted: Option<Fraction>,
}

/// What recording an outcome did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Recorded {
    /// It was new.
    Added,
    /// It was known already: nothing changed.
    Repeated,
    /// The deployment was known to have gone otherwise, and that is put right.
    Corrected,
}

impl DeploymentOutcome {
    pub(crate) fn check(&self) -> Result<(), Error> {
        let words = [("environment", &self.environment), ("strategy", &self.strategy), ("id", &self.id)];
        if self.service.is_empty() {
            return Err(Error::input(ErrorCode::Empty, "service").allowed("a text"));
        }
        for (field, word) in words {
            if word.as_deref() == Some("") {
                return Err(Error::input(ErrorCode::Empty, field).allowed("a text; leave it out if unknown"));
            }
        }
        if self.known_at < self.started_at {
            let error = Error::input(ErrorCode::TimeWentBack, "known_at").value(self.known_at);
            return Err(error.allowed(format!("not before the deployment started, {}", self.started_at)));
        }
        Ok(())
    }
}
