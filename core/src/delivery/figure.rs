//! One figure, with what it was counted from.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::units::compare;

/// One figure, with what it was counted from.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DeliveryFigure {
    /// The figure: deployments a day, seconds, or a share. None when nothing is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// How many deployments count: those that a share has found, or whose times the median is of.
    pub count: u64,
    /// Of how many for which it is known.
    pub of: u64,
    /// For how many it is not known.
    pub unknown: u64,
    /// What it must be better than; none without a target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// Whether it is better; none without a value or a target.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub met: Option<bool>,
    /// What was counted.
    pub definition: Cow<'static, str>,
}

impl DeliveryFigure {
    pub(super) fn defined(definition: &'static str) -> Self {
        let definition = Cow::Borrowed(definition);
        Self { value: None, count: 0, of: 0, unknown: 0, target: None, met: None, definition }
    }

    pub(super) fn below(self, target: Option<f64>) -> Self {
        let met = self.value.zip(target).map(|(value, target)| compare(value, target).is_lt());
        Self { target, met, ..self }
    }

    pub(super) fn above(self, target: f64) -> Self {
        let met = self.value.map(|value| compare(value, target).is_gt());
        Self { target: Some(target), met, ..self }
    }
}

/// The middle of the times that are known, between two of them when they are even in number.
pub(super) fn median(definition: &'static str, times: Vec<Option<f64>>) -> DeliveryFigure {
    let mut known: Vec<f64> = times.iter().flatten().copied().collect();
    known.sort_unstable_by(f64::total_cmp);
    let middle = |i: usize| known.get(i).copied();
    let half = known.len() / 2;
    let value = match known.len() % 2 {
        1 => middle(half),
        _ => half.checked_sub(1).and_then(middle).zip(middle(half)).map(|(a, b)| a.midpoint(b)),
    };
    let of = known.len() as u64;
    let unknown = times.len() as u64 - of;
    DeliveryFigure { value, count: of, of, unknown, ..DeliveryFigure::defined(definition) }
}
