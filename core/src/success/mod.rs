//! How likely a deployment is to succeed.

mod built_in;
mod columns;
mod counterfactual;
mod evaluation;
mod explain;
#[cfg(feature = "model")]
mod fit;
mod kept;
mod model;
#[cfg(feature = "model")]
mod newton;
mod policy;
mod rows;
mod terms;
#[cfg(feature = "model")]
mod warm_start;

pub use columns::{Columns, MISSING, Numbers};
pub use counterfactual::Counterfactual;
pub use evaluation::{
    Capture, ClassScores, Classes, Estimate, Evaluation, EvaluationPolicy, MonthScore, ReliabilityBin, best_threshold,
    evaluate,
};
pub use explain::{Basis, Contribution, Prediction, Support};
#[cfg(feature = "model")]
pub use fit::FitProgress;
pub use model::{FittedFeature, ModelWeights, ServiceLevel, SuccessModel, Term, Training};
pub use policy::{Feature, FeatureKind, Prior, SuccessPolicy};
