//! Decisions in words and pictures, and the table of the state machine.

use napi_derive::napi;
use rollwise::Reason;
use rollwise::document::write;
use rollwise::render::{self, Style};

use crate::document::input;
use crate::error::Result;

/// A reason in words.
#[napi(catch_unwind)]
pub(crate) fn explain(reason: String) -> Result<String> {
    let reason: Reason = input("", &reason)?;
    Ok(render::explain(&reason))
}

/// The choice of a strategy as text.
#[napi(catch_unwind)]
pub(crate) fn choice_report(choice: String, colour: bool) -> Result<String> {
    Ok(render::choice(&input("", &choice)?, style(colour)))
}

/// Whether a deployment may go now, as text.
#[napi(catch_unwind)]
pub(crate) fn admission_report(admission: String, colour: bool) -> Result<String> {
    Ok(render::admission(&input("", &admission)?, style(colour)))
}

/// Whether to go back, to what and how, as text.
#[napi(catch_unwind)]
pub(crate) fn rollback_report(decision: String, colour: bool) -> Result<String> {
    Ok(render::rollback(&input("", &decision)?, style(colour)))
}

pub(crate) fn style(colour: bool) -> Style {
    if colour { Style::Colour } else { Style::Plain }
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
