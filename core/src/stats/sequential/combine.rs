//! Evidence of several metrics at once.
//!
//! Averages hold under any dependence between the metrics. The present evidence is averaged, never its past maximum:
//! averages of maxima control nothing. Tavyrikov, Goeman and de Heide, "Carefree multiple testing with e-processes" (2025);
//! Vovk and Wang (2021); Wang and Ramdas, "False discovery rate control with e-values" (JRSS B 2022).

use serde::{Deserialize, Serialize};

use super::check;
use super::log;
use crate::error::{Error, ErrorCode};
use crate::units::{Finite, Fraction};

/// How the evidence of several metrics is combined.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CombinePolicy {
    /// The share of false discoveries that the list of rejected metrics may have. Default: 0.05. Source: convention.
    pub alpha: Fraction,
    /// The weight of each metric, together 1; more for those that matter most. Default: equal. Source: our choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub weights: Vec<Fraction>,
}

impl Default for CombinePolicy {
    fn default() -> Self {
        Self { alpha: Fraction::literal(0.05), weights: Vec::new() }
    }
}

/// What several metrics say together after a look.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct CombinedEvidence {
    /// Logarithm of the weighted average: evidence that some metric is worse.
    pub log_e_average: f64,
    /// Logarithm of its anytime-valid p-value.
    pub log_p_average: f64,
    /// Logarithm of the p-value of each metric by itself, corrected for there being several (Bonferroni).
    pub log_p_bonferroni: Vec<f64>,
    /// Logarithm of the evidence against each metric that remains whatever the others do (closed testing). Weights do
    /// not count.
    pub log_e_closed: Vec<f64>,
    /// The metrics, by their place, of which at most the share `alpha` is listed wrongly (e-BH). Weights do not count.
    pub rejected: Vec<u32>,
}

/// Combines the evidence of several metrics, look by look: each look holds the present `log_e` of every metric.
///
/// # Errors
///
/// An error of the policy; `empty` for a look without metrics, `out_of_range` for one with another number of them.
pub fn combine_evidence(policy: &CombinePolicy, looks: &[Vec<Finite>]) -> Result<Vec<CombinedEvidence>, Error> {
    let metrics = looks.first().map_or(0, Vec::len);
    for (i, look) in looks.iter().enumerate() {
        if look.is_empty() {
            return Err(Error::input(ErrorCode::Empty, format!("looks[{i}]")).allowed("the evidence of each metric"));
        }
        if look.len() != metrics {
            let error = Error::input(ErrorCode::OutOfRange, format!("looks[{i}]"));
            return Err(error.value(format!("{} metrics", look.len())).allowed(format!("{metrics} metrics")));
        }
    }
    let alpha = check::between("alpha", policy.alpha)?;
    let log_weights = policy.log_weights(metrics)?;
    let (mut log_p_average, mut log_p_bonferroni) = (0.0_f64, vec![0.0_f64; metrics]);
    let combine = |look: &Vec<Finite>| {
        let log_e: Vec<f64> = look.iter().map(|log_e| log_e.get()).collect();
        let weighted = || log_e.iter().zip(&log_weights).map(|(log_e, weight)| log_e + weight);
        let log_e_average = log::sum(weighted()).max(log::EMPTY);
        log_p_average = log_p_average.min(-log_e_average) + 0.0;
        log_p_bonferroni.iter_mut().zip(weighted()).for_each(|(log_p, log_e)| *log_p = log_p.min(-log_e) + 0.0);
        CombinedEvidence {
            log_e_average,
            log_p_average,
            log_p_bonferroni: log_p_bonferroni.clone(),
            log_e_closed: closed(&log_e),
            rejected: rejected(&log_e, alpha),
        }
    };
    Ok(looks.iter().map(combine).collect())
}

impl CombinePolicy {
    fn log_weights(&self, metrics: usize) -> Result<Vec<f64>, Error> {
        if self.weights.is_empty() {
            return Ok(vec![-(metrics as f64).ln(); metrics]);
        }
        if metrics > 0 && self.weights.len() != metrics {
            let error =
                Error::config(ErrorCode::OutOfRange, "weights").value(format!("{} weights", self.weights.len()));
            return Err(error.allowed(format!("{metrics} weights, one for each metric")));
        }
        check::sums_to_one("weights", self.weights.iter().map(|weight| weight.get()))?;
        Ok(self.weights.iter().map(|weight| weight.get().ln().max(log::EMPTY)).collect())
    }
}

/// For each metric, the least average over it and any others; those are always the smallest ones.
pub(crate) fn closed(log_e: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..log_e.len()).collect();
    order.sort_by(|a, b| log_e.get(*a).zip(log_e.get(*b)).map_or(std::cmp::Ordering::Equal, |(a, b)| a.total_cmp(b)));
    let least = |(k, own): (usize, &f64)| {
        let (mut sum, mut count, mut least) = (*own, 1.0, *own);
        for other in order.iter().filter(|other| **other != k).filter_map(|other| log_e.get(*other)) {
            sum = log::add(sum, *other);
            count += 1.0;
            least = least.min(sum - f64::ln(count));
        }
        least
    };
    log_e.iter().enumerate().map(least).collect()
}

/// The largest number `k` of metrics whose evidence is `metrics / (alpha k)` or more.
fn rejected(log_e: &[f64], alpha: f64) -> Vec<u32> {
    let mut sorted = log_e.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    let metrics = log_e.len() as f64;
    let needed = |k: usize| (metrics / (alpha * (k + 1) as f64)).ln();
    let threshold = sorted.iter().enumerate().rev().find(|(k, log_e)| **log_e >= needed(*k)).map(|(_, log_e)| *log_e);
    let places = (0_u32..).zip(log_e);
    places.filter(|(_, log_e)| threshold.is_some_and(|threshold| **log_e >= threshold)).map(|(k, _)| k).collect()
}
