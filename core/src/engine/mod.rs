//! The engine: a checked policy that answers questions.

mod after;
mod before;
mod service;

use std::sync::Arc;

use crate::approval::Approvals;
use crate::automation::Automation;
use crate::confidence::{Confidence, Factors};
use crate::error::Error;
use crate::gate::{self, Gate, GateReport};
use crate::judge::JudgePolicy;
use crate::metric::Evidence;
use crate::plan::Plan;
use crate::policy::Policy;
use crate::quality;
use crate::reason::Reason;
use crate::release::Release;
use crate::rollout::{Rollout, Step, Terms};
use crate::slo;
use crate::time::Timestamp;
use crate::units::Fraction;
use crate::window::Calendar;

/// A checked policy: immutable, cheap to clone, safe to share between threads.
///
/// Every decision is one method. All are pure: the same question gives the same answer.
#[derive(Clone, Debug)]
pub struct Engine {
    inner: Arc<Inner>,
}

#[derive(Debug)]
struct Inner {
    policy: Policy,
    gates: Vec<Gate>,
    calendar: Calendar,
    approvals: Approvals,
    /// What rollouts by the plan of the policy are started with.
    terms: Arc<Terms>,
}

impl Engine {
    /// Checks a policy.
    ///
    /// # Errors
    ///
    /// A configuration error that names the field, the value and what would be allowed.
    pub fn new(policy: Policy) -> Result<Self, Error> {
        policy.validate()?;
        let plan = policy.plan_named(&policy.plan).ok_or_else(|| policy.unknown_plan(&policy.plan))?;
        plan.check_judged(policy.judge.is_some()).map_err(|err| err.within("plan"))?;
        let gates = policy.all_gates();
        let calendar = policy.calendar.check().map_err(|err| err.within("calendar"))?;
        let approvals = policy.approvals.check().map_err(|err| err.within("approvals"))?;
        let terms = Arc::new(terms(&policy, &gates, plan));
        Ok(Self { inner: Arc::new(Inner { policy, gates, calendar, approvals, terms }) })
    }

    /// Reads and checks a policy.
    ///
    /// # Errors
    ///
    /// As [`Policy::from_json`] and [`Engine::new`].
    pub fn from_json(policy: &str) -> Result<Self, Error> {
        Self::new(Policy::from_json(policy)?)
    }

