//! When a model should be trained again.

use serde::{Deserialize, Serialize};

use super::drift::Drift;
use super::scoreboard::{ScoreSums, Scoreboard};
use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::time::{Duration, Timestamp};
use crate::units::{Count, Fraction, NonNegative, compare};

/// When a model should be trained again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct RetrainingPolicy {
    /// Accuracy of recent live predictions below which training is due. Default: 0.85. Source: R11.
    pub min_accuracy: Fraction,
    /// How many standard deviations the log loss of recent predictions must lie above what they themselves expect, and
    /// then above that of predicting the base rate, for training to be due. Default: 1.64. Source: our choice.
    pub log_loss_z: NonNegative,
    /// With fewer outcomes that were predicted, live accuracy and log loss do not count. Default: 50. Source: our choice.
    pub min_outcomes: u32,
    /// Outcomes since the last training from which on training is due, at least 1. Default: 500. Source: our choice; the
    /// last fifth of them is as many validation rows as acceptance needs.
    pub new_outcomes: u32,
    /// Age of the model from which on training is due; the longest duration is never. Default: 30d. Source: our choice,
    /// for the schedule of R11.
    pub max_age: Duration,
}

/// Whether a model should be trained again.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Retraining {
    /// Pass to keep the model. Warn where training is due as planned, or not yet due while inputs or outcomes begin to
    /// move. Fail where it is due because the model no longer does what it should.
    pub verdict: Verdict,
    /// Whether training is due now.
    pub due: bool,
    /// When the age of the model makes training due, if nothing else does before; none for a model that was never trained.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub due_at: Option<Timestamp>,
    /// Accuracy of recent predictions; none without outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub accuracy: Option<Fraction>,
    /// The accuracy that these predictions themselves expect. Where it is too low as well, the limit is out of reach for
    /// what the model knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub expected_accuracy: Option<Fraction>,
    /// Mean log loss of recent predictions; none without outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub log_loss: Option<f64>,
    /// The log loss of who would always have predicted the base rate; none without outcomes.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub base_log_loss: Option<f64>,
    /// What was looked at, due or not.
    pub reasons: Vec<Reason>,
}

/// Says whether a model should be trained again, by the score of its predictions since it was trained.
///
/// An accuracy below the limit makes training due in any case. It is no alarm when the predictions expected no more and
/// the log loss is not worse than it should be: some tasks leave that much to chance, and then training again does not
/// help either. A limit that is easily reached, where nearly all deployments succeed, hides nothing, since the log loss is
/// looked at too.
///
/// ```
/// use rollwise::{Count, RetrainingPolicy, Scoreboard, check_retraining};
///
/// let (policy, scoreboard) = (RetrainingPolicy::default(), Scoreboard::default());
/// let (now, trained_at) = ("2026-11-21T03:00:00Z".parse()?, "2026-10-21T03:00:00Z".parse()?);
/// let retraining = check_retraining(&policy, now, Some(trained_at), &scoreboard, Count::ZERO, None)?;
/// assert!(retraining.due);
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// An error of the policy or of the score; `out_of_range` for a training that lies after `now`.
pub fn check_retraining(
    policy: &RetrainingPolicy,
    now: Timestamp,
    trained_at: Option<Timestamp>,
    scoreboard: &Scoreboard,
    outcomes_since_training: Count,
    drift: Option<&Drift>,
) -> Result<Retraining, Error> {
    policy.validate()?;
    scoreboard.validate()?;
    if let Some(later) = trained_at.filter(|trained_at| *trained_at > now) {
        let error = Error::input(ErrorCode::OutOfRange, "trained_at").value(later);
        return Err(error.allowed(format!("a moment up to `now`, {now}")));
    }
    let mut triggers = policy.live(scoreboard);
    triggers.push(policy.outcomes(outcomes_since_training));
    triggers.push(policy.age(now, trained_at));
    triggers.extend(drift.into_iter().flat_map(drifted));
    let recent = &scoreboard.recent;
    Ok(Retraining {
        verdict: triggers.iter().map(|trigger| trigger.verdict).max().unwrap_or(Verdict::Pass),
        due: triggers.iter().any(|trigger| trigger.due),
        due_at: trained_at.filter(|_| policy.max_age < Duration::MAX).map(|at| at.after(policy.max_age)),
        accuracy: recent.accuracy(),
        expected_accuracy: recent.expected_accuracy(),
        log_loss: recent.mean_log_loss(),
        base_log_loss: recent.base_log_loss(),
        reasons: triggers.into_iter().map(|trigger| trigger.reason).collect(),
    })
}

