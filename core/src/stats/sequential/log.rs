//! Arithmetic of numbers that are kept as their logarithms.

/// The logarithm of nothing, as a finite number that survives JSON: adding it changes nothing, and its exponential is 0.
pub(crate) const EMPTY: f64 = f64::MIN;

/// The logarithm of the sum of two numbers.
pub(crate) fn add(a: f64, b: f64) -> f64 {
    let (low, high) = if a < b { (a, b) } else { (b, a) };
    high + (low - high).exp().ln_1p()
}

/// The logarithm of the sum of numbers, in their order.
pub(crate) fn sum(logs: impl Iterator<Item = f64> + Clone) -> f64 {
    let high = logs.clone().fold(EMPTY, f64::max);
    high + logs.map(|log| (log - high).exp()).sum::<f64>().max(f64::MIN_POSITIVE).ln()
}

/// The logarithm of the average of numbers.
pub(crate) fn mean(logs: impl ExactSizeIterator<Item = f64> + Clone) -> f64 {
    let count = logs.len() as f64;
    sum(logs) - count.ln()
}

/// The share whose log-odds are given.
pub(super) fn expit(log_odds: f64) -> f64 {
    if log_odds < 0.0 { log_odds.exp() / (1.0 + log_odds.exp()) } else { 1.0 / (1.0 + (-log_odds).exp()) }
}

/// The log-odds of a share between 0 and 1.
pub(super) fn logit(p: f64) -> f64 {
    p.ln() - (-p).ln_1p()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_adds_nothing() {
        assert_eq!(add(EMPTY, 0.25), 0.25);
        assert_eq!(add(0.25, EMPTY), 0.25);
        assert_eq!(sum([EMPTY, -3.0, EMPTY].into_iter()), -3.0);
        assert_eq!(EMPTY.exp(), 0.0);
    }

    #[test]
    fn large_numbers_do_not_overflow() {
        assert!((sum([1000.0, 1000.0].into_iter()) - (1000.0 + 2.0_f64.ln())).abs() < 1e-12);
        assert!((add(-1000.0, -1000.0) - (-1000.0 + 2.0_f64.ln())).abs() < 1e-12);
        assert!((mean([900.0, 900.0].into_iter()) - 900.0).abs() < 1e-12);
    }
}
