//! Decisions in words and pictures: the only place where prose is made.

mod diagram;
mod prose;
mod timeline;

pub use diagram::{mermaid, state_table};
pub use prose::explain;
pub use timeline::{Style, timeline};
