//! Values against a JSON Schema, without compiling anything: in a bounded number of steps, whatever the schema.

use super::keywords::{self, TYPES, referred};
use crate::codes::Code;
use crate::document::Issues;
use crate::error::Issue;
use crate::json::{Json, Members, Place, canonical};

/// First whether the schema says only what is checked here, then whether the value is as it says.
pub(super) fn check(schema: &Json, value: &Json, place: Place<'_>, issues: &mut Issues) {
    keywords::check(schema, schema, Place::root("/schema"), issues);
    if !issues.is_empty() {
        return;
    }
    let mut run = Run { root: schema, steps: STEPS };
    run.value(schema, value, place, 0, issues);
    if run.steps == 0 {
        issues.push(Issue::error(Code::TooLarge, place.pointer(), "takes too many steps to check against this schema; check it where the tool runs".into()));
    }
}

/// Keywords looked at, names looked up, items sorted, bytes compared with `const` and `enum`; of texts that are only measured a few are one.
const STEPS: usize = 1_000_000;
const MEASURED: usize = 16;
/// Schemas inside of schemas, those that references lead to among them.
const DEPTH: usize = 128;

struct Run<'s> {
    root: &'s Json,
    steps: usize,
}

impl Run<'_> {
    fn value(&mut self, schema: &Json, value: &Json, place: Place<'_>, depth: usize, issues: &mut Issues) {
        let keywords = match schema {
            Json::Bool(false) => return violated(&place, "is not allowed here", issues),
            Json::Object(keywords) => keywords,
            _ => return,
        };
        if depth > DEPTH {
            return violated(&place, "is described by a schema that refers to itself without end", issues);
        }
        for (key, wanted) in keywords.iter() {
            if self.steps == 0 || issues.is_full() {
                return;
            }
            self.steps -= 1;
            self.keyword(key, wanted, keywords, value, &place, depth + 1, issues);
        }
    }

    #[allow(clippy::too_many_arguments, reason = "a keyword, its neighbours, a value and where both stand")]
    fn keyword(&mut self, key: &str, wanted: &Json, keywords: &Members, value: &Json, place: &Place<'_>, depth: usize, issues: &mut Issues) {
        self.steps = self.steps.saturating_sub(work(key, wanted, value));
        if self.steps == 0 {
            return;
        }
        let bound = wanted.as_number().unwrap_or_default();
        let mut must = |holds: bool, what: &dyn Fn() -> String| {
            if !holds {
                violated(place, &what(), issues);
            }
        };
        match (key, wanted, value) {
            ("type", _, _) => must(is_of_type(value, wanted), &|| format!("is {}; the tool takes {}", value.kind(), wanted.as_text())),
            ("const", _, _) => {
                let equal = self.equal(value, wanted);
                must(equal, &|| format!("is {}; the tool takes only {}", value.as_text(), wanted.as_text()));
            }
            ("enum", Json::Array(words), _) => {
                let found = words.iter().any(|word| self.equal(value, word));
                must(found, &|| format!("is {}; the tool takes one of {}", value.as_text(), wanted.as_text()));
            }
            ("minimum", _, Json::Number(number)) => must(number.get() >= bound, &|| format!("is {number}; at least {} is allowed", wanted.as_text())),
            ("maximum", _, Json::Number(number)) => must(number.get() <= bound, &|| format!("is {number}; at most {} is allowed", wanted.as_text())),
            ("exclusiveMinimum", _, Json::Number(number)) => must(number.get() > bound, &|| format!("is {number}; it must be above {}", wanted.as_text())),
            ("exclusiveMaximum", _, Json::Number(number)) => must(number.get() < bound, &|| format!("is {number}; it must be below {}", wanted.as_text())),
            ("minLength", _, Json::String(text)) => must(text.chars().count() as f64 >= bound, &|| format!("is shorter than {} characters", wanted.as_text())),
            ("maxLength", _, Json::String(text)) => must(text.chars().count() as f64 <= bound, &|| format!("is longer than {} characters", wanted.as_text())),
            ("minItems", _, Json::Array(items)) => must(items.len() as f64 >= bound, &|| format!("has fewer than {} items", wanted.as_text())),
            ("maxItems", _, Json::Array(items)) => must(items.len() as f64 <= bound, &|| format!("has more than {} items", wanted.as_text())),
            ("minProperties", _, Json::Object(members)) => must(members.len() as f64 >= bound, &|| format!("has fewer than {} members", wanted.as_text())),
            ("maxProperties", _, Json::Object(members)) => must(members.len() as f64 <= bound, &|| format!("has more than {} members", wanted.as_text())),
            ("uniqueItems", Json::Bool(true), Json::Array(items)) => {
                let mut texts: Vec<String> = items.iter().map(canonical).collect();
                crate::order::sort(&mut texts, |a, b| a.cmp(b));
                must(texts.iter().zip(texts.iter().skip(1)).all(|(a, b)| a != b), &|| "has an item twice".into());
            }
            ("required", Json::Array(names), Json::Object(members)) => {
                let members = members.by_key();
                for name in names.iter().filter_map(Json::as_str).filter(|name| members.get(name).is_none()) {
                    violated(&place.key(name), "is missing; the tool requires it", issues);
                }
            }
            ("properties", Json::Object(schemas), Json::Object(members)) => {
                let members = members.by_key();
                for (name, schema) in schemas.iter() {
                    if let Some(value) = members.get(name) {
                        self.value(schema, value, place.key(name), depth, issues);
                    }
                }
            }
            ("additionalProperties", _, Json::Object(members)) => {
                let named = match keywords.get("properties") {
                    Some(Json::Object(named)) => Some(named.by_key()),
                    _ => None,
                };
                for (name, value) in members.iter().filter(|(name, _)| named.as_ref().is_none_or(|named| named.get(name).is_none())) {
                    if issues.is_full() {
                        return;
                    }
                    match wanted {
                        Json::Bool(false) => violated(&place.key(name), "is not an argument of this tool", issues),
                        schema => self.value(schema, value, place.key(name), depth, issues),
                    }
                }
            }
            ("items", _, Json::Array(items)) => items.iter().enumerate().for_each(|(at, item)| self.value(wanted, item, place.index(at), depth, issues)),
            ("allOf", Json::Array(schemas), _) => schemas.iter().for_each(|schema| self.value(schema, value, *place, depth, issues)),
            ("anyOf", Json::Array(schemas), _) => {
                let holds = schemas.iter().any(|schema| self.holds(schema, value, depth));
                must(holds, &|| "is nothing that the tool takes here: none of the schema's `anyOf` describes it".into());
            }
            ("oneOf", Json::Array(schemas), _) => {
                let one = schemas.iter().filter(|schema| self.holds(schema, value, depth)).count() == 1;
                must(one, &|| "is not described by exactly one of the schema's `oneOf`".into());
            }
            ("not", _, _) => {
                let holds = self.holds(wanted, value, depth);
                must(!holds, &|| "is what the schema's `not` excludes".into());
            }
            ("$ref", _, _) => {
                if let Some(schema) = wanted.as_str().and_then(|text| referred(self.root, text)) {
                    self.value(schema, value, *place, depth, issues);
                }
            }
            _ => {}
        }
    }

    fn holds(&mut self, schema: &Json, value: &Json, depth: usize) -> bool {
        let mut issues = Issues::new();
        self.value(schema, value, Place::root(""), depth, &mut issues);
        issues.is_empty()
    }

    fn equal(&mut self, value: &Json, wanted: &Json) -> bool {
        self.steps = self.steps.saturating_sub(value.extent().weight + wanted.extent().weight);
        // INVARIANT 10: equal values have equal texts.
        self.steps > 0 && value.kind() == wanted.kind() && canonical(value) == canonical(wanted)
    }
}

