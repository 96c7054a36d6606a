//! Tests that may be looked at as often as one likes, and stopped whenever one likes.
//!
//! A test that promises 5 % false alarms at a size fixed beforehand has 30 % when it is looked at every minute of an hour.
//! The tests here keep their promise over all looks together. Each holds capital that a fair game could not be expected to
//! increase: `log_e` is its logarithm, and under the null hypothesis it ever reaches `ln(1 / alpha)` with a probability of
//! at most `alpha`, by Ville's inequality. Ramdas, Grünwald, Vovk and Shafer, "Game-theoretic statistics and safe
//! anytime-valid inference" (Statistical Science 2023).
//!
//! ```
//! use rollwise::sequential::{Events, RateRatioPolicy, SequentialLook, SequentialTest};
//! use rollwise::NonNegative;
//!
//! let test = SequentialTest::RateRatio { policy: RateRatioPolicy::default() }.prepare()?;
//! let events = |events, exposure| -> Result<_, rollwise::Error> {
//!     Ok(Events { events: NonNegative::new(events)?, exposure: NonNegative::new(exposure)? })
//! };
//! let mut state = test.begin();
//! for _ in 0..5 {
//!     let (baseline, canary) = (events(10.0, 9_000.0)?, events(8.0, 1_000.0)?);
//!     let evidence = test.look(&mut state, &SequentialLook::Counts { baseline, canary, dispersion: None })?;
//!     if evidence.rejects(0.01) {
//!         return Ok(()); // more than ten events for one of the baseline, and surely no accident
//!     }
//! }
//! # panic!("not found");
//! # #[allow(unreachable_code)]
//! # Ok::<(), rollwise::Error>(())
//! ```

mod beta_binomial;
mod boost;
mod bounded_mean;
mod bucket_beta;
mod calibrate;
mod check;
mod combine;
mod direction;
mod dispersion;
mod fisher_conditional;
mod gaussian_difference;
mod histogram_shift;
mod interval;
mod log;
mod look;
mod mixture;
mod prepared;
mod projection;
mod quantile_ab;
mod rate_ratio;
mod series;
mod share;
mod split_check;
mod state;
mod symmetric_difference;
mod two_proportion;

pub use beta_binomial::{BetaBinomialPolicy, Sides};
pub use bounded_mean::BoundedMeanPolicy;
pub use bucket_beta::BucketBetaPolicy;
pub use calibrate::{Calibration, calibrate};
pub use combine::{CombinePolicy, CombinedEvidence, combine_evidence};
pub use direction::Direction;
pub use dispersion::{DispersionEstimate, estimate_dispersion};
pub use fisher_conditional::FisherConditionalPolicy;
pub use gaussian_difference::GaussianDifferencePolicy;
pub use histogram_shift::HistogramShiftPolicy;
pub use interval::{ConfidenceSequence, SequentialInterval, sequential_interval};
pub use look::{Events, SampleSums, SequentialLook};
pub use mixture::{EffectNode, Restart};
pub use prepared::PreparedTest;
pub use quantile_ab::QuantileAbPolicy;
pub use rate_ratio::RateRatioPolicy;
pub use series::{SequentialSeries, SequentialTest, sequential_test};
pub use split_check::SplitCheckPolicy;
pub use state::{SequentialEvidence, SequentialState};
pub use symmetric_difference::SymmetricDifferencePolicy;
pub use two_proportion::{PriorRate, TwoProportionPolicy};
