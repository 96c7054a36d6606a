//! What holds of every prediction of success.

use proptest::prelude::*;
use rollwise::{
    Columns, DeploymentOutcome, Family, Feature, FeatureKind, History, Numbers, Prior, Situation, SuccessModel,
    SuccessPolicy, Timestamp, document,
};

const HOUR: i64 = 3_600_000;
const START: i64 = 1_767_225_600_000;

fn at(hour: i64) -> Timestamp {
    Timestamp::from_millis(START + hour * HOUR).unwrap()
}

fn outcome(hour: i64, service: &str, strategy: &str, succeeded: bool) -> DeploymentOutcome {
    DeploymentOutcome {
        service: service.to_owned(),
        environment: Some("production".to_owned()),
        strategy: Some(strategy.to_owned()),
        id: None,
        started_at: at(hour),
        known_at: at(hour),
        succeeded,
        lines: None,
        predicted: None,
    }
}

fn situation(lines: u64) -> Situation {
    let text = format!(
        r#"{{"change": {{"version": "2", "lines": {lines}, "files": 3}}, "service": {{"name": "shop"}},
            "target": {{"environment": "production"}}}}"#
    );
    document::read(Family::Input, &text).unwrap()
}

fn probability(model: &SuccessModel, hour: i64) -> f64 {
    let strategy = document::read(Family::Input, r#""canary""#).unwrap();
    model.explain(&situation(100), Some(strategy), at(hour)).unwrap().probability.get()
}

fn past() -> impl Strategy<Value = Vec<(bool, bool, bool)>> {
    proptest::collection::vec(any::<(bool, bool, bool)>(), 0..80)
}

fn learnt(past: &[(bool, bool, bool)]) -> SuccessModel {
    let mut model = SuccessModel::built_in();
    for (hour, (own, canary, succeeded)) in (0..).zip(past) {
        let (service, strategy) = (if *own { "shop" } else { "cart" }, if *canary { "canary" } else { "rolling" });
        model.record(&outcome(hour, service, strategy, *succeeded)).unwrap();
    }
    model
}

/// Rows with an even and an odd sort of service, numbers with gaps, and outcomes that depend on them.
struct Table {
    service: Vec<&'static str>,
    started_at: Vec<f64>,
    lines: Vec<f64>,
    share: Vec<f64>,
    succeeded: Vec<bool>,
}

fn table(seed: u64, rows: usize) -> Table {
    let mut state = seed;
    let mut next = || {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) as f64 / (1_u64 << 31) as f64
    };
    let mut table = Table { service: vec![], started_at: vec![], lines: vec![], share: vec![], succeeded: vec![] };
    for row in 0..rows {
        let lines = (next() * 1000.0).floor();
        let share = if next() < 0.2 { f64::NAN } else { next() };
        table.service.push(["shop", "cart", "search"][row % 3]);
        table.started_at.push(START as f64 / 1000.0 + row as f64 * 1800.0);
        table.lines.push(lines);
        table.share.push(share);
        table.succeeded.push(next() > lines / 2000.0 + if row % 3 == 0 { 0.3 } else { 0.0 });
    }
    table
}

