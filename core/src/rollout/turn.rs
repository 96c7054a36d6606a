//! One turn of the state machine: what an event does to a rollout.

use super::action::{Action, ActionKind, Approval};
use super::event::{Event, EventKind, OverrideTo};
use super::outstanding::{action_id, outstanding};
use super::phase::{self, Phase};
use super::state::{Pending, State, Terms};
use crate::confidence::{Confidence, ConfidenceDecision, Factors};
use crate::error::Error;
use crate::gate::GateReport;
use crate::judge::JudgeState;
use crate::plan::StageCheck;
use crate::reason::{Reason, ReasonCode};
use crate::release::Release;
use crate::time::{Duration, Timestamp};
use crate::units::Fraction;

/// A turn in the making. On an error it is dropped, and the rollout is as it was.
pub(super) struct Turn<'a> {
    pub(super) now: Timestamp,
    pub(super) release: &'a Release,
    pub(super) terms: &'a Terms,
    kind: EventKind,
    pub(super) state: State,
    pub(super) actions: Vec<Action>,
    pub(super) reasons: Vec<Reason>,
    pub(super) report: Option<GateReport>,
    pub(super) confidence: Option<Confidence>,
    /// What the judge had found before.
    pub(super) judge: Option<&'a JudgeState>,
    /// What it has found now, where it has looked.
    pub(super) judged: Option<Box<JudgeState>>,
}

impl<'a> Turn<'a> {
    pub(super) fn new(
        now: Timestamp,
        release: &'a Release,
        terms: &'a Terms,
        kind: EventKind,
        mut state: State,
    ) -> Self {
        state.sequence = state.sequence.saturating_add(1);
        let (actions, reasons) = (Vec::new(), Vec::new());
        let (report, confidence, judge, judged) = (None, None, None, None);
        Self { now, release, terms, kind, state, actions, reasons, report, confidence, judge, judged }
    }

    /// Applies an event that the phase has a use for.
    pub(super) fn apply(&mut self, event: &Event) -> Result<(), Error> {
        match event {
            Event::SafetyAssessed { safety, .. } => self.safety_assessed(*safety),
            Event::ActionDone { .. } => self.action_done(),
            Event::ActionFailed { action, error } => self.action_failed(action, error),
            Event::Measured { evidence, .. } => self.measured(evidence)?,
            Event::Tick => self.tick(),
            Event::Approve { actor, reason, .. } => self.approved(actor, reason),
            Event::Reject { actor, reason, .. } => {
                self.roll_back(said(ReasonCode::Rejected, "approval", actor, reason))
            }
            Event::Pause { actor, reason, .. } => {
                self.because(said(ReasonCode::PausedByOperator, "rollout", actor, reason));
                self.go(Phase::Paused);
            }
            Event::Resume { actor, reason, .. } => self.resumed(actor, reason),
            Event::Abort { actor, reason, .. } => {
                self.roll_back(said(ReasonCode::AbortedByOperator, "rollout", actor, reason));
            }
            Event::RollBack { actor, reason, .. } => {
                self.roll_back(said(ReasonCode::RollbackByOperator, "rollout", actor, reason));
            }
            Event::Override { to, actor, reason, .. } => {
                self.because(said(ReasonCode::OverriddenByOperator, "rollout", actor, reason));
                self.overridden(*to);
            }
        }
        Ok(())
    }

    // --- from the start to the first stage ---

    fn safety_assessed(&mut self, safety: Fraction) {
        let mut reason = Reason::new(ReasonCode::SafetyAssessed, "safety");
        reason.observed = Some(safety.get());
        self.because(reason);
        self.state.safety = Some(safety);
        self.ask(ActionKind::Build, self.terms.rollout.build_timeout);
        self.go(Phase::Building);
    }

    fn built(&mut self) {
        if self.release.rolls_back.is_some() {
            return self.deploy();
        }
        match self.score(None) {
            ConfidenceDecision::Rollback => {
                self.explain_score();
                self.await_approval(Approval::Deploy);
            }
            ConfidenceDecision::ManualReview | ConfidenceDecision::AutoPromote => self.deploy(),
        }
    }

    fn deploy(&mut self) {
        self.ask(ActionKind::Deploy, self.terms.rollout.deploy_timeout);
        self.go(Phase::Deploying);
    }

    // --- from stage to stage ---

