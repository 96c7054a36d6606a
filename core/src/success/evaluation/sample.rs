//! Predictions and outcomes, sorted by risk.

use crate::error::{Error, ErrorCode};
use crate::success::loss::log_loss;
use crate::units::Fraction;

/// Rows in groups of the same probability, from the riskiest.
#[derive(Clone)]
pub(super) struct Sample {
    pub(super) groups: Vec<Group>,
    failures: f64,
    successes: f64,
}

/// Rows of one probability. A resample may leave a group empty.
#[derive(Clone)]
pub(super) struct Group {
    /// The predicted probability of success.
    pub(super) probability: f64,
    pub(super) failures: f64,
    pub(super) successes: f64,
    /// What a failure adds to the log loss.
    pub(super) loss_of_failure: f64,
    /// What a success adds to the log loss.
    pub(super) loss_of_success: f64,
}

impl Sample {
    pub(super) fn new(probabilities: &[f64], succeeded: &[bool]) -> Result<Self, Error> {
        check(probabilities)?;
        same_length("succeeded", succeeded.len(), probabilities.len())?;
        Ok(Self::of(probabilities.iter().copied().zip(succeeded.iter().copied()).collect()))
    }

    /// Rows that are checked: at least one, all with a probability.
    pub(super) fn of(mut rows: Vec<(f64, bool)>) -> Self {
        rows.sort_unstable_by(|a, b| a.0.total_cmp(&b.0));
        let groups = rows.chunk_by(|a, b| a.0 == b.0).map(Group::of).collect();
        let successes = rows.iter().filter(|(_, succeeded)| *succeeded).count() as f64;
        Self { groups, failures: rows.len() as f64 - successes, successes }
    }

    pub(super) fn rows(&self) -> f64 {
        self.failures + self.successes
    }

    pub(super) fn failures(&self) -> f64 {
        self.failures
    }

    /// Pairs of one row that failed and one that succeeded.
    pub(super) fn pairs(&self) -> f64 {
        self.failures * self.successes
    }

    /// The same groups without a row.
    pub(super) fn emptied(&self) -> Self {
        let mut empty = self.clone();
        empty.clear();
        empty
    }

    pub(super) fn clear(&mut self) {
        (self.failures, self.successes) = (0.0, 0.0);
        for group in &mut self.groups {
            (group.failures, group.successes) = (0.0, 0.0);
        }
    }

    /// Adds a row to the group at a place.
    pub(super) fn add(&mut self, place: usize, succeeded: bool) {
        let Some(group) = self.groups.get_mut(place) else { return };
        let (total, count) = match succeeded {
            true => (&mut self.successes, &mut group.successes),
            false => (&mut self.failures, &mut group.failures),
        };
        *total += 1.0;
        *count += 1.0;
    }

    /// Every row, by the place of its group and whether it succeeded; failures first.
    pub(super) fn places(&self) -> Vec<(usize, bool)> {
        let mut places = Vec::with_capacity(self.rows() as usize);
        for (place, group) in self.groups.iter().enumerate() {
            places.extend(std::iter::repeat_n((place, false), group.failures as usize));
            places.extend(std::iter::repeat_n((place, true), group.successes as usize));
        }
        places
    }
}

impl Group {
    fn of(rows: &[(f64, bool)]) -> Self {
        // Adding 0 turns -0 into 0, which sorting tells apart.
        let probability = rows.first().map_or(0.0, |(probability, _)| *probability + 0.0);
        let successes = rows.iter().filter(|(_, succeeded)| *succeeded).count() as f64;
        Self {
            probability,
            failures: rows.len() as f64 - successes,
            successes,
            loss_of_failure: log_loss(probability, false),
            loss_of_success: log_loss(probability, true),
        }
    }

    /// The group of rows that all have this probability of success.
    pub(super) fn constant(probability: f64, failures: f64, successes: f64) -> Self {
        Self { failures, successes, ..Self::of(&[(probability, true)]) }
    }

    pub(super) fn rows(&self) -> f64 {
        self.failures + self.successes
    }

    pub(super) fn log_loss(&self) -> f64 {
        self.failures * self.loss_of_failure + self.successes * self.loss_of_success
    }
}

fn check(probabilities: &[f64]) -> Result<(), Error> {
    if probabilities.is_empty() {
        return Err(Error::input(ErrorCode::Empty, "probabilities"));
    }
    for (i, probability) in probabilities.iter().enumerate() {
        Fraction::new(*probability).map_err(|err| err.within(&format!("probabilities[{i}]")))?;
    }
    Ok(())
}

/// Refuses a list that does not have one entry for each row.
pub(super) fn same_length(field: &str, len: usize, rows: usize) -> Result<(), Error> {
    if len == rows {
        return Ok(());
    }
    let error = Error::input(ErrorCode::OutOfRange, field).value(format!("{len} entries"));
    Err(error.allowed(format!("{rows} entries, one for each of `probabilities`")))
}
