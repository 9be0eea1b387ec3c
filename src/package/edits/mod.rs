//! A reviewer's changes to the arguments of an action: a JSON Patch, or the arguments anew.
//!
//! What comes out is only a proposal: the host puts it through the gate again.

mod keywords;
mod patch;
mod schema;

use crate::action::small_enough;
use crate::codes::Code;
use crate::document::{Issues, document, read_whole};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Limits, Place, canonical, read};
use patch::Guard;

document! {
    /// What a reviewer changed: exactly one of the two.
    pub struct Edits {
        /// A JSON Patch (RFC 6902) of the arguments. A value that it replaces, removes or moves must be named by a `test` operation before,
        /// itself or with what is around it: so a patch that was written for other arguments fails instead of changing these.
        #[cfg_attr(test, ts(optional, type = "{ op: \"add\" | \"remove\" | \"replace\" | \"move\" | \"copy\" | \"test\"; path: string; from?: string; value?: Json }[]"))]
        "patch" patch: Option<Json>,
        /// All arguments anew: not merged, whatever is left out is gone.
        "args" args: Option<Json>,
    }
    check one_of_two
}

fn one_of_two(edits: &Edits, place: &Place<'_>, issues: &mut Issues) {
    if edits.patch.is_some() == edits.args.is_some() {
        let what = if edits.patch.is_some() { "has both `patch` and `args`; write one of them" } else { "says nothing; write `patch` or `args`" };
        issues.push(Issue::error(Code::Missing, place.pointer(), what.into()));
    }
}

/// The arguments as edited, or why the edit is refused; nothing is half applied. `schema` is the tool's JSON Schema: of JSON Schema 2020-12,
/// `type`, `enum`, `const`, the bounds of numbers, texts, arrays and objects, `properties`, `required`, `additionalProperties`, `items`,
/// `uniqueItems`, `allOf`, `anyOf`, `oneOf`, `not` and `$ref` to its own `$defs`; annotations are passed over, any other keyword is refused.
/// Where it is `null`, no value may change its type.
///
/// ```
/// use holdpoint::package::edits::apply_edits;
///
/// let args = r#"{"amount": 500, "to": "a@example.com"}"#;
/// let edits = r#"{"patch": [{"op": "test", "path": "/amount", "value": 500}, {"op": "replace", "path": "/amount", "value": 50}]}"#;
/// assert_eq!(apply_edits(args, edits, "null").unwrap(), r#"{"amount":50,"to":"a@example.com"}"#);
/// assert!(apply_edits(r#"{"amount": 5000, "to": "a@example.com"}"#, edits, "null").is_err());
/// ```
pub fn apply_edits(args: &str, edits: &str, schema: &str) -> Result<String, Refusal> {
    let mut issues = Issues::new();
    edited(args, edits, schema, &mut issues).filter(|_| issues.is_empty()).ok_or_else(|| Refusal::new(Code::InputInvalid, issues))
}

fn edited(args: &str, edits: &str, schema: &str, issues: &mut Issues) -> Option<String> {
    let args = read(args, Limits::DOCUMENT, Place::root("/args"), issues);
    let place = Place::root("/edits");
    let edits = read(edits, Limits::DOCUMENT, place, issues).and_then(|value| read_whole::<Edits>(&value, place, issues));
    let schema = read(schema, Limits::VALUE, Place::root("/schema"), issues);
    let (args, edits, schema) = (args?, edits?, schema?);
    let after = match (edits.patch, edits.args) {
        (Some(patch), _) => patch::apply(args.clone(), &patch, Guard::Tested, place.key("patch"), issues)?,
        (None, args) => args?,
    };
    let text = canonical(&after);
    if !small_enough(&text, place, issues) {
        return None;
    }
    match schema {
        Json::Null => keep_types(&args, &after, place, issues),
        schema => schema::check(&schema, &after, place, issues),
    }
    Some(text)
}

/// Without a schema, a number stays a number: a form that makes texts of everything would change what the tool is called with. Lists of
/// another length than before are not compared, since nobody can say which item became which.
fn keep_types(before: &Json, after: &Json, place: Place<'_>, issues: &mut Issues) {
    match (before, after) {
        _ if issues.is_full() => {}
        (Json::Object(before), Json::Object(after)) => {
            let before = before.by_key();
            for (key, value) in after.iter() {
                if let Some(was) = before.get(key) {
                    keep_types(was, value, place.key(key), issues);
                }
            }
        }
        (Json::Array(before), Json::Array(after)) if before.len() == after.len() => {
            for (at, (was, value)) in before.iter().zip(after).enumerate() {
                keep_types(was, value, place.index(at), issues);
            }
        }
        (before, after) if before.kind() != after.kind() => {
            let what = format!("would turn {} into {}; keep the type, or give the tool's schema", before.kind(), after.kind());
            issues.push(Issue::error(Code::TypeChanged, place.pointer(), what));
        }
        _ => {}
    }
}

/// RFC 6902 as it stands: operations on any document, whatever they change and test.
pub fn apply_patch(document: &str, patch: &str) -> Result<String, Refusal> {
    let mut issues = Issues::new();
    let document = read(document, Limits::VALUE, Place::root("/document"), &mut issues);
    let place = Place::root("/patch");
    let patch = read(patch, Limits::VALUE, place, &mut issues);
    let after = document.zip(patch).and_then(|(document, patch)| patch::apply(document, &patch, Guard::None, place, &mut issues));
    after.map(|after| canonical(&after)).ok_or_else(|| Refusal::new(Code::InputInvalid, issues))
}
