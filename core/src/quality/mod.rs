//! Quality gates: objectives with criteria to pass and to warn, weighed into one score.

mod baseline;
mod criterion;
mod evidence;
mod policy;
mod review;

use serde::{Deserialize, Serialize};

pub use baseline::EarlierResult;
pub use criterion::{CriteriaSet, CriterionOutcome, QualityCriterion, Relation};
pub use evidence::{EarlierQuality, QualityEvidence, QualityValue};
pub use policy::{IncludedResults, QualityAggregate, QualityComparison, QualityObjective, QualityPolicy};
pub(crate) use review::findings;

use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::units::{Finite, Score, compare};
use baseline::Baselines;
use criterion::Measured;

/// Whether a release is good enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct QualityDecision {
    /// Fail below both thresholds or when a key objective failed, warn from the lower one, pass from the upper one.
    pub verdict: Verdict,
    /// The weight of objectives that passed, half of that of those with a warning, in percent of all weights.
    pub score: Score,
    /// Every objective, in the order of the policy.
    pub objectives: Vec<QualityOutcome>,
    /// Objectives that failed although the release did not: the score hides them.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub hidden_failures: Vec<String>,
    /// How many earlier results, or references, it was compared with.
    pub compared_with: u64,
    /// Metrics that were measured for no objective.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unused: Vec<String>,
    /// Why: first what made the verdict.
    pub reasons: Vec<Reason>,
}

/// How one objective came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct QualityOutcome {
    /// The objective.
    pub name: String,
    /// How it came out.
    pub status: QualityStatus,
    /// What it adds to the score.
    pub points: f64,
    /// The measured value; none when it was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// What it was compared with; none when nothing was measured earlier.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
    /// Every criterion to pass.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub pass: Vec<CriterionOutcome>,
    /// Every criterion to pass with a warning.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warning: Vec<CriterionOutcome>,
}

/// How an objective came out; later ones are worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QualityStatus {
    /// For information only.
    Info,
    /// A set of criteria to pass holds.
    Pass,
    /// A set of criteria to warn holds.
    Warning,
    /// None holds, or nothing was measured.
    Fail,
}

/// Is a release good enough?
///
/// It fails closed: an objective whose metric was not measured fails, and so do criteria that need a baseline where there is
/// none, unless the policy says otherwise.
///
/// ```
/// use rollwise::{Family, QualityEvidence, QualityPolicy, Verdict, document, judge_quality};
///
/// let policy: QualityPolicy = document::read(Family::Config, r#"{"objectives": [
///     {"name": "latency", "metric": "latency_p95_ms", "weight": 2,
///      "pass": [{"criteria": [{"kind": "relative", "is": "at_most", "percent": 10}]}],
///      "warning": [{"criteria": [{"kind": "fixed", "is": "at_most", "value": 800}]}]},
///     {"name": "errors", "metric": "error_rate", "key": true,
///      "pass": [{"criteria": [{"kind": "fixed", "is": "at_most", "value": 0.01}]}]}
/// ]}"#)?;
/// let evidence: QualityEvidence = document::read(Family::Input, r#"{
///     "values": [{"metric": "latency_p95_ms", "value": 640}, {"metric": "error_rate", "value": 0.004}],
///     "earlier": [{"at": "2026-11-20T03:00:00Z", "result": "pass",
///                  "values": [{"metric": "latency_p95_ms", "value": 500}]}]
/// }"#)?;
/// let decision = judge_quality(&policy, &evidence)?;
/// assert_eq!(decision.objectives[0].pass[0].target, Some(550.0));
/// assert_eq!((decision.verdict, decision.score.get().round()), (Verdict::Fail, 67.0)); // 2 of 3 points
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// An error of the policy, `empty` when no objective of it is scored; `duplicate_name`, `contradiction`, `not_in_order` and
/// `empty` for evidence.
pub fn judge_quality(policy: &QualityPolicy, evidence: &QualityEvidence) -> Result<QualityDecision, Error> {
    policy.validate()?;
    if !policy.objectives.iter().any(QualityObjective::is_scored) {
        return Err(
            Error::config(ErrorCode::Empty, "objectives").allowed("at least one objective with `pass` criteria")
        );
    }
    evidence.check()?;
    let baselines = Baselines::of(policy.comparison, evidence);
    let outcomes = policy.objectives.iter().map(|objective| policy.judge(objective, evidence, &baselines)).collect();
    let used = |value: &&QualityValue| policy.objectives.iter().all(|objective| objective.metric != value.metric);
    let unused = evidence.values.iter().filter(used).map(|value| value.metric.clone()).collect();
    Ok(policy.decide(outcomes, evidence, baselines.count(), unused))
}

