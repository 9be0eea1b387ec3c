//! `cargo xtask check`: what can be seen without running the product.

use crate::cargo::cargo;
use crate::run::{quietly, run, say};
use crate::{build, node, pack, types};
use anyhow::Result;

/// Format, lints, generated files, and the shape of the package.
pub fn check() -> Result<()> {
    lints()?;
    types::check()?;
    build::package()?;
    shape()
}

/// The format and the lints of the Rust sources.
pub fn lints() -> Result<()> {
    say("format and lints");
    run(cargo().args(["fmt", "--all", "--check"]))?;
    run(cargo().args(["clippy", "--locked", "--quiet", "--workspace", "--all-targets", "--", "--deny", "warnings"]))
}

/// Whether every way of importing the package finds its code and its types.
pub fn shape() -> Result<()> {
    say("the shape of the package");
    let tarball = pack::tarball()?;
    quietly(node::tool("publint/src/cli.js").args(["run", "--strict"]).arg(&tarball))?;
    // The entries that are no code have no types; `node10` knows no entries beside the first.
    let options = [
        "--no-emoji",
        "--no-color",
        "--profile",
        "node16",
        "--exclude-entrypoints",
        "./holdpoint.wasm",
        "./calibration.wasm",
        "./review.wasm",
        "./policy.schema.json",
        "./package.json",
    ];
    quietly(node::tool("@arethetypeswrong/cli/dist/index.js").arg(&tarball).args(options))
}
