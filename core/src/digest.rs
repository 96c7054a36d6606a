//! A hash over values rather than text, so that whitespace, key order and number format never matter.
//!
//! Every value is fed to SHA-256 in a short form that can be read back in only one way: a byte for its shape, then
//! its bytes without zeros at the end of a float or the start of a whole number, with their count. The fields of a
//! struct follow one another, with a mark for one that is left out, unless nothing follows it: so a field added at the
//! end of a struct keeps the hashes of older values.

use std::fmt;
use std::str::FromStr;

use serde::Serialize;
use serde::ser::{self, Impossible, Serializer};
use sha2::{Digest as _, Sha256};

use crate::error::{Error, ErrorCode};

/// A SHA-256 hash, in JSON as 64 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Digest([u8; 32]);

impl Digest {
    /// What the first record of a chain has as its predecessor.
    pub const NONE: Self = Self([0; 32]);

    /// The hash of a value.
    pub fn of<T: Serialize + ?Sized>(value: &T) -> Self {
        let mut bytes = Vec::with_capacity(1536);
        let fed = value.serialize(Feed(&mut bytes));
        debug_assert!(fed.is_ok(), "values of this crate hold text keys only");
        Self(Sha256::digest(&bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digit = |half: u8| char::from_digit(u32::from(half), 16).unwrap_or_default();
        let text: String = self.0.iter().flat_map(|byte| [digit(byte >> 4), digit(byte & 15)]).collect();
        f.write_str(&text)
    }
}

impl fmt::Debug for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

const DIGEST: &str = "64 hexadecimal digits";

impl FromStr for Digest {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let refuse = || Error::input(ErrorCode::OutOfRange, "").value(text).allowed(DIGEST);
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(refuse());
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(|_| refuse())?;
            *byte = u8::from_str_radix(pair, 16).map_err(|_| refuse())?;
        }
        Ok(Self(bytes))
    }
}

impl Serialize for Digest {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() { serializer.collect_str(self) } else { serializer.serialize_bytes(&self.0) }
    }
}

impl<'de> serde::Deserialize<'de> for Digest {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        text.parse().map_err(|_| serde::de::Error::invalid_value(serde::de::Unexpected::Str(&text), &DIGEST))
    }
}

#[cfg(feature = "schema")]
impl schemars::JsonSchema for Digest {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Digest".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({"type": "string", "pattern": "^[0-9a-f]{64}$"})
    }
}

/// The shapes of values: the upper half of a byte.
mod shape {
    pub(super) const NONE: u8 = 0x10;
    pub(super) const BOOL: u8 = 0x20;
    pub(super) const WHOLE: u8 = 0x30;
    pub(super) const NEGATIVE: u8 = 0x40;
    pub(super) const FLOAT: u8 = 0x50;
    pub(super) const TEXT: u8 = 0x60;
    pub(super) const BYTES: u8 = 0x70;
    pub(super) const VARIANT: u8 = 0x80;
    pub(super) const LIST: u8 = 0x90;
    pub(super) const MAP: u8 = 0xa0;
    pub(super) const STRUCT: u8 = 0xb0;
    /// A field that is left out before one that is not.
    pub(super) const SKIPPED: u8 = 0xc0;
    /// The end of a list, map or struct.
    pub(super) const END: u8 = 0xd0;
}

struct Feed<'a>(&'a mut Vec<u8>);

impl Feed<'_> {
    /// One byte for the shape (its upper half) and how many bytes follow (its lower half, 0 to 8), then those.
    fn put(self, shape: u8, bytes: [u8; 8], len: usize) -> Result<(), fmt::Error> {
        let [a, b, c, d, e, f, g, h] = bytes;
        // Writing all and taking back the rest is faster than writing some.
        self.0.extend_from_slice(&[shape | len as u8, a, b, c, d, e, f, g, h]);
        self.0.truncate(self.0.len() - (8 - len));
        Ok(())
    }

    fn put_whole(self, shape: u8, v: u64) -> Result<(), fmt::Error> {
        self.put(shape, v.to_le_bytes(), 8 - v.leading_zeros() as usize / 8)
    }

    /// Bytes after their number, which stands in the shape's own byte when it is small.
    fn put_long(self, shape: u8, bytes: &[u8]) -> Result<(), fmt::Error> {
        const LONG: u8 = 15;
        match u8::try_from(bytes.len()) {
            Ok(len) if len < LONG => self.0.push(shape | len),
            _ => {
                self.0.push(shape | LONG);
                Feed(self.0).put_whole(shape::WHOLE, bytes.len() as u64)?;
            }
        }
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// Feeds the parts of a list, map or struct, and a closing byte at the end.
struct Parts<'a> {
    bytes: &'a mut Vec<u8>,
    skipped: usize,
}

