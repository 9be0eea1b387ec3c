//! `cargo xtask bench`: speed, cold start, memory and size, with ratios to what was measured in the same run. Its packages are installed here alone.

use crate::cargo::cargo;
use crate::node::{self, npm};
use crate::run::{program, quietly, run, say};
use crate::{build, fresh, pack, paths};
use anyhow::{Result, bail};
use std::fs;
use std::path::PathBuf;

/// Builds, asserts that everybody decides the same, measures, and writes `target/bench.md`; `--quick` for a smoke test, `--write-docs` to put
/// the tables into `docs/performance.md` too.
pub fn bench(options: &[&str]) -> Result<()> {
    if let Some(unknown) = options.iter().find(|option| !["--quick", "--write-docs"].contains(option)) {
        bail!("`{unknown}` is no option of bench: --quick, --write-docs");
    }
    build::package()?;
    install()?;
    let [native, calibration] = ["native", "calibration"].map(native);
    say("everybody decides the same");
    let mut tests = program(node::path_node());
    if options.contains(&"--quick") {
        tests.env("HOLDPOINT_BENCH_QUICK", "1");
    }
    run(tests.current_dir(folder()).args(["--test", "--test-reporter=spec", "equivalent.test.mjs"]))?;
    run(program(node::path_node()).current_dir(folder()).arg("run.mjs").arg(native?).args(options))?;
    say("calibration, natively and in wasm");
    let quick = options.iter().filter(|option| **option == "--quick");
    run(program(node::path_node()).current_dir(folder()).arg("calibration.mjs").arg(calibration?).args(quick.clone()))?;
    say("context packages");
    run(program(node::path_node()).current_dir(folder()).arg("packages.mjs").args(quick.clone()))?;
    // SQLite came with Node 22.
    let Some((newest, 22..)) = node::runtimes()?.into_iter().max_by_key(|(_, major)| *major) else {
        say("stores and approvals are not measured: they need Node 22 or newer");
        return Ok(());
    };
    for (what, script) in [("the audit trail", "audit.mjs"), ("stores", "stores.mjs"), ("approvals", "approvals.mjs")] {
        say(what);
        run(program(&newest).current_dir(folder()).args(["--expose-gc", "--disable-warning=ExperimentalWarning", script]).args(quick.clone()))?;
    }
    Ok(())
}

fn folder() -> PathBuf {
    paths::root().join("bench")
}

/// What it is compared with, as the lock file has it, and the packed package.
fn install() -> Result<()> {
    pack::install()?;
    let modules = folder().join("node_modules");
    let inputs = ["package.json", "package-lock.json"].map(|name| folder().join(name));
    fresh::once("bench", &inputs, &[modules.join(".package-lock.json")], || {
        say("npm ci, for the benchmark");
        quietly(npm().current_dir(folder()).arg("ci"))
    })?;
    let (installed, own) = (paths::js_tests().join("node_modules/holdpoint"), modules.join("holdpoint"));
    fresh::once("bench-package", std::slice::from_ref(&installed), &[own.join("package.json")], || {
        let _ = fs::remove_dir_all(&own);
        pack::copy_folder(&installed, &own)?;
        // Somebody else here has another version of it.
        pack::copy_folder(&paths::js_tests().join("node_modules/yaml"), &own.join("node_modules/yaml"))
    })
}

/// The core as a program of this machine.
fn native(name: &str) -> Result<PathBuf> {
    say("the core, natively");
    let target = paths::work().join("native");
    run(cargo().args(["build", "--locked", "--quiet", "--release", "--package", "holdpoint", "--example", name, "--target-dir"]).arg(&target))?;
    Ok(target.join("release/examples").join(format!("{name}{}", std::env::consts::EXE_SUFFIX)))
}
