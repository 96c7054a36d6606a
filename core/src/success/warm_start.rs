//! A starting point for wide models, by linfa's quasi-Newton method.
//!
//! A step of Newton's method costs as much as the square of the number of terms, a step of linfa's only as much as the
//! number. It knows no weights of rows and no centre of the prior, so it only brings the minimisation near its end.

use linfa::Dataset;
use linfa::traits::Fit;
use linfa_logistic::LogisticRegression;
use ndarray::{Array1, Array2, Axis, Slice};

/// From how many terms on it saves more steps than it costs. Source: measured, see `docs/architecture.md`.
pub(super) const WIDE: usize = 256;

/// Steps that are enough to come near; what is left, Newton's method does.
const STEPS: u64 = 100;

/// The intercept and the weights near the minimum; none where linfa finds none.
pub(super) fn near(x: &Array2<f64>, succeeded: &[bool], strength: f64) -> Option<Array1<f64>> {
    let terms = x.slice_axis(Axis(1), Slice::from(1..)).to_owned();
    let dataset = Dataset::new(terms, Array1::from(succeeded.to_vec()));
    let regression = LogisticRegression::default().alpha(strength).max_iterations(STEPS);
    let model = regression.gradient_tolerance(1e-4 * succeeded.len() as f64).fit(&dataset).ok()?;
    // linfa takes the more frequent outcome for the positive one, not the true one.
    let sign = if model.labels().pos.class { 1.0 } else { -1.0 };
    let beta: Array1<f64> = std::iter::once(model.intercept()).chain(model.params().iter().copied()).collect();
    beta.iter().all(|weight| weight.is_finite()).then(|| beta * sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sign_is_that_of_success_whichever_outcome_is_more_frequent() {
        for flip in [1.0, -1.0] {
            let rows: Vec<f64> = (0..40).flat_map(|i| [1.0, f64::from(i) / 10.0 - 1.0]).collect();
            let x = Array2::from_shape_vec((40, 2), rows).unwrap();
            let succeeded: Vec<bool> = x.column(1).iter().map(|value| flip * value > 0.0).collect();
            let beta = near(&x, &succeeded, 1.0).unwrap();
            assert!(beta[1] * flip > 0.5, "{flip}: {beta}");
        }
    }
}
