//! Two windows of metrics, side by side.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::gate::Criticality;
use crate::tagged::tagged;
use crate::units::{Count, Finite};

/// The metrics of a baseline and a canary over one window each.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ComparedWindows {
    /// The metrics, each by a name of its own.
    pub metrics: Vec<ComparedMetric>,
}

/// One metric on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ComparedMetric {
    /// What reasons call it.
    pub name: String,
    /// What it measures, which says how much of a change matters.
    pub kind: MetricKind,
    /// Which way is worse; left out it follows from the kind.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub worse: Option<WorseWhen>,
    /// What follows from it. Default: guardrail.
    #[serde(default)]
    pub criticality: Criticality,
    /// What was measured.
    pub samples: WindowSamples,
}

/// What a metric measures.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum MetricKind {
    /// Failed requests and other events that should not happen, as counts.
    Errors,
    /// The share of requests that succeed, where their number is not known: a fraction or percent near its top.
    SuccessShare,
    /// A mean latency, or a quantile up to the 98th.
    Latency,
    /// A quantile from the 99th.
    TailLatency,
    /// Use of processors.
    Cpu,
    /// Use of memory.
    Memory,
    /// Requests served, or other work done.
    Throughput,
    /// Any other level; worse in either direction unless said.
    Other,
}

/// Which way a metric is worse.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WorseWhen {
    /// When it is higher than the baseline.
    Higher,
    /// When it is lower.
    Lower,
    /// When it differs.
    Different,
}

/// What was measured of one metric, each side in order of time. A side without samples was not measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum WindowSamples {
    /// Levels, such as a latency for every minute.
    Levels {
        /// The samples of the baseline.
        baseline: Vec<Finite>,
        /// The samples of the canary.
        canary: Vec<Finite>,
        /// Both sides before the canary had the new version. With it each side is compared with its own past, so that
        /// a steady difference between two places does not count.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        before: Option<LevelsBefore>,
    },
    /// Events, such as the failed requests of every minute.
    Counts {
        /// The samples of the baseline.
        baseline: EventSamples,
        /// The samples of the canary.
        canary: EventSamples,
    },
}

tagged!(WindowSamples, "kind");

/// Levels of both sides before the change.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LevelsBefore {
    /// The samples of the baseline.
    pub baseline: Vec<Finite>,
    /// The samples of the canary.
    pub canary: Vec<Finite>,
}

/// Events of one side.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EventSamples {
    /// How many events each sample has.
    pub events: Vec<Count>,
    /// Out of how many trials; left out, every sample stands for the same unknown number on both sides.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trials: Option<Vec<Count>>,
}

/// Metrics that share one part of the significance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Group {
    Errors,
    Latency,
    Resources,
    Throughput,
    Other,
}

impl ComparedMetric {
    pub(super) fn worse(&self) -> WorseWhen {
        self.worse.unwrap_or(match self.kind {
            MetricKind::Errors
            | MetricKind::Latency
            | MetricKind::TailLatency
            | MetricKind::Cpu
            | MetricKind::Memory => WorseWhen::Higher,
            MetricKind::SuccessShare | MetricKind::Throughput => WorseWhen::Lower,
            MetricKind::Other => WorseWhen::Different,
        })
    }

    pub(super) fn group(&self) -> Group {
        match self.kind {
            MetricKind::Errors | MetricKind::SuccessShare => Group::Errors,
            MetricKind::Latency | MetricKind::TailLatency => Group::Latency,
            MetricKind::Cpu | MetricKind::Memory => Group::Resources,
            MetricKind::Throughput => Group::Throughput,
            MetricKind::Other => Group::Other,
        }
    }

    fn validate(&self) -> Result<(), Error> {
        match &self.samples {
            WindowSamples::Levels { baseline, canary, before } => {
                if self.kind == MetricKind::Errors {
                    let error = Error::input(ErrorCode::Contradiction, "samples.kind").value("levels");
                    return Err(error.allowed("counts for errors; success_share is the kind for a rate"));
                }
                levels("samples.baseline", baseline)?;
                levels("samples.canary", canary)?;
                if let Some(before) = before {
                    levels("samples.before.baseline", &before.baseline)?;
                    levels("samples.before.canary", &before.canary)?;
                }
                Ok(())
            }
            WindowSamples::Counts { baseline, canary } => {
                if self.kind != MetricKind::Errors {
                    let error = Error::input(ErrorCode::Contradiction, "samples.kind").value("counts");
                    return Err(error.allowed("levels, for every kind but errors"));
                }
                if self.worse() != WorseWhen::Higher {
                    return Err(Error::input(ErrorCode::Contradiction, "worse").allowed("higher, for errors"));
                }
                if baseline.trials.is_some() != canary.trials.is_some() {
                    let error = Error::input(ErrorCode::Contradiction, "samples.canary.trials");
                    return Err(error.allowed("trials on both sides or on none"));
                }
                baseline.validate().map_err(|err| err.within("samples.baseline"))?;
                canary.validate().map_err(|err| err.within("samples.canary"))
            }
        }
    }
}

impl ComparedWindows {
    pub(super) fn validate(&self) -> Result<(), Error> {
        for (i, metric) in self.metrics.iter().enumerate() {
            if metric.name.is_empty() {
                return Err(Error::input(ErrorCode::Empty, format!("metrics[{i}].name")).allowed("a name"));
            }
            if self.metrics.iter().take(i).any(|other| other.name == metric.name) {
                return Err(Error::input(ErrorCode::DuplicateName, format!("metrics[{i}].name")).value(&metric.name));
            }
            metric.validate().map_err(|err| err.within(&format!("metrics[{i}]")))?;
        }
        Ok(())
    }
}

impl EventSamples {
    fn validate(&self) -> Result<(), Error> {
        let Some(trials) = &self.trials else { return Ok(()) };
        if trials.len() != self.events.len() {
            let error = Error::input(ErrorCode::Contradiction, "trials").value(format!("{} entries", trials.len()));
            return Err(error.allowed(format!("as many as events, {}", self.events.len())));
        }
        for (i, (events, trials)) in self.events.iter().zip(trials).enumerate() {
            if events > trials {
                let error = Error::input(ErrorCode::EventsExceedTrials, format!("events[{i}]")).value(events);
                return Err(error.allowed(format!("at most `trials[{i}]`, {trials}")));
            }
        }
        Ok(())
    }

    /// The events of each sample with what they came out of: trials, or 1 where these are not known.
    pub(super) fn exposed(&self) -> Vec<(f64, f64)> {
        match &self.trials {
            Some(trials) => self.events.iter().zip(trials).map(|(events, n)| (events.as_f64(), n.as_f64())).collect(),
            None => self.events.iter().map(|events| (events.as_f64(), 1.0)).collect(),
        }
    }
}

/// Beyond this, differences and their sums could become infinite.
const LARGEST: f64 = 1e300;

fn levels(field: &str, values: &[Finite]) -> Result<(), Error> {
    match values.iter().enumerate().find(|(_, value)| value.get().abs() > LARGEST) {
        Some((i, value)) => {
            let error = Error::input(ErrorCode::OutOfRange, format!("{field}[{i}]")).value(value);
            Err(error.allowed("a number of at most 1e300 in size"))
        }
        None => Ok(()),
    }
}
