//! Events of two windows: are there more on the canary than chance and bursts explain, and enough to matter?

use statrs::function::beta::checked_beta_reg;

use super::evidence::EventSamples;
use super::policy::WindowComparison;
use super::{Effect, EffectMeasure};

/// The events of both sides.
pub(super) struct Counts {
    baseline: Side,
    canary: Side,
    /// How many events come together: 1 when each comes by itself.
    burst: f64,
    /// The canary's rate that is still allowed.
    allowed: f64,
    known_trials: bool,
}

#[derive(Clone, Copy)]
struct Side {
    events: f64,
    exposure: f64,
}

impl Counts {
    pub(super) fn of(policy: &WindowComparison, baseline: &EventSamples, canary: &EventSamples) -> Self {
        let known_trials = baseline.trials.is_some();
        let samples = [baseline.exposed(), canary.exposed()];
        let [baseline, canary] = samples.each_ref().map(|side| Side::of(side));
        let slack = if known_trials { policy.errors.slack.get() } else { 0.0 };
        let allowed = policy.errors.ratio.get() * baseline.rate() + slack;
        Self { baseline, canary, burst: burst(policy.prior_samples.get(), &samples), allowed, known_trials }
    }

    /// Whether both sides had anything that could have become an event.
    pub(super) fn exposed(&self) -> bool {
        self.baseline.exposure > 0.0 && self.canary.exposure > 0.0
    }

    pub(super) fn events(&self) -> f64 {
        self.canary.events
    }

    /// The canary's rate is beyond what is allowed.
    pub(super) fn material(&self) -> bool {
        self.canary.rate() > self.allowed
    }

    /// How likely so many events on the canary are, if its rate is the baseline's.
    ///
    /// Given all events, those of the canary are binomial with its share of the exposure. Events that come in bursts
    /// count as fewer. Half of the probability of exactly this outcome is left out (the mid-p value), without which the
    /// test of few events would hardly ever reach its level.
    pub(super) fn p_value(&self) -> f64 {
        self.p_with(self.canary.events, self.burst)
    }

    /// The same, if every event came by itself.
    pub(super) fn p_if_single(&self) -> f64 {
        self.p_with(self.canary.events, 1.0)
    }

    /// The rate of the canary beyond the baseline's, by the scores of both (the method of Newcombe).
    pub(super) fn effect(&self) -> Effect {
        let (baseline, canary) = (self.baseline.bounds(self.burst), self.canary.bounds(self.burst));
        let (low, high) = (self.baseline.rate(), self.canary.rate());
        Effect {
            measure: EffectMeasure::Difference,
            estimate: high - low,
            lower: high - low - (high - canary.0).hypot(baseline.1 - low),
            upper: high - low + (canary.1 - high).hypot(low - baseline.0),
            limit: self.allowed - low,
        }
    }

    /// The fewest events of the canary that would be significant at a level and enough to matter.
    pub(super) fn needed(&self, policy: &WindowComparison, level: f64) -> f64 {
        let enough = |events: f64| self.p_with(events, self.burst) <= level;
        let least = f64::from(policy.errors.least_events).max((self.allowed * self.canary.exposure).floor() + 1.0);
        let (mut below, mut above) = (least - 1.0, least);
        while !enough(above) && above < 1e15 {
            below = above;
            above *= 2.0;
        }
        while above - below > 1.0 {
            let middle = ((below + above) / 2.0).floor();
            if enough(middle) {
                above = middle;
            } else {
                below = middle;
            }
        }
        above
    }

    /// Whether even a rate that is unbearable would not be significant at the level.
    pub(super) fn blind(&self, policy: &WindowComparison, level: f64) -> bool {
        let bearable = self.allowed + policy.errors.blind_beyond.get();
        self.known_trials && self.needed(policy, level) / self.canary.exposure > bearable
    }

