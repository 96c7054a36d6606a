//! What a column looked like when a model was trained.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::units::{Count, Finite};

/// Into how many bins the rows of a column are divided.
const BINS: usize = 10;

/// What a column looked like when a model was trained: how many rows lay in each of a few bins.
///
/// Rows are divided by their tenths. Equal values stay together, and a value that alone makes a tenth has a bin of its own,
/// so that the share of zeros, for one, is watched.
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
}

impl InputReference {
    /// Describes a column; NaN is missing.
    ///
    /// # Errors
    ///
    /// `empty` without a name or rows; `not_finite` for an infinity.
    pub fn of(name: impl Into<String>, values: &[f64]) -> Result<Self, Error> {
        let name = name.into();
        check(&name, values)?;
        if values.is_empty() {
            return Err(Error::input(ErrorCode::Empty, name).allowed("at least one row"));
        }
        let mut known: Vec<f64> = values.iter().copied().filter(|value| !value.is_nan()).collect();
        known.sort_unstable_by(f64::total_cmp);
        let edges = edges(&known);
        let mut reference = Self { name, counts: Vec::new(), edges, missing: Count::ZERO };
        (reference.counts, reference.missing) = reference.tally(values);
        Ok(reference)
    }

    /// How many values lie in each bin, and how many are missing.
    pub(super) fn tally(&self, values: &[f64]) -> (Vec<Count>, Count) {
        let (mut counts, mut missing) = (vec![Count::ZERO; self.edges.len() + 1], Count::ZERO);
        for value in values {
            let bin = self.edges.partition_point(|edge| edge.get() < *value);
            let count = if value.is_nan() { Some(&mut missing) } else { counts.get_mut(bin) };
            if let Some(count) = count {
                *count = count.saturating_add(Count::ONE);
            }
        }
        (counts, missing)
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
        if self.counts.len() != self.edges.len() + 1 {
            let error = Error::input(ErrorCode::Contradiction, "counts").value(format!("{} bins", self.counts.len()));
            return Err(error.allowed(format!("one more than there are `edges`, {}", self.edges.len() + 1)));
        }
        if self.rows() == Count::ZERO {
            return Err(Error::input(ErrorCode::Empty, "counts").allowed("at least one row"));
        }
        Ok(())
    }
}

/// Refuses a column without a name, or with an infinity.
pub(super) fn check(name: &str, values: &[f64]) -> Result<(), Error> {
    if name.is_empty() {
        return Err(Error::input(ErrorCode::Empty, "name").allowed("a name for each column"));
    }
    match values.iter().position(|value| value.is_infinite()) {
        Some(row) => {
            let error = Error::input(ErrorCode::NotFinite, format!("{name}[{row}]"));
            let value = values.get(row).copied().unwrap_or_default();
            Err(error.value(value).allowed("a finite number, or NaN where it is missing"))
        }
        None => Ok(()),
    }
}

/// The upper ends of all bins but the last.
fn edges(sorted: &[f64]) -> Vec<Finite> {
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

#[cfg(test)]
mod tests {
    use super::*;

    fn bins(values: &[f64]) -> (Vec<f64>, Vec<u64>, u64) {
        let reference = InputReference::of("lines", values).unwrap();
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
    fn stored_references_are_checked() {
        let refused = |json: &str| serde_json::from_str::<InputReference>(json).unwrap().validate().unwrap_err();
        let error = refused(r#"{"name": "a", "edges": [1, 1], "counts": [1, 1, 1], "missing": 0}"#);
        assert_eq!((error.code(), error.field()), (ErrorCode::NotRising, "edges[1]"));
        let error = refused(r#"{"name": "a", "edges": [1], "counts": [1], "missing": 0}"#);
        assert_eq!((error.code(), error.field()), (ErrorCode::Contradiction, "counts"));
        assert_eq!(refused(r#"{"name": "a", "edges": [], "counts": [0], "missing": 0}"#).code(), ErrorCode::Empty);
        assert_eq!(InputReference::of("a", &[1.0, f64::INFINITY]).unwrap_err().field(), "a[1]");
    }
}
