//! The rows of a fit as numbers.

#![allow(clippy::indexing_slicing, reason = "rows and columns run over the matrix that was made for them")]

use std::ops::Range;

use ndarray::{Array2, ShapeBuilder};

use crate::error::Error;
use crate::history::History;
use crate::stats::lanes::sum;
use crate::success::columns::{Columns, Numbers, Words};
use crate::success::features::BLOCK;
use crate::success::model::{FittedFeature, Term, first_feature_term};
use crate::success::policy::SuccessPolicy;
use crate::success::rows::Rows;
use crate::success::terms::{CLOCK_TERMS, HISTORY_TERMS, clock_terms, history_terms};
use crate::units::{Finite, NonNegative};

/// The rows as numbers.
pub(super) struct Design {
    /// A column of ones, then the scaled terms, 0 where they are missing; stored by columns.
    pub(super) x: Array2<f64>,
    pub(super) terms: Vec<ScaledTerm>,
    /// What is known after the last row.
    pub(super) history: History,
}

/// A term, and how its column was scaled.
pub(super) struct ScaledTerm {
    pub(super) name: String,
    pub(super) mean: f64,
    pub(super) scale: f64,
    pub(super) constant: bool,
}

impl Design {
    pub(super) fn of(
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

    pub(super) fn with(&self, weight: f64) -> Term {
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
