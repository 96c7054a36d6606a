//! Two watch one rollout, and merge what they saw: a merge is one look at all that the other has seen, worth no more than it
//! costs.

use proptest::prelude::*;
use rollwise::{
    ErrorCode, PreparedTest, SequentialEvidence, SequentialLook, SequentialState, SequentialTest, document,
    merge_sequential, sequential_test,
};
use serde_json::{Value, json};

use crate::sequential_laws::{binomial, counts, histograms, pairs, read, series};

fn prepared(test: &Value) -> PreparedTest {
    read::<SequentialTest>(test).prepare().unwrap()
}

fn after(test: &PreparedTest, looks: &[Value]) -> (SequentialState, Option<SequentialEvidence>) {
    let mut state = test.begin();
    let last = looks.iter().map(|look| test.look(&mut state, &read(look)).unwrap()).last();
    (state, last)
}

fn kept(state: &SequentialState) -> Value {
    serde_json::from_str(&document::write(state)).unwrap()
}

/// The same test with all its capital at work from the first look on, for no level of its own.
fn plain(test: &Value) -> Value {
    let mut test = test.clone();
    let policy = test["policy"].as_object_mut().unwrap();
    policy.remove("restart");
    policy.remove("boost_alpha");
    test
}

/// As far from each other as sums in another order.
fn near(one: f64, other: f64) -> bool {
    (one - other).abs() <= 1e-9 * one.abs().max(1.0)
}

fn numbers(state: &Value, name: &str) -> Vec<f64> {
    state.get(name).map_or_else(Vec::new, |list| serde_json::from_value(list.clone()).unwrap())
}

proptest! {
    /// What two tests keep of the past may differ; what it is worth does not, where bets do not depend on it.
    #[test]
    fn a_merge_is_a_look_at_everything((test, looks) in series(), at in 0_usize..12) {
        let test = plain(&test);
        let prepared = prepared(&test);
        let (first, second) = looks.split_at(at.min(looks.len()));
        let (whole, went_on) = after(&prepared, &looks);
        let ((mut state, _), (other, _)) = (after(&prepared, first), after(&prepared, second));
        let merged = prepared.merge(&mut state, &other).unwrap();
        let (whole, state) = (kept(&whole), kept(&state));
        for name in ["baseline", "canary", "sums"] {
            let [whole, merged] = [&whole, &state].map(|state| numbers(state, name));
            prop_assert!(whole.len() == merged.len(), "{}: {:?}, not {:?}", name, merged, whole);
            prop_assert!(whole.iter().zip(&merged).all(|(a, b)| near(*a, *b)), "{}: {:?}, not {:?}", name, merged, whole);
        }
        let learns = ["two_proportion", "histogram_shift", "symmetric_difference"].iter().any(|kind| test["kind"] == *kind);
        let went_on = went_on.unwrap().log_e;
        prop_assert!(learns || near(merged.log_e, went_on), "{}: {}, not {}", test, merged.log_e, went_on);
    }

    #[test]
    fn a_merge_into_nothing_is_the_other((test, looks) in series()) {
        let prepared = prepared(&plain(&test));
        let (mut state, (other, evidence)) = (prepared.begin(), after(&prepared, &looks));
        let merged = prepared.merge(&mut state, &other).unwrap();
        let evidence = evidence.unwrap();
        prop_assert!(near(merged.log_e, evidence.log_e), "{}, not {}", merged.log_e, evidence.log_e);
        prop_assert_eq!(merged.log_p, -merged.log_e.max(0.0));
        prop_assert_eq!(state.looks().get(), 1);
    }

    #[test]
    fn a_merge_of_nothing_says_nothing((test, looks) in series()) {
        prop_assume!(test["policy"].get("boost_alpha").is_none());
        let prepared = prepared(&test);
        let (mut state, before) = after(&prepared, &looks);
        let merged = prepared.merge(&mut state, &prepared.begin()).unwrap();
        let before = before.unwrap();
        prop_assert!(near(merged.log_e, before.log_e) && near(merged.log_p, before.log_p) && !merged.bet);
        prop_assert_eq!(state.looks().get(), looks.len() as u64 + 1);
    }

    /// With any schedule, the p-value never rises, and the state goes on from its stored form to the same bits.
    #[test]
    fn a_merged_state_is_one_of_the_test((test, looks) in series(), at in 0_usize..12) {
        prop_assume!(test["policy"].get("boost_alpha").is_none());
        let prepared = prepared(&test);
        let (first, second) = looks.split_at(at.min(looks.len()));
        let ((state, before), (other, _)) = (after(&prepared, first), after(&prepared, second));
        let answer = merge_sequential(&read(&test), state.clone(), &other).unwrap();
        let evidence = answer.evidence[0];
        prop_assert!(evidence.log_e.is_finite() && evidence.log_p <= before.map_or(0.0, |before| before.log_p));
        let mut direct = state;
        prop_assert_eq!(prepared.merge(&mut direct, &other).unwrap(), evidence);
        let stored: SequentialState = read(&kept(&answer.state));
        let looks: Vec<SequentialLook> = second.iter().map(read).collect();
        prop_assert_eq!(
            sequential_test(&read(&test), &looks, Some(stored)).unwrap(),
            sequential_test(&read(&test), &looks, Some(direct)).unwrap()
        );
    }

    /// The states of other tests are bad ones.
    #[test]
    fn a_bad_state_changes_nothing((test, looks) in series(), (other_test, others) in series()) {
        let (prepared, other) = (prepared(&test), after(&prepared(&other_test), &others).0);
        let mut state = after(&prepared, &looks).0;
        let before = state.clone();
        if prepared.merge(&mut state, &other).is_err() {
            prop_assert_eq!(state, before);
        } else {
            prop_assert_eq!(test, other_test);
        }
    }
}

