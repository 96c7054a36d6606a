//! Looks: measuring, and what a look leads to.

use super::action::{ActionKind, Approval};
use super::phase::Phase;
use super::policy::HoldOutcome;
use super::state::Pending;
use super::turn::Turn;
use crate::error::Error;
use crate::gate::{self, GateReport};
use crate::metric::Evidence;
use crate::plan::StageCheck;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::time::{Duration, Timestamp};

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
        self.score(report.health());
        self.looked(report.verdict, Some(&report));
        self.report = Some(report);
        Ok(())
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
        }
        if report.and_then(|report| report.code) == Some(ReasonCode::StillGathering) {
            return self.wait();
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
        let end = self.bake_ends().filter(|end| *end > self.now);
        self.state.look_at = Some(end.map_or(next, |end| end.min(next)));
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
        let seconds = |duration: Duration| duration.as_millis() as f64 / 1000.0;
        let reason = Reason::new(ReasonCode::HeldTooLong, self.stage_name());
        let limit = self.terms.rollout.hold_limit;
        let reason = reason.compared(seconds(self.now.since(since)), seconds(limit));
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
