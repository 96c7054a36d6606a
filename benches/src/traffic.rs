//! The traffic of a service, look by look.

use rollwise::{ArmEvents, Finite, Fraction, NonNegative, SequentialLook};
use statrs::function::erf::{erfc, erfc_inv};

use crate::random::{Counts, Random};

/// A rollout's looks, drawn one after the other.
pub trait Traffic {
    /// What came since the look before; the first look is number 0.
    fn look(&self, number: usize, random: &mut Random) -> SequentialLook;
}

impl<F: Fn(usize, &mut Random) -> SequentialLook> Traffic for F {
    fn look(&self, number: usize, random: &mut Random) -> SequentialLook {
        self(number, random)
    }
}

/// Of the requests, so many go to the canary.
pub const CANARY: f64 = 0.05;

/// A number that is 0 or more; anything else counts as 0.
pub fn number(value: f64) -> NonNegative {
    NonNegative::new(value).unwrap_or_default()
}

/// A look at events of both arms.
pub fn counts(bx: f64, bn: f64, cx: f64, cn: f64) -> SequentialLook {
    let arm = |events, exposure| ArmEvents { events: number(events), exposure: number(exposure) };
    SequentialLook::Counts { baseline: arm(bx, bn), canary: arm(cx, cn), dispersion: None }
}

/// Errors of both arms, where those of the canary are `ratio` times as frequent and come in clusters.
pub fn errors(requests: f64, rate: f64, ratio: f64, cluster: f64) -> impl Traffic {
    let (bn, cn) = (requests * (1.0 - CANARY), requests * CANARY);
    let (baseline, canary) = (Counts::poisson(rate * bn / cluster), Counts::poisson(ratio * rate * cn / cluster));
    move |_: usize, random: &mut Random| counts(cluster * baseline.draw(random), bn, cluster * canary.draw(random), cn)
}

/// Errors whose rate swings by a factor of sixteen within an hour, in both arms together.
pub fn drifting(requests: f64, rate: f64) -> impl Traffic {
    let at = |look: usize| {
        errors(requests, rate * (look as f64 / 60.0 * std::f64::consts::TAU).sin().exp2().powi(2), 1.0, 1.0)
    };
    let looks: Vec<_> = (0..60).map(at).collect();
    move |look: usize, random: &mut Random| looks[look % looks.len()].look(look, random)
}

/// Outcomes of both arms, where those of the canary are more frequent by a difference.
pub fn outcomes(requests: f64, share: f64, difference: f64) -> impl Traffic {
    let (bn, cn) = (requests * (1.0 - CANARY), requests * CANARY);
    let (baseline, canary) = (Counts::binomial(bn, share), Counts::binomial(cn, share + difference));
    move |_: usize, random: &mut Random| counts(baseline.draw(random), bn, canary.draw(random), cn)
}

/// The usual bounds of Prometheus, in seconds.
pub const BOUNDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
const MEDIAN: f64 = 0.15;
const SIGMA: f64 = 0.6;

fn normal_cdf(x: f64) -> f64 {
    0.5 * erfc(-x / std::f64::consts::SQRT_2)
}

fn quantile(p: f64) -> f64 {
    MEDIAN * (-SIGMA * std::f64::consts::SQRT_2 * erfc_inv(2.0 * p)).exp()
}

/// The share of requests in each bucket, where a latency of `x` was one of `before(x)`.
fn law(before: impl Fn(f64) -> f64) -> Vec<f64> {
    let below = |bound: &f64| normal_cdf((before(*bound) / MEDIAN).ln() / SIGMA);
    let cumulative: Vec<f64> = BOUNDS.iter().map(below).chain([1.0]).collect();
    let start = [0.0].into_iter().chain(cumulative.iter().copied());
    cumulative.iter().zip(start).map(|(up_to, from)| up_to - from).collect()
}

/// A log-normal latency in the usual buckets.
pub fn healthy_latency() -> Vec<f64> {
    law(|x| x)
}

