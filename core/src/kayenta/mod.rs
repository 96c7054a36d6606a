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
mod keys;
mod pairing;
mod policy;
mod score;
mod search;
mod sequence;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

pub use config::CanaryConfig;
pub use pairing::{KayentaMetricSet, KayentaPair, pair, pair_one};
pub use policy::{KayentaInterval, KayentaPolicy};
pub use score::{KayentaGroup, KayentaScore, score};
pub use search::ShiftSearch;
pub use sequence::{
    KayentaConclusion, KayentaLimits, KayentaSchedule, KayentaScheduleRequest, KayentaWindow, conclude, schedule,
};

use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::stats::ranks::{Sample, Shift};
use crate::units::Score;
use compare::{Comparison, clean, compare};
use config::{Gaps, Metric};

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

/// Values beyond that have squares that sum up to infinity, and are those of no metric.
const LARGEST: f64 = 1e150;

/// Kayenta warns when the baseline has fewer points than these.
const ADVISED: u64 = 50;

/// Judges a canary.
///
/// # Errors
///
/// `unknown_name` for a metric that the configuration does not have, `not_finite` for infinities, `out_of_range` for
/// values beyond 1e150. A strict judge also refuses a configuration with settings that Kayenta ignores, weights that are
/// lost or are not 100 together, and thresholds of which the marginal one is above the other.
pub fn judge(
    policy: &KayentaPolicy,
    config: &CanaryConfig,
    request: &KayentaRequest,
) -> Result<KayentaJudgement, Error> {
    let thresholds = request.thresholds;
    let mut overlooked = config.overlooked.clone();
    if thresholds.marginal > thresholds.pass {
        let error = Error::input(ErrorCode::Contradiction, "thresholds.marginal").value(thresholds.marginal);
        overlooked.push(error.allowed(format!("at most {}, the score that passes", thresholds.pass)));
    }
    if let (true, Some(first)) = (policy.strict, overlooked.first()) {
        return Err(first.clone());
    }
    let mut defects: Vec<Reason> = overlooked.iter().map(ignored).collect();
    let (mut results, mut reasons) = (Vec::new(), Vec::new());
    for (place, pair) in request.pairs.iter().enumerate() {
        let (result, defect) =
            judge_pair(policy, config, pair).map_err(|err| err.within(&format!("pairs[{place}]")))?;
        if !result.muted {
            defects.extend(defect.map(|code| Reason::new(code, result.name.clone())));
            reasons.extend(why(policy, &result));
        }
        results.push(result);
    }
    let KayentaScore { score, reason, groups } = score(&config.group_weights, &results);
    let empty = groups.iter().filter(|group| group.no_data);
    defects.extend(empty.map(|group| Reason::new(ReasonCode::GroupUnmeasured, group.name.clone())));
    defects.extend(unpaired(config, request));
    let (classification, limit) = classified(thresholds, score);
    let code = if score >= limit.get() { ReasonCode::ScoreReached } else { ReasonCode::ScoreBelow };
    reasons.insert(0, Reason::new(code, "canary score").compared(score, limit.get()));
    let refused = policy.strict && !defects.is_empty() && classification != KayentaClassification::Fail;
    Ok(KayentaJudgement {
        verdict: if refused { Verdict::Inconclusive } else { classification.verdict() },
        score: (!refused).then_some(score),
        classification: (!refused).then_some(classification),
        classification_reason: reason,
        groups,
        results,
        reasons: if refused { reasons.split_off(1) } else { reasons },
        defects,
    })
}

