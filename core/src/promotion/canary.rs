//! Whether a canary gets all traffic, waits, or goes.
//!
//! A failed gate or too high a risk rolls back. What is required but was not measured, too short a time or too small a
//! share holds, and so does too little confidence. The confidence is the mean of five factors by their weights:
//!
//! | factor | 1 is |
//! |---|---|
//! | `health` | all gates passed; a warning counts half |
//! | `duration` | as long as more would add nothing |
//! | `share` | as much traffic as more would add nothing |
//! | `history` | every deployment of the service succeeded |
//! | `risk` | no risk; an unknown one counts half |

use serde::{Deserialize, Serialize};

use super::case::Case;
use super::flips::{PromotionFlip, flips};
use super::policy::CanaryPromotionPolicy;
use crate::automation::AutomationPolicy;
use crate::error::{Error, ErrorCode};
use crate::gate::{self, Gate, GateReport};
use crate::metric::Evidence;
use crate::reason::{Reason, ReasonCode};
use crate::situation::StrategyHistory;
use crate::time::{Duration, Timestamp, seconds};
use crate::track_record::HistoryPolicy;
use crate::units::{Fraction, TrafficShare};

/// What is known of a canary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CanaryEvidence {
    /// Since when it has traffic.
    pub since: Timestamp,
    /// Share of live traffic that it has, in percent.
    pub share: TrafficShare,
    /// Its metrics and those of the baseline.
    pub measured: Evidence,
    /// How deployments of the service and of others went before.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<StrategyHistory>,
    /// The risk of the deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub risk: Option<Fraction>,
}

/// Whether a canary gets all traffic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CanaryPromotion {
    /// What is to be done.
    pub course: PromotionCourse,
    /// How sure it is that the canary is good, from 0 to 1.
    pub confidence: Fraction,
    /// What the confidence is made of.
    pub factors: Vec<PromotionFactorScore>,
    /// What is required but was not measured.
    pub unmeasured: Vec<String>,
    /// How its gates came out.
    pub gates: GateReport,
    /// What decided.
    pub reasons: Vec<Reason>,
    /// What alone would have changed the decision.
    pub flips: Vec<PromotionFlip>,
    /// When time alone will have changed the decision, all else being as it is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_again_at: Option<Timestamp>,
}

/// What is to be done with a canary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PromotionCourse {
    /// Give it all traffic.
    Approve,
    /// Leave it as it is.
    Hold,
    /// Take it back.
    RollBack,
}

/// A part of the confidence in a promotion.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PromotionFactor {
    /// How its gates came out.
    Health,
    /// How long it has had traffic.
    Duration,
    /// How much traffic it has.
    Share,
    /// How often deployments succeed.
    History,
    /// How risky the deployment is.
    Risk,
}

/// One factor's part in the confidence.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct PromotionFactorScore {
    /// Which factor.
    pub factor: PromotionFactor,
    /// Its rating, from 0 to 1 with 1 best.
    pub value: f64,
    /// Its share of all weights.
    pub weight: f64,
}

impl PromotionFactor {
    /// All factors, in the order in which they are added up.
    pub const ALL: [Self; 5] = [Self::Health, Self::Duration, Self::Share, Self::History, Self::Risk];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Health => "health",
            Self::Duration => "duration",
            Self::Share => "share",
            Self::History => "history",
            Self::Risk => "risk",
        }
    }
}

/// The parts of a checked policy that a promotion is decided by.
#[derive(Clone, Copy)]
pub(crate) struct Policies<'a> {
    pub(crate) promotion: &'a CanaryPromotionPolicy,
    pub(crate) automation: &'a AutomationPolicy,
    pub(crate) history: &'a HistoryPolicy,
    pub(crate) gates: &'a [Gate],
}

/// Decides whether a canary gets all traffic.
///
/// # Errors
///
/// A canary that begins after `now`, two histories of one strategy, or a measurement that contradicts itself.
pub(crate) fn decide(
    policies: Policies<'_>,
    now: Timestamp,
    evidence: &CanaryEvidence,
) -> Result<CanaryPromotion, Error> {
    if evidence.since > now {
        let error = Error::input(ErrorCode::OutOfRange, "since").value(evidence.since);
        return Err(error.allowed(format!("{now} or earlier")));
    }
    for (i, entry) in evidence.history.iter().enumerate() {
        if evidence.history.iter().take(i).any(|other| other.strategy == entry.strategy) {
            let field = format!("history[{i}].strategy");
            return Err(Error::input(ErrorCode::DuplicateName, field).value(entry.strategy.as_str()));
        }
    }
    let lasted = now.since(evidence.since);
    let baking = lasted < policies.promotion.min_duration;
    let gates =
        gate::evaluate(policies.gates, now, &evidence.measured, baking).map_err(|err| err.within("measured"))?;
    let unmeasured = unmeasured(policies, &gates);
    let history = policies.history.overall(&evidence.history);
    let case = Case {
        policies,
        gates: gates.verdict,
        measured: unmeasured.is_empty(),
        health: gates.health().map_or(0.0, Fraction::get),
        seconds: seconds(lasted),
        share: evidence.share.as_percent(),
        history: history.unwrap_or(policies.history.expected.get()),
        risk: evidence.risk.map(Fraction::get),
    };
    let course = case.course();
    let mut reasons = case.reasons(&gates, &unmeasured);
    if history.is_none() {
        reasons.push(Reason::new(ReasonCode::Assumed, "history"));
    }
    let flips = flips(&case);
    let in_time = flips.iter().find(|flip| flip.factor == PromotionFactor::Duration && flip.to > flip.from);
    let wait = in_time.and_then(|flip| Duration::from_millis((flip.to * 1000.0).ceil() as i64).ok());
    Ok(CanaryPromotion {
        course,
        confidence: Fraction::new(case.confidence()).unwrap_or(Fraction::literal(0.0)),
        factors: case.factors(),
        unmeasured,
        gates,
        reasons,
        flips,
        ask_again_at: wait.map(|wait| evidence.since.after(wait)),
    })
}

/// What is required and that no gate which decides could read.
fn unmeasured(policies: Policies<'_>, report: &GateReport) -> Vec<String> {
    let read = |metric: &str| {
        let pairs = policies.gates.iter().zip(&report.checks);
        pairs
            .into_iter()
            .any(|(gate, check)| &*gate.metric == metric && gate.criticality.is_required() && check.margin.is_some())
    };
    let missing = policies.promotion.required.iter().filter(|required| !required.any_of.iter().any(|any| read(any)));
    missing.map(|required| required.name.clone()).collect()
}
