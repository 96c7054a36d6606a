//! Few trials in two arms: is the odds ratio of their events beyond what is tolerated?
//!
//! Given both numbers of trials and how many events there were, those of the canary follow Fisher's noncentral
//! hypergeometric distribution, whatever the base rate and however common the event.

use serde::{Deserialize, Serialize};

use super::check;
use super::look::{ArmEvents, SequentialLook};
use super::mixture::{self, CapitalSchedule, EffectNode, Mixture};
use super::prepared::Test;
use super::state::{SequentialEvidence, SequentialState};
use crate::error::{Error, ErrorCode};
use crate::units::NonNegative;

/// How the odds of few trials are compared. From some ten thousand requests a look, two proportions cost less.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct FisherConditionalPolicy {
    /// The odds ratio canary : baseline that is just tolerated. Default: 1.1. Source: our choice, as for ratios of rates.
    pub odds_ratio: NonNegative,
    /// The odds ratio that is to be found most quickly, as a multiple of the tolerated one. Default: 2. Source: our
    /// choice, the smallest regression that is worth a rollback in most services.
    pub design: NonNegative,
    /// Sizes to bet on, as logarithms of the odds ratio beyond the tolerated one. Default: eight from 1.1 to 16 times,
    /// most around the design size. Source: our choice, within 16 % of the test that knows the ratio.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub nodes: Vec<EffectNode>,
    /// When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    /// known.
    pub restart: CapitalSchedule,
}

impl Default for FisherConditionalPolicy {
    fn default() -> Self {
        Self {
            odds_ratio: NonNegative::literal(1.1),
            design: NonNegative::literal(2.0),
            nodes: Vec::new(),
            restart: CapitalSchedule::AtOnce,
        }
    }
}

#[derive(Debug)]
pub(super) struct FisherConditional {
    log_odds: f64,
    sizes: Vec<f64>,
    mixture: Mixture,
}

impl FisherConditional {
    pub(super) fn new(policy: &FisherConditionalPolicy) -> Result<Self, Error> {
        let nodes = mixture::nodes(&policy.nodes, policy.design)?;
        Ok(Self {
            log_odds: check::positive("odds_ratio", policy.odds_ratio)?.ln(),
            mixture: Mixture::new(nodes.iter().map(|(_, weight)| *weight), &policy.restart)?,
            sizes: nodes.into_iter().map(|(size, _)| size).collect(),
        })
    }
}

impl Test for FisherConditional {
    fn begin(&self) -> SequentialState {
        SequentialState::new(self.mixture.len(), 0)
    }

    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        let (baseline, canary, dispersion) = look.trials()?;
        if dispersion.is_some_and(|dispersion| dispersion > 1.0) {
            let error = Error::input(ErrorCode::Contradiction, "dispersion");
            return Err(error.allowed("1, for a test that is exact for independent trials only"));
        }
        for (name, arm) in [("baseline", baseline), ("canary", canary)] {
            check_whole(arm).map_err(|err| err.within(name))?;
        }
        let table = Table::of(baseline, canary);
        self.mixture.fund(state);
        let null = table.log_probability(self.log_odds);
        let increments = self.sizes.iter().map(|size| table.log_probability(self.log_odds + size) - null);
        Mixture::pay(&mut state.log_capital, increments);
        Ok(state.record(Mixture::log_e(state), table.low < table.high))
    }

    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        Ok(self.mixture.merge(state, other))
    }
}

const MAX_TRIALS: f64 = 1e6;

fn check_whole(arm: ArmEvents) -> Result<(), Error> {
    for (name, count) in [("events", arm.events), ("exposure", arm.exposure)] {
        if count.get().fract() != 0.0 || count.get() > MAX_TRIALS {
            let error = Error::input(ErrorCode::OutOfRange, name).value(count);
            return Err(error.allowed("a whole number from 0 to 1000000"));
        }
    }
    Ok(())
}

/// Trials of both arms, the events in both together, and those of the canary with the fewest and most that it can have.
struct Table {
    canary: f64,
    baseline: f64,
    events: f64,
    seen: f64,
    low: f64,
    high: f64,
}

impl Table {
    fn of(baseline: ArmEvents, canary: ArmEvents) -> Self {
        let events = baseline.events.get() + canary.events.get();
        let (baseline, trials) = (baseline.exposure.get(), canary.exposure.get());
        Self {
            canary: trials,
            baseline,
            events,
            seen: canary.events.get(),
            low: (events - baseline).max(0.0),
            high: trials.min(events),
        }
    }

    /// The probability of one event more over that of `s`, at even odds.
    fn ratio(&self, s: f64) -> f64 {
        (self.canary - s) * (self.events - s) / ((s + 1.0) * (self.baseline - self.events + s + 1.0))
    }

    /// The logarithm of the probability of what was seen. Terms are added from the largest outwards, as ratios to it.
    fn log_probability(&self, log_odds: f64) -> f64 {
        let odds = log_odds.exp();
        let mode = self.mode(odds);
        let (mut sum, mut term, mut s) = (1.0, 1.0, mode);
        while s < self.high && term > sum * NEGLIGIBLE {
            term *= odds * self.ratio(s);
            sum += term;
            s += 1.0;
        }
        (term, s) = (1.0, mode);
        while s > self.low && term > sum * NEGLIGIBLE {
            s -= 1.0;
            term /= odds * self.ratio(s);
            sum += term;
        }
        self.log_ratio_to(mode, log_odds) - f64::ln(sum)
    }

    /// The logarithm of the probability of what was seen over that of `mode`.
    fn log_ratio_to(&self, mode: f64, log_odds: f64) -> f64 {
        let (from, to) = (mode.min(self.seen), mode.max(self.seen));
        let steps = (to - from) as u64;
        let up: f64 = (0..steps).map(|i| self.ratio(from + i as f64).ln() + log_odds).sum();
        if self.seen >= mode { up } else { -up }
    }

    /// The most probable count: terms rise as long as the ratio of neighbours is above 1.
    fn mode(&self, odds: f64) -> f64 {
        let (mut low, mut high) = (self.low, self.high);
        while low < high {
            let middle = ((low + high) / 2.0).floor();
            if odds * self.ratio(middle) > 1.0 {
                low = middle + 1.0;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// Terms this much smaller than the sum change nothing.
const NEGLIGIBLE: f64 = 1e-20;
