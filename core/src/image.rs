//! Image tags that name one immutable build of one commit.

use chrono::NaiveDateTime;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::time::Timestamp;

/// A tag of the form `{commit-hash}-{timestamp}`.
///
/// The commit is 7 to 64 hexadecimal digits, the timestamp 10 digits (seconds since 1970), 13 digits (milliseconds)
/// or 14 digits (`YYYYMMDDhhmmss`).
///
/// ```
/// use rollwise::ImageTag;
///
/// let tag: ImageTag = "9f8d111d-1763690400".parse()?;
/// assert_eq!(tag.commit(), "9f8d111d");
/// assert!(tag.is_build_of("9f8d111d2c4e5b60718293a4b5c6d7e8f9012345"));
/// assert!("latest".parse::<ImageTag>().is_err());
/// # Ok::<(), rollwise::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ImageTag {
    text: String,
    commit_len: usize,
}

const FORM: &str = "`{commit-hash}-{timestamp}`: 7 to 64 hexadecimal digits, then 10, 13 or 14 digits";

impl ImageTag {
    /// The commit that the tag names, possibly shortened.
    #[must_use]
    pub fn commit(&self) -> &str {
        self.text.split_at_checked(self.commit_len).map_or("", |(commit, _)| commit)
    }

    /// The tag as it was given.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// When the image was built, by the tag.
    #[must_use]
    pub fn built_at(&self) -> Option<Timestamp> {
        let (_, time) = self.text.split_once('-')?;
        let number = || time.parse::<i64>().ok();
        match time.len() {
            10 => Timestamp::from_millis(number()?.checked_mul(1000)?).ok(),
            13 => Timestamp::from_millis(number()?).ok(),
            _ => Timestamp::try_from(NaiveDateTime::parse_from_str(time, "%Y%m%d%H%M%S").ok()?.and_utc()).ok(),
        }
    }

    /// Whether the tag names `commit`: one is the beginning of the other, letter case aside.
    #[must_use]
    pub fn is_build_of(&self, commit: &str) -> bool {
        let (a, b) = (self.commit().to_ascii_lowercase(), commit.to_ascii_lowercase());
        is_commit(commit) && (a.starts_with(&b) || b.starts_with(&a))
    }
}

impl std::str::FromStr for ImageTag {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let parts = text.split_once('-').filter(|(commit, time)| is_commit(commit) && is_time(time));
        match parts {
            Some((commit, _)) => Ok(Self { text: text.to_owned(), commit_len: commit.len() }),
            None => Err(Error::input(ErrorCode::ImageNotImmutable, "").value(text).allowed(FORM)),
        }
    }
}

impl TryFrom<String> for ImageTag {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<ImageTag> for String {
    fn from(tag: ImageTag) -> Self {
        tag.text
    }
}

/// Whether an image tag names one immutable build of the commit that is deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ImageCheck {
    /// Pass, fail, or inconclusive when tag or commit are unknown.
    pub verdict: Verdict,
    /// The commit that the tag names, possibly shortened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// When the image was built, by the tag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub built_at: Option<Timestamp>,
    /// Why.
    pub reasons: Vec<Reason>,
}

impl ImageCheck {
    /// Checks a tag. Where tags need not be of the form, only `latest` and the empty one are refused (R16).
    pub(crate) fn of(tag: Option<&str>, commit: Option<&str>, must_be_immutable: bool) -> Self {
        let answer = |verdict, reason| Self { verdict, commit: None, built_at: None, reasons: vec![reason] };
        let Some(text) = tag else {
            return answer(Verdict::Inconclusive, Reason::new(ReasonCode::Missing, "image_tag"));
        };
        let parsed = match text.parse::<ImageTag>() {
            Ok(parsed) => parsed,
            Err(_) if !must_be_immutable && !matches!(text, "" | "latest") => {
                return answer(Verdict::Pass, Reason::new(ReasonCode::TagAccepted, text.to_owned()));
            }
            Err(_) => {
                let reason = Reason::new(ReasonCode::ImageNotImmutable, text.to_owned());
                return answer(Verdict::Fail, reason.said(None, format!("the form is {FORM}")));
            }
        };
        let (verdict, reason) = match commit {
            None => (Verdict::Inconclusive, Reason::new(ReasonCode::Missing, "commit")),
            Some(commit) if parsed.is_build_of(commit) => {
                (Verdict::Pass, Reason::new(ReasonCode::ImageImmutable, text.to_owned()))
            }
            Some(commit) => {
                let reason = Reason::new(ReasonCode::ImageOfAnotherCommit, text.to_owned());
                (Verdict::Fail, reason.said(None, format!("{commit} is deployed")))
            }
        };
        let (commit, built_at) = (Some(parsed.commit().to_owned()), parsed.built_at());
        Self { commit, built_at, ..answer(verdict, reason) }
    }
}

fn is_commit(text: &str) -> bool {
    (7..=64).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_hexdigit())
}

fn is_time(text: &str) -> bool {
    matches!(text.len(), 10 | 13 | 14) && text.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_commit_and_a_time_make_a_tag() {
        for tag in ["9f8d111-1763690400", "9F8D111D-1763690400123", "9f8d111d-20251121020000"] {
            assert!(tag.parse::<ImageTag>().is_ok(), "{tag}");
        }
        for tag in ["", "latest", "v1.2.3", "9f8d111d", "9f8d111d-", "9f8d11-1763690400", "9f8d111d-176369040", "x-1"] {
            assert_eq!(tag.parse::<ImageTag>().unwrap_err().code(), ErrorCode::ImageNotImmutable, "{tag}");
        }
    }

    #[test]
    fn a_tag_says_when_it_was_built() {
        for tag in ["9f8d111-1763690400", "9f8d111-1763690400000", "9f8d111-20251121020000"] {
            let built_at = tag.parse::<ImageTag>().unwrap().built_at();
            assert_eq!(built_at.map(|at| at.to_string()).as_deref(), Some("2025-11-21T02:00:00Z"), "{tag}");
        }
        assert_eq!("9f8d111-20251345020000".parse::<ImageTag>().unwrap().built_at(), None, "no such day");
    }

    #[test]
    fn the_commit_must_be_the_one_deployed() {
        let tag: ImageTag = "9f8d111d-1763690400".parse().unwrap();
        assert!(tag.is_build_of("9F8D111"));
        assert!(!tag.is_build_of("0f8d111d"));
        assert!(!tag.is_build_of("9f8"), "too short to name a commit");
    }
}
