//! Many recorded looks through one call.

use serde::{Deserialize, Serialize};

use super::{ActionKind, Event, Phase, Rollout, Step};
use crate::audit::Record;
use crate::error::Error;
use crate::reason::Verdict;
use crate::recording::Recording;
use crate::time::Timestamp;
use crate::units::Score;

/// What came of a series of recorded looks.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Run {
    /// The looks that were taken, in order.
    pub looks: Vec<Look>,
    /// The last step: its actions are for the host. Its record is the last of `records`.
    pub step: Step,
    /// All records, to be appended to the audit log.
    pub records: Vec<Record>,
}

/// One look of a run.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Look {
    /// When.
    pub at: Timestamp,
    /// How the gates came out.
    pub verdict: Verdict,
    /// The confidence score.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub score: Option<Score>,
    /// Where the rollout was after it.
    pub phase: Phase,
}

impl Rollout {
    /// Takes recorded looks one after the other, until one of them asks something else of the host than to measure.
    ///
    /// It is the same as a tick at each moment of the recording, answered at once with that moment's measurements;
    /// moments at which no look is due are passed over.
    ///
    /// # Errors
    ///
    /// As [`Rollout::step`], and for columns that do not fit each other: `not_in_order`, `out_of_range`,
    /// `events_exceed_trials`. On an error nothing has happened at all.
    pub fn run(&mut self, recording: &Recording) -> Result<Run, Error> {
        recording.check()?;
        let mut rollout = self.clone();
        let mut run = Run {
            looks: Vec::with_capacity(recording.at.len()),
            step: rollout.answer(Vec::new(), None),
            records: Vec::with_capacity(2 * recording.at.len()),
        };
        for (number, at) in recording.at.iter().enumerate() {
            if run.take(rollout.step(*at, Event::Tick)?) {
                break;
            }
            let Some(asked) = rollout.state.measuring else { continue };
            let action = super::outstanding::action_id(&rollout.release, ActionKind::Measure, asked.sequence);
            let step = rollout.step(*at, Event::Measured { action, evidence: recording.look(number) });
            let step = step.map_err(|err| recording.blame(number, err))?;
            let verdict = step.record.as_ref().and_then(|r| r.report.as_ref()).map(|report| report.verdict);
            run.looks.push(Look {
                at: *at,
                verdict: verdict.unwrap_or(Verdict::Inconclusive),
                score: rollout.state.confidence.and_then(|confidence| confidence.score),
                phase: step.phase,
            });
            if run.take(step) {
                break;
            }
        }
        *self = rollout;
        Ok(run)
    }
}

impl Run {
    /// Keeps a step; whether the host has to act on it.
    fn take(&mut self, mut step: Step) -> bool {
        self.records.extend(step.record.take());
        let acts = step.phase.is_terminal() || step.actions.iter().any(|a| a.kind() != ActionKind::Measure);
        self.step = step;
        acts
    }
}
