//! The engine: a checked policy that answers questions.

use napi_derive::napi;
use rollwise::document::write;
use rollwise::{ApprovalVote, Factors, Fraction, Plan, Timestamp, VerifiedVersion};

use crate::document::{config, input};
use crate::error::{Result, refuse};
use crate::rollout::Rollout;

/// A checked policy.
#[napi]
#[derive(Debug)]
pub struct Engine(rollwise::Engine);

#[napi]
impl Engine {
    /// Checks a policy.
    #[napi(constructor, catch_unwind)]
    pub fn new(policy: String) -> Result<Self> {
        rollwise::Engine::new(config("", &policy)?).map(Self).map_err(refuse)
    }

    /// The gates of the policy.
    #[napi(catch_unwind)]
    pub fn gates(&self) -> String {
        write(self.0.gates())
    }

    /// The policy, defaults included.
    #[napi(catch_unwind)]
    pub fn policy(&self) -> String {
        write(self.0.policy())
    }

    /// The plan of a name.
    #[napi(catch_unwind)]
    pub fn plan(&self, name: String) -> Result<String> {
        self.0.plan(&name).map(|plan| write(&plan)).map_err(refuse)
    }

    /// Is the canary healthy now?
    #[napi(catch_unwind)]
    pub fn evaluate_gates(&self, now: String, evidence: String) -> Result<String> {
        let (now, evidence) = (input("now", &now)?, input("", &evidence)?);
        self.0.evaluate_gates(now, &evidence).map(|report| write(&report)).map_err(refuse)
    }

    /// How confident are we?
    #[napi(catch_unwind)]
    pub fn score_confidence(&self, factors: String) -> Result<String> {
        let factors: Factors = input("", &factors)?;
        Ok(write(&self.0.score_confidence(&factors)))
    }

    /// May a decision be carried out without a person?
    #[napi(catch_unwind)]
    pub fn permits(&self, what: String, level: String) -> Result<String> {
        let level: Fraction = input("level", &level)?;
        Ok(write(&self.0.permits(input("what", &what)?, level)))
    }

    /// What in the gates of the policy can never do its work?
    #[napi(catch_unwind)]
    pub fn review(&self) -> String {
        write(&self.0.review())
    }

    /// How risky is this deployment?
    #[napi(catch_unwind)]
    pub fn assess_risk(&self, now: String, situation: String) -> Result<String> {
        let (now, situation) = (input("now", &now)?, input("", &situation)?);
        self.0.assess_risk(now, &situation).map(|risk| write(&risk)).map_err(refuse)
    }

    /// By which strategy should it go, and by which plan?
    #[napi(catch_unwind)]
    pub fn choose_strategy(&self, now: String, situation: String) -> Result<String> {
        let (now, situation) = (input("now", &now)?, input("", &situation)?);
        self.0.choose_strategy(now, &situation).map(|choice| write(&choice)).map_err(refuse)
    }

    /// May a deployment begin now, and if not, when?
    #[napi(catch_unwind)]
    pub fn check_window(&self, now: String, situation: String) -> Result<String> {
        let (now, situation) = (input("now", &now)?, input("", &situation)?);
        self.0.check_window(now, &situation).map(|decision| write(&decision)).map_err(refuse)
    }

    /// Does everybody agree who must?
    #[napi(catch_unwind)]
    pub fn check_approvals(
        &self,
        now: String,
        situation: String,
        votes: String,
        stage: Option<String>,
    ) -> Result<String> {
        let (now, situation) = (input("now", &now)?, input("", &situation)?);
        let stage: Option<u32> = stage.map(|stage| input("stage", &stage)).transpose()?;
        let votes: Vec<ApprovalVote> = input("votes", &votes)?;
        let decision = self.0.check_approvals(now, &situation, stage, &votes);
        decision.map(|decision| write(&decision)).map_err(refuse)
    }

    /// Does a condition hold in a situation?
    #[napi(catch_unwind)]
    pub fn evaluate_condition(&self, now: String, condition: String, situation: String) -> Result<String> {
        let (now, condition): (_, String) = (input("now", &now)?, input("condition", &condition)?);
        let answer = self.0.evaluate_condition(now, &condition, &input("", &situation)?);
        answer.map(|answer| write(&answer)).map_err(refuse)
    }

    /// May it go now?
    #[napi(catch_unwind)]
    pub fn admit(&self, now: String, request: String) -> Result<String> {
        let now = input("now", &now)?;
        self.0.admit(now, &input("", &request)?).map(|admission| write(&admission)).map_err(refuse)
    }

    /// How much could a bad version break before anybody knows?
    #[napi(catch_unwind)]
    pub fn assess_blast_radius(&self, plan: String, service: String) -> Result<String> {
        let plan: Plan = config("plan", &plan)?;
        let radius = self.0.assess_blast_radius(&plan, &input("service", &service)?);
        radius.map(|radius| write(&radius)).map_err(refuse)
    }

