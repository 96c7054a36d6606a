//! What was promised, what a release must show, and how well is delivered.

use pyo3::prelude::*;
use rollwise::{DeliveryLog, DeliveryPolicy, Family, QualityEvidence, QualityPolicy, SloEvidence, SloPolicy};

use crate::convert::{self, argument, document, policy_or_default, to_python};
use crate::error::raise;

/// Says what is left of the error budgets, and what may be released.
#[pyfunction]
#[pyo3(signature = (now, evidence, *, policy=None))]
pub(crate) fn assess_slo<'py>(
    now: &Bound<'py, PyAny>,
    evidence: &Bound<'py, PyAny>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = now.py();
    let policy: SloPolicy = policy_or_default(policy)?;
    let now = argument("now", now)?;
    let evidence: SloEvidence = document("", Family::Input, evidence)?;
    let decision = py.detach(|| rollwise::assess_slo(&policy, now, &evidence));
    to_python(py, &decision.map_err(raise)?)
}

/// Says what the alarms of a policy can do.
#[pyfunction]
pub(crate) fn review_slo<'py>(
    policy: &Bound<'py, PyAny>,
    error_ratio: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let slo: SloPolicy = document("", Family::Config, policy)?;
    to_python(policy.py(), &rollwise::review_slo(&slo, argument("error_ratio", error_ratio)?).map_err(raise)?)
}

/// Says whether a release is good enough.
#[pyfunction]
#[pyo3(signature = (evidence, *, policy=None))]
pub(crate) fn judge_quality<'py>(
    evidence: &Bound<'py, PyAny>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let policy: QualityPolicy = policy_or_default(policy)?;
    let given: QualityEvidence = document("", Family::Input, evidence)?;
    to_python(evidence.py(), &rollwise::judge_quality(&policy, &given).map_err(raise)?)
}

/// Says what became of each rollout.
#[pyfunction]
pub(crate) fn deliveries<'py>(records: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let py = records.py();
    let read = convert::records(records)?;
    to_python(py, &py.detach(|| rollwise::deliveries(&read)).map_err(raise)?)
}

/// Says how well deployments were delivered.
#[pyfunction]
#[pyo3(signature = (since, until, log, *, policy=None))]
pub(crate) fn delivery_figures<'py>(
    since: &Bound<'py, PyAny>,
    until: &Bound<'py, PyAny>,
    log: &Bound<'py, PyAny>,
    policy: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = since.py();
    let policy: DeliveryPolicy = policy_or_default(policy)?;
    let (since, until) = (argument("since", since)?, argument("until", until)?);
    let log: DeliveryLog = document("", Family::Input, log)?;
    let figures = py.detach(|| rollwise::delivery_figures(&policy, since, until, &log));
    to_python(py, &figures.map_err(raise)?)
}
