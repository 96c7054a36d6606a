use super::*;
use crate::Family;
use crate::document;
use crate::reason::ReasonCode;

const NOW: &str = "2026-11-21T12:00:00Z";

fn assess(policy: &str, evidence: &str) -> Result<SloDecision, Error> {
    let policy = document::read(Family::Config, policy)?;
    let evidence = document::read(Family::Input, evidence)?;
    assess_slo(&policy, NOW.parse()?, &evidence)
}

/// A policy of one objective of 99 % over two hours without alarms, with the rest of its fields.
fn policy(rest: &str) -> String {
    format!(
        r#"{{"objectives": [{{"name": "a", "target": 0.99, "period": {{"kind": "rolling", "length": "2h"}},
            "alerts": {{"kind": "given", "rules": []}}{rest}}}]}}"#
    )
}

/// Steps of half an hour until now, each with its bad ones of a thousand; none was not measured.
fn steps(bad: &[Option<u64>]) -> String {
    let first = NOW.parse::<Timestamp>().unwrap().before("30m".parse().unwrap()).as_millis();
    let count = i64::try_from(bad.len()).unwrap();
    let step = |(i, bad): (i64, &Option<u64>)| {
        let start = Timestamp::from_millis(first - (count - 1 - i) * 1_800_000).unwrap();
        let events = bad.map_or("null".to_owned(), |bad| format!(r#"{{"bad": {bad}, "valid": 1000}}"#));
        format!(r#"{{"start": "{start}", "duration": "30m", "events": {events}}}"#)
    };
    let steps: Vec<String> = (0..).zip(bad).map(step).collect();
    format!(r#"{{"objectives": [{{"objective": "a", "steps": [{}]}}]}}"#, steps.join(","))
}

#[test]
fn a_freeze_ends_when_enough_failures_have_left_the_period() {
    let decision = assess(&policy(""), &steps(&[Some(999), Some(5), Some(50), Some(10), Some(5)])).unwrap();
    // The first step has left already: 70 of 4000, of which 40 are allowed.
    let budget = decision.objectives[0].budget;
    assert_eq!((budget.bad, budget.consumed, budget.spare), (Some(70.0), Some(1.75), Some(-30.0)));
    assert_eq!(decision.tier, Some(BudgetTier::Frozen));
    // 65 are left at 12:30 − too many −, 15 at 13:00, when the step of the fifty has gone.
    assert_eq!(decision.frozen_until, Some("2026-11-21T13:00:00Z".parse().unwrap()));
    assert_eq!(
        decision.allows,
        [ReleaseKind::Reliability, ReleaseKind::Security, ReleaseKind::TopPriority, ReleaseKind::Rollback]
    );
}

#[test]
fn what_was_not_measured_is_not_known() {
    for evidence in [r#"{"objectives": []}"#, &steps(&[None, None])] {
        let decision = assess(&policy(""), evidence).unwrap();
        assert_eq!((decision.verdict, decision.tier, decision.error_budget), (Verdict::Inconclusive, None, None));
        assert_eq!(decision.reasons[0].code, ReasonCode::Missing);
        assert_eq!(decision.allows, ReleaseKind::ALL);
    }
    let gap = assess(&policy(""), &steps(&[Some(10), None, Some(10)])).unwrap();
    assert_eq!(gap.objectives[0].budget.consumed, Some(1.0));
}

#[test]
fn every_rung_begins_at_its_share() {
    for (bad, tier) in [
        (19, BudgetTier::Normal),
        (20, BudgetTier::Slow),
        (29, BudgetTier::Slow),
        (30, BudgetTier::CriticalOnly),
        (39, BudgetTier::CriticalOnly),
        (40, BudgetTier::Frozen),
    ] {
        let decision = assess(&policy(""), &steps(&[Some(bad), Some(0), Some(0), Some(0)])).unwrap();
        assert_eq!(decision.tier, Some(tier), "{bad}");
    }
}

#[test]
fn an_aspirational_objective_holds_nothing_up() {
    let decision = assess(&policy(r#", "aspirational": true"#), &steps(&[Some(999)])).unwrap();
    assert_eq!((decision.verdict, decision.tier, decision.error_budget), (Verdict::Warn, None, None));
    assert_eq!(decision.objectives[0].tier, Some(BudgetTier::Frozen));
}

#[test]
fn slices_must_be_slices() {
    let sliced = policy(r#", "method": {"kind": "timeslices", "slice": "1m", "good_from": 0.95}"#);
    let err = assess(&sliced, &steps(&[Some(1)])).unwrap_err();
    assert_eq!((err.code(), err.field()), (ErrorCode::Contradiction, "objectives[0].steps[0].duration"));
    let sliced = policy(r#", "method": {"kind": "timeslices", "slice": "30m", "good_from": 0.95}"#);
    let decision = assess(&sliced, &steps(&[Some(50), Some(51)])).unwrap();
    assert_eq!(decision.objectives[0].budget.bad, Some(1.0)); // the first is exactly at its target
}

#[test]
fn steps_longer_than_a_window_say_nothing_of_it() {
    let rule = r#"{"name": "r", "severity": "page", "burn_rate": 2, "long": "1h", "short": "5m"}"#;
    let policy = policy("").replace(r#""rules": []"#, &format!(r#""rules": [{rule}]"#));
    let decision = assess(&policy, &steps(&[Some(900), Some(900)])).unwrap();
    let objective = &decision.objectives[0];
    assert_eq!(objective.rules[0].holds, None);
    assert!(objective.reasons.iter().any(|reason| reason.code == ReasonCode::StepsTooLong), "{objective:?}");
    assert_eq!(objective.windows[1].burn_rate, Some(90.0));
}

#[test]
fn a_deployment_pays_for_what_its_baseline_would_not_have_spent() {
    let evidence = steps(&[Some(10), Some(0), Some(0), Some(0)]).replace(
        r#""objective": "a""#,
        r#""objective": "a", "deployments": [
            {"name": "r1", "canary": {"bad": 12, "valid": 100}, "baseline": {"bad": 18, "valid": 900}},
            {"name": "r2", "canary": {"bad": 12, "valid": 100}},
            {"name": "r3", "canary": {"bad": 0, "valid": 100}, "baseline": {"bad": 18, "valid": 900}}
        ], "incidents": [{"name": "i1", "bad": 9}, {"name": "i2", "bad": 8}]"#,
    );
    let decision = assess(&policy(""), &evidence).unwrap();
    let costs: Vec<(f64, Option<f64>)> =
        decision.objectives[0].deployments.iter().map(|cost| (cost.bad, cost.budget_share)).collect();
    assert_eq!(costs, [(10.0, Some(0.25)), (12.0, Some(0.3)), (-2.0, Some(-0.05))]);
    // More than a fifth of the budget asks for a post-mortem.
    let costly: Vec<&str> = (decision.reasons.iter())
        .filter(|reason| reason.code == ReasonCode::IncidentCostly)
        .map(|reason| &*reason.subject)
        .collect();
    assert_eq!(costly, ["i1"]);
}

#[test]
fn names_that_do_not_fit_are_refused() {
    for (evidence, code, field) in [
        (r#"{"objectives": [{"objective": "b"}]}"#, ErrorCode::UnknownName, "objectives[0].objective"),
        (
            r#"{"objectives": [{"objective": "a"}, {"objective": "a"}]}"#,
            ErrorCode::DuplicateName,
            "objectives[1].objective",
        ),
    ] {
        let err = assess(&policy(""), evidence).unwrap_err();
        assert_eq!((err.code(), err.field()), (code, field));
    }
    let err = assess("{}", r#"{"objectives": []}"#).unwrap_err();
    assert_eq!((err.code(), err.field()), (ErrorCode::Empty, "objectives"));
}
