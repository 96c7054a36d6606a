"""The decisions before a deployment, as a Python script asks for them."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rollwise as rw

WEDNESDAY = datetime(2026, 11, 18, 9, tzinfo=UTC)
FRIDAY = datetime(2026, 11, 20, 15, tzinfo=UTC)
NAN = float("nan")


def situation(**more: Any) -> dict[str, Any]:
    return {
        "change": {"version": "2.4.0"},
        "service": {"name": "shop"},
        "target": {"environment": "production"},
        **more,
    }


TYPED = rw.Situation(
    change=rw.Change(version="2.4.0", kinds=("schema_migration",), files=12),
    service=rw.Service(name="shop", criticality="high", requests_per_second=850),
    target=rw.Target(environment="production", free=rw.Capacity(compute=1.5)),
    history=(rw.StrategyHistory(strategy="canary", service=rw.Outcomes(succeeded=4, failed=1)),),
)


def test_a_situation_may_be_typed_a_mapping_or_text() -> None:
    engine, text = rw.Engine(), rw.to_json(TYPED)
    choices = [engine.choose_strategy(WEDNESDAY, form) for form in (TYPED, json.loads(text), text)]
    assert choices[0] == choices[1] == choices[2]
    choice = choices[0]
    assert (choice.verdict, choice.winner, choice.precautions) == ("pass", "blue_green", ("migrate_first",))
    assert choice.plan is not None
    rollout, _ = engine.start(WEDNESDAY, release(), choice.plan.plan)
    assert rollout.terms.plan == choice.plan.plan


def release() -> rw.Release:
    return rw.Release(id="r1", service="shop", version="2.4.0", image_tag="9f8d111d-1763690400", commit="9f8d111d")


def test_a_friday_is_a_friday_in_any_zone() -> None:
    decision = rw.Engine().check_window(FRIDAY.astimezone(timezone(timedelta(hours=9))), situation())
    assert not decision.open
    assert decision.opens_at == datetime(2026, 11, 21, tzinfo=UTC)
    tokyo = {"calendar": {"zone": "Asia/Tokyo"}}
    assert rw.Engine(tokyo).check_window(FRIDAY, situation()).open, "it is Saturday there"


def test_an_admission_says_what_is_missing() -> None:
    vote = rw.ApprovalVote(actor="bob", at=WEDNESDAY, vote="approve", version="2.4.0", environment="production")
    request = rw.AdmissionRequest(situation=rw.Situation(**untyped()), votes=(vote,))
    admission = rw.Engine().admit(WEDNESDAY, request)
    assert not admission.admitted
    assert "tests_passing" in admission.readiness.missing
    assert [rw.explain(reason) for reason in admission.reasons if reason.subject == "staging"] == [
        "staging: not measured"
    ]


def test_decisions_are_text_that_a_person_can_read() -> None:
    engine = rw.Engine()
    assert rw.choice_report(engine.choose_strategy(FRIDAY, TYPED)).startswith("strategy    blue green (")
    admission = engine.admit(FRIDAY, {"situation": situation()})
    report = rw.admission_report(admission)
    assert report.startswith("MAY NOT GO; ask again at 2026-11-21T00:00:00Z\n")
    assert report == rw.admission_report(rw.to_json(admission))
    assert "\x1b[31mMAY NOT GO\x1b[0m" in rw.admission_report(admission, colour=True)


def untyped() -> dict[str, Any]:
    return {
        "change": rw.Change(version="2.4.0"),
        "service": rw.Service(name="shop"),
        "target": rw.Target(environment="production"),
    }


def test_manifests_are_what_kubernetes_reads() -> None:
    engine = rw.Engine()
    fragments = engine.kubernetes("rolling", rw.Service(name="shop", criticality="low", replicas=10))
    strategy = json.loads(rw.manifests(fragments))["strategy"]
    assert strategy == {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": 3, "maxUnavailable": 2}}
    assert rw.split(20, 10, 1) == rw.ReplicaCounts(canary=2, stable=8)


BAD_SITUATIONS: list[tuple[Any, str, str]] = [
    ({}, "missing_field", "change"),
    ([], "wrong_type", ""),
    (None, "wrong_type", ""),
    (situation(change={"version": "2", "lines": -1}), "out_of_range", "change.lines"),
    (situation(change={"version": "2", "lines": 1.5}), "out_of_range", "change.lines"),
    (situation(change={"version": "2", "lines": True}), "wrong_type", "change.lines"),
    (situation(change={"version": "2", "kinds": "hotfix"}), "wrong_type", "change.kinds"),
    (situation(change={"version": "2", "kinds": ["magic"]}), "unknown_variant", "change.kinds[0]"),
    (situation(change={"version": ""}), "empty", "change.version"),
    (situation(service={"name": "s", "requests_per_second": NAN}), "not_finite", "service.requests_per_second"),
    (situation(target={"environment": "prod"}), "unknown_variant", "target.environment"),
    (situation(risk_tolerance=float("inf")), "not_finite", "risk_tolerance"),
    (situation(error_budget="much"), "wrong_type", "error_budget"),
    (situation(mood="good"), "unknown_field", "mood"),
]


@pytest.mark.parametrize(("given", "code", "field"), BAD_SITUATIONS)
def test_a_bad_situation_is_an_input_error(given: Any, code: str, field: str) -> None:
    engine = rw.Engine()
    for ask in (engine.assess_risk, engine.choose_strategy, engine.check_window):
        with pytest.raises(rw.InputError) as caught:
            ask(WEDNESDAY, given)
        assert (caught.value.code, caught.value.field) == (code, field)


BAD_POLICIES: list[tuple[Any, str, str]] = [
    ({"calendar": {"zone": "Mars/Olympus"}}, "unknown_zone", "calendar.zone"),
    ({"approvals": {"rules": [{"name": "r", "needed": 0}]}}, "out_of_range", "approvals.rules[0].needed"),
    ({"approvals": {"rules": [{"name": "r", "when": "fiels > 3"}]}}, "unknown_name", "approvals.rules[0].when"),
    ({"approvals": {"rules": [{"name": "r", "when": "\x00"}]}}, "invalid_expression", "approvals.rules[0].when"),
    ({"risk": {"unknown_counts_as": NAN}}, "not_finite", "risk.unknown_counts_as"),
    ({"sizing": {"min_bake": timedelta(seconds=1)}}, "out_of_range", "sizing.min_bake"),
    ({"blast_radius": {"low": {}}}, "missing_field", "blast_radius.low.max_unproven"),
    ({"readiness": {"items": [{}]}}, "missing_field", "readiness.items[0].name"),
]


@pytest.mark.parametrize(("policy", "code", "field"), BAD_POLICIES)
def test_a_bad_policy_is_a_config_error(policy: Any, code: str, field: str) -> None:
    with pytest.raises(rw.ConfigError) as caught:
        rw.Engine(policy)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_bad_arguments_are_named() -> None:
    engine, anything = rw.Engine(), rw
    calls: list[tuple[Any, str, str]] = [
        (lambda: engine.check_image(anything, None), "wrong_type", "image_tag"),  # type: ignore[arg-type]
        (lambda: engine.check_approvals(WEDNESDAY, situation(), [{}]), "missing_field", "votes[0].actor"),
        (lambda: engine.check_approvals(WEDNESDAY, situation(), [], stage=-1), "out_of_range", "stage"),
        (lambda: engine.check_readiness("later", situation(), {}), "unknown_variant", "when"),  # type: ignore[arg-type]
        (lambda: engine.check_readiness("before", situation(), {"items": {"x": True}}), "unknown_name", "checklist.items"),
        (lambda: engine.check_promotion(WEDNESDAY, situation(), [{}]), "missing_field", "verified[0].environment"),
        (lambda: engine.admit(WEDNESDAY, {"situation": 5}), "wrong_type", "situation"),
        (lambda: engine.choose_strategy(datetime(2026, 11, 18), situation()), "wrong_type", "now"),
        (lambda: rw.split(NAN, 10, 1), "not_finite", "share"),
        (lambda: rw.split(20, -1, 1), "out_of_range", "replicas"),
        (lambda: rw.replica_counts({"replicas": 10}), "missing_field", "weight"),
    ]
    for call, code, field in calls:
        with pytest.raises(rw.RollwiseError) as caught:
            call()
        assert (caught.value.code, caught.value.field) == (code, field)
    with pytest.raises(rw.ConfigError) as caught:
        engine.evaluate_condition(WEDNESDAY, "files +", situation())
    assert (caught.value.code, caught.value.field) == ("invalid_expression", "condition")
