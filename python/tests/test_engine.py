"""The engine: one checked policy, asked in several ways."""

from __future__ import annotations

import dataclasses
import json
from datetime import timedelta
from typing import Any

import harness
import pytest
import rollwise as rw


def test_the_default_policy_has_the_six_standard_gates() -> None:
    names = [gate.name for gate in rw.Engine().gates()]
    assert names == [
        "error_rate", "latency_p95_ms", "latency_p99_ms", "cpu_saturation", "memory_saturation", "request_rate",
    ]


def test_dataclass_mapping_and_json_are_the_same_policy() -> None:
    as_mapping = {
        "plan": "conservative",
        "rollout": {"hold_limit": "1h30m"},
        "gates": [
            {
                "name": "checkout_rate",
                "metric": "checkout_rate",
                "window": "30m",
                "condition": {"kind": "ratio", "bound": "at_least", "limit": 0.98},
            }
        ],
    }
    as_dataclass = rw.Policy(
        plan="conservative",
        rollout=rw.RolloutPolicy(hold_limit=timedelta(hours=1, minutes=30)),
        gates=[
            rw.Gate(
                name="checkout_rate",
                metric="checkout_rate",
                window=timedelta(minutes=30),
                condition=rw.RatioCondition(bound="at_least", limit=0.98),
            )
        ],
    )
    policies = [rw.Engine(policy).policy() for policy in (as_mapping, as_dataclass, json.dumps(as_mapping))]
    assert policies[0] == policies[1] == policies[2]
    assert policies[0].gates is not None
    assert policies[0].gates[0].min_samples == 0, "what was left out is at its default"


def test_a_policy_goes_in_as_it_came_out() -> None:
    policy = rw.policy_for("staging")
    assert rw.Engine(policy).policy() == policy
    assert rw.Engine(rw.to_json(policy)).policy() == policy


def test_environments_differ() -> None:
    assert rw.policy_for("production") == rw.Engine().policy()
    assert rw.policy_for("dev").plan == "fast"


@pytest.mark.parametrize("name", ["standard_canary", "linear", "blue_green", "shadow"])
def test_plans_have_names(name: str) -> None:
    assert rw.Engine().plan(name).name == name


def test_evidence_is_the_same_in_every_form() -> None:
    engine, mapping = rw.Engine(), harness.evidence(12)
    both = rw.CountsMeasurement(events=12, trials=1000), rw.CountsMeasurement(events=40, trials=20_000)
    rates = rw.ValueMeasurement(value=96), rw.ValueMeasurement(value=100)

    def alone(level: float) -> rw.Comparison:
        return rw.Comparison(canary=rw.ValueMeasurement(value=level))

    dataclass = rw.Evidence(
        metrics={
            "error_rate": rw.Comparison(canary=both[0], baseline=both[1]),
            "latency_p95_ms": alone(220),
            "latency_p99_ms": alone(480),
            "cpu_saturation": alone(0.41),
            "memory_saturation": alone(0.63),
            "request_rate": rw.Comparison(canary=rates[0], baseline=rates[1]),
        }
    )
    reports = [engine.evaluate_gates(harness.START, form) for form in (mapping, dataclass, json.dumps(mapping))]
    assert reports[0] == reports[1] == reports[2]
    assert reports[0].verdict == "fail"
    assert reports[0].checks[0].limit == 0.0032


def test_what_was_not_measured_says_so() -> None:
    report = rw.Engine().evaluate_gates(harness.START, rw.Evidence(metrics={}))
    assert (report.verdict, report.code) == ("inconclusive", "nothing_measured")
    unread = rw.Engine().evaluate_gates(harness.START, {"metrics": {"other": {"canary": harness.value(1)}}}).unread
    assert unread == ("other",)
    assert report.unread == (), "a list without entries is empty, not missing"


def test_the_worked_confidence_example() -> None:
    factors = rw.Factors(
        safety=1.0,
        canary_health=1.0,
        blast_radius=0.1,
        historical_success=0.8,
        change_complexity=0.7,
        test_coverage=0.85,
    )
    confidence = rw.Engine().score_confidence(factors)
    assert (confidence.score, confidence.decision) == (80.0, "auto_promote")
    assert [part.contribution for part in confidence.factors] == [30.0, 25.0, 1.5, 8.0, 7.0, 8.5]
    flip = rw.Flip(factor="safety", from_=1.0, to=1.0, decision="manual_review")
    assert confidence.flip == flip, "anywhere below 1"


@pytest.mark.parametrize(
    ("what", "level", "code"),
    [
        ("rollback", 0.85, "threshold_not_reached"),
        ("rollback", 0.86, "threshold_reached"),
        ("promote", 0.85, "threshold_reached"),
    ],
)
def test_automation_has_thresholds(what: rw.Automation, level: float, code: str) -> None:
    assert rw.Engine().permits(what, level).code == code


def test_a_rollout_starts_by_name_plan_or_mapping() -> None:
    engine = rw.Engine()
    plan = engine.plan("two_step")
    as_mapping: dict[str, Any] = json.loads(rw.to_json(plan))
    by_name, by_plan, by_mapping = (
        engine.start(harness.START, harness.RELEASE, form)[0] for form in ("two_step", plan, as_mapping)
    )
    assert by_name == by_plan == by_mapping
    assert by_name.terms.plan == plan
    assert by_name != engine.start(harness.START, harness.RELEASE)[0]


def test_a_release_is_the_same_in_every_form() -> None:
    fields: dict[str, Any] = {**harness.RELEASE, "factors": rw.Factors(**harness.RELEASE["factors"])}
    release = rw.Release(**fields)
    forms = (harness.RELEASE, release, json.dumps(harness.RELEASE))
    started = [rw.Engine().start(harness.START, form) for form in forms]
    assert started[0] == started[1] == started[2]
    assert dataclasses.replace(started[0][0].release, factors=None) == dataclasses.replace(release, factors=None)


def test_image_tags_name_builds() -> None:
    assert rw.is_build_of("9f8d111d-1763690400", harness.RELEASE["commit"])
    assert not rw.is_build_of("0f8d111d-1763690400", harness.RELEASE["commit"])
    with pytest.raises(rw.InputError, match="latest") as caught:
        rw.is_build_of("latest", harness.RELEASE["commit"])
    assert (caught.value.code, caught.value.field) == ("image_not_immutable", "image_tag")
