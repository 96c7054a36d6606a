//! How likely a deployment succeeds, and how good the model is.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rollwise::render::Style;
use rollwise::{
    AcceptancePolicy, Columns, Count, DeploymentOutcome, Drift, Error, EvaluationPolicy, Family, History, InputColumn,
    InputReference, MISSING, Numbers, RetrainingPolicy, Scoreboard, Situation, Strategy, SuccessModel, Timestamp,
    document, render,
};
use serde_json::{Value, json};

use super::{Answer, argument, own_policy, part, written};

/// A model that is fitted to rows, goes through them again from the beginning, and then predicts one more.
pub(super) fn success(input: &Value) -> Answer {
    let rows: BTreeMap<String, Vec<Value>> = argument(Family::Input, input, "columns")?;
    let succeeded: Vec<bool> = argument(Family::Input, input, "succeeded")?;
    let mut columns = Columns::new(succeeded.len());
    for (name, values) in &rows {
        let words: BTreeSet<&str> = values.iter().filter_map(Value::as_str).collect();
        columns = if words.is_empty() {
            let numbers = values.iter().map(|value| value.as_f64().unwrap_or(f64::NAN)).collect();
            columns.numbers(name, Numbers::owned(numbers))?
        } else {
            let place = |value: &Value| words.iter().position(|word| value.as_str() == Some(word));
            let codes = values.iter().map(|value| place(value).map_or(MISSING, |place| place as u32)).collect();
            columns.coded(name, Cow::Owned(codes), words.iter().map(|word| (*word).to_owned()).collect())?
        };
    }
    let fitted = SuccessModel::fit(&own_policy(input)?, &columns, &succeeded)?;
    let mut model = fitted.clone().with_history(History::default());
    let probabilities = model.replay(&columns, &succeeded)?;
    let outcomes: Vec<DeploymentOutcome> = part::<Option<_>>(Family::Input, input, "outcomes")?.unwrap_or_default();
    for outcome in &outcomes {
        model.record(outcome)?;
    }
    let at: Timestamp = argument(Family::Input, input, "at")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    let strategy: Option<Strategy> = argument(Family::Input, input, "strategy")?;
    let prediction = model.explain(&situation, strategy, at)?;
    Ok(json!({
        "fitted": document::read::<Value>(Family::Input, &fitted.to_json())?,
        "probabilities": probabilities,
        "prediction": written(&prediction)?,
        "report": render::prediction(&prediction),
        "informed": written(&model.inform(situation, at)?)?,
    }))
}

/// The evaluation, with what is made of it.
pub(super) fn evaluation(input: &Value) -> Answer {
    let policy: EvaluationPolicy = own_policy(input)?;
    let probabilities: Vec<f64> = argument(Family::Input, input, "probabilities")?;
    let succeeded: Vec<bool> = argument(Family::Input, input, "succeeded")?;
    let at: Option<Vec<f64>> = argument(Family::Input, input, "at")?;
    let evaluation = rollwise::evaluate(&policy, &probabilities, &succeeded, at.as_deref())?;
    Ok(json!({
        "evaluation": written(&evaluation)?,
        "best_threshold": rollwise::best_threshold(&probabilities, &succeeded)?,
        "report": render::evaluation(&evaluation, Style::Plain),
        "svg": render::reliability_svg(&evaluation),
    }))
}

pub(super) fn acceptance(input: &Value) -> Answer {
    let challenger: Vec<f64> = argument(Family::Input, input, "challenger")?;
    let champion: Option<Vec<f64>> = argument(Family::Input, input, "champion")?;
    let succeeded: Vec<bool> = argument(Family::Input, input, "succeeded")?;
    let policy: AcceptancePolicy = own_policy(input)?;
    written(&rollwise::compare_models(&policy, &challenger, champion.as_deref(), &succeeded)?)
}

/// References are made of columns as they were in training, and the score of predictions and outcomes.
pub(super) fn drift(input: &Value) -> Answer {
    let training = columns(input, "training")?;
    let references: Vec<InputReference> =
        training.iter().map(|(name, column)| InputReference::of(name, column)).collect::<Result<_, _>>()?;
    let since = columns(input, "columns")?;
    let scoreboard = input.get("predictions").map(scored).transpose()?;
    let drift = rollwise::measure_drift(&own_policy(input)?, &references, &since, scoreboard.as_ref())?;
    Ok(json!({"references": written(&references)?, "scoreboard": written(&scoreboard)?, "drift": written(&drift)?}))
}

pub(super) fn retraining(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let trained_at: Option<Timestamp> = argument(Family::Input, input, "trained_at")?;
    let scoreboard = scored(input.get("predictions").unwrap_or(&Value::Null))?;
    let since: Count = argument(Family::Input, input, "outcomes_since_training")?;
    let drift: Option<Drift> = argument(Family::Input, input, "drift")?;
    let policy: RetrainingPolicy = own_policy(input)?;
    written(&rollwise::check_retraining(&policy, now, trained_at, &scoreboard, since, drift.as_ref())?)
}

/// Columns by name; null is missing, and the first value that is known says which kind a column is.
fn columns(input: &Value, key: &str) -> Result<Vec<(String, InputColumn<'static>)>, Error> {
    let columns: BTreeMap<String, Vec<Value>> = argument(Family::Input, input, key)?;
    let column = |(name, values): (String, Vec<Value>)| {
        let field = format!("{key}.{name}");
        let text = Value::Array(values.clone()).to_string();
        let within = |err: Error| err.within(&field);
        let column = if values.iter().find(|value| !value.is_null()).is_some_and(Value::is_string) {
            let words: Vec<Option<String>> = document::read(Family::Input, &text).map_err(within)?;
            InputColumn::Words(words.into())
        } else {
            let numbers: Vec<Option<f64>> = document::read(Family::Input, &text).map_err(within)?;
            InputColumn::Numbers(numbers.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
        };
        Ok((name, column))
    };
    columns.into_iter().map(column).collect()
}

fn scored(predictions: &Value) -> Result<Scoreboard, Error> {
    let begin = Scoreboard {
        half_life: argument::<Option<u32>>(Family::Input, predictions, "half_life")?.unwrap_or(200),
        ..Scoreboard::default()
    };
    let probabilities: Vec<f64> = argument(Family::Input, predictions, "probabilities")?;
    let succeeded: Vec<bool> = argument(Family::Input, predictions, "succeeded")?;
    rollwise::keep_score(&begin, &probabilities, &succeeded)
}
