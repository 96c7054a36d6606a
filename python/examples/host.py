"""A host in miniature: it drives one rollout from the safety assessment to its end, on a clock that jumps.

The host owns everything that the core does not have: the clock, the fleet, the metrics and the store. Its loop is
always the same: feed one event, perform the actions in order, save, sleep until `wake_at` or the next event.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

import rollwise as rw

START = datetime(2026, 11, 21, 3, 0, tzinfo=UTC)


class Fleet:
    """Stands for the cluster, the load balancer and the metrics: what it is told, it does at once."""

    def __init__(self, error_rates: Mapping[float, float]) -> None:
        self.share = 0.0
        self._error_rates = error_rates

    def measure(self, requests: Sequence[rw.MeasureRequest]) -> rw.Evidence:
        healthy = {"latency_p95_ms": 220.0, "latency_p99_ms": 480.0, "cpu_saturation": 0.41, "memory_saturation": 0.63}
        metrics: dict[str, rw.Comparison] = {}
        for request in requests:
            if request.metric == "error_rate":
                errors = round(10_000 * self._error_rates[self.share])
                metrics[request.metric] = rw.Comparison(
                    canary=rw.CountsMeasurement(events=errors, trials=10_000),
                    baseline=rw.CountsMeasurement(events=200, trials=100_000),
                )
            elif request.metric == "request_rate":
                level = rw.ValueMeasurement(value=100.0)
                metrics[request.metric] = rw.Comparison(canary=level, baseline=level)
            elif request.metric in healthy:
                metrics[request.metric] = rw.Comparison(canary=rw.ValueMeasurement(value=healthy[request.metric]))
            else:
                metrics[request.metric] = rw.Comparison(canary=rw.MissingMeasurement())
        return rw.Evidence(metrics=metrics)

    def perform(self, action: rw.Action) -> rw.Event | None:
        """Carries an action out; the event that answers it, if it needs one."""
        match action:
            case rw.SetTrafficAction(share=share):
                self.share = share
            case rw.PromoteAction():
                self.share = 100.0
            case rw.RollBackAction():
                self.share = 0.0
            case rw.MeasureAction(requests=requests):
                return rw.MeasuredEvent(action=action.id, evidence=self.measure(requests))
            case rw.RequestApprovalAction():
                return rw.ApproveEvent(action=action.id, actor="ada", reason="looks good")
            case rw.CleanUpAction() | rw.AlertAction():
                return None
            case rw.BuildAction() | rw.DeployAction() | rw.RunTestsAction() | rw.VerifyVersionAction():
                pass
        return rw.ActionDoneEvent(action=action.id)


def deploy(engine: rw.Engine, release: rw.Release, fleet: Fleet) -> tuple[rw.Rollout, list[rw.Record]]:
    """Drives a rollout to its end; the rollout and its audit log."""
    now = START
    rollout, step = engine.start(now, release)
    store, log = rollout.to_json(), [step.record] if step.record else []
    events: list[rw.Event] = [rw.SafetyAssessedEvent(safety=0.97)]
    while events or rollout.wake_at:
        if not events:
            wake_up = rollout.wake_at
            assert wake_up is not None
            now = max(now, wake_up.at)
            events.append(rw.TickEvent())
        # Each turn loads what the last one saved, as a host does that may be restarted in between.
        rollout = rw.Rollout.from_json(store)
        step = rollout.step(now, events.pop(0))
        for action in step.actions:
            answer = fleet.perform(action)
            if answer is not None:
                events.append(answer)
        if step.record is not None:
            log.append(step.record)
        store = rollout.to_json()
        now += timedelta(seconds=1)
    return rollout, log


def main(error_rate_at_half: float) -> None:
    release = rw.Release(
        id="checkout-2.4.0",
        service="checkout",
        version="2.4.0",
        previous_version="2.3.9",
        image_tag="9f8d111d-1763690400",
        commit="9f8d111d2c4e5b60718293a4b5c6d7e8f9012345",
        factors=rw.Factors(blast_radius=0.9, historical_success=0.95, change_complexity=0.8, test_coverage=0.85),
    )
    fleet = Fleet({0.0: 0.002, 5.0: 0.002, 25.0: 0.002, 50.0: error_rate_at_half, 100.0: 0.002})
    rollout, log = deploy(rw.Engine(), release, fleet)
    print(rw.timeline(log))
    print(f"{rollout.phase} with {fleet.share:g} % of the traffic")
    assert rw.replay(log) == rollout


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else 0.002)
