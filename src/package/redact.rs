//! Stand-in.
use crate::document::document;
use crate::error::Refusal;
use crate::json::{Json, Pointer};
document! {
    /// What to hide.
    pub struct Redactions {
        /// Where.
        "pointers" pointers: Option<Vec<Pointer>>,
    }
}
pub(crate) struct Redaction { pub pointer: String }
pub(crate) fn redact(args: &Json, _: &[Pointer], _: &Redactions, _: &[u8]) -> Result<(Json, Vec<Redaction>), Refusal> { Ok((args.clone(), Vec::new())) }
