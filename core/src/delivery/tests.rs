use super::*;
use crate::units::Fraction;
use crate::{Action, Engine, Event, Policy, Release, document};
use crate::{Family, Record};

fn moment(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn figures(log: &DeliveryLog) -> DeliveryFigures {
    let (since, until) = (moment("2026-11-01T00:00:00Z"), moment("2026-11-24T00:00:00Z"));
    delivery_figures(&DeliveryPolicy::default(), since, until, log).unwrap()
}

fn deployment(day: u32) -> Delivery {
    let at = |hour: &str| Some(moment(&format!("2026-11-{day:02}T{hour}:00Z")));
    Delivery {
        id: format!("r{day}"),
        service: "shop".to_owned(),
        environment: None,
        committed_at: at("08:00"),
        deployed_at: at("09:00"),
        completed_at: at("10:00"),
        failed_at: None,
        recovered_at: None,
        unplanned: Some(day == 1),
        automatic: Some(day > 2),
    }
}

fn incident(id: &str, day: u32, minutes: u32) -> DeliveryIncident {
    DeliveryIncident {
        id: id.to_owned(),
        deployment: Some(format!("r{day}")),
        began_at: moment(&format!("2026-11-{day:02}T11:00:00Z")),
        ended_at: Some(moment(&format!("2026-11-{day:02}T11:{minutes}:00Z"))),
    }
}

/// A known miscount: six incidents over 23 deployments are no failure rate of 26.1 %, when two deployments caused two
/// each.
#[test]
fn failures_are_deployments_not_incidents() {
    let log = DeliveryLog {
        deployments: (1..=23).map(deployment).collect(),
        incidents: vec![
            incident("i1", 3, 10),
            incident("i2", 3, 30),
            incident("i3", 7, 20),
            incident("i4", 9, 10),
            incident("i5", 9, 12),
            incident("i6", 20, 40),
        ],
    };
    let figures = figures(&log);
    let rate = &figures.change_failure_rate;
    assert_eq!((rate.count, rate.of, figures.incidents), (4, 23, 6));
    assert_eq!(rate.value.map(|rate| (rate * 1000.0).round()), Some(174.0));
    // 12, 20, 30 and 40 minutes, each deployment once.
    assert_eq!(figures.recovery_time.value, Some(25.0 * 60.0));
    assert_eq!(figures.deployment_frequency.value, Some(1.0));
    assert_eq!((figures.rework_rate.count, figures.automation_rate.count), (1, 21));
    assert_eq!((figures.change_lead_time.value, figures.change_lead_time.met), (Some(7200.0), Some(false)));
}

#[test]
fn parts_of_a_log_merge_in_any_order_and_overlap() {
    let part = |days: std::ops::RangeInclusive<u32>, incidents: Vec<DeliveryIncident>| DeliveryLog {
        deployments: days.map(deployment).collect(),
        incidents,
    };
    let whole = part(1..=23, vec![incident("i1", 3, 10), incident("i2", 20, 20)]);
    let (early, late) = (part(1..=14, vec![incident("i2", 20, 20)]), part(9..=23, vec![incident("i1", 3, 10)]));
    for merged in [early.merge(&late).unwrap(), late.merge(&early).unwrap()] {
        assert_eq!(figures(&merged), figures(&whole));
    }
    let mut other = late.clone();
    other.deployments[0].automatic = None;
    let err = early.merge(&other).unwrap_err();
    assert_eq!((err.code(), err.field()), (ErrorCode::Contradiction, "deployments[14].id"));
}

#[test]
fn what_is_not_known_is_counted_apart() {
    let mut log = DeliveryLog { deployments: vec![deployment(1), deployment(2), deployment(3)], incidents: Vec::new() };
    log.deployments[0].committed_at = None;
    log.deployments[1].automatic = None;
    log.deployments[2].failed_at = Some(moment("2026-11-03T10:30:00Z"));
    log.deployments.push(Delivery { deployed_at: None, completed_at: None, id: "r0".to_owned(), ..deployment(4) });
    log.incidents.push(DeliveryIncident { deployment: None, ..incident("i1", 5, 10) });
    let figures = figures(&log);
    assert_eq!((figures.deployments, figures.never_deployed), (3, 1));
    assert_eq!((figures.change_lead_time.of, figures.change_lead_time.unknown), (2, 1));
    assert_eq!((figures.automation_rate.of, figures.automation_rate.unknown), (2, 1));
    assert_eq!((figures.recovery_time.value, figures.recovery_time.unknown), (None, 1)); // not over yet
    assert_eq!(figures.unattributed, ["i1"]);
}

#[test]
fn what_cannot_be_is_refused() {
    let refused = |log: DeliveryLog| log.sorted().map(drop).unwrap_err();
    let with = |change: fn(&mut Delivery)| {
        let mut deployment = deployment(1);
        change(&mut deployment);
        let err = refused(DeliveryLog { deployments: vec![deployment], incidents: Vec::new() });
        (err.code(), err.field().to_owned())
    };
    assert_eq!(with(|it| it.id.clear()), (ErrorCode::Empty, "deployments[0].id".to_owned()));
    assert_eq!(
        with(|it| it.deployed_at = Some(moment("2026-11-01T07:00:00Z"))),
        (ErrorCode::NotInOrder, "deployments[0].deployed_at".to_owned())
    );
    assert_eq!(with(|it| it.deployed_at = None), (ErrorCode::Contradiction, "deployments[0].completed_at".to_owned()));
    assert_eq!(
        with(|it| it.recovered_at = Some(moment("2026-11-01T11:00:00Z"))),
        (ErrorCode::Contradiction, "deployments[0].recovered_at".to_owned())
    );
    let since = moment("2026-11-01T00:00:00Z");
    let err = delivery_figures(&DeliveryPolicy::default(), since, since, &DeliveryLog::default()).unwrap_err();
    assert_eq!((err.code(), err.field()), (ErrorCode::NotRising, "until"));
}

/// Drives a rollout by the fast plan, without a measurement, and demands it back where that is asked for.
fn records(roll_back: bool) -> Vec<Record> {
    let policy = Policy::from_json(r#"{"plan": "fast"}"#).unwrap();
    let release: Release = document::read(
        Family::Input,
        r#"{"id": "r1", "service": "shop", "version": "2.4.0", "previous_version": "2.3.9", "incident": "INC-7",
            "image_tag": "9f8d111d-1763690400", "commit": "9f8d111d"}"#,
    )
    .unwrap();
    let mut now = moment("2026-11-21T03:00:00Z");
    let (mut rollout, step) = Engine::new(policy).unwrap().start(now, release).unwrap();
    let mut records: Vec<Record> = step.record.into_iter().collect();
    let mut events = vec![Event::SafetyAssessed { safety: Fraction::new(0.97).unwrap(), rollout: None }];
    while let Some(event) = events.pop() {
        now = now.after(Duration::minutes(1));
        let step = rollout.step(now, event).unwrap();
        records.extend(step.record.clone());
        let shifted = step.phase == crate::Phase::CanaryWaiting;
        if shifted && roll_back {
            let (actor, reason) = ("ada".to_owned(), "wrong build".to_owned());
            events.push(Event::RollBack { actor, reason, rollout: None });
        }
        if let (
            Some(
                Action::Build { id, .. }
                | Action::Deploy { id, .. }
                | Action::SetTraffic { id, .. }
                | Action::RollBack { id, .. },
            ),
            false,
        ) = (step.actions.first(), shifted)
        {
            events.push(Event::ActionDone { action: id.clone() });
        }
    }
    records
}

#[test]
fn records_say_what_became_of_a_rollout() {
    let [under_way, back] = [records(false), records(true)].map(|records| deliveries(&records).unwrap().remove(0));
    assert!(under_way.deployed_at.is_some() && under_way.failed_at.is_none(), "{under_way:?}");
    assert_eq!((under_way.automatic, under_way.unplanned), (Some(true), Some(true)));
    assert!(back.failed_at > back.deployed_at && back.recovered_at > back.failed_at, "{back:?}");
    assert_eq!(back.automatic, Some(false));
}

#[test]
fn records_must_be_whole() {
    let records = records(true);
    let err = deliveries(&records[1..]).unwrap_err();
    assert_eq!((err.code(), err.field()), (ErrorCode::MissingField, "records[0].start"));
    let gap: Vec<Record> = records.iter().take(1).chain(records.iter().skip(2)).cloned().collect();
    let err = deliveries(&gap).unwrap_err();
    assert_eq!((err.code(), err.field()), (ErrorCode::NotInOrder, "records[1].sequence"));
}
