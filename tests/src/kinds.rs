//! What a case can ask.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use rollwise::render::Style;
use rollwise::{
    AcceptancePolicy, AdmissionRequest, ApprovalVote, Artifacts, Automation, CanaryEvidence, Checklist, ChecklistStage,
    Columns, ComparedWindows, ConfidenceSequence, Count, DeliveryLog, DeploymentOutcome, DispersionEstimate, Drift,
    Engine, Error, EvaluationPolicy, Event, Evidence, Factors, Family, Finite, Fraction, History, InputColumn,
    InputReference, JudgeLook, JudgePolicy, JudgeState, Judgement, MISSING, Numbers, Plan, Policy, QualityEvidence,
    Record, Release, ReplicaRequest, RetrainingPolicy, RollbackEvidence, Rollout, Scoreboard, SequentialLook,
    SequentialState, SequentialTest, Service, Situation, SloEvidence, Step, Strategy, SuccessModel, Timestamp,
    TrafficShare, TriggerEvidence, VerifiedVersion, audit, document, pods, render,
};
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::{argo, kayenta};

pub(crate) type Answer = Result<Value, Error>;
pub(crate) type Question = fn(&Value) -> Answer;

/// Every kind of case, with the question that it asks.
pub const KINDS: &[(&str, Question)] = &[
    ("policy", policy),
    ("plan", plan),
    ("gates", gates),
    ("confidence", confidence),
    ("permits", permits),
    ("review", review),
    ("condition", condition),
    ("approvals", approvals),
    ("admission", admission),
    ("image", image),
    ("promotion", promotion),
    ("readiness", readiness),
    ("risk", risk),
    ("strategy", strategy),
    ("windows", windows),
    ("rollout", rollout),
    ("load", load),
    ("replay", replay),
    ("triggers", triggers),
    ("rollback", rollback),
    ("canary_promotion", canary_promotion),
    ("artifacts", artifacts),
    ("blast_radius", blast_radius),
    ("kubernetes", kubernetes),
    ("split", split),
    ("replica_counts", replica_counts),
    ("evaluation", evaluation),
    ("acceptance", acceptance),
    ("drift", drift),
    ("retraining", retraining),
    ("compare_windows", compare_windows),
    ("success", success),
    ("kayenta_judge", kayenta::judge),
    ("kayenta_pairs", kayenta::pairs),
    ("kayenta_schedule", kayenta::schedule),
    ("kayenta_conclusion", kayenta::conclusion),
    ("sequential_test", sequential_test),
    ("merge_sequential", merge_sequential),
    ("judge_canary", judge_canary),
    ("judge_recording", judge_recording),
    ("sequential_interval", sequential_interval),
    ("combine_evidence", combine_evidence),
    ("estimate_dispersion", estimate_dispersion),
    ("p_value", p_value),
    ("assess_slo", assess_slo),
    ("review_slo", review_slo),
    ("judge_quality", judge_quality),
    ("deliveries", deliveries),
    ("delivery_figures", delivery_figures),
];

/// The answer to a case, refusals included; `None` for an unknown kind.
pub fn answer(kind: &str, input: &Value) -> Option<Value> {
    let (_, ask) = KINDS.iter().chain(argo::KINDS).chain(kayenta::STEPS).find(|(name, _)| *name == kind)?;
    Some(ask(input).unwrap_or_else(|err| json!({"error": refusal(&err)})))
}

fn refusal(err: &Error) -> Value {
    json!({
        "code": err.code().as_str(),
        "field": err.field(),
        "value": err.refused(),
        "allowed": err.accepted(),
        "message": err.to_string(),
    })
}

/// A part of the input, read as the type of the core; left out is null.
pub(crate) fn part<T: DeserializeOwned>(family: Family, input: &Value, key: &str) -> Result<T, Error> {
    let text = input.get(key).unwrap_or(&Value::Null).to_string();
    document::read(family, &text)
}

/// A part that is an argument of its own, whose refusals name it.
pub(crate) fn argument<T: DeserializeOwned>(family: Family, input: &Value, key: &str) -> Result<T, Error> {
    part(family, input, key).map_err(|err| err.within(key))
}

pub(crate) fn written<T: serde::Serialize>(value: &T) -> Answer {
    document::read(Family::Input, &document::write(value))
}

