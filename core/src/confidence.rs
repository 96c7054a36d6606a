//! How sure we are, as one score of weighted factors.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode};
use crate::units::{Fraction, NonNegative, Score};

/// A part of the confidence score. Each is rated from 0 to 1 with 1 best.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Factor {
    /// The result of the safety assessment.
    Safety,
    /// Health of the canary's gates.
    CanaryHealth,
    /// 1 for the smallest blast radius; a critical service counts 0.1 (R6).
    BlastRadius,
    /// Share of past deployments that succeeded.
    HistoricalSuccess,
    /// 1 for a trivial change.
    ChangeComplexity,
    /// Share of the code that tests cover.
    TestCoverage,
}

impl Factor {
    /// All factors, in the order in which they are added up.
    pub const ALL: [Self; 6] = [
        Self::Safety,
        Self::CanaryHealth,
        Self::BlastRadius,
        Self::HistoricalSuccess,
        Self::ChangeComplexity,
        Self::TestCoverage,
    ];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::CanaryHealth => "canary_health",
            Self::BlastRadius => "blast_radius",
            Self::HistoricalSuccess => "historical_success",
            Self::ChangeComplexity => "change_complexity",
            Self::TestCoverage => "test_coverage",
        }
    }
}

/// Weights and thresholds of the confidence score.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ConfidencePolicy {
    /// Weight of each factor; only their proportions matter. Default: 0.30, 0.25, 0.15, 0.10, 0.10, 0.10.
    /// Source: R23.
    pub weights: Weights,
    /// Score from which a release goes on by itself. Default: 80. Source: R23.
    pub auto_promote_at: Score,
    /// Score from which a person decides; below it is a rollback. Default: 60. Source: R23.
    pub manual_review_at: Score,
    /// Factors without which nothing goes on by itself. Default: safety and canary health. Source: our choice, the
    /// two that weigh most.
    pub required: Vec<Factor>,
}

/// The weight of each factor.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Weights {
    /// Default: 0.30. Source: R23.
    pub safety: NonNegative,
    /// Default: 0.25. Source: R23.
    pub canary_health: NonNegative,
    /// Default: 0.15. Source: R23.
    pub blast_radius: NonNegative,
    /// Default: 0.10. Source: R23.
    pub historical_success: NonNegative,
    /// Default: 0.10. Source: R23.
    pub change_complexity: NonNegative,
    /// Default: 0.10. Source: R23.
    pub test_coverage: NonNegative,
}

impl Default for Weights {
    fn default() -> Self {
        Self {
            safety: NonNegative::literal(0.30),
            canary_health: NonNegative::literal(0.25),
            blast_radius: NonNegative::literal(0.15),
            historical_success: NonNegative::literal(0.10),
            change_complexity: NonNegative::literal(0.10),
            test_coverage: NonNegative::literal(0.10),
        }
    }
}

impl Default for ConfidencePolicy {
    fn default() -> Self {
        Self {
            weights: Weights::default(),
            auto_promote_at: Score::literal(80.0),
            manual_review_at: Score::literal(60.0),
            required: vec![Factor::Safety, Factor::CanaryHealth],
        }
    }
}

/// What is known of each factor.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Factors {
    /// The result of the safety assessment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub safety: Option<Fraction>,
    /// Health of the canary's gates; in a rollout it follows from the last look.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub canary_health: Option<Fraction>,
    /// 1 for the smallest blast radius.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub blast_radius: Option<Fraction>,
    /// Share of past deployments that succeeded.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub historical_success: Option<Fraction>,
    /// 1 for a trivial change.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub change_complexity: Option<Fraction>,
    /// Share of the code that tests cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub test_coverage: Option<Fraction>,
}

/// What the score says should happen.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ConfidenceDecision {
    /// Go back.
    Rollback,
    /// A person decides.
    ManualReview,
    /// Go on.
    AutoPromote,
}

/// One factor's part in the score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FactorScore {
    /// Which factor.
    pub factor: Factor,
    /// Its rating, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Fraction>,
    /// Its share of all weights, from 0 to 1.
    pub weight: f64,
    /// Points that it adds to the score.
    pub contribution: f64,
}

/// The smallest change of one factor that would have changed the decision.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Flip {
    /// The factor that would have to change.
    pub factor: Factor,
    /// Its rating now.
    pub from: Fraction,
    /// The rating at which the decision changes: from here on when rising, anywhere below when falling.
    pub to: Fraction,
    /// What the decision would be.
    pub decision: ConfidenceDecision,
}

/// A confidence score with what made it.
///
/// It describes; it never overrides a failed gate or a hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Confidence {
    /// The score over the known factors; none when nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// What it says should happen.
    pub decision: ConfidenceDecision,
    /// Share of the weights whose factors are known, from 0 to 1.
    pub known_share: f64,
    /// Every factor, in a fixed order.
    pub factors: Vec<FactorScore>,
    /// Why the decision is what it is.
    pub reasons: Vec<Reason>,
    /// The smallest change of one factor that would have changed the decision, where one alone can.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flip: Option<Flip>,
}

