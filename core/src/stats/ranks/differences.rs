//! The k-th smallest of all differences between two samples, without forming them.
//!
//! The differences of sorted samples are a matrix whose rows and columns are sorted. One walk along the border between
//! those up to a pivot and those beyond it counts both, and finds the two differences next to the pivot. Pivots close in
//! from both sides until the few differences in between can be looked at one by one.

/// From so many values on, a guess costs less than the walks that it saves.
const LARGE: usize = 1000;

/// The k-th smallest difference of a value of `x` and one of `y`, counted from 1; beyond the last one it is the last.
/// Both are sorted and not empty.
pub(super) fn kth(x: &[f64], y: &[f64], k: u64) -> f64 {
    let pairs = x.len() as u64 * y.len() as u64;
    let k = k.clamp(1, pairs);
    let few = 4 * (x.len() + y.len()) as u64;
    let mut range = Range { low: least(x) - most(y), high: most(x) - least(y), below_low: 0, up_to_high: pairs };
    let mut guesses = guesses(x, y, k, few);
    for round in 0.. {
        if range.low == range.high {
            break;
        }
        if range.up_to_high - range.below_low <= few {
            return range.look(x, y, k);
        }
        let pivot = match guesses.next() {
            Some(guess) if range.low <= guess && guess < range.high => guess,
            _ => range.pivot(k, round),
        };
        let border = border(x, y, pivot);
        if k <= border.count {
            (range.high, range.up_to_high) = (border.below, border.count);
        } else {
            (range.low, range.below_low) = (border.above, border.count);
        }
    }
    range.low
}

/// Two values with the k-th difference between them, if large samples are like a few of their values at even distances.
fn guesses(x: &[f64], y: &[f64], k: u64, few: u64) -> impl Iterator<Item = f64> {
    let pairs = (x.len() * y.len()) as f64;
    let (x, y) = (thinned(x), thinned(y));
    let scale = (x.len() * y.len()) as f64 / pairs;
    let (place, margin) = (k as f64 * scale, few as f64 * scale / 4.0);
    let places = if scale < 1.0 { vec![place - margin, place + margin] } else { Vec::new() };
    places.into_iter().map(move |place| kth(&x, &y, place.round() as u64))
}

/// About four times as many values as the square root of their number.
fn thinned(values: &[f64]) -> Vec<f64> {
    let step = (values.len() as f64).sqrt() as usize / 4;
    let step = if values.len() < LARGE { 1 } else { step };
    values.iter().skip(step / 2).step_by(step).copied().collect()
}

/// The smallest difference that is greater than `value`, with the number of those that are not.
pub(super) fn next(x: &[f64], y: &[f64], value: f64) -> (u64, f64) {
    let border = border(x, y, value);
    (border.count, border.above)
}

/// Where the k-th difference is: two differences that it lies between or equals.
struct Range {
    low: f64,
    high: f64,
    /// Differences that are less than `low`.
    below_low: u64,
    /// Differences that are not greater than `high`.
    up_to_high: u64,
}

impl Range {
    /// A value from `low` up to, but not including, `high`.
    ///
    /// Interpolation is quick with differences that are spread evenly. Halving the values bounds what a few outliers
    /// cost it, and halving the doubles in between, of which there are at most 2⁶⁴, bounds the rounds altogether.
    fn pivot(&self, k: u64, round: u32) -> f64 {
        let pivot = match round % 4 {
            0 | 2 => {
                let part = (k - self.below_low) as f64 / (self.up_to_high - self.below_low) as f64;
                self.low + part * (self.high - self.low)
            }
            1 => self.low.midpoint(self.high),
            _ => double(place(self.low).midpoint(place(self.high))),
        };
        if self.low <= pivot && pivot < self.high { pivot } else { self.low }
    }

    /// Forms the differences of the range and takes the right one.
    fn look(&self, x: &[f64], y: &[f64], k: u64) -> f64 {
        let mut found = Vec::with_capacity((self.up_to_high - self.below_low) as usize);
        let mut rest = y;
        for x in x {
            let out = rest.iter().take_while(|y| x - *y > self.high).count();
            rest = rest.get(out..).unwrap_or_default();
            found.extend(rest.iter().map(|y| x - y).take_while(|difference| *difference >= self.low));
        }
        let place = (k - self.below_low - 1) as usize;
        if place >= found.len() {
            return self.high;
        }
        *found.select_nth_unstable_by(place, f64::total_cmp).1
    }
}

