//! What Kayenta passes over, and a strict judge does not.

use rollwise::kayenta::{CanaryConfig, judge};
use rollwise::{
    ErrorCode, Family, KayentaClassification, KayentaJudgement, KayentaLabel, KayentaPolicy, ReasonCode, Verdict,
    document,
};
use serde_json::{Value, json};

fn config(metrics: Value, weights: Value) -> CanaryConfig {
    let text = json!({"metrics": metrics, "classifier": {"groupWeights": weights}}).to_string();
    CanaryConfig::from_json(&text).unwrap()
}

fn metric(name: &str, canary: Value) -> Value {
    json!({"name": name, "groups": ["g"], "query": {"type": "any"}, "analysisConfigurations": {"canary": canary}})
}

fn asked(strict: bool, config: &CanaryConfig, pairs: Value) -> Result<KayentaJudgement, rollwise::Error> {
    let request = json!({"thresholds": {"pass": 95, "marginal": 75}, "pairs": pairs}).to_string();
    let request = document::read(Family::Input, &request).unwrap();
    judge(&KayentaPolicy { strict, ..KayentaPolicy::default() }, config, &request)
}

/// Twelve values around a level.
fn around(level: f64) -> Value {
    (0..12).map(|i| level + f64::from(i * 5 % 12) * 0.01).collect()
}

/// What Kayenta comes to, and what a strict judge says instead.
fn passed_over(metrics: Value, pairs: Value, defect: ReasonCode) {
    let config = config(metrics, json!({}));
    let lenient = asked(false, &config, pairs.clone()).unwrap();
    assert_eq!(lenient.classification, Some(KayentaClassification::Pass), "{lenient:?}");
    assert!(lenient.defects.iter().any(|reason| reason.code == defect), "{:?}", lenient.defects);
    let strict = asked(true, &config, pairs).unwrap();
    assert_eq!((strict.verdict, strict.score, strict.classification), (Verdict::Inconclusive, None, None));
    assert!(!strict.defects.is_empty());
}

#[test]
fn a_metric_that_cannot_be_compared_does_not_vanish() {
    let pair = json!([{"name": "errors", "control": [0], "experiment": [10]}]);
    passed_over(json!([metric("errors", json!({"critical": true}))]), pair, ReasonCode::GroupUnmeasured);
}

#[test]
fn a_group_without_data_is_not_perfect() {
    let mut rare = metric("rare", json!({}));
    rare["groups"] = json!(["other"]);
    let same = |name| json!({"name": name, "control": around(5.0), "experiment": around(5.0)});
    let pairs = json!([same("a"), same("b"), {"name": "rare", "control": [], "experiment": [null]}]);
    passed_over(json!([metric("a", json!({})), metric("b", json!({})), rare]), pairs, ReasonCode::GroupUnmeasured);
}

#[test]
fn a_silent_canary_is_not_a_healthy_one() {
    let silent =
        json!([{"name": "errors", "control": around(5.0), "experiment": [null, null, null, null, null, null]}]);
    let metric = metric("errors", json!({"nanStrategy": "replace", "direction": "increase", "mustHaveData": true}));
    let config = config(json!([metric]), json!({}));
    let lenient = asked(false, &config, silent.clone()).unwrap();
    assert_eq!((lenient.verdict, lenient.defects[0].code), (Verdict::Pass, ReasonCode::GapsTakenForZero));
    let strict = asked(true, &config, silent).unwrap();
    assert_eq!(strict.results[0].label, KayentaLabel::NodataFailMetric);
    assert_eq!(strict.verdict, Verdict::Fail);
}

#[test]
fn a_metric_that_nobody_brought_is_missed() {
    let pairs = json!([{"name": "a", "control": around(5.0), "experiment": around(5.0)}]);
    passed_over(json!([metric("a", json!({})), metric("b", json!({}))]), pairs, ReasonCode::Missing);
}

#[test]
fn samples_too_small_for_the_confidence_say_nothing() {
    let pairs = json!([{"name": "a", "control": [1, 3], "experiment": [2, 4]}]);
    passed_over(json!([metric("a", json!({}))]), pairs, ReasonCode::TooFewSamples);
}

#[test]
fn a_ratio_of_negative_means_is_no_effect() {
    let pairs = json!([{"name": "a", "control": around(-10.0), "experiment": around(-1.0)}]);
    passed_over(json!([metric("a", json!({}))]), pairs, ReasonCode::NegativeMeans);
}

