//! A canary judged look after look.

use pyo3::prelude::*;
use rollwise::{Family, JudgeLook, JudgePolicy, JudgeState, Recording};

use crate::convert::{document, to_python};
use crate::error::raise;

/// A judge of one canary, with what it has found so far.
#[pyclass(module = "rollwise")]
pub(crate) struct CanaryJudge {
    judge: rollwise::CanaryJudge,
    state: JudgeState,
}

#[pymethods]
impl CanaryJudge {
    /// Begins anew, or goes on from a state.
    #[new]
    #[pyo3(signature = (policy, *, state=None))]
    fn new(policy: &Bound<'_, PyAny>, state: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let judge = rollwise::CanaryJudge::new(document("", Family::Config, policy)?).map_err(raise)?;
        let state = match state {
            Some(state) => {
                let state = document("state", Family::Input, state)?;
                judge.resume(state).map_err(|err| raise(err.within("state")))?
            }
            None => judge.begin(),
        };
        Ok(Self { judge, state })
    }

    /// Takes in a look, and says what is known now.
    fn look<'py>(this: &Bound<'py, Self>, look: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let look: JudgeLook = document("look", Family::Input, look)?;
        let mut borrowed = this.try_borrow_mut()?;
        let Self { judge, state } = &mut *borrowed;
        let judgement = judge.look(state, &look).map_err(|err| raise(err.within("look")))?;
        drop(borrowed);
        to_python(this.py(), &judgement)
    }

    /// What it has found so far, to be stored.
    #[getter]
    fn state<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.state)
    }
}

/// Judges a whole series of looks.
#[pyfunction]
#[pyo3(signature = (policy, looks, *, state=None))]
pub(crate) fn judge_canary<'py>(
    policy: &Bound<'py, PyAny>,
    looks: &Bound<'py, PyAny>,
    state: Option<&Bound<'py, PyAny>>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = policy.py();
    let policy: JudgePolicy = document("policy", Family::Config, policy)?;
    let looks: Vec<JudgeLook> = document("looks", Family::Input, looks)?;
    let state: Option<JudgeState> = state.map(|state| document("state", Family::Input, state)).transpose()?;
    let series = py.detach(|| rollwise::judge_canary(&policy, &looks, state));
    to_python(py, &series.map_err(raise)?)
}

/// Judges recorded columns.
#[pyfunction]
pub(crate) fn judge_recording<'py>(
    policy: &Bound<'py, PyAny>,
    recording: &Bound<'py, PyAny>,
) -> PyResult<Bound<'py, PyAny>> {
    let py = policy.py();
    let policy: JudgePolicy = document("policy", Family::Config, policy)?;
    let recording: Recording = document("recording", Family::Input, recording)?;
    let judged = py.detach(|| rollwise::judge_recording(&policy, &recording));
    to_python(py, &judged.map_err(raise)?)
}
