//! Whether a version may go on to the next environment.

use std::cmp::Ordering;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::risk::{Risk, RiskPolicy};
use crate::situation::{Environment, Situation};
use crate::time::{Duration, Timestamp, seconds};
use crate::units::compare;

/// What a version must have behind it before it goes on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct PromotionPolicy {
    /// Environments that a version enters only after it was verified in the one before, in the order dev, staging,
    /// production. Default: production. Source: R39.
    pub verified_first: Vec<Environment>,
    /// How long it must have been verified there. Default: 0 s. Source: our choice.
    pub after: Duration,
}

impl Default for PromotionPolicy {
    fn default() -> Self {
        Self { verified_first: vec![Environment::Production], after: Duration::ZERO }
    }
}

/// A version that was verified in an environment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct VerifiedVersion {
    /// The environment.
    pub environment: Environment,
    /// The version.
    pub version: String,
    /// When its rollout was verified.
    pub at: Timestamp,
    /// The image that was verified.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub image_tag: Option<String>,
}

/// Whether a version may go on to an environment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct EnvironmentPromotion {
    /// Pass, fail, or inconclusive when it is not known what was verified.
    pub verdict: Verdict,
    /// The environment that it comes from; none for the first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Environment>,
    /// The environment that it goes to.
    pub to: Environment,
    /// Why.
    pub reasons: Vec<Reason>,
}

impl PromotionPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        let twice =
            |(i, environment): &(usize, &Environment)| self.verified_first.iter().take(*i).any(|e| e == *environment);
        match self.verified_first.iter().enumerate().find(twice) {
            Some((i, environment)) => {
                Err(Error::config(ErrorCode::DuplicateName, format!("verified_first[{i}]")).value(environment.as_str()))
            }
            None => Ok(()),
        }
    }

    /// Decides for a checked situation. `verified` is what is known of the environments before; none if nobody knows.
    ///
    /// # Errors
    ///
    /// A version that was verified in the future.
    pub(crate) fn decide(
        &self,
        now: Timestamp,
        situation: &Situation,
        verified: Option<&[VerifiedVersion]>,
        risk: &Risk,
        limits: &RiskPolicy,
    ) -> Result<EnvironmentPromotion, Error> {
        let mut known = verified.unwrap_or_default().iter().enumerate();
        if let Some((i, version)) = known.find(|(_, version)| version.at > now) {
            let error = Error::input(ErrorCode::OutOfRange, format!("verified[{i}].at")).value(version.at);
            return Err(error.allowed(format!("{now} or earlier")));
        }
        let to = situation.target.environment;
        let from = before(to);
        let mut outcomes = vec![refusal_for_risk(risk, limits)];
        if let Some(from) = from.filter(|_| self.verified_first.contains(&to)) {
            outcomes.push(self.verified_before(now, situation, from, verified));
        }
        let verdict = outcomes.iter().map(|(verdict, _)| *verdict).max().unwrap_or(Verdict::Pass);
        let reasons = outcomes.into_iter().map(|(_, reason)| reason).collect();
        Ok(EnvironmentPromotion { verdict, from, to, reasons })
    }

    /// The same version, the same image, in the environment before, for long enough.
    fn verified_before(
        &self,
        now: Timestamp,
        situation: &Situation,
        from: Environment,
        verified: Option<&[VerifiedVersion]>,
    ) -> (Verdict, Reason) {
        let reason = |code| Reason::new(code, from.as_str());
        let Some(verified) = verified else {
            return (Verdict::Inconclusive, reason(ReasonCode::Missing));
        };
        let change = &situation.change;
        let of_version = |v: &&VerifiedVersion| v.environment == from && v.version == change.version;
        let Some(found) = verified.iter().filter(of_version).max_by_key(|version| version.at) else {
            return (Verdict::Fail, reason(ReasonCode::NotVerifiedBefore));
        };
        if let (Some(image), Some(verified)) = (&change.image_tag, &found.image_tag)
            && image != verified
        {
            let another = Reason::new(ReasonCode::AnotherImage, image.clone());
            return (Verdict::Fail, another.said(None, format!("{verified} was, in {}", from.as_str())));
        }
        let stayed = now.since(found.at);
        if stayed < self.after {
            let short = reason(ReasonCode::NotLongEnough).compared(seconds(stayed), seconds(self.after));
            return (Verdict::Fail, short);
        }
        (Verdict::Pass, reason(ReasonCode::VerifiedBefore))
    }
}

/// The environment that comes before another one.
fn before(environment: Environment) -> Option<Environment> {
    let pairs = Environment::ALL.into_iter().zip(Environment::ALL.into_iter().skip(1));
    pairs.into_iter().find(|(_, next)| *next == environment).map(|(before, _)| before)
}

/// A risk above the limit refuses (R13).
fn refusal_for_risk(risk: &Risk, limits: &RiskPolicy) -> (Verdict, Reason) {
    let (score, limit) = (risk.score.get(), limits.refuse_above.get());
    match compare(score, limit) {
        Ordering::Greater => (Verdict::Fail, Reason::new(ReasonCode::RiskAbove, "risk").compared(score, limit)),
        _ => (Verdict::Pass, Reason::new(ReasonCode::RiskWithin, "risk").compared(score, limit)),
    }
}
