//! Laws of the measures of predictions, and the numbers of others for the same predictions.

use proptest::prelude::*;
use rollwise::{
    ClassScores, Count, Evaluation, EvaluationPolicy, Family, Fraction, ReasonCode, best_threshold, document, evaluate,
};
use serde::Deserialize;

use crate::situations::fraction;

/// What another library says of predictions.
#[derive(Deserialize)]
struct Outside {
    cases: Vec<OutsideCase>,
}

#[derive(Deserialize)]
struct OutsideCase {
    name: String,
    threshold: f64,
    probabilities: Vec<f64>,
    succeeded: Vec<bool>,
    roc_auc: f64,
    log_loss: f64,
    brier: f64,
    accuracy: f64,
    success: ClassScores,
    failure: ClassScores,
}

#[test]
fn scikit_learn_gives_the_same_scores() {
    let outside: Outside = serde_json::from_str(include_str!("scikit_learn.json")).unwrap();
    assert_eq!(outside.cases.len(), 5);
    for case in outside.cases {
        let policy = EvaluationPolicy { threshold: fraction(case.threshold), ..quick() };
        let ours = evaluate(&policy, &case.probabilities, &case.succeeded, None).unwrap();
        let classes = ours.at_threshold;
        let mut pairs = vec![
            (ours.roc_auc.map(|auc| auc.value), Some(case.roc_auc)),
            (Some(ours.log_loss.value), Some(case.log_loss)),
            (Some(ours.brier.value), Some(case.brier)),
            (Some(classes.accuracy.get()), Some(case.accuracy)),
        ];
        for (ours, theirs) in [(classes.of_success, case.success), (classes.of_failure, case.failure)] {
            let parts = [(ours.precision, theirs.precision), (ours.recall, theirs.recall), (ours.f1, theirs.f1)];
            pairs.extend(parts.map(|(a, b)| (a.map(Fraction::get), b.map(Fraction::get))));
        }
        for (i, (ours, theirs)) in pairs.into_iter().enumerate() {
            let apart = ours.zip(theirs).map(|(a, b)| (a - b).abs());
            assert!(ours.is_some() == theirs.is_some(), "{}: {i}: {ours:?} {theirs:?}", case.name);
            assert!(apart.is_none_or(|apart| apart <= 1e-12), "{}: {i}: {ours:?} {theirs:?}", case.name);
        }
    }
}

/// A policy without the bootstrap.
fn quick() -> EvaluationPolicy {
    EvaluationPolicy { resamples: 0, ..EvaluationPolicy::default() }
}

fn measured(policy: &EvaluationPolicy, rows: &[Row]) -> Evaluation {
    let (probabilities, succeeded, at) = columns(rows);
    evaluate(policy, &probabilities, &succeeded, Some(&at)).unwrap()
}

fn auc(rows: &[Row]) -> Option<f64> {
    measured(&quick(), rows).roc_auc.map(|auc| auc.value)
}

/// Probability, outcome, moment.
type Row = (f64, bool, f64);

fn columns(rows: &[Row]) -> (Vec<f64>, Vec<bool>, Vec<f64>) {
    let probabilities = rows.iter().map(|row| row.0).collect();
    (probabilities, rows.iter().map(|row| row.1).collect(), rows.iter().map(|row| row.2).collect())
}

/// Rows with many ties, whose probabilities are exact in binary, over about four months.
fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..=32_u32, any::<bool>(), 0..10_000_000_u32);
    prop::collection::vec(row.prop_map(|(p, y, at)| (f64::from(p) / 32.0, y, f64::from(at))), 1..120)
}

fn mapped(rows: &[Row], change: impl Fn(f64, bool) -> (f64, bool)) -> Vec<Row> {
    rows.iter().map(|(p, y, at)| (change(*p, *y).0, change(*p, *y).1, *at)).collect()
}

