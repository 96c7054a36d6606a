//! Measures a look of the judge.
//!
//! Takes a policy, a file with looks, and how often to go through them; prints microseconds a look. `judge.py` runs
//! this beside what else one could pick.

use std::{env, fs};

use rollwise::{CanaryJudge, Family, JudgeLook, document};
use rollwise_benches::{Result, best_of};

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let mut argument = |name: &str| arguments.next().ok_or_else(|| format!("no {name} is given"));
    let judge = CanaryJudge::from_json(&argument("policy")?)?;
    let looks: Vec<JudgeLook> = document::read(Family::Input, &fs::read_to_string(argument("file")?)?)?;
    let rounds: u32 = argument("number of rounds")?.parse()?;
    let judged = || {
        let mut state = judge.begin();
        looks.iter().map(|look| judge.look(&mut state, look).map(|found| found.looks)).collect::<Vec<_>>()
    };
    if let Some(err) = judged().into_iter().find_map(std::result::Result::err) {
        return Err(err.into());
    }
    println!("{}", best_of(7, rounds, judged) / looks.len() as f64 / 1e3);
    Ok(())
}
