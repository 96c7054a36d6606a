//! Sums in four lanes, which machines add at once; the order is fixed, so that they come out the same everywhere.

/// The product of two vectors.
#[cfg(feature = "model")]
pub(crate) fn dot(a: &[f64], b: &[f64]) -> f64 {
    let ((a, a_rest), (b, b_rest)) = (a.as_chunks::<4>(), b.as_chunks::<4>());
    let mut lanes = [0.0; 4];
    for (a, b) in a.iter().zip(b) {
        for ((lane, a), b) in lanes.iter_mut().zip(a).zip(b) {
            *lane += a * b;
        }
    }
    across(lanes) + a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum::<f64>()
}

/// The sum of something over values.
#[cfg(feature = "model")]
pub(crate) fn sum(values: &[f64], of: impl Fn(f64) -> f64) -> f64 {
    let (fours, rest) = values.as_chunks::<4>();
    let mut lanes = [0.0; 4];
    for four in fours {
        for (lane, value) in lanes.iter_mut().zip(four) {
            *lane += of(*value);
        }
    }
    across(lanes) + rest.iter().map(|value| of(*value)).sum::<f64>()
}

pub(crate) fn across([a, b, c, d]: [f64; 4]) -> f64 {
    (a + b) + (c + d)
}
