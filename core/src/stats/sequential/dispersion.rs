//! How much more than independent events the events of a service scatter.
//!
//! Estimates from the looks themselves come too late for the first ones, so the past of a slice of the baseline as large as
//! the canary is what counts; take the larger of both.

use serde::{Deserialize, Serialize};

use super::check;
use super::log::expit;
use super::look::{ArmEvents, SequentialLook};
use crate::error::Error;
use crate::tagged::tagged;
use crate::units::NonNegative;

/// How dispersion is estimated.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema), schemars(tag = "kind"))]
#[serde(remote = "Self", rename_all = "snake_case", deny_unknown_fields)]
pub enum DispersionEstimate {
    /// From the past of one arm: how much successive looks differ.
    History,
    /// From the looks so far: how much the canary's counts scatter around a common ratio.
    Online {
        /// How many looks without dispersion it starts from. Default: 10. Source: our choice, few looks hardly move it.
        #[serde(default = "ten")]
        prior_looks: NonNegative,
    },
}

tagged!(DispersionEstimate, "kind");

fn ten() -> NonNegative {
    NonNegative::literal(10.0)
}

/// No service is as bursty as that; such a number comes from something else.
const MAX_DISPERSION: f64 = 100.0;

/// Estimates the dispersion after each look of a series, from all looks up to then.
///
/// # Errors
///
/// An error of the first look that cannot be used: `single` ones for the past, `counts` for both arms.
pub fn estimate_dispersion(estimate: &DispersionEstimate, looks: &[SequentialLook]) -> Result<Vec<f64>, Error> {
    let place = |i: usize, err: Error| err.within(&format!("looks[{i}]"));
    match estimate {
        DispersionEstimate::History => {
            let arm = |(i, look): (usize, &SequentialLook)| single(look).map_err(|err| place(i, err));
            Ok(history(&looks.iter().enumerate().map(arm).collect::<Result<Vec<_>, _>>()?))
        }
        DispersionEstimate::Online { prior_looks } => {
            let prior = check::positive("prior_looks", *prior_looks)?;
            let arms = |(i, look): (usize, &SequentialLook)| {
                let (baseline, canary, _) = look.counts().map_err(|err| place(i, err))?;
                Ok((baseline, canary))
            };
            let counts = looks.iter().enumerate().map(arms).collect::<Result<Vec<_>, Error>>()?;
            Ok((1..=counts.len()).filter_map(|seen| counts.get(..seen)).map(|seen| online(seen, prior)).collect())
        }
    }
}

type Pair = (ArmEvents, ArmEvents);

fn single(look: &SequentialLook) -> Result<ArmEvents, Error> {
    let SequentialLook::Single { arm } = look else { return Err(look.unexpected("single")) };
    arm.check().map_err(|err| err.within("arm"))?;
    Ok(*arm)
}

/// The mean over successive looks of the squared difference over what independent events would have.
fn history(looks: &[ArmEvents]) -> Vec<f64> {
    let (mut sum, mut pairs, mut before) = (0.0, 0.0, None);
    let step = |now: &ArmEvents| {
        if let Some((x, n)) = before.replace((now.events.get(), now.exposure.get())) {
            let (x_now, n_now) = (now.events.get(), now.exposure.get());
            let expected = n * n_now * (x + x_now);
            if expected > 0.0 {
                let difference: f64 = x_now * n - x * n_now;
                sum += difference * difference / expected;
                pairs += 1.0;
            }
        }
        if pairs > 0.0 { (sum / pairs).clamp(1.0, MAX_DISPERSION) } else { 1.0 }
    };
    looks.iter().map(step).collect()
}

/// Pearson's statistic of the canary's counts over its degrees of freedom, drawn towards 1 by the prior.
fn online(looks: &[Pair], prior: f64) -> f64 {
    let usable = |(baseline, canary): &&Pair| {
        let events = baseline.events.get() + canary.events.get();
        events > 0.0 && baseline.exposure.get() > 0.0 && canary.exposure.get() > 0.0
    };
    let looks: Vec<Table> = looks.iter().filter(usable).map(Table::of).collect();
    let log_ratio = common_log_ratio(&looks);
    let pearson: f64 = looks.iter().map(|table| table.pearson(log_ratio)).sum();
    ((prior + pearson) / (prior + (looks.len() as f64 - 1.0).max(0.0))).max(1.0)
}

/// The events of a look: the canary's, those of both, and the log-odds of one being the canary's at equal rates.
struct Table {
    canary: f64,
    events: f64,
    log_odds: f64,
}

impl Table {
    fn of((baseline, canary): &Pair) -> Self {
        Self {
            canary: canary.events.get(),
            events: baseline.events.get() + canary.events.get(),
            log_odds: (canary.exposure.get() / baseline.exposure.get()).ln(),
        }
    }

    fn pearson(&self, log_ratio: f64) -> f64 {
        let share = expit(self.log_odds + log_ratio);
        let (difference, variance) = (self.canary - self.events * share, self.events * share * (1.0 - share));
        if variance > 0.0 { difference * difference / variance } else { 0.0 }
    }
}

/// The ratio of the rates at which the canary has as many events as it had, over all looks.
fn common_log_ratio(looks: &[Table]) -> f64 {
    let seen: f64 = looks.iter().map(|table| table.canary).sum();
    let expected =
        |log_ratio: f64| looks.iter().map(|table| table.events * expit(table.log_odds + log_ratio)).sum::<f64>();
    let (mut low, mut high) = (-50.0, 50.0);
    for _ in 0..100 {
        let middle = 0.5 * (low + high);
        if expected(middle) < seen { low = middle } else { high = middle }
    }
    0.5 * (low + high)
}
