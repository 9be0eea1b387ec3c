//! `cargo xtask dashboard`: the example dashboard, on the package as it is built.

use crate::run::{program, run};
use crate::{build, node, pack, paths};
use anyhow::Result;
use std::fs;

/// Builds the package, installs it into the example, and serves that until it is stopped.
pub fn dashboard() -> Result<()> {
    build::package()?;
    let example = paths::root().join("examples/dashboard");
    pack::install_in(&example)?;
    let store = paths::root().join("target/dashboard");
    fs::create_dir_all(&store)?;
    run(program(&node::newest()?).current_dir(&example).arg("serve.mjs").arg("--store").arg(store.join("approvals.db")))
}