/// The policy of a function of its own.
fn own_policy<T: DeserializeOwned>(input: &Value) -> Result<T, Error> {
    let policy = input.get("policy").map_or_else(|| "{}".to_owned(), Value::to_string);
    document::read(Family::Config, &policy)
}

fn engine(input: &Value) -> Result<Engine, Error> {
    let policy = input.get("policy").map_or_else(|| "{}".to_owned(), Value::to_string);
    Engine::new(Policy::from_json(&policy)?)
}

fn policy(input: &Value) -> Answer {
    written(engine(input)?.policy())
}

fn plan(input: &Value) -> Answer {
    let name: String = argument(Family::Input, input, "name")?;
    written(&engine(input)?.plan(&name)?)
}

fn plan_or_name(engine: &Engine, input: &Value) -> Result<Plan, Error> {
    match input.get("plan") {
        Some(Value::String(name)) => engine.plan(name),
        _ => argument(Family::Config, input, "plan"),
    }
}

fn gates(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let evidence: Evidence = part(Family::Input, input, "evidence")?;
    written(&engine(input)?.evaluate_gates(now, &evidence)?)
}

fn confidence(input: &Value) -> Answer {
    let factors: Factors = part(Family::Input, input, "factors")?;
    written(&engine(input)?.score_confidence(&factors))
}

fn permits(input: &Value) -> Answer {
    let what: Automation = argument(Family::Input, input, "what")?;
    let level: Fraction = argument(Family::Input, input, "level")?;
    written(&engine(input)?.permits(what, level))
}

fn image(input: &Value) -> Answer {
    let tag: Option<String> = argument(Family::Input, input, "image_tag")?;
    let commit: Option<String> = argument(Family::Input, input, "commit")?;
    written(&engine(input)?.check_image(tag.as_deref(), commit.as_deref()))
}

fn review(input: &Value) -> Answer {
    written(&engine(input)?.review())
}

fn condition(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let text: String = argument(Family::Input, input, "condition")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    written(&engine(input)?.evaluate_condition(now, &text, &situation)?)
}

fn approvals(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    let stage: Option<u32> = argument(Family::Input, input, "stage")?;
    let votes: Vec<ApprovalVote> = argument(Family::Input, input, "votes")?;
    written(&engine(input)?.check_approvals(now, &situation, stage, &votes)?)
}

fn admission(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let request: AdmissionRequest = part(Family::Input, input, "request")?;
    written(&engine(input)?.admit(now, &request)?)
}

fn promotion(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    let verified: Option<Vec<VerifiedVersion>> = argument(Family::Input, input, "verified")?;
    written(&engine(input)?.check_promotion(now, &situation, verified.as_deref())?)
}

fn readiness(input: &Value) -> Answer {
    let when: ChecklistStage = argument(Family::Input, input, "when")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    let checklist: Checklist = argument(Family::Input, input, "checklist")?;
    written(&engine(input)?.check_readiness(when, &situation, &checklist)?)
}

fn risk(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    written(&engine(input)?.assess_risk(now, &situation)?)
}

fn strategy(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    written(&engine(input)?.choose_strategy(now, &situation)?)
}

fn windows(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    written(&engine(input)?.check_window(now, &situation)?)
}

/// Starts a rollout and feeds it events; each step is an answer of its own, and so is each refusal.
fn rollout(input: &Value) -> Answer {
    let engine = engine(input)?;
    let release: Release = argument(Family::Input, input, "release")?;
    let start: Timestamp = argument(Family::Input, input, "start")?;
    let (mut rollout, first) = match input.get("plan") {
        Some(_) => engine.start_with(start, release, plan_or_name(&engine, input)?)?,
        None => engine.start(start, release)?,
    };
    let mut records: Vec<Record> = first.record.iter().cloned().collect();
    let mut steps = vec![written(&first)?];
    for event in input.get("events").and_then(Value::as_array).into_iter().flatten() {
        steps.push(match step(&mut rollout, event) {
            Ok(step) => {
                records.extend(step.record.clone());
                written(&step)?
            }
            Err(err) => json!({"error": refusal(&err)}),
        });
    }
    let replayed = audit::replay(&records)? == rollout;
    Ok(json!({"steps": steps, "rollout": written(&rollout)?, "replayed": replayed}))
}

fn step(rollout: &mut Rollout, event: &Value) -> Result<Step, Error> {
    let now: Timestamp = argument(Family::Input, event, "at")?;
    rollout.step(now, argument::<Event>(Family::Input, event, "event")?)
}

