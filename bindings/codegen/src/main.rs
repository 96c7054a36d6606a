//! Writes the typed faces.
fn main() {}
