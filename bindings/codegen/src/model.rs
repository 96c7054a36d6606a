//! The types of the core as the packages see them: read from JSON schemas, in the order of the schemas.
//!
//! Only the shapes that the core has are understood. Any other is an error, so that nothing is left out unnoticed.

use serde_json::{Map, Value};

use crate::text;

/// A schema that is not understood: where, and what.
pub(crate) type Result<T> = std::result::Result<T, String>;

/// Every named type.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) types: Vec<Named>,
}

/// A type with a name. `docs` is Markdown without links.
#[derive(Debug)]
pub(crate) enum Named {
    Struct(Struct),
    TaggedEnum(TaggedEnum),
    StringEnum(StringEnum),
}

#[derive(Debug)]
pub(crate) struct Struct {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) fields: Vec<Field>,
}

/// A choice of objects told apart by the text under `tag`.
#[derive(Debug)]
pub(crate) struct TaggedEnum {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) tag: String,
    pub(crate) variants: Vec<Variant>,
}

#[derive(Debug)]
pub(crate) struct Variant {
    /// The text under the tag.
    pub(crate) value: String,
    /// A name for the variant as a type of its own, such as `TickEvent`.
    pub(crate) class_name: String,
    pub(crate) docs: String,
    /// Without the tag.
    pub(crate) fields: Vec<Field>,
}

#[derive(Debug)]
pub(crate) struct StringEnum {
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) values: Vec<Word>,
}

#[derive(Debug)]
pub(crate) struct Word {
    pub(crate) value: String,
    /// Empty where the word is documented elsewhere.
    pub(crate) docs: String,
}

#[derive(Debug)]
pub(crate) struct Field {
    /// As in JSON, `snake_case`.
    pub(crate) name: String,
    pub(crate) docs: String,
    pub(crate) ty: Type,
    /// Whether it may be left out.
    pub(crate) optional: bool,
    /// What the core takes when it is left out, where that is a value.
    pub(crate) default: Option<Value>,
}

#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Type {
    String,
    Bool,
    Integer,
    Number,
    DateTime,
    Duration,
    /// A named type.
    Ref(String),
    List(Box<Type>),
    /// Keys are chosen by the user.
    Map(Box<Type>),
    /// May be null, which means the same as leaving it out.
    Nullable(Box<Type>),
}

impl Model {
    /// Reads the definitions of a schema.
    pub(crate) fn read(definitions: &Map<String, Value>) -> Result<Self> {
        let types = definitions
            .iter()
            .map(|(name, schema)| Named::read(name, schema).map_err(|err| format!("{name}: {err}")))
            .collect::<Result<_>>()?;
        Ok(Self { types })
    }

    /// The type of a name.
    pub(crate) fn named(&self, name: &str) -> Result<&Named> {
        self.types.iter().find(|named| named.name() == name).ok_or_else(|| format!("no type `{name}`"))
    }
}

impl Named {
    pub(crate) fn name(&self) -> &str {
        match self {
            Self::Struct(Struct { name, .. })
            | Self::TaggedEnum(TaggedEnum { name, .. })
            | Self::StringEnum(StringEnum { name, .. }) => name,
        }
    }

    fn read(name: &str, schema: &Value) -> Result<Self> {
        let node = Node::of(schema)?;
        let (name, docs) = (name.to_owned(), node.docs()?);
        if node.has("properties") {
            node.check("type", "object")?;
            node.knows(&["type", "description", "properties", "required", "additionalProperties"])?;
            return Ok(Self::Struct(Struct { name, docs, fields: read_fields(node, None)? }));
        }
        if node.has("enum") {
            node.check("type", "string")?;
            node.knows(&["type", "description", "enum"])?;
            let word = |value: &Value| Ok(Word { value: string(value)?, docs: String::new() });
            let values = node.list("enum")?.iter().map(word).collect::<Result<_>>()?;
            return Ok(Self::StringEnum(StringEnum { name, docs, values }));
        }
        node.knows(&["description", "oneOf"])?;
        let choices = node.list("oneOf")?.iter().map(Node::of).collect::<Result<Vec<_>>>()?;
        if choices.iter().all(|choice| choice.has("properties")) {
            let variants = choices.into_iter().map(|choice| Variant::read(&name, choice)).collect::<Result<_>>()?;
            return Ok(Self::TaggedEnum(TaggedEnum { name, docs, tag: TAG.to_owned(), variants }));
        }
        let mut values = Vec::new();
        for choice in choices {
            values.extend(read_words(choice)?);
        }
        Ok(Self::StringEnum(StringEnum { name, docs, values }))
    }
}

