//! Decides whether releases may go, replays those that may through whole rollouts, prints it all and keeps the artifacts.
//!
//! `cargo run --release --example replay` takes the releases in `data/`; another folder of the same layout may be named as
//! the first argument. `data/README.md` describes the layout.
#![allow(clippy::print_stdout, reason = "a program for the terminal")]

mod host;
mod recording;

use std::collections::BTreeMap;
use std::error::Error;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::{env, fs};

use rollwise::render::{self, Style};
use rollwise::{
    Admission, AdmissionRequest, Artifacts, DeploymentOutcome, Engine, Family, Fraction, KnownVersion, Phase, Policy,
    Record, Release, Reversibility, RollbackDecision, RollbackEvidence, Rollout, StrategyChoice, SuccessModel,
    Timestamp, TrafficShare, TriggerEvidence, Verdict, document,
};
use serde::Deserialize;

use host::Host;
use recording::Recording;

/// One release of `releases.json`.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Planned {
    title: String,
    /// When it is to go.
    at: Timestamp,
    /// What is known of it before it goes.
    request: AdmissionRequest,
    /// What happened to it, for one that may go.
    rollout: Option<Recorded>,
}

/// A rollout that was recorded.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Recorded {
    /// Where the numbers come from.
    source: String,
    recording: PathBuf,
    policy: PathBuf,
    /// Result of the safety assessment.
    safety: Fraction,
    release: Release,
}

fn main() -> Result<(), Box<dyn Error>> {
    let named = env::args_os().nth(1).map(PathBuf::from);
    let data = named.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/replay/data"));
    let style = style();
    // Nothing is known at first: what becomes of each release is what the next prediction looks at.
    let mut model = SuccessModel::built_in();
    for planned in read_releases(&data)? {
        let change = &planned.request.situation;
        let of = format!("{} {}, {}", change.service.name, change.change.version, planned.at);
        println!("{}\n{}: {of}\n", "═".repeat(100), planned.title);
        let prediction = model.explain(change, None, planned.at)?;
        let (choice, admission) = decide(&planned, &model)?;
        print!("{}\n{}", render::prediction(&prediction), render::choice(&choice, style));
        print!("\n{}", render::admission(&admission, style));
        keep_decision(&planned, &choice, &admission)?;
        match planned.rollout.as_ref().filter(|_| admission.admitted) {
            Some(recorded) => {
                model.record(&roll_out(&data, &planned, recorded, style)?)?;
            }
            None => println!(),
        }
    }
    Ok(())
}

/// Which strategy, and may it go now?
fn decide(planned: &Planned, model: &SuccessModel) -> Result<(StrategyChoice, Admission), Box<dyn Error>> {
    let engine = Engine::new(Policy::default())?;
    let situation = model.inform(planned.request.situation.clone(), planned.at)?;
    let choice = engine.choose_strategy(planned.at, &situation)?;
    Ok((choice, engine.admit(planned.at, &AdmissionRequest { situation, ..planned.request.clone() })?))
}

/// Prints a rollout and keeps its records; says what became of it.
fn roll_out(
    data: &Path,
    planned: &Planned,
    recorded: &Recorded,
    style: Style,
) -> Result<DeploymentOutcome, Box<dyn Error>> {
    println!("\nreplay of {}", recorded.source);
    println!("the window after the change stands for the canary, the one before it for the baseline\n");
    let (rollout, records) = replay(data, planned.at, recorded)?;
    print!("{}", render::timeline(&records, style));
    let folder = folder(planned)?;
    if let Some(decision) = take_back(&rollout, &records)? {
        print!("\n{}", render::rollback(&decision, style));
        fs::write(folder.join("rollback.json"), document::write(&decision))?;
    }
    keep(&folder, &records)?;
    println!("\nDecisions, artifacts and audit records are in {}\n", folder.display());
    let situation = &planned.request.situation;
    Ok(DeploymentOutcome {
        service: situation.service.name.clone(),
        environment: Some(situation.target.environment.as_str().to_owned()),
        strategy: None,
        id: Some(recorded.release.id.to_string()),
        started_at: planned.at,
        known_at: records.last().map_or(planned.at, |record| record.at),
        succeeded: rollout.phase() == Phase::Verified,
        lines: situation.change.lines,
        predicted: None,
    })
}

