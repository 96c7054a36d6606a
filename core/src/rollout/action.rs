//! What the host is to do next.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::plan::CleanupTask;
use crate::strategy::Strategy;
use crate::tagged::tagged;
use crate::time::{Duration, Timestamp};
use crate::units::{Fraction, TrafficShare};

/// Something for the host to do. Doing it twice must do no more than doing it once: the id tells repeats apart.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Action {
    /// Build the image; answer with `action_done` or `action_failed`.
    Build {
        /// Id of the action.
        id: String,
        /// The tag that the image gets.
        image_tag: String,
        /// The commit to build.
        commit: String,
    },
    /// Deploy without traffic; answer with `action_done` or `action_failed`.
    Deploy {
        /// Id of the action.
        id: String,
        /// The image to deploy.
        image_tag: String,
        /// What the stages mean.
        strategy: Strategy,
        /// Share of instances that may be missing meanwhile.
        max_unavailable: Fraction,
        /// Share of instances that may exist beyond the usual number.
        max_surge: Fraction,
    },
    /// Shift traffic; answer with `action_done` or `action_failed`.
    SetTraffic {
        /// Id of the action.
        id: String,
        /// Number of the stage, from 0.
        stage: u32,
        /// Share of live traffic for the new version, in percent.
        share: TrafficShare,
        /// Share of traffic to copy to it, in percent.
        mirror: TrafficShare,
        /// Users who see it whatever the share.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        audience: Option<String>,
    },
    /// Run the automatic tests of the stage; answer with `action_done` or `action_failed`.
    RunTests {
        /// Id of the action.
        id: String,
        /// Number of the stage, from 0.
        stage: u32,
    },
    /// Measure; answer with `measured`, or with `action_failed` if nothing can be measured at all.
    Measure {
        /// Id of the action.
        id: String,
        /// Number of the stage, from 0.
        stage: u32,
        /// What to measure; one for each gate.
        requests: Vec<MeasureRequest>,
        /// What the baseline is.
        against: Baseline,
        /// Metrics that are judged over all looks: what was counted on both sides since the look before, or since the start
        /// where the policy says that they are cumulative.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        judged: Vec<Arc<str>>,
    },
    /// Ask a person; answer with `approve` or `reject`.
    RequestApproval {
        /// Id of the action.
        id: String,
        /// What is to be approved.
        what: Approval,
        /// Number of the stage that follows, from 0.
        stage: u32,
        /// When it is too late.
        expires_at: Timestamp,
    },
    /// Shift all traffic; answer with `action_done` or `action_failed`.
    Promote {
        /// Id of the action.
        id: String,
        /// The image that serves everything from now on.
        image_tag: String,
    },
    /// Ask the running instances for their version; answer with `action_done` if all of them are ready and of this
    /// version, else with `action_failed`.
    VerifyVersion {
        /// Id of the action.
        id: String,
        /// The version that must answer.
        version: String,
        /// Number of the attempt, from 1.
        attempt: u32,
        /// How many attempts there are.
        attempts: u32,
    },
    /// Give all traffic to one version at once and remove the other one; answer with `action_done` or `action_failed`. The
    /// release is taken back by it; one that is a rollback itself is finished.
    RollBack {
        /// Id of the action.
        id: String,
        /// The version that serves everything from now on; none for a first deployment, which is only removed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<String>,
        /// Number of the attempt, from 1.
        attempt: u32,
    },
    /// Tidy up after a verified release. Needs no answer.
    CleanUp {
        /// Id of the action.
        id: String,
        /// What is to be done.
        task: CleanupTask,
        /// Not earlier than this.
        not_before: Timestamp,
    },
    /// Call a person: the rollout could not be carried out. Needs no answer.
    Alert {
        /// Id of the action.
        id: String,
        /// The phase in which it happened.
        phase: super::Phase,
    },
}

tagged!(Action, "kind");

/// The metric of one gate.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MeasureRequest {
    /// The gate that needs it.
    pub gate: Arc<str>,
    /// The metric.
    pub metric: Arc<str>,
    /// The time over which to take it.
    pub window: Duration,
    /// Whether the baseline is needed too.
    pub baseline: bool,
}

/// What a canary is held against.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Baseline {
    /// The previous version, at the same time.
    PreviousVersion,
    /// The previous version before promotion, since it no longer serves.
    BeforePromotion,
}

/// What a person is asked to approve.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Approval {
    /// To deploy although the confidence score is low.
    Deploy,
    /// To begin the next stage.
    Stage,
    /// To shift all traffic.
    Promotion,
    /// To go on although the stage stayed inconclusive.
    Hold,
    /// To accept the release although the watch after promotion stayed inconclusive.
    Verification,
}

/// The kind of an action, without its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
#[allow(missing_docs, reason = "each is documented at the action of the same name")]
pub enum ActionKind {
    Build,
    Deploy,
    SetTraffic,
    RunTests,
    Measure,
    RequestApproval,
    Promote,
    VerifyVersion,
    RollBack,
    CleanUp,
    Alert,
}

impl ActionKind {
    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Build => "build",
            Self::Deploy => "deploy",
            Self::SetTraffic => "set_traffic",
            Self::RunTests => "run_tests",
            Self::Measure => "measure",
            Self::RequestApproval => "request_approval",
            Self::Promote => "promote",
            Self::VerifyVersion => "verify_version",
            Self::RollBack => "roll_back",
            Self::CleanUp => "clean_up",
            Self::Alert => "alert",
        }
    }
}

impl Action {
    /// The id of the action, the same whenever the same step is taken again.
    #[must_use]
    pub fn id(&self) -> &str {
        match self {
            Self::Build { id, .. }
            | Self::Deploy { id, .. }
            | Self::SetTraffic { id, .. }
            | Self::RunTests { id, .. }
            | Self::Measure { id, .. }
            | Self::RequestApproval { id, .. }
            | Self::Promote { id, .. }
            | Self::VerifyVersion { id, .. }
            | Self::RollBack { id, .. }
            | Self::CleanUp { id, .. }
            | Self::Alert { id, .. } => id,
        }
    }

    /// The kind of the action.
    #[must_use]
    pub const fn kind(&self) -> ActionKind {
        match self {
            Self::Build { .. } => ActionKind::Build,
            Self::Deploy { .. } => ActionKind::Deploy,
            Self::SetTraffic { .. } => ActionKind::SetTraffic,
            Self::RunTests { .. } => ActionKind::RunTests,
            Self::Measure { .. } => ActionKind::Measure,
            Self::RequestApproval { .. } => ActionKind::RequestApproval,
            Self::Promote { .. } => ActionKind::Promote,
            Self::VerifyVersion { .. } => ActionKind::VerifyVersion,
            Self::RollBack { .. } => ActionKind::RollBack,
            Self::CleanUp { .. } => ActionKind::CleanUp,
            Self::Alert { .. } => ActionKind::Alert,
        }
    }
}
