//! Which compiler builds the wasm. Everything else is left to the user's own toolchain.

use crate::cargo::workspace_field;
use crate::paths;
use crate::run::{capture, program, say, succeeds_within};
use crate::system;
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The target as compilers call it.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// A compiler that can build the wasm.
pub enum Route {
    /// The user's compiler has the target.
    Own,
    /// Debian's compiler, which builds the target's standard library from Debian's sources with this linker.
    Debian { linker: PathBuf },
}

/// Picks the first way that works, those that need no download first, and says which.
pub fn pick() -> Result<Route> {
    if own_target() {
        say(format!("wasm: the {TARGET} target of your own Rust toolchain"));
        return Ok(Route::Own);
    }
    if let Some(route) = debian()? {
        say("wasm: Debian's Rust compiler, with a standard library built from source");
        return Ok(route);
    }
    if rustup_adds() {
        say(format!("wasm: the {TARGET} target, just added by rustup"));
        return Ok(Route::Own);
    }
    if system::installs() {
        let mut packages = vec!["rustc-web", "cargo-web", "rust-web-src"];
        if linker()?.is_none() {
            packages.push("lld");
        }
        system::install(&packages)?;
        if let Some(route) = debian()? {
            say("wasm: Debian's Rust compiler, just installed, with a standard library built from source");
            return Ok(route);
        }
    }
    bail!(
        "no compiler for WebAssembly here: run `rustup target add {TARGET}` (or, on Debian, `apt-get install rustc-web cargo-web rust-web-src lld`) and try again"
    )
}

fn own_target() -> bool {
    let libraries = capture(program("rustc").args(["--print", "target-libdir", "--target", TARGET]));
    libraries.is_ok_and(|folder| fs::read_dir(folder).is_ok_and(|mut entries| entries.any(|entry| entry.is_ok_and(|entry| is_core(&entry.path())))))
}

fn is_core(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("libcore-"))
}

/// Rustup waits long where it has no network, and would do so in every build: one failed attempt is remembered.
fn rustup_adds() -> bool {
    let failed = paths::work().join("rustup-cannot-add-the-target");
    if failed.exists() || system::find("rustup").is_none() {
        return false;
    }
    say(format!("wasm: asking rustup for the {TARGET} target"));
    if succeeds_within(program("rustup").args(["target", "add", TARGET]), Duration::from_secs(40)) {
        return true;
    }
    say("wasm: rustup failed, or did not answer within 40 seconds, and will not be asked again from here");
    let _ = fs::create_dir_all(paths::work()).and_then(|()| fs::write(failed, ""));
    false
}

/// Debian's compiler, if all of it is here and it is new enough.
fn debian() -> Result<Option<Route>> {
    if !["/usr/bin/cargo", "/usr/bin/rustc"].iter().all(|tool| Path::new(tool).exists()) {
        return Ok(None);
    }
    let sysroot = capture(program("/usr/bin/rustc").args(["--print", "sysroot"]))?;
    let version = capture(program("/usr/bin/rustc").arg("--version"))?;
    let sources = Path::new(&sysroot).join("lib/rustlib/src/rust/library/std");
    let new_enough = minor(&version)? >= minor(&workspace_field("rust-version")?)?;
    Ok(if sources.exists() && new_enough { linker()?.map(|linker| Route::Debian { linker }) } else { None })
}

/// The linker of the user's toolchain, or Debian's.
fn linker() -> Result<Option<PathBuf>> {
    let sysroot = capture(program("rustc").args(["--print", "sysroot"]))?;
    let about = capture(program("rustc").arg("-vV"))?;
    let host = about.lines().find_map(|line| line.strip_prefix("host: ")).context("`rustc -vV` names no host")?;
    let own = Path::new(&sysroot).join(format!("lib/rustlib/{host}/bin/rust-lld"));
    Ok([own, PathBuf::from("/usr/bin/wasm-ld")].into_iter().find(|linker| linker.exists()))
}

/// The 95 of `1.95` and of `rustc 1.95.0 (…)`.
fn minor(version: &str) -> Result<u32> {
    let number = version.split("1.").nth(1).map(|rest| rest.chars().take_while(char::is_ascii_digit).collect::<String>());
    number.and_then(|digits| digits.parse().ok()).with_context(|| format!("`{version}` is no Rust version"))
}
