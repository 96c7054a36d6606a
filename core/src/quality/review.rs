//! What in a policy of quality can never matter.

use super::policy::{QualityObjective, QualityPolicy};
use crate::reason::{Reason, ReasonCode};

/// One reason for each set of criteria to warn whose values all pass already.
pub(crate) fn findings(policy: &QualityPolicy) -> Vec<Reason> {
    policy.objectives.iter().flat_map(QualityObjective::findings).collect()
}

impl QualityObjective {
    fn findings(&self) -> impl Iterator<Item = Reason> {
        self.warning.iter().enumerate().filter_map(|(i, warning)| {
            let passed = self.pass.iter().position(|pass| warning.implies(pass))?;
            let reason = Reason::new(ReasonCode::NeverReached, format!("{}.warning[{i}]", self.name));
            Some(reason.said(None, format!("what satisfies it passes by pass[{passed}]")))
        })
    }
}
