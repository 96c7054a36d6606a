//! Audit records: what happened, chained so that a changed record is noticed, and replay from them.

use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::confidence::Confidence;
use crate::digest::Digest;
use crate::document;
use crate::error::{Error, ErrorCode, Family};
use crate::gate::GateReport;
use crate::reason::Reason;
use crate::release::Release;
use crate::rollout::{ActionKind, Event, Phase, Rollout, SCHEMA_VERSION, Terms, check_schema_version};
use crate::time::Timestamp;

/// One step of a rollout, as it is kept for ever.
///
/// `hash` covers every other field, and `previous` is the hash of the record before, so that a record cannot be
/// changed, removed or inserted without being noticed by [`verify`]. The hash is over values, not text: storing the
/// JSON with other spaces or another order of keys keeps it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct Record {
    /// Version of this form, 1.
    pub schema_version: u32,
    /// Id of the rollout.
    pub rollout: Arc<str>,
    /// Number of the record, from 0.
    pub sequence: u64,
    /// When.
    pub at: Timestamp,
    /// What the rollout was started with, in the first record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub start: Option<Box<Start>>,
    /// What happened, in every other record.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<Event>,
    /// The phase before.
    pub from: Phase,
    /// The phase after.
    pub to: Phase,
    /// Number of the stage after, from 0.
    pub stage: u32,
    /// Why.
    pub reasons: Vec<Reason>,
    /// How the gates came out, if there was a look.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub report: Option<GateReport>,
    /// The confidence, if it was scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub confidence: Option<Confidence>,
    /// What the host was asked to do.
    pub actions: Vec<ActionKind>,
    /// Hash of the record before; zeros in the first.
    pub previous: Digest,
    /// Hash of this record.
    pub hash: Digest,
}

/// What a rollout was started with.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Start {
    /// What is rolled out.
    pub release: Release,
    /// By which rules.
    pub terms: Terms,
}

impl Record {
    pub(crate) fn started(now: Timestamp, start: Start) -> Self {
        let mut record = Self {
            schema_version: SCHEMA_VERSION,
            rollout: start.release.id.clone(),
            sequence: 0,
            at: now,
            start: Some(Box::new(start)),
            event: None,
            from: Phase::Init,
            to: Phase::Init,
            stage: 0,
            reasons: vec![Reason::new(crate::reason::ReasonCode::Started, "rollout")],
            report: None,
            confidence: None,
            actions: Vec::new(),
            previous: Digest::NONE,
            hash: Digest::NONE,
        };
        record.seal();
        record
    }

    /// Sets the hash, which is taken with zeros in its own place.
    pub(crate) fn seal(&mut self) {
        self.hash = Digest::NONE;
        self.hash = Digest::of(self);
    }

    /// The record as one line of JSON.
    #[must_use]
    pub fn to_json(&self) -> String {
        document::write(self)
    }

    /// Reads a record.
    ///
    /// # Errors
    ///
    /// `unknown_schema_version`, or what is wrong with the document.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        check_schema_version(text)?;
        document::read(Family::Input, text)
    }
}

/// Reads records from JSON Lines; empty lines are left out.
///
/// # Errors
///
/// What is wrong with which line, from 0.
pub fn read_records(lines: &str) -> Result<Vec<Record>, Error> {
    let lines = lines.lines().filter(|line| !line.trim().is_empty()).enumerate();
    lines.map(|(i, line)| Record::from_json(line).map_err(|err| err.within(&format!("records[{i}]")))).collect()
}

/// Checks that records form one unbroken chain from the start of a rollout.
///
/// # Errors
///
/// `broken_chain`, naming the first record that was changed, or does not follow the one before it.
pub fn verify(records: &[Record]) -> Result<(), Error> {
    let mut previous = Digest::NONE;
    for (i, record) in records.iter().enumerate() {
        let broken = |field: &str| Error::input(ErrorCode::BrokenChain, format!("records[{i}].{field}"));
        if record.sequence != i as u64 {
            return Err(broken("sequence").value(record.sequence).allowed(i.to_string()));
        }
        if record.previous != previous {
            return Err(broken("previous").value(record.previous).allowed(previous.to_string()));
        }
        let mut again = record.clone();
        again.seal();
        if again.hash != record.hash {
            return Err(broken("hash").value(record.hash).allowed(again.hash.to_string()));
        }
        previous = record.hash;
    }
    Ok(())
}

/// Rebuilds a rollout from its records, deciding everything once more.
///
/// # Errors
///
/// `empty` without records, `broken_chain` as from [`verify`], `replay_differs` when a record does not follow from
/// the ones before it.
pub fn replay(records: &[Record]) -> Result<Rollout, Error> {
    verify(records)?;
    let Some((first, rest)) = records.split_first() else {
        return Err(Error::input(ErrorCode::Empty, "records").allowed("at least the first record"));
    };
    let differs = |i: usize, field: &str| Error::input(ErrorCode::ReplayDiffers, format!("records[{i}].{field}"));
    let mut start =
        *first.start.clone().ok_or_else(|| differs(0, "start").allowed("what the rollout was started with"))?;
    start.terms.validate().map_err(|err| err.within("records[0].start"))?;
    let (mut rollout, step) = Rollout::start(first.at, start.release, start.terms.into());
    if step.record.as_ref() != Some(first) {
        return Err(differs(0, "start"));
    }
    for (i, record) in rest.iter().enumerate().map(|(i, record)| (i + 1, record)) {
        let event = record.event.clone().ok_or_else(|| differs(i, "event").allowed("what happened"))?;
        let step = rollout.step(record.at, event).map_err(|err| differs(i, "event").value(err))?;
        if step.record.as_ref() != Some(record) {
            let to = step.record.map_or(rollout.phase(), |record| record.to);
            return Err(differs(i, "to").value(record.to.as_str()).allowed(to.as_str()));
        }
    }
    Ok(rollout)
}
