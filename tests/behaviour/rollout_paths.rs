//! Named ways through a rollout.

use rollwise::{
    Action, ActionKind, Approval, Baseline, CleanupTask, ErrorCode, Event, EventKind, Evidence, OverrideTo, Phase,
    Plan, PlanPreset, ReasonCode, Step, WakeReason,
};

use crate::host::{Host, abort, at, fraction, healthy, move_on, pause, resume, roll_back, unhealthy};

const ASK: &str = r#"{"rollout": {"on_hold_limit": "ask", "hold_limit": "2m"}}"#;
const GO_ON: &str = r#"{"rollout": {"on_hold_limit": "promote", "hold_limit": "2m"}, "confidence": {"required": []}}"#;

pub fn at_first_stage(policy: &str) -> Host {
    let mut host = Host::new(policy);
    host.reach_first_stage();
    host
}

pub fn plan(json: &str) -> Plan {
    Plan::from_json(json).unwrap()
}

/// Drives a healthy release until it waits for something else than a look or an answer that can be given.
fn drive(host: &mut Host) -> Phase {
    for _ in 0..5000 {
        let phase = host.rollout.phase();
        let awaited = host.rollout.outstanding();
        match awaited.first() {
            _ if phase.is_terminal() || phase == Phase::AwaitingApproval => return phase,
            Some(Action::Measure { .. }) => host.measured(healthy()),
            Some(action) => host.done(action.kind()),
            None => host.wake(),
        };
    }
    panic!("never ends, in {:?}", host.rollout.phase());
}

fn codes(step: &Step) -> Vec<ReasonCode> {
    step.record.as_ref().unwrap().reasons.iter().map(|reason| reason.code).collect()
}

fn shares(host: &Host) -> Vec<(f64, i64)> {
    let start = host.records.first().unwrap().at;
    let shifts = host.records.iter().filter(|r| matches!(r.to, Phase::Canary | Phase::Promoting) && r.from != r.to);
    shifts
        .map(|r| {
            let stage = &host.rollout.terms().plan.stages[r.stage as usize];
            (stage.share.as_percent(), r.at.since(start).as_millis() / 1000)
        })
        .collect()
}

#[test]
fn a_healthy_canary_goes_through_every_stage_to_verified() {
    let mut host = at_first_stage("{}");
    assert_eq!(drive(&mut host), Phase::Verified);
    // Traffic rises after 60 s each, and 15 min of watch follow.
    assert_eq!(shares(&host), [(5.0, 0), (25.0, 60), (50.0, 120), (100.0, 180)]);
    assert_eq!(host.now, at((180 + 15 * 60) * 1000));
    assert_eq!(host.rollout.wake_at(), None);
}

#[test]
fn metrics_settle_before_the_first_look_and_the_bake_ends_before_the_stage() {
    let stage = r#"{"name": "p", "strategy": "canary", "stages": [
        {"share": 5, "settle": "90s", "bake": "5m", "interval": "2m"}, {"share": 100}]}"#;
    let mut host = Host::with_plan("{}", plan(stage));
    host.reach_first_stage();
    host.wait(89);
    assert!(host.feed(Event::Tick).record.is_none(), "nothing is due before 90 s");
    host.wait(1);
    assert_eq!(host.feed(Event::Tick).phase, Phase::CanaryEvaluating);
    let looks: Vec<i64> = std::iter::from_fn(|| {
        let step = host.look(healthy());
        (step.phase == Phase::CanaryWaiting).then(|| host.now.since(at(0)).as_millis() / 1000)
    })
    .collect();
    assert_eq!(looks, [90, 210], "every 2 min, and at 300 s the bake is over");
    assert_eq!((host.rollout.phase(), host.now), (Phase::Promoting, at(300_000)));
}

#[test]
fn a_failed_gate_rolls_back_and_says_which() {
    let mut host = at_first_stage("{}");
    let step = host.look(unhealthy());
    assert_eq!(step.phase, Phase::RollingBack);
    assert_eq!(codes(&step), [ReasonCode::LimitExceeded, ReasonCode::TooManyFailures]);
    let Action::RollBack { to, attempt, .. } = &step.actions[0] else { panic!("{:?}", step.actions) };
    assert_eq!((to.as_deref(), *attempt), (Some("2.3.9"), 1));
    assert_eq!(host.done(ActionKind::RollBack).phase, Phase::RolledBack);
}

