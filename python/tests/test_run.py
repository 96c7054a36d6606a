"""Whole recorded series in one call."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import numpy as np
import pytest
import rollwise as rw
from harness import Host


def recording(host: Host, looks: int, errors: Any = None) -> dict[str, Any]:
    def values(level: float) -> dict[str, Any]:
        return {"canary": {"kind": "values", "values": np.full(looks, level)}}

    def counts(events: Any, trials: int) -> dict[str, Any]:
        return {"kind": "counts", "events": events, "trials": np.full(looks, trials)}

    events = np.full(looks, 2) if errors is None else errors
    return {
        "at": [host.now + timedelta(minutes=1 + number) for number in range(looks)],
        "metrics": {
            "error_rate": {"canary": counts(events, 1000), "baseline": counts(np.full(looks, 40), 20_000)},
            "latency_p95_ms": values(220.0),
            "latency_p99_ms": values(480.0),
            "cpu_saturation": values(0.41),
            "memory_saturation": values(0.63),
            "request_rate": {**values(96.0), "baseline": {"kind": "values", "values": [100.0] * looks}},
        },
    }


def test_a_run_is_the_same_as_its_steps() -> None:
    host = Host().to_first_stage()
    run_of = copy.copy(host.rollout)
    run = run_of.run(recording(host, 3))

    host.wake()
    step = host.answer()
    assert run_of == host.rollout
    assert run.step.actions == step.actions
    assert tuple(run.records) == tuple(host.records[-2:])
    [look] = run.looks
    assert (look.at, look.verdict, look.phase) == (host.now, "pass", "canary")


def test_a_run_takes_dataclasses_and_gaps() -> None:
    host = Host().to_first_stage()
    series = rw.Recording(
        at=[host.now + timedelta(minutes=1)],
        metrics={"cpu_saturation": rw.Track(canary=rw.ValuesColumn(values=[None]))},
    )
    run = host.rollout.run(series)
    assert [look.verdict for look in run.looks] == ["inconclusive"]


def test_a_bad_recording_changes_nothing() -> None:
    host = Host().to_first_stage()
    before = host.rollout.to_json()
    gap = np.array([0.4, np.nan])
    for change, code, field in [
        ({"canary": {"kind": "values", "values": gap}}, "not_finite", "canary.values[1]"),
        ({"canary": {"kind": "values", "values": [1.0]}}, "out_of_range", "canary.values"),
        ({"canary": {"kind": "counts", "events": [1, 3], "trials": [2, 2]}}, "events_exceed_trials", "canary.events[1]"),
    ]:
        series = recording(host, 2)
        series["metrics"]["cpu_saturation"] = change
        with pytest.raises(rw.InputError) as caught:
            host.rollout.run(series)
        assert caught.value.code == code
        assert caught.value.field == f"metrics.cpu_saturation.{field}"
        assert host.rollout.to_json() == before


def test_the_records_of_a_run_are_a_sequence() -> None:
    host = Host().to_first_stage()
    before = list(host.records)
    records = host.rollout.run(recording(host, 3)).records
    assert isinstance(records, Sequence) and isinstance(records, rw.Records)
    assert len(records) == 2
    assert records[-1] == records[1] == list(records)[1]
    assert records[:1] == (records[0],)
    with pytest.raises(IndexError):
        records[2]
    assert rw.read_records(records.to_jsonl()) == tuple(records)
    assert rw.replay([*before, *records]) == host.rollout
