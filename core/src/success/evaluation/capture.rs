//! How many failures are among the riskiest deployments.

use serde::{Deserialize, Serialize};

use super::sample::Sample;
use crate::units::{Count, Fraction};

/// How many of the failures would be caught if the riskiest deployments were gated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Capture {
    /// Share of the deployments that is gated.
    pub share: Fraction,
    /// How many that are: the nearest whole number, upwards from a half, and at least one.
    pub gated: Count,
    /// Share of the failures that is among them; none when nothing failed. Of deployments that are rated the same, only
    /// some of which are gated, the failures are gated in proportion.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub caught: Option<Fraction>,
}

impl Capture {
    pub(super) fn of(sample: &Sample, share: Fraction) -> Self {
        // A tenth of five is a half, which 0.1 × 5 is not always: the noise is taken off before rounding.
        let exact = (share.get() * sample.rows() * 1e6).round() / 1e6;
        let gated = (exact + 0.5).floor().clamp(1.0, sample.rows());
        let (mut left, mut caught) = (gated, 0.0);
        for group in &sample.groups {
            let taken = group.rows().min(left);
            caught += group.failures * taken / group.rows();
            left -= taken;
            if left <= 0.0 {
                break;
            }
        }
        let share_caught = |failures: f64| Fraction::literal((caught / failures).min(1.0));
        let failures = Some(sample.failures()).filter(|failures| *failures > 0.0);
        Self { share, gated: super::count(gated), caught: failures.map(share_caught) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn capture(share: f64, probabilities: &[f64], succeeded: &[bool]) -> (u64, Option<f64>) {
        let capture = Capture::of(&Sample::new(probabilities, succeeded).unwrap(), Fraction::literal(share));
        (capture.gated.get(), capture.caught.map(Fraction::get))
    }

    #[test]
    fn a_tie_at_the_line_is_gated_in_proportion() {
        // The line goes through three rows of 0.5 with two failures, of which one row is gated.
        let (probabilities, succeeded) = ([0.1, 0.5, 0.5, 0.5], [false, false, false, true]);
        assert_eq!(capture(0.5, &probabilities, &succeeded), (2, Some((1.0 + 2.0 / 3.0) / 3.0)));
        assert_eq!(capture(1.0, &probabilities, &succeeded), (4, Some(1.0)));
    }

    #[test]
    fn halves_are_rounded_upwards_and_one_is_always_gated() {
        let succeeded = [false; 100];
        let probabilities = [0.5; 100];
        assert_eq!(capture(0.145, &probabilities, &succeeded).0, 15);
        assert_eq!(capture(0.144, &probabilities, &succeeded).0, 14);
        assert_eq!(capture(0.001, &probabilities, &succeeded), (1, Some(0.01)));
        assert_eq!(capture(0.5, &[0.2, 0.3], &[true, true]), (1, None));
    }
}
