//! A share of one arm: all shares against which the test of a share has not enough evidence.

use super::{Intervals, SequentialInterval};
use crate::error::Error;
use crate::stats::sequential::beta_mixture::BetaMixture;
use crate::stats::sequential::look::SequentialLook;
use crate::stats::sequential::quantile_ab::prior;

pub(super) struct BinomialIntervals {
    alpha: f64,
    tuned_for: f64,
    events: f64,
    trials: f64,
}

impl BinomialIntervals {
    pub(super) fn new(alpha: f64, tuned_for: f64) -> Self {
        Self { alpha, tuned_for, events: 0.0, trials: 0.0 }
    }

    fn is_inside(&self, p: f64) -> bool {
        let others = self.trials - self.events;
        BetaMixture::new(prior(p, self.tuned_for, self.alpha), p).log_e(self.events, others) < -self.alpha.ln()
    }

    /// Halves the way from the observed share to an end that is outside.
    fn crossing(&self, observed: f64, end: f64) -> f64 {
        let (mut inside, mut outside) = (observed, end);
        for _ in 0..200 {
            let middle = 0.5 * (inside + outside);
            if middle == inside || middle == outside {
                break;
            }
            if self.is_inside(middle) { inside = middle } else { outside = middle }
        }
        0.5 * (inside + outside)
    }
}

impl Intervals for BinomialIntervals {
    fn look(&mut self, look: &SequentialLook) -> Result<SequentialInterval, Error> {
        let SequentialLook::Single { arm } = look else { return Err(look.unexpected("single")) };
        arm.check_trials().map_err(|err| err.within("arm"))?;
        self.events += arm.events.get();
        self.trials += arm.exposure.get();
        if self.trials <= 0.0 {
            return Ok(SequentialInterval { lower: Some(0.0), upper: Some(1.0), ..SequentialInterval::default() });
        }
        let observed = self.events / self.trials;
        let lower = if self.events > 0.0 { self.crossing(observed, 0.0) } else { 0.0 };
        let upper = if self.events < self.trials { self.crossing(observed, 1.0) } else { 1.0 };
        let (estimate, lower, upper) = (Some(observed), Some(lower), Some(upper));
        Ok(SequentialInterval { estimate, lower, upper, ..SequentialInterval::default() })
    }
}
