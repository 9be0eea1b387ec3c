//! `cargo xtask runtimes`: the packed package in every runtime and bundler, and natively, on ten thousand generated actions.

use crate::browser::{CHROMIUM, FIREFOX};
use crate::cargo::cargo;
use crate::node::npm;
use crate::run::{program, quietly, run, say};
use crate::{build, fresh, node, pack, paths};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};

/// Makes a user's project with the packed package and every tool in it, runs the cells there, and prints the table. `words` pick cells.
pub fn runtimes(words: &[&str]) -> Result<()> {
    build::package()?;
    let project = project()?;
    native(&project)?;
    let mut command = program(newest_node());
    command.current_dir(&project).arg("run.mjs").args(words);
    for browser in [CHROMIUM, FIREFOX] {
        if let Some(path) = browser.find()? {
            command.env(browser.variable, path);
        }
    }
    say("every runtime");
    run(&mut command).context("a runtime does not do what the others do; what it printed stands above the table")
}

/// A user's project with the packed package and nothing else in it, and the tools in the folder around it. All of it stands outside of the sources,
/// which are searched by others and need not be searched past a gigabyte.
fn project() -> Result<PathBuf> {
    let (sources, around, project) = (paths::js_tests().join("runtimes"), folder(), folder().join("project"));
    for old in ["cells", "programs", "out"] {
        let _ = fs::remove_dir_all(project.join(old));
    }
    for file in fresh::files(&sources)? {
        let name = file.strip_prefix(&sources)?;
        let target = if TOOLS.iter().any(|tools| name == Path::new(tools)) { around.join(name) } else { project.join(name) };
        fs::create_dir_all(target.parent().unwrap_or(&project))?;
        fs::copy(&file, target).with_context(|| format!("cannot copy {}", file.display()))?;
    }
    fs::copy(paths::js_tests().join("package.json"), project.join("package.json"))?;
    let tarball = project.join("holdpoint.tgz");
    fs::copy(pack::tarball()?, &tarball)?;
    install("tools", &around, &TOOLS.map(|name| around.join(name)), &around.join("node_modules/.package-lock.json"), &["--no-save"])?;
    let package = project.join("node_modules/holdpoint");
    install("package", &project, std::slice::from_ref(&tarball), &package, &["--no-save", "--no-package-lock", "--prefer-offline", "holdpoint.tgz"])?;
    Ok(project)
}

/// What says which tools there are.
const TOOLS: [&str; 3] = ["package.json", "package-lock.json", ".npmrc"];

/// `npm install` and not `npm ci`, which refuses a lock file without the packages for platforms that the registry at hand did not have. The versions are the
/// lock file's all the same.
fn install(what: &str, folder: &Path, inputs: &[PathBuf], output: &Path, options: &[&str]) -> Result<()> {
    fresh::once(&format!("runtimes-{what}"), inputs, &[output.to_owned()], || {
        say(format!("npm install, of the {what} for the runtimes"));
        let _ = fs::remove_dir_all(output);
        quietly(npm().current_dir(folder).arg("install").args(options).args(["--no-audit", "--no-fund"]))
    })
}

/// What the native core decides about the actions.
fn native(project: &Path) -> Result<()> {
    say("the generated actions, natively");
    run(program(node::path_node()).arg(project.join("write-cases.mjs")).arg(folder().join("cases.json")))?;
    let _ = fs::remove_file(folder().join("native.json"));
    quietly(cargo().args(["test", "--locked", "--quiet", "--package", "holdpoint", "--test", "identical", "--", "--ignored"]))
}

/// The tools need a newer Node than the package does: their own, or the newest at hand.
fn newest_node() -> PathBuf {
    let places = [folder().join("node_modules/node-24/bin/node"), paths::root().join("node_modules/node/bin/node")];
    places.into_iter().find(|node| node.exists()).unwrap_or_else(node::path_node)
}

/// Where the tools, the project, the cases and the answers are.
fn folder() -> PathBuf {
    paths::root().join("target/runtimes")
}
