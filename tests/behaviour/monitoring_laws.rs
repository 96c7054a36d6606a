//! Laws of what watches over a model, and the numbers of others for the same predictions and columns.

use proptest::prelude::*;
use rollwise::{
    Acceptance, AcceptancePolicy, Count, Drift, DriftPolicy, Family, Fraction, InputColumn, InputReference,
    NonNegative, RetrainingPolicy, Scoreboard, Timestamp, Verdict, check_retraining, compare_models, document,
    keep_score, measure_drift,
};
use serde::Deserialize;

use crate::situations::fraction;

/// What other libraries say.
#[derive(Deserialize)]
struct Outside {
    pairs: Vec<OutsidePair>,
    calibration: Vec<OutsideCalibration>,
    inputs: Vec<OutsideInput>,
}

#[derive(Deserialize)]
struct OutsidePair {
    challenger: Vec<f64>,
    champion: Vec<f64>,
    succeeded: Vec<bool>,
    mean: f64,
    standard_error: f64,
    log_loss: f64,
    champion_log_loss: f64,
    base_log_loss: f64,
    accuracy: f64,
    f1_of_success: f64,
    f1_of_failure: f64,
    brier: f64,
    roc_auc: f64,
}

#[derive(Deserialize)]
struct OutsideCalibration {
    probabilities: Vec<f64>,
    succeeded: Vec<bool>,
    z: f64,
    spiegelhalter_z: f64,
    /// By maximum likelihood.
    offset: f64,
    log_loss: f64,
    expected_log_loss: f64,
    base_log_loss: f64,
    accuracy: f64,
    expected_accuracy: f64,
}

#[derive(Deserialize)]
struct OutsideInput {
    name: String,
    training: Vec<Option<f64>>,
    since: Vec<Option<f64>>,
    edges: Vec<f64>,
    psi: f64,
}

fn outside() -> Outside {
    serde_json::from_str(include_str!("monitoring.json")).unwrap()
}

fn assert_same(pairs: &[(f64, f64)]) {
    for (i, (ours, theirs)) in pairs.iter().enumerate() {
        assert!((ours - theirs).abs() <= 1e-9, "{i}: {ours} {theirs}");
    }
}

#[test]
fn a_paired_test_of_scipy_sees_the_same_difference() {
    let cases = outside().pairs;
    assert_eq!(cases.len(), 3);
    for case in cases {
        let policy = AcceptancePolicy::default();
        let ours = compare_models(&policy, &case.challenger, Some(&case.champion), &case.succeeded).unwrap();
        let (scores, difference) = (&ours.challenger, ours.difference.unwrap());
        assert_same(&[
            (difference.mean, case.mean),
            (difference.standard_error.unwrap(), case.standard_error),
            (scores.log_loss, case.log_loss),
            (ours.champion.unwrap().log_loss, case.champion_log_loss),
            (scores.base_log_loss, case.base_log_loss),
            (scores.accuracy.get(), case.accuracy),
            (scores.f1_of_success.unwrap().get(), case.f1_of_success),
            (scores.f1_of_failure.unwrap().get(), case.f1_of_failure),
            (scores.brier, case.brier),
            (scores.roc_auc.unwrap(), case.roc_auc),
        ]);
    }
}

/// A score in which all outcomes weigh nearly alike.
fn evenly(probabilities: &[f64], succeeded: &[bool]) -> Scoreboard {
    let begin = Scoreboard { half_life: u32::MAX, ..Scoreboard::default() };
    keep_score(&begin, probabilities, succeeded).unwrap()
}

