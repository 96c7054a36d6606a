//! A history as a document.

use std::collections::VecDeque;

use serde::{Deserialize, Serialize};

use super::outcome::DeploymentOutcome;
use super::stream::Stream;
use super::{History, Sort, UNSAID};
use crate::error::{Error, ErrorCode};
use crate::time::Timestamp;

const SCHEMA_VERSION: u32 = 1;

/// A history as it is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Kept {
    schema_version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    known_until: Option<Timestamp>,
    streams: Vec<KeptStream>,
    #[serde(default, skip_serializing_if = "VecDeque::is_empty")]
    pending: VecDeque<DeploymentOutcome>,
}

/// The outcomes of one sort of deployments.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeptStream {
    #[serde(default, skip_serializing_if = "String::is_empty")]
    environment: String,
    service: String,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    strategy: String,
    outcomes: Stream,
}

/// The document of a history.
pub(crate) fn keep(history: &History) -> Kept {
    let stream = |(sort, outcomes): (Sort<'_>, &Stream)| KeptStream {
        environment: sort.environment.to_owned(),
        service: sort.service.to_owned(),
        strategy: sort.strategy.to_owned(),
        outcomes: outcomes.clone(),
    };
    Kept {
        schema_version: SCHEMA_VERSION,
        known_until: history.known_until,
        streams: history.streams().map(stream).collect(),
        pending: history.pending.clone(),
    }
}

/// Checks what was kept and puts it together.
pub(crate) fn restore(kept: Kept) -> Result<History, Error> {
    if kept.schema_version != SCHEMA_VERSION {
        let error = Error::input(ErrorCode::UnknownSchemaVersion, "schema_version").value(kept.schema_version);
        return Err(error.allowed(SCHEMA_VERSION.to_string()));
    }
    let mut history = History { known_until: kept.known_until, ..History::default() };
    for (i, KeptStream { environment, service, strategy, mut outcomes }) in kept.streams.into_iter().enumerate() {
        let field = |name: &str| format!("streams[{i}].{name}");
        if service.is_empty() {
            return Err(Error::input(ErrorCode::Empty, field("service")).allowed("a text"));
        }
        outcomes.complete().map_err(|err| err.within(&field("outcomes")))?;
        let sort = Sort { environment: &environment, service: &service, strategy: &strategy };
        let known = history.change(sort, |own| std::mem::replace(own, outcomes) != Stream::default());
        if known {
            return Err(Error::input(ErrorCode::DuplicateName, field("service")).value(service));
        }
    }
    // Every deployment by a strategy is one of the service, too.
    for (sort, stream) in history.streams().filter(|(sort, _)| sort.strategy != UNSAID) {
        let all = history.standing(Sort { strategy: UNSAID, ..sort }).service;
        if all.is_none_or(|all| all.outcomes() < stream.summary().outcomes()) {
            let error =
                Error::input(ErrorCode::Contradiction, "streams").value(format!("{} {}", sort.service, sort.strategy));
            return Err(error.allowed("no more outcomes by a strategy than of the service"));
        }
    }
    for (i, outcome) in kept.pending.into_iter().enumerate() {
        outcome.check().map_err(|err| err.within(&format!("pending[{i}]")))?;
        history.expect(outcome);
    }
    Ok(history)
}
