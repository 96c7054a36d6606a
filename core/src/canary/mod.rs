//! A canary's window of metrics beside the baseline's: is it worse?

mod counts;
mod evidence;
mod family;
mod judge;
mod levels;
mod policy;
mod scale;
mod shift;

use serde::{Deserialize, Serialize};

pub use evidence::{ComparedMetric, ComparedWindows, EventSamples, LevelsBefore, MetricKind, WindowSamples, WorseWhen};
pub use policy::{ErrorAllowance, MaterialRatios, WindowComparison};

use crate::error::Error;
use crate::gate::Criticality;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::units::Fraction;
use evidence::Group;
use judge::{Found, Needed};

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
    /// The same probability by ranks; none where so few samples can confirm nothing, and with windows from before.
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
    let significant = thresholds(policy.significance, windows, &found);
    let doubtful = thresholds(policy.doubt, windows, &found);
    let metrics: Vec<MetricCompared> = (windows.metrics.iter().zip(&found).zip(significant.into_iter().zip(doubtful)))
        .map(|((metric, found), (significant, doubtful))| {
            found.judged(policy, metric, &Needed::of(policy, significant, doubtful))
        })
        .collect();
    Ok(overall(metrics))
}

/// What the p-value of each metric must not exceed to be significant at a level. What cannot fail the canary does not
/// make it harder for others to.
fn thresholds(level: Fraction, windows: &ComparedWindows, found: &[Found]) -> Vec<Option<f64>> {
    let mut thresholds = vec![None; found.len()];
    for role in [Role::Decides, Role::Warns, Role::Tells] {
        let tested: Vec<Option<(Group, f64)>> = (windows.metrics.iter().zip(found))
            .map(|(metric, found)| found.p_value().filter(|_| Role::of(metric) == role).map(|p| (metric.group(), p)))
            .collect();
        for (threshold, of_role) in thresholds.iter_mut().zip(family::thresholds(level.get(), &tested)) {
            *threshold = threshold.or(of_role);
        }
    }
    thresholds
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

#[cfg(test)]
mod tests;
