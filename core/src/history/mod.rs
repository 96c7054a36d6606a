//! What became of earlier deployments.
//!
//! Millions of outcomes fold into a few numbers for each service and for each of its strategies, in each environment. An
//! outcome counts from the moment at which it was known, in the place that the start of its deployment gives it.

mod kept;
mod outcome;
mod stream;
mod summary;

use std::borrow::Cow;
use std::collections::{BTreeMap, VecDeque};

pub(crate) use kept::{Kept, keep, restore};
pub use outcome::{DeploymentOutcome, Recorded};
use stream::{RecentOutcome, Stream};
pub(crate) use summary::Summary;

use crate::document;
use crate::error::{Error, ErrorCode, Family};
use crate::situation::{Outcomes, StrategyHistory};
use crate::strategy::Strategy;
use crate::time::Timestamp;
use crate::units::Count;

/// How deployments went, as a small summary that is updated the moment an outcome is known.
///
/// The last 16 outcomes of a service are kept each by itself: within them a late outcome takes the place of its
/// deployment, and one with a known `id` can be repeated without harm or corrected. An older one that comes late counts
/// as the one before them.
///
/// ```
/// use rollwise::{DeploymentOutcome, Family, History, Recorded, document};
///
/// let outcome: DeploymentOutcome = document::read(Family::Input, r#"{
///     "service": "shop", "environment": "production", "strategy": "canary", "id": "d17", "succeeded": false,
///     "started_at": "2026-11-21T03:00:00Z", "known_at": "2026-11-21T03:40:00Z"
/// }"#)?;
/// let mut history = History::default();
/// assert_eq!(history.record(&outcome)?, Recorded::Added);
/// assert_eq!(history.record(&DeploymentOutcome { succeeded: true, ..outcome })?, Recorded::Corrected);
/// # Ok::<(), rollwise::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct History {
    environments: BTreeMap<String, Place>,
    /// Outcomes that are known only after the last moment that was looked at, sorted by that moment.
    pending: VecDeque<DeploymentOutcome>,
    /// The moment at which the last outcome that counts was known.
    known_until: Option<Timestamp>,
}

/// One environment.
#[derive(Clone, Debug, Default, PartialEq)]
struct Place {
    /// For each service the outcomes by each strategy; those under no strategy are all of the service.
    services: BTreeMap<String, BTreeMap<String, Stream>>,
    /// The totals over all services, which follow from them.
    totals: BTreeMap<String, Outcomes>,
}

/// What stands for a word that was not said.
const UNSAID: &str = "";

/// A sort of deployments.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Sort<'a> {
    pub(crate) environment: &'a str,
    pub(crate) service: &'a str,
    pub(crate) strategy: &'a str,
}

/// What is known of deployments of one sort.
#[derive(Clone, Copy)]
pub(crate) struct Standing {
    /// All of the service; none when it was never deployed.
    pub(crate) service: Option<Summary>,
    /// Those of the service by the strategy.
    pub(crate) strategy: Option<Summary>,
    /// Whether a strategy was named.
    pub(crate) by_strategy: bool,
    /// Those of all services.
    pub(crate) total: Outcomes,
    /// Those of all services by the strategy.
    pub(crate) total_by_strategy: Outcomes,
}