    /// What is Kubernetes to be told?
    #[napi(catch_unwind)]
    pub fn kubernetes(&self, plan: String, service: String) -> Result<String> {
        let plan: Plan = config("plan", &plan)?;
        let fragments = self.0.kubernetes(&plan, &input("service", &service)?);
        fragments.map(|fragments| write(&fragments)).map_err(refuse)
    }

    /// Does the image tag name one immutable build of the commit?
    #[napi(catch_unwind)]
    pub fn check_image(&self, image_tag: String, commit: String) -> Result<String> {
        let tag: Option<String> = input("image_tag", &image_tag)?;
        let commit: Option<String> = input("commit", &commit)?;
        Ok(write(&self.0.check_image(tag.as_deref(), commit.as_deref())))
    }

    /// Is everything prepared, or was everything seen to afterwards?
    #[napi(catch_unwind)]
    pub fn check_readiness(&self, when: String, situation: String, checklist: String) -> Result<String> {
        let (when, situation) = (input("when", &when)?, input("", &situation)?);
        let readiness = self.0.check_readiness(when, &situation, &input("checklist", &checklist)?);
        readiness.map(|readiness| write(&readiness)).map_err(refuse)
    }

    /// May this version go on to the environment of the situation?
    #[napi(catch_unwind)]
    pub fn check_promotion(&self, now: String, situation: String, verified: Option<String>) -> Result<String> {
        let (now, situation) = (input("now", &now)?, input("", &situation)?);
        let verified: Option<Vec<VerifiedVersion>> = verified.map(|list| input("verified", &list)).transpose()?;
        let promotion = self.0.check_promotion(now, &situation, verified.as_deref());
        promotion.map(|promotion| write(&promotion)).map_err(refuse)
    }

    /// Which rollback triggers fired since the deployment?
    #[napi(catch_unwind)]
    pub fn evaluate_triggers(&self, now: String, evidence: String) -> Result<String> {
        let (now, evidence) = (input("now", &now)?, input("", &evidence)?);
        self.0.evaluate_triggers(now, &evidence).map(|report| write(&report)).map_err(refuse)
    }

    /// Is a version to be taken back, to which one, and how?
    #[napi(catch_unwind)]
    pub fn decide_rollback(&self, now: String, evidence: String) -> Result<String> {
        let (now, evidence) = (input("now", &now)?, input("", &evidence)?);
        self.0.decide_rollback(now, &evidence).map(|decision| write(&decision)).map_err(refuse)
    }

    /// Does a canary get all traffic, does it wait, or does it go?
    #[napi(catch_unwind)]
    pub fn decide_promotion(&self, now: String, evidence: String) -> Result<String> {
        let (now, evidence) = (input("now", &now)?, input("", &evidence)?);
        self.0.decide_promotion(now, &evidence).map(|decision| write(&decision)).map_err(refuse)
    }

    /// What is left of the error budgets, and what may be released?
    #[napi(catch_unwind)]
    pub fn assess_slo(&self, now: String, evidence: String) -> Result<String> {
        let (now, evidence) = (input("now", &now)?, input("", &evidence)?);
        self.0.assess_slo(now, &evidence).map(|decision| write(&decision)).map_err(refuse)
    }

    /// What can the alarms of the objectives do?
    #[napi(catch_unwind)]
    pub fn review_slo(&self, error_ratio: String) -> Result<String> {
        self.0.review_slo(input("error_ratio", &error_ratio)?).map(|review| write(&review)).map_err(refuse)
    }

    /// Is a release good enough?
    #[napi(catch_unwind)]
    pub fn judge_quality(&self, evidence: String) -> Result<String> {
        self.0.judge_quality(&input("", &evidence)?).map(|decision| write(&decision)).map_err(refuse)
    }

    /// How well were deployments delivered?
    #[napi(catch_unwind)]
    pub fn delivery_figures(&self, since: String, until: String, log: String) -> Result<String> {
        let (since, until) = (input("since", &since)?, input("until", &until)?);
        self.0.delivery_figures(since, until, &input("", &log)?).map(|figures| write(&figures)).map_err(refuse)
    }

    /// Starts a rollout by a plan of its own, or by the plan of the policy: the rollout, and its first step.
    #[napi(catch_unwind)]
    pub fn start(&self, now: String, release: String, plan: Option<String>) -> Result<(Rollout, String)> {
        let now: Timestamp = input("now", &now)?;
        let release = input("release", &release)?;
        let started = match plan {
            None => self.0.start(now, release),
            Some(plan) => self.0.start_with(now, release, config::<Plan>("plan", &plan)?),
        };
        let (rollout, step) = started.map_err(refuse)?;
        Ok((Rollout(rollout), write(&step)))
    }

    /// Starts a rollout to the target of a rollback decision: the rollout, and its first step.
    #[napi(catch_unwind)]
    pub fn start_rollback(&self, now: String, release: String, decision: String) -> Result<(Rollout, String)> {
        let (now, release, decision) =
            (input("now", &now)?, input("release", &release)?, input("decision", &decision)?);
        let (rollout, step) = self.0.start_rollback(now, release, &decision).map_err(refuse)?;
        Ok((Rollout(rollout), write(&step)))
    }
}
