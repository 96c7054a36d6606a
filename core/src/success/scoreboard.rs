//! How the predictions of a model fared once their outcomes were known, in a few numbers.

use serde::{Deserialize, Serialize};

use super::loss::{clipped, log_loss};
use crate::error::{Error, ErrorCode};
use crate::units::{Fraction, NonNegative, compare};

/// The score that is kept of predictions: sums over all of them, and sums in which recent ones count more.
///
/// It takes the same room however many predictions there are. A new model begins with a new one.
///
/// ```
/// use rollwise::{Fraction, Scoreboard};
///
/// let mut scoreboard = Scoreboard::default();
/// scoreboard.score(Fraction::new(0.9)?, true);
/// scoreboard.score(Fraction::new(0.8)?, false);
/// assert_eq!(scoreboard.all.accuracy().map(Fraction::get), Some(0.5));
/// # Ok::<(), rollwise::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Scoreboard {
    /// After how many further outcomes one counts half in `recent`, at least 1. Default: 200. Source: our choice.
    pub half_life: u32,
    /// All outcomes since it began. Default: none. Source: our choice.
    pub all: ScoreSums,
    /// The same outcomes, each counting half of one that came a half-life later. Default: none. Source: our choice.
    pub recent: ScoreSums,
}

/// Sums over predictions. Each has its weight, which is 1 among all outcomes and shrinks with age among recent ones.
///
/// What a prediction itself expects follows from its probability: a model that is right in saying 0.7 is wrong three
/// times in ten, and pays for it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ScoreSums {
    /// Outcomes: the sum of their weights.
    pub outcomes: NonNegative,
    /// Outcomes that were successes.
    pub successes: NonNegative,
    /// Successes that the predictions expected: the sum of their probabilities.
    pub expected_successes: NonNegative,
    /// Outcomes that were predicted rightly, success being predicted above a probability of 0.5.
    pub correct: NonNegative,
    /// Outcomes that the predictions expected to be predicted rightly.
    pub expected_correct: NonNegative,
    /// Log loss.
    pub log_loss: NonNegative,
    /// Log loss that the predictions expected.
    pub expected_log_loss: NonNegative,
    /// Squared differences between the probability and what happened, as 0 or 1.
    pub brier: NonNegative,
    /// What the predictions expected of those squared differences: the sum of `p (1 - p)`.
    pub expected_brier: NonNegative,
    /// Variance of the successes, were the predictions right. Variances have the squares of the weights.
    pub successes_variance: NonNegative,
    /// Variance of the log loss, were the predictions right.
    pub log_loss_variance: NonNegative,
    /// Variance of the squared differences, were the predictions right.
    pub brier_variance: NonNegative,
}

/// The score after further outcomes, in the order in which they became known.
///
/// # Errors
///
/// `out_of_range` for lists of different lengths, a probability outside 0 to 1 or a half-life of 0; `not_finite` for NaN
/// and infinities; `events_exceed_trials` for sums that no outcomes can have.
pub fn keep_score(scoreboard: &Scoreboard, probabilities: &[f64], succeeded: &[bool]) -> Result<Scoreboard, Error> {
    scoreboard.validate()?;
    if succeeded.len() != probabilities.len() {
        let error = Error::input(ErrorCode::OutOfRange, "succeeded").value(format!("{} entries", succeeded.len()));
        return Err(error.allowed(format!("{} entries, one for each of `probabilities`", probabilities.len())));
    }
    let mut next = scoreboard.clone();
    for (i, (probability, succeeded)) in probabilities.iter().zip(succeeded).enumerate() {
        let probability = Fraction::new(*probability).map_err(|err| err.within(&format!("probabilities[{i}]")))?;
        next.score(probability, *succeeded);
    }
    Ok(next)
}

impl Default for Scoreboard {
    fn default() -> Self {
        Self { half_life: 200, all: ScoreSums::default(), recent: ScoreSums::default() }
    }
}

impl Scoreboard {
    /// Adds an outcome and the probability of success that was predicted for it.
    pub fn score(&mut self, probability: Fraction, succeeded: bool) {
        self.all.add(1.0, probability, succeeded);
        self.recent.add((-1.0 / f64::from(self.half_life)).exp2(), probability, succeeded);
    }

