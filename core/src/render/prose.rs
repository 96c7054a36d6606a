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
        ReasonCode::RaisesRisk => format!("{subject} raises the risk: {observed}"),
        ReasonCode::FactorUnknown => format!("{subject} is not known"),
        ReasonCode::RiskWithin => format!("the {subject} of {observed} is within {limit}"),
        ReasonCode::RiskAbove => format!("the {subject} of {observed} is above {limit}"),
        ReasonCode::TooLittleKnown => format!("{subject}: only {observed} is known, {limit} is required"),
        ReasonCode::FitsBetter => format!("better in {subject}: {observed} against {limit}"),
        ReasonCode::InsufficientCapacity => format!("{subject}: {observed} is free, {limit} is needed"),
        ReasonCode::DowntimeNotAllowed => format!("{subject}: the service must not be down"),
        ReasonCode::CannotRunSideBySide => format!("{subject}: two versions cannot serve at the same time"),
        ReasonCode::Forbidden => format!("{subject}: forbidden by compliance"),
        ReasonCode::NotMandated => format!("{subject}: compliance mandates others"),
        ReasonCode::NeverServes => format!("{subject}: never serves users"),
        ReasonCode::ServesUsers => format!("{subject}: serves users, and the change is only to be compared"),
        ReasonCode::CannotGoBack => format!("{subject}: learns from users, and the change cannot be taken back"),
        ReasonCode::NotFlagged => format!("{subject}: the change is not behind a feature flag"),
        ReasonCode::NothingPossible => format!("every {subject} is excluded"),
        ReasonCode::Assumed => format!("{subject} was not said; assumed"),
        ReasonCode::QuorumReached => format!("{subject}: {observed} of {limit} approved"),
        ReasonCode::QuorumMissing => format!("{subject}: {observed} of {limit} approved"),
        ReasonCode::NoApprovalNeeded => "no rule asks for an approval".to_owned(),
        ReasonCode::AuthorMayNotApprove => format!("{subject}: {who} wrote the change and may not approve it"),
        ReasonCode::NotEntitled => format!("{subject}: {who} may not approve"),
        ReasonCode::ApprovalForAnother => format!("{subject}: {who} approved something else"),
        ReasonCode::NobodyCanApprove => format!("{subject}: nobody is left who may approve"),
        ReasonCode::ConditionHolds => format!("{subject} applies"),
        ReasonCode::ConditionUnknown => format!("{subject} may apply, facts are missing"),
        ReasonCode::GlassBroken => format!("{who} broke the glass over {subject}"),
        ReasonCode::BreakGlassRefused => format!("{who} may not break the glass"),
        ReasonCode::WindowOpen => format!("window {subject} is open"),
        ReasonCode::WindowClosed => format!("no deployment window is open for {subject}"),
        ReasonCode::Frozen => format!("frozen by {subject}"),
        ReasonCode::ExceptionApplies => format!("exception {subject} applies"),
        ReasonCode::NotPreferred => format!("not in the preferred time {subject}"),
        ReasonCode::ErrorBudgetExhausted => format!("the error budget is exhausted: {observed} is left"),
        ReasonCode::ErrorBudgetUnknown => "the error budget is not known".to_owned(),
        ReasonCode::ItemDone => format!("{subject} is done"),
        ReasonCode::ItemNotDone => format!("{subject} is not done"),
        ReasonCode::ItemUnknown => format!("nobody said whether {subject} is done"),
        ReasonCode::ImageImmutable => format!("{subject} names one build of the commit"),
        ReasonCode::ImageNotImmutable => format!("{subject} does not name one immutable build"),
        ReasonCode::TagAccepted => format!("the policy accepts any tag, and so {subject}"),
        ReasonCode::ImageOfAnotherCommit => format!("{subject} is a build of another commit"),
        ReasonCode::VerifiedBefore => format!("verified in {subject}"),
        ReasonCode::NotVerifiedBefore => format!("not verified in {subject}"),
        ReasonCode::NotLongEnough => format!("verified in {subject} for {observed} s, {limit} s are needed"),
        ReasonCode::AnotherImage => format!("{subject} is not the image that was verified"),
        ReasonCode::StillGathering => "samples are still gathering".to_owned(),
        ReasonCode::NeverDecides => format!("gate {subject} can never decide"),
        ReasonCode::NoWindowNeeded => format!("no window limits {subject}"),
        ReasonCode::Adjusted => format!("{subject}: {limit} rather than {observed} as the plan asks"),
        ReasonCode::NeedsRouter => {
            format!("{subject}: one takes {observed} % of the traffic, so {limit} % needs a router")
        }
        ReasonCode::BasedOnService => "rests on how the service was deployed before".to_owned(),
        ReasonCode::BasedOnStrategy => "the service is new; rests on others by the strategy".to_owned(),
        ReasonCode::BasedOnAll => "service and strategy are new; rests on all deployments".to_owned(),
        ReasonCode::BasedOnNothing => {
            "nothing is known yet; rests on what is expected before any deployment".to_owned()
        }
        ReasonCode::NotFitted => "weights are built in, not fitted".to_owned(),
        ReasonCode::FeatureMissing => format!("{subject} is not known"),
        ReasonCode::RaisesSuccess => format!("{subject} raises the chance of success by {observed}"),
        ReasonCode::LowersSuccess => format!("{subject} lowers the chance of success by {observed}"),
        ReasonCode::WouldSucceed => format!("with another {subject} the chance of success would be {observed}"),
        ReasonCode::ConstantFeature => format!("{subject} is the same in all rows"),
        ReasonCode::OneOutcomeOnly => format!("{subject}: all had one outcome, the share of failures is {observed}"),
        ReasonCode::NeverPredicted => format!("{subject} is never predicted at the threshold {observed}"),
        ReasonCode::BetterThanBaseRate => format!("{subject}: {observed} is better than the {limit} of the base rate"),
        ReasonCode::NotBetterThanBaseRate => {
            format!("{subject}: {observed} is not better than the {limit} of the base rate")
        }
        ReasonCode::NoChampion => format!("{subject}: there is no champion to compare with"),
        ReasonCode::NotWorseThanChampion => format!("{subject}: {observed} more than the champion, {limit} is allowed"),
        ReasonCode::WorseThanChampion => {
            format!("{subject}: {observed} more than the champion, only {limit} is allowed")
        }
        ReasonCode::InputSteady => {
            format!("{subject}: looks as in training, stability index {observed} within {limit}")
        }
        ReasonCode::InputMoved => format!("{subject}: moved since training, stability index {observed} beyond {limit}"),
        ReasonCode::CalibrationSteady => {
            format!("{subject}: as predicted, {observed} standard deviations off, {limit} are allowed")
        }
        ReasonCode::CalibrationMoved => {
            format!("{subject}: not as predicted, {observed} standard deviations off, {limit} are allowed")
        }
        ReasonCode::AsExpected => {
            format!("{subject}: {observed} is what the predictions expect, the base rate has {limit}")
        }
        ReasonCode::OutOfReach => {
            format!("{subject}: the predictions themselves expect {observed}, so {limit} is out of reach")
        }
        ReasonCode::NeverTrained => format!("the {subject} was never trained"),
        ReasonCode::Drifted => "inputs or outcomes have moved since training".to_owned(),
        ReasonCode::NotDrifted => "neither inputs nor outcomes have moved since training".to_owned(),
        ReasonCode::AboveBaseline => format!("{subject}: at least {observed} above the baseline, beyond {limit}"),
        ReasonCode::BelowBaseline => format!("{subject}: at most {observed} from the baseline, beyond {limit}"),
        ReasonCode::CriticalMetricFailed => format!("{subject} is critical, and {observed} from the baseline"),
        ReasonCode::NotComparable => format!("{subject}: the values could not be compared"),
        ReasonCode::ThinBaseline => format!("{subject}: the baseline has {observed} values, {limit} are advised"),
        ReasonCode::GroupUnmeasured => format!("no metric of the group {subject} could be compared"),
        ReasonCode::GapsTakenForZero => format!("{subject}: nothing was measured, and zero is assumed"),
        ReasonCode::NegativeMeans => format!("{subject}: the ratio of negative means says nothing"),
        ReasonCode::SettingIgnored => format!("{subject} is ignored"),
        ReasonCode::NothingToCompare => "no metric that decides was given".to_owned(),
        ReasonCode::WorseThanBaseline => {
            format!("{subject}: worse than the baseline, {observed} is beyond {limit} and more than chance")
        }
        ReasonCode::PerhapsWorse => format!("{subject}: perhaps worse, {observed} is beyond {limit} but may be chance"),
        ReasonCode::RanksDisagree => {
            format!(
                "{subject}: perhaps worse, {observed} is beyond {limit} but the order of the samples does not confirm it"
            )
        }
        ReasonCode::NotWorse => format!("{subject}: not worse, {observed} where {limit} matters"),
        ReasonCode::WithinChance => {
            format!("{subject}: {observed} is beyond {limit}, but no more than chance explains")
        }
        ReasonCode::NotMaterial => format!("{subject}: differs for certain, but {observed} is less than {limit}"),
        ReasonCode::TooNoisy => {
            format!("{subject}: too noisy, only {observed} would be seen and {limit} matters")
        }
        ReasonCode::TooFewEvents => format!("{subject}: {observed} events on the canary, {limit} would be certain"),
        ReasonCode::EventsInBursts => {
            format!("{subject}: {observed} events on the canary, but most came together; {limit} would be certain")
        }
        ReasonCode::TooFewTrials => {
            format!("{subject}: too little traffic, {observed} events on the canary where {limit} would be certain")
        }
        ReasonCode::SpreadWider => {
            format!("{subject}: spreads {observed} times as wide as the baseline, {limit} is a warning")
        }
        ReasonCode::BaselineMoved => {
            format!("{subject}: the baseline itself moved by {observed}, which is allowed for")
        }
        ReasonCode::HarmShown if reason.observed.is_none() => format!("{subject}: worse than tolerated"),
        ReasonCode::HarmShown => format!("{subject}: worse than tolerated, {observed} times the baseline"),
        ReasonCode::DifferenceShown => format!("{subject}: worse than tolerated, {observed} from the baseline"),
        ReasonCode::SafetyShown => format!("{subject}: shown not to be harmful"),
        ReasonCode::MoreNeeded => {
            let more =
                |who: &str, number: Option<f64>| number.map(|more| format!("; about {more} more would show {who}"));
            let safe = more("a healthy one", reason.limit).unwrap_or_default();
            format!(
                "{subject}: nothing is shown yet{safe}{}",
                more("a harmful one", reason.observed).unwrap_or_default()
            )
        }
        ReasonCode::SafetyNotTested => {
            format!("{subject}: that it is safe cannot be tested without a limit for slow ones")
        }
        ReasonCode::WarmingUp => format!("{subject}: not judged yet, the canary is warming up"),
        ReasonCode::CountingBegins => format!("{subject}: counting begins"),
        ReasonCode::SplitNotAsPlanned => format!("{subject}: the traffic is not split as planned"),
        ReasonCode::NotShownInTime => {
            format!("stage {subject}: neither harm nor safety shown in {observed} s, allowed are {limit} s")
        }
        ReasonCode::BaselineSick => format!("{subject}: the baseline itself is sick, {observed} is beyond {limit}"),
        ReasonCode::TriggerFired => format!("{subject} fired: {observed} against {limit}"),
        ReasonCode::TriggerResolved => format!("{subject} fired, but no longer does: {observed} against {limit}"),
        ReasonCode::TriggerPending => format!("{subject} may fire: {observed} against {limit}"),
        ReasonCode::TriggerInherited => format!("{subject} fired before the deployment already"),
        ReasonCode::TriggerSilenced => format!("{subject} is silenced"),
        ReasonCode::RollbackForced => format!("{who} demands a rollback"),
        ReasonCode::RollbackForbidden => format!("{who} forbids rollbacks"),
        ReasonCode::NothingSpeaksForIt => format!("{subject} stays: {observed} speaks against it, {limit} is needed"),
        ReasonCode::NewestKnownGood => format!("{subject} is the newest version known to be good"),
        ReasonCode::Condemned => format!("{subject} was condemned"),
        ReasonCode::NotKnownGood => format!("{subject} was never promoted and verified"),
        ReasonCode::NoKnownGood => format!("no version is known to be good that {subject} could be taken back to"),
        ReasonCode::CannotBeTakenBack => format!("the change of {subject} can no longer be taken back"),
        ReasonCode::ReversibilityUnknown => format!("nobody said whether the change of {subject} can be taken back"),
        ReasonCode::CooldownRuns => format!("{subject} was taken back {observed} s ago, the cooldown is {limit} s"),
        ReasonCode::TooManyRollbacks => format!("{observed} {subject} without a person, {limit} are allowed"),
        ReasonCode::RequiredUnmeasured => format!("{subject} must be measured and was not"),
        ReasonCode::CanaryTooShort => format!("a {subject} for {observed} s, {limit} s are needed"),
        ReasonCode::CanaryTooSmall => format!("a {subject} of {observed} % of the traffic, {limit} % are needed"),
        ReasonCode::Escalated => format!("{subject} is condemned, so the rollback is finished at once"),
        ReasonCode::BudgetLeft => format!("{subject}: {observed} of the error budget is left"),
        ReasonCode::BudgetLow => format!("{subject}: only {observed} of the error budget is left, slowly from {limit}"),
        ReasonCode::BudgetNearlySpent => {
            format!("{subject}: only {observed} of the error budget is left, critical releases only from {limit}")
        }
        ReasonCode::BudgetSpent => format!("{subject}: {observed} of the error budget is left, frozen from {limit}"),
        ReasonCode::BudgetBelowOne => format!("{subject}: the error budget of {observed} does not cover one failure"),
        ReasonCode::BurnsFast => format!("{subject}: burns at {observed}, above {limit}"),
        ReasonCode::StepsTooLong => format!("{subject}: the steps are longer than the window, and say nothing of it"),
        ReasonCode::IncidentCostly => format!("{subject} took {observed} of the error budget, more than {limit}"),
        ReasonCode::AlarmsWithinObjective => {
            format!("{subject} alarms from a burn rate of {observed}, when the objective is still kept")
        }
        ReasonCode::KeyObjectiveFailed => format!("key objective {subject} failed"),
        ReasonCode::FailureHidden => format!("{subject} failed, which the score hides"),
        ReasonCode::TargetMet => format!("{subject}: {observed} is better than the target {limit}"),
        ReasonCode::TargetMissed => format!("{subject}: {observed} is not better than the target {limit}"),
        ReasonCode::SilentTooLong => {
            format!("{subject}: nothing measured for {observed} s, and an outage would have alarmed after {limit} s")
        }
        ReasonCode::NeverReached => format!("{subject} can never be reached"),
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
