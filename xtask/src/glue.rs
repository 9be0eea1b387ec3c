//! Makes the JavaScript glue for the wasm, with the same version of wasm-bindgen that the wasm was compiled with.

use crate::{fresh, paths};
use anyhow::{Context, Result};
use std::path::Path;
use wasm_bindgen_cli_support::Bindgen;

/// Writes `generated/holdpoint.js`, its types, and the finished `generated/holdpoint_bg.wasm`.
pub fn generate(wasm: &Path) -> Result<()> {
    let out = paths::generated();
    let outputs = ["holdpoint.js", "holdpoint.d.ts", "holdpoint_bg.wasm"].map(|name| out.join(name));
    fresh::once("glue", &[wasm.to_path_buf()], &outputs, || {
        let mut bindgen = Bindgen::new();
        bindgen.input_path(wasm).out_name("holdpoint").typescript(true);
        bindgen.web(true)?.omit_default_module_path(true).reset_state_function(true);
        bindgen.remove_name_section(true).remove_producers_section(true);
        bindgen.generate(&out).context("wasm-bindgen cannot read the wasm; are the facade's and the build tool's versions of it the same?")
    })
}
