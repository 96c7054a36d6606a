//! Kayenta's canary configuration, as far as the judge reads it.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::keys::{Keys, number, text};
use crate::document;
use crate::error::{Error, ErrorCode, Family};
use crate::units::compare;

/// A canary configuration in Kayenta's own JSON: its metrics with their settings, and the weights of its groups.
///
/// What belongs to fetching metrics, such as their queries, is left alone. Kayenta replaces settings that it does not
/// understand by their defaults; here they are remembered, and a strict judge refuses them.
#[derive(Clone, Debug, PartialEq)]
pub struct CanaryConfig {
    pub(super) metrics: Vec<Metric>,
    pub(super) group_weights: BTreeMap<String, f64>,
    /// What Kayenta passes over without a word.
    pub(super) overlooked: Vec<Error>,
}

/// One metric and how it is judged.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Metric {
    pub(super) name: String,
    pub(super) groups: Vec<String>,
    pub(super) direction: Direction,
    pub(super) gaps: Gaps,
    /// How many interquartile ranges a value may be away, where outliers are removed.
    pub(super) outlier_factor: Option<f64>,
    pub(super) critical: bool,
    pub(super) must_have_data: bool,
    pub(super) muted: bool,
    pub(super) effect: Effect,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Direction {
    Increase,
    Decrease,
    Either,
}

/// What becomes of places without a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Gaps {
    Removed,
    TakenForZero,
}

#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Effect {
    pub(super) measure: Measure,
    pub(super) allowed_increase: f64,
    pub(super) allowed_decrease: f64,
    pub(super) critical_increase: f64,
    pub(super) critical_decrease: f64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Measure {
    MeanRatio,
    /// The common language effect size.
    Cles,
}

impl CanaryConfig {
    /// Reads a configuration.
    ///
    /// # Errors
    ///
    /// Those that Kayenta has, too: a value of the wrong type, a metric without a name, an outlier factor of 0 or less.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let document: Value = document::read(Family::Config, text)?;
        let mut keys = Keys::of("", &document)?;
        let mut overlooked = Vec::new();
        let mut metrics: Vec<Metric> = Vec::new();
        for (place, metric) in keys.list("metrics")?.iter().enumerate() {
            let metric = Metric::read(&format!("metrics[{place}]"), metric, &mut overlooked)?;
            if metrics.iter().any(|other| other.name == metric.name) {
                let field = format!("metrics[{place}].name");
                overlooked.push(Error::config(ErrorCode::DuplicateName, field).value(&metric.name));
            }
            metrics.push(metric);
        }
        let group_weights = match keys.object("classifier")? {
            Some(mut classifier) => classifier.object("groupWeights")?.map(weights).transpose()?.unwrap_or_default(),
            None => BTreeMap::new(),
        };
        let mut config = Self { metrics, group_weights, overlooked };
        config.overlooked.extend(config.lost_weight());
        Ok(config)
    }

    /// The names of the metrics in the order of the configuration.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.metrics.iter().map(|metric| metric.name.as_str())
    }

    /// The settings of a metric; the first one of a name wins.
    pub(super) fn metric(&self, name: &str) -> Option<&Metric> {
        self.metrics.iter().find(|metric| metric.name == name)
    }

    /// Weights that no group has, or that groups have beyond the whole.
    fn lost_weight(&self) -> Option<Error> {
        let heard = self.metrics.iter().filter(|metric| !metric.muted);
        let groups: BTreeSet<&str> = heard.flat_map(|metric| &metric.groups).map(String::as_str).collect();
        let configured: f64 = self.group_weights.values().sum();
        let used: f64 = groups.iter().filter_map(|group| self.group_weights.get(*group)).sum();
        let rest =
            if groups.iter().all(|group| self.group_weights.contains_key(*group)) { 0.0 } else { 100.0 - configured };
        let negative = rest < 0.0 || self.group_weights.values().any(|weight| *weight < 0.0);
        if groups.is_empty() || (!negative && compare(used + rest, 100.0).is_eq()) {
            return None;
        }
        let error = Error::config(ErrorCode::OutOfRange, "classifier.groupWeights").value(used + rest);
        Some(error.allowed("weights from 0 that are 100 together, over the groups of the metrics"))
    }
}

fn weights(keys: Keys) -> Result<BTreeMap<String, f64>, Error> {
    keys.rest().map(|(group, weight)| Ok((group.clone(), number(&keys.path(group), weight)?))).collect()
}