#[test]
fn a_failure_stands_whatever_else_is_not_known() {
    let config = config(json!([metric("a", json!({"critical": true})), metric("b", json!({}))]), json!({}));
    let pairs = json!([{"name": "a", "control": around(1.0), "experiment": around(9.0)}]);
    let strict = asked(true, &config, pairs).unwrap();
    assert_eq!((strict.verdict, strict.score), (Verdict::Fail, Some(0.0)));
    assert_eq!(strict.reasons[1].code, ReasonCode::CriticalMetricFailed);
}

#[test]
fn settings_that_kayenta_ignores_are_refused_by_name() {
    let pairs = json!([{"name": "a", "control": around(5.0), "experiment": around(5.0)}]);
    let weighted = |weights| config(json!([metric("a", json!({}))]), weights);
    let set = |canary| config(json!([metric("a", canary)]), json!({}));
    let mut alone = metric("a", json!({}));
    alone["groups"] = json!([]);
    for (config, code, field) in [
        (weighted(json!({"g": 60})), ErrorCode::OutOfRange, "classifier.groupWeights"),
        (weighted(json!({"g": 130})), ErrorCode::OutOfRange, "classifier.groupWeights"),
        (weighted(json!({"other": 50})), ErrorCode::OutOfRange, "classifier.groupWeights"),
        (
            set(json!({"direction": "up"})),
            ErrorCode::UnknownVariant,
            "metrics[0].analysisConfigurations.canary.direction",
        ),
        (
            set(json!({"effectSize": {"allowedIncrese": 1.2}})),
            ErrorCode::UnknownField,
            "metrics[0].analysisConfigurations.canary.effectSize.allowedIncrese",
        ),
        (config(json!([alone]), json!({})), ErrorCode::Empty, "metrics[0].groups"),
        (
            config(json!([metric("a", json!({})), metric("a", json!({}))]), json!({})),
            ErrorCode::DuplicateName,
            "metrics[1].name",
        ),
    ] {
        let err = asked(true, &config, pairs.clone()).unwrap_err();
        assert_eq!((err.code(), err.field()), (code, field), "{err}");
        let lenient = asked(false, &config, pairs.clone()).unwrap();
        assert!(lenient.defects.iter().any(|reason| reason.code == ReasonCode::SettingIgnored), "{field}");
    }
}

#[test]
fn what_nobody_can_judge_is_refused_by_name() {
    for (canary, code, field) in [
        (json!({"critical": "yes"}), ErrorCode::WrongType, "critical"),
        (
            json!({"outliers": {"strategy": "remove", "outlierFactor": 0}}),
            ErrorCode::OutOfRange,
            "outliers.outlierFactor",
        ),
        (json!({"effectSize": {"allowedIncrease": "1.2"}}), ErrorCode::WrongType, "effectSize.allowedIncrease"),
    ] {
        let text = json!({"metrics": [metric("a", canary)]}).to_string();
        let err = CanaryConfig::from_json(&text).unwrap_err();
        assert_eq!(err.code(), code);
        assert_eq!(err.field(), format!("metrics[0].analysisConfigurations.canary.{field}"));
    }
    let config = config(json!([metric("a", json!({}))]), json!({}));
    for (pair, code, field) in [
        (json!({"name": "b", "control": [1], "experiment": [1]}), ErrorCode::UnknownName, "pairs[0].name"),
        (json!({"name": "a", "control": [1, 1e200], "experiment": [1]}), ErrorCode::OutOfRange, "pairs[0].control[1]"),
    ] {
        let err = asked(false, &config, json!([pair])).unwrap_err();
        assert_eq!((err.code(), err.field()), (code, field), "{err}");
    }
}

#[test]
fn infinities_are_refused_and_nan_is_a_gap() {
    let config = config(json!([metric("a", json!({}))]), json!({}));
    let text = json!({"thresholds": {"pass": 95, "marginal": 75}, "pairs": [
        {"name": "a", "control": around(5.0), "experiment": around(5.0)}
    ]});
    let mut request: rollwise::KayentaRequest = document::read(Family::Input, &text.to_string()).unwrap();
    let without = judge(&KayentaPolicy::default(), &config, &request).unwrap();
    request.pairs[0].experiment.push(Some(f64::NAN));
    assert_eq!(judge(&KayentaPolicy::default(), &config, &request).unwrap(), without);
    request.pairs[0].experiment.push(Some(f64::INFINITY));
    let err = judge(&KayentaPolicy::default(), &config, &request).unwrap_err();
    assert_eq!((err.code(), err.field()), (ErrorCode::NotFinite, "pairs[0].experiment[13]"));
}
