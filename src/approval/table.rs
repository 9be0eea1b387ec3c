//! What may come of a request: every state × every event, in one place. Nothing in `step` becomes what is not written here.

use crate::codes::Code;
use crate::document::words;

words! {
    /// Where a request stands.
    pub enum ApprovalStatus {
        /// It waits for people.
        Pending "pending",
        /// It may be started, once, for a while.
        Approved "approved",
        /// A worker runs it.
        Executing "executing",
        /// It ran, and its result is stored.
        Executed "executed",
        /// It is certain that nothing happened.
        Failed "failed",
        /// Nobody knows whether it happened.
        Unknown "unknown",
        /// A person said no.
        Rejected "rejected",
        /// A person does it instead.
        TakenOver "taken_over",
        /// Nobody answered, or nobody used the approval, in time.
        Expired "expired",
        /// It was withdrawn.
        Cancelled "cancelled",
        /// Another request took its place.
        Superseded "superseded",
        /// A kill switch was thrown.
        Killed "killed",
        /// What was approved is not what would run now: the policy is stricter, or a resource has changed.
        Stale "stale",
    }
}

words! {
    /// What may happen to a request.
    pub enum ApprovalEventType {
        /// Somebody asks.
        Requested "requested",
        /// A person answers.
        Responded "responded",
        /// The agent or the host answers a question.
        Answered "answered",
        /// A person says that they are on it.
        Acknowledged "acknowledged",
        /// A worker wants to start it.
        Claimed "claimed",
        /// The worker is still at it.
        Renewed "renewed",
        /// It ran.
        Completed "completed",
        /// It is certain that nothing happened.
        Failed "failed",
        /// The worker cannot tell whether it happened.
        Lost "lost",
        /// A person says how it ended.
        Resolved "resolved",
        /// It is withdrawn.
        Cancelled "cancelled",
        /// Another request takes its place.
        Superseded "superseded",
        /// A kill switch is thrown.
        Killed "killed",
        /// Time has passed.
        Ticked "ticked",
        /// What turned out to be true.
        Labelled "labelled",
        /// Another request undoes it.
        Undone "undone",
    }
}

/// What may come of an event in a state.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Cell {
    /// It may become one of these, or stay.
    To(&'static [ApprovalStatus]),
    /// It stays, and something may be written down.
    Kept,
    /// Nothing changes: what is stored is told.
    Told,
    /// Nothing changes, and this is why.
    Refused(Code),
}

use ApprovalEventType as Event;
use ApprovalStatus::*;

/// Before there is a request, one may be made.
pub(crate) const FIRST: &[ApprovalStatus] = &[Pending, Executing];

/// The table.
pub(crate) const fn cell(state: ApprovalStatus, event: Event) -> Cell {
    use Cell::{Kept, Refused, To, Told};
    match event {
        Event::Requested => Refused(Code::AlreadyRequested),
        Event::Responded => match state {
            Pending => To(&[Approved, Rejected, TakenOver]),
            // A rejection that comes before the start still stops it.
            Approved => To(&[Cancelled]),
            _ => Refused(Code::NotPending),
        },
        Event::Answered | Event::Acknowledged => match state {
            Pending => Kept,
            _ => Refused(Code::NotPending),
        },
        Event::Claimed => match state {
            Approved => To(&[Executing, Killed, Stale]),
            Unknown => To(&[Executing]),
            Pending | Executing | Executed | Failed => Told,
            Rejected => Refused(Code::Rejected),
            TakenOver => Refused(Code::TakenOver),
            Expired => Refused(Code::Expired),
            ApprovalStatus::Cancelled => Refused(Code::Cancelled),
            ApprovalStatus::Superseded => Refused(Code::Superseded),
            ApprovalStatus::Killed => Refused(Code::Killed),
            Stale => Refused(Code::Stale),
        },
        Event::Renewed => match state {
            Executing => Kept,
            Unknown | Executed | ApprovalStatus::Failed => Refused(Code::LeaseLost),
            _ => Refused(Code::NotStarted),
        },
        Event::Completed => match state {
            Executing | Unknown => To(&[Executed]),
            Executed => Kept,
            ApprovalStatus::Failed => Refused(Code::AlreadySettled),
            _ => Refused(Code::NotStarted),
        },
        Event::Failed => match state {
            Executing | Unknown => To(&[ApprovalStatus::Failed]),
            ApprovalStatus::Failed => Kept,
            Executed => Refused(Code::AlreadySettled),
            _ => Refused(Code::NotStarted),
        },
        Event::Lost => match state {
            Executing => To(&[Unknown]),
            Unknown => Kept,
            Executed | ApprovalStatus::Failed => Refused(Code::AlreadySettled),
            _ => Refused(Code::NotStarted),
        },
        Event::Resolved => match state {
            Unknown => To(&[Executed, ApprovalStatus::Failed]),
            // How the person who took it over has ended it.
            TakenOver => Kept,
            _ => Refused(Code::NotUnknown),
        },
        Event::Cancelled => ended_by(state, &[ApprovalStatus::Cancelled]),
        Event::Superseded => ended_by(state, &[ApprovalStatus::Superseded]),
        Event::Killed => ended_by(state, &[ApprovalStatus::Killed]),
        Event::Ticked => match state {
            Pending | Approved => To(&[Expired]),
            Executing => To(&[Unknown]),
            _ => Told,
        },
        Event::Labelled => match state {
            Pending | Approved | Executing => Refused(Code::NotOver),
            _ => Kept,
        },
        Event::Undone => match state {
            Executed => Kept,
            _ => Refused(Code::NotExecuted),
        },
    }
}

const fn ended_by(state: ApprovalStatus, to: &'static [ApprovalStatus]) -> Cell {
    match state {
        Pending | Approved => Cell::To(to),
        Executing | Unknown => Cell::Refused(Code::AlreadyStarted),
        _ => Cell::Refused(Code::AlreadyOver),
    }
}

/// Whether an event may lead from one state to another, or leave it.
pub(crate) fn may(from: ApprovalStatus, event: Event, to: ApprovalStatus) -> bool {
    from == to || matches!(cell(from, event), Cell::To(states) if states.contains(&to))
}
