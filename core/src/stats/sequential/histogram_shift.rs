//! Histograms of two arms: is the canary's whole body shifted upwards, or its tail heavier?
//!
//! Scores of the buckets come from the baseline's past and never fall from one bucket to the next, so the evidence holds
//! against every canary that is stochastically no larger than its baseline, whatever the buckets and the ties.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::check;
use super::direction::EffectDirection;
use super::look::{Histograms, MAX_BUCKETS, SequentialLook, check_counts};
use super::mixture::{CapitalSchedule, Mixture};
use super::prepared::Test;
use super::share;
use super::state::{SequentialEvidence, SequentialState};
use crate::error::{Error, ErrorCode};
use crate::units::{Finite, NonNegative};

/// How histograms, such as of latency, are compared.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct HistogramShiftPolicy {
    /// What evidence is looked for, worse or either. Default: worse. Source: our choice.
    pub direction: EffectDirection,
    /// Upper bounds of all buckets but the last, rising; only needed for a scale margin, and otherwise a check of the
    /// number of buckets. Default: none. Source: our choice, the order of the buckets is enough.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub bounds: Vec<Finite>,
    /// How many times as slow is still tolerated, from 1; exact up to whole buckets, so of use with fine ones only.
    /// Default: 1. Source: our choice.
    pub scale_margin: NonNegative,
    /// Counts of the baseline before the first look, by bucket. Default: none. Source: our choice.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub prior: Vec<NonNegative>,
    /// What all buckets together are given beyond their counts, so that none is impossible. Default: 1. Source: our choice,
    /// one request.
    pub smoothing: NonNegative,
    /// How much more than independent requests these scatter, from 1. Default: 1. Source: multinomial counts.
    pub dispersion: NonNegative,
    /// When the capital is put to work. Default: all at the first look. Source: our choice, the number of looks is not
    /// known.
    pub restart: CapitalSchedule,
}

impl Default for HistogramShiftPolicy {
    fn default() -> Self {
        Self {
            direction: EffectDirection::Worse,
            bounds: Vec::new(),
            scale_margin: NonNegative::literal(1.0),
            prior: Vec::new(),
            smoothing: NonNegative::literal(1.0),
            dispersion: NonNegative::literal(1.0),
            restart: CapitalSchedule::AtOnce,
        }
    }
}

#[derive(Debug)]
pub(super) struct HistogramShift {
    bets: Vec<Bet>,
    mixture: Mixture,
    /// For each bucket those of the baseline that are relabelled into it; none without a scale margin.
    relabelled: Option<Vec<Range<usize>>>,
    /// How many, where that is known before the first look.
    buckets: Option<usize>,
    prior: Vec<NonNegative>,
    smoothing: f64,
    dispersion: f64,
}

/// Which tilt is assumed: so strong, in the direction of so much of the scores.
#[derive(Clone, Copy, Debug)]
struct Bet {
    score: Score,
    strength: f64,
    mirrored: bool,
}

#[derive(Clone, Copy, Debug)]
enum Score {
    /// The log-odds of a bucket's rank: a shift of the whole.
    Body,
    /// The logarithm of how rare a bucket is within this share of the slowest: a heavier tail.
    Tail(f64),
}

/// Strengths of a shift, each with an eighth of the capital.
const BODY: [f64; 4] = [0.05, 0.1, 0.2, 0.4];
/// Shares of the slowest and strengths of their growth, each pair with an eighteenth.
const TAIL: [f64; 3] = [0.05, 0.01, 0.002];
const GROWTH: [f64; 3] = [0.25, 0.5, 0.9];

impl HistogramShift {
    pub(super) fn new(policy: &HistogramShiftPolicy) -> Result<Self, Error> {
        policy.direction.one_of(&[EffectDirection::Worse, EffectDirection::Either])?;
        let nodes = nodes(policy.direction == EffectDirection::Either);
        let buckets = policy.buckets()?;
        Ok(Self {
            mixture: Mixture::new(nodes.iter().map(|(_, weight)| *weight), &policy.restart)?,
            bets: nodes.into_iter().map(|(bet, _)| bet).collect(),
            relabelled: policy.relabelled()?,
            buckets,
            prior: policy.prior.clone(),
            smoothing: check::positive("smoothing", policy.smoothing)?,
            dispersion: check::at_least_one("dispersion", policy.dispersion)?,
        })
    }

