//! The ways in which a new version can be brought to its users.

use serde::{Deserialize, Serialize};

/// How a new version is brought to its users.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Strategy {
    /// Instances are replaced a few at a time.
    Rolling,
    /// The new version stands beside the old one, then all traffic switches.
    BlueGreen,
    /// A rising share of traffic.
    Canary,
    /// A copy of the traffic, whose answers no user sees.
    Shadow,
    /// The code is deployed dark and a flag brings it to a rising share of users.
    FeatureFlag,
    /// The old version is stopped, then the new one started.
    Recreate,
    /// Two variants beside each other for as long as an experiment takes.
    AbTest,
    /// Deployed with its flag off, then as a canary.
    DarkLaunch,
}

impl Strategy {
    /// All strategies, in the order that breaks ties: the more usual first.
    pub const ALL: [Self; 8] = [
        Self::Rolling,
        Self::BlueGreen,
        Self::Canary,
        Self::Recreate,
        Self::FeatureFlag,
        Self::AbTest,
        Self::DarkLaunch,
        Self::Shadow,
    ];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Rolling => "rolling",
            Self::BlueGreen => "blue_green",
            Self::Canary => "canary",
            Self::Shadow => "shadow",
            Self::FeatureFlag => "feature_flag",
            Self::Recreate => "recreate",
            Self::AbTest => "ab_test",
            Self::DarkLaunch => "dark_launch",
        }
    }
}
