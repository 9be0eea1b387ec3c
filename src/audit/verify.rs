//! Verifying a log as it streams by: a small state, lines in batches, the first flaw named.

use super::entry::{LogHead, OWN};
use super::flaw::Flaw;
use super::hash::Hash;
use super::note::{Checkpoint, note};
use super::state::{Checked, Doubt, DoubtKind, FoundCheckpoint, LogRow, LogState, LogVerdict, Vouched};
use super::tree::Frontier;
use crate::codes::Code;
use crate::document::{Count, Issues, Time, read_whole};
use crate::error::{Issue, Refusal};
use crate::json::{Json, Limits, Member, Members, Place, canonical, exact, read};

/// Before the first line. `origin` is the log's name, where it is known; `checkpoints` are signed notes held elsewhere, whose signatures the
/// caller checks.
pub fn start(origin: Option<&str>, checkpoints: &[String]) -> Result<LogState, Refusal> {
    let zero = Count(0);
    let origin = origin.map(str::to_owned);
    let mut state = LogState {
        lines: zero,
        entry_line: zero,
        last: None,
        at: Time(0),
        size: zero,
        frontier: Vec::new(),
        origin,
        vouched: zero,
        met: zero,
        pruned: zero,
        ahead: Vec::new(),
        doubt: None,
    };
    for text in checkpoints {
        let Checkpoint { origin, size, root } = note(text)?.checkpoint;
        if let Err(what) = state.same_log(&origin) {
            let mut issues = Issues::new();
            issues.push(Issue { message: format!("the checkpoint {what}"), ..Issue::error(Code::NoteOrigin, String::new(), String::new()) });
            return Err(Refusal::new(Code::InputInvalid, issues));
        }
        state.ahead.push(Vouched { size, root });
    }
    crate::order::sort(&mut state.ahead, |a, b| a.size.cmp(&b.size));
    let mut log = Log::of(state);
    log.meet_checkpoints(0);
    Ok(log.state())
}

/// Verifies lines, each as it was exported: entries, and checkpoints at their places. Texts may be cut into batches between any two lines.
pub fn verify(state: LogState, lines: &str) -> Checked {
    check(state, lines, Log::line)
}

/// The same without the shorter way: slow and obvious.
#[cfg(test)]
pub(super) fn verify_slowly(state: LogState, lines: &str) -> Checked {
    check(state, lines, Log::read_line)
}

/// Verifies entries as a store keeps them, each line the JSON text of a [`super::LogEntry`] (its text may be `null`, pruned): their hashes and nodes too.
pub fn verify_rows(state: LogState, rows: &str) -> Checked {
    check(state, rows, Log::row)
}

fn check(state: LogState, lines: &str, look: fn(&mut Log, &str, u64) -> Result<(), Flaw>) -> Checked {
    let mut log = Log::of(state);
    let mut first_bad = None;
    for line in lines.split_terminator('\n') {
        log.state.lines.0 += 1;
        let number = log.state.lines.0;
        if let Err(flaw) = look(&mut log, line, number) {
            // A doubt about an earlier line comes before whatever is wrong with this one.
            first_bad = Some(log.state.doubt.take().map_or(flaw, |doubt| log.settled(&doubt, None)));
            break;
        }
    }
    let checkpoints = std::mem::take(&mut log.found);
    Checked { state: log.state(), checkpoints, first_bad }
}

/// After the last line.
pub fn finish(state: &LogState) -> LogVerdict {
    Log::of(state.clone()).verdict(|_| None)
}

/// After the last row of a store, which says that its log ends in `head`: nothing where it has none.
pub fn finish_stored(state: &LogState, head: Option<&LogHead>) -> LogVerdict {
    Log::of(state.clone()).verdict(|log| log.other_head(head))
}

/// The state with its tree taken out of it.
struct Log {
    state: LogState,
    tree: Frontier,
    found: Vec<FoundCheckpoint>,
}

/// What the log wrote into an entry.
struct Own<'e> {
    seq: u64,
    at: Time,
    prev: &'e str,
}

impl Log {
    fn of(mut state: LogState) -> Self {
        let tree = Frontier { size: state.size.0, roots: std::mem::take(&mut state.frontier) };
        Self { state, tree, found: Vec::new() }
    }

    fn state(mut self) -> LogState {
        self.state.size = Count(self.tree.size);
        self.state.frontier = self.tree.roots;
        self.state
    }

    /// Nearly every line is a good entry, which is seen in one pass; whatever else a line is takes the long way.
    fn line(&mut self, text: &str, line: u64) -> Result<(), Flaw> {
        match at_once(text) {
            Some(own) => self.entry(text, &own, line, None),
            None => self.read_line(text, line),
        }
    }

