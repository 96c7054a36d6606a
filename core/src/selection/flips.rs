//! What would have to change for another strategy to win.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::criteria::{self, Criterion, PerCriterion};
use super::inputs::Inputs;
use super::{StrategyPolicy, sum};
use crate::situation::{ApplicationType, ChangeKind, Environment, Reversibility, ServiceCriticality};
use crate::strategy::Strategy;

/// One change of input that makes another strategy win, all else being as it is.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct StrategyFlip {
    /// The input, by its path in the situation.
    pub input: Cow<'static, str>,
    /// How it would have to be: on which side of the value, or with which word.
    pub direction: FlipDirection,
    /// The value, for an input that is a number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// The word, for an input that is not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<Cow<'static, str>>,
    /// The strategy that wins then; none when all are excluded then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub winner: Option<Strategy>,
}

/// How an input would have to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum FlipDirection {
    /// Just above it.
    Above,
    /// Just below it.
    Below,
    /// At the value or word itself.
    At,
    /// With the word in the list.
    With,
    /// Without the word in the list.
    Without,
}

/// A number among the inputs: where it is, which criterion it drives, and how it is changed.
struct Dial {
    input: &'static str,
    criterion: Criterion,
    now: f64,
    most: f64,
    /// The value at which the criterion is asked for that much.
    at_demand: fn(&StrategyPolicy, &Inputs, f64) -> f64,
    set: fn(&mut Inputs, f64),
}

impl StrategyPolicy {
    pub(super) fn flips(&self, inputs: &Inputs, winner: Option<Strategy>) -> Vec<StrategyFlip> {
        let mut flips = Vec::new();
        for dial in dials(inputs) {
            self.turn(inputs, winner, &dial, &mut flips);
        }
        for (input, word, direction, changed) in words(inputs) {
            let other = self.winner(&changed);
            if other != winner {
                flips.push(StrategyFlip {
                    input: input.into(),
                    direction,
                    value: None,
                    word: Some(word.into()),
                    winner: other,
                });
            }
        }
        flips
    }

    /// The nearest values, up and down, at which the winner changes.
    fn turn(&self, inputs: &Inputs, winner: Option<Strategy>, dial: &Dial, flips: &mut Vec<StrategyFlip>) {
        let (mut below, mut above): (Option<StrategyFlip>, Option<StrategyFlip>) = (None, None);
        let mut consider = |value: f64, direction: FlipDirection, tried: f64| {
            let mut changed = *inputs;
            (dial.set)(&mut changed, tried);
            let other = self.winner(&changed);
            let place = if tried > dial.now { &mut above } else { &mut below };
            let nearer = |flip: &StrategyFlip| {
                (value - dial.now).abs() < flip.value.map_or(f64::INFINITY, |at| (at - dial.now).abs())
            };
            if other != winner && place.as_ref().is_none_or(nearer) {
                let value = Some(value);
                *place = Some(StrategyFlip { input: dial.input.into(), direction, value, word: None, winner: other });
            }
        };
        for value in winner.iter().flat_map(|winner| self.crossings(inputs, *winner, dial)) {
            let value = (dial.at_demand)(self, inputs, value);
            let nudge = 1e-6 * value.abs().max(1.0);
            for (direction, tried) in [(FlipDirection::Above, value + nudge), (FlipDirection::Below, value - nudge)] {
                if (0.0..=dial.most).contains(&tried) {
                    consider(value, direction, tried);
                }
            }
        }
        if dial.criterion == Criterion::Economy {
            for need in Strategy::ALL.map(|strategy| inputs.needs(strategy)) {
                consider(need, FlipDirection::At, need);
                consider(need, FlipDirection::Below, (need - 1e-6).max(0.0));
            }
        }
        flips.extend(below.into_iter().chain(above));
    }

