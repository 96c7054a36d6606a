"""The pictures of `docs/judge.md`: lines over looks, as plain SVG."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from math import log
from pathlib import Path

import numpy as np
import rollwise as rw

from rivals import methods
from rivals.traffic import LOOKS, Traffic

WIDTH, HEIGHT = 720, 380
LEFT, RIGHT, TOP, BOTTOM = 64, 220, 44, 52
COLOURS = ("#0b5fa5", "#c2410c", "#15803d", "#7e22ce", "#1f2937", "#64748b", "#be185d")
GAP = 15
"""Between the names beside the lines."""

FONT = 'font-family="sans-serif" font-size="12"'

Place = Callable[[float], float]
"""From a look or a value to its place in the picture."""


@dataclass
class Line:
    name: str
    values: np.ndarray
    """At looks 1, 2, …"""
    is_limit: bool = False


def draw(folder: Path, traffic: dict[str, Traffic], alarms: dict[str, dict[str, np.ndarray]]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    healthy, doubled = traffic["no regression"], traffic["errors × 2"]
    false, found = alarms["no regression"], alarms["errors × 2"]
    shown = ("judge, tolerance 1", "Mann-Whitney at 95 %", "Kayenta-style judge", "twice the base rate, 3 in a row")
    pictures = {
        "judge-evidence": chart("Evidence in two rollouts", "log e-value", evidence(healthy, doubled), "{:g}"),
        "judge-false-alarms": chart(
            "False alarms: healthy rollouts stopped so far",
            "share of rollouts",
            [*(Line(name, so_far(false[name])) for name in shown), limit("alpha, 1 %", 0.01)],
            "{:.0%}",
        ),
        "judge-detection": chart(
            "Detection: rollouts with doubled errors stopped so far",
            "share of rollouts",
            [Line(name, so_far(looks)) for name, looks in found.items() if "once" not in name],
            "{:.0%}",
        ),
    }
    for name, picture in pictures.items():
        (folder / f"{name}.svg").write_text(picture, "utf-8")


def so_far(alarms: np.ndarray) -> np.ndarray:
    """The share of rollouts with an alarm up to each look."""
    return np.array([((alarms > 0) & (alarms <= look)).mean() for look in range(1, LOOKS + 1)])


def limit(name: str, value: float) -> Line:
    return Line(name, np.full(LOOKS, value), is_limit=True)


def evidence(healthy: Traffic, doubled: Traffic) -> list[Line]:
    """Of the first rollout of each sort."""

    def judged(traffic: Traffic) -> list[rw.MetricJudgement]:
        series = rw.judge_canary(methods.policy(tolerance=1.0), methods.looks(traffic.errors[0]))
        return [judgement.metrics[0] for judgement in series.judgements]

    good, bad = judged(healthy), judged(doubled)
    return [
        Line("harm, errors × 2", np.array([metric.harm.log_e for metric in bad])),
        Line("harm, healthy", np.array([metric.harm.log_e for metric in good])),
        Line("safety, healthy", np.array([metric.safety.log_e for metric in good])),
        limit("roll back, ln 100", log(100)),
        limit("promote, ln 20", log(20)),
    ]


def chart(title: str, unit: str, lines: list[Line], label: str) -> str:
    low, high, step = span(lines)

    def x(look: float) -> float:
        return LEFT + (look - 1) / (LOOKS - 1) * (WIDTH - LEFT - RIGHT)

    def y(value: float) -> float:
        return HEIGHT - BOTTOM - (value - low) / (high - low) * (HEIGHT - TOP - BOTTOM)

    middle = (LEFT + WIDTH - RIGHT) / 2
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" {FONT}>',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#ffffff"/>',
        text(LEFT, 24, title, 'font-size="15" font-weight="bold"'),
        text(middle, HEIGHT - 12, "look, one a minute", 'text-anchor="middle"'),
        text(0, 0, unit, f'text-anchor="middle" transform="translate(16 {(TOP + HEIGHT - BOTTOM) / 2}) rotate(-90)"'),
    ]
    for value in np.arange(low, high + step / 2, step):
        parts.append(f'<path d="M{LEFT} {y(value):.1f}H{WIDTH - RIGHT}" stroke="#e2e8f0"/>')
        parts.append(text(LEFT - 8, y(value) + 4, label.format(value), 'text-anchor="end"'))
    for look in (1, *range(10, LOOKS + 1, 10)):
        parts.append(text(x(look), HEIGHT - BOTTOM + 18, str(look), 'text-anchor="middle"'))
    parts += curves(lines, x, y)
    return "\n".join([*parts, "</svg>", ""])


def curves(lines: list[Line], x: Place, y: Place) -> list[str]:
    """The lines, each with its name at its end; names that would overlap move down, the quicker ones first."""
    parts, last = [], -1e9
    drawn = [line.name for line in lines if not line.is_limit]
    colours = dict(zip(drawn, COLOURS, strict=False))
    for line in sorted(lines, key=lambda line: (-round(line.values[-1], 1), -line.values.sum())):
        colour = colours.get(line.name, "#334155")
        style = 'stroke-dasharray="5 4"' if line.is_limit else 'stroke-width="2"'
        points = " ".join(f"{x(i + 1):.1f},{y(value):.1f}" for i, value in enumerate(line.values))
        parts.append(f'<polyline points="{points}" fill="none" stroke="{colour}" {style}/>')
        last = max(last + GAP, y(line.values[-1]) + 4)
        parts.append(text(WIDTH - RIGHT + 8, last, line.name, f'fill="{colour}"'))
    return parts


def span(lines: list[Line]) -> tuple[float, float, float]:
    """Ends of the axis at whole steps, of which there are about five."""
    values = np.concatenate([line.values for line in lines])
    low, high = min(values.min(), 0.0), values.max()
    rough = (high - low) / 5
    size = 10 ** np.floor(np.log10(rough))
    step = next(size * factor for factor in (1, 2, 5, 10) if size * factor >= rough)
    return np.floor(low / step) * step, np.ceil(high / step) * step, step


def text(x: float, y: float, words: str, style: str) -> str:
    return f'<text x="{x:.1f}" y="{y:.1f}" {style}>{escape(words)}</text>'
