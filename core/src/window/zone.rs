//! Time zones: what a clock on the wall reads at a moment, and when it reads a time.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, NaiveDateTime, Offset, TimeZone};
use chrono_tz::Tz;

use super::text::as_text;
use crate::error::{Error, ErrorCode};

/// A time zone by its IANA name, such as `Europe/Berlin`.
///
/// Its clock changes are built in, from the IANA database 2025b, for years up to 2099.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Zone(Tz);

const ZONE: &str = "an IANA time zone such as `Europe/Berlin`";

const HOUR: i64 = 3_600_000;

impl Zone {
    /// Coordinated universal time.
    pub const UTC: Self = Self(Tz::UTC);

    /// What the clock reads at a moment, which is in milliseconds since 1970 as everywhere in this room.
    pub(crate) fn reading(self, t: i64) -> NaiveDateTime {
        DateTime::from_timestamp_millis(t + self.offset(t)).unwrap_or_default().naive_utc()
    }

    /// The first moment at which the clock reads `reading` or later: its first occurrence when it comes twice, the
    /// end of the gap when it is skipped.
    pub(crate) fn first_at(self, reading: NaiveDateTime) -> i64 {
        let Change { at, early, late } = self.change_near(reading);
        if early < at { early } else { late.max(at) }
    }

    /// The moment from which on the clock never reads earlier than `reading`: its second occurrence when the clock
    /// was set back over it, the end of the gap when it is skipped.
    pub(super) fn last_before(self, reading: NaiveDateTime) -> i64 {
        let Change { at, early, late } = self.change_near(reading);
        if late > at { late } else { early.min(at) }
    }

    /// The change of the clock that may touch a reading. No clock is 16 hours or more from UTC, and none changed twice
    /// within 32 hours since 1970.
    fn change_near(self, reading: NaiveDateTime) -> Change {
        let reading = reading.and_utc().timestamp_millis();
        let (mut before, mut after) = (reading - 16 * HOUR, reading + 16 * HOUR);
        let (offset_before, offset_after) = (self.offset(before), self.offset(after));
        if offset_before != offset_after {
            while after - before > 1 {
                let middle = before + (after - before) / 2;
                let half = if self.offset(middle) == offset_before { &mut before } else { &mut after };
                *half = middle;
            }
        }
        Change { at: after, early: reading - offset_before, late: reading - offset_after }
    }

    /// Milliseconds that the clock is ahead of UTC.
    fn offset(self, t: i64) -> i64 {
        let moment = DateTime::from_timestamp_millis(t).unwrap_or_default();
        i64::from(self.0.offset_from_utc_datetime(&moment.naive_utc()).fix().local_minus_utc()) * 1000
    }
}

/// When the clock is set, and the moments at which it would show a reading by its setting before and after.
struct Change {
    at: i64,
    early: i64,
    late: i64,
}

impl Default for Zone {
    fn default() -> Self {
        Self::UTC
    }
}

impl FromStr for Zone {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = |_| Error::input(ErrorCode::UnknownZone, "").value(text).allowed(ZONE);
        text.parse().map(Self).map_err(refuse)
    }
}

impl fmt::Display for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0.name())
    }
}

impl fmt::Debug for Zone {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Zone({})", self.0.name())
    }
}

as_text!(Zone, "unknown zone", ZONE, {"type": "string"});

#[cfg(test)]
mod tests {
    use super::*;

    /// When the clock of a zone reaches a reading, and when it has left everything before it behind.
    fn moments(zone: &str, reading: &str) -> [String; 2] {
        let zone: Zone = zone.parse().unwrap();
        let reading = reading.parse().unwrap();
        [zone.first_at(reading), zone.last_before(reading)]
            .map(|t| DateTime::from_timestamp_millis(t).unwrap().format("%FT%TZ").to_string())
    }

    #[test]
    fn a_skipped_reading_is_the_moment_after_the_gap() {
        for (zone, reading, want) in [
            ("Europe/Berlin", "2026-03-29T02:30:00", "2026-03-29T01:00:00Z"),
            ("Australia/Lord_Howe", "2026-10-04T02:15:00", "2026-10-03T15:30:00Z"),
            ("America/Sao_Paulo", "2017-10-15T00:00:00", "2017-10-15T03:00:00Z"),
            ("Pacific/Apia", "2011-12-30T12:00:00", "2011-12-30T10:00:00Z"),
        ] {
            assert_eq!(moments(zone, reading), [want, want], "{zone} {reading}");
        }
    }

    #[test]
    fn a_repeated_reading_is_first_to_begin_and_second_to_end() {
        for (zone, reading, first, second) in [
            ("Europe/Berlin", "2026-10-25T02:30:00", "2026-10-25T00:30:00Z", "2026-10-25T01:30:00Z"),
            ("Australia/Lord_Howe", "2026-04-05T01:45:00", "2026-04-04T14:45:00Z", "2026-04-04T15:15:00Z"),
            ("America/Sao_Paulo", "2018-02-17T23:30:00", "2018-02-18T01:30:00Z", "2018-02-18T02:30:00Z"),
            // The clock was set back over midnight, from 00:01 to 23:01.
            ("America/St_Johns", "2010-11-07T00:00:00", "2010-11-07T02:30:00Z", "2010-11-07T03:30:00Z"),
        ] {
            assert_eq!(moments(zone, reading), [first, second], "{zone} {reading}");
        }
    }

    #[test]
    fn any_other_reading_is_one_moment() {
        for (zone, reading, want) in [
            ("Europe/Berlin", "2026-10-25T02:00:00", "2026-10-25T00:00:00Z"),
            ("Europe/Berlin", "2026-10-25T03:00:00", "2026-10-25T02:00:00Z"),
            ("Europe/Berlin", "2026-03-29T02:00:00", "2026-03-29T01:00:00Z"),
            ("Europe/Berlin", "2026-03-29T03:00:00", "2026-03-29T01:00:00Z"),
            ("Asia/Kathmandu", "2026-01-01T00:00:00", "2025-12-31T18:15:00Z"),
            ("Africa/Casablanca", "2026-06-01T12:00:00", "2026-06-01T11:00:00Z"),
        ] {
            assert_eq!(moments(zone, reading), [want, want], "{zone} {reading}");
        }
    }
}
