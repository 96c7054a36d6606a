//! What the Node package has to change between its objects and JSON: `fields.js`.

use crate::model::{Field, Model, Named, Struct, TaggedEnum, Type};
use crate::text;

const HEAD: &str = r#"// Written by `cargo run -p rollwise-codegen` from the types of the core; do not edit.
"use strict";

// The fields that differ between objects and stored JSON, as `property: [name in JSON, type of the value]`. A type is
// "date", the name of a struct or of an enum, ["list", type] or ["map", type]; a field without one is kept as it is.
"#;

pub(crate) fn emit(model: &Model) -> String {
    let (mut structs, mut enums) = (String::new(), String::new());
    for named in &model.types {
        match named {
            Named::Struct(Struct { name, fields, .. }) => {
                structs.push_str(&format!("  {name}: {},\n", table(model, fields, "  ")));
            }
            Named::TaggedEnum(TaggedEnum { name, tag, variants, .. }) => {
                enums.push_str(&format!("  {name}: {{\n    tag: \"{tag}\",\n    variants: {{\n"));
                for variant in variants {
                    let table = table(model, &variant.fields, "      ");
                    enums.push_str(&format!("      {}: {table},\n", variant.value));
                }
                enums.push_str("    },\n  },\n");
            }
            Named::StringEnum(_) => {}
        }
    }
    format!("{HEAD}exports.structs = {{\n{structs}}};\n\nexports.enums = {{\n{enums}}};\n")
}

fn table(model: &Model, fields: &[Field], indent: &str) -> String {
    let rows: Vec<String> = fields.iter().filter_map(|field| row(model, field)).collect();
    let line = if rows.is_empty() { "{}".to_owned() } else { format!("{{ {} }}", rows.join(", ")) };
    if line.len() <= 90 {
        return line;
    }
    let rows: String = rows.iter().map(|row| format!("{indent}  {row},\n")).collect();
    format!("{{\n{rows}{indent}}}")
}

fn row(model: &Model, Field { name, ty, .. }: &Field) -> Option<String> {
    let property = text::camel(name);
    match change(model, ty) {
        Some(ty) => Some(format!("{property}: [\"{name}\", {ty}]")),
        None if property != *name => Some(format!("{property}: [\"{name}\"]")),
        None => None,
    }
}

/// The type of values that are not the same in both.
fn change(model: &Model, ty: &Type) -> Option<String> {
    match ty {
        Type::String | Type::Bool | Type::Integer | Type::Number | Type::Duration => None,
        Type::DateTime => Some("\"date\"".to_owned()),
        Type::Ref(name) => {
            let is_word = matches!(model.named(name), Ok(Named::StringEnum(_)));
            (!is_word).then(|| format!("\"{name}\""))
        }
        Type::List(of) => change(model, of).map(|of| format!("[\"list\", {of}]")),
        Type::Map(of) => change(model, of).map(|of| format!("[\"map\", {of}]")),
        Type::Nullable(of) => change(model, of),
    }
}
