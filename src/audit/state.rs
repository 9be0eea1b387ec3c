//! What is known of a log while it streams by, and what is said of it in the end.

use super::entry::LogHead;
use super::flaw::Flaw;
use super::hash::Hash;
use crate::document::{Count, Issues, Read, Time, document, words};
use crate::json::{Json, Place};
use serde::Serialize;

document! {
    /// How far a log was verified.
    pub struct LogState {
        /// Lines read.
        "lines" lines: Count,
        /// The line of the last entry.
        "entryLine" entry_line: Count,
        /// The last entry's leaf hash.
        "last" last: Option<Hash>,
        /// Its time.
        "at" at: Time,
        /// Entries read.
        "size" size: Count,
        /// The roots of the perfect subtrees over them.
        "frontier" frontier: Vec<Hash>,
        /// The log's name, where it is known: checkpoints of other logs are refused.
        "origin" origin: Option<String>,
        /// How many of the first entries a checkpoint held elsewhere was found to vouch for. Whoever checks signatures on the way may raise it.
        "vouched" vouched: Count,
        /// How many there were at the last checkpoint, in the log or elsewhere, that fitted.
        "met" met: Count,
        /// Entries whose text is gone.
        "pruned" pruned: Count,
        /// Checkpoints held elsewhere that are still ahead.
        "ahead" ahead: Vec<Vouched>,
        /// What the next line has to settle.
        "doubt" doubt: Option<Doubt>,
    }
}

document! {
    /// An entry as a store gives it.
    pub(super) struct LogRow {
        "seq" seq: Count,
        "text" text: Kept,
        "hash" hash: Hash,
        "nodes" nodes: Vec<Hash>,
    }
}

/// A text, or `null` where it was pruned.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
pub(super) struct Kept(pub(super) Option<String>);

impl Read for Kept {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        match value {
            Json::Null => Some(Self(None)),
            text => String::read(text, place, issues).map(|text| Self(Some(text))),
        }
    }
}

document! {
    /// That the first entries have a root.
    pub struct Vouched {
        /// How many.
        "size" size: Count,
        /// The root over them.
        "root" root: Hash,
    }
}

document! {
    /// Two neighbours that do not fit. The one after them tells which is bad, since it was chained to the second.
    pub struct Doubt {
        "kind" kind: DoubtKind,
        /// The line where it arose.
        "line" line: Count,
        /// The line of the entry before.
        "before" before: Count,
    }
}

words! {
    /// What does not fit.
    pub enum DoubtKind {
        /// The last entry and the one before it.
        Link "link",
        /// The last entry, or an earlier one, and a checkpoint in the log.
        Checkpoint "checkpoint",
        /// The same with a checkpoint held elsewhere.
        Elsewhere "elsewhere",
    }
}

/// What a batch of lines brought.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct Checked {
    /// Where to go on; of no use after a flaw.
    pub state: LogState,
    /// The checkpoints in the batch, in order. Each fits the entries before it; its signatures are not checked.
    pub checkpoints: Vec<FoundCheckpoint>,
    /// The first flaw: nothing after it was looked at.
    pub first_bad: Option<Flaw>,
}

/// A checkpoint that stands in a log.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct FoundCheckpoint {
    /// Its line, from 1.
    pub line: Count,
    /// How many entries stand before it.
    pub size: Count,
    /// The signed note.
    pub note: String,
}

/// What a whole log is worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
#[cfg_attr(test, derive(ts_rs::TS))]
pub struct LogVerdict {
    /// How many entries are good.
    pub entries: Count,
    /// The root over them.
    pub root: Hash,
    /// Where the log ends; null where it is empty.
    pub head: Option<LogHead>,
    /// How many of the first entries a checkpoint held elsewhere vouches for.
    pub vouched: Count,
    /// How many of them are only hashes: their texts were pruned.
    pub pruned: Count,
    /// The first flaw, or null.
    pub first_bad: Option<Flaw>,
}

impl LogVerdict {
    /// How many entries are good.
    pub fn entries(&self) -> u64 {
        self.entries.0
    }
}
