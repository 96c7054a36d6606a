//! Which metrics a canary is judged by, and what counts as harmful.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode, Family};
use crate::gate::Criticality;
use crate::stats::sequential::check::between;
use crate::tagged::tagged;
use crate::time::Duration;
use crate::units::{Count, Finite, Fraction, NonNegative};

/// How a canary is judged, look by look.
///
/// Two promises hold for the whole rollout, however often one looks: a canary that is no worse than tolerated is rolled
/// back with a probability of at most `alpha`, and one that is harmful from the start is promoted early with a
/// probability of at most `beta`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct JudgePolicy {
    /// The metrics. Default: none; at least one is needed to judge. Source: our choice.
    pub metrics: Vec<JudgedMetric>,
    /// How often a canary that is no worse than tolerated may be rolled back, over all looks and metrics together.
    /// Default: 0.01. Source: our choice, one needless rollback in a hundred releases.
    pub alpha: Fraction,
    /// How often a harmful canary may be promoted early. Default: 0.05. Source: our choice.
    pub beta: Fraction,
    /// How many looks are planned. Nine tenths of what finds a regression are bet at once, the rest evenly over these looks,
    /// for a regression that begins late; from 2 to 1000000. Default: those of the plan in a rollout, otherwise 60. Source:
    /// our choice, an hour of one-minute looks.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub planned_looks: Option<u32>,
    /// What is not judged because the canary has only just started.
    pub warm_up: WarmUp,
    /// Whether the traffic goes where it was planned to. Default: not checked. Source: our choice, only the host knows
    /// what was planned.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub split: Option<SplitPolicy>,
    /// Whether safety must be shown afresh at each share of the traffic. Default: yes. Source: our choice, a fault that
    /// depends on load shows only under load.
    pub safety_at_each_share: bool,
}

impl Default for JudgePolicy {
    fn default() -> Self {
        Self {
            metrics: Vec::new(),
            alpha: Fraction::literal(0.01),
            beta: Fraction::literal(0.05),
            planned_looks: None,
            warm_up: WarmUp::default(),
            split: None,
            safety_at_each_share: true,
        }
    }
}

/// The first looks, which are left out: both must be over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct WarmUp {
    /// Time since the first look. Default: 0 s. Source: our choice, the settle time of a stage comes before it.
    pub time: Duration,
    /// Requests of the canary. Default: 0. Source: our choice.
    pub requests: Count,
}

/// How the split of the traffic is checked.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SplitPolicy {
    /// The metric whose trials are the requests of each side.
    pub metric: Arc<str>,
    /// The canary's planned share of the requests of both sides, above 0 and below 1, such as 0.5 with a baseline deployment of
    /// its size. Default: the share of the looks, which in a rollout is that of the stage. Source: our choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub planned: Option<Fraction>,
    /// How often an alarm may be wrong. Default: 0.001. Source: our choice, an alarm means that the comparison itself is
    /// broken.
    #[serde(default = "one_in_a_thousand")]
    pub alpha: Fraction,
}

fn one_in_a_thousand() -> Fraction {
    Fraction::literal(0.001)
}

/// One metric by which a canary is judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct JudgedMetric {
    /// Its name in the evidence.
    pub name: Arc<str>,
    /// What it measures, with what is tolerated and what is harmful.
    pub judged: Judged,
    /// What follows from it: critical and guardrail metrics decide, a signal warns. Default: guardrail. Source: R17.
    #[serde(default)]
    pub criticality: Criticality,
    /// Its part of alpha, relative to the other metrics that decide, above 0. Default: 1. Source: our choice.
    #[serde(default = "one")]
    pub weight: NonNegative,
    /// Whether its counts are those since the look before, or since the start of a process. Default: increments.
    /// Source: our choice.
    #[serde(default)]
    pub counters: Counters,
}

/// From when on counts and histograms are counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Counters {
    /// From the look before.
    #[default]
    Increments,
    /// From the start of a process, as Prometheus keeps them. The first look is where counting begins; one that fell has
    /// begun anew.
    Cumulative,
}

/// Which way a metric is worse.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WorseSide {
    /// When it is higher than the baseline.
    #[default]
    Higher,
    /// When it is lower.
    Lower,
}

