//! Laws of rollback decisions.

use proptest::collection::vec;
use proptest::prelude::*;
use rollwise::{
    Clearance, Engine, ErrorCode, Family, KnownVersion, PastRollback, Policy, Reversibility, RollbackCourse,
    RollbackDecision, RollbackEvidence, RollbackStrategy, Timestamp, TrafficShare, document,
};
use serde_json::json;

fn moment(minute: i64) -> Timestamp {
    Timestamp::from_millis((1_000_000 + minute) * 60_000).unwrap()
}

fn version(number: i64) -> KnownVersion {
    KnownVersion {
        version: format!("v{number}"),
        promoted_at: Some(moment(number)),
        verified_at: Some(moment(number)),
        served_until: None,
        reached: None,
        reversibility: Some(Reversibility::Full),
        flagged: None,
        condemned_at: None,
        cleared: None,
    }
}

/// The newest version of a history is judged at a minute; its error rate is far too high, or not.
fn evidence(minute: i64, history: Vec<KnownVersion>, current: &str, bad: bool) -> RollbackEvidence {
    let at: Vec<String> = (1..=4).map(|look| moment(minute - 4 + look).to_string()).collect();
    let level = if bad { 0.2 } else { 0.001 };
    let triggers = json!({
        "deployed_at": moment(minute - 4).to_string(),
        "looks": {"at": at, "metrics": {"error_rate": {"canary": {"kind": "values", "values": vec![level; 4]}}}},
    });
    RollbackEvidence {
        version: current.to_owned(),
        share: TrafficShare::ALL,
        history,
        triggers: document::read(Family::Input, &triggers.to_string()).unwrap(),
        gates: None,
        windows: None,
        judgement: None,
        rollbacks: Vec::new(),
    }
}

fn decide(policy: &str, minute: i64, evidence: &RollbackEvidence) -> RollbackDecision {
    Engine::from_json(policy).unwrap().decide_rollback(moment(minute), evidence).unwrap()
}

fn order(kind: &str) -> rollwise::RollbackOrder {
    let order = json!({
        "order": kind, "actor": "ada", "reason": "customers call",
        "at": moment(999).to_string(), "expires_at": moment(2000).to_string(),
    });
    document::read(Family::Input, &order.to_string()).unwrap()
}

fn reversibility() -> impl Strategy<Value = Option<Reversibility>> {
    let until = (0..=100_u32)
        .prop_map(|share| Reversibility::Until { share: TrafficShare::from_percent(f64::from(share)).unwrap() });
    prop_oneof![6 => Just(Some(Reversibility::Full)), 1 => Just(None), 1 => Just(Some(Reversibility::Never)), 1 => until.prop_map(Some)]
}

fn history() -> impl Strategy<Value = Vec<KnownVersion>> {
    let known = (any::<bool>(), any::<bool>(), any::<bool>(), any::<bool>(), reversibility());
    vec(known, 1..8).prop_map(|versions| {
        let known = versions.into_iter().zip(0..);
        known
            .map(|((promoted, verified, condemned, cleared, reversibility), number)| KnownVersion {
                promoted_at: promoted.then(|| moment(number)),
                verified_at: (promoted && verified).then(|| moment(number)),
                condemned_at: condemned.then(|| moment(100)),
                cleared: cleared.then(|| Clearance {
                    actor: "ada".to_owned(),
                    reason: "fixed by configuration".to_owned(),
                    at: moment(if number % 2 == 0 { 101 } else { 99 }),
                }),
                reversibility,
                ..version(number)
            })
            .collect()
    })
}

