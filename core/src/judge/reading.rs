//! What one metric has seen since the look before: from measurements to counts of both sides.

use super::policy::{Counters, Judged, JudgedMetric, check_latencies};
use super::state::MetricState;
use crate::error::{Error, ErrorCode, Family};
use crate::metric::{Comparison, Measurement};
use crate::reason::ReasonCode;
use crate::stats::sequential::ArmEvents;
use crate::units::{Finite, NonNegative};

/// Both sides of a metric over the time of a look.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Reading {
    /// Events out of an exposure.
    Counts(Sides<ArmEvents>),
    /// Requests by bucket, and the slow ones out of all where the policy says what is slow.
    Buckets { counts: Sides<Vec<NonNegative>>, slow: Option<Sides<ArmEvents>> },
    /// Levels.
    Levels(Sides<f64>),
}

/// The same of both sides.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Sides<T> {
    pub(super) baseline: T,
    pub(super) canary: T,
}

/// What one side counted, since the start of its process or since the look before.
struct Counted {
    /// Events and exposure, or the requests at or below each bound and all of them.
    numbers: Vec<f64>,
    /// Upper bounds of the buckets, of histograms.
    bounds: Vec<Finite>,
    /// The slow requests, of single values.
    slow: Option<f64>,
    resets: bool,
}

impl JudgedMetric {
    /// Reads a metric, or says why there is nothing to read. Cumulative counts move on only when both sides were
    /// measured, so that both always cover the same time.
    ///
    /// # Errors
    ///
    /// `wrong_type` for a measurement of another kind, `contradiction` for bounds that differ, and what cannot be counts.
    pub(super) fn read(
        &self,
        comparison: Option<&Comparison>,
        state: &mut MetricState,
    ) -> Result<Result<Reading, ReasonCode>, Error> {
        let baseline = comparison.and_then(|c| c.baseline.as_ref()).unwrap_or(&Measurement::Missing);
        let canary = comparison.map_or(&Measurement::Missing, |c| &c.canary);
        match (unmeasured(canary), unmeasured(baseline)) {
            (Some(_), Some(_)) => return Ok(Err(ReasonCode::BothUnmeasured)),
            (Some(code), None) => return Ok(Err(code)),
            (None, Some(_)) => return Ok(Err(ReasonCode::BaselineUnmeasured)),
            (None, None) => {}
        }
        let of = |name: &'static str| move |err: Error| err.within(name);
        if let Judged::Level { .. } = self.judged {
            let canary = level(canary).map_err(of("canary"))?;
            return Ok(Ok(Reading::Levels(Sides { baseline: level(baseline).map_err(of("baseline"))?, canary })));
        }
        let baseline = self.counted(baseline).map_err(of("baseline"))?;
        let canary = self.counted(canary).map_err(of("canary"))?;
        if canary.bounds != baseline.bounds {
            let error = Error::input(ErrorCode::Contradiction, "canary.bounds");
            return Err(error.allowed("the bounds of the baseline"));
        }
        self.check_bounds(&canary.bounds, &mut state.bounds)?;
        let began = state.marks.is_some() || self.counters == Counters::Increments;
        let marks = state.marks.get_or_insert_default();
        let baseline = self.since(baseline, &mut marks.baseline).map_err(of("baseline"))?;
        let canary = self.since(canary, &mut marks.canary).map_err(of("canary"))?;
        if self.counters == Counters::Increments {
            state.marks = None;
        }
        if !began {
            return Ok(Err(ReasonCode::CountingBegins));
        }
        self.reading(Sides { baseline, canary }, &state.bounds).map(Ok)
    }