/// What every tagged enum of the core has as its tag.
const TAG: &str = "kind";

impl Variant {
    fn read(enum_name: &str, node: Node<'_>) -> Result<Self> {
        node.check("type", "object")?;
        node.knows(&["type", "description", "properties", "required", "additionalProperties"])?;
        let tag = Node::of(node.object("properties")?.get(TAG).ok_or("a variant without a tag")?)?;
        tag.check("type", "string")?;
        tag.knows(&["type", "const"])?;
        let value = string(tag.get("const")?)?;
        let fields = read_fields(node, Some(TAG))?;
        let class_name = format!("{}{enum_name}", text::pascal(&value));
        Ok(Self { value, class_name, docs: node.docs()?, fields })
    }
}

/// One documented word, or several undocumented ones.
fn read_words(node: Node<'_>) -> Result<Vec<Word>> {
    node.check("type", "string")?;
    node.knows(&["type", "const", "enum", "description"])?;
    let docs = node.docs()?;
    let words = if node.has("const") { std::slice::from_ref(node.get("const")?) } else { node.list("enum")? };
    words.iter().map(|value| Ok(Word { value: string(value)?, docs: docs.clone() })).collect()
}

fn read_fields(node: Node<'_>, tag: Option<&str>) -> Result<Vec<Field>> {
    let required = if node.has("required") { node.list("required")? } else { &[] };
    let properties = node.object("properties")?.iter().filter(|(name, _)| Some(name.as_str()) != tag);
    let fields = properties.map(|(name, schema)| {
        if text::snake(&text::camel(name)) != *name {
            return Err(format!("`{name}` cannot be told from its camelCase form"));
        }
        let field = Node::of(schema)?;
        Ok(Field {
            name: name.clone(),
            docs: field.docs()?,
            ty: Type::read(field).map_err(|err| format!("{name}: {err}"))?,
            optional: !required.iter().any(|other| other.as_str() == Some(name)),
            default: field.0.get("default").cloned(),
        })
    });
    fields.collect()
}

impl Type {
    fn read(node: Node<'_>) -> Result<Self> {
        if node.has("$ref") {
            node.knows(&["$ref", "description", "default"])?;
            let path = string(node.get("$ref")?)?;
            let name = path.strip_prefix("#/$defs/").ok_or_else(|| format!("reference to `{path}`"))?;
            return Ok(Self::Ref(name.to_owned()));
        }
        if node.has("anyOf") {
            node.knows(&["anyOf", "description", "default"])?;
            return match node.list("anyOf")? {
                [inner, null] if null.get("type").is_some_and(|ty| ty == "null") => {
                    Ok(Self::Nullable(Box::new(Self::read(Node::of(inner)?)?)))
                }
                _ => Err("a choice that is not of a type and null".to_owned()),
            };
        }
        node.knows(&[
            "type",
            "format",
            "pattern",
            "minimum",
            "maximum",
            "items",
            "additionalProperties",
            "description",
            "default",
        ])?;
        match node.get("type")? {
            Value::String(name) => Self::of_name(node, name),
            Value::Array(names) => match names.as_slice() {
                [name, null] if null == "null" => Ok(Self::Nullable(Box::new(Self::of_name(node, &string(name)?)?))),
                _ => Err(format!("types {names:?}")),
            },
            other => Err(format!("type {other}")),
        }
    }