impl Metric {
    fn read(path: &str, value: &Value, overlooked: &mut Vec<Error>) -> Result<Self, Error> {
        let mut keys = Keys::of(path, value)?;
        let missing = || Error::config(ErrorCode::MissingField, format!("{path}.name"));
        let name = keys.text("name")?.filter(|name| !name.is_empty()).ok_or_else(missing)?.to_owned();
        let groups = keys.list("groups")?.iter().enumerate();
        let groups = groups.map(|(place, group)| Ok(text(&format!("{path}.groups[{place}]"), group)?.to_owned()));
        let groups = groups.collect::<Result<Vec<_>, Error>>()?;
        let empty = Value::Object(serde_json::Map::new());
        let configurations = keys.object("analysisConfigurations")?;
        let canary = configurations.map(|mut judges| judges.object("canary")).transpose()?.flatten();
        let mut canary = match canary {
            Some(canary) => canary,
            None => Keys::of(path, &empty)?,
        };
        let metric = Self {
            name,
            groups,
            direction: word(&mut canary, "direction", DIRECTIONS, overlooked),
            gaps: word(&mut canary, "nanStrategy", GAPS, overlooked),
            outlier_factor: outlier_factor(&mut canary, overlooked)?,
            critical: canary.truth("critical")?,
            must_have_data: canary.truth("mustHaveData")?,
            muted: canary.truth("muted")?,
            effect: Effect::read(&mut canary, overlooked)?,
        };
        overlook_rest(&canary, overlooked);
        if metric.groups.is_empty() && !metric.muted {
            let error = Error::config(ErrorCode::Empty, format!("{path}.groups"));
            overlooked.push(error.allowed("a group, without which the metric has no part in the score"));
        }
        Ok(metric)
    }
}

impl Effect {
    fn read(canary: &mut Keys, overlooked: &mut Vec<Error>) -> Result<Self, Error> {
        let Some(mut keys) = canary.object("effectSize")? else { return Ok(Self::of(Measure::MeanRatio)) };
        let usual = Self::of(word(&mut keys, "measure", MEASURES, overlooked));
        let effect = Self {
            measure: usual.measure,
            allowed_increase: keys.number("allowedIncrease")?.unwrap_or(usual.allowed_increase),
            allowed_decrease: keys.number("allowedDecrease")?.unwrap_or(usual.allowed_decrease),
            critical_increase: keys.number("criticalIncrease")?.unwrap_or(usual.critical_increase),
            critical_decrease: keys.number("criticalDecrease")?.unwrap_or(usual.critical_decrease),
        };
        overlook_rest(&keys, overlooked);
        Ok(effect)
    }

    /// Without limits, any effect in the direction counts.
    fn of(measure: Measure) -> Self {
        let none = match measure {
            Measure::MeanRatio => 1.0,
            Measure::Cles => 0.5,
        };
        Self {
            measure,
            allowed_increase: none,
            allowed_decrease: none,
            critical_increase: none,
            critical_decrease: none,
        }
    }
}

/// The words of a setting: the default, and the others.
type Words<T> = ((&'static str, T), &'static [(&'static str, T)]);

const DIRECTIONS: Words<Direction> =
    (("either", Direction::Either), &[("increase", Direction::Increase), ("decrease", Direction::Decrease)]);
const GAPS: Words<Gaps> = (("remove", Gaps::Removed), &[("replace", Gaps::TakenForZero)]);
const OUTLIERS: Words<bool> = (("keep", false), &[("remove", true)]);
const MEASURES: Words<Measure> = (("meanRatio", Measure::MeanRatio), &[("cles", Measure::Cles)]);

/// Kayenta's default, in interquartile ranges.
const OUTLIER_FACTOR: f64 = 3.0;

fn outlier_factor(canary: &mut Keys, overlooked: &mut Vec<Error>) -> Result<Option<f64>, Error> {
    let Some(mut keys) = canary.object("outliers")? else { return Ok(None) };
    let removed = word(&mut keys, "strategy", OUTLIERS, overlooked);
    let factor = keys.number("outlierFactor")?.unwrap_or(OUTLIER_FACTOR);
    overlook_rest(&keys, overlooked);
    if removed && factor <= 0.0 {
        let error = Error::config(ErrorCode::OutOfRange, keys.path("outlierFactor")).value(factor);
        return Err(error.allowed("a number above 0"));
    }
    Ok(removed.then_some(factor))
}

/// What a word stands for; the default for any other.
fn word<T: Copy>(keys: &mut Keys, key: &'static str, words: Words<T>, overlooked: &mut Vec<Error>) -> T {
    let (default, others) = words;
    let Some(value) = keys.get(key) else { return default.1 };
    let all = || std::iter::once(&default).chain(others);
    if let Some((_, known)) = all().find(|(word, _)| value.as_str() == Some(word)) {
        return *known;
    }
    let said = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let allowed = all().map(|(word, _)| *word).collect::<Vec<_>>().join(" or ");
    overlooked.push(Error::config(ErrorCode::UnknownVariant, keys.path(key)).value(said).allowed(allowed));
    default.1
}

fn overlook_rest(keys: &Keys, overlooked: &mut Vec<Error>) {
    let unknown =
        keys.rest().map(|(key, _)| Error::config(ErrorCode::UnknownField, keys.path(key)).allowed(keys.known()));
    overlooked.extend(unknown);
}
