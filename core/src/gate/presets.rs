//! Gate sets by name, with the numbers of the field.

use serde::{Deserialize, Serialize};

use super::{Bound, Condition, Criticality, Gate};
use crate::time::Duration;
use crate::units::{Finite, Fraction, NonNegative};

/// A named set of gates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum GateSet {
    /// The six standard health gates of [`Gate::standard`].
    Standard,
    /// The comparison with the baseline of [`Gate::canary_criteria`].
    CanaryCriteria,
    /// The fixed limits of [`Gate::limits`].
    Limits,
}

impl GateSet {
    /// The gates of the set.
    #[must_use]
    pub fn gates(self) -> Vec<Gate> {
        match self {
            Self::Standard => Gate::standard(),
            Self::CanaryCriteria => Gate::canary_criteria(),
            Self::Limits => Gate::limits(),
        }
    }
}

impl Gate {
    /// The six standard gates (R17), each over 60 s:
    ///
    /// | gate and metric | healthy when |
    /// |---|---|
    /// | `error_rate` | below 110 % of the baseline's, plus 0.001 of slack |
    /// | `latency_p95_ms` | below 500 |
    /// | `latency_p99_ms` | below 1000 |
    /// | `cpu_saturation` | below 0.8 |
    /// | `memory_saturation` | below 0.9 |
    /// | `request_rate` | above 50 % of the baseline's, both per share of traffic |
    #[must_use]
    pub fn standard() -> Vec<Self> {
        let below = |limit| Condition::Absolute { bound: Bound::Below, limit: Finite::literal(limit), warn: None };
        vec![
            Self::new("error_rate", "error_rate", ratio(Bound::Below, 1.1, 0.001)),
            Self::new("latency_p95_ms", "latency_p95_ms", below(500.0)).at_quantile(0.95),
            Self::new("latency_p99_ms", "latency_p99_ms", below(1000.0)).at_quantile(0.99),
            Self::new("cpu_saturation", "cpu_saturation", below(0.8)),
            Self::new("memory_saturation", "memory_saturation", below(0.9)),
            Self::new("request_rate", "request_rate", ratio(Bound::Above, 0.5, 0.0)),
        ]
    }

    /// The comparison of a canary with its baseline (R18). Business metrics are added as gates of their own.
    ///
    /// | gate | metric | healthy when | window |
    /// |---|---|---|---|
    /// | `error_rate_increase` | `error_rate` | at most the baseline's + 0.005 | 15 min |
    /// | `latency_p99_increase` | `latency_p99_ms` | at most 1.2 × the baseline's | 15 min |
    /// | `latency_p50_increase` | `latency_p50_ms` | at most 1.1 × | 15 min |
    /// | `cpu_increase` | `cpu_saturation` | at most 1.5 × | 10 min |
    /// | `memory_increase` | `memory_saturation` | at most 1.3 × | 10 min |
    #[must_use]
    pub fn canary_criteria() -> Vec<Self> {
        let half_a_point = Condition::Difference {
            bound: Bound::AtMost,
            limit: Finite::literal(0.005),
            warn: None,
            slack: NonNegative::default(),
        };
        let at_most = |factor| ratio(Bound::AtMost, factor, 0.0);
        vec![
            Self::new("error_rate_increase", "error_rate", half_a_point).over(15),
            Self::new("latency_p99_increase", "latency_p99_ms", at_most(1.2)).at_quantile(0.99).over(15),
            Self::new("latency_p50_increase", "latency_p50_ms", at_most(1.1)).at_quantile(0.5).over(15),
            Self::new("cpu_increase", "cpu_saturation", at_most(1.5)).over(10),
            Self::new("memory_increase", "memory_saturation", at_most(1.3)).over(10),
        ]
    }

    /// Fixed limits (R13), each over 60 s. Two can never decide, and [`Engine::review`](crate::Engine::review) says so: a
    /// success rate below 0.999 always comes before an error rate above 0.01, an availability below 0.995 before one
    /// above 0.05.
    ///
    /// | gate | metric | healthy when | weighs |
    /// |---|---|---|---|
    /// | `max_error_rate` | `error_rate` | at most 0.01 | guardrail |
    /// | `min_success_rate` | `success_rate` | at least 0.999 | guardrail |
    /// | `rollback_error_rate` | `error_rate` | at most 0.05 | critical |
    /// | `rollback_latency_ms` | `latency_p95_ms` | at most 500 | critical |
    /// | `rollback_availability` | `availability` | at least 0.995 | critical |
    #[must_use]
    pub fn limits() -> Vec<Self> {
        let limit = |bound, limit| Condition::Absolute { bound, limit: Finite::literal(limit), warn: None };
        let critical = |gate| Self { criticality: Criticality::Critical, ..gate };
        vec![
            Self::new("max_error_rate", "error_rate", limit(Bound::AtMost, 0.01)),
            Self::new("min_success_rate", "success_rate", limit(Bound::AtLeast, 0.999)),
            critical(Self::new("rollback_error_rate", "error_rate", limit(Bound::AtMost, 0.05))),
            critical(Self::new("rollback_latency_ms", "latency_p95_ms", limit(Bound::AtMost, 500.0)).at_quantile(0.95)),
            critical(Self::new("rollback_availability", "availability", limit(Bound::AtLeast, 0.995))),
        ]
    }

    pub(crate) fn at_quantile(mut self, quantile: f64) -> Self {
        self.quantile = Some(Fraction::literal(quantile));
        self
    }

    fn over(mut self, minutes: i64) -> Self {
        self.window = Duration::minutes(minutes);
        self
    }
}

fn ratio(bound: Bound, limit: f64, slack: f64) -> Condition {
    Condition::Ratio { bound, limit: NonNegative::literal(limit), warn: None, slack: NonNegative::literal(slack) }
}
