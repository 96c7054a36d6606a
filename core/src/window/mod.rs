//! Deployment windows and freezes: may it be deployed now, and if not, when.

mod calendar;
mod decide;
mod decision;
mod openings;
mod schedule;
mod scope;
mod text;
mod times;
mod zone;

use serde::{Deserialize, Serialize};

use crate::situation::Environment;
use crate::units::Finite;

pub(crate) use calendar::Calendar;
pub use decision::{Blocker, BlockerKind, WindowDecision};
pub use scope::Scope;
pub use text::{CivilDateTime, MonthDay, TimeOfDay};
pub use times::{Times, Weekday};
pub use zone::Zone;

/// When deployments are allowed, forbidden and preferred.
///
/// A policy is refused if its windows and freezes leave no opening for some deployment, exceptions aside.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct CalendarPolicy {
    /// The zone of all times that name none. Default: `UTC`. Source: our choice.
    pub zone: Zone,
    /// Times at which deployments are allowed. A deployment in the scope of none is allowed at any time, one in the
    /// scope of some only while one of those is open. Default: none. Source: our choice.
    pub windows: Vec<Window>,
    /// Times at which deployments are not allowed, open windows or not. Default: `friday`, all Fridays in production,
    /// with the exception `p0_fix` for `incident_priority == 0 && rollback_plan`. Source: R14.
    pub freezes: Vec<Freeze>,
    /// Times that are best. A deployment in the scope of some is warned of outside all of those. Default:
    /// `midweek_morning`, Tuesday to Thursday from 08:00 to 12:00 in production. Source: R14.
    pub preferred: Vec<Window>,
    /// When the error budget forbids deployments.
    pub error_budget: BudgetFreeze,
}

/// Times at which something is open.
///
/// A window whose scope names criticalities may be about a service of unknown criticality: then it limits its
/// deployments, but does not open for them.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Window {
    /// Name of the window, unique in its list.
    pub name: String,
    /// When it is open.
    pub when: Times,
    /// The zone of its times. Default: that of the calendar. Source: our choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// The deployments that it is about. Default: all. Source: our choice.
    #[serde(default)]
    pub scope: Scope,
}

/// Times at which deployments are not allowed.
///
/// A freeze whose scope names criticalities is also in force for services of unknown criticality.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct Freeze {
    /// Name of the freeze, unique in its list.
    pub name: String,
    /// When it is in force.
    pub when: Times,
    /// The zone of its times. Default: that of the calendar. Source: our choice.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub zone: Option<Zone>,
    /// The deployments that it is about. Default: all. Source: our choice.
    #[serde(default)]
    pub scope: Scope,
    /// Which deployments are allowed all the same. Default: none. Source: our choice.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub exceptions: Vec<FreezeException>,
    /// What becomes of a rollout that is on its way when the freeze begins. Default: finish_stage. Source: our choice.
    #[serde(default)]
    pub under_way: UnderWay,
}

/// When the error budget forbids deployments, in every environment for which the host says what is left of it.
///
/// A budget that is not known forbids nothing; the decision has it among its reasons.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct BudgetFreeze {
    /// Share of the error budget that is left at which, and below which, deployments are not allowed: 0 is exhausted,
    /// negative overspent. Default: 0. Source: R14.
    pub freeze_at: Finite,
    /// Which deployments are allowed all the same. Default: `reliability_or_security_fix`, for
    /// `reliability_fix || security_fix`. Source: R14.
    pub exempt: Vec<FreezeException>,
    /// What becomes of a rollout that is on its way when the budget runs out. Default: finish_stage.
    /// Source: our choice.
    pub under_way: UnderWay,
}

/// Deployments that a freeze lets pass.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(deny_unknown_fields)]
pub struct FreezeException {
    /// Name of the exception, unique in its freeze.
    pub name: String,
    /// The condition under which it applies. It does not apply while facts that decide the condition are unknown.
    pub when: String,
}

/// What the host does with a rollout that is on its way when a freeze begins. Going back is never frozen.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(rename_all = "snake_case")]
pub enum UnderWay {
    /// Let it finish the stage that it is in, looks included, and pause it before the next one: breaking off would
    /// waste the evidence of the stage.
    #[default]
    FinishStage,
    /// Pause it at once; its share of the traffic stays as it is until the freeze is over.
    Hold,
    /// Roll it back at once, so that only what served before serves during the freeze.
    RollBack,
}

impl Default for CalendarPolicy {
    fn default() -> Self {
        let production = Scope { environments: vec![Environment::Production], ..Scope::default() };
        Self {
            zone: Zone::UTC,
            windows: Vec::new(),
            freezes: vec![Freeze {
                name: "friday".to_owned(),
                when: Times::Weekly { days: vec![Weekday::Friday], from: None, until: None },
                zone: None,
                scope: production.clone(),
                exceptions: vec![FreezeException {
                    name: "p0_fix".to_owned(),
                    when: "incident_priority == 0 && rollback_plan".to_owned(),
                }],
                under_way: UnderWay::default(),
            }],
            preferred: vec![Window {
                name: "midweek_morning".to_owned(),
                when: Times::Weekly {
                    days: vec![Weekday::Tuesday, Weekday::Wednesday, Weekday::Thursday],
                    from: Some(TimeOfDay::hour(8)),
                    until: Some(TimeOfDay::hour(12)),
                },
                zone: None,
                scope: production,
            }],
            error_budget: BudgetFreeze::default(),
        }
    }
}

impl Default for BudgetFreeze {
    fn default() -> Self {
        Self {
            freeze_at: Finite::literal(0.0),
            exempt: vec![FreezeException {
                name: "reliability_or_security_fix".to_owned(),
                when: "reliability_fix || security_fix".to_owned(),
            }],
            under_way: UnderWay::default(),
        }
    }
}
