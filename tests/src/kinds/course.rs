//! Deployments through time, one and many.

use rollwise::{Artifacts, DeliveryLog, Error, Event, Family, Record, Release, Rollout, Step, Timestamp, audit};
use serde_json::{Value, json};

use super::{Answer, argument, engine, own_policy, part, plan_or_name, refusal, written};

/// Starts a rollout and feeds it events; each step is an answer of its own, and so is each refusal.
pub(super) fn rollout(input: &Value) -> Answer {
    let engine = engine(input)?;
    let release: Release = argument(Family::Input, input, "release")?;
    let start: Timestamp = argument(Family::Input, input, "start")?;
    let (mut rollout, first) = match input.get("plan") {
        Some(_) => engine.start_with(start, release, plan_or_name(&engine, input)?)?,
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

pub(super) fn load(input: &Value) -> Answer {
    written(&Rollout::from_json(&input.to_string())?)
}

pub(super) fn replay(input: &Value) -> Answer {
    written(&audit::replay(&records(input)?)?)
}

pub(super) fn artifacts(input: &Value) -> Answer {
    written(&Artifacts::from_records(&records(input)?)?)
}

pub(super) fn deliveries(input: &Value) -> Answer {
    written(&rollwise::deliveries(&records(input)?)?)
}

pub(super) fn delivery_figures(input: &Value) -> Answer {
    let since: Timestamp = argument(Family::Input, input, "since")?;
    let until: Timestamp = argument(Family::Input, input, "until")?;
    let log: DeliveryLog = part(Family::Input, input, "log")?;
    written(&rollwise::delivery_figures(&own_policy(input)?, since, until, &log)?)
}

fn records(input: &Value) -> Result<Vec<Record>, Error> {
    let lines = input.as_array().into_iter().flatten().map(Value::to_string);
    audit::read_records(&lines.collect::<Vec<_>>().join("\n"))
}
