//! A worker wants to start it: everything is looked at once more.

use super::{Step, refuse};
use crate::action;
use crate::approval::bound::{misfit, package_digest};
use crate::approval::event::ClaimedEvent;
use crate::approval::outcome::{ApprovalEntry, ApprovalSays};
use crate::approval::request::{ApprovalEnd, ResourceDrift};
use crate::approval::table::ApprovalStatus;
use crate::approval::terms::Terms;
use crate::codes::Code;
use crate::document::Maybe;
use crate::table::Table;

impl Step {
    pub(super) fn claimed(&mut self, event: ClaimedEvent, terms: &Terms) -> ApprovalSays {
        if let Some(answer) = self.cannot_try_again() {
            return answer;
        }
        if event.epoch != self.request.epoch {
            return self.void(&event, ApprovalStatus::Killed, "a kill switch was thrown since it was asked; ask again when it is released", Vec::new());
        }
        if event.paused {
            return ApprovalSays::Paused;
        }
        if let Some(text) = self.tampered(&event, terms) {
            return self.deny(self.entry_of_claim(&event), Code::Tampered, text.to_owned());
        }
        if terms.is_stricter_than(&self.terms) || terms.approval.is_none() && !terms.may_run {
            let text = "the policy asks for more now than when it was approved; ask again";
            return self.void(&event, ApprovalStatus::Stale, text, Vec::new());
        }
        let Some(drift) = self.drift(event.resources.as_ref()) else {
            return refuse(Code::ResourcesMissing, "it was asked with the versions of its resources; give the current ones");
        };
        if !drift.is_empty() {
            let text = format!("{}; look at what changed and ask again", drift.iter().map(ResourceDrift::sentence).collect::<Vec<_>>().join(", "));
            return self.void(&event, ApprovalStatus::Stale, &text, drift);
        }
        let entry = self.entry_of_claim(&event);
        let answer = self.start(event.worker, event.lease_ms);
        let started = self.entry();
        self.record(ApprovalEntry {
            to: started.to,
            token: Some(self.request.token.0),
            idempotency_key: Some(self.request.idempotency_key.0.clone()),
            policy: Some(terms.digests.policy.clone()),
            ..entry
        });
        answer
    }

    /// What nobody knows the end of is tried again only where the tool honours the key, and only while the request lives.
    fn cannot_try_again(&self) -> Option<ApprovalSays> {
        if self.request.status != ApprovalStatus::Unknown {
            return None;
        }
        if !self.request.idempotent {
            return Some(refuse(Code::Unknown, "it may have happened, and trying again could do it twice; a person has to find out and resolve it"));
        }
        let over = self.request.expires_at.0.is_some_and(|end| end.0 <= self.now);
        over.then(|| refuse(Code::Unknown, "it may have happened, and its time to try again is over; a person has to find out and resolve it"))
    }

    /// Why this is not what was approved. Digests are made anew from what is stored.
    fn tampered(&self, event: &ClaimedEvent, terms: &Terms) -> Option<&'static str> {
        let request = &self.request;
        if event.action != request.digests.action {
            return Some("what would run is not what was approved; run exactly the approved action");
        }
        if action::digest_of(&request.action) != request.digests.action || terms.digests.action != request.digests.action {
            return Some("the stored action is not the approved one; nothing runs, and the store has to be looked at");
        }
        let own = &self.terms.digests;
        let whole = own.action == request.digests.action
            && own.policy == request.digests.policy
            && package_digest(&request.package) == request.digests.package
            && misfit(&request.action, &request.decision, &self.terms, &request.package).is_none();
        if !whole {
            return Some("the stored decision or package is not the one that was shown; nothing runs, and the store has to be looked at");
        }
        if !request.is_released(&self.terms) {
            return Some("the request does not hold the approvals that it needs; nothing runs, and the store has to be looked at");
        }
        None
    }

    /// An approval that is worth nothing any more. One that was used already, of which nobody knows the end, stays as it is.
    fn void(&mut self, event: &ClaimedEvent, status: ApprovalStatus, text: &str, drift: Vec<ResourceDrift>) -> ApprovalSays {
        let code = if status == ApprovalStatus::Killed { Code::Killed } else { Code::Stale };
        if self.request.status == ApprovalStatus::Unknown {
            return refuse(code, format!("{text}; a person has to find out whether it has happened"));
        }
        let entry = self.entry_of_claim(event);
        self.end(status, text.to_owned(), None);
        let drift = (!drift.is_empty()).then_some(drift);
        self.request.ended = Maybe(Some(ApprovalEnd { code: code.as_str().to_owned(), text: text.to_owned(), by: None, drift: drift.clone() }));
        self.record(ApprovalEntry { to: Some(status), text: Some(text.to_owned()), drift, ..entry });
        refuse(code, text)
    }

    fn entry_of_claim(&self, event: &ClaimedEvent) -> ApprovalEntry {
        ApprovalEntry { source: Some(event.worker.0.clone()), ..self.entry() }
    }

    /// Resources that are not as they were; nothing where that cannot be told.
    fn drift(&self, now: Option<&Table<String>>) -> Option<Vec<ResourceDrift>> {
        let Some(before) = &self.request.resources.0 else { return Some(Vec::new()) };
        let now = now?;
        let changed = before.iter().filter(|(name, was)| now.get(name) != Some(was)).map(|(name, was)| ResourceDrift {
            name: name.to_owned(),
            was: Some(was.clone()),
            is: now.get(name).cloned(),
        });
        let new = now.iter().filter(|(name, _)| before.get(name).is_none());
        Some(changed.chain(new.map(|(name, is)| ResourceDrift { name: name.to_owned(), was: None, is: Some(is.clone()) })).collect())
    }
}

impl ResourceDrift {
    fn sentence(&self) -> String {
        match (&self.was, &self.is) {
            (Some(was), Some(is)) => format!("`{}` was `{was}` and is `{is}`", self.name),
            (_, None) => format!("`{}` is gone", self.name),
            (None, _) => format!("`{}` is new", self.name),
        }
    }
}
