//! What the host brings for one look.

use serde::{Deserialize, Serialize};

use crate::metric::Evidence;
use crate::time::Timestamp;
use crate::units::Fraction;

/// What was seen of both sides since the look before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct JudgeLook {
    /// The end of the time that the look covers; later than that of the look before.
    pub at: Timestamp,
    /// What tells this look from others. One that was among the last 32 looks changes nothing when it comes again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// The canary's planned share of the requests of both sides, for the check of the split and to know when the share
    /// changes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub share: Option<Fraction>,
    /// The metrics, both sides over the same time. A metric with a side that was not measured is not judged in this look.
    pub evidence: Evidence,
}

/// A look whose parts stand elsewhere.
pub(crate) struct Seen<'a> {
    pub(crate) at: Timestamp,
    pub(crate) id: Option<&'a String>,
    pub(crate) share: Option<Fraction>,
    pub(crate) evidence: &'a Evidence,
}
