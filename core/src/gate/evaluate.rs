//! From measurements to checks, and from checks to a report.

use std::cmp::Ordering;

use super::{Bound, Check, Condition, Consequence, Consequences, Criticality, Gate, GateReport};
use crate::error::Error;
use crate::metric::{Cause, Comparison, Evidence, Level, Measurement};
use crate::reason::{ReasonCode, Verdict};
use crate::time::Timestamp;
use crate::units::{Finite, NonNegative, compare};

/// Evaluates gates on the evidence of one look. `gates` are those of a checked policy; `baking` says that the stage goes
/// on for longer in any case.
///
/// # Errors
///
/// A measurement that contradicts itself, such as more events than trials.
pub(crate) fn evaluate(gates: &[Gate], now: Timestamp, evidence: &Evidence, baking: bool) -> Result<GateReport, Error> {
    evidence.check()?;
    let mut found: Vec<Option<&Comparison>> = vec![None; gates.len()];
    let mut unread = Vec::new();
    // Both lists are short, and names mostly differ in length: comparing all with all is faster than a search.
    for (metric, comparison) in &evidence.metrics {
        let mut read = false;
        for (_, place) in gates.iter().zip(&mut found).filter(|(gate, _)| gate.metric == *metric) {
            *place = Some(comparison);
            read = true;
        }
        if !read {
            unread.push(metric.clone());
        }
    }
    let mut checks: Vec<Check> = gates.iter().zip(found).map(|(gate, found)| gate.check(now, found)).collect();
    let gathering = |check: &&mut Check| check.verdict == Verdict::Inconclusive && check.counts_as.is_none();
    for check in checks.iter_mut().filter(gathering).filter(|_| !baking) {
        check.counts_as = check.criticality.counted(check.verdict);
    }
    let worst = checks.iter().filter_map(|check| check.counts_as).max();
    let measured = checks.iter().any(|check| check.criticality.is_required() && check.margin.is_some());
    let (verdict, code) = match worst {
        Some(worst) if measured || worst == Verdict::Fail => (worst, None),
        _ if gates.is_empty() => (Verdict::Inconclusive, Some(ReasonCode::NothingToCheck)),
        None if checks.iter_mut().any(|check| gathering(&check)) => {
            (Verdict::Inconclusive, Some(ReasonCode::StillGathering))
        }
        _ => (Verdict::Inconclusive, Some(ReasonCode::NothingMeasured)),
    };
    Ok(GateReport { verdict, code, checks, unread, judgement: None })
}

impl Gate {
    fn check(&self, now: Timestamp, comparison: Option<&Comparison>) -> Check {
        let level = |side: Option<&Measurement>| {
            let level = side.ok_or(Cause::Missing)?.level(now, self.window, self.quantile)?;
            // A level without a known number of samples cannot show that it has enough.
            let enough = level.samples.unwrap_or(0) >= self.min_samples.get();
            if enough { Ok(level) } else { Err(Cause::TooFewSamples) }
        };
        let canary = level(comparison.map(|c| &c.canary));
        if !self.is_relative() {
            return match canary {
                Ok(canary) => self.held_against(canary, None),
                Err(cause) => self.unmeasured(cause.code(), self.unmeasured.of(cause)),
            };
        }
        match (canary, level(comparison.and_then(|c| c.baseline.as_ref()))) {
            (Ok(canary), Ok(baseline)) => self.held_against(canary, Some(baseline)),
            (Err(cause), Ok(baseline)) => {
                Check { baseline: Some(baseline.value), ..self.unmeasured(cause.code(), self.unmeasured.of(cause)) }
            }
            (Ok(canary), Err(cause)) => Check {
                observed: Some(canary.value),
                samples: canary.samples,
                baseline_code: Some(cause.code()),
                ..self.unmeasured(ReasonCode::BaselineUnmeasured, self.unmeasured.baseline)
            },
            (Err(canary), Err(baseline)) => {
                let worst = self.unmeasured.of(canary).max(self.unmeasured.baseline);
                Check { baseline_code: Some(baseline.code()), ..self.unmeasured(ReasonCode::BothUnmeasured, worst) }
            }
        }
    }

    fn held_against(&self, canary: Level, baseline: Option<Level>) -> Check {
        let Lines { bound, limit, without_slack, warn } = self.condition.lines(baseline.map(|b| b.value));
        let inside = |line: Line| bound.holds(canary.value, line, baseline);
        let (verdict, code) = if !inside(limit) {
            (Verdict::Fail, ReasonCode::LimitExceeded)
        } else if warn.is_some_and(|warn| !inside(warn)) {
            (Verdict::Warn, ReasonCode::NearLimit)
        } else if baseline.is_some_and(|b| compare(canary.value, b.value) == Ordering::Equal) {
            (Verdict::Pass, ReasonCode::EqualToBaseline)
        } else if !inside(without_slack) {
            (Verdict::Pass, ReasonCode::WithinSlack)
        } else {
            (Verdict::Pass, ReasonCode::WithinLimit)
        };
        // "This or more" of the canary can only show that it is too high, or high enough; of the baseline, that the
        // limit is high enough, or too high.
        let upper = bound.healthy() == Ordering::Less;
        let shown_by_canary = if upper { Verdict::Fail } else { Verdict::Pass };
        let shown_by_baseline = if upper { Verdict::Pass } else { Verdict::Fail };
        let canary_hides = canary.or_more && verdict != shown_by_canary;
        let baseline_hides = baseline.is_some_and(|b| b.or_more) && verdict != shown_by_baseline;
        let measured = Check {
            observed: Some(canary.value),
            baseline: baseline.map(|b| b.value),
            samples: canary.samples,
            ..self.answer(code, verdict)
        };
        if canary_hides || baseline_hides {
            let unknown = self.unmeasured(ReasonCode::BeyondBuckets, self.unmeasured.not_a_number);
            let Check { verdict, counts_as, code, .. } = unknown;
            return Check { verdict, counts_as, code, ..measured };
        }
        let distance = if upper { limit.level - canary.value } else { canary.value - limit.level };
        Check { limit: Some(limit.level), margin: Some(bounded(distance)), ..measured }
    }

