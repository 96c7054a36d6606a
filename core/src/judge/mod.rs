//! A canary beside its baseline, look after look: is it worse, is it shown to be safe, or what is still needed?
//!
//! However often one looks, the promises of the policy hold over the whole rollout: see [`JudgePolicy`].

mod judgement;
mod look;
mod metric;
mod needed;
mod policy;
mod reading;
mod split;
mod state;
mod verdict;

use std::sync::Arc;

use serde::{Deserialize, Serialize};

pub use judgement::{JudgeDecision, JudgeEvidence, JudgeTest, JudgedEffect, Judgement, MetricJudgement};
pub use look::JudgeLook;
pub(crate) use look::Seen;
pub use policy::{Counters, JudgePolicy, Judged, JudgedMetric, SplitPolicy, WarmUp, WorseSide};
pub use state::{JudgeState, LevelState, Marks, MetricState, SideState, SplitState};

use crate::digest::Digest;
use crate::error::{Error, ErrorCode};
use crate::reason::ReasonCode;
use crate::recording::Recording;
use crate::stats::sequential::log;
use crate::units::{Count, Fraction};
use metric::MetricJudge;
use reading::Reading;

/// How many looks are planned where nobody says: an hour of one-minute looks.
const USUAL_LOOKS: u32 = 60;

/// A judge whose policy is checked. Immutable, and shared by as many canaries as one likes.
///
/// ```
/// use rollwise::{CanaryJudge, Family, JudgeDecision, JudgeLook, document};
///
/// let judge = CanaryJudge::from_json(r#"{"metrics": [{"name": "errors", "judged": {"kind": "failures"}}]}"#)?;
/// let mut state = judge.begin();
/// let mut looks = 0;
/// let decision = loop {
///     looks += 1;
///     let look = format!(r#"{{"at": "2026-11-21T03:{looks:02}:00Z", "evidence": {{"metrics": {{"errors": {{
///         "baseline": {{"kind": "counts", "events": 9, "trials": 9000}},
///         "canary": {{"kind": "counts", "events": 4, "trials": 1000}}
///     }}}}}}}}"#);
///     let look: JudgeLook = document::read(Family::Input, &look)?;
///     let judgement = judge.look(&mut state, &look)?;
///     if judgement.decision != JudgeDecision::Continue {
///         break judgement.decision;
///     }
/// };
/// assert_eq!((decision, looks), (JudgeDecision::RollBack, 4));
/// # Ok::<(), rollwise::Error>(())
/// ```
#[derive(Debug)]
pub struct CanaryJudge {
    policy: JudgePolicy,
    digest: Digest,
    metrics: Vec<MetricJudge>,
    /// The logarithm of the part of alpha of each metric that decides.
    log_weights: Vec<Option<f64>>,
}

/// A whole recorded series, judged.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct JudgedSeries {
    /// One for each look.
    pub judgements: Vec<Judgement>,
    /// Where the judge stands after the last.
    pub state: JudgeState,
}

/// Judges a whole series of looks, from the start or from where a judge stopped.
///
/// # Errors
///
/// As [`CanaryJudge::new`], [`CanaryJudge::resume`] and [`CanaryJudge::look`], whose errors name the look.
pub fn judge_canary(
    policy: &JudgePolicy,
    looks: &[JudgeLook],
    state: Option<JudgeState>,
) -> Result<JudgedSeries, Error> {
    let judge = CanaryJudge::new(policy.clone()).map_err(|err| err.within("policy"))?;
    let mut state = match state {
        Some(state) => judge.resume(state).map_err(|err| err.within("state"))?,
        None => judge.begin(),
    };
    let look = |(i, look)| judge.look(&mut state, look).map_err(|err| err.within(&format!("looks[{i}]")));
    let judgements = looks.iter().enumerate().map(look).collect::<Result<_, _>>()?;
    Ok(JudgedSeries { judgements, state })
}

/// What the judge says at every look of a recording.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
#[non_exhaustive]
pub struct JudgedRecording {
    /// What follows, for each look.
    pub decisions: Vec<JudgeDecision>,
    /// Logarithm of the evidence of harm of all metrics that decide, for each look.
    pub log_e: Vec<f64>,
    /// Logarithm of its anytime-valid p-value, for each look.
    pub log_p: Vec<f64>,
    /// What the judge says after the last look; none without any.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last: Option<Judgement>,
    /// Where the judge stands then.
    pub state: JudgeState,
}

