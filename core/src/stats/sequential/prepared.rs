//! A test whose settings are checked.

use std::fmt::Debug;

use super::look::SequentialLook;
use super::state::{SequentialEvidence, SequentialState};
use crate::error::Error;

/// What every test can do.
pub(super) trait Test: Debug + Send + Sync {
    /// The state before the first look.
    fn begin(&self) -> SequentialState;

    /// Takes in a look; one that is refused leaves the state as it is.
    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error>;

    /// Takes in all that another state of the test has seen; one that is refused leaves the state as it is.
    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error>;

    /// Whether what is kept of the arms and the sums are counts, or others that cannot be below 0.
    fn counts(&self) -> bool {
        true
    }
}

/// A sequential test whose settings are checked. Immutable, and shared by as many series as one likes.
#[derive(Debug)]
pub struct PreparedTest {
    pub(super) test: Box<dyn Test>,
    pub(super) start: SequentialState,
}

impl PreparedTest {
    /// The state before the first look.
    #[must_use]
    pub fn begin(&self) -> SequentialState {
        self.start.clone()
    }

    /// Checks a state that was stored, so that the looks need not.
    ///
    /// # Errors
    ///
    /// `wrong_test` for the state of a test with other settings; `out_of_range` or `not_finite` for one that was changed.
    pub fn resume(&self, state: SequentialState) -> Result<SequentialState, Error> {
        self.validate(&state)?;
        Ok(state)
    }

    /// Takes in what was seen since the look before, and says what is known now.
    ///
    /// # Errors
    ///
    /// What is wrong with the look, by its field, or of the state, such as `wrong_test`; the state is then as it was.
    pub fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        state.fits(&self.start).map_err(|err| err.within("state"))?;
        self.test.look(state, look)
    }

    /// Takes in, as one more look at `state`, all that `other` has seen since its beginning: one rollout, watched by two.
    ///
    /// The promise holds for `state` if
    /// - the two saw different requests: what was merged once is in `state`, so `other` begins anew afterwards;
    /// - nothing that `other` saw decides whether and when it is merged: at fixed times, say, or when `state` itself gives
    ///   reason to. Merged as soon as it has found something, false alarms can be twice as many. Its own looks it may take,
    ///   and end, whenever it likes;
    /// - it was decided beforehand which is merged into which, since `log_p` keeps the history of `state` alone.
    ///
    /// Where the evidence follows from totals, it is that of a look with the totals of `other`. Capital on nodes grows as it
    /// has grown there, and what waited there counts as not grown. The schedule of the capital counts a merge as one look.
    ///
    /// # Errors
    ///
    /// `contradiction` for a test that is boosted for its level, whose capital is worth what it says only up to its own
    /// alarm; `wrong_test`, `out_of_range` or `not_finite` for states of another test or changed ones, by the field within
    /// `state` or `other`. The state is then as it was.
    pub fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        state.fits(&self.start).map_err(|err| err.within("state"))?;
        self.validate(other).map_err(|err| err.within("other"))?;
        self.test.merge(state, other)
    }

    fn validate(&self, state: &SequentialState) -> Result<(), Error> {
        state.validate(&self.start)?;
        if self.test.counts() { state.check_counts() } else { Ok(()) }
    }
}
