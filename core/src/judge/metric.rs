//! One metric: its tests, and what they say after a look.

use super::judgement::JudgeTest;
use super::policy::{Judged, JudgedMetric, WorseSide};
use super::reading::{Reading, Sides};
use super::state::{LevelState, MetricState, SideState};
use crate::error::{Error, ErrorCode};
use crate::stats::sequential::interval::grid::RatioGrid;
use crate::stats::sequential::{
    ArmEvents, CapitalSchedule, EffectDirection, GaussianDifferencePolicy, HistogramShiftPolicy, PreparedTest,
    RateRatioPolicy, SequentialLook, SequentialTest, SymmetricDifferencePolicy, TwoProportionPolicy, log,
};
use crate::time::Timestamp;
use crate::units::{Finite, Fraction, NonNegative};

/// Intervals are for display, and hold with 95 %.
pub(super) const DISPLAYED: f64 = 0.05;

/// What is bet on harm at once; the rest is bet evenly over the planned looks, for a regression that begins late. With a half
/// instead, harm from the start would take a tenth longer, and one that begins in the middle would be found in 95 % of
/// rollouts instead of 92 %.
const AT_ONCE: Fraction = Fraction::literal(0.9);

/// A metric whose tests are prepared.
#[derive(Debug)]
pub(super) struct MetricJudge {
    /// Evidence that the canary is worse than tolerated is the average of these.
    pub(super) harm: Vec<Part>,
    /// Evidence that it is not harmful; empty where that cannot be tested.
    pub(super) safety: Vec<Part>,
    pub(super) ratio: RatioGrid,
}

/// One test and what it is fed with.
#[derive(Debug)]
pub(super) struct Part {
    pub(super) test: JudgeTest,
    reads: Reads,
    prepared: PreparedTest,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Reads {
    /// The counts, the buckets or the difference.
    All,
    /// The slow requests out of all.
    Slow,
}

impl MetricJudge {
    /// Prepares the tests of a metric.
    pub(super) fn new(metric: &JudgedMetric, planned_looks: u32) -> Result<Self, Error> {
        let restart = CapitalSchedule::Evenly { first: AT_ONCE, looks: planned_looks };
        let (harm, safety) = tests(&metric.judged, restart)?;
        let prepare = |(test, reads): (SequentialTest, Reads)| {
            let place = judge_test(&test);
            let prepared = test.prepare().map_err(ours)?;
            Ok(Part { test: place, reads, prepared })
        };
        let prepared = |tests: Vec<_>| tests.into_iter().map(prepare).collect::<Result<Vec<Part>, Error>>();
        Ok(Self { harm: prepared(harm)?, safety: prepared(safety)?, ratio: RatioGrid::new(DISPLAYED) })
    }

    pub(super) fn begin(&self) -> MetricState {
        MetricState { harm: begin(&self.harm), safety: begin(&self.safety), ..MetricState::default() }
    }

    pub(super) fn begin_safety(&self, state: &mut MetricState) {
        state.safety = begin(&self.safety);
    }

    /// Refuses the state of another metric.
    pub(super) fn check(&self, state: &MetricState) -> Result<(), Error> {
        self.ratio.check(&state.ratio).map_err(|err| err.within("ratio"))?;
        for (name, parts, side) in [("harm", &self.harm, &state.harm), ("safety", &self.safety, &state.safety)] {
            if side.tests.len() != parts.len() || side.log_e.len() != parts.len() {
                let error = Error::input(ErrorCode::OutOfRange, format!("{name}.tests"));
                return Err(error.value(side.tests.len()).allowed(parts.len().to_string()));
            }
            for (i, (part, test)) in parts.iter().zip(&side.tests).enumerate() {
                let checked = part.prepared.resume(test.clone());
                checked.map_err(|err| err.within(&format!("{name}.tests[{i}]")))?;
            }
        }
        Ok(())
    }

