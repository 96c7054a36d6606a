"""Single values on their way in and out: time, numbers, arrays, text and containers."""

from __future__ import annotations

import array
import collections
import enum
import gc
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

import harness
import numpy as np
import pytest
import rollwise as rw
from harness import START

ENGINE = rw.Engine()


def started_at(now: Any) -> datetime:
    return ENGINE.start(now, harness.RELEASE)[0].state.started_at


def level(value: Any) -> float | None:
    """The level that a gate sees."""
    evidence = {"metrics": {"cpu_saturation": {"canary": {"kind": "value", "value": value}}}}
    return ENGINE.evaluate_gates(START, evidence).checks[3].observed


def refusal(value: Any) -> rw.RollwiseError:
    with pytest.raises(rw.InputError) as caught:
        level(value)
    assert caught.value.field == "metrics.cpu_saturation.canary.value"
    return caught.value


@pytest.mark.parametrize(
    "now",
    [
        datetime(2026, 11, 21, 3, 0, 0, 123_000, UTC),
        datetime(2026, 11, 21, 4, 0, 0, 123_000, ZoneInfo("Europe/Berlin")),
        datetime(2026, 11, 20, 21, 30, 0, 123_999, timezone(timedelta(hours=-5, minutes=-30))),
        "2026-11-21T03:00:00.123Z",
        "2026-11-21T04:00:00.123+01:00",
    ],
)
def test_moments_of_any_zone_are_the_same_moment(now: Any) -> None:
    moment = started_at(now)
    assert moment == datetime(2026, 11, 21, 3, 0, 0, 123_000, UTC)
    assert moment.tzinfo is UTC


def test_the_same_wall_clock_twice_in_autumn_is_two_moments() -> None:
    zone = ZoneInfo("Europe/Berlin")
    first, second = (datetime(2026, 10, 25, 2, 30, fold=fold, tzinfo=zone) for fold in (0, 1))
    assert started_at(second) - started_at(first) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("now", "code"),
    [
        (datetime(2026, 11, 21, 3, 0), "wrong_type"),
        (datetime(1969, 12, 31, tzinfo=UTC), "out_of_range"),
        (datetime(2026, 11, 21).date(), "wrong_type"),
        (1_763_690_400, "wrong_type"),
        (True, "wrong_type"),
        (None, "wrong_type"),
        (timedelta(1), "out_of_range"),
        ("2026-11-21T03:00:00", "out_of_range"),
        ("yesterday", "out_of_range"),
        (np.datetime64("2026-11-21"), "wrong_type"),
    ],
)
def test_what_is_not_a_moment_is_refused(now: Any, code: str) -> None:
    with pytest.raises(rw.InputError) as caught:
        started_at(now)
    assert (caught.value.code, caught.value.field) == (code, "now")


def test_a_naive_datetime_is_refused_with_a_way_out() -> None:
    with pytest.raises(rw.InputError, match="aware datetime, such as one with tzinfo=datetime.UTC") as caught:
        started_at(datetime(2026, 11, 21, 3, 0))
    assert caught.value.value == "2026-11-21 03:00:00"


@pytest.mark.parametrize(
    "bake", [timedelta(minutes=90), "1h30m", "90m", timedelta(hours=1, minutes=30, microseconds=999)]
)
def test_durations_are_timedeltas_or_text(bake: Any) -> None:
    plan = {"name": "p", "strategy": "canary", "stages": [{"share": 100, "bake": bake}]}
    rollout, _ = ENGINE.start(START, harness.RELEASE, plan)
    assert rollout.terms.plan.stages[0].bake == timedelta(minutes=90)


@pytest.mark.parametrize(
    ("bake", "code"),
    [
        (timedelta(seconds=-1), "out_of_range"),
        (timedelta(days=3651), "out_of_range"),
        ("90", "out_of_range"),
        (90, "wrong_type"),
        (START, "out_of_range"),
    ],
)
def test_what_is_not_a_duration_is_refused(bake: Any, code: str) -> None:
    plan = {"name": "p", "strategy": "canary", "stages": [{"share": 100, "bake": bake}]}
    with pytest.raises(rw.ConfigError) as caught:
        ENGINE.start(START, harness.RELEASE, plan)
    assert (caught.value.code, caught.value.field) == (code, "plan.stages[0].bake")


