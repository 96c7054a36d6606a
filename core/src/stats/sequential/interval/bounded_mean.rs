//! The mean difference of levels from 0 to 1, with the empirical Bernstein bound of Waudby-Smith and Ramdas (JRSS B 2024).

use super::{Intervals, SequentialInterval};
use crate::error::Error;
use crate::stats::sequential::look::SequentialLook;

pub(super) struct BoundedMeanIntervals {
    /// ln(2 / alpha).
    level: f64,
    looks: f64,
    /// Of the differences, moved to between 0 and 1.
    values: f64,
    squares: f64,
    /// Of the bets, of the bets times the values, and of what the scatter costs.
    bets: f64,
    weighted: f64,
    cost: f64,
}

impl BoundedMeanIntervals {
    pub(super) fn new(alpha: f64) -> Self {
        let level = (2.0 / alpha).ln();
        Self { level, looks: 0.0, values: 0.0, squares: 0.0, bets: 0.0, weighted: 0.0, cost: 0.0 }
    }
}

/// The largest bet, and what mean and variance start from before the first look.
const LARGEST: f64 = 0.5;
const MEAN: f64 = 0.5;
const VARIANCE: f64 = 0.25;

impl Intervals for BoundedMeanIntervals {
    fn look(&mut self, look: &SequentialLook) -> Result<SequentialInterval, Error> {
        let y = (look.bounded_difference()? + 1.0) / 2.0;
        let t = self.looks + 1.0;
        // From the looks before this one.
        let (mean, variance) = ((MEAN + self.values) / t, (VARIANCE + self.squares) / t);
        let bet = (2.0 * self.level / (variance * t * t.ln_1p())).sqrt().min(LARGEST);
        let psi = (-(-bet).ln_1p() - bet) / 4.0;
        self.bets += bet;
        self.weighted += bet * y;
        self.cost += 4.0 * (y - mean) * (y - mean) * psi;
        self.looks = t;
        self.values += y;
        let mean_now = (MEAN + self.values) / (t + 1.0);
        self.squares += (y - mean_now) * (y - mean_now);
        let (centre, reach) = (self.weighted / self.bets, (self.level + self.cost) / self.bets);
        let end = |y: f64| Some((2.0 * y - 1.0).clamp(-1.0, 1.0));
        let (estimate, lower, upper) = (end(centre), end(centre - reach), end(centre + reach));
        Ok(SequentialInterval { estimate, lower, upper, ..SequentialInterval::default() })
    }
}
