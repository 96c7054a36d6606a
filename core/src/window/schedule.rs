//! Times on the clock of a zone: the spans that they cover, and the edges of those.

use std::iter;
use std::ops::{Range, RangeInclusive};

use chrono::{Datelike, NaiveDate};

use super::text::TimeOfDay;
use super::times::Times;
use super::zone::Zone;

const DAY: i64 = 86_400_000;

/// How far ahead is looked, in milliseconds: a year and a month, so that every yearly rule comes by.
pub(super) const HORIZON: i64 = 400 * DAY;

/// Times on the clock of a zone. Moments are in milliseconds since 1970.
#[derive(Clone, Debug)]
pub(super) struct Schedule {
    times: Times,
    zone: Zone,
}

impl Schedule {
    pub(super) fn new(times: Times, zone: Zone) -> Self {
        Self { times, zone }
    }

    /// Whether it is in force at a moment.
    pub(super) fn covers(&self, t: i64) -> bool {
        self.spans(t).take_while(|span| span.start <= t).any(|span| t < span.end)
    }

    /// The next moment at which it may begin or end to be in force.
    pub(super) fn next_edge(&self, t: i64) -> Option<i64> {
        let mut end = None;
        for span in self.spans(t).filter(|span| span.end > t) {
            let first_end = end.map_or(span.end, |end: i64| end.min(span.end));
            if span.start > t {
                return Some(first_end.min(span.start));
            }
            end = Some(first_end);
        }
        end
    }

    /// The next moment at which it begins to be in force, or ends to be.
    pub(super) fn next(&self, t: i64, in_force: bool) -> Option<i64> {
        next(iter::once(self), t, t + HORIZON, |t| self.covers(t) == in_force)
    }

    /// When it is in force, if that is only once.
    pub(super) fn only_span(&self) -> Option<Range<i64>> {
        matches!(self.times, Times::Dated { .. }).then(|| self.span(0)).flatten()
    }

    /// The spans that may hold a moment or come next after it, in order.
    fn spans(&self, t: i64) -> impl Iterator<Item = Range<i64>> {
        self.keys(t).filter_map(|key| self.span(key)).filter(|span| span.start < span.end)
    }

    /// What numbers the spans around a moment: days for weekly times, years for yearly ones.
    fn keys(&self, t: i64) -> RangeInclusive<i32> {
        let today = self.zone.reading(t).date();
        match &self.times {
            // A span may begin yesterday, and one more day off where the clock was set over midnight. Next week's may
            // fall into a gap of the clock, then it is the one after.
            Times::Weekly { .. } => today.num_days_from_ce() - 2..=today.num_days_from_ce() + 15,
            Times::Dated { .. } => 0..=0,
            Times::Yearly { .. } => today.year() - 1..=today.year() + 1,
        }
    }

    fn span(&self, key: i32) -> Option<Range<i64>> {
        let (from, until) = match &self.times {
            Times::Weekly { days, from, until } => {
                let date = NaiveDate::from_num_days_from_ce_opt(key)?;
                let weekday = date.weekday().num_days_from_monday();
                if !days.is_empty() && !days.iter().any(|day| *day as u32 == weekday) {
                    return None;
                }
                let (from, until) = (from.unwrap_or_default(), until.unwrap_or_default());
                let last = if until <= from { date.succ_opt()? } else { date };
                (from.on(date), until.on(last))
            }
            Times::Dated { from, until } => (from.get(), until.get()),
            Times::Yearly { from, until } => {
                let last = until.last_in(if until < from { key + 1 } else { key })?;
                (TimeOfDay::MIDNIGHT.on(from.first_in(key)?), TimeOfDay::MIDNIGHT.on(last.succ_opt()?))
            }
        };
        Some(self.zone.first_at(from)..self.zone.last_before(until))
    }
}

/// The first moment after `t` and no later than `limit` at which something holds that can only change at an edge.
pub(super) fn next<'a>(
    schedules: impl Iterator<Item = &'a Schedule> + Clone,
    t: i64,
    limit: i64,
    holds: impl Fn(i64) -> bool,
) -> Option<i64> {
    let edge = |t: &i64| schedules.clone().filter_map(|schedule| schedule.next_edge(*t)).min();
    iter::successors(edge(&t), edge).take_while(|t| *t <= limit).find(|t| holds(*t))
}