#[test]
fn the_fifth_failed_check_of_the_linear_plan_rolls_back() {
    let mut host = Host::with_plan("{}", PlanPreset::Linear.plan());
    host.reach_first_stage();
    for _ in 0..4 {
        let step = host.look(unhealthy());
        assert_eq!(step.phase, Phase::CanaryWaiting);
        assert!(codes(&step).contains(&ReasonCode::FailureTolerated));
    }
    assert_eq!(host.look(unhealthy()).phase, Phase::RollingBack);
}

#[test]
fn no_budget_covers_a_critical_gate() {
    let critical = r#"{"plan": "linear", "gates": [{"name": "error_rate", "metric": "error_rate",
        "criticality": "critical", "condition": {"kind": "absolute", "bound": "at_most", "limit": 0.05}}]}"#;
    let mut host = at_first_stage(critical);
    let step = host.look(unhealthy());
    assert_eq!(step.phase, Phase::RollingBack);
    assert!(codes(&step).contains(&ReasonCode::CriticalGateFailed));
}

fn held(mut host: Host) -> Host {
    while !matches!(host.rollout.phase(), Phase::AwaitingApproval | Phase::RollingBack | Phase::Canary) {
        host.silence();
    }
    host
}

#[test]
fn inconclusive_for_too_long_does_what_the_policy_says() {
    let by_default = held(at_first_stage("{}"));
    assert_eq!(by_default.rollout.phase(), Phase::RollingBack);
    assert!(by_default.now.since(at(60_000)).as_millis() >= 30 * 60_000, "after 30 min");
    assert_eq!(held(at_first_stage(ASK)).rollout.phase(), Phase::AwaitingApproval);
    assert_eq!(held(at_first_stage(GO_ON)).rollout.phase(), Phase::Canary);
}

#[test]
fn going_on_without_evidence_still_needs_the_required_factors_at_the_end() {
    let policy = r#"{"rollout": {"on_hold_limit": "promote", "hold_limit": "1m"}, "plan": "fast"}"#;
    let mut host = at_first_stage(policy);
    while host.rollout.phase() != Phase::AwaitingApproval {
        host.silence();
    }
    let reasons = &host.records.last().unwrap().reasons;
    assert!(reasons.iter().any(|r| r.code == ReasonCode::RequiredFactorUnknown && r.subject == "canary_health"));
}

#[test]
fn an_unanswered_measurement_is_an_inconclusive_look() {
    let mut host = at_first_stage("{}");
    host.wake();
    assert_eq!(host.rollout.wake_at().unwrap().reason, WakeReason::AnswerDue);
    let step = host.wake();
    assert_eq!((step.phase, codes(&step)), (Phase::CanaryWaiting, vec![ReasonCode::TimedOut]));
    assert!(host.rollout.state().inconclusive_since.is_some());
}

#[test]
fn approvals_are_bound_to_their_request() {
    let plan = plan(
        r#"{"name": "p", "strategy": "canary", "stages": [
            {"share": 5, "approval": true}, {"share": 10, "approval": true}, {"share": 100}]}"#,
    );
    let mut host = Host::with_plan("{}", plan);
    host.feed(Event::SafetyAssessed { safety: fraction(1.0), rollout: None });
    host.done(ActionKind::Build);
    assert_eq!(host.done(ActionKind::Deploy).phase, Phase::AwaitingApproval);
    let first = host.outstanding(ActionKind::RequestApproval).unwrap();
    host.approve();
    host.done(ActionKind::SetTraffic);
    host.look(healthy());
    assert_eq!(host.rollout.phase(), Phase::AwaitingApproval);
    // The button of the first stage, pressed again, does not approve the second.
    let again = Event::Approve { action: first, actor: "ada".to_owned(), reason: "double click".to_owned() };
    assert_eq!(host.try_feed(again).unwrap_err().code(), ErrorCode::NotExpected);
    assert_eq!(host.rollout.phase(), Phase::AwaitingApproval);
    host.wait(24 * 3600);
    let second = host.outstanding(ActionKind::RequestApproval).unwrap();
    let late = Event::Approve { action: second, actor: "ada".to_owned(), reason: "sorry".to_owned() };
    assert_eq!(host.try_feed(late).unwrap_err().code(), ErrorCode::ApprovalExpired);
    let step = host.feed(Event::Tick);
    assert_eq!((step.phase, codes(&step)), (Phase::RollingBack, vec![ReasonCode::ApprovalExpired]));
}

