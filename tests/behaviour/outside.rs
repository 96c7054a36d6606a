//! Behaviour that was recorded elsewhere, in the words of where it comes from.

use std::collections::BTreeSet;
use std::path::Path;

use rollwise_tests::{Outcome, cases, files, run};

#[test]
fn recorded_behaviour_of_others_is_met() {
    let outside = Path::new(env!("CARGO_MANIFEST_DIR")).join("outside");
    let (mut failures, mut kinds) = (Vec::new(), BTreeSet::new());
    for file in files(&outside).unwrap() {
        for case in cases(&file).unwrap() {
            match run(&case) {
                Outcome::Passed(_) => drop(kinds.insert(case.kind)),
                Outcome::Failed(place, _) => failures.push(format!("{}: {}: {place}", file.display(), case.name)),
                Outcome::NotSupported => failures.push(format!("{}: {}: not supported", file.display(), case.name)),
                Outcome::Unknown => failures.push(format!("{}: {}: unknown kind", file.display(), case.name)),
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(kinds.len() >= 6, "only {kinds:?}");
}
