//! What a case can ask.

mod before;
mod course;
mod during;
mod prediction;
mod sequential;

use rollwise::{Engine, Error, Family, Plan, Policy, Timestamp, document};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::{argo, kayenta};

pub(crate) type Answer = Result<Value, Error>;
pub(crate) type Question = fn(&Value) -> Answer;

/// Every kind of case, with the question that it asks.
pub const KINDS: &[(&str, Question)] = &[
    ("policy", before::policy),
    ("plan", before::plan),
    ("gates", during::gates),
    ("confidence", during::confidence),
    ("permits", during::permits),
    ("review", before::review),
    ("condition", before::condition),
    ("approvals", before::approvals),
    ("admission", before::admission),
    ("image", before::image),
    ("promotion", before::promotion),
    ("readiness", before::readiness),
    ("risk", before::risk),
    ("strategy", before::strategy),
    ("windows", before::windows),
    ("rollout", course::rollout),
    ("load", course::load),
    ("replay", course::replay),
    ("triggers", during::triggers),
    ("rollback", during::rollback),
    ("canary_promotion", during::canary_promotion),
    ("artifacts", course::artifacts),
    ("blast_radius", before::blast_radius),
    ("kubernetes", before::kubernetes),
    ("split", before::split),
    ("replica_counts", before::replica_counts),
    ("evaluation", prediction::evaluation),
    ("acceptance", prediction::acceptance),
    ("drift", prediction::drift),
    ("retraining", prediction::retraining),
    ("compare_windows", during::compare_windows),
    ("success", prediction::success),
    ("kayenta_judge", kayenta::judge),
    ("kayenta_pairs", kayenta::pairs),
    ("kayenta_schedule", kayenta::schedule),
    ("kayenta_conclusion", kayenta::conclusion),
    ("sequential_test", sequential::sequential_test),
    ("merge_sequential", sequential::merge_sequential),
    ("judge_canary", during::judge_canary),
    ("judge_recording", during::judge_recording),
    ("sequential_interval", sequential::sequential_interval),
    ("combine_evidence", sequential::combine_evidence),
    ("estimate_dispersion", sequential::estimate_dispersion),
    ("p_value", sequential::p_value),
    ("assess_slo", during::assess_slo),
    ("review_slo", during::review_slo),
    ("judge_quality", during::judge_quality),
    ("deliveries", course::deliveries),
    ("delivery_figures", course::delivery_figures),
];

/// The answer to a case, refusals included; `None` for an unknown kind.
pub fn answer(kind: &str, input: &Value) -> Option<Value> {
    let (_, ask) = KINDS.iter().chain(argo::KINDS).chain(kayenta::STEPS).find(|(name, _)| *name == kind)?;
    Some(ask(input).unwrap_or_else(|err| json!({"error": refusal(&err)})))
}

fn refusal(err: &Error) -> Value {
    json!({
        "code": err.code().as_str(),
        "field": err.field(),
        "value": err.refused(),
        "allowed": err.accepted(),
        "message": err.to_string(),
    })
}

/// A part of the input, read as the type of the core; left out is null.
pub(crate) fn part<T: DeserializeOwned>(family: Family, input: &Value, key: &str) -> Result<T, Error> {
    let text = input.get(key).unwrap_or(&Value::Null).to_string();
    document::read(family, &text)
}

/// A part that is an argument of its own, whose refusals name it.
pub(crate) fn argument<T: DeserializeOwned>(family: Family, input: &Value, key: &str) -> Result<T, Error> {
    part(family, input, key).map_err(|err| err.within(key))
}

pub(crate) fn written<T: Serialize>(value: &T) -> Answer {
    document::read(Family::Input, &document::write(value))
}

/// What an engine decides at a moment on one part of the input.
fn at_moment<T: DeserializeOwned, D: Serialize>(
    input: &Value,
    key: &str,
    decide: impl FnOnce(&Engine, Timestamp, &T) -> Result<D, Error>,
) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let evidence: T = part(Family::Input, input, key)?;
    written(&decide(&engine(input)?, now, &evidence)?)
}

/// The policy of a function of its own.
fn own_policy<T: DeserializeOwned>(input: &Value) -> Result<T, Error> {
    document::read(Family::Config, &policy_text(input))
}

fn engine(input: &Value) -> Result<Engine, Error> {
    Engine::new(Policy::from_json(&policy_text(input))?)
}

fn policy_text(input: &Value) -> String {
    input.get("policy").map_or_else(|| "{}".to_owned(), Value::to_string)
}

fn plan_or_name(engine: &Engine, input: &Value) -> Result<Plan, Error> {
    match input.get("plan") {
        Some(Value::String(name)) => engine.plan(name),
        _ => argument(Family::Config, input, "plan"),
    }
}
