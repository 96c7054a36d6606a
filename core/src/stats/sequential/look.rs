//! What was counted or measured since the look before.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::tagged::tagged;
use crate::units::{Count, Finite, Fraction, NonNegative};

/// How often something happened, and in how much of which it could have.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ArmEvents {
    /// How often it happened.
    pub events: NonNegative,
    /// Requests, device-hours, pod-seconds; need not be whole.
    pub exposure: NonNegative,
}

/// The sums of a sample from which its mean and variance follow.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SampleSums {
    /// How many values.
    pub count: Count,
    /// Their sum.
    pub sum: Finite,
    /// The sum of their squares.
    pub squares: NonNegative,
}

/// What was seen since the look before, in both arms over the same time: increments, never totals.
///
/// A look with an arm that could not be read is left out, or given without any traffic in that arm.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum SequentialLook {
    /// Events in both arms.
    Counts {
        /// Of the baseline.
        baseline: ArmEvents,
        /// Of the canary.
        canary: ArmEvents,
        /// How much more than independent events these scatter, known before the look; the test's own otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dispersion: Option<NonNegative>,
    },
    /// Histograms of both arms over the same buckets, in rising order and not cumulative; the last has no upper bound.
    Buckets {
        /// Counts of the baseline.
        baseline: Vec<NonNegative>,
        /// Counts of the canary.
        canary: Vec<NonNegative>,
        /// How much more than independent requests these scatter, known before the look; the test's own otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        dispersion: Option<NonNegative>,
    },
    /// A level in each arm, from 0 to 1.
    Levels {
        /// Of the baseline.
        baseline: Fraction,
        /// Of the canary.
        canary: Fraction,
    },
    /// The difference of two levels.
    Difference {
        /// Canary less baseline.
        difference: Finite,
        /// Its long-run variance, known before the look; the test's own otherwise.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        variance: Option<NonNegative>,
    },
    /// Raw values of both arms, in any order.
    Samples {
        /// Of the baseline.
        baseline: Vec<Finite>,
        /// Of the canary.
        canary: Vec<Finite>,
    },
    /// Sums of raw values of both arms.
    Sums {
        /// Of the baseline.
        baseline: SampleSums,
        /// Of the canary.
        canary: SampleSums,
    },
    /// Requests that went to each arm.
    Arms {
        /// One for each arm, in the order of the planned shares.
        counts: Vec<NonNegative>,
    },
    /// Events of one arm.
    Single {
        /// The events, at most as many as there was exposure.
        arm: ArmEvents,
    },
}

tagged!(SequentialLook, "kind");

/// The counts of both arms by bucket, as many in each.
pub(super) struct Histograms<'a> {
    pub(super) baseline: &'a [NonNegative],
    pub(super) canary: &'a [NonNegative],
    pub(super) dispersion: Option<f64>,
}

/// Beyond so many buckets a look would take too long.
pub(super) const MAX_BUCKETS: usize = 10_000;

/// The largest count, beyond which doubles miss whole numbers.
pub(super) const MAX_COUNT: f64 = 9_007_199_254_740_991.0;

/// The largest level, so that sums of squares stay finite.
pub(super) const MAX_LEVEL: f64 = 1e100;
pub(super) const LEVEL: &str = "a number from -1e100 to 1e100";

const COUNT: &str = "a number from 0 to 9007199254740991";