    fn of_name(node: Node<'_>, name: &str) -> Result<Self> {
        let inner = |key| Ok::<_, String>(Box::new(Self::read(Node::of(node.get(key)?)?)?));
        let format = node.0.get("format").and_then(Value::as_str);
        match (name, format) {
            ("string", None) => Ok(Self::String),
            ("string", Some("date-time")) => Ok(Self::DateTime),
            ("string", Some("duration-text")) => Ok(Self::Duration),
            ("boolean", None) => Ok(Self::Bool),
            ("integer", None | Some("uint32" | "uint64")) => Ok(Self::Integer),
            ("number", None | Some("double")) => Ok(Self::Number),
            ("array", None) => Ok(Self::List(inner("items")?)),
            ("object", None) => Ok(Self::Map(inner("additionalProperties")?)),
            _ => Err(format!("type {name} of format {format:?}")),
        }
    }
}

/// A schema that is an object, with access that says what is missing.
#[derive(Clone, Copy)]
struct Node<'a>(&'a Map<String, Value>);

impl<'a> Node<'a> {
    fn of(schema: &'a Value) -> Result<Self> {
        schema.as_object().map(Self).ok_or_else(|| format!("schema {schema}"))
    }

    fn has(self, key: &str) -> bool {
        self.0.contains_key(key)
    }

    fn get(self, key: &str) -> Result<&'a Value> {
        self.0.get(key).ok_or_else(|| format!("no `{key}`"))
    }

    fn list(self, key: &str) -> Result<&'a [Value]> {
        self.get(key)?.as_array().map(Vec::as_slice).ok_or_else(|| format!("`{key}` is not a list"))
    }

    fn object(self, key: &str) -> Result<&'a Map<String, Value>> {
        self.get(key)?.as_object().ok_or_else(|| format!("`{key}` is not an object"))
    }

    fn check(self, key: &str, want: &str) -> Result<()> {
        let got = self.get(key)?;
        if got == want { Ok(()) } else { Err(format!("`{key}` is {got} where {want} is understood")) }
    }

    fn knows(self, keys: &[&str]) -> Result<()> {
        match self.0.keys().find(|key| !keys.contains(&key.as_str())) {
            Some(key) => Err(format!("`{key}` is not understood")),
            None => Ok(()),
        }
    }

    fn docs(self) -> Result<String> {
        self.0.get("description").map_or(Ok(String::new()), |docs| Ok(text::without_links(&string(docs)?)))
    }
}

fn string(value: &Value) -> Result<String> {
    value.as_str().map(str::to_owned).ok_or_else(|| format!("{value} is not text"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read(schema: Value) -> Result<Model> {
        Model::read(&Map::from_iter([("Thing".to_owned(), schema)]))
    }

    #[test]
    fn every_type_of_the_core_is_understood() {
        let model = Model::read(&crate::roots::definitions()).unwrap();
        let Named::TaggedEnum(event) = model.named("Event").unwrap() else { panic!("an event has kinds") };
        let names: Vec<&str> = event.variants.iter().map(|variant| variant.class_name.as_str()).collect();
        assert_eq!(names[..3], ["SafetyAssessedEvent", "ActionDoneEvent", "ActionFailedEvent"]);
        let Named::Struct(gate) = model.named("Gate").unwrap() else { panic!("a gate has fields") };
        let window = gate.fields.iter().find(|field| field.name == "window").unwrap();
        assert_eq!((&window.ty, window.optional, &window.default), (&Type::Duration, true, &Some(json!("1m"))));
    }

    #[test]
    fn what_is_not_understood_is_an_error_that_says_where() {
        for (schema, want) in [
            (
                json!({"type": "object", "properties": {"a": {"type": "string", "format": "uri"}}}),
                "Thing: a: type string",
            ),
            (json!({"type": "object", "properties": {"a": {"type": "string", "not": {}}}}), "Thing: a: `not`"),
            (json!({"type": "object", "properties": {"p_99": {"type": "number"}}}), "Thing: `p_99`"),
            (json!({"anyOf": []}), "Thing: `anyOf`"),
            (json!({"oneOf": [{"type": "object", "properties": {}}]}), "Thing: a variant without a tag"),
        ] {
            let err = read(schema).unwrap_err();
            assert!(err.starts_with(want), "{err}");
        }
    }
}
