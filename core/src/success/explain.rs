//! One prediction, with all that is behind it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::expression::{Facts, Known, fact};
use crate::history::{Sort, Standing};
use crate::reason::{Reason, ReasonCode};
use crate::situation::Situation;
use crate::strategy::Strategy;
use crate::success::counterfactual::Counterfactual;
use crate::success::model::{FittedFeature, SuccessModel};
use crate::success::policy::FeatureKind;
use crate::success::rows::LINES;
use crate::success::terms::{
    CLOCK_TERMS, HISTORY_TERMS, clock_terms, history_terms, pooled_failure_rates, probability,
};
use crate::time::Timestamp;
use crate::units::{Count, Fraction};

/// How likely a deployment is to succeed, and why.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Prediction {
    /// The probability of success.
    pub probability: Fraction,
    /// The interval that holds it, as the policy's `interval` says: how well the weights and the level of the service are
    /// known, not what else may happen.
    pub low: Fraction,
    /// The upper end of the interval.
    pub high: Fraction,
    /// What stands behind it.
    pub support: Support,
    /// Log-odds of success of an average deployment; with all contributions they make the probability.
    pub base: f64,
    /// What each feature contributes, the largest first; those without any effect are left out.
    pub contributions: Vec<Contribution>,
    /// Features of the model that are not known of this deployment.
    pub missing: Vec<String>,
    /// The smallest single change that would make it as likely as the policy's `wanted`, or else the most likely; none
    /// when it is likely enough, or when no single change would do much.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub counterfactual: Option<Counterfactual>,
    /// Why: what stands behind it, what is missing, then what matters most.
    pub reasons: Vec<Reason>,
}

/// How many outcomes a prediction rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Support {
    /// The nearest kind of deployments that outcomes are known of.
    pub basis: Basis,
    /// Outcomes of the service.
    pub service: Count,
    /// Outcomes of the service by the strategy.
    pub service_by_strategy: Count,
    /// Outcomes of all services by the strategy.
    pub by_strategy: Count,
    /// Outcomes of all services.
    pub all: Count,
    /// Whether the weights were fitted to data, rather than built in.
    pub fitted: bool,
}

/// The deployments that a prediction rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// Those of the service.
    Service,
    /// Those of other services by the strategy.
    Strategy,
    /// Those of other services.
    All,
    /// None: what is expected before there is any.
    Nothing,
}

/// What one feature does to a prediction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Contribution {
    /// The feature, `service`, `clock` or a part of the history.
    pub feature: String,
    /// What it was, in its own unit: for `history.failure_rate` the rate with a half-life of 8 outcomes, for
    /// `history.streak` successes in a row, negative for failures, for times hours, for `clock` the hour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<f64>,
    /// What it was, for a category.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub word: Option<String>,
    /// What it adds to the log-odds of success.
    pub log_odds: f64,
    /// How much the probability would change without it.
    pub points: f64,
}

/// The parts of the history, with the terms of each.
const PARTS: [(&str, &[usize]); 7] = [
    ("history.failure_rate", &[0, 1, 2, 3, 10, 11, 12, 13]),
    ("history.last_failed", &[4, 14]),
    ("history.streak", &[5, 6]),
    ("history.since_failure", &[7]),
    ("history.since_last", &[8]),
    ("history.activity", &[9]),
    ("history.relative_lines", &[15]),
];

/// A contribution below this many log-odds is not worth a reason, nor is one beyond the fifth.
const TELLING: f64 = 0.05;
const REASONS: usize = 5;

/// What is known of one feature of a deployment.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) number: f64,
    pub(super) word: Option<&'a str>,
}

