"""Measures a judgement in the way of Kayenta beside scipy, in one run and on one thread: `python3 benches/kayenta.py`.

One metric is judged: cleaned, compared with its confidence interval, labelled and scored. scipy's `mannwhitneyu` gives a
p value only. Before anything is measured, U, the p value and the estimate are checked against scipy and numpy.
"""

from __future__ import annotations

import json
import math
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peers import best, from_rust, set_up, table

if TYPE_CHECKING:
    import numpy as np

BESIDE_SCIPY = (60, 10_000)
GROWTH = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
CONFIG = {"metrics": [{"name": "m", "groups": ["g"]}]}


def main() -> None:
    os.environ |= {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    set_up(__file__, "benches/requirements.txt")
    for count in BESIDE_SCIPY:
        beside_scipy(count)
    growth()


def samples(count: int) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    generator = np.random.default_rng(count)
    return generator.normal(102, 10, count), generator.normal(100, 10, count)


def rust(x: np.ndarray, y: np.ndarray, rounds: int) -> Any:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "values.json")
        path.write_text(json.dumps({"experiment": x.tolist(), "control": y.tolist()}), "utf-8")
        return json.loads(from_rust("kayenta", str(path), str(rounds)))


def beside_scipy(count: int) -> None:
    import numpy as np
    import rollwise as rw
    from scipy.stats import mannwhitneyu

    x, y = samples(count)
    rounds = max(3, 60_000 // count)
    answer = rust(x, y, rounds)
    test, shift = answer["outcome"]
    peer = mannwhitneyu(x, y, method="asymptotic")
    assert test["u"] == peer.statistic
    assert math.isclose(test["p_two_sided"], peer.pvalue, rel_tol=1e-8)
    assert shift["estimate"] == np.median(np.subtract.outer(x, y))

    pair = {"name": "m", "control": y.tolist(), "experiment": x.tolist()}
    request = {"thresholds": {"pass": 95, "marginal": 75}, "pairs": [pair]}
    rows = [
        ("scipy, p value only", best(rounds, 7, lambda: mannwhitneyu(x, y, method="asymptotic"))),
        ("Rust, p value only", answer["test"]),
        ("Rust, the metric judged", answer["exact"]),
        ("Rust, the metric judged by Kayenta's search", answer["compatible"]),
        ("Python, the metric judged", best(rounds, 7, lambda: rw.kayenta_judge(CONFIG, request))),
    ]
    table(f"{count:,} values on each side", rows)
    print()


def growth() -> None:
    """The cost of a metric of N values in all, with its interval, over N log N."""
    print("| values on each side | judged, µs | ns / (N log2 N) |\n|---|---|---|")
    for count in GROWTH:
        figure = rust(*samples(count), rounds=max(1, 20_000 // count))["exact"]
        values = 2 * count
        print(f"| {count:,} | {figure:,.1f} | {1e3 * figure / (values * math.log2(values)):.2f} |")


if __name__ == "__main__":
    main()
