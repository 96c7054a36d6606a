//! Laws of the sequential tests: no bet is in their favour under the null hypothesis, evidence is only gathered, and a
//! series may be cut anywhere.

use proptest::prelude::*;
use rollwise::{
    ErrorCode, Family, Finite, SequentialEvidence, SequentialLook, SequentialState, SequentialTest, combine_evidence,
    document, sequential_test,
};
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

pub(crate) fn read<T: DeserializeOwned>(value: &Value) -> T {
    document::read(Family::Input, &value.to_string()).unwrap()
}

pub(crate) fn counts(bx: f64, bn: f64, cx: f64, cn: f64) -> Value {
    json!({"kind": "counts", "baseline": {"events": bx, "exposure": bn}, "canary": {"events": cx, "exposure": cn}})
}

/// The capital after one look at each of some outcomes, weighted by their probabilities.
fn expected(test: &Value, outcomes: impl Iterator<Item = (f64, Value)>) -> f64 {
    let test = read::<SequentialTest>(test).prepare().unwrap();
    let capital = |(mass, look): (f64, Value)| {
        let evidence = test.look(&mut test.begin(), &read(&look)).unwrap();
        mass * evidence.log_e.exp()
    };
    outcomes.map(capital).sum()
}

pub(crate) fn binomial(n: u32, p: f64) -> Vec<(f64, f64)> {
    let ways = |k: u32| (0..k).fold(1.0, |ways, i| ways * f64::from(n - i) / f64::from(i + 1));
    (0..=n).map(|k| (f64::from(k), ways(k) * p.powi(k as i32) * (1.0 - p).powi((n - k) as i32))).collect()
}

fn poisson(mean: f64) -> Vec<(f64, f64)> {
    let mut mass = (-mean).exp();
    let term = |k: u32| {
        let now = mass;
        mass *= mean / f64::from(k + 1);
        (f64::from(k), now)
    };
    (0..40).map(term).collect()
}

/// Both arms, independent of each other.
pub(crate) fn pairs(baseline: Vec<(f64, f64)>, canary: Vec<(f64, f64)>) -> Vec<(f64, f64, f64)> {
    let with = |(b, mass): (f64, f64)| canary.iter().map(move |(c, other)| (b, *c, mass * other)).collect::<Vec<_>>();
    baseline.into_iter().flat_map(with).collect()
}

fn assert_fair(expected: f64, case: &str) {
    assert!(expected <= 1.0 + 1e-9, "{case}: the bet is worth {expected}");
    assert!(expected > 0.2, "{case}: {expected} is not what a bet is worth");
}

#[test]
fn no_bet_on_rates_is_worth_more_than_it_costs() {
    for (direction, ratio, true_ratio) in [
        ("worse", 1.0, 1.0),
        ("worse", 1.0, 0.6),
        ("worse", 1.4, 1.4),
        ("drop", 1.0, 1.0),
        ("drop", 0.8, 0.9),
        ("either", 1.25, 1.0),
        ("either", 1.25, 1.25),
        ("either", 1.25, 0.8),
        ("safe", 2.0, 2.0),
        ("safe", 1.5, 1.8),
    ] {
        let test = json!({"kind": "rate_ratio", "policy": {"direction": direction, "ratio": ratio}});
        for (base, bn, cn) in [(0.05, 12_u32, 6_u32), (0.3, 9, 9), (0.45, 6, 3)] {
            let arms = pairs(binomial(bn, base), binomial(cn, base * true_ratio));
            let looks = arms.iter().map(|(b, c, mass)| (*mass, counts(*b, f64::from(bn), *c, f64::from(cn))));
            assert_fair(expected(&test, looks), &format!("{direction} {ratio} {true_ratio} {base}"));
            let (bn, cn) = (f64::from(bn), f64::from(cn));
            let arms = pairs(poisson(base * bn), poisson(base * true_ratio * cn));
            let looks = arms.iter().map(|(b, c, mass)| (*mass, counts(*b, bn, *c, cn)));
            assert_fair(expected(&test, looks), &format!("{direction} {ratio} {true_ratio} {base}, Poisson"));
        }
    }
}