#[test]
fn while_a_person_decides_the_gates_are_watched() {
    let mut host = held(at_first_stage(ASK));
    assert_eq!(host.look(healthy()).phase, Phase::AwaitingApproval, "evidence alone does not approve");
    assert_eq!(host.look(unhealthy()).phase, Phase::RollingBack);

    let mut host = at_first_stage("{}");
    host.feed(pause());
    assert_eq!(host.look(healthy()).phase, Phase::Paused);
    assert_eq!(host.look(unhealthy()).phase, Phase::RollingBack);
}

#[test]
fn a_pause_ends_by_a_person_or_by_its_limit() {
    let mut host = at_first_stage(r#"{"rollout": {"pause_limit": "1h"}}"#);
    host.feed(pause());
    assert_eq!(host.try_feed(pause()).unwrap_err().code(), ErrorCode::NotExpected);
    host.wait(600);
    assert_eq!(host.feed(resume()).phase, Phase::CanaryWaiting);
    host.feed(pause());
    let paused = host.now;
    while host.rollout.phase() == Phase::Paused {
        host.wake();
    }
    assert_eq!((host.rollout.phase(), host.now.since(paused).to_string()), (Phase::RollingBack, "1h".to_owned()));
}

#[test]
fn an_abort_ends_it_wherever_it_is() {
    let mut host = Host::new("{}");
    let step = host.feed(abort());
    assert_eq!((step.phase, step.actions[0].kind()), (Phase::Failed, ActionKind::Alert));
    let mut host = at_first_stage("{}");
    host.look(healthy());
    assert_eq!(host.feed(abort()).phase, Phase::RollingBack);
    assert_eq!(host.done(ActionKind::RollBack).phase, Phase::RolledBack);
    assert_eq!(host.try_feed(abort()).unwrap_err().code(), ErrorCode::NotExpected);
}

#[test]
fn a_person_moves_it_on_against_the_evidence() {
    let mut host = at_first_stage("{}");
    host.look(Evidence::default());
    assert_eq!(host.feed(move_on(OverrideTo::NextStage)).phase, Phase::Canary);
    host.done(ActionKind::SetTraffic);
    let step = host.feed(move_on(OverrideTo::Promotion));
    assert_eq!(step.phase, Phase::Promoting);
    let reason = &step.record.unwrap().reasons[0];
    assert_eq!((reason.actor.as_deref(), reason.detail.as_deref()), (Some("ada"), Some("we know")));
}

#[test]
fn blue_green_tests_asks_switches_watches_and_tidies_up() {
    let mut host = Host::with_plan("{}", PlanPreset::BlueGreen.plan());
    host.reach_first_stage();
    assert_eq!(host.wake().actions[0].kind(), ActionKind::RunTests);
    let step = host.done(ActionKind::RunTests);
    let Action::RequestApproval { what, stage, .. } = &step.actions[0] else { panic!("{:?}", step.actions) };
    assert_eq!((*what, *stage), (Approval::Promotion, 1));
    assert_eq!(host.approve().phase, Phase::Promoting);
    let switched = host.now;
    assert_eq!(drive(&mut host), Phase::Verified);
    assert_eq!(host.now.since(switched).to_string(), "1h");
    let cleanup = host.actions.iter().find_map(|action| match action {
        Action::CleanUp { task, not_before, .. } => Some((*task, not_before.since(host.now).to_string())),
        _ => None,
    });
    assert_eq!(cleanup, Some((CleanupTask::ScaleDownPrevious, "30s".to_owned())));
}

#[test]
fn a_shadow_compares_and_promotes_nothing() {
    let mut host = Host::with_plan("{}", PlanPreset::Shadow.plan());
    host.reach_first_stage();
    assert_eq!(drive(&mut host), Phase::Verified);
    assert!(!host.records.iter().any(|record| record.to == Phase::Promoting));
    assert!(host.actions.iter().any(|action| matches!(action, Action::CleanUp { .. })));
}

#[test]
fn a_feature_flag_rises_a_day_at_a_time() {
    let mut host = Host::with_plan("{}", PlanPreset::FeatureFlag.plan());
    host.reach_first_stage();
    assert_eq!(drive(&mut host), Phase::Verified);
    let days: Vec<(f64, i64)> = shares(&host).into_iter().map(|(share, at)| (share, at / 86_400)).collect();
    assert_eq!(days, [(0.0, 0), (0.0, 0), (1.0, 1), (10.0, 2), (50.0, 3), (100.0, 4)]);
}

#[test]
fn every_preset_brings_a_healthy_release_to_verified() {
    for preset in PlanPreset::ALL {
        let mut host = Host::with_plan("{}", preset.plan());
        host.reach_first_stage();
        while drive(&mut host) == Phase::AwaitingApproval {
            host.approve();
        }
        assert_eq!(host.rollout.phase(), Phase::Verified, "{preset:?}");
    }
}

pub fn at_promoted(policy: &str) -> Host {
    let mut host = at_first_stage(policy);
    while host.rollout.phase() != Phase::Promoting {
        if host.rollout.phase() == Phase::Canary {
            host.done(ActionKind::SetTraffic);
        }
        host.look(healthy());
    }
    host.done(ActionKind::Promote);
    host
}

pub fn at_verifying(policy: &str) -> Host {
    let mut host = at_promoted(policy);
    host.done(ActionKind::VerifyVersion);
    host
}

#[test]
fn a_version_that_never_answers_is_asked_30_times_10_seconds_apart() {
    let mut host = at_promoted("{}");
    let promoted = host.now;
    let mut asked = 1;
    while host.rollout.phase() == Phase::Promoted {
        host.failed(ActionKind::VerifyVersion);
        if host.rollout.phase() == Phase::Promoted {
            host.wake();
            asked += 1;
        }
    }
    assert_eq!((asked, host.now.since(promoted).to_string().as_str()), (30, "4m50s"));
    assert_eq!(host.rollout.phase(), Phase::RollingBack);
}

#[test]
fn after_promotion_the_baseline_is_the_one_from_before() {
    let mut host = at_verifying("{}");
    let step = host.wake();
    let Action::Measure { against, stage, .. } = &step.actions[0] else { panic!("{:?}", step.actions) };
    assert_eq!((*against, *stage), (Baseline::BeforePromotion, 3));
    assert_eq!(host.measured(unhealthy()).phase, Phase::RollingBack);
}

#[test]
fn a_rollback_that_fails_three_times_calls_a_person() {
    let mut host = at_first_stage("{}");
    host.feed(roll_back());
    assert_eq!(host.failed(ActionKind::RollBack).phase, Phase::RollingBack);
    assert_eq!(host.wake().phase, Phase::RollingBack, "no answer is a failed attempt too");
    let step = host.failed(ActionKind::RollBack);
    assert_eq!((step.phase, step.actions[0].kind()), (Phase::Failed, ActionKind::Alert));
}

#[test]
fn a_low_score_asks_before_anything_is_deployed() {
    let mut host = Host::new("{}");
    host.feed(Event::SafetyAssessed { safety: fraction(0.1), rollout: None });
    let step = host.done(ActionKind::Build);
    assert_eq!((step.phase, codes(&step)[1]), (Phase::AwaitingApproval, ReasonCode::ScoreBelow));
    assert_eq!(host.clone().approve().phase, Phase::Deploying);
    assert_eq!(host.reject().phase, Phase::Failed, "nothing was deployed, so nothing is rolled back");
}

#[test]
fn the_score_decides_at_the_end_of_the_stages() {
    let at_the_end = |policy: &str, safety: f64| {
        let mut host = Host::new(policy);
        host.feed(Event::SafetyAssessed { safety: fraction(safety), rollout: None });
        host.done(ActionKind::Build);
        if host.rollout.phase() == Phase::AwaitingApproval {
            host.approve();
        }
        host.done(ActionKind::Deploy);
        host.done(ActionKind::SetTraffic);
        host.look(healthy()).phase
    };
    assert_eq!(
        at_the_end(
            r#"{"plan": "fast", "plans": [{"name": "fast", "strategy": "canary",
        "stages": [{"share": 10}, {"share": 100}]}]}"#,
            1.0
        ),
        Phase::Promoting
    );
    let short = |auto, manual| {
        format!(
            r#"{{"confidence": {{"auto_promote_at": {auto}, "manual_review_at": {manual}}}, "plan": "short", "plans": [
            {{"name": "short", "strategy": "canary", "stages": [{{"share": 10}}, {{"share": 100}}]}}]}}"#
        )
    };
    assert_eq!(at_the_end(&short(99, 60), 1.0), Phase::AwaitingApproval);
    assert_eq!(at_the_end(&short(99, 98), 1.0), Phase::RollingBack);
}

