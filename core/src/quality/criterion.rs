//! What a value is held against.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::tagged::tagged;
use crate::units::{Finite, compare};

/// Criteria that must all hold.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CriteriaSet {
    /// The criteria, at least one.
    pub criteria: Vec<QualityCriterion>,
}

/// What a value is held against.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum QualityCriterion {
    /// A value that was settled beforehand.
    Fixed {
        /// How the measured value must lie to it.
        is: Relation,
        /// The value.
        value: Finite,
    },
    /// The baseline, changed by a part of its size: 10 is a tenth more, −10 a tenth less, also of a negative baseline.
    Relative {
        /// How the measured value must lie to it.
        is: Relation,
        /// The change in percent.
        percent: Finite,
    },
    /// The baseline, changed by a number.
    Offset {
        /// How the measured value must lie to it.
        is: Relation,
        /// The change.
        by: Finite,
    },
}

tagged!(QualityCriterion, "kind");

/// How a value must lie to what it is held against. Values within one part in 10¹² are equal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Relation {
    /// Less.
    Below,
    /// Less or equal.
    AtMost,
    /// Equal.
    Equal,
    /// Greater or equal.
    AtLeast,
    /// Greater.
    Above,
}

/// How a criterion came out.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CriterionOutcome {
    /// Number of its set, from 0.
    pub set: u64,
    /// How the value must lie.
    pub is: Relation,
    /// What it was held against; none without a baseline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<f64>,
    /// Whether it holds.
    pub holds: bool,
}

/// What criteria are held against, and what becomes of those that need a baseline and have none.
#[derive(Clone, Copy, Debug)]
pub(super) struct Measured {
    pub(super) value: Option<f64>,
    pub(super) baseline: Option<f64>,
    pub(super) holds_without_baseline: bool,
}

impl Relation {
    fn holds(self, order: Ordering) -> bool {
        match self {
            Self::Below => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Equal => order.is_eq(),
            Self::AtLeast => order.is_ge(),
            Self::Above => order.is_gt(),
        }
    }
}

impl QualityCriterion {
    fn relation(self) -> Relation {
        match self {
            Self::Fixed { is, .. } | Self::Relative { is, .. } | Self::Offset { is, .. } => is,
        }
    }

    fn target(self, baseline: Option<f64>) -> Option<f64> {
        match self {
            Self::Fixed { value, .. } => Some(value.get()),
            Self::Relative { percent, .. } => baseline.map(|baseline| baseline * (100.0 + percent.get()) / 100.0),
            Self::Offset { by, .. } => baseline.map(|baseline| baseline + by.get()),
        }
    }

    fn outcome(self, set: usize, measured: Measured) -> CriterionOutcome {
        let target = self.target(measured.baseline);
        let holds = match (measured.value, target) {
            (None, _) => false,
            (Some(_), None) => measured.holds_without_baseline,
            (Some(value), Some(target)) => self.relation().holds(compare(value, target)),
        };
        CriterionOutcome { set: set as u64, is: self.relation(), target, holds }
    }
}

/// Every criterion of every set, and whether one of the sets holds.
pub(super) fn judge(sets: &[CriteriaSet], measured: Measured) -> (bool, Vec<CriterionOutcome>) {
    let (mut any, mut outcomes) = (false, Vec::new());
    for (i, set) in sets.iter().enumerate() {
        let of_set: Vec<CriterionOutcome> = set.criteria.iter().map(|it| it.outcome(i, measured)).collect();
        any |= of_set.iter().all(|outcome| outcome.holds);
        outcomes.extend(of_set);
    }
    (any, outcomes)
}

impl CriteriaSet {
    /// Refuses a set that says nothing, or that no value satisfies.
    pub(super) fn validate(&self) -> Result<(), Error> {
        if self.criteria.is_empty() {
            return Err(Error::config(ErrorCode::Empty, "criteria").allowed("at least one criterion"));
        }
        // Ranges on a line that meet in pairs all meet, so pairs are enough.
        let apart = |criterion: &QualityCriterion| self.criteria.iter().any(|other| criterion.excludes(*other));
        if self.criteria.iter().any(apart) {
            let error = Error::config(ErrorCode::Contradiction, "criteria");
            return Err(error.allowed("criteria that some value satisfies together"));
        }
        Ok(())
    }

    /// Whether every value that satisfies this set satisfies the other one, whatever the baseline. Where a percentage of a
    /// baseline of unknown sign decides, it is not taken to be so.
    pub(super) fn implies(&self, other: &Self) -> bool {
        let implied = |wanted: &QualityCriterion| self.criteria.iter().any(|criterion| criterion.implies(*wanted));
        other.criteria.iter().all(implied)
    }
}

/// An end of a range, and whether it is part of it.
type End = (f64, bool);

impl QualityCriterion {
    /// Whether no value satisfies both, whatever the baseline.
    fn excludes(self, other: Self) -> bool {
        let apart = |(low, from): End, (high, until): End| match compare(low, high) {
            Ordering::Less => false,
            Ordering::Equal => !(from && until),
            Ordering::Greater => true,
        };
        self.is_on_one_line(other) && self.lower().zip(other.upper()).is_some_and(|(low, high)| apart(low, high))
    }

