//! The time that an objective is about.

use chrono::{Datelike, Days, Months, NaiveDate, NaiveTime};
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::tagged::tagged;
use crate::time::{Duration, Timestamp};
use crate::window::Zone;

/// The time that an objective is about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum BudgetPeriod {
    /// The time until now: what users remember. The budget heals as old failures leave it.
    Rolling {
        /// How long.
        length: Duration,
    },
    /// A stretch of the calendar, with a whole budget at its beginning.
    Calendar {
        /// Which.
        unit: CalendarUnit,
        /// The zone of its midnights. Default: `UTC`. Source: our choice.
        #[serde(default)]
        zone: Zone,
    },
}

tagged!(BudgetPeriod, "kind");

/// A stretch of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum CalendarUnit {
    /// From Monday.
    Week,
    /// From the first of a month.
    Month,
    /// From the first of January, April, July or October.
    Quarter,
    /// From the first of January.
    Year,
}

impl Default for BudgetPeriod {
    fn default() -> Self {
        Self::Rolling { length: Duration::hours(28 * 24) }
    }
}

impl BudgetPeriod {
    pub(super) fn validate(self) -> Result<(), Error> {
        match self {
            Self::Rolling { length: Duration::ZERO } => {
                Err(Error::config(ErrorCode::Empty, "length").allowed("some time"))
            }
            _ => Ok(()),
        }
    }

    /// How long it is as a rule: rules of alarms are made before anybody knows which month it will be.
    pub(super) fn nominal(self) -> Duration {
        let days = match self {
            Self::Rolling { length } => return length,
            Self::Calendar { unit: CalendarUnit::Week, .. } => 7,
            Self::Calendar { unit: CalendarUnit::Month, .. } => 30,
            Self::Calendar { unit: CalendarUnit::Quarter, .. } => 90,
            Self::Calendar { unit: CalendarUnit::Year, .. } => 365,
        };
        Duration::hours(days * 24)
    }

    /// The calendar period that holds a moment, from when until when; none for a rolling one.
    pub(super) fn around(self, now: Timestamp) -> Option<(Timestamp, Timestamp)> {
        let Self::Calendar { unit, zone } = self else { return None };
        let day = zone.reading(now.as_millis()).date();
        let first = unit.first(day)?;
        let moment = |day: NaiveDate| {
            let millis = zone.first_at(day.and_time(NaiveTime::MIN));
            Timestamp::from_millis(millis.max(0)).ok()
        };
        Some((moment(first)?, moment(unit.next(first)?)?))
    }
}

impl CalendarUnit {
    fn first(self, day: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Week => day.checked_sub_days(Days::new(u64::from(day.weekday().num_days_from_monday()))),
            Self::Month => day.with_day(1),
            Self::Quarter => day.with_day(1)?.with_month(day.month0() / 3 * 3 + 1),
            Self::Year => NaiveDate::from_ymd_opt(day.year(), 1, 1),
        }
    }

    fn next(self, first: NaiveDate) -> Option<NaiveDate> {
        match self {
            Self::Week => first.checked_add_days(Days::new(7)),
            Self::Month => first.checked_add_months(Months::new(1)),
            Self::Quarter => first.checked_add_months(Months::new(3)),
            Self::Year => first.checked_add_months(Months::new(12)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calendar_periods_begin_at_midnight_of_their_zone() {
        for (unit, zone, now, from, until) in [
            (CalendarUnit::Month, "UTC", "2026-04-30T23:59:59Z", "2026-04-01T00:00:00Z", "2026-05-01T00:00:00Z"),
            (
                CalendarUnit::Month,
                "Europe/Berlin",
                "2026-03-31T22:30:00Z",
                "2026-03-31T22:00:00Z",
                "2026-04-30T22:00:00Z",
            ),
            (CalendarUnit::Week, "UTC", "2026-11-22T10:00:00Z", "2026-11-16T00:00:00Z", "2026-11-23T00:00:00Z"),
            (CalendarUnit::Quarter, "UTC", "2026-12-31T10:00:00Z", "2026-10-01T00:00:00Z", "2027-01-01T00:00:00Z"),
            (CalendarUnit::Year, "UTC", "2024-02-29T10:00:00Z", "2024-01-01T00:00:00Z", "2025-01-01T00:00:00Z"),
        ] {
            let period = BudgetPeriod::Calendar { unit, zone: zone.parse().unwrap() };
            let (starts, ends) = period.around(now.parse().unwrap()).unwrap();
            assert_eq!((starts.to_string().as_str(), ends.to_string().as_str()), (from, until));
        }
    }
}
