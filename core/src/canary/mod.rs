//! A canary's window of metrics beside the baseline's: is it worse?

mod counts;
mod evidence;
mod family;
mod levels;
mod policy;

use serde::{Deserialize, Serialize};

pub use evidence::{ComparedMetric, ComparedWindows, EventSamples, LevelsBefore, MetricKind, WindowSamples, WorseWhen};
pub use policy::{ErrorAllowance, MaterialRatios, WindowComparison};

use crate::error::Error;
use crate::gate::Criticality;
use crate::reason::{Reason, ReasonCode, Verdict};
use counts::Counts;
use evidence::Group;
use levels::{Difference, Levels};

/// Whether a canary is worse than its baseline.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct WindowsCompared {
    /// Fail when a metric that decides is worse, inconclusive when one cannot say or none was given, warn for what
    /// a person should see.
    pub verdict: Verdict,
    /// Every metric, as given.
    pub metrics: Vec<MetricCompared>,
    /// What made the verdict.
    pub reasons: Vec<Reason>,
}

/// Whether one metric of a canary is worse than the baseline's.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct MetricCompared {
    /// The metric.
    pub name: String,
    /// What follows from it.
    pub criticality: Criticality,
    /// Fail when it is worse; inconclusive when the samples cannot say.
    pub verdict: Verdict,
    /// How the canary differs; none when a side was not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<Effect>,
    /// How likely a difference like this or a worse one is by chance.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub p_value: Option<f64>,
    /// What that must not exceed, given all metrics.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub needed_p_value: Option<f64>,
    /// The same probability by ranks; none where so few samples can confirm nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rank_p_value: Option<f64>,
    /// Samples of the baseline.
    pub baseline_samples: u64,
    /// Samples of the canary.
    pub canary_samples: u64,
    /// Why: first what made the verdict.
    pub reasons: Vec<Reason>,
}

/// How far a canary differs from its baseline.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Effect {
    /// What the numbers are.
    pub measure: EffectMeasure,
    /// The estimate.
    pub estimate: f64,
    /// The lower end of its interval of 90 %.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// From where on it matters.
    pub limit: f64,
}

/// How a difference is expressed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum EffectMeasure {
    /// The canary's level divided by the baseline's.
    Ratio,
    /// The canary's level or rate minus the baseline's.
    Difference,
}

/// Compares a canary's window of metrics with the baseline's.
///
/// A metric fails when its difference is in the bad direction, more than chance given all metrics that were looked at,
/// and large enough to matter. Where samples could not have shown what matters, it is inconclusive and never passes.
///
/// ```
/// use rollwise::{ComparedWindows, Family, Verdict, WindowComparison, compare_windows, document};
///
/// let windows: ComparedWindows = document::read(Family::Input, r#"{"metrics": [{
///     "name": "latency_p90_ms", "kind": "latency",
///     "samples": {"kind": "levels", "baseline": [81, 83, 80, 85, 82], "canary": [121, 117, 125]}
/// }]}"#)?;
/// let compared = compare_windows(&WindowComparison::default(), &windows)?;
/// assert_eq!(compared.verdict, Verdict::Fail);
/// assert!(compared.metrics[0].effect.is_some_and(|effect| effect.lower > 1.2));
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// An error of the policy; `duplicate_name` and `empty` for names, `contradiction` for samples that do not fit the kind,
/// `events_exceed_trials`, `out_of_range` for levels beyond 1e300.
pub fn compare_windows(policy: &WindowComparison, windows: &ComparedWindows) -> Result<WindowsCompared, Error> {
    policy.validate()?;
    windows.validate()?;
    let mut found = Vec::with_capacity(windows.metrics.len());
    for metric in &windows.metrics {
        found.push(Found::of(policy, metric)?);
    }
    // What cannot fail the canary must not make it harder for others to.
    let mut needed = vec![None; found.len()];
    for family in [Role::Decides, Role::Warns, Role::Tells] {
        let tested: Vec<Option<(Group, f64)>> = (windows.metrics.iter().zip(&found))
            .map(|(metric, found)| found.p_value().filter(|_| Role::of(metric) == family).map(|p| (metric.group(), p)))
            .collect();
        for (needed, threshold) in needed.iter_mut().zip(family::thresholds(policy.significance.get(), &tested)) {
            *needed = needed.or(threshold);
        }
    }
    let metrics: Vec<MetricCompared> = (windows.metrics.iter().zip(&found).zip(needed))
        .map(|((metric, found), needed)| found.judged(policy, metric, needed))
        .collect();
    Ok(overall(metrics))
}

/// What may follow from a metric.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Role {
    Decides,
    Warns,
    Tells,
}

impl Role {
    fn of(metric: &ComparedMetric) -> Self {
        Self::of_criticality(metric.criticality)
    }

