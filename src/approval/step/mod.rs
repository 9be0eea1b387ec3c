//! One event applied to one request. Every event in every state gives an answer.

mod claimed;
mod edited;
mod ended;
mod noted;
mod requested;
mod responded;
mod settled;
mod ticked;

use super::event::ApprovalEvent;
use super::outcome::{ApprovalEntry, ApprovalSays, ApprovalStep, Audience, ExposureChange, Notice, Topic};
use super::request::{ApprovalEnd, ApprovalRequest};
use super::table::{ApprovalEventType, ApprovalStatus, Cell, cell, may};
use super::terms::Terms;
use crate::codes::Code;
use crate::document::{Count, Issues, Maybe, Read, Time};
use crate::error::Refusal;
use crate::json::{Json, Limits, Place, read};
use crate::time::Millis;

/// A request (`null` where there is none yet), an event and the time, in epoch milliseconds, each as JSON. Refused is only what cannot be read: what may
/// not be done is answered, with its code, and where it matters also logged.
pub fn step(request: &str, event: &str, now: &str) -> Result<ApprovalStep, Refusal> {
    let mut issues = Issues::new();
    let place = Place::root("/now");
    let now = read(now, Limits::DOCUMENT, place, &mut issues).and_then(|now| Time::read(&now, place, &mut issues));
    let request = ApprovalRequest::read_text(request, &mut issues);
    let event = ApprovalEvent::read_text(event, &mut issues);
    let refused = |issues| Err(Refusal::new(Code::InputInvalid, issues));
    let (Some(now), Some(request), Some(event)) = (now, request, event) else { return refused(issues) };
    match (request, event) {
        (Some((request, terms)), event) => Ok(Step::new(request, terms, now).run(event)),
        (None, ApprovalEvent::Requested(event, terms)) => match requested::requested(*event, terms, now, &mut issues) {
            Some(step) => Ok(step),
            None => refused(issues),
        },
        (None, _) => Ok(ApprovalStep::refused(now, Code::NoRequest, "there is no request of this name; ask first".into())),
    }
}

/// A request that an event is applied to.
pub(super) struct Step {
    /// Never before the request's last change, whatever a clock says.
    pub now: Millis,
    pub request: ApprovalRequest,
    pub terms: Terms,
    pub changed: bool,
    event: ApprovalEventType,
    /// Where the request stood before this event, but after the time that has passed.
    from: Option<ApprovalStatus>,
    entries: Vec<ApprovalEntry>,
    notify: Vec<Notice>,
    exposure: Option<ExposureChange>,
    pause: Option<String>,
}

impl Step {
    fn new(request: ApprovalRequest, terms: Terms, now: Time) -> Self {
        Self {
            now: now.max(request.updated_at).0,
            from: Some(request.status),
            event: ApprovalEventType::Ticked,
            request,
            terms,
            changed: false,
            entries: Vec::new(),
            notify: Vec::new(),
            exposure: None,
            pause: None,
        }
    }

    /// First the time that has passed, then the event.
    fn run(mut self, event: ApprovalEvent) -> ApprovalStep {
        let first = self.request.status;
        self.ticked();
        let from = self.request.status;
        self.event = event.kind();
        self.from = Some(from);
        let kind = event.kind();
        let answer = match cell(from, kind) {
            Cell::Refused(code) => self.turn_away(code, &event),
            _ if kind == ApprovalEventType::Ticked => ApprovalSays::Recorded,
            Cell::Told => self.told(),
            Cell::Kept | Cell::To(_) => self.take(event),
        };
        // The table has the last word.
        if !may(first, ApprovalEventType::Ticked, from) || !may(from, kind, self.request.status) {
            return ApprovalStep::refused(Time(self.now), Code::Fault, "the engine failed; nothing was changed, and nothing may run".into());
        }
        self.finish(answer)
    }

