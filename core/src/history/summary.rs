//! A run of outcomes in a few numbers.

use serde::{Deserialize, Serialize};

use super::stream::RecentOutcome;
use crate::stats::logistic::exp;
use crate::time::Timestamp;
use crate::units::{Count, Finite, NonNegative};

/// After how many further outcomes one counts half, for each of the rates. Source: measured on pipeline runs, where four
/// rates from the last few to the last few hundred outcomes predict better than any one.
pub(crate) const HALF_LIVES: [f64; 4] = [2.0, 8.0, 32.0, 128.0];

/// What an outcome weighs once another follows, for each of the half-lives: `0.5^(1/h)`.
const DECAYS: [f64; 4] =
    [std::f64::consts::FRAC_1_SQRT_2, 0.917_004_043_204_671_2, 0.978_572_062_087_700_1, 0.994_599_423_483_632_8];

/// Changed lines are remembered with this half-life, in outcomes. Source: our choice.
const LINES_HALF_LIFE: f64 = 32.0;
const LINES_DECAY: f64 = 0.978_572_062_087_700_1;

const DAY: f64 = 86_400_000.0;

/// Outcomes in the order in which their deployments started, folded into a few numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Summary {
    /// How many.
    pub(super) outcomes: Count,
    /// How many of them failed.
    pub(super) failures: Count,
    /// Failures, each weighing half of one that came a half-life later.
    #[serde(with = "four")]
    decayed_failures: [f64; 4],
    /// How many at the end went like the last.
    streak: Count,
    /// How the last went.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_succeeded: Option<bool>,
    /// When the first and the last deployment started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) first_started_at: Option<Timestamp>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) last_started_at: Option<Timestamp>,
    /// When the last that failed had started.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    last_failure_at: Option<Timestamp>,
    /// Deployments, each weighing half of one that started a day later.
    activity: NonNegative,
    /// How many say how many lines they changed, and the decayed sum of `log(1 + lines)`.
    sized: Count,
    lines: NonNegative,
}

impl Summary {
    /// Adds the outcome of a deployment that started after all others.
    pub(super) fn push(&mut self, outcome: &RecentOutcome) {
        let failed = f64::from(u8::from(!outcome.succeeded));
        for (sum, decay) in self.decayed_failures.iter_mut().zip(DECAYS) {
            *sum = *sum * decay + failed;
        }
        let same = self.last_succeeded == Some(outcome.succeeded);
        self.streak = if same { more(self.streak, Count::ONE) } else { Count::ONE };
        self.last_succeeded = Some(outcome.succeeded);
        self.outcomes = more(self.outcomes, Count::ONE);
        if !outcome.succeeded {
            self.failures = more(self.failures, Count::ONE);
            self.last_failure_at = Some(outcome.started_at);
        }
        let before = self.activity_at(outcome.started_at);
        self.activity = NonNegative::literal(before + 1.0);
        self.first_started_at = self.first_started_at.or(Some(outcome.started_at));
        self.last_started_at = Some(outcome.started_at);
        if let Some(lines) = outcome.lines {
            self.sized = more(self.sized, Count::ONE);
            self.lines = NonNegative::literal(self.lines.get() * LINES_DECAY + lines.as_f64().ln_1p());
        }
    }

    /// Adds outcomes of deployments that all started after these.
    pub(super) fn append(&mut self, later: &Self) {
        let (Some(last), Some(later_last)) = (later.last_succeeded, later.last_started_at) else { return };
        for ((sum, more), half_life) in self.decayed_failures.iter_mut().zip(later.decayed_failures).zip(HALF_LIVES) {
            *sum = *sum * left(later.outcomes, half_life) + more;
        }
        let all_same = later.streak == later.outcomes && self.last_succeeded == Some(last);
        self.streak = if all_same { more(self.streak, later.streak) } else { later.streak };
        self.last_succeeded = Some(last);
        self.outcomes = more(self.outcomes, later.outcomes);
        self.failures = more(self.failures, later.failures);
        self.activity = NonNegative::literal(self.activity_at(later_last) + later.activity.get());
        self.first_started_at = self.first_started_at.or(later.first_started_at);
        self.last_started_at = Some(later_last);
        self.last_failure_at = later.last_failure_at.or(self.last_failure_at);
        self.sized = more(self.sized, later.sized);
        let lines = self.lines.get() * left(later.sized, LINES_HALF_LIFE) + later.lines.get();
        self.lines = NonNegative::literal(lines);
    }

    /// Whether a deployment that starts then started after all others.
    pub(super) fn precedes(&self, started_at: Timestamp) -> bool {
        self.last_started_at.is_none_or(|last| last <= started_at)
    }

    pub(crate) fn outcomes(&self) -> u64 {
        self.outcomes.get()
    }

    pub(crate) fn failures(&self) -> u64 {
        self.failures.get()
    }

