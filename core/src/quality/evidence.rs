//! What was measured, now and earlier.

use serde::{Deserialize, Serialize};

use super::baseline::EarlierResult;
use crate::error::{Error, ErrorCode};
use crate::time::Timestamp;
use crate::units::Finite;

/// What was measured, now and earlier.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QualityEvidence {
    /// What was measured now, each metric once.
    pub values: Vec<QualityValue>,
    /// Earlier results, the oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub earlier: Vec<EarlierQuality>,
    /// Values that were pinned as the reference.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Vec<QualityValue>>,
}

/// One metric.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QualityValue {
    /// The metric.
    pub metric: String,
    /// Its value; none when it was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<Finite>,
    /// Why it was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
}

/// How a gate came out earlier, and what was measured then. Results that somebody has invalidated are left out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct EarlierQuality {
    /// When.
    pub at: Timestamp,
    /// How the gate came out.
    pub result: EarlierResult,
    /// What was measured, each metric once.
    pub values: Vec<QualityValue>,
}

impl QualityEvidence {
    pub(super) fn check(&self) -> Result<(), Error> {
        check_values(&self.values).map_err(|err| err.within("values"))?;
        check_values(self.reference.as_deref().unwrap_or_default()).map_err(|err| err.within("reference"))?;
        let mut before = None;
        for (i, earlier) in self.earlier.iter().enumerate() {
            if before.is_some_and(|before| earlier.at < before) {
                let error = Error::input(ErrorCode::NotInOrder, format!("earlier[{i}].at")).value(earlier.at);
                return Err(error.allowed("results from the oldest to the newest"));
            }
            before = Some(earlier.at);
            check_values(&earlier.values).map_err(|err| err.within(&format!("earlier[{i}].values")))?;
        }
        Ok(())
    }
}

fn check_values(values: &[QualityValue]) -> Result<(), Error> {
    for (i, value) in values.iter().enumerate() {
        let refuse = |code, field: &str| Error::input(code, format!("[{i}].{field}"));
        if value.metric.is_empty() {
            return Err(refuse(ErrorCode::Empty, "metric").allowed("a text"));
        }
        if values.iter().take(i).any(|other| other.metric == value.metric) {
            return Err(refuse(ErrorCode::DuplicateName, "metric").value(&value.metric));
        }
        if let (Some(number), Some(_)) = (value.value, &value.error) {
            let error = refuse(ErrorCode::Contradiction, "error").value(number);
            return Err(error.allowed("a value, or why there is none"));
        }
    }
    Ok(())
}
