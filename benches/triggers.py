"""Measures rollback triggers beside pandas and numpy, in one run: `python3 benches/triggers.py`.

50 triggers over an hour of looks every 10 seconds, one look in fifty missing: 10 metrics with their baselines, and on each
five triggers of all tolerances. The peers get data frames and arrays that are made already and work trigger by trigger, as one
writes it down; the package gets plain lists. All must agree on when each trigger fires. The script sets up what it needs
under `target/`.
"""

from __future__ import annotations

import random
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from peers import START, best, set_up, table

if TYPE_CHECKING:
    import numpy as np
    import pandas as pd

METRICS = [f"metric_{i}" for i in range(10)]
LOOKS = 360
MAX_GAP = timedelta(seconds=90)


def main() -> None:
    set_up(__file__, "benches/requirements.txt")
    import numpy as np
    import pandas as pd
    import rollwise as rw

    at, columns = looks()
    triggers = [trigger(metric, i) for metric in METRICS for i in range(5)]
    tracks = {
        name: {side: {"kind": "values", "values": values} for side, values in sides.items()}
        for name, sides in columns.items()
    }
    evidence = {"deployed_at": START, "looks": {"at": at, "metrics": tracks}}
    engine = rw.Engine({"triggers": {"standard": False, "max_gap": "90s", "triggers": triggers}})

    index = pd.DatetimeIndex(at)
    frames = {name: pd.DataFrame(sides, index=index, dtype=float) for name, sides in columns.items()}
    seconds = np.array([moment.timestamp() for moment in at])
    arrays = {
        name: {side: np.array(values, dtype=float) for side, values in sides.items()} for name, sides in columns.items()
    }

    def package() -> list[datetime | None]:
        return [outcome.fired_at for outcome in engine.evaluate_triggers(at[-1], evidence).triggers]

    def with_pandas() -> list[datetime | None]:
        return [fired_by_pandas(frames[spec["when"]["metric"]], spec["when"]) for spec in triggers]

    def with_numpy() -> list[datetime | None]:
        return [fired_by_numpy(seconds, at, arrays[spec["when"]["metric"]], spec["when"]) for spec in triggers]

    want = package()
    assert with_pandas() == want
    assert with_numpy() == want
    fired = sum(moment is not None for moment in want)
    assert 10 < fired < 40, fired
    table(
        f"{len(triggers)} triggers, {LOOKS} looks, {fired} fire",
        [
            ("pandas", best(3, 5, with_pandas)),
            ("numpy", best(10, 5, with_numpy)),
            ("through the Python package", best(20, 20, package)),
        ],
    )


def looks() -> tuple[list[datetime], dict[str, dict[str, list[float | None]]]]:
    """An hour of levels around 100 with spells in which the canary is worse."""
    chance = random.Random(7)
    at = [START + timedelta(seconds=10 * (i + 1)) for i in range(LOOKS)]
    columns = {}
    for name in METRICS:
        spell = range(chance.randrange(LOOKS), LOOKS, 1)[: chance.randrange(60)]
        sides = {"canary": [], "baseline": []}
        for i in range(LOOKS):
            for side, values in sides.items():
                level = chance.gauss(100, 10) + (60 if side == "canary" and i in spell else 0)
                values.append(None if chance.random() < 0.02 else level)
        columns[name] = sides
    return at, columns


def trigger(metric: str, number: int) -> dict[str, Any]:
    tolerance = [
        {"kind": "continuous", "lasts": "2m"},
        {"kind": "continuous", "lasts": "5m"},
        {"kind": "total", "bad": 60},
        {"kind": "consecutive", "bad": 8},
        {"kind": "k_of_n", "bad": 12, "looks": 20},
    ][number]
    healthy = {"kind": "absolute", "bound": "at_most", "limit": 130}
    if number % 2:
        healthy = {"kind": "ratio", "bound": "at_most", "limit": 1.25}
    when = {"kind": "metric", "metric": metric, "healthy": healthy, "tolerance": tolerance}
    return {"name": f"{metric}_{number}", "when": when}


def fired_by_pandas(frame: pd.DataFrame, when: dict[str, Any]) -> datetime | None:
    healthy, tolerance = when["healthy"], when["tolerance"]
    if healthy["kind"] == "ratio":
        frame = frame.dropna()
        bad = frame["canary"] > healthy["limit"] * frame["baseline"]
    else:
        bad = frame["canary"].dropna() > healthy["limit"]
    moments = bad.index.to_series()
    segment = (moments.diff() > MAX_GAP).cumsum()
    run = ((bad != bad.shift()) | (segment != segment.shift())).cumsum()
    match tolerance["kind"]:
        case "continuous":
            held = moments - moments.groupby(run).transform("first")
            met = bad & (held >= f"{tolerance['lasts'][:-1]}min")
        case "total":
            met = bad.cumsum() >= tolerance["bad"]
        case "consecutive":
            met = bad.astype(int).groupby(run).cumsum() >= tolerance["bad"]
        case _:
            windows = bad.astype(int).groupby(segment).rolling(tolerance["looks"], min_periods=1).sum()
            met = windows.droplevel(0) >= tolerance["bad"]
    return met.index[met.to_numpy()][0].to_pydatetime() if met.any() else None


def fired_by_numpy(
    seconds: np.ndarray, at: list[datetime], sides: dict[str, np.ndarray], when: dict[str, Any]
) -> datetime | None:
    import numpy as np

    healthy, tolerance = when["healthy"], when["tolerance"]
    relative = healthy["kind"] == "ratio"
    measured = ~np.isnan(sides["canary"])
    limit = healthy["limit"] * sides["baseline"] if relative else np.full(len(seconds), healthy["limit"])
    places = np.flatnonzero(measured & ~np.isnan(limit))
    bad, moments = sides["canary"][places] > limit[places], seconds[places]
    gap = np.concatenate([[True], np.diff(moments) > MAX_GAP.total_seconds()])
    run = np.maximum.accumulate(np.where(gap | np.concatenate([[True], bad[1:] != bad[:-1]]), np.arange(len(bad)), 0))
    match tolerance["kind"]:
        case "continuous":
            met = bad & (moments - moments[run] >= 60 * int(tolerance["lasts"][:-1]))
        case "total":
            met = np.cumsum(bad) >= tolerance["bad"]
        case "consecutive":
            met = bad & (np.arange(len(bad)) - run + 1 >= tolerance["bad"])
        case _:
            segment = np.maximum.accumulate(np.where(gap, np.arange(len(bad)), 0))
            first = np.maximum(segment, np.arange(len(bad)) - tolerance["looks"] + 1)
            count = np.concatenate([[0], np.cumsum(bad)])
            met = count[1:] - count[first] >= tolerance["bad"]
    return at[places[np.argmax(met)]] if met.any() else None


if __name__ == "__main__":
    main()
