"""Objectives, quality gates and delivery figures, as Python has them."""

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import rollwise as rw
from rollwise import types

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
SLO: dict[str, Any] = {"objectives": [{"name": "a", "target": 0.99, "alerts": {"kind": "given", "rules": []}}]}


def test_steps_may_be_classes_mappings_or_text() -> None:
    start = NOW - timedelta(hours=1)
    step = types.SliStep(start=start, duration=timedelta(hours=1), events=types.SliEvents(bad=6, valid=1000))
    evidence = types.SloEvidence(objectives=[types.ObjectiveEvidence(objective="a", steps=[step])])
    decision = rw.assess_slo(NOW, evidence, policy=SLO)
    assert rw.assess_slo(NOW, rw.to_json(evidence), policy=json.dumps(SLO)) == decision
    assert (decision.tier, decision.objectives[0].budget.spare) == ("slow", 4)
    assert decision.error_budget == pytest.approx(0.4)
    assert rw.assess_slo(NOW, {"objectives": []}, policy=SLO).error_budget is None


def test_objectives_without_a_budget_are_refused() -> None:
    with pytest.raises(rw.ConfigError) as refused:
        rw.review_slo({"objectives": [{"name": "a", "target": 1}]}, 1)
    assert (refused.value.code, refused.value.field) == ("out_of_range", "objectives[0].target")
    with pytest.raises(rw.InputError) as ratio:
        rw.review_slo(SLO, math.nan)
    assert (ratio.value.code, ratio.value.field) == ("not_finite", "error_ratio")


def test_a_release_must_show_its_quality() -> None:
    criterion = types.FixedQualityCriterion(is_="at_most", value=1)
    objective = types.QualityObjective(name="a", metric="a", pass_=[types.CriteriaSet(criteria=[criterion])])
    policy = types.QualityPolicy(objectives=[objective])
    assert rw.judge_quality({"values": [{"metric": "a", "value": 1}]}, policy=policy).verdict == "pass"
    assert rw.judge_quality({"values": [{"metric": "a"}]}, policy=policy).verdict == "fail"
    with pytest.raises(rw.InputError) as refused:
        rw.judge_quality({"values": [{"metric": "a", "value": math.inf}]}, policy=policy)
    assert (refused.value.code, refused.value.field) == ("not_finite", "values[0].value")


def test_rollouts_become_figures() -> None:
    release = {
        "id": "r1",
        "service": "shop",
        "version": "2.4.0",
        "image_tag": "9f8d111d-1763690400",
        "commit": "9f8d111d",
    }
    _, step = rw.Engine().start(NOW, release)
    assert step.record is not None
    (delivery,) = rw.deliveries([step.record])
    assert (delivery.id, delivery.deployed_at, delivery.automatic) == ("r1", None, True)
    figures = rw.delivery_figures(NOW, NOW + timedelta(days=1), types.DeliveryLog(deployments=[delivery]))
    assert (figures.deployments, figures.never_deployed, figures.verdict) == (0, 1, "inconclusive")


def test_an_engine_has_the_policy_of_all_of_them() -> None:
    criteria = [{"kind": "fixed", "is": "at_most", "value": 1}]
    quality = {"objectives": [{"name": "a", "metric": "a", "pass": [{"criteria": criteria}]}]}
    engine = rw.Engine({"slo": SLO, "quality": quality})
    steps = [{"start": NOW - timedelta(hours=1), "duration": "1h", "events": {"bad": 6, "valid": 1000}}]
    evidence = {"objectives": [{"objective": "a", "steps": steps}]}
    assert engine.assess_slo(NOW, evidence) == rw.assess_slo(NOW, evidence, policy=SLO)
    assert engine.review_slo(1) == rw.review_slo(SLO, 1)
    values = {"values": [{"metric": "a", "value": 1}]}
    assert engine.judge_quality(values) == rw.judge_quality(values, policy=quality)
    tomorrow, log = NOW + timedelta(days=1), types.DeliveryLog(deployments=[])
    assert engine.delivery_figures(NOW, tomorrow, log) == rw.delivery_figures(NOW, tomorrow, log)
