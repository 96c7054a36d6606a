//! From where on a difference between two windows counts.

use serde::{Deserialize, Serialize};

use super::evidence::MetricKind;
use crate::error::{Error, ErrorCode};
use crate::units::{Fraction, NonNegative};

/// From where on a canary's window counts as worse than the baseline's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct WindowComparison {
    /// How often a canary that is no worse may fail, over all its metrics. It is divided equally among errors, latency,
    /// resources and so on, so that one more percentile of latency does not hide errors. Default: 0.05. Source: the
    /// usual convention; halved or doubled it changes little on recorded canaries.
    pub significance: Fraction,
    /// The rank test must confirm a failure at this level, wherever the samples are enough to reach it: noise that is
    /// not normal ends here. 1 asks for nothing. Default: 0.01. Source: our choice, between what 10 samples against 3
    /// can reach, 0.0035, and what they reach with two values out of order, 0.014.
    pub rank_significance: Fraction,
    /// How many samples the assumed scatter counts as, beside that of the samples. Default: 4. Source: our choice, a
    /// moderated t test (G. K. Smyth, 2004); from 3 to 6 changes hardly a verdict on recorded canaries.
    pub prior_samples: NonNegative,
    /// The assumed scatter of one sample, as a part of the smallest change that matters, both as logarithms.
    /// Default: 0.4. Source: our choice: rows of five minutes of a quiet service scatter by 0.05 for a mean latency and
    /// 0.16 for its 99th percentile, and this assumes 0.07 and 0.16.
    pub prior_scatter: NonNegative,
    /// Neighbouring samples are believed to be alike at most this much. Default: 0.8. Source: our choice: a window
    /// cannot tell more, and this already counts nine samples as one.
    pub correlation_limit: Fraction,
    /// From so many samples on, the baseline says how alike neighbouring samples are. Default: 20. Source: our choice,
    /// since a correlation of fewer is noise: its standard error is one over the root of their number.
    pub correlation_from: u32,
    /// With windows from before, what the baseline moved itself excuses the canary as far as it is this certain.
    /// Default: 0.9. Source: our choice; what is not certain would only add its noise.
    pub movement_confidence: Fraction,
    /// With windows from before, what the baseline moved otherwise shows how levels wander by themselves. In as many
    /// windows that show none is believed beside it. Default: 1. Source: our choice; from 0.3 to 3 finds 81 to 83 of 100
    /// rises by a quarter in recorded windows of two minutes, with 2 to 5 false alarms.
    pub prior_movements: NonNegative,
    /// A change that matters and would be significant at this level, over all metrics, but is not proven, leaves a metric
    /// inconclusive. Default: 0.2. Source: our choice, four times the significance.
    pub doubt: Fraction,
    /// Samples that would not show this many times the smallest change that matters, as logarithms, say nothing, even if
    /// this were the only metric.
    /// Default: 4. Source: our choice: for a latency that is twice the baseline's.
    pub blind_beyond: NonNegative,
    /// The ratio of spreads from which a canary that is wider than the assumed scatter is a warning. Default: 2.
    /// Source: our choice.
    pub wider: NonNegative,
    /// The smallest change of a level that matters, by kind of metric.
    pub ratios: MaterialRatios,
    /// The smallest change of an error rate that matters.
    pub errors: ErrorAllowance,
}

/// The ratio between canary and baseline from which on a change matters; for a drop it is that of baseline and canary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct MaterialRatios {
    /// Means and quantiles up to the 98th. Default: 1.2. Source: the gate `latency_p99_increase`.
    pub latency: NonNegative,
    /// Quantiles from the 99th, which scatter twice as much. Default: 1.5. Source: our choice.
    pub tail_latency: NonNegative,
    /// Default: 1.15. Source: our choice, half as much again as the tolerance of the autoscaler of Kubernetes, 0.1.
    pub cpu: NonNegative,
    /// Default: 1.1. Source: the same tolerance, since memory hardly scatters.
    pub memory: NonNegative,
    /// Requests served. Default: 1.2. Source: our choice.
    pub throughput: NonNegative,
    /// Shares of success near 1. Default: 1.01. Source: our choice, one failure in a hundred.
    pub success_share: NonNegative,
    /// Anything else. Default: 1.2. Source: our choice.
    pub other: NonNegative,
}

/// What a canary's error rate may be beyond the baseline's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ErrorAllowance {
    /// Ratio to the baseline's rate. Default: 1.1. Source: the gate `error_rate`.
    pub ratio: NonNegative,
    /// Rate allowed beyond that, where the number of trials is known. Default: 0.001. Source: the gate `error_rate`.
    pub slack: NonNegative,
    /// With fewer events on the canary it never fails. Default: 5. Source: the usual rule for tests of counts.
    pub least_events: u32,
    /// Trials that would not show a rate this much beyond the allowed one say nothing. Default: 0.05. Source: the gate
    /// `rollback_error_rate`.
    pub blind_beyond: Fraction,
}

