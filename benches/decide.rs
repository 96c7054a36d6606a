//! Measures decisions.
fn main() {}
