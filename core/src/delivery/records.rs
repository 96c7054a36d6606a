//! Deployments out of audit records.

use super::log::Delivery;
use crate::audit::{Record, Start};
use crate::error::{Error, ErrorCode};
use crate::rollout::{EventKind, Phase};

/// What became of each rollout, from its audit records; one entry for each, in the order of the first records.
///
/// Users got it with the first shift of live traffic. It failed if it was rolled back, or could not be carried out, after
/// that. It was unplanned if its release names an incident, and automatic if no person approved, paused, aborted or moved it.
/// When it was committed is not in the records; the host adds it.
///
/// # Errors
///
/// `missing_field` for a rollout whose first record is not there, `not_in_order` for records that do not follow each other.
/// Whether they were changed is for [`audit::verify`](crate::audit::verify) to say.
pub fn deliveries(records: &[Record]) -> Result<Vec<Delivery>, Error> {
    let mut courses: Vec<Course<'_>> = Vec::new();
    for (i, record) in records.iter().enumerate() {
        let within = |err: Error| err.within(&format!("records[{i}]"));
        match courses.iter().rposition(|course| course.delivery.id == *record.rollout) {
            None => courses.push(Course::begin(record).map_err(within)?),
            Some(at) => courses.get_mut(at).map_or(Ok(()), |course| course.go_on(record)).map_err(within)?,
        }
    }
    Ok(courses.into_iter().map(|course| course.delivery).collect())
}

struct Course<'a> {
    start: &'a Start,
    sequence: u64,
    delivery: Delivery,
}

impl<'a> Course<'a> {
    fn begin(record: &'a Record) -> Result<Self, Error> {
        let Some(start) = record.start.as_deref() else {
            return Err(Error::input(ErrorCode::MissingField, "start").allowed("the first record of the rollout"));
        };
        let release = &start.release;
        let delivery = Delivery {
            id: record.rollout.to_string(),
            service: release.service.clone(),
            environment: release.environment.clone(),
            committed_at: None,
            deployed_at: None,
            completed_at: None,
            failed_at: None,
            recovered_at: None,
            unplanned: Some(release.incident.is_some()),
            automatic: Some(true),
        };
        Ok(Self { start, sequence: record.sequence, delivery })
    }

    fn go_on(&mut self, record: &Record) -> Result<(), Error> {
        if record.sequence != self.sequence + 1 {
            let error = Error::input(ErrorCode::NotInOrder, "sequence").value(record.sequence);
            return Err(error.allowed((self.sequence + 1).to_string()));
        }
        self.sequence = record.sequence;
        let delivery = &mut self.delivery;
        if record.event.as_ref().is_some_and(|event| is_by_a_person(event.kind())) {
            delivery.automatic = Some(false);
        }
        let stage = usize::try_from(record.stage).ok().and_then(|stage| self.start.terms.plan.stages.get(stage));
        let shares = stage.is_some_and(|stage| stage.share.basis_points() > 0);
        let at = Some(record.at);
        match record.to {
            Phase::CanaryWaiting | Phase::CanaryEvaluating if shares => {
                delivery.deployed_at = delivery.deployed_at.or(at)
            }
            Phase::Promoted => {
                delivery.deployed_at = delivery.deployed_at.or(at);
                delivery.completed_at = delivery.completed_at.or(at);
            }
            Phase::RollingBack | Phase::Failed if delivery.deployed_at.is_some() => {
                delivery.failed_at = delivery.failed_at.or(at);
            }
            Phase::RolledBack if delivery.failed_at.is_some() => delivery.recovered_at = at,
            _ => {}
        }
        Ok(())
    }
}

fn is_by_a_person(kind: EventKind) -> bool {
    match kind {
        EventKind::Approve
        | EventKind::Reject
        | EventKind::Pause
        | EventKind::Resume
        | EventKind::Abort
        | EventKind::RollBack
        | EventKind::Override => true,
        EventKind::SafetyAssessed
        | EventKind::ActionDone
        | EventKind::ActionFailed
        | EventKind::Measured
        | EventKind::Tick => false,
    }
}