/// One thing that may make training due.
struct Trigger {
    verdict: Verdict,
    due: bool,
    reason: Reason,
}

impl Trigger {
    fn new(verdict: Verdict, due: bool, reason: Reason) -> Self {
        Self { verdict, due, reason }
    }

    fn quiet(reason: Reason) -> Self {
        Self::new(Verdict::Pass, false, reason)
    }
}

impl Default for RetrainingPolicy {
    fn default() -> Self {
        Self {
            min_accuracy: Fraction::literal(0.85),
            log_loss_z: NonNegative::literal(1.64),
            min_outcomes: 50,
            new_outcomes: 500,
            max_age: Duration::hours(30 * 24),
        }
    }
}

impl RetrainingPolicy {
    fn validate(&self) -> Result<(), Error> {
        if self.new_outcomes == 0 {
            let error = Error::config(ErrorCode::OutOfRange, "new_outcomes").value(0);
            return Err(error.allowed("a whole number from 1"));
        }
        if self.max_age == Duration::ZERO {
            let error = Error::config(ErrorCode::OutOfRange, "max_age").value(self.max_age);
            return Err(error.allowed("a duration above 0"));
        }
        Ok(())
    }

    /// How recent predictions fared.
    fn live(&self, scoreboard: &Scoreboard) -> Vec<Trigger> {
        let (all, recent) = (scoreboard.all.outcomes.get(), &scoreboard.recent);
        let known = recent.accuracy().zip(recent.expected_accuracy());
        let Some((accuracy, expected)) = known.filter(|_| all >= f64::from(self.min_outcomes)) else {
            let few = Reason::new(ReasonCode::TooFewSamples, "live predictions");
            return vec![Trigger::quiet(Reason { samples: Some(all as u64), ..few })];
        };
        let below = |share: Fraction| compare(share.get(), self.min_accuracy.get()).is_lt();
        let code = if below(accuracy) { ReasonCode::ThresholdNotReached } else { ReasonCode::ThresholdReached };
        let reason = Reason::new(code, "accuracy").compared(accuracy.get(), self.min_accuracy.get());
        let verdict = match (below(accuracy), below(expected)) {
            (false, _) => Verdict::Pass,
            (true, true) => Verdict::Warn,
            (true, false) => Verdict::Fail,
        };
        let mut triggers = vec![Trigger::new(verdict, below(accuracy), reason)];
        if below(accuracy) && below(expected) {
            let foreseen = Reason::new(ReasonCode::OutOfReach, "accuracy");
            triggers.push(Trigger::quiet(foreseen.compared(expected.get(), self.min_accuracy.get())));
        }
        triggers.extend(self.log_loss(recent));
        triggers
    }

    /// The log loss is held against the base rate of the same outcomes, which knows them already. So it also has to be
    /// above what the predictions expect, or a service that never fails would make every model look bad.
    fn log_loss(&self, recent: &ScoreSums) -> Option<Trigger> {
        let (loss, base) = (recent.mean_log_loss()?, recent.base_log_loss()?);
        let unexpected = recent.log_loss_z().is_some_and(|z| compare(z, self.log_loss_z.get()).is_gt());
        let worse = compare(loss, base).is_gt();
        let (code, verdict) = match (worse, unexpected) {
            (true, true) => (ReasonCode::NotBetterThanBaseRate, Verdict::Fail),
            (true, false) => (ReasonCode::AsExpected, Verdict::Pass),
            (false, _) => (ReasonCode::BetterThanBaseRate, Verdict::Pass),
        };
        let reason = Reason::new(code, "log_loss").compared(loss, base);
        Some(Trigger::new(verdict, verdict == Verdict::Fail, reason))
    }

