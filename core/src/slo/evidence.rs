//! What was measured of an objective.

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::time::{Duration, Timestamp};
use crate::units::Count;

/// What was measured of every objective.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SloEvidence {
    /// One entry for each objective; one without an entry was not measured.
    pub objectives: Vec<ObjectiveEvidence>,
}

/// What was measured of one objective: steps of time, windows that end now, or both.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ObjectiveEvidence {
    /// Name of the objective.
    pub objective: String,
    /// Steps of time in their order, none overlapping another. A step counts for a window in which it ends; those before
    /// the period count for none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub steps: Vec<SliStep>,
    /// Windows that end now and were summed up elsewhere; they take the place of what the steps would give. Each is that of
    /// an alarm, or as long as a rolling period and then the period's.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub windows: Vec<SliWindow>,
    /// How many events the period has, or will have: a calendar period is known only at its end. Never less is assumed
    /// than was observed. None takes what was observed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub period_events: Option<Count>,
    /// Deployments whose cost is asked for.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub deployments: Vec<DeploymentEvents>,
    /// Incidents of the period, with what each spoilt.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub incidents: Vec<IncidentEvents>,
}

/// What was measured in one step of time.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SliStep {
    /// When it began.
    pub start: Timestamp,
    /// How long it was.
    pub duration: Duration,
    /// Its events; none when they were not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<SliEvents>,
}

/// What was measured in a window that ends now.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SliWindow {
    /// How long it is.
    pub window: Duration,
    /// Its events; none when they were not measured.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<SliEvents>,
}

/// Numbers of events; two of the three are enough.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct SliEvents {
    /// Those that were as promised.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub good: Option<Count>,
    /// Those that were not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bad: Option<Count>,
    /// All that count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid: Option<Count>,
}

/// What a deployment did, for what it cost.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct DeploymentEvents {
    /// The deployment.
    pub name: String,
    /// Events of the new version.
    pub canary: SliEvents,
    /// Events of the version before, at the same time. Without them every failure of the new version is its own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub baseline: Option<SliEvents>,
}

/// What an incident spoilt.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct IncidentEvents {
    /// The incident.
    pub name: String,
    /// Bad events, or bad slices of time for an objective in slices.
    pub bad: Count,
}

/// Events that were measured and agree with each other.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Counted {
    pub(super) bad: u64,
    pub(super) valid: u64,
}

impl SliEvents {
    pub(super) fn counted(&self) -> Result<Counted, Error> {
        let [good, bad, valid] = [self.good, self.bad, self.valid].map(|count| count.map(Count::get));
        let beyond = |field: &str, value: u64, valid: u64| {
            let error = Error::input(ErrorCode::EventsExceedTrials, field).value(value);
            Err(error.allowed(format!("at most the {valid} valid ones")))
        };
        match (good, bad, valid) {
            (Some(good), Some(bad), Some(valid)) if good.checked_add(bad) != Some(valid) => {
                let error = Error::input(ErrorCode::Contradiction, "valid").value(valid);
                Err(error.allowed(format!("good and bad together, {}", good.saturating_add(bad))))
            }
            (_, Some(bad), Some(valid)) if bad > valid => beyond("bad", bad, valid),
            (Some(good), None, Some(valid)) if good > valid => beyond("good", good, valid),
            (_, Some(bad), Some(valid)) => Ok(Counted { bad, valid }),
            (Some(good), None, Some(valid)) => Ok(Counted { bad: valid - good, valid }),
            (Some(good), Some(bad), None) => Ok(Counted { bad, valid: good + bad }),
            _ => {
                let missing = if valid.is_none() { "valid" } else { "bad" };
                Err(Error::input(ErrorCode::MissingField, missing).allowed("two of good, bad and valid"))
            }
        }
    }
}