#[test]
fn answers_that_come_late_or_twice_change_nothing() {
    let mut host = Host::new("{}");
    host.feed(Event::SafetyAssessed { safety: fraction(1.0), rollout: None });
    let build = Event::ActionDone { action: host.outstanding(ActionKind::Build).unwrap() };
    host.feed(build.clone());
    let before = host.rollout.clone();
    let step = host.feed(build);
    assert!(step.record.is_none() && step.actions.is_empty());
    assert_eq!((host.rollout.clone(), step.wake_at), (before.clone(), before.wake_at()));
    // A host that lost track asks what is awaited, and gets the same action with the same id.
    assert_eq!(host.rollout.outstanding().len(), 1);
    assert_eq!(host.rollout.outstanding()[0].id(), "r1/2/deploy");
}

#[test]
fn what_does_not_belong_here_is_refused_and_changes_nothing() {
    let mut host = at_first_stage("{}");
    let before = host.rollout.clone();
    let refused = |host: &mut Host, event| host.try_feed(event).unwrap_err();
    let other = Event::Pause { actor: "a".to_owned(), reason: "b".to_owned(), rollout: Some("r2".to_owned()) };
    assert_eq!(refused(&mut host, other).code(), ErrorCode::WrongRollout);
    let done = |action: &str| Event::ActionDone { action: action.to_owned() };
    assert_eq!(refused(&mut host, done("r2/1/build")).code(), ErrorCode::WrongRollout);
    assert_eq!(refused(&mut host, done("r1/99/build")).code(), ErrorCode::UnknownAction);
    assert_eq!(refused(&mut host, done("r1")).code(), ErrorCode::UnknownAction);
    let error = refused(&mut host, resume());
    assert_eq!(error.code(), ErrorCode::NotExpected);
    assert!(error.accepted().unwrap().starts_with("in canary_waiting: tick, override, pause"), "{error}");
    host.now = at(-1);
    assert_eq!(refused(&mut host, Event::Tick).code(), ErrorCode::TimeWentBack);
    assert_eq!(host.rollout, before);
    assert!(!host.rollout.allowed_events().contains(&EventKind::Resume));
}

