//! Breaking the glass: overriding a rule of the policy, knowingly and on record.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode};
use crate::situation::{Environment, Situation};
use crate::time::{Duration, Timestamp};

/// Who may override the policy, and for how long.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct BreakGlassPolicy {
    /// Whether it is allowed at all. Default: yes. Source: our choice.
    pub allowed: bool,
    /// Roles of which a person must have one; empty when anybody may. Default: none. Source: our choice.
    pub roles: Vec<String>,
    /// Longest time from breaking the glass to its expiry. Default: 1 h. Source: our choice.
    pub longest: Duration,
}

impl Default for BreakGlassPolicy {
    fn default() -> Self {
        Self { allowed: true, roles: Vec::new(), longest: Duration::hours(1) }
    }
}

/// A person overrides the policy for one version in one environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BreakGlass {
    /// Who.
    pub actor: String,
    /// The roles that the person has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
    /// The version that it is for.
    pub version: String,
    /// The environment that it is for.
    pub environment: Environment,
}

impl BreakGlassPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        if self.longest == Duration::ZERO {
            return Err(Error::config(ErrorCode::OutOfRange, "longest").value("0s").allowed("more than 0s"));
        }
        match self.roles.iter().position(String::is_empty) {
            Some(i) => Err(Error::config(ErrorCode::Empty, format!("roles[{i}]")).allowed("a role")),
            None => Ok(()),
        }
    }

    /// Whether the glass is broken: `Ok` with the reason to be recorded, `Err` with the reason why not.
    ///
    /// # Errors
    ///
    /// An error of input for a glass broken by nobody, for no reason, in the future, or after its expiry.
    pub(crate) fn check(
        &self,
        now: Timestamp,
        situation: &Situation,
        glass: &BreakGlass,
    ) -> Result<Result<Reason, Reason>, Error> {
        for (field, text) in [("actor", &glass.actor), ("reason", &glass.reason)] {
            if text.trim().is_empty() {
                return Err(Error::input(ErrorCode::Empty, field).allowed("a text"));
            }
        }
        if glass.at > now {
            let error = Error::input(ErrorCode::OutOfRange, "at").value(glass.at);
            return Err(error.allowed(format!("{now} or earlier")));
        }
        if glass.expires_at <= glass.at {
            let error = Error::input(ErrorCode::OutOfRange, "expires_at").value(glass.expires_at);
            return Err(error.allowed(format!("later than `at`, {}", glass.at)));
        }
        let entitled = self.roles.is_empty() || glass.roles.iter().any(|role| self.roles.contains(role));
        let for_this = glass.version == situation.change.version && glass.environment == situation.target.environment;
        let refusals = [
            (!self.allowed, "the policy does not allow it".to_owned()),
            (!entitled, format!("one of these roles is needed: {}", self.roles.join(", "))),
            (!for_this, format!("it is for {} in {}", glass.version, glass.environment.as_str())),
            (glass.expires_at <= now, format!("it expired at {}", glass.expires_at)),
            (glass.expires_at.since(glass.at) > self.longest, format!("it may last {} at most", self.longest)),
        ];
        let said = |code, detail: String| Reason::new(code, "policy").said(Some(&glass.actor), detail);
        Ok(match refusals.into_iter().find(|(refused, _)| *refused) {
            Some((_, detail)) => Err(said(ReasonCode::BreakGlassRefused, detail)),
            None => Ok(said(ReasonCode::GlassBroken, glass.reason.clone())),
        })
    }
}
