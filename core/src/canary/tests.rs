use super::*;
use crate::document;
use crate::error::{ErrorCode, Family};
use crate::render::explain;

fn compared(metrics: &str) -> WindowsCompared {
    let windows: ComparedWindows = document::read(Family::Input, &format!(r#"{{"metrics": [{metrics}]}}"#)).unwrap();
    compare_windows(&WindowComparison::default(), &windows).unwrap()
}

fn levels(kind: &str, baseline: &[f64], canary: &[f64]) -> WindowsCompared {
    compared(&format!(
        r#"{{"name": "m", "kind": "{kind}", "samples": {{"kind": "levels", "baseline": {baseline:?}, "canary": {canary:?}}}}}"#
    ))
}

fn events(baseline: &str, canary: &str) -> WindowsCompared {
    compared(&format!(
        r#"{{"name": "m", "kind": "errors", "samples": {{"kind": "counts", "baseline": {baseline}, "canary": {canary}}}}}"#
    ))
}

fn is(compared: &WindowsCompared, verdict: Verdict, code: ReasonCode) {
    let reason = &compared.reasons[0];
    assert_eq!((compared.verdict, reason.code), (verdict, code), "{} {compared:?}", explain(reason));
}

const QUIET: [f64; 10] = [10.0, 10.2, 9.9, 10.1, 9.8, 10.0, 10.3, 9.9, 10.1, 10.0];

#[test]
fn most_of_the_canary_far_above_is_a_failure() {
    let mut canary = QUIET;
    canary.iter_mut().skip(3).for_each(|value| *value *= 100.0);
    is(&levels("latency", &QUIET, &canary), Verdict::Fail, ReasonCode::WorseThanBaseline);
    canary.reverse();
    is(&levels("latency", &QUIET, &canary), Verdict::Fail, ReasonCode::WorseThanBaseline);
}

#[test]
fn one_outlier_is_no_failure() {
    let mut canary = QUIET;
    canary[4] = 1000.0;
    is(&levels("latency", &QUIET, &canary), Verdict::Pass, ReasonCode::NotWorse);
}

#[test]
fn sparse_errors_on_the_canary_only() {
    let zeros = r#"{"events": [0, 0, 0, 0, 0]}"#;
    is(&events(zeros, r#"{"events": [1, 4, 2, 3, 1]}"#), Verdict::Fail, ReasonCode::WorseThanBaseline);
    let four = events(zeros, r#"{"events": [1, 1, 0, 1, 1]}"#);
    is(&four, Verdict::Inconclusive, ReasonCode::TooFewEvents);
    assert_eq!(explain(&four.reasons[0]), "m: 4 events on the canary, 5 would be certain (5 samples)");
    is(&events(zeros, zeros), Verdict::Pass, ReasonCode::NotWorse);
    is(&events(zeros, r#"{"events": [0, 0, 0, 12, 0]}"#), Verdict::Inconclusive, ReasonCode::EventsInBursts);
    is(&events(r#"{"events": [0, 1]}"#, r#"{"events": [2, 0]}"#), Verdict::Pass, ReasonCode::WithinChance);
}

#[test]
fn rates_need_trials() {
    let side = |events: u32, trials: u32| format!(r#"{{"events": [{events}], "trials": [{trials}]}}"#);
    is(&events(&side(0, 20), &side(0, 20)), Verdict::Inconclusive, ReasonCode::TooFewTrials);
    is(&events(&side(0, 0), &side(0, 20)), Verdict::Inconclusive, ReasonCode::NoTraffic);
    is(&events(&side(2, 2000), &side(2, 2000)), Verdict::Pass, ReasonCode::NotWorse);
    is(&events(&side(100, 100_000), &side(200, 100_000)), Verdict::Pass, ReasonCode::NotMaterial);
    is(&events(&side(100, 100_000), &side(220, 100_000)), Verdict::Fail, ReasonCode::WorseThanBaseline);
}

#[test]
fn a_wider_spread_is_said_and_does_not_fail() {
    let baseline: Vec<f64> = (0..40).map(|i| 100.0 + f64::from(i % 10) - 4.5).collect();
    let canary: Vec<f64> = (0..40).map(|i| 100.0 + 4.0 * (f64::from(i % 10) - 4.5)).collect();
    let compared = levels("latency", &baseline, &canary);
    assert_eq!(compared.verdict, Verdict::Warn);
    let codes: Vec<ReasonCode> = compared.reasons.iter().map(|reason| reason.code).collect();
    assert_eq!(codes, [ReasonCode::NotWorse, ReasonCode::SpreadWider]);
    let little = |spread: f64| (0..40).map(|i| 100.0 + spread * f64::from(i % 10)).collect::<Vec<f64>>();
    is(&levels("latency", &little(0.1), &little(0.4)), Verdict::Pass, ReasonCode::NotWorse);
}

#[test]
fn no_data_is_no_pass() {
    is(&levels("latency", &QUIET, &[]), Verdict::Inconclusive, ReasonCode::Missing);
    is(&levels("latency", &[], &QUIET), Verdict::Inconclusive, ReasonCode::BaselineUnmeasured);
    is(&levels("latency", &[], &[]), Verdict::Inconclusive, ReasonCode::BothUnmeasured);
    is(&levels("latency", &[1.0], &[1.0]), Verdict::Inconclusive, ReasonCode::TooFewSamples);
    is(&compared(""), Verdict::Inconclusive, ReasonCode::NothingToCompare);
}

#[test]
fn constants_differ_by_what_matters() {
    for value in [0.0, 5.0] {
        is(&levels("latency", &[value; 6], &[value; 6]), Verdict::Pass, ReasonCode::NotWorse);
    }
    is(&levels("latency", &[5.0; 6], &[5.5; 6]), Verdict::Pass, ReasonCode::NotMaterial);
    is(&levels("latency", &[5.0; 6], &[6.5; 6]), Verdict::Fail, ReasonCode::WorseThanBaseline);
    is(&levels("throughput", &[5.0; 6], &[6.5; 6]), Verdict::Pass, ReasonCode::NotWorse);
    is(&levels("other", &[6.5; 6], &[5.0; 6]), Verdict::Fail, ReasonCode::WorseThanBaseline);
    is(&levels("other", &[0.0; 6], &[5.0; 6]), Verdict::Fail, ReasonCode::WorseThanBaseline);
}

#[test]
fn noise_that_hides_what_matters_is_inconclusive() {
    let noisy = [1.0, 30.0, 2.0, 55.0, 7.0, 3.0];
    is(&levels("latency", &noisy, &[2.0, 40.0, 5.0]), Verdict::Inconclusive, ReasonCode::TooNoisy);
}

#[test]
fn with_windows_from_before_a_steady_difference_does_not_count() {
    let doubled = QUIET.map(|value| 2.0 * value);
    let higher = QUIET.map(|value| 3.0 * value);
    let both = |canary: &[f64; 10], baseline: &[f64; 10]| {
        compared(&format!(
            r#"{{"name": "m", "kind": "cpu", "samples": {{"kind": "levels", "baseline": {baseline:?}, "canary": {canary:?},
                "before": {{"baseline": {QUIET:?}, "canary": {doubled:?}}}}}}}"#
        ))
    };
    is(&both(&doubled, &QUIET), Verdict::Pass, ReasonCode::NotWorse);
    is(&both(&higher, &QUIET), Verdict::Fail, ReasonCode::WorseThanBaseline);
    let moved = both(&higher, &QUIET.map(|value| 1.5 * value));
    assert_eq!(moved.verdict, Verdict::Pass, "{moved:?}");
    assert!(moved.reasons.iter().any(|reason| reason.code == ReasonCode::BaselineMoved));
    // Load that went from one place to the other, and a canary that did not share a fall.
    let fell = QUIET.map(|value| value / 1.5);
    is(&both(&higher, &fell), Verdict::Inconclusive, ReasonCode::PerhapsWorse);
    is(&both(&doubled, &fell), Verdict::Inconclusive, ReasonCode::PerhapsWorse);
    is(&both(&doubled.map(|value| value / 1.5), &fell), Verdict::Pass, ReasonCode::NotWorse);
}

#[test]
fn a_signal_warns_and_info_says() {
    let metric = |name: &str, criticality: &str, canary: f64| {
        format!(
            r#"{{"name": "{name}", "kind": "cpu", "criticality": "{criticality}",
                "samples": {{"kind": "levels", "baseline": [1, 1, 1, 1], "canary": [{canary}, {canary}, {canary}]}}}}"#
        )
    };
    let verdict = |metrics: &[String]| compared(&metrics.join(",")).verdict;
    assert_eq!(verdict(&[metric("a", "guardrail", 1.0), metric("b", "signal", 9.0)]), Verdict::Warn);
    assert_eq!(verdict(&[metric("a", "guardrail", 1.0), metric("b", "info", 9.0)]), Verdict::Pass);
    assert_eq!(verdict(&[metric("a", "critical", 9.0), metric("b", "info", 1.0)]), Verdict::Fail);
    assert_eq!(verdict(&[metric("b", "signal", 1.0)]), Verdict::Inconclusive);
}

#[test]
fn what_does_not_fit_is_refused() {
    let refused = |metrics: &str| {
        let windows: ComparedWindows =
            document::read(Family::Input, &format!(r#"{{"metrics": [{metrics}]}}"#)).unwrap();
        let err = compare_windows(&WindowComparison::default(), &windows).unwrap_err();
        (err.code(), err.field().to_owned())
    };
    let metric = |kind: &str, samples: &str| format!(r#"{{"name": "m", "kind": "{kind}", "samples": {samples}}}"#);
    let levels = r#"{"kind": "levels", "baseline": [1], "canary": [2, 1e301]}"#;
    let counts = |canary: &str| {
        format!(r#"{{"kind": "counts", "baseline": {{"events": [1], "trials": [5]}}, "canary": {canary}}}"#)
    };
    let named = |field: &str| format!("metrics[0].{field}");
    for (metrics, code, field) in [
        (metric("cpu", levels), ErrorCode::OutOfRange, named("samples.canary[1]")),
        (metric("errors", levels), ErrorCode::Contradiction, named("samples.kind")),
        (metric("cpu", &counts(r#"{"events": [1]}"#)), ErrorCode::Contradiction, named("samples.kind")),
        (metric("errors", &counts(r#"{"events": [1]}"#)), ErrorCode::Contradiction, named("samples.canary.trials")),
        (
            metric("errors", &counts(r#"{"events": [1], "trials": [1, 2]}"#)),
            ErrorCode::Contradiction,
            named("samples.canary.trials"),
        ),
        (
            metric("errors", &counts(r#"{"events": [3], "trials": [2]}"#)),
            ErrorCode::EventsExceedTrials,
            named("samples.canary.events[0]"),
        ),
    ] {
        assert_eq!(refused(&metrics), (code, field), "{metrics}");
    }
}
