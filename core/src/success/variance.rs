//! How well the log-odds of a prediction are known.

use crate::stats::lanes::across;

/// A covariance, laid out so that four rows of it are multiplied at once.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Variance {
    /// For four rows after another their column of each number up to the diagonal. What stands beside the diagonal counts
    /// twice, and what stands above it nothing.
    columns: Vec<[f64; 4]>,
}

impl Variance {
    /// Of a covariance that is given row by row up to the diagonal.
    pub(super) fn of(packed: &[f64]) -> Self {
        let mut rows = Vec::new();
        let mut rest = packed;
        while let Some((row, left)) = rest.split_at_checked(rows.len() + 1).filter(|(row, _)| !row.is_empty()) {
            rows.push(row);
            rest = left;
        }
        let cell = |row: usize, column: usize| {
            let cell = rows.get(row).and_then(|row: &&[f64]| row.get(column)).copied().unwrap_or(0.0);
            if row == column { cell } else { 2.0 * cell }
        };
        let four = |first: usize| (0..first + 4).map(move |column| [0, 1, 2, 3].map(|i| cell(first + i, column)));
        Self { columns: (0..rows.len()).step_by(4).flat_map(four).collect() }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.columns.is_empty()
    }

    /// The variance of the sum of the variables, each so many times; the factors are made up to fours by zeros.
    pub(super) fn of_sum(&self, factors: &mut Vec<f64>) -> f64 {
        factors.resize(factors.len().next_multiple_of(4), 0.0);
        let mut rest = self.columns.as_slice();
        let mut lanes = [0.0; 4];
        for (i, four) in factors.as_chunks::<4>().0.iter().enumerate() {
            let (columns, left) = rest.split_at_checked(4 * i + 4).unwrap_or_default();
            rest = left;
            // Two sums at a time, so that neither waits for the other.
            let (mut even, mut odd) = ([0.0; 4], [0.0; 4]);
            for (columns, factors) in columns.as_chunks::<2>().0.iter().zip(factors.as_chunks::<2>().0) {
                add(&mut even, factors[0], &columns[0]);
                add(&mut odd, factors[1], &columns[1]);
            }
            for (((lane, even), odd), factor) in lanes.iter_mut().zip(even).zip(odd).zip(four) {
                *lane += (even + odd) * factor;
            }
        }
        across(lanes)
    }
}

fn add(sums: &mut [f64; 4], factor: f64, column: &[f64; 4]) {
    for (sum, cell) in sums.iter_mut().zip(column) {
        *sum += cell * factor;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_variance_of_a_sum_is_the_sum_of_all_covariances() {
        for size in [0, 1, 3, 4, 5, 9] {
            let packed: Vec<f64> = (0..size * (size + 1) / 2).map(|i| f64::from((i * 7) % 11) - 3.0).collect();
            let cell = |i: usize, j: usize| packed[i.max(j) * (i.max(j) + 1) / 2 + i.min(j)];
            let mut factors: Vec<f64> = (0..size).map(|i| f64::from((i * 5) % 7) - 2.0).collect();
            let pairs = (0..factors.len()).flat_map(|i| (0..factors.len()).map(move |j| (i, j)));
            let expected: f64 = pairs.map(|(i, j)| factors[i] * cell(i, j) * factors[j]).sum();
            assert_eq!(Variance::of(&packed).of_sum(&mut factors), expected, "{size}");
        }
    }
}
