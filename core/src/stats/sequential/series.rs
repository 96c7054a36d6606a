//! All tests behind one name, and a whole series of looks at once.

use serde::{Deserialize, Serialize};

use super::beta_binomial::{BetaBinomial, BetaBinomialPolicy};
use super::bounded_mean::{BoundedMean, BoundedMeanPolicy};
use super::bucket_beta::{BucketBeta, BucketBetaPolicy};
use super::fisher_conditional::{FisherConditional, FisherConditionalPolicy};
use super::gaussian_difference::{GaussianDifference, GaussianDifferencePolicy};
use super::histogram_shift::{HistogramShift, HistogramShiftPolicy};
use super::look::SequentialLook;
use super::prepared::{PreparedTest, Test};
use super::quantile_ab::{QuantileAb, QuantileAbPolicy};
use super::rate_ratio::{RateRatio, RateRatioPolicy};
use super::split_check::{SplitCheck, SplitCheckPolicy};
use super::state::{SequentialEvidence, SequentialState};
use super::symmetric_difference::{SymmetricDifference, SymmetricDifferencePolicy};
use super::two_proportion::{TwoProportion, TwoProportionPolicy};
use crate::digest::Digest;
use crate::error::{Error, Family};
use crate::tagged::tagged;

/// A sequential test with its settings.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum SequentialTest {
    /// Errors out of requests, or events with exposure: the ratio of two rates. Of counts.
    RateRatio {
        /// Its settings.
        #[serde(default)]
        policy: RateRatioPolicy,
    },
    /// Common events, or a margin in points: two proportions. Of counts.
    TwoProportion {
        /// Its settings.
        #[serde(default)]
        policy: TwoProportionPolicy,
    },
    /// The share of events at a constant split, for comparison. Of counts.
    BetaBinomial {
        /// Its settings.
        policy: BetaBinomialPolicy,
    },
    /// Few requests: an odds ratio. Of counts.
    FisherConditional {
        /// Its settings.
        #[serde(default)]
        policy: FisherConditionalPolicy,
    },
    /// Latency: a shift of the whole, or a heavier tail. Of buckets.
    HistogramShift {
        /// Its settings.
        #[serde(default)]
        policy: HistogramShiftPolicy,
    },
    /// Any change of a distribution, at a constant split. Of buckets.
    BucketBeta {
        /// Its settings.
        policy: BucketBetaPolicy,
    },
    /// One quantile of raw values. Of samples.
    QuantileAb {
        /// Its settings.
        #[serde(default)]
        policy: QuantileAbPolicy,
    },
    /// Saturation with a known variance. Of differences.
    GaussianDifference {
        /// Its settings.
        #[serde(default)]
        policy: GaussianDifferencePolicy,
    },
    /// Saturation without a past. Of differences.
    SymmetricDifference {
        /// Its settings.
        #[serde(default)]
        policy: SymmetricDifferencePolicy,
    },
    /// Levels from 0 to 1 of which nothing else is known. Of levels.
    BoundedMean {
        /// Its settings.
        #[serde(default)]
        policy: BoundedMeanPolicy,
    },
    /// Whether the traffic is split as planned. Of arms.
    SplitCheck {
        /// Its settings.
        policy: SplitCheckPolicy,
    },
}

tagged!(SequentialTest, "kind");

impl SequentialTest {
    /// Checks the settings.
    ///
    /// # Errors
    ///
    /// `out_of_range`, `contradiction` or another error that names the setting.
    pub fn prepare(&self) -> Result<PreparedTest, Error> {
        let test = self.test().map_err(|err| err.within("policy"))?;
        let start = SequentialState { test: Digest::of(self).to_string(), ..test.begin() };
        Ok(PreparedTest { test, start })
    }

    fn test(&self) -> Result<Box<dyn Test>, Error> {
        Ok(match self {
            Self::RateRatio { policy } => Box::new(RateRatio::new(policy)?),
            Self::TwoProportion { policy } => Box::new(TwoProportion::new(policy)?),
            Self::BetaBinomial { policy } => Box::new(BetaBinomial::new(policy)?),
            Self::FisherConditional { policy } => Box::new(FisherConditional::new(policy)?),
            Self::HistogramShift { policy } => Box::new(HistogramShift::new(policy)?),
            Self::BucketBeta { policy } => Box::new(BucketBeta::new(policy)?),
            Self::QuantileAb { policy } => Box::new(QuantileAb::new(policy)?),
            Self::GaussianDifference { policy } => Box::new(GaussianDifference::new(policy)?),
            Self::SymmetricDifference { policy } => Box::new(SymmetricDifference::new(policy)?),
            Self::BoundedMean { policy } => Box::new(BoundedMean::new(policy)?),
            Self::SplitCheck { policy } => Box::new(SplitCheck::new(policy)?),
        })
    }
}

/// What a sequential test has found at each look of a series.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SequentialSeries {
    /// After each look, of which a merge is one.
    pub evidence: Vec<SequentialEvidence>,
    /// From where further looks go on.
    pub state: SequentialState,
}

/// Runs a sequential test over a series of looks, from its beginning or from where another series ended.
///
/// # Errors
///
/// An error of the test's settings, of the state, or of the first look that cannot be used.
pub fn sequential_test(
    test: &SequentialTest,
    looks: &[SequentialLook],
    state: Option<SequentialState>,
) -> Result<SequentialSeries, Error> {
    let test = test.prepare().map_err(|err| err.within("test"))?;
    let mut state = match state {
        Some(state) => test.resume(state).map_err(|err| err.within("state"))?,
        None => test.begin(),
    };
    let look = |(i, look)| test.look(&mut state, look).map_err(|err| err.within(&format!("looks[{i}]")));
    let evidence = looks.iter().enumerate().map(look).collect::<Result<_, _>>()?;
    Ok(SequentialSeries { evidence, state })
}

/// Takes into the state of one series, as one more look, all that another one has seen: one rollout, watched by two. What is
/// asked of the two stands at [`PreparedTest::merge`].
///
/// # Errors
///
/// An error of the test's settings, or of a state, by the field within `state` or `other`.
pub fn merge_sequential(
    test: &SequentialTest,
    state: SequentialState,
    other: &SequentialState,
) -> Result<SequentialSeries, Error> {
    let test = test.prepare().map_err(|err| err.within("test"))?;
    let mut state = test.resume(state).map_err(|err| err.within("state"))?;
    let evidence = test.merge(&mut state, other).map_err(|err| match err.family() {
        Family::Config => err.within("test"),
        _ => err,
    })?;
    Ok(SequentialSeries { evidence: vec![evidence], state })
}
