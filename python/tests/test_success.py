"""The success model: tables of every kind, the habits of scikit-learn, and what it says of one deployment."""

from __future__ import annotations

import array
import copy
import itertools
import json
import math
import pickle
import random
import subprocess
import sys
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from importlib import import_module
from typing import Any

import numpy as np
import pytest
import rollwise as rw

# Tables are of any type here.
pd: Any = import_module("pandas")
pl: Any = import_module("polars")

ROWS = 400
START = datetime(2026, 1, 1, tzinfo=UTC)
PLAIN = rw.SuccessPolicy(prior="none", history=False, clock=False, services=False, strength=1.0, standardise=False)


def matrix(rows: int = ROWS) -> tuple[np.ndarray[Any, np.dtype[np.float64]], np.ndarray[Any, np.dtype[np.int64]]]:
    generator = np.random.default_rng(7)
    x = generator.normal(size=(rows, 12))
    return x, (x @ generator.normal(size=12) + generator.logistic(size=rows) > 0).astype(np.int64)


def deployments(rows: int = ROWS) -> tuple[dict[str, list[Any]], list[bool]]:
    """Deployments of three services; the larger ones fail more often, and so do those of `cart`."""
    generator = random.Random(7)
    names = ("service", "strategy", "started_at", "lines", "team", "share")
    table: dict[str, list[Any]] = {name: [] for name in names}
    succeeded: list[bool] = []
    for row in range(rows):
        service, lines = generator.choice(["shop", "cart", "mail"]), generator.randrange(1, 2000)
        table["service"].append(service)
        table["strategy"].append(generator.choice(["canary", "rolling"]))
        table["started_at"].append(START + timedelta(minutes=20 * row))
        table["lines"].append(lines)
        table["team"].append(generator.choice(["red", "blue", None]))
        table["share"].append(generator.choice([generator.random(), math.nan]))
        succeeded.append(generator.random() > 0.0002 * lines + (0.4 if service == "cart" else 0.1))
    return table, succeeded


def seconds(table: dict[str, list[Any]]) -> list[float]:
    return [moment.timestamp() for moment in table["started_at"]]


def test_the_weights_solve_the_equations_of_a_ridge_regression() -> None:
    """At the minimum the gradient is zero; computed here from the data and the weights alone."""
    x, y = matrix()
    model = rw.SuccessModel(PLAIN).fit(x, y)
    residuals = model.predict_proba(x)[:, 1] - y
    assert model.coef_.shape == (1, 12)
    assert model.coef_names_ == tuple(f"x{i}" for i in range(12))
    assert np.abs(x.T @ residuals + model.coef_[0]).max() < 1e-6
    assert abs(residuals.sum()) < 1e-6
    z = x @ model.coef_[0] + model.intercept_
    assert np.abs(1 / (1 + np.exp(-z)) - model.predict_proba(x)[:, 1]).max() < 1e-12


def test_coefficients_are_those_of_the_terms_when_features_are_scaled() -> None:
    x, y = matrix()
    policy = {"prior": "none", "features": [{"name": f"x{i}", "kind": "number"} for i in range(12)]}
    model = rw.SuccessModel(policy).fit(x * 100 + 3, y)
    z = (x * 100 + 3) @ model.coef_[0] + model.intercept_
    assert np.abs(1 / (1 + np.exp(-z)) - model.predict_proba(x * 100 + 3)[:, 1]).max() < 1e-12


MATRICES: dict[str, Callable[[Any], Any]] = {
    "by columns": np.asfortranarray,
    "every second column": lambda x: np.repeat(x, 2, axis=1)[:, ::2],
    "backwards": lambda x: x[::-1][::-1],
    "reversed twice by copies": lambda x: np.ascontiguousarray(x[::-1])[::-1],
    "other byte order": lambda x: x.astype(">f8"),
    "read-only": lambda x: np.frombuffer(x.tobytes()).reshape(x.shape),
    "masked": lambda x: np.ma.masked_array(x),
    "pandas": lambda x: pd.DataFrame(x, columns=[f"x{i}" for i in range(x.shape[1])]),
    "pandas by rows": lambda x: pd.DataFrame({f"x{i}": x[:, i] for i in range(x.shape[1])}, dtype="Float64"),
    "polars": lambda x: pl.DataFrame(x, schema=[f"x{i}" for i in range(x.shape[1])]),
    "arrays": lambda x: {f"x{i}": x[:, i] for i in range(x.shape[1])},
    "lists": lambda x: {f"x{i}": x[:, i].tolist() for i in range(x.shape[1])},
    "tuples": lambda x: {f"x{i}": tuple(x[:, i]) for i in range(x.shape[1])},
    "standard arrays": lambda x: {f"x{i}": array.array("d", x[:, i]) for i in range(x.shape[1])},
    "memoryviews": lambda x: {f"x{i}": memoryview(x[:, i]) for i in range(x.shape[1])},
    "columns in another order": lambda x: {f"x{i}": x[:, i] for i in reversed(range(x.shape[1]))},
}


