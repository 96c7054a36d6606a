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

use std::ops::Range;

use ndarray::{Array1, Array2, ShapeBuilder};

use crate::stats::lanes::{dot, sum};
use crate::stats::logistic::likelihoods;
use crate::success::linear::{add, add_products, cholesky, columns, inverse, mirror, rows, solve};

/// What is minimised.
#[derive(Clone, Copy)]
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
    /// The inverse of the curvature in them, before the last step.
    pub(super) covariance: Array2<f64>,
    /// The level of each group, and its variance.
    pub(super) levels: Array1<f64>,
    pub(super) level_variance: Array1<f64>,
    pub(super) iterations: u32,
    /// Largest part of the gradient, for one row, where it was last worked out: before the last step.
    pub(super) gradient: f64,
    pub(super) converged: bool,
}

/// Steps that are enough from anywhere; Newton's method takes about seven.
const MAX_ITERATIONS: u32 = 100;

/// The gradient for one row, below which the minimum is reached.
const TOLERANCE: f64 = 1e-10;

/// A step that gains no more than this for one row leaves a gradient below the tolerance, since what it leaves falls with the
/// square of its length; so nothing is worked out there once more.
const LAST_GAIN: f64 = 1e-10;

/// Rows that are worked on together, so that they stay in the cache.
const BLOCK: usize = 128;

/// The search begins among every so many rows, as long as that leaves so many for each term: steps there cost a tenth, and
/// end as near the minimum as chance lets a tenth of the rows tell.
const THINNING: usize = 10;
const ENOUGH: usize = 20;
const NEAR: f64 = 1e-4;

/// Weights, and levels of the groups.
pub(super) struct Point {
    pub(super) beta: Array1<f64>,
    pub(super) levels: Array1<f64>,
}

impl Point {
    fn less(&self, step: &Self, length: f64) -> Self {
        Self { beta: &self.beta - &(&step.beta * length), levels: &self.levels - &(&step.levels * length) }
    }
}

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

/// Where a search ended.
struct Descent {
    point: Point,
    local: Derivatives,
    iterations: u32,
    gradient: f64,
    converged: bool,
}

/// Minimises from a starting point, with levels of the groups that spread by `spread`; `progress` stops it with `false`.
pub(super) fn minimise(
    problem: &Problem<'_>,
    start: Point,
    spread: f64,
    progress: &mut dyn FnMut(u32, f64) -> bool,
) -> Option<Solution> {
    let Descent { point, local, iterations, gradient, converged } =
        problem.descend(start, spread, TOLERANCE, progress)?;
    let covariance = inverse(&local.reduced());
    let share = local.share(); // one column for each group
    let mut level_variance = local.group_curvature.mapv(|curvature| 1.0 / curvature);
    let share = rows(&share);
    for (shares, factors) in share.iter().zip(covariance.rows()) {
        let mut shared = vec![0.0; shares.len()];
        for (factor, other) in factors.iter().zip(&share) {
            add(&mut shared, *factor, other);
        }
        level_variance.iter_mut().zip(shares.iter().zip(shared)).for_each(|(sum, (a, b))| *sum += a * b);
    }
    let Point { beta, levels } = point;
    Some(Solution { beta, covariance, levels, level_variance, iterations, gradient, converged })
}

