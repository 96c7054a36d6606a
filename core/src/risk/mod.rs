//! How risky a deployment is, before it starts.

mod factors;

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

pub use factors::RiskFactor;

use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::situation::Situation;
use crate::track_record::HistoryPolicy;
use crate::units::{Fraction, NonNegative, compare};

/// What makes a deployment risky, and from where on that matters.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RiskPolicy {
    /// Changes to the table of [`RiskFactor`]; a factor that is not named keeps its row. Default: none.
    /// Source: our choice.
    pub factors: Vec<FactorWeight>,
    /// The level that an unknown factor counts as. Default: 0.5. Source: our choice, so that not knowing is never
    /// harmless.
    pub unknown_counts_as: Fraction,
    /// Risk up to which a deployment may go on without further ado. Default: 0.3. Source: R13.
    pub proceed_up_to: Fraction,
    /// Risk above which a person must approve. Default: 0.5. Source: R13.
    pub approve_above: Fraction,
    /// Risk above which an environment promotion is refused. Default: 0.7. Source: R13.
    pub refuse_above: Fraction,
    /// Confidence below which a deployment does not go on without further ado. Default: 0.85. Source: R13.
    pub required_confidence: Fraction,
}

/// How much a factor weighs.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FactorWeight {
    /// The factor.
    pub factor: RiskFactor,
    /// Its part in the mean of all factors; only proportions matter.
    pub weight: NonNegative,
    /// The risk that it makes on its own at its highest level.
    pub alone: Fraction,
}

impl Default for RiskPolicy {
    fn default() -> Self {
        Self {
            factors: Vec::new(),
            unknown_counts_as: Fraction::literal(0.5),
            proceed_up_to: Fraction::literal(0.3),
            approve_above: Fraction::literal(0.5),
            refuse_above: Fraction::literal(0.7),
            required_confidence: Fraction::literal(0.85),
        }
    }
}

/// What a risk asks for; later ones are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RiskRecommendation {
    /// Go on.
    Proceed,
    /// Go on, in small steps and with somebody watching.
    ProceedWithCaution,
    /// Ask a person.
    RequireApproval,
    /// Do not promote to the next environment.
    RefusePromotion,
}

/// How much a factor does to the risk.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Impact {
    /// Alone it makes a risk below 0.15.
    Low,
    /// Alone it makes a risk from 0.15.
    Medium,
    /// Alone it makes a risk from 0.35.
    High,
    /// Alone it makes a risk from 0.6.
    Critical,
}

/// How risky a deployment is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Risk {
    /// Pass to go on, warn for caution, inconclusive where a person is needed, fail where a promotion is refused.
    pub verdict: Verdict,
    /// The risk, from 0 to 1: the weighted mean of the levels of all factors, or what the worst makes alone.
    pub score: Fraction,
    /// What follows from it.
    pub recommendation: RiskRecommendation,
    /// Share of the factors, by weight, that is known.
    pub confidence: Fraction,
    /// Every factor, those with the greatest impact first.
    pub factors: Vec<FactorRisk>,
    /// The factors that are not known.
    pub unknown: Vec<RiskFactor>,
    /// Why: what was compared with limits, then what raises the risk most.
    pub reasons: Vec<Reason>,
}

/// What one factor does to the risk.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FactorRisk {
    /// The factor.
    pub factor: RiskFactor,
    /// What was observed, in its own unit; none when it is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// How risky that is, from 0 to 1.
    pub level: Fraction,
    /// How much it does to the risk.
    pub impact: Impact,
}

