"""A rollout: stepped, saved, copied and resumed."""

from __future__ import annotations

import copy
import json
import pickle
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import harness
import pytest
import rollwise as rw
from harness import START, Host


def test_a_healthy_rollout_is_verified_with_all_traffic() -> None:
    host = harness.verified()
    assert host.rollout.phase == "verified"
    assert host.rollout.share == 100.0
    assert host.rollout.wake_at is None
    assert host.rollout.outstanding() == ()
    assert host.rollout.allowed_events() == ()
    shares = [action for record in host.records for action in record.actions if action == "set_traffic"]
    assert len(shares) == 3, "5, 25 and 50 %; the last stage is the promotion"


def test_an_unhealthy_rollout_goes_back() -> None:
    host = Host().to_first_stage().finish(errors=[2, 80])
    assert (host.rollout.phase, host.rollout.share) == ("rolled_back", 0.0)
    looks = [record.report for record in host.records if record.report]
    assert [look.verdict for look in looks] == ["pass", "fail"]


def test_a_step_tells_where_what_and_when() -> None:
    host = Host().to_first_stage()
    step = host.to_look().answer()
    assert step.phase == host.rollout.phase == "canary"
    [action] = step.actions
    assert isinstance(action, rw.SetTrafficAction)
    assert (action.stage, action.share) == (1, 25.0)
    assert step.wake_at == host.rollout.wake_at == rw.WakeUp(
        at=host.now + timedelta(minutes=5), reason="answer_due"
    )
    record = step.record
    assert record is not None and record.report is not None and record.confidence is not None
    assert (record.from_, record.to) == ("canary_evaluating", "canary")
    assert len(record.report.checks) == len(record.confidence.factors) == 6
    assert host.rollout.confidence == rw.ConfidenceSummary(
        score=record.confidence.score, decision=record.confidence.decision
    )


def test_events_are_the_same_in_every_form() -> None:
    forms: list[rw.Event | dict[str, str] | str] = [
        rw.PauseEvent(actor="ada", reason="lunch"),
        {"reason": "lunch", "actor": "ada", "kind": "pause"},
        '{"kind": "pause", "actor": "ada", "reason": "lunch"}',
    ]
    base = Host().to_first_stage()
    steps = [copy.copy(base.rollout).step(base.now, form) for form in forms]
    assert steps[0].phase == "paused"
    assert steps[0] == steps[1] == steps[2]


def test_late_answers_and_early_ticks_change_nothing() -> None:
    host = Host().to_first_stage()
    before = host.rollout.to_json()
    assert host.feed(rw.TickEvent()).record is None
    assert host.feed(rw.ActionDoneEvent(action="r1/1/build")).record is None
    assert host.rollout.to_json() == before


def test_properties_hold_what_the_rollout_was_started_with() -> None:
    rollout = Host().rollout
    assert rollout.release.id == "r1"
    assert [stage.share for stage in rollout.terms.plan.stages] == [5.0, 25.0, 50.0, 100.0]
    assert rollout.state.started_at == START
    assert rollout.confidence is None
    assert rollout.share == 0.0
    assert repr(rollout) == "<Rollout r1 of checkout 2.4.0: init>"


def through_json(rollout: rw.Rollout) -> rw.Rollout:
    return rw.Rollout.from_json(rollout.to_json())


def through_pickle(rollout: rw.Rollout) -> rw.Rollout:
    loaded: rw.Rollout = pickle.loads(pickle.dumps(rollout))
    return loaded


@pytest.mark.parametrize("duplicate", [through_json, through_pickle, copy.copy, copy.deepcopy])
def test_a_duplicate_is_equal_and_goes_its_own_way(duplicate: Callable[[rw.Rollout], rw.Rollout]) -> None:
    host = Host().to_first_stage()
    other = duplicate(host.rollout)
    assert other == host.rollout
    host.wake()
    assert other != host.rollout
    assert other.phase == "canary_waiting"


def test_rollouts_change_and_so_have_no_hash() -> None:
    with pytest.raises(TypeError):
        hash(Host().rollout)
    assert Host().rollout != "r1"


def test_random_numbers_survive_storage_exactly() -> None:
    # Without care about one float in thirteen comes back from JSON text one unit off.
    numbers = random.Random(7)
    engine = rw.Engine()
    for _ in range(2000):
        safety = numbers.random() * 10.0 ** -numbers.randrange(12)
        rollout, _ = engine.start(START, harness.RELEASE)
        step = rollout.step(START, {"kind": "safety_assessed", "safety": safety})
        loaded = through_json(rollout)
        assert loaded == rollout
        assert loaded.state.safety == safety
        assert step.record is not None
        assert rw.read_records(rw.to_json(step.record)) == (step.record,)


def test_canonical_json_is_the_same_for_the_same_value() -> None:
    step = Host().to_first_stage().to_look().answer()
    text = rw.to_json(step)
    assert text == json.dumps(json.loads(text), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert rw.to_json(json.loads(text)) == text
    assert rw.to_json(rw.TickEvent()) == '{"kind":"tick"}'
    assert rw.to_json(rw.Stage(share=5.0, bake=timedelta(minutes=90))) == '{"bake":"1h30m","share":5}'
    assert rw.to_json({"at": datetime(2026, 11, 21, tzinfo=UTC)}) == '{"at":"2026-11-21T00:00:00Z"}'
    rollout = Host().rollout
    assert json.loads(rw.to_json(rollout)) == json.loads(rollout.to_json())


def test_words_and_pictures() -> None:
    host = harness.verified()
    assert host.records[0].reasons[0].code == "started"
    assert rw.explain(host.records[0].reasons[0]) == rw.explain({"code": "started", "subject": "rollout"})
    assert "verified" in rw.timeline(host.records)
    assert "\x1b[" in rw.timeline(host.records, colour=True)
    assert "\x1b[" not in rw.timeline(host.records)
    assert rw.mermaid("paused").startswith(rw.mermaid())
    assert "| init | safety_assessed | building | done |" in rw.state_table()
    assert rw.allowed_events("init") == ("safety_assessed", "abort")
