//! The interval that Kayenta finds by searching for the roots of a step function.
//!
//! Its ends are up to 1e-4 beside those of [`ranks::shift`](crate::stats::ranks::shift), whatever the unit of the
//! values. It is here for results that have to be those of Kayenta to the last digit that its search determines.

use crate::stats::normal;
use crate::stats::ranks::{Pool, Sample, Shift, shift};
use crate::units::Fraction;

/// The search for the shift between two samples.
#[derive(Clone, Copy, Debug)]
pub struct ShiftSearch<'a> {
    x: &'a Sample,
    y: &'a Sample,
}

impl<'a> ShiftSearch<'a> {
    /// Searches for how far `x` lies above `y`.
    #[must_use]
    pub fn new(x: &'a Sample, y: &'a Sample) -> Self {
        Self { x, y }
    }

    /// The interval and the estimate; None when a shift makes all values equal, so that nothing can be compared.
    #[must_use]
    pub fn interval(&self, confidence: Fraction) -> Option<Shift> {
        let quantile = -normal::quantile((1.0 - confidence.get()) / 2.0);
        Some(Shift {
            lower: self.clamped(quantile)?,
            upper: self.clamped(-quantile)?,
            estimate: self.root(0.0)?,
            enough: shift(self.x, self.y, confidence).enough,
        })
    }

    /// The least and the greatest shift that is looked at.
    #[must_use]
    pub fn range(&self) -> (f64, f64) {
        (self.x.min() - self.y.max(), self.x.max() - self.y.min())
    }

    /// The statistic of Mann and Whitney's test with continuity correction after taking `shift` from `x`, less a
    /// quantile of the normal distribution; None when all values are then equal.
    #[must_use]
    pub fn statistic(&self, shift: f64, quantile: f64) -> Option<f64> {
        let pool = Pool::shifted(self.x, self.y, shift);
        let above = pool.wins - pool.pairs() / 2.0;
        let correction = if above == 0.0 { 0.0 } else { 0.5_f64.copysign(above) };
        let spread = pool.spread();
        (spread > 0.0).then(|| (above - correction) / spread - quantile)
    }

    /// The shift at which the statistic crosses a quantile, or the end of the range where it does not.
    fn clamped(&self, quantile: f64) -> Option<f64> {
        let (low, high) = self.range();
        if self.statistic(low, quantile)? <= 0.0 {
            return Some(low);
        }
        if self.statistic(high, quantile)? >= 0.0 {
            return Some(high);
        }
        self.root(quantile)
    }

    /// The root by the method of Brent and Dekker, as R's `uniroot` has it: one step at a time, a secant or a parabola
    /// where that is safe, and half of the bracket where it is not.
    #[must_use]
    pub fn root(&self, quantile: f64) -> Option<f64> {
        let (low, high) = self.range();
        let (at_low, at_high) = (self.at(low, quantile)?, self.at(high, quantile)?);
        if at_low.is_zero() {
            return Some(low);
        }
        if at_high.is_zero() {
            return Some(high);
        }
        let (mut previous, mut current, mut opposite) = (at_low, at_high, at_low);
        for _ in 0..ROUNDS {
            let last = current.shift - previous.shift;
            if opposite.value.abs() < current.value.abs() {
                (previous, current, opposite) = (current, opposite, current);
            }
            let tolerance = 2.0 * f64::EPSILON * current.shift.abs() + TOLERANCE / 2.0;
            let half = (opposite.shift - current.shift) / 2.0;
            if half.abs() <= tolerance || current.is_zero() {
                break;
            }
            let step = if last.abs() >= tolerance && previous.value.abs() > current.value.abs() {
                interpolated(previous, current, opposite, last, tolerance).unwrap_or(half)
            } else {
                half
            };
            let step = if step.abs() >= tolerance {
                step
            } else if step > 0.0 {
                tolerance
            } else {
                -tolerance
            };
            previous = current;
            current = self.at(current.shift + step, quantile)?;
            if (current.value > 0.0 && opposite.value > 0.0) || (current.value < 0.0 && opposite.value < 0.0) {
                opposite = previous;
            }
        }
        Some(current.shift)
    }

    fn at(&self, shift: f64, quantile: f64) -> Option<Point> {
        Some(Point { shift, value: self.statistic(shift, quantile)? })
    }
}

/// How close the search comes, in the unit of the values.
const TOLERANCE: f64 = 1e-4;
const ROUNDS: u32 = 1001;

#[derive(Clone, Copy)]
struct Point {
    shift: f64,
    value: f64,
}

impl Point {
    fn is_zero(self) -> bool {
        self.value.abs() <= f64::from_bits(1)
    }
}

/// The step to the root of a secant, or of a parabola through three points; None when it leads too far.
fn interpolated(previous: Point, current: Point, opposite: Point, last: f64, tolerance: f64) -> Option<f64> {
    let width = opposite.shift - current.shift;
    let s = current.value / previous.value;
    let (p, q) = if previous.shift == opposite.shift {
        (width * s, 1.0 - s)
    } else {
        let (a, b) = (previous.value / opposite.value, current.value / opposite.value);
        let p = s * (width * a * (a - b) - (current.shift - previous.shift) * (b - 1.0));
        (p, (a - 1.0) * (b - 1.0) * (s - 1.0))
    };
    let (p, q) = if p > 0.0 { (p, -q) } else { (-p, q) };
    let safe = p < 0.75 * width * q - (tolerance * q).abs() / 2.0 && p < (last * q / 2.0).abs();
    safe.then(|| p / q)
}
