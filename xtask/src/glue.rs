//! Makes the JavaScript glue for the wasm, with the same version of wasm-bindgen that the wasm was compiled with.

use crate::wasm::Engine;
use crate::{fresh, paths};
use anyhow::{Context, Result};
use wasm_bindgen_cli_support::Bindgen;

/// Writes an engine's glue, its types, and the finished wasm: `generated/holdpoint.js`, `.d.ts`, `_bg.wasm`.
pub fn generate(engine: &Engine) -> Result<()> {
    let (out, wasm, name) = (paths::generated(), engine.compile()?, engine.name);
    let outputs = [".js", ".d.ts", "_bg.wasm"].map(|end| out.join(format!("{name}{end}")));
    fresh::once(&format!("glue-{name}"), std::slice::from_ref(&wasm), &outputs, || {
        let mut bindgen = Bindgen::new();
        bindgen.input_path(&wasm).out_name(name).typescript(true);
        bindgen.web(true)?.omit_default_module_path(true).reset_state_function(true);
        bindgen.remove_name_section(true).remove_producers_section(true);
        bindgen.generate(&out).context("wasm-bindgen cannot read the wasm; are the facade's and the build tool's versions of it the same?")
    })
}
