//! What an object holds, part by part.

use std::vec;

use pyo3::prelude::*;
use pyo3::types::PyString;
use serde::de::value::StrDeserializer;
use serde::de::{DeserializeSeed, Deserializer, Error as _, IntoDeserializer, MapAccess, SeqAccess, Visitor};

use super::Fault;
use super::object::Object;
use super::shape::utf8;
use crate::convert::classes::{Class, Classes, Field};

/// Where parts are read.
#[derive(Clone, Copy)]
pub(super) struct Place {
    pub(super) classes: &'static Classes,
    /// How many levels may lie below.
    pub(super) levels: u8,
}

impl Place {
    pub(super) fn below(self) -> Result<Self, Fault> {
        let refused = "invalid value: `more than 128 levels`, expected fewer lists and mappings inside each other";
        let levels = self.levels.checked_sub(1).ok_or_else(|| Fault::Refused(refused.to_owned()))?;
        Ok(Self { levels, ..self })
    }
}

/// The items of a list, or the numbers of an array.
pub(super) struct Items<'py> {
    place: Place,
    rest: Rest<'py>,
}

enum Rest<'py> {
    Objects(vec::IntoIter<Bound<'py, PyAny>>),
    Numbers(vec::IntoIter<Number>),
}

impl<'py> Items<'py> {
    pub(super) fn objects(place: Place, objects: Vec<Bound<'py, PyAny>>) -> Self {
        Self { place, rest: Rest::Objects(objects.into_iter()) }
    }

    pub(super) fn numbers(place: Place, numbers: Vec<Number>) -> Self {
        Self { place, rest: Rest::Numbers(numbers.into_iter()) }
    }
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        let place = self.place;
        match &mut self.rest {
            Rest::Objects(objects) => objects.next().map(|value| seed.deserialize(Object { value: &value, place })),
            Rest::Numbers(numbers) => numbers.next().map(|number| seed.deserialize(number)),
        }
        .transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(match &self.rest {
            Rest::Objects(objects) => objects.len(),
            Rest::Numbers(numbers) => numbers.len(),
        })
    }
}

/// A number of an array.
pub(super) enum Number {
    Float(f64),
    Signed(i64),
    Unsigned(u64),
}

impl<'de> Deserializer<'de> for Number {
    type Error = Fault;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        match self {
            Self::Float(value) => visitor.visit_f64(value),
            Self::Signed(value) => visitor.visit_i64(value),
            Self::Unsigned(value) => visitor.visit_u64(value),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Fault> {
        visitor.visit_some(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// What lies under the keys of an object.
pub(super) struct Parts<'a, 'py> {
    place: Place,
    keys: Keys<'a, 'py>,
    value: Option<Bound<'py, PyAny>>,
}

enum Keys<'a, 'py> {
    /// One of our dataclasses.
    Fields(&'a Bound<'py, PyAny>, std::slice::Iter<'static, Field>),
    Pairs(vec::IntoIter<Pair<'py>>),
}

type Pair<'py> = (Bound<'py, PyAny>, Bound<'py, PyAny>);

enum Key<'py> {
    Name(&'static str),
    Text(Bound<'py, PyString>),
}

impl<'a, 'py> Parts<'a, 'py> {
    /// The fields of a dataclass, without those that are left out.
    pub(super) fn fields(place: Place, object: &'a Bound<'py, PyAny>, class: &'static Class) -> Self {
        Self { place, keys: Keys::Fields(object, class.fields.iter()), value: None }
    }

    /// The contents of a mapping, with the kind of a tagged enum first, since that says how to read the rest.
    pub(super) fn pairs(place: Place, mut pairs: Vec<Pair<'py>>) -> Self {
        let is_kind = |key: &Bound<'_, PyAny>| key.cast::<PyString>().is_ok_and(|key| key == "kind");
        if let Some(i) = pairs.iter().position(|(key, _)| is_kind(key)) {
            pairs.swap(0, i);
        }
        Self { place, keys: Keys::Pairs(pairs.into_iter()), value: None }
    }

    /// The next key; its value is kept for afterwards.
    fn next(&mut self) -> Result<Option<Key<'py>>, Fault> {
        match &mut self.keys {
            Keys::Fields(object, fields) => {
                for field in fields {
                    let value = object.getattr(&field.name)?;
                    if !value.is_none() && field.absent.as_ref().is_none_or(|absent| !value.is(absent)) {
                        self.value = Some(value);
                        return Ok(Some(Key::Name(&field.key)));
                    }
                }
                Ok(None)
            }
            Keys::Pairs(pairs) => {
                let Some((key, value)) = pairs.next() else { return Ok(None) };
                self.value = Some(value);
                let refused =
                    |key: &Bound<'_, PyAny>| Fault::custom(format!("invalid type: `{key}`, expected a string"));
                match key.cast_into::<PyString>() {
                    Ok(key) => Ok(Some(Key::Text(key))),
                    Err(err) => Err(refused(&err.into_inner())),
                }
            }
        }
    }
}

impl<'de> MapAccess<'de> for Parts<'_, '_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some(key) = self.next()? else { return Ok(None) };
        let name: StrDeserializer<'_, Fault> = match &key {
            Key::Name(name) => name.into_deserializer(),
            Key::Text(text) => utf8(text)?.into_deserializer(),
        };
        seed.deserialize(name).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let value = self.value.take().ok_or_else(|| Fault::custom("a value without a key"))?;
        seed.deserialize(Object { value: &value, place: self.place })
    }
}
