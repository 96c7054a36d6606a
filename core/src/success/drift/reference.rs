//! What a column looked like when a model was trained.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::units::{Count, Finite};

/// Into how many bins the rows of a column are divided.
const BINS: usize = 10;

/// How many words have a bin of their own.
const WORDS: usize = 50;

/// A column of rows: numbers, or words.
#[derive(Clone, Debug)]
pub enum InputColumn<'a> {
    /// Numbers; NaN is missing.
    Numbers(Cow<'a, [f64]>),
    /// Words, such as the names of teams.
    Words(Cow<'a, [Option<String>]>),
}

impl InputColumn<'_> {
    fn kind(&self) -> &'static str {
        match self {
            Self::Numbers(_) => "numbers",
            Self::Words(_) => "words",
        }
    }

    fn rows(&self) -> usize {
        match self {
            Self::Numbers(values) => values.len(),
            Self::Words(words) => words.len(),
        }
    }

    /// Whether there is no value in any row, so that it could be of either kind.
    fn is_missing(&self) -> bool {
        match self {
            Self::Numbers(values) => values.iter().all(|value| value.is_nan()),
            Self::Words(words) => words.iter().all(Option::is_none),
        }
    }
}

/// What a column looked like when a model was trained: how many rows lay in each of a few bins.
///
/// Rows of numbers are divided by their tenths. Equal values stay together, and a value that alone makes a tenth has a bin
/// of its own, so that the share of zeros, for one, is watched. Of words, each of the 50 most frequent has a bin, and
/// all others have one together.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct InputReference {
    /// The name of the column.
    pub name: String,
    /// The upper ends of all bins but the last, rising; each belongs to its bin.
    pub edges: Vec<Finite>,
    /// How many rows were in each bin: one more than there are edges.
    pub counts: Vec<Count>,
    /// How many rows had no value.
    pub missing: Count,
    /// Of a column of words: the words that have bins, rising; the last bin is that of all others. Empty for numbers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub words: Vec<String>,
}

impl InputReference {
    /// Describes a column.
    ///
    /// # Errors
    ///
    /// `empty` without a name or rows; `not_finite` for an infinity.
    pub fn of(name: impl Into<String>, column: &InputColumn<'_>) -> Result<Self, Error> {
        let name = name.into();
        check(&name, column)?;
        if column.rows() == 0 {
            return Err(Error::input(ErrorCode::Empty, name).allowed("at least one row"));
        }
        let (edges, words) = match column {
            InputColumn::Numbers(values) => (edges(values), Vec::new()),
            InputColumn::Words(words) => (Vec::new(), frequent(words)),
        };
        let empty = Self { name, edges, counts: Vec::new(), missing: Count::ZERO, words };
        let (counts, missing) = empty.tally(column);
        Ok(Self { counts, missing, ..empty })
    }

    /// How many values lie in each bin, and how many are missing.
    pub(super) fn tally(&self, column: &InputColumn<'_>) -> (Vec<Count>, Count) {
        let (mut counts, mut missing) = (vec![Count::ZERO; self.edges.len() + self.words.len() + 1], Count::ZERO);
        let mut count = |bin: Option<usize>| {
            let count = bin.map_or(Some(&mut missing), |bin| counts.get_mut(bin));
            count.into_iter().for_each(|count| *count = count.saturating_add(Count::ONE));
        };
        match column {
            InputColumn::Numbers(values) => values.iter().for_each(|value| {
                count((!value.is_nan()).then(|| self.edges.partition_point(|edge| edge.get() < *value)));
            }),
            InputColumn::Words(words) => words.iter().for_each(|word| {
                let place = |word: &str| self.words.binary_search_by(|known| known.as_str().cmp(word));
                count(word.as_deref().map(|word| place(word).unwrap_or(self.words.len())));
            }),
        }
        (counts, missing)
    }

    /// Refuses a column of the other kind, and infinities.
    pub(super) fn check_column(&self, column: &InputColumn<'_>) -> Result<(), Error> {
        check(&self.name, column)?;
        let of_words = matches!(column, InputColumn::Words(_));
        let either = column.is_missing() || (self.edges.is_empty() && self.words.is_empty());
        if either || of_words != self.words.is_empty() {
            return Ok(());
        }
        let allowed = if of_words { "numbers, as in training" } else { "words, as in training" };
        Err(Error::input(ErrorCode::WrongType, &*self.name).value(column.kind()).allowed(allowed))
    }