    /// Takes in what was read.
    pub(super) fn look(
        &self,
        judged: &Judged,
        state: &mut MetricState,
        reading: Reading,
        at: Timestamp,
    ) -> Result<(), Error> {
        judged.total(state, &reading);
        let given = match reading {
            Reading::Levels(sides) => match difference(judged, &sides, state.levels.get_or_insert_default(), at) {
                Some(difference) => {
                    let difference = Finite::new(difference)?;
                    Given { all: SequentialLook::Difference { difference, variance: None }, slow: None }
                }
                None => return Ok(()),
            },
            Reading::Counts(sides) => {
                if judged.is_ratio() {
                    self.ratio.look(&mut state.ratio, sides.baseline, sides.canary, judged.dispersion());
                }
                Given { all: counts(&judged.worse_is_more(sides)?), slow: None }
            }
            Reading::Buckets { counts: buckets, slow } => {
                if let Some(slow) = &slow {
                    self.ratio.look(&mut state.ratio, slow.baseline, slow.canary, judged.dispersion());
                }
                let Sides { baseline, canary } = buckets;
                let all = SequentialLook::Buckets { baseline, canary, dispersion: None };
                Given { all, slow: slow.as_ref().map(counts) }
            }
        };
        feed(&self.harm, &mut state.harm, &given)?;
        feed(&self.safety, &mut state.safety, &given)
    }
}

/// What the tests are given: more is always worse.
struct Given {
    all: SequentialLook,
    slow: Option<SequentialLook>,
}

impl Given {
    fn look(&self, reads: Reads) -> Option<&SequentialLook> {
        match reads {
            Reads::All => Some(&self.all),
            Reads::Slow => self.slow.as_ref(),
        }
    }
}

fn counts(sides: &Sides<ArmEvents>) -> SequentialLook {
    SequentialLook::Counts { baseline: sides.baseline, canary: sides.canary, dispersion: None }
}

fn begin(parts: &[Part]) -> SideState {
    let tests = parts.iter().map(|part| part.prepared.begin()).collect();
    SideState { tests, log_e: vec![0.0; parts.len()], log_p: 0.0 }
}

fn feed(parts: &[Part], side: &mut SideState, given: &Given) -> Result<(), Error> {
    for (part, (test, log_e)) in parts.iter().zip(side.tests.iter_mut().zip(&mut side.log_e)) {
        if let Some(look) = given.look(part.reads) {
            *log_e = part.prepared.look(test, look)?.log_e;
        }
    }
    side.log_p = side.log_p.min(-side.log_e()) + 0.0;
    Ok(())
}

impl SideState {
    /// Logarithm of the present evidence: the average of the tests.
    pub(super) fn log_e(&self) -> f64 {
        if self.log_e.is_empty() { 0.0 } else { log::mean(self.log_e.iter().copied()) + 0.0 }
    }
}

/// The difference of the block that ends with this look, if one does.
fn difference(judged: &Judged, sides: &Sides<f64>, state: &mut LevelState, at: Timestamp) -> Option<f64> {
    let Judged::Level { worse, block, .. } = judged else { return None };
    let difference = match worse {
        WorseSide::Higher => sides.canary - sides.baseline,
        WorseSide::Lower => sides.baseline - sides.canary,
    };
    state.sum += difference;
    state.count += 1.0;
    state.baseline = sides.baseline;
    if state.began.is_some_and(|began| at.since(began) < *block) {
        return None;
    }
    let average = state.sum / state.count;
    (state.began, state.sum, state.count) = (Some(at), 0.0, 0.0);
    state.blocks += 1.0;
    let step = average - state.mean;
    state.mean += step / state.blocks;
    state.squares += step * (average - state.mean);
    Some(average)
}

impl Judged {
    /// Whether the ratio of two rates is what differs.
    pub(super) fn is_ratio(&self) -> bool {
        matches!(self, Self::Failures { .. } | Self::Events { .. } | Self::Latency { .. })
    }

    pub(super) fn dispersion(&self) -> f64 {
        match self {
            Self::Failures { dispersion, .. }
            | Self::Outcomes { dispersion, .. }
            | Self::Events { dispersion, .. }
            | Self::Latency { dispersion, .. } => dispersion.get(),
            Self::Level { .. } => 1.0,
        }
    }

