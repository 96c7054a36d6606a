//! Mathematics that knows nothing of deployments.

pub(crate) mod sequential;
