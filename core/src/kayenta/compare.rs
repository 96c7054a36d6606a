//! The judgement of one metric.

use super::config::{Direction, Effect, Gaps, Measure, Metric};
use super::search::ShiftSearch;
use super::{KayentaInterval, KayentaLabel, KayentaPolicy};
use crate::error::Error;
use crate::reason::ReasonCode;
use crate::stats::normal;
use crate::stats::outliers::Fences;
use crate::stats::ranks::{Sample, Shift, mean_ratio, shift, superiority};

/// How a metric came out.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Comparison {
    pub(super) label: KayentaLabel,
    pub(super) critical: bool,
    /// In Kayenta's words.
    pub(super) reason: Option<String>,
    pub(super) ratio: Option<f64>,
    pub(super) effect: Option<f64>,
    pub(super) shift: Option<Shift>,
    /// Why the label means less than it says.
    pub(super) defect: Option<ReasonCode>,
}

impl Comparison {
    fn of(label: KayentaLabel, reason: Option<String>, ratio: Option<f64>) -> Self {
        Self { label, critical: false, reason, ratio, effect: None, shift: None, defect: None }
    }

    fn failed(defect: ReasonCode) -> Self {
        let failed = Self::of(KayentaLabel::Error, Some("Metric Classification Failed".to_owned()), None);
        Self { defect: Some(defect), ..failed }
    }
}

/// Values without gaps and, where the metric asks for it, without outliers; None when nothing is left.
pub(super) fn clean(metric: &Metric, values: &[Option<f64>]) -> Result<Option<Sample>, Error> {
    let gap = |value: &Option<f64>| value.filter(|value| !value.is_nan());
    let values: Vec<f64> = match metric.gaps {
        Gaps::Removed => values.iter().filter_map(gap).collect(),
        Gaps::TakenForZero => values.iter().map(|value| gap(value).unwrap_or(0.0)).collect(),
    };
    if values.is_empty() {
        return Ok(None);
    }
    let sample = Sample::new(values)?;
    let Some(factor) = metric.outlier_factor else { return Ok(Some(sample)) };
    let fences = Fences::of_quartiles(&sample, factor).widened(&sample);
    Ok(sample.inside(fences.low, fences.high))
}

/// Compares cleaned values of the canary with those of the baseline.
pub(super) fn compare(
    policy: &KayentaPolicy,
    metric: &Metric,
    experiment: Option<&Sample>,
    control: Option<&Sample>,
) -> Comparison {
    let (Some(x), Some(y)) = (experiment, control) else { return without_data(metric) };
    if x == y {
        let identical = "The Canary and Baseline data are identical".to_owned();
        return Comparison::of(KayentaLabel::Pass, Some(identical), Some(1.0));
    }
    if x.min() == y.min() && x.max() == y.max() && x.min() == x.max() {
        return Comparison::of(KayentaLabel::Pass, None, Some(1.0));
    }
    match shift_between(policy, x, y) {
        Some(shift) => labelled(policy, metric, x, y, shift),
        None => Comparison::failed(ReasonCode::NotComparable),
    }
}

fn without_data(metric: &Metric) -> Comparison {
    let missing = Some(format!("Missing data for {}", metric.name));
    match metric.gaps {
        Gaps::TakenForZero => Comparison::of(KayentaLabel::Pass, None, Some(1.0)),
        Gaps::Removed if metric.must_have_data && !metric.critical => {
            Comparison::of(KayentaLabel::NodataFailMetric, missing, Some(1.0))
        }
        Gaps::Removed => {
            Comparison { critical: metric.critical, ..Comparison::of(KayentaLabel::Nodata, missing, Some(1.0)) }
        }
    }
}

