//! `cargo xtask test`: everything that must pass.

use crate::browser::{CHROMIUM, FIREFOX};
use crate::cargo::cargo;
use crate::run::{program, run, say};
use crate::{build, check, fresh, node, pack, paths, runtimes, www};
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
    www::page()?;
    say("the types, as a user's compiler sees them");
    run(node::tool("typescript/bin/tsc").arg("--project").arg(paths::js_tests().join("tsconfig.json")))?;
    javascript(extent)?;
    if extent == Extent::All { runtimes::runtimes(&[]) } else { Ok(()) }
}

fn javascript(extent: Extent) -> Result<()> {
    let browsers = [(CHROMIUM.variable, CHROMIUM.find()?), (FIREFOX.variable, FIREFOX.find()?)];
    let tests: Vec<PathBuf> = fresh::files(&paths::js_tests())?.into_iter().filter(|file| is_test(file)).collect();
    for (runtime, version) in node::runtimes()? {
        say(format!("the package, in Node {version}"));
        let mut command = program(runtime);
        command.current_dir(paths::js_tests()).args(["--test", "--test-reporter=spec"]).args(&tests);
        for (variable, browser) in &browsers {
            if let Some(browser) = browser {
                command.env(variable, browser);
            }
        }
        run(long(&mut command, extent))?;
    }
    Ok(())
}

fn is_test(file: &Path) -> bool {
    let installed = file.components().any(|part| part.as_os_str() == "node_modules");
    !installed && file.to_string_lossy().ends_with(".test.mjs")
}

/// Tells the tests how long they may take.
fn long(command: &mut Command, extent: Extent) -> &mut Command {
    if extent == Extent::All { command.env("HOLDPOINT_ALL", "1") } else { command }
}
