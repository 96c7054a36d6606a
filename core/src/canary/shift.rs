//! How far one window of levels lies above another, and how well that is known.

use statrs::distribution::{ContinuousCDF, StudentsT};
use statrs::function::gamma::checked_gamma_ur;

use super::policy::WindowComparison;
use crate::error::Error;
use crate::stats::ranks::{Sample, shift};
use crate::units::{Fraction, NonNegative};

/// Two windows on a scale on which differences are compared.
pub(super) struct Pair {
    pub(super) low: Sample,
    pub(super) high: Sample,
    /// How many samples are worth one independent sample.
    inflation: f64,
}

/// How far the second window of a pair lies above the first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shifted {
    pub(super) shift: f64,
    pub(super) error: f64,
    pub(super) freedom: f64,
}

impl Pair {
    /// Both windows in order of time.
    pub(super) fn of(policy: &WindowComparison, low: Vec<f64>, high: Vec<f64>, margin: f64) -> Result<Self, Error> {
        let inflation = inflation(policy, &low, margin);
        Ok(Self { low: Sample::new(low)?, high: Sample::new(high)?, inflation })
    }

    /// The estimate of Hodges and Lehmann with its standard error, as a moderated t test has it: the scatter of the samples
    /// and an assumed one, weighted by how much is known of each.
    pub(super) fn shift(&self, policy: &WindowComparison, margin: f64) -> Shifted {
        let Self { low, high, inflation } = self;
        let (n, m) = (low.len() as f64, high.len() as f64);
        let own = (n - 1.0) * low.deviation().powi(2) + (m - 1.0) * high.deviation().powi(2);
        let assumed = (policy.prior_scatter.get() * margin).powi(2);
        let known = (n + m - 2.0) / inflation;
        // Where ranks cannot confirm, the assumption carries the verdict, and must not contradict the samples.
        let refuted = !self.ranks_suffice(policy) && chi_square_tail(n + m - 2.0, own / assumed) < REFUTED;
        let believed = if refuted { 0.0 } else { policy.prior_samples.get() };
        let variance = (believed * assumed + own / inflation) / (believed + known);
        let error = (variance * inflation * (1.0 / n + 1.0 / m)).sqrt();
        let shift = shift(high, low, Fraction::literal(0.5)).estimate;
        Shifted { shift, error, freedom: believed + known }
    }

    /// One outlier moves the mean, a few equal values the median of differences: a shift that no control is beside is what
    /// both agree on.
    pub(super) fn agreed(&self, found: Shifted) -> Shifted {
        Shifted { shift: nearer_to_zero(found.shift, self.high.mean() - self.low.mean()), ..found }
    }

    /// Whether complete separation of the samples reaches the level that ranks must confirm at: one division of
    /// all samples in (n + m over n).
    pub(super) fn ranks_suffice(&self, policy: &WindowComparison) -> bool {
        let (n, m) = (self.high.len(), self.low.len());
        let least: f64 = (1..=n).map(|i| i as f64 / (m + i) as f64).product();
        least <= policy.rank_significance.get()
    }
}

impl Shifted {
    /// How far chance reaches with a probability.
    pub(super) fn reach(&self, probability: f64) -> f64 {
        if self.error > 0.0 { quantile(self.freedom, probability) * self.error } else { 0.0 }
    }

    /// The part of the shift that is beyond its noise.
    pub(super) fn certain(&self, confidence: Fraction) -> f64 {
        let noise = self.reach(0.5 + confidence.get() / 2.0);
        (self.shift.abs() - noise).max(0.0).copysign(self.shift)
    }

    /// The same shift, known less well: what a control, which nothing was done to, moved beyond an expected movement and
    /// its own noise shows how far levels wander by themselves.
    ///
    /// It is one observation of a variance, weighed with as many as are believed in that show none.
    pub(super) fn beside(self, control: &Self, expected: f64, prior_movements: NonNegative) -> Self {
        let wandered = (control.shift - expected).powi(2) - control.error.powi(2);
        let wanders = wandered.max(0.0) / (1.0 + prior_movements.get());
        Self { error: self.error.hypot(wanders.sqrt()), ..self }
    }

    /// How likely a shift so far in a direction is by chance, one-sided.
    pub(super) fn chance_of(&self, shift: f64) -> f64 {
        tail(self.freedom, shift, self.error)
    }
}

/// An assumption is given up when the samples contradict it at this level.
const REFUTED: f64 = 0.01;
/// Rounding must not decide whether a change matters: one part in 10⁹ of it is none.
pub(super) const SAME: f64 = 1e-9;

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

    /// What the control moved beyond its noise is a wandering, half of it as variances beside the belief in none.
    #[test]
    fn beside_a_control_that_wanders() {
        let one = NonNegative::literal(1.0);
        let own = Shifted { shift: 0.5, error: 0.1, freedom: 20.0 };
        let control = |shift| Shifted { shift, error: 0.1, freedom: 20.0 };
        let beside = |shift, excused| own.beside(&control(shift), excused, one).error.powi(2);
        assert!((beside(0.09, 0.0) - 0.01).abs() < 1e-12);
        assert!((beside(0.3, 0.25) - 0.01).abs() < 1e-12);
        for shift in [0.3, -0.3] {
            assert!((beside(shift, 0.0) - (0.01 + (0.09 - 0.01) / 2.0)).abs() < 1e-12);
        }
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
        assert_eq!(inflation(&policy, &[100_f64.ln(); 20], 0.01), 1.0);
        assert_eq!(inflation(&policy, &steps[..19], 0.2), 1.0);
    }
}
