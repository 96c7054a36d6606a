//! How long and how often a trigger has been bad: one look after the other, one event after the other.

use std::collections::VecDeque;

use super::policy::Tolerance;
use crate::stats::sequential::beta_mixture::BetaMixture;
use crate::time::{Duration, Timestamp};

/// What is known of a trigger after some looks.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Course {
    /// When it first fired since the deployment, other than inherited.
    pub(super) fired_at: Option<Timestamp>,
    /// Whether the last look still makes it fire.
    pub(super) met: bool,
    /// It has fired since before the deployment.
    pub(super) inherited: bool,
    /// Something is wrong that could make it fire.
    pub(super) pending: bool,
    /// Since when every look has been bad.
    pub(super) bad_since: Option<Timestamp>,
    /// The last measured look.
    pub(super) last: Option<Timestamp>,
    /// Looks since the deployment.
    pub(super) looks: u64,
    /// Bad ones among them.
    pub(super) bad_looks: u64,
}

/// Follows the measured looks at a metric, in order of time.
pub(super) fn follow(
    tolerance: Tolerance,
    max_gap: Duration,
    deployed_at: Timestamp,
    looks: impl Iterator<Item = (Timestamp, bool)>,
) -> Course {
    let nothing = Held::new(tolerance);
    let mut held = nothing.clone();
    let mut course = Course::default();
    for (at, bad) in looks {
        let gap = course.last.is_some_and(|last| at.since(last) > max_gap);
        if gap {
            held.break_off();
            course.met &= held.counts_on();
            course.inherited &= held.counts_on();
        }
        if at > deployed_at && course.looks == 0 {
            course.inherited = course.met;
            if !course.inherited {
                held = nothing.clone();
            }
        }
        course.met = held.take(at, bad);
        if course.inherited && !course.met {
            course.inherited = false;
            held = nothing.clone();
            course.met = held.take(at, bad);
        }
        // What has been shown stays shown, though looks that follow may weaken it.
        course.met |= course.fired_at.is_some() && held.counts_on();
        course.last = Some(at);
        if at > deployed_at {
            course.looks += 1;
            course.bad_looks += u64::from(bad);
            if course.met && !course.inherited {
                course.fired_at.get_or_insert(at);
            }
        }
    }
    Course { pending: held.is_pending(), bad_since: held.bad_since, ..course }
}

/// Follows events, in order of time; `at_least` of them `within` a time are too many.
pub(super) fn count(
    at_least: u32,
    within: Duration,
    deployed_at: Timestamp,
    now: Timestamp,
    events: &[Timestamp],
) -> Course {
    let needed = at_least as usize;
    let deployed = events.partition_point(|at| *at <= deployed_at);
    let lie_within =
        |oldest: Option<&Timestamp>, at: Timestamp| oldest.is_some_and(|oldest| at.since(*oldest) <= within);
    let mut inherited = deployed.checked_sub(needed).is_some_and(|i| lie_within(events.get(i), deployed_at));
    // Events that were blamed on what was before do not count again.
    let mut counted_from = deployed;
    let mut fired_at = None;
    for (i, at) in events.iter().enumerate().skip(deployed) {
        if inherited && !i.checked_sub(needed).is_some_and(|before| lie_within(events.get(before), *at)) {
            inherited = false;
            counted_from = i;
        }
        let oldest = (i + 1).checked_sub(needed).filter(|oldest| *oldest >= counted_from && !inherited);
        if fired_at.is_none() && oldest.is_some_and(|oldest| lie_within(events.get(oldest), *at)) {
            fired_at = Some(*at);
        }
    }
    let recent = events.partition_point(|at| now.since(*at) > within);
    let lasts = |from: usize| events.len().saturating_sub(recent.max(from)) >= needed;
    let inherited = inherited && lasts(0);
    Course {
        fired_at,
        met: inherited || lasts(counted_from),
        inherited,
        pending: recent.max(deployed) < events.len(),
        bad_since: events.get(recent.max(deployed)).copied(),
        last: Some(now),
        looks: (events.len() - deployed) as u64,
        bad_looks: (events.len() - recent.max(deployed)) as u64,
    }
}

/// The bad looks that a tolerance still counts.
#[derive(Clone)]
struct Held {
    tolerance: Tolerance,
    bad_since: Option<Timestamp>,
    count: u32,
    looks: u32,
    /// All shares of bad looks above the one that is borne, alike; none where none is borne.
    worse: Option<BetaMixture>,
    /// Logarithm of the evidence that more looks are bad than are borne.
    log_e: f64,
    recent: VecDeque<bool>,
}

impl Held {
    fn new(tolerance: Tolerance) -> Self {
        let worse = match tolerance {
            Tolerance::Evidence { borne, .. } if borne.get() > 0.0 => Some(BetaMixture::above((1.0, 1.0), borne.get())),
            _ => None,
        };
        Self { tolerance, bad_since: None, count: 0, looks: 0, worse, log_e: 0.0, recent: VecDeque::new() }
    }

