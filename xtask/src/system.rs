//! Packages of the system, on a Debian machine where this user may install them.

use crate::run::{program, quietly, say, succeeds};
use anyhow::{Context, Result};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Whether packages can be installed here without asking anybody.
pub fn installs() -> bool {
    Path::new("/usr/bin/apt-get").exists() && (root() || succeeds(program("sudo").args(["-n", "true"])))
}

/// Installs packages; the lists of a new machine are fetched first.
pub fn install(packages: &[&str]) -> Result<()> {
    say(format!("apt-get install {}", packages.join(" ")));
    let install = || {
        let mut command = apt();
        command.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
        command
    };
    if succeeds(&mut install()) {
        return Ok(());
    }
    quietly(apt().args(["update", "-qq"])).context("cannot fetch Debian's package lists")?;
    quietly(&mut install()).with_context(|| format!("cannot install {}", packages.join(", ")))
}

fn apt() -> Command {
    let mut command = if root() { program("apt-get") } else { program("sudo") };
    if !root() {
        command.args(["-n", "DEBIAN_FRONTEND=noninteractive", "apt-get"]);
    }
    // Another installation that is under way is waited for.
    command.env("DEBIAN_FRONTEND", "noninteractive").args(["-o", "DPkg::Lock::Timeout=300"]);
    command
}

fn root() -> bool {
    crate::run::capture(program("id").arg("-u")).is_ok_and(|id| id == "0")
}

/// A program of the PATH.
pub fn find(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}