fn least(sorted: &[f64]) -> f64 {
    sorted.first().copied().unwrap_or(f64::NAN)
}

fn most(sorted: &[f64]) -> f64 {
    sorted.last().copied().unwrap_or(f64::NAN)
}

struct Border {
    /// Differences that are not greater than the pivot.
    count: u64,
    /// The greatest of them.
    below: f64,
    /// The least of the others.
    above: f64,
}

fn border(x: &[f64], y: &[f64], pivot: f64) -> Border {
    let mut border = Border { count: 0, below: f64::NEG_INFINITY, above: f64::INFINITY };
    // Differences with `rest` are not greater than the pivot; those with what stood before it are.
    let (mut rest, mut last) = (y, None);
    for x in x {
        while let Some((y, after)) = rest.split_first() {
            if x - y <= pivot {
                border.below = border.below.max(x - y);
                break;
            }
            (rest, last) = (after, Some(y));
        }
        border.count += rest.len() as u64;
        if let Some(y) = last {
            border.above = border.above.min(x - y);
        }
    }
    border
}

/// The place of a number among all doubles, in their order.
fn place(number: f64) -> i64 {
    let bits = number.to_bits() as i64;
    if bits < 0 { i64::MIN - bits } else { bits }
}

fn double(place: i64) -> f64 {
    let bits = if place < 0 { i64::MIN - place } else { place };
    f64::from_bits(bits as u64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sorted(values: &[f64]) -> Vec<f64> {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        sorted
    }

    #[test]
    fn places_of_doubles_are_in_their_order() {
        let numbers = [-1e300, -1.0, -5e-324, 0.0, 5e-324, 1.0, 1e300];
        assert!(numbers.is_sorted_by_key(|number| place(*number)));
        assert!(numbers.iter().all(|number| double(place(*number)) == *number));
        assert_eq!(place(-0.0), place(0.0));
    }

    #[test]
    fn every_place_is_that_of_the_sorted_differences() {
        let spread: Vec<f64> = (0..40).map(|i| f64::from(i * i % 37) * 10_f64.powi(i % 9 - 4)).collect();
        let counts: Vec<f64> = (0..60).map(|i| f64::from(i * 7 % 5)).collect();
        for (x, y) in [(&spread, &counts), (&spread, &spread), (&counts, &counts)] {
            let mut all: Vec<f64> = x.iter().flat_map(|x| y.iter().map(move |y| x - y)).collect();
            all.sort_by(f64::total_cmp);
            let (x, y) = (sorted(x), sorted(y));
            for (place, want) in all.iter().enumerate() {
                assert_eq!(kth(&x, &y, place as u64 + 1), *want, "{place}");
            }
        }
    }

    /// Counts what is less, and what is not greater, one row after the other.
    fn ranks(x: &[f64], y: &[f64], value: f64) -> (u64, u64) {
        let row = |x: &f64| {
            let less = y.len() - y.partition_point(|y| x - y >= value);
            (less as u64, (y.len() - y.partition_point(|y| x - y > value)) as u64)
        };
        x.iter().map(row).fold((0, 0), |sum, row| (sum.0 + row.0, sum.1 + row.1))
    }

    #[test]
    fn right_for_millions_of_differences_of_any_kind() {
        let count = 5000;
        let waves = |step: f64| (0..count).map(move |i| (f64::from(i) * step).sin());
        let smooth: Vec<f64> = waves(0.7).collect();
        let wild: Vec<f64> = waves(1.3).map(|wave| wave.signum() * 10_f64.powf(300.0 * wave)).collect();
        let tied: Vec<f64> = waves(2.1).map(|wave| (wave * 5.0).round()).collect();
        for (x, y) in [(&smooth, &smooth), (&smooth, &wild), (&wild, &wild), (&tied, &smooth), (&tied, &tied)] {
            let (x, y) = (sorted(x), sorted(y));
            for k in [1, 777, 11_000_000, 12_500_000, 12_500_001, 24_999_999, 25_000_000] {
                let found = kth(&x, &y, k);
                let (less, up_to) = ranks(&x, &y, found);
                assert!(less < k && k <= up_to, "{k}: {found} has places {less} to {up_to}");
                assert!(x.iter().any(|x| y.iter().any(|y| x - y == found)), "{found} is no difference");
            }
        }
    }
}
