//! The cases in `tests/cases`, natively; the packed npm package runs some of the same files.
//!
//! A case is a policy, an action and a context with what must come out: `expect` (a part of the decision, with `kinds`, the triggers in
//! order, and `fired`, the triggers by kind), `reasons` (codes that are said), `silent` (codes that are not), or `error: true`. Without an
//! action it is about the policy alone: `policyError`, or `policyOk` with all its `warnings`. `issues` are parts of issues that are reported.
//! `calibrators` are what the gate is given, by key, each a calibrator or the name of one of the suite's; `optionsError: true` says that they
//! are refused.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

use holdpoint::wire;
use serde_json::{Map, Value, json};
use std::fs;

const DIGESTS: &str = "tests/cases/digests.json";

#[test]
fn every_case() {
    let mut names = std::collections::BTreeSet::new();
    let mut failed = Vec::new();
    let mut digests = Map::new();
    for (file, suite) in suites() {
        for case in suite["cases"].as_array().unwrap() {
            let name = format!("{file}/{}", case["name"].as_str().unwrap());
            let mut problems = Vec::new();
            if let Some(decision) = check(&suite, case, &mut problems) {
                digests.insert(name.clone(), json!({ "action": decision["digests"]["action"], "decision": decision["digests"]["decision"] }));
            }
            if !problems.is_empty() {
                failed.push(format!("{name}: {}", problems.join("; ")));
            }
            assert!(names.insert(name), "two cases have one name: {}", case["name"]);
        }
    }
    assert!(failed.is_empty(), "{} of {} cases failed:\n{}", failed.len(), names.len(), failed.join("\n"));
    println!("{} cases passed", names.len());
    assert!(names.len() >= LEAST, "only {} cases were found", names.len());
    compare_digests(&digests);
}

/// As many cases as there were when somebody last counted: a file that gets lost is noticed.
const LEAST: usize = 660;

