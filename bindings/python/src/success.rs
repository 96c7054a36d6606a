//! `Model`: what `rollwise.SuccessModel` holds.

use pyo3::prelude::*;
use pyo3::types::{PyByteArray, PyType};
use rollwise::{
    DeploymentOutcome, Error, ErrorCode, Family, FitProgress, History, Prediction, Situation, SuccessModel,
    SuccessPolicy, render,
};

use crate::columns::{Out, Table, read_outcomes, refusal};
use crate::convert::{argument, document, policy_or_default, to_python};
use crate::error::raise;

/// A success model, fitted or built in.
#[pyclass(module = "rollwise._rollwise")]
#[derive(Clone)]
pub(crate) struct Model {
    model: SuccessModel,
    /// The columns that it was fitted to; none where that is not known.
    names: Vec<String>,
}

#[pymethods]
impl Model {
    /// Fits a model to rows and how they went.
    #[staticmethod]
    #[pyo3(signature = (policy, table, succeeded, progress))]
    fn fit(
        policy: Option<&Bound<'_, PyAny>>,
        table: &Bound<'_, PyAny>,
        succeeded: &Bound<'_, PyAny>,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Self> {
        let policy: SuccessPolicy = policy_or_default(policy)?;
        let py = table.py();
        let table = Table::read(table)?;
        if table.rows() == 0 {
            return Err(raise(Error::new(Family::Input, ErrorCode::Empty, "X").allowed("at least one row")));
        }
        let columns = table.columns().map_err(raise)?;
        let succeeded = read_outcomes(succeeded, &table)?;
        let mut stopped = None;
        let fitted = py.detach(|| {
            SuccessModel::fit_while(&policy, &columns, &succeeded, &mut |reached| {
                stopped = Python::attach(|py| tell(py, progress.as_ref(), reached)).err();
                stopped.is_none()
            })
        });
        match (fitted.map_err(raise)?, stopped) {
            (Some(model), None) => Ok(Self { model, names: table.names().map(str::to_owned).collect() }),
            (_, stopped) => Err(stopped.unwrap_or_else(|| pyo3::exceptions::PyKeyboardInterrupt::new_err(()))),
        }
    }

    /// The model that serves without data.
    #[staticmethod]
    fn built_in() -> Self {
        Self { model: SuccessModel::built_in(), names: Vec::new() }
    }

    /// The same weights with an empty history.
    fn without_history(&self) -> Self {
        Self { model: self.model.clone().with_history(History::default()), names: self.names.clone() }
    }

    /// Reads a model that `to_json` wrote.
    #[staticmethod]
    #[pyo3(signature = (text, names=Vec::new()))]
    fn from_json(text: &str, names: Vec<String>) -> PyResult<Self> {
        Ok(Self { model: SuccessModel::from_json(text).map_err(raise)?, names })
    }

    fn to_json(&self) -> String {
        self.model.to_json()
    }

    #[getter]
    fn names(&self) -> Vec<String> {
        self.names.clone()
    }

