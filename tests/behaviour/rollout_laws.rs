//! Laws of the state machine, on thousands of random sequences of events.

use std::collections::BTreeSet;

use proptest::prelude::*;
use rollwise::{
    Action, ActionKind, Engine, Event, EventKind, Evidence, Family, HoldOutcome, OverrideTo, Phase, PlanPreset,
    Release, Rollout, TRANSITIONS, TrafficShare, audit, document,
};
use serde_json::json;

use crate::host::{Host, abort, at, fraction, healthy, move_on, pause, release, resume, roll_back, unhealthy};

/// One thing that a host, a person or the clock does.
#[derive(Clone, Copy, Debug)]
enum Deed {
    Safety(u8),
    Done,
    Failed,
    MeasureFailed,
    Healthy,
    Unhealthy,
    Silent,
    /// Repeats the event before the last, with the ids of then.
    Again,
    Wake,
    Tick,
    Back,
    Approve,
    Reject,
    Pause,
    Resume,
    Abort,
    RollBack,
    NextStage,
    Promotion,
    Unknown,
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        3 => any::<u8>().prop_map(Deed::Safety),
        40 => Just(Deed::Done),
        1 => Just(Deed::Failed),
        4 => Just(Deed::MeasureFailed),
        40 => Just(Deed::Healthy),
        1 => Just(Deed::Unhealthy),
        6 => Just(Deed::Silent),
        2 => Just(Deed::Again),
        60 => Just(Deed::Wake),
        2 => Just(Deed::Tick),
        1 => Just(Deed::Back),
        8 => Just(Deed::Approve),
        1 => Just(Deed::Reject),
        1 => Just(Deed::Pause),
        3 => Just(Deed::Resume),
        1 => Just(Deed::Abort),
        1 => Just(Deed::RollBack),
        1 => Just(Deed::NextStage),
        1 => Just(Deed::Promotion),
        1 => Just(Deed::Unknown),
    ]
}

fn presets() -> impl Strategy<Value = PlanPreset> {
    proptest::sample::select(PlanPreset::ALL.as_slice())
}

fn outcomes() -> impl Strategy<Value = HoldOutcome> {
    prop_oneof![Just(HoldOutcome::RollBack), Just(HoldOutcome::Ask), Just(HoldOutcome::Promote)]
}

fn begin(preset: PlanPreset, outcome: HoldOutcome, required: bool) -> Host {
    let policy = serde_json::json!({
        "confidence": if required { serde_json::json!({}) } else { serde_json::json!({"required": []}) },
        "rollout": {
            "on_hold_limit": outcome, "hold_limit": "3m", "pause_limit": "10m", "approval_timeout": "10m",
            "verification": {"attempts": 2},
        },
    });
    Host::with_plan(&policy.to_string(), preset.plan())
}

fn event(host: &Host, deed: Deed, last: Option<&Event>) -> Option<Event> {
    let first = || host.rollout.outstanding().first().map(|action| (action.kind(), action.id().to_owned()));
    let answer =
        |evidence: Evidence| Some(Event::Measured { action: host.outstanding(ActionKind::Measure)?, evidence });
    let approval = || host.outstanding(ActionKind::RequestApproval);
    let who = || ("ada".to_owned(), "because".to_owned());
    Some(match deed {
        Deed::Safety(level) => Event::SafetyAssessed { safety: fraction(f64::from(level) / 255.0), rollout: None },
        Deed::Done => {
            let (kind, action) = first()?;
            if matches!(kind, ActionKind::Measure | ActionKind::RequestApproval) {
                return None;
            }
            Event::ActionDone { action }
        }
        Deed::Failed => Event::ActionFailed { action: first()?.1, error: "no".to_owned() },
        Deed::MeasureFailed => {
            Event::ActionFailed { action: host.outstanding(ActionKind::Measure)?, error: "no".to_owned() }
        }
        Deed::Healthy => answer(healthy())?,
        Deed::Unhealthy => answer(unhealthy())?,
        Deed::Silent => answer(Evidence::default())?,
        Deed::Again => last?.clone(),
        Deed::Wake | Deed::Tick | Deed::Back => Event::Tick,
        Deed::Approve => {
            let (actor, reason) = who();
            Event::Approve { action: approval()?, actor, reason }
        }
        Deed::Reject => {
            let (actor, reason) = who();
            Event::Reject { action: approval()?, actor, reason }
        }
        Deed::Pause => pause(),
        Deed::Resume => resume(),
        Deed::Abort => abort(),
        Deed::RollBack => roll_back(),
        Deed::NextStage => move_on(OverrideTo::NextStage),
        Deed::Promotion => move_on(OverrideTo::Promotion),
        Deed::Unknown => Event::ActionDone { action: "r1/999999/build".to_owned() },
    })
}