impl ObjectiveEvidence {
    /// Refuses what is out of order, empty, or from the future.
    pub(super) fn check(&self, now: Timestamp) -> Result<(), Error> {
        let mut end = None;
        let mut total = Some(Count::ZERO.get());
        for (i, step) in self.steps.iter().enumerate() {
            let refuse = |code, field: &str| Error::input(code, format!("steps[{i}].{field}"));
            if step.duration == Duration::ZERO {
                return Err(refuse(ErrorCode::Empty, "duration").allowed("some time"));
            }
            if end.is_some_and(|end| step.start < end) {
                let error = refuse(ErrorCode::NotInOrder, "start").value(step.start);
                return Err(error.allowed("the end of the step before, or later"));
            }
            if step.end() > now {
                let error = refuse(ErrorCode::OutOfRange, "duration").value(step.duration);
                return Err(error.allowed(format!("a step that ends by {now}")));
            }
            end = Some(step.end());
            if let Some(events) = &step.events {
                let counted = events.counted().map_err(|err| err.within(&format!("steps[{i}].events")))?;
                total = total.and_then(|total| total.checked_add(counted.valid));
            }
        }
        if total.is_none_or(|total| total > Count::MAX.get()) {
            let error = Error::input(ErrorCode::OutOfRange, "steps");
            return Err(error.allowed(format!("at most {} events together", Count::MAX)));
        }
        for (i, window) in self.windows.iter().enumerate() {
            let field = |name: &str| format!("windows[{i}].{name}");
            if window.window == Duration::ZERO {
                return Err(Error::input(ErrorCode::Empty, field("window")).allowed("some time"));
            }
            if self.windows.iter().take(i).any(|other| other.window == window.window) {
                return Err(Error::input(ErrorCode::DuplicateName, field("window")).value(window.window));
            }
            window
                .events
                .map_or(Ok(()), |events| events.counted().map(drop))
                .map_err(|e| e.within(&field("events")))?;
        }
        check_names("deployments", self.deployments.iter().map(|deployment| &deployment.name))?;
        check_names("incidents", self.incidents.iter().map(|incident| &incident.name))
    }
}

impl ObjectiveEvidence {
    /// Refuses windows that nobody reads, such as those of an alarm that is no more.
    pub(super) fn check_windows(&self, read: &[Duration]) -> Result<(), Error> {
        let unread = |(_, given): &(usize, &SliWindow)| !read.contains(&given.window);
        let Some((i, given)) = self.windows.iter().enumerate().find(unread) else { return Ok(()) };
        let known: Vec<String> = read.iter().map(ToString::to_string).collect();
        let error = Error::input(ErrorCode::UnknownName, format!("windows[{i}].window")).value(given.window);
        Err(error.allowed(known.join(", ")))
    }
}

impl SliStep {
    pub(super) fn end(&self) -> Timestamp {
        self.start.after(self.duration)
    }
}

fn check_names<'a>(list: &str, names: impl Iterator<Item = &'a String>) -> Result<(), Error> {
    let mut seen: Vec<&str> = Vec::new();
    for (i, name) in names.enumerate() {
        let field = format!("{list}[{i}].name");
        if name.is_empty() {
            return Err(Error::input(ErrorCode::Empty, field).allowed("a text"));
        }
        if seen.contains(&name.as_str()) {
            return Err(Error::input(ErrorCode::DuplicateName, field).value(name));
        }
        seen.push(name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(good: Option<u64>, bad: Option<u64>, valid: Option<u64>) -> SliEvents {
        let [good, bad, valid] = [good, bad, valid].map(|count| count.map(Count::literal));
        SliEvents { good, bad, valid }
    }

    #[test]
    fn two_numbers_of_three_are_enough_and_three_must_agree() {
        let want = Counted { bad: 3, valid: 10 };
        for events in [
            events(Some(7), Some(3), None),
            events(None, Some(3), Some(10)),
            events(Some(7), None, Some(10)),
            events(Some(7), Some(3), Some(10)),
        ] {
            assert_eq!(events.counted().unwrap(), want);
        }
        for (events, code, field) in [
            (events(Some(7), Some(2), Some(10)), ErrorCode::Contradiction, "valid"),
            (events(None, Some(11), Some(10)), ErrorCode::EventsExceedTrials, "bad"),
            (events(Some(11), None, Some(10)), ErrorCode::EventsExceedTrials, "good"),
            (events(Some(7), None, None), ErrorCode::MissingField, "valid"),
            (events(None, None, Some(7)), ErrorCode::MissingField, "bad"),
        ] {
            let err = events.counted().unwrap_err();
            assert_eq!((err.code(), err.field()), (code, field));
        }
    }

    #[test]
    fn steps_that_overlap_or_are_empty_are_refused() {
        let now = "2026-11-21T12:00:00Z".parse().unwrap();
        let step = |start: &str, duration: &str| SliStep {
            start: start.parse().unwrap(),
            duration: duration.parse().unwrap(),
            events: None,
        };
        for (steps, want) in [
            (vec![step("2026-11-21T11:00:00Z", "0s")], (ErrorCode::Empty, "steps[0].duration")),
            (
                vec![step("2026-11-21T11:00:00Z", "5m"), step("2026-11-21T11:04:00Z", "5m")],
                (ErrorCode::NotInOrder, "steps[1].start"),
            ),
            (vec![step("2026-11-21T11:58:00Z", "5m")], (ErrorCode::OutOfRange, "steps[0].duration")),
        ] {
            let evidence = ObjectiveEvidence {
                objective: "a".to_owned(),
                steps,
                windows: Vec::new(),
                period_events: None,
                deployments: Vec::new(),
                incidents: Vec::new(),
            };
            let err = evidence.check(now).unwrap_err();
            assert_eq!((err.code(), err.field()), want);
        }
    }
}