proptest! {
    #[test]
    fn the_order_of_rows_never_matters((rows, shuffled) in rows().prop_flat_map(|rows| {
        (Just(rows.clone()), Just(rows).prop_shuffle())
    })) {
        let policy = EvaluationPolicy { resamples: 40, ..EvaluationPolicy::default() };
        let text = |rows: &[Row]| document::write(&measured(&policy, rows));
        prop_assert_eq!(text(&rows), text(&shuffled));
    }

    #[test]
    fn the_area_depends_on_the_order_of_probabilities_alone(rows in rows()) {
        prop_assert_eq!(auc(&mapped(&rows, |p, y| (p * p, y))), auc(&rows));
        prop_assert_eq!(auc(&mapped(&rows, |p, y| (p / 2.0 + 0.25, y))), auc(&rows));
    }

    #[test]
    fn success_and_failure_mirror_each_other(rows in rows()) {
        // Away from 0 and 1, where the log loss is clipped, by numbers that are not exact in binary.
        let rows = mapped(&rows, |p, y| (p / 2.0 + 0.25, y));
        let (ours, mirrored) = (measured(&quick(), &rows), measured(&quick(), &mapped(&rows, |p, y| (1.0 - p, !y))));
        prop_assert_eq!(mirrored.roc_auc, ours.roc_auc);
        prop_assert!((mirrored.log_loss.value - ours.log_loss.value).abs() < 1e-12);
        prop_assert!((mirrored.brier.value - ours.brier.value).abs() < 1e-12);
        let against = auc(&mapped(&rows, |p, y| (p, !y)));
        prop_assert!(against.zip(auc(&rows)).is_none_or(|(a, b)| (a + b - 1.0).abs() < 1e-12));
    }

    #[test]
    fn certain_and_right_predictions_are_perfect(rows in rows()) {
        let ours = measured(&quick(), &mapped(&rows, |_, y| (f64::from(u8::from(y)), y)));
        prop_assert!(ours.roc_auc.is_none_or(|auc| auc.value == 1.0));
        prop_assert!(ours.log_loss.value < 1e-14 && ours.brier.value == 0.0 && ours.calibration_error.value == 0.0);
        prop_assert_eq!(ours.at_threshold.accuracy.get(), 1.0);
        for capture in &ours.capture {
            let most = capture.gated.as_f64() / ours.failures.as_f64();
            prop_assert!(capture.caught.is_none_or(|caught| (caught.get() - most.min(1.0)).abs() < 1e-12));
        }
    }

    #[test]
    fn no_threshold_beats_the_best(rows in rows(), any in 0..=64_u32) {
        let (probabilities, succeeded, _) = columns(&rows);
        let f1 = |threshold| {
            let policy = EvaluationPolicy { chosen_threshold: Some(threshold), ..quick() };
            measured(&policy, &rows).at_chosen.and_then(|classes| classes.of_failure.f1).map_or(0.0, Fraction::get)
        };
        let best = best_threshold(&probabilities, &succeeded).unwrap();
        prop_assert_eq!(best.is_none(), succeeded.iter().all(|succeeded| *succeeded));
        prop_assert!(best.is_none_or(|best| f1(best) >= f1(fraction(f64::from(any) / 64.0))));
    }

    #[test]
    fn every_number_is_in_its_range_and_every_row_counts_once(rows in rows(), bins in 1..40_u32) {
        let policy = EvaluationPolicy { bins, resamples: 40, ..EvaluationPolicy::default() };
        let ours = measured(&policy, &rows);
        let text = document::write(&ours);
        prop_assert_eq!(document::read::<Evaluation>(Family::Input, &text).unwrap(), ours.clone());
        let total = |counts: &mut dyn Iterator<Item = Count>| counts.map(Count::get).sum::<u64>();
        prop_assert_eq!(total(&mut ours.reliability.iter().map(|bin| bin.rows)), rows.len() as u64);
        prop_assert_eq!(total(&mut ours.months.iter().map(|month| month.rows)), rows.len() as u64);
        prop_assert!(ours.reliability.windows(2).all(|pair| pair[0].high <= pair[1].low));
        let error = &ours.calibration_error;
        prop_assert!(error.low.unwrap() <= error.value && error.value <= error.high.unwrap());
        let caught: Vec<_> = ours.capture.iter().map(|capture| capture.caught).collect();
        prop_assert!(caught.is_sorted(), "{:?}", caught);
        let one_outcome = ours.failures.get() == 0 || ours.failures == ours.rows;
        let said = ours.reasons.iter().any(|reason| reason.code == ReasonCode::OneOutcomeOnly);
        prop_assert_eq!((ours.roc_auc.is_none(), said), (one_outcome, one_outcome));
    }
}
