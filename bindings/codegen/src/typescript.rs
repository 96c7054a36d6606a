//! The TypeScript face: `types.d.ts`.

use crate::model::{Field, Model, Named, StringEnum, TaggedEnum, Type, Variant, Word};
use crate::text;

const HEAD: &str = "\
// Written by `cargo run -p rollwise-codegen` from the types of the core; do not edit.

/** A length of time such as `90s`, `15m` or `1h30m`. */
export type Duration = string;
";

pub(crate) fn emit(model: &Model) -> String {
    let mut out = HEAD.to_owned();
    for named in &model.types {
        out.push('\n');
        out.push_str(&match named {
            Named::Struct(named) => interface(&named.name, &named.docs, "", &named.fields),
            Named::TaggedEnum(named) => union(named),
            Named::StringEnum(named) => words(named),
        });
    }
    out + &documents(model)
}

/// Every type that is an object by its name, for calls that take the name of a type.
fn documents(model: &Model) -> String {
    let mut out = "\n/** The types of objects by their names. */\nexport interface Documents {\n".to_owned();
    for named in model.types.iter().filter(|named| !matches!(named, Named::StringEnum(_))) {
        let name = named.name();
        out.push_str(&format!("  {name}: {name};\n"));
    }
    out + "}\n"
}

fn interface(name: &str, docs: &str, tag: &str, fields: &[Field]) -> String {
    let mut out = comment(docs, "") + &format!("export interface {name} {{\n{tag}");
    for Field { name, docs, ty, optional, .. } in fields {
        let mark = if *optional { "?" } else { "" };
        out.push_str(&comment(docs, "  "));
        out.push_str(&format!("  {}{mark}: {};\n", text::camel(name), spelled(ty)));
    }
    out + "}\n"
}

fn union(TaggedEnum { name, docs, tag, variants }: &TaggedEnum) -> String {
    let names: Vec<String> = variants.iter().map(|variant| variant.class_name.clone()).collect();
    let mut out = comment(docs, "") + &choice(name, &names);
    for Variant { value, class_name, docs, fields } in variants {
        out.push('\n');
        out.push_str(&interface(class_name, docs, &format!("  {tag}: \"{value}\";\n"), fields));
    }
    out
}

fn words(StringEnum { name, docs, values }: &StringEnum) -> String {
    let line = |Word { value, docs }: &Word| format!("- `{value}`: {}", docs.replace('\n', "\n  "));
    let lines: Vec<String> = values.iter().filter(|word| !word.docs.is_empty()).map(line).collect();
    let docs = if lines.is_empty() { docs.clone() } else { format!("{docs}\n\n{}", lines.join("\n")) };
    let values: Vec<String> = values.iter().map(|word| format!("\"{}\"", word.value)).collect();
    comment(&docs, "") + &choice(name, &values)
}

fn choice(name: &str, of: &[String]) -> String {
    let line = format!("export type {name} = {};\n", of.join(" | "));
    if line.len() <= 120 {
        return line;
    }
    format!("export type {name} =\n  | {};\n", of.join("\n  | "))
}

fn spelled(ty: &Type) -> String {
    match ty {
        Type::String => "string".to_owned(),
        Type::Bool => "boolean".to_owned(),
        Type::Integer | Type::Number => "number".to_owned(),
        Type::DateTime => "Date".to_owned(),
        Type::Duration => "Duration".to_owned(),
        Type::Ref(name) => name.clone(),
        Type::List(of) => match &**of {
            Type::Nullable(entry) => format!("({} | null)[]", spelled(entry)),
            entry => format!("{}[]", spelled(entry)),
        },
        Type::Map(of) => format!("{{ [name: string]: {} }}", spelled(of)),
        // A field without a value is left out, so that nobody has to ask for both null and undefined.
        Type::Nullable(of) => spelled(of),
    }
}

fn comment(docs: &str, indent: &str) -> String {
    let docs = docs.replace("*/", "*\\/");
    match docs.lines().count() {
        0 => String::new(),
        1 => format!("{indent}/** {docs} */\n"),
        _ => format!("{indent}/**\n{}{indent} */\n", text::prefixed(&docs, &format!("{indent} * "))),
    }
}
