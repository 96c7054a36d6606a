//! One document that configures every decision.

use serde::{Deserialize, Serialize};

use crate::approval::ApprovalPolicy;
use crate::automation::AutomationPolicy;
use crate::blast_radius::BlastRadiusPolicy;
use crate::break_glass::BreakGlassPolicy;
use crate::confidence::ConfidencePolicy;
use crate::delivery::DeliveryPolicy;
use crate::document;
use crate::error::{Error, ErrorCode, Family};
use crate::gate::{self, Gate, GateSet};
use crate::judge::{CanaryJudge, JudgePolicy};
use crate::plan::{Plan, PlanPreset, SizingPolicy};
use crate::promotion::{CanaryPromotionPolicy, PromotionPolicy};
use crate::quality::QualityPolicy;
use crate::readiness::ReadinessPolicy;
use crate::risk::RiskPolicy;
use crate::rollback::RollbackPolicy;
use crate::rollout::RolloutPolicy;
use crate::selection::StrategyPolicy;
use crate::situation::Environment;
use crate::slo::SloPolicy;
use crate::track_record::HistoryPolicy;
use crate::trigger::TriggerPolicy;
use crate::units::Score;
use crate::window::CalendarPolicy;

/// Everything that an [`Engine`](crate::Engine) can be told. Every field has a default.
///
/// ```
/// use rollwise::{Engine, Policy};
///
/// let policy = Policy::from_json(r#"{
///     "plan": "conservative",
///     "gates": [{
///         "name": "checkout_rate", "metric": "checkout_rate", "window": "30m",
///         "condition": {"kind": "ratio", "bound": "at_least", "limit": 0.98}
///     }]
/// }"#)?;
/// let engine = Engine::new(policy)?;
/// assert_eq!(engine.gates().len(), 7); // the six standard gates and this one
/// # Ok::<(), rollwise::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct Policy {
    /// Named sets of gates. Default: the standard gates. Source: R17.
    pub gate_sets: Vec<GateSet>,
    /// Further gates; one with the name of a gate of the sets replaces it. Default: none. Source: our choice.
    pub gates: Vec<Gate>,
    /// By which metrics a canary is judged over all looks of a rollout together. Default: none, so that each look stands
    /// alone. Source: our choice, only the host knows what it can count.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub judge: Option<JudgePolicy>,
    /// The confidence score.
    pub confidence: ConfidencePolicy,
    /// What may be done without a person.
    pub automation: AutomationPolicy,
    /// The plan of rollouts that do not name one. Default: `standard_canary`. Source: R5.
    pub plan: String,
    /// Further plans; one with the name of a preset replaces it. Default: none. Source: our choice.
    pub plans: Vec<Plan>,
    /// How a rollout is driven.
    pub rollout: RolloutPolicy,
    /// Whether an image tag must be of the form `{commit-hash}-{timestamp}` and name the commit that is deployed.
    /// `latest` and empty tags are refused in any case. Default: yes. Source: R16.
    pub immutable_images: bool,
    /// How the track record of services and strategies is judged.
    pub history: HistoryPolicy,
    /// How risky a deployment is.
    pub risk: RiskPolicy,
    /// Which strategy a deployment uses.
    pub strategy: StrategyPolicy,
    /// How plans are sized.
    pub sizing: SizingPolicy,
    /// When people must agree.
    pub approvals: ApprovalPolicy,
    /// Who may override the policy.
    pub break_glass: BreakGlassPolicy,
    /// What has to be seen to before and after a deployment.
    pub readiness: ReadinessPolicy,
    /// What a version must have behind it before it goes on to the next environment.
    pub promotion: PromotionPolicy,
    /// When deployments are allowed, forbidden and preferred.
    pub calendar: CalendarPolicy,
    /// What a deployment may put at risk.
    pub blast_radius: BlastRadiusPolicy,
    /// What makes a deployment be taken back.
    pub triggers: TriggerPolicy,
    /// When and how to go back.
    pub rollback: RollbackPolicy,
    /// What a canary must have shown before it gets all traffic.
    pub canary_promotion: CanaryPromotionPolicy,
    /// What the service has promised, and what follows from it.
    pub slo: SloPolicy,
    /// What a release must show to be good enough.
    pub quality: QualityPolicy,
    /// The targets of delivery.
    pub delivery: DeliveryPolicy,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            gate_sets: vec![GateSet::Standard],
            gates: Vec::new(),
            judge: None,
            confidence: ConfidencePolicy::default(),
            automation: AutomationPolicy::default(),
            plan: PlanPreset::StandardCanary.as_str().to_owned(),
            plans: Vec::new(),
            rollout: RolloutPolicy::default(),
            immutable_images: true,
            history: HistoryPolicy::default(),
            risk: RiskPolicy::default(),
            strategy: StrategyPolicy::default(),
            sizing: SizingPolicy::default(),
            approvals: ApprovalPolicy::default(),
            break_glass: BreakGlassPolicy::default(),
            readiness: ReadinessPolicy::default(),
            promotion: PromotionPolicy::default(),
            calendar: CalendarPolicy::default(),
            blast_radius: BlastRadiusPolicy::default(),
            triggers: TriggerPolicy::default(),
            rollback: RollbackPolicy::default(),
            canary_promotion: CanaryPromotionPolicy::default(),
            slo: SloPolicy::default(),
            quality: QualityPolicy::default(),
            delivery: DeliveryPolicy::default(),
        }
    }
}

