"""Measures of predictions: recomputed in plain Python, and from every kind of column."""

from __future__ import annotations

import array
import itertools
import json
import math
import threading
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import rollwise as rw

CORPUS = Path(__file__).resolve().parents[2] / "tests" / "corpus" / "evaluation" / "scores.json"
CASES = [(case["name"], case["input"]) for case in json.loads(CORPUS.read_text("utf-8"))]
QUICK = rw.EvaluationPolicy(resamples=0)
PROBABILITIES = [0.9, 0.8, 0.7, 0.6, 0.4, 0.3]
SUCCEEDED = [True, True, False, True, False, True]


def shared(probabilities: list[float], succeeded: list[bool]) -> list[tuple[float, float]]:
    """Rows from the riskiest, each with the mean outcome of all rows of its probability."""
    rows: list[tuple[float, float]] = []
    ordered = sorted(zip(probabilities, succeeded, strict=True))
    for probability, tied in itertools.groupby(ordered, key=lambda row: row[0]):
        outcomes = [outcome for _, outcome in tied]
        rows += [(probability, sum(outcomes) / len(outcomes))] * len(outcomes)
    return rows


def calibration_error(rows: list[tuple[float, float]], bins: int) -> float:
    error = 0.0
    for part in np.array_split(np.array(rows), bins):
        if len(part) > 0:
            error += len(part) / len(rows) * abs(part[:, 0].mean() - part[:, 1].mean())
    return error


def area(probabilities: list[float], succeeded: list[bool]) -> float | None:
    good = [p for p, outcome in zip(probabilities, succeeded, strict=True) if outcome]
    bad = [p for p, outcome in zip(probabilities, succeeded, strict=True) if not outcome]
    pairs = [1.0 if g > b else 0.5 if g == b else 0.0 for g in good for b in bad]
    return sum(pairs) / len(pairs) if pairs else None


@pytest.mark.parametrize(("name", "given"), CASES, ids=[name for name, _ in CASES])
def test_plain_python_finds_the_same(name: str, given: dict[str, Any]) -> None:
    probabilities, succeeded = given["probabilities"], given["succeeded"]
    policy = given.get("policy", {})
    ours = rw.evaluate(probabilities, succeeded, policy=policy)
    rows = shared(probabilities, succeeded)
    assert ours.calibration_error.value == pytest.approx(calibration_error(rows, policy.get("bins", 10)), abs=1e-12)
    assert (ours.roc_auc and ours.roc_auc.value) == pytest.approx(area(probabilities, succeeded), abs=1e-12)
    brier = [(p - outcome) ** 2 for p, outcome in zip(probabilities, succeeded, strict=True)]
    assert ours.brier.value == pytest.approx(sum(brier) / len(brier), abs=1e-12)
    clipped = [min(max(p, 1e-15), 1 - 1e-15) for p in probabilities]
    losses = [-math.log(p if outcome else 1 - p) for p, outcome in zip(clipped, succeeded, strict=True)]
    assert ours.log_loss.value == pytest.approx(sum(losses) / len(losses), abs=1e-12)
    for capture in ours.capture:
        assert capture.gated == max(1, math.floor(capture.share * len(rows) + 0.5))
        caught = sum(1 - outcome for _, outcome in rows[: capture.gated])
        failures = len(rows) - sum(succeeded)
        assert capture.caught == (pytest.approx(caught / failures, abs=1e-12) if failures else None)


@pytest.mark.parametrize(
    "probabilities",
    [
        tuple(PROBABILITIES),
        array.array("d", PROBABILITIES),
        np.array(PROBABILITIES),
        np.array(PROBABILITIES).repeat(2)[::2],
        memoryview(array.array("d", PROBABILITIES)),
        [np.float64(p) for p in PROBABILITIES],
    ],
)
def test_probabilities_are_any_column(probabilities: Any) -> None:
    assert rw.evaluate(probabilities, SUCCEEDED) == rw.evaluate(PROBABILITIES, SUCCEEDED)
    assert rw.best_threshold(probabilities, SUCCEEDED) == rw.best_threshold(PROBABILITIES, SUCCEEDED) == pytest.approx(0.3)


@pytest.mark.parametrize(
    "succeeded",
    [
        tuple(SUCCEEDED),
        [1, 1, 0, 1, 0, 1],
        [1.0, 1.0, 0.0, 1.0, 0.0, 1.0],
        np.array(SUCCEEDED),
        np.array(SUCCEEDED, dtype=np.int8),
        np.array(SUCCEEDED, dtype=np.uint64),
        np.array(SUCCEEDED, dtype=np.float32),
        array.array("b", [1, 1, 0, 1, 0, 1]),
        memoryview(bytes([1, 1, 0, 1, 0, 1])),
        list(np.array(SUCCEEDED)),
    ],
)
def test_outcomes_are_any_column(succeeded: Any) -> None:
    assert rw.evaluate(PROBABILITIES, succeeded) == rw.evaluate(PROBABILITIES, SUCCEEDED)


