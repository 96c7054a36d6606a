//! Where a rollout stands: everything that changes from step to step.

use std::sync::{Arc, OnceLock};

use serde::{Deserialize, Serialize};

use super::action::{ActionKind, Approval};
use super::phase::Phase;
use super::policy::RolloutPolicy;
use crate::confidence::{ConfidencePolicy, ConfidenceSummary};
use crate::digest::Digest;
use crate::error::{Error, ErrorCode};
use crate::gate::Gate;
use crate::judge::{CanaryJudge, JudgePolicy};
use crate::plan::{Plan, Stage, StageCheck};
use crate::time::{Duration, Timestamp};
use crate::units::Fraction;

/// What a rollout was started with and keeps to its end, whatever becomes of the policy meanwhile.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Terms {
    /// The stages.
    pub plan: Plan,
    /// The gates of every look, those of the plan included.
    pub gates: Vec<Gate>,
    /// Weights and thresholds of the confidence score.
    pub confidence: ConfidencePolicy,
    /// Limits of time and number.
    pub rollout: RolloutPolicy,
    /// By which metrics the canary is judged over all looks together.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judge: Option<JudgePolicy>,
    /// The judge, made when it is first needed.
    #[serde(skip)]
    pub(super) prepared: Prepared,
}

/// Something that follows from the rest of a value and is made once.
#[derive(Clone, Debug, Default)]
pub(super) struct Prepared(OnceLock<Option<Arc<CanaryJudge>>>);

impl PartialEq for Prepared {
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

/// The part of a rollout that changes.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct State {
    /// Where it is.
    pub phase: Phase,
    /// Since when.
    pub phase_since: Timestamp,
    /// When it was started.
    pub started_at: Timestamp,
    /// When it was last changed.
    pub at: Timestamp,
    /// Number of the last record, from 0.
    pub sequence: u64,
    /// Hash of the last record.
    pub head: Digest,
    /// Number of the current stage, from 0.
    pub stage: u32,
    /// When traffic reached the share of the stage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage_since: Option<Timestamp>,
    /// The action whose answer is awaited, measurements aside.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pending: Option<Pending>,
    /// What a person is asked, while `pending` is a request for approval.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub approval: Option<Approval>,
    /// The measurement whose answer is awaited.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub measuring: Option<Pending>,
    /// When the next look is due.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub look_at: Option<Timestamp>,
    /// Since when no look was conclusive.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inconclusive_since: Option<Timestamp>,
    /// Failed looks so far.
    pub failed_checks: u32,
    /// Attempts of the current verification or rollback.
    pub attempts: u32,
    /// The result of the safety assessment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub safety: Option<Fraction>,
    /// The last confidence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<ConfidenceSummary>,
}

/// An action on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Pending {
    /// What was asked for.
    pub kind: ActionKind,
    /// Number of the record that asked for it, which is part of the action's id.
    pub sequence: u64,
    /// When the answer is too late.
    pub deadline: Timestamp,
}

/// When to come back, at the latest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct WakeUp {
    /// The moment at which a tick changes something.
    pub at: Timestamp,
    /// Why then.
    pub reason: WakeReason,
}

/// Why a rollout wants to be woken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum WakeReason {
    /// The host's answer to an action is too late then.
    AnswerDue,
    /// The approval is too late then.
    ApprovalExpires,
    /// It has been paused for too long then.
    PauseLimit,
    /// It has been inconclusive for too long then.
    HoldLimit,
    /// The next look is due, or a stage that waits for time alone is over.
    LookDue,
    /// The version is to be verified once more.
    RetryDue,
}

impl State {
    pub(super) fn new(now: Timestamp) -> Self {
        Self {
            phase: Phase::Init,
            phase_since: now,
            started_at: now,
            at: now,
            sequence: 0,
            head: Digest::NONE,
            stage: 0,
            stage_since: None,
            pending: None,
            approval: None,
            measuring: None,
            look_at: None,
            inconclusive_since: None,
            failed_checks: 0,
            attempts: 0,
            safety: None,
            confidence: None,
        }
    }

    /// Refuses a state from outside that no rollout by these terms can be in.
    pub(super) fn check(&self, terms: &Terms) -> Result<(), Error> {
        let refuse = |field: &str, value: &dyn ToString, allowed: &str| {
            Err(Error::input(ErrorCode::Contradiction, field).value(value.to_string()).allowed(allowed))
        };
        let stages = terms.plan.stages.len();
        if self.stage as usize >= stages {
            let error = Error::input(ErrorCode::OutOfRange, "stage").value(self.stage);
            return Err(error.allowed(format!("0 to {}", stages.saturating_sub(1))));
        }
        let pending = self.pending.map(|pending| pending.kind);
        let fits = match self.phase {
            Phase::Building => pending == Some(ActionKind::Build),
            Phase::Deploying => pending == Some(ActionKind::Deploy),
            Phase::Canary => pending == Some(ActionKind::SetTraffic),
            Phase::CanaryEvaluating => self.measuring.is_some() != (pending == Some(ActionKind::RunTests)),
            Phase::Paused => matches!(pending, None | Some(ActionKind::SetTraffic | ActionKind::RunTests)),
            Phase::AwaitingApproval => pending == Some(ActionKind::RequestApproval) && self.approval.is_some(),
            Phase::Promoting => pending == Some(ActionKind::Promote),
            Phase::Promoted => matches!(pending, None | Some(ActionKind::VerifyVersion)),
            Phase::RollingBack => pending == Some(ActionKind::RollBack),
            Phase::Init | Phase::CanaryWaiting | Phase::Verifying => pending.is_none(),
            Phase::Verified | Phase::RolledBack | Phase::Failed => pending.is_none() && self.measuring.is_none(),
        };
        if !fits {
            let value = pending.map_or("nothing", ActionKind::as_str);
            return refuse("pending", &value, &format!("what is awaited in {}", self.phase.as_str()));
        }
        match self.measuring {
            Some(asked) if asked.kind != ActionKind::Measure => {
                refuse("measuring.kind", &asked.kind.as_str(), ActionKind::Measure.as_str())
            }
            _ if self.phase_since > self.at || self.started_at > self.at => {
                refuse("at", &self.at, "not before `phase_since` and `started_at`")
            }
            _ => Ok(()),
        }
    }

