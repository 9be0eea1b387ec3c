//! `cargo xtask chaos`: processes that die at every boundary, on a store that fails, and a look at everything afterwards.

use crate::run::{program, run};
use crate::{build, node, pack, paths};
use anyhow::{Context, Result};

/// Builds the package and lets the rounds go on it, in the newest Node at hand: `--rounds N`, `--seed S`, `--jobs J`.
pub fn chaos(options: &[&str]) -> Result<()> {
    build::package()?;
    pack::install()?;
    let (runtime, _) = node::runtimes()?.pop().context("no Node is at hand")?;
    run(program(runtime).arg(paths::js_tests().join("chaos/main.mjs")).args(options))
}
