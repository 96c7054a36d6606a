//! What a rollback is decided on.

use serde::{Deserialize, Serialize};

use crate::canary::WindowsCompared;
use crate::error::{Error, ErrorCode};
use crate::gate::GateReport;
use crate::judge::{JudgeDecision, Judgement};
use crate::situation::Reversibility;
use crate::time::Timestamp;
use crate::trigger::TriggerEvidence;
use crate::units::TrafficShare;

/// What is known of a version that serves, and of those before it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RollbackEvidence {
    /// The version that is judged; one of the history.
    pub version: String,
    /// Share of live traffic that it has, in percent.
    pub share: TrafficShare,
    /// All versions that were deployed, oldest first.
    pub history: Vec<KnownVersion>,
    /// What triggers are evaluated on.
    pub triggers: TriggerEvidence,
    /// How the gates came out at the last look, if there was one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gates: Option<GateReport>,
    /// How its metrics compare with the baseline's, if somebody compared them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub windows: Option<WindowsCompared>,
    /// What the judge of its canary said last; left out where `gates` hold it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub judgement: Option<Judgement>,
    /// Rollbacks of the service so far, oldest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rollbacks: Vec<PastRollback>,
}

/// A version that was deployed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct KnownVersion {
    /// The version.
    pub version: String,
    /// When it first served everything; none if it never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub promoted_at: Option<Timestamp>,
    /// When it was verified after that; none if it never was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified_at: Option<Timestamp>,
    /// Until when it served everything; left out while it still does or when nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub served_until: Option<Timestamp>,
    /// The largest share of live traffic that it had, in percent; all of it once it was promoted.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reached: Option<TrafficShare>,
    /// How far its change can be taken back.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reversibility: Option<Reversibility>,
    /// Whether its new behaviour stands behind a feature flag.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub flagged: Option<bool>,
    /// When it was condemned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condemned_at: Option<Timestamp>,
    /// Who said since that it may be deployed again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleared: Option<Clearance>,
}

/// A person lets a condemned version be deployed again.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Clearance {
    /// Who.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
}

/// A rollback that was made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct PastRollback {
    /// When it began.
    pub at: Timestamp,
    /// The version that was left, which is condemned by it.
    pub from: String,
    /// The version that was gone back to.
    pub to: String,
    /// Whether no person was asked.
    pub automatic: bool,
}

impl RollbackEvidence {
    /// Refuses what contradicts itself, and names that nothing bears. Triggers are checked on their own.
    pub(super) fn check(&self, now: Timestamp) -> Result<(), Error> {
        check_past(now, &self.history, &self.rollbacks)?;
        named(&self.history, &self.version, "version")
    }

    /// The judgement that has shown harm.
    pub(super) fn harmed(&self) -> Option<&Judgement> {
        let of_gates = self.gates.as_ref().and_then(|report| report.judgement.as_deref());
        let shown = |judgement: &&Judgement| judgement.decision == JudgeDecision::RollBack;
        [self.judgement.as_ref(), of_gates].into_iter().flatten().find(shown)
    }
}

/// Refuses a past that contradicts itself, or in which something is named that it does not hold.
pub(crate) fn check_past(now: Timestamp, history: &[KnownVersion], rollbacks: &[PastRollback]) -> Result<(), Error> {
    let mut promoted = None;
    for (i, known) in history.iter().enumerate() {
        let within = |err: Error| err.within(&format!("history[{i}]"));
        known.check(now).map_err(within)?;
        if history.iter().take(i).any(|other| other.version == known.version) {
            return Err(within(Error::input(ErrorCode::DuplicateName, "version").value(&known.version)));
        }
        if let (Some(before), Some(at)) = (promoted, known.promoted_at)
            && at < before
        {
            let error = Error::input(ErrorCode::NotInOrder, "promoted_at").value(at);
            return Err(within(error.allowed(format!("{before} or later, as of the version before"))));
        }
        promoted = known.promoted_at.or(promoted);
    }
    let mut last = None;
    for (i, rollback) in rollbacks.iter().enumerate() {
        let within = |err: Error| err.within(&format!("rollbacks[{i}]"));
        named(history, &rollback.from, "from").map_err(within)?;
        named(history, &rollback.to, "to").map_err(within)?;
        past(now, "at", Some(rollback.at)).map_err(within)?;
        if last.is_some_and(|last| rollback.at < last) {
            let error = Error::input(ErrorCode::NotInOrder, "at").value(rollback.at);
            return Err(within(error.allowed("not earlier than the one before")));
        }
        last = Some(rollback.at);
    }
    Ok(())
}

fn named(history: &[KnownVersion], version: &str, field: &str) -> Result<(), Error> {
    if history.iter().any(|known| known.version == version) {
        return Ok(());
    }
    let names: Vec<&str> = history.iter().map(|known| known.version.as_str()).collect();
    Err(Error::input(ErrorCode::UnknownName, field).value(version).allowed(names.join(", ")))
}

impl KnownVersion {
    /// Whether it must not serve again without a person.
    pub(crate) fn is_condemned(&self, rollbacks: &[PastRollback]) -> bool {
        let left = rollbacks.iter().filter(|rollback| rollback.from == self.version).map(|rollback| rollback.at);
        let condemned = left.chain(self.condemned_at).max();
        condemned.is_some_and(|at| self.cleared.as_ref().is_none_or(|cleared| cleared.at < at))
    }

    fn check(&self, now: Timestamp) -> Result<(), Error> {
        if self.version.is_empty() {
            return Err(Error::input(ErrorCode::Empty, "version").allowed("a text"));
        }
        past(now, "promoted_at", self.promoted_at)?;
        past(now, "verified_at", self.verified_at)?;
        past(now, "served_until", self.served_until)?;
        past(now, "condemned_at", self.condemned_at)?;
        if let Some(cleared) = &self.cleared {
            past(now, "cleared.at", Some(cleared.at))?;
            for (field, text) in [("cleared.actor", &cleared.actor), ("cleared.reason", &cleared.reason)] {
                if text.trim().is_empty() {
                    return Err(Error::input(ErrorCode::Empty, field).allowed("a text"));
                }
            }
        }
        for (field, later) in [("verified_at", self.verified_at), ("served_until", self.served_until)] {
            let Some(at) = later else { continue };
            if self.promoted_at.is_none_or(|promoted| at < promoted) {
                let error = Error::input(ErrorCode::Contradiction, field).value(at);
                return Err(error.allowed("not before `promoted_at`, and only with it"));
            }
        }
        Ok(())
    }
}

fn past(now: Timestamp, field: &str, at: Option<Timestamp>) -> Result<(), Error> {
    match at {
        Some(at) if at > now => {
            Err(Error::input(ErrorCode::OutOfRange, field).value(at).allowed(format!("{now} or earlier")))
        }
        _ => Ok(()),
    }
}
