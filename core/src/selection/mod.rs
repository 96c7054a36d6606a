//! Which strategy a deployment should use.

mod constraints;
mod criteria;
mod flips;
mod inputs;

use serde::{Deserialize, Serialize};

pub use criteria::{Criterion, CriterionWeights};
pub use flips::{FlipDirection, StrategyFlip};

use crate::blast_radius::BlastRadius;
use crate::error::{Error, ErrorCode};
use crate::plan::SizedPlan;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::situation::{ChangeKind, Situation};
use crate::strategy::Strategy;
use crate::track_record::HistoryPolicy;
use crate::units::{Fraction, NonNegative, Score};
use criteria::PerCriterion;
use inputs::Inputs;

/// What matters in the choice of a strategy.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct StrategyPolicy {
    /// How much each criterion weighs.
    pub weights: CriterionWeights,
    /// Requests a second from which traffic counts as high. Default: 1000. Source: R1.
    pub high_traffic: NonNegative,
    /// Deployments a day from which a service counts as deployed frequently. Default: 10. Source: our choice.
    pub frequent: NonNegative,
}

impl Default for StrategyPolicy {
    fn default() -> Self {
        Self {
            weights: CriterionWeights::default(),
            high_traffic: NonNegative::literal(1000.0),
            frequent: NonNegative::literal(10.0),
        }
    }
}

/// Which strategy, and why. Strategies that cannot be used are excluded; the others are ranked.
///
/// A score is the share of what the situation asks for that a strategy gives: the mean of its properties, weighted by
/// weight and demand of each criterion ([`Criterion`] has the table). As one input grows, every score moves in one
/// direction only, and any two strategies change places at most once.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StrategyChoice {
    /// Pass when there is a strategy to use, else fail.
    pub verdict: Verdict,
    /// The best strategy; none when all are excluded.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<Strategy>,
    /// The next best.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub runner_up: Option<Strategy>,
    /// All that can be used, the best first; equal scores in the order rolling, blue-green, canary, recreate, feature
    /// flag, A/B test, dark launch, shadow.
    pub ranked: Vec<RankedStrategy>,
    /// Those that cannot be used, and why.
    pub excluded: Vec<ExcludedStrategy>,
    /// What has to go along with the winner.
    pub precautions: Vec<Precaution>,
    /// A plan for the winner, sized to the situation.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub plan: Option<SizedPlan>,
    /// What that plan puts at risk.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub blast_radius: Option<BlastRadius>,
    /// What would have to change for another strategy to win, one input at a time.
    pub flips: Vec<StrategyFlip>,
    /// Why the winner is ahead of the runner-up, the greatest difference first; then what was assumed.
    pub reasons: Vec<Reason>,
}

/// A strategy that can be used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RankedStrategy {
    /// The strategy.
    pub strategy: Strategy,
    /// The share of what is asked for that it gives, in percent.
    pub score: Score,
    /// What the score is made of: the criteria that are asked for. The points add up to the score.
    pub parts: Vec<ScorePart>,
}

/// What one criterion gives to a score.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ScorePart {
    /// The criterion.
    pub criterion: Criterion,
    /// How much the situation asks for it, from 0 to 1.
    pub demand: Fraction,
    /// How much of it the strategy has, from 0 to 1.
    pub property: Fraction,
    /// Points of the score.
    pub points: Score,
}

/// A strategy that cannot be used.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ExcludedStrategy {
    /// The strategy.
    pub strategy: Strategy,
    /// Everything that speaks against it.
    pub reasons: Vec<Reason>,
}

/// What has to go along with a deployment (R3, R4).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum Precaution {
    /// The schema is migrated before the new version is deployed, so that both versions can work with it.
    MigrateFirst,
    /// Those who call the interface are ready for the new one before traffic is switched.
    CoordinateConsumers,
    /// The gates decide, not a person who looks at graphs.
    AutomatedAnalysis,
    /// Flags decide who sees which variant.
    UseFlags,
    /// Data are backed up before what cannot be taken back.
    BackUpData,
}