/// What is to be done about a release whose gates failed: to which version, by which stages, and what else.
fn take_back(rollout: &Rollout, records: &[Record]) -> Result<Option<RollbackDecision>, Box<dyn Error>> {
    let turned = records.iter().find(|record| record.to == Phase::RollingBack);
    let release = rollout.release();
    let failed = records.iter().filter_map(|r| r.report.as_ref()).rfind(|report| report.verdict == Verdict::Fail);
    let (Some(turned), Some(previous), Some(gates)) = (turned, &release.previous_version, failed) else {
        return Ok(None);
    };
    let started = rollout.state().started_at;
    let known = |version: &str, since: Option<Timestamp>| KnownVersion {
        version: version.to_owned(),
        promoted_at: since,
        verified_at: since,
        served_until: None,
        reached: None,
        reversibility: Some(Reversibility::Full),
        flagged: None,
        condemned_at: None,
        cleared: None,
    };
    let evidence = RollbackEvidence {
        version: release.version.clone(),
        share: rollout.terms().plan.stages.get(turned.stage as usize).map_or(TrafficShare::NONE, |stage| stage.share),
        // The version before had served for a day, well.
        history: vec![known(previous, Some(started.before("1d".parse()?))), known(&release.version, None)],
        triggers: TriggerEvidence {
            deployed_at: started,
            looks: rollwise::Recording::default(),
            events: BTreeMap::new(),
            orders: Vec::new(),
        },
        gates: Some(gates.clone()),
        windows: None,
        judgement: None,
        rollbacks: Vec::new(),
    };
    Ok(Some(Engine::new(Policy::default())?.decide_rollback(turned.at, &evidence)?))
}

fn read_releases(data: &Path) -> Result<Vec<Planned>, Box<dyn Error>> {
    Ok(document::read(Family::Input, &read(&data.join("releases.json"))?)?)
}

fn replay(data: &Path, at: Timestamp, recorded: &Recorded) -> Result<(Rollout, Vec<Record>), Box<dyn Error>> {
    let engine = Engine::from_json(&read(&data.join(&recorded.policy))?)?;
    let recording: Recording = read(&data.join(&recorded.recording))?.parse()?;
    Host::new(at, recording).roll_out(&engine, recorded.release.clone(), recorded.safety)
}

/// Writes what was decided before a release went, or why it did not.
fn keep_decision(planned: &Planned, choice: &StrategyChoice, admission: &Admission) -> Result<(), Box<dyn Error>> {
    let folder = folder(planned)?;
    fs::write(folder.join("choice.json"), document::write(choice))?;
    fs::write(folder.join("admission.json"), document::write(admission))?;
    Ok(())
}

/// The folder of a release, under the id of its rollout or its name.
fn folder(planned: &Planned) -> Result<PathBuf, Box<dyn Error>> {
    let situation = &planned.request.situation;
    let name = match &planned.rollout {
        Some(recorded) => recorded.release.id.to_string(),
        None => format!("{}-{}", situation.service.name, situation.change.version),
    };
    let folder = Path::new("artifacts").join(name);
    fs::create_dir_all(&folder)?;
    Ok(folder)
}

