//! The share kernel: how likely the requests of each category are to be the canary's, if categories are tilted, against
//! how likely they are if not.
//!
//! With the same law of categories in both arms its exponential has an expectation of at most 1, for any tilt; with
//! ordered categories and a tilt that does not fall, also when the canary's law is stochastically smaller.

/// The canary's share of a look's requests.
pub(super) fn of(canary: f64, baseline: f64) -> f64 {
    canary / (canary + baseline)
}

/// What one category adds to the logarithm, with the logarithm of its tilt.
pub(super) fn kernel(canary: f64, baseline: f64, log_tilt: f64, share: f64) -> f64 {
    canary * log_tilt - (canary + baseline) * (share * log_tilt.exp_m1()).ln_1p()
}
