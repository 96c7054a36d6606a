//! Laws of quality gates.

use proptest::prelude::*;
use rollwise::{
    CriteriaSet, Finite, NonNegative, QualityCriterion, QualityDecision, QualityEvidence, QualityObjective,
    QualityPolicy, QualityStatus, QualityValue, Relation, Verdict, judge_quality,
};

fn set(limit: f64) -> Vec<CriteriaSet> {
    let value = Finite::new(limit).unwrap();
    vec![CriteriaSet { criteria: vec![QualityCriterion::Fixed { is: Relation::AtMost, value }] }]
}

/// Objectives that are better the lower their values are, and a value for each; some were not measured.
fn gates() -> impl Strategy<Value = (QualityPolicy, Vec<Option<f64>>)> {
    let objective = (1_u32..10, any::<bool>(), 0.0..10.0_f64, 0.0..5.0_f64);
    let objective = objective.prop_map(|(weight, key, limit, band)| QualityObjective {
        name: String::new(),
        metric: String::new(),
        pass: set(limit),
        warning: set(limit + band),
        weight: NonNegative::new(f64::from(weight)).unwrap(),
        key,
    });
    let gate = (objective, proptest::option::weighted(0.9, 0.0..20.0_f64));
    proptest::collection::vec(gate, 1..6).prop_map(|gates| {
        let (mut objectives, values): (Vec<QualityObjective>, Vec<Option<f64>>) = gates.into_iter().unzip();
        for (i, objective) in objectives.iter_mut().enumerate() {
            (objective.name, objective.metric) = (format!("o{i}"), format!("m{i}"));
            objective.key &= i == 0;
        }
        (QualityPolicy { objectives, ..QualityPolicy::default() }, values)
    })
}

fn judge(policy: &QualityPolicy, values: &[Option<f64>]) -> QualityDecision {
    let value = |(i, value): (usize, &Option<f64>)| QualityValue {
        metric: format!("m{i}"),
        value: value.map(|value| Finite::new(value).unwrap()),
        error: None,
    };
    let values = values.iter().enumerate().map(value).collect();
    judge_quality(policy, &QualityEvidence { values, ..QualityEvidence::default() }).unwrap()
}

proptest! {
    /// A worse value, or none at all, never raises score or verdict.
    #[test]
    fn worse_is_never_better(
        (policy, values) in gates(),
        place in any::<prop::sample::Index>(),
        step in proptest::option::of(0.0..10.0_f64),
    ) {
        let mut worse = values.clone();
        let value = &mut worse[place.index(values.len())];
        *value = value.zip(step).map(|(value, step)| value + step);
        let [before, after] = [&values, &worse].map(|values| judge(&policy, values));
        prop_assert!(after.score <= before.score);
        prop_assert!(after.verdict >= before.verdict);
    }

    /// A release that goes on names every objective that failed, and one with a failed key objective does not go on.
    #[test]
    fn no_failure_is_hidden_in_silence((policy, values) in gates()) {
        let decision = judge(&policy, &values);
        let failed: Vec<String> = (decision.objectives.iter())
            .filter(|outcome| outcome.status == QualityStatus::Fail)
            .map(|outcome| outcome.name.clone())
            .collect();
        if decision.verdict == Verdict::Fail {
            prop_assert!(decision.hidden_failures.is_empty());
        } else {
            prop_assert_eq!(&decision.hidden_failures, &failed);
            prop_assert!(policy.objectives.iter().all(|own| !own.key || !failed.contains(&own.name)));
        }
        prop_assert_eq!(values.iter().any(Option::is_none), decision.objectives.iter().any(|it| it.value.is_none()));
    }

    /// Only proportions of weights matter.
    #[test]
    fn weights_are_proportions((policy, values) in gates()) {
        let mut doubled = policy.clone();
        for objective in &mut doubled.objectives {
            objective.weight = NonNegative::new(objective.weight.get() * 2.0).unwrap();
        }
        prop_assert_eq!(judge(&policy, &values).score, judge(&doubled, &values).score);
    }
}
