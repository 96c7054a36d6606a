"""The data sets as tables of deployments: one row each, in the order of their start.

Whatever a file lacks is missing, not an error: a column of features, the rows to fit on, a whole service in either part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import numpy as np
import pandas as pd

HOUR, DAY = 3600.0, 86400.0


@dataclass(frozen=True)
class Dataset:
    """Deployments in the order of their start."""

    name: str
    columns: pd.DataFrame
    """`service`, `started_at`, `strategy` where there are several, and the features."""
    kinds: dict[str, str]
    """How each feature is read."""
    succeeded: np.ndarray
    train: np.ndarray
    """Which rows may be fitted on; the others are measured."""
    delay: timedelta
    """How long after its start it is known how a deployment went."""
    policy: dict[str, object]
    """What else our model is told, beyond its defaults."""

    def rows(self, chosen: np.ndarray) -> Dataset:
        """Some of the rows."""
        columns = self.columns[chosen].reset_index(drop=True)
        succeeded, train = self.succeeded[chosen], self.train[chosen]
        return Dataset(self.name, columns, self.kinds, succeeded, train, self.delay, self.policy)


def load(folder: Path) -> tuple[list[Dataset], list[str]]:
    """The data sets that a folder has, and what is to be said of the others."""
    found, missing = [], []
    for name, (path, read) in SOURCES.items():
        if (folder / path).is_file():
            found.append(read(name, pd.read_csv(folder / path)))
        else:
            missing.append(f"{name}: left out, there is no {path}")
    return found, missing


def ci_builds(name: str, rows: pd.DataFrame) -> Dataset:
    counts = [
        "commit_comments", "src_churn", "test_churn", "files_added", "files_deleted", "files_modified", "tests_added",
        "tests_deleted", "src_files", "doc_files", "other_files",
    ]  # fmt: skip
    columns = numbers(rows, counts)
    columns["lines"] = columns["src_churn"] + columns["test_churn"]
    columns["files"] = columns["files_added"] + columns["files_deleted"] + columns["files_modified"]
    columns["prev_link"] = words(rows, "prev_link")
    columns["strategy"] = words(rows, "is_pr").map({"1": "pull_request", "0": "branch"})
    columns["started_at"] = number(rows, "started_at")
    kinds = {count: "count" for count in [*counts, "lines", "files"]} | {"prev_link": "category"}
    return dataset(name, rows, columns, kinds, "failed", timedelta(hours=1), {})


def apache_recent(name: str, rows: pd.DataFrame) -> Dataset:
    counts = ["la", "ld", "nf", "nd", "ns", "ndev", "age", "nuc", "aexp", "arexp", "asexp"]
    return changes(name, rows, counts, ["ent"], ["fix"], number(rows, "author_date"))


def apache_projects(name: str, rows: pd.DataFrame) -> Dataset:
    """Changes without dates: those of each service are spread evenly, its rows to fit on over six years."""
    counts = ["la", "ld", "nd", "ns", "ndev", "age", "nuc", "aexp", "arexp", "asexp"]
    rows = rows.sort_values(["service", "seq"], kind="stable").reset_index(drop=True)
    service = rows["service"].astype(str)
    total = service.groupby(service).transform("size")
    train = (rows["split"] == "train").groupby(service).transform("sum")
    # Six in ten rows of a service are to fit on, as far as the file has them.
    spread = train.where(train > 0, (0.6 * total).round().clip(lower=1))
    started_at = rows.groupby(service).cumcount() / spread * 6 * 365 * DAY
    return changes(name, rows, counts, ["ent"], [], started_at.round() + 1e9)


def openstack(name: str, rows: pd.DataFrame) -> Dataset:
    # Not `rtime`, the time that a review took: its source calls it unreliable, and it is negative at times.
    counts = [
        "la", "ld", "nf", "nd", "ns", "nrev", "hcmt", "ndev", "age", "nuc", "app", "aexp", "rexp", "oexp",
        "arexp", "rrexp", "orexp", "asexp", "rsexp", "osexp",
    ]  # fmt: skip
    shares, flags = ["ent", "asawr", "rsawr", "osawr"], ["revd", "self", "fix"]
    return changes(name, rows, counts, shares, flags, number(rows, "author_date"))


def changes(
    name: str, rows: pd.DataFrame, counts: list[str], shares: list[str], flags: list[str], started_at: pd.Series
) -> Dataset:
    """Changes of code; whether one does harm is known 90 days later."""
    columns = numbers(rows, [*counts, *shares, *flags])
    for count in counts:
        # What is negative cannot have been counted.
        columns[count] = columns[count].where(columns[count] >= 0)
    columns["lines"] = columns["la"] + columns["ld"]
    columns["files"] = number(rows, "nf")
    touched = columns["files"].clip(lower=1)
    columns["added_share"] = columns["la"] / (columns["lines"] + 1)
    columns["lines_per_file"] = columns["lines"] / touched
    columns["changes_per_file"] = columns["nuc"] / touched
    columns["started_at"] = started_at
    derived = ["lines", "lines_per_file", "changes_per_file"]
    kinds = {count: "count" for count in [*counts, *derived]}
    kinds |= {share: "number" for share in [*shares, "added_share"]} | {flag: "flag" for flag in flags}
    # The built-in weights know few of these features, and there are thousands of rows to learn the others from; and the hour
    # at which a change was written is not one at which anything was deployed.
    policy = {"strength": 1.0, "clock": False}
    return dataset(name, rows, columns, kinds, "buggy", timedelta(days=90), policy)


def dataset(
    name: str,
    rows: pd.DataFrame,
    columns: pd.DataFrame,
    kinds: dict[str, str],
    failed: str,
    delay: timedelta,
    policy: dict[str, object],
) -> Dataset:
    columns["service"] = words(rows, "service").fillna(name)
    order = columns["started_at"].argsort(kind="stable").to_numpy()
    # What a file lacks altogether tells nothing apart.
    empty = [feature for feature in kinds if columns[feature].isna().all()]
    columns = columns.drop(columns=empty)
    if "strategy" in columns and columns["strategy"].isna().all():
        columns = columns.drop(columns="strategy")
    kinds = {feature: kind for feature, kind in kinds.items() if feature not in empty}
    succeeded = rows[failed].to_numpy(dtype=float)[order] == 0.0
    train = words(rows, "split").eq("train").to_numpy(dtype=bool)[order]
    return Dataset(name, columns.iloc[order].reset_index(drop=True), kinds, succeeded, train, delay, policy)


def number(rows: pd.DataFrame, name: str) -> pd.Series:
    """A column of numbers; missing ones, if the file has no such column."""
    if name not in rows:
        return pd.Series(np.nan, index=rows.index)
    return pd.to_numeric(rows[name], errors="coerce").astype(float)


def numbers(rows: pd.DataFrame, names: list[str]) -> pd.DataFrame:
    return pd.DataFrame({name: number(rows, name) for name in names})


def words(rows: pd.DataFrame, name: str) -> pd.Series:
    """A column as texts; missing ones, if the file has no such column."""
    if name not in rows:
        return pd.Series(None, index=rows.index, dtype="str")
    return rows[name].astype("str")


Reader = Callable[[str, pd.DataFrame], Dataset]

SOURCES: dict[str, tuple[str, Reader]] = {
    "ci-builds": ("ci-builds/builds.csv", ci_builds),
    "change-risk-apache/recent": ("change-risk-apache/recent.csv", apache_recent),
    "change-risk-apache/projects": ("change-risk-apache/projects.csv", apache_projects),
    "change-risk-openstack": ("change-risk-openstack/changes.csv", openstack),
}
