//! `Engine`: a checked policy that answers questions.

use pyo3::prelude::*;
use pyo3::types::PyString;
use rollwise::{Family, Plan, Policy};

use crate::convert::{argument, document, to_python};
use crate::error::raise;
use crate::rollout::Rollout;

/// A checked policy that answers questions: the same question gives the same answer.
#[pyclass(module = "rollwise", frozen)]
pub(crate) struct Engine(rollwise::Engine);

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (policy=None))]
    fn new(policy: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let policy: Policy = match policy {
            Some(policy) => document("", Family::Config, policy)?,
            None => Policy::default(),
        };
        rollwise::Engine::new(policy).map(Self).map_err(raise)
    }

    /// The policy that was checked, defaults included.
    fn policy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.policy())
    }

    /// The gates of the policy: those of its sets and its own. A plan may have further ones.
    fn gates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.gates())
    }

    /// The plan of a name: one of the policy's, or a preset.
    fn plan<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.plan(name).map_err(raise)?)
    }

    /// Is the canary healthy now?
    fn evaluate_gates<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        evidence: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let report = self.0.evaluate_gates(argument("now", now)?, &document("", Family::Input, evidence)?);
        to_python(now.py(), &report.map_err(raise)?)
    }

    /// How confident are we?
    fn score_confidence<'py>(&self, factors: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        to_python(factors.py(), &self.0.score_confidence(&document("", Family::Input, factors)?))
    }

    /// May a decision be carried out without a person?
    fn permits<'py>(&self, what: &Bound<'py, PyAny>, level: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        to_python(what.py(), &self.0.permits(argument("what", what)?, argument("level", level)?))
    }

    /// Starts a rollout by the plan of the policy, or by another one, given by its name or as a whole.
    #[pyo3(signature = (now, release, plan=None))]
    fn start<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        release: &Bound<'py, PyAny>,
        plan: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Rollout, Bound<'py, PyAny>)> {
        let at = argument("now", now)?;
        let release = document("release", Family::Input, release)?;
        let started = match plan {
            None => self.0.start(at, release),
            Some(plan) => self.0.start_with(at, release, self.plan_of(plan)?),
        };
        let (rollout, step) = started.map_err(raise)?;
        Ok((Rollout(rollout), to_python(now.py(), &step)?))
    }
}

impl Engine {
    /// A plan is given by its name or as a whole.
    fn plan_of(&self, plan: &Bound<'_, PyAny>) -> PyResult<Plan> {
        match plan.cast::<PyString>() {
            Ok(name) => self.0.plan(name.to_str()?).map_err(raise),
            Err(_) => document("plan", Family::Config, plan),
        }
    }
}