/// Writes what is kept of a rollout: three artifacts, and the audit records as JSON Lines.
fn keep(folder: &Path, records: &[Record]) -> Result<(), Box<dyn Error>> {
    let artifacts = Artifacts::from_records(records)?;
    fs::write(folder.join("deployment.json"), document::write(&artifacts.deployment))?;
    if let Some(confidence) = &artifacts.confidence {
        fs::write(folder.join("confidence.json"), document::write(confidence))?;
    }
    fs::write(folder.join("states.json"), document::write(&artifacts.states))?;
    let lines: String = records.iter().map(|record| record.to_json() + "\n").collect();
    fs::write(folder.join("audit.jsonl"), lines)?;
    Ok(())
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
    use rollwise::{ReasonCode, audit};

    fn data() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/replay/data")
    }

    /// Where a release ends, and whether the reason is among those of the record that decided it.
    #[track_caller]
    fn ends(id: &str, phase: Phase, why: ReasonCode) {
        let is_it = |planned: &&Planned| planned.rollout.as_ref().is_some_and(|recorded| *recorded.release.id == *id);
        let releases = read_releases(&data()).unwrap();
        let planned = releases.iter().find(is_it).unwrap();
        let (choice, admission) = decide(planned, &SuccessModel::built_in()).unwrap();
        assert!(admission.admitted, "{:?}", admission.reasons);
        let (rollout, records) = replay(&data(), planned.at, planned.rollout.as_ref().unwrap()).unwrap();
        assert_eq!(rollout.phase(), phase);
        let decides = |record: &&Record| match phase {
            Phase::RolledBack => record.to == Phase::RollingBack,
            _ => record.to == phase,
        };
        let decided = records.iter().find(decides).unwrap();
        assert!(decided.reasons.iter().any(|reason| reason.code == why), "{:?}", decided.reasons);
        assert_eq!(audit::replay(&records).unwrap(), rollout);
        let before = render::choice(&choice, Style::Plain) + &render::admission(&admission, Style::Plain);
        let printed = before + &render::timeline(&records, Style::Plain);
        assert!(printed.lines().all(|line| line.chars().count() <= 100), "{printed}");
    }

    /// Whether a release without a rollout may go, and the reasons.
    fn decided(title: &str) -> (StrategyChoice, Admission) {
        let releases = read_releases(&data()).unwrap();
        decide(releases.iter().find(|planned| planned.title == title).unwrap(), &SuccessModel::built_in()).unwrap()
    }

    #[test]
    fn a_risky_first_release_on_a_friday_may_not_go() {
        let (choice, admission) = decided("A release that may not go");
        assert!(!admission.admitted && choice.winner.is_some());
        let codes: Vec<ReasonCode> = admission.reasons.iter().map(|reason| reason.code).collect();
        for code in [
            ReasonCode::ImageNotImmutable,
            ReasonCode::NotVerifiedBefore,
            ReasonCode::Frozen,
            ReasonCode::ErrorBudgetExhausted,
            ReasonCode::ItemNotDone,
        ] {
            assert!(codes.contains(&code), "{code:?} in {codes:?}");
        }
    }

    #[test]
    fn the_fix_of_an_incident_may_go_on_a_friday() {
        let (_, admission) = decided("The fix of an incident, on a Friday");
        assert!(admission.admitted, "{:?}", admission.reasons);
        assert_eq!(admission.window.exceptions, ["p0_fix"]);
    }

    #[test]
    fn a_release_that_failed_goes_back_to_the_version_before() {
        let releases = read_releases(&data()).unwrap();
        let recorded = |id: &str| {
            let planned = releases.iter().find(|p| p.rollout.as_ref().is_some_and(|r| *r.release.id == *id)).unwrap();
            replay(&data(), planned.at, planned.rollout.as_ref().unwrap()).unwrap()
        };
        let (rollout, records) = recorded("search-availability");
        let decision = take_back(&rollout, &records).unwrap().unwrap();
        assert!(decision.should_rollback && !decision.approval_required);
        assert_eq!(decision.target_version, rollout.release().previous_version);
        assert_eq!(decision.plan.unwrap().stages.len(), 1);
        let (rollout, records) = recorded("basket-healthy");
        assert_eq!(take_back(&rollout, &records).unwrap(), None);
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
