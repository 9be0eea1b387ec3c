//! The door for context packages: texts in, texts out, nothing thrown, errors as in [`crate::wire`].

use crate::error::Refusal;
use crate::json::text;
use crate::package::edits;

/// The arguments as a reviewer edited them, as canonical JSON text. `edits` is `{"patch": [operation, …]}` or `{"args": …}`; `schema` the tool's
/// JSON Schema, or `null`.
pub fn apply_edits(args: &str, edits: &str, schema: &str) -> Result<String, String> {
    edits::apply_edits(args, edits, schema).map_err(refused)
}

fn refused(refusal: Refusal) -> String {
    text(&refusal)
}
