//! One number from what was measured, or why there is none.

use crate::reason::ReasonCode;
use crate::units::{Count, Finite, Fraction};

/// One number for one side of a check.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Level {
    pub(crate) value: f64,
    /// The true level may be higher: the quantile lies above the last bound of a histogram.
    pub(crate) or_more: bool,
    pub(crate) samples: Option<u64>,
}

impl Level {
    pub(crate) fn of(value: f64, samples: Option<u64>) -> Self {
        Self { value, or_more: false, samples }
    }
}

/// Why there is no number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Cause {
    Missing,
    NotANumber,
    FetchFailed,
    Stale,
    NoTraffic,
    TooFewSamples,
    NoQuantile,
}

impl Cause {
    pub(crate) fn code(self) -> ReasonCode {
        match self {
            Self::Missing => ReasonCode::Missing,
            Self::NotANumber => ReasonCode::NotANumber,
            Self::FetchFailed => ReasonCode::FetchFailed,
            Self::Stale => ReasonCode::Stale,
            Self::NoTraffic => ReasonCode::NoTraffic,
            Self::TooFewSamples => ReasonCode::TooFewSamples,
            Self::NoQuantile => ReasonCode::NoQuantile,
        }
    }
}

pub(crate) fn rate(events: Count, trials: Count) -> Result<Level, Cause> {
    if trials.get() == 0 {
        return Err(Cause::NoTraffic);
    }
    Ok(Level::of(events.as_f64() / trials.as_f64(), Some(trials.get())))
}

pub(crate) fn rate_of(events: Count, exposure: f64) -> Result<Level, Cause> {
    // Less exposure than any float can be divided by is none.
    let rate = events.as_f64() / exposure;
    if rate.is_finite() { Ok(Level::of(rate, Some(events.get()))) } else { Err(Cause::NoTraffic) }
}

/// The quantile inside a bucket by linear interpolation, as Prometheus' `histogram_quantile` does; above the last
/// bound it is that bound "or more".
pub(crate) fn bucket_quantile(
    bounds: &[Finite],
    cumulative: impl Fn(usize) -> u64,
    total: u64,
    quantile: f64,
) -> Result<Level, Cause> {
    if total == 0 {
        return Err(Cause::NoTraffic);
    }
    let rank = quantile * total as f64;
    let (mut below, mut lower) = (0, None);
    for (i, bound) in bounds.iter().enumerate() {
        let (upto, upper) = (cumulative(i), bound.get());
        if upto as f64 >= rank && upto > 0 {
            // The first bucket starts at zero, or at its own bound where that is negative.
            let lower = lower.unwrap_or_else(|| upper.min(0.0));
            let inside = (upto - below) as f64;
            let part = if inside > 0.0 { (rank - below as f64) / inside } else { 1.0 };
            return Ok(Level::of(lower + (upper - lower) * part, Some(total)));
        }
        (below, lower) = (upto, Some(upper));
    }
    let last = lower.ok_or(Cause::NotANumber)?;
    Ok(Level { value: last, or_more: true, samples: Some(total) })
}

/// Mean, or the quantile by linear interpolation between order statistics (Hyndman and Fan's type 7).
pub(crate) fn sample_level(mut values: Vec<f64>, quantile: Option<Fraction>) -> Result<Level, Cause> {
    let n = values.len();
    if n == 0 {
        return Err(Cause::Missing);
    }
    let value = match quantile {
        None => mean(&values),
        Some(q) => {
            values.sort_unstable_by(f64::total_cmp);
            let rank = q.get() * (n - 1) as f64;
            let at = |i: usize| values.get(i).or(values.last()).copied().unwrap_or_default();
            let (low, high) = (at(rank as usize), at(rank as usize + 1));
            low + (high - low) * rank.fract()
        }
    };
    // Only sums of numbers near the largest float overflow.
    if value.is_finite() { Ok(Level::of(value, Some(n as u64))) } else { Err(Cause::NotANumber) }
}

pub(crate) fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finite(values: &[f64]) -> Vec<Finite> {
        values.iter().map(|v| Finite::new(*v).unwrap()).collect()
    }

    #[test]
    fn histogram_quantiles_follow_prometheus() {
        // histogram_quantile(0.5, …) over le = 1, 2, 4 with 10, 30, 40 of 40 samples: 1 + (20 - 10) / 20.
        let cumulative = [10, 30, 40];
        let quantile = |q, total| bucket_quantile(&finite(&[1.0, 2.0, 4.0]), |i| cumulative[i], total, q);
        assert_eq!(quantile(0.5, 40), Ok(Level::of(1.5, Some(40))));
        assert_eq!(quantile(0.1, 40), Ok(Level::of(0.4, Some(40))));
        assert_eq!(quantile(1.0, 40), Ok(Level::of(4.0, Some(40))));
        assert_eq!(quantile(0.99, 50), Ok(Level { value: 4.0, or_more: true, samples: Some(50) }));
        assert_eq!(quantile(0.5, 0), Err(Cause::NoTraffic));
    }

    #[test]
    fn sample_quantiles_follow_type_7() {
        // numpy.quantile([3, 1, 2, 4], [0, .25, .5, 1]) is [1, 1.75, 2.5, 4].
        for (q, want) in [(0.0, 1.0), (0.25, 1.75), (0.5, 2.5), (1.0, 4.0)] {
            let level = sample_level(vec![3.0, 1.0, 2.0, 4.0], Some(Fraction::new(q).unwrap())).unwrap();
            assert_eq!(level.value, want);
        }
    }
}
