//! Simulates rollouts under the judge: false alarms, requests to detection and early promotion of every kind of
//! metric, as tables. Seeds are fixed, so every run prints the same. An argument scales the numbers of rollouts.

mod kinds;

use rollwise::{
    CanaryJudge, DispersionEstimate, Evidence, JudgeDecision, JudgeLook, SequentialLook, estimate_dispersion,
};
use rollwise_benches::random::Random;
use rollwise_benches::traffic::{self, CANARY, Traffic, information};
use rollwise_benches::{Result, at, percent};

use kinds::{Kind, RATE, REQUESTS, kinds};

/// Looks of a rollout, one a minute.
const LOOKS: usize = 60;

fn main() -> Result<()> {
    let scale = std::env::args().nth(1).map_or(Ok(1.0), |scale| scale.parse::<f64>())?;
    let size = |rollouts: f64| (rollouts * scale).max(1.0) as usize;
    println!(
        "| false alarms in {LOOKS} looks | no difference, at 1 % | at 5 % | as much worse as tolerated, at 1 % | at 5 % |"
    );
    println!("|---|---|---|---|---|");
    for kind in kinds() {
        false_alarms(&kind, size(kind.rollouts))?;
    }
    clusters(size(4_000.0))?;
    ten_metrics(size(4_000.0))?;
    promotion(size(10_000.0))?;
    detection(size(4_000.0))
}

