//! What triggers are evaluated on.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::recording::Recording;
use crate::time::Timestamp;

/// What was seen around a deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct TriggerEvidence {
    /// When the version first served.
    pub deployed_at: Timestamp,
    /// The looks at every metric, as columns with one moment for all; a gap in a column is a look that was not measured.
    pub looks: Recording,
    /// The moments of events, each in order of time. An empty list says that somebody watched and nothing happened; an
    /// event that is left out was not watched.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub events: BTreeMap<Arc<str>, Vec<Timestamp>>,
    /// What operators ordered.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<RollbackOrder>,
}

/// A person forces or forbids a rollback, for a time.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct RollbackOrder {
    /// What is ordered.
    pub order: OrderKind,
    /// The trigger that is forbidden, which is silenced then; left out, all of them are meant.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trigger: Option<Arc<str>>,
    /// Who.
    pub actor: String,
    /// Why.
    pub reason: String,
    /// When.
    pub at: Timestamp,
    /// Until when.
    pub expires_at: Timestamp,
}

/// What an operator orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum OrderKind {
    /// No rollback, whatever fires.
    Forbid,
    /// A rollback, whatever is measured.
    Force,
}

impl TriggerEvidence {
    /// Refuses what contradicts itself or comes from the future.
    pub(super) fn check(&self, now: Timestamp) -> Result<(), Error> {
        let early = |at: Timestamp, field: String| match at > now {
            true => Err(Error::input(ErrorCode::OutOfRange, field).value(at).allowed(format!("{now} or earlier"))),
            false => Ok(()),
        };
        early(self.deployed_at, "deployed_at".to_owned())?;
        self.looks.check().and_then(|()| self.looks.check_levels()).map_err(|err| err.within("looks"))?;
        if let Some(last) = self.looks.at.last() {
            early(*last, format!("looks.at[{}]", self.looks.at.len() - 1))?;
        }
        for (event, at) in &self.events {
            if let Some(i) = at.windows(2).position(|pair| !matches!(pair, [a, b] if a <= b)) {
                let error = Error::input(ErrorCode::NotInOrder, format!("events.{event}[{}]", i + 1));
                return Err(error.allowed("not earlier than the one before"));
            }
            if let Some(last) = at.last() {
                early(*last, format!("events.{event}[{}]", at.len() - 1))?;
            }
        }
        for (i, order) in self.orders.iter().enumerate() {
            order.check(now).map_err(|err| err.within(&format!("orders[{i}]")))?;
        }
        Ok(())
    }

    /// The order for all triggers that is in force. The latest counts; of two at the same moment, the one that forces.
    pub(super) fn order(&self, now: Timestamp) -> Option<&RollbackOrder> {
        let for_all = self.orders.iter().filter(|order| order.trigger.is_none() && order.is_in_force(now));
        for_all.max_by_key(|order| (order.at, order.order))
    }

    /// Whether an operator silenced a trigger.
    pub(super) fn silences(&self, trigger: &str, now: Timestamp) -> bool {
        self.orders.iter().any(|order| order.trigger.as_deref() == Some(trigger) && order.is_in_force(now))
    }
}

impl RollbackOrder {
    /// Refuses an order by nobody, for no reason, from the future, or that ends before it begins.
    pub(crate) fn check(&self, now: Timestamp) -> Result<(), Error> {
        for (field, text) in [("actor", &self.actor), ("reason", &self.reason)] {
            if text.trim().is_empty() {
                return Err(Error::input(ErrorCode::Empty, field).allowed("a text"));
            }
        }
        if self.at > now {
            return Err(Error::input(ErrorCode::OutOfRange, "at").value(self.at).allowed(format!("{now} or earlier")));
        }
        if self.expires_at <= self.at {
            let error = Error::input(ErrorCode::OutOfRange, "expires_at").value(self.expires_at);
            return Err(error.allowed(format!("later than `at`, {}", self.at)));
        }
        if self.order == OrderKind::Force && self.trigger.is_some() {
            let error = Error::input(ErrorCode::Contradiction, "trigger").value(self.trigger.as_deref().unwrap_or(""));
            return Err(error.allowed("none: a rollback is forced as a whole"));
        }
        Ok(())
    }

    fn is_in_force(&self, now: Timestamp) -> bool {
        self.expires_at > now
    }
}
