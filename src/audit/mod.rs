//! The audit trail: an append-only log whose every entry is chained to the one before and counted in a Merkle tree (RFC 9162), so that whoever
//! holds a signed checkpoint can tell whether what came before it is still what it was.
//!
//! An entry is one event as RFC 8785 text with `seq`, `at` and `prev` in it; its leaf is SHA-256 over a zero byte and that text. Everything
//! here is a function of texts and times: stores keep what [`seal`] gives, hosts sign what [`checkpoint`] gives.
//!
//! ```
//! use holdpoint::audit::{finish_stored, seal, start, verify};
//!
//! let sealed = seal(None, &[holdpoint::parse_json(r#"{"type": "requested", "request": "r-1"}"#)?], 1_795_000_000_000)?;
//! assert_eq!(sealed.entries[0].text(), r#"{"at":1795000000000,"prev":"","request":"r-1","seq":0,"type":"requested"}"#);
//!
//! let checked = verify(start(None, &[])?, sealed.entries[0].text());
//! let verdict = finish_stored(&checked.state, Some(&sealed.head));
//! assert!(verdict.first_bad.is_none() && verdict.entries() == 1);
//! # Ok::<(), holdpoint::Refusal>(())
//! ```

mod commitment;
mod entry;
mod flaw;
mod hash;
mod note;
mod proof;
mod range;
mod state;
mod tree;
mod verify;

pub use commitment::commit;
pub use entry::{LogEntry, LogHead, Sealed, seal};
pub use flaw::Flaw;
pub use hash::Hash;
pub use note::{Checkpoint, NoteSignature, SignedNote, SigningKey, checkpoint, named_key, note, signing_key};
pub use proof::{Consistency, Inclusion, ProofRow, check_consistency, check_inclusion, prove_consistency, prove_inclusion};
pub use range::{rows_of_consistency, rows_of_inclusion};
pub use state::{Checked, FoundCheckpoint, LogState, LogVerdict};
pub use verify::{finish, finish_stored, start, verify, verify_rows};
#[cfg(test)]
mod tests;