/// A judge of metrics that are called by their place.
fn judge(judged: &[&str]) -> Result<CanaryJudge> {
    let metric = |(i, judged): (usize, &&str)| format!(r#"{{"name": "m{i}", "judged": {judged}}}"#);
    let metrics: Vec<String> = judged.iter().enumerate().map(metric).collect();
    Ok(CanaryJudge::from_json(&format!(r#"{{"metrics": [{}]}}"#, metrics.join(", ")))?)
}

/// The next look at such metrics.
fn look(number: usize, kinds: &[&Kind], traffic: &[&dyn Traffic], random: &mut Random) -> Result<JudgeLook> {
    let mut evidence = Evidence::default();
    for (i, (kind, traffic)) in kinds.iter().zip(traffic).enumerate() {
        evidence.metrics.insert(format!("m{i}").into(), kind.measured(traffic.look(number, random))?);
    }
    Ok(JudgeLook { at: at(60 * (number as i64 + 1))?, id: None, share: None, evidence })
}

/// The logarithm of the p-value after all looks.
fn log_p(judge: &CanaryJudge, kinds: &[&Kind], traffic: &[&dyn Traffic], random: &mut Random) -> Result<f64> {
    let mut state = judge.begin();
    let mut log_p = 0.0;
    for number in 0..LOOKS {
        log_p = judge.look(&mut state, &look(number, kinds, traffic, random)?)?.harm.log_p;
    }
    Ok(log_p)
}

/// How many of these p-values are within 1 % and 5 %.
fn alarms(log_p: &[f64]) -> String {
    let within = |alpha: f64| log_p.iter().filter(|log_p| **log_p <= alpha.ln()).count();
    format!("{} | {}", percent(within(0.01), log_p.len()), percent(within(0.05), log_p.len()))
}

fn false_alarms(kind: &Kind, rollouts: usize) -> Result<()> {
    let judge = judge(&[kind.judged])?;
    let column = |traffic: &dyn Traffic| -> Result<String> {
        let mut random = Random(1);
        let found = (0..rollouts).map(|_| log_p(&judge, &[kind], &[traffic], &mut random));
        Ok(alarms(&found.collect::<Result<Vec<f64>>>()?))
    };
    let tolerated = kind.tolerated.as_deref().map_or(Ok("– | –".to_owned()), column)?;
    println!("| {} | {} | {tolerated} |", kind.name, column(kind.healthy.as_ref())?);
    Ok(())
}

/// Errors that come in threes, with what an hour of history of a slice as large as the canary says of their scatter.
fn clusters(rollouts: usize) -> Result<()> {
    let arrivals = traffic::errors(REQUESTS, RATE, 1.0, 3.0);
    let failures = Kind::failures();
    for (name, history) in [("nothing said of it", false), ("dispersion from 60 looks before", true)] {
        let mut random = Random(2);
        let mut found = Vec::with_capacity(rollouts);
        for _ in 0..rollouts {
            let past: Vec<SequentialLook> = (0..LOOKS).map(|look| slice(arrivals.look(look, &mut random))).collect();
            let estimates = estimate_dispersion(&DispersionEstimate::History, &past)?;
            let dispersion = estimates.last().filter(|_| history).copied().unwrap_or(1.0);
            let judged = format!(r#"{{"kind": "failures", "tolerance": 1, "dispersion": {dispersion}}}"#);
            found.push(log_p(&judge(&[&judged])?, &[&failures], &[&arrivals], &mut random)?);
        }
        println!("| failures in clusters of three, tolerance 1, {name} | {} | – | – |", alarms(&found));
    }
    Ok(())
}

/// What the canary's part of the traffic had.
fn slice(look: SequentialLook) -> SequentialLook {
    match look {
        SequentialLook::Counts { canary, .. } => SequentialLook::Single { arm: canary },
        other => other,
    }
}

/// Ten metrics of five kinds at once, none of them worse.
fn ten_metrics(rollouts: usize) -> Result<()> {
    let all = kinds();
    let kinds: Vec<&Kind> = all.iter().filter(|kind| kind.is_of_ten).flat_map(|kind| [kind, kind]).collect();
    let judged: Vec<&str> = kinds.iter().map(|kind| kind.judged).collect();
    let judge = judge(&judged)?;
    let traffic: Vec<&dyn Traffic> = kinds.iter().map(|kind| kind.healthy.as_ref()).collect();
    let mut random = Random(3);
    let found = (0..rollouts).map(|_| log_p(&judge, &kinds, &traffic, &mut random)).collect::<Result<Vec<f64>>>()?;
    println!("| {} metrics at once, two of each kind | {} | – | – |", kinds.len(), alarms(&found));
    Ok(())
}

/// What is decided within the looks, and the looks that it took.
fn promotion(rollouts: usize) -> Result<()> {
    println!("\n| within {LOOKS} looks | promoted early | rolled back | median look of promotion |\n|---|---|---|---|");
    for kind in kinds().iter().filter(|kind| kind.harmful.is_some()) {
        let judge = judge(&[kind.judged])?;
        for (name, traffic) in [("healthy", Some(&kind.healthy)), ("harmful", kind.harmful.as_ref())] {
            let Some(traffic) = traffic else { continue };
            let (mut random, mut rolled_back, mut promoted) = (Random(4), 0, Vec::new());
            for _ in 0..rollouts {
                match decided(&judge, kind, traffic.as_ref(), LOOKS, &mut random)? {
                    (JudgeDecision::Promote, look) => promoted.push(look),
                    (JudgeDecision::RollBack, _) => rolled_back += 1,
                    _ => {}
                }
            }
            promoted.sort_unstable();
            let median = promoted.get(promoted.len() / 2).map_or("–".to_owned(), ToString::to_string);
            let (early, back) = (percent(promoted.len(), rollouts), percent(rolled_back, rollouts));
            println!("| {}, {name} | {early} | {back} | {median} |", kind.name);
        }
    }
    Ok(())
}

/// The first look that decides, counted from 1.
fn decided(
    judge: &CanaryJudge,
    kind: &Kind,
    traffic: &dyn Traffic,
    looks: usize,
    random: &mut Random,
) -> Result<(JudgeDecision, usize)> {
    let mut state = judge.begin();
    for number in 0..looks {
        let decision = judge.look(&mut state, &look(number, &[kind], &[traffic], random)?)?.decision;
        if decision != JudgeDecision::Continue {
            return Ok((decision, number + 1));
        }
    }
    Ok((JudgeDecision::Continue, looks))
}

/// Mean looks until harm is shown at 0.01, over what no test can do without.
fn detection(rollouts: usize) -> Result<()> {
    println!(
        "\n| until harm is shown at 1 % | bound, looks | mean | median | mean over the bound |\n|---|---|---|---|---|"
    );
    let (plain, latency) = (Kind::failures(), Kind::latency());
    let strict = Kind { judged: r#"{"kind": "failures", "tolerance": 1}"#, ..Kind::failures() };
    let same = traffic::healthy_latency();
    let (shifted, tailed) = (traffic::shifted_latency(), traffic::tailed_latency());
    let bound = (1.0 / 0.01_f64).ln();
    let of_laws = |canary: &[f64]| bound / information([&same, canary]) / 3_000.0;
    let errors = |requests| traffic::errors(requests, RATE, 2.0, 1.0);
    let rows: [(&str, &Kind, &dyn Traffic, f64); 6] = [
        ("failures × 2, tolerance 1", &strict, &errors(REQUESTS), bound / of_ratio(2.0, 1.0)),
        ("failures × 2, tolerance 1.1", &plain, &errors(REQUESTS), bound / of_ratio(2.0, 1.1)),
        (
            "failures × 2, tolerance 1, looks of 10 s",
            &strict,
            &errors(REQUESTS / 6.0),
            6.0 * bound / of_ratio(2.0, 1.0),
        ),
        (
            "failures × 2, tolerance 1.1, looks of 10 s",
            &plain,
            &errors(REQUESTS / 6.0),
            6.0 * bound / of_ratio(2.0, 1.1),
        ),
        ("latency, body + 5 %", &latency, &traffic::latencies(3_000.0, &same, &shifted), of_laws(&shifted)),
        ("latency, p99 + 20 %", &latency, &traffic::latencies(3_000.0, &same, &tailed), of_laws(&tailed)),
    ];
    for (name, kind, traffic, bound) in rows {
        let (judge, mut random) = (judge(&[kind.judged])?, Random(5));
        let mut looks = Vec::with_capacity(rollouts);
        for _ in 0..rollouts {
            looks.push(harmed(&judge, kind, traffic, &mut random)? as f64);
        }
        looks.sort_by(f64::total_cmp);
        let n = rollouts as f64;
        let mean = looks.iter().sum::<f64>() / n;
        let error = (looks.iter().map(|look| (look - mean).powi(2)).sum::<f64>() / n / n).sqrt();
        let (median, ratio, error) = (looks[rollouts / 2], mean / bound, error / bound);
        println!("| {name} | {bound:.1} | {mean:.1} | {median} | {ratio:.2} ± {error:.2} |");
    }
    Ok(())
}

/// The look that shows harm, even if safety was shown by mistake before; counted from 1.
fn harmed(judge: &CanaryJudge, kind: &Kind, traffic: &dyn Traffic, random: &mut Random) -> Result<usize> {
    let mut state = judge.begin();
    for number in 0..10_000 {
        let decision = judge.look(&mut state, &look(number, &[kind], &[traffic], random)?)?.decision;
        if decision == JudgeDecision::RollBack {
            return Ok(number + 1);
        }
    }
    Err("never detected".into())
}

/// What a look of a minute tells of a true ratio of failure rates against a tolerated one.
fn of_ratio(ratio: f64, tolerated: f64) -> f64 {
    let share = |ratio: f64| ratio * CANARY / (ratio * CANARY + 1.0 - CANARY);
    let (found, null) = (share(ratio), share(tolerated));
    let failures = REQUESTS * RATE * (ratio * CANARY + 1.0 - CANARY);
    failures * (found * (found / null).ln() + (1.0 - found) * ((1.0 - found) / (1.0 - null)).ln())
}
