//! Numbers with a meaning, a range and one checked constructor each.

use std::cmp::Ordering;
use std::fmt;

use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::error::{Error, ErrorCode};

/// Relative difference below which two numbers count as equal, so that rounding noise (about 1e-16
/// an operation) never decides while any difference that somebody could have measured does.
const SAME: f64 = 1e-12;

/// Compares two finite numbers; values within one part in 10¹² are equal.
///
/// ```
/// use std::cmp::Ordering;
/// assert_eq!(rollwise::units::compare(0.1 + 0.2, 0.3), Ordering::Equal);
/// assert_eq!(rollwise::units::compare(0.300_000_001, 0.3), Ordering::Greater);
/// ```
#[must_use]
pub fn compare(a: f64, b: f64) -> Ordering {
    if (a - b).abs() <= SAME * a.abs().max(b.abs()) { Ordering::Equal } else { a.total_cmp(&b) }
}

macro_rules! number {
    ($(#[$doc:meta])* $name:ident, $min:expr, $max:expr, $allowed:literal, $schema:tt) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd, Serialize)]
        #[serde(transparent)]
        pub struct $name(f64);

        impl $name {
            /// Checks a number.
            ///
            /// # Errors
            ///
            /// `not_finite` for NaN and infinities, `out_of_range` outside the range of the type.
            pub fn new(value: f64) -> Result<Self, Error> {
                let refuse = |code| Error::input(code, "").value(value).allowed($allowed);
                if !value.is_finite() {
                    return Err(refuse(ErrorCode::NotFinite));
                }
                if !($min..=$max).contains(&value) {
                    return Err(refuse(ErrorCode::OutOfRange));
                }
                Ok(Self(value + 0.0)) // turns -0 into 0, which JSON cannot tell apart in every language
            }

            #[allow(dead_code, reason = "not every unit has built-in constants")]
            pub(crate) const fn literal(value: f64) -> Self {
                Self(value)
            }

            /// The number itself.
            #[must_use]
            pub const fn get(self) -> f64 {
                self.0
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                self.0.fmt(f)
            }
        }

        impl<'de> Deserialize<'de> for $name {
            fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_f64(NumberVisitor($allowed, Self::new))
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

number! {
    /// Any finite number.
    Finite, f64::MIN, f64::MAX, "a finite number", {"type": "number"}
}
number! {
    /// A finite number that is not negative.
    NonNegative, 0.0, f64::MAX, "a finite number from 0", {"type": "number", "minimum": 0}
}
number! {
    /// A part of a whole, from 0 to 1: a probability, a rate of failures, a factor of the confidence score.
    Fraction, 0.0, 1.0, "a number from 0 to 1", {"type": "number", "minimum": 0, "maximum": 1}
}
number! {
    /// A score from 0 to 100.
    Score, 0.0, 100.0, "a score from 0 to 100", {"type": "number", "minimum": 0, "maximum": 100}
}

impl Default for Finite {
    fn default() -> Self {
        Self(0.0)
    }
}

impl Default for NonNegative {
    fn default() -> Self {
        Self(0.0)
    }
}

struct NumberVisitor<T>(&'static str, fn(f64) -> Result<T, Error>);

impl<T> Visitor<'_> for NumberVisitor<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<T, E> {
        (self.1)(value).map_err(|_| E::invalid_value(Unexpected::Float(value), &self))
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<T, E> {
        (self.1)(value as f64).map_err(|_| E::invalid_value(Unexpected::Signed(value), &self))
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<T, E> {
        (self.1)(value as f64).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }
}

/// A number of things: whole, not negative, and small enough (2⁵³ − 1) to be exact in every language.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(transparent)]
pub struct Count(u64);

impl Count {
    /// The largest count, 9 007 199 254 740 991.
    pub const MAX: Self = Self((1 << 53) - 1);
    /// None.
    pub const ZERO: Self = Self(0);
    /// One.
    pub const ONE: Self = Self(1);

    /// Checks a number.
    ///
    /// # Errors
    ///
    /// `out_of_range` above [`Count::MAX`].
    pub fn new(value: u64) -> Result<Self, Error> {
        if value > Self::MAX.0 {
            return Err(Error::input(ErrorCode::OutOfRange, "").value(value).allowed(COUNT));
        }
        Ok(Self(value))
    }

    #[cfg(test)]
    pub(crate) const fn literal(value: u64) -> Self {
        Self(value)
    }

    /// The number itself.
    #[must_use]
    pub const fn get(self) -> u64 {
        self.0
    }

    /// The sum, at most [`Count::MAX`].
    #[must_use]
    pub fn saturating_add(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0).min(Self::MAX.0))
    }

    /// The difference, at least 0.
    #[must_use]
    pub fn saturating_sub(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0))
    }

    /// The number as a float, which holds every count exactly.
    #[must_use]
    pub const fn as_f64(self) -> f64 {
        self.0 as f64
    }
}

const COUNT: &str = "a whole number from 0 to 9007199254740991";

impl From<u32> for Count {
    fn from(value: u32) -> Self {
        Self(u64::from(value))
    }
}

impl fmt::Display for Count {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> Deserialize<'de> for Count {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_u64(CountVisitor)
    }
}

