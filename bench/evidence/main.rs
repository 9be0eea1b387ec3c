//! What the documentation says of calibration, shown on real logs: `cargo xtask evidence FOLDER` prints the tables and exits with 1 where a claim
//! does not hold.
//!
//! FOLDER holds `llm-confidence/llm-confidence.csv.gz` (or `.csv`), stated confidences and whether the answers were right
//! (NoamMichael/Comparing-Confidence-in-LLMs, MIT), and `tau-bench/gpt4o-airline-runs.csv`, one row a run (sierra-research/tau-bench, MIT). The
//! same folder gives the same tables: what is drawn by lot comes from one seed.

mod claims;
mod data;
mod floors;
mod learning;
mod monitoring;
mod pooled;
mod random;
mod repeated;
mod structure;
mod table;

use claims::Claims;
use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

/// What every section may fail with.
type Done<T = ()> = Result<T, Box<dyn Error>>;

/// Where every draw begins.
const SEED: u64 = 20_260_218;

fn main() -> ExitCode {
    let Some(folder) = std::env::args().nth(1) else {
        eprintln!("usage: evidence FOLDER");
        return ExitCode::from(2);
    };
    match show(Path::new(&folder)) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("evidence: {error}");
            ExitCode::FAILURE
        }
    }
}

/// All tables; whether every claim holds.
fn show(folder: &Path) -> Done<bool> {
    let logs = data::logs(folder)?;
    let runs = data::runs(folder)?;
    println!("{} logged claims in {} cells (model × question set), {} runs; seed {SEED}", logs.rows(), logs.cells.len(), runs.len());
    let mut claims = Claims::default();
    pooled::show(&logs, &mut claims)?;
    learning::show(&logs, &mut claims)?;
    floors::show(&logs, &mut claims)?;
    repeated::show(&runs, &mut claims)?;
    structure::show(&runs, &mut claims)?;
    monitoring::show(&logs, &mut claims)?;
    Ok(claims.show())
}