impl History {
    /// Reads a history that [`to_json`](Self::to_json) wrote.
    ///
    /// # Errors
    ///
    /// Those of reading a document; `unknown_schema_version`; `contradiction`, `not_in_order` or `duplicate_name` for
    /// numbers that do not fit each other.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        restore(document::read(Family::Input, text)?)
    }

    /// Writes the history as JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        document::write(&keep(self))
    }

    /// Adds an outcome that is known now.
    ///
    /// # Errors
    ///
    /// `empty` for a name without text, `time_went_back` for an outcome that is known before its deployment started,
    /// `contradiction` for a correction that names another strategy.
    pub fn record(&mut self, outcome: &DeploymentOutcome) -> Result<Recorded, Error> {
        outcome.check()?;
        self.settle(outcome.known_at);
        self.count(outcome)
    }

    /// Adds the outcomes of deployments that all started after those of this history.
    ///
    /// # Errors
    ///
    /// `not_in_order` when they did not.
    pub fn merge(&mut self, later: &Self) -> Result<(), Error> {
        let mut merged = self.clone();
        if let Some(until) = later.known_until {
            merged.settle(until);
        }
        for (sort, stream) in later.streams() {
            merged.change(sort, |own| own.append(stream))?;
        }
        for outcome in &later.pending {
            merged.expect(outcome.clone());
        }
        merged.known_until = merged.known_until.max(later.known_until);
        *self = merged;
        Ok(())
    }

    /// How deployments of a service and of the others went by each strategy, as a [`Situation`](crate::Situation) takes
    /// it; a sort of deployment that is not a [`Strategy`] is left out.
    #[must_use]
    pub fn by_strategy(&self, service: &str, environment: Option<&str>) -> Vec<StrategyHistory> {
        let row = |strategy: Strategy| {
            let standing = self.standing(Sort {
                environment: environment.unwrap_or(UNSAID),
                service,
                strategy: strategy.as_str(),
            });
            let own = standing.strategy.as_ref().map(totals).unwrap_or_default();
            let others = standing.total_by_strategy.without(own);
            let any = own != Outcomes::default() || others != Outcomes::default();
            any.then_some(StrategyHistory { strategy, service: own, others })
        };
        Strategy::ALL.into_iter().filter_map(row).collect()
    }

    /// How many outcomes count.
    #[must_use]
    pub fn outcomes(&self) -> u64 {
        self.environments.values().filter_map(|place| place.totals.get(UNSAID)).map(|total| total.count()).sum()
    }

    /// The moment at which the last outcome that counts was known.
    #[must_use]
    pub fn known_until(&self) -> Option<Timestamp> {
        self.known_until
    }

    /// Adds a checked outcome that will be known.
    pub(crate) fn expect(&mut self, outcome: DeploymentOutcome) {
        let place = self.pending.partition_point(|other| other.known_at <= outcome.known_at);
        self.pending.insert(place, outcome);
    }

    /// Counts the outcomes that were expected until a moment, and gives them.
    pub(crate) fn settle(&mut self, at: Timestamp) -> Vec<DeploymentOutcome> {
        let due = self.pending.partition_point(|outcome| outcome.known_at <= at);
        let settled: Vec<DeploymentOutcome> = self.pending.drain(..due).collect();
        // What contradicts an earlier outcome of the same deployment is not a new one.
        settled.into_iter().filter(|outcome| self.count(outcome).is_ok()).collect()
    }

    /// The history as it is at a moment: with the outcomes that were expected until then.
    ///
    /// # Errors
    ///
    /// `time_went_back` when outcomes count that were known only later.
    pub(crate) fn at(&self, at: Timestamp) -> Result<Cow<'_, Self>, Error> {
        self.refuse_before_known(at)?;
        if self.pending.front().is_none_or(|outcome| outcome.known_at > at) {
            return Ok(Cow::Borrowed(self));
        }
        let mut then = self.clone();
        then.settle(at);
        Ok(Cow::Owned(then))
    }

    fn refuse_before_known(&self, at: Timestamp) -> Result<(), Error> {
        let Some(until) = self.known_until.filter(|until| at < *until) else { return Ok(()) };
        let error = Error::input(ErrorCode::TimeWentBack, "at").value(at);
        Err(error.allowed(format!("not before {until}, when the last outcome of the history was known")))
    }

    /// What is known of a sort of deployments at a moment: as [`at`](Self::at) and [`standing`](Self::standing) say.
    ///
    /// # Errors
    ///
    /// `time_went_back` when outcomes count that were known only later.
    pub(crate) fn standing_at(&self, sort: Sort<'_>, at: Timestamp) -> Result<Standing, Error> {
        self.refuse_before_known(at)?;
        let mut standing = self.standing(sort);
        for outcome in self.pending.iter().take_while(|outcome| outcome.known_at <= at) {
            // Only one that may put another right, or comes late, needs more than the summaries.
            if Sort::of(outcome).environment == sort.environment && !standing.add(sort, outcome) {
                return Ok(self.at(at)?.standing(sort));
            }
        }
        Ok(standing)
    }

    /// What is known of a sort of deployments, by the outcomes that count.
    pub(crate) fn standing(&self, sort: Sort<'_>) -> Standing {
        let place = self.environments.get(sort.environment);
        let strategies = place.and_then(|place| place.services.get(sort.service));
        let known = |strategy: &str| strategies?.get(strategy).map(|stream| *stream.summary());
        let total = |strategy: &str| place.and_then(|place| place.totals.get(strategy)).copied().unwrap_or_default();
        let by_strategy = sort.strategy != UNSAID;
        Standing {
            service: known(UNSAID),
            strategy: by_strategy.then(|| known(sort.strategy)).flatten(),
            by_strategy,
            total: total(UNSAID),
            total_by_strategy: if by_strategy { total(sort.strategy) } else { Outcomes::default() },
        }
    }

    fn count(&mut self, outcome: &DeploymentOutcome) -> Result<Recorded, Error> {
        let sort = Sort::of(outcome);
        let of_service = Sort { strategy: UNSAID, ..sort };
        if let Some(id) = &outcome.id {
            let strategies = self.environments.get(sort.environment).and_then(|place| place.services.get(sort.service));
            let knows = |stream: &Stream| stream.knows(id);
            let by = strategies.and_then(|all| all.iter().find(|(word, stream)| *word != UNSAID && knows(stream)));
            let known = strategies.and_then(|all| all.get(UNSAID)).is_some_and(knows);
            if known && by.map_or(UNSAID, |(word, _)| word) != sort.strategy {
                let error = Error::input(ErrorCode::Contradiction, "strategy").value(sort.strategy);
                return Err(error.allowed(format!("the strategy that the outcome of `{id}` was recorded with")));
            }
        }
        self.known_until = self.known_until.max(Some(outcome.known_at));
        let recorded = self.change(of_service, |stream| stream.record(RecentOutcome::of(outcome)));
        if sort.strategy != UNSAID {
            self.change(sort, |stream| stream.record(RecentOutcome::of(outcome)));
        }
        Ok(recorded)
    }

    /// Changes the outcomes of one sort, and the totals with them.
    fn change<T>(&mut self, sort: Sort<'_>, change: impl FnOnce(&mut Stream) -> T) -> T {
        let place = self.environments.entry(sort.environment.to_owned()).or_default();
        let strategies = place.services.entry(sort.service.to_owned()).or_default();
        let stream = strategies.entry(sort.strategy.to_owned()).or_default();
        let before = totals(stream.summary());
        let changed = change(stream);
        let total = place.totals.entry(sort.strategy.to_owned()).or_default();
        *total = total.without(before).with(totals(stream.summary()));
        changed
    }

    fn streams(&self) -> impl Iterator<Item = (Sort<'_>, &Stream)> {
        self.environments.iter().flat_map(|(environment, place)| {
            place.services.iter().flat_map(move |(service, strategies)| {
                strategies.iter().map(move |(strategy, stream)| (Sort { environment, service, strategy }, stream))
            })
        })
    }
}

