//! Health gates: is the canary healthy now, metric by metric.

mod evaluate;
mod judged;
mod presets;
mod review;

use std::cmp::Ordering;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::judge::{JudgeDecision, Judgement};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::tagged::tagged;
use crate::time::Duration;
use crate::units::{Count, Finite, Fraction, NonNegative, compare};

pub(crate) use evaluate::evaluate;
pub(crate) use judged::Expected;
pub use presets::GateSet;
pub(crate) use review::{check_together, review};

/// One condition that a metric must meet.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Gate {
    /// Name of the gate, unique in a policy.
    pub name: Arc<str>,
    /// Name of the metric that it reads.
    pub metric: Arc<str>,
    /// What must hold.
    pub condition: Condition,
    /// Time over which the metric is taken. Default: 60 s. Source: R5, the time after which metrics have settled.
    #[serde(default = "default_window")]
    pub window: Duration,
    /// The quantile to read from histograms and samples. Default: none, which reads the mean of samples and cannot
    /// read a histogram. Source: our choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quantile: Option<Fraction>,
    /// Samples needed on each side that is compared. Default: 0. Source: our choice; R17 and R18 name none.
    #[serde(default)]
    pub min_samples: Count,
    /// How much a failure weighs. Default: guardrail. Source: R17, a failed gate rolls back.
    #[serde(default)]
    pub criticality: Criticality,
    /// What follows when the metric could not be measured. Default: hold. Source: R19.
    #[serde(default)]
    pub unmeasured: Consequences,
}

fn default_window() -> Duration {
    Duration::seconds(60)
}

/// What must hold of a level, alone or against the baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum Condition {
    /// The canary's level against a fixed limit.
    Absolute {
        /// The healthy side of the limit.
        bound: Bound,
        /// The limit, in the unit of the metric.
        limit: Finite,
        /// A limit inside the healthy side, beyond which the gate warns.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        warn: Option<Finite>,
    },
    /// The canary's level against a multiple of the baseline's.
    Ratio {
        /// The healthy side of the limit.
        bound: Bound,
        /// The factor: 1.1 is 110 % of the baseline.
        limit: NonNegative,
        /// A factor inside the healthy side, beyond which the gate warns.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        warn: Option<NonNegative>,
        /// Added to the limit on its healthy side, in the unit of the metric, so that a baseline near zero does not
        /// make every canary unhealthy. Default: 0. Source: our choice.
        #[serde(default)]
        slack: NonNegative,
    },
    /// The canary's level against the baseline's plus a distance.
    Difference {
        /// The healthy side of the limit.
        bound: Bound,
        /// The distance, in the unit of the metric: 0.005 of an error rate is half a percentage point.
        limit: Finite,
        /// A distance inside the healthy side, beyond which the gate warns.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        warn: Option<Finite>,
        /// Added to the limit on its healthy side, in the unit of the metric. Default: 0. Source: our choice.
        #[serde(default)]
        slack: NonNegative,
    },
}

tagged!(Condition, "kind");

/// The healthy side of a limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Healthy when less.
    Below,
    /// Healthy when less or equal.
    AtMost,
    /// Healthy when more.
    Above,
    /// Healthy when more or equal.
    AtLeast,
}

/// How much a gate weighs.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Criticality {
    /// One failure rolls back, whatever the plan tolerates.
    Critical,
    /// A failure counts against the failed checks that the plan allows; by default the first one rolls back.
    #[default]
    Guardrail,
    /// A failure or a gap is a warning.
    Signal,
    /// Reported only.
    Info,
}

/// What follows from a measurement that is not one.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Consequence {
    /// The check passes. A report in which nothing at all was measured still does not.
    Pass,
    /// The check is left out of the verdict.
    Ignore,
    /// The check is left out while the stage bakes, since its samples are still gathering, and inconclusive afterwards.
    Wait,
    /// The check is inconclusive.
    #[default]
    Hold,
    /// The check fails.
    Fail,
}

/// The consequence of each cause for which a level is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Consequences {
    /// Nobody measured. Default: hold. Source: R19.
    pub missing: Consequence,
    /// The measurement system answered "not a number", or what it answered does not give the gate's number.
    /// Default: hold. Source: R19.
    pub not_a_number: Consequence,
    /// It could not be fetched. Default: hold. Source: R19.
    pub fetch_failed: Consequence,
    /// It is too old. Default: hold. Source: R19.
    pub stale: Consequence,
    /// There were no requests to measure. Default: hold. Source: R19.
    pub no_traffic: Consequence,
    /// Fewer samples than the gate needs. Default: hold. Source: R19.
    pub too_few_samples: Consequence,
    /// The canary was measured but the baseline that it is held against was not. Default: hold. Source: R19.
    pub baseline: Consequence,
}

/// How one gate came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Check {
    /// Name of the gate.
    pub gate: Arc<str>,
    /// How the gate itself came out.
    pub verdict: Verdict,
    /// How much it weighs.
    pub criticality: Criticality,
    /// What it contributes to the verdict of the report; absent when it is left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counts_as: Option<Verdict>,
    /// Why.
    pub code: ReasonCode,
    /// The canary's level.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub observed: Option<f64>,
    /// The limit that it was held against, in the unit of the metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<f64>,
    /// The baseline's level, for relative gates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<f64>,
    /// Samples behind the canary's level, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub samples: Option<u64>,
    /// Distance to the limit, positive on the healthy side, in the unit of the metric.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub margin: Option<f64>,
    /// Why the baseline has no level, where that is the matter.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline_code: Option<ReasonCode>,
}

