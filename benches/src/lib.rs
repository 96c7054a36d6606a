//! What the measuring programs share: a look at the standard gates, a rollout that waits for it, and simulated traffic.

pub mod random;
pub mod traffic;

use std::hint::black_box;
use std::time::Instant;

use rollwise::{
    Action, ActionKind, Comparison, Engine, Event, Evidence, Factors, Fraction, Measurement, Policy, Release, Rollout,
    Timestamp,
};

/// Anything that goes wrong ends a measuring program.
pub type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

/// The default policy with a first stage of a day, so that many looks fit into it.
///
/// # Errors
///
/// None that is expected.
pub fn engine() -> Result<Engine> {
    let long = r#"{"plan": "long", "plans": [{"name": "long", "strategy": "canary",
        "stages": [{"share": 5, "bake": "24h"}, {"share": 100}]}]}"#;
    Ok(Engine::new(Policy::from_json(long)?)?)
}

/// Healthy measurements for the six standard gates.
///
/// # Errors
///
/// None that is expected.
pub fn evidence() -> Result<Evidence> {
    let mut evidence = Evidence::default();
    let mut add = |name: &str, canary, baseline| {
        evidence.metrics.insert(name.into(), Comparison { canary, baseline });
    };
    add("error_rate", Measurement::counts(2, 1000)?, Some(Measurement::counts(40, 20_000)?));
    add("latency_p95_ms", Measurement::value(220.0)?, None);
    add("latency_p99_ms", Measurement::value(480.0)?, None);
    add("cpu_saturation", Measurement::value(0.41)?, None);
    add("memory_saturation", Measurement::value(0.63)?, None);
    add("request_rate", Measurement::value(96.0)?, Some(Measurement::value(100.0)?));
    Ok(evidence)
}

/// A moment so many seconds after the start.
///
/// # Errors
///
/// None that is expected.
pub fn at(seconds: i64) -> Result<Timestamp> {
    Ok(Timestamp::from_millis(1_763_690_400_000 + seconds * 1000)?)
}

/// A rollout that has asked for the measurements of its first look, 60 s after the start, and the id of that action.
///
/// # Errors
///
/// None that is expected.
pub fn measuring(engine: &Engine, id: &str) -> Result<(Rollout, String)> {
    let known = |value| Fraction::new(value).ok();
    let factors = Factors {
        blast_radius: known(0.9),
        historical_success: known(0.95),
        change_complexity: known(0.8),
        test_coverage: known(0.85),
        ..Factors::default()
    };
    let release = Release {
        id: id.into(),
        service: "checkout".to_owned(),
        version: "2.4.0".to_owned(),
        image_tag: "9f8d111d-1763690400".to_owned(),
        commit: "9f8d111d".to_owned(),
        previous_version: Some("2.3.9".to_owned()),
        environment: None,
        incident: None,
        factors,
        rolls_back: None,
    };
    let (mut rollout, _) = engine.start(at(0)?, release)?;
    let safety = Fraction::new(1.0)?;
    let mut step = rollout.step(at(0)?, Event::SafetyAssessed { safety, rollout: None })?;
    for _ in 0..3 {
        let action = step.actions.first().map(Action::id).unwrap_or_default().to_owned();
        step = rollout.step(at(0)?, Event::ActionDone { action })?;
    }
    step = rollout.step(at(60)?, Event::Tick)?;
    let asked = step.actions.iter().find(|action| action.kind() == ActionKind::Measure);
    let action = asked.map(Action::id).unwrap_or_default().to_owned();
    Ok((rollout, action))
}

/// A share of so many rollouts with its standard error, in percent.
pub fn percent(hits: usize, rollouts: usize) -> String {
    let (share, n) = (hits as f64 / rollouts as f64, rollouts as f64);
    format!("{:.2} ± {:.2} %", 100.0 * share, 100.0 * (share * (1.0 - share) / n).sqrt())
}

/// Nanoseconds: the least over the repeats of the mean over the rounds: what the machine can do when nothing disturbs it.
pub fn best_of<T>(repeats: u32, rounds: u32, mut work: impl FnMut() -> T) -> f64 {
    let mut once = || {
        let start = Instant::now();
        for _ in 0..rounds {
            black_box(work());
        }
        start.elapsed().as_nanos() as f64 / f64::from(rounds)
    };
    (0..repeats).map(|_| once()).fold(f64::INFINITY, f64::min)
}
