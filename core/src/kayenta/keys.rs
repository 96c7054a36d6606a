//! Objects of Kayenta's own JSON, whose keys are asked for one by one.

use serde_json::{Map, Value};

use crate::error::{Error, ErrorCode};

/// One object of a configuration. A key that is null is the same as one that is left out.
pub(super) struct Keys<'a> {
    path: String,
    map: &'a Map<String, Value>,
    asked: Vec<&'static str>,
}

impl<'a> Keys<'a> {
    pub(super) fn of(path: &str, value: &'a Value) -> Result<Self, Error> {
        match value {
            Value::Object(map) => Ok(Self { path: path.to_owned(), map, asked: Vec::new() }),
            other => Err(wrong_type(path, other, "an object")),
        }
    }

    /// The path of a key.
    pub(super) fn path(&self, key: &str) -> String {
        if self.path.is_empty() { key.to_owned() } else { format!("{}.{key}", self.path) }
    }

    pub(super) fn get(&mut self, key: &'static str) -> Option<&'a Value> {
        self.asked.push(key);
        self.map.get(key).filter(|value| !value.is_null())
    }

    /// The object under a key, whose keys are asked for in turn.
    pub(super) fn object(&mut self, key: &'static str) -> Result<Option<Self>, Error> {
        self.get(key).map(|value| Self::of(&self.path(key), value)).transpose()
    }

    pub(super) fn list(&mut self, key: &'static str) -> Result<&'a [Value], Error> {
        match self.get(key) {
            None => Ok(&[]),
            Some(Value::Array(items)) => Ok(items),
            Some(other) => Err(wrong_type(&self.path(key), other, "a list")),
        }
    }

    pub(super) fn text(&mut self, key: &'static str) -> Result<Option<&'a str>, Error> {
        self.get(key).map(|value| text(&self.path(key), value)).transpose()
    }

    pub(super) fn number(&mut self, key: &'static str) -> Result<Option<f64>, Error> {
        self.get(key).map(|value| number(&self.path(key), value)).transpose()
    }

    pub(super) fn truth(&mut self, key: &'static str) -> Result<bool, Error> {
        let Some(value) = self.get(key) else { return Ok(false) };
        value.as_bool().ok_or_else(|| wrong_type(&self.path(key), value, "true or false"))
    }

    /// The keys that nobody asked for.
    pub(super) fn rest(&self) -> impl Iterator<Item = (&'a String, &'a Value)> {
        self.map.iter().filter(|(key, _)| !self.asked.contains(&key.as_str()))
    }

    /// What is allowed in place of a key that nobody asked for.
    pub(super) fn known(&self) -> String {
        self.asked.join(", ")
    }
}

pub(super) fn text<'a>(path: &str, value: &'a Value) -> Result<&'a str, Error> {
    value.as_str().ok_or_else(|| wrong_type(path, value, "a text"))
}

pub(super) fn number(path: &str, value: &Value) -> Result<f64, Error> {
    value.as_f64().ok_or_else(|| wrong_type(path, value, "a number"))
}

fn wrong_type(path: &str, value: &Value, allowed: &str) -> Error {
    Error::config(ErrorCode::WrongType, path).value(value).allowed(allowed)
}
