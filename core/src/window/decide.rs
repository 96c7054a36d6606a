//! May it be deployed now, and if not, when.

use super::calendar::{Budget, Calendar, Exempt, Frozen, Slot, about};
use super::decision::{Blocker, BlockerKind, WindowDecision};
use super::openings::Openings;
use super::schedule::{HORIZON, Schedule, next};
use super::scope::Deployment;
use crate::expression::Facts;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::situation::Situation;
use crate::time::Timestamp;
use crate::units::{Finite, compare};

const ERROR_BUDGET: &str = "error_budget";

impl Calendar {
    /// May a deployment begin at `now`?
    pub(crate) fn decide(&self, now: Timestamp, facts: &Facts<'_>) -> WindowDecision {
        let t = now.as_millis();
        let deployment = Deployment::of(facts.situation);
        let windows = about(&self.windows, deployment);
        let freezes: Vec<(&Frozen, Exemptions)> =
            self.freezes_about(deployment).map(|freeze| (freeze, exemptions(&freeze.exceptions, facts))).collect();
        let blocking = freezes.iter().filter(|(_, exempt)| exempt.names.is_empty());
        let openings = Openings {
            limited: !windows.is_empty(),
            windows: opening(&windows, deployment).collect(),
            freezes: blocking.map(|(freeze, _)| &freeze.slot.schedule).collect(),
        };
        let mut decision = WindowDecision::open();
        decision.see_windows(&windows, deployment, t);
        for (freeze, exempt) in freezes {
            decision.see_freeze(freeze, exempt, t);
        }
        let is_matter_of_time = decision.see_budget(&self.budget, facts);
        if decision.open {
            decision.closes_at = moment(openings.next(t, false));
        } else if is_matter_of_time {
            decision.opens_at = moment(openings.next(t, true));
        }
        let preferred = about(&self.preferred, deployment);
        let is_best = |t| opening(&preferred, deployment).any(|times| times.covers(t));
        if !preferred.is_empty() && is_matter_of_time && !(decision.open && is_best(t)) {
            let schedules = openings.schedules().chain(opening(&preferred, deployment));
            let best = next(schedules, t, t + HORIZON, |t| openings.is_open(t) && is_best(t));
            decision.preferred_at = moment(best);
        }
        if decision.open {
            decision.see_preferred(&preferred, deployment, t);
        }
        decision
    }

    /// Whether the policy prefers the moment; `None` when it prefers no time for the deployment.
    pub(crate) fn is_preferred(&self, now: Timestamp, situation: &Situation) -> Option<bool> {
        let deployment = Deployment::of(situation);
        let preferred = about(&self.preferred, deployment);
        let is_best = opening(&preferred, deployment).any(|times| times.covers(now.as_millis()));
        (!preferred.is_empty()).then_some(is_best)
    }

    fn freezes_about(&self, deployment: Deployment<'_>) -> impl Iterator<Item = &Frozen> {
        self.freezes.iter().filter(move |freeze| freeze.slot.scope.may_hold(deployment))
    }
}

impl WindowDecision {
    fn open() -> Self {
        Self {
            verdict: Verdict::Pass,
            open: true,
            blocked_by: Vec::new(),
            exceptions: Vec::new(),
            opens_at: None,
            closes_at: None,
            preferred_at: None,
            under_way: None,
            reasons: Vec::new(),
        }
    }

    fn see_windows(&mut self, windows: &[&Slot], deployment: Deployment<'_>, t: i64) {
        let open = windows.iter().filter(|window| window.opens_for(deployment) && window.schedule.covers(t));
        let open: Vec<Reason> = open.map(|window| Reason::new(ReasonCode::WindowOpen, window.name.clone())).collect();
        if windows.is_empty() {
            self.reasons.push(Reason::new(ReasonCode::NoWindowNeeded, deployment.service.to_owned()));
        } else if open.is_empty() {
            for window in windows {
                let opens = window.opens_for(deployment).then(|| window.schedule.next(t, true)).flatten();
                self.block(&window.name, BlockerKind::Window, opens);
            }
            self.reasons.push(Reason::new(ReasonCode::WindowClosed, deployment.service.to_owned()));
        }
        self.reasons.extend(open);
    }

    fn see_freeze(&mut self, freeze: &Frozen, exempt: Exemptions, t: i64) {
        let Frozen { slot, under_way, .. } = freeze;
        if slot.schedule.covers(t) {
            if exempt.names.is_empty() {
                self.block(&slot.name, BlockerKind::Freeze, slot.schedule.next(t, false));
                self.under_way = self.under_way.max(Some(*under_way));
                self.reasons.push(Reason::new(ReasonCode::Frozen, slot.name.clone()));
            }
            self.see_exemptions(exempt);
        }
    }

