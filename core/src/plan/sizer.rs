//! The way from a situation to the stages of a plan.

use std::cmp::Ordering;

use super::sizing::SizingPolicy;
use super::{Cleanup, CleanupTask, Plan, PlanPreset, Stage, StageCheck};
use crate::gate::{Consequence, Gate};
use crate::reason::{Reason, ReasonCode};
use crate::situation::{Environment, Reversibility, ServiceCriticality, Situation};
use crate::strategy::Strategy;
use crate::time::Duration;
use crate::units::{Count, Fraction, NonNegative, TrafficShare, compare};

/// What a plan is sized by.
pub(super) struct Sizer<'a> {
    policy: &'a SizingPolicy,
    situation: &'a Situation,
    cap: TrafficShare,
    pub(super) caution: f64,
    /// Requests a second; none when unknown or when there are none.
    traffic: Option<f64>,
    pub(super) samples: Count,
    pub(super) reasons: Vec<Reason>,
}

impl<'a> Sizer<'a> {
    pub(super) fn new(policy: &'a SizingPolicy, situation: &'a Situation, risk: Fraction, cap: TrafficShare) -> Self {
        let mut reasons = Vec::new();
        let service = &situation.service;
        let criticality = service.criticality.unwrap_or(ServiceCriticality::Critical);
        if service.criticality.is_none() {
            reasons.push(Reason::new(ReasonCode::Assumed, "service.criticality").said(None, criticality.as_str()));
        }
        match service.requests_per_second.map(NonNegative::get) {
            None => reasons.push(Reason::new(ReasonCode::Assumed, "service.requests_per_second").said(None, "enough")),
            Some(traffic) if traffic <= 0.0 => reasons.push(Reason::new(ReasonCode::NoTraffic, "service")),
            Some(_) => {}
        }
        let damped = match situation.target.environment {
            Environment::Dev => 0.25,
            Environment::Staging => 0.5,
            Environment::Production => 1.0,
        };
        let rates = policy.unseen_failures;
        let rate = match criticality {
            ServiceCriticality::Low => rates.low,
            ServiceCriticality::Medium => rates.medium,
            ServiceCriticality::High => rates.high,
            ServiceCriticality::Critical => rates.critical,
        };
        let level = f64::from(criticality as u8) / 3.0;
        Self {
            policy,
            situation,
            cap,
            caution: damped * risk.get().max(level),
            traffic: service.requests_per_second.map(NonNegative::get).filter(|traffic| *traffic > 0.0),
            samples: Count::new((3.0 / rate.get()).ceil() as u64).unwrap_or(Count::MAX),
            reasons,
        }
    }

    pub(super) fn plan(&self, strategy: Strategy) -> Plan {
        let preset = |preset: PlanPreset| preset.plan();
        let new = |stages| Plan::new("", strategy, stages);
        match strategy {
            Strategy::Canary => new(self.ladder(&self.shares(), self.cap)),
            Strategy::Rolling => {
                let (max_unavailable, max_surge) = self.replacement();
                let batches = self.batches();
                let stages = match batches.first() {
                    Some(first) => self.ladder(&batches, self.cap.max(*first)),
                    None => vec![self.stage(TrafficShare::ALL)],
                };
                Plan { stages, max_unavailable, max_surge, ..preset(PlanPreset::Rolling) }
            }
            Strategy::BlueGreen => {
                let mut plan = preset(PlanPreset::BlueGreen);
                let in_production = self.situation.target.environment == Environment::Production;
                if let Some(switch) = plan.stages.last_mut() {
                    let least = if in_production { switch.min_bake() } else { Duration::ZERO };
                    let sized = self.stage(switch.share);
                    let bake = sized.min_bake().max(least);
                    *switch = Stage { approval: in_production, name: switch.name.take(), ..baked(sized, bake) };
                }
                plan
            }
            Strategy::FeatureFlag => {
                let mut plan = preset(PlanPreset::FeatureFlag);
                let bake = minutes(Duration::hours(24).as_millis() as f64 * self.caution);
                // Those within are too few for the gates; they are asked.
                plan.stages.retain(|stage| stage.share == TrafficShare::NONE);
                for stage in plan.stages.iter_mut().filter(|stage| stage.audience.is_some()) {
                    *stage = baked(Stage { check: StageCheck::Time, ..stage.clone() }, bake.max(self.policy.min_bake));
                }
                let flagged = self.ladder(&[1, 10, 50].map(TrafficShare::percent), self.cap);
                plan.stages.extend(flagged.into_iter().map(|stage| {
                    let bake = bake.max(stage.min_bake());
                    baked(stage, bake)
                }));
                plan
            }
            Strategy::DarkLaunch => {
                let mut dark = Stage { check: StageCheck::Time, ..self.stage(TrafficShare::NONE) };
                dark.name = Some("dark".to_owned());
                let mut stages = vec![dark];
                stages.extend(self.ladder(&self.shares(), self.cap));
                Plan { cleanup: Some(Cleanup { task: CleanupTask::RemoveFlag, delay: Duration::ZERO }), ..new(stages) }
            }
            Strategy::AbTest => {
                let mut stages = self.ladder(&[5, 50].map(TrafficShare::percent), self.cap);
                if let [.., experiment, decide] = stages.as_mut_slice() {
                    let bake = experiment.min_bake().max(Duration::hours(24));
                    *experiment = Stage { name: Some("experiment".to_owned()), ..baked(experiment.clone(), bake) };
                    *decide = Stage { name: Some("decide".to_owned()), approval: true, ..decide.clone() };
                }
                new(stages)
            }
            Strategy::Recreate => Plan {
                max_unavailable: Fraction::literal(1.0),
                max_surge: Fraction::literal(0.0),
                ..new(vec![self.stage(TrafficShare::ALL)])
            },
            Strategy::Shadow => {
                let mut plan = preset(PlanPreset::Shadow);
                for stage in &mut plan.stages {
                    let mirrored = self.stage(stage.mirror);
                    *stage = Stage { bake: mirrored.bake, interval: mirrored.interval, ..stage.clone() };
                }
                plan
            }
        }
    }

