//! `cargo xtask TASK`: builds, tests and shows the project. One file per task; this one only picks.

mod build;
mod bundle;
mod cargo;
mod check;
mod declarations;
mod demo;
mod fresh;
mod glue;
mod node;
mod pack;
mod paths;
mod route;
mod run;
mod sizes;
mod system;
mod test;
mod types;
mod wasm;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask TASK

  build          the npm package, packed under target/npm
  test [--all]   everything that must pass, on the packed package as users get it; --all adds the long runs
  demo           builds the package and runs its demo
  check          the quick lints: format, clippy, generated files, the shape of the package
  types          writes the files that are generated from the Rust types";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["build"] => build::build(),
        ["test"] => test::test(test::Extent::Usual),
        ["test", "--all"] => test::test(test::Extent::All),
        ["demo"] => demo::demo(),
        ["check"] => check::check(),
        ["types"] => types::write(),
        _ => {
            eprintln!("{USAGE}");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nxtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}