/// What a keyword takes beside the schemas in it, which count for themselves.
fn work(key: &str, wanted: &Json, value: &Json) -> usize {
    match (key, wanted, value) {
        ("minLength" | "maxLength", _, Json::String(text)) => text.len() / MEASURED,
        ("uniqueItems", _, Json::Array(items)) => items.len() + value.extent().weight / MEASURED,
        ("required", Json::Array(names), Json::Object(members)) => names.len() + members.len(),
        ("properties", Json::Object(named), Json::Object(members)) => named.len() + members.len(),
        ("additionalProperties", _, Json::Object(members)) => members.len(),
        _ => 0,
    }
}

fn violated(place: &Place<'_>, what: &str, issues: &mut Issues) {
    issues.push(Issue::error(Code::SchemaViolated, place.pointer(), what.to_owned()));
}

fn is_of_type(value: &Json, wanted: &Json) -> bool {
    let is = |name: &Json| match (TYPES.iter().position(|word| name.as_str() == Some(word)), value) {
        (Some(0), Json::Null) | (Some(1), Json::Bool(_)) | (Some(3), Json::Number(_)) | (Some(4), Json::String(_)) => true,
        (Some(5), Json::Array(_)) | (Some(6), Json::Object(_)) => true,
        (Some(2), Json::Number(number)) => number.get().trunc() == number.get(),
        _ => false,
    };
    match wanted {
        Json::Array(names) => names.iter().any(is),
        name => is(name),
    }
}
