//! Approval requests: what becomes of a held action, as a pure state machine. A request, an event and a time go in; the request as it is
//! now, what to log, whom to tell and what to say come out. Stores only commit it, hosts only call it.
//!
//! What is promised: at most one start for each claim, and none without a valid approval of exactly this action. Nothing leads back from an
//! end; [`table`] has every state and event.

mod bound;
mod event;
mod identity;
mod ladder;
mod outcome;
mod request;
mod requirements;
mod step;
mod table;
mod terms;

#[cfg(test)]
pub(crate) use event::ApprovalEvent;
pub use event::*;
pub use identity::Identity;
pub use outcome::{ApprovalEntry, ApprovalSays, ApprovalStep, Audience, ExposureChange, Notice, Topic};
pub use request::*;
pub use step::step;
#[cfg(test)]
pub(crate) use table::tests::page as table_page;
pub use table::{ApprovalEventType, ApprovalStatus};
pub use terms::ApprovalRequirement;
