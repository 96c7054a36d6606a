//! Levels of two windows: is the canary's higher by more than noise, and by enough to matter?

use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::gamma::checked_gamma_ur;

use super::evidence::{ComparedMetric, LevelsBefore, WorseWhen};
use super::policy::WindowComparison;
use super::{Effect, EffectMeasure};
use crate::error::Error;
use crate::stats::ranks::{Sample, mann_whitney, shift};
use crate::units::{Finite, Fraction};

/// What the samples say of a difference in the bad direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Difference {
    /// The difference, in the unit of the metric or as a ratio.
    pub(super) effect: Effect,
    /// The difference is large enough to matter.
    pub(super) material: bool,
    /// How likely it is by chance.
    pub(super) p_value: f64,
    /// The same by ranks, where these are enough to confirm anything.
    pub(super) rank_p_value: Option<f64>,
    /// How often wider the canary's samples spread, where that is more than chance.
    pub(super) wider: Option<f64>,
    /// The baseline's own movement since before the change, where it is more than chance, as an effect.
    pub(super) baseline_moved: Option<f64>,
    scale: Scale,
    margin: f64,
    error: f64,
    freedom: f64,
}

/// The samples of one metric, as they came.
pub(super) struct Levels<'a> {
    pub(super) metric: &'a ComparedMetric,
    pub(super) baseline: &'a [Finite],
    pub(super) canary: &'a [Finite],
    pub(super) before: Option<&'a LevelsBefore>,
}

impl Levels<'_> {
    /// Whether there is enough to see a difference and the scatter that it is held against.
    pub(super) fn enough(&self) -> bool {
        let three = |a: &[Finite], b: &[Finite]| !a.is_empty() && !b.is_empty() && a.len() + b.len() >= 3;
        match self.before {
            Some(before) => three(&before.canary, self.canary) && three(&before.baseline, self.baseline),
            None => three(self.baseline, self.canary),
        }
    }

    /// How the canary differs. There must be [`enough`](Self::enough).
    pub(super) fn compare(&self, policy: &WindowComparison) -> Result<Difference, Error> {
        let margin = policy.ratios.of(self.metric.kind).ln();
        let every =
            [Some((self.baseline, self.canary)), self.before.map(|b| (b.baseline.as_slice(), b.canary.as_slice()))];
        let positive = every.iter().flatten().all(|(a, b)| a.iter().chain(*b).all(|value| value.get() > 0.0));
        let (reference, scale, moved) = match self.before {
            None => {
                let scale = Scale::of(positive, &[self.baseline, self.canary]);
                (scale.apply(self.baseline), scale, None)
            }
            Some(before) => {
                let own = Scale::of(positive, &[&before.baseline, self.baseline]);
                let control = Pair { low: own.apply(&before.baseline), high: own.apply(self.baseline) };
                let scale = Scale::of(positive, &[&before.canary, self.canary]);
                let moved = control.shift(policy, margin)?.certain(policy.movement_confidence);
                (scale.apply(&before.canary), scale, Some(moved))
            }
        };
        let canary: Vec<f64> = scale.apply(self.canary).iter().map(|value| value - moved.unwrap_or(0.0)).collect();
        Pair { low: reference, high: canary }.judge(policy, self.metric.worse(), margin, scale, moved)
    }
}

impl Difference {
    /// The smallest difference that would be significant at a level, as the effect is measured.
    pub(super) fn visible(&self, level: f64) -> f64 {
        self.scale.back(self.sign() * self.needed(level))
    }

    /// Whether even a difference of so many times the one that matters would not be significant at the level.
    pub(super) fn blind(&self, level: f64, beyond: f64) -> bool {
        self.needed(level) > beyond * self.margin
    }

    fn needed(&self, level: f64) -> f64 {
        if self.error > 0.0 { self.margin.max(quantile(self.freedom, 1.0 - level) * self.error) } else { self.margin }
    }

    fn sign(&self) -> f64 {
        if self.effect.limit < self.scale.back(0.0) { -1.0 } else { 1.0 }
    }
}

/// Two samples on a scale on which differences are compared.
struct Pair {
    low: Vec<f64>,
    high: Vec<f64>,
}

/// How far the second sample of a pair lies above the first.
#[derive(Clone, Copy)]
struct Shifted {
    shift: f64,
    error: f64,
    freedom: f64,
}

impl Shifted {
    /// The part of the shift that is beyond its noise.
    fn certain(&self, confidence: Fraction) -> f64 {
        if self.error <= 0.0 {
            return self.shift;
        }
        let noise = quantile(self.freedom, 0.5 + confidence.get() / 2.0) * self.error;
        (self.shift.abs() - noise).max(0.0).copysign(self.shift)
    }
}

