//! What makes a deployment risky: one row for each factor.

use serde::{Deserialize, Serialize};

use crate::situation::{ApplicationType, Change, ChangeKind, Environment, Reversibility, Situation};
use crate::track_record::HistoryPolicy;

/// A factor of the risk (R12). Each has a level from 0 (no risk) to 1, a weight in the mean of all factors, and a risk
/// that it makes alone at its highest level. An unknown factor counts in the mean only. All numbers are our choice.
///
/// | factor | weight | alone | level |
/// |---|---|---|---|
/// | `prediction` | 3 | 1 | predicted probability of failure |
/// | `tests` | 2 | 0.8 | 1 when one test in ten fails; 0.5 for no coverage at all |
/// | `change_kind` | 2 | 0.5 | that of the riskiest kind: 0.8 schema or interface, 0.7 major, 0.5 hotfix, 0.4 dependencies, 0.3 others, 0.1 code only |
/// | `criticality` | 2 | 0.35 | 0, ⅓, ⅔, 1 from low to critical |
/// | `error_budget` | 2 | 0.6 | share of the error budget that is used up |
/// | `history` | 2 | 0.6 | 0 up to 5 % of failed deployments (R38), 1 from 30 % |
/// | `reversibility` | 1 | 0.5 | 0 full, 0.5 up to a share of the traffic, 1 never |
/// | `findings` | 1 | 0.8 | 1 for a critical finding in code or image, 0.7 for a high one, 0.2 for a medium one |
/// | `size` | 1 | 0.4 | 1 from 1000 lines or 50 files, in proportion below |
/// | `review` | 1 | 0.4 | 1 without a reviewer, 0.5 with one, 0 with two (R15) |
/// | `environment` | 1 | 0.2 | 0 dev, 0.4 staging, 1 production |
/// | `application` | 1 | 0.25 | 0.2 microservice, 0.4 worker, 0.6 monolith, 1 stateful |
/// | `time` | 1 | 0.3 | 1 outside the times that the calendar prefers |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum RiskFactor {
    /// The predicted probability of success.
    Prediction,
    /// Failed tests and missing coverage.
    Tests,
    /// What the change holds.
    ChangeKind,
    /// What a failure of the service costs.
    Criticality,
    /// What is left of the error budget.
    ErrorBudget,
    /// How deployments of the service went before.
    History,
    /// How far the change can be taken back.
    Reversibility,
    /// What the analysis of code and image found.
    Findings,
    /// Files and lines.
    Size,
    /// Who looked at it.
    Review,
    /// Where it goes.
    Environment,
    /// How the service is built.
    Application,
    /// Day and hour.
    Time,
}

