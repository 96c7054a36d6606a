//! Laws of the gates.

use proptest::prelude::*;
use rollwise::{
    ApprovalPolicy, Bound, BudgetFreeze, CalendarPolicy, Comparison, Condition, Consequence, Consequences, Count,
    Criticality, Engine, Evidence, Finite, Gate, GateReport, Measurement, NonNegative, Policy, Verdict,
};

use crate::host::at;

fn bounds() -> impl Strategy<Value = Bound> {
    prop_oneof![Just(Bound::Below), Just(Bound::AtMost), Just(Bound::Above), Just(Bound::AtLeast)]
}

fn levels() -> impl Strategy<Value = f64> {
    prop_oneof![Just(0.0), Just(1.0), -2.0..2.0, (0_u32..40).prop_map(|n| f64::from(n) / 10.0)]
}

fn criticalities() -> impl Strategy<Value = Criticality> {
    prop_oneof![
        Just(Criticality::Critical),
        Just(Criticality::Guardrail),
        Just(Criticality::Signal),
        Just(Criticality::Info)
    ]
}

fn consequences() -> impl Strategy<Value = Consequence> {
    prop_oneof![
        Just(Consequence::Pass),
        Just(Consequence::Ignore),
        Just(Consequence::Wait),
        Just(Consequence::Hold),
        Just(Consequence::Fail)
    ]
}

/// Whether lower levels are healthier.
fn is_upper(bound: Bound) -> bool {
    matches!(bound, Bound::Below | Bound::AtMost)
}

fn gates() -> impl Strategy<Value = Gate> {
    let numbers = (0_u32..30, proptest::option::of(1_u32..10), 0_u32..3);
    (0..3, bounds(), numbers, criticalities(), consequences(), 0_u64..20).prop_map(
        |(kind, bound, (limit, warn, slack), criticality, missing, min_samples)| {
            let limit = f64::from(limit) / 10.0;
            // A warning limit lies on the healthy side of the limit.
            let step = warn.map(|warn| f64::from(warn) / 10.0);
            let warn = step.map(|step| if is_upper(bound) { limit - step } else { limit + step });
            let finite = |v: f64| Finite::new(v).unwrap();
            let positive = |v: f64| NonNegative::new(v.max(0.0)).unwrap();
            let slack = positive(f64::from(slack) / 10.0);
            let condition = match kind {
                0 => Condition::Absolute { bound, limit: finite(limit), warn: warn.map(finite) },
                1 => {
                    let warn = warn.filter(|warn| *warn >= 0.0);
                    Condition::Ratio { bound, limit: positive(limit), warn: warn.map(positive), slack }
                }
                _ => Condition::Difference { bound, limit: finite(limit), warn: warn.map(finite), slack },
            };
            let mut gate = Gate::new("g", "m", condition);
            gate.criticality = criticality;
            gate.unmeasured = Consequences { missing, ..Consequences::default() };
            gate.min_samples = Count::new(min_samples).unwrap();
            gate
        },
    )
}

fn bound(gate: &Gate) -> Bound {
    match gate.condition {
        Condition::Absolute { bound, .. } | Condition::Ratio { bound, .. } | Condition::Difference { bound, .. } => {
            bound
        }
    }
}

/// Evaluates gates, each on a metric of its own with the measurements of `m`: on one metric they could exclude each
/// other, which a policy must not.
fn evaluate(mut gates: Vec<Gate>, evidence: &Evidence) -> GateReport {
    let mut apart = Evidence::default();
    for (i, gate) in gates.iter_mut().enumerate() {
        gate.metric = format!("m{i}").into();
        apart.metrics.extend(evidence.metrics.get("m").map(|comparison| (gate.metric.clone(), comparison.clone())));
    }
    // Without conditions, which take longer to read than all else takes.
    let approvals = ApprovalPolicy { rules: Vec::new() };
    let budget = BudgetFreeze { exempt: Vec::new(), ..BudgetFreeze::default() };
    let calendar = CalendarPolicy { freezes: Vec::new(), error_budget: budget, ..CalendarPolicy::default() };
    let policy = Policy { gate_sets: Vec::new(), gates, approvals, calendar, ..Policy::default() };
    Engine::new(policy).unwrap().evaluate_gates(at(0), &apart).unwrap()
}

fn measured(level: f64, samples: u64) -> Measurement {
    Measurement::Value { value: Finite::new(level).unwrap(), samples: Count::new(samples).ok() }
}