    /// The counts of one side as a list of numbers that only rise while its process runs.
    fn counted(&self, measurement: &Measurement) -> Result<Counted, Error> {
        let plain = |numbers| Counted { numbers, bounds: Vec::new(), slow: None, resets: true };
        match (&self.judged, measurement) {
            (Judged::Failures { .. } | Judged::Outcomes { .. }, Measurement::Counts { events, trials }) => {
                Ok(plain(vec![events.as_f64(), trials.as_f64()]))
            }
            (Judged::Events { .. }, Measurement::Events { events, exposure }) => {
                Ok(plain(vec![events.as_f64(), exposure.get()]))
            }
            (Judged::Latency { .. }, Measurement::Histogram { bounds, cumulative, total }) => {
                check_latencies(Family::Input, "bounds", bounds)?;
                let numbers = cumulative.iter().chain([total]).map(|count| count.as_f64()).collect();
                Ok(Counted { numbers, bounds: bounds.clone(), slow: None, resets: true })
            }
            (Judged::Latency { slow_above, bounds, .. }, Measurement::Samples { values }) => {
                check_latencies(Family::Input, "values", values)?;
                let bounds = if bounds.is_empty() { usual_bounds() } else { bounds.clone() };
                let slow = slow_above.map(|limit| values.iter().filter(|value| **value > limit).count() as f64);
                Ok(Counted { numbers: cumulated(values, &bounds), bounds, slow, resets: false })
            }
            _ => Err(Error::input(ErrorCode::WrongType, "kind").value(measurement.kind()).allowed(self.judged.reads())),
        }
    }

    /// What was counted since the mark, which moves on.
    fn since(&self, counted: Counted, mark: &mut Vec<f64>) -> Result<Counted, Error> {
        if self.counters == Counters::Increments || !counted.resets {
            return Ok(counted);
        }
        let before = std::mem::replace(mark, counted.numbers.clone());
        let fell = counted.numbers.iter().zip(&before).any(|(now, before)| now < before);
        if before.is_empty() || fell {
            return Ok(counted);
        }
        let numbers: Vec<f64> = counted.numbers.iter().zip(&before).map(|(now, before)| now - before).collect();
        if let (Some((events, trials)), true) = (pair(&numbers), counted.bounds.is_empty())
            && events > trials
            && !matches!(self.judged, Judged::Events { .. })
        {
            let error = Error::input(ErrorCode::EventsExceedTrials, "events").value(format!("{events} more"));
            return Err(error.allowed(format!("at most {trials} more, as the trials")));
        }
        let falls = numbers.windows(2).position(|pair| matches!(pair, [a, b] if b < a));
        if let (Some(i), false) = (falls, counted.bounds.is_empty()) {
            let field =
                if i + 1 < counted.bounds.len() { format!("cumulative[{}]", i + 1) } else { "total".to_owned() };
            let error = Error::input(ErrorCode::NotRising, field);
            return Err(error.allowed("a rise that is at least that of the bucket below"));
        }
        Ok(Counted { numbers, ..counted })
    }

    /// Refuses bounds that are not those of the looks before, or that hide what is slow.
    fn check_bounds(&self, bounds: &[Finite], known: &mut Vec<Finite>) -> Result<(), Error> {
        if known.is_empty() {
            let Judged::Latency { slow_above, bounds: wanted, .. } = &self.judged else { return Ok(()) };
            if !wanted.is_empty() && bounds != wanted {
                let error = Error::input(ErrorCode::Contradiction, "canary.bounds");
                return Err(error.allowed("the bounds of the policy"));
            }
            let is_usual = || bounds == usual_bounds();
            if let Some(limit) = slow_above.filter(|limit| !bounds.contains(limit) && !is_usual()) {
                let error = Error::input(ErrorCode::Contradiction, "canary.bounds");
                return Err(error.allowed(format!("bounds that have {limit}, beyond which a request is slow")));
            }
            *known = bounds.to_vec();
        } else if bounds != known.as_slice() {
            let error = Error::input(ErrorCode::Contradiction, "canary.bounds");
            return Err(error.allowed("the bounds of the looks before"));
        }
        Ok(())
    }

    fn reading(&self, sides: Sides<Counted>, bounds: &[Finite]) -> Result<Reading, Error> {
        let Judged::Latency { slow_above, .. } = self.judged else {
            let arm = |side: &Counted| {
                let (events, exposure) = pair(&side.numbers).unwrap_or_default();
                arm(events, exposure)
            };
            return Ok(Reading::Counts(Sides { baseline: arm(&sides.baseline)?, canary: arm(&sides.canary)? }));
        };
        let place = slow_above.and_then(|limit| bounds.iter().position(|bound| *bound == limit));
        let slow = |side: &Counted| {
            let all = side.numbers.last().copied().unwrap_or_default();
            let beyond = |place: usize| side.numbers.get(place).map(|within| all - within);
            side.slow.or_else(|| place.and_then(beyond)).map(|slow| arm(slow, all)).transpose()
        };
        let slow = slow(&sides.baseline)?.zip(slow(&sides.canary)?);
        let counts = Sides { baseline: by_bucket(&sides.baseline)?, canary: by_bucket(&sides.canary)? };
        Ok(Reading::Buckets { counts, slow: slow.map(|(baseline, canary)| Sides { baseline, canary }) })
    }
}