/// Events come in threes, which only tempering makes up for.
#[test]
fn tempering_makes_up_for_clusters() {
    let arms = pairs(poisson(3.0), poisson(1.0));
    let worth = |dispersion: f64| {
        let policy = json!({"ratio": 1.0, "dispersion": dispersion});
        let looks = arms.iter().map(|(b, c, mass)| (*mass, counts(3.0 * b, 900.0, 3.0 * c, 300.0)));
        expected(&json!({"kind": "rate_ratio", "policy": policy}), looks)
    };
    assert_fair(worth(3.0), "tempered");
    assert!(worth(1.0) > 2.0, "without it the bet is worth {}", worth(1.0));
}

#[test]
fn a_boost_uses_up_what_would_be_wasted_and_no_more() {
    for (direction, ratio, alpha) in
        [("worse", 1.0, 0.05), ("worse", 1.2, 0.01), ("safe", 2.0, 0.05), ("drop", 1.0, 0.2)]
    {
        for x in [1_u32, 7, 30] {
            let share = ratio * 100.0 / (ratio * 100.0 + 900.0);
            let worth = |boost: Value| {
                let policy = json!({"direction": direction, "ratio": ratio, "boost_alpha": boost});
                let test = read::<SequentialTest>(&json!({"kind": "rate_ratio", "policy": policy})).prepare().unwrap();
                let capital = |(s, mass): (f64, f64)| {
                    let look = counts(f64::from(x) - s, 900.0, s, 100.0);
                    let evidence = test.look(&mut test.begin(), &read(&look)).unwrap();
                    mass * evidence.log_e.exp().min(1.0 / alpha)
                };
                binomial(x, share).into_iter().map(capital).sum::<f64>()
            };
            let (plain, boosted) = (worth(Value::Null), worth(json!(alpha)));
            assert!(plain <= boosted + 1e-12 && boosted <= 1.0 + 1e-9, "{direction} {x}: {plain} {boosted}");
            assert!((boosted - 1.0).abs() < 1e-6, "{direction} {x}: all of it is used: {boosted}");
        }
    }
}

#[test]
fn no_bet_on_proportions_is_worth_more_than_it_costs() {
    for (direction, ratio, margin, base, canary) in [
        ("worse", 1.0, 0.0, 0.3, 0.3),
        ("worse", 1.0, 0.1, 0.3, 0.4),
        ("worse", 1.0, 0.1, 0.3, 0.25),
        ("worse", 1.5, 0.05, 0.2, 0.35),
        ("safe", 1.0, 0.2, 0.1, 0.3),
        ("safe", 1.0, 0.2, 0.1, 0.5),
        ("safe", 2.0, 0.0, 0.2, 0.4),
    ] {
        // The predicted rate may be wrong: that costs power and nothing else.
        for predicted in [0.1, 0.3] {
            let prior = json!({"rate": predicted, "weight": 100});
            let policy = json!({"direction": direction, "ratio": ratio, "margin": margin, "prior_rate": prior});
            let arms = pairs(binomial(12, base), binomial(5, canary));
            let looks = arms.iter().map(|(b, c, mass)| (*mass, counts(*b, 12.0, *c, 5.0)));
            let worth = expected(&json!({"kind": "two_proportion", "policy": policy}), looks);
            assert_fair(worth, &format!("{direction} {ratio} {margin} {canary} {predicted}"));
        }
    }
}

#[test]
fn no_bet_on_few_trials_is_worth_more_than_it_costs() {
    for (odds_ratio, base, canary) in [(1.0, 0.4, 0.4), (1.0, 0.4, 0.2), (1.5, 0.5, 0.6)] {
        let arms = pairs(binomial(10, base), binomial(6, canary));
        let looks = arms.iter().map(|(b, c, mass)| (*mass, counts(*b, 10.0, *c, 6.0)));
        let test = json!({"kind": "fisher_conditional", "policy": {"odds_ratio": odds_ratio}});
        assert_fair(expected(&test, looks), &format!("{odds_ratio} {base} {canary}"));
    }
}

