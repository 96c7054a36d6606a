//! Sequential tests by themselves.

use rollwise::{
    ConfidenceSequence, DispersionEstimate, Error, Family, Finite, Fraction, SequentialLook, SequentialState,
    SequentialTest, document,
};
use serde_json::{Map, Value, json};

use super::{Answer, argument, own_policy, written};

/// The series at once, and look by look from stored states.
pub(super) fn sequential_test(input: &Value) -> Answer {
    let test: SequentialTest = argument(Family::Config, input, "test")?;
    let looks = looks(input)?;
    let state: Option<SequentialState> = argument(Family::Input, input, "state")?;
    let series = rollwise::sequential_test(&test, &looks, state.clone())?;
    let mut last = state;
    for look in looks.chunks(1) {
        let stored = last.map(|state| document::write(&state));
        let read = stored.map(|state| document::read(Family::Input, &state)).transpose()?;
        last = Some(rollwise::sequential_test(&test, look, read)?.state);
    }
    let resumed = last.is_none_or(|state| state == series.state);
    Ok(json!({"evidence": written(&series.evidence)?, "state": written(&series.state)?, "resumed": resumed}))
}

/// The states after two series of looks, merged; the other's may be of another test, or changed by hand.
pub(super) fn merge_sequential(input: &Value) -> Answer {
    let test: SequentialTest = argument(Family::Config, input, "test")?;
    let series = |test: &SequentialTest, name: &str| -> Result<SequentialState, Error> {
        let looks: Vec<SequentialLook> = argument(Family::Input, input, name)?;
        Ok(rollwise::sequential_test(test, &looks, None)?.state)
    };
    let other_test: Option<SequentialTest> = argument(Family::Config, input, "other_test")?;
    let mut other = written(&series(other_test.as_ref().unwrap_or(&test), "others")?)?;
    let changed: Option<Map<String, Value>> = argument(Family::Input, input, "changed")?;
    for (name, value) in changed.unwrap_or_default() {
        other[name] = value;
    }
    let other = document::read(Family::Input, &other.to_string()).map_err(|err| err.within("other"))?;
    let merged = rollwise::merge_sequential(&test, series(&test, "looks")?, &other)?;
    Ok(json!({"evidence": written(&merged.evidence)?, "state": written(&merged.state)?}))
}

pub(super) fn sequential_interval(input: &Value) -> Answer {
    let sequence: ConfidenceSequence = argument(Family::Config, input, "sequence")?;
    written(&rollwise::sequential_interval(&sequence, &looks(input)?)?)
}

pub(super) fn combine_evidence(input: &Value) -> Answer {
    let looks: Vec<Vec<Finite>> = argument(Family::Input, input, "looks")?;
    written(&rollwise::combine_evidence(&own_policy(input)?, &looks)?)
}

pub(super) fn estimate_dispersion(input: &Value) -> Answer {
    let estimate: DispersionEstimate = argument(Family::Config, input, "estimate")?;
    written(&rollwise::estimate_dispersion(&estimate, &looks(input)?)?)
}

pub(super) fn p_value(input: &Value) -> Answer {
    let p: Vec<Fraction> = argument(Family::Input, input, "p")?;
    written(&p.into_iter().map(rollwise::evidence_of_p_value).collect::<Result<Vec<_>, _>>()?)
}

fn looks(input: &Value) -> Result<Vec<SequentialLook>, Error> {
    argument(Family::Input, input, "looks")
}