@pytest.mark.parametrize("form", MATRICES.values(), ids=MATRICES.keys())
def test_the_same_numbers_in_any_form_give_the_same_model(form: Callable[[Any], Any]) -> None:
    x, y = matrix()
    model = rw.SuccessModel(PLAIN).fit(x, y)
    other = rw.SuccessModel(PLAIN).fit(form(x), y)
    assert other.to_json() == model.to_json()
    assert (model.predict_proba(form(x)) == model.predict_proba(x)).all()


@pytest.mark.parametrize("dtype", [np.float32, np.int8, np.uint16, np.bool_])
def test_other_numbers_are_converted(dtype: Any) -> None:
    x, y = matrix()
    narrow = (x * 10).astype(np.int8).astype(dtype)
    model = rw.SuccessModel(PLAIN).fit(narrow, y)
    assert model.to_json() == rw.SuccessModel(PLAIN).fit(narrow.astype(float), y).to_json()


def forms() -> dict[str, Any]:
    """The deployments as every sort of table."""
    table, _ = deployments()
    frame = pd.DataFrame(table)
    categories = frame.astype({"service": "category", "team": "category", "strategy": object})
    zone = frame.assign(started_at=frame["started_at"].dt.tz_convert("Europe/Berlin"))
    nullable = frame.assign(lines=frame["lines"].astype("Int64"), share=frame["share"].astype("Float64"))
    polars = pl.DataFrame(table | {"share": [None if math.isnan(share) else share for share in table["share"]]})
    enums = pl.Enum(["mail", "cart", "shop"])
    return {
        "seconds": table | {"started_at": seconds(table)},
        "array of seconds": table | {"started_at": np.array(seconds(table))},
        "pandas": frame,
        "pandas with categories": categories,
        "pandas in another zone": zone,
        "pandas with nulls": nullable,
        "pandas by series": {name: frame[name] for name in frame},
        "pandas with an index of moments": table | {"started_at": pd.DatetimeIndex(frame["started_at"])},
        "polars": polars,
        "polars with categories": polars.with_columns(
            pl.col("team").cast(pl.Categorical), pl.col("service").cast(enums)
        ),
        "texts of numpy": table
        | {"service": np.array(table["service"]), "strategy": np.array(table["strategy"], dtype=object)},
    }


@pytest.mark.parametrize("name", forms().keys())
def test_deployments_in_any_form_give_the_same_model(name: str) -> None:
    table, succeeded = deployments()
    model = rw.SuccessModel().fit(table, succeeded)
    assert rw.SuccessModel().fit(forms()[name], succeeded).to_json() == model.to_json()


OUTCOMES: list[Callable[[list[bool]], Any]] = [
    lambda y: np.array(y),
    lambda y: np.array(y, dtype=np.uint8),
    lambda y: np.array(y, dtype=float),
    lambda y: [int(value) for value in y],
    lambda y: tuple(y),
    lambda y: pd.Series(y),
    lambda y: pd.Series(y, dtype="boolean"),
    lambda y: pl.Series(y),
    lambda y: array.array("b", y),
    lambda y: [np.bool_(value) for value in y],
]


@pytest.mark.parametrize("form", OUTCOMES)
def test_outcomes_in_any_form_are_the_same(form: Callable[[list[bool]], Any]) -> None:
    table, succeeded = deployments()
    assert rw.SuccessModel().fit(table, form(succeeded)).to_json() == rw.SuccessModel().fit(table, succeeded).to_json()


