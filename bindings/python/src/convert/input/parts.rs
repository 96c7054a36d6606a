//! What an object holds, part by part.

use pyo3::prelude::*;
use pyo3::types::PyString;
use serde::de::value::BorrowedStrDeserializer;
use serde::de::{DeserializeSeed, Error as _, MapAccess, SeqAccess};

use super::Fault;
use super::object::Object;
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

    fn read<'de, 'py, T: DeserializeSeed<'de>>(self, value: &Bound<'py, PyAny>, seed: T) -> Result<T::Value, Fault> {
        seed.deserialize(Object { value, place: self })
    }
}

pub(super) struct Items<'py> {
    place: Place,
    items: std::vec::IntoIter<Bound<'py, PyAny>>,
}

impl<'py> Items<'py> {
    pub(super) fn of(place: Place, items: Vec<Bound<'py, PyAny>>) -> Self {
        Self { place, items: items.into_iter() }
    }
}

impl<'de> SeqAccess<'de> for Items<'_> {
    type Error = Fault;

    fn next_element_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<Option<T::Value>, Fault> {
        self.items.next().map(|item| self.place.read(&item, seed)).transpose()
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.items.len())
    }
}

/// A mapping, with the kind of a tagged enum first, since that says how to read the rest.
pub(super) struct Pairs<'py> {
    place: Place,
    pairs: std::vec::IntoIter<(Bound<'py, PyAny>, Bound<'py, PyAny>)>,
    value: Option<Bound<'py, PyAny>>,
}

impl<'py> Pairs<'py> {
    pub(super) fn of(place: Place, mut pairs: Vec<(Bound<'py, PyAny>, Bound<'py, PyAny>)>) -> Self {
        let is_kind = |key: &Bound<'_, PyAny>| key.cast::<PyString>().is_ok_and(|key| key == "kind");
        if let Some(i) = pairs.iter().position(|(key, _)| is_kind(key)) {
            pairs.swap(0, i);
        }
        Self { place, pairs: pairs.into_iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Pairs<'_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        let Some((key, value)) = self.pairs.next() else { return Ok(None) };
        self.value = Some(value);
        self.place.read(&key, seed).map(Some)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let value = self.value.take().ok_or_else(|| Fault::custom("a value without a key"))?;
        self.place.read(&value, seed)
    }
}

/// One of our dataclasses, without the fields that are left out.
pub(super) struct Fields<'a, 'py> {
    place: Place,
    object: &'a Bound<'py, PyAny>,
    fields: std::slice::Iter<'static, Field>,
    value: Option<Bound<'py, PyAny>>,
}

impl<'a, 'py> Fields<'a, 'py> {
    pub(super) fn of(place: Place, object: &'a Bound<'py, PyAny>, class: &'static Class) -> Self {
        Self { place, object, fields: class.fields.iter(), value: None }
    }
}

impl<'de> MapAccess<'de> for Fields<'_, '_> {
    type Error = Fault;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, Fault> {
        for field in self.fields.by_ref() {
            let value = self.object.getattr(&field.name)?;
            if !value.is_none() && field.absent.as_ref().is_none_or(|absent| !value.is(absent)) {
                self.value = Some(value);
                return seed.deserialize(BorrowedStrDeserializer::<Fault>::new(&field.key)).map(Some);
            }
        }
        Ok(None)
    }

    fn next_value_seed<T: DeserializeSeed<'de>>(&mut self, seed: T) -> Result<T::Value, Fault> {
        let value = self.value.take().ok_or_else(|| Fault::custom("a value without a key"))?;
        self.place.read(&value, seed)
    }
}
