//! Laws of comparing windows.

use proptest::collection::vec;
use proptest::prelude::*;
use rollwise::{
    ComparedMetric, ComparedWindows, Count, Criticality, EventSamples, Finite, LevelsBefore, MetricKind, Verdict,
    WindowComparison, WindowSamples, WindowsCompared, compare_windows, document,
};
use serde_json::Value;

fn compared(metrics: Vec<ComparedMetric>) -> WindowsCompared {
    compare_windows(&WindowComparison::default(), &ComparedWindows { metrics }).unwrap()
}

fn finite(values: &[f64]) -> Vec<Finite> {
    values.iter().map(|value| Finite::new(*value).unwrap()).collect()
}

fn metric(name: &str, kind: MetricKind, samples: WindowSamples) -> ComparedMetric {
    ComparedMetric { name: name.to_owned(), kind, worse: None, criticality: Criticality::Guardrail, samples }
}

fn levels(kind: MetricKind, baseline: &[f64], canary: &[f64]) -> ComparedMetric {
    let samples = WindowSamples::Levels { baseline: finite(baseline), canary: finite(canary), before: None };
    metric("m", kind, samples)
}

fn events(baseline: &[u32], canary: &[u32], trials: u32) -> ComparedMetric {
    let side = |events: &[u32]| EventSamples {
        events: events.iter().map(|n| Count::from(*n)).collect(),
        trials: Some(vec![Count::from(trials); events.len()]),
    };
    metric("m", MetricKind::Errors, WindowSamples::Counts { baseline: side(baseline), canary: side(canary) })
}

fn positive() -> impl Strategy<Value = Vec<f64>> {
    vec(0.1..100.0, 1..20)
}

fn anything() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![Just(0.0), Just(1.0), -1e3..1e3, Just(1e300), Just(-1e300), Just(1e-300), Just(5e-324)];
    vec(value, 0..12)
}

fn kind() -> impl Strategy<Value = MetricKind> {
    prop_oneof![Just(MetricKind::Latency), Just(MetricKind::Other), Just(MetricKind::Throughput)]
}

fn every_number_is_one(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Array(values) => values.iter().all(every_number_is_one),
        Value::Object(fields) => fields.values().all(every_number_is_one),
        _ => true,
    }
}

