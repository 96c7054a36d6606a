//! What the features of rows are like.

use std::collections::BTreeSet;

use crate::error::{Error, ErrorCode};
use crate::success::columns::{Columns, Numbers, Values};
use crate::success::model::{FittedFeature, wrong_column};
use crate::success::policy::{Feature, FeatureKind, RESERVED, SuccessPolicy};
use crate::units::Finite;

/// Rows that are read together: where columns lie side by side in memory, they are read from there only once.
pub(super) const BLOCK: usize = 256;

/// The range of a feature is taken from so many rows, evenly spaced: sorting all of them would take longer than the fit.
const RANGE_ROWS: usize = 4096;

/// The square of a larger number is no number any more, nor is then what the spread of its column is worked out from.
const LARGEST: f64 = 1e150;

/// The features of the policy, or those of the columns, sorted by name, as the rows have them.
pub(super) fn features(policy: &SuccessPolicy, columns: &Columns<'_>) -> Result<Vec<FittedFeature>, Error> {
    let inferred = || {
        let names = columns.names().filter(|name| !RESERVED.contains(name));
        names.filter_map(|name| columns.get(name).map(|values| Feature { name: name.to_owned(), kind: infer(values) }))
    };
    let mut features: Vec<Feature> = policy.features.clone().unwrap_or_else(|| inferred().collect());
    features.sort_by(|a, b| a.name.cmp(&b.name));
    let values = |feature: &Feature| {
        columns.get(&feature.name).ok_or_else(|| {
            Error::input(ErrorCode::MissingField, &feature.name).allowed("a column for each feature of the policy")
        })
    };
    let values = features.iter().map(values).collect::<Result<Vec<_>, _>>()?;
    let seen = look_through(&features, &values, columns.rows());
    features.into_iter().zip(values).zip(seen).map(|((feature, values), seen)| met(feature, values, seen)).collect()
}

/// What a column of numbers is like.
#[derive(Clone, Copy)]
struct Seen {
    /// How many numbers are not missing.
    known: usize,
    /// Whether each can be.
    fine: bool,
}

/// Looks through the columns of numbers, some rows of all of them at a time.
fn look_through(features: &[Feature], values: &[&Values<'_>], rows: usize) -> Vec<Seen> {
    let mut seen = vec![Seen { known: 0, fine: true }; values.len()];
    let mut block = [0.0; BLOCK];
    for from in (0..rows).step_by(BLOCK) {
        let (block, _) = block.split_at_mut_checked(BLOCK.min(rows - from)).unwrap_or_default();
        for ((feature, values), seen) in features.iter().zip(values).zip(&mut seen) {
            let Values::Numbers(numbers) = values else { continue };
            numbers.visit(from, block, |_, value| {
                seen.known += usize::from(!value.is_nan());
                seen.fine &= (value.is_nan() | (value.abs() <= LARGEST)) & feature.kind.check(value).is_ok();
            });
        }
    }
    seen
}

fn infer(values: &Values<'_>) -> FeatureKind {
    match values {
        Values::Words(_) => FeatureKind::Category,
        Values::Missing => FeatureKind::Number,
        Values::Numbers(numbers) => {
            let whole = |value: f64| value.is_nan() || (value >= 0.0 && value.fract() == 0.0);
            if numbers.iter().all(whole) { FeatureKind::Count } else { FeatureKind::Number }
        }
    }
}

fn met(Feature { name, kind }: Feature, values: &Values<'_>, seen: Seen) -> Result<FittedFeature, Error> {
    let (mut words, mut low, mut high) = (Vec::new(), None, None);
    let gaps = match (values, kind) {
        (Values::Words(column), FeatureKind::Category) => {
            let used: BTreeSet<usize> = column.codes().flatten().collect();
            let used: BTreeSet<&String> = used.into_iter().filter_map(|code| column.words().get(code)).collect();
            words = used.into_iter().cloned().collect();
            column.codes().any(|code| code.is_none())
        }
        (Values::Numbers(column), kind) if kind != FeatureKind::Category => {
            if !seen.fine {
                return Err(first_refused(&name, kind, column));
            }
            let gaps = seen.known < column.iter().count();
            let every = seen.known.div_ceil(RANGE_ROWS).max(1);
            let mut some: Vec<f64> = match gaps {
                true => column.iter().filter(|value| !value.is_nan()).step_by(every).collect(),
                false => column.iter().step_by(every).collect(),
            };
            let last = some.len().saturating_sub(1) as f64;
            // Selecting takes a fraction of the time of sorting.
            let mut at = |share: f64| {
                let place = (share * last).round() as usize;
                (place < some.len()).then(|| Finite::literal(*some.select_nth_unstable_by(place, f64::total_cmp).1))
            };
            (low, high) = (at(0.05), at(0.95));
            gaps
        }
        (Values::Missing, _) => true,
        (Values::Words(_), _) => return Err(wrong_column(&name, "words", "numbers")),
        (Values::Numbers(_), _) => return Err(wrong_column(&name, "numbers", "words")),
    };
    Ok(FittedFeature { name, kind, words, gaps, low, high })
}

/// The first number of a column that cannot be.
fn first_refused(name: &str, kind: FeatureKind, column: &Numbers<'_>) -> Error {
    let refusal = |(row, value): (usize, f64)| {
        let refuse = |code, allowed: &str| Error::input(code, format!("{name}[{row}]")).value(value).allowed(allowed);
        if value.is_infinite() {
            return Some(refuse(ErrorCode::NotFinite, "a finite number, or NaN where it is missing"));
        }
        if value.abs() > LARGEST {
            return Some(refuse(ErrorCode::OutOfRange, "a number of at most 1e150 in size"));
        }
        kind.check(value).err().map(|allowed| refuse(ErrorCode::OutOfRange, allowed))
    };
    column.iter().enumerate().find_map(refusal).unwrap_or_else(|| Error::input(ErrorCode::OutOfRange, name))
}