impl<'a> Parts<'a> {
    fn open(bytes: &'a mut Vec<u8>, shape: u8) -> Self {
        bytes.push(shape);
        Self { bytes, skipped: 0 }
    }

    fn part<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), fmt::Error> {
        value.serialize(Feed(self.bytes))
    }

    fn field<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), fmt::Error> {
        for _ in 0..std::mem::take(&mut self.skipped) {
            self.bytes.push(shape::SKIPPED);
        }
        self.part(value)
    }

    fn skip(&mut self) -> Result<(), fmt::Error> {
        self.skipped += 1;
        Ok(())
    }

    fn close(self) -> Result<(), fmt::Error> {
        self.bytes.push(shape::END);
        Ok(())
    }
}

impl<'a> Serializer for Feed<'a> {
    type Ok = ();
    type Error = fmt::Error;
    type SerializeSeq = Parts<'a>;
    type SerializeTuple = Parts<'a>;
    type SerializeTupleStruct = Impossible<(), fmt::Error>;
    type SerializeTupleVariant = Impossible<(), fmt::Error>;
    type SerializeMap = Parts<'a>;
    type SerializeStruct = Parts<'a>;
    type SerializeStructVariant = Parts<'a>;

    fn is_human_readable(&self) -> bool {
        false
    }
    fn serialize_bool(self, v: bool) -> Result<(), fmt::Error> {
        self.put_whole(shape::BOOL, v.into())
    }
    fn serialize_i8(self, v: i8) -> Result<(), fmt::Error> {
        self.serialize_i64(v.into())
    }
    fn serialize_i16(self, v: i16) -> Result<(), fmt::Error> {
        self.serialize_i64(v.into())
    }
    fn serialize_i32(self, v: i32) -> Result<(), fmt::Error> {
        self.serialize_i64(v.into())
    }
    fn serialize_i64(self, v: i64) -> Result<(), fmt::Error> {
        self.put_whole(if v < 0 { shape::NEGATIVE } else { shape::WHOLE }, v.unsigned_abs())
    }
    fn serialize_u8(self, v: u8) -> Result<(), fmt::Error> {
        self.serialize_u64(v.into())
    }
    fn serialize_u16(self, v: u16) -> Result<(), fmt::Error> {
        self.serialize_u64(v.into())
    }
    fn serialize_u32(self, v: u32) -> Result<(), fmt::Error> {
        self.serialize_u64(v.into())
    }
    fn serialize_u64(self, v: u64) -> Result<(), fmt::Error> {
        self.put_whole(shape::WHOLE, v)
    }
    fn serialize_f32(self, v: f32) -> Result<(), fmt::Error> {
        self.serialize_f64(v.into())
    }
    fn serialize_f64(self, v: f64) -> Result<(), fmt::Error> {
        let bits = (v + 0.0).to_bits(); // -0 is 0
        self.put(shape::FLOAT, bits.to_be_bytes(), 8 - bits.trailing_zeros().min(64) as usize / 8)
    }
    fn serialize_char(self, v: char) -> Result<(), fmt::Error> {
        self.serialize_str(v.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, v: &str) -> Result<(), fmt::Error> {
        self.put_long(shape::TEXT, v.as_bytes())
    }
    fn serialize_bytes(self, v: &[u8]) -> Result<(), fmt::Error> {
        self.put_long(shape::BYTES, v)
    }
    fn serialize_none(self) -> Result<(), fmt::Error> {
        self.put_whole(shape::NONE, 0)
    }
    fn serialize_some<T: ?Sized + Serialize>(self, v: &T) -> Result<(), fmt::Error> {
        v.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), fmt::Error> {
        self.serialize_none()
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), fmt::Error> {
        self.serialize_none()
    }
    fn serialize_unit_variant(self, _: &'static str, _: u32, variant: &'static str) -> Result<(), fmt::Error> {
        self.serialize_str(variant)
    }
    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, v: &T) -> Result<(), fmt::Error> {
        v.serialize(self)
    }
    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        v: &T,
    ) -> Result<(), fmt::Error> {
        self.0.push(shape::VARIANT);
        Feed(self.0).serialize_str(variant)?;
        v.serialize(self)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, fmt::Error> {
        Ok(Parts::open(self.0, shape::LIST))
    }
    fn serialize_tuple(self, _: usize) -> Result<Parts<'a>, fmt::Error> {
        Ok(Parts::open(self.0, shape::LIST))
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: usize,
    ) -> Result<Self::SerializeTupleVariant, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Parts<'a>, fmt::Error> {
        Ok(Parts::open(self.0, shape::MAP))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, fmt::Error> {
        Ok(Parts::open(self.0, shape::STRUCT))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, fmt::Error> {
        Feed(self.0).serialize_str(variant)?;
        Ok(Parts::open(self.0, shape::STRUCT))
    }
}

