//! What a prediction costs once its outcome is known.

/// How far from 0 and 1 a probability is held before its logarithm is taken, so that one certain error does not cost
/// infinitely much.
const CLIP: f64 = 1e-15;

pub(super) fn clipped(probability: f64) -> f64 {
    probability.clamp(CLIP, 1.0 - CLIP)
}

/// The negative logarithm of the probability that was given to what happened.
pub(super) fn log_loss(probability: f64, succeeded: bool) -> f64 {
    let clipped = clipped(probability);
    if succeeded { -clipped.ln() } else { -(1.0 - clipped).ln() }
}
