"""Tables of other libraries, taken apart into what the native module reads.

A table becomes a list of names and columns, a matrix stays one. A column becomes an array of 64-bit numbers, a list of
values, or codes and the words that they stand for. What is none of these is passed on as it is, and refused there.
None of the libraries is imported here: a table that one of them made shows that it is there.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable, Mapping
from typing import Any

# The libraries have types of their own, which are not there where they are not installed.
Table = Any
Column = Any


def columns_of(table: Table) -> Any:
    """The columns of a data frame or a mapping with their names; or a matrix."""
    if _is(table, "numpy", "ndarray"):
        return _from_numpy(table)
    named: Iterable[tuple[Any, Any]]
    if _is(table, "polars", "DataFrame"):
        named = zip(table.columns, table.get_columns(), strict=True)
    elif _is(table, "pandas", "DataFrame") or issubclass(type(table), Mapping):
        named = table.items()
    else:
        return table
    return [(name, column_of(values)) for name, values in named]


def column_of(values: Column) -> Any:
    """One column."""
    if _is(values, "numpy", "ndarray"):
        return _from_numpy(values)
    if _is(values, "pandas", "Series"):
        return _from_pandas(values)
    if _is(values, "pandas", "Index"):
        return _from_pandas(values.to_series())
    if _is(values, "polars", "Series"):
        return _from_polars(values)
    if issubclass(type(values), (tuple, range)):
        return list(values)
    if issubclass(type(values), (array, memoryview)):
        return values if memoryview(values).format == "d" else values.tolist()
    return values


def _is(value: object, library: str, name: str) -> bool:
    """Whether a value is of a class of a library; it is not where the library was never imported."""
    of = getattr(sys.modules.get(library), name, None)
    return of is not None and isinstance(value, of)


def _from_numpy(values: Any) -> Any:
    if values.dtype.kind in "biuf":
        numbers = values.astype("=f8", copy=False)
        # A masked array hides what is missing.
        return numbers.filled(float("nan")) if hasattr(numbers, "filled") else numbers
    if values.dtype.kind in "OUT" and values.ndim == 1:
        return values.tolist()
    return values


def _from_pandas(values: Any) -> Any:
    dtype = values.dtype
    if hasattr(values, "cat"):
        return values.cat.codes.to_numpy(dtype="=i8"), [str(category) for category in values.cat.categories]
    if getattr(dtype, "tz", None) is not None:
        numpy: Any = sys.modules["numpy"]
        moments = values.dt.tz_convert("UTC").dt.tz_localize(None).to_numpy()
        return (moments - numpy.datetime64(0, "s")) / numpy.timedelta64(1, "s")
    if dtype.kind in "biuf":
        return values.to_numpy(dtype="=f8", na_value=float("nan"))
    if dtype.kind == "O":
        codes, words = values.factorize()
        known = all(isinstance(word, str) for word in words)
        return (codes.astype("=i8"), list(words)) if known else values.tolist()
    return values


def _from_polars(values: Any) -> Any:
    polars: Any = sys.modules["polars"]
    dtype = values.dtype
    if dtype.is_numeric() or dtype in (polars.Boolean, polars.Null):
        numbers = values.cast(polars.Float64).fill_null(float("nan"))
        return numbers.to_numpy() if "numpy" in sys.modules else numbers.to_list()
    if dtype in (polars.String, polars.Categorical, polars.Enum):
        return values.cast(polars.String).to_list()
    if dtype == polars.Datetime and dtype.time_zone is not None:
        return column_of(values.dt.timestamp("us") / 1e6)
    return values
