"""What watches over a model: acceptance, drift, score and retraining, with columns as Python has them."""

import math
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

import rollwise as rw

NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)
SUCCEEDED = [i % 10 != 0 for i in range(200)]
SEES = [0.75 if succeeded else 0.25 for succeeded in SUCCEEDED]


def test_models_are_compared_by_lists_and_arrays_alike() -> None:
    lists = rw.compare_models(SEES, SUCCEEDED, champion=[0.9] * 200)
    assert rw.compare_models(np.array(SEES), np.array(SUCCEEDED), champion=np.full(200, 0.9)) == lists
    assert rw.compare_models(tuple(SEES), np.array(SUCCEEDED, dtype=int), champion=[0.9] * 200) == lists
    assert lists.accepted
    assert lists.difference is not None
    assert lists.champion is not None
    assert lists.difference.mean == pytest.approx(lists.challenger.log_loss - lists.champion.log_loss)


def test_a_policy_may_be_a_class_or_a_mapping() -> None:
    strict = rw.types.AcceptancePolicy(max_calibration_error=0.1)
    assert not rw.compare_models(SEES, SUCCEEDED, policy=strict).accepted
    assert not rw.compare_models(SEES, SUCCEEDED, policy={"max_calibration_error": 0.1}).accepted
    with pytest.raises(rw.ConfigError, match="accuracy_above"):
        rw.compare_models(SEES, SUCCEEDED, policy={"accuracy_above": 1})


@pytest.mark.parametrize(
    "values",
    [
        [0, 1, None, 3.5, math.nan],
        (0.0, 1.0, math.nan, 3.5, None),
        np.array([0, 1, np.nan, 3.5, np.nan]),
        np.array([0, 1, np.nan, 3.5, np.nan], dtype="float32"),
        np.array([9, 0, 9, 1, 9, np.nan, 9, 3.5, 9, np.nan])[1::2],
    ],
)
def test_a_column_has_gaps_in_every_form(values: Any) -> None:
    reference = rw.input_reference("coverage", values)
    assert (reference.edges, reference.counts, reference.missing) == ((0.0, 1.0), (1, 1, 1), 2)


def test_booleans_are_flags() -> None:
    flags = [True, False, True, True]
    assert rw.input_reference("hotfix", flags) == rw.input_reference("hotfix", [1, 0, 1, 1])
    assert rw.input_reference("hotfix", np.array(flags)) == rw.input_reference("hotfix", flags)


def test_drift_is_measured_against_what_was_stored() -> None:
    reference = rw.input_reference("lines", np.arange(500.0))
    stored = f"[{rw.to_json(reference)}]"
    drift = rw.measure_drift(stored, {"lines": np.arange(500.0) * 3})
    assert drift == rw.measure_drift([reference], {"lines": [3 * i for i in range(500)]})
    assert drift.verdict == "fail"
    assert rw.check_retraining(NOW, {}, outcomes_since_training=0, drift=drift).due


def test_a_score_goes_on_where_it_was_stored() -> None:
    whole = rw.keep_score(SEES, SUCCEEDED)
    begun = rw.keep_score(SEES[:50], SUCCEEDED[:50])
    assert rw.keep_score(SEES[50:], SUCCEEDED[50:], scoreboard=rw.to_json(begun)) == whole
    assert rw.keep_score([], [], scoreboard=whole) == whole
    assert whole.all is not None
    assert whole.all.outcomes == 200


def test_training_is_due_at_a_moment() -> None:
    trained = NOW - timedelta(days=29)
    answer = rw.check_retraining(NOW, rw.keep_score(SEES, SUCCEEDED), outcomes_since_training=200, trained_at=trained)
    assert (answer.due, answer.due_at) == (False, NOW + timedelta(days=1))
    assert "age in days: 29 does not suffice, the threshold is 30" in map(rw.explain, answer.reasons)


@pytest.mark.parametrize(
    ("call", "text"),
    [
        (lambda: rw.input_reference("lines", "abc"), "`lines`: wrong type: `abc`; allowed: a list"),
        (lambda: rw.input_reference("lines", 5), "`lines`: wrong type: `5`; allowed: a list"),  # type: ignore[arg-type]
        (lambda: rw.input_reference("lines", [1, "a"]), "`lines[1]`: wrong type: `a`; allowed: a number"),
        (
            lambda: rw.input_reference("lines", [1, math.inf]),
            "`lines[1]`: not a finite number: `inf`; allowed: a finite number, or NaN where it is missing",
        ),
        (lambda: rw.measure_drift([], 5), "`columns`: wrong type: `5`; allowed: an object"),  # type: ignore[arg-type]
        (lambda: rw.measure_drift([], {1: [1.0]}), "`columns`: wrong type: `1`; allowed: a text"),
        (lambda: rw.keep_score([0.5, math.nan], [True, True]), "`probabilities[1]`: not a finite number: `NaN`"),
        (lambda: rw.compare_models([0.5], [2]), "`succeeded[0]`: out of range: `2`"),
    ],
)
def test_what_cannot_be_used_is_named(call: Any, text: str) -> None:
    with pytest.raises(rw.InputError) as refused:
        call()
    assert str(refused.value).startswith(text)


def test_words_are_watched_too() -> None:
    reference = rw.input_reference("team", ["web", "cart", None, "web"] * 100)
    assert (reference.words, reference.counts, reference.missing) == (("cart", "web"), (100, 200, 0), 100)
    assert rw.input_reference("team", np.array(["web", "cart", None, "web"] * 100, dtype=object)) == reference
    assert rw.input_reference("team", ["web", "cart", math.nan, "web"] * 100) == reference
    assert rw.measure_drift([reference], {"team": ["web", "cart", None, "web"] * 25}).verdict == "pass"
    assert rw.measure_drift([reference], {"team": ["pay"] * 100}).verdict == "fail"
    with pytest.raises(rw.InputError) as refused:
        rw.measure_drift([reference], {"team": ["web", 5]})
    assert (refused.value.code, refused.value.field) == ("wrong_type", "columns.team[1]")
