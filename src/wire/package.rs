//! Context packages and edits.

use super::refused;
use crate::gate::Gate;
use crate::json::text;
use crate::package::{self, edits};

/// The package for an action, as JSON text. `context` and `extra` are `{}` where there is none.
pub fn context_package(gate: &Gate, action: &str, context: &str, extra: &str) -> Result<String, String> {
    package::context_package(gate, action, context, extra).map(|package| text(&package)).map_err(refused)
}

/// What a package for an action is made from, as JSON text: what [`from_brief`] takes, where no gate is at hand. Nothing in it is meant for
/// anything else.
pub fn brief(gate: &Gate, action: &str, context: &str) -> Result<String, String> {
    package::brief(gate, action, context).map(|brief| text(&brief)).map_err(refused)
}

/// The package that [`context_package`] gives, from a brief of the same action in the same context.
pub fn from_brief(action: &str, context: &str, extra: &str, brief: &str) -> Result<String, String> {
    package::from_brief(action, context, extra, brief).map_err(refused)
}

/// A rendering of a package: `how` is `text`, `markdown`, `slack` or `json`, `options` is `{}` where there are none.
pub fn render(package: &str, how: &str, options: &str) -> Result<String, String> {
    package::render(package, how, options).map_err(refused)
}

/// The digest of a package, computed anew, not JSON: an error where it is not the one that the package carries.
pub fn package_digest(package: &str) -> Result<String, String> {
    package::package_digest(package).map_err(refused)
}

/// What nobody vouches for, as JSON text: a list of lines that are safe to look at.
pub fn inert_text(words: &str) -> Result<String, String> {
    Ok(text(&package::inert_text(words)))
}

/// The arguments as a reviewer edited them, as canonical JSON text. `edits` is `{"patch": [operation, …]}` or `{"args": …}`; `schema` the tool's
/// JSON Schema, or `null`.
pub fn apply_edits(args: &str, edits: &str, schema: &str) -> Result<String, String> {
    edits::apply_edits(args, edits, schema).map_err(refused)
}
