//! One prediction, with all that is behind it.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::history::{Sort, Standing};
use crate::reason::{Reason, ReasonCode};
use crate::situation::Situation;
use crate::stats::logistic::probability;
use crate::strategy::Strategy;
use crate::success::contribution::{Contribution, Moment};
use crate::success::counterfactual::Counterfactual;
use crate::success::model::SuccessModel;
use crate::success::seen::Seen;
use crate::success::shown::written;
use crate::success::terms::{clock_terms, history_terms};
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

/// A contribution below this many log-odds is not worth a reason, nor is one beyond the fifth.
const TELLING: f64 = 0.05;
const REASONS: usize = 5;

impl SuccessModel {
    /// Predicts one deployment, and says why.
    ///
    /// # Errors
    ///
    /// Those of a situation that contradicts itself; `out_of_range` and `wrong_type` for a signal or label that cannot be
    /// what the feature of its name is; `not_finite` for signals too large to be weighed; `time_went_back` before the last
    /// outcome of the history was known.
    pub fn explain(
        &self,
        situation: &Situation,
        strategy: Option<Strategy>,
        at: Timestamp,
    ) -> Result<Prediction, Error> {
        situation.check()?;
        let sort = Sort {
            environment: situation.target.environment.as_str(),
            service: &situation.service.name,
            strategy: strategy.map_or("", Strategy::as_str),
        };
        let standing = self.history.standing_at(sort, at)?;
        let seen = self.see(situation)?;
        let x = self.terms_of(&seen, &standing, situation, at);
        let level = self.service_level(&situation.service.name);
        let base = self.weights.intercept.get() + self.level;
        let effects = self.effects(&x);
        let log_odds = base + level.map_or(0.0, |(level, _)| level) + effects.iter().sum::<f64>();
        if !log_odds.is_finite() {
            let error = Error::input(ErrorCode::NotFinite, "signals").value(log_odds);
            return Err(error.allowed("numbers whose products with the weights have a finite sum"));
        }
        let support = self.support(&standing);
        let p = probability(log_odds);
        let half = self.deviation(&x, level, &support, p) * self.derived.reach;

        let service = level.map(|(level, _)| (sort.service, level));
        let moment = Moment { seen: &seen, standing: &standing, at, service };
        let contributions = self.contributions(&moment, &effects, log_odds, p);
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

    fn terms_of(&self, seen: &[Seen<'_>], standing: &Standing, situation: &Situation, at: Timestamp) -> Vec<f64> {
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
        let terms = self.derived.slopes.iter().zip(&self.derived.means).zip(x);
        terms.map(|((slope, mean), x)| if x.is_nan() { 0.0 } else { slope * (x - mean) }).collect()
    }

    /// The level of a service and its standard deviation; for one that was not met, none and the spread of all.
    pub(super) fn service_level(&self, service: &str) -> Option<(f64, f64)> {
        let rows = &self.weights.services;
        if rows.is_empty() {
            return None;
        }
        let found = rows.binary_search_by(|row| row.service.as_str().cmp(service)).ok().and_then(|i| rows.get(i));
        Some(found.map_or((0.0, self.weights.service_spread.get()), |row| (row.level.get(), row.deviation.get())))
    }

    fn support(&self, standing: &Standing) -> Support {
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
        if self.derived.variance.is_empty() {
            // That of a rate that as many outcomes were counted for, those of others weighing as much as the policy
            // gives them.
            let others = support.all.as_f64().min(self.policy.rates.strength.get());
            let known = 1.0 + others + support.service.as_f64().min(WINDOW);
            return (1.0 / (known * (p * (1.0 - p)).max(1e-6)) + of_level).sqrt();
        }
        let terms = self.derived.means.iter().zip(&self.derived.scales).zip(x);
        let scaled = terms.map(|((mean, scale), x)| if x.is_nan() { 0.0 } else { (x - mean) / scale });
        let mut factors = Vec::with_capacity((x.len() + 1).next_multiple_of(4));
        factors.push(1.0);
        factors.extend(scaled);
        (of_level + self.derived.variance.of_sum(&mut factors)).max(0.0).sqrt()
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
        let mut reasons = Vec::with_capacity(missing.len() + REASONS + 3);
        reasons.push(basis);
        if !support.fitted {
            reasons.push(Reason::new(ReasonCode::NotFitted, "prediction"));
        }
        reasons.extend(missing.iter().map(|name| Reason::new(ReasonCode::FeatureMissing, name.clone())));
        for row in contributions.iter().filter(|row| row.log_odds.abs() >= TELLING).take(REASONS) {
            let code = if row.log_odds > 0.0 { ReasonCode::RaisesSuccess } else { ReasonCode::LowersSuccess };
            let mut reason = Reason::new(code, String::from(&*row.feature)).observed(row.points.abs());
            reason.detail = row.word.clone().or_else(|| row.value.map(|value| written("", value)));
            reasons.push(reason);
        }
        reasons.extend(counterfactual.map(Counterfactual::reason));
        reasons
    }
}

/// The outcomes that count in a rate with a half-life of 32.
const WINDOW: f64 = 46.7;
