//! Deployments and incidents, as figures are made from them.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::time::Timestamp;

/// Deployments and incidents, in any order. Parts of a history merge by putting their lists together: what is in both
/// counts once.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeliveryLog {
    /// The deployments.
    pub deployments: Vec<Delivery>,
    /// The incidents that users saw.
    #[serde(default)]
    pub incidents: Vec<DeliveryIncident>,
}

/// What became of one deployment.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Delivery {
    /// Its id, such as that of its rollout.
    pub id: String,
    /// The service.
    pub service: String,
    /// The environment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub environment: Option<String>,
    /// When its first change was committed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub committed_at: Option<Timestamp>,
    /// When users first got it; none if they never did, in which case it was no deployment.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployed_at: Option<Timestamp>,
    /// When all users got it; none if they never did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub completed_at: Option<Timestamp>,
    /// When it was given up after users had got it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub failed_at: Option<Timestamp>,
    /// When what served before served again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub recovered_at: Option<Timestamp>,
    /// Whether it was not planned, but answers an incident; none if nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unplanned: Option<bool>,
    /// Whether it needed no person; none if nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub automatic: Option<bool>,
}

/// An incident that users saw.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeliveryIncident {
    /// Its id.
    pub id: String,
    /// Id of the deployment that caused it; none if none did or nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub deployment: Option<String>,
    /// When it began.
    pub began_at: Timestamp,
    /// When users no longer saw it; none while they do.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ended_at: Option<Timestamp>,
}

impl DeliveryLog {
    /// This log and another: what is in both is there once.
    ///
    /// # Errors
    ///
    /// As [`delivery_figures`](crate::delivery_figures) for a log.
    pub fn merge(&self, other: &Self) -> Result<Self, Error> {
        let joined = Self {
            deployments: self.deployments.iter().chain(&other.deployments).cloned().collect(),
            incidents: self.incidents.iter().chain(&other.incidents).cloned().collect(),
        };
        joined.sorted()
    }

    /// The log in order of ids, each once.
    pub(super) fn sorted(&self) -> Result<Self, Error> {
        for (i, deployment) in self.deployments.iter().enumerate() {
            deployment.check().map_err(|err| err.within(&format!("deployments[{i}]")))?;
        }
        for (i, incident) in self.incidents.iter().enumerate() {
            incident.check().map_err(|err| err.within(&format!("incidents[{i}]")))?;
        }
        Ok(Self {
            deployments: unique("deployments", &self.deployments, |deployment| &deployment.id)?,
            incidents: unique("incidents", &self.incidents, |incident| &incident.id)?,
        })
    }
}

/// Entries in order of their ids; two that differ under one id are refused.
fn unique<T: Clone + PartialEq>(list: &str, entries: &[T], id: impl Fn(&T) -> &String) -> Result<Vec<T>, Error> {
    let mut numbered: Vec<(usize, &T)> = entries.iter().enumerate().collect();
    numbered.sort_by(|a, b| id(a.1).cmp(id(b.1)).then(a.0.cmp(&b.0)));
    for ((_, first), (i, second)) in numbered.iter().zip(numbered.iter().skip(1)) {
        if id(first) == id(second) && first != second {
            let error = Error::input(ErrorCode::Contradiction, format!("{list}[{i}].id")).value(id(second));
            return Err(error.allowed("the same as the other entry with this id"));
        }
    }
    numbered.dedup_by(|a, b| id(a.1) == id(b.1));
    Ok(numbered.into_iter().map(|(_, entry)| entry.clone()).collect())
}

impl Delivery {
    fn check(&self) -> Result<(), Error> {
        for (field, text) in [("id", &self.id), ("service", &self.service)] {
            if text.is_empty() {
                return Err(Error::input(ErrorCode::Empty, field).allowed("a text"));
            }
        }
        in_order(("committed_at", self.committed_at), ("deployed_at", self.deployed_at))?;
        for (field, moment) in [("completed_at", self.completed_at), ("failed_at", self.failed_at)] {
            if moment.is_some() && self.deployed_at.is_none() {
                let error = Error::input(ErrorCode::Contradiction, field);
                return Err(error.allowed("a deployment that users got"));
            }
            in_order(("deployed_at", self.deployed_at), (field, moment))?;
        }
        if self.recovered_at.is_some() && self.failed_at.is_none() {
            let error = Error::input(ErrorCode::Contradiction, "recovered_at");
            return Err(error.allowed("a deployment that failed"));
        }
        in_order(("failed_at", self.failed_at), ("recovered_at", self.recovered_at))
    }
}

impl DeliveryIncident {
    fn check(&self) -> Result<(), Error> {
        if self.id.is_empty() {
            return Err(Error::input(ErrorCode::Empty, "id").allowed("a text"));
        }
        in_order(("began_at", Some(self.began_at)), ("ended_at", self.ended_at))
    }
}

fn in_order(earlier: (&str, Option<Timestamp>), later: (&str, Option<Timestamp>)) -> Result<(), Error> {
    match (earlier.1, later.1) {
        (Some(first), Some(second)) if second < first => {
            let error = Error::input(ErrorCode::NotInOrder, later.0).value(second);
            Err(error.allowed(format!("`{}`, {first}, or later", earlier.0)))
        }
        _ => Ok(()),
    }
}
