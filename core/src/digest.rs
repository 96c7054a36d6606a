//! A hash over values rather than text, so that whitespace, key order and number format never matter.
//!
//! Every value is fed to SHA-256 in a form that can be read back in only one way: a byte for its shape, then
//! fixed-width bytes, with lengths before texts and lists. A field is fed as its position in its struct; one that
//! is left out is not fed at all, so a field added at the end of a struct keeps the hashes of older values.

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
        let mut bytes = Vec::with_capacity(1024);
        let fed = value.serialize(Feed(&mut bytes));
        debug_assert!(fed.is_ok(), "values of this crate hold text keys only");
        Self(Sha256::digest(&bytes).into())
    }
}

impl fmt::Display for Digest {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
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

struct Feed<'a>(&'a mut Vec<u8>);

impl Feed<'_> {
    fn put(self, shape: u8, bytes: &[u8]) -> Result<(), fmt::Error> {
        self.0.push(shape);
        self.0.extend_from_slice(bytes);
        Ok(())
    }

    fn put_long(self, shape: u8, bytes: &[u8]) -> Result<(), fmt::Error> {
        self.0.push(shape);
        self.0.extend_from_slice(&(bytes.len() as u64).to_le_bytes());
        self.0.extend_from_slice(bytes);
        Ok(())
    }
}

/// Feeds the parts of a list, map or struct, and a closing byte at the end.
struct Parts<'a> {
    bytes: &'a mut Vec<u8>,
    position: u8,
}

impl<'a> Parts<'a> {
    fn open(bytes: &'a mut Vec<u8>, shape: u8) -> Self {
        bytes.push(shape);
        Self { bytes, position: 0 }
    }

    fn part<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), fmt::Error> {
        value.serialize(Feed(self.bytes))
    }

    fn field<T: ?Sized + Serialize>(&mut self, value: &T) -> Result<(), fmt::Error> {
        self.bytes.push(self.position);
        self.position += 1;
        self.part(value)
    }

    fn close(self) -> Result<(), fmt::Error> {
        self.bytes.push(0xff);
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
        self.put(b'b', &[u8::from(v)])
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
        self.put(b'i', &v.to_le_bytes())
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
        self.put(b'u', &v.to_le_bytes())
    }
    fn serialize_f32(self, v: f32) -> Result<(), fmt::Error> {
        self.serialize_f64(v.into())
    }
    fn serialize_f64(self, v: f64) -> Result<(), fmt::Error> {
        self.put(b'f', &(v + 0.0).to_bits().to_le_bytes())
    }
    fn serialize_char(self, v: char) -> Result<(), fmt::Error> {
        self.serialize_str(v.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, v: &str) -> Result<(), fmt::Error> {
        self.put_long(b's', v.as_bytes())
    }
    fn serialize_bytes(self, v: &[u8]) -> Result<(), fmt::Error> {
        self.put_long(b'x', v)
    }
    fn serialize_none(self) -> Result<(), fmt::Error> {
        self.put(b'n', &[])
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
        self.0.push(b'v');
        Feed(self.0).serialize_str(variant)?;
        v.serialize(self)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Parts<'a>, fmt::Error> {
        Ok(Parts::open(self.0, b'['))
    }
    fn serialize_tuple(self, _: usize) -> Result<Parts<'a>, fmt::Error> {
        Ok(Parts::open(self.0, b'['))
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
        Ok(Parts::open(self.0, b'{'))
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Parts<'a>, fmt::Error> {
        Ok(Parts::open(self.0, b'('))
    }
    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Parts<'a>, fmt::Error> {
        Feed(self.0).serialize_str(variant)?;
        Ok(Parts::open(self.0, b'('))
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
        self.position += 1;
        Ok(())
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
        self.position += 1;
        Ok(())
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