/// Plays the deeds; those that the moment has no use for are errors or nothing, and neither changes anything.
fn play(host: &mut Host, deeds: &[(Deed, u32)], mut each: impl FnMut(&Host)) {
    let mut last: Option<Event> = None;
    for (deed, seconds) in deeds {
        let (before, then) = (host.rollout.clone(), host.now);
        match deed {
            Deed::Wake => {
                if let Some(wake) = host.rollout.wake_at() {
                    host.now = wake.at.max(host.now);
                }
            }
            Deed::Back => host.now = host.now.before("1h".parse().unwrap()),
            _ => {
                host.wait(i64::from(*seconds));
            }
        }
        let Some(event) = event(host, *deed, last.as_ref()) else { continue };
        match host.try_feed(event.clone()) {
            Ok(step) if step.record.is_none() => assert_eq!(host.rollout, before),
            Ok(_) => {}
            Err(_) => {
                assert_eq!(host.rollout, before, "an error changed the rollout");
                host.now = then;
            }
        }
        host.now = host.now.max(host.rollout.state().at);
        last = Some(event);
        each(host);
    }
}

fn sequences() -> impl Strategy<Value = Vec<(Deed, u32)>> {
    proptest::collection::vec((deed(), prop_oneof![20 => 0_u32..30, 1 => 0_u32..200_000]), 1..160)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_sequence_is_legal_replayable_and_never_wedges(
        preset in presets(), outcome in outcomes(), required in any::<bool>(), deeds in sequences(),
    ) {
        let mut host = begin(preset, outcome, required);
        play(&mut host, &deeds, |host| {
            let phase = host.rollout.phase();
            if phase.is_terminal() {
                assert_eq!(host.rollout.wake_at(), None);
            } else {
                assert!(phase == Phase::Init || host.rollout.wake_at().is_some(), "{phase:?} sleeps for ever");
            }
        });
        for record in &host.records {
            if let Some(event) = &record.event {
                let legal = |t: &&rollwise::Transition| (t.from, t.event, t.to) == (record.from, event.kind(), record.to);
                prop_assert!(TRANSITIONS.iter().any(|t| legal(&t)), "{:?} on {:?} to {:?}", record.from, event.kind(), record.to);
            }
        }
        // What was recorded can be decided once more, and gives the same rollout.
        prop_assert_eq!(&audit::replay(&host.records).unwrap(), &host.rollout);
        let lines: Vec<String> = host.records.iter().map(rollwise::Record::to_json).collect();
        prop_assert_eq!(&audit::read_records(&lines.join("\n")).unwrap(), &host.records);
        // Whatever the host and the people leave undone, time alone brings it to an end.
        let mut alone = host.clone();
        if alone.rollout.phase() == Phase::Init {
            alone.feed(abort());
        }
        for _ in 0..400 {
            if alone.rollout.phase().is_terminal() {
                break;
            }
            alone.wake();
        }
        prop_assert!(alone.rollout.phase().is_terminal(), "{:?} never ends", alone.rollout.phase());
        // A person can end it at once, from wherever it is.
        let live = !host.rollout.phase().is_terminal();
        if live && host.rollout.phase() != Phase::RollingBack {
            let step = host.feed(abort());
            prop_assert!(matches!(step.phase, Phase::RollingBack | Phase::Failed));
        }
        if host.rollout.phase() == Phase::RollingBack {
            host.done(ActionKind::RollBack);
            prop_assert_eq!(host.rollout.phase(), Phase::RolledBack);
        }
    }

    #[test]
    fn saved_and_loaded_continues_as_if_never_saved(
        preset in presets(), deeds in sequences(), more in sequences(),
    ) {
        let mut host = begin(preset, HoldOutcome::Ask, false);
        play(&mut host, &deeds, |_| {});
        let mut loaded = host.clone();
        loaded.rollout = Rollout::from_json(&host.rollout.to_json()).unwrap();
        prop_assert_eq!(&loaded.rollout, &host.rollout);
        play(&mut host, &more, |_| {});
        play(&mut loaded, &more, |_| {});
        prop_assert_eq!(loaded.rollout, host.rollout);
        prop_assert_eq!(loaded.records, host.records);
    }
}

