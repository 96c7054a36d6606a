//! Mathematics that knows nothing of deployments.

pub mod normal;
pub mod outliers;
pub mod ranks;
