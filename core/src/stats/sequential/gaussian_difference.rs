//! Differences of two levels with a known variance, such as of CPU or memory: is their mean beyond a margin?
//!
//! A mixture of normal alternatives; Howard, Ramdas, McAuliffe and Sekhon, Annals of Statistics 2021. The variance must be
//! the long-run one: with a correlation of `a` between neighbours, the plain variance times (1 + a) / (1 - a).

use serde::{Deserialize, Serialize};

use super::check;
use super::direction::EffectDirection;
use super::look::SequentialLook;
use super::prepared::Test;
use super::state::{SequentialEvidence, SequentialState};
use crate::error::{Error, ErrorCode};
use crate::stats::normal;
use crate::units::{Finite, NonNegative};

/// How differences of known variance are tested.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct GaussianDifferencePolicy {
    /// What evidence is looked for: worse, either or safe. Default: worse. Source: our choice.
    pub direction: EffectDirection,
    /// The difference that is just tolerated, or just harmful where safety is to be shown, in units of the metric.
    /// Default: 0. Source: our choice.
    pub margin: Finite,
    /// The long-run variance of a difference, known before the looks. Default: none, so that each look must say its own.
    /// Source: our choice, only the past of a metric knows.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub variance: Option<NonNegative>,
    /// The sum of variances at which the test is at its best. Default: 4 times the variance of the first look. Source: our
    /// choice, quick after few looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tuned_for: Option<NonNegative>,
}

#[derive(Debug)]
pub(super) struct GaussianDifference {
    direction: EffectDirection,
    margin: f64,
    variance: Option<f64>,
    tuned_for: Option<f64>,
}

impl GaussianDifference {
    pub(super) fn new(policy: &GaussianDifferencePolicy) -> Result<Self, Error> {
        policy.direction.one_of(&[EffectDirection::Worse, EffectDirection::Either, EffectDirection::Safe])?;
        Ok(Self {
            direction: policy.direction,
            margin: check::level("margin", policy.margin)?,
            variance: policy.variance.map(|variance| check::positive("variance", variance)).transpose()?,
            tuned_for: policy.tuned_for.map(|variance| check::positive("tuned_for", variance)).transpose()?,
        })
    }

    fn log_e(&self, s: f64, v: f64, rho: f64) -> f64 {
        let one_sided = |s: f64| {
            0.5 * (4.0 * rho / (v + rho)).ln() + s * s / (2.0 * (v + rho)) + normal::ln_cdf(s / (v + rho).sqrt())
        };
        match self.direction {
            EffectDirection::Safe => one_sided(-s),
            EffectDirection::Either => 0.5 * (rho / (v + rho)).ln() + s * s / (2.0 * (v + rho)),
            EffectDirection::Worse | EffectDirection::Drop => one_sided(s),
        }
    }

    fn variance(&self, given: Option<NonNegative>) -> Result<f64, Error> {
        match given {
            Some(given) => {
                let ours = |err: Error| Error::input(err.code(), err.field()).value(given);
                let allowed = "a number from 1e-12 to 1e12";
                check::positive("variance", given).map_err(|err| ours(err).allowed(allowed))
            }
            None => self.variance.ok_or_else(|| {
                Error::input(ErrorCode::MissingField, "variance").allowed("in the look, or in the policy for all looks")
            }),
        }
    }
}

impl Test for GaussianDifference {
    fn begin(&self) -> SequentialState {
        SequentialState::new(0, 3)
    }

    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        let SequentialLook::Difference { difference, variance } = look else {
            return Err(look.unexpected("difference"));
        };
        let difference = super::look::level("difference", *difference)?;
        let variance = self.variance(*variance)?;
        let [sum, variances, tuned_for] = *state.sums.as_slice() else { return Err(state.misshapen("sums")) };
        let rho = if tuned_for > 0.0 { tuned_for } else { self.tuned_for.unwrap_or(4.0 * variance) };
        let (s, v) = (sum + difference - self.margin, variances + variance);
        state.sums.copy_from_slice(&[s, v, rho]);
        Ok(state.record(self.log_e(s, v, rho), true))
    }

    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        let (&[s, v, ours], &[more, variances, theirs]) = (state.sums.as_slice(), other.sums.as_slice()) else {
            return Err(state.misshapen("sums").within("state"));
        };
        let rho = if ours > 0.0 { ours } else { theirs };
        let [s, v] = [s + more, v + variances].map(|sum| sum.clamp(f64::MIN, f64::MAX));
        state.sums.copy_from_slice(&[s, v, rho]);
        let log_e = if v > 0.0 { self.log_e(s, v, rho) } else { 0.0 };
        Ok(state.record(log_e, variances > 0.0))
    }

    fn counts(&self) -> bool {
        false
    }
}