/// The capital after a merge, over all that the other can see in so many looks, weighted by their probabilities.
fn expected(
    test: &PreparedTest,
    state: &SequentialState,
    other: &SequentialState,
    outcomes: &[(f64, Value)],
    looks: u32,
) -> f64 {
    if looks == 0 {
        return test.merge(&mut state.clone(), other).unwrap().log_e.exp();
    }
    let one = |(mass, look): &(f64, Value)| {
        let mut other = other.clone();
        test.look(&mut other, &read(look)).unwrap();
        mass * expected(test, state, &other, outcomes, looks - 1)
    };
    outcomes.iter().map(one).sum()
}

/// Capital waits on both sides when they are merged.
#[test]
fn no_merge_is_worth_more_than_it_costs() {
    let restart = json!({"kind": "evenly", "first": 0.4, "looks": 4});
    let arms = |bn: u32, cn: u32, base: f64, canary: f64| -> Vec<(f64, Value)> {
        let arms = pairs(binomial(bn, base), binomial(cn, canary)).into_iter();
        arms.map(|(b, c, mass)| (mass, counts(b, bn.into(), c, cn.into()))).collect()
    };
    let same = [0.5, 0.3, 0.2];
    let buckets = histograms(5, same).into_iter().flat_map(|(b, mass)| {
        let look =
            move |(c, other): ([f64; 3], f64)| (mass * other, json!({"kind": "buckets", "baseline": b, "canary": c}));
        histograms(3, same).into_iter().map(look)
    });
    let levels = pairs(binomial(1, 0.4), binomial(1, 0.4)).into_iter();
    let levels = levels.map(|(b, c, mass)| (mass, json!({"kind": "levels", "baseline": b, "canary": c})));
    let difference = |difference: f64| json!({"kind": "difference", "difference": difference, "variance": 1.0});
    let prior = json!({"rate": 0.1, "weight": 100});
    for (kind, policy, seen, outcomes, looks) in [
        (
            "rate_ratio",
            json!({"direction": "either", "ratio": 1.25}),
            counts(2.0, 9.0, 3.0, 4.0),
            arms(6, 4, 0.4, 0.5),
            2,
        ),
        ("rate_ratio", json!({"ratio": 1.0, "dispersion": 2}), counts(9.0, 99.0, 3.0, 9.0), arms(6, 4, 0.4, 0.4), 2),
        ("two_proportion", json!({"prior_rate": prior}), counts(2.0, 9.0, 3.0, 4.0), arms(6, 4, 0.3, 0.3), 2),
        ("fisher_conditional", json!({"odds_ratio": 1}), counts(2.0, 9.0, 3.0, 4.0), arms(6, 4, 0.4, 0.4), 2),
        (
            "histogram_shift",
            json!({"prior": [5, 3, 2]}),
            json!({"kind": "buckets", "baseline": [5, 3, 2], "canary": [0, 1, 3]}),
            buckets.collect(),
            1,
        ),
        ("bounded_mean", json!({}), json!({"kind": "levels", "baseline": 0.2, "canary": 0.9}), levels.collect(), 4),
        ("symmetric_difference", json!({}), difference(0.5), vec![(0.5, difference(-1.0)), (0.5, difference(1.0))], 6),
    ] {
        let mut policy = policy;
        policy["restart"] = restart.clone();
        let test = prepared(&json!({"kind": kind, "policy": policy}));
        let (state, before) = after(&test, &[seen]);
        let (worth, before) = (expected(&test, &state, &test.begin(), &outcomes, looks), before.unwrap().log_e.exp());
        assert!(worth <= before * (1.0 + 1e-9) && worth > 0.5 * before, "{kind}: {worth} for {before}");
    }
}

