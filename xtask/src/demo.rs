//! `cargo xtask demo`: what a user sees who installs the package and runs its demo, and the page that shows it.

use crate::run::{program, run};
use crate::{build, node, pack, paths, www};
use anyhow::Result;
use std::io::IsTerminal;

/// Whether the page is served in the end, which goes on until it is stopped.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Page {
    /// Where a person can stop it.
    ForPeople,
    Always,
    Never,
}

/// Builds and installs the package, runs its demo, and serves the page.
pub fn demo(page: Page) -> Result<()> {
    build::package()?;
    pack::install()?;
    www::page()?;
    let node = node::newest()?;
    let cli = paths::js_tests().join("node_modules/holdpoint/dist/cli.js");
    run(program(&node).current_dir(paths::root()).arg(&cli).args(["demo", "--unattended", "--folder", "target/demo"]))?;
    println!("\nTo answer yourself: `{} {} demo --folder target/demo-mine`", node.display(), cli.display());
    let served = page == Page::Always || page == Page::ForPeople && std::io::stdout().is_terminal();
    if served {
        println!("\nThe same in a page, live:");
        return www::serve();
    }
    println!("\nThe same in a page, live: `cargo xtask demo --page` serves it, and {} holds its files.", paths::page().display());
    Ok(())
}
