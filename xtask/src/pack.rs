//! Packs the package as it is published, and installs it as its users do.

use crate::cargo::workspace_field;
use crate::node::npm;
use crate::run::{quietly, say};
use crate::{fresh, paths};
use anyhow::{Context, Result, bail};
use std::fs;
use std::path::{Path, PathBuf};

/// Packs `target/npm/holdpoint-<version>.tgz`.
pub fn pack() -> Result<()> {
    let (root, js, stage) = (paths::root(), paths::js(), paths::work().join("package"));
    same_version()?;
    let beside = ["README.md", "LICENSE-MIT", "LICENSE-APACHE", "LICENSE-BUNDLED"];
    let mut inputs = vec![js.join("package.json"), paths::dist()];
    inputs.extend(beside.iter().map(|name| root.join(name)));
    fresh::once("pack", &inputs, &[tarball()?], || {
        say("packing");
        let _ = fs::remove_dir_all(&stage);
        fs::create_dir_all(&stage)?;
        fs::create_dir_all(paths::npm())?;
        fs::copy(js.join("package.json"), stage.join("package.json"))?;
        for name in beside {
            fs::copy(root.join(name), stage.join(name)).with_context(|| format!("the package needs `{name}` of the repository"))?;
        }
        copy_folder(&paths::dist(), &stage.join("dist"))?;
        quietly(npm().args(["pack", "--pack-destination"]).arg(paths::npm()).arg(&stage))
    })
}

/// Installs the packed package beside the tests, as a user's project has it.
pub fn install() -> Result<()> {
    install_in(&paths::js_tests())
}

/// Installs the packed package into a folder that has a `package.json`.
pub fn install_in(folder: &Path) -> Result<()> {
    let tarball = tarball()?;
    let modules = folder.join("node_modules");
    let step = format!("install-{}", folder.file_name().unwrap_or_default().to_string_lossy());
    fresh::once(&step, &[tarball.clone(), folder.join("package.json")], &[modules.join("holdpoint")], || {
        say("installing the packed package");
        let _ = fs::remove_dir_all(&modules);
        let options = ["install", "--no-save", "--no-package-lock", "--prefer-offline", "--no-audit", "--no-fund"];
        quietly(npm().current_dir(folder).args(options).arg(&tarball))
    })
}

/// The packed package.
pub fn tarball() -> Result<PathBuf> {
    Ok(paths::npm().join(format!("holdpoint-{}.tgz", workspace_field("version")?)))
}

/// Copies all files of a folder.
pub fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    for file in fresh::files(from)? {
        let target = to.join(file.strip_prefix(from)?);
        fs::create_dir_all(target.parent().unwrap_or(to))?;
        fs::copy(&file, target)?;
    }
    Ok(())
}

/// The crate and the npm package are one product with one version.
fn same_version() -> Result<()> {
    let version = workspace_field("version")?;
    for file in ["bindings/js/package.json", "package-lock.json"] {
        let text = fs::read_to_string(paths::root().join(file))?;
        let entry = text.split("\"name\": \"holdpoint\",").nth(1).and_then(|rest| rest.trim_start().lines().next());
        if entry != Some(&format!("\"version\": \"{version}\",")) {
            bail!("Cargo.toml says version {version} and {file} another: write the same in both (`npm install` mends the lock file)");
        }
    }
    Ok(())
}
