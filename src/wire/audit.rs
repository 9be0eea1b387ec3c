//! The audit trail. Arguments come as one JSON object each; lines of a log come as they are, beside it.

use super::refused;
use crate::audit::{self, Consistency, Hash, Inclusion, LogHead, LogState, ProofRow};
use crate::codes::Code;
use crate::document::{Count, Issues, Read, Time, document, read_whole};
use crate::error::Refusal;
use crate::json::{Json, Limits, Place, text};

/// A head, or `null` for a log without entries.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
#[cfg_attr(test, derive(ts_rs::TS, schemars::JsonSchema))]
struct Head(Option<LogHead>);

impl Read for Head {
    fn read(value: &Json, place: Place<'_>, issues: &mut Issues) -> Option<Self> {
        match value {
            Json::Null => Some(Self(None)),
            head => LogHead::read(head, place, issues).map(|head| Self(Some(head))),
        }
    }
}

document! {
    struct Seal {
        "head" head: Option<Head>,
        "events" events: Vec<Json>,
        "at" at: Time,
    }
}

/// Events into entries: `{"head": LogHead | null, "events": [{"type", …}, …], "at": epoch ms}` → Sealed.
pub fn audit_seal(args: &str) -> Result<String, String> {
    let Seal { head, events, at } = parse(args)?;
    answer(audit::seal(head.and_then(|head| head.0).as_ref(), &events, at.0))
}

document! {
    struct Start {
        "origin" origin: Option<String>,
        "checkpoints" checkpoints: Option<Vec<String>>,
    }
}

/// Before the first line of a log: `{"origin"?, "checkpoints"?: [note, …]}` → LogState.
pub fn audit_start(args: &str) -> Result<String, String> {
    let Start { origin, checkpoints } = parse(args)?;
    answer(audit::start(origin.as_deref(), &checkpoints.unwrap_or_default()))
}

/// Lines of an exported log: LogState, lines → Checked.
pub fn audit_verify(state: &str, lines: &str) -> Result<String, String> {
    Ok(text(&audit::verify(parse(state)?, lines)))
}

/// Entries of a store, one LogEntry a line: LogState, lines → Checked.
pub fn audit_verify_rows(state: &str, rows: &str) -> Result<String, String> {
    Ok(text(&audit::verify_rows(parse(state)?, rows)))
}

document! {
    struct Finish {
        "state" state: LogState,
        "head" head: Option<Head>,
    }
}

/// After the last line: `{"state": LogState, "head"?: LogHead | null}` → LogVerdict.
pub fn audit_finish(args: &str) -> Result<String, String> {
    let Finish { state, head } = parse(args)?;
    Ok(text(&match head {
        Some(head) => audit::finish_stored(&state, head.0.as_ref()),
        None => audit::finish(&state),
    }))
}

document! {
    struct Body {
        "origin" origin: String,
        "head" head: Option<Head>,
    }
}

/// What a host signs: `{"origin", "head": LogHead | null}` → the body of the note, a JSON string.
pub fn audit_checkpoint(args: &str) -> Result<String, String> {
    let Body { origin, head } = parse(args)?;
    answer(audit::checkpoint(&origin, head.and_then(|head| head.0).as_ref()))
}

/// Reads a signed checkpoint, the text itself → SignedNote.
pub fn audit_note(note: &str) -> Result<String, String> {
    answer(audit::note(note))
}

document! {
    struct Key {
        "vkey" vkey: Option<String>,
        "name" name: Option<String>,
        "key" key: Option<String>,
    }
}

/// A key that signs notes: `{"vkey"}`, or `{"name", "key": base64}` → SigningKey.
pub fn audit_key(args: &str) -> Result<String, String> {
    match parse(args)? {
        Key { vkey: Some(vkey), .. } => answer(audit::signing_key(&vkey)),
        Key { name, key, .. } => answer(audit::named_key(&name.unwrap_or_default(), &key.unwrap_or_default())),
    }
}

document! {
    struct Prove {
        "index" index: Option<Count>,
        "from" from: Option<Count>,
        "size" size: Count,
        "rows" rows: Option<Vec<ProofRow>>,
    }
}

/// A proof: `{"index" or "from", "size", "rows"?: [{"seq", "hash", "nodes"}, …]}` → Inclusion or Consistency; without rows, the `seq` of those
/// that it needs.
pub fn audit_prove(args: &str) -> Result<String, String> {
    match parse(args)? {
        Prove { index: Some(index), size, rows: Some(rows), .. } => answer(audit::prove_inclusion(index.0, size.0, &rows)),
        Prove { index: Some(index), size, rows: None, .. } => Ok(text(&audit::rows_of_inclusion(index.0, size.0))),
        Prove { from, size, rows: Some(rows), .. } => answer(audit::prove_consistency(from.map_or(0, |from| from.0), size.0, &rows)),
        Prove { from, size, rows: None, .. } => Ok(text(&audit::rows_of_consistency(from.map_or(0, |from| from.0), size.0))),
    }
}

document! {
    struct Included {
        "entry" entry: String,
        "proof" proof: Inclusion,
        "root" root: Hash,
    }
}

/// Whether an entry's text is in a log: `{"entry", "proof": Inclusion, "root"}` → true or false.
pub fn audit_included(args: &str) -> Result<String, String> {
    let Included { entry, proof, root } = parse(args)?;
    Ok(text(&audit::check_inclusion(&Hash::leaf(entry.as_bytes()), &proof, &root)))
}

document! {
    struct Consistent {
        "proof" proof: Consistency,
        "fromRoot" from_root: Hash,
        "root" root: Hash,
    }
}

/// Whether a log is the beginning of another: `{"proof": Consistency, "fromRoot", "root"}` → true or false.
pub fn audit_consistent(args: &str) -> Result<String, String> {
    let Consistent { proof, from_root, root } = parse(args)?;
    Ok(text(&audit::check_consistency(&proof, &from_root, &root)))
}

document! {
    struct Commit {
        "value" value: Json,
        "salt" salt: String,
    }
}

/// A commitment: `{"value", "salt": 64 hex digits}` → `"sha256:…"`.
pub fn audit_commit(args: &str) -> Result<String, String> {
    let Commit { value, salt } = parse(args)?;
    answer(audit::commit(&value, &salt))
}

fn parse<T: Read>(args: &str) -> Result<T, String> {
    let mut issues = Issues::new();
    let root = Place::root("");
    let read = crate::json::read(args, Limits::LOG, root, &mut issues).and_then(|value| read_whole(&value, root, &mut issues));
    read.ok_or_else(|| refused(Refusal::new(Code::InputInvalid, issues)))
}

fn answer<T: serde::Serialize>(found: Result<T, Refusal>) -> Result<String, String> {
    found.map(|found| text(&found)).map_err(refused)
}