/// All requests 5 % slower.
pub fn shifted_latency() -> Vec<f64> {
    law(|x| x / 1.05)
}

/// The 99th percentile 20 % slower, because of the slowest twentieth alone.
pub fn tailed_latency() -> Vec<f64> {
    let (q95, q99) = (quantile(0.95), quantile(0.99));
    let stretch = (1.2 * q99 / q95).ln() / (q99 / q95).ln();
    law(|x| if x <= q95 { x } else { q95 * (x / q95).powf(1.0 / stretch) })
}

/// `ratio` times as many requests beyond a bound, and the others as before.
pub fn slower_latency(limit: f64, ratio: f64) -> Vec<f64> {
    let healthy = healthy_latency();
    let within = BOUNDS.partition_point(|bound| *bound <= limit);
    let slow: f64 = healthy.iter().skip(within).sum();
    let rest = (1.0 - ratio * slow) / (1.0 - slow);
    healthy.iter().enumerate().map(|(i, part)| part * if i < within { rest } else { ratio }).collect()
}

/// Requests by bucket, of which each arm has a law.
pub fn latencies(requests: f64, baseline: &[f64], canary: &[f64]) -> impl Traffic + use<> {
    let tables = |law: &[f64], share: f64| -> Vec<Counts> {
        law.iter().map(|part| Counts::poisson(requests * share * part)).collect()
    };
    let (baseline, canary) = (tables(baseline, 1.0 - CANARY), tables(canary, CANARY));
    move |_: usize, random: &mut Random| {
        let mut draw = |tables: &[Counts]| tables.iter().map(|table| number(table.draw(random))).collect();
        SequentialLook::Buckets { baseline: draw(&baseline), canary: draw(&canary), dispersion: None }
    }
}

/// A number; anything that is none counts as 0.
pub fn finite(value: f64) -> Finite {
    Finite::new(value).unwrap_or_default()
}

/// Differences of two levels around `shift` with a standard deviation of 0.02, normal or with the tails of a ratio of
/// normals.
pub fn differences(shift: f64, heavy: bool) -> impl Traffic {
    move |_: usize, random: &mut Random| {
        let scale = if heavy { 1.0 / random.normal().abs().max(1e-3) } else { 1.0 };
        let difference = finite(shift + 0.02 * scale * random.normal());
        SequentialLook::Difference { difference, variance: Some(number(4e-4)) }
    }
}

/// Levels of both arms between 0 and 1.
pub fn levels() -> impl Traffic {
    |_: usize, random: &mut Random| {
        let mut level = || Fraction::new((0.5 + 0.1 * random.normal()).clamp(0.0, 1.0)).expect("clamped to its range");
        SequentialLook::Levels { baseline: level(), canary: level() }
    }
}

/// Raw latencies, so many in the baseline and in the canary.
pub fn samples(baseline: usize, canary: usize) -> impl Traffic {
    move |_: usize, random: &mut Random| {
        let mut arm = |count| (0..count).map(|_| finite(MEDIAN * (SIGMA * random.normal()).exp())).collect();
        SequentialLook::Samples { baseline: arm(baseline), canary: arm(canary) }
    }
}

/// Requests of both arms.
pub fn arms(requests: f64) -> impl Traffic {
    let shares = [1.0 - CANARY, CANARY].map(|share| Counts::poisson(requests * share));
    move |_: usize, random: &mut Random| SequentialLook::Arms {
        counts: shares.iter().map(|arm| number(arm.draw(random))).collect(),
    }
}

/// Of one request: the divergence of the two laws from their mixture.
pub fn information([baseline, canary]: [&[f64]; 2]) -> f64 {
    let part = |(b, c): (&f64, &f64)| {
        let mixed = CANARY * c + (1.0 - CANARY) * b;
        let term = |p: f64| if p > 0.0 { p * (p / mixed).ln() } else { 0.0 };
        CANARY * term(*c) + (1.0 - CANARY) * term(*b)
    };
    baseline.iter().zip(canary).map(part).sum()
}
