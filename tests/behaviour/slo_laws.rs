//! Laws of error budgets.

use proptest::prelude::*;
use rollwise::{
    AlertSeverity, BudgetMethod, BudgetPeriod, BudgetTier, BurnAlerts, BurnRule, CompositeObjective, CompositePart,
    Count, Duration, Fraction, NonNegative, Objective, ObjectiveBudget, ObjectiveEvidence, SliEvents, SliStep,
    SloDecision, SloEvidence, SloPolicy, Timestamp, assess_slo,
};

const HOUR: i64 = 3_600_000;

/// Targets with the whole numbers that they mean: so many bad ones of so many.
fn targets() -> impl Strategy<Value = (f64, u64, u64)> {
    (1_u64..1000, 3_u32..7).prop_map(|(part, decimals)| {
        let of = 10_u64.pow(decimals);
        let text = format!("0.{:0width$}", of - part, width = decimals as usize);
        (text.parse().unwrap(), part, of)
    })
}

/// Bad ones and all of every hour.
fn hours() -> impl Strategy<Value = Vec<(u64, u64)>> {
    let hour = (0_u64..100_000, 0.0..=1.0_f64, 0..4).prop_map(|(valid, share, spoilt)| {
        let bad = if spoilt == 0 { (valid as f64 * share) as u64 } else { valid / 2000 };
        (bad, valid)
    });
    proptest::collection::vec(hour, 1..30)
}

fn policy(target: f64, rules: Vec<BurnRule>) -> SloPolicy {
    let objective = Objective {
        name: "a".to_owned(),
        target: Fraction::new(target).unwrap(),
        period: BudgetPeriod::Rolling { length: Duration::from_millis(24 * HOUR).unwrap() },
        method: BudgetMethod::Occurrences,
        alerts: BurnAlerts::Given { rules },
        aspirational: false,
    };
    SloPolicy { objectives: vec![objective], ..SloPolicy::default() }
}

/// Steps that end with `now`.
fn steps(now: Timestamp, counts: &[(u64, u64)], length: i64) -> Vec<SliStep> {
    let first = now.as_millis() - counts.len() as i64 * length;
    let count = |value| Some(Count::new(value).unwrap());
    let step = |(i, (bad, valid)): (i64, &(u64, u64))| SliStep {
        start: Timestamp::from_millis(first + i * length).unwrap(),
        duration: Duration::from_millis(length).unwrap(),
        events: Some(SliEvents { good: None, bad: count(*bad), valid: count(*valid) }),
    };
    (0..).zip(counts).map(step).collect()
}

fn assess(policy: &SloPolicy, now: Timestamp, steps: Vec<SliStep>) -> SloDecision {
    let objective = ObjectiveEvidence {
        objective: "a".to_owned(),
        steps,
        windows: Vec::new(),
        period_events: None,
        deployments: Vec::new(),
        incidents: Vec::new(),
    };
    assess_slo(policy, now, &SloEvidence { objectives: vec![objective] }).unwrap()
}

fn only(decision: &SloDecision) -> &ObjectiveBudget {
    &decision.objectives[0]
}

fn now() -> Timestamp {
    "2026-11-21T12:00:00Z".parse().unwrap()
}

fn rule() -> BurnRule {
    BurnRule {
        name: "r".to_owned(),
        severity: AlertSeverity::Page,
        burn_rate: NonNegative::new(0.9).unwrap(),
        long: Duration::from_millis(6 * HOUR).unwrap(),
        short: Duration::from_millis(HOUR).unwrap(),
        min_failures: Count::ZERO,
    }
}

/// How objectives may be counted by hours.
fn methods() -> impl Strategy<Value = BudgetMethod> {
    let slice = Duration::from_millis(HOUR).unwrap();
    let good_from = Fraction::new(0.9).unwrap();
    prop_oneof![
        Just(BudgetMethod::Occurrences),
        Just(BudgetMethod::Timeslices { slice, good_from }),
        Just(BudgetMethod::RatioTimeslices { slice }),
    ]
}

