//! What is decided before a deployment.

use rollwise::{
    ApprovalVote, Checklist, ChecklistStage, Count, Engine, Family, ReplicaRequest, Service, Situation, Timestamp,
    TrafficShare, VerifiedVersion, document, pods, render,
};
use serde_json::{Value, json};

use super::{Answer, argument, at_moment, engine, part, plan_or_name, written};

pub(super) fn policy(input: &Value) -> Answer {
    written(engine(input)?.policy())
}

pub(super) fn plan(input: &Value) -> Answer {
    let name: String = argument(Family::Input, input, "name")?;
    written(&engine(input)?.plan(&name)?)
}

pub(super) fn review(input: &Value) -> Answer {
    written(&engine(input)?.review())
}

pub(super) fn condition(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let text: String = argument(Family::Input, input, "condition")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    written(&engine(input)?.evaluate_condition(now, &text, &situation)?)
}

pub(super) fn risk(input: &Value) -> Answer {
    at_moment(input, "situation", Engine::assess_risk)
}

pub(super) fn strategy(input: &Value) -> Answer {
    at_moment(input, "situation", Engine::choose_strategy)
}

pub(super) fn windows(input: &Value) -> Answer {
    at_moment(input, "situation", Engine::check_window)
}

pub(super) fn approvals(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    let stage: Option<u32> = argument(Family::Input, input, "stage")?;
    let votes: Vec<ApprovalVote> = argument(Family::Input, input, "votes")?;
    written(&engine(input)?.check_approvals(now, &situation, stage, &votes)?)
}

pub(super) fn admission(input: &Value) -> Answer {
    at_moment(input, "request", Engine::admit)
}

pub(super) fn image(input: &Value) -> Answer {
    let tag: Option<String> = argument(Family::Input, input, "image_tag")?;
    let commit: Option<String> = argument(Family::Input, input, "commit")?;
    written(&engine(input)?.check_image(tag.as_deref(), commit.as_deref()))
}

pub(super) fn promotion(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    let verified: Option<Vec<VerifiedVersion>> = argument(Family::Input, input, "verified")?;
    written(&engine(input)?.check_promotion(now, &situation, verified.as_deref())?)
}

pub(super) fn readiness(input: &Value) -> Answer {
    let when: ChecklistStage = argument(Family::Input, input, "when")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    let checklist: Checklist = argument(Family::Input, input, "checklist")?;
    written(&engine(input)?.check_readiness(when, &situation, &checklist)?)
}

pub(super) fn blast_radius(input: &Value) -> Answer {
    let engine = engine(input)?;
    let service: Service = argument(Family::Input, input, "service")?;
    written(&engine.assess_blast_radius(&plan_or_name(&engine, input)?, &service)?)
}

/// The fragments as data, and as Kubernetes reads them.
pub(super) fn kubernetes(input: &Value) -> Answer {
    let engine = engine(input)?;
    let service: Service = argument(Family::Input, input, "service")?;
    let fragments = engine.kubernetes(&plan_or_name(&engine, input)?, &service)?;
    let manifests: Value = document::read(Family::Input, &render::kubernetes(&fragments))?;
    Ok(json!({"fragments": written(&fragments)?, "manifests": manifests}))
}

pub(super) fn split(input: &Value) -> Answer {
    let share: TrafficShare = argument(Family::Input, input, "share")?;
    let replicas: Count = argument(Family::Input, input, "replicas")?;
    let surge: Count = argument(Family::Input, input, "surge")?;
    written(&pods::split(share, replicas, surge))
}

pub(super) fn replica_counts(input: &Value) -> Answer {
    let request: ReplicaRequest = document::read(Family::Input, &input.to_string())?;
    written(&pods::counts(&request)?)
}
