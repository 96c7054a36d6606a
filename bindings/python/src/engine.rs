//! `Engine`: a checked policy that answers questions.

use pyo3::prelude::*;
use pyo3::types::PyString;
use rollwise::{ApprovalVote, Family, Plan, Policy, VerifiedVersion};

use crate::convert::{argument, document, to_python};
use crate::error::raise;
use crate::rollout::Rollout;

/// A checked policy that answers questions: the same question gives the same answer.
#[pyclass(module = "rollwise", frozen)]
pub(crate) struct Engine(rollwise::Engine);

#[pymethods]
impl Engine {
    #[new]
    #[pyo3(signature = (policy=None))]
    fn new(policy: Option<&Bound<'_, PyAny>>) -> PyResult<Self> {
        let policy: Policy = match policy {
            Some(policy) => document("", Family::Config, policy)?,
            None => Policy::default(),
        };
        rollwise::Engine::new(policy).map(Self).map_err(raise)
    }

    /// The policy that was checked, defaults included.
    fn policy<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.policy())
    }

    /// The gates of the policy: those of its sets and its own. A plan may have further ones.
    fn gates<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, self.0.gates())
    }

    /// The plan of a name: one of the policy's, or a preset.
    fn plan<'py>(&self, py: Python<'py>, name: &str) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.plan(name).map_err(raise)?)
    }

    /// Is the canary healthy now?
    fn evaluate_gates<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        evidence: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let report = self.0.evaluate_gates(argument("now", now)?, &document("", Family::Input, evidence)?);
        to_python(now.py(), &report.map_err(raise)?)
    }

    /// How confident are we?
    fn score_confidence<'py>(&self, factors: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        to_python(factors.py(), &self.0.score_confidence(&document("", Family::Input, factors)?))
    }

    /// May a decision be carried out without a person?
    fn permits<'py>(&self, what: &Bound<'py, PyAny>, level: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        to_python(what.py(), &self.0.permits(argument("what", what)?, argument("level", level)?))
    }

    /// What in the gates of the policy can never do its work?
    fn review<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        to_python(py, &self.0.review())
    }

    /// How risky is this deployment?
    fn assess_risk<'py>(&self, now: &Bound<'py, PyAny>, situation: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let risk = self.0.assess_risk(argument("now", now)?, &document("", Family::Input, situation)?);
        to_python(now.py(), &risk.map_err(raise)?)
    }

    /// By which strategy should it go, and by which plan?
    fn choose_strategy<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        situation: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let choice = self.0.choose_strategy(argument("now", now)?, &document("", Family::Input, situation)?);
        to_python(now.py(), &choice.map_err(raise)?)
    }

    /// May a deployment begin now, and if not, when?
    fn check_window<'py>(&self, now: &Bound<'py, PyAny>, situation: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let decision = self.0.check_window(argument("now", now)?, &document("", Family::Input, situation)?);
        to_python(now.py(), &decision.map_err(raise)?)
    }

    /// Does everybody agree who must?
    #[pyo3(signature = (now, situation, votes, *, stage=None))]
    fn check_approvals<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        situation: &Bound<'py, PyAny>,
        votes: &Bound<'py, PyAny>,
        stage: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let at = argument("now", now)?;
        let situation = document("", Family::Input, situation)?;
        let stage: Option<u32> = stage.map(|stage| argument("stage", stage)).transpose()?;
        let votes: Vec<ApprovalVote> = argument("votes", votes)?;
        let decision = self.0.check_approvals(at, &situation, stage, &votes);
        to_python(now.py(), &decision.map_err(raise)?)
    }

    /// Does a condition hold in a situation?
    fn evaluate_condition<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        condition: &Bound<'py, PyAny>,
        situation: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (at, text): (_, String) = (argument("now", now)?, argument("condition", condition)?);
        let answer = self.0.evaluate_condition(at, &text, &document("", Family::Input, situation)?);
        to_python(now.py(), &answer.map_err(raise)?)
    }

    /// May it go now?
    fn admit<'py>(&self, now: &Bound<'py, PyAny>, request: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let admission = self.0.admit(argument("now", now)?, &document("", Family::Input, request)?);
        to_python(now.py(), &admission.map_err(raise)?)
    }

    /// How much could a bad version break before anybody knows?
    fn assess_blast_radius<'py>(
        &self,
        plan: &Bound<'py, PyAny>,
        service: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let plan = self.plan_of(plan)?;
        let radius = self.0.assess_blast_radius(&plan, &document("service", Family::Input, service)?);
        to_python(service.py(), &radius.map_err(raise)?)
    }

    /// What is Kubernetes to be told?
    fn kubernetes<'py>(&self, plan: &Bound<'py, PyAny>, service: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let plan = self.plan_of(plan)?;
        let fragments = self.0.kubernetes(&plan, &document("service", Family::Input, service)?);
        to_python(service.py(), &fragments.map_err(raise)?)
    }

    /// Does the image tag name one immutable build of the commit?
    fn check_image<'py>(
        &self,
        image_tag: &Bound<'py, PyAny>,
        commit: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let tag: Option<String> = argument("image_tag", image_tag)?;
        let of: Option<String> = argument("commit", commit)?;
        to_python(commit.py(), &self.0.check_image(tag.as_deref(), of.as_deref()))
    }

    /// Is everything prepared, or was everything seen to afterwards?
    fn check_readiness<'py>(
        &self,
        when: &Bound<'py, PyAny>,
        situation: &Bound<'py, PyAny>,
        checklist: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let stage = argument("when", when)?;
        let situation = document("", Family::Input, situation)?;
        let readiness = self.0.check_readiness(stage, &situation, &document("checklist", Family::Input, checklist)?);
        to_python(when.py(), &readiness.map_err(raise)?)
    }

    /// May this version go on to the environment of the situation?
    #[pyo3(signature = (now, situation, verified=None))]
    fn check_promotion<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        situation: &Bound<'py, PyAny>,
        verified: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let at = argument("now", now)?;
        let situation = document("", Family::Input, situation)?;
        let verified: Option<Vec<VerifiedVersion>> = verified.map(|list| argument("verified", list)).transpose()?;
        let promotion = self.0.check_promotion(at, &situation, verified.as_deref());
        to_python(now.py(), &promotion.map_err(raise)?)
    }

    /// Which rollback triggers fired since the deployment?
    fn evaluate_triggers<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        evidence: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let report = self.0.evaluate_triggers(argument("now", now)?, &document("", Family::Input, evidence)?);
        to_python(now.py(), &report.map_err(raise)?)
    }

    /// Is a version to be taken back, to which one, and how?
    fn decide_rollback<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        evidence: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let decision = self.0.decide_rollback(argument("now", now)?, &document("", Family::Input, evidence)?);
        to_python(now.py(), &decision.map_err(raise)?)
    }

    /// Does a canary get all traffic, does it wait, or does it go?
    fn decide_promotion<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        evidence: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let decision = self.0.decide_promotion(argument("now", now)?, &document("", Family::Input, evidence)?);
        to_python(now.py(), &decision.map_err(raise)?)
    }

    /// What is left of the error budgets, and what may be released?
    fn assess_slo<'py>(&self, now: &Bound<'py, PyAny>, evidence: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let decision = self.0.assess_slo(argument("now", now)?, &document("", Family::Input, evidence)?);
        to_python(now.py(), &decision.map_err(raise)?)
    }

    /// What can the alarms of the objectives do?
    fn review_slo<'py>(&self, error_ratio: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let review = self.0.review_slo(argument("error_ratio", error_ratio)?);
        to_python(error_ratio.py(), &review.map_err(raise)?)
    }

    /// Is a release good enough?
    fn judge_quality<'py>(&self, evidence: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let decision = self.0.judge_quality(&document("", Family::Input, evidence)?);
        to_python(evidence.py(), &decision.map_err(raise)?)
    }

    /// How well were deployments delivered?
    fn delivery_figures<'py>(
        &self,
        since: &Bound<'py, PyAny>,
        until: &Bound<'py, PyAny>,
        log: &Bound<'py, PyAny>,
    ) -> PyResult<Bound<'py, PyAny>> {
        let (from, to) = (argument("since", since)?, argument("until", until)?);
        let figures = self.0.delivery_figures(from, to, &document("", Family::Input, log)?);
        to_python(since.py(), &figures.map_err(raise)?)
    }

    /// Starts a rollout by the plan of the policy, or by another one, given by its name or as a whole.
    #[pyo3(signature = (now, release, plan=None))]
    fn start<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        release: &Bound<'py, PyAny>,
        plan: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<(Rollout, Bound<'py, PyAny>)> {
        let at = argument("now", now)?;
        let release = document("release", Family::Input, release)?;
        let started = match plan {
            None => self.0.start(at, release),
            Some(plan) => self.0.start_with(at, release, self.plan_of(plan)?),
        };
        let (rollout, step) = started.map_err(raise)?;
        Ok((Rollout(rollout), to_python(now.py(), &step)?))
    }

    /// Starts a rollout to the target of a rollback decision.
    fn start_rollback<'py>(
        &self,
        now: &Bound<'py, PyAny>,
        release: &Bound<'py, PyAny>,
        decision: &Bound<'py, PyAny>,
    ) -> PyResult<(Rollout, Bound<'py, PyAny>)> {
        let at = argument("now", now)?;
        let release = document("release", Family::Input, release)?;
        let started = self.0.start_rollback(at, release, &document("decision", Family::Input, decision)?);
        let (rollout, step) = started.map_err(raise)?;
        Ok((Rollout(rollout), to_python(now.py(), &step)?))
    }
}

impl Engine {
    /// A plan is given by its name or as a whole.
    fn plan_of(&self, plan: &Bound<'_, PyAny>) -> PyResult<Plan> {
        match plan.cast::<PyString>() {
            Ok(name) => self.0.plan(name.to_str()?).map_err(raise),
            Err(_) => document("plan", Family::Config, plan),
        }
    }
}
