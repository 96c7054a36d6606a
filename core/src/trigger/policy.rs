//! Which triggers there are, and what they tolerate.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::gate::{Bound, Condition, Criticality};
use crate::stats::sequential::check;
use crate::tagged::tagged;
use crate::time::Duration;
use crate::units::{Finite, Fraction, NonNegative};

/// When a deployment is to be taken back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TriggerPolicy {
    /// Whether the standard triggers of [`Trigger::standard`] count. Default: yes. Source: R29.
    pub standard: bool,
    /// Further triggers; one with the name of a standard one replaces it. Default: none. Source: our choice.
    pub triggers: Vec<Trigger>,
    /// Longest time between measured looks over which a condition is taken to hold. It also says how old the last look
    /// may be. Default: 90 s. Source: our choice, one and a half of the longest usual interval between scrapes.
    pub max_gap: Duration,
    /// How long before the deployment looks show what was wrong already. Default: 15 m. Source: R15, 15 min before and
    /// after.
    pub lookback: Duration,
}

impl Default for TriggerPolicy {
    fn default() -> Self {
        Self { standard: true, triggers: Vec::new(), max_gap: Duration::seconds(90), lookback: Duration::minutes(15) }
    }
}

/// One cause for going back; any one suffices.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Trigger {
    /// Name of the trigger, unique in a policy.
    pub name: Arc<str>,
    /// What makes it fire.
    pub when: TriggerCondition,
    /// How much it weighs: a critical or guardrail trigger asks for a rollback, critical ones at once; a signal warns, and
    /// info is only reported. Default: guardrail. Source: R29, any one suffices.
    #[serde(default)]
    pub criticality: Criticality,
}

/// What makes a trigger fire.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum TriggerCondition {
    /// A metric that is not healthy.
    Metric {
        /// Name of the metric.
        metric: Arc<str>,
        /// What holds of a healthy look; every other measured look is a bad one.
        healthy: Condition,
        /// How many bad looks are borne.
        tolerance: Tolerance,
    },
    /// An event that happens too often.
    Event {
        /// Name of the event.
        event: Arc<str>,
        /// How many make it fire.
        at_least: u32,
        /// The time that they must lie within.
        within: Duration,
    },
}

tagged!(TriggerCondition, "kind");

/// How many bad looks are borne before a trigger fires.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum Tolerance {
    /// It fires when all looks over this time were bad, from the first bad one to the last.
    Continuous {
        /// How long; with zero the first bad look suffices.
        lasts: Duration,
    },
    /// It fires at this many bad looks in all.
    Total {
        /// How many.
        bad: u32,
    },
    /// It fires at this many bad looks one after the other.
    Consecutive {
        /// How many.
        bad: u32,
    },
    /// It fires at this many bad looks among the last ones.
    KOfN {
        /// How many bad ones.
        bad: u32,
        /// Among how many.
        looks: u32,
    },
    /// It fires once it is shown that more than a share of the looks since the deployment are bad, however often one looks.
    Evidence {
        /// The share of bad looks that is borne, below 1. With 0 the first bad look shows it.
        borne: Fraction,
        /// The probability with which it ever fires while each look, whatever those before it showed, is bad with no more
        /// than that share as its probability; above 0 and below 1.
        alpha: Fraction,
    },
}

tagged!(Tolerance, "kind");

impl Trigger {
    /// The standard triggers (R29). Metrics and events that nobody brings are reported as unmeasured.
    ///
    /// | trigger | reads | fires | weighs |
    /// |---|---|---|---|
    /// | `error_rate` | metric `error_rate` | above 0.05 for 2 min | critical |
    /// | `latency_p99` | metric `latency_p99_ms` | above 1000 for 3 min | guardrail |
    /// | `latency_p99_increase` | metric `latency_p99_ms` | above 3 × the baseline for 5 min | guardrail |
    /// | `crash_loop` | metric `crash_looping_pods` | 2 pods | critical |
    /// | `restarts` | event `restart` | 3 within 5 min | critical |
    /// | `probes` | metric `failed_probe_share` | above 0.5 | critical |
    /// | `memory` | metric `memory_saturation` | above 0.9 for 3 min | guardrail |
    /// | `circuit_breaker` | event `circuit_breaker_opened` | once | critical |
    /// | `anomaly` | event `anomaly` | once | guardrail |
    #[must_use]
    pub fn standard() -> Vec<Self> {
        let at_most = |limit| Condition::Absolute { bound: Bound::AtMost, limit: Finite::literal(limit), warn: None };
        let thrice = Condition::Ratio {
            bound: Bound::AtMost,
            limit: NonNegative::literal(3.0),
            warn: None,
            slack: NonNegative::default(),
        };
        let metric = |name: &str, metric: &str, healthy, minutes| Self {
            name: name.into(),
            when: TriggerCondition::Metric {
                metric: metric.into(),
                healthy,
                tolerance: Tolerance::Continuous { lasts: Duration::minutes(minutes) },
            },
            criticality: Criticality::Guardrail,
        };
        let event = |name: &str, event: &str, at_least| Self {
            name: name.into(),
            when: TriggerCondition::Event { event: event.into(), at_least, within: Duration::minutes(5) },
            criticality: Criticality::Guardrail,
        };
        let critical = |trigger| Self { criticality: Criticality::Critical, ..trigger };
        vec![
            critical(metric("error_rate", "error_rate", at_most(0.05), 2)),
            metric("latency_p99", "latency_p99_ms", at_most(1000.0), 3),
            metric("latency_p99_increase", "latency_p99_ms", thrice, 5),
            critical(metric("crash_loop", "crash_looping_pods", at_most(1.0), 0)),
            critical(event("restarts", "restart", 3)),
            critical(metric("probes", "failed_probe_share", at_most(0.5), 0)),
            metric("memory", "memory_saturation", at_most(0.9), 3),
            critical(event("circuit_breaker", "circuit_breaker_opened", 1)),
            event("anomaly", "anomaly", 1),
        ]
    }