    /// Goes on to stage `number`, or to promotion if it is the last.
    pub(super) fn enter(&mut self, number: u32) {
        if self.terms.is_last(number) {
            return self.consider_promotion();
        }
        match self.terms.stage(number) {
            Some(stage) if stage.approval => self.await_approval(Approval::Stage),
            Some(_) => self.begin(number),
            None => self.finish(),
        }
    }

    fn begin(&mut self, number: u32) {
        self.leave_stage();
        self.state.stage = number;
        self.ask(ActionKind::SetTraffic, self.terms.rollout.traffic_timeout);
        self.go(Phase::Canary);
    }

    fn traffic_set(&mut self) {
        self.state.stage_since = Some(self.now);
        let stage = self.terms.stage(self.state.stage);
        let first_look = stage.map_or(Duration::ZERO, |stage| match stage.check {
            StageCheck::Time => stage.min_bake(),
            StageCheck::Gates | StageCheck::Tests => stage.settle,
        });
        self.state.look_at = Some(self.now.after(first_look));
    }

    pub(super) fn stage_passed(&mut self) {
        self.because(Reason::new(ReasonCode::StagePassed, self.stage_name()));
        self.enter(self.state.next_stage());
    }

    fn consider_promotion(&mut self) {
        let decision = match &self.confidence {
            // No score of the version that is gone back to speaks for the one that is left.
            _ if self.release.rolls_back.is_some() => ConfidenceDecision::AutoPromote,
            Some(confidence) => confidence.decision,
            None => self.score(None),
        };
        let asks = self.terms.plan.stages.last().is_some_and(|stage| stage.approval);
        match decision {
            ConfidenceDecision::Rollback => {
                let score = self.confidence.as_ref().and_then(|c| c.reasons.first().cloned());
                self.roll_back(score.unwrap_or_else(|| Reason::new(ReasonCode::ScoreBelow, "confidence")));
            }
            ConfidenceDecision::AutoPromote if !asks => self.promote(),
            ConfidenceDecision::AutoPromote => {
                self.because(Reason::new(ReasonCode::ApprovalRequired, "promotion"));
                self.await_approval(Approval::Promotion);
            }
            ConfidenceDecision::ManualReview => {
                self.explain_score();
                self.await_approval(Approval::Promotion);
            }
        }
    }

    fn explain_score(&mut self) {
        self.reasons.extend(self.confidence.iter().flat_map(|confidence| confidence.reasons.iter().cloned()));
    }

    fn promote(&mut self) {
        self.leave_stage();
        self.state.stage = self.terms.plan.stages.len().saturating_sub(1) as u32;
        self.ask(ActionKind::Promote, self.terms.rollout.promote_timeout);
        self.go(Phase::Promoting);
    }

    // --- after promotion ---

    pub(super) fn verify_version(&mut self) {
        self.state.attempts = self.state.attempts.saturating_add(1);
        self.ask(ActionKind::VerifyVersion, self.terms.rollout.verification.interval);
        self.state.look_at = None;
    }

    fn version_verified(&mut self) {
        self.because(Reason::new(ReasonCode::VersionVerified, self.release.version.clone()));
        self.state.stage_since = Some(self.now);
        let first_look = self.terms.plan.stages.last().map(|stage| match stage.check {
            StageCheck::Gates => stage.settle,
            StageCheck::Tests | StageCheck::Time => self.terms.watch(),
        });
        self.state.look_at = Some(self.now.after(first_look.unwrap_or_default()));
        self.go(Phase::Verifying);
    }

    /// An attempt to verify the version failed: once more after the interval, or back.
    fn version_not_verified(&mut self) {
        let (asked, attempts) = (self.state.pending.take(), self.terms.rollout.verification.attempts);
        if self.state.attempts >= attempts {
            let reason = Reason::new(ReasonCode::VersionNotVerified, self.release.version.clone());
            return self.roll_back(reason.compared(f64::from(self.state.attempts), f64::from(attempts)));
        }
        self.state.look_at = Some(asked.map_or(self.now, |asked| asked.deadline).max(self.now));
    }

    pub(super) fn finish(&mut self) {
        self.leave_stage();
        if let Some(cleanup) = self.terms.plan.cleanup {
            let not_before = self.now.after(cleanup.delay);
            let id = self.id(ActionKind::CleanUp, self.state.sequence);
            self.actions.push(Action::CleanUp { id, task: cleanup.task, not_before });
        }
        self.go(Phase::Verified);
    }

    // --- answers of the host ---

