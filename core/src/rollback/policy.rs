//! When and how to go back.

use serde::{Deserialize, Serialize};

use super::RollbackStrategy;
use crate::error::{Error, ErrorCode};
use crate::time::Duration;
use crate::units::Fraction;

/// When and how to go back.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RollbackPolicy {
    /// How much each piece of evidence speaks for going back.
    pub strengths: EvidenceStrengths,
    /// Confidence from which on to go back, by a person's approval where it does not suffice for going alone. Default:
    /// 0.5. Source: our choice, as much for it as against it.
    pub roll_back_from: Fraction,
    /// How to go back; left out, it follows from the harm and from how long ago the target served. Default: none. Source:
    /// our choice.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strategy: Option<RollbackStrategy>,
    /// How long a version that no longer serves can take all traffic at once. Default: 1 h. Source: R5, blue-green watches
    /// as long before the old version is removed.
    pub warm_for: Duration,
    /// After how long a version has to prove itself like a new one. Default: 24 h. Source: our choice, a full day of load.
    pub cold_after: Duration,
    /// Rollbacks without a person within the window, after which a person must decide. Default: 3. Source: our choice; R32
    /// names no number.
    pub max_automatic: u32,
    /// The time over which they are counted. Default: 24 h. Source: our choice.
    pub window: Duration,
    /// Time after a rollback in which no other one is made without a person. Default: 15 m. Source: R15, the least time to
    /// watch.
    pub cooldown: Duration,
    /// Time before now of which diagnostics are collected. Default: 30 m. Source: R30.
    pub diagnostics: Duration,
    /// Who is told. Default: `on_call`. Source: our choice.
    pub notify: Vec<String>,
}

/// How much each piece of evidence speaks for going back, from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct EvidenceStrengths {
    /// A trigger that fires. Default: 0.9. Source: R29, any one suffices; R24, which acts above 0.85.
    pub firing: Fraction,
    /// A trigger that fired but no longer does. Default: 0.6. Source: our choice, so that a person decides.
    pub resolved: Fraction,
    /// A failed guardrail gate. Default: 0.9. Source: R17, any failed gate rolls back.
    pub gate_failed: Fraction,
    /// A failed critical gate. Default: 0.95. Source: our choice.
    pub critical_gate_failed: Fraction,
    /// Windows that were judged worse than the baseline's. Default: 0.9. Source: our choice, as of a gate.
    pub judged_worse: Fraction,
    /// Harm that the judge of its canary has shown. Default: 0.95. Source: our choice; the judge is wrong in one release of a
    /// hundred.
    pub harm_shown: Fraction,
}

impl Default for EvidenceStrengths {
    fn default() -> Self {
        Self {
            firing: Fraction::literal(0.9),
            resolved: Fraction::literal(0.6),
            gate_failed: Fraction::literal(0.9),
            critical_gate_failed: Fraction::literal(0.95),
            judged_worse: Fraction::literal(0.9),
            harm_shown: Fraction::literal(0.95),
        }
    }
}

impl Default for RollbackPolicy {
    fn default() -> Self {
        Self {
            strengths: EvidenceStrengths::default(),
            roll_back_from: Fraction::literal(0.5),
            strategy: None,
            warm_for: Duration::hours(1),
            cold_after: Duration::hours(24),
            max_automatic: 3,
            window: Duration::hours(24),
            cooldown: Duration::minutes(15),
            diagnostics: Duration::minutes(30),
            notify: vec!["on_call".to_owned()],
        }
    }
}

impl RollbackPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        if self.roll_back_from.get() <= 0.0 {
            let error = Error::config(ErrorCode::OutOfRange, "roll_back_from").value(self.roll_back_from);
            return Err(error.allowed("more than 0, or nothing would stay"));
        }
        if self.cold_after < self.warm_for {
            let error = Error::config(ErrorCode::Contradiction, "cold_after").value(self.cold_after);
            return Err(error.allowed(format!("at least `warm_for`, {}", self.warm_for)));
        }
        if self.window == Duration::ZERO {
            return Err(Error::config(ErrorCode::OutOfRange, "window").value("0s").allowed("more than 0s"));
        }
        match self.notify.iter().position(|who| who.trim().is_empty()) {
            Some(i) => Err(Error::config(ErrorCode::Empty, format!("notify[{i}]")).allowed("a text")),
            None => Ok(()),
        }
    }
}