impl Problem<'_> {
    /// A point near the minimum, by every tenth row; where rows are few, the one that is given.
    pub(super) fn nearby(&self, point: Point, spread: f64) -> Point {
        if self.x.nrows() / THINNING < ENOUGH * self.x.ncols() {
            return point;
        }
        let every = |numbers: &[f64]| numbers.iter().step_by(THINNING).copied().collect::<Vec<f64>>();
        let succeeded: Vec<bool> = self.succeeded.iter().step_by(THINNING).copied().collect();
        let mut x = Array2::zeros((succeeded.len(), self.x.ncols()).f());
        for (mut thin, column) in x.columns_mut().into_iter().zip(columns(self.x)) {
            thin.assign(&Array1::from(every(column)));
        }
        // Each row that is kept stands for those that are left out with it.
        let weights: Vec<f64> = every(self.weights).into_iter().map(|weight| weight * THINNING as f64).collect();
        let codes: Option<Vec<u32>> = self.groups.map(|(codes, _)| codes.iter().step_by(THINNING).copied().collect());
        let groups = codes.as_deref().zip(self.groups).map(|(codes, (_, count))| (codes, count));
        if succeeded.iter().all(|succeeded| *succeeded == self.succeeded[0]) {
            return point;
        }
        let thin = Problem { x: &x, succeeded: &succeeded, weights: &weights, groups, ..*self };
        let start = thin.nearby(point, spread);
        let given = Point { beta: start.beta.clone(), levels: start.levels.clone() };
        thin.descend(start, spread, NEAR, &mut |_, _| true).map_or(given, |descent| descent.point)
    }

    /// Goes down by Newton's steps until no part of the gradient, for one row, is above the tolerance.
    fn descend(
        &self,
        start: Point,
        spread: f64,
        tolerance: f64,
        progress: &mut dyn FnMut(u32, f64) -> bool,
    ) -> Option<Descent> {
        let group_precision = 1.0 / (spread * spread);
        let total = self.weights.iter().sum::<f64>().max(1.0);
        let mut point = start;
        let mut local = self.local(&point, group_precision);
        let mut gradient = local.largest() / total;
        let mut iterations = 0;
        let mut converged = gradient <= tolerance;
        while !converged && iterations < MAX_ITERATIONS {
            iterations += 1;
            if !progress(iterations, local.objective / total) {
                return None;
            }
            let (step, gain) = local.step();
            if gain <= LAST_GAIN * total {
                // The minimum of the parabola is that of the objective, as far as numbers go.
                point = point.less(&step, 1.0);
                converged = true;
                break;
            }
            let mut length = 1.0;
            let (next, there) = loop {
                let next = point.less(&step, length);
                let there = self.local(&next, group_precision);
                // Halved thirty times, a step that still leads up is rounding noise.
                if there.objective <= local.objective + 1e-12 * local.objective.abs() || length < 1e-9 {
                    break (next, there);
                }
                length *= 0.5;
            };
            let gained = local.objective - there.objective;
            (point, local) = (next, there);
            gradient = local.largest() / total;
            converged = gradient <= tolerance || (gained.abs() <= 1e-15 * local.objective && gradient <= 1e-7);
        }
        Some(Descent { point, local, iterations, gradient, converged })
    }

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
        let mut block = Block::default();
        for from in (0..rows).step_by(BLOCK) {
            block.add(self, point, from..rows.min(from + BLOCK), &mut local);
        }
        mirror(&mut local.curvature);
        for j in 1..width {
            let (precision, away) = (self.precision[j], point.beta[j] - self.centre[j]);
            local.objective += 0.5 * precision * away * away;
            local.gradient[j] += precision * away;
            local.curvature[(j, j)] += precision;
        }
        local.objective += 0.5 * group_precision * point.levels.iter().map(|level| level * level).sum::<f64>();
        local.group_gradient += &(&point.levels * group_precision);
        local
    }
}

/// What is worked out for some rows, in memory that the next ones use again.
#[derive(Default)]
struct Block {
    log_odds: Vec<f64>,
    /// The loss and its derivatives by the log-odds, times the weight of the row.
    loss: Vec<f64>,
    slope: Vec<f64>,
    bend: Vec<f64>,
    /// Each column times the second derivative.
    bent: Vec<f64>,
}

impl Block {
    /// Adds the loss of some rows and its derivatives.
    fn add(&mut self, problem: &Problem<'_>, point: &Point, rows: Range<usize>, local: &mut Derivatives) {
        let count = rows.len();
        let columns: Vec<&[f64]> = columns(problem.x).into_iter().map(|column| &column[rows.clone()]).collect();
        let codes = problem.groups.map(|(codes, _)| &codes[rows.clone()]);
        self.log_odds.clear();
        self.log_odds.resize(count, 0.0);
        for (column, weight) in columns.iter().zip(&point.beta) {
            add(&mut self.log_odds, *weight, column);
        }
        for (log_odds, code) in self.log_odds.iter_mut().zip(codes.unwrap_or_default()) {
            *log_odds += point.levels[*code as usize];
        }
        self.weigh(&problem.succeeded[rows.clone()], &problem.weights[rows]);
        local.objective += sum(&self.loss, |loss| loss);
        self.bent.clear();
        for (gradient, column) in local.gradient.iter_mut().zip(&columns) {
            *gradient += dot(column, &self.slope);
            self.bent.extend(column.iter().zip(&self.bend).map(|(value, bend)| value * bend));
        }
        let bent: Vec<&[f64]> = self.bent.chunks_exact(count).collect();
        add_products(&bent, &columns, &mut local.curvature);
        let Some(codes) = codes else { return };
        for (code, (slope, bend)) in codes.iter().zip(self.slope.iter().zip(&self.bend)) {
            local.group_gradient[*code as usize] += slope;
            local.group_curvature[*code as usize] += bend;
        }
        for (mut mixed, bent) in local.mixed.rows_mut().into_iter().zip(bent) {
            for (code, value) in codes.iter().zip(bent) {
                mixed[*code as usize] += value;
            }
        }
    }

