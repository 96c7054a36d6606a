//! Two samples in one order.

use super::sample::Sample;

/// What the common order of two samples says.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Pool {
    /// The statistic U of the first sample: pairs in which its value is the greater one; equal values count half.
    pub(crate) wins: f64,
    /// Sum of t³ − t over all groups of t equal values.
    pub(crate) ties: f64,
    /// How many values there are on each side.
    pub(crate) counts: (f64, f64),
}

impl Pool {
    /// Both samples as they are.
    pub(crate) fn of(x: &Sample, y: &Sample) -> Self {
        Self::shifted(x, y, 0.0)
    }

    /// With `shift` taken from every value of the first sample.
    pub(crate) fn shifted(x: &Sample, y: &Sample, shift: f64) -> Self {
        let (mut left, mut right) = (x.values(), y.values());
        let (mut below, mut halves, mut ties) = (0, 0, 0.0);
        while let Some(next) = least(left, right, shift) {
            let (from_left, from_right) = (run(left, |x| x - shift == next), run(right, |y| y == next));
            halves += from_left * (2 * below + from_right);
            below += from_right;
            let group = (from_left + from_right) as f64;
            ties += group * group * group - group;
            left = left.get(from_left..).unwrap_or_default();
            right = right.get(from_right..).unwrap_or_default();
        }
        Self { wins: halves as f64 / 2.0, ties, counts: (x.len() as f64, y.len() as f64) }
    }

    /// Pairs of one value from each side.
    pub(crate) fn pairs(&self) -> f64 {
        self.counts.0 * self.counts.1
    }

    /// The standard deviation of U if both samples come from one distribution; 0 when all values are equal.
    pub(crate) fn spread(&self) -> f64 {
        spread(self.counts, self.ties)
    }
}

/// The standard deviation of U for samples of so many values with such ties.
pub(super) fn spread((n, m): (f64, f64), ties: f64) -> f64 {
    let all = n + m;
    ((n * m / 12.0) * ((all + 1.0) - ties / (all * (all - 1.0)))).max(0.0).sqrt()
}

/// Sum of t³ − t over all groups of t equal values in one sample.
pub(super) fn ties(sample: &Sample) -> f64 {
    let groups = sample.values().chunk_by(|a, b| a == b).map(|group| group.len() as f64);
    groups.map(|group| group * group * group - group).sum()
}

fn least(x: &[f64], y: &[f64], shift: f64) -> Option<f64> {
    match (x.first(), y.first()) {
        (Some(x), Some(y)) => Some((x - shift).min(*y)),
        (Some(x), None) => Some(x - shift),
        (None, y) => y.copied(),
    }
}

fn run(values: &[f64], same: impl Fn(f64) -> bool) -> usize {
    values.iter().take_while(|value| same(**value)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(values: &[f64]) -> Sample {
        Sample::new(values.to_vec()).unwrap()
    }

    #[test]
    fn equal_values_count_half_and_are_counted() {
        let pool = Pool::of(&sample(&[1.0, 2.0, 2.0]), &sample(&[2.0, 0.0, -0.0]));
        assert_eq!((pool.wins, pool.ties), (2.0 + 2.5 + 2.5, 24.0 + 6.0));
        let shifted = Pool::shifted(&sample(&[1.0, 2.0, 2.0]), &sample(&[2.0, 0.0, 0.0]), 2.0);
        assert_eq!((shifted.wins, shifted.ties), (1.0 + 1.0, 60.0));
    }

    #[test]
    fn without_ties_the_spread_is_the_textbook_one() {
        let pool = Pool::of(&sample(&[1.0, 4.0, 6.0]), &sample(&[2.0, 3.0]));
        assert_eq!((pool.ties, pool.spread()), (0.0, 3.0_f64.sqrt()));
        assert_eq!(Pool::of(&sample(&[5.0]), &sample(&[5.0, 5.0])).spread(), 0.0);
    }
}
