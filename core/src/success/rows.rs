//! Rows in the order of their start, each with what was known when it started.

use crate::error::{Error, ErrorCode};
use crate::history::{DeploymentOutcome, History, Sort, Standing};
use crate::success::columns::{Columns, Numbers, Values, Words};
use crate::success::terms;
use crate::time::{Duration, Timestamp};
use crate::units::{Count, Fraction};

/// The columns that say which deployment a row is.
pub(crate) struct Rows<'a> {
    count: usize,
    service: Option<&'a Words<'a>>,
    environment: Option<&'a Words<'a>>,
    strategy: Option<&'a Words<'a>>,
    started_at: Option<Vec<Timestamp>>,
    known_at: Option<Vec<Timestamp>>,
    lines: Option<&'a Numbers<'a>>,
}

/// The name of the column that says how large a change is.
pub(crate) const LINES: &str = "lines";

impl<'a> Rows<'a> {
    pub(crate) fn of(columns: &'a Columns<'a>, outcome_delay: Duration) -> Result<Self, Error> {
        let count = columns.rows();
        let started_at = moments(columns, "started_at")?;
        let mut known_at = moments(columns, "known_at")?;
        if let (Some(started), Some(known)) = (&started_at, &known_at) {
            let early = started.iter().zip(known).position(|(started, known)| known < started);
            if let Some((row, known)) = early.and_then(|row| known.get(row).map(|known| (row, known))) {
                let error = Error::input(ErrorCode::TimeWentBack, format!("known_at[{row}]")).value(known);
                return Err(error.allowed("not before the deployment started"));
            }
        }
        if known_at.is_some() && started_at.is_none() {
            return Err(
                Error::input(ErrorCode::MissingField, "started_at").allowed("a column, since `known_at` is one")
            );
        }
        if known_at.is_none() {
            known_at = started_at.as_ref().map(|starts| starts.iter().map(|at| at.after(outcome_delay)).collect());
        }
        let lines = match columns.get(LINES) {
            Some(Values::Numbers(numbers)) => Some(numbers),
            _ => None,
        };
        let no_size = |lines: f64| lines < 0.0 || lines.is_infinite();
        let wrong = lines.and_then(|lines| lines.iter().enumerate().find(|(_, lines)| no_size(*lines)));
        if let Some((row, lines)) = wrong {
            let error = Error::input(ErrorCode::OutOfRange, format!("{LINES}[{row}]")).value(lines);
            return Err(error.allowed("a finite number from 0"));
        }
        let (service, environment) = (columns.words_of("service"), columns.words_of("environment"));
        let strategy = columns.words_of("strategy");
        if service.is_none() && (environment.is_some() || strategy.is_some()) {
            return Err(Error::input(ErrorCode::MissingField, "service").allowed("a column of words"));
        }
        Ok(Self { count, service, environment, strategy, started_at, known_at, lines })
    }

    pub(crate) fn count(&self) -> usize {
        self.count
    }

    pub(crate) fn service(&self) -> Option<&'a Words<'a>> {
        self.service
    }

    pub(crate) fn has_history(&self) -> bool {
        self.service.is_some() && self.started_at.is_some()
    }

    pub(crate) fn starts(&self) -> Option<&[Timestamp]> {
        self.started_at.as_deref()
    }

    pub(crate) fn started_at(&self, row: usize) -> Option<Timestamp> {
        self.started_at.as_ref().and_then(|starts| starts.get(row)).copied()
    }

    pub(crate) fn lines(&self, row: usize) -> Option<f64> {
        self.lines.map(|lines| lines.get(row)).filter(|lines| !lines.is_nan())
    }

    pub(crate) fn sort(&self, row: usize) -> Sort<'_> {
        let said = |words: Option<&'a Words<'a>>| words.and_then(|words| words.get(row)).unwrap_or_default();
        Sort { environment: said(self.environment), service: said(self.service), strategy: said(self.strategy) }
    }

    /// The rows in the order of their start; rows that start together keep their order.
    pub(crate) fn in_order(&self) -> Vec<usize> {
        let mut order: Vec<usize> = (0..self.count).collect();
        if let Some(starts) = &self.started_at {
            order.sort_by_key(|row| starts.get(*row));
        }
        order
    }

    /// Visits the rows in the order of their start, each with what is known by then; `outcome` says how a row went and
    /// what was predicted for it, once it was visited.
    pub(crate) fn walk(
        &self,
        history: &mut History,
        mut settled: impl FnMut(&DeploymentOutcome),
        mut visit: impl FnMut(usize, Option<Standing>) -> Result<Option<(bool, Option<Fraction>)>, Error>,
    ) -> Result<(), Error> {
        for row in self.in_order() {
            if let Some(at) = self.started_at(row) {
                history.settle(at).iter().for_each(&mut settled);
            }
            let sort = self.sort(row);
            // Without a service there is nothing that an outcome could be remembered for.
            let standing = (!sort.service.is_empty()).then(|| history.standing(sort));
            let Some((succeeded, predicted)) = visit(row, standing)? else { continue };
            if let Some(outcome) = self.outcome(row, succeeded, predicted) {
                history.expect(outcome);
            }
        }
        Ok(())
    }

    fn outcome(&self, row: usize, succeeded: bool, predicted: Option<Fraction>) -> Option<DeploymentOutcome> {
        let sort = self.sort(row);
        let said = |word: &str| (!word.is_empty()).then(|| word.to_owned());
        let known_at = self.known_at.as_ref()?.get(row).copied()?;
        Some(DeploymentOutcome {
            service: said(sort.service)?,
            environment: said(sort.environment),
            strategy: said(sort.strategy),
            id: None,
            started_at: self.started_at(row)?,
            known_at,
            succeeded,
            lines: self.lines(row).and_then(|lines| Count::new(lines.round() as u64).ok()),
            predicted,
        })
    }
}

fn moments(columns: &Columns<'_>, name: &str) -> Result<Option<Vec<Timestamp>>, Error> {
    let Some(numbers) = columns.numbers_of(name) else { return Ok(None) };
    let at = |(row, seconds): (usize, f64)| terms::moment(seconds, || format!("{name}[{row}]"));
    numbers.iter().enumerate().map(at).collect::<Result<_, _>>().map(Some)
}