impl Pair {
    /// The shift with its standard error, as a moderated t test has it: the scatter of the samples and an assumed one,
    /// weighted by how much is known of each.
    fn shift(&self, policy: &WindowComparison, margin: f64) -> Result<Shifted, Error> {
        let (low, high) = (Sample::new(self.low.clone())?, Sample::new(self.high.clone())?);
        let (n, m) = (low.len() as f64, high.len() as f64);
        let own = (n - 1.0) * low.deviation().powi(2) + (m - 1.0) * high.deviation().powi(2);
        let assumed = (policy.prior_scatter.get() * margin).powi(2);
        let inflation = inflation(policy, &self.low, margin);
        let known = (n + m - 2.0) / inflation;
        // Where ranks cannot confirm, the assumption carries the verdict, and must not contradict the samples.
        let refuted = !self.ranks_suffice(policy) && chi_square_tail(n + m - 2.0, own / assumed) < REFUTED;
        let believed = if refuted { 0.0 } else { policy.prior_samples.get() };
        let variance = (believed * assumed + own / inflation) / (believed + known);
        let error = (variance * inflation * (1.0 / n + 1.0 / m)).sqrt();
        let median = shift(&high, &low, Fraction::literal(0.5)).estimate;
        let shift = nearer_to_zero(median, high.mean() - low.mean());
        Ok(Shifted { shift, error, freedom: believed + known })
    }

    fn judge(
        &self,
        policy: &WindowComparison,
        worse: WorseWhen,
        margin: f64,
        scale: Scale,
        moved: Option<f64>,
    ) -> Result<Difference, Error> {
        let Shifted { shift, error, freedom } = self.shift(policy, margin)?;
        let (low, high) = (Sample::new(self.low.clone())?, Sample::new(self.high.clone())?);
        let ranks = mann_whitney(&high, &low);
        let (sign, sides, rank_p) = match worse {
            WorseWhen::Higher => (1.0, 1.0, ranks.p_greater),
            WorseWhen::Lower => (-1.0, 1.0, ranks.p_less),
            WorseWhen::Different => (1_f64.copysign(shift), 2.0, ranks.p_two_sided),
        };
        let bad = sign * shift;
        let reach = if error > 0.0 { quantile(freedom, CONFIDENCE) * error } else { 0.0 };
        Ok(Difference {
            effect: Effect {
                measure: scale.measure(),
                estimate: scale.back(shift),
                lower: scale.back(shift - reach),
                upper: scale.back(shift + reach),
                limit: scale.back(sign * margin),
            },
            material: bad >= margin * (1.0 - SAME),
            p_value: (sides * tail(freedom, bad, error)).min(1.0),
            rank_p_value: self.ranks_suffice(policy).then_some(rank_p),
            wider: wider(&low, &high, policy.prior_scatter.get() * margin)?
                .filter(|ratio| *ratio >= policy.wider.get()),
            baseline_moved: moved.filter(|moved| *moved != 0.0).map(|moved| scale.back(moved)),
            scale,
            margin,
            error,
            freedom,
        })
    }

    /// Whether complete separation of the samples reaches the level that ranks must confirm at: one division of
    /// all samples in (n + m over n).
    fn ranks_suffice(&self, policy: &WindowComparison) -> bool {
        let (n, m) = (self.high.len(), self.low.len());
        let least: f64 = (1..=n).map(|i| i as f64 / (m + i) as f64).product();
        least <= policy.rank_significance.get()
    }
}

/// Rounding must not decide whether a change matters: one part in 10⁹ of it is none.
const SAME: f64 = 1e-9;
/// The ends of intervals: 90 % in all, as one-sided tests at 0.05 belong to.
const CONFIDENCE: f64 = 0.95;
/// An assumption is given up when the samples contradict it at this level.
const REFUTED: f64 = 0.01;
/// A wider spread is reported when ranks are this sure.
const WIDER: f64 = 0.01;

/// How levels are compared: by ratios where all are positive, otherwise by differences in units of their mean size.
#[derive(Clone, Copy, Debug)]
enum Scale {
    Ratio,
    Unit(f64),
}

impl Scale {
    fn of(positive: bool, sides: &[&[Finite]]) -> Self {
        if positive {
            return Self::Ratio;
        }
        let count: usize = sides.iter().map(|side| side.len()).sum();
        let size: f64 = sides.iter().flat_map(|side| side.iter()).map(|value| value.get().abs()).sum();
        let mean = size / count as f64;
        // No level can be divided by one that is hardly more than nothing.
        Self::Unit(if mean.is_normal() { mean } else { 1.0 })
    }

    fn apply(self, values: &[Finite]) -> Vec<f64> {
        match self {
            Self::Ratio => values.iter().map(|value| value.get().ln()).collect(),
            Self::Unit(size) => values.iter().map(|value| value.get() / size).collect(),
        }
    }

    /// A difference on the scale, as a ratio or in the metric's own unit.
    fn back(self, difference: f64) -> f64 {
        match self {
            Self::Ratio => difference.exp().min(f64::MAX),
            Self::Unit(size) => (difference * size).clamp(f64::MIN, f64::MAX),
        }
    }

    fn measure(self) -> EffectMeasure {
        match self {
            Self::Ratio => EffectMeasure::Ratio,
            Self::Unit(_) => EffectMeasure::Difference,
        }
    }
}