/// What a metric measures. Each kind has a test of its own; `docs/statistics.md` explains them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum Judged {
    /// Failed requests out of all, or other rare outcomes: below one in ten. Of `counts`.
    Failures {
        /// The ratio of the failure rates, canary : baseline, that is tolerated, from 1. Default: 1.1. Source: R17, 110 %
        /// of the baseline.
        #[serde(default = "tolerated")]
        tolerance: NonNegative,
        /// The ratio that is harmful, above the tolerated one. Default: 2. Source: our choice.
        #[serde(default = "two")]
        harmful_ratio: NonNegative,
        /// A canary is harmful only if its rate is higher by this as well, above 0. It lets a service that hardly ever fails be
        /// shown safe, where ratios say nothing: the budget of its objective is a good choice. Default: none. Source: our
        /// choice, only the objective knows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        harmful_difference: Option<Fraction>,
        /// How much more than independent events these scatter in a slice of the baseline as large as the canary, from 1;
        /// see `estimate_dispersion`. Default: 1. Source: Poisson counts.
        #[serde(default = "one")]
        dispersion: NonNegative,
        /// The failure rate above which the baseline itself is sick, and nothing is promoted. Default: 0.05. Source: R29,
        /// the error rate that rolls back.
        #[serde(default = "sick")]
        sick_above: Fraction,
    },
    /// Outcomes that are common, such as purchases out of visits: above one in ten. Of `counts`.
    Outcomes {
        /// Which way is worse. Default: higher. Source: our choice.
        #[serde(default)]
        worse: WorseSide,
        /// The difference of the shares that is tolerated, from 0. Default: 0.01. Source: our choice.
        #[serde(default = "a_point")]
        tolerance: Fraction,
        /// The difference that is harmful, above the tolerated one. Default: 0.05. Source: our choice.
        #[serde(default = "five_points")]
        harmful: Fraction,
        /// How much more than independent trials these scatter, from 1. Default: 1. Source: binomial counts.
        #[serde(default = "one")]
        dispersion: NonNegative,
    },
    /// Events in a time or an amount of something, such as crashes per device-hour. Of `events`.
    Events {
        /// Which way is worse. Default: higher. Source: our choice.
        #[serde(default)]
        worse: WorseSide,
        /// The ratio of the worse rate to the better one that is tolerated, from 1. Default: 1.1. Source: R17, 110 % of the
        /// baseline.
        #[serde(default = "tolerated")]
        tolerance: NonNegative,
        /// The ratio that is harmful, above the tolerated one. Default: 2. Source: our choice.
        #[serde(default = "two")]
        harmful_ratio: NonNegative,
        /// How much more than independent events these scatter, from 1. Default: 1. Source: Poisson counts.
        #[serde(default = "one")]
        dispersion: NonNegative,
    },
    /// Latencies, none below 0, as histograms or single values. Of `histogram` or `samples`.
    Latency {
        /// The latency beyond which a request is slow, from 0: a bound of the histograms, such as that of the objective. Without
        /// it the distribution alone is judged, and safety cannot be shown. Default: none. Source: our choice, only
        /// the service's objective knows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        slow_above: Option<Finite>,
        /// The ratio of the shares of slow requests that is tolerated, from 1. Default: 1.1. Source: our choice.
        #[serde(default = "tolerated")]
        tolerance: NonNegative,
        /// The ratio that is harmful, above the tolerated one. Default: 2. Source: our choice.
        #[serde(default = "two")]
        harmful_ratio: NonNegative,
        /// A canary is harmful only if its share of slow requests is higher by this as well, above 0. Default: none. Source:
        /// our choice, only the objective knows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        harmful_difference: Option<Fraction>,
        /// Upper bounds of the buckets, rising from 0, without the last unbounded one: histograms must have these, and single
        /// values are counted by them. Default: those of the first histogram; for single values eight to a doubling. Source:
        /// our choice.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        bounds: Vec<Finite>,
        /// How many times as slow the whole distribution may be, from 1; exact up to whole buckets, so of use with fine ones
        /// only. Other than 1 it needs `bounds`. Default: 1. Source: our choice.
        #[serde(default = "one")]
        scale_margin: NonNegative,
        /// How much more than independent requests these scatter, from 1. Default: 1. Source: multinomial counts.
        #[serde(default = "one")]
        dispersion: NonNegative,
    },
    /// A level, such as the share of a processor that is used. Of `value` or `samples`.
    Level {
        /// Which way is worse. Default: higher. Source: our choice.
        #[serde(default)]
        worse: WorseSide,
        /// The difference that is tolerated, in the unit of the metric, from 0. Default: 0.05. Source: our choice, five
        /// points of saturation.
        #[serde(default = "five_hundredths")]
        tolerance: NonNegative,
        /// The difference that is harmful, above the tolerated one. Default: twice the tolerated one. Source: our choice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        harmful: Option<NonNegative>,
        /// The long-run variance of a block's difference where it is known from the past, above 0. Default: none, so
        /// differences are only assumed to scatter symmetrically. Source: our choice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variance: Option<NonNegative>,
        /// Differences are averaged over blocks of this time, beyond which they hardly depend on each other. Default: 60 s.
        /// Source: R5, the time after which metrics have settled.
        #[serde(default = "a_minute")]
        block: Duration,
        /// The level beyond which the baseline itself is sick, on the worse side. Default: none. Source: our choice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        sick_beyond: Option<Finite>,
    },
}

tagged!(Judged, "kind");

fn one() -> NonNegative {
    NonNegative::literal(1.0)
}

fn two() -> NonNegative {
    NonNegative::literal(2.0)
}

fn tolerated() -> NonNegative {
    NonNegative::literal(1.1)
}

fn five_hundredths() -> NonNegative {
    NonNegative::literal(0.05)
}

fn a_point() -> Fraction {
    Fraction::literal(0.01)
}

fn five_points() -> Fraction {
    Fraction::literal(0.05)
}

fn sick() -> Fraction {
    Fraction::literal(0.05)
}

fn a_minute() -> Duration {
    Duration::seconds(60)
}

