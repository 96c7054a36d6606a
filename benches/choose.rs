//! Measures the choice of a strategy with its sized plan and reasons, for the situation in `situation.json`.
//!
//! Prints nanoseconds as JSON, or with `--print` the choice itself; `choose.py` holds it against its peers, runs this
//! beside them and prints the ratios.

use rollwise::{Engine, Family, Policy, Situation, document};
use rollwise_benches::{Result, at, best_of};

fn main() -> Result<()> {
    let engine = Engine::new(Policy::default())?;
    let situation: Situation = document::read(Family::Input, include_str!("situation.json"))?;
    let now = at(0)?;
    if std::env::args().any(|argument| argument == "--print") {
        println!("{}", document::write(&engine.choose_strategy(now, &situation)?));
        return Ok(());
    }
    let risk = best_of(30, 2000, || engine.assess_risk(now, &situation));
    let choose = best_of(30, 2000, || engine.choose_strategy(now, &situation));
    println!(r#"{{"risk_ns": {risk:.0}, "choose_ns": {choose:.0}}}"#);
    Ok(())
}
