//! Replays recorded releases through whole rollouts, prints their timelines and keeps their artifacts.
//!
//! `cargo run --release --example replay` replays the releases in `data/`; another folder of the same layout may be
//! named as the first argument. `data/README.md` describes the layout.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

mod host;
mod recording;

use std::error::Error;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::{env, fs};

use rollwise::render::{Style, timeline};
use rollwise::{Artifacts, Engine, Family, Fraction, Record, Release, Rollout, Timestamp, document};
use serde::Deserialize;

use host::Host;
use recording::Recording;

/// One release of `releases.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    title: String,
    /// Where the numbers come from.
    source: String,
    recording: PathBuf,
    policy: PathBuf,
    started_at: Timestamp,
    /// Result of the safety assessment.
    safety: Fraction,
    release: Release,
}

fn main() -> Result<(), Box<dyn Error>> {
    let named = env::args_os().nth(1).map(PathBuf::from);
    let data = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/replay/data"));
    let style = style();
    println!("The recorded window after the change stands for the canary, the one before it for the baseline.\n");
    for planned in read_releases(&data)? {
        println!("{}\n{}\nrecording: {}\n", "═".repeat(100), planned.title, planned.source);
        let (_, records) = replay(&data, &planned)?;
        print!("{}", timeline(&records, style));
        let kept = keep(&planned.release.id, &records)?;
        println!("\nArtifacts and audit records are in {}\n", kept.display());
    }
    Ok(())
}

fn read_releases(data: &Path) -> Result<Vec<Planned>, Box<dyn Error>> {
    Ok(document::read(Family::Input, &read(&data.join("releases.json"))?)?)
}

fn replay(data: &Path, planned: &Planned) -> Result<(Rollout, Vec<Record>), Box<dyn Error>> {
    let engine = Engine::from_json(&read(&data.join(&planned.policy))?)?;
    let recording: Recording = read(&data.join(&planned.recording))?.parse()?;
    Host::new(planned.started_at, recording).roll_out(&engine, planned.release.clone(), planned.safety)
}

/// Writes what is kept of a rollout: three artifacts, and the audit records as JSON Lines.
fn keep(id: &str, records: &[Record]) -> Result<PathBuf, Box<dyn Error>> {
    let folder = Path::new("artifacts").join(id);
    fs::create_dir_all(&folder)?;
    let artifacts = Artifacts::from_records(records)?;
    fs::write(folder.join("deployment.json"), document::write(&artifacts.deployment))?;
    if let Some(confidence) = &artifacts.confidence {
        fs::write(folder.join("confidence.json"), document::write(confidence))?;
    }
    fs::write(folder.join("states.json"), document::write(&artifacts.states))?;
    let lines: String = records.iter().map(|record| record.to_json() + "\n").collect();
    fs::write(folder.join("audit.jsonl"), lines)?;
    Ok(folder)
}

fn read(file: &Path) -> Result<String, String> {
    fs::read_to_string(file).map_err(|err| format!("{}: {err}", file.display()))
}

/// Colour for people who did not refuse it, in terminals that have it.
fn style() -> Style {
    let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    let dumb = env::var_os("TERM").is_some_and(|term| term == "dumb");
    if std::io::stdout().is_terminal() && !refused && !dumb { Style::Colour } else { Style::Plain }
}

#[cfg(test)]
mod tests {
    use super::*;
    use rollwise::{Phase, ReasonCode, audit};

    fn data() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/replay/data")
    }

    /// Where a release ends, and whether the reason is among those of the record that decided it.
    #[track_caller]
    fn ends(id: &str, phase: Phase, why: ReasonCode) {
        let planned = read_releases(&data()).unwrap().into_iter().find(|planned| *planned.release.id == *id).unwrap();
        let (rollout, records) = replay(&data(), &planned).unwrap();
        assert_eq!(rollout.phase(), phase);
        let decides = |record: &&Record| match phase {
            Phase::RolledBack => record.to == Phase::RollingBack,
            _ => record.to == phase,
        };
        let decided = records.iter().find(decides).unwrap();
        assert!(decided.reasons.iter().any(|reason| reason.code == why), "{:?}", decided.reasons);
        assert_eq!(audit::replay(&records).unwrap(), rollout);
        let printed = timeline(&records, Style::Plain);
        assert!(printed.lines().all(|line| line.chars().count() <= 100), "{printed}");
    }

    #[test]
    fn a_healthy_release_is_verified() {
        ends("basket-healthy", Phase::Verified, ReasonCode::WatchPassed);
    }

    #[test]
    fn failing_requests_roll_back_at_the_first_look() {
        ends("search-availability", Phase::RolledBack, ReasonCode::CriticalGateFailed);
    }

    #[test]
    fn slow_answers_roll_back_at_the_second_failed_look() {
        ends("search-latency", Phase::RolledBack, ReasonCode::TooManyFailures);
    }

    #[test]
    fn what_is_not_measured_is_never_promoted() {
        ends("mailer-gaps", Phase::RolledBack, ReasonCode::HeldTooLong);
    }
}