/// All histograms of so many requests over three buckets, with their probabilities.
pub(crate) fn histograms(n: u32, law: [f64; 3]) -> Vec<([f64; 3], f64)> {
    let mut all = Vec::new();
    for (low, mass) in binomial(n, law[0]) {
        let rest = n - low as u32;
        for (middle, other) in binomial(rest, law[1] / (law[1] + law[2])) {
            all.push(([low, middle, f64::from(rest) - middle], mass * other));
        }
    }
    all
}

#[test]
fn no_bet_on_histograms_is_worth_more_than_it_costs() {
    let base = [0.5, 0.3, 0.2];
    for (direction, canary) in
        [("worse", base), ("worse", [0.7, 0.2, 0.1]), ("worse", [0.5, 0.45, 0.05]), ("either", base)]
    {
        // The past may have been another one: that costs power and nothing else.
        for prior in [[50, 30, 20], [10, 10, 80], [0, 0, 1]] {
            let test = json!({"kind": "histogram_shift", "policy": {"direction": direction, "prior": prior}});
            let canaries = histograms(4, canary);
            let looks = histograms(6, base).into_iter().flat_map(|(b, mass)| {
                let look = move |(c, other): &([f64; 3], f64)| {
                    (mass * other, json!({"kind": "buckets", "baseline": b, "canary": c}))
                };
                canaries.iter().map(look).collect::<Vec<_>>()
            });
            assert_fair(expected(&test, looks), &format!("{direction} {canary:?} {prior:?}"));
        }
    }
}

#[test]
fn no_bet_on_differences_is_worth_more_than_it_costs() {
    for (direction, margin) in [("worse", 0.0), ("either", 0.1), ("safe", 0.3)] {
        let policy = json!({"direction": direction, "margin": margin});
        let test =
            read::<SequentialTest>(&json!({"kind": "symmetric_difference", "policy": policy})).prepare().unwrap();
        let mut state = test.begin();
        let look = |difference: f64| read::<SequentialLook>(&json!({"kind": "difference", "difference": difference}));
        for difference in [0.4, -0.1, 0.0, 2.0, -3.0] {
            let before = test.look(&mut state, &look(difference)).unwrap().log_e;
            for distance in [0.0, 0.2, 5.0, 1000.0] {
                let after = [margin + distance, margin - distance]
                    .map(|difference| test.look(&mut state.clone(), &look(difference)).unwrap().log_e);
                let worth = after.iter().map(|after| 0.5 * (after - before).exp()).sum::<f64>();
                assert!(worth <= 1.0 + 1e-12, "{direction} {distance}: {worth}");
            }
        }
    }
}

#[test]
fn no_bet_on_bounded_levels_is_worth_more_than_it_costs() {
    for (direction, margin, mean) in
        [("worse", 0.0, 0.0), ("worse", 0.2, 0.1), ("safe", 0.3, 0.5), ("either", 0.1, 0.1)]
    {
        // Canary and baseline are 0 or 1, which scatters most, and their means differ by `mean`.
        let (baseline, canary) = (0.4, 0.4 + mean);
        let test = json!({"kind": "bounded_mean", "policy": {"direction": direction, "margin": margin}});
        let looks = pairs(binomial(1, baseline), binomial(1, canary)).into_iter();
        let worth =
            expected(&test, looks.map(|(b, c, mass)| (mass, json!({"kind": "levels", "baseline": b, "canary": c}))));
        assert_fair(worth, &format!("{direction} {margin} {mean}"));
    }
}

/// A mixture of one observation is worth what it costs, exactly: the sum over all splits of a known total.
#[test]
fn no_bet_on_shares_is_worth_more_than_it_costs() {
    let arms = binomial(20, 0.2);
    let looks = arms.iter().map(|(c, mass)| (*mass, counts(20.0 - c, 80.0, *c, 20.0)));
    for sides in ["two", "greater"] {
        let policy = json!({"share": 0.2, "concentration": 10, "sides": sides});
        let worth = expected(&json!({"kind": "beta_binomial", "policy": policy}), looks.clone());
        assert!((worth - 1.0).abs() < 1e-9, "{sides}: {worth}");
    }
    let looks = arms.iter().map(|(c, mass)| (*mass, json!({"kind": "arms", "counts": [20.0 - c, c]})));
    let worth = expected(&json!({"kind": "split_check", "policy": {"shares": [0.8, 0.2]}}), looks);
    assert!((worth - 1.0).abs() < 1e-9, "{worth}");
}

