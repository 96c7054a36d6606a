//! Logistic regression by Newton's method: with weights of rows, a Gaussian prior centred on given weights, and a level of
//! its own for each group of rows.
//!
//! Minimised is `Σᵢ wᵢ log(1 + exp(−sᵢ zᵢ)) + ½ Σⱼ λⱼ (βⱼ − mⱼ)² + ½ Σg ug² / σ²` with `zᵢ = β₀ + xᵢβ + u[gᵢ]` and `sᵢ` 1 for a
//! success, −1 for a failure. The intercept is not held. The levels of the groups are eliminated from each step, so that
//! thousands of them cost as much as one feature.

#![allow(
    clippy::indexing_slicing,
    reason = "every index runs over the matrix that it is of, or over the groups it was made for"
)]

use ndarray::linalg::general_mat_mul;
use ndarray::{Array1, Array2, Axis, Slice};

/// What is minimised.
pub(super) struct Problem<'a> {
    /// Scaled features, one column each after a first column of ones, stored by columns.
    pub(super) x: &'a Array2<f64>,
    pub(super) succeeded: &'a [bool],
    pub(super) weights: &'a [f64],
    /// Precision and centre of each weight; the first, of the intercept, is not read.
    pub(super) precision: &'a [f64],
    pub(super) centre: &'a [f64],
    /// The group of each row, and how many there are.
    pub(super) groups: Option<(&'a [u32], usize)>,
}

/// The weights at the minimum.
pub(super) struct Solution {
    /// The intercept and the weights.
    pub(super) beta: Array1<f64>,
    /// The inverse of the curvature in them.
    pub(super) covariance: Array2<f64>,
    /// The level of each group, and its variance.
    pub(super) levels: Array1<f64>,
    pub(super) level_variance: Array1<f64>,
    pub(super) iterations: u32,
    /// Largest part of the gradient, for one row.
    pub(super) gradient: f64,
    pub(super) converged: bool,
}

/// Steps that are enough from anywhere; Newton's method takes about seven.
const MAX_ITERATIONS: u32 = 100;

/// The gradient for one row, below which the minimum is reached.
const TOLERANCE: f64 = 1e-10;

/// Rows that are worked on together, so that they stay in the cache.
const BLOCK: usize = 512;

/// Objective, gradient and curvature at a point.
struct Derivatives {
    objective: f64,
    gradient: Array1<f64>,
    curvature: Array2<f64>,
    group_gradient: Array1<f64>,
    group_curvature: Array1<f64>,
    /// Mixed curvature, by feature and group.
    mixed: Array2<f64>,
}

struct Point {
    beta: Array1<f64>,
    levels: Array1<f64>,
}

/// Minimises from a starting point, with levels of the groups that spread by `spread`; `progress` stops it with `false`.
pub(super) fn minimise(
    problem: &Problem<'_>,
    start: Array1<f64>,
    start_levels: Array1<f64>,
    spread: f64,
    progress: &mut dyn FnMut(u32, f64) -> bool,
) -> Option<Solution> {
    let group_precision = 1.0 / (spread * spread);
    let mut point = Point { beta: start, levels: start_levels };
    let mut local = problem.local(&point, group_precision);
    let total: f64 = problem.weights.iter().sum();
    let largest = |local: &Derivatives| {
        let parts = local.gradient.iter().chain(&local.group_gradient);
        parts.fold(0.0_f64, |most, part| most.max(part.abs())) / total.max(1.0)
    };
    let mut iterations = 0;
    let mut converged = largest(&local) <= TOLERANCE;
    while !converged && iterations < MAX_ITERATIONS {
        iterations += 1;
        if !progress(iterations, local.objective / total.max(1.0)) {
            return None;
        }
        let step = local.step();
        let mut length = 1.0;
        let (next, there) = loop {
            let next =
                Point { beta: &point.beta - &(&step.beta * length), levels: &point.levels - &(&step.levels * length) };
            let there = problem.local(&next, group_precision);
            // Halved thirty times, a step that still leads up is rounding noise.
            if there.objective <= local.objective + 1e-12 * local.objective.abs() || length < 1e-9 {
                break (next, there);
            }
            length *= 0.5;
        };
        let gained = local.objective - there.objective;
        (point, local) = (next, there);
        converged =
            largest(&local) <= TOLERANCE || (gained.abs() <= 1e-15 * local.objective && largest(&local) <= 1e-7);
    }
    let reduced = local.reduced();
    let covariance = inverse(&reduced);
    let share = &local.mixed / &local.group_curvature; // one column for each group
    let shared = covariance.dot(&share);
    let level_variance = (&share * &shared).sum_axis(Axis(0)) + local.group_curvature.mapv(|curvature| 1.0 / curvature);
    let gradient = largest(&local);
    Some(Solution {
        beta: point.beta,
        covariance,
        levels: point.levels,
        level_variance,
        iterations,
        gradient,
        converged,
    })
}

