//! A fitted model.

use std::cell::Cell;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::history::{DeploymentOutcome, History, Recorded, Standing};
use crate::reason::Reason;
use crate::success::columns::{Columns, Numbers, Values, Words};
use crate::success::policy::{FeatureKind, SuccessPolicy};
use crate::success::rows::Rows;
use crate::success::terms::{CLOCK_TERMS, HISTORY_TERMS, clock_terms, history_terms, probability};
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
    /// The factor of each term before it is centred, which follows from the weights.
    pub(super) slopes: Vec<f64>,
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
    /// The largest part of the gradient there, for one row.
    pub gradient: NonNegative,
    /// What is to be known of it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub reasons: Vec<Reason>,
}

/// Rows that are worked on together, so that they stay in the cache.
const BLOCK: usize = 256;

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
        let slopes = weights.terms.iter().map(|term| term.weight.get() / term.scale.get()).collect();
        Self { policy, weights, history, level, slopes }
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
        let rows = Rows::of(columns, self.policy.outcome_delay)?;
        if let Some(until) = self.history.known_until().filter(|_| rows.has_history())
            && let Some((row, at)) = rows.starts().unwrap_or_default().iter().enumerate().find(|(_, at)| **at < until)
        {
            return Err(too_early(row, *at, until));
        }
        self.log_odds_of_features(columns, out)?;
        self.add_level(&rows, out);
        if self.policy.history || self.policy.clock {
            let mut history = self.history.clone();
            rows.walk(
                &mut history,
                |_| (),
                |row, standing| {
                    if let Some(out) = out.get_mut(row) {
                        *out += self.log_odds_of_moment(standing.as_ref(), &rows, row);
                    }
                    Ok(None)
                },
            )?;
        }
        for (row, out) in out.iter_mut().enumerate() {
            *out = self.finish(*out, row, columns)?;
        }
        Ok(())
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
        self.log_odds_of_features(columns, &mut out)?;
        let level = Cell::new(self.level);
        self.add_level(&rows, &mut out);
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
            *out = self.finish(*out + moment + (level.get() - self.level), row, columns)?;
            let succeeded = succeeded.get(row).copied().unwrap_or_default();
            Ok(Some((succeeded, Fraction::new(*out).ok())))
        })?;
        self.history = history;
        self.level = level.get();
        Ok(out)
    }

    /// The probability of some log-odds; what is not a number has its cause in an infinity of the columns.
    fn finish(&self, log_odds: f64, row: usize, columns: &Columns<'_>) -> Result<f64, Error> {
        if log_odds.is_finite() {
            return Ok(probability(log_odds));
        }
        let culprit = self.weights.features.iter().find_map(|feature| {
            let value = columns.numbers_of(&feature.name)?.get(row);
            value.is_infinite().then_some((feature, value))
        });
        let (name, value) = culprit.map_or(("columns", log_odds), |(feature, value)| (feature.name.as_str(), value));
        let error = Error::input(ErrorCode::NotFinite, format!("{name}[{row}]")).value(value);
        Err(error.allowed("a finite number, or NaN where it is missing"))
    }

    fn add_level(&self, rows: &Rows<'_>, out: &mut [f64]) {
        let Some(service) = rows.service().filter(|_| !self.weights.services.is_empty()) else { return };
        let levels: BTreeMap<&str, f64> =
            self.weights.services.iter().map(|row| (row.service.as_str(), row.level.get())).collect();
        let levels: Vec<f64> =
            service.words().iter().map(|word| levels.get(word.as_str()).copied().unwrap_or(0.0)).collect();
        for (out, code) in out.iter_mut().zip(service.codes()) {
            *out += code.and_then(|code| levels.get(code)).copied().unwrap_or(0.0);
        }
    }

    /// What the history and the time of day add.
    fn log_odds_of_moment(&self, standing: Option<&Standing<'_>>, rows: &Rows<'_>, row: usize) -> f64 {
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
        let terms = self.slopes.iter().zip(&self.weights.terms).zip(values).take(count);
        terms.map(|((slope, term), value)| if value.is_nan() { 0.0 } else { slope * (value - term.mean.get()) }).sum()
    }

    /// Sets the log-odds that intercept, level and features make, for a block of rows after the other.
    fn log_odds_of_features(&self, columns: &Columns<'_>, out: &mut [f64]) -> Result<(), Error> {
        let base = self.weights.intercept.get() + self.level;
        let parts = self.parts(columns)?;
        for (i, out) in out.chunks_mut(BLOCK).enumerate() {
            out.fill(base);
            for part in &parts {
                part.add(i * BLOCK, out)?;
            }
        }
        Ok(())
    }

    /// The features, each with its column.
    fn parts<'a>(&'a self, columns: &'a Columns<'a>) -> Result<Vec<Part<'a>>, Error> {
        let mut place = self.first_feature_term();
        let mut part = |feature: &'a FittedFeature| {
            let terms = place..place + feature.width();
            place = terms.end;
            let slopes = self.slopes.get(terms.clone()).unwrap_or_default();
            let means = self.weights.terms.get(terms).unwrap_or_default().iter().map(|term| term.mean.get()).collect();
            let weights = FeatureWeights { feature, slopes, means };
            let column = columns.get(&feature.name).ok_or_else(|| {
                Error::input(ErrorCode::MissingField, &feature.name).allowed("a column for each feature of the model")
            })?;
            let missing = weights.of(f64::NAN, None);
            match (column, feature.kind) {
                (Values::Missing, _) => Ok(Part::Missing(missing)),
                (Values::Numbers(numbers), kind) if kind != FeatureKind::Category => {
                    Ok(Part::Numbers { numbers, weights, missing })
                }
                (Values::Words(words), FeatureKind::Category) => {
                    let place = |word: &String| feature.words.binary_search(word).ok();
                    let by_word = words.words().iter().map(|word| weights.of(f64::NAN, place(word))).collect();
                    Ok(Part::Words { words, by_word, missing })
                }
                (Values::Words(_), _) => Err(wrong_column(&feature.name, "words", "numbers")),
                (Values::Numbers(_), _) => Err(wrong_column(&feature.name, "numbers", "words")),
            }
        };
        self.weights.features.iter().map(&mut part).collect()
    }

    /// The place of the first term that is a feature's.
    pub(super) fn first_feature_term(&self) -> usize {
        first_feature_term(&self.policy)
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

/// A feature with its part of the model.
struct FeatureWeights<'a> {
    feature: &'a FittedFeature,
    slopes: &'a [f64],
    means: Vec<f64>,
}