impl QualityPolicy {
    fn judge(
        &self,
        objective: &QualityObjective,
        evidence: &QualityEvidence,
        baselines: &Baselines<'_>,
    ) -> QualityOutcome {
        let value = evidence.value(&objective.metric).and_then(|value| value.value).map(Finite::get);
        let baseline = baselines.of_metric(&objective.metric);
        let measured = Measured { value, baseline, holds_without_baseline: self.holds_without_baseline };
        let (passes, pass) = criterion::judge(&objective.pass, measured);
        let (warns, warning) = criterion::judge(&objective.warning, measured);
        let weight = objective.weight.get();
        let (status, points) = match () {
            () if !objective.is_scored() => (QualityStatus::Info, 0.0),
            () if passes => (QualityStatus::Pass, weight),
            () if warns => (QualityStatus::Warning, weight / 2.0),
            () => (QualityStatus::Fail, 0.0),
        };
        QualityOutcome { name: objective.name.clone(), status, points, value, baseline, pass, warning }
    }

    fn decide(
        &self,
        outcomes: Vec<QualityOutcome>,
        evidence: &QualityEvidence,
        compared_with: u64,
        unused: Vec<String>,
    ) -> QualityDecision {
        let scored = self.objectives.iter().filter(|objective| objective.is_scored());
        let most: f64 = scored.map(|objective| objective.weight.get()).sum();
        let points: f64 = outcomes.iter().map(|outcome| outcome.points).sum();
        let score = (100.0 * (points / most)).clamp(0.0, 100.0);
        let at_least = |limit: Score| compare(score, limit.get()).is_ge();
        let failed = || outcomes.iter().filter(|outcome| outcome.status == QualityStatus::Fail);
        let is_key = |outcome: &&QualityOutcome| self.objective(&outcome.name).is_some_and(|objective| objective.key);
        let broken: Vec<&QualityOutcome> = failed().filter(is_key).collect();
        let (verdict, limit) = match () {
            () if at_least(self.pass_at) => (Verdict::Pass, self.pass_at),
            () if at_least(self.warn_at) => (Verdict::Warn, self.pass_at),
            () => (Verdict::Fail, self.warn_at),
        };
        let code = if verdict == Verdict::Pass { ReasonCode::ScoreReached } else { ReasonCode::ScoreBelow };
        let mut reasons: Vec<Reason> =
            broken.iter().map(|outcome| Reason::new(ReasonCode::KeyObjectiveFailed, outcome.name.clone())).collect();
        let verdict = if broken.is_empty() { verdict } else { Verdict::Fail };
        reasons.push(Reason::new(code, "quality").compared(score, limit.get()));
        let hidden_failures: Vec<String> = match verdict {
            Verdict::Fail => Vec::new(),
            _ => failed().map(|outcome| outcome.name.clone()).collect(),
        };
        let hidden = hidden_failures.iter().map(|name| Reason::new(ReasonCode::FailureHidden, name.clone()));
        reasons.extend(hidden);
        reasons.extend(outcomes.iter().filter_map(|outcome| self.reason(outcome, evidence)));
        let score = Score::literal(score);
        QualityDecision { verdict, score, objectives: outcomes, hidden_failures, compared_with, unused, reasons }
    }

    /// Why an objective did not pass.
    fn reason(&self, outcome: &QualityOutcome, evidence: &QualityEvidence) -> Option<Reason> {
        let objective = self.objective(&outcome.name)?;
        let reason = |code| Reason::new(code, outcome.name.clone());
        if !objective.is_scored() || outcome.status == QualityStatus::Pass {
            return None;
        }
        let Some(value) = outcome.value else {
            let error = evidence.value(&objective.metric).and_then(|value| value.error.as_deref());
            return Some(match error {
                Some(error) => reason(ReasonCode::FetchFailed).said(None, error),
                None => reason(ReasonCode::Missing),
            });
        };
        let violated = outcome.pass.iter().find(|criterion| !criterion.holds);
        Some(match (outcome.status, violated.and_then(|criterion| criterion.target)) {
            (QualityStatus::Warning, Some(target)) => reason(ReasonCode::NearLimit).compared(value, target),
            (_, Some(target)) => reason(ReasonCode::LimitExceeded).compared(value, target),
            (_, None) => reason(ReasonCode::BaselineUnmeasured),
        })
    }

    fn objective(&self, name: &str) -> Option<&QualityObjective> {
        self.objectives.iter().find(|objective| objective.name == name)
    }
}

impl QualityEvidence {
    fn value(&self, metric: &str) -> Option<&QualityValue> {
        self.values.iter().find(|value| value.metric == metric)
    }
}

#[cfg(test)]
mod tests;