    /// Turns counts round where less is worse.
    fn worse_is_more(&self, sides: Sides<ArmEvents>) -> Result<Sides<ArmEvents>, Error> {
        match self {
            // A rate that is lower by a ratio is one of which the other side's is higher by it.
            Self::Events { worse: WorseSide::Lower, .. } => {
                Ok(Sides { baseline: sides.canary, canary: sides.baseline })
            }
            Self::Outcomes { worse: WorseSide::Lower, .. } => {
                let others = |arm: ArmEvents| {
                    let events = NonNegative::new(arm.exposure.get() - arm.events.get())?;
                    Ok::<_, Error>(ArmEvents { events, ..arm })
                };
                Ok(Sides { baseline: others(sides.baseline)?, canary: others(sides.canary)? })
            }
            _ => Ok(sides),
        }
    }

    /// Adds up what is reported, and what tells whether the baseline is sick.
    fn total(&self, state: &mut MetricState, reading: &Reading) {
        /// What is left of the older looks with each new one: half after five.
        const KEPT: f64 = 0.870_550_563_296_124_1;
        let one = NonNegative::literal(1.0);
        let level = |level: f64| ArmEvents { events: NonNegative::new(level).unwrap_or_default(), exposure: one };
        let sides = match reading {
            Reading::Counts(sides) => sides.clone(),
            Reading::Buckets { slow: Some(slow), .. } => slow.clone(),
            Reading::Buckets { counts, slow: None } => {
                let all = |counts: &[NonNegative]| ArmEvents {
                    events: NonNegative::default(),
                    exposure: sum(counts.iter().map(|count| count.get())),
                };
                Sides { baseline: all(&counts.baseline), canary: all(&counts.canary) }
            }
            Reading::Levels(sides) => Sides { baseline: level(sides.baseline), canary: level(sides.canary) },
        };
        state.recent = plus(scaled(state.recent, KEPT), sides.baseline);
        state.baseline = plus(state.baseline, sides.baseline);
        state.canary = plus(state.canary, sides.canary);
    }
}

fn sum(numbers: impl Iterator<Item = f64>) -> NonNegative {
    NonNegative::new(numbers.sum()).unwrap_or_default()
}

fn plus(a: ArmEvents, b: ArmEvents) -> ArmEvents {
    let plus = |a: NonNegative, b: NonNegative| sum([a.get(), b.get()].into_iter());
    ArmEvents { events: plus(a.events, b.events), exposure: plus(a.exposure, b.exposure) }
}

fn scaled(arm: ArmEvents, factor: f64) -> ArmEvents {
    let scaled = |number: NonNegative| sum(std::iter::once(number.get() * factor));
    ArmEvents { events: scaled(arm.events), exposure: scaled(arm.exposure) }
}

type Tests = Vec<(SequentialTest, Reads)>;

/// The tests that find harm, and those that show safety.
fn tests(judged: &Judged, restart: CapitalSchedule) -> Result<(Tests, Tests), Error> {
    let ratio_worse = |tolerance: NonNegative, harmful: NonNegative, dispersion: NonNegative| {
        let design = NonNegative::new(harmful.get() / tolerance.get())?;
        let restart = restart.clone();
        let policy = RateRatioPolicy { ratio: tolerance, design, dispersion, restart, ..RateRatioPolicy::default() };
        Ok::<_, Error>(SequentialTest::RateRatio { policy })
    };
    let ratio_safe = |ratio: NonNegative, dispersion: NonNegative| {
        let direction = EffectDirection::Safe;
        let policy = RateRatioPolicy { direction, ratio, dispersion, ..RateRatioPolicy::default() };
        SequentialTest::RateRatio { policy }
    };
    let share = |direction, margin: Fraction, dispersion: NonNegative, restart: CapitalSchedule| {
        let policy = TwoProportionPolicy { direction, margin, dispersion, restart, ..TwoProportionPolicy::default() };
        SequentialTest::TwoProportion { policy }
    };
    let share_safe = |margin, dispersion| share(EffectDirection::Safe, margin, dispersion, CapitalSchedule::AtOnce);
    let safe = |ratio, difference: Option<Fraction>, dispersion, reads| {
        let by_difference = difference.map(|margin| share_safe(margin, dispersion));
        std::iter::once(ratio_safe(ratio, dispersion)).chain(by_difference).map(|test| (test, reads)).collect::<Tests>()
    };
    Ok(match judged {
        Judged::Failures { tolerance, harmful_ratio, harmful_difference, dispersion, .. } => (
            vec![(ratio_worse(*tolerance, *harmful_ratio, *dispersion)?, Reads::All)],
            safe(*harmful_ratio, *harmful_difference, *dispersion, Reads::All),
        ),
        Judged::Outcomes { tolerance, harmful, dispersion, .. } => (
            vec![(share(EffectDirection::Worse, *tolerance, *dispersion, restart), Reads::All)],
            vec![(share_safe(*harmful, *dispersion), Reads::All)],
        ),
        Judged::Events { tolerance, harmful_ratio, dispersion, .. } => (
            vec![(ratio_worse(*tolerance, *harmful_ratio, *dispersion)?, Reads::All)],
            vec![(ratio_safe(*harmful_ratio, *dispersion), Reads::All)],
        ),
        Judged::Latency {
            slow_above,
            tolerance,
            harmful_ratio,
            harmful_difference,
            bounds,
            scale_margin,
            dispersion,
        } => {
            let policy = HistogramShiftPolicy {
                bounds: bounds.clone(),
                scale_margin: *scale_margin,
                dispersion: *dispersion,
                restart: restart.clone(),
                ..HistogramShiftPolicy::default()
            };
            let mut harm = vec![(SequentialTest::HistogramShift { policy }, Reads::All)];
            let mut safety = Vec::new();
            if slow_above.is_some() {
                harm.push((ratio_worse(*tolerance, *harmful_ratio, *dispersion)?, Reads::Slow));
                safety = safe(*harmful_ratio, *harmful_difference, *dispersion, Reads::Slow);
            }
            (harm, safety)
        }
        Judged::Level { tolerance, harmful, variance, .. } => {
            let harmful = harmful.map_or(2.0 * tolerance.get(), NonNegative::get);
            let test = |direction, margin: f64, restart| {
                let margin = Finite::new(margin)?;
                Ok::<_, Error>(match variance {
                    Some(_) => {
                        let policy =
                            GaussianDifferencePolicy { direction, margin, variance: *variance, tuned_for: None };
                        SequentialTest::GaussianDifference { policy }
                    }
                    None => SequentialTest::SymmetricDifference {
                        policy: SymmetricDifferencePolicy { direction, margin, restart },
                    },
                })
            };
            (
                vec![(test(EffectDirection::Worse, tolerance.get(), restart)?, Reads::All)],
                vec![(test(EffectDirection::Safe, harmful, CapitalSchedule::AtOnce)?, Reads::All)],
            )
        }
    })
}

/// The refusal of a setting of a test, which bears the name of ours.
fn ours(refused: Error) -> Error {
    let field = refused.field().trim_start_matches("policy.");
    let error = Error::config(refused.code(), format!("judged.{field}"));
    let error = refused.refused().map_or(error.clone(), |value| error.value(value));
    refused.accepted().map_or(error.clone(), |allowed| error.allowed(allowed))
}

fn judge_test(test: &SequentialTest) -> JudgeTest {
    match test {
        SequentialTest::TwoProportion { .. } => JudgeTest::TwoProportion,
        SequentialTest::HistogramShift { .. } => JudgeTest::HistogramShift,
        SequentialTest::GaussianDifference { .. } => JudgeTest::GaussianDifference,
        SequentialTest::SymmetricDifference { .. } => JudgeTest::SymmetricDifference,
        _ => JudgeTest::RateRatio,
    }
}
