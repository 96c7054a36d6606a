"""Measures the success model beside scikit-learn, in one run and on one thread: `python3 benches/success.py`.

First it checks that scikit-learn takes the model as one of its own, and that both find the same weights for the same
objective. Then it measures fitting, one prediction with all its reasons, and predictions by the million, which are also
set beside merely reading the numbers. The script builds what it needs, in release form, under `target/`.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from peers import ROOT, best, from_rust, set_up, table

if TYPE_CHECKING:
    import numpy as np
    import rollwise as rw

FEATURES = 14
SIZES = (10_000, 100_000)
BATCH = 1_000_000
NOW = datetime(2026, 11, 21, 3, tzinfo=UTC)


def main() -> None:
    os.environ |= {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    set_up(__file__, "benches/requirements.txt")
    check_habits()
    for rows in SIZES:
        measure_fit(rows)
    measure_one_prediction()
    measure_batch()


def plain() -> rw.SuccessModel:
    """Ridge regression and nothing else: the objective of `LogisticRegression(C=1)`."""
    import rollwise as rw

    policy = rw.SuccessPolicy(
        features=[rw.Feature(name=f"x{i}", kind="number") for i in range(FEATURES)],
        prior="none", history=False, clock=False, services=False, strength=1, standardise=False,
    )  # fmt: skip
    return rw.SuccessModel(policy)


def rows_of(count: int) -> tuple[np.ndarray, np.ndarray]:
    import numpy as np

    generator = np.random.default_rng(7)
    x = generator.normal(size=(count, FEATURES))
    return x, (x @ generator.normal(size=FEATURES) + generator.logistic(size=count) > 0).astype(int)


def check_habits() -> None:
    """What scikit-learn does with a classifier, it does with the model."""
    import numpy as np
    from sklearn.base import clone, is_classifier
    from sklearn.linear_model import LogisticRegression
    from sklearn.model_selection import cross_val_score
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler
    from sklearn.utils.validation import check_is_fitted

    x, y = rows_of(2_000)
    theirs = LogisticRegression(solver="newton-cholesky", tol=1e-10)
    fitted = plain().fit(x, y)
    check_is_fitted(fitted)
    same = [
        is_classifier(fitted) and clone(fitted).policy == fitted.policy and not hasattr(clone(fitted), "coef_"),
        np.allclose(cross_val_score(plain(), x, y, scoring="roc_auc"), cross_val_score(theirs, x, y, scoring="roc_auc")),
        np.allclose(
            make_pipeline(StandardScaler(), plain()).fit(x, y).predict_proba(x),
            make_pipeline(StandardScaler(), theirs).fit(x, y).predict_proba(x),
        ),
    ]
    if not all(same):
        raise SystemExit(f"scikit-learn does not take the model as its own: {same}")
    print("scikit-learn: clone, cross_val_score and pipelines give what its own model gives\n")


def measure_fit(count: int) -> None:
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    x, y = rows_of(count)
    exact = LogisticRegression(solver="newton-cholesky", tol=1e-12).fit(x, y)
    ours = plain().fit(x, y)
    rounds = max(1, 200_000 // count)
    contenders: dict[str, Callable[[], Any]] = {
        "scikit-learn, lbfgs": lambda: LogisticRegression().fit(x, y),
        "scikit-learn, newton-cholesky": lambda: LogisticRegression(solver="newton-cholesky").fit(x, y),
        "rollwise": lambda: plain().fit(x, y),
    }
    times = in_turns(contenders, rounds, 5)
    table(f"fit of {count:,} x {FEATURES}", list(times.items()))
    difference = max(np.abs(ours.coef_ - exact.coef_).max(), np.abs(ours.intercept_ - exact.intercept_).max())
    print(f"largest difference of a coefficient from that of scikit-learn: {difference:.1e}\n")
    if difference > 1e-5:
        raise SystemExit("the weights are not those of scikit-learn")


def measure_one_prediction() -> None:
    import numpy as np
    import rollwise as rw
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    count = 5_000
    x, y = rows_of(count)
    starts = [NOW - timedelta(minutes=10 * (count - row)) for row in range(count)]
    columns: dict[str, Any] = {f"f{i}": x[:, i] for i in range(FEATURES)}
    columns |= {"service": [f"s{row % 20}" for row in range(count)], "environment": ["production"] * count}
    model = rw.SuccessModel().fit(columns | {"started_at": starts}, y)
    situation = {
        "change": {"version": "2.4.0"},
        "service": {"name": "s7"},
        "target": {"environment": "production"},
        "signals": {f"f{i}": float(x[0, i]) for i in range(FEATURES)},
    }
    at = NOW + timedelta(hours=2)
    store = ROOT / "target" / "success"
    store.mkdir(parents=True, exist_ok=True)
    (store / "model.json").write_text(model.to_json(), "utf-8")
    (store / "situation.json").write_text(json.dumps(situation), "utf-8")
    arguments = ("success", str(store / "model.json"), str(store / "situation.json"), at.isoformat())

    pipeline = make_pipeline(StandardScaler(), LogisticRegression()).fit(x, y)
    row = np.ascontiguousarray(x[:1])
    from_package = model.explain(situation, at).probability
    told = json.loads(from_rust(*arguments))
    if told["probability"] != from_package:
        raise SystemExit(f"Rust predicts {told['probability']}, the Python package {from_package}")
    times = in_turns(
        {
            "scikit-learn pipeline, the number alone": lambda: pipeline.predict_proba(row),
            "through the Python package, with reasons": lambda: model.explain(situation, at),
        },
        200,
        10,
    )
    times["from Rust, with reasons"] = min(json.loads(from_rust(*arguments))["explain_ns"] for _ in range(5)) / 1000
    table(f"one prediction, {FEATURES} features", list(times.items()))
    print()


def measure_batch() -> None:
    from sklearn.linear_model import LogisticRegression

    x, y = rows_of(BATCH)
    theirs = LogisticRegression().fit(x[:10_000], y[:10_000])
    ours = plain().fit(x[:10_000], y[:10_000])
    times = in_turns(
        {
            "scikit-learn": lambda: theirs.predict_proba(x),
            "rollwise": lambda: ours.predict_proba(x),
            "reading the numbers alone (numpy sum)": x.sum,
        },
        1,
        10,
    )
    table(f"predictions for {BATCH:,} x {FEATURES}", list(times.items()))


def in_turns(contenders: dict[str, Callable[[], Any]], rounds: int, repeats: int) -> dict[str, float]:
    """Microseconds a call of each, the least over the repeats, in which they take turns."""
    times = dict.fromkeys(contenders, float("inf"))
    for _ in range(repeats):
        for name, work in contenders.items():
            times[name] = min(times[name], best(rounds, 1, work))
    return times


if __name__ == "__main__":
    main()
