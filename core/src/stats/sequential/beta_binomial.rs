//! ArmEvents in two arms at a constant split: is the canary's share of them as planned?
//!
//! Lindon and Malek, "Anytime-Valid Inference for Multinomial Count Data" (NeurIPS 2022). It needs a constant split, or a
//! surge in both arms at another split looks like a regression, and it is slower than the test of the rate ratio; kept for
//! comparison. With ten million events, the logarithms of the gamma function leave it some ten digits.

use serde::{Deserialize, Serialize};

use super::beta_mixture::BetaMixture;
use super::check;
use super::look::SequentialLook;
use super::prepared::Test;
use super::state::{SequentialEvidence, SequentialState, add};
use crate::error::Error;
use crate::units::{Fraction, NonNegative};

/// How the canary's share of the events is tested.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct BetaBinomialPolicy {
    /// The canary's planned share of the exposure, above 0 and below 1.
    pub share: Fraction,
    /// How many events the prior is worth. Default: 100. Source: the authors' implementation.
    #[serde(default = "hundred")]
    pub concentration: NonNegative,
    /// Whether fewer events are evidence too. Default: two. Source: the authors.
    #[serde(default)]
    pub sides: TestSides,
    /// The ratio of the rates canary : baseline that is just tolerated. Default: 1. Source: the authors.
    #[serde(default = "one")]
    pub ratio: NonNegative,
}

/// Whether less than expected is evidence too.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum TestSides {
    /// More and less.
    #[default]
    Two,
    /// More only.
    Greater,
}

pub(super) fn hundred() -> NonNegative {
    NonNegative::literal(100.0)
}

fn one() -> NonNegative {
    NonNegative::literal(1.0)
}

#[derive(Debug)]
pub(super) struct BetaBinomial {
    mixture: BetaMixture,
}

impl BetaBinomial {
    pub(super) fn new(policy: &BetaBinomialPolicy) -> Result<Self, Error> {
        let (share, ratio) = (check::between("share", policy.share)?, check::positive("ratio", policy.ratio)?);
        let concentration = check::positive("concentration", policy.concentration)?;
        let share = ratio * share / (ratio * share + 1.0 - share);
        let prior = (concentration * share, concentration * (1.0 - share));
        let mixture = match policy.sides {
            TestSides::Two => BetaMixture::new(prior, share),
            TestSides::Greater => BetaMixture::above(prior, share),
        };
        Ok(Self { mixture })
    }

    fn log_e(&self, state: &SequentialState) -> f64 {
        let [others, events] = [&state.baseline, &state.canary].map(|kept| kept.iter().sum::<f64>());
        self.mixture.log_e(events, others)
    }
}

impl Test for BetaBinomial {
    fn begin(&self) -> SequentialState {
        SequentialState { baseline: vec![0.0], canary: vec![0.0], ..SequentialState::new(0, 0) }
    }

    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        let (baseline, canary, _) = look.counts()?;
        let (others, events) = (baseline.events.get(), canary.events.get());
        add(&mut state.baseline, &[others]);
        add(&mut state.canary, &[events]);
        Ok(state.record(self.log_e(state), others + events > 0.0))
    }

    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        add(&mut state.baseline, &other.baseline);
        add(&mut state.canary, &other.canary);
        Ok(state.record(self.log_e(state), other.has_counts()))
    }
}
