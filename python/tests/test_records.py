"""Audit records: verified, replayed and turned into artifacts."""

from __future__ import annotations

import dataclasses
import json
import threading
import time
from datetime import timedelta
from typing import Any

import harness
import pytest
import rollwise as rw


def as_lines(records: list[rw.Record]) -> str:
    return "\n".join(rw.to_json(record) for record in records) + "\n"


def as_mappings(records: list[rw.Record]) -> list[dict[str, Any]]:
    return [json.loads(rw.to_json(record)) for record in records]


def test_records_are_the_same_in_every_form() -> None:
    host = harness.verified()
    forms: list[Any] = [host.records, tuple(host.records), as_lines(host.records), as_mappings(host.records)]
    for form in forms:
        rw.verify(form)
        assert rw.replay(form) == host.rollout
        assert rw.artifacts(form) == rw.artifacts(host.records)
        assert rw.timeline(form) == rw.timeline(host.records)
    assert rw.read_records(as_lines(host.records)) == tuple(host.records)


def test_artifacts_tell_what_was_deployed_and_how_it_ended() -> None:
    artifacts = rw.artifacts(harness.verified().records)
    assert (artifacts.deployment.id, artifacts.deployment.state) == ("r1", "verified")
    assert artifacts.deployment.immutable and artifacts.deployment.largest_share == 100.0
    assert artifacts.confidence is not None and artifacts.confidence.reasoning
    first = artifacts.states.transitions[0]
    assert (first.from_, first.to, artifacts.states.current) == ("init", "building", "verified")


def changed(records: list[rw.Record], number: int, **changes: Any) -> list[rw.Record]:
    return [dataclasses.replace(r, **changes) if i == number else r for i, r in enumerate(records)]


def test_a_changed_chain_is_noticed() -> None:
    records = harness.verified().records
    zeros = "0" * 64
    broken: list[tuple[Any, str, str]] = [
        (changed(records, 2, stage=3), "broken_chain", "records[2].hash"),
        (changed(records, 2, previous=zeros), "broken_chain", "records[2].previous"),
        (records[:2] + records[3:], "broken_chain", "records[2].sequence"),
        (records[1:], "broken_chain", "records[0].sequence"),
        (changed(records, 1, schema_version=2), "unknown_schema_version", "records[1].schema_version"),
        (changed(records, 1, hash="abc"), "out_of_range", "records[1].hash"),
        (changed(records, 1, to="done"), "unknown_variant", "records[1].to"),
        ([{**as_mappings(records)[0], "note": 1}], "unknown_field", "records[0].note"),
        (["{}"], "wrong_type", "records[0]"),
        ("{}\n", "missing_field", "records[0].schema_version"),
        (5, "wrong_type", "records"),
    ]
    for form, code, field in broken:
        for check in (rw.verify, rw.replay):
            with pytest.raises(rw.InputError) as caught:
                check(form)
            assert (caught.value.code, caught.value.field) == (code, field)


def test_nothing_can_be_rebuilt_from_nothing() -> None:
    rw.verify([])
    for build in (rw.replay, rw.artifacts):
        with pytest.raises(rw.InputError) as caught:
            build([])
        assert (caught.value.code, caught.value.field) == ("empty", "records")


def test_other_threads_run_during_replay() -> None:
    # A watch of some hours makes enough records for a replay that takes a while.
    policy = rw.Policy(rollout=rw.RolloutPolicy(verification=rw.Verification(watch=timedelta(hours=24))))
    lines = as_lines(harness.Host(policy).to_first_stage().finish().records)
    done = threading.Event()
    times: list[float] = []

    def watch() -> None:
        while not done.is_set():
            times.append(time.perf_counter())
            time.sleep(0)

    watcher = threading.Thread(target=watch)
    watcher.start()
    start = time.perf_counter()
    rw.replay(lines)
    end = time.perf_counter()
    done.set()
    watcher.join()
    inside = [start, *(t for t in times if start < t < end), end]
    longest = max(b - a for a, b in zip(inside, inside[1:], strict=False))
    assert longest < 0.8 * (end - start), f"nothing else ran for {longest:.3f} of {end - start:.3f} s"