impl Table {
    fn columns(&self) -> Columns<'_> {
        let columns = Columns::new(self.lines.len()).words("service", &self.service).unwrap();
        let columns = columns.numbers("started_at", Numbers::of(&self.started_at)).unwrap();
        let columns = columns.numbers("lines", Numbers::of(&self.lines)).unwrap();
        columns.numbers("share", Numbers::of(&self.share)).unwrap()
    }

    fn fit(&self) -> SuccessModel {
        SuccessModel::fit(&SuccessPolicy::default(), &self.columns(), &self.succeeded).unwrap()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn a_success_never_lowers_a_prediction_and_a_failure_never_raises_it(past in past(), own: bool, canary: bool) {
        let hour = past.len() as i64;
        let before = probability(&learnt(&past), hour + 1);
        for succeeded in [true, false] {
            let mut past = past.clone();
            past.push((own, canary, succeeded));
            let after = probability(&learnt(&past), hour + 1);
            let ok = if succeeded { after >= before - 1e-12 } else { after <= before + 1e-12 };
            prop_assert!(ok, "{succeeded}: {before} to {after}");
        }
    }

    #[test]
    fn base_and_contributions_make_the_probability(past in past(), lines in 0..100_000_u64) {
        let prediction = learnt(&past).explain(&situation(lines), None, at(1000)).unwrap();
        let log_odds = prediction.base + prediction.contributions.iter().map(|row| row.log_odds).sum::<f64>();
        prop_assert!((1.0 / (1.0 + (-log_odds).exp()) - prediction.probability.get()).abs() < 1e-12);
        prop_assert!(prediction.low <= prediction.probability && prediction.probability <= prediction.high);
        if let Some(other) = prediction.counterfactual {
            // What it says would help does help, and as much as it says.
            let value = other.value.unwrap() as u64;
            let mut helped = situation(if other.feature == "lines" { value } else { lines });
            if other.feature == "files" {
                helped.change.files = Some(rollwise::Count::new(value).unwrap());
            }
            let then = learnt(&past).explain(&helped, None, at(1000)).unwrap().probability.get();
            prop_assert!((then - other.probability.get()).abs() < 1e-9, "{then} {other:?}");
            prop_assert!(then > prediction.probability.get());
        }
    }

    #[test]
    fn a_model_that_was_kept_predicts_the_same_bits(seed: u64) {
        let table = table(seed, 120);
        let model = table.fit();
        let kept = SuccessModel::from_json(&model.to_json()).unwrap();
        prop_assert_eq!(&kept, &model);
        let ask = |model: &SuccessModel| model.explain(&situation(80), None, at(500)).unwrap();
        prop_assert_eq!(ask(&kept), ask(&model));
    }
}

#[test]
fn the_order_of_features_and_the_names_of_services_do_not_matter() {
    let table = table(7, 300);
    let feature = |name: &str, kind| Feature { name: name.to_owned(), kind };
    let (lines, share) = (feature("lines", FeatureKind::Count), feature("share", FeatureKind::Rate));
    let fit = |features: [&Feature; 2], service: &[&str]| {
        let policy = SuccessPolicy { features: Some(features.into_iter().cloned().collect()), ..Default::default() };
        let columns = Columns::new(300).numbers("share", Numbers::of(&table.share)).unwrap();
        let columns = columns.numbers("lines", Numbers::of(&table.lines)).unwrap().words("service", service).unwrap();
        let columns = columns.numbers("started_at", Numbers::of(&table.started_at)).unwrap();
        let mut model =
            SuccessModel::fit(&policy, &columns, &table.succeeded).unwrap().with_history(History::default());
        model.replay(&columns, &table.succeeded).unwrap()
    };
    let as_given = fit([&lines, &share], &table.service);
    assert_eq!(fit([&share, &lines], &table.service), as_given);
    let renamed: Vec<&str> = table.service.iter().map(|name| if *name == "shop" { "a" } else { *name }).collect();
    for (a, b) in fit([&lines, &share], &renamed).into_iter().zip(as_given) {
        assert!((a - b).abs() < 1e-9, "{a} {b}");
    }
}

#[test]
fn a_replay_reads_no_outcome_before_it_was_known() {
    let table = table(11, 200);
    let replay = |succeeded: &[bool]| SuccessModel::built_in().replay(&with_files(&table), succeeded).unwrap();
    let before = replay(&table.succeeded);
    let mut other = table.succeeded.clone();
    other[100] = !other[100];
    let after = replay(&other);
    // It is known an hour later: the rows in between start half an hour apart.
    assert_eq!(before[..102], after[..102]);
    assert_ne!(before[102..], after[102..]);
}

fn with_files(table: &Table) -> Columns<'_> {
    table.columns().numbers("files", Numbers::of(&table.lines)).unwrap()
}