    fn action_done(&mut self) {
        let Some(done) = self.state.pending.take() else { return };
        self.because(Reason::new(ReasonCode::ActionDone, done.kind.as_str()));
        match done.kind {
            ActionKind::Build => self.built(),
            ActionKind::Deploy => self.enter(0),
            ActionKind::SetTraffic => {
                self.traffic_set();
                if self.state.phase == Phase::Canary {
                    self.go(Phase::CanaryWaiting);
                }
            }
            // Tests that end during a pause are run again after it.
            ActionKind::RunTests if self.state.phase == Phase::Paused => self.state.look_at = Some(self.now),
            ActionKind::RunTests => self.stage_passed(),
            ActionKind::Promote => {
                self.state.attempts = 0;
                self.verify_version();
                self.go(Phase::Promoted);
            }
            ActionKind::VerifyVersion => self.version_verified(),
            ActionKind::RollBack => self.go(Phase::RolledBack),
            ActionKind::Measure | ActionKind::RequestApproval | ActionKind::CleanUp | ActionKind::Alert => {}
        }
    }

    fn action_failed(&mut self, action: &str, error: &str) {
        let is_measure = self.state.measuring.is_some_and(|asked| action == self.id(asked.kind, asked.sequence));
        let asked = if is_measure { self.state.measuring } else { self.state.pending };
        let Some(Pending { kind, .. }) = asked else { return };
        self.undone(kind, Reason::new(ReasonCode::ActionFailed, kind.as_str()).said(None, error));
    }

    fn undone(&mut self, kind: ActionKind, reason: Reason) {
        match kind {
            ActionKind::Measure => self.not_measured(reason),
            ActionKind::VerifyVersion => {
                self.because(reason);
                self.version_not_verified();
            }
            ActionKind::RollBack => {
                self.because(reason);
                self.retry_rollback();
            }
            _ => self.roll_back(reason),
        }
    }

    // --- time ---

    fn tick(&mut self) {
        let due = |asked: Option<Pending>, now| asked.filter(|asked| asked.deadline <= now);
        let paused_too_long = self.state.pause_ends(self.terms).is_some_and(|end| end <= self.now);
        if let Some(late) = due(self.state.pending, self.now) {
            match late.kind {
                ActionKind::RequestApproval => {
                    self.roll_back(Reason::new(ReasonCode::ApprovalExpired, late.kind.as_str()));
                }
                kind => self.undone(kind, Reason::new(ReasonCode::TimedOut, kind.as_str())),
            }
        } else if paused_too_long {
            self.roll_back(Reason::new(ReasonCode::PausedTooLong, "rollout"));
        } else if self.is_held_too_long() {
            self.held_too_long();
        } else if due(self.state.measuring, self.now).is_some() {
            self.not_measured(Reason::new(ReasonCode::TimedOut, ActionKind::Measure.as_str()));
        } else if self.state.look_due(self.terms).is_some_and(|at| at <= self.now) {
            if self.state.phase == Phase::Promoted { self.verify_version() } else { self.look() }
        }
    }

    // --- people ---

    pub(super) fn await_approval(&mut self, what: Approval) {
        self.state.approval = Some(what);
        if what == Approval::Stage {
            self.because(Reason::new(ReasonCode::ApprovalRequired, "stage"));
        }
        self.ask(ActionKind::RequestApproval, self.terms.rollout.approval_timeout);
        self.go(Phase::AwaitingApproval);
    }

    fn approved(&mut self, actor: &str, reason: &str) {
        self.because(said(ReasonCode::Approved, "approval", actor, reason));
        self.state.pending = None;
        match self.state.approval.take() {
            Some(Approval::Deploy) => self.deploy(),
            Some(Approval::Stage) => self.begin(self.state.next_stage()),
            Some(Approval::Promotion) => self.promote(),
            Some(Approval::Verification) => self.finish(),
            // Whoever accepts a stage without evidence accepts promotion without a score.
            Some(Approval::Hold) | None => self.move_on(),
        }
    }

    fn resumed(&mut self, actor: &str, reason: &str) {
        self.because(said(ReasonCode::ResumedByOperator, "rollout", actor, reason));
        let tests_run = self.state.pending.is_some_and(|asked| asked.kind == ActionKind::RunTests);
        if self.state.stage_since.is_none() {
            self.go(Phase::Canary);
        } else if tests_run || self.state.measuring.is_some() {
            self.go(Phase::CanaryEvaluating);
        } else {
            self.state.look_at = Some(self.state.look_at.unwrap_or(self.now));
            self.go(Phase::CanaryWaiting);
        }
    }