impl JudgePolicy {
    /// Checks what the parts cannot: names, and sizes against each other. The tests check their own settings.
    pub(crate) fn validate(&self) -> Result<(), Error> {
        for (field, level) in [("alpha", self.alpha), ("beta", self.beta)] {
            between(field, level)?;
        }
        if self.metrics.is_empty() {
            return Err(Error::config(ErrorCode::Empty, "metrics").allowed("at least one metric"));
        }
        for (i, metric) in self.metrics.iter().enumerate() {
            let within = |err: Error| err.within(&format!("metrics[{i}]"));
            metric.validate().map_err(within)?;
            if self.metrics.iter().take(i).any(|other| other.name == metric.name) {
                return Err(within(Error::config(ErrorCode::DuplicateName, "name").value(&metric.name)));
            }
        }
        if let Some(split) = &self.split {
            between("split.alpha", split.alpha)?;
            split.planned.map_or(Ok(()), |planned| between("split.planned", planned).map(drop))?;
            let counted = |metric: &JudgedMetric| metric.judged.counts_trials();
            if !self.metrics.iter().any(|metric| metric.name == split.metric && counted(metric)) {
                let error = Error::config(ErrorCode::UnknownName, "split.metric").value(&split.metric);
                return Err(error.allowed("a metric of kind failures, outcomes or latency"));
            }
        }
        if !self.metrics.iter().any(|metric| metric.criticality.is_required()) {
            let error = Error::config(ErrorCode::Contradiction, "metrics");
            return Err(error.allowed("at least one metric that is critical or a guardrail, or nothing could decide"));
        }
        Ok(())
    }
}

impl JudgedMetric {
    fn validate(&self) -> Result<(), Error> {
        if self.name.is_empty() {
            return Err(Error::config(ErrorCode::Empty, "name").allowed("a name"));
        }
        if !(1e-6..=1e6).contains(&self.weight.get()) {
            let error = Error::config(ErrorCode::OutOfRange, "weight").value(self.weight);
            return Err(error.allowed("a number from 1e-6 to 1e6"));
        }
        self.judged.validate().map_err(|err| err.within("judged"))
    }
}

impl Judged {
    /// Whether every request is one of the trials.
    fn counts_trials(&self) -> bool {
        matches!(self, Self::Failures { .. } | Self::Outcomes { .. } | Self::Latency { .. })
    }

    fn validate(&self) -> Result<(), Error> {
        if let Self::Latency { slow_above, bounds, .. } = self {
            check_latencies(Family::Config, "bounds", bounds)?;
            if let Some(limit) = slow_above.filter(|limit| limit.get() < 0.0) {
                return Err(Error::config(ErrorCode::OutOfRange, "slow_above").value(limit).allowed(LATENCY));
            }
        }
        match *self {
            Self::Failures { tolerance, harmful_ratio, harmful_difference, .. }
            | Self::Latency { tolerance, harmful_ratio, harmful_difference, .. } => {
                ratios(tolerance, harmful_ratio)?;
                harmful_difference.map_or(Ok(()), |difference| between("harmful_difference", difference).map(drop))
            }
            Self::Events { tolerance, harmful_ratio, .. } => ratios(tolerance, harmful_ratio),
            Self::Outcomes { tolerance, harmful, .. } => {
                between("harmful", harmful)?;
                rises("harmful", tolerance.get(), harmful.get())
            }
            Self::Level { tolerance, harmful, block, .. } => {
                if block == Duration::ZERO {
                    return Err(Error::config(ErrorCode::OutOfRange, "block").value("0s").allowed("more than 0s"));
                }
                match harmful {
                    Some(harmful) => rises("harmful", tolerance.get(), harmful.get()),
                    None if tolerance.get() > 0.0 => Ok(()),
                    None => Err(Error::config(ErrorCode::MissingField, "harmful").allowed("a number above 0")),
                }
            }
        }
    }
}

const LATENCY: &str = "a latency from 0";

/// Nothing takes less than no time: a latency below 0 is the difference of two clocks, or no latency.
pub(super) fn check_latencies(family: Family, field: &str, latencies: &[Finite]) -> Result<(), Error> {
    match latencies.iter().enumerate().find(|(_, latency)| latency.get() < 0.0) {
        Some((i, latency)) => {
            Err(Error::new(family, ErrorCode::OutOfRange, format!("{field}[{i}]")).value(latency).allowed(LATENCY))
        }
        None => Ok(()),
    }
}

fn ratios(tolerance: NonNegative, harmful: NonNegative) -> Result<(), Error> {
    if tolerance.get() < 1.0 {
        return Err(Error::config(ErrorCode::OutOfRange, "tolerance").value(tolerance).allowed("a number from 1"));
    }
    rises("harmful_ratio", tolerance.get() * 1.01, harmful.get())
}

fn rises(field: &str, tolerated: f64, harmful: f64) -> Result<(), Error> {
    if harmful > tolerated {
        return Ok(());
    }
    let error = Error::config(ErrorCode::Contradiction, field).value(harmful);
    Err(error.allowed(format!("more than {tolerated}, beyond what is tolerated")))
}
