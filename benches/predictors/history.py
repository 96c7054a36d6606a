"""What the history says of each row, in plain Python, for the peers: the same as the model makes of it by itself.

A row looks at outcomes that were known when it started, and at no others.
"""

from __future__ import annotations

import heapq
import math
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from .datasets import DAY, HOUR, Dataset

HALF_LIVES = (2, 8, 32, 128)
DECAYS = [0.5 ** (1 / half_life) for half_life in HALF_LIVES]
LINES_DECAY = 0.5 ** (1 / 32)
YEAR = math.log1p(8760)
EXPECTED_FAILURES = 0.05
RATES = [f"failure_rate.{half_life}" for half_life in HALF_LIVES]
NAMES = [
    *RATES, "last_failed", "failures_in_a_row", "successes_in_a_row", "since_failure", "since_last", "activity",
    *(f"strategy.{rate}" for rate in RATES), "strategy.last_failed", "relative_lines", "hour_sin", "hour_cos", "weekend",
]  # fmt: skip


@dataclass
class Stream:
    """Outcomes of one sort of deployments."""

    count: int = 0
    failures: int = 0
    decayed: list[float] = field(default_factory=lambda: [0.0] * len(DECAYS))
    last: float | None = None
    streak: int = 0
    last_failure: float | None = None
    last_start: float | None = None
    activity: float = 0.0
    lines: float = 0.0
    sized: float = 0.0

    def add(self, failed: float, at: float, lines: float) -> None:
        self.count += 1
        self.failures += int(failed)
        self.decayed = [sum_ * decay + failed for sum_, decay in zip(self.decayed, DECAYS, strict=True)]
        self.streak = self.streak + 1 if self.last == failed else 1
        self.last = failed
        self.activity = self.activity_at(at) + 1
        self.last_start = at if self.last_start is None else max(at, self.last_start)
        if failed:
            self.last_failure = at if self.last_failure is None else max(at, self.last_failure)
        if not math.isnan(lines):
            self.lines = self.lines * LINES_DECAY + math.log1p(lines)
            self.sized = self.sized * LINES_DECAY + 1

    def rate(self, place: int, start: float) -> float:
        """The failure rate by one half-life, after one outcome that failed in a share of `start`."""
        left = DECAYS[place] ** self.count
        return (self.decayed[place] + start * left) / ((1 - left) / (1 - DECAYS[place]) + left)

    def activity_at(self, at: float) -> float:
        return 0.0 if self.last_start is None else self.activity * 0.5 ** (max(0.0, at - self.last_start) / DAY)

    def drawn(self, start: float) -> float:
        """The failure rate over all, after ten outcomes that failed in a share of `start`."""
        return (self.failures + 10 * start) / (self.count + 10)


NOTHING = Stream()


def history(rows: Dataset) -> pd.DataFrame:
    """For each row what the history and the clock say."""
    starts = rows.columns["started_at"].tolist()
    services = rows.columns["service"].tolist()
    strategies = rows.columns["strategy"].tolist() if "strategy" in rows.columns else [None] * len(starts)
    lines = rows.columns["lines"].tolist() if "lines" in rows.columns else [math.nan] * len(starts)
    failed = (~rows.succeeded).astype(float).tolist()
    delay = rows.delay.total_seconds()
    streams: dict[tuple[object, object], Stream] = {}
    awaited: list[tuple[float, int]] = []
    table = []
    for row, at in enumerate(starts):
        while awaited and awaited[0][0] <= at:
            _, known = heapq.heappop(awaited)
            for service in (services[known], None):
                for strategy in {strategies[known], None}:
                    stream = streams.setdefault((service, strategy), Stream())
                    stream.add(failed[known], starts[known], lines[known])
        heapq.heappush(awaited, (at + delay, row))
        sort = ((services[row], None), (services[row], strategies[row]), (None, None), (None, strategies[row]))
        table.append([*terms([streams.get(key, NOTHING) for key in sort], at, lines[row]), *clock(at)])
    return pd.DataFrame(np.array(table), columns=NAMES)


def terms(streams: list[Stream], at: float, lines: float) -> list[float]:
    own, by, every, every_by = streams
    start = every.drawn(EXPECTED_FAILURES)
    start_by = every_by.drawn(start)
    since = [(own.last_failure, at), (own.last_start, at)]
    places = range(len(HALF_LIVES))
    return [
        *(log_odds(own.rate(place, start)) for place in places),
        start if own.last is None else own.last,
        math.log1p(own.streak if own.last == 1 else 0),
        math.log1p(own.streak if own.last == 0 else 0),
        *(YEAR if then is None else min(YEAR, math.log1p(max(0.0, now - then) / HOUR)) for then, now in since),
        math.log1p(own.activity_at(at)),
        *(log_odds(by.rate(place, own.rate(place, start_by))) for place in places),
        start_by if by.last is None else by.last,
        math.log1p(lines) - own.lines / own.sized if own.sized and not math.isnan(lines) else 0.0,
    ]


def clock(at: float) -> list[float]:
    turn = at % DAY / DAY * math.tau
    # 1970 began on a Thursday.
    return [math.sin(turn), math.cos(turn), float((at // DAY + 3) % 7 >= 5)]


def log_odds(rate: float) -> float:
    bounded = min(max(rate, 0.01), 0.99)
    return math.log(bounded / (1 - bounded))
