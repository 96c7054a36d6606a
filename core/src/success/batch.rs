//! What features add to the log-odds of many rows.

use crate::error::{Error, ErrorCode};
use crate::success::columns::{Beside, Columns, Numbers, Values, Words};
use crate::success::model::{FittedFeature, SuccessModel, wrong_column};
use crate::success::policy::FeatureKind;

/// Rows that are worked on together: so few that the numbers of the next ones arrive meanwhile. With 256 rows a batch waits
/// for memory first and computes then, which takes half as long again.
pub(super) const BLOCK: usize = 32;

/// A feature, and what the rows say of it.
struct Part<'a> {
    feature: &'a FittedFeature,
    column: Column<'a>,
    /// What a value is multiplied with.
    slope: f64,
    /// What is added where there is a value, and where there is none.
    known: f64,
    missing: f64,
}

enum Column<'a> {
    Numbers(&'a Numbers<'a>),
    Words {
        words: &'a Words<'a>,
        /// What each word adds, by its code.
        by_word: Vec<f64>,
    },
}

/// Room for the numbers of four parts that must be looked up or encoded first.
#[derive(Default)]
pub(super) struct Scratch([[f64; BLOCK]; 4]);

/// Four parts, or fewer at the end, that are added together.
struct Four<'a> {
    parts: Vec<Part<'a>>,
    slopes: [f64; 4],
    /// Their numbers, if the slopes stand before them and they lie beside one another.
    beside: Option<Beside<'a>>,
}

/// The features of a model, each with its column, by the order of their names.
pub(super) struct Features<'a> {
    fours: Vec<Four<'a>>,
    /// What a row starts with, and what it starts with when all its features are known.
    base: f64,
    known: f64,
}

impl SuccessModel {
    /// The features, each with its column.
    pub(super) fn features_of<'a>(&'a self, columns: &'a Columns<'a>) -> Result<Features<'a>, Error> {
        let (parts, constant) = self.parts(columns)?;
        let base = self.weights.intercept.get() + self.level + constant;
        let known = parts.iter().fold(base, |sum, part| sum + part.known);
        let mut parts = parts.into_iter();
        let next = || Some(parts.by_ref().take(4).collect::<Vec<_>>()).filter(|four| !four.is_empty());
        Ok(Features { fours: std::iter::from_fn(next).map(Four::of).collect(), base, known })
    }

    /// The features, each with its column, and what those add that are missing in all rows.
    fn parts<'a>(&'a self, columns: &'a Columns<'a>) -> Result<(Vec<Part<'a>>, f64), Error> {
        let mut place = self.first_feature_term();
        let mut constant = 0.0;
        let mut parts = Vec::with_capacity(self.weights.features.len());
        for feature in &self.weights.features {
            let terms = place..place + feature.width();
            place = terms.end;
            let slopes = self.derived.slopes.get(terms.clone()).unwrap_or_default();
            let means = self.derived.means.get(terms).unwrap_or_default().iter().copied();
            let weights: Vec<(f64, f64)> = slopes.iter().copied().zip(means).collect();
            let missing = effect(feature, &weights, None);
            let column = columns.get(&feature.name).ok_or_else(|| {
                Error::input(ErrorCode::MissingField, &feature.name).allowed("a column for each feature of the model")
            })?;
            let (column, slope, known) = match (column, feature.kind) {
                (Values::Missing, _) => {
                    constant += missing;
                    continue;
                }
                (Values::Numbers(numbers), kind) if kind != FeatureKind::Category => {
                    let slope = slopes.first().copied().unwrap_or(0.0);
                    // The terms of 0 are those of every number, but for its own part.
                    let known = weights.iter().fold(0.0, |sum, (slope, mean)| sum - slope * mean);
                    (Column::Numbers(numbers), slope, known)
                }
                (Values::Words(words), FeatureKind::Category) => {
                    let place = |word: &String| feature.words.binary_search(word).ok();
                    let by_word = words
                        .words()
                        .iter()
                        .map(|word| place(word).map_or(missing, |i| effect(feature, &weights, Some(i))));
                    (Column::Words { words, by_word: by_word.collect() }, 1.0, 0.0)
                }
                (Values::Words(_), _) => return Err(wrong_column(&feature.name, "words", "numbers")),
                (Values::Numbers(_), _) => return Err(wrong_column(&feature.name, "numbers", "words")),
            };
            parts.push(Part { feature, column, slope, known, missing });
        }
        Ok((parts, constant))
    }
}