#[test]
fn rows_one_by_one_are_what_they_are_together() {
    let table = table(13, 150);
    let model = table.fit();
    let ask = Columns::new(1).words("service", &["shop"]).unwrap();
    let ask = ask.numbers("started_at", Numbers::owned(vec![at(500).as_millis() as f64 / 1000.0])).unwrap();
    let ask = ask.numbers("lines", Numbers::owned(vec![80.0])).unwrap();
    let ask = ask.numbers("share", Numbers::owned(vec![f64::NAN])).unwrap();
    let mut one: Situation = situation(80);
    one.target.environment = rollwise::Environment::Production;
    // Rows without an environment have a history of their own.
    let together = model.probabilities(&ask).unwrap()[0];
    let outcome = |row: usize| DeploymentOutcome {
        environment: Some("production".to_owned()),
        started_at: Timestamp::from_millis((table.started_at[row] * 1000.0) as i64).unwrap(),
        known_at: Timestamp::from_millis((table.started_at[row] * 1000.0) as i64 + HOUR).unwrap(),
        lines: rollwise::Count::new(table.lines[row] as u64).ok(),
        strategy: None,
        ..outcome(0, table.service[row], "", table.succeeded[row])
    };
    let mut history = History::default();
    for row in 0..150 {
        history.record(&outcome(row)).unwrap();
    }
    let alone = model.with_history(history).explain(&one, None, at(500)).unwrap().probability.get();
    assert!((alone - together).abs() < 1e-12, "{alone} {together}");
}

const NAMES: [&str; 7] = ["e", "a", "g", "c", "b", "f", "d"];

fn named<'a>(rows: usize, numbers: impl Fn(usize) -> Numbers<'a>) -> Columns<'a> {
    let names = NAMES.iter().enumerate();
    names.fold(Columns::new(rows), |columns, (i, name)| columns.numbers(name, numbers(i)).unwrap())
}

#[test]
fn a_row_is_predicted_alike_however_its_numbers_lie() {
    let (width, rows) = (NAMES.len(), 77);
    let features = NAMES.map(|name| Feature { name: name.to_owned(), kind: FeatureKind::Number }).to_vec();
    let policy = SuccessPolicy { features: Some(features), history: false, clock: false, ..SuccessPolicy::default() };
    let mut matrix: Vec<f64> = table(29, width * rows).lines.iter().map(|lines| lines / 500.0 - 1.0).collect();
    let succeeded: Vec<bool> = matrix.chunks(width).map(|row| row[0] + row[4] > 0.3).collect();
    matrix[width * 3 + 2] = f64::NAN;
    let padded: Vec<f64> = matrix.chunks(width).flat_map(|row| [row, &[7.0, 7.0]].concat()).collect();
    // Of some columns of a wider matrix, the last row ends with the last of them.
    let seen = &padded[..padded.len() - 2];
    let column = |i: usize| matrix.iter().skip(i).step_by(width).copied().collect::<Vec<f64>>();
    let own: Vec<Vec<f64>> = (0..width).map(column).collect();
    let by_rows = named(rows, |i| Numbers::column(&matrix, width, i));
    let model = SuccessModel::fit(&policy, &by_rows, &succeeded).unwrap();
    let predicted = model.probabilities(&by_rows).unwrap();
    assert_eq!(predicted, model.probabilities(&named(rows, |i| Numbers::of(&own[i]))).unwrap());
    assert_eq!(predicted, model.probabilities(&named(rows, |i| Numbers::column(seen, width + 2, i))).unwrap());
    for (row, predicted) in predicted.iter().enumerate() {
        let alone = named(1, |i| Numbers::of(&own[i][row..=row]));
        assert_eq!(model.probabilities(&alone).unwrap(), [*predicted], "row {row}");
    }
}