/// The decision alone, as it is kept in a rollout.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ConfidenceSummary {
    /// The score over the known factors.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// What it says should happen.
    pub decision: ConfidenceDecision,
}

impl Weights {
    fn of(&self, factor: Factor) -> f64 {
        let weight = match factor {
            Factor::Safety => self.safety,
            Factor::CanaryHealth => self.canary_health,
            Factor::BlastRadius => self.blast_radius,
            Factor::HistoricalSuccess => self.historical_success,
            Factor::ChangeComplexity => self.change_complexity,
            Factor::TestCoverage => self.test_coverage,
        };
        weight.get()
    }
}

impl Factors {
    /// What is known of one factor.
    #[must_use]
    pub const fn of(&self, factor: Factor) -> Option<Fraction> {
        match factor {
            Factor::Safety => self.safety,
            Factor::CanaryHealth => self.canary_health,
            Factor::BlastRadius => self.blast_radius,
            Factor::HistoricalSuccess => self.historical_success,
            Factor::ChangeComplexity => self.change_complexity,
            Factor::TestCoverage => self.test_coverage,
        }
    }
}

impl ConfidencePolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        if self.manual_review_at > self.auto_promote_at {
            return Err(Error::config(ErrorCode::Contradiction, "manual_review_at")
                .value(self.manual_review_at)
                .allowed(format!("at most auto_promote_at, {}", self.auto_promote_at)));
        }
        let total = self.total();
        if total <= 0.0 || !total.is_finite() {
            return Err(Error::config(ErrorCode::OutOfRange, "weights")
                .value(total)
                .allowed("weights whose sum is positive and finite"));
        }
        for factor in &self.required {
            if self.weights.of(*factor) <= 0.0 {
                return Err(Error::config(ErrorCode::Contradiction, "required")
                    .value(factor.as_str())
                    .allowed("factors that have a weight"));
            }
        }
        Ok(())
    }

    fn total(&self) -> f64 {
        Factor::ALL.iter().map(|factor| self.weights.of(*factor)).sum()
    }

    /// The score of some factors. `self` is of a checked policy.
    ///
    /// The score is 100 × the weighted mean of the known factors, rounded to nine decimals so that no rounding
    /// accident decides at a threshold.
    pub(crate) fn score(&self, factors: &Factors) -> Confidence {
        let total = self.total();
        let known = |factor: &Factor| factors.of(*factor).map(|value| (value.get(), self.weights.of(*factor)));
        let known_weight: f64 = Factor::ALL.iter().filter_map(known).map(|(_, weight)| weight).sum();
        let points = |value: f64, weight: f64| 100.0 * value * weight / known_weight;
        let parts = Factor::ALL.map(|factor| FactorScore {
            factor,
            value: factors.of(factor),
            weight: self.weights.of(factor) / total,
            contribution: match factors.of(factor) {
                Some(value) if known_weight > 0.0 => rounded(points(value.get(), self.weights.of(factor))),
                _ => 0.0,
            },
        });
        let mut confidence = Confidence {
            score: None,
            decision: ConfidenceDecision::ManualReview,
            known_share: rounded(known_weight / total),
            factors: parts.to_vec(),
            reasons: Vec::new(),
            flip: None,
        };
        if known_weight <= 0.0 {
            confidence.reasons.push(Reason::new(ReasonCode::NothingKnown, "confidence"));
            return confidence;
        }
        let sum: f64 = Factor::ALL.iter().filter_map(known).map(|(value, weight)| value * weight).sum();
        let score = rounded(100.0 * sum / known_weight).clamp(0.0, 100.0);
        confidence.score = Some(Score::literal(score));
        confidence.reasons.push(self.reason(score));
        let missing = self.required.iter().filter(|factor| factors.of(**factor).is_none());
        confidence.reasons.extend(missing.map(|f| Reason::new(ReasonCode::RequiredFactorUnknown, f.as_str())));
        let capped = confidence.reasons.len() > 1;
        confidence.decision = self.decide(score, capped);
        confidence.flip = self.flip(factors, score, known_weight, capped);
        confidence
    }

    fn decide(&self, score: f64, capped: bool) -> ConfidenceDecision {
        if score < self.manual_review_at.get() {
            ConfidenceDecision::Rollback
        } else if score < self.auto_promote_at.get() || capped {
            ConfidenceDecision::ManualReview
        } else {
            ConfidenceDecision::AutoPromote
        }
    }

    fn reason(&self, score: f64) -> Reason {
        let (code, limit) = if score >= self.auto_promote_at.get() {
            (ReasonCode::ScoreReached, self.auto_promote_at)
        } else if score >= self.manual_review_at.get() {
            (ReasonCode::ScoreBelow, self.auto_promote_at)
        } else {
            (ReasonCode::ScoreBelow, self.manual_review_at)
        };
        Reason::new(code, "confidence").compared(score, limit.get())
    }

    fn flip(&self, factors: &Factors, score: f64, known_weight: f64, capped: bool) -> Option<Flip> {
        let now = self.decide(score, capped);
        let mut best: Option<Flip> = None;
        for threshold in [self.manual_review_at.get(), self.auto_promote_at.get()] {
            // Reaching the threshold decides as at it; falling below decides as under it.
            let rises = score < threshold;
            let decision = self.decide(if rises { threshold } else { threshold - 1e-9 }, capped);
            if decision == now {
                continue;
            }
            for factor in Factor::ALL {
                let (Some(from), weight) = (factors.of(factor), self.weights.of(factor)) else { continue };
                let change = (threshold - score) * known_weight / (100.0 * weight);
                let to = rounded(from.get() + change);
                // A rating cannot fall below 0, so 0 is not a line that it could fall below.
                if !(0.0..=1.0).contains(&to) || (!rises && to <= 0.0) {
                    continue;
                }
                let distance = |flip: &Flip| (flip.to.get() - flip.from.get()).abs();
                let flip = Flip { factor, from, to: Fraction::literal(to), decision };
                if best.as_ref().is_none_or(|best| distance(&flip) < distance(best)) {
                    best = Some(flip);
                }
            }
        }
        best
    }
}

