//! Times as people write them: small texts, checked when they are read.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate, NaiveDateTime, NaiveTime};

use crate::error::{Error, ErrorCode};

/// Serde for a type that is read from text and written as text. `$refused` begins the message of a refusal, in words
/// that [`crate::document`] knows.
macro_rules! as_text {
    ($name:ident, $refused:literal, $allowed:expr, $schema:tt) => {
        impl serde::Serialize for $name {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl serde::de::Visitor<'_> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($allowed)
                    }
                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(|_| E::custom(format!("{} {text:?}, expected {}", $refused, $allowed)))
                    }
                }
                deserializer.deserialize_str(Text)
            }
        }

        #[cfg(feature = "schema")]
        impl schemars::JsonSchema for $name {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($name).into()
            }
            fn inline_schema() -> bool {
                true
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!($schema)
            }
        }
    };
}
pub(super) use as_text;

/// A time on the clock of a zone, to the minute, from `00:00` to `23:59`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TimeOfDay(NaiveTime);

const TIME: &str = "a time of day from `00:00` to `23:59`";

impl TimeOfDay {
    /// The first minute of a day.
    pub const MIDNIGHT: Self = Self(NaiveTime::MIN);

    /// A full hour, from 0 to 23.
    pub(super) fn hour(hour: u32) -> Self {
        Self(NaiveTime::from_hms_opt(hour, 0, 0).unwrap_or_default())
    }

    pub(super) const fn on(self, date: NaiveDate) -> NaiveDateTime {
        date.and_time(self.0)
    }
}

impl FromStr for TimeOfDay {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let time = NaiveTime::parse_from_str(text, "%H:%M").map(Self).ok();
        in_one_form(time, text, TIME)
    }
}

impl fmt::Display for TimeOfDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%H:%M").fmt(f)
    }
}

as_text!(TimeOfDay, "invalid value: string", TIME, {"type": "string", "pattern": "^([01]\\d|2[0-3]):[0-5]\\d$"});

/// A date and a time on the clock of a zone, to the minute, such as `2026-12-20T18:00`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CivilDateTime(NaiveDateTime);

const DATE_TIME: &str = "a date and time from `1970-01-01T00:00` to `9999-12-31T23:59`, without a zone";

impl CivilDateTime {
    pub(super) const fn get(self) -> NaiveDateTime {
        self.0
    }
}

impl FromStr for CivilDateTime {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let moment = NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M").ok();
        let moment = moment.filter(|moment| (1970..=9999).contains(&moment.year()));
        in_one_form(moment.map(Self), text, DATE_TIME)
    }
}

impl fmt::Display for CivilDateTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.format("%Y-%m-%dT%H:%M").fmt(f)
    }
}

as_text!(CivilDateTime, "invalid value: string", DATE_TIME, {
    "type": "string", "pattern": "^\\d{4}-\\d{2}-\\d{2}T\\d{2}:\\d{2}$"
});

/// A day of every year, such as `12-24`. In a year without a 29 February, `02-29` lies between its neighbours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MonthDay {
    month: u32,
    day: u32,
}

const MONTH_DAY: &str = "a month and a day from `01-01` to `12-31`";

impl MonthDay {
    /// The date in a year, or the one that stands in its place.
    pub(super) fn first_in(self, year: i32) -> Option<NaiveDate> {
        let date = NaiveDate::from_ymd_opt(year, self.month, self.day);
        date.or_else(|| NaiveDate::from_ymd_opt(year, 3, 1))
    }

    /// The date in a year up to whose end the day lasts.
    pub(super) fn last_in(self, year: i32) -> Option<NaiveDate> {
        let date = NaiveDate::from_ymd_opt(year, self.month, self.day);
        date.or_else(|| NaiveDate::from_ymd_opt(year, 2, 28))
    }
}

impl FromStr for MonthDay {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let leap = NaiveDate::parse_from_str(&format!("2000-{text}"), "%Y-%m-%d").ok();
        let day = leap.map(|date| Self { month: date.month(), day: date.day() });
        in_one_form(day, text, MONTH_DAY)
    }
}

impl fmt::Display for MonthDay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}-{:02}", self.month, self.day)
    }
}

as_text!(MonthDay, "invalid value: string", MONTH_DAY, {"type": "string", "pattern": "^\\d{2}-\\d{2}$"});

/// What was read from a text, if it is also written like that: `7:00` is not `07:00`.
fn in_one_form<T: fmt::Display>(read: Option<T>, text: &str, allowed: &str) -> Result<T, Error> {
    read.filter(|value| value.to_string() == text)
        .ok_or_else(|| Error::input(ErrorCode::OutOfRange, "").value(text).allowed(allowed))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_one_way_to_write_a_time() {
        for text in ["", "7:00", "24:00", "12:60", "12:00:00", " 12:00", "+1:00", "noon"] {
            assert!(text.parse::<TimeOfDay>().is_err(), "{text}");
        }
        for text in ["2026-12-20", "2026-12-20T18:00Z", "2026-2-2T18:00", "2026-02-29T00:00", "1969-12-31T23:59"] {
            assert!(text.parse::<CivilDateTime>().is_err(), "{text}");
        }
        for text in ["2-29", "02-30", "13-01", "00-10", "2000-02-29", "-1-1"] {
            assert!(text.parse::<MonthDay>().is_err(), "{text}");
        }
        assert_eq!("23:59".parse::<TimeOfDay>().unwrap().to_string(), "23:59");
        assert_eq!("2028-02-29T00:05".parse::<CivilDateTime>().unwrap().to_string(), "2028-02-29T00:05");
        assert_eq!("02-29".parse::<MonthDay>().unwrap().to_string(), "02-29");
    }
}