    /// Whether time alone decides when it may be deployed.
    fn see_budget(&mut self, budget: &Budget, facts: &Facts<'_>) -> bool {
        let Some(left) = facts.situation.error_budget.map(Finite::get) else {
            self.reasons.push(Reason::new(ReasonCode::ErrorBudgetUnknown, ERROR_BUDGET));
            return true;
        };
        if compare(left, budget.freeze_at).is_gt() {
            return true;
        }
        let exempt = exemptions(&budget.exempt, facts);
        let is_frozen = exempt.names.is_empty();
        if is_frozen {
            self.block(ERROR_BUDGET, BlockerKind::ErrorBudget, None);
            self.under_way = self.under_way.max(Some(budget.under_way));
            let reason = Reason::new(ReasonCode::ErrorBudgetExhausted, ERROR_BUDGET);
            self.reasons.push(reason.compared(left, budget.freeze_at));
        }
        self.see_exemptions(exempt);
        !is_frozen
    }

    fn see_preferred(&mut self, preferred: &[&Slot], deployment: Deployment<'_>, t: i64) {
        let is_best = |times: &&&Slot| times.opens_for(deployment) && times.schedule.covers(t);
        match preferred.iter().find(is_best) {
            Some(times) => self.reasons.push(Reason::new(ReasonCode::WindowOpen, times.name.clone())),
            None if preferred.is_empty() => {}
            None => {
                self.verdict = Verdict::Warn;
                let reasons = preferred.iter().map(|times| Reason::new(ReasonCode::NotPreferred, times.name.clone()));
                self.reasons.extend(reasons);
            }
        }
    }

    fn see_exemptions(&mut self, exempt: Exemptions) {
        for name in exempt.names {
            if !self.exceptions.contains(&name) {
                self.exceptions.push(name);
            }
        }
        self.reasons.extend(exempt.reasons);
    }

    fn block(&mut self, name: &str, kind: BlockerKind, until: Option<i64>) {
        (self.verdict, self.open) = (Verdict::Fail, false);
        self.blocked_by.push(Blocker { name: name.to_owned(), kind, until: moment(until) });
    }
}

/// The exceptions that let a deployment pass, or what had to be known for it.
struct Exemptions {
    names: Vec<String>,
    reasons: Vec<Reason>,
}

fn exemptions(exceptions: &[Exempt], facts: &Facts<'_>) -> Exemptions {
    let (mut names, mut unknown) = (Vec::new(), Vec::new());
    for Exempt { name, when } in exceptions {
        let answer = when.evaluate(facts);
        match answer.holds {
            Some(true) => names.push(name.clone()),
            Some(false) => {}
            None => {
                let reason = Reason::new(ReasonCode::ConditionUnknown, name.clone());
                unknown.push(reason.said(None, answer.unknown.join(", ")));
            }
        }
    }
    let applies = |name: &String| Reason::new(ReasonCode::ExceptionApplies, name.clone());
    let reasons = if names.is_empty() { unknown } else { names.iter().map(applies).collect() };
    Exemptions { names, reasons }
}

impl Slot {
    /// Whether it is known to be about a deployment, and so opens for it.
    fn opens_for(&self, deployment: Deployment<'_>) -> bool {
        self.scope.holds(deployment) == Some(true)
    }
}

/// The times of the slots that open for a deployment.
fn opening<'a>(slots: &[&'a Slot], deployment: Deployment<'_>) -> impl Iterator<Item = &'a Schedule> + Clone {
    slots.iter().filter(move |slot| slot.opens_for(deployment)).map(|slot| &slot.schedule)
}

fn moment(t: Option<i64>) -> Option<Timestamp> {
    t.and_then(|t| Timestamp::from_millis(t).ok())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::window::CalendarPolicy;

    fn situation(environment: &str) -> Situation {
        let target = serde_json::json!({"environment": environment});
        let change = serde_json::json!({"version": "2.4.0"});
        serde_json::from_value(serde_json::json!({"change": change, "service": {"name": "shop"}, "target": target}))
            .unwrap()
    }

    #[test]
    fn a_preference_is_of_time_alone_and_of_its_scope() {
        let calendar = CalendarPolicy::default().check().unwrap();
        let is_preferred =
            |now: &str, environment| calendar.is_preferred(now.parse().unwrap(), &situation(environment));
        assert_eq!(is_preferred("2026-11-24T08:00:00Z", "production"), Some(true));
        assert_eq!(is_preferred("2026-11-24T12:00:00Z", "production"), Some(false));
        assert_eq!(is_preferred("2026-11-24T08:00:00Z", "staging"), None);
    }
}
