//! A canary's window of metrics beside the baseline's.

use pyo3::prelude::*;
use rollwise::{ComparedWindows, Family};

use crate::convert::{document, policy_or_default, to_python};
use crate::error::raise;

/// Says whether a canary is worse than its baseline.
#[pyfunction]
#[pyo3(signature = (windows, *, policy=None))]
pub(crate) fn compare_windows<'py>(
    windows: &Bound<'py, PyAny>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = windows.py();
    let policy = policy_or_default(policy)?;
    let windows: ComparedWindows = document("", Family::Input, windows)?;
    let compared = py.detach(|| rollwise::compare_windows(&policy, &windows));
    to_python(py, &compared.map_err(raise)?)
}
