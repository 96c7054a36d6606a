//! What a case can ask.

use rollwise::{
    Artifacts, Automation, Engine, Error, Event, Evidence, Factors, Family, Fraction, Plan, Policy, Record, Release,
    Rollout, Step, Timestamp, audit, document,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

type Answer = Result<Value, Error>;
type Question = fn(&Value) -> Answer;

/// Every kind of case, with the question that it asks.
pub const KINDS: &[(&str, Question)] = &[
    ("policy", policy),
    ("plan", plan),
    ("gates", gates),
    ("confidence", confidence),
    ("permits", permits),
    ("rollout", rollout),
    ("load", load),
    ("replay", replay),
    ("artifacts", artifacts),
];

/// The answer to a case, refusals included; `None` for an unknown kind.
pub fn answer(kind: &str, input: &Value) -> Option<Value> {
    let (_, ask) = KINDS.iter().find(|(name, _)| *name == kind)?;
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
fn part<T: DeserializeOwned>(family: Family, input: &Value, key: &str) -> Result<T, Error> {
    let text = input.get(key).unwrap_or(&Value::Null).to_string();
    document::read(family, &text)
}

/// A part that is an argument of its own, whose refusals name it.
fn argument<T: DeserializeOwned>(family: Family, input: &Value, key: &str) -> Result<T, Error> {
    part(family, input, key).map_err(|err| err.within(key))
}

fn written<T: serde::Serialize>(value: &T) -> Answer {
    document::read(Family::Input, &document::write(value))
}

fn engine(input: &Value) -> Result<Engine, Error> {
    let policy = input.get("policy").map_or_else(|| "{}".to_owned(), Value::to_string);
    Engine::new(Policy::from_json(&policy)?)
}

fn policy(input: &Value) -> Answer {
    written(engine(input)?.policy())
}

fn plan(input: &Value) -> Answer {
    let name: String = argument(Family::Input, input, "name")?;
    written(&engine(input)?.plan(&name)?)
}

fn gates(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let evidence: Evidence = part(Family::Input, input, "evidence")?;
    written(&engine(input)?.evaluate_gates(now, &evidence)?)
}

fn confidence(input: &Value) -> Answer {
    let factors: Factors = part(Family::Input, input, "factors")?;
    written(&engine(input)?.score_confidence(&factors))
}

fn permits(input: &Value) -> Answer {
    let what: Automation = argument(Family::Input, input, "what")?;
    let level: Fraction = argument(Family::Input, input, "level")?;
    written(&engine(input)?.permits(what, level))
}

/// Starts a rollout and feeds it events; each step is an answer of its own, and so is each refusal.
fn rollout(input: &Value) -> Answer {
    let engine = engine(input)?;
    let release: Release = argument(Family::Input, input, "release")?;
    let start: Timestamp = argument(Family::Input, input, "start")?;
    let (mut rollout, first) = match input.get("plan") {
        Some(Value::String(name)) => engine.start_with(start, release, engine.plan(name)?)?,
        Some(_) => engine.start_with(start, release, argument::<Plan>(Family::Config, input, "plan")?)?,
        None => engine.start(start, release)?,
    };
    let mut records: Vec<Record> = first.record.iter().cloned().collect();
    let mut steps = vec![written(&first)?];
    for event in input.get("events").and_then(Value::as_array).into_iter().flatten() {
        steps.push(match step(&mut rollout, event) {
            Ok(step) => {
                records.extend(step.record.clone());
                written(&step)?
            }
            Err(err) => json!({"error": refusal(&err)}),
        });
    }
    let replayed = audit::replay(&records)? == rollout;
    Ok(json!({"steps": steps, "rollout": written(&rollout)?, "replayed": replayed}))
}

fn step(rollout: &mut Rollout, event: &Value) -> Result<Step, Error> {
    let now: Timestamp = argument(Family::Input, event, "at")?;
    rollout.step(now, argument::<Event>(Family::Input, event, "event")?)
}

fn load(input: &Value) -> Answer {
    written(&Rollout::from_json(&input.to_string())?)
}

fn records(input: &Value) -> Result<Vec<Record>, Error> {
    let lines = input.as_array().into_iter().flatten().map(Value::to_string);
    audit::read_records(&lines.collect::<Vec<_>>().join("\n"))
}

fn replay(input: &Value) -> Answer {
    written(&audit::replay(&records(input)?)?)
}

fn artifacts(input: &Value) -> Answer {
    written(&Artifacts::from_records(&records(input)?)?)
}
