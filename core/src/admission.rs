//! May a deployment go now? Everything that speaks for and against it, in one decision.

use serde::{Deserialize, Serialize};

use crate::approval::{ApprovalDecision, ApprovalVote};
use crate::break_glass::BreakGlass;
use crate::image::ImageCheck;
use crate::promotion::{EnvironmentPromotion, VerifiedVersion};
use crate::readiness::{Checklist, Readiness};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::risk::Risk;
use crate::rollback::{KnownVersion, PastRollback};
use crate::situation::Situation;
use crate::time::Timestamp;
use crate::window::WindowDecision;

/// What is brought to the question whether a deployment may go now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct AdmissionRequest {
    /// What is deployed, and where.
    pub situation: Situation,
    /// What people said to it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub votes: Vec<ApprovalVote>,
    /// What is prepared.
    #[serde(default)]
    pub checklist: Checklist,
    /// Which versions were verified where; none if nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verified: Option<Vec<VerifiedVersion>>,
    /// All versions that were deployed there, oldest first: one that was condemned is not deployed again until a person clears
    /// it. Default: none. Source: R32.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub history: Vec<KnownVersion>,
    /// Rollbacks so far, oldest first; the version that was left is condemned. Default: none. Source: R32.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rollbacks: Vec<PastRollback>,
    /// A person who overrides the policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub break_glass: Option<BreakGlass>,
}

/// Whether a deployment may go now, and what speaks for and against it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Admission {
    /// The worst of all parts. A broken glass turns what the policy refuses or waits for into a warning; it never lets an
    /// image pass that does not name one build of the commit.
    pub verdict: Verdict,
    /// Whether it may go: on pass and warn.
    pub admitted: bool,
    /// The image.
    pub image: ImageCheck,
    /// The environment before.
    pub promotion: EnvironmentPromotion,
    /// Windows, freezes and the error budget.
    pub window: WindowDecision,
    /// The people who must agree.
    pub approvals: ApprovalDecision,
    /// What must be prepared.
    pub readiness: Readiness,
    /// The risk. It asks for approvals and refuses promotions there; here it warns at most.
    pub risk: Risk,
    /// When to ask again, where time alone opens a window.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ask_again_at: Option<Timestamp>,
    /// Why: those of the parts that decide, the glass first.
    pub reasons: Vec<Reason>,
    /// That the version was condemned, if it was.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub condemned: Option<Reason>,
}

/// The parts of an admission.
pub(crate) struct Parts {
    pub(crate) image: ImageCheck,
    pub(crate) promotion: EnvironmentPromotion,
    pub(crate) window: WindowDecision,
    pub(crate) approvals: ApprovalDecision,
    pub(crate) readiness: Readiness,
    pub(crate) risk: Risk,
    /// That the version was condemned.
    pub(crate) condemned: Option<Reason>,
    /// The glass, broken or not.
    pub(crate) glass: Option<Result<Reason, Reason>>,
}

/// Puts the parts together.
pub(crate) fn admit(parts: Parts) -> Admission {
    let Parts { image, promotion, window, approvals, readiness, risk, condemned, glass } = parts;
    let overridden = matches!(glass, Some(Ok(_)));
    let of_policy = |verdict: Verdict| if overridden { verdict.min(Verdict::Warn) } else { verdict };
    let judged = [
        (image.verdict, image.reasons.as_slice()),
        (of_policy(promotion.verdict), promotion.reasons.as_slice()),
        (of_policy(window.verdict), window.reasons.as_slice()),
        (of_policy(approvals.verdict), approvals.reasons.as_slice()),
        (of_policy(readiness.verdict), readiness.reasons.as_slice()),
        (risk.verdict.min(Verdict::Warn), risk.reasons.as_slice()),
        (of_policy(if condemned.is_some() { Verdict::Fail } else { Verdict::Pass }), condemned.as_slice()),
    ];
    let verdict = judged.iter().map(|(verdict, _)| *verdict).max().unwrap_or(Verdict::Inconclusive);
    let mut reasons: Vec<Reason> = glass.into_iter().map(|glass| glass.unwrap_or_else(|refused| refused)).collect();
    let deciding = judged.into_iter().filter(|(judged, _)| *judged == verdict);
    reasons.extend(deciding.flat_map(|(_, reasons)| reasons.iter().filter(|reason| decides(reason, verdict)).cloned()));
    let admitted = matches!(verdict, Verdict::Pass | Verdict::Warn);
    let ask_again_at = window.opens_at.filter(|_| !admitted);
    Admission {
        verdict,
        admitted,
        image,
        promotion,
        window,
        approvals,
        readiness,
        risk,
        ask_again_at,
        reasons,
        condemned,
    }
}

/// What went well is not the reason of a deployment that may not go.
fn decides(reason: &Reason, verdict: Verdict) -> bool {
    let good = matches!(
        reason.code,
        ReasonCode::RiskWithin
            | ReasonCode::VerifiedBefore
            | ReasonCode::QuorumReached
            | ReasonCode::WindowOpen
            | ReasonCode::NoWindowNeeded
            | ReasonCode::ItemDone
            | ReasonCode::ImageImmutable
            | ReasonCode::ExceptionApplies
    );
    verdict == Verdict::Pass || !good
}
