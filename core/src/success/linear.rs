//! The linear algebra of a fit, summed in an order of its own: other libraries choose theirs by the machine, and the same
//! rows would not make the same model everywhere.

#![allow(clippy::indexing_slicing, reason = "every index runs over the matrix or the columns that it is of")]

use ndarray::{Array1, Array2};

use crate::stats::lanes::across;

/// The rows of a matrix that is stored by rows.
pub(super) fn rows(matrix: &Array2<f64>) -> Vec<&[f64]> {
    matrix.outer_iter().map(|row| row.to_slice().unwrap_or_default()).collect()
}

/// The columns of a matrix that is stored by columns.
pub(super) fn columns(matrix: &Array2<f64>) -> Vec<&[f64]> {
    let numbers = matrix.as_slice_memory_order().unwrap_or_default();
    numbers.chunks_exact(matrix.nrows().max(1)).collect()
}

/// Adds a multiple of numbers to others.
pub(super) fn add(to: &mut [f64], factor: f64, values: &[f64]) {
    for (to, value) in to.iter_mut().zip(values) {
        *to += factor * value;
    }
}

/// Adds the product of each left column with each right one up to its own place, which is the lower half of a matrix.
pub(super) fn add_products(left: &[&[f64]], right: &[&[f64]], out: &mut Array2<f64>) {
    for (i, left) in left.iter().enumerate() {
        for j in (0..right.len().min(i + 1)).step_by(4) {
            // Where there is no further column, one is taken again and its product left out.
            let sums = dot_four(left, [0, 1, 2, 3].map(|k| *right.get(j + k).unwrap_or(&right[j])));
            for (j, sum) in (j..right.len().min(i + 1)).zip(sums) {
                out[(i, j)] += sum;
            }
        }
    }
}

/// The products of a vector with four others, for which it is read once, in four lanes.
fn dot_four(a: &[f64], b: [&[f64]; 4]) -> [f64; 4] {
    let (fours, rest) = a.as_chunks::<4>();
    let b_fours = b.map(|b| &b.as_chunks::<4>().0[..fours.len()]);
    let mut lanes = [[0.0; 4]; 4];
    for (i, a) in fours.iter().enumerate() {
        for (lanes, b) in lanes.iter_mut().zip(b_fours) {
            for k in 0..4 {
                lanes[k] += a[k] * b[i][k];
            }
        }
    }
    let rest = b.map(|b| rest.iter().zip(&b[fours.len() * 4..]).map(|(a, b)| a * b).sum::<f64>());
    [0, 1, 2, 3].map(|k| across(lanes[k]) + rest[k])
}

/// Fills the upper half of a matrix with its lower one.
pub(super) fn mirror(matrix: &mut Array2<f64>) {
    for i in 0..matrix.nrows() {
        for j in 0..i {
            matrix[(j, i)] = matrix[(i, j)];
        }
    }
}

/// The lower factor of a positive definite matrix.
pub(super) fn cholesky(matrix: &Array2<f64>) -> Array2<f64> {
    let size = matrix.nrows();
    let mut factor = Array2::<f64>::zeros((size, size));
    for i in 0..size {
        for j in 0..=i {
            let known: f64 = factor.row(i).iter().zip(factor.row(j)).take(j).map(|(a, b)| a * b).sum();
            let left = matrix[(i, j)] - known;
            // The prior keeps the matrix definite; what rounding takes is given back.
            let floor = f64::EPSILON * matrix[(i, i)].abs().max(f64::MIN_POSITIVE);
            factor[(i, j)] = if i == j { left.max(floor).sqrt() } else { left / factor[(j, j)] };
        }
    }
    factor
}

/// Solves for a right side by the lower factor.
pub(super) fn solve(factor: &Array2<f64>, right: &[f64]) -> Array1<f64> {
    let size = right.len();
    let mut x = Array1::from(right.to_vec());
    for i in 0..size {
        let known: f64 = factor.row(i).iter().zip(&x).take(i).map(|(a, b)| a * b).sum();
        x[i] = (x[i] - known) / factor[(i, i)];
    }
    for i in (0..size).rev() {
        let known: f64 = factor.column(i).iter().zip(&x).skip(i + 1).map(|(a, b)| a * b).sum();
        x[i] = (x[i] - known) / factor[(i, i)];
    }
    x
}

pub(super) fn inverse(matrix: &Array2<f64>) -> Array2<f64> {
    let factor = cholesky(matrix);
    let mut inverse = Array2::zeros(matrix.dim());
    for (i, mut column) in inverse.columns_mut().into_iter().enumerate() {
        let mut unit = vec![0.0; matrix.nrows()];
        unit[i] = 1.0;
        column.assign(&solve(&factor, &unit));
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::array;

    #[test]
    fn products_of_columns_are_the_lower_half_of_a_matrix() {
        for (width, rows) in [(1, 1), (2, 7), (5, 8), (7, 33), (15, 128)] {
            let column = |j: usize| (0..rows).map(move |i| ((i * 7 + j * 3) % 11) as f64 - 5.0).collect::<Vec<f64>>();
            let (left, right): (Vec<_>, Vec<_>) = (0..width).map(|j| (column(j), column(j + 20))).unzip();
            let (left, right): (Vec<&[f64]>, Vec<&[f64]>) =
                (left.iter().map(Vec::as_slice).collect(), right.iter().map(Vec::as_slice).collect());
            let mut out = Array2::zeros((width, width));
            add_products(&left, &right, &mut out);
            for i in 0..width {
                for j in 0..width {
                    let expected = if j <= i { left[i].iter().zip(right[j]).map(|(a, b)| a * b).sum() } else { 0.0 };
                    assert_eq!(out[(i, j)], expected, "{width} {rows} {i} {j}");
                }
            }
        }
    }

    #[test]
    fn an_inverse_undoes() {
        let matrix = array![[4.0, 1.0, 0.5], [1.0, 3.0, -0.25], [0.5, -0.25, 2.0]];
        let product = matrix.dot(&inverse(&matrix));
        assert!(product.iter().zip(&Array2::<f64>::eye(3)).all(|(a, b)| (a - b).abs() < 1e-14));
    }
}
