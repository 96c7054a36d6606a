"""Measures how well failures are predicted, beside other models: `python3 benches/prediction.py --data FOLDER`.

All models are fitted on the rows of a data set that are marked `train`. All others are measured: each is judged with
the outcomes that were known when it started, those of earlier measured rows included. Then the same for services of
which nothing but their first rows is known. The script sets up what it needs under `target/`.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from peers import set_up

if TYPE_CHECKING:
    import numpy as np
    from predictors.datasets import Dataset

Row = dict[str, Any]

COLUMNS = {
    "auc": "auc", "log loss": "log_loss", "brier": "brier", "ece": "ece", "acc": "accuracy", "prec": "precision",
    "rec": "recall", "f1": "f1", "f1*": "f1_best", "5 %": "capture_5", "10 %": "capture_10", "50 %": "capture_50",
}  # fmt: skip
YOUNG = (30, 60, 120)
NEXT = 500


def main() -> None:
    arguments = parse()
    set_up(__file__, "benches/requirements.txt")
    from predictors.datasets import load

    datasets, missing = load(arguments.data)
    for line in missing:
        print(line)
    measured = []
    for dataset in datasets:
        measured += show(compare(dataset))
    for dataset in datasets:
        if dataset.name == "ci-builds" and dataset.train.any():
            print(f"\nyoung services: the next {NEXT} deployments after the first few, pooled")
            for count in YOUNG:
                measured += show(young(dataset, count))
    print(
        "\nThe positive class is failure. acc, prec, rec and f1 are at a probability of 0.5, f1* at the threshold that was"
        "\nbest on the rows that were fitted on; 5 %, 10 % and 50 % are the failures among so many of the riskiest rows."
    )
    if arguments.json:
        arguments.json.write_text(json.dumps(measured, indent=1) + "\n", "utf-8")


def parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, required=True, help="the folder with the data sets")
    parser.add_argument("--json", type=Path, help="where to write the figures")
    return parser.parse_args()


def compare(dataset: Dataset) -> list[Row]:
    """The figures of all models on the rows that nothing was fitted on."""
    from predictors import models

    if dataset.train.all():
        print(f"{dataset.name}: left out, no rows to measure on")
        return []
    if not dataset.train.any():
        print(f"{dataset.name}: no rows to fit on; the model without training is measured alone")
        failure = models.built_in(dataset)
        return [scored(dataset, "rollwise", failure), scored(dataset, "rollwise built-in", failure)]
    fitted = [scored(dataset, name, model(dataset)) for name, model in models.FITTED.items()]
    return [fitted[0], scored(dataset, "rollwise built-in", models.built_in(dataset)), *fitted[1:]]


def scored(dataset: Dataset, model: str, failure: np.ndarray) -> Row:
    from predictors.scores import best_threshold, scores

    train, failed = dataset.train, ~dataset.succeeded
    threshold = best_threshold(failure[train], failed[train])
    return {"dataset": dataset.name, "model": model, **scores(failure[~train], failed[~train], threshold)}


def young(dataset: Dataset, count: int) -> list[Row]:
    """Each service in turn with so many known rows of its own; the others with all that may be fitted on."""
    import numpy as np
    from predictors import models

    service = dataset.columns["service"].to_numpy()
    judged = {
        "rollwise": models.rollwise,
        "rollwise built-in": models.built_in,
        "scikit-learn LogisticRegression": models.pooled_logistic_regression,
    }
    parts: dict[str, list[np.ndarray]] = {name: [] for name in judged}
    outcomes = []
    for name in sorted(set(service)):
        own = np.flatnonzero(service == name)[: count + NEXT]
        train = dataset.train & (service != name)
        train[own[:count]] = True
        chosen = train.copy()
        chosen[own] = True
        rows = replace(dataset, train=train).rows(chosen)
        if len(own) > count and 0 < rows.succeeded[rows.train].sum() < rows.train.sum():
            outcomes.append(rows.succeeded[~rows.train])
            for model, judge in judged.items():
                parts[model].append(judge(rows)[~rows.train])
    if not outcomes:
        return []
    succeeded = np.concatenate(outcomes)
    title, nothing = f"{dataset.name}/young-{count}", np.zeros(len(succeeded), dtype=bool)
    measured = replace(dataset, name=title, succeeded=succeeded, train=nothing)
    return [scored(measured, model, np.concatenate(failure)) for model, failure in parts.items()]


def show(rows: list[Row]) -> list[Row]:
    """Prints the rows of one table, and gives them."""
    for i, row in enumerate(rows):
        if i == 0:
            print(f"\n{row['dataset']}: {row['n']} rows, {row['base_rate']:.1%} of them failures")
            print(f"{'':34}" + "".join(f"{title:>9}" for title in COLUMNS))
        figures = ("-" if row[key] is None else f"{row[key]:.4f}" for key in COLUMNS.values())
        print(f"{row['model']:34}" + "".join(f"{figure:>9}" for figure in figures), flush=True)
    return rows


if __name__ == "__main__":
    main()
