//! A fitted model.

use std::cell::Cell;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::history::{DeploymentOutcome, History, Recorded, Standing};
use crate::reason::Reason;
use crate::stats::logistic::{probability, to_probabilities};
use crate::stats::normal;
use crate::success::batch::{BLOCK, Scratch};
use crate::success::columns::{Columns, Words};
use crate::success::contribution::Names;
use crate::success::policy::{FeatureKind, SuccessPolicy};
use crate::success::rows::Rows;
use crate::success::terms::{CLOCK_TERMS, HISTORY_TERMS, clock_terms, history_terms};
use crate::success::variance::Variance;
use crate::time::Timestamp;
use crate::units::{Count, Finite, Fraction, NonNegative};

/// How likely deployments are to succeed, learnt from how earlier ones went.
///
/// The model carries the [`History`] of outcomes: [`record`](Self::record) adds one the moment it is known, and the next
/// prediction looks at it.
///
/// ```
/// use rollwise::{DeploymentOutcome, Family, Situation, SuccessModel, document};
///
/// let mut model = SuccessModel::built_in();
/// let situation: Situation = document::read(Family::Input, r#"{
///     "change": {"version": "2.4.0", "lines": 120}, "service": {"name": "shop"},
///     "target": {"environment": "production"}
/// }"#)?;
/// let now = "2026-11-21T03:00:00Z".parse()?;
/// let before = model.explain(&situation, None, now)?.probability;
///
/// let failed: DeploymentOutcome = document::read(Family::Input, r#"{
///     "service": "shop", "environment": "production", "succeeded": false,
///     "started_at": "2026-11-21T01:00:00Z", "known_at": "2026-11-21T01:30:00Z"
/// }"#)?;
/// model.record(&failed)?;
/// assert!(model.explain(&situation, None, now)?.probability < before);
/// # Ok::<(), rollwise::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SuccessModel {
    pub(super) policy: SuccessPolicy,
    pub(super) weights: ModelWeights,
    pub(super) history: History,
    /// What online correction adds to the log-odds.
    pub(super) level: f64,
    /// What follows from the policy and the weights, and is looked at for each prediction.
    pub(super) derived: Derived,
}

/// What follows from a policy and weights.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Derived {
    /// For each term its factor before it is centred, its mean and its scale.
    pub(super) slopes: Vec<f64>,
    pub(super) means: Vec<f64>,
    pub(super) scales: Vec<f64>,
    /// That of intercept and scaled weights.
    pub(super) variance: Variance,
    pub(super) names: Names,
    /// How many standard deviations the interval reaches out.
    pub(super) reach: f64,
}

/// What was fitted.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ModelWeights {
    /// Log-odds of success of a deployment that is average in everything.
    pub intercept: Finite,
    /// The features, sorted by name.
    pub features: Vec<FittedFeature>,
    /// The terms that the weights stand before: those of the history, of the clock, then of each feature.
    pub terms: Vec<Term>,
    /// The levels of services, sorted by name.
    pub services: Vec<ServiceLevel>,
    /// How far services lie apart: the standard deviation of their levels.
    pub service_spread: NonNegative,
    /// The covariance of intercept and scaled weights, row by row up to the diagonal; empty for weights that were not
    /// fitted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub covariance: Vec<Finite>,
    /// What they were fitted to.
    pub training: Training,
}

/// A feature as it was met.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct FittedFeature {
    /// Its name.
    pub name: String,
    /// How it is read.
    pub kind: FeatureKind,
    /// The words of a category, sorted.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
    /// Whether rows were met that lack it, so that its absence has a weight of its own.
    pub gaps: bool,
    /// The range that nine in ten rows lie in; none for a category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub low: Option<Finite>,
    /// The upper end of that range.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub high: Option<Finite>,
}

/// A number that a weight stands before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Term {
    /// Its name.
    pub name: String,
    /// Its mean.
    pub mean: Finite,
    /// Its standard deviation; 1 for a constant.
    pub scale: NonNegative,
    /// What one standard deviation more adds to the log-odds of success.
    pub weight: Finite,
}

/// The level of a service beside that of all.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct ServiceLevel {
    /// The service.
    pub service: String,
    /// What it adds to the log-odds of success.
    pub level: Finite,
    /// How well that is known, as a standard deviation.
    pub deviation: NonNegative,
}

