//! Audit records, as JSON Lines.

use napi_derive::napi;
use rollwise::audit::{self, read_records};
use rollwise::document::write;
use rollwise::{Artifacts, Record};

use crate::error::{Result, refuse};
use crate::rollout::Rollout;

fn read(lines: &str) -> Result<Vec<Record>> {
    read_records(lines).map_err(refuse)
}

/// The records as a list.
#[napi(catch_unwind)]
pub(crate) fn records(lines: String) -> Result<String> {
    Ok(write(&read(&lines)?))
}

/// One record as a line of JSON.
#[napi(catch_unwind)]
pub(crate) fn record_to_json(record: String) -> Result<String> {
    Record::from_json(&record).map(|record| record.to_json()).map_err(refuse)
}

/// Checks that the records form one unbroken chain.
#[napi(catch_unwind)]
pub(crate) fn verify(lines: String) -> Result<()> {
    audit::verify(&read(&lines)?).map_err(refuse)
}

/// Rebuilds a rollout, deciding everything once more.
#[napi(catch_unwind)]
pub(crate) fn replay(lines: String) -> Result<Rollout> {
    audit::replay(&read(&lines)?).map(Rollout).map_err(refuse)
}

/// The artifacts of a rollout.
#[napi(catch_unwind)]
pub(crate) fn artifacts(lines: String) -> Result<String> {
    Artifacts::from_records(&read(&lines)?).map(|artifacts| write(&artifacts)).map_err(refuse)
}

/// A rollout as a timeline.
#[napi(catch_unwind)]
pub(crate) fn timeline(lines: String, colour: bool) -> Result<String> {
    Ok(rollwise::render::timeline(&read(&lines)?, crate::render::style(colour)))
}
