//! Fitting a model to rows.

#![allow(clippy::indexing_slicing, reason = "rows and columns run over the matrix that was made for them")]

use std::collections::BTreeSet;
use std::ops::Range;

use ndarray::{Array1, Array2, ShapeBuilder};

use crate::error::{Error, ErrorCode};
use crate::history::History;
use crate::reason::{Reason, ReasonCode};
use crate::stats::lanes::sum;
use crate::success::built_in;
use crate::success::columns::{Columns, Numbers, Values, Words};
use crate::success::model::{
    FittedFeature, ModelWeights, ServiceLevel, SuccessModel, Term, Training, first_feature_term, same_rows,
    wrong_column,
};
use crate::success::newton::{Point, Problem, Solution, minimise};
use crate::success::policy::{Feature, FeatureKind, Prior, RESERVED, SuccessPolicy};
use crate::success::rows::Rows;
use crate::success::terms::{CLOCK_TERMS, HISTORY_TERMS, clock_terms, history_terms};
use crate::success::warm_start::{self, WIDE};
use crate::units::{Count, Finite, NonNegative};

/// How far a fit has come.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub struct FitProgress {
    /// Steps of the minimisation so far.
    pub iteration: u32,
    /// The mean loss of a row.
    pub loss: f64,
}

/// How often the spread of the services is estimated anew, and the relative change that ends it.
const SPREAD_ROUNDS: u32 = 20;
const SPREAD_SETTLED: f64 = 0.01;

/// Rows that are read together: where columns lie side by side in memory, they are read from there only once.
const BLOCK: usize = 256;

/// The range of a feature is taken from so many rows, evenly spaced: sorting all of them would take longer than the fit.
const RANGE_ROWS: usize = 4096;

/// The least spread of services that is told from none.
const LEAST_SPREAD: f64 = 0.01;

impl SuccessModel {
    /// Fits a model to rows and how they went.
    ///
    /// Rows are taken in the order of their start; each looks at the outcomes that were known by then only. The model ends
    /// with the history of all of them. With fewer rows than the policy asks for, or where all went alike, the weights stay
    /// those of the prior, and [`Training`] says so.
    ///
    /// # Errors
    ///
    /// Those of the policy; `empty` without rows; `missing_field` for a feature without a column; `wrong_type`,
    /// `out_of_range` and `not_finite` for values that cannot be, with column and row; `time_went_back` for an outcome that
    /// was known before its deployment started.
    pub fn fit(policy: &SuccessPolicy, columns: &Columns<'_>, succeeded: &[bool]) -> Result<Self, Error> {
        Ok(Self::fit_while(policy, columns, succeeded, &mut |_| true)?.unwrap_or_default())
    }

    /// The same, telling how far it has come; none when `progress` stops it with `false`.
    ///
    /// # Errors
    ///
    /// As [`fit`](Self::fit).
    pub fn fit_while(
        policy: &SuccessPolicy,
        columns: &Columns<'_>,
        succeeded: &[bool],
        progress: &mut dyn FnMut(FitProgress) -> bool,
    ) -> Result<Option<Self>, Error> {
        policy.validate()?;
        same_rows(columns, succeeded)?;
        if succeeded.is_empty() {
            return Err(Error::input(ErrorCode::Empty, "columns").allowed("at least one row"));
        }
        let rows = Rows::of(columns, policy.outcome_delay)?;
        let policy = SuccessPolicy {
            history: policy.history && rows.has_history(),
            clock: policy.clock && rows.starts().is_some(),
            services: policy.services && rows.service().is_some_and(|service| service.words().len() > 1),
            ..policy.clone()
        };
        let features = features(&policy, columns)?;
        let mut design = Design::of(&policy, &features, columns, &rows, succeeded)?;
        let history = std::mem::take(&mut design.history);

        let failures = succeeded.iter().filter(|succeeded| !**succeeded).count();
        let mut training = Training {
            rows: count(succeeded.len()),
            failures: count(failures),
            from: rows.starts().and_then(|starts| starts.iter().min().copied()),
            until: rows.starts().and_then(|starts| starts.iter().max().copied()),
            ..Training::default()
        };
        if succeeded.len() < policy.min_rows as usize {
            let few = Reason::new(ReasonCode::TooFewSamples, "training");
            training.reasons.push(few.compared(succeeded.len() as f64, f64::from(policy.min_rows)));
        }
        if failures == 0 || failures == succeeded.len() {
            training.reasons.push(
                Reason::new(ReasonCode::OneOutcomeOnly, "training").observed(failures as f64 / succeeded.len() as f64),
            );
        }
        let fit = training.reasons.is_empty();
        let of_features = design.terms.iter().skip(first_feature_term(&policy));
        for term in of_features.filter(|term| term.constant) {
            training.reasons.push(Reason::new(ReasonCode::ConstantFeature, term.name.clone()));
        }
        if !fit {
            let weights = design.unfitted(&policy, features, training);
            return Ok(Some(Self::of(policy, weights, history, 0.0)));
        }
        let Some((solution, spread)) = design.solve(&policy, succeeded, &rows, progress) else { return Ok(None) };
        let weights = design.fitted(features, &solution, spread, training, &rows);
        Ok(Some(Self::of(policy, weights, history, 0.0)))
    }
}

