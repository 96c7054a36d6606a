//! The difference of two means from running sums.
//!
//! Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, "Time-uniform central limit theory and asymptotic confidence
//! sequences" (Annals of Statistics 2024): right in the limit only, so for display.

use super::{Intervals, SequentialInterval};
use crate::error::Error;
use crate::stats::sequential::look::{SampleSums, SequentialLook, level};

pub(super) struct MeanDifferences {
    alpha: f64,
    tuned_for: f64,
    baseline: Moments,
    canary: Moments,
}

impl MeanDifferences {
    pub(super) fn new(alpha: f64, tuned_for: f64) -> Self {
        Self { alpha, tuned_for, baseline: Moments::default(), canary: Moments::default() }
    }
}

#[derive(Default)]
struct Moments {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, more: SampleSums) -> Result<(), Error> {
        level("sum", more.sum)?;
        self.count += more.count.as_f64();
        self.sum += more.sum.get();
        self.squares += more.squares.get();
        Ok(())
    }

    fn mean(&self) -> f64 {
        self.sum / self.count
    }

    fn variance(&self) -> f64 {
        (self.squares / self.count - self.mean() * self.mean()).max(0.0)
    }
}

impl Intervals for MeanDifferences {
    fn look(&mut self, look: &SequentialLook) -> Result<SequentialInterval, Error> {
        let SequentialLook::Sums { baseline, canary } = look else { return Err(look.unexpected("sums")) };
        self.baseline.add(*baseline).map_err(|err| err.within("baseline"))?;
        self.canary.add(*canary).map_err(|err| err.within("canary"))?;
        let (b, c) = (&self.baseline, &self.canary);
        if b.count < 2.0 || c.count < 2.0 {
            return Ok(SequentialInterval::default());
        }
        let variance = b.variance() / b.count + c.variance() / c.count;
        let estimate = c.mean() - b.mean();
        let (two_sided, one_sided) = reach(b.count + c.count, variance, self.alpha, self.tuned_for);
        Ok(SequentialInterval {
            estimate: Some(estimate),
            lower: Some(estimate - two_sided),
            upper: Some(estimate + two_sided),
            one_sided_lower: Some(estimate - one_sided),
            half_width: None,
        })
    }
}

/// How far the mean of `t` values may be from the truth whose estimate has that variance: to both sides together, and to
/// one side alone.
pub(crate) fn reach(t: f64, variance: f64, alpha: f64, tuned_for: f64) -> (f64, f64) {
    let log_alpha = alpha.ln();
    let rho = (-2.0 * log_alpha + (1.0 - 2.0 * log_alpha).ln()) / tuned_for;
    let u = t * rho + 1.0;
    let reach = |log: f64| (t * variance * 2.0 * u / (t * t * rho) * log).sqrt();
    (reach((u.sqrt() / alpha).ln()), reach((u.sqrt() / (2.0 * alpha)).ln_1p()))
}
