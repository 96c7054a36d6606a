//! Rows of deployments as columns.

use std::borrow::Cow;
use std::collections::BTreeMap;
#[cfg(feature = "model")]
use std::collections::BTreeSet;

use crate::error::{Error, ErrorCode};

/// Rows as named columns of numbers and words.
///
/// Five names are reserved: `service`, `environment` and `strategy` for words, `started_at` and `known_at` for seconds
/// since 1970 in UTC. All others are features. A column in which every row is missing may stand for either.
///
/// ```
/// use rollwise::{Columns, Numbers};
///
/// let lines = [12.0, f64::NAN, 480.0];
/// let columns = Columns::new(3).numbers("lines", Numbers::of(&lines))?.words("service", &["shop", "shop", "cart"])?;
/// assert_eq!(columns.rows(), 3);
/// # Ok::<(), rollwise::Error>(())
/// ```
#[derive(Clone, Debug)]
pub struct Columns<'a> {
    rows: usize,
    columns: BTreeMap<String, Values<'a>>,
}

#[derive(Clone, Debug)]
pub(crate) enum Values<'a> {
    Numbers(Numbers<'a>),
    Words(Words<'a>),
    /// Nothing is known of any row, so that it could be either.
    Missing,
}

/// A column of numbers; NaN is missing.
#[derive(Clone, Debug)]
pub struct Numbers<'a> {
    data: Cow<'a, [f64]>,
    start: usize,
    stride: usize,
}

/// Four columns of one matrix by rows.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Beside<'a>([&'a Numbers<'a>; 4]);

/// A column of words.
#[derive(Clone, Debug)]
pub(crate) struct Words<'a> {
    codes: Cow<'a, [u32]>,
    words: Vec<String>,
}

/// The code of a word that is missing.
pub const MISSING: u32 = u32::MAX;

impl<'a> Numbers<'a> {
    /// Numbers that follow one another.
    #[must_use]
    pub fn of(data: &'a [f64]) -> Self {
        Self::column(data, 1, 0)
    }

    /// A column of a matrix that is stored by rows: every `width`-th number, from the one at `place` on.
    #[must_use]
    pub fn column(matrix: &'a [f64], width: usize, place: usize) -> Self {
        Self { data: Cow::Borrowed(matrix), start: place, stride: width.max(1) }
    }

    /// Numbers that the column keeps.
    #[must_use]
    pub fn owned(data: Vec<f64>) -> Self {
        Self { data: Cow::Owned(data), start: 0, stride: 1 }
    }

    fn len(&self) -> usize {
        self.data.len().saturating_sub(self.start).div_ceil(self.stride)
    }

    pub(crate) fn get(&self, row: usize) -> f64 {
        self.data.get(self.start + row * self.stride).copied().unwrap_or(f64::NAN)
    }

    /// Visits the rows from `start` on, each with its place in `out`.
    #[inline]
    pub(crate) fn visit(&self, start: usize, out: &mut [f64], mut visit: impl FnMut(&mut f64, f64)) {
        let from = self.data.get(self.start + start * self.stride..).unwrap_or_default();
        // Numbers that follow one another are worth a loop of their own, which the compiler makes wide.
        if self.stride == 1 {
            out.iter_mut().zip(from).for_each(|(out, value)| visit(out, *value));
        } else {
            out.iter_mut().zip(from.iter().step_by(self.stride)).for_each(|(out, value)| visit(out, *value));
        }
    }

    /// As many numbers from a row on, if they follow one another.
    pub(crate) fn run(&self, from: usize, count: usize) -> Option<&[f64]> {
        let from = self.start + from;
        if self.stride == 1 { self.data.get(from..from + count) } else { None }
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = f64> {
        self.data.get(self.start..).unwrap_or_default().iter().step_by(self.stride).copied()
    }
}

impl<'a> Beside<'a> {
    /// Columns that lie in one matrix by rows, if they do.
    pub(crate) fn of(four: [&'a Numbers<'a>; 4]) -> Option<Self> {
        let (matrix, width) = (&*four[0].data, four[0].stride);
        let together = |other: &Numbers<'_>| std::ptr::eq(matrix, &*other.data) && width == other.stride;
        let beside = width > 1 && four.into_iter().all(|numbers| together(numbers) && numbers.start < width);
        beside.then_some(Self(four))
    }

    /// Visits the rows from `start` on, each with its place in `out`.
    #[inline]
    pub(crate) fn visit(self, start: usize, out: &mut [f64], mut visit: impl FnMut(&mut f64, [f64; 4])) {
        let (matrix, width) = (&*self.0[0].data, self.0[0].stride);
        let rows = matrix.get(start * width..).unwrap_or_default().chunks_exact(width);
        let whole = rows.len().min(out.len());
        let [a, b, c, d] = self.0.map(|numbers| numbers.start);
        // Known from the start, but not to the compiler, which would look at the place of each number in each row.
        if a >= width || b >= width || c >= width || d >= width {
            return;
        }
        for (out, row) in out.iter_mut().zip(rows) {
            let value = |place: usize| row.get(place).copied().unwrap_or(f64::NAN);
            visit(out, [value(a), value(b), value(c), value(d)]);
        }
        // The last row may end with the last column that is looked at.
        for (row, out) in out.iter_mut().enumerate().skip(whole) {
            visit(out, self.0.map(|numbers| numbers.get(start + row)));
        }
    }
}

impl Words<'_> {
    pub(crate) fn code(&self, row: usize) -> Option<usize> {
        self.codes.get(row).filter(|code| **code != MISSING).map(|code| *code as usize)
    }

    pub(crate) fn get(&self, row: usize) -> Option<&str> {
        self.code(row).and_then(|code| self.words.get(code)).map(String::as_str)
    }