impl Check {
    /// The check as a reason.
    #[must_use]
    pub fn reason(&self) -> Reason {
        let mut reason = Reason::new(self.code, self.gate.to_string());
        (reason.observed, reason.limit, reason.samples) = (self.observed, self.limit, self.samples);
        reason
    }
}

/// How all gates of a look came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct GateReport {
    /// The worst check decides. Inconclusive when no critical or guardrail gate was measured.
    pub verdict: Verdict,
    /// Why the report as a whole says less than its checks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<ReasonCode>,
    /// One for each gate, in the order of the policy.
    pub checks: Vec<Check>,
    /// Metrics that were brought but that no gate reads, nor the judge.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unread: Vec<Arc<str>>,
    /// What the judge says over all looks; none without one.
    // Boxed, since every record has room for a report, and few reports have a judgement.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgement: Option<Box<Judgement>>,
}

impl GateReport {
    /// The checks that explain the verdict: what an operator needs to read first.
    pub fn deciding(&self) -> impl Iterator<Item = &Check> {
        self.checks.iter().filter(|check| check.counts_as == Some(self.verdict))
    }

    /// Whether a gate failed that decides.
    pub(crate) fn has_failure(&self) -> bool {
        self.verdict == Verdict::Fail && self.deciding().next().is_some()
    }

    /// Whether a critical gate failed.
    pub(crate) fn has_critical_gate(&self) -> bool {
        self.deciding().any(|c| c.verdict == Verdict::Fail && c.criticality == Criticality::Critical)
    }

    /// Whether a critical gate failed, or the judge has shown harm.
    #[must_use]
    pub fn has_critical_failure(&self) -> bool {
        self.has_critical_gate()
            || self.judgement.as_ref().is_some_and(|judgement| judgement.decision == JudgeDecision::RollBack)
    }

    /// Health for the confidence score: the mean over the measured critical and guardrail gates of 1 for a pass,
    /// 0.5 for a warning and 0 for a failure. Without such gates that of the judged metrics; none when nothing was
    /// measured.
    #[must_use]
    pub fn health(&self) -> Option<Fraction> {
        let measured = self.checks.iter().filter(|c| c.criticality.is_required() && c.margin.is_some());
        let (sum, n) = measured.fold((0.0, 0.0), |(sum, n), check| {
            let health = match check.verdict {
                Verdict::Pass => 1.0,
                Verdict::Warn => 0.5,
                Verdict::Inconclusive | Verdict::Fail => 0.0,
            };
            (sum + health, n + 1.0)
        });
        if n > 0.0 { Fraction::new(sum / n).ok() } else { self.judgement.as_deref().and_then(Judgement::health) }
    }
}

impl Gate {
    /// A gate on one metric, with everything else at its default.
    #[must_use]
    pub fn new(name: &str, metric: &str, condition: Condition) -> Self {
        Self {
            name: name.into(),
            metric: metric.into(),
            condition,
            window: default_window(),
            quantile: None,
            min_samples: Count::default(),
            criticality: Criticality::default(),
            unmeasured: Consequences::default(),
        }
    }

    /// Whether the gate needs a baseline.
    #[must_use]
    pub fn is_relative(&self) -> bool {
        self.condition.is_relative()
    }

    /// Refuses a gate that can never do its work.
    pub(crate) fn validate(&self) -> Result<(), Error> {
        for (field, name) in [("name", &self.name), ("metric", &self.metric)] {
            if name.is_empty() {
                return Err(Error::config(ErrorCode::Empty, field).allowed("a name"));
            }
        }
        if self.window == Duration::ZERO {
            return Err(Error::config(ErrorCode::OutOfRange, "window").value("0s").allowed("more than 0s"));
        }
        let (bound, limit, warn) = match self.condition {
            Condition::Absolute { bound, limit, warn } => (bound, limit.get(), warn.map(Finite::get)),
            Condition::Ratio { bound, limit, warn, .. } => (bound, limit.get(), warn.map(NonNegative::get)),
            Condition::Difference { bound, limit, warn, .. } => (bound, limit.get(), warn.map(Finite::get)),
        };
        match warn {
            Some(warn) if compare(warn, limit) != bound.healthy() => {
                Err(Error::config(ErrorCode::Contradiction, "condition.warn").value(warn).allowed(format!(
                    "{} the limit {limit}, or it could never warn",
                    if bound.healthy() == Ordering::Less { "below" } else { "above" }
                )))
            }
            _ => Ok(()),
        }
    }
}

impl Condition {
    /// Whether it needs a baseline.
    pub(crate) fn is_relative(&self) -> bool {
        !matches!(self, Self::Absolute { .. })
    }

    /// Whether it has a limit to warn at.
    pub(crate) fn warns(&self) -> bool {
        match self {
            Self::Absolute { warn, .. } | Self::Difference { warn, .. } => warn.is_some(),
            Self::Ratio { warn, .. } => warn.is_some(),
        }
    }
}

/// The gates of both lists; one of `more` takes the place of one in `gates` with its name.
pub(crate) fn joined(gates: &[Gate], more: &[Gate]) -> Vec<Gate> {
    let mut joined = gates.to_vec();
    for gate in more {
        match joined.iter_mut().find(|other| other.name == gate.name) {
            Some(other) => *other = gate.clone(),
            None => joined.push(gate.clone()),
        }
    }
    joined
}

/// Checks gates one by one and their names against each other.
pub(crate) fn check_all(gates: &[Gate]) -> Result<(), Error> {
    for (i, gate) in gates.iter().enumerate() {
        let within = |err: Error| err.within(&format!("gates[{i}]"));
        gate.validate().map_err(within)?;
        if gates.iter().take(i).any(|other| other.name == gate.name) {
            return Err(within(Error::config(ErrorCode::DuplicateName, "name").value(&gate.name)));
        }
    }
    Ok(())
}
