//! Whether one sample lies above another by more than chance: the test of Mann and Whitney.

use serde::{Deserialize, Serialize};

use super::permutations;
use super::pool::Pool;
use super::sample::Sample;
use crate::stats::normal;

/// Up to so many additions, half a millisecond, all divisions of the values are counted: 21 values on each side, or 3
/// beside 200. Beyond that the normal approximation is off by 0.002 for equal sizes, and by 0.06 for one value beside
/// many.
const COUNTED: f64 = 4e5;

/// What the test of Mann and Whitney says of two samples.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MannWhitney {
    /// U of the first sample: pairs in which its value is the greater one; equal values count half.
    pub u: f64,
    /// How likely such a U or a greater one is, if both samples come from one distribution.
    pub p_greater: f64,
    /// How likely such a U or a lesser one is.
    pub p_less: f64,
    /// Twice the smaller of both, 1 at most.
    pub p_two_sided: f64,
    /// Whether these are exact. Otherwise they are the normal approximation, corrected for continuity and ties.
    pub exact: bool,
}

/// Tests whether two samples come from one distribution.
#[must_use]
pub fn mann_whitney(x: &Sample, y: &Sample) -> MannWhitney {
    let pool = Pool::of(x, y);
    let exact = permutations::cost(x, y) <= COUNTED;
    let (p_less, p_greater) = if exact { permutations::tails(x, y) } else { approximated(&pool) };
    let p_two_sided = (2.0 * p_less.min(p_greater)).min(1.0);
    MannWhitney { u: pool.wins, p_greater, p_less, p_two_sided, exact }
}

fn approximated(pool: &Pool) -> (f64, f64) {
    let spread = pool.spread();
    if spread == 0.0 {
        return (1.0, 1.0);
    }
    let above = pool.wins - pool.pairs() / 2.0;
    (normal::upper_tail((-above - 0.5) / spread), normal::upper_tail((above - 0.5) / spread))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tested(x: &[f64], y: &[f64]) -> MannWhitney {
        mann_whitney(&Sample::new(x.to_vec()).unwrap(), &Sample::new(y.to_vec()).unwrap())
    }

    /// The example of Mann and Whitney's test in the documentation of scipy: U = 17, p = 0.1111.
    #[test]
    fn diabetes_example_of_scipy() {
        let answer = tested(&[19.0, 22.0, 16.0, 29.0, 24.0], &[20.0, 11.0, 17.0, 12.0]);
        assert_eq!((answer.u, answer.exact), (17.0, true));
        assert!((answer.p_two_sided - 0.111_111_111_111_111_1).abs() < 1e-15);
    }

    /// `wilcox.test(x, y, alternative = "greater")` in the manual of R, after Hollander and Wolfe: W = 35, p = 0.1272.
    #[test]
    fn membranes_example_of_r() {
        let x = [0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46];
        let answer = tested(&x, &[1.15, 0.88, 0.90, 0.74, 1.21]);
        assert_eq!(answer.u, 35.0);
        assert!((answer.p_greater - 0.1272).abs() < 5e-5, "{answer:?}");
    }

    #[test]
    fn what_is_equal_says_nothing() {
        for count in [3, 30] {
            let answer = tested(&vec![1.0; count], &vec![1.0; count]);
            assert_eq!((answer.p_less, answer.p_greater, answer.p_two_sided), (1.0, 1.0, 1.0));
        }
    }
}
