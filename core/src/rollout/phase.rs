//! The phases of a rollout and the table of every legal transition.

use serde::{Deserialize, Serialize};

use super::event::EventKind::{self, *};
use Phase::*;

/// Where a rollout is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Waiting for the result of the safety assessment.
    Init,
    /// The host builds the image.
    Building,
    /// The host deploys, without traffic.
    Deploying,
    /// The host shifts traffic to the share of the stage.
    Canary,
    /// Metrics settle, or the next look is not due.
    CanaryWaiting,
    /// The host measures, or runs the tests of the stage.
    CanaryEvaluating,
    /// A person must decide.
    AwaitingApproval,
    /// A person stopped it for a while.
    Paused,
    /// The host shifts all traffic.
    Promoting,
    /// The new version serves everything; the host asks it for its version.
    Promoted,
    /// The gates are watched once more.
    Verifying,
    /// The release is good. The end.
    Verified,
    /// The host goes back to the previous version; a release that is a rollback itself is finished at once.
    RollingBack,
    /// The previous version serves everything, or the one that a rollback went back to. The end.
    RolledBack,
    /// It could not be carried out; a person is needed. The end.
    Failed,
}

impl Phase {
    /// All phases, in the order in which a release passes them.
    pub const ALL: [Self; 15] = [
        Init,
        Building,
        Deploying,
        Canary,
        CanaryWaiting,
        CanaryEvaluating,
        AwaitingApproval,
        Paused,
        Promoting,
        Promoted,
        Verifying,
        Verified,
        RollingBack,
        RolledBack,
        Failed,
    ];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Init => "init",
            Building => "building",
            Deploying => "deploying",
            Canary => "canary",
            CanaryWaiting => "canary_waiting",
            CanaryEvaluating => "canary_evaluating",
            AwaitingApproval => "awaiting_approval",
            Paused => "paused",
            Promoting => "promoting",
            Promoted => "promoted",
            Verifying => "verifying",
            Verified => "verified",
            RollingBack => "rolling_back",
            RolledBack => "rolled_back",
            Failed => "failed",
        }
    }

    /// Whether the rollout has ended.
    #[must_use]
    pub const fn is_terminal(self) -> bool {
        matches!(self, Verified | RolledBack | Failed)
    }
}

/// One legal transition.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Transition {
    /// The phase before.
    pub from: Phase,
    /// What happened.
    pub event: EventKind,
    /// The phase after.
    pub to: Phase,
    /// In which case.
    pub when: &'static str,
}

const fn row(from: Phase, event: EventKind, to: Phase, when: &'static str) -> Transition {
    Transition { from, event, to, when }
}

const DONE: &str = "done";
const LATE: &str = "no answer in time";
const NOT_DONE: &str = "not done";
const PERSON: &str = "a person ends it";
const NEXT: &str = "passed, next stage";
const LAST: &str = "passed, all traffic next";
const ASK: &str = "a person must decide";
const SCORE: &str = "passed, but the confidence score says no";
const COMPARED: &str = "passed, and the plan only compares";
const HELD: &str = "inconclusive for too long";

