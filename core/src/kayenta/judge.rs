//! From configuration and measurements to a judgement.

use super::compare::{Comparison, clean, compare};
use super::config::{CanaryConfig, Gaps, Metric};
use super::pairing::KayentaPair;
use super::policy::KayentaPolicy;
use super::score::{KayentaScore, score};
use super::{
    KayentaClassification, KayentaJudgement, KayentaLabel, KayentaRequest, KayentaResult, KayentaStats,
    KayentaThresholds,
};
use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::stats::ranks::Shift;
use crate::units::Score;

/// Values beyond that have squares that sum up to infinity, and are those of no metric.
const LARGEST: f64 = 1e150;

/// Kayenta warns when the baseline has fewer points than these.
const ADVISED: u64 = 50;

/// Judges a canary.
///
/// # Errors
///
/// `unknown_name` for a metric that the configuration does not have, `not_finite` for infinities, `out_of_range` for
/// values beyond 1e150. A strict judge also refuses a configuration with settings that Kayenta ignores, weights that are
/// lost or are not 100 together, and thresholds of which the marginal one is above the other.
pub fn judge(
    policy: &KayentaPolicy,
    config: &CanaryConfig,
    request: &KayentaRequest,
) -> Result<KayentaJudgement, Error> {
    let thresholds = request.thresholds;
    let mut overlooked = config.overlooked.clone();
    if thresholds.marginal > thresholds.pass {
        let error = Error::input(ErrorCode::Contradiction, "thresholds.marginal").value(thresholds.marginal);
        overlooked.push(error.allowed(format!("at most {}, the score that passes", thresholds.pass)));
    }
    if let (true, Some(first)) = (policy.strict, overlooked.first()) {
        return Err(first.clone());
    }
    let mut defects: Vec<Reason> = overlooked.iter().map(ignored).collect();
    let (mut results, mut reasons) = (Vec::new(), Vec::new());
    for (place, pair) in request.pairs.iter().enumerate() {
        let (result, defect) =
            judge_pair(policy, config, pair).map_err(|err| err.within(&format!("pairs[{place}]")))?;
        if !result.muted {
            defects.extend(defect.map(|code| Reason::new(code, result.name.clone())));
            reasons.extend(why(policy, &result));
        }
        results.push(result);
    }
    let KayentaScore { score, reason, groups } = score(&config.group_weights, &results);
    let empty = groups.iter().filter(|group| group.no_data);
    defects.extend(empty.map(|group| Reason::new(ReasonCode::GroupUnmeasured, group.name.clone())));
    defects.extend(unpaired(config, request));
    let (classification, limit) = classified(thresholds, score);
    let code = if score >= limit.get() { ReasonCode::ScoreReached } else { ReasonCode::ScoreBelow };
    reasons.insert(0, Reason::new(code, "canary score").compared(score, limit.get()));
    let refused = policy.strict && !defects.is_empty() && classification != KayentaClassification::Fail;
    Ok(KayentaJudgement {
        verdict: if refused { Verdict::Inconclusive } else { classification.verdict() },
        score: (!refused).then_some(score),
        classification: (!refused).then_some(classification),
        classification_reason: reason,
        groups,
        results,
        reasons: if refused { reasons.split_off(1) } else { reasons },
        defects,
    })
}

