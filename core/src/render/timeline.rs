//! A rollout as a timeline that a person can read.

use serde::Serialize;

use super::gates::gates;
use super::prose::number;
use super::style::Style;
use super::table::paragraph;
use crate::audit::{Record, Start};
use crate::document;
use crate::gate::{Check, GateReport};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::render::explain;
use crate::rollout::{Event, Phase};
use crate::time::Timestamp;
use crate::units::TrafficShare;

/// The records of a rollout as a timeline, at most 100 columns wide.
///
/// A header, then one line for each step: time since the start, phase, share of traffic, what happened and why. Under
/// a look that decided something stand its gates. Steps that repeat without news share a line, and a tick that only
/// asked for something is left out, since the answer has a line of its own. The last line says how it ended.
#[must_use]
pub fn timeline(records: &[Record], style: Style) -> String {
    let (Some(first), Some(last)) = (records.first(), records.last()) else { return String::new() };
    let width = clock(first.at, last.at).len();
    let view = View { start: first.start.as_deref(), since: first.at, width, style };
    let steps = view.steps(records);
    let phase = steps.iter().map(|step| step.first.to.as_str().len()).max().unwrap_or(0);
    let mut text = view.header(first);
    text.push('\n');
    for step in &steps {
        text.push_str(&view.step(step, phase));
    }
    text.push('\n');
    text.push_str(&view.ending(records, last));
    text
}

struct View<'a> {
    start: Option<&'a Start>,
    since: Timestamp,
    /// Columns that the time takes.
    width: usize,
    style: Style,
}

/// One record, or several that repeat.
struct Step<'a> {
    first: &'a Record,
    last: &'a Record,
    count: usize,
    /// Share of live traffic, once there is any.
    share: Option<TrafficShare>,
}

