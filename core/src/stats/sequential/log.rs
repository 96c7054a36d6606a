//! Arithmetic of numbers that are kept as their logarithms.

use std::f64::consts::PI;

use statrs::function::erf::erfc;

/// The logarithm of nothing, as a finite number that survives JSON: adding it changes nothing, and its exponential is 0.
pub(crate) const EMPTY: f64 = f64::MIN;

/// The logarithm of the sum of two numbers.
pub(crate) fn add(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    high + (low - high).exp().ln_1p()
}

/// The logarithm of the sum of numbers, in their order.
pub(crate) fn sum(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let high = logs.clone().fold(EMPTY, f64::max);
    high + logs.map(|log| (log - high).exp()).sum::<f64>().max(f64::MIN_POSITIVE).ln()
}

/// The logarithm of the average of numbers.
pub(crate) fn mean(logs: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let count = logs.len() as f64;
    sum(logs) - count.ln()
}

/// The logarithm of the normal distribution function, also far in the tail.
///
/// The error function of `statrs` has ten digits, and nothing is left of it below -38. Laplace's continued fraction has all
/// digits from -2 on downwards.
pub(super) fn normal_cdf(x: f64) -> f64 {
    if x > -2.0 {
        return (0.5 * erfc(-x / std::f64::consts::SQRT_2)).ln();
    }
    let t = -x;
    let fraction = (1..=100).rev().fold(t, |rest, k| t + f64::from(k) / rest);
    -0.5 * t * t - 0.5 * (2.0 * PI).ln() - fraction.ln()
}

/// The share whose log-odds are given.
pub(super) fn expit(log_odds: f64) -> f64 {
    if log_odds < 0.0 { log_odds.exp() / (1.0 + log_odds.exp()) } else { 1.0 / (1.0 + (-log_odds).exp()) }
}

/// The log-odds of a share between 0 and 1.
pub(super) fn logit(p: f64) -> f64 {
    p.ln() - (-p).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_adds_nothing() {
        assert_eq!(add(EMPTY, 0.25), 0.25);
        assert_eq!(add(0.25, EMPTY), 0.25);
        assert_eq!(sum([EMPTY, -3.0, EMPTY].into_iter()), -3.0);
        assert_eq!(EMPTY.exp(), 0.0);
    }

    #[test]
    fn large_numbers_do_not_overflow() {
        assert!((sum([1000.0, 1000.0].into_iter()) - (1000.0 + 2.0_f64.ln())).abs() < 1e-12);
        assert!((add(-1000.0, -1000.0) - (-1000.0 + 2.0_f64.ln())).abs() < 1e-12);
        assert!((mean([900.0, 900.0].into_iter()) - 900.0).abs() < 1e-12);
    }

    /// Values of `scipy.stats.norm.logcdf`, scipy 1.17.
    #[test]
    fn the_normal_tail_is_stable() {
        for (x, expected) in [
            (-40.0, -804.608_442_013_753_9),
            (-10.0, -53.231_285_150_512_48),
            (-5.0, -15.064_998_393_988_727),
            (-4.999_999, -15.064_993_207_485_244),
            (-2.0, -3.783_184_333_682_031_7),
            (-1.999_999, -3.783_181_960_466_942_3),
            (-1.0, -1.841_021_645_009_263_4),
            (0.0, -std::f64::consts::LN_2),
            (2.0, -0.023_012_909_328_963_476),
        ] {
            let relative = (normal_cdf(x) - expected).abs() / expected.abs();
            // Above the tail it is as good as the error function of `statrs`.
            assert!(relative < if x > -2.0 { 1e-10 } else { 1e-14 }, "{x}: {}", normal_cdf(x));
        }
    }
}
