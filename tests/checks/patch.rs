//! Patches and edits. The crates `json-patch` and `boon` are the judges.

use super::*;
use holdpoint::package::edits::{apply_edits, apply_patch};

/// A document, a patch and a schema, one a line: the patch does what another implementation does; an edit is that patch, keeps what it has not
/// named, and is let in just where another validator lets it in.
pub fn patch(data: &[u8]) {
    let [document, patch, schema] = lines(data, "null");
    let patched = apply_patch(document, patch);
    if let Err(refusal) = &patched {
        refusal.issues.iter().for_each(|issue| well_formed(&serde_json::to_value(issue).expect("is JSON"), ""));
    }
    let [Ok(document), Ok(operations)] = [document, patch].map(wire::canonical_json) else {
        return assert!(patched.is_err(), "patched what is no JSON");
    };
    let (document, operations) = (parsed(&document), parsed(&operations));
    let theirs = theirs(&document, &operations);
    match (&patched, &theirs) {
        (Ok(ours), Some(theirs)) => assert!(same(&parsed(ours), theirs), "{ours} is not {theirs}"),
        (Ok(ours), None) => panic!("only this one patches: {ours}"),
        (Err(refusal), Some(theirs)) => assert!(refusal.issues.iter().any(|issue| is_limit(&issue.message)), "only this one refuses {theirs}: {refusal:?}"),
        (Err(_), None) => {}
    }

    let tools = wire::canonical_json(schema).ok().map(|schema| parsed(&schema));
    for edits in [json!({ "patch": operations }), json!({ "args": operations })] {
        let after = if edits.get("args").is_some() { Some(&operations) } else { theirs.as_ref() };
        match apply_edits(&document.to_string(), &edits.to_string(), schema) {
            Ok(edited) => {
                let edited = parsed(&edited);
                assert!(after.is_some_and(|after| same(after, &edited)), "an edit is what its patch does: {edited}");
                match &tools {
                    Some(Value::Null) => assert!(keeps_types(&document, &edited), "{document} became {edited}"),
                    Some(schema) => assert_ne!(judge(schema, &edited), Some(false), "{edited} is not as {schema}"),
                    None => panic!("the schema is no JSON"),
                }
            }
            Err(refusal) => {
                let says = |code: &str| refusal.issues.iter().all(|issue| issue.code.as_str() == code && !is_limit(&issue.message));
                if let (true, Some(schema), Some(after)) = (says("schema_violated"), &tools, after) {
                    assert_ne!(judge(schema, after), Some(true), "{after} is as {schema}: {refusal:?}");
                }
            }
        }
    }
    untested(&document, &json!({ "patch": operations }).to_string());
}

/// Whatever a patch replaces, removes or moves it must name: a value that it does not know, put in the place of another, is still there after it.
fn untested(document: &Value, edits: &str) {
    let mark = json!("a value that no patch knows");
    let count = generate::leaves(&mut document.clone()).len();
    for at in 0..count.min(8) {
        let mut other = document.clone();
        let mut leaves = generate::leaves(&mut other);
        *leaves[at] = mark.clone();
        if let Ok(edited) = apply_edits(&other.to_string(), edits, "true") {
            assert!(edited.contains(mark.as_str().expect("is a text")) || edits.contains("that no patch"), "{edits} of {other} loses a value");
        }
    }
}

fn theirs(document: &Value, operations: &Value) -> Option<Value> {
    let operations: json_patch::Patch = serde_json::from_value(operations.clone()).ok()?;
    let mut document = document.clone();
    json_patch::patch(&mut document, &operations).ok()?;
    Some(document)
}

/// Nothing where the schema is beyond what both read alike.
fn judge(schema: &Value, value: &Value) -> Option<bool> {
    let text = schema.to_string();
    if ["\"$id\"", "\"$schema\"", "\"$anchor\"", "\"id\""].iter().any(|key| text.contains(key)) {
        return None;
    }
    let (mut schemas, mut compiler) = (boon::Schemas::new(), boon::Compiler::new());
    compiler.add_resource("schema.json", schema.clone()).ok()?;
    let at = compiler.compile("schema.json", &mut schemas).ok()?;
    Some(schemas.validate(value, at).is_ok())
}

/// What is bounded here and nowhere else.
fn is_limit(message: &str) -> bool {
    ["deeper than", "too much", "at most", "without end", "steps"].iter().any(|words| message.contains(words))
}

fn keeps_types(before: &Value, after: &Value) -> bool {
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => before.iter().all(|(key, was)| after.get(key).is_none_or(|is| keeps_types(was, is))),
        (Value::Array(before), Value::Array(after)) => before.len() != after.len() || before.iter().zip(after).all(|(was, is)| keeps_types(was, is)),
        (before, after) => std::mem::discriminant(before) == std::mem::discriminant(after),
    }
}
