//! A model as a document.

use serde::{Deserialize, Serialize};

use crate::document;
use crate::error::{Error, ErrorCode, Family};
use crate::history::{Kept as KeptHistory, keep, restore};
use crate::success::model::{FittedFeature, ModelWeights, SuccessModel, first_feature_term};
use crate::success::policy::{FeatureKind, SuccessPolicy};
use crate::success::terms::{CLOCK_TERMS, HISTORY_TERMS};
use crate::units::Finite;

const SCHEMA_VERSION: u32 = 1;

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Kept {
    schema_version: u32,
    policy: SuccessPolicy,
    weights: ModelWeights,
    level: Finite,
    history: KeptHistory,
}

impl SuccessModel {
    /// Reads a model that [`to_json`](Self::to_json) wrote, in whatever language.
    ///
    /// # Errors
    ///
    /// Those of reading a document and of its policy; `unknown_schema_version`; `contradiction`, `out_of_range`,
    /// `not_in_order` or `duplicate_name` for parts that do not fit each other.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        let kept: Kept = document::read(Family::Input, text)?;
        if kept.schema_version != SCHEMA_VERSION {
            let error = Error::input(ErrorCode::UnknownSchemaVersion, "schema_version").value(kept.schema_version);
            return Err(error.allowed(SCHEMA_VERSION.to_string()));
        }
        kept.policy.validate().map_err(|err| err.within("policy"))?;
        check(&kept.policy, &kept.weights).map_err(|err| err.within("weights"))?;
        let history = restore(kept.history).map_err(|err| err.within("history"))?;
        Ok(Self::of(kept.policy, kept.weights, history, kept.level.get()))
    }

    /// Writes the model as JSON, with its policy, its weights and its history.
    #[must_use]
    pub fn to_json(&self) -> String {
        document::write(&Kept {
            schema_version: SCHEMA_VERSION,
            policy: self.policy.clone(),
            weights: self.weights.clone(),
            level: Finite::literal(self.level),
            history: keep(&self.history),
        })
    }
}

fn check(policy: &SuccessPolicy, weights: &ModelWeights) -> Result<(), Error> {
    let sorted = |field: &str, names: &[&str]| {
        let unsorted = names.iter().zip(names.iter().skip(1)).position(|(a, b)| a >= b);
        unsorted.map_or(Ok(()), |i| {
            let value = names.get(i + 1).copied().unwrap_or_default();
            Err(Error::input(ErrorCode::NotInOrder, format!("{field}[{}]", i + 1))
                .value(value)
                .allowed("sorted, each once"))
        })
    };
    sorted("features", &weights.features.iter().map(|feature| feature.name.as_str()).collect::<Vec<_>>())?;
    sorted("services", &weights.services.iter().map(|row| row.service.as_str()).collect::<Vec<_>>())?;
    for (i, feature) in weights.features.iter().enumerate() {
        let field = format!("features[{i}].words");
        sorted(&field, &feature.words.iter().map(String::as_str).collect::<Vec<_>>())?;
        if feature.kind != FeatureKind::Category && !feature.words.is_empty() {
            return Err(Error::input(ErrorCode::Contradiction, field).allowed("words for a category only"));
        }
    }
    let names = HISTORY_TERMS.into_iter().filter(|_| policy.history).map(str::to_owned);
    let names = names.chain(CLOCK_TERMS.into_iter().filter(|_| policy.clock).map(str::to_owned));
    let names: Vec<String> = names.chain(weights.features.iter().flat_map(FittedFeature::term_names)).collect();
    let count = first_feature_term(policy) + weights.features.iter().map(FittedFeature::width).sum::<usize>();
    if weights.terms.len() != count {
        let error = Error::input(ErrorCode::Contradiction, "terms").value(weights.terms.len());
        return Err(error.allowed(format!("{count}, as the features have")));
    }
    for (i, (term, name)) in weights.terms.iter().zip(&names).enumerate() {
        if term.name != *name {
            return Err(Error::input(ErrorCode::Contradiction, format!("terms[{i}].name"))
                .value(&term.name)
                .allowed(name));
        }
        if term.scale.get() <= 0.0 {
            let error = Error::input(ErrorCode::OutOfRange, format!("terms[{i}].scale")).value(term.scale);
            return Err(error.allowed("a finite number above 0"));
        }
    }
    let cells = (count + 1) * (count + 2) / 2;
    if !weights.covariance.is_empty() && weights.covariance.len() != cells {
        let error = Error::input(ErrorCode::Contradiction, "covariance").value(weights.covariance.len());
        return Err(error.allowed(format!("{cells} numbers, or none")));
    }
    let diagonal = (0..=count).map(|i| i * (i + 3) / 2);
    for (i, variance) in diagonal.filter_map(|i| Some((i, weights.covariance.get(i)?))) {
        if variance.get() < 0.0 {
            let error = Error::input(ErrorCode::OutOfRange, format!("covariance[{i}]")).value(variance);
            return Err(error.allowed("a variance, from 0"));
        }
    }
    if weights.training.failures > weights.training.rows {
        let error = Error::input(ErrorCode::Contradiction, "training.failures").value(weights.training.failures);
        return Err(error.allowed(format!("at most {}, as many as there were `rows`", weights.training.rows)));
    }
    Ok(())
}
