//! ArmEvents in two arms: is the ratio of their rates beyond what is tolerated?
//!
//! Given how many events there were in both arms, those of the canary are binomial, with a share that follows from the
//! ratio alone. So the base rate cancels, however it drifts. Lindon, Sanden and Shirikian, KDD 2022; Turner, Ly and
//! Grünwald, JSPI 2024.

use serde::{Deserialize, Serialize};

use super::boost::Boost;
use super::check;
use super::direction::EffectDirection;
use super::look::{ArmEvents, SequentialLook};
use super::mixture::{self, CapitalSchedule, EffectNode, Mixture};
use super::prepared::Test;
use super::state::{SequentialEvidence, SequentialState};
use crate::error::{Error, ErrorCode};
use crate::units::{Fraction, NonNegative};

/// How the ratio of two rates is tested. Count the rarer outcome: above one in ten, two proportions say more.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RateRatioPolicy {
    /// What evidence is looked for. Default: worse. Source: our choice.
    pub direction: EffectDirection,
    /// The ratio canary : baseline that is just tolerated, or just harmful where safety is to be shown. Default: 1.1.
    /// Source: our choice, a persistent difference of one arm of 10 % hardly ever alarms then.
    pub ratio: NonNegative,
    /// The ratio that is to be found most quickly, as a multiple of the tolerated one. Default: 2. Source: our choice, the
    /// smallest regression that is worth a rollback in most services.
    pub design: NonNegative,
    /// Sizes to bet on, as logarithms of the ratio beyond the tolerated one. Default: eight from 1.1 to 16 times, most
    /// around the design size; where safety is to be shown, no change and half of the way. Source: our choice, within 16 %
    /// of the test that knows the ratio.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<EffectNode>,
    /// How much more than independent events these scatter, from 1. Default: 1. Source: Poisson counts.
    pub dispersion: NonNegative,
    /// When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    /// known.
    pub restart: CapitalSchedule,
    /// The only level at which the test will be used, if what evidence beyond it would waste is to be used up before.
    /// Default: none. Source: Fischer and Ramdas (2024), optional there too.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub boost_alpha: Option<Fraction>,
}

impl Default for RateRatioPolicy {
    fn default() -> Self {
        Self {
            direction: EffectDirection::Worse,
            ratio: NonNegative::literal(1.1),
            design: NonNegative::literal(2.0),
            nodes: Vec::new(),
            dispersion: NonNegative::literal(1.0),
            restart: CapitalSchedule::AtOnce,
            boost_alpha: None,
        }
    }
}

#[derive(Debug)]
pub(super) struct RateRatio {
    bets: Vec<Bet>,
    mixture: Mixture,
    dispersion: f64,
    boost: Option<Boost>,
}

/// That the ratio is so many times the one of the null hypothesis.
#[derive(Clone, Copy, Debug)]
pub(super) struct Bet {
    null: f64,
    log_factor: f64,
    factor_less_one: f64,
}

impl RateRatio {
    pub(super) fn new(policy: &RateRatioPolicy) -> Result<Self, Error> {
        let ratio = check::positive("ratio", policy.ratio)?;
        let bets = bets(policy, ratio)?;
        let mixture = Mixture::new(bets.iter().map(|(_, weight)| *weight), &policy.restart)?;
        let dispersion = check::at_least_one("dispersion", policy.dispersion)?;
        let boost = policy.boost_alpha.map(|alpha| Boost::new(alpha, policy.direction)).transpose()?;
        if boost.is_some() && dispersion > 1.0 {
            let error = Error::config(ErrorCode::Contradiction, "boost_alpha");
            return Err(error.allowed("none with a dispersion above 1, whose protection it would undo"));
        }
        Ok(Self { bets: bets.into_iter().map(|(bet, _)| bet).collect(), mixture, dispersion, boost })
    }
}

impl Test for RateRatio {
    fn begin(&self) -> SequentialState {
        SequentialState::new(self.mixture.len(), 0)
    }

    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        let (baseline, canary, dispersion) = look.counts()?;
        if let Some(boost) = &self.boost {
            boost.check(baseline, canary, dispersion)?;
        }
        let dispersion = dispersion.unwrap_or(self.dispersion);
        let (cx, x) = (canary.events.get(), canary.events.get() + baseline.events.get());
        let bet = x > 0.0 && canary.exposure.get() > 0.0 && baseline.exposure.get() > 0.0;
        let before = self.boost.is_some().then(|| Mixture::log_e(state));
        self.mixture.fund(state);
        let mut log_boost = before.map(|_| 0.0);
        if bet {
            if let (Some(boost), Some(before)) = (&self.boost, before) {
                log_boost = Some(boost.apply(state, before, &self.bets, baseline, canary));
            }
            let increments = self.bets.iter().map(|bet| bet.increment(cx, x, bet.share(baseline, canary)) / dispersion);
            Mixture::pay(&mut state.log_capital, increments);
        }
        let evidence = state.record(Mixture::log_e(state), bet);
        Ok(SequentialEvidence { log_boost, ..evidence })
    }

    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        if self.boost.is_some() {
            let error = Error::config(ErrorCode::Contradiction, "policy.boost_alpha");
            return Err(error.allowed("none, where states are merged"));
        }
        Ok(self.mixture.merge(state, other))
    }
}

impl Bet {
    fn new(null: f64, log_factor: f64) -> Self {
        Self { null, log_factor, factor_less_one: log_factor.exp_m1() }
    }

    /// The canary's share of the events under the null hypothesis.
    pub(super) fn share(&self, baseline: ArmEvents, canary: ArmEvents) -> f64 {
        let canary = self.null * canary.exposure.get();
        canary / (canary + baseline.exposure.get())
    }

    /// The logarithm of the likelihood ratio of `cx` events of the canary among `x`.
    pub(super) fn increment(&self, cx: f64, x: f64, share: f64) -> f64 {
        cx * self.log_factor - x * (share * self.factor_less_one).ln_1p()
    }
}

fn bets(policy: &RateRatioPolicy, ratio: f64) -> Result<Vec<(Bet, f64)>, Error> {
    let usual_safe = policy.direction == EffectDirection::Safe && policy.nodes.is_empty();
    if policy.direction == EffectDirection::Safe {
        check::holds("ratio", ratio, ratio > 1.0 + 1e-9, "a number above 1 where safety is to be shown")?;
    }
    let nodes = if usual_safe { safe_nodes(ratio.ln()) } else { mixture::nodes(&policy.nodes, policy.design)? };
    let towards = |null: f64, sign: f64, part: f64| {
        nodes.iter().map(move |(size, weight)| (Bet::new(null, sign * size), part * weight))
    };
    Ok(match policy.direction {
        EffectDirection::Worse => towards(ratio, 1.0, 1.0).collect(),
        EffectDirection::Drop | EffectDirection::Safe => towards(ratio, -1.0, 1.0).collect(),
        EffectDirection::Either => towards(ratio, 1.0, 0.5).chain(towards(1.0 / ratio, -1.0, 0.5)).collect(),
    })
}

/// No change, and half of the way to what is harmful: the way that is left to it, and the weight.
pub(super) fn safe_nodes(log_ratio: f64) -> Vec<(f64, f64)> {
    SAFE.iter().map(|(way, weight)| ((1.0 - way) * log_ratio, *weight)).collect()
}

/// Healthy canaries to bet on where safety is to be shown: how far on the way to what is harmful, and the weight.
pub(super) const SAFE: [(f64, f64); 2] = [(0.0, 0.7), (0.5, 0.3)];
