//! When a calendar is open, and the refusal of one that never is.

use std::collections::BTreeSet;
use std::iter;

use super::calendar::{Calendar, Slot, about};
use super::schedule::{HORIZON, Schedule, next};
use super::scope::{Deployment, Scope};
use crate::error::{Error, ErrorCode};
use crate::situation::{Environment, ServiceCriticality};

/// What opens and closes the calendar for one deployment.
#[derive(Debug)]
pub(super) struct Openings<'a> {
    /// Whether one of the windows must be open.
    pub(super) limited: bool,
    pub(super) windows: Vec<&'a Schedule>,
    pub(super) freezes: Vec<&'a Schedule>,
}

impl<'a> Openings<'a> {
    pub(super) fn is_open(&self, t: i64) -> bool {
        let allowed = !self.limited || self.windows.iter().any(|window| window.covers(t));
        allowed && !self.freezes.iter().any(|freeze| freeze.covers(t))
    }

    /// The next moment at which it opens or closes.
    pub(super) fn next(&self, t: i64, open: bool) -> Option<i64> {
        next(self.schedules(), t, t + HORIZON, |t| self.is_open(t) == open)
    }

    pub(super) fn schedules(&self) -> impl Iterator<Item = &'a Schedule> + Clone {
        self.windows.iter().chain(&self.freezes).copied()
    }
}

/// The start of 2028 in milliseconds since 1970. Rules that recur are tried from here on: a leap year has every day.
const LEAP_YEAR: i64 = 1_830_297_600_000;

/// Refuses windows that freezes cover for ever, and freezes that leave no opening for some deployment. Exceptions do
/// not count, and a freeze of given dates leaves the time after it.
pub(super) fn check(calendar: &Calendar) -> Result<(), Error> {
    let deployments = deployments(calendar);
    for (i, window) in calendar.windows.iter().enumerate() {
        let mut its_own = deployments.iter().filter(|deployment| window.scope.may_hold(**deployment));
        if !its_own.any(|deployment| opens(Some(&window.schedule), &freezes(calendar, *deployment))) {
            return Err(Error::config(ErrorCode::Contradiction, format!("windows[{i}]"))
                .value(&window.name)
                .allowed("times that the freezes do not cover"));
        }
    }
    for deployment in deployments {
        let windows = about(&calendar.windows, deployment);
        let is_closed = |freezes: &[(usize, &Slot)]| match windows.as_slice() {
            [] => !opens(None, freezes),
            windows => !windows.iter().any(|window| opens(Some(&window.schedule), freezes)),
        };
        let freezes = freezes(calendar, deployment);
        if is_closed(&freezes) {
            let closes = |n: &usize| freezes.get(..=*n).is_some_and(is_closed);
            let last = (0..freezes.len()).find(closes).and_then(|n| freezes.get(n));
            let (i, name) = last.map_or((0, ""), |(i, freeze)| (*i, freeze.name.as_str()));
            return Err(Error::config(ErrorCode::Contradiction, format!("freezes[{i}]"))
                .value(name)
                .allowed(format!("freezes that leave an opening for {}", words(deployment))));
        }
    }
    Ok(())
}

/// The freezes that are about a deployment, with their places in the calendar.
fn freezes<'a>(calendar: &'a Calendar, deployment: Deployment<'_>) -> Vec<(usize, &'a Slot)> {
    let slots = calendar.freezes.iter().map(|freeze| &freeze.slot).enumerate();
    slots.filter(|(_, slot)| slot.scope.may_hold(deployment)).collect()
}

/// Whether some moment, of a window if there is one, is not frozen.
fn opens(window: Option<&Schedule>, freezes: &[(usize, &Slot)]) -> bool {
    let once = window.and_then(Schedule::only_span);
    let freezes: Vec<&Schedule> = freezes.iter().map(|(_, slot)| &slot.schedule).collect();
    // What comes once is held against all freezes, and what recurs against those that recur.
    let counting = freezes.into_iter().filter(|freeze| once.is_some() || freeze.only_span().is_none()).collect();
    let openings = Openings { limited: window.is_some(), windows: window.into_iter().collect(), freezes: counting };
    let span = once.unwrap_or(LEAP_YEAR..LEAP_YEAR + HORIZON);
    let over = openings.freezes.iter().filter_map(|freeze| freeze.only_span()).map(|freeze| freeze.end);
    let mut starts = iter::once(span.start).chain(over.filter(|t| span.contains(t)));
    starts.any(|t| openings.is_open(t) || openings.next(t, true).is_some_and(|t| t < span.end))
}

/// One deployment for every set of windows and freezes that a deployment can be about.
fn deployments(calendar: &Calendar) -> Vec<Deployment<'_>> {
    let freezes = calendar.freezes.iter().map(|freeze| &freeze.slot);
    let scopes: Vec<&Scope> = calendar.windows.iter().chain(freezes).map(|slot| &slot.scope).collect();
    let named: BTreeSet<&str> = scopes.iter().flat_map(|scope| &scope.services).map(String::as_str).collect();
    let services: Vec<&str> = iter::once("").chain(named).collect();
    let (mut deployments, mut seen) = (Vec::new(), BTreeSet::new());
    for environment in Environment::ALL {
        for criticality in ServiceCriticality::ALL.map(Some) {
            for service in services.iter().copied() {
                let deployment = Deployment { environment, service, criticality };
                let set: Vec<bool> = scopes.iter().map(|scope| scope.may_hold(deployment)).collect();
                if seen.insert(set) {
                    deployments.push(deployment);
                }
            }
        }
    }
    deployments
}

fn words(deployment: Deployment<'_>) -> String {
    let Deployment { environment, service, criticality } = deployment;
    let criticality = criticality.map_or("unknown", ServiceCriticality::as_str);
    let service = if service.is_empty() { "any other service".to_owned() } else { format!("service `{service}`") };
    format!("{service} of criticality {criticality} in {}", environment.as_str())
}