/// The features of the policy, or those of the columns, sorted by name, as the rows have them.
fn features(policy: &SuccessPolicy, columns: &Columns<'_>) -> Result<Vec<FittedFeature>, Error> {
    let inferred = || {
        let names = columns.names().filter(|name| !RESERVED.contains(name));
        names.filter_map(|name| columns.get(name).map(|values| Feature { name: name.to_owned(), kind: infer(values) }))
    };
    let mut features: Vec<Feature> = policy.features.clone().unwrap_or_else(|| inferred().collect());
    features.sort_by(|a, b| a.name.cmp(&b.name));
    let values = |feature: &Feature| {
        columns.get(&feature.name).ok_or_else(|| {
            Error::input(ErrorCode::MissingField, &feature.name).allowed("a column for each feature of the policy")
        })
    };
    let values = features.iter().map(values).collect::<Result<Vec<_>, _>>()?;
    let seen = look_through(&features, &values, columns.rows());
    features.into_iter().zip(values).zip(seen).map(|((feature, values), seen)| met(feature, values, seen)).collect()
}

/// What a column of numbers is like.
#[derive(Clone, Copy)]
struct Seen {
    /// How many numbers are not missing.
    known: usize,
    /// Whether each can be.
    fine: bool,
}

/// Looks through the columns of numbers, some rows of all of them at a time.
fn look_through(features: &[Feature], values: &[&Values<'_>], rows: usize) -> Vec<Seen> {
    let mut seen = vec![Seen { known: 0, fine: true }; values.len()];
    let mut block = [0.0; BLOCK];
    for from in (0..rows).step_by(BLOCK) {
        let block = &mut block[..BLOCK.min(rows - from)];
        for ((feature, values), seen) in features.iter().zip(values).zip(&mut seen) {
            let Values::Numbers(numbers) = values else { continue };
            numbers.visit(from, block, |_, value| {
                seen.known += usize::from(!value.is_nan());
                seen.fine &= !value.is_infinite() & feature.kind.check(value).is_ok();
            });
        }
    }
    seen
}

fn infer(values: &Values<'_>) -> FeatureKind {
    match values {
        Values::Words(_) => FeatureKind::Category,
        Values::Missing => FeatureKind::Number,
        Values::Numbers(numbers) => {
            let whole = |value: f64| value.is_nan() || (value >= 0.0 && value.fract() == 0.0);
            if numbers.iter().all(whole) { FeatureKind::Count } else { FeatureKind::Number }
        }
    }
}

fn met(Feature { name, kind }: Feature, values: &Values<'_>, seen: Seen) -> Result<FittedFeature, Error> {
    let (mut words, mut low, mut high) = (Vec::new(), None, None);
    let gaps = match (values, kind) {
        (Values::Words(column), FeatureKind::Category) => {
            let used: BTreeSet<usize> = column.codes().flatten().collect();
            let used: BTreeSet<&String> = used.into_iter().filter_map(|code| column.words().get(code)).collect();
            words = used.into_iter().cloned().collect();
            column.codes().any(|code| code.is_none())
        }
        (Values::Numbers(column), kind) if kind != FeatureKind::Category => {
            if !seen.fine {
                return Err(first_refused(&name, kind, column));
            }
            let gaps = seen.known < column.iter().count();
            let every = seen.known.div_ceil(RANGE_ROWS).max(1);
            let mut some: Vec<f64> = match gaps {
                true => column.iter().filter(|value| !value.is_nan()).step_by(every).collect(),
                false => column.iter().step_by(every).collect(),
            };
            let last = some.len().saturating_sub(1) as f64;
            // Selecting takes a fraction of the time of sorting.
            let mut at = |share: f64| {
                let place = (share * last).round() as usize;
                (place < some.len()).then(|| Finite::literal(*some.select_nth_unstable_by(place, f64::total_cmp).1))
            };
            (low, high) = (at(0.05), at(0.95));
            gaps
        }
        (Values::Missing, _) => true,
        (Values::Words(_), _) => return Err(wrong_column(&name, "words", "numbers")),
        (Values::Numbers(_), _) => return Err(wrong_column(&name, "numbers", "words")),
    };
    Ok(FittedFeature { name, kind, words, gaps, low, high })
}

/// The first number of a column that cannot be.
fn first_refused(name: &str, kind: FeatureKind, column: &Numbers<'_>) -> Error {
    let refusal = |(row, value): (usize, f64)| {
        let refuse = |code, allowed: &str| Error::input(code, format!("{name}[{row}]")).value(value).allowed(allowed);
        if value.is_infinite() {
            return Some(refuse(ErrorCode::NotFinite, "a finite number, or NaN where it is missing"));
        }
        kind.check(value).err().map(|allowed| refuse(ErrorCode::OutOfRange, allowed))
    };
    column.iter().enumerate().find_map(refusal).unwrap_or_else(|| Error::input(ErrorCode::OutOfRange, name))
}

/// The rows as numbers.
struct Design {
    /// A column of ones, then the scaled terms, 0 where they are missing; stored by columns.
    x: Array2<f64>,
    terms: Vec<ScaledTerm>,
    /// What is known after the last row.
    history: History,
}

struct ScaledTerm {
    name: String,
    mean: f64,
    scale: f64,
    constant: bool,
}

impl Design {
    fn of(
        policy: &SuccessPolicy,
        features: &[FittedFeature],
        columns: &Columns<'_>,
        rows: &Rows<'_>,
        succeeded: &[bool],
    ) -> Result<Self, Error> {
        let first = first_feature_term(policy);
        let width = first + features.iter().map(FittedFeature::width).sum::<usize>();
        let mut x = Array2::<f64>::zeros((rows.count(), width + 1).f());
        x.column_mut(0).fill(1.0);
        let mut history = History::default();
        let clock_from = if policy.history { HISTORY_TERMS.len() } else { 0 };
        rows.walk(
            &mut history,
            |_| (),
            |row, standing| {
                let at = rows.started_at(row);
                if policy.history {
                    let terms = standing.map(|standing| history_terms(&policy.rates, &standing, at, rows.lines(row)));
                    for (j, value) in terms.unwrap_or([f64::NAN; HISTORY_TERMS.len()]).into_iter().enumerate() {
                        x[(row, 1 + j)] = value;
                    }
                }
                if policy.clock {
                    for (j, value) in clock_terms(at).into_iter().enumerate() {
                        x[(row, 1 + clock_from + j)] = value;
                    }
                }
                Ok(succeeded.get(row).map(|succeeded| (*succeeded, None)))
            },
        )?;
        let sources: Vec<Source<'_>> = features.iter().map(|feature| Source::of(feature, columns)).collect();
        let mut of_features: Vec<&mut [f64]> = match x.as_slice_memory_order_mut() {
            Some(numbers) => numbers.chunks_exact_mut(rows.count()).skip(1 + first).collect(),
            None => Vec::new(),
        };
        for from in (0..rows.count()).step_by(BLOCK) {
            let until = rows.count().min(from + BLOCK);
            let mut left = of_features.as_mut_slice();
            for source in &sources {
                let own;
                (own, left) = left.split_at_mut_checked(source.feature.width()).unwrap_or_default();
                source.expand(from..until, own);
            }
        }
        let names = HISTORY_TERMS.into_iter().filter(|_| policy.history).map(str::to_owned);
        let names = names.chain(CLOCK_TERMS.into_iter().filter(|_| policy.clock).map(str::to_owned));
        let names = names.chain(features.iter().flat_map(FittedFeature::term_names));
        let columns = x.columns_mut().into_iter().skip(1);
        let terms = names.zip(columns).map(|(name, mut column)| {
            let values = column.as_slice_mut().unwrap_or_default();
            ScaledTerm::scale(name, values, policy.standardise)
        });
        let terms = terms.collect();
        Ok(Self { x, terms, history })
    }

    fn prior(&self, policy: &SuccessPolicy, term: &ScaledTerm) -> f64 {
        match policy.prior {
            Prior::BuiltIn => built_in::known(&term.name).map_or(0.0, |(weight, _)| weight * term.scale),
            Prior::None => 0.0,
        }
    }

    /// Weights of the prior.
    fn unfitted(&self, policy: &SuccessPolicy, features: Vec<FittedFeature>, training: Training) -> ModelWeights {
        let mut intercept = match policy.prior {
            Prior::BuiltIn => built_in::INTERCEPT,
            Prior::None => crate::success::terms::log_odds(policy.rates.expected.get(), 1e-6),
        };
        // The built-in weights stand before terms about their own middles.
        for term in self.terms.iter().filter(|_| policy.prior == Prior::BuiltIn) {
            if let Some((weight, middle)) = built_in::known(&term.name) {
                intercept += weight * (term.mean - middle);
            }
        }
        ModelWeights {
            intercept: Finite::literal(intercept),
            features,
            terms: self.terms.iter().map(|term| term.with(self.prior(policy, term))).collect(),
            services: Vec::new(),
            service_spread: NonNegative::literal(0.5),
            covariance: Vec::new(),
            training,
        }
    }

    fn solve(
        &self,
        policy: &SuccessPolicy,
        succeeded: &[bool],
        rows: &Rows<'_>,
        progress: &mut dyn FnMut(FitProgress) -> bool,
    ) -> Option<(Solution, f64)> {
        let weights = recency(rows, policy);
        let precision: Vec<f64> =
            std::iter::once(0.0).chain(self.terms.iter().map(|_| policy.strength.get())).collect();
        let centre: Vec<f64> =
            std::iter::once(0.0).chain(self.terms.iter().map(|term| self.prior(policy, term))).collect();
        // Rows without a service share a level that no prediction asks for.
        let sorted = rows.service().filter(|_| policy.services).map(Words::sorted);
        let groups = sorted.as_ref().map(|(names, codes)| (codes.as_slice(), names.len() + 1));
        let problem =
            Problem { x: &self.x, succeeded, weights: &weights, precision: &precision, centre: &centre, groups };
        let mut spread = policy.service_spread.map_or(0.5, NonNegative::get);
        let near =
            (self.terms.len() >= WIDE).then(|| warm_start::near(&self.x, succeeded, policy.strength.get())).flatten();
        let levels = Array1::zeros(groups.map_or(0, |(_, count)| count));
        let mut point = match near {
            Some(beta) => Point { beta, levels },
            None => problem.nearby(Point { beta: Array1::from(centre.clone()), levels }, spread),
        };
        let mut iterations = 0;
        for round in 0..SPREAD_ROUNDS {
            let solution = minimise(&problem, point, spread, &mut |_, loss| {
                iterations += 1;
                progress(FitProgress { iteration: iterations, loss })
            })?;
            let settled = match (groups, policy.service_spread) {
                (Some(_), None) => {
                    let next = spread_of(&solution, spread);
                    let settled = (next / spread - 1.0).abs() < SPREAD_SETTLED || round + 1 == SPREAD_ROUNDS;
                    if !settled {
                        spread = next;
                    }
                    settled
                }
                _ => true,
            };
            if settled {
                return Some((Solution { iterations, ..solution }, spread));
            }
            point = Point { beta: solution.beta, levels: solution.levels };
        }
        None
    }

    fn fitted(
        &self,
        features: Vec<FittedFeature>,
        solution: &Solution,
        spread: f64,
        training: Training,
        rows: &Rows<'_>,
    ) -> ModelWeights {
        let terms = self.terms.iter().zip(solution.beta.iter().skip(1)).map(|(term, weight)| term.with(*weight));
        let packed = solution.covariance.rows().into_iter().enumerate();
        let covariance = packed.flat_map(|(i, row)| row.iter().take(i + 1).copied().collect::<Vec<_>>());
        let sorted = rows.service().filter(|_| !solution.levels.is_empty()).map(Words::sorted);
        let names = sorted.map_or_else(Vec::new, |(names, _)| names);
        let levels = names.into_iter().zip(solution.levels.iter().zip(&solution.level_variance));
        let services: Vec<ServiceLevel> = levels
            .map(|(service, (level, variance))| ServiceLevel {
                service: service.to_owned(),
                level: Finite::literal(*level),
                deviation: NonNegative::literal(variance.max(0.0).sqrt()),
            })
            .collect();
        ModelWeights {
            intercept: Finite::literal(solution.beta[0]),
            features,
            terms: terms.collect(),
            services,
            service_spread: NonNegative::literal(if solution.levels.is_empty() { 0.0 } else { spread }),
            covariance: covariance.map(Finite::literal).collect(),
            training: Training {
                fitted: true,
                iterations: Count::new(u64::from(solution.iterations)).unwrap_or_default(),
                converged: solution.converged,
                gradient: NonNegative::literal(solution.gradient),
                ..training
            },
        }
    }
}

/// A feature, and what the rows say of it.
struct Source<'a> {
    feature: &'a FittedFeature,
    numbers: Option<&'a Numbers<'a>>,
    words: Option<&'a Words<'a>>,
    /// The places of the words of the column among those of the feature.
    places: Vec<Option<usize>>,
}

