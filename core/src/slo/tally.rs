//! What went wrong in a window, summed up by the method of the objective.

use super::allowance::Bad;
use super::evidence::{Counted, ObjectiveEvidence, SliEvents, SliStep, SliWindow};
use super::policy::BudgetMethod;
use crate::error::{Error, ErrorCode};
use crate::time::{Duration, Timestamp};
use crate::units::{Count, Fraction, compare};

/// What went wrong, and of how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Tally {
    pub(super) bad: Bad,
    /// Events, or slices that had some.
    pub(super) of: u64,
}

/// The evidence of one objective, checked, with every step by the method of the objective.
#[derive(Clone)]
pub(super) struct Series {
    steps: Vec<Step>,
    windows: Vec<(Duration, Option<Tally>)>,
    /// How many events the period is said to have.
    pub(super) period_events: Option<u64>,
}

/// A step that was measured or not.
#[derive(Clone)]
pub(super) struct Step {
    start: Timestamp,
    pub(super) end: Timestamp,
    pub(super) tally: Option<Tally>,
}

impl Tally {
    pub(super) fn plus(self, other: Self) -> Self {
        Self { bad: self.bad.plus(other.bad), of: self.of + other.of }
    }
}

impl BudgetMethod {
    /// A step as the method counts it; slices without events count for nothing.
    fn tally(self, counted: Counted) -> Tally {
        let Counted { bad, valid } = counted;
        match self {
            Self::Occurrences => Tally { bad: Bad::Whole(bad), of: valid },
            Self::Timeslices { .. } | Self::RatioTimeslices { .. } if valid == 0 => self.nothing(),
            Self::Timeslices { good_from, .. } => {
                Tally { bad: Bad::Whole(u64::from(is_bad(bad, valid, good_from))), of: 1 }
            }
            Self::RatioTimeslices { .. } => Tally { bad: Bad::Parts(bad as f64 / valid as f64), of: 1 },
        }
    }

    /// A slice of several as one of a composite; none when one of them was not measured.
    fn join(self, tallies: impl Iterator<Item = (f64, Option<Tally>)>) -> Option<Tally> {
        let mut whole = self.nothing();
        for (weight, tally) in tallies {
            let tally = tally?;
            whole.of = whole.of.max(tally.of);
            whole.bad = match (whole.bad, tally.bad) {
                (Bad::Whole(a), Bad::Whole(b)) => Bad::Whole(a.max(b)),
                (a, b) => Bad::Parts(a.get() + weight * b.get()),
            };
        }
        Some(whole)
    }

    fn nothing(self) -> Tally {
        let bad = if matches!(self, Self::RatioTimeslices { .. }) { Bad::Parts(0.0) } else { Bad::Whole(0) };
        Tally { bad, of: 0 }
    }
}

/// Whether a slice is below its target; one that is exactly there is good, whatever floats make of it.
fn is_bad(bad: u64, valid: u64, good_from: Fraction) -> bool {
    compare((valid - bad) as f64, good_from.get() * valid as f64).is_lt()
}

impl Series {
    /// What nobody measured.
    pub(super) fn nothing() -> Self {
        Self { steps: Vec::new(), windows: Vec::new(), period_events: None }
    }