#[test]
fn the_score_that_is_kept_is_the_score_of_all_rows() {
    let cases = outside().calibration;
    assert_eq!(cases.len(), 3);
    for case in cases {
        let scoreboard = evenly(&case.probabilities, &case.succeeded);
        let sums = &scoreboard.all;
        let expected_log_loss = sums.expected_log_loss.get() / sums.outcomes.get();
        assert_same(&[
            (sums.mean_log_loss().unwrap(), case.log_loss),
            (expected_log_loss, case.expected_log_loss),
            (sums.base_log_loss().unwrap(), case.base_log_loss),
            (sums.accuracy().unwrap().get(), case.accuracy),
            (sums.expected_accuracy().unwrap().get(), case.expected_accuracy),
        ]);
        let drift = measure_drift::<&str>(&DriftPolicy::default(), &[], &[], Some(&scoreboard)).unwrap();
        let ours = drift.calibration.unwrap();
        // A half-life of four milliards leaves a little.
        assert!((ours.z.unwrap() - case.z).abs() < 1e-5, "{ours:?} {}", case.z);
        assert!((ours.spiegelhalter_z.unwrap() - case.spiegelhalter_z).abs() < 1e-5);
        // The offset is the first step towards the one of maximum likelihood.
        let offset = ours.offset.unwrap();
        assert!((offset - case.offset).abs() <= 0.15 * case.offset.abs(), "{offset} {}", case.offset);
    }
}

fn gaps(values: &[Option<f64>]) -> Vec<f64> {
    values.iter().map(|value| value.unwrap_or(f64::NAN)).collect()
}

fn reference(values: &[f64]) -> InputReference {
    InputReference::of("lines", &InputColumn::Numbers(values.into())).unwrap()
}

fn drift(reference: &InputReference, values: &[f64]) -> Drift {
    let columns = [(reference.name.as_str(), InputColumn::Numbers(values.into()))];
    measure_drift(&DriftPolicy::default(), std::slice::from_ref(reference), &columns, None).unwrap()
}

#[test]
fn bins_and_index_are_those_of_numpy_and_scipy() {
    let cases = outside().inputs;
    assert_eq!(cases.len(), 3);
    for case in cases {
        let reference = reference(&gaps(&case.training));
        let edges: Vec<f64> = reference.edges.iter().map(|edge| edge.get()).collect();
        assert_eq!(edges, case.edges, "{}", case.name);
        let ours = drift(&reference, &gaps(&case.since));
        assert_same(&[(ours.inputs[0].psi, case.psi)]);
    }
}

/// Knuth's generator of random numbers, from 0 to 1.
fn random(state: &mut u64) -> f64 {
    *state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*state >> 11) as f64 / (1_u64 << 53) as f64
}

/// Share of columns from the distribution of training that do not pass.
fn false_alarms(rows: usize, of: impl Fn(f64) -> f64) -> f64 {
    let mut state = 7;
    let mut column = |rows: usize| (0..rows).map(|_| of(random(&mut state))).collect::<Vec<f64>>();
    let tries = 2000;
    let alarms = (0..tries).filter(|_| {
        let reference = reference(&column(500));
        drift(&reference, &column(rows)).verdict != Verdict::Pass
    });
    alarms.count() as f64 / f64::from(tries)
}

#[test]
fn few_rows_of_the_same_distribution_hardly_ever_alarm() {
    for rows in [50, 200, 1000] {
        assert!(false_alarms(rows, |u| u) < 0.01, "{rows} rows");
        assert!(false_alarms(rows, |u| (-u.ln()).floor()) < 0.01, "{rows} rows of counts");
        assert!(false_alarms(rows, |u| if u < 0.1 { f64::NAN } else { 1.0 }) < 0.01, "{rows} rows with gaps");
    }
}

/// Challenger, champion, outcome.
type Row = (f64, f64, bool);

fn rows() -> impl Strategy<Value = Vec<Row>> {
    let row = (0..=32_u32, 0..=32_u32, any::<bool>());
    prop::collection::vec(row.prop_map(|(a, b, y)| (f64::from(a) / 32.0, f64::from(b) / 32.0, y)), 1..150)
}

