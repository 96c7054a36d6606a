//! The decisions before a deployment as text, at most 100 columns wide.

use super::prose::{explain, number};
use super::style::{Style, mark};
use super::table::paragraph;
use crate::admission::Admission;
use crate::plan::{Plan, SizedPlan};
use crate::readiness::Readiness;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::risk::Risk;
use crate::selection::{ExcludedStrategy, FlipDirection, StrategyChoice, StrategyFlip};
use crate::strategy::Strategy;
use crate::units::Count;

/// The choice of a strategy: the winner and why, the others, the plan, and what would have to change.
#[must_use]
pub fn choice(choice: &StrategyChoice, style: Style) -> String {
    let mut text = String::new();
    let mut line = |label: &str, words: &str| text.push_str(&paragraph(&format!("{label:<12}"), words));
    let ahead: Vec<String> = of(&choice.reasons, ReasonCode::FitsBetter).take(2).map(|r| said(&r.subject)).collect();
    match choice.ranked.first() {
        Some(winner) => {
            let mut words = format!("{} ({})", name(winner.strategy), number(Some(winner.score.get())));
            if let Some(second) = choice.ranked.get(1) {
                let score = number(Some(second.score.get()));
                words.push_str(&format!(", ahead of {} ({score})", name(second.strategy)));
                words.push_str(&if ahead.is_empty() { String::new() } else { format!(" in {}", ahead.join(" and ")) });
            }
            line("strategy", &words);
        }
        None => line("strategy", "none is possible"),
    }
    let ranked = choice.ranked.iter().skip(2).map(|r| format!("{} {}", name(r.strategy), number(Some(r.score.get()))));
    let others: Vec<String> = ranked.collect();
    if !others.is_empty() {
        line("then", &others.join(", "));
    }
    let excluded: Vec<String> = choice.excluded.iter().map(excluded).collect();
    if !excluded.is_empty() {
        line("excluded", &excluded.join("; "));
    }
    if let Some(sized) = &choice.plan {
        line("plan", &stages(&sized.plan));
        line("", &sizes(sized));
    }
    if let Some(radius) = &choice.blast_radius {
        let first = radius.stages.iter().find_map(|stage| stage.canary.filter(|canary| *canary > Count::default()));
        let pods = first.map(|pods| format!(", instances at first: {pods}")).unwrap_or_default();
        line("at risk", &format!("{} of the traffic before the first look{pods}", radius.unproven_share));
    }
    if !choice.precautions.is_empty() {
        let words: Vec<String> = choice.precautions.iter().map(word).collect();
        line("with", &words.join(", "));
    }
    let assumed: Vec<&str> = of(&choice.reasons, ReasonCode::Assumed).map(|reason| &*reason.subject).collect();
    if !assumed.is_empty() {
        line("not said", &assumed.join(", "));
    }
    let numbers = choice.flips.iter().filter(|flip| flip.value.is_some());
    for (i, flip) in numbers.enumerate() {
        line(if i == 0 { "would flip" } else { "" }, &flipped(flip));
    }
    // Colour goes in at last, since it would count as width.
    let answer = text.lines().next().unwrap_or_default().to_owned();
    text.replacen(&answer, &style.paint(choice.verdict, &answer), 1)
}

/// Whether a deployment may go now: the answer, then each part with its mark and what decides it.
#[must_use]
pub fn admission(admission: &Admission, style: Style) -> String {
    let answer = match admission.verdict {
        Verdict::Pass => "MAY GO".to_owned(),
        Verdict::Warn => "MAY GO, with warnings".to_owned(),
        Verdict::Inconclusive => "WAITS".to_owned(),
        Verdict::Fail => "MAY NOT GO".to_owned(),
    };
    let again = admission.ask_again_at.map(|at| format!("; ask again at {at}")).unwrap_or_default();
    let headline = paragraph("", &(answer.clone() + &again));
    let mut text = headline.replacen(&answer, &style.paint(admission.verdict, &answer), 1);
    let glass = admission
        .reasons
        .iter()
        .filter(|reason| matches!(reason.code, ReasonCode::GlassBroken | ReasonCode::BreakGlassRefused));
    for reason in glass {
        text.push_str(&paragraph("            ", &explain(reason)));
    }
    let image = (admission.image.verdict, &admission.image.reasons);
    let promotion = (admission.promotion.verdict, &admission.promotion.reasons);
    let window = (admission.window.verdict, &admission.window.reasons);
    let approvals = (admission.approvals.verdict, &admission.approvals.reasons);
    for (label, (verdict, reasons)) in
        [("image", image), ("before", promotion), ("window", window), ("approvals", approvals)]
    {
        let words: Vec<String> = reasons.iter().filter(|reason| tells(reason, verdict)).map(explain).collect();
        text.push_str(&part(style, verdict, label, &words.join("; ")));
    }
    if let Some(condemned) = &admission.condemned {
        text.push_str(&part(style, Verdict::Fail, "history", &explain(condemned)));
    }
    text.push_str(&part(style, admission.readiness.verdict, "readiness", &readiness(&admission.readiness)));
    text + &part(style, admission.risk.verdict, "risk", &risk(&admission.risk))
}

/// A strategy that cannot be used, and the first reason why.
fn excluded(excluded: &ExcludedStrategy) -> String {
    let why = excluded.reasons.first().map(explain).unwrap_or_default();
    let why = why.strip_prefix(&format!("{}: ", excluded.strategy.as_str())).unwrap_or(&why);
    format!("{}: {why}", name(excluded.strategy))
}

fn part(style: Style, verdict: Verdict, label: &str, words: &str) -> String {
    let mark = mark(verdict);
    paragraph(&format!("{mark} {label:<10}"), words).replacen(mark, &style.paint(verdict, mark), 1)
}

