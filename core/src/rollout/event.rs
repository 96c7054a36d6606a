//! What happened, as the host reports it.

use serde::{Deserialize, Serialize};

use crate::metric::Evidence;
use crate::tagged::tagged;
use crate::units::Fraction;

/// Something that happened. Answers to actions carry the action's id; commands carry who gave them and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// The safety assessment gave a result.
    SafetyAssessed {
        /// How safe, with 1 best.
        safety: Fraction,
        /// The rollout that is meant; checked when given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rollout: Option<String>,
    },
    /// An action is done.
    ActionDone {
        /// Id of the action.
        action: String,
    },
    /// An action could not be done.
    ActionFailed {
        /// Id of the action.
        action: String,
        /// What went wrong.
        error: String,
    },
    /// The measurements that a `measure` action asked for.
    Measured {
        /// Id of the action.
        action: String,
        /// What was measured.
        evidence: Evidence,
    },
    /// Time has passed.
    Tick,
    /// A person approves.
    Approve {
        /// Id of the `request_approval` action that is answered.
        action: String,
        /// Who.
        actor: String,
        /// Why.
        reason: String,
    },
    /// A person refuses.
    Reject {
        /// Id of the `request_approval` action that is answered.
        action: String,
        /// Who.
        actor: String,
        /// Why.
        reason: String,
    },
    /// A person stops the rollout where it is; its gates are still watched.
    Pause {
        /// Who.
        actor: String,
        /// Why.
        reason: String,
        /// The rollout that is meant; checked when given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rollout: Option<String>,
    },
    /// A person lets it go on.
    Resume {
        /// Who.
        actor: String,
        /// Why.
        reason: String,
        /// The rollout that is meant; checked when given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rollout: Option<String>,
    },
    /// A person ends the rollout: back to the previous version, or nothing deployed at all.
    Abort {
        /// Who.
        actor: String,
        /// Why.
        reason: String,
        /// The rollout that is meant; checked when given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rollout: Option<String>,
    },
    /// A person demands the previous version back.
    RollBack {
        /// Who.
        actor: String,
        /// Why.
        reason: String,
        /// The rollout that is meant; checked when given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rollout: Option<String>,
    },
    /// A person moves the rollout on, whatever the evidence says.
    Override {
        /// How far.
        to: OverrideTo,
        /// Who.
        actor: String,
        /// Why.
        reason: String,
        /// The rollout that is meant; checked when given.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        rollout: Option<String>,
    },
}

tagged!(Event, "kind");

/// How far a person moves a rollout on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OverrideTo {
    /// To the next stage.
    NextStage,
    /// To the end of the plan.
    Promotion,
}

/// The kind of an event, without its data.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "each is documented at the event of the same name")]
pub enum EventKind {
    SafetyAssessed,
    ActionDone,
    ActionFailed,
    Measured,
    Tick,
    Approve,
    Reject,
    Pause,
    Resume,
    Abort,
    RollBack,
    Override,
}

impl EventKind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::SafetyAssessed,
        Self::ActionDone,
        Self::ActionFailed,
        Self::Measured,
        Self::Tick,
        Self::Approve,
        Self::Reject,
        Self::Pause,
        Self::Resume,
        Self::Abort,
        Self::RollBack,
        Self::Override,
    ];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SafetyAssessed => "safety_assessed",
            Self::ActionDone => "action_done",
            Self::ActionFailed => "action_failed",
            Self::Measured => "measured",
            Self::Tick => "tick",
            Self::Approve => "approve",
            Self::Reject => "reject",
            Self::Pause => "pause",
            Self::Resume => "resume",
            Self::Abort => "abort",
            Self::RollBack => "roll_back",
            Self::Override => "override",
        }
    }
}

impl Event {
    /// The kind of the event.
    #[must_use]
    pub const fn kind(&self) -> EventKind {
        match self {
            Self::SafetyAssessed { .. } => EventKind::SafetyAssessed,
            Self::ActionDone { .. } => EventKind::ActionDone,
            Self::ActionFailed { .. } => EventKind::ActionFailed,
            Self::Measured { .. } => EventKind::Measured,
            Self::Tick => EventKind::Tick,
            Self::Approve { .. } => EventKind::Approve,
            Self::Reject { .. } => EventKind::Reject,
            Self::Pause { .. } => EventKind::Pause,
            Self::Resume { .. } => EventKind::Resume,
            Self::Abort { .. } => EventKind::Abort,
            Self::RollBack { .. } => EventKind::RollBack,
            Self::Override { .. } => EventKind::Override,
        }
    }

    /// The id of the action that the event answers.
    pub(crate) fn answers(&self) -> Option<&str> {
        match self {
            Self::ActionDone { action }
            | Self::ActionFailed { action, .. }
            | Self::Measured { action, .. }
            | Self::Approve { action, .. }
            | Self::Reject { action, .. } => Some(action),
            _ => None,
        }
    }

    /// The rollout that the event names.
    pub(crate) fn rollout(&self) -> Option<&str> {
        match self {
            Self::SafetyAssessed { rollout, .. }
            | Self::Pause { rollout, .. }
            | Self::Resume { rollout, .. }
            | Self::Abort { rollout, .. }
            | Self::RollBack { rollout, .. }
            | Self::Override { rollout, .. } => rollout.as_deref(),
            _ => None,
        }
    }
}
