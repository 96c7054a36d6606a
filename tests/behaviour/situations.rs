//! Situations of all sorts.

use std::collections::BTreeMap;

use proptest::option::of;
use proptest::prelude::*;
use rollwise::{
    ApplicationType, Capacity, Change, ChangeKind, Count, Environment, Findings, Finite, Fraction, NonNegative,
    Outcomes, Reversibility, Service, ServiceCriticality, Situation, Strategy as Way, StrategyHistory, Target, Tests,
    TrafficShare,
};

pub(crate) fn fraction(value: f64) -> Fraction {
    Fraction::new(value).unwrap()
}

pub(crate) fn number(value: f64) -> NonNegative {
    NonNegative::new(value).unwrap()
}

fn count(value: u64) -> Count {
    Count::new(value).unwrap()
}

fn one_of<T: Copy + std::fmt::Debug + 'static>(all: &'static [T]) -> impl Strategy<Value = T> {
    (0..all.len()).prop_map(|i| all[i])
}

fn reversibilities() -> impl Strategy<Value = Reversibility> {
    prop_oneof![
        Just(Reversibility::Full),
        Just(Reversibility::Never),
        (0_u32..=100).prop_map(|p| Reversibility::Until { share: TrafficShare::from_percent(f64::from(p)).unwrap() })
    ]
}

fn changes() -> impl Strategy<Value = Change> {
    let kinds = proptest::collection::vec(one_of(&ChangeKind::ALL), 0..3);
    let size = (of(0_u64..200), of(0_u64..5000));
    let tests = (of(0.0..=1.0), of(0.0..=1.0));
    let findings = || of((0_u64..2, 0_u64..2, 0_u64..2));
    let people = of(proptest::collection::vec("[a-c]", 0..3));
    (of(kinds), size, of(reversibilities()), of(any::<bool>()), tests, (findings(), findings()), people).prop_map(
        |(kinds, (files, lines), reversibility, flagged, (pass_rate, coverage), (code, image), reviewers)| {
            let found = |(critical, high, medium)| Findings {
                critical: count(critical),
                high: count(high),
                medium: count(medium),
                low: count(0),
            };
            Change {
                version: "2.0.0".into(),
                commit: None,
                image_tag: None,
                first_deployment: None,
                kinds,
                files: files.map(count),
                lines: lines.map(count),
                reversibility,
                flagged,
                tests: Tests {
                    pass_rate: pass_rate.map(fraction),
                    coverage: coverage.map(fraction),
                    stages_passed: None,
                },
                code_findings: code.map(found),
                image_findings: image.map(found),
                author: Some("a".into()),
                reviewers,
                rollback_plan: None,
                incident: None,
            }
        },
    )
}

fn services() -> impl Strategy<Value = Service> {
    let traffic = prop_oneof![Just(0.0), 0.01..10.0, 10.0..5000.0];
    let switches = (of(any::<bool>()), of(any::<bool>()), of(any::<bool>()));
    let kind = (of(one_of(&ApplicationType::ALL)), of(one_of(&ServiceCriticality::ALL)));
    (kind, of(traffic), of(0_u64..200), of(0.0..30.0), switches).prop_map(
        |((application, criticality), traffic, replicas, deployments, (users, beside, down))| Service {
            name: "shop".into(),
            application,
            criticality,
            requests_per_second: traffic.map(number),
            user_facing: users,
            replicas: replicas.map(count),
            deployments_per_day: deployments.map(number),
            side_by_side: beside,
            downtime_allowed: down,
        },
    )
}

fn histories() -> impl Strategy<Value = Vec<StrategyHistory>> {
    let went = || (0_u64..40, 0_u64..40).prop_map(|(s, f)| Outcomes { succeeded: count(s), failed: count(f) });
    proptest::collection::vec((went(), went()), 0..4).prop_map(|entries| {
        let strategies = Way::ALL.into_iter().zip(entries);
        strategies.map(|(strategy, (service, others))| StrategyHistory { strategy, service, others }).collect()
    })
}

/// Any situation that does not contradict itself.
pub(crate) fn situations() -> impl Strategy<Value = Situation> {
    let target = (one_of(&Environment::ALL), of(0.0..3.0), of(0.0..3.0)).prop_map(|(environment, compute, memory)| {
        let free = Capacity { compute: compute.map(number), memory: memory.map(number), network: None };
        Target { environment, cloud: None, cluster: None, free }
    });
    let shares = (of(0.0..=1.0), of(-0.5..1.5), of(0.0..=1.0));
    (changes(), services(), target, histories(), shares).prop_map(
        |(change, service, target, history, (tolerance, budget, success))| Situation {
            change,
            service,
            target,
            history,
            risk_tolerance: tolerance.map(fraction),
            compliance: Default::default(),
            error_budget: budget.map(|left| Finite::new(left).unwrap()),
            success_probability: success.map(fraction),
            signals: BTreeMap::new(),
            labels: BTreeMap::new(),
        },
    )
}
