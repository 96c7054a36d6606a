//! What was promised, what a release must show, and how well is delivered.

use napi_derive::napi;
use rollwise::audit::read_records;
use rollwise::document::write;
use rollwise::{DeliveryLog, Fraction, QualityEvidence, SloEvidence, Timestamp};

use crate::document::{config, input};
use crate::error::{Result, refuse};

/// Says what is left of the error budgets, and what may be released.
#[napi(catch_unwind)]
pub(crate) fn assess_slo(policy: String, now: String, evidence: String) -> Result<String> {
    let policy = config("", &policy)?;
    let now: Timestamp = input("now", &now)?;
    let evidence: SloEvidence = input("", &evidence)?;
    rollwise::assess_slo(&policy, now, &evidence).map(|decision| write(&decision)).map_err(refuse)
}

/// Says what the alarms of a policy can do.
#[napi(catch_unwind)]
pub(crate) fn review_slo(policy: String, error_ratio: String) -> Result<String> {
    let policy = config("", &policy)?;
    let error_ratio: Fraction = input("error_ratio", &error_ratio)?;
    rollwise::review_slo(&policy, error_ratio).map(|review| write(&review)).map_err(refuse)
}

/// Says whether a release is good enough.
#[napi(catch_unwind)]
pub(crate) fn judge_quality(policy: String, evidence: String) -> Result<String> {
    let policy = config("", &policy)?;
    let evidence: QualityEvidence = input("", &evidence)?;
    rollwise::judge_quality(&policy, &evidence).map(|decision| write(&decision)).map_err(refuse)
}

/// Says what became of each rollout.
#[napi(catch_unwind)]
pub(crate) fn deliveries(lines: String) -> Result<String> {
    let records = read_records(&lines).map_err(refuse)?;
    rollwise::deliveries(&records).map(|deliveries| write(&deliveries)).map_err(refuse)
}

/// Says how well deployments were delivered.
#[napi(catch_unwind)]
pub(crate) fn delivery_figures(policy: String, since: String, until: String, log: String) -> Result<String> {
    let policy = config("", &policy)?;
    let (since, until): (Timestamp, Timestamp) = (input("since", &since)?, input("until", &until)?);
    let log: DeliveryLog = input("", &log)?;
    rollwise::delivery_figures(&policy, since, until, &log).map(|figures| write(&figures)).map_err(refuse)
}
