//! The questions before a deployment.

use super::{Engine, Inner};
use crate::admission::{self, Admission, AdmissionRequest, Parts};
use crate::approval::{ApprovalDecision, ApprovalVote};
use crate::blast_radius::{self, BlastRadius};
use crate::error::Error;
use crate::expression::{ConditionAnswer, Expression, Facts};
use crate::image::ImageCheck;
use crate::kubernetes::{self, KubernetesFragments};
use crate::plan::Plan;
use crate::promotion::{EnvironmentPromotion, VerifiedVersion};
use crate::readiness::{Checklist, ChecklistStage, Readiness};
use crate::reason::{Reason, ReasonCode};
use crate::risk::Risk;
use crate::rollback;
use crate::selection::StrategyChoice;
use crate::situation::{Service, ServiceCriticality, Situation};
use crate::time::Timestamp;
use crate::window::WindowDecision;

impl Engine {
    /// How risky is this deployment?
    ///
    /// # Errors
    ///
    /// A situation that contradicts itself.
    pub fn assess_risk(&self, now: Timestamp, situation: &Situation) -> Result<Risk, Error> {
        situation.check()?;
        Ok(self.risk(now, situation))
    }

    /// May a deployment begin now, and if not, when?
    ///
    /// ```
    /// use rollwise::{Engine, Family, Policy, Situation, document};
    ///
    /// let situation: Situation = document::read(Family::Input, r#"{
    ///     "change": {"version": "2.4.0", "incident": null},
    ///     "service": {"name": "shop"},
    ///     "target": {"environment": "production"}
    /// }"#)?;
    /// let friday = "2026-11-20T15:00:00Z".parse()?;
    /// let decision = Engine::new(Policy::default())?.check_window(friday, &situation)?;
    /// assert!(!decision.open);
    /// assert_eq!(decision.blocked_by[0].name, "friday");
    /// assert_eq!(decision.opens_at, Some("2026-11-21T00:00:00Z".parse()?));
    /// assert_eq!(decision.preferred_at, Some("2026-11-24T08:00:00Z".parse()?));
    /// # Ok::<(), rollwise::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A situation that contradicts itself.
    pub fn check_window(&self, now: Timestamp, situation: &Situation) -> Result<WindowDecision, Error> {
        situation.check()?;
        let risk = self.risk(now, situation);
        Ok(self.inner.calendar.decide(now, &facts(situation, &risk)))
    }

    /// Does everybody agree who must? `stage` is the stage that is to begin, none for the deployment as a whole; an
    /// approval counts for exactly the version, the environment and the stage that it names.
    ///
    /// # Errors
    ///
    /// A situation that contradicts itself; a vote by nobody, or one from the future.
    pub fn check_approvals(
        &self,
        now: Timestamp,
        situation: &Situation,
        stage: Option<u32>,
        votes: &[ApprovalVote],
    ) -> Result<ApprovalDecision, Error> {
        situation.check()?;
        let risk = self.risk(now, situation);
        self.inner.approvals.decide(now, &facts(situation, &risk), stage, votes)
    }

    /// Does a condition hold in a situation? It is read as conditions of the policy are; [`facts`](crate::facts) lists
    /// what it can speak of.
    ///
    /// ```
    /// use rollwise::{Engine, Family, Policy, Situation, document};
    ///
    /// let situation: Situation = document::read(Family::Input, r#"{
    ///     "change": {"version": "2.4.0", "files": 80},
    ///     "service": {"name": "shop"},
    ///     "target": {"environment": "production"}
    /// }"#)?;
    /// let engine = Engine::new(Policy::default())?;
    /// let ask = |text| engine.evaluate_condition("2026-11-17T09:00:00Z".parse()?, text, &situation);
    /// assert_eq!(ask("files > 50 || first_deployment")?.holds, Some(true));
    /// assert_eq!(ask("files > 90 || first_deployment")?.unknown, ["first_deployment"]);
    /// assert!(ask("fiels > 50").is_err());
    /// # Ok::<(), rollwise::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A situation that contradicts itself, or what is wrong with the condition: `empty`, `invalid_expression`,
    /// `unknown_name`, `unknown_variant`, `wrong_type`, `contradiction`.
    pub fn evaluate_condition(
        &self,
        now: Timestamp,
        text: &str,
        situation: &Situation,
    ) -> Result<ConditionAnswer, Error> {
        let condition = Expression::parse(text).map_err(|err| err.within("condition"))?;
        situation.check()?;
        Ok(condition.evaluate(&facts(situation, &self.risk(now, situation))))
    }

