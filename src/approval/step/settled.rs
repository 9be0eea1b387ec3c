//! What a worker reports, and how a person settles what no worker could.

use super::{Step, result_digest};
use crate::approval::event::{CompletedEvent, FailedEvent, LostEvent, RenewedEvent, ResolvedEvent};
use crate::approval::ladder::later;
use crate::approval::outcome::{ApprovalEntry, ApprovalSays, Audience, ExposureChange, Topic};
use crate::approval::request::{ExecutionOutcome, Resolution};
use crate::approval::table::ApprovalStatus;
use crate::codes::Code;
use crate::document::{Count, Maybe, Time};

const LOST: &str = "the lease is not yours any more; stop, and start nothing else under it";

impl Step {
    pub(super) fn renewed(&mut self, event: &RenewedEvent) -> ApprovalSays {
        if let Some(answer) = self.fenced(event.token) {
            return answer;
        }
        let until = later(Time(self.now), event.lease_ms.0 as i64);
        if let Some(lease) = &mut self.request.lease.0 {
            // A renewal never shortens what was given.
            lease.until = lease.until.max(until);
        }
        // The log holds what was done, not that it is still being done.
        self.changed = true;
        ApprovalSays::Recorded
    }

    pub(super) fn completed(&mut self, event: CompletedEvent) -> ApprovalSays {
        if let Some(answer) = self.fenced(event.token) {
            return answer;
        }
        if self.request.status == ApprovalStatus::Executed && self.request.result.is_some() {
            return ApprovalSays::Executed;
        }
        let result = result_digest(&event.result);
        self.settle(ApprovalStatus::Executed);
        self.request.result = Some(event.result);
        self.request.undo = Maybe(event.undo);
        self.request.before = event.before;
        self.request.error = Maybe(event.error.clone());
        let entry = ApprovalEntry { token: Some(event.token.0), result: Some(result), error: event.error, ..self.entry() };
        self.record(entry);
        ApprovalSays::Recorded
    }

    pub(super) fn failed(&mut self, event: FailedEvent) -> ApprovalSays {
        if let Some(answer) = self.fenced(event.token) {
            return answer;
        }
        if self.request.status == ApprovalStatus::Failed {
            return ApprovalSays::Failed;
        }
        self.settle(ApprovalStatus::Failed);
        self.request.error = Maybe(Some(event.error.clone()));
        let entry = ApprovalEntry { token: Some(event.token.0), error: Some(event.error), ..self.entry() };
        self.record(entry);
        ApprovalSays::Recorded
    }

    pub(super) fn lost(&mut self, event: LostEvent) -> ApprovalSays {
        if let Some(answer) = self.fenced(event.token) {
            return answer;
        }
        if self.request.status == ApprovalStatus::Executing {
            self.tell(Audience::Agent, Topic::Status);
            self.tell(Audience::Reviewers, Topic::Status);
        }
        self.request.status = ApprovalStatus::Unknown;
        self.request.lease = Maybe(None);
        self.request.error = Maybe(Some(event.error.clone()));
        let entry = ApprovalEntry { token: Some(event.token.0), error: Some(event.error), ..self.entry() };
        self.record(entry);
        ApprovalSays::Recorded
    }

    pub(super) fn resolved(&mut self, event: ResolvedEvent) -> ApprovalSays {
        let entry = ApprovalEntry { by: Some(event.by.clone()), outcome: Some(event.outcome), text: Some(event.note.0.clone()), ..self.entry() };
        let allowed = self.request.may_stop(&self.terms, &event.by) && !self.request.is_agent(&event.by.id.0);
        if !allowed {
            let (code, text) = self.not_authorised("resolve", &event.by);
            return self.deny(entry, code, text);
        }
        let taken_over = self.request.status == ApprovalStatus::TakenOver;
        if taken_over && self.request.resolution.0.is_some() {
            return self.deny(entry, Code::AlreadySettled, "somebody has said already how it ended; label it if that was wrong".into());
        }
        match (taken_over, event.outcome) {
            (true, ExecutionOutcome::Executed) => self.exposure = Some(ExposureChange::Keep),
            (true, ExecutionOutcome::Failed) => self.exposure = Some(ExposureChange::Release),
            (false, ExecutionOutcome::Executed) => self.settle(ApprovalStatus::Executed),
            (false, ExecutionOutcome::Failed) => self.settle(ApprovalStatus::Failed),
        }
        let result = event.result.as_ref().map(result_digest);
        if event.result.is_some() {
            self.request.result = event.result;
        }
        self.request.resolution = Maybe(Some(Resolution { by: event.by.id, outcome: event.outcome, note: event.note.0, at: Time(self.now) }));
        self.record(ApprovalEntry { to: Some(self.request.status), result, ..entry });
        ApprovalSays::Recorded
    }

    fn settle(&mut self, status: ApprovalStatus) {
        self.request.status = status;
        self.request.lease = Maybe(None);
        self.exposure = Some(if status == ApprovalStatus::Executed { ExposureChange::Keep } else { ExposureChange::Release });
        self.tell(Audience::Agent, Topic::Status);
    }

    /// The token must be the last that was given: whoever holds an older one has been overtaken.
    fn fenced(&mut self, token: Count) -> Option<ApprovalSays> {
        if token == self.request.token {
            return None;
        }
        let entry = ApprovalEntry { token: Some(token.0), ..self.entry() };
        Some(self.deny(entry, Code::LeaseLost, LOST.into()))
    }
}