    /// The baseline's counts, each bucket with what counts for it.
    fn relabel(&self, counts: &[NonNegative]) -> impl Iterator<Item = f64> {
        counts.iter().enumerate().map(|(j, count)| match &self.relabelled {
            Some(sources) => {
                let sources = sources.get(j).and_then(|sources| counts.get(sources.clone())).unwrap_or_default();
                sources.iter().fold(0.0, |sum, count| sum + count.get())
            }
            None => count.get(),
        })
    }

    /// Adds the baseline's counts to its past.
    fn remember(&self, past: &mut [f64], counts: &[NonNegative]) {
        for (sum, more) in past.iter_mut().zip(self.relabel(counts)) {
            *sum += more;
        }
    }
}

impl Test for HistogramShift {
    fn begin(&self) -> SequentialState {
        let mut past = vec![0.0; self.buckets.unwrap_or(0)];
        self.remember(&mut past, &self.prior);
        SequentialState { baseline: past, ..SequentialState::new(self.mixture.len(), 0) }
    }

    fn look(&self, state: &mut SequentialState, look: &SequentialLook) -> Result<SequentialEvidence, Error> {
        let known = (!state.baseline.is_empty()).then_some(state.baseline.len());
        let Histograms { baseline, canary, dispersion } = look.buckets(known)?;
        let dispersion = dispersion.unwrap_or(self.dispersion);
        state.baseline.resize(baseline.len(), 0.0);
        let canary = || canary.iter().map(|count| count.get());
        let (canaries, baselines): (f64, f64) = (canary().sum(), self.relabel(baseline).sum());
        let past: f64 = state.baseline.iter().sum();
        let bet = past > 0.0 && canaries > 0.0 && baselines > 0.0;
        self.mixture.fund(state);
        if bet {
            let scores = Scores::of(&state.baseline, past, self.smoothing);
            let share = share::of(canaries, baselines);
            let counts = || canary().zip(self.relabel(baseline));
            let increments = self.bets.iter().map(|bet| scores.kernel(bet, share, counts()) / dispersion);
            Mixture::pay(&mut state.log_capital, increments);
        }
        self.remember(&mut state.baseline, baseline);
        Ok(state.record(Mixture::log_e(state), bet))
    }

    fn merge(&self, state: &mut SequentialState, other: &SequentialState) -> Result<SequentialEvidence, Error> {
        state.add_buckets(other)?;
        // Both began with the past that the policy gives.
        for (sum, prior) in state.baseline.iter_mut().zip(self.begin().baseline) {
            *sum = (*sum - prior).max(0.0);
        }
        Ok(self.mixture.merge(state, other))
    }
}

/// What the past of the baseline says of each bucket.
struct Scores(Vec<Bucket>);

#[derive(Clone, Copy)]
struct Bucket {
    /// Its share of the requests.
    share: f64,
    /// The share of all below, and half of its own.
    below: f64,
    /// The same from above; not 1 less the other, which would lose the tail's digits.
    above: f64,
    /// The log-odds of both.
    body: f64,
}

impl Scores {
    fn of(past: &[f64], total: f64, smoothing: f64) -> Self {
        let each = smoothing / past.len() as f64;
        let mut below = 0.0;
        let mut buckets: Vec<Bucket> = past
            .iter()
            .map(|count| {
                let share = (count + each) / (total + smoothing);
                let bucket = Bucket { share, below: below + share / 2.0, above: 0.0, body: 0.0 };
                below += share;
                bucket
            })
            .collect();
        let mut above = 0.0;
        for bucket in buckets.iter_mut().rev() {
            bucket.above = above + bucket.share / 2.0;
            above += bucket.share;
            // The standard deviation of the log-odds of a uniform rank is pi / sqrt 3.
            bucket.body = (bucket.below / bucket.above).ln() * 3.0_f64.sqrt() / std::f64::consts::PI;
        }
        Self(buckets)
    }

