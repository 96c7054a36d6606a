//! Cases in the words of Argo Rollouts, so that its recorded behaviour can be held against the core's.
//!
//! Which weight or count a step of its rollouts asks for is worked out here; the numbers are the core's.

use rollwise::{
    Count, Error, ErrorCode, Family, InstanceLimit, ReplicaCounts, ReplicaMode, ReplicaRequest, ReplicaSet,
    TrafficShare, TrafficWeights, document, pods,
};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::kinds::{Answer, Question};

/// The kinds of its cases that are about numbers of instances.
pub(crate) const KINDS: &[(&str, Question)] = &[
    ("replicas_basic", replicas_basic),
    ("replicas_routed", replicas_routed),
    ("weight_approximation", weight_approximation),
    ("fenceposts", fenceposts),
    ("max_surge", max_surge),
    ("max_unavailable", max_unavailable),
];

/// The part of a rollout that matters here; there is much more.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Rollout {
    #[serde(default)]
    strategy: Option<String>,
    #[serde(default = "one")]
    replicas: Count,
    #[serde(default = "quarter")]
    max_surge: Option<Limit>,
    #[serde(default = "quarter")]
    max_unavailable: Option<Limit>,
    #[serde(default)]
    steps: Vec<Step>,
    #[serde(default = "hundred")]
    max_traffic_weight: u32,
    #[serde(default)]
    dynamic_stable_scale: bool,
    #[serde(default = "one")]
    min_pods_per_replica_set: Count,
    #[serde(default)]
    abort_scale_down_delay_seconds: Option<u64>,
    #[serde(default)]
    status: Status,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Status {
    current_step_index: usize,
    abort: bool,
    promote_full: bool,
    #[serde(rename = "stableRS")]
    stable_rs: String,
    current_pod_hash: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Step {
    set_weight: Option<u32>,
    set_canary_scale: Option<Scale>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Scale {
    replicas: Option<Count>,
    weight: Option<u32>,
    #[serde(default)]
    match_traffic_weight: bool,
}

#[derive(Deserialize)]
struct Set {
    name: String,
    spec_replicas: Option<Count>,
    available: Count,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Limit {
    Instances(Count),
    Percent(String),
}

fn one() -> Count {
    Count::ONE
}

fn hundred() -> u32 {
    100
}

fn quarter() -> Option<Limit> {
    Some(Limit::Percent("25%".to_owned()))
}

/// What a step asks for the new version.
struct Wanted {
    weight: u32,
    fixed: Option<Count>,
}

impl Rollout {
    /// Whether the new version is to have everything, whatever the steps say.
    fn is_for_all(&self) -> bool {
        let status = &self.status;
        let no_other = status.stable_rs.is_empty() || status.stable_rs == status.current_pod_hash;
        status.promote_full || no_other || self.steps.is_empty()
    }

    fn wanted(&self, routed: bool) -> Wanted {
        let weight = |weight| Wanted { weight, fixed: None };
        let status = &self.status;
        if self.is_for_all() {
            return weight(self.max_traffic_weight);
        }
        let keeps_scale = !status.abort || self.abort_scale_down_delay_seconds == Some(0);
        let done = status.current_step_index >= self.steps.len();
        let scale = self.so_far().find_map(|step| step.set_canary_scale.as_ref());
        if let Some(scale) = scale.filter(|scale| routed && keeps_scale && !done && !scale.match_traffic_weight) {
            if let Some(fixed) = scale.replicas {
                return Wanted { weight: self.set_weight(), fixed: Some(fixed) };
            }
            if let Some(scaled) = scale.weight {
                return weight(scaled);
            }
        }
        weight(self.set_weight())
    }

    /// The steps up to the current one, the last first.
    fn so_far(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().take(self.status.current_step_index + 1).rev()
    }

    fn set_weight(&self) -> u32 {
        if self.status.abort {
            0
        } else if self.status.current_step_index >= self.steps.len() {
            self.max_traffic_weight
        } else {
            self.so_far().find_map(|step| step.set_weight).unwrap_or(0)
        }
    }

    /// The weight that an aborted rollout steps back to: the last of its steps that needs fewer instances than are there.
    fn way_back(&self, canary: ReplicaSet, stable: ReplicaSet) -> u32 {
        let (n, max) = (self.replicas.get(), u64::from(self.max_traffic_weight));
        let missing = n.saturating_sub(stable.available.get());
        let delayed = self.abort_scale_down_delay_seconds.is_some();
        let have = if delayed { missing } else { missing.max(canary.available.get()) };
        let needs = |weight: u32| (u64::from(weight) * n).div_ceil(max);
        let weights = self.steps.iter().rev().filter_map(|step| step.set_weight);
        weights.into_iter().find(|weight| needs(*weight) < have).unwrap_or(0)
    }

    fn limits(&self) -> Result<(InstanceLimit, InstanceLimit), Error> {
        if self.strategy.as_deref() != Some("canary") {
            return Ok((InstanceLimit::NONE, InstanceLimit::NONE));
        }
        Ok((limit(self.max_surge.as_ref())?, limit(self.max_unavailable.as_ref())?))
    }
}

/// Every text is a percentage, with its sign or without.
fn limit(limit: Option<&Limit>) -> Result<InstanceLimit, Error> {
    match limit {
        None => Ok(InstanceLimit::NONE),
        Some(Limit::Instances(instances)) => Ok(InstanceLimit::Instances(*instances)),
        Some(Limit::Percent(text)) => format!("{}%", text.trim_end_matches('%')).parse(),
    }
}

impl From<Set> for ReplicaSet {
    fn from(set: Set) -> Self {
        Self { desired: set.spec_replicas.unwrap_or(Count::ONE), available: set.available }
    }
}

fn part<T: DeserializeOwned>(input: &Value, key: &str) -> Result<T, Error> {
    let text = input.get(key).unwrap_or(&Value::Null).to_string();
    document::read(Family::Input, &text).map_err(|err| err.within(key))
}

/// The new and the old set; the old one only where it is another.
fn sets(input: &Value) -> Result<(Option<ReplicaSet>, Option<ReplicaSet>), Error> {
    let (canary, stable): (Option<Set>, Option<Set>) = (part(input, "canary_rs")?, part(input, "stable_rs")?);
    let name = canary.as_ref().map(|set| set.name.clone());
    let stable = stable.filter(|set| name.as_ref() != Some(&set.name));
    Ok((canary.map(ReplicaSet::from), stable.map(ReplicaSet::from)))
}

fn numbers(counts: ReplicaCounts) -> Value {
    json!({"canary": counts.canary, "stable": counts.stable})
}

fn replicas_basic(input: &Value) -> Answer {
    let rollout: Rollout = part(input, "rollout")?;
    let older: Vec<Option<Set>> = part(input, "older_rs")?;
    let (max_surge, max_unavailable) = rollout.limits()?;
    let (canary, stable) = sets(input)?;
    let mode = ReplicaMode::Unrouted {
        max_surge,
        max_unavailable,
        canary,
        stable,
        older: older.into_iter().flatten().map(ReplicaSet::from).collect(),
    };
    ask(&rollout, rollout.wanted(false).weight, mode)
}

fn replicas_routed(input: &Value) -> Answer {
    let rollout: Rollout = part(input, "rollout")?;
    let actual: Option<TrafficWeights> = part(input, "weights")?;
    let steps_back = rollout.status.abort && rollout.dynamic_stable_scale && !rollout.is_for_all();
    let wanted = match sets(input)? {
        (Some(canary), Some(stable)) if steps_back => {
            Wanted { weight: rollout.way_back(canary, stable), ..rollout.wanted(true) }
        }
        _ => rollout.wanted(true),
    };
    let mode = ReplicaMode::Routed {
        dynamic_stable: rollout.dynamic_stable_scale,
        min_per_set: rollout.min_pods_per_replica_set,
        fixed: wanted.fixed,
        actual,
        aborted: rollout.status.abort,
    };
    ask(&rollout, wanted.weight, mode)
}

fn ask(rollout: &Rollout, weight: u32, mode: ReplicaMode) -> Answer {
    let max_weight = rollout.max_traffic_weight;
    pods::counts(&ReplicaRequest { replicas: rollout.replicas, weight, max_weight, mode }).map(numbers)
}

fn weight_approximation(input: &Value) -> Answer {
    let (weight, of): (f64, f64) = (part(input, "weight")?, part(input, "max_weight")?);
    let share = TrafficShare::from_percent(100.0 * weight / of)?;
    Ok(numbers(pods::split(share, part(input, "replicas")?, part(input, "max_surge")?)))
}

/// Before `unavailable` is capped at the number of instances.
fn fenceposts(input: &Value) -> Answer {
    let replicas: Count = part(input, "replicas")?;
    let (surge, unavailable): (Option<Limit>, Option<Limit>) =
        (part(input, "maxSurge")?, part(input, "maxUnavailable")?);
    let limits = limit(surge.as_ref()).and_then(|surge| Ok((surge, limit(unavailable.as_ref())?)));
    match limits {
        Ok((surge, unavailable)) => {
            let capped = pods::headroom(surge, unavailable, replicas);
            let unavailable = capped.unavailable.max(unavailable.rounded_down(replicas));
            Ok(json!({"surge": capped.surge, "unavailable": unavailable, "is_error": false}))
        }
        Err(err) if err.code() == ErrorCode::OutOfRange => Ok(json!({"surge": 0, "unavailable": 0, "is_error": true})),
        Err(err) => Err(err),
    }
}

fn max_surge(input: &Value) -> Answer {
    let rollout: Rollout = part(input, "rollout")?;
    let (surge, unavailable) = rollout.limits()?;
    Ok(json!({"value": pods::headroom(surge, unavailable, rollout.replicas).surge}))
}

fn max_unavailable(input: &Value) -> Answer {
    let rollout: Rollout = part(input, "rollout")?;
    let (surge, unavailable) = rollout.limits()?;
    if rollout.strategy.as_deref() != Some("canary") {
        return Ok(json!({"value": 0}));
    }
    Ok(json!({"value": pods::headroom(surge, unavailable, rollout.replicas).unavailable}))
}