/// One outlier moves the mean, a few equal values the median of differences: a shift is what both agree on.
fn nearer_to_zero(a: f64, b: f64) -> f64 {
    match a * b > 0.0 {
        true if a.abs() < b.abs() => a,
        true => b,
        false => 0.0,
    }
}

/// How many samples are worth one independent sample, from the correlation of neighbours. Only the baseline is asked,
/// since a step within the canary's window is no noise but what is looked for.
fn inflation(policy: &WindowComparison, baseline: &[f64], margin: f64) -> f64 {
    if baseline.len() < policy.correlation_from as usize {
        return 1.0;
    }
    let mean = baseline.iter().sum::<f64>() / baseline.len() as f64;
    let off = || baseline.iter().map(|value| value - mean);
    let squares: f64 = off().map(|off| off * off).sum();
    let neighbours: f64 = off().zip(off().skip(1)).map(|(a, b)| a * b).sum();
    // What is left of equal values after rounding is no scatter.
    if squares.sqrt() <= SAME * margin {
        return 1.0;
    }
    let correlation = (neighbours / squares).clamp(0.0, policy.correlation_limit.get());
    (1.0 + correlation) / (1.0 - correlation)
}

/// How much wider the second sample spreads around its median, where that is more than chance and than the scatter that
/// is assumed anyway.
fn wider(low: &Sample, high: &Sample, assumed: f64) -> Result<Option<f64>, Error> {
    let spread = |sample: &Sample| {
        let median = sample.percentile(50.0);
        Sample::new(sample.values().iter().map(|value| tied((value - median).abs())).collect())
    };
    let (low, high) = (spread(low)?, spread(high)?);
    let sure = low.mean() > 0.0 && high.mean() > assumed && mann_whitney(&high, &low).p_greater <= WIDER;
    Ok(sure.then(|| (high.mean() / low.mean()).min(f64::MAX)))
}

/// A distance without the noise of rounding, so that equal ones are ties in every unit of the metric.
fn tied(distance: f64) -> f64 {
    const DIGITS: f64 = 1e9;
    if distance < 1.0 { (distance * DIGITS).round() / DIGITS } else { distance }
}

/// How likely Student's t is beyond a shift in units of its error.
fn tail(freedom: f64, shift: f64, error: f64) -> f64 {
    if error <= 0.0 {
        return if shift > 0.0 { 0.0 } else { 1.0 };
    }
    StudentsT::new(0.0, 1.0, freedom).map_or(1.0, |t| t.sf(shift / error))
}

/// How likely chi-square is beyond a value; 1 where nothing can be said.
fn chi_square_tail(freedom: f64, value: f64) -> f64 {
    match value.is_nan() {
        true => 1.0,
        false => checked_gamma_ur(freedom / 2.0, value.min(1e6) / 2.0).unwrap_or(1.0),
    }
}

fn quantile(freedom: f64, probability: f64) -> f64 {
    StudentsT::new(0.0, 1.0, freedom).map_or(f64::MAX, |t| t.inverse_cdf(probability))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// `scipy.stats.t.ppf`, `t.sf` and `chi2.sf` of scipy 1.17.1.
    #[test]
    fn distributions_as_scipy_has_them() {
        let close = |got: f64, want: f64| assert!((got / want - 1.0).abs() < 1e-8, "{got} {want}");
        close(quantile(5.3, 0.95), 1.990_124_256_328_306_6);
        close(quantile(1.0, 0.995), 63.656_741_162_871_526);
        close(quantile(0.5, 0.95), 41.136_000_092_878_19);
        close(tail(5.3, 2.7, 1.0), 0.020_150_711_760_875_97);
        close(chi_square_tail(1.0, 6.63), 0.010_027_526_446_317_957);
        close(chi_square_tail(4.0, 11.0), 0.026_564_014_350_016_436);
    }

    #[test]
    fn a_shift_is_what_both_estimates_agree_on() {
        assert_eq!(nearer_to_zero(2.0, 1.0), 1.0);
        assert_eq!(nearer_to_zero(-2.0, -3.0), -2.0);
        assert_eq!(nearer_to_zero(-2.0, 3.0), 0.0);
    }

    #[test]
    fn neighbours_that_are_alike_count_as_fewer() {
        let policy = WindowComparison::default();
        let steps: Vec<f64> = (0..20).map(|i| f64::from(i / 5 % 2)).collect();
        let turns: Vec<f64> = (0..20).map(|i| f64::from(i % 2)).collect();
        let rising: Vec<f64> = (0..200).map(f64::from).collect();
        assert_eq!(inflation(&policy, &turns, 0.2), 1.0);
        assert!((inflation(&policy, &steps, 0.2) - 1.65 / 0.35).abs() < 1e-12);
        assert!((inflation(&policy, &rising, 0.2) - 9.0).abs() < 1e-9);
        assert_eq!(inflation(&policy, &[100_f64.ln(); 10], 0.01), 1.0);
        assert_eq!(inflation(&policy, &steps[..7], 0.2), 1.0);
    }
}
