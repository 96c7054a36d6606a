//! Whether the world is still the one that a model was trained in.

mod calibration;
mod inputs;
mod policy;
mod reference;

use serde::{Deserialize, Serialize};

pub use calibration::CalibrationDrift;
pub use inputs::InputDrift;
pub use policy::DriftPolicy;
pub use reference::{InputColumn, InputReference};

use super::scoreboard::Scoreboard;
use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode, Verdict};

/// Whether the world is still the one that a model was trained in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Drift {
    /// The worst verdict of all parts; inconclusive without any.
    pub verdict: Verdict,
    /// How far each input has moved, those that moved most first.
    pub inputs: Vec<InputDrift>,
    /// How far outcomes have moved from predictions; none without a score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calibration: Option<CalibrationDrift>,
    /// What was found of each input, in the same order, then of calibration.
    pub reasons: Vec<Reason>,
}

/// Measures how far the world has moved since a model was trained.
///
/// `columns` are the inputs of deployments since then by name, one for each reference. Calibration is read from the score of
/// the model's predictions, where there is one.
///
/// ```
/// use rollwise::{DriftPolicy, InputColumn, InputReference, Verdict, measure_drift};
///
/// let training = InputColumn::Numbers((0..500).map(f64::from).collect());
/// let reference = InputReference::of("lines", &training)?;
/// let larger = InputColumn::Numbers((0..500).map(|i| 2.0 * f64::from(i)).collect());
/// let drift = measure_drift(&DriftPolicy::default(), &[reference], &[("lines", larger)], None)?;
/// assert_eq!(drift.verdict, Verdict::Fail);
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// An error of the policy, of a reference or of the score; `missing_field` for a reference without a column,
/// `unknown_name` for a column without a reference, `duplicate_name` for two of one name, `not_finite` for an infinity,
/// `wrong_type` for words where training had numbers.
pub fn measure_drift<N: AsRef<str>>(
    policy: &DriftPolicy,
    references: &[InputReference],
    columns: &[(N, InputColumn<'_>)],
    scoreboard: Option<&Scoreboard>,
) -> Result<Drift, Error> {
    policy.validate()?;
    check(references, columns)?;
    scoreboard.map_or(Ok(()), Scoreboard::validate)?;
    let mut inputs = Vec::with_capacity(references.len());
    for reference in references {
        let (_, column) = columns.iter().find(|(name, _)| name.as_ref() == reference.name).ok_or_else(|| {
            Error::input(ErrorCode::MissingField, format!("columns.{}", reference.name)).allowed("a column")
        })?;
        reference.check_column(column).map_err(|err| err.within("columns"))?;
        inputs.push(reference.compare(policy, column));
    }
    inputs.sort_by(|(a, _), (b, _)| {
        let moved = |drift: &InputDrift| drift.psi - drift.noise;
        let worse = b.verdict.cmp(&a.verdict).then(moved(b).total_cmp(&moved(a)));
        worse.then_with(|| a.name.cmp(&b.name))
    });
    let (inputs, mut reasons): (Vec<InputDrift>, Vec<Reason>) = inputs.into_iter().unzip();
    let calibration = scoreboard.map(|scoreboard| {
        let (calibration, found) = policy.calibration(scoreboard);
        reasons.extend(found);
        calibration
    });
    if reasons.is_empty() {
        reasons.push(Reason::new(ReasonCode::Missing, "drift"));
    }
    let verdicts = inputs.iter().map(|input| input.verdict).chain(calibration.iter().map(|part| part.verdict));
    Ok(Drift { verdict: verdicts.max().unwrap_or(Verdict::Inconclusive), inputs, calibration, reasons })
}

fn check<N: AsRef<str>>(references: &[InputReference], columns: &[(N, InputColumn<'_>)]) -> Result<(), Error> {
    for (i, reference) in references.iter().enumerate() {
        reference.validate().map_err(|err| err.within(&format!("references[{i}]")))?;
        if references.iter().take(i).any(|other| other.name == reference.name) {
            return Err(Error::input(ErrorCode::DuplicateName, format!("references[{i}].name")).value(&reference.name));
        }
    }
    for (i, (name, _)) in columns.iter().enumerate() {
        let name = name.as_ref();
        reference::named(name).map_err(|err| err.within("columns"))?;
        if columns.iter().take(i).any(|(other, _)| other.as_ref() == name) {
            return Err(Error::input(ErrorCode::DuplicateName, format!("columns.{name}")));
        }
        if !references.iter().any(|reference| reference.name == name) {
            let known: Vec<&str> = references.iter().map(|reference| reference.name.as_str()).collect();
            let error = Error::input(ErrorCode::UnknownName, format!("columns.{name}")).value(name);
            return Err(error.allowed(format!("one of {}", known.join(", "))));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rising(rows: u32, step: f64) -> InputColumn<'static> {
        InputColumn::Numbers((0..rows).map(|i| f64::from(i) * step).collect())
    }

    #[test]
    fn what_moved_most_comes_first() {
        let references = ["a", "b", "c"].map(|name| InputReference::of(name, &rising(1000, 1.0)).unwrap());
        let columns = [("c", 1.0), ("b", 3.0), ("a", 1.0)].map(|(name, step)| (name, rising(1000, step)));
        let drift = measure_drift(&DriftPolicy::default(), &references, &columns, None).unwrap();
        let names: Vec<&str> = drift.inputs.iter().map(|input| input.name.as_str()).collect();
        assert_eq!((drift.verdict, names), (Verdict::Fail, vec!["b", "a", "c"]));
        let codes: Vec<_> = drift.reasons.iter().map(|reason| reason.code).collect();
        assert_eq!(codes, [ReasonCode::InputMoved, ReasonCode::InputSteady, ReasonCode::InputSteady]);
    }

    #[test]
    fn nothing_measured_is_not_steady() {
        let drift = measure_drift::<&str>(&DriftPolicy::default(), &[], &[], None).unwrap();
        assert_eq!((drift.verdict, drift.reasons.len()), (Verdict::Inconclusive, 1));
    }

    #[test]
    fn columns_and_references_belong_together() {
        let reference = InputReference::of("a", &rising(100, 1.0)).unwrap();
        let refused = |columns: &[(&str, InputColumn<'_>)]| {
            let error =
                measure_drift(&DriftPolicy::default(), std::slice::from_ref(&reference), columns, None).unwrap_err();
            (error.code(), error.field().to_owned())
        };
        let one = || InputColumn::Numbers(vec![1.0].into());
        let infinite = InputColumn::Numbers(vec![f64::INFINITY].into());
        assert_eq!(refused(&[]), (ErrorCode::MissingField, "columns.a".to_owned()));
        assert_eq!(refused(&[("b", one())]), (ErrorCode::UnknownName, "columns.b".to_owned()));
        assert_eq!(refused(&[("a", infinite)]), (ErrorCode::NotFinite, "columns.a[0]".to_owned()));
        assert_eq!(refused(&[("a", one()), ("a", one())]), (ErrorCode::DuplicateName, "columns.a".to_owned()));
        let words = InputColumn::Words(vec![Some("web".to_owned())].into());
        assert_eq!(refused(&[("a", words)]), (ErrorCode::WrongType, "columns.a".to_owned()));
    }
}