    /// How much a criterion must be asked for until another strategy draws level with the winner.
    fn crossings(&self, inputs: &Inputs, winner: Strategy, dial: &Dial) -> Vec<f64> {
        let of = |all: PerCriterion| {
            let own = Criterion::ALL.into_iter().zip(all).find(|(criterion, _)| *criterion == dial.criterion);
            own.map_or(0.0, |(_, number)| number)
        };
        let (asked, weight, demand) = (self.asked(inputs), of(self.weights()), of(self.demands(inputs)));
        let best = criteria::has(inputs, winner);
        let rivals = Strategy::ALL.into_iter().filter(|rival| *rival != winner && !inputs.is_excluded(*rival));
        let crossing = rivals.filter_map(|rival| {
            let has = criteria::has(inputs, rival);
            let slope = weight * (of(has) - of(best));
            let at = demand + (sum(&asked, &best) - sum(&asked, &has)) / slope;
            (slope != 0.0 && (0.0..=1.0).contains(&at)).then_some(at)
        });
        crossing.collect()
    }
}

fn dials(inputs: &Inputs) -> [Dial; 4] {
    [
        Dial {
            input: "risk_tolerance",
            criterion: Criterion::Safety,
            now: inputs.risk_tolerance.unwrap_or(0.5),
            most: 1.0,
            at_demand: |_, inputs, demand| inputs.tolerance_for(demand),
            set: |inputs, value| inputs.risk_tolerance = Some(value),
        },
        Dial {
            input: "service.requests_per_second",
            criterion: Criterion::Exposure,
            now: inputs.requests_per_second.unwrap_or(0.0),
            most: f64::MAX,
            at_demand: |policy, _, demand| policy.high_traffic.get() * demand.sqrt(),
            set: |inputs, value| inputs.requests_per_second = Some(value),
        },
        Dial {
            input: "service.deployments_per_day",
            criterion: Criterion::Pace,
            now: inputs.deployments_per_day.unwrap_or(0.0),
            most: f64::MAX,
            at_demand: |policy, _, demand| policy.frequent.get() * demand,
            set: |inputs, value| inputs.deployments_per_day = Some(value),
        },
        Dial {
            input: "target.free",
            criterion: Criterion::Economy,
            now: inputs.free.unwrap_or(0.5),
            most: f64::MAX,
            at_demand: |_, _, demand| 1.0 - demand,
            set: |inputs, value| inputs.free = Some(value),
        },
    ]
}

/// An input, a word for it, how the word is taken, and the inputs with it.
type Word = (&'static str, &'static str, FlipDirection, Inputs);

/// Every other word that an input could have.
fn words(inputs: &Inputs) -> impl Iterator<Item = Word> {
    let now = *inputs;
    let at = |input, word, changed| (input, word, FlipDirection::At, changed);
    let criticalities = ServiceCriticality::ALL
        .map(|level| at("service.criticality", level.as_str(), Inputs { criticality: Some(level), ..now }));
    let applications = ApplicationType::ALL.map(|application| {
        at("service.application", application.as_str(), Inputs { application: Some(application), ..now })
    });
    let environments = Environment::ALL
        .map(|environment| at("target.environment", environment.as_str(), Inputs { environment, ..now }));
    let reversible = [("full", Reversibility::Full), ("never", Reversibility::Never)]
        .map(|(word, way)| at("change.reversibility", word, Inputs { reversibility: Some(way), ..now }));
    let switch = |input, is: Option<bool>, assumed, set: fn(&mut Inputs, Option<bool>)| {
        let other = !is.unwrap_or(assumed);
        let mut changed = now;
        set(&mut changed, Some(other));
        at(input, if other { "true" } else { "false" }, changed)
    };
    let switches = [
        switch("service.user_facing", now.user_facing, true, |inputs, is| inputs.user_facing = is),
        switch("service.side_by_side", now.side_by_side, true, |inputs, is| inputs.side_by_side = is),
        switch("service.downtime_allowed", now.downtime_allowed, false, |inputs, is| inputs.downtime_allowed = is),
        switch("change.flagged", now.flagged, false, |inputs, is| inputs.flagged = is),
    ];
    let kinds = [ChangeKind::SchemaMigration, ChangeKind::BreakingApi, ChangeKind::Experiment, ChangeKind::Major];
    let kinds = kinds.map(|kind| {
        let direction = if now.holds(kind) { FlipDirection::Without } else { FlipDirection::With };
        let kinds = now.kinds.unwrap_or_default().toggled(kind as u16);
        ("change.kinds", kind.as_str(), direction, Inputs { kinds: Some(kinds), ..now })
    });
    criticalities.into_iter().chain(applications).chain(environments).chain(reversible).chain(switches).chain(kinds)
}
