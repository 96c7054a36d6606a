//! How well deployments are delivered: the five measures of DORA and the share that needs no person.

mod figure;
mod log;
mod policy;
mod records;

use serde::{Deserialize, Serialize};

pub use figure::DeliveryFigure;
pub use log::{Delivery, DeliveryIncident, DeliveryLog};
pub use policy::DeliveryPolicy;
pub use records::deliveries;

use crate::error::{Error, ErrorCode};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::time::{Duration, Timestamp, seconds};
use figure::median;

/// How well deployments were delivered in a period.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct DeliveryFigures {
    /// Warn when a target is missed, inconclusive when there was no deployment, else pass.
    pub verdict: Verdict,
    /// Deployments that users got in the period.
    pub deployments: u64,
    /// Entries of the log that users never got; they count for nothing.
    pub never_deployed: u64,
    /// Incidents of those deployments. Several may have one cause, so this is no number of failures.
    pub incidents: u64,
    /// Incidents that began in the period and that no deployment of the log has caused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unattributed: Vec<String>,
    /// How often.
    pub deployment_frequency: DeliveryFigure,
    /// How fast a change gets to all users.
    pub change_lead_time: DeliveryFigure,
    /// How fast a failed deployment is made good.
    pub recovery_time: DeliveryFigure,
    /// How many fail.
    pub change_failure_rate: DeliveryFigure,
    /// How many were not planned.
    pub rework_rate: DeliveryFigure,
    /// How many need no person.
    pub automation_rate: DeliveryFigure,
    /// Which targets are met and missed.
    pub reasons: Vec<Reason>,
}

/// How well were deployments delivered from `since` until before `until`?
///
/// Every figure is about deployments, not incidents: one that caused three incidents has failed once.
///
/// ```
/// use rollwise::{DeliveryLog, DeliveryPolicy, Family, delivery_figures, document};
///
/// let log: DeliveryLog = document::read(Family::Input, r#"{
///     "deployments": [
///         {"id": "r1", "service": "shop", "deployed_at": "2026-11-20T09:00:00Z"},
///         {"id": "r2", "service": "shop", "deployed_at": "2026-11-20T15:00:00Z"}
///     ],
///     "incidents": [
///         {"id": "i1", "deployment": "r2", "began_at": "2026-11-20T15:10:00Z", "ended_at": "2026-11-20T15:20:00Z"},
///         {"id": "i2", "deployment": "r2", "began_at": "2026-11-20T15:12:00Z", "ended_at": "2026-11-20T15:25:00Z"}
///     ]
/// }"#)?;
/// let (since, until) = ("2026-11-20T00:00:00Z".parse()?, "2026-11-21T00:00:00Z".parse()?);
/// let figures = delivery_figures(&DeliveryPolicy::default(), since, until, &log)?;
/// assert_eq!(figures.change_failure_rate.value, Some(0.5)); // one of two, by two incidents
/// assert_eq!(figures.recovery_time.value, Some(900.0));
/// # Ok::<(), rollwise::Error>(())
/// ```
///
/// # Errors
///
/// `not_rising` for a period that does not end after its beginning; `empty` for texts of the log, `not_in_order` for its
/// moments, `contradiction` for what cannot be, or differs under one id.
pub fn delivery_figures(
    policy: &DeliveryPolicy,
    since: Timestamp,
    until: Timestamp,
    log: &DeliveryLog,
) -> Result<DeliveryFigures, Error> {
    if until <= since {
        let error = Error::input(ErrorCode::NotRising, "until").value(until);
        return Err(error.allowed(format!("a moment after `since`, {since}")));
    }
    let log = log.sorted()?;
    let within = |moment: Timestamp| (since..until).contains(&moment);
    let deployed: Vec<&Delivery> = log.deployments.iter().filter(|it| it.deployed_at.is_some_and(within)).collect();
    let outcomes: Vec<Outcome<'_>> = deployed.into_iter().map(|deployment| Outcome::of(deployment, &log)).collect();
    let known = |incident: &DeliveryIncident| {
        let caused = |deployment: &Delivery| incident.deployment.as_ref() == Some(&deployment.id);
        log.deployments.iter().any(caused)
    };
    let days = until.since(since).as_millis() as f64 / Duration::hours(24).as_millis() as f64;
    let mut figures = DeliveryFigures {
        verdict: Verdict::Inconclusive,
        deployments: outcomes.len() as u64,
        never_deployed: log.deployments.iter().filter(|deployment| deployment.deployed_at.is_none()).count() as u64,
        incidents: outcomes.iter().map(|outcome| outcome.incidents).sum(),
        unattributed: (log.incidents.iter())
            .filter(|incident| within(incident.began_at) && !known(incident))
            .map(|incident| incident.id.clone())
            .collect(),
        deployment_frequency: frequency(policy, &outcomes, days),
        change_lead_time: lead_time(policy, &outcomes),
        recovery_time: recovery_time(policy, &outcomes),
        change_failure_rate: share(&outcomes, "deployments that failed, of all", |it| Some(it.failed))
            .below(Some(policy.failure_rate.get())),
        rework_rate: share(&outcomes, "deployments that answer an incident, of all", |it| it.deployment.unplanned)
            .below(policy.rework_rate.map(|rate| rate.get())),
        automation_rate: share(&outcomes, "deployments that needed no person, of all", |it| it.deployment.automatic)
            .above(policy.automation_rate.get()),
        reasons: Vec::new(),
    };
    figures.judge();
    Ok(figures)
}