fn compared(policy: &AcceptancePolicy, rows: &[Row]) -> Acceptance {
    let challenger: Vec<f64> = rows.iter().map(|row| row.0).collect();
    let champion: Vec<f64> = rows.iter().map(|row| row.1).collect();
    let succeeded: Vec<bool> = rows.iter().map(|row| row.2).collect();
    compare_models(policy, &challenger, Some(&champion), &succeeded).unwrap()
}

/// A policy that asks for nothing but not to be worse than the champion.
fn lenient() -> AcceptancePolicy {
    AcceptancePolicy {
        accuracy_above: fraction(0.0),
        f1_above: fraction(0.0),
        must_beat_base_rate: false,
        min_rows: 2,
        ..AcceptancePolicy::default()
    }
}

fn number(value: f64) -> NonNegative {
    NonNegative::new(value).unwrap()
}

fn column() -> impl Strategy<Value = Vec<f64>> {
    let value = prop_oneof![4 => (-40..40_i32).prop_map(f64::from), 1 => Just(f64::NAN), 2 => Just(0.0)];
    prop::collection::vec(value, 1..200)
}

fn predictions() -> impl Strategy<Value = Vec<(f64, bool)>> {
    let row = (0..=64_u32, any::<bool>());
    prop::collection::vec(row.prop_map(|(p, y)| (f64::from(p) / 64.0, y)), 0..200)
}

fn scored(rows: &[(f64, bool)]) -> Scoreboard {
    let (probabilities, succeeded): (Vec<f64>, Vec<bool>) = rows.iter().copied().unzip();
    keep_score(&Scoreboard::default(), &probabilities, &succeeded).unwrap()
}

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

