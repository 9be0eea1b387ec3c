//! Whether a JSON Schema says only what is checked here. What would be passed over would look checked.

use crate::codes::Code;
use crate::document::{Count, Issues, Read, members, word, wrong_type};
use crate::error::{Issue, nearest};
use crate::json::{Json, Number, Place, Pointer};

/// The types of JSON Schema, in the order that `schema` knows.
pub(super) const TYPES: &[&str] = &["null", "boolean", "integer", "number", "string", "array", "object"];

/// What a keyword's value has to be.
#[derive(Clone, Copy)]
enum Shape {
    Annotation,
    Types,
    Any,
    List,
    Number,
    Count,
    Names,
    Schema,
    Schemas,
    Named,
    Flag,
    Reference,
}

const KEYWORDS: &[(&str, Shape)] = &[
    ("type", Shape::Types),
    ("enum", Shape::List),
    ("const", Shape::Any),
    ("properties", Shape::Named),
    ("required", Shape::Names),
    ("additionalProperties", Shape::Schema),
    ("items", Shape::Schema),
    ("minimum", Shape::Number),
    ("maximum", Shape::Number),
    ("exclusiveMinimum", Shape::Number),
    ("exclusiveMaximum", Shape::Number),
    ("minLength", Shape::Count),
    ("maxLength", Shape::Count),
    ("minItems", Shape::Count),
    ("maxItems", Shape::Count),
    ("minProperties", Shape::Count),
    ("maxProperties", Shape::Count),
    ("uniqueItems", Shape::Flag),
    ("allOf", Shape::Schemas),
    ("anyOf", Shape::Schemas),
    ("oneOf", Shape::Schemas),
    ("not", Shape::Schema),
    ("$ref", Shape::Reference),
    ("$defs", Shape::Named),
    ("definitions", Shape::Named),
    ("title", Shape::Annotation),
    ("description", Shape::Annotation),
    ("default", Shape::Annotation),
    ("examples", Shape::Annotation),
    // In 2020-12 a format is an annotation where nobody asks for more.
    ("format", Shape::Annotation),
    ("deprecated", Shape::Annotation),
    ("readOnly", Shape::Annotation),
    ("writeOnly", Shape::Annotation),
    ("$schema", Shape::Annotation),
    ("$id", Shape::Annotation),
    ("$comment", Shape::Annotation),
];

/// Every keyword that is not known, and every known one with a value that it cannot have.
pub(super) fn check(root: &Json, schema: &Json, place: Place<'_>, issues: &mut Issues) {
    if matches!(schema, Json::Bool(_)) {
        return;
    }
    let Some(keywords) = members(schema, &place, issues) else { return };
    for (key, value) in keywords.iter() {
        if issues.is_full() {
            return;
        }
        let place = place.key(key);
        match KEYWORDS.iter().find(|(name, _)| *name == key) {
            Some((_, shape)) => of_shape(*shape, root, value, place, issues),
            None => {
                let names: Vec<&str> = KEYWORDS.iter().map(|(name, _)| *name).collect();
                let what = match key {
                    "pattern" | "patternProperties" => {
                        "is a regular expression, which is not compiled here; check the edit where the tool runs and give no schema"
                    }
                    _ => "is a keyword that is not checked here; leave it out, or check the edit where the tool runs and give no schema",
                };
                let hint = nearest(key, &names).map(|name| format!("did you mean `{name}`?"));
                issues.push(Issue::error(Code::SchemaUnsupported, place.pointer(), what.into()).hint(hint));
            }
        }
    }
}

fn of_shape(shape: Shape, root: &Json, value: &Json, place: Place<'_>, issues: &mut Issues) {
    match (shape, value) {
        (Shape::Annotation | Shape::Any, _) | (Shape::List, Json::Array(_)) => {}
        (Shape::List, _) => none(wrong_type::<()>(value, "a list", &place, issues)),
        (Shape::Types, Json::Array(types)) => types.iter().enumerate().for_each(|(at, name)| none(word(name, TYPES, &place.index(at), issues))),
        (Shape::Types, _) => none(word(value, TYPES, &place, issues)),
        (Shape::Number, _) => none(Number::read(value, place, issues)),
        (Shape::Count, _) => none(Count::read(value, place, issues)),
        (Shape::Names, _) => none(Vec::<String>::read(value, place, issues)),
        (Shape::Flag, _) => none(bool::read(value, place, issues)),
        (Shape::Schema, _) => check(root, value, place, issues),
        (Shape::Schemas, Json::Array(items)) if !items.is_empty() => {
            items.iter().enumerate().for_each(|(at, item)| check(root, item, place.index(at), issues));
        }
        (Shape::Schemas, _) => none(wrong_type::<()>(value, "a list of at least one schema", &place, issues)),
        (Shape::Named, _) => {
            if let Some(named) = members(value, &place, issues) {
                named.iter().for_each(|(key, schema)| check(root, schema, place.key(key), issues));
            }
        }
        (Shape::Reference, _) => {
            if value.as_str().and_then(|text| referred(root, text)).is_none() {
                let what = format!("is {}, which leads to no schema in this document; write a reference such as \"#/$defs/address\"", value.as_text());
                issues.push(Issue::error(Code::SchemaUnsupported, place.pointer(), what));
            }
        }
    }
}

fn none<T>(_: Option<T>) {}

/// The schema that `#` or `#/…` names.
pub(super) fn referred<'s>(root: &'s Json, reference: &str) -> Option<&'s Json> {
    let found = Pointer::parse(reference.strip_prefix('#')?)?.find(root)?;
    matches!(found, Json::Object(_) | Json::Bool(_)).then_some(found)
}
