"""What of a situation the choice of a strategy looks at: a flat dictionary, easy to change one input at a time."""

from __future__ import annotations

from typing import Any

from .words import Situation, scarcest, strategy_rates

Inputs = dict[str, Any]

ASSUMED = (  # inputs that are assumed when they were not said, with their paths
    ("risk_tolerance", "risk_tolerance"),
    ("criticality", "service.criticality"),
    ("application", "service.application"),
    ("requests_per_second", "service.requests_per_second"),
    ("user_facing", "service.user_facing"),
    ("deployments_per_day", "service.deployments_per_day"),
    ("side_by_side", "service.side_by_side"),
    ("downtime_allowed", "service.downtime_allowed"),
    ("free", "target.free"),
    ("kinds", "change.kinds"),
    ("flagged", "change.flagged"),
    ("reversibility", "change.reversibility"),
)


def inputs_of(situation: Situation) -> Inputs:
    change, service = situation["change"], situation["service"]
    compliance = situation.get("compliance", {})
    free, name = scarcest(situation) or (None, None)
    kinds, reversibility = change.get("kinds"), change.get("reversibility")
    return {
        "environment": situation["target"]["environment"],
        "risk_tolerance": situation.get("risk_tolerance"),
        "criticality": service.get("criticality"),
        "application": service.get("application"),
        "requests_per_second": service.get("requests_per_second"),
        "user_facing": service.get("user_facing"),
        "deployments_per_day": service.get("deployments_per_day"),
        "replicas": service.get("replicas"),
        "side_by_side": service.get("side_by_side"),
        "downtime_allowed": service.get("downtime_allowed"),
        "free": free,
        "scarcest": name,
        "kinds": None if kinds is None else frozenset(kinds),
        "flagged": change.get("flagged"),
        "reversibility": None if reversibility is None else reversibility["kind"],
        "mandated": compliance.get("mandated", ()),
        "forbidden": compliance.get("forbidden", ()),
        "rates": strategy_rates(situation.get("history", [])),
    }
