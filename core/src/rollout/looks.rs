//! Looks: measuring, and what a look leads to.

use super::action::{ActionKind, Approval};
use super::phase::Phase;
use super::policy::HoldOutcome;
use super::state::Pending;
use super::turn::Turn;
use crate::error::Error;
use crate::gate::{self, Expected, GateReport};
use crate::judge::Seen;
use crate::metric::Evidence;
use crate::plan::StageCheck;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::time::{Timestamp, seconds};

impl Turn<'_> {
    pub(super) fn look(&mut self) {
        self.state.look_at = None;
        let check = self.terms.stage(self.state.stage).map(|stage| stage.check).unwrap_or_default();
        match (check, self.state.phase) {
            (StageCheck::Gates, _) => {
                let deadline = self.now.after(self.terms.rollout.measure_timeout);
                let measuring = Pending { kind: ActionKind::Measure, sequence: self.state.sequence, deadline };
                self.state.measuring = Some(measuring);
                self.push(measuring);
            }
            (_, Phase::Verifying) => return self.watched(),
            (StageCheck::Time, _) => return self.stage_passed(),
            (StageCheck::Tests, _) => self.ask(ActionKind::RunTests, self.terms.rollout.test_timeout),
        }
        if self.state.phase == Phase::CanaryWaiting {
            self.go(Phase::CanaryEvaluating);
        }
    }

    pub(super) fn measured(&mut self, evidence: &Evidence) -> Result<(), Error> {
        let baking = self.bake_ends().is_some_and(|end| self.now < end);
        let report = gate::evaluate(&self.terms.gates, self.now, evidence, baking);
        let report = report.map_err(|err| err.within("event.evidence"))?;
        let report = self.judge(report, evidence).map_err(|err| err.within("event"))?;
        self.score(report.health());
        self.looked(report.verdict, Some(&report));
        self.report = Some(report);
        Ok(())
    }

    /// Joins what the judge says of all looks up to this one.
    fn judge(&mut self, report: GateReport, evidence: &Evidence) -> Result<GateReport, Error> {
        let (Some(judge), Some(before)) = (self.terms.prepared_judge(), self.judge) else { return Ok(report) };
        let stage = self.terms.stage(self.state.stage);
        let share = stage.map(|stage| stage.share.fraction());
        let (state, judgement) = judge.see(before, &Seen { at: self.now, id: None, share, evidence })?;
        self.judged = Some(Box::new(state));
        let expected = match stage.and_then(|stage| stage.evidence_deadline) {
            _ if self.state.is_promoted() => Expected::NoHarm,
            Some(_) => Expected::Safety,
            None => Expected::Comparison,
        };
        Ok(report.judged(judgement, expected))
    }

    /// A look without an answer is inconclusive.
    pub(super) fn not_measured(&mut self, reason: Reason) {
        self.because(reason);
        self.looked(Verdict::Inconclusive, None);
    }

    fn looked(&mut self, verdict: Verdict, report: Option<&GateReport>) {
        self.state.measuring = None;
        self.schedule_look();
        if verdict != Verdict::Pass {
            self.reasons.extend(report.into_iter().flat_map(GateReport::deciding).map(|check| check.reason()));
            self.reasons.extend(report.and_then(|r| r.code).map(|code| Reason::new(code, "gates")));
            let judgement = report.and_then(|report| report.judgement.as_ref());
            self.reasons.extend(judgement.into_iter().flat_map(|judgement| judgement.reasons.iter().cloned()));
        }
        if report.and_then(|report| report.code) == Some(ReasonCode::StillGathering) {
            return if self.evidence_ends().is_some_and(|end| end <= self.now) {
                self.not_shown()
            } else {
                self.wait()
            };
        }
        if verdict == Verdict::Inconclusive {
            self.state.inconclusive_since.get_or_insert(self.now);
            return if self.is_held_too_long() { self.held_too_long() } else { self.wait() };
        }
        self.state.inconclusive_since = None;
        if verdict == Verdict::Fail {
            self.unhealthy(report.is_some_and(GateReport::has_critical_failure));
        } else {
            self.healthy();
        }
    }

    /// The next look: after the interval, or at the end of the bake if that comes first.
    fn schedule_look(&mut self) {
        let Some(stage) = self.terms.stage(self.state.stage) else { return };
        let next = self.now.after(stage.interval);
        let ends = [self.bake_ends(), self.evidence_ends()].into_iter().flatten().filter(|end| *end > self.now);
        self.state.look_at = Some(ends.fold(next, Timestamp::min));
    }

    /// When the judge must have shown safety, where the stage waits for that.
    fn evidence_ends(&self) -> Option<Timestamp> {
        let deadline = self.terms.stage(self.state.stage)?.evidence_deadline;
        Some(self.state.stage_since?.after(deadline.filter(|_| !self.state.is_promoted())?))
    }

    fn bake_ends(&self) -> Option<Timestamp> {
        let bake = match self.state.phase {
            Phase::Verifying => self.terms.watch(),
            _ => self.terms.stage(self.state.stage)?.min_bake(),
        };
        Some(self.state.stage_since?.after(bake))
    }

    fn healthy(&mut self) {
        let baked = self.bake_ends().is_none_or(|end| end <= self.now);
        match self.state.phase {
            Phase::CanaryEvaluating if baked => self.stage_passed(),
            Phase::Verifying if baked => self.watched(),
            Phase::CanaryEvaluating | Phase::Verifying => {
                self.because(Reason::new(ReasonCode::StillBaking, self.stage_name()));
                self.wait();
            }
            _ => {}
        }
    }

    pub(super) fn watched(&mut self) {
        self.because(Reason::new(ReasonCode::WatchPassed, self.release.version.clone()));
        self.finish();
    }

    fn unhealthy(&mut self, critical: bool) {
        self.state.failed_checks = self.state.failed_checks.saturating_add(1);
        let (failed, allowed) = (self.state.failed_checks, self.terms.plan.failed_checks);
        let counted = |code| Reason::new(code, "failed_checks").compared(f64::from(failed), f64::from(allowed));
        if critical {
            self.roll_back(Reason::new(ReasonCode::CriticalGateFailed, "gates"));
        } else if failed >= allowed {
            self.roll_back(counted(ReasonCode::TooManyFailures));
        } else {
            self.because(counted(ReasonCode::FailureTolerated));
            self.wait();
        }
    }

    pub(super) fn is_held_too_long(&self) -> bool {
        self.state.hold_ends(self.terms).is_some_and(|end| end <= self.now)
    }

    pub(super) fn held_too_long(&mut self) {
        let since = self.state.inconclusive_since.take().unwrap_or(self.now);
        let reason = Reason::new(ReasonCode::HeldTooLong, self.stage_name());
        let limit = self.terms.rollout.hold_limit;
        self.held(reason.compared(seconds(self.now.since(since)), seconds(limit)));
    }

    /// The judge has shown neither harm nor safety in the time that the stage gives it.
    fn not_shown(&mut self) {
        let stage = self.terms.stage(self.state.stage);
        let limit = stage.and_then(|stage| stage.evidence_deadline).unwrap_or_default();
        let since = self.state.stage_since.unwrap_or(self.now);
        let reason = Reason::new(ReasonCode::NotShownInTime, self.stage_name());
        self.held(reason.compared(seconds(self.now.since(since)), seconds(limit)));
    }

    /// What the policy wants where evidence does not decide.
    fn held(&mut self, reason: Reason) {
        let verifying = self.state.phase == Phase::Verifying;
        match self.terms.rollout.on_hold_limit {
            HoldOutcome::RollBack => self.roll_back(reason),
            HoldOutcome::Ask => {
                self.because(reason);
                self.await_approval(if verifying { Approval::Verification } else { Approval::Hold });
            }
            HoldOutcome::Promote => {
                self.because(reason);
                if verifying { self.finish() } else { self.enter(self.state.next_stage()) }
            }
        }
    }

    fn wait(&mut self) {
        if self.state.phase == Phase::CanaryEvaluating {
            self.go(Phase::CanaryWaiting);
        }
    }
}
