//! Recorded looks as columns: one moment and one number of each metric for every look.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::metric::{Comparison, Evidence, Measurement, check_bounds, check_counts, check_cumulative, sample_level};
use crate::tagged::tagged;
use crate::time::Timestamp;
use crate::units::{Count, Finite, NonNegative};

/// A series of looks, such as a backtest feeds to [`Rollout::run`](crate::Rollout::run) or
/// [`judge_recording`](crate::judge_recording).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Recording {
    /// The moments of the looks, rising.
    pub at: Vec<Timestamp>,
    /// The columns of each metric.
    pub metrics: BTreeMap<Arc<str>, Track>,
}

/// The columns of one metric; each has one entry for every look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Track {
    /// The version that is being rolled out.
    pub canary: Column,
    /// The version that it is held against.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<Column>,
}

/// One side of one metric over all looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum Column {
    /// Levels; a gap is a missing measurement.
    Values {
        /// The levels.
        values: Vec<Option<Finite>>,
    },
    /// Events out of trials.
    Counts {
        /// How many trials were events.
        events: Vec<Count>,
        /// How many trials there were.
        trials: Vec<Count>,
    },
    /// Events in an amount of something else.
    Events {
        /// How many events there were.
        events: Vec<Count>,
        /// Hours, devices times hours, pods times seconds.
        exposure: Vec<NonNegative>,
    },
    /// Cumulative histograms, as Prometheus keeps them, over the same buckets in all looks.
    Histogram {
        /// Upper bounds of the buckets, rising, without the last unbounded one.
        bounds: Vec<Finite>,
        /// For every look, how many samples were at or below each bound, and last how many there were in all; a gap is a
        /// missing measurement.
        cumulative: Vec<Option<Vec<Count>>>,
    },
    /// The samples themselves; a gap is a missing measurement.
    Samples {
        /// The samples of every look, in any order.
        values: Vec<Option<Vec<Finite>>>,
    },
}

tagged!(Column, "kind");

impl Recording {
    /// Refuses columns that do not fit each other.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if let Some(i) = self.at.windows(2).position(|pair| !matches!(pair, [a, b] if a < b)) {
            return Err(Error::input(ErrorCode::NotInOrder, format!("at[{}]", i + 1)).allowed("rising moments"));
        }
        self.check_columns(|column| column.check(self.at.len()))
    }

    /// Refuses columns without one level for each look.
    pub(crate) fn check_levels(&self) -> Result<(), Error> {
        self.check_columns(|column| match column {
            Column::Histogram { .. } => Err(Error::input(ErrorCode::WrongType, "kind")
                .value("histogram")
                .allowed("values, counts, events, or samples, which have a level")),
            _ => Ok(()),
        })
    }

    fn check_columns(&self, check: impl Fn(&Column) -> Result<(), Error>) -> Result<(), Error> {
        self.columns().try_for_each(|(name, column)| check(column).map_err(|err| err.within(&name)))
    }

    /// The refusal of what was made of one look, with the name that the refused part has in the columns.
    pub(crate) fn blame(&self, look: usize, err: Error) -> Error {
        let Some((_, field)) = err.field().split_once("evidence.") else { return err };
        let part = |(name, column): (String, &Column)| {
            let part = field.strip_prefix(&name)?.strip_prefix('.')?;
            Some(format!("{name}.{}", column.part(look, part)))
        };
        let field = self.columns().find_map(part).unwrap_or_else(|| field.to_owned());
        err.renamed(field)
    }

    /// All columns and where they stand.
    fn columns(&self) -> impl Iterator<Item = (String, &Column)> {
        self.metrics.iter().flat_map(|(metric, track)| {
            let sides = [("canary", Some(&track.canary)), ("baseline", track.baseline.as_ref())];
            sides.into_iter().filter_map(move |(side, column)| Some((format!("metrics.{metric}.{side}"), column?)))
        })
    }

    /// The evidence of one look.
    pub(crate) fn look(&self, number: usize) -> Evidence {
        let comparison = |track: &Track| Comparison {
            canary: track.canary.entry(number),
            baseline: track.baseline.as_ref().map(|column| column.entry(number)),
        };
        Evidence { metrics: self.metrics.iter().map(|(metric, track)| (metric.clone(), comparison(track))).collect() }
    }
}

impl Column {
    fn check(&self, looks: usize) -> Result<(), Error> {
        let lengths: &[(&str, usize)] = match self {
            Self::Values { values } => &[("values", values.len())],
            Self::Counts { events, trials } => &[("events", events.len()), ("trials", trials.len())],
            Self::Events { events, exposure } => &[("events", events.len()), ("exposure", exposure.len())],
            Self::Histogram { cumulative, .. } => &[("cumulative", cumulative.len())],
            Self::Samples { values } => &[("values", values.len())],
        };
        if let Some((field, len)) = lengths.iter().find(|(_, len)| *len != looks) {
            return Err(Error::input(ErrorCode::OutOfRange, *field)
                .value(format!("{len} entries"))
                .allowed(format!("{looks} entries, one for each look")));
        }
        match self {
            Self::Counts { events, trials } => {
                events.iter().zip(trials).enumerate().try_for_each(|(look, (events, trials))| {
                    check_counts(*events, *trials).map_err(|err| err.renamed(format!("events[{look}]")))
                })
            }
            Self::Histogram { bounds, cumulative } => {
                check_bounds(bounds)?;
                cumulative.iter().enumerate().try_for_each(|(look, row)| match row {
                    Some(row) => check_row(bounds, row).map_err(|err| err.within(&format!("cumulative[{look}]"))),
                    None => Ok(()),
                })
            }
            Self::Values { .. } | Self::Events { .. } | Self::Samples { .. } => Ok(()),
        }
    }

