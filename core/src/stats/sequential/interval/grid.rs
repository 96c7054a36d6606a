//! The ratio of two rates again, by a state of fixed size: the likelihood at a few sizes, and an interval that is a little
//! wider than it need be in between.
//!
//! The logarithm of the likelihood is concave, so between two sizes it lies below the lines through the neighbours on
//! either side. Where these cross the limit, the interval ends.

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

impl RatioGrid {
    /// Intervals that hold together with probability 1 - `alpha`.
    pub(crate) fn new(alpha: f64) -> Self {
        let step = (LARGEST / SMALLEST).ln() / (NODES - 1) as f64;
        let size = |j: usize| SMALLEST * (step * j as f64).exp();
        let falling = (0..NODES).rev().map(|j| -size(j));
        let sizes = falling.chain(std::iter::once(0.0)).chain((0..NODES).map(size)).collect();
        Self { sizes, level: -alpha.ln() }
    }

    /// Takes in the counts of a look. The state has the logarithm of the likelihood of each size against no difference, and
    /// is empty before the first events.
    pub(crate) fn look(&self, state: &mut Vec<f64>, baseline: ArmEvents, canary: ArmEvents, dispersion: f64) {
        let (events, exposure) = (canary.events.get(), canary.exposure.get());
        let all = events + baseline.events.get();
        if all == 0.0 || exposure == 0.0 || baseline.exposure.get() == 0.0 {
            return;
        }
        let share = exposure / (exposure + baseline.exposure.get());
        state.resize(self.sizes.len(), 0.0);
        for (sum, size) in state.iter_mut().zip(&self.sizes) {
            *sum += (events * size - all * (share * size.exp_m1()).ln_1p()) / dispersion;
        }
    }

    /// The ends of the interval of the ratio; none where it has no bound, which downwards is 0.
    pub(crate) fn interval(&self, state: &[f64]) -> (f64, Option<f64>) {
        let points: Vec<(f64, f64)> = self.sizes.iter().copied().zip(state.iter().copied()).collect();
        let nodes: Vec<f64> = points.iter().filter(|(size, _)| *size != 0.0).map(|(_, value)| *value).collect();
        if nodes.is_empty() {
            return (0.0, None);
        }
        let least = log::mean(nodes.iter().copied()) - self.level;
        let mirrored: Vec<(f64, f64)> = points.iter().rev().map(|(size, value)| (-size, *value)).collect();
        let low = upper_end(&mirrored, least).map_or(0.0, |low| (-low).exp());
        (low, upper_end(&points, least).map(f64::exp))
    }

    /// Refuses a state that this grid cannot have left.
    pub(crate) fn check(&self, state: &[f64]) -> Result<(), Error> {
        if !state.is_empty() && state.len() != self.sizes.len() {
            let error = Error::input(ErrorCode::OutOfRange, "").value(format!("{} numbers", state.len()));
            return Err(error.allowed(format!("{} numbers, or none", self.sizes.len())));
        }
        match state.iter().position(|number| !number.is_finite()) {
            Some(i) => Err(Error::input(ErrorCode::NotFinite, format!("[{i}]"))),
            None => Ok(()),
        }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::sequential::{ConfidenceSequence, SequentialLook, sequential_interval};
    use crate::units::NonNegative;

    fn arm(events: f64, exposure: f64) -> ArmEvents {
        ArmEvents { events: NonNegative::new(events).unwrap(), exposure: NonNegative::new(exposure).unwrap() }
    }

    /// The exact interval has more sizes in its mixture; it should be inside, or nearly, and not much narrower.
    #[test]
    fn it_is_a_little_wider_than_the_exact_interval() {
        let grid = RatioGrid::new(0.05);
        for (b, c) in [(20.0, 4.0), (200.0, 20.0), (900.0, 180.0), (20_000.0, 2_100.0), (3.0, 0.0), (0.0, 30.0)] {
            let (baseline, canary) = (arm(b, 9e5), arm(c, 1e5));
            let mut state = Vec::new();
            grid.look(&mut state, baseline, canary, 1.0);
            let (low, high) = grid.interval(&state);
            let sequence: ConfidenceSequence = serde_json::from_str(r#"{"kind": "ratio"}"#).unwrap();
            let look = SequentialLook::Counts { baseline, canary, dispersion: None };
            let exact = sequential_interval(&sequence, &[look]).unwrap()[0];
            let widened = |ours: f64, exact: f64| (ours / exact).ln().abs();
            let lower = exact.lower.unwrap();
            assert!(low <= lower * 1.02 && (lower < 0.01 || widened(low, lower) < 0.25), "{low} against {lower}");
            match (high, exact.upper) {
                (Some(high), Some(upper)) => {
                    assert!(high >= upper * 0.98 && widened(high, upper) < 0.25, "{high} against {upper}");
                }
                (high, upper) => {
                    assert!(high.is_none() || upper.is_none_or(|upper| upper > 54.0), "{high:?} {upper:?}")
                }
            }
        }
    }
}
