//! A rollout whose canary is judged over all its looks together.

use rollwise::{Comparison, Event, Evidence, JudgeDecision, Measurement, Phase, ReasonCode, Rollout, Step, Verdict};

use crate::host::{Host, healthy};
use crate::rollout_paths::plan;

const JUDGED: &str = r#"{"judge": {"metrics": [{"name": "requests", "judged": {"kind": "failures"}}]}}"#;
const UNTIL_SHOWN: &str = r#"{"name": "evidence", "strategy": "canary", "stages": [
    {"share": 5, "settle": "1m", "bake": "3m", "evidence_deadline": "20m"},
    {"share": 50, "settle": "1m", "bake": "2m", "evidence_deadline": "20m"},
    {"share": 100}
]}"#;

/// Healthy for every gate, with these failures of the canary in 1500 requests since the look before.
fn with_failures(failures: u64) -> Evidence {
    let mut evidence = healthy();
    let counts = |events, trials| Measurement::counts(events, trials).unwrap();
    let requests = Comparison { canary: counts(failures, 1_500), baseline: Some(counts(28, 28_500)) };
    evidence.metrics.insert("requests".into(), requests);
    evidence
}

fn first_stage(plan_json: &str) -> Host {
    let mut host = Host::with_plan(JUDGED, plan(plan_json));
    host.reach_first_stage();
    host
}

fn codes(step: &Step) -> Vec<ReasonCode> {
    step.record.as_ref().unwrap().reasons.iter().map(|reason| reason.code).collect()
}

fn decision(step: &Step) -> JudgeDecision {
    step.record.as_ref().unwrap().report.as_ref().unwrap().judgement.as_ref().unwrap().decision
}

/// Looks until the rollout is no longer in this stage; how many there were, and the last.
fn looks(host: &mut Host, failures: impl Fn(usize) -> u64) -> (usize, Step) {
    let stage = host.rollout.state().stage;
    for n in 1..100 {
        let step = host.look(with_failures(failures(n)));
        if step.phase != Phase::CanaryWaiting || host.rollout.state().stage != stage {
            return (n, step);
        }
    }
    panic!("the stage never ends");
}

#[test]
fn what_no_single_look_shows_rolls_back() {
    let mut host = first_stage(UNTIL_SHOWN);
    let (n, step) = looks(&mut host, |_| 3);
    assert_eq!((step.phase, decision(&step)), (Phase::RollingBack, JudgeDecision::RollBack));
    assert!((6..20).contains(&n), "{n}");
    assert!(codes(&step).contains(&ReasonCode::HarmShown), "{:?}", codes(&step));
    let gates = &step.record.as_ref().unwrap().report.as_ref().unwrap().checks;
    assert!(gates.iter().all(|check| check.verdict == Verdict::Pass), "no gate saw it");
}

#[test]
fn a_stage_ends_as_soon_as_safety_is_shown_but_not_before_its_time() {
    let mut host = first_stage(UNTIL_SHOWN);
    let began = host.rollout.state().stage_since.unwrap();
    let (n, step) = looks(&mut host, |n| 1 + (n as u64 % 2));
    assert_eq!(decision(&step), JudgeDecision::Promote);
    let minutes = host.now.since(began).as_millis() / 60_000;
    assert!((3..20).contains(&minutes) && n > 3, "{n} looks, {minutes} min");
    // The judge goes on in the next stage, and safety is to be shown afresh.
    assert_eq!(host.rollout.judge().unwrap().looks().get(), n as u64);
    host.done(rollwise::ActionKind::SetTraffic);
    let (m, _) = looks(&mut host, |n| 1 + (n as u64 % 2));
    assert!(m >= 3, "{m}");
    assert_eq!(host.rollout.judge().unwrap().looks().get(), (n + m) as u64);
}

