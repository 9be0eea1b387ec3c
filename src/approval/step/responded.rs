//! A person answers.

use super::Step;
use crate::approval::event::RespondedEvent;
use crate::approval::identity::Identity;
use crate::approval::ladder::later;
use crate::approval::outcome::{ApprovalEntry, ApprovalSays, Audience, ExposureChange, Topic};
use crate::approval::request::{Acknowledgement, ApprovalQuestion, ApprovalResponse, ShownDigests, Verdict};
use crate::approval::requirements::roles;
use crate::approval::said::{MOST_EDITS, MOST_QUESTIONS};
use crate::approval::table::ApprovalStatus;
use crate::approval::terms::Terms;
use crate::codes::Code;
use crate::document::{Maybe, Time};

/// Why an answer is none.
type Objection = (Code, String);

impl Step {
    pub(super) fn responded(&mut self, event: RespondedEvent, edited: Option<Terms>) -> ApprovalSays {
        if let Some((code, text)) = self.objection(&event) {
            return self.deny(self.entry_of(&event), code, text);
        }
        match event.verdict {
            Verdict::Approve => self.approve(event),
            Verdict::Reject => self.stop(event, ApprovalStatus::Rejected),
            Verdict::TakeOver => self.stop(event, ApprovalStatus::TakenOver),
            Verdict::Ask => self.ask(event),
            Verdict::Edit => self.edit(event, edited),
        }
    }

    fn objection(&self, event: &RespondedEvent) -> Option<Objection> {
        let (by, id) = (&event.by, event.by.id.0.as_str());
        let request = &self.request;
        if request.status == ApprovalStatus::Approved && event.verdict != Verdict::Reject {
            return Some((Code::NotPending, "it is approved already; reject it to withdraw that while it has not started".into()));
        }
        if event.digests.action != request.digests.action || event.digests.package != request.digests.package {
            return Some((Code::WrongDigest, "your answer is about something else than this request holds now; look at it again and answer anew".into()));
        }
        if matches!(event.verdict, Verdict::Reject | Verdict::TakeOver) {
            let allowed = request.may_stop(&self.terms, by);
            return (!allowed).then(|| self.not_authorised("stop", by));
        }
        if request.is_asked_by(id) {
            return Some((Code::SelfApproval, "you ask for this yourself; another person has to answer".into()));
        }
        if event.verdict == Verdict::Approve {
            if request.is_edited_by(id) {
                return Some((Code::SelfApproval, "you edited it into something stricter, so it counts as yours; another person has to approve it".into()));
            }
            if request.approvals().any(|response| response.by.id.0 == id) {
                return Some((Code::AlreadyAnswered, "you have approved it already; it waits for another person".into()));
            }
            let missing = request.missing(&self.terms);
            let needed = missing.iter().any(|wanted| by.has_role_of(&wanted.roles));
            return (!needed).then(|| (Code::NotAuthorised, format!("your roles are not what it still needs; it waits for {}", roles(&missing))));
        }
        if !self.terms.is_for(by) {
            return Some(self.not_authorised("answer", by));
        }
        match event.verdict {
            Verdict::Ask if request.questions.len() >= MOST_QUESTIONS => Some((
                Code::TooManyQuestions,
                format!("{MOST_QUESTIONS} questions were asked already, and a request holds no more; approve it, or reject it and say what was missing"),
            )),
            Verdict::Edit if request.edits() >= MOST_EDITS => Some((
                Code::TooManyEdits,
                format!(
                    "it was edited {MOST_EDITS} times already, and a request takes no more; approve it, or reject it and say what you want, so that the agent asks anew"
                ),
            )),
            _ => None,
        }
    }

    pub(super) fn not_authorised(&self, what: &str, by: &Identity) -> Objection {
        let text = format!("{} has no role that may {what} this; it takes {}", by.id.0, roles(self.terms.requirements()));
        (Code::NotAuthorised, text)
    }

    fn approve(&mut self, event: RespondedEvent) -> ApprovalSays {
        self.attend(&event.by);
        let entry = self.keep(event, None);
        self.release(self.execute_within());
        self.note(entry);
        ApprovalSays::Recorded
    }

