//! The types that the packages offer; everything that they hold follows.

use rollwise::{
    Artifacts, Automation, Confidence, Environment, Event, EventKind, Evidence, Factors, Gate, GateReport, Phase, Plan,
    PlanPreset, Policy, Reason, Record, Recording, Release, Rollout, Run, Step,
};
use schemars::generate::{SchemaGenerator, SchemaSettings};
use serde_json::Value;

/// The schemas of all types, by name.
pub(crate) fn definitions() -> serde_json::Map<String, Value> {
    let mut generator = generator();
    macro_rules! add {
        ($($root:ty),* $(,)?) => { $( generator.subschema_for::<$root>(); )* };
    }
    add! {
        Policy, Plan, Gate, Release, Factors, Evidence, Event, Step, Record, Rollout, GateReport, Confidence, Artifacts,
        Reason, PlanPreset, Environment, Automation, EventKind, Phase, Recording, Run, Recording, Run,
    }
    generator.take_definitions(true)
}

/// The schemas that are published on their own: name of the file, title, schema.
pub(crate) fn documents() -> Vec<(&'static str, Value)> {
    macro_rules! schemas {
        ($($file:literal => $root:ty,)*) => { vec![$( ($file, generator().into_root_schema_for::<$root>().to_value()), )*] };
    }
    schemas! {
        "artifacts" => Artifacts,
        "event" => Event,
        "evidence" => Evidence,
        "plan" => Plan,
        "policy" => Policy,
        "record" => Record,
        "release" => Release,
        "rollout" => Rollout,
    }
}

/// What may be left out of a document that is read decides what is optional.
fn generator() -> SchemaGenerator {
    SchemaSettings::draft2020_12().for_deserialize().into_generator()
}
