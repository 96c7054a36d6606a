//! The rollout: one deployment on its way.
//!
//! **The host's contract, in one sentence:** feed one event, perform the actions in order, save the rollout, then
//! sleep until `wake_at` or the next event.

mod action;
mod event;
mod looks;
mod outstanding;
mod phase;
mod policy;
mod run;
mod state;
mod turn;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use action::{Action, ActionKind, Approval, Baseline, MeasureRequest};
pub use event::{Event, EventKind, OverrideTo};
pub use phase::{Phase, TRANSITIONS, Transition, allowed_events};
pub use policy::{HoldOutcome, RolloutPolicy, Verification};
pub use run::{Look, Run};
pub use state::{Pending, State, Terms, WakeReason, WakeUp};

use crate::audit::{Record, Start};
use crate::confidence::ConfidenceSummary;
use crate::document;
use crate::error::{Error, ErrorCode, Family};
use crate::judge::JudgeState;
use crate::release::Release;
use crate::time::Timestamp;
use crate::units::TrafficShare;
use turn::Turn;

/// Version of the persisted form of [`Rollout`] and [`Record`].
pub const SCHEMA_VERSION: u32 = 1;

/// One deployment on its way: a value that is saved after every step and loaded before the next.
///
/// It carries its plan and the parts of the policy that it needs, so that a change of policy never alters a rollout
/// on its way.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Rollout {
    schema_version: u32,
    release: Arc<Release>,
    terms: Arc<Terms>,
    state: State,
    /// What the judge has found so far; it goes on through all stages.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    judge: Option<Box<JudgeState>>,
}

/// What a step asks of the host.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Step {
    /// Where the rollout is now.
    pub phase: Phase,
    /// What to do, in order.
    pub actions: Vec<Action>,
    /// When to come back with a tick at the latest; none when only a report helps, or at the end.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wake_at: Option<WakeUp>,
    /// What to append to the audit log; none when the event changed nothing.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub record: Option<Record>,
}

impl Rollout {
    /// Begins a rollout. `release` and `terms` are checked.
    pub(crate) fn start(now: Timestamp, release: Release, terms: Arc<Terms>) -> (Self, Step) {
        let start = Start { release: release.clone(), terms: Terms::clone(&terms) };
        let judge = terms.prepared_judge().map(|judge| Box::new(judge.begin()));
        let (release, state) = (Arc::new(release), State::new(now));
        let mut rollout = Self { schema_version: SCHEMA_VERSION, release, terms, state, judge };
        let record = Record::started(now, start);
        rollout.state.head = record.hash;
        let step = rollout.answer(Vec::new(), Some(record));
        (rollout, step)
    }

    /// Advances the rollout by one event.
    ///
    /// No clock is read: the same events at the same moments give the same steps. Every event in every phase has an
    /// answer. Answers to actions that come late or twice change nothing, and neither does a tick before its time:
    /// the step then has no record. On an error nothing has happened at all.
    ///
    /// # Errors
    ///
    /// - misuse: `time_went_back`, `not_expected`, `wrong_rollout`, `unknown_action`, `approval_expired`;
    /// - input: a measurement that contradicts itself.
    pub fn step(&mut self, now: Timestamp, event: Event) -> Result<Step, Error> {
        if now < self.state.at {
            return Err(Error::misuse(ErrorCode::TimeWentBack, "now")
                .value(now)
                .allowed(format!("{} or later, the moment of the last step", self.state.at)));
        }
        if !self.is_current(now, &event)? {
            return Ok(self.answer(Vec::new(), None));
        }
        let mut turn = Turn::new(now, &self.release, &self.terms, event.kind(), self.state);
        turn.judge = self.judge.as_deref();
        turn.apply(&event)?;
        let Turn { mut state, actions, reasons, report, confidence, judged, .. } = turn;
        let moved = state.phase != self.state.phase;
        if matches!(event, Event::Tick) && !moved && actions.is_empty() && reasons.is_empty() {
            return Ok(self.answer(actions, None));
        }
        state.at = now;
        let mut record = Record {
            schema_version: SCHEMA_VERSION,
            rollout: self.release.id.clone(),
            sequence: state.sequence,
            at: now,
            start: None,
            event: Some(event),
            from: self.state.phase,
            to: state.phase,
            stage: state.stage,
            reasons,
            report,
            confidence,
            actions: actions.iter().map(Action::kind).collect(),
            previous: self.state.head,
            hash: crate::digest::Digest::NONE,
        };
        record.seal();
        state.head = record.hash;
        self.state = state;
        self.judge = judged.or(self.judge.take());
        Ok(self.answer(actions, Some(record)))
    }