impl RiskPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        for (i, row) in self.factors.iter().enumerate() {
            if self.factors.iter().take(i).any(|other| other.factor == row.factor) {
                let field = format!("factors[{i}].factor");
                return Err(Error::config(ErrorCode::DuplicateName, field).value(row.factor.as_str()));
            }
        }
        if RiskFactor::ALL.into_iter().all(|factor| self.row(factor).0 <= 0.0) {
            return Err(Error::config(ErrorCode::Contradiction, "factors").allowed("at least one weight above 0"));
        }
        let limits = [
            ("approve_above", self.approve_above, "proceed_up_to", self.proceed_up_to),
            ("refuse_above", self.refuse_above, "approve_above", self.approve_above),
        ];
        for (field, limit, name, lower) in limits {
            if limit < lower {
                let error = Error::config(ErrorCode::Contradiction, field).value(limit);
                return Err(error.allowed(format!("at least `{name}`, {lower}")));
            }
        }
        Ok(())
    }

    /// Weight of a factor, and the risk that it makes alone.
    fn row(&self, factor: RiskFactor) -> (f64, f64) {
        let own = self.factors.iter().find(|row| row.factor == factor);
        own.map_or_else(|| factor.row(), |row| (row.weight.get(), row.alone.get()))
    }

    /// Assesses a checked situation. `preferred` says whether it is a time that the calendar prefers.
    pub(crate) fn assess(&self, situation: &Situation, history: &HistoryPolicy, preferred: Option<bool>) -> Risk {
        let (mut sum, mut weights, mut known, mut worst) = (0.0, 0.0, 0.0, 0.0_f64);
        let mut factors = Vec::with_capacity(RiskFactor::ALL.len());
        for factor in RiskFactor::ALL {
            let (weight, alone) = self.row(factor);
            let observed = factor.observe(situation, history, preferred);
            let level = observed.map_or(self.unknown_counts_as.get(), |(_, level)| level);
            sum += weight * level;
            weights += weight;
            if observed.is_some() {
                known += weight;
                worst = worst.max(alone * level);
            }
            let row = FactorRisk {
                factor,
                value: observed.map(|(value, _)| value),
                level: fraction(level),
                impact: Impact::of(alone * level),
            };
            factors.push((alone * level, row));
        }
        factors.sort_by(|a, b| b.0.total_cmp(&a.0));
        let factors: Vec<FactorRisk> = factors.into_iter().map(|(_, row)| row).collect();
        let (score, confidence) = (fraction((sum / weights).max(worst)), fraction(known / weights));
        let unknown =
            RiskFactor::ALL.into_iter().filter(|f| factors.iter().any(|r| r.factor == *f && r.value.is_none()));
        let (recommendation, mut reasons) = self.recommend(score, confidence);
        for row in factors.iter().filter(|row| row.impact > Impact::Low) {
            reasons.push(match row.value {
                Some(value) => Reason::new(ReasonCode::RaisesRisk, row.factor.as_str()).observed(value),
                None => Reason::new(ReasonCode::FactorUnknown, row.factor.as_str()),
            });
        }
        let unknown = unknown.collect();
        Risk { verdict: recommendation.verdict(), score, recommendation, confidence, factors, unknown, reasons }
    }

    fn recommend(&self, score: Fraction, confidence: Fraction) -> (RiskRecommendation, Vec<Reason>) {
        let above = |limit: Fraction| compare(score.get(), limit.get()) == Ordering::Greater;
        let limits = [
            (self.refuse_above, RiskRecommendation::RefusePromotion),
            (self.approve_above, RiskRecommendation::RequireApproval),
            (self.proceed_up_to, RiskRecommendation::ProceedWithCaution),
        ];
        let (mut recommendation, code, limit) = match limits.into_iter().find(|(limit, _)| above(*limit)) {
            Some((limit, recommendation)) => (recommendation, ReasonCode::RiskAbove, limit),
            None => (RiskRecommendation::Proceed, ReasonCode::RiskWithin, self.proceed_up_to),
        };
        let mut reasons = vec![Reason::new(code, "risk").compared(score.get(), limit.get())];
        if compare(confidence.get(), self.required_confidence.get()) == Ordering::Less {
            recommendation = recommendation.max(RiskRecommendation::ProceedWithCaution);
            let known = Reason::new(ReasonCode::TooLittleKnown, "risk");
            reasons.push(known.compared(confidence.get(), self.required_confidence.get()));
        }
        (recommendation, reasons)
    }
}

impl RiskRecommendation {
    fn verdict(self) -> Verdict {
        match self {
            Self::Proceed => Verdict::Pass,
            Self::ProceedWithCaution => Verdict::Warn,
            Self::RequireApproval => Verdict::Inconclusive,
            Self::RefusePromotion => Verdict::Fail,
        }
    }
}

impl Impact {
    fn of(alone: f64) -> Self {
        let at_least = |limit| compare(alone, limit) != Ordering::Less;
        match alone {
            _ if at_least(0.6) => Self::Critical,
            _ if at_least(0.35) => Self::High,
            _ if at_least(0.15) => Self::Medium,
            _ => Self::Low,
        }
    }
}

/// A sum of products that are all fractions, with its rounding noise taken off, so that an exact 0.3 is 0.3.
fn fraction(value: f64) -> Fraction {
    Fraction::literal(((value * 1e9).round() / 1e9).clamp(0.0, 1.0))
}
