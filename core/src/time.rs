//! Moments and durations: brought in by the host, never read from a clock.

use std::fmt;
use std::str::FromStr;

use chrono::{DateTime, SecondsFormat, Utc};
use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, ErrorCode};

/// A moment in UTC, kept to the millisecond: the finest that Rust, Python and JavaScript share, so that
/// a stored moment is the same moment everywhere. JSON holds RFC 3339.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Timestamp(i64);

const MOMENT: &str = "a moment from 1970-01-01T00:00:00Z to 9999-12-31T23:59:59.999Z in RFC 3339";
const LAST_MOMENT: i64 = 253_402_300_799_999;

impl Timestamp {
    /// A moment in milliseconds since 1970.
    ///
    /// # Errors
    ///
    /// `out_of_range` outside the years 1970 to 9999.
    pub fn from_millis(millis: i64) -> Result<Self, Error> {
        if !(0..=LAST_MOMENT).contains(&millis) {
            return Err(Error::input(ErrorCode::OutOfRange, "").value(millis).allowed(MOMENT));
        }
        Ok(Self(millis))
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }

    /// The moment `duration` later, at most the last of the year 9999.
    #[must_use]
    pub fn after(self, duration: Duration) -> Self {
        Self(self.0.saturating_add(duration.0).min(LAST_MOMENT))
    }

    /// The moment `duration` earlier, at least the first of 1970.
    #[must_use]
    pub fn before(self, duration: Duration) -> Self {
        Self((self.0 - duration.0).max(0))
    }

    /// The time since `earlier`; zero if that lies in the future.
    #[must_use]
    pub fn since(self, earlier: Self) -> Duration {
        Duration((self.0 - earlier.0).clamp(0, Duration::MAX.0))
    }
}

impl TryFrom<DateTime<Utc>> for Timestamp {
    type Error = Error;

    fn try_from(moment: DateTime<Utc>) -> Result<Self, Error> {
        Self::from_millis(moment.timestamp_millis())
    }
}

impl From<Timestamp> for DateTime<Utc> {
    fn from(moment: Timestamp) -> Self {
        Self::from_timestamp_millis(moment.0).unwrap_or(Self::UNIX_EPOCH)
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = || Error::input(ErrorCode::OutOfRange, "").value(text).allowed(MOMENT);
        let moment = DateTime::parse_from_rfc3339(text).map_err(|_| refuse())?;
        Self::from_millis(moment.timestamp_millis()).map_err(|_| refuse())
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let form = if self.0 % 1000 == 0 { SecondsFormat::Secs } else { SecondsFormat::Millis };
        f.write_str(&DateTime::<Utc>::from(*self).to_rfc3339_opts(form, true))
    }
}

/// A length of time in whole milliseconds, from zero to ten years. JSON holds text such as `90s`, `15m`, `1h30m`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Duration(i64);

const LENGTH: &str = "a duration from 0s to 3650d such as `90s`, `15m` or `1h30m`";

/// The units of a duration, from the longest, in milliseconds.
const UNITS: [(&str, i64); 5] = [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000), ("ms", 1)];

impl Duration {
    /// No time at all.
    pub const ZERO: Self = Self(0);
    /// Ten years of 365 days.
    pub const MAX: Self = Self(3650 * 86_400_000);

    /// A duration in milliseconds.
    ///
    /// # Errors
    ///
    /// `out_of_range` when negative or above ten years.
    pub fn from_millis(millis: i64) -> Result<Self, Error> {
        if !(0..=Self::MAX.0).contains(&millis) {
            return Err(Error::input(ErrorCode::OutOfRange, "").value(format!("{millis}ms")).allowed(LENGTH));
        }
        Ok(Self(millis))
    }

    pub(crate) const fn seconds(seconds: i64) -> Self {
        Self(seconds * 1000)
    }

    pub(crate) const fn minutes(minutes: i64) -> Self {
        Self::seconds(minutes * 60)
    }

    pub(crate) const fn hours(hours: i64) -> Self {
        Self::minutes(hours * 60)
    }

