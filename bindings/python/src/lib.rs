//! The native module of the Python package `rollwise`; what its parts do in full is said in `_rollwise.pyi`.

mod canary;
mod columns;
mod convert;
mod engine;
mod error;
mod evaluation;
mod functions;
mod judge;
mod kayenta;
mod monitoring;
mod records;
mod rollout;
mod sequential;
mod service;
mod success;

/// What `rollwise` offers, without its dataclasses and exceptions.
#[pyo3::pymodule]
mod _rollwise {
    use pyo3::prelude::*;

    /// Many records are a sequence to `isinstance` too.
    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        let sequence = module.py().import("collections.abc")?.getattr("Sequence")?;
        sequence.call_method1("register", (module.getattr("Records")?,))?;
        Ok(())
    }

    #[pymodule_export]
    use crate::canary::compare_windows;
    #[pymodule_export]
    use crate::engine::Engine;
    #[pymodule_export]
    use crate::evaluation::{best_threshold, evaluate, evaluation_report, reliability_svg};
    #[pymodule_export]
    use crate::functions::{
        admission_report, allowed_events, artifacts, choice_report, explain, is_build_of, manifests, mermaid,
        policy_for, read_records, replay, replica_counts, rollback_report, split, state_table, timeline, to_json,
        verify,
    };
    #[pymodule_export]
    use crate::judge::{CanaryJudge, judge_canary, judge_recording};
    #[pymodule_export]
    use crate::kayenta::{kayenta_conclusion, kayenta_judge, kayenta_pairs, kayenta_schedule};
    #[pymodule_export]
    use crate::monitoring::{check_retraining, compare_models, input_reference, keep_score, measure_drift};
    #[pymodule_export]
    use crate::records::Records;
    #[pymodule_export]
    use crate::rollout::Rollout;
    #[pymodule_export]
    use crate::sequential::{
        combine_evidence, estimate_dispersion, evidence_of_p_value, merge_sequential, sequential_interval,
        sequential_test,
    };
    #[pymodule_export]
    use crate::service::{assess_slo, deliveries, delivery_figures, judge_quality, review_slo};
    #[pymodule_export]
    use crate::success::{Model, prediction_report};
}
