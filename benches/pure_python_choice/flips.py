"""What would have to change for another strategy to win, one input at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from math import sqrt
from operator import mul
from typing import Any

from .inputs import Inputs
from .scores import (
    CAUTION,
    CRITERIA,
    FREQUENT,
    HIGH_TRAFFIC,
    SUITS,
    WEIGHTS,
    best,
    broken,
    criticality_of,
    demands,
    needs,
    properties,
)
from .words import CRITICALITIES, STRATEGIES


@dataclass(frozen=True, kw_only=True, slots=True)
class StrategyFlip:
    input: str
    direction: str
    value: float | None = None
    word: str | None = None
    winner: str | None = None


@dataclass(frozen=True, slots=True)
class Dial:
    """A number among the inputs, the criterion that it drives, and its value where that is asked for so much."""

    name: str
    path: str
    criterion: str
    assumed: float
    most: float
    value_at: Callable[[Inputs, float], float]


def tolerance_at(inputs: Inputs, demand: float) -> float:
    return criticality_of(inputs) + 1 - 2 * demand / CAUTION[inputs["environment"]]


DIALS = (
    Dial("risk_tolerance", "risk_tolerance", "safety", 0.5, 1, tolerance_at),
    Dial(
        "requests_per_second",
        "service.requests_per_second",
        "exposure",
        0,
        float("inf"),
        lambda inputs, demand: HIGH_TRAFFIC * sqrt(demand),
    ),
    Dial(
        "deployments_per_day",
        "service.deployments_per_day",
        "pace",
        0,
        float("inf"),
        lambda inputs, demand: FREQUENT * demand,
    ),
    Dial("free", "target.free", "economy", 0.5, float("inf"), lambda inputs, demand: 1 - demand),
)


def find_flips(inputs: Inputs, winner: str | None) -> list[StrategyFlip]:
    flips = []
    for dial in DIALS:
        flips += turn(inputs, winner, dial)
    for name, path, direction, word, value in words(inputs):
        other = best({**inputs, name: value})
        if other != winner:
            flips.append(StrategyFlip(input=path, direction=direction, word=word, winner=other))
    return flips


def turn(inputs: Inputs, winner: str | None, dial: Dial) -> list[StrategyFlip]:
    """The nearest values, down and up, at which the winner changes."""
    now = dial.assumed if inputs[dial.name] is None else inputs[dial.name]
    nearest: dict[bool, StrategyFlip] = {}
    distances: dict[bool, float] = {}
    for value, direction, tried in candidates(inputs, winner, dial, now):
        up, distance = tried > now, abs(value - now)
        if distance < distances.get(up, float("inf")):
            other = best({**inputs, dial.name: tried})
            if other != winner:
                distances[up] = distance
                nearest[up] = StrategyFlip(input=dial.path, direction=direction, value=value, winner=other)
    return [nearest[up] for up in (False, True) if up in nearest]


def candidates(
    inputs: Inputs, winner: str | None, dial: Dial, now: float
) -> Iterator[tuple[float, str, float]]:
    """Values at which the winner may change, with what to try there."""
    for demand in crossings(inputs, winner, dial.criterion) if winner else ():
        value = dial.value_at(inputs, demand)
        nudge = 1e-6 * max(abs(value), 1)
        for direction, tried in (("above", value + nudge), ("below", value - nudge)):
            if 0 <= tried <= dial.most:
                yield value, direction, tried
    if dial.name == "free":
        for need in (needs(inputs, strategy) for strategy in STRATEGIES):
            yield need, "at", need
            yield need, "below", max(need - 1e-6, 0)


def crossings(inputs: Inputs, winner: str, criterion: str) -> Iterator[float]:
    """How much a criterion must be asked for until another strategy draws level with the winner."""
    own = CRITERIA.index(criterion)
    wanted, has = demands(inputs), properties(inputs, winner)
    asked = list(map(mul, WEIGHTS, wanted))
    points = sum(map(mul, asked, has))
    for rival in STRATEGIES:
        if rival == winner or broken(inputs, rival):
            continue
        others = properties(inputs, rival)
        gain = WEIGHTS[own] * (others[own] - has[own])
        if gain:
            demand = wanted[own] + (points - sum(map(mul, asked, others))) / gain
            if 0 <= demand <= 1:
                yield demand


def words(inputs: Inputs) -> Iterator[tuple[str, str, str, str, Any]]:
    """Every other word that an input could have: name, path, direction, word and value."""
    for word in CRITICALITIES:
        yield "criticality", "service.criticality", "at", word, word
    for word in SUITS:
        yield "application", "service.application", "at", word, word
    for word in CAUTION:
        yield "environment", "target.environment", "at", word, word
    for word in ("full", "never"):
        yield "reversibility", "change.reversibility", "at", word, word
    for name, path, assumed in (
        ("user_facing", "service.user_facing", True),
        ("side_by_side", "service.side_by_side", True),
        ("downtime_allowed", "service.downtime_allowed", False),
        ("flagged", "change.flagged", False),
    ):
        other = not (assumed if inputs[name] is None else inputs[name])
        yield name, path, "at", str(other).lower(), other
    kinds = inputs["kinds"] or frozenset()
    for word in ("schema_migration", "breaking_api", "experiment", "major"):
        direction = "without" if word in kinds else "with"
        yield "kinds", "change.kinds", direction, word, kinds ^ {word}
