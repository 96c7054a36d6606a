//! How a rollout is driven: how long it waits, and what follows.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::time::Duration;

/// Limits of time and number for every rollout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RolloutPolicy {
    /// How long a rollout may stay inconclusive. Default: 30 m. Source: our choice, the longest bake of R5's
    /// conservative plan.
    pub hold_limit: Duration,
    /// What happens then. Default: roll back. Source: our choice; nothing unmeasured promotes (R19).
    pub on_hold_limit: HoldOutcome,
    /// Time for the host to bring measurements; then the look counts as inconclusive. Default: 60 s.
    /// Source: our choice, one interval between looks.
    pub measure_timeout: Duration,
    /// Time to build. Default: 30 m. Source: our choice.
    pub build_timeout: Duration,
    /// Time to deploy. Default: 10 m. Source: our choice, the usual progress deadline of Kubernetes.
    pub deploy_timeout: Duration,
    /// Time to shift traffic. Default: 5 m. Source: our choice.
    pub traffic_timeout: Duration,
    /// Time to run the tests of a stage. Default: 30 m. Source: our choice.
    pub test_timeout: Duration,
    /// Time to promote. Default: 10 m. Source: our choice, as to deploy.
    pub promote_timeout: Duration,
    /// Time to roll back. Default: 10 m. Source: our choice, as to deploy.
    pub rollback_timeout: Duration,
    /// How often a rollback is tried before a person is called. Default: 3. Source: our choice.
    pub rollback_attempts: u32,
    /// Time for a person to approve; then the rollout goes back. Default: 24 h. Source: our choice.
    pub approval_timeout: Duration,
    /// Longest pause; then the rollout goes back. Default: 24 h. Source: our choice.
    pub pause_limit: Duration,
    /// What follows promotion.
    pub verification: Verification,
}

/// What is done after promotion before a release counts as good.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Verification {
    /// How often the version is asked for. Default: 30. Source: R28.
    pub attempts: u32,
    /// Time between the attempts. Default: 10 s. Source: R28.
    pub interval: Duration,
    /// Least time to watch the gates. Default: 15 m. Source: R15.
    pub watch: Duration,
}

/// What happens when a rollout stays inconclusive for too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum HoldOutcome {
    /// Go back.
    RollBack,
    /// Ask a person.
    Ask,
    /// Go on, as if the stage had passed. The confidence score still decides at the last stage.
    Promote,
}

impl Default for RolloutPolicy {
    fn default() -> Self {
        Self {
            hold_limit: Duration::minutes(30),
            on_hold_limit: HoldOutcome::RollBack,
            measure_timeout: Duration::seconds(60),
            build_timeout: Duration::minutes(30),
            deploy_timeout: Duration::minutes(10),
            traffic_timeout: Duration::minutes(5),
            test_timeout: Duration::minutes(30),
            promote_timeout: Duration::minutes(10),
            rollback_timeout: Duration::minutes(10),
            rollback_attempts: 3,
            approval_timeout: Duration::hours(24),
            pause_limit: Duration::hours(24),
            verification: Verification::default(),
        }
    }
}

impl Default for Verification {
    fn default() -> Self {
        Self { attempts: 30, interval: Duration::seconds(10), watch: Duration::minutes(15) }
    }
}

impl RolloutPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        for (field, duration) in [
            ("hold_limit", self.hold_limit),
            ("measure_timeout", self.measure_timeout),
            ("build_timeout", self.build_timeout),
            ("deploy_timeout", self.deploy_timeout),
            ("traffic_timeout", self.traffic_timeout),
            ("test_timeout", self.test_timeout),
            ("promote_timeout", self.promote_timeout),
            ("rollback_timeout", self.rollback_timeout),
            ("approval_timeout", self.approval_timeout),
            ("pause_limit", self.pause_limit),
            ("verification.interval", self.verification.interval),
        ] {
            check_positive(field, duration)?;
        }
        let numbers =
            [("rollback_attempts", self.rollback_attempts), ("verification.attempts", self.verification.attempts)];
        match numbers.into_iter().find(|(_, number)| *number == 0) {
            Some((field, _)) => Err(Error::config(ErrorCode::OutOfRange, field).value(0).allowed("1 or more")),
            None => Ok(()),
        }
    }
}

/// Refuses a duration of zero where time must pass.
fn check_positive(field: &str, duration: Duration) -> Result<(), Error> {
    if duration == Duration::ZERO {
        return Err(Error::config(ErrorCode::OutOfRange, field).value(duration).allowed("more than 0s"));
    }
    Ok(())
}