impl Standing {
    /// Adds the outcome of a deployment in the same environment, if it is plainly the newest.
    fn add(&mut self, sort: Sort<'_>, outcome: &DeploymentOutcome) -> bool {
        let of = Sort::of(outcome);
        let of_service = of.service == sort.service;
        let by_strategy = self.by_strategy && of.strategy == sort.strategy;
        if outcome.id.is_some() || of_service && self.service.is_some_and(|own| !own.precedes(outcome.started_at)) {
            return false;
        }
        let recent = RecentOutcome::of(outcome);
        let one = if outcome.succeeded {
            Outcomes { succeeded: Count::ONE, failed: Count::ZERO }
        } else {
            Outcomes { succeeded: Count::ZERO, failed: Count::ONE }
        };
        self.total = self.total.with(one);
        if of_service {
            self.service.get_or_insert_default().push(&recent);
        }
        if by_strategy {
            self.total_by_strategy = self.total_by_strategy.with(one);
        }
        if of_service && by_strategy {
            self.strategy.get_or_insert_default().push(&recent);
        }
        true
    }
}

impl<'a> Sort<'a> {
    fn of(outcome: &'a DeploymentOutcome) -> Self {
        let said = |word: &'a Option<String>| word.as_deref().unwrap_or(UNSAID);
        Self { environment: said(&outcome.environment), service: &outcome.service, strategy: said(&outcome.strategy) }
    }
}

