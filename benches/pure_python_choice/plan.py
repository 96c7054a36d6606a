"""A plan sized to the situation: stages, bake times and samples from traffic, risk and criticality."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil, floor
from typing import Any

from .gates import NOT_READY, Gate, sized_gates
from .words import Reason, Situation, below, criticality_level, scarcest

UNSEEN_FAILURES = {"low": 0.02, "medium": 0.01, "high": 0.005, "critical": 0.001}
DAMPED = {"dev": 0.25, "staging": 0.5, "production": 1.0}
MIN_BAKE, MAX_BAKE, LONGEST_STAGE, A_DAY = 10, 30, 12 * 60, 24 * 60  # minutes

MINUTE = timedelta(minutes=1)
NO_TIME = timedelta(0)


@dataclass(frozen=True, kw_only=True, slots=True)
class Stage:
    share: float
    name: str | None = None
    mirror: float = 0
    audience: str | None = None
    settle: timedelta = MINUTE
    bake: timedelta | None = None
    interval: timedelta = MINUTE
    check: str = "gates"
    approval: bool = False

    def time(self) -> timedelta:
        """Least time in the stage."""
        return self.settle if self.bake is None else self.bake


@dataclass(frozen=True, kw_only=True, slots=True)
class Cleanup:
    task: str
    delay: timedelta = NO_TIME


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    name: str
    strategy: str
    stages: list[Stage]
    failed_checks: int = 1
    gates: list[Gate]
    max_unavailable: float = 0
    max_surge: float = 0.25
    cleanup: Cleanup | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class SizedPlan:
    plan: Plan
    caution: float
    min_samples: int
    takes_at_least: timedelta
    reasons: list[Reason]


@dataclass(frozen=True, slots=True)
class Sizes:
    """What stages are sized by."""

    caution: float
    traffic: float | None
    """Requests a second; none when unknown or when there are none."""
    samples: int

    def wait(self, share: float) -> int:
        """Minutes until a share of the traffic brought one and a half times the samples."""
        if self.traffic is None or share == 0:
            return 1
        return max(whole_minutes(1.5 * self.samples / (self.traffic * share / 100) / 60), 1)

    def stage(self, share: float) -> Stage:
        bake = whole_minutes(MIN_BAKE + (MAX_BAKE - MIN_BAKE) * self.caution)
        return baked(Stage(share=share), max(bake, min(self.wait(share), LONGEST_STAGE)))

    def ladder(self, shares: list[float], cap: float) -> list[Stage]:
        """Stages by rising shares: a first one within the cap, none that takes too long, all traffic at last."""
        cap = min(cap, 50)
        rising = [share for share in shares if self.wait(share) <= LONGEST_STAGE]
        if not rising or rising[0] > cap:
            rising = [cap, *(share for share in rising if share > cap)]
        if rising[-1] < 25:
            rising.append(50)
        return [self.stage(share) for share in (*rising, 100)]


def size(strategy: str, situation: Situation, risk: float, cap: float) -> SizedPlan:
    """Sizes a plan. `cap` is the largest share for a version that nobody has seen work, in percent."""
    service, environment = situation["service"], situation["target"]["environment"]
    reasons = assumptions(service)
    criticality, traffic = service.get("criticality") or "critical", service.get("requests_per_second")
    caution = DAMPED[environment] * max(risk, criticality_level(criticality))
    sizes = Sizes(caution, traffic or None, ceil(3 / UNSEEN_FAILURES[criticality]))
    plan = PLANS[strategy](situation, sizes, cap)
    stages, samples, thin = make_do(plan.stages, sizes)
    window = MIN_BAKE if traffic is None else longest_wait(stages, replace(sizes, samples=samples))
    gates = [] if traffic == 0 else sized_gates(samples, timedelta(minutes=window))
    plan = replace(plan, stages=ask_before_no_return(stages, situation["change"]), gates=gates + plan.gates)
    return SizedPlan(
        plan=plan,
        caution=caution,
        min_samples=samples,
        takes_at_least=sum((stage.time() for stage in stages), NO_TIME),
        reasons=reasons + thin,
    )


def assumptions(service: dict[str, Any]) -> list[Reason]:
    reasons = []
    if service.get("criticality") is None:
        reasons.append(Reason(code="assumed", subject="service.criticality", detail="critical"))
    if service.get("requests_per_second") is None:
        reasons.append(Reason(code="assumed", subject="service.requests_per_second", detail="enough"))
    elif service["requests_per_second"] == 0:
        reasons.append(Reason(code="no_traffic", subject="service"))
    return reasons


def make_do(stages: list[Stage], sizes: Sizes) -> tuple[list[Stage], int, list[Reason]]:
    """Stages that cannot get their samples take what comes, and a person decides after each."""
    if sizes.traffic is None:
        return stages, sizes.samples, []
    made, reasons, fewest, ask = [], [], None, False
    for i, stage in enumerate(stages):
        made.append(replace(stage, approval=True) if ask else stage)
        expected = floor(sizes.traffic * looked_at(stage) / 100 * stage.time().total_seconds())
        ask = stage.check == "gates" and below(expected, sizes.samples)
        if ask:
            limit = sizes.samples
            reasons.append(Reason(code="too_few_samples", subject=f"stages[{i}]", observed=expected, limit=limit))
            fewest = expected if fewest is None else min(fewest, expected)
    return made, sizes.samples if fewest is None else max(floor(fewest / 1.5), 1), reasons


def longest_wait(stages: list[Stage], sizes: Sizes) -> int:
    waits = (sizes.wait(looked_at(stage)) for stage in stages if stage.check == "gates")
    return min(max(waits, default=0), LONGEST_STAGE)


def ask_before_no_return(stages: list[Stage], change: dict[str, Any]) -> list[Stage]:
    reversibility = change.get("reversibility")
    if reversibility is None or reversibility["kind"] == "full":
        return stages
    last_safe = reversibility["share"] if reversibility["kind"] == "until" else 0
    beyond = next((i for i, stage in enumerate(stages) if stage.share > last_safe), None)
    return [replace(stage, approval=True) if i == beyond else stage for i, stage in enumerate(stages)]


def looked_at(stage: Stage) -> float:
    """Share of the traffic that the gates of a stage see."""
    return max(stage.share, stage.mirror)


def whole_minutes(minutes: float) -> int:
    """Rounded up, but not because of rounding noise."""
    return ceil(round(minutes, 9))


def baked(stage: Stage, minutes: int) -> Stage:
    bake, interval = timedelta(minutes=minutes), timedelta(minutes=max(whole_minutes(minutes / 20), 1))
    return replace(stage, bake=bake, interval=interval)


def canary_shares(caution: float) -> list[float]:
    if caution <= 1 / 3:
        return [10, 50]
    return [5, 25, 50] if caution <= 2 / 3 else [1, 5, 10, 25, 50]


def named(strategy: str, stages: list[Stage], **rest: Any) -> Plan:
    return Plan(name=f"sized_{strategy}", strategy=strategy, stages=stages, **{"gates": [], **rest})


def canary(situation: Situation, sizes: Sizes, cap: float) -> Plan:
    return named("canary", sizes.ladder(canary_shares(sizes.caution), cap))


def rolling(situation: Situation, sizes: Sizes, cap: float) -> Plan:
    """A first batch within the cap, but of one instance at least, then quarters."""
    service, replicas = situation["service"], situation["service"].get("replicas")
    shares: list[float] = [25, 50, 75]
    if replicas is not None:
        replicas = max(replicas, 1)
        first = max(floor(replicas * cap / 100), 1)
        batches = [first, *(batch for n in (1, 2, 3) if (batch := ceil(replicas * n / 4)) > first)]
        cut = (batch * 10_000 // replicas / 100 for batch in batches if batch < replicas)
        shares = list(dict.fromkeys(cut))
    stages = sizes.ladder(shares, max(cap, shares[0])) if shares else [sizes.stage(100)]
    unavailable, surge = replacement(service, scarcest(situation))
    return named("rolling", stages, max_unavailable=unavailable, max_surge=surge, gates=[NOT_READY])


def replacement(service: dict[str, Any], capacity: tuple[float, str] | None) -> tuple[float, float]:
    """Instances that may be missing and that may be there beyond the usual number."""
    if service.get("criticality") not in ("low", "medium"):
        return 0, 0.25
    replicas = service.get("replicas")
    free = capacity[0] if capacity else 1
    fits = free >= 1 / max(4 if replicas is None else replicas, 1)
    return 0.25, min(free, 0.25) if fits else 0


def blue_green(situation: Situation, sizes: Sizes, cap: float) -> Plan:
    """Deploy and test beside the old version, switch, watch for an hour in production."""
    in_production = situation["target"]["environment"] == "production"
    switch = sizes.stage(100)
    minutes = max(int(switch.time().total_seconds()) // 60, 60 if in_production else 0)
    stages = [
        Stage(share=0, name="green", check="tests", settle=NO_TIME),
        replace(baked(switch, minutes), name="switch", approval=in_production),
    ]
    cleanup = Cleanup(task="scale_down_previous", delay=timedelta(seconds=30))
    return named("blue_green", stages, max_surge=1, cleanup=cleanup)


def feature_flag(situation: Situation, sizes: Sizes, cap: float) -> Plan:
    """Off, internal users, then a ladder: a day for each at the greatest caution."""
    day = whole_minutes(A_DAY * sizes.caution)
    internal = Stage(share=0, name="internal users", audience="internal", check="time")
    stages = [
        Stage(share=0, name="off", check="time", settle=NO_TIME),
        baked(internal, max(day, MIN_BAKE)),
    ]
    for stage in sizes.ladder([1, 10, 50], cap):
        stages.append(baked(stage, max(day, stage.time() // MINUTE)))
    return named("feature_flag", stages, cleanup=Cleanup(task="remove_flag"))


def dark_launch(situation: Situation, sizes: Sizes, cap: float) -> Plan:
    dark = replace(sizes.stage(0), name="dark", check="time")
    stages = [dark, *sizes.ladder(canary_shares(sizes.caution), cap)]
    return named("dark_launch", stages, cleanup=Cleanup(task="remove_flag"))


def ab_test(situation: Situation, sizes: Sizes, cap: float) -> Plan:
    """An experiment of a day at least, after which a person decides."""
    *before, experiment, decide = sizes.ladder([5, 50], cap)
    experiment = baked(replace(experiment, name="experiment"), max(experiment.time() // MINUTE, A_DAY))
    return named("ab_test", [*before, experiment, replace(decide, name="decide", approval=True)])


def recreate(situation: Situation, sizes: Sizes, cap: float) -> Plan:
    return named("recreate", [sizes.stage(100)], max_unavailable=1, max_surge=0)


def shadow(situation: Situation, sizes: Sizes, cap: float) -> Plan:
    mirrored = replace(sizes.stage(10), share=0, mirror=10, name="mirror")
    return named("shadow", [mirrored], cleanup=Cleanup(task="stop_mirroring"))


PLANS = {
    "canary": canary,
    "rolling": rolling,
    "blue_green": blue_green,
    "feature_flag": feature_flag,
    "dark_launch": dark_launch,
    "ab_test": ab_test,
    "recreate": recreate,
    "shadow": shadow,
}
