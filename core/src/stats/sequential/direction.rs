//! Which side a test looks at.

use serde::{Deserialize, Serialize};

use crate::error::Error;

/// What a test looks for evidence of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EffectDirection {
    /// The canary has more than is tolerated.
    #[default]
    Worse,
    /// The canary has less than is tolerated, of what there should be much of.
    Drop,
    /// Either of both.
    Either,
    /// The canary has less than would be harmful.
    Safe,
}

impl EffectDirection {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Worse => "worse",
            Self::Drop => "drop",
            Self::Either => "either",
            Self::Safe => "safe",
        }
    }

    /// Refuses a direction that a test does not have.
    pub(super) fn one_of(self, known: &[Self]) -> Result<(), Error> {
        let names: Vec<&str> = known.iter().map(|direction| direction.as_str()).collect();
        super::check::holds("direction", self.as_str(), known.contains(&self), &names.join(", "))
    }
}
