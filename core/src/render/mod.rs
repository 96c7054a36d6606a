//! Decisions in words and pictures: the only place where prose is made.

mod before;
mod diagram;
mod evaluation;
mod gates;
mod kubernetes;
mod prediction;
mod prose;
mod reliability;
mod rollback;
mod style;
mod table;
mod timeline;

pub use before::{admission, choice};
pub use diagram::{mermaid, state_table};
pub use evaluation::evaluation;
pub use kubernetes::kubernetes;
pub use prediction::prediction;
pub use prose::explain;
pub use reliability::reliability_svg;
pub use rollback::rollback;
pub use style::Style;
pub use timeline::timeline;