fn load(input: &Value) -> Answer {
    written(&Rollout::from_json(&input.to_string())?)
}

fn records(input: &Value) -> Result<Vec<Record>, Error> {
    let lines = input.as_array().into_iter().flatten().map(Value::to_string);
    audit::read_records(&lines.collect::<Vec<_>>().join("\n"))
}

fn replay(input: &Value) -> Answer {
    written(&audit::replay(&records(input)?)?)
}

fn triggers(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let evidence: TriggerEvidence = part(Family::Input, input, "evidence")?;
    written(&engine(input)?.evaluate_triggers(now, &evidence)?)
}

fn rollback(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let evidence: RollbackEvidence = part(Family::Input, input, "evidence")?;
    written(&engine(input)?.decide_rollback(now, &evidence)?)
}

fn canary_promotion(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let evidence: CanaryEvidence = part(Family::Input, input, "evidence")?;
    written(&engine(input)?.decide_promotion(now, &evidence)?)
}

fn artifacts(input: &Value) -> Answer {
    written(&Artifacts::from_records(&records(input)?)?)
}

fn blast_radius(input: &Value) -> Answer {
    let engine = engine(input)?;
    let service: Service = argument(Family::Input, input, "service")?;
    written(&engine.assess_blast_radius(&plan_or_name(&engine, input)?, &service)?)
}

/// The fragments as data, and as Kubernetes reads them.
fn kubernetes(input: &Value) -> Answer {
    let engine = engine(input)?;
    let service: Service = argument(Family::Input, input, "service")?;
    let fragments = engine.kubernetes(&plan_or_name(&engine, input)?, &service)?;
    let manifests: Value = document::read(Family::Input, &render::kubernetes(&fragments))?;
    Ok(json!({"fragments": written(&fragments)?, "manifests": manifests}))
}

fn split(input: &Value) -> Answer {
    let share: TrafficShare = argument(Family::Input, input, "share")?;
    let replicas: Count = argument(Family::Input, input, "replicas")?;
    let surge: Count = argument(Family::Input, input, "surge")?;
    written(&pods::split(share, replicas, surge))
}

fn replica_counts(input: &Value) -> Answer {
    let request: ReplicaRequest = document::read(Family::Input, &input.to_string())?;
    written(&pods::counts(&request)?)
}

/// The evaluation, with what is made of it.
fn evaluation(input: &Value) -> Answer {
    let policy: EvaluationPolicy = own_policy(input)?;
    let probabilities: Vec<f64> = argument(Family::Input, input, "probabilities")?;
    let succeeded: Vec<bool> = argument(Family::Input, input, "succeeded")?;
    let at: Option<Vec<f64>> = argument(Family::Input, input, "at")?;
    let evaluation = rollwise::evaluate(&policy, &probabilities, &succeeded, at.as_deref())?;
    Ok(json!({
        "evaluation": written(&evaluation)?,
        "best_threshold": rollwise::best_threshold(&probabilities, &succeeded)?,
        "report": render::evaluation(&evaluation, Style::Plain),
        "svg": render::reliability_svg(&evaluation),
    }))
}

fn acceptance(input: &Value) -> Answer {
    let challenger: Vec<f64> = argument(Family::Input, input, "challenger")?;
    let champion: Option<Vec<f64>> = argument(Family::Input, input, "champion")?;
    let succeeded: Vec<bool> = argument(Family::Input, input, "succeeded")?;
    let policy: AcceptancePolicy = own_policy(input)?;
    written(&rollwise::compare_models(&policy, &challenger, champion.as_deref(), &succeeded)?)
}

/// References are made of columns as they were in training, and the score of predictions and outcomes.
fn drift(input: &Value) -> Answer {
    let training = columns(input, "training")?;
    let references: Vec<InputReference> =
        training.iter().map(|(name, column)| InputReference::of(name, column)).collect::<Result<_, _>>()?;
    let since = columns(input, "columns")?;
    let scoreboard = input.get("predictions").map(scored).transpose()?;
    let drift = rollwise::measure_drift(&own_policy(input)?, &references, &since, scoreboard.as_ref())?;
    Ok(json!({"references": written(&references)?, "scoreboard": written(&scoreboard)?, "drift": written(&drift)?}))
}

fn compare_windows(input: &Value) -> Answer {
    let windows: ComparedWindows = part(Family::Input, input, "windows")?;
    written(&rollwise::compare_windows(&own_policy(input)?, &windows)?)
}

