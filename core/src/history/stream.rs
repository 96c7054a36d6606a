//! The outcomes of one sort of deployments: the last ones each by itself, those before them folded.

use serde::{Deserialize, Serialize};

use super::outcome::{DeploymentOutcome, Recorded};
use super::summary::Summary;
use crate::error::{Error, ErrorCode};
use crate::time::Timestamp;
use crate::units::Count;

/// How many outcomes are kept each by itself, so that late ones take their place and wrong ones can be put right.
pub(crate) const KEPT: usize = 16;

/// One of the last outcomes.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RecentOutcome {
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) id: Option<String>,
    pub(super) started_at: Timestamp,
    pub(super) succeeded: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) lines: Option<Count>,
}

/// Outcomes in the order in which their deployments started.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stream {
    past: Summary,
    recent: Vec<RecentOutcome>,
    /// All of them, which follows from the rest.
    #[serde(skip)]
    all: Summary,
}

impl RecentOutcome {
    pub(super) fn of(outcome: &DeploymentOutcome) -> Self {
        Self {
            id: outcome.id.clone(),
            started_at: outcome.started_at,
            succeeded: outcome.succeeded,
            lines: outcome.lines,
        }
    }
}

impl Stream {
    pub(crate) fn summary(&self) -> &Summary {
        &self.all
    }

    /// Adds an outcome, or puts one of the last right.
    pub(super) fn record(&mut self, outcome: RecentOutcome) -> Recorded {
        let known = outcome.id.is_some().then(|| self.recent.iter_mut().find(|known| known.id == outcome.id)).flatten();
        if let Some(known) = known {
            if *known == outcome {
                return Recorded::Repeated;
            }
            *known = outcome;
            self.recent.sort_by_key(|known| known.started_at);
            self.fold();
            return Recorded::Corrected;
        }
        let place = self.recent.partition_point(|known| known.started_at <= outcome.started_at);
        let newest = place == self.recent.len();
        if newest {
            self.all.push(&outcome);
        }
        self.recent.insert(place, outcome);
        if self.recent.len() > KEPT {
            let oldest = self.recent.remove(0);
            self.past.push(&oldest);
        }
        if !newest {
            self.fold();
        }
        Recorded::Added
    }

    /// Whether one of the last outcomes is that of this deployment.
    pub(super) fn knows(&self, id: &str) -> bool {
        self.recent.iter().any(|known| known.id.as_deref() == Some(id))
    }

    /// Adds outcomes of deployments that all started after these.
    pub(super) fn append(&mut self, later: &Self) -> Result<(), Error> {
        if later.past.outcomes() > 0 {
            let (last, first) = (self.all.last_started_at, later.all.first_started_at);
            if last > first {
                let error = Error::input(ErrorCode::NotInOrder, "started_at");
                return Err(error.allowed("deployments that started after those of the first history"));
            }
            for outcome in self.recent.drain(..) {
                self.past.push(&outcome);
            }
            self.past.append(&later.past);
            self.fold();
        }
        for outcome in &later.recent {
            self.record(outcome.clone());
        }
        Ok(())
    }

    /// Checks what was read, and completes it.
    pub(super) fn complete(&mut self) -> Result<(), Error> {
        if let Some(field) = self.past.fault() {
            let allowed = "a number that the other numbers of the summary allow";
            return Err(Error::input(ErrorCode::Contradiction, format!("past.{field}")).allowed(allowed));
        }
        if self.recent.len() > KEPT {
            let error = Error::input(ErrorCode::OutOfRange, "recent").value(self.recent.len());
            return Err(error.allowed(format!("up to {KEPT} outcomes")));
        }
        let starts = self.past.last_started_at.into_iter().chain(self.recent.iter().map(|known| known.started_at));
        if !starts.is_sorted() {
            return Err(Error::input(ErrorCode::NotInOrder, "recent").allowed("outcomes in the order of their start"));
        }
        self.fold();
        Ok(())
    }

    fn fold(&mut self) {
        self.all = self.past;
        for outcome in &self.recent {
            self.all.push(outcome);
        }
    }
}
