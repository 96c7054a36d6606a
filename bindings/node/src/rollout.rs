//! One deployment on its way.

use napi_derive::napi;
use rollwise::document::write;
use rollwise::{Event, Recording, Timestamp, TrafficShare};

use crate::document::input;
use crate::error::{Result, refuse};

/// A rollout, which a step advances in place.
#[napi]
#[derive(Debug)]
pub struct Rollout(pub(crate) rollwise::Rollout);

#[napi]
impl Rollout {
    /// Loads a saved rollout.
    #[napi(factory, catch_unwind)]
    pub fn from_json(text: String) -> Result<Self> {
        rollwise::Rollout::from_json(&text).map(Self).map_err(refuse)
    }

    /// The rollout, to be saved.
    #[napi(catch_unwind)]
    pub fn to_json(&self) -> String {
        self.0.to_json()
    }

    /// Advances by one event.
    #[napi(catch_unwind)]
    pub fn step(&mut self, now: String, event: String) -> Result<String> {
        let now: Timestamp = input("now", &now)?;
        let event: Event = input("event", &event)?;
        self.0.step(now, event).map(|step| write(&step)).map_err(refuse)
    }

    /// Takes recorded looks one after the other.
    #[napi(catch_unwind)]
    pub fn run(&mut self, recording: String) -> Result<String> {
        let recording: Recording = input("", &recording)?;
        self.0.run(&recording).map(|run| write(&run)).map_err(refuse)
    }

    /// Where it is.
    #[napi(getter, catch_unwind)]
    pub fn phase(&self) -> &'static str {
        self.0.phase().as_str()
    }

    /// Share of live traffic, in percent, where it is known.
    #[napi(getter, catch_unwind)]
    pub fn share(&self) -> Option<f64> {
        self.0.share().map(TrafficShare::as_percent)
    }

    /// When to come back at the latest.
    #[napi(getter, catch_unwind)]
    pub fn wake_at(&self) -> Option<String> {
        self.0.wake_at().map(|wake_up| write(&wake_up))
    }

    /// The actions whose answers are awaited.
    #[napi(catch_unwind)]
    pub fn outstanding(&self) -> String {
        write(&self.0.outstanding())
    }

    /// The kinds of events that it has a use for.
    #[napi(catch_unwind)]
    pub fn allowed_events(&self) -> String {
        write(&self.0.allowed_events())
    }

    /// Everything that changes from step to step.
    #[napi(getter, catch_unwind)]
    pub fn state(&self) -> String {
        write(self.0.state())
    }

    /// What is being rolled out.
    #[napi(getter, catch_unwind)]
    pub fn release(&self) -> String {
        write(self.0.release())
    }

    /// What it was started with.
    #[napi(getter, catch_unwind)]
    pub fn terms(&self) -> String {
        write(self.0.terms())
    }

    /// The last confidence.
    #[napi(getter, catch_unwind)]
    pub fn confidence(&self) -> Option<String> {
        self.0.confidence().map(|confidence| write(&confidence))
    }
}
