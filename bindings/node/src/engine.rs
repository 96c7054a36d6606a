//! The engine: a checked policy that answers questions.

use napi_derive::napi;
use rollwise::document::write;
use rollwise::{Factors, Fraction, Plan, Timestamp};

use crate::document::{config, input};
use crate::error::{Result, refuse};
use crate::rollout::Rollout;

/// A checked policy.
#[napi]
#[derive(Debug)]
pub struct Engine(rollwise::Engine);

#[napi]
impl Engine {
    /// Checks a policy.
    #[napi(constructor, catch_unwind)]
    pub fn new(policy: String) -> Result<Self> {
        rollwise::Engine::new(config("", &policy)?).map(Self).map_err(refuse)
    }

    /// The gates of the policy.
    #[napi(catch_unwind)]
    pub fn gates(&self) -> String {
        write(self.0.gates())
    }

    /// The policy, defaults included.
    #[napi(catch_unwind)]
    pub fn policy(&self) -> String {
        write(self.0.policy())
    }

    /// The plan of a name.
    #[napi(catch_unwind)]
    pub fn plan(&self, name: String) -> Result<String> {
        self.0.plan(&name).map(|plan| write(&plan)).map_err(refuse)
    }

    /// Is the canary healthy now?
    #[napi(catch_unwind)]
    pub fn evaluate_gates(&self, now: String, evidence: String) -> Result<String> {
        let (now, evidence) = (input("now", &now)?, input("", &evidence)?);
        self.0.evaluate_gates(now, &evidence).map(|report| write(&report)).map_err(refuse)
    }

    /// How confident are we?
    #[napi(catch_unwind)]
    pub fn score_confidence(&self, factors: String) -> Result<String> {
        let factors: Factors = input("", &factors)?;
        Ok(write(&self.0.score_confidence(&factors)))
    }

    /// May a decision be carried out without a person?
    #[napi(catch_unwind)]
    pub fn permits(&self, what: String, level: String) -> Result<String> {
        let level: Fraction = input("level", &level)?;
        Ok(write(&self.0.permits(input("what", &what)?, level)))
    }

    /// Starts a rollout by a plan of its own, or by the plan of the policy: the rollout, and its first step.
    #[napi(catch_unwind)]
    pub fn start(&self, now: String, release: String, plan: Option<String>) -> Result<(Rollout, String)> {
        let now: Timestamp = input("now", &now)?;
        let release = input("release", &release)?;
        let started = match plan {
            None => self.0.start(now, release),
            Some(plan) => self.0.start_with(now, release, config::<Plan>("plan", &plan)?),
        };
        let (rollout, step) = started.map_err(refuse)?;
        Ok((Rollout(rollout), write(&step)))
    }
}