    pub(super) fn validate(&self) -> Result<(), Error> {
        if self.half_life == 0 {
            let error = Error::input(ErrorCode::OutOfRange, "scoreboard.half_life").value(0);
            return Err(error.allowed("a whole number from 1"));
        }
        self.all.validate().map_err(|err| err.within("scoreboard.all"))?;
        self.recent.validate().map_err(|err| err.within("scoreboard.recent"))
    }
}

impl ScoreSums {
    /// Share of the outcomes that were predicted rightly; none without outcomes.
    #[must_use]
    pub fn accuracy(&self) -> Option<Fraction> {
        self.mean(self.correct).map(share)
    }

    /// The accuracy that the predictions themselves expect; none without outcomes.
    #[must_use]
    pub fn expected_accuracy(&self) -> Option<Fraction> {
        self.mean(self.expected_correct).map(share)
    }

    /// Mean log loss; none without outcomes.
    #[must_use]
    pub fn mean_log_loss(&self) -> Option<f64> {
        self.mean(self.log_loss)
    }

    /// The log loss of who would always have predicted the share of successes; none without outcomes.
    #[must_use]
    pub fn base_log_loss(&self) -> Option<f64> {
        let rate = self.mean(self.successes)?.min(1.0);
        Some(rate * log_loss(rate, true) + (1.0 - rate) * log_loss(rate, false))
    }

    /// By how many standard deviations the log loss is above what the predictions expected; none where they left nothing
    /// to chance.
    pub(super) fn log_loss_z(&self) -> Option<f64> {
        let above = self.log_loss.get() - self.expected_log_loss.get();
        deviations(above, self.log_loss_variance)
    }

    /// Failures beyond those that were expected, in standard deviations.
    pub(super) fn failures_z(&self) -> Option<f64> {
        let more = self.expected_successes.get() - self.successes.get();
        deviations(more, self.successes_variance)
    }

    /// Spiegelhalter's statistic: the Brier score beyond the one that was expected, in standard deviations.
    pub(super) fn brier_z(&self) -> Option<f64> {
        let above = self.brier.get() - self.expected_brier.get();
        deviations(above, self.brier_variance)
    }

    /// Refuses sums that no outcomes can have.
    fn validate(&self) -> Result<(), Error> {
        let outcomes = self.outcomes.get();
        if outcomes > 0.0 && compare(outcomes, 1.0).is_lt() {
            let error = Error::input(ErrorCode::OutOfRange, "outcomes").value(outcomes);
            return Err(error.allowed("0, or a number from 1, which is what the last outcome counts"));
        }
        let parts = [
            ("successes", self.successes),
            ("expected_successes", self.expected_successes),
            ("correct", self.correct),
            ("expected_correct", self.expected_correct),
            ("brier", self.brier),
            ("expected_brier", self.expected_brier),
        ];
        for (field, part) in parts {
            if compare(part.get(), outcomes).is_gt() {
                let error = Error::input(ErrorCode::EventsExceedTrials, field).value(part);
                return Err(error.allowed(format!("at most `outcomes`, {outcomes}")));
            }
        }
        Ok(())
    }

    /// A sum for each outcome.
    pub(super) fn mean(&self, sum: NonNegative) -> Option<f64> {
        (self.outcomes.get() > 0.0).then(|| sum.get() / self.outcomes.get())
    }

