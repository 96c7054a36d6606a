//! Whether a newly trained model replaces the one that serves.

mod policy;
mod scores;

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

pub use policy::{AcceptancePolicy, PredictedOutcome};
pub use scores::{ModelScores, PairedDifference};

use crate::error::Error;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::units::{Fraction, compare};

/// Whether the challenger replaces the champion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Acceptance {
    /// Pass to replace the champion, fail to keep it, inconclusive to keep it for want of evidence.
    pub verdict: Verdict,
    /// Whether the challenger replaces the champion: only with the verdict pass.
    pub accepted: bool,
    /// How good the challenger is.
    pub challenger: ModelScores,
    /// How good the champion is; none without one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub champion: Option<ModelScores>,
    /// How their log losses differ; none without a champion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub difference: Option<PairedDifference>,
    /// Every criterion, met or not.
    pub reasons: Vec<Reason>,
}

/// Decides whether the challenger replaces the champion, by their probabilities of success for the same validation rows.
///
/// The challenger is worse than the champion when its mean log loss exceeds that of the champion by more than the
/// tolerance and `z` standard errors of the paired difference. Less than that is chance. Without a champion, the other
/// criteria decide alone.
///
/// ```
/// use rollwise::{AcceptancePolicy, compare_models};
///
/// let succeeded: Vec<bool> = (0..200).map(|i| i % 4 != 0).collect();
/// let challenger: Vec<f64> = succeeded.iter().map(|succeeded| if *succeeded { 0.9 } else { 0.2 }).collect();
/// let champion = vec![0.75; 200];
/// let acceptance = compare_models(&AcceptancePolicy::default(), &challenger, Some(&champion), &succeeded)?;
/// assert!(acceptance.accepted);
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// An error of the policy; `empty` without rows; `out_of_range` for lists of different lengths or a probability outside
/// 0 to 1; `not_finite` for NaN and infinities.
pub fn compare_models(
    policy: &AcceptancePolicy,
    challenger: &[f64],
    champion: Option<&[f64]>,
    succeeded: &[bool],
) -> Result<Acceptance, Error> {
    policy.validate()?;
    for (name, probabilities) in [("challenger", Some(challenger)), ("champion", champion)] {
        probabilities.map_or(Ok(()), |probabilities| scores::check(name, probabilities, succeeded))?;
    }
    let difference = champion.map(|champion| PairedDifference::of(challenger, champion, succeeded));
    let score = |probabilities| ModelScores::of(probabilities, succeeded, policy.threshold);
    let (challenger, champion) = (score(challenger)?, champion.map(score).transpose()?);
    let (verdict, reasons) = policy.judge(&challenger, difference.as_ref());
    Ok(Acceptance { verdict, accepted: verdict == Verdict::Pass, challenger, champion, difference, reasons })
}

/// How a criterion came out, and what was compared.
type Criterion = (Verdict, Reason);

impl AcceptancePolicy {
    fn judge(&self, scores: &ModelScores, difference: Option<&PairedDifference>) -> (Verdict, Vec<Reason>) {
        let f1 = match self.f1_of {
            PredictedOutcome::Success => ("f1_of_success", scores.f1_of_success),
            PredictedOutcome::Failure => ("f1_of_failure", scores.f1_of_failure),
        };
        let mut criteria =
            vec![exceeds("accuracy", Some(scores.accuracy), self.accuracy_above), exceeds(f1.0, f1.1, self.f1_above)];
        criteria.extend(self.must_beat_base_rate.then(|| beats_base_rate(scores)));
        criteria.extend(self.max_calibration_error.map(|limit| calibrated(scores, limit)));
        criteria.push(match difference {
            Some(difference) => self.not_worse(difference),
            None => (Verdict::Pass, Reason::new(ReasonCode::NoChampion, "log_loss")),
        });
        let worst = criteria.iter().map(|(verdict, _)| *verdict).max().unwrap_or(Verdict::Inconclusive);
        let reasons = criteria.into_iter().map(|(_, reason)| reason);
        if scores.rows.get() >= u64::from(self.min_rows) {
            return (worst, reasons.collect());
        }
        let few =
            Reason { samples: Some(scores.rows.get()), ..Reason::new(ReasonCode::TooFewSamples, "validation rows") };
        (Verdict::Inconclusive, [few].into_iter().chain(reasons).collect())
    }

    fn not_worse(&self, difference: &PairedDifference) -> Criterion {
        let allowed = self.tolerance.get() + self.z.get() * difference.standard_error.unwrap_or(0.0);
        let (verdict, code) = match compare(difference.mean, allowed) {
            Ordering::Greater => (Verdict::Fail, ReasonCode::WorseThanChampion),
            _ => (Verdict::Pass, ReasonCode::NotWorseThanChampion),
        };
        (verdict, Reason::new(code, "log_loss").compared(difference.mean, allowed))
    }
}

fn exceeds(subject: &'static str, score: Option<Fraction>, limit: Fraction) -> Criterion {
    let Some(score) = score else { return (Verdict::Inconclusive, Reason::new(ReasonCode::Missing, subject)) };
    let (verdict, code) = match compare(score.get(), limit.get()) {
        Ordering::Greater => (Verdict::Pass, ReasonCode::ThresholdReached),
        _ => (Verdict::Fail, ReasonCode::ThresholdNotReached),
    };
    (verdict, Reason::new(code, subject).compared(score.get(), limit.get()))
}