/// What a model was fitted to, and how that went.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Training {
    /// Whether weights were fitted; otherwise they are those of the prior, and the reasons say why.
    pub fitted: bool,
    /// Rows.
    pub rows: Count,
    /// Rows that failed.
    pub failures: Count,
    /// The first and the last start of a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Timestamp>,
    /// The last start of a row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Timestamp>,
    /// Steps that the fit took.
    pub iterations: Count,
    /// Whether the minimum was reached.
    pub converged: bool,
    /// The largest part of the gradient, for one row, before the last step.
    pub gradient: NonNegative,
    /// What is to be known of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}

impl FittedFeature {
    /// How many terms it has.
    pub(super) fn width(&self) -> usize {
        let own = if self.kind == FeatureKind::Category { self.words.len() } else { 1 };
        own + usize::from(self.gaps)
    }

    /// The names of its terms.
    pub(super) fn term_names(&self) -> Vec<String> {
        let mut names: Vec<String> = match self.kind {
            FeatureKind::Category => self.words.iter().map(|word| format!("{}={word}", self.name)).collect(),
            _ => vec![self.name.clone()],
        };
        if self.gaps {
            names.push(format!("{}.missing", self.name));
        }
        names
    }

    /// Its terms for a checked number, or for the place of a word among its own; NaN and none are missing.
    pub(super) fn expand(&self, number: f64, word: Option<usize>, out: &mut [f64]) {
        let missing = match self.kind {
            FeatureKind::Category => {
                for (i, out) in out.iter_mut().enumerate() {
                    *out = word.map_or(f64::NAN, |word| f64::from(u8::from(word == i)));
                }
                word.is_none()
            }
            kind => {
                if let Some(out) = out.first_mut() {
                    *out = kind.encode(number);
                }
                number.is_nan()
            }
        };
        if let (true, Some(out)) = (self.gaps, out.last_mut()) {
            *out = f64::from(u8::from(missing));
        }
    }
}

impl SuccessModel {
    /// Puts fitted weights together with the policy and the history.
    pub(super) fn of(policy: SuccessPolicy, weights: ModelWeights, history: History, level: f64) -> Self {
        let terms = || weights.terms.iter();
        let derived = Derived {
            slopes: terms().map(|term| term.weight.get() / term.scale.get()).collect(),
            means: terms().map(|term| term.mean.get()).collect(),
            scales: terms().map(|term| term.scale.get()).collect(),
            variance: Variance::of(&weights.covariance.iter().map(|cell| cell.get()).collect::<Vec<f64>>()),
            names: Names::of_parts(&weights.features),
            reach: normal::quantile(0.5 + policy.interval.get() / 2.0),
        };
        Self { policy, weights, history, level, derived }
    }

    /// The policy, as far as there was data for it.
    #[must_use]
    pub fn policy(&self) -> &SuccessPolicy {
        &self.policy
    }

    /// What was fitted.
    #[must_use]
    pub fn weights(&self) -> &ModelWeights {
        &self.weights
    }

    /// What is known of earlier deployments.
    #[must_use]
    pub fn history(&self) -> &History {
        &self.history
    }

    /// The same weights with another history.
    #[must_use]
    pub fn with_history(mut self, history: History) -> Self {
        self.history = history;
        self
    }

    /// Adds an outcome that is known now. If it says what was predicted for it and the policy has a `level_gain`, the
    /// level of all predictions follows.
    ///
    /// # Errors
    ///
    /// Those of [`History::record`].
    pub fn record(&mut self, outcome: &DeploymentOutcome) -> Result<Recorded, Error> {
        let recorded = self.history.record(outcome)?;
        if recorded == Recorded::Added {
            follow(&mut self.level, self.policy.level_gain, outcome);
        }
        Ok(recorded)
    }

    /// The probability of success of each row, with the history as it stands.
    ///
    /// Rows with a start look at the outcomes that are known by then; a row without a service, or columns without starts,
    /// have what can be said without.
    ///
    /// # Errors
    ///
    /// `missing_field` for a feature without a column, `wrong_type` for words instead of numbers or the other way round,
    /// `out_of_range` and `not_finite` for numbers that cannot be, `time_went_back` for rows that started before the last
    /// outcome of the history was known: those are for [`replay`](Self::replay).
    pub fn probabilities(&self, columns: &Columns<'_>) -> Result<Vec<f64>, Error> {
        let mut out = vec![0.0; columns.rows()];
        self.probabilities_into(columns, &mut out)?;
        Ok(out)
    }

