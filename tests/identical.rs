//! The generated actions of `js-tests/runtimes`, natively. `cargo xtask runtimes` writes them, runs this, and compares what every runtime
//! comes to: a SHA-256 over the texts of all decisions, their sentences, packages, renderings and the refusals, that goes on from block to
//! block.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

use holdpoint::wire::package::{context_package, render};
use holdpoint::wire::{self, Gate, calibration};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use std::fs;

const CASES: &str = "target/runtimes/cases.json";
const ANSWER: &str = "target/runtimes/native.json";
/// As many as in a block of `check.mjs`.
const BLOCK: usize = 500;

#[test]
#[ignore = "`cargo xtask runtimes` writes the cases that it reads"]
fn generated_actions() {
    let file: Value = serde_json::from_str(&fs::read_to_string(CASES).unwrap()).unwrap();
    let gates: Vec<(Gate, String)> = list(&file["policies"]).iter().map(|policy| wire::create_gate(text(policy), "{}").unwrap()).collect();
    let mut block: String = gates.iter().map(|(_, about)| format!("{}\n", text(&parsed(about)["policyDigest"]))).collect();
    let mut blocks = Vec::new();
    let mut hash = String::new();
    for (first, cases) in list(&file["cases"]).chunks(BLOCK).enumerate() {
        for (at, case) in cases.iter().enumerate() {
            let (gate, _) = &gates[usize::try_from(case[0].as_u64().unwrap()).unwrap()];
            let [action, context, extra] = [1, 2, 3].map(|place| text(&case[place]));
            block.push_str(&answer(gate, action, context));
            block.push_str(&seen(first * BLOCK + at, gate, [action, context, extra]));
        }
        hash = hex(&(hash + &block));
        blocks.push(hash.clone());
        block.clear();
    }
    fs::write(ANSWER, json!({ "count": list(&file["cases"]).len(), "hash": hash, "blocks": blocks, "calibration": calibrated() }).to_string()).unwrap();
}

/// A SHA-256 over fits, estimates and metrics, to eleven places: as in `check.mjs`.
fn calibrated() -> String {
    let claim = |at: u32| f64::from((at * 37) % 101) / 100.0;
    let claims: Vec<f64> = (0..600).map(claim).collect();
    let outcomes: Vec<u8> = (0..600).map(|at| u8::from(f64::from((at * 59) % 97) < 80.0 * claim(at))).collect();
    let methods = ["auto", "platt_map", "platt", "platt_raw", "temperature", "beta", "histogram", "isotonic", "venn_abers", "beta_binomial", "eb_gap"];
    let estimates = methods.map(|method| {
        let fitted = calibration::fit(&claims, &outcomes, &json!({ "options": { "method": method } }).to_string()).unwrap();
        let calibrator = calibration::calibrator(&fitted).unwrap();
        let estimates: Vec<Value> = (0..21).map(|at| serde_json::to_value(calibrator.apply(f64::from(at) / 20.0).unwrap()).unwrap()).collect();
        json!([parsed(&fitted), estimates])
    });
    let metrics = parsed(&calibration::metrics(&claims, &outcomes, "{}").unwrap());
    hex(&rounded(json!([estimates, metrics])).to_string())
}

fn rounded(value: Value) -> Value {
    match value {
        Value::Number(number) => {
            let shown = format!("{:.11}", number.as_f64().unwrap());
            if shown == "-0.00000000000" { "0.00000000000".into() } else { shown.into() }
        }
        Value::Array(items) => items.into_iter().map(rounded).collect(),
        Value::Object(members) => members.into_iter().map(|(key, value)| (key, rounded(value))).collect(),
        other => other,
    }
}

fn hex(text: &str) -> String {
    Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The lines of a case. They are the core's own texts: a runtime that parses them and writes them again must come to the same.
fn answer(gate: &Gate, action: &str, context: &str) -> String {
    match wire::decide(gate, action, context) {
        Ok(decision) => format!("{decision}\n{}\n", wire::explain(gate, &decision).unwrap()),
        Err(refusal) => format!("{refusal}\n"),
    }
}

/// The package and one of its renderings in turn, or the refusal.
fn seen(at: usize, gate: &Gate, [action, context, extra]: [&str; 3]) -> String {
    let (how, options) = [("text", r#"{"width":72}"#), ("markdown", r#"{"full":true}"#), ("slack", r#"{"reviewUrl":"https://example.com/r"}"#)][at % 3];
    let shown = context_package(gate, action, context, extra).and_then(|package| Ok(format!("{package}\n{}\n", render(&package, how, options)?)));
    shown.unwrap_or_else(|refusal| format!("{refusal}\n"))
}

fn parsed(json: &str) -> Value {
    serde_json::from_str(json).unwrap()
}

fn list(value: &Value) -> &[Value] {
    value.as_array().unwrap()
}

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}