def refused(call: Callable[[], object]) -> tuple[str, str, str | None]:
    with pytest.raises(rw.RollwiseError) as caught:
        call()
    return caught.value.code, caught.value.field, caught.value.value


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ({}, ("empty", "X", None)),
        ({"a": []}, ("empty", "X", None)),
        ({"a": [1, 2], "b": [1]}, ("contradiction", "b", "1 rows")),
        ({"a": [1, "two"]}, ("wrong_type", "a[1]", "'two'")),
        ({"a": [None, 1j]}, ("wrong_type", "a[1]", "1j")),
        ({"a": [1.0, [2.0]]}, ("wrong_type", "a[1]", "[2.0]")),
        ({"a": [1.0, math.inf]}, ("not_finite", "a[1]", "inf")),
        ({"a": np.array([1.0, -math.inf])}, ("not_finite", "a[1]", "-inf")),
        ({"a": np.array([1j, 2])}, ("wrong_type", "a", "numpy.ndarray of complex128")),
        ({"a": np.zeros((2, 2))}, ("wrong_type", "a", "numpy.ndarray of float64")),
        ({"a": "ab"}, ("wrong_type", "a", "str")),
        ({"a": b"ab"}, ("wrong_type", "a", "bytes")),
        ({"a": {1, 2}}, ("wrong_type", "a", "set")),
        ({"a": None}, ("wrong_type", "a", "NoneType")),
        ({1: [1, 2]}, ("wrong_type", "X", "1")),
        ({"": [1, 2]}, ("empty", "columns", None)),
        ({"service": [1, 2]}, ("wrong_type", "service", "numbers")),
        ({"service": ["a", ""]}, ("empty", "service[1]", None)),
        ({"started_at": ["today", "now"]}, ("wrong_type", "started_at", "words")),
        ({"started_at": [START, START.replace(tzinfo=None)]}, ("wrong_type", "started_at[1]", None)),
        ({"started_at": np.array(["2026-01-01", "2026-01-02"], "M8[D]")}, ("wrong_type", "started_at", None)),
        ({"started_at": pd.Series(pd.to_datetime(["2026-01-01"] * 2))}, ("wrong_type", "started_at", None)),
        ({"started_at": pl.Series([datetime(2026, 1, 1)] * 2)}, ("wrong_type", "started_at", None)),
        ({"started_at": [START, None]}, ("out_of_range", "started_at[1]", "NaN")),
        ({"a": pd.Series([START - START] * 2)}, ("wrong_type", "a", None)),
        (pd.DataFrame([[1, 2], [3, 4]], columns=["a", "a"]), ("duplicate_name", "a", None)),
        ([[1, 2], [3, 4]], ("wrong_type", "X", "list")),
        (np.zeros(2), ("wrong_type", "X", "numpy.ndarray of float64")),
        (np.array([["a"], ["b"]]), ("wrong_type", "X", "numpy.ndarray of <U1")),
        (None, ("wrong_type", "X", "NoneType")),
    ],
)
def test_what_is_no_table_is_refused_by_name(columns: Any, refusal: tuple[str, str, str | None]) -> None:
    code, field, value = refused(lambda: rw.SuccessModel().fit(columns, [True, False]))
    assert (code, field) == refusal[:2]
    assert refusal[2] is None or value == refusal[2]


@pytest.mark.parametrize(
    ("outcomes", "refusal"),
    [
        ([True, 2], ("out_of_range", "y[1]", "2")),
        ([1.0, 0.5], ("out_of_range", "y[1]", "0.5")),
        ([True, None], ("out_of_range", "y[1]", "NaN")),
        (["yes", "no"], ("out_of_range", "y[0]", "yes")),
        (np.zeros((2, 1)), ("wrong_type", "y", "numpy.ndarray of float64")),
        ([True], ("contradiction", "y", "1 rows")),
        (None, ("wrong_type", "y", "NoneType")),
    ],
)
def test_what_is_no_outcome_is_refused_by_row(outcomes: Any, refusal: tuple[str, str, str]) -> None:
    table, _ = {"a": [1.0, 2.0]}, None
    for ask in (rw.SuccessModel().fit, rw.SuccessModel.built_in().replay, rw.SuccessModel.built_in().score):
        assert refused(lambda ask=ask: ask(table, outcomes)) == refusal  # type: ignore[misc]


