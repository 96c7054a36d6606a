//! How good a model is, and how two of them differ, on the same rows.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::success::evaluation::{EvaluationPolicy, evaluate};
use crate::success::loss::log_loss;
use crate::units::{Count, Fraction};

/// How good the predictions of a model are on validation rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ModelScores {
    /// How many deployments were predicted.
    pub rows: Count,
    /// How many of them failed.
    pub failures: Count,
    /// Share of the deployments of which success or failure was predicted rightly.
    pub accuracy: Fraction,
    /// F1 score of predicting success; none when there was none and none was predicted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub f1_of_success: Option<Fraction>,
    /// F1 score of predicting failure; none when there was none and none was predicted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub f1_of_failure: Option<Fraction>,
    /// Mean negative logarithm of the probability that was given to what happened.
    pub log_loss: f64,
    /// The log loss of who always predicts the base rate.
    pub base_log_loss: f64,
    /// Mean squared difference between the probability and what happened, as 0 or 1.
    pub brier: f64,
    /// Mean distance between predicted and observed success over ten bins of as many rows each.
    pub calibration_error: f64,
    /// The probability that a deployment that failed was rated riskier than one that succeeded; none when all had the
    /// same outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roc_auc: Option<f64>,
}

/// How the log losses of two models differ from row to row.
///
/// Rows that are hard for one model are mostly hard for the other one as well, so their difference is known much better
/// than either loss.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PairedDifference {
    /// Mean log loss of the challenger minus that of the champion; negative where the challenger is better.
    pub mean: f64,
    /// Standard error of that mean; none for a single row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub standard_error: Option<f64>,
}

impl ModelScores {
    /// Scores checked predictions.
    pub(super) fn of(probabilities: &[f64], succeeded: &[bool], threshold: Fraction) -> Result<Self, Error> {
        let policy = EvaluationPolicy { threshold, resamples: 0, ..EvaluationPolicy::default() };
        let measured = evaluate(&policy, probabilities, succeeded, None)?;
        Ok(Self {
            rows: measured.rows,
            failures: measured.failures,
            accuracy: measured.at_threshold.accuracy,
            f1_of_success: measured.at_threshold.of_success.f1,
            f1_of_failure: measured.at_threshold.of_failure.f1,
            log_loss: measured.log_loss.value,
            base_log_loss: measured.base_log_loss,
            brier: measured.brier.value,
            calibration_error: measured.calibration_error.value,
            roc_auc: measured.roc_auc.map(|auc| auc.value),
        })
    }
}

impl PairedDifference {
    /// Compares checked predictions of the same rows. They are added up by size, so that their order does not matter.
    pub(super) fn of(challenger: &[f64], champion: &[f64], succeeded: &[bool]) -> Self {
        let pairs = challenger.iter().zip(champion).zip(succeeded);
        let loss =
            |((ours, theirs), outcome): ((&f64, &f64), &bool)| log_loss(*ours, *outcome) - log_loss(*theirs, *outcome);
        let mut differences: Vec<f64> = pairs.map(loss).collect();
        differences.sort_unstable_by(f64::total_cmp);
        let rows = differences.len() as f64;
        let mean = differences.iter().sum::<f64>() / rows;
        let squares: f64 = differences.iter().map(|difference| (difference - mean).powi(2)).sum();
        let standard_error = (differences.len() > 1).then(|| (squares / (rows - 1.0) / rows).sqrt());
        Self { mean: mean + 0.0, standard_error }
    }
}

/// Refuses predictions that are not one probability for each outcome.
pub(super) fn check(name: &str, probabilities: &[f64], succeeded: &[bool]) -> Result<(), Error> {
    if probabilities.is_empty() {
        return Err(Error::input(ErrorCode::Empty, name).allowed("at least one validation row"));
    }
    if probabilities.len() != succeeded.len() {
        let error = Error::input(ErrorCode::OutOfRange, name).value(format!("{} entries", probabilities.len()));
        return Err(error.allowed(format!("{} entries, one for each of `succeeded`", succeeded.len())));
    }
    for (i, probability) in probabilities.iter().enumerate() {
        Fraction::new(*probability).map_err(|err| err.within(&format!("{name}[{i}]")))?;
    }
    Ok(())
}
