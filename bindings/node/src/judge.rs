//! A canary judged look after look.

use napi_derive::napi;
use rollwise::document::write;
use rollwise::{JudgeLook, JudgeState, Recording};

use crate::document::{config, input};
use crate::error::{Result, refuse};

/// A judge of one canary, with what it has found so far.
#[napi]
#[derive(Debug)]
pub struct CanaryJudge {
    judge: rollwise::CanaryJudge,
    state: JudgeState,
}

#[napi]
impl CanaryJudge {
    /// Begins anew, or goes on from a state.
    #[napi(constructor, catch_unwind)]
    pub fn new(policy: String, state: Option<String>) -> Result<Self> {
        let judge = rollwise::CanaryJudge::new(config("", &policy)?).map_err(refuse)?;
        let state = match state {
            Some(state) => judge.resume(input("state", &state)?).map_err(|err| refuse(err.within("state")))?,
            None => judge.begin(),
        };
        Ok(Self { judge, state })
    }

    /// Takes in a look, and says what is known now.
    #[napi(catch_unwind)]
    pub fn look(&mut self, look: String) -> Result<String> {
        let look: JudgeLook = input("look", &look)?;
        let judgement = self.judge.look(&mut self.state, &look);
        judgement.map(|judgement| write(&judgement)).map_err(|err| refuse(err.within("look")))
    }

    /// What it has found so far, to be stored.
    #[napi(getter, catch_unwind)]
    pub fn state(&self) -> String {
        write(&self.state)
    }
}

/// Judges a whole series of looks.
#[napi(catch_unwind)]
pub(crate) fn judge_canary(policy: String, looks: String, state: Option<String>) -> Result<String> {
    let policy = config("policy", &policy)?;
    let looks: Vec<JudgeLook> = input("looks", &looks)?;
    let state = state.map(|state| input("state", &state)).transpose()?;
    rollwise::judge_canary(&policy, &looks, state).map(|series| write(&series)).map_err(refuse)
}

/// Judges recorded columns.
#[napi(catch_unwind)]
pub(crate) fn judge_recording(policy: String, recording: String) -> Result<String> {
    let policy = config("policy", &policy)?;
    let recording: Recording = input("recording", &recording)?;
    rollwise::judge_recording(&policy, &recording).map(|judged| write(&judged)).map_err(refuse)
}
