//! From what was found of a metric to its verdict.

use super::counts::Counts;
use super::evidence::{ComparedMetric, WindowSamples};
use super::levels::{Difference, Levels, Suspicion};
use super::policy::WindowComparison;
use super::{Effect, MetricCompared};
use crate::error::Error;
use crate::reason::{Reason, ReasonCode, Verdict};

/// What was found of a metric before it is known what else was looked at.
pub(super) enum Found {
    Nothing(ReasonCode),
    Levels(Difference),
    Counts(Counts),
}

/// What a p-value must not exceed, given all metrics.
pub(super) struct Needed {
    /// To be significant; none for a metric that cannot be tested.
    significant: Option<f64>,
    /// To be doubtful at least.
    doubtful: f64,
    /// To be significant, if it were the only metric.
    alone: f64,
}

impl Needed {
    pub(super) fn of(policy: &WindowComparison, significant: Option<f64>, doubtful: Option<f64>) -> Self {
        Self { significant, doubtful: doubtful.unwrap_or(0.0), alone: policy.significance.get() }
    }

    fn proves(&self, p_value: f64) -> bool {
        self.significant.is_some_and(|needed| p_value <= needed)
    }
}

impl Found {
    pub(super) fn of(policy: &WindowComparison, metric: &ComparedMetric) -> Result<Self, Error> {
        if let Some(reason) = unmeasured(&metric.samples) {
            return Ok(Self::Nothing(reason));
        }
        match &metric.samples {
            WindowSamples::Levels { baseline, canary, before } => {
                let levels = Levels { metric, baseline, canary, before: before.as_ref() };
                if !levels.enough() {
                    return Ok(Self::Nothing(ReasonCode::TooFewSamples));
                }
                levels.compare(policy).map(Self::Levels)
            }
            WindowSamples::Counts { baseline, canary } => {
                let counts = Counts::of(policy, baseline, canary);
                Ok(if counts.exposed() { Self::Counts(counts) } else { Self::Nothing(ReasonCode::NoTraffic) })
            }
        }
    }

    pub(super) fn p_value(&self) -> Option<f64> {
        match self {
            Self::Nothing(_) => None,
            Self::Levels(difference) => Some(difference.p_value),
            Self::Counts(counts) => Some(counts.p_value()),
        }
    }

    fn effect(&self) -> Option<Effect> {
        match self {
            Self::Nothing(_) => None,
            Self::Levels(difference) => Some(difference.effect),
            Self::Counts(counts) => Some(counts.effect()),
        }
    }

    pub(super) fn judged(&self, policy: &WindowComparison, metric: &ComparedMetric, needed: &Needed) -> MetricCompared {
        let (baseline_samples, canary_samples) = sizes(&metric.samples);
        let (verdict, mut reason) = match self {
            Self::Nothing(code) => (Verdict::Inconclusive, Reason::new(*code, metric.name.clone())),
            Self::Levels(difference) => of_levels(policy, &metric.name, difference, needed),
            Self::Counts(counts) => of_counts(policy, &metric.name, counts, needed),
        };
        reason.samples = Some(canary_samples);
        let mut compared = MetricCompared {
            name: metric.name.clone(),
            criticality: metric.criticality,
            verdict,
            effect: self.effect(),
            p_value: self.p_value(),
            needed_p_value: needed.significant,
            rank_p_value: None,
            baseline_samples,
            canary_samples,
            reasons: vec![reason],
        };
        if let Self::Levels(difference) = self {
            compared.add(policy, difference);
        }
        compared
    }
}

impl MetricCompared {
    /// What levels tell besides their verdict.
    fn add(&mut self, policy: &WindowComparison, difference: &Difference) {
        self.rank_p_value = difference.rank_p_value;
        if let Some(moved) = difference.baseline_moved {
            self.reasons.push(Reason::new(ReasonCode::BaselineMoved, self.name.clone()).observed(moved));
        }
        if let Some(wider) = difference.wider {
            self.verdict = self.verdict.max(Verdict::Warn);
            let wider = Reason::new(ReasonCode::SpreadWider, self.name.clone()).compared(wider, policy.wider.get());
            self.reasons.push(wider);
        }
    }
}

