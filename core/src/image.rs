//! Image tags that name one immutable build of one commit.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};

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
    fn the_commit_must_be_the_one_deployed() {
        let tag: ImageTag = "9f8d111d-1763690400".parse().unwrap();
        assert!(tag.is_build_of("9F8D111"));
        assert!(!tag.is_build_of("0f8d111d"));
        assert!(!tag.is_build_of("9f8"), "too short to name a commit");
    }
}
