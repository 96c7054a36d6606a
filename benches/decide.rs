//! Measures one look of a rollout: six standard gates, the confidence score, one step with its audit record.
//!
//! Prints nanoseconds as JSON; `decide.py` runs this beside its peers and prints the ratios.

use rollwise::Event;
use rollwise_benches::{Result, at, best_of, engine, evidence, measuring};

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