    /// The same, into numbers of the caller.
    ///
    /// # Errors
    ///
    /// As [`probabilities`](Self::probabilities), and `contradiction` for another number of rows.
    pub fn probabilities_into(&self, columns: &Columns<'_>, out: &mut [f64]) -> Result<(), Error> {
        if out.len() != columns.rows() {
            let error = Error::input(ErrorCode::Contradiction, "out").value(format!("{} rows", out.len()));
            return Err(error.allowed(format!("{} rows", columns.rows())));
        }
        self.visit_probabilities(columns, |from, block| {
            out.iter_mut().skip(from).zip(block).for_each(|(out, probability)| *out = *probability);
        })
    }

    /// The same, given to `visit` as they come: some rows at a time, each time with the place of the first.
    ///
    /// # Errors
    ///
    /// As [`probabilities`](Self::probabilities); rows before the one that is refused may have been visited.
    pub fn visit_probabilities(
        &self,
        columns: &Columns<'_>,
        mut visit: impl FnMut(usize, &[f64]),
    ) -> Result<(), Error> {
        let rows = Rows::of(columns, self.policy.outcome_delay)?;
        if let Some(until) = self.history.known_until().filter(|_| rows.has_history())
            && let Some((row, at)) = rows.starts().unwrap_or_default().iter().enumerate().find(|(_, at)| **at < until)
        {
            return Err(too_early(row, *at, until));
        }
        let features = self.features_of(columns)?;
        let levels = self.levels_of(&rows);
        let moments = self.moments_of(&rows)?;
        let (mut block, mut scratch) = ([0.0; BLOCK], Scratch::default());
        for from in (0..columns.rows()).step_by(BLOCK) {
            let (block, _) = block.split_at_mut_checked(BLOCK.min(columns.rows() - from)).unwrap_or_default();
            features.set(from, block, &mut scratch)?;
            levels.add(from, block);
            block.iter_mut().zip(moments.get(from..).unwrap_or_default()).for_each(|(out, moment)| *out += moment);
            if !block.iter().fold(true, |all, log_odds| all & log_odds.is_finite()) {
                return Err(self.not_finite(block, from, columns));
            }
            to_probabilities(block);
            visit(from, block);
        }
        Ok(())
    }

    /// What history and clock add to the log-odds of each row, with the history as it stands; none of a model without.
    fn moments_of(&self, rows: &Rows<'_>) -> Result<Vec<f64>, Error> {
        if !self.policy.history && !self.policy.clock {
            return Ok(Vec::new());
        }
        let mut moments = vec![0.0; rows.count()];
        rows.walk(
            &mut self.history.clone(),
            |_| (),
            |row, standing| {
                if let Some(moment) = moments.get_mut(row) {
                    *moment = self.log_odds_of_moment(standing.as_ref(), rows, row);
                }
                Ok(None)
            },
        )?;
        Ok(moments)
    }

    /// Goes through rows in the order of their start: predicts each with the outcomes that are known by then, and learns
    /// how it went once that is known.
    ///
    /// # Errors
    ///
    /// As [`probabilities`](Self::probabilities); the model is then as it was.
    pub fn replay(&mut self, columns: &Columns<'_>, succeeded: &[bool]) -> Result<Vec<f64>, Error> {
        same_rows(columns, succeeded)?;
        let rows = Rows::of(columns, self.policy.outcome_delay)?;
        let mut out = vec![0.0; columns.rows()];
        let features = self.features_of(columns)?;
        let mut scratch = Scratch::default();
        for (i, block) in out.chunks_mut(BLOCK).enumerate() {
            features.set(i * BLOCK, block, &mut scratch)?;
        }
        self.levels_of(&rows).add(0, &mut out);
        let level = Cell::new(self.level);
        let mut history = self.history.clone();
        let gain = self.policy.level_gain;
        let followed = |outcome: &DeploymentOutcome| {
            let mut moved = level.get();
            follow(&mut moved, gain, outcome);
            level.set(moved);
        };
        let known = history.known_until();
        rows.walk(&mut history, followed, |row, standing| {
            if let (Some(until), Some(at)) = (known, rows.started_at(row).filter(|at| Some(*at) < known)) {
                return Err(too_early(row, at, until));
            }
            let Some(out) = out.get_mut(row) else { return Ok(None) };
            let moment = self.log_odds_of_moment(standing.as_ref(), &rows, row);
            let log_odds = *out + moment + (level.get() - self.level);
            if !log_odds.is_finite() {
                return Err(self.not_finite(&[log_odds], row, columns));
            }
            *out = probability(log_odds);
            let succeeded = succeeded.get(row).copied().unwrap_or_default();
            Ok(Some((succeeded, Fraction::new(*out).ok())))
        })?;
        self.history = history;
        self.level = level.get();
        Ok(out)
    }

