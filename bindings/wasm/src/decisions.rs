//! Policies, decisions, digests.

use crate::buffers::{answer, one, texts};
use crate::gates;
use holdpoint::wire;
use wasm_bindgen::prelude::wasm_bindgen;

/// The whole decision.
#[wasm_bindgen]
pub fn decide(gate: usize, action: usize, context: usize) -> i32 {
    answer(texts([action, context], |[action, context]| gates::with(gate, |gate| wire::decide(gate, action, context))))
}

/// The oversight alone: its place on the scale from `proceed` (0) to `halt` (5).
#[wasm_bindgen]
pub fn screen(gate: usize, action: usize, context: usize) -> i32 {
    match texts([action, context], |[action, context]| gates::with(gate, |gate| wire::screen(gate, action, context))) {
        Ok(word) => place(word),
        Err(error) => answer(Err(error)),
    }
}

/// What the policy makes of an action beside the decision.
#[wasm_bindgen]
pub fn demand(gate: usize, action: usize) -> i32 {
    answer(one(action, |action| gates::with(gate, |gate| wire::demand(gate, action))))
}

/// The call that undoes an action.
#[wasm_bindgen]
pub fn undo(gate: usize, action: usize, outcome: usize) -> i32 {
    answer(texts([action, outcome], |[action, outcome]| gates::with(gate, |gate| wire::undo(gate, action, outcome))))
}

/// What a package for an action is made from.
#[wasm_bindgen]
pub fn brief(gate: usize, action: usize, context: usize) -> i32 {
    answer(texts([action, context], |[action, context]| gates::with(gate, |gate| wire::package::brief(gate, action, context))))
}

/// The sentences that explain a decision.
#[wasm_bindgen]
pub fn explain(gate: usize, decision: usize) -> i32 {
    answer(one(decision, |decision| gates::with(gate, |gate| wire::explain(gate, decision))))
}

/// Every issue of a policy.
#[wasm_bindgen]
pub fn check_policy(policy: usize) -> i32 {
    answer(one(policy, |policy| Ok(wire::check_policy(policy))))
}

/// The digest of an action.
#[wasm_bindgen]
pub fn action_digest(action: usize) -> i32 {
    answer(one(action, wire::action_digest))
}

/// The RFC 8785 form of a JSON text.
#[wasm_bindgen]
pub fn canonical_json(value: usize) -> i32 {
    answer(one(value, wire::canonical_json))
}

/// The temperature-2 prior; NaN for what is no confidence.
#[wasm_bindgen]
pub fn prior(confidence: f64) -> f64 {
    wire::prior(confidence)
}

/// What a claim counts for with no logs; NaN for what is no confidence.
#[wasm_bindgen]
pub fn discount(confidence: f64) -> f64 {
    wire::discount(confidence)
}

const SCALE: [&str; 6] = ["proceed", "log", "review", "hold", "block", "halt"];

/// A word that is not on the scale is answered as `halt`: what nobody knows is never a permission.
pub(crate) fn place(word: &str) -> i32 {
    SCALE.iter().zip(0..).find_map(|(known, place)| (*known == word).then_some(place)).unwrap_or(5)
}