class Reading:
    def __float__(self) -> float:
        return 0.5


@pytest.mark.parametrize(
    "value", [0.5, np.float64(0.5), np.float32(0.5), Decimal("0.5"), Fraction(1, 2), np.array(0.5), Reading()]
)
def test_whatever_is_a_number_is_one(value: Any) -> None:
    assert level(value) == 0.5


@pytest.mark.parametrize("value", [1, np.int64(1), np.uint8(1), 1.0])
def test_whole_numbers_are_numbers_and_counts(value: Any) -> None:
    assert level(value) == 1.0
    counts = {"kind": "counts", "events": value, "trials": value}
    report = ENGINE.evaluate_gates(START, {"metrics": {"cpu_saturation": {"canary": counts}}})
    assert report.checks[3].samples == 1


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "wrong_type"),
        (np.True_, "wrong_type"),
        ("0.5", "wrong_type"),
        (b"0.5", "wrong_type"),
        (None, "wrong_type"),
        ([0.5], "wrong_type"),
        (np.array([0.5, 0.6]), "wrong_type"),
        (1j, "wrong_type"),
        (object(), "wrong_type"),
        (float("nan"), "not_finite"),
        (float("inf"), "not_finite"),
        (np.float32("-inf"), "not_finite"),
        (Decimal("nan"), "not_finite"),
    ],
)
def test_whatever_is_not_a_number_is_refused(value: Any, code: str) -> None:
    assert refusal(value).code == code


def test_nan_is_named() -> None:
    assert str(refusal(float("nan"))) == (
        "`metrics.cpu_saturation.canary.value`: not a finite number: `NaN`; allowed: a finite number"
    )
    with pytest.raises(rw.InputError) as caught:
        rw.to_json({"a": [1.0, float("nan")]})
    assert (caught.value.code, caught.value.field) == ("not_finite", "a[1]")


@pytest.mark.parametrize("value", [10**30, -(10**30)])
def test_a_whole_number_beyond_64_bits_is_out_of_range(value: int) -> None:
    with pytest.raises(rw.InputError) as caught:
        ENGINE.evaluate_gates(START, {"metrics": {"m": {"canary": harness.counts(value, value)}}})
    assert (caught.value.code, caught.value.value) == ("out_of_range", str(value))


SAMPLES = [0.25, 0.5, 1.0]


@pytest.mark.parametrize(
    "values",
    [
        SAMPLES,
        tuple(SAMPLES),
        collections.deque(SAMPLES),
        array.array("d", SAMPLES),
        memoryview(array.array("d", SAMPLES)),
        array.array("f", SAMPLES),
        np.array(SAMPLES),
        np.array(SAMPLES * 2)[::2][[0, 2, 1]],
        np.array(SAMPLES, dtype=np.float32),
    ],
)
def test_lists_and_arrays_are_the_same_samples(values: Any) -> None:
    evidence = {"metrics": {"cpu_saturation": {"canary": {"kind": "samples", "values": values}}}}
    check = ENGINE.evaluate_gates(START, evidence).checks[3]
    assert (check.observed, check.samples) == (sum(SAMPLES) / 3, 3)


@pytest.mark.parametrize(
    ("values", "code", "field"),
    [
        (np.array([0.5, float("nan")]), "not_finite", "values[1]"),
        (np.array([[0.5, 0.5]]), "wrong_type", "values[0]"),
        (b"abc", "wrong_type", "values"),
        ("abc", "wrong_type", "values"),
        ({0.5, 0.6}, "wrong_type", "values"),
        ((value for value in SAMPLES), "wrong_type", "values"),
        ({0.5: 0.6}, "wrong_type", "values"),
        ([0.5, True], "wrong_type", "values[1]"),
    ],
)
def test_what_is_not_a_list_of_numbers_is_refused(values: Any, code: str, field: str) -> None:
    evidence = {"metrics": {"m": {"canary": {"kind": "samples", "values": values}}}}
    with pytest.raises(rw.InputError) as caught:
        ENGINE.evaluate_gates(START, evidence)
    assert (caught.value.code, caught.value.field) == (code, f"metrics.m.canary.{field}")


