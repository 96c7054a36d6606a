//! Levels of two windows: is the canary's higher by more than noise, and by enough to matter?

use super::Effect;
use super::evidence::{ComparedMetric, LevelsBefore, WorseWhen};
use super::policy::WindowComparison;
use super::scale::Scale;
use super::shift::{Pair, SAME, Shifted};
use crate::error::Error;
use crate::stats::ranks::{Sample, mann_whitney};
use crate::units::Finite;

/// What the samples say of a difference in the bad direction.
#[derive(Clone, Copy, Debug)]
pub(super) struct Difference {
    /// The difference, in the unit of the metric or as a ratio.
    pub(super) effect: Effect,
    /// The difference is large enough to matter.
    pub(super) material: bool,
    /// How likely it is by chance.
    pub(super) p_value: f64,
    /// What may be a difference that matters, though it proves nothing.
    pub(super) suspicion: Option<Suspicion>,
    /// The probability by ranks, where these are asked and enough to confirm anything.
    pub(super) rank_p_value: Option<f64>,
    /// How often wider the canary's samples spread, where that is more than chance.
    pub(super) wider: Option<f64>,
    /// The baseline's own movement since before the change, where it is more than chance, as an effect.
    pub(super) baseline_moved: Option<f64>,
    scale: Scale,
    margin: f64,
    found: Shifted,
}

/// A difference as an effect, with the limit that it is beyond.
#[derive(Clone, Copy, Debug)]
pub(super) struct Suspicion {
    pub(super) estimate: f64,
    pub(super) limit: f64,
    pub(super) p_value: f64,
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
        let positive = self.is_positive();
        let pair = |low: &[Finite], high: &[Finite]| {
            let scale = Scale::of(positive, &[low, high]);
            Ok::<_, Error>((Pair::of(policy, scale.apply(low), scale.apply(high), margin)?, scale))
        };
        let (canary, scale) = pair(self.before.map_or(self.baseline, |before| &before.canary), self.canary)?;
        let own = canary.shift(policy, margin);
        let worse = self.metric.worse();
        let difference = |found: Shifted, suspected: f64| Difference {
            effect: found.effect(worse, scale, margin),
            material: worse.bad(found.shift) >= margin * (1.0 - SAME),
            p_value: worse.chance(found.chance_of(worse.bad(found.shift))),
            suspicion: (worse.bad(suspected) >= margin * (1.0 - SAME)).then(|| Suspicion {
                estimate: scale.back(suspected),
                limit: scale.back(worse.sign(suspected) * margin),
                p_value: worse.chance(own.chance_of(worse.bad(suspected))),
            }),
            rank_p_value: None,
            wider: None,
            baseline_moved: None,
            scale,
            margin,
            found,
        };
        let wider = wider(&canary, policy.prior_scatter.get() * margin)?.filter(|ratio| *ratio >= policy.wider.get());
        let Some(before) = self.before else {
            let ranks = mann_whitney(&canary.high, &canary.low);
            let rank_p_value = canary.ranks_suffice(policy).then_some(match worse {
                WorseWhen::Higher => ranks.p_greater,
                WorseWhen::Lower => ranks.p_less,
                WorseWhen::Different => ranks.p_two_sided,
            });
            let agreed = canary.agreed(own);
            return Ok(Difference { rank_p_value, wider, ..difference(agreed, agreed.shift) });
        };
        let control = pair(&before.baseline, self.baseline)?.0.shift(policy, margin);
        let moved = control.certain(policy.movement_confidence);
        // The baseline can excuse the canary. Accuse it it cannot: load that goes from one place to the other moves both,
        // in opposite directions.
        let excused = moved.max(own.shift.min(0.0)).min(own.shift.max(0.0));
        // What would excuse it is no wandering, nor is what both share.
        let expected = if worse.sign(own.shift) * moved > 0.0 { moved } else { excused };
        let found = Shifted { shift: own.shift - excused, ..own.beside(&control, expected, policy.prior_movements) };
        let baseline_moved = (moved != 0.0).then(|| scale.back(moved));
        Ok(Difference { wider, baseline_moved, ..difference(found, own.shift - moved) })
    }

    fn is_positive(&self) -> bool {
        let before = self.before.map(|before| (before.baseline.as_slice(), before.canary.as_slice()));
        let every = [Some((self.baseline, self.canary)), before];
        every.iter().flatten().all(|(a, b)| a.iter().chain(*b).all(|value| value.get() > 0.0))
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
        self.margin.max(self.found.reach(1.0 - level))
    }

    fn sign(&self) -> f64 {
        if self.effect.limit < self.scale.back(0.0) { -1.0 } else { 1.0 }
    }
}

impl Shifted {
    fn effect(&self, worse: WorseWhen, scale: Scale, margin: f64) -> Effect {
        let reach = self.reach(CONFIDENCE);
        Effect {
            measure: scale.measure(),
            estimate: scale.back(self.shift),
            lower: scale.back(self.shift - reach),
            upper: scale.back(self.shift + reach),
            limit: scale.back(worse.sign(self.shift) * margin),
        }
    }
}

impl WorseWhen {
    /// How far a shift goes in the bad direction.
    fn bad(self, shift: f64) -> f64 {
        self.sign(shift) * shift
    }

    fn sign(self, shift: f64) -> f64 {
        match self {
            Self::Higher => 1.0,
            Self::Lower => -1.0,
            Self::Different => 1_f64.copysign(shift),
        }
    }

    /// The chance of a shift that is bad, from that in one direction.
    fn chance(self, one_sided: f64) -> f64 {
        match self {
            Self::Higher | Self::Lower => one_sided,
            Self::Different => (2.0 * one_sided).min(1.0),
        }
    }
}

/// The ends of intervals: 90 % in all, as one-sided tests at 0.05 belong to.
const CONFIDENCE: f64 = 0.95;
/// A wider spread is reported when ranks are this sure.
const WIDER: f64 = 0.01;

/// How much wider the second sample spreads around its median, where that is more than chance and than the scatter that
/// is assumed anyway.
fn wider(pair: &Pair, assumed: f64) -> Result<Option<f64>, Error> {
    let spread = |sample: &Sample| {
        let median = sample.percentile(50.0);
        Sample::new(sample.values().iter().map(|value| tied((value - median).abs())).collect())
    };
    let (low, high) = (spread(&pair.low)?, spread(&pair.high)?);
    let sure = low.mean() > 0.0 && high.mean() > assumed && mann_whitney(&high, &low).p_greater <= WIDER;
    Ok(sure.then(|| (high.mean() / low.mean()).min(f64::MAX)))
}

/// A distance without the noise of rounding, so that equal ones are ties in every unit of the metric.
fn tied(distance: f64) -> f64 {
    const DIGITS: f64 = 1e9;
    if distance < 1.0 { (distance * DIGITS).round() / DIGITS } else { distance }
}