    fn take(&mut self, event: ApprovalEvent) -> ApprovalSays {
        match event {
            ApprovalEvent::Responded(event, edited) => self.responded(*event, edited),
            ApprovalEvent::Answered(event) => self.answered(event),
            ApprovalEvent::Acknowledged(event) => self.acknowledged(event),
            ApprovalEvent::Claimed(event, terms) => self.claimed(*event, &terms),
            ApprovalEvent::Renewed(event) => self.renewed(&event),
            ApprovalEvent::Completed(event) => self.completed(*event),
            ApprovalEvent::Failed(event) => self.failed(event),
            ApprovalEvent::Lost(event) => self.lost(event),
            ApprovalEvent::Resolved(event) => self.resolved(*event),
            ApprovalEvent::Cancelled(event) => self.cancelled(event),
            ApprovalEvent::Superseded(event) => self.superseded(event),
            ApprovalEvent::Killed(event) => self.killed(event),
            ApprovalEvent::Labelled(event) => self.labelled(event),
            ApprovalEvent::Undone(event) => self.undone(event),
            ApprovalEvent::Ticked | ApprovalEvent::Requested(..) => ApprovalSays::Recorded,
        }
    }

    /// What is stored.
    fn told(&self) -> ApprovalSays {
        match self.request.status {
            ApprovalStatus::Pending => ApprovalSays::Waiting,
            ApprovalStatus::Executing => ApprovalSays::InProgress,
            ApprovalStatus::Executed => ApprovalSays::Executed,
            ApprovalStatus::Failed => ApprovalSays::Failed,
            _ => ApprovalSays::Recorded,
        }
    }

    fn finish(mut self, answer: ApprovalSays) -> ApprovalStep {
        let missing = (self.request.status == ApprovalStatus::Pending).then(|| self.request.missing(&self.terms));
        if self.changed {
            self.request.missing = missing.clone();
            self.request.version = Count(self.request.version.0 + 1);
            self.request.updated_at = Time(self.now);
        }
        for entry in &mut self.entries {
            entry.version = self.request.version.0;
        }
        ApprovalStep {
            at: Time(self.now),
            due: self.due(),
            missing: missing.unwrap_or_default(),
            entries: self.entries,
            notify: self.notify,
            exposure: self.exposure,
            pause: self.pause,
            answer,
            request: self.changed.then_some(self.request),
        }
    }

    /// What every entry says.
    pub(super) fn entry(&self) -> ApprovalEntry {
        ApprovalEntry {
            event: self.event,
            request: self.request.id.0.clone(),
            from: self.from,
            to: Some(self.request.status),
            tool: self.request.of_action("tool").unwrap_or_default().to_owned(),
            session: self.request.session().to_owned(),
            agent: self.request.of_action("agent").map(str::to_owned),
            principal: self.request.of_action("principal").map(str::to_owned),
            digests: self.request.digests.clone(),
            ..ApprovalEntry::default()
        }
    }

    pub(super) fn record(&mut self, entry: ApprovalEntry) {
        self.changed = true;
        self.entries.push(entry);
    }

    /// A refusal that the log must hold; the request stays as it is.
    fn deny(&mut self, entry: ApprovalEntry, code: Code, text: String) -> ApprovalSays {
        self.entries.push(ApprovalEntry { refused: Some(code), ..entry });
        ApprovalSays::Refused { code, text }
    }

    pub(super) fn tell(&mut self, to: Audience, topic: Topic) {
        self.tell_whom(to, topic, None);
    }

    pub(super) fn tell_whom(&mut self, to: Audience, topic: Topic, name: Option<String>) {
        self.notify.push(Notice { to, name, topic, request: self.request.id.0.clone() });
    }

    /// It ends without having run.
    fn end(&mut self, status: ApprovalStatus, text: String, by: Option<String>) {
        self.request.status = status;
        self.request.ended = Maybe(Some(ApprovalEnd { code: status.as_str().to_owned(), text, by, drift: None }));
        self.exposure = Some(ExposureChange::Release);
        self.tell(Audience::Agent, Topic::Status);
        self.changed = true;
    }
}

impl ApprovalStep {
    fn refused(now: Time, code: Code, text: String) -> Self {
        Self {
            at: now,
            request: None,
            entries: Vec::new(),
            notify: Vec::new(),
            exposure: None,
            pause: None,
            due: None,
            missing: Vec::new(),
            answer: ApprovalSays::Refused { code, text },
        }
    }
}

fn refuse(code: Code, text: impl Into<String>) -> ApprovalSays {
    ApprovalSays::Refused { code, text: text.into() }
}

/// The digest of a result, for the log.
fn result_digest(result: &Json) -> String {
    crate::digest::digest_text(crate::digest::Domain::Result, &crate::json::canonical(result))
}
