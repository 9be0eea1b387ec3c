//! The generated actions of `js-tests/runtimes`, natively. `cargo xtask runtimes` writes them, runs this, and compares what every runtime
//! comes to: a SHA-256 over the texts of all decisions, their sentences and the refusals, that goes on from block to block.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

use holdpoint::wire::{self, Gate};
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
    for cases in list(&file["cases"]).chunks(BLOCK) {
        for case in cases {
            let (gate, _) = &gates[usize::try_from(case[0].as_u64().unwrap()).unwrap()];
            block.push_str(&answer(gate, text(&case[1]), text(&case[2])));
        }
        hash = Sha256::digest(hash + &block).iter().map(|byte| format!("{byte:02x}")).collect();
        blocks.push(hash.clone());
        block.clear();
    }
    fs::write(ANSWER, json!({ "count": list(&file["cases"]).len(), "hash": hash, "blocks": blocks }).to_string()).unwrap();
}

/// The lines of a case. They are the core's own texts: a runtime that parses them and writes them again must come to the same.
fn answer(gate: &Gate, action: &str, context: &str) -> String {
    match wire::decide(gate, action, context) {
        Ok(decision) => format!("{decision}\n{}\n", wire::explain(gate, &decision).unwrap()),
        Err(refusal) => format!("{refusal}\n"),
    }
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
