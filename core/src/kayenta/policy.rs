//! How a canary is judged.

use serde::{Deserialize, Serialize};

use crate::units::{Fraction, NonNegative};

/// How a canary is judged, beyond what its configuration says.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct KayentaPolicy {
    /// Whether what Kayenta passes over is refused: settings that it ignores, groups without data, metrics that could
    /// not be compared, samples too small for the confidence. Default: true. Source: our choice; nothing unmeasured
    /// promotes (R19).
    pub strict: bool,
    /// How the confidence interval is found. Default: exact. Source: our choice.
    pub interval: KayentaInterval,
    /// Part of the estimated shift that the interval has to be away from zero. Default: 0.25. Source: Kayenta.
    pub tolerance: NonNegative,
    /// How sure the interval is. Default: 0.98. Source: Kayenta.
    pub confidence: Fraction,
}

/// How a confidence interval is found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum KayentaInterval {
    /// Selected from the differences of the values, at any scale.
    Exact,
    /// By Kayenta's own search, which is up to 1e-4 beside it in whatever unit the values have.
    Compatible,
}

impl Default for KayentaPolicy {
    fn default() -> Self {
        Self {
            strict: true,
            interval: KayentaInterval::Exact,
            tolerance: NonNegative::literal(0.25),
            confidence: Fraction::literal(0.98),
        }
    }
}