    /// May it go now? Image, environment before, windows, approvals, readiness and risk in one decision.
    ///
    /// # Errors
    ///
    /// As of the single questions.
    pub fn admit(&self, now: Timestamp, request: &AdmissionRequest) -> Result<Admission, Error> {
        let Inner { policy, calendar, approvals, .. } = &*self.inner;
        let AdmissionRequest { situation, votes, checklist, verified, history, rollbacks, break_glass } = request;
        situation.check().map_err(|err| err.within("situation"))?;
        rollback::check_past(now, history, rollbacks)?;
        let change = &situation.change;
        let risk = self.risk(now, situation);
        let facts = facts(situation, &risk);
        let known = history.iter().find(|known| known.version == change.version);
        let condemned = known.filter(|known| known.is_condemned(rollbacks));
        let glass = break_glass.as_ref().map(|glass| policy.break_glass.check(now, situation, glass));
        Ok(admission::admit(Parts {
            image: self.check_image(change.image_tag.as_deref(), change.commit.as_deref()),
            promotion: policy.promotion.decide(now, situation, verified.as_deref(), &risk, &policy.risk)?,
            window: calendar.decide(now, &facts),
            approvals: approvals.decide(now, &facts, None, votes)?,
            readiness: policy.readiness.check(ChecklistStage::Before, situation, checklist)?,
            condemned: condemned.map(|known| Reason::new(ReasonCode::Condemned, known.version.clone())),
            glass: glass.transpose().map_err(|err| err.within("break_glass"))?,
            risk,
        }))
    }

    /// Does the image tag name one immutable build of the commit?
    #[must_use]
    pub fn check_image(&self, image_tag: Option<&str>, commit: Option<&str>) -> ImageCheck {
        ImageCheck::of(image_tag, commit, self.inner.policy.immutable_images)
    }

    /// Is everything prepared, or was everything seen to afterwards?
    ///
    /// # Errors
    ///
    /// A situation that contradicts itself; `unknown_name` for an item that is not on the list.
    pub fn check_readiness(
        &self,
        when: ChecklistStage,
        situation: &Situation,
        checklist: &Checklist,
    ) -> Result<Readiness, Error> {
        situation.check()?;
        self.inner.policy.readiness.check(when, situation, checklist)
    }

    /// By which strategy should it go, and by which plan?
    ///
    /// # Errors
    ///
    /// A situation that contradicts itself.
    pub fn choose_strategy(&self, now: Timestamp, situation: &Situation) -> Result<StrategyChoice, Error> {
        situation.check()?;
        let risk = self.risk(now, situation).score;
        let policy = &self.inner.policy;
        let mut choice = policy.strategy.choose(situation, &policy.history);
        if let Some(winner) = choice.winner {
            let criticality = situation.service.criticality.unwrap_or(ServiceCriticality::Critical);
            let cap = policy.blast_radius.of(criticality).max_unproven;
            let sized = policy.sizing.size(winner, situation, risk, cap, &self.inner.gates);
            choice.blast_radius = Some(self.assess_blast_radius(&sized.plan, &situation.service)?);
            choice.plan = Some(sized);
        }
        Ok(choice)
    }

    /// How much could a bad version break before anybody knows?
    ///
    /// ```
    /// use rollwise::{Engine, Family, Policy, Service, Verdict, document};
    ///
    /// let engine = Engine::new(Policy::default())?;
    /// let service = r#"{"name": "shop", "criticality": "critical", "replicas": 40}"#;
    /// let service: Service = document::read(Family::Input, service)?;
    /// assert_eq!(engine.assess_blast_radius(&engine.plan("standard_canary")?, &service)?.verdict, Verdict::Pass);
    /// assert_eq!(engine.assess_blast_radius(&engine.plan("fast")?, &service)?.verdict, Verdict::Fail); // starts at 10 %
    /// # Ok::<(), rollwise::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// What is wrong with the plan; `empty` for a service without a name.
    pub fn assess_blast_radius(&self, plan: &Plan, service: &Service) -> Result<BlastRadius, Error> {
        blast_radius::assess(&self.inner.policy.blast_radius, plan, service)
    }

    /// What is Kubernetes to be told? [`render::kubernetes`](crate::render::kubernetes) makes JSON of it.
    ///
    /// # Errors
    ///
    /// As [`Engine::assess_blast_radius`].
    pub fn kubernetes(&self, plan: &Plan, service: &Service) -> Result<KubernetesFragments, Error> {
        Ok(kubernetes::fragments(plan, &self.assess_blast_radius(plan, service)?))
    }

    /// May this version go on to the environment of the situation? `verified` says which versions were verified where;
    /// none if nobody knows.
    ///
    /// # Errors
    ///
    /// A situation that contradicts itself, `out_of_range` for a version that was verified in the future.
    pub fn check_promotion(
        &self,
        now: Timestamp,
        situation: &Situation,
        verified: Option<&[VerifiedVersion]>,
    ) -> Result<EnvironmentPromotion, Error> {
        situation.check()?;
        let policy = &self.inner.policy;
        policy.promotion.decide(now, situation, verified, &self.risk(now, situation), &policy.risk)
    }

    fn risk(&self, now: Timestamp, situation: &Situation) -> Risk {
        let preferred = self.inner.calendar.is_preferred(now, situation);
        self.inner.policy.risk.assess(situation, &self.inner.policy.history, preferred)
    }
}

/// What conditions of the policy can speak of.
fn facts<'a>(situation: &'a Situation, risk: &Risk) -> Facts<'a> {
    Facts { situation, risk_score: Some(risk.score.get()), risk_confidence: Some(risk.confidence.get()) }
}
