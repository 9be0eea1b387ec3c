//! Work that is done once for the same inputs.

use crate::paths;
use anyhow::{Context, Result};
use std::collections::hash_map::DefaultHasher;
use std::fs;
use std::hash::{Hash, Hasher};
use std::path::{Path, PathBuf};

/// Does the work unless it was done for exactly these inputs before and its outputs still stand.
pub fn once(name: &str, inputs: &[PathBuf], outputs: &[PathBuf], work: impl FnOnce() -> Result<()>) -> Result<()> {
    let stamp = paths::work().join("stamps").join(name);
    let now = state(inputs).with_context(|| format!("cannot read the inputs of `{name}`"))?;
    if outputs.iter().all(|output| output.exists()) && fs::read_to_string(&stamp).is_ok_and(|before| before == now) {
        return Ok(());
    }
    let _ = fs::remove_file(&stamp);
    work()?;
    fs::create_dir_all(paths::work().join("stamps"))?;
    fs::write(&stamp, now).with_context(|| format!("cannot write {}", stamp.display()))
}

/// A number for the content of the inputs, and for this tool itself: a new tool may do the work differently.
fn state(inputs: &[PathBuf]) -> Result<String> {
    let mut hasher = DefaultHasher::new();
    let tool = fs::metadata(std::env::current_exe()?)?;
    (tool.len(), tool.modified()?).hash(&mut hasher);
    for input in inputs {
        for file in files(input)? {
            file.hash(&mut hasher);
            fs::read(&file)?.hash(&mut hasher);
        }
    }
    Ok(format!("{:016x}", hasher.finish()))
}

/// The files of a folder, or the file itself, in a fixed order.
pub fn files(path: &Path) -> Result<Vec<PathBuf>> {
    if !path.is_dir() {
        return Ok(if path.exists() { vec![path.to_owned()] } else { Vec::new() });
    }
    let mut entries = fs::read_dir(path)?.map(|entry| Ok(entry?.path())).collect::<Result<Vec<_>>>()?;
    entries.sort();
    let nested = entries.iter().map(|entry| files(entry)).collect::<Result<Vec<_>>>()?;
    Ok(nested.into_iter().flatten().collect())
}
