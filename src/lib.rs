//! A gate between AI agents and the world: a human's policy and a proposed action go in, a decision comes out. Deterministic: the same
//! policy, action and context give the same bytes, natively and in every JavaScript runtime.
//!
//! ```
//! use holdpoint::{Context, Gate, Oversight, seal};
//!
//! let gate = Gate::new(r#"{"holdpoint": 1, "name": "shop", "tools": [{"id": "lookups", "tool": "get_*", "tier": "read_only"}]}"#, "{}")?;
//! let lookup = seal(r#"{"tool": "get_order", "args": {"id": 7}, "session": "s-1"}"#)?;
//! let launch = seal(r#"{"tool": "rocket.launch", "args": {}, "session": "s-1"}"#)?;
//! assert!(gate.decide(&lookup, &Context::default()).unwrap().may_run);
//! assert_eq!(gate.decide(&launch, &Context::default()).unwrap().oversight, Oversight::Hold);
//! # Ok::<(), holdpoint::Refusal>(())
//! ```
//!
//! Invariants, each marked `INVARIANT n` where it is upheld:
//! 1. Nothing unknown, failing or trapping ever proceeds.
//! 2. The kill switch is looked at first, and nothing that follows is milder.
//! 3. Every door to a decision ends in one function.
//! 6. The core reads no clock, randomness or environment (`clippy.toml`).
//! 7. Calibration never raises a confidence.
//! 10. A number in a value is finite and never −0.
//! 11. A `Policy` is free of errors.
//! 12. Money has at most 38 places, so that comparing it never rounds.

// The tests of tricks are run in here too, where a defence can be taken away.
#[cfg(test)]
extern crate self as holdpoint;

pub mod action;
pub mod approval;
mod args;
pub mod audit;
pub mod calibration;
pub mod codes;
pub mod context;
mod defence;
mod digest;
mod document;
pub mod error;
pub mod gate;
#[cfg(test)]
mod generated;
pub mod json;
pub mod money;
mod order;
pub mod package;
pub mod policy;
pub mod table;
pub mod time;
pub mod wire;

pub use action::{Action, SealedAction, seal};
pub use context::Context;
pub use error::{Issue, Refusal};
pub use gate::{Decision, Gate, Oversight};
pub use policy::Policy;

/// Any JSON text as a value.
pub fn parse_json(text: &str) -> Result<json::Json, Refusal> {
    let mut issues = error::Issues::new();
    json::read(text, json::Limits::VALUE, json::Place::root(""), &mut issues).ok_or_else(|| Refusal::new(codes::Code::InputInvalid, issues))
}
