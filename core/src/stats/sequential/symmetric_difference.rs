//! Differences of two levels of which nothing is known: is the value around which they scatter beyond a margin?
//!
//! It is only assumed that a difference is as likely to lie so much above that value as below. Heavy tails, a changing
//! variance and ties do no harm. A look brings at most a factor of 2, so level 0.01 takes at least seven.

use std::f64::consts::LN_2;

use serde::{Deserialize, Serialize};

use super::check;
use super::direction::EffectDirection;
use super::look::SequentialLook;
use super::mixture::{CapitalSchedule, Mixture};
use super::prepared::Test;
use super::state::{SequentialEvidence, SequentialState, add};
use crate::error::Error;
use crate::units::Finite;

/// How differences of unknown variance are tested.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SymmetricDifferencePolicy {
    /// What evidence is looked for: worse, either or safe. Default: worse. Source: our choice.
    pub direction: EffectDirection,
    /// The difference that is just tolerated, or just harmful where safety is to be shown, in units of the metric.
    /// Default: 0. Source: our choice.
    pub margin: Finite,
    /// When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    /// known.
    pub restart: CapitalSchedule,
}

#[derive(Debug)]
pub(super) struct SymmetricDifference {
    margin: f64,
    /// How much is bet on a difference of one typical size, with its sign.
    bets: Vec<f64>,
    mixture: Mixture,
}

/// With equal parts of the capital.
const STRENGTHS: [f64; 3] = [0.5, 1.0, 2.0];

impl SymmetricDifference {
    pub(super) fn new(policy: &SymmetricDifferencePolicy) -> Result<Self, Error> {
        policy.direction.one_of(&[EffectDirection::Worse, EffectDirection::Either, EffectDirection::Safe])?;
        let bets: Vec<f64> = signs(policy.direction).iter().flat_map(|sign| STRENGTHS.map(|eta| sign * eta)).collect();
        let weight = 1.0 / bets.len() as f64;
        let mixture = Mixture::new(bets.iter().map(|_| weight), &policy.restart)?;
        Ok(Self { margin: check::level("margin", policy.margin)?, bets, mixture })
    }
}

/// The signs of the differences that are bet on.
pub(super) fn signs(direction: EffectDirection) -> &'static [f64] {
    match direction {
        EffectDirection::Worse | EffectDirection::Drop => &[1.0],
        EffectDirection::Safe => &[-1.0],
        EffectDirection::Either => &[1.0, -1.0],
    }
}

impl Test for SymmetricDifference {
    fn begin(&self) -> SequentialState {
        SequentialState::new(self.mixture.len(), 2)
    }

    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        let SequentialLook::Difference { difference, .. } = look else { return Err(look.unexpected("difference")) };
        let excess = super::look::level("difference", *difference)? - self.margin;
        let [squares, count] = *state.sums.as_slice() else { return Err(state.misshapen("sums")) };
        // The typical size of the earlier ones; before there is any, nothing can be bet.
        let scale = (squares / f64::max(count, 1.0)).sqrt();
        state.sums.copy_from_slice(&[squares + excess * excess, count + 1.0]);
        self.mixture.fund(state);
        if scale > 0.0 {
            let z = excess / scale;
            Mixture::pay(&mut state.log_capital, self.bets.iter().map(|eta| LN_2 - log_one_plus_exp(-2.0 * eta * z)));
        }
        Ok(state.record(Mixture::log_e(state), scale > 0.0))
    }

    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        add(&mut state.sums, &other.sums);
        Ok(self.mixture.merge(state, other))
    }
}

fn log_one_plus_exp(x: f64) -> f64 {
    x.max(0.0) + (-x.abs()).exp().ln_1p()
}