/// Objectives of 90 %, named by letters, each with its hours, and a composite of them in an order of its own.
fn composed(method: BudgetMethod, hours: &[Vec<(u64, u64)>], weights: &[f64], order: &[usize]) -> SloDecision {
    let name = |i: usize| char::from(b'a' + i as u8).to_string();
    let target = Fraction::new(0.9).unwrap();
    let objective = |i| Objective { name: name(i), method, ..policy(0.9, vec![rule()]).objectives.remove(0) };
    let part = |i: &usize| {
        let weight = if matches!(method, BudgetMethod::Timeslices { .. }) { 1.0 } else { weights[*i] };
        CompositePart { objective: name(*i), weight: NonNegative::new(weight).unwrap() }
    };
    let composite = CompositeObjective {
        name: "all".to_owned(),
        target: Some(target).filter(|_| method != BudgetMethod::Occurrences),
        parts: order.iter().map(part).collect(),
        alerts: BurnAlerts::Given { rules: vec![rule()] },
        aspirational: false,
    };
    let policy = SloPolicy {
        objectives: (0..hours.len()).map(objective).collect(),
        composites: vec![composite],
        ..SloPolicy::default()
    };
    let measured = |(i, hours): (usize, &Vec<(u64, u64)>)| ObjectiveEvidence {
        objective: name(i),
        steps: steps(now(), hours, HOUR),
        windows: Vec::new(),
        period_events: None,
        deployments: Vec::new(),
        incidents: Vec::new(),
    };
    let objectives = hours.iter().enumerate().map(measured).collect();
    assess_slo(&policy, now(), &SloEvidence { objectives }).unwrap()
}

fn some_hours() -> impl Strategy<Value = Vec<Vec<(u64, u64)>>> {
    proptest::collection::vec(proptest::collection::vec((0..40_u64, 0..100_u64), 24), 1..4).prop_map(|parts| {
        parts.into_iter().map(|hours| hours.into_iter().map(|(a, b)| (a.min(b), b)).collect()).collect()
    })
}

