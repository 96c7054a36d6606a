//! With few looks the evidence jumps over the threshold, and what lies beyond is wasted. Capital that would be wasted is
//! used before the look instead, as far as the null hypothesis allows.
//!
//! Fischer and Ramdas, "Improving Wald's (approximate) sequential probability ratio test by avoiding overshoot" (2024).

use statrs::function::gamma::ln_gamma;

use super::check;
use super::direction::EffectDirection;
use super::log::{self, EMPTY};
use super::look::ArmEvents;
use super::rate_ratio::Bet;
use super::state::SequentialState;
use crate::error::{Error, ErrorCode};
use crate::units::Fraction;

#[derive(Debug)]
pub(super) struct Boost {
    log_threshold: f64,
}

/// Counts further from the mean have no probability that a double could hold.
const STANDARD_DEVIATIONS: f64 = 12.0;

/// Beyond so many events a look would take too long.
const MAX_EVENTS: f64 = 1e9;

impl Boost {
    pub(super) fn new(alpha: Fraction, direction: EffectDirection) -> Result<Self, Error> {
        let alpha = check::between("boost_alpha", alpha)?;
        if direction == EffectDirection::Either {
            let error = Error::config(ErrorCode::Contradiction, "boost_alpha");
            return Err(error.allowed("none with the direction either, whose evidence does not rise with the count"));
        }
        Ok(Self { log_threshold: -alpha.ln() })
    }

    /// Whether the events of a look are binomial, as the boost needs.
    pub(super) fn check(&self, baseline: ArmEvents, canary: ArmEvents, dispersion: Option<f64>) -> Result<(), Error> {
        for (name, events) in [("baseline.events", baseline.events), ("canary.events", canary.events)] {
            if events.get().fract() != 0.0 || events.get() > MAX_EVENTS {
                let error = Error::input(ErrorCode::OutOfRange, name).value(events);
                return Err(error.allowed("a whole number up to 1000000000, where the evidence is boosted"));
            }
        }
        if dispersion.is_some_and(|dispersion| dispersion > 1.0) {
            let error = Error::input(ErrorCode::Contradiction, "dispersion");
            return Err(error.allowed("1, where the evidence is boosted"));
        }
        Ok(())
    }

    /// Multiplies all capital before a look whose evidence was `before`, and gives the logarithm of the factor.
    pub(super) fn apply(
        &self,
        state: &mut SequentialState,
        before: f64,
        bets: &[Bet],
        baseline: ArmEvents,
        canary: ArmEvents,
    ) -> f64 {
        let log_boost = self.log_boost(state, before, bets, baseline, canary);
        if log_boost > 0.0 {
            state.log_capital.iter_mut().for_each(|capital| *capital = (*capital + log_boost).max(EMPTY));
            state.idle *= log_boost.exp();
        }
        log_boost
    }

    /// The largest factor with which capital that ends at the threshold at most is worth no more than it was.
    fn log_boost(
        &self,
        state: &SequentialState,
        before: f64,
        bets: &[Bet],
        baseline: ArmEvents,
        canary: ArmEvents,
    ) -> f64 {
        let Some(first) = bets.first() else { return 0.0 };
        if before >= self.log_threshold {
            return 0.0;
        }
        let x = canary.events.get() + baseline.events.get();
        let outcomes = outcomes(x, first.share(baseline, canary));
        let value = |s: f64| {
            let bet = |(capital, bet): (&f64, &Bet)| capital + bet.increment(s, x, bet.share(baseline, canary));
            let nodes = state.log_capital.iter().zip(bets).map(bet);
            log::sum(nodes.chain(std::iter::once(state.idle.ln().max(EMPTY)))) - self.log_threshold
        };
        // In units of the threshold; rising to the end, since it rises or falls with the count.
        let mut values: Vec<(f64, f64)> = outcomes.map(|(s, mass)| (value(s), mass)).collect();
        values.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut rest: Vec<f64> = Vec::with_capacity(values.len());
        let mut below = 0.0;
        for (value, mass) in &values {
            below += value.exp().min(f64::MAX) * mass;
            rest.push(below);
        }
        let before = (before - self.log_threshold).exp();
        let mut above = 0.0;
        for ((value, mass), rest) in values.iter().zip(&rest).rev() {
            let boost = (before - above) / rest;
            if boost.ln() + value <= 0.0 {
                return boost.ln().max(0.0);
            }
            above += mass;
            if above >= before {
                return 0.0;
            }
        }
        0.0
    }
}

/// The counts that a binomial variable can take, with their probabilities.
fn outcomes(x: f64, p: f64) -> impl Iterator<Item = (f64, f64)> {
    let (mean, reach) = (x * p, STANDARD_DEVIATIONS * (x * p * (1.0 - p)).sqrt() + STANDARD_DEVIATIONS);
    let (low, high) = ((mean - reach).floor().max(0.0), (mean + reach).ceil().min(x));
    let whole = ln_gamma(x + 1.0);
    let (log_p, log_q) = (p.ln(), (-p).ln_1p());
    (0..=(high - low) as u64).map(move |i| {
        let s = low + i as f64;
        let ways = whole - ln_gamma(s + 1.0) - ln_gamma(x - s + 1.0);
        (s, (ways + s * log_p + (x - s) * log_q).exp())
    })
}
