//! Mathematics: no word of deployments.

pub(crate) mod lanes;
pub(crate) mod logistic;
pub mod normal;
pub mod outliers;
pub mod ranks;