    pub(super) fn of(method: BudgetMethod, evidence: &ObjectiveEvidence) -> Result<Self, Error> {
        let misfit = |step: &SliStep| method.slice().is_some_and(|slice| slice != step.duration);
        if let Some((i, step)) = evidence.steps.iter().enumerate().find(|(_, step)| misfit(step)) {
            let error = Error::input(ErrorCode::Contradiction, format!("steps[{i}].duration")).value(step.duration);
            return Err(error.allowed("the slice of the objective"));
        }
        if method.slice().is_some() {
            let events =
                [("windows", evidence.windows.is_empty()), ("period_events", evidence.period_events.is_none())];
            if let Some((field, _)) = events.into_iter().find(|(_, absent)| !absent) {
                let error = Error::input(ErrorCode::Contradiction, field);
                return Err(error.allowed("steps only, for an objective in slices of time"));
            }
        }
        let tally = |events: &SliEvents| events.counted().map(|counted| method.tally(counted));
        let step = |step: &SliStep| {
            let tally = step.events.as_ref().map(tally).transpose()?;
            Ok(Step { start: step.start, end: step.end(), tally })
        };
        let window = |window: &SliWindow| Ok((window.window, window.events.as_ref().map(tally).transpose()?));
        Ok(Self {
            steps: evidence.steps.iter().map(step).collect::<Result<_, Error>>()?,
            windows: evidence.windows.iter().map(window).collect::<Result<_, Error>>()?,
            period_events: evidence.period_events.map(Count::get),
        })
    }

    /// One series out of several with their weights, slice by slice. A slice that one of them did not measure is not
    /// measured.
    pub(super) fn joined(method: BudgetMethod, slice: Duration, parts: &[(f64, &Self)]) -> Result<Self, Error> {
        let steps = parts.iter().flat_map(|(_, series)| &series.steps);
        let mut starts: Vec<Timestamp> = steps.map(|step| step.start).collect();
        starts.sort_unstable();
        starts.dedup();
        let apart = |pair: &&[Timestamp]| matches!(pair, [a, b] if b.since(*a) < slice);
        if let Some([_, second]) = starts.windows(2).find(apart) {
            let error = Error::input(ErrorCode::Contradiction, "objectives").value(second);
            return Err(error.allowed("slices that begin at the same moments for all parts of a composite"));
        }
        let step = |start: Timestamp| {
            let tallies = parts.iter().map(|(weight, series)| (*weight, series.at(start)));
            Step { start, end: start.after(slice), tally: method.join(tallies) }
        };
        Ok(Self { steps: starts.into_iter().map(step).collect(), windows: Vec::new(), period_events: None })
    }

    /// What was measured in the step that begins then.
    fn at(&self, start: Timestamp) -> Option<Tally> {
        let place = self.steps.binary_search_by_key(&start, |step| step.start).ok()?;
        self.steps.get(place)?.tally
    }

    /// What was measured of the last `length`, by a window that was given or else by the steps.
    pub(super) fn window(&self, now: Timestamp, length: Duration) -> Option<Tally> {
        match self.windows.iter().find(|(window, _)| *window == length) {
            Some((_, tally)) => *tally,
            None if self.is_coarser(now, length) => None,
            None => self.since(now.before(length)),
        }
    }

    /// Whether a step that ends in a window began before it and is longer than it, so that it says nothing of it.
    pub(super) fn is_coarser(&self, now: Timestamp, length: Duration) -> bool {
        let longer = |step: &Step| step.end.since(step.start) > length;
        !self.is_given(length) && self.last(now.before(length)).any(longer)
    }

    /// When the last step that was measured ended, and how long it was; none when windows that end now were.
    pub(super) fn newest(&self) -> Option<(Timestamp, Duration)> {
        let step = self.steps.iter().rev().find(|step| step.tally.is_some())?;
        let is_fed = self.windows.iter().any(|(_, tally)| tally.is_some());
        (!is_fed).then(|| (step.end, step.end.since(step.start)))
    }

    /// Whether a window was summed up elsewhere.
    pub(super) fn is_given(&self, length: Duration) -> bool {
        self.windows.iter().any(|(window, _)| *window == length)
    }

    /// What the steps that end after a moment sum up to; none when none was measured.
    pub(super) fn since(&self, from: Timestamp) -> Option<Tally> {
        let steps = self.last(from).filter_map(|step| step.tally);
        steps.reduce(Tally::plus)
    }

    /// The steps that end after a moment, in their order.
    pub(super) fn last(&self, from: Timestamp) -> impl Iterator<Item = &Step> {
        let first = self.steps.partition_point(|step| step.end <= from);
        self.steps.iter().skip(first)
    }
}