fn of_levels(policy: &WindowComparison, name: &str, difference: &Difference, needed: &Needed) -> (Verdict, Reason) {
    let Effect { estimate, limit, .. } = difference.effect;
    let say = |verdict, code| (verdict, Reason::new(code, name.to_owned()).compared(estimate, limit));
    let significant = needed.proves(difference.p_value);
    let confirmed = difference.rank_p_value.is_none_or(|p| p <= policy.rank_significance.get());
    if difference.material && significant && confirmed {
        return say(Verdict::Fail, ReasonCode::WorseThanBaseline);
    }
    if difference.material && significant {
        return say(Verdict::Inconclusive, ReasonCode::RanksDisagree);
    }
    if let Some(Suspicion { estimate, limit, .. }) = difference.suspicion.filter(|s| s.p_value <= needed.doubtful) {
        let perhaps = Reason::new(ReasonCode::PerhapsWorse, name.to_owned()).compared(estimate, limit);
        return (Verdict::Inconclusive, perhaps);
    }
    if difference.blind(needed.alone, policy.blind_beyond.get()) {
        let visible = difference.visible(needed.alone);
        return (Verdict::Inconclusive, Reason::new(ReasonCode::TooNoisy, name.to_owned()).compared(visible, limit));
    }
    say(Verdict::Pass, harmless(difference.material, significant))
}

fn of_counts(policy: &WindowComparison, name: &str, counts: &Counts, needed: &Needed) -> (Verdict, Reason) {
    let Effect { estimate, limit, .. } = counts.effect();
    let say = |verdict, code| (verdict, Reason::new(code, name.to_owned()).compared(estimate, limit));
    let certain = needed.significant.unwrap_or(needed.alone);
    let unsure = |code, level| {
        let reason = Reason::new(code, name.to_owned()).compared(counts.events(), counts.needed(policy, level));
        (Verdict::Inconclusive, reason)
    };
    let significant = needed.proves(counts.p_value());
    if counts.material() && significant && counts.events() >= f64::from(policy.errors.least_events) {
        return say(Verdict::Fail, ReasonCode::WorseThanBaseline);
    }
    if counts.material() && !significant && counts.p_if_single() <= certain {
        return unsure(ReasonCode::EventsInBursts, certain);
    }
    if counts.material() && counts.p_value() <= needed.doubtful {
        return unsure(ReasonCode::TooFewEvents, certain);
    }
    if counts.blind(policy, needed.alone) {
        return unsure(ReasonCode::TooFewTrials, needed.alone);
    }
    say(Verdict::Pass, harmless(counts.material(), significant))
}

/// Why a difference that was looked at closely enough does no harm.
fn harmless(material: bool, significant: bool) -> ReasonCode {
    match (material, significant) {
        (true, _) => ReasonCode::WithinChance,
        (false, true) => ReasonCode::NotMaterial,
        (false, false) => ReasonCode::NotWorse,
    }
}

fn sizes(samples: &WindowSamples) -> (u64, u64) {
    match samples {
        WindowSamples::Levels { baseline, canary, .. } => (baseline.len() as u64, canary.len() as u64),
        WindowSamples::Counts { baseline, canary } => (baseline.events.len() as u64, canary.events.len() as u64),
    }
}

fn unmeasured(samples: &WindowSamples) -> Option<ReasonCode> {
    match sizes(samples) {
        (0, 0) => Some(ReasonCode::BothUnmeasured),
        (_, 0) => Some(ReasonCode::Missing),
        (0, _) => Some(ReasonCode::BaselineUnmeasured),
        _ => None,
    }
}