    /// Shares of a canary, the last one left out.
    fn shares(&self) -> Vec<TrafficShare> {
        let percent: &[u16] = match self.caution {
            caution if caution <= 1.0 / 3.0 => &[10, 50],
            caution if caution <= 2.0 / 3.0 => &[5, 25, 50],
            _ => &[1, 5, 10, 25, 50],
        };
        percent.iter().map(|percent| TrafficShare::percent(*percent)).collect()
    }

    /// Shares of a rolling update: a first batch within the blast radius, but of one instance at least, then quarters;
    /// the last one left out.
    fn batches(&self) -> Vec<TrafficShare> {
        let Some(replicas) = self.situation.service.replicas.map(|replicas| replicas.as_f64().max(1.0)) else {
            return [25, 50, 75].map(TrafficShare::percent).into();
        };
        let first = (replicas * self.cap.as_percent() / 100.0).floor().max(1.0);
        let quarters = [0.25, 0.5, 0.75].map(|quarter| (replicas * quarter).ceil());
        let batches = quarters.into_iter().filter(|batch| *batch > first && *batch < replicas);
        let share = |batch: f64| TrafficShare::from_percent((batch / replicas * 1e4).floor() / 100.0).ok();
        let mut shares: Vec<_> =
            [first].into_iter().filter(|batch| *batch < replicas).chain(batches).filter_map(share).collect();
        shares.dedup();
        shares
    }

    /// Instances that may be missing and that may be there beyond the usual number (R5, R6).
    fn replacement(&self) -> (Fraction, Fraction) {
        let service = &self.situation.service;
        let critical = service.criticality.is_none_or(|criticality| criticality >= ServiceCriticality::High);
        let a_quarter = Fraction::literal(0.25);
        let free = self.situation.target.free.scarcest().map_or(1.0, |(_, free)| free);
        let surge = if free >= 0.25 { a_quarter } else { Fraction::literal(free) };
        let none = Fraction::literal(0.0);
        let instance = 1.0 / service.replicas.map_or(4.0, |replicas| replicas.as_f64().max(1.0));
        match critical {
            true => (none, a_quarter),
            false if free < instance => (a_quarter, none),
            false => (a_quarter, surge),
        }
    }

    /// Stages by rising shares, those left out that would take too long, and the last one for all traffic.
    fn ladder(&self, shares: &[TrafficShare], cap: TrafficShare) -> Vec<Stage> {
        let cap = cap.min(TrafficShare::percent(50));
        let measurable = |share: &TrafficShare| self.wait(*share) <= self.policy.longest_stage;
        let mut shares: Vec<TrafficShare> = shares.iter().copied().filter(measurable).collect();
        let careful = shares.first().is_some_and(|first| *first <= cap);
        if !careful {
            shares.retain(|share| *share > cap);
            shares.insert(0, cap);
        }
        // However little traffic there is, not all of it follows upon a small share.
        let half = TrafficShare::percent(50);
        if shares.last().is_some_and(|last| *last < TrafficShare::percent(25)) {
            shares.push(half);
        }
        shares.push(TrafficShare::ALL);
        shares.into_iter().map(|share| self.stage(share)).collect()
    }

