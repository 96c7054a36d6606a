//! Simulates rollouts with the sequential tests: false alarms, requests to detection, early promotion, and nanoseconds a
//! look. Seeds are fixed, so every run prints the same but for the times. An argument scales the numbers of rollouts.

use std::hint::black_box;
use std::time::Instant;

use rollwise::{
    DispersionEstimate, Family, PreparedTest, SequentialLook, SequentialTest, document, estimate_dispersion,
};
use rollwise_benches::random::Random;
use rollwise_benches::traffic::{self, Traffic, counts, information};
use rollwise_benches::{Result, percent};

/// Looks of a rollout, one a minute.
const LOOKS: usize = 60;
const REQUESTS: f64 = 30_000.0;
const RATE: f64 = 0.001;

fn main() -> Result<()> {
    let scale = std::env::args().nth(1).map_or(Ok(1.0), |scale| scale.parse::<f64>())?;
    let size = |rollouts: f64| (rollouts * scale).max(1.0) as usize;
    false_alarms(&size)?;
    clusters(size(4_000.0))?;
    detection(size(4_000.0))?;
    promotion(size(10_000.0))?;
    speed()
}

fn prepared(json: &str) -> Result<PreparedTest> {
    Ok(document::read::<SequentialTest>(Family::Config, json)?.prepare()?)
}

/// The look from which on a test rejects, of so many; counted from 1.
fn rejection(
    test: &PreparedTest,
    traffic: &dyn Traffic,
    alpha: f64,
    looks: usize,
    random: &mut Random,
) -> Result<Option<usize>> {
    let mut state = test.begin();
    for number in 0..looks {
        if test.look(&mut state, &traffic.look(number, random))?.rejects(alpha) {
            return Ok(Some(number + 1));
        }
    }
    Ok(None)
}