    fn overridden(&mut self, to: OverrideTo) {
        self.state.pending = None;
        match to {
            _ if self.state.phase == Phase::Verifying => self.finish(),
            OverrideTo::Promotion if self.terms.plan.promotes() => self.promote(),
            OverrideTo::Promotion => self.finish(),
            OverrideTo::NextStage => self.move_on(),
        }
    }

    /// To the next stage by a person's decision, which no score and no further approval holds up.
    fn move_on(&mut self) {
        let next = self.state.next_stage();
        if self.terms.is_last(next) {
            self.promote();
        } else if self.terms.stage(next).is_some() {
            self.begin(next);
        } else {
            self.finish();
        }
    }

    // --- the way back ---

    pub(super) fn roll_back(&mut self, reason: Reason) {
        self.because(reason);
        let deployed = match self.state.phase {
            Phase::Init | Phase::Building => false,
            // A rollback that nobody agreed to has not begun.
            Phase::AwaitingApproval if self.release.rolls_back.is_some() => self.state.stage_since.is_some(),
            Phase::AwaitingApproval => self.state.approval != Some(Approval::Deploy),
            _ => true,
        };
        self.leave_stage();
        if !deployed {
            return self.fail();
        }
        if let Some(condemned) = &self.release.rolls_back {
            self.because(Reason::new(ReasonCode::Escalated, condemned.clone()));
            self.alert();
        }
        self.state.attempts = 0;
        self.ask_rollback();
        self.go(Phase::RollingBack);
    }

    fn ask_rollback(&mut self) {
        self.state.attempts = self.state.attempts.saturating_add(1);
        self.ask(ActionKind::RollBack, self.terms.rollout.rollback_timeout);
    }

    fn retry_rollback(&mut self) {
        self.state.pending = None;
        if self.state.attempts < self.terms.rollout.rollback_attempts { self.ask_rollback() } else { self.fail() }
    }

    fn fail(&mut self) {
        self.alert();
        self.go(Phase::Failed);
    }

    fn alert(&mut self) {
        let id = self.id(ActionKind::Alert, self.state.sequence);
        self.actions.push(Action::Alert { id, phase: self.state.phase });
    }

    // --- tools ---

    pub(super) fn because(&mut self, reason: Reason) {
        self.reasons.push(reason);
    }

    pub(super) fn go(&mut self, to: Phase) {
        debug_assert!(
            phase::is_legal(self.state.phase, self.kind, to),
            "{:?} on {:?} to {to:?} is not in the table",
            self.state.phase,
            self.kind
        );
        self.state.phase = to;
        self.state.phase_since = self.now;
    }

    /// Nothing of the stage that is left may come back later.
    fn leave_stage(&mut self) {
        self.state.stage_since = None;
        self.state.pending = None;
        self.state.approval = None;
        self.state.measuring = None;
        self.state.look_at = None;
        self.state.inconclusive_since = None;
    }

    pub(super) fn score(&mut self, canary_health: Option<Fraction>) -> ConfidenceDecision {
        let safety = self.state.safety.or(self.release.factors.safety);
        let factors = Factors { safety, canary_health, ..self.release.factors };
        let confidence = self.terms.confidence.score(&factors);
        self.state.confidence = Some(confidence.summary());
        self.confidence.insert(confidence).decision
    }

    pub(super) fn stage_name(&self) -> String {
        let stage = self.terms.stage(self.state.stage);
        let name = stage.and_then(|stage| stage.name.clone());
        name.or_else(|| stage.map(|stage| stage.share.to_string())).unwrap_or_default()
    }

    pub(super) fn ask(&mut self, kind: ActionKind, timeout: Duration) {
        let pending = Pending { kind, sequence: self.state.sequence, deadline: self.now.after(timeout) };
        self.state.pending = Some(pending);
        self.push(pending);
    }

    pub(super) fn push(&mut self, asked: Pending) {
        self.actions.extend(outstanding(self.release, self.terms, &self.state, asked));
    }

    fn id(&self, kind: ActionKind, sequence: u64) -> String {
        action_id(self.release, kind, sequence)
    }
}

fn said(code: ReasonCode, subject: &'static str, actor: &str, reason: &str) -> Reason {
    Reason::new(code, subject).said(Some(actor), reason)
}
