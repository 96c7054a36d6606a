//! How far scores would scatter in other deployments of the same kind.
//!
//! Rows are drawn with replacement from the sample, as many as it has, and scored again. Drawing only changes how often
//! each row counts, so nothing is sorted twice.

use super::policy::EvaluationPolicy;
use super::sample::Sample;
use super::{calibration, scores};
use crate::stats::ranks;

/// The ends between which a share of the resamples lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Interval {
    pub(super) low: f64,
    pub(super) high: f64,
}

/// None without resamples.
pub(super) struct Intervals {
    /// None as well when more than one resample in ten has one outcome only.
    pub(super) roc_auc: Option<Interval>,
    pub(super) log_loss: Option<Interval>,
    pub(super) brier: Option<Interval>,
    pub(super) calibration_error: Option<Interval>,
}

pub(super) fn intervals(policy: &EvaluationPolicy, sample: &Sample) -> Intervals {
    let places = sample.places();
    let mut numbers = SplitMix64(policy.seed.get());
    let mut drawn = sample.emptied();
    let (mut aucs, mut losses, mut briers, mut errors) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for _ in 0..policy.resamples {
        drawn.clear();
        for _ in 0..places.len() {
            if let Some((place, succeeded)) = places.get(numbers.below(places.len())) {
                drawn.add(*place, *succeeded);
            }
        }
        aucs.extend(scores::roc_auc(&drawn));
        losses.push(scores::log_loss(&drawn));
        briers.push(scores::brier(&drawn));
        errors.push(calibration::error(&drawn, policy.bins));
    }
    let level = policy.level.get();
    let enough = aucs.len() * 10 >= losses.len() * 9;
    Intervals {
        roc_auc: if enough { interval(aucs, level) } else { None },
        log_loss: interval(losses, level),
        brier: interval(briers, level),
        calibration_error: calibration_interval(policy, sample, interval(errors, level), numbers),
    }
}

/// Resampling adds noise to the bins, and noise only ever adds to the calibration error, so its resamples lie too high.
/// They are therefore reflected at the value itself. The lower end is 0 unless the value is beyond what predictions that
/// are exactly right would show by chance.
fn calibration_interval(
    policy: &EvaluationPolicy,
    sample: &Sample,
    resampled: Option<Interval>,
    mut numbers: SplitMix64,
) -> Option<Interval> {
    let resampled = resampled?;
    let value = calibration::error(sample, policy.bins);
    let mut drawn = sample.emptied();
    let mut by_chance = Vec::new();
    for _ in 0..policy.resamples {
        drawn.clear();
        for (place, group) in sample.groups.iter().enumerate() {
            for _ in 0..group.rows() as usize {
                drawn.add(place, numbers.unit() < group.probability);
            }
        }
        by_chance.push(calibration::error(&drawn, policy.bins));
    }
    let by_chance = interval(by_chance, policy.level.get())?;
    let low = if value <= by_chance.high { 0.0 } else { 2.0 * value - resampled.high };
    Some(Interval { low: low.clamp(0.0, value), high: (2.0 * value - resampled.low).max(value) })
}

/// None without values.
fn interval(values: Vec<f64>, level: f64) -> Option<Interval> {
    let sorted = ranks::Sample::new(values).ok()?;
    let beyond = 50.0 * (1.0 - level);
    Some(Interval { low: sorted.percentile(beyond), high: sorted.percentile(100.0 - beyond) })
}

/// Sebastiano Vigna's generator of random numbers: a counter, well mixed.
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// A number from 0 that is less than 1.
    fn unit(&mut self) -> f64 {
        (self.next() >> 11) as f64 / (1_u64 << 53) as f64
    }

    /// A whole number from 0 that is less than `limit`.
    fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_generator_gives_the_published_numbers() {
        let mut numbers = SplitMix64(1_234_567);
        assert_eq!([numbers.next(), numbers.next()], [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]);
    }

    #[test]
    fn an_interval_ends_on_the_line_between_two_values() {
        assert_eq!(interval(vec![4.0, 1.0, 2.0], 0.5), Some(Interval { low: 1.5, high: 3.0 }));
        assert_eq!(interval(vec![], 0.5), None);
    }
}