/// Every legal transition; all that the state machine does is listed here, and diagrams are drawn from it.
pub const TRANSITIONS: &[Transition] = &[
    row(Init, SafetyAssessed, Building, DONE),
    row(Init, Abort, Failed, PERSON),
    row(Building, ActionDone, Deploying, DONE),
    row(Building, ActionDone, AwaitingApproval, "the confidence score is low"),
    row(Building, ActionFailed, Failed, NOT_DONE),
    row(Building, Tick, Failed, LATE),
    row(Building, Abort, Failed, PERSON),
    row(Deploying, ActionDone, Canary, DONE),
    row(Deploying, ActionDone, AwaitingApproval, ASK),
    row(Deploying, ActionDone, Promoting, "the only stage is all traffic"),
    row(Deploying, ActionDone, RollingBack, "the only stage is all traffic, but the confidence score says no"),
    row(Deploying, ActionFailed, RollingBack, NOT_DONE),
    row(Deploying, Tick, RollingBack, LATE),
    row(Deploying, Abort, RollingBack, PERSON),
    row(Deploying, RollBack, RollingBack, PERSON),
    row(Canary, ActionDone, CanaryWaiting, DONE),
    row(Canary, ActionFailed, RollingBack, NOT_DONE),
    row(Canary, Tick, RollingBack, LATE),
    row(Canary, Pause, Paused, "a person stops it"),
    row(Canary, Abort, RollingBack, PERSON),
    row(Canary, RollBack, RollingBack, PERSON),
    row(CanaryWaiting, Tick, CanaryEvaluating, "the next look is due"),
    row(CanaryWaiting, Tick, Canary, NEXT),
    row(CanaryWaiting, Tick, AwaitingApproval, ASK),
    row(CanaryWaiting, Tick, Promoting, LAST),
    row(CanaryWaiting, Tick, RollingBack, HELD),
    row(CanaryWaiting, Tick, Verified, COMPARED),
    row(CanaryWaiting, Override, Canary, "a person moves it on"),
    row(CanaryWaiting, Override, Promoting, "a person moves it on"),
    row(CanaryWaiting, Override, Verified, "a person moves it on, and the plan only compares"),
    row(CanaryWaiting, Pause, Paused, "a person stops it"),
    row(CanaryWaiting, Abort, RollingBack, PERSON),
    row(CanaryWaiting, RollBack, RollingBack, PERSON),
    row(CanaryEvaluating, Measured, CanaryWaiting, "not decided yet"),
    row(CanaryEvaluating, Measured, Canary, NEXT),
    row(CanaryEvaluating, Measured, AwaitingApproval, ASK),
    row(CanaryEvaluating, Measured, Promoting, LAST),
    row(CanaryEvaluating, Measured, RollingBack, "unhealthy, or inconclusive for too long"),
    row(CanaryEvaluating, Measured, Verified, COMPARED),
    row(CanaryEvaluating, ActionDone, Canary, "tests passed, next stage"),
    row(CanaryEvaluating, ActionDone, AwaitingApproval, ASK),
    row(CanaryEvaluating, ActionDone, Promoting, "tests passed, all traffic next"),
    row(CanaryEvaluating, ActionDone, RollingBack, SCORE),
    row(CanaryEvaluating, ActionDone, Verified, COMPARED),
    row(CanaryEvaluating, ActionFailed, CanaryWaiting, "could not measure"),
    row(CanaryEvaluating, ActionFailed, Canary, HELD),
    row(CanaryEvaluating, ActionFailed, AwaitingApproval, HELD),
    row(CanaryEvaluating, ActionFailed, Promoting, HELD),
    row(CanaryEvaluating, ActionFailed, RollingBack, "tests failed, or inconclusive for too long"),
    row(CanaryEvaluating, ActionFailed, Verified, HELD),
    row(CanaryEvaluating, Tick, CanaryWaiting, LATE),
    row(CanaryEvaluating, Tick, Canary, HELD),
    row(CanaryEvaluating, Tick, AwaitingApproval, HELD),
    row(CanaryEvaluating, Tick, Promoting, HELD),
    row(CanaryEvaluating, Tick, RollingBack, "tests late, or inconclusive for too long"),
    row(CanaryEvaluating, Tick, Verified, HELD),
    row(CanaryEvaluating, Override, Canary, "a person moves it on"),
    row(CanaryEvaluating, Override, Promoting, "a person moves it on"),
    row(CanaryEvaluating, Override, Verified, "a person moves it on, and the plan only compares"),
    row(CanaryEvaluating, Pause, Paused, "a person stops it"),
    row(CanaryEvaluating, Abort, RollingBack, PERSON),
    row(CanaryEvaluating, RollBack, RollingBack, PERSON),
    row(AwaitingApproval, Approve, Deploying, "approved despite a low score"),
    row(AwaitingApproval, Approve, Canary, "approved, next stage"),
    row(AwaitingApproval, Approve, Promoting, "approved, all traffic next"),
    row(AwaitingApproval, Approve, Verified, "approved after promotion, or the plan only compares"),
    row(AwaitingApproval, Reject, RollingBack, "refused"),
    row(AwaitingApproval, Reject, Failed, "refused before anything was deployed"),
    row(AwaitingApproval, Tick, AwaitingApproval, "the next look is due"),
    row(AwaitingApproval, Tick, RollingBack, "nobody decided in time"),
    row(AwaitingApproval, Tick, Failed, "nobody decided in time, nothing was deployed"),
    row(AwaitingApproval, Measured, AwaitingApproval, "healthy, or a failure within the budget"),
    row(AwaitingApproval, Measured, RollingBack, "unhealthy"),
    row(AwaitingApproval, ActionFailed, AwaitingApproval, "could not measure"),
    row(AwaitingApproval, ActionFailed, RollingBack, "could not ask"),
    row(AwaitingApproval, ActionFailed, Failed, "could not ask, nothing was deployed"),
    row(AwaitingApproval, Abort, RollingBack, PERSON),
    row(AwaitingApproval, Abort, Failed, "a person ends it before anything was deployed"),
    row(AwaitingApproval, RollBack, RollingBack, PERSON),
    row(AwaitingApproval, RollBack, Failed, "a person ends it before anything was deployed"),
    row(Paused, Resume, Canary, "traffic was not shifted yet"),
    row(Paused, Resume, CanaryWaiting, "traffic was shifted"),
    row(Paused, Resume, CanaryEvaluating, "the host still measures, or runs the tests"),
    row(Paused, Tick, Paused, "the next look is due"),
    row(Paused, Tick, RollingBack, "paused for too long, or no answer in time"),
    row(Paused, Measured, Paused, "healthy, or a failure within the budget"),
    row(Paused, Measured, RollingBack, "unhealthy"),
    row(Paused, ActionDone, Paused, DONE),
    row(Paused, ActionFailed, Paused, "could not measure"),
    row(Paused, ActionFailed, RollingBack, NOT_DONE),
    row(Paused, Abort, RollingBack, PERSON),
    row(Paused, RollBack, RollingBack, PERSON),
    row(Promoting, ActionDone, Promoted, DONE),
    row(Promoting, ActionFailed, RollingBack, NOT_DONE),
    row(Promoting, Tick, RollingBack, LATE),
    row(Promoting, Abort, RollingBack, PERSON),
    row(Promoting, RollBack, RollingBack, PERSON),
    row(Promoted, ActionDone, Verifying, "the version is the right one"),
    row(Promoted, ActionFailed, Promoted, "not yet, ask again"),
    row(Promoted, ActionFailed, RollingBack, "not in the allowed attempts"),
    row(Promoted, Tick, Promoted, "ask again"),
    row(Promoted, Tick, RollingBack, "not in the allowed attempts"),
    row(Promoted, Abort, RollingBack, PERSON),
    row(Promoted, RollBack, RollingBack, PERSON),
    row(Verifying, Tick, Verifying, "the next look is due"),
    row(Verifying, Tick, AwaitingApproval, HELD),
    row(Verifying, Tick, RollingBack, HELD),
    row(Verifying, Tick, Verified, HELD),
    row(Verifying, Measured, Verifying, "not decided yet"),
    row(Verifying, Measured, AwaitingApproval, HELD),
    row(Verifying, Measured, RollingBack, "unhealthy, or inconclusive for too long"),
    row(Verifying, Measured, Verified, "the watch is over and healthy"),
    row(Verifying, ActionFailed, Verifying, "could not measure"),
    row(Verifying, ActionFailed, AwaitingApproval, HELD),
    row(Verifying, ActionFailed, RollingBack, HELD),
    row(Verifying, ActionFailed, Verified, HELD),
    row(Verifying, Override, Verified, "a person ends the watch"),
    row(Verifying, Abort, RollingBack, PERSON),
    row(Verifying, RollBack, RollingBack, PERSON),
    row(RollingBack, ActionDone, RolledBack, DONE),
    row(RollingBack, ActionFailed, RollingBack, "try again"),
    row(RollingBack, ActionFailed, Failed, "not in the allowed attempts"),
    row(RollingBack, Tick, RollingBack, "no answer in time, try again"),
    row(RollingBack, Tick, Failed, "not in the allowed attempts"),
];

