"""Measures the judge beside what else one could pick, on the same traffic and in one run: `python3 benches/judge.py`.

Rollouts of an hour are simulated with fixed seeds, without a regression and with one; every method looks at each of
them every minute, and stops at its first alarm. Then a look of each is timed. `--rollouts N` makes it quicker; `--pictures
FOLDER` draws what came out, as the pictures of `docs/judge.md`. The script sets up what it needs under `target/`.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from peers import ROOT, best, from_rust, set_up

if TYPE_CHECKING:
    import numpy as np
    from rivals.traffic import Traffic


def main() -> None:
    os.environ |= {f"{library}_NUM_THREADS": "1" for library in ("OMP", "OPENBLAS", "MKL")}
    arguments = parse()
    set_up(__file__, "benches/judge-requirements.txt")
    from rivals import methods, pictures
    from rivals.traffic import scenarios

    alarms: dict[str, dict[str, np.ndarray]] = {}
    simulated = scenarios(arguments.rollouts)
    for scenario, traffic in simulated.items():
        alarms[scenario] = {name: method(traffic) for name, method in methods.METHODS.items()}
        show(scenario, alarms[scenario])
    costs(scenarios(1)["errors × 2"])
    if arguments.pictures:
        pictures.draw(ROOT / arguments.pictures, simulated, alarms)


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rollouts", type=int, default=5000, help="how many of each sort")
    parser.add_argument("--pictures", type=Path, help="the folder for the pictures, from the root of the project")
    return parser.parse_args()


def show(scenario: str, alarms: dict[str, np.ndarray]) -> None:
    """The first look with an alarm is 0 where there is none."""
    import numpy as np

    print(f"\n| {scenario} | alarms in 60 looks | median look of the alarms |\n|---|---|---|")
    for name, looks in alarms.items():
        share = (looks > 0).mean()
        error = np.sqrt(share * (1 - share) / len(looks))
        # An alarm that never comes is later than any other.
        middle = np.median(np.where(looks > 0, looks, np.inf))
        median = f"{middle:g}" if np.isfinite(middle) else "–"
        print(f"| {name} | {share:.1%} ± {error:.1%} | {median} |", flush=True)


def costs(traffic: Traffic) -> None:
    """What one look takes, on average over the looks of one rollout."""
    import rollwise as rw
    from rivals import methods

    policy, looks = methods.policy(tolerance=1.0), methods.looks(traffic.errors[0])
    columns, count = methods.columns(traffic.errors[0]), len(looks)
    asked = count - methods.FEWEST + 1

    def each() -> None:
        judge = rw.CanaryJudge(policy)
        for look in looks:
            judge.look(look)

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "looks.json")
        path.write_text(json.dumps(looks, default=datetime.isoformat), "utf-8")
        rust = float(from_rust("judge", json.dumps(policy), str(path), "200"))
    errors = traffic.errors[0]
    recorded = best(9, 9, lambda: rw.judge_recording(policy, columns))
    rows = [
        ("savvi, as it comes, with its interval", best(1, 9, lambda: methods.savvi_looks(errors)) / count),
        ("savvi, p-value alone", best(3, 5, lambda: methods.savvi_p_values(errors)) / count),
        ("scipy, Mann-Whitney", best(3, 5, lambda: methods.mann_whitney_looks(errors)) / asked),
        ("Kayenta-style judge, from Python", best(3, 5, lambda: methods.kayenta_looks(errors)) / asked),
        ("the judge, `CanaryJudge.look` from Python", best(3, 5, each) / count),
        ("the judge, `judge_canary` from Python, each", best(3, 5, lambda: rw.judge_canary(policy, looks)) / count),
        ("the judge, `judge_recording` from Python, each", recorded / count),
        ("the judge from Rust", rust),
    ]
    print("\n| one look | µs | savvi with its interval takes so many times as long |\n|---|---|---|")
    for name, cost in rows:
        print(f"| {name} | {cost:,.1f} | {rows[0][1] / cost:,.1f} |")


if __name__ == "__main__":
    main()