impl StrategyPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        for (field, limit) in [("high_traffic", self.high_traffic), ("frequent", self.frequent)] {
            if limit.get() <= 0.0 {
                return Err(Error::config(ErrorCode::OutOfRange, field).value(limit).allowed("more than 0"));
            }
        }
        self.weights.validate().map_err(|err| err.within("weights"))
    }

    /// Chooses for a checked situation; the plan is left to be sized.
    pub(crate) fn choose(&self, situation: &Situation, history: &HistoryPolicy) -> StrategyChoice {
        let inputs = Inputs::of(situation, history);
        let mut excluded = Vec::new();
        let mut ranked = Vec::with_capacity(Strategy::ALL.len());
        for strategy in Strategy::ALL {
            let reasons = inputs.constraints(strategy);
            if reasons.is_empty() {
                ranked.push(self.rank(&inputs, strategy));
            } else {
                excluded.push(ExcludedStrategy { strategy, reasons });
            }
        }
        ranked.sort_by(|a, b| b.score.get().total_cmp(&a.score.get()));
        let mut best = ranked.iter();
        let (first, second) = (best.next(), best.next());
        let (winner, runner_up) = (first.map(|r| r.strategy), second.map(|r| r.strategy));
        let mut reasons = match (first, second) {
            (Some(first), Some(second)) => ahead(first, second),
            (Some(_), None) => Vec::new(),
            (None, _) => vec![Reason::new(ReasonCode::NothingPossible, "strategy")],
        };
        reasons.extend(inputs.assumed().map(|input| Reason::new(ReasonCode::Assumed, input)));
        StrategyChoice {
            verdict: if winner.is_some() { Verdict::Pass } else { Verdict::Fail },
            winner,
            runner_up,
            precautions: winner.map(|winner| precautions(&inputs, winner)).unwrap_or_default(),
            plan: None,
            blast_radius: None,
            flips: self.flips(&inputs, winner),
            ranked,
            excluded,
            reasons,
        }
    }

    fn rank(&self, inputs: &Inputs, strategy: Strategy) -> RankedStrategy {
        let (asked, demands, has) = (self.asked(inputs), self.demands(inputs), criteria::has(inputs, strategy));
        let sum: f64 = asked.iter().sum();
        let rows = Criterion::ALL.into_iter().zip(asked).zip(demands).zip(has);
        let parts = rows.filter(|(((_, asked), _), _)| *asked > 0.0).map(|(((criterion, asked), demand), property)| {
            let points = score(asked * property / sum);
            ScorePart { criterion, demand: Fraction::literal(demand), property: Fraction::literal(property), points }
        });
        RankedStrategy { strategy, score: score(mean(&asked, &has)), parts: parts.collect() }
    }

    /// How much each criterion counts: its weight, by how much it is asked for.
    fn asked(&self, inputs: &Inputs) -> PerCriterion {
        let mut asked = self.weights();
        asked.iter_mut().zip(self.demands(inputs)).for_each(|(weight, demand)| *weight *= demand);
        asked
    }

    /// The winner alone.
    fn winner(&self, inputs: &Inputs) -> Option<Strategy> {
        let asked = self.asked(inputs);
        let mut best: Option<(Strategy, Score)> = None;
        for strategy in Strategy::ALL.into_iter().filter(|strategy| !inputs.is_excluded(*strategy)) {
            let score = score(mean(&asked, &criteria::has(inputs, strategy)));
            if best.is_none_or(|(_, highest)| score > highest) {
                best = Some((strategy, score));
            }
        }
        best.map(|(strategy, _)| strategy)
    }
}

fn mean(weights: &PerCriterion, values: &PerCriterion) -> f64 {
    sum(weights, values) / weights.iter().sum::<f64>()
}

fn sum(weights: &PerCriterion, values: &PerCriterion) -> f64 {
    weights.iter().zip(values).map(|(weight, value)| weight * value).sum()
}

/// In percent, with the rounding noise taken off, so that equal strategies are equal.
fn score(fraction: f64) -> Score {
    Score::literal(((fraction * 1e11).round() / 1e9).clamp(0.0, 100.0))
}

/// The criteria in which one strategy is ahead of another, the greatest difference first.
fn ahead(first: &RankedStrategy, second: &RankedStrategy) -> Vec<Reason> {
    let mut ahead: Vec<(f64, Reason)> = Vec::new();
    for (a, b) in first.parts.iter().zip(&second.parts) {
        let difference = a.points.get() - b.points.get();
        if difference > 0.0 {
            let reason = Reason::new(ReasonCode::FitsBetter, a.criterion.as_str());
            ahead.push((difference, reason.compared(a.property.get(), b.property.get())));
        }
    }
    ahead.sort_by(|a, b| b.0.total_cmp(&a.0));
    ahead.into_iter().map(|(_, reason)| reason).collect()
}

fn precautions(inputs: &Inputs, winner: Strategy) -> Vec<Precaution> {
    let analysed = matches!(winner, Strategy::Canary | Strategy::DarkLaunch);
    let flags = matches!(winner, Strategy::AbTest | Strategy::FeatureFlag | Strategy::DarkLaunch);
    let all = [
        (inputs.holds(ChangeKind::SchemaMigration), Precaution::MigrateFirst),
        (inputs.holds(ChangeKind::BreakingApi), Precaution::CoordinateConsumers),
        (analysed, Precaution::AutomatedAnalysis),
        (flags, Precaution::UseFlags),
        (inputs.has_point_of_no_return(), Precaution::BackUpData),
    ];
    all.into_iter().filter(|(applies, _)| *applies).map(|(_, precaution)| precaution).collect()
}