/// Judges recorded columns: quick for long recordings, since only the last judgement is written out.
///
/// # Errors
///
/// As [`CanaryJudge::new`] and [`CanaryJudge::look`], whose errors name the column, and for columns that do not fit each
/// other.
pub fn judge_recording(policy: &JudgePolicy, recording: &Recording) -> Result<JudgedRecording, Error> {
    let judge = CanaryJudge::new(policy.clone()).map_err(|err| err.within("policy"))?;
    recording.check().map_err(|err| err.within("recording"))?;
    let looks = recording.at.len();
    let (mut decisions, mut log_e, mut log_p) =
        (Vec::with_capacity(looks), Vec::with_capacity(looks), Vec::with_capacity(looks));
    let (mut state, mut last) = (judge.begin(), None);
    for (number, at) in recording.at.iter().enumerate() {
        let evidence = recording.look(number);
        let seen = Seen { at: *at, id: None, share: None, evidence: &evidence };
        let blame = |err| recording.blame(number, err).within("recording");
        let (next, judgement) = judge.see(&state, &seen).map_err(blame)?;
        state = next;
        decisions.push(judgement.decision);
        log_e.push(judgement.harm.log_e);
        log_p.push(judgement.harm.log_p);
        last = Some(judgement);
    }
    Ok(JudgedRecording { decisions, log_e, log_p, last, state })
}

impl CanaryJudge {
    /// Checks a policy.
    ///
    /// # Errors
    ///
    /// A configuration error that names the field, the value and what would be allowed.
    pub fn new(policy: JudgePolicy) -> Result<Self, Error> {
        policy.validate()?;
        let planned = policy.planned_looks.unwrap_or(USUAL_LOOKS);
        if !(2..=1_000_000).contains(&planned) {
            let error = Error::config(ErrorCode::OutOfRange, "planned_looks").value(planned);
            return Err(error.allowed("a whole number from 2 to 1000000"));
        }
        let metric =
            |(i, metric)| MetricJudge::new(metric, planned).map_err(|err| err.within(&format!("metrics[{i}]")));
        let metrics = policy.metrics.iter().enumerate().map(metric).collect::<Result<_, Error>>()?;
        let decides = |metric: &&JudgedMetric| metric.criticality.is_required();
        let weights: f64 = policy.metrics.iter().filter(decides).map(|metric| metric.weight.get()).sum();
        let log_weight = |metric| Some(metric).filter(decides).map(|metric| (metric.weight.get() / weights).ln());
        let log_weights = policy.metrics.iter().map(log_weight).collect();
        Ok(Self { digest: Digest::of(&policy), policy, metrics, log_weights })
    }

    /// Reads and checks a policy.
    ///
    /// # Errors
    ///
    /// What is wrong with the text, and as [`CanaryJudge::new`].
    pub fn from_json(policy: &str) -> Result<Self, Error> {
        Self::new(crate::document::read(crate::error::Family::Config, policy)?)
    }

    /// The policy that was checked.
    #[must_use]
    pub fn policy(&self) -> &JudgePolicy {
        &self.policy
    }

    /// The state before the first look.
    #[must_use]
    pub fn begin(&self) -> JudgeState {
        JudgeState {
            judge: self.digest,
            looks: Count::ZERO,
            began: None,
            last: None,
            seen: Vec::new(),
            share: None,
            requests: 0.0,
            log_p: 0.0,
            harmed: None,
            metrics: self.metrics.iter().map(MetricJudge::begin).collect(),
            split: None,
        }
    }

    /// Checks a state that was stored, so that the looks need not.
    ///
    /// # Errors
    ///
    /// `wrong_test` for the state of a judge with another policy; `out_of_range` or `not_finite` for one that was changed.
    pub fn resume(&self, state: JudgeState) -> Result<JudgeState, Error> {
        state.check(self.digest)?;
        if state.metrics.len() != self.metrics.len() {
            let error =
                Error::input(ErrorCode::OutOfRange, "metrics").value(format!("{} metrics", state.metrics.len()));
            return Err(error.allowed(format!("{} metrics", self.metrics.len())));
        }
        for (i, (metric, state)) in self.metrics.iter().zip(&state.metrics).enumerate() {
            metric.check(state).map_err(|err| err.within(&format!("metrics[{i}]")))?;
        }
        if let Some(split) = &state.split {
            split::check(split).map_err(|err| err.within("split"))?;
        }
        Ok(state)
    }

    /// Takes in a look, and says what is known now.
    ///
    /// # Errors
    ///
    /// `not_in_order` for a look that is not later than the one before; `wrong_type`, `contradiction` and others for a
    /// measurement that cannot be used, `wrong_test` for the state of another judge. The state is then as it was.
    pub fn look(&self, state: &mut JudgeState, look: &JudgeLook) -> Result<Judgement, Error> {
        let seen = Seen { at: look.at, id: look.id.as_ref(), share: look.share, evidence: &look.evidence };
        let (next, judgement) = self.see(state, &seen)?;
        *state = next;
        Ok(judgement)
    }

