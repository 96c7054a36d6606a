//! JSON Schema files of the documents that are written by hand or stored.

use serde_json::Value;

use crate::{roots, text};

/// The files of `docs/schema`.
pub(crate) fn emit() -> Vec<(String, String)> {
    let file = |(name, mut schema): (&str, Value)| {
        plain_docs(&mut schema);
        (format!("docs/schema/{name}.json"), format!("{:#}\n", head_first(&schema)))
    };
    roots::documents().into_iter().map(file).collect()
}

const HEAD: [&str; 3] = ["$schema", "title", "description"];

/// What the document is comes before what it holds.
fn head_first(schema: &Value) -> Value {
    let fields = || schema.as_object().into_iter().flatten();
    let head = HEAD.into_iter().filter_map(|name| fields().find(|(key, _)| *key == name));
    let rest = fields().filter(|(key, _)| !HEAD.contains(&key.as_str()));
    head.chain(rest).map(|(key, value)| (key.clone(), value.clone())).collect()
}

/// Rewrites every description for readers who do not write Rust.
fn plain_docs(schema: &mut Value) {
    match schema {
        Value::Object(object) => {
            for (key, value) in object {
                match value {
                    Value::String(docs) if key == "description" => *docs = text::without_links(docs),
                    _ => plain_docs(value),
                }
            }
        }
        Value::Array(items) => items.iter_mut().for_each(plain_docs),
        _ => {}
    }
}