    fn answer(&self, actions: Vec<Action>, record: Option<Record>) -> Step {
        Step { phase: self.state.phase, actions, wake_at: self.wake_at(), record }
    }

    /// Whether the event is to be applied; late and repeated answers are not.
    fn is_current(&self, now: Timestamp, event: &Event) -> Result<bool, Error> {
        let kind = event.kind();
        self.check_rollout(event.rollout())?;
        if let Some(action) = event.answers() {
            let Some(asked) = self.asked(action)? else {
                // A person must learn that the decision is no longer asked for; a host need not.
                let by_person = matches!(kind, EventKind::Approve | EventKind::Reject);
                return if by_person { Err(self.not_expected(kind)) } else { Ok(false) };
            };
            let fits = match kind {
                EventKind::Measured => asked.kind == ActionKind::Measure,
                EventKind::Approve | EventKind::Reject => asked.kind == ActionKind::RequestApproval,
                EventKind::ActionDone => !matches!(asked.kind, ActionKind::Measure | ActionKind::RequestApproval),
                _ => true,
            };
            if !fits {
                return Err(self.not_expected(kind));
            }
            if kind == EventKind::Approve && now >= asked.deadline {
                return Err(Error::misuse(ErrorCode::ApprovalExpired, "now")
                    .value(now)
                    .allowed(format!("before {}", asked.deadline)));
            }
        }
        if phase::is_allowed(self.state.phase, kind) {
            return Ok(true);
        }
        if kind == EventKind::Tick { Ok(false) } else { Err(self.not_expected(kind)) }
    }

    /// The action on its way that an id names; `None` if it has been answered or given up.
    fn asked(&self, action: &str) -> Result<Option<Pending>, Error> {
        let mut parts = action.split('/');
        self.check_rollout(parts.next())?;
        let sequence = parts.next().and_then(|sequence| sequence.parse::<u64>().ok());
        let kind = parts.next().filter(|_| parts.next().is_none());
        match (sequence.filter(|sequence| *sequence <= self.state.sequence), kind) {
            (Some(sequence), Some(kind)) => {
                let named = |asked: &Pending| (asked.sequence, asked.kind.as_str()) == (sequence, kind);
                Ok(self.on_their_way().into_iter().find(named))
            }
            _ => {
                let awaited = self.outstanding();
                let ids: Vec<&str> = awaited.iter().map(Action::id).collect();
                let allowed = if ids.is_empty() { "none".to_owned() } else { ids.join(", ") };
                Err(Error::misuse(ErrorCode::UnknownAction, "event.action").value(action).allowed(allowed))
            }
        }
    }

    fn on_their_way(&self) -> impl IntoIterator<Item = Pending> + use<> {
        self.state.pending.into_iter().chain(self.state.measuring)
    }

    fn check_rollout(&self, named: Option<&str>) -> Result<(), Error> {
        match named {
            Some(named) if named != &*self.release.id => {
                Err(Error::misuse(ErrorCode::WrongRollout, "event.rollout").value(named).allowed(&*self.release.id))
            }
            _ => Ok(()),
        }
    }

    fn not_expected(&self, kind: EventKind) -> Error {
        let allowed: Vec<&str> = allowed_events(self.state.phase).iter().map(|kind| kind.as_str()).collect();
        let allowed = if allowed.is_empty() { "nothing, the rollout has ended".to_owned() } else { allowed.join(", ") };
        Error::misuse(ErrorCode::NotExpected, "event.kind")
            .value(kind.as_str())
            .allowed(format!("in {}: {allowed}", self.state.phase.as_str()))
    }

    /// When to come back with a tick at the latest.
    #[must_use]
    pub fn wake_at(&self) -> Option<WakeUp> {
        self.state.wake_at(&self.terms)
    }

    /// The actions whose answers are awaited, for a host that lost track of them: the same actions with the same ids.
    #[must_use]
    pub fn outstanding(&self) -> Vec<Action> {
        let again = |asked| outstanding::outstanding(&self.release, &self.terms, &self.state, asked);
        self.on_their_way().into_iter().filter_map(again).collect()
    }