impl View<'_> {
    fn header(&self, first: &Record) -> String {
        let Some(Start { release, terms }) = self.start else { return paragraph("", &first.rollout) };
        let previous = release.previous_version.as_deref().map(|version| format!(", replaces {version}"));
        let shares: Vec<String> = terms.plan.stages.iter().map(|stage| stage.share.to_string()).collect();
        let title =
            format!("{} {}{}", release.service, release.version, previous.as_deref().unwrap_or(", first deployment"));
        let plan = format!("{} ({}): {}", terms.plan.name, word(&terms.plan.strategy), shares.join(" → "));
        paragraph("", &title) + &paragraph("image  ", &release.image_tag) + &paragraph("plan   ", &plan)
    }

    fn steps<'a>(&self, records: &'a [Record]) -> Vec<Step<'a>> {
        let mut steps: Vec<Step<'a>> = Vec::new();
        let mut share = None;
        for (i, record) in records.iter().enumerate() {
            share = self.share(record, share);
            let answered = i + 1 < records.len();
            if is_prompt(record) && answered {
                continue;
            }
            match steps.last_mut() {
                Some(step) if repeats(step.first, record) => {
                    step.last = record;
                    step.count += 1;
                }
                _ => steps.push(Step { first: record, last: record, count: 1, share }),
            }
        }
        steps
    }

    /// Share of live traffic that the new version has or is being given. After a rollback that failed nobody knows.
    fn share(&self, record: &Record, before: Option<TrafficShare>) -> Option<TrafficShare> {
        match record.to {
            Phase::Canary | Phase::Promoting => {
                self.start?.terms.plan.stages.get(record.stage as usize).map(|stage| stage.share)
            }
            Phase::RollingBack => before.map(|_| TrafficShare::NONE),
            Phase::Failed => None,
            _ => before,
        }
    }

    /// A step whose phase takes so many columns.
    fn step(&self, step: &Step, phase: usize) -> String {
        let elapsed = clock(self.since, step.first.at);
        let share = step.share.map(|share| share.to_string()).unwrap_or_default();
        let width = self.width;
        let before = format!("{elapsed:>width$}  {:phase$}  {share:>5}  ", step.first.to.as_str());
        let mut text = paragraph(&before, &self.what(step));
        if let Some(report) = step.first.report.as_ref().filter(|report| shows_gates(step.first, report)) {
            text.push_str(&gates(report, self.width + 2, self.style));
        }
        text
    }

    /// What happened in a step, and why.
    fn what(&self, step: &Step) -> String {
        let record = step.first;
        let until = clock(self.since, step.last.at);
        let mut words = Vec::new();
        if let Some(report) = &record.report {
            let health = health(report.verdict);
            words.push(if step.count > 1 {
                format!("{} looks until {until}, {health}", step.count)
            } else {
                format!("look: {health}")
            });
        }
        // The gates of a look stand in its table, and that it is healthy has been said.
        let in_table = |reason: &Reason| match &record.report {
            Some(report) => {
                reason.code == ReasonCode::StillBaking
                    || report.checks.iter().any(|check| *check.gate == *reason.subject && check.code == reason.code)
            }
            None => false,
        };
        words.extend(record.reasons.iter().filter(|reason| !in_table(reason)).map(explain));
        if let Some(confidence) = &record.confidence {
            let score = number(confidence.score.map(|score| score.get()));
            let unknown = confidence.reasons.iter().filter(|r| r.code == ReasonCode::RequiredFactorUnknown);
            let unknown: String = unknown.map(|r| format!(", {} unknown", r.subject.replace('_', " "))).collect();
            words.push(format!("confidence {score} ({}{unknown})", word(&confidence.decision)));
        }
        let unread = record.report.iter().flat_map(|report| &report.unread);
        words.extend(unread.map(|metric| format!("no gate reads {metric}")));
        if words.is_empty() {
            words.extend(record.actions.iter().map(|action| format!("waiting for {}", word(action))));
        }
        let mut text = words.join("; ");
        if step.count > 1 && record.report.is_none() {
            text.push_str(&format!(" ({} times until {until})", step.count));
        }
        text
    }

    /// How it ended, for somebody who was woken by it.
    fn ending(&self, records: &[Record], last: &Record) -> String {
        let (verdict, outcome) = match last.to {
            Phase::Verified => (Verdict::Pass, "VERIFIED"),
            Phase::RolledBack => (Verdict::Fail, "ROLLED BACK"),
            Phase::Failed => (Verdict::Fail, "FAILED"),
            _ => (Verdict::Inconclusive, "NOT FINISHED"),
        };
        let why: Vec<String> = deciding(records, last).map(explain).collect();
        let now = self.now(last);
        let duration = last.at.since(self.since);
        let text = paragraph("", &format!("{outcome} after {duration}: {now}. {}", sentence(&why)));
        self.style.paint(verdict, outcome) + text.strip_prefix(outcome).unwrap_or(&text)
    }

    /// What serves now.
    fn now(&self, last: &Record) -> String {
        let Some(Start { release, terms }) = self.start else { return format!("phase {}", last.to.as_str()) };
        let version = &release.version;
        match (last.to, &release.previous_version) {
            (Phase::Verified, _) if terms.plan.promotes() => format!("{version} serves all traffic"),
            (Phase::Verified, _) => format!("{version} was compared and serves nobody"),
            (Phase::RolledBack, _) if release.rolls_back.is_some() => format!("{version} serves all traffic"),
            (Phase::RolledBack, Some(previous)) => format!("{previous} serves all traffic again"),
            (Phase::RolledBack, None) => format!("{version} was removed"),
            (Phase::Failed, _) if last.from == Phase::RollingBack => {
                let left = release.rolls_back.as_ref().unwrap_or(version);
                format!("{left} could not be taken back, a person is needed now")
            }
            (Phase::Failed, _) => format!("{version} was not deployed"),
            (phase, _) => format!("{version} is in phase {}", phase.as_str()),
        }
    }
}

/// The reasons for the way back, and for the last phase where the way back does not explain it. A look that could not
/// be answered stands behind a rollout that was held for too long.
fn deciding<'a>(records: &'a [Record], last: &'a Record) -> impl Iterator<Item = &'a Reason> {
    let turned = records.iter().rposition(|r| r.to == Phase::RollingBack && r.from != Phase::RollingBack);
    let turned = turned.and_then(|i| Some((records.get(i)?, records.get(..i)?)));
    let held = turned.filter(|(record, _)| record.reasons.iter().any(|r| r.code == ReasonCode::HeldTooLong));
    let look = held.and_then(|(record, before)| {
        let look = before.iter().rev().find(|record| record.report.is_some());
        look.filter(|_| record.report.is_none())
    });
    let ended = (!matches!(last.to, Phase::RolledBack | Phase::RollingBack)).then_some(last);
    let record = turned.map(|(record, _)| record);
    [record, look, ended].into_iter().flatten().flat_map(|record| &record.reasons)
}

/// A tick that only asked the host for something.
fn is_prompt(record: &Record) -> bool {
    matches!(record.event, Some(Event::Tick)) && record.reasons.is_empty()
}