/// The largest action is 1 MiB in canonical form, to the byte.
#[test]
fn a_mebibyte_and_one_byte() {
    let (gate, _) = wire::create_gate(r#"{"holdpoint":1,"name":"large","tools":[{"id":"a","tool":"a","tier":1}]}"#, "{}").unwrap();
    let empty = r#"{"args":"","session":"s","tool":"a"}"#;
    // Spaces do not count, an é is two bytes.
    let of = |bytes: usize| empty.replacen("\"\"", &format!(" \"{}é\"", "x".repeat(bytes - empty.len() - 2)), 1);
    assert!(wire::decide(&gate, &of(1 << 20), "{}").is_ok());
    let refusal: Value = serde_json::from_str(&wire::decide(&gate, &of((1 << 20) + 1), "{}").unwrap_err()).unwrap();
    assert_eq!((&refusal["issues"][0]["code"], &refusal["issues"][0]["pointer"]), (&json!("too_large"), &json!("/action")));
}

/// The files by name, but for that of the digests.
fn suites() -> Vec<(String, Value)> {
    let mut files: Vec<_> = fs::read_dir("tests/cases").unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    files.sort();
    let names = files.iter().filter_map(|file| file.strip_suffix(".json")).filter(|name| *name != "digests");
    names.map(|name| (name.to_owned(), serde_json::from_str(&fs::read_to_string(format!("tests/cases/{name}.json")).unwrap()).unwrap())).collect()
}

/// The golden digests: a difference is a change of the rules or of the action's form. `HOLDPOINT_UPDATE=1` writes them anew.
fn compare_digests(digests: &Map<String, Value>) {
    #[allow(clippy::disallowed_methods, reason = "a test may be told to update its golden file")]
    let update = std::env::var("HOLDPOINT_UPDATE").is_ok();
    if update {
        let lines: Vec<String> = digests.iter().map(|(name, pair)| format!("  {}: {pair}", json!(name))).collect();
        fs::write(DIGESTS, format!("{{\n{}\n}}\n", lines.join(",\n"))).unwrap();
    }
    let golden: Map<String, Value> = serde_json::from_str(&fs::read_to_string(DIGESTS).unwrap()).unwrap();
    let differing: Vec<&String> = digests.keys().chain(golden.keys()).filter(|name| digests.get(*name) != golden.get(*name)).collect();
    assert!(differing.is_empty(), "{} digests differ from {DIGESTS}: {differing:#?}", differing.len());
}

/// The decision, where there is one.
fn check(suite: &Value, case: &Value, problems: &mut Vec<String>) -> Option<Value> {
    let policy = match (&case["policyText"], &case["policy"]) {
        (Value::String(text), _) => text.clone(),
        (_, Value::String(name)) => suite["policies"][name].to_string(),
        (_, policy) => policy.to_string(),
    };
    let created = wire::create_gate(&policy, &options(suite, case));
    if !case["policyError"].is_null() || case["optionsError"] == true {
        check_refusal(created.err(), case, problems);
        return None;
    }
    let (gate, about) = match created {
        Ok(gate) => gate,
        Err(refusal) => return problem(problems, format!("the policy was refused: {refusal}")),
    };
    if case["policyOk"] == true {
        check_warnings(&serde_json::from_str(&about).unwrap(), case, problems);
        return None;
    }
    let action = case["actionText"].as_str().map_or_else(|| case["action"].to_string(), str::to_owned);
    let context = case["context"].to_string();
    let decided = wire::decide(&gate, &action, &context);
    if case["error"] == true {
        check_refusal(decided.err(), case, problems);
        return None;
    }
    let decision: Value = match decided {
        Ok(text) => serde_json::from_str(&text).unwrap(),
        Err(refusal) => return problem(problems, format!("refused: {refusal}")),
    };
    check_decision(&decision, case, problems);
    if wire::screen(&gate, &action, &context).map(Value::from) != Ok(decision["oversight"].clone()) {
        problems.push("screen says otherwise".into());
    }
    let replayed: Value = serde_json::from_str(&wire::decide(&gate, &action, &decision["basis"].to_string()).unwrap()).unwrap();
    if replayed != decision {
        problems.push(format!("its basis decides otherwise: {replayed}"));
    }
    if wire::explain(&gate, &decision.to_string()).is_err() {
        problems.push("it can't be explained".into());
    }
    Some(decision)
}

fn options(suite: &Value, case: &Value) -> String {
    let Some(calibrators) = case["calibrators"].as_object() else { return "{}".into() };
    let named = |one: &Value| one.as_str().map_or(one.clone(), |name| suite["calibrators"][name].clone());
    let calibrators: Map<String, Value> = calibrators.iter().map(|(key, one)| (key.clone(), named(one))).collect();
    json!({ "calibrators": calibrators }).to_string()
}

fn problem<T>(problems: &mut Vec<String>, what: String) -> Option<T> {
    problems.push(what);
    None
}

fn check_decision(decision: &Value, case: &Value, problems: &mut Vec<String>) {
    let triggers = decision["triggers"].as_array().unwrap();
    let mut got = decision.clone();
    got["kinds"] = triggers.iter().map(|trigger| trigger["kind"].clone()).collect();
    got["fired"] = triggers.iter().map(|trigger| (trigger["kind"].as_str().unwrap(), trigger.clone())).collect();
    differences(&case["expect"], &got, "", problems);
    let said = |code: &Value| decision["reasons"].as_array().unwrap().iter().any(|reason| reason["code"] == *code);
    problems.extend(list(&case["reasons"]).filter(|code| !said(code)).map(|code| format!("no reason {code}")));
    problems.extend(list(&case["silent"]).filter(|code| said(code)).map(|code| format!("reason {code}")));
}

/// Errors at the pointers of `policyError`, and whatever `issues` lists.
fn check_refusal(refusal: Option<String>, case: &Value, problems: &mut Vec<String>) {
    let Some(refusal) = refusal else { return problems.push("accepted".into()) };
    let refusal: Value = serde_json::from_str(&refusal).unwrap();
    let found = |expected: &Value| {
        let fits = |issue: &Value| expected.as_object().unwrap().iter().all(|(key, value)| issue[key] == *value) && issue["severity"] == "error";
        refusal["issues"].as_array().unwrap().iter().any(fits)
    };
    let pointers = std::iter::once(&case["policyError"]["pointer"]).chain(list(&case["policyError"]["also"])).filter(|pointer| !pointer.is_null());
    let expected = pointers.map(|pointer| json!({ "pointer": pointer })).chain(list(&case["issues"]).cloned());
    problems.extend(expected.filter(|expected| !found(expected)).map(|expected| format!("no issue {expected}: {refusal}")));
}

/// All warnings, code and pointer, in the order in which they are reported.
fn check_warnings(about: &Value, case: &Value, problems: &mut Vec<String>) {
    let got: Vec<Value> = list(&about["lint"]).map(|issue| json!({ "code": issue["code"], "pointer": issue["pointer"] })).collect();
    let expected: Vec<Value> = list(&case["warnings"]).cloned().collect();
    if got != expected {
        problems.push(format!("the warnings are {}", json!(got)));
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

fn differences(expected: &Value, got: &Value, at: &str, problems: &mut Vec<String>) {
    match expected {
        Value::Object(members) => members.iter().for_each(|(key, value)| differences(value, &got[key], &format!("{at}/{key}"), problems)),
        _ if *expected == json_number(got) => {}
        _ => problems.push(format!("{at} is {got}, expected {expected}")),
    }
}

/// Whole doubles and integers are one number.
fn json_number(value: &Value) -> Value {
    match value.as_f64() {
        Some(n) if n.fract() == 0.0 && n.abs() < 9e15 => json!(n as i64),
        _ => value.clone(),
    }
}