@pytest.mark.parametrize(
    ("probabilities", "succeeded", "at", "code", "field"),
    [
        ([0.5, math.nan], [1, 0], None, "not_finite", "probabilities[1]"),
        (np.array([0.5, math.nan]), [1, 0], None, "not_finite", "probabilities[1]"),
        (np.array([0.5, math.inf]), [1, 0], None, "not_finite", "probabilities[1]"),
        (np.array([0.5, 1.1]), [1, 0], None, "out_of_range", "probabilities[1]"),
        ([0.5, "0.5"], [1, 0], None, "wrong_type", "probabilities[1]"),
        ([0.5, True], [1, 0], None, "wrong_type", "probabilities[1]"),
        (0.5, [1], None, "wrong_type", "probabilities"),
        ([[0.5]], [1], None, "wrong_type", "probabilities[0]"),
        (np.array([[0.5]]), [1], None, "wrong_type", "probabilities[0]"),
        ([0.5, 0.6], [1, 2], None, "out_of_range", "succeeded[1]"),
        ([0.5, 0.6], np.array([1, -1]), None, "out_of_range", "succeeded[1]"),
        ([0.5, 0.6], [1, 0.5], None, "out_of_range", "succeeded[1]"),
        ([0.5, 0.6], [1, math.nan], None, "not_finite", "succeeded[1]"),
        ([0.5, 0.6], [1, None], None, "wrong_type", "succeeded[1]"),
        ([0.5, 0.6], [1, "yes"], None, "wrong_type", "succeeded[1]"),
        ([0.5, 0.6], "10", None, "wrong_type", "succeeded"),
        ([0.5, 0.6], [1, 0], [0.0, math.nan], "not_finite", "at[1]"),
        ([0.5, 0.6], [1, 0], [0.0], "out_of_range", "at"),
    ],
)
def test_refusals_name_the_entry(probabilities: Any, succeeded: Any, at: Any, code: str, field: str) -> None:
    with pytest.raises(rw.InputError) as caught:
        rw.evaluate(probabilities, succeeded, at=at)
    assert (caught.value.code, caught.value.field) == (code, field)


def test_a_policy_is_checked() -> None:
    with pytest.raises(rw.ConfigError) as caught:
        rw.evaluate([0.5], [True], policy={"bins": 0})
    assert (caught.value.code, caught.value.field) == ("out_of_range", "bins")


def test_intervals_cover_what_would_be_measured_again() -> None:
    """The area under the curve of many samples of one kind lies in nearly all intervals."""
    random = np.random.default_rng(3)

    def sample(rows: int) -> tuple[Any, Any]:
        probabilities = random.beta(2, 1, rows)
        return probabilities, random.random(rows) < probabilities

    truth = rw.evaluate(*sample(400_000), policy=QUICK)
    assert truth.roc_auc is not None
    found = {"area": 0, "brier": 0, "calibration": 0}
    for _ in range(200):
        ours = rw.evaluate(*sample(300))
        assert ours.roc_auc is not None and ours.roc_auc.low is not None and ours.roc_auc.high is not None
        assert ours.brier.low is not None and ours.brier.high is not None
        found["area"] += ours.roc_auc.low <= truth.roc_auc.value <= ours.roc_auc.high
        found["brier"] += ours.brier.low <= truth.brier.value <= ours.brier.high
        found["calibration"] += ours.calibration_error.low == 0
    assert all(count >= 178 for count in found.values()), found


def test_other_threads_run_meanwhile() -> None:
    random = np.random.default_rng(5)
    probabilities = random.random(60_000)
    succeeded = (random.random(60_000) < probabilities).tolist()
    done = threading.Event()
    gaps: list[float] = []

    def beat() -> None:
        while not done.is_set():
            before = time.perf_counter()
            time.sleep(0.001)
            gaps.append(time.perf_counter() - before)

    watcher = threading.Thread(target=beat)
    watcher.start()
    start = time.perf_counter()
    rw.evaluate(probabilities, succeeded, policy={"resamples": 2000})
    took = time.perf_counter() - start
    done.set()
    watcher.join()
    assert max(gaps) < took / 2


def test_the_report_and_the_picture_show_the_evaluation() -> None:
    evaluation = rw.evaluate(PROBABILITIES, SUCCEEDED, at=range(6), policy=QUICK)
    assert rw.evaluation_report(evaluation).startswith("6 deployments, 2 of them failed (33.33 %)\n")
    assert "\x1b[32m✓\x1b[0m log loss" in rw.evaluation_report(evaluation, colour=True)
    picture = ET.fromstring(rw.reliability_svg(rw.to_json(evaluation)))
    circles = picture.findall(".//{http://www.w3.org/2000/svg}circle")
    assert len(circles) == len(evaluation.reliability) == 6
    assert [month.month for month in evaluation.months] == ["1970-01"]
