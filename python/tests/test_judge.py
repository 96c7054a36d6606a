"""A canary judged look after look, as Python has it."""

from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import pytest

import rollwise as rw
from rollwise import types

POLICY = {"metrics": [{"name": "errors", "judged": {"kind": "failures"}}]}
START = datetime(2026, 11, 21, 3, tzinfo=UTC)


def look(minute: int, failed: int) -> dict[str, Any]:
    counts = {
        "baseline": {"kind": "counts", "events": 9, "trials": 9000},
        "canary": {"kind": "counts", "events": failed, "trials": 1000},
    }
    return {"at": START + timedelta(minutes=minute), "evidence": {"metrics": {"errors": counts}}}


def test_a_judge_keeps_what_it_has_found() -> None:
    judge = rw.CanaryJudge(POLICY)
    first = judge.look(look(1, 4))
    assert (first.decision, first.looks) == ("continue", 1)
    resumed = rw.CanaryJudge(types.JudgePolicy(metrics=judge_metrics()), state=judge.state)
    decisions = [resumed.look(look(minute, 4)).decision for minute in range(2, 6)]
    assert decisions[-1] == "roll_back"
    series = rw.judge_canary(POLICY, [look(minute, 4) for minute in range(1, 6)])
    assert series.state == resumed.state


def judge_metrics() -> list[types.JudgedMetric]:
    return [types.JudgedMetric(name="errors", judged=types.FailuresJudged())]


@pytest.mark.parametrize("dtype", [np.float64, np.int64, np.uint64, np.int32, np.uint32])
def test_columns_may_be_arrays(dtype: Any) -> None:
    looks = 20
    at = [START + timedelta(minutes=minute) for minute in range(looks)]
    failed = np.arange(looks) % 5
    lists = recording(at, failed.tolist(), [1000] * looks)
    arrays = recording(at, failed.astype(dtype), np.full(looks, 1000, dtype))
    strided = recording(at, np.repeat(failed, 2).astype(dtype)[::2], np.full(looks, 1000, dtype))
    judged = rw.judge_recording(POLICY, lists)
    assert rw.judge_recording(POLICY, arrays) == judged
    assert rw.judge_recording(POLICY, strided) == judged
    assert judged.last is not None
    assert judged.last.decision == judged.decisions[-1]


@pytest.mark.parametrize("dtype", [np.float64, np.int64, np.uint32])
def test_histograms_may_be_one_array(dtype: Any) -> None:
    policy = {"metrics": [{"name": "errors", "judged": {"kind": "latency"}}]}
    at = [START + timedelta(minutes=minute) for minute in range(8)]
    rows = np.outer(np.arange(1, 9), [70, 90, 100])

    def judged(canary: Any) -> rw.JudgedRecording:
        sides = {"canary": canary, "baseline": (rows * [1.2, 1.1, 1]).astype(np.int64).tolist()}
        columns = {s: {"kind": "histogram", "bounds": [0.1, 0.3], "cumulative": c} for s, c in sides.items()}
        return rw.judge_recording(policy, {"at": at, "metrics": {"errors": columns}})

    from_lists = judged(rows.tolist())
    assert from_lists.decisions[-1] == "roll_back"
    assert judged(rows.astype(dtype)) == from_lists
    assert judged(np.asfortranarray(rows.astype(dtype))) == from_lists
    assert judged([row.astype(dtype) for row in rows]) == from_lists


def recording(at: list[datetime], events: Any, trials: Any) -> dict[str, Any]:
    canary = {"kind": "counts", "events": events, "trials": trials}
    baseline = {"kind": "counts", "events": [10] * len(at), "trials": [9000] * len(at)}
    return {"at": at, "metrics": {"errors": {"canary": canary, "baseline": baseline}}}


def test_what_cannot_be_used_is_refused_and_changes_nothing() -> None:
    judge = rw.CanaryJudge(POLICY)
    judge.look(look(2, 1))
    before = judge.state
    for bad, code in [(look(2, 1), "not_in_order"), (look(3, 1001), "events_exceed_trials"), ({}, "missing_field")]:
        with pytest.raises(rw.InputError) as refused:
            judge.look(bad)
        assert refused.value.code == code
        assert refused.value.field.startswith("look")
    assert judge.state == before
    with pytest.raises(rw.ConfigError) as unknown:
        rw.CanaryJudge({"metrics": [{"name": "errors", "judged": {"kind": "failures", "tolerence": 1}}]})
    assert unknown.value.field == "metrics[0].judged.tolerence"
    with pytest.raises(rw.InputError) as other:
        rw.CanaryJudge({**POLICY, "alpha": 0.05}, state=before)
    assert other.value.code == "wrong_test"
    with pytest.raises(rw.InputError) as nan:
        rw.judge_recording(POLICY, recording([START], np.array([np.nan]), np.array([1000.0])))
    assert nan.value.field == "recording.metrics.errors.canary.events[0]"
    with pytest.raises(rw.InputError) as part:
        rw.judge_recording(POLICY, recording([START], np.array([0.5]), np.array([1000.0])))
    assert part.value.field == "recording.metrics.errors.canary.events[0]"
