//! Decisions in words and pictures, and the table of the state machine.

use napi_derive::napi;
use rollwise::document::write;
use rollwise::{Reason, render};

use crate::document::input;
use crate::error::Result;

/// A reason in words.
#[napi(catch_unwind)]
pub(crate) fn explain(reason: String) -> Result<String> {
    let reason: Reason = input("", &reason)?;
    Ok(render::explain(&reason))
}

/// Every legal transition as a Markdown table.
#[napi(catch_unwind)]
pub(crate) fn state_table() -> String {
    render::state_table()
}

/// The phases and events as a Mermaid state diagram.
#[napi(catch_unwind)]
pub(crate) fn mermaid(phase: Option<String>) -> Result<String> {
    let phase = phase.map(|phase| input("phase", &phase)).transpose()?;
    Ok(render::mermaid(phase))
}

/// The kinds of events that a phase has a use for.
#[napi(catch_unwind)]
pub(crate) fn allowed_events(phase: String) -> Result<String> {
    Ok(write(&rollwise::allowed_events(input("phase", &phase)?)))
}
