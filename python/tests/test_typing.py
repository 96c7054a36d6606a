"""What the type checkers know; mypy and pyright read this file strictly, and it also runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, assert_never, assert_type

import harness
import rollwise as rw


def share_of(action: rw.Action) -> float | None:
    """Narrows by kind."""
    if action.kind == "set_traffic":
        assert_type(action, rw.SetTrafficAction)
        return action.share
    return None


def level_of(measurement: rw.Measurement) -> float | None:
    """Narrows by class, to the last one."""
    match measurement:
        case rw.ValueMeasurement(value=value):
            assert_type(value, float)
            return value
        case rw.CountsMeasurement(events=events, trials=trials):
            return events / trials
        case rw.EventsMeasurement(events=events, exposure=exposure):
            return events / exposure
        case rw.HistogramMeasurement() | rw.SamplesMeasurement() | rw.SeriesMeasurement():
            return None
        case rw.MissingMeasurement() | rw.NotANumberMeasurement() | rw.FetchFailedMeasurement():
            return None
        case rw.StaleMeasurement():
            return None
        case _:
            assert_never(measurement)


def limit_of(condition: rw.Condition) -> float:
    if condition.kind != "absolute":
        assert_type(condition, rw.RatioCondition | rw.DifferenceCondition)
    return condition.limit


def is_over(phase: rw.Phase) -> bool:
    return phase in ("verified", "rolled_back", "failed")


def test_narrowing() -> None:
    host = harness.Host().to_first_stage()
    step = host.to_look().answer()
    assert_type(step, rw.Step)
    assert_type(step.phase, rw.Phase)
    assert_type(rw.TickEvent().kind, Literal["tick"])
    assert_type(host.rollout.wake_at, rw.WakeUp | None)
    assert share_of(step.actions[0]) == 25.0
    assert level_of(rw.CountsMeasurement(events=1, trials=4)) == 0.25
    assert limit_of(rw.AbsoluteCondition(bound="below", limit=1)) == 1
    assert not is_over(step.phase)


def test_the_checkers_refuse_mistakes() -> None:
    """Each line must be an error to mypy, which says so when one no longer is."""
    mistakes: list[Callable[[], object]] = [
        lambda: rw.TickEvent("tick"),  # type: ignore[call-arg]
        lambda: rw.Stage(shares=5.0),  # type: ignore[call-arg]
        lambda: rw.Stage(),  # type: ignore[call-arg]
        lambda: rw.Engine(plan="fast"),  # type: ignore[call-arg]
        lambda: rw.Engine().gates("standard"),  # type: ignore[call-arg]
    ]
    for mistake in mistakes:
        try:
            mistake()
        except TypeError:
            continue
        raise AssertionError("taken")