    /// A stage that cannot get its samples takes what comes in the longest time, and a person decides after it.
    pub(super) fn make_do(&mut self, plan: &mut Plan) {
        let (mut ask, mut fewest) = (false, f64::INFINITY);
        for (i, stage) in plan.stages.iter_mut().enumerate() {
            stage.approval |= ask;
            let expected = self.arriving(stage.share.max(stage.mirror), stage.min_bake()).floor();
            ask = stage.check == StageCheck::Gates
                && self.traffic.is_some()
                && compare(expected, self.samples.as_f64()) == Ordering::Less;
            if ask {
                let reason = Reason::new(ReasonCode::TooFewSamples, format!("stages[{i}]"));
                self.reasons.push(reason.compared(expected, self.samples.as_f64()));
                fewest = fewest.min(expected);
            }
        }
        if fewest.is_finite() {
            self.samples = Count::new((fewest / 1.5).floor().max(1.0) as u64).unwrap_or(self.samples);
        }
    }

    fn stage(&self, share: TrafficShare) -> Stage {
        let wait = self.wait(share).min(self.policy.longest_stage);
        let (short, long) = (self.policy.min_bake.as_millis() as f64, self.policy.max_bake.as_millis() as f64);
        baked(Stage::at(share), minutes(short + (long - short) * self.caution).max(wait))
    }

    /// How long a share of the traffic takes to bring the samples and half as many again; at least a minute.
    fn wait(&self, share: TrafficShare) -> Duration {
        let needed = 1.5 * self.samples.as_f64();
        let wait = match (self.traffic, share.as_percent() / 100.0) {
            (Some(traffic), share) if share > 0.0 => minutes(1000.0 * needed / (traffic * share)),
            _ => Duration::ZERO,
        };
        wait.max(Duration::minutes(1))
    }

    /// Requests that a share of the traffic brings in a time.
    fn arriving(&self, share: TrafficShare, time: Duration) -> f64 {
        self.traffic.unwrap_or(0.0) * share.as_percent() / 100.0 * time.as_millis() as f64 / 1000.0
    }

    /// The gates on metrics of requests, which need the samples and look back until they have them.
    pub(super) fn gates(&self, plan: &Plan, gates: &[Gate]) -> Vec<Gate> {
        if self.traffic.is_none() && self.situation.service.requests_per_second.is_some() {
            return Vec::new();
        }
        let served = plan.stages.iter().filter(|stage| stage.check == StageCheck::Gates);
        let longest = served.map(|stage| self.wait(stage.share.max(stage.mirror))).max().unwrap_or_default();
        let longest = longest.min(self.policy.longest_stage);
        let window = if self.traffic.is_some() { longest } else { self.policy.min_bake };
        let named = |names: &[String], gate: &Gate| names.iter().any(|name| **name == *gate.metric);
        let sized = gates.iter().filter_map(|gate| {
            let counted = named(&self.policy.counted_metrics, gate);
            if !counted && !named(&self.policy.request_metrics, gate) {
                return None;
            }
            let mut sized = gate.clone();
            sized.window = sized.window.max(window);
            if counted {
                sized.min_samples = sized.min_samples.max(self.samples);
                let gaps = &mut sized.unmeasured;
                let gathering = [&mut gaps.too_few_samples, &mut gaps.no_traffic, &mut gaps.baseline];
                for consequence in gathering.into_iter().filter(|consequence| **consequence == Consequence::Hold) {
                    *consequence = Consequence::Wait;
                }
            }
            (sized != *gate).then_some(sized)
        });
        sized.collect()
    }

    /// A person is asked before the stage from which there is no way back (R4).
    pub(super) fn ask_before_no_return(&self, plan: &mut Plan) {
        let last_safe = match self.situation.change.reversibility {
            None | Some(Reversibility::Full) => return,
            Some(Reversibility::Until { share }) => share,
            Some(Reversibility::Never) => TrafficShare::NONE,
        };
        if let Some(stage) = plan.stages.iter_mut().find(|stage| stage.share > last_safe) {
            stage.approval = true;
        }
    }
}

fn baked(stage: Stage, bake: Duration) -> Stage {
    let interval = minutes((bake.as_millis() as f64 / 20.0).floor());
    Stage { bake: Some(bake), interval: interval.max(Duration::minutes(1)), ..stage }
}

/// Whole minutes, rounded up, from milliseconds; rounding noise is no part of a minute.
fn minutes(millis: f64) -> Duration {
    let minute = 60_000.0;
    let rounded = (millis / minute * (1.0 - 1e-12)).ceil() * minute;
    Duration::from_millis(rounded.min(Duration::MAX.as_millis() as f64) as i64).unwrap_or(Duration::MAX)
}