@pytest.mark.parametrize(
    ("columns", "refusal"),
    [
        ({"a": [1e200, 2.0]}, ("out_of_range", "a[0]", "1e+200")),
        ({"a": [1.0, 2.0], "known_at": [START, START]}, ("missing_field", "started_at", None)),
        (
            {"started_at": [START, START], "known_at": [START, START - timedelta(hours=1)]},
            ("time_went_back", "known_at[1]", "2025-12-31T23:00:00Z"),
        ),
    ],
)
def test_rows_that_cannot_be_are_refused_by_name(columns: Any, refusal: tuple[str, str, str | None]) -> None:
    assert refused(lambda: rw.SuccessModel().fit(columns, [True, False])) == refusal


def test_rows_that_teach_little_make_a_model_that_says_so() -> None:
    x, y = matrix()

    def said(columns: dict[str, Any], outcomes: Any, **policy: Any) -> tuple[bool, list[tuple[str, str]]]:
        training = rw.SuccessModel(policy).fit(columns, outcomes).weights_.training
        return training.fitted, [(reason.code, reason.subject) for reason in training.reasons]

    assert said({"a": x[:, 0]}, [True] * ROWS) == (False, [("one_outcome_only", "training")])
    assert said({"a": x[:9, 0]}, y[:9]) == (False, [("too_few_samples", "training")])
    assert said({"a": x[:, 0], "c": np.ones(ROWS)}, y) == (True, [("constant_feature", "c")])
    assert said({f"f{i}": x[:9, i] for i in range(12)}, y[:9], min_rows=2) == (True, [])
    # Columns that say the same share a weight, and the order of time does not matter.
    twins = rw.SuccessModel(PLAIN).fit({"a": x[:, 0], "b": x[:, 0]}, y).coef_[0]
    assert twins[0] == pytest.approx(twins[1])
    table, succeeded = deployments()
    backwards = {name: values[::-1] for name, values in table.items()}
    histories = [
        json.loads(rw.SuccessModel().fit(columns, outcomes).to_json())["history"]
        for columns, outcomes in ((table, succeeded), (backwards, succeeded[::-1]))
    ]
    assert histories[0] == histories[1]


@pytest.mark.parametrize(
    ("path", "value", "refusal"),
    [
        (("policy", "wanted"), 1.5, ("out_of_range", "policy.wanted", "1.5")),
        (("policy", "rates", "expected"), -1, ("out_of_range", "policy.rates.expected", "-1")),
        (("weights", "intercept"), None, ("wrong_type", "weights.intercept", "null")),
        (("weights", "terms", 0, "scale"), 0, ("out_of_range", "weights.terms[0].scale", "0")),
        (("weights", "terms", 0, "weight"), "1", ("wrong_type", "weights.terms[0].weight", "1")),
        (("weights", "terms"), [], ("contradiction", "weights.terms", "0")),
        (("weights", "covariance"), [1], ("contradiction", "weights.covariance", "1")),
        (("weights", "covariance", 0), -1, ("out_of_range", "weights.covariance[0]", "-1")),
        (("weights", "training", "failures"), 401, ("contradiction", "weights.training.failures", "401")),
        (("schema_version",), 99, ("unknown_schema_version", "schema_version", "99")),
        (("tail",), 1, ("unknown_field", "tail", None)),
    ],
)
def test_a_stored_model_is_checked(path: tuple[Any, ...], value: Any, refusal: tuple[str, str, str | None]) -> None:
    table, succeeded = deployments()
    stored = json.loads(rw.SuccessModel().fit(table, succeeded).to_json())
    part = stored
    for step in path[:-1]:
        part = part[step]
    part[path[-1]] = value
    assert refused(lambda: rw.SuccessModel.from_json(json.dumps(stored))) == refusal


def test_columns_must_be_those_of_the_fit() -> None:
    x, y = matrix()
    model = rw.SuccessModel(PLAIN).fit(x, y)
    assert refused(lambda: model.predict(x[:, :11])) == ("missing_field", "x11", None)
    assert refused(lambda: model.predict(np.c_[x, x])) == ("unknown_name", "X", "x12")
    # A policy that names its features has chosen among the columns.
    chosen = rw.SuccessModel({"features": [{"name": "x3", "kind": "number"}]}).fit(x, y)
    assert (chosen.predict(np.c_[x, x]) == chosen.predict(x)).all()
    table, succeeded = deployments()
    fitted = rw.SuccessModel().fit(table, succeeded)
    wrong = table | {"lines": ["many"] * ROWS}
    assert refused(lambda: fitted.without_history().predict(wrong)) == ("wrong_type", "lines", "words")


