//! What strategies are compared by, and the table of their properties.

use serde::{Deserialize, Serialize};

use super::StrategyPolicy;
use super::inputs::Inputs;
use crate::error::{Error, ErrorCode};
use crate::situation::{ApplicationType, ChangeKind};
use crate::strategy::Strategy;
use crate::units::NonNegative;

/// What strategies are compared by. Properties follow the words of R1, in numbers of our choice from 0 to 1 with 1
/// best:
///
/// | criterion | rolling | blue-green | canary | recreate | feature flag | A/B test | dark launch | shadow |
/// |---|---|---|---|---|---|---|---|---|
/// | `safety` | 0.5 | 0.75 | 0.95 | 0.1 | 0.9 | 0.75 | 0.95 | 1 |
/// | `simplicity` | 0.8 | 0.5 | 0.25 | 1 | 0.5 | 0.05 | 0.2 | 0.25 |
/// | `rollback_speed` | 0.5 | 0.9 | 0.9 | 0.2 | 1 | 0.9 | 1 | 1 |
/// | `economy` | 0.9 | 0 | 0.85 | 1 | 1 | 0.7 | 0.8 | 0.2 |
/// | `schema_change` | 0.2 | 1 | 0.2 | 0.6 | 0.3 | 0 | 0.3 | 0 |
/// | `breaking_api` | 0.1 | 1 | 0.3 | 0.4 | 0.4 | 0.1 | 0.4 | 0.2 |
/// | `experiment` | 0 | 0 | 0.3 | 0 | 0.6 | 1 | 0.4 | 0.2 |
/// | `exposure` | 0.1 | 0.4 | 1 | 0 | 0.5 | 0.4 | 0.9 | 0.3 |
/// | `pace` | 1 | 0.3 | 0.5 | 0.6 | 0.9 | 0 | 0.4 | 0 |
/// | `application`: microservice | 1 | 1 | 1 | 1 | 1 | 1 | 1 | 1 |
/// | `application`: monolith | 0.6 | 1 | 0.4 | 0.6 | 0.9 | 0.4 | 0.5 | 0.4 |
/// | `application`: stateful | 1 | 0.3 | 0.4 | 0.7 | 0.9 | 0.4 | 0.5 | 0.1 |
/// | `application`: worker | 1 | 0.6 | 0.4 | 0.8 | 0.9 | 0.1 | 0.4 | 0.3 |
/// | `track_record` | success rate of the strategy, as [`HistoryPolicy`](crate::HistoryPolicy) says |||||||
///
/// Free capacity that each needs, as a multiple of what the service uses; it is excluded when less is known to be free:
///
/// | blue-green | A/B test | canary | shadow | rolling, feature flag, dark launch | recreate |
/// |---|---|---|---|---|---|
/// | 1 | 0.5 | 0.1, or one instance if that is more | 0.1 | one instance; none for several of low or medium criticality | 0 |
///
/// | criterion | how much it is asked for, from 0 to 1 | when not said |
/// |---|---|---|
/// | `safety` | mean of criticality (0, ⅓, ⅔, 1) and 1 − risk tolerance; halved in staging, a fifth in dev | 0.5 for each |
/// | `simplicity` | 1 | |
/// | `rollback_speed` | 0.5 | |
/// | `economy` | 1 − the scarcest free capacity | 0.5 |
/// | `schema_change`, `breaking_api`, `experiment` | 1 when the change holds it | 0 |
/// | `exposure` | (requests a second ÷ high traffic)², at most 1, for a service that users call; 1 for a major change | traffic 0, users call it |
/// | `pace` | deployments a day ÷ frequent, at most 1 | 0 |
/// | `application` | 1 | a microservice |
/// | `track_record` | 1 | the expected rate |
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Criterion {
    /// Few users meet a fault.
    Safety,
    /// Little has to be set up and understood.
    Simplicity,
    /// The way back is short.
    RollbackSpeed,
    /// Few resources beyond the usual are needed.
    Economy,
    /// It suits a change of the schema.
    SchemaChange,
    /// It suits an interface that callers have to follow.
    BreakingApi,
    /// It compares variants by what users do.
    Experiment,
    /// It brings high traffic to the new version a little at a time.
    Exposure,
    /// It is over soon, for those who deploy often.
    Pace,
    /// It suits how the service is built.
    Application,
    /// It went well before.
    TrackRecord,
}

impl Criterion {
    /// All criteria, in the order in which they are added up.
    pub const ALL: [Self; 11] = [
        Self::Safety,
        Self::Simplicity,
        Self::RollbackSpeed,
        Self::Economy,
        Self::SchemaChange,
        Self::BreakingApi,
        Self::Experiment,
        Self::Exposure,
        Self::Pace,
        Self::Application,
        Self::TrackRecord,
    ];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Safety => "safety",
            Self::Simplicity => "simplicity",
            Self::RollbackSpeed => "rollback_speed",
            Self::Economy => "economy",
            Self::SchemaChange => "schema_change",
            Self::BreakingApi => "breaking_api",
            Self::Experiment => "experiment",
            Self::Exposure => "exposure",
            Self::Pace => "pace",
            Self::Application => "application",
            Self::TrackRecord => "track_record",
        }
    }
}