impl Features<'_> {
    /// Sets the log-odds that intercept, level and features make, for a block of rows.
    ///
    /// Four features are added at a time, in the order of their names: a row comes out the same in whatever way its numbers
    /// lie in memory, and together with whatever others.
    pub(super) fn set(&self, from: usize, out: &mut [f64], scratch: &mut Scratch) -> Result<(), Error> {
        out.fill(self.known);
        for four in &self.fours {
            four.add(from, out, scratch)?;
        }
        // What is missing made the sum of its row no number.
        if out.iter().fold(false, |any, out| any | out.is_nan()) {
            for (row, out) in out.iter_mut().enumerate().filter(|(_, out)| out.is_nan()) {
                let parts = self.fours.iter().flat_map(|four| &four.parts);
                *out = parts.fold(self.base, |sum, part| sum + part.of(from + row));
            }
        }
        Ok(())
    }
}

/// What a word, or a missing value, adds to the log-odds.
fn effect(feature: &FittedFeature, weights: &[(f64, f64)], word: Option<usize>) -> f64 {
    let mut values = vec![f64::NAN; weights.len()];
    feature.expand(f64::NAN, word, &mut values);
    let terms = weights.iter().zip(values).filter(|(_, value)| !value.is_nan());
    terms.map(|((slope, mean), value)| slope * (value - mean)).sum()
}

impl<'a> Four<'a> {
    fn of(parts: Vec<Part<'a>>) -> Self {
        let beside = match [0, 1, 2, 3].map(|i| parts.get(i).or(parts.first()).and_then(Part::plain)) {
            [Some(a), Some(b), Some(c), Some(d)] => Beside::of([a, b, c, d]),
            _ => None,
        };
        let slopes = [0, 1, 2, 3].map(|i| parts.get(i).map_or(0.0, |part| part.slope));
        Self { parts, slopes, beside }
    }

    /// Adds the parts to a block of rows.
    fn add(&self, from: usize, out: &mut [f64], scratch: &mut Scratch) -> Result<(), Error> {
        let slopes = self.slopes;
        if let Some(beside) = self.beside {
            beside.visit(from, out, |out, values| *out += sum(slopes, values));
            return Ok(());
        }
        let mut columns: [&[f64]; 4] = [&[0.0; BLOCK]; 4];
        for ((part, column), scratch) in self.parts.iter().zip(&mut columns).zip(&mut scratch.0) {
            *column = match part.plain().and_then(|numbers| numbers.run(from, out.len())) {
                Some(numbers) => numbers,
                None => part.fill(from, scratch.get_mut(..out.len()).unwrap_or_default())?,
            };
        }
        let [a, b, c, d] = columns;
        for (out, (((a, b), c), d)) in out.iter_mut().zip(a.iter().zip(b).zip(c).zip(d)) {
            *out += sum(slopes, [*a, *b, *c, *d]);
        }
        Ok(())
    }
}

fn sum(slopes: [f64; 4], [a, b, c, d]: [f64; 4]) -> f64 {
    (slopes[0] * a + slopes[1] * b) + (slopes[2] * c + slopes[3] * d)
}

impl<'a> Part<'a> {
    /// Its numbers, if they are what the slope stands before.
    fn plain(&self) -> Option<&'a Numbers<'a>> {
        match self.column {
            Column::Numbers(numbers) if self.feature.kind == FeatureKind::Number => Some(numbers),
            _ => None,
        }
    }

    /// What the slope stands before, in a block of rows.
    fn fill<'b>(&self, from: usize, out: &'b mut [f64]) -> Result<&'b [f64], Error> {
        match &self.column {
            Column::Words { words, by_word } => {
                for (row, out) in out.iter_mut().enumerate() {
                    let word = words.code(from + row).and_then(|code| by_word.get(code));
                    *out = word.copied().unwrap_or(self.missing);
                }
            }
            Column::Numbers(numbers) => {
                let kind = self.feature.kind;
                let mut fine = true;
                numbers.visit(from, out, |out, value| {
                    fine &= kind.check(value).is_ok();
                    *out = kind.encode(value);
                });
                if !fine {
                    return Err(self.refused(numbers, from));
                }
            }
        }
        Ok(out)
    }

    /// What it adds to the log-odds of one row.
    fn of(&self, row: usize) -> f64 {
        match &self.column {
            Column::Words { words, by_word } => {
                words.code(row).and_then(|code| by_word.get(code)).copied().unwrap_or(self.missing)
            }
            Column::Numbers(numbers) => match numbers.get(row) {
                value if value.is_nan() => self.missing,
                value => self.slope * self.feature.kind.encode(value) + self.known,
            },
        }
    }

    /// The first number from a row on that cannot be.
    fn refused(&self, numbers: &Numbers<'_>, from: usize) -> Error {
        let refusal = |(row, value): (usize, f64)| Some((row, value, self.feature.kind.check(value).err()?));
        match numbers.iter().enumerate().skip(from).find_map(refusal) {
            Some((row, value, allowed)) => {
                let field = format!("{}[{row}]", self.feature.name);
                Error::input(ErrorCode::OutOfRange, field).value(value).allowed(allowed)
            }
            None => Error::input(ErrorCode::OutOfRange, &self.feature.name),
        }
    }
}
