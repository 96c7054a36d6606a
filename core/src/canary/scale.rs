//! The scale on which levels are compared.

use super::EffectMeasure;
use crate::units::Finite;

/// How levels are compared: by ratios where all are positive, otherwise by differences in units of their mean size.
#[derive(Clone, Copy, Debug)]
pub(super) enum Scale {
    Ratio,
    Unit(f64),
}

impl Scale {
    pub(super) fn of(positive: bool, sides: &[&[Finite]]) -> Self {
        if positive {
            return Self::Ratio;
        }
        let count: usize = sides.iter().map(|side| side.len()).sum();
        let size: f64 = sides.iter().flat_map(|side| side.iter()).map(|value| value.get().abs()).sum();
        let mean = size / count as f64;
        // No level can be divided by one that is hardly more than nothing.
        Self::Unit(if mean.is_normal() { mean } else { 1.0 })
    }

    pub(super) fn apply(self, values: &[Finite]) -> Vec<f64> {
        match self {
            Self::Ratio => values.iter().map(|value| value.get().ln()).collect(),
            Self::Unit(size) => values.iter().map(|value| value.get() / size).collect(),
        }
    }

    /// A difference on the scale, as a ratio or in the metric's own unit.
    pub(super) fn back(self, difference: f64) -> f64 {
        match self {
            Self::Ratio => difference.exp().min(f64::MAX),
            Self::Unit(size) => (difference * size).clamp(f64::MIN, f64::MAX),
        }
    }

    pub(super) fn measure(self) -> EffectMeasure {
        match self {
            Self::Ratio => EffectMeasure::Ratio,
            Self::Unit(_) => EffectMeasure::Difference,
        }
    }
}
