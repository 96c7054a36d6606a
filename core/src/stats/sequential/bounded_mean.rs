//! Levels from 0 to 1 in two arms: is the mean of their difference beyond a margin?
//!
//! Nothing else is assumed, which makes the test slow where the noise is far smaller than the range. Waudby-Smith and
//! Ramdas, "Estimating means of bounded random variables by betting" (JRSS B 2024).

use serde::{Deserialize, Serialize};

use super::check;
use super::direction::EffectDirection;
use super::look::SequentialLook;
use super::mixture::{CapitalSchedule, Mixture};
use super::prepared::Test;
use super::state::{SequentialEvidence, SequentialState};
use super::symmetric_difference::signs;
use crate::error::Error;
use crate::units::Finite;

/// How bounded levels are compared.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct BoundedMeanPolicy {
    /// What evidence is looked for: worse, either or safe. Default: worse. Source: our choice.
    pub direction: EffectDirection,
    /// The difference that is just tolerated, or just harmful where safety is to be shown, above -1 and below 1.
    /// Default: 0. Source: our choice.
    pub margin: Finite,
    /// When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    /// known.
    pub restart: CapitalSchedule,
}

#[derive(Debug)]
pub(super) struct BoundedMean {
    margin: f64,
    /// How much is bet on a difference of 1, with its sign.
    bets: Vec<f64>,
    mixture: Mixture,
}

/// Each bet is half of the one before.
const HALVINGS: i32 = 6;

/// Of what can be lost, the most that is bet.
const LARGEST: f64 = 0.95;

impl BoundedMean {
    pub(super) fn new(policy: &BoundedMeanPolicy) -> Result<Self, Error> {
        policy.direction.one_of(&[EffectDirection::Worse, EffectDirection::Either, EffectDirection::Safe])?;
        let margin = policy.margin.get();
        check::holds("margin", margin, margin.abs() < 1.0, "a number above -1 and below 1")?;
        let bets: Vec<f64> = signs(policy.direction)
            .iter()
            .flat_map(|sign| (0..HALVINGS).map(move |k| sign * LARGEST / (1.0 + sign * margin) * 0.5_f64.powi(k)))
            .collect();
        let weight = 1.0 / bets.len() as f64;
        Ok(Self { margin, mixture: Mixture::new(bets.iter().map(|_| weight), &policy.restart)?, bets })
    }
}

impl Test for BoundedMean {
    fn begin(&self) -> SequentialState {
        SequentialState::new(self.mixture.len(), 0)
    }

    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        let excess = look.bounded_difference()? - self.margin;
        self.mixture.fund(state);
        Mixture::pay(&mut state.log_capital, self.bets.iter().map(|bet| (bet * excess).ln_1p()));
        Ok(state.record(Mixture::log_e(state), true))
    }

    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        Ok(self.mixture.merge(state, other))
    }
}
