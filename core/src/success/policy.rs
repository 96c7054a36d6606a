//! What a success model looks at, and how it is fitted.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::time::Duration;
use crate::track_record::HistoryPolicy;
use crate::units::{Fraction, NonNegative};

/// What a success model looks at, and how it is fitted to outcomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct SuccessPolicy {
    /// What the model looks at besides the history and the time of day. When left out, every column that is not one of
    /// the reserved ones: words are a category, numbers that are all whole and not negative a count, other numbers as they
    /// are. Default: none. Source: our choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub features: Option<Vec<Feature>>,
    /// Whether the history of outcomes is looked at, where services are named. Default: true. Source: measured; it is
    /// worth more than all else.
    pub history: bool,
    /// Whether the hour and the weekend count, where the start is known. Default: true. Source: R7.
    pub clock: bool,
    /// Whether each service has a level of its own, drawn to that of all. Default: true. Source: R8.
    pub services: bool,
    /// How far services lie apart, as the standard deviation of their log-odds; when left out, it is estimated.
    /// Default: none. Source: our choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub service_spread: Option<NonNegative>,
    /// How long after its start an outcome is known, for rows that do not say. Default: 1h. Source: our choice.
    pub outcome_delay: Duration,
    /// After how long a row counts half; a longest duration counts all alike. Default: 730d. Source: measured; it
    /// follows changing rates and costs nothing where they stay.
    pub half_life: Duration,
    /// The weights that a model without data has. Default: `built_in`. Source: R8.
    pub prior: Prior,
    /// How firmly weights are held to those of the prior: the precision of each, for features scaled to a standard
    /// deviation of 1. Default: 200.
    /// Source: measured, see `docs/prediction.md`: with fewer than a thousand rows a weaker one does harm, with many it does
    /// not matter.
    pub strength: NonNegative,
    /// Whether features are scaled to a standard deviation of 1 before the strength is applied. Default: true. Source:
    /// our choice.
    pub standardise: bool,
    /// With fewer rows nothing is fitted: the model keeps the weights of the prior and says so. Default: 30. Source: our
    /// choice.
    pub min_rows: u32,
    /// How failure rates are judged before there are outcomes. Default: success in 0.95 of the deployments, weighing 10.
    /// Source: R38.
    pub rates: HistoryPolicy,
    /// How much of each new outcome's surprise moves the level of all predictions, from 0 (off) to 1. Default: 0. Source:
    /// our choice, since where outcomes are known late it follows the past.
    pub level_gain: Fraction,
    /// How much of the probability an interval holds. Default: 0.95. Source: our choice.
    pub interval: Fraction,
    /// The probability that a counterfactual looks for. Default: 0.9. Source: our choice.
    pub wanted: Fraction,
}

impl Default for SuccessPolicy {
    fn default() -> Self {
        Self {
            features: None,
            history: true,
            clock: true,
            services: true,
            service_spread: None,
            outcome_delay: Duration::hours(1),
            half_life: Duration::hours(730 * 24),
            prior: Prior::BuiltIn,
            strength: NonNegative::literal(200.0),
            standardise: true,
            min_rows: 30,
            rates: HistoryPolicy::default(),
            level_gain: Fraction::literal(0.0),
            interval: Fraction::literal(0.95),
            wanted: Fraction::literal(0.9),
        }
    }
}

/// Something that a model looks at.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Feature {
    /// The name of its column. A prediction reads it from the situation: from `signals` or `labels`, or else the fact of
    /// that name that conditions can speak of, too.
    pub name: String,
    /// How it is read.
    pub kind: FeatureKind,
}

/// How a feature is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum FeatureKind {
    /// A number of things, or an amount, from 0: its effect is in proportion to `log(1 + x)`.
    Count,
    /// A share from 0 to 1: as log-odds, no further out than 0.001 and 0.999.
    Rate,
    /// Any number, as it is.
    Number,
    /// 0 or 1.
    Flag,
    /// One of some words; one that was never seen has no effect.
    Category,
}

/// The weights that a model starts from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Prior {
    /// Those of the model that serves without data; 0 for features that it does not know.
    BuiltIn,
    /// 0 for all.
    None,
}

/// Columns that are not features.
pub(crate) const RESERVED: [&str; 5] = ["service", "environment", "strategy", "started_at", "known_at"];

impl SuccessPolicy {
    /// Checks what no type can.
    ///
    /// # Errors
    ///
    /// `out_of_range`, `empty`, `duplicate_name` or `contradiction`, with the field.
    pub(crate) fn validate(&self) -> Result<(), Error> {
        let out = |field: &str, value: f64, allowed: &str| {
            Err(Error::config(ErrorCode::OutOfRange, field).value(value).allowed(allowed))
        };
        if self.strength.get() < 1e-6 {
            return out("strength", self.strength.get(), "a finite number from 0.000001");
        }
        if self.service_spread.is_some_and(|spread| spread.get() < 1e-3) {
            let spread = self.service_spread.unwrap_or_default().get();
            return out("service_spread", spread, "a finite number from 0.001; `services` switches it off");
        }
        if self.half_life.as_millis() < 3_600_000 {
            return out("half_life", self.half_life.as_millis() as f64, "an hour or more, in milliseconds");
        }
        for (field, value) in [("interval", self.interval), ("wanted", self.wanted)] {
            if !(0.5..1.0).contains(&value.get()) {
                return out(field, value.get(), "a number from 0.5, below 1");
            }
        }
        self.rates.validate().map_err(|err| err.within("rates"))?;
        for (i, feature) in self.features.iter().flatten().enumerate() {
            let field = format!("features[{i}].name");
            if feature.name.is_empty() {
                return Err(Error::config(ErrorCode::Empty, field).allowed("a text"));
            }
            if RESERVED.contains(&feature.name.as_str()) {
                let error = Error::config(ErrorCode::Contradiction, field).value(&feature.name);
                return Err(error.allowed(format!("a name other than {}", RESERVED.join(", "))));
            }
            if self.features.iter().flatten().take(i).any(|other| other.name == feature.name) {
                return Err(Error::config(ErrorCode::DuplicateName, field).value(&feature.name));
            }
        }
        Ok(())
    }
}
