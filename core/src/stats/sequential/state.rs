//! What a test keeps between looks, and what it says after each.

use serde::{Deserialize, Serialize};

use super::log::EMPTY;
use crate::error::{Error, ErrorCode};
use crate::units::Count;

/// What a sequential test has found up to a look. All logarithms are natural.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct SequentialEvidence {
    /// Logarithm of the present evidence against the null hypothesis; it may fall again.
    pub log_e: f64,
    /// Logarithm of the anytime-valid p-value: 0 at first, never rising.
    pub log_p: f64,
    /// Whether the look could say anything; without traffic in both arms, or before there is something to bet on, it
    /// cannot, and the evidence stays as it is.
    pub bet: bool,
    /// Logarithm of the factor that made up for overshoot, where that is wanted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_boost: Option<f64>,
}

impl SequentialEvidence {
    /// Whether the null hypothesis was rejected at level `alpha` at this look or an earlier one.
    ///
    /// The probability that this ever happens under the null hypothesis is at most `alpha`.
    #[must_use]
    pub fn rejects(&self, alpha: f64) -> bool {
        self.log_p <= alpha.ln()
    }
}

/// What a sequential test keeps between looks: it goes on from here as if it had never stopped, to the same bits.
///
/// Its numbers mean something only to the test that it belongs to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SequentialState {
    /// Hash of the test with all its settings; no other test goes on from this state.
    pub(super) test: String,
    /// How many looks there were.
    pub(super) looks: Count,
    /// Logarithm of the smallest p-value so far.
    pub(super) log_p: f64,
    /// Capital that waits to be bet.
    pub(super) idle: f64,
    /// Logarithm of the capital of each node; the lowest number there is stands for no capital.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) log_capital: Vec<f64>,
    /// What is kept of the baseline: sums of its counts, or its samples in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) baseline: Vec<f64>,
    /// What is kept of the canary, likewise.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) canary: Vec<f64>,
    /// Sums over the looks of what belongs to no single arm.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) sums: Vec<f64>,
}

impl SequentialState {
    /// Before the first look: no capital at work yet.
    pub(super) fn new(nodes: usize, sums: usize) -> Self {
        Self {
            test: String::new(),
            looks: Count::ZERO,
            log_p: 0.0,
            idle: 1.0,
            log_capital: vec![EMPTY; nodes],
            baseline: Vec::new(),
            canary: Vec::new(),
            sums: vec![0.0; sums],
        }
    }

    /// How many looks it has seen.
    #[must_use]
    pub const fn looks(&self) -> Count {
        self.looks
    }

    /// Ends a look on which `log_e` is the evidence.
    pub(super) fn record(&mut self, log_e: f64, bet: bool) -> SequentialEvidence {
        // Sums beyond all counts have evidence that is not a number, and that is none.
        let log_e = if log_e.is_nan() { EMPTY } else { log_e.clamp(EMPTY, f64::MAX) + 0.0 };
        self.looks = self.looks.saturating_add(Count::ONE);
        self.log_p = self.log_p.min(-log_e) + 0.0;
        SequentialEvidence { log_e, log_p: self.log_p, bet, log_boost: None }
    }

    /// Whether the numbers can be those of a test that begins with `start`.
    pub(super) fn validate(&self, start: &Self) -> Result<(), Error> {
        self.fits(start)?;
        let lists = [
            ("log_capital", &self.log_capital),
            ("baseline", &self.baseline),
            ("canary", &self.canary),
            ("sums", &self.sums),
        ];
        for (name, numbers) in lists {
            if let Some(i) = numbers.iter().position(|number| !number.is_finite()) {
                return Err(Error::input(ErrorCode::NotFinite, format!("{name}[{i}]")));
            }
        }
        if !(self.log_p <= 0.0 && self.log_p.is_finite()) {
            return Err(Error::input(ErrorCode::OutOfRange, "log_p").value(self.log_p).allowed("a number up to 0"));
        }
        if !(self.idle >= 0.0 && self.idle.is_finite()) {
            return Err(Error::input(ErrorCode::OutOfRange, "idle").value(self.idle).allowed("a number from 0"));
        }
        Ok(())
    }

    /// Whether the state belongs to the test that begins with `start`, as far as costs nothing.
    pub(super) fn fits(&self, start: &Self) -> Result<(), Error> {
        if self.test != start.test {
            let error = Error::input(ErrorCode::WrongTest, "test").value(&self.test);
            return Err(error.allowed(format!("the state of this very test, {}", start.test)));
        }
        let lengths = [
            ("log_capital", self.log_capital.len(), start.log_capital.len()),
            ("sums", self.sums.len(), start.sums.len()),
            // Empty at the start where the first look decides.
            ("baseline", self.baseline.len(), start.baseline.len()),
            ("canary", self.canary.len(), start.canary.len()),
        ];
        for (name, given, wanted) in lengths {
            let is_open = wanted == 0 && matches!(name, "baseline" | "canary");
            if given != wanted && !is_open {
                return Err(self.misshapen(name));
            }
        }
        Ok(())
    }

    /// Whether all that is kept can be counts, of the same buckets where both arms have them.
    pub(super) fn check_counts(&self) -> Result<(), Error> {
        for (name, numbers) in [("baseline", &self.baseline), ("canary", &self.canary), ("sums", &self.sums)] {
            if let Some((i, number)) = numbers.iter().enumerate().find(|(_, number)| **number < 0.0) {
                let error = Error::input(ErrorCode::OutOfRange, format!("{name}[{i}]")).value(number);
                return Err(error.allowed("a number from 0"));
            }
        }
        if !self.canary.is_empty() && self.canary.len() != self.baseline.len() {
            return Err(self.misshapen("canary"));
        }
        Ok(())
    }

    /// Whether anything was counted so far.
    pub(super) fn has_counts(&self) -> bool {
        [&self.baseline, &self.canary, &self.sums].into_iter().flatten().any(|count| *count > 0.0)
    }

    /// Adds the histograms of another state; whichever has one first decides on the buckets.
    pub(super) fn add_buckets(&mut self, other: &Self) -> Result<(), Error> {
        let (ours, theirs) = (self.baseline.len(), other.baseline.len());
        if ours > 0 && theirs > 0 && ours != theirs {
            let error = Error::input(ErrorCode::OutOfRange, "other.baseline").value(format!("{theirs} buckets"));
            return Err(error.allowed(format!("{ours} buckets")));
        }
        for (kept, more) in [(&mut self.baseline, &other.baseline), (&mut self.canary, &other.canary)] {
            kept.resize(kept.len().max(more.len()), 0.0);
            add(kept, more);
        }
        Ok(())
    }

    pub(super) fn misshapen(&self, name: &str) -> Error {
        Error::input(ErrorCode::OutOfRange, name).allowed("as many numbers as the test keeps")
    }
}

/// Adds numbers to as many sums.
pub(super) fn add(sums: &mut [f64], more: &[f64]) {
    sums.iter_mut().zip(more).for_each(|(sum, more)| *sum = (*sum + more).clamp(f64::MIN, f64::MAX));
}
