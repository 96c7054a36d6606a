//! A calendar that was checked: zones resolved, conditions read, and nothing closed for ever.

use super::openings;
use super::schedule::Schedule;
use super::scope::{Deployment, Scope};
use super::times::Times;
use super::zone::Zone;
use super::{BudgetFreeze, CalendarPolicy, Freeze, FreezeException, UnderWay, Window};
use crate::error::{Error, ErrorCode};
use crate::expression::Expression;

/// A checked [`CalendarPolicy`].
#[derive(Debug)]
pub(crate) struct Calendar {
    pub(super) windows: Vec<Slot>,
    pub(super) freezes: Vec<Frozen>,
    pub(super) preferred: Vec<Slot>,
    pub(super) budget: Budget,
}

/// Times with a name and a scope.
#[derive(Debug)]
pub(super) struct Slot {
    pub(super) name: String,
    pub(super) scope: Scope,
    pub(super) schedule: Schedule,
}

/// A slot in which deployments are not allowed.
#[derive(Debug)]
pub(super) struct Frozen {
    pub(super) slot: Slot,
    pub(super) exceptions: Vec<Exempt>,
    pub(super) under_way: UnderWay,
}

/// An exception whose condition was read.
#[derive(Debug)]
pub(super) struct Exempt {
    pub(super) name: String,
    pub(super) when: Expression,
}

/// When the error budget forbids deployments.
#[derive(Debug)]
pub(super) struct Budget {
    pub(super) freeze_at: f64,
    pub(super) exempt: Vec<Exempt>,
    pub(super) under_way: UnderWay,
}

impl CalendarPolicy {
    /// Checks what the types cannot.
    pub(crate) fn check(&self) -> Result<Calendar, Error> {
        let zone = |own: &Option<Zone>| own.unwrap_or(self.zone);
        let window = |w: &Window| slot(&w.name, &w.when, zone(&w.zone), &w.scope);
        let freeze = |f: &Freeze| {
            let slot = slot(&f.name, &f.when, zone(&f.zone), &f.scope)?;
            Ok(Frozen { slot, exceptions: exempt("exceptions", &f.exceptions)?, under_way: f.under_way })
        };
        let calendar = Calendar {
            windows: each("windows", &self.windows, |window| &window.name, window)?,
            freezes: each("freezes", &self.freezes, |freeze| &freeze.name, freeze)?,
            preferred: each("preferred", &self.preferred, |window| &window.name, window)?,
            budget: self.error_budget.check().map_err(|err| err.within("error_budget"))?,
        };
        openings::check(&calendar)?;
        Ok(calendar)
    }
}

impl BudgetFreeze {
    fn check(&self) -> Result<Budget, Error> {
        let exempt = exempt("exempt", &self.exempt)?;
        Ok(Budget { freeze_at: self.freeze_at.get(), exempt, under_way: self.under_way })
    }
}

fn slot(name: &str, when: &Times, zone: Zone, scope: &Scope) -> Result<Slot, Error> {
    if let Some(i) = scope.services.iter().position(String::is_empty) {
        return Err(Error::config(ErrorCode::Empty, format!("scope.services[{i}]")).allowed("a name"));
    }
    let schedule = when.in_zone(zone).map_err(|err| err.within("when"))?;
    Ok(Slot { name: name.to_owned(), scope: scope.clone(), schedule })
}

fn exempt(field: &str, exceptions: &[FreezeException]) -> Result<Vec<Exempt>, Error> {
    each(
        field,
        exceptions,
        |exception| &exception.name,
        |exception| {
            let when = Expression::parse(&exception.when).map_err(|err| err.within("when"))?;
            Ok(Exempt { name: exception.name.clone(), when })
        },
    )
}

/// Checks every item of a list, and their names against each other.
fn each<T, C>(
    field: &str,
    items: &[T],
    name: impl Fn(&T) -> &str,
    check: impl Fn(&T) -> Result<C, Error>,
) -> Result<Vec<C>, Error> {
    let checked = items.iter().enumerate().map(|(i, item)| {
        let within = |err: Error| err.within(&format!("{field}[{i}]"));
        if name(item).is_empty() {
            return Err(within(Error::config(ErrorCode::Empty, "name").allowed("a name")));
        }
        if items.iter().take(i).any(|other| name(other) == name(item)) {
            return Err(within(Error::config(ErrorCode::DuplicateName, "name").value(name(item))));
        }
        check(item).map_err(within)
    });
    checked.collect()
}

/// The slots that are or may be about a deployment.
pub(super) fn about<'a>(slots: &'a [Slot], deployment: Deployment<'_>) -> Vec<&'a Slot> {
    slots.iter().filter(|slot| slot.scope.may_hold(deployment)).collect()
}
