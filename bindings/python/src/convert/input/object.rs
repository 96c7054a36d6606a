//! A Python object as a serde format.

use pyo3::buffer::{Element, PyBuffer};
use pyo3::exceptions::{PyAttributeError, PyTypeError};
use pyo3::prelude::*;
use pyo3::types::{
    PyBool, PyByteArray, PyBytes, PyDateTime, PyDelta, PyDict, PyFloat, PyInt, PyList, PyMapping, PySequence, PyString,
    PyTuple,
};
use rollwise::{Duration, Error, Timestamp};
use serde::de::value::{I64Deserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};

use super::Fault;
use super::parts::{Fields, Items, Pairs, Place};
use crate::convert::time;

#[derive(Clone, Copy)]
pub(super) struct Object<'a, 'py> {
    pub(super) value: &'a Bound<'py, PyAny>,
    pub(super) place: Place,
}

macro_rules! numbers {
    ($($method:ident)*) => {
        $(fn $method<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
            match self.value.cast_exact::<PyFloat>() {
                Ok(value) => finite(value.extract()?, visitor),
                Err(_) => self.deserialize_any(visitor),
            }
        })*
    };
}

impl<'de> Deserializer<'de> for Object<'_, '_> {
    type Error = Fault;

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let value = self.value;
        if let Ok(text) = value.cast::<PyString>() {
            visitor.visit_str(utf8(text)?)
        } else if let Ok(value) = value.cast::<PyFloat>() {
            finite(value.extract()?, visitor)
        } else if let Ok(value) = value.cast::<PyBool>() {
            visitor.visit_bool(value.is_true())
        } else if let Ok(value) = value.cast::<PyInt>() {
            whole(value.as_any(), visitor)
        } else if value.is_none() {
            visitor.visit_unit()
        } else if self.is_keyed() {
            self.deserialize_map(visitor)
        } else if let Some(items) = self.items()? {
            visitor.visit_seq(Items::of(self.place.below()?, items))
        } else if value.is_instance_of::<PyDateTime>() {
            let moment = Timestamp::from_millis(self.moment()?).map_err(|err| self.out_of_range(&err))?;
            visitor.visit_string(moment.to_string())
        } else if value.is_instance_of::<PyDelta>() {
            let duration = Duration::from_millis(time::duration_millis(value)?);
            let duration = duration.map_err(|err| self.out_of_range(&err))?;
            visitor.visit_string(duration.to_string())
        } else {
            self.visit_number(visitor)
        }
    }

    numbers! {
        deserialize_i8 deserialize_i16 deserialize_i32 deserialize_i64
        deserialize_u8 deserialize_u16 deserialize_u32 deserialize_u64
        deserialize_f32 deserialize_f64
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if self.value.is_none() { visitor.visit_none() } else { visitor.visit_some(self) }
    }

    /// Moments and durations arrive as their milliseconds; both may also be text.
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, name: &'static str, visitor: V) -> Result<V::Value, Fault> {
        let value = self.value;
        let millis = match name {
            "Timestamp" if value.is_instance_of::<PyDateTime>() => self.moment()?,
            "Duration" if value.is_instance_of::<PyDelta>() => time::duration_millis(value)?,
            "Timestamp" | "Duration" => return self.deserialize_any(visitor),
            _ => return visitor.visit_newtype_struct(self),
        };
        let millis: I64Deserializer<Fault> = millis.into_deserializer();
        visitor.visit_newtype_struct(millis)
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        if let Some(class) = self.place.classes.class_of(self.value) {
            visitor.visit_map(Fields::of(self.place.below()?, self.value, class))
        } else if let Some(pairs) = self.pairs()? {
            visitor.visit_map(Pairs::of(self.place.below()?, pairs))
        } else {
            Err(Fault::invalid_type(Unexpected::Other("object without keys"), &visitor))
        }
    }

    /// Fields have names: a list of values is no struct.
    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        self.deserialize_map(visitor)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let value = self.value;
        if value.is_exact_instance_of::<PyList>() || value.is_exact_instance_of::<PyTuple>() {
            return self.deserialize_any(visitor);
        }
        if let Some(buffer) = numbers::<f64>(value) {
            visit_numbers(&buffer, value.py(), visitor)
        } else if let Some(buffer) = numbers::<i64>(value) {
            visit_numbers(&buffer, value.py(), visitor)
        } else if let Some(buffer) = numbers::<u64>(value) {
            visit_numbers(&buffer, value.py(), visitor)
        } else if let Some(buffer) = numbers::<i32>(value) {
            visit_numbers(&buffer, value.py(), visitor)
        } else if let Some(buffer) = numbers::<u32>(value) {
            visit_numbers(&buffer, value.py(), visitor)
        } else {
            self.deserialize_any(visitor)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Fault> {
        match self.value.cast::<PyString>() {
            Ok(text) => visitor.visit_enum(utf8(text)?.into_deserializer()),
            Err(_) => self.deserialize_any(visitor),
        }
    }

    serde::forward_to_deserialize_any! {
        bool char str string bytes byte_buf unit unit_struct tuple tuple_struct identifier
        ignored_any i128 u128
    }
}

