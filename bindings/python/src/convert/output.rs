//! From the core to Python.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use pyo3::IntoPyObjectExt;
use pyo3::exceptions::PySystemError;
use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDict, PyFloat, PyString, PyTuple};
use serde::ser::{self, Impossible, Serialize, Serializer};

use super::classes::{Class, Classes, Face};
use super::draft::Draft;
use super::time;

/// The Python value of a value of the core.
pub(crate) fn to_python<'py, T: Serialize + ?Sized>(py: Python<'py>, value: &T) -> PyResult<Bound<'py, PyAny>> {
    let output = Output { py, classes: Classes::get(py)?, integers: Integers::Numbers };
    value.serialize(output).map_err(|Failure(err)| err)
}

#[derive(Clone, Copy)]
struct Output<'py> {
    py: Python<'py>,
    classes: &'static Classes,
    integers: Integers,
}

/// What an integer stands for.
#[derive(Clone, Copy)]
enum Integers {
    Numbers,
    /// Milliseconds since 1970.
    Moments,
    /// Milliseconds.
    Durations,
}

#[derive(Debug)]
struct Failure(PyErr);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl std::error::Error for Failure {}

impl ser::Error for Failure {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(PySystemError::new_err(message.to_string()))
    }
}

impl From<PyErr> for Failure {
    fn from(err: PyErr) -> Self {
        Self(err)
    }
}

type Done<'py> = Result<Bound<'py, PyAny>, Failure>;

macro_rules! whole_numbers {
    ($($method:ident $int:ty;)*) => {
        $(fn $method(self, value: $int) -> Done<'py> { Ok(value.into_bound_py_any(self.py)?) })*
    };
}

impl<'py> Serializer for Output<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;
    type SerializeSeq = List<'py>;
    type SerializeTuple = List<'py>;
    type SerializeTupleStruct = Impossible<Self::Ok, Failure>;
    type SerializeTupleVariant = Impossible<Self::Ok, Failure>;
    type SerializeMap = Dict<'py>;
    type SerializeStruct = Object<'py>;
    type SerializeStructVariant = Impossible<Self::Ok, Failure>;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn serialize_bool(self, value: bool) -> Done<'py> {
        Ok(PyBool::new(self.py, value).to_owned().into_any())
    }

    whole_numbers! {
        serialize_i8 i8;
        serialize_i16 i16;
        serialize_i32 i32;
        serialize_u8 u8;
        serialize_u16 u16;
        serialize_u32 u32;
        serialize_u64 u64;
    }

    fn serialize_i64(self, value: i64) -> Done<'py> {
        match self.integers {
            Integers::Numbers => Ok(value.into_bound_py_any(self.py)?),
            Integers::Moments => Ok(time::datetime(self.py, value)?),
            Integers::Durations => Ok(time::timedelta(self.py, value)?),
        }
    }

    fn serialize_f32(self, value: f32) -> Done<'py> {
        self.serialize_f64(f64::from(value))
    }

    fn serialize_f64(self, value: f64) -> Done<'py> {
        Ok(PyFloat::new(self.py, value).into_any())
    }

    fn serialize_char(self, value: char) -> Done<'py> {
        Ok(value.into_bound_py_any(self.py)?)
    }

    fn serialize_str(self, value: &str) -> Done<'py> {
        Ok(PyString::new(self.py, value).into_any())
    }

    /// Hashes are text in Python, as in JSON.
    fn serialize_bytes(self, bytes: &[u8]) -> Done<'py> {
        let digits = bytes.iter().flat_map(|byte| [byte >> 4, byte & 15]);
        let hex: String = digits.filter_map(|digit| char::from_digit(u32::from(digit), 16)).collect();
        self.serialize_str(&hex)
    }

    fn serialize_none(self) -> Done<'py> {
        Ok(self.py.None().into_bound(self.py))
    }

    fn serialize_some<T: ?Sized + Serialize>(self, value: &T) -> Done<'py> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Done<'py> {
        self.serialize_none()
    }

    fn serialize_unit_struct(self, _: &'static str) -> Done<'py> {
        self.serialize_none()
    }

    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Done<'py> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, name: &'static str, value: &T) -> Done<'py> {
        let integers = match name {
            "Timestamp" => Integers::Moments,
            "Duration" => Integers::Durations,
            _ => self.integers,
        };
        value.serialize(Self { integers, ..self })
    }

    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Done<'py> {
        Err(no_class(name))
    }

    fn serialize_seq(self, len: Option<usize>) -> Result<List<'py>, Failure> {
        Ok(List { output: self, items: Vec::with_capacity(len.unwrap_or(0)) })
    }

    fn serialize_tuple(self, len: usize) -> Result<List<'py>, Failure> {
        self.serialize_seq(Some(len))
    }

    fn serialize_tuple_struct(self, name: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Failure> {
        Err(no_class(name))
    }

    fn serialize_tuple_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, Failure> {
        Err(no_class(name))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Dict<'py>, Failure> {
        Ok(Dict { output: self, dict: PyDict::new(self.py), key: None })
    }

    fn serialize_struct(self, name: &'static str, _: usize) -> Result<Object<'py>, Failure> {
        let (kinds, draft) = match self.classes.face(name).ok_or_else(|| no_class(name))? {
            Face::Struct(class) => (None, Some(Draft::of(self.py, class)?)),
            Face::Tagged(kinds) => (Some(kinds), None),
        };
        Ok(Object { output: self, name, kinds, draft })
    }

    fn serialize_struct_variant(
        self,
        name: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeStructVariant, Failure> {
        Err(no_class(name))
    }
}

fn no_class(name: &str) -> Failure {
    ser::Error::custom(format!("`rollwise.types` has no class for `{name}`"))
}

struct List<'py> {
    output: Output<'py>,
    items: Vec<Bound<'py, PyAny>>,
}

impl<'py> ser::SerializeSeq for List<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Failure> {
        self.items.push(value.serialize(self.output)?);
        Ok(())
    }
    fn end(self) -> Done<'py> {
        Ok(PyTuple::new(self.output.py, self.items)?.into_any())
    }
}

