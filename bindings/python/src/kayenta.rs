//! Judgements as Kayenta makes them.

use pyo3::prelude::*;
use pyo3::types::PyString;
use rollwise::kayenta::{self, CanaryConfig};
use rollwise::{Family, KayentaLimits, KayentaMetricSet, KayentaPolicy, KayentaRequest, KayentaScheduleRequest};

use crate::convert::{argument, document, policy_or_default, to_python};
use crate::error::raise;

/// Judges a canary by a configuration of Kayenta.
#[pyfunction]
#[pyo3(signature = (config, request, *, policy=None))]
pub(crate) fn kayenta_judge<'py>(
    config: &Bound<'py, PyAny>,
    request: &Bound<'py, PyAny>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = config.py();
    let policy: KayentaPolicy = policy_or_default(policy)?;
    let config = configuration(config)?;
    let request: KayentaRequest = document("", Family::Input, request)?;
    let judged = py.detach(|| kayenta::judge(&policy, &config, &request));
    to_python(py, &judged.map_err(raise)?)
}

/// Pairs the series of the metrics of a configuration.
#[pyfunction]
pub(crate) fn kayenta_pairs<'py>(
    config: &Bound<'py, PyAny>,
    control: &Bound<'py, PyAny>,
    experiment: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = config.py();
    let config = configuration(config)?;
    let control: Vec<KayentaMetricSet> = document("control", Family::Input, control)?;
    let experiment: Vec<KayentaMetricSet> = document("experiment", Family::Input, experiment)?;
    to_python(py, &py.detach(|| kayenta::pair(&config, &control, &experiment)).map_err(raise)?)
}

/// Which times the judgements of a canary look at.
#[pyfunction]
pub(crate) fn kayenta_schedule<'py>(request: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let asked: KayentaScheduleRequest = document("", Family::Input, request)?;
    to_python(request.py(), &kayenta::schedule(&asked).map_err(raise)?)
}

/// What the scores of several judgements come to.
#[pyfunction]
pub(crate) fn kayenta_conclusion<'py>(
    limits: &Bound<'py, PyAny>,
    scores: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let read: KayentaLimits = document("", Family::Config, limits)?;
    let scores: Vec<f64> = argument("scores", scores)?;
    to_python(limits.py(), &kayenta::conclude(&read, &scores).map_err(raise)?)
}

/// A configuration is text, as its file is, or the mapping that was read from that.
fn configuration(config: &Bound<'_, PyAny>) -> PyResult<CanaryConfig> {
    let text = if config.is_instance_of::<PyString>() {
        argument("config", config)?
    } else {
        let value: serde_json::Value = document("config", Family::Config, config)?;
        rollwise::document::write(&value)
    };
    CanaryConfig::from_json(&text).map_err(|err| raise(err.within("config")))
}
