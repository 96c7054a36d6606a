//! Numbers of instances, and what Kubernetes is told.

use napi_derive::napi;
use rollwise::document::write;
use rollwise::{KubernetesFragments, pods, render};

use crate::document::input;
use crate::error::{Result, refuse};

/// So many of the instances for a share of the traffic.
#[napi(catch_unwind)]
pub(crate) fn split(share: String, replicas: String, surge: String) -> Result<String> {
    let counts = pods::split(input("share", &share)?, input("replicas", &replicas)?, input("surge", &surge)?);
    Ok(write(&counts))
}

/// How many instances each version should have now.
#[napi(catch_unwind)]
pub(crate) fn replica_counts(request: String) -> Result<String> {
    pods::counts(&input("", &request)?).map(|counts| write(&counts)).map_err(refuse)
}

/// Fragments as the JSON that goes into the manifests of Kubernetes.
#[napi(catch_unwind)]
pub(crate) fn manifests(fragments: String) -> Result<String> {
    let fragments: KubernetesFragments = input("", &fragments)?;
    Ok(render::kubernetes(&fragments))
}
