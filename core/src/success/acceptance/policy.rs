//! What is asked of a model before it may serve.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::units::{Fraction, NonNegative};

/// What is asked of a newly trained model, the challenger, before it replaces the one that serves, the champion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct AcceptancePolicy {
    /// The accuracy that the challenger must exceed, below 1. Default: 0.85. Source: R10.
    pub accuracy_above: Fraction,
    /// The F1 score that it must exceed, below 1. Default: 0.80. Source: R10.
    pub f1_above: Fraction,
    /// The outcome whose F1 score is meant. Default: `success`. Source: our choice; R10 asks for it of a model that
    /// predicts success.
    pub f1_of: PredictedOutcome,
    /// Probability of failure from which on a deployment counts as predicted to fail. Default: 0.5. Source: R9.
    pub threshold: Fraction,
    /// Whether its log loss must be lower than that of always predicting the base rate, which accuracy does not show
    /// where nearly all deployments succeed. Default: true. Source: R10.
    pub must_beat_base_rate: bool,
    /// The calibration error, over ten bins of as many rows each, that it must not exceed. Default: none. Source: our
    /// choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_calibration_error: Option<Fraction>,
    /// By how much its log loss may be above that of the champion. Default: 0. Source: R10.
    pub tolerance: NonNegative,
    /// How many standard errors the difference may lie above the tolerance before it counts as worse rather than as
    /// chance. Default: 1.64. Source: our choice, 1 in 20 for a challenger that is just as good.
    pub z: NonNegative,
    /// With fewer validation rows nothing is said and the champion stays, at least 2. Default: 100. Source: our choice.
    pub min_rows: u32,
}

/// An outcome that a model predicts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum PredictedOutcome {
    /// The deployment succeeds.
    Success,
    /// The deployment fails.
    Failure,
}

impl Default for AcceptancePolicy {
    fn default() -> Self {
        Self {
            accuracy_above: Fraction::literal(0.85),
            f1_above: Fraction::literal(0.80),
            f1_of: PredictedOutcome::Success,
            threshold: Fraction::literal(0.5),
            must_beat_base_rate: true,
            max_calibration_error: None,
            tolerance: NonNegative::literal(0.0),
            z: NonNegative::literal(1.64),
            min_rows: 100,
        }
    }
}

impl AcceptancePolicy {
    pub(super) fn validate(&self) -> Result<(), Error> {
        for (field, limit) in [("accuracy_above", self.accuracy_above), ("f1_above", self.f1_above)] {
            if limit.get() >= 1.0 {
                let error = Error::config(ErrorCode::OutOfRange, field).value(limit);
                return Err(error.allowed("a number from 0, below 1, since no score exceeds 1"));
            }
        }
        if self.min_rows < 2 {
            let error = Error::config(ErrorCode::OutOfRange, "min_rows").value(self.min_rows);
            return Err(error.allowed("a whole number from 2, since a standard error needs two rows"));
        }
        Ok(())
    }
}