impl Policy {
    /// Reads a policy from JSON text. [`Engine::new`](crate::Engine::new) checks it as a whole.
    ///
    /// # Errors
    ///
    /// A configuration error that names the field, such as `unknown_field`.
    pub fn from_json(text: &str) -> Result<Self, Error> {
        document::read(Family::Config, text)
    }

    /// The policy as JSON, defaults included.
    #[must_use]
    pub fn to_json(&self) -> String {
        document::write(self)
    }

    /// The built-in policy of an environment.
    ///
    /// Production is the default policy. Dev and staging roll out by the `fast` plan and never ask a person (R13): a
    /// score that production would review goes on. No users are there, so nothing limits what an unproven version gets.
    #[must_use]
    pub fn for_environment(environment: Environment) -> Self {
        let policy = Self::default();
        match environment {
            Environment::Production => policy,
            Environment::Dev | Environment::Staging => Self {
                plan: PlanPreset::Fast.as_str().to_owned(),
                confidence: ConfidencePolicy {
                    auto_promote_at: Score::literal(60.0),
                    required: Vec::new(),
                    ..policy.confidence
                },
                blast_radius: BlastRadiusPolicy::without_users(),
                ..policy
            },
        }
    }

    /// Checks what the types cannot.
    pub(crate) fn validate(&self) -> Result<(), Error> {
        gate::check_all(&self.gates)?;
        gate::check_together(&self.all_gates())?;
        if let Some(judge) = &self.judge {
            CanaryJudge::new(judge.clone()).map_err(|err| err.within("judge"))?;
        }
        self.confidence.validate().map_err(|err| err.within("confidence"))?;
        self.rollout.validate().map_err(|err| err.within("rollout"))?;
        self.history.validate().map_err(|err| err.within("history"))?;
        self.risk.validate().map_err(|err| err.within("risk"))?;
        self.strategy.validate().map_err(|err| err.within("strategy"))?;
        self.sizing.validate().map_err(|err| err.within("sizing"))?;
        self.break_glass.validate().map_err(|err| err.within("break_glass"))?;
        self.readiness.validate().map_err(|err| err.within("readiness"))?;
        self.promotion.validate().map_err(|err| err.within("promotion"))?;
        self.blast_radius.validate().map_err(|err| err.within("blast_radius"))?;
        self.triggers.validate().map_err(|err| err.within("triggers"))?;
        self.rollback.validate().map_err(|err| err.within("rollback"))?;
        self.canary_promotion.validate().map_err(|err| err.within("canary_promotion"))?;
        self.slo.validate().map_err(|err| err.within("slo"))?;
        self.quality.validate().map_err(|err| err.within("quality"))?;
        for (i, plan) in self.plans.iter().enumerate() {
            let within = |err: Error| err.within(&format!("plans[{i}]"));
            plan.validate().map_err(within)?;
            if self.plans.iter().take(i).any(|other| other.name == plan.name) {
                return Err(within(Error::config(ErrorCode::DuplicateName, "name").value(&plan.name)));
            }
        }
        if self.plan_named(&self.plan).is_none() {
            return Err(self.unknown_plan(&self.plan));
        }
        Ok(())
    }

    /// The gates of the sets with the further ones joined in.
    pub(crate) fn all_gates(&self) -> Vec<Gate> {
        let mut gates = Vec::new();
        for set in &self.gate_sets {
            gates = gate::joined(&gates, &set.gates());
        }
        gate::joined(&gates, &self.gates)
    }

    pub(crate) fn plan_named(&self, name: &str) -> Option<Plan> {
        let own = self.plans.iter().find(|plan| plan.name == name).cloned();
        own.or_else(|| PlanPreset::named(name).map(PlanPreset::plan))
    }

    pub(crate) fn unknown_plan(&self, name: &str) -> Error {
        let own = self.plans.iter().map(|plan| plan.name.as_str());
        let known: Vec<&str> = own.chain(PlanPreset::ALL.map(PlanPreset::as_str)).collect();
        Error::config(ErrorCode::UnknownName, "plan").value(name).allowed(known.join(", "))
    }
}
