//! A Python object as a serde format.
//!
//! What an object is, is found out in `shape`, by code that knows no visitor: it is compiled once, and not for each of the
//! several hundred types that can be read.

use pyo3::prelude::*;
use pyo3::types::{PyDateTime, PyDelta, PyFloat, PyString};
use serde::de::value::I64Deserializer;
use serde::de::{Deserializer, Error as _, IntoDeserializer, Unexpected, Visitor};

use super::Fault;
use super::parts::Place;
use super::shape::{Shape, finite, utf8};
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
                Ok(value) => visitor.visit_f64(finite(value.extract()?)?),
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
        match self.shape(&visitor)? {
            Shape::Text(text) => visitor.visit_str(&text),
            Shape::Float(value) => visitor.visit_f64(value),
            Shape::Bool(value) => visitor.visit_bool(value),
            Shape::Signed(value) => visitor.visit_i64(value),
            Shape::Unsigned(value) => visitor.visit_u64(value),
            Shape::Nothing => visitor.visit_unit(),
            Shape::Keyed(parts) => visitor.visit_map(parts),
            Shape::List(items) => visitor.visit_seq(items),
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
        match self.parts()? {
            Some(parts) => visitor.visit_map(parts),
            None => Err(Fault::invalid_type(Unexpected::Other("object without keys"), &visitor)),
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
        match self.array()? {
            Some(items) => visitor.visit_seq(items),
            None => self.deserialize_any(visitor),
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