fn one(canary: Measurement, baseline: Option<Measurement>) -> Evidence {
    let mut evidence = Evidence::default();
    evidence.metrics.insert("m".into(), Comparison { canary, baseline });
    evidence
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 20_000, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_worse_measurement_never_improves_a_verdict(
        gate in gates(), a in levels(), b in levels(), baseline in levels(), samples in 0_u64..40,
    ) {
        let (better, worse) = if (a < b) == is_upper(bound(&gate)) { (a, b) } else { (b, a) };
        let verdict = |level| {
            let evidence = one(measured(level, samples), Some(measured(baseline, samples)));
            evaluate(vec![gate.clone()], &evidence).verdict
        };
        prop_assert!(verdict(worse) >= verdict(better), "{gate:?}: {better} {worse} against {baseline}");
    }

    #[test]
    fn worse_counts_never_improve_a_verdict(
        gate in gates(), trials in 1_u64..50, a in 0_u64..50, b in 0_u64..50, baseline in 0_u64..50,
    ) {
        let (few, many) = (a.min(b).min(trials), a.max(b).min(trials));
        let counts = |events: u64| Measurement::counts(events.min(trials), trials).unwrap();
        let verdict = |events| evaluate(vec![gate.clone()], &one(counts(events), Some(counts(baseline)))).verdict;
        let (better, worse) = if is_upper(bound(&gate)) { (few, many) } else { (many, few) };
        prop_assert!(verdict(worse) >= verdict(better));
    }

    #[test]
    fn mass_moved_to_a_higher_bucket_never_improves_a_verdict(
        limit in 0_u32..60, cells in proptest::collection::vec(0_u64..20, 5), from in 0_usize..4, q in 1_u32..100,
    ) {
        let condition = Condition::Absolute {
            bound: Bound::Below, limit: Finite::new(f64::from(limit)).unwrap(), warn: None,
        };
        let mut gate = Gate::new("g", "m", condition);
        gate.quantile = rollwise::Fraction::new(f64::from(q) / 100.0).ok();
        let histogram = |cells: &[u64]| {
            let count = |n| Count::new(n).unwrap();
            let running = cells.iter().scan(0, |sum, n| { *sum += n; Some(count(*sum)) }).collect::<Vec<_>>();
            Measurement::Histogram {
                bounds: [10.0, 20.0, 30.0, 40.0].map(|b| Finite::new(b).unwrap()).to_vec(),
                cumulative: running[..4].to_vec(),
                total: running[4],
            }
        };
        let mut slower = cells.clone();
        (slower[from], slower[from + 1]) = (0, slower[from + 1] + slower[from]);
        let verdict = |cells: &[u64]| evaluate(vec![gate.clone()], &one(histogram(cells), None)).verdict;
        // Beyond the last bucket nothing is known, so there a pass may only become a hold.
        prop_assert!(verdict(&slower) >= verdict(&cells));
    }

    #[test]
    fn adding_a_failing_gate_never_improves_a_verdict(
        set in proptest::collection::vec(gates(), 0..4), failing in gates(), level in levels(), baseline in levels(),
    ) {
        let named = |mut gate: Gate, n: usize| { gate.name = format!("g{n}").into(); gate };
        let set: Vec<Gate> = set.into_iter().enumerate().map(|(n, gate)| named(gate, n)).collect();
        let evidence = one(measured(level, 100), Some(measured(baseline, 100)));
        let before = evaluate(set.clone(), &evidence);
        let mut more = set;
        more.push(named(failing, 9));
        let after = evaluate(more, &evidence);
        let fails = after.checks.last().unwrap().verdict == Verdict::Fail;
        prop_assert!(!fails || after.verdict >= before.verdict, "{before:?} {after:?}");
    }

    #[test]
    fn nothing_measured_never_passes(set in proptest::collection::vec(gates(), 0..4)) {
        let named = |(n, mut gate): (usize, Gate)| { gate.name = format!("g{n}").into(); gate };
        let set: Vec<Gate> = set.into_iter().enumerate().map(named).collect();
        prop_assert!(evaluate(set, &Evidence::default()).verdict >= Verdict::Inconclusive);
    }

    #[test]
    fn a_canary_like_its_baseline_is_healthy(slack in 0.0..1.0, level in 0.0..10.0, factor in 1.0..3.0) {
        let number = |v| NonNegative::new(v).unwrap();
        let condition = Condition::Ratio {
            bound: Bound::Below, limit: number(factor), warn: None, slack: number(slack),
        };
        let report = evaluate(vec![Gate::new("g", "m", condition)], &one(measured(level, 1), Some(measured(level, 1))));
        prop_assert_eq!(report.verdict, Verdict::Pass);
    }
}
