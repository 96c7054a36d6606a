"""Simulated rollouts: errors of both sides, minute by minute, from fixed seeds."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

LOOKS = 60
REQUESTS = np.array([28_500, 1_500])
"""Of the baseline and of the canary, each minute."""
RATE = 0.001


@dataclass
class Traffic:
    errors: np.ndarray
    """By rollout, look and side."""
    history: np.ndarray | None = None
    """Errors of a slice of the baseline as large as the canary, by rollout and look, in the hour before."""


def scenarios(rollouts: int) -> dict[str, Traffic]:
    shape = (rollouts, LOOKS, 2)
    expected = RATE * REQUESTS
    # The base rate of both sides swings by a factor of sixteen within the hour.
    swing = 4 ** np.sin(2 * np.pi * np.arange(LOOKS) / LOOKS)

    def draw(seed: int, means: np.ndarray) -> np.ndarray:
        return np.random.default_rng(seed).poisson(np.broadcast_to(means, shape))

    before = np.random.default_rng(4).poisson(expected[1] / 3, (rollouts, LOOKS))
    return {
        "no regression": Traffic(draw(1, expected)),
        "no regression, drifting base rate": Traffic(draw(2, expected * swing[:, None])),
        "no regression, errors in clusters of three": Traffic(3 * draw(3, expected / 3), 3 * before),
        "errors × 2": Traffic(draw(5, expected * [1, 2])),
    }