fn false_alarms(size: &dyn Fn(f64) -> usize) -> Result<()> {
    println!("false alarms within {LOOKS} looks              at 0.01            at 0.05");
    let same = traffic::healthy_latency();
    let errors = || -> Box<dyn Traffic> { Box::new(traffic::errors(REQUESTS, RATE, 1.0, 1.0)) };
    let evenly = r#""ratio": 1, "restart": {"kind": "evenly", "looks": 60}"#;
    let rows: Vec<(&str, String, Box<dyn Traffic>, usize)> = vec![
        ("rate_ratio", rate(r#""ratio": 1"#), errors(), size(20_000.0)),
        ("rate_ratio, default tolerance", rate(""), errors(), size(20_000.0)),
        ("rate_ratio, restart", rate(evenly), errors(), size(20_000.0)),
        ("rate_ratio, drop", rate(r#""ratio": 1, "direction": "drop""#), errors(), size(20_000.0)),
        ("rate_ratio, either", rate(r#""ratio": 1, "direction": "either""#), errors(), size(20_000.0)),
        (
            "rate_ratio, drifting base rate",
            rate(r#""ratio": 1"#),
            Box::new(traffic::drifting(REQUESTS, RATE)),
            size(20_000.0),
        ),
        ("two_proportion", test("two_proportion", ""), errors(), size(10_000.0)),
        ("beta_binomial", test("beta_binomial", r#""share": 0.05"#), errors(), size(10_000.0)),
        ("fisher_conditional", test("fisher_conditional", r#""odds_ratio": 1"#), errors(), size(2_000.0)),
        (
            "histogram_shift",
            test("histogram_shift", ""),
            Box::new(traffic::latencies(3_000.0, &same, &same)),
            size(6_000.0),
        ),
        (
            "bucket_beta",
            test("bucket_beta", r#""share": 0.05"#),
            Box::new(traffic::latencies(3_000.0, &same, &same)),
            size(2_000.0),
        ),
        ("quantile_ab", test("quantile_ab", ""), Box::new(traffic::samples(20, 20)), size(100.0)),
        (
            "gaussian_difference",
            test("gaussian_difference", ""),
            Box::new(traffic::differences(0.0, false)),
            size(20_000.0),
        ),
        (
            "symmetric_difference",
            test("symmetric_difference", ""),
            Box::new(traffic::differences(0.0, false)),
            size(20_000.0),
        ),
        (
            "symmetric_difference, heavy tails",
            test("symmetric_difference", ""),
            Box::new(traffic::differences(0.0, true)),
            size(20_000.0),
        ),
        ("bounded_mean", test("bounded_mean", ""), Box::new(traffic::levels()), size(20_000.0)),
        (
            "split_check",
            test("split_check", r#""shares": [0.95, 0.05]"#),
            Box::new(traffic::arms(REQUESTS)),
            size(10_000.0),
        ),
    ];
    for (name, test, traffic, rollouts) in rows {
        let test = prepared(&test)?;
        let alarms = |alpha| alarms(&test, traffic.as_ref(), alpha, rollouts);
        println!("{name:<34} {:>18} {:>18}", alarms(0.01)?, alarms(0.05)?);
    }
    let boosted = |alpha: f64| {
        let test = prepared(&rate(&format!(r#""ratio": 1, "boost_alpha": {alpha}"#)))?;
        alarms(&test, errors().as_ref(), alpha, size(10_000.0))
    };
    println!("{:<34} {:>18} {:>18}", "rate_ratio, boost", boosted(0.01)?, boosted(0.05)?);
    Ok(())
}

fn alarms(test: &PreparedTest, traffic: &dyn Traffic, alpha: f64, rollouts: usize) -> Result<String> {
    let mut random = Random(1);
    let mut hits = 0;
    for _ in 0..rollouts {
        hits += usize::from(rejection(test, traffic, alpha, LOOKS, &mut random)?.is_some());
    }
    Ok(percent(hits, rollouts))
}

fn rate(policy: &str) -> String {
    test("rate_ratio", policy)
}

fn test(kind: &str, policy: &str) -> String {
    format!(r#"{{"kind": "{kind}", "policy": {{{policy}}}}}"#)
}

/// Errors that come in threes: with an hour of history of a slice as large as the canary, and without.
fn clusters(rollouts: usize) -> Result<()> {
    let arrivals = traffic::errors(REQUESTS, RATE, 1.0, 3.0);
    println!("\nerrors in threes, false alarms      at 0.01            at 0.05");
    for (name, history) in [("no history", false), ("dispersion from 60 looks before", true)] {
        let row = |alpha: f64| -> Result<String> {
            let (mut random, mut hits) = (Random(2), 0);
            for _ in 0..rollouts {
                let past: Vec<SequentialLook> =
                    (0..LOOKS).map(|look| slice(arrivals.look(look, &mut random))).collect();
                let estimates = estimate_dispersion(&DispersionEstimate::History, &past)?;
                let dispersion = estimates.last().filter(|_| history).copied().unwrap_or(1.0);
                let test = prepared(&rate(&format!(r#""ratio": 1, "dispersion": {dispersion}"#)))?;
                hits += usize::from(rejection(&test, &arrivals, alpha, LOOKS, &mut random)?.is_some());
            }
            Ok(percent(hits, rollouts))
        };
        println!("{name:<34} {:>18} {:>18}", row(0.01)?, row(0.05)?);
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

/// Mean requests to detection at 0.01, over what no test can do without.
fn detection(rollouts: usize) -> Result<()> {
    println!("\nto detection at 0.01                bound     mean   median    mean / bound");
    let bound = (1.0 / 0.01_f64).ln();
    let needed = |laws: [&[f64]; 2], requests: f64| bound / information(laws) / requests;
    let errors = |rate: f64| [rate, 1.0 - rate];
    let (base, doubled) = (errors(RATE), errors(2.0 * RATE));
    let same = traffic::healthy_latency();
    let (shifted, tailed) = (traffic::shifted_latency(), traffic::tailed_latency());
    let plain = rate(r#""ratio": 1"#);
    let boost = rate(r#""ratio": 1, "boost_alpha": 0.01"#);
    let shift = test("histogram_shift", "");
    let minutes = traffic::errors(REQUESTS, RATE, 2.0, 1.0);
    let tenths = traffic::errors(REQUESTS / 6.0, RATE, 2.0, 1.0);
    let rows: [(&str, &str, &dyn Traffic, f64); 6] = [
        ("errors x 2, looks of 60 s", &plain, &minutes, needed([&base, &doubled], REQUESTS)),
        ("errors x 2, looks of 60 s, boost", &boost, &minutes, needed([&base, &doubled], REQUESTS)),
        ("errors x 2, looks of 10 s", &plain, &tenths, needed([&base, &doubled], REQUESTS / 6.0)),
        ("errors x 2, looks of 10 s, boost", &boost, &tenths, needed([&base, &doubled], REQUESTS / 6.0)),
        (
            "latency, body + 5 %",
            &shift,
            &traffic::latencies(3_000.0, &same, &shifted),
            needed([&same, &shifted], 3_000.0),
        ),
        (
            "latency, p99 + 20 %",
            &shift,
            &traffic::latencies(3_000.0, &same, &tailed),
            needed([&same, &tailed], 3_000.0),
        ),
    ];
    for (name, test, traffic, bound) in rows {
        let (test, mut random) = (prepared(test)?, Random(3));
        let mut looks = Vec::with_capacity(rollouts);
        for _ in 0..rollouts {
            looks.push(rejection(&test, traffic, 0.01, 10_000, &mut random)?.ok_or("never detected")? as f64);
        }
        looks.sort_by(f64::total_cmp);
        let n = rollouts as f64;
        let mean = looks.iter().sum::<f64>() / n;
        let error = (looks.iter().map(|look| (look - mean).powi(2)).sum::<f64>() / n / n).sqrt();
        let median = looks[rollouts / 2];
        println!("{name:<34} {bound:6.1} {mean:8.1} {median:8} {:9.3} ± {:.3}", mean / bound, error / bound);
    }
    Ok(())
}

/// Both directions side by side: rollback at 0.01 against a ratio of 1, promotion at 0.05 against one of 2.
fn promotion(rollouts: usize) -> Result<()> {
    println!("\nwithin {LOOKS} looks, errors                 promoted        rolled back   median look");
    let (worse, safe) = (prepared(&rate(r#""ratio": 1"#))?, prepared(&rate(r#""ratio": 2, "direction": "safe""#))?);
    for ratio in [1.0, 1.25, 2.0] {
        let (arrivals, mut random) = (traffic::errors(REQUESTS, RATE, ratio, 1.0), Random(4));
        let (mut promoted, mut rolled_back) = (Vec::new(), 0);
        for _ in 0..rollouts {
            let (mut bad, mut good) = (worse.begin(), safe.begin());
            for number in 0..LOOKS {
                let look = arrivals.look(number, &mut random);
                let (is_worse, is_safe) =
                    (worse.look(&mut bad, &look)?.rejects(0.01), safe.look(&mut good, &look)?.rejects(0.05));
                if is_worse {
                    rolled_back += 1;
                    break;
                }
                if is_safe {
                    promoted.push(number + 1);
                    break;
                }
            }
        }
        promoted.sort_unstable();
        let (hits, median) = (promoted.len(), promoted.get(promoted.len() / 2).copied().unwrap_or(0));
        let name = format!("x {ratio}");
        println!("{name:<34} {:>18} {:>18} {median:>8}", percent(hits, rollouts), percent(rolled_back, rollouts));
    }
    Ok(())
}

/// Nanoseconds a look.
fn speed() -> Result<()> {
    const ROUNDS: u32 = 200_000;
    println!("\na look takes");
    let latencies = traffic::latencies(3_000.0, &traffic::healthy_latency(), &traffic::healthy_latency());
    for (name, policy, look) in [
        ("rate_ratio", "", counts(29.0, 28_500.0, 2.0, 1_500.0)),
        ("two_proportion", "", counts(29.0, 28_500.0, 2.0, 1_500.0)),
        ("beta_binomial", r#""share": 0.05"#, counts(29.0, 28_500.0, 2.0, 1_500.0)),
        ("histogram_shift", "", latencies.look(0, &mut Random(5))),
    ] {
        let test = prepared(&test(name, policy))?;
        let mut state = test.begin();
        let start = Instant::now();
        for _ in 0..ROUNDS {
            black_box(test.look(&mut state, black_box(&look))?);
        }
        println!("{name:<34} {:>8.0} ns", start.elapsed().as_nanos() as f64 / f64::from(ROUNDS));
    }
    Ok(())
}
