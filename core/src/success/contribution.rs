//! What each feature does to a prediction.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::history::Standing;
use crate::stats::logistic::probability;
use crate::success::model::{FittedFeature, SuccessModel};
use crate::success::seen::Seen;
use crate::success::terms::{CLOCK_TERMS, HISTORY_TERMS, pooled_failure_rates};
use crate::time::Timestamp;

/// What one feature does to a prediction.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Contribution {
    /// The feature, `service`, `clock` or a part of the history.
    pub feature: Arc<str>,
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

/// What is known of a deployment, at the moment of its prediction.
pub(super) struct Moment<'a> {
    pub(super) seen: &'a [Seen<'a>],
    pub(super) standing: &'a Standing,
    pub(super) at: Timestamp,
    /// The service and its level, in a model that has levels.
    pub(super) service: Option<(&'a str, f64)>,
}

/// Something that has a part in the log-odds.
#[derive(Clone, Copy)]
enum Part {
    History(usize),
    Clock,
    Feature(usize),
    Service,
}

/// The names of the parts, which every prediction shares.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Names {
    history: Vec<Arc<str>>,
    clock: Arc<str>,
    features: Vec<Arc<str>>,
    service: Arc<str>,
}

impl Names {
    pub(super) fn of_parts(features: &[FittedFeature]) -> Self {
        Self {
            history: PARTS.iter().map(|(name, _)| Arc::from(*name)).collect(),
            clock: Arc::from("clock"),
            features: features.iter().map(|feature| Arc::from(feature.name.as_str())).collect(),
            service: Arc::from("service"),
        }
    }

    fn of(&self, part: Part) -> Arc<str> {
        let name = match part {
            Part::History(i) => self.history.get(i),
            Part::Clock => Some(&self.clock),
            Part::Feature(i) => self.features.get(i),
            Part::Service => Some(&self.service),
        };
        name.cloned().unwrap_or_default()
    }
}

impl SuccessModel {
    /// What each part contributes, the largest first; those without any effect are left out.
    pub(super) fn contributions(
        &self,
        moment: &Moment<'_>,
        effects: &[f64],
        log_odds: f64,
        p: f64,
    ) -> Vec<Contribution> {
        let mut parts = self.parts_of(moment, effects);
        parts.retain(|(_, effect)| *effect != 0.0);
        // Of equal ones the first stays the first.
        parts.sort_by(|(_, a), (_, b)| b.abs().total_cmp(&a.abs()));
        let points: Vec<f64> = parts.iter().map(|(_, effect)| p - probability(log_odds - effect)).collect();
        let row = |(&(part, log_odds), points)| {
            let (value, word) = self.told(part, moment);
            Contribution { feature: self.derived.names.of(part), value, word, log_odds, points }
        };
        parts.iter().zip(points).map(row).collect()
    }

    /// The log-odds of each part.
    fn parts_of(&self, moment: &Moment<'_>, effects: &[f64]) -> Vec<(Part, f64)> {
        let mut parts = Vec::with_capacity(PARTS.len() + 2 + moment.seen.len());
        let mut left = effects;
        let mut next = |width: usize| {
            let own;
            (own, left) = left.split_at_checked(width).unwrap_or_default();
            own
        };
        if self.policy.history {
            let own = next(HISTORY_TERMS.len());
            let sum = |terms: &[usize]| terms.iter().filter_map(|i| own.get(*i)).sum();
            parts.extend(PARTS.iter().enumerate().map(|(i, (_, terms))| (Part::History(i), sum(terms))));
        }
        if self.policy.clock {
            parts.push((Part::Clock, next(CLOCK_TERMS.len()).iter().sum()));
        }
        let features = self.weights.features.iter().enumerate();
        parts.extend(features.map(|(i, feature)| (Part::Feature(i), next(feature.width()).iter().sum())));
        parts.extend(moment.service.map(|(_, level)| (Part::Service, level)));
        parts
    }

    /// What a part was: a number or a word.
    fn told(&self, part: Part, moment: &Moment<'_>) -> (Option<f64>, Option<String>) {
        match part {
            Part::History(i) => {
                let name = PARTS.get(i).map_or("", |(name, _)| name);
                (self.observed(name, moment.standing, moment.at), None)
            }
            Part::Clock => {
                let hour = moment.at.as_millis().rem_euclid(86_400_000) as f64 / 3_600_000.0;
                (Some(hour), None)
            }
            Part::Feature(i) => {
                let seen = moment.seen.get(i);
                let number = seen.map(|seen| seen.number).filter(|number| !number.is_nan());
                (number, seen.and_then(|seen| seen.word).map(str::to_owned))
            }
            Part::Service => (None, moment.service.map(|(service, _)| service.to_owned())),
        }
    }

    /// What a part of the history was, in its own unit.
    fn observed(&self, part: &str, standing: &Standing, at: Timestamp) -> Option<f64> {
        if part == "history.failure_rate" {
            let (all, _) = pooled_failure_rates(&self.policy.rates, standing);
            let [_, rate, ..] = standing.service.map_or([all; 4], |service| service.rates().after([all; 4]));
            return Some(rate);
        }
        let service = standing.service?;
        let (since_failure, since_last) = service.hours_since(at);
        match part {
            "history.last_failed" => service.last_failed().map(|failed| f64::from(u8::from(failed))),
            "history.streak" => Some(service.succeeded_in_a_row() as f64 - service.failed_in_a_row() as f64),
            "history.since_failure" => since_failure,
            "history.since_last" => since_last,
            "history.activity" => Some(service.activity_at(at)),
            _ => None,
        }
    }
}
