//! What the judge keeps between looks.

use serde::{Deserialize, Serialize};

use crate::digest::Digest;
use crate::error::{Error, ErrorCode};
use crate::stats::sequential::{ArmEvents, SequentialState};
use crate::time::Timestamp;
use crate::units::{Count, Finite, Fraction};

/// What the judge of one canary has found so far: it goes on from here as if it had never stopped, to the same bits.
///
/// Its numbers mean something only to a judge with the same policy; any other refuses it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct JudgeState {
    /// Hash of the policy.
    pub(super) judge: Digest,
    /// Looks that were judged.
    pub(super) looks: Count,
    /// When the first look was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) began: Option<Timestamp>,
    /// When the last one was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last: Option<Timestamp>,
    /// Ids of the last looks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) seen: Vec<String>,
    /// The canary's share at the last look that named one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) share: Option<Fraction>,
    /// Requests of the canary so far, as far as any metric counts them.
    pub(super) requests: f64,
    /// Logarithm of the smallest p-value of all metrics that decide together.
    pub(super) log_p: f64,
    /// When harm was shown, which nothing undoes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) harmed: Option<Timestamp>,
    /// One for each metric of the policy.
    pub(super) metrics: Vec<MetricState>,
    /// Of the check of the split.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) split: Option<SplitState>,
}

/// What is kept of one metric.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct MetricState {
    /// Evidence that the canary is worse than tolerated.
    pub(super) harm: SideState,
    /// Evidence that it is not harmful.
    pub(super) safety: SideState,
    /// Logarithm of the likelihood of some ratios of the rates; empty before the first events.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) ratio: Vec<f64>,
    /// All events of the baseline, or the sums of its levels and their number.
    #[serde(default)]
    pub(super) baseline: ArmEvents,
    /// All events of the canary, likewise.
    #[serde(default)]
    pub(super) canary: ArmEvents,
    /// Events of the baseline in the last few looks.
    #[serde(default)]
    pub(super) recent: ArmEvents,
    /// Whether the baseline is sick.
    #[serde(default)]
    pub(super) sick: bool,
    /// Where cumulative counts stood.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) marks: Option<Marks>,
    /// Bounds of the histograms.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) bounds: Vec<Finite>,
    /// Of levels.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) levels: Option<LevelState>,
}

/// One question about one metric.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SideState {
    /// The tests that are averaged.
    pub(super) tests: Vec<SequentialState>,
    /// Logarithm of the present evidence of each.
    pub(super) log_e: Vec<f64>,
    /// Logarithm of the smallest p-value of their average so far.
    pub(super) log_p: f64,
}

/// Where the cumulative counts of both sides stood.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Marks {
    /// Of the baseline.
    pub(super) baseline: Vec<f64>,
    /// Of the canary.
    pub(super) canary: Vec<f64>,
}

/// Levels: the block on its way, and the blocks so far.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct LevelState {
    /// When the block began.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) began: Option<Timestamp>,
    /// Sum of the differences of the block.
    pub(super) sum: f64,
    /// How many they are.
    pub(super) count: f64,
    /// Blocks so far.
    pub(super) blocks: f64,
    /// Mean of their differences.
    pub(super) mean: f64,
    /// Sum of their squared distances from it.
    pub(super) squares: f64,
    /// The baseline's last level.
    pub(super) baseline: f64,
}

/// The check of the split at the present share.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SplitState {
    /// The canary's planned share of the requests of both sides.
    pub(super) share: Fraction,
    /// How many shares there were, this one included.
    pub(super) shares: u32,
    /// The test.
    pub(super) test: SequentialState,
    /// Whether it has alarmed, at this share or before.
    pub(super) broken: bool,
}

/// How many ids are remembered.
pub(super) const REMEMBERED: usize = 32;

impl JudgeState {
    /// How many looks were judged.
    #[must_use]
    pub const fn looks(&self) -> Count {
        self.looks
    }

    /// Refuses numbers that no judge leaves behind. What belongs to the tests, they check.
    pub(super) fn check(&self, wanted: Digest) -> Result<(), Error> {
        if self.judge != wanted {
            let error = Error::input(ErrorCode::WrongTest, "judge").value(self.judge);
            return Err(error.allowed(format!("the state of this very judge, {wanted}")));
        }
        amount("requests", self.requests)?;
        falls("log_p", self.log_p)?;
        for (i, metric) in self.metrics.iter().enumerate() {
            metric.check().map_err(|err| err.within(&format!("metrics[{i}]")))?;
        }
        Ok(())
    }

    pub(super) fn remember(&mut self, id: Option<&String>) {
        if let Some(id) = id {
            if self.seen.len() >= REMEMBERED {
                self.seen.remove(0);
            }
            self.seen.push(id.clone());
        }
    }
}

impl MetricState {
    fn check(&self) -> Result<(), Error> {
        falls("harm.log_p", self.harm.log_p)?;
        falls("safety.log_p", self.safety.log_p)?;
        for number in self.harm.log_e.iter().chain(&self.safety.log_e) {
            if !number.is_finite() {
                return Err(Error::input(ErrorCode::NotFinite, "log_e").value(number));
            }
        }
        for mark in self.marks.iter().flat_map(|marks| marks.baseline.iter().chain(&marks.canary)) {
            amount("marks", *mark)?;
        }
        match &self.levels {
            Some(levels) => {
                amount("levels.count", levels.count)?;
                amount("levels.blocks", levels.blocks)?;
                amount("levels.squares", levels.squares)?;
                match [levels.sum, levels.mean, levels.baseline].iter().find(|number| !number.is_finite()) {
                    Some(number) => Err(Error::input(ErrorCode::NotFinite, "levels").value(number)),
                    None => Ok(()),
                }
            }
            None => Ok(()),
        }
    }
}

fn falls(field: &str, log_p: f64) -> Result<(), Error> {
    if log_p <= 0.0 && log_p.is_finite() {
        return Ok(());
    }
    Err(Error::input(ErrorCode::OutOfRange, field).value(log_p).allowed("a number up to 0"))
}

fn amount(field: &str, number: f64) -> Result<(), Error> {
    if number >= 0.0 && number.is_finite() {
        return Ok(());
    }
    Err(Error::input(ErrorCode::OutOfRange, field).value(number).allowed("a number from 0"))
}
