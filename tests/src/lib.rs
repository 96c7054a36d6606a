//! The corpus: cases in JSON files that Rust, Python and Node run alike.
//!
//! A file holds a list of cases, each with a `name`, a `kind` that says what is asked, an `input` and what is
//! `expected`. Expected objects name the fields that matter and leave out the rest; lists and values are whole. An
//! expected refusal is `{"error": {"code": …, "field": …}}`. Numbers are equal, or within the `tolerance` of a case that
//! comes from elsewhere.
//!
//! Cases of other collections that are about what Rollwise does not do, such as texts of another tool's format, are of the kind
//! `not_supported`, with a `reason`: they are named, counted apart and not run.

mod argo;
mod kayenta;
mod kinds;

/// The examples of the guides are tests.
#[cfg(doctest)]
mod guides {
    #[doc = include_str!("../../README.md")]
    mod readme {}
    #[doc = include_str!("../../docs/hosts.md")]
    mod hosts {}
    #[doc = include_str!("../../docs/statistics.md")]
    mod statistics {}
    #[doc = include_str!("../../docs/before.md")]
    mod before {}
    #[doc = include_str!("../../docs/canary.md")]
    mod canary {}
    #[doc = include_str!("../../docs/judge.md")]
    mod judge {}
    #[doc = include_str!("../../docs/slo.md")]
    mod slo {}
    #[doc = include_str!("../../docs/quality.md")]
    mod quality {}
    #[doc = include_str!("../../docs/delivery.md")]
    mod delivery {}
    #[doc = include_str!("../../docs/kayenta.md")]
    mod kayenta {}
    #[doc = include_str!("../../docs/prediction.md")]
    mod prediction {}
    #[doc = include_str!("../../docs/rollback.md")]
    mod rollback {}
}

use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde_json::Value;

pub use kinds::KINDS;

/// One case. Fields of other collections, such as where a case comes from, are allowed.
#[derive(Debug, Deserialize)]
pub struct Case {
    /// Unique in its file.
    pub name: String,
    /// What is asked.
    pub kind: String,
    /// With what.
    #[serde(default)]
    pub input: Value,
    /// The answer, or the parts of it that matter.
    #[serde(default)]
    pub expected: Value,
    /// Why it is not supported.
    #[serde(default)]
    pub reason: String,
    /// How far numbers may be from those that are expected.
    #[serde(default)]
    pub tolerance: Tolerance,
}

/// How far a number may be from the one that is expected: nowhere, without more.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tolerance {
    /// By so much,
    pub abs: f64,
    /// and by this part of it.
    pub rel: f64,
}

impl Tolerance {
    fn holds(self, want: Option<f64>, got: Option<f64>) -> bool {
        let within = |(want, got): (f64, f64)| (got - want).abs() <= self.abs + self.rel * want.abs();
        want == got || want.zip(got).is_some_and(within)
    }
}

/// How a case came out.
#[derive(Debug, PartialEq)]
pub enum Outcome {
    /// As expected; with the whole answer.
    Passed(Value),
    /// Not as expected: where, and the whole answer.
    Failed(String, Value),
    /// It is about what Rollwise does not do.
    NotSupported,
    /// Nobody here knows the kind.
    Unknown,
}

const NOT_SUPPORTED: &str = "not_supported";

/// The case files under a file or folder, in order of their paths.
///
/// # Errors
///
/// When something cannot be read.
pub fn files(path: &Path) -> Result<Vec<PathBuf>, String> {
    let unreadable = |err: std::io::Error| format!("{}: {err}", path.display());
    if !fs::metadata(path).map_err(unreadable)?.is_dir() {
        return Ok(vec![path.to_owned()]);
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(path).map_err(unreadable)? {
        entries.push(entry.map_err(unreadable)?.path());
    }
    entries.sort();
    let mut found = Vec::new();
    for entry in entries {
        if entry.is_dir() || entry.extension().is_some_and(|extension| extension == "json") {
            found.extend(files(&entry)?);
        }
    }
    Ok(found)
}

/// The cases of a file.
///
/// # Errors
///
/// When the file cannot be read, is not a list of cases, or has two of one name.
pub fn cases(file: &Path) -> Result<Vec<Case>, String> {
    let text = fs::read_to_string(file).map_err(|err| format!("{}: {err}", file.display()))?;
    let cases: Vec<Case> = serde_json::from_str(&text).map_err(|err| format!("{}: {err}", file.display()))?;
    for (i, case) in cases.iter().enumerate() {
        if cases.iter().take(i).any(|other| other.name == case.name) {
            return Err(format!("{}: two cases are named `{}`", file.display(), case.name));
        }
        if case.kind == NOT_SUPPORTED && case.reason.is_empty() {
            return Err(format!("{}: `{}` does not say why it is not supported", file.display(), case.name));
        }
    }
    Ok(cases)
}

/// Runs a case.
#[must_use]
pub fn run(case: &Case) -> Outcome {
    if case.kind == NOT_SUPPORTED {
        return Outcome::NotSupported;
    }
    let Some(answer) = kinds::answer(&case.kind, &case.input) else { return Outcome::Unknown };
    match mismatch("", &case.expected, &answer, case.tolerance) {
        None => Outcome::Passed(answer),
        Some(place) => Outcome::Failed(place, answer),
    }
}

/// Where an answer is not as expected.
fn mismatch(place: &str, expected: &Value, answer: &Value, tolerance: Tolerance) -> Option<String> {
    match (expected, answer) {
        (Value::Object(expected), Value::Object(answer)) => expected.iter().find_map(|(key, want)| {
            let place = format!("{place}/{key}");
            match answer.get(key) {
                Some(got) => mismatch(&place, want, got, tolerance),
                // An expected null is a field that is left out.
                None if want.is_null() => None,
                None => Some(format!("{place}: missing, expected {want}")),
            }
        }),
        (Value::Array(expected), Value::Array(answer)) if expected.len() == answer.len() => {
            let pairs = expected.iter().zip(answer).enumerate();
            pairs.into_iter().find_map(|(i, (want, got))| mismatch(&format!("{place}/{i}"), want, got, tolerance))
        }
        (Value::Number(want), Value::Number(got)) if tolerance.holds(want.as_f64(), got.as_f64()) => None,
        _ if expected == answer => None,
        _ => Some(format!("{place}: expected {expected}, got {answer}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn objects_may_say_more_and_lists_may_not() {
        let fits = |expected, answer| mismatch("", &expected, &answer, Tolerance::default()).is_none();
        assert!(fits(json!({"a": 1}), json!({"a": 1.0, "b": 2})));
        assert!(fits(json!({"a": null}), json!({"b": 2})));
        assert!(!fits(json!({"a": 1}), json!({"a": 2})));
        assert!(!fits(json!([1]), json!([1, 2])));
        assert!(!fits(json!({"a": 1}), json!({})));
    }

    #[test]
    fn numbers_may_differ_as_far_as_a_case_says() {
        let fits = |tolerance, answer| mismatch("", &json!([100]), &json!([answer]), tolerance).is_none();
        assert!(!fits(Tolerance::default(), 100.000_001));
        assert!(fits(Tolerance { abs: 0.5, rel: 0.01 }, 101.5));
        assert!(!fits(Tolerance { abs: 0.5, rel: 0.01 }, 101.6));
    }
}
