//! Reading and writing JSON: errors that name the field, and one canonical form for the same value.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer, Serialize};
use serde_json::ser::{CompactFormatter, Formatter};

use crate::error::{Error, ErrorCode, Family};
use crate::strict::Strict;
use crate::tagged::PATH_END;

/// Reads a document from JSON text.
///
/// # Errors
///
/// An error of the given family with the path of the first faulty field.
pub fn read<T: DeserializeOwned>(family: Family, text: &str) -> Result<T, Error> {
    let mut source = serde_json::Deserializer::from_str(text);
    let value = read_from(family, &mut source)?;
    source.end().map_err(|err| refusal(family, "", &err.to_string()))?;
    Ok(value)
}

/// Reads a document from any serde format, with the same errors as [`read`].
///
/// # Errors
///
/// An error of the given family with the path of the first faulty field.
pub fn read_from<'de, T: Deserialize<'de>, D: Deserializer<'de>>(family: Family, source: D) -> Result<T, Error> {
    serde_path_to_error::deserialize(Strict(source)).map_err(|err| {
        // "." stands for the document itself, and "?" for a place that the text breaks off at.
        let path = err.path().to_string();
        let path = path.trim_end_matches(['.', '?']);
        refusal(family, path, &err.inner().to_string())
    })
}

/// Writes a value as compact JSON: fields in declared order, numbers as ECMAScript writes them.
///
/// The same value gives the same bytes on every platform and in every language.
pub fn write<T: Serialize + ?Sized>(value: &T) -> String {
    let mut bytes = Vec::with_capacity(256);
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, EcmaNumbers(CompactFormatter));
    // Writing to memory cannot fail, and no type of this crate has keys that are not text.
    let written = value.serialize(&mut serializer);
    debug_assert!(written.is_ok(), "{written:?}");
    String::from_utf8(bytes).unwrap_or_default()
}

/// Rewrites JSON text with sorted keys and the numbers of [`write()`], so that equal documents are equal bytes.
///
/// # Errors
///
/// `invalid_json`.
pub fn canonical(text: &str) -> Result<String, Error> {
    let mut value: serde_json::Value = read(Family::Input, text)?;
    value.sort_all_objects();
    Ok(write(&value))
}

struct EcmaNumbers(CompactFormatter);

impl Formatter for EcmaNumbers {
    fn write_f64<W: ?Sized + std::io::Write>(&mut self, writer: &mut W, value: f64) -> std::io::Result<()> {
        // Rust and ECMAScript write the same shortest digits, but change to exponents at other sizes, and only Rust
        // writes a whole number with a point.
        if (1e-4..1e15).contains(&value.abs()) && value.fract() != 0.0 {
            self.0.write_f64(writer, value)
        } else {
            writer.write_all(ryu_js::Buffer::new().format_finite(value).as_bytes())
        }
    }
}

/// serde's own words for what is wrong, and one of ours, with the codes that stand for them.
const WORDS: [(&str, ErrorCode); 7] = [
    ("unknown field ", ErrorCode::UnknownField),
    ("missing field ", ErrorCode::MissingField),
    ("duplicate field ", ErrorCode::DuplicateField),
    ("unknown variant ", ErrorCode::UnknownVariant),
    ("invalid type: ", ErrorCode::WrongType),
    ("invalid value: ", ErrorCode::OutOfRange),
    ("unknown zone ", ErrorCode::UnknownZone),
];

fn refusal(family: Family, path: &str, message: &str) -> Error {
    if let Some((inner, message)) = message.split_once(PATH_END) {
        let inner = inner.trim_end_matches(['.', '?']);
        let path = if path.is_empty() { inner.to_owned() } else { format!("{path}.{inner}") };
        return refusal(family, &path, message);
    }
    let message = message.rsplit_once(" at line ").map_or(message, |(text, _)| text);
    let known = WORDS.iter().find_map(|(words, code)| Some((*code, message.strip_prefix(words)?)));
    let Some((code, rest)) = known else {
        return Error::new(family, ErrorCode::InvalidJson, path).value(message);
    };
    let (subject, allowed) = match rest.split_once(", expected ") {
        Some((subject, allowed)) => (subject, Some(allowed)),
        None => (rest, None),
    };
    let error = match code {
        ErrorCode::UnknownField | ErrorCode::MissingField | ErrorCode::DuplicateField => {
            return with_allowed(Error::new(family, code, field(path, quoted(subject))), allowed);
        }
        ErrorCode::OutOfRange if matches!(quoted(subject), "NaN" | "inf" | "-inf") => {
            Error::new(family, ErrorCode::NotFinite, path)
        }
        _ => Error::new(family, code, path),
    };
    with_allowed(error.value(plain(quoted(subject))), allowed)
}

