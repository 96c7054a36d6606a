//! Tests that may be looked at as often as one likes, and stopped whenever one likes.
//!
//! A test that promises 5 % false alarms at a size fixed beforehand has 30 % when it is looked at every minute of an hour.
//! The tests here keep their promise over all looks together. Each holds capital that a fair game could not be expected to
//! increase: `log_e` is its logarithm, and under the null hypothesis it ever reaches `ln(1 / alpha)` with a probability of
//! at most `alpha`, by Ville's inequality. Ramdas, Grünwald, Vovk and Shafer, "Game-theoretic statistics and safe
//! anytime-valid inference" (Statistical Science 2023).
//!
//! ```
//! use rollwise::{ArmEvents, NonNegative, RateRatioPolicy, SequentialLook, SequentialTest};
//!
//! let test = SequentialTest::RateRatio { policy: RateRatioPolicy::default() }.prepare()?;
//! let arm = |events, exposure| -> Result<_, rollwise::Error> {
//!     Ok(ArmEvents { events: NonNegative::new(events)?, exposure: NonNegative::new(exposure)? })
//! };
//! // Six errors in a thousand requests, against ten in nine thousand.
//! let (baseline, canary) = (arm(10.0, 9_000.0)?, arm(6.0, 1_000.0)?);
//! let look = SequentialLook::Counts { baseline, canary, dispersion: None };
//! let mut state = test.begin();
//! assert!(!test.look(&mut state, &look)?.rejects(0.01));
//! assert!(test.look(&mut state, &look)?.rejects(0.01));
//! # Ok::<(), rollwise::Error>(())
//! ```

mod beta_binomial;
pub(crate) mod beta_mixture;
mod boost;
mod bounded_mean;
mod bucket_beta;
mod calibrate;
pub(crate) mod check;
pub(crate) mod combine;
mod direction;
mod dispersion;
mod fisher_conditional;
mod gaussian_difference;
mod histogram_shift;
pub(crate) mod interval;
pub(crate) mod log;
mod look;
mod mixture;
mod prepared;
pub(crate) mod projection;
mod quantile_ab;
mod rate_ratio;
mod series;
mod share;
mod split_check;
mod state;
mod symmetric_difference;
mod two_proportion;

pub use beta_binomial::{BetaBinomialPolicy, TestSides};
pub use bounded_mean::BoundedMeanPolicy;
pub use bucket_beta::BucketBetaPolicy;
pub use calibrate::{CalibratedEvidence, evidence_of_p_value};
pub use combine::{CombinePolicy, CombinedEvidence, combine_evidence};
pub use direction::EffectDirection;
pub use dispersion::{DispersionEstimate, estimate_dispersion};
pub use fisher_conditional::FisherConditionalPolicy;
pub use gaussian_difference::GaussianDifferencePolicy;
pub use histogram_shift::HistogramShiftPolicy;
pub use interval::{ConfidenceSequence, SequentialInterval, sequential_interval};
pub use look::{ArmEvents, SampleSums, SequentialLook};
pub use mixture::{CapitalSchedule, EffectNode};
pub use prepared::PreparedTest;
pub use quantile_ab::QuantileAbPolicy;
pub use rate_ratio::RateRatioPolicy;
pub use series::{SequentialSeries, SequentialTest, merge_sequential, sequential_test};
pub use split_check::SplitCheckPolicy;
pub use state::{SequentialEvidence, SequentialState};
pub use symmetric_difference::SymmetricDifferencePolicy;
pub use two_proportion::{PriorProportion, TwoProportionPolicy};
