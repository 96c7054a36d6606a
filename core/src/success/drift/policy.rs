//! From where on the world counts as another one than that which a model was trained in.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::units::NonNegative;

/// From where on inputs and outcomes count as drifted away from what a model learnt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct DriftPolicy {
    /// Population stability index above which an input warns. Default: 0.1. Source: the usual convention for this index
    /// (N. Siddiqi, Credit Risk Scorecards, 2006).
    pub input_warns: NonNegative,
    /// Population stability index above which an input fails. Default: 0.25. Source: the same convention.
    pub input_fails: NonNegative,
    /// How many standard deviations of chance are added to both limits, besides what chance makes on average.
    /// Default: 3. Source: our choice, since there are many inputs.
    pub input_noise: NonNegative,
    /// With fewer rows nothing is said of an input. Default: 50. Source: our choice.
    pub min_rows: u32,
    /// Standard deviations beyond which calibration warns. Default: 2. Source: our choice.
    pub calibration_warns: NonNegative,
    /// Standard deviations beyond which calibration fails. Default: 3. Source: our choice; look at it from time to time
    /// and not after each outcome, since who looks often sees much by chance.
    pub calibration_fails: NonNegative,
    /// Difference in the log-odds of failure that does not matter, however certain it is. Default: 0.1. Source: our
    /// choice, about one failure in ten more or fewer.
    pub offset_ignored: NonNegative,
    /// Brier score beyond the expected one that does not matter, however certain it is. Default: 0.005. Source: our
    /// choice.
    pub excess_ignored: NonNegative,
    /// With fewer outcomes nothing is said of calibration. Default: 50. Source: our choice.
    pub min_outcomes: u32,
}

impl Default for DriftPolicy {
    fn default() -> Self {
        Self {
            input_warns: NonNegative::literal(0.1),
            input_fails: NonNegative::literal(0.25),
            input_noise: NonNegative::literal(3.0),
            min_rows: 50,
            calibration_warns: NonNegative::literal(2.0),
            calibration_fails: NonNegative::literal(3.0),
            offset_ignored: NonNegative::literal(0.1),
            excess_ignored: NonNegative::literal(0.005),
            min_outcomes: 50,
        }
    }
}

impl DriftPolicy {
    pub(super) fn validate(&self) -> Result<(), Error> {
        let limits = [
            ("input_fails", self.input_fails, "input_warns", self.input_warns),
            ("calibration_fails", self.calibration_fails, "calibration_warns", self.calibration_warns),
        ];
        for (field, limit, name, lower) in limits {
            if limit < lower {
                let error = Error::config(ErrorCode::Contradiction, field).value(limit);
                return Err(error.allowed(format!("at least `{name}`, {lower}")));
            }
        }
        Ok(())
    }
}
