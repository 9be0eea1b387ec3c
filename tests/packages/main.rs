//! Context packages: laws over random ones, the known tricks of forging a dialog, and three that are compared whole.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

#[path = "../generate/mod.rs"]
#[allow(dead_code, reason = "not every law needs all of it")]
mod generate;
mod golden;
mod laws;
mod renderings;
mod tools;
mod tricks;

use tools::*;
