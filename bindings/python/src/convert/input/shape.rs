//! What a Python object is, in the few words that serde has.

use std::borrow::Cow;

use pyo3::buffer::{Element, PyBuffer};
use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDateTime, PyDelta, PyDict, PyFloat, PyInt, PyList, PyMapping, PySequence, PyString,
    PyTuple,
};
use rollwise::{Duration, Error, Timestamp};
use serde::de::{Error as _, Expected, Unexpected};

use super::Fault;
use super::object::Object;
use super::parts::{Items, Number, Parts};
use crate::convert::time;

pub(super) enum Shape<'a, 'py> {
    Text(Cow<'a, str>),
    Float(f64),
    Bool(bool),
    Signed(i64),
    Unsigned(u64),
    Nothing,
    Keyed(Parts<'a, 'py>),
    List(Items<'py>),
}

impl<'a, 'py> Object<'a, 'py> {
    /// What it is; `expected` is named where it is nothing that can be read.
    pub(super) fn shape(self, expected: &dyn Expected) -> Result<Shape<'a, 'py>, Fault> {
        let value = self.value;
        if let Ok(text) = value.cast::<PyString>() {
            Ok(Shape::Text(utf8(text)?.into()))
        } else if let Ok(value) = value.cast::<PyFloat>() {
            Ok(Shape::Float(finite(value.extract()?)?))
        } else if let Ok(value) = value.cast::<PyBool>() {
            Ok(Shape::Bool(value.is_true()))
        } else if let Ok(value) = value.cast::<PyInt>() {
            whole(value.as_any(), expected)
        } else if value.is_none() {
            Ok(Shape::Nothing)
        } else if let Some(parts) = self.parts()? {
            Ok(Shape::Keyed(parts))
        } else if let Some(items) = self.items()? {
            Ok(Shape::List(Items::objects(self.place.below()?, items)))
        } else if value.is_instance_of::<PyDateTime>() {
            let moment = Timestamp::from_millis(self.moment()?).map_err(|err| self.out_of_range(&err))?;
            Ok(Shape::Text(moment.to_string().into()))
        } else if value.is_instance_of::<PyDelta>() {
            let duration = Duration::from_millis(time::duration_millis(value)?);
            let duration = duration.map_err(|err| self.out_of_range(&err))?;
            Ok(Shape::Text(duration.to_string().into()))
        } else {
            self.number(expected)
        }
    }

    /// What it holds under keys, if it is one of our dataclasses or a mapping.
    pub(super) fn parts(self) -> Result<Option<Parts<'a, 'py>>, Fault> {
        let value = self.value;
        let pairs = if let Ok(dict) = value.cast::<PyDict>() {
            dict.iter().collect()
        } else if let Some(class) = self.place.classes.class_of(value) {
            return Ok(Some(Parts::fields(self.place.below()?, value, class)));
        } else if let Ok(mapping) = value.cast::<PyMapping>() {
            mapping.items()?.iter().map(|item| item.extract()).collect::<PyResult<_>>()?
        } else {
            return Ok(None);
        };
        Ok(Some(Parts::pairs(self.place.below()?, pairs)))
    }

    /// The numbers of an array with one dimension.
    pub(super) fn array(self) -> Result<Option<Items<'py>>, Fault> {
        let value = self.value;
        if value.is_exact_instance_of::<PyList>() || value.is_exact_instance_of::<PyTuple>() {
            return Ok(None);
        }
        let py = value.py();
        let numbers = if let Some(buffer) = flat::<f64>(value) {
            read(&buffer, py, |number| finite(number).map(Number::Float))?
        } else if let Some(buffer) = flat::<i64>(value) {
            read(&buffer, py, |number| Ok(Number::Signed(number)))?
        } else if let Some(buffer) = flat::<u64>(value) {
            read(&buffer, py, |number| Ok(Number::Unsigned(number)))?
        } else if let Some(buffer) = flat::<i32>(value) {
            read(&buffer, py, |number| Ok(Number::Signed(number.into())))?
        } else if let Some(buffer) = flat::<u32>(value) {
            read(&buffer, py, |number| Ok(Number::Unsigned(number.into())))?
        } else {
            return Ok(None);
        };
        Ok(Some(Items::numbers(self.place, numbers)))
    }

    pub(super) fn moment(self) -> Result<i64, Fault> {
        time::moment_millis(self.value)?.ok_or_else(|| {
            let expected = "an aware datetime, such as one with tzinfo=datetime.UTC";
            Fault::custom(format!("invalid type: naive datetime `{}`, expected {expected}", self.value))
        })
    }

    fn out_of_range(self, err: &Error) -> Fault {
        let expected = err.accepted().unwrap_or_default();
        Fault::custom(format!("invalid value: `{}`, expected {expected}", self.value))
    }

    /// The items of a list, or of anything like one; text, sets and what can be read only once are not.
    fn items(self) -> Result<Option<Vec<Bound<'py, PyAny>>>, Fault> {
        let value = self.value;
        if let Ok(list) = value.cast::<PyList>() {
            return Ok(Some(list.iter().collect()));
        }
        if let Ok(tuple) = value.cast::<PyTuple>() {
            return Ok(Some(tuple.iter().collect()));
        }
        let is_bytes = value.is_instance_of::<PyBytes>() || value.is_instance_of::<PyByteArray>();
        let is_array = || value.hasattr("__array__").unwrap_or(false) && value.len().is_ok();
        if !is_bytes && (value.cast::<PySequence>().is_ok() || is_array()) {
            return Ok(Some(value.try_iter()?.collect::<PyResult<_>>()?));
        }
        Ok(None)
    }