    /// The number of milliseconds.
    #[must_use]
    pub const fn as_millis(self) -> i64 {
        self.0
    }
}

/// The number of seconds, as reasons and figures have it.
pub(crate) fn seconds(duration: Duration) -> f64 {
    duration.as_millis() as f64 / 1000.0
}

impl FromStr for Duration {
    type Err = Error;

    /// Whole numbers with units `d`, `h`, `m`, `s`, `ms`, each at most once and from long to short.
    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text)
            .and_then(|millis| Self::from_millis(millis).ok())
            .ok_or_else(|| Error::input(ErrorCode::OutOfRange, "").value(text).allowed(LENGTH))
    }
}

fn parse(text: &str) -> Option<i64> {
    let mut rest = text;
    let mut total = 0_i64;
    let mut units = UNITS.iter();
    while !rest.is_empty() {
        let (digits, tail) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit())?);
        let (unit, tail) = tail.split_at(tail.find(|c: char| c.is_ascii_digit()).unwrap_or(tail.len()));
        let (_, millis) = units.find(|(name, _)| *name == unit)?;
        total = total.checked_add(digits.parse::<i64>().ok()?.checked_mul(*millis)?)?;
        rest = tail;
    }
    (!text.is_empty()).then_some(total)
}

impl fmt::Display for Duration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0 == 0 {
            return f.write_str("0s");
        }
        let mut rest = self.0;
        for (name, millis) in UNITS {
            if rest >= millis {
                write!(f, "{}{name}", rest / millis)?;
                rest %= millis;
            }
        }
        Ok(())
    }
}

/// Text where people read, whole milliseconds under the type's name where only a program does.
macro_rules! text_or_millis {
    ($name:ident, $allowed:expr, $schema:tt) => {
        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                if serializer.is_human_readable() {
                    serializer.collect_str(self)
                } else {
                    serializer.serialize_newtype_struct(stringify!($name), &self.0)
                }
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Text;
                impl<'de> Visitor<'de> for Text {
                    type Value = $name;

                    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                        f.write_str($allowed)
                    }
                    fn visit_str<E: de::Error>(self, text: &str) -> Result<$name, E> {
                        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
                    }
                    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<$name, D::Error> {
                        let millis = i64::deserialize(inner)?;
                        $name::from_millis(millis)
                            .map_err(|_| de::Error::invalid_value(Unexpected::Signed(millis), &self))
                    }
                }
                if deserializer.is_human_readable() {
                    deserializer.deserialize_str(Text)
                } else {
                    deserializer.deserialize_newtype_struct(stringify!($name), Text)
                }
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

text_or_millis!(Timestamp, MOMENT, {"type": "string", "format": "date-time"});
text_or_millis!(Duration, LENGTH, {"type": "string", "format": "duration-text", "pattern": "^(\\d+d)?(\\d+h)?(\\d+m)?(\\d+s)?(\\d+ms)?$"});

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_read_what_they_write() {
        for text in ["0s", "90s", "15m", "1h30m", "24h", "250ms", "1d1ms", "3650d"] {
            let duration: Duration = text.parse().unwrap();
            assert_eq!(duration.to_string().parse::<Duration>().unwrap(), duration, "{text}");
        }
        assert_eq!("90m".parse::<Duration>().unwrap().to_string(), "1h30m");
    }

    #[test]
    fn durations_refuse_what_is_not_one() {
        for text in ["", "s", "15", "-1s", "1.5h", "1m1h", "1s1s", "1 m", "3651d", "99999999999999999999d", "1é"] {
            assert!(text.parse::<Duration>().is_err(), "{text}");
        }
    }

    #[test]
    fn moments_are_utc_milliseconds() {
        let moment: Timestamp = "2026-03-29T03:30:00.1239+02:00".parse().unwrap();
        assert_eq!(moment.to_string(), "2026-03-29T01:30:00.123Z");
        for text in ["2026-03-29", "2026-03-29T01:30:00", "1969-12-31T23:59:59Z", "now"] {
            assert!(text.parse::<Timestamp>().is_err(), "{text}");
        }
    }
}