impl Problem<'_> {
    fn local(&self, point: &Point, group_precision: f64) -> Derivatives {
        let (rows, width) = self.x.dim();
        let groups = self.groups.map_or(0, |(_, count)| count);
        let mut local = Derivatives {
            objective: 0.0,
            gradient: Array1::zeros(width),
            curvature: Array2::zeros((width, width)),
            group_gradient: Array1::zeros(groups),
            group_curvature: Array1::from_elem(groups, group_precision),
            mixed: Array2::zeros((width, groups)),
        };
        let mut weighted = Array2::<f64>::zeros((width, BLOCK)).reversed_axes();
        let (mut eta, mut residual, mut curvature) = (vec![0.0; BLOCK], vec![0.0; BLOCK], vec![0.0; BLOCK]);
        let mut from = 0;
        while from < rows {
            let count = BLOCK.min(rows - from);
            let block = self.x.slice_axis(Axis(0), Slice::from(from..from + count));
            eta.truncate(0);
            eta.resize(count, 0.0);
            for (column, weight) in block.columns().into_iter().zip(&point.beta) {
                add(&mut eta, *weight, column.as_slice().unwrap_or_default());
            }
            let codes = self.groups.map(|(codes, _)| codes.get(from..from + count).unwrap_or_default());
            if let Some(codes) = codes {
                for (eta, code) in eta.iter_mut().zip(codes) {
                    *eta += point.levels.get(*code as usize).copied().unwrap_or(0.0);
                }
            }
            residual.truncate(0);
            curvature.truncate(0);
            let rows = self.succeeded.iter().zip(self.weights).skip(from).take(count);
            for (eta, (succeeded, weight)) in eta.iter().zip(rows) {
                let (loss, slope, bend) = row(*eta, *succeeded);
                local.objective += weight * loss;
                residual.push(weight * slope);
                curvature.push(weight * bend);
            }
            for (j, column) in block.columns().into_iter().enumerate() {
                let column = column.as_slice().unwrap_or_default();
                local.gradient[j] += dot(column, &residual);
                let mut out = weighted.column_mut(j);
                for (out, (value, bend)) in out.iter_mut().zip(column.iter().zip(&curvature)) {
                    *out = value * bend;
                }
            }
            let weighted = weighted.slice_axis(Axis(0), Slice::from(..count));
            general_mat_mul(1.0, &block.t(), &weighted, 1.0, &mut local.curvature);
            let Some(codes) = codes else {
                from += count;
                continue;
            };
            for ((code, slope), bend) in codes.iter().zip(&residual).zip(&curvature) {
                local.group_gradient[*code as usize] += slope;
                local.group_curvature[*code as usize] += bend;
            }
            for (mut mixed, column) in local.mixed.rows_mut().into_iter().zip(weighted.columns()) {
                for (code, value) in codes.iter().zip(column) {
                    mixed[*code as usize] += value;
                }
            }
            from += count;
        }
        for j in 1..width {
            let (precision, centre) = (self.precision.get(j).copied(), self.centre.get(j).copied());
            let (precision, away) = (precision.unwrap_or(0.0), point.beta[j] - centre.unwrap_or(0.0));
            local.objective += 0.5 * precision * away * away;
            local.gradient[j] += precision * away;
            local.curvature[(j, j)] += precision;
        }
        local.objective += 0.5 * group_precision * point.levels.dot(&point.levels);
        local.group_gradient += &(&point.levels * group_precision);
        local
    }
}

impl Derivatives {
    /// The curvature in the weights once the levels of the groups follow them.
    fn reduced(&self) -> Array2<f64> {
        let share = &self.mixed / &self.group_curvature;
        &self.curvature - &share.dot(&self.mixed.t())
    }

    /// From here to the minimum of the parabola that fits here.
    fn step(&self) -> Point {
        let share = &self.mixed / &self.group_curvature;
        let beta = solve(&cholesky(&self.reduced()), &(&self.gradient - &share.dot(&self.group_gradient)));
        let levels = (&self.group_gradient - &self.mixed.t().dot(&beta)) / &self.group_curvature;
        Point { beta, levels }
    }
}