impl ser::SerializeSeq for Parts<'_> {
    type Ok = ();
    type Error = fmt::Error;
    fn serialize_element<T: ?Sized + Serialize>(&mut self, v: &T) -> Result<(), fmt::Error> {
        self.part(v)
    }
    fn end(self) -> Result<(), fmt::Error> {
        self.close()
    }
}

impl ser::SerializeTuple for Parts<'_> {
    type Ok = ();
    type Error = fmt::Error;
    fn serialize_element<T: ?Sized + Serialize>(&mut self, v: &T) -> Result<(), fmt::Error> {
        self.part(v)
    }
    fn end(self) -> Result<(), fmt::Error> {
        self.close()
    }
}

impl ser::SerializeMap for Parts<'_> {
    type Ok = ();
    type Error = fmt::Error;
    fn serialize_key<T: ?Sized + Serialize>(&mut self, v: &T) -> Result<(), fmt::Error> {
        self.part(v)
    }
    fn serialize_value<T: ?Sized + Serialize>(&mut self, v: &T) -> Result<(), fmt::Error> {
        self.part(v)
    }
    fn end(self) -> Result<(), fmt::Error> {
        self.close()
    }
}

impl ser::SerializeStruct for Parts<'_> {
    type Ok = ();
    type Error = fmt::Error;
    fn serialize_field<T: ?Sized + Serialize>(&mut self, _: &'static str, v: &T) -> Result<(), fmt::Error> {
        self.field(v)
    }
    fn skip_field(&mut self, _: &'static str) -> Result<(), fmt::Error> {
        self.skip()
    }
    fn end(self) -> Result<(), fmt::Error> {
        self.close()
    }
}

impl ser::SerializeStructVariant for Parts<'_> {
    type Ok = ();
    type Error = fmt::Error;
    fn serialize_field<T: ?Sized + Serialize>(&mut self, _: &'static str, v: &T) -> Result<(), fmt::Error> {
        self.field(v)
    }
    fn skip_field(&mut self, _: &'static str) -> Result<(), fmt::Error> {
        self.skip()
    }
    fn end(self) -> Result<(), fmt::Error> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Serialize)]
    struct Pair {
        #[serde(skip_serializing_if = "Option::is_none")]
        a: Option<u64>,
        #[serde(skip_serializing_if = "Option::is_none")]
        b: Option<u64>,
    }

    #[test]
    fn a_value_moved_to_another_field_is_noticed() {
        let (first, second) = (Pair { a: Some(1), b: None }, Pair { a: None, b: Some(1) });
        assert_ne!(Digest::of(&first), Digest::of(&second));
        assert_ne!(Digest::of(&["ab", "c"]), Digest::of(&["a", "bc"]));
        assert_ne!(Digest::of(&[vec![1], vec![]]), Digest::of(&[vec![], vec![1]]));
        assert_ne!(Digest::of(&1.0), Digest::of(&1_u64));
    }

    #[test]
    fn digests_read_what_they_write() {
        let digest = Digest::of("x");
        assert_eq!(digest.to_string().parse::<Digest>().unwrap(), digest);
        assert!("é".repeat(32).parse::<Digest>().is_err());
    }
}
