//! A plan held against the limits of the policy.

use super::update::Update;
use super::{BlastLimits, BlastRadius, BlastRadiusPolicy, StageBlast};
use crate::error::{Error, ErrorCode};
use crate::plan::{Plan, Stage, StageCheck};
use crate::pods::{self, InstanceLimit};
use crate::reason::{Reason, ReasonCode, Verdict};
use crate::situation::{Service, ServiceCriticality};
use crate::strategy::Strategy;
use crate::units::{Count, Fraction, TrafficShare};

/// What a plan puts at risk. `policy` is checked.
///
/// # Errors
///
/// What is wrong with the plan; `empty` for a service without a name.
pub(crate) fn assess(policy: &BlastRadiusPolicy, plan: &Plan, service: &Service) -> Result<BlastRadius, Error> {
    plan.validate().map_err(|err| err.within("plan"))?;
    if service.name.is_empty() {
        return Err(Error::input(ErrorCode::Empty, "service.name").allowed("a text"));
    }
    let criticality = service.criticality.unwrap_or(ServiceCriticality::Critical);
    let limits = policy.of(criticality);
    let mut case = Case { plan, service, limits, verdict: Verdict::Pass, reasons: Vec::new() };
    if service.criticality.is_none() {
        case.note(Reason::new(ReasonCode::Assumed, "criticality").said(None, criticality.as_str()));
    }
    let unproven_share = case.unproven_share();
    let update = case.update();
    case.availability(update);
    case.needs_router();
    Ok(BlastRadius {
        verdict: case.verdict,
        criticality,
        factor: case.factor(),
        unproven_share,
        max_unavailable: update.unavailable,
        max_surge: update.surge,
        min_available: limits.min_available,
        stages: case.stages(update),
        reasons: case.reasons,
    })
}

/// A plan for a service, its limits, and what has been found so far.
struct Case<'a> {
    plan: &'a Plan,
    service: &'a Service,
    limits: &'a BlastLimits,
    verdict: Verdict,
    reasons: Vec<Reason>,
}

