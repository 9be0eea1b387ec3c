//! Checks the types of the sources and writes the declarations of the package.

use crate::run::{run, say};
use crate::{fresh, node, paths};
use anyhow::{Context, Result};
use std::collections::BTreeSet;
use std::fs;

/// The entries that have types.
const ENTRIES: [&str; 6] = ["index", "node", "web", "review", "stores/sqlite", "stores/conformance"];

/// Writes the declarations that an entry reaches, once for each module system: `.d.ts` and `.d.cts`.
pub fn write() -> Result<()> {
    let (js, dist, out) = (paths::js(), paths::dist(), paths::work().join("types"));
    let inputs = [js.join("src"), js.join("tsconfig.json"), js.join("tsconfig.types.json"), paths::generated(), paths::root().join("package-lock.json")];
    let outputs = ENTRIES.map(|entry| dist.join(format!("{entry}.d.cts")));
    fresh::once("declarations", &inputs, &outputs, || {
        say("checking types");
        let _ = fs::remove_dir_all(&out);
        for project in ["tsconfig.json", "tsconfig.types.json"] {
            run(node::tool("typescript/bin/tsc").arg("--project").arg(js.join(project)))?;
        }
        for module in reached()? {
            let text = declaration(&module)?;
            if let Some((folder, _)) = module.rsplit_once('/') {
                fs::create_dir_all(dist.join(folder))?;
            }
            fs::write(dist.join(format!("{module}.d.ts")), text.replace(".ts\"", ".js\""))?;
            fs::write(dist.join(format!("{module}.d.cts")), text.replace(".ts\"", ".cjs\""))?;
        }
        Ok(())
    })
}

/// The modules that the entries' declarations name, directly or not; the engine's insides are not among them.
fn reached() -> Result<BTreeSet<String>> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<String> = ENTRIES.iter().map(ToString::to_string).collect();
    while let Some(module) = open.pop() {
        if reached.insert(module.clone()) {
            let text = declaration(&module)?;
            let named = text.split('"').filter(|text| text.starts_with('.')).filter_map(|text| text.strip_suffix(".ts"));
            open.extend(named.map(|named| beside(&module, named)));
        }
    }
    Ok(reached)
}

/// What a module means by `./name` or `../name`.
fn beside(module: &str, named: &str) -> String {
    let mut path: Vec<&str> = module.split('/').collect();
    path.pop();
    for part in named.split('/') {
        match part {
            "." => {}
            ".." => drop(path.pop()),
            name => path.push(name),
        }
    }
    path.join("/")
}

fn declaration(module: &str) -> Result<String> {
    let path = paths::work().join("types").join(format!("{module}.d.ts"));
    fs::read_to_string(&path).with_context(|| format!("cannot read the declarations of `{module}`"))
}
