//! Every default with its source, and everything built in, as tables: `defaults.md`.

use rollwise::{Bound, Condition, Environment, Gate, GateSet, Plan, PlanPreset, Policy, Stage};
use serde::Serialize;
use serde_json::Value;

use crate::model::{Field, Model, Named, Result, StringEnum, Struct, TaggedEnum, Type};

const HEAD: &str = "\
<!-- Written by `cargo run -p rollwise-codegen` from the types of the core; do not edit. -->

# Defaults

Every number that Rollwise uses without being told, and where it comes from. A source such as R17 is a requirement that
the library was built from; \"our choice\" marks what no source prescribes. A field that is not listed must be given,
or means nothing when it is left out.
";

pub(crate) fn emit(model: &Model) -> Result<String> {
    let mut out = HEAD.to_owned();
    for name in DOCUMENTS {
        out.push_str(&format!("\n## {name}\n\n| field | default | source |\n|---|---|---|\n"));
        for row in Section(model).rows(name, "")? {
            out.push_str(&row);
        }
    }
    out.push_str("\n## Environments\n\nWhat the policy of an environment has instead of the defaults.\n\n");
    out.push_str("| environment | field | value |\n|---|---|---|\n");
    out.push_str(&environments());
    out.push_str("\n## Gate sets\n");
    for set in [GateSet::Standard, GateSet::CanaryCriteria] {
        out.push_str(&gate_set(set));
    }
    out.push_str("\n## Plans\n\nEverything that is not listed is at its default.\n");
    for preset in PlanPreset::ALL {
        out.push_str(&plan(model, preset)?);
    }
    Ok(out)
}

/// Each has a part of its own, also where it is inside another one.
const DOCUMENTS: [&str; 27] = [
    "Policy",
    "Plan",
    "Gate",
    "EvaluationPolicy",
    "AcceptancePolicy",
    "DriftPolicy",
    "Scoreboard",
    "RetrainingPolicy",
    "KayentaPolicy",
    "KayentaScheduleRequest",
    "WindowComparison",
    "JudgePolicy",
    "JudgedMetric",
    "RateRatioPolicy",
    "TwoProportionPolicy",
    "BetaBinomialPolicy",
    "FisherConditionalPolicy",
    "HistogramShiftPolicy",
    "BucketBetaPolicy",
    "QuantileAbPolicy",
    "GaussianDifferencePolicy",
    "SymmetricDifferencePolicy",
    "BoundedMeanPolicy",
    "SplitCheckPolicy",
    "ConfidenceSequence",
    "CombinePolicy",
    "DispersionEstimate",
];

/// The part about one document.
struct Section<'a>(&'a Model);

impl Section<'_> {
    fn rows(&self, name: &str, path: &str) -> Result<Vec<String>> {
        let mut rows = Vec::new();
        match self.0.named(name)? {
            Named::Struct(Struct { fields, .. }) => {
                for field in fields {
                    rows.extend(self.field_rows(field, &format!("`{path}{}`", field.name))?);
                }
            }
            Named::TaggedEnum(TaggedEnum { variants, .. }) => {
                for variant in variants {
                    for field in &variant.fields {
                        let title = format!("`{path}{}` of `{}`", field.name, variant.value);
                        rows.extend(self.field_rows(field, &title)?);
                    }
                }
            }
            Named::StringEnum(_) => {}
        }
        Ok(rows)
    }

    fn field_rows(&self, field: &Field, title: &str) -> Result<Vec<String>> {
        let own = Sentences::of(&field.docs).map(|Sentences { default, source }| {
            let default = field.default.as_ref().and_then(scalar).map_or(default, |value| format!("`{value}`"));
            format!("| {title} | {default} | {source} |\n")
        });
        let nested = self.nested_rows(&field.ty, title)?;
        if own.is_none() && nested.is_empty() && field.default.is_some() {
            return Err(format!("the docs of {title} do not say `Default: …. Source: ….`"));
        }
        Ok(own.into_iter().chain(nested).collect())
    }

    fn nested_rows(&self, ty: &Type, title: &str) -> Result<Vec<String>> {
        let path = title.trim_matches('`');
        match ty {
            Type::Ref(name) if DOCUMENTS.contains(&name.as_str()) => Ok(Vec::new()),
            Type::Ref(name) => self.rows(name, &format!("{path}.")),
            Type::List(of) => self.nested_rows(of, &format!("`{path}[]`")),
            Type::Nullable(of) => self.nested_rows(of, title),
            _ => Ok(Vec::new()),
        }
    }
}

/// What the docs of a field say of its default.
struct Sentences {
    default: String,
    source: String,
}

impl Sentences {
    fn of(docs: &str) -> Option<Self> {
        let docs = docs.replace('\n', " ");
        let (default, source) = docs.split_once("Default: ")?.1.split_once(". Source: ")?;
        Some(Self { default: default.to_owned(), source: source.trim_end_matches('.').to_owned() })
    }
}

fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Bool(_) | Value::Number(_) => Some(rollwise::document::write(value)),
        Value::Null | Value::Array(_) | Value::Object(_) => None,
    }
}

fn environments() -> String {
    let json = |policy: &Policy| serde_json::to_value(policy).unwrap_or_default();
    let usual = json(&Policy::default());
    let mut out = String::new();
    for environment in [Environment::Dev, Environment::Staging, Environment::Production] {
        let name = word(&environment);
        let mut rows = Vec::new();
        differences(&usual, &json(&Policy::for_environment(environment)), "", &mut rows);
        if rows.is_empty() {
            out.push_str(&format!("| `{name}` | | as the defaults |\n"));
        }
        for (path, value) in rows {
            out.push_str(&format!("| `{name}` | `{path}` | {value} |\n"));
        }
    }
    out
}

