//! What a decision at a threshold would have done.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use super::sample::{Group, Sample};
use crate::error::Error;
use crate::units::{Fraction, compare};

/// What a decision at a threshold would have done.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Classes {
    /// The probability of failure from which on a deployment counts as predicted to fail.
    pub threshold: Fraction,
    /// Share of the deployments of which success or failure was predicted rightly.
    pub accuracy: Fraction,
    /// How well success was predicted.
    pub of_success: ClassScores,
    /// How well failure was predicted.
    pub of_failure: ClassScores,
}

/// How well one outcome was predicted.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ClassScores {
    /// Share of the predictions of this outcome that were right; none when it was never predicted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub precision: Option<Fraction>,
    /// Share of the deployments with this outcome of which it was predicted; none when there was none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recall: Option<Fraction>,
    /// Harmonic mean of both, 0 when nothing was predicted rightly; none when the outcome neither was predicted nor
    /// occurred.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub f1: Option<Fraction>,
}

/// The probability of failure at which predicting failure would have had the best F1 score for these deployments.
///
/// A deployment counts as predicted to fail from the threshold on. Of several best thresholds it is the highest, which
/// predicts the fewest failures. None when no deployment failed.
///
/// # Errors
///
/// Those of [`evaluate`](super::evaluate) about probabilities and outcomes.
pub fn best_threshold(probabilities: &[f64], succeeded: &[bool]) -> Result<Option<Fraction>, Error> {
    let sample = Sample::new(probabilities, succeeded)?;
    let (mut caught, mut predicted, mut best) = (0.0, 0.0, None);
    let mut groups = sample.groups.iter().peekable();
    while let Some(group) = groups.next() {
        caught += group.failures;
        predicted += group.rows();
        let threshold = 1.0 - group.probability;
        // No threshold lies between probabilities that count as the same.
        if groups.peek().is_some_and(|next| fails(next, threshold)) {
            continue;
        }
        let f1 = 2.0 * caught / (predicted + sample.failures());
        if best.is_none_or(|(most, _)| f1 > most) {
            best = Some((f1, threshold));
        }
    }
    Ok(best.filter(|_| sample.failures() > 0.0).map(|(_, threshold)| Fraction::literal(threshold)))
}

impl Classes {
    pub(super) fn of(sample: &Sample, threshold: Fraction) -> Self {
        let (mut caught, mut predicted) = (0.0, 0.0);
        for group in sample.groups.iter().take_while(|group| fails(group, threshold.get())) {
            caught += group.failures;
            predicted += group.rows();
        }
        let (rows, failures) = (sample.rows(), sample.failures());
        let of_failure = ClassScores::of(caught, predicted, failures);
        let right = rows - failures - (predicted - caught);
        let of_success = ClassScores::of(right, rows - predicted, rows - failures);
        Self { threshold, accuracy: Fraction::literal((caught + right) / rows), of_success, of_failure }
    }
}

impl ClassScores {
    fn of(right: f64, predicted: f64, occurred: f64) -> Self {
        let share = |part: f64, whole: f64| (whole > 0.0).then(|| Fraction::literal(part / whole));
        Self {
            precision: share(right, predicted),
            recall: share(right, occurred),
            f1: share(2.0 * right, predicted + occurred),
        }
    }
}

/// Whether rows of a group are predicted to fail. The riskier groups come first, so that once it is not so, it never is
/// again.
fn fails(group: &Group, threshold: f64) -> bool {
    compare(1.0 - group.probability, threshold) != Ordering::Less
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(probabilities: &[f64], succeeded: &[bool]) -> Option<f64> {
        best_threshold(probabilities, succeeded).unwrap().map(Fraction::get)
    }

    #[test]
    fn the_highest_of_the_best_thresholds_is_taken() {
        // From 0.75 on: one of one right, one missed, F1 2/3. From 0.25 on: two of four right, F1 2/3 as well.
        assert_eq!(best(&[0.25, 0.5, 0.5, 0.75], &[false, true, true, false]), Some(0.75));
        assert_eq!(best(&[0.25, 0.5, 0.5, 0.75], &[false, true, false, true]), Some(0.5));
        assert_eq!(best(&[0.25, 0.5], &[true, true]), None);
    }

    #[test]
    fn the_best_threshold_separates_what_it_was_chosen_by() {
        // 1 - 0.9 and 1 - 0.7 have rounding noise, and two ratings differ by nothing else.
        let probabilities = [0.9, 0.7, 0.3, 0.1 + 0.2];
        let succeeded = [true, true, false, true];
        let threshold = best_threshold(&probabilities, &succeeded).unwrap().unwrap();
        let classes = Classes::of(&Sample::new(&probabilities, &succeeded).unwrap(), threshold);
        assert_eq!(classes.of_failure.f1.map(Fraction::get), Some(2.0 / 3.0));
    }

    #[test]
    fn a_threshold_belongs_to_what_it_predicts() {
        let sample = Sample::new(&[0.7, 0.9], &[false, true]).unwrap();
        let classes = Classes::of(&sample, Fraction::literal(0.3));
        assert_eq!(classes.accuracy.get(), 1.0);
    }
}
