//! Objectives that share one budget.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use super::allowance::Allowance;
use super::budgeted::{Budgeted, Source};
use super::policy::{BudgetMethod, Objective};
use super::rules::BurnAlerts;
use super::tally::Series;
use crate::error::{Error, ErrorCode};
use crate::units::{Fraction, NonNegative};

/// Objectives that share one budget, such as those of the services behind one journey of a user.
///
/// What burns it hangs on how its parts count:
///
/// - in events, the burn rate of each part, times its weight;
/// - in slices of time, every slice that is bad for any part;
/// - in good shares of slices, the shortfalls of all parts, each times its weight: two at 95 % are one at 90 %.
///
/// A part that was not measured leaves the composite not measured, one without events adds nothing.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompositeObjective {
    /// Its name, unique among objectives and composites.
    pub name: String,
    /// The share of slices that is to be good, above 0 and below 1, with at most 12 decimals. Parts in events have targets of
    /// their own and no common one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Fraction>,
    /// The objectives, at least one, all over the same period and counted alike. They hold things up by themselves as well,
    /// unless they are aspirational.
    pub parts: Vec<CompositePart>,
    /// When to alarm. Default: shares of the budget. Source: *The Site Reliability Workbook*, chapter 5.
    #[serde(default)]
    pub alerts: BurnAlerts,
    /// One to strive for: it is reported, and holds nothing up. Default: no. Source: *The Site Reliability Workbook*,
    /// chapter 2.
    #[serde(default)]
    pub aspirational: bool,
}

/// A part of a composite.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct CompositePart {
    /// Name of the objective.
    pub objective: String,
    /// How much it counts, above 0 and at most 1000000. Default: 1. Source: OpenSLO.
    #[serde(default = "one")]
    pub weight: NonNegative,
}

fn one() -> NonNegative {
    NonNegative::literal(1.0)
}

impl CompositeObjective {
    /// Refuses parts that cannot share a budget.
    fn check(&self, objectives: &[Objective]) -> Result<(), Error> {
        if self.name.is_empty() {
            return Err(Error::config(ErrorCode::Empty, "name").allowed("a text"));
        }
        let mut first: Option<&Objective> = None;
        for (i, part) in self.parts.iter().enumerate() {
            let refuse = |code, field: &str| Error::config(code, format!("parts[{i}].{field}"));
            let misfit = |what: &str| {
                let error = refuse(ErrorCode::Contradiction, "objective").value(&part.objective);
                Err(error.allowed(format!("an objective with the {what} of the first part")))
            };
            let Some(objective) = part.of(objectives) else {
                let known: Vec<&str> = objectives.iter().map(|objective| objective.name.as_str()).collect();
                return Err(refuse(ErrorCode::UnknownName, "objective")
                    .value(&part.objective)
                    .allowed(known.join(", ")));
            };
            if self.parts.iter().take(i).any(|other| other.objective == part.objective) {
                return Err(refuse(ErrorCode::DuplicateName, "objective").value(&part.objective));
            }
            match first {
                Some(first) if first.period != objective.period => return misfit("period"),
                Some(first) if !first.method.counts_like(objective.method) => return misfit("method"),
                _ => first = first.or(Some(objective)),
            }
            let weight = part.weight.get();
            if weight <= 0.0 || weight > 1e6 {
                let error = refuse(ErrorCode::OutOfRange, "weight").value(part.weight);
                return Err(error.allowed("a number above 0, at most 1000000"));
            }
            if weight != 1.0 && matches!(objective.method, BudgetMethod::Timeslices { .. }) {
                let error = refuse(ErrorCode::Contradiction, "weight").value(part.weight);
                return Err(error.allowed("1, since a slice is bad if it is so for any part"));
            }
        }
        Ok(())
    }

    /// The budget that the parts share. The composite is checked on the way, with objectives that are.
    pub(super) fn budgeted<'a>(&'a self, objectives: &'a [Objective]) -> Result<Budgeted<'a>, Error> {
        self.check(objectives)?;
        let parts = self.parts(objectives);
        let Some((_, objective)) = parts.first() else {
            return Err(Error::config(ErrorCode::Empty, "parts").allowed("at least one objective"));
        };
        let sources = match (self.target, objective.method) {
            (None, BudgetMethod::Occurrences) => {
                let source = |(weight, objective): &(f64, &Objective)| {
                    Ok(Source { weight: *weight, ..Source::alone(Allowance::beside(objective.target)?) })
                };
                parts.iter().map(source).collect::<Result<_, Error>>()?
            }
            (Some(target), BudgetMethod::Occurrences) => {
                let error = Error::config(ErrorCode::Contradiction, "target").value(target);
                return Err(error.allowed("none: parts in events have targets of their own"));
            }
            (None, _) => {
                let error = Error::config(ErrorCode::MissingField, "target");
                return Err(error.allowed("the share of slices that is to be good"));
            }
            (Some(target), BudgetMethod::Timeslices { .. }) => vec![Source::alone(Allowance::beside(target)?)],
            (Some(target), BudgetMethod::RatioTimeslices { .. }) => {
                let outage = parts.iter().map(|(weight, _)| weight).sum();
                vec![Source { outage, ..Source::alone(Allowance::beside(target)?) }]
            }
        };
        let budgeted = Budgeted {
            name: &self.name,
            period: objective.period,
            slice: objective.method.slice(),
            aspirational: self.aspirational,
            sources,
            rules: Vec::new(),
        };
        budgeted.with_rules(&self.alerts)
    }

    /// What was measured, one series for each source; `measured` has those of all objectives.
    pub(super) fn series<'a>(
        &self,
        objectives: &[Objective],
        measured: &'a [Series],
    ) -> Result<Vec<Cow<'a, Series>>, Error> {
        let of_part = |objective: &Objective| {
            let place = objectives.iter().position(|other| other.name == objective.name);
            place.and_then(|i| measured.get(i))
        };
        let parts = self.parts(objectives);
        let of_parts: Vec<(f64, &'a Series)> =
            parts.iter().filter_map(|(weight, objective)| Some((*weight, of_part(objective)?))).collect();
        match parts.first().and_then(|(_, objective)| Some((objective.method, objective.method.slice()?))) {
            None => Ok(of_parts.into_iter().map(|(_, series)| Cow::Borrowed(series)).collect()),
            Some((method, slice)) => Ok(vec![Cow::Owned(Series::joined(method, slice, &of_parts)?)]),
        }
    }

    /// The parts in order of their names, so that no sum hangs on the order in which somebody wrote them down.
    fn parts<'a>(&self, objectives: &'a [Objective]) -> Vec<(f64, &'a Objective)> {
        let known = self.parts.iter().filter_map(|part| Some((part.weight.get(), part.of(objectives)?)));
        let mut parts: Vec<(f64, &Objective)> = known.collect();
        parts.sort_by(|a, b| a.1.name.cmp(&b.1.name));
        parts
    }

    /// Whether an objective is one of its parts.
    pub(super) fn has(&self, objective: &Objective) -> bool {
        self.parts.iter().any(|part| part.objective == objective.name)
    }
}

impl CompositePart {
    fn of<'a>(&self, objectives: &'a [Objective]) -> Option<&'a Objective> {
        objectives.iter().find(|objective| objective.name == self.objective)
    }
}

impl BudgetMethod {
    /// Whether what two methods count can be put together; from when on a slice is good may differ.
    fn counts_like(self, other: Self) -> bool {
        std::mem::discriminant(&self) == std::mem::discriminant(&other) && self.slice() == other.slice()
    }
}
