//! Every case of the corpus comes out as expected.

use std::path::Path;

use rollwise_tests::{KINDS, Outcome, cases, files, run};

#[test]
fn every_case_passes() {
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let (mut failures, mut passed, mut kinds) = (Vec::new(), 0, Vec::new());
    for file in files(&corpus).unwrap() {
        for case in cases(&file).unwrap() {
            match run(&case) {
                Outcome::Passed(_) => passed += 1,
                Outcome::Failed(place, _) => failures.push(format!("{}: {}: {place}", file.display(), case.name)),
                Outcome::NotSupported => continue,
                Outcome::Unknown => failures.push(format!("{}: {}: unknown kind", file.display(), case.name)),
            }
            kinds.push(case.kind);
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(passed >= 230, "the corpus shrank to {passed} cases");
    for (kind, _) in KINDS {
        assert!(kinds.iter().any(|used| used == kind), "no case asks for {kind}");
    }
}