fn schedule() -> impl Strategy<Value = Value> {
    prop_oneof![
        Just(json!({"kind": "at_once"})),
        (2_u32..20).prop_map(|looks| json!({"kind": "evenly", "looks": looks})),
        prop::collection::vec(0_u32..10, 1..10).prop_map(|parts| {
            let total = parts.iter().sum::<u32>().max(1);
            let weights: Vec<f64> = parts.iter().map(|part| f64::from(*part) / f64::from(total) * 0.9).collect();
            json!({"kind": "weights", "weights": weights})
        }),
    ]
}

fn count_look() -> impl Strategy<Value = Value> {
    let arm = || (0_u32..2000).prop_flat_map(|n| (0..=n, Just(n)));
    (arm(), arm()).prop_map(|((bx, bn), (cx, cn))| counts(bx.into(), bn.into(), cx.into(), cn.into()))
}

fn bucket_look() -> impl Strategy<Value = Value> {
    let buckets = || prop::collection::vec(0_u32..200, 4);
    (buckets(), buckets()).prop_map(|(b, c)| json!({"kind": "buckets", "baseline": b, "canary": c}))
}

/// Any test, with looks that it can use.
pub(crate) fn series() -> impl Strategy<Value = (Value, Vec<Value>)> {
    fn looks<S: Strategy<Value = Value> + 'static>(look: S) -> BoxedStrategy<Vec<Value>> {
        prop::collection::vec(look, 1..12).boxed()
    }
    let with = |name: &'static str, policy: BoxedStrategy<Value>, looks: BoxedStrategy<Vec<Value>>| {
        (policy, looks).prop_map(move |(policy, looks)| (json!({"kind": name, "policy": policy}), looks)).boxed()
    };
    let rate = (prop_oneof![Just("worse"), Just("drop"), Just("either"), Just("safe")], schedule(), 1_u32..4)
        .prop_map(|(direction, restart, dispersion)| {
            json!({"direction": direction, "ratio": 1.25, "restart": restart, "dispersion": dispersion})
        });
    let boosted = schedule().prop_map(|restart| json!({"boost_alpha": 0.05, "restart": restart}));
    let proportion = (prop_oneof![Just("worse"), Just("safe")], schedule())
        .prop_map(|(direction, restart)| json!({"direction": direction, "margin": 0.05, "restart": restart}));
    let shift = schedule().prop_map(|restart| json!({"restart": restart, "direction": "either"}));
    let margin = |name| (Just(name), -5_i32..5).prop_map(|(_, margin)| json!({"margin": f64::from(margin) / 10.0}));
    let difference = || (-1e3_f64..1e3).prop_map(|d| json!({"kind": "difference", "difference": d, "variance": 4.0}));
    let levels =
        (0.0_f64..=1.0, 0.0_f64..=1.0).prop_map(|(b, c)| json!({"kind": "levels", "baseline": b, "canary": c}));
    let values = || prop::collection::vec(0_u32..50, 0..20);
    let samples = (values(), values()).prop_map(|(b, c)| json!({"kind": "samples", "baseline": b, "canary": c}));
    let arms = prop::collection::vec(0_u32..500, 2).prop_map(|counts| json!({"kind": "arms", "counts": counts}));
    prop_oneof![
        with("rate_ratio", rate.boxed(), looks(count_look())),
        with("rate_ratio", boosted.boxed(), looks(count_look())),
        with("two_proportion", proportion.boxed(), looks(count_look())),
        with("beta_binomial", Just(json!({"share": 0.5})).boxed(), looks(count_look())),
        with(
            "fisher_conditional",
            schedule().prop_map(|restart| json!({"restart": restart})).boxed(),
            looks(count_look())
        ),
        with("histogram_shift", shift.boxed(), looks(bucket_look())),
        with("bucket_beta", Just(json!({"share": 0.5})).boxed(), looks(bucket_look())),
        with("quantile_ab", Just(json!({"quantile": 0.9})).boxed(), looks(samples)),
        with("gaussian_difference", margin("gaussian").boxed(), looks(difference())),
        with("symmetric_difference", margin("symmetric").boxed(), looks(difference())),
        with("bounded_mean", margin("bounded").boxed(), looks(levels)),
        with("split_check", Just(json!({"shares": [0.9, 0.1]})).boxed(), looks(arms)),
    ]
}

