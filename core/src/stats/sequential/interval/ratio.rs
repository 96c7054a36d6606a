//! The ratio of two rates: all ratios against which a mixture over many others has not enough evidence.

use super::{Intervals, SequentialInterval};
use crate::error::Error;
use crate::stats::sequential::log;
use crate::stats::sequential::look::SequentialLook;

/// Sizes per sign of the logarithm, geometric from the smallest to the largest.
const NODES: usize = 48;
const SMALLEST: f64 = 0.005;
const LARGEST: f64 = 4.0;

/// Logarithms beyond which a ratio counts as 0 or infinite.
const REACH: f64 = 30.0;

pub(super) struct RatioIntervals {
    level: f64,
    dispersion: f64,
    /// Of the canary in all looks, over their dispersion.
    events: f64,
    /// The canary's share of the exposure, and the events of both arms, over their dispersion, of all looks with that share.
    splits: Vec<(f64, f64)>,
    low: f64,
    high: f64,
}

impl RatioIntervals {
    pub(super) fn new(alpha: f64, dispersion: f64) -> Self {
        let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
        Self { level: -alpha.ln(), dispersion, events: 0.0, splits: Vec::new(), low, high }
    }

    /// The logarithm of the likelihood of a log ratio, against a ratio of 1.
    fn log_likelihood(&self, theta: f64) -> f64 {
        let factor = theta.exp_m1();
        let split = |(share, events): &(f64, f64)| events * (share * factor).ln_1p();
        self.events * theta - self.splits.iter().map(split).sum::<f64>()
    }

    fn slope(&self, theta: f64) -> f64 {
        let odds = theta.exp();
        let split = |(share, events): &(f64, f64)| events * share * odds / (1.0 + share * theta.exp_m1());
        self.events - self.splits.iter().map(split).sum::<f64>()
    }

    fn mixture(&self) -> f64 {
        let step = (LARGEST / SMALLEST).ln() / (NODES - 1) as f64;
        let size = |j: usize| SMALLEST * (step * j as f64).exp();
        let nodes: Vec<f64> =
            (0..NODES).flat_map(|j| [size(j), -size(j)]).map(|theta| self.log_likelihood(theta)).collect();
        log::mean(nodes.iter().copied())
    }

    /// Where the likelihood, which falls from the maximum to `end`, has fallen below `least`.
    fn crossing(&self, maximum: f64, end: f64, least: f64) -> Option<f64> {
        if self.log_likelihood(end) > least {
            return None;
        }
        Some(bisect(maximum, end, |theta| self.log_likelihood(theta) > least))
    }
}

/// Halves the way from where something holds to where it does not.
fn bisect(mut holds: f64, mut fails: f64, test: impl Fn(f64) -> bool) -> f64 {
    loop {
        let middle = 0.5 * (holds + fails);
        if middle == holds || middle == fails {
            return middle;
        }
        if test(middle) { holds = middle } else { fails = middle }
    }
}

impl Intervals for RatioIntervals {
    fn look(&mut self, look: &SequentialLook) -> Result<SequentialInterval, Error> {
        let (baseline, canary, dispersion) = look.counts()?;
        let dispersion = dispersion.unwrap_or(self.dispersion);
        let events = baseline.events.get() + canary.events.get();
        if events > 0.0 && baseline.exposure.get() > 0.0 && canary.exposure.get() > 0.0 {
            let share = canary.exposure.get() / (canary.exposure.get() + baseline.exposure.get());
            self.events += canary.events.get() / dispersion;
            match self.splits.iter_mut().find(|(other, _)| *other == share) {
                Some((_, sum)) => *sum += events / dispersion,
                None => self.splits.push((share, events / dispersion)),
            }
        }
        if !self.splits.is_empty() {
            let least = self.mixture() - self.level;
            let maximum = bisect(-REACH, REACH, |theta| self.slope(theta) > 0.0);
            self.low = self.low.max(self.crossing(maximum, -REACH, least).unwrap_or(self.low));
            self.high = self.high.min(self.crossing(maximum, REACH, least).unwrap_or(self.high));
        }
        let upper = self.high.is_finite().then(|| self.high.exp());
        Ok(SequentialInterval { lower: Some(self.low.exp()), upper, ..SequentialInterval::default() })
    }
}
