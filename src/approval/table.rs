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
    #[derive(Default)]
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
        #[default]
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
        Event::Superseded => match state {
            // It is asked anew, by that name.
            Stale => Kept,
            state => ended_by(state, &[ApprovalStatus::Superseded]),
        },
        Event::Killed => ended_by(state, &[ApprovalStatus::Killed]),
        // Also before every other event.
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// The table for the guide: what each state may become, and how each event is refused.
    pub(crate) fn page() -> String {
        let mut page = String::from("| state | event | becomes, or stays |\n|---|---|---|\n");
        for state in ApprovalStatus::ALL {
            for event in Event::ALL {
                let becomes = match cell(*state, *event) {
                    Cell::To(states) => words(states.iter().map(|state| state.as_str())),
                    Cell::Kept => "stays".into(),
                    Cell::Told | Cell::Refused(_) => continue,
                };
                page.push_str(&format!("| `{}` | `{}` | {becomes} |\n", state.as_str(), event.as_str()));
            }
        }
        page.push_str("\n| event | in | is refused with |\n|---|---|---|\n");
        for event in Event::ALL {
            let mut codes: Vec<(Code, Vec<&str>)> = Vec::new();
            for state in ApprovalStatus::ALL {
                let Cell::Refused(code) = cell(*state, *event) else { continue };
                match codes.iter_mut().find(|(known, _)| *known == code) {
                    Some((_, states)) => states.push(state.as_str()),
                    None => codes.push((code, vec![state.as_str()])),
                }
            }
            for (code, states) in codes {
                let states = if states.len() == ApprovalStatus::ALL.len() { "every state".into() } else { words(states.into_iter()) };
                page.push_str(&format!("| `{}` | {states} | `{}` |\n", event.as_str(), code.as_str()));
            }
        }
        page
    }

    fn words<'w>(words: impl Iterator<Item = &'w str>) -> String {
        words.map(|word| format!("`{word}`")).collect::<Vec<_>>().join(", ")
    }

    /// As the spec has it, written out by hand.
    #[test]
    fn states_become_what_the_spec_says() {
        let spec: &[(ApprovalStatus, &[ApprovalStatus])] = &[
            (Pending, &[Approved, Rejected, TakenOver, Expired, ApprovalStatus::Cancelled, ApprovalStatus::Superseded, ApprovalStatus::Killed]),
            (Approved, &[Executing, Expired, ApprovalStatus::Cancelled, ApprovalStatus::Superseded, ApprovalStatus::Killed, Stale]),
            (Executing, &[Executed, ApprovalStatus::Failed, Unknown]),
            (Unknown, &[Executed, ApprovalStatus::Failed, Executing]),
        ];
        for from in ApprovalStatus::ALL {
            let wanted = spec.iter().find(|(state, _)| state == from).map(|(_, to)| *to).unwrap_or_default();
            for to in ApprovalStatus::ALL.iter().filter(|to| *to != from) {
                let can = Event::ALL.iter().any(|event| may(*from, *event, *to));
                assert_eq!(can, wanted.contains(to), "{from:?} → {to:?}");
            }
        }
    }

    /// Only a claim starts anything, and only from two states.
    #[test]
    fn nothing_leads_from_an_end_to_a_start() {
        for from in ApprovalStatus::ALL {
            for event in Event::ALL {
                let starts = *from != Executing && may(*from, *event, Executing);
                assert_eq!(starts, *event == Event::Claimed && matches!(from, Approved | Unknown), "{from:?} × {event:?}");
            }
        }
    }
}
