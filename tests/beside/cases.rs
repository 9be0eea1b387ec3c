//! The cases in `tests/approvals-beside`; the packed npm package runs the same files. `issues` are compared without their order, which is that of
//! the input's members.

use crate::call;
use holdpoint::wire;
use serde_json::{Map, Value, json};
use std::fs;

/// As many steps as there were when somebody last counted.
const LEAST: usize = 150;

#[test]
fn every_case() {
    let (mut steps, mut failed) = (0, Vec::new());
    let mut files: Vec<_> = fs::read_dir("tests/approvals-beside").unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    for file in files {
        let suite: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for case in suite["cases"].as_array().unwrap() {
            let every = case.get("each").map_or(vec![Value::Null], |each| each.as_array().unwrap().clone());
            for each in every {
                let mut known = suite["given"].as_object().cloned().unwrap_or_default();
                known.insert("each".into(), each.clone());
                for step in case["steps"].as_array().unwrap() {
                    steps += 1;
                    if let Err(problem) = run(&suite, step, &mut known) {
                        failed.push(format!("{}: {}, {each}: {problem}", file.display(), case["name"]));
                        break;
                    }
                }
            }
        }
    }
    assert!(failed.is_empty(), "{} failed:\n{}", failed.len(), failed.join("\n"));
    println!("{steps} steps");
    assert!(steps >= LEAST, "only {steps} steps were found");
}

fn run(suite: &Value, step: &Value, known: &mut Map<String, Value>) -> Result<(), String> {
    let with = filled(&step["with"], known);
    let answer = answer(suite, step["do"].as_str().unwrap(), &with);
    let answer = match (answer, step.get("error")) {
        (Err(refusal), Some(code)) => {
            let sorted = |mut issues: Vec<String>| {
                issues.sort();
                issues
            };
            let issues = refusal["issues"].as_array().unwrap().iter().map(|issue| format!("{} {}", text(&issue["code"]), text(&issue["pointer"])));
            let issues = sorted(issues.collect());
            let wanted = step.get("issues").map(|wanted| filled(wanted, known).as_array().unwrap().iter().map(|issue| text(issue).to_owned()).collect());
            let same = refusal["code"] == *code && wanted.map_or(issues.clone(), sorted) == issues;
            return if same { Ok(()) } else { Err(format!("refused with {refusal}")) };
        }
        (Err(refusal), None) => return Err(format!("refused with {refusal}")),
        (Ok(answer), Some(_)) => return Err(format!("not refused: {answer}")),
        (Ok(answer), None) => answer,
    };
    if let Some(wanted) = step.get("expect").map(|expect| filled(expect, known)).filter(|wanted| !holds(&answer, wanted)) {
        return Err(format!("{answer}\nlacks {wanted}"));
    }
    if let Some(wanted) = step.get("equals").map(|equals| filled(equals, known)).filter(|wanted| answer != *wanted) {
        return Err(format!("{answer}\nis not {wanted}"));
    }
    for pointer in step["absent"].as_array().into_iter().flatten().map(text) {
        if let Some(there) = answer.pointer(pointer) {
            return Err(format!("{pointer} is {there}"));
        }
    }
    for (name, pointer) in step["save"].as_object().into_iter().flatten() {
        let value = answer.pointer(text(pointer)).ok_or_else(|| format!("nothing at {pointer} in {answer}"))?;
        known.insert(name.clone(), value.clone());
    }
    Ok(())
}

fn answer(suite: &Value, operation: &str, with: &Value) -> Result<Value, Value> {
    let gate = |other: Option<&Value>| {
        let mut policy = suite["policy"].clone();
        other.into_iter().for_each(|description| policy["description"] = description.clone());
        wire::create_gate(&policy.to_string(), "{}").unwrap_or_else(|refusal| panic!("{refusal}")).0
    };
    let read = |text: String| serde_json::from_str(&text).unwrap();
    match operation {
        "demand" => wire::demand(&gate(None), &with.to_string()).map(read).map_err(read),
        "undo" => wire::undo(&gate(None), &with[0].to_string(), &with[1].to_string()).map(read).map_err(read),
        "call" => {
            let (gate, action) = (gate(with.get("policy")), with["action"].to_string());
            let decision: Value = wire::decide(&gate, &action, &with["context"].to_string()).map(read).map_err(read)?;
            let demand: Value = wire::demand(&gate, &action).map(read).map_err(read)?;
            Ok(json!({ "action": with["action"], "decision": decision, "demand": demand, "thrown": with["thrown"] }))
        }
        name => call(name, with),
    }
}

/// `"$name"` stands for what is known by that name, `"$name/pointer"` for a part of it.
fn filled(value: &Value, known: &Map<String, Value>) -> Value {
    match value {
        Value::String(text) => match text.strip_prefix('$') {
            Some(name) => {
                let (name, pointer) = name.split_at(name.find('/').unwrap_or(name.len()));
                let found = known.get(name).unwrap_or_else(|| panic!("nothing is known as {name}"));
                // What is given may stand for what is given too.
                filled(found.pointer(pointer).unwrap(), known)
            }
            None => value.clone(),
        },
        Value::Array(items) => items.iter().map(|item| filled(item, known)).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), filled(value, known))).collect::<Map<_, _>>().into(),
        _ => value.clone(),
    }
}

/// Whether a value is as wanted, as far as it is wanted: objects may have more members, lists have as many items.
fn holds(value: &Value, wanted: &Value) -> bool {
    match (value, wanted) {
        (Value::Object(value), Value::Object(wanted)) => wanted.iter().all(|(key, wanted)| value.get(key).is_some_and(|value| holds(value, wanted))),
        (Value::Array(value), Value::Array(wanted)) => value.len() == wanted.len() && value.iter().zip(wanted).all(|(value, wanted)| holds(value, wanted)),
        _ => value == wanted,
    }
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