impl<'a, 'py> Object<'a, 'py> {
    fn moment(self) -> Result<i64, Fault> {
        time::moment_millis(self.value)?.ok_or_else(|| {
            let expected = "an aware datetime, such as one with tzinfo=datetime.UTC";
            Fault::custom(format!("invalid type: naive datetime `{}`, expected {expected}", self.value))
        })
    }

    fn out_of_range(self, err: &Error) -> Fault {
        let expected = err.accepted().unwrap_or_default();
        Fault::custom(format!("invalid value: `{}`, expected {expected}", self.value))
    }

    fn is_keyed(self) -> bool {
        self.value.cast::<PyDict>().is_ok()
            || self.place.classes.class_of(self.value).is_some()
            || self.value.cast::<PyMapping>().is_ok()
    }

    /// The contents of a mapping.
    fn pairs(self) -> Result<Option<Vec<Pair<'py>>>, Fault> {
        let value = self.value;
        if let Ok(dict) = value.cast::<PyDict>() {
            return Ok(Some(dict.iter().collect()));
        }
        if let Ok(mapping) = value.cast::<PyMapping>() {
            let items = mapping.items()?;
            return items.iter().map(|item| Ok(Some(item.extract()?))).collect();
        }
        Ok(None)
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
    fn visit_number<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        let (value, py) = (self.value, self.value.py());
        let class = value.get_type().fully_qualified_name()?;
        let class = class.to_string_lossy();
        if matches!(&*class, "numpy.bool" | "numpy.bool_") {
            visitor.visit_bool(value.is_truthy()?)
        } else if let Some(value) = unless_type_error(value.call_method0("__index__"), py)? {
            whole(&value, visitor)
        } else if let Some(value) = unless_type_error(value.extract(), py)? {
            finite(value, visitor)
        } else {
            Err(Fault::invalid_type(Unexpected::Other(&format!("object of type `{class}`")), &visitor))
        }
    }
}

type Pair<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

/// An object without a method of a protocol, or whose method says that it does not apply, is of another type.
fn unless_type_error<T>(found: PyResult<T>, py: Python<'_>) -> PyResult<Option<T>> {
    match found {
        Ok(value) => Ok(Some(value)),
        Err(err) if err.is_instance_of::<PyTypeError>(py) || err.is_instance_of::<PyAttributeError>(py) => Ok(None),
        Err(err) => Err(err),
    }
}

fn utf8<'a>(text: &'a Bound<'_, PyString>) -> Result<&'a str, Fault> {
    text.to_str().map_err(|_| Fault::custom("invalid value: text with half of a surrogate pair, expected Unicode text"))
}

fn finite<'de, V: Visitor<'de>>(value: f64, visitor: V) -> Result<V::Value, Fault> {
    if value.is_finite() {
        visitor.visit_f64(value)
    } else {
        Err(Fault::invalid_value(Unexpected::Float(value), &"a finite number"))
    }
}

fn whole<'de, V: Visitor<'de>>(value: &Bound<'_, PyAny>, visitor: V) -> Result<V::Value, Fault> {
    if let Ok(value) = value.extract() {
        return visitor.visit_i64(value);
    }
    match value.extract() {
        Ok(value) => visitor.visit_u64(value),
        Err(_) => Err(Fault::invalid_value(Unexpected::Other(&format!("integer `{value}`")), &visitor)),
    }
}

/// An array with one dimension of numbers of this type.
fn numbers<T: Element>(value: &Bound<'_, PyAny>) -> Option<PyBuffer<T>> {
    PyBuffer::<T>::get(value).ok().filter(|buffer| buffer.dimensions() == 1)
}

fn visit_numbers<'de, T: Element + Visited, V: Visitor<'de>>(
    buffer: &PyBuffer<T>,
    py: Python<'_>,
    visitor: V,
) -> Result<V::Value, Fault> {
    visitor.visit_seq(SeqDeserializer::<_, Fault>::new(buffer.to_vec(py)?.into_iter().map(Number)))
}

/// How a number of an array is told to a visitor.
trait Visited {
    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault>;
}

impl Visited for f64 {
    fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        finite(self, visitor)
    }
}

macro_rules! visited {
    ($($type:ty => $method:ident)*) => {
        $(impl Visited for $type {
            fn visit<'de, V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
                visitor.$method(self.into())
            }
        })*
    };
}

visited! { i64 => visit_i64 u64 => visit_u64 i32 => visit_i64 u32 => visit_u64 }

/// A number of an array.
struct Number<T>(T);

impl<'de, T: Visited> Deserializer<'de> for Number<T> {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        self.0.visit(visitor)
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

impl<T: Visited> IntoDeserializer<'_, Fault> for Number<T> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
