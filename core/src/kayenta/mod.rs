//! Judgements of a canary as Spinnaker's Kayenta makes them, from its own configurations.
//!
//! Labels, scores and words are those of `NetflixACAJudge-v1.0`. What it passes over is named beside them, and a strict
//! judge, which is the default, refuses to be content with it.
//!
//! ```
//! use rollwise::kayenta::{CanaryConfig, judge};
//! use rollwise::{Family, KayentaPolicy, Verdict, document};
//!
//! let config = CanaryConfig::from_json(r#"{"metrics": [{
//!     "name": "latency", "groups": ["performance"],
//!     "analysisConfigurations": {"canary": {"direction": "increase"}}
//! }]}"#)?;
//! let request = document::read(Family::Input, r#"{
//!     "thresholds": {"pass": 95, "marginal": 75},
//!     "pairs": [{
//!         "name": "latency",
//!         "control": [100, 104, null, 98, 101, 103, 99, 102],
//!         "experiment": [120, 118, 125, 119, null, 121, 117, 123]
//!     }]
//! }"#)?;
//! let judgement = judge(&KayentaPolicy::default(), &config, &request)?;
//! assert_eq!((judgement.verdict, judgement.score), (Verdict::Fail, Some(0.0)));
//! assert_eq!(judgement.results[0].reason.as_deref(), Some("latency was classified as High"));
//! # Ok::<(), rollwise::Error>(())
//! ```

mod compare;
mod config;
mod judge;
mod keys;
mod pairing;
mod policy;
mod score;
mod search;
mod sequence;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use config::CanaryConfig;
pub use judge::judge;
pub use pairing::{KayentaMetricSet, KayentaPair, pair, pair_one};
pub use policy::{KayentaInterval, KayentaPolicy};
pub use score::{KayentaGroup, KayentaScore, score};
pub use search::ShiftSearch;
pub use sequence::{
    KayentaConclusion, KayentaLimits, KayentaSchedule, KayentaScheduleRequest, KayentaWindow, conclude, schedule,
};

use crate::reason::{Reason, Verdict};
use crate::stats::ranks::{Sample, Shift};
use crate::units::Score;

/// What is to be judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KayentaRequest {
    /// Which scores pass.
    pub thresholds: KayentaThresholds,
    /// The measurements, each metric as often as it has series.
    pub pairs: Vec<KayentaPair>,
}

/// Which scores pass.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KayentaThresholds {
    /// Score from which on a canary passes.
    pub pass: Score,
    /// Score from which on it is marginal.
    pub marginal: Score,
}

/// How a canary came out.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KayentaJudgement {
    /// Pass, warn for marginal, or fail; inconclusive when a strict judge refuses to score.
    pub verdict: Verdict,
    /// The score, as a rule from 0 to 100; left out when a strict judge refuses to score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<f64>,
    /// The score in one word.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification: Option<KayentaClassification>,
    /// Why the score is 0 whatever the sum, in Kayenta's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub classification_reason: Option<String>,
    /// Scores of the groups, in order of their names.
    pub groups: Vec<KayentaGroup>,
    /// The metrics in the order in which they came.
    pub results: Vec<KayentaResult>,
    /// Why the canary came out like that.
    pub reasons: Vec<Reason>,
    /// What the score passes over. A strict judge gives no score that passes over any.
    pub defects: Vec<Reason>,
}

/// A score in one word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum KayentaClassification {
    /// At least the score that passes.
    Pass,
    /// Less, but at least the marginal score.
    Marginal,
    /// Less than the marginal score.
    Fail,
}

/// How one metric came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub enum KayentaLabel {
    /// Not different, or not in the direction that matters.
    Pass,
    /// Higher than the baseline.
    High,
    /// Lower than the baseline.
    Low,
    /// No data, which counts for nothing.
    Nodata,
    /// No data, which counts against the group.
    NodataFailMetric,
    /// The data could not be compared.
    Error,
}

/// How one metric came out, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KayentaResult {
    /// The metric.
    pub name: String,
    /// What tells results of one metric apart.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// How it came out.
    pub label: KayentaLabel,
    /// Why, in Kayenta's words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whether it fails the canary alone.
    pub critical: bool,
    /// Whether it is left out of the score.
    pub muted: bool,
    /// The groups that it counts in.
    pub groups: Vec<String>,
    /// Mean of the canary over that of the baseline, 1 when nothing was compared; left out when either is 0.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratio: Option<f64>,
    /// The effect size that the metric asks for, where there is one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<f64>,
    /// How far the canary is above the baseline, where they were compared.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub shift: Option<Shift>,
    /// The values of the canary that were compared.
    pub experiment: KayentaStats,
    /// The values of the baseline that were compared.
    pub control: KayentaStats,
}

/// A summary of values; all 0 when there are none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KayentaStats {
    /// The least.
    pub min: f64,
    /// The greatest.
    pub max: f64,
    /// The mean.
    pub mean: f64,
    /// The standard deviation of the sample.
    pub std: f64,
    /// How many there are.
    pub count: u64,
}

impl KayentaClassification {
    fn verdict(self) -> Verdict {
        match self {
            Self::Pass => Verdict::Pass,
            Self::Marginal => Verdict::Warn,
            Self::Fail => Verdict::Fail,
        }
    }
}

impl KayentaLabel {
    /// As Kayenta writes it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "Pass",
            Self::High => "High",
            Self::Low => "Low",
            Self::Nodata => "Nodata",
            Self::NodataFailMetric => "NodataFailMetric",
            Self::Error => "Error",
        }
    }

    /// Whether it has a part in the score of its groups.
    fn counts(self) -> bool {
        matches!(self, Self::Pass | Self::High | Self::Low | Self::NodataFailMetric)
    }
}

impl KayentaStats {
    /// Summarises values.
    #[must_use]
    pub fn of(sample: &Sample) -> Self {
        let (min, max, mean, std) = (sample.min(), sample.max(), sample.mean(), sample.deviation());
        Self { min, max, mean, std, count: sample.len() as u64 }
    }
}
