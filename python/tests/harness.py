"""A host in miniature for the tests: a clock that jumps, and evidence that is healthy or not on demand."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

import rollwise as rw

START = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)

RELEASE: dict[str, Any] = {
    "id": "r1",
    "service": "checkout",
    "version": "2.4.0",
    "previous_version": "2.3.9",
    "image_tag": "9f8d111d-1763690400",
    "commit": "9f8d111d2c4e5b60718293a4b5c6d7e8f9012345",
    "factors": {"blast_radius": 0.9, "historical_success": 0.95, "change_complexity": 0.8, "test_coverage": 0.85},
}


def value(level: float) -> dict[str, Any]:
    return {"kind": "value", "value": level}


def counts(events: int, trials: int) -> dict[str, Any]:
    return {"kind": "counts", "events": events, "trials": trials}


def evidence(errors: int = 2) -> dict[str, Any]:
    """Evidence for the standard gates; healthy unless there are many errors out of 1000 requests."""
    return {
        "metrics": {
            "error_rate": {"canary": counts(errors, 1000), "baseline": counts(40, 20_000)},
            "latency_p95_ms": {"canary": value(220.0)},
            "latency_p99_ms": {"canary": value(480.0)},
            "cpu_saturation": {"canary": value(0.41)},
            "memory_saturation": {"canary": value(0.63)},
            "request_rate": {"canary": value(96.0), "baseline": value(100.0)},
        }
    }


class Host:
    """A rollout with its clock and its audit log."""

    def __init__(self, policy: rw.Policy | None = None) -> None:
        self.now = START
        self.rollout, step = rw.Engine(policy).start(self.now, RELEASE)
        self.records: list[rw.Record] = []
        self.keep(step)

    def keep(self, step: rw.Step) -> rw.Step:
        if step.record is not None:
            self.records.append(step.record)
        return step

    def feed(self, event: rw.Event) -> rw.Step:
        return self.keep(self.rollout.step(self.now, event))

    def answer(self, errors: int = 2) -> rw.Step:
        """Answers the action that is awaited first; measurements with `errors` out of 1000."""
        action = self.rollout.outstanding()[0]
        if isinstance(action, rw.MeasureAction):
            return self.keep(
                self.rollout.step(
                    self.now, {"kind": "measured", "action": action.id, "evidence": evidence(errors)}
                )
            )
        return self.feed(rw.ActionDoneEvent(action=action.id))

    def wake(self) -> rw.Step:
        wake_up = self.rollout.wake_at
        assert wake_up is not None
        self.now = max(self.now, wake_up.at)
        return self.feed(rw.TickEvent())

    def to_first_stage(self) -> Host:
        """From the start to the first stage, with traffic shifted."""
        self.feed(rw.SafetyAssessedEvent(safety=1.0))
        for _ in ("build", "deploy", "set_traffic"):
            self.answer()
        return self

    def to_look(self) -> Host:
        """On to the moment at which measurements are asked for."""
        while not self.rollout.outstanding():
            self.wake()
        return self

    def finish(self, errors: Iterable[int] = ()) -> Host:
        """On to the end, with the given errors at the first looks and healthy ones after."""
        left = list(errors)
        while self.rollout.allowed_events():
            if not self.rollout.outstanding():
                self.wake()
            elif self.rollout.phase == "canary_evaluating" and left:
                self.answer(left.pop(0))
            else:
                self.answer()
            self.now += timedelta(seconds=1)
        return self


def verified() -> Host:
    return Host().to_first_stage().finish()
