//! The ways back.

use serde::{Deserialize, Serialize};

use crate::gate::Gate;
use crate::plan::{Cleanup, CleanupTask, Plan, Stage};
use crate::strategy::Strategy;
use crate::time::Duration;
use crate::units::{Fraction, TrafficShare};

/// The gate with a fixed limit (R13): beside a condemned version, every other one looks healthy.
const ERROR_RATE: &str = "rollback_error_rate";

/// How to go back (R31).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum RollbackStrategy {
    /// All traffic at once.
    Immediate,
    /// 10 → 25 → 50 → 100 %, 60 s of healthy metrics each.
    Gradual,
    /// 5 → 10 → 25 → 50 → 75 → 100 %, 2 min each.
    Canary,
    /// A person does it.
    Manual,
}

impl RollbackStrategy {
    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Immediate => "immediate",
            Self::Gradual => "gradual",
            Self::Canary => "canary",
            Self::Manual => "manual",
        }
    }

    /// The stages on the way to the target; none for a person, who has a way of their own.
    #[must_use]
    pub fn plan(self) -> Option<Plan> {
        let (name, strategy, shares, minutes): (_, _, &[u8], _) = match self {
            Self::Immediate => ("immediate_rollback", Strategy::BlueGreen, &[100], 1),
            Self::Gradual => ("gradual_rollback", Strategy::Canary, &[10, 25, 50, 100], 1),
            Self::Canary => ("canary_rollback", Strategy::Canary, &[5, 10, 25, 50, 75, 100], 2),
            Self::Manual => return None,
        };
        let stage = |share: &u8| Stage {
            bake: Some(Duration::minutes(minutes)),
            ..Stage::at(TrafficShare::percent(u16::from(*share)))
        };
        Some(Plan {
            max_surge: Fraction::literal(1.0),
            gates: Gate::limits().into_iter().filter(|gate| &*gate.name == ERROR_RATE).collect(),
            cleanup: Some(Cleanup { task: CleanupTask::ScaleDownPrevious, delay: Duration::ZERO }),
            ..Plan::new(name, strategy, shares.iter().map(stage).collect())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_plan_can_be_run() {
        for (strategy, stages) in
            [(RollbackStrategy::Immediate, 1), (RollbackStrategy::Gradual, 4), (RollbackStrategy::Canary, 6)]
        {
            let plan = strategy.plan().unwrap();
            plan.validate().unwrap();
            assert_eq!((plan.stages.len(), plan.gates.len()), (stages, 1), "{strategy:?}");
        }
    }
}
