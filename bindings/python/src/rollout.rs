//! `Rollout`: one deployment on its way.

use pyo3::prelude::*;
use pyo3::types::{PyDict, PyType};
use rollwise::{Family, Recording, TrafficShare};

use crate::convert::{argument, document, to_python};
use crate::error::raise;
use crate::records::Records;

/// One deployment on its way.
#[derive(Clone, PartialEq)]
#[pyclass(module = "rollwise", eq)]
pub(crate) struct Rollout(pub(crate) rollwise::Rollout);

#[pymethods]
impl Rollout {
    /// Loads a rollout that was saved with `to_json`.
    #[staticmethod]
    fn from_json(text: &str) -> PyResult<Self> {
        rollwise::Rollout::from_json(text).map(Self).map_err(raise)
    }

    /// The rollout as JSON, to be saved after every step.
    fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// Advances the rollout by one event.
    fn step<'py>(
        this: &Bound<'py, Self>,
        now: &Bound<'py, PyAny>,
        event: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        // Reading may run code of the caller, who may use the rollout there: it is borrowed only after.
        let now = argument("now", now)?;
        let event = document("event", Family::Input, event)?;
        let step = this.try_borrow_mut()?.0.step(now, event).map_err(raise)?;
        to_python(this.py(), &step)
    }

    /// Takes recorded looks one after the other, until one asks something else of the host than to measure.
    fn run<'py>(this: &Bound<'py, Self>, recording: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let recording: Recording = document("", Family::Input, recording)?;
        let mut borrowed = this.try_borrow_mut()?;
        let rollout = &mut borrowed.0;
        let py = this.py();
        let run = py.detach(|| rollout.run(&recording)).map_err(raise)?;
        let parts = PyDict::new(py);
        parts.set_item("looks", to_python(py, &run.looks)?)?;
        parts.set_item("step", to_python(py, &run.step)?)?;
        // A long run has thousands of records, of which few are looked at.
        parts.set_item("records", Records(run.records))?;
        py.import("rollwise.types")?.getattr("Run")?.call((), Some(&parts))
    }

    /// The actions whose answers are awaited, for a host that lost track of them.
    fn outstanding<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.outstanding())
    }

    /// The events that the rollout has a use for now.
    fn allowed_events<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.allowed_events())
    }

    /// Where it is.
    #[getter]
    fn phase(&self) -> &'static str {
        self.0.phase().as_str()
    }

    /// When to come back with a tick at the latest.
    #[getter]
    fn wake_at<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.wake_at())
    }

    /// Share of live traffic that the new version has or is being given, in percent.
    #[getter]
    fn share(&self) -> Option<f64> {
        self.0.share().map(TrafficShare::as_percent)
    }

    /// The last confidence.
    #[getter]
    fn confidence<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.confidence())
    }

    /// Everything that changes from step to step.
    #[getter]
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.state())
    }

    /// What is being rolled out.
    #[getter]
    fn release<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.release())
    }

    /// What it was started with.
    #[getter]
    fn terms<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.terms())
    }

    fn __copy__(&self) -> Self {
        self.clone()
    }

    fn __deepcopy__(&self, _memo: &Bound<'_, PyAny>) -> Self {
        self.clone()
    }

    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        Ok((PyType::new::<Self>(py).getattr("from_json")?, (self.to_json(),)))
    }

    fn __repr__(&self) -> String {
        let release = self.0.release();
        format!("<Rollout {} of {} {}: {}>", release.id, release.service, release.version, self.phase())
    }
}