/// Sebastiano Vigna's SplitMix64.
struct Random(u64);

impl Random {
    fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let z = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((z ^ (z >> 31)) >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A count of events with that mean, by how many uniform numbers keep their product above its exponential.
    fn poisson(&mut self, mean: f64) -> f64 {
        let mut product = self.uniform();
        let mut count = 0.0;
        while product > (-mean).exp() {
            product *= self.uniform();
            count += 1.0;
        }
        count
    }
}

type Traffic = fn(&mut Random, f64) -> Value;

/// Thirty errors of the baseline a look, and three of a healthy canary.
fn errors(random: &mut Random, worse: f64) -> Value {
    counts(random.poisson(30.0), 10_000.0, random.poisson(3.0 * worse), 1_000.0)
}

/// Latencies of two hundred requests of the baseline and twenty of the canary; a worse one has more of the slow ones.
fn latencies(random: &mut Random, worse: f64) -> Value {
    let baseline = [100.0, 60.0, 30.0, 10.0].map(|mean| random.poisson(mean));
    let canary = [10.0, 6.0, 3.0 * worse, worse].map(|mean| random.poisson(mean));
    json!({"kind": "buckets", "baseline": baseline, "canary": canary})
}

const LOOKS: usize = 60;

/// The look at which each of both and what is merged into the first one alarms, if any does. Every tenth look or so, drawn
/// beforehand, the second one is merged and begins anew.
fn alarms(test: &PreparedTest, traffic: Traffic, worse: f64, alpha: f64, random: &mut Random) -> [Option<usize>; 3] {
    let (mut first, mut second, mut waiting, mut merged) = (test.begin(), test.begin(), test.begin(), test.begin());
    let mut found = [None; 3];
    for number in 0..LOOKS {
        let [ours, theirs] = [(); 2].map(|()| read::<SequentialLook>(&traffic(random, worse)));
        let looked = [test.look(&mut first, &ours), test.look(&mut second, &theirs), test.look(&mut merged, &ours)];
        let mut rejects = looked.map(|evidence| evidence.unwrap().rejects(alpha));
        test.look(&mut waiting, &theirs).unwrap();
        if random.uniform() < 0.1 {
            rejects[2] |= test.merge(&mut merged, &waiting).unwrap().rejects(alpha);
            waiting = test.begin();
        }
        for (found, rejects) in found.iter_mut().zip(rejects) {
            *found = found.or(rejects.then_some(number));
        }
    }
    found
}

#[test]
fn merging_keeps_the_promise_and_finds_regressions_sooner() {
    const ALPHA: f64 = 0.05;
    const ROLLOUTS: usize = 600;
    for (kind, policy, traffic) in [
        ("rate_ratio", json!({"ratio": 1}), errors as Traffic),
        ("rate_ratio", json!({"ratio": 1, "restart": {"kind": "evenly", "looks": 60}}), errors),
        ("histogram_shift", json!({}), latencies),
    ] {
        let test = prepared(&json!({"kind": kind, "policy": policy}));
        let mut random = Random(20_261_121);
        let mut rollouts = |worse: f64| -> Vec<_> {
            (0..ROLLOUTS).map(|_| alarms(&test, traffic, worse, ALPHA, &mut random)).collect()
        };
        let share = rollouts(1.0).iter().filter(|[_, _, merged]| merged.is_some()).count() as f64 / ROLLOUTS as f64;
        assert!(share <= ALPHA && share > 0.0, "{kind}: false alarms in {share} of the rollouts");
        let found = rollouts(1.8);
        let [first, second, merged] = [0, 1, 2]
            .map(|i| found.iter().map(|found| found[i].unwrap_or(LOOKS)).sum::<usize>() as f64 / ROLLOUTS as f64);
        assert!(merged < 0.9 * first && merged < 0.9 * second, "{kind}: after {merged} looks, not {first} or {second}");
    }
}

#[test]
fn refusals_name_the_state() {
    use ErrorCode::{Contradiction, OutOfRange, WrongTest};
    let refused = |test: &Value, state: &Value, other: &Value| {
        let err = merge_sequential(&read(test), read(state), &read(other)).unwrap_err();
        (err.code(), err.field().to_owned())
    };
    let rate = json!({"kind": "rate_ratio", "policy": {"ratio": 1.0}});
    let share = json!({"kind": "beta_binomial", "policy": {"share": 0.5}});
    let shift = json!({"kind": "histogram_shift"});
    let any = json!({"kind": "bucket_beta", "policy": {"share": 0.5}});
    let buckets = |count: usize| json!({"kind": "buckets", "baseline": vec![3; count], "canary": vec![2; count]});
    let state = |test: &Value, looks: &[Value]| kept(&after(&prepared(test), looks).0);
    let with = |state: &Value, name: &str, value: Value| {
        let mut state = state.clone();
        state[name] = value;
        state
    };
    let looked = state(&rate, &[counts(1.0, 10.0, 1.0, 10.0)]);
    let default = state(&json!({"kind": "rate_ratio"}), &[]);
    let shared = state(&share, &[]);
    let boosted = json!({"kind": "rate_ratio", "policy": {"boost_alpha": 0.05}});
    let begun = state(&boosted, &[]);
    for (test, first, second, code, field) in [
        (&rate, &default, &looked, WrongTest, "state.test"),
        (&rate, &looked, &default, WrongTest, "other.test"),
        (&rate, &with(&looked, "log_p", json!(0.1)), &looked, OutOfRange, "state.log_p"),
        (&rate, &looked, &with(&looked, "log_p", json!(0.1)), OutOfRange, "other.log_p"),
        (&rate, &looked, &with(&looked, "idle", json!(-1)), OutOfRange, "other.idle"),
        (&rate, &looked, &with(&looked, "log_capital", json!([0])), OutOfRange, "other.log_capital"),
        (&share, &shared, &with(&shared, "canary", json!([-500])), OutOfRange, "other.canary[0]"),
        (&share, &with(&shared, "baseline", json!([-500])), &shared, OutOfRange, "state.baseline[0]"),
        (&shift, &state(&shift, &[buckets(3)]), &state(&shift, &[buckets(4)]), OutOfRange, "other.baseline"),
        (&any, &state(&any, &[buckets(3)]), &state(&any, &[buckets(4)]), OutOfRange, "other.baseline"),
        (&any, &state(&any, &[]), &with(&state(&any, &[buckets(4)]), "canary", json!([1])), OutOfRange, "other.canary"),
        (&boosted, &begun, &begun, Contradiction, "test.policy.boost_alpha"),
    ] {
        assert_eq!(refused(test, first, second), (code, field.to_owned()), "{test} {first} {second}");
    }
}

/// Numbers that no look leaves, but that nothing tells from those of one.
#[test]
fn the_largest_numbers_stay_numbers() {
    let share = json!({"kind": "beta_binomial", "policy": {"share": 0.5}});
    let above = json!({"kind": "beta_binomial", "policy": {"share": 0.5, "sides": "greater"}});
    let nodes = json!([{"size": 0.5, "weight": 1}, {"size": 1, "weight": 0}]);
    let rate = json!({"kind": "rate_ratio", "policy": {"nodes": nodes}});
    for (test, name, numbers) in [
        (&share, "baseline", json!([f64::MAX])),
        (&share, "canary", json!([f64::MAX])),
        (&above, "baseline", json!([f64::MAX])),
        (&above, "canary", json!([f64::MAX])),
        (&json!({"kind": "gaussian_difference"}), "sums", json!([f64::MAX, 1.0, 1.0])),
        (&rate, "log_capital", json!([f64::MAX, f64::MAX])),
        (&rate, "log_capital", json!([f64::MIN, f64::MIN])),
        (&rate, "log_capital", json!([0.0, f64::MIN])),
    ] {
        let test = prepared(test);
        let mut stored = kept(&test.begin());
        stored[name] = numbers;
        let (mut state, other) = (read(&stored), read(&stored));
        let merged = test.merge(&mut state, &other).unwrap();
        assert!(merged.log_e.is_finite() && merged.log_p.is_finite(), "{stored}: {merged:?}");
        // What is not finite would not survive its stored form.
        assert_eq!(read::<SequentialState>(&kept(&state)), state);
    }
}