#[test]
fn neither_shown_in_time_does_what_the_policy_says() {
    let little = |_: usize| {
        let mut evidence = healthy();
        let counts = |events, trials| Measurement::counts(events, trials).unwrap();
        let requests = Comparison { canary: counts(0, 3), baseline: Some(counts(1, 60)) };
        evidence.metrics.insert("requests".into(), requests);
        evidence
    };
    for (outcome, phase) in [("ask", Phase::AwaitingApproval), ("roll_back", Phase::RollingBack)] {
        let policy = JUDGED.replacen('{', &format!(r#"{{"rollout": {{"on_hold_limit": "{outcome}"}}, "#), 1);
        let mut host = Host::with_plan(&policy, plan(UNTIL_SHOWN));
        host.reach_first_stage();
        let since = host.rollout.state().stage_since.unwrap();
        let step = (0..100).map(|n| host.look(little(n))).find(|step| step.phase != Phase::CanaryWaiting).unwrap();
        assert_eq!(step.phase, phase);
        assert!(codes(&step).contains(&ReasonCode::NotShownInTime));
        assert_eq!(host.now.since(since).as_millis(), 20 * 60_000, "at the deadline, not a look later");
    }
}

#[test]
fn without_a_deadline_the_judge_only_stops() {
    let mut host = Host::new(JUDGED);
    host.reach_first_stage();
    let step = host.look(with_failures(2));
    assert_eq!(
        (decision(&step), step.phase),
        (JudgeDecision::Continue, Phase::Canary),
        "one look, and the stage is over"
    );
}

#[test]
fn a_metric_that_is_judged_and_not_measured_holds() {
    let mut host = first_stage(UNTIL_SHOWN);
    let step = host.look(healthy());
    let report = step.record.as_ref().unwrap().report.as_ref().unwrap();
    assert_eq!((report.verdict, report.code), (Verdict::Inconclusive, None));
    assert!(codes(&step).contains(&ReasonCode::BothUnmeasured));
    assert!(host.rollout.state().inconclusive_since.is_some());
}

#[test]
fn after_promotion_the_judge_is_not_missed() {
    let mut host = Host::new(JUDGED);
    host.reach_first_stage();
    while host.rollout.phase() != Phase::Verifying {
        let asked = host.rollout.outstanding().first().map(rollwise::Action::kind);
        match asked {
            Some(rollwise::ActionKind::Measure) => host.measured(with_failures(2)),
            Some(kind) => host.done(kind),
            None => host.wake(),
        };
    }
    let step = host.look(healthy());
    assert_eq!(step.record.as_ref().unwrap().report.as_ref().unwrap().verdict, Verdict::Pass);
}

#[test]
fn a_judged_rollout_is_saved_loaded_and_replayed() {
    let mut host = first_stage(UNTIL_SHOWN);
    for _ in 0..5 {
        host.look(with_failures(2));
    }
    let mut loaded = Rollout::from_json(&host.rollout.to_json()).unwrap();
    assert_eq!(loaded, host.rollout);
    let replayed = rollwise::audit::replay(&host.records).unwrap();
    assert_eq!(replayed, host.rollout);
    host.wake();
    loaded.step(host.now, Event::Tick).unwrap();
    let action = loaded.outstanding().first().unwrap().id().to_owned();
    let step = loaded.step(host.now, Event::Measured { action, evidence: with_failures(2) }).unwrap();
    assert_eq!(step.record, host.measured(with_failures(2)).record);
    let other = host.rollout.to_json().replacen(r#""alpha":0.01"#, r#""alpha":0.02"#, 1);
    let err = Rollout::from_json(&other).unwrap_err();
    assert_eq!((err.code(), err.field()), (rollwise::ErrorCode::WrongTest, "judge.judge"));
}

#[test]
fn a_stage_that_waits_for_a_judge_needs_one() {
    let engine = rollwise::Engine::from_json("{}").unwrap();
    let err = engine.start_with(crate::host::at(0), crate::host::release(), plan(UNTIL_SHOWN)).unwrap_err();
    assert_eq!(err.field(), "plan.stages[0].evidence_deadline");
}
