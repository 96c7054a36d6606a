//! Several judgements of one canary: which times they look at, and what they come to.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::time::{Duration, Timestamp};
use crate::units::{Count, Score};

/// When a canary is to be judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KayentaScheduleRequest {
    /// The present moment, at which the canary starts unless `start` is given.
    pub now: Timestamp,
    /// When the canary started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Timestamp>,
    /// When it ends or ended. Times that are given from start to end are looked at without any warm-up.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub end: Option<Timestamp>,
    /// How long it is to be judged, where no end is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lifetime: Option<Duration>,
    /// From one judgement to the next; the whole lifetime where it is left out, zero, or longer than that.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub interval: Option<Duration>,
    /// Warm-up that is not looked at. Default: 0s. Source: Kayenta.
    #[serde(default)]
    pub begin_after: Duration,
    /// How far each judgement looks back; 0 looks back to the start. Default: 0s. Source: Kayenta.
    #[serde(default)]
    pub lookback: Duration,
    /// How much earlier the baseline is looked at. Default: 0s. Source: Kayenta.
    #[serde(default)]
    pub control_offset: Duration,
}

/// The judgements of a canary.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KayentaSchedule {
    /// How long the canary is judged.
    pub lifetime: Duration,
    /// From one judgement to the next.
    pub interval: Duration,
    /// What each judgement looks at. What is left of the lifetime after the last one is not looked at.
    pub judgements: Vec<KayentaWindow>,
}

/// The times that one judgement looks at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KayentaWindow {
    /// From when the canary is looked at.
    pub experiment_start: Timestamp,
    /// Until when.
    pub experiment_end: Timestamp,
    /// From when the baseline is looked at.
    pub control_start: Timestamp,
    /// Until when.
    pub control_end: Timestamp,
}

/// Scores that decide over several judgements.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KayentaLimits {
    /// The last score has to reach it. Left out, any score will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pass: Option<Score>,
    /// Every score has to be above it. Left out, any score will do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub marginal: Option<Score>,
}

/// What judgements come to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KayentaConclusion {
    /// How many judgements there were until one stopped the canary, that one included.
    pub judgements_run: Count,
    /// Whether a score that is not above marginal stopped the canary.
    pub halted: bool,
    /// Whether the canary passed.
    pub passed: bool,
}

/// More judgements than that are a mistake.
const MOST: i64 = 10_000;
const MINUTE: i64 = 60_000;

/// Which times the judgements of a canary look at.
///
/// # Errors
///
/// `missing_field` without end and lifetime, `contradiction` when the end is before the start, `out_of_range` when the
/// interval is less than a ten-thousandth of the lifetime.
pub fn schedule(request: &KayentaScheduleRequest) -> Result<KayentaSchedule, Error> {
    let start = request.start.unwrap_or(request.now);
    let lifetime = match (request.end, request.lifetime) {
        (Some(end), _) if end < start => {
            let error = Error::input(ErrorCode::Contradiction, "end").value(end);
            return Err(error.allowed(format!("a moment from the start on, {start}")));
        }
        // Kayenta counts whole minutes.
        (Some(end), _) => Duration::from_millis(end.since(start).as_millis() / MINUTE * MINUTE)?,
        (None, Some(lifetime)) => lifetime,
        (None, None) => return Err(Error::input(ErrorCode::MissingField, "lifetime").allowed("`end` or `lifetime`")),
    };
    let given = request.interval.filter(|interval| *interval != Duration::ZERO && *interval <= lifetime);
    let interval = given.unwrap_or(lifetime);
    let count = lifetime.as_millis().checked_div(interval.as_millis()).unwrap_or(0);
    if count > MOST {
        let error = Error::input(ErrorCode::OutOfRange, "interval").value(interval);
        return Err(error.allowed(format!("at least a ten-thousandth of the lifetime, {lifetime}")));
    }
    let warm_up = if request.end.is_some() { Duration::ZERO } else { request.begin_after };
    let judgements = (1..=count)
        .map(|number| Ok(window(request, start.after(warm_up), Duration::from_millis(number * interval.as_millis())?)))
        .collect::<Result<_, Error>>()?;
    Ok(KayentaSchedule { lifetime, interval, judgements })
}

fn window(request: &KayentaScheduleRequest, start: Timestamp, elapsed: Duration) -> KayentaWindow {
    let experiment_end = start.after(elapsed);
    let sliding = request.lookback != Duration::ZERO;
    let experiment_start = if sliding { experiment_end.before(request.lookback) } else { start };
    KayentaWindow {
        experiment_start,
        experiment_end,
        control_start: experiment_start.before(request.control_offset),
        control_end: experiment_end.before(request.control_offset),
    }
}

/// What the scores of judgements come to, given in their order: the first one that is not above marginal stops the
/// canary, and otherwise the last one decides.
///
/// # Errors
///
/// `empty` without scores, `not_finite` for NaN and infinities.
pub fn conclude(limits: &KayentaLimits, scores: &[f64]) -> Result<KayentaConclusion, Error> {
    if let Some(place) = scores.iter().position(|score| !score.is_finite()) {
        return Err(Error::input(ErrorCode::NotFinite, format!("scores[{place}]")));
    }
    let Some(last) = scores.last() else {
        return Err(Error::input(ErrorCode::Empty, "scores").allowed("at least one score"));
    };
    let stop = limits.marginal.and_then(|marginal| scores.iter().position(|score| *score <= marginal.get()));
    let run = stop.map_or(scores.len(), |place| place + 1);
    Ok(KayentaConclusion {
        judgements_run: Count::new(run as u64)?,
        halted: stop.is_some(),
        passed: stop.is_none() && limits.pass.is_none_or(|pass| *last >= pass.get()),
    })
}
