//! How likely a deployment is to succeed.

mod acceptance;
mod batch;
mod built_in;
mod columns;
mod contribution;
mod counterfactual;
#[cfg(feature = "model")]
mod design;
mod drift;
mod evaluation;
mod explain;
#[cfg(feature = "model")]
mod features;
#[cfg(feature = "model")]
mod fit;
mod kept;
#[cfg(feature = "model")]
mod linear;
mod loss;
mod model;
#[cfg(feature = "model")]
mod newton;
mod policy;
mod retraining;
mod rows;
mod scoreboard;
mod seen;
mod shown;
mod terms;
mod variance;
#[cfg(feature = "model")]
mod warm_start;

pub use acceptance::{Acceptance, AcceptancePolicy, ModelScores, PairedDifference, PredictedOutcome, compare_models};
pub use columns::{Columns, MISSING, Numbers};
pub use contribution::Contribution;
pub use counterfactual::Counterfactual;
pub use drift::{CalibrationDrift, Drift, DriftPolicy, InputColumn, InputDrift, InputReference, measure_drift};
pub use evaluation::{
    Capture, ClassScores, Classes, Estimate, Evaluation, EvaluationPolicy, MonthScore, ReliabilityBin, best_threshold,
    evaluate,
};
pub use explain::{Basis, Prediction, Support};
#[cfg(feature = "model")]
pub use fit::FitProgress;
pub use model::{FittedFeature, ModelWeights, ServiceLevel, SuccessModel, Term, Training};
pub use policy::{Feature, FeatureKind, Prior, SuccessPolicy};
pub use retraining::{Retraining, RetrainingPolicy, check_retraining};
pub use scoreboard::{ScoreSums, Scoreboard, keep_score};