#[test]
fn what_cannot_be_learnt_from_is_refused_or_said() {
    let table = table(17, 60);
    let fit =
        |columns: &Columns<'_>, succeeded: &[bool]| SuccessModel::fit(&SuccessPolicy::default(), columns, succeeded);
    let alike = fit(&table.columns(), &[true; 60]).unwrap();
    assert!(!alike.weights().training.fitted);
    assert_eq!(alike.weights().training.reasons[0].code, rollwise::ReasonCode::OneOutcomeOnly);
    let few = Columns::new(5).numbers("x", Numbers::owned(vec![1.0, 2.0, 3.0, 4.0, 5.0])).unwrap();
    let few = fit(&few, &[true, false, true, true, false]).unwrap();
    assert_eq!(few.weights().training.reasons[0].code, rollwise::ReasonCode::TooFewSamples);

    let mut wide = Columns::new(40);
    for name in 0..60 {
        wide = wide.numbers(&format!("x{name:02}"), Numbers::of(&table.lines[..40])).unwrap();
    }
    let wide = wide.numbers("constant", Numbers::owned(vec![3.0; 40])).unwrap();
    let wide = fit(&wide, &table.succeeded[..40]).unwrap();
    assert!(wide.weights().training.converged, "more features than rows, all of them the same");
    assert_eq!(wide.weights().training.reasons[0].code, rollwise::ReasonCode::ConstantFeature);

    let refused = |columns: Columns<'_>, field: &str| {
        assert_eq!(fit(&columns, &table.succeeded).unwrap_err().field(), field);
    };
    let mut infinite = table.lines.clone();
    infinite[3] = f64::INFINITY;
    refused(Columns::new(60).numbers("lines", Numbers::of(&infinite)).unwrap(), "lines[3]");
    let early: Vec<f64> = table.started_at.iter().map(|at| at - 1.0).collect();
    refused(table.columns().numbers("known_at", Numbers::of(&early)).unwrap(), "known_at[0]");
    assert_eq!(fit(&Columns::new(0), &[]).unwrap_err().field(), "columns");
    let none = SuccessPolicy { prior: Prior::None, features: Some(vec![]), ..Default::default() };
    assert!(SuccessModel::fit(&none, &table.columns(), &table.succeeded).is_ok());

    let text = table.fit().to_json();
    for (from, to, field) in [
        (r#""interval":0.95"#, r#""interval":1.95"#, "policy.interval"),
        (r#""scale":"#, r#""scale":-"#, "weights.terms[0].scale"),
        (r#""name":"history.last_failed""#, r#""name":"other""#, "weights.terms[4].name"),
        (r#""covariance":["#, r#""covariance":[-"#, "weights.covariance[0]"),
        (r#""rows":60"#, r#""rows":6"#, "weights.training.failures"),
        (r#""schema_version":1"#, r#""schema_version":2"#, "schema_version"),
    ] {
        let err = SuccessModel::from_json(&text.replacen(from, to, 1)).unwrap_err();
        assert_eq!(err.field(), field, "{err}");
    }
}

#[test]
fn the_weights_are_those_of_scikit_learn() {
    let given: serde_json::Value = serde_json::from_str(include_str!("scikit_learn_fit.json")).unwrap();
    let column =
        |j: usize| Numbers::owned(given["x"].as_array().unwrap().iter().map(|x| x[j].as_f64().unwrap()).collect());
    let succeeded: Vec<bool> = given["y"].as_array().unwrap().iter().map(|y| y.as_bool().unwrap()).collect();
    let columns = Columns::new(succeeded.len()).numbers("a", column(0)).unwrap().numbers("b", column(1)).unwrap();
    for standardise in [false, true] {
        let want = &given[if standardise { "scaled" } else { "plain" }];
        let policy = SuccessPolicy {
            prior: Prior::None,
            strength: rollwise::NonNegative::new(want["penalty"].as_f64().unwrap()).unwrap(),
            standardise,
            features: Some(
                ["a", "b"]
                    .map(|name| Feature { name: name.to_owned(), kind: FeatureKind::Number })
                    .into_iter()
                    .collect(),
            ),
            ..SuccessPolicy::default()
        };
        let model = SuccessModel::fit(&policy, &columns, &succeeded).unwrap();
        assert!((model.weights().intercept.get() - want["intercept"].as_f64().unwrap()).abs() < 1e-7);
        for (term, want) in model.weights().terms.iter().zip(want["weights"].as_array().unwrap()) {
            assert!((term.weight.get() - want.as_f64().unwrap()).abs() < 1e-7, "{} {want}", term.weight);
        }
    }
}
