"""Pairs of recorded windows: what was measured, and whether a fault was injected."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

KINDS = (
    (r"success|availability", "success_share"),
    (r"p99|_99|p999", "tail_latency"),
    (r"latency|_lat|p\d\d|_s$", "latency"),
    (r"cpu", "cpu"),
    (r"mem", "memory"),
)
"""What a metric measures, by its name. Load and network traffic are no one's fault and are not judged."""

REPLICA_KINDS = (*KINDS, (r"disk", "other"))
FACTORS = (1.0, 1.05, 1.1, 1.25, 1.5)
REGRESSION = 1.25
"""The factor whose detections count as recall."""


@dataclass
class Metric:
    """One metric on both sides; for errors also what they came out of."""

    kind: str
    baseline: np.ndarray
    canary: np.ndarray
    baseline_trials: np.ndarray | None = None
    canary_trials: np.ndarray | None = None
    before: tuple[np.ndarray, np.ndarray] | None = None


@dataclass
class Pair:
    """Two windows. `fault` is None where there was none."""

    fault: str | None
    metrics: dict[str, Metric] = field(default_factory=dict)


Recording = dict[str, list[Pair]]
"""Pairs by the name of what they are measured as."""


def load(folder: Path) -> tuple[Recording, list[str]]:
    """All recordings of a folder, and what was left out of it."""
    recordings: Recording = {}
    missing = []
    for path in sorted(folder.iterdir()):
        names = {file.name for file in path.iterdir()} if path.is_dir() else set()
        if {"pairs.csv", "sli.csv"} <= names:
            recordings[path.name] = list(requests(path))
        elif {"pairs.csv", "samples.csv"} <= names:
            recordings |= sampled(path)
        elif "samples.csv" in names and "replica" in pd.read_csv(path / "samples.csv", nrows=0).columns:
            recordings |= replicas(path)
        elif path.name.startswith(("canary-", "replicas-")):
            missing.append(f"{path.name}: left out, no pairs in a form that is known")
    return recordings, missing


def kind_of(name: str, kinds: tuple[tuple[str, str], ...] = KINDS) -> str | None:
    return next((kind for pattern, kind in kinds if re.search(pattern, name)), None)


def sampled(path: Path) -> Recording:
    """Pairs of samples of any metrics; kinds of quiet pairs other than `none` are measured on their own."""
    samples = pd.read_csv(path / "samples.csv").dropna(subset=["value"]).sort_values("ts", kind="stable")
    values = {key: part.to_numpy() for key, part in samples.groupby(["pair_id", "metric", "group"])["value"]}
    metrics = samples.groupby("pair_id")["metric"].unique()
    pairs: Recording = {}
    nothing = np.array([])
    for row in pd.read_csv(path / "pairs.csv").itertuples():
        pair = Pair(row.fault if row.regressed else None)
        for name in sorted(metrics.get(row.pair_id, [])):
            if kind := kind_of(name):
                sides = [values.get((row.pair_id, name, group), nothing) for group in ("baseline", "canary")]
                pair.metrics[name] = Metric(kind, *sides)
        own = row.kind not in ("fault", "none")
        pairs.setdefault(f"{path.name}/{row.kind}" if own else path.name, []).append(pair)
    return pairs


def requests(path: Path) -> Iterator[Pair]:
    """Pairs of rows with requests, failures and latencies."""
    rows = dict(list(pd.read_csv(path / "sli.csv").sort_values("timestamp").groupby("pair_id")))
    for row in pd.read_csv(path / "pairs.csv").itertuples():
        sides = [rows[row.pair_id].query("group == @group") for group in ("baseline", "canary")]
        errors = [side[column].to_numpy() for column in ("failures", "requests") for side in sides]
        metrics = {"errors": Metric("errors", *errors)}
        for name in rows[row.pair_id].columns:
            if name.startswith("latency"):
                metrics[name] = Metric(kind_of(name) or "latency", *(side[name].to_numpy() for side in sides))
        yield Pair(row.fault if row.regressed else None, metrics)


def replicas(path: Path) -> Recording:
    """Two replicas of one version, before and after nothing changed, or after the second became worse by a factor."""
    samples = pd.read_csv(path / "samples.csv")
    series = {}
    for key, part in samples.groupby(["service", "metric"]):
        table = part.pivot_table(index="timestamp", columns="replica", values="value").dropna()
        if {"A", "B"} <= set(table.columns):
            series[key] = (table["A"].to_numpy(), table["B"].to_numpy())
    recordings: Recording = {}
    for width in (12, 30, 60):
        pairs = recordings[f"{path.name}/{width}"] = []
        for (_, name), sides in series.items():
            for start in range(0, len(sides[0]) - 2 * width + 1, width):
                before = [side[start : start + width] for side in sides]
                after = [side[start + width : start + 2 * width] for side in sides]
                if min(part.min() for part in (*before, *after)) > 0:
                    kind = kind_of(name, REPLICA_KINDS) or "other"
                    for factor in FACTORS:
                        metric = Metric(kind, after[0], factor * after[1], before=(before[0], before[1]))
                        pairs.append(Pair(None if factor == 1 else f"x{factor}", {name: metric}))
    return recordings
