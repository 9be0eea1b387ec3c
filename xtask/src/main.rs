//! `cargo xtask TASK`: builds, tests and shows the project. One file per task; this one only picks.

mod bench;
mod browser;
mod build;
mod bundle;
mod cargo;
mod chaos;
mod check;
mod dashboard;
mod declarations;
mod demo;
mod evidence;
mod fresh;
mod glue;
mod node;
mod pack;
mod paths;
mod route;
mod run;
mod runtimes;
mod sizes;
mod system;
mod test;
mod types;
mod wasm;
mod www;

use std::process::ExitCode;

const USAGE: &str = "usage: cargo xtask TASK

  build            the npm package, packed under target/npm
  test [--all]     everything that must pass, on the packed package as users get it; --all adds the long runs
  demo             builds the package, runs its demo, and serves the page in a terminal; --page always, --no-page never
  dashboard        builds the package and serves the example dashboard, with a few agents that want things
  www              the page as a folder of static files, under target/www
  bench            speed, cold start, memory and size beside other engines; --quick to try it, --write-docs to keep it
  chaos            rounds of processes that die, on a store that fails; --rounds N, --seed S, --jobs J
  evidence FOLDER  what the documentation says of calibration, on real logs
  runtimes         the packed package in every runtime and bundler, on ten thousand actions; words pick by name
  check            the quick lints: format, clippy, generated files, the shape of the package
  types            writes the files that are generated from the Rust types";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let done = match args.as_slice() {
        ["build"] => build::build(),
        ["test"] => test::test(test::Extent::Usual),
        ["test", "--all"] => test::test(test::Extent::All),
        ["demo"] => demo::demo(demo::Page::ForPeople),
        ["demo", "--page"] => demo::demo(demo::Page::Always),
        ["demo", "--no-page"] => demo::demo(demo::Page::Never),
        ["dashboard"] => dashboard::dashboard(),
        ["www"] => www::www(),
        ["runtimes", words @ ..] => runtimes::runtimes(words),
        ["bench", options @ ..] => bench::bench(options),
        ["chaos", options @ ..] => chaos::chaos(options),
        ["evidence", folder] => evidence::evidence(folder),
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