def test_a_model_that_is_not_fitted_says_so() -> None:
    model = rw.SuccessModel()
    x, _ = matrix()
    with pytest.raises(rw.NotFittedError, match=r"`fit` first, or `SuccessModel.built_in\(\)`"):
        model.predict(x)
    assert not hasattr(model, "coef_")
    assert not model.__sklearn_is_fitted__()
    assert rw.SuccessModel.built_in().__sklearn_is_fitted__()


def test_the_habits_of_scikit_learn() -> None:
    x, y = matrix()
    model = rw.SuccessModel(PLAIN)
    assert model.fit(x, y) is model
    assert model.classes_.tolist() == [0, 1]
    assert model.n_features_in_ == 12
    assert model.feature_names_in_ == tuple(f"x{i}" for i in range(12))
    probabilities = model.predict_proba(x)
    assert probabilities.shape == (ROWS, 2)
    assert np.abs(probabilities.sum(axis=1) - 1).max() < 1e-15
    assert (model.predict(x) == (probabilities[:, 1] >= 0.5)).all()
    assert model.score(x, y) == (model.predict(x) == y).mean()
    assert model.predict_proba(x[:0]).shape == (0, 2)
    # What `clone` of scikit-learn does, and asks.
    twin = rw.SuccessModel(**model.get_params())
    assert twin.policy is model.policy
    assert not twin.__sklearn_is_fitted__()
    assert twin.set_params(policy=None) is twin
    assert twin.policy is None
    with pytest.raises(TypeError, match="strength"):
        twin.set_params(strength=3)


def test_copies_and_stored_models_are_the_same_model() -> None:
    table, succeeded = deployments()
    model = rw.SuccessModel({"strength": 3}).fit(table, succeeded)
    for other in (copy.copy(model), copy.deepcopy(model), pickle.loads(pickle.dumps(model))):
        assert other.to_json() == model.to_json()
        assert other.feature_names_in_ == model.feature_names_in_
        assert other.get_params() == model.get_params()
    stored = rw.SuccessModel.from_json(model.to_json())
    assert stored.to_json() == model.to_json()
    assert stored.policy_ == model.policy_
    twin = copy.deepcopy(model)
    later = {"started_at": table["started_at"][-1], "known_at": "2027-01-01T00:00:00Z"}
    twin.record({"service": "shop", "succeeded": True} | later)
    assert twin.to_json() != model.to_json()


def test_progress_is_told_and_an_exception_ends_the_fit() -> None:
    x, y = matrix()
    told: list[tuple[int, float]] = []
    model = rw.SuccessModel(PLAIN).fit(x, y, progress=lambda step, loss: told.append((step, loss)))
    assert [step for step, _ in told] == list(range(1, len(told) + 1))
    assert all(later <= earlier + 1e-9 for (_, earlier), (_, later) in itertools.pairwise(told))
    before = model.to_json()

    def stop(step: int, loss: float) -> None:
        if step == 2:
            raise RuntimeError("enough")

    with pytest.raises(RuntimeError, match="enough"):
        model.fit(x * 2, y, progress=stop)
    assert model.to_json() == before


def test_other_threads_run_meanwhile() -> None:
    x, y = matrix(200_000)
    model = rw.SuccessModel(PLAIN)
    done = threading.Event()

    def fit() -> None:
        model.fit(x, y)
        done.set()

    thread = threading.Thread(target=fit)
    ticks = 0
    thread.start()
    while not done.wait(0.001):
        ticks += 1
    thread.join()
    assert ticks >= 5


def test_a_replay_is_predicting_and_recording_in_turn() -> None:
    table, succeeded = deployments()
    first = {name: values[:300] for name, values in table.items()}
    model = rw.SuccessModel().fit(first, succeeded[:300])
    replayed = copy.deepcopy(model)
    rest = {name: values[300:] for name, values in table.items()}
    probabilities = replayed.replay(rest, succeeded[300:])
    known: list[tuple[datetime, int]] = []
    for row, probability in zip(range(300, ROWS), probabilities, strict=True):
        now = table["started_at"][row]
        for _, earlier in [entry for entry in known if entry[0] <= now]:
            outcome = {name: table[name][earlier] for name in ("service", "strategy", "started_at", "lines")}
            known_at = table["started_at"][earlier] + timedelta(hours=1)
            assert model.record(outcome | {"known_at": known_at, "succeeded": succeeded[earlier]}) == "added"
        known = [entry for entry in known if entry[0] > now]
        one = {name: values[row : row + 1] for name, values in table.items()}
        assert abs(model.predict_proba(one)[0, 1] - probability) < 1e-12
        known.append((now + timedelta(hours=1), row))


