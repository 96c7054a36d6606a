//! A reason as one sentence.

use crate::reason::{Reason, ReasonCode};

/// A reason in words, such as ``error_rate: 0.012 is beyond its limit 0.0032 (1000 samples)``.
#[must_use]
pub fn explain(reason: &Reason) -> String {
    let subject = &reason.subject;
    let observed = number(reason.observed);
    let limit = number(reason.limit);
    let who = reason.actor.as_deref().unwrap_or("somebody");
    let mut text = match reason.code {
        ReasonCode::WithinLimit => format!("{subject}: {observed} is within its limit {limit}"),
        ReasonCode::NearLimit => format!("{subject}: {observed} is near its limit {limit}"),
        ReasonCode::LimitExceeded => format!("{subject}: {observed} is beyond its limit {limit}"),
        ReasonCode::WithinSlack => format!("{subject}: {observed} is within the slack up to {limit}"),
        ReasonCode::EqualToBaseline => format!("{subject}: {observed} is the same as the baseline"),
        ReasonCode::Missing => format!("{subject}: not measured"),
        ReasonCode::NotANumber => format!("{subject}: the measurement is not a number"),
        ReasonCode::FetchFailed => format!("{subject}: the measurement could not be fetched"),
        ReasonCode::Stale => format!("{subject}: the measurement is too old"),
        ReasonCode::NoTraffic => format!("{subject}: no traffic to measure"),
        ReasonCode::TooFewSamples => format!("{subject}: too few samples"),
        ReasonCode::BeyondBuckets => format!("{subject}: somewhere above {observed}, the last bucket"),
        ReasonCode::NoQuantile => format!("{subject}: a histogram, but the gate names no quantile to read"),
        ReasonCode::BaselineUnmeasured => format!("{subject}: the baseline was not measured"),
        ReasonCode::BothUnmeasured => format!("{subject}: neither canary nor baseline was measured"),
        ReasonCode::NothingToCheck => "there is no gate to decide with".to_owned(),
        ReasonCode::NothingMeasured => "no gate that decides was measured".to_owned(),
        ReasonCode::ScoreReached => format!("{subject} {observed} reaches {limit}"),
        ReasonCode::ScoreBelow => format!("{subject} {observed} is below {limit}"),
        ReasonCode::NothingKnown => format!("nothing is known for the {subject} score"),
        ReasonCode::RequiredFactorUnknown => format!("the policy requires {subject}, which is not known"),
        ReasonCode::StagePassed => format!("stage {subject} passed"),
        ReasonCode::StillBaking => format!("stage {subject} is healthy so far"),
        ReasonCode::FailureTolerated => format!("failed check {observed}; the plan rolls back at {limit}"),
        ReasonCode::TooManyFailures => format!("failed check {observed}, and the plan rolls back at {limit}"),
        ReasonCode::CriticalGateFailed => "a critical gate failed".to_owned(),
        ReasonCode::HeldTooLong => format!("stage {subject}: inconclusive for {observed} s, allowed are {limit} s"),
        ReasonCode::TimedOut => format!("{subject}: no answer in time"),
        ReasonCode::ActionFailed => format!("{subject} failed"),
        ReasonCode::ActionDone => format!("{subject} done"),
        ReasonCode::ApprovalRequired => format!("the plan asks for approval before the {subject}"),
        ReasonCode::Approved => format!("{who} approved"),
        ReasonCode::Rejected => format!("{who} refused"),
        ReasonCode::ApprovalExpired => "nobody approved in time".to_owned(),
        ReasonCode::PausedByOperator => format!("{who} paused the {subject}"),
        ReasonCode::ResumedByOperator => format!("{who} resumed the {subject}"),
        ReasonCode::AbortedByOperator => format!("{who} aborted the {subject}"),
        ReasonCode::RollbackByOperator => format!("{who} demanded a rollback"),
        ReasonCode::OverriddenByOperator => format!("{who} moved the {subject} on"),
        ReasonCode::PausedTooLong => "paused for too long".to_owned(),
        ReasonCode::SafetyAssessed => format!("{subject} assessed at {observed}"),
        ReasonCode::Started => format!("{subject} started"),
        ReasonCode::VersionVerified => format!("version {subject} answers"),
        ReasonCode::VersionNotVerified => format!("version {subject} did not answer in {observed} attempts"),
        ReasonCode::WatchPassed => format!("version {subject} held through the watch"),
        ReasonCode::ThresholdReached => format!("{subject}: {observed} suffices, the threshold is {limit}"),
        ReasonCode::ThresholdNotReached => format!("{subject}: {observed} does not suffice, the threshold is {limit}"),
    };
    if let Some(samples) = reason.samples {
        text.push_str(&format!(" ({samples} samples)"));
    }
    if let Some(detail) = &reason.detail {
        text.push_str(&format!(": {detail}"));
    }
    text
}

/// A number with four significant digits, which is as much as a reader compares; whole numbers in full.
pub(super) fn number(value: Option<f64>) -> String {
    let Some(value) = value else { return "?".to_owned() };
    if value.fract() == 0.0 && value.abs() < 1e9 {
        return format!("{value}");
    }
    let size = value.abs().log10().floor();
    if !(-4.0..9.0).contains(&size) {
        return format!("{value:.3e}");
    }
    let decimals = (3.0 - size).max(0.0) as usize;
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_keep_four_digits() {
        for (value, want) in [
            (0.0, "0"),
            (0.0032, "0.0032"),
            (1.0 / 3.0, "0.3333"),
            (12_345.678, "12346"),
            (1e-9, "1.000e-9"),
            (250.0, "250"),
            (99.96, "99.96"),
        ] {
            assert_eq!(number(Some(value)), want);
        }
    }

    #[test]
    fn a_person_is_named_and_quoted() {
        let reason = Reason::new(ReasonCode::AbortedByOperator, "rollout").said(Some("ada"), "wrong build");
        assert_eq!(explain(&reason), "ada aborted the rollout: wrong build");
    }
}