    #[getter]
    fn policy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.model.policy())
    }

    #[getter]
    fn weights<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.model.weights())
    }

    /// For each row the probabilities of failure and of success, in the array that `make` makes for so many numbers.
    fn probabilities<'py>(&self, table: &Bound<'py, PyAny>, make: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let py = table.py();
        let table = Table::read(table)?;
        self.refuse_unknown(&table)?;
        let columns = table.columns().map_err(raise)?;
        let made = make.call1((table.rows() * 2,))?;
        let mut out = Out::of(&made)?;
        let numbers = out.numbers();
        py.detach(|| {
            self.model.visit_probabilities(&columns, |from, block| {
                let pairs = numbers.as_chunks_mut::<2>().0.iter_mut().skip(from);
                pairs.zip(block).for_each(|(pair, p)| *pair = [1.0 - p, *p]);
            })
        })
        .map_err(raise)?;
        Ok(made)
    }

    /// For each row 1 where success is at least as likely as failure, else 0, as the bytes of 64-bit integers.
    fn classes<'py>(&self, table: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyByteArray>> {
        let success = self.predict(table.py(), &Table::read(table)?)?;
        bytes(table.py(), success.len(), success.into_iter().map(|p| i64::from(p >= 0.5).to_ne_bytes()))
    }

    /// The share of rows that went as was more likely; NaN of none.
    fn accuracy(&self, table: &Bound<'_, PyAny>, succeeded: &Bound<'_, PyAny>) -> PyResult<f64> {
        let py = table.py();
        let table = Table::read(table)?;
        let succeeded = read_outcomes(succeeded, &table)?;
        let success = self.predict(py, &table)?;
        let right = success.iter().zip(&succeeded).filter(|(p, succeeded)| (**p >= 0.5) == **succeeded).count();
        Ok(right as f64 / succeeded.len() as f64)
    }

    /// Predicts the rows in the order of their start and learns how each went; the probabilities of success, as bytes.
    fn replay<'py>(
        this: &Bound<'py, Self>,
        table: &Bound<'py, PyAny>,
        succeeded: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyByteArray>> {
        let py = table.py();
        let table = Table::read(table)?;
        let succeeded = read_outcomes(succeeded, &table)?;
        let mut borrowed = this.try_borrow_mut()?;
        borrowed.refuse_unknown(&table)?;
        let columns = table.columns().map_err(raise)?;
        let model = &mut borrowed.model;
        let success = py.detach(|| model.replay(&columns, &succeeded)).map_err(raise)?;
        bytes(py, success.len(), success.into_iter().map(f64::to_ne_bytes))
    }

    /// Predicts one deployment, and says why.
    #[pyo3(signature = (situation, at, strategy))]
    fn explain<'py>(
        &self,
        situation: &Bound<'py, PyAny>,
        at: &Bound<'py, PyAny>,
        strategy: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let read: Situation = document("", Family::Input, situation)?;
        let strategy = strategy.map(|strategy| argument("strategy", strategy)).transpose()?;
        let prediction = self.model.explain(&read, strategy, argument("at", at)?).map_err(raise)?;
        to_python(situation.py(), &prediction)
    }

    /// Adds an outcome that is known now.
    fn record<'py>(this: &Bound<'py, Self>, outcome: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let outcome: DeploymentOutcome = document("", Family::Input, outcome)?;
        let recorded = this.try_borrow_mut()?.model.record(&outcome).map_err(raise)?;
        to_python(this.py(), &recorded)
    }

    /// A situation with its history and its probability of success.
    fn inform<'py>(&self, situation: &Bound<'py, PyAny>, at: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let read: Situation = document("", Family::Input, situation)?;
        let informed = self.model.inform(read, argument("at", at)?).map_err(raise)?;
        to_python(situation.py(), &informed)
    }

    fn __copy__(&self) -> Self {
        self.clone()
    }

    fn __deepcopy__(&self, _memo: &Bound<'_, PyAny>) -> Self {
        self.clone()
    }

    #[expect(clippy::type_complexity, reason = "the shape that pickle asks for")]
    fn __reduce__<'py>(&self, py: Python<'py>) -> PyResult<(Bound<'py, PyAny>, (String, Vec<String>))> {
        Ok((PyType::new::<Self>(py).getattr("from_json")?, (self.to_json(), self.names.clone())))
    }
}

impl Model {
    fn predict(&self, py: Python<'_>, table: &Table) -> PyResult<Vec<f64>> {
        self.refuse_unknown(table)?;
        let columns = table.columns().map_err(raise)?;
        py.detach(|| self.model.probabilities(&columns)).map_err(raise)
    }

    /// A column that the model was not fitted to is a mistake, unless the policy chose among the columns.
    fn refuse_unknown(&self, table: &Table) -> PyResult<()> {
        if self.names.is_empty() || self.model.policy().features.is_some() {
            return Ok(());
        }
        match table.names().find(|name| !self.names.iter().any(|known| known == name)) {
            None => Ok(()),
            Some(name) => {
                let allowed = format!("the columns that the model was fitted to: {}", self.names.join(", "));
                Err(refusal(ErrorCode::UnknownName, "X", name.to_owned(), &allowed))
            }
        }
    }
}

/// Tells the caller how far a fit has come; interrupts reach it meanwhile.
fn tell(py: Python<'_>, progress: Option<&Py<PyAny>>, reached: FitProgress) -> PyResult<()> {
    py.check_signals()?;
    if let Some(progress) = progress {
        progress.call1(py, (reached.iteration, reached.loss))?;
    }
    Ok(())
}

/// Numbers as the bytes that arrays of every library can be made of without a copy.
fn bytes(py: Python<'_>, count: usize, numbers: impl Iterator<Item = [u8; 8]>) -> PyResult<Bound<'_, PyByteArray>> {
    PyByteArray::new_with(py, count * 8, |bytes| {
        for (place, number) in bytes.chunks_exact_mut(8).zip(numbers) {
            place.copy_from_slice(&number);
        }
        Ok(())
    })
}

/// A prediction as text.
#[pyfunction]
pub(crate) fn prediction_report(prediction: &Bound<'_, PyAny>) -> PyResult<String> {
    let prediction: Prediction = document("", Family::Input, prediction)?;
    Ok(render::prediction(&prediction))
}