/// One deployment with what its incidents say of it.
struct Outcome<'a> {
    deployment: &'a Delivery,
    incidents: u64,
    failed: bool,
    /// From the first sign of failure until the last is gone, in seconds; none while one is not.
    recovery: Option<f64>,
}

impl<'a> Outcome<'a> {
    fn of(deployment: &'a Delivery, log: &DeliveryLog) -> Self {
        let caused = |incident: &&DeliveryIncident| incident.deployment.as_ref() == Some(&deployment.id);
        let incidents: Vec<&DeliveryIncident> = log.incidents.iter().filter(caused).collect();
        let mut signs: Vec<(Timestamp, Option<Timestamp>)> =
            incidents.iter().map(|incident| (incident.began_at, incident.ended_at)).collect();
        signs.extend(deployment.failed_at.map(|failed_at| (failed_at, deployment.recovered_at)));
        let began = signs.iter().map(|(began, _)| *began).min();
        let ended: Option<Vec<Timestamp>> = signs.iter().map(|(_, ended)| *ended).collect();
        let recovered = ended.and_then(|ended| ended.into_iter().max());
        Self {
            deployment,
            incidents: incidents.len() as u64,
            failed: !signs.is_empty(),
            recovery: began.zip(recovered).map(|(began, recovered)| seconds(recovered.since(began))),
        }
    }
}

fn frequency(policy: &DeliveryPolicy, outcomes: &[Outcome<'_>], days: f64) -> DeliveryFigure {
    let count = outcomes.len() as u64;
    let figure = DeliveryFigure {
        value: Some(count as f64 / days),
        count,
        of: count,
        ..DeliveryFigure::defined("deployments that users got, a day")
    };
    figure.above(policy.deployments_per_day.get())
}

fn lead_time(policy: &DeliveryPolicy, outcomes: &[Outcome<'_>]) -> DeliveryFigure {
    let completed = outcomes.iter().filter_map(|it| Some((it.deployment.committed_at, it.deployment.completed_at?)));
    let times = completed.map(|(committed, completed)| Some(seconds(completed.since(committed?)))).collect();
    median("median seconds from the first commit until all users have it", times).below(Some(seconds(policy.lead_time)))
}

fn recovery_time(policy: &DeliveryPolicy, outcomes: &[Outcome<'_>]) -> DeliveryFigure {
    let times = outcomes.iter().filter(|it| it.failed).map(|it| it.recovery).collect();
    let definition = "median seconds from the first sign that a deployment failed until users no longer see any";
    median(definition, times).below(Some(seconds(policy.recovery_time)))
}

/// The share of outcomes of which something is true, among those of which it is known.
fn share(
    outcomes: &[Outcome<'_>],
    definition: &'static str,
    is_true: impl Fn(&Outcome<'_>) -> Option<bool>,
) -> DeliveryFigure {
    let answers: Vec<Option<bool>> = outcomes.iter().map(is_true).collect();
    let of = answers.iter().flatten().count() as u64;
    let count = answers.iter().flatten().filter(|answer| **answer).count() as u64;
    DeliveryFigure {
        value: (of > 0).then(|| count as f64 / of as f64),
        count,
        of,
        unknown: answers.len() as u64 - of,
        ..DeliveryFigure::defined(definition)
    }
}

impl DeliveryFigures {
    fn judge(&mut self) {
        let figures = [
            ("deployment_frequency", &self.deployment_frequency),
            ("change_lead_time", &self.change_lead_time),
            ("recovery_time", &self.recovery_time),
            ("change_failure_rate", &self.change_failure_rate),
            ("rework_rate", &self.rework_rate),
            ("automation_rate", &self.automation_rate),
        ];
        let judged = |(name, figure): (&'static str, &DeliveryFigure)| {
            let (value, target, met) = (figure.value?, figure.target?, figure.met?);
            let code = if met { ReasonCode::TargetMet } else { ReasonCode::TargetMissed };
            Some(Reason::new(code, name).compared(value, target))
        };
        let reasons: Vec<Reason> = figures.into_iter().filter_map(judged).collect();
        let missed = reasons.iter().any(|reason| reason.code == ReasonCode::TargetMissed);
        self.verdict = match (self.deployments, missed) {
            (0, _) => Verdict::Inconclusive,
            (_, true) => Verdict::Warn,
            (_, false) => Verdict::Pass,
        };
        self.reasons = reasons;
    }
}

#[cfg(test)]
mod tests;
