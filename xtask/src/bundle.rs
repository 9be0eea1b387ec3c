//! Bundles the TypeScript sources.

use crate::run::{run, say};
use crate::{fresh, node, paths};
use anyhow::{Context, Result};
use std::fs;
use std::path::PathBuf;

/// One file of the package.
struct Bundle {
    entry: &'static str,
    file: &'static str,
    options: &'static [&'static str],
}

/// The wasms are in the file as text, which no bundler of a user can lose.
const INLINE: &str = "--loader:.wasm=base64";
/// There the wasms are modules beside the file.
const WORKERD: &str = "--alias:wasm-modules=./src/wasm-modules.workerd.ts";
/// There a page fetches them.
const WEB: &str = "--alias:wasm-modules=./src/wasm-modules.web.ts";
/// Lit is inside, by the field that its packages have.
const MAIN: &str = "--main-fields=module,main";
/// Entries beside the first never carry an engine of their own.
const OUTSIDE: [&str; 2] = ["--external:holdpoint", "--external:yaml"];

/// CommonJS knows its file by another name.
const PLACE: [&str; 2] = ["--define:import.meta.url=__place", "--banner:js='use strict'; const __place = require('node:url').pathToFileURL(__filename).href;"];

const BUNDLES: [Bundle; 15] = [
    Bundle { entry: "index.ts", file: "index.js", options: &["--format=esm", "--platform=neutral", INLINE] },
    Bundle { entry: "index.ts", file: "index.cjs", options: &["--format=cjs", "--platform=neutral", INLINE] },
    Bundle { entry: "index.ts", file: "index.workerd.js", options: &["--format=esm", "--platform=neutral", "--external:./dist/*.wasm", WORKERD] },
    Bundle { entry: "web.ts", file: "web.js", options: &["--format=esm", "--platform=neutral", WEB] },
    Bundle { entry: "web.ts", file: "web.cjs", options: &["--format=cjs", "--platform=neutral", WEB] },
    Bundle { entry: "node.ts", file: "node.js", options: &["--format=esm", "--platform=node"] },
    Bundle { entry: "node.ts", file: "node.cjs", options: &["--format=cjs", "--platform=node", PLACE[0], PLACE[1]] },
    Bundle { entry: "review.ts", file: "review.js", options: &["--format=esm", "--platform=neutral", MAIN] },
    Bundle { entry: "review.ts", file: "review.cjs", options: &["--format=cjs", "--platform=neutral", MAIN] },
    Bundle { entry: "stores/sqlite.ts", file: "stores/sqlite.js", options: &["--format=esm", "--platform=node"] },
    Bundle { entry: "stores/sqlite.ts", file: "stores/sqlite.cjs", options: &["--format=cjs", "--platform=node"] },
    Bundle { entry: "stores/conformance.ts", file: "stores/conformance.js", options: &["--format=esm", "--platform=neutral"] },
    Bundle { entry: "stores/conformance.ts", file: "stores/conformance.cjs", options: &["--format=cjs", "--platform=neutral"] },
    Bundle { entry: "log/worker.ts", file: "replay.worker.js", options: &["--format=esm", "--platform=node"] },
    Bundle { entry: "cli/main.ts", file: "cli.js", options: &["--format=esm", "--platform=node"] },
];

/// Writes the bundles and what lies beside them.
pub fn bundle() -> Result<()> {
    let (js, dist) = (paths::js(), paths::dist());
    let beside = beside();
    let mut inputs = vec![js.join("src"), js.join("tsconfig.json"), paths::root().join("package-lock.json"), paths::generated()];
    inputs.extend(beside.iter().map(|(source, _)| source.clone()));
    let outputs: Vec<_> = BUNDLES.iter().map(|bundle| dist.join(bundle.file)).collect();
    fresh::once("bundles", &inputs, &outputs, || {
        say("bundling");
        let _ = fs::remove_dir_all(&dist);
        fs::create_dir_all(dist.join("demo"))?;
        for (source, name) in &beside {
            fs::copy(source, dist.join(name)).with_context(|| format!("cannot copy {}", source.display()))?;
        }
        for Bundle { entry, file, options } in &BUNDLES {
            let mut esbuild = node::tool("esbuild/bin/esbuild");
            esbuild.current_dir(&js).arg(format!("src/{entry}")).arg(format!("--outfile=dist/{file}"));
            run(esbuild.args(["--bundle", "--target=es2022", "--log-level=warning"]).args(OUTSIDE).args(*options))?;
        }
        Ok(())
    })
}

/// What the package has beside its code: where it comes from, and its name there.
fn beside() -> [(PathBuf, &'static str); 6] {
    let example = paths::root().join("examples/airline");
    [
        (paths::generated().join("holdpoint_bg.wasm"), "holdpoint.wasm"),
        (paths::generated().join("calibration_bg.wasm"), "calibration.wasm"),
        (paths::generated().join("review_bg.wasm"), "review.wasm"),
        (paths::js().join("policy.schema.json"), "policy.schema.json"),
        (example.join("policy.yaml"), "demo/policy.yaml"),
        (example.join("actions.jsonl"), "demo/actions.jsonl"),
    ]
}
