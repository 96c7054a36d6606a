//! Approvals: who must agree before something is deployed, and whether they did.

mod decide;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorCode};
use crate::expression::Expression;
use crate::reason::{Reason, Verdict};
use crate::situation::Environment;
use crate::time::{Duration, Timestamp};

/// When people must agree. A deployment to which no rule applies goes on automatically.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct ApprovalPolicy {
    /// Rules; every one that applies must be satisfied. Default: `production`, one approval when
    /// `risk_score > 0.5 || first_deployment`. Source: R13.
    pub rules: Vec<ApprovalRule>,
}

/// Who must agree, and when.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ApprovalRule {
    /// Name of the rule.
    pub name: String,
    /// Environments to which it applies. Default: all. Source: our choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub environments: Vec<Environment>,
    /// Condition under which it applies; it also applies when the condition hangs on unknown facts. Default: always.
    /// Source: our choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<String>,
    /// How many people must approve. Default: 1. Source: R13, manual approval.
    #[serde(default = "one")]
    pub needed: u32,
    /// The people who may approve. Default: everybody. Source: our choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub people: Vec<String>,
    /// Roles of which an approver must have one. Default: any. Source: our choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// Whether the author of the change may approve it. Default: no. Source: our choice, the rule of four eyes.
    #[serde(default)]
    pub author_may_approve: bool,
    /// How long an approval counts. Default: 24 h. Source: our choice.
    #[serde(default = "a_day")]
    pub expires_after: Duration,
}

fn one() -> u32 {
    1
}

fn a_day() -> Duration {
    Duration::hours(24)
}

impl Default for ApprovalPolicy {
    fn default() -> Self {
        let production = ApprovalRule {
            name: "production".to_owned(),
            environments: vec![Environment::Production],
            when: Some("risk_score > 0.5 || first_deployment".to_owned()),
            needed: one(),
            people: Vec::new(),
            roles: Vec::new(),
            author_may_approve: false,
            expires_after: a_day(),
        };
        Self { rules: vec![production] }
    }
}

/// What a person said to a deployment.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct ApprovalVote {
    /// Who.
    pub actor: String,
    /// The roles that the person has.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub roles: Vec<String>,
    /// When.
    pub at: Timestamp,
    /// What was said.
    pub vote: Vote,
    /// The version that it was said of.
    pub version: String,
    /// The environment that it was said of.
    pub environment: Environment,
    /// The stage that it was said of, from 0; none for the deployment as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub stage: Option<u32>,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
}

/// What a person says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum Vote {
    /// Yes.
    Approve,
    /// No; it holds until the same person approves.
    Reject,
}

/// Whether everybody who must agree does.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct ApprovalDecision {
    /// Pass; inconclusive while people are waited for; fail when somebody refused or nobody is left who may approve.
    pub verdict: Verdict,
    /// Whether no rule applies, so that nobody needs to agree.
    pub automatic: bool,
    /// The rules that apply.
    pub rules: Vec<RuleOutcome>,
    /// Once everybody agrees: when the first of the approvals that are needed stops to count.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
    /// Why: for each rule that applies, and for each vote that does not count.
    pub reasons: Vec<Reason>,
}

/// How one rule stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct RuleOutcome {
    /// Name of the rule.
    pub name: String,
    /// How it stands.
    pub verdict: Verdict,
    /// How many people must approve.
    pub needed: u32,
    /// Those whose approval counts, in order of their votes.
    pub approved_by: Vec<String>,
    /// Those who refused.
    pub rejected_by: Vec<String>,
    /// When there are no longer as many approvals as needed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Timestamp>,
}

/// Rules whose conditions are read.
#[derive(Debug)]
pub(crate) struct Approvals {
    rules: Vec<(ApprovalRule, Option<Expression>)>,
}

impl ApprovalPolicy {
    /// Checks the rules and reads their conditions.
    ///
    /// # Errors
    ///
    /// A rule that nobody could satisfy, and whatever is wrong with names and conditions.
    pub(crate) fn check(&self) -> Result<Approvals, Error> {
        let mut rules = Vec::with_capacity(self.rules.len());
        for (i, rule) in self.rules.iter().enumerate() {
            let within = |err: Error| err.within(&format!("rules[{i}]"));
            if self.rules.iter().take(i).any(|other| other.name == rule.name) {
                return Err(within(Error::config(ErrorCode::DuplicateName, "name").value(&rule.name)));
            }
            let when = rule.check().map_err(within)?;
            rules.push((rule.clone(), when));
        }
        Ok(Approvals { rules })
    }
}

impl ApprovalRule {
    fn check(&self) -> Result<Option<Expression>, Error> {
        if self.name.is_empty() {
            return Err(Error::config(ErrorCode::Empty, "name").allowed("a name"));
        }
        if self.needed == 0 {
            return Err(Error::config(ErrorCode::OutOfRange, "needed").value(0).allowed("1 or more"));
        }
        if self.expires_after == Duration::ZERO {
            return Err(Error::config(ErrorCode::OutOfRange, "expires_after").value("0s").allowed("more than 0s"));
        }
        for (list, names) in [("people", &self.people), ("roles", &self.roles)] {
            for (i, name) in names.iter().enumerate() {
                let refuse = |code| Error::config(code, format!("{list}[{i}]"));
                if name.is_empty() {
                    return Err(refuse(ErrorCode::Empty).allowed("a name"));
                }
                if names.iter().take(i).any(|other| other == name) {
                    return Err(refuse(ErrorCode::DuplicateName).value(name));
                }
            }
        }
        if !self.people.is_empty() && self.people.len() < self.needed as usize {
            let error = Error::config(ErrorCode::Contradiction, "needed").value(self.needed);
            return Err(error.allowed(format!("at most {}, the number of `people`", self.people.len())));
        }
        let when = self.when.as_deref().map(Expression::parse).transpose();
        when.map_err(|err| err.within("when"))
    }
}
