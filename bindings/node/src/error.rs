//! Errors of the core on their way to JavaScript.

use rollwise::{Error, Family, document};
use serde::Serialize;

/// What an export gives back: a refusal is JSON text for the package to turn into an exception of its own.
pub(crate) type Result<T> = std::result::Result<T, napi::Error<Refused>>;

/// The code by which the package tells a refusal from a failure of the module itself.
#[derive(Debug)]
pub struct Refused;

impl AsRef<str> for Refused {
    fn as_ref(&self) -> &str {
        "RollwiseRefusal"
    }
}

#[derive(Serialize)]
struct Refusal<'a> {
    family: Family,
    code: &'a str,
    field: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    allowed: Option<&'a str>,
    message: String,
}

pub(crate) fn refuse(err: Error) -> napi::Error<Refused> {
    let refusal = Refusal {
        family: err.family(),
        code: err.code().as_str(),
        field: err.field(),
        value: err.refused(),
        allowed: err.accepted(),
        message: err.to_string(),
    };
    napi::Error::new(Refused, document::write(&refusal))
}