    fn read_line(&mut self, text: &str, line: u64) -> Result<(), Flaw> {
        let value = self.value(text, line)?;
        let Json::Object(members) = &value else {
            return Err(self.here(line, Code::LogMalformed, format!("is {}, not an entry", value.kind())));
        };
        match (members.len(), members.get("checkpoint"), members.get("pruned")) {
            (1, Some(Json::String(text)), _) => self.checkpoint(text, line),
            (2, _, Some(Json::String(hash))) => self.pruned_line(members, hash, line),
            _ => self.entry(text, &self.own(members, line)?, line, None),
        }
    }

    fn pruned_line(&mut self, members: &Members, hash: &str, line: u64) -> Result<(), Flaw> {
        let (Some(hash), Some(seq)) = (Hash::parse(hash), number(members, "seq", crate::json::MAX_SAFE)) else {
            return Err(self.here(line, Code::LogMalformed, "is no entry whose text is gone: that is `pruned`, its hash, and `seq`".into()));
        };
        self.pruned(seq as u64, hash, line).map(drop)
    }

    /// An entry of which only the hash is left. It is counted in the tree; what came after it must be chained to it.
    fn pruned(&mut self, seq: u64, hash: Hash, line: u64) -> Result<Vec<Hash>, Flaw> {
        self.in_place(seq, line)?;
        if let Some(doubt) = self.state.doubt.take() {
            return Err(self.settled(&doubt, None));
        }
        self.state.pruned.0 += 1;
        Ok(self.add(hash, line))
    }

    fn in_place(&self, seq: u64, line: u64) -> Result<(), Flaw> {
        if seq == self.tree.size { Ok(()) } else { Err(self.here(line, Code::LogSequence, format!("is missing: entry {seq} stands in its place"))) }
    }

    fn add(&mut self, hash: Hash, line: u64) -> Vec<Hash> {
        let nodes = self.tree.push(hash);
        self.state.last = Some(hash);
        self.state.entry_line = Count(line);
        self.meet_checkpoints(line);
        nodes
    }

    fn row(&mut self, text: &str, line: u64) -> Result<(), Flaw> {
        let mut issues = Issues::new();
        let root = Place::root("");
        let row: Option<LogRow> = read(text, Limits::LOG, root, &mut issues).and_then(|value| read_whole(&value, root, &mut issues));
        let Some(row) = row else { return Err(self.malformed(line, &issues)) };
        let Some(text) = &row.text.0 else {
            let nodes = self.pruned(row.seq.0, row.hash, line)?;
            return self.same_nodes(row.seq.0, &row.nodes, &nodes, line);
        };
        if let Some(own) = at_once(text) {
            return self.entry(text, &own, line, Some(&row));
        }
        let value = self.value(text, line)?;
        let Json::Object(members) = &value else {
            return Err(self.here(line, Code::LogMalformed, format!("is {}, not an entry", value.kind())));
        };
        self.entry(text, &self.own(members, line)?, line, Some(&row))
    }

    fn same_nodes(&self, seq: u64, stored: &[Hash], nodes: &[Hash], line: u64) -> Result<(), Flaw> {
        let what = || format!("entry {seq} has stored nodes that are not those of the entries up to it");
        if stored == nodes { Ok(()) } else { Err(Flaw::new(Some(line), Some(seq), Code::LogRowDiffers, what())) }
    }

    fn value(&self, text: &str, line: u64) -> Result<Json, Flaw> {
        let mut issues = Issues::new();
        let Some(value) = read(text, Limits::LOG, Place::root(""), &mut issues) else { return Err(self.malformed(line, &issues)) };
        if canonical(&value) != text {
            return Err(self.here(line, Code::LogNotCanonical, "is not RFC 8785 text: these are not the bytes that were hashed".into()));
        }
        Ok(value)
    }

