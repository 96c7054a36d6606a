//! What is kept of a rollout for others: the deployment, its confidence, its transitions.

use serde::{Deserialize, Serialize};

use crate::audit::{Record, Start};
use crate::confidence::{Confidence, ConfidenceDecision, ConfidenceSummary};
use crate::error::{Error, ErrorCode};
use crate::image::ImageTag;
use crate::reason::Reason;
use crate::rollout::Phase;
use crate::strategy::Strategy;
use crate::time::{Duration, Timestamp};
use crate::units::{Fraction, TrafficShare};

/// The three documents about one rollout.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Artifacts {
    /// The deployment.
    pub deployment: DeploymentArtifact,
    /// The last confidence score; none when nothing was scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<ConfidenceReport>,
    /// Every change of phase.
    pub states: StateLog,
}

/// What was deployed and how it ended.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct DeploymentArtifact {
    /// Id of the rollout.
    pub id: String,
    /// The incident that the release answers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<String>,
    /// The service.
    pub service: String,
    /// The version.
    pub version: String,
    /// The tag of its image.
    pub image_tag: String,
    /// The commit.
    pub commit: String,
    /// The last confidence score and its decision.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<ConfidenceSummary>,
    /// Where the rollout is.
    pub state: Phase,
    /// When it started.
    pub started_at: Timestamp,
    /// Time from the start to the last record.
    pub duration: Duration,
    /// How many changes of phase there were.
    pub transitions: u64,
    /// What the stages meant.
    pub strategy: Strategy,
    /// Whether the image tag names one build of the commit.
    pub immutable: bool,
    /// Largest share of live traffic that the version was given.
    pub largest_share: TrafficShare,
    /// The blast-radius factor of the release, 1 for the smallest.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blast_radius: Option<Fraction>,
}

/// A confidence score with its reasoning.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ConfidenceReport {
    /// When it was scored.
    pub at: Timestamp,
    /// What it says should happen.
    pub decision: ConfidenceDecision,
    /// The score with its factors.
    pub confidence: Confidence,
    /// In words, one line for each reason.
    pub reasoning: Vec<String>,
}

/// Every change of phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StateLog {
    /// Where the rollout is.
    pub current: Phase,
    /// The changes, in order of time.
    pub transitions: Vec<StateChange>,
}

/// One change of phase.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StateChange {
    /// The phase before.
    pub from: Phase,
    /// The phase after.
    pub to: Phase,
    /// When.
    pub timestamp: Timestamp,
    /// Why, in words.
    pub reason: String,
    /// Why, as data.
    pub reasons: Vec<Reason>,
}

impl Artifacts {
    /// The artifacts of a rollout, from its records.
    ///
    /// # Errors
    ///
    /// `empty` without records, `missing_field` when the first one is not the start of a rollout.
    pub fn from_records(records: &[Record]) -> Result<Self, Error> {
        let (Some(first), Some(last)) = (records.first(), records.last()) else {
            return Err(Error::input(ErrorCode::Empty, "records").allowed("at least the first record"));
        };
        let Some(Start { release, terms }) = first.start.as_deref() else {
            return Err(Error::input(ErrorCode::MissingField, "records[0].start"));
        };
        let scored = records.iter().rev().find_map(|record| Some((record.at, record.confidence.as_ref()?)));
        let transitions: Vec<StateChange> =
            records.iter().filter(|record| record.from != record.to).map(StateChange::of).collect();
        let share = |record: &Record| match record.to {
            Phase::Canary => terms.plan.stages.get(record.stage as usize).map(|stage| stage.share),
            Phase::Promoting => Some(TrafficShare::ALL),
            _ => None,
        };
        Ok(Self {
            deployment: DeploymentArtifact {
                id: release.id.to_string(),
                incident: release.incident.clone(),
                service: release.service.clone(),
                version: release.version.clone(),
                image_tag: release.image_tag.clone(),
                commit: release.commit.clone(),
                confidence: scored.map(|(_, confidence)| confidence.summary()),
                state: last.to,
                started_at: first.at,
                duration: last.at.since(first.at),
                transitions: transitions.len() as u64,
                strategy: terms.plan.strategy,
                immutable: release.image_tag.parse().is_ok_and(|tag: ImageTag| tag.is_build_of(&release.commit)),
                largest_share: records.iter().filter_map(share).max().unwrap_or_default(),
                blast_radius: release.factors.blast_radius,
            },
            confidence: scored.map(|(at, confidence)| ConfidenceReport {
                at,
                decision: confidence.decision,
                confidence: confidence.clone(),
                reasoning: confidence.reasons.iter().map(crate::render::explain).collect(),
            }),
            states: StateLog { current: last.to, transitions },
        })
    }
}

impl StateChange {
    fn of(record: &Record) -> Self {
        let words: Vec<String> = record.reasons.iter().map(crate::render::explain).collect();
        Self {
            from: record.from,
            to: record.to,
            timestamp: record.at,
            reason: words.join("; "),
            reasons: record.reasons.clone(),
        }
    }
}