    /// The loss of each row and its derivatives, by its log-odds.
    fn weigh(&mut self, succeeded: &[bool], weights: &[f64]) {
        let count = self.log_odds.len();
        for numbers in [&mut self.loss, &mut self.slope, &mut self.bend] {
            numbers.resize(count, 0.0);
        }
        likelihoods(&self.log_odds, &mut self.loss, &mut self.slope, &mut self.bend);
        let out = self.loss.iter_mut().zip(&mut self.slope).zip(&mut self.bend);
        for (((loss, slope), bend), (log_odds, (succeeded, weight))) in
            out.zip(self.log_odds.iter().zip(succeeded.iter().zip(weights)))
        {
            let went = f64::from(u8::from(*succeeded));
            let (ln_1p, likely, unlikely) = (*loss, *slope, *bend);
            let p = if *log_odds >= 0.0 { likely } else { unlikely };
            *loss = weight * (log_odds.max(0.0) - went * log_odds + ln_1p);
            *slope = weight * (p - went);
            *bend = weight * (likely * unlikely);
        }
    }
}

impl Derivatives {
    /// The largest part of the gradient.
    fn largest(&self) -> f64 {
        let parts = self.gradient.iter().chain(&self.group_gradient);
        parts.fold(0.0_f64, |most, part| most.max(part.abs()))
    }

    /// What each group gives way of a change of each weight.
    fn share(&self) -> Array2<f64> {
        &self.mixed / &self.group_curvature
    }

    /// The curvature in the weights once the levels of the groups follow them.
    fn reduced(&self) -> Array2<f64> {
        let mut followed = Array2::zeros(self.curvature.dim());
        add_products(&rows(&self.share()), &rows(&self.mixed), &mut followed);
        mirror(&mut followed);
        &self.curvature - &followed
    }

    /// From here to the minimum of the parabola that fits here, and how much lower that is.
    fn step(&self) -> (Point, f64) {
        let mut levels = self.group_gradient.to_vec();
        let followed = rows(&self.share()).into_iter().map(|share| dot(share, &levels)).collect::<Vec<f64>>();
        let right: Vec<f64> = self.gradient.iter().zip(followed).map(|(own, followed)| own - followed).collect();
        let beta = solve(&cholesky(&self.reduced()), &right);
        for (mixed, weight) in rows(&self.mixed).into_iter().zip(&beta) {
            add(&mut levels, -weight, mixed);
        }
        let levels = Array1::from(levels) / &self.group_curvature;
        let parts = self.gradient.iter().zip(&beta).chain(self.group_gradient.iter().zip(&levels));
        let gain = 0.5 * parts.map(|(gradient, step)| gradient * step).sum::<f64>();
        (Point { beta, levels }, gain)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ndarray::{Axis, Slice, array};

    fn fit(x: &Array2<f64>, succeeded: &[bool], groups: Option<(&[u32], usize)>, spread: f64) -> Solution {
        let mut by_columns = Array2::zeros(x.dim().f());
        by_columns.assign(x);
        let (weights, precision) = (vec![1.0; succeeded.len()], vec![1.0; x.ncols()]);
        let centre = vec![0.0; x.ncols()];
        let problem =
            Problem { x: &by_columns, succeeded, weights: &weights, precision: &precision, centre: &centre, groups };
        let levels = Array1::zeros(groups.map_or(0, |(_, count)| count));
        minimise(&problem, Point { beta: Array1::zeros(x.ncols()), levels }, spread, &mut |_, _| true).unwrap()
    }

    #[test]
    fn an_intercept_alone_is_the_rate() {
        let x = Array2::ones((4, 1));
        let solution = fit(&x, &[true, true, true, false], None, 1.0);
        assert!((solution.beta[0] - 3.0_f64.ln()).abs() < 1e-12);
        assert!((solution.covariance[(0, 0)] - 1.0 / (4.0 * 0.75 * 0.25)).abs() < 1e-3);
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