    fn p_with(&self, events: f64, burst: f64) -> f64 {
        let share = self.canary.exposure / (self.canary.exposure + self.baseline.exposure);
        let (canary, baseline) = (events / burst, self.baseline.events / burst);
        let tail = |a: f64, b: f64| checked_beta_reg(a, b, share).unwrap_or(1.0);
        let at_least = if canary > 0.0 { tail(canary, baseline + 1.0) } else { 1.0 };
        let more = if baseline > 0.0 { tail(canary + 1.0, baseline) } else { 0.0 };
        at_least.midpoint(more)
    }
}

impl Side {
    fn of(samples: &[(f64, f64)]) -> Self {
        let total = |part: fn(&(f64, f64)) -> f64| samples.iter().map(part).sum();
        Self { events: total(|sample| sample.0), exposure: total(|sample| sample.1) }
    }

    fn rate(self) -> f64 {
        if self.exposure > 0.0 { self.events / self.exposure } else { 0.0 }
    }

    /// The score interval of a rate of rare events, 90 %.
    fn bounds(self, burst: f64) -> (f64, f64) {
        const Z: f64 = 1.644_853_626_951_472_7;
        let events = self.events / burst;
        let (middle, reach) = (events + Z * Z / 2.0, Z * (events + Z * Z / 4.0).sqrt());
        let rate = |events: f64| events.max(0.0) * burst / self.exposure;
        (rate(middle - reach), rate(middle + reach))
    }
}

/// How much more the counts of a side vary from sample to sample than independent events would, as Pearson's
/// statistic has it, with some belief in independent ones beforehand. A burst in one sample is an event and no state.
fn burst(prior: f64, sides: &[Vec<(f64, f64)>; 2]) -> f64 {
    let (mut sum, mut freedom) = (prior, prior);
    for samples in sides {
        let side = Side::of(samples);
        if side.events <= 0.0 {
            continue;
        }
        let exposed = samples.iter().filter(|(_, exposure)| *exposure > 0.0);
        for (events, exposure) in exposed.clone() {
            let expected = side.rate() * exposure;
            sum += (events - expected).powi(2) / expected;
        }
        freedom += exposed.count() as f64 - 1.0;
    }
    if freedom > 0.0 { (sum / freedom).max(1.0) } else { 1.0 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::units::Count;

    fn side(events: &[u64], trials: u64) -> EventSamples {
        let count = |value: &u64| Count::literal(*value);
        EventSamples {
            events: events.iter().map(count).collect(),
            trials: (trials > 0).then(|| vec![Count::literal(trials); events.len()]),
        }
    }

    fn p(baseline: &EventSamples, canary: &EventSamples) -> f64 {
        Counts::of(&WindowComparison::default(), baseline, canary).p_value()
    }

    /// `scipy.stats.binomtest(9, 9, 2 / 3).pvalue` and the like, half of the last term taken off.
    #[test]
    fn single_events_are_binomial() {
        let close = |got: f64, want: f64| assert!((got - want).abs() < 1e-12, "{got} {want}");
        close(p(&side(&[0], 500), &side(&[4, 5], 500)), (2.0_f64 / 3.0).powi(9) / 2.0);
        close(p(&side(&[1], 500), &side(&[8], 500)), (9.0 / 2.0 + 1.0) / 512.0);
        close(p(&side(&[0], 500), &side(&[0], 500)), 0.5);
    }

    #[test]
    fn a_burst_says_less_than_as_many_single_events() {
        let quiet = side(&[0, 0], 500);
        let (burst, steady) = (p(&quiet, &side(&[0, 8], 500)), p(&quiet, &side(&[4, 4], 500)));
        assert!(steady < 0.003 && burst > 0.04, "{steady} {burst}");
    }

    #[test]
    fn as_many_events_as_needed_are_enough() {
        let policy = WindowComparison::default();
        for baseline in [0, 3, 40] {
            let counts = |canary| Counts::of(&policy, &side(&[baseline], 1000), &side(&[canary], 1000));
            let needed = counts(0).needed(&policy, 0.05) as u64;
            assert!(counts(needed).p_value() <= 0.05 && counts(needed).material(), "{baseline} {needed}");
            let fewer = counts(needed - 1);
            assert!(fewer.p_value() > 0.05 || !fewer.material() || needed == 5, "{baseline} {needed}");
        }
    }
}
