//! Whether predictions still come true as often as they say.

use serde::{Deserialize, Serialize};

use super::policy::DriftPolicy;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::success::scoreboard::{ScoreSums, Scoreboard};
use crate::units::{NonNegative, compare};

/// How far outcomes have moved from what was predicted of them, recent ones counting more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CalibrationDrift {
    /// Pass where predictions come true as often as they say; inconclusive with too few outcomes.
    pub verdict: Verdict,
    /// How many outcomes there are, each counting half of one that came a half-life later.
    pub outcomes: NonNegative,
    /// Failures among them.
    pub failures: NonNegative,
    /// Failures that were expected: the sum of their probabilities.
    pub expected_failures: NonNegative,
    /// Failures beyond those that were expected, in standard deviations; negative where there were fewer. None without
    /// outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub z: Option<f64>,
    /// What would have to be added to the predicted log-odds of failure for both numbers to be the same, to the first
    /// order: failures beyond those that were expected, divided by the sum of `p (1 - p)`. None without outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub offset: Option<f64>,
    /// Spiegelhalter's statistic: the Brier score beyond the one that the predictions themselves expect, in standard
    /// deviations. It also sees predictions that are too bold or too timid where their mean is right
    /// (D. Spiegelhalter, Probabilistic Prediction in Patient Management and Clinical Trials, 1986). None without
    /// outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub spiegelhalter_z: Option<f64>,
    /// That Brier score beyond the expected one, for each outcome. None without outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub brier_excess: Option<f64>,
}

impl DriftPolicy {
    /// Judges the recent outcomes of a checked score.
    pub(super) fn calibration(&self, scoreboard: &Scoreboard) -> (CalibrationDrift, Vec<Reason>) {
        let sums = &scoreboard.recent;
        let (z, offset) = (sums.failures_z(), offset(sums));
        let (spiegelhalter_z, brier_excess) = (sums.brier_z(), brier_excess(sums));
        let outcomes = scoreboard.all.outcomes;
        let (verdict, reasons) = if outcomes.get() < f64::from(self.min_outcomes) || z.is_none() {
            let few = Reason::new(ReasonCode::TooFewSamples, "calibration");
            (Verdict::Inconclusive, vec![Reason { samples: Some(outcomes.get() as u64), ..few }])
        } else {
            let level = self.deviates("failures", z, offset, self.offset_ignored);
            let spread = self.deviates("brier", spiegelhalter_z, brier_excess, self.excess_ignored);
            (level.0.max(spread.0), vec![level.1, spread.1])
        };
        let drift = CalibrationDrift {
            verdict,
            outcomes: sums.outcomes,
            failures: less(sums.outcomes, sums.successes),
            expected_failures: less(sums.outcomes, sums.expected_successes),
            z,
            offset,
            spiegelhalter_z,
            brier_excess,
        };
        (drift, reasons)
    }

    /// A deviation counts when chance can hardly make it and when it is large enough to matter.
    fn deviates(
        &self,
        subject: &'static str,
        z: Option<f64>,
        size: Option<f64>,
        ignored: NonNegative,
    ) -> (Verdict, Reason) {
        let z = z.unwrap_or_default();
        let matters = compare(size.unwrap_or_default().abs(), ignored.get()).is_gt();
        let beyond = |limit: NonNegative| matters && compare(z.abs(), limit.get()).is_gt();
        let (verdict, code, limit) = match () {
            () if beyond(self.calibration_fails) => {
                (Verdict::Fail, ReasonCode::CalibrationMoved, self.calibration_fails)
            }
            () if beyond(self.calibration_warns) => {
                (Verdict::Warn, ReasonCode::CalibrationMoved, self.calibration_warns)
            }
            () => (Verdict::Pass, ReasonCode::CalibrationSteady, self.calibration_warns),
        };
        (verdict, Reason::new(code, subject).compared(z, limit.get()))
    }
}

fn offset(sums: &ScoreSums) -> Option<f64> {
    let more = sums.expected_successes.get() - sums.successes.get();
    Some(more / sums.expected_brier.get()).filter(|offset| offset.is_finite())
}

fn brier_excess(sums: &ScoreSums) -> Option<f64> {
    Some(sums.mean(sums.brier)? - sums.mean(sums.expected_brier)?)
}

fn less(outcomes: NonNegative, successes: NonNegative) -> NonNegative {
    NonNegative::literal((outcomes.get() - successes.get()).max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Fraction;

    fn judged(probability: f64, failures: u32, rows: u32) -> (CalibrationDrift, Vec<Reason>) {
        // So long a half-life weighs all outcomes alike.
        let mut scoreboard = Scoreboard { half_life: u32::MAX, ..Scoreboard::default() };
        for i in 0..rows {
            scoreboard.score(Fraction::literal(probability), i >= failures);
        }
        DriftPolicy::default().calibration(&scoreboard)
    }

    #[test]
    fn more_failures_than_expected_are_seen() {
        // 10 are expected of 100, with a standard deviation of 3: 17 are 2.33 of them, 20 are 3.33.
        let (warned, _) = judged(0.9, 17, 100);
        assert_eq!(warned.verdict, Verdict::Warn);
        assert!((warned.z.unwrap() - 7.0 / 3.0).abs() < 1e-5);
        assert!((warned.offset.unwrap() - 7.0 / 9.0).abs() < 1e-5);
        assert_eq!(judged(0.9, 20, 100).0.verdict, Verdict::Fail);
        assert_eq!(judged(0.9, 10, 100).0.verdict, Verdict::Pass);
        assert!(judged(0.9, 1, 100).0.z.unwrap() < -2.9);
    }

    #[test]
    fn what_is_certain_but_small_does_not_matter() {
        // 20 500 rather than 20 000 failures are four standard deviations, and 0.03 in log-odds.
        let (drift, reasons) = judged(0.8, 20_500, 100_000);
        assert!(drift.z.unwrap() > 3.9 && drift.offset.unwrap() < 0.04);
        assert_eq!(drift.verdict, Verdict::Pass);
        assert!(reasons.iter().all(|reason| reason.code == ReasonCode::CalibrationSteady));
    }

    #[test]
    fn boldness_is_seen_where_the_mean_is_right() {
        let mut scoreboard = Scoreboard::default();
        for i in 0..300 {
            let (probability, succeeded) = (if i % 2 == 0 { 0.9 } else { 0.1 }, i % 3 == 0);
            scoreboard.score(Fraction::literal(probability), succeeded != (i % 6 < 2));
        }
        let (drift, _) = DriftPolicy::default().calibration(&scoreboard);
        assert!(drift.spiegelhalter_z.unwrap() > 3.0, "{drift:?}");
        assert_eq!(drift.verdict, Verdict::Fail);
    }

    #[test]
    fn few_outcomes_say_nothing() {
        assert_eq!(judged(0.9, 49, 49).0.verdict, Verdict::Inconclusive);
        let (none, _) = DriftPolicy { min_outcomes: 0, ..DriftPolicy::default() }.calibration(&Scoreboard::default());
        assert_eq!((none.verdict, none.z, none.offset), (Verdict::Inconclusive, None, None));
    }
}
