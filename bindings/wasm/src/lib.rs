//! The WebAssembly door to `holdpoint`: no logic, only texts carried in and out.
//!
//! Only integers and floats cross as values. Texts cross through two resident buffers:
//!
//! - **in**: JavaScript asks for room with [`reserve`], writes UTF-8 there, and passes the lengths. Where an operation takes two texts
//!   they stand back to back.
//! - **out**: an operation answers the length of its text, negated when the text is an error; [`output`] says where it stands.
//!
//! The law of the buffers: the address that `reserve` gave is good until the next `reserve`, the one that `output` gave until the next
//! operation, and nothing in here calls JavaScript, so neither can move while an operation runs.

mod buffers;
mod faults;
mod frames;
mod gates;

use buffers::{answer, one, two};
pub use buffers::{output, reserve};
pub use faults::last_panic;
pub use frames::{forget_plans, forget_texts, frame, keep_text, plan, screen_frame};
pub use gates::{create_gate, created_gate, drop_gate};
use holdpoint::wire;
use wasm_bindgen::prelude::wasm_bindgen;

/// The whole decision.
#[wasm_bindgen]
pub fn decide(gate: usize, action: usize, context: usize) -> i32 {
    answer(two(action, context, |action, context| gates::with(gate, |gate| wire::decide(gate, action, context))))
}

/// The oversight alone: its place on the scale from `proceed` (0) to `halt` (5).
#[wasm_bindgen]
pub fn screen(gate: usize, action: usize, context: usize) -> i32 {
    match two(action, context, |action, context| gates::with(gate, |gate| wire::screen(gate, action, context))) {
        Ok(word) => place(word),
        Err(error) => answer(Err(error)),
    }
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

/// Runs once in every new instance.
#[wasm_bindgen(start)]
pub fn start() {
    faults::keep_panics();
}

const SCALE: [&str; 6] = ["proceed", "log", "review", "hold", "block", "halt"];

/// A word that is not on the scale is answered as `halt`: what nobody knows is never a permission.
fn place(word: &str) -> i32 {
    SCALE.iter().zip(0..).find_map(|(known, place)| (*known == word).then_some(place)).unwrap_or(5)
}