/// The kinds of event that a phase has a use for, in order of the table: the buttons that a user interface shows.
///
/// Events that answer an action are welcome in any phase when they come late or twice, and change nothing then.
///
/// ```
/// use rollwise::{EventKind, Phase, allowed_events};
///
/// assert!(allowed_events(Phase::Paused).contains(&EventKind::Resume));
/// assert!(allowed_events(Phase::Verified).is_empty());
/// ```
#[must_use]
pub fn allowed_events(phase: Phase) -> Vec<EventKind> {
    let mut kinds = Vec::new();
    for transition in TRANSITIONS.iter().filter(|t| t.from == phase) {
        if !kinds.contains(&transition.event) {
            kinds.push(transition.event);
        }
    }
    kinds
}

/// For each phase, a bit for each kind of event that it has a use for.
#[expect(clippy::indexing_slicing, reason = "evaluated by the compiler, which refuses an index out of bounds")]
const ALLOWED: [u16; Phase::ALL.len()] = {
    let mut allowed = [0; Phase::ALL.len()];
    let mut rows: &[Transition] = TRANSITIONS;
    while let [first, rest @ ..] = rows {
        allowed[first.from as usize] |= 1 << first.event as u16;
        rows = rest;
    }
    allowed
};

pub(crate) fn is_allowed(phase: Phase, event: EventKind) -> bool {
    ALLOWED.get(phase as usize).is_some_and(|allowed| allowed & (1 << event as u16) != 0)
}