fn judge_pair(
    policy: &KayentaPolicy,
    config: &CanaryConfig,
    pair: &KayentaPair,
) -> Result<(KayentaResult, Option<ReasonCode>), Error> {
    let Some(metric) = config.metric(&pair.name) else {
        return Err(Error::input(ErrorCode::UnknownName, "name").value(&pair.name));
    };
    check("control", &pair.control)?;
    check("experiment", &pair.experiment)?;
    let measured = |values: &[Option<f64>]| values.iter().flatten().any(|value| !value.is_nan());
    let silent = !measured(&pair.control) || !measured(&pair.experiment);
    let taken_for_zero = silent && metric.gaps == Gaps::TakenForZero;
    // What nobody measured is not zero.
    let metric =
        &Metric { gaps: if taken_for_zero && policy.strict { Gaps::Removed } else { metric.gaps }, ..metric.clone() };
    let (experiment, control) = (clean(metric, &pair.experiment)?, clean(metric, &pair.control)?);
    let Comparison { label, critical, reason, ratio, effect, shift, defect } =
        compare(policy, metric, experiment.as_ref(), control.as_ref());
    let defect = if taken_for_zero { Some(ReasonCode::GapsTakenForZero) } else { defect };
    let result = KayentaResult {
        name: pair.name.clone(),
        tags: pair.tags.clone(),
        label,
        reason,
        critical,
        muted: metric.muted,
        groups: metric.groups.clone(),
        ratio,
        effect,
        shift,
        experiment: experiment.as_ref().map(KayentaStats::of).unwrap_or_default(),
        control: control.as_ref().map(KayentaStats::of).unwrap_or_default(),
    };
    Ok((result, defect))
}

fn check(side: &str, values: &[Option<f64>]) -> Result<(), Error> {
    for (place, value) in values.iter().enumerate() {
        let code = match value.map(f64::abs) {
            Some(size) if size.is_infinite() => ErrorCode::NotFinite,
            Some(size) if size > LARGEST => ErrorCode::OutOfRange,
            _ => continue,
        };
        let error = Error::input(code, format!("{side}[{place}]")).value(value.unwrap_or_default());
        return Err(error.allowed("a finite number of at most 1e150 in size, or null for a gap"));
    }
    Ok(())
}

/// What Kayenta ignores in a configuration.
fn ignored(error: &Error) -> Reason {
    let reason = Reason::new(ReasonCode::SettingIgnored, error.field().to_owned());
    reason.said(None, error.to_string())
}

/// Metrics that nobody brought, which leave no trace in the score.
fn unpaired(config: &CanaryConfig, request: &KayentaRequest) -> Vec<Reason> {
    let heard = config.metrics.iter().filter(|metric| !metric.muted);
    let missing = heard.filter(|metric| request.pairs.iter().all(|pair| pair.name != metric.name));
    missing.map(|metric| Reason::new(ReasonCode::Missing, metric.name.clone())).collect()
}

fn why(policy: &KayentaPolicy, result: &KayentaResult) -> Option<Reason> {
    let about = |code| Reason::new(code, result.name.clone());
    let band = |shift: &Shift| policy.tolerance.get() * shift.estimate.abs();
    let code = match (result.label, result.critical) {
        (KayentaLabel::High | KayentaLabel::Low, true) => ReasonCode::CriticalMetricFailed,
        (KayentaLabel::High, _) => ReasonCode::AboveBaseline,
        (KayentaLabel::Low, _) => ReasonCode::BelowBaseline,
        (KayentaLabel::Nodata | KayentaLabel::NodataFailMetric, _) => return Some(about(ReasonCode::Missing)),
        (KayentaLabel::Error, _) => return Some(about(ReasonCode::NotComparable)),
        (KayentaLabel::Pass, _) if result.control.count < ADVISED => {
            let thin = about(ReasonCode::ThinBaseline);
            return Some(thin.compared(result.control.count as f64, ADVISED as f64));
        }
        (KayentaLabel::Pass, _) => return None,
    };
    let reason = about(code);
    Some(match (&result.shift, result.label) {
        (Some(shift), KayentaLabel::High) => reason.compared(shift.lower, band(shift)),
        (Some(shift), _) => reason.compared(shift.upper, -band(shift)),
        (None, _) => reason,
    })
}

/// The word for a score, and the threshold that it was held against.
fn classified(thresholds: KayentaThresholds, score: f64) -> (KayentaClassification, Score) {
    if score >= thresholds.pass.get() {
        (KayentaClassification::Pass, thresholds.pass)
    } else if score >= thresholds.marginal.get() {
        (KayentaClassification::Marginal, thresholds.pass)
    } else {
        (KayentaClassification::Fail, thresholds.marginal)
    }
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
