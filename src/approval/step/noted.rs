//! What is written down and moves nothing: answers to questions, who is on it, what turned out to be true, what undid it. And what came to a
//! state in which it can do nothing.

use super::{Step, refuse};
use crate::approval::event::{AcknowledgedEvent, AnsweredEvent, ApprovalEvent, LabelledEvent, UndoneEvent};
use crate::approval::outcome::{ApprovalEntry, ApprovalSays, Audience, Topic};
use crate::approval::request::{ApprovalAnswer, ApprovalLabel, ApprovalUndone, ExecutionOutcome};
use crate::approval::table::ApprovalStatus;
use crate::codes::Code;
use crate::document::{Maybe, Time};

impl Step {
    pub(super) fn answered(&mut self, event: AnsweredEvent) -> ApprovalSays {
        let at = Time(self.now);
        let Some(question) = self.request.questions.iter_mut().find(|question| question.answer.is_none()) else {
            return refuse(Code::NoQuestion, "no question is open; wait for one");
        };
        question.answer = Some(ApprovalAnswer { text: event.text.0.clone(), at });
        self.tell(Audience::Reviewers, Topic::Answer);
        let entry = ApprovalEntry { text: Some(event.text.0), ..self.entry() };
        self.record(entry);
        ApprovalSays::Recorded
    }

    pub(super) fn acknowledged(&mut self, event: AcknowledgedEvent) -> ApprovalSays {
        let id = event.by.id.0.as_str();
        if self.request.is_asked_by(id) || self.request.is_operator(id) {
            return refuse(Code::SelfApproval, "you ask for this yourself; somebody who can answer has to be on it");
        }
        if !self.terms.is_for(&event.by) {
            let (code, text) = self.not_authorised("answer", &event.by);
            return refuse(code, text);
        }
        let before = self.request.acknowledged.len();
        self.attend(&event.by);
        if self.request.acknowledged.len() > before {
            let entry = ApprovalEntry { by: Some(event.by), ..self.entry() };
            self.record(entry);
        }
        ApprovalSays::Recorded
    }

    pub(super) fn labelled(&mut self, event: LabelledEvent) -> ApprovalSays {
        let LabelledEvent { by, outcome, note, .. } = event;
        let note = note.map(|note| note.0);
        let entry = ApprovalEntry { label: Some(outcome.0.clone()), text: note.clone(), by: Some(by.clone()), ..self.entry() };
        self.request.label = Maybe(Some(ApprovalLabel { by: by.id, outcome, note, at: Time(self.now) }));
        self.record(entry);
        ApprovalSays::Recorded
    }

    pub(super) fn undone(&mut self, event: UndoneEvent) -> ApprovalSays {
        if self.request.undo.0.is_none() {
            return refuse(Code::NoWayBack, "nothing says how to undo it; a person has to");
        }
        if let Some(undone) = &self.request.undone.0 {
            return refuse(Code::AlreadyUndone, format!("request `{}` undoes it already; look at that one", undone.request.0));
        }
        let entry = ApprovalEntry { source: Some(event.request.0.clone()), by: Some(event.by.clone()), ..self.entry() };
        self.request.undone = Maybe(Some(ApprovalUndone { by: event.by.id, request: event.request, at: Time(self.now) }));
        self.record(entry);
        ApprovalSays::Recorded
    }

    /// An event that a state has no use for. What a person or a worker says is logged nevertheless: it came late, twice, or from a forger.
    pub(super) fn turn_away(&mut self, code: Code, event: &ApprovalEvent) -> ApprovalSays {
        let text = self.why_not(code);
        let entry = self.entry();
        match event {
            ApprovalEvent::Responded(event, _) => self.deny(self.entry_of(event), code, text),
            ApprovalEvent::Completed(event) => {
                let result = Some(super::result_digest(&event.result));
                self.deny(ApprovalEntry { token: Some(event.token.0), result, ..entry }, code, text)
            }
            ApprovalEvent::Failed(event) => self.deny(ApprovalEntry { token: Some(event.token.0), error: Some(event.error.clone()), ..entry }, code, text),
            ApprovalEvent::Lost(event) => self.deny(ApprovalEntry { token: Some(event.token.0), error: Some(event.error.clone()), ..entry }, code, text),
            ApprovalEvent::Resolved(event) => {
                let entry = ApprovalEntry { by: Some(event.by.clone()), outcome: Some(event.outcome), text: Some(event.note.0.clone()), ..entry };
                self.deny(entry, code, text)
            }
            _ => refuse(code, text),
        }
    }

    fn why_not(&self, code: Code) -> String {
        let status = self.request.status.as_str();
        match code {
            Code::AlreadyRequested => "this name is taken; resume that request, or ask under another name".into(),
            Code::NotPending => format!("it is {status} and takes no answers any more; {}", self.instead()),
            Code::NotStarted => format!("it is {status} and nothing runs under it; claim it first, and run only what that gives"),
            Code::LeaseLost => "the lease is not yours any more; stop, and report only what has happened".into(),
            Code::AlreadySettled => format!("it is {status} already; the report is in the log and changes nothing, so a person should look"),
            Code::NotUnknown => format!("it is {status}; only what nobody knows the end of is resolved"),
            Code::AlreadyStarted => "it has started and cannot be called back; wait for what comes of it".into(),
            Code::AlreadyOver => format!("it is {status} already; there is nothing to end"),
            Code::NotOver => format!("it is {status}; label it when it is over"),
            Code::NotExecuted => format!("it is {status}; only what ran is undone"),
            // Why it ended is why it does not start.
            _ => self.why_ended(),
        }
    }

    fn instead(&self) -> &'static str {
        match self.request.status {
            ApprovalStatus::Unknown => "find out whether it happened, and resolve it",
            ApprovalStatus::Approved | ApprovalStatus::Executing => "look at what comes of it",
            _ => "ask again if it is still wanted",
        }
    }

    fn why_ended(&self) -> String {
        let ended = self.request.ended.0.as_ref().map_or("it ended without running; ask again if it is still wanted", |ended| ended.text.as_str());
        match &self.request.resolution.0 {
            Some(resolution) if resolution.outcome == ExecutionOutcome::Executed => format!("{ended}; it is done: {}", resolution.note),
            Some(resolution) => format!("{ended}; it was not done: {}", resolution.note),
            None => ended.to_owned(),
        }
    }
}