proptest! {
    /// What is left in whole failures is what whole numbers say, for every target and all counts.
    #[test]
    fn budgets_are_exact_in_counts((target, part, of) in targets(), hours in hours()) {
        let counted: Vec<(u64, u64)> = hours.iter().rev().take(24).copied().collect();
        let bad: u64 = counted.iter().map(|(bad, _)| bad).sum();
        let valid: u64 = counted.iter().map(|(_, valid)| valid).sum();
        let decision = assess(&policy(target, Vec::new()), now(), steps(now(), &hours, HOUR));
        let budget = only(&decision).budget;
        let spare = i128::from(part) * i128::from(valid) / i128::from(of) - i128::from(bad);
        prop_assert_eq!(budget.spare, Some(spare as f64));
        // Spent is spent, and not one failure earlier.
        let spent = i128::from(bad) * i128::from(of) >= i128::from(part) * i128::from(valid);
        prop_assert_eq!(decision.tier.is_some_and(|tier| tier == BudgetTier::Frozen), spent && valid > 0);
    }

    /// How finely time was cut changes nothing.
    #[test]
    fn halves_of_steps_are_the_whole((target, ..) in targets(), hours in hours()) {
        let halves: Vec<(u64, u64)> = hours
            .iter()
            .flat_map(|(bad, valid)| [(bad / 2, valid / 2), (bad - bad / 2, valid - valid / 2)])
            .collect();
        let policy = policy(target, vec![rule()]);
        let whole = assess(&policy, now(), steps(now(), &hours, HOUR));
        let cut = assess(&policy, now(), steps(now(), &halves, HOUR / 2));
        prop_assert_eq!(only(&whole).budget, only(&cut).budget);
        prop_assert_eq!(&only(&whole).windows, &only(&cut).windows);
    }

    /// One more failure never leaves more, never climbs the ladder, never silences an alarm.
    #[test]
    fn a_failure_never_helps((target, ..) in targets(), hours in hours(), place in any::<prop::sample::Index>()) {
        let mut worse = hours.clone();
        let (bad, valid) = &mut worse[place.index(hours.len())];
        *bad = (*bad + 1).min(*valid);
        let policy = policy(target, vec![rule()]);
        let [before, after] = [&hours, &worse].map(|hours| assess(&policy, now(), steps(now(), hours, HOUR)));
        prop_assert!(only(&after).budget.remaining <= only(&before).budget.remaining);
        prop_assert!(after.tier >= before.tier);
        prop_assert!(after.severity >= before.severity);
        prop_assert!(after.allows.iter().all(|kind| before.allows.contains(kind)));
    }

    /// When a freeze is said to end it ends, and not a millisecond earlier, if nothing fails and as much comes in as goes.
    #[test]
    fn a_freeze_ends_when_it_is_said_to((target, ..) in targets(), hours in proptest::collection::vec((0_u64..50, 1000_u64..2000), 24)) {
        let policy = policy(target, Vec::new());
        let decision = assess(&policy, now(), steps(now(), &hours, HOUR));
        if let Some(end) = decision.frozen_until {
            let passed = ((end.as_millis() - now().as_millis()) / HOUR) as usize;
            let later: Vec<(u64, u64)> =
                hours.iter().copied().chain(hours.iter().take(passed).map(|(_, valid)| (0, *valid))).collect();
            let after = assess(&policy, end, steps(end, &later, HOUR));
            prop_assert!(after.tier < Some(BudgetTier::Frozen), "{:?}", only(&after).budget);
            let before = steps(end, &later, HOUR).into_iter().take(later.len() - 1).collect();
            let moment = Timestamp::from_millis(end.as_millis() - 1).unwrap();
            let still = assess(&policy, moment, before);
            // The step that leaves is still there, and the one that comes for it is not.
            prop_assert_eq!(only(&still).tier, Some(BudgetTier::Frozen));
        } else {
            prop_assert!(decision.tier < Some(BudgetTier::Frozen));
        }
    }

    /// A composite of one part is that part.
    #[test]
    fn one_part_is_the_whole(method in methods(), hours in some_hours()) {
        let decision = composed(method, &hours[..1], &[1.0], &[0]);
        let [part, whole] = &decision.objectives[..] else { panic!("{decision:?}") };
        let mut renamed = whole.clone();
        (renamed.name, renamed.reasons) = (part.name.clone(), part.reasons.clone());
        prop_assert_eq!(part, &renamed);
    }

    /// The order in which parts are written down changes nothing, to the last bit.
    #[test]
    fn the_order_of_parts_changes_nothing(
        method in methods(),
        hours in some_hours(),
        weights in proptest::collection::vec(0.1..5.0_f64, 4),
        order in Just(vec![0, 1, 2, 3]).prop_shuffle(),
    ) {
        let order: Vec<usize> = order.into_iter().filter(|i| *i < hours.len()).collect();
        let straight: Vec<usize> = (0..hours.len()).collect();
        prop_assert_eq!(composed(method, &hours, &weights, &order), composed(method, &hours, &weights, &straight));
    }

    /// A composite goes no slower than any part does, where it counts in full.
    #[test]
    fn a_composite_has_no_more_left_than_its_parts(method in methods(), hours in some_hours()) {
        let order: Vec<usize> = (0..hours.len()).collect();
        let decision = composed(method, &hours, &[1.0; 4], &order);
        let (whole, parts) = decision.objectives.split_last().unwrap();
        for part in parts.iter().filter(|part| part.budget.measured == whole.budget.measured || method == BudgetMethod::Occurrences) {
            if let (Some(of_part), Some(of_whole)) = (part.budget.remaining, whole.budget.remaining) {
                prop_assert!(of_whole <= of_part + 1e-9, "{} {}", of_whole, of_part);
            }
        }
    }

    /// A freeze of a composite ends when it is said to, and not with an earlier step.
    #[test]
    fn a_freeze_of_a_composite_ends_when_it_is_said_to(
        method in methods(),
        hours in proptest::collection::vec(proptest::collection::vec((0_u64..30, 100_u64..101), 24), 2..4),
    ) {
        let order: Vec<usize> = (0..hours.len()).collect();
        let decision = composed(method, &hours, &[1.0; 4], &order);
        let whole = decision.objectives.last().unwrap();
        let after = |hour: usize| {
            let later: Vec<Vec<(u64, u64)>> = hours
                .iter()
                .map(|hours| hours[hour..].iter().copied().chain(std::iter::repeat_n((0, 100), hour)).collect())
                .collect();
            composed(method, &later, &[1.0; 4], &order).objectives.last().unwrap().tier
        };
        if let Some(end) = whole.frozen_until {
            let passed = ((end.as_millis() - now().as_millis()) / HOUR) as usize;
            prop_assert!(after(passed) < Some(BudgetTier::Frozen));
            prop_assert_eq!(after(passed - 1), Some(BudgetTier::Frozen));
        } else {
            prop_assert!(whole.tier < Some(BudgetTier::Frozen));
        }
    }
}