proptest! {
    #[test]
    fn the_p_value_never_rises((test, looks) in series()) {
        let looks: Vec<SequentialLook> = looks.iter().map(read).collect();
        let evidence = sequential_test(&read(&test), &looks, None).unwrap().evidence;
        let (mut best, mut before) = (0.0_f64, 0.0);
        for SequentialEvidence { log_e, log_p, .. } in evidence {
            prop_assert!(log_e.is_finite() && log_p <= before);
            best = best.max(log_e);
            prop_assert_eq!(log_p, -best);
            before = log_p;
        }
    }

    #[test]
    fn a_series_may_be_cut_anywhere((test, looks) in series(), at in 0_usize..12) {
        let looks: Vec<SequentialLook> = looks.iter().map(read).collect();
        let (first, second) = looks.split_at(at.min(looks.len()));
        let test = read(&test);
        let whole = sequential_test(&test, &looks, None).unwrap();
        let begun = sequential_test(&test, first, None).unwrap();
        let stored: SequentialState = document::read(Family::Input, &document::write(&begun.state)).unwrap();
        prop_assert_eq!(&stored, &begun.state);
        let ended = sequential_test(&test, second, Some(stored)).unwrap();
        prop_assert_eq!(document::write(&ended.state), document::write(&whole.state));
        prop_assert_eq!([begun.evidence, ended.evidence].concat(), whole.evidence);
    }

    /// The looks of other tests are bad ones.
    #[test]
    fn a_bad_look_changes_nothing((test, looks) in series(), (_, others) in series()) {
        let test = read::<SequentialTest>(&test).prepare().unwrap();
        let mut state = test.begin();
        for (look, other) in looks.iter().zip(others.iter().chain(&[json!({"kind": "arms", "counts": [1]})])) {
            test.look(&mut state, &read(look)).unwrap();
            let before = state.clone();
            if test.look(&mut state, &read(other)).is_err() {
                prop_assert_eq!(document::write(&state), document::write(&before));
            }
        }
    }

    #[test]
    fn the_order_of_metrics_does_not_matter(logs in prop::collection::vec(-20.0_f64..20.0, 1..8), turn in 0_usize..8) {
        let read = |logs: &[f64]| vec![logs.iter().map(|log| Finite::new(*log).unwrap()).collect::<Vec<_>>()];
        let turn = turn % logs.len();
        let turned = [&logs[turn..], &logs[..turn]].concat();
        let [one, other] = [&logs, &turned].map(|logs| combine_evidence(&Default::default(), &read(logs)).unwrap().remove(0));
        prop_assert!((one.log_e_average - other.log_e_average).abs() < 1e-12);
        for (k, closed) in other.log_e_closed.iter().enumerate() {
            let place = (k + turn) % logs.len();
            prop_assert!((closed - one.log_e_closed[place]).abs() < 1e-12);
            prop_assert_eq!(other.log_p_bonferroni[k], one.log_p_bonferroni[place]);
            prop_assert_eq!(other.rejected.contains(&(k as u32)), one.rejected.contains(&(place as u32)));
        }
    }

    /// Closed testing is stricter than the evidence itself, and the average lies between the extremes.
    #[test]
    fn combining_makes_no_evidence(logs in prop::collection::vec(-20.0_f64..20.0, 1..8)) {
        let look = logs.iter().map(|log| Finite::new(*log).unwrap()).collect();
        let combined = combine_evidence(&Default::default(), &[look]).unwrap().remove(0);
        let (low, high) = logs.iter().fold((f64::MAX, f64::MIN), |(low, high), log| (low.min(*log), high.max(*log)));
        prop_assert!(combined.log_e_average >= low - 1e-12 && combined.log_e_average <= high + 1e-12);
        for (closed, own) in combined.log_e_closed.iter().zip(&logs) {
            prop_assert!(*closed <= *own && *closed <= combined.log_e_average.max(*own) + 1e-12);
        }
    }
}

