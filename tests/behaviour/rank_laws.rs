//! What holds of all comparisons by rank.

use proptest::prelude::*;
use rollwise::Fraction;
use rollwise::stats::ranks::{MannWhitney, Sample, cohens_d, mann_whitney, mean_ratio, shift, superiority};
use serde::Deserialize;

/// Counts with many ties, and numbers of any size.
fn values() -> impl Strategy<Value = Vec<f64>> {
    let counts = proptest::collection::vec((0_i32..6).prop_map(f64::from), 1..40);
    let numbers =
        proptest::collection::vec((-1e3..1e3, -6_i32..6).prop_map(|(x, e): (f64, _)| x * 10_f64.powi(e)), 1..40);
    prop_oneof![counts, numbers]
}

/// Few values on a small grid, so that every division can be gone through.
fn few() -> impl Strategy<Value = Vec<f64>> {
    proptest::collection::vec((0_i32..5).prop_map(f64::from), 1..6)
}

fn confidence() -> impl Strategy<Value = Fraction> {
    (0.0..1.0).prop_map(|level| Fraction::new(level).unwrap())
}

fn sample(values: &[f64]) -> Sample {
    Sample::new(values.to_vec()).unwrap()
}

fn map(values: &[f64], change: impl Fn(f64) -> f64) -> Sample {
    sample(&values.iter().map(|value| change(*value)).collect::<Vec<_>>())
}

fn close(a: f64, b: f64, tolerance: f64) -> bool {
    (a - b).abs() <= tolerance
}

