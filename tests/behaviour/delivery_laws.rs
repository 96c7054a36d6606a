//! Laws of delivery figures.

use proptest::prelude::*;
use rollwise::{Delivery, DeliveryFigures, DeliveryIncident, DeliveryLog, DeliveryPolicy, Timestamp, delivery_figures};

const HOUR: i64 = 3_600_000;

fn hour(hours: i64) -> Timestamp {
    const FIRST: i64 = 1_793_491_200_000;
    Timestamp::from_millis(FIRST + hours * HOUR).unwrap()
}

/// What becomes of the deployment of a number is the same in every log.
fn deployment(number: i64) -> Delivery {
    let failed = number % 5 == 0;
    Delivery {
        id: format!("r{number}"),
        service: "shop".to_owned(),
        environment: None,
        committed_at: (number % 7 > 0).then(|| hour(number - 2)),
        deployed_at: (number % 11 > 0).then(|| hour(number)),
        completed_at: (number % 11 > 0 && !failed).then(|| hour(number + 1)),
        failed_at: (number % 11 > 0 && failed).then(|| hour(number + 1)),
        recovered_at: (number % 11 > 0 && number % 10 == 0).then(|| hour(number + 2)),
        unplanned: Some(number % 3 == 0),
        automatic: Some(number % 4 > 0),
    }
}

fn incident(number: i64) -> DeliveryIncident {
    let cause = number / 2;
    DeliveryIncident {
        id: format!("i{number}"),
        deployment: Some(format!("r{cause}")),
        began_at: hour(cause + 1),
        ended_at: Some(hour(cause + 1 + number % 3)),
    }
}

fn logs() -> impl Strategy<Value = DeliveryLog> {
    let numbers = || proptest::collection::vec(2_i64..200, 0..40);
    (numbers(), numbers()).prop_map(|(deployments, incidents)| DeliveryLog {
        deployments: deployments.into_iter().map(deployment).collect(),
        incidents: incidents.into_iter().map(incident).collect(),
    })
}

fn figures(log: &DeliveryLog) -> DeliveryFigures {
    delivery_figures(&DeliveryPolicy::default(), hour(0), hour(150), log).unwrap()
}

proptest! {
    /// Parts may be merged in any order, overlap, and be merged again.
    #[test]
    fn merging_is_a_union(a in logs(), b in logs(), c in logs()) {
        let ab = a.merge(&b).unwrap();
        prop_assert_eq!(&ab, &b.merge(&a).unwrap());
        prop_assert_eq!(&ab.merge(&a).unwrap(), &ab);
        prop_assert_eq!(ab.merge(&c).unwrap(), a.merge(&b.merge(&c).unwrap()).unwrap());
        let concatenated = DeliveryLog {
            deployments: [a.deployments, b.deployments].concat(),
            incidents: [a.incidents, b.incidents].concat(),
        };
        prop_assert_eq!(figures(&concatenated), figures(&ab));
    }

    /// A deployment fails once, however many incidents it causes.
    #[test]
    fn further_incidents_of_a_failed_deployment_change_no_rate(log in logs()) {
        let mut more = log.clone();
        let copies = log.incidents.iter().map(|it| DeliveryIncident { id: format!("{}+", it.id), ..it.clone() });
        more.incidents.extend(copies);
        let (few, many) = (figures(&log), figures(&more));
        prop_assert_eq!(few.change_failure_rate, many.change_failure_rate);
        prop_assert_eq!(few.recovery_time, many.recovery_time);
        prop_assert_eq!(many.incidents, 2 * few.incidents);
    }

    /// Every share is one of deployments, and every deployment is known or not.
    #[test]
    fn counts_add_up(log in logs()) {
        let figures = figures(&log);
        for figure in [&figures.change_failure_rate, &figures.rework_rate, &figures.automation_rate] {
            prop_assert_eq!(figure.of + figure.unknown, figures.deployments);
            prop_assert!(figure.count <= figure.of);
        }
        let recovery = &figures.recovery_time;
        prop_assert_eq!(recovery.of + recovery.unknown, figures.change_failure_rate.count);
    }
}
