//! How good predicted probabilities of success turned out to be.
//!
//! Rows of the same probability cannot be told apart, so each of them counts as their mean wherever a line is drawn
//! between them. That is why no score depends on the order of the rows.

mod bootstrap;
mod calibration;
mod capture;
mod classes;
mod months;
mod policy;
mod sample;
mod scores;

use serde::{Deserialize, Serialize};

pub use calibration::ReliabilityBin;
pub use capture::Capture;
pub use classes::{ClassScores, Classes, best_threshold};
pub use months::MonthScore;
pub use policy::EvaluationPolicy;

use crate::error::Error;
use crate::reason::{Reason, ReasonCode};
use crate::units::{Count, Fraction};
use bootstrap::{Interval, Intervals};
use sample::Sample;

/// How good predicted probabilities of success turned out to be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Evaluation {
    /// How many deployments were predicted.
    pub rows: Count,
    /// How many of them failed.
    pub failures: Count,
    /// Share of them that failed.
    pub base_rate: Fraction,
    /// The probability that a deployment that failed was rated riskier than one that succeeded; equal ratings count
    /// half. None when all had the same outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roc_auc: Option<Estimate>,
    /// Mean negative logarithm of the probability that was given to what happened. Probabilities are clipped to
    /// 10⁻¹⁵ from 0 and 1, so that one certain error does not make it infinite.
    pub log_loss: Estimate,
    /// The log loss of who always predicts the base rate.
    pub base_log_loss: f64,
    /// Mean squared difference between the probability and what happened, as 0 or 1.
    pub brier: Estimate,
    /// Mean distance between predicted and observed success over the bins of `reliability`, weighted by their rows. Its
    /// interval begins at 0 unless the error is beyond what predictions that are exactly right would show by chance.
    pub calibration_error: Estimate,
    /// What a decision at the threshold of the policy would have done.
    pub at_threshold: Classes,
    /// What a decision at the chosen threshold would have done, where one was chosen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_chosen: Option<Classes>,
    /// How many of the failures are among the riskiest deployments.
    pub capture: Vec<Capture>,
    /// Predicted against observed success, in bins of as many rows each, from the riskiest.
    pub reliability: Vec<ReliabilityBin>,
    /// The scores of each calendar month in UTC; none without moments.
    pub months: Vec<MonthScore>,
    /// What could not be measured, and why.
    pub reasons: Vec<Reason>,
}

/// A score, and its bootstrap interval at the level of the policy; no ends when there are no resamples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Estimate {
    /// The score.
    pub value: f64,
    /// Lower end of its interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<f64>,
    /// Upper end of its interval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<f64>,
}

impl Estimate {
    fn new(value: f64, interval: Option<Interval>) -> Self {
        Self { value, low: interval.map(|ends| ends.low), high: interval.map(|ends| ends.high) }
    }
}

/// Measures how good predicted probabilities of success turned out to be.
///
/// `probabilities`, `succeeded` and, where given, `at` (the start of each deployment, in seconds since 1970) have one
/// entry for each deployment, in any order.
///
/// ```
/// use rollwise::{EvaluationPolicy, evaluate};
///
/// let policy = EvaluationPolicy::default();
/// let evaluation = evaluate(&policy, &[0.9, 0.8, 0.7, 0.2], &[true, true, false, false], None)?;
/// assert_eq!(evaluation.roc_auc.map(|auc| auc.value), Some(1.0));
/// assert_eq!(evaluation.at_threshold.accuracy.get(), 0.75);
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// An error of the policy; `empty` without rows; `out_of_range` for lists of different lengths, a probability outside
/// 0 to 1 or a moment outside the years 1970 to 9999; `not_finite` for NaN and infinities.
pub fn evaluate(
    policy: &EvaluationPolicy,
    probabilities: &[f64],
    succeeded: &[bool],
    at: Option<&[f64]>,
) -> Result<Evaluation, Error> {
    policy.validate()?;
    let sample = Sample::new(probabilities, succeeded)?;
    let months = at.map(|at| months::scores(probabilities, succeeded, at, policy.bins)).transpose()?;
    let intervals = bootstrap::intervals(policy, &sample);
    let at_threshold = Classes::of(&sample, policy.threshold);
    let at_chosen = policy.chosen_threshold.map(|threshold| Classes::of(&sample, threshold));
    let roc_auc = scores::roc_auc(&sample).map(|value| Estimate::new(value, intervals.roc_auc));
    Ok(Evaluation {
        rows: count(sample.rows()),
        failures: count(sample.failures()),
        base_rate: Fraction::literal(sample.failures() / sample.rows()),
        roc_auc,
        log_loss: Estimate::new(scores::log_loss(&sample), intervals.log_loss),
        base_log_loss: scores::base_log_loss(&sample),
        brier: Estimate::new(scores::brier(&sample), intervals.brier),
        calibration_error: Estimate::new(calibration::error(&sample, policy.bins), intervals.calibration_error),
        capture: policy.capture_at.iter().map(|share| Capture::of(&sample, *share)).collect(),
        reliability: calibration::reliability(&sample, policy.bins),
        months: months.unwrap_or_default(),
        reasons: reasons(policy, &sample, &intervals, [Some(&at_threshold), at_chosen.as_ref()]),
        at_threshold,
        at_chosen,
    })
}

/// What could not be measured.
fn reasons(
    policy: &EvaluationPolicy,
    sample: &Sample,
    intervals: &Intervals,
    classes: [Option<&Classes>; 2],
) -> Vec<Reason> {
    let too_few =
        |subject, rows| Reason { samples: Some(rows as u64), ..Reason::new(ReasonCode::TooFewSamples, subject) };
    let mut reasons = Vec::new();
    if sample.pairs() <= 0.0 {
        let base_rate = sample.failures() / sample.rows();
        let lacking: &[_] = if base_rate > 0.0 { &["roc_auc"] } else { &["roc_auc", "capture"] };
        let reason = |subject: &&'static str| Reason::new(ReasonCode::OneOutcomeOnly, *subject).observed(base_rate);
        reasons.extend(lacking.iter().map(reason));
    } else if policy.resamples > 0 && intervals.roc_auc.is_none() {
        reasons.push(too_few("interval of roc_auc", sample.failures().min(sample.rows() - sample.failures())));
    }
    for classes in classes.into_iter().flatten() {
        for (outcome, scores) in [("success", &classes.of_success), ("failure", &classes.of_failure)] {
            if scores.precision.is_none() {
                reasons.push(Reason::new(ReasonCode::NeverPredicted, outcome).observed(classes.threshold.get()));
            }
        }
    }
    if sample.rows() < f64::from(policy.bins) {
        reasons.push(too_few("reliability", sample.rows()));
    }
    reasons
}

/// A whole number that was kept as a float for the arithmetic.
fn count(rows: f64) -> Count {
    Count::new(rows as u64).unwrap_or(Count::MAX)
}
