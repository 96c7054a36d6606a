//! A band around the distribution function of one arm that holds at all sizes together.
//!
//! Howard and Ramdas (Bernoulli 2022), whose constants these are.

use super::{Intervals, SequentialInterval};
use crate::error::Error;
use crate::stats::sequential::look::SequentialLook;

pub(super) struct EcdfBands {
    alpha: f64,
    from_size: f64,
    size: f64,
}

impl EcdfBands {
    pub(super) fn new(alpha: f64, from_size: f64) -> Self {
        Self { alpha, from_size, size: 0.0 }
    }
}

impl Intervals for EcdfBands {
    fn look(&mut self, look: &SequentialLook) -> Result<SequentialInterval, Error> {
        let SequentialLook::Single { arm } = look else { return Err(look.unexpected("single")) };
        arm.check().map_err(|err| err.within("arm"))?;
        self.size += arm.exposure.get();
        let half_width = (self.size >= self.from_size).then(|| {
            let growth = (self.size / self.from_size).ln().ln_1p();
            0.85 * ((growth + 0.8 * (1612.0 / self.alpha).ln()) / self.size).sqrt()
        });
        Ok(SequentialInterval { half_width, ..SequentialInterval::default() })
    }
}
