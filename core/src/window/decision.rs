//! What is said of a moment: open or not, by what, and until when.

use serde::{Deserialize, Serialize};

use super::UnderWay;
use crate::reason::{Reason, Verdict};
use crate::time::Timestamp;

/// Whether a deployment may begin now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct WindowDecision {
    /// Fail when something blocks, warn when another time would be preferred, else pass. An error budget that is not
    /// known is among the reasons and changes nothing here.
    pub verdict: Verdict,
    /// Whether it may begin.
    pub open: bool,
    /// What stands against it: closed windows, then freezes, in the order of the policy, then the error budget.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub blocked_by: Vec<Blocker>,
    /// Names of the exceptions that let it pass a freeze which is in force.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<String>,
    /// The next moment at which it may begin. Absent when it may begin now, when time alone does not help, as with an
    /// exhausted error budget, and when it is more than 400 days off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opens_at: Option<Timestamp>,
    /// The next moment at which it may no longer begin. Absent when it may not begin now, and when it is more than 400
    /// days off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closes_at: Option<Timestamp>,
    /// The next moment that is preferred and at which it may begin. Absent when this is one, when the policy prefers
    /// no time for it, and as `opens_at` is.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub preferred_at: Option<Timestamp>,
    /// What becomes of a rollout on its way: the strictest word of the freezes that block. Absent when none does: the
    /// end of a window stops no rollout.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub under_way: Option<UnderWay>,
    /// Why.
    pub reasons: Vec<Reason>,
}

/// Something that stands against a deployment now.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Blocker {
    /// Name of the window or freeze, or `error_budget`.
    pub name: String,
    /// What it is.
    pub kind: BlockerKind,
    /// When it ends to stand against it: when the window opens, when the freeze is over. Absent when that is not a
    /// matter of time, or more than 400 days off.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
}

/// What can stand against a deployment.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum BlockerKind {
    /// A window that is closed.
    Window,
    /// A freeze that is in force.
    Freeze,
    /// An error budget that is exhausted.
    ErrorBudget,
}