fn totals(summary: &Summary) -> Outcomes {
    let (failed, all) = (summary.failures(), summary.outcomes());
    let count = |number: u64| Count::new(number).unwrap_or(Count::MAX);
    Outcomes { succeeded: count(all.saturating_sub(failed)), failed: count(failed) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcome(number: i64, succeeded: bool) -> DeploymentOutcome {
        let started_at = Timestamp::from_millis(1_700_000_000_000 + number * 600_000).unwrap();
        DeploymentOutcome {
            service: "shop".to_owned(),
            environment: Some("production".to_owned()),
            strategy: Some(if number % 3 == 0 { "canary" } else { "rolling" }.to_owned()),
            id: Some(format!("d{number}")),
            started_at,
            known_at: started_at.after(crate::time::Duration::minutes(5)),
            succeeded,
            lines: Some(Count::literal(10 * number.unsigned_abs())),
            predicted: None,
        }
    }

    fn of(numbers: impl IntoIterator<Item = i64>) -> History {
        let mut history = History::default();
        for number in numbers {
            history.record(&outcome(number, number % 4 != 1)).unwrap();
        }
        history
    }

    fn rates(history: &History) -> Vec<f64> {
        let sort = Sort { environment: "production", service: "shop", strategy: "canary" };
        let standing = history.standing(sort);
        let rates = |summary: Summary| summary.rates().after([0.3; 4]).to_vec();
        [standing.service, standing.strategy].into_iter().flatten().flat_map(|s| -> Vec<f64> { rates(s) }).collect()
    }

    #[test]
    fn the_rates_are_those_of_the_definition() {
        // Three outcomes, the second failed: with a half-life of 2 they weigh 1/2, 1/√2 and 1, the start 1/√8.
        let history = of(0..3);
        let standing = history.standing(Sort { environment: "production", service: "shop", strategy: "" });
        let (root, start) = (0.5_f64.sqrt(), 0.125_f64.sqrt());
        let [rate, ..] = standing.service.unwrap().rates().after([0.3; 4]);
        assert!((rate - (root + 0.3 * start) / (0.5 + root + 1.0 + start)).abs() < 1e-15);
    }

    #[test]
    fn a_late_outcome_takes_its_place_and_a_wrong_one_is_put_right() {
        let whole = of(0..40);
        let mut late = of((0..40).filter(|number| *number != 33));
        late.record(&outcome(33, false)).unwrap();
        assert_eq!(
            late.standing(Sort::of(&outcome(0, true))).service,
            whole.standing(Sort::of(&outcome(0, true))).service
        );

        let mut wrong = of(0..40);
        assert_eq!(wrong.record(&outcome(33, true)).unwrap(), Recorded::Corrected);
        assert_ne!(rates(&wrong), rates(&whole));
        assert_eq!(wrong.record(&outcome(33, false)).unwrap(), Recorded::Corrected);
        assert_eq!(wrong.record(&outcome(33, false)).unwrap(), Recorded::Repeated);
        assert_eq!(wrong, whole);
    }

    #[test]
    fn consecutive_parts_merge_to_the_whole() {
        let whole = of(0..100);
        for cut in [0, 1, 9, 50, 84, 90, 100] {
            let mut first = of(0..cut);
            first.merge(&of(cut..100)).unwrap();
            assert_eq!(first.by_strategy("shop", Some("production")), whole.by_strategy("shop", Some("production")));
            for (merged, whole) in rates(&first).into_iter().zip(rates(&whole)) {
                assert!((merged - whole).abs() < 1e-13, "{cut}: {merged} {whole}");
            }
        }
        assert_eq!(of(50..100).merge(&of(0..50)).unwrap_err().code(), ErrorCode::NotInOrder);
    }

    #[test]
    fn an_outcome_is_not_read_before_it_was_known() {
        let mut history = of(0..5);
        let next = outcome(5, false);
        history.expect(next.clone());
        assert_eq!(history.at(next.started_at).unwrap().outcomes(), 5);
        assert_eq!(history.at(next.known_at).unwrap().outcomes(), 6);
        let sort = Sort { environment: "production", service: "shop", strategy: "canary" };
        for (at, after) in [(next.started_at, 5), (next.known_at, 6)] {
            let standing = history.standing_at(sort, at).unwrap();
            let settled = history.at(at).unwrap().standing(sort);
            assert_eq!((standing.service, standing.strategy), (settled.service, settled.strategy));
            assert_eq!((standing.total, standing.total_by_strategy), (settled.total, settled.total_by_strategy));
            assert_eq!(standing.total.count(), after);
        }
        let refused = history.at(outcome(2, true).started_at).unwrap_err();
        assert_eq!(refused.code(), ErrorCode::TimeWentBack);
    }

    #[test]
    fn what_is_kept_is_the_same_again_or_refused() {
        let mut history = of(0..50);
        history.expect(outcome(50, true));
        assert_eq!(History::from_json(&history.to_json()).unwrap(), history);
        let cases = [
            (r#""failures":"#, r#""failures":9"#, "streams[0].outcomes.past.failures"),
            (r#""schema_version":1"#, r#""schema_version":7"#, "schema_version"),
            (r#""service":"shop""#, r#""service":"""#, "streams[0].service"),
        ];
        for (from, to, field) in cases {
            let text = history.to_json().replacen(from, to, 1);
            assert_eq!(History::from_json(&text).unwrap_err().field(), field, "{from}");
        }
    }

    #[test]
    fn strategies_are_counted_for_the_service_and_for_the_others() {
        let mut history = of(0..6);
        history.record(&DeploymentOutcome { service: "cart".to_owned(), ..outcome(6, false) }).unwrap();
        let rows = history.by_strategy("shop", Some("production"));
        let counts = |o: Outcomes| (o.succeeded.get(), o.failed.get());
        let rows: Vec<_> = rows.iter().map(|row| (row.strategy, counts(row.service), counts(row.others))).collect();
        assert_eq!(rows, [(Strategy::Rolling, (2, 2), (0, 0)), (Strategy::Canary, (2, 0), (0, 1))]);
        assert!(history.by_strategy("shop", None).is_empty(), "environments share nothing");
    }
}
