//! `cargo xtask types`: the files that are made from the Rust types.

use crate::cargo::cargo;
use crate::run::run;
use anyhow::{Context, Result};
use std::process::Command;

/// Writes them: TypeScript types, the policy's JSON Schema, the page of codes.
pub fn write() -> Result<()> {
    run(generated().env("HOLDPOINT_UPDATE", "1"))
}

/// Checks that they are what the types say.
pub fn check() -> Result<()> {
    run(generated().env_remove("HOLDPOINT_UPDATE")).context("generated files differ from the Rust types: run `cargo xtask types` and commit what it writes")
}

fn generated() -> Command {
    let mut command = cargo();
    command.args(["test", "--locked", "--quiet", "--package", "holdpoint", "--lib", "generated"]);
    command
}
