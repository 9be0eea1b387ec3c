//! What happens between "held" and "done", as pure state machines: documents, an event and a time go in; documents, what to log, whom to tell and
//! what to say come out. Stores only commit them, hosts only call them.
//!
//! What is promised: at most one start for each claim, and none without a valid approval of exactly this action. Nothing leads back from an
//! end; [`table`] has every state and event. Beside the request stand the kill switch, ledgers and grants.

mod bound;
pub mod demand;
mod event;
pub mod grant;
mod identity;
pub mod kill;
mod ladder;
pub mod ledger;
mod outcome;
mod request;
mod requirements;
mod said;
mod scope;
mod step;
mod table;
mod terms;
pub mod undo;

#[cfg(test)]
pub(crate) use event::ApprovalEvent;
pub use event::*;
pub use identity::Identity;
pub use outcome::{ApprovalEntry, ApprovalSays, ApprovalStep, Audience, ExposureChange, Notice, Topic};
pub use request::*;
pub use scope::{Scopes, scopes};
pub use step::step;
#[cfg(test)]
pub(crate) use table::tests::page as table_page;
pub use table::{ApprovalEventType, ApprovalStatus};
pub use terms::ApprovalRequirement;

use crate::codes::Code;
use crate::error::{Issue, Issues, Refusal};

/// A refusal for one reason, which is its code too.
pub(crate) fn refused(code: Code, pointer: &str, what: impl Into<String>) -> Refusal {
    let mut issues = Issues::new();
    issues.push(Issue::error(code, pointer.into(), what.into()));
    Refusal::new(code, issues)
}