fn differences(usual: &Value, other: &Value, path: &str, rows: &mut Vec<(String, String)>) {
    match (usual, other) {
        (Value::Object(usual), Value::Object(other)) => {
            for (key, value) in other {
                let path = if path.is_empty() { key.clone() } else { format!("{path}.{key}") };
                differences(usual.get(key).unwrap_or(&Value::Null), value, &path, rows);
            }
        }
        _ if usual != other => {
            let text = scalar(other).unwrap_or_else(|| rollwise::document::write(other));
            rows.push((path.to_owned(), format!("`{text}`")));
        }
        _ => {}
    }
}

fn gate_set(set: GateSet) -> String {
    let mut out = format!("\n### `{}`\n\n| gate | metric | healthy when | window |\n|---|---|---|---|\n", word(&set));
    for Gate { name, metric, condition, window, quantile, .. } in set.gates() {
        let of = quantile.map(|quantile| format!(", quantile {quantile}")).unwrap_or_default();
        out.push_str(&format!("| `{name}` | `{metric}`{of} | {} | {window} |\n", healthy(&condition)));
    }
    out
}

fn healthy(condition: &Condition) -> String {
    let side = |bound: &Bound| word(bound).replace('_', " ");
    match condition {
        Condition::Absolute { bound, limit, .. } => format!("{} {limit}", side(bound)),
        Condition::Ratio { bound, limit, slack, .. } => {
            format!("{} {limit} × the baseline's{}", side(bound), slack_text(slack.get(), bound))
        }
        Condition::Difference { bound, limit, slack, .. } => {
            format!("{} the baseline's + {limit}{}", side(bound), slack_text(slack.get(), bound))
        }
    }
}

fn slack_text(slack: f64, bound: &Bound) -> String {
    match bound {
        _ if slack <= 0.0 => String::new(),
        Bound::Below | Bound::AtMost => format!(" + {slack}"),
        Bound::Above | Bound::AtLeast => format!(" − {slack}"),
    }
}

fn plan(model: &Model, preset: PlanPreset) -> Result<String> {
    let name = preset.as_str();
    let Named::StringEnum(StringEnum { values, .. }) = model.named("PlanPreset")? else {
        return Err("`PlanPreset` is not a list of words".to_owned());
    };
    let docs = values.iter().find(|word| word.value == name).map(|word| word.docs.as_str()).unwrap_or_default();
    let plan = preset.plan();
    let mut out = format!("\n### `{name}`\n\n{docs}\n\n");
    out.push_str("| stage | share | settle | bake | interval | check | further |\n|---|---|---|---|---|---|---|\n");
    for (i, stage) in plan.stages.iter().enumerate() {
        let Stage { share, settle, interval, check, .. } = stage;
        let title = stage.name.clone().unwrap_or_else(|| i.to_string());
        let (bake, check, further) = (stage.min_bake(), word(check), stage_settings(stage).join(", "));
        out.push_str(&format!("| {title} | {share} | {settle} | {bake} | {interval} | {check} | {further} |\n"));
    }
    out.push_str(&format!("\n{}.\n", plan_settings(&plan).join("; ")));
    Ok(out)
}

fn stage_settings(stage: &Stage) -> Vec<String> {
    let mirror = (stage.mirror.as_percent() > 0.0).then(|| format!("mirrors {}", stage.mirror));
    let audience = stage.audience.as_ref().map(|audience| format!("audience `{audience}`"));
    let approval = stage.approval.then(|| "approval".to_owned());
    [mirror, audience, approval].into_iter().flatten().collect()
}

/// What the plan has instead of a default.
fn plan_settings(plan: &Plan) -> Vec<String> {
    let usual = Plan::new(&plan.name, plan.strategy, Vec::new());
    let mut settings = vec![format!("Strategy: `{}`", word(&plan.strategy))];
    if plan.failed_checks != usual.failed_checks {
        settings.push(format!("failed checks: {}", plan.failed_checks));
    }
    if plan.max_unavailable != usual.max_unavailable {
        settings.push(format!("max unavailable: {}", plan.max_unavailable));
    }
    if plan.max_surge != usual.max_surge {
        settings.push(format!("max surge: {}", plan.max_surge));
    }
    for gate in &plan.gates {
        settings.push(format!("gate `{}`: `{}` {}", gate.name, gate.metric, healthy(&gate.condition)));
    }
    if let Some(cleanup) = plan.cleanup {
        settings.push(format!("cleanup: `{}` after {}", word(&cleanup.task), cleanup.delay));
    }
    settings
}

/// The word that stands for a value in JSON.
fn word(value: &impl Serialize) -> String {
    rollwise::document::write(value).trim_matches('"').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Map, json};

    fn rows(docs: &str) -> Result<Vec<String>> {
        let schema = json!({"type": "object", "properties": {
            "limit": {"type": "number", "description": docs, "default": 0.5},
        }});
        let model = Model::read(&Map::from_iter([("Thing".to_owned(), schema)])).unwrap();
        Section(&model).rows("Thing", "thing.")
    }

    #[test]
    fn a_default_comes_with_its_source() {
        let docs = "How much. Default: one half,\nas usual. Source: R1, as in 0.5.";
        assert_eq!(rows(docs).unwrap(), ["| `thing.limit` | `0.5` | R1, as in 0.5 |\n"]);
    }

    #[test]
    fn a_default_without_a_source_is_an_error() {
        for docs in ["How much.", "How much. Default: one half.", "How much. Source: R1."] {
            assert!(rows(docs).unwrap_err().contains("`thing.limit`"));
        }
    }
}
