//! Whether a column still looks as it did when a model was trained.

use serde::{Deserialize, Serialize};

use super::policy::DriftPolicy;
use super::reference::{InputColumn, InputReference};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::units::{Count, Fraction, compare};

/// How far a column has moved since training.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct InputDrift {
    /// The name of the column.
    pub name: String,
    /// Pass where it looks as before; inconclusive with too few rows.
    pub verdict: Verdict,
    /// Population stability index: the sum over all bins of `(q - p) ln(q / p)`, where `p` and `q` are the shares in
    /// training and now. Missing values are a bin, too, and each bin has half a row more than was counted.
    pub psi: f64,
    /// What chance alone would seldom exceed with so few rows; both limits are raised by it. Without drift, the index
    /// times the harmonic sum of the rows has nearly a χ² distribution, with one degree of freedom less than bins
    /// (B. Yurdakul, Statistical Properties of Population Stability Index, 2018).
    pub noise: f64,
    /// How many rows there are now.
    pub samples: Count,
    /// Share of them that has no value.
    pub missing: Fraction,
}

impl InputReference {
    /// Holds the rows that came since against those of training. The reference and the column are checked.
    pub(super) fn compare(&self, policy: &DriftPolicy, column: &InputColumn<'_>) -> (InputDrift, Reason) {
        let (counts, missing) = self.tally(column);
        let samples = counts.iter().fold(missing, |sum, count| sum.saturating_add(*count));
        let before = self.counts.iter().chain([&self.missing]);
        let pairs = before.zip(counts.iter().chain([&missing])).map(|(p, q)| (p.as_f64(), q.as_f64()));
        // A bin that is empty on both sides is none.
        let pairs: Vec<(f64, f64)> = pairs.filter(|(p, q)| p + q > 0.0).collect();
        let (rows, new) = (self.rows().as_f64(), samples.as_f64());
        let psi = stability(&pairs, rows, new);
        let noise = policy.noise(pairs.len(), rows, new);
        let (verdict, reason) = policy.judge(&self.name, psi, noise, samples);
        let missing = Fraction::literal(if new > 0.0 { missing.as_f64() / new } else { 0.0 });
        (InputDrift { name: self.name.clone(), verdict, psi, noise, samples, missing }, reason)
    }
}

impl DriftPolicy {
    fn judge(&self, name: &str, psi: f64, noise: f64, samples: Count) -> (Verdict, Reason) {
        let said = |code| Reason { samples: Some(samples.get()), ..Reason::new(code, name.to_owned()) };
        if samples.get() < u64::from(self.min_rows).max(1) {
            return (Verdict::Inconclusive, said(ReasonCode::TooFewSamples));
        }
        let (warns, fails) = (self.input_warns.get() + noise, self.input_fails.get() + noise);
        let (verdict, code, limit) = match psi {
            _ if compare(psi, fails).is_gt() => (Verdict::Fail, ReasonCode::InputMoved, fails),
            _ if compare(psi, warns).is_gt() => (Verdict::Warn, ReasonCode::InputMoved, warns),
            _ => (Verdict::Pass, ReasonCode::InputSteady, warns),
        };
        (verdict, said(code).compared(psi, limit))
    }

    /// The mean of the index without drift, and some of its standard deviations.
    fn noise(&self, bins: usize, rows: f64, new: f64) -> f64 {
        let freedom = bins.saturating_sub(1) as f64;
        if freedom <= 0.0 || new <= 0.0 {
            return 0.0;
        }
        (freedom + self.input_noise.get() * (2.0 * freedom).sqrt()) * (1.0 / rows + 1.0 / new)
    }
}

/// The index of counts. Half a row more in each bin keeps an empty one from making it infinite.
fn stability(pairs: &[(f64, f64)], rows: f64, new: f64) -> f64 {
    let more = 0.5 * pairs.len() as f64;
    let parts = pairs.iter().map(|(p, q)| {
        let (p, q) = ((p + 0.5) / (rows + more), (q + 0.5) / (new + more));
        (q - p) * (q / p).ln()
    });
    parts.sum::<f64>() + 0.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drift(before: &[f64], now: &[f64]) -> InputDrift {
        let reference = InputReference::of("lines", &InputColumn::Numbers(before.into())).unwrap();
        reference.compare(&DriftPolicy::default(), &InputColumn::Numbers(now.into())).0
    }

    /// Numbers without a pattern, from 0 to 1.
    fn scattered(rows: usize, seed: f64) -> Vec<f64> {
        (0..rows).map(|i| ((i as f64 + seed) * 0.618_033_988_749_894_9 + seed.sin().abs()).fract()).collect()
    }

    #[test]
    fn the_index_of_a_worked_example() {
        // Shares 0.5 and 0.5 in training, 0.8 and 0.2 now, of many rows: 0.3 ln 1.6 - 0.3 ln 0.4 = 0.3 ln 4.
        let before: Vec<f64> = (0..1_000_000).map(|i| f64::from(i % 2)).collect();
        let now: Vec<f64> = (0..1_000_000).map(|i| f64::from(i32::from(i % 5 == 0))).collect();
        assert!((drift(&before, &now).psi - 0.3 * 4.0_f64.ln()).abs() < 1e-5);
    }

    #[test]
    fn a_share_of_missing_values_is_watched() {
        let before = scattered(1000, 1.0);
        let mut now = before.clone();
        now.iter_mut().step_by(2).for_each(|value| *value = f64::NAN);
        let drift = drift(&before, &now);
        assert_eq!((drift.verdict, drift.missing.get()), (Verdict::Fail, 0.5));
    }

    #[test]
    fn a_constant_that_changes_is_seen() {
        assert_eq!(drift(&[7.0; 500], &[7.0; 100]).verdict, Verdict::Pass);
        assert_eq!(drift(&[7.0; 500], &[7.000_1; 100]).verdict, Verdict::Fail);
        assert_eq!(drift(&[7.0; 500], &[6.9; 100]).verdict, Verdict::Fail);
    }

    #[test]
    fn words_that_become_frequent_or_were_never_seen_are_drift() {
        let of = |shares: [usize; 3]| {
            let words = ["web", "cart", "new"].into_iter().zip(shares);
            InputColumn::Words(words.flat_map(|(word, rows)| vec![Some(word.to_owned()); rows]).collect())
        };
        let reference = InputReference::of("team", &of([500, 500, 0])).unwrap();
        let verdict = |now| reference.compare(&DriftPolicy::default(), &of(now)).0.verdict;
        assert_eq!(verdict([100, 110, 0]), Verdict::Pass);
        assert_eq!(verdict([190, 10, 0]), Verdict::Fail);
        assert_eq!(verdict([60, 60, 90]), Verdict::Fail, "a team that training did not have");
    }

    #[test]
    fn few_rows_say_nothing() {
        assert_eq!(drift(&[7.0; 500], &[8.0; 49]).verdict, Verdict::Inconclusive);
        let none = drift(&[7.0; 500], &[]);
        assert_eq!((none.verdict, none.samples, none.missing.get()), (Verdict::Inconclusive, Count::ZERO, 0.0));
    }
}
