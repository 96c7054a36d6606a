//! What is decided while a deployment runs.

use rollwise::{
    Automation, ComparedWindows, Engine, Factors, Family, Fraction, JudgeLook, JudgePolicy, JudgeState, Judgement,
    QualityEvidence, SloEvidence, Timestamp, document, render,
};
use serde_json::{Value, json};

use super::{Answer, argument, at_moment, engine, own_policy, part, written};

pub(super) fn gates(input: &Value) -> Answer {
    at_moment(input, "evidence", Engine::evaluate_gates)
}

pub(super) fn confidence(input: &Value) -> Answer {
    let factors: Factors = part(Family::Input, input, "factors")?;
    written(&engine(input)?.score_confidence(&factors))
}

pub(super) fn permits(input: &Value) -> Answer {
    let what: Automation = argument(Family::Input, input, "what")?;
    let level: Fraction = argument(Family::Input, input, "level")?;
    written(&engine(input)?.permits(what, level))
}

pub(super) fn triggers(input: &Value) -> Answer {
    at_moment(input, "evidence", Engine::evaluate_triggers)
}

pub(super) fn rollback(input: &Value) -> Answer {
    at_moment(input, "evidence", Engine::decide_rollback)
}

pub(super) fn canary_promotion(input: &Value) -> Answer {
    at_moment(input, "evidence", Engine::decide_promotion)
}

pub(super) fn compare_windows(input: &Value) -> Answer {
    let windows: ComparedWindows = part(Family::Input, input, "windows")?;
    written(&rollwise::compare_windows(&own_policy(input)?, &windows)?)
}

/// The series at once, and look by look from stored states.
pub(super) fn judge_canary(input: &Value) -> Answer {
    let policy: JudgePolicy = argument(Family::Config, input, "policy")?;
    let looks: Vec<JudgeLook> = argument(Family::Input, input, "looks")?;
    let series = rollwise::judge_canary(&policy, &looks, None)?;
    let mut last = None;
    for look in looks.chunks(1) {
        let read =
            last.map(|state| document::read(Family::Input, &document::write::<JudgeState>(&state))).transpose()?;
        last = Some(rollwise::judge_canary(&policy, look, read)?.state);
    }
    let resumed = last.is_none_or(|state| state == series.state);
    let shown = argument::<Option<Vec<usize>>>(Family::Input, input, "shown")?;
    let shown = shown.unwrap_or_else(|| (0..looks.len()).collect());
    let judgements: Vec<&Judgement> = shown.iter().filter_map(|i| series.judgements.get(*i)).collect();
    let decisions: Vec<_> = series.judgements.iter().map(|judgement| judgement.decision).collect();
    let reasons =
        series.judgements.last().iter().flat_map(|last| &last.reasons).map(render::explain).collect::<Vec<_>>();
    Ok(json!({
        "decisions": written(&decisions)?,
        "judgements": written(&judgements)?,
        "reasons": reasons,
        "state": written(&series.state)?,
        "resumed": resumed,
    }))
}

pub(super) fn judge_recording(input: &Value) -> Answer {
    let policy: JudgePolicy = argument(Family::Config, input, "policy")?;
    written(&rollwise::judge_recording(&policy, &argument(Family::Input, input, "recording")?)?)
}

pub(super) fn assess_slo(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let evidence: SloEvidence = part(Family::Input, input, "evidence")?;
    written(&rollwise::assess_slo(&own_policy(input)?, now, &evidence)?)
}

pub(super) fn review_slo(input: &Value) -> Answer {
    let error_ratio: Fraction = argument(Family::Input, input, "error_ratio")?;
    written(&rollwise::review_slo(&own_policy(input)?, error_ratio)?)
}

pub(super) fn judge_quality(input: &Value) -> Answer {
    let evidence: QualityEvidence = part(Family::Input, input, "evidence")?;
    written(&rollwise::judge_quality(&own_policy(input)?, &evidence)?)
}