class Settings(Mapping[str, Any]):
    """A mapping that is not a dict."""

    def __init__(self, values: dict[str, Any]) -> None:
        self._values = values

    def __getitem__(self, key: str) -> Any:
        return self._values[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)


class PlanName(enum.StrEnum):
    FAST = "fast"


def test_other_mappings_and_words_are_taken() -> None:
    assert rw.Engine(Settings({"plan": PlanName.FAST})).policy().plan == "fast"
    assert rw.Engine(collections.OrderedDict(plan="fast")).policy().plan == "fast"


def test_a_mapping_has_text_as_keys() -> None:
    with pytest.raises(rw.ConfigError) as caught:
        rw.Engine({1: 2})  # type: ignore[dict-item]
    assert caught.value.code == "wrong_type"


def test_a_kind_may_stand_anywhere_in_a_mapping() -> None:
    event = {"safety": 2, "kind": "safety_assessed"}
    rollout = ENGINE.start(START, harness.RELEASE)[0]
    with pytest.raises(rw.InputError) as caught:
        rollout.step(START, event)
    assert (caught.value.code, caught.value.field) == ("out_of_range", "event.safety")
    assert rollout.step(START, event | {"safety": 1}).phase == "building"


def test_a_metric_may_have_any_name() -> None:
    metrics = {name: {"canary": harness.value(1)} for name in ("from", "kind")}
    assert ENGINE.evaluate_gates(START, {"metrics": metrics}).unread == ("from", "kind")


def test_a_dataclass_leaves_none_out() -> None:
    nothing: Any = None
    canary = rw.ValueMeasurement(value=nothing)
    with pytest.raises(rw.InputError) as caught:
        ENGINE.evaluate_gates(START, rw.Evidence(metrics={"m": rw.Comparison(canary=canary)}))
    assert (caught.value.code, caught.value.field) == ("missing_field", "metrics.m.canary.value")


def test_half_a_surrogate_pair_is_refused() -> None:
    with pytest.raises(rw.InputError) as caught:
        ENGINE.start(START, harness.RELEASE | {"version": "2.4.\ud800"})
    assert caught.value.code == "out_of_range"
    with pytest.raises(rw.InputError) as caught:
        ENGINE.start(START, '{"version": "\ud800"}')
    assert caught.value.code == "out_of_range"


def test_documents_that_hold_themselves_are_refused() -> None:
    endless: list[Any] = []
    endless.append(endless)
    with pytest.raises(rw.InputError, match="128 levels"):
        rw.to_json(endless)
    point: dict[str, Any] = {"at": START}
    point["measurement"] = {"kind": "series", "points": [point]}
    with pytest.raises(rw.InputError, match="128 levels"):
        ENGINE.evaluate_gates(START, {"metrics": {"m": {"canary": point["measurement"]}}})


class Meddler:
    """A number that looks at, or changes, what is just being read."""

    def __init__(self, act: Any) -> None:
        self._act = act

    def __float__(self) -> float:
        self._act()
        return 1.0


def test_reading_may_run_code_that_uses_the_rollout() -> None:
    rollout = ENGINE.start(START, harness.RELEASE)[0]
    seen: list[str] = []
    event = {"kind": "safety_assessed", "safety": Meddler(lambda: seen.append(rollout.phase))}
    assert rollout.step(START, event).phase == "building"
    assert seen == ["init"]


def test_reading_may_run_code_that_changes_the_mapping() -> None:
    metrics: dict[str, Any] = {}
    metrics["m"] = {"canary": {"kind": "value", "value": Meddler(lambda: metrics.update(n=1))}}
    metrics["o"] = {"canary": harness.value(1)}
    assert ENGINE.evaluate_gates(START, {"metrics": metrics}).unread == ("m", "o")


def test_exceptions_of_the_caller_reach_the_caller() -> None:
    def fail() -> None:
        raise KeyError("no such sensor")

    with pytest.raises(KeyError, match="no such sensor"):
        level(Meddler(fail))


def test_nothing_is_leaked() -> None:
    # Objects are made without their `__init__`, so their reference counts are worth a look.
    def step() -> None:
        harness.Host().to_first_stage().to_look().answer()

    step()
    gc.collect()
    before = len(gc.get_objects())
    for _ in range(50):
        step()
    gc.collect()
    assert len(gc.get_objects()) - before < 50
