//! What conditions can speak of.

use super::Facts;
use crate::situation::{ChangeKind, Reversibility};
use crate::units::{Count, Fraction, NonNegative};

/// A fact that conditions can name.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Fact {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub kind: FactKind,
    /// What it says.
    pub doc: &'static str,
    /// The only words that it can be, for a text that is one of some words.
    pub words: Option<&'static [&'static str]>,
    /// The least and the largest number that it can be.
    pub range: Option<(f64, f64)>,
    pub(super) read: Read,
}

pub(super) type Read = for<'a> fn(&Facts<'a>) -> Option<Known<'a>>;

/// What a fact is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FactKind {
    /// True or false.
    Truth,
    /// A number.
    Number,
    /// A text.
    Text,
}

impl FactKind {
    /// The kind in words.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Truth => "true or false",
            Self::Number => "a number",
            Self::Text => "a text",
        }
    }
}

impl Fact {
    /// The values that it can have, in words.
    #[must_use]
    pub fn allowed(&self) -> String {
        match (self.words, self.range) {
            (Some(words), _) => words.join(", "),
            (None, Some((least, f64::MAX))) => format!("a number from {least}"),
            (None, Some((least, largest))) => format!("a number from {least} to {largest}"),
            (None, None) => self.kind.as_str().to_owned(),
        }
    }
}

/// The value of a fact.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Known<'a> {
    Truth(bool),
    Number(f64),
    Text(&'a str),
}

impl PartialEq for Fact {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name
    }
}

/// Every fact, in the order of the documentation.
#[must_use]
pub fn facts() -> &'static [Fact] {
    FACTS
}

pub(super) fn named(name: &str) -> Option<&'static Fact> {
    FACTS.iter().find(|fact| fact.name == name)
}

const fn truth(name: &'static str, doc: &'static str, read: Read) -> Fact {
    Fact { name, kind: FactKind::Truth, doc, words: None, range: None, read }
}

const fn number(name: &'static str, doc: &'static str, read: Read) -> Fact {
    Fact { name, kind: FactKind::Number, doc, words: None, range: None, read }
}

const fn within(least: f64, largest: f64, fact: Fact) -> Fact {
    Fact { range: Some((least, largest)), ..fact }
}

const fn share(name: &'static str, doc: &'static str, read: Read) -> Fact {
    within(0.0, 1.0, number(name, doc, read))
}

/// A number of things, or a rate of them.
const fn amount(name: &'static str, doc: &'static str, read: Read) -> Fact {
    within(0.0, f64::MAX, number(name, doc, read))
}

const fn text(name: &'static str, doc: &'static str, read: Read) -> Fact {
    Fact { name, kind: FactKind::Text, doc, words: None, range: None, read }
}

