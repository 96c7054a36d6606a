//! Tests that may be looked at as often as one likes.

use pyo3::prelude::*;
use rollwise::{
    CombinePolicy, ConfidenceSequence, DispersionEstimate, Family, Finite, Fraction, SequentialLook, SequentialState,
    SequentialTest,
};

use crate::convert::{argument, document, policy_or_default, to_python};
use crate::error::raise;

/// Runs a sequential test over a series of looks.
#[pyfunction]
#[pyo3(signature = (test, looks, *, state=None))]
pub(crate) fn sequential_test<'py>(
    test: &Bound<'py, PyAny>,
    looks: &Bound<'py, PyAny>,
    state: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = test.py();
    let test: SequentialTest = document("test", Family::Config, test)?;
    let looks: Vec<SequentialLook> = document("looks", Family::Input, looks)?;
    let state: Option<SequentialState> = state.map(|state| document("state", Family::Input, state)).transpose()?;
    let series = py.detach(|| rollwise::sequential_test(&test, &looks, state));
    to_python(py, &series.map_err(raise)?)
}

/// Takes into one state of a sequential test all that another one has seen.
#[pyfunction]
pub(crate) fn merge_sequential<'py>(
    test: &Bound<'py, PyAny>,
    state: &Bound<'py, PyAny>,
    other: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = test.py();
    let test: SequentialTest = document("test", Family::Config, test)?;
    let state: SequentialState = document("state", Family::Input, state)?;
    let other: SequentialState = document("other", Family::Input, other)?;
    let merged = py.detach(|| rollwise::merge_sequential(&test, state, &other));
    to_python(py, &merged.map_err(raise)?)
}

/// The intervals after each look of a series.
#[pyfunction]
pub(crate) fn sequential_interval<'py>(
    sequence: &Bound<'py, PyAny>,
    looks: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = sequence.py();
    let sequence: ConfidenceSequence = document("sequence", Family::Config, sequence)?;
    let looks: Vec<SequentialLook> = document("looks", Family::Input, looks)?;
    let intervals = py.detach(|| rollwise::sequential_interval(&sequence, &looks));
    to_python(py, &intervals.map_err(raise)?)
}

/// Combines the evidence of several metrics, look by look.
#[pyfunction]
#[pyo3(signature = (looks, *, policy=None))]
pub(crate) fn combine_evidence<'py>(
    looks: &Bound<'py, PyAny>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let policy: CombinePolicy = policy_or_default(policy)?;
    let py = looks.py();
    let looks: Vec<Vec<Finite>> = argument("looks", looks)?;
    let combined = rollwise::combine_evidence(&policy, &looks);
    to_python(py, &combined.map_err(raise)?)
}

/// Estimates how much more than independent events the events of a service scatter, after each look.
#[pyfunction]
pub(crate) fn estimate_dispersion<'py>(
    estimate: &Bound<'py, PyAny>,
    looks: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = estimate.py();
    let estimate: DispersionEstimate = document("estimate", Family::Config, estimate)?;
    let looks: Vec<SequentialLook> = document("looks", Family::Input, looks)?;
    to_python(py, &rollwise::estimate_dispersion(&estimate, &looks).map_err(raise)?)
}

/// Turns a p-value into evidence.
#[pyfunction]
pub(crate) fn evidence_of_p_value<'py>(p: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let value: Fraction = argument("p", p)?;
    to_python(p.py(), &rollwise::evidence_of_p_value(value).map_err(raise)?)
}