pub(crate) fn is_legal(from: Phase, event: EventKind, to: Phase) -> bool {
    TRANSITIONS.iter().any(|t| t.from == from && t.event == event && t.to == to)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_live_phase_can_fail_or_go_back_at_once() {
        for phase in Phase::ALL.into_iter().filter(|phase| !phase.is_terminal()) {
            let ends = TRANSITIONS.iter().filter(|t| t.from == phase).map(|t| t.to);
            assert!(ends.into_iter().any(|to| matches!(to, RollingBack | Failed)), "{phase:?}");
        }
    }

    #[test]
    fn terminal_phases_have_no_way_out_and_every_phase_a_way_in() {
        for phase in Phase::ALL {
            let leaves = TRANSITIONS.iter().any(|t| t.from == phase);
            assert_eq!(leaves, !phase.is_terminal(), "{phase:?}");
            assert!(phase == Init || TRANSITIONS.iter().any(|t| t.to == phase), "{phase:?}");
        }
    }

    #[test]
    fn allowed_events_are_those_of_the_table() {
        for phase in Phase::ALL {
            let allowed = EventKind::ALL.into_iter().filter(|kind| is_allowed(phase, *kind)).collect::<Vec<_>>();
            let mut listed = allowed_events(phase);
            listed.sort();
            assert_eq!(allowed, listed, "{phase:?}");
        }
    }

    #[test]
    fn no_transition_is_listed_twice() {
        for (i, a) in TRANSITIONS.iter().enumerate() {
            let again = |b: &Transition| (a.from, a.event, a.to) == (b.from, b.event, b.to);
            assert!(!TRANSITIONS[i + 1..].iter().any(again), "{a:?}");
        }
    }
}
