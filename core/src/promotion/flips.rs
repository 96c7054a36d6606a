//! What would have changed the decision on a promotion.

use serde::{Deserialize, Serialize};

use super::canary::{PromotionCourse, PromotionFactor};
use super::case::Case;
use crate::time::seconds;

/// One input that alone would have changed the decision.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PromotionFlip {
    /// The input: seconds as a canary, percent of the traffic, share of deployments that succeeded, or the risk.
    pub factor: PromotionFactor,
    /// What it is.
    pub from: f64,
    /// Where the decision changes: at this value or just beyond it, seen from `from`.
    pub to: f64,
    /// What the decision would be.
    pub course: PromotionCourse,
}

/// The nearest change of each input that alone would change the decision, where there is one.
pub(super) fn flips(case: &Case<'_>) -> Vec<PromotionFlip> {
    let inputs = [PromotionFactor::Duration, PromotionFactor::Share, PromotionFactor::History, PromotionFactor::Risk];
    inputs.into_iter().filter_map(|factor| nearest(case, factor)).collect()
}

/// Between two neighbouring borders the decision is the same, so only what lies just beyond them is looked at.
fn nearest(case: &Case<'_>, factor: PromotionFactor) -> Option<PromotionFlip> {
    let (from, largest) = case.input(factor)?;
    let now = case.course();
    let hair = case.hair(factor);
    let borders = case.borders(factor).into_iter().filter(|border| (0.0..=largest).contains(border));
    let mut beyond: Vec<(f64, f64)> = borders.flat_map(|to| [(to, to - hair), (to, to + hair)]).collect();
    beyond.sort_by(|(_, a), (_, b)| (a - from).abs().total_cmp(&(b - from).abs()));
    beyond.into_iter().find_map(|(to, value)| {
        let course = case.with(factor, value.clamp(0.0, largest)).course();
        (course != now).then_some(PromotionFlip { factor, from, to, course })
    })
}

impl Case<'_> {
    /// What an input is, and the most that it can be; none for an unknown one.
    fn input(&self, factor: PromotionFactor) -> Option<(f64, f64)> {
        match factor {
            PromotionFactor::Health => None,
            PromotionFactor::Duration => Some((self.seconds, f64::MAX)),
            PromotionFactor::Share => Some((self.share, 100.0)),
            PromotionFactor::History => Some((self.history, 1.0)),
            PromotionFactor::Risk => Some((self.risk?, 1.0)),
        }
    }

    /// How far beyond a border is looked: a little, but more than the confidence is rounded by.
    fn hair(&self, factor: PromotionFactor) -> f64 {
        let policy = self.policies.promotion;
        let whole = match factor {
            PromotionFactor::Duration => seconds(policy.full_duration),
            PromotionFactor::Share => policy.full_share.as_percent(),
            PromotionFactor::Health | PromotionFactor::History | PromotionFactor::Risk => 1.0,
        };
        whole * (1e-9 * policy.weights.total() / policy.weights.of(factor)).clamp(1e-8, 1e-3)
    }

    fn with(&self, factor: PromotionFactor, value: f64) -> Self {
        match factor {
            PromotionFactor::Health => *self,
            PromotionFactor::Duration => Self { seconds: value, ..*self },
            PromotionFactor::Share => Self { share: value, ..*self },
            PromotionFactor::History => Self { history: value, ..*self },
            PromotionFactor::Risk => Self { risk: Some(value), ..*self },
        }
    }

    /// Values of an input at which a rule begins or ends to hold.
    fn borders(&self, factor: PromotionFactor) -> Vec<f64> {
        let policy = self.policies.promotion;
        let weight = policy.weights.of(factor) / policy.weights.total();
        // The rating at which the confidence is just what is needed, all else being as it is.
        let needed = self.value(factor) + (self.policies.automation.promote_from.get() - self.sum()) / weight;
        match factor {
            PromotionFactor::Health => Vec::new(),
            PromotionFactor::Duration => {
                vec![seconds(policy.min_duration), needed * seconds(policy.full_duration)]
            }
            PromotionFactor::Share => vec![policy.min_share.as_percent(), needed * policy.full_share.as_percent()],
            PromotionFactor::History => vec![needed],
            PromotionFactor::Risk => vec![self.policies.automation.rollback_at_risk_above.get(), 1.0 - needed],
        }
    }

    fn sum(&self) -> f64 {
        self.factors().iter().map(|score| score.value * score.weight).sum()
    }
}
