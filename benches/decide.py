"""Measures one look of a rollout beside its peers, in one run: `python3 benches/decide.py`.

A look is six standard gates, the confidence score, and one step with its audit record. It is made by plain Python
(`pure_python.py`), from Rust (`decide.rs`) and through the Python package. The script builds what it needs, in
release form, under `target/`.
"""

from __future__ import annotations

import json
import time
from datetime import timedelta

from peers import START, best, from_rust, set_up, table

LOOKS = 1000


def main() -> None:
    set_up(__file__)
    rust, plain, package, series = [], [], [], []
    for _ in range(5):
        rust.append(json.loads(from_rust("decide")))
        plain.append(plain_python())
        package.append(through_the_package())
        series.append(through_one_call())
    best_rust = min(rust, key=lambda figures: figures["step_ns"])
    table(
        "one look: gates, confidence, step",
        [
            ("plain Python", min(plain)),
            ("from Rust", best_rust["step_ns"] / 1000),
            ("through the Python package, one by one", min(package)),
            (f"through the Python package, {LOOKS} in one call", min(series)),
        ],
    )
    print(f"of the look from Rust: gates {best_rust['gates_ns']} ns, confidence {best_rust['confidence_ns']} ns")


EVIDENCE = {
    "error_rate": {
        "canary": {"kind": "counts", "events": 2, "trials": 1000},
        "baseline": {"kind": "counts", "events": 40, "trials": 20000},
    },
    "latency_p95_ms": {"canary": {"kind": "value", "value": 220.0}},
    "latency_p99_ms": {"canary": {"kind": "value", "value": 480.0}},
    "cpu_saturation": {"canary": {"kind": "value", "value": 0.41}},
    "memory_saturation": {"canary": {"kind": "value", "value": 0.63}},
    "request_rate": {"canary": {"kind": "value", "value": 96.0}, "baseline": {"kind": "value", "value": 100.0}},
}
FACTORS = {"blast_radius": 0.9, "historical_success": 0.95, "change_complexity": 0.8, "test_coverage": 0.85}


def plain_python() -> float:
    import pure_python

    now = START + timedelta(seconds=60)
    rollout = pure_python.Rollout(
        id="bench-1",
        factors={"safety": 1.0, **FACTORS},
        stage_since=START,
        at=START,
        measuring=("bench-1/5/measure", now),
    )

    def look() -> object:
        event = {"kind": "measured", "action": "bench-1/5/measure", "evidence": {"metrics": EVIDENCE}}
        return pure_python.step(rollout, now, event)

    return best(100, 10, look)


def waiting():
    """A rollout of the package whose first look is due 60 seconds after the start."""
    import rollwise as rw

    stages = [{"share": 5, "bake": "24h"}, {"share": 100}]
    policy = {"plan": "long", "plans": [{"name": "long", "strategy": "canary", "stages": stages}]}
    release = {
        "id": "bench-1",
        "service": "checkout",
        "version": "2.4.0",
        "image_tag": "9f8d111d-1763690400",
        "commit": "9f8d111d",
        "factors": FACTORS,
    }
    rollout, _ = rw.Engine(policy).start(START, release)
    step = rollout.step(START, {"kind": "safety_assessed", "safety": 1.0})
    for _ in range(3):
        step = rollout.step(START, {"kind": "action_done", "action": step.actions[0].id})
    return rollout


def through_the_package() -> float:
    """Plain objects in, dataclasses out; the tick that asks for the next measurement is not counted, as in the peers."""
    rollout, now, spent = waiting(), START, []
    for _ in range(LOOKS):
        now += timedelta(seconds=60)
        action = rollout.step(now, {"kind": "tick"}).actions[0].id
        start = time.perf_counter()
        rollout.step(now, {"kind": "measured", "action": action, "evidence": {"metrics": EVIDENCE}})
        spent.append(time.perf_counter() - start)
    batches = [spent[i : i + 100] for i in range(0, LOOKS, 100)]
    return min(sum(batch) / len(batch) for batch in batches) * 1e6


def through_one_call() -> float:
    """The same looks as columns, the ticks between them included."""
    from array import array

    def column(side: dict) -> dict:
        if side["kind"] == "counts":
            return {"kind": "counts", "events": [side["events"]] * LOOKS, "trials": [side["trials"]] * LOOKS}
        return {"kind": "values", "values": array("d", [side["value"]] * LOOKS)}

    tracks = {name: {side: column(given) for side, given in sides.items()} for name, sides in EVIDENCE.items()}
    recording = {"at": [START + timedelta(minutes=n + 1) for n in range(LOOKS)], "metrics": tracks}

    def once() -> float:
        rollout = waiting()
        start = time.perf_counter()
        run = rollout.run(recording)
        spent = time.perf_counter() - start
        assert len(run.looks) == LOOKS
        return spent / LOOKS * 1e6

    # A call takes milliseconds, in which another process easily comes between: it takes more of them to have one without.
    return min(once() for _ in range(50))


if __name__ == "__main__":
    main()
