//! What else is to be done when a version turns out bad.

use serde::{Deserialize, Serialize};

use super::{RollbackCourse, RollbackPolicy};
use crate::situation::Priority;
use crate::tagged::tagged;
use crate::time::Timestamp;

/// Something for the host to do beside the rollback itself.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum FollowUp {
    /// Remember that a version must not be deployed again without a person.
    Condemn {
        /// The version.
        version: String,
    },
    /// Open an incident.
    OpenIncident {
        /// The version that caused it.
        version: String,
        /// How urgent it is.
        priority: Priority,
    },
    /// Keep what is needed to find the cause.
    CollectDiagnostics {
        /// Of what.
        sources: Vec<DiagnosticSource>,
        /// From when on.
        from: Timestamp,
        /// Until when.
        to: Timestamp,
    },
    /// Tell people.
    Notify {
        /// Who.
        who: Vec<String>,
    },
}

tagged!(FollowUp, "kind");

/// Where a cause can be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum DiagnosticSource {
    /// What the service wrote.
    Logs,
    /// What was measured.
    Metrics,
    /// The way of single requests.
    Traces,
}

/// What follows from a course, in order.
pub(super) fn follow_up(
    policy: &RollbackPolicy,
    now: Timestamp,
    course: RollbackCourse,
    version: &str,
    grave: bool,
) -> Vec<FollowUp> {
    if course == RollbackCourse::Keep {
        return Vec::new();
    }
    let mut all = Vec::new();
    if course == RollbackCourse::RollBack {
        all.push(FollowUp::Condemn { version: version.to_owned() });
    }
    let priority = if grave { Priority::P0 } else { Priority::P1 };
    all.push(FollowUp::OpenIncident { version: version.to_owned(), priority });
    let sources = vec![DiagnosticSource::Logs, DiagnosticSource::Metrics, DiagnosticSource::Traces];
    all.push(FollowUp::CollectDiagnostics { sources, from: now.before(policy.diagnostics), to: now });
    if !policy.notify.is_empty() {
        all.push(FollowUp::Notify { who: policy.notify.clone() });
    }
    all
}
