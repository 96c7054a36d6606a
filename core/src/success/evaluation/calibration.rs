//! Whether what is predicted to happen so often does happen so often.

use serde::{Deserialize, Serialize};

use super::sample::{Group, Sample};
use crate::units::{Count, Fraction};

/// Deployments of neighbouring probabilities: how many of them were predicted to succeed, and how many did.
///
/// Bins have as many rows each; where that does not come out even, the riskiest have one more. Rows of the same
/// probability that lie in two bins count as their mean in both.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ReliabilityBin {
    /// How many deployments are in it.
    pub rows: Count,
    /// The lowest predicted probability of success.
    pub low: Fraction,
    /// The highest predicted probability of success.
    pub high: Fraction,
    /// Mean predicted probability of success.
    pub predicted: Fraction,
    /// Share that succeeded.
    pub observed: Fraction,
}

pub(super) fn reliability(sample: &Sample, bins: u32) -> Vec<ReliabilityBin> {
    let fraction = |value: f64| Fraction::literal(value.clamp(0.0, 1.0));
    let row = |bin: Bin| ReliabilityBin {
        rows: super::count(bin.rows),
        low: fraction(bin.low),
        high: fraction(bin.high),
        predicted: fraction(bin.predicted / bin.rows),
        observed: fraction(bin.observed / bin.rows),
    };
    split(sample, bins).into_iter().map(row).collect()
}

/// The expected calibration error.
pub(super) fn error(sample: &Sample, bins: u32) -> f64 {
    let apart = split(sample, bins).into_iter().map(|bin| (bin.predicted - bin.observed).abs());
    apart.sum::<f64>() / sample.rows()
}

/// Sums over the rows of one bin.
#[derive(Clone, Copy)]
struct Bin {
    rows: f64,
    low: f64,
    high: f64,
    predicted: f64,
    observed: f64,
}

impl Bin {
    const EMPTY: Self = Self { rows: 0.0, low: 1.0, high: 0.0, predicted: 0.0, observed: 0.0 };

    fn add(&mut self, group: &Group, rows: f64) {
        self.rows += rows;
        self.low = self.low.min(group.probability);
        self.high = self.high.max(group.probability);
        self.predicted += rows * group.probability;
        self.observed += rows * group.successes / group.rows();
    }
}

/// As many rows in each bin, the first ones having one more where that does not come out even; no bin is empty.
fn split(sample: &Sample, bins: u32) -> Vec<Bin> {
    let bins = f64::from(bins);
    let (each, more) = ((sample.rows() / bins).floor(), sample.rows() % bins);
    let mut full = Vec::new();
    let mut bin = Bin::EMPTY;
    for group in &sample.groups {
        let mut left = group.rows();
        while left > 0.0 {
            let size = if (full.len() as f64) < more { each + 1.0 } else { each };
            let taken = left.min(size - bin.rows);
            bin.add(group, taken);
            left -= taken;
            if bin.rows >= size {
                full.push(std::mem::replace(&mut bin, Bin::EMPTY));
            }
        }
    }
    full
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_bins_have_one_more() {
        let probabilities: Vec<f64> = (0..23).map(|i| f64::from(i) / 23.0).collect();
        let sample = Sample::new(&probabilities, &[true; 23]).unwrap();
        let sizes = |bins| reliability(&sample, bins).iter().map(|bin| bin.rows.get()).collect::<Vec<_>>();
        assert_eq!(sizes(5), [5, 5, 5, 4, 4]);
        assert_eq!(sizes(30), [1; 23]);
    }

    #[test]
    fn equal_probabilities_share_their_outcomes() {
        let sample = Sample::new(&[0.5; 4], &[true, true, true, false]).unwrap();
        assert!(reliability(&sample, 4).iter().all(|bin| bin.observed.get() == 0.75));
        assert_eq!(error(&sample, 4), 0.25);
    }
}