fn assess_slo(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let evidence: SloEvidence = part(Family::Input, input, "evidence")?;
    written(&rollwise::assess_slo(&own_policy(input)?, now, &evidence)?)
}

fn review_slo(input: &Value) -> Answer {
    let error_ratio: Fraction = argument(Family::Input, input, "error_ratio")?;
    written(&rollwise::review_slo(&own_policy(input)?, error_ratio)?)
}

fn judge_quality(input: &Value) -> Answer {
    let evidence: QualityEvidence = part(Family::Input, input, "evidence")?;
    written(&rollwise::judge_quality(&own_policy(input)?, &evidence)?)
}

fn deliveries(input: &Value) -> Answer {
    written(&rollwise::deliveries(&records(input)?)?)
}

fn delivery_figures(input: &Value) -> Answer {
    let since: Timestamp = argument(Family::Input, input, "since")?;
    let until: Timestamp = argument(Family::Input, input, "until")?;
    let log: DeliveryLog = part(Family::Input, input, "log")?;
    written(&rollwise::delivery_figures(&own_policy(input)?, since, until, &log)?)
}

/// A model that is fitted to rows, goes through them again from the beginning, and then predicts one more.
fn success(input: &Value) -> Answer {
    let rows: BTreeMap<String, Vec<Value>> = argument(Family::Input, input, "columns")?;
    let succeeded: Vec<bool> = argument(Family::Input, input, "succeeded")?;
    let mut columns = Columns::new(succeeded.len());
    for (name, values) in &rows {
        let words: BTreeSet<&str> = values.iter().filter_map(Value::as_str).collect();
        columns = if words.is_empty() {
            let numbers = values.iter().map(|value| value.as_f64().unwrap_or(f64::NAN)).collect();
            columns.numbers(name, Numbers::owned(numbers))?
        } else {
            let place = |value: &Value| words.iter().position(|word| value.as_str() == Some(word));
            let codes = values.iter().map(|value| place(value).map_or(MISSING, |place| place as u32)).collect();
            columns.coded(name, Cow::Owned(codes), words.iter().map(|word| (*word).to_owned()).collect())?
        };
    }
    let fitted = SuccessModel::fit(&own_policy(input)?, &columns, &succeeded)?;
    let mut model = fitted.clone().with_history(History::default());
    let probabilities = model.replay(&columns, &succeeded)?;
    let outcomes: Vec<DeploymentOutcome> = part::<Option<_>>(Family::Input, input, "outcomes")?.unwrap_or_default();
    for outcome in &outcomes {
        model.record(outcome)?;
    }
    let at: Timestamp = argument(Family::Input, input, "at")?;
    let situation: Situation = part(Family::Input, input, "situation")?;
    let strategy: Option<Strategy> = argument(Family::Input, input, "strategy")?;
    let prediction = model.explain(&situation, strategy, at)?;
    Ok(json!({
        "fitted": document::read::<Value>(Family::Input, &fitted.to_json())?,
        "probabilities": probabilities,
        "prediction": written(&prediction)?,
        "report": render::prediction(&prediction),
        "informed": written(&model.inform(situation, at)?)?,
    }))
}

fn looks(input: &Value) -> Result<Vec<SequentialLook>, Error> {
    argument(Family::Input, input, "looks")
}

/// The series at once, and look by look from stored states.
fn sequential_test(input: &Value) -> Answer {
    let test: SequentialTest = argument(Family::Config, input, "test")?;
    let looks = looks(input)?;
    let state: Option<SequentialState> = argument(Family::Input, input, "state")?;
    let series = rollwise::sequential_test(&test, &looks, state.clone())?;
    let mut last = state;
    for look in looks.chunks(1) {
        let stored = last.map(|state| document::write(&state));
        let read = stored.map(|state| document::read(Family::Input, &state)).transpose()?;
        last = Some(rollwise::sequential_test(&test, look, read)?.state);
    }
    let resumed = last.is_none_or(|state| state == series.state);
    Ok(json!({"evidence": written(&series.evidence)?, "state": written(&series.state)?, "resumed": resumed}))
}