impl RiskFactor {
    /// All factors, in the order in which they are added up.
    pub const ALL: [Self; 13] = [
        Self::Prediction,
        Self::Tests,
        Self::ChangeKind,
        Self::Criticality,
        Self::ErrorBudget,
        Self::History,
        Self::Reversibility,
        Self::Findings,
        Self::Size,
        Self::Review,
        Self::Environment,
        Self::Application,
        Self::Time,
    ];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.spec().0
    }

    /// Weight, and the risk that it makes alone.
    pub(super) const fn row(self) -> (f64, f64) {
        let (_, weight, alone) = self.spec();
        (weight, alone)
    }

    const fn spec(self) -> (&'static str, f64, f64) {
        match self {
            Self::Prediction => ("prediction", 3.0, 1.0),
            Self::Tests => ("tests", 2.0, 0.8),
            Self::ChangeKind => ("change_kind", 2.0, 0.5),
            Self::Criticality => ("criticality", 2.0, 0.35),
            Self::ErrorBudget => ("error_budget", 2.0, 0.6),
            Self::History => ("history", 2.0, 0.6),
            Self::Reversibility => ("reversibility", 1.0, 0.5),
            Self::Findings => ("findings", 1.0, 0.8),
            Self::Size => ("size", 1.0, 0.4),
            Self::Review => ("review", 1.0, 0.4),
            Self::Environment => ("environment", 1.0, 0.2),
            Self::Application => ("application", 1.0, 0.25),
            Self::Time => ("time", 1.0, 0.3),
        }
    }

    /// What is observed, in the factor's own unit, and how risky that is; `None` when it is unknown.
    pub(super) fn observe(
        self,
        situation: &Situation,
        history: &HistoryPolicy,
        preferred: Option<bool>,
    ) -> Option<(f64, f64)> {
        let Situation { change, service, target, .. } = situation;
        match self {
            Self::Prediction => situation.success_probability.map(|p| (p.get(), 1.0 - p.get())),
            Self::Tests => tests(change),
            Self::ChangeKind => change.kinds.as_ref().map(|kinds| {
                let worst = kinds.iter().map(|kind| kind_level(*kind)).fold(0.1, f64::max);
                (worst, worst)
            }),
            Self::Criticality => service.criticality.map(|c| (f64::from(c as u8), f64::from(c as u8) / 3.0)),
            Self::ErrorBudget => situation.error_budget.map(|left| (left.get(), (1.0 - left.get()).clamp(0.0, 1.0))),
            Self::History => {
                history.overall(&situation.history).map(|rate| (rate, ((0.95 - rate) / 0.25).clamp(0.0, 1.0)))
            }
            Self::Reversibility => change.reversibility.map(|reversibility| match reversibility {
                Reversibility::Full => (0.0, 0.0),
                Reversibility::Until { .. } => (0.5, 0.5),
                Reversibility::Never => (1.0, 1.0),
            }),
            Self::Findings => findings(change),
            Self::Size => {
                let lines = change.lines.map(|lines| (lines.as_f64(), lines.as_f64() / 1000.0));
                let files = change.files.map(|files| (files.as_f64(), files.as_f64() / 50.0));
                let larger = [lines, files].into_iter().flatten().max_by(|a, b| a.1.total_cmp(&b.1));
                larger.map(|(value, level)| (value, level.min(1.0)))
            }
            Self::Review => change.other_reviewers().map(|n| (n as f64, 1.0 - n.min(2) as f64 / 2.0)),
            Self::Environment => {
                let level = match target.environment {
                    Environment::Dev => 0.0,
                    Environment::Staging => 0.4,
                    Environment::Production => 1.0,
                };
                Some((level, level))
            }
            Self::Application => service.application.map(|application| {
                let level = match application {
                    ApplicationType::Microservice => 0.2,
                    ApplicationType::Worker => 0.4,
                    ApplicationType::Monolith => 0.6,
                    ApplicationType::Stateful => 1.0,
                };
                (level, level)
            }),
            // A calendar that prefers no time makes every time as good as another.
            Self::Time => {
                let level = if preferred.unwrap_or(true) { 0.0 } else { 1.0 };
                Some((level, level))
            }
        }
    }
}

fn kind_level(kind: ChangeKind) -> f64 {
    match kind {
        ChangeKind::SchemaMigration | ChangeKind::BreakingApi => 0.8,
        ChangeKind::Major => 0.7,
        ChangeKind::Hotfix => 0.5,
        ChangeKind::Dependency => 0.4,
        ChangeKind::Configuration
        | ChangeKind::Experiment
        | ChangeKind::ReliabilityFix
        | ChangeKind::SecurityFix
        | ChangeKind::Trial => 0.3,
    }
}

fn tests(change: &Change) -> Option<(f64, f64)> {
    let failing = change.tests.pass_rate.map(|rate| (rate.get(), ((1.0 - rate.get()) * 10.0).min(1.0)));
    let uncovered = change.tests.coverage.map(|coverage| (coverage.get(), (1.0 - coverage.get()) / 2.0));
    // Coverage of tests that nobody ran says nothing.
    let (pass_rate, level) = failing?;
    match uncovered.filter(|(_, uncovered)| *uncovered > level) {
        Some(coverage) => Some(coverage),
        None => Some((pass_rate, level)),
    }
}

/// The findings of the worst severity: how many, and how risky; unknown unless code and image were both analysed, or one
/// of them is bad already.
fn findings(change: &Change) -> Option<(f64, f64)> {
    let analyses = [change.code_findings, change.image_findings];
    let all = analyses.iter().all(Option::is_some);
    let count = |of: fn(&crate::situation::Findings) -> u64| analyses.iter().flatten().map(of).sum::<u64>() as f64;
    let (critical, high, medium) = (count(|f| f.critical.get()), count(|f| f.high.get()), count(|f| f.medium.get()));
    match () {
        () if critical > 0.0 => Some((critical, 1.0)),
        () if high > 0.0 => Some((high, 0.7)),
        () if !all => None,
        () if medium > 0.0 => Some((medium, 0.2)),
        () => Some((0.0, 0.0)),
    }
}