    /// The name that a part of one look's entry has in the column.
    fn part(&self, look: usize, part: &str) -> String {
        let (list, place) = part.split_at(part.find('[').unwrap_or(part.len()));
        match (self, list) {
            (_, "kind" | "bounds") => part.to_owned(),
            (Self::Histogram { bounds, .. }, "total") => format!("cumulative[{look}][{}]", bounds.len()),
            _ => format!("{list}[{look}]{place}"),
        }
    }

    /// The level of one look, of samples their mean; none when it was not measured, and of a histogram.
    pub(crate) fn level(&self, number: usize) -> Option<f64> {
        match self {
            Self::Values { values } => values.get(number).copied().flatten().map(Finite::get),
            Self::Counts { events, trials } => {
                let trials = trials.get(number).filter(|trials| **trials > Count::ZERO)?;
                Some(events.get(number)?.as_f64() / trials.as_f64())
            }
            Self::Events { events, exposure } => {
                let rate = events.get(number)?.as_f64() / exposure.get(number)?.get();
                Some(rate).filter(|rate| rate.is_finite())
            }
            Self::Histogram { .. } => None,
            Self::Samples { values } => {
                let values = values.get(number)?.as_ref()?.iter().map(|value| value.get()).collect();
                sample_level(values, None).ok().map(|level| level.value)
            }
        }
    }

    fn entry(&self, number: usize) -> Measurement {
        let entry = match self {
            Self::Values { values } => {
                values.get(number).copied().flatten().map(|value| Measurement::Value { value, samples: None })
            }
            Self::Counts { events, trials } => (events.get(number).zip(trials.get(number)))
                .map(|(events, trials)| Measurement::Counts { events: *events, trials: *trials }),
            Self::Events { events, exposure } => (events.get(number).zip(exposure.get(number)))
                .map(|(events, exposure)| Measurement::Events { events: *events, exposure: *exposure }),
            Self::Histogram { bounds, cumulative } => {
                let row = cumulative.get(number).and_then(|row| row.as_ref()?.split_last());
                row.map(|(total, cumulative)| Measurement::Histogram {
                    bounds: bounds.clone(),
                    cumulative: cumulative.to_vec(),
                    total: *total,
                })
            }
            Self::Samples { values } => {
                values.get(number).cloned().flatten().map(|values| Measurement::Samples { values })
            }
        };
        entry.unwrap_or(Measurement::Missing)
    }
}

/// Refuses a row that is no cumulative histogram over these bounds.
fn check_row(bounds: &[Finite], row: &[Count]) -> Result<(), Error> {
    if row.len() != bounds.len() + 1 {
        let error = Error::input(ErrorCode::OutOfRange, "").value(format!("{} counts", row.len()));
        return Err(error.allowed(format!("{} counts, one for each bound and one for all", bounds.len() + 1)));
    }
    check_cumulative(row)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document;
    use crate::error::Family;

    #[test]
    fn histograms_that_are_none_are_refused_by_name() {
        let field = |bounds: &str, rows: &str| {
            let column = format!(r#"{{"kind": "histogram", "bounds": {bounds}, "cumulative": {rows}}}"#);
            let at = r#"["2026-11-21T03:01:00Z", "2026-11-21T03:02:00Z"]"#;
            let recording = format!(r#"{{"at": {at}, "metrics": {{"m": {{"canary": {column}}}}}}}"#);
            let recording: Recording = document::read(Family::Input, &recording).unwrap();
            let err = recording.check().unwrap_err();
            (err.code(), err.field().trim_start_matches("metrics.m.canary.").to_owned())
        };
        let is = |code: ErrorCode, field: &str| (code, field.to_owned());
        assert_eq!(field("[1, 2]", "[null]"), is(ErrorCode::OutOfRange, "cumulative"));
        assert_eq!(field("[2, 2]", "[null, null]"), is(ErrorCode::NotRising, "bounds[1]"));
        assert_eq!(field("[1, 2]", "[null, [3, 4]]"), is(ErrorCode::OutOfRange, "cumulative[1]"));
        assert_eq!(field("[1, 2]", "[[3, 4, 3], null]"), is(ErrorCode::NotRising, "cumulative[0][2]"));
    }

    #[test]
    fn what_is_wrong_with_a_look_is_wrong_with_its_columns() {
        let column = r#"{"kind": "histogram", "bounds": [1, 2], "cumulative": [null, [1, 2, 3]]}"#;
        let at = r#"["2026-11-21T03:01:00Z", "2026-11-21T03:02:00Z"]"#;
        let recording = format!(r#"{{"at": {at}, "metrics": {{"m.p95": {{"canary": {column}}}}}}}"#);
        let recording: Recording = document::read(Family::Input, &recording).unwrap();
        for (field, named) in [
            ("event.evidence.metrics.m.p95.canary.bounds", "metrics.m.p95.canary.bounds"),
            ("evidence.metrics.m.p95.canary.kind", "metrics.m.p95.canary.kind"),
            ("evidence.metrics.m.p95.canary.cumulative[1]", "metrics.m.p95.canary.cumulative[1][1]"),
            ("evidence.metrics.m.p95.canary.total", "metrics.m.p95.canary.cumulative[1][2]"),
            ("evidence.metrics.m.p95.canary.events", "metrics.m.p95.canary.events[1]"),
            ("evidence.metrics.m.p95", "metrics.m.p95"),
            ("now", "now"),
        ] {
            assert_eq!(recording.blame(1, Error::input(ErrorCode::NotRising, field)).field(), named);
        }
    }
}