proptest! {
    #[test]
    fn a_challenger_that_is_the_champion_is_never_worse(rows in rows(), z in 0..4_u32) {
        let same: Vec<Row> = rows.iter().map(|(p, _, y)| (*p, *p, *y)).collect();
        let policy = AcceptancePolicy { z: number(f64::from(z)), ..lenient() };
        let ours = compared(&policy, &same);
        let difference = ours.difference.unwrap();
        prop_assert_eq!((difference.mean, difference.standard_error.unwrap_or(0.0)), (0.0, 0.0));
        let champion = ours.reasons.last().unwrap();
        prop_assert_eq!(champion.code, rollwise::ReasonCode::NotWorseThanChampion);
    }

    #[test]
    fn stricter_thresholds_accept_no_more(
        rows in rows(), limits in prop::array::uniform4((0..100_u32, 0..100_u32)), failure in any::<bool>()
    ) {
        let f1_of = if failure { rollwise::PredictedOutcome::Failure } else { rollwise::PredictedOutcome::Success };
        let policy = |strict: bool| {
            let limit = |i: usize| {
                let (a, b) = limits[i];
                f64::from(if strict { a.max(b) } else { a.min(b) }) / 100.0
            };
            AcceptancePolicy {
                accuracy_above: fraction(limit(0)),
                f1_above: fraction(limit(1)),
                f1_of,
                max_calibration_error: Some(fraction(1.0 - limit(2))),
                tolerance: number(1.0 - limit(3)),
                must_beat_base_rate: strict,
                min_rows: if strict { 20 } else { 2 },
                ..AcceptancePolicy::default()
            }
        };
        prop_assert!(!compared(&policy(true), &rows).accepted || compared(&policy(false), &rows).accepted);
    }

    #[test]
    fn the_order_of_validation_rows_never_matters((rows, shuffled) in rows().prop_flat_map(|rows| {
        (Just(rows.clone()), Just(rows).prop_shuffle())
    })) {
        let text = |rows: &[Row]| document::write(&compared(&AcceptancePolicy::default(), rows));
        prop_assert_eq!(text(&rows), text(&shuffled));
    }

    #[test]
    fn a_column_has_not_moved_from_itself(values in column()) {
        let drift = drift(&reference(&values), &values);
        prop_assert_eq!(drift.inputs[0].psi, 0.0);
        prop_assert_ne!(drift.verdict, Verdict::Fail);
    }

    #[test]
    fn an_index_is_never_negative_and_every_row_counts_once(before in column(), since in column()) {
        let reference = reference(&before);
        let rows: u64 = reference.counts.iter().map(|count| count.get()).sum();
        prop_assert_eq!(rows + reference.missing.get(), before.len() as u64);
        prop_assert!(reference.counts.len() <= 21, "{:?}", reference);
        let drift = drift(&reference, &since);
        prop_assert!(drift.inputs[0].psi >= 0.0 && drift.inputs[0].noise >= 0.0, "{drift:?}");
        prop_assert_eq!(drift.inputs[0].samples.get(), since.len() as u64);
        let text = document::write(&(&reference, &drift));
        prop_assert_eq!(document::read::<(InputReference, Drift)>(Family::Input, &text).unwrap(), (reference, drift));
    }

    #[test]
    fn an_index_depends_on_the_order_of_values_alone(before in column(), since in column()) {
        let stretch = |values: &[f64]| values.iter().map(|value| (value / 16.0).exp() * 3.0 - 1.0).collect::<Vec<_>>();
        let ours = drift(&reference(&before), &since);
        prop_assert_eq!(drift(&reference(&stretch(&before)), &stretch(&since)), ours);
    }

    #[test]
    fn the_order_of_outcomes_never_matters_for_totals((rows, shuffled) in predictions().prop_flat_map(|rows| {
        (Just(rows.clone()), Just(rows).prop_shuffle())
    })) {
        let (ours, other) = (scored(&rows).all, scored(&shuffled).all);
        prop_assert_eq!((ours.outcomes, ours.successes, ours.correct), (other.outcomes, other.successes, other.correct));
        let sums = |sums: &rollwise::ScoreSums| {
            [sums.log_loss, sums.expected_log_loss, sums.brier, sums.expected_brier, sums.log_loss_variance]
        };
        for (a, b) in sums(&ours).into_iter().zip(sums(&other)) {
            prop_assert!((a.get() - b.get()).abs() <= 1e-9 * (1.0 + a.get()), "{} {}", a, b);
        }
    }

    #[test]
    fn a_score_goes_on_where_it_was_stored(rows in predictions(), at in any::<prop::sample::Index>()) {
        let (first, rest) = rows.split_at(at.index(rows.len() + 1));
        let stored: Scoreboard = document::read(Family::Input, &document::write(&scored(first))).unwrap();
        let (probabilities, succeeded): (Vec<f64>, Vec<bool>) = rest.iter().copied().unzip();
        prop_assert_eq!(keep_score(&stored, &probabilities, &succeeded).unwrap(), scored(&rows));
    }

    #[test]
    fn training_is_due_no_later_with_more_outcomes_or_time(
        rows in predictions(), outcomes in (0..1000_u32, 0..1000_u32), days in (0..60_u32, 0..60_u32)
    ) {
        let asked = |outcomes: u32, days: u32| {
            let trained = moment("2026-01-01T00:00:00Z");
            let now = Timestamp::from_millis(trained.as_millis() + i64::from(days) * 86_400_000).unwrap();
            let (policy, since) = (RetrainingPolicy::default(), Count::from(outcomes));
            check_retraining(&policy, now, Some(trained), &scored(&rows), since, None).unwrap()
        };
        let sooner = asked(outcomes.0.min(outcomes.1), days.0.min(days.1));
        let later = asked(outcomes.0.max(outcomes.1), days.0.max(days.1));
        prop_assert!(later.due >= sooner.due && later.verdict >= sooner.verdict);
        prop_assert_eq!(later.due_at, sooner.due_at);
        prop_assert!(!sooner.due || sooner.verdict >= Verdict::Warn);
        let low = rows.len() >= 50 && later.accuracy.is_some_and(|accuracy| accuracy < Fraction::new(0.85).unwrap());
        prop_assert!(!low || sooner.due);
    }
}
