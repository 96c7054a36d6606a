//! The version to go back to.

use super::evidence::{KnownVersion, RollbackEvidence};
use crate::reason::{Reason, ReasonCode};
use crate::situation::Reversibility;
use crate::units::TrafficShare;

/// What the history offers.
pub(super) struct Found<'a> {
    /// The newest version that is known to be good and can still be gone back to.
    pub(super) target: Option<&'a KnownVersion>,
    /// The change that cannot be taken back, where one stands in the way.
    pub(super) irreversible: Option<Reason>,
    /// Whether nobody said of some change since if it can be taken back.
    pub(super) unknown: bool,
    /// Why others were passed over, why the target was taken, and what is not known.
    pub(super) reasons: Vec<Reason>,
}

/// Looks for the target, from the newest version on.
pub(super) fn find(evidence: &RollbackEvidence) -> Found<'_> {
    let mut found = Found { target: None, irreversible: None, unknown: false, reasons: Vec::new() };
    for known in evidence.history.iter().rev() {
        let because = |code| Reason::new(code, known.version.clone());
        if known.version != evidence.version {
            if known.is_condemned(&evidence.rollbacks) {
                found.reasons.push(because(ReasonCode::Condemned));
            } else if known.promoted_at.is_none() || known.verified_at.is_none() {
                found.reasons.push(because(ReasonCode::NotKnownGood));
            } else {
                found.reasons.push(because(ReasonCode::NewestKnownGood));
                found.target = Some(known);
                return found;
            }
        }
        // Whoever goes further back has to take this version's change back too.
        match known.can_be_taken_back(evidence) {
            Some(true) => {}
            Some(false) => {
                let reason = because(ReasonCode::CannotBeTakenBack);
                found.reasons.push(reason.clone());
                found.irreversible = Some(reason);
                return found;
            }
            None => {
                found.unknown = true;
                found.reasons.push(because(ReasonCode::ReversibilityUnknown));
            }
        }
    }
    found.reasons.push(Reason::new(ReasonCode::NoKnownGood, evidence.version.clone()));
    found
}

impl KnownVersion {
    /// Whether its change can still be taken back; none when nobody said.
    fn can_be_taken_back(&self, evidence: &RollbackEvidence) -> Option<bool> {
        let serves = (self.version == evidence.version).then_some(evidence.share);
        let promoted = self.promoted_at.map(|_| TrafficShare::ALL);
        match self.reversibility? {
            Reversibility::Full => Some(true),
            Reversibility::Never => Some(false),
            Reversibility::Until { share } => {
                Some([self.reached, serves, promoted].into_iter().flatten().max()? <= share)
            }
        }
    }
}
