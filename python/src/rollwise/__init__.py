"""The decision core of a deployment system, without I/O.

Three types to learn: an `Engine` is a checked policy that answers questions, a `Rollout` is one deployment on its way,
and a `SuccessModel` learns from deployments how likely others are to succeed.
Data goes in as the dataclasses of this package, as mappings or as JSON text, and comes out as dataclasses. What
cannot be used raises a `RollwiseError` that names the field, the value and what would be allowed.
"""

from . import types
from ._rollwise import (
    Engine,
    Records,
    Rollout,
    admission_report,
    allowed_events,
    artifacts,
    best_threshold,
    check_retraining,
    choice_report,
    compare_models,
    compare_windows,
    evaluate,
    evaluation_report,
    explain,
    input_reference,
    is_build_of,
    keep_score,
    manifests,
    measure_drift,
    mermaid,
    policy_for,
    prediction_report,
    read_records,
    reliability_svg,
    replay,
    replica_counts,
    split,
    state_table,
    timeline,
    to_json,
    verify,
)
from .errors import ConfigError, InputError, MisuseError, NotFittedError, RollwiseError
from .success import SuccessModel
from .types import *  # noqa: F403

__all__ = [
    "ConfigError",
    "Engine",
    "InputError",
    "MisuseError",
    "NotFittedError",
    "Records",
    "Rollout",
    "RollwiseError",
    "SuccessModel",
    "admission_report",
    "allowed_events",
    "artifacts",
    "best_threshold",
    "check_retraining",
    "choice_report",
    "compare_models",
    "compare_windows",
    "evaluate",
    "evaluation_report",
    "explain",
    "input_reference",
    "is_build_of",
    "keep_score",
    "manifests",
    "measure_drift",
    "mermaid",
    "policy_for",
    "prediction_report",
    "read_records",
    "reliability_svg",
    "replay",
    "replica_counts",
    "split",
    "state_table",
    "timeline",
    "to_json",
    "verify",
]
__all__ += types.__all__