    /// Takes a look; whether the trigger fires by it.
    fn take(&mut self, at: Timestamp, bad: bool) -> bool {
        self.bad_since = if bad { Some(self.bad_since.unwrap_or(at)) } else { None };
        let one = u32::from(bad);
        match self.tolerance {
            Tolerance::Continuous { lasts } => self.bad_since.is_some_and(|since| at.since(since) >= lasts),
            Tolerance::Total { bad: borne } => {
                self.count = self.count.saturating_add(one);
                self.count >= borne
            }
            Tolerance::Consecutive { bad: borne } => {
                self.count = if bad { self.count.saturating_add(1) } else { 0 };
                self.count >= borne
            }
            Tolerance::KOfN { bad: borne, looks } => {
                if self.recent.len() >= looks as usize {
                    let left = self.recent.pop_front();
                    self.count = self.count.saturating_sub(u32::from(left == Some(true)));
                }
                self.recent.push_back(bad);
                self.count = self.count.saturating_add(one);
                self.count >= borne
            }
            Tolerance::Evidence { alpha, .. } => {
                self.count = self.count.saturating_add(one);
                self.looks = self.looks.saturating_add(1);
                self.log_e = self.evidence();
                self.log_e >= -alpha.get().ln()
            }
        }
    }

    /// The logarithm of the evidence that more than a share of the looks are bad: a likelihood ratio averaged over all larger
    /// shares. While no look is bad with a larger probability, whatever those before it showed, its expectation stays at most 1.
    fn evidence(&self) -> f64 {
        match &self.worse {
            Some(worse) => worse.log_e(f64::from(self.count), f64::from(self.looks - self.count)),
            None if self.count == 0 => 0.0,
            None => f64::MAX,
        }
    }

    /// Nobody knows what was between two looks.
    fn break_off(&mut self) {
        self.bad_since = None;
        if !self.counts_on() {
            self.count = 0;
            self.recent.clear();
        }
    }

    /// Whether it counts all looks, gaps or not.
    fn counts_on(&self) -> bool {
        matches!(self.tolerance, Tolerance::Total { .. } | Tolerance::Evidence { .. })
    }

    fn is_pending(&self) -> bool {
        let counts = match self.tolerance {
            Tolerance::Evidence { .. } => self.log_e > 0.0,
            _ => self.count > 0,
        };
        self.bad_since.is_some() || counts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_millis(1_000_000 + second * 1000).unwrap()
    }

    /// The second at which it fires, when the deployment was at second 0.
    fn fires(tolerance: Tolerance, looks: &[(i64, bool)]) -> Option<i64> {
        let looks = looks.iter().map(|(second, bad)| (at(*second), *bad));
        let course = follow(tolerance, Duration::seconds(30), at(0), looks);
        course.fired_at.map(|fired| fired.since(at(0)).as_millis() / 1000)
    }

    const A_MINUTE: Tolerance = Tolerance::Continuous { lasts: Duration::seconds(60) };

    #[test]
    fn time_is_held_against_a_duration_and_not_the_number_of_looks() {
        assert_eq!(fires(A_MINUTE, &[(10, true), (30, true), (60, true), (70, true)]), Some(70));
        let many: Vec<(i64, bool)> = (1..60).map(|second| (second, true)).collect();
        assert_eq!(fires(A_MINUTE, &many), None);
    }

    #[test]
    fn a_healthy_look_and_a_long_gap_end_what_held() {
        let healthy = [(10, true), (40, true), (60, false), (70, true), (80, true)];
        assert_eq!(fires(A_MINUTE, &healthy), None);
        let gap = [(10, true), (40, true), (71, true), (100, true), (130, true), (131, true)];
        assert_eq!(fires(A_MINUTE, &gap), Some(131));
    }

    #[test]
    fn counts_are_kept_as_the_tolerance_says() {
        let looks = [(1, true), (2, false), (3, true), (4, true), (5, false), (60, true), (61, true)];
        assert_eq!(fires(Tolerance::Total { bad: 4 }, &looks), Some(60));
        assert_eq!(fires(Tolerance::Consecutive { bad: 2 }, &looks), Some(4));
        assert_eq!(fires(Tolerance::Consecutive { bad: 3 }, &looks), None);
        assert_eq!(fires(Tolerance::KOfN { bad: 3, looks: 4 }, &looks), Some(4));
        assert_eq!(fires(Tolerance::KOfN { bad: 3, looks: 3 }, &looks), None);
    }

    #[test]
    fn what_fired_before_is_inherited_until_it_ends() {
        let before = [(-80, true), (-60, true), (-40, true), (-20, true), (0, true)];
        let worse: Vec<(i64, bool)> = before.into_iter().chain((1..20).map(|i| (10 * i, true))).collect();
        assert_eq!(fires(A_MINUTE, &worse), None);
        let again: Vec<(i64, bool)> = worse.iter().map(|(second, bad)| (*second, *bad && *second != 50)).collect();
        assert_eq!(fires(A_MINUTE, &again), Some(120));
    }

    #[test]
    fn what_did_not_fire_before_must_last_after_the_deployment() {
        assert_eq!(fires(A_MINUTE, &[(-30, true), (-10, true), (10, true), (35, true), (60, true)]), None);
    }

    #[test]
    fn events_count_within_their_time() {
        let fires = |events: &[i64]| {
            let events: Vec<Timestamp> = events.iter().map(|second| at(*second)).collect();
            let course = count(3, Duration::seconds(60), at(0), at(1000), &events);
            course.fired_at.map(|fired| fired.since(at(0)).as_millis() / 1000)
        };
        assert_eq!(fires(&[10, 40, 70]), Some(70));
        assert_eq!(fires(&[10, 40, 71]), None);
        assert_eq!(fires(&[-20, -10, 5, 30]), None, "only two are of this deployment");
        assert_eq!(fires(&[-40, -20, 0, 20, 40, 60, 80]), None, "as often as before");
        assert_eq!(fires(&[-40, -20, 0, 200, 220, 240]), Some(240));
    }
}