    /// The state after a look, and what is known then.
    pub(crate) fn see(&self, state: &JudgeState, look: &Seen) -> Result<(JudgeState, Judgement), Error> {
        if state.judge != self.digest {
            let error = Error::input(ErrorCode::WrongTest, "state.judge").value(state.judge);
            return Err(error.allowed(format!("the state of this very judge, {}", self.digest)));
        }
        if look.id.is_some_and(|id| state.seen.contains(id)) {
            return Ok((state.clone(), self.judgement(state, Unread::default())));
        }
        if let Some(last) = state.last.filter(|last| look.at <= *last) {
            let error = Error::input(ErrorCode::NotInOrder, "at").value(look.at);
            return Err(error.allowed(format!("later than {last}, the look before")));
        }
        look.evidence.check().map_err(|err| err.within("evidence"))?;
        let mut next = state.clone();
        let unread = self.take_in(&mut next, look)?;
        let judgement = self.judgement(&next, unread);
        Ok((next, judgement))
    }

    /// Moves the state on, and says what could not be used.
    fn take_in(&self, state: &mut JudgeState, look: &Seen) -> Result<Unread, Error> {
        let began = *state.began.get_or_insert(look.at);
        let warm_up = self.policy.warm_up;
        let is_warm = look.at >= began.after(warm_up.time) && state.requests >= warm_up.requests.as_f64();
        let moved = look.share.is_some() && state.share.is_some() && look.share != state.share;
        state.share = look.share.or(state.share);
        let mut readings = Vec::with_capacity(self.metrics.len());
        for (policy, metric) in self.policy.metrics.iter().zip(&mut state.metrics) {
            let comparison = look.evidence.metrics.get(&policy.name);
            let within = |err: Error| err.within(&format!("evidence.metrics.{}", policy.name));
            readings.push(policy.read(comparison, metric).map_err(within)?);
        }
        state.requests += readings.iter().flatten().map(Reading::requests).fold(0.0, f64::max);
        self.check_split(state, &readings)?;
        let judged = is_warm && !state.split.as_ref().is_some_and(|split| split.broken);
        let mut codes = Vec::with_capacity(readings.len());
        for (i, reading) in readings.into_iter().enumerate() {
            let parts = (self.policy.metrics.get(i), self.metrics.get(i), state.metrics.get_mut(i));
            let (Some(policy), Some(judge), Some(metric)) = parts else { continue };
            if moved && self.policy.safety_at_each_share {
                judge.begin_safety(metric);
            }
            codes.push(match reading {
                Ok(reading) if judged => {
                    let within = |err: Error| err.within(&format!("evidence.metrics.{}", policy.name));
                    judge.look(&policy.judged, metric, reading, look.at).map_err(within)?;
                    metric.sick = policy.judged.is_sick(metric);
                    None
                }
                Ok(_) if !is_warm => Some(ReasonCode::WarmingUp),
                Ok(_) => Some(ReasonCode::SplitNotAsPlanned),
                Err(code) => Some(code),
            });
        }
        if judged {
            state.looks = state.looks.saturating_add(Count::ONE);
        }
        state.log_p = state.log_p.min(-self.harm(state)) + 0.0;
        if state.log_p <= self.policy.alpha.get().ln() {
            state.harmed.get_or_insert(look.at);
        }
        state.last = Some(look.at);
        state.remember(look.id);
        let is_judged = |name: &Arc<str>| self.policy.metrics.iter().any(|metric| metric.name == *name);
        Ok(Unread { codes, metrics: look.evidence.metrics.keys().filter(|name| !is_judged(name)).cloned().collect() })
    }

    fn check_split(&self, state: &mut JudgeState, readings: &[Result<Reading, ReasonCode>]) -> Result<(), Error> {
        let Some(policy) = &self.policy.split else { return Ok(()) };
        let is_split = |share: &Fraction| share.get() > 0.0 && share.get() < 1.0;
        let Some(share) = policy.planned.or(state.share).filter(is_split) else { return Ok(()) };
        let place = self.policy.metrics.iter().position(|metric| metric.name == policy.metric);
        match place.and_then(|i| readings.get(i)) {
            Some(Ok(reading)) => split::look(policy.alpha, &mut state.split, share, reading.requests_of_both()),
            _ => Ok(()),
        }
    }

    /// Logarithm of the evidence of all metrics that decide: their weighted average.
    fn harm(&self, state: &JudgeState) -> f64 {
        let weighted: Vec<f64> = (self.log_weights.iter().zip(&state.metrics))
            .filter_map(|(log_weight, metric)| log_weight.map(|log_weight| log_weight + metric.harm.log_e()))
            .collect();
        log::sum(weighted.iter().copied()).max(log::EMPTY) + 0.0
    }
}

/// What a look did not use.
#[derive(Default)]
struct Unread {
    /// Why each metric of the policy was not judged, where it was not; shorter than the policy if no look was taken in.
    codes: Vec<Option<ReasonCode>>,
    /// Metrics that were brought but that the policy does not judge.
    metrics: Vec<Arc<str>>,
}

#[cfg(test)]
mod tests;
