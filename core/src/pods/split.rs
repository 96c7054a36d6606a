//! The split of instances that comes closest to a share of traffic, where instances alone divide it.

use std::cmp::Ordering;

use super::{ReplicaCounts, div_up, int};
use crate::units::{Count, TrafficShare};

/// The numbers of instances whose shares come closest to `share` for the new version.
///
/// All `replicas` are split, and one more where `surge` is not 0 and that comes closer. Both versions keep an instance
/// at any share between 0 and 100 %, unless there is only one. Without a surge the new version waits at none where its
/// part lies exactly between all instances and one less, such as 75 % of two.
///
/// ```
/// use rollwise::{Count, TrafficShare, pods::split};
///
/// let share = TrafficShare::from_percent(25.0)?;
/// let without = split(share, Count::new(10)?, Count::ZERO);
/// assert_eq!((without.canary.get(), without.stable.get()), (3, 7));
/// let with = split(share, Count::new(10)?, Count::ONE);
/// assert_eq!((with.canary.get(), with.stable.get()), (3, 8)); // 27 % is closer than 30 %
/// # Ok::<(), rollwise::Error>(())
/// ```
#[must_use]
pub fn split(share: TrafficShare, replicas: Count, surge: Count) -> ReplicaCounts {
    Weight { weight: share.basis_points(), of: TrafficShare::ALL.basis_points() }.split(replicas, surge)
}

/// A part of a whole, in whole numbers. `of` lies between 1 and [`LARGEST`], and so does `weight` or it is 0.
#[derive(Clone, Copy)]
pub(super) struct Weight {
    pub(super) weight: u32,
    pub(super) of: u32,
}

/// The largest weight: with it, and with the largest count, the products below fit into 128 bits.
pub(super) const LARGEST: u32 = 1_000_000;

/// So many instances of the new version out of a total.
#[derive(Clone, Copy)]
struct Candidate {
    canary: i128,
    total: i128,
}

impl Weight {
    /// Follows Argo Rollouts, ties included; whole numbers instead of floats, so that no tie is missed.
    pub(super) fn split(self, replicas: Count, surge: Count) -> ReplicaCounts {
        let n = int(replicas);
        if n == 0 {
            return ReplicaCounts::of(0, 0);
        }
        let (up, down) = (self.part_up(n), self.part_down(n));
        let may_be_zero = self.weight == 0 || self.weight == self.of || (n == 1 && surge == Count::ZERO);
        let down_fits = |total| !self.is_tied(total) && (down != 0 || may_be_zero);
        let mut candidates = Vec::with_capacity(4);
        if up < n || may_be_zero {
            candidates.push(Candidate { canary: up, total: n });
        }
        if down_fits(n) {
            candidates.push(Candidate { canary: down, total: n });
        }
        if surge > Count::ZERO {
            candidates.push(Candidate { canary: up, total: n + 1 });
            if down_fits(n + 1) {
                candidates.push(Candidate { canary: down, total: n + 1 });
            }
        }
        let closest = candidates.into_iter().min_by(|a, b| self.compare(*a, *b));
        let Candidate { canary, total } = closest.unwrap_or(Candidate { canary: 0, total: n });
        ReplicaCounts::of(canary, total - canary)
    }

    /// The weight's part of `n`, rounded up.
    pub(super) fn part_up(self, n: i128) -> i128 {
        div_up(n * i128::from(self.weight), i128::from(self.of))
    }

    fn part_down(self, n: i128) -> i128 {
        n * i128::from(self.weight) / i128::from(self.of)
    }

    /// Whether the weight's part of `n` ends in exactly one half.
    fn is_tied(self, n: i128) -> bool {
        let of = i128::from(self.of);
        2 * (n * i128::from(self.weight) % of) == of
    }

    /// Which one comes closer.
    fn compare(self, a: Candidate, b: Candidate) -> Ordering {
        let distance = |c: Candidate| (c.canary * i128::from(self.of) - c.total * i128::from(self.weight)).abs();
        (distance(a) * b.total).cmp(&(distance(b) * a.total))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canary(weight: u32, replicas: u64, surge: u64) -> (u64, u64) {
        let split = Weight { weight, of: 100 }.split(Count::literal(replicas), Count::literal(surge));
        (split.canary.get(), split.stable.get())
    }

    #[test]
    fn one_more_instance_is_used_where_it_comes_closer() {
        assert_eq!(canary(25, 10, 0), (3, 7));
        assert_eq!(canary(25, 10, 1), (3, 8));
        assert_eq!(canary(20, 10, 1), (2, 8));
    }

    #[test]
    fn a_tie_below_all_instances_waits_without_surge() {
        assert_eq!(canary(74, 2, 0), (1, 1));
        assert_eq!(canary(75, 2, 0), (0, 2));
        assert_eq!(canary(75, 2, 1), (2, 1));
    }

    #[test]
    fn the_largest_numbers_are_split_exactly() {
        let largest = Count::MAX.get();
        let weight = Weight { weight: LARGEST - 1, of: LARGEST };
        let split = weight.split(Count::MAX, Count::ONE);
        let rest = i128::from(largest).div_euclid(i128::from(LARGEST));
        assert!((int(split.stable) - rest).abs() <= 1, "{split:?}");
        assert_eq!(canary(100, largest, 1), (largest, 0));
    }
}
