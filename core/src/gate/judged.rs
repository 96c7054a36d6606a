//! A judgement over all looks beside the gates of one.

use super::GateReport;
use crate::judge::{JudgeDecision, Judgement};
use crate::reason::{ReasonCode, Verdict};
use crate::units::Fraction;

/// What a stage expects of the judge.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expected {
    /// That it has not shown harm: the sides need not be comparable any more.
    NoHarm,
    /// That both sides can be compared, and that it has not shown harm.
    Comparison,
    /// That it has shown safety.
    Safety,
}

impl GateReport {
    /// Joins what the judge says to the gates: the worse of both decides, and what holds outweighs what is gathering.
    /// Without gates the judge decides alone.
    pub(crate) fn judged(mut self, judgement: Judgement, expected: Expected) -> Self {
        let (verdict, code) = judgement.counts_as(expected);
        if self.checks.is_empty() {
            (self.verdict, self.code) = (verdict, code);
        } else {
            let gathers = |code: Option<ReasonCode>| code == Some(ReasonCode::StillGathering);
            let is_held = self.verdict == Verdict::Inconclusive && !gathers(self.code);
            if verdict > self.verdict || verdict == self.verdict && !is_held {
                self.code = code;
            }
            self.verdict = self.verdict.max(verdict);
        }
        let is_judged = |name: &std::sync::Arc<str>| judgement.metrics.iter().any(|metric| metric.name == *name);
        self.unread.retain(|name| !is_judged(name));
        self.judgement = Some(Box::new(judgement));
        self
    }
}

impl Judgement {
    /// What it contributes to the verdict of a look, and why it says less than its metrics.
    fn counts_as(&self, expected: Expected) -> (Verdict, Option<ReasonCode>) {
        let gathering = (Verdict::Inconclusive, Some(ReasonCode::StillGathering));
        match self.decision {
            JudgeDecision::RollBack => (Verdict::Fail, None),
            _ if expected == Expected::NoHarm => (Verdict::Pass, None),
            JudgeDecision::Hold => (Verdict::Inconclusive, None),
            _ if self.is_blind() => (Verdict::Inconclusive, None),
            _ if self.looks.get() == 0 => gathering,
            JudgeDecision::Promote => (self.verdict, None),
            JudgeDecision::Continue if expected == Expected::Safety => gathering,
            JudgeDecision::Continue => (Verdict::Pass, None),
        }
    }

    /// Whether a metric that decides was not measured in this look.
    fn is_blind(&self) -> bool {
        let not_blind =
            |code| matches!(code, ReasonCode::SafetyNotTested | ReasonCode::WarmingUp | ReasonCode::CountingBegins);
        let required = self.metrics.iter().filter(|metric| metric.criticality.is_required());
        required.flat_map(|metric| &metric.not_tested).any(|reason| !not_blind(reason.code))
    }

    /// The mean over the metrics that decide of 1 where safety is shown, 0.5 where nothing is and 0 where harm is; none
    /// before the first look.
    pub(crate) fn health(&self) -> Option<Fraction> {
        if self.looks.get() == 0 {
            return None;
        }
        let required = self.metrics.iter().filter(|metric| metric.criticality.is_required());
        let health = required.map(|metric| match metric.verdict {
            Verdict::Pass | Verdict::Warn => 1.0,
            Verdict::Inconclusive => 0.5,
            Verdict::Fail => 0.0,
        });
        let (sum, n) = health.fold((0.0, 0.0), |(sum, n), health: f64| (sum + health, n + 1.0));
        Fraction::new(sum / n).ok()
    }
}
