//! Plans by name, with the numbers of the field.

use serde::{Deserialize, Serialize};

use super::{Cleanup, CleanupTask, Plan, Stage, StageCheck};
use crate::gate::{Bound, Condition, Gate};
use crate::strategy::Strategy;
use crate::time::Duration;
use crate::units::{Finite, Fraction, TrafficShare};

/// A built-in plan (R5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
#[non_exhaustive]
pub enum PlanPreset {
    /// 5 → 25 → 50 → 100 %, 60 s to settle, then gates.
    StandardCanary,
    /// 5 % at 0 h, 10 % at 1 h, 25 % at 4 h, 50 % at 12 h, 100 % at 24 h.
    LongCanary,
    /// 5 → 25 → 50 → 100 %, 30 min each.
    Conservative,
    /// 10 → 100 %, 10 min each.
    Fast,
    /// 10 % for 15 min → 50 % for 15 min → 100 %.
    TwoStep,
    /// By 10 % up to 50 %, then 100 %; 5 failed checks roll back.
    Linear,
    /// Deploy, test, approve, switch, watch for an hour, scale the old version down after 30 s.
    BlueGreen,
    /// Off → internal users → 1 → 10 → 50 → 100 %, 24 h each, then remove the flag.
    FeatureFlag,
    /// In quarters; rolls back when more than 5 % of the instances are not ready.
    Rolling,
    /// A copy of 10 % of the traffic, compared, without impact on users.
    Shadow,
}

impl PlanPreset {
    /// All presets.
    pub const ALL: [Self; 10] = [
        Self::StandardCanary,
        Self::LongCanary,
        Self::Conservative,
        Self::Fast,
        Self::TwoStep,
        Self::Linear,
        Self::BlueGreen,
        Self::FeatureFlag,
        Self::Rolling,
        Self::Shadow,
    ];

    /// The stable name, as in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::StandardCanary => "standard_canary",
            Self::LongCanary => "long_canary",
            Self::Conservative => "conservative",
            Self::Fast => "fast",
            Self::TwoStep => "two_step",
            Self::Linear => "linear",
            Self::BlueGreen => "blue_green",
            Self::FeatureFlag => "feature_flag",
            Self::Rolling => "rolling",
            Self::Shadow => "shadow",
        }
    }

    /// The preset of a name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|preset| preset.as_str() == name)
    }

    /// The plan itself.
    #[must_use]
    pub fn plan(self) -> Plan {
        let minutes = Duration::minutes;
        let hours = Duration::hours;
        let plan = |strategy, stages| Plan::new(self.as_str(), strategy, stages);
        match self {
            Self::StandardCanary => plan(Strategy::Canary, [5, 25, 50, 100].map(stage).into()),
            Self::LongCanary => {
                let stages = [(5, hours(1)), (10, hours(3)), (25, hours(8)), (50, hours(12)), (100, hours(1))];
                let slowly = |(share, bake)| Stage { interval: minutes(5), ..baked(share, bake) };
                plan(Strategy::Canary, stages.map(slowly).into())
            }
            Self::Conservative => plan(Strategy::Canary, [5, 25, 50, 100].map(|s| baked(s, minutes(30))).into()),
            Self::Fast => plan(Strategy::Canary, [10, 100].map(|s| baked(s, minutes(10))).into()),
            Self::TwoStep => plan(Strategy::Canary, vec![baked(10, minutes(15)), baked(50, minutes(15)), stage(100)]),
            Self::Linear => {
                Plan { failed_checks: 5, ..plan(Strategy::Canary, [10, 20, 30, 40, 50, 100].map(stage).into()) }
            }
            Self::BlueGreen => {
                let green = Stage { check: StageCheck::Tests, settle: Duration::ZERO, ..named("green", stage(0)) };
                let switch = Stage { approval: true, ..named("switch", baked(100, hours(1))) };
                Plan {
                    max_surge: Fraction::literal(1.0),
                    cleanup: Some(Cleanup { task: CleanupTask::ScaleDownPrevious, delay: Duration::seconds(30) }),
                    ..plan(Strategy::BlueGreen, vec![green, switch])
                }
            }
            Self::FeatureFlag => {
                let off = Stage { check: StageCheck::Time, settle: Duration::ZERO, ..named("off", stage(0)) };
                let a_day = |share| Stage { interval: minutes(15), ..baked(share, hours(24)) };
                let internal = Stage { audience: Some("internal".to_owned()), ..a_day(0) };
                let mut stages = vec![off, named("internal users", internal)];
                stages.extend([1, 10, 50, 100].map(a_day));
                Plan {
                    cleanup: Some(Cleanup { task: CleanupTask::RemoveFlag, delay: Duration::ZERO }),
                    ..plan(Strategy::FeatureFlag, stages)
                }
            }
            Self::Rolling => Plan {
                gates: vec![not_ready()],
                max_unavailable: Fraction::literal(0.25),
                ..plan(Strategy::Rolling, [25, 50, 75, 100].map(stage).into())
            },
            Self::Shadow => {
                let mirrored = Stage { mirror: TrafficShare::percent(10), ..baked(0, minutes(15)) };
                Plan {
                    cleanup: Some(Cleanup { task: CleanupTask::StopMirroring, delay: Duration::ZERO }),
                    ..plan(Strategy::Shadow, vec![named("mirror", mirrored)])
                }
            }
        }
    }
}

fn stage(percent: u16) -> Stage {
    Stage::at(TrafficShare::percent(percent))
}

fn baked(percent: u16, bake: Duration) -> Stage {
    Stage { bake: Some(bake), ..stage(percent) }
}

fn named(name: &str, stage: Stage) -> Stage {
    Stage { name: Some(name.to_owned()), ..stage }
}

/// At most 5 % of the instances fail readiness: `events` not ready out of `trials`.
fn not_ready() -> Gate {
    let condition = Condition::Absolute { bound: Bound::AtMost, limit: Finite::literal(0.05), warn: None };
    Gate::new("instances_not_ready", "instances_not_ready", condition)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_is_valid_and_found_by_its_name() {
        for preset in PlanPreset::ALL {
            preset.plan().validate().unwrap();
            assert_eq!(PlanPreset::named(preset.as_str()), Some(preset));
            assert_eq!(serde_json::to_value(preset).unwrap(), preset.as_str());
        }
    }

    #[test]
    fn the_long_canary_is_complete_after_24_hours() {
        let plan = PlanPreset::LongCanary.plan();
        let starts = plan.stages.iter().scan(Duration::ZERO, |at, stage| {
            let start = *at;
            *at = Duration::from_millis(at.as_millis() + stage.min_bake().as_millis()).unwrap();
            Some((stage.share.as_percent(), start.as_millis() / 3_600_000))
        });
        assert_eq!(starts.collect::<Vec<_>>(), [(5.0, 0), (10.0, 1), (25.0, 4), (50.0, 12), (100.0, 24)]);
    }
}
