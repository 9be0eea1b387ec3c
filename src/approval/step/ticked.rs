//! What time does: nobody answered, nobody used an approval, nobody reported.

use super::Step;
use crate::approval::outcome::{ApprovalEntry, Audience, Topic};
use crate::approval::request::ExecutionError;
use crate::approval::table::ApprovalStatus;
use crate::document::{Maybe, Name, Time};
use crate::policy::document::OnTimeout;
use crate::time::Millis;

impl Step {
    /// Ends are reached at their millisecond: what is over at 12:00 is over at 12:00.
    pub(super) fn ticked(&mut self) {
        match self.request.status {
            ApprovalStatus::Pending => self.waited(),
            ApprovalStatus::Approved if is_over(&self.request.execute_by, self.now) => {
                let text = "the approval was not used in time; ask again if it is still wanted";
                self.expire(text);
            }
            ApprovalStatus::Executing if self.lease_is_over() => self.lost_sight(),
            _ => {}
        }
    }

    fn waited(&mut self) {
        let expired = is_over(&self.request.expires_at, self.now);
        let terms = self.terms.approval.as_ref().map(|approval| (approval.on_timeout, approval.window.0));
        let deadline = self.request.deadline.0.filter(|deadline| deadline.0 <= self.now);
        let told = match (deadline, terms) {
            (Some(deadline), Some((OnTimeout::Escalate, Some(window)))) if !expired => {
                let expires = self.request.expires_at.0.unwrap_or(deadline);
                let mut told = self.escalate(deadline.0, window.0 as i64, expires.0);
                told.extend(self.tell_due_rungs());
                return self.note_told(told);
            }
            (Some(_), Some((OnTimeout::Kill, _))) => {
                self.pause = Some(self.request.session().to_owned());
                return self.expire("nobody answered in time, so it will not run and the session is paused; a person has to release it");
            }
            _ if expired || deadline.is_some() => return self.expire("nobody answered in time, so it will not run; ask again if it is still wanted"),
            _ => self.tell_due_rungs(),
        };
        if !told.is_empty() {
            self.note_told(told);
        }
    }

    fn note_told(&mut self, told: Vec<String>) {
        let entry = ApprovalEntry { told, ..self.entry() };
        self.record(entry);
    }

    fn expire(&mut self, text: &str) {
        self.end(ApprovalStatus::Expired, text.to_owned(), None);
        let entry = ApprovalEntry { text: Some(text.to_owned()), ..self.entry() };
        self.record(entry);
    }

    fn lease_is_over(&self) -> bool {
        self.request.lease.0.as_ref().is_none_or(|lease| lease.until.0 <= self.now)
    }

    fn lost_sight(&mut self) {
        let message = "its worker did not report in time; it may have happened, or still be under way".to_owned();
        let error = ExecutionError { code: Name("lease_over".into()), message };
        self.request.status = ApprovalStatus::Unknown;
        self.request.lease = Maybe(None);
        self.request.error = Maybe(Some(error.clone()));
        self.tell(Audience::Agent, Topic::Status);
        self.tell(Audience::Reviewers, Topic::Status);
        let entry = ApprovalEntry { token: Some(self.request.token.0), error: Some(error), ..self.entry() };
        self.record(entry);
    }

    /// The next moment at which time alone changes something.
    pub(super) fn due(&self) -> Option<Time> {
        let request = &self.request;
        match request.status {
            ApprovalStatus::Pending => [request.deadline.0, request.expires_at.0, self.next_rung().map(Time)].into_iter().flatten().min(),
            ApprovalStatus::Approved => request.execute_by.0,
            ApprovalStatus::Executing => request.lease.0.as_ref().map(|lease| lease.until),
            _ => None,
        }
    }
}

fn is_over(end: &Maybe<Time>, now: Millis) -> bool {
    end.0.is_some_and(|end| end.0 <= now)
}