impl Default for WindowComparison {
    fn default() -> Self {
        Self {
            significance: Fraction::literal(0.05),
            rank_significance: Fraction::literal(0.01),
            prior_samples: NonNegative::literal(4.0),
            prior_scatter: NonNegative::literal(0.4),
            correlation_limit: Fraction::literal(0.8),
            correlation_from: 20,
            movement_confidence: Fraction::literal(0.9),
            prior_movements: NonNegative::literal(1.0),
            doubt: Fraction::literal(0.2),
            blind_beyond: NonNegative::literal(4.0),
            wider: NonNegative::literal(2.0),
            ratios: MaterialRatios::default(),
            errors: ErrorAllowance::default(),
        }
    }
}

impl Default for MaterialRatios {
    fn default() -> Self {
        Self {
            latency: NonNegative::literal(1.2),
            tail_latency: NonNegative::literal(1.5),
            cpu: NonNegative::literal(1.15),
            memory: NonNegative::literal(1.1),
            throughput: NonNegative::literal(1.2),
            success_share: NonNegative::literal(1.01),
            other: NonNegative::literal(1.2),
        }
    }
}

impl Default for ErrorAllowance {
    fn default() -> Self {
        Self {
            ratio: NonNegative::literal(1.1),
            slack: NonNegative::literal(0.001),
            least_events: 5,
            blind_beyond: Fraction::literal(0.05),
        }
    }
}

impl WindowComparison {
    pub(super) fn validate(&self) -> Result<(), Error> {
        let out_of_range = |field: &str, value: f64, allowed: &str| {
            Err(Error::config(ErrorCode::OutOfRange, field).value(value).allowed(allowed))
        };
        let inside = [
            ("significance", self.significance),
            ("movement_confidence", self.movement_confidence),
            ("doubt", self.doubt),
        ];
        for (field, value) in inside {
            if value.get() <= 0.0 || value.get() >= 1.0 {
                return out_of_range(field, value.get(), "more than 0 and less than 1");
            }
        }
        if self.rank_significance.get() <= 0.0 {
            return out_of_range("rank_significance", 0.0, "more than 0, at most 1");
        }
        if self.correlation_limit.get() >= 1.0 {
            return out_of_range("correlation_limit", 1.0, "less than 1");
        }
        let ratios = &self.ratios;
        let beyond_one = [
            ("ratios.latency", ratios.latency),
            ("ratios.tail_latency", ratios.tail_latency),
            ("ratios.cpu", ratios.cpu),
            ("ratios.memory", ratios.memory),
            ("ratios.throughput", ratios.throughput),
            ("ratios.success_share", ratios.success_share),
            ("ratios.other", ratios.other),
            ("wider", self.wider),
        ];
        for (field, value) in beyond_one {
            if value.get() <= 1.0 {
                return out_of_range(field, value.get(), "more than 1");
            }
        }
        if self.errors.ratio.get() < 1.0 {
            return out_of_range("errors.ratio", self.errors.ratio.get(), "at least 1");
        }
        Ok(())
    }
}

impl MaterialRatios {
    /// The ratio of a kind that is measured in levels.
    pub(super) fn of(&self, kind: MetricKind) -> f64 {
        let ratio = match kind {
            MetricKind::Latency => self.latency,
            MetricKind::TailLatency => self.tail_latency,
            MetricKind::Cpu => self.cpu,
            MetricKind::Memory => self.memory,
            MetricKind::Throughput => self.throughput,
            MetricKind::SuccessShare => self.success_share,
            MetricKind::Errors | MetricKind::Other => self.other,
        };
        ratio.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_no_test_could_use_is_refused() {
        for (text, field) in [
            (r#"{"significance": 0}"#, "significance"),
            (r#"{"doubt": 1}"#, "doubt"),
            (r#"{"movement_confidence": 1}"#, "movement_confidence"),
            (r#"{"rank_significance": 0}"#, "rank_significance"),
            (r#"{"correlation_limit": 1}"#, "correlation_limit"),
            (r#"{"ratios": {"cpu": 1}}"#, "ratios.cpu"),
            (r#"{"wider": 0.5}"#, "wider"),
            (r#"{"errors": {"ratio": 0.9}}"#, "errors.ratio"),
        ] {
            let policy: WindowComparison = serde_json::from_str(text).unwrap();
            let err = policy.validate().unwrap_err();
            assert_eq!((err.code(), err.field()), (ErrorCode::OutOfRange, field), "{text}");
        }
        assert_eq!(WindowComparison::default().validate(), Ok(()));
    }
}