    /// The words, by their codes.
    pub(crate) fn words(&self) -> &[String] {
        &self.words
    }

    /// The words that occur, sorted, and the place of each row's among them; after all of them where it is missing. However
    /// the words were numbered, they come out the same.
    #[cfg(feature = "model")]
    pub(crate) fn sorted(&self) -> (Vec<&str>, Vec<u32>) {
        let mut words: Vec<&str> = self
            .codes()
            .flatten()
            .collect::<BTreeSet<usize>>()
            .into_iter()
            .filter_map(|code| self.words.get(code).map(String::as_str))
            .collect();
        words.sort_unstable();
        words.dedup();
        let place = |word: &String| words.binary_search(&word.as_str()).unwrap_or(words.len()) as u32;
        let places: Vec<u32> = self.words.iter().map(place).collect();
        let missing = words.len() as u32;
        let codes =
            self.codes().map(|code| code.and_then(|code| places.get(code)).copied().unwrap_or(missing)).collect();
        (words, codes)
    }

    #[cfg(feature = "model")]
    pub(crate) fn codes(&self) -> impl Iterator<Item = Option<usize>> {
        self.codes.iter().map(|code| (*code != MISSING).then_some(*code as usize))
    }
}

impl<'a> Columns<'a> {
    /// No columns of as many rows.
    #[must_use]
    pub fn new(rows: usize) -> Self {
        Self { rows, columns: BTreeMap::new() }
    }

    /// How many rows each column has.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// Adds a column of numbers.
    ///
    /// # Errors
    ///
    /// `duplicate_name`, `empty` for no name, `contradiction` for another number of rows, `wrong_type` for one of the
    /// reserved names that stand for words. Infinities are refused where they are looked at.
    pub fn numbers(self, name: &str, numbers: Numbers<'a>) -> Result<Self, Error> {
        if numbers.iter().all(f64::is_nan) {
            let len = numbers.len();
            return self.add(name, len, Values::Missing);
        }
        if ["service", "environment", "strategy"].contains(&name) {
            return Err(Error::input(ErrorCode::WrongType, name).value("numbers").allowed("words"));
        }
        let len = numbers.len();
        self.add(name, len, Values::Numbers(numbers))
    }

    /// Adds a column of words.
    ///
    /// # Errors
    ///
    /// As [`coded`](Self::coded).
    pub fn words(self, name: &str, words: &[&str]) -> Result<Self, Error> {
        let mut known: BTreeMap<&str, u32> = BTreeMap::new();
        let mut list = Vec::new();
        let mut codes = Vec::with_capacity(words.len());
        for word in words {
            let next = u32::try_from(known.len()).unwrap_or(MISSING);
            codes.push(*known.entry(word).or_insert_with(|| {
                list.push((*word).to_owned());
                next
            }));
        }
        self.coded(name, Cow::Owned(codes), list)
    }

    /// Adds a column of words by their codes, the places in a list of words; [`MISSING`] is missing.
    ///
    /// # Errors
    ///
    /// `duplicate_name`, `empty` for no name or an empty word, `contradiction` for another number of rows, `wrong_type`
    /// for one of the reserved names that stand for numbers, `out_of_range` for a code without a word.
    pub fn coded(self, name: &str, codes: Cow<'a, [u32]>, words: Vec<String>) -> Result<Self, Error> {
        if codes.iter().all(|code| *code == MISSING) {
            let len = codes.len();
            return self.add(name, len, Values::Missing);
        }
        if ["started_at", "known_at"].contains(&name) {
            return Err(Error::input(ErrorCode::WrongType, name).value("words").allowed("seconds since 1970, in UTC"));
        }
        if let Some(place) = words.iter().position(String::is_empty) {
            let used = codes.iter().position(|code| *code as usize == place);
            if let Some(row) = used {
                let error = Error::input(ErrorCode::Empty, format!("{name}[{row}]"));
                return Err(error.allowed("a text; missing where it is unknown"));
            }
        }
        if let Some((row, code)) =
            codes.iter().enumerate().find(|(_, code)| **code != MISSING && **code as usize >= words.len())
        {
            let error = Error::input(ErrorCode::OutOfRange, format!("{name}[{row}]")).value(code);
            return Err(error.allowed(format!("the code of one of {} words", words.len())));
        }
        let len = codes.len();
        self.add(name, len, Values::Words(Words { codes, words }))
    }

    fn add(mut self, name: &str, len: usize, values: Values<'a>) -> Result<Self, Error> {
        if name.is_empty() {
            return Err(Error::input(ErrorCode::Empty, "columns").allowed("a name for each column"));
        }
        if len != self.rows {
            let error = Error::input(ErrorCode::Contradiction, name).value(format!("{len} rows"));
            return Err(error.allowed(format!("{} rows", self.rows)));
        }
        if self.columns.insert(name.to_owned(), values).is_some() {
            return Err(Error::input(ErrorCode::DuplicateName, name));
        }
        Ok(self)
    }

    /// The names of the columns, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.columns.keys().map(String::as_str)
    }

    pub(crate) fn get(&self, name: &str) -> Option<&Values<'a>> {
        self.columns.get(name)
    }

    pub(crate) fn numbers_of(&self, name: &str) -> Option<&Numbers<'a>> {
        match self.columns.get(name)? {
            Values::Numbers(numbers) => Some(numbers),
            Values::Words(_) | Values::Missing => None,
        }
    }

    pub(crate) fn words_of(&self, name: &str) -> Option<&Words<'a>> {
        match self.columns.get(name)? {
            Values::Words(words) => Some(words),
            Values::Numbers(_) | Values::Missing => None,
        }
    }
}
