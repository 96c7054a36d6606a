//! Mathematics that knows nothing of deployments.

pub mod sequential;