#[test]
fn looks_without_information_decide_nothing() {
    let empty = [
        ("rate_ratio", json!({}), counts(0.0, 1e6, 0.0, 1e6)),
        ("rate_ratio", json!({}), counts(50.0, 1e6, 0.0, 0.0)),
        ("two_proportion", json!({}), counts(50.0, 1e6, 0.0, 0.0)),
        ("fisher_conditional", json!({}), counts(100.0, 100.0, 50.0, 50.0)),
        ("beta_binomial", json!({"share": 0.5}), counts(0.0, 1e6, 0.0, 1e6)),
        ("histogram_shift", json!({}), json!({"kind": "buckets", "baseline": [5, 5], "canary": [0, 0]})),
        ("split_check", json!({"shares": [0.5, 0.5]}), json!({"kind": "arms", "counts": [0, 0]})),
        ("quantile_ab", json!({}), json!({"kind": "samples", "baseline": [], "canary": []})),
    ];
    for (kind, policy, look) in empty {
        let looks: Vec<SequentialLook> = vec![read(&look); 50];
        let series = sequential_test(&read(&json!({"kind": kind, "policy": policy})), &looks, None).unwrap();
        for evidence in series.evidence {
            assert!(evidence.log_e.abs() < 1e-12 && evidence.log_p > -1e-12 && !evidence.bet, "{kind}: {evidence:?}");
        }
    }
}

fn refusal(test: Value, look: Value) -> (ErrorCode, String) {
    let document = json!([test, look]).to_string();
    let read = document::read::<Vec<Value>>(Family::Input, &document).unwrap();
    let err = (|| {
        let test: SequentialTest =
            document::read(Family::Config, &read[0].to_string()).map_err(|err| err.within("test"))?;
        let looks: Vec<SequentialLook> =
            document::read(Family::Input, &json!([read[1]]).to_string()).map_err(|err| err.within("looks"))?;
        sequential_test(&test, &looks, None)
    })()
    .unwrap_err();
    (err.code(), err.field().to_owned())
}

