//! An object of a frozen dataclass while it is filled.

use pyo3::exceptions::PySystemError;
use pyo3::ffi;
use pyo3::prelude::*;

use super::classes::{Class, Field};

/// Fills the slots of a new object directly, as the frozen `__init__` of its class does field by field, but in about
/// a tenth of the time; a step has some forty objects with two hundred fields.
pub(super) struct Draft<'py> {
    object: Bound<'py, PyAny>,
    class: &'static Class,
    /// The fields that are still empty.
    rest: std::slice::Iter<'static, Field>,
}

impl<'py> Draft<'py> {
    pub(super) fn of(py: Python<'py>, class: &'static Class) -> PyResult<Self> {
        Ok(Self { object: bare(class.class.bind(py))?, class, rest: class.fields.iter() })
    }

    /// Sets a field; those before it that were passed over are left out.
    pub(super) fn set(&mut self, key: &str, value: Bound<'py, PyAny>) -> PyResult<()> {
        while let Some(field) = self.rest.next() {
            if field.key == key {
                return set_slot(&self.object, field, &value);
            }
            self.leave_out(field)?;
        }
        Err(PySystemError::new_err(format!("`{}` has no field `{key}`", self.class.class)))
    }

    pub(super) fn finish(mut self) -> PyResult<Bound<'py, PyAny>> {
        while let Some(field) = self.rest.next() {
            self.leave_out(field)?;
        }
        Ok(self.object)
    }

    fn leave_out(&self, field: &'static Field) -> PyResult<()> {
        let py = self.object.py();
        match &field.absent {
            Some(absent) => set_slot(&self.object, field, absent.bind(py)),
            None => Err(PySystemError::new_err(format!("`{}` needs its field `{}`", self.class.class, field.key))),
        }
    }
}

/// An object whose slots are empty.
#[allow(unsafe_code, reason = "there is no safe call for it; the class is a live heap type made by `dataclass`")]
fn bare<'py>(class: &Bound<'py, pyo3::types::PyType>) -> PyResult<Bound<'py, PyAny>> {
    // SAFETY: the class has fixed size, and its instances need no initialisation beyond that of `object`.
    unsafe { Bound::from_owned_ptr_or_err(class.py(), ffi::PyType_GenericAlloc(class.as_type_ptr(), 0)) }
}

/// `object.__setattr__`, which is how a frozen dataclass sets its own fields.
#[allow(unsafe_code, reason = "there is no safe call for it that skips the refusing `__setattr__` of the class")]
fn set_slot<'py>(object: &Bound<'py, PyAny>, field: &Field, value: &Bound<'py, PyAny>) -> PyResult<()> {
    // SAFETY: the three pointers are live objects, and the thread is attached to the interpreter.
    let status = unsafe { ffi::PyObject_GenericSetAttr(object.as_ptr(), field.name.as_ptr(), value.as_ptr()) };
    if status == 0 { Ok(()) } else { Err(PyErr::fetch(object.py())) }
}
