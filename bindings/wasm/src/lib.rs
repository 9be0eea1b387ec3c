//! The WebAssembly door to `holdpoint`: no logic, only texts and numbers carried in and out.
//!
//! Only integers and floats cross as values. Texts cross through two resident buffers:
//!
//! - **in**: JavaScript asks for room with [`reserve`], writes UTF-8 there, and passes the lengths. Where an operation takes several
//!   texts they stand back to back.
//! - **out**: an operation answers the length of its text, negated when the text is an error; [`output`] says where it stands.
//!
//! Many samples cross as numbers: see [`calibration`].
//!
//! The law of the buffers: the address that `reserve` gave is good until the next `reserve`, the one that `output` gave until the next
//! operation, and nothing in here calls JavaScript, so neither can move while an operation runs.

mod buffers;
#[cfg(feature = "calibration")]
mod calibration;
#[cfg(feature = "gate")]
mod decisions;
mod faults;
#[cfg(feature = "gate")]
mod frames;
#[cfg(feature = "gate")]
mod gates;
#[cfg(feature = "calibration")]
mod numbers;
#[cfg(feature = "review")]
mod review;

pub use buffers::{output, reserve};
#[cfg(feature = "calibration")]
pub use calibration::*;
#[cfg(feature = "gate")]
pub use decisions::*;
pub use faults::last_panic;
#[cfg(feature = "gate")]
pub use frames::{forget_plans, forget_texts, frame, keep_text, plan, screen_frame};
#[cfg(feature = "gate")]
pub use gates::{create_gate, created_gate, drop_gate};
#[cfg(feature = "calibration")]
pub use numbers::{band, claims, estimates, outcomes};
#[cfg(feature = "review")]
pub use review::*;
use wasm_bindgen::prelude::wasm_bindgen;

/// Runs once in every new instance.
#[wasm_bindgen(start)]
pub fn start() {
    faults::keep_panics();
}
