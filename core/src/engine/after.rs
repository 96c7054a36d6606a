//! The questions after a deployment: going back and going on.

use super::Engine;
use crate::error::{Error, ErrorCode};
use crate::promotion::{self, CanaryEvidence, CanaryPromotion};
use crate::release::Release;
use crate::rollback::{self, Policies, RollbackDecision, RollbackEvidence};
use crate::rollout::{Rollout, Step};
use crate::time::Timestamp;
use crate::trigger::{TriggerEvidence, TriggerReport, evaluate_triggers};

impl Engine {
    /// Which rollback triggers fired since the deployment?
    ///
    /// # Errors
    ///
    /// As [`evaluate_triggers`].
    pub fn evaluate_triggers(&self, now: Timestamp, evidence: &TriggerEvidence) -> Result<TriggerReport, Error> {
        evaluate_triggers(&self.inner.policy.triggers, now, evidence)
    }

    /// Is a version to be taken back, to which one, and how?
    ///
    /// ```
    /// use rollwise::{Engine, Family, Policy, RollbackEvidence, RollbackStrategy, document};
    ///
    /// let evidence: RollbackEvidence = document::read(Family::Input, r#"{
    ///     "version": "2.4.0", "share": 100,
    ///     "history": [
    ///         {"version": "2.3.9", "promoted_at": "2026-11-18T03:00:00Z", "verified_at": "2026-11-18T03:20:00Z"},
    ///         {"version": "2.4.0", "promoted_at": "2026-11-21T03:00:00Z", "reversibility": {"kind": "full"}}
    ///     ],
    ///     "triggers": {
    ///         "deployed_at": "2026-11-21T03:00:00Z",
    ///         "looks": {
    ///             "at": ["2026-11-21T03:01:00Z", "2026-11-21T03:02:00Z", "2026-11-21T03:03:00Z"],
    ///             "metrics": {"error_rate": {"canary": {"kind": "values", "values": [0.08, 0.07, 0.09]}}}
    ///         }
    ///     }
    /// }"#)?;
    /// let decision = Engine::new(Policy::default())?.decide_rollback("2026-11-21T03:03:10Z".parse()?, &evidence)?;
    /// assert!(decision.should_rollback && !decision.approval_required);
    /// assert_eq!(decision.target_version.as_deref(), Some("2.3.9"));
    /// assert_eq!(decision.strategy, Some(RollbackStrategy::Immediate)); // the trigger is a critical one
    /// # Ok::<(), rollwise::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// As [`evaluate_triggers`]; `not_in_order`, `duplicate_name`, `unknown_name`, `contradiction` and `out_of_range` for a
    /// history or rollbacks that cannot have been.
    pub fn decide_rollback(&self, now: Timestamp, evidence: &RollbackEvidence) -> Result<RollbackDecision, Error> {
        let policy = &self.inner.policy;
        let parts = Policies { rollback: &policy.rollback, triggers: &policy.triggers, automation: &policy.automation };
        rollback::decide(&parts, now, evidence)
    }

    /// Does a canary get all traffic, does it wait, or does it go?
    ///
    /// ```
    /// use rollwise::{CanaryEvidence, Engine, Family, Policy, PromotionCourse, document};
    ///
    /// let evidence: CanaryEvidence = document::read(Family::Input, r#"{
    ///     "since": "2026-11-21T03:00:00Z", "share": 25, "risk": 0.2,
    ///     "measured": {"metrics": {"error_rate": {
    ///         "canary": {"kind": "counts", "events": 2, "trials": 2000},
    ///         "baseline": {"kind": "counts", "events": 7, "trials": 6000}
    ///     }}}
    /// }"#)?;
    /// let decision = Engine::new(Policy::default())?.decide_promotion("2026-11-21T03:30:00Z".parse()?, &evidence)?;
    /// assert_eq!(decision.course, PromotionCourse::Hold);
    /// assert_eq!(decision.unmeasured, ["latency", "cpu", "memory"]);
    /// # Ok::<(), rollwise::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// `out_of_range` for a canary that begins after `now`, `duplicate_name` for two histories of one strategy, and what is
    /// wrong with a measurement.
    pub fn decide_promotion(&self, now: Timestamp, evidence: &CanaryEvidence) -> Result<CanaryPromotion, Error> {
        let policy = &self.inner.policy;
        let parts = promotion::Policies {
            promotion: &policy.canary_promotion,
            automation: &policy.automation,
            history: &policy.history,
            gates: &self.inner.gates,
        };
        promotion::decide(parts, now, evidence)
    }

    /// Starts a rollout to the target of a rollback decision. Where a person must agree, the rollout asks first.
    ///
    /// It goes through the stages of the decision's plan, and `release` is the target's; the version that it leaves serves
    /// meanwhile. An unhealthy stage does not return to that version: all traffic goes to the target at once, and a person
    /// is called.
    ///
    /// # Errors
    ///
    /// `not_expected` for a decision that does not roll back by a plan, `contradiction` for a release of another version,
    /// and as [`Engine::start`].
    pub fn start_rollback(
        &self,
        now: Timestamp,
        release: Release,
        decision: &RollbackDecision,
    ) -> Result<(Rollout, Step), Error> {
        let plan = decision.plan.as_ref().filter(|_| decision.should_rollback);
        let (Some(target), Some(plan)) = (&decision.target_version, plan) else {
            let error = Error::misuse(ErrorCode::NotExpected, "decision").value(decision.reason.subject.clone());
            return Err(error.allowed("a decision that rolls back, other than by hand"));
        };
        if release.version != *target {
            let error = Error::input(ErrorCode::Contradiction, "release.version").value(&release.version);
            return Err(error.allowed(format!("{target}, the target of the decision")));
        }
        let mut plan = plan.clone();
        if let Some(first) = plan.stages.first_mut() {
            first.approval |= decision.approval_required;
        }
        let left = Some(decision.version.clone());
        self.start_with(now, Release { previous_version: left.clone(), rolls_back: left, ..release }, plan)
    }
}
