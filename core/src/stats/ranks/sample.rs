//! Values in order.

use crate::error::{Error, ErrorCode};

/// Finite values in ascending order, at least one.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample(Vec<f64>);

impl Sample {
    /// Sorts values.
    ///
    /// # Errors
    ///
    /// `empty` without values, `not_finite` for NaN and infinities, `out_of_range` beyond half of the greatest double,
    /// where differences could become infinite.
    pub fn new(mut values: Vec<f64>) -> Result<Self, Error> {
        const LIMIT: f64 = f64::MAX / 2.0;
        if values.is_empty() {
            return Err(Error::input(ErrorCode::Empty, "").allowed("at least one value"));
        }
        for (place, value) in values.iter().enumerate() {
            let code = match value.abs() {
                size if !size.is_finite() => ErrorCode::NotFinite,
                size if size > LIMIT => ErrorCode::OutOfRange,
                _ => continue,
            };
            let refused = Error::input(code, format!("[{place}]")).value(value);
            return Err(refused.allowed("a finite number of at most 8.9e307 in size"));
        }
        values.sort_unstable_by(f64::total_cmp);
        Ok(Self(values))
    }

    /// The values from `low` to `high`; None when there are none.
    #[must_use]
    pub fn inside(&self, low: f64, high: f64) -> Option<Self> {
        let inside: Vec<f64> = self.0.iter().copied().filter(|value| (low..=high).contains(value)).collect();
        (!inside.is_empty()).then_some(Self(inside))
    }

    /// The values in ascending order.
    #[must_use]
    pub fn values(&self) -> &[f64] {
        &self.0
    }

    /// How many values there are.
    #[must_use]
    #[expect(clippy::len_without_is_empty, reason = "it never is")]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// The least value.
    #[must_use]
    pub fn min(&self) -> f64 {
        self.0.first().copied().unwrap_or(f64::NAN)
    }

    /// The greatest value.
    #[must_use]
    pub fn max(&self) -> f64 {
        self.0.last().copied().unwrap_or(f64::NAN)
    }

    /// The mean, corrected once for the rounding of the sum.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let count = self.0.len() as f64;
        let first = self.0.iter().sum::<f64>() / count;
        first + self.0.iter().map(|value| value - first).sum::<f64>() / count
    }

    /// The standard deviation with one degree of freedom taken off; 0 for one value.
    #[must_use]
    pub fn deviation(&self) -> f64 {
        if self.0.len() == 1 {
            return 0.0;
        }
        let (count, mean) = (self.0.len() as f64, self.mean());
        let (mut sum, mut squares) = (0.0, 0.0);
        for off in self.0.iter().map(|value| value - mean) {
            sum += off;
            squares += off * off;
        }
        // Without rounding the second term were 0.
        ((squares - sum * sum / count) / (count - 1.0)).sqrt()
    }

    /// The value below which so many percent of the sample lie, by linear interpolation: type 7 of Hyndman and Fan.
    /// Less than 0 is the least value, more than 100 the greatest.
    #[must_use]
    pub fn percentile(&self, percent: f64) -> f64 {
        let place = (self.0.len() - 1) as f64 * percent / 100.0;
        if place >= (self.0.len() - 1) as f64 {
            return self.max();
        }
        // A negative place becomes 0 here.
        let below = place.floor() as usize;
        match self.0.get(below..) {
            Some([low, high, ..]) => low + (place - below as f64).max(0.0) * (high - low),
            _ => self.max(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: &[f64]) -> Sample {
        Sample::new(values.to_vec()).unwrap()
    }

    #[test]
    fn what_cannot_be_ordered_or_subtracted_is_refused() {
        for (values, want) in [
            (vec![], "empty; allowed: at least one value"),
            (vec![1.0, f64::NAN], "`[1]`: not a finite number: `NaN`"),
            (vec![f64::NEG_INFINITY], "`[0]`: not a finite number: `-inf`"),
            (vec![1e308], "`[0]`: out of range: `1"),
        ] {
            let err = Sample::new(values).unwrap_err().to_string();
            assert!(err.starts_with(want), "{err}");
        }
    }

    /// The example of `numpy.percentile`, and its ends.
    #[test]
    fn percentiles_interpolate() {
        let five = sample(&[15.0, 50.0, 20.0, 40.0, 35.0]);
        for (percent, want) in [(-1.0, 15.0), (0.0, 15.0), (40.0, 29.0), (50.0, 35.0), (100.0, 50.0), (101.0, 50.0)] {
            assert_eq!(five.percentile(percent), want, "{percent}");
        }
        assert_eq!(sample(&[3.0]).percentile(7.0), 3.0);
    }

    #[test]
    fn mean_and_deviation() {
        let four = sample(&[2.0, 4.0, 4.0, 6.0]);
        assert_eq!((four.mean(), four.deviation()), (4.0, (8.0_f64 / 3.0).sqrt()));
        assert_eq!((sample(&[7.0]).mean(), sample(&[7.0]).deviation()), (7.0, 0.0));
        let far: Vec<f64> = (0..1000).map(|i| 1e9 + f64::from(i % 2)).collect();
        assert!((sample(&far).deviation() - (250.0_f64 / 999.0).sqrt()).abs() < 1e-9);
    }
}
