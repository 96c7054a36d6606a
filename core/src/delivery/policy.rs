//! Targets of delivery.

use serde::{Deserialize, Serialize};

use crate::time::Duration;
use crate::units::{Fraction, NonNegative};

/// The targets of delivery.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[serde(default, deny_unknown_fields)]
pub struct DeliveryPolicy {
    /// More deployments a day than this. Default: 50. Source: R38.
    pub deployments_per_day: NonNegative,
    /// A shorter lead time than this. Default: 1h. Source: R38.
    pub lead_time: Duration,
    /// A shorter time to recover than this. Default: 10m. Source: R38.
    pub recovery_time: Duration,
    /// A smaller share of deployments that fail. Default: 0.05. Source: R38.
    pub failure_rate: Fraction,
    /// A larger share of deployments that need no person. Default: 0.95. Source: R38.
    pub automation_rate: Fraction,
    /// A smaller share of deployments that were not planned; none sets no target. Default: none. Source: R38 names none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rework_rate: Option<Fraction>,
}

impl Default for DeliveryPolicy {
    fn default() -> Self {
        Self {
            deployments_per_day: NonNegative::literal(50.0),
            lead_time: Duration::hours(1),
            recovery_time: Duration::minutes(10),
            failure_rate: Fraction::literal(0.05),
            automation_rate: Fraction::literal(0.95),
            rework_rate: None,
        }
    }
}
