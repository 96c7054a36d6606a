//! From Python to the core.

mod object;
mod parts;
mod shape;

use std::fmt;

use pyo3::prelude::*;
use rollwise::{Family, document};
use serde::de::{self, DeserializeOwned};

use super::classes::Classes;
use crate::error::raise;
use object::Object;
use parts::Place;

/// Levels of lists and mappings inside each other, as many as JSON text may have.
const DEEPEST: u8 = 128;

/// Reads a value; errors name it as `name`, where it has one.
///
/// What is refused is read once more as JSON text, so that its error is the one that JSON text gives, with the path
/// of the faulty part. That is sound since nothing that can be read only once is accepted.
pub(super) fn read<T: DeserializeOwned>(name: &str, family: Family, value: &Bound<'_, PyAny>) -> PyResult<T> {
    let object = Object { value, place: Place { classes: Classes::get(value.py())?, levels: DEEPEST } };
    match T::deserialize(object) {
        Ok(read) => Ok(read),
        Err(Fault::Raised(err)) => Err(err),
        Err(Fault::Refused(_)) => document::read_from(family, object)
            .and_then(|json: serde_json::Value| document::read(family, &document::write(&json)))
            .map_err(|err| raise(err.within(name))),
    }
}

/// Why a value could not be read.
#[derive(Debug)]
enum Fault {
    /// It is not what was expected, in the words of serde.
    Refused(String),
    /// Its own Python code raised an exception.
    Raised(PyErr),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(message) => f.write_str(message),
            Self::Raised(err) => err.fmt(f),
        }
    }
}

impl std::error::Error for Fault {}

impl de::Error for Fault {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self::Refused(message.to_string())
    }
}

impl From<PyErr> for Fault {
    fn from(err: PyErr) -> Self {
        Self::Raised(err)
    }
}