    /// The policy that was checked.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.inner.policy
    }

    /// The gates of the policy: those of its sets and its own. A plan may have further ones.
    #[must_use]
    pub fn gates(&self) -> &[Gate] {
        &self.inner.gates
    }

    /// The plan of a name: one of the policy's, or a preset.
    ///
    /// # Errors
    ///
    /// `unknown_name`, with the names that there are.
    pub fn plan(&self, name: &str) -> Result<Plan, Error> {
        self.inner.policy.plan_named(name).ok_or_else(|| self.inner.policy.unknown_plan(name))
    }

    /// Is the canary healthy now?
    ///
    /// ```
    /// use rollwise::{Comparison, Engine, Evidence, Measurement, Policy, ReasonCode, Verdict};
    ///
    /// let engine = Engine::new(Policy::default())?;
    /// let mut evidence = Evidence::default();
    /// evidence.metrics.insert("error_rate".into(), Comparison {
    ///     canary: Measurement::counts(12, 1000)?,
    ///     baseline: Some(Measurement::counts(2, 1000)?),
    /// });
    /// let report = engine.evaluate_gates("2026-11-21T03:00:00Z".parse()?, &evidence)?;
    /// assert_eq!(report.verdict, Verdict::Fail);
    /// let check = &report.checks[0];
    /// assert_eq!((check.code, check.limit), (ReasonCode::LimitExceeded, Some(0.0032))); // 110 % of 0.2 % + 0.1 %
    /// # Ok::<(), rollwise::Error>(())
    /// ```
    ///
    /// # Errors
    ///
    /// A measurement that contradicts itself, such as more events than trials.
    pub fn evaluate_gates(&self, now: Timestamp, evidence: &Evidence) -> Result<GateReport, Error> {
        gate::evaluate(&self.inner.gates, now, evidence, false)
    }

    /// What in the policy can never do its work, or does it too early? One reason for each gate that another one always
    /// decides before, for each alarm that holds while its objective is kept, and for each warning of a quality gate whose
    /// values all pass; empty when there is none.
    ///
    /// ```
    /// use rollwise::{Engine, ReasonCode};
    ///
    /// let engine = Engine::from_json(r#"{"gate_sets": ["limits"]}"#)?;
    /// let findings = engine.review();
    /// assert_eq!((findings[0].code, &*findings[0].subject), (ReasonCode::NeverDecides, "max_error_rate"));
    /// # Ok::<(), rollwise::Error>(())
    /// ```
    #[must_use]
    pub fn review(&self) -> Vec<Reason> {
        let mut findings = gate::review(&self.inner.gates);
        findings.extend(slo::findings(&self.inner.policy.slo));
        findings.extend(quality::findings(&self.inner.policy.quality));
        findings
    }

    /// How confident are we?
    ///
    /// ```
    /// use rollwise::{ConfidenceDecision, Engine, Factors, Fraction, Policy};
    ///
    /// let known = |value| Fraction::new(value).ok();
    /// let confidence = Engine::new(Policy::default())?.score_confidence(&Factors {
    ///     safety: known(1.0),
    ///     canary_health: known(1.0),
    ///     blast_radius: known(0.1),
    ///     historical_success: known(0.8),
    ///     change_complexity: known(0.7),
    ///     test_coverage: known(0.85),
    /// });
    /// assert_eq!(confidence.score.map(|score| score.get()), Some(80.0));
    /// assert_eq!(confidence.decision, ConfidenceDecision::AutoPromote);
    /// # Ok::<(), rollwise::Error>(())
    /// ```
    #[must_use]
    pub fn score_confidence(&self, factors: &Factors) -> Confidence {
        self.inner.policy.confidence.score(factors)
    }

    /// May a decision be carried out without a person? `level` is its confidence, or its risk where that decides.
    /// The answer's code is `threshold_reached` or `threshold_not_reached`.
    #[must_use]
    pub fn permits(&self, what: Automation, level: Fraction) -> Reason {
        self.inner.policy.automation.permits(what, level)
    }

    /// Starts a rollout by the plan of the policy.
    ///
    /// # Errors
    ///
    /// `empty` for a text of the release that must not be, `image_not_immutable` for its image.
    pub fn start(&self, now: Timestamp, release: Release) -> Result<(Rollout, Step), Error> {
        self.begin(now, release, self.inner.terms.clone())
    }

    /// Starts a rollout by another plan.
    ///
    /// # Errors
    ///
    /// As [`Engine::start`], and what is wrong with the plan.
    pub fn start_with(&self, now: Timestamp, release: Release, plan: Plan) -> Result<(Rollout, Step), Error> {
        plan.validate().map_err(|err| err.within("plan"))?;
        plan.check_judged(self.inner.policy.judge.is_some()).map_err(|err| err.within("plan"))?;
        self.begin(now, release, Arc::new(terms(&self.inner.policy, &self.inner.gates, plan)))
    }

    fn begin(&self, now: Timestamp, release: Release, terms: Arc<Terms>) -> Result<(Rollout, Step), Error> {
        release.validate(self.inner.policy.immutable_images).map_err(|err| err.within("release"))?;
        Ok(Rollout::start(now, release, terms))
    }
}

fn terms(policy: &Policy, gates: &[Gate], plan: Plan) -> Terms {
    let gates = crate::gate::joined(gates, &plan.gates);
    let planned_looks = policy.judge.as_ref().and_then(|judge| judge.planned_looks).unwrap_or(plan.planned_looks());
    let judge = policy.judge.clone().map(|judge| JudgePolicy { planned_looks: Some(planned_looks), ..judge });
    Terms::new(plan, gates, policy.confidence.clone(), policy.rollout.clone(), judge)
}
