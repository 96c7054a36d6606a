//! Many audit records, which become dataclasses only when they are looked at.

use pyo3::exceptions::PyIndexError;
use pyo3::prelude::*;
use pyo3::types::{PySlice, PyTuple};
use rollwise::Record;

use crate::convert::to_python;

/// A sequence of records.
#[pyclass(module = "rollwise", sequence, frozen, eq)]
#[derive(PartialEq)]
pub(crate) struct Records(pub(crate) Vec<Record>);

/// What stands between the brackets.
#[derive(FromPyObject)]
enum Place<'py> {
    Slice(Bound<'py, PySlice>),
    Index(isize),
}

#[pymethods]
impl Records {
    fn __len__(&self) -> usize {
        self.0.len()
    }

    fn __getitem__<'py>(&self, py: Python<'py>, place: Place<'py>) -> PyResult<Bound<'py, PyAny>> {
        match place {
            Place::Index(index) => {
                let from_end = if index < 0 { index.saturating_add_unsigned(self.0.len()) } else { index };
                let record = usize::try_from(from_end).ok().and_then(|index| self.0.get(index));
                to_python(py, record.ok_or_else(|| PyIndexError::new_err("no record of this number"))?)
            }
            Place::Slice(slice) => {
                let span = slice.indices(self.0.len() as isize)?;
                let numbers = (0..span.slicelength).map(|i| span.start + i as isize * span.step);
                let chosen = numbers.filter_map(|number| self.0.get(usize::try_from(number).ok()?));
                let chosen = chosen.map(|record| to_python(py, record)).collect::<PyResult<Vec<_>>>()?;
                Ok(PyTuple::new(py, chosen)?.into_any())
            }
        }
    }

    /// The records as JSON Lines, to be appended to an audit log.
    fn to_jsonl(&self, py: Python<'_>) -> String {
        py.detach(|| self.0.iter().map(|record| record.to_json() + "\n").collect())
    }

    fn __repr__(&self) -> String {
        format!("<{} records>", self.0.len())
    }
}
