//! ArmEvents out of trials in two arms: is the canary's share beyond a ratio and a margin, `ratio · share + margin`?
//!
//! The null hypotheses are half-planes, hence convex, so the likelihood ratio against the nearest point of the boundary, in
//! the sense of Kullback and Leibler, is evidence for looks of any size. Turner, Ly and Grünwald, JSPI 2024.

use serde::{Deserialize, Serialize};

use super::check;
use super::direction::EffectDirection;
use super::log::{expit, logit};
use super::look::{ArmEvents, SequentialLook};
use super::mixture::{self, CapitalSchedule, EffectNode, Mixture};
use super::prepared::Test;
use super::projection::Boundary;
use super::rate_ratio::SAFE;
use super::state::{SequentialEvidence, SequentialState, add};
use crate::error::Error;
use crate::units::{Fraction, NonNegative};

/// How two proportions are compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct TwoProportionPolicy {
    /// What evidence is looked for, worse or safe. Default: worse. Source: our choice.
    pub direction: EffectDirection,
    /// How many times the baseline's share is just tolerated, or just harmful where safety is to be shown. Default: 1.
    /// Source: our choice, the margin says it.
    pub ratio: NonNegative,
    /// How much more than that. Default: 0. Source: our choice.
    pub margin: Fraction,
    /// The odds ratio that is to be found most quickly. Default: 2. Source: our choice, the smallest regression that is
    /// worth a rollback in most services.
    pub design: NonNegative,
    /// Sizes to bet on, as logarithms of the odds ratio beyond the boundary. Default: eight from 1.1 to 16 times, most
    /// around the design size; where safety is to be shown, no change and half of the way. Source: our choice, within 16 %
    /// of the test that knows the ratio.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<EffectNode>,
    /// The baseline's share in the past; without it, the first look with traffic only teaches it. Default: none.
    /// Source: our choice, there is no past that all services share.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub prior_rate: Option<PriorProportion>,
    /// How much more than independent trials these scatter, from 1. Default: 1. Source: binomial counts.
    pub dispersion: NonNegative,
    /// When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    /// known.
    pub restart: CapitalSchedule,
}

/// A share that was seen before.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PriorProportion {
    /// The share, above 0 and below 1.
    pub rate: Fraction,
    /// How many trials it is worth.
    pub weight: NonNegative,
}

impl Default for TwoProportionPolicy {
    fn default() -> Self {
        Self {
            direction: EffectDirection::Worse,
            ratio: NonNegative::literal(1.0),
            margin: Fraction::literal(0.0),
            design: NonNegative::literal(2.0),
            nodes: Vec::new(),
            prior_rate: None,
            dispersion: NonNegative::literal(1.0),
            restart: CapitalSchedule::AtOnce,
        }
    }
}

#[derive(Debug)]
pub(super) struct TwoProportion {
    boundary: Boundary,
    bets: Vec<Bet>,
    mixture: Mixture,
    /// Events and trials that the base rate starts from.
    prior: (f64, f64),
    knows_rate: bool,
    dispersion: f64,
    safe: bool,
}

/// Where the canary is assumed to be.
#[derive(Clone, Copy, Debug)]
enum Bet {
    /// So far beyond the boundary, in log-odds.
    Beyond(f64),
    /// So far on the way from the baseline to the boundary, in log-odds.
    OnTheWay(f64),
}

impl TwoProportion {
    pub(super) fn new(policy: &TwoProportionPolicy) -> Result<Self, Error> {
        policy.direction.one_of(&[EffectDirection::Worse, EffectDirection::Safe])?;
        let safe = policy.direction == EffectDirection::Safe;
        let boundary = Boundary { ratio: check::positive("ratio", policy.ratio)?, margin: policy.margin.get() };
        let nodes: Vec<(Bet, f64)> = if safe && policy.nodes.is_empty() {
            SAFE.map(|(way, weight)| (Bet::OnTheWay(way), weight)).to_vec()
        } else {
            let sign = if safe { -1.0 } else { 1.0 };
            let nodes = mixture::nodes(&policy.nodes, policy.design)?;
            nodes.into_iter().map(|(size, weight)| (Bet::Beyond(sign * size), weight)).collect()
        };
        let prior = match policy.prior_rate {
            Some(PriorProportion { rate, weight }) => {
                let rate = check::between("prior_rate.rate", rate)?;
                let weight = check::positive("prior_rate.weight", weight)?;
                (rate * weight, weight)
            }
            None => (0.5, 1.0),
        };
        Ok(Self {
            boundary,
            mixture: Mixture::new(nodes.iter().map(|(_, weight)| *weight), &policy.restart)?,
            bets: nodes.into_iter().map(|(bet, _)| bet).collect(),
            prior,
            knows_rate: policy.prior_rate.is_some(),
            dispersion: check::at_least_one("dispersion", policy.dispersion)?,
            safe,
        })
    }

    /// The base rate that earlier looks predict, where they say enough to bet on this one.
    fn predicted(&self, state: &SequentialState, baseline: ArmEvents, canary: ArmEvents) -> Option<f64> {
        let (events, trials) = match state.baseline.as_slice() {
            [events, trials] => (*events, *trials),
            _ => (0.0, 0.0),
        };
        let traffic = baseline.exposure.get() > 0.0 && canary.exposure.get() > 0.0;
        let rate = (self.prior.0 + events) / (self.prior.1 + trials);
        let limit = self.boundary.at(rate);
        let sensible = rate > 0.0 && rate < 1.0 && limit > 0.0 && limit < 1.0 && (!self.safe || limit > rate);
        (traffic && sensible && (self.knows_rate || trials > 0.0)).then_some(rate)
    }

    fn increment(&self, bet: Bet, rate: f64, baseline: ArmEvents, canary: ArmEvents) -> f64 {
        let limit = logit(self.boundary.at(rate));
        let assumed = expit(match bet {
            Bet::Beyond(size) => limit + size,
            Bet::OnTheWay(way) => logit(rate) + way * (limit - logit(rate)),
        });
        let share = canary.exposure.get() / (canary.exposure.get() + baseline.exposure.get());
        let nearest = self.boundary.nearest(assumed, rate, share);
        log_ratio(canary, assumed, self.boundary.at(nearest)) + log_ratio(baseline, rate, nearest)
    }
}

impl Test for TwoProportion {
    fn begin(&self) -> SequentialState {
        SequentialState { baseline: vec![0.0; 2], ..SequentialState::new(self.mixture.len(), 0) }
    }

    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        let (baseline, canary, dispersion) = look.trials()?;
        let dispersion = dispersion.unwrap_or(self.dispersion);
        let predicted = self.predicted(state, baseline, canary);
        self.mixture.fund(state);
        if let Some(rate) = predicted {
            let increments = self.bets.iter().map(|bet| self.increment(*bet, rate, baseline, canary) / dispersion);
            Mixture::pay(&mut state.log_capital, increments);
        }
        for (sum, more) in state.baseline.iter_mut().zip([baseline.events, baseline.exposure]) {
            *sum += more.get();
        }
        Ok(state.record(Mixture::log_e(state), predicted.is_some()))
    }

    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        add(&mut state.baseline, &other.baseline);
        Ok(self.mixture.merge(state, other))
    }
}

/// The logarithm of the likelihood of a share against that of another.
fn log_ratio(arm: ArmEvents, assumed: f64, null: f64) -> f64 {
    let (events, others) = (arm.events.get(), arm.exposure.get() - arm.events.get());
    events * (assumed / null).ln() + others * ((null - assumed) / (1.0 - null)).ln_1p()
}
