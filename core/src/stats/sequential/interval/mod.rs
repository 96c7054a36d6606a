//! Intervals that hold at all looks together, for display.

mod binomial;
mod bounded_mean;
mod ecdf;
pub(crate) mod grid;
pub(crate) mod mean;
mod ratio;

use serde::{Deserialize, Serialize};

use super::check;
use super::look::SequentialLook;
use crate::error::Error;
use crate::tagged::tagged;
use crate::units::{Fraction, NonNegative};

/// A sequence of intervals, one after each look, all of which hold together with probability 1 - `alpha`.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum ConfidenceSequence {
    /// The ratio of two rates, canary : baseline. Of counts; costs as much as there were looks with different splits.
    Ratio {
        /// Default: 0.05. Source: convention.
        #[serde(default = "usual_alpha")]
        alpha: Fraction,
        /// How much more than independent events these scatter, from 1. Default: 1. Source: Poisson counts.
        #[serde(default = "one")]
        dispersion: NonNegative,
    },
    /// A share of one arm, such as of the requests over a bound. Of single arms.
    Binomial {
        /// Default: 0.05. Source: convention.
        #[serde(default = "usual_alpha")]
        alpha: Fraction,
        /// After how many trials it is narrowest. Default: 1000. Source: our choice, some minutes of a small canary.
        #[serde(default = "thousand")]
        tuned_for: NonNegative,
    },
    /// A band around the distribution function of one arm. Of single arms, whose exposure is the size of the sample.
    Ecdf {
        /// Default: 0.05. Source: convention.
        #[serde(default = "usual_alpha")]
        alpha: Fraction,
        /// The size from which on it holds, at least 1. Default: 1. Source: Howard and Ramdas (2022).
        #[serde(default = "one")]
        from_size: NonNegative,
    },
    /// The mean difference of levels from 0 to 1, canary less baseline. Of levels.
    BoundedMean {
        /// Default: 0.05. Source: convention.
        #[serde(default = "usual_alpha")]
        alpha: Fraction,
    },
    /// The difference of two means, canary less baseline; right in the limit of large samples only. Of sums.
    MeanDifference {
        /// Default: 0.05. Source: convention.
        #[serde(default = "usual_alpha")]
        alpha: Fraction,
        /// After how many values of both arms it is narrowest. Default: 5000. Source: the default of GrowthBook.
        #[serde(default = "five_thousand")]
        tuned_for: NonNegative,
    },
}

tagged!(ConfidenceSequence, "kind");

fn usual_alpha() -> Fraction {
    Fraction::literal(0.05)
}

fn one() -> NonNegative {
    NonNegative::literal(1.0)
}

fn thousand() -> NonNegative {
    NonNegative::literal(1000.0)
}

fn five_thousand() -> NonNegative {
    NonNegative::literal(5000.0)
}

/// An interval after a look. What is left out is not known, or has no bound on that side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SequentialInterval {
    /// What was observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<f64>,
    /// The lower end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// The upper end; none where it could be infinite.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
    /// The lower end of an interval without an upper one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub one_sided_lower: Option<f64>,
    /// Half of the width of a band.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub half_width: Option<f64>,
}

/// The intervals after each look of a series.
///
/// # Errors
///
/// An error of the sequence's settings, or of the first look that cannot be used.
pub fn sequential_interval(
    sequence: &ConfidenceSequence,
    looks: &[SequentialLook],
) -> Result<Vec<SequentialInterval>, Error> {
    let mut intervals = sequence.begin().map_err(|err| err.within("sequence"))?;
    let look = |(i, look)| intervals.look(look).map_err(|err| err.within(&format!("looks[{i}]")));
    looks.iter().enumerate().map(look).collect()
}

/// A sequence of intervals on its way.
trait Intervals {
    fn look(&mut self, look: &SequentialLook) -> Result<SequentialInterval, Error>;
}

impl ConfidenceSequence {
    fn begin(&self) -> Result<Box<dyn Intervals>, Error> {
        let between = |alpha: &Fraction| check::between("alpha", *alpha);
        Ok(match self {
            Self::Ratio { alpha, dispersion } => {
                let dispersion = check::at_least_one("dispersion", *dispersion)?;
                Box::new(ratio::RatioIntervals::new(between(alpha)?, dispersion))
            }
            Self::Binomial { alpha, tuned_for } => {
                let tuned_for = check::positive("tuned_for", *tuned_for)?;
                Box::new(binomial::BinomialIntervals::new(between(alpha)?, tuned_for))
            }
            Self::Ecdf { alpha, from_size } => {
                Box::new(ecdf::EcdfBands::new(between(alpha)?, check::at_least_one("from_size", *from_size)?))
            }
            Self::BoundedMean { alpha } => Box::new(bounded_mean::BoundedMeanIntervals::new(between(alpha)?)),
            Self::MeanDifference { alpha, tuned_for } => {
                let tuned_for = check::positive("tuned_for", *tuned_for)?;
                Box::new(mean::MeanDifferences::new(between(alpha)?, tuned_for))
            }
        })
    }
}