    /// Any rejection ends it, and so does a person who does it instead.
    fn stop(&mut self, event: RespondedEvent, status: ApprovalStatus) -> ApprovalSays {
        let why = event
            .reason
            .as_ref()
            .map(|reason| reason.text.as_str())
            .or(event.text.as_ref().map(|text| text.0.as_str()))
            .map(str::trim)
            .filter(|why| !why.is_empty());
        let text = match (status, why) {
            (ApprovalStatus::TakenOver, _) => "a person does this instead; stop, and do not do it too".to_owned(),
            (_, Some(why)) => format!("a person said no: {why}; do not try the same again"),
            (_, None) => "a person said no; do not try the same again".to_owned(),
        };
        // After an approval the request is withdrawn: only what waits can be rejected.
        let status = if self.request.status == ApprovalStatus::Approved { ApprovalStatus::Cancelled } else { status };
        let by = event.by.id.0.clone();
        let entry = self.keep(event, None);
        self.end(status, text, Some(by));
        if status == ApprovalStatus::TakenOver {
            // The person may yet spend it.
            self.exposure = None;
        }
        self.note(entry);
        ApprovalSays::Recorded
    }

    fn ask(&mut self, event: RespondedEvent) -> ApprovalSays {
        let question = ApprovalQuestion {
            by: event.by.id.clone(),
            text: event.text.as_ref().map(|text| text.0.clone()).unwrap_or_default(),
            at: Time(self.now),
            answer: None,
        };
        self.request.questions.push(question);
        self.attend(&event.by);
        let entry = self.keep(event, None);
        self.tell(Audience::Agent, Topic::Question);
        self.note(entry);
        ApprovalSays::Recorded
    }

    /// Keeps an answer with the request, and makes what the log will hold of it.
    pub(super) fn keep(&mut self, event: RespondedEvent, made: Option<ShownDigests>) -> ApprovalEntry {
        let entry = self.entry_of(&event);
        let RespondedEvent { by, verdict, digests, reason, text, opened_at, shown_at, decided_at, .. } = event;
        let digests = made.unwrap_or(digests);
        let (at, text) = (Time(self.now), text.map(|text| text.0));
        self.request.responses.push(ApprovalResponse { by, verdict, digests, reason, text, at, opened_at, shown_at, decided_at, void: None });
        entry
    }

    /// What the log holds of an answer, with the request as it stands after it.
    pub(super) fn note(&mut self, entry: ApprovalEntry) {
        let now = self.entry();
        self.record(ApprovalEntry { to: now.to, digests: now.digests, ..entry });
    }

    pub(super) fn entry_of(&self, event: &RespondedEvent) -> ApprovalEntry {
        ApprovalEntry {
            by: Some(event.by.clone()),
            verdict: Some(event.verdict),
            reason: event.reason.clone(),
            text: event.text.as_ref().map(|text| text.0.clone()),
            shown: Some(event.digests.clone()),
            opened_at: event.opened_at,
            shown_at: event.shown_at,
            decided_at: event.decided_at,
            ..self.entry()
        }
    }

    /// Approved, where enough people have said so.
    pub(super) fn release(&mut self, execute_within: i64) {
        if !self.request.is_released(&self.terms) {
            return;
        }
        let by = later(Time(self.now), execute_within);
        self.request.status = ApprovalStatus::Approved;
        self.request.execute_by = Maybe(Some(self.request.expires_at.0.map_or(by, |expires| by.min(expires))));
        self.tell(Audience::Agent, Topic::Status);
    }

    pub(super) fn execute_within(&self) -> i64 {
        self.terms.approval.as_ref().map_or(0, |approval| approval.execute_within.0 as i64)
    }

    /// Somebody is on it. Who runs the agent cannot silence the ladder.
    pub(super) fn attend(&mut self, by: &Identity) {
        let known = self.request.acknowledged.iter().any(|one| one.by == by.id);
        if !known && !self.request.is_operator(&by.id.0) {
            self.request.acknowledged.push(Acknowledgement { by: by.id.clone(), at: Time(self.now) });
        }
    }

    pub(super) fn reserve(&mut self) {
        self.exposure = Some(ExposureChange::Reserve);
    }
}
