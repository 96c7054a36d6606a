//! Cases of Kayenta's judge, whole and step by step.

use std::collections::BTreeMap;

use rollwise::kayenta::{self, CanaryConfig, ShiftSearch};
use rollwise::stats::normal;
use rollwise::stats::outliers::Fences;
use rollwise::stats::ranks::{Sample, cohens_d, mean_ratio, shift, superiority};
use rollwise::{
    Error, Family, Fraction, KayentaMetricSet, KayentaPolicy, KayentaRequest, KayentaResult, KayentaStats, document,
};
use serde_json::{Value, json};

use crate::kinds::{Answer, Question, argument, part, written};

/// Steps of the judge that only Rust shows.
pub(crate) const STEPS: &[(&str, Question)] = &[
    ("kayenta_pair", pair),
    ("kayenta_scoring", scoring),
    ("kayenta_interval", interval),
    ("kayenta_wilcoxon_diff", wilcoxon_diff),
    ("kayenta_root", root),
    ("kayenta_bounds", bounds),
    ("kayenta_z_quantile", z_quantile),
    ("kayenta_percentile", percentile),
    ("kayenta_summary", summary),
    ("kayenta_mean_ratio", |input| sides(input, |x, y| json!({"value": mean_ratio(x, y)}))),
    ("kayenta_cles", |input| sides(input, |x, y| json!({"value": superiority(x, y)}))),
    ("kayenta_cohen_d", |input| sides(input, |x, y| json!({"value": cohens_d(x, y)}))),
    ("kayenta_means", |input| sides(input, means)),
    ("kayenta_iqr_detect", iqr_detect),
    ("kayenta_k_sigma_detect", k_sigma_detect),
    ("kayenta_k_sigma_remove", k_sigma_remove),
];

/// A judgement with each of both intervals. Unless a case says otherwise it is as lenient as Kayenta.
pub(crate) fn judge(input: &Value) -> Answer {
    let config = config(input)?;
    let request: KayentaRequest = argument(Family::Input, input, "request")?;
    let mut answers = serde_json::Map::new();
    for interval in ["exact", "compatible"] {
        let mut policy = json!({"strict": false, "interval": interval});
        for (key, value) in input["policy"].as_object().into_iter().flatten() {
            policy[key] = value.clone();
        }
        let policy: KayentaPolicy = document::read(Family::Config, &policy.to_string())?;
        answers.insert(interval.to_owned(), written(&kayenta::judge(&policy, &config, &request)?)?);
    }
    Ok(Value::Object(answers))
}

pub(crate) fn pairs(input: &Value) -> Answer {
    let control: Vec<KayentaMetricSet> = argument(Family::Input, input, "control")?;
    let experiment: Vec<KayentaMetricSet> = argument(Family::Input, input, "experiment")?;
    written(&kayenta::pair(&config(input)?, &control, &experiment)?)
}

/// The first judgements of a schedule, and how many there are.
pub(crate) fn schedule(input: &Value) -> Answer {
    let schedule = kayenta::schedule(&argument(Family::Input, input, "request")?)?;
    let first = input["first"].as_u64().unwrap_or_default() as usize;
    Ok(json!({
        "lifetime": written(&schedule.lifetime)?,
        "interval": written(&schedule.interval)?,
        "count": schedule.judgements.len(),
        "judgements": written(&schedule.judgements.iter().take(first).collect::<Vec<_>>())?,
    }))
}

pub(crate) fn conclusion(input: &Value) -> Answer {
    let scores: Vec<f64> = argument(Family::Input, input, "scores")?;
    written(&kayenta::conclude(&argument(Family::Input, input, "limits")?, &scores)?)
}

fn config(input: &Value) -> Result<CanaryConfig, Error> {
    CanaryConfig::from_json(&input["config"].to_string()).map_err(|err| err.within("config"))
}

fn pair(input: &Value) -> Answer {
    let control = argument(Family::Input, input, "control")?;
    written(&kayenta::pair_one(&control, &argument(Family::Input, input, "experiment")?)?)
}

fn scoring(input: &Value) -> Answer {
    let weights: BTreeMap<String, f64> = argument(Family::Input, input, "group_weights")?;
    let results: Vec<Value> = argument(Family::Input, input, "results")?;
    let nothing = json!({"min": 0, "max": 0, "mean": 0, "std": 0, "count": 0});
    let whole = |result: Value| {
        let whole = json!({
            "name": result["name"], "label": result["classification"], "groups": result["groups"],
            "critical": result["critical"], "reason": result["reason"], "muted": false,
            "experiment": nothing, "control": nothing,
        });
        document::read(Family::Input, &whole.to_string())
    };
    let results: Vec<KayentaResult> = results.into_iter().map(whole).collect::<Result<_, _>>()?;
    let scored = kayenta::score(&weights, &results);
    let mut sorted: Vec<f64> = scored.groups.iter().map(|group| group.score).collect();
    sorted.sort_by(f64::total_cmp);
    let by_name = |of: fn(&rollwise::KayentaGroup) -> Value| -> Value {
        scored.groups.iter().map(|group| (group.name.clone(), of(group))).collect()
    };
    Ok(json!({
        "score": scored.score,
        "reason": scored.reason,
        "group_scores": by_name(|group| group.score.into()),
        "group_no_data": by_name(|group| group.no_data.into()),
        "group_scores_sorted": sorted,
    }))
}

