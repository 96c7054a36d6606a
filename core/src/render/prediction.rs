//! A prediction as text, at most 100 columns wide.

use super::prose::{explain, number};
use super::table::paragraph;
use crate::reason::ReasonCode;
use crate::success::{Contribution, Prediction};

/// Contributions that change the probability by less are left out.
const TOLD: f64 = 0.005;

/// A prediction of success: the probability, what it rests on, what raises and lowers it, and what would help.
#[must_use]
pub fn prediction(prediction: &Prediction) -> String {
    let mut text = String::new();
    let mut line = |label: &str, words: &str| {
        if !words.is_empty() {
            text.push_str(&paragraph(&format!("{label:<12}"), words));
        }
    };
    let two = |value: f64| number(Some((value * 100.0).round() / 100.0));
    let [probability, low, high] = [prediction.probability, prediction.low, prediction.high].map(|p| two(p.get()));
    line("success", &format!("{probability}, from {low} to {high}"));
    let told = |code: ReasonCode| prediction.reasons.iter().find(|reason| reason.code == code).map(explain);
    let basis = [ReasonCode::BasedOnService, ReasonCode::BasedOnStrategy, ReasonCode::BasedOnAll];
    let basis = basis.into_iter().chain([ReasonCode::BasedOnNothing]).find_map(told).unwrap_or_default();
    let fitted = told(ReasonCode::NotFitted).map(|words| format!("; {words}")).unwrap_or_default();
    line("because", &format!("{basis}{fitted}"));
    let list = |raises: bool| {
        let rows = prediction.contributions.iter().filter(|row| (row.log_odds > 0.0) == raises);
        rows.filter(|row| row.points.abs() >= TOLD).map(contribution).collect::<Vec<_>>().join(", ")
    };
    line("raised by", &list(true));
    line("lowered by", &list(false));
    line("not known", &prediction.missing.join(", "));
    if let Some(other) = &prediction.counterfactual {
        let value = other.word.clone().or_else(|| {
            let bound = if other.at_least == Some(true) { "at least" } else { "at most" };
            other.value.map(|value| format!("{bound} {}", number(Some(value))))
        });
        let value = value.unwrap_or_default();
        line("would help", &format!("{} {value}: {}", other.feature, two(other.probability.get())));
    }
    text
}

/// Such as `lines 1200 (0.05)`.
fn contribution(row: &Contribution) -> String {
    let name = row.feature.trim_start_matches("history.").replace('_', " ");
    let value = row.word.clone().or_else(|| row.value.map(|value| number(Some(value))));
    let value = value.map(|value| format!(" {value}")).unwrap_or_default();
    format!("{name}{value} ({})", number(Some((row.points.abs() * 100.0).round() / 100.0)))
}