impl Confidence {
    pub(crate) fn summary(&self) -> ConfidenceSummary {
        ConfidenceSummary { score: self.score, decision: self.decision }
    }

    /// The factors that are not known.
    #[must_use]
    pub fn missing(&self) -> Vec<Factor> {
        self.factors.iter().filter(|part| part.value.is_none()).map(|part| part.factor).collect()
    }
}

/// Nine decimals: finer than any factor is known, coarser than rounding noise.
fn rounded(x: f64) -> f64 {
    (x * 1e9).round() / 1e9
}

#[cfg(test)]
mod tests {
    use super::*;

    fn f(value: f64) -> Option<Fraction> {
        Some(Fraction::new(value).unwrap())
    }

    fn worked_example() -> Factors {
        Factors {
            safety: f(1.0),
            canary_health: f(1.0),
            blast_radius: f(0.1),
            historical_success: f(0.8),
            change_complexity: f(0.7),
            test_coverage: f(0.85),
        }
    }

    #[test]
    fn the_worked_example_is_exactly_80_and_promotes() {
        let confidence = ConfidencePolicy::default().score(&worked_example());
        assert_eq!(confidence.score.unwrap().get(), 80.0);
        assert_eq!(confidence.decision, ConfidenceDecision::AutoPromote);
        assert_eq!(confidence.known_share, 1.0);
        // 0.30 safety is 30 points, 0.25 canary is 25, and so on.
        let points: Vec<f64> = confidence.factors.iter().map(|part| part.contribution).collect();
        assert_eq!(points, [30.0, 25.0, 1.5, 8.0, 7.0, 8.5]);
    }

    #[test]
    fn an_unknown_required_factor_never_promotes_by_itself() {
        let factors = Factors { safety: None, ..worked_example() };
        let best = Factors { blast_radius: f(1.0), ..factors };
        let confidence = ConfidencePolicy::default().score(&best);
        assert_eq!(confidence.decision, ConfidenceDecision::ManualReview);
        assert_eq!(confidence.known_share, 0.7);
        assert!(confidence.reasons.iter().any(|r| r.code == ReasonCode::RequiredFactorUnknown));
    }

    #[test]
    fn a_flip_changes_the_decision_and_nothing_less_does() {
        let policy = ConfidencePolicy::default();
        let factors = Factors { canary_health: f(0.9), ..worked_example() };
        let before = policy.score(&factors);
        assert_eq!(before.decision, ConfidenceDecision::ManualReview);
        // 77.5 points; 2.5 are missing, and safety is already full, so canary health needs 0.1 more.
        let flip = before.flip.unwrap();
        assert_eq!((flip.factor, flip.to.get()), (Factor::CanaryHealth, 1.0));
        let after = policy.score(&Factors { canary_health: Some(flip.to), ..factors });
        assert_eq!(after.decision, flip.decision);
        let less = policy.score(&Factors { canary_health: f(0.999), ..factors });
        assert_eq!(less.decision, before.decision);
    }

    #[test]
    fn nothing_known_asks_a_person() {
        let confidence = ConfidencePolicy::default().score(&Factors::default());
        assert_eq!((confidence.score, confidence.decision), (None, ConfidenceDecision::ManualReview));
        assert_eq!(confidence.missing().len(), 6);
    }
}