/// The weight of each criterion; only proportions matter.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CriterionWeights {
    /// Default: 4. Source: our choice, so that R3 holds.
    pub safety: NonNegative,
    /// Default: 3. Source: our choice, so that R3 holds.
    pub simplicity: NonNegative,
    /// Default: 1. Source: our choice, so that R3 holds.
    pub rollback_speed: NonNegative,
    /// Default: 1. Source: our choice, so that R3 holds.
    pub economy: NonNegative,
    /// Default: 6. Source: our choice, so that R3 holds.
    pub schema_change: NonNegative,
    /// Default: 6. Source: our choice, so that R3 holds.
    pub breaking_api: NonNegative,
    /// Default: 6. Source: our choice, so that R3 holds.
    pub experiment: NonNegative,
    /// Default: 3. Source: our choice, so that R3 holds.
    pub exposure: NonNegative,
    /// Default: 1. Source: our choice, so that R3 holds.
    pub pace: NonNegative,
    /// Default: 1. Source: our choice, so that R3 holds.
    pub application: NonNegative,
    /// Default: 3. Source: our choice, so that R3 holds.
    pub track_record: NonNegative,
}

impl Default for CriterionWeights {
    fn default() -> Self {
        let weight = NonNegative::literal;
        Self {
            safety: weight(4.0),
            simplicity: weight(3.0),
            rollback_speed: weight(1.0),
            economy: weight(1.0),
            schema_change: weight(6.0),
            breaking_api: weight(6.0),
            experiment: weight(6.0),
            exposure: weight(3.0),
            pace: weight(1.0),
            application: weight(1.0),
            track_record: weight(3.0),
        }
    }
}

/// Properties in the order of [`Criterion::ALL`], the two that depend on the situation left out.
#[rustfmt::skip]
const fn properties(strategy: Strategy) -> [f64; 9] {
    match strategy {
        Strategy::Rolling     => [0.5,  0.8,  0.5, 0.9,  0.2, 0.1, 0.0, 0.1, 1.0],
        Strategy::BlueGreen   => [0.75, 0.5,  0.9, 0.0,  1.0, 1.0, 0.0, 0.4, 0.3],
        Strategy::Canary      => [0.95, 0.25, 0.9, 0.85, 0.2, 0.3, 0.3, 1.0, 0.5],
        Strategy::Recreate    => [0.1,  1.0,  0.2, 1.0,  0.6, 0.4, 0.0, 0.0, 0.6],
        Strategy::FeatureFlag => [0.9,  0.5,  1.0, 1.0,  0.3, 0.4, 0.6, 0.5, 0.9],
        Strategy::AbTest      => [0.75, 0.05, 0.9, 0.7,  0.0, 0.1, 1.0, 0.4, 0.0],
        Strategy::DarkLaunch  => [0.95, 0.2,  1.0, 0.8,  0.3, 0.4, 0.4, 0.9, 0.4],
        Strategy::Shadow      => [1.0,  0.25, 1.0, 0.2,  0.0, 0.2, 0.2, 0.3, 0.0],
    }
}

#[rustfmt::skip]
const fn suits(application: ApplicationType, strategy: Strategy) -> f64 {
    let [microservice, monolith, stateful, worker] = match strategy {
        Strategy::Rolling     => [1.0, 0.6, 1.0, 1.0],
        Strategy::BlueGreen   => [1.0, 1.0, 0.3, 0.6],
        Strategy::Canary      => [1.0, 0.4, 0.4, 0.4],
        Strategy::Recreate    => [1.0, 0.6, 0.7, 0.8],
        Strategy::FeatureFlag => [1.0, 0.9, 0.9, 0.9],
        Strategy::AbTest      => [1.0, 0.4, 0.4, 0.1],
        Strategy::DarkLaunch  => [1.0, 0.5, 0.5, 0.4],
        Strategy::Shadow      => [1.0, 0.4, 0.1, 0.3],
    };
    match application {
        ApplicationType::Microservice => microservice,
        ApplicationType::Monolith => monolith,
        ApplicationType::Stateful => stateful,
        ApplicationType::Worker => worker,
    }
}

impl CriterionWeights {
    /// Only what is asked for in every situation guarantees that there is something to compare.
    pub(super) fn validate(&self) -> Result<(), Error> {
        let always = [self.simplicity, self.rollback_speed, self.application, self.track_record];
        if always.iter().all(|weight| weight.get() <= 0.0) {
            let error = Error::config(ErrorCode::Contradiction, "simplicity").value(0);
            return Err(error.allowed("more than 0 here or for rollback_speed, application or track_record"));
        }
        Ok(())
    }
}

/// A number for each criterion, in the order of [`Criterion::ALL`].
pub(super) type PerCriterion = [f64; 11];

impl StrategyPolicy {
    /// How much a situation asks for each criterion, from 0 to 1.
    pub(super) fn demands(&self, inputs: &Inputs) -> PerCriterion {
        let held = |kind| if inputs.holds(kind) { 1.0 } else { 0.0 };
        [
            inputs.safety_demand(),
            1.0,
            0.5,
            inputs.economy_demand(),
            held(ChangeKind::SchemaMigration),
            held(ChangeKind::BreakingApi),
            held(ChangeKind::Experiment),
            inputs.exposure_demand(self.high_traffic),
            inputs.pace_demand(self.frequent),
            1.0,
            1.0,
        ]
    }

    pub(super) fn weights(&self) -> PerCriterion {
        let w = &self.weights;
        let weights = [
            w.safety,
            w.simplicity,
            w.rollback_speed,
            w.economy,
            w.schema_change,
            w.breaking_api,
            w.experiment,
            w.exposure,
            w.pace,
            w.application,
            w.track_record,
        ];
        weights.map(NonNegative::get)
    }
}

/// How much of each criterion a strategy has, from 0 to 1.
pub(super) fn has(inputs: &Inputs, strategy: Strategy) -> PerCriterion {
    let [a, b, c, d, e, f, g, h, i] = properties(strategy);
    [a, b, c, d, e, f, g, h, i, suits(inputs.application(), strategy), inputs.success_rate(strategy)]
}
