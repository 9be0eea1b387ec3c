//! `cargo xtask evidence FOLDER`: what the documentation says of calibration, shown on real logs.

use crate::cargo::cargo;
use crate::run::run;
use anyhow::{Context, Result};

/// Prints the tables; an error where a claim of the documentation does not hold. `FOLDER` and what it holds: `bench/evidence/main.rs`.
pub fn evidence(folder: &str) -> Result<()> {
    // The program runs in the repository, wherever this tool was started.
    let folder = std::path::absolute(folder).with_context(|| format!("`{folder}` is no folder"))?;
    run(cargo().args(["run", "--quiet", "--release", "-p", "holdpoint", "--example", "evidence", "--"]).arg(folder))
}
