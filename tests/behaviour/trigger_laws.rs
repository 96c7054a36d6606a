//! Laws of rollback triggers.

use std::collections::BTreeMap;

use proptest::collection::vec;
use proptest::prelude::*;
use rollwise::{
    Bound, Column, Condition, Criticality, Duration, ErrorCode, Finite, Fraction, OrderKind, Recording, RollbackOrder,
    Timestamp, Tolerance, Track, Trigger, TriggerCondition, TriggerEvidence, TriggerOutcome, TriggerPolicy,
    TriggerState, Verdict, evaluate_triggers,
};

const GAP: i64 = 30;
const HEALTHY: f64 = 0.01;
const BAD: f64 = 0.2;

/// Seconds since the look before, and what was measured: nothing, or whether it was bad.
type Looks = Vec<(i64, Option<bool>)>;

fn looks() -> impl Strategy<Value = Looks> {
    let measured = prop_oneof![1 => Just(None), 2 => Just(Some(false)), 5 => Just(Some(true))];
    vec((prop_oneof![9 => 1..=GAP, 1 => GAP + 1..100], measured), 0..60)
}

fn tolerance() -> impl Strategy<Value = Tolerance> {
    prop_oneof![
        (0..200_i64).prop_map(|seconds| Tolerance::Continuous { lasts: duration(seconds) }),
        (1..12_u32).prop_map(|bad| Tolerance::Total { bad }),
        (1..12_u32).prop_map(|bad| Tolerance::Consecutive { bad }),
        (1..8_u32, 0..8_u32).prop_map(|(bad, more)| Tolerance::KOfN { bad, looks: bad + more }),
        (prop_oneof![1 => Just(0.0), 9 => 0.01..0.6], 0.001..0.5).prop_map(|(borne, alpha)| evidence_of(borne, alpha)),
    ]
}

fn evidence_of(borne: f64, alpha: f64) -> Tolerance {
    Tolerance::Evidence { borne: Fraction::new(borne).unwrap(), alpha: Fraction::new(alpha).unwrap() }
}

fn duration(seconds: i64) -> Duration {
    Duration::from_millis(seconds * 1000).unwrap()
}

fn moment(second: i64) -> Timestamp {
    Timestamp::from_millis((100_000 + second) * 1000).unwrap()
}

fn policy(when: TriggerCondition) -> TriggerPolicy {
    let trigger = Trigger { name: "t".into(), when, criticality: Criticality::Guardrail };
    TriggerPolicy { standard: false, triggers: vec![trigger], max_gap: duration(GAP), ..TriggerPolicy::default() }
}

fn on_errors(tolerance: Tolerance) -> TriggerPolicy {
    let limit = Finite::new(0.05).unwrap();
    let healthy = Condition::Absolute { bound: Bound::AtMost, limit, warn: None };
    policy(TriggerCondition::Metric { metric: "errors".into(), healthy, tolerance })
}

fn evidence(deployed: i64, looks: &Looks) -> TriggerEvidence {
    let mut second = 0;
    let mut recording = Recording::default();
    let mut values = Vec::new();
    for (after, bad) in looks {
        second += after;
        recording.at.push(moment(second));
        values.push(bad.map(|bad| Finite::new(if bad { BAD } else { HEALTHY }).unwrap()));
    }
    let track = Track { canary: Column::Values { values }, baseline: None };
    recording.metrics.insert("errors".into(), track);
    TriggerEvidence { deployed_at: moment(deployed), looks: recording, events: BTreeMap::new(), orders: Vec::new() }
}

fn outcome(tolerance: Tolerance, deployed: i64, looks: &Looks) -> TriggerOutcome {
    let report = evaluate_triggers(&on_errors(tolerance), moment(1_000_000), &evidence(deployed, looks)).unwrap();
    report.triggers.into_iter().next().unwrap()
}

/// The measured looks, and which of them a gap comes before.
fn measured(looks: &Looks) -> Vec<(i64, bool)> {
    let mut second = 0;
    let timed = looks.iter().map(|(after, bad)| {
        second += after;
        (second, *bad)
    });
    timed.filter_map(|(second, bad)| Some((second, bad?))).collect()
}

