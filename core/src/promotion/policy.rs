//! What a canary must have shown before it gets all traffic.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::PromotionFactor;
use crate::error::{Error, ErrorCode};
use crate::time::Duration;
use crate::units::{NonNegative, TrafficShare};

/// What a canary must have shown before it gets all traffic.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CanaryPromotionPolicy {
    /// What must be measured; a metric counts when a critical or guardrail gate read it. Default: `success_rate`, `latency`,
    /// `error_rate`, `cpu`, `memory`, by the metrics of the standard gates. Source: R24.
    pub required: Vec<RequiredMetric>,
    /// Least time as a canary. Default: 10 m. Source: R13.
    pub min_duration: Duration,
    /// Least share of live traffic, in percent. Default: 5. Source: R5, the first stage of the standard canary.
    pub min_share: TrafficShare,
    /// Time as a canary after which more adds no confidence. Default: 30 m. Source: R5, a stage of the conservative plan.
    pub full_duration: Duration,
    /// Share of live traffic from which on more adds no confidence, in percent. Default: 50. Source: R5, the last stage
    /// before all traffic.
    pub full_share: TrafficShare,
    /// Weight of each factor of the confidence; only their proportions matter. Default: 0.40, 0.20, 0.10, 0.15, 0.15.
    /// Source: our choice.
    pub weights: PromotionWeights,
}

/// Something that must be measured, in one way or another.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RequiredMetric {
    /// What it is called.
    pub name: String,
    /// The metrics of which one suffices.
    pub any_of: Vec<Arc<str>>,
}

/// The weight of each factor of the confidence in a promotion.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PromotionWeights {
    /// Default: 0.40. Source: our choice.
    pub health: NonNegative,
    /// Default: 0.20. Source: our choice.
    pub duration: NonNegative,
    /// Default: 0.10. Source: our choice.
    pub share: NonNegative,
    /// Default: 0.15. Source: our choice.
    pub history: NonNegative,
    /// Default: 0.15. Source: our choice.
    pub risk: NonNegative,
}

impl Default for PromotionWeights {
    fn default() -> Self {
        Self {
            health: NonNegative::literal(0.40),
            duration: NonNegative::literal(0.20),
            share: NonNegative::literal(0.10),
            history: NonNegative::literal(0.15),
            risk: NonNegative::literal(0.15),
        }
    }
}

impl Default for CanaryPromotionPolicy {
    fn default() -> Self {
        let required = |name: &str, any_of: &[&str]| RequiredMetric {
            name: name.to_owned(),
            any_of: any_of.iter().map(|metric| (*metric).into()).collect(),
        };
        Self {
            required: vec![
                required("success_rate", &["success_rate", "availability", "error_rate"]),
                required("latency", &["latency_p99_ms", "latency_p95_ms", "latency_p50_ms"]),
                required("error_rate", &["error_rate", "success_rate"]),
                required("cpu", &["cpu_saturation"]),
                required("memory", &["memory_saturation"]),
            ],
            min_duration: Duration::minutes(10),
            min_share: TrafficShare::percent(5),
            full_duration: Duration::minutes(30),
            full_share: TrafficShare::percent(50),
            weights: PromotionWeights::default(),
        }
    }
}

impl PromotionWeights {
    pub(super) fn of(&self, factor: PromotionFactor) -> f64 {
        let weight = match factor {
            PromotionFactor::Health => self.health,
            PromotionFactor::Duration => self.duration,
            PromotionFactor::Share => self.share,
            PromotionFactor::History => self.history,
            PromotionFactor::Risk => self.risk,
        };
        weight.get()
    }

    pub(super) fn total(&self) -> f64 {
        PromotionFactor::ALL.iter().map(|factor| self.of(*factor)).sum()
    }
}

impl CanaryPromotionPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        for (i, required) in self.required.iter().enumerate() {
            let field = |name: &str| format!("required[{i}].{name}");
            if required.name.is_empty() {
                return Err(Error::config(ErrorCode::Empty, field("name")).allowed("a name"));
            }
            if required.any_of.is_empty() {
                return Err(Error::config(ErrorCode::Empty, field("any_of")).allowed("at least one metric"));
            }
            if self.required.iter().take(i).any(|other| other.name == required.name) {
                return Err(Error::config(ErrorCode::DuplicateName, field("name")).value(&required.name));
            }
        }
        if self.full_duration < self.min_duration || self.full_duration == Duration::ZERO {
            let error = Error::config(ErrorCode::Contradiction, "full_duration").value(self.full_duration);
            return Err(error.allowed(format!("more than 0s, and at least `min_duration`, {}", self.min_duration)));
        }
        if self.full_share < self.min_share || self.full_share == TrafficShare::NONE {
            let error = Error::config(ErrorCode::Contradiction, "full_share").value(self.full_share);
            return Err(error.allowed(format!("more than 0%, and at least `min_share`, {}", self.min_share)));
        }
        let total = self.weights.total();
        if total <= 0.0 || !total.is_finite() {
            let error = Error::config(ErrorCode::OutOfRange, "weights").value(total);
            return Err(error.allowed("weights whose sum is positive and finite"));
        }
        Ok(())
    }
}