    fn outcomes(&self, since: Count) -> Trigger {
        let limit = Count::from(self.new_outcomes);
        planned(since >= limit, "new_outcomes", since.as_f64(), limit.as_f64())
    }

    /// The age of the model in days.
    fn age(&self, now: Timestamp, trained_at: Option<Timestamp>) -> Trigger {
        let Some(trained_at) = trained_at else {
            return Trigger::quiet(Reason::new(ReasonCode::NeverTrained, "model"));
        };
        let (age, limit) = (now.since(trained_at), self.max_age);
        planned(age >= limit && limit < Duration::MAX, "age in days", days(age), days(limit))
    }
}

/// What makes training due without being an alarm.
fn planned(due: bool, subject: &'static str, observed: f64, limit: f64) -> Trigger {
    let (verdict, code) = match due {
        true => (Verdict::Warn, ReasonCode::ThresholdReached),
        false => (Verdict::Pass, ReasonCode::ThresholdNotReached),
    };
    Trigger::new(verdict, due, Reason::new(code, subject).compared(observed, limit))
}

/// Drift that fails makes training due; drift that warns is told.
fn drifted(drift: &Drift) -> Vec<Trigger> {
    let parts = drift.inputs.iter().map(|input| input.verdict).chain(drift.calibration.iter().map(|part| part.verdict));
    // Too few rows of one input hide nothing that is found of another.
    let sure = |verdict: &Verdict| *verdict != Verdict::Inconclusive;
    let verdict = parts.chain([drift.verdict]).filter(sure).max().unwrap_or(Verdict::Pass);
    let code = if verdict == Verdict::Pass { ReasonCode::NotDrifted } else { ReasonCode::Drifted };
    let moved = |reason: &&Reason| matches!(reason.code, ReasonCode::InputMoved | ReasonCode::CalibrationMoved);
    let told = drift.reasons.iter().filter(moved).map(|reason| Trigger::quiet(reason.clone()));
    let found = Trigger::new(verdict, verdict == Verdict::Fail, Reason::new(code, "drift"));
    [found].into_iter().chain(told).collect()
}

