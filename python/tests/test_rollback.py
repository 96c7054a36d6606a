"""Triggers, rollback and promotion, as Python has them."""

import json
import math
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

import rollwise as rw
from rollwise import types

DEPLOYED = datetime(2026, 11, 21, 3, tzinfo=UTC)
LOOKS = [DEPLOYED + timedelta(minutes=i) for i in range(1, 4)]
NOW = LOOKS[-1]


def evidence(values: list[Any]) -> dict[str, Any]:
    return {
        "deployed_at": DEPLOYED,
        "looks": {"at": LOOKS, "metrics": {"error_rate": {"canary": {"kind": "values", "values": values}}}},
    }


def test_looks_may_be_classes_or_mappings() -> None:
    report = rw.Engine().evaluate_triggers(NOW, evidence([0.08, 0.07, 0.09]))
    track = types.Track(canary=types.ValuesColumn(values=[0.08, 0.07, 0.09]))
    looks = types.Recording(at=LOOKS, metrics={"error_rate": track})
    given = types.TriggerEvidence(deployed_at=DEPLOYED, looks=looks)
    assert rw.Engine().evaluate_triggers(NOW, given) == report
    first = report.triggers[0]
    assert (report.verdict, first.state, first.fired_at) == ("fail", "firing", LOOKS[2])


@pytest.mark.parametrize("value", [math.nan, math.inf, "0.08"])
def test_what_is_no_number_is_refused_and_none_is_missing(value: object) -> None:
    with pytest.raises(rw.InputError) as refused:
        rw.Engine().evaluate_triggers(NOW, evidence([0.08, value, 0.09]))
    assert refused.value.field == "looks.metrics.error_rate.canary.values[1]"
    report = rw.Engine({"triggers": {"max_gap": "2m"}}).evaluate_triggers(NOW, evidence([0.08, None, 0.09]))
    assert report.triggers[0].looks == 2


def decision(**history: Any) -> rw.RollbackDecision:
    day_before = DEPLOYED - timedelta(days=1)
    known = {"version": "2.3.9", "promoted_at": day_before, "verified_at": day_before, **history}
    given = {
        "version": "2.4.0",
        "share": 100,
        "history": [known, {"version": "2.4.0", "promoted_at": DEPLOYED, "reversibility": {"kind": "full"}}],
        "triggers": evidence([0.08, 0.07, 0.09]),
    }
    return rw.Engine().decide_rollback(NOW, given)


def test_a_decision_says_everything_that_a_controller_needs() -> None:
    decided = decision()
    assert (decided.should_rollback, decided.target_version, decided.strategy) == (True, "2.3.9", "immediate")
    assert decided.confidence == pytest.approx(0.9)
    assert isinstance(decided.follow_up[0], types.CondemnFollowUp)
    report = rw.rollback_report(decided)
    assert report == rw.rollback_report(rw.to_json(decided))
    assert report.startswith("ROLL BACK from 2.4.0 to 2.3.9: immediate\n")


def test_a_rollback_that_does_not_go_back_cannot_be_started() -> None:
    release = rw.Release(
        id="r1", service="shop", version="2.3.9", image_tag="9f8d111d-1763690400", commit="9f8d111d"
    )
    held = decision(condemned_at=DEPLOYED)
    assert held.course == "hold"
    with pytest.raises(rw.MisuseError) as refused:
        rw.Engine().start_rollback(NOW, release, held)
    assert refused.value.code == "not_expected"
    another = rw.Release(
        id="r1", service="shop", version="2.3.8", image_tag="9f8d111d-1763690400", commit="9f8d111d"
    )
    with pytest.raises(rw.InputError) as wrong:
        rw.Engine().start_rollback(NOW, another, decision())
    assert wrong.value.field == "release.version"
    rollout, _ = rw.Engine().start_rollback(NOW, release, decision())
    assert rollout.release.rolls_back == "2.4.0"
    assert json.loads(rollout.to_json())["release"]["rolls_back"] == "2.4.0"


def test_a_canary_from_the_future_is_refused() -> None:
    with pytest.raises(rw.InputError, match="since"):
        rw.Engine().decide_promotion(DEPLOYED, {"since": NOW, "share": 5, "measured": {"metrics": {}}})