    pub(super) fn rows(&self) -> Count {
        self.counts.iter().fold(self.missing, |sum, count| sum.saturating_add(*count))
    }

    pub(super) fn validate(&self) -> Result<(), Error> {
        if self.name.is_empty() {
            return Err(Error::input(ErrorCode::Empty, "name").allowed("a name for each column"));
        }
        for (i, (edge, next)) in self.edges.iter().zip(self.edges.iter().skip(1)).enumerate() {
            if edge >= next {
                let error = Error::input(ErrorCode::NotRising, format!("edges[{}]", i + 1)).value(next);
                return Err(error.allowed(format!("a number above {edge}")));
            }
        }
        if !self.words.is_empty() && !self.edges.is_empty() {
            return Err(Error::input(ErrorCode::Contradiction, "words").allowed("none where there are `edges`"));
        }
        if let Some(i) = self.words.windows(2).position(|pair| !matches!(pair, [a, b] if a < b)) {
            let error = Error::input(ErrorCode::NotRising, format!("words[{}]", i + 1));
            return Err(error.allowed("words in rising order, each once"));
        }
        let bins = self.edges.len() + self.words.len() + 1;
        if self.counts.len() != bins {
            let error = Error::input(ErrorCode::Contradiction, "counts").value(format!("{} bins", self.counts.len()));
            return Err(error.allowed(format!("one more than there are `edges` or `words`, {bins}")));
        }
        if self.rows() == Count::ZERO {
            return Err(Error::input(ErrorCode::Empty, "counts").allowed("at least one row"));
        }
        Ok(())
    }
}

/// Refuses a column without a name, or with an infinity.
fn check(name: &str, column: &InputColumn<'_>) -> Result<(), Error> {
    named(name)?;
    let InputColumn::Numbers(values) = column else { return Ok(()) };
    match values.iter().enumerate().find(|(_, value)| value.is_infinite()) {
        Some((row, value)) => {
            let error = Error::input(ErrorCode::NotFinite, format!("{name}[{row}]"));
            Err(error.value(value).allowed("a finite number, or NaN where it is missing"))
        }
        None => Ok(()),
    }
}

pub(super) fn named(name: &str) -> Result<(), Error> {
    if name.is_empty() {
        return Err(Error::input(ErrorCode::Empty, "name").allowed("a name for each column"));
    }
    Ok(())
}

/// The upper ends of all bins but the last.
fn edges(values: &[f64]) -> Vec<Finite> {
    let mut sorted: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
    sorted.sort_unstable_by(f64::total_cmp);
    let rows = sorted.len();
    let tenth = |row: usize| row * BINS / rows.max(1);
    let mut ends = Vec::new();
    let (mut start, mut row, mut last) = (0, 0, None);
    for same in sorted.chunk_by(|a, b| a == b) {
        let large = same.len() * BINS >= rows;
        if large && row > start {
            ends.extend(last);
            start = row;
        }
        row += same.len();
        last = same.first().copied();
        if large || tenth(row) > tenth(start) {
            ends.extend(last);
            start = row;
        }
    }
    let only = sorted.first().copied().filter(|first| sorted.last() == Some(first));
    match only {
        // Were there one bin only, a constant could never be seen to change.
        Some(only) => ends = vec![only.next_down(), only],
        // The last bin has no upper end.
        None => {
            ends.pop_if(|end| sorted.last() == Some(end));
        }
    }
    ends.into_iter().filter_map(|end| Finite::new(end).ok()).collect()
}

