//! Whether the traffic goes where it was planned to.

use super::state::SplitState;
use crate::error::Error;
use crate::stats::sequential::{PreparedTest, SequentialLook, SequentialTest, SplitCheckPolicy};
use crate::units::{Fraction, NonNegative};

/// Takes in the requests of both sides at a share.
///
/// Each share has a test of its own. The alarms of all of them together are within `alpha`, since the one at the k-th share
/// has the part 1 / (k (k + 1)) of it.
pub(super) fn look(
    alpha: Fraction,
    state: &mut Option<SplitState>,
    share: Fraction,
    requests: [f64; 2],
) -> Result<(), Error> {
    let test = prepared(share)?;
    let shares = state.as_ref().map_or(0, |state| state.shares);
    let broken = state.as_ref().is_some_and(|state| state.broken);
    let mut now = match state.take() {
        Some(now) if now.share == share => now,
        _ => SplitState { share, shares: shares.saturating_add(1), test: test.begin(), broken },
    };
    let counts = requests.map(NonNegative::new).into_iter().collect::<Result<Vec<_>, Error>>()?;
    let found = test.look(&mut now.test, &SequentialLook::Arms { counts })?;
    let k = f64::from(now.shares);
    let needed = (k * (k + 1.0) / alpha.get()).ln();
    now.broken |= -found.log_p >= needed;
    *state = Some(now);
    Ok(())
}

/// Refuses the state of another test.
pub(super) fn check(state: &SplitState) -> Result<(), Error> {
    prepared(state.share)?.resume(state.test.clone()).map(drop).map_err(|err| err.within("test"))
}

fn prepared(share: Fraction) -> Result<PreparedTest, Error> {
    let policy = SplitCheckPolicy {
        shares: vec![Fraction::new(1.0 - share.get())?, share],
        concentration: NonNegative::literal(100.0),
    };
    SequentialTest::SplitCheck { policy }.prepare()
}