    /// Where it is.
    #[must_use]
    pub const fn phase(&self) -> Phase {
        self.state.phase
    }

    /// Everything that changes from step to step.
    #[must_use]
    pub const fn state(&self) -> &State {
        &self.state
    }

    /// What the judge has found so far; none where no metrics are judged over all looks.
    #[must_use]
    pub fn judge(&self) -> Option<&JudgeState> {
        self.judge.as_deref()
    }

    /// What is being rolled out.
    #[must_use]
    pub fn release(&self) -> &Release {
        &self.release
    }

    /// What it was started with.
    #[must_use]
    pub fn terms(&self) -> &Terms {
        &self.terms
    }

    /// The last confidence.
    #[must_use]
    pub const fn confidence(&self) -> Option<ConfidenceSummary> {
        self.state.confidence
    }

    /// Share of live traffic that the new version has or is being given; none when a rollback failed, since nobody
    /// knows then what serves.
    #[must_use]
    pub fn share(&self) -> Option<TrafficShare> {
        let never_shifted = self.state.stage == 0 && self.state.stage_since.is_none();
        match self.state.phase {
            Phase::Failed if self.state.attempts > 0 => None,
            Phase::Failed | Phase::Init | Phase::Building | Phase::Deploying => Some(TrafficShare::NONE),
            Phase::RollingBack | Phase::RolledBack if self.release.rolls_back.is_some() => Some(TrafficShare::ALL),
            Phase::RollingBack | Phase::RolledBack => Some(TrafficShare::NONE),
            Phase::AwaitingApproval if never_shifted => Some(TrafficShare::NONE),
            _ => self.terms.stage(self.state.stage).map(|stage| stage.share),
        }
    }

    /// The events that this rollout has a use for now: the buttons that a user interface shows.
    #[must_use]
    pub fn allowed_events(&self) -> Vec<EventKind> {
        allowed_events(self.state.phase)
    }

    /// The rollout as JSON, to be saved after every step.
    #[must_use]
    pub fn to_json(&self) -> String {
        document::write(self)
    }

    /// Loads a rollout that was saved with [`Rollout::to_json`].
    ///
    /// # Errors
    ///
    /// `unknown_schema_version`, or what is wrong with the document.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        check_schema_version(text)?;
        let mut rollout: Self = document::read(Family::Input, text)?;
        Arc::make_mut(&mut rollout.terms).validate()?;
        rollout.state.check(&rollout.terms).map_err(|err| err.within("state"))?;
        rollout.judge = match (rollout.terms.prepared_judge(), rollout.judge) {
            (None, None) => None,
            (Some(judge), Some(state)) => Some(Box::new(judge.resume(*state).map_err(|err| err.within("judge"))?)),
            (Some(_), None) => {
                return Err(Error::input(ErrorCode::MissingField, "judge").allowed("what the judge has found"));
            }
            (None, Some(_)) => {
                return Err(Error::input(ErrorCode::Contradiction, "judge").allowed("none without a judge"));
            }
        };
        Ok(rollout)
    }
}

impl Terms {
    /// Checks terms that came from outside, and prepares their judge.
    pub(crate) fn validate(&mut self) -> Result<(), Error> {
        let within = |err: Error| err.within("terms");
        self.plan.validate().map_err(|err| within(err.within("plan")))?;
        crate::gate::check_all(&self.gates).map_err(within)?;
        self.confidence.validate().map_err(|err| within(err.within("confidence")))?;
        self.prepare_judge().map_err(|err| within(err.within("judge")))?;
        self.plan.check_judged(self.judge.is_some()).map_err(|err| within(err.within("plan")))?;
        self.rollout.validate().map_err(|err| within(err.within("rollout")))
    }
}

/// Refuses a persisted document of another version before anything else is read.
pub(crate) fn check_schema_version(text: &str) -> Result<(), Error> {
    #[derive(Deserialize)]
    struct Versioned {
        schema_version: u32,
    }
    let found = document::read::<Versioned>(Family::Input, text)?.schema_version;
    if found != SCHEMA_VERSION {
        return Err(Error::input(ErrorCode::UnknownSchemaVersion, "schema_version")
            .value(found)
            .allowed(SCHEMA_VERSION.to_string()));
    }
    Ok(())
}