fn recording(looks: i64) -> rollwise::Recording {
    let finite = |v| rollwise::Finite::new(v).ok();
    let count = |n| rollwise::Count::new(n).unwrap();
    let looks: Vec<i64> = (1..=looks).collect();
    let values = |v| rollwise::Column::Values { values: looks.iter().map(|_| finite(v)).collect() };
    let counts = |events| rollwise::Column::Counts {
        events: looks.iter().map(|_| count(events)).collect(),
        trials: looks.iter().map(|_| count(1000)).collect(),
    };
    let track = |canary, baseline| rollwise::Track { canary, baseline };
    let metrics = [
        ("error_rate", track(counts(2), Some(counts(2)))),
        ("latency_p95_ms", track(values(220.0), None)),
        ("latency_p99_ms", track(values(480.0), None)),
        ("cpu_saturation", track(values(0.41), None)),
        ("memory_saturation", track(values(0.63), None)),
        ("request_rate", track(values(96.0), Some(values(100.0)))),
    ];
    rollwise::Recording {
        at: looks.iter().map(|n| at(n * 60_000)).collect(),
        metrics: metrics.into_iter().map(|(name, track)| (name.into(), track)).collect(),
    }
}

#[test]
fn a_recorded_series_goes_through_one_call() {
    let long = r#"{"plan": "p", "plans": [{"name": "p", "strategy": "canary",
        "stages": [{"share": 5, "bake": "10m"}, {"share": 100}]}]}"#;
    let (mut one_by_one, mut at_once) = (at_first_stage(long), at_first_stage(long));
    let run = at_once.rollout.run(&recording(30)).unwrap();
    for _ in 0..10 {
        one_by_one.wait(60);
        one_by_one.feed(Event::Tick);
        one_by_one.measured(healthy());
    }
    assert_eq!((run.looks.len(), run.step.phase), (10, Phase::Promoting), "the bake ends at 10 min");
    assert_eq!(run.records.len(), 20);
    assert_eq!(at_once.rollout.state().phase_since, one_by_one.rollout.state().phase_since);
    at_once.records.extend(run.records);
    assert_eq!(rollwise::audit::replay(&at_once.records).unwrap(), at_once.rollout);
}

#[test]
fn a_series_whose_columns_do_not_fit_is_refused_and_changes_nothing() {
    let mut host = at_first_stage("{}");
    let before = host.rollout.clone();
    let mut short = recording(3);
    short.at.pop();
    let error = host.rollout.run(&short).unwrap_err();
    assert_eq!((error.code(), error.field()), (ErrorCode::OutOfRange, "metrics.cpu_saturation.canary.values"));
    let mut backwards = recording(3);
    backwards.at.reverse();
    assert_eq!(host.rollout.run(&backwards).unwrap_err().code(), ErrorCode::NotInOrder);
    assert_eq!(host.rollout, before);
}
