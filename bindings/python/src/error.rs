//! Errors of the core as exceptions of the package.

use pyo3::PyErr;
use rollwise::{Error, Family};

/// The classes, which are written in Python.
mod classes {
    pyo3::import_exception!(rollwise.errors, RollwiseError);
    pyo3::import_exception!(rollwise.errors, ConfigError);
    pyo3::import_exception!(rollwise.errors, InputError);
    pyo3::import_exception!(rollwise.errors, MisuseError);
}

/// The exception of an error.
pub(crate) fn raise(err: Error) -> PyErr {
    let part = |part: Option<&str>| part.map(str::to_owned);
    let parts =
        (err.to_string(), err.code().as_str(), err.field().to_owned(), part(err.refused()), part(err.accepted()));
    match err.family() {
        Family::Config => classes::ConfigError::new_err(parts),
        Family::Input => classes::InputError::new_err(parts),
        Family::Misuse => classes::MisuseError::new_err(parts),
        _ => classes::RollwiseError::new_err(parts),
    }
}
