//! The page of the state machine, around the table and the diagram that the core draws from its transitions.

use rollwise::render;
use rollwise::{Phase, allowed_events};

pub(crate) fn emit() -> String {
    let mut buttons = String::from("| phase | events |\n|---|---|\n");
    for phase in Phase::ALL {
        let events: Vec<&str> = allowed_events(phase).iter().map(|kind| kind.as_str()).collect();
        let events = if events.is_empty() { "none, it has ended".to_owned() } else { events.join(", ") };
        buttons.push_str(&format!("| {} | {events} |\n", phase.as_str()));
    }
    format!(
        "<!-- Written by `cargo run -p rollwise-codegen` from the table of transitions; do not edit. -->

# The state machine

A rollout is in one of fifteen phases. `step(now, event)` moves it along the transitions below and no others. An event that a
phase has no use for is refused and changes nothing; an answer that comes late or twice is taken and changes nothing.

When several things could follow, abort comes before rollback, rollback before hold, and hold before promotion: a failed gate
rolls back even when the bake time is over, and an inconclusive look holds even then.

```mermaid
{}```

## Events by phase

What a user interface may offer, and what a host may report, as `allowed_events` gives it.

{buttons}
## Transitions

{}",
        render::mermaid(None),
        render::state_table()
    )
}