/// Whether a step says nothing that the one before it did not. Numbers may differ, and so may the way to pass a gate.
fn repeats(a: &Record, b: &Record) -> bool {
    let codes = |record: &Record| record.reasons.iter().map(|reason| reason.code).collect::<Vec<_>>();
    let outcome = |check: &Check| {
        let news = (check.counts_as != Some(Verdict::Pass)).then_some(check.code);
        (check.counts_as, news)
    };
    let checks = |record: &Record| record.report.as_ref().map(|r| r.checks.iter().map(outcome).collect::<Vec<_>>());
    let kind = |record: &Record| record.event.as_ref().map(Event::kind);
    let score = |record: &Record| record.confidence.as_ref().map(|c| (c.score, c.decision));
    let failed = b.report.as_ref().is_some_and(|report| report.verdict == Verdict::Fail);
    !failed
        && (a.from, a.to, a.stage, kind(a), score(a)) == (b.from, b.to, b.stage, kind(b), score(b))
        && codes(a) == codes(b)
        && checks(a) == checks(b)
}

/// A healthy look that leaves the rollout where it is needs no numbers.
fn shows_gates(record: &Record, report: &GateReport) -> bool {
    let stays = record.from == record.to || record.to == Phase::CanaryWaiting;
    report.verdict != Verdict::Pass || !stays
}

fn health(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "healthy",
        Verdict::Warn => "healthy with a warning",
        Verdict::Inconclusive => "inconclusive",
        Verdict::Fail => "unhealthy",
    }
}

/// Reasons as one sentence.
fn sentence(reasons: &[String]) -> String {
    if reasons.is_empty() { String::new() } else { format!("Why: {}.", reasons.join("; ")) }
}

/// A value's stable word, as prose.
fn word<T: Serialize>(value: &T) -> String {
    document::write(value).trim_matches('"').replace('_', " ")
}

