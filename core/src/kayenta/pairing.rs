//! Which series of the canary belongs to which of the baseline.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::config::CanaryConfig;
use crate::error::{Error, ErrorCode};
use crate::time::{Duration, Timestamp};

/// One series of a metric, as it was fetched.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KayentaMetricSet {
    /// The metric.
    pub name: String,
    /// What tells series of one metric apart.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// One value for each step from the start. Null is a gap; NaN of Rust or Python is one, too.
    pub values: Vec<Option<f64>>,
    /// The beginning of the first step.
    pub start: Timestamp,
    /// The end of the last step.
    pub end: Timestamp,
    /// The time between two values.
    pub step: Duration,
}

/// The series of a metric on both sides.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KayentaPair {
    /// The metric.
    pub name: String,
    /// What tells pairs of one metric apart.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub tags: BTreeMap<String, String>,
    /// Values of the baseline. Null is a gap; NaN of Rust or Python is one, too.
    pub control: Vec<Option<f64>>,
    /// Values of the canary, as those of the baseline.
    pub experiment: Vec<Option<f64>>,
}

/// Pairs the series of all metrics of a configuration, in its order; the pairs of one metric are in order of their tags.
///
/// A side that ends early is filled up with gaps. A side that lacks the tags of the other one has gaps only, and so
/// has a side without any tags beside one with tags: its values are not used, as in Kayenta.
///
/// # Errors
///
/// `missing_field` when a metric has no series on a side, `contradiction` when the tags of both sides have other keys.
pub fn pair(
    config: &CanaryConfig,
    control: &[KayentaMetricSet],
    experiment: &[KayentaMetricSet],
) -> Result<Vec<KayentaPair>, Error> {
    let mut pairs = Vec::new();
    for name in config.names() {
        let control = side("control", name, control)?;
        let experiment = side("experiment", name, experiment)?;
        let (left, right) = (tag_keys(&control), tag_keys(&experiment));
        if !left.is_empty() && !right.is_empty() && left != right {
            let list = |keys: &BTreeSet<&str>| keys.iter().copied().collect::<Vec<_>>().join(", ");
            let error = Error::input(ErrorCode::Contradiction, format!("experiment.{name}.tags"));
            return Err(error.value(list(&right)).allowed(format!("the keys of the control, {}", list(&left))));
        }
        let untagged = |sets: &[&KayentaMetricSet]| sets.iter().any(|set| set.tags.is_empty());
        // One side without tags is not compared with another one that has some.
        let tags: Vec<_> = match (untagged(&control), untagged(&experiment)) {
            (true, false) => tags(&experiment).into_iter().collect(),
            (false, true) => tags(&control).into_iter().collect(),
            _ => tags(&control).union(&tags(&experiment)).copied().collect(),
        };
        pairs.extend(tags.into_iter().map(|tags| KayentaPair {
            name: name.to_owned(),
            tags: tags.clone(),
            control: values(&control, tags),
            experiment: values(&experiment, tags),
        }));
    }
    Ok(pairs)
}

/// Pairs two series.
///
/// # Errors
///
/// `empty` when a series has no name, `contradiction` when their names or tags differ.
pub fn pair_one(control: &KayentaMetricSet, experiment: &KayentaMetricSet) -> Result<KayentaPair, Error> {
    for (side, set) in [("control", control), ("experiment", experiment)] {
        if set.name.is_empty() {
            return Err(Error::input(ErrorCode::Empty, format!("{side}.name")).allowed("the name of a metric"));
        }
    }
    if control.name != experiment.name {
        let error = Error::input(ErrorCode::Contradiction, "experiment.name").value(&experiment.name);
        return Err(error.allowed(format!("`{}`, the name of the control", control.name)));
    }
    if control.tags != experiment.tags {
        let error = Error::input(ErrorCode::Contradiction, "experiment.tags");
        return Err(error.allowed("the tags of the control"));
    }
    Ok(KayentaPair {
        name: control.name.clone(),
        tags: control.tags.clone(),
        control: control.filled(),
        experiment: experiment.filled(),
    })
}

impl KayentaMetricSet {
    /// The values with gaps up to the end of the last step.
    fn filled(&self) -> Vec<Option<f64>> {
        let mut values = self.values.clone();
        values.resize(values.len().max(self.expected()), None);
        values
    }

    /// How many values there are from start to end; none without a step.
    fn expected(&self) -> usize {
        let span = self.end.since(self.start).as_millis();
        span.checked_div(self.step.as_millis()).map_or(0, |count| count as usize)
    }
}

type Tags = BTreeMap<String, String>;

fn side<'a>(side: &str, name: &str, sets: &'a [KayentaMetricSet]) -> Result<Vec<&'a KayentaMetricSet>, Error> {
    let found: Vec<_> = sets.iter().filter(|set| set.name == name).collect();
    match found.is_empty() {
        true => Err(Error::input(ErrorCode::MissingField, format!("{side}.{name}"))),
        false => Ok(found),
    }
}

fn tags<'a>(sets: &[&'a KayentaMetricSet]) -> BTreeSet<&'a Tags> {
    sets.iter().map(|set| &set.tags).collect()
}

fn tag_keys<'a>(sets: &[&'a KayentaMetricSet]) -> BTreeSet<&'a str> {
    sets.iter().flat_map(|set| set.tags.keys()).map(String::as_str).collect()
}

/// The values of the series with these tags; as many gaps as the first series should have where there is none.
fn values(sets: &[&KayentaMetricSet], tags: &Tags) -> Vec<Option<f64>> {
    match sets.iter().find(|set| set.tags == *tags) {
        Some(set) => set.filled(),
        None => vec![None; sets.first().map_or(0, |set| set.expected())],
    }
}
