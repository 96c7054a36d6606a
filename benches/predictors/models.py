"""The models: each gives the probability of failure for every row, fitted on those that may be fitted on.

Rows are judged in the order of their start, with the outcomes that were known by then; the weights stay as fitted.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
import rollwise as rw
from lightgbm import LGBMClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from .datasets import Dataset
from .history import history


def rollwise(rows: Dataset) -> np.ndarray:
    """Our model; it is told what the columns are, and what the data set asks for."""
    features = [rw.Feature(name=name, kind=kind) for name, kind in rows.kinds.items()]  # type: ignore[arg-type]
    policy = rw.SuccessPolicy(features=features, outcome_delay=rows.delay, **rows.policy)  # type: ignore[arg-type]
    fitted_on = rows.rows(rows.train)
    model = rw.SuccessModel(policy).fit(fitted_on.columns, fitted_on.succeeded)
    return replayed(model.without_history(), rows.columns, rows)


def built_in(rows: Dataset) -> np.ndarray:
    """Our model without training."""
    known = rows.columns.reindex(columns=["service", "strategy", "started_at", "known_at", "lines", "files"])
    known["known_at"] = known["started_at"] + rows.delay.total_seconds()
    return replayed(rw.SuccessModel.built_in(), known, rows)


def replayed(model: rw.SuccessModel, columns: pd.DataFrame, rows: Dataset) -> np.ndarray:
    return 1.0 - np.asarray(model.replay(columns, rows.succeeded))


def logistic_regression(rows: Dataset) -> np.ndarray:
    """scikit-learn's, on columns that are made by hand: scaled logarithms, services, and the history."""
    return logistic_regression_on([by_hand(rows), pd.get_dummies(rows.columns["service"], dtype=float)], rows)


def pooled_logistic_regression(rows: Dataset) -> np.ndarray:
    """The same without services, which is better for those that hardly anything is known of."""
    return logistic_regression_on([by_hand(rows)], rows)


def logistic_regression_on(parts: list[pd.DataFrame], rows: Dataset) -> np.ndarray:
    columns = pd.concat([*parts, history(rows)], axis=1)
    columns = columns.fillna(columns[rows.train].mean()).fillna(0.0)
    columns.columns = [str(i) for i in range(columns.shape[1])]
    model = make_pipeline(StandardScaler(), LogisticRegression(max_iter=5000))
    model.fit(columns[rows.train], ~rows.succeeded[rows.train])
    return model.predict_proba(columns)[:, 1]


def by_hand(rows: Dataset) -> pd.DataFrame:
    """Features as numbers, and which of them are missing."""
    made = {}
    for name, kind in rows.kinds.items():
        values = rows.columns[name]
        if kind == "category":
            made |= {f"{name}={word}": (values == word).astype(float) for word in values.dropna().unique()}
        else:
            made[name] = np.log1p(values) if kind == "count" else values
            if values.isna().any():
                made[f"{name}.missing"] = values.isna().astype(float)
    if "strategy" in rows.columns:
        made["strategy"] = (rows.columns["strategy"] == rows.columns["strategy"].iloc[0]).astype(float)
    return pd.DataFrame(made)


def gradient_boosting(rows: Dataset) -> np.ndarray:
    """LightGBM, on the features as they are, the service and the history."""
    words = [name for name, kind in rows.kinds.items() if kind == "category"]
    columns = rows.columns[[*rows.kinds, "service", *({"strategy"} & set(rows.columns))]].copy()
    for name in [*words, "service", *({"strategy"} & set(rows.columns))]:
        columns[name] = columns[name].astype("category").cat.codes
    columns = pd.concat([columns, history(rows)], axis=1)
    model = LGBMClassifier(n_estimators=300, num_leaves=31, learning_rate=0.03, n_jobs=1, deterministic=True, verbose=-1)
    model.fit(columns[rows.train], ~rows.succeeded[rows.train])
    return model.predict_proba(columns)[:, 1]


def base_rate(rows: Dataset) -> np.ndarray:
    """The same for every row: the share of failures among the rows to fit on."""
    return np.full(len(rows.succeeded), 1.0 - rows.succeeded[rows.train].mean())


FITTED = {
    "rollwise": rollwise,
    "scikit-learn LogisticRegression": logistic_regression,
    "LightGBM": gradient_boosting,
    "base rate": base_rate,
}
