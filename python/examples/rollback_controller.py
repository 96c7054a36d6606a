"""A rollback controller in miniature: one question every 30 seconds, and the way back when the answer is yes.

The cluster is made up and the clock jumps. A real controller does the same with a metrics server, a store and a router.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import rollwise as rw

DEPLOYED = datetime(2026, 11, 21, 3, tzinfo=UTC)
EVERY = timedelta(seconds=30)


class Cluster:
    """2.4.0 gets slow two minutes after its deployment, 2.3.9 is well."""

    def __init__(self) -> None:
        self.serving, self.share = "2.4.0", 0.0

    def observe(self, now: datetime) -> rw.Recording:
        """What the metrics server knows; every tenth sample is missing."""
        at = [DEPLOYED + EVERY * (i + 1) for i in range((now - DEPLOYED) // EVERY)]
        slow = DEPLOYED + timedelta(minutes=2)
        values = [None if i % 10 == 9 else 2400.0 if moment >= slow else 450.0 for i, moment in enumerate(at)]
        return rw.Recording(at=at, metrics={"latency_p99_ms": rw.Track(canary=rw.ValuesColumn(values=values))})

    def measure(self) -> rw.Evidence:
        """The version that is gone back to, beside the one that is left."""

        def both(value: float) -> rw.Comparison:
            return rw.Comparison(canary=rw.ValueMeasurement(value=value), baseline=rw.ValueMeasurement(value=value))

        errors = rw.CountsMeasurement(events=2, trials=2000)
        levels = {"latency_p95_ms": 210.0, "latency_p99_ms": 450.0, "cpu_saturation": 0.41, "memory_saturation": 0.63}
        metrics = {name: both(value) for name, value in (levels | {"request_rate": 950.0}).items()}
        return rw.Evidence(metrics=metrics | {"error_rate": rw.Comparison(canary=errors, baseline=errors)})

    def perform(self, action: rw.Action, target: str) -> rw.Event | None:
        """Carries an action out; the event that answers it, if it needs one."""
        match action:
            case rw.MeasureAction():
                return rw.MeasuredEvent(action=action.id, evidence=self.measure())
            case rw.PromoteAction() | rw.RollBackAction():
                self.serving, self.share = target, 100.0
            case rw.SetTrafficAction(share=share):
                self.share = share
            case rw.AlertAction() | rw.CleanUpAction():
                return None
            case _:
                pass
        return rw.ActionDoneEvent(action=action.id)


def watch(engine: rw.Engine, cluster: Cluster, history: list[rw.KnownVersion]) -> tuple[datetime, rw.RollbackDecision]:
    """Asks until the answer is yes."""
    now = DEPLOYED
    while True:
        now += EVERY
        triggers = rw.TriggerEvidence(deployed_at=DEPLOYED, looks=cluster.observe(now))
        evidence = rw.RollbackEvidence(version="2.4.0", share=100, history=history, triggers=triggers)
        decision = engine.decide_rollback(now, evidence)
        if decision.should_rollback:
            return now, decision


def go_back(engine: rw.Engine, cluster: Cluster, now: datetime, decision: rw.RollbackDecision) -> rw.Rollout:
    """Drives the rollback to its end."""
    target = decision.target_version
    assert target is not None
    release = rw.Release(
        id="back-to-2.3.9",
        service="checkout",
        version=target,
        image_tag="7c1e44a0-1763517600",
        commit="7c1e44a0b1c2d3e4f5061728394a5b6c7d8e9f00",
    )
    rollout, _ = engine.start_rollback(now, release, decision)
    events: list[rw.Event] = [rw.SafetyAssessedEvent(safety=decision.confidence)]
    while events or rollout.wake_at:
        if not events and rollout.wake_at:
            now = max(now, rollout.wake_at.at)
        step = rollout.step(now, events.pop(0) if events else rw.TickEvent())
        answers = [cluster.perform(action, target) for action in step.actions]
        events += [answer for answer in answers if answer is not None]
    return rollout


def main() -> None:
    engine, cluster = rw.Engine(), Cluster()
    day = timedelta(days=1)
    history = [
        rw.KnownVersion(
            version="2.3.9",
            promoted_at=DEPLOYED - day,
            verified_at=DEPLOYED - day,
            served_until=DEPLOYED,
            reversibility=rw.FullReversibility(),
        ),
        rw.KnownVersion(version="2.4.0", promoted_at=DEPLOYED, reversibility=rw.FullReversibility()),
    ]
    now, decision = watch(engine, cluster, history)
    print(f"after {(now - DEPLOYED).seconds} s: {rw.explain(decision.reason)}")
    print(rw.rollback_report(decision))
    rollout = go_back(engine, cluster, now, decision)
    print(f"{rollout.phase}: {cluster.serving} has {cluster.share:g} % of the traffic")


if __name__ == "__main__":
    main()