    /// The kernel of the tilt that a bet assumes.
    fn kernel(&self, bet: &Bet, share: f64, counts: impl Iterator<Item = (f64, f64)>) -> f64 {
        let norm: f64 = self.0.iter().map(|bucket| bucket.share * bet.log_tilt(bucket).exp()).sum();
        let log_norm = norm.ln();
        let part = |((canary, baseline), bucket): ((f64, f64), &Bucket)| {
            share::kernel(canary, baseline, bet.log_tilt(bucket) - log_norm, share)
        };
        counts.zip(&self.0).map(part).sum()
    }
}

impl Bet {
    fn log_tilt(&self, bucket: &Bucket) -> f64 {
        let score = match (self.score, self.mirrored) {
            (Score::Body, false) => bucket.body,
            (Score::Body, true) => -bucket.body,
            (Score::Tail(share), false) => (share / bucket.above).ln().max(0.0),
            (Score::Tail(share), true) => (share / bucket.below).ln().max(0.0),
        };
        self.strength * score
    }
}

/// Half of the capital on shifts, half on tails; with both directions, half of each on its mirror image.
fn nodes(both: bool) -> Vec<(Bet, f64)> {
    let body = BODY.iter().map(|strength| (Score::Body, *strength, 1.0 / 8.0));
    let tail = TAIL.iter().flat_map(|share| GROWTH.iter().map(|strength| (Score::Tail(*share), *strength, 1.0 / 18.0)));
    let upwards: Vec<(Score, f64, f64)> = body.chain(tail).collect();
    let side = |mirrored: bool, part: f64| {
        upwards
            .iter()
            .map(move |(score, strength, weight)| (Bet { score: *score, strength: *strength, mirrored }, part * weight))
    };
    if both { side(false, 0.5).chain(side(true, 0.5)).collect() } else { side(false, 1.0).collect() }
}

impl HistogramShiftPolicy {
    /// How many buckets there are, as far as the policy says.
    fn buckets(&self) -> Result<Option<usize>, Error> {
        check_counts("prior", &self.prior).map_err(|err| Error::config(err.code(), err.field()))?;
        let from_bounds = (!self.bounds.is_empty()).then_some(self.bounds.len() + 1);
        let from_prior = (!self.prior.is_empty()).then_some(self.prior.len());
        let pairs = self.bounds.iter().zip(self.bounds.iter().skip(1));
        if let Some(i) = pairs.into_iter().position(|(low, high)| low.get() >= high.get()) {
            return Err(Error::config(ErrorCode::NotRising, format!("bounds[{}]", i + 1)));
        }
        if let (Some(wanted), Some(given)) = (from_bounds, from_prior)
            && wanted != given
        {
            let error = Error::config(ErrorCode::OutOfRange, "prior").value(format!("{given} buckets"));
            return Err(error.allowed(format!("{wanted} buckets, one more than bounds")));
        }
        let buckets = from_bounds.or(from_prior);
        let fits = buckets.is_none_or(|buckets| (2..=MAX_BUCKETS).contains(&buckets));
        let field = if from_bounds.is_some() { "bounds" } else { "prior" };
        let given = format!("{} buckets", buckets.unwrap_or(0));
        check::holds(field, given, fits, &format!("2 to {MAX_BUCKETS} buckets"))?;
        Ok(buckets)
    }

    /// For each bucket those of the baseline that would lie in it if it were slower by the margin; the last stays the
    /// last.
    fn relabelled(&self) -> Result<Option<Vec<Range<usize>>>, Error> {
        let margin = self.scale_margin.get();
        check::holds("scale_margin", margin, (1.0..=1000.0).contains(&margin), "a number from 1 to 1000")?;
        if margin == 1.0 {
            return Ok(None);
        }
        if self.bounds.is_empty() {
            return Err(Error::config(ErrorCode::MissingField, "bounds").allowed("upper bounds, for a scale margin"));
        }
        let bucket = |bound: &Finite| self.bounds.partition_point(|other| other.get() < margin * bound.get());
        let places: Vec<usize> = self.bounds.iter().map(bucket).chain(std::iter::once(self.bounds.len())).collect();
        let first = |j: usize| places.partition_point(|place| *place < j);
        Ok(Some((0..places.len()).map(|j| first(j)..first(j + 1)).collect()))
    }
}
