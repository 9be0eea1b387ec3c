//! What happens between "held" and "done": the small machines beside the request's. Each is pure and total: documents and the time go in, what
//! is to be written comes out, and whoever calls commits it in one piece or not at all.

pub mod demand;
pub mod grant;
mod identity;
pub mod kill;
pub mod ledger;
mod scope;
pub mod undo;

pub use identity::Identity;
pub use scope::{Scopes, scopes};

use crate::codes::Code;
use crate::error::{Issue, Issues, Refusal};

/// A refusal for one reason, which is its code too.
pub(crate) fn refused(code: Code, pointer: &str, what: impl Into<String>) -> Refusal {
    let mut issues = Issues::new();
    issues.push(Issue::error(code, pointer.into(), what.into()));
    Refusal::new(code, issues)
}