    fn unmeasured(&self, code: ReasonCode, consequence: Consequence) -> Check {
        let verdict = match consequence {
            Consequence::Pass | Consequence::Ignore => Verdict::Pass,
            Consequence::Wait | Consequence::Hold => Verdict::Inconclusive,
            Consequence::Fail => Verdict::Fail,
        };
        let check = self.answer(code, verdict);
        let left_out = matches!(consequence, Consequence::Ignore | Consequence::Wait);
        if left_out { Check { counts_as: None, ..check } } else { check }
    }

    fn answer(&self, code: ReasonCode, verdict: Verdict) -> Check {
        Check {
            gate: self.name.clone(),
            verdict,
            criticality: self.criticality,
            counts_as: self.criticality.counted(verdict),
            code,
            observed: None,
            limit: None,
            baseline: None,
            samples: None,
            margin: None,
            baseline_code: None,
        }
    }
}

impl Criticality {
    /// Whether a gate decides, rather than inform.
    pub(crate) fn is_required(self) -> bool {
        matches!(self, Self::Critical | Self::Guardrail)
    }

    /// What a verdict contributes to that of the report.
    fn counted(self, verdict: Verdict) -> Option<Verdict> {
        match self {
            Self::Critical | Self::Guardrail => Some(verdict),
            Self::Signal => Some(verdict.min(Verdict::Warn)),
            Self::Info => None,
        }
    }
}

impl Consequences {
    fn of(&self, cause: Cause) -> Consequence {
        match cause {
            Cause::Missing => self.missing,
            Cause::NotANumber | Cause::NoQuantile => self.not_a_number,
            Cause::FetchFailed => self.fetch_failed,
            Cause::Stale => self.stale,
            Cause::NoTraffic => self.no_traffic,
            Cause::TooFewSamples => self.too_few_samples,
        }
    }
}

impl Bound {
    /// How a healthy level compares with the limit.
    pub(super) fn healthy(self) -> Ordering {
        match self {
            Self::Below | Self::AtMost => Ordering::Less,
            Self::Above | Self::AtLeast => Ordering::Greater,
        }
    }

    /// Whether a level is on the healthy side of a line. A canary as good as its baseline is, unless the line
    /// demands that it be better.
    fn holds(self, level: f64, line: Line, baseline: Option<Level>) -> bool {
        match compare(level, line.level) {
            Ordering::Equal if matches!(self, Self::AtMost | Self::AtLeast) => true,
            other if other == self.healthy() => true,
            _ => !line.improves && baseline.is_some_and(|b| compare(level, b.value) == Ordering::Equal),
        }
    }
}

/// A condition with the baseline filled in.
struct Lines {
    bound: Bound,
    limit: Line,
    without_slack: Line,
    warn: Option<Line>,
}

/// A limit in the unit of the metric.
#[derive(Clone, Copy)]
struct Line {
    level: f64,
    /// It demands that the canary be better than its baseline.
    improves: bool,
}

impl Condition {
    /// Whether a level is healthy; a relative condition needs the level of the baseline.
    pub(crate) fn holds_of(&self, level: f64, baseline: Option<f64>) -> bool {
        let lines = self.lines(baseline);
        lines.bound.holds(level, lines.limit, baseline.map(|value| Level::of(value, None)))
    }

    /// The limit in the unit of the metric.
    pub(crate) fn limit_at(&self, baseline: Option<f64>) -> f64 {
        self.lines(baseline).limit.level
    }

    fn lines(&self, baseline: Option<f64>) -> Lines {
        let baseline = baseline.unwrap_or_default();
        match *self {
            Self::Absolute { bound, limit, warn } => {
                let line = |limit: Finite| Line { level: limit.get(), improves: true };
                Lines { bound, limit: line(limit), without_slack: line(limit), warn: warn.map(line) }
            }
            Self::Ratio { bound, limit, warn, slack } => {
                // A multiple of a negative level would turn round; the distance from the baseline does not.
                let times = |f: f64| if baseline < 0.0 { baseline - baseline * (f - 1.0) } else { baseline * f };
                Lines::relative(bound, limit.get(), warn.map(NonNegative::get), slack, 1.0, times)
            }
            Self::Difference { bound, limit, warn, slack } => {
                Lines::relative(bound, limit.get(), warn.map(Finite::get), slack, 0.0, |distance| baseline + distance)
            }
        }
    }
}

impl Lines {
    /// `neutral` is the limit that stands for "as the baseline", `level` turns a limit into one on the metric.
    fn relative(
        bound: Bound,
        limit: f64,
        warn: Option<f64>,
        slack: NonNegative,
        neutral: f64,
        level: impl Fn(f64) -> f64,
    ) -> Self {
        let slack = if bound.healthy() == Ordering::Less { slack.get() } else { 0.0 - slack.get() };
        let line = |limit: f64, slack: f64| Line {
            level: bounded(level(limit) + slack),
            improves: compare(limit, neutral) == bound.healthy(),
        };
        Self {
            bound,
            limit: line(limit, slack),
            without_slack: line(limit, 0.0),
            warn: warn.map(|warn| line(warn, slack)),
        }
    }
}

/// Keeps a result of arithmetic on extreme levels finite.
fn bounded(level: f64) -> f64 {
    level.clamp(f64::MIN, f64::MAX)
}
