//! A rollback decision as text, at most 100 columns wide.

use super::before::{stages, word};
use super::prose::{explain, number};
use super::style::Style;
use super::table::paragraph;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::rollback::{FollowUp, RollbackCourse, RollbackDecision, RollbackStrategy};

/// Whether to go back, to what and how: the answer, what decided, the way, and what else is to be done.
#[must_use]
pub fn rollback(decision: &RollbackDecision, style: Style) -> String {
    let (verdict, answer) = answer(decision);
    let mut text = paragraph("", &answer).replacen(&answer, &style.paint(verdict, &answer), 1);
    let mut line = |label: &str, words: &str| text.push_str(&paragraph(&format!("{label:<12}"), words));
    let asks = match (decision.course, decision.approval_required) {
        (RollbackCourse::Keep, _) => "",
        (_, true) => "; a person must agree",
        (_, false) => "; no person is needed",
    };
    line("confidence", &format!("{}{asks}", number(Some(decision.confidence.get()))));
    line("because", &explain(&decision.reason));
    let target: Vec<String> = decision.reasons.iter().filter(|reason| is_of_target(reason)).map(explain).collect();
    if !target.is_empty() {
        line("target", &target.join("; "));
    }
    if let Some(plan) = &decision.plan {
        line("plan", &stages(plan));
    }
    if let Some(at) = decision.ask_again_at {
        line("ask again", &at.to_string());
    }
    let then: Vec<String> = decision.follow_up.iter().map(follow_up).collect();
    if !then.is_empty() {
        line("then", &then.join("; "));
    }
    text
}

fn answer(decision: &RollbackDecision) -> (Verdict, String) {
    let version = &decision.version;
    let target = decision.target_version.as_deref().unwrap_or("nothing");
    let strategy = decision.strategy.map_or("", RollbackStrategy::as_str);
    match decision.course {
        RollbackCourse::Keep => (Verdict::Pass, format!("KEEP {version}")),
        RollbackCourse::RollBack => (Verdict::Fail, format!("ROLL BACK from {version} to {target}: {strategy}")),
        RollbackCourse::FlagOff => (Verdict::Fail, format!("SWITCH OFF the flag of {version}")),
        RollbackCourse::RollForward => (Verdict::Fail, format!("ROLL FORWARD from {version}")),
        RollbackCourse::Hold => (Verdict::Inconclusive, format!("HOLD {version}: a person must decide")),
    }
}

/// Whether a reason tells how the target was found.
fn is_of_target(reason: &Reason) -> bool {
    matches!(
        reason.code,
        ReasonCode::NewestKnownGood
            | ReasonCode::Condemned
            | ReasonCode::NotKnownGood
            | ReasonCode::ReversibilityUnknown
    )
}

fn follow_up(what: &FollowUp) -> String {
    match what {
        FollowUp::Condemn { version } => format!("condemn {version}"),
        FollowUp::OpenIncident { priority, .. } => format!("open a P{} incident", priority.number()),
        FollowUp::CollectDiagnostics { sources, from, to } => {
            let sources: Vec<String> = sources.iter().map(word).collect();
            format!("keep {} from {from} to {to}", sources.join(", "))
        }
        FollowUp::Notify { who } => format!("tell {}", who.join(", ")),
    }
}
