//! Node, and what comes from the npm registry.

use crate::run::{capture, program, quietly, say};
use crate::{fresh, paths};
use anyhow::{Context, Result, bail};
use std::path::{Path, PathBuf};
use std::process::Command;

const OLDEST: u32 = 20;

/// Installs what the lock file names.
pub fn packages() -> Result<()> {
    major(&path_node()).context("Node.js 20 or newer, with npm, is needed: install it so that `node` and `npm` are on the PATH")?;
    let root = paths::root();
    let inputs = [root.join("package.json"), root.join("package-lock.json"), paths::js().join("package.json")];
    // npm writes the second lock file last: a broken-off installation does not have it.
    fresh::once("npm", &inputs, &[root.join("node_modules/.package-lock.json")], || {
        say("npm ci");
        quietly(npm().args(["ci", "--no-audit", "--no-fund"]))
    })
}

/// npm of the PATH.
pub fn npm() -> Command {
    program(if cfg!(windows) { "npm.cmd" } else { "npm" })
}

/// A tool that `npm ci` installed, by the file that its package runs.
pub fn tool(script: &str) -> Command {
    let mut command = program(path_node());
    command.arg(paths::root().join("node_modules").join(script));
    command
}

/// The Node of the PATH, and the newer one that the lock file brings if it is another: what users have.
pub fn runtimes() -> Result<Vec<(PathBuf, u32)>> {
    let nodes = [path_node(), paths::root().join("node_modules/node/bin/node")];
    let mut runtimes = Vec::new();
    for node in nodes.into_iter().filter(|node| node.is_relative() || node.exists()) {
        let major = major(&node)?;
        if runtimes.iter().all(|(_, other)| *other != major) {
            runtimes.push((node, major));
        }
    }
    Ok(runtimes)
}

/// The newest at hand: SQLite came with Node 22.
pub fn newest() -> Result<PathBuf> {
    Ok(runtimes()?.into_iter().max_by_key(|(_, version)| *version).map_or_else(path_node, |(node, _)| node))
}

/// The 24 of `v24.9.0`.
fn major(node: &Path) -> Result<u32> {
    let version = capture(program(node).arg("--version"))?;
    let digits: String = version.trim_start_matches('v').chars().take_while(char::is_ascii_digit).collect();
    let major = digits.parse().with_context(|| format!("`{version}` is no version of Node"))?;
    if major < OLDEST {
        bail!("this is Node {version}; {OLDEST} is the oldest that holdpoint supports");
    }
    Ok(major)
}

/// The Node of the PATH.
pub fn path_node() -> PathBuf {
    PathBuf::from("node")
}
