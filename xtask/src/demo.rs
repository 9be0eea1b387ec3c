//! `cargo xtask demo`: what a user sees who installs the package and runs its demo.

use crate::run::{program, run};
use crate::{build, node, pack, paths};
use anyhow::Result;

/// Builds and installs the package and runs its demo.
pub fn demo() -> Result<()> {
    build::package()?;
    pack::install()?;
    run(program(node::path_node()).arg(paths::js_tests().join("node_modules/holdpoint/dist/cli.js")).arg("demo"))
}
