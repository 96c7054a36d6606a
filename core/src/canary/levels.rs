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
    ruler: Ruler,
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
        let ruler = Ruler { worse: self.metric.worse(), scale, margin };
        let own = canary.shift(policy, margin);
        let difference = match self.before {
            None => ruler.alone(policy, &canary, own),
            Some(before) => {
                let (control, _) = pair(&before.baseline, self.baseline)?;
                ruler.beside(policy, own, &control.shift(policy, margin))
            }
        };
        let wider = wider(&canary, policy.prior_scatter.get() * margin)?.filter(|ratio| *ratio >= policy.wider.get());
        Ok(Difference { wider, ..difference })
    }

    fn is_positive(&self) -> bool {
        let before = self.before.map(|before| (before.baseline.as_slice(), before.canary.as_slice()));
        let every = [Some((self.baseline, self.canary)), before];
        every.iter().flatten().all(|(a, b)| a.iter().chain(*b).all(|value| value.get() > 0.0))
    }
}

/// What differences of a metric are held against.
#[derive(Clone, Copy, Debug)]
struct Ruler {
    worse: WorseWhen,
    scale: Scale,
    /// The smallest that matters.
    margin: f64,
}

impl Ruler {
    /// With nothing but both windows.
    fn alone(self, policy: &WindowComparison, pair: &Pair, own: Shifted) -> Difference {
        let found = pair.agreed(own);
        let ranks = mann_whitney(&pair.high, &pair.low);
        let rank_p_value = pair.ranks_suffice(policy).then_some(match self.worse {
            WorseWhen::Higher => ranks.p_greater,
            WorseWhen::Lower => ranks.p_less,
            WorseWhen::Different => ranks.p_two_sided,
        });
        Difference { rank_p_value, ..self.difference(found, self.suspicion(&found, found.shift)) }
    }

    /// With what the baseline moved since before the change.
    ///
    /// It can excuse the canary. Accuse it it cannot: load that goes from one place to the other moves both, in
    /// opposite directions. Where only the difference of both movements is too large, that is a suspicion.
    fn beside(self, policy: &WindowComparison, own: Shifted, control: &Shifted) -> Difference {
        let moved = control.certain(policy.movement_confidence);
        let shared = moved.max(own.shift.min(0.0)).min(own.shift.max(0.0));
        // A movement that would excuse a canary is no wandering either.
        let expected = if self.worse.sign(own.shift) * moved > 0.0 { moved } else { shared };
        let found = Shifted { shift: own.shift - shared, ..own.beside(control, expected, policy.prior_movements) };
        let baseline_moved = (moved != 0.0).then(|| self.scale.back(moved));
        Difference { baseline_moved, ..self.difference(found, self.suspicion(&own, own.shift - moved)) }
    }

    fn difference(self, found: Shifted, suspicion: Option<Suspicion>) -> Difference {
        let reach = found.reach(CONFIDENCE);
        Difference {
            effect: Effect {
                measure: self.scale.measure(),
                estimate: self.scale.back(found.shift),
                lower: self.scale.back(found.shift - reach),
                upper: self.scale.back(found.shift + reach),
                limit: self.limit(found.shift),
            },
            material: self.is_material(found.shift),
            p_value: self.p_value(&found, found.shift),
            suspicion,
            rank_p_value: None,
            wider: None,
            baseline_moved: None,
            ruler: self,
            found,
        }
    }

    /// What a shift would be, if it were known as well as another.
    fn suspicion(self, known: &Shifted, shift: f64) -> Option<Suspicion> {
        self.is_material(shift).then(|| Suspicion {
            estimate: self.scale.back(shift),
            limit: self.limit(shift),
            p_value: self.p_value(known, shift),
        })
    }

    fn is_material(self, shift: f64) -> bool {
        self.worse.bad(shift) >= self.margin * (1.0 - SAME)
    }

    fn p_value(self, known: &Shifted, shift: f64) -> f64 {
        self.worse.chance(known.chance_of(self.worse.bad(shift)))
    }

    fn limit(self, shift: f64) -> f64 {
        self.scale.back(self.worse.sign(shift) * self.margin)
    }
}

impl Difference {
    /// The smallest difference that would be significant at a level, as the effect is measured.
    pub(super) fn visible(&self, level: f64) -> f64 {
        let Ruler { worse, scale, .. } = self.ruler;
        scale.back(worse.sign(self.found.shift) * self.needed(level))
    }

    /// Whether even a difference of so many times the one that matters would not be significant at the level.
    pub(super) fn blind(&self, level: f64, beyond: f64) -> bool {
        self.needed(level) > beyond * self.ruler.margin
    }

    fn needed(&self, level: f64) -> f64 {
        self.ruler.margin.max(self.found.reach(1.0 - level))
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
