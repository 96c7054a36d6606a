"""The dataclasses themselves."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from typing import Any

import harness
import pytest
import rollwise as rw

CLASSES: list[Any] = [
    face for name in rw.types.__all__ if dataclasses.is_dataclass(face := getattr(rw, name)) and isinstance(face, type)
]


@pytest.mark.parametrize("cls", CLASSES, ids=lambda cls: cls.__name__)
def test_every_class_is_frozen_slotted_documented_and_takes_keywords_only(cls: Any) -> None:
    assert cls.__dataclass_params__.frozen
    assert "__dict__" not in dir(cls) and cls.__slots__ is not None
    assert all(field.kw_only for field in dataclasses.fields(cls))
    assert cls.__doc__ and "(" not in cls.__doc__.split("\n")[0].replace("(R", ""), "a text, not a signature"


def test_values_compare_print_copy_pickle_and_hash() -> None:
    step = harness.Host().to_first_stage().to_look().answer()
    assert pickle.loads(pickle.dumps(step)) == step
    assert copy.deepcopy(step) == step
    assert dataclasses.asdict(step)["record"]["from_"] == "canary_evaluating"
    assert "SetTrafficAction(kind='set_traffic'" in repr(step)
    assert hash(step.actions[0]) == hash(copy.deepcopy(step.actions[0]))
    made = dataclasses.replace(step.actions[0], id="x")
    assert made != step.actions[0] and made.id == "x"


def test_values_cannot_be_changed() -> None:
    step = harness.Host().to_first_stage().wake()
    with pytest.raises(dataclasses.FrozenInstanceError):
        step.phase = "failed"  # type: ignore[misc]


def test_kinds_are_told_apart_by_class_and_by_kind() -> None:
    [action] = harness.Host().to_first_stage().to_look().rollout.outstanding()
    match action:
        case rw.MeasureAction(requests=requests, against="previous_version"):
            assert [request.metric for request in requests][0] == "error_rate"
        case _:
            raise AssertionError(action)
    assert action.kind == "measure"
