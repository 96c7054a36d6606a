//! Raw values of two arms: is a quantile the same?
//!
//! Howard and Ramdas, "Sequential estimation of quantiles with applications to A/B testing and best-arm identification"
//! (Bernoulli 2022). All values are kept in order, so a look costs as much as there are values.

use serde::{Deserialize, Serialize};
use statrs::function::gamma::digamma;

use super::beta_mixture::BetaMixture;
use super::check;
use super::log;
use super::look::SequentialLook;
use super::prepared::Test;
use super::state::{SequentialEvidence, SequentialState};
use crate::error::Error;
use crate::units::{Fraction, NonNegative};

/// How a quantile is compared.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct QuantileAbPolicy {
    /// Which quantile, above 0 and below 1. Default: 0.5. Source: our choice.
    pub quantile: Fraction,
    /// How many values of an arm the test is at its best for. Default: 1000. Source: our choice, some minutes of a small
    /// canary.
    pub tuned_for: NonNegative,
    /// The level that the test is at its best for. Default: 0.05. Source: the authors' implementation.
    pub tuned_alpha: Fraction,
}

impl Default for QuantileAbPolicy {
    fn default() -> Self {
        Self {
            quantile: Fraction::literal(0.5),
            tuned_for: NonNegative::literal(1000.0),
            tuned_alpha: Fraction::literal(0.05),
        }
    }
}

#[derive(Debug)]
pub(super) struct QuantileAb {
    quantile: f64,
    prior: (f64, f64),
    mixture: BetaMixture,
}

impl QuantileAb {
    pub(super) fn new(policy: &QuantileAbPolicy) -> Result<Self, Error> {
        let quantile = check::between("quantile", policy.quantile)?;
        let tuned_for = check::positive("tuned_for", policy.tuned_for)?;
        let alpha = check::between("tuned_alpha", policy.tuned_alpha)?;
        let prior = prior(quantile, tuned_for, alpha);
        Ok(Self { quantile, prior, mixture: BetaMixture::new(prior, quantile) })
    }

    fn log_e(&self, baseline: &[f64], canary: &[f64]) -> f64 {
        let arms = [baseline, canary].map(|values| Arm { values, least: self.least(values.len() as f64) });
        // Between two values, the ranks are those of the lower one, so only the values themselves need to be tried.
        let at = |x: &f64| {
            let evidence = |arm: &Arm<'_>| {
                let events = arm.nearest(*x);
                self.mixture.log_e(events, arm.values.len() as f64 - events)
            };
            arms.iter().map(evidence).sum::<f64>()
        };
        baseline.iter().chain(canary).map(at).min_by(f64::total_cmp).unwrap_or(0.0)
    }

    /// How many of so many values lie below the quantile where there is least evidence against it.
    fn least(&self, count: f64) -> f64 {
        let (a, b) = self.prior;
        let (mut low, mut high) = (0.0, count);
        for _ in 0..100 {
            let middle = 0.5 * (low + high);
            let slope = digamma(a + middle) - digamma(b + count - middle) - log::logit(self.quantile);
            if slope < 0.0 { low = middle } else { high = middle }
        }
        0.5 * (low + high)
    }
}

/// The beta prior of the share of events for which the test of share `p` is at its best after so many trials.
pub(super) fn prior(p: f64, tuned_for: f64, alpha: f64) -> (f64, f64) {
    let spread = p * (1.0 - p);
    let level = -alpha.ln();
    let rho = tuned_for * spread / (2.0 * level + (2.0 * level).ln_1p());
    let r = (rho - spread).max(spread / 1000.0);
    (r / (1.0 - p), r / p)
}

struct Arm<'a> {
    /// In rising order.
    values: &'a [f64],
    least: f64,
}

impl Arm<'_> {
    /// Of the ranks that a point has, the one with least evidence.
    fn nearest(&self, x: f64) -> f64 {
        let below = self.values.partition_point(|value| *value < x) as f64;
        let up_to = self.values.partition_point(|value| *value <= x) as f64;
        self.least.clamp(below, up_to)
    }
}

impl Test for QuantileAb {
    fn begin(&self) -> SequentialState {
        SequentialState::new(0, 0)
    }

    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        let SequentialLook::Samples { baseline, canary } = look else { return Err(look.unexpected("samples")) };
        for (kept, values) in [(&mut state.baseline, baseline), (&mut state.canary, canary)] {
            kept.extend(values.iter().map(|value| value.get()));
            kept.sort_by(f64::total_cmp);
        }
        let log_e = self.log_e(&state.baseline, &state.canary);
        Ok(state.record(log_e, !(baseline.is_empty() && canary.is_empty())))
    }

    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        for (kept, values) in [(&mut state.baseline, &other.baseline), (&mut state.canary, &other.canary)] {
            kept.extend(values);
            kept.sort_by(f64::total_cmp);
        }
        let log_e = self.log_e(&state.baseline, &state.canary);
        Ok(state.record(log_e, !(other.baseline.is_empty() && other.canary.is_empty())))
    }

    fn counts(&self) -> bool {
        false
    }
}
