//! What went wrong when the caller brought something that cannot be used.

use serde::{Deserialize, Serialize};

/// Who has to act on an [`Error`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Family {
    /// The policy or plan is wrong: found when it is checked, before anything runs.
    Config,
    /// The evidence, event or stored document is wrong.
    Input,
    /// The call is wrong at this moment, such as an approval that nobody asked for.
    Misuse,
}

macro_rules! error_codes {
    ($( $(#[$doc:meta])* $name:ident => $code:literal, $phrase:literal; )*) => {
        /// Stable identifier of an [`Error`], the same text in Rust, Python and TypeScript.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[non_exhaustive]
        pub enum ErrorCode { $( $(#[$doc])* $name, )* }

        impl ErrorCode {
            /// Every code, in the order of their documentation.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable text, such as `out_of_range`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $code,)* }
            }

            /// What the code says of the value, as used in the text of an error.
            #[must_use]
            pub const fn phrase(self) -> &'static str {
                match self { $(Self::$name => $phrase,)* }
            }
        }
    };
}

error_codes! {
    /// The text is not JSON.
    InvalidJson => "invalid_json", "not valid JSON";
    /// A key that the document does not have.
    UnknownField => "unknown_field", "unknown field";
    /// A key that the document must have.
    MissingField => "missing_field", "missing field";
    /// The same key twice.
    DuplicateField => "duplicate_field", "field given twice";
    /// A value of another type.
    WrongType => "wrong_type", "wrong type";
    /// A word that is not one of the known ones.
    UnknownVariant => "unknown_variant", "unknown word";
    /// A value outside its range, or a text that does not follow its form.
    OutOfRange => "out_of_range", "out of range";
    /// NaN or an infinity where a number is needed.
    NotFinite => "not_finite", "not a finite number";
    /// Nothing where at least one is needed.
    Empty => "empty", "empty";
    /// Two things with one name.
    DuplicateName => "duplicate_name", "name used twice";
    /// A condition that is not an expression of the language.
    InvalidExpression => "invalid_expression", "not a valid condition";
    /// A name that nothing bears.
    UnknownName => "unknown_name", "unknown name";
    /// A time zone that the IANA database does not have.
    UnknownZone => "unknown_zone", "unknown time zone";
    /// Values that must rise do not.
    NotRising => "not_rising", "does not rise";
    /// A plan whose last stage does not reach all traffic.
    NotComplete => "not_complete", "does not end complete";
    /// Two settings that exclude each other.
    Contradiction => "contradiction", "contradicts another setting";
    /// More events than trials.
    EventsExceedTrials => "events_exceed_trials", "more events than trials";
    /// Points of a series that are not in order of time.
    NotInOrder => "not_in_order", "not in order of time";
    /// Points of different kinds in one series.
    MixedKinds => "mixed_kinds", "different kinds in one series";
    /// An image tag that does not name one immutable build of the commit.
    ImageNotImmutable => "image_not_immutable", "not an immutable image tag";
    /// `now` lies before the previous step.
    TimeWentBack => "time_went_back", "time went back";
    /// The phase of the rollout has no use for the event.
    NotExpected => "not_expected", "not expected now";
    /// The event belongs to another rollout.
    WrongRollout => "wrong_rollout", "belongs to another rollout";
    /// The event answers an action that was never asked for.
    UnknownAction => "unknown_action", "answers an action that was never asked for";
    /// The approval came after its time.
    ApprovalExpired => "approval_expired", "approval came too late";
    /// A persisted document of a version that this library does not know.
    UnknownSchemaVersion => "unknown_schema_version", "unknown schema version";
    /// A record whose hash or predecessor does not match: something was changed, removed or inserted.
    BrokenChain => "broken_chain", "chain of records is broken";
    /// A record that does not follow from the ones before it.
    ReplayDiffers => "replay_differs", "replay gives another record";
    /// The state of a sequential test with other settings.
    WrongTest => "wrong_test", "belongs to another test";
}

/// A refusal: nothing has happened, and whatever the call was about is as it was.
///
/// The text names the field, what is wrong, the value and what would be allowed; the same parts are
/// available one by one.
///
/// ```
/// use rollwise::{ErrorCode, Policy};
///
/// let err = Policy::from_json(r#"{"confidence": {"auto_promote_at": 180}}"#).unwrap_err();
/// assert_eq!(err.code(), ErrorCode::OutOfRange);
/// assert_eq!(err.field(), "confidence.auto_promote_at");
/// assert_eq!(err.to_string(),
///     "`confidence.auto_promote_at`: out of range: `180`; allowed: a score from 0 to 100");
/// ```
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
#[error("{}", self.text())]
pub struct Error {
    family: Family,
    code: ErrorCode,
    field: String,
    value: Option<String>,
    allowed: Option<String>,
}

impl Error {
    /// A refusal of one's own, such as a face of this library needs for what only its language has.
    #[must_use]
    pub fn new(family: Family, code: ErrorCode, field: impl Into<String>) -> Self {
        Self { family, code, field: field.into(), value: None, allowed: None }
    }

    pub(crate) fn config(code: ErrorCode, field: impl Into<String>) -> Self {
        Self::new(Family::Config, code, field)
    }

    pub(crate) fn input(code: ErrorCode, field: impl Into<String>) -> Self {
        Self::new(Family::Input, code, field)
    }

    pub(crate) fn misuse(code: ErrorCode, field: impl Into<String>) -> Self {
        Self::new(Family::Misuse, code, field)
    }

    /// The refusal with the refused value.
    #[must_use]
    pub fn value(mut self, value: impl ToString) -> Self {
        self.value = Some(value.to_string());
        self
    }

    /// The refusal with what would be allowed.
    #[must_use]
    pub fn allowed(mut self, allowed: impl Into<String>) -> Self {
        self.allowed = Some(allowed.into());
        self
    }

    /// The same refusal, seen from the document that holds the refused part at `prefix`.
    #[must_use]
    pub fn within(mut self, prefix: &str) -> Self {
        self.field = match self.field.as_str() {
            "" => prefix.to_owned(),
            field if prefix.is_empty() => field.to_owned(),
            field if field.starts_with('[') => format!("{prefix}{field}"),
            field => format!("{prefix}.{field}"),
        };
        self
    }

    /// The same refusal of a part that has another name where the caller sees it.
    pub(crate) fn renamed(mut self, field: String) -> Self {
        self.field = field;
        self
    }

    /// Who has to act.
    #[must_use]
    pub const fn family(&self) -> Family {
        self.family
    }

    /// What is wrong, as a stable code.
    #[must_use]
    pub const fn code(&self) -> ErrorCode {
        self.code
    }

    /// Path of the field, such as `stages[1].share`; empty when the document as a whole is meant.
    #[must_use]
    pub fn field(&self) -> &str {
        &self.field
    }

    /// The refused value as text, where there is one.
    #[must_use]
    pub fn refused(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// What would have been accepted.
    #[must_use]
    pub fn accepted(&self) -> Option<&str> {
        self.allowed.as_deref()
    }

    fn text(&self) -> String {
        let mut text = String::new();
        if !self.field.is_empty() {
            text.push_str(&format!("`{}`: ", self.field));
        }
        text.push_str(self.code.phrase());
        if let Some(value) = &self.value {
            text.push_str(&format!(": `{value}`"));
        }
        if let Some(allowed) = &self.allowed {
            text.push_str(&format!("; allowed: {allowed}"));
        }
        text
    }
}
