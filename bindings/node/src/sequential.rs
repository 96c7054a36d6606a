//! Tests that may be looked at as often as one likes.

use napi_derive::napi;
use rollwise::document::write;
use rollwise::{Finite, SequentialLook};

use crate::document::{config, input};
use crate::error::{Result, refuse};

/// Runs a sequential test over a series of looks.
#[napi(catch_unwind)]
pub(crate) fn sequential_test(test: String, looks: String, state: Option<String>) -> Result<String> {
    let test = config("test", &test)?;
    let looks: Vec<SequentialLook> = input("looks", &looks)?;
    let state = state.map(|state| input("state", &state)).transpose()?;
    rollwise::sequential_test(&test, &looks, state).map(|series| write(&series)).map_err(refuse)
}

/// Takes into one state of a sequential test all that another one has seen.
#[napi(catch_unwind)]
pub(crate) fn merge_sequential(test: String, state: String, other: String) -> Result<String> {
    let test = config("test", &test)?;
    let state = input("state", &state)?;
    let other = input("other", &other)?;
    rollwise::merge_sequential(&test, state, &other).map(|series| write(&series)).map_err(refuse)
}

/// The intervals after each look of a series.
#[napi(catch_unwind)]
pub(crate) fn sequential_interval(sequence: String, looks: String) -> Result<String> {
    let sequence = config("sequence", &sequence)?;
    let looks: Vec<SequentialLook> = input("looks", &looks)?;
    rollwise::sequential_interval(&sequence, &looks).map(|intervals| write(&intervals)).map_err(refuse)
}

/// Combines the evidence of several metrics, look by look.
#[napi(catch_unwind)]
pub(crate) fn combine_evidence(policy: String, looks: String) -> Result<String> {
    let policy = config("", &policy)?;
    let looks: Vec<Vec<Finite>> = input("looks", &looks)?;
    rollwise::combine_evidence(&policy, &looks).map(|combined| write(&combined)).map_err(refuse)
}

/// Estimates how much more than independent events the events of a service scatter, after each look.
#[napi(catch_unwind)]
pub(crate) fn estimate_dispersion(estimate: String, looks: String) -> Result<String> {
    let estimate = config("estimate", &estimate)?;
    let looks: Vec<SequentialLook> = input("looks", &looks)?;
    rollwise::estimate_dispersion(&estimate, &looks).map(|estimates| write(&estimates)).map_err(refuse)
}

/// Turns a p-value into evidence.
#[napi(catch_unwind)]
pub(crate) fn evidence_of_p_value(p: String) -> Result<String> {
    rollwise::evidence_of_p_value(input("p", &p)?).map(|evidence| write(&evidence)).map_err(refuse)
}
