//! How many requests the evidence still needs, on average.

use super::policy::Judged;
use super::state::MetricState;
use crate::stats::sequential::projection::Boundary;
use crate::units::NonNegative;

/// What a test that does not know the effect needs beyond one that does. Measured: 25 to 35 % for ratios of 1.5 to 3.
const OVERHEAD: f64 = 1.3;

/// The evidence from which on its pace is worth reporting.
const WORTH: f64 = 0.1;

/// What a metric's tests have to go by.
struct Rates {
    /// The canary's share of the exposure.
    share: f64,
    /// The baseline's rate.
    rate: f64,
}

impl Rates {
    fn of(state: &MetricState) -> Option<Self> {
        let (baseline, canary) = (state.baseline.exposure.get(), state.canary.exposure.get());
        let share = canary / (baseline + canary);
        let rate = state.baseline.events.get() / baseline;
        (baseline > 0.0 && canary > 0.0).then_some(Self { share, rate })
    }

    /// What one unit of the canary's exposure tells against a ratio of `null`, when the ratio is `ratio`.
    fn ratio(&self, ratio: f64, null: f64) -> f64 {
        let of = |ratio: f64| ratio * self.share / (ratio * self.share + 1.0 - self.share);
        let events = self.rate * (ratio * self.share + 1.0 - self.share);
        events * divergence(of(ratio), of(null)) / self.share
    }

    /// What one request of the canary tells against a difference of `margin`, when the canary's share is `canary`.
    fn difference(&self, canary: f64, margin: f64) -> f64 {
        let boundary = Boundary { ratio: 1.0, margin };
        let baseline = self.rate.clamp(0.0, 1.0);
        let nearest = boundary.nearest(canary.min(1.0), baseline, self.share);
        let against = self.share * divergence(canary.min(1.0), boundary.at(nearest).min(1.0));
        (against + (1.0 - self.share) * divergence(baseline, nearest)) / self.share
    }
}

/// The divergence of Kullback and Leibler of two shares.
fn divergence(p: f64, q: f64) -> f64 {
    let part = |p: f64, q: f64| if p > 0.0 { p * (p / q).ln() } else { 0.0 };
    (part(p, q) + part(1.0 - p, 1.0 - q)).max(0.0)
}

impl Judged {
    /// The exposure of the canary that would show it to be safe if it is like the baseline.
    pub(super) fn until_safe(&self, state: &MetricState, needed: f64) -> Option<f64> {
        let rates = Rates::of(state)?;
        let informed: Vec<f64> = match self {
            Self::Failures { harmful_ratio, harmful_difference, .. }
            | Self::Latency { slow_above: Some(_), harmful_ratio, harmful_difference, .. } => {
                let by_difference = harmful_difference.map(|margin| rates.difference(rates.rate, margin.get()));
                std::iter::once(rates.ratio(1.0, harmful_ratio.get())).chain(by_difference).collect()
            }
            Self::Outcomes { harmful, .. } => vec![rates.difference(rates.rate, harmful.get())],
            Self::Events { harmful_ratio, .. } => vec![rates.ratio(1.0, harmful_ratio.get())],
            Self::Latency { .. } | Self::Level { .. } => return None,
        };
        let parts = informed.len() as f64;
        let missing = state.safety.log_e.iter().map(|log_e| needed + parts.ln() - log_e);
        let until = missing.zip(informed).map(|(missing, informed)| missing.max(0.0) / informed);
        whole(until.fold(f64::INFINITY, f64::min))
    }

    /// The exposure of the canary that would show harm if it is as large as what is called harmful, or goes on as it has so
    /// far, whichever is less.
    pub(super) fn until_harm(&self, state: &MetricState, needed: f64) -> Option<f64> {
        let exposure = state.canary.exposure.get();
        let log_e = state.harm.log_e();
        let has_pace = log_e > WORTH && !matches!(self, Self::Level { .. });
        let so_far = has_pace.then(|| (exposure * (needed - log_e).max(0.0) / log_e).ceil());
        match (so_far, self.until_harmful(state, needed)) {
            (Some(so_far), Some(harmful)) => Some(so_far.min(harmful)),
            (one, other) => one.or(other),
        }
    }

    fn until_harmful(&self, state: &MetricState, needed: f64) -> Option<f64> {
        let rates = Rates::of(state)?;
        let ratio = |tolerance: NonNegative, harmful: NonNegative| rates.ratio(harmful.get(), tolerance.get());
        // Of latencies, only the slow requests tell how many are needed.
        let (log_e, informed) = match self {
            Self::Failures { tolerance, harmful_ratio, .. } | Self::Events { tolerance, harmful_ratio, .. } => {
                (state.harm.log_e.first()?, ratio(*tolerance, *harmful_ratio))
            }
            Self::Latency { slow_above: Some(_), tolerance, harmful_ratio, .. } => {
                (state.harm.log_e.get(1)?, ratio(*tolerance, *harmful_ratio))
            }
            Self::Outcomes { tolerance, harmful, .. } => {
                (state.harm.log_e.first()?, rates.difference(rates.rate + harmful.get(), tolerance.get()))
            }
            Self::Latency { .. } | Self::Level { .. } => return None,
        };
        let parts = state.harm.log_e.len() as f64;
        whole((needed + parts.ln() - log_e).max(0.0) / informed)
    }
}

/// Rounded up to a whole number; none where it is beyond any rollout.
fn whole(exposure: f64) -> Option<f64> {
    let exposure = (OVERHEAD * exposure).ceil();
    (exposure < 1e15).then_some(exposure)
}
