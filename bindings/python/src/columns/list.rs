//! A column as a list of values.

use std::collections::HashMap;

use pyo3::prelude::*;
use pyo3::types::{PyBool, PyDateTime, PyFloat, PyList, PyString};
use rollwise::{ErrorCode, MISSING};

use super::array::Array;
use super::{Column, Words, kind_of, refusal};
use crate::convert::moment_millis;

enum Value {
    Missing,
    Number(f64),
    /// Seconds since 1970.
    Moment(f64),
    Word(String),
}

/// Reads values that are all of one kind; those that are `None`, NaN, or what pandas puts in their place are missing.
pub(super) fn read(name: &str, objects: &Bound<'_, PyList>) -> PyResult<Column> {
    let mut values = Vec::with_capacity(objects.len());
    let mut kind = None;
    for (row, object) in objects.iter().enumerate() {
        let refuse = |allowed: &str| refusal(ErrorCode::WrongType, &format!("{name}[{row}]"), shown(&object), allowed);
        let Some(value) = Value::of(&object)? else {
            return Err(refuse("a number, a boolean, a text, or an aware datetime, such as one in UTC"));
        };
        if !matches!(value, Value::Missing) {
            let its = std::mem::discriminant(&value);
            if *kind.get_or_insert(its) != its {
                return Err(refuse("a value of the same kind as those before it"));
            }
        }
        values.push(value);
    }
    if values.iter().any(|value| matches!(value, Value::Word(_))) {
        return Ok(Column::Words(words(values)));
    }
    let number = |value| match value {
        Value::Number(number) | Value::Moment(number) => number,
        Value::Missing | Value::Word(_) => f64::NAN,
    };
    Ok(Column::Numbers(Array::Own(values.into_iter().map(number).collect())))
}

impl Value {
    /// What a value is; nothing for what no column is made of.
    fn of(object: &Bound<'_, PyAny>) -> PyResult<Option<Self>> {
        let value = if let Ok(number) = object.cast::<PyFloat>() {
            let number: f64 = number.extract()?;
            if number.is_nan() { Self::Missing } else { Self::Number(number) }
        } else if let Ok(word) = object.cast::<PyString>() {
            Self::Word(word.extract()?)
        } else if let Ok(truth) = object.cast::<PyBool>() {
            Self::Number(f64::from(u8::from(truth.is_true())))
        } else if object.is_none() || is_missing(object)? {
            Self::Missing
        } else if object.is_instance_of::<PyDateTime>() {
            return Ok(moment_millis(object)?.map(|millis| Self::Moment(millis as f64 / 1000.0)));
        } else {
            return Ok(object.extract().ok().map(Self::Number));
        };
        Ok(Some(value))
    }
}

/// Numbers the words in the order in which they come.
fn words(values: Vec<Value>) -> Words {
    let mut known: HashMap<String, u32> = HashMap::new();
    let mut words = Vec::new();
    let code = |value| match value {
        Value::Word(word) => *known.entry(word).or_insert_with_key(|word| {
            words.push(word.clone());
            u32::try_from(words.len() - 1).unwrap_or(MISSING)
        }),
        _ => MISSING,
    };
    let codes = values.into_iter().map(code).collect();
    Words { codes, words }
}

/// Whether pandas puts it in the place of a missing value.
fn is_missing(object: &Bound<'_, PyAny>) -> PyResult<bool> {
    let class = object.get_type().name()?;
    Ok(matches!(&*class.to_string_lossy(), "NAType" | "NaTType"))
}

/// A refused value as it is written, unless that is long.
fn shown(object: &Bound<'_, PyAny>) -> String {
    match object.repr() {
        Ok(repr) if repr.len().is_ok_and(|length| length <= 60) => repr.to_string(),
        _ => kind_of(object),
    }
}