/// The most frequent words, rising.
fn frequent(words: &[Option<String>]) -> Vec<String> {
    let mut rows: BTreeMap<&str, usize> = BTreeMap::new();
    words.iter().flatten().for_each(|word| *rows.entry(word).or_default() += 1);
    let mut frequent: Vec<(&str, usize)> = rows.into_iter().collect();
    // Stable, so that words that are as frequent stay in their order.
    frequent.sort_by_key(|(_, rows)| std::cmp::Reverse(*rows));
    let mut words: Vec<String> = frequent.into_iter().take(WORDS).map(|(word, _)| word.to_owned()).collect();
    words.sort_unstable();
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bins(values: &[f64]) -> (Vec<f64>, Vec<u64>, u64) {
        let reference = InputReference::of("lines", &InputColumn::Numbers(values.into())).unwrap();
        reference.validate().unwrap();
        let edges = reference.edges.iter().map(|edge| edge.get()).collect();
        (edges, reference.counts.iter().map(|count| count.get()).collect(), reference.missing.get())
    }

    #[test]
    fn rows_are_divided_by_their_tenths() {
        let values: Vec<f64> = (1..=23).map(f64::from).collect();
        let (edges, counts, missing) = bins(&values);
        assert_eq!(edges, [3.0, 5.0, 7.0, 10.0, 12.0, 14.0, 17.0, 19.0, 21.0]);
        assert_eq!((counts.iter().sum::<u64>(), missing), (23, 0));
        assert!(counts.iter().all(|count| (2..=3).contains(count)), "{counts:?}");
    }

    #[test]
    fn equal_values_stay_together_and_many_of_them_have_a_bin() {
        let flag: Vec<f64> = (0..100).map(|i| f64::from(i32::from(i >= 4))).collect();
        assert_eq!(bins(&flag), (vec![0.0], vec![4, 96], 0));
        let zeros: Vec<f64> = (0..10).map(|i| f64::from((i - 6).max(0))).collect();
        assert_eq!(bins(&zeros), (vec![0.0, 1.0, 2.0], vec![7, 1, 1, 1], 0));
    }

    #[test]
    fn a_constant_has_room_below_and_above() {
        assert_eq!(bins(&[7.0, 7.0]), (vec![7.0_f64.next_down(), 7.0], vec![0, 2, 0], 0));
        assert_eq!(bins(&[f64::MIN]), (vec![f64::MIN], vec![1, 0], 0));
        assert_eq!(bins(&[f64::NAN]), (vec![], vec![0], 1));
        assert_eq!(bins(&[0.0, -0.0]).1, [0, 2, 0]);
    }

    #[test]
    fn words_have_bins_by_how_frequent_they_are() {
        let mut rows: Vec<Option<String>> = (0..60).map(|i| Some(format!("team {i:02}"))).collect();
        rows.extend([Some("team 59".to_owned()), Some("team 59".to_owned()), None]);
        let column = InputColumn::Words(rows.into());
        let reference = InputReference::of("team", &column).unwrap();
        reference.validate().unwrap();
        assert_eq!((reference.words.len(), reference.words[49].as_str()), (50, "team 59"));
        assert_eq!((reference.counts[49].get(), reference.counts[50].get(), reference.missing.get()), (3, 10, 1));
        assert_eq!(InputReference::of("", &column).unwrap_err().code(), ErrorCode::Empty);
    }

    #[test]
    fn stored_references_are_checked() {
        let refused = |json: &str| serde_json::from_str::<InputReference>(json).unwrap().validate().unwrap_err();
        let error = refused(r#"{"name": "a", "edges": [1, 1], "counts": [1, 1, 1], "missing": 0}"#);
        assert_eq!((error.code(), error.field()), (ErrorCode::NotRising, "edges[1]"));
        let error = refused(r#"{"name": "a", "edges": [1], "counts": [1], "missing": 0}"#);
        assert_eq!((error.code(), error.field()), (ErrorCode::Contradiction, "counts"));
        assert_eq!(refused(r#"{"name": "a", "edges": [], "counts": [0], "missing": 0}"#).code(), ErrorCode::Empty);
        let error = refused(r#"{"name": "a", "edges": [], "counts": [1, 1, 1], "missing": 0, "words": ["b", "b"]}"#);
        assert_eq!((error.code(), error.field()), (ErrorCode::NotRising, "words[1]"));
        let infinite = InputColumn::Numbers(vec![1.0, f64::INFINITY].into());
        assert_eq!(InputReference::of("a", &infinite).unwrap_err().field(), "a[1]");
    }
}