fn readiness(readiness: &Readiness) -> String {
    let named = |done: Option<bool>| {
        let items = readiness.items.iter().filter(|item| item.done == done);
        items.map(|item| said(&item.name)).collect::<Vec<_>>().join(", ")
    };
    let parts = [("not done", named(Some(false))), ("not known", named(None))];
    let open: Vec<String> = parts
        .into_iter()
        .filter(|(_, items)| !items.is_empty())
        .map(|(what, items)| format!("{what}: {items}"))
        .collect();
    if open.is_empty() { "everything is done".to_owned() } else { open.join("; ") }
}

/// What went well is only told where everything did.
fn tells(reason: &Reason, verdict: Verdict) -> bool {
    let good = matches!(
        reason.code,
        ReasonCode::RiskWithin
            | ReasonCode::VerifiedBefore
            | ReasonCode::QuorumReached
            | ReasonCode::ImageImmutable
            | ReasonCode::WindowOpen
            | ReasonCode::ConditionHolds
    );
    // The risk has a line of its own here, and that no window was needed is no news.
    let elsewhere = matches!(reason.code, ReasonCode::RiskWithin | ReasonCode::NoWindowNeeded);
    !elsewhere && (verdict == Verdict::Pass || !good)
}

fn risk(risk: &Risk) -> String {
    let score = number(Some(risk.score.get()));
    let confidence = number(Some(100.0 * risk.confidence.get()));
    let top = risk.factors.iter().filter(|row| row.value.is_some()).take(3).map(|row| said(row.factor.as_str()));
    let top: Vec<String> = top.collect();
    format!("{score}: {}; {confidence} % of it known; most by {}", word(&risk.recommendation), top.join(", "))
}

/// The stages of a plan, those that ask a person marked.
pub(super) fn stages(plan: &Plan) -> String {
    let stages = plan.stages.iter().map(|stage| {
        let asks = if stage.approval { "approval, " } else { "" };
        let name = stage.name.as_ref().map(|name| format!("{name} ")).unwrap_or_default();
        format!("{asks}{name}{} for {}", stage.share, stage.min_bake())
    });
    stages.collect::<Vec<_>>().join(" → ")
}

fn sizes(sized: &SizedPlan) -> String {
    let thin = sized.reasons.iter().filter(|reason| reason.code == ReasonCode::TooFewSamples).count();
    let few = if thin > 0 { ", fewer than they should: there is too little traffic" } else { "" };
    format!("{} at least; its gates need {} requests{few}", sized.takes_at_least, sized.min_samples)
}

fn flipped(flip: &StrategyFlip) -> String {
    let winner =
        flip.winner.map_or_else(|| "nothing would be possible".to_owned(), |way| format!("{} would win", name(way)));
    let direction = match flip.direction {
        FlipDirection::Above => "above",
        FlipDirection::Below => "below",
        FlipDirection::At | FlipDirection::With => "with",
        FlipDirection::Without => "without",
    };
    format!("{direction} {} of {}: {winner}", number(flip.value), flip.input)
}

fn of(reasons: &[Reason], code: ReasonCode) -> impl Iterator<Item = &Reason> {
    reasons.iter().filter(move |reason| reason.code == code)
}

fn name(strategy: Strategy) -> String {
    said(strategy.as_str())
}

fn said(name: &str) -> String {
    name.replace('_', " ")
}

/// The stable name of a word, in words.
pub(super) fn word<T: serde::Serialize>(value: &T) -> String {
    said(crate::document::write(value).trim_matches('"'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use crate::error::Family;
    use crate::policy::Policy;

    const REQUEST: &str = r#"{"situation": {
        "change": {"version": "2.4.0", "image_tag": "latest", "first_deployment": true, "kinds": ["schema_migration"],
            "reversibility": {"kind": "until", "share": 50}},
        "service": {"name": "a service with a rather long name", "requests_per_second": 3, "replicas": 8},
        "target": {"environment": "production", "free": {"compute": 0.5}}
    }}"#;

    fn shown(style: Style) -> (String, String) {
        let engine = Engine::new(Policy::default()).unwrap();
        let request: crate::AdmissionRequest = crate::document::read(Family::Input, REQUEST).unwrap();
        let friday = "2026-11-20T15:00:00Z".parse().unwrap();
        let chosen = engine.choose_strategy(friday, &request.situation).unwrap();
        (choice(&chosen, style), admission(&engine.admit(friday, &request).unwrap(), style))
    }

    #[test]
    fn the_answer_comes_first_and_every_line_fits() {
        let (choice, admission) = shown(Style::Plain);
        assert!(choice.starts_with("strategy    rolling ("), "{choice}");
        assert!(choice.contains("compute: 0.5 is free, 1 is needed"), "{choice}");
        assert!(admission.starts_with("MAY NOT GO; ask again at 2026-11-21T00:00:00Z\n"), "{admission}");
        assert!(admission.contains("✗ window    frozen by friday; the error budget is not known\n"), "{admission}");
        assert!((choice + &admission).lines().all(|line| line.chars().count() <= 100));
    }

    #[test]
    fn colour_is_all_that_a_style_adds() {
        let (plain, coloured) = (shown(Style::Plain), shown(Style::Colour));
        let bare = |text: &str| {
            text.split('\u{1b}').map(|part| part.split_once('m').map_or(part, |(_, rest)| rest)).collect::<String>()
        };
        assert!(coloured.1.contains("\u{1b}[31mMAY NOT GO\u{1b}[0m"));
        assert_eq!(bare(&coloured.1).replace(char::is_whitespace, ""), plain.1.replace(char::is_whitespace, ""));
    }
}
