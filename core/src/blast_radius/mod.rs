//! How much a bad version could break before anybody knows that it is bad.

mod assess;
mod update;

use serde::{Deserialize, Serialize};

pub(crate) use assess::assess;

use crate::error::{Error, ErrorCode};
use crate::pods::InstanceLimit;
use crate::reason::{Reason, Verdict};
use crate::situation::ServiceCriticality;
use crate::units::{Count, Fraction, TrafficShare};

/// Limits by what the failure of a service costs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct BlastRadiusPolicy {
    /// For services of low criticality. Default: 50 % unproven, 25% unavailable, 25% surge, none that must be
    /// available, factor 1. Source: R6 for the factor, R5 for a rolling update; otherwise our choice.
    pub low: BlastLimits,
    /// For services of medium criticality. Default: 25 % unproven, 25% unavailable, 25% surge, 1 available, factor
    /// 0.7. Source: R5 for a rolling update; otherwise our choice, between low and critical.
    pub medium: BlastLimits,
    /// For services of high criticality. Default: 10 % unproven, none unavailable, 25% surge, 1 available, factor
    /// 0.4. Source: our choice, between medium and critical.
    pub high: BlastLimits,
    /// For critical services, and for those whose criticality is unknown. Default: 5 % unproven, none unavailable,
    /// surge of 1, 1 available, factor 0.1. Source: R6; the share is our choice, the first of the standard canary.
    pub critical: BlastLimits,
}

/// What a deployment may put at risk.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BlastLimits {
    /// Largest share of traffic for a version of which no look has passed yet, in percent.
    pub max_unproven: TrafficShare,
    /// Instances that may be missing while a Deployment is updated.
    pub max_unavailable: InstanceLimit,
    /// Instances that may exist beyond the usual number while a Deployment is updated.
    pub max_surge: InstanceLimit,
    /// Instances that must be available at any time.
    pub min_available: Count,
    /// What such a service counts for in the confidence score, from 0 to 1: 1 is the smallest blast radius.
    pub factor: Fraction,
}

impl Default for BlastRadiusPolicy {
    fn default() -> Self {
        let limits = |percent, unavailable, surge, available: u32, factor| BlastLimits {
            max_unproven: TrafficShare::percent(percent),
            max_unavailable: unavailable,
            max_surge: surge,
            min_available: available.into(),
            factor: Fraction::literal(factor),
        };
        let quarter = InstanceLimit::Percent(25);
        Self {
            low: limits(50, quarter, quarter, 0, 1.0),
            medium: limits(25, quarter, quarter, 1, 0.7),
            high: limits(10, InstanceLimit::NONE, quarter, 1, 0.4),
            critical: limits(5, InstanceLimit::NONE, InstanceLimit::ONE, 1, 0.1),
        }
    }
}

impl BlastRadiusPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        let none = |level: &ServiceCriticality| self.of(*level).max_unproven == TrafficShare::NONE;
        if let Some(level) = ServiceCriticality::ALL.into_iter().find(none) {
            let error = Error::config(ErrorCode::OutOfRange, format!("{}.max_unproven", level.as_str())).value("0%");
            return Err(error.allowed("more than 0%, or no version could ever be proven"));
        }
        let stuck = |limits: &BlastLimits| limits.max_surge.is_zero() && limits.max_unavailable.is_zero();
        match ServiceCriticality::ALL.into_iter().find(|level| stuck(self.of(*level))) {
            None => Ok(()),
            Some(level) => Err(Error::config(ErrorCode::Contradiction, format!("{}.max_surge", level.as_str()))
                .value(0)
                .allowed("more than 0 when max_unavailable is 0, or no instance could be replaced")),
        }
    }

    /// The built-in limits where no users are: a version may have everything at once, and everything may be down.
    pub(crate) fn without_users() -> Self {
        let Self { low, medium, high, critical } = Self::default();
        let anything = |limits: BlastLimits| BlastLimits {
            max_unproven: TrafficShare::ALL,
            max_unavailable: InstanceLimit::Percent(100),
            min_available: Count::ZERO,
            ..limits
        };
        Self { low: anything(low), medium: anything(medium), high: anything(high), critical: anything(critical) }
    }

    pub(crate) fn of(&self, criticality: ServiceCriticality) -> &BlastLimits {
        match criticality {
            ServiceCriticality::Low => &self.low,
            ServiceCriticality::Medium => &self.medium,
            ServiceCriticality::High => &self.high,
            ServiceCriticality::Critical => &self.critical,
        }
    }
}

/// What a plan puts at risk, held against the limits of the policy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct BlastRadius {
    /// Fail beyond a limit, inconclusive while the number of instances is unknown, warn when the plan needs a router.
    pub verdict: Verdict,
    /// What the failure of the service costs; critical where that is unknown.
    pub criticality: ServiceCriticality,
    /// The factor `blast_radius` of the confidence score: 1 for a plan that serves nobody.
    pub factor: Fraction,
    /// Largest share of traffic that the plan gives to the new version before its first look passed, in percent.
    pub unproven_share: TrafficShare,
    /// Instances that may be missing while a Deployment is updated: what the plan asks for, within the policy. In
    /// instances where their number is known.
    pub max_unavailable: InstanceLimit,
    /// Instances that may exist beyond the usual number meanwhile, likewise.
    pub max_surge: InstanceLimit,
    /// Instances that must be available at any time.
    pub min_available: Count,
    /// One for each stage of the plan.
    pub stages: Vec<StageBlast>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// What a stage puts at risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StageBlast {
    /// Share of traffic, in percent.
    pub share: TrafficShare,
    /// Instances of the new version, where their number is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub canary: Option<Count>,
    /// Instances of the old version, likewise.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stable: Option<Count>,
    /// Whether a look, at gates or tests, has passed before the stage begins.
    pub proven: bool,
    /// Whether the version is proven, or the share within the limit for one that is not.
    pub within_limit: bool,
}
