//! What is being deployed.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::confidence::Factors;
use crate::error::{Error, ErrorCode};
use crate::image::ImageTag;

/// One version of one service on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Release {
    /// Identifies the rollout; part of the id of every action.
    pub id: Arc<str>,
    /// The service that is deployed.
    pub service: String,
    /// The version that is deployed.
    pub version: String,
    /// The tag of its image, of the form `{commit-hash}-{timestamp}`.
    pub image_tag: String,
    /// The commit that the image must be a build of.
    pub commit: String,
    /// The version that serves now and that a rollback returns to; none for a first deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub previous_version: Option<String>,
    /// The environment, for the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// The incident that the release answers, for the record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// What is known of the confidence factors before the rollout; safety and canary health follow during it.
    #[serde(default)]
    pub factors: Factors,
    /// The condemned version that this release goes back from, which makes it a rollback: whatever goes wrong, it never
    /// serves again. [`Engine::start_rollback`](crate::Engine::start_rollback) sets it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rolls_back: Option<String>,
}

impl Release {
    /// Refuses a release that cannot be told apart from others or whose image could change.
    pub(crate) fn validate(&self, immutable_images: bool) -> Result<(), Error> {
        let named = [
            ("id", &*self.id),
            ("service", &*self.service),
            ("version", &*self.version),
            ("image_tag", &*self.image_tag),
            ("commit", &*self.commit),
        ];
        for (field, text) in named {
            if text.is_empty() {
                return Err(Error::input(ErrorCode::Empty, field).allowed("a text"));
            }
        }
        if self.id.contains('/') {
            let error = Error::input(ErrorCode::OutOfRange, "id").value(&self.id);
            return Err(error.allowed("a text without `/`, which separates the parts of an action's id"));
        }
        if let Some(left) = self.rolls_back.as_ref().filter(|left| left.is_empty() || **left == self.version) {
            let error = Error::input(ErrorCode::Contradiction, "rolls_back").value(left);
            return Err(error.allowed("another version than the one that is deployed"));
        }
        if self.image_tag == "latest" {
            let error = Error::input(ErrorCode::ImageNotImmutable, "image_tag").value("latest");
            return Err(error.allowed("a tag that names one build"));
        }
        if !immutable_images {
            return Ok(());
        }
        let tag: ImageTag = self.image_tag.parse().map_err(|err: Error| err.within("image_tag"))?;
        if tag.is_build_of(&self.commit) {
            return Ok(());
        }
        Err(Error::input(ErrorCode::ImageNotImmutable, "image_tag")
            .value(&self.image_tag)
            .allowed(format!("a build of commit {}", self.commit)))
    }
}
