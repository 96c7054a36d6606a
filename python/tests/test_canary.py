"""Two windows of metrics side by side, as Python has them."""

import json
import math

import pytest

import rollwise as rw
from rollwise import types

WINDOWS = {
    "metrics": [
        {
            "name": "latency_p90_ms",
            "kind": "latency",
            "samples": {"kind": "levels", "baseline": [81, 83, 80, 85, 82], "canary": [121, 117, 125]},
        },
    ],
}


def test_windows_may_be_a_class_a_mapping_or_text() -> None:
    compared = rw.compare_windows(WINDOWS)
    assert rw.compare_windows(json.dumps(WINDOWS)) == compared
    samples = types.LevelsWindowSamples(baseline=[81, 83, 80, 85, 82], canary=[121, 117, 125])
    metric = types.ComparedMetric(name="latency_p90_ms", kind="latency", samples=samples)
    assert rw.compare_windows(types.ComparedWindows(metrics=[metric])) == compared
    assert (compared.verdict, compared.reasons[0].code) == ("fail", "worse_than_baseline")
    effect = compared.metrics[0].effect
    assert effect is not None
    assert effect.measure == "ratio"
    assert effect.limit == pytest.approx(1.2)
    assert effect.estimate == pytest.approx(1.475, abs=0.01)
    assert effect.lower < effect.estimate < effect.upper


def test_a_policy_may_be_a_class_or_a_mapping() -> None:
    lenient = types.WindowComparison(ratios=types.MaterialRatios(latency=2))
    assert rw.compare_windows(WINDOWS, policy=lenient).verdict == "pass"
    assert rw.compare_windows(WINDOWS, policy={"ratios": {"latency": 2}}).verdict == "pass"
    with pytest.raises(rw.ConfigError, match="significance"):
        rw.compare_windows(WINDOWS, policy={"significance": 0})


@pytest.mark.parametrize("value", [math.nan, math.inf, None, "12"])
def test_what_is_no_number_is_refused(value: object) -> None:
    samples = {"kind": "levels", "baseline": [1, 2], "canary": [1, value]}
    with pytest.raises(rw.InputError) as refused:
        rw.compare_windows({"metrics": [{"name": "cpu", "kind": "cpu", "samples": samples}]})
    assert refused.value.field == "metrics[0].samples.canary[1]"
