//! The decision cases in `tests/cases`, natively; the packed npm package runs the same file.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

use holdpoint::wire;
use serde_json::{Value, json};
use std::fs;

#[test]
fn every_case() {
    let mut passed = 0;
    let mut failed = Vec::new();
    let mut files: Vec<_> =
        fs::read_dir("tests/cases").unwrap().map(|entry| entry.unwrap().path()).filter(|path| path.extension().is_some_and(|e| e == "json")).collect();
    files.sort();
    for file in files {
        let suite: Value = serde_json::from_str(&fs::read_to_string(&file).unwrap()).unwrap();
        for case in suite["cases"].as_array().unwrap() {
            match check(&suite, case) {
                problems if problems.is_empty() => passed += 1,
                problems => failed.push(format!("{}: {}", case["name"], problems.join("; "))),
            }
        }
    }
    println!("{passed} cases passed");
    assert!(failed.is_empty(), "{} cases failed:\n{}", failed.len(), failed.join("\n"));
    assert!(passed >= 92, "only {passed} cases were found");
}

fn check(suite: &Value, case: &Value) -> Vec<String> {
    let policy = match (&case["policyText"], &case["policy"]) {
        (Value::String(text), _) => text.clone(),
        (_, Value::String(name)) => suite["policies"][name].to_string(),
        (_, policy) => policy.to_string(),
    };
    if !case["policyError"].is_null() {
        return check_policy_error(&policy, &case["policyError"]);
    }
    let gate = match wire::create_gate(&policy, "{}") {
        Ok((gate, _)) => gate,
        Err(refusal) => return vec![format!("the policy was refused: {refusal}")],
    };
    let action = case["actionText"].as_str().map_or_else(|| case["action"].to_string(), str::to_owned);
    let context = case["context"].to_string();
    let decided = wire::decide(&gate, &action, &context);
    let screened = wire::screen(&gate, &action, &context);
    if case["error"] == true {
        return if decided.is_err() { vec![] } else { vec![format!("decided {decided:?}")] };
    }
    let decision: Value = match decided {
        Ok(text) => serde_json::from_str(&text).unwrap(),
        Err(refusal) => return vec![format!("refused: {refusal}")],
    };
    let mut problems = Vec::new();
    let mut got = decision.clone();
    got["kinds"] = decision["triggers"].as_array().unwrap().iter().map(|trigger| trigger["kind"].clone()).collect();
    differences(&case["expect"], &got, "", &mut problems);
    for code in case["reasons"].as_array().into_iter().flatten() {
        if !decision["reasons"].as_array().unwrap().iter().any(|reason| reason["code"] == *code) {
            problems.push(format!("no reason {code}"));
        }
    }
    if screened.map(Value::from) != Ok(decision["oversight"].clone()) {
        problems.push("screen says otherwise".into());
    }
    let replayed: Value = serde_json::from_str(&wire::decide(&gate, &action, &decision["basis"].to_string()).unwrap()).unwrap();
    if replayed != decision {
        problems.push(format!("its basis decides otherwise: {replayed}"));
    }
    if wire::explain(&gate, &decision.to_string()).is_err() {
        problems.push("it can't be explained".into());
    }
    problems
}

fn check_policy_error(policy: &str, expected: &Value) -> Vec<String> {
    let Err(refusal) = wire::create_gate(policy, "{}") else { return vec!["the policy was accepted".into()] };
    let refusal: Value = serde_json::from_str(&refusal).unwrap();
    let also = expected["also"].as_array().cloned().unwrap_or_default();
    let missing = std::iter::once(&expected["pointer"])
        .chain(&also)
        .filter(|pointer| !refusal["issues"].as_array().unwrap().iter().any(|issue| issue["pointer"] == **pointer && issue["severity"] == "error"));
    missing.map(|pointer| format!("no issue at {pointer}: {refusal}")).collect()
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
