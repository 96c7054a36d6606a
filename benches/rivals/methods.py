"""Those who look every minute. Each gives the look of its first alarm for every rollout: from 1, or 0 for none."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import numpy as np
import rollwise as rw
from savvi.multinomial import InhomogeneousPoissonProcess
from scipy.stats import mannwhitneyu

from rivals.traffic import REQUESTS, Traffic

ALPHA = 0.01
START, MINUTE = datetime(2026, 11, 21, 3, tzinfo=UTC), timedelta(minutes=1)
FEWEST = 5
"""Values on each side from which on rank tests are asked: with fewer none of 98 % could ever reject."""
SHARES = REQUESTS / REQUESTS.sum()
KAYENTA = {
    "metrics": [{"name": "errors", "groups": ["g"], "analysisConfigurations": {"canary": {"direction": "increase"}}}],
}


def first(alarms: np.ndarray) -> np.ndarray:
    """The first look with an alarm, of alarms by rollout and look."""
    return np.where(alarms.any(axis=1), alarms.argmax(axis=1) + 1, 0)


def policy(tolerance: float, dispersion: float = 1.0) -> dict[str, Any]:
    judged = {"kind": "failures", "tolerance": tolerance, "dispersion": dispersion}
    return {"alpha": ALPHA, "metrics": [{"name": "errors", "judged": judged}]}


def columns(errors: np.ndarray) -> dict[str, Any]:
    """One rollout, recorded for the judge."""
    both = {
        side: {"kind": "counts", "events": events, "trials": np.full(len(errors), trials)}
        for side, events, trials in zip(("baseline", "canary"), errors.T, REQUESTS, strict=True)
    }
    return {"at": [START + look * MINUTE for look in range(len(errors))], "metrics": {"errors": both}}


def looks(errors: np.ndarray) -> list[dict[str, Any]]:
    """The same, look by look."""

    def measured(side: int, events: int) -> dict[str, Any]:
        return {"kind": "counts", "events": events, "trials": int(REQUESTS[side])}

    def evidence(baseline: int, canary: int) -> dict[str, Any]:
        return {"metrics": {"errors": {"baseline": measured(0, baseline), "canary": measured(1, canary)}}}

    return [
        {"at": START + look * MINUTE, "evidence": evidence(*counts)} for look, counts in enumerate(errors.tolist())
    ]


def rollwise(tolerance: float) -> Callable[[Traffic], np.ndarray]:
    """Ours. What is known of the scatter of errors comes from the hour before."""

    def judged(traffic: Traffic) -> np.ndarray:
        def judge(i: int) -> int:
            dispersion = 1.0 if traffic.history is None else scatter(traffic.history[i])
            decisions = rw.judge_recording(policy(tolerance, dispersion), columns(traffic.errors[i])).decisions
            return decisions.index("roll_back") + 1 if "roll_back" in decisions else 0

        return np.array([judge(i) for i in range(len(traffic.errors))])

    return judged


def scatter(history: np.ndarray) -> float:
    arms = [{"events": events, "exposure": int(REQUESTS[1])} for events in history.tolist()]
    return rw.estimate_dispersion({"kind": "history"}, [{"kind": "single", "arm": arm} for arm in arms])[-1]


def savvi(traffic: Traffic) -> np.ndarray:
    """Its test of two Poisson processes, at the level of ours; an alarm in either direction."""
    return first(np.array([savvi_p_values(errors) for errors in traffic.errors]) <= ALPHA)


def savvi_model() -> InhomogeneousPoissonProcess:
    return InhomogeneousPoissonProcess(ALPHA, SHARES, np.array([[-1, 1]]))


def savvi_p_values(errors: np.ndarray) -> list[float]:
    model, p_value, p_values = savvi_model(), 1.0, []
    for counts in errors:
        model.update(counts)
        p_value = min(p_value, float(model.calculate_p_value()))
        p_values.append(p_value)
    return p_values


def savvi_looks(errors: np.ndarray) -> None:
    """As its `batch` looks: p-value and interval."""
    model = savvi_model()
    for counts in errors:
        model.update(counts)
        model.infer()


def mann_whitney(traffic: Traffic) -> np.ndarray:
    """The error rates of all minutes so far, tested anew at 95 % at every look."""
    baseline, canary = np.moveaxis(traffic.errors / REQUESTS, 2, 0)
    alarms = np.zeros(canary.shape, dtype=bool)
    for look in range(FEWEST, canary.shape[1] + 1):
        sides = canary[:, :look], baseline[:, :look]
        alarms[:, look - 1] = mannwhitneyu(*sides, alternative="greater", method="asymptotic", axis=1).pvalue < 0.05
    return first(alarms)


def mann_whitney_looks(errors: np.ndarray) -> None:
    baseline, canary = (errors / REQUESTS).T
    for look in range(FEWEST, len(canary) + 1):
        mannwhitneyu(canary[:look], baseline[:look], alternative="greater", method="asymptotic")


def kayenta(traffic: Traffic) -> np.ndarray:
    return first(np.array([kayenta_looks(errors) for errors in traffic.errors]))


def kayenta_looks(errors: np.ndarray) -> list[bool]:
    """The same series judged in the way of Kayenta at every look."""
    baseline, canary = (errors / REQUESTS).T.tolist()
    request = {"thresholds": {"pass": 95, "marginal": 75}}

    def alarm(look: int) -> bool:
        pairs = [{"name": "errors", "control": baseline[:look], "experiment": canary[:look]}]
        return rw.kayenta_judge(KAYENTA, request | {"pairs": pairs}, policy={"strict": False}).verdict == "fail"

    return [False] * (FEWEST - 1) + [alarm(look) for look in range(FEWEST, len(canary) + 1)]


def breaches(traffic: Traffic) -> np.ndarray:
    """Minutes in which the canary fails twice as often as the baseline."""
    baseline, canary = np.moveaxis(traffic.errors / REQUESTS, 2, 0)
    return canary > 2 * baseline


def breach(traffic: Traffic) -> np.ndarray:
    return first(breaches(traffic))


def three_in_a_row(traffic: Traffic) -> np.ndarray:
    alarms = breaches(traffic)
    alarms[:, 2:] &= alarms[:, 1:-1] & alarms[:, :-2]
    alarms[:, :2] = False
    return first(alarms)


def five_in_total(traffic: Traffic) -> np.ndarray:
    return first(breaches(traffic).cumsum(axis=1) >= 5)


METHODS: dict[str, Callable[[Traffic], np.ndarray]] = {
    "judge, tolerance 1": rollwise(1.0),
    "judge, default tolerance of 1.1": rollwise(1.1),
    "savvi": savvi,
    "Mann-Whitney at 95 %": mann_whitney,
    "Kayenta-style judge": kayenta,
    "twice the base rate once": breach,
    "twice the base rate, 3 in a row": three_in_a_row,
    "twice the base rate, 5 in total": five_in_total,
}