impl<'a> Source<'a> {
    fn of(feature: &'a FittedFeature, columns: &'a Columns<'a>) -> Self {
        let words = columns.words_of(&feature.name);
        let place = |word: &String| feature.words.binary_search(word).ok();
        let places = words.map_or_else(Vec::new, |words| words.words().iter().map(place).collect());
        Self { feature, numbers: columns.numbers_of(&feature.name), words, places }
    }

    /// Fills the columns of its terms, for some rows.
    fn expand(&self, rows: Range<usize>, terms: &mut [&mut [f64]]) {
        if let (Some(numbers), [out]) = (self.numbers, &mut *terms) {
            let kind = self.feature.kind;
            return numbers.visit(rows.start, &mut out[rows], |out, value| *out = kind.encode(value));
        }
        let mut values = vec![0.0; terms.len()];
        for row in rows {
            let number = self.numbers.map_or(f64::NAN, |numbers| numbers.get(row));
            let code = self.words.and_then(|words| words.code(row));
            let word = code.and_then(|code| self.places.get(code).copied().flatten());
            self.feature.expand(number, word, &mut values);
            for (term, value) in terms.iter_mut().zip(&values) {
                term[row] = *value;
            }
        }
    }
}

impl ScaledTerm {
    /// Scales a column in place; what is missing becomes 0.
    fn scale(name: String, values: &mut [f64], standardise: bool) -> Self {
        let count = sum_of_known(values, |_| 1.0).max(1.0);
        let mean = sum_of_known(values, |value| value) / count;
        let variance = sum_of_known(values, |value| (value - mean) * (value - mean)) / count;
        let deviation = variance.sqrt();
        // What rounding leaves of a constant is not a spread.
        let constant = deviation <= 1e-9 * mean.abs() || deviation == 0.0;
        let (mean, scale) = match (constant, standardise) {
            (true, _) => (mean, 1.0),
            (false, true) => (mean, deviation),
            (false, false) => (0.0, 1.0),
        };
        for value in values {
            *value = if value.is_nan() || constant { 0.0 } else { (*value - mean) / scale };
        }
        Self { name, mean, scale, constant }
    }