impl<'py> ser::SerializeTuple for List<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_element<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Failure> {
        ser::SerializeSeq::serialize_element(self, value)
    }
    fn end(self) -> Done<'py> {
        ser::SerializeSeq::end(self)
    }
}

struct Dict<'py> {
    output: Output<'py>,
    dict: Bound<'py, PyDict>,
    key: Option<Bound<'py, PyAny>>,
}

impl<'py> ser::SerializeMap for Dict<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_key<T: ?Sized + Serialize>(&mut self, key: &T) -> Result<(), Failure> {
        self.key = Some(key.serialize(self.output)?);
        Ok(())
    }
    fn serialize_value<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), Failure> {
        Ok(self.dict.set_item(self.key.take(), value.serialize(self.output)?)?)
    }
    fn end(self) -> Done<'py> {
        Ok(self.dict.into_any())
    }
}

/// A dataclass in the making.
struct Object<'py> {
    output: Output<'py>,
    name: &'static str,
    /// The classes of the kinds, until the first field says which one it is.
    kinds: Option<&'static HashMap<String, Arc<Class>>>,
    draft: Option<Draft<'py>>,
}

impl<'py> Object<'py> {
    /// The object that takes `value`, which is the kind where the class is not known yet.
    fn draft_for(&mut self, value: &Bound<'py, PyAny>) -> Result<&mut Draft<'py>, Failure> {
        if let Some(kinds) = self.kinds.take() {
            let kind = value.cast::<PyString>().map_err(PyErr::from)?.to_str()?;
            let class = kinds.get(kind).ok_or_else(|| no_class(&format!("{}.{kind}", self.name)))?;
            self.draft = Some(Draft::of(self.output.py, class)?);
        }
        self.draft.as_mut().ok_or_else(|| no_class(self.name))
    }
}

impl<'py> ser::SerializeStruct for Object<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failure;

    fn serialize_field<T: ?Sized + Serialize>(&mut self, key: &'static str, value: &T) -> Result<(), Failure> {
        let value = value.serialize(self.output)?;
        Ok(self.draft_for(&value)?.set(key, value)?)
    }

    fn end(self) -> Done<'py> {
        let draft = self.draft.ok_or_else(|| no_class(self.name))?;
        Ok(draft.finish()?)
    }
}
