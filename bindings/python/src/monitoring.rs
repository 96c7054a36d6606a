//! Whether a model may serve, and for how long.

use std::collections::BTreeMap;

use pyo3::buffer::PyBuffer;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyFloat, PySequence, PyString};
use rollwise::{
    AcceptancePolicy, Count, Drift, DriftPolicy, Family, InputColumn, InputReference, RetrainingPolicy, Scoreboard,
    Timestamp,
};
use serde::de::DeserializeOwned;

use crate::convert::{argument, document, policy_or_default, to_python};
use crate::error::raise;
use crate::evaluation::outcomes;

/// Decides whether a newly trained model replaces the one that serves.
#[pyfunction]
#[pyo3(signature = (challenger, succeeded, *, champion=None, policy=None))]
pub(crate) fn compare_models<'py>(
    challenger: &Bound<'py, PyAny>,
    succeeded: &Bound<'py, PyAny>,
    champion: Option<&Bound<'py, PyAny>>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = challenger.py();
    let policy: AcceptancePolicy = policy_or_default(policy)?;
    let challenger: Vec<f64> = argument("challenger", challenger)?;
    let champion: Option<Vec<f64>> = champion.map(|champion| argument("champion", champion)).transpose()?;
    let succeeded = outcomes(succeeded)?;
    let decided = py.detach(|| rollwise::compare_models(&policy, &challenger, champion.as_deref(), &succeeded));
    to_python(py, &decided.map_err(raise)?)
}

/// Describes a column as it was in training.
#[pyfunction]
pub(crate) fn input_reference<'py>(name: &str, values: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let reference = InputReference::of(name, &column(name, values)?).map_err(raise)?;
    to_python(values.py(), &reference)
}

/// Measures how far the world has moved since a model was trained.
#[pyfunction]
#[pyo3(signature = (references, columns, *, scoreboard=None, policy=None))]
pub(crate) fn measure_drift<'py>(
    references: &Bound<'py, PyAny>,
    columns: &Bound<'py, PyAny>,
    scoreboard: Option<&Bound<'py, PyAny>>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = references.py();
    let policy: DriftPolicy = policy_or_default(policy)?;
    let references: Vec<InputReference> = document("references", Family::Input, references)?;
    let scoreboard: Option<Scoreboard> = input("scoreboard", scoreboard)?;
    let columns = named(columns)?;
    let drift = py.detach(|| rollwise::measure_drift(&policy, &references, &columns, scoreboard.as_ref()));
    to_python(py, &drift.map_err(raise)?)
}

/// Adds outcomes to the score of a model's predictions.
#[pyfunction]
#[pyo3(signature = (probabilities, succeeded, *, scoreboard=None))]
pub(crate) fn keep_score<'py>(
    probabilities: &Bound<'py, PyAny>,
    succeeded: &Bound<'py, PyAny>,
    scoreboard: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = probabilities.py();
    let scoreboard: Scoreboard = input("scoreboard", scoreboard)?.unwrap_or_default();
    let probabilities: Vec<f64> = argument("probabilities", probabilities)?;
    let succeeded = outcomes(succeeded)?;
    let next = py.detach(|| rollwise::keep_score(&scoreboard, &probabilities, &succeeded));
    to_python(py, &next.map_err(raise)?)
}

/// Says whether a model should be trained again.
#[pyfunction]
#[pyo3(signature = (now, scoreboard, *, outcomes_since_training, trained_at=None, drift=None, policy=None))]
pub(crate) fn check_retraining<'py>(
    now: &Bound<'py, PyAny>,
    scoreboard: &Bound<'py, PyAny>,
    outcomes_since_training: &Bound<'py, PyAny>,
    trained_at: Option<&Bound<'py, PyAny>>,
    drift: Option<&Bound<'py, PyAny>>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = now.py();
    let policy: RetrainingPolicy = policy_or_default(policy)?;
    let now: Timestamp = argument("now", now)?;
    let scoreboard: Scoreboard = document("scoreboard", Family::Input, scoreboard)?;
    let since: Count = argument("outcomes_since_training", outcomes_since_training)?;
    let trained_at: Option<Timestamp> = trained_at.map(|at| argument("trained_at", at)).transpose()?;
    let drift: Option<Drift> = input("drift", drift)?;
    let answer = rollwise::check_retraining(&policy, now, trained_at, &scoreboard, since, drift.as_ref());
    to_python(py, &answer.map_err(raise)?)
}

fn input<T: DeserializeOwned>(name: &str, given: Option<&Bound<'_, PyAny>>) -> PyResult<Option<T>> {
    given.map(|given| document(name, Family::Input, given)).transpose()
}

/// The columns of a mapping, or of a data frame that has its way of naming them.
fn named(columns: &Bound<'_, PyAny>) -> PyResult<Vec<(String, InputColumn<'static>)>> {
    if !columns.hasattr("items")? {
        // This refuses it, and says what it is.
        let refused = argument::<BTreeMap<String, Vec<f64>>>("columns", columns)?;
        return Ok(refused.into_iter().map(|(name, numbers)| (name, InputColumn::Numbers(numbers.into()))).collect());
    }
    let pair = |item: PyResult<Bound<'_, PyAny>>| {
        let (name, values): (Bound<'_, PyAny>, Bound<'_, PyAny>) = item?.extract()?;
        let name: String = argument("columns", &name)?;
        let column = column(&format!("columns.{name}"), &values)?;
        Ok((name, column))
    };
    columns.call_method0("items")?.try_iter()?.map(pair).collect()
}

/// A column of numbers, or of booleans as 0 and 1, or of texts; the first known value says which. None and NaN are missing.
fn column(name: &str, values: &Bound<'_, PyAny>) -> PyResult<InputColumn<'static>> {
    if let Ok(buffer) = PyBuffer::<f64>::get(values)
        && buffer.dimensions() == 1
    {
        return Ok(InputColumn::Numbers(buffer.to_vec(values.py())?.into()));
    }
    let list = match values.hasattr("tolist")? {
        true => &values.call_method0("tolist")?,
        false => values,
    };
    if list.is_instance_of::<PyString>() || list.cast::<PySequence>().is_err() {
        // This refuses it, and says what it is.
        return argument::<Vec<f64>>(name, list).map(|numbers| InputColumn::Numbers(numbers.into()));
    }
    let values: Vec<Bound<'_, PyAny>> = list.try_iter()?.collect::<PyResult<_>>()?;
    let rows = values.iter().enumerate();
    let known = values.iter().find(|value| !is_missing(value));
    if known.is_some_and(|value| value.is_instance_of::<PyString>()) {
        let word = |(i, value): (usize, &Bound<'_, PyAny>)| {
            if is_missing(value) { Ok(None) } else { argument(&format!("{name}[{i}]"), value).map(Some) }
        };
        return rows.map(word).collect::<PyResult<_>>().map(InputColumn::Words);
    }
    let number = |(i, value): (usize, &Bound<'_, PyAny>)| {
        if let Ok(number) = value.cast::<PyFloat>() {
            Ok(number.value())
        } else if let Ok(flag) = value.cast::<PyBool>() {
            Ok(f64::from(u8::from(flag.is_true())))
        } else if value.is_none() {
            Ok(f64::NAN)
        } else {
            argument(&format!("{name}[{i}]"), value)
        }
    };
    rows.map(number).collect::<PyResult<_>>().map(InputColumn::Numbers)
}

fn is_missing(value: &Bound<'_, PyAny>) -> bool {
    value.is_none() || value.cast::<PyFloat>().is_ok_and(|number| number.value().is_nan())
}
