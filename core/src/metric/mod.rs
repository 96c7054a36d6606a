//! What was measured, or why it was not.

mod level;
mod series;

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::tagged::tagged;
use crate::time::{Duration, Timestamp};
use crate::units::{Count, Finite, Fraction, NonNegative};

pub(crate) use level::{Cause, Level, sample_level};
use level::{bucket_quantile, rate, rate_of};

/// One metric on one side, over the window of the gate that reads it.
///
/// A measurement is not a number: what could not be measured says so, and why.
///
/// ```
/// use rollwise::Measurement;
///
/// let errors = Measurement::counts(3, 1000)?;
/// assert!(Measurement::counts(1000, 3).is_err());
/// assert!(Measurement::value(f64::NAN).is_err()); // say `Measurement::NotANumber`
/// # Ok::<(), rollwise::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum Measurement {
    /// A level that was read, such as a quantile or a saturation, in the unit of the gate's limit.
    Value {
        /// The level.
        value: Finite,
        /// How many samples it was computed from, where the host knows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        samples: Option<Count>,
    },
    /// Events out of trials, such as failed requests out of all; the level is their rate, from 0 to 1.
    Counts {
        /// How many trials were events; at most `trials`.
        events: Count,
        /// How many trials there were.
        trials: Count,
    },
    /// Events in an amount of something else, such as crashes per device-hour; the level is their rate.
    Events {
        /// How many events there were.
        events: Count,
        /// Hours, devices times hours, pods times seconds; need not be whole.
        exposure: NonNegative,
    },
    /// A cumulative histogram, as Prometheus keeps it; the level is the gate's quantile.
    Histogram {
        /// Upper bounds of the buckets, rising, without the last unbounded one.
        bounds: Vec<Finite>,
        /// How many samples were at or below each bound; one for each bound, never falling.
        cumulative: Vec<Count>,
        /// All samples, those above the last bound included.
        total: Count,
    },
    /// The samples themselves; the level is the gate's quantile, or their mean where it has none.
    Samples {
        /// The samples, in any order.
        values: Vec<Finite>,
    },
    /// Measurements at points in time; every gate takes those inside its own window.
    Series {
        /// The points, in order of time.
        points: Vec<Point>,
    },
    /// Nobody measured it.
    Missing,
    /// The measurement system answered "not a number".
    NotANumber,
    /// The measurement could not be fetched.
    FetchFailed {
        /// What the measurement system said.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        error: Option<String>,
    },
    /// There is a measurement, but it is too old.
    Stale {
        /// When it was taken.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        measured_at: Option<Timestamp>,
    },
}

tagged!(Measurement, "kind");

/// A measurement at a moment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Point {
    /// The end of the time that the measurement covers.
    pub at: Timestamp,
    /// What was measured; any kind but `series`.
    pub measurement: Measurement,
}

/// One metric on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Comparison {
    /// The version that is being rolled out.
    pub canary: Measurement,
    /// The version that it is held against; needed by relative gates only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Measurement>,
}

/// What the host measured for one look.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Evidence {
    /// Measurements by name of the metric. A plain measurement serves every gate that reads the metric; bring a
    /// `series` where gates read the same metric over different windows.
    pub metrics: BTreeMap<Arc<str>, Comparison>,
}

impl Measurement {
    /// A level.
    ///
    /// # Errors
    ///
    /// `not_finite` for NaN and infinities.
    pub fn value(value: f64) -> Result<Self, Error> {
        Ok(Self::Value { value: Finite::new(value)?, samples: None })
    }

    /// Events out of trials.
    ///
    /// # Errors
    ///
    /// `events_exceed_trials`, or `out_of_range` above 2⁵³ − 1.
    pub fn counts(events: u64, trials: u64) -> Result<Self, Error> {
        let counts = Self::Counts { events: Count::new(events)?, trials: Count::new(trials)? };
        counts.check()?;
        Ok(counts)
    }

    /// The word that stands for it in documents.
    pub(crate) fn kind(&self) -> &'static str {
        match self {
            Self::Value { .. } => "value",
            Self::Counts { .. } => "counts",
            Self::Events { .. } => "events",
            Self::Histogram { .. } => "histogram",
            Self::Samples { .. } => "samples",
            Self::Series { .. } => "series",
            Self::Missing => "missing",
            Self::NotANumber => "not_a_number",
            Self::FetchFailed { .. } => "fetch_failed",
            Self::Stale { .. } => "stale",
        }
    }

    /// Checks what the types of the parts cannot: counts against trials, buckets, order of time.
    pub(crate) fn check(&self) -> Result<(), Error> {
        match self {
            Self::Counts { events, trials } => check_counts(*events, *trials),
            Self::Histogram { bounds, cumulative, total } => check_buckets(bounds, cumulative, *total),
            Self::Series { points } => check_points(points),
            _ => Ok(()),
        }
    }

    /// The level of this measurement at `now`, seen through a gate's window and quantile.
    pub(crate) fn level(&self, now: Timestamp, window: Duration, quantile: Option<Fraction>) -> Result<Level, Cause> {
        match self {
            Self::Value { value, samples } => Ok(Level::of(value.get(), samples.map(Count::get))),
            Self::Counts { events, trials } => rate(*events, *trials),
            Self::Events { events, exposure } => rate_of(*events, exposure.get()),
            Self::Histogram { bounds, cumulative, total } => {
                let quantile = quantile.ok_or(Cause::NoQuantile)?;
                bucket_quantile(bounds, |i| cumulative.get(i).map_or(0, |c| c.get()), total.get(), quantile.get())
            }
            Self::Samples { values } => sample_level(values.iter().map(|v| v.get()).collect(), quantile),
            Self::Series { points } => series::level(points, now, window, quantile),
            Self::Missing => Err(Cause::Missing),
            Self::NotANumber => Err(Cause::NotANumber),
            Self::FetchFailed { .. } => Err(Cause::FetchFailed),
            Self::Stale { .. } => Err(Cause::Stale),
        }
    }
}