const fn word(name: &'static str, words: &'static [&'static str], doc: &'static str, read: Read) -> Fact {
    Fact { name, kind: FactKind::Text, doc, words: Some(words), range: None, read }
}

const ENVIRONMENTS: &[&str] = &["dev", "staging", "production"];
const CRITICALITIES: &[&str] = &["low", "medium", "high", "critical"];
const APPLICATIONS: &[&str] = &["microservice", "monolith", "stateful", "worker"];

const PRIORITY: Fact = within(
    0.0,
    4.0,
    number("incident_priority", "Priority of that incident, from 0, the most urgent, to 3; 4 without one.", |f| {
        let incident = f.situation.change.incident.as_ref();
        Some(Known::Number(incident.map_or(4.0, |incident| f64::from(incident.priority.number()))))
    }),
);

const FACTS: &[Fact] = &[
    share("risk_score", "The risk, from 0 to 1.", |f| f.risk_score.map(Known::Number)),
    share("risk_confidence", "Share of the risk factors that is known, from 0 to 1.", |f| {
        f.risk_confidence.map(Known::Number)
    }),
    share("success_probability", "Predicted probability of success.", |f| fraction(f.situation.success_probability)),
    number("error_budget", "Share of the error budget that is left.", |f| {
        f.situation.error_budget.map(|left| Known::Number(left.get()))
    }),
    share("risk_tolerance", "How much risk the operator accepts, from 0 to 1.", |f| {
        fraction(f.situation.risk_tolerance)
    }),
    truth("first_deployment", "Whether the service was never deployed there.", |f| {
        f.situation.change.first_deployment.map(Known::Truth)
    }),
    truth("schema_migration", "Whether the schema of a database changes.", |f| holds(f, ChangeKind::SchemaMigration)),
    truth("breaking_api", "Whether callers have to change too.", |f| holds(f, ChangeKind::BreakingApi)),
    truth("configuration", "Whether configuration changes.", |f| holds(f, ChangeKind::Configuration)),
    truth("dependency", "Whether versions of libraries change.", |f| holds(f, ChangeKind::Dependency)),
    truth("experiment", "Whether it is an experiment.", |f| holds(f, ChangeKind::Experiment)),
    truth("hotfix", "Whether it is a fix that cannot wait.", |f| holds(f, ChangeKind::Hotfix)),
    truth("reliability_fix", "Whether it makes the service more reliable.", |f| holds(f, ChangeKind::ReliabilityFix)),
    truth("security_fix", "Whether it fixes a vulnerability.", |f| holds(f, ChangeKind::SecurityFix)),
    truth("major", "Whether a large part of the service is new.", |f| holds(f, ChangeKind::Major)),
    truth("trial", "Whether it is only to be compared.", |f| holds(f, ChangeKind::Trial)),
    truth("reversible", "Whether it can be taken back at any time.", |f| {
        f.situation.change.reversibility.map(|way| Known::Truth(way == Reversibility::Full))
    }),
    truth("flagged", "Whether it stands behind a feature flag.", |f| f.situation.change.flagged.map(Known::Truth)),
    truth("rollback_plan", "Whether a plan to take it back is written down.", |f| {
        f.situation.change.rollback_plan.map(Known::Truth)
    }),
    amount("files", "Files changed.", |f| count(f.situation.change.files)),
    amount("lines", "Lines added and removed.", |f| count(f.situation.change.lines)),
    share("test_pass_rate", "Share of the tests that pass.", |f| fraction(f.situation.change.tests.pass_rate)),
    share("test_coverage", "Share of the code that tests cover.", |f| fraction(f.situation.change.tests.coverage)),
    amount("reviewers", "People other than the author who reviewed it.", |f| {
        f.situation.change.other_reviewers().map(|n| Known::Number(n as f64))
    }),
    amount("critical_findings", "Critical findings in code and image.", |f| findings(f, |found| found.critical)),
    amount("high_findings", "High findings in code and image.", |f| findings(f, |found| found.high)),
    truth("incident", "Whether it answers an incident.", |f| Some(Known::Truth(f.situation.change.incident.is_some()))),
    PRIORITY,
    text("version", "The version.", |f| Some(Known::Text(&f.situation.change.version))),
    text("author", "Who wrote it.", |f| f.situation.change.author.as_deref().map(Known::Text)),
    text("service", "Name of the service.", |f| Some(Known::Text(&f.situation.service.name))),
    word("criticality", CRITICALITIES, "What a failure of the service costs.", |f| {
        f.situation.service.criticality.map(|level| Known::Text(level.as_str()))
    }),
    word("application", APPLICATIONS, "How the service is built.", |f| {
        f.situation.service.application.map(|application| Known::Text(application.as_str()))
    }),
    truth("user_facing", "Whether users call it.", |f| f.situation.service.user_facing.map(Known::Truth)),
    truth("side_by_side", "Whether two versions can serve at once.", |f| {
        f.situation.service.side_by_side.map(Known::Truth)
    }),
    truth("downtime_allowed", "Whether it may be down for a deployment.", |f| {
        f.situation.service.downtime_allowed.map(Known::Truth)
    }),
    amount("requests_per_second", "Requests a second.", |f| positive(f.situation.service.requests_per_second)),
    amount("deployments_per_day", "Deployments a day.", |f| positive(f.situation.service.deployments_per_day)),
    amount("replicas", "Instances that run.", |f| count(f.situation.service.replicas)),
    word("environment", ENVIRONMENTS, "Where it goes.", |f| Some(Known::Text(f.situation.target.environment.as_str()))),
    text("cloud", "The cloud.", |f| f.situation.target.cloud.as_deref().map(Known::Text)),
    text("cluster", "The cluster.", |f| f.situation.target.cluster.as_deref().map(Known::Text)),
];

fn holds<'a>(facts: &Facts<'a>, kind: ChangeKind) -> Option<Known<'a>> {
    facts.situation.change.holds(kind).map(Known::Truth)
}

fn fraction<'a>(value: Option<Fraction>) -> Option<Known<'a>> {
    value.map(|value| Known::Number(value.get()))
}

fn positive<'a>(value: Option<NonNegative>) -> Option<Known<'a>> {
    value.map(|value| Known::Number(value.get()))
}

fn count<'a>(value: Option<Count>) -> Option<Known<'a>> {
    value.map(|value| Known::Number(value.as_f64()))
}

/// Findings of one severity; unknown unless code and image were both analysed.
fn findings<'a>(facts: &Facts<'a>, of: fn(&crate::situation::Findings) -> Count) -> Option<Known<'a>> {
    let change = &facts.situation.change;
    let (code, image) = (change.code_findings?, change.image_findings?);
    Some(Known::Number(of(&code).saturating_add(of(&image)).as_f64()))
}

/// The names that are spelled nearly like another one; all when none is.
pub(super) fn similar(name: &str) -> String {
    let near = |fact: &&Fact| distance(fact.name, name) <= (name.len() / 3).clamp(1, 3);
    let names: Vec<&str> = FACTS.iter().filter(near).map(|fact| fact.name).collect();
    if names.is_empty() { FACTS.iter().map(|fact| fact.name).collect::<Vec<_>>().join(", ") } else { names.join(", ") }
}

/// Letters to insert, remove or replace until the words are the same.
fn distance(a: &str, b: &str) -> usize {
    let mut row: Vec<usize> = (0..=b.chars().count()).collect();
    for (i, letter) in a.chars().enumerate() {
        let (mut diagonal, mut left) = (i, i + 1);
        for (cell, other) in row.iter_mut().skip(1).zip(b.chars()) {
            let best = (diagonal + usize::from(letter != other)).min(left + 1).min(*cell + 1);
            (diagonal, left) = (*cell, best);
            *cell = best;
        }
    }
    row.last().copied().unwrap_or_default()
}
