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
        state.validate(&self.start)?;
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
}
