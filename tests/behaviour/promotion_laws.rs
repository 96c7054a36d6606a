//! Laws of promoting a canary.

use proptest::prelude::*;
use rollwise::{
    CanaryEvidence, CanaryPromotion, Comparison, Engine, Evidence, Fraction, Measurement, Policy, PromotionCourse,
    PromotionFactor, Timestamp, TrafficShare,
};

const METRICS: [(&str, f64, f64); 6] = [
    ("error_rate", 0.001, 0.3),
    ("latency_p95_ms", 200.0, 900.0),
    ("latency_p99_ms", 400.0, 5000.0),
    ("cpu_saturation", 0.4, 0.99),
    ("memory_saturation", 0.5, 0.99),
    ("request_rate", 900.0, 1.0),
];

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn canary(millis: i64, basis_points: u32, risk: Option<f64>) -> CanaryEvidence {
    let mut measured = Evidence::default();
    for (metric, healthy, _) in METRICS {
        let level = || Measurement::value(healthy).unwrap();
        measured.metrics.insert(metric.into(), Comparison { canary: level(), baseline: Some(level()) });
    }
    CanaryEvidence {
        since: Timestamp::from_millis(now().as_millis() - millis).unwrap(),
        share: TrafficShare::from_percent(f64::from(basis_points) / 100.0).unwrap(),
        measured,
        history: Vec::new(),
        risk: risk.map(|risk| Fraction::new(risk).unwrap()),
    }
}

fn decide(evidence: &CanaryEvidence) -> CanaryPromotion {
    Engine::new(Policy::default()).unwrap().decide_promotion(now(), evidence).unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn nothing_unmeasured_promotes(gone in 1..64_u8, minutes in 0..120_i64, risk in 0.0..=1.0) {
        let mut evidence = canary(minutes * 60_000, 10_000, Some(risk));
        for (i, (metric, ..)) in METRICS.iter().enumerate().filter(|(i, _)| gone & (1 << i) != 0) {
            let missing = Comparison { canary: Measurement::Missing, baseline: None };
            if i % 2 == 0 { evidence.measured.metrics.remove(*metric); } else { evidence.measured.metrics.insert((*metric).into(), missing); }
        }
        prop_assert_ne!(decide(&evidence).course, PromotionCourse::Approve);
    }

    #[test]
    fn one_failed_gate_rolls_back(bad in 0..METRICS.len(), millis in 0..10_000_000_i64, share in 0..=10_000_u32) {
        let mut evidence = canary(millis, share, Some(0.0));
        let (metric, healthy, level) = METRICS[bad];
        let baseline = Some(Measurement::value(healthy).unwrap());
        evidence.measured.metrics.insert(metric.into(), Comparison { canary: Measurement::value(level).unwrap(), baseline });
        prop_assert_eq!(decide(&evidence).course, PromotionCourse::RollBack);
    }

    /// What is said to change the decision does, and what comes before it does not.
    #[test]
    fn flips_are_the_nearest_that_change_the_decision(
        millis in 0..4_000_000_i64,
        share in 1..=10_000_u32,
        risk in proptest::option::weighted(0.9, 0.0..=1.0),
        part in 0.0..0.999,
    ) {
        let decision = decide(&canary(millis, share, risk));
        for flip in &decision.flips {
            let up = flip.to >= flip.from;
            let too_near = if flip.factor == PromotionFactor::Risk { 1e-5 } else { 0.02 };
            if (flip.to - flip.from).abs() < too_near {
                continue; // it stands on the border, where steps of the inputs are too coarse
            }
            let at = |value: f64, up: bool, more: f64| {
                // Inputs have steps: the first one beyond the value, and `more` of them.
                let step = |value: f64| if up { value.ceil() + more } else { (value.floor() - more).max(0.0) };
                match flip.factor {
                    PromotionFactor::Duration => Some(canary(step(value * 1000.0) as i64, share, risk)),
                    PromotionFactor::Share => Some(canary(millis, step(value * 100.0).min(10_000.0) as u32, risk)),
                    PromotionFactor::Risk => {
                        let hair = if up { 1e-6 } else { -1e-6 };
                        Some(canary(millis, share, Some((value + hair).clamp(0.0, 1.0))))
                    }
                    PromotionFactor::Health | PromotionFactor::History => None,
                }
            };
            let Some(beyond) = at(flip.to, up, 1.0) else { continue };
            prop_assert_eq!(decide(&beyond).course, flip.course, "{:?}", flip);
            let before = flip.from + part * (flip.to - flip.from);
            let before = at(before, !up, 0.0).unwrap();
            prop_assert_eq!(decide(&before).course, decision.course, "{:?} before it", flip);
        }
    }
}

#[test]
fn a_healthy_canary_is_promoted_when_it_has_shown_enough() {
    let at = |minutes: i64, percent: u32, risk| decide(&canary(minutes * 60_000, percent * 100, Some(risk))).course;
    assert_eq!(at(30, 50, 0.1), PromotionCourse::Approve);
    assert_eq!(at(9, 50, 0.1), PromotionCourse::Hold, "too short");
    assert_eq!(at(60, 4, 0.1), PromotionCourse::Hold, "too small");
    assert_eq!(at(10, 5, 0.1), PromotionCourse::Hold, "too little confidence");
    assert_eq!(at(60, 50, 0.8), PromotionCourse::Approve, "0.8 is not above 0.8");
    assert_eq!(at(15, 50, 0.8), PromotionCourse::Hold, "so risky a one has to show more");
    assert_eq!(at(60, 50, 0.81), PromotionCourse::RollBack);
}
