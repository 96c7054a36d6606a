//! The state machine as a table and as a diagram, both drawn from the table of transitions.

use crate::rollout::{Phase, TRANSITIONS, Transition};

/// Every legal transition as a Markdown table.
#[must_use]
pub fn state_table() -> String {
    let mut text = "| from | event | to | when |\n|---|---|---|---|\n".to_owned();
    for Transition { from, event, to, when, .. } in TRANSITIONS {
        text.push_str(&format!("| {} | {} | {} | {when} |\n", from.as_str(), event.as_str(), to.as_str()));
    }
    text
}

/// The phases and the events between them as a Mermaid state diagram; `current` is marked.
///
/// Events that leave a phase as it is are left out, and those with the same ends share an arrow.
#[must_use]
pub fn mermaid(current: Option<Phase>) -> String {
    let mut text = "stateDiagram-v2\n    [*] --> init\n".to_owned();
    for from in Phase::ALL {
        for to in Phase::ALL {
            let mut events: Vec<&str> = Vec::new();
            for t in TRANSITIONS.iter().filter(|t| from != to && t.from == from && t.to == to) {
                if !events.contains(&t.event.as_str()) {
                    events.push(t.event.as_str());
                }
            }
            if !events.is_empty() {
                text.push_str(&format!("    {} --> {}: {}\n", from.as_str(), to.as_str(), events.join(", ")));
            }
        }
    }
    for end in Phase::ALL.into_iter().filter(|phase| phase.is_terminal()) {
        text.push_str(&format!("    {} --> [*]\n", end.as_str()));
    }
    if let Some(current) = current {
        text.push_str(&format!("    classDef current stroke-width:4px\n    class {} current\n", current.as_str()));
    }
    text
}
