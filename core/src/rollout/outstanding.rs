//! Awaited actions, made from the state: the same ones with the same ids, however often they are asked for.

use super::action::{Action, ActionKind, Baseline, MeasureRequest};
use super::state::{Pending, State, Terms};
use crate::gate;
use crate::release::Release;

pub(super) fn action_id(release: &Release, kind: ActionKind, sequence: u64) -> String {
    format!("{}/{sequence}/{}", release.id, kind.as_str())
}

/// The action that a rollout in this state waits for: the same as when it was first asked for.
pub(super) fn outstanding(release: &Release, terms: &Terms, state: &State, asked: Pending) -> Option<Action> {
    let id = action_id(release, asked.kind, asked.sequence);
    let stage = state.stage;
    Some(match asked.kind {
        ActionKind::Build => Action::Build { id, image_tag: release.image_tag.clone(), commit: release.commit.clone() },
        ActionKind::Deploy => Action::Deploy {
            id,
            image_tag: release.image_tag.clone(),
            strategy: terms.plan.strategy,
            max_unavailable: terms.plan.max_unavailable,
            max_surge: terms.plan.max_surge,
        },
        ActionKind::SetTraffic => {
            let at = terms.stage(stage)?;
            Action::SetTraffic { id, stage, share: at.share, mirror: at.mirror, audience: at.audience.clone() }
        }
        ActionKind::RunTests => Action::RunTests { id, stage },
        ActionKind::Measure => Action::Measure {
            id,
            stage,
            requests: terms.gates.iter().map(request).collect(),
            judged: terms
                .judge
                .iter()
                .flat_map(|judge| judge.metrics.iter().map(|metric| metric.name.clone()))
                .collect(),
            against: if state.is_promoted() { Baseline::BeforePromotion } else { Baseline::PreviousVersion },
        },
        ActionKind::RequestApproval => Action::RequestApproval {
            id,
            what: state.approval?,
            stage: state.next_stage().min(terms.plan.stages.len().saturating_sub(1) as u32),
            expires_at: asked.deadline,
        },
        ActionKind::Promote => Action::Promote { id, image_tag: release.image_tag.clone() },
        ActionKind::VerifyVersion => Action::VerifyVersion {
            id,
            version: release.version.clone(),
            attempt: state.attempts,
            attempts: terms.rollout.verification.attempts,
        },
        ActionKind::RollBack => {
            // A rollback is finished at once rather than taken back: what it leaves is condemned.
            let finished = release.rolls_back.as_ref().map(|_| release.version.clone());
            Action::RollBack { id, to: finished.or(release.previous_version.clone()), attempt: state.attempts }
        }
        ActionKind::CleanUp | ActionKind::Alert => return None,
    })
}

fn request(gate: &gate::Gate) -> MeasureRequest {
    MeasureRequest {
        gate: gate.name.clone(),
        metric: gate.metric.clone(),
        window: gate.window,
        baseline: gate.is_relative(),
    }
}