proptest! {
    #[test]
    fn the_target_is_known_to_be_good_and_never_condemned(history in history(), forced in any::<bool>()) {
        let current = history.last().unwrap().version.clone();
        let mut evidence = evidence(1000, history.clone(), &current, true);
        if forced {
            evidence.triggers.orders.push(order("force"));
        }
        let decision = decide("{}", 1000, &evidence);
        prop_assert_eq!(decision.should_rollback, decision.course == RollbackCourse::RollBack);
        prop_assert_eq!(decision.plan.is_some(), decision.should_rollback);
        prop_assert!(!decision.should_rollback || decision.target_version.is_some());
        let Some(target) = decision.target_version else { return Ok(()) };
        let place = history.iter().position(|known| known.version == target).unwrap();
        let known = &history[place];
        prop_assert!(target != current && known.verified_at.is_some());
        let cleared = known.cleared.as_ref().is_some_and(|cleared| Some(cleared.at) >= known.condemned_at);
        prop_assert!(known.condemned_at.is_none() || cleared);
        for later in &history[place + 1..] {
            prop_assert!(later.reversibility != Some(Reversibility::Never), "{} came after {}", later.version, target);
            prop_assert!(later.reversibility.is_some() || decision.approval_required || forced);
        }
    }

    /// Whatever is deployed and whatever goes wrong: what was left never serves again.
    #[test]
    fn no_sequence_of_decisions_returns_to_a_version_that_was_left(
        turns in vec((any::<bool>(), any::<bool>()), 1..40),
        marked in any::<bool>(),
    ) {
        let mut history = vec![version(0), version(1), version(2)];
        let (mut current, mut rollbacks, mut left) = ("v2".to_owned(), Vec::new(), Vec::new());
        for ((bad, deploys), turn) in turns.into_iter().zip(1..) {
            let minute = 60 * turn;
            let mut evidence = evidence(minute, history.clone(), &current, bad);
            // A host may keep the list of rollbacks, or mark the versions.
            if !marked {
                evidence.rollbacks = rollbacks.clone();
            }
            let decision = decide(r#"{"rollback": {"max_automatic": 1000}}"#, minute, &evidence);
            if decision.should_rollback {
                let target = decision.target_version.unwrap();
                prop_assert!(!left.contains(&target), "{target} was left before");
                let known = history.iter_mut().find(|known| known.version == current).unwrap();
                known.condemned_at = marked.then(|| moment(minute));
                rollbacks.push(PastRollback { at: moment(minute), from: current.clone(), to: target.clone(), automatic: true });
                left.push(std::mem::replace(&mut current, target));
            } else if deploys {
                history.push(version(minute));
                current = format!("v{minute}");
            }
        }
    }

    #[test]
    fn more_evidence_never_lowers_the_confidence(bad in any::<bool>(), critical in any::<bool>()) {
        let mut evidence = evidence(1000, vec![version(1), version(2)], "v2", bad);
        let without = decide("{}", 1000, &evidence).confidence;
        let gates = json!({"verdict": "fail", "checks": [{
            "gate": "error_rate", "verdict": "fail", "counts_as": "fail", "code": "limit_exceeded",
            "criticality": if critical { "critical" } else { "guardrail" },
        }]});
        evidence.gates = Some(document::read(Family::Input, &gates.to_string()).unwrap());
        let with = decide("{}", 1000, &evidence);
        prop_assert!(with.confidence > without && with.should_rollback);
    }
}

#[test]
fn an_order_stands_above_the_evidence() {
    let mut healthy = evidence(1000, vec![version(1), version(2)], "v2", false);
    assert_eq!(decide("{}", 1000, &healthy).course, RollbackCourse::Keep);
    healthy.triggers.orders.push(order("force"));
    let forced = decide("{}", 1000, &healthy);
    assert!(forced.should_rollback && !forced.approval_required);
    assert_eq!((forced.reason.actor.as_deref(), forced.confidence.get()), (Some("ada"), 1.0));

    let mut bad = evidence(1000, vec![version(1), version(2)], "v2", true);
    bad.triggers.orders.push(order("forbid"));
    let forbidden = decide("{}", 1000, &bad);
    assert_eq!((forbidden.course, forbidden.strategy), (RollbackCourse::Hold, Some(RollbackStrategy::Manual)));
    assert_eq!(forbidden.target_version.as_deref(), Some("v1"), "a person may still want to know");
}

#[test]
fn limits_hold_and_say_until_when() {
    let past =
        |minute, automatic| PastRollback { at: moment(minute), from: "v3".to_owned(), to: "v2".to_owned(), automatic };
    let with = |rollbacks| RollbackEvidence {
        rollbacks,
        ..evidence(1000, vec![version(1), version(2), version(3)], "v2", true)
    };
    let cooling = decide("{}", 1000, &with(vec![past(990, false)]));
    assert_eq!((cooling.course, cooling.ask_again_at), (RollbackCourse::Hold, Some(moment(1005))));
    let capped = decide("{}", 1000, &with(vec![past(100, true), past(200, true), past(300, true), past(400, true)]));
    assert_eq!((capped.course, capped.ask_again_at), (RollbackCourse::Hold, Some(moment(200 + 24 * 60))));
    let by_people = decide("{}", 1000, &with(vec![past(100, false), past(200, true), past(300, true)]));
    assert_eq!((by_people.course, by_people.ask_again_at), (RollbackCourse::RollBack, None));
    let never = decide(r#"{"rollback": {"max_automatic": 0}}"#, 1000, &with(Vec::new()));
    assert_eq!((never.course, never.ask_again_at), (RollbackCourse::Hold, None));
}

#[test]
fn histories_that_cannot_have_been_are_refused() {
    let engine = Engine::new(Policy::default()).unwrap();
    let refused = |evidence: RollbackEvidence| {
        let err = engine.decide_rollback(moment(1000), &evidence).unwrap_err();
        (err.code(), err.field().to_owned())
    };
    let history = |history: Vec<KnownVersion>| evidence(1000, history, "v2", true);
    assert_eq!(refused(history(vec![version(1)])), (ErrorCode::UnknownName, "version".to_owned()));
    assert_eq!(
        refused(history(vec![version(2), version(1)])),
        (ErrorCode::NotInOrder, "history[1].promoted_at".to_owned())
    );
    assert_eq!(
        refused(history(vec![version(2), version(2)])),
        (ErrorCode::DuplicateName, "history[1].version".to_owned())
    );
    let early = KnownVersion { verified_at: Some(moment(0)), ..version(2) };
    assert_eq!(refused(history(vec![early])), (ErrorCode::Contradiction, "history[0].verified_at".to_owned()));
    let future = KnownVersion { condemned_at: Some(moment(1001)), ..version(2) };
    assert_eq!(refused(history(vec![future])), (ErrorCode::OutOfRange, "history[0].condemned_at".to_owned()));
    let past = PastRollback { at: moment(9), from: "v9".to_owned(), to: "v2".to_owned(), automatic: true };
    let unknown = RollbackEvidence { rollbacks: vec![past], ..history(vec![version(2)]) };
    assert_eq!(refused(unknown), (ErrorCode::UnknownName, "rollbacks[0].from".to_owned()));
}