/// What it says in the guide, tried for every first and last look.
fn should_fire(tolerance: Tolerance, looks: &Looks) -> bool {
    let measured = measured(looks);
    let without_gap = |part: &[(i64, bool)]| part.windows(2).all(|pair| pair[1].0 - pair[0].0 <= GAP);
    let bad = |part: &[(i64, bool)]| part.iter().filter(|(_, bad)| *bad).count() as u32;
    let parts = (0..measured.len()).flat_map(|from| (from..measured.len()).map(move |to| (from, to)));
    let mut parts = parts.map(|(from, to)| &measured[from..=to]);
    match tolerance {
        Tolerance::Continuous { lasts } => parts.any(|part| {
            let time = part[part.len() - 1].0 - part[0].0;
            bad(part) as usize == part.len() && without_gap(part) && time * 1000 >= lasts.as_millis()
        }),
        Tolerance::Total { bad: borne } => bad(&measured) >= borne,
        Tolerance::Consecutive { bad: borne } => {
            parts.any(|part| bad(part) as usize == part.len() && without_gap(part) && bad(part) >= borne)
        }
        Tolerance::KOfN { bad: borne, looks } => {
            parts.any(|part| part.len() <= looks as usize && without_gap(part) && bad(part) >= borne)
        }
        Tolerance::Evidence { borne, alpha } => (1..=measured.len()).any(|looks| {
            let bad = bad(&measured[..looks]);
            if borne.get() == 0.0 { bad > 0 } else { likelihood(bad, looks as u32, borne.get()) >= 1.0 / alpha.get() }
        }),
    }
}

/// How many times likelier so many bad looks are by a share above `borne`, all alike, than by `borne`: as sums of binomials.
fn likelihood(bad: u32, looks: u32, borne: f64) -> f64 {
    let binomial = |n: u32, k: u32| (0..k).fold(1.0, |product, i| product * f64::from(n - i) / f64::from(i + 1));
    let chance = |n: u32, k: u32| binomial(n, k) * borne.powi(k as i32) * (1.0 - borne).powi((n - k) as i32);
    let tail: f64 = (0..=bad).map(|k| chance(looks + 1, k)).sum();
    tail / (f64::from(looks + 1) * (1.0 - borne) * chance(looks, bad))
}

/// How many of many deployments fire within six hours of looks a minute, when each look is bad by chance.
fn share_that_fires(tolerance: Tolerance, share: f64) -> f64 {
    const DEPLOYMENTS: u32 = 1000;
    let mut state = 20_261_121_u64;
    let mut random = || {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (mixed ^ (mixed >> 31)) as f64 / u64::MAX as f64
    };
    let fires = |_: &u32| {
        let looks = (0..360).map(|_| (GAP, Some(random() < share))).collect();
        outcome(tolerance, 0, &looks).fired_at.is_some()
    };
    f64::from((0..DEPLOYMENTS).filter(fires).count() as u32) / f64::from(DEPLOYMENTS)
}

#[test]
fn evidence_keeps_its_promise_over_all_looks() {
    let tolerance = evidence_of(0.1, 0.05);
    let false_alarms = share_that_fires(tolerance, 0.1);
    assert!((0.005..=0.05).contains(&false_alarms), "{false_alarms}");
    // The promise costs little where it matters: three in ten instead of one are found nearly always.
    assert!(share_that_fires(tolerance, 0.3) > 0.99);
    // A count fitted to the same looks once has no such promise.
    assert!(share_that_fires(Tolerance::KOfN { bad: 4, looks: 10 }, 0.1) > 0.5);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn it_fires_when_and_only_when_its_condition_was_met(looks in looks(), tolerance in tolerance()) {
        prop_assert_eq!(outcome(tolerance, 0, &looks).fired_at.is_some(), should_fire(tolerance, &looks));
    }

    #[test]
    fn more_bad_looks_never_un_fire_it(
        looks in looks(),
        tolerance in tolerance(),
        worse in vec(any::<bool>(), 60),
    ) {
        let before = outcome(tolerance, 0, &looks).fired_at;
        let looks = looks.into_iter().zip(worse);
        let looks = looks.map(|((after, bad), worse)| (after, if worse { Some(true) } else { bad })).collect();
        let after = outcome(tolerance, 0, &looks).fired_at;
        prop_assert!(before.is_none() || after.is_some_and(|after| Some(after) <= before), "{:?} {:?}", before, after);
    }

    #[test]
    fn what_goes_on_as_before_is_never_blamed(before in 1..20_i64, after in 1..20_i64, tolerance in tolerance()) {
        let looks = vec![(10, Some(true)); (before + after) as usize];
        let outcome = outcome(tolerance, 10 * before, &looks);
        let fired_before = should_fire(tolerance, &looks[..before as usize].to_vec());
        if fired_before {
            prop_assert_eq!(outcome.fired_at, None);
        } else {
            let own = should_fire(tolerance, &looks[before as usize..].to_vec());
            prop_assert_eq!(outcome.fired_at.is_some(), own, "{:?}", outcome);
        }
    }

    #[test]
    fn events_fire_when_enough_of_them_lie_within_the_time(
        gaps in vec(0..60_i64, 0..20),
        more in vec(0..1000_i64, 0..5),
        at_least in 1..6_u32,
        within in 1..200_i64,
    ) {
        let mut second = 0;
        let mut events: Vec<i64> = gaps.iter().map(|gap| { second += gap; 1 + second }).collect();
        let fires = |events: &[i64]| {
            let when = TriggerCondition::Event { event: "e".into(), at_least, within: duration(within) };
            let mut evidence = evidence(0, &Vec::new());
            evidence.events.insert("e".into(), events.iter().map(|second| moment(*second)).collect());
            let report = evaluate_triggers(&policy(when), moment(1_000_000), &evidence).unwrap();
            report.triggers[0].fired_at
        };
        let too_many = events.windows(at_least as usize).any(|part| part[part.len() - 1] - part[0] <= within);
        let before = fires(&events);
        prop_assert_eq!(before.is_some(), too_many);
        events.extend(more.iter().map(|second| 1 + second));
        events.sort_unstable();
        prop_assert!(before.is_none() || fires(&events).is_some_and(|after| Some(after) <= before));
    }
}