/// None when nothing can be compared. Kayenta adds noise to two different constants; without noise they differ by
/// what they differ. One point beside zeros gets no noise there, and is then all that remains.
fn shift_between(policy: &KayentaPolicy, x: &Sample, y: &Sample) -> Option<Shift> {
    let zeros = |sample: &Sample| sample.min() == 0.0 && sample.max() == 0.0;
    if (x.len() == 1 && zeros(y)) || (y.len() == 1 && zeros(x)) {
        return None;
    }
    let constant = x.min() == x.max() && y.min() == y.max();
    match policy.interval {
        KayentaInterval::Compatible if !constant => ShiftSearch::new(x, y).interval(policy.confidence),
        _ => Some(shift(x, y, policy.confidence)),
    }
}

fn labelled(policy: &KayentaPolicy, metric: &Metric, x: &Sample, y: &Sample, shift: Shift) -> Comparison {
    let limits = &metric.effect;
    let ratio = mean_ratio(x, y);
    let effect = match limits.measure {
        Measure::MeanRatio => ratio,
        Measure::Cles => Some(superiority(x, y)),
    };
    let band = policy.tolerance.get() * shift.estimate.abs();
    let (clears_above, clears_below) = match policy.interval {
        KayentaInterval::Exact => clears(policy, x, y, &shift, band),
        KayentaInterval::Compatible => (shift.lower > band, shift.upper < -band),
    };
    let above = metric.direction != Direction::Decrease && clears_above;
    let below = metric.direction != Direction::Increase && clears_below;
    let defect = if !shift.enough {
        Some(ReasonCode::TooFewSamples)
    } else if limits.measure == Measure::MeanRatio && (above || below) && (x.mean() < 0.0 || y.mean() < 0.0) {
        Some(ReasonCode::NegativeMeans)
    } else {
        None
    };
    if let (Some(defect), true) = (defect, policy.strict) {
        return Comparison { ratio, effect, shift: Some(shift), ..Comparison::failed(defect) };
    }
    let (label, critical) = label(limits, above, below, effect);
    let critical = critical && metric.critical;
    let name = &metric.name;
    let reason = match (label, critical) {
        (KayentaLabel::Pass, _) => None,
        (_, true) => Some(format!("The metric {name} was classified as {} (Critical)", label.as_str())),
        (_, false) => Some(format!("{name} was classified as {}", label.as_str())),
    };
    Comparison { label, critical, reason, ratio, effect, shift: Some(shift), defect }
}

/// Whether the interval is above the band, and whether it is below.
///
/// An end that is right on the edge of the band is beyond it if the test rules out the end itself. That decides when many
/// values are equal, such as counts of rare events: all of interval, estimate and band may then be 0, while more values of
/// one side are greater than of the other. An end that is the last of all differences has nothing beyond it.
fn clears(policy: &KayentaPolicy, x: &Sample, y: &Sample, shift: &Shift, band: f64) -> (bool, bool) {
    let search = ShiftSearch::new(x, y);
    let (least, greatest) = search.range();
    let quantile = normal::quantile(0.5 + policy.confidence.get() / 2.0);
    let at = |shift, quantile| search.statistic(shift, quantile).unwrap_or(0.0);
    let above = shift.lower > band || (shift.lower == band && band > least && at(band, quantile) > 0.0);
    let below = shift.upper < -band || (shift.upper == -band && -band < greatest && at(-band, -quantile) < 0.0);
    (above, below)
}

/// The label, and whether the effect is a critical one. An effect that is not known stops nothing.
fn label(limits: &Effect, above: bool, below: bool, effect: Option<f64>) -> (KayentaLabel, bool) {
    let from = |limit: f64| effect.is_none_or(|effect| effect >= limit);
    let up_to = |limit: f64| effect.is_none_or(|effect| effect <= limit);
    if above && from(limits.allowed_increase) {
        (KayentaLabel::High, from(limits.critical_increase))
    } else if below && up_to(limits.allowed_decrease) {
        (KayentaLabel::Low, up_to(limits.critical_decrease))
    } else {
        (KayentaLabel::Pass, false)
    }
}