    fn own<'e>(&self, members: &'e Members, line: u64) -> Result<Own<'e>, Flaw> {
        let what = || format!("is no entry: it needs {} and `type`", OWN.map(|key| format!("`{key}`")).join(", "));
        own(members).ok_or_else(|| self.here(line, Code::LogMalformed, what()))
    }

    fn entry(&mut self, text: &str, own: &Own<'_>, line: u64, row: Option<&LogRow>) -> Result<(), Flaw> {
        let seq = self.tree.size;
        self.in_place(own.seq, line)?;
        if row.is_some_and(|row| row.seq.0 != seq) {
            return Err(self.here(line, Code::LogSequence, "is stored under another number".into()));
        }
        let hash = Hash::leaf(text.as_bytes());
        if row.is_some_and(|row| row.hash != hash) {
            return Err(self.here(line, Code::LogRowDiffers, "is not what its stored hash was made of: it was changed".into()));
        }
        let chained = self.state.last.map_or(own.prev.is_empty(), |last| last.is_written(own.prev));
        if let Some(doubt) = self.state.doubt.take() {
            return Err(self.settled(&doubt, Some(chained)));
        }
        if !chained && seq == 0 {
            return Err(self.here(line, Code::LogChainBroken, "is chained to one before it, and there is none: the log's beginning was cut off".into()));
        }
        if !chained && self.state.met.0 == seq {
            let what = format!("is not chained to entry {}, which a checkpoint fits: it was changed", seq - 1);
            return Err(self.here(line, Code::LogChainBroken, what));
        }
        if !chained {
            self.state.doubt = Some(Doubt { kind: DoubtKind::Link, line: Count(line), before: self.state.entry_line });
        } else if own.at < self.state.at {
            let what = format!("was written at {}, before the entry that precedes it, at {}", own.at.0, self.state.at.0);
            return Err(self.here(line, Code::LogTimeBackwards, what));
        }
        self.state.at = own.at;
        let nodes = self.add(hash, line);
        match row.filter(|_| chained) {
            Some(row) => self.same_nodes(seq, &row.nodes, &nodes, line),
            None => Ok(()),
        }
    }

    fn checkpoint(&mut self, text: &str, line: u64) -> Result<(), Flaw> {
        let bad = |code, message| Err(Flaw::new(Some(line), None, code, message));
        let Checkpoint { origin, size, root } = match note(text) {
            Ok(note) => note.checkpoint,
            Err(refusal) => return bad(Code::NoteMalformed, refusal.message),
        };
        if let Err(what) = self.state.same_log(&origin) {
            return bad(Code::NoteOrigin, format!("the checkpoint {what}"));
        }
        if size.0 != self.tree.size {
            return bad(Code::LogCheckpointDiffers, format!("the checkpoint vouches for {} entries, and {} stand before it", size.0, self.tree.size));
        }
        // With a doubt it cannot fit; the next entry tells more.
        if self.state.doubt.is_none() && self.meet(size, root == self.tree.root(), DoubtKind::Checkpoint, line) {
            self.found.push(FoundCheckpoint { line: Count(line), size, note: text.to_owned() });
        }
        Ok(())
    }

    /// Compares with checkpoints held elsewhere for as many entries as there are now.
    fn meet_checkpoints(&mut self, line: u64) {
        while let Some(next) = self.state.ahead.first().filter(|next| next.size.0 == self.tree.size).cloned() {
            self.state.ahead.remove(0);
            if self.state.doubt.is_none() && self.meet(next.size, next.root == self.tree.root(), DoubtKind::Elsewhere, line) {
                self.state.vouched = next.size;
            }
        }
    }

    fn meet(&mut self, size: Count, fits: bool, kind: DoubtKind, line: u64) -> bool {
        if fits {
            self.state.met = size;
        } else {
            self.state.doubt = Some(Doubt { kind, line: Count(line), before: self.state.entry_line });
        }
        fits
    }

    /// What a doubt comes to. `next` says whether an entry came that was chained to the last one as it is: then the last one is good, otherwise it
    /// is bad. Nothing where no entry came.
    fn settled(&self, doubt: &Doubt, next: Option<bool>) -> Flaw {
        let size = self.tree.size;
        let (before, last) = (size.saturating_sub(2), size.saturating_sub(1));
        match (doubt.kind, next) {
            (DoubtKind::Link, Some(true)) => changed(doubt.before, before),
            (DoubtKind::Link, Some(false)) => {
                let what = format!("entry {last} is not chained to entry {before}, nor is what follows it to entry {last}: it was changed or put in");
                Flaw::new(Some(doubt.line.0), Some(last), Code::LogChainBroken, what)
            }
            (DoubtKind::Link, None) => {
                let what = format!("entry {before} is not what entry {last} is chained to: one of the two was changed");
                Flaw::new(Some(doubt.before.0), Some(before), Code::LogEntryChanged, what)
            }
            (_, Some(false)) => changed(self.state.entry_line, last),
            (DoubtKind::Checkpoint, _) => self.other_root(doubt, Code::LogCheckpointDiffers, "this checkpoint"),
            (DoubtKind::Elsewhere, _) => self.other_root(doubt, Code::LogRewritten, "the checkpoint held elsewhere"),
        }
    }

    fn other_root(&self, doubt: &Doubt, code: Code, who: &str) -> Flaw {
        let (size, from) = (self.tree.size, self.state.vouched.0);
        let which = match size.saturating_sub(from) {
            0 => "its root is none of an empty log".to_owned(),
            1 => format!("entry {from} was changed"),
            _ => format!("one of the entries {from} to {} was changed, and what follows it chained anew", size - 1),
        };
        let what = format!("{who} was made of other entries than the first {size} of this log: {which}");
        Flaw::new((doubt.line.0 > 0).then_some(doubt.line.0), (size > 0).then_some(from), code, what)
    }

    fn verdict(mut self, last_of_all: impl Fn(&Self) -> Option<Flaw>) -> LogVerdict {
        let doubt = self.state.doubt.take();
        let first_bad = doubt.map(|doubt| self.settled(&doubt, None)).or_else(|| self.too_short()).or_else(|| last_of_all(&self));
        LogVerdict {
            entries: Count(self.tree.size),
            root: self.tree.root(),
            vouched: self.state.vouched,
            pruned: self.state.pruned,
            first_bad,
            head: self.head(),
        }
    }

    fn head(self) -> Option<LogHead> {
        let Self { state, tree, .. } = self;
        state.last.map(|last| LogHead { size: Count(tree.size), last, at: state.at, frontier: tree.roots })
    }

    fn too_short(&self) -> Option<Flaw> {
        let size = self.tree.size;
        let wanted = self.state.ahead.last()?.size.0;
        let what = format!("entry {size} is missing: the log ends before it, and the checkpoint held elsewhere vouches for {wanted} entries");
        Some(Flaw::new(None, Some(size), Code::LogTruncated, what))
    }

    fn other_head(&self, head: Option<&LogHead>) -> Option<Flaw> {
        let (size, wanted) = (self.tree.size, head.map_or(0, |head| head.size.0));
        if wanted > size {
            let what = format!("entry {size} is missing: the log ends before it, and its own head says that there are {wanted}");
            return Some(Flaw::new(None, Some(size), Code::LogTruncated, what));
        }
        let same = wanted == size && head.is_none_or(|head| Some(head.last) == self.state.last && head.frontier == self.tree.roots && head.at == self.state.at);
        let what = format!("the log's own head, of {wanted} entries, is not that of the {size} that are there");
        (!same).then(|| Flaw::new(None, Some(wanted.min(size.saturating_sub(1))), Code::LogHeadDiffers, what))
    }

    fn malformed(&self, line: u64, issues: &Issues) -> Flaw {
        let why = issues.first().map(|issue| issue.message.clone()).unwrap_or_default();
        self.here(line, Code::LogMalformed, format!("is not JSON as the log writes it: {why}"))
    }

    /// A flaw of the line that should be the next entry.
    fn here(&self, line: u64, code: Code, what: String) -> Flaw {
        let seq = self.tree.size;
        Flaw::new(Some(line), Some(seq), code, format!("entry {seq} {what}"))
    }
}