/// A feature, and what the rows say of it.
enum Part<'a> {
    Numbers {
        numbers: &'a Numbers<'a>,
        weights: FeatureWeights<'a>,
        /// What is added where it is missing.
        missing: f64,
    },
    Words {
        words: &'a Words<'a>,
        /// What each word adds, by its code.
        by_word: Vec<f64>,
        missing: f64,
    },
    /// It is missing in every row.
    Missing(f64),
}

impl FeatureWeights<'_> {
    /// What one value adds to the log-odds.
    fn of(&self, number: f64, word: Option<usize>) -> f64 {
        let mut values = vec![f64::NAN; self.slopes.len()];
        self.feature.expand(number, word, &mut values);
        let terms = self.slopes.iter().zip(&self.means).zip(values);
        terms.map(|((slope, mean), value)| if value.is_nan() { 0.0 } else { slope * (value - mean) }).sum()
    }

    fn add_numbers(&self, numbers: &Numbers<'_>, from: usize, missing: f64, out: &mut [f64]) -> Result<(), Error> {
        let (Some(slope), Some(mean)) = (self.slopes.first(), self.means.first()) else { return Ok(()) };
        // What it adds that it is not missing.
        let present = self.slopes.get(1).zip(self.means.get(1)).map_or(0.0, |(slope, mean)| -slope * mean);
        let add = |out: &mut f64, value: f64| {
            let known = slope * (value - mean) + present;
            *out += if value.is_nan() { missing } else { known };
        };
        let kind = self.feature.kind;
        if kind == FeatureKind::Number {
            numbers.visit(from, out, add);
            return Ok(());
        }
        let mut refused = None;
        let mut row = from;
        numbers.visit(from, out, |out, value| {
            if let (None, Err(allowed)) = (&refused, kind.check(value)) {
                refused = Some((row, value, allowed));
            }
            row += 1;
            add(out, kind.encode(value));
        });
        refused.map_or(Ok(()), |(row, value, allowed)| {
            let field = format!("{}[{row}]", self.feature.name);
            Err(Error::input(ErrorCode::OutOfRange, field).value(value).allowed(allowed))
        })
    }
}

impl Part<'_> {
    /// Adds what it makes of a block of rows.
    fn add(&self, from: usize, out: &mut [f64]) -> Result<(), Error> {
        match self {
            Self::Numbers { numbers, weights, missing } => weights.add_numbers(numbers, from, *missing, out)?,
            Self::Words { words, by_word, missing } => {
                for (row, out) in out.iter_mut().enumerate() {
                    let word = words.code(from + row).and_then(|code| by_word.get(code));
                    *out += word.copied().unwrap_or(*missing);
                }
            }
            Self::Missing(missing) => out.iter_mut().for_each(|out| *out += missing),
        }
        Ok(())
    }
}
