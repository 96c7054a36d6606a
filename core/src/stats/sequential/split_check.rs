//! Requests by arm: does the traffic go where it was planned to?
//!
//! A comparison of arms that are not filled as planned means nothing, and no statistic repairs it.

use serde::{Deserialize, Serialize};
use statrs::function::gamma::ln_gamma;

use super::beta_binomial::hundred;
use super::check;
use super::look::{SequentialLook, check_counts};
use super::prepared::Test;
use super::state::{SequentialEvidence, SequentialState, add};
use crate::error::{Error, ErrorCode};
use crate::units::{Fraction, NonNegative};

/// How the split of the traffic is checked. An alarm at 0.001 means that the comparison itself is broken.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SplitCheckPolicy {
    /// Planned share of each arm, each above 0, together 1.
    pub shares: Vec<Fraction>,
    /// How many requests the prior is worth. Default: 100. Source: Lindon and Malek (2022), their implementation.
    #[serde(default = "hundred")]
    pub concentration: NonNegative,
}

#[derive(Debug)]
pub(super) struct SplitCheck {
    shares: Vec<f64>,
    concentration: f64,
}

impl SplitCheck {
    pub(super) fn new(policy: &SplitCheckPolicy) -> Result<Self, Error> {
        let arms = policy.shares.len();
        check::holds("shares", format!("{arms} arms"), (2..=1000).contains(&arms), "2 to 1000 arms")?;
        let shares: Vec<f64> = policy.shares.iter().map(|share| share.get()).collect();
        for (i, share) in shares.iter().enumerate() {
            check::holds(&format!("shares[{i}]"), share, *share > 0.0, "a number above 0 and below 1")?;
        }
        check::sums_to_one("shares", shares.iter().copied())?;
        Ok(Self { shares, concentration: check::positive("concentration", policy.concentration)? })
    }

    fn log_e(&self, state: &SequentialState) -> f64 {
        let total: f64 = state.sums.iter().sum();
        let arm = |(share, sum): (&f64, &f64)| {
            let prior = self.concentration * share;
            ln_gamma(prior + sum) - ln_gamma(prior) - sum * share.ln()
        };
        let arms: f64 = self.shares.iter().zip(&state.sums).map(arm).sum();
        arms + ln_gamma(self.concentration) - ln_gamma(self.concentration + total)
    }
}

impl Test for SplitCheck {
    fn begin(&self) -> SequentialState {
        SequentialState::new(0, self.shares.len())
    }

    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        let SequentialLook::Arms { counts } = look else { return Err(look.unexpected("arms")) };
        if counts.len() != self.shares.len() {
            let error = Error::input(ErrorCode::OutOfRange, "counts").value(format!("{} arms", counts.len()));
            return Err(error.allowed(format!("{} arms", self.shares.len())));
        }
        check_counts("counts", counts)?;
        state.sums.iter_mut().zip(counts).for_each(|(sum, more)| *sum += more.get());
        Ok(state.record(self.log_e(state), counts.iter().any(|count| count.get() > 0.0)))
    }

    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        add(&mut state.sums, &other.sums);
        Ok(state.record(self.log_e(state), other.has_counts()))
    }
}
