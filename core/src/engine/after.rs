//! The questions after a deployment: going back and going on.

use super::Engine;
use crate::error::Error;
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
}
