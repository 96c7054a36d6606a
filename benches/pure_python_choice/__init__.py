"""The straightforward way: the risk of a deployment, and a strategy with its sized plan, in plain Python.

It decides the same as the core does by its default policy and gives the same reasons, without any of its code, as an
engineer would write it for one service: situations as dictionaries in, frozen dataclasses out.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from .blast_radius import LIMITS, assess_blast_radius
from .plan import size
from .risk import Risk, assess_risk
from .selection import StrategyChoice, select
from .words import Situation

__all__ = ["Risk", "StrategyChoice", "assess_risk", "choose_strategy"]


def choose_strategy(now: datetime, situation: Situation) -> StrategyChoice:
    """By which strategy should it go, and by which plan?"""
    risk = assess_risk(now, situation)
    choice = select(situation)
    if choice.winner is None:
        return choice
    service = situation["service"]
    cap = LIMITS[service.get("criticality") or "critical"].max_unproven
    sized = size(choice.winner, situation, risk.score, cap)
    return replace(choice, plan=sized, blast_radius=assess_blast_radius(sized.plan, service))
