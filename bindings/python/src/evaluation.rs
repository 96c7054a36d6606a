//! How good predictions were.

use std::fmt;

use pyo3::prelude::*;
use rollwise::{Evaluation, EvaluationPolicy, Family, render};
use serde::de::{Deserialize, Deserializer, Error, Unexpected, Visitor};

use crate::convert::{argument, document, policy_or_default, to_python};
use crate::error::raise;
use crate::functions::style;

/// Measures how good predicted probabilities of success turned out to be.
#[pyfunction]
#[pyo3(signature = (probabilities, succeeded, *, at=None, policy=None))]
pub(crate) fn evaluate<'py>(
    probabilities: &Bound<'py, PyAny>,
    succeeded: &Bound<'py, PyAny>,
    at: Option<&Bound<'py, PyAny>>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = probabilities.py();
    let policy: EvaluationPolicy = policy_or_default(policy)?;
    let probabilities: Vec<f64> = argument("probabilities", probabilities)?;
    let succeeded = outcomes(succeeded)?;
    let at: Option<Vec<f64>> = at.map(|at| argument("at", at)).transpose()?;
    let measured = py.detach(|| rollwise::evaluate(&policy, &probabilities, &succeeded, at.as_deref()));
    to_python(py, &measured.map_err(raise)?)
}

/// The probability of failure at which predicting failure would have had the best F1 score.
#[pyfunction]
pub(crate) fn best_threshold(probabilities: &Bound<'_, PyAny>, succeeded: &Bound<'_, PyAny>) -> PyResult<Option<f64>> {
    let py = probabilities.py();
    let probabilities: Vec<f64> = argument("probabilities", probabilities)?;
    let succeeded = outcomes(succeeded)?;
    let best = py.detach(|| rollwise::best_threshold(&probabilities, &succeeded)).map_err(raise)?;
    Ok(best.map(rollwise::Fraction::get))
}

/// How good predictions were, as text.
#[pyfunction]
#[pyo3(signature = (evaluation, *, colour=false))]
pub(crate) fn evaluation_report(evaluation: &Bound<'_, PyAny>, colour: bool) -> PyResult<String> {
    Ok(render::evaluation(&document("", Family::Input, evaluation)?, style(colour)))
}

/// Predicted against observed success, as an SVG picture.
#[pyfunction]
pub(crate) fn reliability_svg(evaluation: &Bound<'_, PyAny>) -> PyResult<String> {
    let evaluation: Evaluation = document("", Family::Input, evaluation)?;
    Ok(render::reliability_svg(&evaluation))
}

/// How deployments went. Arrays of other libraries are asked for a list, which is much faster than one by one.
pub(crate) fn outcomes(succeeded: &Bound<'_, PyAny>) -> PyResult<Vec<bool>> {
    let list = match succeeded.hasattr("tolist")? {
        true => &succeeded.call_method0("tolist")?,
        false => succeeded,
    };
    let outcomes: Vec<Outcome> = argument("succeeded", list)?;
    Ok(outcomes.into_iter().map(|outcome| outcome.0).collect())
}

/// A boolean, or a number that stands for one.
struct Outcome(bool);

impl<'de> Deserialize<'de> for Outcome {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(OutcomeVisitor)
    }
}

struct OutcomeVisitor;

impl Visitor<'_> for OutcomeVisitor {
    type Value = Outcome;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("True or 1 for success, False or 0 for failure")
    }
    fn visit_bool<E: Error>(self, value: bool) -> Result<Outcome, E> {
        Ok(Outcome(value))
    }
    fn visit_i64<E: Error>(self, value: i64) -> Result<Outcome, E> {
        match value {
            0 => Ok(Outcome(false)),
            1 => Ok(Outcome(true)),
            _ => Err(E::invalid_value(Unexpected::Signed(value), &self)),
        }
    }
    fn visit_u64<E: Error>(self, value: u64) -> Result<Outcome, E> {
        let signed = i64::try_from(value);
        signed.map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self)).and_then(|value| self.visit_i64(value))
    }
    fn visit_f64<E: Error>(self, value: f64) -> Result<Outcome, E> {
        match value {
            0.0 => Ok(Outcome(false)),
            1.0 => Ok(Outcome(true)),
            _ => Err(E::invalid_value(Unexpected::Float(value), &self)),
        }
    }
}