    /// Adds an outcome, each earlier one counting `decay` of what it did.
    fn add(&mut self, decay: f64, probability: Fraction, succeeded: bool) {
        let (p, y) = (clipped(probability.get()), f64::from(u8::from(succeeded)));
        let variance = p * (1.0 - p);
        let predicts_success = compare(1.0 - probability.get(), 0.5).is_lt();
        let correct = f64::from(u8::from(predicts_success == succeeded));
        let sums = [
            (&mut self.outcomes, decay, 1.0),
            (&mut self.successes, decay, y),
            (&mut self.expected_successes, decay, p),
            (&mut self.correct, decay, correct),
            (&mut self.expected_correct, decay, p.max(1.0 - p)),
            (&mut self.log_loss, decay, log_loss(p, succeeded)),
            (&mut self.expected_log_loss, decay, p * log_loss(p, true) + (1.0 - p) * log_loss(p, false)),
            (&mut self.brier, decay, (y - p) * (y - p)),
            (&mut self.expected_brier, decay, variance),
            (&mut self.successes_variance, decay * decay, variance),
            (&mut self.log_loss_variance, decay * decay, variance * (p / (1.0 - p)).ln().powi(2)),
            (&mut self.brier_variance, decay * decay, variance * (1.0 - 2.0 * p).powi(2)),
        ];
        for (sum, decay, more) in sums {
            *sum = NonNegative::literal(sum.get() * decay + more);
        }
    }
}

/// A mean of shares, whose rounding noise may lie beyond 1.
fn share(mean: f64) -> Fraction {
    Fraction::literal(mean.clamp(0.0, 1.0))
}

fn deviations(difference: f64, variance: NonNegative) -> Option<f64> {
    Some(difference / variance.get().sqrt()).filter(|deviations| deviations.is_finite())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scored(half_life: u32, rows: &[(f64, bool)]) -> Scoreboard {
        let (probabilities, succeeded): (Vec<f64>, Vec<bool>) = rows.iter().copied().unzip();
        let begin = Scoreboard { half_life, ..Scoreboard::default() };
        keep_score(&begin, &probabilities, &succeeded).unwrap()
    }

    #[test]
    fn an_outcome_counts_half_after_a_half_life() {
        let scoreboard = scored(2, &[(0.9, true), (0.9, false), (0.9, false)]);
        assert_eq!(scoreboard.all.outcomes.get(), 3.0);
        assert!((scoreboard.recent.successes.get() - 0.5).abs() < 1e-15);
        let variance = 0.9 * 0.1 * (1.0 + 0.5 + 0.25);
        assert!((scoreboard.recent.successes_variance.get() - variance).abs() < 1e-15);
    }

    #[test]
    fn spiegelhalters_statistic_of_a_worked_example() {
        // (0.9, 1), (0.8, 0), (0.6, 1): numerator -0.08 + 0.48 - 0.08 = 0.32;
        // variance 0.64 × 0.09 + 0.36 × 0.16 + 0.04 × 0.24 = 0.1248.
        let sums = scored(200, &[(0.9, true), (0.8, false), (0.6, true)]).all;
        assert!((sums.brier_z().unwrap() - 0.32 / 0.1248_f64.sqrt()).abs() < 1e-12);
        assert!((sums.failures_z().unwrap() - 0.3 / 0.49_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_certain_error_is_as_bad_as_finite_numbers_allow() {
        let sums = scored(200, &[(1.0, false)]).all;
        assert!(sums.failures_z().unwrap() > 1e7 && sums.log_loss_z().unwrap() > 1e7);
        assert_eq!(sums.accuracy().map(Fraction::get), Some(0.0));
    }

    #[test]
    fn a_probability_of_a_half_predicts_failure_as_in_evaluations() {
        let sums = scored(200, &[(0.5, false), (0.5, true)]).all;
        assert_eq!(sums.accuracy().map(Fraction::get), Some(0.5));
        assert_eq!(scored(200, &[(0.5, false)]).all.accuracy().map(Fraction::get), Some(1.0));
        assert_eq!(ScoreSums::default().accuracy(), None);
    }

    #[test]
    fn what_cannot_be_scored_is_refused_by_name() {
        let begin = Scoreboard::default();
        let refused = |probabilities: &[f64]| keep_score(&begin, probabilities, &[true, true]).unwrap_err();
        assert_eq!(refused(&[0.5, 1.5]).field(), "probabilities[1]");
        assert_eq!(refused(&[0.5]).field(), "succeeded");
        let never = Scoreboard { half_life: 0, ..begin };
        assert_eq!(keep_score(&never, &[], &[]).unwrap_err().field(), "scoreboard.half_life");
    }
}