/// Where all rows have one outcome, their base rate is a certainty that nothing can beat, and that says nothing.
fn beats_base_rate(scores: &ModelScores) -> Criterion {
    if scores.roc_auc.is_none() {
        let base_rate = scores.failures.as_f64() / scores.rows.as_f64();
        return (Verdict::Inconclusive, Reason::new(ReasonCode::OneOutcomeOnly, "log_loss").observed(base_rate));
    }
    let (verdict, code) = match compare(scores.log_loss, scores.base_log_loss) {
        Ordering::Less => (Verdict::Pass, ReasonCode::BetterThanBaseRate),
        _ => (Verdict::Fail, ReasonCode::NotBetterThanBaseRate),
    };
    (verdict, Reason::new(code, "log_loss").compared(scores.log_loss, scores.base_log_loss))
}

fn calibrated(scores: &ModelScores, limit: Fraction) -> Criterion {
    let (verdict, code) = match compare(scores.calibration_error, limit.get()) {
        Ordering::Greater => (Verdict::Fail, ReasonCode::LimitExceeded),
        _ => (Verdict::Pass, ReasonCode::WithinLimit),
    };
    (verdict, Reason::new(code, "calibration_error").compared(scores.calibration_error, limit.get()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::NonNegative;

    /// One failure in ten rows.
    fn outcomes(rows: usize) -> Vec<bool> {
        (0..rows).map(|i| i % 10 != 0).collect()
    }

    fn codes(acceptance: &Acceptance) -> Vec<ReasonCode> {
        acceptance.reasons.iter().map(|reason| reason.code).collect()
    }

    #[test]
    fn the_base_rate_passes_every_score_but_its_own() {
        let policy = AcceptancePolicy::default();
        let base = compare_models(&policy, &[0.9; 100], None, &outcomes(100)).unwrap();
        assert_eq!((base.verdict, base.accepted), (Verdict::Fail, false));
        let expected = [
            ReasonCode::ThresholdReached,
            ReasonCode::ThresholdReached,
            ReasonCode::NotBetterThanBaseRate,
            ReasonCode::NoChampion,
        ];
        assert_eq!(codes(&base), expected);
        let trivial = AcceptancePolicy { must_beat_base_rate: false, ..policy };
        assert!(compare_models(&trivial, &[0.9; 100], None, &outcomes(100)).unwrap().accepted);
    }

    #[test]
    fn an_accuracy_must_be_exceeded_and_not_only_reached() {
        let policy =
            |limit| AcceptancePolicy { accuracy_above: Fraction::literal(limit), ..AcceptancePolicy::default() };
        let verdict = |limit| {
            let accuracy = compare_models(&policy(limit), &[0.9; 100], None, &outcomes(100)).unwrap();
            accuracy.reasons.first().unwrap().code
        };
        assert_eq!(verdict(0.9), ReasonCode::ThresholdNotReached);
        assert_eq!(verdict(0.899), ReasonCode::ThresholdReached);
    }

    #[test]
    fn few_rows_say_nothing_however_bad_they_look() {
        let few = compare_models(&AcceptancePolicy::default(), &[0.0; 99], Some(&[0.9; 99]), &outcomes(99)).unwrap();
        assert_eq!((few.verdict, few.accepted), (Verdict::Inconclusive, false));
        assert_eq!(few.reasons.first().unwrap().code, ReasonCode::TooFewSamples);
        assert_eq!(codes(&few).last(), Some(&ReasonCode::WorseThanChampion));
    }

    #[test]
    fn rows_of_one_outcome_say_nothing_of_the_base_rate() {
        let all = compare_models(&AcceptancePolicy::default(), &[0.99; 200], None, &[true; 200]).unwrap();
        assert_eq!(all.verdict, Verdict::Inconclusive);
        assert!(codes(&all).contains(&ReasonCode::OneOutcomeOnly));
        let of_failure = AcceptancePolicy { f1_of: PredictedOutcome::Failure, ..AcceptancePolicy::default() };
        let all = compare_models(&of_failure, &[0.99; 200], None, &[true; 200]).unwrap();
        assert!(codes(&all).contains(&ReasonCode::Missing));
    }

    #[test]
    fn a_difference_within_its_noise_is_not_worse() {
        // Two rows, losses ln 2 and 0 apart: mean ln 2 / 2, and so is its standard error.
        let difference = PairedDifference::of(&[0.25, 0.5], &[0.5, 0.5], &[true, true]);
        let half = 2.0_f64.ln() / 2.0;
        assert!((difference.mean - half).abs() < 1e-15);
        assert!((difference.standard_error.unwrap() - half).abs() < 1e-15);
        let verdict = |z, tolerance| {
            let (z, tolerance) = (NonNegative::literal(z), NonNegative::literal(tolerance));
            AcceptancePolicy { z, tolerance, ..AcceptancePolicy::default() }.not_worse(&difference).0
        };
        assert_eq!(verdict(1.0, 0.0), Verdict::Pass);
        assert_eq!(verdict(0.9, 0.0), Verdict::Fail);
        assert_eq!(verdict(0.9, 0.1), Verdict::Pass);
        assert_eq!(PairedDifference::of(&[0.25], &[0.5], &[true]).standard_error, None);
    }
}
