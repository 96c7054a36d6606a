//! What a value is compared with: earlier results, or a reference that was pinned.

use serde::{Deserialize, Serialize};

use super::evidence::{EarlierQuality, QualityEvidence, QualityValue};
use super::policy::{IncludedResults, QualityAggregate, QualityComparison};
use crate::units::Finite;

/// The results that count as the baseline, and how.
pub(super) struct Baselines<'a> {
    results: Vec<&'a [QualityValue]>,
    aggregate: QualityAggregate,
}

/// How a quality gate came out earlier.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EarlierResult {
    /// It passed.
    Pass,
    /// It passed with a warning.
    Warning,
    /// It failed.
    Fail,
}

impl<'a> Baselines<'a> {
    pub(super) fn of(comparison: QualityComparison, evidence: &'a QualityEvidence) -> Self {
        match comparison {
            QualityComparison::Earlier { results, include, aggregate } => {
                let newest = evidence.earlier.iter().rev().filter(|earlier| include.has(earlier));
                let chosen = newest.take(usize::try_from(results).unwrap_or(usize::MAX));
                Self { results: chosen.map(|earlier| earlier.values.as_slice()).collect(), aggregate }
            }
            QualityComparison::Reference => {
                let pinned = evidence.reference.as_deref();
                Self { results: pinned.into_iter().collect(), aggregate: QualityAggregate::Avg }
            }
        }
    }

    /// How many results there are.
    pub(super) fn count(&self) -> u64 {
        self.results.len() as u64
    }

    /// The baseline of a metric; none when no result has a value of it.
    pub(super) fn of_metric(&self, metric: &str) -> Option<f64> {
        let values = self.results.iter().flat_map(|values| values.iter());
        let measured: Vec<f64> =
            values.filter(|value| value.metric == metric).filter_map(|value| value.value.map(Finite::get)).collect();
        self.aggregate.of(measured)
    }
}

impl IncludedResults {
    fn has(self, earlier: &EarlierQuality) -> bool {
        match self {
            Self::Pass => earlier.result == EarlierResult::Pass,
            Self::PassOrWarning => earlier.result != EarlierResult::Fail,
            Self::All => true,
        }
    }
}

impl QualityAggregate {
    /// None of nothing.
    fn of(self, mut values: Vec<f64>) -> Option<f64> {
        let share = match self {
            Self::Avg if values.is_empty() => return None,
            Self::Avg => return Some(values.iter().sum::<f64>() / values.len() as f64),
            Self::Min => 0.0,
            Self::P50 => 0.5,
            Self::P90 => 0.9,
            Self::P95 => 0.95,
            Self::P99 => 0.99,
            Self::Max => 1.0,
        };
        values.sort_unstable_by(f64::total_cmp);
        percentile(&values, share)
    }
}

/// The value at rank p (n + 1) of sorted values, between neighbours in proportion, and never beyond the ends.
fn percentile(sorted: &[f64], p: f64) -> Option<f64> {
    let rank = p * (sorted.len() as f64 + 1.0);
    let below = rank.floor();
    if below < 1.0 {
        return sorted.first().copied();
    }
    let lower = sorted.get(below as usize - 1).or(sorted.last())?;
    let upper = sorted.get(below as usize).unwrap_or(lower);
    Some(lower + (rank - below) * (upper - lower))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn upper_percentiles_of_few_values_are_the_largest() {
        let of = |aggregate: QualityAggregate, n: u32| aggregate.of((1..=n).map(f64::from).collect());
        for (n, p90, p95) in [(1, 1.0, 1.0), (9, 9.0, 9.0), (10, 9.9, 10.0), (19, 18.0, 19.0), (39, 36.0, 38.0)] {
            assert_eq!((of(QualityAggregate::P90, n), of(QualityAggregate::P95, n)), (Some(p90), Some(p95)), "{n}");
        }
        assert_eq!((of(QualityAggregate::P50, 4), of(QualityAggregate::P50, 0)), (Some(2.5), None));
        assert_eq!((of(QualityAggregate::Min, 4), of(QualityAggregate::Max, 4)), (Some(1.0), Some(4.0)));
        assert_eq!((of(QualityAggregate::Avg, 4), of(QualityAggregate::Avg, 0)), (Some(2.5), None));
    }
}
