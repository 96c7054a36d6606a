//! Mathematics that knows nothing of deployments.

pub(crate) mod lanes;
pub(crate) mod logistic;
pub mod normal;
pub mod outliers;
pub mod ranks;
pub mod sequential;
