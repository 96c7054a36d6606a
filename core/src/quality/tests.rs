use super::*;
use crate::Family;
use crate::document;

fn judged(policy: &str, evidence: &str) -> Result<QualityDecision, Error> {
    judge_quality(&document::read(Family::Config, policy)?, &document::read(Family::Input, evidence)?)
}

const AT_MOST_ONE: &str = r#""pass": [{"criteria": [{"kind": "fixed", "is": "at_most", "value": 1}]}]"#;

fn two(key: bool) -> String {
    format!(
        r#"{{"objectives": [
            {{"name": "a", "metric": "a", "weight": 23, {AT_MOST_ONE}}},
            {{"name": "b", "metric": "b", "weight": 2, "key": {key}, {AT_MOST_ONE}}}
        ]}}"#
    )
}

#[test]
fn a_score_says_which_failure_it_hides() {
    let values = r#"{"values": [{"metric": "a", "value": 0}, {"metric": "b", "value": 5}]}"#;
    let decision = judged(&two(false), values).unwrap();
    assert_eq!((decision.verdict, decision.score.get()), (Verdict::Pass, 92.0));
    assert_eq!(decision.hidden_failures, ["b"]);
    let decision = judged(&two(true), values).unwrap();
    assert_eq!((decision.verdict, decision.score.get()), (Verdict::Fail, 92.0));
    assert_eq!(decision.reasons[0].code, ReasonCode::KeyObjectiveFailed);
}

#[test]
fn nothing_unmeasured_passes() {
    for (values, code) in [
        ("", ReasonCode::Missing),
        (r#"{"metric": "b"}"#, ReasonCode::Missing),
        (r#"{"metric": "b", "error": "timeout"}"#, ReasonCode::FetchFailed),
    ] {
        let comma = if values.is_empty() { "" } else { "," };
        let evidence = format!(r#"{{"values": [{{"metric": "a", "value": 1}}{comma}{values}]}}"#);
        let decision = judged(&two(true), &evidence).unwrap();
        assert_eq!(decision.verdict, Verdict::Fail, "{values}");
        assert_eq!(decision.reasons.last().unwrap().code, code);
    }
    let relative =
        two(false).replace(r#""fixed", "is": "at_most", "value": 1"#, r#""relative", "is": "at_most", "percent": 0"#);
    let evidence = r#"{"values": [{"metric": "a", "value": 0}, {"metric": "b", "value": 0}]}"#;
    assert_eq!(judged(&relative, evidence).unwrap().score.get(), 0.0);
    let lenient = relative.replacen('{', r#"{"holds_without_baseline": true, "#, 1);
    assert_eq!(judged(&lenient, evidence).unwrap().score.get(), 100.0);
}

#[test]
fn values_may_be_compared_with_a_pinned_reference() {
    let policy = r#"{"comparison": {"kind": "reference"}, "objectives": [{"name": "a", "metric": "a",
        "pass": [{"criteria": [{"kind": "offset", "is": "below", "by": -2}]}]}]}"#;
    let evidence = |reference: &str| {
        format!(
            r#"{{"values": [{{"metric": "a", "value": 7}}, {{"metric": "c", "value": 7}}], "reference": {reference},
            "earlier": [{{"at": "2026-11-20T03:00:00Z", "result": "pass", "values": [{{"metric": "a", "value": 1}}]}}]}}"#
        )
    };
    let decision = judged(policy, &evidence(r#"[{"metric": "a", "value": 9.5}]"#)).unwrap();
    assert_eq!((decision.verdict, decision.objectives[0].baseline), (Verdict::Pass, Some(9.5)));
    assert_eq!((decision.compared_with, decision.unused), (1, vec!["c".to_owned()]));
    let decision = judged(policy, &evidence("null")).unwrap();
    assert_eq!((decision.verdict, decision.objectives[0].baseline), (Verdict::Fail, None));
}

#[test]
fn what_cannot_be_is_refused_by_name() {
    let values = r#"{"values": []}"#;
    let twice = r#"{"values": [{"metric": "a", "value": 0}, {"metric": "a", "value": 0}]}"#;
    let earlier = |at: &str| format!(r#"{{"at": "2026-11-{at}T03:00:00Z", "result": "pass", "values": []}}"#);
    let disordered = format!(r#"{{"values": [], "earlier": [{}, {}]}}"#, earlier("20"), earlier("19"));
    let with = |rest: &str| format!(r#"{{"objectives": [{{"name": "a", "metric": "a", {rest}}}]}}"#);
    for (policy, evidence, code, field) in [
        ("{}".to_owned(), values, ErrorCode::Empty, "objectives"),
        (with(r#""weight": 1"#), values, ErrorCode::Empty, "objectives"),
        (with(r#""pass": [{"criteria": []}]"#), values, ErrorCode::Empty, "objectives[0].pass[0].criteria"),
        (with(r#""key": true"#), values, ErrorCode::Contradiction, "objectives[0].key"),
        (with(&format!(r#""weight": 0, {AT_MOST_ONE}"#)), values, ErrorCode::OutOfRange, "objectives[0].weight"),
        (two(false).replacen('{', r#"{"warn_at": 95, "#, 1), values, ErrorCode::Contradiction, "warn_at"),
        (two(false), twice, ErrorCode::DuplicateName, "values[1].metric"),
        (two(false), &disordered, ErrorCode::NotInOrder, "earlier[1].at"),
    ] {
        let err = judged(&policy, evidence).unwrap_err();
        assert_eq!((err.code(), err.field()), (code, field), "{policy}");
    }
}
