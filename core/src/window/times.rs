//! When something is in force, as a policy says it.

use serde::{Deserialize, Serialize};

use super::schedule::Schedule;
use super::text::{CivilDateTime, MonthDay, TimeOfDay};
use super::zone::Zone;
use crate::error::{Error, ErrorCode};
use crate::tagged::tagged;

/// When something is in force, by the clock on the wall of its zone.
///
/// It is in force at every moment at which the clock reads inside it, and between the first and the last of those.
/// Where the clock is set back, that is the whole repeated time, from the first occurrence of the start to the second
/// of the end. Where the clock is set forward, a skipped start or end is the moment after the gap.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum Times {
    /// Every week.
    Weekly {
        /// The days on which it begins. Default: every day. Source: our choice.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        days: Vec<Weekday>,
        /// When it begins, inclusive. Default: the start of the day. Source: our choice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        from: Option<TimeOfDay>,
        /// When it ends, exclusive; on the next day if that is before it begins. Default: the end of the day.
        /// Source: our choice.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        until: Option<TimeOfDay>,
    },
    /// Once.
    Dated {
        /// When it begins, inclusive.
        from: CivilDateTime,
        /// When it ends, exclusive.
        until: CivilDateTime,
    },
    /// Every year.
    Yearly {
        /// The first day.
        from: MonthDay,
        /// The last day, inclusive; in the next year if that is before the first.
        until: MonthDay,
    },
}

tagged!(Times, "kind");

/// A day of the week.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say all")]
pub enum Weekday {
    Monday,
    Tuesday,
    Wednesday,
    Thursday,
    Friday,
    Saturday,
    Sunday,
}

impl Times {
    /// The times on the clock of a zone, or why they are never.
    pub(super) fn in_zone(&self, zone: Zone) -> Result<Schedule, Error> {
        match self {
            Self::Weekly { from, until: Some(until), .. } if *until == from.unwrap_or_default() => {
                return Err(Error::config(ErrorCode::Contradiction, "until")
                    .value(until)
                    .allowed("another time than that at which it begins"));
            }
            Self::Dated { from, until } if zone.first_at(from.get()) >= zone.last_before(until.get()) => {
                return Err(Error::config(ErrorCode::NotRising, "until")
                    .value(until)
                    .allowed(format!("a moment after {from} in {zone}")));
            }
            _ => {}
        }
        Ok(Schedule::new(self.clone(), zone))
    }
}
