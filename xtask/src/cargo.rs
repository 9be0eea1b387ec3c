//! The cargo that started this tool, and what it knows.

use crate::run::program;
use anyhow::{Context, Result};
use std::path::PathBuf;
use std::process::Command;

/// The user's own cargo, for everything but a wasm build that needs another.
pub fn cargo() -> Command {
    program(std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()))
}

/// Where the sources of the dependencies lie, one folder for each registry.
pub fn registries() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let entries = home.and_then(|home| std::fs::read_dir(home.join("registry/src")).ok());
    entries.into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

/// A field of the workspace's manifest, as `version`.
pub fn workspace_field(name: &str) -> Result<String> {
    let manifest = std::fs::read_to_string(crate::paths::root().join("Cargo.toml"))?;
    let section = manifest.split("[workspace.package]").nth(1).context("Cargo.toml has no [workspace.package]")?;
    let line = section.lines().find(|line| line.split('=').next().is_some_and(|key| key.trim() == name));
    let value = line.and_then(|line| line.split('"').nth(1));
    value.map(str::to_owned).with_context(|| format!("[workspace.package] in Cargo.toml has no `{name}`"))
}