/// Time since the start as hours, minutes and seconds.
fn clock(since: Timestamp, at: Timestamp) -> String {
    let seconds = at.since(since).as_millis() / 1000;
    format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::metric::{Comparison, Evidence, Measurement};
    use crate::rollout::Action;
    use crate::time::Duration;

    const POLICY: &str = r#"{
        "gate_sets": [], "gates": [{"name": "errors", "metric": "errors",
            "condition": {"kind": "difference", "bound": "at_most", "limit": 0.01}}],
        "plan": "half", "plans": [{"name": "half", "strategy": "canary",
            "stages": [{"share": 50, "bake": "5m"}, {"share": 100}]}],
        "rollout": {"hold_limit": "4m", "verification": {"watch": "1m"}}
    }"#;

    const RELEASE: &str = r#"{
        "id": "r1", "service": "shop", "version": "2.0", "previous_version": "1.9", "commit": "9f8d111d",
        "image_tag": "9f8d111d-1763690400",
        "factors": {"blast_radius": 1, "historical_success": 1, "change_complexity": 1, "test_coverage": 1}
    }"#;

    /// What the canary answers at each look, from 0.
    type Canary = fn(u32) -> Measurement;

    /// A whole rollout whose actions succeed after 10 s each, but for rollbacks where they are refused.
    fn rolled_out(canary: Canary, refuse_rollback: bool) -> Vec<Record> {
        let engine = Engine::from_json(POLICY).unwrap();
        let mut now: Timestamp = "2026-11-21T03:00:00Z".parse().unwrap();
        let (mut rollout, mut step) = engine.start(now, serde_json::from_str(RELEASE).unwrap()).unwrap();
        let mut records: Vec<Record> = step.record.take().into_iter().collect();
        let mut looks = 0;
        let mut event = Event::SafetyAssessed { safety: serde_json::from_str("1").unwrap(), rollout: None };
        loop {
            step = rollout.step(now, event).unwrap();
            records.extend(step.record.take());
            let action = step.actions.first().filter(|action| !matches!(action, Action::Alert { .. }));
            let Some(wake) = step.wake_at else { return records };
            now = if action.is_some() { now.after(Duration::seconds(10)) } else { wake.at };
            event = match action {
                None => Event::Tick,
                Some(Action::Measure { id, .. }) => {
                    let baseline = Some(Measurement::counts(1, 1000).unwrap());
                    let errors = Comparison { canary: canary(looks), baseline };
                    looks += 1;
                    Event::Measured {
                        action: id.clone(),
                        evidence: Evidence { metrics: [("errors".into(), errors)].into() },
                    }
                }
                Some(Action::RollBack { id, .. }) if refuse_rollback => {
                    Event::ActionFailed { action: id.clone(), error: "no\u{1b}[2J\nroute".into() }
                }
                Some(action) => Event::ActionDone { action: action.id().to_owned() },
            };
        }
    }

    fn healthy(_: u32) -> Measurement {
        Measurement::counts(2, 1000).unwrap()
    }

    fn fails_at_the_third_look(look: u32) -> Measurement {
        Measurement::counts(if look < 2 { 2 } else { 40 }, 1000).unwrap()
    }

    fn falls_silent(look: u32) -> Measurement {
        if look < 1 { healthy(look) } else { Measurement::Missing }
    }

    fn last_line(records: &[Record]) -> String {
        timeline(records, Style::Plain).rsplit("\n\n").next().unwrap().replace('\n', " ")
    }

    #[test]
    fn colour_adds_nothing_but_colour() {
        for canary in [healthy, fails_at_the_third_look, falls_silent] {
            let records = rolled_out(canary, false);
            let plain = timeline(&records, Style::Plain);
            let coloured = timeline(&records, Style::Colour);
            assert!(!plain.contains('\u{1b}') && coloured.contains('\u{1b}'));
            let stripped = ["[0m", "[31m", "[32m", "[33m"]
                .iter()
                .fold(coloured, |text, code| text.replace(&format!("\u{1b}{code}"), ""));
            assert_eq!(stripped, plain);
        }
    }

    #[test]
    fn steps_stand_in_columns() {
        let text = timeline(&rolled_out(fails_at_the_third_look, false), Style::Plain);
        let steps: Vec<&str> = text.lines().filter(|line| line.starts_with("0:")).collect();
        assert!(steps.contains(&"0:00:20  canary            50%  deploy done"), "{text}");
        assert!(steps.contains(&"0:04:10  rolled_back        0%  roll_back done"), "{text}");
        assert!(steps.iter().all(|line| line.chars().nth(32).is_some_and(|c| c != ' ')), "{text}");
        assert!(steps.iter().all(|line| line.get(30..32) == Some("  ")), "{text}");
        assert!(text.lines().all(|line| line.chars().count() <= 100), "{text}");
    }

    #[test]
    fn a_failed_look_shows_its_gates() {
        let text = timeline(&rolled_out(fails_at_the_third_look, false), Style::Plain);
        let table =
            "             observed  limit  baseline  samples\n         ✗ errors      0.04  0.011     0.001     1000\n";
        assert!(text.contains(table), "{text}");
    }

    #[test]
    fn looks_without_news_share_a_line() {
        let text = timeline(&rolled_out(healthy, false), Style::Plain);
        assert!(text.contains("4 looks until 0:05:10, healthy; confidence 100 (auto promote)"), "{text}");
        let inconclusive = timeline(&rolled_out(falls_silent, false), Style::Plain);
        assert!(inconclusive.contains("4 looks until 0:05:40, inconclusive"), "{inconclusive}");
        let failed = timeline(&rolled_out(fails_at_the_third_look, false), Style::Plain);
        assert!(failed.contains("look: unhealthy"), "{failed}");
    }

    #[test]
    fn the_last_line_says_how_it_ended_and_why() {
        let verified = rolled_out(healthy, false);
        let text = last_line(&verified);
        assert!(text.starts_with("VERIFIED after 7m10s: 2.0 serves all traffic. Why: "), "{text}");
        let text = last_line(&verified[..6]);
        assert!(text.starts_with("NOT FINISHED after 1m30s: 2.0 is in phase canary_evaluating."), "{text}");
        let text = last_line(&rolled_out(fails_at_the_third_look, false));
        assert!(
            text.starts_with("ROLLED BACK after 4m10s: 1.9 serves all traffic again. Why: errors: 0.04 "),
            "{text}"
        );
        let text = last_line(&rolled_out(falls_silent, false));
        assert!(text.contains("inconclusive for 240 s") && text.contains("errors: not measured"), "{text}");
        let text = last_line(&rolled_out(fails_at_the_third_look, true));
        assert!(text.starts_with("FAILED after ") && text.contains("a person is needed now"), "{text}");
        assert!(text.contains("errors: 0.04 ") && text.contains("no [2J route"), "{text}");
        assert_eq!(timeline(&[], Style::Plain), "");
    }
}