fn judge_pair(
    policy: &KayentaPolicy,
    config: &CanaryConfig,
    pair: &KayentaPair,
) -> Result<(KayentaResult, Option<ReasonCode>), Error> {
    let Some(metric) = config.metric(&pair.name) else {
        return Err(Error::input(ErrorCode::UnknownName, "name").value(&pair.name));
    };
    check("control", &pair.control)?;
    check("experiment", &pair.experiment)?;
    let measured = |values: &[Option<f64>]| values.iter().flatten().any(|value| !value.is_nan());
    let silent = !measured(&pair.control) || !measured(&pair.experiment);
    let taken_for_zero = silent && metric.gaps == Gaps::TakenForZero;
    // What nobody measured is not zero.
    let metric =
        &Metric { gaps: if taken_for_zero && policy.strict { Gaps::Removed } else { metric.gaps }, ..metric.clone() };
    let (experiment, control) = (clean(metric, &pair.experiment)?, clean(metric, &pair.control)?);
    let Comparison { label, critical, reason, ratio, effect, shift, defect } =
        compare(policy, metric, experiment.as_ref(), control.as_ref());
    let defect = if taken_for_zero { Some(ReasonCode::GapsTakenForZero) } else { defect };
    let result = KayentaResult {
        name: pair.name.clone(),
        tags: pair.tags.clone(),
        label,
        reason,
        critical,
        muted: metric.muted,
        groups: metric.groups.clone(),
        ratio,
        effect,
        shift,
        experiment: experiment.as_ref().map(KayentaStats::of).unwrap_or_default(),
        control: control.as_ref().map(KayentaStats::of).unwrap_or_default(),
    };
    Ok((result, defect))
}

fn check(side: &str, values: &[Option<f64>]) -> Result<(), Error> {
    for (place, value) in values.iter().enumerate() {
        let code = match value.map(f64::abs) {
            Some(size) if size.is_infinite() => ErrorCode::NotFinite,
            Some(size) if size > LARGEST => ErrorCode::OutOfRange,
            _ => continue,
        };
        let error = Error::input(code, format!("{side}[{place}]")).value(value.unwrap_or_default());
        return Err(error.allowed("a finite number of at most 1e150 in size, or null for a gap"));
    }
    Ok(())
}

/// What Kayenta ignores in a configuration.
fn ignored(error: &Error) -> Reason {
    let reason = Reason::new(ReasonCode::SettingIgnored, error.field().to_owned());
    reason.said(None, error.to_string())
}

/// Metrics that nobody brought, which leave no trace in the score.
fn unpaired(config: &CanaryConfig, request: &KayentaRequest) -> Vec<Reason> {
    let heard = config.metrics.iter().filter(|metric| !metric.muted);
    let missing = heard.filter(|metric| request.pairs.iter().all(|pair| pair.name != metric.name));
    missing.map(|metric| Reason::new(ReasonCode::Missing, metric.name.clone())).collect()
}

fn why(policy: &KayentaPolicy, result: &KayentaResult) -> Option<Reason> {
    let about = |code| Reason::new(code, result.name.clone());
    let band = |shift: &Shift| policy.tolerance.get() * shift.estimate.abs();
    let code = match (result.label, result.critical) {
        (KayentaLabel::High | KayentaLabel::Low, true) => ReasonCode::CriticalMetricFailed,
        (KayentaLabel::High, _) => ReasonCode::AboveBaseline,
        (KayentaLabel::Low, _) => ReasonCode::BelowBaseline,
        (KayentaLabel::Nodata | KayentaLabel::NodataFailMetric, _) => return Some(about(ReasonCode::Missing)),
        (KayentaLabel::Error, _) => return Some(about(ReasonCode::NotComparable)),
        (KayentaLabel::Pass, _) if result.control.count < ADVISED => {
            let thin = about(ReasonCode::ThinBaseline);
            return Some(thin.compared(result.control.count as f64, ADVISED as f64));
        }
        (KayentaLabel::Pass, _) => return None,
    };
    let reason = about(code);
    Some(match (&result.shift, result.label) {
        (Some(shift), KayentaLabel::High) => reason.compared(shift.lower, band(shift)),
        (Some(shift), _) => reason.compared(shift.upper, -band(shift)),
        (None, _) => reason,
    })
}

/// The word for a score, and the threshold that it was held against.
fn classified(thresholds: KayentaThresholds, score: f64) -> (KayentaClassification, Score) {
    if score >= thresholds.pass.get() {
        (KayentaClassification::Pass, thresholds.pass)
    } else if score >= thresholds.marginal.get() {
        (KayentaClassification::Marginal, thresholds.pass)
    } else {
        (KayentaClassification::Fail, thresholds.marginal)
    }
}
