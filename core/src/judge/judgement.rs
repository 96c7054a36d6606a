//! What the judge says after a look.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::canary::EffectMeasure;
use crate::gate::Criticality;
use crate::reason::{Reason, Verdict};
use crate::units::Count;

/// What follows from the evidence about a canary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum JudgeDecision {
    /// It is worse than tolerated. Never undone.
    RollBack,
    /// It is not harmful: it may go on before its time is over.
    Promote,
    /// Neither is shown yet.
    Continue,
    /// The comparison cannot be trusted: the traffic is not split as planned, or the baseline is sick itself.
    Hold,
}

/// What the judge says after a look. All logarithms are natural.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Judgement {
    /// What follows.
    pub decision: JudgeDecision,
    /// Fail for a rollback, pass for a promotion, inconclusive otherwise; warn in place of pass when a signal is worse.
    pub verdict: Verdict,
    /// Looks that were judged so far.
    pub looks: Count,
    /// Evidence of all metrics that decide that some of them is worse than tolerated.
    pub harm: JudgeEvidence,
    /// One for each metric of the policy, in its order.
    pub metrics: Vec<MetricJudgement>,
    /// Why.
    pub reasons: Vec<Reason>,
    /// Metrics that were brought but that the policy does not judge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Arc<str>>,
}

/// Evidence against a hypothesis, and how much is needed.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct JudgeEvidence {
    /// Logarithm of the present evidence; it may fall again.
    pub log_e: f64,
    /// Logarithm of the anytime-valid p-value: 0 at first, never rising.
    pub log_p: f64,
    /// The evidence that decides, `ln(1 / alpha)`.
    pub needed: f64,
}

/// What the judge says of one metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MetricJudgement {
    /// Its name.
    pub name: Arc<str>,
    /// What follows from it.
    pub criticality: Criticality,
    /// Fail when it is shown to be worse, given all metrics; pass when it is shown not to be harmful; warn when a signal is
    /// worse by itself.
    pub verdict: Verdict,
    /// The tests by which it was judged.
    pub tests: Vec<JudgeTest>,
    /// Evidence that it is worse than tolerated; by itself, before other metrics are taken into account.
    pub harm: JudgeEvidence,
    /// Evidence that it is not harmful; none where that cannot be tested.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safety: Option<JudgeEvidence>,
    /// How the canary differs; none before there is something to compare.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<JudgedEffect>,
    /// Events of the baseline: failures, slow requests, or the sum of its levels.
    pub baseline_events: f64,
    /// What they came out of: requests, exposure, or the number of levels.
    pub baseline_exposure: f64,
    /// Events of the canary.
    pub canary_events: f64,
    /// What they came out of.
    pub canary_exposure: f64,
    /// Requests of the canary, or what else its exposure is, that would show a canary like the baseline to be safe, on
    /// average; 0 when it is shown, none where that cannot be told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_safe: Option<f64>,
    /// Requests of the canary, likewise, that would show it to be worse on average: if it is as harmful as the policy says or
    /// goes on as it has so far, whichever is sooner.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until_harm: Option<f64>,
    /// What was not judged in this look, or cannot be, and why.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_tested: Vec<Reason>,
}

/// A test of the judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum JudgeTest {
    /// The ratio of two rates.
    RateRatio,
    /// The difference of two shares.
    TwoProportion,
    /// A shift of a distribution, or a heavier tail.
    HistogramShift,
    /// A difference of levels with a known variance.
    GaussianDifference,
    /// A difference of levels of which nothing is known.
    SymmetricDifference,
}

/// How far the canary is from the baseline, with an interval that holds at all looks together.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct JudgedEffect {
    /// What the numbers are.
    pub measure: EffectMeasure,
    /// What was observed; none where the baseline has no events.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub estimate: Option<f64>,
    /// The lower end of its interval of 95 %; none where it has no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lower: Option<f64>,
    /// The upper end; none where it has no bound.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub upper: Option<f64>,
}
