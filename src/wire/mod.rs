//! One function per operation: the only door for bindings. Texts and numbers in, texts and numbers out, nothing thrown.
//!
//! `Err` always holds `{"code", "message", "issues": [{code, pointer, message, hint?, severity}]}`.

pub mod approval;
pub mod audit;
pub mod beside;
pub mod calibration;
mod gate;
pub mod package;

pub use gate::*;

use crate::codes::Code;
use crate::document::Issues;
use crate::error::Refusal;
use crate::json::text;

fn invalid(issues: Issues) -> String {
    refused(Refusal::new(Code::InputInvalid, issues))
}

fn refused(refusal: Refusal) -> String {
    text(&refusal)
}
