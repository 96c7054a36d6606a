//! Runs case files: `cargo run --release --bin corpus -- [--results FILE] PATH…`
//!
//! Prints `passed/total` for each file and `N passed, M failed` at last; the exit code is 1 after any failure and 2
//! when something cannot be read. Cases that are not supported and kinds that nobody here knows are named, and count as neither.
//! `--results`
//! writes every answer, one line for each case, to be compared with those of the other languages.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use rollwise::document;
use rollwise_tests::{Outcome, cases, files, run};

#[derive(Default)]
struct Total {
    passed: usize,
    failed: usize,
    not_supported: usize,
    unknown: BTreeMap<String, usize>,
    results: String,
}

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (mut paths, mut results) = (Vec::new(), None);
    while let Some(argument) = arguments.next() {
        if argument == "--results" {
            results = arguments.next().map(PathBuf::from);
        } else {
            paths.push(PathBuf::from(argument));
        }
    }
    match run_all(&paths, results.as_deref()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(message) => {
            eprintln!("{message}");
            ExitCode::from(2)
        }
    }
}

fn run_all(paths: &[PathBuf], results: Option<&Path>) -> Result<bool, String> {
    if paths.is_empty() {
        return Err("usage: corpus [--results FILE] PATH…".to_owned());
    }
    let mut total = Total::default();
    for path in paths {
        let found = files(path)?;
        if found.is_empty() {
            return Err(format!("{}: no case files", path.display()));
        }
        for file in found {
            total.add(&file)?;
        }
    }
    if let Some(results) = results {
        std::fs::write(results, &total.results).map_err(|err| format!("{}: {err}", results.display()))?;
    }
    for (kind, count) in &total.unknown {
        println!("unknown kind `{kind}`: {count} cases not run");
    }
    if total.not_supported > 0 {
        println!("{} entries are not supported, as named", total.not_supported);
    }
    println!("{} passed, {} failed", total.passed, total.failed);
    Ok(total.failed == 0)
}

impl Total {
    fn add(&mut self, file: &Path) -> Result<(), String> {
        let (before, unknown_before) = (self.passed, self.unknown.values().sum::<usize>());
        let cases = cases(file)?;
        let mut aside = 0;
        for case in &cases {
            let answer = match run(case) {
                Outcome::Passed(answer) => {
                    self.passed += 1;
                    answer
                }
                Outcome::Failed(place, answer) => {
                    self.failed += 1;
                    println!("FAILED {}: {}: {place}", file.display(), case.name);
                    answer
                }
                Outcome::NotSupported => {
                    self.not_supported += 1;
                    aside += 1;
                    println!("not supported: {}: {}", case.name, case.reason);
                    continue;
                }
                Outcome::Unknown => {
                    *self.unknown.entry(case.kind.clone()).or_default() += 1;
                    continue;
                }
            };
            let answer = document::canonical(&answer.to_string()).map_err(|err| err.to_string())?;
            self.results.push_str(&format!("{}\t{answer}\n", case.name));
        }
        let unknown = self.unknown.values().sum::<usize>() - unknown_before;
        let unknown = if unknown > 0 { format!(", {unknown} of unknown kind") } else { String::new() };
        println!("{}: {}/{}{unknown}", file.display(), self.passed - before, cases.len() - aside);
        Ok(())
    }
}
