"""Which strategy: what excludes some, how the others score, why the best is ahead, and what has to go along with it."""

from __future__ import annotations

from dataclasses import dataclass
from operator import mul
from typing import Any

from .blast_radius import BlastRadius
from .flips import StrategyFlip, find_flips
from .inputs import ASSUMED, Inputs, inputs_of
from .plan import SizedPlan
from .scores import CRITERIA, WEIGHTS, broken, demands, needs, percent, properties
from .words import STRATEGIES, Reason, Situation


@dataclass(frozen=True, kw_only=True, slots=True)
class ScorePart:
    criterion: str
    demand: float
    property: float
    points: float


@dataclass(frozen=True, kw_only=True, slots=True)
class RankedStrategy:
    strategy: str
    score: float
    parts: list[ScorePart]


@dataclass(frozen=True, kw_only=True, slots=True)
class ExcludedStrategy:
    strategy: str
    reasons: list[Reason]


@dataclass(frozen=True, kw_only=True, slots=True)
class StrategyChoice:
    verdict: str
    winner: str | None
    runner_up: str | None
    ranked: list[RankedStrategy]
    excluded: list[ExcludedStrategy]
    precautions: list[str]
    flips: list[StrategyFlip]
    reasons: list[Reason]
    plan: SizedPlan | None = None
    blast_radius: BlastRadius | None = None


def select(situation: Situation) -> StrategyChoice:
    """The choice without its plan."""
    inputs = inputs_of(situation)
    ranked, excluded = [], []
    for strategy in STRATEGIES:
        if codes := broken(inputs, strategy):
            excluded.append(ExcludedStrategy(strategy=strategy, reasons=why_not(inputs, strategy, codes)))
        else:
            ranked.append(rank(inputs, strategy))
    ranked.sort(key=lambda row: -row.score)
    winner = ranked[0].strategy if ranked else None
    reasons = why(ranked) + [Reason(code="assumed", subject=path) for name, path in ASSUMED if inputs[name] is None]
    return StrategyChoice(
        verdict="pass" if ranked else "fail",
        winner=winner,
        runner_up=ranked[1].strategy if len(ranked) > 1 else None,
        ranked=ranked,
        excluded=excluded,
        precautions=precautions(inputs, winner) if winner else [],
        flips=find_flips(inputs, winner),
        reasons=reasons,
    )


def rank(inputs: Inputs, strategy: str) -> RankedStrategy:
    wanted, has = demands(inputs), properties(inputs, strategy)
    asked = list(map(mul, WEIGHTS, wanted))
    total = sum(asked)
    parts = [
        ScorePart(criterion=criterion, demand=demand, property=has_it, points=percent(ask * has_it / total))
        for criterion, ask, demand, has_it in zip(CRITERIA, asked, wanted, has)
        if ask > 0
    ]
    return RankedStrategy(strategy=strategy, score=percent(sum(map(mul, asked, has)) / total), parts=parts)


def why_not(inputs: Inputs, strategy: str, codes: list[str]) -> list[Reason]:
    return [
        Reason(code=code, subject=inputs["scarcest"], observed=inputs["free"], limit=needs(inputs, strategy))
        if code == "insufficient_capacity"
        else Reason(code=code, subject=strategy)
        for code in codes
    ]


def why(ranked: list[RankedStrategy]) -> list[Reason]:
    """The criteria in which the winner is ahead of the runner-up, the greatest difference first."""
    if not ranked:
        return [Reason(code="nothing_possible", subject="strategy")]
    if len(ranked) == 1:
        return []
    pairs = zip(ranked[0].parts, ranked[1].parts)
    ahead = [(mine.points - other.points, mine, other) for mine, other in pairs if mine.points > other.points]
    ahead.sort(key=lambda row: -row[0])
    return [
        Reason(code="fits_better", subject=mine.criterion, observed=mine.property, limit=other.property)
        for _, mine, other in ahead
    ]


def precautions(inputs: Inputs, winner: str) -> list[str]:
    kinds: Any = inputs["kinds"] or ()
    all_of_them = [
        ("schema_migration" in kinds, "migrate_first"),
        ("breaking_api" in kinds, "coordinate_consumers"),
        (winner in ("canary", "dark_launch"), "automated_analysis"),
        (winner in ("ab_test", "feature_flag", "dark_launch"), "use_flags"),
        (inputs["reversibility"] not in (None, "full"), "back_up_data"),
    ]
    return [precaution for applies, precaution in all_of_them if applies]
