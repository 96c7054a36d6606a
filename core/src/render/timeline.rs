//! A rollout as a timeline that a person can read.

use crate::audit::Record;
use crate::render::explain;

/// Whether text carries terminal colours.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Style {
    /// Text alone.
    #[default]
    Plain,
    /// With the escape codes of ANSI terminals.
    Colour,
}

/// The records of a rollout as a timeline, one line for each step.
#[must_use]
pub fn timeline(records: &[Record], _style: Style) -> String {
    let mut text = String::new();
    for record in records {
        let reasons: Vec<String> = record.reasons.iter().map(explain).collect();
        text.push_str(&format!("{} {} {}\n", record.at, record.to.as_str(), reasons.join("; ")));
    }
    text
}