    /// Numbers of other libraries, by the protocols of Python; their booleans are no more numbers than its own.
    fn number(self, expected: &dyn Expected) -> Result<Shape<'a, 'py>, Fault> {
        let (value, py) = (self.value, self.value.py());
        let class = value.get_type().fully_qualified_name()?;
        let class = class.to_string_lossy();
        if matches!(&*class, "numpy.bool" | "numpy.bool_") {
            Ok(Shape::Bool(value.is_truthy()?))
        } else if let Some(value) = unless_type_error(value.call_method0("__index__"), py)? {
            whole(&value, expected)
        } else if let Some(value) = unless_type_error(value.extract(), py)? {
            Ok(Shape::Float(finite(value)?))
        } else {
            Err(Fault::invalid_type(Unexpected::Other(&format!("object of type `{class}`")), expected))
        }
    }
}

/// An object without a method of a protocol, or whose method says that it does not apply, is of another type.
fn unless_type_error<T>(found: PyResult<T>, py: Python<'_>) -> PyResult<Option<T>> {
    match found {
        Ok(value) => Ok(Some(value)),
        Err(err) if err.is_instance_of::<PyTypeError>(py) || err.is_instance_of::<PyAttributeError>(py) => Ok(None),
        Err(err) => Err(err),
    }
}

pub(super) fn utf8<'a>(text: &'a Bound<'_, PyString>) -> Result<&'a str, Fault> {
    text.to_str().map_err(|_| Fault::custom("invalid value: text with half of a surrogate pair, expected Unicode text"))
}

pub(super) fn finite(value: f64) -> Result<f64, Fault> {
    if value.is_finite() { Ok(value) } else { Err(Fault::invalid_value(Unexpected::Float(value), &"a finite number")) }
}

fn whole<'a, 'py>(value: &Bound<'py, PyAny>, expected: &dyn Expected) -> Result<Shape<'a, 'py>, Fault> {
    if let Ok(value) = value.extract() {
        return Ok(Shape::Signed(value));
    }
    match value.extract() {
        Ok(value) => Ok(Shape::Unsigned(value)),
        Err(_) => Err(Fault::invalid_value(Unexpected::Other(&format!("integer `{value}`")), expected)),
    }
}

/// An array with one dimension of numbers of this type.
fn flat<T: Element>(value: &Bound<'_, PyAny>) -> Option<PyBuffer<T>> {
    PyBuffer::<T>::get(value).ok().filter(|buffer| buffer.dimensions() == 1)
}

fn read<T: Element>(
    buffer: &PyBuffer<T>,
    py: Python<'_>,
    number: impl Fn(T) -> Result<Number, Fault>,
) -> Result<Vec<Number>, Fault> {
    buffer.to_vec(py)?.into_iter().map(number).collect()
}
