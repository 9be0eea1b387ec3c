//! `cargo xtask test`: everything that must pass.

use crate::cargo::cargo;
use crate::run::{program, run, say};
use crate::{build, check, fresh, node, pack, paths, system};
use anyhow::Result;
use std::path::{Path, PathBuf};
use std::process::Command;

/// How long the tests may take.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Extent {
    Usual,
    All,
}

/// Lints, the core's own tests, then the packed package in every runtime at hand.
pub fn test(extent: Extent) -> Result<()> {
    check::lints()?;
    say("the core");
    run(long(cargo().args(["test", "--locked", "--quiet", "--package", "holdpoint"]).env_remove("HOLDPOINT_UPDATE"), extent))?;
    build::build()?;
    check::shape()?;
    pack::install()?;
    say("the types, as a user's compiler sees them");
    run(node::tool("typescript/bin/tsc").arg("--project").arg(paths::js_tests().join("tsconfig.json")))?;
    javascript(extent)
}

fn javascript(extent: Extent) -> Result<()> {
    let browser = browser()?;
    let tests: Vec<PathBuf> = fresh::files(&paths::js_tests())?.into_iter().filter(|file| is_test(file)).collect();
    for (runtime, version) in node::runtimes()? {
        say(format!("the package, in Node {version}"));
        let mut command = program(runtime);
        command.current_dir(paths::js_tests()).args(["--test", "--test-reporter=spec"]).args(&tests);
        if let Some(browser) = &browser {
            command.env("HOLDPOINT_CHROMIUM", browser);
        }
        run(long(&mut command, extent))?;
    }
    Ok(())
}

fn is_test(file: &Path) -> bool {
    let installed = file.components().any(|part| part.as_os_str() == "node_modules");
    !installed && file.to_string_lossy().ends_with(".test.mjs")
}

/// Chromium: the one that the environment names, one on the PATH, or one installed where that can be done unasked.
fn browser() -> Result<Option<PathBuf>> {
    if let Some(named) = std::env::var_os("HOLDPOINT_CHROMIUM") {
        return Ok(Some(named.into()));
    }
    let found = || ["chromium", "chromium-browser", "google-chrome"].iter().find_map(|name| system::find(name));
    if found().is_none() && system::installs() {
        system::install(&["chromium"])?;
    }
    Ok(found())
}

/// Tells the tests how long they may take.
fn long(command: &mut Command, extent: Extent) -> &mut Command {
    if extent == Extent::All { command.env("HOLDPOINT_ALL", "1") } else { command }
}
