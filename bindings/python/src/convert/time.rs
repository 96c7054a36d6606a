//! Moments as aware datetimes and durations as timedeltas, both in whole milliseconds.

use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::{PyDateTime, PyDelta, PyTzInfo};

const DAY: i64 = 86_400_000;

/// The aware datetime of a moment, in UTC.
pub(super) fn datetime(py: Python<'_>, millis: i64) -> PyResult<Bound<'_, PyAny>> {
    epoch(py)?.add(timedelta(py, millis)?)
}

pub(super) fn timedelta(py: Python<'_>, millis: i64) -> PyResult<Bound<'_, PyAny>> {
    let (days, rest) = (millis.div_euclid(DAY), millis.rem_euclid(DAY));
    // What the core holds ends with the year 9999, far inside the range of i32.
    let part = |value: i64| i32::try_from(value).unwrap_or(i32::MAX);
    Ok(PyDelta::new(py, part(days), part(rest / 1000), part(rest % 1000 * 1000), false)?.into_any())
}

/// The moment of an aware datetime of any zone; `None` for a naive one.
pub(crate) fn moment_millis(datetime: &Bound<'_, PyAny>) -> PyResult<Option<i64>> {
    let py = datetime.py();
    if datetime.call_method0(pyo3::intern!(py, "utcoffset"))?.is_none() {
        return Ok(None);
    }
    duration_millis(&datetime.sub(epoch(py)?)?).map(Some)
}

/// The milliseconds of a timedelta, rounded down.
pub(super) fn duration_millis(timedelta: &Bound<'_, PyAny>) -> PyResult<i64> {
    static MILLISECOND: PyOnceLock<Py<PyDelta>> = PyOnceLock::new();
    let py = timedelta.py();
    let millisecond =
        MILLISECOND.get_or_try_init(py, || Ok::<_, PyErr>(PyDelta::new(py, 0, 0, 1000, false)?.unbind()))?;
    timedelta.floor_div(millisecond)?.extract()
}

fn epoch(py: Python<'_>) -> PyResult<&Bound<'_, PyDateTime>> {
    static EPOCH: PyOnceLock<Py<PyDateTime>> = PyOnceLock::new();
    let new = || PyDateTime::new(py, 1970, 1, 1, 0, 0, 0, 0, Some(&*PyTzInfo::utc(py)?)).map(Bound::unbind);
    Ok(EPOCH.get_or_try_init(py, new)?.bind(py))
}
