//! Mathematics that knows nothing of deployments.

mod normal;
pub mod ranks;
