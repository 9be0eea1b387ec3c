//! What is wrong with a log, and where.

use crate::codes::Code;
use crate::document::Count;
use serde::Serialize;

/// The first thing that is wrong with a log.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Flaw {
    /// The line that it is on, from 1; null where it is on none, such as an entry that is missing at the end.
    pub line: Option<Count>,
    /// The entry, from 0; where it cannot be told which of several, the first of them. Null where it is no entry.
    pub seq: Option<Count>,
    /// What kind of flaw.
    pub code: Code,
    /// A sentence that says what is wrong.
    pub message: String,
}

impl Flaw {
    pub(super) fn new(line: Option<u64>, seq: Option<u64>, code: Code, message: String) -> Self {
        Self { line: line.map(Count), seq: seq.map(Count), code, message }
    }

    /// The entry that is bad, or the first that may be.
    pub fn seq(&self) -> Option<u64> {
        self.seq.map(|seq| seq.0)
    }

    /// The line that it is on.
    pub fn line(&self) -> Option<u64> {
        self.line.map(|line| line.0)
    }
}