#[test]
fn refusals_name_the_field() {
    use ErrorCode::{
        Contradiction, EventsExceedTrials, MissingField, NotRising, OutOfRange, UnknownField, UnknownVariant, WrongType,
    };
    let rate = |policy: Value| json!({"kind": "rate_ratio", "policy": policy});
    let kind = |kind: &str, policy: Value| json!({"kind": kind, "policy": policy});
    let fine = || counts(1.0, 10.0, 1.0, 10.0);
    let buckets = |b: Value, c: Value| json!({"kind": "buckets", "baseline": b, "canary": c});
    let shift = |policy| kind("histogram_shift", policy);
    let two = || buckets(json!([1, 1]), json!([1, 1]));
    for (test, look, code, field) in [
        (rate(json!({"ratio": 0})), fine(), OutOfRange, "test.policy.ratio"),
        (rate(json!({"ratio": -1})), fine(), OutOfRange, "test.policy.ratio"),
        (rate(json!({"direction": "safe", "ratio": 1})), fine(), OutOfRange, "test.policy.ratio"),
        (rate(json!({"direction": "up"})), fine(), UnknownVariant, "test.policy.direction"),
        (rate(json!({"design": 1})), fine(), OutOfRange, "test.policy.design"),
        (rate(json!({"dispersion": 0.5})), fine(), OutOfRange, "test.policy.dispersion"),
        (rate(json!({"tolerance": 1})), fine(), UnknownField, "test.policy.tolerance"),
        (rate(json!({"nodes": [{"size": 1, "weight": 0.5}]})), fine(), OutOfRange, "test.policy.nodes"),
        (rate(json!({"nodes": [{"size": 0, "weight": 1}]})), fine(), OutOfRange, "test.policy.nodes[0].size"),
        (rate(json!({"boost_alpha": 1})), fine(), OutOfRange, "test.policy.boost_alpha"),
        (rate(json!({"boost_alpha": 0.1, "dispersion": 2})), fine(), Contradiction, "test.policy.boost_alpha"),
        (rate(json!({"boost_alpha": 0.1, "direction": "either"})), fine(), Contradiction, "test.policy.boost_alpha"),
        (rate(json!({"boost_alpha": 0.1})), counts(1.5, 10.0, 1.0, 10.0), OutOfRange, "looks[0].baseline.events"),
        (
            rate(json!({"restart": {"kind": "weights", "weights": [0.7, 0.4]}})),
            fine(),
            OutOfRange,
            "test.policy.restart.weights",
        ),
        (rate(json!({})), counts(-1.0, 10.0, 1.0, 10.0), OutOfRange, "looks[0].baseline.events"),
        (rate(json!({})), counts(1.0, 10.0, 1e17, 10.0), OutOfRange, "looks[0].canary.events"),
        (rate(json!({})), two(), WrongType, "looks[0].kind"),
        (
            kind("two_proportion", json!({})),
            counts(1.0, 10.0, 11.0, 10.0),
            EventsExceedTrials,
            "looks[0].canary.events",
        ),
        (kind("two_proportion", json!({"direction": "drop"})), fine(), OutOfRange, "test.policy.direction"),
        (kind("fisher_conditional", json!({})), counts(0.5, 10.0, 1.0, 10.0), OutOfRange, "looks[0].baseline.events"),
        (kind("beta_binomial", json!({"share": 1})), fine(), OutOfRange, "test.policy.share"),
        (kind("split_check", json!({"shares": [0.5, 0.4]})), fine(), OutOfRange, "test.policy.shares"),
        (shift(json!({})), buckets(json!([1, 1]), json!([1, 1, 1])), OutOfRange, "looks[0].canary"),
        (shift(json!({})), buckets(json!([1, 1]), json!([1, -1])), OutOfRange, "looks[0].canary[1]"),
        (shift(json!({})), buckets(json!([1]), json!([1])), OutOfRange, "looks[0].baseline"),
        (shift(json!({"bounds": [1, 2]})), two(), OutOfRange, "looks[0].baseline"),
        (shift(json!({"bounds": [2, 2]})), two(), NotRising, "test.policy.bounds[1]"),
        (shift(json!({"scale_margin": 1.1})), two(), MissingField, "test.policy.bounds"),
        (
            kind("gaussian_difference", json!({})),
            json!({"kind": "difference", "difference": 1}),
            MissingField,
            "looks[0].variance",
        ),
        (
            kind("bounded_mean", json!({})),
            json!({"kind": "levels", "baseline": 0, "canary": 1.1}),
            OutOfRange,
            "looks[0].canary",
        ),
        (kind("quantile_ab", json!({"quantile": 1})), fine(), OutOfRange, "test.policy.quantile"),
    ] {
        let case = format!("{test} {look}");
        assert_eq!(refusal(test, look), (code, field.to_owned()), "{case}");
    }
}

#[test]
fn a_state_belongs_to_one_test() {
    let test = |ratio: f64| read::<SequentialTest>(&json!({"kind": "rate_ratio", "policy": {"ratio": ratio}}));
    let state = sequential_test(&test(1.0), &[], None).unwrap().state;
    let err = sequential_test(&test(1.1), &[], Some(state.clone())).unwrap_err();
    assert_eq!((err.code(), err.field()), (ErrorCode::WrongTest, "state.test"));
    let changed = |change: &dyn Fn(&mut Value)| {
        let mut stored: Value = serde_json::from_str(&document::write(&state)).unwrap();
        change(&mut stored);
        let err = sequential_test(&test(1.0), &[], Some(read(&stored))).unwrap_err();
        (err.code(), err.field().to_owned())
    };
    assert_eq!(changed(&|state| state["log_p"] = json!(1)), (ErrorCode::OutOfRange, "state.log_p".to_owned()));
    assert_eq!(changed(&|state| state["idle"] = json!(-1)), (ErrorCode::OutOfRange, "state.idle".to_owned()));
    let shorter = changed(&|state| state["log_capital"] = json!([0.0]));
    assert_eq!(shorter, (ErrorCode::OutOfRange, "state.log_capital".to_owned()));
}