fn samples(input: &Value) -> Result<(Sample, Sample), Error> {
    let sample = |key| Sample::new(argument(Family::Input, input, key)?);
    Ok((sample("experiment")?, sample("control")?))
}

fn sides(input: &Value, ask: impl Fn(&Sample, &Sample) -> Value) -> Answer {
    let (x, y) = samples(input)?;
    Ok(ask(&x, &y))
}

/// Kayenta's interval, and whether the exact one is where its search has to end.
fn interval(input: &Value) -> Answer {
    let confidence: Fraction = argument(Family::Input, input, "confidence_level")?;
    let (x, y) = samples(input)?;
    let exact = shift(&x, &y, confidence);
    let Some(found) = ShiftSearch::new(&x, &y).interval(confidence) else { return Ok(json!({"error": "all_tied"})) };
    let near = |found: f64, low: f64, high: f64| (low - 2e-4..=high + 2e-4).contains(&found);
    let (low, high) = plateau(&x, &y);
    let agrees = near(found.lower, exact.lower, exact.lower)
        && near(found.upper, exact.upper, exact.upper)
        && near(found.estimate, low, high)
        && near(exact.estimate, low, high);
    Ok(json!({"lower": found.lower, "upper": found.upper, "estimate": found.estimate, "exact_agrees": agrees}))
}

/// The middle differences, between which the estimate may lie anywhere.
fn plateau(x: &Sample, y: &Sample) -> (f64, f64) {
    let mut all: Vec<f64> = x.values().iter().flat_map(|x| y.values().iter().map(move |y| x - y)).collect();
    all.sort_by(f64::total_cmp);
    let at = |place: usize| all[(place.max(1) - 1).min(all.len() - 1)];
    let half = all.len() / 2;
    if all.len().is_multiple_of(2) { (at(half), at(half + 1)) } else { (at(half), at(half + 2)) }
}

fn wilcoxon_diff(input: &Value) -> Answer {
    let (mu, quantile): (f64, f64) =
        (argument(Family::Input, input, "mu")?, argument(Family::Input, input, "quantile")?);
    sides(input, |x, y| json!({"value": ShiftSearch::new(x, y).statistic(mu, quantile)}))
}

fn root(input: &Value) -> Answer {
    let quantile: f64 = argument(Family::Input, input, "quantile")?;
    sides(input, |x, y| json!({"value": ShiftSearch::new(x, y).root(quantile)}))
}

fn bounds(input: &Value) -> Answer {
    sides(input, |x, y| {
        let (low, high) = ShiftSearch::new(x, y).range();
        json!({"mu_min": low, "mu_max": high})
    })
}

fn z_quantile(input: &Value) -> Answer {
    Ok(json!({"value": normal::quantile(argument(Family::Input, input, "p")?)}))
}

fn percentile(input: &Value) -> Answer {
    let sample = Sample::new(argument(Family::Input, input, "values")?)?;
    Ok(json!({"value": sample.percentile(argument(Family::Input, input, "percentile")?)}))
}

fn summary(input: &Value) -> Answer {
    let values: Vec<f64> = argument(Family::Input, input, "values")?;
    let stats = if values.is_empty() { KayentaStats::default() } else { KayentaStats::of(&Sample::new(values)?) };
    written(&stats)
}

/// The label of a bare comparison of the means.
fn means(x: &Sample, y: &Sample) -> Value {
    let label = match x.mean().total_cmp(&y.mean()) {
        std::cmp::Ordering::Greater => "High",
        std::cmp::Ordering::Less => "Low",
        std::cmp::Ordering::Equal => "Pass",
    };
    json!({"label": label})
}

fn iqr_detect(input: &Value) -> Answer {
    let factor: f64 = argument(Family::Input, input, "factor")?;
    let widened: bool = argument(Family::Input, input, "reduce_sensitivity")?;
    outliers(input, |sample| {
        let fences = Fences::of_quartiles(sample, factor);
        if widened { fences.widened(sample) } else { fences }
    })
}

fn k_sigma_detect(input: &Value) -> Answer {
    let factor: f64 = argument(Family::Input, input, "k")?;
    outliers(input, |sample| Fences::of_deviations(sample, factor))
}

fn k_sigma_remove(input: &Value) -> Answer {
    let values: Vec<f64> = argument(Family::Input, input, "values")?;
    let fences = Fences::of_deviations(&Sample::new(values.clone())?, argument(Family::Input, input, "k")?);
    Ok(json!({"values": values.into_iter().filter(|value| fences.contain(*value)).collect::<Vec<_>>()}))
}

fn outliers(input: &Value, fences: impl Fn(&Sample) -> Fences) -> Answer {
    let values: Vec<f64> = part::<Vec<f64>>(Family::Input, input, "values")?;
    if values.is_empty() {
        return Ok(json!({"outliers": []}));
    }
    let fences = fences(&Sample::new(values.clone())?);
    Ok(json!({"outliers": values.iter().map(|value| !fences.contain(*value)).collect::<Vec<_>>()}))
}
