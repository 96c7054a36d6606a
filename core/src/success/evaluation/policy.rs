//! How predictions are measured.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::units::{Count, Fraction, compare};

/// How predictions are measured.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct EvaluationPolicy {
    /// Probability of failure from which on a deployment counts as predicted to fail. Default: 0.5. Source: R9.
    pub threshold: Fraction,
    /// Another such threshold, chosen on the rows that the model was trained on. Default: none. Source: our choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub chosen_threshold: Option<Fraction>,
    /// Bins of as many rows each in which predicted and observed success are compared, 1 to 1000. Default: 10.
    /// Source: R9.
    pub bins: u32,
    /// Shares of the riskiest deployments among which failures are counted, each above 0. Default: 0.05, 0.1, 0.5.
    /// Source: R9.
    pub capture_at: Vec<Fraction>,
    /// Resamples of the bootstrap from which intervals are made, at most 10000; 0 makes none. Default: 200.
    /// Source: our choice.
    pub resamples: u32,
    /// Share of the resamples that lie inside an interval, above 0 and below 1. Default: 0.95. Source: our choice.
    pub level: Fraction,
    /// Where the random numbers of the bootstrap start; the same seed gives the same intervals. Default: 1.
    /// Source: our choice.
    pub seed: Count,
}

impl Default for EvaluationPolicy {
    fn default() -> Self {
        Self {
            threshold: Fraction::literal(0.5),
            chosen_threshold: None,
            bins: 10,
            capture_at: [0.05, 0.10, 0.50].map(Fraction::literal).to_vec(),
            resamples: 200,
            level: Fraction::literal(0.95),
            seed: Count::ONE,
        }
    }
}

impl EvaluationPolicy {
    pub(super) fn validate(&self) -> Result<(), Error> {
        let refuse = |field: &str, value: &dyn ToString, allowed: &str| {
            Err(Error::config(ErrorCode::OutOfRange, field).value(value.to_string()).allowed(allowed))
        };
        if !(1..=1000).contains(&self.bins) {
            return refuse("bins", &self.bins, "a whole number from 1 to 1000");
        }
        if let Some(i) = self.capture_at.iter().position(|share| share.get() <= 0.0) {
            return refuse(&format!("capture_at[{i}]"), &0, "a number above 0, up to 1");
        }
        if self.level.get() <= 0.0 || self.level.get() >= 1.0 {
            return refuse("level", &self.level, "a number above 0 and below 1");
        }
        if self.resamples > 10_000 {
            return refuse("resamples", &self.resamples, "a whole number from 0 to 10000");
        }
        // An interval needs at least one resample beyond each of its ends.
        let beyond = f64::from(self.resamples) * (1.0 - self.level.get()) / 2.0;
        if self.resamples > 0 && compare(beyond, 1.0) == Ordering::Less {
            let error = Error::config(ErrorCode::Contradiction, "resamples").value(self.resamples);
            return Err(error.allowed(format!("0, or at least 2 / (1 - `level`) with `level` {}", self.level)));
        }
        Ok(())
    }
}
