//! `cargo xtask www`: the page, as a folder that any server of static files can serve.

use crate::run::{program, run, say};
use crate::{build, fresh, node, paths};
use anyhow::Result;

/// Builds the package and the page on it, and says where it is.
pub fn www() -> Result<()> {
    build::package()?;
    page()?;
    println!("{}", paths::page().display());
    Ok(())
}

/// Builds the page from the package that is built.
pub fn page() -> Result<()> {
    let (root, folder) = (paths::root(), paths::page());
    let inputs = [root.join("www"), paths::js().join("src"), paths::dist(), root.join("package-lock.json")];
    fresh::once("www", &inputs, &[folder.join("index.html.br")], || {
        say("the page");
        run(node::tool("typescript/bin/tsc").arg("--project").arg(root.join("www/tsconfig.json")))?;
        run(program(node::path_node()).arg(root.join("www/build.mjs")).arg(&folder))
    })
}

/// Serves it on this machine until it is told to stop.
pub fn serve() -> Result<()> {
    run(program(node::path_node()).arg(paths::root().join("www/serve.mjs")))
}