    /// Whether every value that satisfies this one satisfies the other.
    fn implies(self, other: Self) -> bool {
        let within = |own: End, end: End, inside: Ordering| match compare(own.0, end.0) {
            Ordering::Equal => end.1 || !own.1,
            order => order == inside,
        };
        let low = other.lower().is_none_or(|end| self.lower().is_some_and(|own| within(own, end, Ordering::Greater)));
        let high = other.upper().is_none_or(|end| self.upper().is_some_and(|own| within(own, end, Ordering::Less)));
        self.is_on_one_line(other) && low && high
    }

    /// Whether the numbers of two criteria can be compared without the baseline. Percentages of a negative one change places.
    fn is_on_one_line(self, other: Self) -> bool {
        match (self, other) {
            (Self::Fixed { .. }, Self::Fixed { .. }) | (Self::Offset { .. }, Self::Offset { .. }) => true,
            (Self::Relative { .. }, Self::Relative { .. }) => compare(self.number(), other.number()).is_eq(),
            _ => false,
        }
    }

    fn number(self) -> f64 {
        match self {
            Self::Fixed { value: number, .. }
            | Self::Relative { percent: number, .. }
            | Self::Offset { by: number, .. } => number.get(),
        }
    }

    /// The lower end of what satisfies it.
    fn lower(self) -> Option<End> {
        match self.relation() {
            Relation::AtLeast | Relation::Equal => Some((self.number(), true)),
            Relation::Above => Some((self.number(), false)),
            Relation::Below | Relation::AtMost => None,
        }
    }

    /// The upper end.
    fn upper(self) -> Option<End> {
        match self.relation() {
            Relation::AtMost | Relation::Equal => Some((self.number(), true)),
            Relation::Below => Some((self.number(), false)),
            Relation::AtLeast | Relation::Above => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(criteria: &[(Relation, f64)]) -> CriteriaSet {
        let fixed = |(is, value): &(Relation, f64)| QualityCriterion::Fixed { is: *is, value: Finite::literal(*value) };
        CriteriaSet { criteria: criteria.iter().map(fixed).collect() }
    }

    #[test]
    fn sets_that_nothing_satisfies_are_refused() {
        use Relation::{Above, AtLeast, AtMost, Below, Equal};
        for (criteria, possible) in [
            (vec![(Below, 5.0), (AtLeast, 10.0)], false),
            (vec![(AtMost, 5.0), (AtLeast, 5.0)], true),
            (vec![(AtMost, 5.0), (Above, 5.0)], false),
            (vec![(AtMost, 5.0), (AtMost, 7.0), (Below, 5.0), (AtLeast, 5.0)], false),
            (vec![(Equal, 5.0), (AtMost, 5.0)], true),
            (vec![(Equal, 5.0), (Equal, 6.0)], false),
            (vec![(Above, 1.0), (Below, 2.0)], true),
        ] {
            assert_eq!(set(&criteria).validate().is_ok(), possible, "{criteria:?}");
        }
    }

    #[test]
    fn offsets_of_one_baseline_exclude_each_other_and_percentages_need_not() {
        let offset = |is, by| QualityCriterion::Offset { is, by: Finite::literal(by) };
        let relative = |is, percent| QualityCriterion::Relative { is, percent: Finite::literal(percent) };
        let refused = |criteria: [QualityCriterion; 2]| CriteriaSet { criteria: criteria.to_vec() }.validate().is_err();
        assert!(refused([offset(Relation::Above, 5.0), offset(Relation::Below, 3.0)]));
        assert!(!refused([offset(Relation::Above, 3.0), offset(Relation::Below, 5.0)]));
        // −104 is above −105 and below −103.
        assert!(!refused([relative(Relation::Above, 5.0), relative(Relation::Below, 3.0)]));
        assert!(refused([relative(Relation::Above, 5.0), relative(Relation::Below, 5.0)]));
        assert!(!refused([offset(Relation::Above, 5.0), relative(Relation::Below, 3.0)]));
    }

    #[test]
    fn a_set_implies_a_wider_one() {
        use Relation::{Above, AtLeast, AtMost, Below, Equal};
        for (narrow, wide, implied) in [
            (vec![(AtMost, 50.0)], vec![(AtMost, 100.0)], true),
            (vec![(AtMost, 100.0)], vec![(AtMost, 50.0)], false),
            (vec![(Below, 50.0)], vec![(AtMost, 50.0)], true),
            (vec![(AtMost, 50.0)], vec![(Below, 50.0)], false),
            (vec![(AtLeast, 5.0), (Below, 8.0)], vec![(Above, 4.0)], true),
            (vec![(Above, 4.0)], vec![(AtLeast, 5.0), (Below, 8.0)], false),
            (vec![(Equal, 6.0)], vec![(AtLeast, 5.0), (Below, 8.0)], true),
            (vec![(AtMost, 6.0)], vec![(Equal, 6.0)], false),
        ] {
            assert_eq!(set(&narrow).implies(&set(&wide)), implied, "{narrow:?} {wide:?}");
        }
    }
}
