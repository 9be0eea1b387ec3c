//! Replays what the fuzz targets kept, and every input that once broke a law: see `fuzz/README.md`.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "a test that panics has failed, which is the point")]

mod checks;

use std::fs;
use std::path::{Path, PathBuf};

#[test]
fn every_kept_input_keeps_the_laws() {
    let mut count = 0;
    for (target, check) in checks::CHECKS {
        for file in files(target) {
            // The test harness shows what is printed only where a check fails: the last one is it.
            println!("{}", file.display());
            check(&fs::read(&file).unwrap());
            count += 1;
        }
    }
    assert!(count >= LEAST, "only {count} inputs were found");
}

/// As many as there were when somebody last counted: a folder that gets lost is noticed.
const LEAST: usize = 384;

/// The corpus and the regressions of one target.
fn files(target: &str) -> Vec<PathBuf> {
    let folders = ["fuzz/corpus", "fuzz/regressions"].map(|folder| Path::new(folder).join(target));
    let mut files: Vec<_> = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}
