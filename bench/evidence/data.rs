//! The logs.

use super::Done;
use holdpoint::calibration::Samples;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::Command;

/// A claim and whether it came true, 1 or 0.
pub type Row = (f64, u8);

/// Claims and outcomes of one model on one question set.
pub struct Cell {
    /// `model/set`: also a key that calibrators are pooled by.
    pub key: String,
    /// In the order in which they were logged.
    pub rows: Vec<Row>,
}

/// All cells, by key.
pub struct Logs {
    /// By key.
    pub cells: Vec<Cell>,
}

impl Logs {
    /// How many rows there are.
    pub fn rows(&self) -> usize {
        self.cells.iter().map(|cell| cell.rows.len()).sum()
    }

    /// The rows of all cells.
    pub fn all(&self) -> Vec<Row> {
        self.cells.iter().flat_map(|cell| cell.rows.iter().copied()).collect()
    }
}

/// Rows as two columns.
pub struct Columns(Vec<f64>, Vec<u8>);

impl Columns {
    /// Copies rows.
    pub fn of(rows: &[Row]) -> Self {
        let (confidence, correct) = rows.iter().copied().unzip();
        Self(confidence, correct)
    }

    /// As the library takes them.
    pub fn samples(&self) -> Done<Samples<'_>> {
        Samples::new(&self.0, &self.1).map_err(|refusal| format!("{refusal:?}").into())
    }
}

/// Rows with a confidence from 0 to 1; others the models left without one.
pub fn logs(folder: &Path) -> Done<Logs> {
    let text = text(&folder.join("llm-confidence/llm-confidence.csv"))?;
    let (head, lines) = text.split_once('\n').ok_or("the logs are empty")?;
    let column = columns(head);
    let (model, set, claim, correct) = (column("llm")?, column("qset")?, column("stated_confidence")?, column("correct")?);
    let mut cells: BTreeMap<String, Vec<Row>> = BTreeMap::new();
    for line in lines.lines() {
        let fields: Vec<&str> = line.split(',').collect();
        let field = |at: usize| fields.get(at).copied().unwrap_or_default().trim_matches('"');
        let Ok(confidence) = field(claim).parse::<f64>() else { continue };
        let outcome = match field(correct) {
            "TRUE" => 1,
            "FALSE" => 0,
            _ => continue,
        };
        if (0.0..=1.0).contains(&confidence) {
            cells.entry(format!("{}/{}", field(model), field(set))).or_default().push((confidence, outcome));
        }
    }
    Ok(Logs { cells: cells.into_iter().map(|(key, rows)| Cell { key, rows }).collect() })
}

/// One run of an agent on a task.
pub struct Run {
    /// Runs of one task are alike.
    pub task: u64,
    /// Whether the task was solved.
    pub solved: bool,
    /// What the run looks like from outside, in the order of [`STRUCTURE`].
    pub structure: Vec<f64>,
}

/// Nothing of these says what was asked or answered.
pub const STRUCTURE: [&str; 6] = ["n_messages", "n_assistant", "n_tool_calls", "n_tool_errors", "n_write_calls", "n_transfer_to_human"];

/// Runs in the order of the file.
pub fn runs(folder: &Path) -> Done<Vec<Run>> {
    let text = text(&folder.join("tau-bench/gpt4o-airline-runs.csv"))?;
    let (head, lines) = text.split_once('\n').ok_or("the runs are empty")?;
    let column = columns(head);
    let (task, reward) = (column("task_id")?, column("reward")?);
    let structure = STRUCTURE.map(column).into_iter().collect::<Done<Vec<usize>>>()?;
    let run = |line: &str| -> Done<Run> {
        let fields: Vec<&str> = line.split(',').collect();
        let field = |at: usize| fields.get(at).copied().ok_or("a run lacks a field");
        let numbers = structure.iter().map(|at| Ok(field(*at)?.parse()?)).collect::<Done<Vec<f64>>>()?;
        Ok(Run { task: field(task)?.parse()?, solved: field(reward)?.parse::<f64>()? == 1.0, structure: numbers })
    };
    lines.lines().map(run).collect()
}

/// Where a column stands, by its name.
fn columns(head: &str) -> impl Fn(&str) -> Done<usize> + Copy + '_ {
    move |name| head.split(',').position(|found| found.trim().trim_matches('"') == name).ok_or_else(|| format!("there is no column `{name}`").into())
}

/// A file's text, or that of the same file with `.gz` behind its name.
fn text(path: &Path) -> Done<String> {
    if path.exists() {
        return Ok(fs::read_to_string(path)?);
    }
    let packed = path.with_extension("csv.gz");
    if !packed.exists() {
        return Err(format!("neither `{}` nor `{}` is there", path.display(), packed.display()).into());
    }
    let output = Command::new("gzip").arg("-dc").arg(&packed).output().map_err(|error| format!("`gzip` does not start ({error}); unpack it yourself"))?;
    if !output.status.success() {
        return Err(format!("`gzip -dc {}` failed", packed.display()).into());
    }
    Ok(String::from_utf8(output.stdout)?)
}
