"""Those who say whether a canary is worse. Each gives `fail`, or anything else."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import rollwise as rw
from scipy import stats

from canaries.recordings import Metric, Pair

Judge = Callable[[Pair], str]

LOWER_IS_WORSE = {"success_share"}


def rollwise(pair: Pair) -> str:
    """Ours, with its defaults."""
    windows = {"metrics": [evidence(name, metric) for name, metric in pair.metrics.items()]}
    return rw.compare_windows(windows).verdict


def evidence(name: str, metric: Metric) -> dict[str, object]:
    sides = {"baseline": metric.baseline, "canary": metric.canary}
    if metric.kind == "errors":
        trials = {"baseline": metric.baseline_trials, "canary": metric.canary_trials}
        samples = {key: {"events": side.tolist(), "trials": trials[key].tolist()} for key, side in sides.items()}
        return {"name": name, "kind": "errors", "samples": {"kind": "counts", **samples}}
    samples = {key: side.tolist() for key, side in sides.items()}
    if metric.before:
        samples["before"] = dict(zip(("baseline", "canary"), (side.tolist() for side in metric.before), strict=True))
    # Nobody has said which way a disk is worse; in these recordings it is more work.
    worse = {"worse": "higher"} if metric.kind == "other" else {}
    return {"name": name, "kind": metric.kind, **worse, "samples": {"kind": "levels", **samples}}


def mann_whitney(pair: Pair) -> str:
    """One-sided tests of the bad direction at 0.05, divided by the number of metrics."""
    sides = [bad_up(metric) for metric in pair.metrics.values()]
    measured = [(canary, baseline) for baseline, canary in sides if len(baseline) and len(canary)]
    limit = 0.05 / max(len(measured), 1)
    p_values = (stats.mannwhitneyu(*both, alternative="greater").pvalue for both in measured)
    return "fail" if any(p < limit for p in p_values) else "pass"


def kayenta_like(pair: Pair) -> str:
    """The interval of 98 % for the shift of Hodges and Lehmann beyond a quarter of its estimate, on any metric."""
    for metric in pair.metrics.values():
        baseline, canary = bad_up(metric)
        if len(baseline) and len(canary) and classified_high(baseline, canary):
            return "fail"
    return "pass"


def classified_high(baseline: np.ndarray, canary: np.ndarray) -> bool:
    n, m = len(canary), len(baseline)
    both = np.concatenate([canary, baseline])
    if np.ptp(both) == 0:
        return False
    ties = sum(count**3 - count for count in np.unique(both, return_counts=True)[1])
    spread = np.sqrt(n * m / 12 * ((n + m + 1) - ties / ((n + m) * (n + m - 1))))
    differences = np.sort((canary[:, None] - baseline[None]).ravel())
    place = int(np.ceil(n * m / 2 - stats.norm.ppf(0.99) * spread - 0.5))
    lower = differences[max(place, 1) - 1]
    return bool(lower > 0.25 * abs(np.median(differences)))


def fisher_and_latency(pair: Pair) -> str:
    """Fisher's exact test of failed requests at 0.001, or an average latency 1.2 times as high."""
    for name, metric in pair.metrics.items():
        if metric.kind == "errors":
            failed = [metric.canary.sum(), metric.baseline.sum()]
            trials = [metric.canary_trials.sum(), metric.baseline_trials.sum()]
            table = [failed, [n - k for n, k in zip(trials, failed, strict=True)]]
            if stats.fisher_exact(table, alternative="greater").pvalue < 0.001:
                return "fail"
        elif "avg" in name and metric.canary.mean() > 1.2 * metric.baseline.mean():
            return "fail"
    return "pass"


def change_of_ratio(pair: Pair) -> str:
    """The logarithm of the ratio of both sides after against before: p < 0.01 by ranks, and at least 10 % more."""
    for metric in pair.metrics.values():
        sides = (metric.canary, metric.baseline), tuple(reversed(metric.before))
        if min(side.min() for both in sides for side in both) <= 0:
            continue
        after, before = (np.log(canary / baseline) for canary, baseline in sides)
        certain = stats.mannwhitneyu(after, before, alternative="greater").pvalue < 0.01
        if certain and np.median(after) - np.median(before) >= np.log(1.1):
            return "fail"
    return "pass"


def bad_up(metric: Metric) -> tuple[np.ndarray, np.ndarray]:
    if metric.kind == "errors":
        return metric.baseline / metric.baseline_trials, metric.canary / metric.canary_trials
    sign = -1 if metric.kind in LOWER_IS_WORSE else 1
    return sign * metric.baseline, sign * metric.canary


def of(pairs: list[Pair]) -> dict[str, Judge]:
    """Those who can judge such pairs."""
    judges: dict[str, Judge] = {
        "rollwise": rollwise,
        "Kayenta-like": kayenta_like,
        "Mann-Whitney, Bonferroni": mann_whitney,
    }
    metrics = [metric for pair in pairs for metric in pair.metrics.values()]
    if any(metric.kind == "errors" for metric in metrics):
        judges["Fisher 0.001 or latency x1.2"] = fisher_and_latency
    if metrics and all(metric.before for metric in metrics):
        judges["Mann-Whitney on change of log ratio"] = change_of_ratio
    return judges
