//! A number of instances, absolute or as a percentage, and how Kubernetes rounds it.

use std::fmt;
use std::str::FromStr;

use serde::de::{self, Unexpected, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{count, div_up, int};
use crate::error::{Error, ErrorCode};
use crate::units::Count;

/// A number of instances, or a whole percentage of them. JSON holds text: `"3"` or `"25%"`.
///
/// ```
/// use rollwise::{Count, InstanceLimit};
///
/// let quarter: InstanceLimit = "25%".parse()?;
/// let ten = Count::new(10)?;
/// assert_eq!(quarter.rounded_up(ten).get(), 3); // as for a surge
/// assert_eq!(quarter.rounded_down(ten).get(), 2); // as for what may be missing
/// # Ok::<(), rollwise::Error>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum InstanceLimit {
    /// So many instances.
    Instances(Count),
    /// So many in a hundred.
    Percent(u32),
}

const LIMIT: &str = "a number of instances such as `3`, or a whole percentage of them such as `25%`";

impl InstanceLimit {
    /// No instance at all.
    pub const NONE: Self = Self::Instances(Count::ZERO);
    /// One instance.
    pub const ONE: Self = Self::Instances(Count::ONE);

    /// Whether it is zero for any number of instances.
    #[must_use]
    pub fn is_zero(self) -> bool {
        matches!(self, Self::Instances(Count::ZERO) | Self::Percent(0))
    }

    /// So many of `replicas` instances, a part of an instance counted as a whole one.
    #[must_use]
    pub fn rounded_up(self, replicas: Count) -> Count {
        match self {
            Self::Instances(instances) => instances,
            Self::Percent(percent) => count(div_up(int(replicas) * i128::from(percent), 100)),
        }
    }

    /// So many of `replicas` instances, a part of an instance not counted.
    #[must_use]
    pub fn rounded_down(self, replicas: Count) -> Count {
        match self {
            Self::Instances(instances) => instances,
            Self::Percent(percent) => count(int(replicas) * i128::from(percent) / 100),
        }
    }
}

/// How far the number of instances may leave the usual one while they are replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Headroom {
    /// Instances that may exist beyond the usual number.
    pub surge: Count,
    /// Instances that may be missing.
    pub unavailable: Count,
}

/// Two limits in instances: the surge rounded up, what may be missing rounded down and at most `replicas`. Where both
/// come out as zero one instance may be missing, since none could be replaced otherwise.
#[must_use]
pub fn headroom(max_surge: InstanceLimit, max_unavailable: InstanceLimit, replicas: Count) -> Headroom {
    let surge = max_surge.rounded_up(replicas);
    let unavailable = max_unavailable.rounded_down(replicas);
    let stuck = surge == Count::ZERO && unavailable == Count::ZERO;
    Headroom { surge, unavailable: if stuck { Count::ONE } else { unavailable }.min(replicas) }
}

impl FromStr for InstanceLimit {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        parse(text).ok_or_else(|| Error::input(ErrorCode::OutOfRange, "").value(text).allowed(LIMIT))
    }
}

fn parse(text: &str) -> Option<InstanceLimit> {
    let digits = text.strip_suffix('%').unwrap_or(text);
    // A sign would be taken by the parser of numbers.
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    if digits.len() < text.len() {
        digits.parse().ok().map(InstanceLimit::Percent)
    } else {
        digits.parse().ok().and_then(|n| Count::new(n).ok()).map(InstanceLimit::Instances)
    }
}

impl fmt::Display for InstanceLimit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Instances(instances) => instances.fmt(f),
            Self::Percent(percent) => write!(f, "{percent}%"),
        }
    }
}

impl Serialize for InstanceLimit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for InstanceLimit {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_str(Text)
    }
}

struct Text;

impl Visitor<'_> for Text {
    type Value = InstanceLimit;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(LIMIT)
    }
    fn visit_str<E: de::Error>(self, text: &str) -> Result<InstanceLimit, E> {
        text.parse().map_err(|_| E::invalid_value(Unexpected::Str(text), &self))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for InstanceLimit {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "InstanceLimit".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9]+%?$"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn limit(text: &str) -> InstanceLimit {
        text.parse().unwrap()
    }

    fn counts(surge: &str, unavailable: &str, replicas: u64) -> (u64, u64) {
        let headroom = headroom(limit(surge), limit(unavailable), Count::literal(replicas));
        (headroom.surge.get(), headroom.unavailable.get())
    }

    #[test]
    fn text_is_kept_and_anything_else_refused() {
        for text in ["0", "3", "0%", "25%", "200%", "9007199254740991"] {
            assert_eq!(limit(text).to_string(), text);
        }
        for text in ["", "%", "-1", "+1", "2.5%", " 3", "3 %", "9007199254740992", "4294967296%", "a quarter"] {
            assert!(text.parse::<InstanceLimit>().is_err(), "{text}");
        }
    }

    #[test]
    fn surge_rounds_up_and_unavailable_down_and_never_both_are_zero() {
        assert_eq!(counts("25%", "25%", 10), (3, 2));
        assert_eq!(counts("0%", "39%", 2), (0, 1));
        assert_eq!(counts("0", "9", 4), (0, 4));
        assert_eq!(counts("0", "1", 0), (0, 0));
    }

    #[test]
    fn the_largest_numbers_end_at_the_largest_count() {
        let largest = Count::MAX.get();
        assert_eq!(counts("4294967295%", "4294967295%", largest), (largest, largest));
    }
}
