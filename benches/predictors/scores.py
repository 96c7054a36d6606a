"""How good predicted probabilities of failure are."""

from __future__ import annotations

import numpy as np
from sklearn import metrics


def scores(failure: np.ndarray, failed: np.ndarray, threshold: float | None) -> dict[str, float | int | None]:
    """All figures; `threshold` is the one for `f1_best`, chosen elsewhere, where there is one."""
    p, y = np.clip(failure, 1e-15, 1 - 1e-15), failed.astype(int)
    both = 0 < y.sum() < len(y)
    precision, recall, f1, _ = metrics.precision_recall_fscore_support(y, p >= 0.5, average="binary", zero_division=0)
    return {
        "n": len(y),
        "base_rate": float(y.mean()),
        "auc": float(metrics.roc_auc_score(y, p)) if both else None,
        "log_loss": float(metrics.log_loss(y, p, labels=[0, 1])),
        "brier": float(np.mean((p - y) ** 2)),
        "ece": calibration_error(p, y),
        "accuracy": float(np.mean((p >= 0.5) == y)),
        "precision": float(precision),
        "recall": float(recall),
        "f1": float(f1),
        "f1_best": None if threshold is None else float(metrics.f1_score(y, p >= threshold, zero_division=0)),
        "capture_5": capture(p, y, 0.05),
        "capture_10": capture(p, y, 0.10),
        "capture_50": capture(p, y, 0.50),
    }


def calibration_error(p: np.ndarray, y: np.ndarray) -> float:
    """The expected calibration error over ten bins with equally many rows."""
    bins = np.array_split(np.argsort(p, kind="stable"), 10)
    return float(sum(len(rows) / len(p) * abs(p[rows].mean() - y[rows].mean()) for rows in bins if len(rows)))


def capture(p: np.ndarray, y: np.ndarray, share: float) -> float | None:
    """The share of failures among so large a share of the riskiest rows."""
    riskiest = np.argsort(-p, kind="stable")[: round(share * len(p))]
    return float(y[riskiest].sum() / y.sum()) if y.any() else None


def best_threshold(failure: np.ndarray, failed: np.ndarray) -> float | None:
    """The threshold with the best F1; none where there was no failure."""
    if not failed.any():
        return None
    precision, recall, thresholds = metrics.precision_recall_curve(failed, failure)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    return float(thresholds[np.argmax(f1[:-1])])
