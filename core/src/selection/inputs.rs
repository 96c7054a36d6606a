//! What of a situation the choice of a strategy looks at, with an assumption for whatever was not said.

use crate::situation::{
    ApplicationType, ChangeKind, Environment, Reversibility, ServiceCriticality, Situation, StrategyHistory,
};
use crate::strategy::Strategy;
use crate::track_record::HistoryPolicy;
use crate::units::NonNegative;

/// The inputs: small enough to be copied and changed one at a time.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Inputs {
    pub(super) environment: Environment,
    pub(super) risk_tolerance: Option<f64>,
    pub(super) criticality: Option<ServiceCriticality>,
    pub(super) application: Option<ApplicationType>,
    pub(super) requests_per_second: Option<f64>,
    pub(super) user_facing: Option<bool>,
    pub(super) deployments_per_day: Option<f64>,
    /// The scarcest free capacity.
    pub(super) free: Option<f64>,
    pub(super) scarcest: &'static str,
    pub(super) replicas: Option<f64>,
    pub(super) side_by_side: Option<bool>,
    pub(super) downtime_allowed: Option<bool>,
    pub(super) flagged: Option<bool>,
    pub(super) reversibility: Option<Reversibility>,
    pub(super) kinds: Option<Set>,
    pub(super) mandated: Set,
    pub(super) forbidden: Set,
    /// Success rates, in the order of [`Strategy::ALL`].
    pub(super) rates: [f64; 8],
}

/// A set of members of an enum, by their numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Set(u16);

impl Set {
    fn of(numbers: impl IntoIterator<Item = u16>) -> Self {
        Self(numbers.into_iter().fold(0, |set, number| set | 1 << number))
    }

    pub(super) const fn is_empty(self) -> bool {
        self.0 == 0
    }

    pub(super) const fn has(self, number: u16) -> bool {
        self.0 & (1 << number) != 0
    }

    /// With a member put in or taken out.
    pub(super) const fn toggled(self, number: u16) -> Self {
        Self(self.0 ^ (1 << number))
    }
}

impl Inputs {
    pub(super) fn of(situation: &Situation, history: &HistoryPolicy) -> Self {
        let Situation { change, service, target, compliance, .. } = situation;
        let scarcest = target.free.scarcest();
        let strategies = |list: &[Strategy]| Set::of(list.iter().map(|strategy| *strategy as u16));
        Self {
            environment: target.environment,
            risk_tolerance: situation.risk_tolerance.map(|tolerance| tolerance.get()),
            criticality: service.criticality,
            application: service.application,
            requests_per_second: service.requests_per_second.map(NonNegative::get),
            user_facing: service.user_facing,
            deployments_per_day: service.deployments_per_day.map(NonNegative::get),
            free: scarcest.map(|(_, free)| free),
            scarcest: scarcest.map_or("compute", |(name, _)| name),
            replicas: service.replicas.map(|replicas| replicas.as_f64()),
            side_by_side: service.side_by_side,
            downtime_allowed: service.downtime_allowed,
            flagged: change.flagged,
            reversibility: change.reversibility,
            kinds: change.kinds.as_ref().map(|kinds| Set::of(kinds.iter().map(|kind| *kind as u16))),
            mandated: strategies(&compliance.mandated),
            forbidden: strategies(&compliance.forbidden),
            rates: rates(&situation.history, history),
        }
    }

    /// The inputs that were not said, by their paths in the situation.
    pub(super) fn assumed(&self) -> impl Iterator<Item = &'static str> {
        let known = [
            (self.risk_tolerance.is_some(), "risk_tolerance"),
            (self.criticality.is_some(), "service.criticality"),
            (self.application.is_some(), "service.application"),
            (self.requests_per_second.is_some(), "service.requests_per_second"),
            (self.user_facing.is_some(), "service.user_facing"),
            (self.deployments_per_day.is_some(), "service.deployments_per_day"),
            (self.side_by_side.is_some(), "service.side_by_side"),
            (self.downtime_allowed.is_some(), "service.downtime_allowed"),
            (self.free.is_some(), "target.free"),
            (self.kinds.is_some(), "change.kinds"),
            (self.flagged.is_some(), "change.flagged"),
            (self.reversibility.is_some(), "change.reversibility"),
        ];
        known.into_iter().filter(|(known, _)| !known).map(|(_, input)| input)
    }

    pub(super) fn holds(&self, kind: ChangeKind) -> bool {
        self.kinds.is_some_and(|kinds| kinds.has(kind as u16))
    }

    pub(super) fn has_point_of_no_return(&self) -> bool {
        self.reversibility.is_some_and(|reversibility| reversibility != Reversibility::Full)
    }

    pub(super) fn application(&self) -> ApplicationType {
        self.application.unwrap_or(ApplicationType::Microservice)
    }

    pub(super) fn success_rate(&self, strategy: Strategy) -> f64 {
        let rated = Strategy::ALL.into_iter().zip(self.rates);
        rated.into_iter().find(|(other, _)| *other == strategy).map_or(0.0, |(_, rate)| rate)
    }

    // --- how much is asked for each criterion; every input drives one of them only ---

    pub(super) fn safety_demand(&self) -> f64 {
        self.caution() * (self.criticality_level() + 1.0 - self.risk_tolerance.unwrap_or(0.5)) / 2.0
    }

    /// The risk tolerance at which safety is asked for that much.
    pub(super) fn tolerance_for(&self, demand: f64) -> f64 {
        self.criticality_level() + 1.0 - 2.0 * demand / self.caution()
    }

    fn caution(&self) -> f64 {
        match self.environment {
            Environment::Dev => 0.2,
            Environment::Staging => 0.5,
            Environment::Production => 1.0,
        }
    }

    fn criticality_level(&self) -> f64 {
        self.criticality.map_or(0.5, |criticality| f64::from(criticality as u8) / 3.0)
    }

    pub(super) fn economy_demand(&self) -> f64 {
        self.free.map_or(0.5, |free| 1.0 - free.min(1.0))
    }

    pub(super) fn exposure_demand(&self, high_traffic: NonNegative) -> f64 {
        if self.holds(ChangeKind::Major) {
            return 1.0;
        }
        if !self.user_facing.unwrap_or(true) {
            return 0.0;
        }
        (self.requests_per_second.unwrap_or(0.0) / high_traffic.get()).min(1.0).powi(2)
    }

    pub(super) fn pace_demand(&self, frequent: NonNegative) -> f64 {
        (self.deployments_per_day.unwrap_or(0.0) / frequent.get()).min(1.0)
    }
}

fn rates(entries: &[StrategyHistory], history: &HistoryPolicy) -> [f64; 8] {
    if entries.is_empty() {
        return [history.expected.get(); 8];
    }
    Strategy::ALL.map(|strategy| history.by_strategy(entries, strategy))
}
