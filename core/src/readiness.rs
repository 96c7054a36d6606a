//! Whether everything is prepared, and whether everything was seen to afterwards.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::image::ImageTag;
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::situation::{Change, ChangeKind, Environment, Situation};

/// What has to be seen to before and after a deployment.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ReadinessPolicy {
    /// Further items; one with the name of a standard item replaces it. Default: none. Source: our choice.
    pub items: Vec<ChecklistItem>,
    /// Stages of testing that must have passed before `tests_passing` is done, such as `integration`. Default: none.
    /// Source: our choice.
    pub test_stages: Vec<String>,
}

/// One thing to be seen to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ChecklistItem {
    /// Its name.
    pub name: String,
    /// When.
    pub when: ChecklistStage,
    /// How much it counts in dev.
    pub dev: Need,
    /// How much it counts in staging.
    pub staging: Need,
    /// How much it counts in production.
    pub production: Need,
}

/// When something has to be seen to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum ChecklistStage {
    /// Before the deployment.
    Before,
    /// After it.
    After,
}

/// How much an item counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Need {
    /// Nothing goes on without it.
    Required,
    /// It is missed, but does not stop anything.
    Advisory,
    /// It is not looked at.
    Off,
}

/// What is known of the items that nothing else shows: their names, and whether they are done. What is left out is
/// unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Checklist {
    /// Items that are done (true) or not (false).
    pub items: BTreeMap<String, bool>,
}

/// Whether everything is seen to.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Readiness {
    /// Fail when a required item is not done, inconclusive when one is unknown, warn when an advisory one is missing.
    pub verdict: Verdict,
    /// Every item that counts here.
    pub items: Vec<ItemOutcome>,
    /// Required items that are not done or unknown.
    pub missing: Vec<String>,
    /// One for each item that is not done or unknown; then, when there is none, that nothing is missing.
    pub reasons: Vec<Reason>,
}

/// How one item stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ItemOutcome {
    /// Its name.
    pub name: String,
    /// How much it counts here.
    pub need: Need,
    /// Whether it is done; none when that is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub done: Option<bool>,
}

use ChecklistStage::{After, Before};
use Need::{Advisory, Off, Required};

/// The standard items (R15): name, when, and how much each counts in dev, staging and production. What counts where is
/// our choice.
#[rustfmt::skip]
const STANDARD: [(&str, ChecklistStage, Need, Need, Need); 25] = [
    ("tests_passing",                  Before, Required, Required, Required),
    ("reviewed",                       Before, Advisory, Required, Required),
    ("image_tagged",                   Before, Required, Required, Required),
    ("image_scanned",                  Before, Off,      Required, Required),
    ("variables_verified",             Before, Off,      Advisory, Required),
    ("migrations_tested",              Before, Advisory, Required, Required),
    ("migrations_backward_compatible", Before, Off,      Required, Required),
    ("rollback_plan_documented",       Before, Off,      Advisory, Required),
    ("rollback_plan_tested",           Before, Off,      Advisory, Advisory),
    ("flags_configured",               Before, Advisory, Required, Required),
    ("resource_limits_set",            Before, Off,      Advisory, Required),
    ("probes_verified",                Before, Off,      Advisory, Required),
    ("dashboards_ready",               Before, Off,      Off,      Advisory),
    ("baseline_captured",              Before, Off,      Off,      Required),
    ("team_notified",                  Before, Off,      Off,      Advisory),
    ("on_call_acknowledged",           Before, Off,      Off,      Required),
    ("endpoints_ready",                After,  Required, Required, Required),
    ("no_error_spike",                 After,  Advisory, Required, Required),
    ("latency_within_slo",             After,  Off,      Advisory, Required),
    ("user_flows_verified",            After,  Off,      Required, Required),
    ("no_restarts",                    After,  Advisory, Required, Required),
    ("canary_passed",                  After,  Off,      Advisory, Required),
    ("alerts_armed",                   After,  Off,      Off,      Required),
    ("deployment_recorded",            After,  Off,      Advisory, Required),
    ("error_budget_assessed",          After,  Off,      Off,      Advisory),
];

impl ReadinessPolicy {
    pub(crate) fn validate(&self) -> Result<(), Error> {
        for (i, item) in self.items.iter().enumerate() {
            let refuse = |code| Error::config(code, format!("items[{i}].name"));
            if item.name.is_empty() {
                return Err(refuse(ErrorCode::Empty).allowed("a name"));
            }
            if self.items.iter().take(i).any(|other| other.name == item.name) {
                return Err(refuse(ErrorCode::DuplicateName).value(&item.name));
            }
        }
        match self.test_stages.iter().position(String::is_empty) {
            Some(i) => Err(Error::config(ErrorCode::Empty, format!("test_stages[{i}]")).allowed("the name of a stage")),
            None => Ok(()),
        }
    }