    /// The earliest moment at which a tick changes something; `None` at the end and where only a report helps.
    pub(super) fn wake_at(&self, terms: &Terms) -> Option<WakeUp> {
        let pending = self.pending.map(|pending| {
            let reason = match pending.kind {
                ActionKind::RequestApproval => WakeReason::ApprovalExpires,
                _ => WakeReason::AnswerDue,
            };
            (pending.deadline, reason)
        });
        let measuring = self.measuring.map(|pending| (pending.deadline, WakeReason::AnswerDue));
        let look_reason = if self.phase == Phase::Promoted { WakeReason::RetryDue } else { WakeReason::LookDue };
        [
            pending,
            measuring,
            self.pause_ends(terms).map(|at| (at, WakeReason::PauseLimit)),
            self.hold_ends(terms).map(|at| (at, WakeReason::HoldLimit)),
            self.look_due(terms).map(|at| (at, look_reason)),
        ]
        .into_iter()
        .flatten()
        .min()
        .map(|(at, reason)| WakeUp { at, reason })
    }

    /// When a tick looks again. While a person decides, only gates are looked at.
    pub(super) fn look_due(&self, terms: &Terms) -> Option<Timestamp> {
        let looks = match self.phase {
            Phase::CanaryWaiting | Phase::Promoted | Phase::Verifying => true,
            Phase::AwaitingApproval | Phase::Paused => {
                terms.stage(self.stage).is_some_and(|stage| stage.check == StageCheck::Gates)
            }
            _ => false,
        };
        self.look_at.filter(|_| looks && self.measuring.is_none())
    }

    /// The stage after this one, or the first while traffic was never shifted.
    pub(super) fn next_stage(&self) -> u32 {
        if self.stage_since.is_some() { self.stage.saturating_add(1) } else { self.stage }
    }

    /// Whether the new version serves everything already.
    pub(super) fn is_promoted(&self) -> bool {
        matches!(self.phase, Phase::Promoted | Phase::Verifying) || self.approval == Some(Approval::Verification)
    }

    pub(super) fn pause_ends(&self, terms: &Terms) -> Option<Timestamp> {
        (self.phase == Phase::Paused).then(|| self.phase_since.after(terms.rollout.pause_limit))
    }

    /// When it has been inconclusive for too long, in the phases that evidence moves on.
    pub(super) fn hold_ends(&self, terms: &Terms) -> Option<Timestamp> {
        let moved_by_evidence = matches!(self.phase, Phase::CanaryWaiting | Phase::CanaryEvaluating | Phase::Verifying);
        self.inconclusive_since.filter(|_| moved_by_evidence).map(|since| since.after(terms.rollout.hold_limit))
    }
}

impl Terms {
    /// `judge` is checked.
    pub(crate) fn new(
        plan: Plan,
        gates: Vec<Gate>,
        confidence: ConfidencePolicy,
        rollout: RolloutPolicy,
        judge: Option<JudgePolicy>,
    ) -> Self {
        Self { plan, gates, confidence, rollout, judge, prepared: Prepared::default() }
    }

    /// Checks the policy of the judge, and makes it.
    pub(super) fn prepare_judge(&mut self) -> Result<(), Error> {
        let judge = self.judge.clone().map(CanaryJudge::new).transpose()?;
        self.prepared = Prepared(OnceLock::from(judge.map(Arc::new)));
        Ok(())
    }

    /// The judge of its policy, which is checked.
    pub(super) fn prepared_judge(&self) -> Option<&CanaryJudge> {
        let prepare = || self.judge.clone().and_then(|policy| CanaryJudge::new(policy).ok()).map(Arc::new);
        self.prepared.0.get_or_init(prepare).as_deref()
    }

    pub(super) fn stage(&self, number: u32) -> Option<&Stage> {
        self.plan.stages.get(number as usize)
    }

    /// Whether a stage is the one that all traffic goes to.
    pub(super) fn is_last(&self, number: u32) -> bool {
        self.plan.promotes() && number as usize + 1 >= self.plan.stages.len()
    }

    /// Least time to watch after promotion.
    pub(super) fn watch(&self) -> Duration {
        let bake = self.plan.stages.last().map(Stage::min_bake).unwrap_or_default();
        self.rollout.verification.watch.max(bake)
    }
}