    /// Why log-odds from a row on are not all numbers: an infinity of the columns.
    fn not_finite(&self, block: &[f64], from: usize, columns: &Columns<'_>) -> Error {
        let first = block.iter().enumerate().find(|(_, log_odds)| !log_odds.is_finite());
        let (row, log_odds) = first.map_or((from, f64::NAN), |(i, log_odds)| (from + i, *log_odds));
        let culprit = self.weights.features.iter().find_map(|feature| {
            let value = columns.numbers_of(&feature.name)?.get(row);
            value.is_infinite().then_some((feature, value))
        });
        let (name, value) = culprit.map_or(("columns", log_odds), |(feature, value)| (feature.name.as_str(), value));
        let error = Error::input(ErrorCode::NotFinite, format!("{name}[{row}]")).value(value);
        error.allowed("a finite number, or NaN where it is missing")
    }

    /// The levels of the services of the rows; none in a model without.
    fn levels_of<'a>(&self, rows: &Rows<'a>) -> Levels<'a> {
        let service = rows.service().filter(|_| !self.weights.services.is_empty());
        let levels = service.map_or(&[][..], |service| service.words()).iter();
        let level = |word: &String| self.service_level(word).map_or(0.0, |(level, _)| level);
        Levels { service, by_word: levels.map(level).collect() }
    }

    /// What the history and the time of day add.
    fn log_odds_of_moment(&self, standing: Option<&Standing>, rows: &Rows<'_>, row: usize) -> f64 {
        let at = rows.started_at(row);
        let mut values = [f64::NAN; HISTORY_TERMS.len() + CLOCK_TERMS.len()];
        let mut count = 0;
        let history = standing.filter(|_| self.policy.history);
        let history = history.map(|standing| history_terms(&self.policy.rates, standing, at, rows.lines(row)));
        if self.policy.history {
            for (value, term) in values.iter_mut().zip(history.unwrap_or([f64::NAN; HISTORY_TERMS.len()])) {
                *value = term;
            }
            count += HISTORY_TERMS.len();
        }
        if self.policy.clock {
            for (value, term) in values.iter_mut().skip(count).zip(clock_terms(at)) {
                *value = term;
            }
            count += CLOCK_TERMS.len();
        }
        let terms = self.derived.slopes.iter().zip(&self.derived.means).zip(values).take(count);
        terms.map(|((slope, mean), value)| if value.is_nan() { 0.0 } else { slope * (value - mean) }).sum()
    }

    /// The place of the first term that is a feature's.
    pub(super) fn first_feature_term(&self) -> usize {
        first_feature_term(&self.policy)
    }
}

/// The level of the service of each row.
struct Levels<'a> {
    service: Option<&'a Words<'a>>,
    by_word: Vec<f64>,
}

impl Levels<'_> {
    fn add(&self, from: usize, out: &mut [f64]) {
        let Some(service) = self.service else { return };
        for (row, out) in out.iter_mut().enumerate() {
            *out += service.code(from + row).and_then(|code| self.by_word.get(code)).copied().unwrap_or(0.0);
        }
    }
}

pub(super) fn first_feature_term(policy: &SuccessPolicy) -> usize {
    let history = if policy.history { HISTORY_TERMS.len() } else { 0 };
    let clock = if policy.clock { CLOCK_TERMS.len() } else { 0 };
    history + clock
}

pub(super) fn wrong_column(name: &str, found: &str, allowed: &str) -> Error {
    Error::input(ErrorCode::WrongType, name).value(found).allowed(format!("a column of {allowed}"))
}

pub(super) fn same_rows(columns: &Columns<'_>, succeeded: &[bool]) -> Result<(), Error> {
    if succeeded.len() == columns.rows() {
        return Ok(());
    }
    let error = Error::input(ErrorCode::Contradiction, "succeeded").value(format!("{} rows", succeeded.len()));
    Err(error.allowed(format!("{} rows", columns.rows())))
}

fn too_early(row: usize, at: Timestamp, until: Timestamp) -> Error {
    let error = Error::input(ErrorCode::TimeWentBack, format!("started_at[{row}]")).value(at);
    error.allowed(format!("not before {until}, when the last outcome of the history was known"))
}

/// Moves the level by a part of the surprise that an outcome is.
fn follow(level: &mut f64, gain: Fraction, outcome: &DeploymentOutcome) {
    if let Some(predicted) = outcome.predicted {
        *level += gain.get() * (f64::from(u8::from(outcome.succeeded)) - predicted.get());
    }
}