impl SequentialLook {
    fn kind(&self) -> &'static str {
        match self {
            Self::Counts { .. } => "counts",
            Self::Buckets { .. } => "buckets",
            Self::Levels { .. } => "levels",
            Self::Difference { .. } => "difference",
            Self::Samples { .. } => "samples",
            Self::Sums { .. } => "sums",
            Self::Arms { .. } => "arms",
            Self::Single { .. } => "single",
        }
    }

    /// The refusal of a look that the test cannot use.
    pub(super) fn unexpected(&self, wanted: &str) -> Error {
        Error::input(ErrorCode::WrongType, "kind").value(self.kind()).allowed(wanted)
    }

    /// Baseline, canary and dispersion.
    pub(super) fn counts(&self) -> Result<(ArmEvents, ArmEvents, Option<f64>), Error> {
        let Self::Counts { baseline, canary, dispersion } = self else { return Err(self.unexpected("counts")) };
        baseline.check().map_err(|err| err.within("baseline"))?;
        canary.check().map_err(|err| err.within("canary"))?;
        Ok((*baseline, *canary, at_least_one(*dispersion)?))
    }

    /// The same where every event is one of the trials.
    pub(super) fn trials(&self) -> Result<(ArmEvents, ArmEvents, Option<f64>), Error> {
        let (baseline, canary, dispersion) = self.counts()?;
        baseline.check_trials().map_err(|err| err.within("baseline"))?;
        canary.check_trials().map_err(|err| err.within("canary"))?;
        Ok((baseline, canary, dispersion))
    }

    /// Histograms of as many buckets on both sides as the test has had so far.
    pub(super) fn buckets(&self, known: Option<usize>) -> Result<Histograms<'_>, Error> {
        let Self::Buckets { baseline, canary, dispersion } = self else { return Err(self.unexpected("buckets")) };
        let wanted = known.unwrap_or(baseline.len());
        for (name, counts) in [("baseline", baseline), ("canary", canary)] {
            let given = counts.len();
            if given != wanted || !(2..=MAX_BUCKETS).contains(&given) {
                let error = Error::input(ErrorCode::OutOfRange, name).value(format!("{given} buckets"));
                return Err(error.allowed(match known.is_some() || name == "canary" {
                    true => format!("{wanted} buckets"),
                    false => format!("2 to {MAX_BUCKETS} buckets"),
                }));
            }
            check_counts(name, counts)?;
        }
        Ok(Histograms { baseline, canary, dispersion: at_least_one(*dispersion)? })
    }

    /// Canary less baseline, of levels from 0 to 1.
    pub(super) fn bounded_difference(&self) -> Result<f64, Error> {
        let Self::Levels { baseline, canary } = self else { return Err(self.unexpected("levels")) };
        Ok(canary.get() - baseline.get())
    }
}

/// A level or a difference of two.
pub(super) fn level(field: &str, value: Finite) -> Result<f64, Error> {
    if value.get().abs() > MAX_LEVEL {
        return Err(Error::input(ErrorCode::OutOfRange, field).value(value).allowed(LEVEL));
    }
    Ok(value.get())
}

impl ArmEvents {
    pub(super) fn check(&self) -> Result<(), Error> {
        for (name, value) in [("events", self.events), ("exposure", self.exposure)] {
            if value.get() > MAX_COUNT {
                return Err(Error::input(ErrorCode::OutOfRange, name).value(value).allowed(COUNT));
            }
        }
        Ok(())
    }

    pub(super) fn check_trials(&self) -> Result<(), Error> {
        self.check()?;
        if self.events.get() > self.exposure.get() {
            let error = Error::input(ErrorCode::EventsExceedTrials, "events").value(self.events);
            return Err(error.allowed(format!("at most the exposure, {}", self.exposure)));
        }
        Ok(())
    }
}

pub(super) fn check_counts(name: &str, counts: &[NonNegative]) -> Result<(), Error> {
    match counts.iter().enumerate().find(|(_, count)| count.get() > MAX_COUNT) {
        Some((i, count)) => {
            Err(Error::input(ErrorCode::OutOfRange, format!("{name}[{i}]")).value(count).allowed(COUNT))
        }
        None => Ok(()),
    }
}

fn at_least_one(dispersion: Option<NonNegative>) -> Result<Option<f64>, Error> {
    match dispersion {
        Some(dispersion) if dispersion.get() < 1.0 => {
            Err(Error::input(ErrorCode::OutOfRange, "dispersion").value(dispersion).allowed("a number from 1"))
        }
        _ => Ok(dispersion.map(NonNegative::get)),
    }
}
