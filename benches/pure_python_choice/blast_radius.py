"""What a plan puts at risk, held against the limits for the criticality of the service."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil, floor
from typing import TYPE_CHECKING, Any

from .words import VERDICTS, Reason

if TYPE_CHECKING:
    from .plan import Plan, Stage


@dataclass(frozen=True, slots=True)
class Limit:
    """A number of instances, or a whole percentage of them."""

    number: int
    percent: bool = False

    def __str__(self) -> str:
        return f"{self.number}%" if self.percent else str(self.number)

    def up(self, replicas: int) -> int:
        return -(-replicas * self.number // 100) if self.percent else self.number

    def down(self, replicas: int) -> int:
        return replicas * self.number // 100 if self.percent else self.number


@dataclass(frozen=True, slots=True)
class Limits:
    max_unproven: float
    max_unavailable: Limit
    max_surge: Limit
    min_available: int
    factor: float


NONE, ONE, A_QUARTER = Limit(0), Limit(1), Limit(25, percent=True)
LIMITS = {
    "low": Limits(50, A_QUARTER, A_QUARTER, 0, 1.0),
    "medium": Limits(25, A_QUARTER, A_QUARTER, 1, 0.7),
    "high": Limits(10, NONE, A_QUARTER, 1, 0.4),
    "critical": Limits(5, NONE, ONE, 1, 0.1),
}


@dataclass(frozen=True, kw_only=True, slots=True)
class StageBlast:
    share: float
    canary: int | None
    stable: int | None
    proven: bool
    within_limit: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class BlastRadius:
    verdict: str
    criticality: str
    factor: float
    unproven_share: float
    max_unavailable: str
    max_surge: str
    min_available: int
    stages: list[StageBlast]
    reasons: list[Reason]


def assess_blast_radius(plan: Plan, service: dict[str, Any]) -> BlastRadius:
    criticality, replicas = service.get("criticality") or "critical", service.get("replicas")
    limits = LIMITS[criticality]
    found: list[tuple[str, Reason]] = []
    if service.get("criticality") is None:
        found.append(("pass", Reason(code="assumed", subject="criticality", detail=criticality)))
    looks = [i for i, stage in enumerate(plan.stages) if stage.check in ("gates", "tests")]
    proven = [bool(looks) and i > looks[0] for i in range(len(plan.stages))]
    unproven = max((stage.share for stage, is_proven in zip(plan.stages, proven) if not is_proven), default=0)
    fits = unproven <= limits.max_unproven
    code = "within_limit" if fits else "limit_exceeded"
    reason = Reason(code=code, subject="unproven_share", observed=unproven, limit=limits.max_unproven)
    found.append(("pass" if fits else "fail", reason))
    surge, unavailable, notes = update(plan, service, limits)
    found += [("pass", note) for note in notes]
    if plan.strategy != "recreate":
        found += availability(unavailable, replicas, limits)
    found += needs_router(plan, replicas)
    serves = any(stage.share > 0 or stage.audience for stage in plan.stages)
    return BlastRadius(
        verdict=max((verdict for verdict, _ in found), key=VERDICTS.index),
        criticality=criticality,
        factor=limits.factor if serves else 1.0,
        unproven_share=unproven,
        max_unavailable=str(unavailable),
        max_surge=str(surge),
        min_available=limits.min_available,
        stages=[
            stage_blast(plan.strategy, stage, is_proven, limits, replicas, surge)
            for stage, is_proven in zip(plan.stages, proven)
        ],
        reasons=[reason for _, reason in found],
    )


def update(plan: Plan, service: dict[str, Any], limits: Limits) -> tuple[Limit, Limit, list[Reason]]:
    """What the plan asks for, within the limits, and so that an instance can be replaced."""
    replicas = service.get("replicas")
    if plan.strategy == "recreate":
        return NONE, Limit(100, percent=True) if replicas is None else Limit(replicas), []
    asked_surge = asked(ceil, plan.max_surge, replicas)
    asked_unavailable = asked(floor, plan.max_unavailable, replicas)
    if replicas is None:
        surge = smaller(asked_surge, limits.max_surge, ONE)
        unavailable = smaller(asked_unavailable, limits.max_unavailable, NONE)
    else:
        surge = Limit(min(asked_surge.number, limits.max_surge.up(replicas)))
        unavailable = Limit(min(asked_unavailable.number, limits.max_unavailable.down(replicas)))
    reasons = []
    if service.get("downtime_allowed") is False and unavailable.number:
        surge, unavailable = ONE, NONE
        reasons.append(Reason(code="downtime_not_allowed", subject="max_unavailable"))
    if surge.number == unavailable.number == 0:
        surge = ONE
    changes = (("max_surge", asked_surge, surge), ("max_unavailable", asked_unavailable, unavailable))
    for subject, before, after in changes:
        if before != after and not before.percent and not after.percent:
            reasons.append(Reason(code="adjusted", subject=subject, observed=before.number, limit=after.number))
    return surge, unavailable, reasons


def asked(whole: Any, share: float, replicas: int | None) -> Limit:
    if replicas is None:
        return Limit(whole(round(share * 100, 9)), percent=True)
    return Limit(min(whole(round(share * replicas, 9)), replicas))


def smaller(a: Limit, b: Limit, if_unknown: Limit) -> Limit:
    """The smaller one; instances and a percentage of an unknown number of them cannot be compared."""
    if a.percent == b.percent:
        return min(a, b, key=lambda limit: limit.number)
    return if_unknown if a.number and b.number else NONE


def availability(unavailable: Limit, replicas: int | None, limits: Limits) -> list[tuple[str, Reason]]:
    """Whether enough instances stay available."""
    if replicas is None:
        return [("inconclusive", Reason(code="factor_unknown", subject="replicas"))]
    found, missing = [], min(unavailable.down(replicas), replicas)
    most = limits.max_unavailable.down(replicas)
    if most == limits.max_surge.up(replicas) == 0:
        most = 1
    for subject, observed, limit, beyond in (
        ("max_unavailable", missing, min(most, replicas), missing > min(most, replicas)),
        ("min_available", replicas - missing, limits.min_available, replicas - missing < limits.min_available),
    ):
        if beyond:
            found.append(("fail", Reason(code="limit_exceeded", subject=subject, observed=observed, limit=limit)))
    return found


def needs_router(plan: Plan, replicas: int | None) -> list[tuple[str, Reason]]:
    """Without a router no share is smaller than that of one instance."""
    first = next((stage.share for stage in plan.stages if stage.share > 0), None)
    if plan.strategy not in ("rolling", "canary", "ab_test") or not replicas or first is None:
        return []
    if 100 / replicas <= first:
        return []
    return [("warn", Reason(code="needs_router", subject="pods", observed=100 / replicas, limit=first))]


def stage_blast(
    strategy: str, stage: Stage, proven: bool, limits: Limits, replicas: int | None, surge: Limit
) -> StageBlast:
    canary = stable = None
    if replicas is not None:
        canary, stable = instances(strategy, stage, replicas, surge)
    within = proven or stage.share <= limits.max_unproven
    return StageBlast(share=stage.share, canary=canary, stable=stable, proven=proven, within_limit=within)


def instances(strategy: str, stage: Stage, replicas: int, surge: Limit) -> tuple[int, int]:
    """Instances of the new and of the old version."""
    if strategy == "blue_green":
        return replicas, replicas
    if strategy in ("feature_flag", "dark_launch", "recreate"):
        return replicas, 0
    if stage.share == 0:
        return ceil(replicas * stage.mirror / 100), replicas
    return split(stage.share, replicas, surge.up(replicas))


def split(share: float, replicas: int, surge: int) -> tuple[int, int]:
    """The numbers of instances whose shares come closest, the first of equal ones."""
    if replicas == 0:
        return 0, 0
    points = round(share * 100)  # of 10,000, so that no tie is missed
    up, down = -(-replicas * points // 10_000), replicas * points // 10_000
    may_be_zero = points in (0, 10_000) or (replicas == 1 and not surge)
    candidates = [(up, replicas)] if up < replicas or may_be_zero else []
    for total in (replicas, replicas + 1) if surge else (replicas,):
        if total > replicas:
            candidates.append((up, total))
        tied = total * points % 10_000 == 5000
        if not tied and (down or may_be_zero):
            candidates.append((down, total))
    distance = [abs(canary * 10_000 - total * points) / total for canary, total in candidates]
    canary, total = candidates[distance.index(min(distance))] if candidates else (0, replicas)
    return canary, total - canary
