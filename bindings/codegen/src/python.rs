//! The Python face: `types.py`, with a dataclass for every struct and for every kind of a tagged enum.

use crate::model::{Field, Model, Named, StringEnum, Struct, TaggedEnum, Type, Variant};
use crate::text;

/// Types that are classes of their own in the native module.
const NATIVE: [&str; 1] = ["Rollout"];

const HEAD: &str = r#""""The data that goes into rollwise and comes out: frozen dataclasses with keywords only.

A field that is `None` is left out, and the core takes its default. Written by `bindings/codegen`; do not edit.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, TypeAlias

"#;

/// The text of `types.py`.
pub(crate) fn emit(model: &Model) -> String {
    let mut module = Module { names: Vec::new(), body: String::new() };
    for named in model.types.iter().filter(|named| !NATIVE.contains(&named.name())) {
        match named {
            Named::Struct(named) => module.structure(named),
            Named::TaggedEnum(named) => module.tagged_enum(named),
            Named::StringEnum(named) => module.string_enum(named),
        }
    }
    let names: String = module.names.iter().map(|name| format!("    \"{name}\",\n")).collect();
    format!("{HEAD}__all__ = [\n{names}]\n{}", module.body)
}

struct Module {
    names: Vec<String>,
    body: String,
}

impl Module {
    fn structure(&mut self, named: &Struct) {
        self.dataclass(&named.name, &named.docs, None, &named.fields);
    }

    fn tagged_enum(&mut self, named: &TaggedEnum) {
        for Variant { value, class_name, docs, fields } in &named.variants {
            self.dataclass(class_name, docs, Some((&named.tag, value)), fields);
        }
        let classes: Vec<&str> = named.variants.iter().map(|variant| variant.class_name.as_str()).collect();
        self.alias(&named.name, &format!("(\n    {}\n)", classes.join("\n    | ")), &named.docs);
    }

    fn string_enum(&mut self, named: &StringEnum) {
        let words: String = named.values.iter().map(|word| format!("    \"{}\",\n", word.value)).collect();
        let documented = named.values.iter().filter(|word| !word.docs.is_empty());
        let list: String = documented.map(|word| format!("- `{}`: {}\n", word.value, one_line(&word.docs))).collect();
        self.alias(&named.name, &format!("Literal[\n{words}]"), format!("{}\n\n{list}", named.docs).trim());
    }

    fn dataclass(&mut self, name: &str, docs: &str, tag: Option<(&str, &str)>, fields: &[Field]) {
        self.names.push(name.to_owned());
        self.body += &format!("\n\n@dataclass(frozen=True, kw_only=True, slots=True)\nclass {name}:\n");
        self.body += &documentation(docs, "    ");
        if let Some((tag, value)) = tag {
            self.body += &format!("\n    {tag}: Literal[\"{value}\"] = \"{value}\"\n");
        }
        for field in fields {
            self.body += &format!("\n    {}: {}\n", attribute(&field.name), annotation(field));
            self.body += &documentation(&field.docs, "    ");
        }
    }

    fn alias(&mut self, name: &str, of: &str, docs: &str) {
        self.names.push(name.to_owned());
        self.body += &format!("\n\n{name}: TypeAlias = {of}\n{}", documentation(docs, ""));
    }
}

/// The type of a field, and its value when it is left out.
fn annotation(field: &Field) -> String {
    match &field.ty {
        ty if !field.optional => type_name(ty),
        // A list without a default is empty, and is left out when it is.
        ty @ Type::List(_) if field.default.is_none() => format!("{} = ()", type_name(ty)),
        Type::Nullable(inner) => format!("{} | None = None", type_name(inner)),
        ty => format!("{} | None = None", type_name(ty)),
    }
}

fn type_name(ty: &Type) -> String {
    match ty {
        Type::String => "str".to_owned(),
        Type::Bool => "bool".to_owned(),
        Type::Integer => "int".to_owned(),
        Type::Number => "float".to_owned(),
        Type::DateTime => "datetime".to_owned(),
        Type::Duration => "timedelta".to_owned(),
        Type::Ref(name) => name.clone(),
        Type::List(item) => format!("Sequence[{}]", type_name(item)),
        Type::Map(value) => format!("Mapping[str, {}]", type_name(value)),
        Type::Nullable(inner) => format!("{} | None", type_name(inner)),
    }
}

/// The attribute of a field: keywords of Python get an underscore.
fn attribute(name: &str) -> String {
    const KEYWORDS: [&str; 35] = [
        "False", "None", "True", "and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del",
        "elif", "else", "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
        "not", "or", "pass", "raise", "return", "try", "while", "with", "yield",
    ];
    if KEYWORDS.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

fn documentation(docs: &str, indent: &str) -> String {
    if docs.is_empty() {
        return String::new();
    }
    let docs = docs.replace('\\', "\\\\").replace("\"\"\"", "\\\"\\\"\\\"");
    let closing = if docs.contains('\n') { "\n\"\"\"" } else { "\"\"\"" };
    text::prefixed(&format!("\"\"\"{docs}{closing}"), indent)
}

fn one_line(docs: &str) -> String {
    docs.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn emitted(definitions: serde_json::Value) -> String {
        let model = Model::read(definitions.as_object().unwrap()).unwrap();
        emit(&model).split_once("]\n\n\n").unwrap().1.to_owned()
    }

    #[test]
    fn a_field_that_may_be_left_out_has_no_default_of_its_own() {
        let text = emitted(json!({"Span": {"type": "object", "required": ["from"], "properties": {
            "from": {"type": "string", "format": "date-time", "description": "The \"start\"."},
            "count": {"type": "integer", "default": 3},
            "names": {"type": "array", "items": {"type": "string"}},
            "words": {"type": "array", "items": {"type": "string"}, "default": ["a"]},
            "note": {"type": ["string", "null"]}}}}));
        let want = r#"@dataclass(frozen=True, kw_only=True, slots=True)
class Span:

    from_: datetime
    """The "start"."""

    count: int | None = None

    names: Sequence[str] = ()

    words: Sequence[str] | None = None

    note: str | None = None
"#;
        assert_eq!(text, want);
    }

    #[test]
    fn a_tagged_enum_is_a_union_of_its_kinds() {
        let text = emitted(json!({"Event": {"description": "What happened.", "oneOf": [
            {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string", "const": "tick"}}}]}}));
        let want = r#"@dataclass(frozen=True, kw_only=True, slots=True)
class TickEvent:

    kind: Literal["tick"] = "tick"


Event: TypeAlias = (
    TickEvent
)
"""What happened."""
"#;
        assert_eq!(text, want);
    }
}
