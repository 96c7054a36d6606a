"""Whether two peers decided the same: numbers to 1e-6, everything else exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import timedelta
from typing import Any

TOLERANCE = 1e-6
UNITS = (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1))


def document(value: Any) -> Any:
    """A decision of plain Python in the form of the core's JSON."""
    if is_dataclass(value):
        return {field.name: document(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, list | tuple):
        return [document(item) for item in value]
    return duration(value) if isinstance(value, timedelta) else value


def duration(length: timedelta) -> str:
    rest, text = length // timedelta(milliseconds=1), ""
    for unit, millis in UNITS:
        count, rest = divmod(rest, millis)
        text += f"{count}{unit}" if count else ""
    return text or "0s"


def differences(ours: Any, theirs: Any, place: str = "") -> Iterator[str]:
    """Where two documents differ. What is left out is null or empty."""
    if isinstance(ours, dict) and isinstance(theirs, dict):
        for key in sorted(ours.keys() | theirs.keys()):
            yield from differences(ours.get(key), theirs.get(key), f"{place}/{key}")
    elif isinstance(ours, list) and isinstance(theirs, list) and len(ours) == len(theirs):
        for i, (mine, other) in enumerate(zip(ours, theirs, strict=True)):
            yield from differences(mine, other, f"{place}/{i}")
    elif is_number(ours) and is_number(theirs):
        if abs(ours - theirs) > TOLERANCE * max(1, abs(ours)):
            yield f"{place}: {ours} is not {theirs}"
    elif ours != theirs and not (is_empty(ours) and is_empty(theirs)):
        yield f"{place}: {ours} is not {theirs}"


def is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_empty(value: Any) -> bool:
    return value is None or value == []