struct CountVisitor;

impl Visitor<'_> for CountVisitor {
    type Value = Count;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(COUNT)
    }
    fn visit_u64<E: de::Error>(self, value: u64) -> Result<Count, E> {
        Count::new(value).map_err(|_| E::invalid_value(Unexpected::Unsigned(value), &self))
    }
    fn visit_i64<E: de::Error>(self, value: i64) -> Result<Count, E> {
        let refuse = || E::invalid_value(Unexpected::Signed(value), &self);
        u64::try_from(value).ok().and_then(|v| Count::new(v).ok()).ok_or_else(refuse)
    }
    /// Whole floats are taken: columns of counts often arrive as floats.
    fn visit_f64<E: de::Error>(self, value: f64) -> Result<Count, E> {
        if value.fract() == 0.0 && (0.0..=Count::MAX.as_f64()).contains(&value) {
            return Ok(Count(value as u64));
        }
        Err(E::invalid_value(Unexpected::Float(value), &self))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Count {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Count".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "integer", "minimum": 0, "maximum": 9_007_199_254_740_991_u64})
    }
}

/// A share of live traffic, from 0 to 100 percent in steps of 0.01.
///
/// Kept as a whole number of basis points, so that order and equality are exact; JSON holds percent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TrafficShare(u16);

const SHARE: &str = "a percentage from 0 to 100 in steps of 0.01";

impl TrafficShare {
    /// No traffic.
    pub const NONE: Self = Self(0);
    /// All traffic.
    pub const ALL: Self = Self(10_000);

    /// A share in percent.
    ///
    /// # Errors
    ///
    /// `out_of_range` outside 0 to 100 or finer than 0.01; `not_finite` for NaN and infinities.
    pub fn from_percent(percent: f64) -> Result<Self, Error> {
        let refuse = |code| Error::input(code, "").value(percent).allowed(SHARE);
        if !percent.is_finite() {
            return Err(refuse(ErrorCode::NotFinite));
        }
        let points = (percent * 100.0).round();
        if !(0.0..=10_000.0).contains(&points) || compare(points, percent * 100.0) != Ordering::Equal {
            return Err(refuse(ErrorCode::OutOfRange));
        }
        Ok(Self(points as u16))
    }

    pub(crate) const fn percent(percent: u16) -> Self {
        Self(percent * 100)
    }

    /// The share in basis points, of which 10 000 are all traffic.
    #[must_use]
    /// Whether it is all traffic.
    pub(crate) fn is_all(self) -> bool {
        self == Self::ALL
    }

    /// The share as a part of 1.
    pub(crate) fn fraction(self) -> Fraction {
        Fraction(self.as_percent() / 100.0)
    }

    pub(crate) const fn basis_points(self) -> u32 {
        self.0 as u32
    }

    /// The share in percent.
    #[must_use]
    pub fn as_percent(self) -> f64 {
        f64::from(self.0) / 100.0
    }
}

impl fmt::Display for TrafficShare {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 % 100 {
            0 => write!(f, "{}%", self.0 / 100),
            _ => write!(f, "{}%", self.as_percent()),
        }
    }
}

impl Serialize for TrafficShare {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_f64(self.as_percent())
    }
}

impl<'de> Deserialize<'de> for TrafficShare {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_f64(NumberVisitor(SHARE, Self::from_percent))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for TrafficShare {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "TrafficShare".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "number", "minimum": 0, "maximum": 100})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_keep_hundredths_of_a_percent_and_nothing_finer() {
        assert_eq!(TrafficShare::from_percent(0.07).unwrap().as_percent(), 0.07);
        for refused in [0.001, 100.01, -0.01, f64::NAN, f64::INFINITY] {
            assert!(TrafficShare::from_percent(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn counts_take_whole_floats_only() {
        assert_eq!(serde_json::from_str::<Count>("12.0").unwrap(), Count(12));
        for refused in ["12.5", "-1", "-1.0", "9007199254740992", "1e300", "true"] {
            assert!(serde_json::from_str::<Count>(refused).is_err(), "{refused}");
        }
    }

    #[test]
    fn a_negative_zero_is_zero() {
        assert!(Finite::new(-0.0).unwrap().get().is_sign_positive());
    }

    #[test]
    fn rounding_noise_never_decides() {
        assert_eq!(compare(1.1 * 0.1, 0.11), Ordering::Equal);
        assert_eq!(compare(0.0, 0.0), Ordering::Equal);
        assert_eq!(compare(0.0, 1e-300), Ordering::Less);
    }
}