    /// Refuses a trigger that can never do its work.
    fn validate(&self, max_gap: Duration) -> Result<(), Error> {
        let (field, reads) = match &self.when {
            TriggerCondition::Metric { metric, .. } => ("when.metric", metric),
            TriggerCondition::Event { event, .. } => ("when.event", event),
        };
        for (field, name) in [("name", &self.name), (field, reads)] {
            if name.is_empty() {
                return Err(Error::config(ErrorCode::Empty, field).allowed("a name"));
            }
        }
        match &self.when {
            TriggerCondition::Metric { healthy, tolerance, .. } => {
                if healthy.warns() {
                    let error = Error::config(ErrorCode::Contradiction, "when.healthy.warn");
                    return Err(error.allowed("none: a trigger fires or does not"));
                }
                tolerance.validate(max_gap).map_err(|err| err.within("when.tolerance"))
            }
            TriggerCondition::Event { at_least: 0, .. } => {
                Err(Error::config(ErrorCode::OutOfRange, "when.at_least").value(0).allowed("1 or more"))
            }
            TriggerCondition::Event { within: Duration::ZERO, .. } => {
                Err(Error::config(ErrorCode::OutOfRange, "when.within").value("0s").allowed("more than 0s"))
            }
            TriggerCondition::Event { .. } => Ok(()),
        }
    }
}

impl Tolerance {
    fn validate(self, max_gap: Duration) -> Result<(), Error> {
        let few = |field| Err(Error::config(ErrorCode::OutOfRange, field).value(0).allowed("1 or more"));
        match self {
            Self::Total { bad: 0 } | Self::Consecutive { bad: 0 } | Self::KOfN { bad: 0, .. } => few("bad"),
            Self::KOfN { bad, looks } if looks < bad => Err(Error::config(ErrorCode::Contradiction, "looks")
                .value(looks)
                .allowed(format!("{bad} or more, or it could never fire"))),
            Self::Continuous { lasts } if lasts > Duration::ZERO && max_gap == Duration::ZERO => {
                let error = Error::config(ErrorCode::Contradiction, "lasts").value(lasts);
                Err(error.allowed("0s while `max_gap` is 0s, or it could never fire"))
            }
            Self::Evidence { borne, .. } if borne.get() >= 1.0 => Err(Error::config(ErrorCode::OutOfRange, "borne")
                .value(borne)
                .allowed("less than 1, or it could never fire")),
            Self::Evidence { alpha, .. } => check::between("alpha", alpha).map(drop),
            _ => Ok(()),
        }
    }
}

impl TriggerPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        for (i, trigger) in self.triggers.iter().enumerate() {
            let within = |err: Error| err.within(&format!("triggers[{i}]"));
            trigger.validate(self.max_gap).map_err(within)?;
            if self.triggers.iter().take(i).any(|other| other.name == trigger.name) {
                return Err(within(Error::config(ErrorCode::DuplicateName, "name").value(&trigger.name)));
            }
        }
        if self.standard && self.max_gap == Duration::ZERO {
            let error = Error::config(ErrorCode::OutOfRange, "max_gap").value("0s");
            return Err(error.allowed("more than 0s while the standard triggers count"));
        }
        Ok(())
    }

    /// The standard triggers with the further ones joined in.
    pub(crate) fn all(&self) -> Vec<Trigger> {
        let mut all = if self.standard { Trigger::standard() } else { Vec::new() };
        for trigger in &self.triggers {
            match all.iter_mut().find(|other| other.name == trigger.name) {
                Some(other) => *other = trigger.clone(),
                None => all.push(trigger.clone()),
            }
        }
        all
    }
}
