//! Ways through a rollout that random sequences seldom take.

use rollwise::{ActionKind, Event, Evidence, OverrideTo, Phase};

use crate::host::{Host, abort, fraction, healthy, move_on, pause, resume, roll_back, unhealthy};
use crate::rollout_paths::{at_first_stage, at_promoted, at_verifying, plan};

/// For the test that every transition is taken.
pub fn rare() -> Vec<Host> {
    let mut hosts = Vec::new();
    let mut keep = |host: &Host| hosts.push(host.clone());
    let canary = |stages: &str| plan(&format!(r#"{{"name": "p", "strategy": "canary", "stages": [{stages}]}}"#));
    let shadow = |stages: &str| plan(&format!(r#"{{"name": "p", "strategy": "shadow", "stages": [{stages}]}}"#));
    let lenient = r#"{"confidence": {"required": []}}"#;
    let strict = r#"{"confidence": {"auto_promote_at": 100, "manual_review_at": 100}}"#;

    // The only stage is all traffic.
    for (policy, stage) in [(lenient, r#"{"share": 100}"#), ("{}", r#"{"share": 100}"#), (strict, r#"{"share": 100}"#)]
    {
        let mut host = Host::with_plan(policy, canary(stage));
        host.feed(Event::SafetyAssessed { safety: fraction(1.0), rollout: None });
        host.done(ActionKind::Build);
        if host.rollout.phase() == Phase::AwaitingApproval {
            host.approve();
        }
        host.done(ActionKind::Deploy);
        keep(&host);
    }

    // Tests pass with another stage next, with all traffic next, with nothing next, and with a low score.
    let tests = r#"{"share": 0, "check": "tests"}"#;
    for (policy, plan) in [
        (lenient, canary(&format!(r#"{tests}, {{"share": 10}}, {{"share": 100}}"#))),
        (lenient, canary(&format!(r#"{tests}, {{"share": 100}}"#))),
        (strict, canary(&format!(r#"{tests}, {{"share": 100}}"#))),
        (lenient, shadow(tests)),
    ] {
        let mut host = Host::with_plan(policy, plan);
        host.feed(Event::SafetyAssessed { safety: fraction(1.0), rollout: None });
        host.done(ActionKind::Build);
        if host.rollout.phase() == Phase::AwaitingApproval {
            host.approve();
        }
        host.done(ActionKind::Deploy);
        host.done(ActionKind::SetTraffic);
        host.wake();
        host.feed(pause());
        host.feed(resume());
        host.done(ActionKind::RunTests);
        keep(&host);
    }

    // Inconclusive for too long: after promotion or at each kind of stage, and noticed in each way.
    let held = |outcome: &str| {
        format!(
            r#"{{"rollout": {{"on_hold_limit": "{outcome}", "hold_limit": "100s"}}, "confidence": {{"required": []}}}}"#
        )
    };
    let stages = [
        canary(r#"{"share": 5}, {"share": 9}, {"share": 100}"#),
        canary(r#"{"share": 5}, {"share": 100}"#),
        shadow(r#"{"share": 0}"#),
    ];
    for outcome in ["roll_back", "ask", "promote"] {
        let at_stages = stages.iter().map(|plan| {
            let mut host = Host::with_plan(&held(outcome), plan.clone());
            host.reach_first_stage();
            host
        });
        for start in at_stages.chain([at_verifying(&held(outcome))]) {
            for notice in 0..3 {
                let mut host = start.clone();
                let phase = |host: &Host| host.rollout.phase();
                while matches!(phase(&host), Phase::CanaryWaiting | Phase::CanaryEvaluating | Phase::Verifying) {
                    let silent = notice == 0 && host.rollout.state().inconclusive_since.is_some();
                    if silent || host.outstanding(ActionKind::Measure).is_none() {
                        host.wake();
                    } else {
                        // Late, but in time, so that the limit passes before the answer.
                        host.wait(59);
                        if notice == 1 {
                            host.measured(Evidence::default())
                        } else {
                            host.failed(ActionKind::Measure)
                        };
                    }
                }
                if phase(&host) == Phase::AwaitingApproval {
                    host.approve();
                }
                keep(&host);
            }
        }
    }

    // What people do at seldom moments.
    let mut shifting = at_first_stage("{}");
    shifting.look(healthy());
    shifting.feed(pause());
    let mut resumed = shifting.clone();
    resumed.feed(resume());
    keep(&resumed);
    shifting.failed(ActionKind::SetTraffic);
    keep(&shifting);
    let mut paused = at_first_stage("{}");
    paused.feed(pause());
    paused.look(unhealthy());
    keep(&paused);
    let promoted = at_promoted("{}");
    for event in [abort(), roll_back()] {
        let mut host = promoted.clone();
        host.feed(event);
        keep(&host);
    }
    let mut unanswered = at_promoted(r#"{"rollout": {"verification": {"attempts": 2}}}"#);
    for _ in 0..2 {
        unanswered.failed(ActionKind::VerifyVersion);
        if unanswered.rollout.phase() == Phase::Promoted {
            unanswered.wake();
        }
    }
    keep(&unanswered);
    let mut promoting = at_first_stage(r#"{"confidence": {"required": []}}"#);
    promoting.feed(move_on(OverrideTo::Promotion));
    promoting.feed(abort());
    keep(&promoting);
    let mut watched = at_verifying("{}");
    watched.feed(move_on(OverrideTo::NextStage));
    keep(&watched);
    let mut unhealthy_at_last = at_verifying("{}");
    unhealthy_at_last.look(unhealthy());
    keep(&unhealthy_at_last);
    hosts
}