fn days(duration: Duration) -> f64 {
    duration.as_millis() as f64 / 86_400_000.0
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::success::drift::{DriftPolicy, InputColumn, InputReference, measure_drift};

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn asked(scoreboard: &Scoreboard, new: u32, drift: Option<&Drift>) -> Retraining {
        let (now, trained_at) = (at("2026-11-21T03:00:00Z"), at("2026-11-20T03:00:00Z"));
        let policy = RetrainingPolicy::default();
        check_retraining(&policy, now, Some(trained_at), scoreboard, Count::from(new), drift).unwrap()
    }

    /// As many outcomes of which one in so many fails, all predicted with one probability.
    fn scored(probability: f64, rows: u32, one_in: u32) -> Scoreboard {
        let mut scoreboard = Scoreboard::default();
        for i in 0..rows {
            scoreboard.score(Fraction::literal(probability), i % one_in != 0);
        }
        scoreboard
    }

    fn has(retraining: &Retraining, code: ReasonCode) -> bool {
        retraining.reasons.iter().any(|reason| reason.code == code)
    }

    #[test]
    fn few_live_predictions_change_nothing() {
        let retraining = asked(&scored(0.9, 49, 1), 49, None);
        assert_eq!((retraining.verdict, retraining.due), (Verdict::Pass, false));
        assert!(has(&retraining, ReasonCode::TooFewSamples));
        assert_eq!(retraining.due_at, Some(at("2026-12-20T03:00:00Z")));
    }

    #[test]
    fn a_low_accuracy_is_an_alarm_unless_it_was_foreseen() {
        let surprised = asked(&scored(0.95, 300, 4), 300, None);
        assert_eq!((surprised.verdict, surprised.due), (Verdict::Fail, true));
        let foreseen = asked(&scored(0.75, 300, 4), 300, None);
        assert_eq!((foreseen.verdict, foreseen.due), (Verdict::Warn, true));
        assert!(has(&foreseen, ReasonCode::OutOfReach));
    }

    #[test]
    fn a_high_accuracy_hides_no_bad_log_loss() {
        // One in ten fails; saying 0.999 is right nine times in ten.
        let bold = asked(&scored(0.999, 300, 10), 300, None);
        assert!(bold.accuracy.unwrap().get() > 0.85);
        assert_eq!((bold.verdict, bold.due), (Verdict::Fail, true));
        assert!(has(&bold, ReasonCode::NotBetterThanBaseRate));
    }

    #[test]
    fn a_service_that_never_fails_needs_no_other_model() {
        let mut scoreboard = Scoreboard::default();
        (0..300).for_each(|_| scoreboard.score(Fraction::literal(0.95), true));
        let retraining = asked(&scoreboard, 300, None);
        assert_eq!((retraining.verdict, retraining.due), (Verdict::Pass, false));
        assert!(has(&retraining, ReasonCode::AsExpected));
    }

    #[test]
    fn outcomes_and_age_are_plans_and_no_alarms() {
        let scoreboard = Scoreboard::default();
        assert!(!asked(&scoreboard, 499, None).due);
        let enough = asked(&scoreboard, 500, None);
        assert_eq!((enough.verdict, enough.due), (Verdict::Warn, true));
        let aged = |now: &str, trained_at: Option<&str>, max_age| {
            let policy = RetrainingPolicy { max_age, ..RetrainingPolicy::default() };
            check_retraining(&policy, at(now), trained_at.map(at), &scoreboard, Count::ZERO, None)
        };
        let month = Duration::hours(30 * 24);
        let trained = Some("2026-11-01T00:00:00Z");
        assert!(!aged("2026-11-30T23:59:59.999Z", trained, month).unwrap().due);
        assert!(aged("2026-12-01T00:00:00Z", trained, month).unwrap().due);
        let never = aged("2126-12-01T00:00:00Z", trained, Duration::MAX).unwrap();
        assert_eq!((never.due, never.due_at), (false, None));
        let untrained = aged("2126-12-01T00:00:00Z", None, month).unwrap();
        assert_eq!((untrained.due, untrained.due_at), (false, None));
        assert_eq!(aged("2026-10-01T00:00:00Z", trained, month).unwrap_err().field(), "trained_at");
    }

    #[test]
    fn drift_makes_training_due_even_where_another_input_is_unknown() {
        let rising = |step: f64| InputColumn::Numbers((0..500).map(|i| f64::from(i) * step).collect());
        let references = ["a", "b"].map(|name| InputReference::of(name, &rising(1.0)).unwrap());
        let drift = |step: f64| {
            let columns = [("a", rising(step)), ("b", InputColumn::Numbers(Vec::new().into()))];
            measure_drift(&DriftPolicy::default(), &references, &columns, None).unwrap()
        };
        let verdict = |drift: &Drift| {
            let retraining = asked(&Scoreboard::default(), 0, Some(drift));
            (drift.verdict, retraining.verdict, retraining.due)
        };
        assert_eq!(verdict(&drift(3.0)), (Verdict::Fail, Verdict::Fail, true));
        assert_eq!(verdict(&drift(1.25)), (Verdict::Inconclusive, Verdict::Warn, false));
        assert_eq!(verdict(&drift(1.0)), (Verdict::Inconclusive, Verdict::Pass, false));
    }
}
