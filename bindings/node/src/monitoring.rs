//! Whether a model may serve, and for how long.

use std::borrow::Cow;

use napi::bindgen_prelude::{Either, Float64Array, Uint8Array};
use napi_derive::napi;
use rollwise::document::write;
use rollwise::{Count, Drift, InputColumn, InputReference, Scoreboard, Timestamp};

use crate::document::{config, input};
use crate::error::{Result, refuse};
use crate::evaluation::outcomes;

/// Decides whether a newly trained model replaces the one that serves.
#[napi(catch_unwind)]
pub(crate) fn compare_models(
    policy: String,
    challenger: Float64Array,
    champion: Option<Float64Array>,
    succeeded: Uint8Array,
) -> Result<String> {
    let policy = config("", &policy)?;
    let decided = rollwise::compare_models(&policy, &challenger, champion.as_deref(), &outcomes(&succeeded));
    decided.map(|acceptance| write(&acceptance)).map_err(refuse)
}

/// Describes a column as it was in training.
#[napi(catch_unwind)]
pub(crate) fn input_reference(name: String, values: Column) -> Result<String> {
    InputReference::of(name, &input_column(&values)).map(|reference| write(&reference)).map_err(refuse)
}

/// Numbers, or words.
type Column = Either<Float64Array, Vec<Option<String>>>;

fn input_column(column: &Column) -> InputColumn<'_> {
    match column {
        Either::A(numbers) => InputColumn::Numbers(Cow::Borrowed(numbers)),
        Either::B(words) => InputColumn::Words(Cow::Borrowed(words)),
    }
}

/// Measures how far the world has moved since a model was trained.
#[napi(catch_unwind)]
pub(crate) fn measure_drift(
    policy: String,
    references: String,
    names: Vec<String>,
    columns: Vec<Column>,
    scoreboard: Option<String>,
) -> Result<String> {
    let policy = config("", &policy)?;
    let references: Vec<InputReference> = input("references", &references)?;
    let scoreboard: Option<Scoreboard> = optional("scoreboard", scoreboard)?;
    let columns: Vec<(String, InputColumn<'_>)> = names.into_iter().zip(columns.iter().map(input_column)).collect();
    let drift = rollwise::measure_drift(&policy, &references, &columns, scoreboard.as_ref());
    drift.map(|drift| write(&drift)).map_err(refuse)
}

/// Adds outcomes to the score of a model's predictions.
#[napi(catch_unwind)]
pub(crate) fn keep_score(
    scoreboard: Option<String>,
    probabilities: Float64Array,
    succeeded: Uint8Array,
) -> Result<String> {
    let scoreboard: Scoreboard = optional("scoreboard", scoreboard)?.unwrap_or_default();
    let next = rollwise::keep_score(&scoreboard, &probabilities, &outcomes(&succeeded));
    next.map(|next| write(&next)).map_err(refuse)
}

/// Says whether a model should be trained again.
#[napi(catch_unwind)]
pub(crate) fn check_retraining(
    policy: String,
    now: String,
    trained_at: Option<String>,
    scoreboard: String,
    outcomes_since_training: String,
    drift: Option<String>,
) -> Result<String> {
    let policy = config("", &policy)?;
    let now: Timestamp = input("now", &now)?;
    let trained_at: Option<Timestamp> = optional("trained_at", trained_at)?;
    let scoreboard: Scoreboard = input("scoreboard", &scoreboard)?;
    let since: Count = input("outcomes_since_training", &outcomes_since_training)?;
    let drift: Option<Drift> = optional("drift", drift)?;
    let answer = rollwise::check_retraining(&policy, now, trained_at, &scoreboard, since, drift.as_ref());
    answer.map(|answer| write(&answer)).map_err(refuse)
}

fn optional<T: serde::de::DeserializeOwned>(name: &str, text: Option<String>) -> Result<Option<T>> {
    text.map(|text| input(name, &text)).transpose()
}
