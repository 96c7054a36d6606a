//! The numbers that the weights of a model stand before, made in one way for training and prediction.

use crate::error::{Error, ErrorCode};
use crate::history::{Standing, Summary};
use crate::situation::Outcomes;
use crate::stats::logistic::probability;
use crate::success::policy::FeatureKind;
use crate::time::Timestamp;
use crate::track_record::HistoryPolicy;

/// What the history says, by name. Rates are log-odds of failure; times are `log(1 + hours)`, no longer than a year.
///
/// | name | is |
/// |---|---|
/// | `history.failure_rate.2` … `.128` | failure rate of the service, an outcome counting half after so many others |
/// | `history.last_failed` | 1 when the latest known outcome of the service is a failure; the rate of all when none is known |
/// | `history.failures_in_a_row`, `history.successes_in_a_row` | lengths of the current streak, `log(1 + n)` |
/// | `history.since_failure`, `history.since_last` | since a failed, and since any, deployment of the service started |
/// | `history.activity` | deployments in about a day, `log(1 + n)` |
/// | `history.strategy.failure_rate.2` … `.128`, `history.strategy.last_failed` | the same of the service by the strategy |
/// | `history.relative_lines` | `log(1 + lines)` less what is usual for the service |
pub(crate) const HISTORY_TERMS: [&str; 16] = [
    "history.failure_rate.2",
    "history.failure_rate.8",
    "history.failure_rate.32",
    "history.failure_rate.128",
    "history.last_failed",
    "history.failures_in_a_row",
    "history.successes_in_a_row",
    "history.since_failure",
    "history.since_last",
    "history.activity",
    "history.strategy.failure_rate.2",
    "history.strategy.failure_rate.8",
    "history.strategy.failure_rate.32",
    "history.strategy.failure_rate.128",
    "history.strategy.last_failed",
    "history.relative_lines",
];

/// What the time of day says: a sine and a cosine over 24 hours, and 1 on Saturday and Sunday; all in UTC.
pub(crate) const CLOCK_TERMS: [&str; 3] = ["clock.hour_sin", "clock.hour_cos", "clock.weekend"];

/// Longer ago than this many hours, a year, is as good as never.
const YEAR: f64 = 8760.0;

/// Failure rates by the history of all services: of all deployments, and of those by the strategy.
pub(crate) fn pooled_failure_rates(rates: &HistoryPolicy, standing: &Standing) -> (f64, f64) {
    let drawn = |outcomes: Outcomes, start: f64| {
        let strength = rates.strength.get();
        (outcomes.failed.as_f64() + strength * start) / (outcomes.count() as f64 + strength)
    };
    let all = drawn(standing.total, 1.0 - rates.expected.get());
    (all, drawn(standing.total_by_strategy, all))
}

/// The values of the [`HISTORY_TERMS`]; NaN for those that nobody knows.
pub(crate) fn history_terms(
    rates: &HistoryPolicy,
    standing: &Standing,
    at: Option<Timestamp>,
    lines: Option<f64>,
) -> [f64; 16] {
    let (service, by) = (standing.service.unwrap_or_default(), standing.strategy.unwrap_or_default());
    let (all, by_strategy) = pooled_failure_rates(rates, standing);
    let rates = service.rates();
    let [r2, r8, r32, r128] = rates.after([all; 4]).map(|rate| log_odds(rate, 0.01));
    // A strategy that the service never used starts from the service's own rate, which itself starts from that of the
    // strategy.
    let [s2, s8, s32, s128] = match standing.by_strategy {
        true => by.rates().after(rates.after([by_strategy; 4])).map(|rate| log_odds(rate, 0.01)),
        false => [f64::NAN; 4],
    };
    let last = |summary: &Summary, unknown: f64| summary.last_failed().map_or(unknown, |f| f64::from(u8::from(f)));
    let count = |number: u64| (number as f64).ln_1p();
    let ago = |hours: Option<f64>| hours.map_or(YEAR, |hours| hours.min(YEAR)).ln_1p();
    let (since_failure, since_last, activity) = match at {
        None => (f64::NAN, f64::NAN, f64::NAN),
        Some(at) => {
            let (failure, any) = service.hours_since(at);
            (ago(failure), ago(any), service.activity_at(at).ln_1p())
        }
    };
    let relative = match (lines, service.usual_lines()) {
        (Some(lines), Some(usual)) => lines.ln_1p() - usual,
        _ => f64::NAN,
    };
    [
        r2,
        r8,
        r32,
        r128,
        last(&service, all),
        count(service.failed_in_a_row()),
        count(service.succeeded_in_a_row()),
        since_failure,
        since_last,
        activity,
        s2,
        s8,
        s32,
        s128,
        if standing.by_strategy { last(&by, by_strategy) } else { f64::NAN },
        relative,
    ]
}

/// The values of the [`CLOCK_TERMS`].
pub(crate) fn clock_terms(at: Option<Timestamp>) -> [f64; 3] {
    const DAY: i64 = 86_400_000;
    let Some(at) = at.map(Timestamp::as_millis) else { return [f64::NAN; 3] };
    let turn = at.rem_euclid(DAY) as f64 / DAY as f64 * std::f64::consts::TAU;
    // 1970 began on a Thursday.
    let weekend = (at.div_euclid(DAY) + 3).rem_euclid(7) >= 5;
    [turn.sin(), turn.cos(), f64::from(u8::from(weekend))]
}

/// A probability as log-odds, no further out than a bound and its opposite.
pub(crate) fn log_odds(probability: f64, bound: f64) -> f64 {
    let p = probability.clamp(bound, 1.0 - bound);
    (p / (1.0 - p)).ln()
}

impl FeatureKind {
    /// The number that a weight stands before, of a number that is not a category's.
    #[inline]
    pub(crate) fn encode(self, value: f64) -> f64 {
        match self {
            Self::Count => value.ln_1p(),
            Self::Rate => log_odds(value, 0.001),
            Self::Number | Self::Flag | Self::Category => value,
        }
    }

    /// The number that [`encode`](Self::encode) made another of.
    pub(crate) fn decode(self, term: f64) -> f64 {
        match self {
            Self::Count => term.exp_m1(),
            Self::Rate => probability(term),
            Self::Number | Self::Flag | Self::Category => term,
        }
    }

    /// Refuses a number that cannot be of the kind; NaN is missing.
    #[inline]
    pub(crate) fn check(self, value: f64) -> Result<(), &'static str> {
        match self {
            Self::Count if value < 0.0 => Err("a number from 0"),
            Self::Rate if !(0.0..=1.0).contains(&value) && !value.is_nan() => Err("a number from 0 to 1"),
            Self::Flag if value != 0.0 && value != 1.0 && !value.is_nan() => Err("0 or 1"),
            _ => Ok(()),
        }
    }
}

/// Seconds since 1970 as a moment.
pub(crate) fn moment(seconds: f64, field: impl FnOnce() -> String) -> Result<Timestamp, Error> {
    let out = |value: f64| {
        Error::input(ErrorCode::OutOfRange, "")
            .value(value)
            .allowed("seconds since 1970 in UTC, of the years 1 to 9999")
    };
    let millis = (seconds * 1000.0).round();
    let moment = if millis.abs() < 9.0e15 { Timestamp::from_millis(millis as i64).ok() } else { None };
    moment.ok_or_else(|| out(seconds).within(&field()))
}
