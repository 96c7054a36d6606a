//! Measures one metric of a judgement in the way of Kayenta.
//!
//! Takes a file with the values of both sides, as `{"experiment": [...], "control": [...]}`, and how often to ask; prints what
//! came out, and microseconds, as JSON. `kayenta.py` runs this beside scipy and prints the ratios.

use std::{env, fs};

use rollwise::kayenta::{CanaryConfig, judge};
use rollwise::stats::ranks::{Sample, mann_whitney};
use rollwise::{Family, KayentaInterval, KayentaPair, KayentaPolicy, KayentaRequest, document};
use rollwise_benches::{Result, best_of};

const CONFIG: &str = r#"{"metrics": [{"name": "m", "groups": ["g"]}]}"#;

fn main() -> Result<()> {
    let mut arguments = env::args().skip(1);
    let mut argument = |name: &str| arguments.next().ok_or_else(|| format!("no {name} is given"));
    let values: std::collections::BTreeMap<String, Vec<f64>> =
        document::read(Family::Input, &fs::read_to_string(argument("file")?)?)?;
    let rounds: u32 = argument("number of rounds")?.parse()?;
    let side = |name: &str| values.get(name).cloned().ok_or_else(|| format!("no {name}"));
    let (x, y) = (side("experiment")?, side("control")?);

    let some = |values: &[f64]| values.iter().copied().map(Some).collect();
    let pair = KayentaPair { name: "m".into(), tags: [].into(), control: some(&y), experiment: some(&x) };
    let thresholds = document::read(Family::Input, r#"{"pass": 95, "marginal": 75}"#)?;
    let request = KayentaRequest { thresholds, pairs: vec![pair] };
    let config = CanaryConfig::from_json(CONFIG)?;
    let policy = |interval| KayentaPolicy { interval, ..KayentaPolicy::default() };
    let (exact, compatible) = (policy(KayentaInterval::Exact), policy(KayentaInterval::Compatible));

    let judgement = judge(&exact, &config, &request)?;
    let shift = judgement.results.first().and_then(|result| result.shift).ok_or("nothing was compared")?;
    let test = mann_whitney(&Sample::new(x.clone())?, &Sample::new(y.clone())?);
    let exact = best_of(5, rounds, || judge(&exact, &config, &request)) / 1e3;
    let compatible = best_of(5, rounds, || judge(&compatible, &config, &request)) / 1e3;
    let tested =
        best_of(5, rounds, || Some(mann_whitney(&Sample::new(x.clone()).ok()?, &Sample::new(y.clone()).ok()?))) / 1e3;
    let outcome = document::write(&(test, shift));
    println!(r#"{{"outcome": {outcome}, "exact": {exact}, "compatible": {compatible}, "test": {tested}}}"#);
    Ok(())
}
