use super::*;
use crate::document;
use crate::error::Family;
use crate::reason::Verdict;
use crate::time::Timestamp;

const ERRORS: &str = r#"{"metrics": [{"name": "errors", "judged": {"kind": "failures"}}]}"#;

const SLO: &str = r#"{"metrics": [{"name": "errors", "judged": {"kind": "failures", "harmful_difference": 0.005}}]}"#;

fn judge(policy: &str) -> CanaryJudge {
    CanaryJudge::from_json(policy).unwrap()
}

fn refused(policy: &str) -> (ErrorCode, String) {
    let err = CanaryJudge::from_json(policy).unwrap_err();
    (err.code(), err.field().to_owned())
}

fn counts(events: u64, trials: u64) -> String {
    format!(r#"{{"kind": "counts", "events": {events}, "trials": {trials}}}"#)
}

fn look(minute: u32, metric: &str, baseline: &str, canary: &str) -> JudgeLook {
    let at = Timestamp::from_millis(i64::from(minute) * 60_000).unwrap();
    let evidence = format!(r#"{{"metrics": {{"{metric}": {{"baseline": {baseline}, "canary": {canary}}}}}}}"#);
    JudgeLook { at, id: None, share: None, evidence: document::read(Family::Input, &evidence).unwrap() }
}

fn errors(minute: u32, baseline: (u64, u64), canary: (u64, u64)) -> JudgeLook {
    look(minute, "errors", &counts(baseline.0, baseline.1), &counts(canary.0, canary.1))
}

/// The first look at which something other than going on is decided, of the same look again and again.
fn decided(judge: &CanaryJudge, again: impl Fn(u32) -> JudgeLook) -> (JudgeDecision, u32) {
    let mut state = judge.begin();
    for minute in 1..=200 {
        let judgement = judge.look(&mut state, &again(minute)).unwrap();
        if judgement.decision != JudgeDecision::Continue {
            return (judgement.decision, minute);
        }
    }
    (JudgeDecision::Continue, 200)
}

#[test]
fn a_regression_is_rolled_back_and_a_healthy_canary_promoted() {
    let judge = judge(ERRORS);
    let (decision, looks) = decided(&judge, |minute| errors(minute, (28, 28_500), (3, 1_500)));
    assert_eq!(decision, JudgeDecision::RollBack);
    assert!((8..=18).contains(&looks), "{looks}");
    let healthy = |minute: u32| errors(minute, (28, 28_500), (1 + u64::from(minute % 2), 1_500));
    let (decision, looks) = decided(&judge, healthy);
    assert_eq!(decision, JudgeDecision::Promote);
    assert!((5..=12).contains(&looks), "{looks}");
}

#[test]
fn without_any_failure_safety_is_shown_by_the_difference() {
    // The rule of three: about ln(1 / beta) / 0.005 requests, half of the capital being with the ratio.
    let (decision, looks) = decided(&judge(SLO), |minute| errors(minute, (0, 950), (0, 50)));
    assert_eq!(decision, JudgeDecision::Promote);
    assert!((12..=18).contains(&looks), "{looks}");
}

#[test]
fn what_is_needed_is_what_it_takes() {
    let judge = judge(ERRORS);
    let mut state = judge.begin();
    let first = judge.look(&mut state, &errors(1, (28, 28_500), (1, 1_500))).unwrap();
    let until = first.metrics[0].until_safe.unwrap();
    let (_, looks) = decided(&judge, |minute| errors(minute, (30, 28_500), (1 + u64::from(minute % 2), 1_500)));
    let taken = f64::from(looks - 1) * 1_500.0;
    assert!((0.4..2.5).contains(&(until / taken)), "{until} against {taken}");
    assert_eq!(first.reasons[0].code, ReasonCode::MoreNeeded);
}

#[test]
fn a_decision_to_roll_back_is_not_undone() {
    let judge = judge(ERRORS);
    let mut state = judge.begin();
    let mut minute = 0;
    let mut see = |canary| {
        minute += 1;
        judge.look(&mut state, &errors(minute, (10, 10_000), canary)).unwrap()
    };
    assert_eq!(see((40, 1_000)).decision, JudgeDecision::RollBack);
    let last = (0..50).map(|_| see((0, 100_000))).last().unwrap();
    assert_eq!((last.decision, last.verdict), (JudgeDecision::RollBack, Verdict::Fail));
    assert_eq!(last.reasons[0].subject, "errors");
    assert!(last.harm.log_e < 0.0);
}

#[test]
fn a_look_that_comes_again_changes_nothing() {
    let judge = judge(ERRORS);
    let mut state = judge.begin();
    let look = JudgeLook { id: Some("a".to_owned()), ..errors(1, (10, 9_000), (4, 1_000)) };
    let first = judge.look(&mut state, &look).unwrap();
    let before = state.clone();
    assert_eq!(judge.look(&mut state, &look).unwrap(), first);
    judge.look(&mut state, &errors(2, (10, 9_000), (4, 1_000))).unwrap();
    let later = state.clone();
    judge.look(&mut state, &look).unwrap();
    assert_eq!((before.looks().get(), state), (1, later), "an old one changes nothing either");
}

#[test]
fn what_cannot_be_used_is_refused_and_leaves_the_state() {
    let judge = judge(ERRORS);
    let mut state = judge.begin();
    judge.look(&mut state, &errors(2, (1, 1_000), (1, 100))).unwrap();
    let before = state.clone();
    let mut bad = |look: JudgeLook| {
        let err = judge.look(&mut state, &look).unwrap_err();
        assert_eq!(state, before);
        (err.code(), err.field().to_owned())
    };
    let at = |field: &str| format!("evidence.metrics.errors.{field}");
    assert_eq!(bad(errors(2, (1, 1_000), (1, 100))), (ErrorCode::NotInOrder, "at".to_owned()));
    assert_eq!(bad(errors(1, (1, 1_000), (1, 100))).0, ErrorCode::NotInOrder);
    let wrong = look(3, "errors", r#"{"kind": "value", "value": 1}"#, &counts(1, 1));
    assert_eq!(bad(wrong), (ErrorCode::WrongType, at("baseline.kind")));
    let other = CanaryJudge::from_json(&ERRORS.replace("failures", "outcomes")).unwrap();
    let err = other.look(&mut before.clone(), &errors(3, (1, 9), (1, 9))).unwrap_err();
    assert_eq!((err.code(), err.field()), (ErrorCode::WrongTest, "state.judge"));
    assert_eq!(other.resume(before).unwrap_err().code(), ErrorCode::WrongTest);
}

#[test]
fn a_policy_that_could_not_decide_is_refused() {
    let with = |metric: &str| format!(r#"{{"metrics": [{{"name": "x", "judged": {metric}}}]}}"#);
    let code = ErrorCode::OutOfRange;
    assert_eq!(refused("{}"), (ErrorCode::Empty, "metrics".to_owned()));
    assert_eq!(refused(&ERRORS.replacen('{', r#"{"alpha": 1, "#, 1)), (code, "alpha".to_owned()));
    assert_eq!(refused(&ERRORS.replacen('{', r#"{"planned_looks": 1, "#, 1)), (code, "planned_looks".to_owned()));
    let contradictory = with(r#"{"kind": "failures", "tolerance": 2}"#);
    assert_eq!(refused(&contradictory), (ErrorCode::Contradiction, "metrics[0].judged.harmful_ratio".to_owned()));
    let dispersed = with(r#"{"kind": "failures", "dispersion": 0.5}"#);
    assert_eq!(refused(&dispersed), (code, "metrics[0].judged.dispersion".to_owned()));
    let scaled = with(r#"{"kind": "latency", "scale_margin": 1.5}"#);
    assert!(refused(&scaled).1.starts_with("metrics[0].judged."));
    let signal = ERRORS.replace(r#""name""#, r#""criticality": "signal", "name""#);
    assert_eq!(refused(&signal), (ErrorCode::Contradiction, "metrics".to_owned()));
    let split = ERRORS.replacen('{', r#"{"split": {"metric": "y"}, "#, 1);
    assert_eq!(refused(&split), (ErrorCode::UnknownName, "split.metric".to_owned()));
}

#[test]
fn cumulative_counts_are_their_increments() {
    let increments = judge(ERRORS);
    let cumulative = judge(&ERRORS.replace(r#""name""#, r#""counters": "cumulative", "name""#));
    let (mut a, mut b) = (increments.begin(), cumulative.begin());
    let begins = cumulative.look(&mut b, &errors(1, (700, 90_000), (50, 4_000))).unwrap();
    assert_eq!(begins.metrics[0].not_tested[0].code, ReasonCode::CountingBegins);
    let first = increments.look(&mut a, &errors(2, (9, 9_000), (3, 1_000))).unwrap();
    assert_eq!(cumulative.look(&mut b, &errors(2, (709, 99_000), (53, 5_000))).unwrap().harm, first.harm);
    // A look without the canary: both sides go on from where both were known.
    let gap = look(3, "errors", &counts(714, 104_000), r#"{"kind": "missing"}"#);
    assert_eq!(cumulative.look(&mut b, &gap).unwrap().metrics[0].not_tested[0].code, ReasonCode::Missing);
    let second = increments.look(&mut a, &errors(4, (11, 10_000), (2, 900))).unwrap();
    assert_eq!(cumulative.look(&mut b, &errors(4, (720, 109_000), (55, 5_900))).unwrap().harm, second.harm);
    // The canary was restarted.
    let third = increments.look(&mut a, &errors(5, (1, 1_000), (6, 300))).unwrap();
    assert_eq!(cumulative.look(&mut b, &errors(5, (721, 110_000), (6, 300))).unwrap().harm, third.harm);
    let falls = cumulative.look(&mut b, &errors(6, (722, 110_000), (9, 301))).unwrap_err();
    assert_eq!(falls.field(), "evidence.metrics.errors.baseline.events");
}

#[test]
fn a_canary_that_warms_up_is_not_judged() {
    let warm = judge(&ERRORS.replacen('{', r#"{"warm_up": {"time": "2m", "requests": 250}, "#, 1));
    let mut state = warm.begin();
    let looks: Vec<u64> = (1..=6)
        .map(|minute| warm.look(&mut state, &errors(minute, (1, 1_000), (90, 100))).unwrap().looks.get())
        .collect();
    assert_eq!(looks, [0, 0, 0, 1, 2, 3], "two minutes, and 250 requests before the look");
}

#[test]
fn a_broken_split_holds() {
    let split = judge(&ERRORS.replacen('{', r#"{"split": {"metric": "errors"}, "#, 1));
    let share = crate::units::Fraction::new(0.1).ok();
    let (decision, looks) = decided(&split, |m| JudgeLook { share, ..errors(m, (1, 900), (0, 150)) });
    assert_eq!((decision, looks < 8), (JudgeDecision::Hold, true), "{looks}");
    let healthy = decided(&split, |m| JudgeLook { share, ..errors(m, (1, 900), (0, 100)) });
    assert_eq!(healthy.0, JudgeDecision::Promote);
}

#[test]
fn a_sick_baseline_holds_until_it_is_well() {
    let judge = judge(ERRORS);
    let mut state = judge.begin();
    let mut minute = 0;
    let mut see = |failed| {
        minute += 1;
        judge.look(&mut state, &errors(minute, (failed * 10, 10_000), (failed, 1_000))).unwrap()
    };
    let sick = (0..20).map(|_| see(200)).last().unwrap();
    assert_eq!((sick.decision, sick.reasons[0].code), (JudgeDecision::Hold, ReasonCode::BaselineSick));
    let well = (0..30).map(|_| see(1)).last().unwrap();
    assert_eq!(well.decision, JudgeDecision::Promote);
}

#[test]
fn each_kind_finds_its_own_harm_and_safety() {
    let policy = |judged: &str| judge(&format!(r#"{{"metrics": [{{"name": "m", "judged": {judged}}}]}}"#));
    let value = |value: f64| format!(r#"{{"kind": "value", "value": {value}}}"#);
    let events = |n: u64, exposure: f64| format!(r#"{{"kind": "events", "events": {n}, "exposure": {exposure}}}"#);
    let histogram = |cumulative: [u64; 3], total: u64| {
        format!(
            r#"{{"kind": "histogram", "bounds": [100, 300, 1000], "cumulative": {cumulative:?}, "total": {total}}}"#
        )
    };
    let wobble = |minute: u32| 0.01 * f64::from(minute % 7);
    type BothSides = Box<dyn Fn(u32) -> (String, String)>;
    let cases: Vec<(&str, BothSides, JudgeDecision)> = vec![
        (
            r#"{"kind": "outcomes", "worse": "lower"}"#,
            Box::new(|_| (counts(400, 1_000), counts(300, 1_000))),
            JudgeDecision::RollBack,
        ),
        (
            r#"{"kind": "outcomes", "worse": "lower"}"#,
            Box::new(|_| (counts(400, 1_000), counts(401, 1_000))),
            JudgeDecision::Promote,
        ),
        (r#"{"kind": "outcomes"}"#, Box::new(|_| (counts(300, 1_000), counts(400, 1_000))), JudgeDecision::RollBack),
        (
            r#"{"kind": "events", "worse": "lower"}"#,
            Box::new(move |_| (events(40, 10.5), events(15, 10.5))),
            JudgeDecision::RollBack,
        ),
        (
            r#"{"kind": "events", "worse": "lower"}"#,
            Box::new(move |_| (events(40, 10.5), events(39, 10.5))),
            JudgeDecision::Promote,
        ),
        (r#"{"kind": "events"}"#, Box::new(move |_| (events(40, 10.5), events(90, 10.5))), JudgeDecision::RollBack),
        (r#"{"kind": "level"}"#, Box::new(move |m| (value(0.4 + wobble(m)), value(0.7))), JudgeDecision::RollBack),
        (
            r#"{"kind": "level", "variance": 0.001}"#,
            Box::new(move |m| (value(0.4 + wobble(m)), value(0.42))),
            JudgeDecision::Promote,
        ),
        (
            r#"{"kind": "level", "worse": "lower"}"#,
            Box::new(move |m| (value(0.9 + wobble(m)), value(0.7))),
            JudgeDecision::RollBack,
        ),
        (
            r#"{"kind": "latency"}"#,
            Box::new(move |_| (histogram([800, 950, 990], 1_000), histogram([70, 85, 95], 100))),
            JudgeDecision::RollBack,
        ),
        (
            r#"{"kind": "latency", "slow_above": 300}"#,
            Box::new(move |_| (histogram([800, 950, 990], 1_000), histogram([80, 95, 99], 100))),
            JudgeDecision::Promote,
        ),
    ];
    for (judged, sides, wanted) in cases {
        let again = |minute| {
            let (baseline, canary) = sides(minute);
            look(minute, "m", &baseline, &canary)
        };
        assert_eq!(decided(&policy(judged), again).0, wanted, "{judged}");
    }
}

#[test]
fn single_latencies_are_judged_like_their_histogram() {
    let judge = judge(r#"{"metrics": [{"name": "m", "judged": {"kind": "latency", "slow_above": 250}}]}"#);
    let samples = |low: u32, n: u32| {
        let values: Vec<u32> = (0..n).map(|i| low + (i * 37) % 200).collect();
        format!(r#"{{"kind": "samples", "values": {values:?}}}"#)
    };
    let (decision, looks) = decided(&judge, |minute| look(minute, "m", &samples(100, 400), &samples(140, 100)));
    assert_eq!((decision, looks < 6), (JudgeDecision::RollBack, true), "{looks}");
    let mut state = judge.begin();
    let seen = judge.look(&mut state, &look(1, "m", &samples(100, 400), &samples(100, 100))).unwrap();
    assert_eq!(seen.metrics[0].baseline_events, 98.0, "those above 250");
}

#[test]
fn histograms_with_other_bounds_are_refused() {
    let judge = judge(r#"{"metrics": [{"name": "m", "judged": {"kind": "latency", "slow_above": 300}}]}"#);
    let histogram =
        |bounds: &str| format!(r#"{{"kind": "histogram", "bounds": {bounds}, "cumulative": [1, 2], "total": 3}}"#);
    let seen = |a: &str, b: &str| {
        let err = judge.look(&mut judge.begin(), &look(1, "m", &histogram(a), &histogram(b))).unwrap_err();
        (err.code(), err.field().to_owned())
    };
    let refused = (ErrorCode::Contradiction, "evidence.metrics.m.canary.bounds".to_owned());
    assert_eq!(seen("[100, 300]", "[100, 200]"), refused);
    assert_eq!(seen("[100, 200]", "[100, 200]"), refused, "300 is not among them");
}

#[test]
fn many_metrics_share_one_level() {
    let metrics: Vec<String> =
        (0..10).map(|i| format!(r#"{{"name": "m{i}", "judged": {{"kind": "failures"}}}}"#)).collect();
    let judge = judge(&format!(r#"{{"metrics": [{}]}}"#, metrics.join(",")));
    let look = |minute: u32| {
        let one = |i: u32| {
            let canary = if i == 3 { counts(4, 1_000) } else { counts(1, 1_000) };
            format!(r#""m{i}": {{"baseline": {}, "canary": {canary}}}"#, counts(9, 9_000))
        };
        let evidence = format!(r#"{{"metrics": {{{}}}}}"#, (0..10).map(one).collect::<Vec<_>>().join(","));
        let at = Timestamp::from_millis(i64::from(minute) * 60_000).unwrap();
        JudgeLook { at, id: None, share: None, evidence: document::read(Family::Input, &evidence).unwrap() }
    };
    let mut state = judge.begin();
    let judgements: Vec<Judgement> = (1..=20).map(|minute| judge.look(&mut state, &look(minute)).unwrap()).collect();
    let first = judgements.iter().position(|judgement| judgement.decision == JudgeDecision::RollBack).unwrap();
    assert!((3..12).contains(&first), "{first}");
    let blamed: Vec<&str> = judgements[first].reasons.iter().map(|reason| &*reason.subject).collect();
    assert_eq!(blamed, ["m3"]);
}

#[test]
fn a_recording_is_its_looks() {
    let policy: JudgePolicy = document::read(Family::Config, ERRORS).unwrap();
    let looks: Vec<JudgeLook> = (1..=20).map(|m| errors(m, (10, 9_000), (u64::from(m % 5), 1_000))).collect();
    let series = judge_canary(&policy, &looks, None).unwrap();
    let at: Vec<String> = looks.iter().map(|look| look.at.to_string()).collect();
    let canary: Vec<u32> = (1..=20).map(|m| m % 5).collect();
    let column = |events: &str, trials: u32| {
        format!(r#"{{"kind": "counts", "events": {events}, "trials": {:?}}}"#, [trials; 20])
    };
    let (baseline, canary) = (column(&format!("{:?}", [10; 20]), 9_000), column(&format!("{canary:?}"), 1_000));
    let recording =
        format!(r#"{{"at": {at:?}, "metrics": {{"errors": {{"baseline": {baseline}, "canary": {canary}}}}}}}"#);
    let recording: Recording = document::read(Family::Input, &recording).unwrap();
    let judged = judge_recording(&policy, &recording).unwrap();
    assert_eq!((&judged.state, judged.last.as_ref()), (&series.state, series.judgements.last()));
    let decisions: Vec<JudgeDecision> = series.judgements.iter().map(|judgement| judgement.decision).collect();
    assert_eq!((judged.decisions, judged.log_e.len(), judged.log_p.len()), (decisions, 20, 20));
}

/// A counter that begins anew, and a look without a measurement.
#[test]
fn recorded_latencies_are_their_looks() {
    let policy = |counters: &str| -> JudgePolicy {
        let metric =
            format!(r#"{{"name": "m", "judged": {{"kind": "latency", "slow_above": 0.3}}, "counters": "{counters}"}}"#);
        document::read(Family::Config, &format!(r#"{{"metrics": [{metric}]}}"#)).unwrap()
    };
    let age = |minute: u32| u64::from(if minute < 8 { minute } else { minute - 7 });
    let rows = |[a, b, c, all]: [u64; 4]| (1..=12).map(move |m| (m != 5).then(|| [a, b, c, all].map(|n| n * age(m))));
    let canary: Vec<_> = rows([74, 88, 97, 100]).collect();
    let baseline: Vec<_> = rows([800, 950, 990, 1000]).collect();
    let histogram = |row: &Option<[u64; 4]>| match row {
        Some([a, b, c, all]) => format!(
            r#"{{"kind": "histogram", "bounds": [0.1, 0.3, 1], "cumulative": [{a}, {b}, {c}], "total": {all}}}"#
        ),
        None => r#"{"kind": "missing"}"#.to_owned(),
    };
    let histograms = |rows: &Vec<Option<[u64; 4]>>| {
        let rows = serde_json::to_string(rows).unwrap();
        format!(r#"{{"kind": "histogram", "bounds": [0.1, 0.3, 1], "cumulative": {rows}}}"#)
    };
    same(
        &policy("cumulative"),
        [&baseline, &canary].map(|rows| (rows.iter().map(histogram).collect(), histograms(rows))),
    );

    let latencies = |slow: usize| -> Vec<Option<Vec<f64>>> {
        let latencies =
            |m: usize| (0..100).map(|i| if i < slow { 0.4 } else { 0.1 + 0.001 * (i + m) as f64 }).collect();
        (1..=12).map(|m| (m != 5).then(|| latencies(m))).collect()
    };
    let samples = |values: &Option<Vec<f64>>| match values {
        Some(values) => format!(r#"{{"kind": "samples", "values": {values:?}}}"#),
        None => r#"{"kind": "missing"}"#.to_owned(),
    };
    let sampled = |rows: &Vec<Option<Vec<f64>>>| {
        format!(r#"{{"kind": "samples", "values": {}}}"#, serde_json::to_string(rows).unwrap())
    };
    same(
        &policy("increments"),
        [latencies(4), latencies(12)].map(|rows| (rows.iter().map(samples).collect(), sampled(&rows))),
    );
}

/// Judges the looks of baseline and canary one by one, and their columns.
fn same(policy: &JudgePolicy, [(baselines, baseline), (canaries, canary)]: [(Vec<String>, String); 2]) {
    let sides = baselines.iter().zip(&canaries).zip(1..);
    let looks: Vec<JudgeLook> = sides.map(|((baseline, canary), minute)| look(minute, "m", baseline, canary)).collect();
    let series = judge_canary(policy, &looks, None).unwrap();
    let at: Vec<String> = looks.iter().map(|look| look.at.to_string()).collect();
    let recording = format!(r#"{{"at": {at:?}, "metrics": {{"m": {{"baseline": {baseline}, "canary": {canary}}}}}}}"#);
    let recording: Recording = document::read(Family::Input, &recording).unwrap();
    let judged = judge_recording(policy, &recording).unwrap();
    assert_eq!((&judged.state, judged.last.as_ref()), (&series.state, series.judgements.last()));
    let harm: Vec<f64> = series.judgements.iter().map(|judgement| judgement.harm.log_e).collect();
    assert!(harm.iter().any(|log_e| *log_e > 1.0), "{harm:?}");
    assert_eq!(judged.log_e, harm);
}

#[test]
fn a_stored_state_goes_on_to_the_same_bits() {
    let policy: JudgePolicy = document::read(Family::Config, ERRORS).unwrap();
    let looks: Vec<JudgeLook> = (1..=20).map(|m| errors(m, (10, 9_000), (u64::from(m % 3), 1_000))).collect();
    let whole = judge_canary(&policy, &looks, None).unwrap();
    let half = judge_canary(&policy, &looks[..9], None).unwrap();
    let stored: JudgeState = document::read(Family::Input, &document::write(&half.state)).unwrap();
    let rest = judge_canary(&policy, &looks[9..], Some(stored)).unwrap();
    assert_eq!(rest.state, whole.state);
    assert_eq!(rest.judgements, whole.judgements[9..]);
}
