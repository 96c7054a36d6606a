//! Mathematics: no word of deployments.

pub(crate) mod lanes;
pub(crate) mod logistic;
pub(crate) mod sequential;
