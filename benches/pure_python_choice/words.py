"""What the parts of the decision share: reasons, levels, comparisons and the track record."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from math import isclose
from typing import Any

Situation = dict[str, Any]

CRITICALITIES = ("low", "medium", "high", "critical")
STRATEGIES = (
    "rolling",
    "blue_green",
    "canary",
    "recreate",
    "feature_flag",
    "ab_test",
    "dark_launch",
    "shadow",
)
VERDICTS = ("pass", "warn", "inconclusive", "fail")

EXPECTED_SUCCESS, STRENGTH = 0.95, 10


@dataclass(frozen=True, kw_only=True, slots=True)
class Reason:
    code: str
    subject: str
    observed: float | None = None
    limit: float | None = None
    detail: str | None = None


def below(a: float, b: float) -> bool:
    """Less by more than rounding noise."""
    return a < b and not isclose(a, b, rel_tol=1e-12)


def criticality_level(criticality: str) -> float:
    """0, 1/3, 2/3, 1 from low to critical."""
    return CRITICALITIES.index(criticality) / 3


def scarcest(situation: Situation) -> tuple[float, str] | None:
    """The scarcest free capacity that is known, and its name."""
    free = situation["target"].get("free", {})
    known = [(free[name], name) for name in ("compute", "memory", "network") if free.get(name) is not None]
    return min(known, key=lambda capacity: capacity[0], default=None)


def drawn(outcomes: Iterable[dict[str, int]], expected: float) -> float:
    """The success rate of some deployments, drawn to what is expected while they are few."""
    succeeded, total = expected * STRENGTH, STRENGTH
    for outcome in outcomes:
        succeeded += outcome.get("succeeded", 0)
        total += outcome.get("succeeded", 0) + outcome.get("failed", 0)
    return succeeded / total


def overall_rate(history: list[dict[str, Any]]) -> float | None:
    """The success rate of the service by whatever strategy; none when nothing was ever deployed."""
    service = [entry.get("service", {}) for entry in history]
    others = [entry.get("others", {}) for entry in history]
    if not any(outcome.get("succeeded") or outcome.get("failed") for outcome in service + others):
        return None
    return drawn(service, drawn(others, EXPECTED_SUCCESS))


def strategy_rates(history: list[dict[str, Any]]) -> dict[str, float]:
    """The success rate of the service by each strategy."""
    overall = drawn((entry.get("others", {}) for entry in history), EXPECTED_SUCCESS)
    rates = dict.fromkeys(STRATEGIES, overall)
    for entry in history:
        rate = drawn([entry.get("others", {})], overall)
        rates[entry["strategy"]] = drawn([entry.get("service", {})], rate)
    return rates
