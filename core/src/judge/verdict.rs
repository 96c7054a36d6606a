//! From the state to what is said.

use statrs::function::beta::checked_beta_reg;

use super::judgement::{JudgeDecision, JudgeEvidence, JudgedEffect, Judgement, MetricJudgement};
use super::metric::DISPLAYED;
use super::policy::{Judged, JudgedMetric, WorseSide};
use super::state::{JudgeState, MetricState};
use super::{CanaryJudge, MetricJudge, Unread};
use crate::canary::EffectMeasure;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::stats::sequential::combine::closed;
use crate::stats::sequential::interval::mean::reach;
use crate::units::NonNegative;

/// A baseline is sick when so few healthy ones would have as many failures in the last few looks.
const SICK: f64 = 0.001;

/// After how many blocks of levels, and requests of both sides, an interval is narrowest.
const BLOCKS: f64 = 30.0;
const REQUESTS: f64 = 5000.0;

impl CanaryJudge {
    /// What is known at a state, and what was not used of the last look.
    pub(super) fn judgement(&self, state: &JudgeState, unread: Unread) -> Judgement {
        let needed = -self.policy.alpha.get().ln();
        let harm = JudgeEvidence { log_e: self.harm(state), log_p: state.log_p, needed };
        let blamed = self.blamed(state, needed);
        let codes = unread.codes.iter().copied().chain(std::iter::repeat(None));
        let places = self.policy.metrics.iter().zip(&self.metrics).zip(&state.metrics).zip(codes).enumerate();
        let metrics: Vec<MetricJudgement> = places
            .map(|(i, (((policy, judge), metric), unread))| {
                let weight = self.log_weights.get(i).copied().flatten();
                let found = Found { policy, judge, metric, needed: needed - weight.unwrap_or(0.0) };
                let mut said = found.said(-self.policy.beta.get().ln());
                said.not_tested.extend(unread.map(|code| Reason::new(code, policy.name.to_string())));
                if blamed.contains(&i) {
                    said.verdict = Verdict::Fail;
                }
                said
            })
            .collect();
        let (decision, reasons) = self.decide(state, &metrics);
        let warned = metrics.iter().any(|metric| metric.verdict == Verdict::Warn);
        let verdict = match decision {
            JudgeDecision::RollBack => Verdict::Fail,
            JudgeDecision::Promote if warned => Verdict::Warn,
            JudgeDecision::Promote => Verdict::Pass,
            JudgeDecision::Continue | JudgeDecision::Hold => Verdict::Inconclusive,
        };
        Judgement { decision, verdict, looks: state.looks, harm, metrics, reasons, unread: unread.metrics }
    }

    /// The metrics that are worse whatever the others are, by closed testing; once harm is shown, at least the one that
    /// weighs most.
    fn blamed(&self, state: &JudgeState, needed: f64) -> Vec<usize> {
        if state.harmed.is_none() {
            return Vec::new();
        }
        let deciding: Vec<(usize, f64, f64)> = (self.log_weights.iter().zip(&state.metrics).enumerate())
            .filter_map(|(i, (weight, metric))| weight.map(|weight| (i, metric.harm.log_e(), weight)))
            .collect();
        let log_e: Vec<f64> = deciding.iter().map(|(_, log_e, _)| *log_e).collect();
        let certain = deciding.iter().zip(closed(&log_e)).filter(|(_, closed)| *closed >= needed);
        let certain: Vec<usize> = certain.map(|((i, _, _), _)| *i).collect();
        if !certain.is_empty() {
            return certain;
        }
        let weightiest = deciding.iter().max_by(|a, b| (a.1 + a.2).total_cmp(&(b.1 + b.2)));
        weightiest.map(|(i, _, _)| *i).into_iter().collect()
    }

