//! How far one sample lies above another: the estimate of Hodges and Lehmann with its confidence interval.

use serde::{Deserialize, Serialize};

use super::differences::{kth, next};
use super::pool::{spread, ties};
use super::sample::Sample;
use crate::stats::normal;
use crate::units::Fraction;

/// How far the first of two samples lies above the second.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Shift {
    /// The lower end of the confidence interval, one of the differences.
    pub lower: f64,
    /// The upper end of the confidence interval, one of the differences.
    pub upper: f64,
    /// The median of all differences between a value of the first sample and one of the second.
    pub estimate: f64,
    /// Whether the samples are large enough for the confidence. Where not, the ends are the least and the greatest
    /// difference, and the true shift is outside more often than asked for.
    pub enough: bool,
}

/// The shift between two samples with its confidence interval, as all those shifts that a two-sided test of Mann and
/// Whitney does not rule out.
///
/// The test is the normal approximation with continuity correction and the ties within each sample, at any size. The
/// ends are then order statistics of the differences, which are selected exactly.
#[must_use]
pub fn shift(x: &Sample, y: &Sample, confidence: Fraction) -> Shift {
    let pairs = x.len() as u64 * y.len() as u64;
    let quantile = normal::quantile(0.5 + confidence.get() / 2.0);
    let spread = spread((x.len() as f64, y.len() as f64), ties(x) + ties(y));
    let place = (pairs as f64 / 2.0 - 0.5 - quantile * spread).ceil();
    let outer = place.max(1.0) as u64;
    let (x, y) = (x.values(), y.values());
    Shift {
        lower: kth(x, y, outer),
        upper: kth(x, y, pairs + 1 - outer),
        estimate: median(x, y, pairs),
        enough: place >= 1.0,
    }
}

fn median(x: &[f64], y: &[f64], pairs: u64) -> f64 {
    let half = pairs.div_ceil(2);
    let low = kth(x, y, half);
    if pairs % 2 == 1 {
        return low;
    }
    let (count, above) = next(x, y, low);
    if count > half { low } else { low.midpoint(above) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shifted(x: &[f64], y: &[f64], confidence: f64) -> Shift {
        let (x, y) = (Sample::new(x.to_vec()).unwrap(), Sample::new(y.to_vec()).unwrap());
        shift(&x, &y, Fraction::literal(confidence))
    }

    /// The permeability of membranes in Hollander and Wolfe, Nonparametric Statistical Methods, example 4.1: 0.305.
    #[test]
    fn the_membranes_of_hollander_and_wolfe() {
        let x = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
        let y = [1.15, 0.88, 0.90, 0.74, 1.21];
        let shift = shifted(&x, &y, 0.95);
        assert!((shift.estimate - 0.305).abs() < 1e-12, "{shift:?}");
        assert!(shift.enough);
    }

    #[test]
    fn constant_samples_differ_by_what_they_differ() {
        let shift = shifted(&[3.0; 4], &[1.0; 5], 0.98);
        assert_eq!((shift.lower, shift.estimate, shift.upper), (2.0, 2.0, 2.0));
    }

    #[test]
    fn small_samples_say_that_they_are() {
        let shift = shifted(&[10.0, 11.0], &[1.0, 2.0], 0.98);
        assert_eq!((shift.lower, shift.estimate, shift.upper, shift.enough), (8.0, 9.0, 10.0, false));
        let sure = shifted(&[1.0, 2.0, 3.0], &[1.0, 2.0], 1.0);
        assert_eq!((sure.lower, sure.upper, sure.enough), (-1.0, 2.0, false));
        let anything = shifted(&[1.0, 2.0], &[0.0, 0.5], 0.0);
        assert_eq!((anything.lower, anything.upper), (1.0, 1.5));
    }
}
