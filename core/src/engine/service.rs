//! The questions about a service, whatever is deployed.

use super::Engine;
use crate::delivery::{self, DeliveryFigures, DeliveryLog};
use crate::error::Error;
use crate::quality::{self, QualityDecision, QualityEvidence};
use crate::slo::{self, ObjectiveReview, SloDecision, SloEvidence};
use crate::time::Timestamp;
use crate::units::Fraction;

impl Engine {
    /// What is left of the error budgets, how fast do they go, and what may be released?
    ///
    /// # Errors
    ///
    /// As [`assess_slo`](crate::assess_slo).
    pub fn assess_slo(&self, now: Timestamp, evidence: &SloEvidence) -> Result<SloDecision, Error> {
        slo::assess_slo(&self.inner.policy.slo, now, evidence)
    }

    /// What can the alarms of the policy do? `error_ratio` is that of the errors to detect, 1 for a total outage.
    ///
    /// # Errors
    ///
    /// `empty` when the policy has no objective.
    pub fn review_slo(&self, error_ratio: Fraction) -> Result<Vec<ObjectiveReview>, Error> {
        slo::review_slo(&self.inner.policy.slo, error_ratio)
    }

    /// Is a release good enough?
    ///
    /// # Errors
    ///
    /// As [`judge_quality`](crate::judge_quality).
    pub fn judge_quality(&self, evidence: &QualityEvidence) -> Result<QualityDecision, Error> {
        quality::judge_quality(&self.inner.policy.quality, evidence)
    }

    /// How well were deployments delivered from `since` until before `until`?
    ///
    /// # Errors
    ///
    /// As [`delivery_figures`](crate::delivery_figures).
    pub fn delivery_figures(
        &self,
        since: Timestamp,
        until: Timestamp,
        log: &DeliveryLog,
    ) -> Result<DeliveryFigures, Error> {
        delivery::delivery_figures(&self.inner.policy.delivery, since, until, log)
    }
}