    fn decide(&self, state: &JudgeState, metrics: &[MetricJudgement]) -> (JudgeDecision, Vec<Reason>) {
        let places = || self.policy.metrics.iter().zip(&state.metrics).zip(metrics);
        let warnings = metrics.iter().filter(|metric| metric.verdict == Verdict::Warn);
        let warnings = warnings.map(|metric| metric.harmed());
        if state.harmed.is_some() {
            let failed = metrics.iter().filter(|metric| metric.verdict == Verdict::Fail);
            let reasons = failed.map(|metric| metric.harmed()).chain(warnings);
            return (JudgeDecision::RollBack, reasons.collect());
        }
        let broken = state.split.as_ref().filter(|split| split.broken);
        let broken =
            broken.map(|split| Reason::new(ReasonCode::SplitNotAsPlanned, "split").observed(split.share.get()));
        let sick = places().filter(|((policy, metric), _)| policy.criticality.is_required() && metric.sick);
        let sick = sick.map(|((policy, metric), _)| {
            let (level, limit) = policy.judged.sickness(metric);
            Reason::new(ReasonCode::BaselineSick, policy.name.to_string()).compared(level, limit)
        });
        let held: Vec<Reason> = broken.into_iter().chain(sick).collect();
        if !held.is_empty() {
            return (JudgeDecision::Hold, held.into_iter().chain(warnings).collect());
        }
        let required = || metrics.iter().filter(|metric| metric.criticality.is_required());
        if required().all(|metric| metric.verdict == Verdict::Pass) {
            let reasons = required().map(|metric| metric.reason(ReasonCode::SafetyShown)).chain(warnings);
            return (JudgeDecision::Promote, reasons.collect());
        }
        let open = required().filter(|metric| metric.verdict != Verdict::Pass);
        let reasons = open.flat_map(|metric| {
            let unread = metric.not_tested.iter().any(|reason| reason.code != ReasonCode::SafetyNotTested);
            metric.not_tested.iter().cloned().chain((!unread).then(|| metric.needs()))
        });
        (JudgeDecision::Continue, reasons.chain(warnings).collect())
    }
}

/// One metric and what is known of it.
struct Found<'a> {
    policy: &'a JudgedMetric,
    judge: &'a MetricJudge,
    metric: &'a MetricState,
    needed: f64,
}

impl Found<'_> {
    fn said(&self, beta: f64) -> MetricJudgement {
        let Self { policy, judge, metric, needed } = *self;
        let harm = JudgeEvidence { log_e: metric.harm.log_e(), log_p: metric.harm.log_p, needed };
        let testable = !judge.safety.is_empty();
        let safety = JudgeEvidence { log_e: metric.safety.log_e(), log_p: metric.safety.log_p, needed: beta };
        let is_safe = testable && -safety.log_p >= safety.needed;
        let required = policy.criticality.is_required();
        let verdict = match (required, is_safe) {
            (_, _) if !required && -harm.log_p >= harm.needed => Verdict::Warn,
            (_, true) => Verdict::Pass,
            _ => Verdict::Inconclusive,
        };
        let name = || policy.name.to_string();
        MetricJudgement {
            name: policy.name.clone(),
            criticality: policy.criticality,
            verdict,
            tests: judge.harm.iter().map(|part| part.test).collect(),
            harm,
            safety: testable.then_some(safety),
            effect: policy.judged.effect(metric, judge.ratio.interval(&metric.ratio)),
            baseline_events: metric.baseline.events.get(),
            baseline_exposure: metric.baseline.exposure.get(),
            canary_events: metric.canary.events.get(),
            canary_exposure: metric.canary.exposure.get(),
            until_safe: if is_safe { Some(0.0) } else { policy.judged.until_safe(metric, beta) },
            until_harm: policy.judged.until_harm(metric, needed),
            not_tested: (!testable).then(|| Reason::new(ReasonCode::SafetyNotTested, name())).into_iter().collect(),
        }
    }
}

impl MetricJudgement {
    fn harmed(&self) -> Reason {
        let is_difference = self.effect.is_some_and(|effect| effect.measure == EffectMeasure::Difference);
        self.reason(if is_difference { ReasonCode::DifferenceShown } else { ReasonCode::HarmShown })
    }

