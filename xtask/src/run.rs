//! Running other programs: seen, checked, and with an environment that names no foreign toolchain.

use crate::paths;
use anyhow::{Context, Result, bail};
use std::ffi::OsStr;
use std::process::{Command, Stdio};
use std::time::Duration;

/// Says what the tool is about to do.
pub fn say(what: impl std::fmt::Display) {
    println!("==> {what}");
}

/// A program, started in the repository. What `cargo run` put into the environment for this tool itself does not reach it.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(paths::root());
    for (key, _) in std::env::vars_os() {
        let name = key.to_string_lossy();
        let own = name == "CARGO" || name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_");
        // The dynamic libraries of the compiler that built this tool are the wrong ones for another compiler.
        if own || name == "LD_LIBRARY_PATH" || name == "RUST_RECURSION_COUNT" {
            command.env_remove(&key);
        }
    }
    command
}

/// Runs a program to its end; what it prints is seen.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("`{}` does not start", shown(command)))?;
    if !status.success() {
        bail!("`{}` failed ({status})", shown(command));
    }
    Ok(())
}

/// Runs a program to its end; what it prints is seen only if it fails.
pub fn quietly(command: &mut Command) -> Result<()> {
    let output = command.stdin(Stdio::null()).output().with_context(|| format!("`{}` does not start", shown(command)))?;
    if !output.status.success() {
        print!("{}", String::from_utf8_lossy(&output.stdout));
        eprint!("{}", String::from_utf8_lossy(&output.stderr));
        bail!("`{}` failed ({})", shown(command), output.status);
    }
    Ok(())
}

/// Runs a program and gives what it printed.
pub fn capture(command: &mut Command) -> Result<String> {
    let output = command.stderr(Stdio::inherit()).output().with_context(|| format!("`{}` does not start", shown(command)))?;
    if !output.status.success() {
        bail!("`{}` failed ({}): {}", shown(command), output.status, String::from_utf8_lossy(&output.stdout).trim());
    }
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// Runs a program silently and says whether it succeeded within the time.
pub fn succeeds_within(command: &mut Command, limit: Duration) -> bool {
    let child = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).spawn();
    let Ok(mut child) = child else { return false };
    let pause = Duration::from_millis(100);
    for _ in 0..limit.as_millis() / pause.as_millis() {
        match child.try_wait() {
            Ok(Some(status)) => return status.success(),
            _ => std::thread::sleep(pause),
        }
    }
    let _ = child.kill();
    let _ = child.wait();
    false
}

/// Runs a program silently and says whether it is there and succeeded.
pub fn succeeds(command: &mut Command) -> bool {
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok_and(|status| status.success())
}

fn shown(command: &Command) -> String {
    let words: Vec<_> = std::iter::once(command.get_program()).chain(command.get_args()).map(OsStr::to_string_lossy).collect();
    words.join(" ")
}
