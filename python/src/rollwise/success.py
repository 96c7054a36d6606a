"""`SuccessModel`: how likely deployments are to succeed."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping
from datetime import datetime
from importlib import import_module
from typing import Any, Literal, Self

from ._columns import Column, Table, column_of, columns_of
from ._rollwise import Model
from .errors import NotFittedError
from .types import DeploymentOutcome, ModelWeights, Prediction, Recorded, Situation, Strategy, SuccessPolicy, Term

# An array of numpy where numpy is installed, else a memoryview of the same shape.
Array = Any
_Document = Mapping[str, Any] | str


class SuccessModel:
    """Learns from deployments how likely others are to succeed, with the habits of a classifier of scikit-learn.

    `X` has a row for each deployment: a data frame of pandas or polars, a mapping of names to columns, or a matrix of
    numpy, whose columns are then called `x0`, `x1`, …. Columns are numbers, booleans or texts; NaN, None and what a
    library puts in their place is missing. Five names are reserved: `service`, `environment` and `strategy` for
    texts, `started_at` and `known_at` for aware datetimes or seconds since 1970 in UTC. `y` says which of them
    succeeded, as booleans or as 0 and 1.

    The model carries the history of outcomes, so that predictions look at how a service went lately. `fit` learns the
    weights and the history, `record` adds an outcome the moment it is known.

    Arrays of 64-bit numbers are read where they lie, and other threads run meanwhile: they must leave them alone.
    """

    def __init__(self, policy: SuccessPolicy | _Document | None = None) -> None:
        """A model that is yet to be fitted; `built_in` gives one that predicts without data."""
        self.policy = policy
        self._model: Model | None = None

    @classmethod
    def built_in(cls) -> Self:
        """The model that serves without data: round weights and an empty history."""
        return cls()._with(Model.built_in())

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Reads a model that `to_json` wrote, in whatever language."""
        model = Model.from_json(text)
        return cls(model.policy)._with(model)

    def to_json(self) -> str:
        """The model with its history as JSON."""
        return self._fitted.to_json()

    def without_history(self) -> SuccessModel:
        """The same weights with an empty history, for other services or to replay rows from their beginning."""
        return SuccessModel(self.policy)._with(self._fitted.without_history())

    def fit(self, X: Table, y: Column, *, progress: Callable[[int, float], object] | None = None) -> Self:
        """Fits the model to deployments and how they went; each looks only at outcomes that were known when it started.

        `progress` is told the steps taken so far and the mean loss of a row. What it raises ends the fit, and the model
        stays as it was.

        Raises `ConfigError` for the policy, and `InputError` for rows that cannot be, with column and row.
        """
        return self._with(Model.fit(self.policy, columns_of(X), column_of(y), progress))

    def predict_proba(self, X: Table) -> Array:
        """For each row the probabilities of failure and of success, with the history as it stands."""
        return self._fitted.probabilities(columns_of(X), _empty)

    def predict(self, X: Table) -> Array:
        """For each row 1 where success is at least as likely as failure, else 0."""
        return _array(self._fitted.classes(columns_of(X)), "q")

    def score(self, X: Table, y: Column) -> float:
        """The share of rows that `predict` is right about."""
        return self._fitted.accuracy(columns_of(X), column_of(y))

    def replay(self, X: Table, y: Column) -> Array:
        """Goes through rows in the order of their start: predicts each with the outcomes that were known by then, and
        learns how it went once that is known. Gives the probabilities of success.

        On an error nothing has happened at all.
        """
        return _array(self._fitted.replay(columns_of(X), column_of(y)), "d")

    def explain(
        self, situation: Situation | _Document, at: datetime | str, *, strategy: Strategy | None = None
    ) -> Prediction:
        """How likely one deployment is to succeed, and why."""
        return self._fitted.explain(situation, at, strategy)

    def inform(self, situation: Situation | _Document, at: datetime | str) -> Situation:
        """The situation with what the model knows: how strategies went, and the probability of success."""
        return self._fitted.inform(situation, at)

    def record(self, outcome: DeploymentOutcome | _Document) -> Recorded:
        """Adds an outcome that is known now."""
        return self._fitted.record(outcome)

    @property
    def policy_(self) -> SuccessPolicy:
        """The policy, defaults included, as far as there was data for it."""
        return self._fitted.policy

    @property
    def weights_(self) -> ModelWeights:
        """What was fitted, and how that went."""
        return self._fitted.weights

    @property
    def classes_(self) -> Array:
        """What the columns of `predict_proba` stand for: 0 for failure, 1 for success."""
        return _array(array("q", [0, 1]), "q")

    @property
    def feature_names_in_(self) -> tuple[str, ...]:
        """The names of the columns that it was fitted to; of its features, where that is not known."""
        return tuple(self._fitted.names or (feature.name for feature in self.weights_.features))

    @property
    def n_features_in_(self) -> int:
        """How many columns it was fitted to."""
        return len(self.feature_names_in_)

    @property
    def coef_(self) -> Array:
        """What one more of each term adds to the log-odds of success, as the one row of a matrix."""
        terms = self._terms()
        return _array(array("d", (term.weight / term.scale for term in terms)), "d", columns=len(terms))

    @property
    def coef_names_(self) -> tuple[str, ...]:
        """What the coefficients stand before: terms of the history, of the clock, then those of each column of `X`."""
        return tuple(term.name for term in self._terms())

    @property
    def intercept_(self) -> Array:
        """Log-odds of success where every term is 0."""
        shift = sum(term.mean * term.weight / term.scale for term in self._terms())
        return _array(array("d", [self.weights_.intercept - shift]), "d")

    def get_params(self, deep: bool = True) -> dict[str, Any]:
        """What the model was made with; scikit-learn makes copies of it so."""
        return {"policy": self.policy}

    def set_params(self, **params: Any) -> Self:
        """Changes what the next fit goes by."""
        self.policy = params.pop("policy", self.policy)
        if params:
            raise TypeError(f"the only parameter is `policy`, not {', '.join(params)}")
        return self

    def __sklearn_is_fitted__(self) -> bool:
        return self._model is not None

    def __sklearn_tags__(self) -> Any:
        # Only scikit-learn asks, so it is there.
        tags = import_module("sklearn.utils")
        return tags.Tags(
            estimator_type="classifier",
            target_tags=tags.TargetTags(required=True),
            classifier_tags=tags.ClassifierTags(multi_class=False),
            input_tags=tags.InputTags(string=True, categorical=True, allow_nan=True),
        )

    def __repr__(self) -> str:
        return f"SuccessModel({'' if self.policy is None else f'policy={self.policy!r}'})"

    @property
    def _fitted(self) -> Model:
        if self._model is None:
            raise NotFittedError(
                "not expected now: the model is not fitted; allowed: `fit` first, or `SuccessModel.built_in()`",
                "not_expected",
                "",
                None,
                "`fit` first, or `SuccessModel.built_in()`",
            )
        return self._model

    def _with(self, model: Model) -> Self:
        self._model = model
        return self

    def _terms(self) -> list[Term]:
        """The terms of the model, those of features in the order of the columns."""
        weights = self.weights_
        rest = list(weights.terms)
        by_feature: dict[str, list[Term]] = {}
        for feature in reversed(weights.features):
            width = (len(feature.words) if feature.kind == "category" else 1) + feature.gaps
            by_feature[feature.name] = rest[-width:]
            del rest[-width:]
        return rest + [term for name in self.feature_names_in_ for term in by_feature.get(name, ())]


def _empty(numbers: int) -> Array:
    """A new matrix of two columns."""
    try:
        import numpy
    except ImportError:
        return _array(bytearray(numbers * 8), "d", columns=2)
    return numpy.empty((numbers // 2, 2))


def _array(data: bytearray | array[Any], format: Literal["d", "q"], columns: int | None = None) -> Array:
    """Numbers as an array, with so many columns if it is to be a matrix."""
    try:
        import numpy
    except ImportError:
        numbers: Any = memoryview(data).cast("B").cast(format)
        return numbers.cast("B").cast(format, (len(numbers) // columns, columns)) if columns and numbers else numbers
    numbers = numpy.frombuffer(data, dtype=format)
    return numbers if columns is None else numbers.reshape(-1, columns)