    /// The standard items with those of the policy joined in.
    pub(crate) fn all(&self) -> Vec<ChecklistItem> {
        let standard = STANDARD.map(|(name, when, dev, staging, production)| ChecklistItem {
            name: name.to_owned(),
            when,
            dev,
            staging,
            production,
        });
        let own = |name: &str| self.items.iter().find(|item| item.name == name);
        let replaced = standard.into_iter().map(|item| own(&item.name).cloned().unwrap_or(item));
        let further = self.items.iter().filter(|item| !STANDARD.iter().any(|standard| standard.0 == item.name));
        replaced.chain(further.cloned()).collect()
    }

    /// Goes through the list. What the situation shows needs no word; where both speak, both must agree that it is
    /// done.
    pub(crate) fn check(
        &self,
        when: ChecklistStage,
        situation: &Situation,
        said: &Checklist,
    ) -> Result<Readiness, Error> {
        let all = self.all();
        if let Some(unknown) = said.items.keys().find(|name| !all.iter().any(|item| item.name == **name)) {
            let names: Vec<&str> = all.iter().map(|item| item.name.as_str()).collect();
            let error = Error::input(ErrorCode::UnknownName, "checklist.items").value(unknown);
            return Err(error.allowed(names.join(", ")));
        }
        let environment = situation.target.environment;
        let (mut items, mut missing, mut reasons) = (Vec::new(), Vec::new(), Vec::new());
        let mut verdict = Verdict::Pass;
        for item in all.into_iter().filter(|item| item.when == when) {
            let need = item.need(environment);
            if need == Off || !applies(&item.name, &situation.change) {
                continue;
            }
            let done = both(said.items.get(&item.name).copied(), self.shown(&item.name, situation));
            let (code, worst) = match done {
                Some(true) => (None, Verdict::Pass),
                Some(false) => (Some(ReasonCode::ItemNotDone), Verdict::Fail),
                None => (Some(ReasonCode::ItemUnknown), Verdict::Inconclusive),
            };
            verdict = verdict.max(if need == Required { worst } else { worst.min(Verdict::Warn) });
            if let Some(code) = code {
                reasons.push(Reason::new(code, item.name.clone()));
                if need == Required {
                    missing.push(item.name.clone());
                }
            }
            items.push(ItemOutcome { name: item.name, need, done });
        }
        if reasons.is_empty() {
            reasons.push(Reason::new(ReasonCode::ItemDone, "checklist"));
        }
        Ok(Readiness { verdict, items, missing, reasons })
    }
}

impl ReadinessPolicy {
    /// What the situation shows of an item.
    fn shown(&self, item: &str, situation: &Situation) -> Option<bool> {
        let change = &situation.change;
        match item {
            "tests_passing" => {
                let passing = change.tests.pass_rate.map(|rate| rate.get() >= 1.0);
                both(passing, self.stages_passed(change))
            }
            // Two for production, one elsewhere (R15).
            "reviewed" => {
                let needed = if situation.target.environment == Environment::Production { 2 } else { 1 };
                change.other_reviewers().map(|reviewers| reviewers >= needed)
            }
            "image_tagged" => change.image_tag.as_ref().map(|tag| tag.parse::<ImageTag>().is_ok()),
            "image_scanned" => change.image_findings.map(|found| found.critical.get() == 0 && found.high.get() == 0),
            "rollback_plan_documented" => change.rollback_plan,
            _ => None,
        }
    }

    /// Whether the stages of the policy passed; `None` when it names none. A stage that nobody spoke of did not pass.
    fn stages_passed(&self, change: &Change) -> Option<bool> {
        let passed = change.tests.stages_passed.as_deref().unwrap_or_default();
        (!self.test_stages.is_empty()).then(|| self.test_stages.iter().all(|stage| passed.contains(stage)))
    }
}

impl ChecklistItem {
    fn need(&self, environment: Environment) -> Need {
        match environment {
            Environment::Dev => self.dev,
            Environment::Staging => self.staging,
            Environment::Production => self.production,
        }
    }
}

/// Whether a change can have the item at all. What is unknown applies.
fn applies(item: &str, change: &Change) -> bool {
    match item {
        "migrations_tested" | "migrations_backward_compatible" => {
            change.holds(ChangeKind::SchemaMigration).unwrap_or(true)
        }
        "flags_configured" => change.flagged.unwrap_or(true),
        _ => true,
    }
}

fn both(a: Option<bool>, b: Option<bool>) -> Option<bool> {
    match (a, b) {
        (Some(a), Some(b)) => Some(a && b),
        (a, b) => a.or(b),
    }
}
