//! Somebody asks.

use super::{ApprovalStep, Step};
use crate::approval::bound::{check_action, misfit, package_digest};
use crate::approval::event::RequestedEvent;
use crate::approval::ladder::{later, ordered};
use crate::approval::outcome::{ApprovalEntry, ApprovalSays, Audience, ExposureChange, Topic};
use crate::approval::request::{ApprovalDigests, ApprovalLease, ApprovalRequest, text_of};
use crate::approval::table::{ApprovalEventType, ApprovalStatus, FIRST};
use crate::approval::terms::Terms;
use crate::codes::Code;
use crate::document::{Count, Issues, Maybe, Time};
use crate::error::Issue;
use crate::gate::Oversight;
use crate::json::{Json, Place};

/// A request, or why there is none. Nothing where the action or the package cannot be read.
pub(super) fn requested(mut event: RequestedEvent, terms: Terms, now: Time, issues: &mut Issues) -> Option<ApprovalStep> {
    const PLACE: Place<'static> = Place::root("/event");
    if !check_action(&mut event.action, PLACE.key("action"), issues) {
        return None;
    }
    let asks = !terms.may_run && event.grant.is_none();
    if asks && terms.approval.is_some() && event.package == Json::Null {
        issues.push(Issue::error(Code::Missing, PLACE.key("package").pointer(), "is null; give the package that people will see".into()));
        return None;
    }
    let refusal = match misfit(&event.action, &event.decision, &terms, &event.package) {
        Some(what) => Some((Code::DigestDiffers, what)),
        None => impossible(&terms, event.grant.is_some()),
    };
    if let Some((code, text)) = refusal {
        return Some(refused(&event, &terms, now, code, text));
    }
    let (worker, lease) = (event.worker.clone(), event.lease_ms);
    let mut step = Step::new(request(event, &terms, now), terms, now);
    step.event = ApprovalEventType::Requested;
    step.from = None;
    step.exposure = Some(ExposureChange::Reserve);
    let answer = if asks {
        step.tell(Audience::Reviewers, Topic::Requested);
        ApprovalSays::Waiting
    } else {
        step.start(worker, lease)
    };
    let told = if asks { step.tell_due_rungs() } else { Vec::new() };
    let entry = ApprovalEntry {
        action: Some(step.request.action.clone()),
        oversight: Some(step.terms.oversight),
        grant: step.request.grant.0.as_ref().map(|grant| grant.0.clone()),
        source: step.request.lease.0.as_ref().map(|lease| lease.worker.0.clone()),
        token: step.request.lease.0.as_ref().map(|lease| lease.token.0),
        idempotency_key: Some(step.request.idempotency_key.0.clone()),
        told,
        ..step.entry()
    };
    step.record(entry);
    if !FIRST.contains(&step.request.status) {
        return Some(ApprovalStep::refused(now, Code::Fault, "the engine failed; nothing was changed, and nothing may run".into()));
    }
    Some(step.finish(answer))
}

/// Why nothing can come of it.
fn impossible(terms: &Terms, granted: bool) -> Option<(Code, &'static str)> {
    match &terms.approval {
        _ if terms.oversight == Oversight::Halt => Some((Code::Killed, "a kill switch is engaged; wait until it is released, then decide again")),
        _ if granted && (terms.tier == 4 || terms.oversight == Oversight::Block) => {
            Some((Code::NotGrantable, "no grant reaches tier 4 or a block; ask a person"))
        }
        None if !terms.may_run => Some((Code::Blocked, "nobody can release this; do something else")),
        _ => None,
    }
}

fn request(event: RequestedEvent, terms: &Terms, now: Time) -> ApprovalRequest {
    let asked = terms.approval.as_ref().filter(|_| !terms.may_run && event.grant.is_none());
    let expires_at = asked.map(|approval| later(now, approval.ttl.0 as i64));
    let deadline = asked.and_then(|approval| approval.window.0).map(|window| later(now, window.0 as i64));
    ApprovalRequest {
        id: event.id,
        version: Count(0),
        status: ApprovalStatus::Pending,
        digests: ApprovalDigests { action: terms.digests.action.clone(), package: package_digest(&event.package), policy: terms.digests.policy.clone() },
        asked: terms.digests.action.clone(),
        action: event.action,
        context: event.context,
        decision: event.decision,
        package: event.package,
        idempotency_key: event.idempotency_key,
        idempotent: event.idempotent,
        requested_at: now,
        updated_at: now,
        deadline: Maybe(deadline.zip(expires_at).map(|(deadline, expires)| deadline.min(expires))),
        expires_at: Maybe(expires_at),
        execute_by: Maybe(None),
        epoch: event.epoch,
        operator: Maybe(event.operator),
        resources: Maybe(event.resources),
        credential_ref: Maybe(event.credential_ref),
        similar: event.similar.unwrap_or_default(),
        supersedes: Maybe(event.supersedes),
        superseded_by: Maybe(None),
        grant: Maybe(event.grant),
        ladder: ordered(event.ladder.unwrap_or_default()),
        responses: Vec::new(),
        missing: None,
        questions: Vec::new(),
        acknowledged: Vec::new(),
        rung: Count(0),
        edit: Maybe(None),
        lease: Maybe(None),
        token: Count(0),
        result: None,
        error: Maybe(None),
        ended: Maybe(None),
        resolution: Maybe(None),
        label: Maybe(None),
        undo: Maybe(None),
        undone: Maybe(None),
        before: None,
    }
}

/// No request is made, and the log says so.
fn refused(event: &RequestedEvent, terms: &Terms, now: Time, code: Code, text: &str) -> ApprovalStep {
    let entry = ApprovalEntry {
        event: ApprovalEventType::Requested,
        request: event.id.0.clone(),
        tool: text_of(&event.action, "tool").unwrap_or_default().to_owned(),
        session: text_of(&event.action, "session").unwrap_or_default().to_owned(),
        agent: text_of(&event.action, "agent").map(str::to_owned),
        principal: text_of(&event.action, "principal").map(str::to_owned),
        digests: ApprovalDigests {
            action: crate::action::digest_of(&event.action),
            package: package_digest(&event.package),
            policy: terms.digests.policy.clone(),
        },
        action: Some(event.action.clone()),
        oversight: Some(terms.oversight),
        refused: Some(code),
        ..ApprovalEntry::default()
    };
    ApprovalStep { entries: vec![entry], ..ApprovalStep::refused(now, code, text.to_owned()) }
}

impl Step {
    /// A lease with the next fencing token.
    pub(super) fn start(&mut self, worker: crate::document::Name, lease_ms: Count) -> ApprovalSays {
        let token = self.request.token.0 + 1;
        let until = later(Time(self.now), lease_ms.0 as i64);
        self.request.status = ApprovalStatus::Executing;
        self.request.token = Count(token);
        self.request.lease = Maybe(Some(ApprovalLease { token: Count(token), until, worker }));
        self.request.error = Maybe(None);
        let (action, idempotency_key) = (self.request.digests.action.clone(), self.request.idempotency_key.0.clone());
        ApprovalSays::Started { token, until, action, idempotency_key }
    }
}
