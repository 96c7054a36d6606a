//! The functions of the package.

use pyo3::prelude::*;
use rollwise::render::{self, Style};
use rollwise::{Artifacts, Error, Family, ImageTag, Phase, Policy, audit, pods};

use crate::convert::{self, argument, document, to_python};
use crate::error::raise;
use crate::rollout::Rollout;

/// The built-in policy of an environment.
#[pyfunction]
pub(crate) fn policy_for<'py>(environment: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    to_python(environment.py(), &Policy::for_environment(argument("environment", environment)?))
}

/// Reads audit records from JSON Lines; empty lines are left out.
#[pyfunction]
pub(crate) fn read_records<'py>(py: Python<'py>, lines: &str) -> PyResult<Bound<'py, PyAny>> {
    to_python(py, &py.detach(|| audit::read_records(lines)).map_err(raise)?)
}

/// Checks that records form one unbroken chain from the start of a rollout.
#[pyfunction]
pub(crate) fn verify(records: &Bound<'_, PyAny>) -> PyResult<()> {
    let read = convert::records(records)?;
    records.py().detach(|| audit::verify(&read)).map_err(raise)
}

/// Rebuilds a rollout from its records, deciding everything once more.
#[pyfunction]
pub(crate) fn replay(records: &Bound<'_, PyAny>) -> PyResult<Rollout> {
    let read = convert::records(records)?;
    records.py().detach(|| audit::replay(&read)).map(Rollout).map_err(raise)
}

/// The three documents about a rollout: the deployment, its confidence and its changes of phase.
#[pyfunction]
pub(crate) fn artifacts<'py>(records: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let read = convert::records(records)?;
    to_python(records.py(), &records.py().detach(|| Artifacts::from_records(&read)).map_err(raise)?)
}

/// A rollout as a timeline that a person can read.
#[pyfunction]
#[pyo3(signature = (records, *, colour=false))]
pub(crate) fn timeline(records: &Bound<'_, PyAny>, colour: bool) -> PyResult<String> {
    let read = convert::records(records)?;
    Ok(records.py().detach(|| render::timeline(&read, style(colour))))
}

/// So many of the instances for a share of the traffic.
#[pyfunction]
pub(crate) fn split<'py>(
    share: &Bound<'py, PyAny>,
    replicas: &Bound<'py, PyAny>,
    surge: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let counts = pods::split(argument("share", share)?, argument("replicas", replicas)?, argument("surge", surge)?);
    to_python(share.py(), &counts)
}

/// How many instances each version should have now.
#[pyfunction]
pub(crate) fn replica_counts<'py>(request: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    let counts = pods::counts(&document("", Family::Input, request)?);
    to_python(request.py(), &counts.map_err(raise)?)
}

/// Fragments as the JSON that goes into the manifests of Kubernetes.
#[pyfunction]
pub(crate) fn manifests(fragments: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(render::kubernetes(&document("", Family::Input, fragments)?))
}

/// The choice of a strategy as text.
#[pyfunction]
#[pyo3(signature = (choice, *, colour=false))]
pub(crate) fn choice_report(choice: &Bound<'_, PyAny>, colour: bool) -> PyResult<String> {
    Ok(render::choice(&document("", Family::Input, choice)?, style(colour)))
}

/// Whether a deployment may go now, as text.
#[pyfunction]
#[pyo3(signature = (admission, *, colour=false))]
pub(crate) fn admission_report(admission: &Bound<'_, PyAny>, colour: bool) -> PyResult<String> {
    Ok(render::admission(&document("", Family::Input, admission)?, style(colour)))
}

/// Whether to go back, to what and how, as text.
#[pyfunction]
#[pyo3(signature = (decision, *, colour=false))]
pub(crate) fn rollback_report(decision: &Bound<'_, PyAny>, colour: bool) -> PyResult<String> {
    Ok(render::rollback(&document("", Family::Input, decision)?, style(colour)))
}

pub(crate) fn style(colour: bool) -> Style {
    if colour { Style::Colour } else { Style::Plain }
}

/// A reason as one sentence.
#[pyfunction]
pub(crate) fn explain(reason: &Bound<'_, PyAny>) -> PyResult<String> {
    Ok(render::explain(&document("", Family::Input, reason)?))
}

/// Every legal transition as a Markdown table.
#[pyfunction]
pub(crate) fn state_table() -> String {
    render::state_table()
}

/// The phases and the events between them as a Mermaid diagram.
#[pyfunction]
#[pyo3(signature = (phase=None))]
pub(crate) fn mermaid(phase: Option<&Bound<'_, PyAny>>) -> PyResult<String> {
    let phase: Option<Phase> = phase.map(|phase| argument("phase", phase)).transpose()?;
    Ok(render::mermaid(phase))
}

/// The events that a phase has a use for.
#[pyfunction]
pub(crate) fn allowed_events<'py>(phase: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
    to_python(phase.py(), &rollwise::allowed_events(argument("phase", phase)?))
}

/// Whether an image tag names one immutable build of a commit.
#[pyfunction]
pub(crate) fn is_build_of(image_tag: &str, commit: &str) -> PyResult<bool> {
    let tag: ImageTag = image_tag.parse().map_err(|err: Error| raise(err.within("image_tag")))?;
    Ok(tag.is_build_of(commit))
}

/// Any value of this package as canonical JSON.
#[pyfunction]
pub(crate) fn to_json(value: &Bound<'_, PyAny>) -> PyResult<String> {
    match value.cast::<Rollout>() {
        Ok(rollout) => rollwise::document::canonical(&rollout.try_borrow()?.0.to_json()).map_err(raise),
        Err(_) => convert::to_json(value),
    }
}