impl LogState {
    /// The first origin that comes is the log's, where nobody said which it is.
    fn same_log(&mut self, origin: &str) -> Result<(), String> {
        let own = self.origin.get_or_insert_with(|| origin.to_owned());
        if own == origin {
            Ok(())
        } else {
            Err(format!("is of the log `{}`, not of `{}`", crate::document::shorten(origin, 60), crate::document::shorten(own, 60)))
        }
    }
}

fn changed(line: Count, seq: u64) -> Flaw {
    Flaw::new(Some(line.0), Some(seq), Code::LogEntryChanged, format!("entry {seq} was changed after entry {} was chained to it", seq + 1))
}

/// What the log wrote into an entry, where its text is as the log writes it.
fn at_once(text: &str) -> Option<Own<'_>> {
    let (mut seq, mut at, mut prev, mut kind) = (None, None, None, false);
    exact(text, Limits::LOG, |key, member| match (key, member) {
        ("seq", Member::Whole(number)) => seq = Some(number as u64),
        ("at", Member::Whole(number)) if number <= crate::time::MAX_TIME => at = Some(Time(number as i64)),
        ("prev", Member::Text(text)) => prev = Some(text),
        ("type", Member::Text(_)) => kind = true,
        _ => {}
    })?;
    Some(Own { seq: seq?, at: at?, prev: prev.filter(|_| kind)? })
}

fn own(members: &Members) -> Option<Own<'_>> {
    let seq = number(members, "seq", crate::json::MAX_SAFE)? as u64;
    let at = Time(number(members, "at", crate::time::MAX_TIME)? as i64);
    members.get("type")?.as_str()?;
    Some(Own { seq, at, prev: members.get("prev")?.as_str()? })
}

/// A whole number from 0 up.
fn number(members: &Members, key: &str, most: f64) -> Option<f64> {
    let number = members.get(key)?.as_number()?;
    (number.trunc() == number && (0.0..=most).contains(&number)).then_some(number)
}
