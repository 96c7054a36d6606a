//! Values that stand out of a sample.

use super::ranks::Sample;

/// The range beyond which values are outliers.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Fences {
    /// The least value that is none.
    pub low: f64,
    /// The greatest value that is none.
    pub high: f64,
}

impl Fences {
    /// Tukey's fences: so many interquartile ranges beyond the quartiles.
    #[must_use]
    pub fn of_quartiles(sample: &Sample, factor: f64) -> Self {
        let (first, third) = (sample.percentile(25.0), sample.percentile(75.0));
        Self { low: first - factor * (third - first), high: third + factor * (third - first) }
    }

    /// So many standard deviations of the sample itself on both sides of its mean.
    #[must_use]
    pub fn of_deviations(sample: &Sample, factor: f64) -> Self {
        let (count, mean) = (sample.len() as f64, sample.mean());
        let reach = factor * sample.deviation() * ((count - 1.0) / count).sqrt();
        Self { low: mean - reach, high: mean + reach }
    }

    /// As wide that the middle 98 percent of the sample are inside.
    #[must_use]
    pub fn widened(self, sample: &Sample) -> Self {
        Self { low: self.low.min(sample.percentile(1.0)), high: self.high.max(sample.percentile(99.0)) }
    }

    /// Whether a value is inside; the fences themselves are.
    #[must_use]
    pub fn contain(self, value: f64) -> bool {
        (self.low..=self.high).contains(&value)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_lone_spike_is_outside_of_both() {
        let mut values = vec![1.0; 10];
        values.push(20.0);
        let sample = Sample::new(values).unwrap();
        for fences in [Fences::of_quartiles(&sample, 3.0).widened(&sample), Fences::of_deviations(&sample, 3.0)] {
            assert!(fences.contain(1.0) && !fences.contain(20.0), "{fences:?}");
        }
    }

    #[test]
    fn worked_by_hand() {
        let sample = Sample::new(vec![1.0, 2.0, 3.0, 4.0, 5.0]).unwrap();
        assert_eq!(Fences::of_quartiles(&sample, 0.5), Fences { low: 1.0, high: 5.0 });
        assert_eq!(Fences::of_quartiles(&sample, 0.0).widened(&sample), Fences { low: 1.04, high: 4.96 });
        let fences = Fences::of_deviations(&sample, 2.0_f64.sqrt());
        assert!((fences.low - 1.0).abs() < 1e-14 && (fences.high - 5.0).abs() < 1e-14, "{fences:?}");
    }
}