def test_without_a_history_a_replay_can_begin_anew() -> None:
    table, succeeded = deployments()
    model = rw.SuccessModel().fit(table, succeeded)
    with pytest.raises(rw.InputError) as caught:
        model.replay(table, succeeded)
    assert caught.value.code == "time_went_back"
    assert len(model.without_history().replay(table, succeeded)) == ROWS


SITUATION = {
    "change": {"version": "2.4.0", "lines": 1200},
    "service": {"name": "cart"},
    "target": {"environment": "production"},
    "labels": {"team": "red"},
}


def test_a_prediction_is_explained() -> None:
    table, succeeded = deployments()
    model = rw.SuccessModel().fit(table | {"environment": ["production"] * ROWS}, succeeded)
    at = START + timedelta(days=8)
    prediction = model.explain(SITUATION, at, strategy="canary")
    assert 0 < prediction.low < prediction.probability < prediction.high < 1
    assert prediction.missing == ("share",)
    assert prediction.support.basis == "service"
    total = prediction.base + sum(row.log_odds for row in prediction.contributions)
    assert abs(1 / (1 + math.exp(-total)) - prediction.probability) < 1e-12
    row = {
        "service": ["cart"], "environment": ["production"], "strategy": ["canary"], "started_at": [at], "lines": [1200],
        "team": ["red"], "share": [None],
    }  # fmt: skip
    assert abs(model.predict_proba(row)[0, 1] - prediction.probability) < 1e-12
    smaller = SITUATION | {"change": {"version": "2.4.0", "lines": 10}}
    assert model.explain(smaller, at, strategy="canary").probability > prediction.probability
    assert model.explain(json.dumps(SITUATION), at.isoformat(), strategy="canary") == prediction


def test_outcomes_move_predictions_and_situations_are_completed() -> None:
    model = rw.SuccessModel.built_in()
    before = model.explain(SITUATION, START)
    assert before.support.basis == "nothing"
    failed = rw.DeploymentOutcome(
        service="cart", environment="production", strategy="canary", id="d1", succeeded=False,
        started_at=START, known_at=START + timedelta(minutes=5),
    )  # fmt: skip
    assert model.record(failed) == "added"
    assert model.record(failed) == "repeated"
    later = START + timedelta(hours=1)
    assert model.explain(SITUATION, later).probability < before.probability
    informed = model.inform(SITUATION, later)
    assert informed.success_probability == model.explain(SITUATION, later).probability
    assert informed.history is not None
    assert [row.strategy for row in informed.history] == ["canary"]
    with pytest.raises(rw.InputError) as caught:
        model.explain(SITUATION, START)
    assert (caught.value.code, caught.value.field) == ("time_went_back", "at")


def test_numpy_is_not_needed() -> None:
    """In a Python that cannot import it: the same numbers, as memoryviews of the same shape."""
    x, y = matrix(60)
    program = """
import json, sys
sys.modules["numpy"] = None
import rollwise as rw
data = json.load(sys.stdin)
policy = {"prior": "none", "history": False, "clock": False, "services": False, "strength": 1, "standardise": False}
model = rw.SuccessModel(policy).fit(data["x"], data["y"])
p = model.predict_proba(data["x"])
assert p.shape == (60, 2) and model.classes_.tolist() == [0, 1] and model.coef_.shape == (1, 12)
assert [float(row >= 0.5) for row in model.replay(data["x"], data["y"])] == list(map(float, model.predict(data["x"])))
print(json.dumps(p.tolist()))
"""
    data = json.dumps({"x": {f"x{i}": x[:, i].tolist() for i in range(12)}, "y": y.tolist()})
    done = subprocess.run([sys.executable, "-c", program], input=data, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == rw.SuccessModel(PLAIN).fit(x, y).predict_proba(x).tolist()