    fn of_criticality(criticality: Criticality) -> Self {
        match criticality {
            Criticality::Critical | Criticality::Guardrail => Self::Decides,
            Criticality::Signal => Self::Warns,
            Criticality::Info => Self::Tells,
        }
    }
}

fn overall(metrics: Vec<MetricCompared>) -> WindowsCompared {
    let counts = |metric: &MetricCompared| match Role::of_criticality(metric.criticality) {
        Role::Decides => metric.verdict,
        Role::Warns => metric.verdict.min(Verdict::Warn),
        Role::Tells => Verdict::Pass,
    };
    let decides = |metric: &&MetricCompared| Role::of_criticality(metric.criticality) == Role::Decides;
    if metrics.iter().find(decides).is_none() {
        let reasons = vec![Reason::new(ReasonCode::NothingToCompare, "canary")];
        return WindowsCompared { verdict: Verdict::Inconclusive, metrics, reasons };
    }
    let verdict = metrics.iter().map(counts).max().unwrap_or(Verdict::Inconclusive);
    let reasons = metrics.iter().filter(|metric| counts(metric) == verdict).flat_map(|m| m.reasons.clone()).collect();
    WindowsCompared { verdict, metrics, reasons }
}

/// What was found of a metric before it is known what else was looked at.
enum Found {
    Nothing(ReasonCode),
    Levels(Difference),
    Counts(Counts),
}

impl Found {
    fn of(policy: &WindowComparison, metric: &ComparedMetric) -> Result<Self, Error> {
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

    fn p_value(&self) -> Option<f64> {
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

    fn judged(&self, policy: &WindowComparison, metric: &ComparedMetric, needed: Option<f64>) -> MetricCompared {
        let level = needed.unwrap_or(policy.significance.get());
        let (baseline_samples, canary_samples) = sizes(&metric.samples);
        let (verdict, mut reason) = match self {
            Self::Nothing(code) => (Verdict::Inconclusive, Reason::new(*code, metric.name.clone())),
            Self::Levels(difference) => of_levels(policy, &metric.name, difference, level),
            Self::Counts(counts) => of_counts(policy, &metric.name, counts, level),
        };
        reason.samples = Some(canary_samples);
        let mut compared = MetricCompared {
            name: metric.name.clone(),
            criticality: metric.criticality,
            verdict,
            effect: self.effect(),
            p_value: self.p_value(),
            needed_p_value: needed,
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

fn of_levels(policy: &WindowComparison, name: &str, difference: &Difference, level: f64) -> (Verdict, Reason) {
    let Effect { estimate, limit, .. } = difference.effect;
    let say = |verdict, code| (verdict, Reason::new(code, name.to_owned()).compared(estimate, limit));
    let significant = difference.p_value <= level;
    let confirmed = difference.rank_p_value.is_none_or(|p| p <= policy.rank_significance.get());
    if difference.material && significant && confirmed {
        return say(Verdict::Fail, ReasonCode::WorseThanBaseline);
    }
    if difference.material && significant {
        return say(Verdict::Inconclusive, ReasonCode::RanksDisagree);
    }
    if difference.material && difference.p_value <= policy.doubt.get() {
        return say(Verdict::Inconclusive, ReasonCode::PerhapsWorse);
    }
    if difference.blind(level, policy.blind_beyond.get()) {
        let reason = Reason::new(ReasonCode::TooNoisy, name.to_owned()).compared(difference.visible(level), limit);
        return (Verdict::Inconclusive, reason);
    }
    say(Verdict::Pass, harmless(difference.material, significant))
}

/// Why a difference that was looked at closely enough does no harm.
fn harmless(material: bool, significant: bool) -> ReasonCode {
    match (material, significant) {
        (true, _) => ReasonCode::WithinChance,
        (false, true) => ReasonCode::NotMaterial,
        (false, false) => ReasonCode::NotWorse,
    }
}

fn of_counts(policy: &WindowComparison, name: &str, counts: &Counts, level: f64) -> (Verdict, Reason) {
    let Effect { estimate, limit, .. } = counts.effect();
    let say = |verdict, code| (verdict, Reason::new(code, name.to_owned()).compared(estimate, limit));
    let needed = |code| {
        let reason = Reason::new(code, name.to_owned()).compared(counts.events(), counts.needed(policy, level));
        (Verdict::Inconclusive, reason)
    };
    let significant = counts.p_value() <= level;
    if counts.material() && significant && counts.events() >= f64::from(policy.errors.least_events) {
        return say(Verdict::Fail, ReasonCode::WorseThanBaseline);
    }
    if counts.material() && counts.p_value() <= policy.doubt.get() {
        return needed(ReasonCode::TooFewEvents);
    }
    if counts.material() && counts.p_if_single() <= level {
        return needed(ReasonCode::EventsInBursts);
    }
    if counts.blind(policy, level) {
        return needed(ReasonCode::TooFewTrials);
    }
    say(Verdict::Pass, harmless(counts.material(), significant))
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

#[cfg(test)]
mod tests;
