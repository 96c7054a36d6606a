//! Measures one look of a rollout: six standard gates, the confidence score, one step with its audit record.
//!
//! Prints nanoseconds as JSON; `decide.py` runs this beside its peers and prints the ratios.

use std::hint::black_box;
use std::time::Instant;

use rollwise::Event;
use rollwise_benches::{Result, at, engine, evidence, measuring};

/// The least over the repeats of the mean over the rounds: what the machine can do when nothing disturbs it.
fn best_of<T>(repeats: u32, rounds: u32, mut work: impl FnMut() -> T) -> f64 {
    let mut once = || {
        let start = Instant::now();
        for _ in 0..rounds {
            black_box(work());
        }
        start.elapsed().as_nanos() as f64 / f64::from(rounds)
    };
    (0..repeats).map(|_| once()).fold(f64::INFINITY, f64::min)
}

fn main() -> Result<()> {
    let engine = engine()?;
    let (rollout, action) = measuring(&engine, "bench-1")?;
    let evidence = evidence()?;
    let look = at(60)?;

    let gates = best_of(30, 2000, || engine.evaluate_gates(look, &evidence));
    let factors = rollout.release().factors;
    let confidence = best_of(30, 2000, || engine.score_confidence(&factors));
    // The event is made anew each time, as a host makes it; the rollout is put back, so that every step is the same.
    let mut again = rollout.clone();
    let prepared = best_of(30, 2000, || {
        again.clone_from(&rollout);
        Event::Measured { action: action.clone(), evidence: evidence.clone() }
    });
    let stepped = best_of(30, 2000, || {
        again.clone_from(&rollout);
        again.step(look, Event::Measured { action: action.clone(), evidence: evidence.clone() })
    });
    println!(
        r#"{{"gates_ns": {gates:.0}, "confidence_ns": {confidence:.0}, "event_ns": {prepared:.0}, "step_ns": {:.0}}}"#,
        stepped - prepared
    );
    Ok(())
}
