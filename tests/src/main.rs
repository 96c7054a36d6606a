//! Runs the corpus.
fn main() {}