fn with_allowed(error: Error, allowed: Option<&str>) -> Error {
    match allowed {
        Some(allowed) => error.allowed(plain(allowed.strip_prefix("one of ").unwrap_or(allowed)).replace('`', "")),
        None => error,
    }
}

/// serde's names of types in words that are those of no language.
fn plain(words: &str) -> &str {
    match words {
        "u8" | "u16" | "u32" | "u64" | "i64" => "a whole number from 0",
        "f32" | "f64" => "a number",
        "sequence" | "a sequence" => "a list",
        "map" | "a map" => "an object",
        "unit" | "unit value" | "Option value" => "null",
        "a string" | "string" | "variant identifier" => "a text",
        _ if words.starts_with("struct ") => "an object",
        _ => words,
    }
}

/// The path of `name` inside `path`; serde sometimes names the field in both.
fn field(path: &str, name: &str) -> String {
    match path {
        "" => name.to_owned(),
        _ if path == name || path.ends_with(&format!(".{name}")) => path.to_owned(),
        _ => format!("{path}.{name}"),
    }
}

/// The value inside serde's description of it: ``floating point `1.5` `` is 1.5, `string "abc"` is abc.
fn quoted(text: &str) -> &str {
    let between = |mark| Some(text.split_once(mark)?.1.rsplit_once(mark)?.0);
    between('`').or_else(|| between('"')).unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::{Count, Fraction};

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Outer {
        #[allow(dead_code, reason = "read for its errors only")]
        inner: Vec<Inner>,
    }

    #[derive(Debug, Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Inner {
        #[allow(dead_code, reason = "read for its errors only")]
        rate: Fraction,
        #[allow(dead_code, reason = "read for its errors only")]
        count: Option<Count>,
    }

    #[test]
    fn errors_name_field_value_and_range() {
        for (text, want) in [
            ("{", "not valid JSON: `EOF while parsing an object`"),
            (r#"{"inner": [], "x": 1}"#, "`x`: unknown field; allowed: inner"),
            (r#"{"inner": [{"rate": 1, "x": 1}]}"#, "`inner[0].x`: unknown field; allowed: rate or count"),
            (r#"{"inner": [{}]}"#, "`inner[0].rate`: missing field"),
            (r#"{"inner": [{"rate": 1, "rate": 1}]}"#, "`inner[0].rate`: field given twice"),
            (r#"{"inner": [{"rate": 1.5}]}"#, "`inner[0].rate`: out of range: `1.5`; allowed: a number from 0 to 1"),
            (r#"{"inner": [{"rate": "a"}]}"#, "`inner[0].rate`: wrong type: `a`; allowed: a number from 0 to 1"),
            (
                r#"{"inner": [{"rate": 1, "count": -1}]}"#,
                "`inner[0].count`: out of range: `-1`; allowed: a whole number from 0 to 9007199254740991",
            ),
            ("[]", "wrong type: `a list`; allowed: an object"),
            (r#"{"inner": [[1]]}"#, "`inner[0]`: wrong type: `a list`; allowed: an object"),
            (r#"{"inner": []} x"#, "not valid JSON: `trailing characters`"),
        ] {
            let err = read::<Outer>(Family::Input, text).unwrap_err();
            assert_eq!(err.to_string(), want, "{text}");
        }
    }

    #[test]
    fn numbers_are_written_as_javascript_does() {
        let text = write(&[25.0, 0.1, -0.0, 1e21, 1e-7, 12_345_678_901_234_567_890.0]);
        assert_eq!(text, "[25,0.1,0,1e+21,1e-7,12345678901234567000]");
        assert_eq!(canonical(r#"{"b": 1.0, "a": [1E2]}"#).unwrap(), r#"{"a":[100],"b":1}"#);
    }
}
