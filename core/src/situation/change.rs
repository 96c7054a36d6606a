//! What is being deployed.

use serde::{Deserialize, Serialize};

use crate::units::{Count, Fraction, TrafficShare};

/// One version on its way, and what is known of how it differs from the one that serves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Change {
    /// The version that is deployed.
    pub version: String,
    /// The commit that it is built from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub commit: Option<String>,
    /// The tag of its image, of the form `{commit-hash}-{timestamp}`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_tag: Option<String>,
    /// Whether the service was never deployed here before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub first_deployment: Option<bool>,
    /// What kinds of change it holds; an empty list says that it is code only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kinds: Option<Vec<ChangeKind>>,
    /// Files changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub files: Option<Count>,
    /// Lines added and removed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lines: Option<Count>,
    /// How far it can be taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversibility: Option<Reversibility>,
    /// Whether its new behaviour stands behind a feature flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flagged: Option<bool>,
    /// What tests say.
    #[serde(default)]
    pub tests: Tests,
    /// What the analysis of its code found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code_findings: Option<Findings>,
    /// What the scan of its image found.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_findings: Option<Findings>,
    /// Who wrote it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub author: Option<String>,
    /// Who reviewed it and agreed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reviewers: Option<Vec<String>>,
    /// Whether a plan to take it back is written down.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rollback_plan: Option<bool>,
    /// The incident that it answers; none if it answers none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub incident: Option<Incident>,
}

/// What a change holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum ChangeKind {
    /// The schema of a database changes.
    SchemaMigration,
    /// Callers of the interface have to change too.
    BreakingApi,
    /// Configuration only.
    Configuration,
    /// Versions of libraries.
    Dependency,
    /// To be compared with the old behaviour by what users do.
    Experiment,
    /// A fix that cannot wait.
    Hotfix,
    /// A fix that makes the service more reliable.
    ReliabilityFix,
    /// A fix of a vulnerability.
    SecurityFix,
    /// A large part of the service is new.
    Major,
    /// To be compared on a copy of live traffic, not to be released yet.
    Trial,
}

impl ChangeKind {
    /// All kinds.
    pub const ALL: [Self; 10] = [
        Self::SchemaMigration,
        Self::BreakingApi,
        Self::Configuration,
        Self::Dependency,
        Self::Experiment,
        Self::Hotfix,
        Self::ReliabilityFix,
        Self::SecurityFix,
        Self::Major,
        Self::Trial,
    ];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SchemaMigration => "schema_migration",
            Self::BreakingApi => "breaking_api",
            Self::Configuration => "configuration",
            Self::Dependency => "dependency",
            Self::Experiment => "experiment",
            Self::Hotfix => "hotfix",
            Self::ReliabilityFix => "reliability_fix",
            Self::SecurityFix => "security_fix",
            Self::Major => "major",
            Self::Trial => "trial",
        }
    }
}

/// How far a change can be taken back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum Reversibility {
    /// At any time.
    Full,
    /// While no more than a share of the traffic has reached it.
    Until {
        /// The last share at which it can be taken back, in percent.
        share: TrafficShare,
    },
    /// Not at all, such as a migration that deletes data.
    Never,
}

crate::tagged::tagged!(Reversibility, "kind");

/// What tests say of a change.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Tests {
    /// Share of the tests that pass.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pass_rate: Option<Fraction>,
    /// Share of the code that tests cover.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub coverage: Option<Fraction>,
    /// Stages of testing that passed, such as `unit` and `integration`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stages_passed: Option<Vec<String>>,
}

/// Findings by severity.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Findings {
    /// Critical ones.
    pub critical: Count,
    /// High ones.
    pub high: Count,
    /// Medium ones. Default: 0. Source: our choice.
    #[serde(default)]
    pub medium: Count,
    /// Low ones. Default: 0. Source: our choice.
    #[serde(default)]
    pub low: Count,
}

/// The incident that a change answers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Incident {
    /// Identifies it.
    pub id: String,
    /// How urgent it is.
    pub priority: Priority,
}

/// How urgent an incident is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Priority {
    /// Everything else waits.
    P0,
    /// Today.
    P1,
    /// Soon.
    P2,
    /// When there is time.
    P3,
}

impl Priority {
    /// The number in its name.
    #[must_use]
    pub const fn number(self) -> u8 {
        self as u8
    }
}

impl Change {
    /// Whether it holds a kind; `None` when its kinds are unknown.
    #[must_use]
    pub fn holds(&self, kind: ChangeKind) -> Option<bool> {
        self.kinds.as_ref().map(|kinds| kinds.contains(&kind))
    }

    /// How many people other than the author reviewed it; `None` when the reviewers or the author are unknown.
    pub(crate) fn other_reviewers(&self) -> Option<usize> {
        let reviewers = self.reviewers.as_ref()?;
        if reviewers.is_empty() {
            return Some(0);
        }
        let author = self.author.as_ref()?;
        let counts = |(i, name): &(usize, &String)| *name != author && !reviewers.iter().take(*i).any(|n| n == *name);
        Some(reviewers.iter().enumerate().filter(counts).count())
    }
}
