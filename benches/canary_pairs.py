"""Measures how well canaries are judged, beside other judges: `python3 benches/canary_pairs.py --data FOLDER`.

Every folder of recorded windows in FOLDER is measured: with a fault injected after the baseline, and quiet ones, where every
failure is a false alarm. All judges have one setting for all recordings. Inconclusive is no failure. Two replicas of one
version are measured window by window, with the second one's metric multiplied: its recall is that of a rise by a quarter.
The script sets up what it needs under `target/`.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peers import set_up

if TYPE_CHECKING:
    from canaries.recordings import Pair

Row = dict[str, Any]


def main() -> None:
    arguments = parse()
    set_up(__file__, "benches/requirements.txt")
    from canaries import judges
    from canaries.recordings import load

    recordings, missing = load(arguments.data)
    for line in missing:
        print(line)
    measured = []
    for name, pairs in recordings.items():
        print(f"\n{name}")
        print(f"{'':38}{'found':>10}{'alarms':>10}{'unsure':>10}{'precision':>11}{'F1':>8}  by fault")
        for title, judge in judges.of(pairs).items():
            row = scored(name, title, pairs, [judge(pair) for pair in pairs])
            measured.append(row)
            show(row)
    if arguments.json:
        arguments.json.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the recordings")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    return parser.parse_args()


def scored(dataset: str, judge: str, pairs: list[Pair], verdicts: list[str]) -> Row:
    """Figures that have no pairs to be computed from are None."""
    from canaries.recordings import REGRESSION

    failed = {fault: [] for fault in sorted({pair.fault or "" for pair in pairs})}
    for pair, verdict in zip(pairs, verdicts, strict=True):
        failed[pair.fault or ""].append(verdict == "fail")
    quiet = failed.pop("", [])
    graded = f"x{REGRESSION}"
    faults = failed.get(graded, []) if graded in failed else [found for part in failed.values() for found in part]
    found, alarms = sum(faults), sum(quiet)
    return {
        "dataset": dataset,
        "judge": judge,
        "pairs": len(faults) + len(quiet),
        "faults": len(faults),
        "quiet": len(quiet),
        "recall": share(found, len(faults)),
        "false_alarm_rate": share(alarms, len(quiet)),
        "precision": share(found, found + alarms),
        "f1": share(2 * found, found + alarms + len(faults)) if faults else None,
        "inconclusive_rate": share(verdicts.count("inconclusive"), len(verdicts)),
        "recall_by_fault": {fault: share(sum(part), len(part)) for fault, part in failed.items()},
    }


def share(part: int, whole: int) -> float | None:
    return part / whole if whole else None


def show(row: Row) -> None:
    def percent(key: str) -> str:
        return "-" if row[key] is None else f"{row[key]:.1%}"

    f1 = "-" if row["f1"] is None else f"{row['f1']:.3f}"
    figures = "".join(f"{percent(key):>10}" for key in ("recall", "false_alarm_rate", "inconclusive_rate"))
    by_fault = ", ".join(f"{fault} {recall:.0%}" for fault, recall in row["recall_by_fault"].items())
    print(f"{row['judge']:38}{figures}{percent('precision'):>11}{f1:>8}  {by_fault}", flush=True)


if __name__ == "__main__":
    main()
