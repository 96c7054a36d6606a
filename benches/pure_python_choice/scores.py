"""The tables of criteria and properties, what excludes a strategy, and who wins."""

from __future__ import annotations

from operator import mul

from .inputs import Inputs
from .words import STRATEGIES, below, criticality_level

CRITERIA = (
    "safety",
    "simplicity",
    "rollback_speed",
    "economy",
    "schema_change",
    "breaking_api",
    "experiment",
    "exposure",
    "pace",
    "application",
    "track_record",
)
WEIGHTS = (4, 3, 1, 1, 6, 6, 6, 3, 1, 1, 3)

PROPERTIES = {  # of all criteria but the last two
    "rolling": (0.5, 0.8, 0.5, 0.9, 0.2, 0.1, 0, 0.1, 1),
    "blue_green": (0.75, 0.5, 0.9, 0, 1, 1, 0, 0.4, 0.3),
    "canary": (0.95, 0.25, 0.9, 0.85, 0.2, 0.3, 0.3, 1, 0.5),
    "recreate": (0.1, 1, 0.2, 1, 0.6, 0.4, 0, 0, 0.6),
    "feature_flag": (0.9, 0.5, 1, 1, 0.3, 0.4, 0.6, 0.5, 0.9),
    "ab_test": (0.75, 0.05, 0.9, 0.7, 0, 0.1, 1, 0.4, 0),
    "dark_launch": (0.95, 0.2, 1, 0.8, 0.3, 0.4, 0.4, 0.9, 0.4),
    "shadow": (1, 0.25, 1, 0.2, 0, 0.2, 0.2, 0.3, 0),
}
SUITS: dict[str, dict[str, float]] = {
    "microservice": dict.fromkeys(STRATEGIES, 1),
    "monolith": dict(zip(STRATEGIES, (0.6, 1, 0.4, 0.6, 0.9, 0.4, 0.5, 0.4))),
    "stateful": dict(zip(STRATEGIES, (1, 0.3, 0.4, 0.7, 0.9, 0.4, 0.5, 0.1))),
    "worker": dict(zip(STRATEGIES, (1, 0.6, 0.4, 0.8, 0.9, 0.1, 0.4, 0.3))),
}

HIGH_TRAFFIC, FREQUENT = 1000, 10
CAUTION = {"dev": 0.2, "staging": 0.5, "production": 1.0}

LEARN_FROM_USERS = ("rolling", "canary", "feature_flag", "ab_test", "dark_launch")
NEEDS = {"recreate": 0, "blue_green": 1, "ab_test": 0.5, "shadow": 0.1}
ROLL_INSTANCES = ("rolling", "feature_flag", "dark_launch")


def demands(inputs: Inputs) -> tuple[float, ...]:
    """How much the situation asks for each criterion, from 0 to 1."""
    kinds = inputs["kinds"] or ()
    return (
        safety_demand(inputs),
        1,
        0.5,
        0.5 if inputs["free"] is None else 1 - min(inputs["free"], 1),
        1 if "schema_migration" in kinds else 0,
        1 if "breaking_api" in kinds else 0,
        1 if "experiment" in kinds else 0,
        exposure_demand(inputs),
        min((inputs["deployments_per_day"] or 0) / FREQUENT, 1),
        1,
        1,
    )


def criticality_of(inputs: Inputs) -> float:
    return 0.5 if inputs["criticality"] is None else criticality_level(inputs["criticality"])


def safety_demand(inputs: Inputs) -> float:
    tolerance = 0.5 if inputs["risk_tolerance"] is None else inputs["risk_tolerance"]
    return CAUTION[inputs["environment"]] * (criticality_of(inputs) + 1 - tolerance) / 2


def exposure_demand(inputs: Inputs) -> float:
    if inputs["kinds"] and "major" in inputs["kinds"]:
        return 1
    if inputs["user_facing"] is False:
        return 0
    return min((inputs["requests_per_second"] or 0) / HIGH_TRAFFIC, 1) ** 2


def properties(inputs: Inputs, strategy: str) -> tuple[float, ...]:
    """How much of each criterion the strategy has, from 0 to 1."""
    suits = SUITS[inputs["application"] or "microservice"][strategy]
    return (*PROPERTIES[strategy], suits, inputs["rates"][strategy])


def percent(fraction: float) -> float:
    """Without rounding noise, so that equal strategies are equal."""
    return round(100 * fraction, 9)


def best(inputs: Inputs) -> str | None:
    """The winner alone; of equal ones the first."""
    asked = list(map(mul, WEIGHTS, demands(inputs)))
    total = sum(asked)
    winner, highest = None, -1.0
    for strategy in STRATEGIES:
        if not broken(inputs, strategy):
            score = percent(sum(map(mul, asked, properties(inputs, strategy))) / total)
            if score > highest:
                winner, highest = strategy, score
    return winner


def broken(inputs: Inputs, strategy: str) -> list[str]:
    """Everything that excludes a strategy."""
    codes = []
    trial = "trial" in (inputs["kinds"] or ())
    if strategy in inputs["forbidden"]:
        codes.append("forbidden")
    if inputs["mandated"] and strategy not in inputs["mandated"]:
        codes.append("not_mandated")
    if inputs["free"] is not None and below(inputs["free"], needs(inputs, strategy)):
        codes.append("insufficient_capacity")
    if strategy == "recreate":
        if inputs["downtime_allowed"] is not True:
            codes.append("downtime_not_allowed")
    elif inputs["side_by_side"] is False:
        codes.append("cannot_run_side_by_side")
    if inputs["reversibility"] == "never" and strategy in LEARN_FROM_USERS:
        codes.append("cannot_go_back")
    if strategy in ("feature_flag", "dark_launch") and inputs["flagged"] is not True:
        codes.append("not_flagged")
    if strategy == "shadow":
        if not trial:
            codes.append("never_serves")
    elif trial:
        codes.append("serves_users")
    return codes


def needs(inputs: Inputs, strategy: str) -> float:
    """Free capacity that a strategy needs, as a multiple of what the service uses."""
    replicas = inputs["replicas"]
    instance = 1 / max(10 if replicas is None else replicas, 1)
    if strategy in ROLL_INSTANCES:
        may_miss_one = (replicas or 0) >= 2 and inputs["criticality"] in ("low", "medium")
        return 0 if may_miss_one else instance
    if strategy == "canary":
        return max(instance, 0.1)
    return NEEDS[strategy]