impl Evidence {
    /// Refuses measurements that contradict themselves, naming the metric and the side.
    pub(crate) fn check(&self) -> Result<(), Error> {
        for (metric, comparison) in &self.metrics {
            let sides = [("canary", Some(&comparison.canary)), ("baseline", comparison.baseline.as_ref())];
            for (side, measurement) in sides {
                if let Some(measurement) = measurement {
                    measurement.check().map_err(|err| err.within(&format!("metrics.{metric}.{side}")))?;
                }
            }
        }
        Ok(())
    }
}

/// Refuses more events than trials.
pub(crate) fn check_counts(events: Count, trials: Count) -> Result<(), Error> {
    if events > trials {
        return Err(Error::input(ErrorCode::EventsExceedTrials, "events")
            .value(events)
            .allowed(format!("0 to {trials}, the number of trials")));
    }
    Ok(())
}

fn check_buckets(bounds: &[Finite], cumulative: &[Count], total: Count) -> Result<(), Error> {
    if bounds.len() != cumulative.len() {
        return Err(Error::input(ErrorCode::OutOfRange, "cumulative")
            .value(format!("{} counts", cumulative.len()))
            .allowed(format!("{} counts, one for each bound", bounds.len())));
    }
    check_bounds(bounds)?;
    check_cumulative(cumulative).map_err(|err| err.within("cumulative"))?;
    match cumulative.last() {
        Some(last) if *last > total => Err(Error::input(ErrorCode::EventsExceedTrials, "total")
            .value(total)
            .allowed(format!("at least {last}, the count of the last bucket"))),
        _ => Ok(()),
    }
}

/// Refuses counts of samples at or below rising bounds of which one is less than the one before.
pub(crate) fn check_cumulative(counts: &[Count]) -> Result<(), Error> {
    let fall = counts.iter().zip(counts.iter().skip(1)).enumerate().find(|(_, (below, count))| count < below);
    match fall {
        Some((i, (below, count))) => Err(Error::input(ErrorCode::NotRising, format!("[{}]", i + 1))
            .value(count)
            .allowed(format!("at least {below}, the count of the bucket below"))),
        None => Ok(()),
    }
}

/// Refuses upper bounds of buckets that do not rise.
pub(crate) fn check_bounds(bounds: &[Finite]) -> Result<(), Error> {
    match bounds.windows(2).position(|pair| !matches!(pair, [a, b] if a < b)) {
        Some(i) => Err(Error::input(ErrorCode::NotRising, format!("bounds[{}]", i + 1)).allowed("rising bounds")),
        None => Ok(()),
    }
}

fn check_points(points: &[Point]) -> Result<(), Error> {
    let mut last = None;
    for (i, point) in points.iter().enumerate() {
        if matches!(point.measurement, Measurement::Series { .. }) {
            return Err(Error::input(ErrorCode::MixedKinds, format!("points[{i}].measurement"))
                .value("series")
                .allowed("any other kind"));
        }
        point.measurement.check().map_err(|err| err.within(&format!("points[{i}].measurement")))?;
        if last.is_some_and(|last| point.at <= last) {
            return Err(Error::input(ErrorCode::NotInOrder, format!("points[{i}].at"))
                .value(point.at)
                .allowed("later than the point before"));
        }
        last = Some(point.at);
    }
    series::check_kinds(points)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn finite(values: &[f64]) -> Vec<Finite> {
        values.iter().map(|v| Finite::new(*v).unwrap()).collect()
    }

    #[test]
    fn contradictions_are_refused_by_name() {
        let histogram = |bounds: &[f64], cumulative: &[u64], total| {
            let cumulative = cumulative.iter().map(|c| Count::new(*c).unwrap()).collect();
            Measurement::Histogram { bounds: finite(bounds), cumulative, total: Count::new(total).unwrap() }
        };
        for (bad, field) in [
            (histogram(&[1.0, 1.0], &[1, 2], 2), "bounds[1]"),
            (histogram(&[1.0, 2.0], &[2, 1], 2), "cumulative[1]"),
            (histogram(&[1.0], &[3], 2), "total"),
            (histogram(&[1.0], &[], 2), "cumulative"),
        ] {
            assert_eq!(bad.check().unwrap_err().field(), field);
        }
    }
}
