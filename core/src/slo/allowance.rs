//! What an objective allows to go wrong, exact.

use crate::error::{Error, ErrorCode};
use crate::units::Fraction;

/// Decimals of a target beyond which nothing is measured, and with which all products of counts stay whole numbers.
const DECIMALS: usize = 12;

/// 1 − target, as a fraction of whole numbers.
///
/// In floats 1 − 0.999 is not 0.001, and two tools that are right disagree on a ratio that sits on a threshold. So
/// it is taken from the decimal text of the target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Allowance {
    part: u64,
    of: u64,
}

/// What went bad: a number of events or slices, or a sum of their parts.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Bad {
    Whole(u64),
    Parts(f64),
}

impl Allowance {
    pub(super) fn beside(target: Fraction) -> Result<Self, Error> {
        let refuse = |allowed: &str| {
            Err(Error::config(ErrorCode::OutOfRange, "target").value(target).allowed(allowed.to_owned()))
        };
        if target.get() <= 0.0 || target.get() >= 1.0 {
            return refuse("a number above 0 and below 1, since an objective of 100 % has no budget");
        }
        let text = target.get().to_string();
        let decimals = text.split_once('.').map_or("", |(_, decimals)| decimals);
        match (decimals.parse::<u64>(), u32::try_from(decimals.len())) {
            (Ok(digits), Ok(length)) if decimals.len() <= DECIMALS => {
                let of = 10_u64.pow(length);
                Ok(Self { part: of - digits, of })
            }
            _ => refuse("at most 12 decimals"),
        }
    }

    /// 1 − target as a float.
    pub(super) fn share(self) -> f64 {
        self.part as f64 / self.of as f64
    }

    /// The largest burn rate that there is, that of a total outage.
    pub(super) fn most(self) -> f64 {
        self.of as f64 / self.part as f64
    }

    /// How many of `n` may be bad.
    pub(super) fn of(self, n: u64) -> f64 {
        (u128::from(self.part) * u128::from(n)) as f64 / self.of as f64
    }

    /// How many more of `n` may be bad, whole ones; negative when there were too many.
    pub(super) fn spare(self, n: u64, bad: u64) -> f64 {
        let whole = u128::from(self.part) * u128::from(n) / u128::from(self.of);
        let bad = u128::from(bad);
        if whole >= bad { (whole - bad) as f64 } else { -((bad - whole) as f64) }
    }

    /// The share of what `n` allow that went bad, which is also the burn rate of a window with `n`; none without any.
    pub(super) fn consumed(self, bad: Bad, n: u64) -> Option<f64> {
        let allowed = u128::from(self.part) * u128::from(n);
        match bad {
            _ if allowed == 0 => None,
            Bad::Whole(bad) => Some((u128::from(bad) * u128::from(self.of)) as f64 / allowed as f64),
            Bad::Parts(parts) => Some(parts / self.of(n)),
        }
    }
}

impl Bad {
    pub(super) fn get(self) -> f64 {
        match self {
            Self::Whole(bad) => bad as f64,
            Self::Parts(bad) => bad,
        }
    }

    pub(super) fn plus(self, other: Self) -> Self {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => Self::Whole(a + b),
            _ => Self::Parts(self.get() + other.get()),
        }
    }

    /// What is left when some of it is gone.
    pub(super) fn without(self, other: Self) -> Self {
        match (self, other) {
            (Self::Whole(a), Self::Whole(b)) => Self::Whole(a.saturating_sub(b)),
            _ => Self::Parts((self.get() - other.get()).max(0.0)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beside(target: f64) -> Result<Allowance, Error> {
        Allowance::beside(Fraction::new(target).unwrap())
    }

    #[test]
    fn what_is_left_of_a_target_is_exact() {
        for (target, part, of) in [(0.999, 1, 1000), (0.9995, 5, 10_000), (0.5, 5, 10), (0.000_1, 9999, 10_000)] {
            assert_eq!(beside(target).unwrap(), Allowance { part, of });
        }
        assert_eq!(beside(0.999).unwrap().consumed(Bad::Whole(14_400), 1_000_000), Some(14.4));
        assert_eq!(beside(0.999).unwrap().consumed(Bad::Whole(1), 0), None);
    }

    #[test]
    fn targets_without_a_budget_are_refused() {
        for target in [0.0, 1.0, 0.999_999_999_999_9] {
            let err = beside(target).unwrap_err();
            assert_eq!((err.code(), err.field()), (ErrorCode::OutOfRange, "target"), "{target}");
        }
    }

    #[test]
    fn whole_failures_are_counted_not_rounded() {
        let allowance = beside(0.97).unwrap();
        assert_eq!(allowance.spare(3_663_253, 105_388), 4509.0);
        assert_eq!(allowance.spare(100, 5), -2.0);
    }
}
