//! The kinds of metrics, with traffic of healthy, barely tolerated and harmful canaries.

use rollwise::{ArmEvents, Comparison, Count, Finite, Measurement, NonNegative, SequentialLook};
use rollwise_benches::Result;
use rollwise_benches::traffic::{self, BOUNDS, Traffic, finite};

pub(crate) const REQUESTS: f64 = 30_000.0;
pub(crate) const RATE: f64 = 0.001;

/// One way of judging a metric.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    pub(crate) judged: &'static str,
    pub(crate) healthy: Box<dyn Traffic>,
    /// Exactly as much worse as tolerated, where something is tolerated.
    pub(crate) tolerated: Option<Box<dyn Traffic>>,
    /// Exactly as much worse as is harmful, where safety can be shown.
    pub(crate) harmful: Option<Box<dyn Traffic>>,
    /// How many rollouts can be afforded.
    pub(crate) rollouts: f64,
    /// Whether it is one of several at once.
    pub(crate) is_of_ten: bool,
    /// How the host reports counts.
    pub(crate) counted: fn(ArmEvents) -> Result<Measurement>,
}

pub(crate) fn kinds() -> Vec<Kind> {
    let failures = |ratio: f64| traffic::errors(REQUESTS, RATE, ratio, 1.0);
    let slow = |ratio: f64| {
        let (same, slower) = (traffic::healthy_latency(), traffic::slower_latency(0.5, ratio));
        Box::new(traffic::latencies(3_000.0, &same, &slower))
    };
    let outcomes = |difference: f64| Box::new(traffic::outcomes(3_000.0, 0.3, difference));
    let levels = |shift: f64| Box::new(traffic::differences(shift, false));
    let plain = || Kind { tolerated: None, harmful: None, is_of_ten: false, ..Kind::failures() };
    vec![
        Kind::failures(),
        Kind {
            name: "failures, tolerance 1",
            judged: r#"{"kind": "failures", "tolerance": 1}"#,
            tolerated: Some(Box::new(failures(1.0))),
            is_of_ten: false,
            ..Kind::failures()
        },
        Kind {
            name: "failures, drifting base rate, tolerance 1",
            judged: r#"{"kind": "failures", "tolerance": 1}"#,
            healthy: Box::new(traffic::drifting(REQUESTS, RATE)),
            ..plain()
        },
        Kind {
            name: "outcomes",
            judged: r#"{"kind": "outcomes"}"#,
            healthy: outcomes(0.0),
            tolerated: Some(outcomes(0.01)),
            harmful: Some(outcomes(0.05)),
            ..Kind::failures()
        },
        Kind { name: "events", judged: r#"{"kind": "events"}"#, counted: events, ..Kind::failures() },
        Kind::latency(),
        Kind {
            name: "latency, histogram, slow above 0.5 s",
            judged: r#"{"kind": "latency", "slow_above": 0.5}"#,
            healthy: slow(1.0),
            harmful: Some(slow(2.0)),
            rollouts: 6_000.0,
            ..plain()
        },
        Kind {
            name: "latency, single values",
            judged: r#"{"kind": "latency"}"#,
            healthy: Box::new(traffic::samples(285, 15)),
            rollouts: 2_000.0,
            ..plain()
        },
        Kind {
            name: "level",
            judged: r#"{"kind": "level"}"#,
            healthy: levels(0.0),
            tolerated: Some(levels(0.05)),
            harmful: Some(levels(0.1)),
            ..Kind::failures()
        },
        Kind {
            name: "level, heavy tails",
            judged: r#"{"kind": "level"}"#,
            healthy: Box::new(traffic::differences(0.0, true)),
            tolerated: Some(Box::new(traffic::differences(0.05, true))),
            ..plain()
        },
        Kind {
            name: "level, variance known",
            judged: r#"{"kind": "level", "variance": 0.0004}"#,
            healthy: levels(0.0),
            tolerated: Some(levels(0.05)),
            harmful: Some(levels(0.1)),
            is_of_ten: false,
            ..Kind::failures()
        },
    ]
}

impl Kind {
    pub(crate) fn failures() -> Self {
        let traffic = |ratio| Box::new(traffic::errors(REQUESTS, RATE, ratio, 1.0));
        Self {
            name: "failures",
            judged: r#"{"kind": "failures"}"#,
            healthy: traffic(1.0),
            tolerated: Some(traffic(1.1)),
            harmful: Some(traffic(2.0)),
            rollouts: 20_000.0,
            is_of_ten: true,
            counted: requests,
        }
    }

    pub(crate) fn latency() -> Self {
        let same = traffic::healthy_latency();
        Self {
            name: "latency, histogram",
            judged: r#"{"kind": "latency"}"#,
            healthy: Box::new(traffic::latencies(3_000.0, &same, &same)),
            tolerated: None,
            harmful: None,
            rollouts: 6_000.0,
            is_of_ten: true,
            counted: requests,
        }
    }

    /// A look in the form in which a host brings it.
    pub(crate) fn measured(&self, look: SequentialLook) -> Result<Comparison> {
        let (baseline, canary) = match look {
            SequentialLook::Counts { baseline, canary, .. } => ((self.counted)(baseline)?, (self.counted)(canary)?),
            SequentialLook::Buckets { baseline, canary, .. } => (histogram(&baseline)?, histogram(&canary)?),
            SequentialLook::Samples { baseline, canary } => {
                (Measurement::Samples { values: baseline }, Measurement::Samples { values: canary })
            }
            SequentialLook::Difference { difference, .. } => {
                (Measurement::value(0.5)?, Measurement::value(0.5 + difference.get())?)
            }
            other => return Err(format!("no metric has such looks: {other:?}").into()),
        };
        Ok(Comparison { canary, baseline: Some(baseline) })
    }
}

fn requests(arm: ArmEvents) -> Result<Measurement> {
    Ok(Measurement::counts(arm.events.get() as u64, arm.exposure.get() as u64)?)
}

fn events(arm: ArmEvents) -> Result<Measurement> {
    Ok(Measurement::Events { events: Count::new(arm.events.get() as u64)?, exposure: arm.exposure })
}

fn histogram(counts: &[NonNegative]) -> Result<Measurement> {
    let mut sum = 0.0;
    let mut cumulative = Vec::with_capacity(counts.len());
    for count in counts {
        sum += count.get();
        cumulative.push(Count::new(sum as u64)?);
    }
    let total = cumulative.pop().ok_or("no buckets")?;
    let bounds: Vec<Finite> = BOUNDS.iter().map(|bound| finite(*bound)).collect();
    Ok(Measurement::Histogram { bounds, cumulative, total })
}
