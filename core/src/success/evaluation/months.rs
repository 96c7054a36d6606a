//! How the scores went over time.

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

use super::sample::{Sample, same_length};
use super::{calibration, count, scores};
use crate::error::{Error, ErrorCode};
use crate::time::Timestamp;
use crate::units::Count;

/// Rows below which a month has no calibration error: it would be mostly noise.
const ENOUGH: f64 = 50.0;

/// How good the predictions of one calendar month in UTC were.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct MonthScore {
    /// The month, such as `2026-11`.
    pub month: String,
    /// How many deployments were predicted.
    pub rows: Count,
    /// How many of them failed.
    pub failures: Count,
    /// The area under the ROC curve; none when all had the same outcome.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub roc_auc: Option<f64>,
    /// The log loss.
    pub log_loss: f64,
    /// The Brier score.
    pub brier: f64,
    /// The calibration error; none with fewer than 50 deployments.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration_error: Option<f64>,
}

/// The scores of each month that has deployments. Probabilities and outcomes are checked.
pub(super) fn scores(
    probabilities: &[f64],
    succeeded: &[bool],
    at: &[f64],
    bins: u32,
) -> Result<Vec<MonthScore>, Error> {
    same_length("at", at.len(), probabilities.len())?;
    let mut rows = Vec::with_capacity(at.len());
    for (i, ((seconds, probability), succeeded)) in at.iter().zip(probabilities).zip(succeeded).enumerate() {
        let month = month(*seconds).map_err(|err| err.within(&format!("at[{i}]")))?;
        rows.push((month, (*probability, *succeeded)));
    }
    rows.sort_by_key(|(month, _)| *month);
    let months = rows.chunk_by(|a, b| a.0 == b.0).filter_map(|rows| {
        let ((year, month), _) = rows.first()?;
        let sample = Sample::of(rows.iter().map(|(_, row)| *row).collect());
        Some(MonthScore {
            month: format!("{year}-{month:02}"),
            rows: count(sample.rows()),
            failures: count(sample.failures()),
            roc_auc: scores::roc_auc(&sample),
            log_loss: scores::log_loss(&sample),
            brier: scores::brier(&sample),
            calibration_error: (sample.rows() >= ENOUGH).then(|| calibration::error(&sample, bins)),
        })
    });
    Ok(months.collect())
}

/// The year and month of a moment in seconds since 1970.
fn month(seconds: f64) -> Result<(i32, u32), Error> {
    let allowed = "seconds since 1970, up to the year 9999";
    let refuse = |code| Error::input(code, "").value(seconds).allowed(allowed);
    if !seconds.is_finite() {
        return Err(refuse(ErrorCode::NotFinite));
    }
    let millis = (seconds * 1000.0).floor() as i64;
    let moment = Timestamp::from_millis(millis).map_err(|_| refuse(ErrorCode::OutOfRange))?;
    let date = DateTime::<Utc>::from(moment);
    Ok((date.year(), date.month()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn months_begin_at_midnight_in_utc() {
        assert_eq!(month(1_425_167_999.999).unwrap(), (2015, 2));
        assert_eq!(month(1_425_168_000.0).unwrap(), (2015, 3));
        assert_eq!(month(0.0).unwrap(), (1970, 1));
        for refused in [-1.0, 253_402_300_800.0, f64::NAN, f64::INFINITY] {
            assert!(month(refused).is_err(), "{refused}");
        }
    }
}
