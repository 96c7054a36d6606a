//! Scores of groups and of the whole.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::{KayentaLabel, KayentaResult};

/// The score of one group.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct KayentaGroup {
    /// The group.
    pub name: String,
    /// Percent of its metrics that pass, of those that have data; 0 when none has.
    pub score: f64,
    /// Whether no metric of the group counts. The sum then takes it for 100.
    pub no_data: bool,
    /// Percent of the sum.
    pub weight: f64,
}

/// Scores of groups and of the whole.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct KayentaScore {
    /// The weighted sum, or 0 after a critical failure or without most data.
    pub score: f64,
    /// Why it is 0, in Kayenta's words.
    pub reason: Option<String>,
    /// In order of their names.
    pub groups: Vec<KayentaGroup>,
}

/// Scores results, of which muted ones are left out.
#[must_use]
pub fn score(group_weights: &BTreeMap<String, f64>, results: &[KayentaResult]) -> KayentaScore {
    let results: Vec<&KayentaResult> = results.iter().filter(|result| !result.muted).collect();
    let groups = groups(group_weights, &results);
    let critical = results.iter().find(|result| result.critical && result.label != KayentaLabel::Pass);
    if let Some(first) = critical {
        let reason = format!("Canary Failed: {}", first.reason.as_deref().unwrap_or_default());
        return KayentaScore { score: 0.0, reason: Some(reason), groups };
    }
    let missing = results.iter().filter(|result| result.label == KayentaLabel::Nodata).count();
    if missing > 0 && 2 * missing >= results.len() {
        let reason = "Canary Failed: 50% or more metrics returned NODATA".to_owned();
        return KayentaScore { score: 0.0, reason: Some(reason), groups };
    }
    let parts = groups.iter().map(|group| if group.no_data { 100.0 } else { group.score } * (group.weight / 100.0));
    // Not `sum`, which is -0 of no groups.
    let sum = parts.fold(0.0, |sum, part| sum + part);
    KayentaScore { score: rounded(sum), reason: None, groups }
}

fn groups(group_weights: &BTreeMap<String, f64>, results: &[&KayentaResult]) -> Vec<KayentaGroup> {
    let names: BTreeSet<&String> = results.iter().flat_map(|result| &result.groups).collect();
    let unweighted = names.iter().filter(|name| !group_weights.contains_key(**name)).count();
    let share = (100.0 - group_weights.values().sum::<f64>()) / unweighted as f64;
    let group = |name: &String| {
        let labels = results.iter().filter(|result| result.groups.contains(name)).map(|result| result.label);
        let counted: Vec<KayentaLabel> = labels.filter(|label| label.counts()).collect();
        let passed = counted.iter().filter(|label| **label == KayentaLabel::Pass).count();
        let no_data = counted.is_empty();
        let score = if no_data { 0.0 } else { passed as f64 / counted.len() as f64 * 100.0 };
        let weight = group_weights.get(name).copied().unwrap_or(share);
        KayentaGroup { name: name.clone(), score, no_data, weight }
    };
    names.into_iter().map(group).collect()
}

/// Two decimals, half up, of the shortest text that stands for the number: 2.675 is 2.68.
fn rounded(value: f64) -> f64 {
    let text = value.abs().to_string();
    let (whole, decimals) = text.split_once('.').unwrap_or((&text, ""));
    let digit = |place: usize| decimals.as_bytes().get(place).map_or(0, |digit: &u8| *digit - b'0');
    let hundredths = whole.parse::<f64>().unwrap_or_default() * 100.0 + f64::from(digit(0) * 10 + digit(1));
    let up = if digit(2) >= 5 { 1.0 } else { 0.0 };
    ((hundredths + up) / 100.0).copysign(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn halves_are_rounded_as_they_are_written() {
        for (value, want) in [(2.675, 2.68), (0.125, 0.13), (100.0, 100.0), (66.664_999, 66.66), (-0.125, -0.13)] {
            assert_eq!(rounded(value), want, "{value}");
        }
    }
}
