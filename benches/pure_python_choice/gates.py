"""The gates of a sized plan: those of the standard set that need samples, and that of a rolling update."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import timedelta

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, kw_only=True, slots=True)
class Condition:
    kind: str
    bound: str
    limit: float
    slack: float | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Consequences:
    missing: str = "hold"
    not_a_number: str = "hold"
    fetch_failed: str = "hold"
    stale: str = "hold"
    no_traffic: str = "hold"
    too_few_samples: str = "hold"
    baseline: str = "hold"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gate:
    name: str
    metric: str
    condition: Condition
    window: timedelta = MINUTE
    quantile: float | None = None
    min_samples: int = 0
    criticality: str = "guardrail"
    unmeasured: Consequences = field(default_factory=Consequences)


ERROR_RATE = Gate(
    name="error_rate",
    metric="error_rate",
    condition=Condition(kind="ratio", bound="below", limit=1.1, slack=0.001),
    unmeasured=Consequences(no_traffic="wait", too_few_samples="wait", baseline="wait"),
)
LATENCIES = [
    Gate(name=name, metric=name, condition=Condition(kind="absolute", bound="below", limit=limit), quantile=quantile)
    for name, limit, quantile in (("latency_p95_ms", 500, 0.95), ("latency_p99_ms", 1000, 0.99))
]
NOT_READY = Gate(
    name="instances_not_ready",
    metric="instances_not_ready",
    condition=Condition(kind="absolute", bound="at_most", limit=0.05),
)


def sized_gates(samples: int, window: timedelta) -> list[Gate]:
    """Gates on metrics of requests look back until there are samples; those that count requests need them, too."""
    window = max(window, MINUTE)
    latencies = [replace(gate, window=window) for gate in LATENCIES] if window > MINUTE else []
    return [replace(ERROR_RATE, window=window, min_samples=samples), *latencies]