impl SuccessModel {
    /// Predicts one deployment, and says why.
    ///
    /// # Errors
    ///
    /// Those of a situation that contradicts itself; `out_of_range` and `wrong_type` for a signal or label that cannot be
    /// what the feature of its name is; `time_went_back` before the last outcome of the history was known.
    pub fn explain(
        &self,
        situation: &Situation,
        strategy: Option<Strategy>,
        at: Timestamp,
    ) -> Result<Prediction, Error> {
        situation.check()?;
        let history = self.history.at(at)?;
        let sort = Sort {
            environment: situation.target.environment.as_str(),
            service: &situation.service.name,
            strategy: strategy.map_or("", Strategy::as_str),
        };
        let standing = history.standing(sort);
        let seen = self.see(situation)?;
        let x = self.terms_of(&seen, &standing, situation, at);
        let level = self.service_level(&situation.service.name);
        let base = self.weights.intercept.get() + self.level;
        let effects: Vec<f64> = self.effects(&x);
        let log_odds = base + level.map_or(0.0, |(level, _)| level) + effects.iter().sum::<f64>();
        let support = self.support(&standing);
        let p = probability(log_odds);
        let half = self.deviation(&x, level, &support, p) * normal_quantile(0.5 + self.policy.interval.get() / 2.0);

        let mut contributions = self.contributions(&seen, &standing, at, &effects, log_odds);
        if let Some((level, _)) = level {
            contributions.push(contribution("service", None, Some(&situation.service.name), level, log_odds));
        }
        contributions.retain(|row| row.log_odds != 0.0);
        contributions.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()));
        let missing: Vec<String> = self.missing(&seen).collect();
        let counterfactual = self.counterfactual(&seen, &standing, situation, &x, log_odds);
        let reasons = self.reasons(&support, &missing, &contributions, counterfactual.as_ref());
        Ok(Prediction {
            probability: Fraction::literal(p),
            low: Fraction::literal(probability(log_odds - half).min(p)),
            high: Fraction::literal(probability(log_odds + half).max(p)),
            support,
            base,
            contributions,
            missing,
            counterfactual,
            reasons,
        })
    }

    /// Fills what the history and the model know of a situation: how each strategy went, and the probability of success.
    ///
    /// # Errors
    ///
    /// As [`explain`](Self::explain).
    pub fn inform(&self, mut situation: Situation, at: Timestamp) -> Result<Situation, Error> {
        situation.success_probability = Some(self.explain(&situation, None, at)?.probability);
        let environment = situation.target.environment.as_str();
        situation.history = self.history.at(at)?.by_strategy(&situation.service.name, Some(environment));
        Ok(situation)
    }

    /// What is known of each feature.
    fn see<'a>(&'a self, situation: &'a Situation) -> Result<Vec<Seen<'a>>, Error> {
        let facts = Facts { situation, risk_score: None, risk_confidence: None };
        self.weights.features.iter().map(|feature| see(feature, situation, &facts)).collect()
    }

    fn terms_of(&self, seen: &[Seen<'_>], standing: &Standing<'_>, situation: &Situation, at: Timestamp) -> Vec<f64> {
        let mut x = Vec::with_capacity(self.weights.terms.len());
        if self.policy.history {
            let lines = situation.change.lines.map(Count::as_f64);
            x.extend(history_terms(&self.policy.rates, standing, Some(at), lines));
        }
        if self.policy.clock {
            x.extend(clock_terms(Some(at)));
        }
        for (feature, seen) in self.weights.features.iter().zip(seen) {
            let from = x.len();
            x.resize(from + feature.width(), f64::NAN);
            let word = seen.word.and_then(|word| feature.words.binary_search_by(|own| own.as_str().cmp(word)).ok());
            feature.expand(seen.number, word, x.get_mut(from..).unwrap_or_default());
        }
        x
    }

    /// What each term adds to the log-odds.
    fn effects(&self, x: &[f64]) -> Vec<f64> {
        let terms = self.slopes.iter().zip(&self.weights.terms).zip(x);
        terms.map(|((slope, term), x)| if x.is_nan() { 0.0 } else { slope * (x - term.mean.get()) }).collect()
    }

    /// The level of a service and its standard deviation; for one that was not met, none and the spread of all.
    fn service_level(&self, service: &str) -> Option<(f64, f64)> {
        let rows = &self.weights.services;
        if rows.is_empty() {
            return None;
        }
        let found = rows.binary_search_by(|row| row.service.as_str().cmp(service)).ok().and_then(|i| rows.get(i));
        Some(found.map_or((0.0, self.weights.service_spread.get()), |row| (row.level.get(), row.deviation.get())))
    }

    fn support(&self, standing: &Standing<'_>) -> Support {
        let count = |number: u64| Count::new(number).unwrap_or(Count::MAX);
        let [service, by_strategy] =
            [standing.service, standing.strategy].map(|summary| summary.map_or(0, |summary| summary.outcomes()));
        let basis = match () {
            () if service > 0 => Basis::Service,
            () if standing.total_by_strategy.count() > 0 => Basis::Strategy,
            () if standing.total.count() > 0 => Basis::All,
            () => Basis::Nothing,
        };
        Support {
            basis,
            service: count(service),
            service_by_strategy: count(by_strategy),
            by_strategy: count(standing.total_by_strategy.count()),
            all: count(standing.total.count()),
            fitted: self.weights.training.fitted,
        }
    }

    /// The standard deviation of the log-odds.
    fn deviation(&self, x: &[f64], level: Option<(f64, f64)>, support: &Support, p: f64) -> f64 {
        let of_level = level.map_or(0.0, |(_, deviation)| deviation * deviation);
        if self.weights.covariance.is_empty() {
            // That of a rate that as many outcomes were counted for, those of others weighing as much as the policy
            // gives them.
            let others = support.all.as_f64().min(self.policy.rates.strength.get());
            let known = 1.0 + others + support.service.as_f64().min(WINDOW);
            return (1.0 / (known * (p * (1.0 - p)).max(1e-6)) + of_level).sqrt();
        }
        let scaled = self
            .weights
            .terms
            .iter()
            .zip(x)
            .map(|(term, x)| if x.is_nan() { 0.0 } else { (x - term.mean.get()) / term.scale.get() });
        let z: Vec<f64> = std::iter::once(1.0).chain(scaled).collect();
        let mut rest = self.weights.covariance.as_slice();
        let mut variance = of_level;
        for (i, own) in z.iter().enumerate() {
            let (row, left) = rest.split_at_checked(i + 1).unwrap_or((rest, &[]));
            let crossed: f64 = row.iter().zip(&z).take(i).map(|(c, z)| c.get() * z).sum();
            variance += own * (2.0 * crossed + row.get(i).map_or(0.0, |c| c.get() * own));
            rest = left;
        }
        variance.max(0.0).sqrt()
    }

    fn contributions(
        &self,
        seen: &[Seen<'_>],
        standing: &Standing<'_>,
        at: Timestamp,
        effects: &[f64],
        log_odds: f64,
    ) -> Vec<Contribution> {
        let mut rows = Vec::with_capacity(PARTS.len() + 2 + seen.len());
        let mut from = 0;
        let sum = |range: std::ops::Range<usize>| effects.get(range).unwrap_or_default().iter().sum::<f64>();
        if self.policy.history {
            for (part, terms) in PARTS {
                let effect: f64 = terms.iter().filter_map(|i| effects.get(*i)).sum();
                if effect != 0.0 {
                    rows.push(contribution(part, self.observed(part, standing, at), None, effect, log_odds));
                }
            }
            from += HISTORY_TERMS.len();
        }
        if self.policy.clock {
            let hour = at.as_millis().rem_euclid(86_400_000) as f64 / 3_600_000.0;
            rows.push(contribution("clock", Some(hour), None, sum(from..from + CLOCK_TERMS.len()), log_odds));
            from += CLOCK_TERMS.len();
        }
        for (feature, seen) in self.weights.features.iter().zip(seen) {
            let effect = sum(from..from + feature.width());
            let value = (!seen.number.is_nan()).then_some(seen.number);
            rows.push(contribution(&feature.name, value, seen.word, effect, log_odds));
            from += feature.width();
        }
        rows
    }

    /// What a part of the history was, in its own unit.
    fn observed(&self, part: &str, standing: &Standing<'_>, at: Timestamp) -> Option<f64> {
        let (all, _) = pooled_failure_rates(&self.policy.rates, standing);
        let Some(service) = standing.service else {
            return (part == "history.failure_rate").then_some(all);
        };
        let (since_failure, since_last) = service.hours_since(at);
        match part {
            "history.failure_rate" => Some(service.failure_rate(1, all, 1.0)),
            "history.last_failed" => service.last_failed().map(|failed| f64::from(u8::from(failed))),
            "history.streak" => Some(service.succeeded_in_a_row() as f64 - service.failed_in_a_row() as f64),
            "history.since_failure" => since_failure,
            "history.since_last" => since_last,
            "history.activity" => Some(service.activity_at(at)),
            _ => None,
        }
    }

    fn missing(&self, seen: &[Seen<'_>]) -> impl Iterator<Item = String> {
        let rows = self.weights.features.iter().zip(seen);
        rows.filter(|(_, seen)| seen.number.is_nan() && seen.word.is_none()).map(|(feature, _)| feature.name.clone())
    }

    fn reasons(
        &self,
        support: &Support,
        missing: &[String],
        contributions: &[Contribution],
        counterfactual: Option<&Counterfactual>,
    ) -> Vec<Reason> {
        let (code, outcomes) = match support.basis {
            Basis::Service => (ReasonCode::BasedOnService, support.service),
            Basis::Strategy => (ReasonCode::BasedOnStrategy, support.by_strategy),
            Basis::All => (ReasonCode::BasedOnAll, support.all),
            Basis::Nothing => (ReasonCode::BasedOnNothing, Count::ZERO),
        };
        let mut basis = Reason::new(code, "prediction");
        basis.samples = (support.basis != Basis::Nothing).then_some(outcomes.get());
        let mut reasons = vec![basis];
        if !support.fitted {
            reasons.push(Reason::new(ReasonCode::NotFitted, "prediction"));
        }
        reasons.extend(missing.iter().map(|name| Reason::new(ReasonCode::FeatureMissing, name.clone())));
        for row in contributions.iter().filter(|row| row.log_odds.abs() >= TELLING).take(REASONS) {
            let code = if row.log_odds > 0.0 { ReasonCode::RaisesSuccess } else { ReasonCode::LowersSuccess };
            let mut reason = Reason::new(code, row.feature.clone()).observed(row.points.abs());
            reason.detail = row.word.clone().or_else(|| row.value.map(|value| shown(value).to_string()));
            reasons.push(reason);
        }
        reasons.extend(counterfactual.map(Counterfactual::reason));
        reasons
    }
}

/// The outcomes that count in a rate with a half-life of 32.
const WINDOW: f64 = 46.7;

/// A number as a person would write it.
pub(super) fn shown(value: f64) -> f64 {
    if value.abs() >= 100.0 { value.round() } else { (value * 100.0).round() / 100.0 }
}

fn contribution(feature: &str, value: Option<f64>, word: Option<&str>, effect: f64, log_odds: f64) -> Contribution {
    Contribution {
        feature: feature.to_owned(),
        value,
        word: word.map(str::to_owned),
        log_odds: effect,
        points: probability(log_odds) - probability(log_odds - effect),
    }
}

fn see<'a>(feature: &FittedFeature, situation: &'a Situation, facts: &Facts<'a>) -> Result<Seen<'a>, Error> {
    let name = feature.name.as_str();
    let category = feature.kind == FeatureKind::Category;
    let none = Seen { number: f64::NAN, word: None };
    if let Some(value) = situation.signals.get(name) {
        if category {
            return Err(not_of_kind(&format!("signals.{name}"), value.get(), "a text, under `labels`"));
        }
        feature.kind.check(value.get()).map_err(|allowed| {
            Error::input(ErrorCode::OutOfRange, format!("signals.{name}")).value(value).allowed(allowed)
        })?;
        return Ok(Seen { number: value.get(), word: None });
    }
    if let Some(word) = situation.labels.get(name) {
        if !category {
            return Err(not_of_kind(&format!("labels.{name}"), word, "a number, under `signals`"));
        }
        return Ok(Seen { number: f64::NAN, word: Some(word) });
    }
    Ok(match (fact(name, facts), category) {
        (Some(Known::Number(number)), false) => Seen { number, word: None },
        (Some(Known::Truth(truth)), false) => Seen { number: f64::from(u8::from(truth)), word: None },
        (Some(Known::Text(word)), true) => Seen { number: f64::NAN, word: Some(word) },
        (Some(Known::Truth(truth)), true) => {
            Seen { number: f64::NAN, word: Some(if truth { "true" } else { "false" }) }
        }
        _ => none,
    })
}

fn not_of_kind(field: &str, value: impl ToString, allowed: &str) -> Error {
    Error::input(ErrorCode::WrongType, field).value(value).allowed(allowed)
}

/// The value that a standard normal variable stays below with a probability.
fn normal_quantile(probability: f64) -> f64 {
    use statrs::distribution::ContinuousCDF;
    statrs::distribution::Normal::standard().inverse_cdf(probability)
}

/// Whether the name is that of the change's size, which the history looks at too.
pub(super) fn is_size(feature: &FittedFeature) -> bool {
    feature.name == LINES
}
