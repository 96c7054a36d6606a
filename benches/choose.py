"""Measures the choice of a strategy beside its peers, in one run: `python3 benches/choose.py`.

A choice is the risk of a deployment, every strategy ranked or excluded, what would have to change for another one to
win, a sized plan for the winner and what it puts at risk, all with reasons. It is made by plain Python
(`pure_python_choice`), from Rust (`choose.rs`) and through the Python package, for the same situation
(`situation.json`). Peers that do not decide the same are not measured. The script builds what it needs, in release
form, under `target/`.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from agreement import differences, document
from peers import START, best, from_rust, set_up, table

SITUATION = json.loads(Path(__file__).with_name("situation.json").read_text("utf-8"))


def main() -> None:
    set_up(__file__)
    import pure_python_choice
    import rollwise as rw

    engine = rw.Engine()
    by_plain_python = document(pure_python_choice.choose_strategy(START, SITUATION))
    refuse_disagreement("Rust", by_plain_python, json.loads(from_rust("choose", "--print")))
    through_the_package = json.loads(rw.to_json(engine.choose_strategy(START, SITUATION)))
    refuse_disagreement("the Python package", by_plain_python, through_the_package)

    rust, plain, package = [], [], []
    for _ in range(5):
        rust.append(json.loads(from_rust("choose")))
        plain.append(best(50, 10, lambda: pure_python_choice.choose_strategy(START, SITUATION)))
        package.append(best(200, 10, lambda: engine.choose_strategy(START, SITUATION)))
    table(
        "one choice: risk, strategy, flips, plan",
        [
            ("plain Python", min(plain)),
            ("from Rust", min(figures["choose_ns"] for figures in rust) / 1000),
            ("through the Python package", min(package)),
        ],
    )
    print(f"of the choice from Rust: risk {min(figures['risk_ns'] for figures in rust)} ns")


def refuse_disagreement(peer: str, ours: object, theirs: object) -> None:
    found = list(differences(ours, theirs))
    if found:
        sys.exit("\n".join([f"plain Python and {peer} do not decide the same:", *found]))


if __name__ == "__main__":
    main()
