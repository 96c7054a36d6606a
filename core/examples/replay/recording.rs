//! A recording: one row for each metric window, before and after the change, as measurements.

use std::collections::BTreeMap;
use std::str::FromStr;
use std::sync::Arc;

use rollwise::{Comparison, Duration, Evidence, Finite, MeasureRequest, Measurement, Point, Timestamp};

/// Measurements by metric.
pub(crate) struct Recording {
    baseline: BTreeMap<String, Vec<Measurement>>,
    /// With the time from the first traffic to the end of the row.
    canary: BTreeMap<String, Vec<(Duration, Measurement)>>,
    /// When the row after the last would have ended.
    end: Duration,
}

impl Recording {
    /// What a measurement system that had watched the recorded windows would answer at `now`, when the canary has had
    /// traffic since `since`. When the next row is due and there is none, nothing is measured any more.
    pub(crate) fn evidence(
        &self,
        requests: &[MeasureRequest],
        since: Timestamp,
        now: Timestamp,
    ) -> Result<Evidence, String> {
        let mut evidence = Evidence::default();
        for request in requests {
            let canary = if now.since(since) >= self.end { None } else { self.canary.get(&*request.metric) };
            let canary = canary.map_or(Measurement::Missing, |rows| series(rows, since, now));
            let baseline = match self.baseline.get(&*request.metric) {
                Some(rows) if request.baseline => Some(together(rows)?),
                _ => None,
            };
            evidence.metrics.insert(Arc::clone(&request.metric), Comparison { canary, baseline });
        }
        Ok(evidence)
    }
}

/// The rows that had ended by `now`; every gate takes those inside its own window.
fn series(rows: &[(Duration, Measurement)], since: Timestamp, now: Timestamp) -> Measurement {
    let points =
        rows.iter().map(|(end, measurement)| Point { at: since.after(*end), measurement: measurement.clone() });
    Measurement::Series { points: points.filter(|point| point.at <= now).collect() }
}

/// The whole baseline window as one measurement: counts added up, levels as samples whose mean is taken.
fn together(rows: &[Measurement]) -> Result<Measurement, String> {
    let mut levels = Vec::new();
    let mut counted: Option<(u64, u64)> = None;
    for row in rows {
        match row {
            Measurement::Value { value, .. } => levels.push(*value),
            Measurement::Counts { events, trials } => {
                let (all_events, all_trials) = counted.unwrap_or_default();
                counted = Some((all_events + events.get(), all_trials + trials.get()));
            }
            _ => {}
        }
    }
    match counted {
        Some((events, trials)) => Measurement::counts(events, trials).map_err(|err| err.to_string()),
        None if levels.is_empty() => Ok(Measurement::Missing),
        None => Ok(Measurement::Samples { values: levels }),
    }
}

impl FromStr for Recording {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let mut lines = text.lines().enumerate();
        let (_, header) = lines.next().ok_or("the recording is empty")?;
        let Some(("window", rest)) = header.split_once(',') else { return Err("column 1 is not `window`".into()) };
        let Some(("end_s", metrics)) = rest.split_once(',') else { return Err("column 2 is not `end_s`".into()) };
        let metrics: Vec<&str> = metrics.split(',').collect();
        let mut recording = Self { baseline: BTreeMap::new(), canary: BTreeMap::new(), end: Duration::ZERO };
        for (i, line) in lines {
            recording.row(&metrics, line).map_err(|err| format!("line {}: {err}", i + 1))?;
        }
        recording.end = recording.after_last();
        Ok(recording)
    }
}

impl Recording {
    /// Rows follow one another, so the first one ends one row's length after the start.
    fn after_last(&self) -> Duration {
        let ends = || self.canary.values().flatten().map(|(end, _)| *end);
        let (first, last) = (ends().min().unwrap_or_default(), ends().max().unwrap_or_default());
        Duration::from_millis(first.as_millis() + last.as_millis()).unwrap_or(Duration::MAX)
    }

