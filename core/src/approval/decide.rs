//! From votes to a decision.

use super::{ApprovalDecision, ApprovalRule, ApprovalVote, Approvals, RuleOutcome, Vote};
use crate::error::{Error, ErrorCode};
use crate::expression::{Expression, Facts};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::situation::Situation;
use crate::time::Timestamp;

impl Approvals {
    /// Decides for a checked situation; `stage` is the stage that is to begin, none for the deployment as a whole.
    ///
    /// # Errors
    ///
    /// A vote by nobody, or one from the future.
    pub(crate) fn decide(
        &self,
        now: Timestamp,
        facts: &Facts<'_>,
        stage: Option<u32>,
        votes: &[ApprovalVote],
    ) -> Result<ApprovalDecision, Error> {
        for (i, vote) in votes.iter().enumerate() {
            let refuse = |code, field: &str| Error::input(code, format!("votes[{i}].{field}"));
            for (field, text) in [("actor", &vote.actor), ("version", &vote.version)] {
                if text.is_empty() {
                    return Err(refuse(ErrorCode::Empty, field).allowed("a text"));
                }
            }
            if vote.at > now {
                return Err(refuse(ErrorCode::OutOfRange, "at").value(vote.at).allowed(format!("{now} or earlier")));
            }
        }
        let mut reasons = Vec::new();
        let asked = Asked { now, situation: facts.situation, stage };
        let votes = asked.counted(votes, &mut reasons);
        let mut rules = Vec::new();
        for (rule, when) in &self.rules {
            if rule.applies(when.as_ref(), facts, &mut reasons) {
                rules.push(asked.outcome(rule, &votes, &mut reasons));
            }
        }
        if rules.is_empty() {
            reasons.push(Reason::new(ReasonCode::NoApprovalNeeded, "approval"));
        }
        let verdict = rules.iter().map(|rule| rule.verdict).max().unwrap_or(Verdict::Pass);
        Ok(ApprovalDecision {
            verdict,
            automatic: rules.is_empty(),
            valid_until: rules.iter().filter_map(|rule| rule.valid_until).min().filter(|_| verdict == Verdict::Pass),
            rules,
            reasons,
        })
    }
}

impl ApprovalRule {
    fn applies(&self, when: Option<&Expression>, facts: &Facts<'_>, reasons: &mut Vec<Reason>) -> bool {
        let environment = facts.situation.target.environment;
        if !self.environments.is_empty() && !self.environments.contains(&environment) {
            return false;
        }
        let Some(when) = when else { return true };
        let answer = when.evaluate(facts);
        match answer.holds {
            Some(false) => return false,
            Some(true) => reasons.push(Reason::new(ReasonCode::ConditionHolds, self.name.clone())),
            None => {
                let unknown = Reason::new(ReasonCode::ConditionUnknown, self.name.clone());
                reasons.push(unknown.said(None, answer.unknown.join(", ")));
            }
        }
        true
    }

    fn entitles(&self, vote: &ApprovalVote) -> bool {
        (self.people.is_empty() || self.people.contains(&vote.actor))
            && (self.roles.is_empty() || vote.roles.iter().any(|role| self.roles.contains(role)))
    }
}

/// What is to be approved.
struct Asked<'a> {
    now: Timestamp,
    situation: &'a Situation,
    stage: Option<u32>,
}

impl Asked<'_> {
    /// The last vote of each person on exactly this, in order of time.
    fn counted<'v>(&self, votes: &'v [ApprovalVote], reasons: &mut Vec<Reason>) -> Vec<&'v ApprovalVote> {
        let mut counted: Vec<&ApprovalVote> = Vec::new();
        for vote in votes {
            let of_this = vote.version == self.situation.change.version
                && vote.environment == self.situation.target.environment
                && vote.stage == self.stage;
            if !of_this {
                let stage = vote.stage.map(|stage| format!(", stage {stage}")).unwrap_or_default();
                let what = format!("{} in {}{stage}", vote.version, vote.environment.as_str());
                reasons.push(Reason::new(ReasonCode::ApprovalForAnother, "approval").said(Some(&vote.actor), what));
                continue;
            }
            match counted.iter_mut().find(|other| other.actor == vote.actor) {
                // At the same moment a refusal counts, in whatever order they are listed.
                Some(other) if (other.at, other.vote) < (vote.at, vote.vote) => *other = vote,
                Some(_) => {}
                None => counted.push(vote),
            }
        }
        counted.sort_by_key(|vote| vote.at);
        counted
    }

    fn outcome(&self, rule: &ApprovalRule, votes: &[&ApprovalVote], reasons: &mut Vec<Reason>) -> RuleOutcome {
        let (mut approved, mut rejected) = (Vec::new(), Vec::new());
        let author = self.situation.change.author.as_deref();
        for vote in votes {
            let because = |code| Reason::new(code, rule.name.clone());
            let expires = vote.at.after(rule.expires_after);
            if !rule.entitles(vote) {
                reasons.push(because(ReasonCode::NotEntitled).said(Some(&vote.actor), "not among people or roles"));
            } else if vote.vote == Vote::Reject {
                let why = vote.reason.as_deref().unwrap_or("no reason given");
                reasons.push(because(ReasonCode::Rejected).said(Some(&vote.actor), why));
                rejected.push(vote.actor.clone());
            } else if !rule.author_may_approve && author == Some(vote.actor.as_str()) {
                reasons.push(because(ReasonCode::AuthorMayNotApprove).said(Some(&vote.actor), "four eyes"));
            } else if expires <= self.now {
                let when = format!("that of {} counted until {expires}", vote.actor);
                reasons.push(because(ReasonCode::ApprovalExpired).said(Some(&vote.actor), when));
            } else {
                approved.push((vote.actor.clone(), expires));
            }
        }
        // One of those who approved may be the author, whom nobody named.
        let needed = match author {
            None if !rule.author_may_approve => rule.needed.saturating_add(1),
            _ => rule.needed,
        };
        if needed > rule.needed {
            reasons.push(Reason::new(ReasonCode::Assumed, "change.author").said(None, "among those who approve"));
        }
        let left = rule.people.iter().filter(|person| rule.author_may_approve || author != Some(person.as_str()));
        let code = |code| Reason::new(code, rule.name.clone()).compared(approved.len() as f64, f64::from(needed));
        let (verdict, reason) = if !rejected.is_empty() {
            (Verdict::Fail, None)
        } else if !rule.people.is_empty() && left.count() < needed as usize {
            (Verdict::Fail, Some(code(ReasonCode::NobodyCanApprove)))
        } else if approved.len() >= needed as usize {
            (Verdict::Pass, Some(code(ReasonCode::QuorumReached)))
        } else {
            (Verdict::Inconclusive, Some(code(ReasonCode::QuorumMissing)))
        };
        reasons.extend(reason);
        // The quorum is lost when the approvals that expire last are too few.
        let mut expiries: Vec<Timestamp> = approved.iter().map(|(_, expires)| *expires).collect();
        expiries.sort_by(|a, b| b.cmp(a));
        RuleOutcome {
            name: rule.name.clone(),
            verdict,
            needed,
            approved_by: approved.into_iter().map(|(actor, _)| actor).collect(),
            rejected_by: rejected,
            valid_until: expiries.get(needed as usize - 1).copied().filter(|_| verdict == Verdict::Pass),
        }
    }
}
