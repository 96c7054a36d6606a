//! A host with a simulated clock: the loop of a real one, without the waiting.

use std::error::Error;

use rollwise::{Action, Duration, Engine, Event, Fraction, Record, Release, Rollout, Step, Timestamp};

use crate::recording::Recording;

pub(crate) struct Host {
    clock: Timestamp,
    recording: Recording,
    /// When the new version first had traffic, which is when the recorded canary window begins.
    first_traffic: Option<Timestamp>,
    /// What will have happened when.
    coming: Vec<(Timestamp, Event)>,
    records: Vec<Record>,
}

impl Host {
    pub(crate) fn new(clock: Timestamp, recording: Recording) -> Self {
        Self { clock, recording, first_traffic: None, coming: Vec::new(), records: Vec::new() }
    }

    /// Rolls a release out to its end.
    pub(crate) fn roll_out(
        mut self,
        engine: &Engine,
        release: Release,
        safety: Fraction,
    ) -> Result<(Rollout, Vec<Record>), Box<dyn Error>> {
        let (rollout, step) = engine.start(self.clock, release)?;
        let mut saved = rollout.to_json();
        self.coming.push((self.clock, Event::SafetyAssessed { safety, rollout: None }));
        let mut wake_at = self.perform(step)?;
        while let Some(event) = self.sleep(wake_at) {
            let mut rollout = Rollout::from_json(&saved)?;
            let step = rollout.step(self.clock, event)?;
            wake_at = self.perform(step)?;
            saved = rollout.to_json();
        }
        Ok((Rollout::from_json(&saved)?, self.records))
    }

    /// Performs the actions of a step in order, keeps its record, and says when to wake up.
    fn perform(&mut self, step: Step) -> Result<Option<Timestamp>, Box<dyn Error>> {
        for action in &step.actions {
            self.act(action)?;
        }
        self.records.extend(step.record);
        Ok(step.wake_at.map(|wake| wake.at))
    }

    /// Moves the clock on to the next event, or to the wake-up if that comes first.
    fn sleep(&mut self, wake_at: Option<Timestamp>) -> Option<Event> {
        let next = self.coming.iter().enumerate().min_by_key(|(_, (at, _))| *at).map(|(i, (at, _))| (i, *at));
        match (next, wake_at) {
            (Some((i, at)), wake) if wake.is_none_or(|wake| at <= wake) => {
                self.clock = at;
                Some(self.coming.remove(i).1)
            }
            (_, Some(wake)) => {
                self.clock = self.clock.max(wake);
                Some(Event::Tick)
            }
            (_, None) => None,
        }
    }

    /// Everything succeeds here, after a while; what the new version does to its users is in the recording.
    fn act(&mut self, action: &Action) -> Result<(), Box<dyn Error>> {
        let seconds = match action {
            Action::Build { .. } => 150,
            Action::Deploy { .. } => 40,
            Action::SetTraffic { .. } => 5,
            Action::RunTests { .. } => 60,
            Action::Measure { .. } => 2,
            Action::Promote { .. } | Action::RollBack { .. } => 20,
            Action::VerifyVersion { .. } => 3,
            // Nobody is there to approve or to be called, and what is left over may stay.
            Action::RequestApproval { .. } | Action::CleanUp { .. } | Action::Alert { .. } => return Ok(()),
            other => return Err(format!("this host cannot perform `{}`", other.kind().as_str()).into()),
        };
        let done_at = self.clock.after(Duration::from_millis(seconds * 1000)?);
        let answer = match action {
            Action::Measure { id, requests, .. } => {
                let since = self.first_traffic.unwrap_or(done_at);
                let evidence = self.recording.evidence(requests, since, done_at)?;
                Event::Measured { action: id.clone(), evidence }
            }
            action => Event::ActionDone { action: action.id().to_owned() },
        };
        if matches!(action, Action::SetTraffic { .. } | Action::Promote { .. }) {
            self.first_traffic.get_or_insert(done_at);
        }
        self.coming.push((done_at, answer));
        Ok(())
    }
}