/// Loss, its first and its second derivative of one row.
fn row(eta: f64, succeeded: bool) -> (f64, f64, f64) {
    let small = (-eta.abs()).exp();
    let inverse = 1.0 / (1.0 + small);
    let p = if eta >= 0.0 { inverse } else { small * inverse };
    let (loss, slope) = if succeeded { ((-eta).max(0.0), p - 1.0) } else { (eta.max(0.0), p) };
    (loss + small.ln_1p(), slope, small * inverse * inverse)
}

fn add(to: &mut [f64], factor: f64, values: &[f64]) {
    for (to, value) in to.iter_mut().zip(values) {
        *to += factor * value;
    }
}

/// A product of vectors, in four lanes.
fn dot(a: &[f64], b: &[f64]) -> f64 {
    let mut lanes = [0.0; 4];
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = a4.remainder().iter().zip(b4.remainder()).map(|(a, b)| a * b).sum();
    for (a, b) in a4.zip(b4) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// The lower factor of a positive definite matrix.
fn cholesky(matrix: &Array2<f64>) -> Array2<f64> {
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

fn solve(factor: &Array2<f64>, right: &Array1<f64>) -> Array1<f64> {
    let size = right.len();
    let mut x = right.clone();
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

fn inverse(matrix: &Array2<f64>) -> Array2<f64> {
    let factor = cholesky(matrix);
    let mut inverse = Array2::eye(matrix.nrows());
    for mut column in inverse.columns_mut() {
        let solved = solve(&factor, &column.to_owned());
        column.assign(&solved);
    }
    inverse
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{ShapeBuilder, array};

    fn fit(x: &Array2<f64>, succeeded: &[bool], groups: Option<(&[u32], usize)>, spread: f64) -> Solution {
        let mut by_columns = Array2::zeros(x.dim().f());
        by_columns.assign(x);
        let (weights, precision) = (vec![1.0; succeeded.len()], vec![1.0; x.ncols()]);
        let centre = vec![0.0; x.ncols()];
        let problem =
            Problem { x: &by_columns, succeeded, weights: &weights, precision: &precision, centre: &centre, groups };
        let levels = Array1::zeros(groups.map_or(0, |(_, count)| count));
        minimise(&problem, Array1::zeros(x.ncols()), levels, spread, &mut |_, _| true).unwrap()
    }

    #[test]
    fn an_intercept_alone_is_the_rate() {
        let x = Array2::ones((4, 1));
        let solution = fit(&x, &[true, true, true, false], None, 1.0);
        assert!((solution.beta[0] - 3.0_f64.ln()).abs() < 1e-12);
        assert!((solution.covariance[(0, 0)] - 1.0 / (4.0 * 0.75 * 0.25)).abs() < 1e-9);
    }

    #[test]
    fn groups_are_what_columns_of_their_own_would_be() {
        let dense = array![
            [1.0, 0.5, 1.0, 0.0],
            [1.0, -1.5, 1.0, 0.0],
            [1.0, 2.0, 1.0, 0.0],
            [1.0, 0.1, 0.0, 1.0],
            [1.0, 0.7, 0.0, 1.0],
            [1.0, -0.3, 0.0, 1.0]
        ];
        let succeeded = [true, false, true, false, false, true];
        let as_columns = fit(&dense, &succeeded, None, 1.0);
        let narrow = dense.slice_axis(Axis(1), Slice::from(..2)).to_owned();
        let as_groups = fit(&narrow, &succeeded, Some((&[0, 0, 0, 1, 1, 1], 2)), 1.0);
        for (a, b) in as_columns.beta.iter().zip(as_groups.beta.iter().chain(&as_groups.levels)) {
            assert!((a - b).abs() < 1e-9, "{a} {b}");
        }
        for (i, variance) in as_groups.level_variance.iter().enumerate() {
            assert!((variance - as_columns.covariance[(2 + i, 2 + i)]).abs() < 1e-9);
        }
        assert!(as_groups.converged && as_columns.converged);
    }

    #[test]
    fn separable_rows_still_have_a_minimum() {
        let x = array![[1.0, -1.0], [1.0, -2.0], [1.0, 1.0], [1.0, 2.0]];
        let solution = fit(&x, &[false, false, true, true], None, 1.0);
        assert!(solution.converged && solution.beta[1].is_finite());
    }
}