/// The states after two series of looks, merged; the other's may be of another test, or changed by hand.
fn merge_sequential(input: &Value) -> Answer {
    let test: SequentialTest = argument(Family::Config, input, "test")?;
    let series = |test: &SequentialTest, name: &str| -> Result<SequentialState, Error> {
        let looks: Vec<SequentialLook> = argument(Family::Input, input, name)?;
        Ok(rollwise::sequential_test(test, &looks, None)?.state)
    };
    let other_test: Option<SequentialTest> = argument(Family::Config, input, "other_test")?;
    let mut other = written(&series(other_test.as_ref().unwrap_or(&test), "others")?)?;
    let changed: Option<Map<String, Value>> = argument(Family::Input, input, "changed")?;
    for (name, value) in changed.unwrap_or_default() {
        other[name] = value;
    }
    let other = document::read(Family::Input, &other.to_string()).map_err(|err| err.within("other"))?;
    let merged = rollwise::merge_sequential(&test, series(&test, "looks")?, &other)?;
    Ok(json!({"evidence": written(&merged.evidence)?, "state": written(&merged.state)?}))
}

/// The series at once, and look by look from stored states.
fn judge_canary(input: &Value) -> Answer {
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

fn judge_recording(input: &Value) -> Answer {
    let policy: JudgePolicy = argument(Family::Config, input, "policy")?;
    written(&rollwise::judge_recording(&policy, &argument(Family::Input, input, "recording")?)?)
}

fn sequential_interval(input: &Value) -> Answer {
    let sequence: ConfidenceSequence = argument(Family::Config, input, "sequence")?;
    written(&rollwise::sequential_interval(&sequence, &looks(input)?)?)
}

fn combine_evidence(input: &Value) -> Answer {
    let looks: Vec<Vec<Finite>> = argument(Family::Input, input, "looks")?;
    written(&rollwise::combine_evidence(&own_policy(input)?, &looks)?)
}

fn estimate_dispersion(input: &Value) -> Answer {
    let estimate: DispersionEstimate = argument(Family::Config, input, "estimate")?;
    written(&rollwise::estimate_dispersion(&estimate, &looks(input)?)?)
}

fn p_value(input: &Value) -> Answer {
    let p: Vec<Fraction> = argument(Family::Input, input, "p")?;
    written(&p.into_iter().map(rollwise::evidence_of_p_value).collect::<Result<Vec<_>, _>>()?)
}

/// Columns by name; null is missing, and the first value that is known says which kind a column is.
fn columns(input: &Value, key: &str) -> Result<Vec<(String, InputColumn<'static>)>, Error> {
    let columns: BTreeMap<String, Vec<Value>> = argument(Family::Input, input, key)?;
    let column = |(name, values): (String, Vec<Value>)| {
        let field = format!("{key}.{name}");
        let text = Value::Array(values.clone()).to_string();
        let within = |err: Error| err.within(&field);
        let column = if values.iter().find(|value| !value.is_null()).is_some_and(Value::is_string) {
            let words: Vec<Option<String>> = document::read(Family::Input, &text).map_err(within)?;
            InputColumn::Words(words.into())
        } else {
            let numbers: Vec<Option<f64>> = document::read(Family::Input, &text).map_err(within)?;
            InputColumn::Numbers(numbers.into_iter().map(|value| value.unwrap_or(f64::NAN)).collect())
        };
        Ok((name, column))
    };
    columns.into_iter().map(column).collect()
}

fn scored(predictions: &Value) -> Result<Scoreboard, Error> {
    let begin = Scoreboard {
        half_life: argument::<Option<u32>>(Family::Input, predictions, "half_life")?.unwrap_or(200),
        ..Scoreboard::default()
    };
    let probabilities: Vec<f64> = argument(Family::Input, predictions, "probabilities")?;
    let succeeded: Vec<bool> = argument(Family::Input, predictions, "succeeded")?;
    rollwise::keep_score(&begin, &probabilities, &succeeded)
}

fn retraining(input: &Value) -> Answer {
    let now: Timestamp = argument(Family::Input, input, "now")?;
    let trained_at: Option<Timestamp> = argument(Family::Input, input, "trained_at")?;
    let scoreboard = scored(input.get("predictions").unwrap_or(&Value::Null))?;
    let since: Count = argument(Family::Input, input, "outcomes_since_training")?;
    let drift: Option<Drift> = argument(Family::Input, input, "drift")?;
    let policy: RetrainingPolicy = own_policy(input)?;
    written(&rollwise::check_retraining(&policy, now, trained_at, &scoreboard, since, drift.as_ref())?)
}