/// A rollback of the release 2.4.0 to 2.3.9.
pub fn rolling_back(strategy: &str, approval_required: bool) -> Host {
    let engine = Engine::from_json(&format!(r#"{{"rollback": {{"strategy": "{strategy}"}}}}"#)).unwrap();
    let known = |version: &str, reversibility: serde_json::Value| {
        let verified = at(-3_600_000).to_string();
        json!({"version": version, "promoted_at": verified, "verified_at": verified, "reversibility": reversibility})
    };
    let reversibility = if approval_required { json!(null) } else { json!({"kind": "full"}) };
    let evidence = json!({
        "version": "2.4.0", "share": 100,
        "history": [known("2.3.9", json!(null)), known("2.4.0", reversibility)],
        "triggers": {"deployed_at": at(-1000).to_string(), "looks": {
            "at": [at(0).to_string()],
            "metrics": {"crash_looping_pods": {"canary": {"kind": "values", "values": [3]}}},
        }},
    });
    let evidence = document::read(Family::Input, &evidence.to_string()).unwrap();
    let decision = engine.decide_rollback(at(0), &evidence).unwrap();
    assert_eq!(decision.approval_required, approval_required);
    let target = Release { version: "2.3.9".to_owned(), ..release() };
    let (rollout, step) = engine.start_rollback(at(0), target, &decision).unwrap();
    Host::started(at(0), rollout, step)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_rollback_never_returns_to_the_version_that_was_condemned(
        strategy in proptest::sample::select(&["immediate", "gradual", "canary"]),
        approval in any::<bool>(),
        deeds in sequences(),
    ) {
        let mut host = rolling_back(strategy, approval);
        let mut share = 0.0;
        let mut asked = Vec::new();
        play(&mut host, &deeds, |host| {
            if let Some(now) = host.rollout.share() {
                assert!(now.as_percent() >= share, "the share of the target fell");
                share = now.as_percent();
            }
            asked.extend(host.actions.iter().chain(&host.rollout.outstanding()).cloned());
        });
        for action in asked {
            if let Action::RollBack { to, .. } = &action {
                prop_assert_eq!(to.as_deref(), Some("2.3.9"));
            }
            let takes_all_back = matches!(&action, Action::SetTraffic { share, .. } if *share == TrafficShare::NONE);
            prop_assert!(!takes_all_back);
        }
        prop_assert_eq!(audit::replay(&host.records).unwrap(), host.rollout);
    }
}

#[test]
fn an_unhealthy_rollback_is_finished_at_once_and_calls_a_person() {
    let mut host = rolling_back("canary", false);
    host.reach_first_stage();
    let step = host.look(unhealthy());
    assert_eq!(step.phase, Phase::RollingBack);
    let kinds: Vec<ActionKind> = step.actions.iter().map(Action::kind).collect();
    assert_eq!(kinds, [ActionKind::Alert, ActionKind::RollBack]);
    assert_eq!(host.rollout.share(), Some(TrafficShare::ALL));
    assert_eq!(host.done(ActionKind::RollBack).phase, Phase::RolledBack);
    let text = rollwise::render::timeline(&host.records, rollwise::render::Style::Plain);
    assert!(text.contains("ROLLED BACK after 1m: 2.3.9 serves all traffic"), "{text}");
}

#[test]
fn a_rollback_that_a_person_refuses_has_not_begun() {
    let mut host = rolling_back("gradual", true);
    host.feed(Event::SafetyAssessed { safety: fraction(0.1), rollout: None });
    host.done(ActionKind::Build);
    assert_eq!(host.done(ActionKind::Deploy).phase, Phase::AwaitingApproval, "whatever the score says");
    assert_eq!(host.reject().phase, Phase::Failed);
    assert_eq!(host.rollout.share(), Some(TrafficShare::NONE));
    assert!(host.records.iter().all(|record| !record.actions.contains(&ActionKind::RollBack)));
}

#[test]
fn every_transition_of_the_table_is_taken() {
    use proptest::strategy::ValueTree;
    use proptest::test_runner::TestRunner;
    let mut seen: BTreeSet<(Phase, EventKind, Phase)> = BTreeSet::new();
    let mut remember = |host: &Host| {
        let taken = host.records.iter().filter_map(|r| Some((r.from, r.event.as_ref()?.kind(), r.to)));
        seen.extend(taken);
    };
    crate::rollout_rare::rare().iter().for_each(&mut remember);
    let mut runner = TestRunner::deterministic();
    let cases = (presets(), outcomes(), any::<bool>(), sequences());
    for _ in 0..20_000 {
        let (preset, outcome, required, deeds) = cases.new_tree(&mut runner).unwrap().current();
        let mut host = begin(preset, outcome, required);
        play(&mut host, &deeds, |_| {});
        remember(&host);
    }
    let missing = TRANSITIONS.iter().filter(|t| !seen.contains(&(t.from, t.event, t.to)));
    assert_eq!(missing.collect::<Vec<_>>(), Vec::<&rollwise::Transition>::new());
}