impl Case<'_> {
    fn note(&mut self, reason: Reason) {
        self.reasons.push(reason);
    }

    fn find(&mut self, verdict: Verdict, reason: Reason) {
        self.verdict = self.verdict.max(verdict);
        self.reasons.push(reason);
    }

    /// Held against the limit whether or not it is beyond it.
    fn unproven_share(&mut self) -> TrafficShare {
        let unproven = self.proven().filter(|(_, proven)| !proven).map(|(stage, _)| stage.share);
        let (share, limit) = (unproven.max().unwrap_or(TrafficShare::NONE), self.limits.max_unproven);
        let (verdict, code) = match share > limit {
            true => (Verdict::Fail, ReasonCode::LimitExceeded),
            false => (Verdict::Pass, ReasonCode::WithinLimit),
        };
        self.find(verdict, Reason::new(code, "unproven_share").compared(share.as_percent(), limit.as_percent()));
        share
    }

    /// The stages, each with whether a look has passed before it begins.
    fn proven(&self) -> impl Iterator<Item = (&Stage, bool)> {
        let looks = |stage: &Stage| matches!(stage.check, StageCheck::Gates | StageCheck::Tests);
        let first = self.plan.stages.iter().position(looks);
        self.plan.stages.iter().enumerate().map(move |(i, stage)| (stage, first.is_some_and(|first| i > first)))
    }

    /// What the plan asks for, within the policy, and so that an instance can be replaced.
    fn update(&mut self) -> Update {
        let replicas = self.service.replicas;
        let asked = Update::asked(self.plan, replicas);
        if self.plan.strategy == Strategy::Recreate {
            return asked;
        }
        let mut update = asked.within(self.limits.max_surge, self.limits.max_unavailable, replicas);
        if self.service.downtime_allowed == Some(false) && !update.unavailable.is_zero() {
            update = Update { surge: InstanceLimit::ONE, unavailable: InstanceLimit::NONE };
            self.note(Reason::new(ReasonCode::DowntimeNotAllowed, "max_unavailable"));
        }
        if update.is_stuck() && self.limits.max_surge.is_zero() {
            update.unavailable = InstanceLimit::ONE;
        } else if update.is_stuck() {
            update.surge = InstanceLimit::ONE;
        }
        self.adjusted("max_surge", asked.surge, update.surge);
        self.adjusted("max_unavailable", asked.unavailable, update.unavailable);
        update
    }

    fn adjusted(&mut self, subject: &'static str, asked: InstanceLimit, allowed: InstanceLimit) {
        if let (InstanceLimit::Instances(asked), InstanceLimit::Instances(allowed)) = (asked, allowed)
            && asked != allowed
        {
            self.note(Reason::new(ReasonCode::Adjusted, subject).compared(asked.as_f64(), allowed.as_f64()));
        }
    }

    /// Whether enough instances stay available. Recreating stops all of them, for a service that may be down.
    fn availability(&mut self, update: Update) {
        if self.plan.strategy == Strategy::Recreate {
            match self.service.downtime_allowed {
                Some(true) => return,
                Some(false) => {
                    let reason = Reason::new(ReasonCode::DowntimeNotAllowed, self.plan.strategy.as_str());
                    return self.find(Verdict::Fail, reason);
                }
                None => {}
            }
        }
        let Some(replicas) = self.service.replicas else {
            return self.find(Verdict::Inconclusive, Reason::new(ReasonCode::FactorUnknown, "replicas"));
        };
        let missing = update.unavailable.rounded_down(replicas).min(replicas);
        let most = pods::headroom(self.limits.max_surge, self.limits.max_unavailable, replicas).unavailable;
        if missing > most {
            let reason = Reason::new(ReasonCode::LimitExceeded, "max_unavailable");
            self.find(Verdict::Fail, reason.compared(missing.as_f64(), most.as_f64()));
        }
        let (left, least) = (replicas.saturating_sub(missing), self.limits.min_available);
        if left < least {
            let reason = Reason::new(ReasonCode::LimitExceeded, "min_available");
            self.find(Verdict::Fail, reason.compared(left.as_f64(), least.as_f64()));
        }
    }

    /// Without a router no share is smaller than that of one instance.
    fn needs_router(&mut self) {
        let shares = self.plan.stages.iter().map(|stage| stage.share);
        let first = shares.into_iter().find(|share| *share > TrafficShare::NONE);
        let by_instances = matches!(self.plan.strategy, Strategy::Rolling | Strategy::Canary | Strategy::AbTest);
        let (Some(first), Some(replicas), true) = (first, self.service.replicas, by_instances) else { return };
        let smallest = 100.0 / replicas.as_f64();
        if replicas > Count::ZERO && smallest > first.as_percent() {
            let reason = Reason::new(ReasonCode::NeedsRouter, "pods").compared(smallest, first.as_percent());
            self.find(Verdict::Warn, reason);
        }
    }

    /// A plan that only mirrors puts no user at risk.
    fn factor(&self) -> Fraction {
        let serves = |stage: &Stage| stage.share > TrafficShare::NONE || stage.audience.is_some();
        if self.plan.stages.iter().any(serves) { self.limits.factor } else { Fraction::literal(1.0) }
    }

    fn stages(&self, update: Update) -> Vec<StageBlast> {
        let stage = |(stage, proven): (&Stage, bool)| {
            let counts = self.service.replicas.map(|replicas| self.instances(stage, replicas, update));
            StageBlast {
                share: stage.share,
                canary: counts.map(|counts| counts.canary),
                stable: counts.map(|counts| counts.stable),
                proven,
                within_limit: proven || stage.share <= self.limits.max_unproven,
            }
        };
        self.proven().map(stage).collect()
    }

    fn instances(&self, stage: &Stage, replicas: Count, update: Update) -> pods::ReplicaCounts {
        let counts = |canary, stable| pods::ReplicaCounts { canary, stable };
        match self.plan.strategy {
            Strategy::BlueGreen => counts(replicas, replicas),
            // All instances are the new version's from the start: a flag decides who sees it, or nothing else is left.
            Strategy::FeatureFlag | Strategy::DarkLaunch | Strategy::Recreate => counts(replicas, Count::ZERO),
            _ if stage.share == TrafficShare::NONE => counts(pods::needed(stage.mirror, replicas), replicas),
            Strategy::Rolling | Strategy::Canary | Strategy::AbTest | Strategy::Shadow => {
                pods::split(stage.share, replicas, update.surge.rounded_up(replicas))
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::plan::PlanPreset;

    fn service(criticality: Option<ServiceCriticality>, replicas: Option<u64>) -> Service {
        let service = r#"{"name": "shop"}"#;
        Service { criticality, replicas: replicas.map(Count::literal), ..serde_json::from_str(service).unwrap() }
    }

    fn assessed(preset: PlanPreset, service: &Service) -> BlastRadius {
        assess(&BlastRadiusPolicy::default(), &preset.plan(), service).unwrap()
    }

    #[test]
    fn the_unknown_is_never_better_than_the_worst() {
        for preset in PlanPreset::ALL {
            let unknown = assessed(preset, &service(None, Some(10)));
            let critical = assessed(preset, &service(Some(ServiceCriticality::Critical), Some(10)));
            assert_eq!(unknown.verdict, critical.verdict, "{preset:?}");
            let uncounted = assessed(preset, &service(None, None));
            assert!(uncounted.verdict >= Verdict::Inconclusive, "{preset:?}");
        }
    }

    #[test]
    fn a_more_critical_service_never_fares_better() {
        for preset in PlanPreset::ALL {
            for replicas in [None, Some(0), Some(1), Some(3), Some(40)] {
                let of = |level| assessed(preset, &service(Some(level), replicas));
                let levels = ServiceCriticality::ALL.map(of);
                let worse = levels.is_sorted_by(|a, b| a.verdict <= b.verdict && a.factor >= b.factor);
                assert!(worse, "{preset:?} {replicas:?}");
            }
        }
    }

    #[test]
    fn an_instance_can_always_be_replaced() {
        for preset in PlanPreset::ALL {
            for level in ServiceCriticality::ALL {
                for replicas in [None, Some(0), Some(1), Some(3), Some(Count::MAX.get())] {
                    let blast = assessed(preset, &service(Some(level), replicas));
                    assert!(!blast.max_surge.is_zero() || !blast.max_unavailable.is_zero(), "{preset:?} {level:?}");
                }
            }
        }
    }
}
