//! Laws of the arithmetic of pods.

use proptest::prelude::*;
use rollwise::{Count, InstanceLimit, ReplicaMode, ReplicaRequest, ReplicaSet, TrafficShare, pods};

fn count(value: u64) -> Count {
    Count::new(value).unwrap()
}

/// Numbers of instances: mostly few, sometimes as many as there can be.
fn instances() -> impl Strategy<Value = u64> {
    prop_oneof![8 => 0_u64..30, 1 => 30_u64..2000, 1 => Count::MAX.get() - 5..=Count::MAX.get()]
}

fn shares() -> impl Strategy<Value = TrafficShare> {
    (0_u32..=10_000).prop_map(|points| TrafficShare::from_percent(f64::from(points) / 100.0).unwrap())
}

fn limits() -> impl Strategy<Value = InstanceLimit> {
    prop_oneof![
        (0_u32..6).prop_map(|n| InstanceLimit::Instances(n.into())),
        (0_u32..=100).prop_map(InstanceLimit::Percent)
    ]
}

/// Some instances may not serve yet, others still do though they are no longer wanted.
fn sets() -> impl Strategy<Value = ReplicaSet> {
    (0_u64..15, 0_u64..15)
        .prop_map(|(desired, available)| ReplicaSet { desired: count(desired), available: count(available) })
}

/// A rollout by instances alone, somewhere on its way.
#[derive(Clone, Debug)]
struct Way {
    replicas: u64,
    weight: u32,
    limits: (InstanceLimit, InstanceLimit),
    canary: ReplicaSet,
    stable: ReplicaSet,
}

fn ways() -> impl Strategy<Value = Way> {
    (0_u64..15, 0_u32..=100, limits(), limits(), sets(), sets()).prop_map(
        |(replicas, weight, surge, unavailable, canary, stable)| Way {
            replicas,
            weight,
            limits: (surge, unavailable),
            canary,
            stable,
        },
    )
}

impl Way {
    fn next(&self) -> (u64, u64) {
        let mode = ReplicaMode::Unrouted {
            max_surge: self.limits.0,
            max_unavailable: self.limits.1,
            canary: Some(self.canary),
            stable: Some(self.stable),
            older: Vec::new(),
        };
        let request = ReplicaRequest { replicas: count(self.replicas), weight: self.weight, max_weight: 100, mode };
        let counts = pods::counts(&request).unwrap();
        (counts.canary.get(), counts.stable.get())
    }

    /// Most instances that may exist, and fewest that must be available.
    fn bounds(&self) -> (u64, u64) {
        let headroom = pods::headroom(self.limits.0, self.limits.1, count(self.replicas));
        (self.replicas + headroom.surge.get(), self.replicas - headroom.unavailable.get())
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn a_split_adds_up_to_all_instances_or_one_more(share in shares(), n in instances(), surge in 0_u64..3) {
        let split = pods::split(share, count(n), count(surge));
        let (canary, stable) = (split.canary.get(), split.stable.get());
        let total = canary + stable;
        prop_assert!(total == n || (surge > 0 && n > 0 && total == n + 1), "{canary} + {stable}");
        if n > 1 && share > TrafficShare::NONE && share < TrafficShare::ALL {
            prop_assert!(stable > 0, "the old version serves until all traffic is moved");
        }
        if share == TrafficShare::NONE {
            prop_assert_eq!(canary, 0);
        }
        if share == TrafficShare::ALL {
            prop_assert_eq!((canary, stable), (n, 0));
        }
    }

    /// Without a surge it is not: 75 % of two instances is a tie at which the new version waits at none.
    #[test]
    fn with_a_surge_more_traffic_never_means_fewer_instances(a in shares(), b in shares(), n in instances()) {
        let canary = |share| pods::split(share, count(n), Count::ONE).canary;
        prop_assert!(canary(a.min(b)) <= canary(a.max(b)));
    }

    #[test]
    fn without_a_surge_it_means_fewer_only_where_the_new_version_waits(a in shares(), b in shares(), n in instances()) {
        let canary = |share| pods::split(share, count(n), Count::ZERO).canary;
        let (less, more) = (canary(a.min(b)), canary(a.max(b)));
        prop_assert!(less <= more || more == Count::ZERO);
    }

    #[test]
    fn no_step_exceeds_the_surge(way in ways()) {
        let (canary, stable) = way.next();
        let before = way.canary.desired.get() + way.stable.desired.get();
        prop_assert!(canary + stable <= before.max(way.bounds().0), "{canary} + {stable}");
    }

    #[test]
    fn no_step_takes_more_available_instances_than_allowed(way in ways()) {
        let (canary, stable) = way.next();
        let serving = |set: ReplicaSet, desired: u64| set.available.get().min(desired);
        let after = serving(way.canary, canary) + serving(way.stable, stable);
        let before = serving(way.canary, way.canary.desired.get()) + serving(way.stable, way.stable.desired.get());
        prop_assert!(after >= before.min(way.bounds().1), "{before} to {after}");
    }

    #[test]
    fn steps_end_at_the_split(way in ways()) {
        let mut way = way;
        let surge = pods::headroom(way.limits.0, way.limits.1, count(way.replicas)).surge;
        let share = TrafficShare::from_percent(f64::from(way.weight)).unwrap();
        let wanted = pods::split(share, count(way.replicas), surge);
        for _ in 0..60 {
            let (canary, stable) = way.next();
            let serving = |n| ReplicaSet { desired: count(n), available: count(n) };
            (way.canary, way.stable) = (serving(canary), serving(stable));
        }
        prop_assert_eq!((way.canary.desired, way.stable.desired), (wanted.canary, wanted.stable));
    }
}
