//! What a user downloads.

use crate::run::{capture, program};
use crate::{fresh, node, pack, paths};
use anyhow::Result;
use std::fs;

/// Node has the compressors that browsers and servers use.
const PROGRAM: &str = r#"
const { readFileSync } = require("node:fs"), { basename } = require("node:path"), zlib = require("node:zlib");
const size = (bytes) => `${(bytes.length / 1024).toFixed(1)} KiB`.padStart(12);
console.log("size".padEnd(24) + ["raw", "gzip", "brotli"].map((name) => name.padStart(12)).join(""));
for (const path of process.argv.slice(1)) {
  const bytes = readFileSync(path);
  const packed = path.endsWith(".tgz");
  console.log(basename(path).padEnd(24) + size(bytes) + (packed ? "" : size(zlib.gzipSync(bytes, { level: 9 })) + size(zlib.brotliCompressSync(bytes))));
}"#;

/// Prints the sizes, raw and compressed.
pub fn print() -> Result<()> {
    let files = [
        "holdpoint.wasm",
        "calibration.wasm",
        "review.wasm",
        "index.js",
        "index.cjs",
        "index.workerd.js",
        "web.js",
        "review.js",
        "node.js",
        "replay.worker.js",
        "cli.js",
    ]
    .map(|name| paths::dist().join(name));
    let table = paths::work().join("sizes.txt");
    // The best compression of a megabyte takes seconds.
    fresh::once("sizes", &files, std::slice::from_ref(&table), || {
        let printed = capture(program(node::path_node()).arg("-e").arg(PROGRAM).args(&files).arg(pack::tarball()?))?;
        Ok(fs::write(&table, printed)?)
    })?;
    println!("{}", fs::read_to_string(&table)?);
    Ok(())
}