    fn reason(&self, code: ReasonCode) -> Reason {
        let mut reason = Reason::new(code, self.name.to_string());
        reason.observed = self.effect.and_then(|effect| effect.estimate);
        reason.samples = Some(self.canary_exposure as u64);
        reason
    }

    fn needs(&self) -> Reason {
        let mut reason = Reason::new(ReasonCode::MoreNeeded, self.name.to_string());
        (reason.observed, reason.limit) = (self.until_harm, self.until_safe);
        reason.samples = Some(self.canary_exposure as u64);
        reason
    }
}

impl Judged {
    fn effect(&self, metric: &MetricState, (lower, upper): (f64, Option<f64>)) -> Option<JudgedEffect> {
        let (baseline, canary) = (metric.baseline, metric.canary);
        let rate = |events: NonNegative, exposure: NonNegative| events.get() / exposure.get();
        let (b, c) = (rate(baseline.events, baseline.exposure), rate(canary.events, canary.exposure));
        if let Self::Level { worse, .. } = self {
            let levels = metric.levels.filter(|levels| levels.blocks > 0.0)?;
            let sign = if *worse == WorseSide::Lower { -1.0 } else { 1.0 };
            let variance = levels.squares / (levels.blocks - 1.0) / levels.blocks;
            let half = (levels.blocks > 1.0).then(|| reach(levels.blocks, variance, DISPLAYED, BLOCKS).0);
            return Some(JudgedEffect::around(sign * levels.mean, half));
        }
        if !(b.is_finite() && c.is_finite()) {
            return None;
        }
        if self.is_ratio() {
            let is_told = baseline.events.get() + canary.events.get() > 0.0;
            return is_told.then(|| JudgedEffect {
                measure: EffectMeasure::Ratio,
                estimate: Some(c / b).filter(|ratio| ratio.is_finite()),
                lower: Some(lower),
                upper,
            });
        }
        let (nb, nc) = (baseline.exposure.get(), canary.exposure.get());
        let variance = (b * (1.0 - b) / nb + c * (1.0 - c) / nc).max(0.0) * self.dispersion();
        let half = (nb > 1.0 && nc > 1.0).then(|| reach(nb + nc, variance, DISPLAYED, REQUESTS).0);
        Some(JudgedEffect::around(c - b, half))
    }

    /// Whether the baseline itself is beyond what the policy calls healthy.
    pub(super) fn is_sick(&self, metric: &MetricState) -> bool {
        let (level, limit) = self.sickness(metric);
        match self {
            Self::Failures { .. } => {
                let (events, trials) = (metric.recent.events.get(), metric.recent.exposure.get());
                let tail = || checked_beta_reg(events, trials - events + 1.0, limit).unwrap_or(1.0);
                events > 0.0 && level > limit && tail() <= SICK
            }
            Self::Level { worse, sick_beyond: Some(_), .. } => match worse {
                WorseSide::Higher => level > limit,
                WorseSide::Lower => level < limit,
            },
            _ => false,
        }
    }

    /// The baseline's level of late, and the one beyond which it is sick.
    fn sickness(&self, metric: &MetricState) -> (f64, f64) {
        match self {
            Self::Failures { sick_above, .. } => {
                let recent = metric.recent;
                (recent.events.get() / recent.exposure.get().max(1.0), sick_above.get())
            }
            Self::Level { sick_beyond: Some(limit), .. } => {
                (metric.levels.map_or(limit.get(), |levels| levels.baseline), limit.get())
            }
            _ => (0.0, 0.0),
        }
    }
}

impl JudgedEffect {
    fn around(estimate: f64, half: Option<f64>) -> Self {
        Self {
            measure: EffectMeasure::Difference,
            estimate: Some(estimate),
            lower: half.map(|half| estimate - half),
            upper: half.map(|half| estimate + half),
        }
    }
}
