//! How often each U comes up when the values of two samples are dealt out anew, ties included.

use super::pool::Pool;
use super::sample::Sample;

/// How likely U is at most, and at least, what it is, if every division of the pooled values were as likely as any other.
pub(super) fn tails(x: &Sample, y: &Sample) -> (f64, f64) {
    // Dealing out the smaller sample costs less; its U is what the other one lacks.
    if y.len() < x.len() {
        let (at_most, at_least) = tails(y, x);
        return (at_least, at_most);
    }
    let ways = ways(&groups(x, y), x.len());
    let observed = (Pool::of(x, y).wins * 2.0) as usize;
    let all: f64 = ways.iter().sum();
    let at_most: f64 = ways.iter().take(observed + 1).sum();
    let at_least: f64 = ways.iter().skip(observed).sum();
    (at_most / all, at_least / all)
}

/// About how many additions the counting takes.
pub(super) fn cost(x: &Sample, y: &Sample) -> f64 {
    let (n, m) = (x.len() as f64, y.len() as f64);
    (n + m) * n.min(m) * n * m
}

/// Sizes of the groups of equal values, in order of the values.
fn groups(x: &Sample, y: &Sample) -> Vec<usize> {
    let mut pooled = [x.values(), y.values()].concat();
    pooled.sort_unstable_by(f64::total_cmp);
    pooled.chunk_by(|a, b| a == b).map(<[f64]>::len).collect()
}

/// In how many ways `chosen` of the pooled values have a U of half of each index.
///
/// The groups are gone through from the least. Taking `take` of a group puts each of them above all that were left
/// before, and level with those of the group that are left now.
fn ways(groups: &[usize], chosen: usize) -> Vec<f64> {
    let all: usize = groups.iter().sum();
    let width = 2 * chosen * (all - chosen) + 1;
    let mut table = vec![vec![0.0; width]; chosen + 1];
    if let Some(start) = table.first_mut().and_then(|row| row.first_mut()) {
        *start = 1.0;
    }
    let mut seen = 0;
    for group in groups {
        let mut next = vec![vec![0.0; width]; chosen + 1];
        for (taken, row) in table.iter().enumerate().take(seen + 1) {
            let left = seen - taken;
            for (take, ways) in binomials(*group).into_iter().enumerate() {
                let Some(target) = next.get_mut(taken + take) else { break };
                let gain = take * (2 * left + (group - take));
                for (sum, count) in target.iter_mut().skip(gain).zip(row) {
                    *sum += ways * count;
                }
            }
        }
        table = next;
        seen += group;
    }
    table.pop().unwrap_or_default()
}

/// In how many ways none, one, two … of so many can be taken.
fn binomials(of: usize) -> Vec<f64> {
    let mut ways = 1.0;
    let more = (0..of).map(|taken| {
        ways = ways * (of - taken) as f64 / (taken + 1) as f64;
        ways
    });
    std::iter::once(1.0).chain(more).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worked_by_hand() {
        assert_eq!(binomials(4), [1.0, 4.0, 6.0, 4.0, 1.0]);
        // Two of four different values: U is 0, 1, 2, 2, 3 or 4.
        assert_eq!(ways(&[1, 1, 1, 1], 2), [1.0, 0.0, 1.0, 0.0, 2.0, 0.0, 1.0, 0.0, 1.0]);
        // Two of 1, 2, 2: both twos, or the one and either two.
        assert_eq!(ways(&[1, 2], 2), [0.0, 2.0, 0.0, 0.0, 1.0]);
    }
}
