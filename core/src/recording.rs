//! Recorded looks as columns: one moment and one number of each metric for every look.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::metric::{Comparison, Evidence, Measurement};
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
}

tagged!(Column, "kind");

impl Recording {
    /// Refuses columns that do not fit each other.
    pub(crate) fn check(&self) -> Result<(), Error> {
        if let Some(i) = self.at.windows(2).position(|pair| !matches!(pair, [a, b] if a < b)) {
            return Err(Error::input(ErrorCode::NotInOrder, format!("at[{}]", i + 1)).allowed("rising moments"));
        }
        for (metric, track) in &self.metrics {
            let within = |side| move |err: Error| err.within(&format!("metrics.{metric}.{side}"));
            track.canary.check(self.at.len()).map_err(within("canary"))?;
            if let Some(baseline) = &track.baseline {
                baseline.check(self.at.len()).map_err(within("baseline"))?;
            }
        }
        Ok(())
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
        let lengths = match self {
            Self::Values { values } => [("values", values.len()), ("values", values.len())],
            Self::Counts { events, trials } => [("events", events.len()), ("trials", trials.len())],
            Self::Events { events, exposure } => [("events", events.len()), ("exposure", exposure.len())],
        };
        if let Some((field, len)) = lengths.into_iter().find(|(_, len)| *len != looks) {
            return Err(Error::input(ErrorCode::OutOfRange, field)
                .value(format!("{len} entries"))
                .allowed(format!("{looks} entries, one for each look")));
        }
        (0..looks).try_for_each(|number| self.entry(number).check().map_err(|err| err.within(&format!("[{number}]"))))
    }

    /// The level of one look; none when it was not measured.
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
        }
    }

    fn entry(&self, number: usize) -> Measurement {
        match self {
            Self::Values { values } => match values.get(number).copied().flatten() {
                Some(value) => Measurement::Value { value, samples: None },
                None => Measurement::Missing,
            },
            Self::Counts { events, trials } => match (events.get(number), trials.get(number)) {
                (Some(events), Some(trials)) => Measurement::Counts { events: *events, trials: *trials },
                _ => Measurement::Missing,
            },
            Self::Events { events, exposure } => match (events.get(number), exposure.get(number)) {
                (Some(events), Some(exposure)) => Measurement::Events { events: *events, exposure: *exposure },
                _ => Measurement::Missing,
            },
        }
    }
}
