//! `cargo xtask build`: from the sources to a packed npm package.

use crate::{bundle, declarations, glue, node, pack, sizes, wasm};
use anyhow::Result;

/// Builds what is not built yet and prints what came out.
pub fn build() -> Result<()> {
    package()?;
    sizes::print()
}

/// Builds what is not built yet.
pub fn package() -> Result<()> {
    // The absence of Node is said before a minute was spent on the wasm.
    node::packages()?;
    for engine in &wasm::ENGINES {
        glue::generate(engine)?;
    }
    bundle::bundle()?;
    declarations::write()?;
    pack::pack()
}
