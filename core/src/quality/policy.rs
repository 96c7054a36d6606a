//! What a release must show.

use serde::{Deserialize, Serialize};

use super::criterion::CriteriaSet;
use crate::error::{Error, ErrorCode};
use crate::tagged::tagged;
use crate::units::{NonNegative, Score};

/// What a release must show to be good enough.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct QualityPolicy {
    /// The objectives. Default: none. Source: nobody else can know them.
    pub objectives: Vec<QualityObjective>,
    /// The score from which a release passes. Default: 90. Source: the example of Keptn's format of objectives.
    pub pass_at: Score,
    /// The score from which it passes with a warning; that of `pass_at` fails whatever does not pass. Default: 75.
    /// Source: the example of Keptn's format of objectives.
    pub warn_at: Score,
    /// What values are compared with. Default: the mean of the last 3 results that passed. Source: our choice: Keptn
    /// takes failed ones too, and then a bad release becomes what the next one is measured by.
    pub comparison: QualityComparison,
    /// Whether a criterion that needs a baseline holds when there is none. Default: no. Source: our choice: nothing
    /// unmeasured passes. Keptn lets it hold.
    pub holds_without_baseline: bool,
}

/// What one metric must show.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct QualityObjective {
    /// Its name, unique in the policy.
    pub name: String,
    /// The metric.
    pub metric: String,
    /// It passes if all criteria of one set hold. Without any it is for information, and has no part in the score.
    /// Default: none. Source: Keptn's format of objectives.
    #[serde(default)]
    pub pass: Vec<CriteriaSet>,
    /// If it does not pass, it passes with a warning and half its weight if all criteria of one set hold. Default: none.
    /// Source: Keptn's format of objectives.
    #[serde(default)]
    pub warning: Vec<CriteriaSet>,
    /// Its part in the score; only proportions matter. Default: 1. Source: Keptn's format of objectives.
    #[serde(default = "one")]
    pub weight: NonNegative,
    /// Whether the release fails with it, whatever the score. Default: no. Source: Keptn's format of objectives.
    #[serde(default)]
    pub key: bool,
}

/// What values are compared with.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum QualityComparison {
    /// The newest earlier results; fewer than that are taken as they are.
    Earlier {
        /// How many.
        results: u32,
        /// Which.
        include: IncludedResults,
        /// What is made of them.
        aggregate: QualityAggregate,
    },
    /// Values that were pinned.
    Reference,
}

tagged!(QualityComparison, "kind");

/// Which earlier results count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum IncludedResults {
    /// Those that passed.
    Pass,
    /// Those that passed, with a warning or without.
    PassOrWarning,
    /// All, failed ones too.
    All,
}

/// What is made of several earlier values. Percentiles lie between values in proportion, at rank p (n + 1); of nine values
/// or fewer the upper ones are the largest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum QualityAggregate {
    /// Their mean.
    Avg,
    /// The least.
    Min,
    /// The median.
    P50,
    /// The 90th percentile.
    P90,
    /// The 95th percentile.
    P95,
    /// The 99th percentile.
    P99,
    /// The largest.
    Max,
}

impl Default for QualityPolicy {
    fn default() -> Self {
        Self {
            objectives: Vec::new(),
            pass_at: Score::literal(90.0),
            warn_at: Score::literal(75.0),
            comparison: QualityComparison::Earlier {
                results: 3,
                include: IncludedResults::Pass,
                aggregate: QualityAggregate::Avg,
            },
            holds_without_baseline: false,
        }
    }
}

fn one() -> NonNegative {
    NonNegative::literal(1.0)
}

impl QualityPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        for (i, objective) in self.objectives.iter().enumerate() {
            let within = |err: Error| err.within(&format!("objectives[{i}]"));
            objective.validate().map_err(within)?;
            if self.objectives.iter().take(i).any(|other| other.name == objective.name) {
                return Err(within(Error::config(ErrorCode::DuplicateName, "name").value(&objective.name)));
            }
        }
        if self.warn_at > self.pass_at {
            let error = Error::config(ErrorCode::Contradiction, "warn_at").value(self.warn_at);
            return Err(error.allowed(format!("at most `pass_at`, {}", self.pass_at)));
        }
        if matches!(self.comparison, QualityComparison::Earlier { results: 0, .. }) {
            let error = Error::config(ErrorCode::OutOfRange, "comparison.results").value(0);
            return Err(error.allowed("a whole number from 1"));
        }
        Ok(())
    }
}

impl QualityObjective {
    fn validate(&self) -> Result<(), Error> {
        for (field, text) in [("name", &self.name), ("metric", &self.metric)] {
            if text.is_empty() {
                return Err(Error::config(ErrorCode::Empty, field).allowed("a text"));
            }
        }
        for (field, sets) in [("pass", &self.pass), ("warning", &self.warning)] {
            for (i, set) in sets.iter().enumerate() {
                set.validate().map_err(|err| err.within(&format!("{field}[{i}]")))?;
            }
        }
        if self.pass.is_empty() && (self.key || !self.warning.is_empty()) {
            let field = if self.key { "key" } else { "warning" };
            let error = Error::config(ErrorCode::Contradiction, field);
            return Err(error.allowed("an objective with `pass` criteria, since others are for information"));
        }
        if self.weight.get() <= 0.0 || self.weight.get() > 1e6 {
            let error = Error::config(ErrorCode::OutOfRange, "weight").value(self.weight);
            return Err(error.allowed("a number above 0, at most 1000000"));
        }
        Ok(())
    }

    /// Whether it has a part in the score.
    pub(super) fn is_scored(&self) -> bool {
        !self.pass.is_empty()
    }
}