/// All differences in order.
fn differences(x: &[f64], y: &[f64]) -> Vec<f64> {
    let mut all: Vec<f64> = x.iter().flat_map(|x| y.iter().map(move |y| x - y)).collect();
    all.sort_by(f64::total_cmp);
    all
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, ..ProptestConfig::default() })]

    #[test]
    fn estimate_is_the_median_and_ends_mirror_each_other(x in values(), y in values(), level in confidence()) {
        let all = differences(&x, &y);
        let half = all.len() / 2;
        let median = if all.len() % 2 == 1 { all[half] } else { all[half - 1].midpoint(all[half]) };
        let found = shift(&sample(&x), &sample(&y), level);
        prop_assert_eq!(found.estimate, median);
        let place = all.iter().position(|difference| *difference == found.lower);
        let mirrored: Vec<f64> = all.iter().rev().copied().collect();
        prop_assert!(place.is_some());
        // As many differences are below the interval as above it, but for ties.
        let below = all.iter().filter(|difference| **difference < found.lower).count();
        let up_to = all.iter().filter(|difference| **difference <= found.lower).count();
        prop_assert!((below..up_to).any(|place| mirrored[place] == found.upper), "{:?}", found);
        prop_assert!(found.lower <= found.estimate && found.estimate <= found.upper);
    }

    #[test]
    fn more_confidence_never_narrows(x in values(), y in values(), a in confidence(), b in confidence()) {
        let (x, y) = (sample(&x), sample(&y));
        let (less, more) = if a < b { (a, b) } else { (b, a) };
        let (narrow, wide) = (shift(&x, &y, less), shift(&x, &y, more));
        prop_assert!(wide.lower <= narrow.lower && narrow.upper <= wide.upper);
        prop_assert!(narrow.enough || !wide.enough);
    }

    #[test]
    fn sides_change_sign_and_order_does_not_matter(x in values(), y in values(), level in confidence(), turn in 0_usize..40) {
        let found = shift(&sample(&x), &sample(&y), level);
        let swapped = shift(&sample(&y), &sample(&x), level);
        prop_assert_eq!((swapped.lower, swapped.upper, swapped.estimate), (-found.upper, -found.lower, -found.estimate));
        let mut turned = x.clone();
        turned.rotate_left(turn % x.len());
        turned.reverse();
        prop_assert_eq!(shift(&sample(&turned), &sample(&y), level), found);
        prop_assert_eq!(mann_whitney(&sample(&turned), &sample(&y)), mann_whitney(&sample(&x), &sample(&y)));
    }

    #[test]
    fn the_unit_does_not_matter(x in values(), y in values(), level in confidence(), power in -900_i32..900) {
        let unit = 2_f64.powi(power);
        let found = shift(&sample(&x), &sample(&y), level);
        let scaled = shift(&map(&x, |x| x * unit), &map(&y, |y| y * unit), level);
        prop_assert_eq!(scaled.enough, found.enough);
        for (got, want) in [(scaled.lower, found.lower), (scaled.upper, found.upper), (scaled.estimate, found.estimate)] {
            prop_assert_eq!(got, want * unit);
        }
        let test = |x, y| mann_whitney(&x, &y);
        prop_assert_eq!(test(map(&x, |x| x * unit), map(&y, |y| y * unit)), test(sample(&x), sample(&y)));
    }

    #[test]
    fn moving_a_side_moves_the_interval(x in values(), y in values(), level in confidence(), by in -1000_i32..1000) {
        let by = f64::from(by);
        // Whole numbers, so that moving them rounds nothing.
        let (x, y): (Vec<_>, Vec<_>) = (x.iter().map(|x| x.round()).collect(), y.iter().map(|y| y.round()).collect());
        let found = shift(&sample(&x), &sample(&y), level);
        let moved = shift(&map(&x, |x| x + by), &sample(&y), level);
        prop_assert_eq!((moved.lower, moved.upper, moved.estimate), (found.lower + by, found.upper + by, found.estimate + by));
    }

    #[test]
    fn p_values_are_those_of_all_divisions(x in few(), y in few()) {
        let found = mann_whitney(&sample(&x), &sample(&y));
        prop_assert!(found.exact);
        let pooled: Vec<f64> = x.iter().chain(&y).copied().collect();
        let (mut all, mut at_most, mut at_least) = (0.0, 0.0, 0.0);
        for chosen in 0_u32..1 << pooled.len() {
            if chosen.count_ones() as usize != x.len() {
                continue;
            }
            let side = |wanted| (0..pooled.len()).filter(move |place| (chosen >> place & 1 == 1) == wanted);
            let wins: f64 = side(true)
                .flat_map(|i| side(false).map(move |j| (i, j)))
                .map(|(i, j)| if pooled[i] > pooled[j] { 1.0 } else if pooled[i] == pooled[j] { 0.5 } else { 0.0 })
                .sum();
            all += 1.0;
            at_most += f64::from(u8::from(wins <= found.u));
            at_least += f64::from(u8::from(wins >= found.u));
        }
        prop_assert!(close(found.p_less, at_most / all, 1e-12), "{} {}", found.p_less, at_most / all);
        prop_assert!(close(found.p_greater, at_least / all, 1e-12));
        prop_assert!(close(found.p_two_sided, (2.0 * (at_most / all).min(at_least / all)).min(1.0), 1e-12));
    }

    #[test]
    fn effects_of_swapped_sides_are_opposite(x in values(), y in values()) {
        let (x, y) = (sample(&x), sample(&y));
        prop_assert!(close(superiority(&x, &y) + superiority(&y, &x), 1.0, 1e-12));
        prop_assert_eq!(cohens_d(&x, &y), cohens_d(&y, &x));
        if let (Some(ratio), Some(inverse)) = (mean_ratio(&x, &y), mean_ratio(&y, &x)) {
            prop_assert!(close(ratio * inverse, 1.0, 1e-12));
        }
    }
}

#[derive(Deserialize)]
struct Scipy {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    kind: String,
    x: Vec<f64>,
    y: Vec<f64>,
    u: f64,
    two_sided: f64,
    greater: f64,
    less: f64,
}

/// Both methods of `scipy.stats.mannwhitneyu`. Its approximation is compared to nine digits, as many as the tail of the
/// normal distribution has here.
#[test]
fn scipy_gives_the_same_p_values() {
    let outside: Scipy = serde_json::from_str(include_str!("scipy.json")).unwrap();
    for case in &outside.cases {
        let MannWhitney { u, p_greater, p_less, p_two_sided, exact, .. } =
            mann_whitney(&sample(&case.x), &sample(&case.y));
        assert_eq!((u, exact), (case.u, case.kind == "counted"));
        for (got, want) in [(p_two_sided, case.two_sided), (p_greater, case.greater), (p_less, case.less)] {
            assert!(
                close(got, want, 1e-9 * want),
                "{} of {} and {}: {got} {want}",
                case.kind,
                case.x.len(),
                case.y.len()
            );
        }
    }
    assert!(outside.cases.len() >= 13);
}