    fn with(&self, weight: f64) -> Term {
        Term {
            name: self.name.clone(),
            mean: Finite::literal(self.mean),
            scale: NonNegative::literal(self.scale),
            weight: Finite::literal(weight),
        }
    }
}

/// The sum of something over the values that are known.
fn sum_of_known(values: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    sum(values, |value| if value.is_nan() { 0.0 } else { of(value) })
}

/// What each row weighs: half after each half-life before the last start.
fn recency(rows: &Rows<'_>, policy: &SuccessPolicy) -> Vec<f64> {
    let last = rows.starts().and_then(|starts| starts.iter().max().copied());
    let (Some(starts), Some(last)) = (rows.starts(), last) else { return vec![1.0; rows.count()] };
    let half_life = policy.half_life.as_millis() as f64;
    starts.iter().map(|at| (-((last.as_millis() - at.as_millis()) as f64) / half_life).exp2()).collect()
}

/// The spread of the services by their levels: MacKay's estimate, in which each level counts as far as the rows rather
/// than the prior determine it.
fn spread_of(solution: &Solution, spread: f64) -> f64 {
    let determined: f64 =
        solution.level_variance.iter().map(|variance| (1.0 - variance / (spread * spread)).clamp(1e-6, 1.0)).sum();
    (solution.levels.dot(&solution.levels) / determined).sqrt().clamp(LEAST_SPREAD, 10.0)
}

fn count(number: usize) -> Count {
    Count::new(number as u64).unwrap_or(Count::MAX)
}