    fn row(&mut self, metrics: &[&str], line: &str) -> Result<(), String> {
        let mut cells = line.split(',');
        let (window, end) = (cells.next().unwrap_or_default(), cells.next().unwrap_or_default());
        let cells: Vec<&str> = cells.collect();
        if cells.len() != metrics.len() {
            return Err(format!("{} measurements for {} metrics", cells.len(), metrics.len()));
        }
        let seconds: i64 = end.parse().map_err(|_| format!("`{end}` is not a whole number of seconds"))?;
        for (metric, cell) in metrics.iter().zip(cells) {
            let measurement = measurement(cell).map_err(|err| format!("{metric}: {err}"))?;
            match window {
                "baseline" => self.baseline.entry((*metric).to_owned()).or_default().push(measurement),
                "canary" => {
                    let end = Duration::from_millis(seconds.saturating_mul(1000)).map_err(|err| err.to_string())?;
                    self.canary.entry((*metric).to_owned()).or_default().push((end, measurement));
                }
                _ => return Err(format!("`{window}` is neither `baseline` nor `canary`")),
            }
        }
        Ok(())
    }
}

/// `17/647` are events out of trials, `0.25` is a level, and an empty cell was not measured.
fn measurement(cell: &str) -> Result<Measurement, String> {
    let refuse = || format!("`{cell}` is neither a number nor events out of trials");
    if cell.is_empty() {
        return Ok(Measurement::Missing);
    }
    if let Some((events, trials)) = cell.split_once('/') {
        let count = |text: &str| text.parse::<u64>().map_err(|_| refuse());
        return Measurement::counts(count(events)?, count(trials)?).map_err(|err| err.to_string());
    }
    let value = cell.parse().map_err(|_| refuse())?;
    let value = Finite::new(value).map_err(|err| err.to_string())?;
    Ok(Measurement::Value { value, samples: None })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "window,end_s,error_rate,latency\nbaseline,0,1/100,20\nbaseline,60,3/100,\n\
                        canary,60,5/100,21\ncanary,120,6/100,\n";

    fn at(seconds: i64) -> Timestamp {
        Timestamp::from_millis(seconds * 1000).unwrap()
    }

    fn asked(metric: &str) -> MeasureRequest {
        MeasureRequest { gate: metric.into(), metric: metric.into(), window: Duration::MAX, baseline: true }
    }

    fn answered(metric: &str, now: i64) -> Comparison {
        let recording: Recording = TEXT.parse().unwrap();
        let evidence = recording.evidence(&[asked(metric)], at(1000), at(now)).unwrap();
        evidence.metrics[metric].clone()
    }

    #[test]
    fn only_rows_that_have_ended_are_known() {
        let Measurement::Series { points } = answered("error_rate", 1119).canary else { panic!("not a series") };
        assert_eq!(points, [Point { at: at(1060), measurement: Measurement::counts(5, 100).unwrap() }]);
    }

    #[test]
    fn an_empty_cell_and_a_row_that_does_not_come_are_missing() {
        let Measurement::Series { points } = answered("latency", 1179).canary else { panic!("not a series") };
        assert_eq!(points[1].measurement, Measurement::Missing);
        assert_eq!(answered("latency", 1180).canary, Measurement::Missing);
        assert_eq!(answered("unknown", 1060).canary, Measurement::Missing);
    }

    #[test]
    fn the_baseline_is_taken_together() {
        assert_eq!(answered("error_rate", 1060).baseline, Some(Measurement::counts(4, 200).unwrap()));
        let twenty = Finite::new(20.0).unwrap();
        assert_eq!(answered("latency", 1060).baseline, Some(Measurement::Samples { values: vec![twenty] }));
    }

    #[test]
    fn a_faulty_cell_is_named() {
        for (line, want) in [
            ("canary,60,9/8,1", "line 2: error_rate: `events`"),
            ("canary,60,x,1", "line 2: error_rate: `x`"),
            ("canary,60,1/8,NaN", "line 2: latency: not a finite"),
            ("canary,60,1/8", "line 2: 1 measurements for 2"),
            ("after,60,1/8,1", "line 2: `after`"),
        ] {
            let text = format!("window,end_s,error_rate,latency\n{line}\n");
            let error = text.parse::<Recording>().err().unwrap();
            assert!(error.starts_with(want), "{error}");
        }
    }
}
