//! Measures many rollouts in one process: memory for each, and looks per second over all of them.
//!
//! The cost of a fleet should grow with its size and no faster, so the figures of a column should stay as they are.
//! Every row is a process of its own, since memory that was used before would be used again unseen.

use std::env;
use std::process::Command;
use std::time::Instant;

use rollwise::{Event, Rollout};
use rollwise_benches::{Result, at, engine, evidence, measuring};

const SIZES: [usize; 3] = [1_000, 10_000, 100_000];

fn main() -> Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    if let [how, size] = arguments.as_slice() {
        return measure(how == "loaded", size.parse()?);
    }
    println!("{:>8}  {:>8}  {:>10}  {:>10}", "", "rollouts", "bytes each", "looks/s");
    for how in ["started", "loaded"] {
        for size in SIZES {
            Command::new(env::current_exe()?).args([how, &size.to_string()]).status()?;
        }
    }
    Ok(())
}

/// A rollout that was started shares its plan and gates with others; one that was loaded has its own.
fn measure(loaded: bool, size: usize) -> Result<()> {
    let (engine, evidence) = (engine()?, evidence()?);
    let before = resident()?;
    let mut fleet = Vec::with_capacity(size);
    for number in 0..size {
        let (rollout, action) = measuring(&engine, &format!("fleet-{number}"))?;
        let rollout = if loaded { Rollout::from_json(&rollout.to_json())? } else { rollout };
        fleet.push((rollout, action));
    }
    let each = (resident()? - before) as f64 / size as f64;
    let now = at(60)?;
    let start = Instant::now();
    for (rollout, action) in &mut fleet {
        rollout.step(now, Event::Measured { action: std::mem::take(action), evidence: evidence.clone() })?;
    }
    let speed = size as f64 / start.elapsed().as_secs_f64();
    println!("{:>8}  {size:>8}  {each:>10.0}  {speed:>10.0}", if loaded { "loaded" } else { "started" });
    Ok(())
}

/// Memory of this process in bytes, as Linux counts it.
fn resident() -> Result<i64> {
    let pages = std::fs::read_to_string("/proc/self/statm")?;
    let pages: i64 = pages.split_whitespace().nth(1).ok_or("no resident pages")?.parse()?;
    Ok(pages * 4096)
}