fn pair(numbers: &[f64]) -> Option<(f64, f64)> {
    if let [events, exposure] = numbers { Some((*events, *exposure)) } else { None }
}

fn arm(events: f64, exposure: f64) -> Result<ArmEvents, Error> {
    Ok(ArmEvents { events: NonNegative::new(events)?, exposure: NonNegative::new(exposure)? })
}

fn by_bucket(side: &Counted) -> Result<Vec<NonNegative>, Error> {
    let below = std::iter::once(0.0).chain(side.numbers.iter().copied());
    side.numbers.iter().zip(below).map(|(upto, below)| NonNegative::new(upto - below)).collect()
}

fn level(measurement: &Measurement) -> Result<f64, Error> {
    match measurement {
        Measurement::Value { value, .. } => Ok(value.get()),
        Measurement::Samples { values } if !values.is_empty() => {
            Ok(values.iter().map(|value| value.get() / values.len() as f64).sum())
        }
        _ => Err(Error::input(ErrorCode::WrongType, "kind").value(measurement.kind()).allowed("value, or samples")),
    }
}

/// How many values are at or below each bound, and all of them.
fn cumulated(values: &[Finite], bounds: &[Finite]) -> Vec<f64> {
    let mut counts = vec![0.0; bounds.len() + 1];
    for value in values {
        if let Some(count) = counts.get_mut(bounds.partition_point(|bound| bound < value)) {
            *count += 1.0;
        }
    }
    let mut sum = 0.0;
    counts.iter_mut().for_each(|count| {
        sum += *count;
        *count = sum;
    });
    counts
}

/// Bounds for single values: eight to a doubling, from a millionth to ten millions, which keep at least 96 % of what the
/// values know.
fn usual_bounds() -> Vec<Finite> {
    const EIGHTHS: [f64; 8] = [
        1.0,
        1.090_507_732_665_257_7,
        1.189_207_115_002_721,
        1.296_839_554_651_009_6,
        std::f64::consts::SQRT_2,
        1.542_210_825_407_940_7,
        1.681_792_830_507_429,
        1.834_008_086_409_342_4,
    ];
    let doubling = |power: i32| EIGHTHS.map(|eighth| Finite::literal(eighth * 2_f64.powi(power)));
    (-20..24).flat_map(doubling).collect()
}

/// Why there is no measurement, where there is none.
fn unmeasured(measurement: &Measurement) -> Option<ReasonCode> {
    match measurement {
        Measurement::Missing => Some(ReasonCode::Missing),
        Measurement::NotANumber => Some(ReasonCode::NotANumber),
        Measurement::FetchFailed { .. } => Some(ReasonCode::FetchFailed),
        Measurement::Stale { .. } => Some(ReasonCode::Stale),
        _ => None,
    }
}

impl Judged {
    /// The kinds of measurement that it is judged by.
    fn reads(&self) -> &'static str {
        match self {
            Self::Failures { .. } | Self::Outcomes { .. } => "counts",
            Self::Events { .. } => "events",
            Self::Latency { .. } => "histogram, or samples",
            Self::Level { .. } => "value, or samples",
        }
    }
}

impl Reading {
    /// Requests of the canary, as far as the metric counts them.
    pub(super) fn requests(&self) -> f64 {
        let [_, canary] = self.requests_of_both();
        canary
    }

    /// Requests of baseline and canary.
    pub(super) fn requests_of_both(&self) -> [f64; 2] {
        let all = |counts: &[NonNegative]| counts.iter().map(|count| count.get()).sum();
        match self {
            Self::Counts(sides) => [sides.baseline.exposure.get(), sides.canary.exposure.get()],
            Self::Buckets { counts, .. } => [all(&counts.baseline), all(&counts.canary)],
            Self::Levels(_) => [0.0; 2],
        }
    }
}
