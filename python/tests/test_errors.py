"""Refusals: each names what is wrong and where, and leaves everything as it was."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import harness
import pytest
import rollwise as rw
from harness import START, Host

NAN = float("nan")


def plan(*shares: float, **more: Any) -> dict[str, Any]:
    return {"name": "own", "strategy": "canary", "stages": [{"share": share} for share in shares], **more}


BAD_POLICIES: list[tuple[Any, str, str]] = [
    ({"plam": "fast"}, "unknown_field", "plam"),
    ({"rollout": {"hold": "1m"}}, "unknown_field", "rollout.hold"),
    ({"plan": 5}, "wrong_type", "plan"),
    ({"gates": "standard"}, "wrong_type", "gates"),
    ({"gate_sets": ["standart"]}, "unknown_variant", "gate_sets[0]"),
    ({"gate_sets": [1]}, "wrong_type", "gate_sets[0]"),
    ({"plan": "faster"}, "unknown_name", "plan"),
    ({"confidence": {"auto_promote_at": 180}}, "out_of_range", "confidence.auto_promote_at"),
    ({"confidence": {"auto_promote_at": NAN}}, "not_finite", "confidence.auto_promote_at"),
    ({"confidence": {"weights": {"safety": True}}}, "wrong_type", "confidence.weights.safety"),
    ({"confidence": {"manual_review_at": 90}}, "contradiction", "confidence.manual_review_at"),
    ({"rollout": {"hold_limit": "soon"}}, "out_of_range", "rollout.hold_limit"),
    ({"rollout": {"hold_limit": timedelta(0)}}, "out_of_range", "rollout.hold_limit"),
    ({"plans": [plan()]}, "empty", "plans[0].stages"),
    ({"plans": [plan(50, 25, 100)]}, "not_rising", "plans[0].stages[1].share"),
    ({"plans": [plan(50)]}, "not_complete", "plans[0].stages[0].share"),
    ({"plans": [plan(101)]}, "out_of_range", "plans[0].stages[0].share"),
    ({"plans": [plan(100), plan(100)]}, "duplicate_name", "plans[1].name"),
    ({"gates": [{"name": "g", "metric": "m"}]}, "missing_field", "gates[0].condition"),
    ({"gates": [{"name": "g", "metric": "m", "condition": {}}]}, "missing_field", "gates[0].condition.kind"),
    ("{", "invalid_json", ""),
    ('{"plan": "fast", "plan": "fast"}', "duplicate_field", "plan"),
    (5, "wrong_type", ""),
    ([], "wrong_type", ""),
]


@pytest.mark.parametrize(("policy", "code", "field"), BAD_POLICIES)
def test_a_bad_policy_is_a_config_error(policy: Any, code: str, field: str) -> None:
    with pytest.raises(rw.ConfigError) as caught:
        rw.Engine(policy)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    ("own", "code", "field"),
    [
        (plan(), "empty", "plan.stages"),
        (plan(50, 50, 100), "not_rising", "plan.stages[1].share"),
        (plan(100, steps=1), "unknown_field", "plan.steps"),
        ("no such plan", "unknown_name", "plan"),
    ],
)
def test_a_bad_plan_is_a_config_error(own: Any, code: str, field: str) -> None:
    with pytest.raises(rw.ConfigError) as caught:
        rw.Engine().start(START, harness.RELEASE, own)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    ("change", "code", "field"),
    [
        ({"id": ""}, "empty", "release.id"),
        ({"id": "a/b"}, "out_of_range", "release.id"),
        ({"image_tag": "latest"}, "image_not_immutable", "release.image_tag"),
        ({"commit": "0123456"}, "image_not_immutable", "release.image_tag"),
        ({"factors": {"safety": 1.5}}, "out_of_range", "release.factors.safety"),
        ({"factors": {"safeties": 1}}, "unknown_field", "release.factors.safeties"),
        ({"version": None}, "wrong_type", "release.version"),
    ],
)
def test_a_bad_release_is_an_input_error(change: dict[str, Any], code: str, field: str) -> None:
    with pytest.raises(rw.InputError) as caught:
        rw.Engine().start(START, harness.RELEASE | change)
    assert (caught.value.code, caught.value.field) == (code, field)


@pytest.mark.parametrize(
    ("measurement", "code", "field"),
    [
        (harness.counts(3, 2), "events_exceed_trials", "events"),
        (harness.counts(-1, 2), "out_of_range", "events"),
        ({"kind": "counts", "events": 1.5, "trials": 2}, "out_of_range", "events"),
        ({"kind": "counts", "events": 1}, "missing_field", "trials"),
        ({"kind": "count", "events": 1, "trials": 2}, "unknown_variant", "kind"),
        ({"value": 1}, "missing_field", "kind"),
        (harness.value(NAN), "not_finite", "value"),
        ({"kind": "missing", "value": 1}, "unknown_field", "value"),
        ({"kind": "samples", "values": [1, NAN]}, "not_finite", "values[1]"),
        (0.2, "wrong_type", ""),
    ],
)
def test_bad_evidence_is_an_input_error(measurement: Any, code: str, field: str) -> None:
    evidence = harness.evidence()
    evidence["metrics"]["error_rate"]["canary"] = measurement
    with pytest.raises(rw.InputError) as caught:
        rw.Engine().evaluate_gates(START, evidence)
    want = f"metrics.error_rate.canary.{field}".rstrip(".")
    assert (caught.value.code, caught.value.field) == (code, want)

    host = Host().to_first_stage().to_look()
    [action] = host.rollout.outstanding()
    before = host.rollout.to_json()
    with pytest.raises(rw.InputError) as caught:
        host.rollout.step(host.now, {"kind": "measured", "action": action.id, "evidence": evidence})
    assert (caught.value.code, caught.value.field) == (code, f"event.evidence.{want}")
    assert host.rollout.to_json() == before


PERSON = {"actor": "ada", "reason": "because"}


@pytest.mark.parametrize(
    ("event", "family", "code", "field"),
    [
        ({"kind": "resume", **PERSON}, rw.MisuseError, "not_expected", "event.kind"),
        ({"kind": "pause", **PERSON, "rollout": "r2"}, rw.MisuseError, "wrong_rollout", "event.rollout"),
        ({"kind": "action_done", "action": "r2/1/build"}, rw.MisuseError, "wrong_rollout", "event.rollout"),
        ({"kind": "action_done", "action": "r1/99/build"}, rw.MisuseError, "unknown_action", "event.action"),
        ({"kind": "pause"}, rw.InputError, "missing_field", "event.actor"),
        ({"kind": "pause", **PERSON, "why": "x"}, rw.InputError, "unknown_field", "event.why"),
        ({"kind": "safety_assessed", "safety": True}, rw.InputError, "wrong_type", "event.safety"),
        ({"kind": "tock"}, rw.InputError, "unknown_variant", "event.kind"),
        ({}, rw.InputError, "missing_field", "event.kind"),
        ("tick", rw.InputError, "invalid_json", "event"),
        (None, rw.InputError, "wrong_type", "event"),
    ],
)
def test_a_bad_event_changes_nothing(event: Any, family: type[rw.RollwiseError], code: str, field: str) -> None:
    host = Host().to_first_stage()
    before = host.rollout.to_json()
    with pytest.raises(family) as caught:
        host.rollout.step(host.now, event)
    assert (type(caught.value), caught.value.code, caught.value.field) == (family, code, field)
    assert host.rollout.to_json() == before


def test_time_never_goes_back() -> None:
    host = Host().to_first_stage()
    before = host.rollout.to_json()
    with pytest.raises(rw.MisuseError) as caught:
        host.rollout.step(START - timedelta(milliseconds=1), rw.TickEvent())
    assert (caught.value.code, caught.value.field) == ("time_went_back", "now")
    assert caught.value.value == "2026-11-21T02:59:59.999Z"
    assert host.rollout.to_json() == before


def test_a_stored_rollout_is_checked() -> None:
    text = Host().rollout.to_json()
    for changed, code, field in [
        (text.replace('"schema_version":1', '"schema_version":2'), "unknown_schema_version", "schema_version"),
        (text.replace('"phase":"init"', '"phase":"start"'), "unknown_variant", "state.phase"),
        (text[:-1], "invalid_json", ""),
    ]:
        with pytest.raises(rw.InputError) as caught:
            rw.Rollout.from_json(changed)
        assert (caught.value.code, caught.value.field) == (code, field)


ASKED_BY_WORD: list[tuple[Callable[[Any], object], str]] = [
    (rw.policy_for, "environment"),
    (rw.allowed_events, "phase"),
    (rw.mermaid, "phase"),
    (lambda word: rw.Engine().permits(word, 0.5), "what"),
]


@pytest.mark.parametrize(("ask", "field"), ASKED_BY_WORD)
def test_unknown_words_are_refused_with_the_known_ones(ask: Callable[[Any], object], field: str) -> None:
    with pytest.raises(rw.InputError) as caught:
        ask("nowhere")
    assert (caught.value.code, caught.value.field, caught.value.value) == ("unknown_variant", field, "nowhere")
    assert caught.value.allowed


def test_an_error_has_parts_and_a_text() -> None:
    with pytest.raises(rw.ConfigError) as caught:
        rw.Engine({"confidence": {"auto_promote_at": 180}})
    err = caught.value
    assert (err.code, err.field, err.value) == ("out_of_range", "confidence.auto_promote_at", "180")
    assert err.allowed == "a score from 0 to 100"
    assert str(err) == "`confidence.auto_promote_at`: out of range: `180`; allowed: a score from 0 to 100"
    assert isinstance(err, rw.RollwiseError) and isinstance(err, ValueError)


def test_an_error_can_be_pickled() -> None:
    with pytest.raises(rw.RollwiseError) as caught:
        rw.Engine({"plan": "faster"})
    loaded = pickle.loads(pickle.dumps(caught.value))
    assert (type(loaded), str(loaded), loaded.allowed) == (rw.ConfigError, str(caught.value), caught.value.allowed)


def test_wrong_arguments_are_type_errors() -> None:
    engine: Any = rw.Engine()
    with pytest.raises(TypeError):
        engine.plan(5)
    with pytest.raises(TypeError):
        engine.start()
    with pytest.raises(TypeError):
        rw.Rollout()
