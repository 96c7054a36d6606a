//! Measures one prediction with all its reasons.
//!
//! Takes the files of a model and of a situation, and a moment; prints the probability, and nanoseconds, as JSON.
//! `success.py` runs this beside its peers and prints the ratios.

use std::{env, fs};

use rollwise::{Family, Situation, SuccessModel, Timestamp, document};
use rollwise_benches::{Result, best_of};

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let mut argument = |name: &str| arguments.next().ok_or_else(|| format!("no {name} is given"));
    let model = SuccessModel::from_json(&fs::read_to_string(argument("model")?)?)?;
    let situation: Situation = document::read(Family::Input, &fs::read_to_string(argument("situation")?)?)?;
    let at: Timestamp = argument("moment")?.parse()?;

    let probability = model.explain(&situation, None, at)?.probability.get();
    let explain = best_of(30, 2000, || model.explain(&situation, None, at));
    println!(r#"{{"probability": {probability}, "explain_ns": {explain:.0}}}"#);
    Ok(())
}
