//! The standard normal distribution.

use std::f64::consts::PI;

use statrs::distribution::{ContinuousCDF, Normal};

/// The value that a standard normal variable stays below with the probability; infinite for 0 and 1.
#[must_use]
pub fn quantile(probability: f64) -> f64 {
    Normal::standard().inverse_cdf(probability)
}

/// How likely a standard normal variable is beyond the value, to nine digits.
#[must_use]
pub fn upper_tail(value: f64) -> f64 {
    Normal::standard().sf(value)
}

/// The logarithm of the normal distribution function, also far in the tail.
///
/// The error function of `statrs` has ten digits, and nothing is left of it below -38. Laplace's continued fraction has all
/// digits from -2 on downwards.
pub(crate) fn ln_cdf(x: f64) -> f64 {
    if x > -2.0 {
        return upper_tail(-x).ln();
    }
    let t = -x;
    let fraction = (1..=100).rev().fold(t, |rest, k| t + f64::from(k) / rest);
    -0.5 * t * t - 0.5 * (2.0 * PI).ln() - fraction.ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From `scipy.special.ndtri` and `scipy.stats.norm.sf` of scipy 1.17.1.
    #[test]
    fn as_precise_as_said() {
        for (probability, want) in [
            (0.5, 0.0),
            (0.025, -1.9599639845400545),
            (0.01, -2.3263478740408408),
            (0.999, 3.090232306167813),
            (1e-9, -5.997807015007686),
        ] {
            assert!((quantile(probability) - want).abs() < 1e-13, "{probability}: {}", quantile(probability));
        }
        for (value, want) in
            [(0.0, 0.5), (1.0, 0.15865525393145707), (-3.0, 0.9986501019683699), (8.0, 6.220960574271785e-16)]
        {
            assert!((upper_tail(value) - want).abs() < 1e-9 * want, "{value}: {}", upper_tail(value));
        }
        assert_eq!((quantile(0.0), quantile(1.0)), (f64::NEG_INFINITY, f64::INFINITY));
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
            let relative = (ln_cdf(x) - expected).abs() / expected.abs();
            // Above the tail it is as good as the error function of `statrs`.
            assert!(relative < if x > -2.0 { 1e-10 } else { 1e-14 }, "{x}: {}", ln_cdf(x));
        }
    }
}