proptest! {
    /// An infinity or NaN would be written as null.
    #[test]
    fn every_answer_can_be_stored(
        kind in kind(), baseline in anything(), canary in anything(), before in anything(), scatter in 0.0..1.0,
    ) {
        let levels = |before| WindowSamples::Levels { baseline: finite(&baseline), canary: finite(&canary), before };
        let before = LevelsBefore { baseline: finite(&before), canary: finite(&before) };
        let metrics = vec![metric("a", kind, levels(None)), metric("b", kind, levels(Some(before)))];
        let mut policy = WindowComparison::default();
        for scatter in [policy.prior_scatter.get(), 0.0, scatter] {
            policy.prior_scatter = rollwise::NonNegative::new(scatter).unwrap();
            let answer = compare_windows(&policy, &ComparedWindows { metrics: metrics.clone() }).unwrap();
            let text = document::write(&answer);
            prop_assert!(every_number_is_one(&serde_json::from_str(&text).unwrap()), "{}", text);
            prop_assert_eq!(document::read::<WindowsCompared>(rollwise::Family::Input, &text).unwrap(), answer);
        }
    }

    /// Another unit is another power, and a power of two has no rounding beyond that of the logarithm.
    #[test]
    fn the_unit_does_not_matter(baseline in positive(), canary in positive(), power in -20_i32..20) {
        let unit = 2_f64.powi(power);
        let other = |values: &[f64]| values.iter().map(|value| value * unit).collect::<Vec<f64>>();
        let one = compared(vec![levels(MetricKind::Latency, &baseline, &canary)]);
        let two = compared(vec![levels(MetricKind::Latency, &other(&baseline), &other(&canary))]);
        prop_assert_eq!(one.verdict, two.verdict);
        let ratio = |compared: &WindowsCompared| compared.metrics[0].effect.map_or(1.0, |effect| effect.estimate);
        prop_assert!((ratio(&one) / ratio(&two) - 1.0).abs() < 1e-9);
    }

    /// Multiplying all samples of the canary leaves the noise as it is.
    #[test]
    fn a_slower_canary_is_never_judged_better(baseline in positive(), canary in positive(), factor in 1.0..4.0) {
        let slower: Vec<f64> = canary.iter().map(|value| value * factor).collect();
        let now = compared(vec![levels(MetricKind::Latency, &baseline, &canary)]).verdict;
        let then = compared(vec![levels(MetricKind::Latency, &baseline, &slower)]).verdict;
        prop_assert!(then >= now, "{:?} {:?}", now, then);
    }

    /// Whatever the baseline does meanwhile.
    #[test]
    fn beside_windows_from_before_a_slower_canary_is_never_judged_better(
        baseline in vec(positive(), 2), canary in vec(positive(), 2), factor in 1.0..4.0,
    ) {
        let slower: Vec<f64> = canary[1].iter().map(|value| value * factor).collect();
        let judged = |after: &[f64]| {
            let before = LevelsBefore { baseline: finite(&baseline[0]), canary: finite(&canary[0]) };
            let (baseline, canary) = (finite(&baseline[1]), finite(after));
            let samples = WindowSamples::Levels { baseline, canary, before: Some(before) };
            compared(vec![metric("m", MetricKind::Latency, samples)]).verdict
        };
        prop_assert!(judged(&slower) >= judged(&canary[1]), "{:?} {:?}", judged(&canary[1]), judged(&slower));
    }

    #[test]
    fn a_canary_that_stays_as_it_was_never_fails(baseline in vec(positive(), 2), canary in positive()) {
        let before = LevelsBefore { baseline: finite(&baseline[0]), canary: finite(&canary) };
        let (baseline, canary) = (finite(&baseline[1]), finite(&canary));
        let samples = WindowSamples::Levels { baseline, canary, before: Some(before) };
        for kind in [MetricKind::Latency, MetricKind::Throughput, MetricKind::Other] {
            prop_assert_ne!(compared(vec![metric("m", kind, samples.clone())]).verdict, Verdict::Fail);
        }
    }

    #[test]
    fn not_both_can_be_worse(
        a in positive(), b in positive(), failed in vec(0_u32..30, 1..6), failed_too in vec(0_u32..30, 1..6),
    ) {
        let fails = |metric| compared(vec![metric]).verdict == Verdict::Fail;
        prop_assert!(!(fails(levels(MetricKind::Cpu, &a, &b)) && fails(levels(MetricKind::Cpu, &b, &a))));
        prop_assert!(!(fails(events(&failed, &failed_too, 500)) && fails(events(&failed_too, &failed, 500))));
    }

    #[test]
    fn a_copy_never_fails(values in positive(), failed in vec(0_u32..30, 1..6)) {
        for kind in [MetricKind::Latency, MetricKind::Throughput, MetricKind::Other] {
            prop_assert_ne!(compared(vec![levels(kind, &values, &values)]).verdict, Verdict::Fail);
        }
        prop_assert_ne!(compared(vec![events(&failed, &failed, 500)]).verdict, Verdict::Fail);
    }

    #[test]
    fn the_order_of_metrics_does_not_matter(samples in vec((kind(), positive(), positive()), 1..6)) {
        let metrics: Vec<ComparedMetric> = (samples.iter().enumerate())
            .map(|(i, (kind, a, b))| ComparedMetric { name: format!("m{i}"), ..levels(*kind, a, b) })
            .collect();
        let forward = compared(metrics.clone());
        let mut backward = compared(metrics.into_iter().rev().collect());
        backward.metrics.reverse();
        prop_assert_eq!(forward.verdict, backward.verdict);
        prop_assert_eq!(forward.metrics, backward.metrics);
    }

    /// What decides nothing takes nothing away.
    #[test]
    fn a_metric_for_information_changes_nothing(baseline in positive(), canary in positive(), more in positive()) {
        let one = levels(MetricKind::Latency, &baseline, &canary);
        let told = levels(MetricKind::Latency, &more, &canary);
        let told = ComparedMetric { name: "told".to_owned(), criticality: Criticality::Info, ..told };
        let (alone, both) = (compared(vec![one.clone()]), compared(vec![one, told]));
        prop_assert_eq!(alone.verdict, both.verdict);
        prop_assert_eq!(&alone.metrics[0], &both.metrics[0]);
    }
}

/// Without an assumption it is Student's test: `scipy.stats.ttest_ind([3, 4, 5], [1, 2, 3], alternative="greater")` of
/// scipy 1.17.1 has t = 2.449 with 4 degrees of freedom, p = 0.0352.
#[test]
fn without_an_assumption_it_is_the_test_of_student() {
    let policy: WindowComparison = serde_json::from_str(r#"{"prior_samples": 0}"#).unwrap();
    let exp = |values: [f64; 3]| values.map(f64::exp);
    let metrics = vec![levels(MetricKind::Latency, &exp([1.0, 2.0, 3.0]), &exp([3.0, 4.0, 5.0]))];
    let compared = compare_windows(&policy, &ComparedWindows { metrics }).unwrap();
    let p_value = compared.metrics[0].p_value.unwrap();
    assert!((p_value - 0.035_241_998_455_109_84).abs() < 1e-9, "{p_value}");
    // t of 95 % with 4 degrees of freedom is 2.131847.
    let effect = compared.metrics[0].effect.unwrap();
    assert!((effect.estimate.ln() - 2.0).abs() < 1e-12);
    let reach = 2.131_846_786_326_649 * (2.0_f64 / 3.0).sqrt();
    assert!((effect.lower.ln() - (2.0 - reach)).abs() < 1e-6 && (effect.upper.ln() - (2.0 + reach)).abs() < 1e-6);
}