    pub(crate) fn last_failed(&self) -> Option<bool> {
        self.last_succeeded.map(|succeeded| !succeeded)
    }

    /// How many at the end failed in a row.
    pub(crate) fn failed_in_a_row(&self) -> u64 {
        if self.last_succeeded == Some(false) { self.streak.get() } else { 0 }
    }

    /// How many at the end succeeded in a row.
    pub(crate) fn succeeded_in_a_row(&self) -> u64 {
        if self.last_succeeded == Some(true) { self.streak.get() } else { 0 }
    }

    /// What the failure rates by each of the [`HALF_LIVES`] are made of.
    pub(crate) fn rates(&self) -> Rates {
        let left = HALF_LIVES.map(|half_life| left(self.outcomes, half_life));
        Rates { failures: self.decayed_failures, left }
    }

    /// Hours since a deployment that failed had started, and since the last one had.
    pub(crate) fn hours_since(&self, at: Timestamp) -> (Option<f64>, Option<f64>) {
        let hours = |earlier: Option<Timestamp>| earlier.map(|earlier| elapsed(earlier, at) / 3_600_000.0);
        (hours(self.last_failure_at), hours(self.last_started_at))
    }

    /// Deployments in about the last day.
    pub(crate) fn activity_at(&self, at: Timestamp) -> f64 {
        self.last_started_at
            .map_or(0.0, |last| self.activity.get() * exp(-std::f64::consts::LN_2 * elapsed(last, at) / DAY))
    }

    /// The decayed mean of `log(1 + lines)`.
    pub(crate) fn usual_lines(&self) -> Option<f64> {
        let weight = (1.0 - left(self.sized, LINES_HALF_LIFE)) / (1.0 - LINES_DECAY);
        (weight > 0.0).then(|| self.lines.get() / weight)
    }

    /// What is wrong with a summary that was read, if anything.
    pub(super) fn fault(&self) -> Option<&'static str> {
        let rows = HALF_LIVES.into_iter().zip(DECAYS).zip(self.decayed_failures);
        let within = |((half_life, decay), sum): ((f64, f64), f64)| {
            (0.0..=(1.0 - left(self.outcomes, half_life)) / (1.0 - decay) * (1.0 + 1e-9)).contains(&sum)
        };
        match () {
            () if self.failures > self.outcomes => Some("failures"),
            () if !rows.into_iter().all(within) => Some("decayed_failures"),
            () if self.streak > self.outcomes => Some("streak"),
            () if self.sized > self.outcomes => Some("sized"),
            () if (self.outcomes == Count::ZERO) == self.last_succeeded.is_some() => Some("last_succeeded"),
            () if self.last_succeeded.is_some() != self.last_started_at.is_some() => Some("last_started_at"),
            () if self.first_started_at > self.last_started_at => Some("first_started_at"),
            () if self.activity.get() > self.outcomes.as_f64() => Some("activity"),
            () => None,
        }
    }
}

/// What failure rates by each of the [`HALF_LIVES`] are made of.
pub(crate) struct Rates {
    failures: [f64; 4],
    /// What an outcome before all of these weighs.
    left: [f64; 4],
}

impl Rates {
    /// The rates when before these outcomes there was one, with a rate of its own for each half-life.
    pub(crate) fn after(&self, start: [f64; 4]) -> [f64; 4] {
        let mut rates = start;
        for (((rate, failures), left), decay) in rates.iter_mut().zip(self.failures).zip(self.left).zip(DECAYS) {
            let outcomes = (1.0 - left) / (1.0 - decay);
            *rate = ((failures + left * *rate) / (outcomes + left)).clamp(0.0, 1.0);
        }
        rates
    }
}

/// What an outcome weighs once as many others followed.
fn left(others: Count, half_life: f64) -> f64 {
    exp(-std::f64::consts::LN_2 * others.as_f64() / half_life)
}

/// Milliseconds from one moment to another, none if it is not later.
fn elapsed(from: Timestamp, to: Timestamp) -> f64 {
    to.as_millis().saturating_sub(from.as_millis()).max(0) as f64
}

fn more(count: Count, others: Count) -> Count {
    Count::new(count.get().saturating_add(others.get())).unwrap_or(Count::MAX)
}

/// Four numbers as a list.
mod four {
    use serde::{Deserialize, Deserializer, Serializer, de::Error as _};

    use super::Finite;

    pub(super) fn serialize<S: Serializer>(numbers: &[f64; 4], serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(numbers)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[f64; 4], D::Error> {
        let numbers = Vec::<Finite>::deserialize(deserializer)?;
        let numbers: Vec<f64> = numbers.into_iter().map(Finite::get).collect();
        <[f64; 4]>::try_from(numbers).map_err(|found| D::Error::invalid_length(found.len(), &"four numbers"))
    }
}
