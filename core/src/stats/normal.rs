//! The standard normal distribution.

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
}
