//! Histograms of two arms at a constant split: are they the same?
//!
//! The product over the buckets of the test of shares. It finds any change, but pays half a logarithm for every bucket, so
//! it is of use to check for drift rather than to roll back.

use serde::{Deserialize, Serialize};

use super::beta_binomial::hundred;
use super::beta_mixture::BetaMixture;
use super::check;
use super::look::{Histograms, SequentialLook};
use super::prepared::Test;
use super::state::{SequentialEvidence, SequentialState};
use crate::error::Error;
use crate::units::{Fraction, NonNegative};

/// How histograms are tested for equality.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BucketBetaPolicy {
    /// The canary's planned share of the requests, above 0 and below 1.
    pub share: Fraction,
    /// How many requests the prior of each bucket is worth. Default: 100. Source: Lindon and Malek (2022), their
    /// implementation.
    #[serde(default = "hundred")]
    pub concentration: NonNegative,
}

#[derive(Debug)]
pub(super) struct BucketBeta {
    mixture: BetaMixture,
}

impl BucketBeta {
    pub(super) fn new(policy: &BucketBetaPolicy) -> Result<Self, Error> {
        let share = check::between("share", policy.share)?;
        let concentration = check::positive("concentration", policy.concentration)?;
        Ok(Self { mixture: BetaMixture::new((concentration * share, concentration * (1.0 - share)), share) })
    }

    fn log_e(&self, state: &SequentialState) -> f64 {
        let pairs = state.canary.iter().zip(&state.baseline);
        pairs.map(|(canary, baseline)| self.mixture.log_e(*canary, *baseline)).sum()
    }
}

impl Test for BucketBeta {
    fn begin(&self) -> SequentialState {
        SequentialState::new(0, 0)
    }

    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        let known = (!state.baseline.is_empty()).then_some(state.baseline.len());
        let Histograms { baseline, canary, .. } = look.buckets(known)?;
        for (kept, counts) in [(&mut state.baseline, baseline), (&mut state.canary, canary)] {
            kept.resize(counts.len(), 0.0);
            kept.iter_mut().zip(counts).for_each(|(sum, more)| *sum += more.get());
        }
        Ok(state.record(self.log_e(state), baseline.iter().chain(canary).any(|count| count.get() > 0.0)))
    }

    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        state.add_buckets(other)?;
        Ok(state.record(self.log_e(state), other.has_counts()))
    }
}
