//! Where things stand in the repository.

use std::path::{Path, PathBuf};

/// The repository.
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}

/// The source of the npm package.
pub fn js() -> PathBuf {
    root().join("bindings/js")
}

/// The wasm and its glue, which the sources of the package import.
pub fn generated() -> PathBuf {
    js().join("generated")
}

/// The bundles and declarations.
pub fn dist() -> PathBuf {
    js().join("dist")
}

/// The tests of the packed package, which is installed beside them.
pub fn js_tests() -> PathBuf {
    root().join("js-tests")
}

/// What the build tool makes for itself; in the repository's own target folder wherever cargo's may be.
pub fn work() -> PathBuf {
    root().join("target/build")
}

/// The packed package.
pub fn npm() -> PathBuf {
    root().join("target/npm")
}

/// The page, ready to be served.
pub fn page() -> PathBuf {
    root().join("target/www")
}
