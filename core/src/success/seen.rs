//! What is known of each feature of a deployment.

use std::cmp::Ordering;
use std::iter::Peekable;

use crate::error::{Error, ErrorCode};
use crate::expression::{Facts, Known, fact};
use crate::situation::Situation;
use crate::success::model::{FittedFeature, SuccessModel};
use crate::success::policy::FeatureKind;
use crate::success::rows::LINES;
use crate::units::Finite;

/// What is known of one feature of a deployment.
#[derive(Clone, Copy)]
pub(super) struct Seen<'a> {
    pub(super) number: f64,
    pub(super) word: Option<&'a str>,
}

impl SuccessModel {
    /// What is known of each feature.
    pub(super) fn see<'a>(&'a self, situation: &'a Situation) -> Result<Vec<Seen<'a>>, Error> {
        let facts = Facts { situation, risk_score: None, risk_confidence: None };
        // Features, signals and labels are all sorted by name.
        let (mut signals, mut labels) = (situation.signals.iter().peekable(), situation.labels.iter().peekable());
        // The number of a fallible collection is not known beforehand, so that it would grow step by step.
        let mut seen = Vec::with_capacity(self.weights.features.len());
        for feature in &self.weights.features {
            let (signal, label) = (find(&mut signals, &feature.name), find(&mut labels, &feature.name));
            seen.push(see(feature, signal, label, &facts)?);
        }
        Ok(seen)
    }

    /// The features that nothing is known of.
    pub(super) fn missing(&self, seen: &[Seen<'_>]) -> impl Iterator<Item = String> {
        let rows = self.weights.features.iter().zip(seen);
        rows.filter(|(_, seen)| seen.number.is_nan() && seen.word.is_none()).map(|(feature, _)| feature.name.clone())
    }
}

/// Whether the name is that of the change's size, which the history looks at too.
pub(super) fn is_size(feature: &FittedFeature) -> bool {
    feature.name == LINES
}

/// What stands under a name, of names that are asked for in their order.
fn find<'a, T>(sorted: &mut Peekable<impl Iterator<Item = (&'a String, &'a T)>>, name: &str) -> Option<&'a T> {
    loop {
        let (other, value) = *sorted.peek()?;
        match other.as_str().cmp(name) {
            Ordering::Less => sorted.next(),
            Ordering::Equal => return Some(value),
            Ordering::Greater => return None,
        };
    }
}

/// What is known of a feature: a signal or a label of its name, else a fact of the situation.
fn see<'a>(
    feature: &FittedFeature,
    signal: Option<&Finite>,
    label: Option<&'a String>,
    facts: &Facts<'a>,
) -> Result<Seen<'a>, Error> {
    let name = feature.name.as_str();
    let category = feature.kind == FeatureKind::Category;
    let none = Seen { number: f64::NAN, word: None };
    if let Some(value) = signal {
        if category {
            return Err(not_of_kind(&format!("signals.{name}"), value.get(), "a text, under `labels`"));
        }
        feature.kind.check(value.get()).map_err(|allowed| {
            Error::input(ErrorCode::OutOfRange, format!("signals.{name}")).value(value).allowed(allowed)
        })?;
        return Ok(Seen { number: value.get(), word: None });
    }
    if let Some(word) = label {
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
