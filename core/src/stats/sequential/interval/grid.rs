//! The ratio of two rates again, by a state of fixed size: the likelihood at a few sizes, and an interval that is a little
//! wider than it need be in between.
//!
//! The logarithm of the likelihood is concave, so between two sizes it lies below the lines through the neighbours on
//! either side. Where these cross the limit, the interval ends.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::stats::sequential::log;
use crate::stats::sequential::look::ArmEvents;

/// Sizes per sign of the logarithm, geometric from the smallest to the largest.
const NODES: usize = 24;
const SMALLEST: f64 = 0.01;
const LARGEST: f64 = 4.0;

/// The sizes that the likelihood is kept at, falling to rising, with no difference in their middle.
#[derive(Clone, Debug)]
pub(crate) struct RatioGrid {
    sizes: Vec<f64>,
    level: f64,
}

/// What is kept between looks.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RatioGridState {
    /// Logarithm of the likelihood of each size against no difference; empty before the first events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    log_likelihood: Vec<f64>,
    /// Logarithm of the lower end so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    low: Option<f64>,
    /// Logarithm of the upper end so far.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    high: Option<f64>,
}

impl RatioGrid {
    /// Intervals that hold together with probability 1 - `alpha`.
    pub(crate) fn new(alpha: f64) -> Self {
        let step = (LARGEST / SMALLEST).ln() / (NODES - 1) as f64;
        let size = |j: usize| SMALLEST * (step * j as f64).exp();
        let falling = (0..NODES).rev().map(|j| -size(j));
        let sizes = falling.chain(std::iter::once(0.0)).chain((0..NODES).map(size)).collect();
        Self { sizes, level: -alpha.ln() }
    }

    /// Takes in the counts of a look.
    pub(crate) fn look(&self, state: &mut RatioGridState, baseline: ArmEvents, canary: ArmEvents, dispersion: f64) {
        let (events, exposure) = (canary.events.get(), canary.exposure.get());
        let all = events + baseline.events.get();
        if all == 0.0 || exposure == 0.0 || baseline.exposure.get() == 0.0 {
            return;
        }
        let share = exposure / (exposure + baseline.exposure.get());
        state.log_likelihood.resize(self.sizes.len(), 0.0);
        for (sum, size) in state.log_likelihood.iter_mut().zip(&self.sizes) {
            *sum += (events * size - all * (share * size.exp_m1()).ln_1p()) / dispersion;
        }
        let nodes = state.log_likelihood.iter().zip(&self.sizes).filter(|(_, size)| **size != 0.0);
        let nodes: Vec<f64> = nodes.map(|(log_likelihood, _)| *log_likelihood).collect();
        let least = log::mean(nodes.iter().copied()) - self.level;
        let points: Vec<(f64, f64)> = self.sizes.iter().copied().zip(state.log_likelihood.iter().copied()).collect();
        let mirrored: Vec<(f64, f64)> = points.iter().rev().map(|(size, value)| (-size, *value)).collect();
        let narrower = |now: Option<f64>, before: Option<f64>| match (now, before) {
            (Some(now), Some(before)) => Some(now.min(before)),
            (one, other) => one.or(other),
        };
        state.high = narrower(upper_end(&points, least), state.high);
        state.low = narrower(upper_end(&mirrored, least), state.low.map(|low| -low)).map(|low| -low);
    }

    /// Refuses a state that this grid cannot have left.
    pub(crate) fn check(&self, state: &RatioGridState) -> Result<(), Error> {
        let kept = &state.log_likelihood;
        if !kept.is_empty() && kept.len() != self.sizes.len() {
            let error = Error::input(ErrorCode::OutOfRange, "log_likelihood").value(format!("{} numbers", kept.len()));
            return Err(error.allowed(format!("{} numbers, or none", self.sizes.len())));
        }
        let ends = [("low", state.low), ("high", state.high)];
        if let Some((name, _)) = ends.iter().find(|(_, end)| end.is_some_and(|end| !end.is_finite())) {
            return Err(Error::input(ErrorCode::NotFinite, *name));
        }
        match kept.iter().position(|number| !number.is_finite()) {
            Some(i) => Err(Error::input(ErrorCode::NotFinite, format!("log_likelihood[{i}]"))),
            None => Ok(()),
        }
    }
}

impl RatioGridState {
    /// The lower end of the ratio, 0 when it is not bounded.
    pub(crate) fn lower(&self) -> f64 {
        self.low.map_or(0.0, f64::exp)
    }

    /// The upper end of the ratio; none when it is not bounded.
    pub(crate) fn upper(&self) -> Option<f64> {
        self.high.map(f64::exp)
    }
}

/// A size beyond which the likelihood is certainly below the limit; none if it is above it at the last size.
fn upper_end(points: &[(f64, f64)], least: f64) -> Option<f64> {
    if points.last().is_none_or(|(_, value)| *value >= least) {
        return None;
    }
    // From the right: the first piece that the lines through its neighbours allow to reach the limit.
    (1..points.len()).rev().find_map(|right| {
        let at = |i: Option<usize>| i.and_then(|i| points.get(i)).copied();
        let (a, b) = (at(right.checked_sub(1))?, at(Some(right))?);
        let (before, after) = (at(right.checked_sub(2)), at(right.checked_add(1)));
        if a.1.max(b.1) >= least {
            let rising = before.map_or(f64::INFINITY, |before| crossing(before, a, least, b.0));
            return Some(rising.min(after.map_or(b.0, |after| crossing(after, b, least, b.0))).clamp(a.0, b.0));
        }
        // A peak between two sizes that are both below.
        let (before, after) = (before?, after?);
        let (up, down) = (slope(before, a), slope(b, after));
        if up <= 0.0 || down >= 0.0 {
            return None;
        }
        let (from, to) = (a.0 + (least - a.1) / up, b.0 + (least - b.1) / down);
        (from <= to).then_some(to)
    })
}

fn slope(a: (f64, f64), b: (f64, f64)) -> f64 {
    (b.1 - a.1) / (b.0 - a.0)
}

/// Where the line through two points falls below the limit on its way to the right; `end` when it does not before that.
fn crossing(a: (f64, f64), b: (f64, f64), least: f64, end: f64) -> f64 {
    let slope = slope(a, b);
    if slope >= 0.0 { end } else { (b.0 + (least - b.1) / slope).min(end) }
}
