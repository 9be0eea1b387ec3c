//! Compiles the facade to wasm, once for each engine.

use crate::cargo::{cargo, registries};
use crate::route::{self, Route, TARGET};
use crate::run::{program, run};
use crate::{fresh, paths};
use anyhow::{Context, Result};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The engines: the feature of the facade that each is made of, and its name in the package.
pub const ENGINES: [Engine; 3] =
    [Engine { feature: "gate", name: "holdpoint" }, Engine { feature: "calibration", name: "calibration" }, Engine { feature: "review", name: "review" }];

/// One wasm of the package.
pub struct Engine {
    feature: &'static str,
    pub name: &'static str,
}

impl Engine {
    /// Compiles and gives the place of the wasm. Cargo alone would compile the facade anew whenever the engines take turns in its folder.
    pub fn compile(&self) -> Result<PathBuf> {
        let root = paths::root();
        let inputs = ["src", "bindings/wasm", "Cargo.toml", "Cargo.lock"].map(|name| root.join(name));
        let own = folder().join(format!("{}.wasm", self.name));
        fresh::once(self.name, &inputs, std::slice::from_ref(&own), || self.compile_to(&own))?;
        Ok(own)
    }

    fn compile_to(&self, own: &Path) -> Result<()> {
        let route = route::pick()?;
        let mut command = compiler(&route);
        command.args(["--locked", "--profile", "wasm", "--package", "holdpoint-wasm", "--target", TARGET]);
        command.args(["--no-default-features", "--features", self.feature]);
        command.arg("--target-dir").arg(folder()).env("CARGO_ENCODED_RUSTFLAGS", flags().join("\u{1f}"));
        run(&mut command)?;
        // The other engines are compiled to the same place.
        let made = folder().join(TARGET).join("wasm/holdpoint_wasm.wasm");
        fs::copy(&made, own).with_context(|| format!("cannot copy {}", made.display()))?;
        Ok(())
    }
}

/// A folder of its own: two compilers that share one would rebuild what the other built.
fn folder() -> PathBuf {
    paths::work().join("wasm")
}

fn compiler(route: &Route) -> Command {
    match route {
        Route::Own => {
            let mut command = cargo();
            command.arg("build");
            command
        }
        Route::Debian { linker } => {
            let mut command = program("/usr/bin/cargo");
            for name in ["RUSTUP_TOOLCHAIN", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_BUILD_RUSTC", "CARGO_BUILD_RUSTC_WRAPPER"] {
                command.env_remove(name);
            }
            // The target's standard library is built from source, which is for nightly compilers unless they are told otherwise.
            command.env("RUSTC", "/usr/bin/rustc").env("RUSTC_BOOTSTRAP", "1").env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
            command.args(["build", "-Z", "build-std=std,panic_abort"]);
            command
        }
    }
}

/// Panic texts name source files: as they are called in the project, not where they lie on this machine.
fn flags() -> Vec<String> {
    let crates = registries().into_iter().map(|folder| (folder, "crates"));
    let places = crates.chain([(paths::root(), "holdpoint"), (PathBuf::from("/usr/lib/rustlib/src/rust"), "rust")]);
    places.map(|(from, to)| format!("--remap-path-prefix={}={to}", from.display())).collect()
}
