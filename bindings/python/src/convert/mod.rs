//! Values between Python and the core, as a serde format of our own.
//!
//! Structs of the core are dataclasses of the same name in `rollwise.types`, kinds of a tagged enum are classes of
//! their own, moments are aware datetimes and durations are timedeltas. What comes in may also be mappings, and
//! every error is the one that JSON text would give.

mod classes;
mod draft;
mod input;
mod output;
mod time;

use pyo3::prelude::*;
use pyo3::types::PyString;
use rollwise::{Error, Family, Record, document};
use serde::de::DeserializeOwned;

use crate::error::raise;
use crate::records::Records;

pub(crate) use output::to_python;
pub(crate) use time::moment_millis;

/// Reads a document that is given as a dataclass, a mapping or JSON text. `name` is how errors call it; empty where
/// its fields speak for themselves.
pub(crate) fn document<T: DeserializeOwned>(name: &str, family: Family, object: &Bound<'_, PyAny>) -> PyResult<T> {
    if object.is_instance_of::<PyString>() {
        let text: String = input::read(name, family, object)?;
        return document::read(family, &text).map_err(|err| raise(err.within(name)));
    }
    input::read(name, family, object)
}

/// A policy, or the default one where none is given.
pub(crate) fn policy_or_default<T: DeserializeOwned + Default>(policy: Option<&Bound<'_, PyAny>>) -> PyResult<T> {
    Ok(policy.map(|policy| document("", Family::Config, policy)).transpose()?.unwrap_or_default())
}

/// Reads a plain value, such as a moment or a word.
pub(crate) fn argument<T: DeserializeOwned>(name: &str, object: &Bound<'_, PyAny>) -> PyResult<T> {
    input::read(name, Family::Input, object)
}

/// Reads records that are given as JSON Lines, dataclasses or mappings.
///
/// All of them pass through JSON, whose reader knows the versions of the form.
pub(crate) fn records(object: &Bound<'_, PyAny>) -> PyResult<Vec<Record>> {
    if object.is_instance_of::<PyString>() {
        let lines: String = argument("records", object)?;
        return object.py().detach(|| rollwise::audit::read_records(&lines)).map_err(raise);
    }
    if let Ok(records) = object.cast::<Records>() {
        return Ok(records.get().0.clone());
    }
    let records: Vec<serde_json::Value> = argument("records", object)?;
    let read = |(i, record)| {
        let within = |err: Error| err.within(&format!("records[{i}]"));
        Record::from_json(&document::write(record)).map_err(within)
    };
    object.py().detach(|| records.iter().enumerate().map(read).collect::<Result<_, _>>()).map_err(raise)
}

/// The canonical JSON of any value that the core could read.
pub(crate) fn to_json(object: &Bound<'_, PyAny>) -> PyResult<String> {
    let value: serde_json::Value = argument("", object)?;
    rollwise::document::canonical(&document::write(&value)).map_err(raise)
}
