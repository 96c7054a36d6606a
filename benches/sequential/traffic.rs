//! The traffic of a service, look by look.

use rollwise::{ArmEvents, Finite, Fraction, NonNegative, SequentialLook};
use statrs::function::erf::{erfc, erfc_inv};

use crate::random::{Poisson, Random};

/// A rollout's looks, drawn one after the other.
pub(crate) trait Traffic {
    fn look(&self, number: usize, random: &mut Random) -> SequentialLook;
}

impl<F: Fn(usize, &mut Random) -> SequentialLook> Traffic for F {
    fn look(&self, number: usize, random: &mut Random) -> SequentialLook {
        self(number, random)
    }
}

/// Of the requests, so many go to the canary.
pub(crate) const CANARY: f64 = 0.05;

pub(crate) fn number(value: f64) -> NonNegative {
    NonNegative::new(value).unwrap_or_default()
}

pub(crate) fn counts(bx: f64, bn: f64, cx: f64, cn: f64) -> SequentialLook {
    let arm = |events, exposure| ArmEvents { events: number(events), exposure: number(exposure) };
    SequentialLook::Counts { baseline: arm(bx, bn), canary: arm(cx, cn), dispersion: None }
}

/// Errors of both arms, where those of the canary are `ratio` times as frequent and come in clusters.
pub(crate) fn errors(requests: f64, rate: f64, ratio: f64, cluster: f64) -> impl Traffic {
    let (bn, cn) = (requests * (1.0 - CANARY), requests * CANARY);
    let (baseline, canary) = (Poisson::new(rate * bn / cluster), Poisson::new(ratio * rate * cn / cluster));
    move |_: usize, random: &mut Random| counts(cluster * baseline.draw(random), bn, cluster * canary.draw(random), cn)
}

/// Errors whose rate swings by a factor of sixteen within an hour, in both arms together.
pub(crate) fn drifting(requests: f64, rate: f64) -> impl Traffic {
    let at = |look: usize| {
        errors(requests, rate * (look as f64 / 60.0 * std::f64::consts::TAU).sin().exp2().powi(2), 1.0, 1.0)
    };
    let looks: Vec<_> = (0..60).map(at).collect();
    move |look: usize, random: &mut Random| looks[look % looks.len()].look(look, random)
}

/// The usual bounds of Prometheus, in seconds.
const BOUNDS: [f64; 11] = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];
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

pub(crate) fn healthy_latency() -> Vec<f64> {
    law(|x| x)
}

/// All requests 5 % slower.
pub(crate) fn shifted_latency() -> Vec<f64> {
    law(|x| x / 1.05)
}

/// The 99th percentile 20 % slower, because of the slowest twentieth alone.
pub(crate) fn tailed_latency() -> Vec<f64> {
    let (q95, q99) = (quantile(0.95), quantile(0.99));
    let stretch = (1.2 * q99 / q95).ln() / (q99 / q95).ln();
    law(|x| if x <= q95 { x } else { q95 * (x / q95).powf(1.0 / stretch) })
}

pub(crate) fn latencies(requests: f64, baseline: &[f64], canary: &[f64]) -> impl Traffic + use<> {
    let tables = |law: &[f64], share: f64| -> Vec<Poisson> {
        law.iter().map(|part| Poisson::new(requests * share * part)).collect()
    };
    let (baseline, canary) = (tables(baseline, 1.0 - CANARY), tables(canary, CANARY));
    move |_: usize, random: &mut Random| {
        let mut draw = |tables: &[Poisson]| tables.iter().map(|table| number(table.draw(random))).collect();
        SequentialLook::Buckets { baseline: draw(&baseline), canary: draw(&canary), dispersion: None }
    }
}

pub(crate) fn finite(value: f64) -> Finite {
    Finite::new(value).unwrap_or_default()
}

/// Differences of two levels with a standard deviation of 0.02, normal or with the tails of a ratio of normals.
pub(crate) fn differences(heavy: bool) -> impl Traffic {
    move |_: usize, random: &mut Random| {
        let scale = if heavy { 1.0 / random.normal().abs().max(1e-3) } else { 1.0 };
        let difference = finite(0.02 * scale * random.normal());
        SequentialLook::Difference { difference, variance: Some(number(4e-4)) }
    }
}

pub(crate) fn levels() -> impl Traffic {
    |_: usize, random: &mut Random| {
        let mut level = || Fraction::new((0.5 + 0.1 * random.normal()).clamp(0.0, 1.0)).expect("clamped to its range");
        SequentialLook::Levels { baseline: level(), canary: level() }
    }
}

/// Raw latencies, as many in both arms.
pub(crate) fn samples() -> impl Traffic {
    |_: usize, random: &mut Random| {
        let mut arm = || (0..20).map(|_| finite(MEDIAN * (SIGMA * random.normal()).exp())).collect();
        SequentialLook::Samples { baseline: arm(), canary: arm() }
    }
}

pub(crate) fn arms(requests: f64) -> impl Traffic {
    let shares = [1.0 - CANARY, CANARY].map(|share| Poisson::new(requests * share));
    move |_: usize, random: &mut Random| SequentialLook::Arms {
        counts: shares.iter().map(|arm| number(arm.draw(random))).collect(),
    }
}
