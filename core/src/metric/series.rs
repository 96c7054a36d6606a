//! Measurements over time, seen through a window.

use super::level::{Cause, Level, bucket_quantile, mean, rate, rate_of, sample_level};
use super::{Measurement, Point};
use crate::error::{Error, ErrorCode};
use crate::time::{Duration, Timestamp};
use crate::units::{Count, Finite, Fraction};

/// The level over the points in `(now − window, now]`, taken together: counts, events and histograms are added up,
/// samples are pooled, levels are averaged (by their numbers of samples where all have one).
///
/// Points that hold no measurement are left out; when nothing else is in the window, the latest of them says why,
/// and when the window is empty the series is stale, or missing if it never had a point.
pub(crate) fn level(
    points: &[Point],
    now: Timestamp,
    window: Duration,
    quantile: Option<Fraction>,
) -> Result<Level, Cause> {
    let past = points.get(..points.partition_point(|p| p.at <= now)).unwrap_or_default();
    let inside = past.get(past.partition_point(|p| p.at <= now.before(window))..).unwrap_or_default();
    match inside.iter().map(|p| &p.measurement).find(|m| is_measured(m)) {
        Some(Measurement::Value { .. }) => average(inside),
        Some(Measurement::Counts { .. }) => counted(inside),
        Some(Measurement::Events { .. }) => exposed(inside),
        Some(Measurement::Histogram { bounds, .. }) => merged(inside, bounds, quantile.ok_or(Cause::NoQuantile)?),
        Some(Measurement::Samples { .. }) => pooled(inside, quantile),
        _ => match inside.last() {
            Some(last) => last.measurement.level(now, window, quantile),
            None if past.is_empty() => Err(Cause::Missing),
            None => Err(Cause::Stale),
        },
    }
}

/// Refuses a series whose measured points cannot be taken together.
pub(crate) fn check_kinds(points: &[Point]) -> Result<(), Error> {
    let mut measured = points.iter().enumerate().filter(|(_, p)| is_measured(&p.measurement));
    let Some((_, first)) = measured.next() else { return Ok(()) };
    for (i, point) in measured {
        let same = match (&first.measurement, &point.measurement) {
            (Measurement::Histogram { bounds: a, .. }, Measurement::Histogram { bounds: b, .. }) => a == b,
            (a, b) => std::mem::discriminant(a) == std::mem::discriminant(b),
        };
        if !same {
            return Err(Error::input(ErrorCode::MixedKinds, format!("points[{i}].measurement"))
                .allowed("the kind of the first measured point, and its bounds"));
        }
    }
    Ok(())
}

fn is_measured(measurement: &Measurement) -> bool {
    match measurement {
        Measurement::Value { .. }
        | Measurement::Counts { .. }
        | Measurement::Events { .. }
        | Measurement::Histogram { .. }
        | Measurement::Samples { .. } => true,
        Measurement::Series { .. }
        | Measurement::Missing
        | Measurement::NotANumber
        | Measurement::FetchFailed { .. }
        | Measurement::Stale { .. } => false,
    }
}

fn average(points: &[Point]) -> Result<Level, Cause> {
    let levels = points.iter().filter_map(|p| match &p.measurement {
        Measurement::Value { value, samples } => Some((value.get(), *samples)),
        _ => None,
    });
    let (values, samples): (Vec<f64>, Vec<Option<Count>>) = levels.unzip();
    let total = samples.iter().try_fold(Count::default(), |sum, n| Some(sum.saturating_add((*n)?)));
    let value = match total {
        Some(total) if total.get() > 0 => {
            let weighted = values.iter().zip(&samples).map(|(v, n)| v * n.unwrap_or_default().as_f64());
            weighted.sum::<f64>() / total.as_f64()
        }
        _ => mean(&values),
    };
    if value.is_finite() { Ok(Level::of(value, total.map(Count::get))) } else { Err(Cause::NotANumber) }
}

fn counted(points: &[Point]) -> Result<Level, Cause> {
    let (mut all_events, mut all_trials) = (Count::default(), Count::default());
    for point in points {
        if let Measurement::Counts { events, trials } = &point.measurement {
            all_events = all_events.saturating_add(*events);
            all_trials = all_trials.saturating_add(*trials);
        }
    }
    rate(all_events, all_trials)
}

fn exposed(points: &[Point]) -> Result<Level, Cause> {
    let (mut all_events, mut all_exposure) = (Count::default(), 0.0);
    for point in points {
        if let Measurement::Events { events, exposure } = &point.measurement {
            all_events = all_events.saturating_add(*events);
            all_exposure += exposure.get();
        }
    }
    rate_of(all_events, all_exposure)
}

fn merged(points: &[Point], bounds: &[Finite], quantile: Fraction) -> Result<Level, Cause> {
    let mut counts = vec![Count::default(); bounds.len()];
    let mut all = Count::default();
    for point in points {
        if let Measurement::Histogram { cumulative, total, .. } = &point.measurement {
            counts.iter_mut().zip(cumulative).for_each(|(sum, count)| *sum = sum.saturating_add(*count));
            all = all.saturating_add(*total);
        }
    }
    bucket_quantile(bounds, |i| counts.get(i).map_or(0, |c| c.get()), all.get(), quantile.get())
}

fn pooled(points: &[Point], quantile: Option<Fraction>) -> Result<Level, Cause> {
    let values = points.iter().flat_map(|p| match &p.measurement {
        Measurement::Samples { values } => values.as_slice(),
        _ => &[],
    });
    sample_level(values.map(|v| v.get()).collect(), quantile)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000).unwrap()
    }

    fn series(points: Vec<(i64, Measurement)>) -> Vec<Point> {
        points.into_iter().map(|(t, measurement)| Point { at: at(t), measurement }).collect()
    }

    fn over_a_minute(points: &[Point], now: i64) -> Result<Level, Cause> {
        level(points, at(now), Duration::minutes(1), None)
    }

    #[test]
    fn a_window_is_open_at_its_start_and_closed_at_its_end() {
        let counts = |e, t| Measurement::counts(e, t).unwrap();
        let points = series(vec![(60, counts(9, 10)), (90, counts(1, 10)), (120, counts(2, 20))]);
        assert_eq!(over_a_minute(&points, 120), Ok(Level::of(3.0 / 30.0, Some(30))));
        assert_eq!(over_a_minute(&points, 119), Ok(Level::of(10.0 / 20.0, Some(20))));
    }

    #[test]
    fn what_is_not_measured_says_why() {
        assert_eq!(over_a_minute(&[], 100), Err(Cause::Missing));
        let points = series(vec![(10, Measurement::value(1.0).unwrap()), (100, Measurement::NotANumber)]);
        assert_eq!(over_a_minute(&points, 100), Err(Cause::NotANumber));
        assert_eq!(over_a_minute(&points, 200), Err(Cause::Stale));
        assert_eq!(over_a_minute(&points, 5), Err(Cause::Missing));
        assert_eq!(over_a_minute(&points, 69), Ok(Level::of(1.0, None)));
    }

    #[test]
    fn levels_are_weighted_by_their_samples() {
        let value = |v, n| Measurement::Value { value: Finite::new(v).unwrap(), samples: Some(Count::literal(n)) };
        let points = series(vec![(1, value(10.0, 1)), (2, value(20.0, 3))]);
        assert_eq!(over_a_minute(&points, 2), Ok(Level::of(17.5, Some(4))));
    }
}