fn order(kind: OrderKind, trigger: Option<&str>, at: i64, expires: i64) -> RollbackOrder {
    RollbackOrder {
        order: kind,
        trigger: trigger.map(Into::into),
        actor: "ada".to_owned(),
        reason: "load test".to_owned(),
        at: moment(at),
        expires_at: moment(expires),
    }
}

#[test]
fn the_latest_order_in_force_counts() {
    let in_force = |orders: Vec<RollbackOrder>| {
        let evidence = TriggerEvidence { orders, ..evidence(0, &Vec::new()) };
        let report = evaluate_triggers(&TriggerPolicy::default(), moment(100), &evidence).unwrap();
        report.order.map(|order| order.order)
    };
    let (force, forbid) = (OrderKind::Force, OrderKind::Forbid);
    assert_eq!(in_force(vec![order(forbid, None, 10, 200), order(force, None, 20, 200)]), Some(force));
    assert_eq!(in_force(vec![order(force, None, 10, 200), order(forbid, None, 20, 200)]), Some(forbid));
    assert_eq!(in_force(vec![order(force, None, 10, 200), order(forbid, None, 20, 100)]), Some(force), "it expired");
    assert_eq!(in_force(vec![order(forbid, None, 10, 200), order(force, None, 10, 200)]), Some(force));
    assert_eq!(in_force(vec![order(forbid, Some("memory"), 10, 200)]), None);
}

#[test]
fn a_silenced_trigger_does_not_speak() {
    let looks = vec![(10, Some(true)); 5];
    let tolerance = Tolerance::Total { bad: 3 };
    let evidence =
        TriggerEvidence { orders: vec![order(OrderKind::Forbid, Some("t"), 10, 100)], ..evidence(0, &looks) };
    let at = |second| evaluate_triggers(&on_errors(tolerance), moment(second), &evidence).unwrap();
    assert_eq!(at(60).verdict, Verdict::Pass);
    assert_eq!(at(60).triggers[0].state, TriggerState::Firing);
    assert_eq!(at(101).verdict, Verdict::Fail);
}

#[test]
fn nothing_measured_lately_is_no_news_and_not_good_news() {
    let looks = vec![(10, Some(false)); 5];
    let at = |second| {
        let report = evaluate_triggers(&on_errors(Tolerance::Total { bad: 3 }), moment(second), &evidence(0, &looks));
        report.unwrap()
    };
    assert_eq!((at(50).verdict, at(50).triggers[0].state), (Verdict::Pass, TriggerState::Inactive));
    assert_eq!((at(81).verdict, at(81).triggers[0].state), (Verdict::Inconclusive, TriggerState::Unmeasured));
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let now = moment(100);
    let refused = |evidence: TriggerEvidence| {
        let err = evaluate_triggers(&TriggerPolicy::default(), now, &evidence).unwrap_err();
        (err.code(), err.field().to_owned())
    };
    let mut reversed = evidence(0, &vec![(10, Some(true)); 2]);
    reversed.looks.at.reverse();
    assert_eq!(refused(reversed), (ErrorCode::NotInOrder, "looks.at[1]".to_owned()));
    assert_eq!(refused(evidence(0, &vec![(101, None)])), (ErrorCode::OutOfRange, "looks.at[0]".to_owned()));
    let mut events = evidence(0, &Vec::new());
    events.events.insert("restart".into(), vec![moment(9), moment(8)]);
    assert_eq!(refused(events), (ErrorCode::NotInOrder, "events.restart[1]".to_owned()));
    let endless = TriggerEvidence { orders: vec![order(OrderKind::Force, None, 10, 10)], ..evidence(0, &Vec::new()) };
    assert_eq!(refused(endless), (ErrorCode::OutOfRange, "orders[0].expires_at".to_owned()));
}
